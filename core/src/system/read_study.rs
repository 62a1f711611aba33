//! Reads a study.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::assignment::assignments;
use super::country::CountryBlock;
use super::scenario::ScenarioChoice;
use super::study::{Attribution, LONGEST_RUN, Options, PopulationSource, Reform, Study};
use crate::document::{Collector, Node, Span, TableReader, Value};
use crate::population::HOUSEHOLDS;
use crate::rules::{Instrument, check_name, read_format, read_texts};

pub(super) fn read_study(collector: &Collector, root: &Node) -> Option<Study> {
    let reader = TableReader::new(collector, root, "")?;
    read_format(&reader);
    let name = reader.required_text("name").map(str::to_string);
    if let (Some(name), Some(node)) = (&name, reader.get("name")) {
        let good = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
        if !good {
            collector.report(
                "bad-name",
                "name",
                &node.span,
                format!("`{name}` is no name of a study"),
                name,
                "small letters, digits, hyphens and underscores",
                "choose another name",
            );
        }
    }
    let title = read_texts(&reader, "title");
    let description = read_texts(&reader, "description");
    let notes = read_texts(&reader, "notes");
    reader.text("reference");
    let population = match reader.get("population") {
        None => None,
        Some(Node {
            value: Value::Text(text),
            ..
        }) => Some(PopulationSource::Named(text.clone())),
        Some(node) if node.as_table().is_some_and(|table| table.get("recipe").is_some()) => {
            reader.table("population").and_then(read_recipe)
        }
        Some(_) => reader.table("population").and_then(|table| {
            let file = table.required_text("file").map(str::to_string);
            let mapping = table.required_text("mapping").map(str::to_string);
            table.finish();
            Some(PopulationSource::File {
                file: file?,
                mapping: mapping?,
            })
        }),
    };
    let system = reader.text("system").map(str::to_string);
    let system_span = reader.get("system").map_or(0..0, |node| node.span.clone());
    let package = reader
        .text("package")
        .map(str::to_string)
        .zip(reader.get("package").map(|node| node.span.clone()));
    if let (Some((package, span)), Some(name)) = (&package, &name)
        && package == name
    {
        collector.report(
            "cycle",
            "package",
            span,
            "the study names itself as its package",
            package,
            "another study",
            "name another package, or write the reform here",
        );
    }
    if system.is_none() && package.is_none() {
        reader.require("system");
    }
    let year = reader.integer("year").and_then(|year| {
        let good = (1900..=2200).contains(&year);
        if !good {
            collector.report(
                "out-of-range",
                "year",
                &reader.get("year").map_or(0..0, |node| node.span.clone()),
                "the year whose law applies",
                year.to_string(),
                "a year from 1900 to 2200",
                "write a year such as 2024",
            );
        }
        good.then_some(year as i32)
    });
    let years = read_years(collector, &reader, year);
    let year = year.or(years.map(|(first, _)| first));
    let read_reform = |key: &str| {
        reader.table(key).map_or(Reform::none(&collector.source), |table| {
            let reform = read_reform(collector, &table);
            table.finish();
            reform
        })
    };
    let year_span = reader.get("year").or_else(|| reader.get("years"));
    let year_span = year_span.map_or(0..0, |node| node.span.clone());
    let population_span = reader.get("population").map_or(0..0, |node| {
        node.as_table()
            .and_then(|table| table.get("mapping").or_else(|| table.get("recipe")))
            .unwrap_or(node)
            .span
            .clone()
    });
    let baseline = read_reform("baseline");
    let reform = read_reform("reform");
    let has_reform_table = reader.get("reform").is_some_and(|node| node.as_table().is_some());
    let countries = read_countries(collector, &reader);
    let mut options = Options::default();
    if let Some(table) = reader.table("options") {
        options.attribution = match table.choice("attribution", &["shapley", "stacked", "last-in"]) {
            Some("stacked") => Attribution::Stacked,
            Some("last-in") => Attribution::LastIn,
            _ => Attribution::Shapley,
        };
        if let Some(share) = table.number("poverty_line_share") {
            if share > 0.0 && share <= 2.0 {
                options.poverty_line_share = share;
            } else {
                collector.report(
                    "out-of-range",
                    &table.path_of("poverty_line_share"),
                    &table.get("poverty_line_share").map_or(0..0, |node| node.span.clone()),
                    "the poverty line is a share of the median",
                    share.to_string(),
                    "a share above 0, at most 2",
                    "for example 0.6",
                );
            }
        }
        options.count_persons = table.choice("weighting", &["persons", "households"]) != Some("households");
        if let Some(seed) = table.integer("seed") {
            options.seed = seed as u64;
        }
        options.calm = table.truth("calm").unwrap_or(false);
        options.incentives = table.truth("incentives").unwrap_or(false);
        options.interactions = table.truth("interactions").unwrap_or(false);
        options.without_gains = table.truth("without_gains").unwrap_or(false);
        options.levies = table.truth("levies").unwrap_or(false);
        options.frozen = table.truth("frozen").unwrap_or(false);
        table.finish();
    }
    let scenario = ScenarioChoice::read(collector, &reader);
    let before = collector.count();
    let mut broken = BTreeSet::new();
    let instruments = reader
        .get("instruments")
        .map(|node| match &node.value {
            Value::List(items) => items
                .iter()
                .enumerate()
                .filter_map(|(at, item)| {
                    let own = Instrument::from_node(collector, item, &format!("instruments[{at}]"));
                    if own.is_none() {
                        let name = item.as_table().and_then(|table| table.get("name")?.as_text());
                        broken.extend(name.map(str::to_string));
                    }
                    own.map(Arc::new)
                })
                .collect(),
            _ => {
                reader.tables("instruments");
                Vec::new()
            }
        })
        .unwrap_or_default();
    let in_instruments = collector.count() - before;
    reader.finish();
    Some(Study {
        source: collector.source.clone(),
        name: name.unwrap_or_default(),
        title,
        description,
        notes,
        population,
        system,
        system_span,
        scenario,
        package,
        year,
        year_span,
        years,
        population_span,
        baseline,
        reform,
        has_reform_table,
        countries,
        options,
        instruments,
        broken,
        doubtful: collector.count() > in_instruments,
    })
}

/// Reads `years = "FIRST:LAST"`; a `year` beside it must be the first.
fn read_years(collector: &Collector, reader: &TableReader<'_>, year: Option<i32>) -> Option<(i32, i32)> {
    let node = reader.get("years")?;
    let Some(text) = node.as_text() else {
        collector.wrong_type("years", node, "a text such as \"2025:2034\"");
        return None;
    };
    let span = reader.get("years").map_or(0..0, |node| node.span.clone());
    let whole = |text: &str| {
        let is_plain = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i32>()
            .ok()
            .filter(|year| is_plain && (1900..=2200).contains(year))
    };
    let found = text
        .split_once(':')
        .and_then(|(first, last)| whole(first).zip(whole(last)));
    let found = found.filter(|(first, last)| (0..LONGEST_RUN).contains(&(last - first)));
    let Some((first, last)) = found else {
        collector.report(
            "out-of-range",
            "years",
            &span,
            "the years over which the study is run",
            text,
            format!("\"FIRST:LAST\" with years from 1900 to 2200, the last not before the first, at most {LONGEST_RUN} years"),
            "write for example \"2025:2034\"",
        );
        return None;
    };
    if let Some(year) = year.filter(|year| *year != first) {
        collector.report(
            "out-of-range",
            "years",
            &span,
            format!("`year` is {year}, and the years begin with {first}"),
            text,
            format!("years that begin with {year}"),
            "leave `year` out",
        );
        return None;
    }
    Some((first, last))
}

/// Reads `{ recipe = …, households = …, seed = … }`.
fn read_recipe(table: TableReader<'_>) -> Option<PopulationSource> {
    let recipe = table.required_text("recipe").map(str::to_string);
    let whole = |key: &str, low: i64, high: i64| {
        let found = table.integer(key)?;
        if found >= low && found <= high {
            return Some(found);
        }
        table.collector().report(
            "out-of-range",
            &table.path_of(key),
            &table.get(key).map_or(0..0, |node| node.span.clone()),
            format!("`{key}` is out of range"),
            found.to_string(),
            format!("{low} to {high}"),
            "",
        );
        None
    };
    let households = whole(
        "households",
        i64::from(*HOUSEHOLDS.start()),
        i64::from(*HOUSEHOLDS.end()),
    );
    let seed = whole("seed", 0, i64::MAX);
    table.finish();
    Some(PopulationSource::Recipe {
        recipe: recipe?,
        households: households.and_then(|number| u32::try_from(number).ok()),
        seed: seed.and_then(|seed| u64::try_from(seed).ok()),
    })
}

/// Reads `[countries.NAME]`: a note, `leave_out`, a scenario, and changes as in the study itself.
fn read_countries(collector: &Collector, reader: &TableReader<'_>) -> Vec<CountryBlock> {
    let Some(countries) = reader.table("countries") else {
        return Vec::new();
    };
    let mut blocks = Vec::new();
    for (key, node) in countries.rest() {
        let Some(table) = TableReader::new(collector, node, countries.path_of(&key.text)) else {
            continue;
        };
        let note = read_texts(&table, "note");
        let leave_out = table.texts("leave_out").unwrap_or_default();
        let scenario = ScenarioChoice::read(collector, &table);
        let reform = |law: &str| {
            table.table(law).map_or(Reform::none(&collector.source), |own| {
                let reform = read_reform(collector, &own);
                own.finish();
                reform
            })
        };
        blocks.push(CountryBlock {
            name: key.text.clone(),
            span: key.span.clone(),
            note,
            leave_out: leave_out
                .into_iter()
                .map(|(name, span)| (name.to_string(), span.clone()))
                .collect(),
            scenario,
            baseline: reform("baseline"),
            reform: reform("reform"),
        });
        table.finish();
    }
    blocks
}

fn read_reform(collector: &Collector, table: &TableReader<'_>) -> Reform {
    let named = |key: &str| -> Vec<(String, Span)> {
        table
            .texts(key)
            .unwrap_or_default()
            .into_iter()
            .map(|(text, span)| (text.to_string(), span.clone()))
            .collect()
    };
    let mut reform = Reform {
        source: collector.source.clone(),
        set: Vec::new(),
        add: named("add"),
        remove: named("remove"),
        replace: named("replace"),
    };
    for name in reform.add.iter().chain(&reform.remove).chain(&reform.replace) {
        check_name(collector, table.path(), &name.0, &name.1);
    }
    if let Some(set) = table.table("set") {
        for (key, node) in set.rest() {
            assignments(
                collector,
                &set.path_of(&key.text),
                &key.text,
                &key.span,
                node,
                &mut reform.set,
            );
        }
    }
    reform
}
