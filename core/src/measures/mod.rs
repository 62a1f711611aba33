//! What ledgers mean: inequality, poverty, who gains and who loses.
//!
//! Conventions, the same for every measure:
//! * Incomes are amounts on the grid of 2^-16 currency units, for distributional measures equivalised disposable household
//!   income; negative and zero incomes stay as they are.
//! * Ranks, decile edges and poverty gaps are taken on keys in steps of 2^-7 currency units, see
//!   [`numeric::grid`](crate::numeric::grid), so they are integers. The median, and with it a relative poverty line, is told
//!   apart within its key (see [`numeric::tie`](crate::numeric::tie)), and who is poor is decided by the amounts themselves;
//!   so are totals and means.
//! * Ranks weigh with 32-bit weights, all other sums with 52-bit weights, see [`numeric::weights`](crate::numeric::weights). For persons the
//!   caller multiplies the household's weight by its members.
//! * Persons are ranked by baseline income; **equal incomes stay together and a group across an edge goes to the lower side**;
//!   groups stay the same in every reform.
//! * What has no value (a mean of nobody, a share of nothing) is `None`, never NaN.
//! * Every measure is a pass that adds rows to a partial made of integers, a `merge` of partials and a `finish`. So rows may
//!   come in any order and in any parts: the bits stay the same. There are no threads here; a caller may run parts on its own.

pub mod cells;
pub mod concentration;
pub mod coverage;
pub mod deciles;
pub mod distribution;
pub mod effectiveness;
pub mod entropy;
pub mod incentives;
pub mod inequality;
pub mod poverty;
pub mod rates;
pub mod winners;

#[cfg(test)]
mod tests;

pub use cells::{CellIndex, CellRow, CellSide, Cells, CellsPartial, cell_rows};
pub use concentration::{ConcentrationPartial, RankIndex, RankedSum, Redistribution, redistribution};
pub use coverage::{ADEQUATE_SHARE, Coverage, CoverageColumns, Funnel, FunnelPartial, Truths, coverage};
pub use deciles::{DecileEdges, DecileRow, DecileTable};
pub use distribution::{Distribution, DistributionPartial, DistributionPlan, distribution};
pub use effectiveness::{
    CostEffectiveness, Leakage, LeakagePartial, OutcomeErrors, Targeting, TargetingPartial, cost_effectiveness,
    cost_per, households_with,
};
pub use entropy::{EntropyIndices, EntropyPartial, EntropyPlan, entropy};
pub use incentives::{
    EARNINGS_STEP_SHARE, IncentiveColumns, Incentives, IncentivesPartial, LEAST_EARNINGS_STEP, earnings_step,
    marginal_effective_tax_rate, net_replacement_rate, own_replacement_rate, participation_tax_rate,
};
pub use inequality::{Inequality, inequality};
pub use poverty::{Poverty, PovertyLine, PovertyPartial};
pub use rates::{RateRows, RateSummary, RateTable, RatesPartial};
pub use winners::{BandShares, WinnersRow, WinnersTable};

use crate::numeric::sum::{Sum, unbias};
use crate::numeric::weights::{WeightScale, WeightSlice, WeightSum};
use std::fmt;
use std::ops::Range;

/// Why a measure could not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureError {
    /// Columns of one part differ in length.
    Length {
        /// The rows of the baseline incomes.
        baseline: u64,
        /// The rows of the column that differs.
        other: u64,
    },
    /// Parts have weights of different scales, so their sums cannot be added.
    Scale {
        /// The scale of the measure.
        expected: WeightScale,
        /// The scale of the part.
        found: WeightScale,
    },
    /// Partials were made by different plans (edges, lines or labels), so they cannot be added.
    Plan,
    /// A category code has no label.
    Code {
        /// The first such row.
        row: u64,
        /// Its code.
        code: u32,
        /// The number of labels; codes are below it.
        labels: u32,
    },
}

impl fmt::Display for MeasureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MeasureError::Length { baseline, other } => {
                write!(f, "columns differ in length: {baseline} and {other} rows")
            }
            MeasureError::Scale { expected, found } => write!(
                f,
                "parts differ in the scale of their weights: exponents {} and {} here, {} and {} there",
                expected.exact_exponent, expected.rank_exponent, found.exact_exponent, found.rank_exponent
            ),
            MeasureError::Plan => write!(f, "partials of different measures cannot be added"),
            MeasureError::Code { row, code, labels } => {
                write!(f, "row {row} has category code {code}; there are {labels} labels")
            }
        }
    }
}

impl std::error::Error for MeasureError {}

/// Some rows of a data set: income before and after the reform, and weights. All columns have the same length.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    baseline: &'a [f64],
    reform: &'a [f64],
    weights: WeightSlice<'a>,
}

impl<'a> Part<'a> {
    /// Takes three columns of equal length: income under the baseline, income under the reform, weights.
    ///
    /// # Errors
    /// [`MeasureError::Length`] if they differ in length.
    pub fn new(baseline: &'a [f64], reform: &'a [f64], weights: WeightSlice<'a>) -> Result<Part<'a>, MeasureError> {
        let rows = baseline.len() as u64;
        for other in [reform.len() as u64, weights.len() as u64] {
            if other != rows {
                return Err(MeasureError::Length { baseline: rows, other });
            }
        }
        Ok(Part {
            baseline,
            reform,
            weights,
        })
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.baseline.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.baseline.is_empty()
    }

    /// Income under the baseline.
    pub fn baseline(&self) -> &'a [f64] {
        self.baseline
    }

    /// Income under the reform.
    pub fn reform(&self) -> &'a [f64] {
        self.reform
    }

    /// The weights.
    pub fn weights(&self) -> WeightSlice<'a> {
        self.weights
    }

    /// A range of rows, or None if it reaches beyond them.
    pub fn slice(&self, rows: Range<usize>) -> Option<Part<'a>> {
        Some(Part {
            baseline: self.baseline.get(rows.clone())?,
            reform: self.reform.get(rows.clone())?,
            weights: self.weights.slice(rows)?,
        })
    }
}

/// Weight and both incomes of a group of rows, as they are added up: incomes with the bias of
/// [`biased_steps`](crate::numeric::grid::biased_steps), so that the products are unsigned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct GroupSum {
    weight: u128,
    baseline: u128,
    reform: u128,
}

impl GroupSum {
    /// Adds a row: biased steps of both incomes, exact weight.
    #[inline(always)]
    fn add(&mut self, baseline: u64, reform: u64, weight: u64) {
        self.weight += u128::from(weight);
        self.baseline += u128::from(baseline) * u128::from(weight);
        self.reform += u128::from(reform) * u128::from(weight);
    }

    /// Adds another group.
    fn merge(&mut self, other: &GroupSum) {
        self.weight += other.weight;
        self.baseline += other.baseline;
        self.reform += other.reform;
    }

    /// The weight.
    fn weight(&self) -> WeightSum {
        WeightSum(self.weight as i128)
    }

    /// Total income under the baseline.
    fn baseline(&self) -> Sum {
        unbias(self.baseline, self.weight)
    }

    /// Total income under the reform.
    fn reform(&self) -> Sum {
        unbias(self.reform, self.weight)
    }

    /// Total change of income.
    fn change(&self) -> Sum {
        self.reform() - self.baseline()
    }
}

/// Refuses sums of weights of another scale.
fn same_scale(expected: WeightScale, found: WeightScale) -> Result<(), MeasureError> {
    if expected == found {
        Ok(())
    } else {
        Err(MeasureError::Scale { expected, found })
    }
}

/// Refuses columns of other lengths than `rows`, and weights of another scale.
fn fit(rows: usize, others: &[usize], scale: WeightScale, weights: WeightSlice<'_>) -> Result<(), MeasureError> {
    let lengths = others.iter().copied().chain([weights.len()]);
    if let Some(other) = lengths.into_iter().find(|&other| other != rows) {
        return Err(MeasureError::Length {
            baseline: rows as u64,
            other: other as u64,
        });
    }
    same_scale(scale, weights.scale())?;
    Ok(())
}

/// A share of two exact totals of one scale; None if the whole is not positive.
fn share(part: i128, whole: i128) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
