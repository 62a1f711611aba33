//! What an instrument leaves to the next year: balances of accounts, draws of use, and what dividing the net cost makes of them.

use commonweal_core::costing::{YearsResults, cost, cost_years, prepare};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::Population;
use commonweal_core::system::Study;
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, source};

fn population(households: u32) -> Population {
    let system = catalog().system("stylised").expect("the system is sound");
    let people = People::random(&system, 17, households);
    people.population(&system).expect("the people are sound")
}

fn years_of(lines: &str, people: &[Population], range: (i32, i32)) -> Result<YearsResults, Vec<Diagnostic>> {
    let text = format!("format = 1\nname = \"years\"\nsystem = \"stylised\"\nyear = 2025\n{lines}");
    let study = Study::read(&source("study.toml", &text))?;
    let prepared = prepare(&study, &catalog(), &nothing_beside, &[], None)?;
    cost_years(&prepared, people, range, 0.02, &|_, _| true)
}

fn costed(lines: &str, people: &[Population], range: (i32, i32)) -> YearsResults {
    years_of(lines, people, range).expect("the study runs")
}

/// A learning account that everybody uses, into which nobody but government pays: 400 at the start, 100 a year, a course of 350.
const ACCOUNT: &str = r#"
[options]
frozen = true
[baseline]
add = ["learning_account"]
[baseline.set]
"learning_account.opening_balance" = 400
"learning_account.year_credit" = 100
"learning_account.own_payment_rate" = 0
"learning_account.employer_payment_rate" = 0
"learning_account.course_cost" = 350
"learning_account.usage_rate" = 1
[reform.set]
"learning_account.year_credit" = 200
"#;

fn account(lines: &str, years: i32) -> Vec<(f64, f64)> {
    let results = costed(lines, &[population(300)], (2025, 2024 + years));
    let row = |year: &commonweal_core::costing::YearResults| {
        let mut budget = year.results.budget.iter();
        let row = budget.find(|row| row.instrument == "learning_account");
        row.map(|row| (row.baseline_amount, row.reform_amount))
            .expect("it has a row")
    };
    results.years.iter().map(row).collect()
}

#[test]
fn the_balance_of_an_account_goes_on_from_year_to_year_under_each_law() {
    let found = account(ACCOUNT, 5);
    let persons = found[0].0 / 350.0;
    assert!(persons > 0.0);
    // 500 less 350; 250; then the credit alone. With 200 a year: 600 less 350, 450 less 350, 300, 200.
    let wanted = [
        (350.0, 350.0),
        (250.0, 350.0),
        (100.0, 300.0),
        (100.0, 200.0),
        (100.0, 200.0),
    ];
    for ((baseline, reform), (before, after)) in found.into_iter().zip(wanted) {
        assert!((baseline / persons - before).abs() < 1e-9, "{baseline} {before}");
        assert!((reform / persons - after).abs() < 1e-9, "{reform} {after}");
    }
    // The limit holds every year, and what expires is gone.
    let capped = account(
        &ACCOUNT.replace(
            "\"learning_account.usage_rate\" = 1",
            "\"learning_account.usage_rate\" = 1\n\"learning_account.balance_cap\" = 300",
        ),
        2,
    );
    assert!((capped[0].0 / persons - 300.0).abs() < 1e-9 && (capped[1].0 / persons - 100.0).abs() < 1e-9);
    let expired = account(
        &ACCOUNT.replace(
            "\"learning_account.usage_rate\" = 1",
            "\"learning_account.usage_rate\" = 1\n\"learning_account.expired_share\" = 1",
        ),
        2,
    );
    assert!((expired[0].0 / persons - 100.0).abs() < 1e-9 && (expired[1].0 / persons - 100.0).abs() < 1e-9);
}

#[test]
fn who_uses_an_account_is_drawn_anew_each_year() {
    // A course takes all there is: were the same persons to use theirs every year, each would find one year's credit.
    let half = ACCOUNT
        .replace("opening_balance\" = 400", "opening_balance\" = 0")
        .replace("course_cost\" = 350", "course_cost\" = 100000")
        .replace("usage_rate\" = 1", "usage_rate\" = 0.5");
    let results = costed(&half, &[population(600)], (2025, 2028));
    let mut mean = Vec::new();
    for year in &results.years {
        let row = year
            .results
            .budget
            .iter()
            .find(|row| row.instrument == "learning_account");
        let row = row.expect("it has a row");
        assert!(row.recipients > 0.0);
        mean.push(row.reform_amount / row.recipients);
    }
    assert_eq!(mean[0], 200.0);
    // 200 x (1 + 1/2), then (1 + 1/2 + 1/4), within the error of some hundred persons.
    assert!((mean[1] - 300.0).abs() < 20.0, "{mean:?}");
    assert!((mean[2] - 350.0).abs() < 35.0, "{mean:?}");
    // The first year is that of a run of one year.
    let text = format!("format = 1\nname = \"years\"\nsystem = \"stylised\"\nyear = 2025\n{half}");
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog(), &nothing_beside, &[], None).expect("the study is sound");
    let people = [population(600)];
    let single = cost(&prepared, &people, &|_, _| true).expect("the study runs");
    assert_eq!(single.results.net_cost, results.years[0].results.net_cost);
}

#[test]
fn what_an_instrument_left_is_that_of_the_whole_reform_when_the_net_cost_is_divided() {
    // Two elements that do not meet: each costs by itself what it costs in all, in every year.
    for attribution in ["stacked", "shapley"] {
        for scenario in ["", "scenario = \"ai-years\"\n"] {
            let lines = format!(
                "{scenario}[options]\nfrozen = true\nattribution = \"{attribution}\"\n[reform]\nadd = [\"learning_account\", \"basic_income\"]\n[reform.set]\n\
                 \"learning_account.opening_balance\" = 400\n\"learning_account.year_credit\" = 100\n\"learning_account.own_payment_rate\" = 0\n\
                 \"learning_account.employer_payment_rate\" = 0\n\"learning_account.course_cost\" = 350\n\"learning_account.usage_rate\" = 1\n"
            );
            let results = costed(&lines, &[population(300)], (2025, 2027));
            let mut paid = Vec::new();
            for year in &results.years {
                let row = |name: &str| {
                    let mut budget = year.results.budget.iter();
                    budget.find(|row| row.instrument == name).expect("it has a row")
                };
                let account = row("learning_account");
                assert_eq!(
                    account.net_cost, account.gross_cost,
                    "{attribution} {scenario:?} {}: {:?}",
                    year.year, year.results.budget
                );
                paid.push(account.reform_amount);
            }
            assert!(paid[2] < paid[0], "{paid:?}");
        }
    }
}
