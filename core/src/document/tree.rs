//! The tree that TOML and JSON are both read into.

use std::sync::Arc;

use super::Date;

/// A stretch of the source text, in bytes from its beginning.
pub type Span = std::ops::Range<usize>;

/// A text to be read, and the name under which a user knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path as shown to the user; its ending decides the format (see [`parse`](super::parse)).
    pub name: String,
    /// The whole text.
    pub text: Arc<str>,
}

impl Source {
    /// A text with its name.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Source {
        Source {
            name: name.into(),
            text: text.into(),
        }
    }
}

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where. A TOML table with a header of its own has the header's place, one that arises from a dotted key has the key's,
    /// the root of a TOML file the beginning of the text; all else has the place of the whole value.
    pub span: Span,
}

/// What a file may hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `true` or `false`.
    Truth(bool),
    /// A number written without a fraction or exponent.
    Integer(i64),
    /// A finite number written with a fraction or exponent; never -0.0.
    Number(f64),
    /// A text, with `\n` as line end.
    Text(String),
    /// A calendar day. JSON files have none: see [`Node::as_date`].
    Date(Date),
    /// Values in order.
    List(Vec<Node>),
    /// Values with names.
    Table(Table),
}

/// Entries in the written order; each key occurs once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The keys and their values.
    pub entries: Vec<(Key, Node)>,
}

/// The name of an entry and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The name, without quotes.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries
            .iter()
            .find(|(entry, _)| entry.text == key)
            .map(|(_, node)| node)
    }
}

impl Node {
    /// The kind of the value in one or two words: `truth`, `whole number`, `number`, `text`, `date`, `list`, `table`.
    pub fn kind_name(&self) -> &'static str {
        match &self.value {
            Value::Truth(_) => "truth",
            Value::Integer(_) => "whole number",
            Value::Number(_) => "number",
            Value::Text(_) => "text",
            Value::Date(_) => "date",
            Value::List(_) => "list",
            Value::Table(_) => "table",
        }
    }

    /// The value in a few words, for a diagnostic: ``text `taper` ``, `a list of 3 values`.
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Truth(truth) => format!("truth `{truth}`"),
            Value::Integer(value) => format!("number `{value}`"),
            Value::Number(value) => format!("number `{value}`"),
            Value::Text(text) => format!("text {}", quote(text)),
            Value::Date(date) => format!("date `{date}`"),
            Value::List(list) if list.is_empty() => "an empty list".to_string(),
            Value::List(list) if list.len() == 1 => "a list of 1 value".to_string(),
            Value::List(list) => format!("a list of {} values", list.len()),
            Value::Table(_) => "a table".to_string(),
        }
    }

    /// The truth value, if it is one.
    pub fn as_truth(&self) -> Option<bool> {
        match self.value {
            Value::Truth(truth) => Some(truth),
            _ => None,
        }
    }

    /// The whole number, if it was written without fraction or exponent.
    pub fn as_integer(&self) -> Option<i64> {
        match self.value {
            Value::Integer(value) => Some(value),
            _ => None,
        }
    }

    /// The number, whole or not; `None` too for a whole number that a 64-bit float cannot hold exactly (beyond 2^53).
    pub fn as_number(&self) -> Option<f64> {
        match self.value {
            Value::Number(value) => Some(value),
            Value::Integer(value) => {
                let number = value as f64;
                (number as i128 == i128::from(value)).then_some(number)
            }
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The day: a date of TOML, or a text that reads as one (JSON has no other way to write it).
    pub fn as_date(&self) -> Option<Date> {
        match &self.value {
            Value::Date(date) => Some(*date),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The values of a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }
}

/// The path of a key within a table: names are joined by dots, and a name that is more than letters, digits, `_` and `-`
/// stands in quotes, as in `parameters."a.b".range`.
pub fn key_path(table: &str, key: &str) -> String {
    let is_plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    let key = if is_plain { key.to_string() } else { format!("{key:?}") };
    if table.is_empty() {
        key
    } else {
        format!("{table}.{key}")
    }
}

/// The path of a value within a list, counted from 0: `cases[2]`.
pub fn index_path(list: &str, index: usize) -> String {
    format!("{list}[{index}]")
}

/// The longest text that a diagnostic repeats, in characters.
const QUOTED_CHARACTERS: usize = 60;

/// A text between backticks, on one line, shortened when it is long.
pub(super) fn quote(text: &str) -> String {
    let mut shown = String::from("`");
    for (index, character) in text.chars().enumerate() {
        if index == QUOTED_CHARACTERS {
            shown.push('…');
            break;
        }
        match character {
            c if c.is_control() => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
    }
    shown.push('`');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(value: Value) -> Node {
        Node { value, span: 0..0 }
    }

    #[test]
    fn numbers_are_exact_or_none() {
        assert_eq!(node(Value::Integer(1 << 53)).as_number(), Some(9_007_199_254_740_992.0));
        assert_eq!(node(Value::Integer((1 << 53) + 1)).as_number(), None);
        assert_eq!(node(Value::Integer(i64::MAX)).as_number(), None);
        assert_eq!(
            node(Value::Integer(i64::MIN)).as_number(),
            Some(-9_223_372_036_854_775_808.0)
        );
        assert_eq!(node(Value::Number(0.5)).as_number(), Some(0.5));
        assert_eq!(node(Value::Number(2.0)).as_integer(), None);
        assert_eq!(node(Value::Text("1".into())).as_number(), None);
    }

    #[test]
    fn a_date_may_be_a_text() {
        let date = Date {
            year: 2024,
            month: 1,
            day: 31,
        };
        assert_eq!(node(Value::Date(date)).as_date(), Some(date));
        assert_eq!(node(Value::Text("2024-01-31".into())).as_date(), Some(date));
        assert_eq!(node(Value::Text("2024-01-32".into())).as_date(), None);
        assert_eq!(node(Value::Integer(2024)).as_date(), None);
    }

    #[test]
    fn paths_are_dotted() {
        assert_eq!(key_path("", "rules"), "rules");
        assert_eq!(key_path("parameters.taper", "range"), "parameters.taper.range");
        assert_eq!(key_path("values", "2024-01-01"), "values.2024-01-01");
        assert_eq!(key_path("a", "b.c"), "a.\"b.c\"");
        assert_eq!(key_path("a", ""), "a.\"\"");
        assert_eq!(key_path(&index_path("cases", 2), "expect"), "cases[2].expect");
    }

    #[test]
    fn descriptions_are_short_and_on_one_line() {
        assert_eq!(node(Value::Text("a\nb".into())).describe(), "text `a\\nb`");
        assert_eq!(
            node(Value::Text("é".repeat(100))).describe(),
            format!("text `{}…`", "é".repeat(60))
        );
        assert_eq!(
            node(Value::List(vec![node(Value::Truth(true))])).describe(),
            "a list of 1 value"
        );
        assert_eq!(node(Value::Truth(true)).describe(), "truth `true`");
        assert_eq!(node(Value::Table(Table::default())).kind_name(), "table");
    }
}
