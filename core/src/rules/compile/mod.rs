//! From rule files to one graph: names, units and levels are checked, and every law of a run is lowered into the same
//! graph, so that what baseline and reform share is worked out once.

mod aggregate;
mod builtin;
mod category;
mod chance;
mod change;
mod code;
mod column;
mod concept;
mod expression;
mod forecast;
mod function;
mod fund;
mod fund_file;
mod interaction;
mod kept;
mod law;
mod levy_yield;
mod life;
mod limits;
mod measures;
mod name;
mod parameter;
mod partial;
mod payment;
mod pipeline;
mod rationing;
mod redistribution;
mod scenario;
mod slots;
mod table;
mod trial;
mod typed;
mod without;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

pub use change::{SlotValues, slots_of};
pub use law::{
    CompiledCover, CompiledFlow, CompiledForecast, CompiledFund, CompiledInstrument, CompiledLaw, CompiledMeasures,
    CompiledStep, StepOwner,
};
pub use levy_yield::{CompiledEconomy, CompiledYield};
pub use limits::{CompiledLimit, CompiledSelection};
pub use partial::compile_partly;
pub use rationing::{CompiledRationing, RationedBy};
pub use redistribution::RedistributionNodes;
pub use slots::{SlotOrigin, Slots};
pub use typed::{Type, Typed};

use self::trial::Trial;
use super::expression::{Expression, Formula};
use super::instrument::{Function, Instrument};
use crate::document::{Collector, Date, Diagnostic, Source, Span};
use crate::simulation::{Global, Graph, Level, NodeId};
use crate::system::Law;

/// What the compiler must know of the people: which units and columns there are.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// The entities by name with the row set each uses; two names may share one.
    pub entities: Vec<(String, u8)>,
    /// Whether there are persons at all (a table of households alone has none).
    pub has_persons: bool,
    /// Columns by name and entity.
    pub columns: Vec<(String, u8)>,
    /// Names given from outside (a worked case): they stand in for steps, concepts and instruments of that name.
    pub given: BTreeMap<(u8, String), u32>,
    /// Whether everybody claims what is due, whatever take-up rules say, and does what is asked for it.
    pub full_take_up: bool,
    /// The labels of open categories in the order of their codes: those of the data, or a default's word.
    pub labels: BTreeMap<String, Arc<[String]>>,
    /// Whether a word that is no label of an open category may stand in rules and parameters, because no data say which
    /// labels there are: in checks and for hypothetical households.
    pub any_word: bool,
    /// Whether laws that set a parameter to equal values share its slots: many laws are compared, none is changed later.
    pub shared_values: bool,
    /// Whether only what the instruments pay and the market incomes are asked for: the laws are sound, as whole programs with them have shown,
    /// and their steps, concepts and measures are left out.
    pub totals_only: bool,
    /// Whether it is worked out too what levies' files say of their yield (`[yield]`), which no payment reads.
    pub levy_yields: bool,
}

impl Schema {
    /// The rows of an entity.
    pub fn level(&self, entity: &str) -> Option<Level> {
        self.entities
            .iter()
            .find(|(name, _)| name == entity)
            .map(|(_, rows)| Level::Rows(*rows))
    }

    fn column(&self, name: &str) -> Option<(u32, Level)> {
        self.columns
            .iter()
            .position(|(known, _)| known == name)
            .map(|at| (at as u32, Level::Rows(self.columns[at].1)))
    }
}

/// A program: the graph with the laws that were lowered into it.
#[derive(Debug, Clone)]
pub struct Program {
    /// The graph.
    pub graph: Graph,
    /// Parameter values, and places for values found between phases.
    pub slots: Slots,
    /// The laws, in the order given.
    pub laws: Vec<CompiledLaw>,
    /// Columns that the data lacks and whose documented default was taken.
    pub defaulted: BTreeSet<String>,
    /// Parameters that no formula reads, as `file.parameter`, with their place.
    pub unused: Vec<(Source, String, Span)>,
}

/// Compiles laws over the people described by `schema`, as they hold on `date`.
///
/// # Errors
/// Every problem of every file at once.
pub fn compile(laws: &[Law], schema: &Schema, date: Date) -> Result<Program, Vec<Diagnostic>> {
    let (all, trials) = trial::with_trials(laws);
    let (mut compiler, compiled) = lower(&all, &trials, schema, date);
    let unused = if schema.totals_only {
        Vec::new()
    } else {
        compiler.unused_parameters()
    };
    let diagnostics = compiler.diagnostics();
    if diagnostics.is_empty() && compiled.iter().all(Option::is_some) {
        Ok(compiler.program(compiled.into_iter().flatten().collect(), unused))
    } else {
        Err(diagnostics)
    }
}

/// Lowers every law as far as it can be lowered; behind the laws stand their trials.
fn lower<'a>(
    laws: &'a [&'a Law],
    trials: &'a [Trial],
    schema: &'a Schema,
    date: Date,
) -> (Compiler<'a>, Vec<Option<CompiledLaw>>) {
    let mut compiler = Compiler::new(laws, trials, schema, date);
    compiler.slots.shared = schema.shared_values;
    if schema.any_word {
        compiler.meet_parameters();
    }
    loop {
        compiler.grown = false;
        let compiled = (0..laws.len() - trials.len()).map(|law| compiler.law(law)).collect();
        if !compiler.grown {
            compiler.check_offers();
            return (compiler, compiled);
        }
        // Words were met that join the labels of an open category: masks and tables need the longer list.
        let words = std::mem::take(&mut compiler.words);
        compiler = Compiler::new(laws, trials, schema, date);
        compiler.words = words;
        compiler.slots.shared = schema.shared_values;
    }
}

/// Steps may wait for one another to this depth, so that no file can exhaust the stack.
const DEEPEST: usize = 200;

/// Whose names a formula reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    /// An instrument, by its place in the law.
    Instrument(usize),
    /// The system file itself.
    System,
}

/// What is being worked out: the keys of the memory, and of the path that a cycle prints.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Step(usize, usize, String, bool),
    Claimed(usize, usize),
    Entitlement(usize, usize),
    Paid(usize, usize),
    Concept(usize, String, Level, String),
    Column(usize, String, Stage),
    Becomes(usize, usize, String),
    Selection(usize, String),
    Chance(usize, String),
    Life(usize),
    FundShare(usize, String),
    Eligible(usize, usize),
    MemberFilter(usize, usize),
}

/// Whose changes of the people's columns a formula sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Nobody's: the columns are those of the data.
    Data,
    /// The scenario's, and those of the instruments that stand before this place of the law.
    Before(usize),
    /// All.
    Law,
}

/// The values of a function that is being called.
struct Frame<'a> {
    function: &'a Function,
    values: std::cell::RefCell<BTreeMap<String, Option<Typed>>>,
    busy: std::cell::RefCell<BTreeSet<String>>,
}

/// Where a formula stands and how its bare names are read.
#[derive(Clone)]
struct Context<'a> {
    law: usize,
    owner: Owner,
    source: &'a Source,
    formula: &'a Formula,
    path: String,
    /// The level of bare names.
    level: Level,
    /// Inside an aggregate: `person.x` is a member's, bare names are the unit's.
    members: bool,
    /// Which changes of columns it sees.
    stage: Stage,
    frame: Option<Rc<Frame<'a>>>,
}

struct Compiler<'a> {
    laws: &'a [&'a Law],
    /// The last of the laws are these.
    trials: &'a [Trial],
    schema: &'a Schema,
    date: Date,
    graph: Graph,
    slots: Slots,
    memory: BTreeMap<Key, Option<Typed>>,
    path: Vec<(Key, String)>,
    calls: Vec<(usize, Owner, String)>,
    collectors: Vec<(Source, Collector)>,
    defaulted: BTreeSet<String>,
    used_parameters: BTreeSet<(usize, Owner, String)>,
    steps: Vec<CompiledStep>,
    /// The category whose words a default is written in.
    category: Option<(Arc<str>, Arc<[String]>)>,
    /// Words of open categories beyond the labels of the schema.
    words: BTreeMap<String, Vec<String>>,
    /// Whether words were met since lowering began.
    grown: bool,
    /// Names read by the step that is being lowered, innermost last.
    reads: Vec<Vec<(String, Typed)>>,
    /// Who can be chosen, and the share, of each law's selections.
    selected: BTreeMap<(usize, String), (NodeId, NodeId)>,
    /// What is offered to levers.
    offered: Vec<limits::Offered>,
}

impl<'a> Compiler<'a> {
    fn new(laws: &'a [&'a Law], trials: &'a [Trial], schema: &'a Schema, date: Date) -> Compiler<'a> {
        Compiler {
            laws,
            trials,
            schema,
            date,
            graph: Graph::default(),
            slots: Slots::default(),
            memory: BTreeMap::new(),
            path: Vec::new(),
            calls: Vec::new(),
            collectors: Vec::new(),
            defaulted: BTreeSet::new(),
            used_parameters: BTreeSet::new(),
            steps: Vec::new(),
            category: None,
            words: BTreeMap::new(),
            grown: false,
            reads: Vec::new(),
            selected: BTreeMap::new(),
            offered: Vec::new(),
        }
    }

    fn instrument(&self, law: usize, at: usize) -> &'a Instrument {
        let laws = self.laws;
        &laws[law].instruments[at]
    }

    fn instrument_named(&self, law: usize, name: &str) -> Option<usize> {
        self.laws[law]
            .instruments
            .iter()
            .position(|instrument| instrument.name == name)
    }

    fn collector(&mut self, source: &Source) -> &Collector {
        let at = match self.collectors.iter().position(|(known, _)| known == source) {
            Some(at) => at,
            None => {
                self.collectors.push((source.clone(), Collector::new(source)));
                self.collectors.len() - 1
            }
        };
        &self.collectors[at].1
    }

    /// The program of these laws.
    fn program(self, laws: Vec<CompiledLaw>, unused: Vec<(Source, String, Span)>) -> Program {
        Program {
            graph: self.graph,
            slots: self.slots,
            laws,
            defaulted: self.defaulted,
            unused,
        }
    }

    fn diagnostics(&mut self) -> Vec<Diagnostic> {
        let mut all = Vec::new();
        for (_, collector) in self.collectors.drain(..) {
            for diagnostic in collector.into_diagnostics() {
                if !all.contains(&diagnostic) {
                    all.push(diagnostic);
                }
            }
        }
        self.laws
            .iter()
            .fold(all, |problems, law| law.without_follow_ups(problems))
    }

    /// Reports a problem inside a formula.
    #[allow(clippy::too_many_arguments)]
    fn error(
        &mut self,
        context: &Context<'a>,
        span: &Span,
        code: &'static str,
        message: impl Into<String>,
        found: impl Into<String>,
        allowed: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let place = context.formula.span_in_file(span);
        let path = context.path.clone();
        let source = context.source.clone();
        self.collector(&source)
            .report(code, &path, &place, message, found, allowed, remedy);
    }

    /// Works out `key` once; meeting it again on the way is a cycle.
    fn remember(
        &mut self,
        key: Key,
        name: String,
        source: &Source,
        span: &Span,
        work: impl FnOnce(&mut Self) -> Option<Typed>,
    ) -> Option<Typed> {
        if let Some(known) = self.memory.get(&key) {
            return known.clone();
        }
        if let Some(at) = self.path.iter().position(|(known, _)| *known == key) {
            let mut names: Vec<String> = Vec::new();
            for (_, step) in &self.path[at..] {
                if names.last() != Some(step) {
                    names.push(step.clone());
                }
            }
            names.push(name);
            self.collector(source).report(
                "cycle",
                "",
                span,
                "these need one another, so none can be worked out first",
                names.join(" -> "),
                "rules whose values can be worked out one after the other",
                "read an earlier step, or leave the member out: `concept without instrument`",
            );
            return None;
        }
        if self.path.len() >= DEEPEST {
            self.collector(source).report(
                "too-deep",
                "",
                span,
                format!("more than {DEEPEST} steps wait for one another here"),
                name,
                format!("at most {DEEPEST} steps, each reading the next"),
                "shorten the chain of steps",
            );
            return None;
        }
        self.path.push((key.clone(), name));
        // Words of what waits for this are no words of it.
        let category = self.category.take();
        let value = work(self);
        self.category = category;
        self.path.pop();
        self.memory.insert(key, value.clone());
        value
    }

    /// Lowers a formula.
    fn formula(&mut self, context: &Context<'a>) -> Option<Typed> {
        let formula = context.formula;
        self.expression(context, &formula.tree)
    }

    /// The slots of a value found between phases, which hold `before` until then; one found already from equal nodes serves.
    fn found_once(&mut self, before: &[f64], make: impl Fn(u32) -> Global) -> u32 {
        let existing = self.graph.globals.iter().find_map(|(_, global)| {
            let (slot, _) = global.slots();
            (*global == make(slot)).then_some(slot)
        });
        existing.unwrap_or_else(|| {
            let slot = self.slots.reserve(before);
            self.graph.add_global(make(slot));
            slot
        })
    }

    fn level_name(&self, level: Level) -> String {
        match level {
            Level::Scalar => "the run".to_string(),
            Level::Rows(rows) => self
                .schema
                .entities
                .iter()
                .find(|(_, known)| *known == rows)
                .map_or("unit".to_string(), |(name, _)| name.clone()),
        }
    }

    /// Whether the formula mentions any person, so that a population without persons can be refused with a sentence.
    fn needs_persons(&mut self, context: &Context<'a>, expression: &Expression) -> bool {
        if !self.schema.has_persons {
            self.error(
                context,
                &expression.span,
                "no-persons",
                "this reads persons, but the data has households alone",
                "a population without persons",
                "columns of households",
                "give the data person rows, or write the rule over columns of the household",
            );
        }
        !self.schema.has_persons
    }

    fn unused_parameters(&self) -> Vec<(Source, String, Span)> {
        let mut unused = Vec::new();
        let real = self.laws.len() - self.trials.len();
        for (law, system) in self.laws.iter().take(real).enumerate() {
            for (at, instrument) in system.instruments.iter().enumerate() {
                for parameter in &instrument.parameters {
                    if !self
                        .used_parameters
                        .contains(&(law, Owner::Instrument(at), parameter.name.clone()))
                    {
                        let entry = (
                            instrument.source.clone(),
                            format!("{}.{}", instrument.name, parameter.name),
                            parameter.span.clone(),
                        );
                        if !unused.contains(&entry) {
                            unused.push(entry);
                        }
                    }
                }
            }
        }
        unused
    }
}
