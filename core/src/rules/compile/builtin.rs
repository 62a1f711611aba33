//! Functions of the language, tables and schedules, aggregates over members, and functions of rule files.

use super::{Compiler, Context, Owner, Type, Typed};
use crate::document::{Span, nearest};
use crate::rules::expression::{Expression, ExpressionKind};
use crate::rules::unit::Unit;
use crate::simulation::{BinaryOperation, Level, Operation, PERSON, Rounding};
use crate::system::ColumnKind;

/// The functions of the language with the form in which each is called.
pub(super) const FUNCTIONS: [(&str, &str); 21] = [
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
    ("beta_binomial_at_least", super::chance::FORM),
    ("sum", "sum(person.x where condition)"),
    ("count", "count(condition)"),
    ("any", "any(condition)"),
    ("all", "all(condition)"),
    ("largest", "largest(person.x where condition, if_nobody)"),
    ("smallest", "smallest(person.x where condition, if_nobody)"),
    ("total", "total(person.x)"),
    ("code", "code(a, b, …)"),
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
                "beta_binomial_at_least" => return self.beta_binomial_at_least(context, arguments, span),
                "sum" | "count" | "any" | "all" | "largest" | "smallest" => {
                    return self.aggregate(context, name, arguments, condition, by, span);
                }
                "head" | "spouse" => return self.role(context, name, arguments, span),
                "total" => return self.total(context, arguments, condition, by, span),
                "code" => return self.code(context, arguments, span),
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

    pub(super) fn wrong_form(
        &mut self,
        context: &Context<'a>,
        span: &Span,
        message: &str,
        form: &str,
    ) -> Option<Typed> {
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

    pub(super) fn pair(
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

    pub(super) fn extreme(
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

    pub(super) fn extreme_of(
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

    pub(super) fn rounded(
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
                let constant = self.graph.as_constant(step_value.node);
                if constant.map_or(step_value.low < 0.0, |constant| constant <= 0.0) {
                    let (found, remedy) = match constant {
                        Some(constant) => (constant.to_string(), "write a step above 0, such as 1 or 0.01"),
                        None => (format!("from {}", step_value.low), "give the parameter a range above 0"),
                    };
                    self.error(
                        context,
                        &step.span,
                        "step-may-be-zero",
                        "the step may be 0 or below",
                        found,
                        "a step above 0",
                        remedy,
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
}
