//! Who loses one benefit because of another, and who receives two at once, for a reader.

use commonweal_core::costing::{BudgetRow, NOTICED_LOSS, Results};

use super::budget::heading;
use super::grid::{Align, Grid, wrap};
use super::number::{money, or_nothing, people};

/// The page's part on interactions; nothing unless they were asked for.
pub fn interactions(results: &Results) -> String {
    let Some(found) = &results.interactions else {
        return String::new();
    };
    let units = units(&found.unit);
    let title = |name: &str| {
        let row = results.budget.iter().find(|row: &&BudgetRow| row.instrument == name);
        row.map(|row| row.title.clone())
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| name.to_string())
    };
    let mut text = heading(
        "Benefits lost",
        &format!(
            "What {units} have less of a benefit because of a part of the reform: the reform against the reform without that part, the others kept, \
             on the people as the whole reform leaves them. Counted are those who lose at least {NOTICED_LOSS} {} a year; what is lost is that of all.",
            results.currency
        ),
    );
    if found.losses.is_empty() {
        text.push_str("  Nobody has less of a benefit because of another part of the reform.\n");
    } else {
        let mut grid = Grid::new(&[
            ("Benefit, and because of what", Align::Left),
            (units, Align::Right),
            ("lose all", Align::Right),
            ("lost a year", Align::Right),
            ("by", Align::Left),
        ]);
        for row in &found.losses {
            let by = match row.stated.as_str() {
                "replaces" => "replacement",
                "instead_of" => "exclusion",
                _ => "other rules",
            };
            grid.row([
                format!("{}, because of {}", title(&row.instrument), title(&row.because_of)),
                people(row.losing),
                people(row.losing_all),
                money(row.amount_lost),
                by.to_string(),
            ]);
        }
        text.push_str(&grid.text(2));
    }
    text.push_str(&heading(
        "Two benefits at once",
        &format!(
            "{} that receive both. One purpose: both are paid because an income was lost, as insurance benefits are and files that say paid_for_income_loss = true; \
             then the overlap, the smaller of both amounts, is a double payment.",
            capital(units)
        ),
    ));
    if found.double_payments.is_empty() {
        text.push_str("  Nobody receives a benefit of the reform together with another.\n");
    } else {
        let mut grid = Grid::new(&[
            ("Both", Align::Left),
            (units, Align::Right),
            ("overlap a year", Align::Right),
            ("a unit", Align::Right),
            ("one purpose", Align::Left),
        ]);
        for row in &found.double_payments {
            let each = (row.units > 0.0).then(|| row.overlap / row.units);
            grid.row([
                format!("{}, and {}", title(&row.instrument), title(&row.with)),
                people(row.units),
                money(row.overlap),
                or_nothing(each, money),
                if row.same_purpose { "yes" } else { "no" }.to_string(),
            ]);
        }
        text.push_str(&grid.text(2));
    }
    if !found.not_told.is_empty() {
        let names: Vec<String> = found.not_told.iter().map(|name| title(name)).collect();
        text.push_str(&wrap(
            &format!(
                "Not told apart, because other parts of the reform need them: {}.",
                names.join(", ")
            ),
            "  ",
            2,
        ));
    }
    text
}

/// The unit that is counted, in the plural.
fn units(unit: &str) -> &'static str {
    match unit {
        "household" => "households",
        "family" => "families",
        "person" => "persons",
        "tax_unit" => "tax units",
        _ => "units",
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}
