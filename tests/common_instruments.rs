//! The common instruments fit every system of the project: each can be added alone, and all of them together.

use commonweal_core::costing::{Costing, Prepared, cost, prepare};
use commonweal_core::population::Population;
use commonweal_core::rules::Instrument;
use commonweal_core::system::{Catalog, Study, System};
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, outer_years, source};

/// Whether an instrument, or one that it reads, changes columns that the system works out itself.
fn changes_what_is_derived(catalog: &Catalog, system: &System, name: &str) -> bool {
    let file = catalog.instrument(name).expect("the instrument is there");
    let instrument = Instrument::read(file).expect("the instrument is sound");
    let derived = |column: &str| system.column(column).is_some_and(|column| column.derived);
    instrument.becomes.iter().any(|change| derived(&change.column))
        || instrument
            .uses
            .iter()
            .filter(|(used, _)| catalog.instrument(used).is_some())
            .any(|(used, _)| changes_what_is_derived(catalog, system, used))
}

/// The names of the common instruments that are no law of a system, and can be.
fn spare(catalog: &Catalog, system: &str) -> Vec<String> {
    let law = catalog.system(system).expect("the system is sound");
    catalog
        .instrument_names()
        .filter(|name| !law.instruments.iter().any(|instrument| instrument.name == *name))
        .filter(|name| !changes_what_is_derived(catalog, &law, name))
        .map(str::to_string)
        .collect()
}

/// A study of a year that adds instruments. What the `us` system calls taxable income is a step of its own law and no concept,
/// so the common income tax is told there what it taxes.
fn adding(system: &str, year: i32, names: &[String]) -> String {
    let base = if system == "us" && names.iter().any(|name| name == "income_tax") {
        "[reform.set]\n\"income_tax.income_base\" = \"market_income\"\n"
    } else {
        ""
    };
    format!("format = 1\nname = \"adding\"\nsystem = \"{system}\"\nyear = {year}\n[reform]\nadd = {names:?}\n{base}")
}

fn prepared(catalog: &Catalog, text: &str) -> Prepared {
    let study = Study::read(&source("study.toml", text)).unwrap_or_else(|found| panic!("{text}\n{found:#?}"));
    prepare(&study, catalog, &nothing_beside, &[], None).unwrap_or_else(|found| panic!("{text}\n{found:#?}"))
}

fn people(prepared: &Prepared) -> [Population; 1] {
    let people = People::random(&prepared.system, 7, 60);
    [people.population(&prepared.system).expect("the people are sound")]
}

fn costed<'a>(prepared: &'a Prepared, parts: &'a [Population]) -> Costing<'a> {
    cost(prepared, parts, &|_, _| true).unwrap_or_else(|found| panic!("{found:#?}"))
}

fn names(costing: &Costing<'_>) -> Vec<String> {
    let microdata = costing.microdata(&|_, _| true).expect("the law runs");
    microdata.columns.into_iter().map(|column| column.name).collect()
}

fn count(names: &[String], name: &str) -> usize {
    names.iter().filter(|known| *known == name).count()
}

#[test]
fn every_common_instrument_can_be_added_alone_and_with_all_others() {
    let catalog = catalog();
    for system in ["us", "plain", "germany", "guangdong", "informal_economy"] {
        let spare = spare(&catalog, system);
        assert!(spare.len() >= 3, "{system}: {spare:?}");
        // Alone, but for the files that it reads.
        let alone = spare.iter().map(|name| {
            let file = catalog.instrument(name).expect("the instrument is there");
            let instrument = Instrument::read(file).expect("the instrument is sound");
            let read = instrument.uses.iter().map(|(used, _)| used.clone());
            let mut names: Vec<String> = read.filter(|used| spare.contains(used)).collect();
            names.push(name.clone());
            names
        });
        for names in alone.chain([spare.clone()]) {
            for year in outer_years(&catalog, system) {
                let prepared = prepared(&catalog, &adding(system, year, &names));
                let parts = people(&prepared);
                let results = costed(&prepared, &parts).results;
                let pays = |name: &&String| {
                    prepared
                        .reform
                        .as_ref()
                        .is_some_and(|law| law.instrument(name).is_some_and(|file| file.kind.pays()))
                };
                for name in names.iter().filter(pays) {
                    assert!(
                        results.budget.iter().any(|row| row.instrument == *name),
                        "{system}, {year}: {name} has no row"
                    );
                }
            }
        }
    }
    // In `plain` the others are law already.
    let law = catalog.system("plain").expect("the system is sound");
    for name in catalog.instrument_names() {
        let is_law = law.instruments.iter().any(|instrument| instrument.name == name);
        assert!(
            is_law || spare(&catalog, "plain").iter().any(|other| other == name),
            "{name}"
        );
    }
}

#[test]
fn the_microdata_have_one_column_income_tax() {
    let catalog = catalog();
    for year in outer_years(&catalog, "us") {
        let text = format!("format = 1\nname = \"law\"\nsystem = \"us\"\nyear = {year}\n");
        let prepared = prepared(&catalog, &text);
        let parts = people(&prepared);
        let names = names(&costed(&prepared, &parts));
        assert_eq!(count(&names, "income_tax"), 1, "{year}: {names:?}");
        assert_eq!(
            count(&names, "federal_income_tax_after_credits"),
            0,
            "{year}: {names:?}"
        );
    }
}

#[test]
fn a_flat_tax_takes_the_place_of_the_federal_income_tax() {
    let catalog = catalog();
    let text = r#"format = 1
name = "flat-tax"
system = "us"
year = 2024
[reform]
remove = ["federal_income_tax", "alternative_minimum_tax", "net_investment_income_tax", "child_and_dependent_care_credit", "credit_for_the_elderly", "child_tax_credit", "other_dependent_credit", "eitc", "additional_child_tax_credit"]
add = ["income_tax"]
[reform.set]
"income_tax.income_base" = "market_income"
"income_tax.tariff" = [[0, 0.2]]
"income_tax.allowance" = 10000
"income_tax.credit_per_child" = 0
"#;
    let prepared = prepared(&catalog, text);
    let parts = people(&prepared);
    let costing = costed(&prepared, &parts);
    let amounts = |name: &str| {
        let row = costing.results.budget.iter().find(|row| row.instrument == name);
        row.map(|row| (row.baseline_amount, row.reform_amount))
            .expect("the instrument has a row")
    };
    let (before, after) = amounts("federal_income_tax");
    assert!(before > 0.0 && after == 0.0);
    let (before, after) = amounts("income_tax");
    assert!(before == 0.0 && after > 0.0);
    // The instrument has the name; what the concept holds stands under its own name, before and after the reform.
    let names = names(&costing);
    for (name, columns) in [
        ("income_tax", 1),
        ("income_tax_baseline", 0),
        ("federal_income_tax_after_credits", 1),
        ("federal_income_tax_after_credits_baseline", 1),
    ] {
        assert_eq!(count(&names, name), columns, "{name}: {names:?}");
    }
}

#[test]
fn a_file_in_the_place_of_a_common_instrument_is_named_in_the_changes() {
    let catalog = catalog();
    let common = catalog.instrument("basic_income").expect("the instrument is there");
    let own = source("studies/basic_income.toml", &common.text);
    for year in outer_years(&catalog, "plain") {
        let study = Study::read(&source(
            "study.toml",
            &adding("plain", year, &["basic_income".to_string()]),
        ));
        let study = study.expect("the study is sound");
        let after = |beside: bool| {
            let find = |name: &str| (beside && name == "basic_income.toml").then(|| own.clone());
            let prepared = prepare(&study, &catalog, &find, &[], None).expect("the study is sound");
            let parts = people(&prepared);
            let changes = costed(&prepared, &parts).results.changes;
            changes.into_iter().map(|change| change.after).collect::<Vec<_>>()
        };
        assert_eq!(after(false), [None]);
        assert_eq!(after(true), [Some("basic_income.toml".to_string())]);
    }
}
