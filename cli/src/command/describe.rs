//! `commonweal describe`: what a population, a mapping or a table of microdata holds.

use std::path::Path;

use commonweal_core::population::{Column, ColumnData, Members, Population, RawData, RawTable};
use commonweal_core::system::{ColumnDefault, ColumnKind, System};

use crate::error::{Outcome, print};
use crate::load::{Library, is_table};
use crate::output::budget::heading;
use crate::output::grid::{Align, Grid, wrap};
use crate::output::number::{NOTHING, decimal, money, people as number_of, percent, plain};
use crate::people::{self, Choice, Maker, People};

/// How many values of a category or of a text are listed.
const LABELS_SHOWN: usize = 8;

/// The options of `describe`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// A population of the catalog, a mapping (.toml, .json) or a data file (.csv, .parquet)
    population: String,
    /// The mapping that reads a data file; without it, the file's own columns are shown
    #[arg(long, value_name = "FILE|NAME")]
    mapping: Option<String>,
}

/// Describes the people or the table.
///
/// # Errors
/// Every problem of mapping and data.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let mut library = Library::embedded();
    let name = arguments.population.as_str();
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
        let found = people::people(&library, choice, None, None, &system)?;
        return print(&described(&found, &system));
    }
    let mapping = people::mapping(&library, arguments.mapping.as_deref().unwrap_or(name), Path::new("."))?;
    let system = people::system_of(&mut library, &mapping)?;
    let choice = Choice {
        population: Some(name),
        mapping: arguments.mapping.as_deref(),
    };
    let found = people::people(&library, choice, None, None, &system)?;
    print(&described(&found, &system))
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
    text.push_str(&heading("Units", ""));
    let mut grid = Grid::new(&[
        ("Unit", Align::Left),
        ("Rows", Align::Right),
        ("Represented", Align::Right),
    ]);
    let weights: Vec<Vec<f64>> = (0..population.entities.len())
        .map(|entity| weights(population, entity))
        .collect();
    for (name, at) in &population.names {
        let entity = usize::from(*at);
        let (Some(found), Some(weights)) = (population.entities.get(entity), weights.get(entity)) else {
            continue;
        };
        let mut total = 0.0;
        weights.iter().for_each(|weight| total += weight);
        grid.row([name.clone(), decimal(f64::from(found.rows), 0), number_of(total)]);
    }
    text.push_str(&grid.text(2));
    text.push_str(&columns(population, system, &weights));
    text.push_str(&categories(population, &weights));
    text.push_str(&assumed(found, system));
    text
}

/// The weight of each row of an entity: that of its household.
fn weights(population: &Population, entity: usize) -> Vec<f64> {
    let slice = population.weights.as_slice();
    let unit = f64::powi(2.0, -population.weight_scale().exact_exponent);
    let of = |household: usize| -> f64 {
        let (low, high) = (
            slice.low().get(household).copied().unwrap_or(0),
            slice.high().get(household).copied().unwrap_or(0),
        );
        (u64::from(low) | u64::from(high) << 26) as f64 * unit
    };
    (0..population.households())
        .flat_map(|household| {
            let rows = population.rows_of(entity as u8, &(household..household + 1)).len();
            std::iter::repeat_n(of(household), rows)
        })
        .collect()
}

fn columns(population: &Population, system: &System, weights: &[Vec<f64>]) -> String {
    let mut text = heading("Columns", &format!("Weighted; money in {}.", system.currency));
    let mut grid = Grid::new(&[
        ("Column", Align::Left),
        ("Of each", Align::Left),
        ("Lowest", Align::Right),
        ("Mean", Align::Right),
        ("Highest", Align::Right),
        ("Total", Align::Right),
        ("Not zero", Align::Right),
    ]);
    for column in population
        .columns
        .iter()
        .filter(|column| column.labels.is_none() && !column.pointer)
    {
        let Some(weights) = weights.get(usize::from(column.entity)) else {
            continue;
        };
        let Some(found) = Summary::of(
            (0..column.data.len())
                .map(|row| column.data.value(row))
                .zip(weights.iter().copied()),
        ) else {
            continue;
        };
        let kind = system.column(&column.name).map(|declared| &declared.kind);
        let is_money = matches!(kind, Some(ColumnKind::Number(unit)) if unit.is_money());
        let is_truth =
            matches!(kind, Some(ColumnKind::Truth)) || matches!(column.name.as_str(), "is_head" | "is_spouse");
        let share = if found.weight > 0.0 {
            percent(found.not_zero / found.weight, 1)
        } else {
            NOTHING.to_string()
        };
        let entity = population
            .entities
            .get(usize::from(column.entity))
            .map_or("", |entity| entity.name.as_str())
            .to_string();
        if is_truth {
            grid.row([
                column.name.clone(),
                entity,
                String::new(),
                String::new(),
                String::new(),
                number_of(found.total),
                share,
            ]);
        } else if is_money {
            grid.row([
                column.name.clone(),
                entity,
                money(found.lowest),
                money(found.mean()),
                money(found.highest),
                money(found.total),
                share,
            ]);
        } else {
            grid.row([
                column.name.clone(),
                entity,
                plain(found.lowest),
                plain(cents(found.mean())),
                plain(found.highest),
                String::new(),
                share,
            ]);
        }
    }
    text.push_str(&grid.text(2));
    text
}

fn categories(population: &Population, weights: &[Vec<f64>]) -> String {
    let mut text = String::new();
    for column in population
        .columns
        .iter()
        .filter(|column| column.labels.is_some() || column.pointer)
    {
        let Some(weights) = weights.get(usize::from(column.entity)) else {
            continue;
        };
        text.push_str(&wrap(&shares(column, weights), &format!("  {}: ", column.name), 6));
    }
    if text.is_empty() {
        text
    } else {
        format!("{}{text}", heading("Categories", "Weighted shares."))
    }
}

fn shares(column: &Column, weights: &[f64]) -> String {
    let Some(labels) = &column.labels else {
        let somebody = match &column.data {
            ColumnData::U32(rows) => rows.iter().filter(|row| **row != Members::NOBODY).count(),
            _ => 0,
        };
        return format!("points at a person in {} rows", decimal(somebody as f64, 0));
    };
    let mut by_label = vec![0.0; labels.len()];
    let mut total = 0.0;
    for (row, weight) in (0..column.data.len()).zip(weights) {
        if let Some(sum) = by_label.get_mut(column.data.value(row) as usize) {
            *sum += weight;
        }
        total += weight;
    }
    let shown: Vec<String> = labels
        .iter()
        .zip(&by_label)
        .filter(|(_, weight)| **weight > 0.0)
        .map(|(label, weight)| format!("{label} {}", percent(if total > 0.0 { weight / total } else { 0.0 }, 1)))
        .collect();
    shown.join(", ")
}

/// Columns of the system that the data lacks, and what the mapping assumes.
fn assumed(found: &People, system: &System) -> String {
    let mut text = heading("What is assumed", "");
    let mut required = Vec::new();
    let mut defaulted = Vec::new();
    for column in system
        .columns
        .iter()
        .filter(|column| found.population.column(&column.name).is_none())
    {
        match &column.default {
            ColumnDefault::Required => required.push(column.name.clone()),
            ColumnDefault::Number(number) => defaulted.push(format!("{} = {}", column.name, plain(*number))),
            ColumnDefault::Truth(truth) => defaulted.push(format!("{} = {truth}", column.name)),
            ColumnDefault::Word(word) => defaulted.push(format!("{} = {word}", column.name)),
            ColumnDefault::Formula(formula) => defaulted.push(format!("{} = {}", column.name, formula.text)),
        }
    }
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
    for (what, assumption) in found.origin.assumptions() {
        text.push_str(&wrap(&format!("{what}: {assumption}"), "  - ", 4));
    }
    text
}
