//! One policy in several countries: what is carried, what a study says of a country, and what is refused.

use commonweal_core::costing::{CarriedBy, CarriedStudy, carried, cost, household, prepare};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Recipe, generate};
use commonweal_core::system::{PopulationSource, Study};
use commonweal_tests::people::People;
use commonweal_tests::{catalog, source};
use serde_json::{Value, json};

fn package(name: &str) -> Study {
    let catalog = catalog();
    Study::read(catalog.package(name).expect(name)).expect("a package is sound")
}

fn study(text: &str) -> Study {
    Study::read(&source("mine.toml", text)).expect("the study is sound")
}

fn to(study: &Study, country: &str) -> Result<CarriedStudy, Vec<Diagnostic>> {
    carried(study, country, &catalog(), &|_| None)
}

/// A value of the study that came of it, by `instrument.parameter`.
fn value(carried: &CarriedStudy, name: &str) -> Option<Value> {
    let found = carried
        .study
        .reform
        .set
        .iter()
        .find(|set| format!("{}.{}", set.instrument, set.key) == name)?;
    Some(commonweal_core::system::value_json(&found.value))
}

/// What was told of a value: at home, there, and why.
fn told(carried: &CarriedStudy, name: &str) -> Option<(Option<Value>, Value, CarriedBy)> {
    let found = carried.carry.values.iter().find(|value| value.name == name)?;
    Some((found.before.clone(), found.after.clone(), found.why))
}

#[test]
fn amounts_are_carried_by_full_time_pay_and_places_by_workers() {
    let germany = to(&package("hybrid-safety-net"), "de").expect("it can be carried");
    // 2400 x 52159 / 30000 = 4172.7; the nearest hundred is within one in a hundred.
    assert_eq!(
        told(&germany, "basic_income.adult_amount"),
        Some((Some(json!(2400)), json!(4200), CarriedBy::Study))
    );
    assert_eq!(value(&germany, "basic_income.adult_amount"), Some(json!(4200)));
    // 20000 x 46.1 / 9.67 = 95346; the nearest thousand.
    assert_eq!(value(&germany, "public_employment.places_open"), Some(json!(95_000)));
    // A default that the study does not set: 10 x 1.7386 = 17.39; half units are too far apart only beyond .17.
    assert_eq!(
        told(&germany, "public_employment.hourly_wage"),
        Some((Some(json!(10)), json!(17.5), CarriedBy::Default))
    );
    // Shares and texts are the same.
    assert_eq!(value(&germany, "basic_income.payer"), Some(json!("government.local")));
    assert!(told(&germany, "ai_levy.rate").is_none());
    let study = &germany.study;
    assert_eq!((study.system.as_deref(), study.year), (Some("germany"), Some(2025)));
    assert_eq!(study.population, Some(PopulationSource::Named("germany".to_string())));
    assert_eq!(study.name, "hybrid-safety-net-germany");
    assert!(study.countries.is_empty() && study.package.is_none());
    assert!(study.title.in_language("en").ends_with(": Germany"));
}

#[test]
fn what_the_study_says_of_the_country_comes_last_and_is_not_carried() {
    let germany = to(&package("hybrid-safety-net"), "germany").expect("it can be carried");
    let regions = value(&germany, "basic_income.regions").expect("set");
    assert_eq!(regions.as_array().map(Vec::len), Some(5));
    assert_eq!(
        told(&germany, "basic_income.regions").map(|(before, _, why)| (before, why)),
        Some((None, CarriedBy::Country))
    );
    // The amounts of the law of the United States, which at home are taken as they are.
    let there = to(&package("hybrid-safety-net"), "us").expect("it can be carried");
    assert_eq!(
        value(&there, "earnings_credit.maximum"),
        Some(json!([632, 4213, 6960, 7830]))
    );
}

#[test]
fn what_is_law_there_is_not_added_and_what_is_left_out_is_not_set() {
    let germany = to(&package("three-tier-safety-net"), "de").expect("it can be carried");
    assert_eq!(
        germany.carry.held,
        ["short_time_work", "short_time_employer_contributions"]
    );
    assert_eq!(germany.carry.left_out, ["unemployment_insurance"]);
    let added: Vec<&str> = germany.study.reform.add.iter().map(|(name, _)| name.as_str()).collect();
    assert!(!added.contains(&"short_time_work") && added.contains(&"learning_account"));
    assert_eq!(value(&germany, "unemployment_insurance.covers_gig"), None);
}

#[test]
fn a_study_of_the_country_itself_stays_as_it_is() {
    let own = package("germany-current-law");
    let same = to(&own, "Deutschland").expect("its own country");
    assert_eq!(same.study, own);
    assert!(same.carry.values.is_empty());
}

#[test]
fn a_study_on_a_package_is_carried_with_the_values_that_it_sets_over_it() {
    let own = study(
        "format = 1\nname = \"mine\"\npackage = \"ubi-vs-nit\"\n[reform.set]\n\"basic_income.adult_amount\" = 3000\n\
         [countries.germany.reform.set]\n\"basic_income.child_amount\" = 3000\n",
    );
    let germany = to(&own, "germany").expect("it can be carried");
    // 3000 x 1.73863 = 5215.9, to the nearest hundred.
    assert_eq!(value(&germany, "basic_income.adult_amount"), Some(json!(5200)));
    assert_eq!(value(&germany, "basic_income.child_amount"), Some(json!(3000)));
    assert!(
        germany
            .study
            .reform
            .add
            .iter()
            .any(|(name, _)| name == "basic_income_surtax")
    );
}

#[test]
fn a_value_by_date_keeps_its_day() {
    let own = study(
        "format = 1\nname = \"mine\"\nsystem = \"stylised\"\nyear = 2025\n[reform]\nadd = [\"basic_income\"]\n\
         [reform.set]\n\"basic_income.adult_amount\" = { 2026-01-01 = 6000 }\n\
         \"basic_income.eligibility.earnings\" = { from = 0, to = 30000 }\n",
    );
    let germany = to(&own, "germany").expect("it can be carried");
    let days: Vec<(Option<String>, Value)> = germany
        .study
        .reform
        .set
        .iter()
        .filter(|set| set.key == "adult_amount")
        .map(|set| {
            (
                set.from.map(|day| day.to_string()),
                commonweal_core::system::value_json(&set.value),
            )
        })
        .collect();
    // The default, 3600, holds before: 6259 and 10431.8.
    assert_eq!(
        days,
        [
            (Some("1900-01-01".to_string()), json!(6300)),
            (Some("2026-01-01".to_string()), json!(10_400))
        ]
    );
    assert_eq!(
        value(&germany, "basic_income.eligibility.earnings"),
        Some(json!({ "from": 0, "to": 52_200 }))
    );
}

/// Code and path of what is refused.
fn refused(study: &Study, country: &str) -> Vec<(&'static str, String)> {
    let problems = to(study, country).err().unwrap_or_default();
    problems
        .into_iter()
        .map(|problem| (problem.code, problem.path))
        .collect()
}

#[test]
fn what_would_have_to_be_guessed_is_refused_at_its_place() {
    let own = |rest: &str| {
        study(&format!(
            "format = 1\nname = \"mine\"\nsystem = \"stylised\"\nyear = 2025\n{rest}"
        ))
    };
    assert_eq!(
        refused(
            &own("[reform.set]\n\"unemployment_insurance.covers_gig\" = true\n"),
            "germany"
        ),
        [(
            "not-in-country",
            "reform.set.\"unemployment_insurance.covers_gig\"".to_string()
        )]
    );
    assert_eq!(
        refused(
            &own("[reform.set]\n\"unemployment_insurance.covers_gig\" = true\n"),
            "us"
        ),
        [(
            "not-in-country",
            "reform.set.\"unemployment_insurance.covers_gig\"".to_string()
        )]
    );
    let places = "[reform]\nadd = [\"basic_income\"]\n[reform.set]\n\"basic_income.regions\" = [\"harbour\"]\n";
    assert_eq!(
        refused(&own(places), "germany"),
        [("unknown-choice", "reform.set.\"basic_income.regions\"".to_string())]
    );
    assert_eq!(
        refused(&own(places), "us"),
        [("unknown-choice", "reform.set.\"basic_income.regions\"".to_string())]
    );
    let bounds = "[reform]\nadd = [\"basic_income\", \"negative_income_tax\"]\n[reform.set]\n\"negative_income_tax.eligibility.basic_income\" = { to = 5000 }\n";
    assert_eq!(
        refused(&own(bounds), "germany"),
        [(
            "not-in-country",
            "reform.set.\"negative_income_tax.eligibility.basic_income\"".to_string()
        )]
    );
    assert_eq!(
        refused(&own("[reform]\nremove = [\"social_assistance\"]\n"), "us"),
        [("not-in-country", "reform.remove".to_string())]
    );
    assert_eq!(refused(&own(""), "atlantis"), [("unknown-name", "country".to_string())]);
    assert_eq!(
        refused(&own("[countries.germny]\n"), "germany"),
        [("unknown-name", "countries.germny".to_string())]
    );
    let idle = "[countries.germany]\nleave_out = [\"basic_income\"]\n";
    assert_eq!(
        refused(&own(idle), "germany"),
        [("unknown-name", "countries.germany.leave_out".to_string())]
    );
    let plain = study("format = 1\nname = \"mine\"\nsystem = \"plain\"\n");
    assert_eq!(refused(&plain, "germany"), [("no-country", "system".to_string())]);
}

/// Packages of no country's own law: these must run in each of [`EVERYWHERE`].
const GENERAL: [&str; 11] = [
    "bundle",
    "employment-base",
    "guangdong-skills",
    "hybrid-safety-net",
    "nit-equal-cost",
    "nit-vs-ubi",
    "predict-prevent-support",
    "three-tier-safety-net",
    "ubi-unfunded",
    "ubi-vs-nit",
    "us-eitc-expansion",
];
const EVERYWHERE: [&str; 5] = ["germany", "guangdong", "informal_economy", "stylised", "us"];

/// Packages made for one country, whose files say in their notes why they run nowhere else.
const AT_HOME: [(&str, &str); 2] = [
    ("guangdong-skills-at-home", "guangdong"),
    ("hybrid-safety-net-informal", "informal_economy"),
];

#[test]
fn a_package_that_runs_in_one_country_says_why() {
    for (name, home) in AT_HOME {
        let study = package(name);
        assert_eq!(study.system.as_deref(), Some(home));
        assert!(
            study.notes.in_language("en").contains("runs in no other country"),
            "{name}"
        );
    }
}

#[test]
fn the_hybrid_safety_net_of_informal_work_is_the_same_by_either_way() {
    let own = package("hybrid-safety-net-informal");
    let carried = to(&package("hybrid-safety-net"), "informal-economy").expect("it can be carried");
    let added = |study: &Study| -> Vec<String> { study.reform.add.iter().map(|(name, _)| name.clone()).collect() };
    assert_eq!(added(&own), added(&carried.study));
    for set in &own.reform.set {
        let name = format!("{}.{}", set.instrument, set.key);
        let wanted = commonweal_core::system::value_json(&set.value);
        assert_eq!(value(&carried, &name), Some(wanted), "{name}");
    }
    // What is carried beside that is not in use: the budget of public jobs whose places are limited instead.
    let others: Vec<String> = carried
        .study
        .reform
        .set
        .iter()
        .filter(|set| {
            !own.reform
                .set
                .iter()
                .any(|own| (&own.instrument, &own.key) == (&set.instrument, &set.key))
        })
        .map(|set| format!("{}.{}", set.instrument, set.key))
        .collect();
    assert_eq!(others, ["public_employment.money_open"]);
}

#[test]
fn every_package_runs_in_every_country_or_is_refused_for_what_that_country_lacks() {
    let catalog = catalog();
    let person = source("home.toml", "format = 1\npersons = [{ age = 40, is_head = true }]\n");
    let countries: Vec<String> = catalog.countries().iter().map(|system| system.name.clone()).collect();
    assert!(
        EVERYWHERE
            .iter()
            .all(|name| countries.iter().any(|known| known == name))
    );
    for name in catalog.package_names() {
        for country in &countries {
            let there = match to(&package(name), country) {
                Ok(there) => there,
                Err(found) => {
                    let is_general = GENERAL.contains(&name) && EVERYWHERE.contains(&country.as_str());
                    let is_told = found.iter().all(|problem| {
                        ["not-in-country", "unknown-choice"].contains(&problem.code) && !problem.remedy.is_empty()
                    });
                    assert!(is_told && !is_general, "{name} in {country}: {found:#?}");
                    continue;
                }
            };
            let prepared = prepare(&there.study, &catalog, &|_| None, &[], None)
                .unwrap_or_else(|found| panic!("{name} in {country}: {found:#?}"));
            household(&prepared, &person).unwrap_or_else(|found| panic!("{name} in {country}: {found:#?}"));
        }
    }
}

#[test]
fn the_basic_income_and_the_negative_income_tax_leave_equal_incomes_in_every_country() {
    let catalog = catalog();
    let income = |name: &str, country: &str, children: bool| {
        let there = to(&package(name), country).unwrap_or_else(|found| panic!("{name} in {country}: {found:#?}"));
        let prepared = prepare(&there.study, &catalog, &|_| None, &[], None).expect("the package is sound");
        let random = People::random(&prepared.system, 29, 400);
        let people = if children {
            random.with(&[("age", 17.0)], &[], &[])
        } else {
            random
        };
        let people = people.population(&prepared.system);
        let parts = [people.expect("the people are sound")];
        let costing = cost(&prepared, &parts, &|_, _| true).expect("the package runs");
        let columns = costing.microdata(&|_, _| true).expect("the law runs").columns;
        let of = |name: &str| {
            columns
                .iter()
                .find(|column| column.name == name)
                .expect(name)
                .values
                .clone()
        };
        (costing.results.net_cost, of("disposable_income"))
    };
    // People of all ages, and families without an adult.
    for (country, children) in EVERYWHERE
        .into_iter()
        .flat_map(|country| [(country, false), (country, true)])
    {
        let (basic, incomes) = income("ubi-vs-nit", country, children);
        let (negative, others) = income("nit-vs-ubi", country, children);
        assert!(
            basic > 0.0 && (basic - negative).abs() < 1e-6 * basic,
            "{country}: {basic} and {negative}"
        );
        for (at, (one, other)) in incomes.iter().zip(&others).enumerate() {
            assert!(
                (one - other).abs() < 0.01,
                "{country}, household {at}: {one} and {other}"
            );
        }
    }
}

/// Employers' contributions on pay lost to short-time work are those of the country's law.
#[test]
fn short_time_work_is_assessed_at_the_rates_of_the_country() {
    for (country, rate) in [("us", 0.153), ("guangdong", 0.3035), ("informal_economy", 0.1)] {
        let there = to(&package("three-tier-safety-net"), country).expect("it can be carried");
        let set = value(&there, "short_time_employer_contributions.contribution_rate");
        assert_eq!(set, Some(json!(rate)), "{country}");
    }
}

/// Public jobs are offered where the shock hits hard, from a threshold on that the package states for this country: short-time work keeps a
/// part of the jobs at risk.
#[test]
fn the_hybrid_safety_net_gives_public_jobs_in_germany() {
    let catalog = catalog();
    let there = to(&package("hybrid-safety-net"), "de").expect("it can be carried");
    let people = Recipe::read(catalog.population("germany").expect("embedded")).expect("the recipe is sound");
    let system = catalog.system("germany").expect("the system is sound");
    let made = generate(&people, &system, Some(3_000), None, None, &|_, _| true).expect("people can be made");
    let prepared = prepare(&there.study, &catalog, &|_| None, &[], None).expect("the package is sound");
    let results = cost(&prepared, &[made.population], &|_, _| true)
        .expect("the package runs")
        .results;
    let row = results.budget.iter().find(|row| row.instrument == "public_employment");
    let row = row.expect("it is part of the package");
    let (recipients, paid) = (row.recipients, row.reform_amount);
    // Some tens of thousands: at most the 95,000 places, each with a wage of some 27,000 and the employer's contributions.
    assert!((20_000.0..=95_000.0).contains(&recipients), "{recipients}");
    let each = paid / recipients;
    assert!((20_000.0..50_000.0).contains(&each), "{each}");
}
