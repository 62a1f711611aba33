//! Parameters: values by date, by category, or as schedules, each with unit, range and source.

use super::instrument::Texts;
use super::read_common::read_texts;
use super::unit::Unit;
use crate::document::{Collector, Date, Node, Span, TableReader, Value, nearest};

/// What a parameter's value is.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterUnit {
    /// A number with a unit.
    Number(Unit),
    /// True or false.
    Truth,
    /// One of the listed words.
    Choice(Vec<String>),
    /// The name of an income concept of the system.
    Concept,
    /// A list of values of a category.
    List {
        /// The category's name.
        of: String,
    },
}

/// The forms of a parameter that is a function of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScheduleKind {
    /// Marginal rates: rows `[from, rate]`.
    Brackets,
    /// Constant values: rows `[from, value]`; `above` when the value holds strictly above `from`.
    Steps {
        /// Whether the threshold itself still belongs to the row before.
        above: bool,
    },
    /// Straight lines between points `[x, y]`, constant beyond the first and the last.
    Points,
    /// Polynomials: rows `[from, [c0, c1, c2 …]]` in powers of `(x - from) / scale`.
    Polynomial,
}

/// How a schedule reads its argument.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Schedule {
    /// The form.
    pub kind: ScheduleKind,
    /// The unit of the argument.
    pub over: Unit,
    /// The divisor of a polynomial's argument.
    pub scale: f64,
}

/// How a parameter goes on after its last written value.
#[derive(Debug, Clone, PartialEq)]
pub struct Uprate {
    /// The name of an index of the system.
    pub index: String,
    /// The step to which the uprated figure is rounded.
    pub round: Option<f64>,
}

/// A parameter of an instrument or a system, as its file declares it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its title by language.
    pub title: Texts,
    /// Law or publication that sets it.
    pub reference: String,
    /// A remark.
    pub note: Texts,
    /// What its value is.
    pub unit: ParameterUnit,
    /// The unit as written.
    pub unit_name: String,
    /// Lowest and highest value allowed, both inclusive.
    pub range: Option<(f64, f64)>,
    /// The step of a slider.
    pub step: Option<f64>,
    /// Whether it is neither law nor published.
    pub assumption: bool,
    /// Whether it is a total of the whole country, such as places or a budget, which grows with the number of its people.
    pub total: bool,
    /// The categories or counts that index it.
    pub by: Vec<String>,
    /// Whether counts beyond the last written value take the last.
    pub beyond_last: bool,
    /// The value of those of a table's category for which none is written.
    pub otherwise: Option<f64>,
    /// The form of a parameter that is called.
    pub schedule: Option<Schedule>,
    /// Values by date (`None`: a default without a date), earliest first.
    pub values: Vec<(Option<Date>, Node)>,
    /// The last day on which the last value holds.
    pub until: Option<Date>,
    /// How it goes on after the last value.
    pub uprate: Option<Uprate>,
    /// Where it stands in the file.
    pub span: Span,
}

/// A value that has been read and checked against its parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterValue {
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A choice or the name of a concept.
    Word(String),
    /// Values of a category.
    Words(Vec<String>),
    /// A table, flattened in the order of its categories, with the number of values in each direction.
    Table(Vec<f64>, Vec<usize>),
    /// One schedule, or one by category; rows of numbers (the threshold first).
    Schedules(Vec<Vec<Vec<f64>>>),
}

/// The labels of a category or the number of values of a count, for tables.
#[derive(Debug, Clone, PartialEq)]
pub enum TableIndex {
    /// A category with its labels.
    Labels(Vec<String>),
    /// A count, from 0.
    Count,
}

impl Parameter {
    pub(super) fn read(collector: &Collector, name: &str, node: &Node, path: &str) -> Option<Parameter> {
        let reader = TableReader::new(collector, node, path)?;
        let unit_name = reader.required_text("unit")?.to_string();
        let title = read_texts(&reader, "title");
        let note = read_texts(&reader, "note");
        let reference = reader.text("reference").unwrap_or_default().to_string();
        let assumption = reader.truth("assumption").unwrap_or(false);
        let total = reader.truth("total").unwrap_or(false);
        let options: Vec<String> = reader
            .texts("options")
            .unwrap_or_default()
            .into_iter()
            .map(|(text, _)| text.to_string())
            .collect();
        let of = reader.text("of").map(str::to_string);
        let unit = match unit_name.as_str() {
            "truth" => ParameterUnit::Truth,
            "choice" => {
                if options.is_empty() {
                    reader.require("options");
                }
                ParameterUnit::Choice(options)
            }
            "concept" => ParameterUnit::Concept,
            "list" => match of {
                Some(of) => ParameterUnit::List { of },
                None => {
                    reader.require("of");
                    return None;
                }
            },
            other => match Unit::parse(other) {
                Some(unit) => ParameterUnit::Number(unit),
                None => {
                    unknown_unit(collector, &reader, "unit", other);
                    return None;
                }
            },
        };
        let range = reader
            .get("range")
            .and_then(|node| read_range(collector, &reader, node));
        let step = reader.number("step");
        let by = match reader.get("by") {
            None => Vec::new(),
            Some(Node {
                value: Value::Text(text),
                ..
            }) => vec![text.clone()],
            Some(_) => reader
                .texts("by")
                .unwrap_or_default()
                .into_iter()
                .map(|(text, _)| text.to_string())
                .collect(),
        };
        let beyond_last = reader.choice("beyond", &["last"]).is_some();
        let otherwise = reader.number("otherwise");
        let schedule = reader
            .choice("type", &["brackets", "steps", "points", "polynomial"])
            .map(|kind| {
                let above = reader.choice("edge", &["from", "above"]) == Some("above");
                let over = match reader.text("over") {
                    None => Unit::MONEY,
                    Some(text) => Unit::parse(text).unwrap_or_else(|| {
                        unknown_unit(collector, &reader, "over", text);
                        Unit::MONEY
                    }),
                };
                let scale = reader.number("scale").unwrap_or(1.0);
                if scale <= 0.0 {
                    let span = reader.get("scale").map_or(0..0, |node| node.span.clone());
                    collector.report(
                        "out-of-range",
                        &reader.path_of("scale"),
                        &span,
                        "the scale divides the argument",
                        scale.to_string(),
                        "a number above 0",
                        "for example 10000",
                    );
                }
                let kind = match kind {
                    "brackets" => ScheduleKind::Brackets,
                    "steps" => ScheduleKind::Steps { above },
                    "points" => ScheduleKind::Points,
                    _ => ScheduleKind::Polynomial,
                };
                Schedule { kind, over, scale }
            });
        let belongs = |key: &str| match key {
            "options" => matches!(unit, ParameterUnit::Choice(_)),
            "of" => matches!(unit, ParameterUnit::List { .. }),
            _ => matches!(unit, ParameterUnit::Number(_)),
        };
        for (key, owners, allowed) in [
            ("by", "numbers", "tables and schedules of numbers"),
            ("type", "numbers", "tables and schedules of numbers"),
            ("beyond", "numbers", "tables and schedules of numbers"),
            ("otherwise", "numbers", "tables of numbers by one category"),
            ("options", "choices", "unit = \"choice\" with the words in `options`"),
            ("of", "lists", "unit = \"list\" with the category in `of`"),
        ] {
            if let (false, Some(node)) = (belongs(key), reader.get(key)) {
                collector.report(
                    "wrong-form",
                    &reader.path_of(key),
                    &node.span,
                    format!("`{key}` belongs to {owners}; `{name}` is of unit {unit_name}"),
                    key,
                    allowed,
                    format!("remove `{key}`, or change the unit"),
                );
            }
        }
        if let (true, Some(node)) = (by.len() != 1 || schedule.is_some(), reader.get("otherwise")) {
            collector.report(
                "wrong-form",
                &reader.path_of("otherwise"),
                &node.span,
                "`otherwise` is the value of those of a category for which none is written",
                "otherwise",
                "tables of numbers by one category",
                "remove `otherwise`, or write a table by one category",
            );
        }
        let until = reader.get("until").and_then(|node| {
            let date = node.as_date();
            if date.is_none() {
                collector.report(
                    "wrong-type",
                    &reader.path_of("until"),
                    &node.span,
                    "`until` is the last day on which the value holds",
                    node.kind_name(),
                    "a date such as 2026-12-31",
                    "write the date without quotes",
                );
            }
            date
        });
        let uprate = match reader.get("uprate") {
            // The name of the index alone: nothing is rounded.
            Some(Node {
                value: Value::Text(index),
                ..
            }) => Some(Uprate {
                index: index.clone(),
                round: None,
            }),
            _ => reader.table("uprate").and_then(|uprate| {
                let index = uprate.required_text("index")?.to_string();
                let round = uprate.number("round");
                uprate.finish();
                Some(Uprate { index, round })
            }),
        };
        if let (Some(_), Some(_), Some(node)) = (&schedule, &uprate, reader.get("uprate")) {
            collector.report(
                "wrong-form",
                &reader.path_of("uprate"),
                &node.span,
                format!("`{name}` is a schedule, which is not uprated"),
                "uprate",
                "numbers and tables of numbers",
                "write the schedule of each year",
            );
        }
        let mut values = Vec::new();
        if let Some(default) = reader.get("default") {
            values.push((None, default.clone()));
        }
        let dated: Vec<_> = reader
            .entries()
            .iter()
            .filter(|(key, _)| key.text.starts_with(|c: char| c.is_ascii_digit()))
            .collect();
        for (key, value) in dated {
            reader.get(&key.text);
            match key.text.parse::<Date>() {
                Ok(date) => values.push((Some(date), value.clone())),
                Err(_) => collector.report(
                    "bad-date",
                    &reader.path_of(&key.text),
                    &key.span,
                    format!("`{}` is no day of the calendar", key.text),
                    &key.text,
                    "a date such as 2024-01-01",
                    "write year-month-day",
                ),
            }
        }
        values.sort_by_key(|(date, _)| *date);
        if values.is_empty() {
            collector.report(
                "missing-value",
                path,
                &node.span,
                format!("the parameter `{name}` has no value"),
                "neither `default` nor a date",
                "default = …, or values by date such as 2024-01-01 = …",
                "add `default = …`",
            );
        }
        if values.len() > 1 && values[0].0.is_none() {
            collector.report(
                "two-values",
                path,
                &values[0].1.span,
                format!("the parameter `{name}` has a default and values by date"),
                "both",
                "either `default` or dates",
                "remove `default`",
            );
        }
        reader.finish();
        Some(Parameter {
            name: name.to_string(),
            title,
            reference,
            note,
            unit,
            unit_name,
            range,
            step,
            assumption,
            total,
            by,
            beyond_last,
            otherwise,
            schedule,
            values,
            until,
            uprate,
            span: node.span.clone(),
        })
    }

    /// Reports a number that has no source. A schedule or a table is an assumption without a range; a plain number needs one.
    pub(super) fn check_source(&self, collector: &Collector, path: &str) {
        let is_number = matches!(self.unit, ParameterUnit::Number(_));
        let is_bounded = self.range.is_some() || self.schedule.is_some() || !self.by.is_empty();
        if !is_number || !self.reference.is_empty() || (self.assumption && is_bounded) {
            return;
        }
        collector.report(
            "missing-source",
            path,
            &self.span,
            format!("the parameter `{}` has no source", self.name),
            if self.assumption {
                "an assumption without a range"
            } else {
                "neither `reference` nor `assumption`"
            },
            "reference = \"the law or publication\", or assumption = true with a range",
            if self.assumption {
                "add `range = [lowest, highest]`"
            } else {
                "add `reference = \"…\"`"
            },
        );
    }

    /// The written value that holds on `date`, with the date from which it holds.
    ///
    /// # Errors
    /// A sentence when the day lies before the first value or past `until`.
    pub fn written_on(&self, date: Date) -> Result<(&Node, Option<Date>), String> {
        if let Some(until) = self.until
            && date > until
            && self.uprate.is_none()
        {
            return Err(format!("`{}` holds until {until}; {date} lies past it", self.name));
        }
        let found = self
            .values
            .iter()
            .rev()
            .find(|(from, _)| from.is_none_or(|from| from <= date));
        match found {
            Some((from, node)) => Ok((node, *from)),
            None => Err(match self.values.first() {
                Some((Some(first), _)) => {
                    format!("`{}` has its first value on {first}; {date} lies before it", self.name)
                }
                _ => format!("`{}` has no value", self.name),
            }),
        }
    }
}

pub(crate) fn suggestion(word: &str, candidates: &[String]) -> String {
    match nearest(word, candidates.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use one of the allowed values".to_string(),
    }
}

fn unknown_unit(collector: &Collector, reader: &TableReader<'_>, key: &str, found: &str) {
    let span = reader.get(key).map_or(0..0, |node| node.span.clone());
    let special = ["truth", "choice", "concept", "list"];
    let near = nearest(found, Unit::NAMES.into_iter().chain(special));
    collector.report(
        "unknown-unit",
        &reader.path_of(key),
        &span,
        format!("`{found}` is no unit"),
        found,
        Unit::NAMES.into_iter().chain(special).collect::<Vec<_>>().join(", "),
        near.map_or("use one of the allowed units".to_string(), |near| {
            format!("did you mean `{near}`?")
        }),
    );
}

pub(crate) fn read_range(collector: &Collector, reader: &TableReader<'_>, node: &Node) -> Option<(f64, f64)> {
    let pair = match &node.value {
        Value::List(items) => match items.as_slice() {
            [low, high] => low.as_number().zip(high.as_number()),
            _ => None,
        },
        _ => None,
    };
    match pair {
        Some((low, high)) if low <= high => Some((low, high)),
        _ => {
            collector.report(
                "bad-range",
                &reader.path_of("range"),
                &node.span,
                "a range is two numbers, the lower first",
                node.kind_name(),
                "[lowest, highest], both inclusive",
                "for example [0, 1]",
            );
            None
        }
    }
}
