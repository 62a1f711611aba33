//! What an instrument leaves to the next year of a run, and what its formulas read of it.

use super::typed::common;
use super::{Compiler, Context, Owner, Type, Typed};
use crate::document::{Span, nearest};
use crate::rules::instrument::CarriedStep;
use crate::simulation::{Level, NodeId, Operation};

impl<'a> Compiler<'a> {
    /// `carried.NAME`: what the year before left to the unit; before the first year of a run what the file says.
    pub(super) fn carried_value(&mut self, context: &Context<'a>, name: &str, span: &Span) -> Option<Typed> {
        let Owner::Instrument(at) = context.owner else {
            self.unknown(context, &format!("carried.{name}"), span, "");
            return None;
        };
        let instrument = self.instrument(context.law, at);
        let Some(carried) = instrument.carried.iter().find(|carried| carried.name == name) else {
            let known: Vec<&str> = instrument.carried.iter().map(|carried| carried.name.as_str()).collect();
            self.error(
                context,
                span,
                "unknown-name",
                format!("nothing with the name `{name}` is left to the next year"),
                name,
                if known.is_empty() {
                    "no value is declared".to_string()
                } else {
                    known.join(", ")
                },
                format!("declare it: [carried] {name} = {{ first = \"…\", next = \"…\" }}"),
            );
            return None;
        };
        self.left_before(context.law, at, carried)
    }

    fn left_before(&mut self, law: usize, at: usize, carried: &'a CarriedStep) -> Option<Typed> {
        let (instrument, level) = (self.instrument(law, at), self.level_of(law, at)?);
        let path = format!("carried.{}", carried.name);
        let first = self.side_formula(law, at, &carried.first, &path, level)?;
        let laws = self.laws;
        let run_year = &laws[law].run_year;
        let Level::Rows(rows) = level else { return Some(first) };
        let own = run_year.column_of(&instrument.name, &carried.name);
        let left = self.schema.column(&own).filter(|_| run_year.first_month > 0);
        let column = self.given(rows, &path).or(left.map(|(column, _)| column));
        Some(match column {
            Some(column) => self.given_value(column, level, &first),
            None => first,
        })
    }

    /// What the instruments of a law leave to the next year. Who is not eligible in the year keeps what there was before it.
    pub(super) fn kept(&mut self, law: usize) -> Option<Vec<(String, NodeId)>> {
        let laws = self.laws;
        let mut kept = Vec::new();
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            if instrument.carried.is_empty() || self.is_off(law, at) {
                continue;
            }
            let level = self.level_of(law, at)?;
            for carried in &instrument.carried {
                let before = self.left_before(law, at, carried)?;
                let (step, span) = &carried.step;
                let Some(rule) = instrument.rules.iter().find(|rule| rule.name == *step) else {
                    self.unknown_step(law, at, carried);
                    return None;
                };
                let mut left = self.step(law, at, rule, false, span, &instrument.source)?;
                // A bare 0 is money in the first year alone: from the second on the column's numbers have the unit of `first`.
                let is_bare = matches!((&left.kind, &before.kind), (Type::Number(unit), Type::Zero) if unit.is_money());
                if is_bare || common(&left.kind, &before.kind).is_none() {
                    let collector = self.collector(&instrument.source);
                    collector.report(
                        "unit-mismatch",
                        &format!("carried.{}", carried.name),
                        &carried.span,
                        format!("`{step}` is what the next year reads as `carried.{}`", carried.name),
                        left.describe(),
                        before.describe(),
                        "bring `first` and the step to one unit; an amount of money is a parameter with its unit",
                    );
                    return None;
                }
                if let Some(eligible) = self.eligible(law, at, level)? {
                    let (before, left_known) = (self.spread_rows(&before, level), self.spread_rows(&left, level));
                    let eligible = self.spread_rows(&eligible, level);
                    let node = self.graph.add(Operation::Select(eligible, left_known, before), level);
                    left = Typed::new(node, left.kind, level);
                }
                let node = match &left.kind {
                    Type::Number(unit) if unit.is_money() => self.graph.add(Operation::Grid(left.node), left.level),
                    _ => left.node,
                };
                let node = self.spread_rows(&Typed { node, ..left }, level);
                kept.push((laws[law].run_year.column_of(&instrument.name, &carried.name), node));
            }
        }
        Some(kept)
    }

    fn unknown_step(&mut self, law: usize, at: usize, carried: &CarriedStep) {
        let instrument = self.instrument(law, at);
        let known: Vec<&str> = instrument.rules.iter().map(|rule| rule.name.as_str()).collect();
        let (step, span) = &carried.step;
        let remedy = nearest(step, known.iter().copied()).map_or("name a step of [rules]".to_string(), |near| {
            format!("did you mean `{near}`?")
        });
        self.collector(&instrument.source).report(
            "unknown-name",
            &format!("carried.{}.next", carried.name),
            span,
            format!("there is no step `{step}`"),
            step,
            known.join(", "),
            remedy,
        );
    }
}
