//! One unit, step by step: each formula with the values it read and the paragraph of the law.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cost::schema_of;
use super::prepare::Prepared;
use crate::document::{Diagnostic, nearest};
use crate::population::Population;
use crate::rules::compile::{CompiledStep, Program, Schema, Type, Typed, compile};
use crate::simulation::{Level, NodeId, Request, resolve_all, run_with};
use crate::system::Law;

/// The steps of one unit under baseline and reform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The kind of unit.
    pub unit: String,
    /// Its id.
    pub id: String,
    /// The currency.
    pub currency: String,
    /// The year whose law applies.
    pub year: i32,
    /// Baseline, then reform where there is one.
    pub laws: Vec<ExplainedLaw>,
}

/// The steps under one law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplainedLaw {
    /// `baseline` or `reform`.
    pub label: String,
    /// The steps, each after those it reads.
    pub steps: Vec<ExplainedStep>,
    /// Amounts paid, by instrument.
    pub amounts: Vec<ExplainedName>,
    /// Income concepts.
    pub concepts: Vec<ExplainedName>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplainedStep {
    /// The instrument.
    pub instrument: String,
    /// The step.
    pub name: String,
    /// Its title, in English.
    pub title: String,
    /// The paragraph of the law, or the publication.
    pub reference: String,
    /// The formula as written.
    pub formula: String,
    /// What its value counts, such as `money a month`; empty for truths, words and pure numbers.
    pub unit: String,
    /// Its value; one for each member where it is a person's step.
    pub values: Vec<ExplainedValue>,
    /// The names it read, with their values.
    pub reads: Vec<ExplainedName>,
}

/// A name with its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplainedName {
    /// The name.
    pub name: String,
    /// What its value counts, such as `money a month`; empty for truths, words and pure numbers.
    pub unit: String,
    /// Its value, one for each member where it is a person's.
    pub values: Vec<ExplainedValue>,
}

/// A value as a reader would write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ExplainedValue {
    /// True or false.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A value of a category.
    Word(String),
}

/// Explains a unit of the population: the unit of the microdata, or the household, with that id.
///
/// # Errors
/// When there is no such unit, or the rules have problems.
pub fn explain(prepared: &Prepared, parts: &[Population], unit_id: &str) -> Result<Explanation, Vec<Diagnostic>> {
    let schema = schema_of(prepared, parts)?;
    let unit = prepared.system.microdata.unit.clone();
    let level = match prepared.system.unit(&unit).and_then(|unit| schema.level(unit)) {
        Some(Level::Rows(rows)) => rows,
        _ => 1,
    };
    for part in parts {
        for entity in [level, 1] {
            let found = &part.entities[entity as usize];
            for row in 0..found.rows as usize {
                if found.ids.text(row) == unit_id {
                    let household = match &found.household_offsets {
                        None => row,
                        Some(offsets) => offsets
                            .partition_point(|offset| *offset as usize <= row)
                            .saturating_sub(1),
                    };
                    let one = part.part(household..household + 1);
                    return explain_population(prepared, &one, parts, &schema, &unit, unit_id);
                }
            }
        }
    }
    let first = &parts[0].entities[level as usize];
    let some: Vec<String> = (0..(first.rows as usize).min(2000))
        .map(|row| first.ids.text(row))
        .collect();
    Err(vec![Diagnostic {
        code: "unknown-unit",
        file: String::new(),
        path: "unit".to_string(),
        line: None,
        column: None,
        span: None,
        message: format!("the population has no {unit} with the id `{unit_id}`"),
        found: unit_id.to_string(),
        allowed: format!(
            "an id of the data, for example {}",
            some.first().cloned().unwrap_or_default()
        ),
        remedy: nearest(unit_id, some.iter().map(String::as_str)).map_or(
            "look the id up in the data, or in the microdata of the run".to_string(),
            |near| format!("did you mean `{near}`?"),
        ),
    }])
}

/// Explains the first household of a population; what only all the people tell (totals, capacities, who is displaced) is found
/// from `everybody`.
pub(super) fn explain_population(
    prepared: &Prepared,
    one: &Population,
    everybody: &[Population],
    schema: &Schema,
    unit: &str,
    id: &str,
) -> Result<Explanation, Vec<Diagnostic>> {
    let mut laws: Vec<Law> = vec![prepared.baseline.clone()];
    laws.extend(prepared.reform.clone());
    let program = compile(&laws, schema, prepared.date)?;
    let mut columns: Vec<NodeId> = Vec::new();
    for law in &program.laws {
        for step in &law.steps {
            columns.push(step.value.node);
            columns.extend(step.reads.iter().map(|(_, value)| value.node));
        }
        columns.extend(law.instruments.iter().map(|instrument| instrument.at_microdata));
        columns.extend(law.concepts.iter().map(|(_, node)| *node));
    }
    columns.sort();
    columns.dedup();
    let parts = std::slice::from_ref(one);
    let seed = prepared.study.options.seed;
    let slots = resolve_all(&program, everybody, seed, &|_, _| true)?;
    let request = Request {
        totals: Vec::new(),
        columns,
    };
    let outcome = run_with(&program, parts, seed, &request, slots, &|_, _| true)?;
    let members = one.persons();
    let value = |node: NodeId, kind: &Type| values_of(&program, &outcome.columns[0], members, node, kind);
    let money = Type::Number(crate::rules::Unit::MONEY);
    let laws = program
        .laws
        .iter()
        .map(|law| ExplainedLaw {
            label: law.label.clone(),
            steps: law.steps.iter().map(|step| explained(step, &value)).collect(),
            amounts: law
                .instruments
                .iter()
                .map(|instrument| ExplainedName {
                    name: instrument.name.clone(),
                    unit: unit_of(&money),
                    values: value(instrument.at_microdata, &money),
                })
                .collect(),
            concepts: law
                .concepts
                .iter()
                .map(|(name, node)| ExplainedName {
                    name: name.clone(),
                    unit: unit_of(&money),
                    values: value(*node, &money),
                })
                .collect(),
        })
        .collect();
    Ok(Explanation {
        unit: unit.to_string(),
        id: id.to_string(),
        currency: prepared.system.currency.clone(),
        year: prepared.year,
        laws,
    })
}

/// A step with its value and those it read.
pub(super) fn explained(step: &CompiledStep, value: &dyn Fn(NodeId, &Type) -> Vec<ExplainedValue>) -> ExplainedStep {
    let typed = |typed: &Typed| value(typed.node, &typed.kind);
    ExplainedStep {
        instrument: step.owner.instrument.clone(),
        name: step.name.clone(),
        title: step.title.in_language("en").to_string(),
        reference: step.reference.clone(),
        formula: step.formula.clone(),
        unit: unit_of(&step.value.kind),
        values: typed(&step.value),
        reads: step
            .reads
            .iter()
            .map(|(name, value)| ExplainedName {
                name: name.clone(),
                unit: unit_of(&value.kind),
                values: typed(value),
            })
            .collect(),
    }
}

/// The values of a node for one household: one where it belongs to nobody, one for each member where it is a person's.
pub(super) fn values_of(
    program: &Program,
    columns: &BTreeMap<NodeId, Vec<f64>>,
    members: usize,
    node: NodeId,
    kind: &Type,
) -> Vec<ExplainedValue> {
    let Some(values) = columns.get(&node) else {
        return Vec::new();
    };
    let rows = match program.graph.node(node).level {
        Level::Scalar => 1,
        Level::Rows(0) => members,
        Level::Rows(_) => values.len(),
    };
    values.iter().take(rows).map(|value| readable(*value, kind)).collect()
}

pub(super) fn unit_of(kind: &Type) -> String {
    match kind {
        Type::Number(unit) if *unit != crate::rules::Unit::NUMBER => unit.to_string(),
        _ => String::new(),
    }
}

fn readable(value: f64, kind: &Type) -> ExplainedValue {
    match kind {
        Type::Truth => ExplainedValue::Truth(value != 0.0),
        Type::Category { labels, .. } => ExplainedValue::Word(labels.get(value as usize).cloned().unwrap_or_default()),
        _ => ExplainedValue::Number(value),
    }
}
