//! `synth`: the report, the file of people and its mapping, studies of synthetic people.

mod common;

use common::{Place, commonweal, json};

const STUDY: &str = "format = 1\nname = \"grant\"\nsystem = \"stylised\"\nyear = 2025\n";

#[test]
fn saved_people_are_the_same_people() {
    let place = Place::new("synth");
    place.write(
        "made.toml",
        &format!("{STUDY}population = {{ recipe = \"stylised\", households = 2000, seed = 7 }}\n"),
    );
    let wanted = json(&place.run(&["run", "made.toml", "--json", "--quiet"]).good())["fingerprint"].clone();
    for ending in ["csv", "parquet"] {
        let file = format!("pop.{ending}");
        let out = place
            .run(&["synth", "stylised", "-n", "2000", "--seed", "7", "-o", &file])
            .good();
        assert!(
            out.contains("2,000 households") && out.contains("labour_status.gig") && out.contains("pop.toml"),
            "{out}"
        );
        place.write("read.toml", &format!("{STUDY}population = \"pop.toml\"\n"));
        let found = json(&place.run(&["run", "read.toml", "--json", "--quiet"]).good())["fingerprint"].clone();
        assert_eq!(found, wanted);
        assert!(
            place
                .run(&["check", "pop.toml", "read.toml"])
                .good()
                .contains("ok: mapping")
        );
    }
    assert!(place.files().iter().all(|file| !file.ends_with(".part")));
}

#[test]
fn the_report_is_one_document() {
    let report = json(&commonweal(&["synth", "stylised", "-n", "3000", "--json"]).good());
    assert_eq!(report["head"]["households"], 3000);
    assert!(report["targets"].as_array().is_some_and(|rows| rows.len() > 40));
    assert!(report["assumptions"].as_array().is_some_and(|rows| rows.len() > 20));
}

#[test]
fn each_target_tells_what_it_wanted_and_got_and_from_whom() {
    let place = Place::new("synth-report");
    let out = place
        .run(&["synth", "germany", "-n", "2000", "--report", "report.md"])
        .good();
    let row = out.lines().find(|line| line.trim_start().starts_with("tenants "));
    let row: Vec<&str> = row.expect("the target").split_whitespace().collect();
    assert_eq!(row[1..7], ["23.780", "m", "23.780", "m", "1.0000", "yes"]);
    let number = row.last().expect("a source");
    assert!(
        out.contains("\nSources\n") && out.contains(&format!("  {number} ")),
        "{out}"
    );
    assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
    let document = json(&place.run(&["synth", "germany", "-n", "2000", "--json"]).good());
    let tenants = document["targets"]
        .as_array()
        .and_then(|rows| rows.iter().find(|row| row["id"] == "tenants"));
    let source = tenants.and_then(|row| row["reference"].as_str()).expect("a source");
    let markdown = place.read("report.md");
    let told = markdown
        .lines()
        .find(|line| line.starts_with("| tenants |"))
        .expect("the target");
    assert!(
        told.contains("| 23.780 m | 23.780 m | 1.0000 | yes |") && told.ends_with(&format!("| {source} |")),
        "{told}"
    );
    place
        .run(&["synth", "germany", "-n", "2000", "--report", "report.csv", "--quiet"])
        .good();
    let csv = place.read("report.csv");
    assert!(
        csv.starts_with("target,role,wanted,got,ratio,tolerance,met,raw,"),
        "{csv}"
    );
    assert_eq!(
        csv.lines().count(),
        1 + document["targets"].as_array().map_or(0, Vec::len)
    );
    let refused = place
        .run(&["synth", "germany", "-n", "2000", "--report", "report.txt"])
        .refused();
    assert!(refused.contains(".md, .csv or .json"), "{refused}");
}

#[test]
fn targets_that_few_households_leave_out_are_told_with_the_reason() {
    let place = Place::new("synth-few");
    let run = place.run(&["synth", "us", "-n", "500", "--report", "few.csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let told = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = "11 more were left out: too few households were made for them";
    assert!(told.contains(whole), "{told}");
    let none = "`families.unmarried.3` is left out: none of the households made contributes to it";
    assert!(told.contains(none), "{told}");
    let document = json(&place.run(&["synth", "us", "-n", "500", "--json", "--quiet"]).out);
    for row in document["targets"].as_array().expect("targets") {
        let is_left_out = row["role"] == "left_out";
        assert_eq!(is_left_out, row["why_left_out"].is_string(), "{row}");
        let named = format!("`{}` is left out:", row["id"].as_str().unwrap_or_default());
        assert_eq!(told.contains(&named), is_left_out, "{row}");
    }
    assert!(
        place
            .read("few.csv")
            .contains("none of the households made contributes to it")
    );
}

#[test]
fn synthetic_people_are_described_and_their_runs_verified() {
    let out = commonweal(&["describe", "stylised"]).good();
    assert!(
        out.contains("made by policies/populations/stylised.toml") && out.contains("10.000 m"),
        "{out}"
    );
    let place = Place::new("synth-saved");
    place.write(
        "made.toml",
        &format!("{STUDY}population = {{ recipe = \"stylised\", households = 1500, seed = 7 }}\n"),
    );
    place.run(&["run", "made.toml", "--out", "out", "--quiet"]).good();
    assert!(place.run(&["verify", "out"]).good().starts_with("verified"));
}

#[test]
fn what_is_no_recipe_is_refused() {
    let err = commonweal(&["synth", "stilised"]).refused();
    assert!(err.contains("did you mean `stylised`?"), "{err}");
    let err = commonweal(&["synth", "us-cps-sample"]).refused();
    assert!(err.contains("there is no recipe `us-cps-sample`"), "{err}");
    let place = Place::new("synth-refused");
    place.write("pop.toml", "mine = 1\n");
    let err = place
        .run(&["synth", "stylised", "-n", "100", "-o", "pop.csv"])
        .refused();
    assert!(err.contains("another file"), "{err}");
    assert_eq!(place.read("pop.toml"), "mine = 1\n");
    let err = place
        .run(&["synth", "stylised", "-n", "100", "-o", "pop.txt"])
        .refused();
    assert!(err.contains(".csv or .parquet"), "{err}");
    place.write(
        "study.toml",
        &format!("{STUDY}population = {{ recipe = \"stilised\" }}\n"),
    );
    assert!(place.run(&["check", "study.toml"]).err.contains("stylised"));
    place.write(
        "study.toml",
        &format!("{STUDY}population = {{ recipe = \"stylised\", households = 0 }}\n"),
    );
    assert!(place.run(&["run", "study.toml"]).refused().contains("out of range"));
}

#[test]
fn a_country_stands_for_its_people() {
    let report = |name: &str| json(&commonweal(&["synth", name, "-n", "300", "--json", "--quiet"]).good());
    assert_eq!(report("de"), report("germany"));
    assert_eq!(
        commonweal(&["describe", "Informal-Economy"]).good(),
        commonweal(&["describe", "informal-economy"]).good()
    );
}
