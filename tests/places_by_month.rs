//! Public jobs and seats in training by month: never more than there are, paid once, and a shorter list of those who wait where there are more.

use commonweal_core::costing::{MonthRow, YearsResults, cost_years, prepare};
use commonweal_core::population::Population;
use commonweal_core::system::{Assignment, Study};
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, source};

const SCENARIO: &str = r#"
scenario = { name = "ai-years", set = { displaced_share = 0.5, finding_rate = 0.05, adoption_midpoint = 12, gig_rate = 0, exit_rate = 0 } }
[options]
frozen = true
"#;

const JOBS: &str = r#"
[reform]
add = ["public_employment", "public_employment_materials"]
[reform.set]
"public_employment.where_offered" = "everywhere"
"public_employment.low_pay_limit" = 0
"public_employment.willing_share" = 0
"#;

const TRAINING: &str = r#"
[reform]
add = ["public_training_programme"]
[reform.set]
"public_training_programme.form" = "full_time"
"public_training_programme.enrolment_share" = 0.8
"public_training_programme.recognised_share" = 0
"public_training_programme.passport_cost" = 0
"#;

/// Whoever trains in the months, whatever the age, is one for whom the programme is.
const ALL_AGES: &str = "\"public_training_programme.eligibility.age\" = { from = 0, to = 120 }\n";

fn population() -> Population {
    let system = catalog().system("stylised").expect("the system is sound");
    let people = People::random(&system, 23, 1_500).population(&system);
    people.expect("the people are sound")
}

/// The same people of whom the data know no training: seats are taken in the months alone.
fn untrained() -> Population {
    let system = catalog().system("stylised").expect("the system is sound");
    let people = People::random(&system, 23, 1_500).with_none_of("training_months");
    people.population(&system).expect("the people are sound")
}

fn years(people: &[Population], lines: &str, set: &[String]) -> YearsResults {
    let text = format!("format = 1\nname = \"places\"\nsystem = \"stylised\"\nyear = 2025\n{SCENARIO}{lines}");
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let set = set.iter().map(|text| Study::assignment(text).expect("a value"));
    let set: Vec<Assignment> = set.collect();
    let prepared = prepare(&study, &catalog(), &nothing_beside, &set, None).expect("the study is sound");
    cost_years(&prepared, people, (2025, 2028), 0.02, &|_, _| true).expect("the study runs")
}

fn months(results: &YearsResults) -> Vec<&MonthRow> {
    let all = results.years.iter().flat_map(|year| &year.months);
    all.filter(|row| row.law == "reform").collect()
}

fn sum(rows: &[&MonthRow], of: fn(&MonthRow) -> f64) -> f64 {
    rows.iter().fold(0.0, |sum, row| sum + of(row))
}

fn paid(results: &YearsResults, at: usize, name: &str) -> f64 {
    let row = results.years[at]
        .results
        .budget
        .iter()
        .find(|row| row.instrument == name);
    row.expect("a row").reform_amount
}

/// All accounts add up to nothing in every year.
fn hold_the_books(results: &YearsResults) {
    for year in &results.years {
        let sum = year.results.accounts.iter().fold(0.0, |sum, row| sum + row.reform);
        // Each account is rounded once; in whole steps they add up to nothing.
        assert!(sum.abs() < 1e-6, "{}: {sum}", year.year);
    }
}

#[test]
fn public_jobs_are_held_by_month_within_their_places_and_paid_once() {
    let people = [population()];
    let all = years(&people, JOBS, &["public_employment.places_open=1e9".to_string()]);
    hold_the_books(&all);
    let most = months(&all).iter().fold(0.0, |most: f64, row| most.max(row.public_job));
    assert!(most > 0.0, "somebody is in a public job");
    // Nobody has lost a job for long enough before the seventh month; from December to January jobs go on.
    let rows = months(&all);
    assert_eq!(sum(&rows[..6], |row| row.public_job), 0.0);
    for first in [12, 24, 36] {
        let (december, january) = (rows[first - 1].public_job, rows[first].public_job);
        assert!(january > 0.5 * december, "{december} {january}");
    }
    let places = (most / 3.0).floor();
    let few = years(&people, JOBS, &[format!("public_employment.places_open={places}")]);
    hold_the_books(&few);
    let rows = months(&few);
    assert!(
        rows.iter().all(|row| row.public_job <= places),
        "never more than there are places"
    );
    assert!(sum(&rows, |row| row.public_job) < sum(&months(&all), |row| row.public_job));
    assert!(sum(&rows, |row| row.public_job) > 0.0);
    // 15,600 a year and 18 percent: the months of those who lost the work, and places of full length for the others.
    for (at, year) in few.years.iter().enumerate() {
        let own: Vec<&MonthRow> = year.months.iter().filter(|row| row.law == "reform").collect();
        let held = sum(&own, |row| row.public_job) / 12.0;
        let cost = paid(&few, at, "public_employment") / (15_600.0 * 1.18);
        assert!(cost >= held * (1.0 - 1e-6), "{at}: every month is paid: {cost} {held}");
        assert!(
            cost <= places + 1e-6,
            "{at}: no more than the places are paid: {cost} {places}"
        );
        let materials = paid(&few, at, "public_employment_materials") / (15_600.0 * 0.35);
        assert!((materials - cost).abs() <= 1e-6 * cost.max(1.0), "{materials} {cost}");
    }
    // A public job is no month without work, and no month of it is in the former job: months still add up.
    for year in &all.years {
        let sums = year
            .states
            .iter()
            .fold((0.0, 0.0), |(a, b), row| (a + row.baseline, b + row.reform));
        assert!((sums.0 - sums.1).abs() <= 1e-9 * sums.0);
    }
}

#[test]
fn where_the_months_hold_all_places_each_month_is_paid_exactly_once() {
    let people = [population()];
    // The data's own unemployed and inactive are no candidates in a region of nobody: only the months' people are left.
    let only = format!("{JOBS}\"public_employment.eligibility.when\" = \"public_job_by_month\"\n");
    let results = years(&people, &only, &["public_employment.places_open=1e9".to_string()]);
    for (at, year) in results.years.iter().enumerate() {
        let own: Vec<&MonthRow> = year.months.iter().filter(|row| row.law == "reform").collect();
        let held = sum(&own, |row| row.public_job) / 12.0 * 15_600.0 * 1.18;
        let cost = paid(&results, at, "public_employment");
        assert!((held - cost).abs() <= 1e-4 * (1.0 + held), "{at}: {held} {cost}");
    }
}

#[test]
fn who_finds_no_seat_waits_and_fewer_wait_where_there_are_more() {
    let people = [untrained()];
    let training = format!("{TRAINING}{ALL_AGES}");
    let all = years(
        &people,
        &training,
        &["public_training_programme.places=1e9".to_string()],
    );
    let most = months(&all).iter().fold(0.0, |most: f64, row| most.max(row.training));
    assert!(most > 0.0 && sum(&months(&all), |row| row.waiting_for_training) == 0.0);
    let mut before = f64::INFINITY;
    for part in [0.2, 0.5, 0.8] {
        let places = (part * most).floor();
        let some = years(
            &people,
            &training,
            &[format!("public_training_programme.places={places}")],
        );
        hold_the_books(&some);
        let rows = months(&some);
        assert!(
            rows.iter().all(|row| row.training <= places),
            "never more than there are seats"
        );
        let waiting = sum(&rows, |row| row.waiting_for_training);
        assert!(waiting > 0.0 && waiting < before, "{part}: {waiting} {before}");
        before = waiting;
        // Whoever sits in a seat has it paid, month by month, and nobody else: 700 a month.
        pays_every_month_of_training(&some);
    }
    pays_every_month_of_training(&all);
}

/// The programme pays 700 for each month that anybody is in training, and is short of nothing.
fn pays_every_month_of_training(results: &YearsResults) {
    for (at, year) in results.years.iter().enumerate() {
        let own: Vec<&MonthRow> = year.months.iter().filter(|row| row.law == "reform").collect();
        let taught = 700.0 * sum(&own, |row| row.training);
        let cost = paid(results, at, "public_training_programme");
        assert!((taught - cost).abs() <= 1e-6 * (1.0 + taught), "{at}: {taught} {cost}");
        let rows = year.results.rationing.iter();
        for row in rows.filter(|row| row.instrument == "public_training_programme") {
            assert_eq!((row.refused, row.shortfall), (0.0, 0.0), "{at}");
        }
    }
}

#[test]
fn a_programme_without_places_offers_nothing_and_keeps_nobody_from_training() {
    let people = [population()];
    let none = years(&people, TRAINING, &["public_training_programme.places=0".to_string()]);
    hold_the_books(&none);
    for (at, year) in none.years.iter().enumerate() {
        assert_eq!(paid(&none, at, "public_training_programme"), 0.0);
        // Who trains in any case does so as under baseline law; nobody waits for a seat of a programme that there is not.
        let of = |law: &str| -> Vec<[f64; 4]> {
            let rows = year.months.iter().filter(|row| row.law == law);
            rows.map(|row| [row.out_of_work, row.training, row.found_a_job, row.waiting_for_training])
                .collect()
        };
        assert_eq!(of("reform"), of("baseline"), "{at}");
        assert!(of("reform").iter().all(|row| row[3] == 0.0));
    }
    assert!(sum(&months(&none), |row| row.training) > 0.0);
}

#[test]
fn a_budget_for_jobs_of_half_a_year_is_kept_and_every_month_is_paid_once() {
    let people = [population()];
    let half = format!("{JOBS}\"public_employment.limited_by\" = \"money\"\n\"public_employment.longest\" = 6\n");
    let all = years(&people, &half, &["public_employment.money_open=1e12".to_string()]);
    let spent = |results: &YearsResults, at: usize| {
        paid(results, at, "public_employment") + paid(results, at, "public_employment_materials")
    };
    let most = (0..4).fold(0.0, |most: f64, at| most.max(spent(&all, at)));
    // A place of a whole year: wage, contributions, materials and supervision.
    let place = 15_600.0 * (1.0 + 0.18 + 0.35);
    for part in [0.1, 0.3, 0.6] {
        let money = (part * most).floor();
        let some = years(&people, &half, &[format!("public_employment.money_open={money}")]);
        hold_the_books(&some);
        let rows = months(&some);
        assert!(sum(&rows, |row| row.public_job) > 0.0);
        assert!(rows.iter().all(|row| row.public_job <= money / place * (1.0 + 1e-9)));
        for (at, year) in some.years.iter().enumerate() {
            let own: Vec<&MonthRow> = year.months.iter().filter(|row| row.law == "reform").collect();
            let held = sum(&own, |row| row.public_job) / 12.0 * place;
            let cost = spent(&some, at);
            assert!(
                cost >= held * (1.0 - 1e-6),
                "{part} {at}: every month is paid: {cost} {held}"
            );
            assert!(
                cost <= money * (1.0 + 1e-9),
                "{part} {at}: no more than there is: {cost} {money}"
            );
        }
    }
    // Where the months hold all jobs, each month is paid and nothing else.
    let only = format!("{half}\"public_employment.eligibility.when\" = \"public_job_by_month\"\n");
    let results = years(&people, &only, &["public_employment.money_open=1e12".to_string()]);
    for (at, year) in results.years.iter().enumerate() {
        let own: Vec<&MonthRow> = year.months.iter().filter(|row| row.law == "reform").collect();
        let held = sum(&own, |row| row.public_job) / 12.0 * place;
        let cost = spent(&results, at);
        assert!((held - cost).abs() <= 1e-4 * (1.0 + held), "{at}: {held} {cost}");
    }
}

#[test]
fn a_law_that_offers_neither_has_neither() {
    let people = [population()];
    let none = years(&people, "[reform]\nadd = [\"basic_income\"]\n", &[]);
    let rows = months(&none);
    assert_eq!(sum(&rows, |row| row.public_job), 0.0);
    assert_eq!(sum(&rows, |row| row.waiting_for_training), 0.0);
}
