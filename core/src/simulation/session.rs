//! A program that stays ready: when a parameter changes, only what depends on it is worked out again.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{NodeId, Operation};
use super::run::{Progress, Request, run};
use crate::document::Diagnostic;
use crate::numeric::sum::Totals;
use crate::population::Population;
use crate::rules::compile::{Program, SlotOrigin};

/// A program with the columns and totals of its last run.
#[derive(Debug)]
pub struct Session<'a> {
    program: Program,
    parts: &'a [Population],
    seed: u64,
    request: Request,
    columns: Vec<BTreeMap<NodeId, Vec<f64>>>,
    totals: BTreeMap<NodeId, Totals>,
    changed: BTreeSet<u32>,
}

impl<'a> Session<'a> {
    /// Runs the program once. The columns asked for are kept as checkpoints, so ask for those that a change should not
    /// work out again.
    ///
    /// # Errors
    /// Those of [`run`].
    pub fn new(
        program: Program,
        parts: &'a [Population],
        seed: u64,
        request: Request,
        progress: &Progress<'_>,
    ) -> Result<Session<'a>, Vec<Diagnostic>> {
        let outcome = run(&program, parts, seed, &request, &[], Vec::new(), progress)?;
        Ok(Session {
            program,
            parts,
            seed,
            request,
            columns: joined(outcome.columns, outcome.code),
            totals: outcome.totals,
            changed: BTreeSet::new(),
        })
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The people.
    pub fn parts(&self) -> &'a [Population] {
        self.parts
    }

    /// The columns of each part: those asked for, and those that the host's code gave.
    pub fn columns(&self) -> &[BTreeMap<NodeId, Vec<f64>>] {
        &self.columns
    }

    /// The totals.
    pub fn totals(&self) -> &BTreeMap<NodeId, Totals> {
        &self.totals
    }

    /// Gives a parameter new values, as many as it has; false when the program does not hold such a parameter.
    pub fn set(&mut self, origin: &SlotOrigin, values: &[f64]) -> bool {
        let Some((first, length)) = self.program.slots.places.get(origin).copied() else {
            return false;
        };
        if values.len() != length as usize || values.iter().any(|value| !value.is_finite()) {
            return false;
        }
        for (at, value) in values.iter().enumerate() {
            let slot = first as usize + at;
            if self.program.slots.values[slot].to_bits() != value.to_bits() {
                self.program.slots.values[slot] = *value;
                self.changed.insert(slot as u32);
            }
        }
        true
    }

    /// Works out everything again, in the memory of the last run.
    ///
    /// # Errors
    /// Those of [`run`].
    pub fn rerun(&mut self, progress: &Progress<'_>) -> Result<(), Vec<Diagnostic>> {
        let spare = std::mem::take(&mut self.columns);
        let outcome = run(
            &self.program,
            self.parts,
            self.seed,
            &self.request,
            &[],
            spare,
            progress,
        )?;
        self.columns = joined(outcome.columns, outcome.code);
        self.totals = outcome.totals;
        self.changed.clear();
        Ok(())
    }

    /// Works out again what the changed parameters reach; gives the nodes that were.
    ///
    /// # Errors
    /// Those of [`run`]; the values stay as they were set, and the next update works out again what they reach.
    pub fn update(&mut self, progress: &Progress<'_>) -> Result<Vec<NodeId>, Vec<Diagnostic>> {
        if self.changed.is_empty() {
            return Ok(Vec::new());
        }
        let reached = reached(&self.program, &self.changed);
        let touched = |node: &NodeId| reached[node.0 as usize];
        let request = Request {
            totals: self
                .request
                .totals
                .iter()
                .copied()
                .filter(|node| touched(node))
                .collect(),
            columns: self
                .request
                .columns
                .iter()
                .copied()
                .filter(|node| touched(node))
                .collect(),
        };
        let mut updated: Vec<NodeId> = request.totals.iter().chain(&request.columns).copied().collect();
        updated.sort();
        updated.dedup();
        // What the change does not reach is read where it stands.
        let mut kept: Vec<BTreeMap<NodeId, Vec<f64>>> = Vec::with_capacity(self.columns.len());
        let mut aside: Vec<BTreeMap<NodeId, Vec<f64>>> = Vec::with_capacity(self.columns.len());
        for part in std::mem::take(&mut self.columns) {
            let (away, stays): (BTreeMap<_, _>, BTreeMap<_, _>) = part.into_iter().partition(|(node, _)| touched(node));
            kept.push(stays);
            aside.push(away);
        }
        // On an error the columns that were to be written are lost, and the next run works them out again.
        let outcome = run(&self.program, self.parts, self.seed, &request, &kept, aside, progress);
        let (result, fresh) = match outcome {
            Ok(outcome) => {
                self.totals.extend(outcome.totals);
                self.changed.clear();
                (Ok(updated), joined(outcome.columns, outcome.code))
            }
            Err(diagnostics) => (Err(diagnostics), Vec::new()),
        };
        for (part, fresh) in kept.iter_mut().zip(fresh) {
            part.extend(fresh);
        }
        self.columns = kept;
        result
    }
}

/// The columns of each part, with those that the host's code gave: these are checkpoints too.
fn joined(
    mut columns: Vec<BTreeMap<NodeId, Vec<f64>>>,
    code: Vec<BTreeMap<NodeId, Vec<f64>>>,
) -> Vec<BTreeMap<NodeId, Vec<f64>>> {
    for (part, code) in columns.iter_mut().zip(code) {
        part.extend(code);
    }
    columns
}

/// Which nodes a change of slots reaches, also through values found between phases.
pub(super) fn reached(program: &Program, changed: &BTreeSet<u32>) -> Vec<bool> {
    let graph = &program.graph;
    let mut slots = changed.clone();
    let mut reached = vec![false; graph.nodes().len()];
    loop {
        let before = slots.len();
        for (at, node) in graph.nodes().iter().enumerate() {
            let own = match node.operation {
                Operation::Slot(slot) => slots.contains(&slot),
                Operation::Lookup { base, length, .. } => slots.range(base..base + length).next().is_some(),
                Operation::Schedule { base, scale, .. } => slots.range(base..=scale).next().is_some(),
                _ => false,
            };
            reached[at] = own
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
