//! Values that only the whole population has, found between two phases from totals and columns of the first.

use std::collections::BTreeMap;

use super::fund::FundYear;
use super::graph::{Global, Level, NodeId};
use super::pass::Work;
use super::run::Columns;
use super::scalars::evaluate_scalars;
use super::select::{chance_factor, chosen_up_to, share_out_of_range};
use crate::document::Diagnostic;
use crate::numeric::grid::to_steps;
use crate::numeric::sum::{Accumulator, Sum, Totals};
use crate::population::Population;
use crate::rules::compile::Program;

/// The nodes whose totals, and those whose columns, some values found between phases are found from.
fn asked_of(globals: &[&Global]) -> (Vec<NodeId>, Vec<NodeId>) {
    let (mut totals, mut columns) = (Vec::new(), Vec::new());
    for global in globals {
        match global {
            Global::Total { value, by: None, .. } => totals.push(*value),
            Global::Total {
                value, by: Some(by), ..
            } => columns.extend([*value, *by]),
            Global::Ration {
                applies,
                order,
                draw,
                uses,
                ..
            } => columns.extend([*applies, *order, *draw].into_iter().chain(*uses)),
            Global::ChanceFactor { applies, risk, .. } => columns.extend([*applies, *risk]),
            Global::ChosenUpTo {
                applies,
                chance,
                key,
                cell,
                ..
            } => columns.extend([*applies, *chance, *key, *cell]),
            Global::FundShare { inflows, claims, .. } => totals.extend(inflows.iter().chain(claims)),
        }
    }
    for nodes in [&mut totals, &mut columns] {
        nodes.sort();
        nodes.dedup();
    }
    (totals, columns)
}

/// Finds the values that only the whole population has. Gives the columns of the `bridged` nodes, for each part.
pub(super) fn resolve(
    work: &Work<'_>,
    slots: &mut [f64],
    phase: u32,
    globals: &[&Global],
    bridged: &[NodeId],
) -> Result<Columns, Vec<Diagnostic>> {
    let graph = &work.program.graph;
    let exponent = work.parts.first().map_or(0, |part| part.weight_scale().exact_exponent);
    // One pass for all of them: values found after one phase do not rest on one another.
    let (totals, asked) = asked_of(globals);
    if globals.is_empty() {
        return Ok(vec![BTreeMap::new(); work.parts.len()]);
    }
    // What is kept is read where it stands.
    let (kept, nodes): (Vec<NodeId>, Vec<NodeId>) = asked.into_iter().partition(|node| work.is_kept(*node));
    let further = bridged.iter().copied().filter(|node| !nodes.contains(node));
    let nodes: Vec<NodeId> = nodes.iter().copied().chain(further).collect();
    let (sums, mut own) = work.outputs(slots, phase, &totals, &nodes, Vec::new())?;
    let columns: Vec<BTreeMap<NodeId, &[f64]>> = own
        .iter()
        .enumerate()
        .map(|(at, own)| {
            let kept = kept.iter().map(|node| (*node, work.kept[at][node].as_slice()));
            kept.chain(own.iter().map(|(node, column)| (*node, column.as_slice())))
                .collect()
        })
        .collect();
    let sums: BTreeMap<NodeId, Totals> = totals.into_iter().zip(sums.iter().map(Accumulator::finish)).collect();
    let scalars = evaluate_scalars(graph, slots, phase);
    for global in globals {
        match global {
            Global::Total {
                value, by: None, slot, ..
            } => {
                slots[*slot as usize] = sums[value].sum.to_f64(exponent);
            }
            Global::Total {
                value,
                by: Some(by),
                slot,
                length,
            } => {
                let mut sums = vec![Sum::default(); *length as usize];
                for (part, columns) in columns.iter().enumerate() {
                    let weights = work.weights(part, row_level(work.program, *value));
                    for ((value, code), weight) in columns[value].iter().zip(columns[by]).zip(weights) {
                        sums[*code as usize].add(to_steps(*value), *weight);
                    }
                }
                for (at, sum) in sums.iter().enumerate() {
                    slots[*slot as usize + at] = sum.to_f64(exponent);
                }
            }
            Global::Ration {
                applies,
                order,
                draw,
                uses,
                capacity,
                slot,
            } => {
                let capacity = scalars[capacity.0 as usize];
                // (order, draw, what serving uses): sorted, so that neither order nor parts of the file matter.
                let mut applicants: Vec<(f64, f64, i128)> = Vec::new();
                for (part, columns) in columns.iter().enumerate() {
                    let weights = work.weights(part, row_level(work.program, *applies));
                    for (row, weight) in weights.iter().enumerate() {
                        let first = |node: &NodeId| columns[node].get(row).copied().unwrap_or(scalars[node.0 as usize]);
                        if columns[applies][row] != 0.0 {
                            let steps = uses.as_ref().map_or(1 << 16, |node| to_steps(first(node)));
                            let order = first(order) + 0.0;
                            applicants.push((order, columns[draw][row], i128::from(steps) * i128::from(*weight)));
                        }
                    }
                }
                applicants.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
                let limit = Sum(0);
                let mut used = limit;
                let mut last = (f64::NEG_INFINITY, 0.0);
                let mut at = 0;
                while at < applicants.len() {
                    // Equal order and equal draw stand or fall together.
                    let mut group = Sum(applicants[at].2);
                    let mut next = at + 1;
                    while next < applicants.len()
                        && applicants[next].0 == applicants[at].0
                        && applicants[next].1 == applicants[at].1
                    {
                        group.0 += applicants[next].2;
                        next += 1;
                    }
                    used.merge(group);
                    if used.to_f64(exponent) > capacity {
                        break;
                    }
                    last = (applicants[at].0, applicants[at].1);
                    at = next;
                }
                slots[*slot as usize] = last.0;
                slots[*slot as usize + 1] = last.1;
            }
            Global::ChanceFactor {
                name,
                applies,
                risk,
                share: wanted,
                slot,
            } => {
                let share = scalars[wanted.0 as usize];
                // A hair beyond, from rounding, is no fault.
                if share.is_nan() || !(-1e-9..=1.0 + 1e-9).contains(&share) {
                    return Err(vec![share_out_of_range(work.program, name, *wanted, share)]);
                }
                let rows = rows(work, &columns, *applies, &[*risk]);
                slots[*slot as usize] = chance_factor(&rows, share);
            }
            Global::ChosenUpTo {
                applies,
                chance,
                key,
                cell,
                slot,
                length,
            } => {
                let rows = rows(work, &columns, *applies, &[*chance, *key, *cell]);
                let first = *slot as usize;
                chosen_up_to(rows, &mut slots[first..first + *length as usize]);
            }
            Global::FundShare {
                opening,
                inflows,
                claims,
                by_month,
                slot,
            } => {
                let opening = graph.as_constant(*opening).unwrap_or(0.0);
                let total = |nodes: &[NodeId]| {
                    let mut total = Sum(0);
                    for node in nodes {
                        total.merge(sums[node].sum);
                    }
                    total.to_f64(exponent)
                };
                let year = FundYear::new(opening, total(inflows), total(claims), *by_month);
                slots[*slot as usize] = year.share;
            }
        }
    }
    own.iter_mut()
        .for_each(|part| part.retain(|node, _| bridged.contains(node)));
    Ok(own)
}

/// The values of some nodes in the rows where the first holds, with the rows' weights. Rows come in any order.
fn rows<const N: usize>(
    work: &Work<'_>,
    columns: &[BTreeMap<NodeId, &[f64]>],
    applies: NodeId,
    nodes: &[NodeId; N],
) -> Vec<([f64; N], u64)> {
    let mut rows = Vec::new();
    for (part, columns) in columns.iter().enumerate() {
        let weights = work.weights(part, row_level(work.program, applies));
        let values = nodes.map(|node| columns[&node]);
        for (row, (applies, weight)) in columns[&applies].iter().zip(weights).enumerate() {
            if *applies != 0.0 {
                rows.push((values.map(|column| column[row]), *weight));
            }
        }
    }
    rows
}

fn row_level(program: &Program, node: NodeId) -> u8 {
    match program.graph.node(node).level {
        Level::Rows(rows) => rows,
        Level::Scalar => 1,
    }
}

/// The exact integer weight of each row of an entity: its household's.
pub(crate) fn weights_by_row(part: &Population, entity: u8) -> Vec<u64> {
    let mut weights = Vec::with_capacity(part.entities[entity as usize].rows as usize);
    each_weight(part, entity, |weight| weights.push(weight));
    weights
}

/// Tells the exact integer weight of each row of an entity, one after the other.
pub(crate) fn each_weight(part: &Population, entity: u8, mut told: impl FnMut(u64)) {
    let weights = part.weights.as_slice();
    let of = |household: usize| u64::from(weights.low()[household]) | u64::from(weights.high()[household]) << 26;
    match &part.entities[entity as usize].household_offsets {
        None => (0..part.households()).for_each(|household| told(of(household))),
        Some(offsets) => {
            for household in 0..part.households() {
                let weight = of(household);
                (offsets[household]..offsets[household + 1]).for_each(|_| told(weight));
            }
        }
    }
}
