//! Parameters: values by date, by category, or as schedules, each with unit, range and source.

use super::instrument::{Texts, read_texts};
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
    /// The categories or counts that index it.
    pub by: Vec<String>,
    /// Whether counts beyond the last written value take the last.
    pub beyond_last: bool,
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
        let options: Vec<String> =
            reader.texts("options").unwrap_or_default().into_iter().map(|(text, _)| text.to_string()).collect();
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
        let range = reader.get("range").and_then(|node| read_range(collector, &reader, node));
        let step = reader.number("step");
        let by = match reader.get("by") {
            None => Vec::new(),
            Some(Node { value: Value::Text(text), .. }) => vec![text.clone()],
            Some(_) => reader.texts("by").unwrap_or_default().into_iter().map(|(text, _)| text.to_string()).collect(),
        };
        let beyond_last = reader.choice("beyond", &["last"]).is_some();
        let schedule = reader.choice("type", &["brackets", "steps", "points", "polynomial"]).map(|kind| {
            let above = reader.choice("edge", &["from", "above"]) == Some("above");
            let over = match reader.text("over") {
                None => Unit::MONEY,
                Some(text) => Unit::parse(text).unwrap_or_else(|| {
                    unknown_unit(collector, &reader, "over", text);
                    Unit::MONEY
                }),
            };
            let scale = reader.number("scale").unwrap_or(1.0);
            let kind = match kind {
                "brackets" => ScheduleKind::Brackets,
                "steps" => ScheduleKind::Steps { above },
                "points" => ScheduleKind::Points,
                _ => ScheduleKind::Polynomial,
            };
            Schedule { kind, over, scale }
        });
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
        let uprate = reader.table("uprate").and_then(|uprate| {
            let index = uprate.required_text("index")?.to_string();
            let round = uprate.number("round");
            uprate.finish();
            Some(Uprate { index, round })
        });
        let mut values = Vec::new();
        if let Some(default) = reader.get("default") {
            values.push((None, default.clone()));
        }
        let dated: Vec<_> = reader.entries().iter().filter(|(key, _)| key.text.starts_with(|c: char| c.is_ascii_digit())).collect();
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
        let wants_source = reference.is_empty() && !matches!(unit, ParameterUnit::Choice(_) | ParameterUnit::Concept | ParameterUnit::List { .. } | ParameterUnit::Truth);
        if wants_source && !(assumption && (range.is_some() || schedule.is_some() || !by.is_empty())) {
            collector.report(
                "missing-source",
                path,
                &node.span,
                format!("the parameter `{name}` has no source"),
                if assumption { "an assumption without a range" } else { "neither `reference` nor `assumption`" },
                "reference = \"the law or publication\", or assumption = true with a range",
                if assumption { "add `range = [lowest, highest]`" } else { "add `reference = \"…\"`" },
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
            by,
            beyond_last,
            schedule,
            values,
            until,
            uprate,
            span: node.span.clone(),
        })
    }

    /// The written value that holds on `date`, with the date from which it holds.
    ///
    /// # Errors
    /// A sentence when the day lies before the first value or past `until`.
    pub fn written_on(&self, date: Date) -> Result<(&Node, Option<Date>), String> {
        if let Some(until) = self.until {
            if date > until && self.uprate.is_none() {
                return Err(format!("`{}` holds until {until}; {date} lies past it", self.name));
            }
        }
        let found = self.values.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= date));
        match found {
            Some((from, node)) => Ok((node, *from)),
            None => Err(match self.values.first() {
                Some((Some(first), _)) => format!("`{}` has its first value on {first}; {date} lies before it", self.name),
                _ => format!("`{}` has no value", self.name),
            }),
        }
    }

    /// Reads a value written for this parameter: the file's own, a study's `set`, or the command line's.
    /// `tables` gives the index of each name in `by`. Problems go to the collector; `None` when there were any.
    pub fn decode(&self, collector: &Collector, path: &str, node: &Node, tables: &[TableIndex]) -> Option<ParameterValue> {
        let wrong = |allowed: String, remedy: &str| {
            collector.report(
                "wrong-type",
                path,
                &node.span,
                format!("the value of `{}` has the wrong form", self.name),
                node.kind_name(),
                allowed,
                remedy,
            );
            None
        };
        match &self.unit {
            ParameterUnit::Truth => match node.value {
                Value::Truth(truth) => Some(ParameterValue::Truth(truth)),
                _ => wrong("true or false".into(), "write true or false without quotes"),
            },
            ParameterUnit::Choice(options) => match &node.value {
                Value::Text(word) if options.contains(word) => Some(ParameterValue::Word(word.clone())),
                Value::Text(word) => {
                    collector.report(
                        "unknown-choice",
                        path,
                        &node.span,
                        format!("`{}` has no choice `{word}`", self.name),
                        word,
                        options.join(", "),
                        suggestion(word, options),
                    );
                    None
                }
                _ => wrong(options.join(", "), "write one of the words in quotes"),
            },
            ParameterUnit::Concept => match &node.value {
                Value::Text(word) => Some(ParameterValue::Word(word.clone())),
                _ => wrong("the name of an income concept in quotes".into(), "for example \"market_income\""),
            },
            ParameterUnit::List { of } => {
                let Value::List(items) = &node.value else {
                    return wrong(format!("a list of values of {of}"), "for example [\"north\"]");
                };
                let labels = match tables.first() {
                    Some(TableIndex::Labels(labels)) => labels.as_slice(),
                    _ => &[],
                };
                let mut words = Vec::new();
                for item in items {
                    match &item.value {
                        Value::Text(word) if labels.contains(word) => words.push(word.clone()),
                        Value::Text(word) => collector.report(
                            "unknown-choice",
                            path,
                            &item.span,
                            format!("{of} has no value `{word}`"),
                            word,
                            labels.join(", "),
                            suggestion(word, labels),
                        ),
                        _ => {
                            wrong(format!("a list of values of {of}"), "write each value in quotes");
                        }
                    }
                }
                (words.len() == items.len()).then_some(ParameterValue::Words(words))
            }
            ParameterUnit::Number(_) if self.schedule.is_some() => {
                let mut schedules = Vec::new();
                self.each_cell(collector, path, node, tables, &mut |cell, path| {
                    let rows = self.schedule_rows(collector, path, cell)?;
                    schedules.push(rows);
                    Some(())
                })?;
                Some(ParameterValue::Schedules(schedules))
            }
            ParameterUnit::Number(_) if self.by.is_empty() => self.number(collector, path, node).map(ParameterValue::Number),
            ParameterUnit::Number(_) => {
                let mut table = Vec::new();
                self.each_cell(collector, path, node, tables, &mut |cell, path| {
                    table.push(self.number(collector, path, cell)?);
                    Some(())
                })?;
                let mut shape = Vec::new();
                let mut inner = node;
                for table in tables {
                    let (size, first) = match (&inner.value, table) {
                        (Value::Table(table), TableIndex::Labels(labels)) => (labels.len(), labels.first().and_then(|label| table.get(label))),
                        (Value::List(items), _) => (items.len(), items.first()),
                        _ => (0, None),
                    };
                    shape.push(size);
                    inner = first.unwrap_or(inner);
                }
                if shape.iter().product::<usize>() != table.len() {
                    collector.report(
                        "wrong-length",
                        path,
                        &node.span,
                        format!("the rows of `{}` have different lengths", self.name),
                        format!("{} values", table.len()),
                        "rows of equal length",
                        "write every row with the same number of values",
                    );
                    return None;
                }
                Some(ParameterValue::Table(table, shape))
            }
        }
    }

    fn number(&self, collector: &Collector, path: &str, node: &Node) -> Option<f64> {
        let Some(number) = node.as_number() else {
            collector.report(
                "wrong-type",
                path,
                &node.span,
                format!("the value of `{}` is a number", self.name),
                node.kind_name(),
                self.allowed(),
                "write a number without quotes",
            );
            return None;
        };
        if let Some((low, high)) = self.range {
            if number < low || number > high {
                collector.report(
                    "out-of-range",
                    path,
                    &node.span,
                    format!("`{}` lies outside its range", self.name),
                    number.to_string(),
                    self.allowed(),
                    if number < low { format!("use at least {low}") } else { format!("use at most {high}") },
                );
                return None;
            }
        }
        Some(number)
    }

    fn allowed(&self) -> String {
        match self.range {
            Some((low, high)) => format!("a number from {low} to {high} ({})", self.unit_name),
            None => format!("a number ({})", self.unit_name),
        }
    }

    /// Calls `f` for each cell of a table in the order of its categories (for each schedule, when it is one by category).
    fn each_cell(
        &self,
        collector: &Collector,
        path: &str,
        node: &Node,
        tables: &[TableIndex],
        f: &mut dyn FnMut(&Node, &str) -> Option<()>,
    ) -> Option<()> {
        let Some((first, rest)) = tables.split_first() else { return f(node, path) };
        match (&node.value, first) {
            (Value::Table(table), TableIndex::Labels(labels)) => {
                let mut good = true;
                for (key, _) in &table.entries {
                    if !labels.contains(&key.text) {
                        good = false;
                        collector.report(
                            "unknown-choice",
                            &format!("{path}.{}", key.text),
                            &key.span,
                            format!("{} has no value `{}`", self.by.first().map_or("the category", String::as_str), key.text),
                            &key.text,
                            labels.join(", "),
                            suggestion(&key.text, labels),
                        );
                    }
                }
                for label in labels {
                    match table.get(label) {
                        Some(cell) => good &= self.each_cell(collector, &format!("{path}.{label}"), cell, rest, f).is_some(),
                        None => {
                            good = false;
                            collector.report(
                                "missing-value",
                                path,
                                &node.span,
                                format!("`{}` has no value for `{label}`", self.name),
                                table.entries.iter().map(|(key, _)| key.text.as_str()).collect::<Vec<_>>().join(", "),
                                labels.join(", "),
                                format!("add `{label} = …`"),
                            );
                        }
                    }
                }
                good.then_some(())
            }
            (Value::List(items), index) => {
                if let TableIndex::Labels(labels) = index {
                    if labels.len() != items.len() {
                        collector.report(
                            "wrong-length",
                            path,
                            &node.span,
                            format!("`{}` needs one value for each of {}", self.name, labels.join(", ")),
                            format!("{} values", items.len()),
                            format!("{} values", labels.len()),
                            "write a value for each, in this order, or a table with their names",
                        );
                        return None;
                    }
                }
                if items.is_empty() {
                    collector.report(
                        "wrong-length",
                        path,
                        &node.span,
                        format!("`{}` has no value", self.name),
                        "an empty list",
                        "at least one value",
                        "write the values for 0, 1, 2 …",
                    );
                    return None;
                }
                let mut good = true;
                for (at, item) in items.iter().enumerate() {
                    good &= self.each_cell(collector, &format!("{path}[{at}]"), item, rest, f).is_some();
                }
                good.then_some(())
            }
            (_, index) => {
                collector.report(
                    "wrong-type",
                    path,
                    &node.span,
                    format!("`{}` is a table by {}", self.name, self.by.join(" and ")),
                    node.kind_name(),
                    match index {
                        TableIndex::Labels(labels) => format!("a table or list over {}", labels.join(", ")),
                        TableIndex::Count => "a list of the values for 0, 1, 2 …".to_string(),
                    },
                    "write one value for each",
                );
                None
            }
        }
    }

    fn schedule_rows(&self, collector: &Collector, path: &str, node: &Node) -> Option<Vec<Vec<f64>>> {
        let Some(schedule) = self.schedule else { return None };
        let shape = match schedule.kind {
            ScheduleKind::Brackets => "[[from, rate], …]",
            ScheduleKind::Steps { .. } => "[[from, value], …]",
            ScheduleKind::Points => "[[x, y], …]",
            ScheduleKind::Polynomial => "[[from, [c0, c1, c2]], …]",
        };
        let refuse = |span: &Span, found: String, remedy: &str| {
            collector.report(
                "bad-schedule",
                path,
                span,
                format!("`{}` is a schedule of the form {shape}", self.name),
                found,
                format!("{shape}, thresholds rising"),
                remedy,
            );
        };
        let Value::List(items) = &node.value else {
            refuse(&node.span, node.kind_name().to_string(), "write the rows in square brackets");
            return None;
        };
        if items.is_empty() {
            refuse(&node.span, "no rows".into(), "write at least one row");
            return None;
        }
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for item in items {
            let Value::List(cells) = &item.value else {
                refuse(&item.span, item.kind_name().to_string(), "write each row in square brackets");
                return None;
            };
            let row: Option<Vec<f64>> = match (schedule.kind, cells.as_slice()) {
                (ScheduleKind::Polynomial, [from, Node { value: Value::List(coefficients), .. }]) if !coefficients.is_empty() && coefficients.len() <= 8 => {
                    std::iter::once(from).chain(coefficients).map(Node::as_number).collect()
                }
                (ScheduleKind::Polynomial, _) => None,
                (_, [from, value]) => [from, value].into_iter().map(Node::as_number).collect(),
                _ => None,
            };
            let Some(row) = row else {
                refuse(&item.span, "another form".into(), "write the row as shown");
                return None;
            };
            if let Some(before) = rows.last() {
                if row[0] <= before[0] {
                    refuse(&item.span, format!("{} after {}", row[0], before[0]), "put the thresholds in rising order");
                    return None;
                }
            }
            if let (Some((low, high)), true) = (self.range, schedule.kind != ScheduleKind::Polynomial) {
                if row[1] < low || row[1] > high {
                    collector.report(
                        "out-of-range",
                        path,
                        &item.span,
                        format!("a value of `{}` lies outside its range", self.name),
                        row[1].to_string(),
                        self.allowed(),
                        "change the value or the range",
                    );
                    return None;
                }
            }
            rows.push(row);
        }
        Some(rows)
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
        near.map_or("use one of the allowed units".to_string(), |near| format!("did you mean `{near}`?")),
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
