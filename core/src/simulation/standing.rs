//! A run that stands while parameters move: what a change does not reach stays as it is, and what the change reaches directly
//! is read where it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::graph::NodeId;
use super::narrow::{Gates, Update};
use super::operation::Operation;
use super::run::{Columns, Earlier, Outcome, Progress, Request, find_again, phases_of, run};
use super::scalars::evaluate_scalars;
use super::settle::Settled;
use crate::document::Diagnostic;
use crate::numeric::sum::Totals;
use crate::population::Population;
use crate::rules::compile::Program;

/// A program with what its last run gave, and the people.
///
/// For the parameters that move it keeps a *front*: the columns that what they reach reads and that they do not reach. So an update
/// works out nothing but what the moving parameters reach.
#[derive(Debug)]
pub struct Standing {
    program: Program,
    parts: Arc<Vec<Population>>,
    seed: u64,
    request: Request,
    outcome: Outcome,
    /// Slots with another value than in the outcome.
    changed: BTreeSet<u32>,
    front: Option<Front>,
    /// Whether the outcome has gaps, because an update failed.
    broken: bool,
}

/// What stands around the nodes that some slots reach.
#[derive(Debug)]
struct Front {
    slots: BTreeSet<u32>,
    reached: Vec<bool>,
    columns: Columns,
    gates: Option<Gates>,
}

impl Standing {
    /// Runs a program over all the people.
    ///
    /// # Errors
    /// Those of [`run`].
    pub fn new(
        program: Program,
        parts: Arc<Vec<Population>>,
        seed: u64,
        request: Request,
        progress: &Progress<'_>,
    ) -> Result<Standing, Vec<Diagnostic>> {
        let outcome = run(&program, &parts, seed, &request, &[], Vec::new(), progress)?;
        Ok(Standing {
            program,
            parts,
            seed,
            request,
            outcome,
            changed: BTreeSet::new(),
            front: None,
            broken: false,
        })
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The people.
    pub fn parts(&self) -> &[Population] {
        &self.parts
    }

    /// What the last run or update gave.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// How many households the last update has changed, where it was found before they were worked out: most of what the changed
    /// slots reach was then worked out for them alone, unless they were many.
    pub fn changed_households(&self) -> Option<usize> {
        Some(self.front.as_ref()?.gates.as_ref()?.households)
    }

    /// Gives places of the program, from the first on, other values; the next update works out what they reach.
    pub fn set(&mut self, first: u32, values: &[f64]) {
        for (slot, value) in (first..).zip(values) {
            let Some(own) = self.program.slots.values.get_mut(slot as usize) else {
                continue;
            };
            if own.to_bits() != value.to_bits() {
                *own = *value;
                self.changed.insert(slot);
            }
        }
    }

    /// Works out everything again, in the memory of the last run.
    ///
    /// # Errors
    /// Those of [`run`]; the next update then works out everything.
    pub fn run_anew(&mut self, progress: &Progress<'_>) -> Result<(), Vec<Diagnostic>> {
        self.broken = true;
        let spare = std::mem::take(&mut self.outcome.columns);
        self.outcome = run(
            &self.program,
            &self.parts,
            self.seed,
            &self.request,
            &[],
            spare,
            progress,
        )?;
        self.changed.clear();
        self.broken = false;
        Ok(())
    }

    /// Works out what the changed slots reach; says of every node whether it may have changed.
    ///
    /// # Errors
    /// Those of [`run`]; the next update then works out everything.
    pub fn update(&mut self, progress: &Progress<'_>) -> Result<Vec<bool>, Vec<Diagnostic>> {
        if self.broken {
            self.run_anew(progress)?;
            return Ok(vec![true; self.program.graph.nodes().len()]);
        }
        if self.changed.is_empty() {
            return Ok(vec![false; self.program.graph.nodes().len()]);
        }
        let stands = self
            .front
            .as_ref()
            .is_some_and(|front| self.changed.is_subset(&front.slots));
        if !stands {
            self.front = None;
            self.front = Some(self.make_front(progress)?);
        }
        let Some(front) = &mut self.front else {
            return Ok(Vec::new());
        };
        let is_reached = |node: &NodeId| front.reached[node.0 as usize];
        let request = Request {
            totals: self.request.totals.iter().copied().filter(is_reached).collect(),
            columns: self.request.columns.iter().copied().filter(is_reached).collect(),
        };
        let mut kept = std::mem::take(&mut front.columns);
        let mut spare: Columns = Vec::with_capacity(kept.len());
        let columns = std::mem::take(&mut self.outcome.columns);
        for (part, (kept, code)) in columns.into_iter().zip(kept.iter_mut().zip(&mut self.outcome.code)) {
            let (own, stays): (BTreeMap<_, _>, BTreeMap<_, _>) =
                part.into_iter().partition(|(node, _)| is_reached(node));
            spare.push(own);
            kept.extend(stays);
            let gone = std::mem::take(code).into_iter().filter(|(node, _)| !is_reached(node));
            kept.extend(gone);
        }
        let phases = phases_of(&self.program, &self.request);
        let mut slots = self.outcome.slots.clone();
        for slot in &self.changed {
            slots[*slot as usize] = self.program.slots.values[*slot as usize];
        }
        let found = find_again(
            &self.program,
            &self.parts,
            self.seed,
            &request,
            slots,
            (&front.reached, phases),
            &kept,
            progress,
        );
        let update = Update {
            program: &self.program,
            parts: &self.parts,
            seed: self.seed,
            reached: &front.reached,
            request: &request,
            kept: &kept,
            before: &self.outcome.slots,
            totals: &self.outcome.totals,
            progress,
        };
        let again = found.and_then(|found| update.run(found, spare, &mut front.gates));
        let again = match again {
            Ok(again) => again,
            Err(problems) => {
                self.broken = true;
                self.front = None;
                return Err(problems);
            }
        };
        // What was put aside goes back to where it was.
        let wanted: BTreeSet<NodeId> = self.request.columns.iter().copied().collect();
        let fresh = again.columns.into_iter().zip(again.code);
        for (mut part, (fresh, code)) in kept.into_iter().zip(fresh) {
            let mut columns = fresh;
            let mut codes = code;
            let moved: Vec<NodeId> = part.keys().copied().collect();
            for node in moved {
                let is_code = self.program.graph.is_found_whole(node);
                if (is_code || wanted.contains(&node))
                    && let Some(column) = part.remove(&node)
                {
                    if is_code && !wanted.contains(&node) {
                        codes.insert(node, column);
                    } else {
                        columns.insert(node, column);
                    }
                }
            }
            self.outcome.columns.push(columns);
            front.columns.push(part);
            codes.retain(|node, _| !wanted.contains(node));
            self.outcome.code.push(codes);
        }
        let parts = self.outcome.columns.len();
        self.outcome.code.drain(..self.outcome.code.len() - parts);
        self.outcome.slots = again.slots;
        self.outcome.totals.extend(again.totals);
        self.outcome.months.extend(again.months);
        self.changed.clear();
        Ok(front.reached.clone())
    }

    /// Totals that no update works out, as of the last run or update; nodes that need no phase which the run did not come through.
    ///
    /// # Errors
    /// A cancelled run.
    pub fn totals(
        &self,
        nodes: &[NodeId],
        progress: &Progress<'_>,
    ) -> Result<BTreeMap<NodeId, Totals>, Vec<Diagnostic>> {
        let kept = self.found_whole();
        self.earlier(&kept).totals(nodes, progress)
    }

    fn earlier<'a>(&'a self, kept: &'a Columns) -> Earlier<'a> {
        Earlier {
            program: &self.program,
            parts: &self.parts,
            seed: self.seed,
            slots: &self.outcome.slots,
            kept,
        }
    }

    /// Copies of the columns that were found whole: the host's code must not be called again.
    fn found_whole(&self) -> Columns {
        let graph = &self.program.graph;
        let mut parts: Columns = self.outcome.code.clone();
        for (part, columns) in parts.iter_mut().zip(&self.outcome.columns) {
            let whole = columns.iter().filter(|(node, _)| graph.is_found_whole(**node));
            part.extend(whole.map(|(node, column)| (*node, column.clone())));
        }
        parts
    }

    /// The front of the changed slots.
    fn make_front(&self, progress: &Progress<'_>) -> Result<Front, Vec<Diagnostic>> {
        let graph = &self.program.graph;
        let reached = reached(&self.program, &self.changed);
        let is_reached = |node: &NodeId| reached[node.0 as usize];
        let known = |node: &NodeId| {
            let of = |columns: &Columns| columns.first().is_some_and(|part| part.contains_key(node));
            of(&self.outcome.columns) || of(&self.outcome.code)
        };
        let roots = self.request.totals.iter().chain(&self.request.columns).copied();
        let inputs = graph.globals.iter().map(|(_, global)| global.inputs());
        let inputs = inputs.filter(|inputs| inputs.iter().any(is_reached)).flatten();
        let kept = self.found_whole();
        let is_found = |id: NodeId| kept.iter().any(|part| part.contains_key(&id));
        let slots = &self.outcome.slots;
        let settled = Settled::of(
            graph,
            slots,
            &evaluate_scalars(graph, slots, u32::MAX),
            u32::MAX,
            is_found,
        );
        let mut stack: Vec<NodeId> = roots.filter(is_reached).chain(inputs).collect();
        let mut seen = vec![false; graph.nodes().len()];
        let mut nodes = Vec::new();
        while let Some(id) = stack.pop() {
            if std::mem::replace(&mut seen[id.0 as usize], true) {
                continue;
            }
            let node = graph.node(id);
            if reached[id.0 as usize] {
                stack.extend(graph.inputs(id));
            } else if !settled.is_same(id) && !is_at_hand(node.operation) && !known(&id) {
                nodes.push(id);
            }
        }
        nodes.sort();
        let columns = self.earlier(&kept).columns(&nodes, progress)?;
        Ok(Front {
            slots: self.changed.clone(),
            reached,
            columns,
            gates: None,
        })
    }
}

/// Whether a value is read or made as fast as a stored one.
pub(super) fn is_at_hand(operation: Operation) -> bool {
    matches!(operation, Operation::Column(_) | Operation::Spread(_))
}

/// Which nodes a change of slots reaches, also through values found between phases.
fn reached(program: &Program, changed: &BTreeSet<u32>) -> Vec<bool> {
    let graph = &program.graph;
    let mut slots = changed.clone();
    let mut reached = vec![false; graph.nodes().len()];
    loop {
        let before = slots.len();
        for (at, node) in graph.nodes().iter().enumerate() {
            reached[at] = node.operation.reads(&slots)
                || graph
                    .inputs(NodeId(at as u32))
                    .iter()
                    .any(|input| reached[input.0 as usize]);
        }
        for (_, global) in &graph.globals {
            let (first, length) = global.slots();
            if global.inputs().iter().any(|input| reached[input.0 as usize]) {
                slots.extend(first..first + length);
            }
        }
        if slots.len() == before {
            return reached;
        }
    }
}
