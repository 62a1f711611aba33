//! A study made ready: its files found and read, its law put together, its people loaded.

use std::time::{Duration, Instant};

use commonweal_core::costing::{CarriedStudy, Carry, Prepared, carried, prepare};
use commonweal_core::document::Source;
use commonweal_core::population::Population;
use commonweal_core::system::{Attribution, ScenarioChoice};

use crate::error::{Failure, Outcome};
use crate::load::{Library, StudyFile};
use crate::people::{Choice, People, people};

/// What the command line says about a study.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct StudyArguments {
    /// A package, such as us-eitc-expansion, or a file whose name ends in .toml or .json
    pub study: String,
    /// The country to whose law, people and money the study is carried, such as us, de or guangdong: see `commonweal list countries`
    #[arg(long, value_name = "COUNTRY")]
    pub country: Option<String>,
    /// The people: a data file (.csv, .parquet), a mapping that names one (.toml), or a population of the catalog
    #[arg(long, value_name = "FILE|NAME")]
    pub population: Option<String>,
    /// How the data file is read: a mapping (.toml, .json) or a population of the catalog. Without it, the study's own mapping
    #[arg(long, value_name = "FILE|NAME")]
    pub mapping: Option<String>,
    /// The year whose law applies, in the place of the study's; where neither says one, the first that the system holds
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i32>,
    /// What happens to the people before the law applies: a scenario such as ai-central, or none; in the place of the study's
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Also costs the reform without the scenario's shock
    #[arg(long)]
    pub calm: bool,
    /// How the net cost is divided among the elements of the reform, in the place of the study's way: as the mean over all orders, each on top
    /// of those before it, or each as the last one
    #[arg(long, value_name = "shapley|stacked|last-in", value_parser = attribution)]
    pub attribution: Option<Attribution>,
    /// Sets a parameter, as in negative_income_tax.taper=0.6; may be repeated. It changes the reform, or the baseline of a
    /// study without one
    #[arg(long = "set", value_name = "INSTRUMENT.PARAMETER=VALUE")]
    pub set: Vec<String>,
    /// How many threads work; the results are the same. Without it, RAYON_NUM_THREADS, else all cores
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

/// A way to divide the net cost by its name.
fn attribution(name: &str) -> Result<Attribution, String> {
    Attribution::parse(name).ok_or_else(|| {
        let names: Vec<&str> = Attribution::ALL.into_iter().map(Attribution::name).collect();
        format!("it is one of {}", names.join(", "))
    })
}

/// A study whose law is put together.
pub struct Session {
    /// The embedded files and those that were read.
    pub library: Library,
    /// The study as its file states it, or as it was carried to another country, and its folder.
    pub file: StudyFile,
    /// What was carried, where a country was asked for.
    pub carry: Option<Carry>,
    /// How the command line has the net cost divided, in the place of the study's way.
    pub attribution_asked: Option<Attribution>,
    /// The study with everything that it names.
    pub prepared: Prepared,
    /// How long reading took so far.
    pub load: Duration,
}

/// Reads a study and puts its law together.
///
/// # Errors
/// Every problem of the study, its rule files and the values set.
pub fn open(library: Library, arguments: &StudyArguments) -> Outcome<Session> {
    let started = Instant::now();
    use_threads(arguments.threads)?;
    let mut library = library;
    let set = library.assignments(&arguments.set)?;
    let mut file = library.study(&arguments.study)?;
    let mut carry = None;
    if let Some(country) = &arguments.country {
        let found = carried(
            &file.study,
            country,
            &library.catalog,
            &library.beside(file.folder.as_deref()),
        );
        let CarriedStudy { study, carry: done } = found.map_err(|problems| library.refuse(problems))?;
        library.remember_text(&study.source);
        file.study = study;
        carry = Some(done);
    }
    if let Some(name) = &arguments.scenario {
        file.study.scenario = Some(ScenarioChoice {
            name: name.clone(),
            span: 0..name.len(),
            source: Source {
                name: SCENARIO.to_string(),
                text: name.as_str().into(),
            },
            set: Vec::new(),
        });
    }
    file.study.options.calm |= arguments.calm;
    if let Some(attribution) = arguments.attribution {
        file.study.options.attribution = attribution;
    }
    let prepared = {
        let beside = library.beside(file.folder.as_deref());
        prepare(&file.study, &library.catalog, &beside, &set, arguments.year)
    };
    let prepared =
        prepared.map_err(|problems| library.refuse_study(&file.study.source, file.folder.as_deref(), problems))?;
    Ok(Session {
        library,
        file,
        carry,
        attribution_asked: arguments.attribution,
        prepared,
        load: started.elapsed(),
    })
}

impl Session {
    /// The year in which another study is set beside this one; none where the law goes on to it in runs over years alone.
    pub fn year_beside(&self) -> Option<i32> {
        let year = self.prepared.year;
        self.prepared.system.holds(year).then_some(year)
    }

    /// The scenario that the command line names in the place of the study's.
    pub fn scenario_asked(&self) -> Option<String> {
        let choice = self.file.study.scenario.as_ref()?;
        (choice.source.name == SCENARIO).then(|| choice.name.clone())
    }

    /// Reads the people.
    ///
    /// # Errors
    /// Every problem of mapping and data.
    pub fn people(&mut self, arguments: &StudyArguments) -> Outcome<People> {
        let started = Instant::now();
        let choice = Choice {
            population: arguments.population.as_deref(),
            mapping: arguments.mapping.as_deref(),
        };
        let found = people(
            &self.library,
            choice,
            self.prepared.study.population.as_ref(),
            self.file.folder.as_deref(),
            &self.prepared.system,
            None,
        )?;
        self.load += started.elapsed();
        if let Some(warning) = found.warning() {
            eprintln!("warning: {warning}");
        }
        Ok(found)
    }
}

/// The file that a scenario named on the command line stands in.
const SCENARIO: &str = "--scenario";

/// The variable that says how many threads work where `--threads` does not.
const THREADS: &str = "RAYON_NUM_THREADS";

/// Sets the number of threads for the whole process.
///
/// # Errors
/// A variable that holds no number, which would otherwise be passed over in silence.
fn use_threads(threads: Option<u16>) -> Outcome<()> {
    let Some(threads) = threads else {
        let Some(found) = std::env::var_os(THREADS) else {
            return Ok(());
        };
        let found = found.to_string_lossy();
        if found.is_empty() || found.parse::<u16>().is_ok() {
            return Ok(());
        }
        return Err(Failure::Sentence(format!(
            "the variable {THREADS} is `{found}`, which is no number of threads; write a whole number from 1 to 65535 \
             (0 or nothing: all cores), or use --threads N"
        )));
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(threads))
        .build_global()
        .map_err(|error| Failure::Sentence(format!("{threads} threads cannot be started: {error}")))
}

/// Cuts the people into parts of about equal numbers of households; the results are the same.
pub fn parts(population: Population, parts: u16) -> Vec<Population> {
    crate::people::parts(population, usize::from(parts))
}
