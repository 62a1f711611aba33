//! Who is left out where places, money or a fund do not suffice, and what each element costs in two ways, for a reader.

use commonweal_core::costing::{AttributionFallback, BudgetRow, RationingRow, Results};

use super::budget::heading;
use super::grid::{Align, Grid};
use super::number::{money, or_nothing, people, signed_money};

/// The page's part on what does not suffice; nothing where all of it does.
pub fn rationing(results: &Results) -> String {
    if results.rationing.is_empty() {
        return String::new();
    }
    let mut text = heading(
        "Left out",
        &format!(
            "Instruments whose places, money or fund may not suffice, counted in their own units; {} a year. A fund that does not \
             suffice serves everybody with less. Displaced: units with a member who loses the work.",
            results.currency
        ),
    );
    let has_displaced = results.rationing.iter().any(|row| row.displaced_refused.is_some());
    let mut columns = vec![
        ("", Align::Left),
        ("Limit", Align::Left),
        ("Wanted", Align::Right),
        ("Left out", Align::Right),
    ];
    columns.extend(has_displaced.then_some(("displaced", Align::Right)));
    columns.extend([
        ("Claimed", Align::Right),
        ("Paid", Align::Right),
        ("Shortfall", Align::Right),
    ]);
    let mut grid = Grid::new(&columns);
    for row in &results.rationing {
        let mut cells = vec![
            name(results, row),
            row.by.clone(),
            people(row.wanted),
            people(row.refused),
        ];
        if has_displaced {
            cells.push(or_nothing(row.displaced_refused, people));
        }
        cells.extend([money(row.claimed), money(row.paid), money(row.shortfall)]);
        grid.row(cells);
    }
    text.push_str(&grid.text(2));
    text
}

/// The instrument, with the law where both have a row.
fn name(results: &Results, row: &RationingRow) -> String {
    let budget = results.budget.iter().find(|own| own.instrument == row.instrument);
    let title = budget.map_or("", |own| own.title.as_str());
    let title = if title.is_empty() { &row.instrument } else { title };
    let laws = results.rationing.iter().filter(|own| own.instrument == row.instrument);
    match laws.count() {
        1 => title.to_string(),
        _ => format!("{title}, {}", row.law),
    }
}

/// What each element of the reform costs on top of those before it, and on the average over all orders; nothing where there is one
/// element, or where only one of the two is known.
pub fn both_costs(results: &Results) -> String {
    let rows: Vec<(&BudgetRow, f64, f64)> = results
        .budget
        .iter()
        .filter_map(|row| Some((row, row.stacked_cost?, row.shapley_cost?)))
        .filter(|(_, stacked, shapley)| *stacked != 0.0 || *shapley != 0.0)
        .collect();
    if rows.len() < 2 {
        return String::new();
    }
    let mut text = heading(
        "Net cost by element",
        "Stacked: on top of the elements before it, in the order of the study. Shapley: the mean over all orders.",
    );
    let mut grid = Grid::new(&[
        ("Element", Align::Left),
        ("Stacked", Align::Right),
        ("Shapley", Align::Right),
    ]);
    for (row, stacked, shapley) in rows {
        let title = if row.title.is_empty() {
            &row.instrument
        } else {
            &row.title
        };
        grid.row([title.clone(), signed_money(stacked), signed_money(shapley)]);
    }
    grid.rule();
    grid.row([
        "All".to_string(),
        signed_money(results.net_cost),
        signed_money(results.net_cost),
    ]);
    text.push_str(&grid.text(2));
    text
}

/// Why the net cost is divided otherwise than asked, in a sentence.
pub fn fallback(found: &AttributionFallback) -> String {
    let used = match found.used.as_str() {
        "stacked" => "each is told on top of those before it",
        _ => "the first carries the whole",
    };
    if let (Some(orders), Some(most)) = (found.orders, found.most) {
        return format!(
            "Of {} elements, more than {most}, not all orders are run: the mean is that over {orders} orders drawn by lot, the same for \
             the same seed.",
            found.elements
        );
    }
    match found.most {
        Some(most) => format!(
            "Asked for {}, but {} elements are more than the {most} for which that is worked out: {used}.",
            found.asked, found.elements
        ),
        None => format!(
            "Asked for {}, but some of the {} elements make no law without the others: {used}.",
            found.asked, found.elements
        ),
    }
}
