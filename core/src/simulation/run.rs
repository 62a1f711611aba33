//! Runs a program over the people: block by block, phase by phase; between two phases only mergeable partials cross.

use std::collections::BTreeMap;

use super::between::resolve;
use super::bridge::bridges;
use super::code::needed_calls;
use super::graph::{Global, NodeId};
use super::operation::Operation;
use super::pass::Work;
use crate::document::Diagnostic;
use crate::numeric::sum::{Accumulator, Totals};
use crate::population::Population;
use crate::rules::compile::Program;
use crate::scenario::MonthTotals;

/// Columns by their nodes, for each part of the people.
pub(super) type Columns = Vec<BTreeMap<NodeId, Vec<f64>>>;

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

/// Finds again what changed slots reach between phases. `slots` hold the values of an earlier run, but for those that changed; `reached`
/// says of every node whether it may differ from that run; `kept` are columns that do not. `phases` are those that the earlier
/// run came through.
///
/// # Errors
/// Those of [`run`].
#[allow(clippy::too_many_arguments)]
pub(super) fn find_again(
    program: &Program,
    parts: &[Population],
    seed: u64,
    request: &Request,
    slots: Vec<f64>,
    (reached, phases): (&[bool], u32),
    kept: &[BTreeMap<NodeId, Vec<f64>>],
    progress: &Progress<'_>,
) -> Result<Found, Vec<Diagnostic>> {
    let is_due = |(phase, global): &&(u32, Global)| {
        *phase < phases && global.inputs().iter().any(|input| reached[input.0 as usize])
    };
    let globals: Vec<&(u32, Global)> = program.graph.globals.iter().filter(is_due).collect();
    let roots = globals.iter().flat_map(|(_, global)| global.inputs());
    let calls = needed_calls(program, request.nodes().into_iter().chain(roots), kept)?;
    let work = Work::new(program, parts, seed, kept, progress, phases);
    // What follows may be worked out for some of the people: nothing of all of them goes there.
    Ok(Found {
        bridged: Columns::new(),
        ..through(work, slots, (&globals, phases), &[], &calls)?
    })
}

/// What an earlier run has found: its slots, and for each part the columns that were found whole.
pub(super) struct Earlier<'a> {
    pub program: &'a Program,
    pub parts: &'a [Population],
    pub seed: u64,
    pub slots: &'a [f64],
    pub kept: &'a [BTreeMap<NodeId, Vec<f64>>],
}

impl<'a> Earlier<'a> {
    fn work(&self, progress: &'a Progress<'a>) -> Work<'a> {
        Work::new(self.program, self.parts, self.seed, self.kept, progress, 0)
    }

    /// The columns of some nodes, for each part.
    ///
    /// # Errors
    /// A cancelled run.
    pub fn columns(
        &self,
        nodes: &[NodeId],
        progress: &'a Progress<'a>,
    ) -> Result<Vec<BTreeMap<NodeId, Vec<f64>>>, Vec<Diagnostic>> {
        self.work(progress).columns(self.slots, u32::MAX, nodes)
    }

    /// The totals of some nodes.
    ///
    /// # Errors
    /// A cancelled run.
    pub fn totals(
        &self,
        nodes: &[NodeId],
        progress: &'a Progress<'a>,
    ) -> Result<BTreeMap<NodeId, Totals>, Vec<Diagnostic>> {
        let (accumulators, _) = self
            .work(progress)
            .outputs(self.slots, u32::MAX, nodes, &[], Vec::new())?;
        let totals = accumulators.iter().map(Accumulator::finish);
        Ok(nodes.iter().copied().zip(totals).collect())
    }
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
#[derive(Clone)]
pub(super) struct Found {
    pub slots: Vec<f64>,
    /// How many phases came before.
    pub phases: u32,
    /// For each part, the columns that were found whole.
    pub code: Columns,
    /// For each part, columns that the last pass need not work out again.
    pub bridged: Columns,
    pub months: BTreeMap<u32, Vec<MonthTotals>>,
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
    let slots = known.unwrap_or_else(|| program.slots.values.clone());
    let work = Work::new(program, parts, seed, kept, progress, phases);
    through(work, slots, (&globals, phases), wanted, &calls)
}

/// Goes through the phases: finds the values between them, and the columns that are found whole.
fn through(
    mut work: Work<'_>,
    mut slots: Vec<f64>,
    (globals, phases): (&[&(u32, Global)], u32),
    wanted: &[NodeId],
    calls: &[NodeId],
) -> Result<Found, Vec<Diagnostic>> {
    let graph = &work.program.graph;
    let bridged = bridges(
        graph,
        &slots,
        (globals, phases),
        wanted,
        |node| work.is_kept(node),
        work.parts,
    );
    for (phase, bridged) in (0..).zip(&bridged) {
        let own = globals.iter().filter(|(found, _)| *found == phase);
        let own: Vec<&Global> = own.map(|(_, global)| global).collect();
        let columns = resolve(&work, &mut slots, phase, &own, bridged)?;
        work.bridge(columns);
        work.call(&slots, phase, calls)?;
    }
    Ok(Found {
        slots,
        phases,
        code: work.code,
        bridged: work.bridged,
        months: work.months,
    })
}

/// The last pass, which gives what was asked for.
#[allow(clippy::too_many_arguments)]
pub(super) fn finish(
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
        bridged,
        months,
    } = found;
    let mut work = Work::new(program, parts, seed, kept, progress, phases);
    work.code = code;
    work.bridge(bridged);
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
