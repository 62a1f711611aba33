//! Which operations share one loop: what is read once, by the next operation, never has a register of its own.
//!
//! Two operations in one loop do the same two roundings as in two loops, so the bits stay the same; what is saved is a
//! pass over the cache.

use std::collections::BTreeMap;

use super::graph::{Graph, Level, NodeId};
use super::operation::{BinaryOperation, Operation};
use crate::rules::ScheduleKind;

/// What is done with each value before it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finish {
    /// Nothing.
    Plain,
    /// max(0, value).
    Positive,
    /// The value on the ledger's grid.
    Grid,
    /// max(0, value) on the ledger's grid.
    PositiveGrid,
}

/// The two operations of a loop: a product with one number for all rows, and what is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    /// other + product
    Added,
    /// other - product
    Subtracted,
    /// product - other
    Less,
}

/// The core of a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Core {
    /// The operation of a node.
    Node(NodeId),
    /// The product of a scalar and of rows, joined with another value.
    Product {
        how: Product,
        scalar: NodeId,
        rows: NodeId,
        other: NodeId,
    },
}

/// Which nodes are worked out within the loop of their only reader.
#[derive(Debug, Clone)]
pub(super) struct Fusion {
    within: Vec<bool>,
}

impl Fusion {
    /// Looks at the nodes that are needed, apart from `outputs` and `stored`, which have columns of their own.
    pub fn of(graph: &Graph, needed: &[bool], outputs: &[NodeId], stored: &BTreeMap<NodeId, u32>) -> Fusion {
        let mut readers = vec![0u32; needed.len()];
        let own_loop =
            |id: NodeId| needed[id.0 as usize] && graph.node(id).level != Level::Scalar && !stored.contains_key(&id);
        for at in 0..needed.len() {
            if own_loop(NodeId(at as u32)) {
                for input in graph.inputs(NodeId(at as u32)) {
                    readers[input.0 as usize] += 1;
                }
            }
        }
        for output in outputs {
            readers[output.0 as usize] += 2;
        }
        let mut fusion = Fusion {
            within: vec![false; needed.len()],
        };
        for at in 0..needed.len() {
            let id = NodeId(at as u32);
            if !own_loop(id) {
                continue;
            }
            let level = graph.node(id).level;
            let single =
                |input: NodeId| readers[input.0 as usize] == 1 && own_loop(input) && graph.node(input).level == level;
            let inner = match graph.node(id).operation {
                Operation::Grid(a) => (single(a) && fusion.takes_grid(graph, a)).then_some(a),
                Operation::Binary(BinaryOperation::Maximum, zero, a) => {
                    (is_zero(graph, zero) && single(a) && is_difference(graph, a)).then_some(a)
                }
                Operation::Binary(BinaryOperation::Add | BinaryOperation::Subtract, a, b) => {
                    let product = |input: NodeId| single(input) && product(graph, input).is_some();
                    [b, a].into_iter().find(|input| product(*input))
                }
                _ => None,
            };
            if let Some(inner) = inner {
                fusion.within[inner.0 as usize] = true;
            }
        }
        fusion
    }

    /// Whether the node is worked out in the loop of its reader.
    pub fn is_within(&self, id: NodeId) -> bool {
        self.within[id.0 as usize]
    }

    /// What the loop of a node reads.
    pub fn inputs(&self, graph: &Graph, id: NodeId) -> Vec<NodeId> {
        let mut inputs = Vec::new();
        for input in graph.inputs(id) {
            if self.is_within(input) {
                inputs.extend(self.inputs(graph, input));
            } else {
                inputs.push(input);
            }
        }
        inputs
    }

    /// The loop of a node.
    pub fn core(&self, graph: &Graph, id: NodeId) -> (Core, Finish) {
        let (mut at, mut grid, mut positive) = (id, false, false);
        if let Operation::Grid(a) = graph.node(at).operation
            && self.is_within(a)
        {
            (at, grid) = (a, true);
        }
        if let Operation::Binary(BinaryOperation::Maximum, _, a) = graph.node(at).operation
            && self.is_within(a)
        {
            (at, positive) = (a, true);
        }
        let finish = match (grid, positive) {
            (false, false) => Finish::Plain,
            (false, true) => Finish::Positive,
            (true, false) => Finish::Grid,
            (true, true) => Finish::PositiveGrid,
        };
        (self.product_core(graph, at).unwrap_or(Core::Node(at)), finish)
    }

    fn product_core(&self, graph: &Graph, id: NodeId) -> Option<Core> {
        let Operation::Binary(operation, a, b) = graph.node(id).operation else {
            return None;
        };
        let (inner, other) = if self.is_within(b) { (b, a) } else { (a, b) };
        if !self.is_within(inner) {
            return None;
        }
        let how = match operation {
            BinaryOperation::Add => Product::Added,
            BinaryOperation::Subtract if inner == b => Product::Subtracted,
            BinaryOperation::Subtract => Product::Less,
            _ => return None,
        };
        let (scalar, rows) = product(graph, inner)?;
        Some(Core::Product {
            how,
            scalar,
            rows,
            other,
        })
    }

    /// Whether the loop of a node can end by bringing its values to the grid.
    fn takes_grid(&self, graph: &Graph, id: NodeId) -> bool {
        match graph.node(id).operation {
            Operation::Select(..) | Operation::Ratio(..) => true,
            Operation::Schedule { kind, index, .. } => kind == ScheduleKind::Brackets && index.is_none(),
            Operation::Binary(operation, ..) => matches!(
                operation,
                BinaryOperation::Multiply
                    | BinaryOperation::Minimum
                    | BinaryOperation::Maximum
                    | BinaryOperation::Subtract
                    | BinaryOperation::Add
            ),
            _ => false,
        }
    }
}

fn is_zero(graph: &Graph, id: NodeId) -> bool {
    graph.as_constant(id).is_some_and(|value| value.to_bits() == 0)
}

fn is_difference(graph: &Graph, id: NodeId) -> bool {
    matches!(
        graph.node(id).operation,
        Operation::Binary(BinaryOperation::Subtract, ..)
    )
}

/// The factors of a product of one number for all rows and of rows.
fn product(graph: &Graph, id: NodeId) -> Option<(NodeId, NodeId)> {
    let Operation::Binary(BinaryOperation::Multiply, a, b) = graph.node(id).operation else {
        return None;
    };
    let is_scalar = |id: NodeId| graph.node(id).level == Level::Scalar;
    match (is_scalar(a), is_scalar(b)) {
        (true, false) => Some((a, b)),
        (false, true) => Some((b, a)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::graph::HOUSEHOLD;
    use super::super::kernel::{self, Values};
    use super::*;
    use crate::numeric::grid::to_grid;

    type One = fn(f64) -> f64;
    type Two = fn(f64, f64) -> f64;

    fn binary(graph: &mut Graph, operation: BinaryOperation, a: NodeId, b: NodeId) -> NodeId {
        graph.add(Operation::Binary(operation, a, b), HOUSEHOLD)
    }

    #[test]
    fn a_withdrawal_is_one_loop_and_what_is_read_twice_is_not() {
        use BinaryOperation::{Add, Maximum, Multiply, Subtract};
        let mut graph = Graph::default();
        let (income, other) = (
            graph.add(Operation::Column(0), HOUSEHOLD),
            graph.add(Operation::Column(1), HOUSEHOLD),
        );
        let (zero, taper) = (graph.constant(0.0), graph.constant(0.3));
        let withdrawn = binary(&mut graph, Multiply, taper, income);
        let left = binary(&mut graph, Subtract, other, withdrawn);
        let amount = binary(&mut graph, Maximum, zero, left);
        let paid = graph.add(Operation::Grid(amount), HOUSEHOLD);
        let needed = vec![true; graph.nodes().len()];
        let none = BTreeMap::new();
        let fusion = Fusion::of(&graph, &needed, &[paid], &none);
        let core = Core::Product {
            how: Product::Subtracted,
            scalar: taper,
            rows: income,
            other,
        };
        assert_eq!(fusion.core(&graph, paid), (core, Finish::PositiveGrid));
        let mut inputs = fusion.inputs(&graph, paid);
        inputs.sort();
        inputs.retain(|input| graph.node(*input).level == HOUSEHOLD);
        assert_eq!(inputs, [income, other]);
        // As an output of its own, the rest of the guarantee has a loop of its own.
        let fusion = Fusion::of(&graph, &needed, &[paid, left], &none);
        assert_eq!(fusion.core(&graph, paid), (Core::Node(amount), Finish::Grid));
        let twice = binary(&mut graph, Add, withdrawn, other);
        let needed = vec![true; graph.nodes().len()];
        let fusion = Fusion::of(&graph, &needed, &[paid, twice], &none);
        assert!(!fusion.is_within(withdrawn));
        assert_eq!(fusion.core(&graph, left), (Core::Node(left), Finish::Plain));
    }

    #[test]
    fn one_loop_gives_the_bits_of_several() {
        let rows: Vec<f64> = (0..77).map(|at| f64::from(at - 40) * 123.456_789).collect();
        let other: Vec<f64> = rows.iter().rev().map(|x| x * 0.77).collect();
        let (mut fused, mut apart) = (vec![0.0; 77], vec![0.0; 77]);
        let (a, b) = (Values::Rows(&rows), Values::Rows(&other));
        let finishes: [(Finish, One); 4] = [
            (Finish::Plain, |x| x),
            (Finish::Positive, |x| if x > 0.0 { x } else { 0.0 }),
            (Finish::Grid, to_grid),
            (Finish::PositiveGrid, |x| to_grid(if x > 0.0 { x } else { 0.0 })),
        ];
        let products: [(Product, Two); 3] = [
            (Product::Added, |m, x| x + m),
            (Product::Subtracted, |m, x| x - m),
            (Product::Less, |m, x| m - x),
        ];
        let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
        for (finish, then) in finishes {
            kernel::binary(&mut fused, BinaryOperation::Subtract, finish, a, b);
            for (at, out) in apart.iter_mut().enumerate() {
                *out = then(rows[at] - other[at]);
            }
            assert_eq!(bits(&fused), bits(&apart));
            for (how, join) in products {
                kernel::product(&mut fused, how, finish, 0.159_8, a, b);
                for (at, out) in apart.iter_mut().enumerate() {
                    let product = 0.159_8 * rows[at];
                    *out = then(join(product, other[at]));
                }
                assert_eq!(bits(&fused), bits(&apart));
            }
        }
    }
}
