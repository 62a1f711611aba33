//! Functions of rule files: called with values other than today's.

use super::typed::common;
use super::{Compiler, Context, Frame, Owner, Type, Typed};
use crate::document::{Span, nearest};
use crate::rules::expression::Expression;
use crate::rules::instrument::{Argument, Function};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

impl<'a> Compiler<'a> {
    pub(super) fn named_function(&mut self, context: &Context<'a>, path: &[String]) -> Option<(Owner, &'a Function)> {
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

    pub(super) fn function(
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
        for ((name, argument), expression) in function.arguments.iter().zip(arguments) {
            let mut value = self.expression(context, expression)?;
            let kind = match argument {
                Argument::Truth => Type::Truth,
                Argument::Number(unit) => Type::Number(*unit),
                Argument::Category(of) => {
                    let category = self.category_of(context.law, of).to_string();
                    let Some(labels) = self.labels(context.law, &category) else {
                        self.unknown_category(context, name, of, &expression.span);
                        return None;
                    };
                    let category: Arc<str> = category.into();
                    if let Type::Word(word) = &value.kind {
                        value = self.word(context, word, &category, &labels, &expression.span)?;
                    }
                    Type::Category { name: category, labels }
                }
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

    fn unknown_category(&mut self, context: &Context<'a>, argument: &str, category: &str, span: &Span) {
        let laws = self.laws;
        let known: Vec<&str> = laws[context.law].system.categories.keys().map(String::as_str).collect();
        self.error(
            context,
            span,
            "unknown-name",
            format!("the argument `{argument}` is of a category that the system does not have"),
            category,
            known.join(", "),
            nearest(category, known.iter().copied()).map_or_else(
                || "name a category of the system".to_string(),
                |near| format!("did you mean `{near}`?"),
            ),
        );
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
