//! Instruments whose amount is worked out by code of the host: what the code is given, and what it may answer.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::graph::{CodeCall, CodeKind, Level, NodeId};
use crate::document::Diagnostic;
use crate::population::{Ids, Population};
use crate::rules::compile::Program;

/// A function of the host that works out the amount of an instrument for many units at once.
///
/// It is called on the thread that runs the study, once for each part of the people, and once more wherever the rules are run
/// again: for every member whose incentives are tested, every refinement of a budget line, every set of a reform's elements.
/// So that results do not depend on the parts, the value of a row may depend on the values of that row alone.
pub trait Code: Send + Sync {
    /// The amounts, money a year, one for each row, all finite.
    ///
    /// # Errors
    /// What went wrong, in a sentence: the run ends with it.
    fn call(&self, arguments: &CodeArguments<'_>) -> Result<Vec<f64>, String>;
}

impl<F> Code for F
where
    F: Fn(&CodeArguments<'_>) -> Result<Vec<f64>, String> + Send + Sync,
{
    fn call(&self, arguments: &CodeArguments<'_>) -> Result<Vec<f64>, String> {
        self(arguments)
    }
}

/// What a function of the host is called with: the rows of the instrument's unit in one part of the people.
#[derive(Debug)]
pub struct CodeArguments<'a> {
    /// The instrument.
    pub instrument: &'a str,
    /// Its unit.
    pub unit: &'a str,
    /// The ids of the rows.
    pub ids: &'a Ids,
    /// The number of rows.
    pub rows: usize,
    /// The arguments by name, in the order of the formula; each has one value a row.
    pub columns: &'a [(String, CodeColumn)],
}

/// The values of an argument.
#[derive(Debug, Clone, PartialEq)]
pub enum CodeColumn {
    /// Numbers, in the unit that the formula gives them; money a year unless it says otherwise.
    Numbers(Vec<f64>),
    /// Truths.
    Truths(Vec<bool>),
    /// Values of a category: each row's place in `labels`.
    Labels {
        /// The place of each row's label.
        codes: Vec<u32>,
        /// The labels.
        labels: Arc<[String]>,
    },
}

/// A function of the host as an instrument holds it. Two are equal whatever they do: the text of the rules is what is compared.
#[derive(Clone)]
pub struct HostCode(pub Arc<dyn Code>);

impl HostCode {
    /// Whether both are the same function of the host.
    pub(crate) fn is(&self, other: &HostCode) -> bool {
        std::ptr::eq(Arc::as_ptr(&self.0).cast::<()>(), Arc::as_ptr(&other.0).cast::<()>())
    }
}

impl fmt::Debug for HostCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostCode")
    }
}

impl PartialEq for HostCode {
    fn eq(&self, _: &HostCode) -> bool {
        true
    }
}

/// The columns found whole between phases that some nodes rest on, apart from those that are `kept`.
///
/// # Errors
/// One problem for each instrument whose function is not there.
pub(super) fn needed_calls(
    program: &Program,
    wanted: impl Iterator<Item = NodeId>,
    kept: &[BTreeMap<NodeId, Vec<f64>>],
) -> Result<Vec<NodeId>, Vec<Diagnostic>> {
    let graph = &program.graph;
    if graph.codes.is_empty() && graph.lives.is_empty() {
        return Ok(Vec::new());
    }
    let mut seen = vec![false; graph.nodes().len()];
    let mut stack: Vec<NodeId> = wanted.collect();
    let mut calls = Vec::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    while let Some(id) = stack.pop() {
        let is_kept = kept.first().is_some_and(|columns| columns.contains_key(&id));
        if std::mem::replace(&mut seen[id.0 as usize], true) || is_kept {
            continue;
        }
        if graph.is_found_whole(id) {
            calls.push(id);
        }
        if let Some(call) = graph.code(id)
            && call.function.is_none()
            && !problems.contains(&call.unavailable)
        {
            problems.push(call.unavailable.clone());
        }
        stack.extend(graph.inputs(id));
    }
    calls.sort();
    if problems.is_empty() { Ok(calls) } else { Err(problems) }
}

/// Calls the function for the rows of one part; the columns are those of its inputs.
///
/// # Errors
/// What the function says went wrong, another number of values than rows, or a value that is not finite.
pub(super) fn answer(
    call: &CodeCall,
    level: Level,
    part: &Population,
    inputs: &BTreeMap<NodeId, Vec<f64>>,
) -> Result<Vec<f64>, Vec<Diagnostic>> {
    let (Some(function), Level::Rows(level)) = (&call.function, level) else {
        return Err(vec![call.unavailable.clone()]);
    };
    let entity = &part.entities[level as usize];
    let rows = entity.rows as usize;
    let mut columns = Vec::with_capacity(call.inputs.len());
    for (argument, input) in call.arguments.iter().zip(&call.inputs) {
        let values = inputs.get(input).map(Vec::as_slice).unwrap_or_default();
        let column = match &argument.kind {
            CodeKind::Number => CodeColumn::Numbers(values.to_vec()),
            CodeKind::Truth => CodeColumn::Truths(values.iter().map(|value| *value != 0.0).collect()),
            CodeKind::Category(labels) => CodeColumn::Labels {
                codes: values.iter().map(|value| *value as u32).collect(),
                labels: Arc::clone(labels),
            },
        };
        columns.push((argument.name.clone(), column));
    }
    let problem = |code, message: String, found: String, allowed: String, remedy: &str| {
        vec![Diagnostic {
            code,
            message,
            found,
            allowed,
            remedy: remedy.to_string(),
            ..call.unavailable.clone()
        }]
    };
    let answer = function.0.call(&CodeArguments {
        instrument: &call.instrument,
        unit: &call.unit,
        ids: &entity.ids,
        rows,
        columns: &columns,
    });
    let mut values = answer.map_err(|text| {
        problem(
            "code-failed",
            format!("the function that works out `{}` failed: {text}", call.instrument),
            text,
            "an amount for each row".to_string(),
            "mend the function",
        )
    })?;
    if values.len() != rows {
        return Err(problem(
            "code-result",
            format!(
                "the function that works out `{}` gives another number of values than there are rows",
                call.instrument
            ),
            values.len().to_string(),
            format!("{rows}: one for each {}", call.unit),
            "give one value for each row, in the order of the rows",
        ));
    }
    for (row, value) in values.iter_mut().enumerate() {
        if !value.is_finite() {
            return Err(problem(
                "code-result",
                format!(
                    "the function that works out `{}` gives no amount for {} {}",
                    call.instrument,
                    entity.name,
                    entity.ids.text(row)
                ),
                value.to_string(),
                "finite numbers".to_string(),
                "look at what the function does with the values of this row",
            ));
        }
        // No -0.0.
        *value += 0.0;
    }
    Ok(values)
}
