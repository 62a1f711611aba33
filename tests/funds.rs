//! The terms of a fund are parameters: what it opens with, what it earns, and what happens when it is empty; the books hold all of it once.

use std::sync::Arc;

use commonweal_core::costing::{FundRow, Live, Results, YearsResults, cost, cost_years, describe, prepare};
use commonweal_core::document::{Diagnostic, Node, Value};
use commonweal_core::population::Population;
use commonweal_core::system::{Assignment, Study};
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, source};

/// A levy, and an allowance that the fund alone pays.
const PACKAGE: &str = r#"
scenario = { name = "ai-years", set = { displaced_share = 0.3 } }
[options]
frozen = true
[reform]
add = ["ai_levy", "transition_allowance"]
[reform.set]
"ai_levy.base_of_levy" = "profit"
"transition_allowance.payer" = "fund"
"#;

fn population() -> Population {
    let system = catalog().system("stylised").expect("the system is sound");
    let people = People::random(&system, 17, 400).population(&system);
    people.expect("the people are sound")
}

fn prepared(lines: &str, set: &[&str]) -> commonweal_core::costing::Prepared {
    let text = format!("format = 1\nname = \"fund\"\nsystem = \"stylised\"\nyear = 2025\n{lines}");
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let set: Vec<Assignment> = set
        .iter()
        .map(|text| Study::assignment(text).expect("a value"))
        .collect();
    prepare(&study, &catalog(), &nothing_beside, &set, None).expect("the study is sound")
}

fn years(lines: &str, set: &[&str]) -> YearsResults {
    let people = [population()];
    cost_years(&prepared(lines, set), &people, (2025, 2029), 0.02, &|_, _| true).expect("the study runs")
}

fn single(set: &[&str]) -> Results {
    let (prepared, people) = (prepared(PACKAGE, set), [population()]);
    cost(&prepared, &people, &|_, _| true).expect("the study runs").results
}

fn rows(results: &YearsResults) -> Vec<&FundRow> {
    let all = results.years.iter().flat_map(|year| &year.funds);
    all.filter(|row| row.law == "reform").collect()
}

/// All accounts of each year add up to nothing, and the fund's is what its balance has changed by.
fn hold_the_books(results: &YearsResults) {
    for (year, row) in results.years.iter().zip(rows(results)) {
        let sum = year.results.accounts.iter().fold(0.0, |sum, row| sum + row.reform);
        // Each account is rounded once; in whole steps they add up to nothing.
        assert!(sum.abs() < 1e-6, "{}: {sum}", year.year);
        let own = year.results.accounts.iter().find(|row| row.account == "fund");
        let own = own.expect("the account of the fund").reform;
        let change = row.closing - row.opening;
        assert!((own - change).abs() <= 1e-6 * (1.0 + row.claimed), "{own} {change}");
        assert!(row.closing >= -1e-3, "{row:?}");
        let parts = year.results.budget.iter().fold(0.0, |sum, row| sum + row.net_cost);
        let net = year.results.net_cost;
        assert!((parts - net).abs() <= 1e-9 * net.abs().max(1.0), "{parts} {net}");
    }
}

fn flow(results: &Results, name: &str) -> Option<(String, String, f64)> {
    let row = results.flows.iter().find(|row| row.name == name)?;
    Some((row.from.clone(), row.to.clone(), row.reform))
}

#[test]
fn interest_is_earned_and_posted_once() {
    let none = years(PACKAGE, &["transition_fund.opening_balance=2e9"]);
    let some = years(
        PACKAGE,
        &["transition_fund.opening_balance=2e9", "transition_fund.interest=0.03"],
    );
    hold_the_books(&none);
    hold_the_books(&some);
    for (year, row) in none.years.iter().zip(rows(&none)) {
        assert_eq!(
            (row.interest, flow(&year.results, "transition_fund.interest")),
            (0.0, None)
        );
    }
    let (first, plain) = (rows(&some)[0], rows(&none)[0]);
    assert_eq!(first.opening, 2e9);
    assert!(
        first.interest > 0.0 && first.interest < 0.03 * (2e9 + first.inflow),
        "{first:?}"
    );
    assert_eq!((first.inflow, first.claimed), (plain.inflow, plain.claimed));
    for (year, row) in some.years.iter().zip(rows(&some)) {
        let posted = flow(&year.results, "transition_fund.interest").expect("interest is in the books");
        assert_eq!(posted, ("production".to_string(), "fund".to_string(), row.interest));
    }
    // What the fund earns in the first year government and fund need not pay.
    let saved = none.years[0].results.net_cost - some.years[0].results.net_cost;
    assert_eq!(first.paid, plain.paid);
    assert!((saved - first.interest).abs() <= 1.0, "{saved} {}", first.interest);
}

#[test]
fn what_comes_last_and_touches_no_fund_has_no_part_in_its_interest() {
    let package = PACKAGE
        .replace("frozen = true", "frozen = true\nattribution = \"last-in\"")
        .replace(
            "\"transition_allowance\"]",
            "\"transition_allowance\", \"earnings_credit\"]",
        );
    let open = "transition_fund.opening_balance=2e9";
    let (none, some) = (
        years(&package, &[open]),
        years(&package, &[open, "transition_fund.interest=0.03"]),
    );
    let of = |results: &YearsResults, at: usize, name: &str| {
        let row = results.years[at]
            .results
            .budget
            .iter()
            .find(|row| row.instrument == name);
        row.expect("it has a row").net_cost
    };
    assert_eq!(some.years[0].results.attribution, "last-in");
    // The first year: people, levy and claims are the same, so the fund alone differs.
    assert!(rows(&some)[0].interest > 0.0);
    assert_eq!(of(&some, 0, "earnings_credit"), of(&none, 0, "earnings_credit"));
    assert!(of(&some, 0, "earnings_credit") != 0.0);
    // Interest is in the part of what fills the fund or draws on it.
    let moved = |name: &str| of(&none, 0, name) - of(&some, 0, name);
    assert!(moved("ai_levy") != 0.0 || moved("transition_allowance") != 0.0);
}

#[test]
fn an_opening_balance_pays_what_the_levy_does_not_yet() {
    let (empty, full) = (
        years(PACKAGE, &[]),
        years(PACKAGE, &["transition_fund.opening_balance=1e12"]),
    );
    hold_the_books(&full);
    let (poor, rich) = (rows(&empty)[0], rows(&full)[0]);
    assert!(poor.paid < poor.claimed && poor.empty_in_month == 1, "{poor:?}");
    assert_eq!((rich.opening, rich.empty_in_month), (1e12, 0));
    assert_eq!(rich.paid, rich.claimed);
    // A single year spends it too.
    let (empty, full) = (single(&[]), single(&["transition_fund.opening_balance=1e12"]));
    let paid = |results: &Results| {
        let row = results
            .budget
            .iter()
            .find(|row| row.instrument == "transition_allowance");
        row.expect("the allowance").reform_amount
    };
    assert!(paid(&empty) < paid(&full));
}

#[test]
fn the_budget_tops_it_up_and_the_books_hold_that() {
    let set = ["transition_fund.when_empty=top_up"];
    let (cut, topped) = (years(PACKAGE, &[]), years(PACKAGE, &set));
    hold_the_books(&topped);
    let first = rows(&topped)[0];
    assert_eq!(first.paid, first.claimed);
    assert!(first.topped_up > 0.0 && rows(&cut)[0].topped_up == 0.0);
    // What comes in during the last month is spent in the next year, also where the budget stands by.
    assert!(
        (first.closing - first.inflow / 12.0).abs() <= 1e-6 * first.inflow,
        "{first:?}"
    );
    for (year, row) in topped.years.iter().zip(rows(&topped)) {
        let posted = flow(&year.results, "transition_fund.top_up");
        let expected = ("government.central".to_string(), "fund".to_string(), row.topped_up);
        assert_eq!(posted, (row.topped_up > 0.0).then_some(expected), "{}", year.year);
    }
    // A year as one payment: what the fund lacks, and no more.
    let one = single(&set);
    let (_, _, added) = flow(&one, "transition_fund.top_up").expect("the budget adds to it");
    let of = |name: &str| {
        let row = one.budget.iter().find(|row| row.instrument == name);
        row.expect("a row").reform_amount
    };
    assert!(
        (of("transition_allowance") - of("ai_levy") - added).abs() <= 1e-6 * added,
        "{added}"
    );
    let balance = one.accounts.iter().find(|row| row.account == "fund").expect("the fund");
    assert!(balance.reform.abs() <= 1e-6 * added, "{balance:?}");
}

#[test]
fn terms_are_part_of_the_law_and_wrong_ones_are_refused() {
    let written = PACKAGE.replace("[reform.set]", "[reform.set]\n\"transition_fund.interest\" = 0.02");
    let people = [population()];
    let found = |lines: &str| {
        let prepared = prepared(lines, &[]);
        let results = cost(&prepared, &people, &|_, _| true).expect("the study runs").results;
        results.fingerprint
    };
    assert_ne!(found(PACKAGE), found(&written));
    for (value, code) in [
        ("interest=2", "out-of-range"),
        ("when_empty=borrow", "unknown-choice"),
        ("rate=1", "unknown-name"),
    ] {
        let text = format!("format = 1\nname = \"fund\"\nsystem = \"stylised\"\nyear = 2025\n{PACKAGE}");
        let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
        let set = Study::assignment(&format!("transition_fund.{value}")).expect("a value");
        let problems = prepare(&study, &catalog(), &nothing_beside, &[set], None)
            .and_then(|prepared| cost(&prepared, &people, &|_, _| true).map(|_| ()))
            .expect_err("it is refused");
        assert!(
            problems.iter().any(|problem| problem.code == code),
            "{value}: {problems:#?}"
        );
    }
}

/// A fund's own file beside a study, with these lines for its parameters; the problems that it has.
fn own_file(parameters: &str) -> Vec<Diagnostic> {
    let text = format!("format = 1\nname = \"fund\"\nsystem = \"stylised\"\nyear = 2025\n{PACKAGE}");
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let names: Vec<&str> = parameters.lines().filter_map(|line| line.split(" = ").next()).collect();
    let first = names.first().expect("a parameter");
    let file = source(
        "transition_fund.toml",
        &format!(
            "format = 1\nname = \"transition_fund\"\nkind = \"library\"\n[parameters]\n{parameters}\n[rules]\nown = \"{first}\"\n"
        ),
    );
    let beside = |name: &str| (name == "transition_fund.toml").then(|| file.clone());
    let found = prepare(&study, &catalog(), &beside, &[], None)
        .and_then(|prepared| cost(&prepared, &[population()], &|_, _| true).map(|_| ()));
    found.err().unwrap_or_default()
}

#[test]
fn a_fund_file_of_ones_own_states_the_terms_of_a_fund_and_no_others() {
    let opening = "opening_balance = { unit = \"currency\", default = 1000, range = [0, 1e6], assumption = true }";
    let interest = |unit: &str, value: &str| {
        format!("interest = {{ unit = \"{unit}\", default = {value}, reference = \"a choice\" }}")
    };
    let empty = |words: &str| {
        format!(
            "when_empty = {{ unit = \"choice\", options = [\"ration\", {words}], default = \"ration\", reference = \"a choice\" }}"
        )
    };
    let sound = format!("{opening}\n{}\n{}", interest("share", "0.02"), empty("\"top_up\""));
    assert_eq!(own_file(&sound), Vec::new());
    assert_eq!(
        own_file(opening),
        Vec::new(),
        "a term that is not there is the system's"
    );
    let wrong = [
        (
            format!("{opening}\n{}", interest("share", "3")),
            "out-of-range",
            "parameters.interest",
            "3",
            "-0.5 to 1",
        ),
        (
            format!("{opening}\n{}", interest("currency", "0.02")),
            "unit-mismatch",
            "parameters.interest",
            "unit = \"currency\"",
            "unit = \"share\", one number: a share a year",
        ),
        (
            format!("{opening}\n{}", empty("\"topup\"")),
            "unknown-choice",
            "parameters.when_empty",
            "topup",
            "ration, top_up",
        ),
        (
            opening.replace("\"currency\"", "\"share\""),
            "unit-mismatch",
            "parameters.opening_balance",
            "unit = \"share\"",
            "unit = \"currency\", one amount",
        ),
        // A balance is an amount, not one a year.
        (
            opening.replace("\"currency\"", "\"currency/year\""),
            "unit-mismatch",
            "parameters.opening_balance",
            "unit = \"currency/year\"",
            "unit = \"currency\", one amount",
        ),
        (
            format!("{opening}\nwhen_empty = {{ unit = \"truth\", default = true, reference = \"a choice\" }}"),
            "unit-mismatch",
            "parameters.when_empty",
            "unit = \"truth\"",
            "unit = \"choice\" with the options \"ration\" and \"top_up\"",
        ),
    ];
    for (parameters, code, path, found, allowed) in wrong {
        let problems = own_file(&parameters);
        let [problem] = &problems[..] else {
            panic!("{parameters}: {problems:#?}")
        };
        assert_eq!(
            (
                problem.code,
                problem.path.as_str(),
                problem.found.as_str(),
                problem.allowed.as_str()
            ),
            (code, path, found, allowed)
        );
        assert!(!problem.remedy.is_empty() && problem.line.is_some(), "{problem:#?}");
    }
    let remedy = &own_file(&format!("{opening}\n{}", empty("\"topup\"")))[0].remedy;
    assert_eq!(remedy, "did you mean `top_up`?");
}

/// Programmes of a fund that no levy of the law fills.
const PROGRAMMES: &str = r#"
scenario = { name = "ai-years", set = { displaced_share = 0.3 } }
[options]
frozen = true
[reform]
add = ["transition_fund_sme_grants", "transition_fund_informal_economy"]
[reform.set]
"transition_fund_sme_grants.most" = 1e6
"transition_fund_informal_economy.most" = 1e6
"transition_fund_informal_economy.income_limit" = 1e9
"#;

#[test]
fn a_fund_without_a_levy_shares_what_it_holds() {
    let open = "transition_fund.opening_balance=1e6";
    let results = years(PROGRAMMES, &[open]);
    hold_the_books(&results);
    let mut held = 1e6;
    for row in rows(&results) {
        assert_eq!((row.opening, row.inflow), (held, 0.0));
        // Both programmes reserve .3 of what there is, and there are small firms and informal workers to take it.
        assert!((row.claimed - 0.6 * row.opening).abs() <= 1e-6 * row.opening, "{row:?}");
        held = row.closing;
    }
    assert!(held > 0.0 && held < 1e6);
    // Nothing held, nothing paid: and the run says that nobody is reached.
    let nothing = single_of(PROGRAMMES, &[]);
    let idle: Vec<_> = nothing.notices.iter().map(|notice| notice.name.as_str()).collect();
    assert_eq!(idle, ["transition_fund_sme_grants", "transition_fund_informal_economy"]);
    assert_eq!(nothing.net_cost, 0.0);
}

#[test]
fn shares_of_more_than_there_is_are_told() {
    let lines = format!("{PROGRAMMES}\"transition_fund_sme_grants.share_of_levy\" = 0.9\n");
    let open = "transition_fund.opening_balance=1e6";
    let results = single_of(&lines, &[open, "transition_fund_informal_economy.share_of_levy=0.9"]);
    let told: Vec<_> = results
        .notices
        .iter()
        .map(|notice| (notice.code.as_str(), notice.share))
        .collect();
    assert_eq!(told, [("over-shared", Some(1.8))]);
    assert!(
        single_of(&lines, &[open, "transition_fund_informal_economy.share_of_levy=0.1"])
            .notices
            .is_empty()
    );
}

#[test]
fn shares_that_move_are_told_as_they_stand() {
    let prepared = prepared(
        &format!("{PROGRAMMES}\"transition_fund_sme_grants.share_of_levy\" = 0.9\n"),
        &["transition_fund.opening_balance=1e6"],
    );
    let mut live = Live::new(prepared, Arc::new(vec![population()]), &|_, _| true).expect("it runs");
    for (share, told) in [(0.9, Some(1.8)), (0.05, None), (0.3, Some(1.2))] {
        let value = Node {
            value: Value::Number(share),
            span: 0..0,
        };
        let made = live.set("transition_fund_informal_economy", "share_of_levy", &value);
        made.expect("a share");
        let results = live.tick().expect("it runs");
        let found = results.notices.iter().find(|notice| notice.code == "over-shared");
        assert_eq!(found.and_then(|notice| notice.share), told, "{share}");
    }
}

#[test]
fn a_levy_that_is_there_to_be_read_is_no_part_of_the_study() {
    let prepared = prepared(PROGRAMMES, &["transition_fund.opening_balance=1e6"]);
    let told = describe(&prepared, &[population()], &catalog());
    let levy = told.law.iter().find(|file| file.instrument.name == "ai_levy");
    assert!(levy.is_none());
    let text = format!(
        "format = 1\nname = \"fund\"\nsystem = \"stylised\"\nyear = 2025\n{PROGRAMMES}\"ai_levy.rate\" = 0.1\n"
    );
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let refused = prepare(&study, &catalog(), &nothing_beside, &[], None).expect_err("there is no levy to set");
    assert_eq!(
        (refused[0].code, refused[0].path.as_str()),
        ("not-in-study", "ai_levy.rate")
    );
}

fn single_of(lines: &str, set: &[&str]) -> Results {
    let (prepared, people) = (prepared(lines, set), [population()]);
    cost(&prepared, &people, &|_, _| true).expect("the study runs").results
}
