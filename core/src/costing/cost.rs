//! Runs a prepared study and measures it.

use std::collections::BTreeMap;

use super::attribution::attribute;
use super::distribution::{Measured, measure};
use super::fingerprint::fingerprint;
use super::prepare::Prepared;
use super::results::{
    AccountBalance, Assumption, BudgetRow, Change, FlowRow, PopulationSummary, ResultOptions, Results,
};
use super::shock::{Worlds, shock, worlds};
use crate::document::{Diagnostic, Node, Source};
use crate::numeric::sum::{Sum, Totals};
use crate::population::{PeopleHash, Population};
use crate::rules::compile::{CompiledLaw, Program, Schema, compile};
use crate::rules::{Account, Kind};
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
        deciles,
        winners,
        groups: further.groups,
        shock,
        incentives: None,
        assumptions: assumptions(prepared),
        defaulted_columns: program.defaulted.iter().cloned().collect(),
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
    add(program.laws[0].measures.persons, &mut request.columns);
    request
}

/// One line of the ledger: an amount of at least 0 that one account pays another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flow {
    pub name: String,
    pub from: Account,
    pub to: Account,
    pub amount: Sum,
}

/// The ledger of a law. A negative amount is a flow in the other direction.
pub(super) fn ledger(law: &CompiledLaw, outcome: &Outcome) -> Vec<Flow> {
    let mut flows = Vec::new();
    let mut post = |name: &str, from: Account, to: Account, totals: &Totals| {
        flows.push(Flow {
            name: name.to_string(),
            from,
            to,
            amount: Sum(totals.sum.0 - totals.negative_sum.0),
        });
        if totals.negative_sum.0 != 0 {
            flows.push(Flow {
                name: name.to_string(),
                from: to,
                to: from,
                amount: Sum(-totals.negative_sum.0),
            });
        }
    };
    for flow in &law.flows {
        post(&flow.name, flow.payer, Account::Households, &outcome.totals[&flow.node]);
    }
    for instrument in &law.instruments {
        post(
            &instrument.name,
            instrument.payer,
            instrument.payee,
            &outcome.totals[&instrument.paid],
        );
    }
    flows
}

/// What an account receives less what it pays.
pub(super) fn balance(flows: &[Flow], account: Account) -> Sum {
    let mut balance = Sum(0);
    for flow in flows {
        if flow.to == account {
            balance.0 += flow.amount.0;
        }
        if flow.from == account {
            balance.0 -= flow.amount.0;
        }
    }
    balance
}

/// The balance of government and its funds.
pub(super) fn public_balance(flows: &[Flow]) -> Sum {
    Sum(Account::ALL
        .iter()
        .filter(|account| account.is_public())
        .map(|account| balance(flows, *account).0)
        .sum())
}

fn accounts(before: &[Flow], after: &[Flow], exponent: i32) -> Vec<AccountBalance> {
    Account::ALL
        .iter()
        .map(|account| {
            let (x, y) = (balance(before, *account), balance(after, *account));
            AccountBalance {
                account: account.name().to_string(),
                baseline: x.to_f64(exponent),
                reform: y.to_f64(exponent),
                change: (y - x).to_f64(exponent),
            }
        })
        .collect()
}

fn flows(before: &[Flow], after: &[Flow], exponent: i32) -> Vec<FlowRow> {
    let mut rows: Vec<(String, Account, Account, Sum, Sum)> = Vec::new();
    for (list, second) in [(before, false), (after, true)] {
        for flow in list {
            let at = match rows
                .iter()
                .position(|row| row.0 == flow.name && row.1 == flow.from && row.2 == flow.to)
            {
                Some(at) => at,
                None => {
                    rows.push((flow.name.clone(), flow.from, flow.to, Sum(0), Sum(0)));
                    rows.len() - 1
                }
            };
            if second {
                rows[at].4.0 += flow.amount.0;
            } else {
                rows[at].3.0 += flow.amount.0;
            }
        }
    }
    rows.into_iter()
        .map(|(name, from, to, x, y)| FlowRow {
            name,
            from: from.name().to_string(),
            to: to.name().to_string(),
            baseline: x.to_f64(exponent),
            reform: y.to_f64(exponent),
        })
        .collect()
}

fn budget(
    prepared: &Prepared,
    baseline: &CompiledLaw,
    reform: &CompiledLaw,
    outcome: &Outcome,
    net: &BTreeMap<String, Sum>,
    attribution: &str,
    exponent: i32,
) -> Vec<BudgetRow> {
    let has_reform = prepared.reform.is_some();
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let mut rows = Vec::new();
    let names: Vec<&str> = baseline
        .instruments
        .iter()
        .chain(&reform.instruments)
        .map(|instrument| instrument.name.as_str())
        .collect();
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let of = |law: &CompiledLaw| {
            law.instruments
                .iter()
                .find(|instrument| instrument.name == name)
                .map(|instrument| outcome.totals[&instrument.paid])
        };
        let (before, after) = (of(baseline).unwrap_or_default(), of(reform).unwrap_or_default());
        let Some(instrument) = reform
            .instruments
            .iter()
            .chain(&baseline.instruments)
            .find(|instrument| instrument.name == name)
        else {
            continue;
        };
        // What the public accounts pay less what they receive.
        let public = i128::from(instrument.payer.is_public()) - i128::from(instrument.payee.is_public());
        let gross = if has_reform {
            Sum(public * (after.sum.0 - before.sum.0))
        } else {
            Sum(public * after.sum.0)
        };
        let net_cost = if has_reform {
            net.get(name).copied().unwrap_or_default()
        } else {
            gross
        };
        rows.push(BudgetRow {
            instrument: name.to_string(),
            title: law
                .instrument(name)
                .or(prepared.baseline.instrument(name))
                .map_or(String::new(), |instrument| {
                    instrument.title.in_language("en").to_string()
                }),
            kind: instrument.kind.name().to_string(),
            payer: instrument.payer.name().to_string(),
            payee: instrument.payee.name().to_string(),
            baseline_amount: before.sum.to_f64(exponent),
            reform_amount: after.sum.to_f64(exponent),
            gross_cost: gross.to_f64(exponent),
            net_cost: net_cost.to_f64(exponent),
            attribution: attribution.to_string(),
            recipients: after.positive_weight.to_f64(exponent),
            baseline_recipients: before.positive_weight.to_f64(exponent),
            mean_amount: Sum(after.sum.0 - after.negative_sum.0).mean(after.positive_weight),
        });
    }
    // Values that belong to the system as a whole have a row of their own when they cost something.
    if let Some(sum) = net.get("").filter(|sum| sum.0 != 0) {
        rows.push(BudgetRow {
            instrument: "system".to_string(),
            title: "Parameters of the system as a whole".to_string(),
            kind: Kind::Library.name().to_string(),
            payer: Account::CentralGovernment.name().to_string(),
            payee: Account::Households.name().to_string(),
            baseline_amount: 0.0,
            reform_amount: 0.0,
            gross_cost: 0.0,
            net_cost: sum.to_f64(exponent),
            attribution: attribution.to_string(),
            recipients: 0.0,
            baseline_recipients: 0.0,
            mean_amount: None,
        });
    }
    rows
}

/// What the study changes, from what to what.
fn changes(prepared: &Prepared) -> Vec<Change> {
    let mut changes = Vec::new();
    for (label, reform) in [
        ("baseline", &prepared.study.baseline),
        ("reform", &prepared.study.reform),
    ] {
        for (list, action) in [
            (&reform.remove, "remove"),
            (&reform.add, "add"),
            (&reform.replace, "replace"),
        ] {
            for (name, _) in list {
                changes.push(Change {
                    law: label.to_string(),
                    action: action.to_string(),
                    name: name.clone(),
                    before: None,
                    // A file that takes the place of a common instrument is named: the reader knows another one.
                    after: prepared.own_file(name).map(str::to_string),
                });
            }
        }
        for set in &reform.set {
            let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
            let parameter = match law.instrument(&set.instrument) {
                Some(instrument) => instrument
                    .parameter(&set.key)
                    .map(|parameter| (parameter, &instrument.source)),
                None => law
                    .system
                    .parameters
                    .iter()
                    .find(|parameter| parameter.name == set.key)
                    .map(|parameter| (parameter, &law.system.source)),
            };
            let before = parameter
                .and_then(|(parameter, source)| Some(as_written(source, parameter.written_on(prepared.date).ok()?.0)));
            let name = match set.instrument.as_str() {
                "" => set.key.clone(),
                instrument => format!("{instrument}.{}", set.key),
            };
            // What was set before, by the baseline or by an earlier line, is what is changed.
            let earlier = changes
                .iter()
                .rev()
                .find(|change: &&Change| change.action == "set" && change.name == name);
            let before = earlier.and_then(|change| change.after.clone()).or(before);
            changes.push(Change {
                law: label.to_string(),
                action: "set".to_string(),
                name,
                before,
                after: Some(as_written(&set.source, &set.value)),
            });
        }
    }
    changes
}

/// A value as its file writes it.
fn as_written(source: &Source, node: &Node) -> String {
    source
        .text
        .get(node.span.clone())
        .unwrap_or_default()
        .trim()
        .to_string()
}

/// The assumptions that the law rests on.
fn assumptions(prepared: &Prepared) -> Vec<Assumption> {
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let mut found = Vec::new();
    let mut add = |file: &str, source: &Source, parameter: &crate::rules::Parameter| {
        if !parameter.assumption {
            return;
        }
        let set = law
            .assignments
            .iter()
            .rev()
            .find(|set| {
                set.instrument == file && set.key == parameter.name && set.from.is_none_or(|from| from <= prepared.date)
            })
            .map(|set| as_written(&set.source, &set.value));
        let written = parameter
            .written_on(prepared.date)
            .map(|(node, _)| as_written(source, node))
            .unwrap_or_default();
        found.push(Assumption {
            parameter: if file.is_empty() {
                parameter.name.clone()
            } else {
                format!("{file}.{}", parameter.name)
            },
            value: set.unwrap_or(written),
            low: parameter.range.map(|(low, _)| low),
            high: parameter.range.map(|(_, high)| high),
        });
    };
    law.system
        .parameters
        .iter()
        .for_each(|parameter| add("", &law.system.source, parameter));
    for instrument in &law.instruments {
        instrument
            .parameters
            .iter()
            .for_each(|parameter| add(&instrument.name, &instrument.source, parameter));
    }
    found
}
