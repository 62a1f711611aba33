//! An update that changes few households.
//!
//! What a parameter moves for everybody is often little: who loses the work is a comparison of everybody's draw with a cut, and all
//! that follows from it stays where the comparison comes out as before. Such truths are *gates*. Up to them an update works
//! out everybody; behind them only the households of which a gate has changed, once as they were and once as they are.
//! Sums are exact, so that the total less what these households gave before, and with what they give now, is that of a whole pass.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Graph, Level, NodeId};
use super::operation::{BinaryOperation, Operation};
use super::run::{Columns, Earlier, Found, Outcome, Progress, Request, finish};
use crate::document::Diagnostic;
use crate::numeric::sum::Totals;
use crate::population::Population;
use crate::rules::compile::Program;

/// A whole pass is taken where more than one in so many households has changed.
const FEW: usize = 3;

/// The columns of the gates, as of the last update.
#[derive(Debug)]
pub(super) struct Gates {
    nodes: Vec<NodeId>,
    columns: Columns,
    /// The households of which one has changed with it.
    pub households: usize,
}

/// An update of an outcome whose values between phases are found.
pub(super) struct Update<'a> {
    pub program: &'a Program,
    pub parts: &'a [Population],
    pub seed: u64,
    /// What the slots that were set may reach.
    pub reached: &'a [bool],
    /// What is asked for of it.
    pub request: &'a Request,
    /// Columns that they do not reach.
    pub kept: &'a [BTreeMap<NodeId, Vec<f64>>],
    /// The slots of the outcome.
    pub before: &'a [f64],
    /// The totals of the outcome.
    pub totals: &'a BTreeMap<NodeId, Totals>,
    pub progress: &'a Progress<'a>,
}

impl Update<'_> {
    /// Works out what the slots reach: for all people, or behind the gates for the households of which one has changed. `columns` are
    /// those of the outcome that are asked for, to be brought up to date.
    ///
    /// # Errors
    /// Those of a run.
    pub fn run(
        &self,
        found: Found,
        mut columns: Columns,
        gates: &mut Option<Gates>,
    ) -> Result<Outcome, Vec<Diagnostic>> {
        let split = Split::of(&self.program.graph, self.reached, &changed(self.before, &found.slots));
        if !split.pays() {
            *gates = None;
            return self.pass(self.request, found, columns);
        }
        let before = match gates.take() {
            Some(known) if known.nodes == split.gates => known.columns,
            _ => self.earlier().columns(&split.gates, self.progress)?,
        };
        let of = |nodes: &[NodeId], is: &[bool]| -> Vec<NodeId> {
            nodes.iter().copied().filter(|node| is[node.0 as usize]).collect()
        };
        let narrow = Request {
            totals: of(&self.request.totals, &split.narrow),
            columns: of(&self.request.columns, &split.narrow),
        };
        let wide_columns = of(&self.request.columns, &split.wide);
        let not_asked_for = split.gates.iter().filter(|gate| !wide_columns.contains(gate));
        let wide = Request {
            totals: of(&self.request.totals, &split.wide),
            columns: wide_columns.iter().chain(not_asked_for).copied().collect(),
        };
        let spare = take_out(&mut columns, &wide_columns);
        let mut outcome = self.pass(&wide, found.clone(), spare)?;
        let own = |part: &mut BTreeMap<NodeId, Vec<f64>>| {
            let gate = |gate: &NodeId| match wide_columns.contains(gate) {
                true => Some((*gate, part.get(gate)?.clone())),
                false => part.remove_entry(gate),
            };
            split.gates.iter().filter_map(gate).collect()
        };
        let after: Columns = outcome.columns.iter_mut().map(own).collect();
        let both = self.parts.iter().zip(before.iter().zip(&after));
        let changed = both.map(|(part, (before, after))| self.changed_households(part, before, after));
        let changed: Vec<Vec<u32>> = changed.collect();
        let all: usize = self.parts.iter().map(Population::households).sum();
        let households = changed.iter().map(Vec::len).sum();
        if households * FEW < all {
            let known = |node: &NodeId| Some((*node, *self.totals.get(node)?));
            outcome.totals.extend(narrow.totals.iter().filter_map(known));
            for (at, changed) in changed.iter().enumerate().filter(|(_, changed)| !changed.is_empty()) {
                let excerpt = Excerpt::of(self, &split, at, changed);
                let was = excerpt.pass(self, &narrow, &found, &before[at])?;
                let mut now = excerpt.pass(self, &narrow, &found, &after[at])?;
                for (node, total) in &mut outcome.totals {
                    if let (Some(was), Some(now)) = (was.totals.get(node), now.totals.get(node)) {
                        total.replace(was, now);
                    }
                }
                for (node, own) in now.columns.remove(0) {
                    if let (Some(column), Level::Rows(level)) =
                        (columns[at].get_mut(&node), self.program.graph.node(node).level)
                    {
                        excerpt.put(level, &own, column);
                    }
                }
            }
        } else {
            let spare = take_out(&mut columns, &narrow.columns);
            let whole = self.pass(&narrow, found, spare)?;
            outcome.totals.extend(whole.totals);
            for (part, own) in columns.iter_mut().zip(whole.columns) {
                part.extend(own);
            }
        }
        for (part, own) in outcome.columns.iter_mut().zip(columns) {
            part.extend(own);
        }
        *gates = Some(Gates {
            nodes: split.gates,
            columns: after,
            households,
        });
        Ok(outcome)
    }

    fn pass(&self, request: &Request, found: Found, spare: Columns) -> Result<Outcome, Vec<Diagnostic>> {
        let (program, parts, seed) = (self.program, self.parts, self.seed);
        finish(program, parts, seed, request, found, self.kept, spare, self.progress)
    }

    /// The households of which a gate has changed.
    fn changed_households(
        &self,
        part: &Population,
        before: &BTreeMap<NodeId, Vec<f64>>,
        after: &BTreeMap<NodeId, Vec<f64>>,
    ) -> Vec<u32> {
        let mut is_changed = vec![false; part.households()];
        for (node, before) in before {
            let (Level::Rows(level), Some(after)) = (self.program.graph.node(*node).level, after.get(node)) else {
                continue;
            };
            let Some(offsets) = &part.entities[level as usize].household_offsets else {
                let rows = is_changed.iter_mut().zip(before.iter().zip(after));
                rows.for_each(|(changed, (before, after))| *changed |= before != after);
                continue;
            };
            for (changed, rows) in is_changed.iter_mut().zip(offsets.windows(2)) {
                let rows = rows[0] as usize..rows[1] as usize;
                *changed |= before[rows.clone()] != after[rows];
            }
        }
        let changed = (0..).zip(is_changed).filter(|(_, changed)| *changed);
        changed.map(|(household, _)| household).collect()
    }

    /// The outcome before the update.
    fn earlier(&self) -> Earlier<'_> {
        Earlier {
            program: self.program,
            parts: self.parts,
            seed: self.seed,
            slots: self.before,
            kept: self.kept,
        }
    }
}

/// The slots with another value.
fn changed(before: &[f64], after: &[f64]) -> BTreeSet<u32> {
    let differs = |(_, (before, after)): &(u32, (&f64, &f64))| before.to_bits() != after.to_bits();
    let slots = (0..).zip(before.iter().zip(after)).filter(differs);
    slots.map(|(slot, _)| slot).collect()
}

/// Takes the columns of some nodes out, so that their memory may be used again.
fn take_out(columns: &mut Columns, nodes: &[NodeId]) -> Columns {
    let own = |part: &mut BTreeMap<NodeId, Vec<f64>>| nodes.iter().filter_map(|node| part.remove_entry(node)).collect();
    columns.iter_mut().map(own).collect()
}

/// What changed slots move for everybody, and what behind gates alone.
struct Split {
    /// Truths of rows that rest on the slots otherwise than through other gates, and that others read.
    gates: Vec<NodeId>,
    /// What rests on the slots otherwise than through gates alone, with the gates.
    wide: Vec<bool>,
    /// What rests on the slots through gates alone.
    narrow: Vec<bool>,
    /// Whether something rests on them that is found whole between phases.
    is_whole: bool,
    /// Columns of the people that narrow nodes may be worked out from, and stored columns.
    columns: BTreeSet<u32>,
    inputs: BTreeSet<NodeId>,
}

impl Split {
    fn of(graph: &Graph, reached: &[bool], slots: &BTreeSet<u32>) -> Split {
        let count = graph.nodes().len();
        let (mut wide, mut gate, mut narrow) = (vec![false; count], vec![false; count], vec![false; count]);
        let (mut read, mut columns, mut inputs) = (vec![false; count], BTreeSet::new(), BTreeSet::new());
        let mut is_whole = false;
        for (at, node) in graph.nodes().iter().enumerate().filter(|(at, _)| reached[*at]) {
            let own = graph.inputs(NodeId(at as u32));
            let is = |of: &[bool]| own.iter().any(|input| of[input.0 as usize]);
            let rests = node.operation.reads(slots)
                || own
                    .iter()
                    .any(|input| wide[input.0 as usize] && !gate[input.0 as usize]);
            gate[at] = rests && is_truth(node.operation) && node.level != Level::Scalar;
            wide[at] = rests;
            narrow[at] = !rests && (is(&gate) || is(&narrow));
            is_whole |= (wide[at] || narrow[at]) && graph.is_found_whole(NodeId(at as u32));
            if rests {
                continue;
            }
            columns.extend(node.operation.column());
            for input in own {
                let at_input = input.0 as usize;
                read[at_input] |= narrow[at];
                if !reached[at_input] {
                    columns.extend(graph.node(input).operation.column());
                    inputs.insert(input);
                }
            }
        }
        let gates = (0..count).filter(|at| gate[*at] && read[*at]);
        Split {
            gates: gates.map(|at| NodeId(at as u32)).collect(),
            wide,
            narrow,
            is_whole,
            columns,
            inputs,
        }
    }

    /// Whether most of what the slots move lies behind gates.
    fn pays(&self) -> bool {
        let count = |of: &[bool]| of.iter().filter(|is| **is).count();
        !self.is_whole && count(&self.narrow) > 2 * count(&self.wide)
    }
}

/// Whether a node's values are truths.
fn is_truth(operation: Operation) -> bool {
    use BinaryOperation::{And, Equal, Less, LessOrEqual, MoneyEqual, MoneyLess, MoneyLessOrEqual, Or};
    match operation {
        Operation::Not(_) => true,
        Operation::Binary(how, ..) => matches!(
            how,
            Less | LessOrEqual | Equal | MoneyLess | MoneyLessOrEqual | MoneyEqual | And | Or
        ),
        _ => false,
    }
}

/// Some households of a part: people of their own.
struct Excerpt {
    people: Population,
    /// For each entity, their rows in the part.
    rows: Vec<Vec<u32>>,
    /// What they read of the columns that stay.
    kept: BTreeMap<NodeId, Vec<f64>>,
}

impl Excerpt {
    fn of(update: &Update<'_>, split: &Split, at: usize, households: &[u32]) -> Excerpt {
        let part = &update.parts[at];
        let excerpt = Excerpt {
            people: part.of_households(households, &|column| split.columns.contains(&(column as u32))),
            rows: (0..part.entities.len())
                .map(|entity| part.rows_of_households(entity as u8, households))
                .collect(),
            kept: BTreeMap::new(),
        };
        let kept = update.kept.get(at).into_iter().flatten();
        let read = kept.filter(|(node, _)| split.inputs.contains(node));
        let kept = read
            .map(|(node, column)| (*node, excerpt.take(update, *node, column)))
            .collect();
        Excerpt { kept, ..excerpt }
    }

    /// The rows of a column of the part.
    fn take(&self, update: &Update<'_>, node: NodeId, column: &[f64]) -> Vec<f64> {
        match update.program.graph.node(node).level {
            Level::Rows(level) => self.rows[level as usize]
                .iter()
                .map(|row| column[*row as usize])
                .collect(),
            Level::Scalar => Vec::new(),
        }
    }

    /// Puts values where they belong in a column of the part.
    fn put(&self, level: u8, values: &[f64], column: &mut [f64]) {
        for (row, value) in self.rows[level as usize].iter().zip(values) {
            column[*row as usize] = *value;
        }
    }

    /// What is asked for, with these gates of the part.
    fn pass(
        &self,
        update: &Update<'_>,
        request: &Request,
        found: &Found,
        gates: &BTreeMap<NodeId, Vec<f64>>,
    ) -> Result<Outcome, Vec<Diagnostic>> {
        let mut kept = self.kept.clone();
        kept.extend(
            gates
                .iter()
                .map(|(node, column)| (*node, self.take(update, *node, column))),
        );
        let people = std::slice::from_ref(&self.people);
        let found = Found {
            code: vec![BTreeMap::new()],
            ..found.clone()
        };
        let (program, seed) = (update.program, update.seed);
        finish(program, people, seed, request, found, &[kept], Vec::new(), &|_, _| true)
    }
}
