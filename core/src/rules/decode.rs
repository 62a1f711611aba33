//! Reads the values that are written for a parameter, by its file, a study or the command line.

use super::parameter::{Parameter, ParameterUnit, ParameterValue, ScheduleKind, TableIndex, suggestion};
use crate::document::{Collector, Key, Node, Span, Value};

impl Parameter {
    /// Reads a value written for this parameter: the file's own, a study's `set`, or the command line's.
    /// `tables` gives the index of each name in `by`. Problems go to the collector; `None` when there were any.
    pub fn decode(
        &self,
        collector: &Collector,
        path: &str,
        node: &Node,
        tables: &[TableIndex],
    ) -> Option<ParameterValue> {
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
                _ => wrong(
                    "the name of an income concept in quotes".into(),
                    "for example \"market_income\"",
                ),
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
            ParameterUnit::Number(_) if self.by.is_empty() => {
                self.number(collector, path, node).map(ParameterValue::Number)
            }
            ParameterUnit::Number(_) => {
                let filled;
                let node = match self.otherwise {
                    None => node,
                    Some(otherwise) => {
                        filled = self.filled(collector, path, node, tables, otherwise)?;
                        &filled
                    }
                };
                let mut table = Vec::new();
                self.each_cell(collector, path, node, tables, &mut |cell, path| {
                    table.push(self.number(collector, path, cell)?);
                    Some(())
                })?;
                let mut shape = Vec::new();
                let mut inner = node;
                for table in tables {
                    let (size, first) = match (&inner.value, table) {
                        (Value::Table(table), TableIndex::Labels(labels)) => {
                            (labels.len(), labels.first().and_then(|label| table.get(label)))
                        }
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

    /// A table by category as written, with `otherwise` for those of its values that it does not name.
    fn filled(
        &self,
        collector: &Collector,
        path: &str,
        node: &Node,
        tables: &[TableIndex],
        otherwise: f64,
    ) -> Option<Node> {
        let mut node = node.clone();
        let [TableIndex::Labels(labels)] = tables else {
            collector.report(
                "wrong-form",
                path,
                &node.span,
                format!(
                    "`{}` has a value for what is not written, but {} is a count",
                    self.name,
                    self.by.join(" and ")
                ),
                "otherwise",
                "tables of numbers by one category",
                "remove `otherwise`; `beyond = \"last\"` goes on with the last value",
            );
            return None;
        };
        let span = node.span.clone();
        if let Value::Table(table) = &mut node.value {
            for label in labels {
                if table.get(label).is_none() {
                    let key = Key {
                        text: label.clone(),
                        span: span.clone(),
                    };
                    let value = Node {
                        value: Value::Number(otherwise),
                        span: span.clone(),
                    };
                    table.entries.push((key, value));
                }
            }
        }
        Some(node)
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
        if let Some((low, high)) = self.range
            && (number < low || number > high)
        {
            collector.report(
                "out-of-range",
                path,
                &node.span,
                format!("`{}` lies outside its range", self.name),
                number.to_string(),
                self.allowed(),
                if number < low {
                    format!("use at least {low}")
                } else {
                    format!("use at most {high}")
                },
            );
            return None;
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
        let Some((first, rest)) = tables.split_first() else {
            return f(node, path);
        };
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
                            format!(
                                "{} has no value `{}`",
                                self.by.first().map_or("the category", String::as_str),
                                key.text
                            ),
                            &key.text,
                            labels.join(", "),
                            suggestion(&key.text, labels),
                        );
                    }
                }
                for label in labels {
                    match table.get(label) {
                        Some(cell) => {
                            good &= self
                                .each_cell(collector, &format!("{path}.{label}"), cell, rest, f)
                                .is_some()
                        }
                        None => {
                            good = false;
                            collector.report(
                                "missing-value",
                                path,
                                &node.span,
                                format!("`{}` has no value for `{label}`", self.name),
                                table
                                    .entries
                                    .iter()
                                    .map(|(key, _)| key.text.as_str())
                                    .collect::<Vec<_>>()
                                    .join(", "),
                                labels.join(", "),
                                format!("add `{label} = …`"),
                            );
                        }
                    }
                }
                good.then_some(())
            }
            (Value::List(items), index) => {
                if let TableIndex::Labels(labels) = index
                    && labels.len() != items.len()
                {
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
                    good &= self
                        .each_cell(collector, &format!("{path}[{at}]"), item, rest, f)
                        .is_some();
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
        let schedule = self.schedule?;
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
            refuse(
                &node.span,
                node.kind_name().to_string(),
                "write the rows in square brackets",
            );
            return None;
        };
        if items.is_empty() {
            refuse(&node.span, "no rows".into(), "write at least one row");
            return None;
        }
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for item in items {
            let Value::List(cells) = &item.value else {
                refuse(
                    &item.span,
                    item.kind_name().to_string(),
                    "write each row in square brackets",
                );
                return None;
            };
            let row: Option<Vec<f64>> = match (schedule.kind, cells.as_slice()) {
                (
                    ScheduleKind::Polynomial,
                    [
                        from,
                        Node {
                            value: Value::List(coefficients),
                            ..
                        },
                    ],
                ) if !coefficients.is_empty() && coefficients.len() <= 8 => {
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
            if let Some(before) = rows.last()
                && row[0] <= before[0]
            {
                refuse(
                    &item.span,
                    format!("{} after {}", row[0], before[0]),
                    "put the thresholds in rising order",
                );
                return None;
            }
            if let (Some((low, high)), true) = (self.range, schedule.kind != ScheduleKind::Polynomial)
                && (row[1] < low || row[1] > high)
            {
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
            rows.push(row);
        }
        Some(rows)
    }
}
