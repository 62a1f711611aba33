//! `commonweal list`: every name that a study may use.

use commonweal_core::system::{LanguageTexts, Listed, Listing};

use super::run::json;
use crate::error::{Outcome, print};
use crate::load::Library;
use crate::output::grid::{Align, Grid, shorten};
use crate::output::number::decimal;

/// The options of `list`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// What is listed; without it, everything
    #[arg(value_enum)]
    what: Option<Shelf>,
    /// Everything as JSON: `commonweal schema list` describes it
    #[arg(long, conflicts_with = "what")]
    json: bool,
}

/// A kind of thing that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shelf {
    /// Studies that are ready to run
    Packages,
    /// Countries' law
    Systems,
    /// Countries to which a study can be carried
    Countries,
    /// People: microdata and recipes
    Populations,
    /// What may happen to the people before the law applies
    Scenarios,
    /// Instruments for any system
    Instruments,
}

const SHELVES: [(Shelf, &str, &str); 6] = [
    (Shelf::Packages, "Packages", "commonweal run NAME"),
    (Shelf::Systems, "Systems", "system = \"NAME\" in a study"),
    (Shelf::Countries, "Countries", "commonweal run STUDY --country NAME"),
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
/// When an embedded file cannot be read or the output cannot be written.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let library = Library::embedded();
    let listing = library.catalog.listing().map_err(|problems| library.refuse(problems))?;
    if arguments.json {
        return print(&json(&listing)?);
    }
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
        for (name, title) in names(&listing, shelf) {
            grid.row([name, shorten(&title, 76)]);
        }
        text.push_str(grid.text(2).trim_start_matches('\n'));
    }
    print(&text)
}

fn names(listing: &Listing, shelf: Shelf) -> Vec<(String, String)> {
    let of = |listed: &[Listed]| {
        let rows = listed.iter().map(|row| (row.name.clone(), english(&row.title)));
        rows.collect::<Vec<_>>()
    };
    match shelf {
        Shelf::Packages => of(&listing.packages),
        Shelf::Systems => {
            let rows = listing.systems.iter().map(|system| {
                let years: Vec<String> = system.years.iter().map(i32::to_string).collect();
                let years = match years.as_slice() {
                    [first, .., last] => format!("{first} to {last}"),
                    other => other.join(", "),
                };
                (system.name.clone(), format!("{} ({years})", english(&system.title)))
            });
            rows.collect()
        }
        Shelf::Countries => {
            let rows = listing.countries.iter().map(|country| {
                let code = if country.code.is_empty() || country.code == country.name {
                    String::new()
                } else {
                    format!(" ({})", country.code)
                };
                let title = format!(
                    "{}: people {}, full-time pay {} {}",
                    english(&country.title),
                    country.population,
                    decimal(country.full_time_pay, 0),
                    country.currency
                );
                (format!("{}{code}", country.name), title)
            });
            rows.collect()
        }
        Shelf::Populations => of(&listing.populations),
        Shelf::Scenarios => of(&listing.scenarios),
        Shelf::Instruments => {
            let rows = listing.instruments.iter();
            rows.map(|row| (row.name.clone(), english(&row.title))).collect()
        }
    }
}

fn english(title: &LanguageTexts) -> String {
    title.get("en").cloned().unwrap_or_default()
}
