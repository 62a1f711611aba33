//! A study: a population, a baseline, a reform, a year and options; what every face of the model runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::country::CountryBlock;
use super::law::Assignment;
use super::read_study::read_study;
use super::scenario::ScenarioChoice;
use crate::document::{Collector, Diagnostic, Source, Span, parse};
use crate::rules::{Instrument, Texts};

/// The people a study runs on.
#[derive(Debug, Clone, PartialEq)]
pub enum PopulationSource {
    /// A population of the catalog, by name.
    Named(String),
    /// A microdata file with the mapping that reads it: a population of the catalog, or a file.
    File {
        /// The Parquet or CSV file, relative to the study.
        file: String,
        /// The mapping: a file, or the name of a population whose mapping is taken.
        mapping: String,
    },
    /// People made from a recipe.
    Recipe {
        /// The recipe: a file, relative to the study, or the name of a population that is one.
        recipe: String,
        /// How many households are made; the recipe's own number unless given.
        households: Option<u32>,
        /// The seed of their draws; the recipe's own unless given.
        seed: Option<u64>,
    },
}

/// Changes to a law.
#[derive(Debug, Clone, PartialEq)]
pub struct Reform {
    /// The file they stand in.
    pub source: Source,
    /// Values set.
    pub set: Vec<Assignment>,
    /// Instruments added, at the end of the order.
    pub add: Vec<(String, Span)>,
    /// Instruments removed: they pay nothing.
    pub remove: Vec<(String, Span)>,
    /// Instruments replaced by a file of the same name.
    pub replace: Vec<(String, Span)>,
}

impl Reform {
    /// No change.
    pub fn none(source: &Source) -> Reform {
        Reform {
            source: source.clone(),
            set: Vec::new(),
            add: Vec::new(),
            remove: Vec::new(),
            replace: Vec::new(),
        }
    }

    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.add.is_empty() && self.remove.is_empty() && self.replace.is_empty()
    }
}

/// More years than this are not one run.
pub const LONGEST_RUN: i32 = 50;

/// How the net cost is divided among the elements of a reform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attribution {
    /// The mean over all orders: the parts add up to the whole.
    #[default]
    Shapley,
    /// Each after those before it, in the order of the study.
    Stacked,
    /// Each as the last one: the parts do not add up.
    LastIn,
}

impl Attribution {
    /// Every way, the usual one first.
    pub const ALL: [Attribution; 3] = [Attribution::Shapley, Attribution::Stacked, Attribution::LastIn];

    /// The way of that word.
    pub fn parse(word: &str) -> Option<Attribution> {
        Attribution::ALL.into_iter().find(|way| way.name() == word)
    }

    /// The word a file writes.
    pub fn name(self) -> &'static str {
        match self {
            Attribution::Shapley => "shapley",
            Attribution::Stacked => "stacked",
            Attribution::LastIn => "last-in",
        }
    }
}

/// Options of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How the net cost is divided among instruments.
    pub attribution: Attribution,
    /// The poverty line as a share of the median.
    pub poverty_line_share: f64,
    /// Whether households count by their members (else once).
    pub count_persons: bool,
    /// The seed of the stored draws.
    pub seed: u64,
    /// Whether the reform is also costed without the scenario's shock.
    pub calm: bool,
    /// Whether marginal, participation and replacement rates of every earner are worked out.
    pub incentives: bool,
    /// Whether it is worked out who loses one benefit because of another, and who receives two at once.
    pub interactions: bool,
    /// Whether the shock is also told without what its scenario gives to those whom it spares.
    pub without_gains: bool,
    /// Whether it is worked out what is left of levies, who bears them and where they arise.
    pub levies: bool,
    /// Whether weights and amounts of the people stay those of the data in a run over several years.
    pub frozen: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            attribution: Attribution::Shapley,
            poverty_line_share: 0.6,
            count_persons: true,
            seed: 1,
            calm: false,
            incentives: false,
            interactions: false,
            without_gains: false,
            levies: false,
            frozen: false,
        }
    }
}

/// A study as its file states it.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// The file.
    pub source: Source,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Texts,
    /// What it is about, in two sentences or so: what is proposed, and what had to be assumed.
    pub description: Texts,
    /// What else a reader should know of it; shown beside the description and by no rule.
    pub notes: Texts,
    /// The people.
    pub population: Option<PopulationSource>,
    /// The baseline system.
    pub system: Option<String>,
    /// Where the system is named.
    pub system_span: Span,
    /// What happens to the people before the law applies.
    pub scenario: Option<ScenarioChoice>,
    /// A package whose baseline and reform are taken.
    pub package: Option<(String, Span)>,
    /// The year whose law applies.
    pub year: Option<i32>,
    /// Where the year stands.
    pub year_span: Span,
    /// The first and the last of several years over which the study is run unless it is asked for one alone; the first is `year`.
    pub years: Option<(i32, i32)>,
    /// Where the population, or the mapping of a file, is named.
    pub population_span: Span,
    /// Changes to the system before the reform.
    pub baseline: Reform,
    /// The reform.
    pub reform: Reform,
    /// Whether there is a table of a reform, though it may change nothing.
    pub has_reform_table: bool,
    /// What is otherwise in a country to which the study is carried.
    pub countries: Vec<CountryBlock>,
    /// Options.
    pub options: Options,
    /// Instruments that stand in the study itself.
    pub instruments: Vec<Arc<Instrument>>,
    /// Instruments of its own that could not be read: what reads them is not complained about.
    pub broken: BTreeSet<String>,
    /// Whether something of it could not be read as it stands. False for a sound study.
    pub doubtful: bool,
}

impl Study {
    /// Reads a study.
    ///
    /// # Errors
    /// Every problem of the file at once.
    pub fn read(source: &Source) -> Result<Study, Vec<Diagnostic>> {
        match Study::read_partly(source) {
            (Some(study), problems) if problems.is_empty() => Ok(study),
            (_, problems) => Err(problems),
        }
    }

    /// Reads as much of a study as can be read, for a check of the rest, with every problem of its form. There is no study
    /// when its text cannot be read.
    pub fn read_partly(source: &Source) -> (Option<Study>, Vec<Diagnostic>) {
        let root = match parse(source) {
            Ok(root) => root,
            Err(problems) => return (None, problems),
        };
        let collector = Collector::new(source);
        let study = read_study(&collector, &root);
        (study, collector.into_diagnostics())
    }
}
