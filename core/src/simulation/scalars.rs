//! Values that are the same for the whole run.

use super::fuse::Finish;
use super::graph::{Graph, Level, NodeId};
use super::kernel::{self, Values};
use super::operation::Operation;
use super::schedule::schedule;
use crate::numeric::grid::to_grid;

/// Works out the values that are the same for the whole run, as far as the phase allows.
pub(crate) fn evaluate_scalars(graph: &Graph, slots: &[f64], phase: u32) -> Vec<f64> {
    let mut scalars = vec![0.0; graph.nodes().len()];
    for (at, node) in graph.nodes().iter().enumerate() {
        if node.level == Level::Scalar && node.phase <= phase {
            let found = value_of(node.operation, slots, |id| scalars[id.0 as usize]);
            scalars[at] = found.unwrap_or(0.0);
        }
    }
    scalars
}

/// What an operation gives where each node that it reads has one value, given by `value`: the bits that every row would have. `None` where the
/// rows of one value may give several.
pub(super) fn value_of(operation: Operation, slots: &[f64], value: impl Fn(NodeId) -> f64) -> Option<f64> {
    let get = |id: NodeId| Values::Same(value(id));
    let mut out = [0.0];
    match operation {
        Operation::Constant(bits) => out[0] = f64::from_bits(bits),
        Operation::Slot(slot) => out[0] = slots[slot as usize],
        Operation::Spread(a) => out[0] = value(a),
        Operation::Negate(a) => kernel::one(&mut out, get(a), |a| -a),
        Operation::Not(a) => kernel::one(&mut out, get(a), |a| 1.0 - a),
        Operation::Absolute(a) => kernel::one(&mut out, get(a), f64::abs),
        Operation::Grid(a) => kernel::one(&mut out, get(a), to_grid),
        Operation::GridDown(a) => kernel::one(&mut out, get(a), kernel::grid_down),
        Operation::Binary(operation, a, b) => kernel::binary(&mut out, operation, Finish::Plain, get(a), get(b)),
        Operation::Select(a, b, c) => kernel::select(&mut out, Finish::Plain, get(a), get(b), get(c)),
        Operation::Ratio(a, b, c) => kernel::ratio(&mut out, Finish::Plain, get(a), get(b), get(c)),
        Operation::BetaBinomialAtLeast(inputs) => kernel::beta_binomial_at_least(&mut out, inputs.map(get)),
        Operation::Round(rounding, a, b) => kernel::round(&mut out, rounding, get(a), get(b)),
        Operation::Lookup { base, length, index } => {
            kernel::lookup(&mut out, &slots[base as usize..(base + length) as usize], get(index))
        }
        Operation::Schedule {
            kind,
            base,
            rows,
            width,
            scale,
            argument,
            index,
        } => schedule(
            &mut out,
            Finish::Plain,
            kind,
            &slots[base as usize..scale as usize],
            rows as usize,
            width as usize,
            slots[scale as usize],
            get(argument),
            index.map(get),
        ),
        // These know rows, or who belongs together.
        Operation::Column(_)
        | Operation::Draw(_)
        | Operation::Members { .. }
        | Operation::Broadcast(_)
        | Operation::AssignHead(_)
        | Operation::Share(..)
        | Operation::AtHead(_)
        | Operation::AtSpouse(..)
        | Operation::AtPointer(..)
        | Operation::SumByPointer(..)
        | Operation::Code(_)
        | Operation::Lived(..) => return None,
    }
    Some(out[0])
}
