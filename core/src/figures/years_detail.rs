//! What the figures of a run over several years tell when they are opened: each instrument's cost and recipients by year, and what
//! happened to jobs.

use super::reader::Reader;
use super::table::Rows;
use super::texts::{self, Text};
use super::years::figures_of_years;
use super::{Figure, FigureTable, Language, Unit};
use crate::costing::{BudgetRow, CHANGED_STATES, MonthRow, YearResults, YearsResults};
use crate::rules::Account;

/// [`figures_of_years`] with the tables behind them. `years` has `net_by_instrument` and `recipients`, with a column an instrument;
/// `years_states` has `jobs`. A table without anything to tell is absent. The years may be the first ones of a run that goes on.
pub fn detailed_figures_of_years(results: &YearsResults, language: Language) -> Vec<Figure> {
    let mut figures = figures_of_years(results, language);
    let Some(last) = results.years.last() else {
        return figures;
    };
    let reader = Reader::new(&last.results, language);
    for figure in &mut figures {
        let more = match figure.name.as_str() {
            "years" => vec![net_by_instrument(&reader, results), recipients(&reader, results)],
            "years_states" => vec![jobs(&reader, results)],
            _ => Vec::new(),
        };
        figure.more.extend(more.into_iter().flatten());
    }
    figures
}

/// A row a year, its first column the year.
fn by_year<'a>(reader: &Reader<'_>, results: &'a YearsResults, name: &str, title: Text) -> Rows<'a, YearResults> {
    Rows::new(reader, name, reader.word(title), &results.years, |year| {
        year.year.to_string()
    })
    .text("year", texts::YEAR, |year| year.year.to_string())
}

/// A column for each instrument of which some year has a number other than 0, in the order of the budget; None without one.
fn by_instrument(
    reader: &Reader<'_>,
    results: &YearsResults,
    (name, title, unit): (&str, Text, Unit),
    cell: fn(&BudgetRow) -> f64,
) -> Option<FigureTable> {
    let found = |year: &YearResults, name: &str| {
        let rows = &year.results.budget;
        rows.iter().find(|row| row.instrument == name).map(cell)
    };
    let mut columns: Vec<&BudgetRow> = Vec::new();
    for row in results.years.iter().flat_map(|year| &year.results.budget) {
        if cell(row) != 0.0 && !columns.iter().any(|known| known.instrument == row.instrument) {
            columns.push(row);
        }
    }
    let mut table = by_year(reader, results, name, title);
    for row in &columns {
        let title = match row.instrument.as_str() {
            CHANGED_STATES => reader.word(texts::CHANGED_BY_PACKAGE),
            _ => reader.instrument(row),
        };
        table = table.number_titled(&row.instrument, &title, unit, |year| found(year, &row.instrument));
    }
    (!columns.is_empty()).then(|| table.table())
}

/// How the net cost of each year is divided among the instruments; None where it is not.
fn net_by_instrument(reader: &Reader<'_>, results: &YearsResults) -> Option<FigureTable> {
    let heading = ("net_by_instrument", texts::NET_OF_INSTRUMENTS, Unit::Money);
    by_instrument(reader, results, heading, |row| row.net_cost)
}

/// How many receive what each instrument pays to households.
fn recipients(reader: &Reader<'_>, results: &YearsResults) -> Option<FigureTable> {
    let heading = ("recipients", texts::RECIPIENTS_OF_INSTRUMENTS, Unit::People);
    by_instrument(reader, results, heading, |row| {
        if row.payee == Account::Households.name() && row.instrument != CHANGED_STATES {
            row.recipients
        } else {
            0.0
        }
    })
}

/// Jobs lost, found and kept in each year, and places taken, under the law that is told; None for a scenario without months.
fn jobs(reader: &Reader<'_>, results: &YearsResults) -> Option<FigureTable> {
    let law = if results.has_reform { "reform" } else { "baseline" };
    let own = |year: &YearResults, of: fn(&MonthRow) -> f64| {
        let months = year.months.iter().filter(|row| row.law == law);
        months.fold((0.0, 0u32), |(sum, months), row| (sum + of(row), months + 1))
    };
    if results.years.iter().all(|year| year.months.is_empty()) {
        return None;
    }
    let sum = |year: &YearResults, of: fn(&MonthRow) -> f64| own(year, of).0;
    let mean = |year: &YearResults, of: fn(&MonthRow) -> f64| match own(year, of) {
        (_, 0) => 0.0,
        (sum, months) => sum / f64::from(months),
    };
    let mut table = by_year(reader, results, "jobs", texts::JOBS_TITLE);
    if results.has_reform {
        table = table.number("displaced_baseline", texts::JOBS_LOST_TODAY, Unit::People, |year| {
            Some(year.results.shock.as_ref()?.displaced_baseline)
        });
    }
    table = table
        .number("displaced", texts::JOBS_LOST, Unit::People, |year| {
            Some(year.results.shock.as_ref()?.displaced_reform)
        })
        .number("found_a_job", texts::JOBS_FOUND, Unit::People, |year| {
            Some(sum(year, |row| row.found_a_job))
        });
    type Column = (&'static str, Text, fn(&MonthRow) -> f64, bool);
    let rest: [Column; 4] = [
        ("kept", texts::JOBS_KEPT, |row| row.kept, true),
        ("training", texts::PLACES_IN_TRAINING, |row| row.training, false),
        (
            "waiting_for_training",
            texts::WAITING_FOR_TRAINING,
            |row| row.waiting_for_training,
            false,
        ),
        ("public_job", texts::PLACES_IN_PUBLIC_JOBS, |row| row.public_job, false),
    ];
    for (name, title, of, adds_up) in rest {
        let cell = |year: &YearResults| if adds_up { sum(year, of) } else { mean(year, of) };
        if results.years.iter().any(|year| cell(year) != 0.0) {
            table = table.number(name, title, Unit::People, |year| Some(cell(year)));
        }
    }
    Some(table.table())
}
