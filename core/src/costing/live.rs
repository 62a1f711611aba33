//! A study that stays costed while its parameters move: what a change does not reach is neither run nor measured again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attribution::{Attributed, attribute, known_at_once};
use super::cost::{People, Run, request, results, schema_of, sign};
use super::describe::study_with;
use super::distribution::Details;
use super::memory::Memory;
use super::prepare::Prepared;
use super::results::{RationingRow, Results};
use super::selections::check_limits;
use super::shock::{Worlds, worlds};
use crate::document::{Diagnostic, Node, parse};
use crate::population::Population;
use crate::rules::compile::{Schema, compile, slots_of};
use crate::simulation::{NodeId, Progress, Standing};
use crate::system::{Assignment, Law, Study, names_scenario};

/// What a new value did to a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The program stays; the next [`Live::tick`] works out what the value reaches.
    Slots,
    /// The law was compiled anew, and is run anew by the next [`Live::tick`].
    Structure,
}

/// How the net cost is divided in the results of a tick: as the last [`Live::settle`] did.
const STALE: &str = "stale";

/// How it is divided before the first settlement: not at all, and every instrument's part is 0.
pub(crate) const PENDING: &str = "pending";

/// A study with its people, ready to be costed again and again with other values.
pub struct Live {
    /// The study as it was opened.
    opened: Prepared,
    /// The values set since.
    values: Vec<Assignment>,
    /// The study with these values.
    prepared: Prepared,
    parts: Arc<Vec<Population>>,
    people: People,
    schema: Schema,
    /// The laws that the program was compiled from, with today's values.
    laws: Vec<Law>,
    worlds: Worlds,
    standing: Standing,
    memory: Memory,
    attributed: Attributed,
    results: Results,
    /// The details that the results hold.
    told: Details,
    /// Whether the results are those of the values.
    is_current: bool,
}

impl Live {
    /// Costs a study and keeps what that takes. The results are those of a tick, see [`Live::tick`]: the net cost is divided
    /// among the instruments by the first [`Live::settle`], and `attribution` says `pending` until then.
    ///
    /// # Errors
    /// Those of [`cost`](super::cost()), but for a law of some of the reform's instruments alone that cannot be run.
    pub fn new(
        prepared: Prepared,
        parts: Arc<Vec<Population>>,
        progress: &Progress<'_>,
    ) -> Result<Live, Vec<Diagnostic>> {
        Live::with_details(prepared, parts, Details::ALL, progress)
    }

    /// The same; the first results hold some of the details.
    ///
    /// # Errors
    /// Those of [`Live::new`].
    pub fn with_details(
        prepared: Prepared,
        parts: Arc<Vec<Population>>,
        details: Details,
        progress: &Progress<'_>,
    ) -> Result<Live, Vec<Diagnostic>> {
        let schema = Schema {
            shared_values: true,
            ..schema_of(&prepared, &parts)?
        };
        let (laws, worlds) = worlds(&prepared);
        let standing = stand(&prepared, &laws, &worlds, &schema, &parts, progress)?;
        check_limits(&prepared, standing.program(), &parts, standing.outcome())?;
        let people = People::of(&parts);
        let mut memory = Memory::default();
        let run = Run {
            prepared: &prepared,
            program: standing.program(),
            parts: &parts,
            outcome: standing.outcome(),
            worlds: &worlds,
        };
        let [before, after] = run.ledgers();
        let attributed = known_at_once(&prepared, &before, &after)
            .unwrap_or_else(|| Attributed::without_both(PENDING, BTreeMap::new()));
        let results = results(&run, &attributed, &people, details, &mut memory)?;
        Ok(Live {
            opened: prepared.clone(),
            values: Vec::new(),
            prepared,
            parts,
            people,
            schema,
            laws,
            worlds,
            standing,
            memory,
            attributed,
            results,
            told: details,
            is_current: true,
        })
    }

    /// The study with the values that are set.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// The people.
    pub fn parts(&self) -> &Arc<Vec<Population>> {
        &self.parts
    }

    /// The values set since the study was opened, each parameter's last one.
    pub fn values(&self) -> &[Assignment] {
        &self.values
    }

    /// The study as a tree that can be written to a file, with the values that are set. Rule files beside it do not stand in it.
    ///
    /// # Errors
    /// Those of a text that cannot be read, which a study that was opened is not.
    pub fn study(&self) -> Result<Node, Vec<Diagnostic>> {
        let root = parse(&self.opened.study.source)?;
        Ok(study_with(&self.opened, &root, &self.values))
    }

    /// The last results, of a tick or of a settlement.
    pub fn results(&self) -> &Results {
        &self.results
    }

    /// Gives a parameter a value, as `--set INSTRUMENT.PARAMETER=VALUE` does: of the scenario, of the reform or, in a study without one,
    /// of the law itself. `instrument` is empty for a parameter of the system.
    ///
    /// # Errors
    /// A name that is not there or a value that does not fit, in the words of a study; then nothing has changed.
    pub fn set(&mut self, instrument: &str, parameter: &str, value: &Node) -> Result<Change, Vec<Diagnostic>> {
        let assignment = Study::assignment_of(instrument, parameter, value)?;
        let file = self.file(instrument);
        let mut values = self.without(&file, parameter);
        values.push(Assignment {
            instrument: file.clone(),
            ..assignment
        });
        self.change(values, (&file, parameter))
    }

    /// Gives a parameter back the value that the study had when it was opened.
    ///
    /// # Errors
    /// A law that cannot be run: then nothing has changed.
    pub fn unset(&mut self, instrument: &str, parameter: &str) -> Result<Change, Vec<Diagnostic>> {
        let file = self.file(instrument);
        let values = self.without(&file, parameter);
        if values.len() == self.values.len() {
            return Ok(Change::Slots);
        }
        self.change(values, (&file, parameter))
    }

    /// Every figure of the study with today's values, but for the division of the net cost among the instruments: that stays as
    /// the last settlement left it, and `attribution` says `stale` (`pending` before the first). There is no fingerprint, and who is left
    /// out is not told: that is for a settlement.
    ///
    /// # Errors
    /// An amount that does not fit the ledger, a column outside of its range: then the results are as they were.
    pub fn tick(&mut self) -> Result<&Results, Vec<Diagnostic>> {
        self.tick_with(Details::ALL)
    }

    /// The same with some of the details at least; results hold no others than those that were wanted since the last move.
    ///
    /// # Errors
    /// Those of [`Live::tick`].
    pub fn tick_with(&mut self, details: Details) -> Result<&Results, Vec<Diagnostic>> {
        let known = if self.is_current { self.told } else { Details::default() };
        let details = details.and(known);
        if !self.is_current || details != known {
            self.bring_up_to_date(&|_, _| true)?;
            let run = self.run();
            let [before, after] = run.ledgers();
            let attributed = known_at_once(&self.prepared, &before, &after).unwrap_or_else(|| Attributed {
                name: if self.attributed.name == PENDING {
                    PENDING
                } else {
                    STALE
                },
                ..self.attributed.clone()
            });
            self.measure(&attributed, details)?;
            self.is_current = true;
        }
        Ok(&self.results)
    }

    /// Every figure of the study with today's values: to the bit what [`cost`](super::cost()) gives, with the fingerprint.
    ///
    /// # Errors
    /// Those of [`cost`](super::cost()).
    pub fn settle(&mut self, progress: &Progress<'_>) -> Result<&Results, Vec<Diagnostic>> {
        if self.is_current && !self.results.fingerprint.is_empty() {
            return Ok(&self.results);
        }
        self.bring_up_to_date(progress)?;
        let attributed = attribute(&self.run(), &self.schema, progress)?;
        self.measure(&attributed, Details::ALL)?;
        self.attributed = attributed;
        self.results.rationing = self.left_out(progress)?;
        sign(&mut self.results, &self.prepared, &self.people);
        self.is_current = true;
        Ok(&self.results)
    }

    /// Who is left out where places, money or a fund do not suffice.
    fn left_out(&self, progress: &Progress<'_>) -> Result<Vec<RationingRow>, Vec<Diagnostic>> {
        let measured = 1 + usize::from(self.prepared.reform.is_some());
        let mut nodes = BTreeSet::new();
        super::rationing::request(self.standing.program(), measured, &mut |node| {
            nodes.insert(node);
        });
        if nodes.is_empty() {
            return Ok(Vec::new());
        }
        let nodes: Vec<NodeId> = nodes.into_iter().collect();
        let found = self.standing.totals(&nodes, progress)?;
        Ok(super::rationing::rationing(&self.run(), &found))
    }

    fn run(&self) -> Run<'_> {
        Run {
            prepared: &self.prepared,
            program: self.standing.program(),
            parts: &self.parts,
            outcome: self.standing.outcome(),
            worlds: &self.worlds,
        }
    }

    /// The name of an instrument's file: the scenario's has several names.
    fn file(&self, instrument: &str) -> String {
        let scenario = self.opened.baseline.scenario().zip(self.opened.study.scenario.as_ref());
        match scenario {
            Some((file, choice)) if names_scenario(instrument, file, choice) => file.name.clone(),
            _ => instrument.to_string(),
        }
    }

    /// The values without those of a parameter.
    fn without(&self, instrument: &str, parameter: &str) -> Vec<Assignment> {
        let is_other = |set: &&Assignment| set.instrument != instrument || set.key != parameter;
        self.values.iter().filter(is_other).cloned().collect()
    }

    /// Takes other values over.
    fn change(
        &mut self,
        values: Vec<Assignment>,
        (instrument, parameter): (&str, &str),
    ) -> Result<Change, Vec<Diagnostic>> {
        let prepared = self.opened.with_values(&values)?;
        let (laws, worlds) = worlds(&prepared);
        let is_parameter = laws.iter().any(|law| match law.instrument(instrument) {
            Some(file) => file.parameter(parameter).is_some(),
            None => instrument.is_empty(),
        });
        let same_elements = prepared.elements.len() == self.prepared.elements.len();
        let slots = if is_parameter && same_elements {
            slots_of(
                self.standing.program(),
                &self.laws,
                &laws,
                &self.schema,
                prepared.date,
                (instrument, parameter),
            )?
        } else {
            None
        };
        let change = match slots {
            Some(slots) => {
                for (first, numbers) in slots {
                    self.standing.set(first, &numbers);
                }
                Change::Slots
            }
            None => {
                let standing = stand(&prepared, &laws, &worlds, &self.schema, &self.parts, &|_, _| true)?;
                self.standing = standing;
                self.memory = Memory::default();
                Change::Structure
            }
        };
        (self.prepared, self.laws, self.worlds, self.values) = (prepared, laws, worlds, values);
        self.is_current = false;
        Ok(change)
    }

    /// Runs what the values reach, and forgets what was measured of it.
    fn bring_up_to_date(&mut self, progress: &Progress<'_>) -> Result<(), Vec<Diagnostic>> {
        let touched = self.standing.update(progress)?;
        let sources = self.run().sources();
        self.memory.forget(&sources, &|node| {
            touched.get(node.0 as usize).is_none_or(|touched| *touched)
        });
        check_limits(
            &self.prepared,
            self.standing.program(),
            &self.parts,
            self.standing.outcome(),
        )
    }

    fn measure(&mut self, attributed: &Attributed, details: Details) -> Result<(), Vec<Diagnostic>> {
        let mut memory = std::mem::take(&mut self.memory);
        let results = results(&self.run(), attributed, &self.people, details, &mut memory);
        self.memory = memory;
        self.results = results?;
        self.told = details;
        Ok(())
    }
}

/// Compiles the laws and runs them over all the people.
fn stand(
    prepared: &Prepared,
    laws: &[Law],
    worlds: &Worlds,
    schema: &Schema,
    parts: &Arc<Vec<Population>>,
    progress: &Progress<'_>,
) -> Result<Standing, Vec<Diagnostic>> {
    let program = compile(laws, schema, prepared.date)?;
    let request = request(prepared, &program, worlds);
    Standing::new(
        program,
        Arc::clone(parts),
        prepared.study.options.seed,
        request,
        progress,
    )
}
