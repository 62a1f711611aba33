//! A year that the workers live month by month, as a value found between phases.

use std::collections::BTreeMap;

use super::between::weights_by_row;
use super::graph::{LifeCall, NodeId};
use crate::document::Diagnostic;
use crate::population::Population;
use crate::scenario::{Lived, MonthTotals, Part, Year, live};

/// Lives a year with all the people. `columns` hold the inputs of each part, `scalars` the numbers.
///
/// # Errors
/// A number or a value of a person outside of its range, with the place of the scenario's table.
pub(super) fn year_of(
    call: &LifeCall,
    parts: &[Population],
    seed: u64,
    columns: &[BTreeMap<NodeId, Vec<f64>>],
    scalars: &[f64],
) -> Result<(Vec<Lived>, Vec<MonthTotals>), Vec<Diagnostic>> {
    let ids: Vec<Vec<u64>> = parts
        .iter()
        .map(|part| (0..part.persons()).map(|row| part.entities[0].ids.key(row)).collect())
        .collect();
    let weights: Vec<Vec<u64>> = parts.iter().map(|part| weights_by_row(part, 0)).collect();
    let numbers: Vec<f64> = call.numbers.iter().map(|node| scalars[node.0 as usize]).collect();
    let people: Vec<Part<'_>> = columns
        .iter()
        .zip(ids.iter().zip(&weights))
        .map(|(columns, (ids, weights))| {
            let of = |nodes: &[NodeId]| nodes.iter().map(|node| columns[node].as_slice()).collect();
            Part {
                ids,
                weights,
                persons: of(&call.persons),
                carried: call.carried.as_deref().map(of),
            }
        })
        .collect();
    let year = Year {
        seed,
        first_month: call.first_month,
        horizon: call.horizon,
        weight_exponent: parts.first().map_or(0, |part| part.weight_scale().exact_exponent),
        numbers: &numbers,
    };
    live(&year, &people).map_err(|problem| {
        vec![Diagnostic {
            message: format!("the months of the scenario cannot be lived: {problem}"),
            ..call.place.clone()
        }]
    })
}

impl Lived {
    /// A column by its place: those given, then those carried.
    pub(super) fn column(&self, at: u32) -> Vec<f64> {
        let mut columns = self.given.iter().chain(&self.carried);
        columns.nth(at as usize).cloned().unwrap_or_default()
    }
}
