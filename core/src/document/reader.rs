//! A table taken apart key by key.

use std::cell::{Cell, RefCell};

use super::diagnostic::{nearest, suggestion};
use super::tree::quote;
use super::values::words;
use super::{Collector, Date, Key, Node, Span, Table, Value, index_path, key_path};

/// Reads one table and remembers which keys were asked for, so that [`finish`](TableReader::finish) can refuse the others.
///
/// The methods named after a kind (`text`, `number` …) are `None` when the key is absent, which is no problem, or when its
/// value is of another kind, which they report; the `required_` ones report (`missing-key`) an absent key too.
#[must_use = "call `finish`, or misspelt keys pass unseen"]
pub struct TableReader<'a> {
    collector: &'a Collector,
    table: &'a Table,
    span: &'a Span,
    path: String,
    /// For each entry of the table, whether it was asked for.
    seen: Vec<Cell<bool>>,
    /// The keys that were asked for, present or not, in the order of asking.
    known: RefCell<Vec<String>>,
}

impl<'a> TableReader<'a> {
    /// A reader of the table that `node` is; reports a node that is none. `path` is that of the node, empty for the root.
    pub fn new(collector: &'a Collector, node: &'a Node, path: impl Into<String>) -> Option<TableReader<'a>> {
        let path = path.into();
        let Value::Table(table) = &node.value else {
            collector.wrong_type(&path, node, "a table");
            return None;
        };
        let seen = table.entries.iter().map(|_| Cell::new(false)).collect();
        Some(TableReader {
            collector,
            table,
            span: &node.span,
            path,
            seen,
            known: RefCell::new(Vec::new()),
        })
    }

    /// The dotted path of the table; empty for the root.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The place of the table: see [`Node::span`].
    pub fn span(&self) -> &'a Span {
        self.span
    }

    /// The dotted path of one of its keys.
    pub fn path_of(&self, key: &str) -> String {
        key_path(&self.path, key)
    }

    /// Where problems go.
    pub fn collector(&self) -> &'a Collector {
        self.collector
    }

    /// All entries in the written order, asked for or not.
    pub fn entries(&self) -> &'a [(Key, Node)] {
        &self.table.entries
    }

    /// The value of a key, of whatever kind; the key is known from now on.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        let mut known = self.known.borrow_mut();
        if !known.iter().any(|word| word == key) {
            known.push(key.to_string());
        }
        let index = self.table.entries.iter().position(|(entry, _)| entry.text == key)?;
        self.seen[index].set(true);
        Some(&self.table.entries[index].1)
    }

    /// The value of a key that must be there.
    pub fn require(&self, key: &str) -> Option<&'a Node> {
        let node = self.get(key);
        if node.is_none() {
            let place = if self.path.is_empty() {
                "the file".to_string()
            } else {
                format!("`{}`", self.path)
            };
            let unseen = self.unseen().map(|(entry, _)| entry.text.as_str());
            let (found, remedy) = match nearest(key, unseen) {
                Some(near) => (quote(near), format!("write `{key}` instead of {}", quote(near))),
                None => (String::new(), format!("add `{key}`")),
            };
            let message = format!("{place} needs the key `{key}`");
            self.collector.report(
                "missing-key",
                &self.path_of(key),
                self.span,
                message,
                found,
                format!("`{key}`"),
                remedy,
            );
        }
        node
    }

    fn unseen(&self) -> impl Iterator<Item = &'a (Key, Node)> {
        self.table
            .entries
            .iter()
            .zip(&self.seen)
            .filter(|(_, seen)| !seen.get())
            .map(|(entry, _)| entry)
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.collector.text_of(&self.path_of(key), self.get(key)?)
    }

    /// A text that must be there.
    pub fn required_text(&self, key: &str) -> Option<&'a str> {
        self.collector.text_of(&self.path_of(key), self.require(key)?)
    }

    /// `true` or `false`.
    pub fn truth(&self, key: &str) -> Option<bool> {
        self.collector.truth_of(&self.path_of(key), self.get(key)?)
    }

    /// A finite number, whole or not.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.collector.number_of(&self.path_of(key), self.get(key)?)
    }

    /// A finite number that must be there.
    pub fn required_number(&self, key: &str) -> Option<f64> {
        self.collector.number_of(&self.path_of(key), self.require(key)?)
    }

    /// A number without fraction and exponent.
    pub fn integer(&self, key: &str) -> Option<i64> {
        self.collector.integer_of(&self.path_of(key), self.get(key)?)
    }

    /// A whole number that must be there.
    pub fn required_integer(&self, key: &str) -> Option<i64> {
        self.collector.integer_of(&self.path_of(key), self.require(key)?)
    }

    /// A day, as a date or as a text.
    pub fn date(&self, key: &str) -> Option<Date> {
        self.collector.date_of(&self.path_of(key), self.get(key)?)
    }

    /// A day that must be there.
    pub fn required_date(&self, key: &str) -> Option<Date> {
        self.collector.date_of(&self.path_of(key), self.require(key)?)
    }

    /// A list of texts, each with its place. If any value is of another kind, all those are reported and there is no list.
    pub fn texts(&self, key: &str) -> Option<Vec<(&'a str, &'a Span)>> {
        self.list(key, "a list of texts", |path, node| {
            Some((self.collector.text_of(path, node)?, &node.span))
        })
    }

    /// A list of finite numbers. If any value is of another kind, all those are reported and there is no list.
    pub fn numbers(&self, key: &str) -> Option<Vec<f64>> {
        self.list(key, "a list of numbers", |path, node| {
            self.collector.number_of(path, node)
        })
    }

    /// A list whose values are read one by one; all of them are read before the first failure counts.
    fn list<T>(&self, key: &str, allowed: &str, read: impl Fn(&str, &'a Node) -> Option<T>) -> Option<Vec<T>> {
        let node = self.get(key)?;
        let path = self.path_of(key);
        let nodes = self.collector.list_of(&path, node, allowed)?;
        let values: Vec<T> = nodes
            .iter()
            .enumerate()
            .filter_map(|(index, node)| read(&index_path(&path, index), node))
            .collect();
        (values.len() == nodes.len()).then_some(values)
    }

    /// A table.
    pub fn table(&self, key: &str) -> Option<TableReader<'a>> {
        TableReader::new(self.collector, self.get(key)?, self.path_of(key))
    }

    /// A table that must be there.
    pub fn required_table(&self, key: &str) -> Option<TableReader<'a>> {
        TableReader::new(self.collector, self.require(key)?, self.path_of(key))
    }

    /// A list of tables: empty when the key is absent; values that are no tables are reported and left out.
    pub fn tables(&self, key: &str) -> Vec<TableReader<'a>> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let path = self.path_of(key);
        let nodes = self
            .collector
            .list_of(&path, node, "a list of tables")
            .unwrap_or_default();
        let readers = nodes.iter().enumerate();
        readers
            .filter_map(|(index, node)| TableReader::new(self.collector, node, index_path(&path, index)))
            .collect()
    }

    /// One of some words; another one is reported (`unknown-choice`) with the nearest.
    pub fn choice(&self, key: &str, choices: &[&'static str]) -> Option<&'static str> {
        self.collector.choice_of(&self.path_of(key), self.get(key)?, choices)
    }

    /// One of some words, which must be there.
    pub fn required_choice(&self, key: &str, choices: &[&'static str]) -> Option<&'static str> {
        self.collector
            .choice_of(&self.path_of(key), self.require(key)?, choices)
    }

    /// Every entry that was not asked for yet, in the written order; all of them are known from now on. For tables whose keys
    /// are free, such as the parameters of an instrument.
    pub fn rest(&self) -> impl Iterator<Item = (&'a Key, &'a Node)> + use<'a> {
        let rest: Vec<(&'a Key, &'a Node)> = self.unseen().map(|(key, node)| (key, node)).collect();
        for seen in &self.seen {
            seen.set(true);
        }
        rest.into_iter()
    }

    /// The keys that nobody asked for, each with the nearest of those that somebody did.
    pub fn strangers(&self) -> Vec<(&'a Key, Option<String>)> {
        let known = self.known.borrow();
        self.unseen()
            .map(|(key, _)| {
                (
                    key,
                    nearest(&key.text, known.iter().map(String::as_str)).map(str::to_string),
                )
            })
            .collect()
    }

    /// Reports (`unknown-key`) every key that nobody asked for, with the nearest of those that somebody did.
    pub fn finish(self) {
        let known = self.known.borrow();
        for (key, _) in self.unseen() {
            let found = quote(&key.text);
            let message = match self.path.as_str() {
                "" => format!("unknown key {found}"),
                path => format!("unknown key {found} in `{path}`"),
            };
            let allowed = if known.is_empty() {
                "no keys".to_string()
            } else {
                words(known.iter().map(String::as_str))
            };
            let remedy = suggestion(&key.text, known.iter().map(String::as_str), "remove the key");
            self.collector.report(
                "unknown-key",
                &self.path_of(&key.text),
                &key.span,
                message,
                found,
                allowed,
                remedy,
            );
        }
    }
}
