//! Who loses one benefit because of another, and who receives two at once: by hand, and against runs of their own.

use commonweal_core::costing::{DoublePayment, Interaction, InteractionsResult, Results, cost, interactions, tables};
use commonweal_core::figures::{Language, figures};
use commonweal_core::population::Population;
use commonweal_tests::people::{People, alone, parts};
use commonweal_tests::{catalog, prepared};

/// Four adults alone, with earnings of 0, 500, 800 and 4000, who stand for 1, 2, 3 and 4.
fn four() -> Vec<Population> {
    let pay = [0.0, 500.0, 800.0, 4000.0];
    vec![alone(&[1.0, 2.0, 3.0, 4.0], &[("pay", &pay)], "earnings = \"pay\"")]
}

/// Assistance that fills up to 1000; a grant of 600 that counts as income; a payment of 300 for earnings below 600 that does not.
fn study(change: &str) -> String {
    format!(
        r#"format = 1
name = "by-hand"
system = "plain"
year = 2025
[baseline]
remove = ["social_contributions", "employer_social_contributions", "income_tax", "child_benefit", "social_assistance"]
add = ["assistance"]
[reform]
add = ["grant", "cover"]
{change}
[[instruments]]
name = "assistance"
title = {{ en = "Assistance", zh = "救助" }}
kind = "benefit"
unit = "household"
covers_income_loss = true
paid_for_income_loss = true
parameters = {{ need = {{ unit = "currency/year", default = 1000, range = [0, 6000], assumption = true }} }}
rules = {{ amount = "max(0, need - means_test_income)" }}
[[instruments]]
name = "grant"
title = {{ en = "Grant", zh = "补助" }}
kind = "benefit"
parameters = {{ each = {{ unit = "currency/year", default = 600, range = [0, 6000], assumption = true }} }}
rules = {{ amount = "each" }}
interaction = {{ counts_in = {{ means_test_income = true }} }}
[[instruments]]
name = "cover"
title = {{ en = "Cover", zh = "保障" }}
kind = "benefit"
covers_income_loss = true
paid_for_income_loss = true
parameters = {{ each = {{ unit = "currency/year", default = 300, range = [0, 6000], assumption = true }}, below = {{ unit = "currency/year", default = 600, range = [0, 6000], assumption = true }} }}
rules = {{ amount = "each if earnings < below else 0" }}
interaction = {{ counts_in = {{ means_test_income = false }} }}
"#
    )
}

fn found(change: &str) -> (Results, InteractionsResult) {
    let catalog = catalog();
    let prepared = prepared(&study(change), &catalog).expect("the study is sound");
    let parts = four();
    let found = interactions(&prepared, &parts, &|_, _| true).expect("the study runs");
    let costing = cost(&prepared, &parts, &|_, _| true).expect("the study runs");
    (costing.results, found)
}

#[test]
fn a_means_test_cuts_off_and_two_covers_pay_twice() {
    let (mut results, found) = found("");
    assert_eq!(found.unit, "household");
    // Without the grant 1000, 500, 200 and 0; with it 400, 0, 0 and 0: 1 x 600 + 2 x 500 + 3 x 200. The cover counts nowhere.
    let loss = Interaction {
        instrument: "assistance".to_string(),
        because_of: "grant".to_string(),
        stated: String::new(),
        receiving_without: 6.0,
        losing: 6.0,
        losing_all: 5.0,
        amount_lost: 2200.0,
    };
    assert_eq!(found.losses, [loss]);
    let double =
        |instrument: &str, with: &str, same_purpose, [units, amount, amount_with, overlap]: [f64; 4]| DoublePayment {
            instrument: instrument.to_string(),
            with: with.to_string(),
            same_purpose,
            units,
            amount,
            amount_with,
            overlap,
        };
    // The first household has 300 of cover and 400 of assistance, for one purpose. Grant and cover: the first and the second, 3 x 300.
    // Grant and assistance: the first, 400 of 600.
    assert_eq!(
        found.double_payments,
        [
            double("cover", "assistance", true, [1.0, 300.0, 400.0, 300.0]),
            double("grant", "cover", false, [3.0, 1800.0, 900.0, 900.0]),
            double("grant", "assistance", false, [1.0, 600.0, 400.0, 400.0]),
        ]
    );
    assert!(found.not_told.is_empty());
    results.interactions = Some(found);
    let names: Vec<String> = tables(&results).into_iter().map(|table| table.name).collect();
    assert!(names.contains(&"interactions".to_string()) && names.contains(&"double_payments".to_string()));
    let sentence = |language| {
        let all = figures(&results, language);
        let figure = all.into_iter().find(|figure| figure.name == "interactions");
        figure.expect("the figure is there").sentence
    };
    assert_eq!(
        sentence(Language::English),
        "6 households lose 2,200 currency units a year of “Assistance” because of “Grant”; 1 households receive both “Cover” and \
         “Assistance” for a loss of income, 300 currency units a year of it twice."
    );
    assert_eq!(
        sentence(Language::Chinese),
        "因“补助”，6 户家庭的“救助”每年减少 2200 货币单位；1 户家庭因收入损失同时领取“保障”和“救助”，每年重复 300 货币单位。"
    );
}

#[test]
fn who_loses_less_than_anybody_notices_is_not_counted() {
    let (_, unnoticed) = found("[reform.set]\n\"grant.each\" = 0.5");
    assert!(unnoticed.losses.is_empty(), "{:?}", unnoticed.losses);
    let (mut results, noticed) = found("[reform.set]\n\"grant.each\" = 1");
    let loss = &noticed.losses[0];
    assert_eq!((loss.losing, loss.losing_all, loss.amount_lost), (6.0, 0.0, 6.0));
    // Gross cost is what grant (1 x 10) and cover (300 x 3) pay, however the net cost is divided.
    for row in &mut results.budget {
        row.net_cost = 0.0;
    }
    assert_eq!(results.gross_cost(), 910.0);
    assert_eq!(results.paying_nothing().count(), 0);
    let (results, _) = found("[reform.set]\n\"grant.each\" = 0");
    let idle: Vec<&str> = results.paying_nothing().map(|row| row.instrument.as_str()).collect();
    assert_eq!(idle, ["grant"]);
}

#[test]
fn what_an_element_replaces_is_told_apart() {
    let (_, found) = found("[reform.set]\n\"grant.replaces\" = [\"assistance\"]");
    let loss = &found.losses[0];
    assert_eq!(
        (loss.instrument.as_str(), loss.because_of.as_str(), loss.stated.as_str()),
        ("assistance", "grant", "replaces")
    );
    // All of 1000 + 2 x 500 + 3 x 200.
    assert_eq!((loss.losing, loss.losing_all, loss.amount_lost), (6.0, 6.0, 2600.0));
    assert_eq!(found.double_payments.len(), 1);
}

#[test]
fn a_changed_parameter_cuts_off_too_and_without_a_reform_there_is_nothing() {
    // The baseline has assistance and grant; the reform raises the grant to 900: 900 + 0 leaves 100, then nothing.
    let text = study("[reform.set]\n\"grant.each\" = 900").replace("add = [\"grant\", \"cover\"]", "add = [\"cover\"]");
    let text = text.replace("add = [\"assistance\"]", "add = [\"assistance\", \"grant\"]");
    let study = prepared(&text, &catalog()).expect("the study is sound");
    let found = interactions(&study, &four(), &|_, _| true).expect("the study runs");
    // Under the grant of 600 the first had 400; under that of 900 it has 100.
    let loss = &found.losses[0];
    assert_eq!(
        (loss.because_of.as_str(), loss.losing, loss.losing_all, loss.amount_lost),
        ("grant", 1.0, 0.0, 300.0)
    );
    let none = prepared("format = 1\nname = \"none\"\nsystem = \"plain\"\n", &catalog()).expect("the study is sound");
    let found = interactions(&none, &four(), &|_, _| true).expect("the study runs");
    assert!(found.losses.is_empty() && found.double_payments.is_empty());
}

#[test]
fn losses_are_those_of_two_runs_and_parts_do_not_matter() {
    let catalog = catalog();
    let system = catalog.system("stylised").expect("the system is sound");
    let whole = [People::random(&system, 7, 200)
        .population(&system)
        .expect("the people are sound")];
    let with = |adds: &str| {
        let text =
            format!("format = 1\nname = \"two\"\nsystem = \"stylised\"\nyear = 2025\n[reform]\nadd = [{adds}]\n");
        prepared(&text, &catalog).expect("the study is sound")
    };
    let both = with("\"basic_income\", \"transition_allowance\"");
    let found = interactions(&both, &whole, &|_, _| true).expect("the study runs");
    assert_eq!(
        found,
        interactions(&both, &parts(&whole[0], 5), &|_, _| true).expect("the study runs")
    );
    let column = |study, name: &str| -> Vec<f64> {
        let costing = cost(study, &whole, &|_, _| true).expect("the study runs");
        let columns = costing.microdata(&|_, _| true).expect("the ledger is made").columns;
        let found = columns.into_iter().find(|column| column.name == name);
        found.expect("the column is there").values
    };
    let alone = with("\"transition_allowance\"");
    let (before, after) = (column(&alone, "social_assistance"), column(&both, "social_assistance"));
    let weights = column(&both, "weight");
    let (mut losing, mut lost) = (0.0, 0.0);
    for ((before, after), weight) in before.iter().zip(&after).zip(&weights) {
        if before - after >= 0.00005 {
            losing += weight;
            lost += weight * (before - after);
        }
    }
    let mut rows = found.losses.iter();
    let row = rows.find(|row| row.instrument == "social_assistance" && row.because_of == "basic_income");
    let row = row.expect("a basic income cuts assistance");
    assert!(losing > 0.0);
    assert_eq!(row.losing, losing);
    assert!((row.amount_lost - lost).abs() < 1e-6 * lost, "{row:?} and {lost}");
}
