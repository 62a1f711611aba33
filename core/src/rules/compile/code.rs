//! Calls of the host's code.

use super::{Compiler, Context, Owner, Type, Typed};
use crate::document::{Collector, Diagnostic, Span};
use crate::rules::expression::{Expression, ExpressionKind};
use crate::rules::unit::Unit;
use crate::simulation::{CodeArgument, CodeCall, CodeKind, Level, NodeId, PERSON};

impl<'a> Compiler<'a> {
    /// `code(a, b, …)`: money a year, one value for each row of the instrument's unit.
    pub(super) fn code(&mut self, context: &Context<'a>, arguments: &'a [Expression], span: &Span) -> Option<Typed> {
        let declared = match context.owner {
            Owner::Instrument(at) => self.instrument(context.law, at).code.as_ref().map(|code| (at, code)),
            Owner::System => None,
        };
        let Some((at, code)) = declared else {
            self.error(
                context,
                span,
                "missing-code",
                "this calls code, but the file does not say that it contains any",
                "no table [code]",
                "[code] language = \"python\"",
                "write a formula, or add [code] and run the study in Python",
            );
            return None;
        };
        let instrument = self.instrument(context.law, at);
        let level = self.level_of(context.law, at)?;
        if context.frame.is_some() || !context.path.starts_with("rules.") {
            // Told when the file was read.
            return None;
        }
        if context.members {
            self.error(
                context,
                span,
                "misplaced-code",
                "code is called in a rule of the unit alone",
                "a call over members",
                format!("a rule under [rules], with one value for each {}", instrument.unit),
                "give the call a step under [rules] and read that",
            );
            return None;
        }
        let mut call = CodeCall {
            instrument: instrument.name.clone(),
            unit: instrument.unit.clone(),
            arguments: Vec::with_capacity(arguments.len()),
            inputs: Vec::with_capacity(arguments.len()),
            function: code.function.clone(),
            unavailable: unavailable(context, span, &instrument.name),
        };
        let mut is_good = true;
        for (place, expression) in arguments.iter().enumerate() {
            let name = match &expression.kind {
                ExpressionKind::Name(path) if path.len() == 1 => path[0].clone(),
                _ => format!("argument_{}", place + 1),
            };
            if call.arguments.iter().any(|known| known.name == name) {
                self.error(
                    context,
                    &expression.span,
                    "doubled-name",
                    format!("two arguments of the code are called `{name}`"),
                    &name,
                    "one meaning for each name",
                    "leave one of them out",
                );
                is_good = false;
                continue;
            }
            match self.code_argument(context, expression, level) {
                Some((kind, input)) => {
                    call.arguments.push(CodeArgument { name, kind });
                    call.inputs.push(input);
                }
                None => is_good = false,
            }
        }
        if !is_good {
            return None;
        }
        let node = self.graph.add_code(call, level);
        Some(Typed::new(node, Type::Number(Unit::MONEY), level))
    }

    /// An argument as rows of the unit.
    fn code_argument(
        &mut self,
        context: &Context<'a>,
        expression: &'a Expression,
        level: Level,
    ) -> Option<(CodeKind, NodeId)> {
        let value = self.expression(context, expression)?;
        let kind = match &value.kind {
            Type::Truth => CodeKind::Truth,
            Type::Number(_) | Type::Literal | Type::Zero => CodeKind::Number,
            Type::Category { labels, .. } => CodeKind::Category(labels.clone()),
            Type::Word(word) => {
                let word = word.clone();
                self.error(
                    context,
                    &expression.span,
                    "not-a-value",
                    format!("the word '{word}' is no value that code could be given"),
                    word,
                    "a number, a truth or a value of a category",
                    "leave it out: the code may hold it",
                );
                return None;
            }
        };
        if value.level == level || value.level == Level::Scalar {
            return Some((kind, self.spread_rows(&value, level)));
        }
        if level == PERSON {
            return Some((kind, self.broadcast(&value).node));
        }
        let (has, wants) = (self.level_name(value.level), self.level_name(level));
        self.error(
            context,
            &expression.span,
            "wrong-level",
            format!("the argument has one value for each {has}"),
            has,
            format!("one value for each {wants}"),
            "add up the persons (sum, count, any, all, head)",
        );
        None
    }
}

/// What is said where the function is not there.
fn unavailable(context: &Context<'_>, span: &Span, instrument: &str) -> Diagnostic {
    let collector = Collector::new(context.source);
    let message = format!("`{instrument}` is worked out by a Python function, which only the Python package can run");
    let (found, allowed) = ("code, and no function to run", "formulas");
    let remedy = "run the study in Python, or write the amount as a formula";
    let place = context.formula.span_in_file(span);
    collector.report(
        "code-unavailable",
        &context.path,
        &place,
        &message,
        found,
        allowed,
        remedy,
    );
    let mut found_problems = collector.into_diagnostics();
    found_problems.swap_remove(0)
}
