//! Weights that meet their targets, and the report of it.

use super::{bytes, made, numbers, read, recipe, system, text, total, weights};
use crate::document::Source;
use crate::population::{Lock, PeopleHash, generate};

const STANDING: &str = "assumption = true\nrange = [0.9, 1.1]\n";

fn target(body: &str) -> String {
    format!("[[target]]\n{body}\n{STANDING}")
}

/// Households of one person each.
fn alone(more: &str) -> crate::population::Recipe {
    let text = text(more)
        .replacen("[[[0.6, 0.4]]]", "[[[1, 0]]]", 1)
        .replacen("[[0.9, 0.1, 0]]]", "[[1, 0, 0]]]", 1);
    read(&text).expect("the recipe is sound")
}

#[test]
fn two_groups_have_the_weights_that_a_hand_finds() {
    let recipe = alone(&target(
        "id = \"sex\"\nof = \"person\"\nby = [\"sex\"]\nrows = [[\"female\", 700000], [\"male\", 300000]]",
    ));
    let made = made(&recipe, 2048, 1);
    assert!(made.report.head.converged && made.report.head.worst_miss < 1e-9);
    // Of 2048 stratified draws just half are women: each has 700,000 / 1024 and each man 300,000 / 1024.
    let sexes = bytes(numbers(&made.population, "sex"));
    for (sex, weight) in sexes.iter().zip(weights(&made.population)) {
        let wanted = if *sex == 1 {
            700_000.0 / 1024.0
        } else {
            300_000.0 / 1024.0
        };
        assert!((weight / wanted - 1.0).abs() < 1e-8, "{weight} {wanted}");
    }
    // Factors 1.4 and .6 between the bounds .2 and 5: t = z / sqrt(1 - z^2) with z = .4 / 4 and -.4 / .8, and eta = a t is lambda times
    // the contribution over the mean one, 1 / .7 and 1 / .3.
    let t = |z: f64| z / libm::sqrt(1.0 - z * z);
    let by_hand = [4.0 * t(0.1) * 0.7, 0.8 * t(-0.5) * 0.3];
    for (found, by_hand) in made.solution.lambda.iter().zip(by_hand) {
        assert!((found - by_hand).abs() < 1e-8, "{found} {by_hand}");
    }
    let report = &made.report;
    assert_eq!((report.head.met, report.head.calibrated), (2, 2));
    assert!((report.targets[0].raw_ratio - 0.5 / 0.7).abs() < 1e-8);
    assert!(report.targets[0].pull > 0.0 && report.targets[1].pull < 0.0);
    assert_eq!(report.targets[0].contributing, 1024);
    assert!((report.head.effective_households - 2048.0 / (0.5 * (1.96 + 0.36))).abs() < 1e-3);
}

#[test]
fn persons_households_and_amounts_are_met_together() {
    let targets = [
        target(
            "id = \"households\"\nof = \"household\"\nby = [\"region\"]\nrows = [[\"north\", 350000], [\"south\", 650000]]",
        ),
        target("id = \"sex\"\nof = \"person\"\nby = [\"sex\"]\nrows = [[\"female\", 900000], [\"male\", 850000]]"),
        target("id = \"earnings\"\nof = \"person\"\nsum = \"earnings\"\nvalue = 3.6e10"),
        target(
            "id = \"rich\"\nof = \"household\"\nwhere = \"income >= 100000\"\nsum = \"income\"\nvalue = 7e9\nhard = false",
        ),
        target("id = \"children\"\nof = \"person\"\nwhere = \"age < 18\"\nvalue = 330000\nheld_out = true"),
    ];
    let made = made(&recipe(&targets.concat()), 8000, 4);
    let head = &made.report.head;
    assert!(head.converged, "{head:?}");
    for row in made
        .report
        .targets
        .iter()
        .filter(|row| row.hard && row.role == "calibrated")
    {
        assert!((row.ratio - 1.0).abs() < 1e-8, "{row:?}");
    }
    let earnings = total(&made.population, "earnings", |_| true);
    assert!((earnings / 3.6e10 - 1.0).abs() < 1e-7, "{earnings}");
    let soft = &made.report.targets[5];
    assert!(
        !soft.hard && (soft.ratio - 1.0).abs() < (soft.raw_ratio - 1.0).abs(),
        "{soft:?}"
    );
    let held_out = &made.report.targets[6];
    assert_eq!((held_out.role, held_out.pull), ("held_out", 0.0));
    assert!((held_out.got / held_out.raw - 1.0).abs() > 1e-6);
    // The soft one is not met: who stands against it is told.
    assert!(soft.met || !made.report.conflicts.is_empty());
}

#[test]
fn what_follows_from_others_must_agree_with_them() {
    let sexes =
        target("id = \"sex\"\nof = \"person\"\nby = [\"sex\"]\nrows = [[\"female\", 900000], [\"male\", 850000]]");
    let all = |value: f64| {
        format!(
            "{sexes}{}",
            target(&format!("id = \"persons\"\nof = \"person\"\nvalue = {value:?}"))
        )
    };
    let agreeing = made(&recipe(&all(1_750_000.0)), 2000, 1);
    let roles: Vec<&str> = agreeing.report.targets.iter().map(|row| row.role).collect();
    assert_eq!(roles, ["calibrated", "calibrated", "follows"]);
    assert!(agreeing.report.targets[2].met);
    let found = generate(
        &recipe(&all(1_800_000.0)),
        &system(),
        Some(2000),
        None,
        None,
        &|_, _| true,
    )
    .expect_err("they contradict");
    assert_eq!(
        (found[0].code, found[0].path.as_str()),
        ("contradictory-targets", "persons")
    );
    assert!(
        found[0].message.contains("`sex.female`") && found[0].message.contains("`sex.male`"),
        "{}",
        found[0].message
    );
    assert!(
        found[0].allowed.starts_with("1750000") || found[0].allowed.starts_with("1749999"),
        "{}",
        found[0].allowed
    );
}

#[test]
fn targets_that_cannot_all_be_met_are_told_in_pairs() {
    // Twice the earnings, while nobody more may have high or low ones.
    let plain = made(
        &recipe(&target(
            "id = \"earnings\"\nof = \"person\"\nsum = \"earnings\"\nvalue = 1e10\nheld_out = true",
        )),
        4000,
        1,
    );
    let raw = plain.report.targets[0].raw;
    let targets = [
        target(&format!(
            "id = \"earnings\"\nof = \"person\"\nsum = \"earnings\"\nvalue = {:?}",
            raw * 2.0
        )),
        target("id = \"high\"\nof = \"person\"\nwhere = \"earnings >= 40000\"\nvalue = 210000"),
        target("id = \"low\"\nof = \"person\"\nwhere = \"earnings > 0 and earnings < 40000\"\nvalue = 450000"),
        target(
            "id = \"region\"\nof = \"household\"\nby = [\"region\"]\nrows = [[\"north\", 300000], [\"south\", 700000]]",
        ),
    ];
    let made = made(&recipe(&targets.concat()), 4000, 1);
    let head = &made.report.head;
    assert!(!head.converged && head.met < head.calibrated, "{head:?}");
    let first = &made.report.conflicts[0];
    assert_eq!(first.up, "earnings", "{:?}", made.report.conflicts);
    assert!(
        first.down == "high" || first.down == "low",
        "{:?}",
        made.report.conflicts
    );
}

#[test]
fn a_target_that_nobody_touches_is_refused() {
    let recipe = recipe(&target(
        "id = \"ancient\"\nof = \"person\"\nwhere = \"age > 119\"\nvalue = 10",
    ));
    let found = generate(&recipe, &system(), Some(2000), None, None, &|_, _| true).expect_err("nobody is so old");
    assert_eq!((found[0].code, found[0].path.as_str()), ("untouched-target", "ancient"));
    assert!(found[0].line.is_some());
    // Few households touch few targets: these are left out.
    let few = made(&recipe, 10, 1);
    let left_out = &few.report.targets[0];
    assert_eq!(
        (left_out.role, left_out.why_left_out.as_str()),
        ("left_out", "none of the households made contributes to it")
    );
}

#[test]
fn totals_far_from_the_tables_are_a_warning() {
    let made = made(
        &recipe(&target(
            "id = \"earnings\"\nof = \"person\"\nsum = \"earnings\"\nvalue = 2.5e9\nhard = false",
        )),
        1000,
        1,
    );
    assert!(
        made.report.warnings[0].contains("check its units"),
        "{:?}",
        made.report.warnings
    );
}

#[test]
fn a_lock_gives_the_same_people_without_rounds() {
    let recipe = recipe(&target(
        "id = \"sex\"\nof = \"person\"\nby = [\"sex\"]\nrows = [[\"female\", 900000], [\"male\", 850000]]",
    ));
    let solved = made(&recipe, 1500, 9);
    let lock = Lock::new(recipe.hash(), vec![solved.solution.clone()]);
    let text = serde_json::to_string(&lock).expect("a lock can be written");
    let read = Lock::read(&Source::new("small.lock.json", text)).expect("it can be read");
    assert_eq!(read, lock);
    let locked =
        generate(&recipe, &system(), Some(1500), Some(9), Some(&read), &|_, _| true).expect("the people are made");
    assert!(locked.report.head.from_lock && locked.report.head.rounds == 0);
    assert_eq!(locked.population, solved.population);
    assert_eq!(locked.report.head.fingerprint, solved.report.head.fingerprint);
    // Of another recipe, or with multipliers that do not fit, it is of no use.
    let other = Lock::new("another".to_string(), vec![solved.solution.clone()]);
    let found =
        generate(&recipe, &system(), Some(1500), Some(9), Some(&other), &|_, _| true).expect("the people are made");
    assert!(!found.report.head.from_lock);
    let mut wrong = solved.solution.clone();
    wrong.lambda[0] += 0.1;
    let wrong = Lock::new(recipe.hash(), vec![wrong]);
    let found =
        generate(&recipe, &system(), Some(1500), Some(9), Some(&wrong), &|_, _| true).expect("the people are made");
    assert!(!found.report.head.from_lock);
    assert_eq!(PeopleHash::of(&found.population), PeopleHash::of(&solved.population));
    assert!(Lock::read(&Source::new("small.lock.json", "{}")).is_err());
}
