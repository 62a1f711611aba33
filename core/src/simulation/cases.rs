//! Worked cases: the values a rule file gives, and whether the rules give what it expects.

use std::sync::Arc;

use super::graph::{Level, NodeId};
use super::hypothetical::Hypothetical;
use super::run::{Request, run};
use crate::document::{Collector, Date, Diagnostic, Node, Value};
use crate::population::Population;
use crate::rules::compile::{Program, Type, compile_partly};
use crate::rules::{Case, Instrument};
use crate::system::{Assignment, Law};

/// How many worked cases a check ran, and what was wrong.
#[derive(Debug, Clone, Default)]
pub struct CaseReport {
    /// Cases that ran.
    pub cases: u32,
    /// Values compared.
    pub values: u32,
    /// Problems, with the place of the value in the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Runs the worked cases of an instrument within a law that contains it. Where the law has problems, the steps that are
/// sound are compared all the same; what is paid is then not known and not compared.
pub fn check_cases(law: &Law, instrument: &Arc<Instrument>) -> CaseReport {
    let mut report = CaseReport::default();
    for case in &instrument.cases {
        report.cases += 1;
        let collector = Collector::new(&instrument.source);
        match check_case(law, instrument, case, &collector) {
            Ok(values) => report.values += values,
            Err(diagnostics) => report.diagnostics.extend(diagnostics),
        }
        let found = law.without_follow_ups(collector.into_diagnostics());
        report.diagnostics.extend(found);
    }
    report
}

/// A worked case, ready to run: its household under its law.
pub(crate) struct CaseSetting {
    /// The law with the parameters of the case.
    pub law: Law,
    /// The day whose law applies.
    pub date: Date,
    /// The household.
    pub population: Population,
    /// The steps.
    pub program: Program,
    is_whole: bool,
    /// What is wrong with the law.
    pub problems: Vec<Diagnostic>,
}

/// Makes the household of a case and compiles its law; `None` where the case itself has problems, which the collector has.
///
/// # Errors
/// Parameters that the law does not have.
pub(crate) fn case_setting(
    law: &Law,
    instrument: &Arc<Instrument>,
    case: &Case,
    collector: &Collector,
) -> Result<Option<CaseSetting>, Vec<Diagnostic>> {
    let mut law = law.clone();
    for (key, value) in &case.parameters.entries {
        let assignment = Assignment {
            instrument: instrument.name.clone(),
            key: key.text.clone(),
            from: None,
            value: value.clone(),
            source: instrument.source.clone(),
            span: key.span.clone(),
        };
        law.assign(&assignment, &[])?;
    }
    let persons = match case.given.get("persons") {
        None => Vec::new(),
        Some(Node {
            value: Value::List(items),
            ..
        }) => items.iter().filter_map(|item| item.as_table()).collect(),
        Some(node) => {
            collector.wrong_type("cases.given.persons", node, "a list of tables, one for each member");
            return Ok(None);
        }
    };
    let date = case
        .date
        .unwrap_or_else(|| law.system.date_of(law.system.years.last().copied().unwrap_or(2024)));
    let household = Hypothetical {
        law: &law,
        unit: &instrument.unit,
        persons,
        given: &case.given,
        case_of: Some(instrument),
        copies: 1,
        vary: None,
    };
    let Some((population, schema)) = household.population(collector, "cases.given") else {
        return Ok(None);
    };
    let (program, is_whole, problems) = compile_partly(std::slice::from_ref(&law), &schema, date);
    Ok(Some(CaseSetting {
        law,
        date,
        population,
        program,
        is_whole,
        problems,
    }))
}

fn check_case(
    law: &Law,
    instrument: &Arc<Instrument>,
    case: &Case,
    collector: &Collector,
) -> Result<u32, Vec<Diagnostic>> {
    let Some(setting) = case_setting(law, instrument, case, collector)? else {
        return Ok(0);
    };
    let CaseSetting {
        law,
        population,
        program,
        is_whole,
        problems,
        ..
    } = setting;
    let is_sound = is_whole && !instrument.doubtful && instrument.broken.is_empty() && law.system.broken.is_empty();
    let mut compared = 0;
    for (key, expected) in &case.expect.entries {
        for (name, expected) in flatten(&key.text, expected) {
            let values = values_of(&program, &population, &law, instrument, &name, is_sound)?;
            if let Some(values) = values {
                compared += compare(collector, &name, expected, &values, case);
            } else if is_sound || !may_be_expected(&law, instrument, &name) {
                let known: Vec<&str> = program.laws[0]
                    .steps
                    .iter()
                    .filter(|step| step.owner.instrument == instrument.name)
                    .map(|step| step.name.as_str())
                    .collect();
                collector.report(
                    "unknown-name",
                    &format!("cases.expect.{name}"),
                    &expected.span,
                    format!("`{}` has no step `{name}`", instrument.name),
                    &name,
                    known.join(", "),
                    crate::document::nearest(&name, known.iter().copied())
                        .map_or("expect one of its steps".to_string(), |near| {
                            format!("did you mean `{near}`?")
                        }),
                );
            }
        }
    }
    if problems.is_empty() {
        Ok(compared)
    } else {
        Err(problems)
    }
}

/// Whether a case may expect a value of that name, when the value itself cannot be worked out.
fn may_be_expected(law: &Law, instrument: &Instrument, name: &str) -> bool {
    let own = instrument.rules.iter().chain(&instrument.person_rules);
    name.contains('.')
        || ["amount", "paid", instrument.name.as_str()].contains(&name)
        || own.into_iter().any(|rule| rule.name == name)
        || law.system.concept(name).is_some()
        || law.instrument(name).is_some()
}

/// `{ income_tax = { step = 1 } }` as `income_tax.step`.
pub(crate) fn flatten<'a>(name: &str, node: &'a Node) -> Vec<(String, &'a Node)> {
    match &node.value {
        Value::Table(table) => table
            .entries
            .iter()
            .flat_map(|(key, inner)| flatten(&format!("{name}.{}", key.text), inner))
            .collect(),
        _ => vec![(name.to_string(), node)],
    }
}

struct Found {
    values: Vec<f64>,
    labels: Option<Vec<String>>,
}

fn values_of(
    program: &Program,
    population: &Population,
    law: &Law,
    instrument: &Arc<Instrument>,
    name: &str,
    is_sound: bool,
) -> Result<Option<Found>, Vec<Diagnostic>> {
    let (file, step) = match name.split_once('.') {
        Some(("person", step)) => (instrument.name.as_str(), step),
        Some((file, step)) => (file, step),
        None => (instrument.name.as_str(), name),
    };
    let compiled = &program.laws[0];
    let paid = compiled.instruments.iter().find(|found| found.name == file);
    let found: Option<(NodeId, Option<Type>)> = match step {
        // What is paid rests on more than steps.
        "paid" if !is_sound => None,
        "amount" if instrument.doubtful && !is_sound => None,
        "paid" => paid.map(|found| (found.paid, None)),
        "amount"
            if law
                .instrument(file)
                .is_some_and(|i| !i.eligibility.conditions.is_empty() || i.eligibility.when.is_some()) =>
        {
            compiled
                .eligible
                .iter()
                .find(|(name, _)| name == file)
                .map(|(_, node)| (*node, None))
        }
        _ => compiled
            .steps
            .iter()
            .find(|found| found.owner.instrument == file && found.name == step)
            .map(|found| (found.value.node, Some(found.value.kind.clone())))
            .or_else(|| paid.filter(|_| step == file).map(|found| (found.paid, None)))
            .or_else(|| {
                compiled
                    .concepts
                    .iter()
                    .find(|(concept, _)| concept == step)
                    .map(|(_, node)| (*node, None))
            }),
    };
    let Some((node, kind)) = found else { return Ok(None) };
    let request = Request {
        totals: Vec::new(),
        columns: vec![node],
    };
    let outcome = run(
        program,
        std::slice::from_ref(population),
        1,
        &request,
        &[],
        Vec::new(),
        &|_, _| true,
    )?;
    let mut values = outcome.columns[0].get(&node).cloned().unwrap_or_default();
    if program.graph.node(node).level == Level::Scalar {
        values.truncate(1);
    }
    let labels = match kind {
        Some(Type::Category { labels, .. }) => Some(labels.to_vec()),
        _ => None,
    };
    Ok(Some(Found { values, labels }))
}

fn count(values: usize) -> String {
    format!("{values} value{}", if values == 1 { "" } else { "s" })
}

fn compare(collector: &Collector, name: &str, expected: &Node, found: &Found, case: &Case) -> u32 {
    let path = format!("cases.expect.{name}");
    let wanted: Vec<&Node> = match &expected.value {
        Value::List(items) => items.iter().collect(),
        _ => vec![expected],
    };
    let is_list = matches!(expected.value, Value::List(_));
    if is_list && wanted.len() != found.values.len() {
        collector.report(
            "wrong-length",
            &path,
            &expected.span,
            format!("`{name}` has another number of values"),
            count(wanted.len()),
            count(found.values.len()),
            "expect one value for each member",
        );
        return 0;
    }
    let mut compared = 0;
    for (node, value) in wanted.iter().zip(&found.values) {
        let (text, agrees) = match (&node.value, &found.labels) {
            (Value::Truth(truth), None) => ((*value != 0.0).to_string(), *truth == (*value != 0.0)),
            (Value::Text(word), Some(labels)) => {
                let label = labels.get(*value as usize).cloned().unwrap_or_default();
                let agrees = label == *word;
                (label, agrees)
            }
            _ => match node.as_number() {
                Some(number) => (
                    format!("{}", (value * 1e6).round() / 1e6),
                    (number - value).abs() <= case.tolerance + 1e-9,
                ),
                None => {
                    collector.wrong_type(&path, node, "a number, true or false, or a value of a category");
                    continue;
                }
            },
        };
        compared += 1;
        if !agrees {
            let note = if case.note.is_empty() {
                String::new()
            } else {
                format!(" ({})", case.note)
            };
            collector.report(
                "case-differs",
                &path,
                &node.span,
                format!("the worked case expects another `{name}`{note}"),
                text,
                format!("{} within {}", node.describe(), case.tolerance),
                "check the rule or the arithmetic of the case",
            );
        }
    }
    compared
}
