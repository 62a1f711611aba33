//! Weighted summaries of a rate: mean, quantiles, and the weight above given levels; all together, by decile and by category.
//!
//! A rate is kept in steps of 2^-30 (an error below 5e-10) and held within -2^20 and 2^20; what lies beyond counts as the
//! bound. Undefined rates are left out, and their weight is reported. The quantile at p is the smallest rate with
//! cumulative weight >= p W, as for incomes. Rows are sorted by whole steps and added as integers, so neither order nor
//! partition can change a bit.

use super::deciles::DECILES;
use super::{MeasureError, fit, same_scale, share};
use crate::numeric::weights::{WeightScale, WeightSlice, WeightSum, join};

/// Steps in one: 2^30.
const STEPS: f64 = 1_073_741_824.0;
/// Rates are held within this.
const BOUND: f64 = 1_048_576.0;
/// The levels above which the weight is told, in steps of a tenth.
const LEVELS: [i64; 3] = [6, 8, 10];
/// Tenths of [`STEPS`] are not whole, so levels are compared multiplied by ten.
const TENTHS: i64 = 10;

/// One rate of a group.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RateSummary {
    /// The weight of those with a rate.
    pub weight: f64,
    /// The weight of those without: the rate has no meaning for them.
    pub undefined_weight: f64,
    /// The mean; None if nobody has a rate. A few cliffs can move it far, so the median is the headline.
    pub mean: Option<f64>,
    /// The quantile at .1.
    pub p10: Option<f64>,
    /// The quantile at .5.
    pub median: Option<f64>,
    /// The quantile at .9.
    pub p90: Option<f64>,
    /// The share of those with a rate above .6.
    pub share_above_60_percent: Option<f64>,
    /// The share of those with a rate above .8.
    pub share_above_80_percent: Option<f64>,
    /// The share of those with a rate above 1.
    pub share_above_100_percent: Option<f64>,
}

/// A rate by decile and by category.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RateTable {
    /// All together.
    pub all: RateSummary,
    /// Ten rows by baseline income, poorest first.
    pub deciles: Vec<RateSummary>,
    /// One row a code of the category, in the order of the labels.
    pub categories: Vec<RateSummary>,
}

/// Whose rates they are: columns of equal length.
#[derive(Clone, Copy, Debug)]
pub struct RateRows<'a> {
    /// The decile of each row, 1 to 10; 0 where it has none, so that it counts only in all together.
    pub deciles: &'a [u8],
    /// The code of the category of each row, such as labour status.
    pub categories: &'a [u8],
    /// The weights.
    pub weights: WeightSlice<'a>,
}

impl RateRows<'_> {
    /// Refuses columns that do not fit `rows`, deciles above 10 and codes from `labels` on.
    pub(super) fn check(&self, rows: usize, labels: u32, scale: WeightScale) -> Result<(), MeasureError> {
        fit(rows, &[self.deciles.len(), self.categories.len()], scale, self.weights)?;
        for (codes, labels) in [(self.deciles, DECILES as u32 + 1), (self.categories, labels)] {
            if let Some((row, &code)) = codes.iter().enumerate().find(|&(_, &code)| u32::from(code) >= labels) {
                return Err(MeasureError::Code {
                    row: row as u64,
                    code: u32::from(code),
                    labels,
                });
            }
        }
        Ok(())
    }
}

/// One row with a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    steps: i64,
    weight: u64,
    decile: u8,
    category: u8,
}

/// The rows from which a [`RateTable`] is computed; mergeable. It keeps every row, 24 bytes each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatesPartial {
    scale: WeightScale,
    rows: Vec<Row>,
    /// The weight without a rate: by decile from 0 on, and by category.
    undefined_deciles: [u128; DECILES + 1],
    undefined_categories: Vec<u128>,
}

impl RatesPartial {
    /// Nothing yet, for category codes below `labels`.
    pub fn new(labels: u32, scale: WeightScale) -> RatesPartial {
        RatesPartial {
            scale,
            rows: Vec::new(),
            undefined_deciles: [0; DECILES + 1],
            undefined_categories: vec![0; labels as usize],
        }
    }

    /// Adds rows: the rate of each, None (or NaN) where it has no meaning.
    ///
    /// # Errors
    /// [`MeasureError::Length`] if there are not as many rates as rows, [`MeasureError::Scale`] if the weights have another
    /// scale, [`MeasureError::Code`] if a decile is above 10 or a code has no label; then nothing was added.
    pub fn add(&mut self, rates: &[Option<f64>], rows: &RateRows<'_>) -> Result<(), MeasureError> {
        rows.check(rates.len(), self.undefined_categories.len() as u32, self.scale)?;
        let weights = rows.weights.low().iter().zip(rows.weights.high());
        let groups = rows.deciles.iter().zip(rows.categories);
        for ((rate, (&decile, &category)), (&low, &high)) in rates.iter().zip(groups).zip(weights) {
            let weight = join(low, high);
            if weight == 0 {
                continue;
            }
            match rate.filter(|rate| !rate.is_nan()) {
                Some(rate) => self.rows.push(Row {
                    steps: to_steps(rate),
                    weight,
                    decile,
                    category,
                }),
                None => {
                    if let Some(sum) = self.undefined_deciles.get_mut(usize::from(decile)) {
                        *sum += u128::from(weight);
                    }
                    if let Some(sum) = self.undefined_categories.get_mut(usize::from(category)) {
                        *sum += u128::from(weight);
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds another part.
    ///
    /// # Errors
    /// [`MeasureError::Plan`] if it has other labels, [`MeasureError::Scale`] if its weights have another scale.
    pub fn merge(&mut self, other: &RatesPartial) -> Result<(), MeasureError> {
        if self.undefined_categories.len() != other.undefined_categories.len() {
            return Err(MeasureError::Plan);
        }
        same_scale(self.scale, other.scale)?;
        self.rows.extend_from_slice(&other.rows);
        let sums = self.undefined_deciles.iter_mut().chain(&mut self.undefined_categories);
        for (sum, other) in sums.zip(other.undefined_deciles.iter().chain(&other.undefined_categories)) {
            *sum += other;
        }
        Ok(())
    }

    /// The table.
    pub fn finish(mut self) -> RateTable {
        self.rows.sort_unstable();
        let undefined = self.undefined_deciles.iter().sum::<u128>();
        let deciles = self.undefined_deciles.iter().enumerate().skip(1);
        let categories = self.undefined_categories.iter().enumerate();
        RateTable {
            all: self.summary(|_| true, undefined),
            deciles: deciles
                .map(|(decile, &undefined)| self.summary(|row| usize::from(row.decile) == decile, undefined))
                .collect(),
            categories: categories
                .map(|(code, &undefined)| self.summary(|row| usize::from(row.category) == code, undefined))
                .collect(),
        }
    }

    /// The summary of some of the sorted rows.
    fn summary(&self, is_in: impl Fn(&Row) -> bool, undefined: u128) -> RateSummary {
        let (mut weight, mut sum, mut above) = (0u128, 0i128, [0u128; 3]);
        for row in self.rows.iter().filter(|row| is_in(row)) {
            weight += u128::from(row.weight);
            // At most 2^50 steps times weights below 2^75 together.
            sum += i128::from(row.steps) * i128::from(row.weight);
            for (sum, level) in above.iter_mut().zip(LEVELS) {
                if row.steps * TENTHS > level * STEPS as i64 {
                    *sum += u128::from(row.weight);
                }
            }
        }
        let quantile = |tenths: u128| {
            let mut reached = 0u128;
            let mut rows = self.rows.iter().filter(|row| is_in(row));
            rows.find(|row| {
                reached += u128::from(row.weight);
                reached * 10 >= tenths * weight
            })
            .map(|row| row.steps as f64 / STEPS)
        };
        let total = |weight: u128| WeightSum(weight as i128).to_f64(self.scale.exact_exponent);
        let [above_60, above_80, above_100] = above.map(|above| share(above as i128, weight as i128));
        RateSummary {
            weight: total(weight),
            undefined_weight: total(undefined),
            mean: (weight > 0).then(|| mean(sum, weight as i128)),
            p10: quantile(1),
            median: quantile(5),
            p90: quantile(9),
            share_above_60_percent: above_60,
            share_above_80_percent: above_80,
            share_above_100_percent: above_100,
        }
    }
}

/// The mean in whole steps and rest apart, so that the mean of equal rates is that rate to the bit.
fn mean(sum: i128, weight: i128) -> f64 {
    (sum.div_euclid(weight) as f64 + sum.rem_euclid(weight) as f64 / weight as f64) / STEPS
}

/// The steps of a rate, held within the bounds.
fn to_steps(rate: f64) -> i64 {
    let held = if rate > BOUND { BOUND } else { rate };
    let held = if held < -BOUND { -BOUND } else { held };
    libm::rint(held * STEPS) as i64
}
