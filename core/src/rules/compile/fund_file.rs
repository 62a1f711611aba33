//! The rule file of a fund: its terms are parameters of certain names, units and words.

use super::{Compiler, Owner};
use crate::document::{Source, Span, nearest};
use crate::rules::ParameterValue;
use crate::rules::parameter::{Parameter, ParameterUnit};
use crate::rules::unit::Unit;
use crate::system::{FUND_TERMS, Fund, INTEREST, WhenEmpty};

impl Compiler<'_> {
    /// What a fund opens with, what it earns, and what happens when it is empty: what a study sets of its rule file
    /// ([`Law::fund_file`](crate::system::Law::fund_file)), else what the system writes, else the file's defaults. Nothing where the file's
    /// parameters are not the terms of a fund, which is told.
    pub(super) fn fund_terms(&mut self, law: usize, fund: &Fund) -> Option<Fund> {
        let laws = self.laws;
        let mut terms = fund.clone();
        let Some(at) = laws[law].fund_file(&fund.name) else {
            return Some(terms);
        };
        let mut good = true;
        for parameter in &laws[law].instruments[at].parameters {
            if !FUND_TERMS.contains(&parameter.name.as_str()) {
                continue;
            }
            good &= self.is_term(law, at, parameter);
            let (value, set_by) = self.decoded(law, Owner::Instrument(at), parameter)?;
            if set_by.is_none() && fund.written.contains(&parameter.name) {
                continue;
            }
            match (parameter.name.as_str(), value) {
                ("opening_balance", ParameterValue::Number(amount)) => terms.opening_balance = amount,
                ("interest", ParameterValue::Number(rate)) => {
                    terms.interest = rate;
                    good &= self.is_interest(law, at, parameter, rate);
                }
                ("when_empty", ParameterValue::Word(word)) => match WhenEmpty::parse(&word) {
                    Some(way) => terms.when_empty = way,
                    None => good = false,
                },
                // Another form of value, which `is_term` has told.
                _ => good = false,
            }
        }
        good.then_some(terms)
    }

    /// Whether a parameter has the unit, the form and the words of a fund's term.
    fn is_term(&mut self, law: usize, at: usize, parameter: &Parameter) -> bool {
        let is_plain = parameter.schedule.is_none() && parameter.by.is_empty();
        let path = format!("parameters.{}", parameter.name);
        let source = self.instrument(law, at).source.clone();
        let allowed = match (parameter.name.as_str(), &parameter.unit) {
            ("opening_balance", ParameterUnit::Number(Unit::MONEY))
                if is_plain && parameter.unit_name == "currency" =>
            {
                return true;
            }
            ("interest", ParameterUnit::Number(Unit::NUMBER)) if is_plain => return true,
            ("when_empty", ParameterUnit::Choice(words)) if is_plain => {
                let unknown = words.iter().find(|word| WhenEmpty::parse(word).is_none());
                let Some(word) = unknown else { return true };
                self.collector(&source).report(
                    "unknown-choice",
                    &path,
                    &parameter.span,
                    format!("a fund that is empty knows no `{word}`"),
                    word,
                    WhenEmpty::NAMES.join(", "),
                    nearest(word, WhenEmpty::NAMES).map_or("use these words, or one of them".to_string(), |near| {
                        format!("did you mean `{near}`?")
                    }),
                );
                return false;
            }
            ("opening_balance", _) => "unit = \"currency\", one amount",
            ("interest", _) => "unit = \"share\", one number: a share a year",
            _ => "unit = \"choice\" with the options \"ration\" and \"top_up\"",
        };
        let form = if is_plain { "" } else { ", as a table or a schedule" };
        self.collector(&source).report(
            "unit-mismatch",
            &path,
            &parameter.span,
            format!("`{}` is a term of the fund", parameter.name),
            format!("unit = \"{}\"{form}", parameter.unit_name),
            allowed,
            "write it in this unit and form, or give the parameter another name",
        );
        false
    }

    /// Whether a rate of interest is one that a system's own fund may have.
    fn is_interest(&mut self, law: usize, at: usize, parameter: &Parameter, rate: f64) -> bool {
        if INTEREST.contains(&rate) {
            return true;
        }
        let (source, path, span) = self.place_of(law, at, parameter);
        self.collector(&source).report(
            "out-of-range",
            &path,
            &span,
            "interest of a fund is a share a year",
            rate.to_string(),
            format!("{} to {}", INTEREST.start(), INTEREST.end()),
            "write 0.02 for two percent",
        );
        false
    }

    /// Where the value of a parameter stands: where it is set, else in its file.
    fn place_of(&self, law: usize, at: usize, parameter: &Parameter) -> (Source, String, Span) {
        let file = self.instrument(law, at);
        let set = self.laws[law].assignments.iter().rev().find(|set| {
            let is_it = set.instrument == file.name && set.key == parameter.name;
            is_it && set.from.is_none_or(|from| from <= self.date)
        });
        match set {
            Some(set) => (
                set.source.clone(),
                format!("{}.{}", set.instrument, set.key),
                set.value.span.clone(),
            ),
            None => (
                file.source.clone(),
                format!("parameters.{}", parameter.name),
                parameter.span.clone(),
            ),
        }
    }
}
