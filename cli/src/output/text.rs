//! The results of a study as a page for a reader.

use std::time::Duration;

use commonweal_core::costing::{Carry, Prepared, Results};
use commonweal_core::population::named_in_short;
use commonweal_core::system::Reform;

use super::budget::{self, heading};
use super::country::country;
use super::grid::{shorten, wrap};
use super::number::{decimal, people, plain};
use super::{distribution, incentives, interactions, levies, rationing, redistribution, shock};
use crate::people::Origin;

/// How many assumptions are listed before the rest is counted.
const ASSUMPTIONS_SHOWN: usize = 12;

/// How many characters of a value that is set are shown.
const VALUE_SHOWN: usize = 60;

/// How long a run took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// Reading and mapping the files.
    pub load: Duration,
    /// Compiling and running the rules, and measuring.
    pub compute: Duration,
}

/// The page; `carry` is what was carried to another country, and `study` what the command line named.
pub fn page(
    results: &Results,
    prepared: &Prepared,
    carry: Option<&Carry>,
    origin: &Origin,
    study: &str,
    times: Times,
) -> String {
    let mut text = head(results, prepared, carry, origin);
    text.push_str(&budget::budget(results));
    text.push_str(&rationing::both_costs(results));
    text.push_str(&rationing::rationing(results));
    text.push_str(&shock::shock(results));
    text.push_str(&budget::accounts(results));
    text.push_str(&levies::levies(results));
    text.push_str(&distribution::poverty(results));
    text.push_str(&distribution::inequality(results));
    text.push_str(&redistribution::redistribution(results));
    text.push_str(&distribution::deciles(results));
    if results.has_reform {
        text.push_str(&distribution::winners(results));
    }
    for table in &results.groups {
        text.push_str(&distribution::group(results, table));
    }
    text.push_str(&interactions::interactions(results));
    text.push_str(&incentives::incentives(results));
    text.push_str(&assumed(results, origin));
    text.push_str(&foot(results, study, times));
    text
}

fn head(results: &Results, prepared: &Prepared, carry: Option<&Carry>, origin: &Origin) -> String {
    let mut text = wrap(
        if results.title.is_empty() {
            &results.study
        } else {
            &results.title
        },
        "",
        0,
    );
    text.push_str(&wrap(&question(prepared), "", 0));
    text.push('\n');
    let found = &results.population;
    let title = origin.title().in_language("en");
    let name = if title.is_empty() { &found.name } else { title };
    let persons = if found.persons > 0 {
        format!(" with {} persons", decimal(f64::from(found.persons), 0))
    } else {
        String::new()
    };
    let rows = format!(
        "{name}: {} households{persons}, standing for {} households.",
        decimal(f64::from(found.households), 0),
        people(found.weighted_households)
    );
    text.push_str(&wrap(&rows, "People  ", 8));
    let title = prepared.system.title.in_language("en");
    let law = format!(
        "{}, {}. Amounts in {} a year.",
        if title.is_empty() { &results.system } else { title },
        results.year,
        results.currency
    );
    text.push_str(&wrap(&law, "Law     ", 8));
    text.push_str(&country(carry));
    text.push_str(&changes(results));
    text
}

/// What the study changes in the law, one line a change.
fn changes(results: &Results) -> String {
    let mut text = String::new();
    for change in &results.changes {
        let value = |value: &str| shorten(&value.split_whitespace().collect::<Vec<_>>().join(" "), VALUE_SHOWN);
        let deed = match (change.action.as_str(), &change.before, &change.after) {
            ("set", Some(before), Some(after)) => format!("from {} to {}", value(before), value(after)),
            ("set", None, Some(after)) => format!("set to {}", value(after)),
            ("add", ..) if change.law == "scenario" => "happens to the people before the law applies".to_string(),
            ("add", _, Some(file)) => {
                format!("added from {file}, which takes the place of the common instrument of that name")
            }
            ("replace", _, Some(file)) => format!("replaced by {file}"),
            ("add", ..) => "added".to_string(),
            ("remove", ..) => "removed".to_string(),
            ("replace", ..) => "replaced".to_string(),
            (other, ..) => other.to_string(),
        };
        let place = if results.has_reform && change.law == "baseline" {
            ", in the baseline"
        } else {
            ""
        };
        let first = if text.is_empty() { "Changes " } else { "        " };
        text.push_str(&wrap(&format!("{} {deed}{place}", change.name), first, 10));
    }
    text
}

/// What the study asks, in one sentence.
fn question(prepared: &Prepared) -> String {
    let year = prepared.year;
    let Some(law) = &prepared.reform else {
        let baseline = &prepared.study.baseline;
        let changed = if baseline.is_empty() {
            ""
        } else {
            ", with the changes below"
        };
        return format!("What do the taxes and benefits of {year}{changed} cost and bring, and whom do they reach?");
    };
    let title = |name: &str| -> String {
        let title = law
            .instrument(name)
            .map_or("", |instrument| instrument.title.in_language("en"));
        if title.is_empty() {
            format!("`{name}`")
        } else {
            title.to_string()
        }
    };
    let reform: &Reform = &prepared.study.reform;
    let names = |list: &[(String, commonweal_core::document::Span)]| {
        list.iter().map(|(name, _)| title(name)).collect::<Vec<_>>()
    };
    let changed: Vec<String> = prepared
        .elements
        .iter()
        .filter(|element| {
            !reform
                .add
                .iter()
                .chain(&reform.remove)
                .chain(&reform.replace)
                .any(|(name, _)| *name == element.instrument)
        })
        .map(|element| {
            if element.instrument.is_empty() {
                "parameters of the system".to_string()
            } else {
                title(&element.instrument)
            }
        })
        .collect();
    let mut deeds = Vec::new();
    for (verb, list) in [
        ("added", names(&reform.add)),
        ("removed", names(&reform.remove)),
        ("replaced", names(&reform.replace)),
        ("changed", changed),
    ] {
        if !list.is_empty() {
            deeds.push(format!("{} {verb}", listing(&list)));
        }
    }
    format!(
        "{}: what does it cost in {year}, and who gains or loses?",
        listing(&deeds)
    )
}

/// `a, b and c`.
fn listing(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// What the results rest on that is neither law nor in the data.
fn assumed(results: &Results, origin: &Origin) -> String {
    let mut text = heading("What is assumed", "");
    let has_amount = |parameter: &str| {
        let instrument = parameter.split_once('.').map(|(instrument, _)| instrument);
        instrument.is_none_or(|name| {
            results
                .budget
                .iter()
                .any(|row| row.instrument == name && (row.baseline_amount != 0.0 || row.reform_amount != 0.0))
        })
    };
    // What the reform touches comes first: the cost rests on it most.
    let is_touched = |parameter: &str| {
        let instrument = parameter.split_once('.').map_or("", |(instrument, _)| instrument);
        results
            .budget
            .iter()
            .any(|row| row.instrument == instrument && (row.gross_cost != 0.0 || row.net_cost != 0.0))
    };
    let mut relevant: Vec<_> = results
        .assumptions
        .iter()
        .filter(|found| has_amount(&found.parameter))
        .collect();
    if results.has_reform {
        relevant.sort_by_key(|found| !is_touched(&found.parameter));
    }
    for found in relevant.iter().take(ASSUMPTIONS_SHOWN) {
        let range = match (found.low, found.high) {
            (Some(low), Some(high)) => format!(" (from {} to {} thought possible)", plain(low), plain(high)),
            _ => String::new(),
        };
        text.push_str(&wrap(
            &format!("{} = {}{range}", found.parameter, bare(&found.value)),
            "  - ",
            4,
        ));
    }
    if relevant.len() > ASSUMPTIONS_SHOWN {
        text.push_str(&format!(
            "  - and {} more parameters, listed in --json and --out\n",
            relevant.len() - ASSUMPTIONS_SHOWN
        ));
    }
    if !results.defaulted_columns.is_empty() {
        let columns = format!(
            "The data has no {}; the documented defaults are taken.",
            results.defaulted_columns.join(", ")
        );
        text.push_str(&wrap(&columns, "  - ", 4));
    }
    if let Some(sentence) = not_read(&results.columns_not_read) {
        text.push_str(&wrap(&sentence, "  - ", 4));
    }
    if let Some(year) = origin.year().filter(|year| *year != results.year) {
        let line = format!(
            "The people are those of {year}; incomes and weights are not carried forward to {}.",
            results.year
        );
        let line = if year > results.year {
            line.replace("carried forward", "carried back")
        } else {
            line
        };
        text.push_str(&wrap(&line, "  - ", 4));
    }
    for line in mapped(origin) {
        text.push_str(&wrap(&line, "  - ", 4));
    }
    text.push_str(&wrap(
        "Nobody changes behaviour unless a rule says so: these are first-round figures.",
        "  - ",
        4,
    ));
    let notes = origin.notes().in_language("en");
    if !notes.is_empty() {
        text.push_str(&wrap(
            &shorten(notes.split_whitespace().collect::<Vec<_>>().join(" ").as_str(), 900),
            "  - Data: ",
            4,
        ));
    }
    text
}

/// Which columns of the people's file rest unused, in a sentence; nothing where all are read.
pub fn not_read(columns: &[String]) -> Option<String> {
    let names = named_in_short(columns, ", ");
    match columns.len() {
        0 => None,
        1 => Some(format!("The mapping does not read one column of the file: {names}.")),
        number => Some(format!(
            "The mapping does not read {number} columns of the file: {names}."
        )),
    }
}

/// The value within a description such as ``number `9000` ``; another description is kept.
fn bare(value: &str) -> &str {
    let within = value.split_once('`').and_then(|(_, rest)| rest.strip_suffix('`'));
    within.filter(|within| !within.contains('`')).unwrap_or(value)
}

/// The assumptions of a mapping or recipe, those with the same text together.
fn mapped(origin: &Origin) -> Vec<String> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (what, assumption) in origin.assumptions() {
        match groups.iter_mut().find(|(known, _)| *known == assumption) {
            Some((_, all)) => all.push(what),
            None => groups.push((assumption, vec![what])),
        }
    }
    groups
        .into_iter()
        .map(|(assumption, what)| format!("{}: {assumption}", what.join(", ")))
        .collect()
}

fn foot(results: &Results, study: &str, times: Times) -> String {
    let mut text = format!("\nFingerprint  {}\n", results.fingerprint);
    text.push_str(&format!(
        "Time         {:.2} s to read and prepare the data, {:.2} s to compute\n",
        times.load.as_secs_f64(),
        times.compute.as_secs_f64()
    ));
    let next = format!(
        "--json and --out DIR save every table; commonweal explain {study} --unit ID shows one unit step by step; \
         --set INSTRUMENT.PARAMETER=VALUE tries another value"
    );
    text.push_str(&wrap(&next, "Next         ", 13));
    text
}
