//! The runs that a scenario needs beside baseline and reform, and what they tell apart: the cost of the shock, of the policy,
//! and of the policy in calm times; the effect of the rules and that of the states they change.

use super::cost::{ledger, public_balance};
use super::prepare::Prepared;
use super::results::Shock;
use crate::rules::compile::Program;
use crate::simulation::Outcome;
use crate::system::Law;

/// Where the laws of a run stand among those compiled together; baseline is 0, reform 1.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Worlds {
    /// Baseline law without the shock.
    pub calm_baseline: Option<usize>,
    /// Reform law without the shock.
    pub calm_reform: Option<usize>,
    /// Reform law on the people as the baseline law leaves them.
    pub held: Option<usize>,
}

/// The laws of a study in the order in which they are compiled: baseline, reform, then those that a scenario asks for.
pub(super) fn worlds(prepared: &Prepared) -> (Vec<Law>, Worlds) {
    let mut laws = vec![prepared.baseline.clone()];
    laws.extend(prepared.reform.clone());
    let mut worlds = Worlds::default();
    if prepared.baseline.scenario().is_none() {
        return (laws, worlds);
    }
    worlds.calm_baseline = Some(laws.len());
    laws.push(prepared.baseline.without_scenario("calm_baseline"));
    if let Some(reform) = &prepared.reform {
        if prepared.study.options.calm {
            worlds.calm_reform = Some(laws.len());
            laws.push(reform.without_scenario("calm_reform"));
        }
        worlds.held = Some(laws.len());
        laws.push(Law {
            label: "held".to_string(),
            levers_of: Some(0),
            ..reform.clone()
        });
    }
    (laws, worlds)
}

/// What the scenario does, from the balances of the runs.
pub(super) fn shock(
    prepared: &Prepared,
    program: &Program,
    outcome: &Outcome,
    worlds: &Worlds,
    exponent: i32,
) -> Option<Shock> {
    let scenario = prepared.baseline.scenario()?;
    let balance = |at: usize| public_balance(&ledger(&program.laws[at], outcome));
    let difference = |a: usize, b: usize| (balance(a) - balance(b)).to_f64(exponent);
    let displaced = |at: usize| {
        program.laws[at]
            .cover
            .map_or(0.0, |cover| outcome.totals[&cover.displaced].sum.to_f64(exponent))
    };
    let reform = usize::from(prepared.reform.is_some());
    let calm = worlds.calm_baseline?;
    Some(Shock {
        scenario: scenario.name.clone(),
        title: scenario.title.in_language("en").to_string(),
        cost_of_shock: difference(calm, 0),
        calm_balance: balance(calm).to_f64(exponent),
        rule_effect: worlds.held.map(|held| difference(0, held)),
        state_effect: worlds.held.map(|held| difference(held, reform)),
        cost_in_calm_times: worlds.calm_reform.map(|at| difference(calm, at)),
        displaced_baseline: displaced(0),
        displaced_reform: displaced(reform),
    })
}
