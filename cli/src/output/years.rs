//! The results of several years for a reader.

use commonweal_core::costing::{Carry, Prepared, YearResults, YearsResults};

use super::ageing;
use super::budget::heading;
use super::country::country;
use super::grid::{Align, Grid, wrap};
use super::number::{NOTHING, decimal, money, people, signed_money};
use super::rationing::fallback;
use super::text::not_read;
use crate::people::Origin;

/// The page; `carry` is what was carried to another country.
pub fn page(results: &YearsResults, prepared: &Prepared, carry: Option<&Carry>, origin: &Origin) -> String {
    let Some(first) = results.years.first() else {
        return String::new();
    };
    let last = results.years.last().unwrap_or(first);
    let title = if results.title.is_empty() {
        &results.study
    } else {
        &results.title
    };
    let mut text = wrap(title, "", 0);
    text.push('\n');
    let population = origin.title().in_language("en");
    let name = if population.is_empty() {
        first.results.population.name.as_str()
    } else {
        population
    };
    let rows = format!(
        "{name}: {} households, standing for {} households. {}",
        decimal(f64::from(first.results.population.households), 0),
        people(first.results.population.weighted_households),
        ageing::sentence(first)
    );
    text.push_str(&wrap(&rows, "People  ", 8));
    if let Some(sentence) = not_read(&first.results.columns_not_read) {
        text.push_str(&wrap(&sentence, "        ", 8));
    }
    let law = format!(
        "{}, {} to {}. Amounts in {} a year.",
        prepared.system.title.in_language("en"),
        first.year,
        last.year,
        first.results.currency
    );
    text.push_str(&wrap(&law, "Law     ", 8));
    text.push_str(&country(carry));
    text.push_str(&headlines(results));
    text.push_str(&without_gains(results));
    text.push_str(&instruments(results));
    text.push_str(&states(results));
    text.push_str(&funds(results));
    text.push_str(&ageing::section(results));
    let foot = format!("Fingerprint  {}\n", results.fingerprint);
    text.push('\n');
    text.push_str(&foot);
    text
}

fn share(value: Option<f64>) -> String {
    value.map_or(NOTHING.to_string(), |value| format!("{} %", decimal(value * 100.0, 1)))
}

fn headlines(results: &YearsResults) -> String {
    let laws = match results.has_reform {
        true => " Cost of shock and poverty: baseline law. Displaced, out of work and Gini: with the policy.",
        false => "",
    };
    let mut text = heading(
        "Year by year",
        &format!(
            "Costs: positive means that the government pays more. Poverty: 60 % of the median without the shock.{laws}"
        ),
    );
    let mut columns = vec![
        ("Year", Align::Left),
        ("Net cost", Align::Right),
        ("Gross cost", Align::Right),
        ("Cost of shock", Align::Right),
        ("Displaced", Align::Right),
        ("Out of work", Align::Right),
        ("Poverty", Align::Right),
    ];
    if results.has_reform {
        columns.extend([("with policy", Align::Right)]);
    }
    columns.push(("Gini", Align::Right));
    let mut grid = Grid::new(&columns);
    for year in &results.years {
        let shock = year.results.shock.as_ref();
        let poverty = &year.results.poverty.fixed;
        let rate = |poverty: &Option<commonweal_core::measures::Poverty>| {
            share(poverty.as_ref().and_then(|poverty| poverty.headcount_rate))
        };
        let mut cells = vec![
            year.year.to_string(),
            signed_money(year.results.net_cost),
            money(year.gross_cost()),
            shock.map_or(NOTHING.to_string(), |shock| money(shock.cost_of_shock)),
            shock.map_or(NOTHING.to_string(), |shock| people(shock.displaced_reform)),
            year.out_of_work(results.has_reform).map_or(NOTHING.to_string(), people),
            rate(&poverty.baseline),
        ];
        if results.has_reform {
            cells.push(rate(&poverty.reform));
        }
        let gini = if results.has_reform {
            year.results.inequality.reform.gini
        } else {
            year.results.inequality.baseline.gini
        };
        cells.push(gini.map_or(NOTHING.to_string(), |gini| decimal(gini, 3)));
        grid.row(cells);
    }
    text.push_str(&grid.text(2));
    let sum = results.years.iter().fold(0.0, |sum, year| sum + year.results.net_cost);
    let sentence = format!(
        "All years together: {}; counted today, in prices of {} and with {} % a year: {}.",
        signed_money(sum),
        results.years.first().map_or(0, |year| year.year),
        decimal(results.discount_rate * 100.0, 1),
        signed_money(results.present_value)
    );
    text.push_str(&wrap(&sentence, "  ", 2));
    if let Some(last) = results.years.last().filter(|year| !year.months.is_empty()) {
        let sentence = format!(
            "The spread of AI reaches what the scenario says by {}, the last year run: with another last year every year is another.",
            last.year
        );
        text.push_str(&wrap(&sentence, "  ", 2));
    }
    text
}

/// The shock with the other values of its scenario, where that was asked for.
fn without_gains(results: &YearsResults) -> String {
    let told = |year: &YearResults| {
        year.results
            .shock
            .as_ref()
            .and_then(|shock| shock.without_gains.clone())
    };
    let Some(first) = results.years.iter().find_map(told) else {
        return String::new();
    };
    let title = match first.is_wage_gain() {
        true => "Shock without the gain in wages of those who keep their work".to_string(),
        false => format!("Shock with {}", first.stated()),
    };
    let mut text = heading(&title, "Under baseline law.");
    let columns = ["Cost of shock", "Poverty", "Gini"].map(|name| (name, Align::Right));
    let mut grid = Grid::new(&[&[("Year", Align::Left)][..], &columns].concat());
    for (year, own) in results.years.iter().filter_map(|year| Some((year.year, told(year)?))) {
        grid.row(vec![
            year.to_string(),
            money(own.cost_of_shock),
            share(own.poverty_rate),
            own.gini.map_or(NOTHING.to_string(), |gini| decimal(gini, 3)),
        ]);
    }
    text.push_str(&grid.text(2));
    text
}

/// Net cost by instrument, in the first year, the middle one and the last, and of all years.
fn instruments(results: &YearsResults) -> String {
    if !results.has_reform {
        return String::new();
    }
    let shown: Vec<&YearResults> = match results.years.as_slice() {
        [] => return String::new(),
        [only] => vec![only],
        [first, last] => vec![first, last],
        years => vec![&years[0], &years[years.len() / 2], &years[years.len() - 1]],
    };
    let mut text = heading(
        "Net cost by instrument",
        &format!(
            "{} What changes because the policy makes their work another has a row of its own.",
            match results.years[0].results.attribution.as_str() {
                "shapley" =>
                    "Divided as the mean over all orders (Shapley), on the people as baseline law leaves them.",
                "stacked" => "Each on top of those before it (stacked), on the people as baseline law leaves them.",
                "last-in" =>
                    "Each as the last one, on the people as baseline law leaves them; the rows need not add up.",
                _ => "On the people as baseline law leaves them.",
            }
        ),
    );
    if let Some(found) = &results.years[0].results.attribution_fallback {
        text.push_str(&wrap(&fallback(found), "  ", 2));
    }
    let names: Vec<String> = shown.iter().map(|year| year.year.to_string()).collect();
    let mut columns = vec![("", Align::Left)];
    columns.extend(names.iter().map(|name| (name.as_str(), Align::Right)));
    columns.push(("All years", Align::Right));
    let mut grid = Grid::new(&columns);
    for row in &results.years[0].results.budget {
        let of = |year: &YearResults| {
            let found = year.results.budget.iter().find(|own| own.instrument == row.instrument);
            found.map_or(0.0, |row| row.net_cost)
        };
        if results.years.iter().all(|year| of(year) == 0.0) {
            continue;
        }
        let title = if row.title.is_empty() {
            &row.instrument
        } else {
            &row.title
        };
        let sum = results.years.iter().fold(0.0, |sum, year| sum + of(year));
        let cells = shown.iter().map(|year| signed_money(of(year)));
        grid.row(std::iter::once(title.clone()).chain(cells).chain([signed_money(sum)]));
    }
    grid.rule();
    let net = |year: &YearResults| year.results.net_cost;
    let sum = results.years.iter().fold(0.0, |sum, year| sum + net(year));
    let cells = shown.iter().map(|year| signed_money(net(year)));
    grid.row(
        std::iter::once("Together".to_string())
            .chain(cells)
            .chain([signed_money(sum)]),
    );
    text.push_str(&grid.text(2));
    let idle = results.paying_nothing();
    if !idle.is_empty() {
        let titles: Vec<&str> = idle.iter().map(|row| row.title.as_str()).collect();
        text.push_str(&wrap(
            &format!("Pays nothing in any year: {}.", titles.join(", ")),
            "  ",
            2,
        ));
    }
    text
}

/// A state of work in words.
fn state(name: &str) -> &str {
    match name {
        "employed" => "First job",
        "new_job" => "New job",
        "short_time" => "Short time",
        "unemployed" => "Unemployed",
        "training" => "Training",
        "public_job" => "Public job",
        "gig" => "Gig work",
        "inactive" => "Inactive",
        "retired" => "Retired",
        other => other,
    }
}

fn states(results: &YearsResults) -> String {
    let known: Vec<&str> = results.years[0].states.iter().map(|row| row.state.as_str()).collect();
    let used: Vec<&str> = known
        .into_iter()
        .filter(|state| {
            let rows = results.years.iter().flat_map(|year| &year.states);
            rows.filter(|row| row.state == *state)
                .any(|row| row.baseline > 0.0 || row.reform > 0.0)
        })
        .collect();
    if used.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    let laws: &[(&str, bool)] = if results.has_reform {
        &[("Work under the reform", true), ("Work under baseline law", false)]
    } else {
        &[("Work", false)]
    };
    for (title, reform) in laws {
        text.push_str(&heading(title, "Persons, mean of the months."));
        let mut columns = vec![("Year", Align::Left)];
        columns.extend(used.iter().map(|name| (state(name), Align::Right)));
        let mut grid = Grid::new(&columns);
        for year in &results.years {
            let cells = used.iter().map(|name| {
                let row = year.states.iter().find(|row| row.state == *name);
                row.map_or(NOTHING.to_string(), |row| {
                    people(if *reform { row.reform } else { row.baseline })
                })
            });
            grid.row(std::iter::once(year.year.to_string()).chain(cells));
        }
        text.push_str(&grid.text(2));
    }
    text
}

fn funds(results: &YearsResults) -> String {
    let law = if results.has_reform { "reform" } else { "baseline" };
    let rows = || {
        let years = results.years.iter();
        years.flat_map(|year| {
            year.funds
                .iter()
                .filter(|row| row.law == law)
                .map(|row| (year.year, row))
        })
    };
    if !rows().any(|(_, row)| row.inflow != 0.0 || row.claimed != 0.0 || row.closing != 0.0) {
        return String::new();
    }
    let mut text = heading(
        "Fund",
        "What comes in can be spent from the next month on; programmes are paid as far as the fund reaches.",
    );
    let mut grid = Grid::new(&[
        ("Year", Align::Left),
        ("Opening", Align::Right),
        ("In", Align::Right),
        ("Interest", Align::Right),
        ("Claimed", Align::Right),
        ("Paid", Align::Right),
        ("Topped up", Align::Right),
        ("Closing", Align::Right),
        ("Runs dry", Align::Right),
    ]);
    for (year, row) in rows() {
        let dry = if row.empty_in_month == 0 {
            NOTHING.to_string()
        } else {
            format!("month {}", row.empty_in_month)
        };
        grid.row([
            year.to_string(),
            money(row.opening),
            money(row.inflow),
            money(row.interest),
            money(row.claimed),
            money(row.paid),
            money(row.topped_up),
            money(row.closing),
            dry,
        ]);
    }
    text.push_str(&grid.text(2));
    text
}
