//! `run` on the embedded sample.

mod common;

use std::process::{Command, Stdio};

use common::{GRANT_STUDY, Place, commonweal, grant, json};

#[test]
fn the_page_has_every_section_within_a_hundred_columns() {
    let page = commonweal(&["run", "us-eitc-expansion"]).good();
    for section in [
        "Budget",
        "Accounts",
        "Poverty",
        "Inequality",
        "Who gains, by decile",
        "Winners and losers",
        "By age",
        "What is assumed",
        "Fingerprint",
        "Time",
        "Next",
    ] {
        assert!(
            page.lines().any(|line| line.starts_with(section)),
            "no section {section}"
        );
    }
    assert!(page.contains("positive means that the government pays more"));
    assert!(page.contains("Earned income tax credit (EITC) changed: what does it cost in 2024"));
    for line in page.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn a_study_without_a_reform_shows_levels() {
    let page = commonweal(&["run", "us-current-law"]).good();
    assert!(page.contains("as the law stands; there is no reform"));
    assert!(!page.contains("Winners and losers") && !page.contains("Changes"));
}

#[test]
fn what_is_changed_is_told() {
    let page = commonweal(&["run", "us-current-law", "--set", "eitc.youngest=21"]).good();
    assert!(!page.contains("as the law stands"), "{page}");
    assert!(page.contains("Changes eitc.youngest from 25 to 21"), "{page}");
    let place = grant("changes");
    place.write(
        "several.toml",
        &GRANT_STUDY.replace(
            "[reform]\nadd = [\"heating_grant\"]",
            "[baseline.set]\n\"child_benefit.first_child\" = 100\n[reform]\nadd = [\"heating_grant\"]\nremove = [\"child_benefit\"]",
        ),
    );
    let page = place
        .run(&[
            "run",
            "several.toml",
            "--set",
            "heating_grant.ceiling=0",
            "--set",
            "heating_grant.grant=0",
        ])
        .good();
    for line in [
        "child_benefit.first_child from 150 to 100, in the baseline",
        "child_benefit removed",
        "heating_grant added",
        "heating_grant.grant from 600 to 0",
        // It pays nothing, and is shown all the same.
        "  Heating grant ",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
    let results = json(&place.run(&["run", "grant.toml", "--json"]).good());
    assert_eq!(results["changes"][0]["action"], "add");
    assert_eq!(results["options"]["attribution"], "shapley");
}

#[test]
fn people_of_another_year_are_told() {
    let line = "The people are those of 2024; incomes and weights are not carried forward to 2025.";
    assert!(
        commonweal(&["run", "us-current-law", "--year", "2025"])
            .good()
            .contains(line)
    );
    assert!(!commonweal(&["run", "us-current-law"]).good().contains("carried"));
}

#[test]
fn a_variable_that_is_no_number_of_threads_is_refused() {
    for (value, is_good) in [("many", false), ("-2", false), ("2", true), ("", true)] {
        let output = Command::new(env!("CARGO_BIN_EXE_commonweal"))
            .args(["run", "us-current-law", "--quiet"])
            .env("RAYON_NUM_THREADS", value)
            .output()
            .expect("the command starts");
        assert_eq!(output.status.code(), Some(if is_good { 0 } else { 2 }), "{value}");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(err.contains("RAYON_NUM_THREADS"), !is_good, "{err}");
    }
}

#[test]
fn the_json_is_the_same_whatever_the_threads_and_parts() {
    let first = commonweal(&["run", "us-eitc-expansion", "--json", "--threads", "1"]).good();
    for other in [
        ["--threads", "2"],
        ["--threads", "7"],
        ["--parts", "3"],
        ["--parts", "10"],
    ] {
        assert_eq!(
            commonweal(&["run", "us-eitc-expansion", "--json", other[0], other[1]]).good(),
            first,
            "{other:?}"
        );
    }
    let results = json(&first);
    assert_eq!(results["fingerprint"].as_str().map(str::len), Some(64));
    let budget = results["budget"].as_array().expect("the budget is a list");
    assert!(budget.iter().any(|row| row["instrument"] == "eitc"
        && row["gross_cost"].as_f64() > Some(0.0)
        && row["recipients"].is_number()));
    for table in ["poverty", "inequality", "deciles", "winners"] {
        assert!(!results[table].is_null(), "{table}");
    }
}

#[test]
fn a_value_set_changes_the_result_and_the_fingerprint() {
    let fingerprint = |arguments: &[&str]| json(&commonweal(arguments).good())["fingerprint"].clone();
    let plain = fingerprint(&["run", "us-eitc-expansion", "--json"]);
    assert_ne!(
        fingerprint(&["run", "us-eitc-expansion", "--json", "--set", "eitc.youngest=21"]),
        plain
    );
    assert_ne!(
        fingerprint(&["run", "us-eitc-expansion", "--json", "--year", "2025"]),
        plain
    );
}

#[test]
fn names_that_do_not_exist_are_refused_with_the_nearest() {
    let err = commonweal(&["run", "us-eitc-expansoin"]).refused();
    assert!(
        err.contains("there is no study `us-eitc-expansoin`")
            && err.contains("did you mean `us-eitc-expansion`?")
            && err.ends_with("1 problem\n"),
        "{err}"
    );
    let err = commonweal(&[
        "run",
        "us-eitc-expansion",
        "--set",
        "negative_income_tax.taper=0.6",
        "--set",
        "eitc.youngst=3",
        "--set",
        "etic.oldest=3",
    ])
    .refused();
    assert!(
        err.contains("`negative_income_tax` is not in this study") && err.contains("add = [\"negative_income_tax\"]"),
        "{err}"
    );
    assert!(
        err.contains("did you mean `eitc.youngest`?")
            && err.contains("did you mean `eitc`?")
            && err.ends_with("3 problems\n"),
        "{err}"
    );
    let err = commonweal(&["run", "us-current-law", "--population", "us-cps-sampel"]).refused();
    assert!(err.contains("did you mean `us-cps-sample`?"), "{err}");
}

#[test]
fn every_set_of_another_form_is_shown_at_once() {
    let err = commonweal(&["run", "us-eitc-expansion", "--set", "youngest", "--set", "eitc.=3"]).refused();
    assert!(
        err.contains("--set youngest") && err.contains("--set eitc.=3") && err.ends_with("2 problems\n"),
        "{err}"
    );
}

#[test]
fn a_file_or_a_year_that_is_not_there_is_a_sentence() {
    let err = commonweal(&["run", "nothing/here.toml"]).refused();
    assert_eq!(
        err,
        "error: nothing/here.toml cannot be read: No such file or directory\n"
    );
    let err = commonweal(&["run", "us-current-law", "--population", "nothing.parquet"]).refused();
    assert!(
        err.contains("nothing.parquet") && err.contains("cannot be read"),
        "{err}"
    );
    let err = commonweal(&["run", "us-current-law", "--year", "1999"]).refused();
    assert!(err.contains("holds no law for 1999"), "{err}");
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for arguments in [
        &["run"] as &[&str],
        &["sprint"],
        &["run", "us-current-law", "--threads", "0"],
        &["run", "us-current-law", "--yaer", "2024"],
        &[],
    ] {
        let found = commonweal(arguments);
        assert_eq!(found.code, 2, "{arguments:?}");
        assert!(found.out.is_empty() && !found.err.is_empty());
    }
    assert_eq!(
        commonweal(&["--version"]).good(),
        format!("commonweal {}\n", env!("CARGO_PKG_VERSION"))
    );
    assert!(commonweal(&["run", "--help"]).good().contains("Examples:"));
}

#[test]
fn quiet_is_quiet() {
    assert_eq!(commonweal(&["run", "us-eitc-expansion", "--quiet"]).good(), "");
    assert!(
        commonweal(&["run", "us-eitc-expansion", "--quiet", "--json"])
            .good()
            .starts_with('{')
    );
}

#[test]
fn the_ledger_has_one_row_a_unit_with_the_ids_of_the_data() {
    let place = Place::new("ledger");
    assert_eq!(
        place
            .run(&["run", "us-current-law", "--microdata", "ledger.csv", "--quiet"])
            .good(),
        ""
    );
    let text = place.read("ledger.csv");
    let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
    assert_eq!(header.first(), Some(&"tax_unit_id"));
    for column in [
        "weight",
        "adjusted_gross_income",
        "taxable_income",
        "income_tax_before_credits",
        "eitc",
        "child_tax_credit",
        "income_tax",
        "payroll_tax_employer",
    ] {
        assert!(header.contains(&column), "{column} of {header:?}");
    }
    assert_eq!(text.lines().count(), 20_001);
    assert!(text.lines().nth(1).is_some_and(|row| row.starts_with("12,")));
    assert_eq!(
        place
            .run(&["run", "us-current-law", "--microdata", "ledger.parquet", "--quiet"])
            .good(),
        ""
    );
    assert_eq!(place.files(), ["ledger.csv", "ledger.parquet"]);
    let err = place
        .run(&["run", "us-current-law", "--microdata", "ledger.txt"])
        .refused();
    assert!(err.contains("neither .csv nor .parquet"), "{err}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_commonweal"))
        .args(["run", "us-eitc-expansion"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_a_cost_rests_on_is_told_saved_and_the_same_in_a_report() {
    let place = Place::new("sensitivity");
    place.write(
        "tiers.toml",
        "format = 1\nname = \"tiers\"\npackage = \"three-tier-safety-net\"\npopulation = { recipe = \"stylised\", households = 300 }\n",
    );
    let asked = ["--seeds", "2", "--draws", "12"];
    let run = [&["run", "tiers.toml", "--sensitivity"][..], &asked[..]].concat();
    let page = place.run(&[&run[..], &["--out", "out"]].concat()).good_of_few();
    let (_, own) = page
        .split_once("How much rests on the assumptions?")
        .expect("the section");
    for line in own.lines() {
        assert!(line.chars().count() <= 100, "{line}");
        assert!(!line.contains('…'), "{line}");
    }
    for words in [
        "How much rests on the assumptions?",
        "Where the range comes from",
        "syntheses of the recipe",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let found = json(&place.run(&[&run[..], &["--json"]].concat()).good_of_few());
    let sentence = found["sentence"]["en"].as_str().expect("a sentence");
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line(&page).contains(&line(sentence)), "{sentence}: {page}");
    let rows = found["sensitivity"]["rows"].as_array().expect("rows").len();
    assert_eq!(place.read("out/tornado.csv").lines().count(), 1 + rows);
    assert_eq!(place.read("out/uncertainty.csv").lines().count(), 4);
    place.run(&["verify", "out"]).good_of_few();
    let report = [&["report", "tiers.toml", "--format", "md"][..], &asked[..]].concat();
    let told = place.run(&report).good_of_few();
    assert!(
        told.contains(sentence) && !told.contains("stand without an interval"),
        "{told}"
    );
    let err = place
        .run(&["report", "tiers.toml", "--sensitivity", "none", "--draws", "12"])
        .refused();
    assert!(err.contains("leave one of them out"), "{err}");
}

#[test]
fn a_package_that_reaches_nobody_says_so_and_what_the_people_lack() {
    let study = [
        "run",
        "employment-base",
        "--country",
        "us",
        "--population",
        "us-cps-sample",
    ];
    let page = commonweal(&study).good();
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        page.contains(
            "Nobody is reached by “Dynamic subsidy in hit sectors”. Of what it reads these people's data do not have"
        ),
        "{page}"
    );
    let results = json(&commonweal(&[&study[..], &["--json"]].concat()).good());
    let notices = results["notices"].as_array().expect("a list");
    let names: Vec<_> = notices
        .iter()
        .map(|notice| notice["name"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(
        names,
        [
            "gig_social_contributions",
            "gig_platform_contributions",
            "employment_subsidy"
        ]
    );
    let lacks = |at: usize, column: &str| {
        notices[at]["columns"]
            .as_array()
            .is_some_and(|all| all.iter().any(|own| own == column))
    };
    assert!(
        lacks(0, "contract") && lacks(1, "contract") && lacks(2, "sector") && !lacks(2, "age"),
        "{notices:?}"
    );
    // Where everybody is reached there is nothing to tell.
    let reached = json(&commonweal(&["run", "employment-base", "--json"]).good());
    assert_eq!(reached["notices"], json("[]"));
}

#[test]
fn the_published_study_always_has_the_line_without_the_gain_beside_it() {
    let of = |scenario: &str| {
        let run = ["run", "germany-current-law", "--scenario", scenario, "--json"];
        let results = json(&commonweal(&run).good());
        let cost = |of: &serde_json::Value| of["cost_of_shock"].as_f64();
        (cost(&results["shock"]), cost(&results["shock"]["without_gains"]))
    };
    let (with, without) = of("published-7-percent");
    assert!(without.expect("it is told") > with.expect("a shock"));
    assert_eq!(of("ai-central").1, None);
}
