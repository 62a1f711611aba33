//! Results by age and by category: who is poor, who gains and who loses.

use super::cost::Run;
use super::distribution::{BaselineRanks, failure};
use super::prepare::Prepared;
use super::results::{GroupRow, GroupTable};
use crate::document::Diagnostic;
use crate::measures::{CellsPartial, Part};
use crate::population::{Column, ColumnData, Population};
use crate::system::ColumnKind;

/// The age bands of the group table.
const AGE_BANDS: [(&str, f64); 4] = [("0-17", 18.0), ("18-39", 40.0), ("40-64", 65.0), ("65+", f64::INFINITY)];

/// Categories by which results are always shown where the data has them, after those that the system lists.
const STANDARD: [&str; 5] = ["region", "sex", "education", "contract", "labour_status"];

/// What a table is made by: the column and the labels of its codes.
struct Grouping {
    name: String,
    labels: Vec<String>,
    by_age: bool,
}

/// The labels of a category column; None if it is none, or if the data has it not.
fn labels(prepared: &Prepared, part: &Population, name: &str) -> Option<Vec<String>> {
    let column = part.column(name)?;
    match &prepared.system.column(name)?.kind {
        ColumnKind::Category(category) => match prepared.system.categories.get(category) {
            // An open category has the labels of the data.
            Some(labels) if labels.is_empty() => column.labels.as_ref().map(|labels| labels.to_vec()),
            labels => labels.cloned(),
        },
        _ => None,
    }
}

fn groupings(prepared: &Prepared, part: &Population, by: &[String]) -> Vec<Grouping> {
    let mut groupings = Vec::new();
    if part.column("age").is_some_and(|column| column.entity == 0) {
        groupings.push(Grouping {
            name: "age".to_string(),
            labels: AGE_BANDS.iter().map(|(label, _)| (*label).to_string()).collect(),
            by_age: true,
        });
    }
    let standard = STANDARD
        .iter()
        .copied()
        .filter(|name| !by.iter().any(|listed| listed == name));
    for name in by.iter().map(String::as_str).chain(standard) {
        if let Some(labels) = labels(prepared, part, name) {
            groupings.push(Grouping {
                name: name.to_string(),
                labels,
                by_age: false,
            });
        }
    }
    groupings
}

/// The codes of a column's rows.
fn codes(column: &Column, by_age: bool) -> Vec<u32> {
    let band = |age: f64| {
        let band = AGE_BANDS.iter().position(|(_, below)| age < *below);
        band.unwrap_or(AGE_BANDS.len() - 1) as u32
    };
    match &column.data {
        data if by_age => (0..data.len()).map(|row| band(data.value(row))).collect(),
        ColumnData::U8(values) => values.iter().map(|value| u32::from(*value)).collect(),
        ColumnData::U32(values) => values.to_vec(),
        data => (0..data.len()).map(|row| data.value(row) as u32).collect(),
    }
}

/// The categories of the people: what the tables are made by, and for each the codes of every part's rows. `None` where a part
/// has not the column.
pub(super) struct Codes(Vec<(Grouping, Vec<Option<Vec<u32>>>)>);

impl Codes {
    fn new(run: &Run<'_>, by: &[String]) -> Codes {
        let groupings = run
            .parts
            .first()
            .map_or(Vec::new(), |part| groupings(run.prepared, part, by));
        let with_codes = groupings.into_iter().map(|grouping| {
            let of = |part: &Population| part.column(&grouping.name).map(|column| codes(column, grouping.by_age));
            let codes = run.parts.iter().map(of).collect();
            (grouping, codes)
        });
        Codes(with_codes.collect())
    }
}

/// One table. Each person counts with the household's weight and equivalised income; so do the rows of another unit, and
/// households with the weight of the measures.
fn table(
    (grouping, codes): &(Grouping, Vec<Option<Vec<u32>>>),
    parts: &[Population],
    incomes: [&[&[f64]]; 2],
    ranks: &BaselineRanks,
) -> Result<GroupTable, Vec<Diagnostic>> {
    let mut partial = CellsPartial::new(grouping.labels.len() as u32, ranks.line, ranks.scale);
    let [y0, y1] = incomes;
    for (at, (part, codes)) in parts.iter().zip(codes).enumerate() {
        let (Some(column), Some(codes)) = (part.column(&grouping.name), codes) else {
            continue;
        };
        let rows = |weights| Part::new(y0[at], y1[at], weights).map_err(failure);
        if column.entity == 1 {
            partial
                .add(codes, &rows(ranks.weights[at].as_slice())?)
                .map_err(failure)?;
        } else if let Some(offsets) = &part.entities[column.entity as usize].household_offsets {
            partial
                .add_members(codes, offsets, &rows(part.weights.as_slice())?)
                .map_err(failure)?;
        }
    }
    let rows = partial
        .finish()
        .rows
        .iter()
        .zip(&grouping.labels)
        .filter(|(row, _)| row.weight > 0.0)
        .map(|(row, label)| GroupRow {
            group: label.clone(),
            weight: row.weight,
            mean_baseline: row.mean_baseline,
            mean_reform: row.mean_reform,
            mean_change: row.mean_change,
            relative_change: row.relative_change,
            poverty_baseline_rate: row.poverty_baseline_rate,
            poverty_reform_rate: row.poverty_reform_rate,
            winners_share: row.winners_share,
            losers_share: row.losers_share,
        })
        .collect();
    Ok(GroupTable {
        by: grouping.name.clone(),
        rows,
    })
}

/// Results by age where it is known, by every category that the system lists in `by`, and by the standard ones, as far as
/// the data has them. `codes` holds the categories of the people once they are known.
pub(super) fn groups(
    run: &Run<'_>,
    by: &[String],
    y0: &[&[f64]],
    y1: &[&[f64]],
    ranks: &BaselineRanks,
    codes: &mut Option<Codes>,
) -> Result<Vec<GroupTable>, Vec<Diagnostic>> {
    let codes = codes.get_or_insert_with(|| Codes::new(run, by));
    crate::simulation::for_each(codes.0.iter().collect(), |grouping| {
        table(grouping, run.parts, [y0, y1], ranks)
    })
    .into_iter()
    .collect()
}
