//! The budget of a study for a reader: instruments, accounts.

use commonweal_core::costing::{BudgetRow, Change, Results};
use commonweal_core::figures::Language;

use super::grid::{Align, Grid, wrap};
use super::number::{NOTHING, money, or_nothing, people, signed_money};
use super::rationing::fallback;

/// The heading of a section and what it says in words.
pub fn heading(title: &str, remark: &str) -> String {
    if remark.is_empty() {
        format!("\n{title}\n")
    } else {
        format!("\n{}", wrap(remark, &format!("{title}  "), 2))
    }
}

/// An account of the ledger in words.
pub fn account(name: &str) -> &str {
    match name {
        "households" => "Households",
        "government.central" => "Central government",
        "government.local" => "Regional and local government",
        "government.social_insurance" => "Social insurance",
        "employers" => "Employers",
        "fund" => "Funds",
        "providers" => "Providers of services",
        "production" => "Product market, owners and the rest of the world",
        other => other,
    }
}

fn is_public(name: &str) -> bool {
    name.starts_with("government.") || name == "fund"
}

/// How the net cost was divided, in a sentence.
fn attribution(name: &str) -> &'static str {
    match name {
        "shapley" => {
            "Net cost: after what other instruments take back or save; divided among them as the mean over all orders (Shapley)."
        }
        "stacked" => {
            "Net cost: after what other instruments take back or save; each on top of those before it (stacked)."
        }
        "last-in" => {
            "Net cost: after what other instruments take back or save; each as the last one, so that the column need not add up."
        }
        "whole" => {
            "Net cost: after what other instruments take back or save; the changes cannot stand alone, so the first carries the whole."
        }
        _ => "",
    }
}

/// The budget by instrument, with and without a reform. What pays nothing is left out, unless the study changes it.
pub fn budget(results: &Results) -> String {
    let rows: Vec<&BudgetRow> = results
        .budget
        .iter()
        .filter(|row| {
            row.baseline_amount != 0.0
                || row.reform_amount != 0.0
                || row.net_cost != 0.0
                || changed_by(results, &row.instrument)
        })
        .collect();
    if results.has_reform {
        reformed(results, &rows)
    } else {
        level(results, &rows)
    }
}

fn reformed(results: &Results, rows: &[&BudgetRow]) -> String {
    let mut text = heading(
        "Budget",
        &format!(
            "{} a year. Costs: positive means that the government pays more.",
            results.currency
        ),
    );
    let mut grid = Grid::new(&[
        ("Instrument", Align::Left),
        ("Baseline", Align::Right),
        ("Reform", Align::Right),
        ("Gross cost", Align::Right),
        ("Net cost", Align::Right),
        ("Recipients", Align::Right),
        ("Mean", Align::Right),
    ]);
    let mut gross = 0.0;
    for row in rows {
        gross += row.gross_cost;
        let is_touched = row.net_cost != 0.0
            || row.gross_cost != 0.0
            || results
                .changes
                .iter()
                .any(|change| change.law == "reform" && instrument_of(change) == Some(row.instrument.as_str()));
        grid.row([
            title(row),
            money(row.baseline_amount),
            money(row.reform_amount),
            if is_touched {
                signed_money(row.gross_cost)
            } else {
                NOTHING.to_string()
            },
            if is_touched {
                signed_money(row.net_cost)
            } else {
                NOTHING.to_string()
            },
            people(row.recipients),
            or_nothing(row.mean_amount, money),
        ]);
    }
    grid.rule();
    grid.row([
        "All instruments".to_string(),
        String::new(),
        String::new(),
        signed_money(gross),
        signed_money(results.net_cost),
    ]);
    text.push_str(&grid.text(2));
    let sentence = attribution(&results.attribution);
    if !sentence.is_empty() {
        text.push_str(&wrap(
            &format!("{sentence} Recipients: units that receive or pay something under the reform."),
            "  ",
            2,
        ));
    }
    if let Some(found) = &results.attribution_fallback {
        text.push_str(&wrap(&fallback(found), "  ", 2));
    }
    for sentence in commonweal_core::figures::notices(results, Language::English) {
        text.push_str(&wrap(&sentence, "  ", 2));
    }
    text
}

fn level(results: &Results, rows: &[&BudgetRow]) -> String {
    let law = if results.changes.is_empty() {
        "as the law stands"
    } else {
        "under the law with the changes above"
    };
    let mut text = heading(
        "Budget",
        &format!("{} a year, {law}; there is no reform.", results.currency),
    );
    let mut grid = Grid::new(&[
        ("Instrument", Align::Left),
        ("Paid by", Align::Left),
        ("To", Align::Left),
        ("Amount", Align::Right),
        ("Units", Align::Right),
        ("Mean", Align::Right),
    ]);
    for row in rows {
        grid.row([
            title(row),
            account(&row.payer).to_string(),
            account(&row.payee).to_string(),
            money(row.baseline_amount),
            people(row.baseline_recipients),
            or_nothing(row.mean_amount, money),
        ]);
    }
    text.push_str(&grid.text(2));
    text
}

/// The instrument that a change concerns; none where it is a parameter of the system.
fn instrument_of(change: &Change) -> Option<&str> {
    match (change.action.as_str(), change.name.split_once('.')) {
        ("set", Some((instrument, _))) => Some(instrument),
        ("set", None) => None,
        _ => Some(&change.name),
    }
}

/// Whether the study changes an instrument.
fn changed_by(results: &Results, instrument: &str) -> bool {
    results
        .changes
        .iter()
        .any(|change| instrument_of(change) == Some(instrument))
}

fn title(row: &BudgetRow) -> String {
    if row.title.is_empty() {
        row.instrument.clone()
    } else {
        row.title.clone()
    }
}

/// What every account receives less what it pays.
pub fn accounts(results: &Results) -> String {
    let mut text = heading("Accounts", &format!("{} a year, received less paid.", results.currency));
    let columns: &[(&str, Align)] = if results.has_reform {
        &[
            ("Account", Align::Left),
            ("Baseline", Align::Right),
            ("Reform", Align::Right),
            ("Change", Align::Right),
        ]
    } else {
        &[("Account", Align::Left), ("Balance", Align::Right)]
    };
    let mut grid = Grid::new(columns);
    let mut add = |name: &str, baseline: f64, reform: f64, change: f64| {
        if results.has_reform {
            grid.row([name.to_string(), money(baseline), money(reform), signed_money(change)]);
        } else {
            grid.row([name.to_string(), money(baseline)]);
        }
    };
    let (mut baseline, mut reform, mut change) = (0.0, 0.0, 0.0);
    for row in results.accounts.iter().filter(|row| is_public(&row.account)) {
        baseline += row.baseline;
        reform += row.reform;
        change += row.change;
        if row.baseline != 0.0 || row.reform != 0.0 {
            add(account(&row.account), row.baseline, row.reform, row.change);
        }
    }
    add("Government and its funds", baseline, reform, change);
    for row in results.accounts.iter().filter(|row| !is_public(&row.account)) {
        if row.baseline != 0.0 || row.reform != 0.0 {
            add(account(&row.account), row.baseline, row.reform, row.change);
        }
    }
    text.push_str(&grid.text(2));
    text
}
