//! Weighted quantiles, the Gini coefficient, the Lorenz curve and income shares, on integers.
//!
//! Incomes are keys in steps of 2^-7 currency units, weights are rank weights (see [`weights`](super::weights)); everything that
//! is added across rows is an integer, so order and partition cannot matter. The difference from the plain formula over
//! unrounded f64 stays below 1e-7 for incomes of ordinary size (hundreds of units and more).
//!
//! Definitions, W being the total weight:
//! * the quantile at p is the smallest income x with cumulative weight >= p W; it is a key, and the median is then told apart
//!   within its key ([`tie`](super::tie));
//! * Gini = sum w x (2 cum - w) / (W sum w x) - 1, where the rows of equal income add C_after^2 - C_before^2 in place of w (2 cum - w),
//!   whatever their order; without the correction n/(n-1); undefined if W = 0 or sum w x <= 0. With negative incomes it may
//!   exceed 1;
//! * **equal incomes stay together, and a group that reaches across an edge belongs to the lower side.** Nothing is split in
//!   proportion. So the "bottom 20 %" are all rows with an income up to the quantile at .2, and the "top 10 %" all rows with an
//!   income above the quantile at .9; both may be larger or smaller than their name where many incomes are equal, and the
//!   top may be empty: then what is measured on it is undefined.

use super::grid::{KEY_LIMIT, key_income};
use super::radix::{SortedRun, TailRow, WINDOW};
use super::tie::KeyRows;

/// Rows between two marks of the cumulated sums.
const STRIDE: usize = 1024;

/// Weight and income cumulated over rows in ascending order of income.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cumulated {
    /// The rank weight, in steps of 2^-rank_exponent.
    pub weight: u64,
    /// The weighted income: key steps x rank weight steps.
    pub income: i128,
}

impl Cumulated {
    /// Adds one row.
    #[inline(always)]
    fn add(&mut self, key: i64, weight: u32) {
        self.weight += u64::from(weight);
        self.income += i128::from(key) * i128::from(weight);
    }

    /// What was cumulated after an earlier point.
    fn since(self, earlier: Cumulated) -> Cumulated {
        Cumulated {
            weight: self.weight - earlier.weight,
            income: self.income - earlier.income,
        }
    }
}

/// A point of the Lorenz curve.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LorenzPoint {
    /// The share of the population with incomes up to this point (0-1). Equal incomes stay together, so it may exceed the
    /// share that was asked for.
    pub population_share: f64,
    /// The share of all income that it has; below zero where negative incomes outweigh the others.
    pub income_share: f64,
}

/// All rows of a data set, sorted by income and cumulated: answers every rank statistic.
#[derive(Clone, Debug)]
pub struct Ranked {
    run: SortedRun,
    /// How many rows of the tail lie below the window.
    low: usize,
    /// Cumulated before each row of the tail and, as the last, after all: over the low tail, and over the high one on top of the body.
    low_marks: Vec<Cumulated>,
    high_marks: Vec<Cumulated>,
    /// Cumulated before every [`STRIDE`]th row of the body.
    marks: Vec<Cumulated>,
    total: Cumulated,
    gini: Option<f64>,
    median: Option<f64>,
}

impl Ranked {
    /// Joins and cumulates the runs of all parts of a data set. The same rows give the same statistics, bit for bit, however
    /// they are cut into runs.
    pub fn from_runs(runs: Vec<SortedRun>) -> Ranked {
        Ranked::from_run(SortedRun::merge_all(runs))
    }

    /// Joins data sets that were ranked apart.
    pub fn merge(parts: Vec<Ranked>) -> Ranked {
        Ranked::from_runs(parts.into_iter().map(|part| part.run).collect())
    }

    /// Cumulates a run.
    pub fn from_run(run: SortedRun) -> Ranked {
        let low = run.tail.partition_point(|row| row.key < 0);
        let mut at = Cumulated::default();
        let mut tail_weight = 0u64;
        let mut cumulate_tail = |at: &mut Cumulated, low_side: bool| {
            let rows = if low_side {
                run.tail.get(..low)
            } else {
                run.tail.get(low..)
            };
            let mut marks = vec![*at];
            for row in rows.unwrap_or_default() {
                tail_weight += u64::from(row.weight);
                at.add(row.key, row.weight);
                marks.push(*at);
            }
            marks
        };
        let low_marks = cumulate_tail(&mut at, true);
        let mut product_sum = 0i128;
        let mut marks = Vec::with_capacity(run.body.len() / STRIDE + 1);
        for rows in run.body.chunks(STRIDE) {
            marks.push(at);
            let (mut weight, mut income) = (0u64, 0i128);
            for &row in rows {
                // In the window key x weight fits 64 bits, so the products are multiplications of 64 x 64 bits.
                let (key, w) = unpack(row);
                let amount = key * i64::from(w);
                let middle = (at.weight.wrapping_add(weight) as i64)
                    .wrapping_mul(2)
                    .wrapping_add(i64::from(w));
                product_sum = product_sum.wrapping_add(i128::from(amount).wrapping_mul(i128::from(middle)));
                weight += u64::from(w);
                income += i128::from(amount);
            }
            at.weight += weight;
            at.income += income;
        }
        let high_marks = cumulate_tail(&mut at, false);
        let mut ranked = Ranked {
            run,
            low,
            low_marks,
            high_marks,
            marks,
            total: at,
            gini: None,
            median: None,
        };
        ranked.gini = ranked.compute_gini(tail_weight, product_sum);
        ranked.median = ranked.median_key().map(key_income);
        ranked
    }

    /// The sorted rows, for a later merge or to reuse their memory.
    pub fn into_run(self) -> SortedRun {
        self.run
    }

    /// The total rank weight, in steps of 2^-rank_exponent.
    pub fn total_weight(&self) -> u64 {
        self.total.weight
    }

    /// Weight and income of all rows.
    pub fn total(&self) -> Cumulated {
        self.total
    }

    /// The key of the quantile at numerator / denominator: the smallest income whose cumulative weight is at least that
    /// share of the total. None if there is no weight or the fraction is not between 0 and 1; at 0 it is the least income.
    pub fn quantile(&self, numerator: u32, denominator: u32) -> Option<i64> {
        if self.total.weight == 0 || denominator == 0 || numerator > denominator {
            return None;
        }
        let target = u128::from(numerator) * u128::from(self.total.weight);
        let reached = |weight: u64| u128::from(weight) * u128::from(denominator) >= target;
        let low_rows = self.run.tail.get(..self.low)?;
        if let Some(row) = first_reached(&self.low_marks, low_rows, reached) {
            return Some(row);
        }
        let after_body = self.high_marks.first()?;
        if !self.run.body.is_empty() && reached(after_body.weight) {
            let block = self
                .marks
                .partition_point(|mark| !reached(mark.weight))
                .saturating_sub(1);
            let mut weight = self.marks.get(block)?.weight;
            for &row in self.run.body.get(block * STRIDE..)? {
                let (key, w) = unpack(row);
                weight += u64::from(w);
                if reached(weight) {
                    return Some(key);
                }
            }
        }
        first_reached(&self.high_marks, self.run.tail.get(self.low..)?, reached)
    }

    /// The key of the median; None if there is no weight.
    pub fn median_key(&self) -> Option<i64> {
        self.quantile(1, 2)
    }

    /// Makes the median exact from the rows that have its key, of all parts of the data set; rows of another key are
    /// ignored.
    pub fn resolve_median(&mut self, rows: &KeyRows) {
        if self.median_key() != Some(rows.key()) {
            return;
        }
        let total = u128::from(self.total.weight);
        let before = self.up_to(rows.key() - 1).weight;
        let exact = rows.reaching(before, |weight| 2 * u128::from(weight) >= total);
        self.median = exact.or(self.median);
    }

    /// The median income in currency units: exact after [`Ranked::resolve_median`], before it in steps of 2^-7. None if
    /// there is no weight.
    pub fn median(&self) -> Option<f64> {
        self.median
    }

    /// Weight and income of the rows with a key up to `key`.
    pub fn up_to(&self, key: i64) -> Cumulated {
        if key < -WINDOW {
            let rows = self.run.tail.partition_point(|row| row.key <= key);
            return self.low_marks.get(rows).copied().unwrap_or_default();
        }
        if key >= WINDOW {
            let rows = self.run.tail.partition_point(|row| row.key <= key) - self.low;
            return self.high_marks.get(rows).copied().unwrap_or(self.total);
        }
        let offset = (key + WINDOW) as u64;
        let rows = self.run.body.partition_point(|&row| row >> 32 <= offset);
        let block = rows / STRIDE;
        let Some(&mark) = self.marks.get(block) else {
            return self.high_marks.first().copied().unwrap_or(self.total);
        };
        let mut at = mark;
        for &row in self.run.body.get(block * STRIDE..rows).unwrap_or_default() {
            let (key, weight) = unpack(row);
            at.add(key, weight);
        }
        at
    }

    /// The Gini coefficient; None if the total weight is zero or total income is not positive.
    pub fn gini(&self) -> Option<f64> {
        self.gini
    }

    /// The share of all income that goes to those above the quantile at 1 - numerator / denominator, for example 1 / 10 for
    /// the top tenth. None if total income is not positive or nobody is above.
    pub fn top_share(&self, numerator: u32, denominator: u32) -> Option<f64> {
        if self.total.income <= 0 {
            return None;
        }
        let top = self.above(denominator.checked_sub(numerator)?, denominator)?;
        Some(top.income as f64 / self.total.income as f64)
    }

    /// Income of the top fifth over income of the bottom fifth (S80/S20); None if nobody is in the top or the bottom has no
    /// positive income.
    pub fn s80_s20(&self) -> Option<f64> {
        self.ratio_of_groups(4, 1, 5)
    }

    /// Income of the top tenth over income of the bottom four tenths (Palma ratio); None as for [`Ranked::s80_s20`].
    pub fn palma(&self) -> Option<f64> {
        self.ratio_of_groups(9, 4, 10)
    }

    /// The Lorenz curve at `points` equal steps of the population and at its origin; None if total income is not positive or
    /// `points` is zero.
    pub fn lorenz_curve(&self, points: u32) -> Option<Vec<LorenzPoint>> {
        if self.total.income <= 0 || points == 0 {
            return None;
        }
        let mut curve = Vec::with_capacity(points as usize + 1);
        curve.push(LorenzPoint {
            population_share: 0.0,
            income_share: 0.0,
        });
        for point in 1..=points {
            let at = self.up_to(self.quantile(point, points)?);
            curve.push(LorenzPoint {
                population_share: at.weight as f64 / self.total.weight as f64,
                income_share: at.income as f64 / self.total.income as f64,
            });
        }
        Some(curve)
    }

    /// What the rows above a quantile have; None if there are none.
    fn above(&self, numerator: u32, denominator: u32) -> Option<Cumulated> {
        let rest = self.total.since(self.up_to(self.quantile(numerator, denominator)?));
        (rest.weight > 0).then_some(rest)
    }

    /// Income above the quantile at top / parts over income up to the quantile at bottom / parts.
    fn ratio_of_groups(&self, top: u32, bottom: u32, parts: u32) -> Option<f64> {
        let above = self.above(top, parts)?;
        let below = self.up_to(self.quantile(bottom, parts)?);
        (below.income > 0).then(|| above.income as f64 / below.income as f64)
    }

    /// The Gini coefficient from sum w x (2 C_before + w).
    ///
    /// That sum is at most 2 W x sum w |x|. If this bound (with the largest keys of body and tail in place of x) stays below
    /// 2^126, one i128 holds it; otherwise the second factor is cut into limbs of 16 bits with an i128 each, below 2^122.
    /// Which of the two is used follows from the weights, not from the order of the rows.
    /// `body` is that sum over the body, which was formed on the way and may have wrapped where the bound is exceeded.
    fn compute_gini(&self, tail_weight: u64, body: i128) -> Option<f64> {
        let (weight, income) = (self.total.weight, self.total.income);
        if weight == 0 || income <= 0 {
            return None;
        }
        let largest = (u128::from(weight - tail_weight) << 31).checked_add(u128::from(tail_weight) * KEY_LIMIT as u128);
        let bound = largest.and_then(|l| l.checked_mul(2 * u128::from(weight)));
        if bound.is_some_and(|b| b < 1 << 126) {
            let sum = body + self.gini_sum_of_tail();
            let product = income * i128::from(weight);
            return Some((sum - product) as f64 / product as f64);
        }
        let mut limbs = [0i128; 5];
        let mut before = 0u128;
        for (key, w) in self.rows() {
            let amount = i128::from(key) * i128::from(w);
            let mut rank = 2 * before + u128::from(w);
            for limb in &mut limbs {
                *limb += amount * (rank & 0xffff) as i128;
                rank >>= 16;
            }
            before += u128::from(w);
        }
        let mut sum = 0.0;
        for &limb in limbs.iter().rev() {
            sum = sum * 65_536.0 + limb as f64;
        }
        Some(sum / (income as f64 * weight as f64) - 1.0)
    }

    /// All rows, as key and weight, in ascending order of keys.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (i64, u32)> {
        let (low, high) = self.run.tail.split_at(self.low);
        let tail = |row: &TailRow| (row.key, row.weight);
        low.iter()
            .map(tail)
            .chain(self.run.body.iter().map(|&row| unpack(row)))
            .chain(high.iter().map(tail))
    }

    /// The tail's part of the sum of w x (2 C_before + w), where one i128 holds it.
    fn gini_sum_of_tail(&self) -> i128 {
        let (low, high) = self.run.tail.split_at(self.low);
        let mut sum = 0i128;
        for (rows, marks) in [(low, &self.low_marks), (high, &self.high_marks)] {
            for (row, mark) in rows.iter().zip(marks) {
                let w = i64::from(row.weight);
                sum += i128::from(row.key) * i128::from(w) * i128::from(2 * mark.weight as i64 + w);
            }
        }
        sum
    }
}

/// The key of the first row of a tail at which the cumulated weight is reached.
fn first_reached(marks: &[Cumulated], rows: &[TailRow], reached: impl Fn(u64) -> bool) -> Option<i64> {
    let after = marks.get(1..)?;
    rows.get(after.partition_point(|mark| !reached(mark.weight)))
        .map(|row| row.key)
}

/// Key and weight of a packed row.
#[inline(always)]
fn unpack(row: u64) -> (i64, u32) {
    ((row >> 32) as i64 - WINDOW, row as u32)
}
