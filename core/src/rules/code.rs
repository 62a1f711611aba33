//! `[code]`: the amount of an instrument is worked out by code of the host, which its rules call once.

use super::expression::{Expression, ExpressionKind, Formula};
use super::instrument::{Instrument, Rule, RuleBody};
use super::kind::Kind;
use crate::document::{Collector, Span, TableReader};
use crate::simulation::HostCode;

/// The languages in which code of the host may be written.
pub const CODE_LANGUAGES: [&str; 1] = ["python"];

/// That an instrument is worked out by code of the host.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeUse {
    /// The language of the code: one of [`CODE_LANGUAGES`].
    pub language: String,
    /// The function; the host gives it when the study is prepared.
    pub function: Option<HostCode>,
    /// Where the table stands.
    pub span: Span,
}

pub(super) fn read_code(table: &TableReader<'_>) -> CodeUse {
    CodeUse {
        language: table
            .required_choice("language", &CODE_LANGUAGES)
            .unwrap_or(CODE_LANGUAGES[0])
            .to_string(),
        function: None,
        span: table.span().clone(),
    }
}

/// Whether an expression is a call of the host's code.
fn is_code_call(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Call { callee, .. } => {
            matches!(&callee.kind, ExpressionKind::Name(path) if path.len() == 1 && path[0] == "code")
        }
        _ => false,
    }
}

/// Where a formula calls the host's code, as places of the file.
fn calls_of(formula: &Formula) -> Vec<Span> {
    let mut calls = Vec::new();
    formula.tree.visit(&mut |expression| {
        if is_code_call(expression) {
            calls.push(formula.span_in_file(&expression.span));
        }
    });
    calls
}

/// Where a rule calls the host's code. Of formulas by date only one holds, so the one with most calls counts.
fn calls_of_rule(rule: &Rule) -> Vec<Span> {
    match &rule.body {
        RuleBody::Formula(formula) => calls_of(formula),
        RuleBody::Dated(dated) => {
            let calls = dated.iter().map(|(_, formula)| calls_of(formula));
            calls.max_by_key(Vec::len).unwrap_or_default()
        }
        RuleBody::Rows(rows) => rows
            .iter()
            .flat_map(|row| row.when.iter().chain(std::iter::once(&row.then)))
            .flat_map(calls_of)
            .collect(),
    }
}

impl Instrument {
    /// What declares code calls it, once, in a rule of its unit. (A call without the declaration is refused where it is
    /// compiled.)
    pub(super) fn check_code(&self, collector: &Collector, path_of: &dyn Fn(&str) -> String) {
        let Some(code) = &self.code else { return };
        if self.kind == Kind::Scenario {
            collector.report(
                "misplaced-code",
                &path_of("code"),
                &code.span,
                format!("`{}` is a scenario, which no code works out", self.name),
                "[code]",
                "code in an instrument",
                "write formulas",
            );
            return;
        }
        let elsewhere = self.calls_elsewhere();
        for (path, call) in &elsewhere {
            collector.report(
                "misplaced-code",
                &path_of(path),
                call,
                "code is called in a rule of the unit alone",
                "a call elsewhere",
                format!("a rule under [rules], with one value for each {}", self.unit),
                "give the call a step under [rules] and read that",
            );
        }
        let calls: Vec<(&Rule, Span)> = self
            .rules
            .iter()
            .flat_map(|rule| calls_of_rule(rule).into_iter().map(move |call| (rule, call)))
            .collect();
        match calls.as_slice() {
            // A call may stand in what could not be read.
            [] if elsewhere.is_empty() && self.broken.is_empty() => collector.report(
                "code-not-called",
                &path_of("code"),
                &code.span,
                format!("`{}` says that it contains code and never calls it", self.name),
                "[code], and no rule that calls code",
                "one rule that calls it: `amount = \"code(a, b)\"`",
                "call the code in a rule, or leave [code] out",
            ),
            [_, (rule, second), ..] => collector.report(
                "code-called-twice",
                &path_of(&format!("rules.{}", rule.name)),
                second,
                format!("`{}` calls its code a second time", self.name),
                format!("{} calls", calls.len()),
                "one call in all rules of the file",
                "give the call a step of its own and read that",
            ),
            _ => {}
        }
    }

    /// Calls of the host's code outside of [rules], each with its path.
    fn calls_elsewhere(&self) -> Vec<(String, Span)> {
        let mut found = Vec::new();
        let mut add = |path: String, calls: Vec<Span>| found.extend(calls.into_iter().map(|call| (path.clone(), call)));
        for rule in &self.person_rules {
            add(format!("for_each.person.{}", rule.name), calls_of_rule(rule));
        }
        for function in &self.functions {
            for rule in &function.rules {
                let path = format!("functions.{}.rules.{}", function.name, rule.name);
                add(path, calls_of_rule(rule));
            }
        }
        let (take_up, capacity) = (self.take_up.as_ref(), self.capacity.as_ref());
        let beside = [
            ("members", self.members.as_ref()),
            ("eligibility.when", self.eligibility.when.as_ref()),
            ("take_up.rate", take_up.and_then(|take_up| take_up.rate.as_ref())),
            (
                "take_up.if_better_off.by",
                take_up.and_then(|take_up| Some(&take_up.if_better_off.as_ref()?.by)),
            ),
            (
                "capacity.places",
                capacity.and_then(|capacity| capacity.places.as_ref()),
            ),
            ("capacity.money", capacity.and_then(|capacity| capacity.money.as_ref())),
            ("capacity.order", capacity.and_then(|capacity| capacity.order.as_ref())),
        ];
        for (path, formula) in beside {
            add(path.to_string(), formula.map(calls_of).unwrap_or_default());
        }
        for offer in &self.levers {
            add(format!("levers.{}", offer.name), calls_of(&offer.formula));
        }
        found
    }
}
