//! Reads the categories and the columns of a system, and of the vocabulary that systems share.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{ColumnDeclaration, ColumnDefault, ColumnKind};
use super::reference::unknown_of;
use crate::document::{Collector, Key, Node, Source, TableReader, Value, nearest};
use crate::rules::{Account, Texts, Unit, check_name, read_formula, read_range, read_texts, sound};

/// Reads the categories into `categories`, over those of the shared vocabulary. One that could not be read is there without
/// values, so that any word may be one of them.
pub(super) fn read_categories(reader: &TableReader<'_>, categories: &mut BTreeMap<String, Vec<String>>) {
    let Some(table) = reader.table("categories") else {
        return;
    };
    let collector = reader.collector();
    for (key, node) in table.rest() {
        let (name, path) = (key.text.clone(), table.path_of(&key.text));
        let before = collector.count();
        check_name(collector, &path, &name, &key.span);
        let mut known: Vec<String> = Vec::new();
        for (label, span) in table.texts(&name).unwrap_or_default() {
            if label.trim().is_empty() {
                collector.report(
                    "bad-name",
                    &path,
                    span,
                    format!("a value of the category `{name}` has no name"),
                    "an empty text",
                    "a word",
                    "write the word, or remove the value",
                );
            } else if known.iter().any(|other| other == label) {
                collector.report(
                    "doubled-name",
                    &path,
                    span,
                    format!("`{label}` stands twice in the category `{name}`"),
                    label,
                    "each value once",
                    "remove one of them",
                );
            }
            known.push(label.to_string());
        }
        // An empty list is open to the words of the data; one that the vocabulary closes is not opened by leaving its values out.
        if let Some(shared) = categories.get(&name)
            && !shared.is_empty()
            && known.is_empty()
            && collector.count() == before
        {
            collector.report(
                "missing-value",
                &path,
                &node.span,
                format!("the category `{name}` has no values"),
                "an empty list",
                format!("at least one value; the shared ones are {}", shared.join(", ")),
                "write its values, or remove the line to take the shared ones",
            );
        }
        if collector.count() > before {
            known.clear();
        }
        categories.insert(name, known);
    }
    table.finish();
}

/// Titles of values, by category and value.
pub(super) type ValueTitles = BTreeMap<String, BTreeMap<String, Texts>>;

/// Reads the titles of values into `titles`, over those of the shared vocabulary. A title of what is no value of a closed category
/// is refused; an open category may have a title for every word that data may hold.
pub(super) fn read_value_titles(
    reader: &TableReader<'_>,
    categories: &BTreeMap<String, Vec<String>>,
    titles: &mut ValueTitles,
) {
    let Some(table) = reader.table("value_titles") else {
        return;
    };
    let collector = reader.collector();
    for (key, _) in table.rest() {
        let category = key.text.as_str();
        let Some(values) = categories.get(category) else {
            let names: Vec<&str> = categories.keys().map(String::as_str).collect();
            unknown_of(
                collector,
                &table.path_of(category),
                &key.span,
                "category",
                category,
                &names,
            );
            continue;
        };
        let Some(rows) = table.table(category) else {
            continue;
        };
        let known = titles.entry(category.to_string()).or_default();
        for (key, _) in rows.rest() {
            if values.is_empty() || values.contains(&key.text) {
                known.insert(key.text.clone(), read_texts(&rows, &key.text));
            } else {
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                let what = format!("value of `{category}`");
                unknown_of(
                    collector,
                    &rows.path_of(&key.text),
                    &key.span,
                    &what,
                    &key.text,
                    &values,
                );
            }
        }
        rows.finish();
    }
    table.finish();
}

/// Reads the columns; the names of those that could not be read go to `broken`.
pub(super) fn read_columns(
    reader: &TableReader<'_>,
    source: &Source,
    broken: &mut BTreeSet<String>,
) -> Vec<ColumnDeclaration> {
    let Some(table) = reader.table("columns") else {
        return Vec::new();
    };
    let collector = reader.collector();
    table
        .rest()
        .filter_map(|(key, node)| {
            let path = table.path_of(&key.text);
            sound(collector, broken, &key.text, || {
                read_column(collector, key, node, path, source)
            })
        })
        .collect()
}

fn read_column(
    collector: &Collector,
    key: &Key,
    node: &Node,
    path: String,
    source: &Source,
) -> Option<ColumnDeclaration> {
    check_name(collector, &path, &key.text, &key.span);
    let reader = TableReader::new(collector, node, path)?;
    let entity = reader.required_text("entity").map(str::to_string);
    let title = read_texts(&reader, "title");
    read_texts(&reader, "note");
    reader.text("reference");
    let category = reader.text("category").map(str::to_string);
    let unit_name = reader.text("unit").unwrap_or_default().to_string();
    let kind = match reader.required_text("unit") {
        Some("truth") => Some(ColumnKind::Truth),
        Some("pointer") => Some(ColumnKind::Pointer),
        Some("category") => Some(ColumnKind::Category(category.unwrap_or_else(|| key.text.clone()))),
        Some(text) => match Unit::parse(text) {
            Some(unit) => Some(ColumnKind::Number(unit)),
            None => {
                collector.report(
                    "unknown-unit",
                    &reader.path_of("unit"),
                    &reader.get("unit").map_or(0..0, |node| node.span.clone()),
                    format!("`{text}` is no unit"),
                    text,
                    format!("truth, category, pointer, {}", Unit::NAMES.join(", ")),
                    nearest(text, ["truth", "category", "pointer"].into_iter().chain(Unit::NAMES))
                        .map_or("use one of the allowed units".to_string(), |near| {
                            format!("did you mean `{near}`?")
                        }),
                );
                None
            }
        },
        None => None,
    };
    let range = reader
        .get("range")
        .and_then(|node| read_range(collector, &reader, node));
    let default = match reader.get("default") {
        None => ColumnDefault::Required,
        Some(node) => match &node.value {
            Value::Truth(truth) => ColumnDefault::Truth(*truth),
            Value::Integer(_) | Value::Number(_) => ColumnDefault::Number(node.as_number().unwrap_or(0.0)),
            Value::Text(text) if matches!(kind, Some(ColumnKind::Category(_))) && !text.contains(' ') => {
                ColumnDefault::Word(text.clone())
            }
            Value::Text(_) => match read_formula(collector, &reader.path_of("default"), node) {
                Some(formula) => ColumnDefault::Formula(formula),
                None => ColumnDefault::Required,
            },
            _ => {
                collector.report(
                    "wrong-type",
                    &reader.path_of("default"),
                    &node.span,
                    "a default is a value or a formula",
                    node.kind_name(),
                    "a number, true or false, a value of the category, or a formula in quotes",
                    "write one of these",
                );
                ColumnDefault::Required
            }
        },
    };
    if let (Some((low, high)), ColumnDefault::Number(number), Some(node)) = (range, &default, reader.get("default"))
        && (*number < low || *number > high)
    {
        collector.report(
            "out-of-range",
            &reader.path_of("default"),
            &node.span,
            format!("the default of `{}` lies outside its range", key.text),
            number.to_string(),
            format!("from {low} to {high}"),
            "change the default or the range",
        );
    }
    let derived = reader.truth("derived").unwrap_or(false);
    let flow = reader.choice("flow", &Account::NAMES).and_then(Account::parse);
    let uprate = reader.text("uprate").map(str::to_string);
    if let (Some(_), Some(node)) = (&uprate, reader.get("uprate"))
        && !matches!(kind, Some(ColumnKind::Number(_)))
    {
        collector.report(
            "wrong-form",
            &reader.path_of("uprate"),
            &node.span,
            format!("`{}` is no number, which an index could carry forward", key.text),
            unit_name.as_str(),
            "columns of numbers",
            "remove `uprate`",
        );
    }
    reader.finish();
    Some(ColumnDeclaration {
        unit_name,
        name: key.text.clone(),
        entity: entity?,
        kind: kind?,
        range,
        default,
        derived,
        flow,
        uprate,
        title,
        source: source.clone(),
        span: key.span.clone(),
    })
}
