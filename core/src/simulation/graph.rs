//! The graph of columnar operations that rules compile to. Equal operations on equal inputs are one node.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::code::HostCode;
use super::operation::{Aggregate, BinaryOperation, Operation};
use crate::document::Diagnostic;

/// A node of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// Whose rows a value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// One value for the whole run.
    Scalar,
    /// One value for each row of the entity (0: persons, 1: households, then the system's units).
    Rows(u8),
}

/// The level of persons.
pub const PERSON: Level = Level::Rows(0);
/// The level of households.
pub const HOUSEHOLD: Level = Level::Rows(1);

/// What an argument of the host's code holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeKind {
    /// Numbers.
    Number,
    /// Truths.
    Truth,
    /// Values of a category with these labels.
    Category(Arc<[String]>),
}

/// An argument of the host's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeArgument {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: CodeKind,
}

/// A call of the host's code over all rows of a unit.
#[derive(Debug, Clone)]
pub struct CodeCall {
    /// The instrument that it works out.
    pub instrument: String,
    /// The instrument's unit.
    pub unit: String,
    /// The arguments.
    pub arguments: Vec<CodeArgument>,
    /// Their values, at the rows of the call.
    pub inputs: Vec<NodeId>,
    /// The function; without one the call cannot be run.
    pub function: Option<HostCode>,
    /// What is said when it cannot be run, with the place of the call.
    pub unavailable: Diagnostic,
}

impl CodeCall {
    /// Whether both calls give the same values.
    fn is(&self, other: &CodeCall) -> bool {
        let same_function = match (&self.function, &other.function) {
            (Some(a), Some(b)) => a.is(b),
            (None, None) => true,
            _ => false,
        };
        same_function
            && (&self.instrument, &self.unit) == (&other.instrument, &other.unit)
            && (&self.arguments, &self.inputs) == (&other.arguments, &other.inputs)
    }
}

/// A year that the workers live month by month, see [`scenario`](crate::scenario).
#[derive(Debug, Clone)]
pub struct LifeCall {
    /// One column for each of [`PERSONS`](crate::scenario::PERSONS).
    pub persons: Vec<NodeId>,
    /// One column for each of [`CARRIED`](crate::scenario::CARRIED), but in the first year.
    pub carried: Option<Vec<NodeId>>,
    /// One number for each of [`NUMBERS`](crate::scenario::NUMBERS).
    pub numbers: Vec<NodeId>,
    /// Months since the start before this year.
    pub first_month: u32,
    /// Months after which the spread of AI has done what it does.
    pub horizon: u32,
    /// What a problem of a value is told with: the place of the scenario's table.
    pub place: Diagnostic,
}

impl LifeCall {
    /// Whether both are the same year.
    fn is(&self, other: &LifeCall) -> bool {
        (&self.persons, &self.carried, &self.numbers) == (&other.persons, &other.carried, &other.numbers)
            && (self.first_month, self.horizon) == (other.first_month, other.horizon)
    }
}

/// A node: its operation, its rows, and the phase in which it can first be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// What it does.
    pub operation: Operation,
    /// Whose rows it has.
    pub level: Level,
    /// 0, or one more than the phase of the latest value found between phases that it reads.
    pub phase: u32,
}

/// A value found between two phases from the whole population.
#[derive(Debug, Clone, PartialEq)]
pub enum Global {
    /// The weighted total of a node, in all or by a code; fills `length` slots.
    Total {
        /// What is totalled.
        value: NodeId,
        /// The code by which it is split.
        by: Option<NodeId>,
        /// First slot filled.
        slot: u32,
        /// Slots filled.
        length: u32,
    },
    /// Rationing: those with the smallest (order, draw) are served until the capacity is used up; fills the two slots of
    /// the last who is served.
    Ration {
        /// Whether the unit applies.
        applies: NodeId,
        /// Who comes first.
        order: NodeId,
        /// The draw that breaks ties.
        draw: NodeId,
        /// What serving the unit uses (`None`: one place).
        uses: Option<NodeId>,
        /// The capacity.
        capacity: NodeId,
        /// First slot filled: order, then draw.
        slot: u32,
    },
    /// The factor that turns relative risks into chances, none above 1, so that a share of those who can be chosen is
    /// expected to be.
    ChanceFactor {
        /// The selection, as `file.name`, for messages.
        name: String,
        /// Whether the row can be chosen.
        applies: NodeId,
        /// Its relative risk on the ledger's grid, 0 or more.
        risk: NodeId,
        /// The share, one value for the run.
        share: NodeId,
        /// The slot filled.
        slot: u32,
    },
    /// The largest key that is chosen in each cell, so that the chosen weight is as close to the expected as whole rows allow.
    ChosenUpTo {
        /// Whether the row can be chosen.
        applies: NodeId,
        /// Its chance, 0 to 1.
        chance: NodeId,
        /// Its stored draw over its chance; 0 where it is certain.
        key: NodeId,
        /// Its cell.
        cell: NodeId,
        /// First slot filled, one a cell.
        slot: u32,
        /// Cells.
        length: u32,
    },
    /// The share of its claims that a fund can pay, at most 1.
    FundShare {
        /// Balance before the year.
        opening: NodeId,
        /// Amounts flowing in.
        inflows: Vec<NodeId>,
        /// Amounts claimed.
        claims: Vec<NodeId>,
        /// Interest a year, where the fund pays month by month; otherwise a year is one payment.
        by_month: Option<f64>,
        /// The slot filled.
        slot: u32,
    },
}

/// The graph.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    known: BTreeMap<(Operation, Level), NodeId>,
    /// Values found between phases, with the phase in which each is found.
    pub globals: Vec<(u32, Global)>,
    slot_phases: BTreeMap<u32, u32>,
    /// The purposes of stored draws.
    pub purposes: Vec<String>,
    /// Calls of the host's code.
    pub codes: Vec<CodeCall>,
    /// Years that the workers live month by month.
    pub lives: Vec<LifeCall>,
}

impl Global {
    /// The nodes it is found from.
    pub fn inputs(&self) -> Vec<NodeId> {
        match self {
            Global::Total { value, by, .. } => std::iter::once(*value).chain(*by).collect(),
            Global::Ration {
                applies,
                order,
                draw,
                uses,
                capacity,
                ..
            } => [*applies, *order, *draw, *capacity].into_iter().chain(*uses).collect(),
            Global::ChanceFactor {
                applies, risk, share, ..
            } => vec![*applies, *risk, *share],
            Global::ChosenUpTo {
                applies,
                chance,
                key,
                cell,
                ..
            } => vec![*applies, *chance, *key, *cell],
            Global::FundShare {
                opening,
                inflows,
                claims,
                ..
            } => std::iter::once(*opening)
                .chain(inflows.iter().copied())
                .chain(claims.iter().copied())
                .collect(),
        }
    }

    /// The slots it fills: the first, and how many.
    pub fn slots(&self) -> (u32, u32) {
        match self {
            Global::Total { slot, length, .. } | Global::ChosenUpTo { slot, length, .. } => (*slot, *length),
            Global::Ration { slot, .. } => (*slot, 2),
            Global::ChanceFactor { slot, .. } | Global::FundShare { slot, .. } => (*slot, 1),
        }
    }
}

impl Graph {
    /// The node.
    pub fn node(&self, id: NodeId) -> Node {
        self.nodes[id.0 as usize]
    }

    /// Every node; inputs stand before what reads them.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The nodes an operation reads.
    pub fn inputs(&self, id: NodeId) -> Vec<NodeId> {
        match self.node(id).operation {
            Operation::Code(call) => self.codes[call as usize].inputs.clone(),
            Operation::Lived(call, _) => {
                let call = &self.lives[call as usize];
                let carried = call.carried.iter().flatten();
                let columns = call.persons.iter().chain(carried);
                columns.chain(&call.numbers).copied().collect()
            }
            operation => operation.operands(),
        }
    }

    /// The graph with other nodes in the places of its own, to be worked out as it is: nothing is added to it.
    pub fn with_nodes(&self, nodes: Vec<Node>) -> Graph {
        Graph {
            nodes,
            purposes: self.purposes.clone(),
            codes: self.codes.clone(),
            lives: self.lives.clone(),
            ..Graph::default()
        }
    }

    /// Adds an operation, or finds the equal one.
    pub fn add(&mut self, operation: Operation, level: Level) -> NodeId {
        if let Some(folded) = self.fold(operation) {
            return folded;
        }
        if let Some(id) = self.known.get(&(operation, level)) {
            return *id;
        }
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(Node {
            operation,
            level,
            phase: 0,
        });
        let mut phase = match operation {
            Operation::Slot(slot) => self.slot_phases.get(&slot).copied().unwrap_or(0),
            Operation::Lookup { base, .. } | Operation::Schedule { base, .. } => {
                self.slot_phases.get(&base).copied().unwrap_or(0)
            }
            _ => 0,
        };
        for input in self.inputs(id) {
            let before = self.node(input).phase;
            if before > phase {
                phase = before;
            }
        }
        if matches!(operation, Operation::Code(_) | Operation::Lived(..)) {
            phase += 1;
        }
        self.nodes[id.0 as usize].phase = phase;
        self.known.insert((operation, level), id);
        id
    }

    /// Adds a call of the host's code, or finds the equal one.
    pub fn add_code(&mut self, call: CodeCall, level: Level) -> NodeId {
        let at = match self.codes.iter().position(|known| known.is(&call)) {
            Some(at) => at,
            None => {
                self.codes.push(call);
                self.codes.len() - 1
            }
        };
        self.add(Operation::Code(at as u32), level)
    }

    /// Adds a year that the workers live month by month, or finds the equal one: its place.
    pub fn add_life(&mut self, call: LifeCall) -> u32 {
        let at = match self.lives.iter().position(|known| known.is(&call)) {
            Some(at) => at,
            None => {
                self.lives.push(call);
                self.lives.len() - 1
            }
        };
        at as u32
    }

    /// Whether a node is a column that is found whole between phases: of the host's code, or of a year's life.
    pub fn is_found_whole(&self, id: NodeId) -> bool {
        matches!(self.node(id).operation, Operation::Code(_) | Operation::Lived(..))
    }

    /// The life that a node is a column of, by its place.
    pub fn life(&self, id: NodeId) -> Option<u32> {
        match self.node(id).operation {
            Operation::Lived(life, _) => Some(life),
            _ => None,
        }
    }

    /// The call of the host's code that a node is, if it is one.
    pub fn code(&self, id: NodeId) -> Option<&CodeCall> {
        match self.node(id).operation {
            Operation::Code(call) => self.codes.get(call as usize),
            _ => None,
        }
    }

    /// A constant.
    pub fn constant(&mut self, value: f64) -> NodeId {
        self.add(Operation::Constant((value + 0.0).to_bits()), Level::Scalar)
    }

    /// The constant a node is, if it is one.
    pub fn as_constant(&self, id: NodeId) -> Option<f64> {
        match self.node(id).operation {
            Operation::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// The index of a purpose of stored draws.
    pub fn purpose(&mut self, purpose: &str) -> u32 {
        match self.purposes.iter().position(|known| known == purpose) {
            Some(at) => at as u32,
            None => {
                self.purposes.push(purpose.to_string());
                (self.purposes.len() - 1) as u32
            }
        }
    }

    /// Adds a value found between phases, which fills its slots.
    pub fn add_global(&mut self, global: Global) {
        let inputs = global.inputs();
        let (slot, slots) = global.slots();
        let mut phase = 0;
        for input in inputs {
            let before = self.node(input).phase;
            if before > phase {
                phase = before;
            }
        }
        for at in slot..slot + slots {
            self.slot_phases.insert(at, phase + 1);
        }
        self.globals.push((phase, global));
    }

    /// Whether every value of a node lies on the ledger's grid: sums and choices of amounts that do. (A sum too large for the
    /// grid is refused when it is posted.)
    fn on_grid(&self, id: NodeId) -> bool {
        match self.node(id).operation {
            Operation::Grid(_) | Operation::GridDown(_) => true,
            Operation::Constant(bits) => f64::from_bits(bits) == 0.0,
            Operation::Binary(
                BinaryOperation::Add | BinaryOperation::Subtract | BinaryOperation::Minimum | BinaryOperation::Maximum,
                a,
                b,
            )
            | Operation::Select(_, a, b)
            | Operation::AtSpouse(a, b)
            | Operation::AtPointer(_, a, b) => self.on_grid(a) && self.on_grid(b),
            Operation::Members {
                aggregate: Aggregate::Sum | Aggregate::Largest | Aggregate::Smallest,
                value,
                if_nobody,
                ..
            } => self.on_grid(value) && if_nobody.is_none_or(|value| self.on_grid(value)),
            Operation::Share(value, _)
            | Operation::SumByPointer(_, value)
            | Operation::AssignHead(value)
            | Operation::AtHead(value)
            | Operation::Broadcast(value)
            | Operation::Spread(value) => self.on_grid(value),
            _ => false,
        }
    }

    /// Identities that leave nothing to compute; constants are combined only where that is exact.
    fn fold(&self, operation: Operation) -> Option<NodeId> {
        match operation {
            Operation::Select(condition, then, otherwise) => match self.as_constant(condition) {
                Some(truth) if truth != 0.0 => Some(then),
                Some(_) => Some(otherwise),
                None => (then == otherwise).then_some(then),
            },
            Operation::Binary(BinaryOperation::And, a, b) => match (self.as_constant(a), self.as_constant(b)) {
                (Some(x), _) => Some(if x == 0.0 { a } else { b }),
                (_, Some(y)) => Some(if y == 0.0 { b } else { a }),
                _ => (a == b).then_some(a),
            },
            Operation::Binary(BinaryOperation::Or, a, b) => match (self.as_constant(a), self.as_constant(b)) {
                (Some(x), _) => Some(if x == 0.0 { b } else { a }),
                (_, Some(y)) => Some(if y == 0.0 { a } else { b }),
                _ => (a == b).then_some(a),
            },
            Operation::Grid(a) => self.on_grid(a).then_some(a),
            _ => None,
        }
    }
}
