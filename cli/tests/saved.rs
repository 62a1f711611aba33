//! `run --out` and `verify`.

mod common;

use common::{PEOPLE, grant, json};
use serde_json::json;

#[test]
fn a_saved_run_is_complete_and_can_be_verified() {
    let place = grant("saved");
    place
        .run(&[
            "run",
            "grant.toml",
            "--out",
            "results/first",
            "--set",
            "heating_grant.grant=700",
            "--quiet",
        ])
        .good();
    let manifest = json(&place.read("results/first/manifest.json"));
    let files: Vec<&str> = manifest["files"]
        .as_array()
        .expect("files")
        .iter()
        .filter_map(|saved| saved["file"].as_str())
        .collect();
    for file in [
        "budget.csv",
        "budget.parquet",
        "poverty.csv",
        "groups.parquet",
        "results.json",
        "inputs/grant.toml",
        "inputs/heating_grant.toml",
        "inputs/mapping/people.toml",
    ] {
        assert!(
            files.contains(&file) && place.0.join("results/first").join(file).is_file(),
            "{file} of {files:?}"
        );
    }
    assert_eq!(manifest["set"][0], "heating_grant.grant=700");
    assert!(manifest["inputs"].as_array().is_some_and(|inputs| {
        inputs
            .iter()
            .any(|input| input["role"] == "data" && input["file"] == "../../people.csv")
    }));
    let results = json(&place.read("results/first/results.json"));
    assert_eq!(results["fingerprint"], manifest["fingerprint"]);
    assert!(
        place
            .read("results/first/budget.csv")
            .starts_with("instrument,title,kind,")
    );
    assert!(
        place
            .run(&["verify", "results/first/manifest.json"])
            .good()
            .starts_with("verified: ")
    );
    assert_eq!(
        place
            .run(&["verify", "results/first", "--quiet", "--threads", "1"])
            .good(),
        ""
    );
    // The same run may take its place; no other name is left behind.
    place
        .run(&["run", "grant.toml", "--out", "results/first", "--quiet"])
        .good();
    let names: Vec<_> = std::fs::read_dir(place.0.join("results"))
        .expect("results")
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .collect();
    assert_eq!(names, ["first"]);
}

#[test]
fn a_package_on_the_embedded_sample_can_be_verified() {
    let place = grant("package");
    place
        .run(&["run", "us-eitc-expansion", "--out", "out", "--quiet"])
        .good();
    assert!(
        place
            .run(&["verify", "out"])
            .good()
            .contains("and so is the fingerprint")
    );
}

#[test]
fn a_run_that_divides_the_cost_otherwise_can_be_verified() {
    let place = common::Place::new("saved-attribution");
    place.write(
        "tiers.toml",
        "format = 1\nname = \"tiers\"\npackage = \"three-tier-safety-net\"\npopulation = { recipe = \"stylised\", households = 300 }\n",
    );
    let fingerprint = |words: &[&str], out: &str| {
        let run = ["run", "tiers.toml", "--out", out, "--quiet"];
        place.run(&[&run[..], words].concat()).good_of_few();
        let verified = place.run(&["verify", out]).good_of_few();
        assert!(verified.starts_with("verified: "), "{verified}");
        let manifest = json(&place.read(&format!("{out}/manifest.json")));
        let results = json(&place.read(&format!("{out}/results.json")));
        (manifest, results)
    };
    let (manifest, usual) = fingerprint(&[], "usual");
    assert!(manifest["attribution"].is_null());
    assert_eq!(usual["attribution"], "shapley");
    for way in ["stacked", "last-in"] {
        let (manifest, results) = fingerprint(&["--attribution", way], way);
        assert_eq!(
            (&manifest["attribution"], &manifest["options"]["attribution"]),
            (&json!(way), &json!(way))
        );
        assert_eq!(
            (&results["attribution"], &results["options"]["attribution"]),
            (&json!(way), &json!(way))
        );
        assert_eq!(results["net_cost"], usual["net_cost"]);
        assert_ne!(results["fingerprint"], usual["fingerprint"]);
        assert_ne!(results["budget"], usual["budget"]);
    }
    let (_, stacked) = fingerprint(&["--attribution", "stacked"], "again");
    let costs = |results: &serde_json::Value, name: &str| -> Vec<serde_json::Value> {
        let rows = results["budget"].as_array().expect("rows");
        rows.iter().map(|row| row[name].clone()).collect()
    };
    assert_eq!(costs(&usual, "stacked_cost"), costs(&stacked, "net_cost"));
    assert_eq!(costs(&usual, "shapley_cost"), costs(&usual, "net_cost"));
    let refused = place.run(&["run", "tiers.toml", "--attribution", "shaply"]);
    assert!(
        refused.err.contains("it is one of shapley, stacked, last-in"),
        "{}",
        refused.err
    );
    let text = place.run(&["run", "tiers.toml"]).good_of_few();
    assert!(
        text.contains("Net cost by element") && text.contains("Stacked"),
        "{text}"
    );
    let text = place
        .run(&["run", "tiers.toml", "--attribution", "stacked"])
        .good_of_few();
    assert!(
        !text.contains("Net cost by element") && text.contains("(stacked)"),
        "{text}"
    );
}

#[test]
fn too_many_elements_and_too_few_places_are_told() {
    let place = common::Place::new("saved-left-out");
    place.write(
        "many.toml",
        "format = 1\nname = \"many\"\nsystem = \"stylised\"\nyear = 2025\npopulation = { recipe = \"stylised\", households = 200 }\nscenario = \"ai-central\"\n[reform]\nadd = [\"short_time_work\", \"short_time_employer_contributions\", \"gig_social_contributions\", \"gig_platform_contributions\", \"transition_allowance\", \"learning_account\", \"basic_income\", \"basic_income_activity\", \"basic_income_surtax\", \"negative_income_tax\", \"public_employment\", \"employment_subsidy\", \"transition_insurance\"]\n[reform.set]\n\"public_employment.where_offered\" = \"everywhere\"\n\"public_employment.places_open\" = 0\n",
    );
    let text = place.run(&["run", "many.toml"]).good_of_few();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains(
            "Of 13 elements, more than 12, not all orders are run: the mean is that over 64 orders drawn by lot"
        ),
        "{text}"
    );
    assert!(text.contains("Left out") && text.contains("Wanted"), "{text}");
    place
        .run(&["run", "many.toml", "--out", "out", "--quiet"])
        .good_of_few();
    let results = json(&place.read("out/results.json"));
    assert_eq!(results["attribution_fallback"]["most"], 12);
    assert_eq!(results["attribution_fallback"]["orders"], 64);
    let row = &results["rationing"][0];
    assert_eq!(
        (&row["instrument"], &row["by"]),
        (&json!("public_employment"), &json!("places"))
    );
    assert!(row["wanted"].as_f64().is_some_and(|wanted| wanted > 0.0));
    assert_eq!((&row["refused"], &row["shortfall"]), (&row["wanted"], &row["claimed"]));
    let csv = place.read("out/rationing.csv");
    assert!(
        csv.starts_with("law,instrument,by,unit,wanted,served,refused,claimed,paid,shortfall,"),
        "{csv}"
    );
}

#[test]
fn frozen_years_can_be_verified() {
    let place = common::Place::new("saved-frozen");
    let study = "format = 1\nname = \"short\"\nsystem = \"stylised\"\nyear = 2025\npopulation = { recipe = \"stylised\", households = 300 }\n";
    place.write("short.toml", study);
    let mut words = vec![
        "run",
        "short.toml",
        "--years",
        "2026:2027",
        "--quiet",
        "--out",
        "frozen",
        "--frozen",
    ];
    place.run(&words).good_of_few();
    words.truncate(5);
    words.extend(["--out", "carried"]);
    place.run(&words).good_of_few();
    for (folder, frozen) in [("frozen", true), ("carried", false)] {
        let manifest = json(&place.read(&format!("{folder}/manifest.json")));
        assert_eq!(manifest["years"]["frozen"] == true, frozen);
        let results = json(&place.read(&format!("{folder}/results.json")));
        assert_eq!(results["years"][0]["ageing"].is_null(), frozen);
        assert!(place.run(&["verify", folder]).good_of_few().starts_with("verified: "));
    }
    let projection = place.read("carried/projection.csv");
    assert!(
        projection.starts_with("year,name,data,target,reached,low,high"),
        "{projection}"
    );
}

#[test]
fn what_differs_is_told_with_exit_code_1() {
    let place = grant("differs");
    place.run(&["run", "grant.toml", "--out", "out", "--quiet"]).good();
    let manifest = place.read("out/manifest.json");
    let fingerprint = json(&manifest)["fingerprint"]
        .as_str()
        .expect("a fingerprint")
        .to_string();
    place.write("out/manifest.json", &manifest.replace(&fingerprint, &"0".repeat(64)));
    let found = place.run(&["verify", "out"]);
    assert_eq!((found.code, found.out.as_str()), (1, ""));
    assert!(
        found.err.starts_with("not verified: the fingerprint is ") && found.err.contains(&fingerprint),
        "{}",
        found.err
    );
    place.write("out/manifest.json", &manifest);
    place.write("people.csv", &PEOPLE.replace("3000", "3001"));
    let found = place.run(&["verify", "out"]);
    assert_eq!(found.code, 1);
    assert!(
        found
            .err
            .contains("../people.csv is not the file that the results were made from"),
        "{}",
        found.err
    );
    // The file may have moved.
    place.write("moved.csv", PEOPLE);
    assert!(
        place
            .run(&["verify", "out", "--population", "moved.csv"])
            .good()
            .starts_with("verified: ")
    );
    place.write(
        "out/inputs/heating_grant.toml",
        &place.read("heating_grant.toml").replace("600", "601"),
    );
    assert_eq!(place.run(&["verify", "out", "--population", "moved.csv"]).code, 1);
}

#[test]
fn what_was_altered_since_is_named() {
    let place = grant("altered");
    place.run(&["run", "grant.toml", "--out", "out", "--quiet"]).good();
    let budget = place.read("out/budget.csv");
    place.write("out/budget.csv", &budget.replace("heating_grant", "heating_loan"));
    std::fs::remove_file(place.0.join("out/deciles.parquet")).expect("a saved table");
    let found = place.run(&["verify", "out"]);
    assert_eq!(
        (found.code, found.err.as_str()),
        (
            1,
            "not verified: altered since: budget.csv, deciles.parquet (missing).\n"
        )
    );
    place.run(&["run", "grant.toml", "--out", "out", "--quiet"]).good();
    let manifest = place.read("out/manifest.json");
    for (then, now, told) in [
        (
            "\"persons\"",
            "\"households\"",
            "weighting households, the study persons",
        ),
        ("\"seed\": 1,", "\"seed\": 7,", "seed 7, the study 1"),
        (": 0.6,", ": 0.5,", "poverty_line_share 0.5, the study 0.6"),
    ] {
        place.write("out/manifest.json", &manifest.replace(then, now));
        let found = place.run(&["verify", "out"]);
        assert_eq!(found.code, 1, "{told}");
        assert!(found.err.contains(told), "{}", found.err);
    }
    place.write("out/manifest.json", &manifest);
    assert!(
        place
            .run(&["verify", "out"])
            .good()
            .contains("saved files are the same")
    );
}

#[test]
fn what_a_run_reads_is_not_written_over() {
    let place = grant("inputs");
    place
        .write("people.csv", PEOPLE)
        .write("sub/nothing.txt", "")
        .write("plain.csv", PEOPLE);
    for path in ["people.csv", "./sub/../people.csv"] {
        let err = place
            .run(&["run", "grant.toml", "--out", "out", "--microdata", path])
            .refused();
        assert!(err.contains("the run reads this file; name another"), "{err}");
    }
    assert_eq!(place.read("people.csv"), PEOPLE);
    let err = place
        .run(&["run", "grant.toml", "--out", "out", "--microdata", "nowhere/ledger.csv"])
        .refused();
    assert!(err.contains("there is no folder nowhere"), "{err}");
    assert!(!place.0.join("out").exists());
    // In the folder of --out the ledger is saved with the other files.
    for _ in 0..2 {
        place
            .run(&[
                "run",
                "grant.toml",
                "--out",
                "out",
                "--microdata",
                "out/ledger.csv",
                "--quiet",
            ])
            .good();
    }
    place.run(&["verify", "out", "--quiet"]).good();
    place.write("out/ledger.csv", "household_id\n1\n");
    assert!(place.run(&["verify", "out"]).err.contains("altered since: ledger.csv"));
    let err = place
        .run(&["run", "grant.toml", "--out", "out", "--microdata", "out/budget.csv"])
        .refused();
    assert!(err.contains("saves a table of that name"), "{err}");
    let err = place
        .run(&[
            "run",
            "grant.toml",
            "--out",
            "out",
            "--microdata",
            "out/inputs/ledger.csv",
        ])
        .refused();
    assert!(err.contains("is made anew"), "{err}");
    let err = place
        .run(&["run", "grant.toml", "--population", "out/ledger.csv", "--out", "out"])
        .refused();
    assert!(err.contains("out/ledger.csv"), "{err}");
}

#[test]
fn no_manifest_is_refused() {
    let place = grant("none");
    place.write("out/manifest.json", "{}");
    let err = place.run(&["verify", "out"]).refused();
    assert!(
        err.contains("out/manifest.json is no manifest of a run: missing field"),
        "{err}"
    );
    let err = place.run(&["verify", "nowhere"]).refused();
    assert!(err.contains("nowhere cannot be read"), "{err}");
}

#[test]
fn what_a_folder_holds_is_not_lost() {
    let place = grant("kept");
    place.write("full/notes.txt", "mine").write("file", "mine");
    for (target, why) in [
        ("full", "holds no manifest.json"),
        ("file", "there is a file of that name"),
    ] {
        let err = place.run(&["run", "grant.toml", "--out", target]).refused();
        assert!(err.contains(why) && err.contains(target), "{err}");
    }
    place.run(&["run", "grant.toml", "--out", "out", "--quiet"]).good();
    place.write("out/notes.txt", "mine");
    let err = place.run(&["run", "grant.toml", "--out", "out"]).refused();
    assert!(err.contains("the folder holds notes.txt, which would be lost"), "{err}");
    assert_eq!(place.read("out/notes.txt"), "mine");
}
