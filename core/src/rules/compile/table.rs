//! Tables and schedules: parameters that are indexed or called.

use super::typed::common;
use super::{Compiler, Context, Type, Typed};
use crate::document::Span;
use crate::rules::ScheduleKind;
use crate::rules::expression::Expression;
use crate::rules::parameter::{ParameterUnit, ParameterValue, TableIndex};
use crate::simulation::{BinaryOperation, Operation, Rounding};
use std::sync::Arc;

impl<'a> Compiler<'a> {
    /// A count as the place in a dimension of `size` values: the whole number at or below it, from the first to the last.
    fn whole_index(&mut self, count: &Typed, size: usize) -> Typed {
        let (zero, one, last) = (self.number(0.0), self.number(1.0), self.number((size - 1) as f64));
        let mut node = self
            .graph
            .add(Operation::Round(Rounding::Down, count.node, one.node), count.level);
        for (operation, bound) in [(BinaryOperation::Maximum, zero), (BinaryOperation::Minimum, last)] {
            node = self
                .graph
                .add(Operation::Binary(operation, node, bound.node), count.level);
        }
        Typed::new(node, Type::Literal, count.level).within(0.0, (size - 1) as f64)
    }

    /// `parameter[a][b]`, `schedule(x)`, `schedule[a](x)`.
    pub(super) fn indexed(
        &mut self,
        context: &Context<'a>,
        base: &'a Expression,
        indices: &'a [Expression],
        argument: Option<&'a Expression>,
        span: &Span,
    ) -> Option<Typed> {
        let written = context
            .formula
            .text
            .get(base.span.clone())
            .unwrap_or_default()
            .to_string();
        let Some((owner, parameter)) = self.named_parameter(context, base) else {
            self.error(
                context,
                &base.span,
                "unknown-name",
                format!("there is no table `{written}`"),
                written,
                "a parameter with `by` or `type`",
                "declare it under [parameters]",
            );
            return None;
        };
        let tables = self.tables(context.law, parameter);
        if tables.len() != indices.len() || parameter.schedule.is_some() != argument.is_some() {
            self.used_parameters
                .insert((context.law, owner, parameter.name.clone()));
            let call = if parameter.schedule.is_some() { "(x)" } else { "" };
            let form = format!(
                "{}{}{call}",
                parameter.name,
                parameter.by.iter().map(|by| format!("[{by}]")).collect::<String>()
            );
            return self.wrong_form(
                context,
                span,
                &format!("`{}` is read in another form", parameter.name),
                &form,
            );
        }
        let (value, set_by) = self.decoded(context.law, owner, parameter)?;
        let ParameterUnit::Number(unit) = parameter.unit else {
            return None;
        };
        // Sizes of the table's dimensions; a count's is what is written.
        let shape: Vec<usize> = match &value {
            ParameterValue::Table(_, shape) => shape.clone(),
            ParameterValue::Schedules(schedules) => {
                let known: usize = tables
                    .iter()
                    .map(|table| {
                        if let TableIndex::Labels(labels) = table {
                            labels.len()
                        } else {
                            1
                        }
                    })
                    .product();
                tables
                    .iter()
                    .map(|table| {
                        if let TableIndex::Labels(labels) = table {
                            labels.len()
                        } else {
                            schedules.len() / known.max(1)
                        }
                    })
                    .collect()
            }
            _ => return None,
        };
        let mut index: Option<Typed> = None;
        for (at, (table, expression)) in tables.iter().zip(indices).enumerate() {
            let found = self.expression(context, expression)?;
            let size = shape.get(at).copied().unwrap_or(1);
            let found = match (table, &found.kind) {
                (TableIndex::Labels(labels), Type::Category { labels: own, .. }) if **own == *labels.as_slice() => {
                    found
                }
                (TableIndex::Labels(labels), Type::Word(word)) => {
                    let name: Arc<str> = Arc::from(parameter.by[at].as_str());
                    let labels: Arc<[String]> = Arc::from(labels.clone());
                    self.word(context, word, &name, &labels, &expression.span)?
                }
                (TableIndex::Count, _) if found.is_number() && !found.is_money() => {
                    let reaches = found.high <= (size - 1) as f64 && found.low >= 0.0;
                    if !reaches && !parameter.beyond_last {
                        self.error(
                            context,
                            &expression.span,
                            "index-without-value",
                            format!("`{}` has values for 0 to {}", parameter.name, size - 1),
                            format!("a count from {} to {}", found.low, found.high),
                            format!("a count from 0 to {}", size - 1),
                            "add `beyond = \"last\"` to the parameter, or a value for every count",
                        );
                        return None;
                    }
                    if indices.len() == 1 {
                        // A table of one index takes the last value beyond its end by itself.
                        Typed {
                            kind: Type::Literal,
                            ..found
                        }
                    } else {
                        // Each index by itself, or a part of one would lead into a neighbouring row.
                        self.whole_index(&found, size)
                    }
                }
                _ => {
                    self.error(
                        context,
                        &expression.span,
                        "wrong-index",
                        format!("`{}` is a table by {}", parameter.name, parameter.by[at]),
                        found.describe(),
                        format!("a value of {}", parameter.by[at]),
                        format!("write {}[{}]", parameter.name, parameter.by[at]),
                    );
                    return None;
                }
            };
            index = Some(match index {
                None => found,
                Some(before) => {
                    let stride = self.number(size as f64);
                    let scaled = self.graph.add(
                        Operation::Binary(BinaryOperation::Multiply, before.node, stride.node),
                        before.level,
                    );
                    let scaled = Typed::new(scaled, Type::Literal, before.level);
                    let (a, b, level) = self.level(context, &scaled, &found, span)?;
                    let node = self
                        .graph
                        .add(Operation::Binary(BinaryOperation::Add, a.node, b.node), level);
                    Typed::new(node, Type::Literal, level)
                }
            });
        }
        let origin = self.origin(context.law, owner, parameter, set_by);
        match (value, argument) {
            (ParameterValue::Table(numbers, _), None) => {
                let root = self.root(context.law);
                let base = self.slots.place(origin, root, &numbers);
                let index = index?;
                let node = self.graph.add(
                    Operation::Lookup {
                        base,
                        length: numbers.len() as u32,
                        index: index.node,
                    },
                    index.level,
                );
                let mut low = f64::INFINITY;
                let mut high = f64::NEG_INFINITY;
                for number in &numbers {
                    if *number < low {
                        low = *number;
                    }
                    if *number > high {
                        high = *number;
                    }
                }
                if let Some((range_low, range_high)) = parameter.range {
                    (low, high) = (range_low, range_high);
                } else if low > 0.0 {
                    (low, high) = (0.0, f64::INFINITY);
                }
                let level = self.graph.node(node).level;
                Some(Typed::new(node, Type::Number(unit), level).within(low, high))
            }
            (ParameterValue::Schedules(schedules), Some(argument)) => {
                let schedule = parameter.schedule?;
                let x = self.numeric(context, argument)?;
                let expected = Typed::new(x.node, Type::Number(schedule.over), x.level);
                if common(&x.kind, &expected.kind).is_none() {
                    self.error(
                        context,
                        &argument.span,
                        "unit-mismatch",
                        format!("`{}` is a schedule over {}", parameter.name, expected.describe()),
                        x.describe(),
                        expected.describe(),
                        "convert the argument, or declare `over`",
                    );
                    return None;
                }
                let rows = schedules.iter().map(Vec::len).max()?;
                let width = schedules.iter().flatten().map(Vec::len).max()?;
                let flat = flat(&schedules, schedule.scale)?;
                let root = self.root(context.law);
                let base = self.slots.place(origin, root, &flat);
                let scale = base + (flat.len() - 1) as u32;
                let (x, index_node, level) = match index {
                    Some(index) => {
                        let (x, index, level) = self.level(context, &x, &index, span)?;
                        (x, Some(index.node), level)
                    }
                    None => {
                        let level = x.level;
                        (x, None, level)
                    }
                };
                let node = self.graph.add(
                    Operation::Schedule {
                        kind: schedule.kind,
                        base,
                        rows: rows as u32,
                        width: width as u32,
                        scale,
                        argument: x.node,
                        index: index_node,
                    },
                    level,
                );
                let result = match schedule.kind {
                    // Marginal rates times what they are charged on.
                    ScheduleKind::Brackets => Type::Number(unit.times(schedule.over)),
                    _ => Type::Number(unit),
                };
                let result = if schedule.kind == ScheduleKind::Brackets && unit == schedule.over {
                    Type::Number(unit)
                } else {
                    result
                };
                let value = Typed::new(node, result, level);
                Some(match schedule.kind {
                    ScheduleKind::Brackets if schedules.iter().flatten().all(|row| row[1] >= 0.0) => {
                        value.within(0.0, f64::INFINITY)
                    }
                    ScheduleKind::Steps { .. } | ScheduleKind::Points => {
                        let low = schedules
                            .iter()
                            .flatten()
                            .map(|row| row[1])
                            .fold(f64::INFINITY, |a, b| if b < a { b } else { a });
                        value.within(if low >= 0.0 { 0.0 } else { f64::NEG_INFINITY }, f64::INFINITY)
                    }
                    _ => value,
                })
            }
            _ => None,
        }
    }
}

/// Schedules in one row of numbers, their scale last. Those of a table are padded to one shape: a row that is never reached
/// repeats the last. `None` for a schedule without rows.
pub(super) fn flat(schedules: &[Vec<Vec<f64>>], scale: f64) -> Option<Vec<f64>> {
    let rows = schedules.iter().map(Vec::len).max()?;
    let width = schedules.iter().flatten().map(Vec::len).max()?;
    let mut flat = Vec::with_capacity(schedules.len() * rows * width + 1);
    for rows_of in schedules {
        for at in 0..rows {
            let row = rows_of.get(at).or(rows_of.last())?;
            for column in 0..width {
                let beyond = at >= rows_of.len() && column == 0;
                flat.push(if beyond {
                    f64::MAX
                } else {
                    row.get(column).copied().unwrap_or(0.0)
                });
            }
        }
    }
    flat.push(scale);
    Some(flat)
}
