//! What a policy's money does: cost per head, spending that misses its aim, and spending that reaches the poor.
//!
//! Costs are net costs to government and its funds: positive means that they pay more. A ratio whose denominator is zero or
//! below, or within its error, is undefined (None), and so is one of a policy that costs nothing or saves money: a saving a head
//! would be the better the fewer it reaches.

use super::coverage::Funnel;
use super::poverty::Poverty;
use super::{MeasureError, fit, same_scale, share};
use crate::numeric::grid::to_steps;
use crate::numeric::sum::Sum;
use crate::numeric::weights::{WeightScale, WeightSlice, join};

/// Cost per unit of what a policy achieves.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct CostEffectiveness {
    /// Net cost of the policy, a year.
    pub net_cost: f64,
    /// Displaced workers covered under the reform less those under baseline law.
    pub covered: f64,
    /// Net cost per displaced worker covered.
    pub cost_per_covered: Option<f64>,
    /// Persons below the line under baseline law less those under the reform.
    pub out_of_poverty: f64,
    /// Net cost per person out of poverty.
    pub cost_per_person_out_of_poverty: Option<f64>,
    /// The fall of what the poor lack together, in equivalised income a year.
    pub poverty_gap_closed: f64,
    /// Net cost per unit of the poverty gap that was closed. Steadier than the cost per head, as nobody has to cross a line.
    pub cost_per_unit_of_poverty_gap: Option<f64>,
}

/// The errors of what a policy achieves, in the same units: below or at them a cost per unit is undefined. Zero by default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OutcomeErrors {
    /// Of the displaced workers covered.
    pub covered: f64,
    /// Of the persons out of poverty.
    pub out_of_poverty: f64,
    /// Of the poverty gap closed.
    pub poverty_gap_closed: f64,
}

/// A cost over an achievement; None unless the cost is above zero and the achievement above zero and above its error.
pub fn cost_per(net_cost: f64, achieved: f64, error: f64) -> Option<f64> {
    (net_cost > 0.0 && achieved > 0.0 && achieved > error && net_cost.is_finite()).then(|| net_cost / achieved)
}

/// The cost per displaced worker covered, per person out of poverty and per unit of the poverty gap; each pair is baseline
/// law, then reform, on the same people and with the same poverty line.
pub fn cost_effectiveness(
    net_cost: f64,
    funnels: (&Funnel, &Funnel),
    poverty: (&Poverty, &Poverty),
    errors: OutcomeErrors,
) -> CostEffectiveness {
    let covered = funnels.1.covered - funnels.0.covered;
    let out_of_poverty = poverty.0.poor - poverty.1.poor;
    let poverty_gap_closed = poverty.0.total_gap - poverty.1.total_gap;
    CostEffectiveness {
        net_cost,
        covered,
        cost_per_covered: cost_per(net_cost, covered, errors.covered),
        out_of_poverty,
        cost_per_person_out_of_poverty: cost_per(net_cost, out_of_poverty, errors.out_of_poverty),
        poverty_gap_closed,
        cost_per_unit_of_poverty_gap: cost_per(net_cost, poverty_gap_closed, errors.poverty_gap_closed),
    }
}

/// Which households have a member for whom a truth holds: 1 or 0 a household. `offsets`, one more than households, say where each
/// household's persons begin.
pub fn households_with(persons: &[u8], offsets: &[u32]) -> Vec<u8> {
    let members = |bounds: &[u32]| match bounds {
        [start, end] => persons.get(*start as usize..*end as usize).unwrap_or_default(),
        _ => &[],
    };
    let bounds = offsets.windows(2);
    bounds
        .map(|bounds| u8::from(members(bounds).iter().any(|truth| *truth != 0)))
        .collect()
}

/// Spending on households that lost no job.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Leakage {
    /// Gross spending on all households, a year.
    pub spending: f64,
    /// What goes to households without a displaced member.
    pub leaked: f64,
    /// Its share of all; None unless spending is positive.
    pub leakage_share: Option<f64>,
}

/// The integers from which [`Leakage`] is computed; mergeable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeakagePartial {
    scale: WeightScale,
    spending: Sum,
    leaked: Sum,
}

impl LeakagePartial {
    /// Nothing yet.
    pub fn new(scale: WeightScale) -> LeakagePartial {
        LeakagePartial {
            scale,
            spending: Sum(0),
            leaked: Sum(0),
        }
    }

    /// Adds households: gross spending on each, whether it has a displaced member (see [`households_with`]), weights.
    ///
    /// # Errors
    /// [`MeasureError::Length`] if columns differ in length, [`MeasureError::Scale`] if the weights have another scale.
    pub fn add(&mut self, spending: &[f64], displaced: &[u8], weights: WeightSlice<'_>) -> Result<(), MeasureError> {
        fit(spending.len(), &[displaced.len()], self.scale, weights)?;
        let rows = spending.iter().zip(displaced);
        for ((&spending, &displaced), (&low, &high)) in rows.zip(weights.low().iter().zip(weights.high())) {
            let (steps, weight) = (to_steps(spending), join(low, high));
            self.spending.add(steps, weight);
            if displaced == 0 {
                self.leaked.add(steps, weight);
            }
        }
        Ok(())
    }

    /// Adds another part.
    ///
    /// # Errors
    /// [`MeasureError::Scale`] if its weights have another scale.
    pub fn merge(&mut self, other: &LeakagePartial) -> Result<(), MeasureError> {
        same_scale(self.scale, other.scale)?;
        self.spending.merge(other.spending);
        self.leaked.merge(other.leaked);
        Ok(())
    }

    /// The measures.
    pub fn finish(&self) -> Leakage {
        Leakage {
            spending: self.spending.to_f64(self.scale.exact_exponent),
            leaked: self.leaked.to_f64(self.scale.exact_exponent),
            leakage_share: share(self.leaked.0, self.spending.0),
        }
    }
}

/// How far transfers reach the poor (W. Beckerman 1979, "The impact of income maintenance payments on poverty in Britain, 1975",
/// Economic Journal 89(354), 261-279). Amounts a year, in money of households, not by consumption unit.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Targeting {
    /// All transfers.
    pub transfers: f64,
    /// What goes to households that are poor before transfers.
    pub to_poor: f64,
    /// What lifts these towards the line and no further.
    pub filling: f64,
    /// What these lacked before transfers.
    pub gap_before: f64,
    /// Vertical expenditure efficiency: the share of transfers that goes to the poor before transfers.
    pub vertical_efficiency: Option<f64>,
    /// Spillover: the share of what goes to them that lifts them beyond the line.
    pub spillover: Option<f64>,
    /// Poverty reduction efficiency: the share of transfers that fills the gap.
    pub poverty_reduction_efficiency: Option<f64>,
    /// Poverty gap efficiency: the share of the gap that is filled.
    pub poverty_gap_efficiency: Option<f64>,
}

/// The integers from which [`Targeting`] is computed; mergeable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetingPartial {
    scale: WeightScale,
    transfers: Sum,
    to_poor: Sum,
    filling: Sum,
    gap: Sum,
}

impl TargetingPartial {
    /// Nothing yet.
    pub fn new(scale: WeightScale) -> TargetingPartial {
        TargetingPartial {
            scale,
            transfers: Sum(0),
            to_poor: Sum(0),
            filling: Sum(0),
            gap: Sum(0),
        }
    }

    /// Adds households: disposable income before the transfers, the transfers (zero or more; a negative one counts as zero), the
    /// poverty line in money of this household (the line times its consumption units), weights.
    ///
    /// # Errors
    /// [`MeasureError::Length`] if columns differ in length, [`MeasureError::Scale`] if the weights have another scale.
    pub fn add(
        &mut self,
        before: &[f64],
        transfers: &[f64],
        lines: &[f64],
        weights: WeightSlice<'_>,
    ) -> Result<(), MeasureError> {
        fit(before.len(), &[transfers.len(), lines.len()], self.scale, weights)?;
        let rows = before.iter().zip(transfers).zip(lines);
        for (((&before, &transfer), &line), (&low, &high)) in rows.zip(weights.low().iter().zip(weights.high())) {
            let weight = join(low, high);
            let gap = to_steps(line) - to_steps(before);
            let transfer = to_steps(transfer);
            let transfer = if transfer > 0 { transfer } else { 0 };
            self.transfers.add(transfer, weight);
            if gap > 0 {
                self.gap.add(gap, weight);
                self.to_poor.add(transfer, weight);
                self.filling.add(if transfer < gap { transfer } else { gap }, weight);
            }
        }
        Ok(())
    }

    /// Adds another part.
    ///
    /// # Errors
    /// [`MeasureError::Scale`] if its weights have another scale.
    pub fn merge(&mut self, other: &TargetingPartial) -> Result<(), MeasureError> {
        same_scale(self.scale, other.scale)?;
        self.transfers.merge(other.transfers);
        self.to_poor.merge(other.to_poor);
        self.filling.merge(other.filling);
        self.gap.merge(other.gap);
        Ok(())
    }

    /// The measures.
    pub fn finish(&self) -> Targeting {
        let amount = |sum: Sum| sum.to_f64(self.scale.exact_exponent);
        Targeting {
            transfers: amount(self.transfers),
            to_poor: amount(self.to_poor),
            filling: amount(self.filling),
            gap_before: amount(self.gap),
            vertical_efficiency: share(self.to_poor.0, self.transfers.0),
            spillover: share(self.to_poor.0 - self.filling.0, self.to_poor.0),
            poverty_reduction_efficiency: share(self.filling.0, self.transfers.0),
            poverty_gap_efficiency: share(self.filling.0, self.gap.0),
        }
    }
}
