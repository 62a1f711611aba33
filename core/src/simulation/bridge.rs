//! Columns that pass from one pass between phases to later ones, so that none works out again what an earlier one has.

use std::collections::BTreeSet;

use super::graph::{Global, Graph, Level, NodeId};
use super::scalars::evaluate_scalars;
use super::settle::Settled;
use super::standing::is_at_hand;
use crate::population::Population;

/// The most memory that such columns may take, in bytes: where people are too many for it, passes work out anew what they need.
const MOST: u64 = if cfg!(target_pointer_width = "32") {
    1 << 28
} else {
    1 << 30
};

/// For each phase, the nodes whose columns its pass keeps: those that a later pass reads and would work out again. None, where they
/// would take too much memory. `globals` are what is found, with its phase; `wanted` what the last pass gives; `is_stored` are nodes
/// that have columns already.
pub(super) fn bridges(
    graph: &Graph,
    slots: &[f64],
    (globals, phases): (&[&(u32, Global)], u32),
    wanted: &[NodeId],
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
    for phase in 0..=phases {
        let own = globals.iter().filter(|(found, _)| *found == phase);
        let roots = own.flat_map(|(_, global)| global.inputs());
        let last = wanted.iter().copied().filter(|_| phase == phases);
        let mut stack: Vec<NodeId> = roots
            .chain(last)
            .map(|id| settled.stands_for(id))
            .filter(&is_worked_out)
            .collect();
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

#[cfg(test)]
mod tests {
    use super::super::graph::HOUSEHOLD;
    use super::super::operation::{BinaryOperation, Operation};
    use super::*;

    #[test]
    fn a_pass_keeps_what_later_ones_read_and_have_not_worked_out() {
        let mut graph = Graph::default();
        let binary = |graph: &mut Graph, a, b| graph.add(Operation::Binary(BinaryOperation::Multiply, a, b), HOUSEHOLD);
        let total = |graph: &mut Graph, value, slot| {
            graph.add_global(Global::Total {
                value,
                by: None,
                slot,
                length: 1,
            });
            graph.add(Operation::Slot(slot), Level::Scalar)
        };
        let income = graph.add(Operation::Column(0), HOUSEHOLD);
        let square = binary(&mut graph, income, income);
        let cube = binary(&mut graph, square, income);
        let first = total(&mut graph, cube, 0);
        let relative = binary(&mut graph, square, first);
        let second = total(&mut graph, relative, 1);
        let paid = binary(&mut graph, relative, second);
        let globals: Vec<&(u32, Global)> = graph.globals.iter().collect();
        let bridged = |wanted: &[NodeId], stored: &[NodeId]| {
            bridges(
                &graph,
                &[0.5, 0.25],
                (&globals, 2),
                wanted,
                |node| stored.contains(&node),
                &[],
            )
        };
        // The square is read by the second pass, its share of the first total by the last; the cube by nobody.
        assert_eq!(bridged(&[paid], &[]), [vec![square], vec![relative]]);
        assert_eq!(bridged(&[], &[]), [vec![square], vec![]]);
        assert_eq!(bridged(&[paid, cube], &[]), [vec![square, cube], vec![relative]]);
        assert_eq!(bridged(&[paid], &[square]), [vec![], vec![relative]]);
    }
}
