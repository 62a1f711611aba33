//! Runs a program over the people: block by block, phase by phase; between two phases only mergeable partials cross.

use std::collections::BTreeMap;
use std::ops::Range;

use super::block::{Inputs, Scratch, evaluate_scalars, run_block};
use super::code::{answer, needed_calls};
use super::fund::FundYear;
use super::graph::{Global, Level, NodeId, Operation};
use super::life::year_of;
use super::plan::Plan;
use super::select::{chance_factor, chosen_up_to, share_out_of_range};
use crate::document::Diagnostic;
use crate::numeric::grid::to_steps;
use crate::numeric::sum::{Accumulator, Sum, Totals};
use crate::population::Population;
use crate::rules::compile::Program;
use crate::scenario::MonthTotals;

/// Rows of the largest entity in a block: what a block's registers need stays in the cache.
const BLOCK_ROWS: usize = 512;

/// What a run is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Nodes whose weighted totals are wanted.
    pub totals: Vec<NodeId>,
    /// Nodes whose columns are wanted.
    pub columns: Vec<NodeId>,
}

/// Called between blocks with the work done and the whole work; returning false cancels the run.
pub type Progress<'a> = dyn Fn(u64, u64) -> bool + Sync + 'a;

/// What a run gives.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Totals of the nodes asked for.
    pub totals: BTreeMap<NodeId, Totals>,
    /// For each part of the population, the columns of the nodes asked for.
    pub columns: Vec<BTreeMap<NodeId, Vec<f64>>>,
    /// For each part, the columns that were found whole between phases: those of the host's code and of lives.
    pub code: Vec<BTreeMap<NodeId, Vec<f64>>>,
    /// Stocks and flows of the months of each life, by its place among [`Graph::lives`](super::graph::Graph::lives).
    pub months: BTreeMap<u32, Vec<MonthTotals>>,
    /// Parameters, with the values found between phases.
    pub slots: Vec<f64>,
}

/// Runs a program over a population, or over the parts of one. `kept` are columns that need not be worked out again;
/// `spare` are columns whose memory may be used again.
///
/// # Errors
/// An amount that is not finite or too large for the ledger, with its unit; a cancelled run; an instrument worked out by code
/// of the host that is not there, fails, or gives no amount.
pub fn run(
    program: &Program,
    parts: &[Population],
    seed: u64,
    request: &Request,
    kept: &[BTreeMap<NodeId, Vec<f64>>],
    spare: Vec<BTreeMap<NodeId, Vec<f64>>>,
    progress: &Progress<'_>,
) -> Result<Outcome, Vec<Diagnostic>> {
    let depth = wanted_depth(program, request);
    let found = resolved(program, parts, seed, (None, depth), &request.nodes(), kept, progress)?;
    finish(program, parts, seed, request, found, kept, spare, progress)
}

/// Parameters with every value that is found between phases, from all the people; [`run_with`] then works out some of them.
///
/// # Errors
/// Those of [`run`].
pub fn resolve_all(
    program: &Program,
    parts: &[Population],
    seed: u64,
    progress: &Progress<'_>,
) -> Result<Vec<f64>, Vec<Diagnostic>> {
    Ok(resolved(program, parts, seed, (None, u32::MAX), &[], &[], progress)?.slots)
}

/// Runs a program over some of the people, with the values that [`resolve_all`] found from all of them. What the host's code
/// works out is worked out for these people alone.
///
/// # Errors
/// Those of [`run`].
pub fn run_with(
    program: &Program,
    parts: &[Population],
    seed: u64,
    request: &Request,
    slots: Vec<f64>,
    progress: &Progress<'_>,
) -> Result<Outcome, Vec<Diagnostic>> {
    let found = resolved(
        program,
        parts,
        seed,
        (Some(slots), u32::MAX),
        &request.nodes(),
        &[],
        progress,
    )?;
    finish(program, parts, seed, request, found, &[], Vec::new(), progress)
}

/// Runs the part of a program that changed slots reach, as [`run`] would. `slots` hold the values of an earlier run, but for
/// those that changed; `reached` says of every node whether it may differ from that run; `kept` are columns that do not.
/// `phases` are those that the earlier run came through.
///
/// # Errors
/// Those of [`run`].
#[allow(clippy::too_many_arguments)]
pub(super) fn run_again(
    program: &Program,
    parts: &[Population],
    seed: u64,
    request: &Request,
    mut slots: Vec<f64>,
    (reached, phases): (&[bool], u32),
    kept: &[BTreeMap<NodeId, Vec<f64>>],
    spare: Vec<BTreeMap<NodeId, Vec<f64>>>,
    progress: &Progress<'_>,
) -> Result<Outcome, Vec<Diagnostic>> {
    let is_due = |(phase, global): &&(u32, Global)| {
        *phase < phases && global.inputs().iter().any(|input| reached[input.0 as usize])
    };
    let globals: Vec<&(u32, Global)> = program.graph.globals.iter().filter(is_due).collect();
    let roots = globals.iter().flat_map(|(_, global)| global.inputs());
    let calls = needed_calls(program, request.nodes().into_iter().chain(roots), kept)?;
    let mut work = Work::new(program, parts, seed, kept, progress, phases);
    for phase in 0..phases {
        let own = globals.iter().filter(|(found, _)| *found == phase);
        let own: Vec<&Global> = own.map(|(_, global)| global).collect();
        resolve(&work, &mut slots, phase, &own)?;
        work.call(&slots, phase, &calls)?;
    }
    let (code, months) = (work.code, work.months);
    finish(
        program,
        parts,
        seed,
        request,
        Found {
            slots,
            phases,
            code,
            months,
        },
        kept,
        spare,
        progress,
    )
}

/// The columns of some nodes, with slots that an earlier run has found.
///
/// # Errors
/// A cancelled run.
pub(super) fn columns_of(
    program: &Program,
    parts: &[Population],
    seed: u64,
    nodes: &[NodeId],
    slots: &[f64],
    kept: &[BTreeMap<NodeId, Vec<f64>>],
    progress: &Progress<'_>,
) -> Result<Vec<BTreeMap<NodeId, Vec<f64>>>, Vec<Diagnostic>> {
    Work::new(program, parts, seed, kept, progress, 0).columns(slots, u32::MAX, nodes)
}

/// How many phases a run goes through that is asked for this.
pub(super) fn phases_of(program: &Program, request: &Request) -> u32 {
    let (depth, last) = (wanted_depth(program, request), last_phase(program));
    if depth < last { depth } else { last }
}

impl Request {
    fn nodes(&self) -> Vec<NodeId> {
        self.totals.iter().chain(&self.columns).copied().collect()
    }
}

fn last_phase(program: &Program) -> u32 {
    let globals = program.graph.globals.iter().map(|(phase, _)| *phase + 1);
    let nodes = program.graph.nodes().iter();
    let whole = nodes.filter(|node| matches!(node.operation, Operation::Code(_) | Operation::Lived(..)));
    globals.chain(whole.map(|node| node.phase)).max().unwrap_or(0)
}

fn wanted_depth(program: &Program, request: &Request) -> u32 {
    let wanted = request.totals.iter().chain(&request.columns);
    wanted.map(|node| program.graph.node(*node).phase).max().unwrap_or(0)
}

/// What is found between phases.
struct Found {
    slots: Vec<f64>,
    /// How many phases came before.
    phases: u32,
    /// For each part, the columns that were found whole.
    code: Vec<BTreeMap<NodeId, Vec<f64>>>,
    months: BTreeMap<u32, Vec<MonthTotals>>,
}

/// What is found in the phases that come before `depth`: slots, where they are not known already, and the columns of the host's
/// code that the `wanted` nodes, or the slots, rest on.
fn resolved(
    program: &Program,
    parts: &[Population],
    seed: u64,
    (known, depth): (Option<Vec<f64>>, u32),
    wanted: &[NodeId],
    kept: &[BTreeMap<NodeId, Vec<f64>>],
    progress: &Progress<'_>,
) -> Result<Found, Vec<Diagnostic>> {
    let last = last_phase(program);
    let phases = if depth < last { depth } else { last };
    let to_find = program
        .graph
        .globals
        .iter()
        .filter(|(phase, _)| known.is_none() && *phase < phases);
    let globals: Vec<&(u32, Global)> = to_find.collect();
    let roots = globals.iter().flat_map(|(_, global)| global.inputs());
    let calls = needed_calls(program, wanted.iter().copied().chain(roots), kept)?;
    let mut slots = known.unwrap_or_else(|| program.slots.values.clone());
    let mut work = Work::new(program, parts, seed, kept, progress, phases);
    for phase in 0..phases {
        let own: Vec<&Global> = globals
            .iter()
            .filter(|(found, _)| *found == phase)
            .map(|(_, global)| global)
            .collect();
        resolve(&work, &mut slots, phase, &own)?;
        work.call(&slots, phase, &calls)?;
    }
    Ok(Found {
        slots,
        phases,
        code: work.code,
        months: work.months,
    })
}

/// The last pass, which gives what was asked for.
#[allow(clippy::too_many_arguments)]
fn finish(
    program: &Program,
    parts: &[Population],
    seed: u64,
    request: &Request,
    found: Found,
    kept: &[BTreeMap<NodeId, Vec<f64>>],
    spare: Vec<BTreeMap<NodeId, Vec<f64>>>,
    progress: &Progress<'_>,
) -> Result<Outcome, Vec<Diagnostic>> {
    let Found {
        slots,
        phases,
        code,
        months,
    } = found;
    let mut work = Work::new(program, parts, seed, kept, progress, phases);
    work.code = code;
    work.done.store(
        work.total / (u64::from(phases) + 1) * u64::from(phases),
        std::sync::atomic::Ordering::Relaxed,
    );
    let (accumulators, columns) = work.outputs(&slots, phases, &request.totals, &request.columns, spare)?;
    let totals = request
        .totals
        .iter()
        .copied()
        .zip(accumulators.iter().map(Accumulator::finish))
        .collect();
    Ok(Outcome {
        totals,
        columns,
        code: work.code,
        months,
        slots,
    })
}

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
struct Work<'a> {
    program: &'a Program,
    parts: &'a [Population],
    seed: u64,
    kept: &'a [BTreeMap<NodeId, Vec<f64>>],
    /// For each part, the columns that were found whole so far.
    code: Vec<BTreeMap<NodeId, Vec<f64>>>,
    months: BTreeMap<u32, Vec<MonthTotals>>,
    progress: &'a Progress<'a>,
    total: u64,
    done: std::sync::atomic::AtomicU64,
}

/// Accumulated totals of each output, and the columns of each part.
type Outputs = (Vec<Accumulator>, Vec<BTreeMap<NodeId, Vec<f64>>>);

/// A run of blocks of one part with its share of the columns.
struct Task<'a> {
    blocks: &'a [Range<usize>],
    columns: Vec<&'a mut [f64]>,
    starts: Vec<usize>,
}

impl<'a> Work<'a> {
    fn new(
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
            code: vec![BTreeMap::new(); parts.len()],
            months: BTreeMap::new(),
            progress,
            total: blocks * (u64::from(phases) + 1),
            done: std::sync::atomic::AtomicU64::new(0),
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
    fn outputs(
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
            let known = || kept.iter().chain(&self.code[part_at]);
            let stored: BTreeMap<NodeId, u32> = known().enumerate().map(|(at, (node, _))| (*node, at as u32)).collect();
            let stored_columns: Vec<&[f64]> = known().map(|(_, column)| column.as_slice()).collect();
            let plan = Plan::new(graph, part, &wanted, totals.len(), &stored);
            let mut spare = spare.next().unwrap_or_default().into_values();
            let blocks = blocks_of(part);
            let mut results: Vec<Vec<f64>> = plan.outputs[totals.len()..]
                .iter()
                .map(|(_, level)| {
                    let mut column = spare.next().unwrap_or_default();
                    column.resize(part.entities[*level as usize].rows as usize, 0.0);
                    column
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
                        slots,
                        scalars: &scalars,
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
    fn columns(
        &self,
        slots: &[f64],
        phase: u32,
        nodes: &[NodeId],
    ) -> Result<Vec<BTreeMap<NodeId, Vec<f64>>>, Vec<Diagnostic>> {
        Ok(self.outputs(slots, phase, &[], nodes, Vec::new())?.1)
    }

    /// Works out the columns found whole whose inputs this phase knows: those of the host's code, and of lives. It runs on this
    /// thread: the threads of the blocks have come to rest.
    fn call(&mut self, slots: &[f64], phase: u32, calls: &[NodeId]) -> Result<(), Vec<Diagnostic>> {
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

/// The nodes whose totals, and those whose columns, some values found between phases are found from.
fn asked_of(globals: &[&Global]) -> (Vec<NodeId>, Vec<NodeId>) {
    let (mut totals, mut columns) = (Vec::new(), Vec::new());
    for global in globals {
        match global {
            Global::Total { value, by: None, .. } => totals.push(*value),
            Global::Total {
                value, by: Some(by), ..
            } => columns.extend([*value, *by]),
            Global::Ration {
                applies,
                order,
                draw,
                uses,
                ..
            } => columns.extend([*applies, *order, *draw].into_iter().chain(*uses)),
            Global::ChanceFactor { applies, risk, .. } => columns.extend([*applies, *risk]),
            Global::ChosenUpTo {
                applies,
                chance,
                key,
                cell,
                ..
            } => columns.extend([*applies, *chance, *key, *cell]),
            Global::FundShare { inflows, claims, .. } => totals.extend(inflows.iter().chain(claims)),
        }
    }
    for nodes in [&mut totals, &mut columns] {
        nodes.sort();
        nodes.dedup();
    }
    (totals, columns)
}

/// Finds the values that only the whole population has.
fn resolve(work: &Work<'_>, slots: &mut [f64], phase: u32, globals: &[&Global]) -> Result<(), Vec<Diagnostic>> {
    let graph = &work.program.graph;
    let exponent = work.parts.first().map_or(0, |part| part.weight_scale().exact_exponent);
    // One pass for all of them: values found after one phase do not rest on one another.
    let (totals, nodes) = asked_of(globals);
    if globals.is_empty() {
        return Ok(());
    }
    let (sums, columns) = work.outputs(slots, phase, &totals, &nodes, Vec::new())?;
    let sums: BTreeMap<NodeId, Totals> = totals.into_iter().zip(sums.iter().map(Accumulator::finish)).collect();
    let scalars = evaluate_scalars(graph, slots, phase);
    for global in globals {
        match global {
            Global::Total {
                value, by: None, slot, ..
            } => {
                slots[*slot as usize] = sums[value].sum.to_f64(exponent);
            }
            Global::Total {
                value,
                by: Some(by),
                slot,
                length,
            } => {
                let mut sums = vec![Sum::default(); *length as usize];
                for (part, columns) in work.parts.iter().zip(&columns) {
                    let weights = weights_by_row(part, row_level(work.program, *value));
                    for ((value, code), weight) in columns[value].iter().zip(&columns[by]).zip(weights) {
                        sums[*code as usize].add(to_steps(*value), weight);
                    }
                }
                for (at, sum) in sums.iter().enumerate() {
                    slots[*slot as usize + at] = sum.to_f64(exponent);
                }
            }
            Global::Ration {
                applies,
                order,
                draw,
                uses,
                capacity,
                slot,
            } => {
                let capacity = scalars[capacity.0 as usize];
                // (order, draw, what serving uses): sorted, so that neither order nor parts of the file matter.
                let mut applicants: Vec<(f64, f64, i128)> = Vec::new();
                for (part, columns) in work.parts.iter().zip(&columns) {
                    let weights = weights_by_row(part, row_level(work.program, *applies));
                    for (row, weight) in weights.into_iter().enumerate() {
                        let first = |node: &NodeId| columns[node].get(row).copied().unwrap_or(scalars[node.0 as usize]);
                        if columns[applies][row] != 0.0 {
                            let steps = uses.as_ref().map_or(1 << 16, |node| to_steps(first(node)));
                            let order = first(order) + 0.0;
                            applicants.push((order, columns[draw][row], i128::from(steps) * i128::from(weight)));
                        }
                    }
                }
                applicants.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
                let limit = Sum(0);
                let mut used = limit;
                let mut last = (f64::NEG_INFINITY, 0.0);
                let mut at = 0;
                while at < applicants.len() {
                    // Equal order and equal draw stand or fall together.
                    let mut group = Sum(applicants[at].2);
                    let mut next = at + 1;
                    while next < applicants.len()
                        && applicants[next].0 == applicants[at].0
                        && applicants[next].1 == applicants[at].1
                    {
                        group.0 += applicants[next].2;
                        next += 1;
                    }
                    used.merge(group);
                    if used.to_f64(exponent) > capacity {
                        break;
                    }
                    last = (applicants[at].0, applicants[at].1);
                    at = next;
                }
                slots[*slot as usize] = last.0;
                slots[*slot as usize + 1] = last.1;
            }
            Global::ChanceFactor {
                name,
                applies,
                risk,
                share: wanted,
                slot,
            } => {
                let share = scalars[wanted.0 as usize];
                // A hair beyond, from rounding, is no fault.
                if share.is_nan() || !(-1e-9..=1.0 + 1e-9).contains(&share) {
                    return Err(vec![share_out_of_range(work.program, name, *wanted, share)]);
                }
                let rows = rows(work, &columns, *applies, &[*risk]);
                slots[*slot as usize] = chance_factor(&rows, share);
            }
            Global::ChosenUpTo {
                applies,
                chance,
                key,
                cell,
                slot,
                length,
            } => {
                let rows = rows(work, &columns, *applies, &[*chance, *key, *cell]);
                let first = *slot as usize;
                chosen_up_to(rows, &mut slots[first..first + *length as usize]);
            }
            Global::FundShare {
                opening,
                inflows,
                claims,
                by_month,
                slot,
            } => {
                let opening = graph.as_constant(*opening).unwrap_or(0.0);
                let total = |nodes: &[NodeId]| {
                    let mut total = Sum(0);
                    for node in nodes {
                        total.merge(sums[node].sum);
                    }
                    total.to_f64(exponent)
                };
                let year = FundYear::new(opening, total(inflows), total(claims), *by_month);
                slots[*slot as usize] = year.share;
            }
        }
    }
    Ok(())
}

/// The values of some nodes in the rows where the first holds, with the rows' weights. Rows come in any order.
fn rows<const N: usize>(
    work: &Work<'_>,
    columns: &[BTreeMap<NodeId, Vec<f64>>],
    applies: NodeId,
    nodes: &[NodeId; N],
) -> Vec<([f64; N], u64)> {
    let mut rows = Vec::new();
    for (part, columns) in work.parts.iter().zip(columns) {
        let weights = weights_by_row(part, row_level(work.program, applies));
        let values = nodes.map(|node| columns[&node].as_slice());
        for (row, (applies, weight)) in columns[&applies].iter().zip(weights).enumerate() {
            if *applies != 0.0 {
                rows.push((values.map(|column| column[row]), weight));
            }
        }
    }
    rows
}

fn row_level(program: &Program, node: NodeId) -> u8 {
    match program.graph.node(node).level {
        Level::Rows(rows) => rows,
        Level::Scalar => 1,
    }
}

/// The exact integer weight of each row of an entity: its household's.
pub(crate) fn weights_by_row(part: &Population, entity: u8) -> Vec<u64> {
    let weights = part.weights.as_slice();
    let of = |household: usize| u64::from(weights.low()[household]) | u64::from(weights.high()[household]) << 26;
    match &part.entities[entity as usize].household_offsets {
        None => (0..part.households()).map(of).collect(),
        Some(offsets) => (0..part.households())
            .flat_map(|household| {
                std::iter::repeat_n(of(household), (offsets[household + 1] - offsets[household]) as usize)
            })
            .collect(),
    }
}
