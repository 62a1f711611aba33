//! The synthetic households of the United States beside the tax units that their tables were estimated from: the same law, the same
//! reforms, the ratio of the amounts; what is compared stands in `validation`.
//!
//! Totals that are targets are met by construction and confirm nothing; what calibration never saw is marked.

use commonweal_core::population::Lock;
use commonweal_tests::catalog;
use commonweal_tests::validation::figures::Figures;
use commonweal_tests::validation::people::{BY_CONSTRUCTION, CALIBRATED_NEARBY, HELD_OUT, TEN, in_brief, made, recipe};

#[test]
fn reforms_cost_what_they_cost_on_the_survey() {
    let mut figures = Figures::default();
    in_brief(&mut figures);
    for (names, within) in [
        (&BY_CONSTRUCTION[..], 0.001),
        (&CALIBRATED_NEARBY[..], 0.02),
        (&HELD_OUT[..], 0.04),
    ] {
        for name in names {
            let ratio = figures.number(&format!("amount.{name}.seed_1"));
            assert!((ratio - 1.0).abs() < within, "{name}: {ratio}");
        }
    }
    figures.assert_committed("us-people");
}

/// What is promised, over all seeds and both numbers of households, by the figures of the last whole run.
#[test]
fn the_committed_figures_keep_what_is_promised() {
    let figures = Figures::committed("us-people");
    for (names, within) in [(&TEN[..], 0.02), (&HELD_OUT[..], 0.04)] {
        for name in names {
            for kind in ["n_50000", "n_200000"] {
                for end in ["low", "high"] {
                    let ratio = figures.number(&format!("amount.{name}.{kind}.{end}"));
                    assert!((ratio - 1.0).abs() < within, "{name}, {kind}: {ratio}");
                }
            }
        }
    }
    assert!(figures.number("worst.decile_share") < 0.02 && figures.number("worst.gini") < 0.005);
}

#[test]
fn the_targets_of_the_recipe_are_met() {
    let catalog = catalog();
    let report = made(&catalog, &recipe(&catalog), None, 1, None).report;
    assert!(report.head.converged, "{:?}", report.head);
    assert!(report.targets.iter().all(|row| row.met || row.role == "held_out"));
}

#[test]
fn tax_units_stand_within_households() {
    let catalog = catalog();
    let people = made(&catalog, &recipe(&catalog), None, 1, None).population;
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
    assert!(made(&catalog, &recipe, None, 1, Some(&lock)).report.head.from_lock);
}
