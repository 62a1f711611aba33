//! Columns that pass from one pass between phases to later ones, so that none works out again what an earlier one has.

use std::collections::BTreeSet;

use super::graph::{Global, Graph, Level, NodeId};
use super::scalars::evaluate_scalars;
use super::settle::Settled;
use super::standing::is_at_hand;
use crate::population::Population;

/// The most memory that such columns may take, in bytes: more people than that are worked out again.
const MOST: u64 = 1 << 28;

/// For each phase, the nodes whose columns its pass keeps: those that a later pass reads and would work out again. None, where they
/// would take too much memory. `globals` are what is found, with its phase; `is_stored` are nodes that have columns already.
pub(super) fn bridges(
    graph: &Graph,
    slots: &[f64],
    (globals, phases): (&[&(u32, Global)], u32),
    is_stored: impl Fn(NodeId) -> bool,
    parts: &[Population],
) -> Vec<Vec<NodeId>> {
    let settled = Settled::of(graph, slots, &evaluate_scalars(graph, slots, 0), 0, &is_stored);
    let is_worked_out = |id: &NodeId| {
        let node = settled.graph.node(*id);
        node.level != Level::Scalar && !is_stored(*id) && !graph.is_found_whole(*id) && !is_at_hand(node.operation)
    };
    let mut first: Vec<Option<u32>> = vec![None; graph.nodes().len()];
    let mut bridges = vec![BTreeSet::new(); phases as usize];
    for phase in 0..phases {
        let own = globals.iter().filter(|(found, _)| *found == phase);
        let roots = own.flat_map(|(_, global)| global.inputs());
        let mut stack: Vec<NodeId> = roots.map(|id| settled.stands_for(id)).filter(&is_worked_out).collect();
        while let Some(id) = stack.pop() {
            match first[id.0 as usize] {
                Some(before) if before < phase => {
                    bridges[before as usize].insert(id);
                }
                Some(_) => {}
                None => {
                    first[id.0 as usize] = Some(phase);
                    stack.extend(settled.graph.inputs(id).into_iter().filter(&is_worked_out));
                }
            }
        }
    }
    let rows = |id: &NodeId| match graph.node(*id).level {
        Level::Rows(level) => parts
            .iter()
            .map(|part| u64::from(part.entities[level as usize].rows))
            .sum(),
        Level::Scalar => 0,
    };
    let bytes: u64 = bridges.iter().flatten().map(|id| 8 * rows(id)).sum();
    match bytes <= MOST {
        true => bridges.into_iter().map(|nodes| nodes.into_iter().collect()).collect(),
        false => vec![Vec::new(); phases as usize],
    }
}
