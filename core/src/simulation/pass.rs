//! A pass over the blocks of all people, on threads where there are any: totals of some nodes, columns of others.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::between::weights_by_row;
use super::block::{Inputs, Scratch, run_block};
use super::code::answer;
use super::graph::{Level, NodeId};
use super::life::year_of;
use super::operation::Operation;
use super::plan::Plan;
use super::run::Progress;
use super::scalars::evaluate_scalars;
use super::settle::Settled;
use crate::document::Diagnostic;
use crate::numeric::sum::Accumulator;
use crate::population::Population;
use crate::rules::compile::Program;
use crate::scenario::MonthTotals;

/// Rows of the largest entity in a block: what a block's registers need stays in the cache.
const BLOCK_ROWS: usize = 1024;

/// The households of each block of a part.
fn blocks_of(part: &Population) -> Vec<Range<usize>> {
    let households = part.households();
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < households {
        let mut end = if start + BLOCK_ROWS < households {
            start + BLOCK_ROWS
        } else {
            households
        };
        for (at, entity) in part.entities.iter().enumerate() {
            if let Some(offsets) = &entity.household_offsets {
                let first = offsets[start] as usize;
                if part.rows_of(at as u8, &(start..end)).len() > BLOCK_ROWS {
                    let within = offsets[start..=end].partition_point(|offset| *offset as usize <= first + BLOCK_ROWS);
                    let shorter = start + if within > 1 { within - 1 } else { 1 };
                    end = if shorter < end { shorter } else { end };
                }
            }
        }
        blocks.push(start..end);
        start = end;
    }
    blocks
}

/// What every pass over the blocks needs.
pub(super) struct Work<'a> {
    pub program: &'a Program,
    pub parts: &'a [Population],
    seed: u64,
    /// For each part, columns that are there already.
    pub kept: &'a [BTreeMap<NodeId, Vec<f64>>],
    /// For each part and entity, the weights of its rows, once they were asked for.
    weights: Vec<Vec<OnceLock<Vec<u64>>>>,
    /// For each part, the columns that were found whole so far.
    pub code: Vec<BTreeMap<NodeId, Vec<f64>>>,
    /// For each part, columns that an earlier pass between phases has kept.
    pub bridged: Vec<BTreeMap<NodeId, Vec<f64>>>,
    pub months: BTreeMap<u32, Vec<MonthTotals>>,
    progress: &'a Progress<'a>,
    pub total: u64,
    pub done: std::sync::atomic::AtomicU64,
}

/// Accumulated totals of each output, and the columns of each part.
pub(super) type Outputs = (Vec<Accumulator>, Vec<BTreeMap<NodeId, Vec<f64>>>);

/// A run of blocks of one part with its share of the columns.
struct Task<'a> {
    blocks: &'a [Range<usize>],
    columns: Vec<&'a mut [f64]>,
    starts: Vec<usize>,
}

impl<'a> Work<'a> {
    pub fn new(
        program: &'a Program,
        parts: &'a [Population],
        seed: u64,
        kept: &'a [BTreeMap<NodeId, Vec<f64>>],
        progress: &'a Progress<'a>,
        phases: u32,
    ) -> Work<'a> {
        let blocks: u64 = parts.iter().map(|part| blocks_of(part).len() as u64).sum();
        Work {
            program,
            parts,
            seed,
            kept,
            weights: parts
                .iter()
                .map(|part| vec![OnceLock::new(); part.entities.len()])
                .collect(),
            code: vec![BTreeMap::new(); parts.len()],
            bridged: vec![BTreeMap::new(); parts.len()],
            months: BTreeMap::new(),
            progress,
            total: blocks * (u64::from(phases) + 1),
            done: std::sync::atomic::AtomicU64::new(0),
        }
    }

    /// Whether a node's columns are there already, for all parts.
    pub fn is_kept(&self, node: NodeId) -> bool {
        !self.parts.is_empty()
            && self.kept.len() == self.parts.len()
            && self.kept.iter().all(|part| part.contains_key(&node))
    }

    /// The exact integer weights of an entity's rows in a part.
    pub fn weights(&self, part: usize, entity: u8) -> &[u64] {
        self.weights[part][entity as usize].get_or_init(|| weights_by_row(&self.parts[part], entity))
    }

    /// Keeps columns for later passes.
    pub fn bridge(&mut self, columns: Vec<BTreeMap<NodeId, Vec<f64>>>) {
        for (part, columns) in self.bridged.iter_mut().zip(columns) {
            part.extend(columns);
        }
    }

    fn tick(&self, blocks: u64) -> Result<(), Vec<Diagnostic>> {
        let done = self.done.fetch_add(blocks, std::sync::atomic::Ordering::Relaxed) + blocks;
        if (self.progress)(done, self.total) {
            Ok(())
        } else {
            Err(vec![cancelled()])
        }
    }

    /// One pass that totals some nodes and keeps the columns of some.
    pub fn outputs(
        &self,
        slots: &[f64],
        phase: u32,
        totals: &[NodeId],
        columns: &[NodeId],
        spare: Vec<BTreeMap<NodeId, Vec<f64>>>,
    ) -> Result<Outputs, Vec<Diagnostic>> {
        let mut spare = spare.into_iter();
        let graph = &self.program.graph;
        let mut accumulators = vec![Accumulator::default(); totals.len()];
        let mut kept_columns = Vec::with_capacity(self.parts.len());
        let wanted: Vec<NodeId> = totals.iter().chain(columns).copied().collect();
        let scalars = evaluate_scalars(graph, slots, phase);
        for (part_at, part) in self.parts.iter().enumerate() {
            let empty = BTreeMap::new();
            let kept = self.kept.get(part_at).unwrap_or(&empty);
            let known = || kept.iter().chain(&self.code[part_at]).chain(&self.bridged[part_at]);
            let stored: BTreeMap<NodeId, u32> = known().enumerate().map(|(at, (node, _))| (*node, at as u32)).collect();
            let stored_columns: Vec<&[f64]> = known().map(|(_, column)| column.as_slice()).collect();
            let settled = Settled::of(graph, slots, &scalars, phase, |id| stored.contains_key(&id));
            let plan = Plan::new(graph, &settled, part, &wanted, totals.len(), &stored);
            let mut spare = spare.next().unwrap_or_default().into_values();
            let blocks = blocks_of(part);
            let mut results: Vec<Vec<f64>> = plan.outputs[totals.len()..]
                .iter()
                .map(|(_, level)| {
                    let rows = part.entities[*level as usize].rows as usize;
                    match spare.next() {
                        Some(mut column) => {
                            column.resize(rows, 0.0);
                            column
                        }
                        None => vec![0.0; rows],
                    }
                })
                .collect();
            let tasks = cut(part, &plan, totals.len(), &blocks, &mut results);
            let found = for_each(tasks, |mut task| -> Result<Vec<Accumulator>, Vec<Diagnostic>> {
                let mut scratch = Scratch::new(&plan, self.seed, &graph.purposes);
                let mut sums = vec![Accumulator::default(); totals.len()];
                for block in task.blocks {
                    let mut targets: Vec<&mut [f64]> = Vec::with_capacity(task.columns.len());
                    for (at, column) in task.columns.iter_mut().enumerate() {
                        let rows = part.rows_of(plan.outputs[totals.len() + at].1, block);
                        targets.push(&mut column[rows.start - task.starts[at]..rows.end - task.starts[at]]);
                    }
                    let inputs = Inputs {
                        plan: &plan,
                        population: part,
                        block,
                        rows: (0..part.entities.len())
                            .map(|entity| part.rows_of(entity as u8, block))
                            .collect(),
                        slots,
                        scalars: &settled.scalars,
                        stored: &stored_columns,
                    };
                    run_block(&inputs, &mut scratch, &mut targets);
                    let check = scratch.totals(&inputs, &targets, &mut sums);
                    scratch.copy(&inputs, totals.len(), &mut targets);
                    if let Some((output, row)) = check {
                        return Err(vec![self.too_large(
                            part,
                            totals[output],
                            plan.outputs[output].1,
                            block,
                            row,
                        )]);
                    }
                    self.tick(1)?;
                }
                Ok(sums)
            });
            for sums in found {
                for (total, sum) in accumulators.iter_mut().zip(sums?) {
                    total.merge(&sum);
                }
            }
            kept_columns.push(columns.iter().copied().zip(results).collect());
        }
        Ok((accumulators, kept_columns))
    }

    fn too_large(&self, part: &Population, node: NodeId, level: u8, block: &Range<usize>, row: usize) -> Diagnostic {
        let entity = &part.entities[level as usize];
        let id = entity.ids.text(part.rows_of(level, block).start + row);
        let name = self
            .program
            .laws
            .iter()
            .flat_map(|law| {
                law.instruments
                    .iter()
                    .map(|i| (&i.name, i.paid))
                    .chain(law.flows.iter().map(|f| (&f.name, f.node)))
            })
            .find(|(_, found)| *found == node)
            .map_or("an amount".to_string(), |(name, _)| format!("`{name}`"));
        Diagnostic {
            code: "amount-too-large",
            file: String::new(),
            path: format!("{} {id}", entity.name),
            line: None,
            column: None,
            span: None,
            message: format!(
                "{name} of {} {id} is not finite, or too large for the ledger",
                entity.name
            ),
            found: "a number that is not finite or lies beyond the limit".to_string(),
            allowed: "amounts below 2^35 (about 34 billion) currency units".to_string(),
            remedy: "check the data of this unit and the parameters; count in thousands if the currency asks for it"
                .to_string(),
        }
    }

    /// The columns of some nodes, whole, for values found between phases.
    pub fn columns(
        &self,
        slots: &[f64],
        phase: u32,
        nodes: &[NodeId],
    ) -> Result<Vec<BTreeMap<NodeId, Vec<f64>>>, Vec<Diagnostic>> {
        Ok(self.outputs(slots, phase, &[], nodes, Vec::new())?.1)
    }

    /// Works out the columns found whole whose inputs this phase knows: those of the host's code, and of lives. It runs on this
    /// thread: the threads of the blocks have come to rest.
    pub fn call(&mut self, slots: &[f64], phase: u32, calls: &[NodeId]) -> Result<(), Vec<Diagnostic>> {
        let graph = &self.program.graph;
        let due = calls.iter().filter(|node| graph.node(**node).phase == phase + 1);
        let due: Vec<NodeId> = due.copied().collect();
        if due.is_empty() {
            return Ok(());
        }
        let mut inputs: Vec<NodeId> = due.iter().flat_map(|node| graph.inputs(*node)).collect();
        inputs.retain(|node| graph.node(*node).level != Level::Scalar);
        inputs.sort();
        inputs.dedup();
        let columns = self.columns(slots, phase, &inputs)?;
        let scalars = evaluate_scalars(graph, slots, phase);
        let mut lives: Vec<u32> = due.iter().filter_map(|node| graph.life(*node)).collect();
        lives.dedup();
        lives.sort();
        lives.dedup();
        for life in lives {
            let own: Vec<NodeId> = due
                .iter()
                .copied()
                .filter(|node| graph.life(*node) == Some(life))
                .collect();
            let (lived, months) = year_of(&graph.lives[life as usize], self.parts, self.seed, &columns, &scalars)?;
            for (columns, lived) in self.code.iter_mut().zip(lived) {
                for node in &own {
                    if let Operation::Lived(_, column) = graph.node(*node).operation {
                        columns.insert(*node, lived.column(column));
                    }
                }
            }
            self.months.insert(life, months);
        }
        for (part_at, (part, inputs)) in self.parts.iter().zip(&columns).enumerate() {
            for node in &due {
                if let Some(call) = graph.code(*node) {
                    let values = answer(call, graph.node(*node).level, part, inputs)?;
                    self.code[part_at].insert(*node, values);
                }
            }
        }
        Ok(())
    }
}

pub(crate) fn cancelled() -> Diagnostic {
    Diagnostic {
        code: "cancelled",
        file: String::new(),
        path: String::new(),
        line: None,
        column: None,
        span: None,
        message: "the run was cancelled".to_string(),
        found: String::new(),
        allowed: String::new(),
        remedy: String::new(),
    }
}

/// Cuts a part's blocks, and its columns with them, into tasks for threads.
fn cut<'a>(
    part: &Population,
    plan: &Plan,
    first: usize,
    blocks: &'a [Range<usize>],
    results: &'a mut [Vec<f64>],
) -> Vec<Task<'a>> {
    let pieces = if threads() > 1 { threads() * 4 } else { 1 };
    let size = blocks.len().div_ceil(pieces).max(1);
    let mut rest: Vec<&mut [f64]> = results.iter_mut().map(Vec::as_mut_slice).collect();
    let mut tasks = Vec::new();
    for chunk in blocks.chunks(size) {
        let (start, end) = (chunk[0].start, chunk[chunk.len() - 1].end);
        let mut columns = Vec::with_capacity(rest.len());
        let mut starts = Vec::with_capacity(rest.len());
        let mut remaining = Vec::with_capacity(rest.len());
        for (at, column) in rest.into_iter().enumerate() {
            let rows = part.rows_of(plan.outputs[first + at].1, &(start..end));
            let (own, after) = column.split_at_mut(rows.len());
            columns.push(own);
            starts.push(rows.start);
            remaining.push(after);
        }
        rest = remaining;
        tasks.push(Task {
            blocks: chunk,
            columns,
            starts,
        });
    }
    tasks
}

#[cfg(feature = "threads")]
pub(crate) fn threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(feature = "threads"))]
pub(crate) fn threads() -> usize {
    1
}

/// Does the tasks, on threads where there are any; the results keep the order of the tasks.
#[cfg(feature = "threads")]
pub(crate) fn for_each<T: Send, R: Send>(tasks: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    if tasks.len() < 2 {
        tasks.into_iter().map(work).collect()
    } else {
        tasks.into_par_iter().map(work).collect()
    }
}

#[cfg(not(feature = "threads"))]
pub(crate) fn for_each<T, R>(tasks: Vec<T>, work: impl Fn(T) -> R) -> Vec<R> {
    tasks.into_iter().map(work).collect()
}
