//! Population x system -> a ledger of amounts: the graph, the plan, the run.

mod graph;

pub use graph::{Aggregate, BinaryOperation, Global, Graph, HOUSEHOLD, Level, Node, NodeId, Operation, PERSON, Rounding};
