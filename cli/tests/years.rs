//! `compare --years`: two studies over the same years, side by side.

mod common;

use common::{Place, json};
use serde_json::Value as Json;

/// Two packages on the same few people.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    for (file, package) in [
        ("tiers", "three-tier-safety-net"),
        ("support", "predict-prevent-support"),
    ] {
        place.write(
            &format!("{file}.toml"),
            &format!(
                "format = 1\nname = \"{file}\"\npackage = \"{package}\"\npopulation = {{ recipe = \"stylised\", households = 400 }}\n"
            ),
        );
    }
    place
}

const COMPARE: [&str; 7] = [
    "compare",
    "tiers.toml",
    "support.toml",
    "--scenario",
    "ai-years",
    "--years",
    "2025:2027",
];

fn number(value: &Json) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn the_comparison_holds_both_runs_and_their_difference() {
    let place = place("compare-years");
    let found = json(&place.run(&[&COMPARE[..], &["--json"]].concat()).good_of_few());
    for (side, study) in [("first", "tiers.toml"), ("second", "support.toml")] {
        let run = ["run", study, "--scenario", "ai-years", "--years", "2025:2027", "--json"];
        assert_eq!(found[side], json(&place.run(&run).good_of_few()), "{study}");
    }
    let years = found["compared"].as_array().expect("years");
    assert_eq!(years.len(), 3);
    let mut sum = 0.0;
    for (at, year) in years.iter().enumerate() {
        for (side, name) in [("first", "tiers"), ("second", "support")] {
            let own = &found[side]["years"][at];
            assert_eq!(year["year"], own["year"], "{name}");
            assert_eq!(year["net_cost"][side], own["results"]["net_cost"], "{name}");
            let poverty = &own["results"]["poverty"]["fixed"]["reform"]["headcount_rate"];
            assert_eq!(year["poverty_rate"][side], *poverty, "{name}");
            let covered = &own["results"]["shock"]["coverage"]["reform"]["covered_share"];
            assert_eq!(year["covered_share"][side], *covered, "{name}");
            let funds = own["funds"].as_array().expect("funds").iter();
            let closing: f64 = funds
                .filter(|row| row["law"] == "reform")
                .map(|row| number(&row["closing"]))
                .sum();
            assert_eq!(number(&year["fund_balance"][side]), closing, "{name}");
        }
        let cost = &year["net_cost"];
        assert_eq!(
            number(&cost["difference"]),
            number(&cost["second"]) - number(&cost["first"])
        );
        sum += number(&cost["first"]);
    }
    assert_eq!(number(&found["sum"]["first"]), sum);
    let value = &found["present_value"];
    assert_eq!(value["first"], found["first"]["present_value"]);
    assert_eq!(
        number(&value["difference"]),
        number(&value["second"]) - number(&value["first"])
    );
    // The same people and the same draws: without a policy both have the same past.
    for at in 0..3 {
        let before = |side: &str| found[side]["years"][at]["results"]["shock"]["displaced_baseline"].clone();
        assert_eq!(before("first"), before("second"));
    }
    let page = place.run(&COMPARE).good_of_few();
    for line in [
        "A  ",
        "B  ",
        "Net cost",
        "Poverty",
        "Displaced who are covered",
        "Fund",
        "Today",
        "B - A",
    ] {
        assert!(page.contains(line), "{line}: {page}");
    }
    assert!(!page.contains("Mind"), "{page}");
    for line in page.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn a_saved_comparison_is_two_runs_that_verify_and_can_be_replaced() {
    let place = place("compare-years-out");
    let save = [&COMPARE[..], &["--out", "out", "--quiet"]].concat();
    place.run(&save).good_of_few();
    for folder in ["out/first", "out/second"] {
        let told = place.run(&["verify", folder]).good_of_few();
        assert!(told.starts_with("verified"), "{told}");
    }
    let found = json(&place.read("out/comparison.json"));
    assert_eq!(found["first"], json(&place.read("out/first/results.json")));
    let table = place.read("out/comparison.csv");
    let lines: Vec<&str> = table.lines().collect();
    assert!(
        lines[0].starts_with("year,net_cost_first,net_cost_second,net_cost_difference"),
        "{table}"
    );
    assert_eq!(lines.len(), 4);
    place.run(&save).good_of_few();
    place.write("out/notes.txt", "mine");
    let told = place.run(&save).refused();
    assert!(told.contains("notes.txt, which would be lost"), "{told}");
}

#[test]
fn what_does_not_go_together_is_refused() {
    let place = place("compare-years-refused");
    for (more, told) in [
        (vec!["--out", "out"], "--years"),
        (vec!["--years", "2025:2026", "--year", "2025"], "--year"),
        (vec!["--years", "2025:2026", "--incentives"], "--incentives"),
        (vec!["--years", "1990:1991"], "1990"),
    ] {
        let mut words = vec!["compare", "tiers.toml", "support.toml"];
        words.extend(&more);
        let err = place.run(&words).err;
        assert!(err.contains(told), "{more:?}: {err}");
    }
    // Another scenario is told, and so is another seed.
    place.write(
        "calm.toml",
        "format = 1\nname = \"calm\"\npackage = \"predict-prevent-support\"\nscenario = \"none\"\n[options]\nseed = 7\n",
    );
    let told = place
        .run(&["compare", "tiers.toml", "calm.toml", "--years", "2025:2025"])
        .good_of_few();
    assert!(
        told.contains("different scenarios") && told.contains("1 and 7"),
        "{told}"
    );
}
