//! `commonweal describe`: what a population, a mapping or a table of microdata holds.

use std::path::Path;

use commonweal_core::population::{PopulationDescription, RawData, RawTable, describe};
use commonweal_core::system::System;

use super::run::json;
use crate::error::{Outcome, print};
use crate::load::{Library, is_table};
use crate::output::budget::heading;
use crate::output::grid::{Align, Grid, wrap};
use crate::output::number::{decimal, money, or_nothing, people as number_of, percent, plain};
use crate::output::text::not_read;
use crate::people::{self, Choice, Maker, People};

/// How many values of a category or of a text are listed.
const LABELS_SHOWN: usize = 8;

/// The options of `describe`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// A population of the catalog, a country, a mapping (.toml, .json) or a data file (.csv, .parquet)
    population: String,
    /// The mapping that reads a data file; without it, the file's own columns are shown
    #[arg(long, value_name = "FILE|NAME")]
    mapping: Option<String>,
    /// Prints the figures of people as one JSON document
    #[arg(long)]
    json: bool,
}

/// Describes the people or the table.
///
/// # Errors
/// Every problem of mapping and data.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let mut library = Library::embedded();
    let name = match arguments.mapping {
        Some(_) => arguments.population.clone(),
        None => people::of_country(&library, &arguments.population),
    };
    let name = name.as_str();
    let told = |found: &People, system: &System| {
        if arguments.json {
            return json(&describe(&found.population, system));
        }
        Ok(described(found, system))
    };
    if is_table(name) && arguments.mapping.is_none() {
        let table = commonweal_tables::read(Path::new(name), None).map_err(|problems| library.refuse(problems))?;
        return print(&raw(&table));
    }
    if arguments.mapping.is_none()
        && let Some(found) = people::recipe(&library, name, Path::new("."))?
    {
        let file = Path::new(&found.recipe.source.name);
        let folder = (!found.recipe.source.name.starts_with("policies/")).then(|| crate::load::folder_of(file));
        let system = people::system_named(&mut library, &found.recipe.system, folder.as_deref())?;
        let choice = Choice {
            population: Some(name),
            mapping: None,
        };
        let found = people::people(&library, choice, None, None, &system, None)?;
        return print(&told(&found, &system)?);
    }
    let mapping = people::mapping(&library, arguments.mapping.as_deref().unwrap_or(name), Path::new("."))?;
    let system = people::system_of(&mut library, &mapping)?;
    let choice = Choice {
        population: Some(name),
        mapping: arguments.mapping.as_deref(),
    };
    let found = people::people(&library, choice, None, None, &system, None)?;
    print(&told(&found, &system)?)
}

/// A table as its file holds it.
fn raw(table: &RawTable) -> String {
    let mut text = format!(
        "{}\n{} rows, {} columns; a mapping says what they mean\n\n",
        table.name,
        decimal(table.rows as f64, 0),
        table.columns.len()
    );
    let mut grid = Grid::new(&[
        ("Column", Align::Left),
        ("Holds", Align::Left),
        ("Lowest", Align::Right),
        ("Mean", Align::Right),
        ("Highest", Align::Right),
        ("Values", Align::Left),
    ]);
    for column in &table.columns {
        let holds = column.data.kind().split(" (").next().unwrap_or_default().to_string();
        if let RawData::Text { labels, .. } = &column.data {
            grid.row([
                column.name.clone(),
                holds,
                String::new(),
                String::new(),
                String::new(),
                words(labels),
            ]);
            continue;
        }
        let values = (0..table.rows).filter_map(|row| column.data.number(row));
        let Some(found) = Summary::of(values.map(|value| (value, 1.0))) else {
            continue;
        };
        grid.row([
            column.name.clone(),
            holds,
            plain(found.lowest),
            plain(cents(found.mean())),
            plain(found.highest),
            String::new(),
        ]);
    }
    text.push_str(&grid.text(2));
    text
}

fn words(labels: &[String]) -> String {
    let mut shown = labels.iter().take(LABELS_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if labels.len() > LABELS_SHOWN {
        shown.push_str(&format!(" and {} more", labels.len() - LABELS_SHOWN));
    }
    crate::output::grid::shorten(&shown, 44)
}

fn cents(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Weighted total, mean and bounds of a column.
struct Summary {
    lowest: f64,
    highest: f64,
    total: f64,
    weight: f64,
    not_zero: f64,
}

impl Summary {
    fn of(values: impl Iterator<Item = (f64, f64)>) -> Option<Summary> {
        let mut found: Option<Summary> = None;
        for (value, weight) in values {
            let summary = found.get_or_insert(Summary {
                lowest: value,
                highest: value,
                total: 0.0,
                weight: 0.0,
                not_zero: 0.0,
            });
            summary.lowest = if value < summary.lowest { value } else { summary.lowest };
            summary.highest = if value > summary.highest {
                value
            } else {
                summary.highest
            };
            summary.total += value * weight;
            summary.weight += weight;
            summary.not_zero += if value == 0.0 { 0.0 } else { weight };
        }
        found
    }

    fn mean(&self) -> f64 {
        if self.weight > 0.0 {
            self.total / self.weight
        } else {
            0.0
        }
    }
}

fn described(found: &People, system: &System) -> String {
    let (population, origin) = (&found.population, &found.origin);
    let mut text = wrap(origin.title().in_language("en"), "", 0);
    let (verb, file) = match &origin.maker {
        Maker::Mapping(mapping) => ("read", &mapping.source.name),
        Maker::Recipe(recipe) => ("made", &recipe.source.name),
    };
    text.push_str(&format!(
        "{} for the system {}, {verb} by {file}\n",
        origin.name(),
        system.name
    ));
    if let Some(year) = origin.year() {
        text.push_str(&format!("Data of {year}\n"));
    }
    for (name, remark) in [
        ("Source", origin.reference()),
        ("Notes", origin.notes().in_language("en")),
    ] {
        if !remark.is_empty() {
            text.push_str(&wrap(remark, &format!("{name}  "), 2));
        }
    }
    let figures = describe(population, system);
    text.push_str(&heading("Units", ""));
    let mut grid = Grid::new(&[
        ("Unit", Align::Left),
        ("Rows", Align::Right),
        ("Represented", Align::Right),
    ]);
    for unit in &figures.units {
        grid.row([
            unit.unit.clone(),
            decimal(f64::from(unit.rows), 0),
            number_of(unit.represented),
        ]);
    }
    text.push_str(&grid.text(2));
    text.push_str(&columns(&figures));
    text.push_str(&categories(&figures));
    text.push_str(&assumed(found, &figures));
    text
}

fn columns(figures: &PopulationDescription) -> String {
    let mut text = heading("Columns", &format!("Weighted; money in {}.", figures.currency));
    let mut grid = Grid::new(&[
        ("Column", Align::Left),
        ("Of each", Align::Left),
        ("Lowest", Align::Right),
        ("Mean", Align::Right),
        ("Highest", Align::Right),
        ("Total", Align::Right),
        ("Not zero", Align::Right),
    ]);
    for column in &figures.columns {
        let share = or_nothing(column.not_zero_share, |share| percent(share, 1));
        let nothing = String::new;
        let (lowest, mean, highest, total) = match column.kind.as_str() {
            "truth" => (nothing(), nothing(), nothing(), number_of(column.total)),
            "money" => (
                money(column.lowest),
                money(column.mean),
                money(column.highest),
                money(column.total),
            ),
            _ => (
                plain(column.lowest),
                plain(cents(column.mean)),
                plain(column.highest),
                nothing(),
            ),
        };
        grid.row([
            column.column.clone(),
            column.unit.clone(),
            lowest,
            mean,
            highest,
            total,
            share,
        ]);
    }
    text.push_str(&grid.text(2));
    text
}

fn categories(figures: &PopulationDescription) -> String {
    let mut text = String::new();
    for column in &figures.categories {
        let shown: Vec<String> = column
            .shares
            .iter()
            .map(|(label, share)| format!("{label} {}", percent(*share, 1)))
            .collect();
        text.push_str(&wrap(&shown.join(", "), &format!("  {}: ", column.column), 6));
    }
    for column in &figures.pointers {
        let shown = format!("points at a person in {} rows", decimal(f64::from(column.rows), 0));
        text.push_str(&wrap(&shown, &format!("  {}: ", column.column), 6));
    }
    if text.is_empty() {
        text
    } else {
        format!("{}{text}", heading("Categories", "Weighted shares."))
    }
}

/// Columns of the system that the data lacks, and what the mapping assumes.
fn assumed(found: &People, figures: &PopulationDescription) -> String {
    let mut text = heading("What is assumed", "");
    let defaulted: Vec<String> = figures
        .defaulted
        .iter()
        .map(|column| format!("{} = {}", column.column, column.value))
        .collect();
    let required = &figures.missing;
    if !defaulted.is_empty() {
        text.push_str(&wrap(
            &format!(
                "Columns that the data lacks, with the value that stands in for them: {}.",
                defaulted.join("; ")
            ),
            "  - ",
            4,
        ));
    }
    if !required.is_empty() {
        text.push_str(&wrap(
            &format!(
                "Columns that the data lacks and rules that read them need: {}.",
                required.join(", ")
            ),
            "  - ",
            4,
        ));
    }
    if let Some(sentence) = not_read(&figures.not_read) {
        text.push_str(&wrap(&sentence, "  - ", 4));
    }
    for (what, assumption) in found.origin.assumptions() {
        text.push_str(&wrap(&format!("{what}: {assumption}"), "  - ", 4));
    }
    text
}
