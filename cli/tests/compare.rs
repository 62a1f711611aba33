//! `equal-cost`, `compare` and `run --interactions`.

mod common;

use common::{GRANT_STUDY, Place, grant, json};

#[test]
fn the_grant_of_a_given_cost_is_found_saved_and_compared() {
    let place = grant("equal-cost");
    // 350 households lie below the ceiling: 200 of them each cost 70,000.
    let search = ["equal-cost", "grant.toml", "heating_grant.grant", "--net-cost", "70000"];
    let found = json(&place.run(&[&search[..], &["--json"]].concat()).good());
    let roots = found["roots"].as_array().expect("a list");
    assert_eq!(roots.len(), 1, "{found}");
    let root = &roots[0];
    assert_eq!(
        (
            root["value"].as_f64(),
            root["net_cost"].as_f64(),
            root["residual"].as_f64()
        ),
        (Some(200.0), Some(70_000.0), Some(0.0))
    );
    assert_eq!(root["crossing"], "rising");
    let page = place.run(&[&search[..], &["-o", "cheap.toml"]].concat()).good();
    for line in page.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    assert!(
        page.contains("commonweal compare grant.toml cheap.toml --incentives"),
        "{page}"
    );
    let results = json(&place.run(&["run", "cheap.toml", "--json"]).good());
    assert_eq!(
        (results["net_cost"].as_f64(), results["study"].as_str()),
        (Some(70_000.0), Some("cheap"))
    );
    let page = place
        .run(&["compare", "grant.toml", "cheap.toml", "--incentives"])
        .good();
    for line in [
        "Net cost of the policy",
        "Persons who gain",
        "Marginal tax rate, median",
        "Earners above 80%",
    ] {
        assert!(page.contains(line), "{page}");
    }
    let both = json(
        &place
            .run(&["compare", "grant.toml", "cheap.toml", "--incentives", "--json"])
            .good(),
    );
    assert!(both["second"]["incentives"]["reform"]["marginal"]["all"]["median"].is_number());
    // The other way round: the cheap study has the cost of the first at 600.
    let as_first = [
        "equal-cost",
        "cheap.toml",
        "heating_grant.grant",
        "--as",
        "grant.toml",
        "--json",
    ];
    let found = json(&place.run(&as_first).good());
    assert_eq!(found["roots"][0]["value"].as_f64(), Some(600.0));
    assert_eq!(found["target_study"], "grant");
}

#[test]
fn the_cost_of_years_together_is_looked_for_in_money_of_the_first() {
    let place = grant("equal-cost-years");
    // 350 households lie below the ceiling; 200 each cost 70,000 a year, and 70,000 (1 + 1 / 1.1) in two.
    let wanted = (70_000.0 * (1.0 + 1.0 / 1.1)).to_string();
    let search = [
        &["equal-cost", "grant.toml", "heating_grant.grant", "--net-cost", &wanted][..],
        &["--years", "2025:2026", "--discount-rate", "0.1", "--frozen"],
    ]
    .concat();
    let found = json(&place.run(&[&search[..], &["--json"]].concat()).good());
    let root = &found["roots"][0];
    assert_eq!(root["value"].as_f64(), Some(200.0), "{found}");
    assert_eq!(root["years"], serde_json::json!([70_000.0, 70_000.0]));
    assert_eq!(found["over"]["high_rate"].as_f64(), Some(0.05));
    assert!(root["residual_at_low_rate"].as_f64() > root["residual_at_high_rate"].as_f64());
    let page = place.run(&[&search[..], &["-o", "cheap.toml"]].concat()).good();
    for said in [
        "over the years 2025 to 2026, in prices of 2025",
        "an assumption that may lie between 0 % and 5 %",
        "commonweal compare grant.toml cheap.toml --years 2025:2026 --discount-rate 0.1 --frozen",
    ] {
        let flat = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(said), "{said}: {page}");
    }
    // The saved study goes over the years by itself.
    let results = json(
        &place
            .run(&["run", "cheap.toml", "--discount-rate", "0.1", "--json"])
            .good(),
    );
    let cost = results["present_value"].as_f64().expect("a present value");
    assert!((cost - 70_000.0 * (1.0 + 1.0 / 1.1)).abs() < 1e-6, "{cost}");
    for (words, said) in [
        (&["--discount-rate", "0.1"][..], "--years"),
        (&["--years", "2026:2025"], "last year"),
    ] {
        let all = [
            &["equal-cost", "grant.toml", "heating_grant.grant", "--net-cost", "7e4"][..],
            words,
        ]
        .concat();
        let told = place.run(&all);
        assert!(told.code == 2 && told.err.contains(said), "{}", told.err);
    }
}

#[test]
fn a_jump_is_told_by_both_residuals_and_no_root_by_the_range() {
    let place = grant("equal-cost-jump");
    // A ceiling below 14,400 leaves 200 households with 120,000; from there on 350 have 210,000.
    let jump = [
        "equal-cost",
        "grant.toml",
        "heating_grant.ceiling",
        "--net-cost",
        "150e3",
        "--step",
        "100",
        "--json",
    ];
    let found = json(&place.run(&jump).good());
    let root = &found["roots"][0];
    assert_eq!(
        (
            root["value"].as_f64(),
            root["residual"].as_f64(),
            root["beside"]["value"].as_f64()
        ),
        (Some(14_300.0), Some(-30_000.0), Some(14_400.0))
    );
    let none = [
        "equal-cost",
        "grant.toml",
        "heating_grant.grant",
        "--net-cost",
        "-5",
        "-o",
        "none.toml",
    ];
    let run = place.run(&none);
    assert_eq!(run.code, 1);
    assert!(
        run.err.contains("it runs from 0 (at 0) to +1,750,000 (at 5,000)"),
        "{}",
        run.err
    );
    assert!(!place.files().contains(&"none.toml".to_string()));
    let second = ["--net-cost", "70000", "-o", "second.toml", "--root", "2"];
    let run = place.run(&[&["equal-cost", "grant.toml", "heating_grant.grant"], &second[..]].concat());
    assert_eq!(run.code, 1);
    assert!(run.err.contains("there is no root 2, only 1"), "{}", run.err);
}

#[test]
fn what_is_no_search_is_refused() {
    let place = grant("equal-cost-refused");
    place.write("below/empty.csv", "a\n");
    let search = |more: &[&str]| {
        let run = place.run(&[&["equal-cost", "grant.toml"], more].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
        run.err
    };
    assert!(search(&["heating_grant.grnat", "--net-cost", "1"]).contains("did you mean `heating_grant.grant`?"));
    assert!(search(&["heating_grant.grant"]).contains("--as"));
    assert!(search(&["heating_grant.grant", "--net-cost", "1", "--to", "9000"]).contains("0 to 5000"));
    let save = |file: &str| search(&["heating_grant.grant", "--net-cost", "70000", "-o", file]);
    assert!(save("below/cheap.toml").contains("in the same folder"));
    assert!(save("grant.toml").contains("this is the study itself"));
    assert!(save("cheap.json").contains(".toml"));
    assert_eq!(place.read("grant.toml"), GRANT_STUDY);
}

#[test]
fn interactions_are_shown_and_saved() {
    let place = grant("interactions");
    let study = GRANT_STUDY.replace("[\"heating_grant\"]", "[\"heating_grant\", \"basic_income\"]");
    place.write("two.toml", &study);
    let page = place.run(&["run", "two.toml", "--interactions"]).good();
    assert!(
        page.contains("Benefits lost") && page.contains("Two benefits at once"),
        "{page}"
    );
    for line in page.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    place
        .run(&["run", "two.toml", "--interactions", "--out", "out", "--quiet"])
        .good();
    let saved = place.read("out/double_payments.csv");
    assert!(
        saved.starts_with("instrument,with,same_purpose,unit,units,amount,amount_with,overlap\n"),
        "{saved}"
    );
    assert!(
        place
            .read("out/interactions.csv")
            .starts_with("instrument,because_of,stated,unit,")
    );
    // The option of a study asks for the same.
    place.write("asks.toml", &format!("{study}[options]\ninteractions = true\n"));
    let results = json(&place.run(&["run", "asks.toml", "--json"]).good());
    assert_eq!(results["interactions"]["unit"], "household");
    let plain = json(&place.run(&["run", "two.toml", "--json"]).good());
    assert!(plain["interactions"].is_null());
}

/// One study keeps the people as the data have them, the other lets them follow the country's projection and indices: the page tells what
/// becomes of the people once, and such studies are not set side by side.
#[test]
fn studies_whose_people_become_others_over_the_years_are_not_compared() {
    let place = Place::new("compare-ageing");
    for (name, options) in [("carried", ""), ("kept", "[options]\nfrozen = true\n")] {
        let text = format!(
            "format = 1\nname = \"{name}\"\nsystem = \"germany\"\nyears = \"2025:2026\"\npopulation = {{ recipe = \"germany\", households = 200 }}\n{options}[reform]\nadd = [\"basic_income\"]\n[reform.set]\n\"basic_income.adult_amount\" = 600\n"
        );
        place.write(&format!("{name}.toml"), &text);
    }
    let run = |studies: &[&str]| place.run(&[&["compare"], studies].concat());
    let told = run(&["carried.toml", "kept.toml"]);
    assert_eq!(told.code, 2, "{}", told.out);
    assert!(
        told.err.contains("not-comparable") && told.err.contains("people of later years"),
        "{}",
        told.err
    );
    // Both can be kept, or are the same of themselves.
    for (studies, sentence) in [
        (
            &["carried.toml", "kept.toml", "--frozen"][..],
            "Their ages, weights and incomes stay as they are.",
        ),
        (
            &["carried.toml", "carried.toml"],
            "Their ages stay; weights follow a projection, amounts of money indices.",
        ),
    ] {
        let page = run(studies).good_of_few();
        let flat = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&format!("EUR a year. {sentence}")), "{page}");
    }
}
