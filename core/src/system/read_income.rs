//! Reads what a system makes of incomes: concepts, pools, funds, indices, measures and the microdata.

use std::collections::BTreeSet;

use super::file::{
    Concept, ConceptMember, Fund, INTEREST, Index, MeasuresDeclaration, MicrodataDeclaration, Pool, UnitKind, WhenEmpty,
};
use super::reference::{unknown_of, unknown_unit_kind};
use crate::document::{Collector, Date, Key, Node, Span, TableReader};
use crate::rules::{
    Expression, ExpressionKind, Formula, Kind, check_name, read_formula, read_range, read_texts, sound,
};

/// Reads every entry of a table whose keys are free. The names of those that could not be read go to `broken`.
fn entries<T>(
    reader: &TableReader<'_>,
    key: &str,
    broken: &mut BTreeSet<String>,
    read: impl Fn(&TableReader<'_>, &Key) -> Option<T>,
) -> Vec<T> {
    let Some(table) = reader.table(key) else {
        return Vec::new();
    };
    let collector = reader.collector();
    let one = |(key, node): (&Key, &Node), broken: &mut BTreeSet<String>| {
        sound(collector, broken, &key.text, || {
            check_name(collector, &table.path_of(&key.text), &key.text, &key.span);
            let entry = TableReader::new(collector, node, table.path_of(&key.text))?;
            let value = read(&entry, key);
            entry.finish();
            value
        })
    };
    table.rest().filter_map(|entry| one(entry, broken)).collect()
}

fn read_members(reader: &TableReader<'_>, key: &str) -> Vec<(ConceptMember, Span)> {
    reader
        .texts(key)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(text, span)| match text.strip_prefix("kind.") {
            None => Some((ConceptMember::Name(text.to_string()), span.clone())),
            Some(kind) => match Kind::parse(kind) {
                Some(kind) => Some((ConceptMember::Kind(kind), span.clone())),
                None => {
                    reader.collector().report(
                        "unknown-choice",
                        &reader.path_of(key),
                        span,
                        format!("there is no kind `{kind}`"),
                        kind,
                        Kind::NAMES.join(", "),
                        "use one of the kinds",
                    );
                    None
                }
            },
        })
        .collect()
}

pub(super) fn read_concepts(reader: &TableReader<'_>, broken: &mut BTreeSet<String>) -> Vec<Concept> {
    entries(reader, "concepts", broken, |concept, key| {
        Some(Concept {
            name: key.text.clone(),
            title: read_texts(concept, "title"),
            adds: read_members(concept, "adds"),
            subtracts: read_members(concept, "subtracts"),
            span: key.span.clone(),
        })
    })
}

pub(super) fn read_pools(reader: &TableReader<'_>, broken: &mut BTreeSet<String>) -> Vec<Pool> {
    entries(reader, "pools", broken, |pool, key| {
        let node = pool.require("limit")?;
        let limit = read_formula(pool.collector(), &pool.path_of("limit"), node)?;
        let name = key.text.clone();
        Some(Pool { name, limit })
    })
}

pub(super) fn read_funds(reader: &TableReader<'_>, broken: &mut BTreeSet<String>) -> Vec<Fund> {
    entries(reader, "funds", broken, |fund, key| {
        let opening_balance = fund.number("opening_balance").unwrap_or(0.0);
        let when_empty = fund
            .choice("when_empty", &WhenEmpty::NAMES)
            .and_then(WhenEmpty::parse)
            .unwrap_or(WhenEmpty::Ration);
        read_texts(fund, "title");
        let interest = fund.number("interest").unwrap_or(0.0);
        if !INTEREST.contains(&interest) {
            fund.collector().report(
                "out-of-range",
                &fund.path_of("interest"),
                &fund.get("interest").map_or(0..0, |node| node.span.clone()),
                "interest of a fund is a share a year",
                interest.to_string(),
                format!("{} to {}", INTEREST.start(), INTEREST.end()),
                "write 0.02 for two percent",
            );
        }
        let written = super::FUND_TERMS.iter().filter(|term| fund.get(term).is_some());
        Some(Fund {
            written: written.map(ToString::to_string).collect(),
            name: key.text.clone(),
            opening_balance,
            when_empty,
            interest,
        })
    })
}

pub(super) fn read_indices(reader: &TableReader<'_>, broken: &mut BTreeSet<String>) -> Vec<Index> {
    entries(reader, "indices", broken, |index, key| {
        let reference = index.text("reference").unwrap_or_default().to_string();
        let title = read_texts(index, "title");
        let assumption = index.truth("assumption").unwrap_or(false);
        let growth = index.number("growth").unwrap_or(0.0);
        let range = index
            .get("range")
            .and_then(|node| read_range(index.collector(), index, node));
        check_growth(index, growth, assumption, range.is_some() || !reference.is_empty());
        let mut values = Vec::new();
        for (date, value) in index.rest() {
            match (date.text.parse::<Date>(), value.as_number()) {
                (Ok(date), Some(value)) if value > 0.0 => values.push((date, value)),
                _ => index.collector().report(
                    "wrong-type",
                    &index.path_of(&date.text),
                    &value.span,
                    "an index has positive values by date",
                    value.kind_name(),
                    "2024-01-01 = 100.0",
                    "write a date and a positive number",
                ),
            }
        }
        values.sort_by_key(|(date, _)| *date);
        Some(Index {
            name: key.text.clone(),
            title,
            values,
            growth,
            range,
            assumption,
            reference,
        })
    })
}

/// Refuses growth that is no share a year, and growth without a source.
fn check_growth(index: &TableReader<'_>, growth: f64, assumption: bool, is_sourced: bool) {
    let Some(node) = index.get("growth") else { return };
    if !(-0.5..=1.0).contains(&growth) {
        index.collector().report(
            "out-of-range",
            &index.path_of("growth"),
            &node.span,
            "growth of an index is a share a year",
            growth.to_string(),
            "-0.5 to 1",
            "write 0.02 for two percent",
        );
    }
    if !is_sourced {
        index.collector().report(
            "missing-source",
            &index.path_of("growth"),
            &node.span,
            "the growth of the index has no source",
            if assumption {
                "an assumption without a range"
            } else {
                "neither `reference` nor `assumption`"
            },
            "reference = \"the publication\", or assumption = true with a range",
            "add `assumption = true` and `range = [lowest, highest]`",
        );
    }
}

/// Reads `[measures]`, which must be there. `broken` holds the concepts that could not be read.
pub(super) fn read_measures(
    reader: &TableReader<'_>,
    concepts: &[Concept],
    broken: &BTreeSet<String>,
) -> Option<MeasuresDeclaration> {
    reader.require("measures")?;
    let table = reader.table("measures")?;
    let collector = reader.collector();
    table.text("unit");
    let income = table.required_text("income").map(str::to_string);
    if let (Some(income), Some(node)) = (&income, table.get("income")) {
        let known: Vec<&str> = concepts.iter().map(|concept| concept.name.as_str()).collect();
        if !known.contains(&income.as_str()) && !broken.contains(income) {
            let what = "income concept";
            unknown_of(collector, "measures.income", &node.span, what, income, &known);
        }
    }
    let scale = table
        .require("equivalence_scale")
        .and_then(|node| read_formula(collector, &table.path_of("equivalence_scale"), node));
    let persons = table
        .get("persons")
        .and_then(|node| read_formula(collector, &table.path_of("persons"), node));
    let by = named(&table, "by");
    table.finish();
    Some(MeasuresDeclaration {
        income: income?,
        equivalence_scale: scale?,
        persons,
        by,
    })
}

/// What stands for measures that could not be read; what is measured on them is not complained about.
pub(super) fn no_measures() -> MeasuresDeclaration {
    MeasuresDeclaration {
        income: String::new(),
        equivalence_scale: Formula {
            text: "1".to_string(),
            tree: Expression {
                kind: ExpressionKind::Number(1.0),
                span: 0..1,
            },
            offset: 0,
        },
        persons: None,
        by: Vec::new(),
    }
}

/// Reads `[microdata]`. A unit that the system does not have is refused, and the household taken in its place.
pub(super) fn read_microdata(
    reader: &TableReader<'_>,
    units: &[UnitKind],
    concepts: &[Concept],
    broken: &BTreeSet<String>,
) -> MicrodataDeclaration {
    let mut microdata = MicrodataDeclaration {
        unit: "household".to_string(),
        steps: Vec::new(),
        columns: Vec::new(),
    };
    let Some(table) = reader.table("microdata") else {
        return microdata;
    };
    let collector = reader.collector();
    let known: Vec<&str> = ["person", "household"]
        .into_iter()
        .chain(units.iter().map(|unit| unit.name.as_str()))
        .collect();
    if let (Some(unit), Some(node)) = (table.text("unit"), table.get("unit")) {
        if known.contains(&unit) {
            microdata.unit = unit.to_string();
        } else if !broken.contains(unit) {
            unknown_unit_kind(collector, "microdata.unit", &node.span, unit, &known);
        }
    }
    microdata.steps = named(&table, "steps");
    if let Some(columns) = table.table("columns") {
        microdata.columns = read_microdata_columns(collector, &columns, concepts, broken);
    }
    table.finish();
    microdata
}

/// `NAME = "concept"`: the concept is written in a column of that name.
fn read_microdata_columns(
    collector: &Collector,
    table: &TableReader<'_>,
    concepts: &[Concept],
    broken: &BTreeSet<String>,
) -> Vec<(String, String)> {
    let known: Vec<&str> = concepts.iter().map(|concept| concept.name.as_str()).collect();
    let mut columns: Vec<(String, String)> = Vec::new();
    for (key, node) in table.entries() {
        let path = table.path_of(&key.text);
        check_name(collector, &path, &key.text, &key.span);
        let Some(concept) = table.text(&key.text) else {
            continue;
        };
        if !known.contains(&concept) {
            if !broken.contains(concept) {
                unknown_of(collector, &path, &node.span, "income concept", concept, &known);
            }
        } else if known.contains(&key.text.as_str()) || columns.iter().any(|(_, other)| other == concept) {
            collector.report(
                "doubled-name",
                &path,
                &key.span,
                format!("`{}` and `{concept}` cannot be told apart in the microdata", key.text),
                key.text.as_str(),
                "one column for each concept, under a name that no concept has",
                "choose another name, or remove the line",
            );
        } else {
            columns.push((key.text.clone(), concept.to_string()));
        }
    }
    columns
}

/// A list of names, each with its place.
pub(super) fn named(reader: &TableReader<'_>, key: &str) -> Vec<(String, Span)> {
    reader
        .texts(key)
        .unwrap_or_default()
        .into_iter()
        .map(|(text, span)| (text.to_string(), span.clone()))
        .collect()
}
