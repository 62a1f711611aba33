//! What a scenario's selections asked for and met, and whether the columns that it changes keep to their ranges.

use super::prepare::Prepared;
use super::results::SelectionRow;
use crate::document::Diagnostic;
use crate::population::Population;
use crate::rules::compile::{CompiledLaw, Program};
use crate::simulation::{NodeId, Outcome, evaluate_scalars};

/// The laws whose people are measured, with their names.
fn measured<'a>(prepared: &Prepared, program: &'a Program) -> impl Iterator<Item = (&'static str, &'a CompiledLaw)> {
    let count = 1 + usize::from(prepared.reform.is_some());
    ["baseline", "reform"].into_iter().zip(&program.laws).take(count)
}

/// The nodes whose totals are wanted.
pub(super) fn request(prepared: &Prepared, program: &Program, add: &mut dyn FnMut(NodeId)) {
    for (_, law) in measured(prepared, program) {
        for selection in &law.selections {
            add(selection.who);
            add(selection.chosen);
        }
        law.limits.iter().for_each(|limit| add(limit.outside));
    }
}

/// Refuses a run in which a changed column lies outside its range.
///
/// # Errors
/// Each such column.
pub(super) fn check_limits(
    prepared: &Prepared,
    program: &Program,
    parts: &[Population],
    outcome: &Outcome,
) -> Result<(), Vec<Diagnostic>> {
    let exponent = parts[0].weight_scale().exact_exponent;
    let mut problems = Vec::new();
    for (_, law) in measured(prepared, program) {
        for limit in &law.limits {
            let weight = outcome.totals[&limit.outside].sum.to_f64(exponent);
            if weight != 0.0 {
                let problem = limit.problem(program.graph.node(limit.outside).level, weight);
                if !problems.contains(&problem) {
                    problems.push(problem);
                }
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// What each selection asked for and met.
pub(super) fn selections(
    prepared: &Prepared,
    program: &Program,
    parts: &[Population],
    outcome: &Outcome,
) -> Vec<SelectionRow> {
    let exponent = parts[0].weight_scale().exact_exponent;
    let scalars = evaluate_scalars(&program.graph, &outcome.slots, u32::MAX);
    let total = |node: NodeId| outcome.totals[&node].sum.to_f64(exponent);
    let mut rows = Vec::new();
    for (name, law) in measured(prepared, program) {
        for selection in &law.selections {
            let (persons, chosen) = (total(selection.who), total(selection.chosen));
            rows.push(SelectionRow {
                law: name.to_string(),
                selection: selection.name.clone(),
                persons,
                share_asked: scalars[selection.share.0 as usize],
                chosen,
                share_met: (persons > 0.0).then(|| chosen / persons),
            });
        }
    }
    rows
}
