//! Who is left out where places or a fund do not suffice, and what each element of a reform costs in two ways.

use commonweal_core::costing::{BudgetRow, RationingRow, Results, YearsResults, cost, cost_years, prepare};
use commonweal_core::population::Population;
use commonweal_core::system::Study;
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, prepared, source};

fn population(households: u32) -> [Population; 1] {
    let system = catalog().system("stylised").expect("the system is sound");
    // Places by month are taken by other rules.
    let people = People::random(&system, 71, households).but_for("public_job_by_month");
    [people.population(&system).expect("the people are sound")]
}

fn costed(lines: &str, people: &[Population]) -> Results {
    let text = format!("format = 1\nname = \"left-out\"\nsystem = \"stylised\"\nyear = 2025\n{lines}");
    let prepared = prepared(&text, &catalog()).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    let found = cost(&prepared, people, &|_, _| true);
    found.unwrap_or_else(|faults| panic!("{faults:?}")).results
}

fn years(lines: &str, people: &[Population], range: (i32, i32)) -> YearsResults {
    let text = format!("format = 1\nname = \"left-out\"\nsystem = \"stylised\"\nyear = 2025\n{lines}");
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog(), &nothing_beside, &[], None).expect("the study is sound");
    cost_years(&prepared, people, range, 0.02, &|_, _| true).expect("it runs")
}

fn near(a: f64, b: f64, scale: f64) {
    assert!((a - b).abs() <= 1e-9 * scale.abs(), "{a} {b}");
}

/// Public jobs everywhere, for so many, in an order; a third of all lose their work.
fn jobs(places: f64, order: &str, scenario: bool, people: &[Population]) -> (Results, RationingRow) {
    let scenario = if scenario {
        "scenario = { name = \"ai-central\", set = { displaced_share = 0.3 } }\n"
    } else {
        ""
    };
    let lines = format!(
        "{scenario}[reform]\nadd = [\"public_employment\"]\n[reform.set]\n\"public_employment.where_offered\" = \"everywhere\"\n\"public_employment.places_open\" = {places}\n\"public_employment.first_served\" = \"{order}\"\n"
    );
    let results = costed(&lines, people);
    let [row] = &results.rationing[..] else {
        panic!("{:?}", results.rationing)
    };
    let row = row.clone();
    assert_eq!(
        (
            row.instrument.as_str(),
            row.law.as_str(),
            row.by.as_str(),
            row.unit.as_str()
        ),
        ("public_employment", "reform", "places", "person")
    );
    let budget = results.budget.iter().find(|own| own.instrument == "public_employment");
    let budget = budget.expect("it has a row");
    // Whom the budget counts are those who are served.
    assert_eq!((row.served, row.paid), (budget.recipients, budget.reform_amount));
    assert!(row.served <= places, "{row:?} {places}");
    near(row.refused, row.wanted - row.served, row.wanted);
    near(row.shortfall, row.claimed - row.paid, row.claimed);
    (results, row)
}

#[test]
fn who_wants_a_place_and_gets_none_is_counted() {
    let people = population(1_500);
    let (_, all) = jobs(1e9, "by_lot", true, &people);
    assert!(all.wanted > 0.0);
    assert_eq!((all.served, all.refused, all.shortfall), (all.wanted, 0.0, 0.0));
    assert_eq!(all.displaced_refused, Some(0.0));
    let displaced = all.displaced_wanted.expect("there is a scenario");
    assert!(displaced > 0.0 && displaced < all.wanted, "{all:?}");

    let places = (all.wanted / 2.0).floor();
    let (_, some) = jobs(places, "by_lot", true, &people);
    // What is wanted does not depend on what there is.
    assert_eq!((some.wanted, some.claimed), (all.wanted, all.claimed));
    assert_eq!(some.displaced_wanted, all.displaced_wanted);
    // Weights are at most 9, so that all places but some of one household's are filled.
    assert!(some.served > places - 40.0 && some.refused > 0.0, "{some:?}");
    let left = some.displaced_refused.expect("there is a scenario");
    assert!(left > 0.0 && left < displaced && left < some.refused, "{some:?}");

    // Who lost the work comes first: with a place for each of them nobody of them is left out, others are.
    let (_, first) = jobs(displaced.ceil(), "displaced", true, &people);
    assert_eq!(first.displaced_refused, Some(0.0), "{first:?}");
    assert!(first.refused > 0.0);

    let (none, nobody) = jobs(0.0, "by_lot", true, &people);
    assert_eq!((nobody.served, nobody.paid), (0.0, 0.0));
    assert_eq!((nobody.refused, nobody.shortfall), (nobody.wanted, nobody.claimed));
    assert_eq!(nobody.displaced_refused, nobody.displaced_wanted);
    assert_eq!(none.net_cost, 0.0);

    let (_, calm) = jobs(0.0, "by_lot", false, &people);
    assert_eq!((calm.displaced_wanted, calm.displaced_refused), (None, None));
}

#[test]
fn a_law_in_which_everything_suffices_has_no_such_rows() {
    let results = costed("[reform]\nadd = [\"basic_income\"]\n", &population(50));
    assert!(results.rationing.is_empty());
}

#[test]
fn a_fund_that_does_not_suffice_leaves_out_money_and_nobody() {
    let people = population(600);
    let lines = "scenario = { name = \"ai-years\", set = { displaced_share = 0.3 } }\n[reform]\nadd = [\"ai_levy\", \"transition_allowance\"]\n[reform.set]\n\"ai_levy.base_of_levy\" = \"profit\"\n\"transition_allowance.payer\" = \"fund\"\n";
    let results = years(lines, &people, (2025, 2027));
    let mut short = 0;
    for year in &results.years {
        let of_law = |row: &&RationingRow| row.law == "reform" && row.by == "fund";
        let rows: Vec<&RationingRow> = year.results.rationing.iter().filter(of_law).collect();
        let fund = year
            .funds
            .iter()
            .find(|row| row.law == "reform")
            .expect("the fund has a row");
        assert!(!rows.is_empty() && fund.claimed > 0.0, "{}", year.year);
        let sum = |of: fn(&RationingRow) -> f64| rows.iter().fold(0.0, |sum, row| sum + of(row));
        near(sum(|row| row.claimed), fund.claimed, fund.claimed);
        near(sum(|row| row.paid), fund.paid, fund.claimed);
        near(sum(|row| row.shortfall), fund.claimed - fund.paid, fund.claimed);
        assert!(rows.iter().all(|row| row.refused == 0.0 && row.wanted > 0.0));
        short += usize::from(sum(|row| row.shortfall) > 0.0);
    }
    assert!(short > 0, "the fund begins with nothing");
}

/// The costs of a reform's elements by one of the columns; they add up to the net cost.
fn column(results: &Results, of: fn(&BudgetRow) -> Option<f64>) -> Vec<(String, f64)> {
    let rows = results
        .budget
        .iter()
        .map(|row| (row.instrument.clone(), of(row).expect("it is known")));
    let rows: Vec<(String, f64)> = rows.filter(|(_, cost)| *cost != 0.0).collect();
    let sum = rows.iter().fold(0.0, |sum, (_, cost)| sum + cost);
    near(sum, results.net_cost, results.net_cost);
    rows
}

/// Three elements that meet.
const THREE: &str = "scenario = \"ai-central\"\n[reform]\nadd = [\"basic_income\", \"negative_income_tax\", \"transition_allowance\"]\n[reform.set]\n\"basic_income.adult_amount\" = 3000\n\"negative_income_tax.guarantee\" = 6000\n";

#[test]
fn both_ways_to_divide_the_cost_stand_beside_each_other_and_add_up() {
    let people = population(300);
    let both = costed(THREE, &people);
    assert_eq!(
        (both.attribution.as_str(), &both.attribution_fallback),
        ("shapley", &None)
    );
    let (stacked, shapley) = (
        column(&both, |row| row.stacked_cost),
        column(&both, |row| row.shapley_cost),
    );
    assert_eq!(shapley, column(&both, |row| Some(row.net_cost)));
    assert_ne!(stacked, shapley, "the elements meet");
    let alone = costed(&format!("{THREE}[options]\nattribution = \"stacked\"\n"), &people);
    assert_eq!(column(&alone, |row| Some(row.net_cost)), stacked);
    assert_eq!(column(&alone, |row| row.stacked_cost), stacked);
    assert!(alone.budget.iter().all(|row| row.shapley_cost.is_none()));
    let last = costed(&format!("{THREE}[options]\nattribution = \"last-in\"\n"), &people);
    assert!(
        last.budget
            .iter()
            .all(|row| (row.stacked_cost, row.shapley_cost) == (None, None))
    );
    assert!(last.attribution_fallback.is_none());
    // What comes first in a stack is what it costs alone.
    let first = costed(
        "scenario = \"ai-central\"\n[reform]\nadd = [\"basic_income\"]\n[reform.set]\n\"basic_income.adult_amount\" = 3000\n",
        &people,
    );
    assert_eq!(stacked[0], ("basic_income".to_string(), first.net_cost));
    assert_eq!(
        column(&first, |row| row.stacked_cost),
        column(&first, |row| row.shapley_cost)
    );
}

#[test]
fn of_two_elements_the_mean_is_that_of_both_stacks() {
    let people = population(300);
    let two = |first: &str, second: &str| {
        let lines = format!(
            "[reform]\nadd = [\"{first}\", \"{second}\"]\n[reform.set]\n\"basic_income.adult_amount\" = 3000\n\"negative_income_tax.guarantee\" = 6000\n"
        );
        costed(&lines, &people)
    };
    let (a, b) = ("basic_income", "negative_income_tax");
    let (one, other) = (two(a, b), two(b, a));
    assert_eq!(one.net_cost, other.net_cost);
    let of = |results: &Results, name: &str| {
        let row = results
            .budget
            .iter()
            .find(|row| row.instrument == name)
            .expect("it has a row");
        (row.stacked_cost.expect("known"), row.shapley_cost.expect("known"))
    };
    for name in [a, b] {
        let ((x, mean), (y, again)) = (of(&one, name), of(&other, name));
        assert_ne!(x, y, "they meet");
        near(mean, (x + y) / 2.0, one.net_cost);
        near(mean, again, one.net_cost);
    }
}

/// Thirteen elements, one more than all orders of are run.
const MANY: [&str; 13] = [
    "short_time_work",
    "short_time_employer_contributions",
    "gig_social_contributions",
    "gig_platform_contributions",
    "transition_allowance",
    "learning_account",
    "basic_income",
    "basic_income_activity",
    "basic_income_surtax",
    "negative_income_tax",
    "earnings_credit",
    "employment_subsidy",
    "transition_insurance",
];

#[test]
fn beyond_twelve_elements_the_mean_is_that_of_orders_drawn_by_lot() {
    let people = population(60);
    let of = |count: usize, options: &str| {
        let lines = format!(
            "scenario = \"ai-central\"\n[reform]\nadd = {:?}\n[options]\n{options}\n",
            &MANY[..count]
        );
        costed(&lines, &people)
    };
    // Of eleven every order is run.
    assert_eq!(of(11, "").attribution_fallback, None);
    let drawn = of(13, "");
    assert_eq!(drawn.attribution, "shapley");
    let why = drawn.attribution_fallback.as_ref().expect("it says so");
    assert_eq!((why.used.as_str(), why.reason.as_str()), ("drawn", "drawn-orders"));
    assert_eq!((why.elements, why.most, why.orders), (13, Some(12), Some(64)));
    // The parts add up to the whole, as those of every order do, and the same seed draws the same orders.
    let parts = column(&drawn, |row| row.shapley_cost);
    assert_eq!(parts, column(&drawn, |row| Some(row.net_cost)));
    assert_eq!(parts, column(&of(13, ""), |row| row.shapley_cost));
    assert_ne!(parts, column(&of(13, "seed = 99"), |row| row.shapley_cost));
    let stacked = column(&drawn, |row| row.stacked_cost);
    assert_ne!(parts, stacked, "the elements meet");
    // What meets nothing has its own cost in every order.
    let named = |parts: &[(String, f64)], name: &str| parts.iter().find(|(own, _)| own == name).map(|(_, cost)| *cost);
    let alone = named(&stacked, "learning_account").expect("it costs something");
    near(named(&parts, "learning_account").expect("it has a part"), alone, alone);
}

#[test]
fn where_there_are_too_many_elements_the_results_say_so() {
    let people = population(60);
    // Over several years every year is divided, and fewer are told apart in all orders.
    let lines = format!("scenario = \"ai-years\"\n[reform]\nadd = {:?}\n", &MANY[4..10]);
    for year in years(&lines, &people, (2025, 2026)).years {
        let fallback = year.results.attribution_fallback.expect("it says so");
        assert_eq!((fallback.elements, fallback.most), (6, Some(5)));
    }
    let lines = format!("scenario = \"ai-years\"\n[reform]\nadd = {:?}\n", &MANY[4..7]);
    for year in years(&lines, &people, (2025, 2026)).years {
        assert_eq!(year.results.attribution_fallback, None);
        let whole = |of: fn(&BudgetRow) -> Option<f64>| year.results.budget.iter().filter_map(of).sum::<f64>();
        let net = year.results.net_cost;
        near(whole(|row| row.stacked_cost), net, net);
        near(whole(|row| row.shapley_cost), net, net);
    }
}
