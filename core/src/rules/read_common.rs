//! What every file of the rule language shares: its format, titles and names, and parts that could not be read.

use std::collections::{BTreeMap, BTreeSet};

use super::instrument::Texts;
use super::parameter::Parameter;
use crate::document::{Collector, Node, Span, TableReader, Value};

/// Reads a part of a file that declares `name`. When anything is wrong with it there is no such part, and the name goes to
/// `broken`: what reads it is then not complained about.
pub(crate) fn sound<T>(
    collector: &Collector,
    broken: &mut BTreeSet<String>,
    name: &str,
    read: impl FnOnce() -> Option<T>,
) -> Option<T> {
    let before = collector.count();
    let part = read().filter(|_| collector.count() == before);
    if part.is_none() {
        broken.insert(name.to_string());
    }
    part
}

/// Whether the keys of a table that declare names could all be read: none of them is of another type, and no unknown key is
/// a slip of one. To be asked when every key of the table has been asked for.
pub(crate) fn is_clear(reader: &TableReader<'_>, declaring: &[&str]) -> bool {
    let readable = |key: &&str| !reader.collector().has("wrong-type", &reader.path_of(key));
    let slips = reader.strangers();
    declaring.iter().all(readable)
        && !slips
            .iter()
            .any(|(_, near)| near.as_ref().is_some_and(|near| declaring.contains(&near.as_str())))
}

pub(crate) fn read_format(reader: &TableReader<'_>) {
    if reader.require("format").is_some()
        && let Some(found) = reader.integer("format")
        && found != 1
    {
        let span = reader.get("format").map_or(0..0, |node| node.span.clone());
        reader.collector().report(
            "unknown-format",
            &reader.path_of("format"),
            &span,
            "this version reads format 1",
            found.to_string(),
            "1",
            if found > 1 {
                "update commonweal"
            } else {
                "write format = 1"
            },
        );
    }
}

pub(crate) fn read_texts(reader: &TableReader<'_>, key: &str) -> Texts {
    match reader.get(key) {
        None => Texts::default(),
        Some(Node {
            value: Value::Text(text),
            ..
        }) => Texts(BTreeMap::from([("en".to_string(), text.clone())])),
        Some(_) => {
            let mut texts = BTreeMap::new();
            if let Some(table) = reader.table(key) {
                for (language, node) in table.rest() {
                    match node.as_text() {
                        Some(text) => {
                            texts.insert(language.text.clone(), text.to_string());
                        }
                        None => reader.collector().report(
                            "wrong-type",
                            &table.path_of(&language.text),
                            &node.span,
                            "a title is a text by language",
                            node.kind_name(),
                            "{ en = \"…\", zh = \"…\" }",
                            "write the text in quotes",
                        ),
                    }
                }
            }
            Texts(texts)
        }
    }
}

pub(crate) fn check_name(collector: &Collector, path: &str, name: &str, span: &Span) {
    let good = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let reserved = RESERVED.contains(&name);
    if !good || reserved {
        collector.report(
            "bad-name",
            path,
            span,
            if reserved {
                format!("`{name}` is a word of the language")
            } else {
                format!("`{name}` is no name")
            },
            name,
            "small letters, digits and underscores, a letter first; no word of the language",
            "choose another name",
        );
    }
}

/// Words of the language, which name nothing else.
pub(crate) const RESERVED: [&str; 36] = [
    "and",
    "or",
    "not",
    "if",
    "else",
    "in",
    "where",
    "by",
    "without",
    "then",
    "true",
    "false",
    "min",
    "max",
    "clip",
    "abs",
    "round",
    "floor",
    "ceil",
    "ratio",
    "per_month",
    "per_year",
    "withdraw",
    "phase_in",
    "beta_binomial_at_least",
    "sum",
    "count",
    "any",
    "all",
    "largest",
    "smallest",
    "head",
    "spouse",
    "total",
    "person",
    "code",
];

/// Reads parameters; the names of those that could not be read go to `broken`.
pub(crate) fn read_parameters(
    collector: &Collector,
    table: &TableReader<'_>,
    broken: &mut BTreeSet<String>,
) -> Vec<Parameter> {
    table
        .rest()
        .filter_map(|(key, node)| {
            let path = table.path_of(&key.text);
            let parameter = sound(collector, broken, &key.text, || {
                check_name(collector, &path, &key.text, &key.span);
                Parameter::read(collector, &key.text, node, &path)
            })?;
            // A value without a source is a value all the same.
            parameter.check_source(collector, &path);
            Some(parameter)
        })
        .collect()
}
