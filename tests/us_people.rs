//! The synthetic households of the United States beside the tax units that their tables were estimated from: the same law, the same
//! reforms, the ratio of the amounts.
//!
//! Totals that are targets are met by construction and confirm nothing; what calibration never saw is marked.

use std::collections::BTreeMap;

use commonweal_core::costing::{cost, prepare};
use commonweal_core::document::Source;
use commonweal_core::population::{Lock, Mapping, Population, Recipe, Synthetic, generate};
use commonweal_core::system::{Catalog, Study};
use commonweal_tests::{folder, rule_files};

/// Amounts whose base is a target: the ratio is that of the calibration.
const BY_CONSTRUCTION: [&str; 5] = [
    "basic_3000",
    "capital_surtax",
    "top_surtax",
    "flat_point",
    "unemployment_doubled",
];
/// Amounts of incomes, earnings and children that targets hold in bands.
const CALIBRATED_NEARBY: [&str; 5] = [
    "eitc",
    "child_tax_credits",
    "nit_9000",
    "nit_6000",
    "standard_deduction",
];
/// Amounts that no target was made for.
const HELD_OUT: [&str; 11] = [
    "child_benefit_below_50000",
    "work_credit",
    "second_earner_credit",
    "payroll_above_base",
    "pension_relief",
    "nit_without_children",
    "youth_credit",
    "childless_eitc_again",
    "social_security_5",
    "poorer_half",
    "poverty_gap",
];

fn catalog() -> Catalog {
    Catalog::new(commonweal_policies::FILES.iter().copied())
}

fn recipe(catalog: &Catalog) -> Recipe {
    Recipe::read(catalog.population("us").expect("the recipe is embedded")).unwrap_or_else(|found| panic!("{found:?}"))
}

fn made(catalog: &Catalog, recipe: &Recipe, lock: Option<&Lock>) -> Synthetic {
    let system = catalog.system("us").expect("the system is sound");
    generate(recipe, &system, None, None, lock, &|_, _| true).unwrap_or_else(|found| panic!("{found:?}"))
}

/// The amounts of the reforms on these people, and what a higher standard deduction costs.
fn amounts(
    catalog: &Catalog,
    people: &dyn Fn(&commonweal_core::system::System) -> Population,
) -> BTreeMap<String, f64> {
    let files = rule_files("us_people");
    let file = |name: &str| {
        let ending = format!("/{name}");
        files.iter().find(|file| file.name.ends_with(&ending)).cloned()
    };
    let mut found = BTreeMap::new();
    for study in ["reforms.toml", "standard_deduction.toml"] {
        let study = Study::read(&file(study).expect("the study is there")).expect("the study is sound");
        let beside = |name: &str| -> Option<Source> { file(name) };
        let prepared = prepare(&study, catalog, &beside, &[], None).unwrap_or_else(|found| panic!("{found:?}"));
        let parts = [people(&prepared.system)];
        let costing = cost(&prepared, &parts, &|_, _| true).unwrap_or_else(|found| panic!("{found:?}"));
        let results = &costing.results;
        if study.name.ends_with("standard-deduction") {
            found.insert("standard_deduction".to_string(), results.net_cost);
        } else {
            for row in &results.budget {
                found.insert(row.instrument.clone(), row.reform_amount);
            }
        }
    }
    let credits = [
        "child_tax_credit",
        "additional_child_tax_credit",
        "other_dependent_credit",
    ];
    let sum = credits.iter().fold(0.0, |sum, name| sum + found[*name]);
    found.insert("child_tax_credits".to_string(), sum);
    found
}

#[test]
fn reforms_cost_what_they_cost_on_the_survey() {
    let catalog = catalog();
    let mapping = Mapping::read(catalog.population("us-cps-sample").expect("the mapping is embedded"))
        .expect("the mapping is sound");
    let wanted = mapping.wanted();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let survey = commonweal_tables::read(&folder().join("data/us_tax_units_2024.parquet"), Some(&wanted))
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    let of_survey = amounts(&catalog, &|system| {
        mapping
            .population(&survey, system)
            .unwrap_or_else(|faults| panic!("{faults:?}"))
    });
    let recipe = recipe(&catalog);
    let made = made(&catalog, &recipe, None);
    assert!(made.report.head.converged, "{:?}", made.report.head);
    assert!(made.report.targets.iter().all(|row| row.met || row.role == "held_out"));
    let of_recipe = amounts(&catalog, &|_| made.population.clone());
    for (names, within) in [
        (&BY_CONSTRUCTION[..], 0.001),
        (&CALIBRATED_NEARBY[..], 0.02),
        (&HELD_OUT[..], 0.04),
    ] {
        for name in names {
            let ratio = of_recipe[*name] / of_survey[*name];
            assert!((ratio - 1.0).abs() < within, "{name}: {ratio}");
        }
    }
}

#[test]
fn tax_units_stand_within_households() {
    let catalog = catalog();
    let people = made(&catalog, &recipe(&catalog), None).population;
    let (_, units) = people.entity("tax_unit").expect("there are tax units");
    assert_eq!(people.entity("family"), people.entity("tax_unit"));
    let mean = f64::from(units.rows) / people.households() as f64;
    assert!((1.3..1.45).contains(&mean), "{mean}");
    for name in [
        "occupation",
        "exposure",
        "sector",
        "education",
        "insured_months",
        "region",
        "rent",
    ] {
        assert!(people.column(name).is_some(), "{name}");
    }
}

#[test]
fn the_lock_is_that_of_the_recipe() {
    let catalog = catalog();
    let recipe = recipe(&catalog);
    let lock = Lock::read(catalog.lock("us").expect("the lock is embedded")).expect("it can be read");
    assert_eq!(lock.recipe, recipe.hash(), "run `cargo xtask generate`");
    assert!(made(&catalog, &recipe, Some(&lock)).report.head.from_lock);
}
