//! One pass over both incomes: decile groups, winners and losers, and poverty before and after.

use super::deciles::{DECILES, DecileEdges, DecileTable};
use super::poverty::{Poverty, PovertyLine, PovertyPartial};
use super::winners::{BANDS, WinnersTable, band};
use super::{GroupSum, MeasureError, Part, same_scale};
use crate::numeric::grid::{biased_steps, key_amount};
use crate::numeric::weights::{WeightScale, WeightSum, join};

/// Rows that are looked at together, small enough to stay in the nearest cache.
const BLOCK: usize = 1024;

/// Places for the sums of ten deciles by six bands of change: a power of two, so that no index needs a check.
const PLACES: usize = (DECILES * BANDS).next_power_of_two();

/// What the pass measures against: made from rankings, the same for all parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DistributionPlan {
    /// The edges of the ten groups, from the baseline's ranking.
    pub edges: DecileEdges,
    /// The fixed poverty line, used before and after; None leaves poverty out.
    pub fixed_line: Option<PovertyLine>,
    /// The reform's own floating line; None leaves it out.
    pub floating_line: Option<PovertyLine>,
}

/// Who gets what, before and after a reform.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Distribution {
    /// Ten groups by baseline income.
    pub deciles: DecileTable,
    /// Winners and losers by those groups.
    pub winners: WinnersTable,
    /// Poverty under the baseline, by the fixed line.
    pub poverty_baseline: Option<Poverty>,
    /// Poverty under the reform, by the same fixed line.
    pub poverty_reform: Option<Poverty>,
    /// Poverty under the reform, by the reform's own floating line.
    pub poverty_reform_floating_line: Option<Poverty>,
}

/// The integers from which a [`Distribution`] is computed; mergeable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistributionPartial {
    plan: DistributionPlan,
    scale: WeightScale,
    cells: [GroupSum; PLACES],
    baseline: Option<PovertyPartial>,
    reform: Option<PovertyPartial>,
    floating: Option<PovertyPartial>,
}

impl DistributionPartial {
    /// Nothing yet.
    pub fn new(plan: &DistributionPlan, scale: WeightScale) -> DistributionPartial {
        let poverty = |line: Option<PovertyLine>| line.map(|line| PovertyPartial::new(line, scale));
        DistributionPartial {
            plan: *plan,
            scale,
            cells: [GroupSum::default(); PLACES],
            baseline: poverty(plan.fixed_line),
            reform: poverty(plan.fixed_line),
            floating: poverty(plan.floating_line),
        }
    }

    /// Adds rows.
    ///
    /// # Errors
    /// [`MeasureError::Scale`] if the part's weights have another scale.
    #[inline(always)]
    pub fn add(&mut self, part: &Part<'_>) -> Result<(), MeasureError> {
        let weights = part.weights();
        same_scale(self.scale, weights.scale())?;
        let incomes = part.baseline().chunks(BLOCK).zip(part.reform().chunks(BLOCK));
        let halves = weights.low().chunks(BLOCK).zip(weights.high().chunks(BLOCK));
        for ((baseline, reform), (low, high)) in incomes.zip(halves) {
            self.add_cells(baseline, reform, low, high);
            if let Some(poverty) = &mut self.baseline {
                poverty.add_poor(baseline, low, high);
            }
            if let Some(poverty) = &mut self.reform {
                poverty.add_poor(reform, low, high);
            }
            if let Some(poverty) = &mut self.floating {
                poverty.add_poor(reform, low, high);
            }
        }
        Ok(())
    }

    /// Adds at most [`BLOCK`] rows to decile groups and bands.
    #[inline(always)]
    fn add_cells(&mut self, baseline: &[f64], reform: &[f64], low: &[u32], high: &[u32]) {
        // First, in lanes, the cell of each row; then the sums, which go to places that no lane can foresee.
        let edges = self.plan.edges.incomes();
        let mut cells = [0u64; BLOCK];
        for ((cell, &before), &after) in cells.iter_mut().zip(baseline).zip(reform) {
            let key = key_amount(before);
            let mut decile = 0u64;
            for &edge in &edges {
                decile += u64::from(key > edge);
            }
            *cell = (decile << 2) + (decile << 1) + band(before, after);
        }
        // A block's weights stay below 2^62; its incomes need 128 bits at once.
        let mut weights = [0u64; PLACES];
        let rows = baseline.iter().zip(reform).zip(low.iter().zip(high));
        for (&cell, ((&before, &after), (&low, &high))) in cells.iter().zip(rows) {
            let place = cell as usize & (PLACES - 1);
            let weight = join(low, high);
            weights[place] += weight;
            let sum = &mut self.cells[place];
            sum.baseline += u128::from(biased_steps(before)) * u128::from(weight);
            sum.reform += u128::from(biased_steps(after)) * u128::from(weight);
        }
        for (sum, weight) in self.cells.iter_mut().zip(weights) {
            sum.weight += u128::from(weight);
        }
    }

    /// Adds another part.
    ///
    /// # Errors
    /// [`MeasureError::Plan`] if it was made by another plan, [`MeasureError::Scale`] if its weights have another scale.
    pub fn merge(&mut self, other: &DistributionPartial) -> Result<(), MeasureError> {
        if self.plan != other.plan {
            return Err(MeasureError::Plan);
        }
        same_scale(self.scale, other.scale)?;
        for (cell, other) in self.cells.iter_mut().zip(&other.cells) {
            cell.merge(other);
        }
        let pairs = [
            (&mut self.baseline, &other.baseline),
            (&mut self.reform, &other.reform),
            (&mut self.floating, &other.floating),
        ];
        for (poverty, other) in pairs {
            if let (Some(poverty), Some(other)) = (poverty, other) {
                poverty.merge(other)?;
            }
        }
        Ok(())
    }

    /// The tables.
    pub fn finish(&self) -> Distribution {
        let mut groups = [GroupSum::default(); DECILES];
        let mut bands = [[0i128; BANDS]; DECILES];
        for ((group, bands), cells) in groups.iter_mut().zip(&mut bands).zip(self.cells.chunks(BANDS)) {
            for (weight, cell) in bands.iter_mut().zip(cells) {
                group.merge(cell);
                *weight = cell.weight().0;
            }
        }
        let exponent = self.scale.exact_exponent;
        let weight = WeightSum(groups.iter().fold(0, |sum, group| sum + group.weight().0));
        let poverty = |partial: &Option<PovertyPartial>| partial.map(|partial| partial.with_weight(weight).finish());
        Distribution {
            deciles: DecileTable::new(&self.plan.edges, &groups, exponent),
            winners: WinnersTable::new(&bands, exponent),
            poverty_baseline: poverty(&self.baseline),
            poverty_reform: poverty(&self.reform),
            poverty_reform_floating_line: poverty(&self.floating),
        }
    }
}

/// The distribution over all parts, one after the other.
///
/// # Errors
/// [`MeasureError::Scale`] if a part's weights have another scale.
pub fn distribution(
    parts: &[Part<'_>],
    plan: &DistributionPlan,
    scale: WeightScale,
) -> Result<Distribution, MeasureError> {
    let mut partial = DistributionPartial::new(plan, scale);
    for part in parts {
        partial.add(part)?;
    }
    Ok(partial.finish())
}
