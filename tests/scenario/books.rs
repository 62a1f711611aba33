//! The runs beside one another: their books, parts and bits.

use std::collections::BTreeMap;

use commonweal_core::costing::{Results, cost, prepare};
use commonweal_core::population::{Population, RawData};
use commonweal_core::simulation::Request;
use commonweal_core::system::Study;
use commonweal_tests::{catalog, run_fresh, source};

use crate::{PACKAGE, costed, people, population};

#[test]
fn without_a_shock_the_two_runs_are_one() {
    let parts = [population(&people(300))];
    let calm = costed("", &parts);
    let nothing = costed(
        "scenario = { name = \"ai-central\", set = { displaced_share = 0, displaced_gig_share = 0, wage_gain = 0, capital_gain = 0 } }",
        &parts,
    );
    let shock = nothing.shock.expect("the shock is measured");
    assert_eq!(shock.cost_of_shock, 0.0);
    assert_eq!(shock.displaced_baseline, 0.0);
    assert_eq!(nothing.net_cost.to_bits(), calm.net_cost.to_bits());
    assert_eq!(nothing.poverty, calm.poverty);
    assert_eq!(nothing.inequality, calm.inequality);
    assert_eq!(nothing.deciles, calm.deciles);
    for (a, b) in nothing.budget.iter().zip(&calm.budget) {
        assert_eq!(a, b);
    }
}

#[test]
fn precision_recall_and_calibration_are_those_of_the_people() {
    let people = people(2000);
    let whole = population(&people);
    let told = |set: &str, parts: &[Population]| {
        let lines = format!("scenario = {{ name = \"ai-central\", set = {{ {set} }} }}\n");
        let shock = costed(&lines, parts).shock.expect("measured");
        let forecast = shock.forecast.clone().expect("there is a forecast");
        (shock, forecast)
    };
    let (shock, forecast) = told(
        "displaced_share = 0.2, displaced_gig_share = 0.2",
        std::slice::from_ref(&whole),
    );
    let can_be_hit = shock.selections.iter().filter(|row| row.selection.ends_with("at_risk"));
    let can_be_hit = can_be_hit.fold(0.0, |sum, row| sum + row.persons);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * b.abs().max(1.0);
    assert!(near(forecast.persons, can_be_hit), "{} {can_be_hit}", forecast.persons);
    assert!(near(
        forecast.displaced_share * forecast.persons,
        shock.displaced_baseline
    ));
    let mut last = 1.0;
    for row in &forecast.thresholds {
        let (warned, recall) = (row.warned_share.expect("people"), row.recall.expect("displaced"));
        let hits = warned * row.precision.unwrap_or(0.0);
        assert!(near(hits, recall * forecast.displaced_share), "{row:?}");
        assert!(warned <= last, "{row:?}");
        last = warned;
    }
    // Parts do not matter, nor does the order of rows.
    let households = whole.households();
    let parts: Vec<Population> = (0..3)
        .map(|at| whole.part(households * at / 3..households * (at + 1) / 3))
        .collect();
    let set = "displaced_share = 0.2, displaced_gig_share = 0.2";
    assert_eq!(told(set, &parts).1, forecast);
    assert_eq!(told(set, &[population(&people.shuffled(3))]).1, forecast);
    // Everybody alike and no error: all are warned at .2 and below, nobody above, and as many lose the work as was said.
    let (_, alike) = told(
        "displaced_share = 0.25, displaced_gig_share = 0.25, incidence = \"uniform\", forecast_error = 0",
        std::slice::from_ref(&whole),
    );
    assert!((alike.mean_predicted - 0.25).abs() < 1e-6, "{}", alike.mean_predicted);
    assert!(
        (alike.displaced_share - 0.25).abs() < 0.015,
        "{}",
        alike.displaced_share
    );
    assert_eq!(alike.tenths.len(), 1);
    for row in &alike.thresholds {
        let all = row.threshold <= 0.25;
        assert_eq!(row.warned_share, Some(if all { 1.0 } else { 0.0 }), "{row:?}");
        assert_eq!(row.recall, Some(if all { 1.0 } else { 0.0 }), "{row:?}");
        assert_eq!(row.precision.is_some(), all, "{row:?}");
    }
}

#[test]
fn rules_and_states_add_up_to_the_policy() {
    let parts = [population(&people(2000))];
    let results = costed(PACKAGE, &parts);
    let shock = results.shock.expect("the shock is measured");
    let (rules, states) = (
        shock.rule_effect.expect("a reform"),
        shock.state_effect.expect("a reform"),
    );
    // The rules alone: the same reform that offers the scenario nothing, by values that leave every lever at its default.
    let without_levers = PACKAGE.replace(
        "[reform.set]\n",
        "[reform.set]\n\"short_time_work.used_share\" = 0\n\"ai_levy.equipment_response\" = 0\n",
    );
    let held = costed(&without_levers, &parts);
    // The levy's own answer is part of its rule: without it the base is larger by 1 / .869358, the value of exp(-.07 x 2).
    let levy = |results: &Results| {
        let row = results.flows.iter().find(|row| row.name == "ai_levy");
        row.expect("a levy").reform
    };
    let answered = levy(&held) * (1.0 - 0.869358);
    assert!(answered > 0.0);
    let wanted = held.net_cost + answered;
    assert!((rules - wanted).abs() < 1e-6 * wanted.abs(), "{rules} is not {wanted}");
    assert!((states - (results.net_cost - wanted)).abs() < 1e-6 * wanted.abs());
    // Short-time work keeps jobs and a levy on equipment slows automation: fewer are displaced, and that has a cost or a gain.
    assert!(shock.displaced_reform < shock.displaced_baseline);
    assert_ne!(states, 0.0);
    // Whose loss is avoided never leaves the count of the displaced.
    assert_eq!(shock.coverage.baseline.displaced, shock.displaced_baseline);
    assert_eq!(shock.coverage.reform.displaced, shock.displaced_baseline);
    assert!(shock.coverage.reform.avoided > 0.0);
    assert_eq!(shock.coverage.baseline.avoided, 0.0);
}

#[test]
fn the_bits_do_not_depend_on_parts_order_or_threads() {
    let people = people(400);
    let whole = population(&people);
    let expected = costed(PACKAGE, std::slice::from_ref(&whole)).fingerprint;
    for cuts in [3usize, 10] {
        let households = whole.households();
        let parts: Vec<Population> = (0..cuts)
            .map(|at| whole.part(households * at / cuts..households * (at + 1) / cuts))
            .collect();
        assert_eq!(costed(PACKAGE, &parts).fingerprint, expected, "in {cuts} parts");
    }
    let shuffled = population(&people.shuffled(5));
    assert_eq!(costed(PACKAGE, &[shuffled]).fingerprint, expected, "shuffled");
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads start");
        let found = pool.install(|| costed(PACKAGE, std::slice::from_ref(&whole)).fingerprint);
        assert_eq!(found, expected, "with {threads} threads");
    }
}

#[test]
fn households_have_what_the_books_say_with_scenario_levy_and_fund() {
    let people = people(400);
    let parts = [population(&people)];
    let text = format!("format = 1\nname = \"shock\"\nsystem = \"stylised\"\nyear = 2025\n{PACKAGE}");
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog(), &|_| None, &[], None).expect("the study is sound");
    let costing = cost(&prepared, &parts, &|_, _| true).expect("the study runs");
    let laws = &costing.program.laws[..2];
    let request = Request {
        totals: Vec::new(),
        columns: laws.iter().map(|law| law.measures.income).collect(),
    };
    let outcome = run_fresh(&costing.program, &parts, study.options.seed, &request).expect("the law runs");
    let numbers = |name: &str| {
        let column = people.table.columns.iter().find(|column| column.name == name);
        match &column.expect("the column is there").data {
            RawData::I64(cells) => cells.to_vec(),
            _ => panic!("whole numbers"),
        }
    };
    let weights: BTreeMap<i64, i64> = numbers("hid").into_iter().zip(numbers("weight")).collect();
    let account = costing
        .results
        .accounts
        .iter()
        .find(|account| account.account == "households");
    let account = account.expect("households have an account");
    // Each household's disposable income, which the system makes of its concepts, against what the ledger's flows leave all.
    for (law, told) in laws.iter().zip([account.baseline, account.reform]) {
        let incomes = &outcome.columns[0][&law.measures.income];
        let own = incomes.iter().enumerate().fold(0.0, |sum, (row, income)| {
            let id: i64 = parts[0].entities[1].ids.text(row).parse().expect("a whole id");
            // Whole steps of 2^-16 times whole weights: exact while below 2^53 steps.
            sum + income * weights[&id] as f64
        });
        assert_eq!(own, told);
    }
}

#[test]
fn the_net_cost_of_the_instruments_adds_up() {
    let parts = [population(&people(300))];
    for attribution in ["shapley", "stacked"] {
        let results = costed(
            &format!("{PACKAGE}[options]\nattribution = \"{attribution}\"\n"),
            &parts,
        );
        assert_eq!(results.attribution, attribution);
        let sum = results.budget.iter().fold(0.0, |sum, row| sum + row.net_cost);
        assert!((sum - results.net_cost).abs() <= 1e-6 * results.net_cost.abs().max(1.0));
    }
}
