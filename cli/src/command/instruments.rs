//! `commonweal instruments`: what instruments there are, and what each of them says.

use std::path::Path;
use std::sync::Arc;

use commonweal_core::costing::{WorkedCase, worked_cases};
use commonweal_core::document::nearest;
use commonweal_core::rules::Instrument;
use commonweal_core::system::{Assignment, Catalog, InstrumentsDocument, Setting, System, metadata};

use super::check::PLAIN;
use super::run::json;
use crate::error::{Outcome, print};
use crate::load::{Library, entries, is_document};
use crate::output::grid::{Align, Grid, shorten};
use crate::output::instrument::{page, worked};
use crate::session::{StudyArguments, open};

/// The options of `instruments`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// An instrument, to see its parameters and formulas; without it, all are listed
    name: Option<String>,
    /// The instruments of a study, its own files among them
    #[arg(long, value_name = "STUDY", conflicts_with = "system")]
    study: Option<String>,
    /// The instruments of a system
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Scenarios too, what may be added to a system's law, and every worked case, step by step
    #[arg(long, conflicts_with = "study")]
    all: bool,
    /// Everything that the files say, as JSON: `commonweal schema instruments` describes it
    #[arg(long)]
    json: bool,
}

/// Instruments under a heading.
struct Shelf {
    heading: String,
    instruments: Vec<Arc<Instrument>>,
    /// The values that a study sets.
    set: Vec<Assignment>,
    /// The system under which they are described.
    system: Arc<System>,
    /// The year whose law holds; `None`: the last of the system.
    year: Option<i32>,
}

/// Lists the instruments, or shows one.
///
/// # Errors
/// Problems of the files; a name that no instrument has, with the nearest.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let (library, shelves) = shelves(arguments)?;
    let found: Vec<(&Shelf, &Arc<Instrument>)> = shelves
        .iter()
        .flat_map(|shelf| shelf.instruments.iter().map(move |instrument| (shelf, instrument)))
        .filter(|(_, instrument)| arguments.name.as_ref().is_none_or(|name| instrument.name == *name))
        .collect();
    match &arguments.name {
        None if arguments.json => print(&document(&library, &found, arguments.all)?),
        None => print(&listing(&shelves)),
        Some(name) => {
            if found.is_empty() {
                let known: Vec<&str> = shelves
                    .iter()
                    .flat_map(|shelf| shelf.instruments.iter().map(|instrument| instrument.name.as_str()))
                    .collect();
                let mut unknown = Catalog::unknown("instrument", name, &known);
                if nearest(name, known.iter().copied()).is_none() {
                    unknown.remedy =
                        "`commonweal instruments` lists them all; for files of your own add --study STUDY".to_string();
                }
                return Err(library.refuse(vec![unknown]));
            }
            if arguments.json {
                return print(&document(&library, &found, arguments.all)?);
            }
            let mut pages = Vec::new();
            for (shelf, instrument) in &found {
                let mut text = page(&shelf.heading, &shelf.set, instrument);
                if arguments.all {
                    text += &worked(&cases_of(&library, shelf, instrument)?);
                }
                pages.push(text);
            }
            print(&pages.join("\n"))
        }
    }
}

/// The instruments as data, with their worked cases where these are wanted.
fn document(library: &Library, found: &[(&Shelf, &Arc<Instrument>)], has_cases: bool) -> Outcome<String> {
    let mut instruments = Vec::new();
    for (shelf, instrument) in found {
        let setting = Setting {
            system: Some(&shelf.system),
            year: shelf.year,
            is_common: is_common(library, instrument),
            set: &shelf.set,
        };
        let mut data = metadata(instrument, &setting);
        if has_cases {
            data.cases = cases_of(library, shelf, instrument)?;
        }
        instruments.push(data);
    }
    json(&InstrumentsDocument::new(instruments))
}

fn cases_of(library: &Library, shelf: &Shelf, instrument: &Arc<Instrument>) -> Outcome<Vec<WorkedCase>> {
    worked_cases(instrument, &shelf.system, &library.catalog).map_err(|problems| library.refuse(problems))
}

/// Whether an instrument is one for any system, and no file of a system or a study that bears its name.
fn is_common(library: &Library, instrument: &Instrument) -> bool {
    let (catalog, name) = (&library.catalog, &instrument.name);
    let common = catalog.instrument(name).or_else(|| catalog.scenario(name));
    common.is_some_and(|source| source.name == instrument.source.name)
}

fn shelves(arguments: &Arguments) -> Outcome<(Library, Vec<Shelf>)> {
    let library = Library::embedded();
    if let Some(study) = &arguments.study {
        let session = open(
            library,
            &StudyArguments {
                study: study.clone(),
                ..StudyArguments::default()
            },
        )?;
        let prepared = &session.prepared;
        let mut shelves = vec![Shelf {
            heading: format!("In the study {}", prepared.study.name),
            instruments: prepared.baseline.instruments.clone(),
            set: prepared
                .reform
                .as_ref()
                .unwrap_or(&prepared.baseline)
                .assignments
                .clone(),
            system: Arc::clone(&prepared.system),
            year: Some(prepared.year),
        }];
        if let Some(reform) = &prepared.reform {
            for instrument in &reform.instruments {
                match shelves[0]
                    .instruments
                    .iter_mut()
                    .find(|known| known.name == instrument.name)
                {
                    Some(known) => *known = Arc::clone(instrument),
                    None => shelves[0].instruments.push(Arc::clone(instrument)),
                }
            }
        }
        let own = session
            .file
            .folder
            .as_deref()
            .map(|folder| beside(&session.library, folder))
            .transpose()?
            .unwrap_or_default();
        let own: Vec<Arc<Instrument>> = own
            .into_iter()
            .filter(|instrument| !shelves[0].instruments.iter().any(|known| known.name == instrument.name))
            .collect();
        if !own.is_empty() {
            shelves.push(Shelf {
                heading: "Beside the study, not in it".to_string(),
                instruments: own,
                set: Vec::new(),
                system: Arc::clone(&prepared.system),
                year: Some(prepared.year),
            });
        }
        return Ok((session.library, shelves));
    }
    let systems: Vec<String> = match &arguments.system {
        Some(name) => vec![name.clone()],
        None => library.catalog.system_names().map(str::to_string).collect(),
    };
    let read = |name: &str| {
        library
            .catalog
            .system(name)
            .map_err(|problems| library.refuse(problems))
    };
    let mut shelves = Vec::new();
    if arguments.system.is_none() {
        let common: Result<Vec<_>, _> = library
            .catalog
            .instrument_names()
            .filter_map(|name| library.catalog.instrument(name))
            .map(Instrument::read)
            .collect();
        shelves.push(Shelf {
            heading: "For any system".to_string(),
            instruments: common.map_err(|problems| library.refuse(problems))?,
            set: Vec::new(),
            // Its columns and categories are the shared ones.
            system: read(PLAIN)?,
            year: None,
        });
    }
    for name in systems {
        let system = read(&name)?;
        let instruments: Vec<_> = system
            .instruments
            .iter()
            .filter(|instrument| arguments.system.is_some() || !is_common(&library, instrument))
            .cloned()
            .collect();
        if !instruments.is_empty() {
            shelves.push(Shelf {
                heading: format!("System {name}: {}", system.title.in_language("en")),
                instruments,
                set: Vec::new(),
                system: Arc::clone(&system),
                year: None,
            });
        }
        if arguments.all && !system.available.is_empty() {
            shelves.push(Shelf {
                heading: format!("System {name}: may be added to the law"),
                instruments: system.available.clone(),
                set: Vec::new(),
                system,
                year: None,
            });
        }
    }
    if arguments.all && arguments.system.is_none() {
        let scenarios: Result<Vec<_>, _> = library
            .catalog
            .scenario_names()
            .filter_map(|name| library.catalog.scenario(name))
            .map(Instrument::read)
            .collect();
        shelves.push(Shelf {
            heading: "Scenarios".to_string(),
            instruments: scenarios.map_err(|problems| library.refuse(problems))?,
            set: Vec::new(),
            system: read(PLAIN)?,
            year: None,
        });
    }
    Ok((library, shelves))
}

/// The rule files in a folder; files of another sort are passed over.
fn beside(library: &Library, folder: &Path) -> Outcome<Vec<Arc<Instrument>>> {
    let mut found = Vec::new();
    for path in entries(folder)? {
        if path.is_file()
            && is_document(&path.to_string_lossy())
            && let Ok(source) = library.text(&crate::load::join(
                folder,
                &path.file_name().unwrap_or_default().to_string_lossy(),
            ))
            && let Ok(instrument) = Instrument::read(&source)
        {
            found.push(instrument);
        }
    }
    Ok(found)
}

fn listing(shelves: &[Shelf]) -> String {
    let mut text = String::new();
    for shelf in shelves {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{}\n", shelf.heading));
        let mut grid = Grid::new(&[
            ("Name", Align::Left),
            ("Kind", Align::Left),
            ("Unit", Align::Left),
            ("Title", Align::Left),
        ]);
        for instrument in &shelf.instruments {
            grid.row([
                instrument.name.clone(),
                instrument.kind.name().replace('_', " "),
                instrument.unit.clone(),
                shorten(instrument.title.in_language("en"), 33),
            ]);
        }
        text.push_str(&grid.text(2));
    }
    text.push_str("\ncommonweal instruments NAME shows one with its parameters, formulas and references.\n");
    text
}
