//! Values of one country in the measure of another: amounts by pay, totals of the country by workers too.

use crate::document::{Node, Value};
use crate::rules::{Parameter, ParameterUnit, ScheduleKind, Unit};

/// By how much a country's levels differ from those of the study's own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ratios {
    /// Full-time pay there over full-time pay at home, each in its own currency.
    pub pay: f64,
    /// Workers there over workers at home.
    pub workers: f64,
}

impl Ratios {
    /// What a number of that unit is multiplied by: one power of the ratio of pay for each power of money.
    fn of_unit(self, unit: Unit) -> f64 {
        let mut factor = 1.0;
        for _ in 0..unit.money {
            factor *= self.pay;
        }
        for _ in unit.money..0 {
            factor /= self.pay;
        }
        factor
    }

    /// What the values of a parameter are multiplied by. Hours, shares, ages and counts of a household are the same everywhere.
    fn of(self, parameter: &Parameter) -> f64 {
        match parameter.unit {
            ParameterUnit::Number(unit) if parameter.total => self.of_unit(unit) * self.workers,
            ParameterUnit::Number(unit) => self.of_unit(unit),
            _ => 1.0,
        }
    }
}

/// A value of a parameter in the measure of the other country; the same value where nothing of it depends on the country.
pub(super) fn carried_value(parameter: &Parameter, value: &Node, ratios: Ratios) -> Node {
    let factor = ratios.of(parameter);
    cells(value, parameter.by.len(), &|cell| match parameter.schedule {
        None => number(cell, factor, parameter.step),
        Some(schedule) => {
            let over = ratios.of_unit(schedule.over);
            rows(cell, schedule.kind, over, factor)
        }
    })
}

/// `{ from, to }` of a condition on a column with that unit, in the measure of the other country.
pub(super) fn carried_bounds(unit: Unit, value: &Node, ratios: Ratios) -> Node {
    let factor = ratios.of_unit(unit);
    cells(value, 1, &|cell| number(cell, factor, None))
}

/// Changes every cell of a table of `depth` directions.
fn cells(node: &Node, depth: usize, change: &dyn Fn(&Node) -> Node) -> Node {
    let value = match (&node.value, depth) {
        (_, 0) => return change(node),
        (Value::List(items), _) => Value::List(items.iter().map(|item| cells(item, depth - 1, change)).collect()),
        (Value::Table(table), _) => {
            let mut table = table.clone();
            for (_, item) in &mut table.entries {
                *item = cells(item, depth - 1, change);
            }
            Value::Table(table)
        }
        // Another form is refused where the law is compiled.
        _ => return node.clone(),
    };
    Node {
        value,
        span: node.span.clone(),
    }
}

/// The rows of a schedule: thresholds by the unit of its argument, values by its own, which in brackets is that of the rate. A
/// coefficient of a polynomial is a value over a power of the argument.
fn rows(node: &Node, kind: ScheduleKind, over: f64, factor: f64) -> Node {
    cells(node, 1, &|row| {
        let Value::List(cells) = &row.value else {
            return row.clone();
        };
        let [from, value] = cells.as_slice() else {
            return row.clone();
        };
        let value = match (kind, &value.value) {
            (ScheduleKind::Polynomial, Value::List(coefficients)) => {
                let mut power = factor;
                let mut carried = Vec::new();
                for coefficient in coefficients {
                    carried.push(exact(coefficient, power));
                    power /= over;
                }
                list(carried, value)
            }
            (ScheduleKind::Brackets, _) => exact(value, factor),
            _ => number(value, factor, None),
        };
        list(vec![number(from, over, None), value], row)
    })
}

fn list(items: Vec<Node>, at: &Node) -> Node {
    Node {
        value: Value::List(items),
        span: at.span.clone(),
    }
}

/// A rate or coefficient, which is not rounded to a few digits; the same where the factor is 1 but for the last bits.
fn exact(node: &Node, factor: f64) -> Node {
    if (factor - 1.0).abs() < 1e-12 {
        return node.clone();
    }
    with(node, |value| significant(value * factor, 12))
}

/// A number times a factor, rounded so that nobody takes it for law: see [`rounded`]. A factor of 1 changes nothing.
fn number(node: &Node, factor: f64, step: Option<f64>) -> Node {
    if factor == 1.0 {
        return node.clone();
    }
    with(node, |value| rounded(value * factor, step))
}

fn with(node: &Node, change: impl FnOnce(f64) -> f64) -> Node {
    let Some(value) = node.as_number() else {
        return node.clone();
    };
    let value = change(value);
    // Numbers without a fraction are written without one, as far as a 64-bit float holds every whole number.
    let is_whole = value.trunc() == value && value.abs() < 9_007_199_254_740_992.0;
    Node {
        value: if is_whole {
            Value::Integer(value as i64)
        } else {
            Value::Number(value)
        },
        span: node.span.clone(),
    }
}

/// The nearest multiple of the parameter's step, if that moves it by no more than one in a hundred, else three significant digits.
pub(super) fn rounded(value: f64, step: Option<f64>) -> f64 {
    if let Some(step) = step.filter(|step| *step > 0.0) {
        let on_step = significant((value / step).round() * step, 12);
        if (on_step - value).abs() <= 0.01 * value.abs() {
            return on_step;
        }
    }
    significant(value, 3)
}

/// A number rounded to some significant digits. Powers of ten up to 10^22 are exact, so that the result is the nearest number to
/// the decimal one.
fn significant(value: f64, digits: i32) -> f64 {
    let size = value.abs();
    if size == 0.0 || !size.is_finite() {
        return value;
    }
    // The power of ten of the leading digit.
    let mut power = 0;
    let mut scale = 1.0;
    while size >= scale * 10.0 && power < 300 {
        scale *= 10.0;
        power += 1;
    }
    while size < scale && power > -300 {
        scale /= 10.0;
        power -= 1;
    }
    let last = power - digits + 1;
    let mut ten = 1.0;
    for _ in 0..last.abs() {
        ten *= 10.0;
    }
    if last >= 0 {
        (value / ten).round() * ten
    } else {
        (value * ten).round() / ten
    }
}
