//! How the parts of a reform meet other benefits: who loses one because of another, and who is paid twice for one purpose.
//!
//! The reform is run again without each of its elements, the others kept, on the people as the whole reform leaves them: what differs
//! is what the rules do, not that somebody has kept a job.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::cost::schema_of;
use super::prepare::{Element, Prepared};
use crate::document::Diagnostic;
use crate::population::Population;
use crate::rules::Account;
use crate::rules::compile::{CompiledInstrument, CompiledLaw, Program, Schema, compile};
use crate::simulation::{BinaryOperation, Level, NodeId, Operation, Progress, Request, run};
use crate::system::Law;

/// How much less of a benefit a unit must have to count as losing it, in units of the currency a year. By less nobody notices: a smaller change of
/// one benefit often is the rounding of another, and hundreds of thousands may have it. What is lost adds up all the same.
pub const NOTICED_LOSS: f64 = 1.0;

/// How the elements of a reform meet other benefits. Units are those of the system's ledger; amounts are a year.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InteractionsResult {
    /// The unit that is counted: `household`, `tax_unit` …
    pub unit: String,
    /// One row a benefit and an element because of which some units have less of it: by amount, the largest first.
    pub losses: Vec<Interaction>,
    /// One row a pair of benefits that some units receive at once, at least one of them added or changed by the reform: those of one
    /// purpose first, then by amount, the largest first.
    pub double_payments: Vec<DoublePayment>,
    /// Elements without which the others make no law, so that what they do cannot be told apart.
    pub not_told: Vec<String>,
}

/// Units that have less of a benefit because of an element of the reform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interaction {
    /// The benefit that is lost.
    pub instrument: String,
    /// The element because of which it is lost: an instrument that the reform adds, replaces or changes.
    pub because_of: String,
    /// What the rule file of `because_of` says of the benefit: `replaces` or `instead_of`; empty where the loss follows from other
    /// rules, such as a means test in which it counts.
    pub stated: String,
    /// Units that receive the benefit under the reform without the element.
    pub receiving_without: f64,
    /// Of these, units that have at least [`NOTICED_LOSS`] a year less of it with the element.
    pub losing: f64,
    /// Of these, units that have nothing of it any more.
    pub losing_all: f64,
    /// What all have less, a year, whatever each of them loses.
    pub amount_lost: f64,
}

/// Units that receive two benefits at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoublePayment {
    /// A benefit that the reform adds, replaces or changes.
    pub instrument: String,
    /// The other benefit.
    pub with: String,
    /// Whether both serve one purpose: they are paid because an income was lost, as insurance benefits are, and files that say
    /// `paid_for_income_loss = true`.
    pub same_purpose: bool,
    /// Units that receive both under the reform.
    pub units: f64,
    /// What `instrument` pays them, a year.
    pub amount: f64,
    /// What `with` pays them, a year.
    pub amount_with: f64,
    /// What is paid twice at most, a year: the smaller of both amounts, unit by unit.
    pub overlap: f64,
}

/// Works out how the elements of a reform meet other benefits; nothing without a reform.
///
/// # Errors
/// An amount that does not fit the ledger; a cancelled run.
pub fn interactions(
    prepared: &Prepared,
    parts: &[Population],
    progress: &Progress<'_>,
) -> Result<InteractionsResult, Vec<Diagnostic>> {
    let mut found = InteractionsResult {
        unit: prepared.system.microdata.unit.clone(),
        ..InteractionsResult::default()
    };
    let Some(reform) = &prepared.reform else {
        return Ok(found);
    };
    let schema = Schema {
        shared_values: true,
        ..schema_of(prepared, parts)?
    };
    let (laws, names, not_told) = laws_without(prepared, reform, &schema);
    found.not_told = not_told;
    let mut program = compile(&laws, &schema, prepared.date)?;
    let losses = losses(&mut program, &names);
    let doubles = doubles(&mut program, prepared, reform);
    let mut totals: BTreeSet<NodeId> = BTreeSet::new();
    totals.extend(losses.iter().flat_map(|(_, _, nodes)| nodes.iter().copied()));
    totals.extend(doubles.iter().flat_map(|(_, _, nodes)| nodes.iter().copied()));
    let request = Request {
        totals: totals.into_iter().collect(),
        columns: Vec::new(),
    };
    let seed = prepared.study.options.seed;
    let outcome = run(&program, parts, seed, &request, &[], Vec::new(), progress)?;
    let exponent = parts.first().map_or(0, |part| part.weight_scale().exact_exponent);
    let amount = |node: &NodeId| outcome.totals[node].sum.to_f64(exponent);
    let units = |node: &NodeId| outcome.totals[node].positive_weight.to_f64(exponent);
    for (instrument, because_of, [without, lost, noticed, lost_whole]) in &losses {
        if units(noticed) > 0.0 {
            found.losses.push(Interaction {
                stated: stated(reform, because_of, instrument).to_string(),
                instrument: instrument.clone(),
                because_of: because_of.clone(),
                receiving_without: units(without),
                losing: units(noticed),
                losing_all: units(lost_whole),
                amount_lost: amount(lost),
            });
        }
    }
    for (instrument, with, [both, own, other]) in &doubles {
        if units(both) > 0.0 {
            found.double_payments.push(DoublePayment {
                same_purpose: is_for_a_loss(reform, instrument) && is_for_a_loss(reform, with),
                instrument: instrument.clone(),
                with: with.clone(),
                units: units(both),
                amount: amount(own),
                amount_with: amount(other),
                overlap: amount(both),
            });
        }
    }
    // Equal amounts stay in the order of the law.
    found.losses.sort_by(|a, b| b.amount_lost.total_cmp(&a.amount_lost));
    found
        .double_payments
        .sort_by(|a, b| (b.same_purpose.cmp(&a.same_purpose)).then(b.overlap.total_cmp(&a.overlap)));
    Ok(found)
}

/// Elements that put something into the law: what is only removed pays nobody, and cuts nobody off by a rule of its own.
fn is_in_force(element: &Element) -> bool {
    let reform = &element.reform;
    let only_removes = reform.add.is_empty() && reform.replace.is_empty() && reform.set.is_empty();
    !element.instrument.is_empty() && !only_removes
}

/// The reform, then the reform without each element that can be left out; with the names of these, and of the others.
fn laws_without(prepared: &Prepared, reform: &Law, schema: &Schema) -> (Vec<Law>, Vec<String>, Vec<String>) {
    let mut told: Vec<(String, Law)> = Vec::new();
    let mut not_told: Vec<String> = Vec::new();
    for (at, element) in prepared.elements.iter().enumerate() {
        if !is_in_force(element) {
            continue;
        }
        let others = prepared.elements.iter().enumerate().filter(|(other, _)| *other != at);
        let others: Vec<&Element> = others.map(|(_, other)| other).collect();
        match prepared.law_with(&others) {
            Ok(law) => told.push((
                element.instrument.clone(),
                Law {
                    label: "without".to_string(),
                    // The people stay as the whole reform leaves them.
                    levers_of: Some(0),
                    run_year: reform.run_year.clone(),
                    ..law
                },
            )),
            Err(_) => not_told.push(element.instrument.clone()),
        }
    }
    let all = |told: &[(String, Law)]| -> Vec<Law> {
        let others = told.iter().map(|(_, law)| law.clone());
        std::iter::once(reform.clone()).chain(others).collect()
    };
    if compile(&all(&told), schema, prepared.date).is_err() {
        // Some law without an element cannot be lowered: each is tried by itself.
        told.retain(|(name, law)| {
            let fits = compile(&[reform.clone(), law.clone()], schema, prepared.date).is_ok();
            if !fits {
                not_told.push(name.clone());
            }
            fits
        });
    }
    let laws = all(&told);
    (laws, told.into_iter().map(|(name, _)| name).collect(), not_told)
}

/// What households are paid.
fn benefits(law: &CompiledLaw) -> impl Iterator<Item = &CompiledInstrument> {
    let pays_households =
        |own: &&CompiledInstrument| own.payee == Account::Households && own.payer != Account::Households;
    law.instruments.iter().filter(pays_households)
}

/// Names of two instruments, and the columns whose totals tell how they meet.
type Pair<const N: usize> = (String, String, [NodeId; N]);

/// For each benefit and each element: what is received without the element, what is lost of it, what is lost by those who notice, and by
/// those of them who lose all.
fn losses(program: &mut Program, names: &[String]) -> Vec<Pair<4>> {
    let mut pairs = Vec::new();
    let level = program.laws[0].microdata_level;
    for (law, because_of) in (1..).zip(names) {
        let without: Vec<(String, NodeId)> = benefits(&program.laws[law])
            .filter(|own| own.name != *because_of)
            .map(|own| (own.name.clone(), own.at_microdata))
            .collect();
        for (name, before) in without {
            let own = program.laws[0].instruments.iter().find(|own| own.name == name);
            let Some(after) = own.map(|own| own.at_microdata) else {
                continue;
            };
            // The same column: nothing that it is made of reads the element.
            if before == after {
                continue;
            }
            let graph = &mut Columns(&mut *program, level);
            let nothing = graph.nothing();
            let loses = graph.of(BinaryOperation::MoneyLess, after, before);
            let less = graph.of(BinaryOperation::Subtract, before, after);
            let lost = graph.where_holds(loses, less);
            let least = graph.0.graph.constant(NOTICED_LOSS);
            let notices = graph.of(BinaryOperation::MoneyLessOrEqual, least, less);
            let noticed = graph.where_holds(notices, lost);
            let ends = graph.of(BinaryOperation::MoneyLessOrEqual, after, nothing);
            let lost_whole = graph.where_holds(ends, noticed);
            pairs.push((name, because_of.clone(), [before, lost, noticed, lost_whole]));
        }
    }
    pairs
}

/// For each two benefits, one of them in the reform: the smaller of both amounts of those who receive both, and what each pays them.
fn doubles(program: &mut Program, prepared: &Prepared, reform: &Law) -> Vec<Pair<3>> {
    let level = program.laws[0].microdata_level;
    let paid: Vec<(String, NodeId)> = benefits(&program.laws[0])
        .filter(|own| !reform.abolishes(&own.name))
        .map(|own| (own.name.clone(), own.at_microdata))
        .collect();
    let is_own = |name: &str| {
        let mut elements = prepared.elements.iter().filter(|element| is_in_force(element));
        elements.any(|element| element.instrument == *name)
    };
    let mut pairs = Vec::new();
    for (at, (name, amount)) in paid.iter().enumerate() {
        for (other_name, other) in &paid[at + 1..] {
            let (one, two) = match (is_own(name), is_own(other_name)) {
                (false, false) => continue,
                (false, true) => ((other_name, *other), (name, *amount)),
                _ => ((name, *amount), (other_name, *other)),
            };
            let graph = &mut Columns(&mut *program, level);
            let nothing = graph.nothing();
            let receives = (
                graph.of(BinaryOperation::MoneyLess, nothing, one.1),
                graph.of(BinaryOperation::MoneyLess, nothing, two.1),
            );
            let both = graph.of(BinaryOperation::And, receives.0, receives.1);
            let smaller = graph.of(BinaryOperation::Minimum, one.1, two.1);
            let nodes = [smaller, one.1, two.1].map(|amount| graph.where_holds(both, amount));
            pairs.push((one.0.clone(), two.0.clone(), nodes));
        }
    }
    pairs
}

/// Adds columns at one level to a program.
struct Columns<'a>(&'a mut Program, Level);

impl Columns<'_> {
    fn of(&mut self, operation: BinaryOperation, a: NodeId, b: NodeId) -> NodeId {
        self.0.graph.add(Operation::Binary(operation, a, b), self.1)
    }

    fn where_holds(&mut self, condition: NodeId, value: NodeId) -> NodeId {
        let nothing = self.nothing();
        self.0.graph.add(Operation::Select(condition, value, nothing), self.1)
    }

    fn nothing(&mut self) -> NodeId {
        self.0.graph.constant(0.0)
    }
}

/// What the rule file of an element says of a benefit.
fn stated(reform: &Law, because_of: &str, instrument: &str) -> &'static str {
    let names = |list: &[(String, crate::document::Span)]| list.iter().any(|(name, _)| name == instrument);
    match reform.instrument(because_of) {
        Some(file) if names(&file.interaction.replaces) => "replaces",
        Some(file) if names(&file.instead_of) => "instead_of",
        _ => "",
    }
}

/// Whether a benefit is paid because an income was lost. What everybody or everybody poor receives covers one and is paid for none.
fn is_for_a_loss(reform: &Law, name: &str) -> bool {
    reform.instrument(name).is_some_and(|file| file.paid_for_income_loss)
}
