//! What a scenario must keep to: the range of what is offered to its levers and of the columns that it changes; and the
//! selections whose shares are told.

use super::{Compiler, Typed};
use crate::document::{Diagnostic, Source, Span};
use crate::rules::scenario::Lever;
use crate::simulation::{BinaryOperation, HOUSEHOLD, Level, NodeId, Operation, PERSON, evaluate_scalars};

/// A hair beyond a bound, from rounding, is no fault.
const HAIR: f64 = 1e-6;

/// A column that a scenario or an instrument changes to values of which it is not certain that they lie in the column's range.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledLimit {
    /// The file that changes it.
    pub file: String,
    /// The column.
    pub column: String,
    /// Lowest and highest value.
    pub range: (f64, f64),
    /// Whether the value of a row lies outside.
    pub outside: NodeId,
}

/// A selection of the law's scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledSelection {
    /// Its name.
    pub name: String,
    /// Whether a person can be chosen.
    pub who: NodeId,
    /// The share of these that is asked for: one value for the run.
    pub share: NodeId,
    /// Whether a person is chosen.
    pub chosen: NodeId,
}

/// What is offered to a lever, or what several offers make together.
pub(super) struct Offered {
    node: NodeId,
    name: String,
    range: (f64, f64),
    source: Source,
    path: String,
    span: Span,
}

impl Compiler<'_> {
    /// The changed columns of a law whose values the run has to check.
    pub(super) fn limits(&mut self, law: usize) -> Vec<CompiledLimit> {
        let laws = self.laws;
        let mut limits = Vec::new();
        let files = 0..laws[law].instruments.len();
        for (at, change) in files
            .flat_map(|at| self.instrument(law, at).changes().iter().map(move |own| (at, own)))
            .collect::<Vec<_>>()
        {
            let file = self.instrument(law, at);
            let column = laws[law].system.column(&change.column);
            let Some((column, range)) = column.and_then(|column| Some((column, column.range?))) else {
                continue;
            };
            let Some(value) = self.becomes(law, at, change, column) else {
                continue;
            };
            if value.low >= range.0 && value.high <= range.1 {
                continue;
            }
            let (low, high) = (self.graph.constant(range.0 - HAIR), self.graph.constant(range.1 + HAIR));
            let less = |a, b| Operation::Binary(BinaryOperation::Less, a, b);
            let below = self.graph.add(less(value.node, low), value.level);
            let above = self.graph.add(less(high, value.node), value.level);
            let outside = Operation::Binary(BinaryOperation::Or, below, above);
            limits.push(CompiledLimit {
                file: file.name.clone(),
                column: change.column.clone(),
                range,
                outside: self.graph.add(outside, value.level),
            });
        }
        limits
    }

    /// Whether what a scenario makes of a column lies outside its range for certain.
    pub(super) fn is_outside(value: &Typed, range: Option<(f64, f64)>) -> bool {
        range.is_some_and(|(low, high)| value.high < low - HAIR || value.low > high + HAIR)
    }

    /// The selections of a law's scenario.
    pub(super) fn selections(&mut self, law: usize) -> Vec<CompiledSelection> {
        let Some(at) = self.scenario_of(law) else {
            return Vec::new();
        };
        let Some(scenario) = &self.instrument(law, at).scenario else {
            return Vec::new();
        };
        let mut selections = Vec::new();
        for selection in &scenario.selections {
            let chosen = self.selection(law, at, selection, &selection.span);
            if let (Some(chosen), Some((who, share))) =
                (chosen, self.selected.get(&(law, selection.name.clone())).copied())
            {
                selections.push(CompiledSelection {
                    name: selection.name.clone(),
                    who,
                    share,
                    chosen: self.spread_rows(&chosen, PERSON),
                });
            }
        }
        selections
    }

    /// Remembers an offer, to be checked when the values of all parameters are known.
    pub(super) fn remember_offer(&mut self, lever: &Lever, node: NodeId, source: &Source, path: &str, span: &Span) {
        if let Some(range) = lever.range {
            self.offered.push(Offered {
                node,
                name: lever.name.clone(),
                range,
                source: source.clone(),
                path: path.to_string(),
                span: span.clone(),
            });
        }
    }

    /// Refuses offers that lie outside the range of their lever.
    pub(super) fn check_offers(&mut self) {
        if self.offered.is_empty() {
            return;
        }
        let values = evaluate_scalars(&self.graph, &self.slots.values, 0);
        for offered in std::mem::take(&mut self.offered) {
            let value = values[offered.node.0 as usize];
            let (low, high) = offered.range;
            let is_known = self.graph.node(offered.node).phase == 0;
            if !is_known || (low - HAIR..=high + HAIR).contains(&value) {
                continue;
            }
            self.collector(&offered.source).report(
                "out-of-range",
                &offered.path,
                &offered.span,
                format!("what is offered to the lever `{}` lies outside its range", offered.name),
                value.to_string(),
                format!("{low} to {high}"),
                "change the formula, or the parameters that it reads",
            );
        }
    }
}

impl CompiledLimit {
    /// The problem of a run in which values of so many units, by weight, lie outside.
    pub fn problem(&self, level: Level, weight: f64) -> Diagnostic {
        let units = match level {
            HOUSEHOLD => "households",
            _ => "persons",
        };
        let (low, high) = self.range;
        Diagnostic {
            code: "column-out-of-range",
            file: String::new(),
            path: format!("becomes.{}", self.column),
            line: None,
            column: None,
            span: None,
            message: format!("{} changes `{}` to values outside its range", self.file, self.column),
            found: format!("{weight} {units} with such a value"),
            allowed: format!("{low} to {high}"),
            remedy: "hold the formula to the range with max and min, or check the parameters that it reads".to_string(),
        }
    }
}
