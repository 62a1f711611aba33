//! A unit of the people that shows how an instrument works: one that it pays, near the middle of those it pays.

use serde::{Deserialize, Serialize};

use super::cost::schema_of;
use super::explain::{Explanation, explain_population};
use super::prepare::Prepared;
use crate::document::Diagnostic;
use crate::population::Population;
use crate::rules::compile::compile;
use crate::simulation::{Level, NodeId, Request, resolve_all, run_with};
use crate::system::Law;

/// An instrument at work in one household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// Whether the instrument pays, or takes, anything here; if not, it does so nowhere among the people.
    pub pays: bool,
    /// The household's members, in the order of its steps.
    pub members: Vec<ExampleMember>,
    /// Its steps.
    pub explanation: Explanation,
}

/// A member of the household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExampleMember {
    /// The age; `None` where the data has none.
    pub age: Option<f64>,
    /// Earnings in the year, before what a scenario does to them; `None` where the data has none.
    pub earnings: Option<f64>,
}

/// The household of the unit whose amount is the median of all amounts of an instrument that are not 0; the first household
/// where there is none.
///
/// # Errors
/// The problems of the rules.
pub fn example(prepared: &Prepared, parts: &[Population], instrument: &str) -> Result<Example, Vec<Diagnostic>> {
    let schema = schema_of(prepared, parts)?;
    let unit = prepared.system.microdata.unit.clone();
    let level = match prepared.system.unit(&unit).and_then(|unit| schema.level(unit)) {
        Some(Level::Rows(rows)) => rows,
        _ => 1,
    };
    let law: &Law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let program = compile(std::slice::from_ref(law), &schema, prepared.date)?;
    let own = program.laws[0].instruments.iter().find(|own| own.name == instrument);
    let amounts = match own.map(|own| own.at_microdata) {
        Some(node) => amounts(prepared, parts, &program, node)?,
        None => Vec::new(),
    };
    let chosen = middle(&amounts);
    let (at, row) = chosen.unwrap_or((0, 0));
    let part = &parts[at];
    let entity = &part.entities[level as usize];
    let household = match &entity.household_offsets {
        None => row,
        Some(offsets) => offsets
            .partition_point(|offset| *offset as usize <= row)
            .saturating_sub(1),
    };
    let one = part.part(household..household + 1);
    let id = entity.ids.text(row);
    let of = |names: &[&str], member: usize| {
        let column = names
            .iter()
            .find_map(|name| one.column(name).filter(|own| own.entity == 0))?;
        Some(column.data.value(member))
    };
    let members = (0..one.persons())
        .map(|member| ExampleMember {
            age: of(&["age"], member),
            earnings: of(&["earnings", "wages"], member),
        })
        .collect();
    Ok(Example {
        pays: chosen.is_some(),
        members,
        explanation: explain_population(prepared, &one, parts, &schema, &unit, &id)?,
    })
}

/// What each unit of each part gets.
fn amounts(
    prepared: &Prepared,
    parts: &[Population],
    program: &crate::rules::compile::Program,
    node: NodeId,
) -> Result<Vec<Vec<f64>>, Vec<Diagnostic>> {
    let seed = prepared.study.options.seed;
    let slots = resolve_all(program, parts, seed, &|_, _| true)?;
    let request = Request {
        totals: Vec::new(),
        columns: vec![node],
    };
    let mut outcome = run_with(program, parts, seed, &request, slots, &|_, _| true)?;
    let mut take = |column: &mut std::collections::BTreeMap<NodeId, Vec<f64>>| column.remove(&node).unwrap_or_default();
    Ok(outcome.columns.iter_mut().map(&mut take).collect())
}

/// Part and row of the median of the amounts that are not 0; of equal ones the first.
fn middle(amounts: &[Vec<f64>]) -> Option<(usize, usize)> {
    let rows = amounts.iter().enumerate().flat_map(|(part, rows)| {
        let paid = rows.iter().enumerate().filter(|(_, amount)| **amount != 0.0);
        paid.map(move |(row, amount)| (*amount, part, row))
    });
    let mut paid: Vec<(f64, usize, usize)> = rows.collect();
    paid.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (median, ..) = *paid.get(paid.len().checked_sub(1)? / 2)?;
    let (_, part, row) = *paid.iter().find(|(amount, ..)| *amount == median)?;
    Some((part, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_the_first_unit_with_the_median_of_what_is_paid() {
        assert_eq!(middle(&[vec![0.0, 9.0, 0.0], vec![5.0, 1.0, 5.0]]), Some((1, 0)));
        assert_eq!(middle(&[vec![0.0, -3.0]]), Some((0, 1)));
        assert_eq!(middle(&[vec![0.0], vec![]]), None);
    }
}
