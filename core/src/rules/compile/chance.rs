//! Chances: functions of the language that are distributions.

use super::{Compiler, Context, Type, Typed};
use crate::document::Span;
use crate::numeric::beta_binomial::MOST_TRIALS;
use crate::rules::expression::Expression;
use crate::rules::unit::Unit;
use crate::simulation::{Level, Operation, PERSON};

/// The form in which it is called.
pub(super) const FORM: &str = "beta_binomial_at_least(trials, wanted, mean, correlation)";

impl<'a> Compiler<'a> {
    /// The chance that at least `wanted` of `trials` succeed; four pure numbers, and `trials` so few that their sum is short.
    pub(super) fn beta_binomial_at_least(
        &mut self,
        context: &Context<'a>,
        arguments: &'a [Expression],
        span: &Span,
    ) -> Option<Typed> {
        let [trials, _, _, _] = arguments else {
            return self.wrong_form(context, span, "four numbers are needed", FORM);
        };
        let values: Vec<Option<Typed>> = arguments.iter().map(|argument| self.pure(context, argument)).collect();
        let mut values = values.into_iter().collect::<Option<Vec<Typed>>>()?;
        let most = self.graph.as_constant(values[0].node).unwrap_or(values[0].high);
        if most > MOST_TRIALS {
            self.error(
                context,
                &trials.span,
                "out-of-range",
                format!("there may be more than {MOST_TRIALS} trials"),
                format!("up to {most}"),
                format!("at most {MOST_TRIALS}"),
                "give the parameter a range that ends there, or write min(1000, …)",
            );
            return None;
        }
        let mut widest = values[0].clone();
        for value in &values[1..] {
            let (a, b, _) = self.level(context, &widest, value, span)?;
            widest = if a.level == Level::Scalar { b } else { a };
        }
        let level = widest.level;
        if level == PERSON {
            values = values.iter().map(|value| self.broadcast(value)).collect();
        }
        let [a, b, c, d] = values.as_slice() else {
            return None;
        };
        let operation = Operation::BetaBinomialAtLeast([a.node, b.node, c.node, d.node]);
        let node = self.graph.add(operation, level);
        Some(Typed::new(node, Type::Number(Unit::NUMBER), level).within(0.0, 1.0))
    }

    /// A number without a unit.
    fn pure(&mut self, context: &Context<'a>, expression: &'a Expression) -> Option<Typed> {
        let value = self.numeric(context, expression)?;
        if value.unit() == Unit::NUMBER {
            return Some(value);
        }
        self.error(
            context,
            &expression.span,
            "unit-mismatch",
            "a chance is worked out from pure numbers",
            value.describe(),
            "a share, a count or a number",
            "divide by an amount of the same unit",
        );
        None
    }
}
