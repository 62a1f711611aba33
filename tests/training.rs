//! What the rules of the training instruments imply: what costs nothing, and what costs more or less than what.

use std::collections::BTreeMap;

use commonweal_core::costing::{Results, cost};
use commonweal_core::population::Population;
use commonweal_core::system::Catalog;
use commonweal_tests::people::People;
use commonweal_tests::{catalog, prepared};

/// The instruments, each with the files that it reads.
const INSTRUMENTS: [(&str, &[&str]); 7] = [
    ("training_voucher", &[]),
    ("order_training_subsidy", &[]),
    ("training_cost_subsidy", &[]),
    ("training_tax_deduction", &[]),
    ("public_training_programme", &[]),
    ("provider_outcome_payment", &["public_training_programme"]),
    ("train_or_pay_levy", &[]),
];

fn people(catalog: &Catalog, system: &str) -> [Population; 1] {
    let system = catalog.system(system).expect("the system is sound");
    let people = People::random(&system, 5, 500);
    [people.population(&system).expect("the people are sound")]
}

fn results(catalog: &Catalog, parts: &[Population], text: &str) -> Results {
    let prepared = prepared(text, catalog).unwrap_or_else(|faults| panic!("{text}\n{faults:#?}"));
    let costing = cost(&prepared, parts, &|_, _| true).unwrap_or_else(|faults| panic!("{text}\n{faults:#?}"));
    costing.results
}

/// What an instrument pays in all in `plain` with these values.
fn paid(catalog: &Catalog, parts: &[Population], name: &str, values: &[&str]) -> f64 {
    let (_, read) = INSTRUMENTS.iter().find(|(known, _)| *known == name).expect("a name");
    let mut added: Vec<&str> = read.to_vec();
    added.push(name);
    let set: Vec<String> = values
        .iter()
        .map(|value| format!("\"{name}.{}", value.replacen(" =", "\" =", 1)))
        .collect();
    let text = format!(
        "format = 1\nname = \"training\"\nsystem = \"plain\"\n[reform]\nadd = {added:?}\n[reform.set]\n{}\n",
        set.join("\n")
    );
    of(&results(catalog, parts, &text), name)
}

fn of(results: &Results, name: &str) -> f64 {
    let row = results.budget.iter().find(|row| row.instrument == name);
    row.unwrap_or_else(|| panic!("{name} has no row")).reform_amount
}

#[test]
fn each_costs_something_as_written() {
    let catalog = catalog();
    let parts = people(&catalog, "plain");
    for (name, _) in INSTRUMENTS {
        assert!(paid(&catalog, &parts, name, &[]) > 0.0, "{name}");
    }
}

#[test]
fn nobody_eligible_costs_nothing() {
    let catalog = catalog();
    let parts = people(&catalog, "plain");
    for (name, _) in INSTRUMENTS {
        // Ages are whole.
        let nobody = ["eligibility.age = { from = 40.2, to = 40.8 }"];
        assert_eq!(paid(&catalog, &parts, name, &nobody), 0.0, "{name}");
    }
}

#[test]
fn a_rate_of_nought_costs_nothing() {
    let catalog = catalog();
    let parts = people(&catalog, "plain");
    let cases: [(&str, &[&str]); 17] = [
        ("training_voucher", &["voucher = 0"]),
        ("training_voucher", &["trained_with = 0.45"]),
        ("training_voucher", &["statuses = []", "threshold = 1"]),
        ("order_training_subsidy", &["per_trainee = 0"]),
        ("order_training_subsidy", &["trainee_share = 0"]),
        ("order_training_subsidy", &["hire_share = 0"]),
        (
            "training_cost_subsidy",
            &[
                "scheme = \"before_layoff\"",
                "layoff_course_share = 0",
                "layoff_wage_share = 0",
            ],
        ),
        ("training_cost_subsidy", &["course_hours = 120"]),
        ("training_tax_deduction", &["profit_tax_rate = 0"]),
        ("training_tax_deduction", &["benchmark = \"full_deduction\""]),
        (
            "training_tax_deduction",
            &["counted = \"extra_claims\"", "claimed_share = 0.6"],
        ),
        ("public_training_programme", &["enrolment_share = 0"]),
        ("public_training_programme", &["places = 0"]),
        ("provider_outcome_payment", &["payment = 0"]),
        ("provider_outcome_payment", &["conversion = 0"]),
        ("train_or_pay_levy", &["rate = 0"]),
        ("train_or_pay_levy", &["response = 1"]),
    ];
    for (name, values) in cases {
        let found = paid(&catalog, &parts, name, values);
        // The voucher above a risk of 1 is offered to nobody but who is predicted to lose the work for certain.
        assert_eq!(found, 0.0, "{name} {values:?}");
    }
}

/// What an instrument pays never falls from one value to the next, and is more with the last than with the first.
fn rises(catalog: &Catalog, parts: &[Population], name: &str, beside: &[&str], parameter: &str, values: &[&str]) {
    let amounts: Vec<f64> = values
        .iter()
        .map(|value| {
            let own = format!("{parameter} = {value}");
            let mut set = beside.to_vec();
            set.push(&own);
            paid(catalog, parts, name, &set)
        })
        .collect();
    let ordered = amounts.windows(2).all(|pair| pair[1] >= pair[0]);
    assert!(
        ordered && amounts.last() > amounts.first(),
        "{name}.{parameter} {values:?}: {amounts:?}"
    );
}

#[test]
fn prevention_costs_more_the_more_it_offers() {
    let catalog = catalog();
    let parts = people(&catalog, "plain");
    let rises = |name, beside: &[&str], parameter, values: &[&str]| {
        rises(&catalog, &parts, name, beside, parameter, values);
    };
    let name = "training_voucher";
    rises(name, &[], "voucher", &["0", "600", "1200", "1500", "3000"]);
    rises(name, &[], "threshold", &["1", "0.5", "0.1", "0"]);
    rises(name, &[], "completion", &["0.3", "0.7", "1"]);
    rises(name, &[], "deadweight", &["0.2", "0.4", "0.6"]);
    rises(name, &[], "take_up_gap", &["0.5", "0.2", "0"]);
    rises(name, &[], "dropout_paid", &["0", "0.5", "1"]);
    let name = "training_cost_subsidy";
    rises(name, &[], "course_cost", &["0", "1000", "3000"]);
    rises(name, &[], "course_hours", &["120", "121", "160", "400"]);
    rises(name, &[], "agreement_supplement", &["0", "0.05", "0.5"]);
    let all = "trained_share = { none = 1, under_50 = 1, from_50_to_499 = 1, from_500 = 1 }";
    rises(name, &[all], "older_from", &["70", "45", "30"]);
    rises(name, &["scheme = \"both\""], "risk_trained_share", &["0", "0.1", "0.5"]);
    rises(name, &["scheme = \"both\""], "risk_threshold", &["1", "0.5", "0"]);
    rises(name, &[], "scheme", &["\"by_size\"", "\"both\""]);
    rises(name, &[], "taxed_receipt", &["true", "false"]);
}

#[test]
fn targets_and_caps_cost_less_the_stricter_they_are() {
    let catalog = catalog();
    let parts = people(&catalog, "plain");
    let rises = |name, beside: &[&str], parameter, values: &[&str]| {
        rises(&catalog, &parts, name, beside, parameter, values);
    };
    let name = "order_training_subsidy";
    rises(name, &[], "required_share", &["1", "0.8", "0.5", "0"]);
    rises(name, &[], "hire_share", &["0.2", "0.5", "0.75", "0.8", "1"]);
    rises(name, &[], "trainee_share", &["0", "0.02", "0.2", "1"]);
    // Who is hired is fewer than who is trained; and a chance of the whole class is above that of a mean below the target.
    rises(name, &[], "paid_for", &["\"hired\"", "\"trainee\""]);
    rises(
        name,
        &["hire_share = 0.6"],
        "hire_correlation",
        &["0", "0.1", "0.5", "1"],
    );
    let name = "provider_outcome_payment";
    rises(name, &[], "target", &["1", "0.6", "0.3", "0"]);
    rises(name, &[], "conversion", &["0.2", "0.5", "0.8"]);
    rises(name, &[], "form", &["\"placed_beyond\"", "\"placed\"", "\"trainees\""]);
    let name = "training_tax_deduction";
    rises(name, &[], "cap", &["0.025", "0.05", "0.08", "0.5"]);
    rises(name, &[], "former_cap", &["0.08", "0.025", "0"]);
    rises(name, &[], "loss_share", &["1", "0.3", "0"]);
    rises(name, &[], "claimed_share", &["0", "0.6", "0.9"]);
    rises(
        name,
        &["counted = \"extra_claims\""],
        "claimed_before",
        &["0.9", "0.6", "0"],
    );
    let name = "public_training_programme";
    rises(name, &[], "places", &["0", "50", "200", "1e6"]);
    rises(name, &[], "hour_cost", &["0", "8", "20"]);
    rises(name, &["form = \"full_time\""], "full_time_cost", &["0", "700", "1400"]);
    let name = "train_or_pay_levy";
    rises(name, &[], "rate", &["0", "0.005", "0.01", "0.05"]);
    rises(name, &[], "response", &["1", "0.5", "0"]);
    rises(name, &[], "training_share", &["0.1", "0.015", "0"]);
    rises(
        name,
        &[],
        "exempt_sizes",
        &["[\"none\", \"under_50\", \"from_50_to_499\"]", "[\"under_50\"]", "[]"],
    );
}

#[test]
fn places_are_filled_and_no_more() {
    let catalog = catalog();
    let parts = people(&catalog, "plain");
    let each = [
        "recognised_share = 0",
        "hour_cost = 0",
        "passport_cost = 1",
        "modules_each = 1",
        "enrolment_share = 1",
    ];
    for order in ["chance", "lowest_pay", "oldest", "lowest_education", "highest_risk"] {
        let first = format!("first_served = \"{order}\"");
        let mut values = each.to_vec();
        values.extend([first.as_str(), "places = 100"]);
        // A passport for each costs 1: whole persons of weights up to 9 fill a hundred places.
        let found = paid(&catalog, &parts, "public_training_programme", &values);
        assert!(found > 100.0 - 9.0 && found <= 100.0 + 9.0, "{order}: {found}");
    }
}

fn shocked(catalog: &Catalog, parts: &[Population], added: &[&str], set: &[(&str, &str)]) -> Results {
    let set: BTreeMap<&str, &str> = set.iter().copied().collect();
    let lines: Vec<String> = set.iter().map(|(key, value)| format!("\"{key}\" = {value}")).collect();
    let text = format!(
        "format = 1\nname = \"training\"\nsystem = \"stylised\"\nyear = 2025\nscenario = {{ name = \"ai-central\", set = {{ displaced_share = 0.4 }} }}\n[reform]\nadd = {added:?}\n[reform.set]\n{}\n",
        lines.join("\n")
    );
    results(catalog, parts, &text)
}

#[test]
fn a_forecast_knows_neither_the_law_nor_who_is_displaced() {
    let catalog = catalog();
    let parts = people(&catalog, "stylised");
    let threshold = ("training_voucher.threshold", "0.4");
    let alone = shocked(&catalog, &parts, &["training_voucher"], &[threshold]);
    let cost = of(&alone, "training_voucher");
    assert!(cost > 0.0);
    // A levy on equipment slows automation, so others lose the work; vouchers went out before.
    let levy = [
        threshold,
        ("ai_levy.base_of_levy", "\"equipment\""),
        ("ai_levy.rate", "0.1"),
    ];
    let slowed = shocked(&catalog, &parts, &["training_voucher", "ai_levy"], &levy);
    let displaced = |results: &Results| results.shock.as_ref().expect("a shock").displaced_reform;
    assert!(displaced(&slowed) < displaced(&alone));
    assert_eq!(of(&slowed, "training_voucher"), cost);
}

#[test]
fn a_full_time_programme_brings_the_displaced_into_training() {
    let catalog = catalog();
    let parts = people(&catalog, "stylised");
    let amount = |share: &str| {
        let form = ("public_training_programme.form", "\"full_time\"");
        let set = [form, ("public_training_programme.enrolment_share", share)];
        of(
            &shocked(&catalog, &parts, &["public_training_programme"], &set),
            "public_training_programme",
        )
    };
    // A tenth of the displaced train in any case.
    let (few, many) = (amount("0.1"), amount("0.6"));
    assert!(few > 0.0 && many > few, "{few} {many}");
}
