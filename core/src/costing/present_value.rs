//! For which value of a parameter a reform has a given present value over several years.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::equal_cost::{EqualCost, EqualCostYears, Search, TargetCost, sum_of};
use super::prepare::Prepared;
use super::search_range::SearchRange;
use super::years::present_value;
use super::years_run::YearsRun;
use crate::document::Diagnostic;
use crate::numeric::sum::Sum;
use crate::population::Population;
use crate::simulation::Progress;
use crate::system::Assignment;

/// Share a year by which later money counts less, beyond what prices rise, unless another is asked for: an assumption.
pub const DISCOUNT_RATE: f64 = 0.02;

/// The range of that assumption.
pub const DISCOUNT_RATES: [f64; 2] = [0.0, 0.05];

/// The years over which net costs are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Over {
    /// The first and the last year.
    pub years: (i32, i32),
    /// Share a year by which later money counts less.
    pub discount_rate: f64,
}

/// Looks for the values of a parameter at which the present value of a study's net cost over several years is the one asked for: an amount,
/// or that of another study over the same years. Otherwise like [`equal_cost`](super::equal_cost()). Each value takes a run over all years.
///
/// # Errors
/// Those of [`equal_cost`](super::equal_cost()) and of [`cost_years`](super::cost_years).
pub fn equal_present_value(
    prepared: &Prepared,
    parts: &Arc<Vec<Population>>,
    parameter: &str,
    target: TargetCost<'_>,
    range: &SearchRange,
    over: Over,
    progress: &Progress<'_>,
) -> Result<EqualCost, Vec<Diagnostic>> {
    let search = Search::of(prepared, parts, parameter, range)?;
    let (exponent, rate) = (search.exponent, over.discount_rate);
    let sum = |costs: &[(f64, f64)], rate: f64| sum_of(present_value(costs, rate), exponent);
    let (asked, target_years) = match target {
        TargetCost::Amount(amount) => (sum_of(amount, exponent)?, Vec::new()),
        TargetCost::Study(other) => {
            let costs = costs_of_years(other, parts, over, &|_, _| progress(0, 1))?;
            (sum(&costs, rate)?, costs)
        }
    };
    let mut known: BTreeMap<i64, Vec<(f64, f64)>> = BTreeMap::new();
    let mut cost = |step: i64, set: &Assignment, told: &Progress<'_>| -> Result<Sum, Vec<Diagnostic>> {
        let with = prepared.with_values(std::slice::from_ref(set))?;
        let costs = costs_of_years(&with, parts, over, told)?;
        let found = sum(&costs, rate);
        known.insert(step, costs);
        found
    };
    let found = search.find((asked, target), &mut cost, progress)?;
    let mut told = search.told(&found);
    let [low_rate, high_rate] = DISCOUNT_RATES;
    // An amount is what it is at every rate.
    let residual = |costs: &[(f64, f64)], rate: f64| {
        let wanted = match target {
            TargetCost::Amount(amount) => amount,
            TargetCost::Study(_) => present_value(&target_years, rate),
        };
        Some(present_value(costs, rate) - wanted)
    };
    for (root, step) in told.roots.iter_mut().zip(found.roots()) {
        let costs = &known[&step];
        root.years = nominal(costs);
        root.residual_at_low_rate = residual(costs, low_rate);
        root.residual_at_high_rate = residual(costs, high_rate);
    }
    told.year = over.years.0;
    told.over = Some(EqualCostYears {
        first: over.years.0,
        last: over.years.1,
        discount_rate: rate,
        low_rate,
        high_rate,
        target_years: nominal(&target_years),
    });
    Ok(told)
}

/// The net costs as each year has them.
fn nominal(costs: &[(f64, f64)]) -> Vec<f64> {
    costs.iter().map(|(cost, _)| *cost).collect()
}

/// The net cost of each year with the year's prices, which is not divided among instruments.
fn costs_of_years(
    prepared: &Prepared,
    parts: &[Population],
    over: Over,
    progress: &Progress<'_>,
) -> Result<Vec<(f64, f64)>, Vec<Diagnostic>> {
    let mut undivided = prepared.clone();
    undivided.elements.truncate(1);
    let mut run = YearsRun::new(&undivided, parts.to_vec(), over.years)?;
    let mut costs = Vec::with_capacity(run.years().len());
    while let Some(year) = run.next_year(progress)? {
        costs.push((year.results.net_cost, year.prices()));
    }
    Ok(costs)
}
