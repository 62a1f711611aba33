//! The runs that a scenario needs beside baseline and reform, and what they tell apart: the cost of the shock, of the policy,
//! and of the policy in calm times; the effect of the rules and that of the states they change.

use std::collections::BTreeMap;

use super::cost::Run;
use super::disclosure::scenario_name;
use super::distribution::failure;
use super::ledger::{ledger, public_balance};
use super::memory::Memory;
use super::prepare::Prepared;
use super::results::{PovertyResult, Shock};
use crate::document::Diagnostic;
use crate::measures::{
    Coverage, CoverageColumns, Funnel, FunnelPartial, LeakagePartial, MeasureError, OutcomeErrors, PovertyLine, Truths,
    cost_effectiveness,
};
use crate::numeric::weights::{WeightScale, Weights};
use crate::population::Population;
use crate::rules::compile::{CompiledCover, CompiledLaw, Program};
use crate::simulation::NodeId;
use crate::system::{Law, RunYear};

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
            run_year: RunYear {
                history: prepared.baseline.run_year.history,
                ..reform.run_year.clone()
            },
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
            for node in [cover.displaced, cover.back_at_work, cover.eligible, cover.receiving] {
                add(node, false);
            }
            for (_, node) in spending(prepared, cover) {
                add(node, false);
            }
        }
    }
    // What goes on into the next of several years tells how good the forecast was.
    let goes_on = prepared.baseline.run_year.balances.is_some();
    let forecast = program.laws[0].cover.as_ref().and_then(|cover| cover.forecast);
    for node in forecast
        .filter(|forecast| goes_on || !forecast.of_next_year)
        .map(super::forecast::columns)
        .into_iter()
        .flatten()
    {
        add(node, false);
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

/// The columns that the shock's measures are made from: of those who lose their work, and of the funnels of baseline law and
/// reform.
pub(super) fn sources(run: &Run<'_>) -> Option<(Vec<NodeId>, [Vec<NodeId>; 2])> {
    let calm = &run.program.laws[run.worlds.calm_baseline?];
    let baseline = &run.program.laws[0];
    let displaced = baseline.cover.as_ref()?.displaced;
    let funnel = |law: &CompiledLaw| {
        let cover = law.cover.as_ref()?;
        let measures = &law.measures;
        let own = [cover.displaced, cover.back_at_work, cover.eligible, cover.receiving];
        Some(own.into_iter().chain([measures.income, measures.equivalised]).collect())
    };
    Some((
        vec![displaced, calm.measures.income],
        [funnel(baseline)?, funnel(run.reform())?],
    ))
}

/// The columns that the quality of a forecast is measured from, in the year itself.
pub(super) fn forecast_sources(run: &Run<'_>) -> Vec<NodeId> {
    let cover = run.worlds.calm_baseline.and(run.program.laws[0].cover.as_ref());
    let Some((cover, forecast)) = cover.and_then(|cover| Some((cover, cover.forecast?))) else {
        return Vec::new();
    };
    let own = super::forecast::columns(forecast);
    own.into_iter().chain([cover.displaced]).collect()
}

/// What the scenario does: costs from the balances of the runs, coverage from the persons who lose their work under
/// baseline law.
///
/// # Errors
/// When columns do not fit together.
pub(super) fn shock(
    run: &Run<'_>,
    poverty: &PovertyResult,
    memory: &mut Memory,
) -> Result<Option<Shock>, Vec<Diagnostic>> {
    let Run {
        prepared,
        program,
        parts,
        outcome,
        worlds,
    } = *run;
    let (Some(scenario), Some(calm), Some(calm_measures)) = (
        prepared.baseline.scenario(),
        worlds.calm_baseline,
        memory.ground.as_ref().and_then(|ground| ground.calm.as_ref()),
    ) else {
        return Ok(None);
    };
    let scale = parts[0].weight_scale();
    let exponent = scale.exact_exponent;
    let balance = |at: usize| public_balance(&ledger(&program.laws[at], outcome, exponent));
    let difference = |a: usize, b: usize| (balance(a) - balance(b)).to_f64(exponent);
    let displaced = |at: usize| {
        let cover = program.laws[at].cover.as_ref();
        cover.map_or(0.0, |cover| outcome.totals[&cover.displaced].sum.to_f64(exponent))
    };
    let reform = usize::from(prepared.reform.is_some());
    let (Some(before), Some(after)) = (&program.laws[0].cover, &program.laws[reform].cover) else {
        return Ok(None);
    };
    let people = memory
        .displaced
        .get_or_insert_with(|| Displaced::new(run, before.displaced, program.laws[calm].measures.income));
    let mut funnels = Vec::with_capacity(2);
    for (at, known) in memory.funnels.iter_mut().enumerate() {
        let law = &program.laws[if at == 0 { 0 } else { reform }];
        let funnel = match known {
            Some(funnel) => *funnel,
            None => people.funnel(run, law, at == 1, calm_measures.line, scale)?,
        };
        *known = Some(funnel);
        funnels.push(funnel);
    }
    let coverage = Coverage {
        baseline: funnels[0],
        reform: funnels[1],
    };
    let mut leakage = LeakagePartial::new(scale);
    for (name, node) in spending(prepared, after) {
        let already = before.spending.iter().find(|(known, _)| known == name);
        let key = (node, already.map(|(_, old)| *old));
        let own = match memory.leakages.get(&key) {
            Some(own) => *own,
            None => people.leakage(run, key, scale)?,
        };
        memory.leakages.insert(key, own);
        leakage.merge(&own).map_err(failure)?;
    }
    let forecast = match &memory.forecast {
        Some(known) => known.clone(),
        None => before
            .forecast
            .filter(|forecast| !forecast.of_next_year)
            .and_then(|forecast| {
                let [predicted, counts] = super::forecast::columns(forecast).map(|node| run.column(node));
                super::forecast::measured(parts, &predicted, &counts, &run.column(before.displaced))
            }),
    };
    memory.forecast = Some(forecast.clone());
    let net_cost = difference(0, reform);
    let fixed = poverty.fixed.baseline.as_ref().zip(poverty.fixed.reform.as_ref());
    Ok(Some(Shock {
        scenario: scenario_name(prepared, scenario),
        title: scenario.title.in_language("en").to_string(),
        cost_of_shock: difference(calm, 0),
        without_gains: None,
        calm_balance: balance(calm).to_f64(exponent),
        rule_effect: worlds.held.map(|held| difference(0, held)),
        state_effect: worlds.held.map(|held| difference(held, reform)),
        cost_in_calm_times: worlds.calm_reform.map(|at| difference(calm, at)),
        displaced_baseline: displaced(0),
        displaced_reform: displaced(reform),
        calm_poverty: calm_measures.poverty,
        calm_inequality: calm_measures.inequality,
        selections: super::selections::selections(prepared, program, parts, outcome),
        forecast,
        coverage,
        leakage: prepared.reform.as_ref().map(|_| leakage.finish()),
        cost_effectiveness: prepared.reform.as_ref().and(fixed).map(|fixed| {
            let funnels = (&coverage.baseline, &coverage.reform);
            cost_effectiveness(net_cost, funnels, fixed, OutcomeErrors::default())
        }),
    }))
}

/// The persons who lose their work under baseline law, part by part.
pub(super) struct Displaced(Vec<DisplacedPart>);

struct DisplacedPart {
    /// Who they are.
    rows: DisplacedRows,
    /// Income of every household had all jobs lasted.
    had_job_lasted: Vec<f64>,
    /// Whether a household has such a person.
    hit_households: Vec<u8>,
}

/// Persons of a part, in ascending order.
struct DisplacedRows {
    /// Their rows among the persons.
    persons: Vec<u32>,
    /// The households that they belong to.
    households: Vec<u32>,
    /// Their weights.
    weights: Weights,
}

impl DisplacedRows {
    /// Those of whom a column is true, without the persons of `known`.
    fn new(part: &Population, displaced: &[f64], known: &[u32]) -> DisplacedRows {
        let offsets: &[u32] = part.entities[0].household_offsets.as_deref().unwrap_or_default();
        let (mut persons, mut households) = (Vec::new(), Vec::new());
        for (household, rows) in (0u32..).zip(offsets.windows(2)) {
            for person in rows[0]..rows[1] {
                if displaced[person as usize] != 0.0 && known.binary_search(&person).is_err() {
                    persons.push(person);
                    households.push(household);
                }
            }
        }
        DisplacedRows {
            weights: part.weights.of_rows(&households),
            persons,
            households,
        }
    }
}

impl Displaced {
    fn new(run: &Run<'_>, displaced: NodeId, had_job_lasted: NodeId) -> Displaced {
        let of_part = |(part, columns): (&Population, &BTreeMap<NodeId, Vec<f64>>)| {
            let rows = DisplacedRows::new(part, &columns[&displaced], &[]);
            let mut hit_households = vec![0; part.households()];
            rows.households
                .iter()
                .for_each(|household| hit_households[*household as usize] = 1);
            DisplacedPart {
                rows,
                had_job_lasted: columns[&had_job_lasted].clone(),
                hit_households,
            }
        };
        Displaced(run.parts.iter().zip(&run.outcome.columns).map(of_part).collect())
    }

    /// The funnel of a law; under the reform a loss may have been avoided, or moved from or to another year.
    fn funnel(
        &self,
        run: &Run<'_>,
        law: &CompiledLaw,
        is_reform: bool,
        line: Option<PovertyLine>,
        scale: WeightScale,
    ) -> Result<Funnel, Vec<Diagnostic>> {
        let Some(cover) = &law.cover else {
            return Err(failure(MeasureError::Plan));
        };
        let mut partial = FunnelPartial::new(line, scale);
        for ((part, columns), own) in run.parts.iter().zip(&run.outcome.columns).zip(&self.0) {
            let still = &columns[&cover.displaced];
            let mut add = |rows: &DisplacedRows, is_moved: bool| {
                let of_persons = |node: NodeId| gather(&columns[&node], &rows.persons);
                let of_households = |node: NodeId| gather(&columns[&node], &rows.households);
                let lost = gather(still, &rows.persons);
                let avoided: Vec<u8> = lost.iter().map(|truth| u8::from(is_reform && *truth == 0.0)).collect();
                let columns = CoverageColumns {
                    displaced: Truths::Bytes(&vec![1; rows.persons.len()]),
                    avoided: Truths::Bytes(&avoided),
                    back_at_work: Truths::Numbers(&of_persons(cover.back_at_work)),
                    eligible: Truths::Numbers(&of_persons(cover.eligible)),
                    receiving: Truths::Numbers(&of_persons(cover.receiving)),
                    income: &of_households(law.measures.income),
                    income_had_job_lasted: &gather(&own.had_job_lasted, &rows.households),
                    equivalised: &of_households(law.measures.equivalised),
                    weights: rows.weights.as_slice(),
                };
                match is_moved {
                    true => partial.add_moved(&columns),
                    false => partial.add(&columns),
                }
                .map_err(failure)
            };
            add(&own.rows, false)?;
            if is_reform {
                add(&DisplacedRows::new(part, still, &own.rows.persons), true)?;
            }
        }
        Ok(partial.finish())
    }

    /// Spending that goes to households where nobody lost the work; of what exists already, what the reform adds.
    fn leakage(
        &self,
        run: &Run<'_>,
        (node, already): (NodeId, Option<NodeId>),
        scale: WeightScale,
    ) -> Result<LeakagePartial, Vec<Diagnostic>> {
        let mut leakage = LeakagePartial::new(scale);
        for ((part, columns), own) in run.parts.iter().zip(&run.outcome.columns).zip(&self.0) {
            let spending = &columns[&node];
            let added: Option<Vec<f64>> = already.map(|old| {
                let change = spending.iter().zip(&columns[&old]).map(|(new, old)| new - old);
                change.map(|change| if change > 0.0 { change } else { 0.0 }).collect()
            });
            let spending = added.as_ref().unwrap_or(spending);
            leakage
                .add(spending, &own.hit_households, part.weights.as_slice())
                .map_err(failure)?;
        }
        Ok(leakage)
    }
}

/// The values of some rows.
fn gather(column: &[f64], rows: &[u32]) -> Vec<f64> {
    rows.iter().map(|row| column[*row as usize]).collect()
}
