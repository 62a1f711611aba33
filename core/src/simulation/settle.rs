//! What the values of a run settle before any row is worked out: choices whose condition is the same for all, and rows that all
//! have one value. A law is full of both, such as the other way of filing or a rule that is switched off, and neither costs a loop.
//!
//! What is settled has the bits that the rows would have: a choice copies, and one value is worked out as a row would be.

use super::graph::{Graph, Level, Node, NodeId};
use super::operation::{Aggregate, BinaryOperation, Operation};
use super::scalars::value_of;

/// The graph as far as it is not settled.
pub(super) struct Settled {
    /// The graph, in which what is settled is a constant and readers read what was chosen.
    pub graph: Graph,
    /// The values of scalars, and of nodes whose rows all have one value.
    pub scalars: Vec<f64>,
    /// The node that each node has the values of.
    stands_for: Vec<NodeId>,
}

impl Settled {
    /// Settles what the slots and the scalars of a phase say; `is_stored` are nodes that have columns, whatever those hold.
    pub fn of(
        graph: &Graph,
        slots: &[f64],
        scalars: &[f64],
        phase: u32,
        is_stored: impl Fn(NodeId) -> bool,
    ) -> Settled {
        let (mut nodes, mut scalars) = (graph.nodes().to_vec(), scalars.to_vec());
        let mut stands_for: Vec<NodeId> = (0..nodes.len()).map(|at| NodeId(at as u32)).collect();
        for at in 0..nodes.len() {
            let node = nodes[at];
            if node.level == Level::Scalar || node.phase > phase || is_stored(NodeId(at as u32)) {
                continue;
            }
            let operation = node.operation.with_operands(|operand| stands_for[operand.0 as usize]);
            let before = Known {
                nodes: &nodes,
                scalars: &scalars,
            };
            match before.outcome(operation, slots) {
                Outcome::Rows => nodes[at].operation = operation,
                Outcome::Same(value) => {
                    scalars[at] = value;
                    nodes[at] = Node {
                        operation: Operation::Constant(value.to_bits()),
                        level: Level::Scalar,
                        phase: node.phase,
                    };
                }
                Outcome::Node(chosen) => stands_for[at] = chosen,
            }
        }
        Settled {
            graph: graph.with_nodes(nodes),
            scalars,
            stands_for,
        }
    }

    /// The node that has the values of a node.
    pub fn stands_for(&self, id: NodeId) -> NodeId {
        self.stands_for[id.0 as usize]
    }

    /// Whether all rows of a node have one value.
    pub fn is_same(&self, id: NodeId) -> bool {
        self.graph.node(self.stands_for(id)).level == Level::Scalar
    }
}

/// What is settled of a node with rows.
enum Outcome {
    Rows,
    Same(f64),
    Node(NodeId),
}

/// What is settled of the nodes before one.
struct Known<'a> {
    nodes: &'a [Node],
    scalars: &'a [f64],
}

impl Known<'_> {
    fn value(&self, id: NodeId) -> Option<f64> {
        let at = id.0 as usize;
        (self.nodes[at].level == Level::Scalar).then(|| self.scalars[at])
    }

    fn is_zero(&self, id: NodeId) -> bool {
        self.value(id).is_some_and(|value| value.to_bits() == 0)
    }

    /// Whether two nodes have the same bits in all rows.
    fn are_same(&self, a: NodeId, b: NodeId) -> bool {
        let bits = |id| self.value(id).map(f64::to_bits);
        a == b || (bits(a).is_some() && bits(a) == bits(b))
    }

    fn chosen(&self, id: NodeId) -> Outcome {
        self.value(id).map_or(Outcome::Node(id), Outcome::Same)
    }

    fn outcome(&self, operation: Operation, slots: &[f64]) -> Outcome {
        let truth = |id: NodeId| self.value(id).map(|value| value != 0.0);
        match operation {
            Operation::Select(condition, then, otherwise) => match truth(condition) {
                Some(true) => self.chosen(then),
                Some(false) => self.chosen(otherwise),
                None if self.are_same(then, otherwise) => self.chosen(then),
                None => Outcome::Rows,
            },
            Operation::Binary(BinaryOperation::And, a, b) => match (truth(a), truth(b)) {
                (Some(false), _) | (_, Some(false)) => Outcome::Same(0.0),
                (Some(true), _) => self.chosen(b),
                (_, Some(true)) => self.chosen(a),
                _ => Outcome::Rows,
            },
            Operation::Binary(BinaryOperation::Or, a, b) => match (truth(a), truth(b)) {
                (Some(true), _) | (_, Some(true)) => Outcome::Same(1.0),
                (Some(false), _) => self.chosen(b),
                (_, Some(false)) => self.chosen(a),
                _ => Outcome::Rows,
            },
            // From persons to units and back, nothing remains nothing, whoever belongs together.
            Operation::Broadcast(a)
            | Operation::AssignHead(a)
            | Operation::AtHead(a)
            | Operation::SumByPointer(_, a)
            | Operation::Members {
                aggregate: Aggregate::Sum,
                value: a,
                if_nobody: None,
                ..
            } if self.is_zero(a) => Outcome::Same(0.0),
            Operation::AtSpouse(a, b) | Operation::AtPointer(_, a, b) if self.is_zero(a) && self.is_zero(b) => {
                Outcome::Same(0.0)
            }
            _ => {
                let operands = operation.operands();
                match operands.iter().all(|operand| self.value(*operand).is_some()) {
                    true => value_of(operation, slots, |operand| self.scalars[operand.0 as usize])
                        .map_or(Outcome::Rows, Outcome::Same),
                    false => Outcome::Rows,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::graph::{HOUSEHOLD, PERSON};
    use super::super::scalars::evaluate_scalars;
    use super::*;

    fn settled(graph: &Graph, slots: &[f64], stored: &[NodeId]) -> Settled {
        let scalars = evaluate_scalars(graph, slots, 0);
        Settled::of(graph, slots, &scalars, 0, |id| stored.contains(&id))
    }

    #[test]
    fn a_choice_that_is_made_is_what_was_chosen_and_what_follows_reads_that() {
        let mut graph = Graph::default();
        let [joint, single] = [0, 1].map(|column| graph.add(Operation::Column(column), HOUSEHOLD));
        let files_jointly = graph.add(Operation::Slot(0), Level::Scalar);
        let tax = graph.add(Operation::Select(files_jointly, joint, single), HOUSEHOLD);
        let paid = graph.add(Operation::Grid(tax), HOUSEHOLD);
        for (truth, chosen) in [(1.0, joint), (0.0, single)] {
            let settled = settled(&graph, &[truth], &[]);
            assert_eq!(settled.stands_for(tax), chosen);
            assert_eq!(settled.graph.node(paid).operation, Operation::Grid(chosen));
            assert!(!settled.is_same(tax) && !settled.is_same(paid));
        }
    }

    #[test]
    fn a_stored_column_counts_whatever_the_slots_say() {
        let mut graph = Graph::default();
        let [a, b] = [0, 1].map(|column| graph.add(Operation::Column(column), PERSON));
        let slot = graph.add(Operation::Slot(0), Level::Scalar);
        let holds = graph.add(Operation::Spread(slot), PERSON);
        let chosen = graph.add(Operation::Select(holds, a, b), PERSON);
        assert_eq!(settled(&graph, &[1.0], &[]).stands_for(chosen), a);
        let known = settled(&graph, &[1.0], &[holds]);
        assert_eq!(known.stands_for(chosen), chosen);
        assert!(!known.is_same(holds));
    }

    #[test]
    fn one_value_is_worked_out_as_a_row_would_be_and_nothing_remains_nothing_among_members() {
        let mut graph = Graph::default();
        let slot = graph.add(Operation::Slot(0), Level::Scalar);
        let own = graph.add(Operation::Spread(slot), PERSON);
        let third = graph.constant(1.0 / 3.0);
        let part = graph.add(Operation::Binary(BinaryOperation::Multiply, own, third), PERSON);
        let is_adult = graph.add(Operation::Column(0), PERSON);
        let all = graph.add(
            Operation::Members {
                aggregate: Aggregate::Sum,
                value: part,
                condition: Some(is_adult),
                if_nobody: None,
            },
            HOUSEHOLD,
        );
        let half = settled(&graph, &[0.5], &[]);
        assert_eq!(
            half.scalars[part.0 as usize].to_bits(),
            (0.5f64 * (1.0 / 3.0)).to_bits()
        );
        assert!(
            half.is_same(part) && !half.is_same(all),
            "households have more or fewer members"
        );
        let none = settled(&graph, &[0.0], &[]);
        assert!(none.is_same(all));
        assert_eq!(none.scalars[all.0 as usize].to_bits(), 0);
        // -0 is no 0: a sum of members starts at 0.
        assert!(!settled(&graph, &[-0.0], &[]).is_same(all));
    }

    #[test]
    fn truths_are_settled_by_one_of_two() {
        let mut graph = Graph::default();
        let slot = graph.add(Operation::Slot(0), Level::Scalar);
        let [column, other] = [0, 1].map(|column| graph.add(Operation::Column(column), PERSON));
        let is_offered = graph.add(Operation::Spread(slot), PERSON);
        let both = graph.add(Operation::Binary(BinaryOperation::And, is_offered, column), PERSON);
        let one = graph.add(Operation::Binary(BinaryOperation::Or, column, is_offered), PERSON);
        let open = graph.add(Operation::Binary(BinaryOperation::And, column, other), PERSON);
        let yes = settled(&graph, &[1.0], &[]);
        assert_eq!(yes.stands_for(both), column);
        assert!(yes.is_same(one) && yes.scalars[one.0 as usize] == 1.0);
        let no = settled(&graph, &[0.0], &[]);
        assert!(no.is_same(both) && no.scalars[both.0 as usize] == 0.0);
        assert_eq!(no.stands_for(one), column);
        assert_eq!(no.stands_for(open), open);
    }
}
