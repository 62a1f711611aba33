//! What the file of a levy says of its yield beside the amount: what it would bring if its base stood still, who gives back or bears it, and
//! where in the economy it arises. None of it changes what is paid.

use std::collections::BTreeSet;

use super::expression::Formula;
use super::instrument::{RuleBody, Texts};
use super::read_rule::{read_formula, read_rules};
use crate::document::{Collector, Span, TableReader};

/// `[yield]` of a levy.
#[derive(Debug, Clone, PartialEq)]
pub struct YieldRules {
    /// What a unit would owe if its base did not answer to the levy; read on the people as they are.
    pub before_response: Formula,
    /// Instruments by which government gives a part of the levy back, such as a lower profit tax; those that the law lacks give nothing.
    pub offsets: Vec<(String, Span)>,
    /// Instruments by which incomes bear the levy; those that the law lacks bear nothing.
    pub incidence: Vec<(String, Span)>,
    /// Where it arises.
    pub economy: Option<EconomyRules>,
}

/// `[yield.economy]`: the economy that a levy falls on, by a category of persons.
#[derive(Debug, Clone, PartialEq)]
pub struct EconomyRules {
    /// The column of the category, such as `sector`; a system without it has no such table.
    pub by: (String, Span),
    /// A number of each person; the levy arises in proportion to it.
    pub arises_with: Formula,
    /// Amounts or counts of each person that are added up.
    pub columns: Vec<EconomyColumn>,
}

/// A column of the economy.
#[derive(Debug, Clone, PartialEq)]
pub struct EconomyColumn {
    /// Its name.
    pub name: String,
    /// Its title by language.
    pub title: Texts,
    /// Its value for a person.
    pub formula: Formula,
}

/// Reads `[yield]`.
pub(super) fn read_yield(
    collector: &Collector,
    table: &TableReader<'_>,
    broken: &mut BTreeSet<String>,
) -> Option<YieldRules> {
    let names = |key: &str| -> Vec<(String, Span)> {
        let texts = table.texts(key).unwrap_or_default();
        texts
            .into_iter()
            .map(|(text, span)| (text.to_string(), span.clone()))
            .collect()
    };
    let before_response = table
        .require("before_response")
        .and_then(|node| read_formula(collector, &table.path_of("before_response"), node));
    let (offsets, incidence) = (names("offsets"), names("incidence"));
    let economy = table.table("economy").and_then(|own| {
        let by = own.required_text("by").map(str::to_string);
        let span = own.get("by").map_or(0..0, |node| node.span.clone());
        let arises_with = own
            .require("arises_with")
            .and_then(|node| read_formula(collector, &own.path_of("arises_with"), node));
        let columns = own
            .required_table("columns")
            .map(|columns| read_columns(collector, &columns, broken));
        own.finish();
        Some(EconomyRules {
            by: (by?, span),
            arises_with: arises_with?,
            columns: columns?,
        })
    });
    Some(YieldRules {
        before_response: before_response?,
        offsets,
        incidence,
        economy,
    })
}

/// Names that the table of the economy has for itself.
const TAKEN: [&str; 3] = ["levy", "group", "levy_paid"];

/// Reads columns in the form of steps, each of one formula.
fn read_columns(collector: &Collector, table: &TableReader<'_>, broken: &mut BTreeSet<String>) -> Vec<EconomyColumn> {
    let rules = read_rules(collector, table, broken).into_iter();
    rules
        .filter_map(|rule| match rule.body {
            _ if TAKEN.contains(&rule.name.as_str()) => {
                collector.report(
                    "reserved-name",
                    &table.path_of(&rule.name),
                    &rule.span,
                    format!("the table of the economy has a column `{}` of its own", rule.name),
                    &rule.name,
                    format!("another name than {}", TAKEN.join(", ")),
                    "give the column another name",
                );
                None
            }
            RuleBody::Formula(formula) => Some(EconomyColumn {
                name: rule.name,
                title: rule.title,
                formula,
            }),
            _ => {
                collector.report(
                    "wrong-form",
                    &table.path_of(&rule.name),
                    &rule.span,
                    "a column of the economy is one formula",
                    "rows, or formulas by date",
                    "one formula, perhaps with a title",
                    "write `a if c else b`",
                );
                None
            }
        })
        .collect()
}
