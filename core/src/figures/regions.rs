//! Where the package helps most: regions by the change of their people's income.
//!
//! The results hold no coverage by region, so the ranking is by income.

use super::reader::{Reader, is_none};
use super::table::Rows;
use super::texts;
use super::{Figure, Unit};
use crate::costing::GroupRow;

/// Regions from the one that gains most to the one that gains least; absent without a reform, and where there are not two.
pub(super) fn regions(reader: &Reader<'_>) -> Option<Figure> {
    let results = reader.results;
    let groups = results.groups.iter().find(|groups| groups.by == "region")?;
    if !results.has_reform || groups.rows.len() < 2 {
        return None;
    }
    let mut rows: Vec<&GroupRow> = groups.rows.iter().collect();
    // Regions without a defined change come last; equal ones stay in the order of the data.
    let order = |row: &GroupRow| row.relative_change.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| order(b).total_cmp(&order(a)));
    let known: Vec<&GroupRow> = rows
        .iter()
        .copied()
        .filter(|row| row.relative_change.is_some())
        .collect();
    let (top, last) = (*known.first()?, *known.last()?);
    let name = |row: &GroupRow| reader.value("region", &row.group);
    let of = |row: &GroupRow| row.relative_change.unwrap_or_default();
    let (text, change): (_, fn(&Reader<'_>, f64) -> String) = match (of(top), of(last)) {
        (_, least) if least > 0.0 => (texts::REGIONS_RISE, |reader, change| reader.language.rate(change)),
        (most, _) if most < 0.0 => (texts::REGIONS_FALL, |reader, change| reader.language.rate(-change)),
        _ => (texts::REGIONS, |reader, change| {
            reader.language.show(Unit::Change, Some(change))
        }),
    };
    let unchanged = known.iter().all(|row| row.relative_change.is_some_and(is_none));
    let sentence = if unchanged {
        reader.word(texts::REGIONS_NONE)
    } else {
        let holes = [
            ("p", change(reader, of(top))),
            ("top", name(top)),
            ("q", change(reader, of(last))),
            ("last", name(last)),
        ];
        reader.sentence(text, &holes)
    };
    let title = reader.word(texts::REGIONS_TITLE);
    Some(Figure {
        name: "regions".to_string(),
        question: reader.word(texts::REGIONS_QUESTION),
        sentence,
        title: title.clone(),
        definition: reader.word(texts::REGIONS_DEFINITION),
        axis: reader.axis_in_percent(Unit::Change, texts::AXIS_INCOME_CHANGE),
        table: Rows::new(reader, "regions", title, &rows, |row| row.group.clone())
            .text("region", texts::REGION, |row| name(row))
            .number("relative_change", texts::RELATIVE_CHANGE, Unit::Change, |row| {
                row.relative_change
            })
            .number("mean_change", texts::MEAN_CHANGE, Unit::MoneyPerPerson, |row| {
                row.mean_change
            })
            .number("poverty_baseline_rate", texts::POVERTY_TODAY, Unit::Rate, |row| {
                row.poverty_baseline_rate
            })
            .number("poverty_reform_rate", texts::POVERTY_PACKAGE, Unit::Rate, |row| {
                row.poverty_reform_rate
            })
            .number("winners_share", texts::GAIN_SHARE, Unit::Share, |row| row.winners_share)
            .number("losers_share", texts::LOSE_SHARE, Unit::Share, |row| row.losers_share)
            .table(),
        more: Vec::new(),
    })
}
