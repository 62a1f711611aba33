//! What is told of a levy's yield: formulas of its file that no payment reads.

use super::{Compiler, Typed};
use crate::rules::levy_yield::EconomyRules;
use crate::simulation::{NodeId, PERSON};
use crate::system::ColumnKind;

/// A levy whose file has `[yield]`: amounts on the ledger's grid.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledYield {
    /// The levy.
    pub instrument: String,
    /// What each unit would owe if its base did not answer.
    pub before_response: NodeId,
    /// Where it arises; absent where the system has no column of that name.
    pub economy: Option<CompiledEconomy>,
}

/// The economy that a levy falls on: columns of persons.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledEconomy {
    /// The column of the category.
    pub by: String,
    /// The codes of its values.
    pub code: NodeId,
    /// What the levy arises in proportion to, on the ledger's grid.
    pub arises_with: NodeId,
    /// What is added up, by name and on the ledger's grid, and whether it is money.
    pub columns: Vec<(String, NodeId, bool)>,
}

impl<'a> Compiler<'a> {
    /// Every levy of a law that says what is told of its yield, in order.
    pub(super) fn yields(&mut self, law: usize) -> Option<Vec<CompiledYield>> {
        let laws = self.laws;
        let mut found = Vec::new();
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            let Some(rules) = &instrument.levy_yield else { continue };
            let level = self.level_of(law, at)?;
            let before = self.side_formula(law, at, &rules.before_response, "yield.before_response", level)?;
            let place = rules.before_response.span_in_file(&rules.before_response.tree.span);
            if !before.is_money() && self.graph.as_constant(before.node) != Some(0.0) {
                self.yield_problem(at, law, "yield.before_response", &place, &before, "money a year");
                return None;
            }
            let before_response = self.booked(&before, level);
            let economy = match &rules.economy {
                Some(economy) => self.economy(law, at, economy)?,
                None => None,
            };
            found.push(CompiledYield {
                instrument: instrument.name.clone(),
                before_response,
                economy,
            });
        }
        Some(found)
    }

    /// The economy by a category of persons; nothing inside where the system lacks the category.
    fn economy(&mut self, law: usize, at: usize, rules: &'a EconomyRules) -> Option<Option<CompiledEconomy>> {
        let laws = self.laws;
        let Some(column) = laws[law].system.column(&rules.by.0) else {
            return Some(None);
        };
        let level = self.level_of(law, at)?;
        let is_category = matches!(column.kind, ColumnKind::Category(_)) && column.entity == "person";
        if !is_category || level != PERSON {
            let source = self.instrument(law, at).source.clone();
            self.collector(&source).report(
                "wrong-level",
                "yield.economy",
                &rules.by.1,
                "the economy that a levy falls on is told by a category of persons, of a levy whose unit is the person",
                &rules.by.0,
                "a category of persons, such as sector",
                "name one, or leave [yield.economy] out",
            );
            return None;
        }
        let code = self.column(law, column)?;
        let code = self.spread_rows(&code, PERSON);
        let weight = self.side_formula(law, at, &rules.arises_with, "yield.economy.arises_with", PERSON)?;
        let place = rules.arises_with.span_in_file(&rules.arises_with.tree.span);
        let arises_with = self.number_of_person(law, at, weight, &place, "yield.economy.arises_with")?;
        let mut columns = Vec::with_capacity(rules.columns.len());
        for column in &rules.columns {
            let path = format!("yield.economy.columns.{}", column.name);
            let value = self.side_formula(law, at, &column.formula, &path, PERSON)?;
            let is_money = value.is_money();
            let place = column.formula.span_in_file(&column.formula.tree.span);
            let node = self.number_of_person(law, at, value, &place, &path)?;
            columns.push((column.name.clone(), node, is_money));
        }
        Some(Some(CompiledEconomy {
            by: rules.by.0.clone(),
            code,
            arises_with,
            columns,
        }))
    }

    fn number_of_person(
        &mut self,
        law: usize,
        at: usize,
        value: Typed,
        place: &crate::document::Span,
        path: &str,
    ) -> Option<NodeId> {
        if !value.is_number() {
            self.yield_problem(at, law, path, place, &value, "a number of each person");
            return None;
        }
        Some(self.booked(&value, PERSON))
    }

    fn yield_problem(
        &mut self,
        at: usize,
        law: usize,
        path: &str,
        place: &crate::document::Span,
        value: &Typed,
        allowed: &str,
    ) {
        let source = self.instrument(law, at).source.clone();
        self.collector(&source).report(
            "unit-mismatch",
            path,
            place,
            "a yield is told in numbers",
            value.describe(),
            allowed,
            "name an amount",
        );
    }
}
