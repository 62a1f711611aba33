//! Runs a prepared study and measures it.

use super::attribution::{Attributed, attribute};
use super::disclosure::{assumptions, changes, titles};
use super::distribution::{Details, Measured, ground_nodes, measure};
use super::fingerprint::fingerprint;
use super::ledger::{Flow, accounts, budget, flows, ledger, ledger_nodes, public_balance};
use super::memory::{Memory, Sources};
use super::prepare::Prepared;
use super::results::{PopulationSummary, ResultOptions, Results};
use super::selections::check_limits;
use super::shock::{Worlds, shock, worlds};
use crate::document::Diagnostic;
use crate::numeric::sum::Sum;
use crate::population::{PeopleHash, Population};
use crate::rules::compile::{CompiledLaw, Program, Schema, compile};
use crate::simulation::{NodeId, Outcome, Progress, Request, run};

/// A costed study: its results, and the program that gave them.
#[derive(Debug)]
pub struct Costing<'a> {
    /// The results.
    pub results: Results,
    /// The study.
    pub prepared: &'a Prepared,
    /// The people.
    pub parts: &'a [Population],
    /// The program: baseline, then reform.
    pub program: Program,
}

/// What the parts of a population have in common.
///
/// # Errors
/// When there are no people, or parts that do not belong together; a single year beyond the law.
pub(super) fn schema_of(prepared: &Prepared, parts: &[Population]) -> Result<Schema, Vec<Diagnostic>> {
    prepared.check_year()?;
    match parts.first() {
        Some(part) => {
            super::parts::check_parts(parts)?;
            Ok(part.schema(&prepared.system))
        }
        None => Err(vec![Diagnostic {
            code: "empty-population",
            file: String::new(),
            path: "population".to_string(),
            line: None,
            column: None,
            span: None,
            message: "there are no people to run the study on".to_string(),
            found: "no population".to_string(),
            allowed: "at least one household".to_string(),
            remedy: "name a population".to_string(),
        }]),
    }
}

/// A run that is to be measured.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    /// The study.
    pub prepared: &'a Prepared,
    /// The program of its laws.
    pub program: &'a Program,
    /// The people.
    pub parts: &'a [Population],
    /// What the run gave.
    pub outcome: &'a Outcome,
    /// Where the laws of a scenario stand.
    pub worlds: &'a Worlds,
}

impl<'a> Run<'a> {
    /// The law whose results are told: the reform's, or the baseline's where there is none.
    pub fn reform(&self) -> &'a CompiledLaw {
        &self.program.laws[usize::from(self.prepared.reform.is_some())]
    }

    /// A column of all parts.
    pub fn column(&self, node: NodeId) -> Vec<&'a [f64]> {
        let parts = self.outcome.columns.iter();
        parts.map(|columns| columns[&node].as_slice()).collect()
    }

    /// The ledger of the reform on the people as the baseline law leaves them, where a run goes over several years: what the people have
    /// become since the start is no part of what an instrument costs.
    pub fn held(&self) -> Option<Vec<Flow>> {
        let reform = self.prepared.reform.as_ref()?;
        reform.run_year.balances.as_ref()?;
        let held = self.worlds.held?;
        Some(self.ledger(&self.program.laws[held]))
    }

    /// The ledgers of baseline and reform.
    pub fn ledgers(&self) -> [Vec<Flow>; 2] {
        [self.ledger(&self.program.laws[0]), self.ledger(self.reform())]
    }

    fn ledger(&self, law: &CompiledLaw) -> Vec<Flow> {
        ledger(law, self.outcome, self.parts[0].weight_scale().exact_exponent)
    }

    /// The columns that are measured without being kept by themselves.
    pub fn sources(&self) -> Sources {
        let mut measured = ground_nodes(self.prepared, self);
        let ground = measured.clone();
        measured.push(self.reform().measures.equivalised);
        let (displaced, funnels) = super::shock::sources(self).unwrap_or_default();
        Sources {
            ground,
            measured,
            displaced,
            funnels,
            forecast: super::shock::forecast_sources(self),
        }
    }
}

/// What the results say of the people.
#[derive(Debug, Clone)]
pub(super) struct People {
    hash: PeopleHash,
    weighted_households: f64,
}

impl People {
    /// Looks at all the people.
    pub fn of(parts: &[Population]) -> People {
        let hashes = parts.iter().map(PeopleHash::of);
        let mut weighted = 0i128;
        for part in parts {
            weighted += part.weights.total().0;
        }
        People {
            hash: hashes.fold(PeopleHash::default(), PeopleHash::merge),
            weighted_households: crate::numeric::weights::WeightSum(weighted)
                .to_f64(parts[0].weight_scale().exact_exponent),
        }
    }
}

impl People {
    /// The same people with the weights of these parts.
    pub fn weighing(&self, parts: &[Population]) -> People {
        let total = parts.iter().fold(0i128, |sum, part| sum + part.weights.total().0);
        let exponent = parts.first().map_or(0, |part| part.weight_scale().exact_exponent);
        People {
            hash: self.hash,
            weighted_households: crate::numeric::weights::WeightSum(total).to_f64(exponent),
        }
    }
}

/// Costs a study over a population, or over the parts of one: the bits are the same.
///
/// # Errors
/// Every problem of the rules with their places; an amount that does not fit the ledger; a cancelled run.
pub fn cost<'a>(
    prepared: &'a Prepared,
    parts: &'a [Population],
    progress: &Progress<'_>,
) -> Result<Costing<'a>, Vec<Diagnostic>> {
    let people = People::of(parts);
    Ok(cost_year(prepared, parts, &people, progress)?.0)
}

/// Costs a study; `people` say who they are, also where the columns of `parts` hold what earlier years made of them.
///
/// # Errors
/// Those of [`cost`].
pub(super) fn cost_year<'a>(
    prepared: &'a Prepared,
    parts: &'a [Population],
    people: &People,
    progress: &Progress<'_>,
) -> Result<(Costing<'a>, Outcome), Vec<Diagnostic>> {
    let schema = schema_of(prepared, parts)?;
    let (laws, worlds) = worlds(prepared);
    let program = compile(&laws, &schema, prepared.date)?;
    let mut request = request(prepared, &program, &worlds);
    let measured = 1 + usize::from(prepared.reform.is_some());
    super::rationing::request(&program, measured, &mut |node| {
        if !request.totals.contains(&node) {
            request.totals.push(node);
        }
    });
    let outcome = run(
        &program,
        parts,
        prepared.study.options.seed,
        &request,
        &[],
        Vec::new(),
        progress,
    )?;
    check_limits(prepared, &program, parts, &outcome)?;
    let run = Run {
        prepared,
        program: &program,
        parts,
        outcome: &outcome,
        worlds: &worlds,
    };
    let attributed = attribute(&run, &schema, progress)?;
    let mut results = results(&run, &attributed, people, Details::ALL, &mut Memory::default())?;
    results.rationing = super::rationing::rationing(&run, &outcome.totals);
    sign(&mut results, prepared, people);
    let costing = Costing {
        results,
        prepared,
        parts,
        program,
    };
    Ok((costing, outcome))
}

/// Gives results their fingerprint.
pub(super) fn sign(results: &mut Results, prepared: &Prepared, people: &People) {
    results.fingerprint = fingerprint(prepared, people.hash, results);
}

/// The results of a run, without their fingerprint and without who is left out; what the memory holds is not measured again, and
/// details that are not wanted are empty.
///
/// # Errors
/// Incomes that cannot be measured.
pub(super) fn results(
    run: &Run<'_>,
    attributed: &Attributed,
    people: &People,
    details: Details,
    memory: &mut Memory,
) -> Result<Results, Vec<Diagnostic>> {
    let Run {
        prepared,
        program,
        parts,
        outcome,
        ..
    } = *run;
    let exponent = parts[0].weight_scale().exact_exponent;
    let baseline = &program.laws[0];
    let has_reform = prepared.reform.is_some();
    let reform = run.reform();
    let [before, after] = run.ledgers();
    let net_cost = if has_reform {
        public_balance(&before) - public_balance(&after)
    } else {
        Sum(-public_balance(&after).0)
    };
    let budget = budget(prepared, baseline, reform, outcome, attributed, exponent);
    let (
        Measured {
            poverty,
            inequality,
            lorenz,
            deciles,
            winners,
            weight,
        },
        further,
    ) = measure(run, details, memory)?;
    let shock = shock(run, &poverty, memory)?;
    let mut results = Results {
        format: 1,
        model_version: super::MODEL_VERSION.to_string(),
        fingerprint: String::new(),
        study: prepared.study.name.clone(),
        title: prepared.study.title.in_language("en").to_string(),
        titles: titles(prepared, &further.groups),
        system: prepared.system.name.clone(),
        currency: prepared.system.currency.clone(),
        year: prepared.year,
        changes: changes(prepared),
        options: ResultOptions {
            attribution: prepared.study.options.attribution.name().to_string(),
            poverty_line_share: prepared.study.options.poverty_line_share,
            weighting: if prepared.study.options.count_persons {
                "persons"
            } else {
                "households"
            }
            .to_string(),
            seed: prepared.study.options.seed,
        },
        has_reform,
        population: PopulationSummary {
            name: parts[0].name.clone(),
            hash: format!("{:032x}", people.hash.0),
            households: parts.iter().map(|part| part.households() as u32).sum(),
            persons: parts.iter().map(|part| part.persons() as u32).sum(),
            weighted_households: people.weighted_households,
            weight,
            weighting: if prepared.study.options.count_persons && parts[0].has_persons {
                "persons"
            } else {
                "households"
            }
            .to_string(),
        },
        budget,
        net_cost: net_cost.to_f64(exponent),
        attribution: attributed.name.to_string(),
        attribution_fallback: attributed.fallback.clone(),
        rationing: Vec::new(),
        accounts: accounts(&before, &after, exponent),
        flows: flows(&before, &after, exponent),
        poverty,
        inequality,
        entropy: further.entropy,
        redistribution: further.redistribution,
        lorenz,
        deciles,
        winners,
        groups: further.groups,
        shock,
        incentives: None,
        interactions: None,
        levy_yields: Vec::new(),
        assumptions: assumptions(prepared),
        defaulted_columns: program.defaulted.iter().cloned().collect(),
        columns_not_read: parts.first().map_or(Vec::new(), |part| part.not_read.to_vec()),
        notices: Vec::new(),
        code: prepared.code_instruments(),
    };
    results.notices = super::notices::notices(&results, prepared, program);
    Ok(results)
}

/// Totals of every instrument and market income, and the columns that the measures read. Who is left out is requested by itself.
pub(super) fn request(prepared: &Prepared, program: &Program, worlds: &Worlds) -> Request {
    let mut request = Request::default();
    let add = |node: NodeId, list: &mut Vec<NodeId>| {
        if !list.contains(&node) {
            list.push(node);
        }
    };
    for law in &program.laws {
        ledger_nodes(law).for_each(|node| add(node, &mut request.totals));
    }
    let measured = 1 + usize::from(prepared.reform.is_some());
    for law in &program.laws[..measured] {
        add(law.measures.equivalised, &mut request.columns);
        super::redistribution::columns(law).for_each(|node| add(node, &mut request.columns));
    }
    super::shock::request(prepared, program, worlds, &mut |node, total| {
        add(
            node,
            if total {
                &mut request.totals
            } else {
                &mut request.columns
            },
        );
    });
    super::selections::request(prepared, program, &mut |node| add(node, &mut request.totals));
    add(program.laws[0].measures.persons, &mut request.columns);
    // What goes on into the next of several years.
    for law in program.laws[..measured]
        .iter()
        .filter(|_| prepared.baseline.run_year.balances.is_some())
    {
        law.carried.iter().for_each(|node| add(*node, &mut request.columns));
        law.kept.iter().for_each(|(_, node)| add(*node, &mut request.columns));
        for fund in &law.funds {
            let nodes = fund.inflows.iter().chain(&fund.claims).chain(&fund.paid);
            nodes.for_each(|node| add(*node, &mut request.totals));
        }
    }
    request
}
