//! `commonweal list`: every name that a study may use.

use commonweal_core::document::{Node, Source, parse};
use commonweal_core::rules::Instrument;

use crate::error::{Outcome, print};
use crate::load::Library;
use crate::output::grid::{Align, Grid, shorten};

/// The options of `list`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// What is listed; without it, everything
    #[arg(value_enum)]
    what: Option<Shelf>,
}

/// A kind of thing that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shelf {
    /// Studies that are ready to run
    Packages,
    /// Countries' law
    Systems,
    /// People: microdata and recipes
    Populations,
    /// What may happen to the people before the law applies
    Scenarios,
    /// Instruments for any system
    Instruments,
}

const SHELVES: [(Shelf, &str, &str); 5] = [
    (Shelf::Packages, "Packages", "commonweal run NAME"),
    (Shelf::Systems, "Systems", "system = \"NAME\" in a study"),
    (
        Shelf::Populations,
        "Populations",
        "population = \"NAME\" in a study; commonweal describe NAME",
    ),
    (
        Shelf::Scenarios,
        "Scenarios",
        "scenario = \"NAME\" in a study; commonweal run STUDY --scenario NAME",
    ),
    (
        Shelf::Instruments,
        "Instruments",
        "[reform] add = [\"NAME\"] in a study; commonweal instruments NAME",
    ),
];

/// Lists names with their titles.
///
/// # Errors
/// When the output cannot be written.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let library = Library::embedded();
    let mut text = String::new();
    for (shelf, heading, use_of) in SHELVES {
        if arguments.what.is_some_and(|what| what != shelf) {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{heading}  {use_of}\n"));
        let mut grid = Grid::new(&[("", Align::Left), ("", Align::Left)]);
        for (name, title) in names(&library, shelf) {
            grid.row([name, shorten(&title, 76)]);
        }
        text.push_str(grid.text(2).trim_start_matches('\n'));
    }
    print(&text)
}

fn names(library: &Library, shelf: Shelf) -> Vec<(String, String)> {
    let catalog = &library.catalog;
    let titled = |name: &str, source: Option<&Source>| (name.to_string(), source.map(title).unwrap_or_default());
    match shelf {
        Shelf::Packages => catalog
            .package_names()
            .map(|name| titled(name, catalog.package(name)))
            .collect(),
        Shelf::Systems => catalog
            .system_names()
            .map(|name| {
                let system = catalog.system(name).ok();
                let title = system.map(|system| {
                    let years: Vec<String> = system.years.iter().map(i32::to_string).collect();
                    let years = match years.as_slice() {
                        [first, .., last] => format!("{first} to {last}"),
                        other => other.join(", "),
                    };
                    format!("{} ({years})", system.title.in_language("en"))
                });
                (name.to_string(), title.unwrap_or_default())
            })
            .collect(),
        Shelf::Populations => catalog
            .population_names()
            .map(|name| titled(name, catalog.population(name)))
            .collect(),
        // People write these with hyphens.
        Shelf::Scenarios => catalog
            .scenario_names()
            .map(|name| titled(&name.replace('_', "-"), catalog.scenario(name)))
            .collect(),
        Shelf::Instruments => catalog
            .instrument_names()
            .map(|name| {
                let file = catalog
                    .instrument(name)
                    .and_then(|source| Instrument::read(source).ok());
                let title = file.map(|file| file.title.in_language("en").to_string());
                (name.to_string(), title.unwrap_or_default())
            })
            .collect(),
    }
}

/// The English title of a file.
fn title(source: &Source) -> String {
    let Ok(root) = parse(source) else {
        return String::new();
    };
    let table = |node: &Node, key: &str| node.as_table().and_then(|table| table.get(key).cloned());
    let own = table(&root, "title").or_else(|| table(&root, "recipe").and_then(|recipe| table(&recipe, "title")));
    let english = own.and_then(|title| table(&title, "en").or(Some(title)));
    english
        .and_then(|title| title.as_text().map(str::to_string))
        .unwrap_or_default()
}
