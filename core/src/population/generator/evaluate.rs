//! The values of a checked formula for the rows of a block.

use super::block::Block;
use super::column::Scope;
use super::formula::{Function, Node};
use super::series::Series;
use crate::rules::{Comparison, Operator};

fn truth_of(truth: bool) -> f64 {
    f64::from(u8::from(truth))
}

impl Node {
    /// The values of all rows of a block.
    pub(super) fn evaluate<'a>(&self, scope: Scope, block: &'a Block) -> Series<'a> {
        match self {
            Node::Constant(value) => Series::One(*value),
            Node::Own(column) => Series::Borrowed(&block.columns[*column]),
            Node::Household(column) => {
                let values = &block.columns[*column];
                let parents = block.parents(scope, Scope::Household);
                Series::Own(parents.iter().map(|of| values[*of as usize]).collect())
            }
            Node::Unit(column) => {
                let values = &block.columns[*column];
                Series::Own(block.unit_of.iter().map(|of| values[*of as usize]).collect())
            }
            Node::Member { role, column, nobody } => Series::Own(block.of_member(scope, *role, *column, *nobody)),
            Node::Sum { value, condition } => {
                let values = value.evaluate(Scope::Person, block);
                let counted = condition
                    .as_ref()
                    .map(|condition| condition.evaluate(Scope::Person, block));
                let mut sums = vec![0.0; block.rows(scope)];
                for (person, of) in block.parents(Scope::Person, scope).iter().enumerate() {
                    if counted.as_ref().is_none_or(|counted| counted.at(person) != 0.0) {
                        sums[*of as usize] += values.at(person);
                    }
                }
                Series::Own(sums)
            }
            Node::Any(condition) => {
                let values = condition.evaluate(Scope::Person, block);
                let mut any = vec![0.0; block.rows(scope)];
                for (person, of) in block.parents(Scope::Person, scope).iter().enumerate() {
                    if values.at(person) != 0.0 {
                        any[*of as usize] = 1.0;
                    }
                }
                Series::Own(any)
            }
            Node::Negate(inner) => inner.evaluate(scope, block).map(|x| 0.0 - x),
            Node::Not(inner) => inner.evaluate(scope, block).map(|x| 1.0 - x),
            Node::Binary(operator, left, right) => {
                let (a, b) = (left.evaluate(scope, block), right.evaluate(scope, block));
                match operator {
                    Operator::Add => a.combine(b, |x, y| x + y),
                    Operator::Subtract => a.combine(b, |x, y| x - y),
                    Operator::Multiply | Operator::And => a.combine(b, |x, y| x * y),
                    // A quotient by zero is zero: nothing of a recipe may stop the making of people.
                    Operator::Divide => a.combine(b, |x, y| if y == 0.0 { 0.0 } else { x / y }),
                    Operator::Or => a.combine(b, |x, y| truth_of(x + y != 0.0)),
                }
            }
            Node::Compare(comparison, left, right) => {
                let (a, b) = (left.evaluate(scope, block), right.evaluate(scope, block));
                match comparison {
                    Comparison::Less => a.combine(b, |x, y| truth_of(x < y)),
                    Comparison::LessOrEqual => a.combine(b, |x, y| truth_of(x <= y)),
                    Comparison::Greater => a.combine(b, |x, y| truth_of(x > y)),
                    Comparison::GreaterOrEqual => a.combine(b, |x, y| truth_of(x >= y)),
                    Comparison::Equal => a.combine(b, |x, y| truth_of(x == y)),
                    Comparison::NotEqual => a.combine(b, |x, y| truth_of(x != y)),
                }
            }
            Node::OneOf(value, list) => value.evaluate(scope, block).map(|x| truth_of(list.contains(&x))),
            Node::If(condition, then, otherwise) => {
                let condition = condition.evaluate(scope, block);
                let (then, other) = (then.evaluate(scope, block), otherwise.evaluate(scope, block));
                Series::select(&condition, &then, &other)
            }
            Node::Call(function, arguments) => {
                let mut values = arguments.iter().map(|argument| argument.evaluate(scope, block));
                let first = values.next().unwrap_or(Series::One(0.0));
                called(*function, first, values)
            }
        }
    }
}

fn called<'a>(function: Function, first: Series<'a>, mut rest: impl Iterator<Item = Series<'a>>) -> Series<'a> {
    let step = |x: f64, step: f64, to: fn(f64) -> f64| if step > 0.0 { to(x / step) * step } else { x };
    match function {
        Function::Minimum => rest.fold(first, |a, b| a.combine(b, |x, y| if y < x { y } else { x })),
        Function::Maximum => rest.fold(first, |a, b| a.combine(b, |x, y| if y > x { y } else { x })),
        Function::Clip => {
            let low = rest.next().unwrap_or(Series::One(f64::MIN));
            let high = rest.next().unwrap_or(Series::One(f64::MAX));
            first
                .combine(low, |x, low| if x < low { low } else { x })
                .combine(high, |x, high| if x > high { high } else { x })
        }
        Function::Absolute => first.map(|x| if x < 0.0 { 0.0 - x } else { x }),
        Function::Round | Function::Floor | Function::Ceil => {
            let to: fn(f64) -> f64 = match function {
                Function::Round => libm::rint,
                Function::Floor => libm::floor,
                _ => libm::ceil,
            };
            let by = rest.next().unwrap_or(Series::One(1.0));
            first.combine(by, |x, by| step(x, by, to) + 0.0)
        }
        Function::Ratio => {
            let below = rest.next().unwrap_or(Series::One(0.0));
            let if_zero = rest.next().unwrap_or(Series::One(0.0));
            let is_zero = match &below {
                Series::One(y) => Series::One(truth_of(*y == 0.0)),
                other => Series::Own(other.slice().iter().map(|y| truth_of(*y == 0.0)).collect()),
            };
            let quotient = first.combine(below, |x, y| if y == 0.0 { 0.0 } else { x / y });
            Series::select(&is_zero, &if_zero, &quotient)
        }
    }
}
