//! From the graph to a straight list of instructions over registers, for the outputs that are wanted.

use std::collections::BTreeMap;

use super::fuse::{Core, Finish, Fusion, Product};
use super::graph::{Graph, Level, NodeId};
use super::operation::{Aggregate, BinaryOperation, Operation, Rounding};
use super::settle::Settled;
use crate::population::{ColumnData, Population};
use crate::rules::ScheduleKind;

/// Where an instruction finds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operand {
    /// In a register.
    Register(u32),
    /// In a column of numbers of the population, used in place.
    Column(u32),
    /// In a column that the run writes.
    Output(u32),
    /// In a column kept from an earlier run.
    Stored(u32),
    /// One value for the run: the place of its node.
    Scalar(u32),
}

/// What an instruction does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Load(u32),
    Draw(u32),
    Negate(Operand),
    Not(Operand),
    Absolute(Operand),
    Spread(Operand),
    Grid(Operand),
    GridDown(Operand),
    Binary(BinaryOperation, Operand, Operand),
    /// The product of the second and the third, joined with the fourth.
    Product(Product, Operand, Operand, Operand),
    Select(Operand, Operand, Operand),
    Ratio(Operand, Operand, Operand),
    BetaBinomialAtLeast([Operand; 4]),
    Round(Rounding, Operand, Operand),
    Lookup {
        base: u32,
        length: u32,
        index: Operand,
    },
    Schedule {
        kind: ScheduleKind,
        base: u32,
        rows: u32,
        width: u32,
        scale: u32,
        argument: Operand,
        index: Option<Operand>,
    },
    Members {
        aggregate: Aggregate,
        value: Operand,
        condition: Option<Operand>,
        if_nobody: Option<Operand>,
    },
    Broadcast {
        from: u8,
        value: Operand,
    },
    AssignHead {
        from: u8,
        value: Operand,
    },
    Share {
        from: u8,
        value: Operand,
        flags: Operand,
    },
    AtHead(Operand),
    AtSpouse(Operand, Operand),
    AtPointer(u32, Operand, Operand),
    SumByPointer(u32, Operand),
}

/// Where an instruction's values go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Destination {
    Register(u32),
    /// The column of that output, counted among the outputs that are columns.
    Output(u32),
}

/// An instruction: a step whose values go to a register or straight into a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Instruction {
    pub step: Step,
    /// What is done with each value before it is written.
    pub finish: Finish,
    /// The entity whose rows the result has.
    pub level: u8,
    pub destination: Destination,
}

/// A list of instructions with the places of its outputs.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub instructions: Vec<Instruction>,
    pub registers: u32,
    /// The outputs in the order asked for: where each is, and whose rows it has.
    pub outputs: Vec<(Operand, u8)>,
}

impl Plan {
    /// Plans the outputs, of which those from `first_column` on are columns. `stored` names nodes whose columns exist already; nothing
    /// below them is worked out again, nor what is settled of `whole`, the graph.
    pub fn new(
        whole: &Graph,
        settled: &Settled,
        population: &Population,
        wanted: &[NodeId],
        first_column: usize,
        stored: &BTreeMap<NodeId, u32>,
    ) -> Plan {
        let graph = &settled.graph;
        let outputs: Vec<NodeId> = wanted.iter().map(|id| settled.stands_for(*id)).collect();
        let mut needed = vec![false; graph.nodes().len()];
        let mut stack: Vec<NodeId> = outputs.clone();
        while let Some(id) = stack.pop() {
            let at = id.0 as usize;
            if needed[at] {
                continue;
            }
            needed[at] = true;
            if graph.node(id).level == Level::Scalar || stored.contains_key(&id) {
                continue;
            }
            stack.extend(graph.inputs(id));
        }
        let fusion = Fusion::of(graph, &needed, &outputs, stored);
        // Inputs stand before what reads them; the last reader frees a register.
        let mut last_use = vec![0u32; graph.nodes().len()];
        for (at, node) in graph.nodes().iter().enumerate() {
            let id = NodeId(at as u32);
            if needed[at] && node.level != Level::Scalar && !stored.contains_key(&id) && !fusion.is_within(id) {
                for input in fusion.inputs(graph, id) {
                    last_use[input.0 as usize] = at as u32;
                }
            }
        }
        for output in &outputs {
            last_use[output.0 as usize] = u32::MAX;
        }
        let mut plan = Plan::default();
        let mut places: Vec<Option<Operand>> = vec![None; graph.nodes().len()];
        let mut free: Vec<u32> = Vec::new();
        for at in 0..graph.nodes().len() {
            let id = NodeId(at as u32);
            let node = graph.node(id);
            if !needed[at] || fusion.is_within(id) {
                continue;
            }
            let Level::Rows(level) = node.level else {
                places[at] = Some(Operand::Scalar(at as u32));
                continue;
            };
            if let Some(column) = stored.get(&id) {
                places[at] = Some(Operand::Stored(*column));
                continue;
            }
            if let Operation::Column(column) = node.operation
                && matches!(population.columns[column as usize].data, ColumnData::F64(_))
            {
                places[at] = Some(Operand::Column(column));
                continue;
            }
            let place = |id: NodeId| places[id.0 as usize].unwrap_or(Operand::Scalar(id.0));
            let from = |id: NodeId| match whole.node(id).level {
                Level::Rows(rows) => rows,
                Level::Scalar => 0,
            };
            let (core, finish) = fusion.core(graph, id);
            let operation = match core {
                Core::Node(inner) => graph.node(inner).operation,
                Core::Product { .. } => node.operation,
            };
            let step = match operation {
                _ if let Core::Product {
                    how,
                    scalar,
                    rows,
                    other,
                } = core =>
                {
                    Step::Product(how, place(scalar), place(rows), place(other))
                }
                // What is found whole between phases is stored before anything reads it.
                Operation::Constant(_) | Operation::Slot(_) | Operation::Code(_) | Operation::Lived(..) => continue,
                Operation::Column(column) => Step::Load(column),
                Operation::Draw(purpose) => Step::Draw(purpose),
                Operation::Negate(a) => Step::Negate(place(a)),
                Operation::Not(a) => Step::Not(place(a)),
                Operation::Absolute(a) => Step::Absolute(place(a)),
                Operation::Spread(a) => Step::Spread(place(a)),
                Operation::Grid(a) => Step::Grid(place(a)),
                Operation::GridDown(a) => Step::GridDown(place(a)),
                Operation::Binary(operation, a, b) => Step::Binary(operation, place(a), place(b)),
                Operation::Select(a, b, c) => Step::Select(place(a), place(b), place(c)),
                Operation::Ratio(a, b, c) => Step::Ratio(place(a), place(b), place(c)),
                Operation::BetaBinomialAtLeast(inputs) => Step::BetaBinomialAtLeast(inputs.map(place)),
                Operation::Round(rounding, a, b) => Step::Round(rounding, place(a), place(b)),
                Operation::Lookup { base, length, index } => Step::Lookup {
                    base,
                    length,
                    index: place(index),
                },
                Operation::Schedule {
                    kind,
                    base,
                    rows,
                    width,
                    scale,
                    argument,
                    index,
                } => Step::Schedule {
                    kind,
                    base,
                    rows,
                    width,
                    scale,
                    argument: place(argument),
                    index: index.map(place),
                },
                Operation::Members {
                    aggregate,
                    value,
                    condition,
                    if_nobody,
                } => Step::Members {
                    aggregate,
                    value: place(value),
                    condition: condition.map(place),
                    if_nobody: if_nobody.map(place),
                },
                Operation::Broadcast(a) => Step::Broadcast {
                    from: from(a),
                    value: place(a),
                },
                Operation::AssignHead(a) => Step::AssignHead {
                    from: from(a),
                    value: place(a),
                },
                Operation::Share(a, b) => Step::Share {
                    from: from(a),
                    value: place(a),
                    flags: place(b),
                },
                Operation::AtHead(a) => Step::AtHead(place(a)),
                Operation::AtSpouse(a, b) => Step::AtSpouse(place(a), place(b)),
                Operation::AtPointer(column, a, b) => Step::AtPointer(column, place(a), place(b)),
                Operation::SumByPointer(column, a) => Step::SumByPointer(column, place(a)),
            };
            // The destination is taken before the operands are freed, so that no instruction writes what it reads.
            let column = outputs[first_column..].iter().position(|output| *output == id);
            let destination = match column {
                Some(column) => Destination::Output(column as u32),
                None => Destination::Register(free.pop().unwrap_or_else(|| {
                    plan.registers += 1;
                    plan.registers - 1
                })),
            };
            plan.instructions.push(Instruction {
                step,
                finish,
                level,
                destination,
            });
            for input in fusion.inputs(graph, id) {
                let input = input.0 as usize;
                if last_use[input] == at as u32
                    && let Some(Operand::Register(register)) = places[input]
                    && !free.contains(&register)
                {
                    free.push(register);
                }
            }
            places[at] = Some(match destination {
                Destination::Register(register) => Operand::Register(register),
                Destination::Output(column) => Operand::Output(column),
            });
        }
        let all = wanted.iter().zip(&outputs).map(|(wanted, output)| {
            let level = match whole.node(*wanted).level {
                Level::Rows(rows) => rows,
                Level::Scalar => 1,
            };
            (places[output.0 as usize].unwrap_or(Operand::Scalar(output.0)), level)
        });
        plan.outputs = all.collect();
        plan
    }
}
