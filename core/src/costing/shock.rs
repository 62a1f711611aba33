//! The runs that a scenario needs beside baseline and reform, and what they tell apart: the cost of the shock, of the policy,
//! and of the policy in calm times; the effect of the rules and that of the states they change.

use super::disclosure::scenario_name;
use super::distribution::{Calm, failure};
use super::ledger::{ledger, public_balance};
use super::prepare::Prepared;
use super::results::{PovertyResult, Shock};
use crate::document::Diagnostic;
use crate::measures::{
    CoverageColumns, LeakagePartial, MeasureError, OutcomeErrors, Truths, cost_effectiveness, coverage, households_with,
};
use crate::numeric::weights::Weights;
use crate::population::Population;
use crate::rules::compile::{CompiledCover, Program};
use crate::simulation::{NodeId, Outcome, weights_by_row};
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

/// The nodes that the shock's measures read, beside those of every run; the second says whether a total is wanted.
pub(super) fn request(prepared: &Prepared, program: &Program, worlds: &Worlds, add: &mut dyn FnMut(NodeId, bool)) {
    let Some(calm) = worlds.calm_baseline else { return };
    let run = 1 + usize::from(prepared.reform.is_some());
    for law in &program.laws[..run] {
        add(law.measures.income, false);
        if let Some(cover) = &law.cover {
            add(cover.displaced, true);
            for node in [cover.displaced, cover.eligible, cover.receiving] {
                add(node, false);
            }
            for (_, node) in spending(prepared, cover) {
                add(node, false);
            }
        }
    }
    add(program.laws[calm].measures.income, false);
    add(program.laws[calm].measures.equivalised, false);
}

/// What the instruments that the reform touches give each household.
fn spending<'a>(prepared: &'a Prepared, cover: &'a CompiledCover) -> impl Iterator<Item = (&'a str, NodeId)> {
    let touched = |name: &str| prepared.elements.iter().any(|element| element.instrument == name);
    let spending = cover.spending.iter().filter(move |(name, _)| touched(name));
    spending.map(|(name, node)| (name.as_str(), *node))
}

/// What the scenario does: costs from the balances of the runs, coverage from the persons who lose their work under
/// baseline law.
///
/// # Errors
/// When columns do not fit together.
pub(super) fn shock(
    prepared: &Prepared,
    program: &Program,
    parts: &[Population],
    outcome: &Outcome,
    worlds: &Worlds,
    poverty: &PovertyResult,
    calm_measures: Option<Calm>,
) -> Result<Option<Shock>, Vec<Diagnostic>> {
    let (Some(scenario), Some(calm), Some(calm_measures)) =
        (prepared.baseline.scenario(), worlds.calm_baseline, calm_measures)
    else {
        return Ok(None);
    };
    let scale = parts[0].weight_scale();
    let exponent = scale.exact_exponent;
    let balance = |at: usize| public_balance(&ledger(&program.laws[at], outcome));
    let difference = |a: usize, b: usize| (balance(a) - balance(b)).to_f64(exponent);
    let displaced = |at: usize| {
        let cover = program.laws[at].cover.as_ref();
        cover.map_or(0.0, |cover| outcome.totals[&cover.displaced].sum.to_f64(exponent))
    };
    let reform = usize::from(prepared.reform.is_some());
    let (Some(before), Some(after)) = (&program.laws[0].cover, &program.laws[reform].cover) else {
        return Ok(None);
    };
    let persons: Vec<ShockedPersons> = (0..parts.len())
        .map(|part| {
            let column = |node: NodeId| outcome.columns[part][&node].as_slice();
            let income = |at: usize| column(program.laws[at].measures.income);
            let equivalised = |at: usize| column(program.laws[at].measures.equivalised);
            ShockedPersons::new(
                &parts[part],
                column(before.displaced),
                column(after.displaced),
                [
                    income(0),
                    income(reform),
                    income(calm),
                    equivalised(0),
                    equivalised(reform),
                ],
            )
        })
        .collect::<Result<_, _>>()?;
    let columns = |at: usize, cover: &CompiledCover| -> Vec<CoverageColumns<'_>> {
        let mut columns = Vec::with_capacity(persons.len());
        for (part, persons) in outcome.columns.iter().zip(&persons) {
            columns.push(persons.columns(at, &part[&cover.eligible], &part[&cover.receiving]));
        }
        columns
    };
    let coverage = coverage(&columns(0, before), &columns(1, after), calm_measures.line, scale).map_err(failure)?;
    let mut leakage = LeakagePartial::new(scale);
    for ((part, persons), columns) in parts.iter().zip(&persons).zip(&outcome.columns) {
        let column = |node: NodeId| columns[&node].as_slice();
        for (name, node) in spending(prepared, after) {
            let already = before.spending.iter().find(|(known, _)| known == name);
            let extra: Vec<f64> = match already {
                None => column(node).to_vec(),
                // Of what exists already, the spending that the reform adds.
                Some((_, old)) => {
                    let change = column(node).iter().zip(column(*old)).map(|(new, old)| new - old);
                    change.map(|change| if change > 0.0 { change } else { 0.0 }).collect()
                }
            };
            leakage
                .add(&extra, &persons.hit_households, part.weights.as_slice())
                .map_err(failure)?;
        }
    }
    let net_cost = difference(0, reform);
    let fixed = poverty.fixed.baseline.as_ref().zip(poverty.fixed.reform.as_ref());
    Ok(Some(Shock {
        scenario: scenario_name(prepared, scenario),
        title: scenario.title.in_language("en").to_string(),
        cost_of_shock: difference(calm, 0),
        calm_balance: balance(calm).to_f64(exponent),
        rule_effect: worlds.held.map(|held| difference(0, held)),
        state_effect: worlds.held.map(|held| difference(held, reform)),
        cost_in_calm_times: worlds.calm_reform.map(|at| difference(calm, at)),
        displaced_baseline: displaced(0),
        displaced_reform: displaced(reform),
        calm_poverty: calm_measures.poverty,
        calm_inequality: calm_measures.inequality,
        selections: super::selections::selections(prepared, program, parts, outcome),
        coverage,
        leakage: prepared.reform.as_ref().map(|_| leakage.finish()),
        cost_effectiveness: prepared.reform.as_ref().and(fixed).map(|fixed| {
            let funnels = (&coverage.baseline, &coverage.reform);
            cost_effectiveness(net_cost, funnels, fixed, OutcomeErrors::default())
        }),
    }))
}

/// The persons of a part with what happened to them and to their households.
struct ShockedPersons {
    displaced: Vec<u8>,
    avoided: [Vec<u8>; 2],
    /// Household income: baseline, reform, had the job lasted; then equivalised: baseline, reform.
    incomes: [Vec<f64>; 5],
    weights: Weights,
    hit_households: Vec<u8>,
}

impl ShockedPersons {
    fn new(
        part: &Population,
        before: &[f64],
        after: &[f64],
        incomes: [&[f64]; 5],
    ) -> Result<ShockedPersons, Vec<Diagnostic>> {
        let displaced: Vec<u8> = before.iter().map(|truth| u8::from(*truth != 0.0)).collect();
        let avoided = before.iter().zip(after);
        let avoided = avoided.map(|(before, after)| u8::from(*before != 0.0 && *after == 0.0));
        let none = vec![0; displaced.len()];
        let offsets: &[u32] = part.entities[0].household_offsets.as_deref().unwrap_or_default();
        let by_person = |values: &[f64]| -> Vec<f64> {
            let households = offsets.windows(2).zip(values);
            households
                .flat_map(|(rows, value)| std::iter::repeat_n(*value, (rows[1] - rows[0]) as usize))
                .collect()
        };
        let unit = crate::numeric::grid::power_of_two(-part.weight_scale().exact_exponent);
        let weights: Vec<f64> = weights_by_row(part, 0)
            .into_iter()
            .map(|weight| weight as f64 * unit)
            .collect();
        let weights = Weights::new(&weights, part.weight_scale()).map_err(|_| failure(MeasureError::Plan))?;
        Ok(ShockedPersons {
            hit_households: households_with(&displaced, offsets),
            avoided: [none, avoided.collect()],
            incomes: incomes.map(by_person),
            displaced,
            weights,
        })
    }

    /// The columns of a funnel: 0 for baseline law, 1 for the reform.
    fn columns<'a>(&'a self, run: usize, eligible: &'a [f64], receiving: &'a [f64]) -> CoverageColumns<'a> {
        CoverageColumns {
            displaced: Truths::Bytes(&self.displaced),
            avoided: Truths::Bytes(&self.avoided[run]),
            eligible: Truths::Numbers(eligible),
            receiving: Truths::Numbers(receiving),
            income: &self.incomes[run],
            income_had_job_lasted: &self.incomes[2],
            equivalised: &self.incomes[3 + run],
            weights: self.weights.as_slice(),
        }
    }
}
