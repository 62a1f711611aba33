//! Files of one's own: studies, instruments, microdata, systems, households.

mod common;

use common::{GRANT, GRANT_STUDY, PEOPLE, Place, commonweal, grant, json};

#[test]
fn an_instrument_beside_a_study_appears_everywhere() {
    let place = grant("instrument");
    let results = json(&place.run(&["run", "grant.toml", "--json"]).good());
    let rows = results["budget"].as_array().expect("the budget is a list");
    let row = rows
        .iter()
        .find(|row| row["instrument"] == "heating_grant")
        .expect("its row");
    // Households 20 and 30 stay below the ceiling: 600 x (200 + 150).
    assert_eq!(
        (row["gross_cost"].as_f64(), row["recipients"].as_f64()),
        (Some(210_000.0), Some(350.0))
    );
    let listed = place.run(&["instruments", "--study", "grant.toml"]).good();
    assert!(
        listed.contains("heating_grant") && listed.contains("Heating grant"),
        "{listed}"
    );
    let shown = place
        .run(&["instruments", "heating_grant", "--study", "grant.toml"])
        .good();
    for text in [
        "heating_grant.grant",
        "from 0 to 5,000",
        "an assumption",
        "default = 600",
        "amount = grant if market_income <= ceiling else 0",
        "file        heating_grant.toml",
    ] {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    let doubled = json(
        &place
            .run(&["run", "grant.toml", "--json", "--set", "heating_grant.grant=1200"])
            .good(),
    );
    assert_eq!(
        doubled["budget"]
            .as_array()
            .and_then(|rows| rows.iter().find(|row| row["instrument"] == "heating_grant")?["gross_cost"].as_f64()),
        Some(420_000.0)
    );
    let explained = place.run(&["explain", "grant.toml", "--unit", "20"]).good();
    assert!(
        explained.contains("heating_grant") && explained.contains("amount = 600"),
        "{explained}"
    );
    place
        .run(&["run", "grant.toml", "--quiet", "--microdata", "ledger.csv"])
        .good();
    assert!(
        place
            .read("ledger.csv")
            .lines()
            .next()
            .is_some_and(|header| header.contains("heating_grant"))
    );
    let page = place.run(&["run", "grant.toml"]).good();
    assert!(
        page.contains("Heating grant added")
            && page.contains("heating_grant.ceiling = 20000 (from 0 to 100,000 thought possible)"),
        "{page}"
    );
    assert!(
        page.contains("columns.person.earnings: the month is taken for the year"),
        "{page}"
    );
}

#[test]
fn what_a_study_sets_is_shown_with_the_instrument() {
    let shown = commonweal(&["instruments", "eitc", "--study", "us-eitc-expansion"]).good();
    assert!(
        shown.contains("set in the study = 19") && shown.contains("2024-01-01 = 25"),
        "{shown}"
    );
    let listed = commonweal(&["instruments"]).good();
    assert!(
        listed.contains("For any system")
            && listed.contains("System us: ")
            && listed.contains("additional_child_tax_credit"),
        "{listed}"
    );
}

#[test]
fn the_study_and_the_instrument_of_the_readme_run() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).expect("the README");
    let blocks: Vec<&str> = readme
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    let study = blocks
        .iter()
        .find(|block| block.contains("name = \"guarantee\""))
        .expect("the study");
    let instrument = blocks
        .iter()
        .find(|block| block.contains("[[cases]]"))
        .expect("the instrument");
    let place = Place::new("readme");
    place
        .write("guarantee.toml", study)
        .write("negative_income_tax.toml", instrument);
    let page = place.run(&["run", "guarantee.toml"]).good();
    assert!(
        page.contains("Negative income tax added and Earned income tax credit (EITC) changed"),
        "{page}"
    );
    let checked = place
        .run(&["check", "guarantee.toml", "negative_income_tax.toml"])
        .good();
    assert!(
        checked.contains("guarantee.toml: ok: study") && checked.contains("5 parameters, 5 rules, 1 case"),
        "{checked}"
    );
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let place = grant("shuffled");
    let mut rows: Vec<&str> = PEOPLE.lines().collect();
    rows[1..].reverse();
    place.write("shuffled.csv", &format!("{}\n", rows.join("\n")));
    let first = place.run(&["run", "grant.toml", "--json"]).good();
    assert_eq!(
        place
            .run(&["run", "grant.toml", "--json", "--population", "shuffled.csv"])
            .good(),
        first
    );
    assert_eq!(
        place.run(&["run", "grant.toml", "--json", "--parts", "3"]).good(),
        first
    );
}

#[test]
fn check_runs_cases_and_tells_all_problems_at_once() {
    let place = grant("check");
    assert_eq!(
        place.run(&["check", "heating_grant.toml"]).good(),
        "heating_grant.toml: ok: 2 parameters, 1 rule, 1 case\n"
    );
    let all = place.run(&["check", "."]).good();
    for line in [
        "./grant.toml: ok: study",
        "./heating_grant.toml: ok: 2 parameters",
        "./people.toml: ok: mapping",
    ] {
        assert!(all.contains(line), "{all}");
    }
    place.write(
        "bad.toml",
        &GRANT.replace("expect = { amount = 600 }", "expect = { amount = 601 }"),
    );
    place.write(
        "worse.toml",
        &GRANT
            .replace("market_income <=", "market_incom <=")
            .replace("period", "perod"),
    );
    let found = place.run(&["check", "bad.toml", "worse.toml"]);
    assert_eq!(found.code, 2);
    assert!(found.out.contains("bad.toml: 1 problem\n"), "{}", found.out);
    assert!(
        found.err.contains("case-differs") && found.err.contains("unknown key `perod`") && found.err.contains('^'),
        "{}",
        found.err
    );
}

#[test]
fn check_reads_the_whole_of_the_policies() {
    let out = commonweal(&["check", "../policies"]).good();
    assert!(
        out.contains("systems/us/system.toml: ok: system, ")
            && out.contains("instruments/negative_income_tax.toml: ok: "),
        "{out}"
    );
    assert!(!out.contains("Cargo.toml"), "{out}");
}

#[test]
fn faults_of_a_study_come_at_once_and_nothing_is_written() {
    let place = grant("faults");
    place.write(
        "grant.toml",
        &GRANT_STUDY
            .replace("year = 2025", "yaer = 2025")
            .replace("name = \"grant\"", "name = \"Grant!\""),
    );
    let err = place
        .run(&["run", "grant.toml", "--out", "out", "--microdata", "ledger.csv"])
        .refused();
    assert!(
        err.contains("unknown key `yaer`")
            && err.contains("`year`")
            && err.contains("is no name of a study")
            && err.ends_with("2 problems\n"),
        "{err}"
    );
    assert_eq!(
        place.files(),
        ["grant.toml", "heating_grant.toml", "people.csv", "people.toml"]
    );
    place.write(
        "people.csv",
        &PEOPLE.replace("4,20,200", "4,20,-200").replace("40,3000", "140,3000"),
    );
    place.write("grant.toml", GRANT_STUDY);
    let err = place.run(&["run", "grant.toml", "--out", "out"]).refused();
    assert!(err.contains("negative-weight") && err.contains("out-of-range"), "{err}");
    assert!(!place.0.join("out").exists());
}

#[test]
fn studies_that_name_one_another_are_a_cycle() {
    let place = Place::new("cycle");
    place
        .write("a.toml", "format = 1\nname = \"a\"\npackage = \"b\"\n")
        .write("b.toml", "format = 1\nname = \"b\"\npackage = \"a\"\n");
    let err = place.run(&["run", "a.toml"]).refused();
    assert!(err.contains("cycle") && err.contains("a -> b -> a"), "{err}");
}

#[test]
fn a_system_in_a_folder_beside_the_study_is_found() {
    let place = grant("system");
    let system = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../policies/systems/plain/system.toml"
    ))
    .expect("the plain system");
    place.write(
        "mine/system.toml",
        &system
            .replace("name = \"plain\"", "name = \"mine\"")
            .replace("currency = \"XXX\"", "currency = \"EUR\""),
    );
    place.write("people.toml", &common::PEOPLE_MAPPING.replace("\"plain\"", "\"mine\""));
    place.write("grant.toml", &GRANT_STUDY.replace("\"plain\"", "\"mine\""));
    let results = json(&place.run(&["run", "grant.toml", "--json"]).good());
    assert_eq!(results["currency"], "EUR");
    assert!(
        place
            .run(&["check", "mine"])
            .good()
            .contains("mine/system.toml: ok: system, ")
    );
    place.run(&["run", "grant.toml", "--out", "out", "--quiet"]).good();
    assert!(place.run(&["verify", "out"]).good().starts_with("verified: "));
    // A mapping for another system cannot make its people.
    place.write("grant.toml", GRANT_STUDY);
    let err = place.run(&["run", "grant.toml"]).refused();
    assert!(
        err.starts_with("error[other-system]: ") && err.contains("makes people for the system `mine`"),
        "{err}"
    );
    assert!(err.contains("people.toml:3:10"), "{err}");
    // The system beside a mapping or a study is found by `check` and `describe` too.
    assert!(
        place
            .run(&["describe", "people.csv", "--mapping", "people.toml"])
            .good()
            .contains("the system mine")
    );
    assert!(place.run(&["check", "people.toml"]).good().contains("ok: mapping"));
    place.write("people.toml", &common::PEOPLE_MAPPING.replace("\"plain\"", "\"mien\""));
    let err = place
        .run(&["describe", "people.csv", "--mapping", "people.toml"])
        .refused();
    assert!(
        err.starts_with("error[unknown-name]: there is no system `mien`") && err.contains("people.toml:3:10"),
        "{err}"
    );
}

#[test]
fn check_goes_on_after_a_file_that_is_not_there() {
    let place = grant("goes-on");
    let found = place.run(&["check", "nothing.toml", "heating_grant.toml"]);
    assert_eq!(found.code, 2);
    assert!(found.out.contains("heating_grant.toml: ok"), "{}", found.out);
    assert!(
        found
            .err
            .starts_with("error[unreadable-file]: nothing.toml cannot be read")
            && found.err.ends_with("1 problem\n"),
        "{}",
        found.err
    );
}

#[test]
fn a_household_has_steps_and_a_budget_line() {
    let place = Place::new("household");
    let file = "format = 1\npersons = [{ age = 34, wages = 18000 }, { age = 6, is_dependent = true }]\ntax_unit = { filing_status = \"head_of_household\" }\n";
    place.write(
        "family.toml",
        &format!("{file}[vary]\ncolumn = \"wages\"\nto = 60000\n"),
    );
    let page = place
        .run(&["household", "family.toml", "--system", "us", "--year", "2024"])
        .good();
    for text in ["eitc ", "phased_in", "26 USC 32", "Budget line", "kink", "22,720"] {
        assert!(page.contains(text), "{text} in {page}");
    }
    let result = json(
        &place
            .run(&["household", "family.toml", "--study", "us-eitc-expansion", "--json"])
            .good(),
    );
    assert!(
        result["budget_line"]
            .as_array()
            .is_some_and(|points| points.len() > 100)
    );
    let err = place.run(&["household", "family.toml"]).refused();
    assert!(err.contains("--system NAME or --study STUDY"), "{err}");
    place.write(
        "family.toml",
        &format!("system = \"us\"\n{file}").replace("wages", "wagse"),
    );
    let err = place.run(&["household", "family.toml"]).refused();
    assert!(err.contains("did you mean `wages`?"), "{err}");
    place.write("family.toml", &format!("system = \"us\"\n{file}"));
    assert_eq!(
        place.run(&["check", "family.toml"]).good(),
        "family.toml: ok: household\n"
    );
}

#[test]
fn populations_and_tables_are_described() {
    let place = grant("describe");
    let page = commonweal(&["describe", "us-cps-sample"]).good();
    for text in [
        "person     38,834",
        "household  20,000",
        "wages",
        "filing_status: single",
        "What is assumed",
    ] {
        assert!(page.contains(text), "{text} in {page}");
    }
    let raw = place.run(&["describe", "people.csv"]).good();
    assert!(raw.contains("5 rows, 5 columns") && raw.contains("pay"), "{raw}");
    let mapped = place
        .run(&["describe", "people.csv", "--mapping", "people.toml"])
        .good();
    // 36,000 x 100 + 14,400 x 150 of pay; 100 x 3 + 200 + 150 persons.
    assert!(mapped.contains("5,760,000") && mapped.contains("650"), "{mapped}");
    let err = place.run(&["describe", "nobody"]).refused();
    assert!(err.contains("there is no population `nobody`"), "{err}");
}

#[test]
fn an_unknown_unit_or_instrument_is_refused() {
    let err = commonweal(&["explain", "us-current-law", "--unit", "no-such-unit"]).refused();
    assert!(err.contains("no tax_unit with the id `no-such-unit`"), "{err}");
    let err = commonweal(&["instruments", "eitk"]).refused();
    assert!(err.contains("did you mean `eitc`?"), "{err}");
}

#[test]
fn broken_files_of_every_kind_never_panic() {
    let place = grant("broken");
    for (at, text) in [
        "",
        "=",
        "[",
        "format = 1",
        "format = 2\nname = 3",
        "\u{0}",
        "persons = 3",
        "[[[[",
        "format = 1\npersons = [1]\n",
        "rules = 1\nkind = 2",
    ]
    .iter()
    .enumerate()
    {
        for ending in ["toml", "json"] {
            let file = format!("broken{at}.{ending}");
            place.write(&file, text);
            for command in [
                &["run", &file] as &[&str],
                &["check", &file],
                &["household", &file, "--system", "us"],
                &["describe", &file],
            ] {
                let found = place.run(command);
                assert_eq!(found.code, 2, "{command:?}: {}", found.err);
                assert!(!found.err.contains("panicked"), "{command:?}: {}", found.err);
            }
        }
    }
    std::fs::write(place.0.join("bytes.toml"), [0xff, 0xfe, b'\n']).expect("a file can be written");
    let err = place.run(&["check", "bytes.toml"]).refused();
    assert!(err.contains("is not UTF-8 text"), "{err}");
    let err = place
        .run(&["run", "grant.toml", "--population", "heating_grant.toml"])
        .refused();
    assert!(err.contains("missing-key"), "{err}");
}

/// Damages a text in a place that follows from `seed`: a stretch goes, is doubled, or becomes another character.
fn damaged(text: &str, seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let characters: Vec<char> = text.chars().collect();
    let at = next(characters.len());
    let end = (at + 1 + next(8)).min(characters.len());
    let (before, middle, after) = (&characters[..at], &characters[at..end], &characters[end..]);
    let middle: String = match next(4) {
        0 => String::new(),
        1 => middle.iter().chain(middle).collect(),
        2 => "\"]}=(9e999é\0".chars().nth(next(11)).into_iter().collect(),
        _ => middle.iter().rev().collect(),
    };
    before.iter().collect::<String>() + &middle + &after.iter().collect::<String>()
}

#[test]
fn damaged_files_never_panic() {
    let place = grant("damaged");
    for (name, text) in [
        ("heating_grant", GRANT),
        ("grant", GRANT_STUDY),
        ("people", common::PEOPLE_MAPPING),
    ] {
        for seed in 0..120 {
            place.write(&format!("damaged/{name}{seed}.toml"), &damaged(text, seed));
        }
    }
    let found = place.run(&["check", "damaged"]);
    assert_eq!(found.code, 2, "{}", found.err);
    assert!(
        !found.err.contains("panicked") && found.err.contains(" problems\n"),
        "{}",
        found.err
    );
    // A damaged file may still be sound; then it runs.
    for seed in 0..25 {
        place
            .write("people.csv", &damaged(PEOPLE, seed))
            .write("grant.toml", &damaged(GRANT_STUDY, seed));
        for population in [&["--population", "us-cps-sample"] as &[&str], &[]] {
            let found = place.run(&[&["run", "grant.toml", "--quiet"], population].concat());
            assert!(
                matches!(found.code, 0 | 2) && !found.err.contains("panicked"),
                "{seed}: {}",
                found.err
            );
        }
        place.write("grant.toml", GRANT_STUDY);
        let found = place.run(&["run", "grant.toml", "--quiet"]);
        assert!(
            matches!(found.code, 0 | 2) && !found.err.contains("panicked"),
            "{seed}: {}",
            found.err
        );
    }
}

/// The page tells the faults of a file in the same words: `web/tests/browser/own.test.mjs` compares it with the same texts.
#[test]
fn faults_of_microdata_are_told_as_the_page_tells_them() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/own");
    let read = |file: &str| std::fs::read_to_string(format!("{folder}/{file}")).expect(file);
    let place = Place::new("own");
    for file in ["study.toml", "people.csv", "people.toml", "gap.csv"] {
        place.write(file, &read(file));
    }
    assert_eq!(place.run(&["run", "study.toml"]).refused(), read("people.txt"));
    let gap = [
        "run",
        "study.toml",
        "--population",
        "gap.csv",
        "--mapping",
        "people.toml",
    ];
    assert_eq!(place.run(&gap).refused(), read("gap.txt"));
}

#[test]
fn a_recipe_is_no_mapping_for_a_data_file() {
    let place = Place::new("no-mapping");
    place.write("people.csv", PEOPLE);
    let refused = place
        .run(&["run", "three-tier-safety-net", "--population", "people.csv"])
        .refused();
    assert!(
        refused.contains("no population is chosen for the system `stylised`") && refused.contains("--mapping"),
        "{refused}"
    );
}

#[test]
fn a_study_without_people_is_told_those_of_its_own_country() {
    let place = Place::new("no-people");
    for (system, own) in [
        ("germany", Some("germany")),
        ("guangdong", Some("guangdong")),
        ("informal_economy", Some("informal-economy")),
        ("stylised", Some("stylised")),
        ("plain", None),
    ] {
        let study = format!("format = 1\nname = \"x\"\nsystem = \"{system}\"\nyear = 2025\n");
        place.write("x.toml", &study);
        let refused = place.run(&["run", "x.toml"]).refused();
        assert!(refused.contains("no population is chosen for the system"), "{refused}");
        match own {
            Some(own) => {
                assert!(refused.contains(&format!("--population {own},")), "{refused}");
                let others = ["stylised", "germany", "guangdong", "informal-economy"];
                for other in others.iter().filter(|other| **other != own) {
                    assert!(!refused.contains(&format!("--population {other},")), "{refused}");
                }
                place
                    .run(&["run", "x.toml", "--population", own, "--quiet"])
                    .good_of_few();
            }
            None => assert!(refused.contains("of other systems"), "{refused}"),
        }
    }
}

#[test]
fn columns_of_the_file_that_are_not_read_are_told() {
    let place = grant("not-read");
    let spare: Vec<String> = (1..=14).map(|at| format!("spare_{at}")).collect();
    let mut lines = PEOPLE.lines();
    let header = lines.next().expect("a header");
    let mut text = format!("{header},{}\n", spare.join(","));
    for line in lines {
        text.push_str(&format!("{line}{}\n", ",x".repeat(14)));
    }
    let before = json(&place.run(&["run", "grant.toml", "--json"]).good());
    assert_eq!(before["columns_not_read"], serde_json::json!([]));
    let page = place.run(&["run", "grant.toml"]).good();
    assert!(!page.contains("does not read"), "{page}");
    place.write("people.csv", &text);
    let whole = place
        .read("people.toml")
        .replace("rows = ", "file = \"people.csv\"\nrows = ");
    place.write("whole.toml", &whole);
    let results = json(&place.run(&["run", "grant.toml", "--json"]).good());
    assert_eq!(results["columns_not_read"], serde_json::json!(spare));
    assert_eq!(results["fingerprint"], before["fingerprint"]);
    let said = format!(
        "The mapping does not read 14 columns of the file: {}, ….",
        spare[..12].join(", ")
    );
    for command in [
        &["run", "grant.toml"][..],
        &["run", "grant.toml", "--years", "2025:2026", "--frozen"],
        &["describe", "whole.toml"],
    ] {
        let page = place.run(command).good();
        let flat = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&said), "{command:?}: {page}");
    }
    let described = json(&place.run(&["describe", "whole.toml", "--json"]).good());
    assert_eq!(described["not_read"], serde_json::json!(spare), "{described}");
    place.run(&["report", "grant.toml", "-o", "report.md"]).good();
    let report = place.read("report.md").replace('\\', "");
    assert!(
        report.contains("The mapping does not read 14 of the file's columns: spare_1, "),
        "{report}"
    );
}
