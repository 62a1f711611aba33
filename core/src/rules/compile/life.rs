//! The months of a year that a scenario has the workers live: what it gives to them, and what its formulas read of them.

use super::typed::common;
use super::{Compiler, Context, Key, Owner, Type, Typed};
use crate::document::{Collector, Diagnostic, Span, nearest};
use crate::rules::scenario::LifeInput;
use crate::rules::unit::Unit;
use crate::scenario::{CARRIED, GIVEN, NUMBERS, PERSONS};
use crate::simulation::{Level, LifeCall, NodeId, Operation, PERSON};

impl<'a> Compiler<'a> {
    /// `life.NAME` in a scenario's formulas: what a year was like for a person.
    pub(super) fn lived(&mut self, context: &Context<'a>, name: &str, span: &Span) -> Option<Typed> {
        let Owner::Instrument(at) = context.owner else {
            return None;
        };
        let scenario = self.instrument(context.law, at).scenario.as_ref()?;
        let Some(column) = GIVEN.iter().position(|given| given.name == name) else {
            let known: Vec<&str> = GIVEN.iter().map(|given| given.name).collect();
            let remedy = nearest(name, known.iter().copied()).map_or("use one of these names".to_string(), |near| {
                format!("did you mean `{near}`?")
            });
            let message = format!("the months of a year give no `{name}`");
            self.error(context, span, "unknown-name", message, name, known.join(", "), remedy);
            return None;
        };
        if scenario.life.is_none() {
            self.error(
                context,
                span,
                "unknown-name",
                format!("`life.{name}` is read, but the scenario has no months"),
                name,
                "a scenario with a table [life]",
                "write [life.persons] and [life.numbers]",
            );
            return None;
        }
        let given = &GIVEN[column];
        let kind = kind_of(given.unit);
        let node = match self.given(0, &format!("life.{name}")) {
            Some(column) => self.graph.add(Operation::Column(column), PERSON),
            None => {
                let call = self.life(context.law, at)?;
                self.graph.add(Operation::Lived(call, column as u32), PERSON)
            }
        };
        Some(Typed::new(node, kind, PERSON).within(given.low, given.high))
    }

    /// The columns that a year leaves to the next, in the order of [`CARRIED`]; none without months.
    pub(super) fn carried(&mut self, law: usize) -> Vec<NodeId> {
        let Some(at) = self.scenario_of(law) else {
            return Vec::new();
        };
        let has_life = self
            .instrument(law, at)
            .scenario
            .as_ref()
            .is_some_and(|scenario| scenario.life.is_some());
        let Some(call) = has_life.then(|| self.life(law, at)).flatten() else {
            return Vec::new();
        };
        (GIVEN.len()..GIVEN.len() + CARRIED.len())
            .map(|column| self.graph.add(Operation::Lived(call, column as u32), PERSON))
            .collect()
    }

    /// The year of a law's people, by its place among the lives of the graph.
    pub(super) fn life(&mut self, law: usize, at: usize) -> Option<u32> {
        let file = self.instrument(law, at);
        let life = file.scenario.as_ref()?.life.as_ref()?;
        let first = self.remember(
            Key::Life(law),
            "life".to_string(),
            &file.source,
            &life.span,
            |compiler| {
                let mut is_good = true;
                let mut inputs =
                    |compiler: &mut Self, known: &[(&str, &str, Option<f64>)], own: &'a [LifeInput], part, level| {
                        let mut nodes = Vec::with_capacity(known.len());
                        for (name, unit, default) in known {
                            match compiler.life_input(law, at, (part, name, unit, *default), own, level) {
                                Some(node) => nodes.push(node),
                                None => is_good = false,
                            }
                        }
                        nodes
                    };
                let numbers: Vec<_> = NUMBERS
                    .iter()
                    .map(|input| (input.name, input.unit, input.default))
                    .collect();
                let persons: Vec<_> = PERSONS
                    .iter()
                    .map(|input| (input.name, input.unit, input.default))
                    .collect();
                let numbers = inputs(compiler, &numbers, &life.numbers, "numbers", Level::Scalar);
                let persons = inputs(compiler, &persons, &life.persons, "persons", PERSON);
                if !is_good {
                    return None;
                }
                let run_year = &compiler.laws[law].run_year;
                let carried = CARRIED.iter().map(|column| {
                    let (at, level) = compiler.schema.column(&run_year.column(column.name))?;
                    (level == PERSON).then(|| compiler.graph.add(Operation::Column(at), PERSON))
                });
                let carried: Option<Vec<NodeId>> = carried.collect();
                let call = compiler.graph.add_life(LifeCall {
                    persons,
                    carried: carried.filter(|_| run_year.first_month > 0),
                    numbers,
                    first_month: run_year.first_month,
                    horizon: run_year.horizon,
                    place: place(Collector::new(&file.source), &life.span),
                });
                let node = compiler.graph.add(Operation::Lived(call, 0), PERSON);
                Some(Typed::new(node, Type::Number(Unit::NUMBER), PERSON))
            },
        )?;
        match self.graph.node(first.node).operation {
            Operation::Lived(call, _) => Some(call),
            _ => None,
        }
    }

    /// What a scenario gives under a name, or the name's default.
    fn life_input(
        &mut self,
        law: usize,
        at: usize,
        (part, name, unit, default): (&str, &str, &str, Option<f64>),
        own: &'a [LifeInput],
        level: Level,
    ) -> Option<NodeId> {
        let file = self.instrument(law, at);
        let path = format!("life.{part}.{name}");
        let Some(input) = own.iter().find(|input| input.name == name) else {
            let Some(default) = default else {
                let span = file.scenario.as_ref()?.life.as_ref()?.span.clone();
                self.collector(&file.source).report(
                    "missing-key",
                    &path,
                    &span,
                    format!("the months of a year need `{name}`, which has no default"),
                    "nothing",
                    format!("a formula ({unit})"),
                    format!("write it under [life.{part}]"),
                );
                return None;
            };
            let number = self.number(default);
            return Some(self.at_rows(&number, level));
        };
        let value = self.side_formula(law, at, &input.formula, &path, PERSON)?;
        let wanted = kind_of(unit);
        let is_spread = value.level == Level::Scalar || value.level == level;
        if common(&value.kind, &wanted).is_none() || !is_spread {
            let place = input.formula.span_in_file(&input.formula.tree.span);
            let allowed = match level {
                Level::Scalar => format!("one value for the whole run ({unit})"),
                Level::Rows(_) => format!("one value a person ({unit})"),
            };
            let code = if is_spread { "unit-mismatch" } else { "wrong-level" };
            self.collector(&file.source).report(
                code,
                &path,
                &place,
                format!("`{name}` of the months of a year"),
                value.describe(),
                allowed,
                "change the formula",
            );
            return None;
        }
        Some(self.at_rows(&value, level))
    }

    /// A number of the run as it is, a value of persons in each row.
    fn at_rows(&mut self, value: &Typed, level: Level) -> NodeId {
        match level {
            Level::Scalar => value.node,
            Level::Rows(_) => self.spread_rows(value, level),
        }
    }
}

/// The kind of a value of the months, by its unit.
fn kind_of(unit: &str) -> Type {
    match unit {
        "truth" => Type::Truth,
        _ => Type::Number(Unit::parse(unit).unwrap_or(Unit::NUMBER)),
    }
}

/// What a value outside of its range is told with.
fn place(collector: Collector, span: &Span) -> Diagnostic {
    collector.report(
        "out-of-range",
        "life",
        span,
        "",
        "a value that the months of a year cannot take",
        "values within the ranges of the documentation",
        "change the formula under [life]",
    );
    collector.into_diagnostics().swap_remove(0)
}
