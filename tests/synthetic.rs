//! The embedded recipe: its targets, its lock, the round trip through a file of microdata, threads.

use commonweal_core::document::Source;
use commonweal_core::population::{Lock, PeopleHash, Recipe, Synthetic, generate};
use commonweal_core::system::Catalog;

fn catalog() -> Catalog {
    Catalog::new(commonweal_policies::FILES.iter().copied())
}

fn stylised() -> Recipe {
    Recipe::read(catalog().population("stylised").expect("the recipe is embedded"))
        .unwrap_or_else(|found| panic!("{found:?}"))
}

fn made(recipe: &Recipe, households: u32, seed: u64, lock: Option<&Lock>) -> Synthetic {
    let system = catalog().system("plain").expect("the system is sound");
    generate(recipe, &system, Some(households), Some(seed), lock, &|_, _| true)
        .unwrap_or_else(|found| panic!("{found:?}"))
}

#[test]
fn every_target_is_met_for_five_seeds() {
    let recipe = stylised();
    assert!((40..=85).contains(&recipe.targets()));
    for seed in 1..=5 {
        let report = made(&recipe, 50_000, seed, None).report;
        assert!(report.head.converged, "{:?}", report.head);
        for row in report.targets.iter().filter(|row| row.role != "held_out") {
            assert!(row.met && row.tolerance <= 0.005, "seed {seed}: {row:?}");
            assert!(row.role != "left_out", "seed {seed}: {row:?}");
        }
        assert!(report.head.effective_households > 35_000.0, "{:?}", report.head);
        assert!(report.head.bounds_hit_share < 0.01, "{:?}", report.head);
        assert!(report.warnings.is_empty(), "{:?}", report.warnings);
    }
}

#[test]
fn the_lock_is_that_of_the_recipe() {
    let recipe = stylised();
    let lock = Lock::read(catalog().lock("stylised").expect("the lock is embedded")).expect("it can be read");
    assert_eq!(lock.recipe, recipe.hash(), "run `cargo xtask generate`");
    let locked = made(&recipe, recipe.default_households, recipe.default_seed, Some(&lock));
    let solved = made(&recipe, recipe.default_households, recipe.default_seed, None);
    assert!(locked.report.head.from_lock);
    assert_eq!(locked.population, solved.population);
}

#[test]
fn threads_do_not_matter() {
    let recipe = stylised();
    let hash = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads can be started");
        pool.install(|| {
            let made = made(&recipe, 5_000, 2, None);
            (PeopleHash::of(&made.population), made.solution)
        })
    };
    let one = hash(1);
    for threads in [2, 3, 7] {
        assert_eq!(hash(threads), one);
    }
}

#[test]
fn the_country_is_plausible() {
    let recipe = stylised();
    let people = made(&recipe, 50_000, 1, None).population;
    let column = |name: &str| people.column(name).unwrap_or_else(|| panic!("{name}"));
    let word = |name: &str, person: usize| {
        let column = column(name);
        column.labels.as_ref().expect("a category")[column.data.value(person) as usize].clone()
    };
    for name in [
        "age",
        "sex",
        "education",
        "is_dependent",
        "is_student",
        "labour_status",
        "contract",
        "hours_per_week",
        "sector",
        "occupation",
        "exposure",
        "firm_size",
        "earnings",
        "previous_earnings",
        "self_employment_income",
        "capital_income",
        "pension_income",
        "insured_months",
        "unemployed_months",
        "region",
        "rent",
    ] {
        assert!(column(name).data.len() >= 50_000, "{name}");
    }
    let mut full_time: Vec<f64> = Vec::new();
    for person in 0..people.persons() {
        let value = |name: &str| column(name).data.value(person);
        let status = word("labour_status", person);
        let works = ["employee", "gig", "informal", "self_employed"].contains(&status.as_str());
        assert_eq!(works, word("occupation", person) != "none");
        assert_eq!(works, word("sector", person) != "none");
        assert_eq!(works, value("hours_per_week") > 0.0);
        assert_eq!(status == "gig", word("contract", person) == "platform");
        assert!(value("earnings") <= value("previous_earnings"));
        assert!(value("insured_months") <= 12.0 * value("age"));
        assert!(value("age") >= 15.0 || (value("earnings") == 0.0 && status == "inactive"));
        assert!(status != "retired" || value("age") >= 65.0);
        if status == "employee" && value("hours_per_week") >= 35.0 {
            full_time.push(value("previous_earnings"));
        }
    }
    full_time.sort_by(f64::total_cmp);
    let median = full_time[full_time.len() / 2];
    assert!((27_000.0..33_000.0).contains(&median), "{median}");
    let mut capital: Vec<f64> = (0..people.persons())
        .map(|person| column("capital_income").data.value(person))
        .collect();
    capital.sort_by(|a, b| b.total_cmp(a));
    let sum = |values: &[f64]| values.iter().fold(0.0, |sum, value| sum + value);
    // Without weights, and the top is made more often: still no more than an impression.
    assert!(sum(&capital[..capital.len() / 10]) > 0.6 * sum(&capital));
}

#[test]
fn a_broken_recipe_is_checked_like_any_file() {
    let text = commonweal_policies::file("populations/stylised.toml").expect("embedded");
    let text = std::str::from_utf8(text)
        .expect("UTF-8")
        .replacen("\"managers\"", "\"mangers\"", 1);
    let report = commonweal_core::costing::check(&Source::new("mine.toml", text), &catalog(), "plain", &|_| None);
    assert_eq!(report.what, commonweal_core::costing::Checked::Recipe);
    assert!(
        report.diagnostics.iter().any(|fault| fault.code == "unknown-label"),
        "{:?}",
        report.diagnostics
    );
}
