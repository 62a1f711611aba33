//! Runs a prepared study and measures it.

use super::attribution::attribute;
use super::disclosure::{assumptions, changes, titles};
use super::distribution::{Measured, measure};
use super::fingerprint::fingerprint;
use super::ledger::{accounts, budget, flows, ledger, public_balance};
use super::prepare::Prepared;
use super::results::{PopulationSummary, ResultOptions, Results};
use super::selections::check_limits;
use super::shock::{Worlds, shock, worlds};
use crate::document::Diagnostic;
use crate::numeric::sum::Sum;
use crate::population::{PeopleHash, Population};
use crate::rules::compile::{Program, Schema, compile};
use crate::simulation::{NodeId, Progress, Request, run};

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
/// When there are no people, or parts that do not belong together.
pub(super) fn schema_of(prepared: &Prepared, parts: &[Population]) -> Result<Schema, Vec<Diagnostic>> {
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

/// Costs a study over a population, or over the parts of one: the bits are the same.
///
/// # Errors
/// Every problem of the rules with their places; an amount that does not fit the ledger; a cancelled run.
pub fn cost<'a>(
    prepared: &'a Prepared,
    parts: &'a [Population],
    progress: &Progress<'_>,
) -> Result<Costing<'a>, Vec<Diagnostic>> {
    let schema = schema_of(prepared, parts)?;
    let (laws, worlds) = worlds(prepared);
    let program = compile(&laws, &schema, prepared.date)?;
    let request = request(prepared, &program, &worlds);
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
    let exponent = parts[0].weight_scale().exact_exponent;
    let baseline = &program.laws[0];
    let has_reform = prepared.reform.is_some();
    let reform = &program.laws[usize::from(has_reform)];
    let (before, after) = (ledger(baseline, &outcome), ledger(reform, &outcome));
    let attributed = attribute(prepared, &schema, parts, &before, &after, progress)?;
    let net_cost = if has_reform {
        public_balance(&before) - public_balance(&after)
    } else {
        Sum(-public_balance(&after).0)
    };
    let budget = budget(
        prepared,
        baseline,
        reform,
        &outcome,
        &attributed.parts,
        attributed.name,
        exponent,
    );
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
    ) = measure(prepared, &program, parts, &outcome, worlds.calm_baseline)?;
    let shock = shock(prepared, &program, parts, &outcome, &worlds, &poverty, further.calm)?;
    let people = parts
        .iter()
        .map(PeopleHash::of)
        .fold(PeopleHash::default(), PeopleHash::merge);
    let mut weighted = 0i128;
    for part in parts {
        weighted += part.weights.total().0;
    }
    let mut results = Results {
        format: 1,
        model_version: super::MODEL_VERSION.to_string(),
        fingerprint: String::new(),
        study: prepared.study.name.clone(),
        title: prepared.study.title.in_language("en").to_string(),
        titles: titles(prepared),
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
            hash: format!("{:032x}", people.0),
            households: parts.iter().map(|part| part.households() as u32).sum(),
            persons: parts.iter().map(|part| part.persons() as u32).sum(),
            weighted_households: crate::numeric::weights::WeightSum(weighted).to_f64(exponent),
            weight,
            weighting: if prepared.study.options.count_persons && schema.has_persons {
                "persons"
            } else {
                "households"
            }
            .to_string(),
        },
        budget,
        net_cost: net_cost.to_f64(exponent),
        attribution: attributed.name.to_string(),
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
        assumptions: assumptions(prepared),
        defaulted_columns: program.defaulted.iter().cloned().collect(),
        code: prepared.code_instruments(),
    };
    results.fingerprint = fingerprint(prepared, people, &results);
    Ok(Costing {
        results,
        prepared,
        parts,
        program,
    })
}

/// Totals of every instrument and market income, and the columns that the measures read.
fn request(prepared: &Prepared, program: &Program, worlds: &Worlds) -> Request {
    let mut request = Request::default();
    let add = |node: NodeId, list: &mut Vec<NodeId>| {
        if !list.contains(&node) {
            list.push(node);
        }
    };
    for law in &program.laws {
        for instrument in &law.instruments {
            add(instrument.paid, &mut request.totals);
        }
        for flow in &law.flows {
            add(flow.node, &mut request.totals);
        }
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
    request
}
