//! A study may state its years: what is read, what a study on a package takes of it, and what goes to another country. And the shock told without
//! the survivors' gain.

use commonweal_core::costing::{add_without_gains, add_without_gains_to_years, carried, cost, cost_years, prepare};
use commonweal_core::document::Diagnostic;
use commonweal_core::system::Study;
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, source};

fn read(lines: &str) -> Result<Study, Vec<Diagnostic>> {
    Study::read(&source("mine.toml", &format!("format = 1\nname = \"mine\"\n{lines}")))
}

fn stated(lines: &str) -> (Option<(i32, i32)>, i32) {
    let study = read(lines).expect("the study is sound");
    let prepared = prepare(&study, &catalog(), &nothing_beside, &[], None).expect("the study is sound");
    (prepared.study.years, prepared.year)
}

#[test]
fn years_are_read_strictly() {
    assert_eq!(
        stated("system = \"stylised\"\nyears = \"2026:2030\"\n"),
        (Some((2026, 2030)), 2026)
    );
    assert_eq!(
        stated("system = \"stylised\"\nyear = 2026\nyears = \"2026:2026\"\n"),
        (Some((2026, 2026)), 2026)
    );
    assert_eq!(stated("system = \"stylised\"\nyear = 2027\n"), (None, 2027));
    for wrong in [
        "\"2030:2026\"",
        "\"2026\"",
        "\"2026:\"",
        "\"2026-2030\"",
        "\"26:30\"",
        "\"1800:1810\"",
        "\"1950:2030\"",
        "\" 2026:2030\"",
    ] {
        let problems = read(&format!("system = \"stylised\"\nyears = {wrong}\n")).expect_err("it is refused");
        let found: Vec<(&str, &str)> = problems.iter().map(|own| (own.code, own.path.as_str())).collect();
        assert_eq!(found, [("out-of-range", "years")], "{wrong}");
    }
    let other = read("system = \"stylised\"\nyear = 2025\nyears = \"2026:2030\"\n").expect_err("it is refused");
    assert_eq!((other.len(), other[0].path.as_str()), (1, "years"));
    let number = read("system = \"stylised\"\nyears = 2026\n").expect_err("it is refused");
    assert_eq!(number[0].code, "wrong-type");
}

#[test]
fn a_study_on_a_package_takes_its_years_unless_it_says_its_own() {
    assert_eq!(stated("package = \"bundle\"\n"), (Some((2025, 2034)), 2025));
    assert_eq!(stated("package = \"bundle\"\nyear = 2027\n"), (None, 2027));
    assert_eq!(
        stated("package = \"bundle\"\nyears = \"2026:2028\"\n"),
        (Some((2026, 2028)), 2026)
    );
}

#[test]
fn years_change_no_fingerprint_and_go_only_where_they_are_law() {
    let catalog = catalog();
    let system = catalog.system("stylised").expect("the system is sound");
    let people = [People::random(&system, 3, 60)
        .population(&system)
        .expect("the people are sound")];
    let fingerprint = |lines: &str| {
        let study = read(lines).expect("the study is sound");
        let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("the study is sound");
        cost(&prepared, &people, &|_, _| true)
            .expect("it runs")
            .results
            .fingerprint
    };
    assert_eq!(
        fingerprint("system = \"stylised\"\nyear = 2026\n"),
        fingerprint("system = \"stylised\"\nyears = \"2026:2030\"\n")
    );
    let bundle = Study::read(catalog.package("bundle").expect("a package")).expect("it is sound");
    for (country, years, scenario) in [
        ("informal_economy", Some((2025, 2034)), "ai-years"),
        ("germany", None, "ai-central"),
        ("us", None, "ai-central"),
    ] {
        let there = carried(&bundle, country, &catalog, &|_| None)
            .expect("it can be carried")
            .study;
        assert_eq!(there.years, years, "{country}");
        assert_eq!(
            there.scenario.map(|choice| choice.name).as_deref(),
            Some(scenario),
            "{country}"
        );
    }
}

#[test]
fn the_shock_is_told_without_the_survivors_gain() {
    let catalog = catalog();
    let system = catalog.system("stylised").expect("the system is sound");
    let people = [People::random(&system, 17, 400)
        .population(&system)
        .expect("the people are sound")];
    let told = |lines: &str| {
        let study = read(&format!("system = \"stylised\"\nyear = 2025\n{lines}")).expect("the study is sound");
        let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("the study is sound");
        let mut results = cost(&prepared, &people, &|_, _| true).expect("it runs").results;
        add_without_gains(&prepared, &people, &mut results, &|_, _| true).expect("it runs");
        results
    };
    let reform = "[reform]\nadd = [\"basic_income\"]\n";
    let with = told(&format!("scenario = \"ai-central\"\n{reform}"));
    let shock = with.shock.expect("a shock");
    let own = shock.without_gains.expect("it is told");
    assert_eq!(own.parameters, ["wage_gain"]);
    assert!(own.cost_of_shock > shock.cost_of_shock, "gains bring taxes");
    // It is the shock of the scenario with that value, whatever the reform.
    let bare = told("scenario = { name = \"ai-central\", set = { wage_gain = 0 } }\n");
    assert_eq!(own.cost_of_shock, bare.shock.as_ref().expect("a shock").cost_of_shock);
    let poverty = bare
        .poverty
        .fixed
        .reform
        .as_ref()
        .or(bare.poverty.fixed.baseline.as_ref());
    assert_eq!(own.poverty_rate, poverty.and_then(|poverty| poverty.headcount_rate));
    assert!(told(reform).shock.is_none());
    // Of years, each year.
    let study = read(&format!(
        "system = \"stylised\"\nyear = 2025\nscenario = \"ai-years\"\n{reform}"
    ));
    let study = study.expect("the study is sound");
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("the study is sound");
    let mut years = cost_years(&prepared, &people, (2025, 2027), 0.02, &|_, _| true).expect("it runs");
    let before = years.fingerprint.clone();
    add_without_gains_to_years(&prepared, &people, &mut years, &|_, _| true).expect("it runs");
    assert_eq!(years.fingerprint, before);
    for year in &years.years {
        let shock = year.results.shock.as_ref().expect("a shock");
        let own = shock.without_gains.as_ref().expect("it is told");
        assert!(own.cost_of_shock > shock.cost_of_shock, "{}", year.year);
    }
}
