//! Poverty: the Foster-Greer-Thorbecke measures below a line.
//!
//! For a line z and the poor, those with income x < z: FGT_a = sum over the poor of w ((z - x) / z)^a, over the weight of all
//! (J. Foster, J. Greer, E. Thorbecke 1984, "A class of decomposable poverty measures", Econometrica 52(3), 761-766). Who is
//! poor is decided by income and line as they are; gaps are between both in steps of 2^-7 currency units, so that they are
//! integers. A negative income has a gap larger than the line.

use super::{MeasureError, same_scale};
use crate::numeric::grid::{KEY_LIMIT, KEY_STEP, income_key, key_amount, key_income, key_unchecked, power_of_two};
use crate::numeric::rank::Ranked;
use crate::numeric::sum::join_digits;
use crate::numeric::weights::{HALF_MASK, WeightScale, WeightSlice, WeightSum, join};

/// The share of the median below which persons are at risk of poverty, by the convention of the European Union.
pub const RELATIVE_LINE_SHARE: f64 = 0.6;

/// Rows that are looked at together.
const BLOCK: usize = 1024;
/// Squared gaps are added in two parts, split at this bit, so that neither can overflow.
const SPLIT: u32 = 43;
/// The bits below the split.
const LOW_MASK: u128 = (1 << SPLIT) - 1;

/// A poverty line: a positive amount of equivalised income a year, with its key in steps of 2^-7 currency units.
///
/// A *fixed* line is made from the baseline's ranking and used for every run; a *floating* one from each run's own ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PovertyLine {
    /// The amount, as bits, whose order is that of positive numbers.
    bits: u64,
    key: i64,
}

impl PovertyLine {
    /// A line at a share of the weighted median, usually [`RELATIVE_LINE_SHARE`]. None if there is no weight, or if the
    /// line would not be positive.
    pub fn relative(ranked: &Ranked, share: f64) -> Option<PovertyLine> {
        PovertyLine::absolute(ranked.median()? * share)
    }

    /// A line at an amount. None if it is not a number, less than half a step of 2^-7, or beyond the largest amount.
    pub fn absolute(amount: f64) -> Option<PovertyLine> {
        let key = income_key(amount);
        let bits = amount.to_bits();
        (!amount.is_nan() && key > 0 && key < KEY_LIMIT).then_some(PovertyLine { bits, key })
    }

    /// The amount, in currency units a year.
    pub fn amount(self) -> f64 {
        f64::from_bits(self.bits)
    }

    /// Whether an income lies below the line.
    #[inline(always)]
    pub fn is_poor(self, income: f64) -> bool {
        income < self.amount()
    }
}

/// Poverty below one line.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Poverty {
    /// The line, in currency units a year of equivalised income.
    pub line: f64,
    /// The weight of all.
    pub weight: f64,
    /// The weight of the poor: those with an income below the line.
    pub poor: f64,
    /// FGT 0, the share of the poor (the at-risk-of-poverty rate, if the line is relative); None if there is no weight.
    pub headcount_rate: Option<f64>,
    /// FGT 1, the poverty gap rate: the mean over all persons of the gap as a share of the line.
    pub gap_rate: Option<f64>,
    /// FGT 2, the severity of poverty: the mean over all persons of the squared gap as a share of the line.
    pub severity_rate: Option<f64>,
    /// What the poor lack together: the weighted sum of (line - income), in currency units of equivalised income a year.
    pub total_gap: f64,
}

/// The integers from which [`Poverty`] is computed; mergeable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PovertyPartial {
    line: PovertyLine,
    scale: WeightScale,
    weight: i128,
    poor: i128,
    /// Weighted gaps, in key steps.
    gap: i128,
    /// Weighted squared gaps in squared key steps: below bit 43, and above.
    squared_low: i128,
    squared_high: i128,
}

impl PovertyPartial {
    /// Nothing yet.
    pub fn new(line: PovertyLine, scale: WeightScale) -> PovertyPartial {
        PovertyPartial {
            line,
            scale,
            weight: 0,
            poor: 0,
            gap: 0,
            squared_low: 0,
            squared_high: 0,
        }
    }

    /// Adds rows.
    ///
    /// # Errors
    /// [`MeasureError::Length`] if the columns differ in length, [`MeasureError::Scale`] if the weights have another scale.
    #[inline(always)]
    pub fn add(&mut self, incomes: &[f64], weights: WeightSlice<'_>) -> Result<(), MeasureError> {
        if incomes.len() != weights.len() {
            return Err(MeasureError::Length {
                baseline: incomes.len() as u64,
                other: weights.len() as u64,
            });
        }
        same_scale(self.scale, weights.scale())?;
        let (low, high) = (weights.low().chunks(BLOCK), weights.high().chunks(BLOCK));
        for ((incomes, low), high) in incomes.chunks(BLOCK).zip(low).zip(high) {
            self.add_poor(incomes, low, high);
        }
        self.weight += weights.total().0;
        Ok(())
    }

    /// Adds the poor among at most [`BLOCK`] rows, of equal length.
    #[inline(always)]
    pub(super) fn add_poor(&mut self, incomes: &[f64], low: &[u32], high: &[u32]) {
        // In lanes, with a gap of zero for whoever is not poor, as long as no gap in the block exceeds 26 bits (524,288
        // currency units): then gaps, squares and weights multiply in halves of 26 bits as in numeric::sum.
        let (line, from) = (self.line.amount(), key_income(self.line.key));
        let (mut poor_low, mut poor_high, mut gap_low, mut gap_high) = (0u64, 0u64, 0u64, 0u64);
        let (mut lower, mut middle, mut upper) = (0u64, 0u64, 0u64);
        let mut widest = 0u64;
        for ((&income, &low), &high) in incomes.iter().zip(low).zip(high) {
            let (low, high) = (u64::from(low), u64::from(high));
            // Rounding keeps the order, so whoever has a gap is poor; who is poor by less than a step may have none.
            let poor = income < line;
            let difference = from - key_amount(income);
            let gap = key_unchecked(if difference > 0.0 { difference } else { 0.0 }) as u64;
            widest |= gap;
            let gap = gap & HALF_MASK;
            let square = gap * gap;
            let (square_low, square_high) = (square & HALF_MASK, square >> 26);
            poor_low += if poor { low } else { 0 };
            poor_high += if poor { high } else { 0 };
            gap_low += gap * low;
            gap_high += gap * high;
            lower += square_low * low;
            middle += square_low * high + square_high * low;
            upper += square_high * high;
        }
        if widest >> 26 != 0 {
            self.add_wide(incomes, low, high);
            return;
        }
        let squares = join_digits(lower, middle, upper);
        self.poor += join_digits(poor_low, poor_high, 0) as i128;
        self.gap += join_digits(gap_low, gap_high, 0) as i128;
        self.squared_low += (squares & LOW_MASK) as i128;
        self.squared_high += (squares >> SPLIT) as i128;
        self.carry();
    }

    /// Adds the poor among rows with gaps of any size, up to 2^43 key steps.
    fn add_wide(&mut self, incomes: &[f64], low: &[u32], high: &[u32]) {
        for ((&income, &low), &high) in incomes.iter().zip(low).zip(high) {
            if !self.line.is_poor(income) {
                continue;
            }
            let (gap, weight) = (
                (self.line.key - income_key(income)) as u128,
                u128::from(join(low, high)),
            );
            self.poor += weight as i128;
            self.gap += (gap * weight) as i128;
            self.squared_low += (((gap * gap) & LOW_MASK) * weight) as i128;
            self.squared_high += (((gap * gap) >> SPLIT) * weight) as i128;
            self.carry();
        }
    }

    /// Carries from the lower to the upper part of the squared gaps, so that equal sums are equal integers.
    fn carry(&mut self) {
        self.squared_high += self.squared_low >> SPLIT;
        self.squared_low &= LOW_MASK as i128;
    }

    /// The same with the weight of all rows, where that was added up elsewhere.
    pub(super) fn with_weight(&self, weight: WeightSum) -> PovertyPartial {
        PovertyPartial {
            weight: weight.0,
            ..*self
        }
    }

    /// Adds another part.
    ///
    /// # Errors
    /// [`MeasureError::Plan`] if it has another line, [`MeasureError::Scale`] if its weights have another scale.
    pub fn merge(&mut self, other: &PovertyPartial) -> Result<(), MeasureError> {
        if self.line != other.line {
            return Err(MeasureError::Plan);
        }
        same_scale(self.scale, other.scale)?;
        self.weight += other.weight;
        self.poor += other.poor;
        self.gap += other.gap;
        self.squared_low += other.squared_low;
        self.squared_high += other.squared_high;
        self.carry();
        Ok(())
    }

    /// The measures.
    pub fn finish(&self) -> Poverty {
        let exponent = self.scale.exact_exponent;
        let line = self.line.key as f64;
        let squared = self.squared_high as f64 * power_of_two(SPLIT as i32) + self.squared_low as f64;
        let over_all = |x: f64| (self.weight > 0).then(|| x / self.weight as f64);
        Poverty {
            line: self.line.amount(),
            weight: WeightSum(self.weight).to_f64(exponent),
            poor: WeightSum(self.poor).to_f64(exponent),
            headcount_rate: over_all(self.poor as f64),
            gap_rate: over_all(self.gap as f64 / line),
            severity_rate: over_all(squared / (line * line)),
            total_gap: WeightSum(self.gap).to_f64(exponent) * KEY_STEP,
        }
    }
}
