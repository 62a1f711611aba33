//! What a population holds, in figures: units, weighted totals of columns, shares of categories.

use serde::{Deserialize, Serialize};

use super::{Column, ColumnData, Members, Population};
use crate::numeric::grid::power_of_two;
use crate::system::{ColumnDefault, ColumnKind, System};

/// What a population holds. Sums are plain floating-point sums for a reader; no result rests on them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PopulationDescription {
    /// Its name.
    pub name: String,
    /// The system whose columns it has.
    pub system: String,
    /// The currency of its money.
    pub currency: String,
    /// A hash of the people that does not depend on their order.
    pub hash: String,
    /// Persons, households and other units.
    pub units: Vec<UnitDescription>,
    /// Columns of numbers and truths.
    pub columns: Vec<ColumnDescription>,
    /// Columns of categories.
    pub categories: Vec<CategoryDescription>,
    /// Columns that point at persons.
    pub pointers: Vec<PointerDescription>,
    /// Columns of the system that are not there, with what stands in for them.
    pub defaulted: Vec<DefaultedColumn>,
    /// Columns of the system that are not there and that rules which read them need.
    pub missing: Vec<String>,
    /// Columns of the file that no value rests on.
    #[serde(default)]
    pub not_read: Vec<String>,
}

/// A kind of unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitDescription {
    /// Its name.
    pub unit: String,
    /// Its rows.
    pub rows: u32,
    /// How many they stand for.
    pub represented: f64,
}

/// A column of numbers or truths; of a truth, 1 is true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnDescription {
    /// Its name.
    pub column: String,
    /// The unit that has it.
    pub unit: String,
    /// `money`, `number` or `truth`.
    pub kind: String,
    /// The lowest value.
    pub lowest: f64,
    /// The weighted mean.
    pub mean: f64,
    /// The highest value.
    pub highest: f64,
    /// The weighted total.
    pub total: f64,
    /// The weighted share of rows whose value is not zero; none where all weights are zero.
    pub not_zero_share: Option<f64>,
}

/// A column of categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryDescription {
    /// Its name.
    pub column: String,
    /// The unit that has it.
    pub unit: String,
    /// Labels that occur, with their weighted shares.
    pub shares: Vec<(String, f64)>,
}

/// A column that points at persons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointerDescription {
    /// Its name.
    pub column: String,
    /// Rows that point at somebody.
    pub rows: u32,
}

/// A column of the system that is not there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DefaultedColumn {
    /// Its name.
    pub column: String,
    /// The value that stands in for it, as written.
    pub value: String,
}

/// How many columns that are not read are named before the rest is left to the tables.
const NAMES_SHOWN: usize = 12;

/// The names of columns that are not read, the first dozen of them.
pub fn named_in_short(names: &[String], separator: &str) -> String {
    let mut shown: Vec<&str> = names.iter().take(NAMES_SHOWN).map(String::as_str).collect();
    if names.len() > NAMES_SHOWN {
        shown.push("…");
    }
    shown.join(separator)
}

/// Describes a population in the terms of a system.
pub fn describe(population: &Population, system: &System) -> PopulationDescription {
    let weights: Vec<Vec<f64>> = (0..population.entities.len())
        .map(|entity| population.row_weights(entity as u8))
        .collect();
    let unit_of = |column: &Column| population.entities[usize::from(column.entity)].name.clone();
    let mut described = PopulationDescription {
        name: population.name.clone(),
        system: system.name.clone(),
        currency: system.currency.clone(),
        hash: format!("{:032x}", super::PeopleHash::of(population).0),
        units: Vec::new(),
        columns: Vec::new(),
        categories: Vec::new(),
        pointers: Vec::new(),
        defaulted: Vec::new(),
        missing: Vec::new(),
        not_read: population.not_read.to_vec(),
    };
    for (name, at) in &population.names {
        let entity = usize::from(*at);
        described.units.push(UnitDescription {
            unit: name.clone(),
            rows: population.entities[entity].rows,
            represented: total(&weights[entity]),
        });
    }
    for column in &population.columns {
        let weights = &weights[usize::from(column.entity)];
        if column.pointer {
            let somebody = match &column.data {
                ColumnData::U32(rows) => rows.iter().filter(|row| **row != Members::NOBODY).count(),
                _ => 0,
            };
            described.pointers.push(PointerDescription {
                column: column.name.clone(),
                rows: somebody as u32,
            });
        } else if let Some(labels) = &column.labels {
            described.categories.push(CategoryDescription {
                column: column.name.clone(),
                unit: unit_of(column),
                shares: shares(column, labels, weights),
            });
        } else if let Some(figures) = numbers(column, unit_of(column), system, weights) {
            described.columns.push(figures);
        }
    }
    for column in &system.columns {
        if population.column(&column.name).is_some() {
            continue;
        }
        let value = match &column.default {
            ColumnDefault::Required => {
                described.missing.push(column.name.clone());
                continue;
            }
            ColumnDefault::Number(number) => number.to_string(),
            ColumnDefault::Truth(truth) => truth.to_string(),
            ColumnDefault::Word(word) => word.clone(),
            ColumnDefault::Formula(formula) => formula.text.clone(),
        };
        described.defaulted.push(DefaultedColumn {
            column: column.name.clone(),
            value,
        });
    }
    described
}

impl Population {
    /// The weight of each row of an entity, which is that of its household.
    pub fn row_weights(&self, entity: u8) -> Vec<f64> {
        let slice = self.weights.as_slice();
        let step = power_of_two(-self.weight_scale().exact_exponent);
        let halves = slice.low().iter().zip(slice.high());
        let of_household = halves.map(|(low, high)| (u64::from(*low) | u64::from(*high) << 26) as f64 * step);
        let mut weights = Vec::with_capacity(self.entities[usize::from(entity)].rows as usize);
        for (household, weight) in of_household.enumerate() {
            let rows = self.rows_of(entity, &(household..household + 1)).len();
            weights.extend(std::iter::repeat_n(weight, rows));
        }
        weights
    }
}

fn total(values: &[f64]) -> f64 {
    let mut total = 0.0;
    values.iter().for_each(|value| total += value);
    total
}

fn numbers(column: &Column, unit: String, system: &System, weights: &[f64]) -> Option<ColumnDescription> {
    let kind = system.column(&column.name).map(|declared| &declared.kind);
    let kind = match kind {
        _ if matches!(column.name.as_str(), "is_head" | "is_spouse") => "truth",
        Some(ColumnKind::Truth) => "truth",
        Some(ColumnKind::Number(unit)) if unit.is_money() => "money",
        _ => "number",
    };
    let first = (!column.data.is_empty()).then(|| column.data.value(0))?;
    let (mut lowest, mut highest, mut sum, mut not_zero) = (first, first, 0.0, 0.0);
    for (row, weight) in weights.iter().enumerate() {
        let value = column.data.value(row);
        lowest = if value < lowest { value } else { lowest };
        highest = if value > highest { value } else { highest };
        sum += value * weight;
        not_zero += if value == 0.0 { 0.0 } else { *weight };
    }
    let weight = total(weights);
    Some(ColumnDescription {
        column: column.name.clone(),
        unit,
        kind: kind.to_string(),
        lowest,
        mean: if weight > 0.0 { sum / weight } else { 0.0 },
        highest,
        total: sum,
        not_zero_share: (weight > 0.0).then(|| not_zero / weight),
    })
}

fn shares(column: &Column, labels: &[String], weights: &[f64]) -> Vec<(String, f64)> {
    let mut by_label = vec![0.0; labels.len()];
    for (row, weight) in weights.iter().enumerate() {
        if let Some(sum) = by_label.get_mut(column.data.value(row) as usize) {
            *sum += weight;
        }
    }
    let all = total(weights);
    let found = labels.iter().zip(by_label).filter(|(_, weight)| *weight > 0.0);
    found.map(|(label, weight)| (label.clone(), weight / all)).collect()
}
