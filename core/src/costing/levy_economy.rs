//! Where in the economy a levy arises: sums of persons by a category, and the levy divided among them.

use serde::{Deserialize, Serialize};

use super::groups::labels;
use super::prepare::Prepared;
use crate::numeric::sum::{Sum, Totals};
use crate::population::Population;
use crate::rules::EconomyRules;
use crate::rules::compile::CompiledEconomy;
use crate::simulation::{NodeId, Outcome};

/// The economy that a levy falls on, by a category of persons, under the law that has the levy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevyEconomy {
    /// The column of the category.
    pub by: String,
    /// The columns of the rows.
    pub columns: Vec<EconomyColumnTitle>,
    /// One row a value that anybody has.
    pub rows: Vec<EconomyRow>,
}

/// A column of the economy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EconomyColumnTitle {
    /// Its name.
    pub name: String,
    /// Its title in English.
    pub en: String,
    /// Its title in Chinese.
    pub zh: String,
    /// Whether it is money; else persons.
    pub is_money: bool,
}

/// A value of the category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EconomyRow {
    /// The value; `rest` for what arises with nobody.
    pub group: String,
    /// The columns' sums.
    pub values: Vec<f64>,
    /// The levy that arises there; the rows add up to the statutory yield.
    pub levy: f64,
}

/// What is read of each person.
pub(super) fn columns_of(economy: &CompiledEconomy) -> Vec<NodeId> {
    let mut nodes = vec![economy.code, economy.arises_with];
    nodes.extend(economy.columns.iter().map(|(_, node, _)| *node));
    nodes.sort();
    nodes.dedup();
    nodes
}

/// Sums by the category. The levy is divided in proportion to what it arises with; the last value takes what rounding leaves.
pub(super) fn by_category(
    prepared: &Prepared,
    parts: &[Population],
    (nodes, rules): (&CompiledEconomy, &EconomyRules),
    outcome: &Outcome,
    levy: Sum,
) -> Option<LevyEconomy> {
    let first = parts.first()?;
    let labels = labels(prepared, first, &nodes.by)?;
    let exponent = first.weight_scale().exact_exponent;
    let wanted: Vec<NodeId> = std::iter::once(nodes.arises_with)
        .chain(nodes.columns.iter().map(|(_, node, _)| *node))
        .collect();
    let mut sums = vec![vec![Totals::default(); wanted.len()]; labels.len()];
    let mut persons = vec![0usize; labels.len()];
    for (part, columns) in parts.iter().zip(&outcome.columns) {
        let offsets: &[u32] = part.entities[0].household_offsets.as_deref().unwrap_or_default();
        let codes = &columns[&nodes.code];
        let mut rows: Vec<(Vec<u32>, Vec<u32>)> = vec![Default::default(); labels.len()];
        for (household, range) in (0u32..).zip(offsets.windows(2)) {
            for person in range[0]..range[1] {
                if let Some(own) = rows.get_mut(codes[person as usize] as usize) {
                    own.0.push(person);
                    own.1.push(household);
                }
            }
        }
        for (group, (people, households)) in rows.iter().enumerate() {
            let weights = part.weights.of_rows(households);
            persons[group] += people.len();
            for (at, node) in wanted.iter().enumerate() {
                let own: Vec<f64> = people.iter().map(|row| columns[node][*row as usize]).collect();
                sums[group][at].merge(&Totals::of(&own, weights.as_slice()));
            }
        }
    }
    let whole: i128 = sums.iter().map(|own| own[0].sum.0).sum();
    let last = sums.iter().rposition(|own| own[0].sum.0 != 0);
    let mut left = levy;
    let mut rows = Vec::new();
    for (group, own) in sums.iter().enumerate().filter(|(group, _)| persons[*group] > 0) {
        let share = match own[0].sum.0 {
            0 => Sum(0),
            // In proportion to nothing, or to less: it arises with nobody.
            _ if whole <= 0 => Sum(0),
            _ if last == Some(group) => left,
            part => Sum::nearest(levy.to_f64(exponent) * (part as f64 / whole as f64), exponent),
        };
        left = left - share;
        rows.push(EconomyRow {
            group: labels[group].clone(),
            values: own[1..].iter().map(|own| own.sum.to_f64(exponent)).collect(),
            levy: share.to_f64(exponent),
        });
    }
    if left.0 != 0 {
        rows.push(EconomyRow {
            group: "rest".to_string(),
            values: vec![0.0; wanted.len() - 1],
            levy: left.to_f64(exponent),
        });
    }
    let columns = nodes.columns.iter().map(|(name, _, is_money)| {
        let own = rules.columns.iter().find(|own| own.name == *name);
        let title = |language: &str| own.map_or(name.clone(), |own| own.title.in_language(language).to_string());
        EconomyColumnTitle {
            name: name.clone(),
            en: title("en"),
            zh: title("zh"),
            is_money: *is_money,
        }
    });
    Some(LevyEconomy {
        by: nodes.by.clone(),
        columns: columns.collect(),
        rows,
    })
}
