//! Regions of a user's own data: groups by region, and instruments that hold in listed regions.

use commonweal_core::costing::{Results, check, cost, prepare};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Mapping, Population, RawColumn, RawData, RawTable};
use commonweal_core::system::Study;
use commonweal_tests::{catalog, source};

/// Four households of one adult each, in the regions given; without regions where there are none.
fn people(regions: Option<[&str; 4]>) -> Population {
    let mut columns = vec![RawColumn {
        name: "hid".to_string(),
        data: RawData::I64([1, 2, 3, 4].into()),
    }];
    let mut text =
        "format = 1\nname = \"four\"\nsystem = \"plain\"\nrows = \"person\"\nweight = 1\nhousehold = \"hid\"\n"
            .to_string();
    if let Some(regions) = regions {
        let mut labels = regions.map(str::to_string).to_vec();
        labels.sort();
        labels.dedup();
        let code = |region: &str| labels.iter().position(|label| label == region).expect("a label") as u32;
        columns.push(RawColumn {
            name: "place".to_string(),
            data: RawData::Text {
                codes: regions.map(code).into(),
                labels: labels.clone().into(),
            },
        });
        text.push_str("[columns.household]\nregion = \"place\"\n");
    }
    let system = catalog().system("plain").expect("the system is sound");
    Mapping::read(&source("four.toml", &text))
        .expect("the mapping is sound")
        .population(
            &RawTable::new("four.csv", columns).expect("the table is sound"),
            &system,
        )
        .expect("the people are sound")
}

/// A basic income in the regions listed.
fn study(regions: &str) -> String {
    format!(
        "format = 1\nname = \"regional\"\nsystem = \"plain\"\n[baseline]\nremove = [\"social_assistance\"]\n\
         [reform]\nadd = [\"basic_income\"]\nset.basic_income = {{ everywhere = false, regions = {regions}, adult_amount = 3600 }}\n"
    )
}

fn costed(regions: &str, population: Population) -> Result<Results, Vec<Diagnostic>> {
    let study = Study::read(&source("study.toml", &study(regions)))?;
    let prepared = prepare(&study, &catalog(), &|_| None, &[], None)?;
    let parts = [population];
    cost(&prepared, &parts, &|_, _| true).map(|costing| costing.results)
}

fn by_region(results: &Results) -> Vec<(String, f64)> {
    let table = results.groups.iter().find(|table| table.by == "region");
    let rows = table.into_iter().flat_map(|table| &table.rows);
    rows.map(|row| (row.group.clone(), row.mean_change.unwrap_or(0.0)))
        .collect()
}

#[test]
fn a_basic_income_in_listed_regions_pays_there_only() {
    let regions = Some(["south", "north", "east", "north"]);
    let results = costed("[\"north\"]", people(regions)).expect("the study runs");
    let expected = [("east", 0.0), ("north", 3600.0), ("south", 0.0)];
    assert_eq!(
        by_region(&results),
        expected.map(|(name, change)| (name.to_string(), change))
    );
    let results = costed("[\"east\", \"south\"]", people(regions)).expect("the study runs");
    let expected = [("east", 3600.0), ("north", 0.0), ("south", 3600.0)];
    assert_eq!(
        by_region(&results),
        expected.map(|(name, change)| (name.to_string(), change))
    );
}

#[test]
fn a_region_that_the_data_lack_is_refused() {
    let found = costed("[\"nroth\"]", people(Some(["south", "north", "east", "north"]))).expect_err("no such region");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, "unknown-choice");
    assert_eq!(found[0].allowed, "east, north, south");
    assert!(
        found[0].remedy.contains("`north`") || found[0].remedy.contains("'north'"),
        "{}",
        found[0].remedy
    );
}

#[test]
fn regions_that_others_take_the_place_of_need_not_be_in_the_data() {
    let first = Study::read(&source("study.toml", &study(r#"["elsewhere"]"#))).expect("sound");
    let others = ["basic_income.regions=[]", "basic_income.everywhere=true"];
    let others = others.map(|text| Study::assignment(text).expect("an assignment"));
    let costed = |set: &[_]| {
        let prepared = prepare(&first, &catalog(), &commonweal_tests::nothing_beside, set, None).expect("sound");
        cost(&prepared, &[people(None)], &|_, _| true).map(|costing| costing.results.net_cost)
    };
    assert!(costed(&[]).is_err());
    assert!(costed(&others).expect("what others say is no fault") > 0.0);
}

#[test]
fn data_without_regions_have_one() {
    let results = costed("[\"unspecified\"]", people(None)).expect("the study runs");
    assert!(by_region(&results).is_empty());
    let found = costed("[\"north\"]", people(None)).expect_err("no such region");
    assert_eq!(found[0].allowed, "unspecified");
}

#[test]
fn a_check_without_data_accepts_any_word() {
    let checked = check(
        &source("study.toml", &study("[\"north\"]")),
        &catalog(),
        "plain",
        &|_| None,
    );
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    let rule = r#"
format = 1
name = "regional_bonus"
title = { en = "Regional bonus" }
reference = "none: a test"
kind = "benefit"
unit = "family"
period = "year"
paid_to = "head"
[parameters]
bonus = { unit = "currency/year", by = ["region"], default = { hill = 100, shore = 200 }, assumption = true, range = [0, 1000], title = { en = "Bonus" } }
[rules]
amount = "bonus[household.region] * (2 if household.region == 'shore' else 1)"
[[cases]]
note = "on the hill: 100"
given = { household.region = "hill", persons = [{ age = 30 }] }
expect = { amount = 100 }
[[cases]]
note = "at the shore: 2 x 200"
given = { household.region = "shore", persons = [{ age = 30 }] }
expect = { amount = 400 }
"#;
    let checked = check(&source("regional_bonus.toml", rule), &catalog(), "plain", &|_| None);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    assert_eq!(checked.cases, 2);
}
