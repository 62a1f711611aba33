//! TOML read into the tree.

use ::toml::Spanned;
use ::toml::de::{DeFloat, DeInteger, DeString, DeTable, DeValue};

use super::nesting::too_deep_in_toml;
use super::recovery::{recover, report_syntax};
use super::values::{report_not_finite, report_out_of_range, report_too_deep};
use super::{Collector, Date, Key, MAXIMUM_DEPTH, Node, Span, Table, Value, index_path, key_path, without_mark};

/// Reads the source of the collector. The tree that it returns is whole only if nothing was reported.
pub(super) fn read(collector: &Collector) -> Option<Node> {
    let (text, mark) = without_mark(&collector.source.text);
    if let Some(span) = too_deep_in_toml(text) {
        report_too_deep(collector, "", &(span.start + mark..span.end + mark));
        return None;
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reading = Reading {
        collector,
        mark,
        faulty: Vec::new(),
        certain: text.len() + mark,
    };
    let entries = if errors.is_empty() {
        reading.entries(root.get_ref(), "", 1)
    } else {
        let recovered = recover(text);
        for error in recovered.errors {
            let span = reading.place(error.span);
            report_syntax(collector, &error.message, &span);
            reading.faulty.push(span);
        }
        reading.certain = recovered.certain + mark;
        let root = DeTable::parse_recoverable(&recovered.text).0;
        reading.entries(root.get_ref(), "", 1)
    };
    Some(Node {
        value: Value::Table(Table { entries }),
        span: mark..mark,
    })
}

struct Reading<'c> {
    collector: &'c Collector,
    /// The length of a byte-order mark, which the parser does not see.
    mark: usize,
    /// Where the syntax is wrong: the parser puts made-up values there, about which nothing needs to be said.
    faulty: Vec<Span>,
    /// From here on the header that a key belongs to may be lost, so that its path is not known.
    certain: usize,
}

impl Reading<'_> {
    /// The place in the source of a span that the parser gave.
    fn place(&self, span: Span) -> Span {
        span.start + self.mark..span.end + self.mark
    }

    fn is_faulty(&self, span: &Span) -> bool {
        self.faulty
            .iter()
            .any(|faulty| faulty.start <= span.end && span.start <= faulty.end)
    }

    /// The entries of a table in the written order; `depth` is that of the table itself.
    fn entries(&self, table: &DeTable<'_>, path: &str, depth: u32) -> Vec<(Key, Node)> {
        let mut written: Vec<(&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)> = table.iter().collect();
        written.sort_by_key(|(key, _)| key.span().start);
        let mut entries = Vec::with_capacity(written.len());
        for (key, value) in written {
            let path = if key.span().start + self.mark < self.certain {
                key_path(path, key.get_ref())
            } else {
                String::new()
            };
            let key = Key {
                text: key.get_ref().to_string(),
                span: self.place(key.span()),
            };
            if let Some(node) = self.node(value, &path, depth) {
                entries.push((key, node));
            }
        }
        entries
    }

    /// A value that lies at `depth` tables and lists; `None` if it may not stand in a file.
    fn node(&self, node: &Spanned<DeValue<'_>>, path: &str, depth: u32) -> Option<Node> {
        let span = self.place(node.span());
        let value = match node.get_ref() {
            DeValue::Boolean(truth) => Value::Truth(*truth),
            DeValue::Integer(integer) => Value::Integer(self.integer(integer, path, &span)?),
            DeValue::Float(float) => Value::Number(self.number(float, path, &span)?),
            DeValue::String(text) => Value::Text(self.text(text, &span)),
            DeValue::Datetime(datetime) => Value::Date(self.date(datetime, path, &span)?),
            DeValue::Array(_) | DeValue::Table(_) if depth >= MAXIMUM_DEPTH => {
                report_too_deep(self.collector, path, &span);
                return None;
            }
            DeValue::Array(array) => {
                let nodes = array.iter().enumerate();
                Value::List(
                    nodes
                        .filter_map(|(index, node)| self.node(node, &index_path(path, index), depth + 1))
                        .collect(),
                )
            }
            DeValue::Table(table) => Value::Table(Table {
                entries: self.entries(table, path, depth + 1),
            }),
        };
        Some(Node { value, span })
    }

    fn integer(&self, integer: &DeInteger<'_>, path: &str, span: &Span) -> Option<i64> {
        let value = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        if value.is_none() && !self.is_faulty(span) {
            report_out_of_range(self.collector, path, span);
        }
        value
    }

    fn number(&self, float: &DeFloat<'_>, path: &str, span: &Span) -> Option<f64> {
        let value: Option<f64> = float.as_str().parse().ok().filter(|value: &f64| value.is_finite());
        if value.is_none() && !self.is_faulty(span) {
            report_not_finite(self.collector, path, span);
        }
        // -0.0 becomes 0.0.
        value.map(|value| value + 0.0)
    }

    /// A text with the same line ends on every platform: those that the file has, not those written as escapes.
    fn text(&self, text: &str, span: &Span) -> String {
        let has_long_line_ends = text.contains("\r\n")
            && self
                .collector
                .source
                .text
                .get(span.clone())
                .is_some_and(|raw| raw.contains("\r\n"));
        if has_long_line_ends {
            text.replace("\r\n", "\n")
        } else {
            text.to_string()
        }
    }

    fn date(&self, datetime: &::toml::value::Datetime, path: &str, span: &Span) -> Option<Date> {
        if self.is_faulty(span) {
            return None;
        }
        let found = self.collector.excerpt(span);
        match (datetime.date, datetime.time, datetime.offset) {
            (Some(date), None, None) => {
                let read = Date::new(i32::from(date.year), date.month, date.day);
                if read.is_none() {
                    let message = "the calendar has no such day";
                    self.collector
                        .report("syntax", path, span, message, found, "a day of the calendar", "");
                }
                read
            }
            (Some(date), ..) => {
                let (message, remedy) = ("a date may have no time of day", format!("write `{date}`"));
                self.collector.report(
                    "date-with-time",
                    path,
                    span,
                    message,
                    found,
                    "a date such as `2024-01-31`",
                    remedy,
                );
                None
            }
            (None, ..) => {
                let (message, remedy) = ("a time of day may not stand here", "write a date, or a text in quotes");
                self.collector.report(
                    "date-with-time",
                    path,
                    span,
                    message,
                    found,
                    "a date such as `2024-01-31`",
                    remedy,
                );
                None
            }
        }
    }
}
