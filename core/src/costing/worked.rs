//! The worked cases of a rule file with every step that they take: what a reader follows with a pencil.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::check::put;
use super::explain::{ExplainedName, ExplainedStep, explained, unit_of, values_of};
use crate::document::{Collector, Date, Diagnostic, Node, Table, Value};
use crate::rules::compile::Type;
use crate::rules::{Case, Instrument, Unit};
use crate::simulation::{CaseSetting, NodeId, Request, case_setting, flatten, run};
use crate::system::{Catalog, Law, System, value_json};

/// A worked case, worked out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkedCase {
    /// The arithmetic, in the words of the file.
    pub note: String,
    /// The day whose law applies.
    pub date: Date,
    /// The parameters that the case changes.
    pub parameters: Vec<CaseValue>,
    /// What it gives, in the order of the file.
    pub given: Vec<CaseValue>,
    /// What it expects.
    pub expect: Vec<CaseValue>,
    /// The steps of the file for which the case gives enough, each after those it reads.
    pub steps: Vec<ExplainedStep>,
    /// `amount` as the eligible have it, in the period of the file, where there is eligibility; `paid`, where it pays: what is
    /// paid in the year.
    pub results: Vec<ExplainedName>,
}

/// A value that a case writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseValue {
    /// The member whose it is, counted from 1; `None`: it is the unit's.
    pub member: Option<u32>,
    /// The column, step or parameter.
    pub name: String,
    /// The value.
    pub value: Json,
}

/// Works out the cases of an instrument of a system, of its law or not, or of one that is put into it.
///
/// # Errors
/// The problems of the rules and of the cases.
pub fn worked_cases(
    instrument: &Arc<Instrument>,
    system: &Arc<System>,
    catalog: &Catalog,
) -> Result<Vec<WorkedCase>, Vec<Diagnostic>> {
    if instrument.cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut law = Law::new("baseline", system);
    put(&mut law, instrument);
    for other in &system.available {
        if instrument.uses.iter().any(|(name, _)| *name == other.name) && law.instrument(&other.name).is_none() {
            law.instruments.push(Arc::clone(other));
        }
    }
    law.add_used(catalog)?;
    instrument
        .cases
        .iter()
        .map(|case| {
            let collector = Collector::new(&instrument.source);
            match case_setting(&law, instrument, case, &collector)? {
                Some(setting) if setting.problems.is_empty() => Ok(worked(&setting, instrument, case)),
                Some(setting) => Err(setting.problems),
                None => Err(collector.into_diagnostics()),
            }
        })
        .collect()
}

fn worked(setting: &CaseSetting, instrument: &Instrument, case: &Case) -> WorkedCase {
    let law = &setting.program.laws[0];
    let own = |name: &str| name == instrument.name;
    let steps: Vec<_> = law.steps.iter().filter(|step| own(&step.owner.instrument)).collect();
    let number = Type::Number(Unit::NUMBER);
    let eligible = law.eligible.iter().find(|(name, _)| own(name));
    let paid = law.instruments.iter().find(|found| own(&found.name));
    let amount = steps.iter().find(|step| step.name == "amount").map(|step| &step.value);
    let money = Type::Number(Unit::MONEY);
    let results: Vec<(&str, NodeId, &Type)> = [
        eligible.map(|(_, node)| ("amount", *node, amount.map_or(&number, |amount| &amount.kind))),
        paid.map(|found| ("paid", found.paid, &money)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut columns = BTreeSet::new();
    for step in &steps {
        columns.insert(step.value.node);
        columns.extend(step.reads.iter().map(|(_, value)| value.node));
    }
    columns.extend(results.iter().map(|(_, node, _)| *node));
    let values = columns_of(setting, columns.into_iter().collect());
    let members = setting.population.persons();
    let value = |node: NodeId, kind: &Type| values_of(&setting.program, &values, members, node, kind);
    let mut steps: Vec<ExplainedStep> = steps.iter().map(|step| explained(step, &value)).collect();
    steps.retain(|step| !step.values.is_empty());
    WorkedCase {
        note: case.note.clone(),
        date: setting.date,
        parameters: own_values(&case.parameters),
        given: given(&case.given),
        expect: flat(&case.expect, None),
        steps,
        results: results
            .into_iter()
            .map(|(name, node, kind)| ExplainedName {
                name: name.to_string(),
                unit: unit_of(kind),
                values: value(node, kind),
            })
            .collect(),
    }
}

/// The columns of nodes. A case may give too little for steps that it does not expect, such as the months of a life: these are
/// left out.
fn columns_of(setting: &CaseSetting, nodes: Vec<NodeId>) -> BTreeMap<NodeId, Vec<f64>> {
    let parts = std::slice::from_ref(&setting.population);
    let found = |columns: Vec<NodeId>| {
        let totals = Vec::new();
        let request = Request { totals, columns };
        let outcome = run(&setting.program, parts, 1, &request, &[], Vec::new(), &|_, _| true);
        outcome.ok().and_then(|mut outcome| outcome.columns.pop())
    };
    found(nodes.clone()).unwrap_or_else(|| {
        let each = nodes.into_iter().filter_map(|node| found(vec![node]));
        each.flatten().collect()
    })
}

/// The values of a table as they stand; tables of a parameter remain whole.
fn own_values(table: &Table) -> Vec<CaseValue> {
    let entry = |(key, node): &(crate::document::Key, Node)| CaseValue {
        member: None,
        name: key.text.clone(),
        value: value_json(node),
    };
    table.entries.iter().map(entry).collect()
}

/// The values of a table, `{ draw = { luck = 1 } }` as `draw.luck`.
fn flat(table: &Table, member: Option<u32>) -> Vec<CaseValue> {
    let entries = table.entries.iter();
    entries
        .flat_map(|(key, node)| flatten(&key.text, node))
        .map(|(name, node)| CaseValue {
            member,
            name,
            value: value_json(node),
        })
        .collect()
}

/// Those of the unit, then those of each member.
fn given(table: &Table) -> Vec<CaseValue> {
    let mut found = Vec::new();
    let mut of_members = Vec::new();
    for (key, node) in &table.entries {
        match &node.value {
            Value::List(items) if key.text == "persons" => {
                for (at, member) in items.iter().filter_map(|item| item.as_table()).enumerate() {
                    of_members.extend(flat(member, Some(at as u32 + 1)));
                }
            }
            _ => found.extend(flatten(&key.text, node).into_iter().map(|(name, node)| CaseValue {
                member: None,
                name,
                value: value_json(node),
            })),
        }
    }
    found.extend(of_members);
    found
}
