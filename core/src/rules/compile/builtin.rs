//! Functions of the language, tables and schedules, aggregates over members, and functions of rule files.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::typed::common;
use super::{Compiler, Context, Frame, Owner, Type, Typed};
use crate::document::{Span, nearest};
use crate::rules::ScheduleKind;
use crate::rules::expression::{Expression, ExpressionKind};
use crate::rules::instrument::Function;
use crate::rules::parameter::{ParameterUnit, ParameterValue, TableIndex};
use crate::rules::unit::Unit;
use crate::simulation::{Aggregate, BinaryOperation, Global, Level, Operation, PERSON, Rounding};
use crate::system::ColumnKind;

/// The functions of the language with the form in which each is called.
const FUNCTIONS: [(&str, &str); 19] = [
    ("min", "min(a, b, …)"),
    ("max", "max(a, b, …)"),
    ("clip", "clip(x, lowest, highest)"),
    ("abs", "abs(x)"),
    ("round", "round(x, step)"),
    ("floor", "floor(x, step)"),
    ("ceil", "ceil(x, step)"),
    ("ratio", "ratio(a, b, if_zero)"),
    ("per_month", "per_month(money_a_year)"),
    ("per_year", "per_year(money_a_month)"),
    ("withdraw", "withdraw(full, income, start, rate)"),
    ("phase_in", "phase_in(x, rate, cap)"),
    ("sum", "sum(person.x where condition)"),
    ("count", "count(condition)"),
    ("any", "any(condition)"),
    ("all", "all(condition)"),
    ("largest", "largest(person.x where condition, if_nobody)"),
    ("smallest", "smallest(person.x where condition, if_nobody)"),
    ("total", "total(person.x)"),
];

impl<'a> Compiler<'a> {
    pub(super) fn call(
        &mut self,
        context: &Context<'a>,
        callee: &'a Expression,
        arguments: &'a [Expression],
        condition: Option<&'a Expression>,
        by: Option<&'a Expression>,
        span: &Span,
    ) -> Option<Typed> {
        if let ExpressionKind::Index(base, indices) = &callee.kind {
            return match arguments {
                [argument] => self.indexed(context, base, indices, Some(argument), span),
                _ => self.wrong_form(
                    context,
                    span,
                    "a schedule is called with one number",
                    "tariff[category](x)",
                ),
            };
        }
        let ExpressionKind::Name(path) = &callee.kind else {
            return None;
        };
        if let [name] = path.as_slice() {
            if !matches!(
                name.as_str(),
                "sum" | "count" | "any" | "all" | "largest" | "smallest" | "total"
            ) && (condition.is_some() || by.is_some())
            {
                return self.wrong_form(
                    context,
                    span,
                    "`where` and `by` belong to sum, count, any, all, largest, smallest and total",
                    "sum(person.x where condition)",
                );
            }
            match name.as_str() {
                "min" | "max" => return self.extreme(context, name == "max", arguments, span),
                "clip" => {
                    let [x, low, high] = arguments else {
                        return self.wrong_form(context, span, "clip needs three values", "clip(x, lowest, highest)");
                    };
                    let raised = self.pair(context, BinaryOperation::Maximum, x, low)?;
                    let high_value = self.numeric(context, high)?;
                    return self.extreme_of(context, false, &raised, &high_value, x, high);
                }
                "abs" => {
                    let [x] = arguments else {
                        return self.wrong_form(context, span, "abs needs one value", "abs(x)");
                    };
                    let value = self.numeric(context, x)?;
                    let node = self.graph.add(Operation::Absolute(value.node), value.level);
                    return Some(Typed::new(node, value.kind, value.level).within(0.0, f64::INFINITY));
                }
                "round" | "floor" | "ceil" => return self.rounded(context, name, arguments, span),
                "ratio" => {
                    let [a, b, c] = arguments else {
                        return self.wrong_form(context, span, "ratio needs three values", "ratio(a, b, if_zero)");
                    };
                    let (x, y, z) = (
                        self.numeric(context, a),
                        self.numeric(context, b),
                        self.numeric(context, c),
                    );
                    let (x, y, z) = (x?, y?, z?);
                    let kind = match (&x.kind, &y.kind) {
                        (Type::Zero | Type::Literal, Type::Zero | Type::Literal) => Type::Literal,
                        _ => Type::Number(x.unit().over(y.unit())),
                    };
                    let quotient = Typed::new(x.node, kind.clone(), x.level);
                    self.same_unit(context, &quotient, &z, a, c, span, "chosen between")?;
                    let (x, y, _) = self.level(context, &x, &y, span)?;
                    let (x, z, _) = self.level(context, &x, &z, span)?;
                    let (y, z, level) = self.level(context, &y, &z, span)?;
                    let x = if level == PERSON { self.broadcast(&x) } else { x };
                    let level = if level == Level::Scalar { x.level } else { level };
                    let node = self.graph.add(Operation::Ratio(x.node, y.node, z.node), level);
                    return Some(Typed::new(node, kind, level));
                }
                "per_month" | "per_year" => {
                    let [x] = arguments else {
                        return self.wrong_form(context, span, "one amount of money", &format!("{name}(x)"));
                    };
                    let value = self.numeric(context, x)?;
                    let (from, to) = if name == "per_month" {
                        (Unit::MONEY, Unit::MONEY_PER_MONTH)
                    } else {
                        (Unit::MONEY_PER_MONTH, Unit::MONEY)
                    };
                    if value.kind != Type::Zero && value.unit() != from {
                        self.error(
                            context,
                            &x.span,
                            "unit-mismatch",
                            format!("{name} needs {from}"),
                            value.describe(),
                            from.to_string(),
                            "leave the conversion out, or convert the other side",
                        );
                        return None;
                    }
                    let twelve = self.number(12.0);
                    let operation = if name == "per_month" {
                        BinaryOperation::Divide
                    } else {
                        BinaryOperation::Multiply
                    };
                    let node = self
                        .graph
                        .add(Operation::Binary(operation, value.node, twelve.node), value.level);
                    let scale = if name == "per_month" { 1.0 / 12.0 } else { 12.0 };
                    return Some(
                        Typed::new(node, Type::Number(to), value.level).within(value.low * scale, value.high * scale),
                    );
                }
                "withdraw" => {
                    let [full, income, start, rate] = arguments else {
                        return self.wrong_form(
                            context,
                            span,
                            "withdraw needs four values",
                            "withdraw(full, income, start, rate)",
                        );
                    };
                    let (full_value, income_value, start_value, rate_value) = (
                        self.numeric(context, full),
                        self.numeric(context, income),
                        self.numeric(context, start),
                        self.numeric(context, rate),
                    );
                    let (full_value, income_value, start_value, rate_value) =
                        (full_value?, income_value?, start_value?, rate_value?);
                    let kind = self.same_unit(context, &income_value, &start_value, income, start, span, "compared")?;
                    let (a, b, level) = self.level(context, &income_value, &start_value, span)?;
                    let above = self
                        .graph
                        .add(Operation::Binary(BinaryOperation::Subtract, a.node, b.node), level);
                    let above = Typed::new(above, kind, level);
                    let above = self.at_least_zero(&above);
                    let (a, b, level) = self.level(context, &rate_value, &above, span)?;
                    let taken = self
                        .graph
                        .add(Operation::Binary(BinaryOperation::Multiply, a.node, b.node), level);
                    let unit = if matches!(above.kind, Type::Number(_)) || matches!(rate_value.kind, Type::Number(_)) {
                        Type::Number(rate_value.unit().times(above.unit()))
                    } else {
                        Type::Literal
                    };
                    let taken = Typed::new(taken, unit, level);
                    let kind = self.same_unit(context, &full_value, &taken, full, income, span, "subtracted")?;
                    let (a, b, level) = self.level(context, &full_value, &taken, span)?;
                    let left = self
                        .graph
                        .add(Operation::Binary(BinaryOperation::Subtract, a.node, b.node), level);
                    let left = Typed::new(left, kind, level);
                    return Some(
                        self.at_least_zero(&left)
                            .within(0.0, if full_value.high > 0.0 { full_value.high } else { 0.0 }),
                    );
                }
                "phase_in" => {
                    let [x, rate, cap] = arguments else {
                        return self.wrong_form(context, span, "phase_in needs three values", "phase_in(x, rate, cap)");
                    };
                    let (x_value, rate_value, cap_value) = (
                        self.numeric(context, x),
                        self.numeric(context, rate),
                        self.numeric(context, cap),
                    );
                    let (x_value, rate_value, cap_value) = (x_value?, rate_value?, cap_value?);
                    let positive = self.at_least_zero(&x_value);
                    let (a, b, level) = self.level(context, &rate_value, &positive, span)?;
                    let phased = self
                        .graph
                        .add(Operation::Binary(BinaryOperation::Multiply, a.node, b.node), level);
                    let unit = if matches!(x_value.kind, Type::Number(_)) || matches!(rate_value.kind, Type::Number(_))
                    {
                        Type::Number(rate_value.unit().times(x_value.unit()))
                    } else {
                        Type::Literal
                    };
                    let phased = Typed::new(phased, unit, level).within(
                        if rate_value.low >= 0.0 { 0.0 } else { f64::NEG_INFINITY },
                        f64::INFINITY,
                    );
                    return self.extreme_of(context, false, &cap_value, &phased, cap, x);
                }
                "sum" | "count" | "any" | "all" | "largest" | "smallest" => {
                    return self.aggregate(context, name, arguments, condition, by, span);
                }
                "head" | "spouse" => return self.role(context, name, arguments, span),
                "total" => return self.total(context, arguments, condition, by, span),
                _ => {}
            }
            let laws = self.laws;
            if let Some(column) = laws[context.law]
                .system
                .column(name)
                .filter(|column| column.kind == ColumnKind::Pointer)
            {
                return self.pointer(context, &column.name, arguments, span);
            }
        }
        if let Some((owner, function)) = self.named_function(context, path) {
            return self.function(context, owner, function, arguments, span);
        }
        if self
            .named_parameter(context, callee)
            .is_some_and(|(_, parameter)| parameter.schedule.is_some())
        {
            return match arguments {
                [argument] => self.indexed(context, callee, &[], Some(argument), span),
                _ => self.wrong_form(context, span, "a schedule is called with one number", "tariff(x)"),
            };
        }
        let written = path.join(".");
        let mut known: Vec<String> = FUNCTIONS
            .iter()
            .map(|(name, _)| (*name).to_string())
            .chain(["head".to_string(), "spouse".to_string()])
            .collect();
        if let Owner::Instrument(at) = context.owner {
            let instrument = self.instrument(context.law, at);
            known.extend(instrument.functions.iter().map(|function| function.name.clone()));
            known.extend(
                instrument
                    .parameters
                    .iter()
                    .filter(|p| p.schedule.is_some())
                    .map(|p| p.name.clone()),
            );
        }
        let near = nearest(&written, known.iter().map(String::as_str)).map(str::to_string);
        self.error(
            context,
            &callee.span,
            "unknown-function",
            format!("there is no function `{written}`"),
            written,
            known.join(", "),
            near.map_or("use one of the functions".to_string(), |near| {
                format!("did you mean `{near}`?")
            }),
        );
        None
    }

    fn wrong_form(&mut self, context: &Context<'a>, span: &Span, message: &str, form: &str) -> Option<Typed> {
        let found = context.formula.text.get(span.clone()).unwrap_or_default().to_string();
        self.error(
            context,
            span,
            "wrong-form",
            message,
            found,
            form,
            format!("write {form}"),
        );
        None
    }

    pub(super) fn at_least_zero(&mut self, value: &Typed) -> Typed {
        if value.low >= 0.0 {
            return value.clone();
        }
        let zero = self.number(0.0);
        let node = self.graph.add(
            Operation::Binary(BinaryOperation::Maximum, zero.node, value.node),
            value.level,
        );
        Typed::new(node, value.kind.clone(), value.level).within(0.0, if value.high > 0.0 { value.high } else { 0.0 })
    }

    fn pair(
        &mut self,
        context: &Context<'a>,
        operation: BinaryOperation,
        left: &'a Expression,
        right: &'a Expression,
    ) -> Option<Typed> {
        let a = self.numeric(context, left);
        let b = self.numeric(context, right);
        self.extreme_of(context, operation == BinaryOperation::Maximum, &a?, &b?, left, right)
    }

    fn extreme(
        &mut self,
        context: &Context<'a>,
        larger: bool,
        arguments: &'a [Expression],
        span: &Span,
    ) -> Option<Typed> {
        let word = if larger { "max" } else { "min" };
        let Some((first, rest)) = arguments.split_first().filter(|(_, rest)| !rest.is_empty()) else {
            return self.wrong_form(context, span, "at least two values", &format!("{word}(a, b)"));
        };
        let mut result = self.numeric(context, first);
        for other in rest {
            let value = self.numeric(context, other);
            result = match (result, value) {
                (Some(a), Some(b)) => self.extreme_of(context, larger, &a, &b, first, other),
                _ => None,
            };
        }
        result
    }

    fn extreme_of(
        &mut self,
        context: &Context<'a>,
        larger: bool,
        a: &Typed,
        b: &Typed,
        left: &Expression,
        right: &Expression,
    ) -> Option<Typed> {
        let span = left.span.start..right.span.end;
        let kind = self.same_unit(context, a, b, left, right, &span, "compared")?;
        let (a, b, level) = self.level(context, a, b, &span)?;
        let pick = |x: f64, y: f64| if larger == (x > y) { x } else { y };
        let (low, high) = (pick(a.low, b.low), pick(a.high, b.high));
        let operation = if larger {
            BinaryOperation::Maximum
        } else {
            BinaryOperation::Minimum
        };
        let node = if let (Some(x), Some(y)) = (self.graph.as_constant(a.node), self.graph.as_constant(b.node)) {
            self.graph.constant(pick(x, y))
        } else {
            self.graph.add(Operation::Binary(operation, a.node, b.node), level)
        };
        let level = self.graph.node(node).level;
        Some(Typed::new(node, kind, level).within(low, high))
    }

    fn rounded(
        &mut self,
        context: &Context<'a>,
        name: &str,
        arguments: &'a [Expression],
        span: &Span,
    ) -> Option<Typed> {
        let (x, step) = match arguments {
            [x] => (x, None),
            [x, step] => (x, Some(step)),
            _ => return self.wrong_form(context, span, "a value and the step", &format!("{name}(x, step)")),
        };
        let value = self.numeric(context, x)?;
        let step_value = match step {
            Some(step) => {
                let step_value = self.numeric(context, step)?;
                self.same_unit(context, &value, &step_value, x, step, span, "rounded to")?;
                if step_value.low <= 0.0
                    && self
                        .graph
                        .as_constant(step_value.node)
                        .is_none_or(|constant| constant <= 0.0)
                    && step_value.low < 0.0
                {
                    self.error(
                        context,
                        &step.span,
                        "step-may-be-zero",
                        "the step may be 0 or below",
                        format!("from {}", step_value.low),
                        "a step above 0",
                        "give the parameter a range above 0",
                    );
                    return None;
                }
                step_value
            }
            None if value.is_money() => {
                return self.wrong_form(
                    context,
                    span,
                    "money is rounded to a step of money",
                    &format!("{name}(x, step), with step a parameter"),
                );
            }
            None => self.number(1.0),
        };
        let rounding = match name {
            "round" => Rounding::Nearest,
            "floor" => Rounding::Down,
            _ => Rounding::Up,
        };
        let (value, step_value, level) = self.level(context, &value, &step_value, span)?;
        let node = self
            .graph
            .add(Operation::Round(rounding, value.node, step_value.node), level);
        let (low, high) = match rounding {
            _ if step_value.high.is_infinite() => {
                (if value.low >= 0.0 { 0.0 } else { f64::NEG_INFINITY }, f64::INFINITY)
            }
            Rounding::Down => (value.low - step_value.high, value.high),
            Rounding::Up => (value.low, value.high + step_value.high),
            Rounding::Nearest => (value.low - step_value.high, value.high + step_value.high),
        };
        let low = if value.low >= 0.0 && low < 0.0 { 0.0 } else { low };
        Some(Typed::new(node, value.kind, level).within(low, high))
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
                        let last = self.number((size - 1) as f64);
                        let node = self.graph.add(
                            Operation::Binary(BinaryOperation::Minimum, found.node, last.node),
                            found.level,
                        );
                        Typed::new(node, Type::Literal, found.level).within(0.0, (size - 1) as f64)
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
                let base = self.slots.place(origin, &numbers);
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
                // Schedules of a table are padded to one shape: a row that is never reached repeats the last.
                let mut flat = Vec::with_capacity(schedules.len() * rows * width);
                for rows_of in &schedules {
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
                flat.push(schedule.scale);
                let base = self.slots.place(origin, &flat);
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

    /// The members' context of the formula's unit.
    fn member_context(&mut self, context: &Context<'a>, span: &Span) -> Option<(Context<'a>, Level)> {
        if context.level == PERSON {
            self.error(
                context,
                span,
                "wrong-level",
                "a person has no members",
                "an aggregate in a person's formula",
                "an aggregate in a rule of a unit",
                "move the rule under [rules], or use `by` a pointer",
            );
            return None;
        }
        if context.members {
            self.error(
                context,
                span,
                "nested-aggregate",
                "an aggregate stands inside another",
                "an aggregate of an aggregate",
                "one aggregate",
                "give the inner one a name of its own",
            );
            return None;
        }
        if self.needs_persons(
            context,
            &Expression {
                kind: ExpressionKind::Truth(true),
                span: span.clone(),
            },
        ) {
            return None;
        }
        let mut inner = context.clone();
        inner.members = true;
        Some((inner, context.level))
    }

    fn aggregate(
        &mut self,
        context: &Context<'a>,
        name: &str,
        arguments: &'a [Expression],
        condition: Option<&'a Expression>,
        by: Option<&'a Expression>,
        span: &Span,
    ) -> Option<Typed> {
        let form = FUNCTIONS
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, form)| form);
        if let Some(by) = by {
            return self.sum_by(context, name, arguments, by, span);
        }
        let (inner, unit) = self.member_context(context, span)?;
        let wants_default = matches!(name, "largest" | "smallest");
        let (value, if_nobody) = match (arguments, wants_default) {
            ([value], false) => (value, None),
            ([value, if_nobody], true) => (value, Some(if_nobody)),
            ([_], true) => {
                return self.wrong_form(
                    context,
                    span,
                    "over nobody there is no largest: say what it is then",
                    form,
                );
            }
            _ => return self.wrong_form(context, span, "an aggregate over the members of the unit", form),
        };
        let truth = matches!(name, "count" | "any" | "all");
        let inner_value = if truth {
            self.truthful(&inner, value)
        } else {
            self.numeric(&inner, value)
        };
        let inner_condition = match condition {
            Some(condition) => Some(self.truthful(&inner, condition)?),
            None => None,
        };
        let inner_value = inner_value?;
        let filter = self.member_filter(context, span)?;
        let condition = match (inner_condition, filter) {
            (Some(a), Some(b)) => Some(self.and(&a, &b)),
            (a, b) => a.or(b),
        };
        let (value, condition) = match condition {
            Some(condition) => {
                let (value, condition, _) = self.level_known(&inner_value, &condition);
                (value, Some(condition))
            }
            None => (inner_value, None),
        };
        let mut value_node = value.node;
        if value.level != PERSON {
            // The same for each member: count them.
            let spread = self.broadcast(&value);
            value_node = spread.node;
        }
        let if_nobody_value = match if_nobody {
            Some(expression) => {
                let default = self.numeric(context, expression)?;
                self.same_unit(
                    context,
                    &value,
                    &default,
                    expression,
                    expression,
                    &expression.span,
                    "chosen between",
                )?;
                Some(default)
            }
            None => None,
        };
        let aggregate = match name {
            "sum" | "count" => Aggregate::Sum,
            "any" => Aggregate::Any,
            "all" => Aggregate::All,
            "largest" => Aggregate::Largest,
            _ => Aggregate::Smallest,
        };
        let node = self.graph.add(
            Operation::Members {
                aggregate,
                value: value_node,
                condition: condition.map(|condition| condition.node),
                if_nobody: if_nobody_value.as_ref().map(|default| default.node),
            },
            unit,
        );
        let kind = match name {
            "any" | "all" => Type::Truth,
            "count" => Type::Number(Unit::NUMBER),
            _ => match value.kind.clone() {
                Type::Literal | Type::Zero => Type::Number(Unit::NUMBER),
                kind => kind,
            },
        };
        let result = Typed::new(node, kind, unit);
        Some(match name {
            "count" => result.within(0.0, f64::INFINITY),
            "sum" if value.low >= 0.0 => result.within(0.0, f64::INFINITY),
            "largest" | "smallest" => {
                let default = if_nobody_value.unwrap_or_else(|| value.clone());
                result.within(
                    if value.low < default.low {
                        value.low
                    } else {
                        default.low
                    },
                    if value.high > default.high {
                        value.high
                    } else {
                        default.high
                    },
                )
            }
            _ => result,
        })
    }

    fn sum_by(
        &mut self,
        context: &Context<'a>,
        name: &str,
        arguments: &'a [Expression],
        by: &'a Expression,
        span: &Span,
    ) -> Option<Typed> {
        let ([value], "sum" | "count", ExpressionKind::Name(path)) = (arguments, name, &by.kind) else {
            return self.wrong_form(
                context,
                span,
                "who points at me: a sum by a pointer",
                "sum(person.x by parent_1)",
            );
        };
        let pointer_name = path.last().cloned().unwrap_or_default();
        let pointer = self.pointer_column(context, &pointer_name, &by.span)?;
        if context.level != PERSON && !context.members {
            return self.wrong_form(
                context,
                span,
                "a sum by a pointer has one value a person",
                "sum(person.x by parent_1) under [for_each.person]",
            );
        }
        let value = if name == "count" {
            self.truthful(context, value)?
        } else {
            self.expression(context, value)?
        };
        let value = self.broadcast(&value);
        let Some(pointer) = pointer else {
            return Some(self.number(0.0));
        };
        let node = self.graph.add(Operation::SumByPointer(pointer, value.node), PERSON);
        let kind = match value.kind {
            Type::Truth | Type::Literal | Type::Zero => Type::Number(Unit::NUMBER),
            kind => kind,
        };
        let result = Typed::new(node, kind, PERSON);
        Some(if value.low >= 0.0 {
            result.within(0.0, f64::INFINITY)
        } else {
            result
        })
    }

    /// The pointer column in the data; `Some(None)` when the data has none and nobody is pointed at.
    #[allow(clippy::option_option)]
    fn pointer_column(&mut self, context: &Context<'a>, name: &str, span: &Span) -> Option<Option<u32>> {
        let laws = self.laws;
        match laws[context.law].system.column(name) {
            Some(column) if column.kind == ColumnKind::Pointer => {
                let found = self.schema.column(name).map(|(at, _)| at);
                if found.is_none() {
                    self.defaulted.insert(name.to_string());
                }
                Some(found)
            }
            _ => {
                self.error(
                    context,
                    span,
                    "not-a-pointer",
                    format!("`{name}` is no pointer to a person"),
                    name,
                    "a column with unit = \"pointer\"",
                    "declare it under [columns]",
                );
                None
            }
        }
    }

    fn pointer(
        &mut self,
        context: &Context<'a>,
        name: &str,
        arguments: &'a [Expression],
        span: &Span,
    ) -> Option<Typed> {
        let [value, default] = arguments else {
            return self.wrong_form(
                context,
                span,
                "the value of another person, and what holds where there is none",
                &format!("{name}(x, if_none)"),
            );
        };
        if context.level != PERSON && !context.members {
            return self.wrong_form(
                context,
                span,
                "a pointer belongs to a person",
                "write it under [for_each.person]",
            );
        }
        let pointer = self.pointer_column(context, name, span)?;
        let x = self.expression(context, value)?;
        let y = self.expression(context, default)?;
        let kind = self.same_unit(context, &x, &y, value, default, span, "chosen between")?;
        let Some(pointer) = pointer else {
            return Some(Typed { kind, ..y });
        };
        let x = self.broadcast(&x);
        let y = self.broadcast(&y);
        let node = self.graph.add(Operation::AtPointer(pointer, x.node, y.node), PERSON);
        let (low, high) = (
            if x.low < y.low { x.low } else { y.low },
            if x.high > y.high { x.high } else { y.high },
        );
        Some(Typed::new(node, kind, PERSON).within(low, high))
    }

    fn role(&mut self, context: &Context<'a>, name: &str, arguments: &'a [Expression], span: &Span) -> Option<Typed> {
        let (inner, unit) = self.member_context(context, span)?;
        match (name, arguments) {
            ("head", [value]) => {
                let value = self.expression(&inner, value)?;
                let value = self.broadcast(&value);
                if value.level == Level::Scalar {
                    return Some(value);
                }
                let node = self.graph.add(Operation::AtHead(value.node), unit);
                Some(Typed {
                    node,
                    kind: value.kind,
                    level: unit,
                    low: value.low,
                    high: value.high,
                })
            }
            ("spouse", [value, default]) => {
                let x = self.expression(&inner, value)?;
                let y = self.expression(context, default)?;
                let kind = self.same_unit(context, &x, &y, value, default, span, "chosen between")?;
                let x = self.broadcast(&x);
                let node = self.graph.add(Operation::AtSpouse(x.node, y.node), unit);
                let (low, high) = (
                    if x.low < y.low { x.low } else { y.low },
                    if x.high > y.high { x.high } else { y.high },
                );
                Some(Typed::new(node, kind, unit).within(low, high))
            }
            ("head", _) => self.wrong_form(context, span, "the value of the unit's head", "head(person.x)"),
            _ => self.wrong_form(
                context,
                span,
                "the spouse's value, and what holds where there is none",
                "spouse(person.x, if_none)",
            ),
        }
    }

    /// `total(person.x)`, `total(person.x by region)`: the weighted total of the whole population, known one phase later.
    fn total(
        &mut self,
        context: &Context<'a>,
        arguments: &'a [Expression],
        condition: Option<&'a Expression>,
        by: Option<&'a Expression>,
        span: &Span,
    ) -> Option<Typed> {
        let [value] = arguments else {
            return self.wrong_form(context, span, "the total of the population", "total(person.x)");
        };
        let mut inner = context.clone();
        if context.level != PERSON {
            inner.members = true;
        }
        let mut value = self.expression(&inner, value)?;
        if let Some(condition) = condition {
            let condition = self.truthful(&inner, condition)?;
            let zero = self.number(0.0);
            let (value_known, condition, level) = self.level_known(&value, &condition);
            let node = self
                .graph
                .add(Operation::Select(condition.node, value_known.node, zero.node), level);
            value = Typed {
                node,
                level,
                ..value_known
            };
        }
        if value.level == Level::Scalar {
            return self.wrong_form(
                context,
                span,
                "a total adds up the values of persons or units",
                "total(person.x)",
            );
        }
        let grid = self.graph.add(Operation::Grid(value.node), value.level);
        let code = match by {
            Some(by) => {
                let code = self.expression(&inner, by)?;
                let Type::Category { labels, .. } = code.kind.clone() else {
                    self.error(
                        context,
                        &by.span,
                        "not-a-category",
                        "totals are split by a category",
                        code.describe(),
                        "a category such as region or sector",
                        "name a category",
                    );
                    return None;
                };
                let (_, mut code, level) = self.level_known(&value, &code);
                // A category that the data lacks is the same for all; it is a column here, as the values are.
                code.node = self.to_rows(&code, value.level);
                code.level = level;
                if level != value.level {
                    return self.wrong_form(
                        context,
                        span,
                        "the category belongs to the rows that are added up",
                        "total(person.x by person.category)",
                    );
                }
                Some((code, labels.len()))
            }
            None => None,
        };
        let length = code.as_ref().map_or(1, |(_, length)| *length) as u32;
        let slot = {
            let existing = self.graph.globals.iter().find_map(|(_, global)| match global {
                Global::Total { value, by, slot, .. }
                    if *value == grid && *by == code.as_ref().map(|(code, _)| code.node) =>
                {
                    Some(*slot)
                }
                _ => None,
            });
            match existing {
                Some(slot) => slot,
                None => {
                    let slot = self.slots.reserve(&vec![0.0; length as usize]);
                    self.graph.add_global(
                        Global::Total {
                            value: grid,
                            by: code.as_ref().map(|(code, _)| code.node),
                            slot,
                            length,
                        },
                        slot,
                        length,
                    );
                    slot
                }
            }
        };
        let kind = match value.kind {
            Type::Literal | Type::Zero | Type::Truth => Type::Number(Unit::NUMBER),
            kind => kind,
        };
        let result = match code {
            None => {
                let node = self.graph.add(Operation::Slot(slot), Level::Scalar);
                Typed::new(node, kind, Level::Scalar)
            }
            Some((code, _)) => {
                let node = self.graph.add(
                    Operation::Lookup {
                        base: slot,
                        length,
                        index: code.node,
                    },
                    code.level,
                );
                Typed::new(node, kind, code.level)
            }
        };
        Some(if value.low >= 0.0 {
            result.within(0.0, f64::INFINITY)
        } else {
            result
        })
    }

    fn named_function(&mut self, context: &Context<'a>, path: &[String]) -> Option<(Owner, &'a Function)> {
        match path {
            [name] => {
                let Owner::Instrument(at) = context.owner else {
                    return None;
                };
                let function = self
                    .instrument(context.law, at)
                    .functions
                    .iter()
                    .find(|function| function.name == *name)?;
                Some((context.owner, function))
            }
            [file, name] => {
                let at = self.instrument_named(context.law, file)?;
                let function = self
                    .instrument(context.law, at)
                    .functions
                    .iter()
                    .find(|function| function.name == *name)?;
                self.allow_use(context, at, file, &(0..0))?;
                Some((Owner::Instrument(at), function))
            }
            _ => None,
        }
    }

    fn function(
        &mut self,
        context: &Context<'a>,
        owner: Owner,
        function: &'a Function,
        arguments: &'a [Expression],
        span: &Span,
    ) -> Option<Typed> {
        if arguments.len() != function.arguments.len() {
            let form = format!(
                "{}({})",
                function.name,
                function
                    .arguments
                    .iter()
                    .map(|(name, _)| name.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            );
            return self.wrong_form(context, span, "another number of arguments", &form);
        }
        let call = (context.law, owner, function.name.clone());
        if self.calls.contains(&call) {
            let path: Vec<&str> = self
                .calls
                .iter()
                .map(|(_, _, name)| name.as_str())
                .chain([function.name.as_str()])
                .collect();
            let path = path.join(" -> ");
            self.error(
                context,
                span,
                "cycle",
                "functions may not call themselves",
                path,
                "functions that do not need themselves",
                "write the steps out",
            );
            return None;
        }
        let mut values = BTreeMap::new();
        for ((name, unit), expression) in function.arguments.iter().zip(arguments) {
            let value = self.expression(context, expression)?;
            let kind = match unit {
                Some(unit) => Type::Number(*unit),
                None => Type::Truth,
            };
            if common(&value.kind, &kind).is_none() {
                let wanted = Typed::new(value.node, kind, value.level).describe();
                self.error(
                    context,
                    &expression.span,
                    "unit-mismatch",
                    format!("`{}` wants {wanted} for `{name}`", function.name),
                    value.describe(),
                    wanted,
                    "convert the argument",
                );
                return None;
            }
            values.insert(name.clone(), Some(Typed { kind, ..value }));
        }
        let frame = Rc::new(Frame {
            function,
            values: RefCell::new(values),
            busy: RefCell::new(BTreeSet::new()),
        });
        self.calls.push(call);
        self.reads.push(Vec::new());
        let mut inner = context.clone();
        inner.owner = owner;
        if let Owner::Instrument(at) = owner {
            inner.source = &self.instrument(context.law, at).source;
        }
        inner.frame = Some(frame.clone());
        let result = self.local(&inner, &frame, "result", span).flatten();
        self.reads.pop();
        self.calls.pop();
        result
    }

    /// An argument or a local step of the function that is being called.
    #[allow(clippy::option_option)]
    pub(super) fn local(
        &mut self,
        context: &Context<'a>,
        frame: &Rc<Frame<'a>>,
        name: &str,
        span: &Span,
    ) -> Option<Option<Typed>> {
        if let Some(known) = frame.values.borrow().get(name) {
            return Some(known.clone());
        }
        let rule = frame.function.rules.iter().find(|rule| rule.name == name)?;
        if !frame.busy.borrow_mut().insert(name.to_string()) {
            self.error(
                context,
                span,
                "cycle",
                "a step of the function needs itself",
                name,
                "steps that can be worked out one after the other",
                "read an earlier step",
            );
            return Some(None);
        }
        let mut inner = context.clone();
        inner.frame = Some(frame.clone());
        inner.path = format!("functions.{}.rules.{name}", frame.function.name);
        let value = self.rows(&inner, rule);
        frame.busy.borrow_mut().remove(name);
        frame.values.borrow_mut().insert(name.to_string(), value.clone());
        Some(value)
    }
}
