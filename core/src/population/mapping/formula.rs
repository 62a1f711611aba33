//! Formulas over the columns of a file: which forms they may have, and their values for all rows.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::series::{Series, UNDEFINED, Values, Words, and, not, or};
use crate::document::{Collector, Span, nearest};
use crate::population::{RawColumn, RawData, RawTable, Shared};
use crate::rules::{Comparison, Expression, ExpressionKind, Formula, Operator};

/// The functions that a mapping may call: name, form, least and greatest number of values.
const FUNCTIONS: [(&str, &str, usize, usize); 8] = [
    ("min", "min(a, b, …)", 2, usize::MAX),
    ("max", "max(a, b, …)", 2, usize::MAX),
    ("clip", "clip(x, lowest, highest)", 3, 3),
    ("abs", "abs(x)", 1, 1),
    ("round", "round(x, step)", 1, 2),
    ("floor", "floor(x, step)", 1, 2),
    ("ceil", "ceil(x, step)", 1, 2),
    ("ratio", "ratio(a, b, if_zero)", 3, 3),
];

/// Longer formulas are refused, so that no sum of many terms can exhaust the stack.
const LONGEST: usize = 4000;

/// A value this near to a step, in steps, counts as on it.
const NEAR: f64 = 1e-6;

/// Where a formula stands, for messages.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub formula: &'a Formula,
    /// The dotted path in the mapping.
    pub path: &'a str,
}

/// Reports what is wrong with a formula whatever the file: forms that only rules have, unknown functions.
pub(super) fn check_form(collector: &Collector, path: &str, formula: &Formula) -> bool {
    let before = collector.count();
    if formula.text.len() > LONGEST {
        let span = formula.span_in_file(&(0..formula.text.len()));
        let found = format!("{} bytes", formula.text.len());
        let remedy = "make the column when the file is made";
        let allowed = format!("at most {LONGEST} bytes");
        collector.report(
            "too-long",
            path,
            &span,
            "the formula is too long",
            found,
            allowed,
            remedy,
        );
        return false;
    }
    let place = Place { formula, path };
    check_node(collector, place, &formula.tree);
    collector.count() == before
}

fn check_node(collector: &Collector, place: Place<'_>, node: &Expression) {
    let refuse = |code, span: &Span, message: String, allowed: &str, remedy: String| {
        let found = place.formula.text.get(span.clone()).unwrap_or_default();
        collector.report(
            code,
            place.path,
            &place.formula.span_in_file(span),
            message,
            found,
            allowed,
            remedy,
        );
    };
    let mut children: Vec<&Expression> = Vec::new();
    match &node.kind {
        ExpressionKind::Number(_) | ExpressionKind::Truth(_) | ExpressionKind::Text(_) => {}
        ExpressionKind::Name(path) => {
            if path.len() != 1 {
                let message = "a mapping reads columns of the file by bare names".to_string();
                let remedy = format!("write `{}`", path.last().map_or("", String::as_str));
                refuse(
                    "wrong-form",
                    &node.span,
                    message,
                    "the name of a column of the file",
                    remedy,
                );
            }
        }
        ExpressionKind::Call {
            callee,
            arguments,
            condition,
            by,
        } => {
            children.extend(arguments);
            let name = match &callee.kind {
                ExpressionKind::Name(path) => path.join("."),
                _ => place
                    .formula
                    .text
                    .get(callee.span.clone())
                    .unwrap_or_default()
                    .to_string(),
            };
            match FUNCTIONS.iter().find(|(known, ..)| *known == name) {
                None => {
                    let names = FUNCTIONS.iter().map(|(known, ..)| *known);
                    let remedy = nearest(&name, names.clone())
                        .map_or("make the column when the file is made".to_string(), |near| {
                            format!("did you mean `{near}`?")
                        });
                    let allowed = names.collect::<Vec<_>>().join(", ");
                    refuse(
                        "unknown-function",
                        &callee.span,
                        format!("a mapping has no function `{name}`"),
                        &allowed,
                        remedy,
                    );
                }
                Some((_, form, least, most)) => {
                    if arguments.len() < *least || arguments.len() > *most {
                        let message = format!("{name} is called with another number of values");
                        refuse("wrong-form", &node.span, message, form, format!("write {form}"));
                    }
                    for clause in condition.iter().chain(by) {
                        let message = "`where` and `by` belong to aggregates over members".to_string();
                        refuse("wrong-form", &clause.span, message, form, "remove it".to_string());
                    }
                }
            }
        }
        ExpressionKind::Negate(inner) | ExpressionKind::Not(inner) => children.push(inner),
        ExpressionKind::Binary(_, left, right) => children.extend([&**left, &**right]),
        ExpressionKind::Compare(operands, _) => children.extend(operands),
        ExpressionKind::In(value, list) => {
            children.push(value);
            match &list.kind {
                ExpressionKind::List(items) => children.extend(items),
                _ => {
                    let message = "behind `in` stands a list".to_string();
                    refuse(
                        "wrong-form",
                        &list.span,
                        message,
                        "a list such as ['a', 'b'] or [1, 2]",
                        String::new(),
                    );
                }
            }
        }
        ExpressionKind::If {
            condition,
            then,
            otherwise,
        } => children.extend([&**then, &**condition, &**otherwise]),
        ExpressionKind::List(_) | ExpressionKind::Index(..) | ExpressionKind::Without(..) => {
            let message = "a mapping has no parameters, tables or concepts".to_string();
            refuse(
                "wrong-form",
                &node.span,
                message,
                "columns of the file, literals and operators",
                String::new(),
            );
        }
    }
    for child in children {
        check_node(collector, place, child);
    }
}

/// The columns of the file that a formula reads.
pub(super) fn columns_of(tree: &Expression, found: &mut Vec<String>) {
    let mut functions: Vec<*const Expression> = Vec::new();
    tree.visit(&mut |node| match &node.kind {
        // A callee is visited after its call.
        ExpressionKind::Call { callee, .. } => functions.push(&raw const **callee),
        ExpressionKind::Name(path) if !functions.contains(&(&raw const *node)) => {
            if let [name] = path.as_slice() {
                found.push(name.clone());
            }
        }
        _ => {}
    });
}

/// Works formulas out for all rows of a table.
pub(super) struct Evaluator<'a> {
    collector: &'a Collector,
    columns: BTreeMap<&'a str, &'a RawColumn>,
    /// Columns of whole numbers as `f64`, made when a formula first reads them.
    numbers: RefCell<BTreeMap<&'a str, Shared<f64>>>,
}

impl<'a> Evaluator<'a> {
    /// Faults of formulas go to `collector`, which is that of the mapping.
    pub(super) fn new(collector: &'a Collector, table: &'a RawTable) -> Evaluator<'a> {
        let columns = table
            .columns
            .iter()
            .map(|column| (column.name.as_str(), column))
            .collect();
        Evaluator {
            collector,
            columns,
            numbers: RefCell::new(BTreeMap::new()),
        }
    }

    pub(super) fn collector(&self) -> &'a Collector {
        self.collector
    }

    /// The cells of a column.
    pub(super) fn raw(&self, name: &str) -> Option<&'a RawData> {
        self.columns.get(name).map(|column| &column.data)
    }

    /// A column as it stands; `None` when the file does not have it.
    pub(super) fn column(&self, name: &str) -> Option<Values> {
        match self.raw(name)? {
            RawData::U8(cells) => Some(Values::Small(cells.clone())),
            _ => self.read(name),
        }
    }

    fn read(&self, name: &str) -> Option<Values> {
        let column = self.columns.get(name)?;
        let shared = |convert: &dyn Fn() -> Shared<f64>| {
            Series::Shared(
                self.numbers
                    .borrow_mut()
                    .entry(&column.name)
                    .or_insert_with(convert)
                    .clone(),
            )
        };
        Some(match &column.data {
            RawData::F64(cells) => Values::Number(Series::Shared(cells.clone())),
            RawData::I64(cells) => Values::Number(shared(&|| cells.iter().map(|cell| *cell as f64).collect())),
            RawData::U8(cells) => Values::Number(shared(&|| cells.iter().map(|cell| f64::from(*cell)).collect())),
            RawData::Truth(cells) => Values::Truth(Series::Shared(cells.clone())),
            RawData::Text { codes, labels } => Values::Text(Words {
                codes: Series::Shared(codes.clone()),
                labels: labels.clone(),
            }),
        })
    }

    /// The values of a formula; a formula that is a bare name is the column itself. `None` after a report.
    pub(super) fn formula(&self, place: Place<'_>) -> Option<Values> {
        match &place.formula.tree.kind {
            ExpressionKind::Name(path) if path.len() == 1 => self.column(&path[0]),
            _ => self.values(place, &place.formula.tree),
        }
    }

    fn values(&self, place: Place<'_>, node: &Expression) -> Option<Values> {
        Some(match &node.kind {
            ExpressionKind::Number(number) => Values::Number(Series::One(*number)),
            ExpressionKind::Truth(truth) => Values::Truth(Series::One(u8::from(*truth))),
            ExpressionKind::Text(text) => Values::Text(Words::one(text)),
            ExpressionKind::Name(path) => self.read(path.first()?)?,
            ExpressionKind::Negate(inner) => Values::Number(self.numbers(place, inner)?.map(|x| -x)),
            ExpressionKind::Not(inner) => Values::Truth(self.truths(place, inner)?.map(not)),
            ExpressionKind::Binary(operator @ (Operator::And | Operator::Or), left, right) => {
                let (a, b) = (self.truths(place, left), self.truths(place, right));
                let (a, b) = (a?, b?);
                Values::Truth(if *operator == Operator::And {
                    a.combine(b, and)
                } else {
                    a.combine(b, or)
                })
            }
            ExpressionKind::Binary(operator, left, right) => {
                let (a, b) = (self.numbers(place, left), self.numbers(place, right));
                let (a, b) = (a?, b?);
                Values::Number(match operator {
                    Operator::Add => a.combine(b, |x, y| x + y),
                    Operator::Subtract => a.combine(b, |x, y| x - y),
                    Operator::Multiply => a.combine(b, |x, y| x * y),
                    // A quotient by zero is no number, not an infinite one: it stays so through min and max.
                    _ => a.combine(b, |x, y| if y == 0.0 { f64::NAN } else { x / y }),
                })
            }
            ExpressionKind::Compare(operands, comparisons) => {
                let values: Vec<Option<Values>> = operands.iter().map(|operand| self.values(place, operand)).collect();
                let values: Vec<Values> = values.into_iter().collect::<Option<_>>()?;
                let mut all: Option<Series<u8>> = None;
                for (pair, comparison) in values.windows(2).zip(comparisons) {
                    let truth = self.compared(place, node, &pair[0], &pair[1], *comparison)?;
                    all = Some(match all {
                        None => truth,
                        Some(all) => all.combine(truth, and),
                    });
                }
                Values::Truth(all?)
            }
            ExpressionKind::In(value, list) => {
                let ExpressionKind::List(items) = &list.kind else {
                    return None;
                };
                let value = self.values(place, value)?;
                let mut any = Series::One(0);
                for item in items {
                    let item_value = self.values(place, item)?;
                    any = any.combine(self.compared(place, item, &value, &item_value, Comparison::Equal)?, or);
                }
                Values::Truth(any)
            }
            ExpressionKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.truths(place, condition);
                let (then, other) = (self.values(place, then), self.values(place, otherwise));
                let (condition, then, other) = (condition?, then?, other?);
                match (then, other) {
                    (Values::Number(a), Values::Number(b)) => {
                        Values::Number(Series::select(&condition, a, b, f64::NAN))
                    }
                    (Values::Truth(a), Values::Truth(b)) => Values::Truth(Series::select(&condition, a, b, UNDEFINED)),
                    (Values::Text(a), Values::Text(b)) => Values::Text(Words::select(&condition, a, b)),
                    (a, b) => {
                        let message = "both sides of a choice hold the same sort of value";
                        return self.wrong_type(
                            place,
                            &node.span,
                            message,
                            &format!("{} and {}", a.kind(), b.kind()),
                            "",
                        );
                    }
                }
            }
            ExpressionKind::Call { callee, arguments, .. } => {
                let ExpressionKind::Name(path) = &callee.kind else {
                    return None;
                };
                let values: Vec<Option<Series<f64>>> = arguments.iter().map(|x| self.numbers(place, x)).collect();
                let values: Vec<Series<f64>> = values.into_iter().collect::<Option<_>>()?;
                Values::Number(called(path.first()?, &values)?)
            }
            // Refused when the mapping was read.
            ExpressionKind::List(_) | ExpressionKind::Index(..) | ExpressionKind::Without(..) => return None,
        })
    }

    fn numbers(&self, place: Place<'_>, node: &Expression) -> Option<Series<f64>> {
        match self.values(place, node)? {
            Values::Number(numbers) => Some(numbers),
            other => {
                let remedy = match other {
                    Values::Truth(_) => "write `1 if … else 0` to count with a truth",
                    _ => "compare it with words in single quotes",
                };
                self.wrong_type(place, &node.span, "a number is needed here", other.kind(), remedy)
            }
        }
    }

    fn truths(&self, place: Place<'_>, node: &Expression) -> Option<Series<u8>> {
        match self.values(place, node)? {
            Values::Truth(truths) => Some(truths),
            other => {
                let remedy = match other {
                    Values::Number(_) | Values::Small(_) => "compare it, as in `x == 1`",
                    _ => "compare it with words in single quotes",
                };
                self.wrong_type(place, &node.span, "a truth is needed here", other.kind(), remedy)
            }
        }
    }

    fn compared(
        &self,
        place: Place<'_>,
        node: &Expression,
        a: &Values,
        b: &Values,
        comparison: Comparison,
    ) -> Option<Series<u8>> {
        let orders = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let differs = comparison == Comparison::NotEqual;
        match (a, b) {
            (Values::Number(a), Values::Number(b)) => Some(match comparison {
                Comparison::Less => compare(a, b, |x, y| x < y),
                Comparison::LessOrEqual => compare(a, b, |x, y| x <= y),
                Comparison::Greater => compare(a, b, |x, y| x > y),
                Comparison::GreaterOrEqual => compare(a, b, |x, y| x >= y),
                Comparison::Equal => compare(a, b, |x, y| x == y),
                Comparison::NotEqual => compare(a, b, |x, y| x != y),
            }),
            (Values::Text(a), Values::Text(b)) if !orders => {
                let equal = a.equal(b);
                Some(if differs { equal.map(not) } else { equal })
            }
            (Values::Truth(a), Values::Truth(b)) if !orders => {
                let equal = a.zip(b, |x, y| {
                    if x == UNDEFINED || y == UNDEFINED {
                        UNDEFINED
                    } else {
                        u8::from(x == y)
                    }
                });
                Some(if differs { equal.map(not) } else { equal })
            }
            (a, b) => {
                let found = format!("{} and {}", a.kind(), b.kind());
                let remedy = match (a, b) {
                    (Values::Number(_), Values::Text(_)) => "the column holds numbers: write the number without quotes",
                    (Values::Text(_), Values::Number(_)) => "the column holds text: write the word in single quotes",
                    (Values::Truth(_), _) | (_, Values::Truth(_)) => "a truth stands alone, without a comparison",
                    _ => "words are only equal or not",
                };
                self.wrong_type(place, &node.span, "these cannot be compared", &found, remedy)
            }
        }
    }

    fn wrong_type<T>(&self, place: Place<'_>, span: &Span, message: &str, found: &str, remedy: &str) -> Option<T> {
        let written = place.formula.text.get(span.clone()).unwrap_or_default();
        let span = place.formula.span_in_file(span);
        let message = format!("{message}: `{written}`");
        self.collector.report(
            "wrong-type",
            place.path,
            &span,
            message,
            found,
            "values of one sort",
            remedy,
        );
        None
    }
}

/// A comparison with what is no number has no truth.
fn compare(a: &Series<f64>, b: &Series<f64>, f: impl Fn(f64, f64) -> bool) -> Series<u8> {
    a.zip(b, |x, y| {
        if x.is_nan() || y.is_nan() {
            UNDEFINED
        } else {
            u8::from(f(x, y))
        }
    })
}

/// The smaller, the first on ties; no number if either is none.
fn smaller(a: f64, b: f64) -> f64 {
    if b < a || b.is_nan() { b } else { a }
}

/// The larger, the first on ties; no number if either is none.
fn larger(a: f64, b: f64) -> f64 {
    if b > a || b.is_nan() { b } else { a }
}

/// A function of the language.
fn called(name: &str, values: &[Series<f64>]) -> Option<Series<f64>> {
    let stepped = |rounded: fn(f64) -> f64| match values {
        [x] => Some(x.map(rounded)),
        [x, step] => Some(x.zip(
            step,
            |x, step| if step > 0.0 { rounded(x / step) * step } else { f64::NAN },
        )),
        _ => None,
    };
    match (name, values) {
        ("min" | "max", [first, rest @ ..]) => {
            let fold = |a: Series<f64>, b| {
                if name == "min" {
                    a.zip(b, smaller)
                } else {
                    a.zip(b, larger)
                }
            };
            Some(rest.iter().fold(first.clone(), fold))
        }
        ("clip", [x, low, high]) => Some(x.zip(low, larger).zip(high, smaller)),
        ("abs", [x]) => Some(x.map(f64::abs)),
        ("round", _) => stepped(|x| {
            let nearest = libm::floor(x.abs() + 0.5 + NEAR);
            if x < 0.0 { -nearest } else { nearest }
        }),
        ("floor", _) => stepped(|x| libm::floor(x + NEAR)),
        ("ceil", _) => stepped(|x| libm::ceil(x - NEAR)),
        ("ratio", [a, b, if_zero]) => {
            let is_zero = b.map(|b| if b.is_nan() { UNDEFINED } else { u8::from(b == 0.0) });
            Some(Series::select(
                &is_zero,
                if_zero.clone(),
                a.zip(b, |a, b| a / b),
                f64::NAN,
            ))
        }
        _ => None,
    }
}
