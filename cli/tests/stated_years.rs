//! A study that states its years: `run`, `compare` and `report` go over the same, and refuse the same.

mod common;

use common::{Place, json};
use serde_json::Value as Json;

/// A study of two years, one of a single year, and one that says neither, on the same few people.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    for (file, lines) in [
        ("stated", "years = \"2025:2026\"\nscenario = \"ai-years\"\n"),
        ("single", "year = 2027\n"),
        ("silent", ""),
    ] {
        place.write(
            &format!("{file}.toml"),
            &format!(
                "format = 1\nname = \"{file}\"\nsystem = \"stylised\"\npopulation = {{ recipe = \"stylised\", households = 200 }}\n{lines}[reform]\nadd = [\"basic_income\"]\n"
            ),
        );
    }
    place
}

/// Years of a document of results: those of several years, or the one.
fn years(found: &Json) -> Vec<i64> {
    let year = |results: &Json| results["year"].as_i64().expect("a year");
    match found["years"].as_array() {
        Some(rows) => rows.iter().map(year).collect(),
        None => vec![year(found)],
    }
}

/// The command that a report names, as words.
fn command(report: &str) -> Vec<String> {
    let line = report
        .lines()
        .find(|line| line.trim_start().starts_with("commonweal run"));
    let words = line.expect("the report names its command").trim().split(' ');
    words.skip(1).map(str::to_string).collect()
}

const REPORT: [&str; 6] = ["report", "stated.toml", "--format", "md", "--sensitivity", "none"];

#[test]
fn all_three_go_over_the_stated_years_unless_told_otherwise() {
    let place = place("stated-years");
    for (more, wanted) in [
        (&[][..], vec![2025, 2026]),
        (&["--year", "2026"][..], vec![2026]),
        (&["--years", "2026:2027"][..], vec![2026, 2027]),
        (&["--frozen", "--discount-rate", "0.1"][..], vec![2025, 2026]),
    ] {
        let run = json(
            &place
                .run(&[&["run", "stated.toml", "--json"][..], more].concat())
                .good_of_few(),
        );
        assert_eq!(years(&run), wanted, "{more:?}");
        let compare = ["compare", "stated.toml", "silent.toml", "--json"];
        let both = json(&place.run(&[&compare[..], more].concat()).good_of_few());
        assert_eq!(years(&both["first"]), wanted, "{more:?}");
        assert_eq!(both["first"]["fingerprint"], run["fingerprint"], "{more:?}");
        let report = place.run(&[&REPORT[..], more].concat()).good_of_few();
        // What the report says can be run, and gives its figures.
        let words = command(&report);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        place.run(&[&words[..], &["--quiet"]].concat()).good_of_few();
        let saved = json(&place.read("results/results.json"));
        assert_eq!(saved["fingerprint"], run["fingerprint"], "{words:?}");
        // Among them the shock without gains, which a report always tells.
        let one = saved["years"].get(0).map_or(&saved, |year| &year["results"]);
        assert!(one["shock"]["without_gains"].is_object(), "{words:?}");
        std::fs::remove_dir_all(place.0.join("results")).expect("it is there");
    }
}

#[test]
fn what_is_worked_out_of_one_year_is_refused_with_a_command_that_works() {
    let place = place("stated-years-single");
    let told = place.run(&["run", "stated.toml", "--levies"]).refused();
    assert!(told.contains("one of them: --year 2025 --levies"), "{told}");
    let compare = ["compare", "stated.toml", "silent.toml"];
    for (words, option) in [
        (&["run", "stated.toml"][..], "--incentives"),
        (&["run", "stated.toml"], "--interactions"),
        (&REPORT, "--incentives"),
        (&REPORT, "--interactions"),
        (&compare, "--incentives"),
    ] {
        let told = place.run(&[words, &[option]].concat()).refused();
        let said = format!(
            "{option} is worked out of one year alone, and the study states the years 2025:2026; one of them: --year 2025 {option}"
        );
        assert!(told.contains(&said), "{words:?}: {told}");
        let done = place.run(&[words, &["--year", "2025", option]].concat()).good_of_few();
        if words[0] == "report" {
            let section = if option == "--incentives" {
                "Does work pay?"
            } else {
                "Do benefits get in each other's way?"
            };
            assert!(done.contains(section), "{done}");
            let own = command(&done);
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            assert!(
                own.contains(&option) && own.windows(2).any(|pair| pair == ["--year", "2025"]),
                "{own:?}"
            );
            place.run(&[&own[..], &["--quiet"]].concat()).good_of_few();
            std::fs::remove_dir_all(place.0.join("results")).expect("it is there");
        }
    }
    let told = place
        .run(&["run", "stated.toml", "--microdata", "ledger.csv"])
        .refused();
    assert!(told.contains("--year 2025 --microdata"), "{told}");
    // What is of several years is refused of one.
    for words in [
        &["run", "stated.toml", "--year", "2025", "--frozen"][..],
        &["report", "stated.toml", "--year", "2025", "--discount-rate", "0.1"],
        &[
            "compare",
            "stated.toml",
            "silent.toml",
            "--year",
            "2025",
            "--out",
            "out",
        ],
    ] {
        let told = place.run(words).refused();
        assert!(
            told.contains("this one costs 2025") && told.contains("leave out --year: the study states 2025:2026"),
            "{words:?}: {told}"
        );
    }
    let told = place.run(&["run", "single.toml", "--frozen"]).refused();
    assert!(
        told.contains("this one costs 2027") && told.contains("--years FIRST:LAST"),
        "{told}"
    );
}

#[test]
fn of_two_studies_the_first_that_says_a_year_or_years_speaks() {
    let place = place("stated-years-compared");
    let compared = |first: &str, second: &str, more: &[&str]| {
        let words = ["compare", first, second, "--json"];
        let both = json(&place.run(&[&words[..], more].concat()).good_of_few());
        assert_eq!(years(&both["first"]), years(&both["second"]));
        years(&both["first"])
    };
    assert_eq!(compared("single.toml", "stated.toml", &[]), [2027]);
    assert_eq!(compared("stated.toml", "single.toml", &[]), [2025, 2026]);
    assert_eq!(compared("silent.toml", "stated.toml", &[]), [2025, 2026]);
    let silent = json(&place.run(&["run", "silent.toml", "--json"]).good_of_few());
    assert_eq!(compared("silent.toml", "single.toml", &[]), years(&silent));
    assert_eq!(
        compared("single.toml", "stated.toml", &["--years", "2025:2025"]),
        [2025]
    );
    let saved = ["compare", "stated.toml", "silent.toml", "--out", "out", "--quiet"];
    place.run(&saved).good_of_few();
    assert!(place.read("out/comparison.json").contains("compared"));
}

#[test]
fn the_shock_without_gains_is_told_where_it_is_asked_for() {
    let place = place("stated-years-gains");
    let run = |more: &[&str]| place.run(&[&["run", "stated.toml"][..], more].concat()).good_of_few();
    let gains = |results: &Json| results["shock"]["without_gains"].clone();
    let asked = ["--without-gains"];
    let one = ["--year", "2025"];
    assert_eq!(gains(&json(&run(&[&one[..], &["--json"]].concat()))), Json::Null);
    let told = json(&run(&[&one[..], &asked, &["--json"]].concat()));
    let cost = |results: &Json| gains(results)["cost_of_shock"].as_f64().expect("a cost");
    assert!(cost(&told) > told["shock"]["cost_of_shock"].as_f64().expect("a cost"));
    assert_eq!(gains(&told)["values"], serde_json::json!(["0"]));
    assert!(run(&[&one[..], &asked].concat()).contains("without the gain in wages"));
    let several = json(&run(&["--without-gains", "--json"]));
    for year in several["years"].as_array().expect("years") {
        assert!(cost(&year["results"]) > 0.0);
    }
    let page = run(&asked);
    assert!(
        page.contains("Shock without the gain in wages of those who keep their work"),
        "{page}"
    );
    assert!(!run(&[]).contains("without the gain in wages"));
    // A study may ask for it; another scenario's values are called what they are.
    let text = place.read("stated.toml") + "[options]\nwithout_gains = true\n";
    place.write("asks.toml", &text);
    let found = json(
        &place
            .run(&["run", "asks.toml", "--year", "2025", "--json"])
            .good_of_few(),
    );
    assert_eq!(gains(&found), gains(&told));
    // A comparison over years tells it of the study that asks.
    let compare = ["compare", "asks.toml", "stated.toml", "--json"];
    let both = json(&place.run(&compare).good_of_few());
    for (at, year) in several["years"].as_array().expect("years").iter().enumerate() {
        assert_eq!(gains(&both["first"]["years"][at]["results"]), gains(&year["results"]));
        assert_eq!(gains(&both["second"]["years"][at]["results"]), Json::Null);
    }
}

#[test]
fn a_search_goes_over_the_stated_years_and_saves_a_study_that_can_be_read() {
    let place = place("stated-years-search");
    let search = |more: &[&str]| {
        let words = ["equal-cost", "stated.toml", "basic_income.adult_amount"];
        let range = ["--from", "0", "--to", "2000", "--points", "3", "--step", "1000"];
        place.run(&[&words[..], &range, more].concat()).good_of_few()
    };
    let free = ["--net-cost", "0", "--set", "basic_income.child_amount=0"];
    for (more, wanted) in [
        (&[][..], Some((2025, 2026))),
        (&["--years", "2026:2027"], Some((2026, 2027))),
        (&["--year", "2026"], None),
    ] {
        let found = json(&search(&[&free[..], more, &["--json"]].concat()));
        assert_eq!(found["roots"][0]["value"].as_f64(), Some(0.0), "{more:?}");
        let over = &found["over"];
        let range = over["first"].as_i64().zip(over["last"].as_i64());
        assert_eq!(range, wanted, "{more:?}");
        let page = search(&[&free[..], more, &["-o", "free.toml"]].concat());
        let saved = json(&place.run(&["run", "free.toml", "--json"]).good_of_few());
        let told = match wanted {
            Some((first, last)) => vec![first, last],
            None => vec![2026],
        };
        assert_eq!(years(&saved), told, "{more:?}");
        // The comparison that the page names can be run, also of a study that states other years.
        let line = page
            .lines()
            .find_map(|line| line.strip_prefix("Compare      commonweal "));
        let words: Vec<&str> = line.expect("the page names it").split(' ').collect();
        place.run(&[&words[..], &["--quiet"]].concat()).good_of_few();
    }
}

/// Of the United States the law is held to 2026 and goes on from there, in runs over years alone.
#[test]
fn years_beyond_the_law_are_run_together_and_never_alone() {
    let place = Place::new("stated-years-later");
    for (file, lines) in [
        ("later", "years = \"2027:2028\"\n[options]\nincentives = true\n"),
        ("same", "years = \"2027:2028\"\n"),
        ("silent", ""),
    ] {
        place.write(
            &format!("{file}.toml"),
            &format!(
                "format = 1\nname = \"{file}\"\nsystem = \"us\"\nscenario = \"ai-years\"\npopulation = {{ recipe = \"us\", households = 100 }}\n{lines}[reform]\nadd = [\"basic_income\"]\n[reform.set]\n\"basic_income.adult_amount\" = 1000\n"
            ),
        );
    }
    let search = [
        "equal-cost",
        "later.toml",
        "basic_income.adult_amount",
        "--from",
        "0",
        "--to",
        "2000",
    ];
    let search = [&search[..], &["--points", "3", "--step", "1000"]].concat();
    for words in [
        &["run", "later.toml", "--year", "2027"][..],
        &["compare", "later.toml", "silent.toml", "--year", "2027"],
        &[&search[..], &["--net-cost", "0", "--year", "2027"]].concat(),
    ] {
        let told = place.run(words);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{words:?}");
        assert!(told.err.contains("the system us holds no law for 2027"), "{}", told.err);
    }
    let told = place.run(&["run", "later.toml"]);
    assert_eq!(told.code, 0, "{}", told.err);
    // No year is named that would be refused.
    assert!(
        told.err.contains("are left out") && !told.err.contains("--year 2027"),
        "{}",
        told.err
    );
    for other in ["same", "silent"] {
        let file = format!("{other}.toml");
        for more in [&[][..], &["--years", "2027:2028"]] {
            let words = ["compare", "later.toml", &file, "--json", "--quiet"];
            let both = json(&place.run(&[&words[..], more].concat()).good_of_few());
            assert_eq!(years(&both["first"]), [2027, 2028], "{other} {more:?}");
            assert_eq!(years(&both["second"]), [2027, 2028], "{other} {more:?}");
        }
        let found = json(
            &place
                .run(&[&search[..], &["--as", &file, "--json"]].concat())
                .good_of_few(),
        );
        assert_eq!(found["roots"][0]["value"].as_f64(), Some(1000.0), "{other}");
    }
}
