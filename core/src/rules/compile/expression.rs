//! Operators: arithmetic with units, comparisons, choices.

use std::sync::Arc;

use super::typed::common;
use super::{Compiler, Context, Type, Typed};
use crate::document::{Span, nearest};
use crate::rules::expression::{Comparison, Expression, ExpressionKind, Operator};
use crate::rules::unit::Unit;
use crate::simulation::{BinaryOperation, Level, Operation, PERSON};

impl<'a> Compiler<'a> {
    pub(super) fn expression(&mut self, context: &Context<'a>, expression: &'a Expression) -> Option<Typed> {
        match &expression.kind {
            ExpressionKind::Number(number) => Some(self.number(*number)),
            ExpressionKind::Truth(truth) => Some(self.truth(*truth)),
            ExpressionKind::Text(word) => {
                if let Some((name, labels)) = self.category.clone() {
                    return self.word(context, word, &name, &labels, &expression.span);
                }
                let node = self.graph.constant(0.0);
                Some(Typed::new(node, Type::Word(word.clone()), Level::Scalar))
            }
            ExpressionKind::Name(path) => self.name(context, path, &expression.span),
            ExpressionKind::List(_) => {
                self.error(
                    context,
                    &expression.span,
                    "misplaced-list",
                    "a list stands behind `in` alone",
                    "a list",
                    "a value",
                    "write `x in [ … ]`",
                );
                None
            }
            ExpressionKind::Index(base, indices) => self.indexed(context, base, indices, None, &expression.span),
            ExpressionKind::Call {
                callee,
                arguments,
                condition,
                by,
            } => self.call(
                context,
                callee,
                arguments,
                condition.as_deref(),
                by.as_deref(),
                &expression.span,
            ),
            ExpressionKind::Negate(inner) => {
                let value = self.numeric(context, inner)?;
                if let Some(constant) = self.graph.as_constant(value.node) {
                    let mut negated = self.number(-constant);
                    negated.kind = value.kind;
                    return Some(negated);
                }
                let node = self.graph.add(Operation::Negate(value.node), value.level);
                Some(Typed::new(node, value.kind, value.level).within(-value.high, -value.low))
            }
            ExpressionKind::Not(inner) => {
                let value = self.truthful(context, inner)?;
                Some(self.not(&value))
            }
            ExpressionKind::Binary(operator, left, right) => {
                self.binary(context, *operator, left, right, &expression.span)
            }
            ExpressionKind::Compare(operands, comparisons) => self.comparison(context, operands, comparisons),
            ExpressionKind::In(value, list) => self.membership(context, value, list),
            ExpressionKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.truthful(context, condition);
                let then_value = self.expression(context, then);
                let otherwise_value = self.expression(context, otherwise);
                self.choose(
                    context,
                    &condition?,
                    &then_value?,
                    &otherwise_value?,
                    &then.span,
                    &otherwise.span,
                )
            }
            ExpressionKind::Without(concept, member) => self.without(context, concept, member, &expression.span),
        }
    }

    pub(super) fn number(&mut self, number: f64) -> Typed {
        let node = self.graph.constant(number);
        let kind = if number == 0.0 { Type::Zero } else { Type::Literal };
        Typed::new(node, kind, Level::Scalar).within(number, number)
    }

    pub(super) fn truth(&mut self, truth: bool) -> Typed {
        let node = self.graph.constant(if truth { 1.0 } else { 0.0 });
        Typed::new(node, Type::Truth, Level::Scalar)
    }

    /// A value that must be a number.
    pub(super) fn numeric(&mut self, context: &Context<'a>, expression: &'a Expression) -> Option<Typed> {
        let value = self.expression(context, expression)?;
        if value.is_number() {
            return Some(value);
        }
        let remedy = if value.kind == Type::Truth {
            "write `1 if condition else 0`, or count(condition)"
        } else {
            "use a number"
        };
        self.error(
            context,
            &expression.span,
            "not-a-number",
            "arithmetic needs a number",
            value.describe(),
            "a number",
            remedy,
        );
        None
    }

    /// A value that must be true or false.
    pub(super) fn truthful(&mut self, context: &Context<'a>, expression: &'a Expression) -> Option<Typed> {
        let value = self.expression(context, expression)?;
        if value.kind == Type::Truth {
            return Some(value);
        }
        self.error(
            context,
            &expression.span,
            "not-a-truth",
            "a condition is true or false",
            value.describe(),
            "a truth",
            "compare the value with another, for example x > 0",
        );
        None
    }

    pub(super) fn not(&mut self, value: &Typed) -> Typed {
        match self.graph.as_constant(value.node) {
            Some(constant) => self.truth(constant == 0.0),
            None => {
                let node = self.graph.add(Operation::Not(value.node), value.level);
                Typed::new(node, Type::Truth, value.level)
            }
        }
    }

    pub(super) fn and(&mut self, a: &Typed, b: &Typed) -> Typed {
        let (a, b, level) = self.level_known(a, b);
        let node = self
            .graph
            .add(Operation::Binary(BinaryOperation::And, a.node, b.node), level);
        let level = self.graph.node(node).level;
        Typed::new(node, Type::Truth, level)
    }

    /// Two values whose levels are known to fit.
    pub(super) fn level_known(&mut self, a: &Typed, b: &Typed) -> (Typed, Typed, Level) {
        match (a.level, b.level) {
            (x, y) if x == y => (a.clone(), b.clone(), x),
            (Level::Scalar, y) => (a.clone(), b.clone(), y),
            (x, Level::Scalar) => (a.clone(), b.clone(), x),
            (PERSON, _) => (a.clone(), self.broadcast(b), PERSON),
            _ => (self.broadcast(a), b.clone(), PERSON),
        }
    }

    /// A unit's value for each of its members.
    pub(super) fn broadcast(&mut self, value: &Typed) -> Typed {
        if value.level == PERSON || value.level == Level::Scalar {
            return value.clone();
        }
        let node = self.graph.add(Operation::Broadcast(value.node), PERSON);
        Typed {
            node,
            kind: value.kind.clone(),
            level: PERSON,
            low: value.low,
            high: value.high,
        }
    }

    /// Brings two values to one level; values of a unit meet a person's only where both have a meaning.
    pub(super) fn level(
        &mut self,
        context: &Context<'a>,
        a: &Typed,
        b: &Typed,
        span: &Span,
    ) -> Option<(Typed, Typed, Level)> {
        let fits = a.level == b.level
            || a.level == Level::Scalar
            || b.level == Level::Scalar
            || ((a.level == PERSON || b.level == PERSON) && (context.level == PERSON || context.members));
        if fits {
            return Some(self.level_known(a, b));
        }
        let (x, y) = (self.level_name(a.level), self.level_name(b.level));
        self.error(
            context,
            span,
            "wrong-level",
            format!("one side has a value for each {x}, the other for each {y}"),
            format!("{x} and {y}"),
            "values of the same unit",
            "add up the persons (sum, count, any, all, head), or name the unit in front of the value",
        );
        None
    }

    fn binary(
        &mut self,
        context: &Context<'a>,
        operator: Operator,
        left: &'a Expression,
        right: &'a Expression,
        span: &Span,
    ) -> Option<Typed> {
        if matches!(operator, Operator::And | Operator::Or) {
            let a = self.truthful(context, left);
            let b = self.truthful(context, right);
            let (a, b, level) = self.level(context, &a?, &b?, span)?;
            let operation = if operator == Operator::And {
                BinaryOperation::And
            } else {
                BinaryOperation::Or
            };
            let node = self.graph.add(Operation::Binary(operation, a.node, b.node), level);
            let level = self.graph.node(node).level;
            return Some(Typed::new(node, Type::Truth, level));
        }
        let a = self.numeric(context, left);
        let b = self.numeric(context, right);
        let (a, b) = (a?, b?);
        match operator {
            Operator::Add | Operator::Subtract => {
                let word = if operator == Operator::Add {
                    "added"
                } else {
                    "subtracted"
                };
                let kind = self.same_unit(context, &a, &b, left, right, span, word)?;
                let (a, b, level) = self.level(context, &a, &b, span)?;
                let (low, high) = if operator == Operator::Add {
                    (a.low + b.low, a.high + b.high)
                } else {
                    (a.low - b.high, a.high - b.low)
                };
                // Two written numbers, or nothing added: no operation is needed.
                let zero = |value: &Typed, graph: &crate::simulation::Graph| graph.as_constant(value.node) == Some(0.0);
                if zero(&b, &self.graph) {
                    return Some(Typed { kind, ..a });
                }
                let operation = if operator == Operator::Add {
                    BinaryOperation::Add
                } else {
                    BinaryOperation::Subtract
                };
                let node = self.graph.add(Operation::Binary(operation, a.node, b.node), level);
                let kind = if kind == Type::Zero { Type::Literal } else { kind };
                Some(Typed::new(node, kind, level).within(low, high))
            }
            Operator::Multiply => {
                let kind = match (&a.kind, &b.kind) {
                    (Type::Zero, _) | (_, Type::Zero) => Type::Zero,
                    (Type::Literal, Type::Literal) => Type::Literal,
                    _ => Type::Number(a.unit().times(b.unit())),
                };
                let (a, b, level) = self.level(context, &a, &b, span)?;
                let corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
                let mut low = f64::INFINITY;
                let mut high = f64::NEG_INFINITY;
                for corner in corners {
                    // 0 x infinity: the true product is 0 wherever the factor is.
                    let corner = if corner.is_nan() { 0.0 } else { corner };
                    if corner < low {
                        low = corner;
                    }
                    if corner > high {
                        high = corner;
                    }
                }
                let node = self
                    .graph
                    .add(Operation::Binary(BinaryOperation::Multiply, a.node, b.node), level);
                Some(Typed::new(node, kind, level).within(low, high))
            }
            _ => {
                if b.low <= 0.0 && b.high >= 0.0 {
                    self.error(
                        context,
                        &right.span,
                        "divisor-may-be-zero",
                        "the divisor may be 0",
                        format!("a value from {} to {}", b.low, b.high),
                        "a divisor whose range excludes 0",
                        "write ratio(a, b, value_if_zero), or max(1, …), or give the parameter a range that excludes 0",
                    );
                    return None;
                }
                let kind = match (&a.kind, &b.kind) {
                    (Type::Zero, _) => Type::Zero,
                    (Type::Literal, Type::Literal) => Type::Literal,
                    _ => Type::Number(a.unit().over(b.unit())),
                };
                let (a, b, level) = self.level(context, &a, &b, span)?;
                let sign_known = a.low >= 0.0 && b.low > 0.0;
                let node = self
                    .graph
                    .add(Operation::Binary(BinaryOperation::Divide, a.node, b.node), level);
                let value = Typed::new(node, kind, level);
                Some(if sign_known {
                    value.within(if b.high.is_finite() { a.low / b.high } else { 0.0 }, a.high / b.low)
                } else {
                    value
                })
            }
        }
    }

    /// The unit two numbers share, or an error that names both and where each comes from.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn same_unit(
        &mut self,
        context: &Context<'a>,
        a: &Typed,
        b: &Typed,
        left: &Expression,
        right: &Expression,
        span: &Span,
        word: &str,
    ) -> Option<Type> {
        if let Some(kind) = common(&a.kind, &b.kind) {
            return Some(kind);
        }
        let text = &context.formula.text;
        let part = |e: &Expression| text.get(e.span.clone()).unwrap_or("this").trim().to_string();
        let (x, y) = (part(left), part(right));
        let remedy = match (&a.kind, &b.kind) {
            (Type::Number(u), Type::Number(v)) if *u == Unit::MONEY && *v == Unit::MONEY_PER_MONTH => {
                format!("per_month({x}), or per_year({y})?")
            }
            (Type::Number(u), Type::Number(v)) if *u == Unit::MONEY_PER_MONTH && *v == Unit::MONEY => {
                format!("per_year({x}), or per_month({y})?")
            }
            (Type::Number(u), Type::Literal) | (Type::Literal, Type::Number(u)) if u.is_money() => {
                "make the amount a parameter with its unit; numbers in formulas are pure".to_string()
            }
            _ => "bring both to one unit".to_string(),
        };
        self.error(
            context,
            span,
            "unit-mismatch",
            format!(
                "these cannot be {word}: `{x}` is {}, `{y}` is {}",
                a.describe(),
                b.describe()
            ),
            format!("{} and {}", a.describe(), b.describe()),
            "two values of the same unit",
            remedy,
        );
        None
    }

    pub(super) fn choose(
        &mut self,
        context: &Context<'a>,
        condition: &Typed,
        then: &Typed,
        otherwise: &Typed,
        then_span: &Span,
        otherwise_span: &Span,
    ) -> Option<Typed> {
        let span = then_span.start..otherwise_span.end;
        let (then, otherwise) = self.match_words(context, then, otherwise, then_span, otherwise_span)?;
        let Some(kind) = common(&then.kind, &otherwise.kind) else {
            self.error(
                context,
                &span,
                "unit-mismatch",
                "the two values of a choice have different units",
                format!("{} and {}", then.describe(), otherwise.describe()),
                "two values of the same unit",
                "bring both to one unit; an amount of money is a parameter",
            );
            return None;
        };
        // A choice that a parameter has already made leaves only the branch taken.
        if let Some(constant) = self.graph.as_constant(condition.node) {
            let taken = if constant != 0.0 { then } else { otherwise };
            return Some(Typed { kind, ..taken });
        }
        let (then, otherwise, _) = self.level(context, &then, &otherwise, &span)?;
        let (condition, _, level) = self.level(context, condition, &then, &span)?;
        let (condition, otherwise, level) = if level == otherwise.level || otherwise.level == Level::Scalar {
            (condition, otherwise, level)
        } else {
            let (condition, otherwise, level) = self.level(context, &condition, &otherwise, &span)?;
            (condition, otherwise, level)
        };
        let then = if level == PERSON { self.broadcast(&then) } else { then };
        let otherwise = if level == PERSON {
            self.broadcast(&otherwise)
        } else {
            otherwise
        };
        let condition = if level == PERSON {
            self.broadcast(&condition)
        } else {
            condition
        };
        let low = if then.low < otherwise.low {
            then.low
        } else {
            otherwise.low
        };
        let high = if then.high > otherwise.high {
            then.high
        } else {
            otherwise.high
        };
        let node = self
            .graph
            .add(Operation::Select(condition.node, then.node, otherwise.node), level);
        let level = self.graph.node(node).level;
        Some(Typed::new(node, kind, level).within(low, high))
    }

    /// Words in quotes become values of the category they meet.
    fn match_words(
        &mut self,
        context: &Context<'a>,
        a: &Typed,
        b: &Typed,
        a_span: &Span,
        b_span: &Span,
    ) -> Option<(Typed, Typed)> {
        match (&a.kind, &b.kind) {
            (Type::Category { name, labels }, Type::Word(word)) => {
                let b = self.word(context, word, name, labels, b_span)?;
                Some((a.clone(), b))
            }
            (Type::Word(word), Type::Category { name, labels }) => {
                let a = self.word(context, word, name, labels, a_span)?;
                Some((a, b.clone()))
            }
            _ => Some((a.clone(), b.clone())),
        }
    }

    pub(super) fn word(
        &mut self,
        context: &Context<'a>,
        word: &str,
        name: &Arc<str>,
        labels: &Arc<[String]>,
        span: &Span,
    ) -> Option<Typed> {
        match labels.iter().position(|label| label == word) {
            Some(at) => {
                let node = self.graph.constant(at as f64);
                Some(Typed::new(
                    node,
                    Type::Category {
                        name: name.clone(),
                        labels: labels.clone(),
                    },
                    Level::Scalar,
                ))
            }
            // Some value of the category, for what is compiled now is compiled again with the word.
            None if self.meet(context.law, name, word) => {
                let node = self.graph.constant(0.0);
                let (name, labels) = (name.clone(), labels.clone());
                Some(Typed::new(node, Type::Category { name, labels }, Level::Scalar))
            }
            None => {
                let near = nearest(word, labels.iter().map(String::as_str)).map(str::to_string);
                self.error(
                    context,
                    span,
                    "unknown-choice",
                    format!("{name} has no value '{word}'"),
                    word,
                    labels.join(", "),
                    near.map_or("use one of its values".to_string(), |near| {
                        format!("did you mean '{near}'?")
                    }),
                );
                None
            }
        }
    }

    fn comparison(
        &mut self,
        context: &Context<'a>,
        operands: &'a [Expression],
        comparisons: &[Comparison],
    ) -> Option<Typed> {
        let values: Vec<Option<Typed>> = operands
            .iter()
            .map(|operand| self.expression(context, operand))
            .collect();
        let mut result: Option<Typed> = None;
        for (at, comparison) in comparisons.iter().enumerate() {
            let (left, right) = (&operands[at], &operands[at + 1]);
            let (a, b) = (values[at].clone()?, values[at + 1].clone()?);
            let one = self.compare(context, *comparison, &a, &b, left, right)?;
            result = Some(match result {
                None => one,
                Some(before) => self.and(&before, &one),
            });
        }
        result
    }

    fn compare(
        &mut self,
        context: &Context<'a>,
        comparison: Comparison,
        a: &Typed,
        b: &Typed,
        left: &Expression,
        right: &Expression,
    ) -> Option<Typed> {
        let span = left.span.start..right.span.end;
        let (a, b) = self.match_words(context, a, b, &left.span, &right.span)?;
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if ordered && !(a.is_number() && b.is_number()) {
            self.error(
                context,
                &span,
                "not-a-number",
                "only numbers have an order",
                format!("{} and {}", a.describe(), b.describe()),
                "two numbers",
                "compare with == or !=",
            );
            return None;
        }
        self.same_unit(context, &a, &b, left, right, &span, "compared")?;
        if let (Some(x), Some(y)) = (self.graph.as_constant(a.node), self.graph.as_constant(b.node)) {
            let truth = match comparison {
                Comparison::Less => x < y,
                Comparison::LessOrEqual => x <= y,
                Comparison::Greater => x > y,
                Comparison::GreaterOrEqual => x >= y,
                Comparison::Equal => x == y,
                Comparison::NotEqual => x != y,
            };
            return Some(self.truth(truth));
        }
        let money = a.is_money() || b.is_money();
        let (a, b, level) = self.level(context, &a, &b, &span)?;
        let pick = |plain, with_money| if money { with_money } else { plain };
        let (operation, x, y) = match comparison {
            Comparison::Less => (pick(BinaryOperation::Less, BinaryOperation::MoneyLess), a.node, b.node),
            Comparison::Greater => (pick(BinaryOperation::Less, BinaryOperation::MoneyLess), b.node, a.node),
            Comparison::LessOrEqual => (
                pick(BinaryOperation::LessOrEqual, BinaryOperation::MoneyLessOrEqual),
                a.node,
                b.node,
            ),
            Comparison::GreaterOrEqual => (
                pick(BinaryOperation::LessOrEqual, BinaryOperation::MoneyLessOrEqual),
                b.node,
                a.node,
            ),
            Comparison::Equal | Comparison::NotEqual => (
                pick(BinaryOperation::Equal, BinaryOperation::MoneyEqual),
                a.node,
                b.node,
            ),
        };
        let node = self.graph.add(Operation::Binary(operation, x, y), level);
        let value = Typed::new(node, Type::Truth, level);
        Some(if comparison == Comparison::NotEqual {
            self.not(&value)
        } else {
            value
        })
    }

    fn membership(&mut self, context: &Context<'a>, value: &'a Expression, list: &'a Expression) -> Option<Typed> {
        match &list.kind {
            ExpressionKind::List(items) => {
                let found = self.expression(context, value)?;
                let mut result = self.truth(false);
                for item in items {
                    let other = self.expression(context, item)?;
                    let one = self.compare(context, Comparison::Equal, &found, &other, value, item)?;
                    let (a, b, level) = self.level_known(&result, &one);
                    let node = self
                        .graph
                        .add(Operation::Binary(BinaryOperation::Or, a.node, b.node), level);
                    let level = self.graph.node(node).level;
                    result = Typed::new(node, Type::Truth, level);
                }
                Some(result)
            }
            ExpressionKind::Name(path) => {
                let found = self.expression(context, value)?;
                self.list_membership(context, &found, path, &value.span, &list.span)
            }
            _ => {
                self.error(
                    context,
                    &list.span,
                    "not-a-list",
                    "behind `in` stands a list",
                    "another value",
                    "[ … ] or a parameter that is a list",
                    "write the values in square brackets",
                );
                None
            }
        }
    }
}
