//! Results by age and by category: who is poor, who gains and who loses.

use std::ops::Range;

use super::cost::Run;
use super::distribution::{BaselineRanks, failure};
use super::prepare::Prepared;
use super::results::{GroupRow, GroupTable};
use crate::document::Diagnostic;
use crate::measures::{CellIndex, CellSide, Part, cell_rows};
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
pub(super) fn labels(prepared: &Prepared, part: &Population, name: &str) -> Option<Vec<String>> {
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

/// The categories of the people: no law changes them.
pub(super) struct Codes {
    /// What the tables are made by, each with its run of cells and whether it counts households.
    tables: Vec<(Grouping, Range<usize>, bool)>,
    /// For each part the cells of its households' members, with the households' weights, and of its households, with the weights
    /// of the measures.
    index: Vec<[CellIndex; 2]>,
    cells: usize,
}

impl Codes {
    fn new(run: &Run<'_>, by: &[String]) -> Codes {
        let groupings = run
            .parts
            .first()
            .map_or(Vec::new(), |part| groupings(run.prepared, part, by));
        let mut tables = Vec::with_capacity(groupings.len());
        let mut cells = 0;
        for grouping in groupings {
            let first = cells;
            cells += grouping.labels.len();
            let column = run.parts[0].column(&grouping.name);
            let by_household = column.is_some_and(|column| column.entity == 1);
            tables.push((grouping, first..cells, by_household));
        }
        let index = run.parts.iter().map(|part| index_of(part, &tables, cells)).collect();
        Codes { tables, index, cells }
    }

    /// The sums of all cells under the baseline or under the reform.
    fn sums(
        &self,
        nothing: &CellSide,
        run: &Run<'_>,
        [y0, y1]: [&[&[f64]]; 2],
        ranks: &BaselineRanks,
    ) -> Result<[CellSide; 2], Vec<Diagnostic>> {
        let mut tasks = Vec::new();
        for (at, part) in run.parts.iter().enumerate() {
            for (which, weights) in [&part.weights, &ranks.weights[at]].into_iter().enumerate() {
                let rows = Part::new(y0[at], y1[at], weights.as_slice()).map_err(failure)?;
                let mut start = 0;
                while start < rows.len() {
                    let end = if start + PIECE < rows.len() {
                        start + PIECE
                    } else {
                        rows.len()
                    };
                    tasks.push((at, which, rows, start..end));
                    start = end;
                }
            }
        }
        let found = crate::simulation::for_each(tasks, |(at, which, part, rows)| {
            let mut side = nothing.clone();
            side.add(&self.index[at][which], &part, rows).map(|()| (which, side))
        });
        let mut whole = [nothing.clone(), nothing.clone()];
        for side in found {
            let (which, side) = side.map_err(failure)?;
            whole[which].merge(&side).map_err(failure)?;
        }
        Ok(whole)
    }
}

/// Rows of a piece that one thread passes over: whole blocks of the index.
const PIECE: usize = 1 << 15;

/// The cells of a part's households: of their members, or rows of another unit, and of themselves.
fn index_of(part: &Population, tables: &[(Grouping, Range<usize>, bool)], cells: usize) -> [CellIndex; 2] {
    let of = |by_household: bool| {
        let own = tables.iter().filter(|table| table.2 == by_household);
        let mut columns = Vec::new();
        for (grouping, cells, _) in own {
            if let Some(column) = part.column(&grouping.name) {
                let offsets = part.entities[column.entity as usize].household_offsets.as_deref();
                columns.push((
                    codes(column, grouping.by_age),
                    offsets,
                    cells.start as u32,
                    cells.len() as u32,
                ));
            }
        }
        let rows = (0..part.households()).map(|household| {
            columns.iter().flat_map(move |(codes, offsets, first, count)| {
                let (first, count) = (*first, *count);
                let rows = match offsets {
                    Some(offsets) => offsets[household] as usize..offsets[household + 1] as usize,
                    None => household..household + 1,
                };
                let cell = move |code: &u32| if *code < count { first + *code } else { u32::MAX };
                codes[rows].iter().map(cell)
            })
        });
        CellIndex::new(cells, rows)
    };
    [of(false), of(true)]
}

/// What is measured of the groups under baseline law.
pub(super) struct GroupGround([CellSide; 2]);

/// Results by age where it is known, by every category that the system lists in `by`, and by the standard ones, as far as
/// the data has them. Each person counts with the household's weight and equivalised income; so do the rows of another unit, and
/// households with the weight of the measures. `codes` holds the categories of the people once they are known, `ground` what is
/// measured of the baseline.
pub(super) fn groups(
    run: &Run<'_>,
    by: &[String],
    incomes: [&[&[f64]]; 2],
    ranks: &BaselineRanks,
    codes: &mut Option<Codes>,
    ground: &mut Option<GroupGround>,
) -> Result<Vec<GroupTable>, Vec<Diagnostic>> {
    let codes = codes.get_or_insert_with(|| Codes::new(run, by));
    let cells = codes.cells;
    let before = match ground.take() {
        Some(before) => before,
        None => {
            let nothing = CellSide::of_baseline(cells, ranks.line, ranks.scale);
            GroupGround(codes.sums(&nothing, run, incomes, ranks)?)
        }
    };
    let nothing = CellSide::of_reform(cells, ranks.line, ranks.scale);
    let after = codes.sums(&nothing, run, incomes, ranks)?;
    let mut tables = Vec::with_capacity(codes.tables.len());
    for (grouping, cells, by_household) in &codes.tables {
        let which = usize::from(*by_household);
        let rows = cell_rows(&before.0[which], &after[which], cells.clone()).map_err(failure)?;
        let labelled = rows.iter().zip(&grouping.labels).filter(|(row, _)| row.weight > 0.0);
        let rows = labelled.map(|(row, label)| GroupRow {
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
            loss_above_5_percent: row.bands.map(|bands| bands.loss_above_5_percent_share),
            loss_up_to_5_percent: row.bands.map(|bands| bands.loss_up_to_5_percent_share),
            no_change: row.bands.map(|bands| bands.no_change_share),
            gain_up_to_5_percent: row.bands.map(|bands| bands.gain_up_to_5_percent_share),
            gain_above_5_percent: row.bands.map(|bands| bands.gain_above_5_percent_share),
            baseline_not_positive: row.bands.map(|bands| bands.baseline_not_positive_share),
        });
        tables.push(GroupTable {
            by: grouping.name.clone(),
            rows: rows.collect(),
        });
    }
    *ground = Some(before);
    Ok(tables)
}
