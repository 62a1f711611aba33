//! The operations of a graph: what each does with the values of the nodes that it reads.

use std::collections::BTreeSet;

use super::graph::NodeId;
use crate::rules::ScheduleKind;

/// Operations with two operands. Truth is 1 and 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BinaryOperation {
    /// a + b
    Add,
    /// a - b
    Subtract,
    /// a * b
    Multiply,
    /// a / b; the compiler has shown that b is not 0.
    Divide,
    /// The smaller; the first on ties.
    Minimum,
    /// The larger; the first on ties.
    Maximum,
    /// a < b
    Less,
    /// a <= b
    LessOrEqual,
    /// a == b
    Equal,
    /// a < b by at least half of 1/10000: money.
    MoneyLess,
    /// a <= b, or above it by less than half of 1/10000: money.
    MoneyLessOrEqual,
    /// Closer than half of 1/10000: money.
    MoneyEqual,
    /// Both hold.
    And,
    /// One holds.
    Or,
}

/// How a number is brought to a multiple of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rounding {
    /// To the nearest, half away from zero.
    Nearest,
    /// Down.
    Down,
    /// Up.
    Up,
}

/// What is made of the members of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aggregate {
    /// The sum.
    Sum,
    /// Whether it holds for any.
    Any,
    /// Whether it holds for all.
    All,
    /// The largest.
    Largest,
    /// The smallest.
    Smallest,
}

/// One operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// A constant, as bits.
    Constant(u64),
    /// A parameter, or a value found between two phases.
    Slot(u32),
    /// A column of the population.
    Column(u32),
    /// A stored uniform draw for a purpose.
    Draw(u32),
    /// -a
    Negate(NodeId),
    /// not a
    Not(NodeId),
    /// |a|
    Absolute(NodeId),
    /// The same for every row.
    Spread(NodeId),
    /// a on the ledger's grid.
    Grid(NodeId),
    /// a on the ledger's grid, towards zero.
    GridDown(NodeId),
    /// Two operands.
    Binary(BinaryOperation, NodeId, NodeId),
    /// The second where the first holds, else the third.
    Select(NodeId, NodeId, NodeId),
    /// a / b, or c where b is 0.
    Ratio(NodeId, NodeId, NodeId),
    /// The chance that at least the second of the first succeed, with a mean and a correlation.
    BetaBinomialAtLeast([NodeId; 4]),
    /// a to a multiple of b.
    Round(Rounding, NodeId, NodeId),
    /// The slot `base` + index, the last when the index lies beyond.
    Lookup {
        /// First slot.
        base: u32,
        /// Number of slots.
        length: u32,
        /// The index.
        index: NodeId,
    },
    /// A schedule kept in slots, row after row.
    Schedule {
        /// The form.
        kind: ScheduleKind,
        /// First slot.
        base: u32,
        /// Rows of one schedule.
        rows: u32,
        /// Numbers in a row.
        width: u32,
        /// The slot that holds the scale of a polynomial.
        scale: u32,
        /// The argument.
        argument: NodeId,
        /// Which of several schedules.
        index: Option<NodeId>,
    },
    /// From the members to their unit; the condition narrows them, `if_nobody` is the value of an empty unit.
    Members {
        /// What is made of them.
        aggregate: Aggregate,
        /// The members' values.
        value: NodeId,
        /// Who counts.
        condition: Option<NodeId>,
        /// The value where nobody counts.
        if_nobody: Option<NodeId>,
    },
    /// From a unit to each of its members.
    Broadcast(NodeId),
    /// From a unit to its head; nothing to the other members.
    AssignHead(NodeId),
    /// From a unit to the flagged members in equal parts, the last taking the remainder; to the head when none is flagged.
    Share(NodeId, NodeId),
    /// The head's value.
    AtHead(NodeId),
    /// The spouse's value, or the second where there is none.
    AtSpouse(NodeId, NodeId),
    /// The value of the person a pointer column names, or the second where it names nobody.
    AtPointer(u32, NodeId, NodeId),
    /// The sum over the persons whose pointer column names this one.
    SumByPointer(u32, NodeId),
    /// A call of the host's code, by its place in [`Graph::codes`]; its column is found between phases.
    Code(u32),
    /// A column of a year that the workers live month by month: the year's place in [`Graph::lives`], and the column's, first of those given,
    /// then of those carried into the next year; found between phases.
    Lived(u32, u32),
}

impl Operation {
    /// Whether it reads one of these slots itself.
    pub fn reads(&self, slots: &BTreeSet<u32>) -> bool {
        match *self {
            Operation::Slot(slot) => slots.contains(&slot),
            Operation::Lookup { base, length, .. } => slots.range(base..base + length).next().is_some(),
            Operation::Schedule { base, scale, .. } => slots.range(base..=scale).next().is_some(),
            _ => false,
        }
    }

    /// The column of the population that it reads itself.
    pub fn column(&self) -> Option<u32> {
        match *self {
            Operation::Column(column) | Operation::AtPointer(column, ..) | Operation::SumByPointer(column, _) => {
                Some(column)
            }
            _ => None,
        }
    }

    /// The nodes it reads; those of a call of the host's code and of a life stand with the call.
    pub fn operands(mut self) -> Vec<NodeId> {
        let mut operands = Vec::new();
        self.each_operand(|operand| operands.push(*operand));
        operands
    }

    /// The same operation on other nodes.
    pub fn with_operands(mut self, of: impl Fn(NodeId) -> NodeId) -> Operation {
        self.each_operand(|operand| *operand = of(*operand));
        self
    }

    fn each_operand(&mut self, mut told: impl FnMut(&mut NodeId)) {
        use Operation::{
            Absolute, AssignHead, AtHead, AtPointer, AtSpouse, BetaBinomialAtLeast, Binary, Broadcast, Code, Column,
            Constant, Draw, Grid, GridDown, Lived, Lookup, Members, Negate, Not, Ratio, Round, Schedule, Select, Share,
            Slot, Spread, SumByPointer,
        };
        match self {
            Constant(_) | Slot(_) | Column(_) | Draw(_) | Code(_) | Lived(..) => {}
            Negate(a)
            | Not(a)
            | Absolute(a)
            | Spread(a)
            | Grid(a)
            | GridDown(a)
            | Broadcast(a)
            | AssignHead(a)
            | AtHead(a)
            | SumByPointer(_, a) => told(a),
            Binary(_, a, b) | Round(_, a, b) | Share(a, b) | AtSpouse(a, b) | AtPointer(_, a, b) => {
                [a, b].into_iter().for_each(told);
            }
            Select(a, b, c) | Ratio(a, b, c) => [a, b, c].into_iter().for_each(told),
            BetaBinomialAtLeast(all) => all.iter_mut().for_each(told),
            Lookup { index, .. } => told(index),
            Schedule { argument, index, .. } => std::iter::once(argument).chain(index).for_each(told),
            Members {
                value,
                condition,
                if_nobody,
                ..
            } => std::iter::once(value).chain(condition).chain(if_nobody).for_each(told),
        }
    }
}
