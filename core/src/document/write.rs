//! A tree as a TOML text that reads to the same tree.

use serde_json::Value as Json;
use toml::Value as Written;
use toml::value::{Date as WrittenDate, Datetime};

use super::{Key, Node, Value};

/// The text of a tree, entries in their order; a value that is no table is written under no name and gives an empty text.
///
/// What stands in lists and tables is laid out by the format's own rules: tables get headers, lists stand on one line or one
/// value a line. Reading the text gives the same values, places aside.
pub fn toml_text(root: &Node) -> String {
    match written(root) {
        // A tree of plain values has no reason to fail; an empty text is refused by whoever reads it.
        Written::Table(table) => toml::to_string(&table).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The text of a value on one line, as it may stand behind an equals sign.
pub fn value_text(node: &Node) -> String {
    written(node).to_string()
}

/// A tree as JSON, entries in their order, which counts for the arguments of a function; days become texts.
pub fn json_text(node: &Node) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match &node.value {
        Value::Truth(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => Json::from(*number).to_string(),
        Value::Text(text) => Json::from(text.as_str()).to_string(),
        Value::Date(date) => Json::from(date.to_string()).to_string(),
        Value::List(items) => format!("[{}]", joined(items.iter().map(json_text).collect())),
        Value::Table(table) => {
            let entry = |(key, node): &(Key, Node)| format!("{}: {}", Json::from(key.text.as_str()), json_text(node));
            format!("{{{}}}", joined(table.entries.iter().map(entry).collect()))
        }
    }
}

fn written(node: &Node) -> Written {
    match &node.value {
        Value::Truth(truth) => Written::Boolean(*truth),
        Value::Integer(number) => Written::Integer(*number),
        Value::Number(number) => Written::Float(*number),
        Value::Text(text) => Written::String(text.clone()),
        Value::Date(date) => Written::Datetime(Datetime {
            date: Some(WrittenDate {
                year: u16::try_from(date.year).unwrap_or(u16::MAX),
                month: date.month,
                day: date.day,
            }),
            time: None,
            offset: None,
        }),
        Value::List(items) => Written::Array(items.iter().map(written).collect()),
        Value::Table(table) => Written::Table(
            table
                .entries
                .iter()
                .map(|(key, node)| (key.text.clone(), written(node)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Source, parse};

    /// The values without their places.
    fn values(node: &Node) -> String {
        match &node.value {
            Value::List(items) => format!("{:?}", items.iter().map(values).collect::<Vec<_>>()),
            Value::Table(table) => {
                let mut entries: Vec<_> = table
                    .entries
                    .iter()
                    .map(|(key, node)| (key.text.clone(), values(node)))
                    .collect();
                entries.sort();
                format!("{entries:?}")
            }
            value => format!("{value:?}"),
        }
    }

    #[test]
    fn a_tree_is_read_as_it_was_written() {
        let text = r#"{"format": 1, "name": "a \"quoted\" 名", "year": 2024, "options": {"poverty_line_share": 0.6, "calm": true},
            "reform": {"add": ["x", "y"], "set": {"x.rate": 0.1, "x.list": [[0, 0.25], [1e21, 5]], "x.table": {"a b": 1.0}}},
            "instruments": [{"name": "z", "rules": {"amount": "max(0, a)\nb"}}, {}], "after": "tables"}"#;
        let json = parse(&Source::new("study.json", text)).expect("sound");
        let toml = toml_text(&json);
        let back = parse(&Source::new("study.toml", toml.as_str())).expect(&toml);
        assert_eq!(values(&back), values(&json), "{toml}");
    }

    #[test]
    fn dates_stay_dates() {
        let text = "day = 2024-02-29\n";
        let node = parse(&Source::new("a.toml", text)).expect("sound");
        assert_eq!(toml_text(&node), text);
    }
}
