//! What stands beside the budget where there is something to tell: what each element costs in two ways, and who is left out where
//! places, money or a fund do not suffice.

use super::reader::Reader;
use super::table::Rows;
use super::texts::{self, Text};
use super::{FigureTable, Unit};
use crate::costing::{BudgetRow, RationingRow};

/// What each element costs on top of those before it, and on the average over all orders; absent where there is one element, or where
/// only one of the two is known.
pub(super) fn elements(reader: &Reader<'_>) -> Option<FigureTable> {
    let own = |row: &&BudgetRow| {
        row.stacked_cost.is_some_and(|cost| cost != 0.0) || row.shapley_cost.is_some_and(|cost| cost != 0.0)
    };
    let both = |row: &BudgetRow| row.stacked_cost.is_some() && row.shapley_cost.is_some();
    let rows: Vec<BudgetRow> = reader.results.budget.iter().filter(own).cloned().collect();
    if rows.len() < 2 || !rows.iter().all(both) {
        return None;
    }
    let title = reader.word(texts::BY_ELEMENT);
    let table = Rows::new(reader, "elements", title, &rows, |row| row.instrument.clone())
        .text("instrument", texts::ELEMENT, |row| reader.instrument(row))
        .number("stacked_cost", texts::NET_STACKED, Unit::Money, |row| row.stacked_cost)
        .number("shapley_cost", texts::NET_SHAPLEY, Unit::Money, |row| row.shapley_cost);
    Some(table.table())
}

/// Who is left out; absent where everything suffices by its rules.
pub(super) fn left_out(reader: &Reader<'_>) -> Option<FigureTable> {
    let rows = &reader.results.rationing;
    if rows.is_empty() {
        return None;
    }
    let has_displaced = rows.iter().any(|row| row.displaced_refused.is_some());
    let key = |row: &RationingRow| format!("{}/{}", row.instrument, row.law);
    let title = reader.word(texts::LEFT_OUT_TITLE);
    let mut table = Rows::new(reader, "left_out", title, rows, key)
        .text("instrument", texts::INSTRUMENT, |row| {
            reader.title("instrument", &row.instrument)
        })
        .text("law", texts::LAW, |row| {
            reader.word(match row.law.as_str() {
                "baseline" => texts::TODAYS_LAW,
                _ => texts::PACKAGE,
            })
        })
        .text("by", texts::LIMIT, |row| reader.word(limit(&row.by)))
        .number("wanted", texts::WANTED, Unit::People, |row| Some(row.wanted))
        .number("refused", texts::LEFT_OUT, Unit::People, |row| Some(row.refused));
    if has_displaced {
        table = table.number("displaced_refused", texts::LEFT_OUT_DISPLACED, Unit::People, |row| {
            row.displaced_refused
        });
    }
    let table = table
        .number("claimed", texts::CLAIMED, Unit::Money, |row| Some(row.claimed))
        .number("paid", texts::PAID, Unit::Money, |row| Some(row.paid))
        .number("shortfall", texts::SHORTFALL, Unit::Money, |row| Some(row.shortfall));
    Some(table.table())
}

fn limit(by: &str) -> Text {
    match by {
        "places" => texts::LIMIT_PLACES,
        "money" => texts::LIMIT_MONEY,
        _ => texts::LIMIT_FUND,
    }
}
