//! The shock told without the survivors' gain: what it is, what it costs to tell, and what a scenario may state of it.

use std::sync::atomic::{AtomicU32, Ordering};

use commonweal_core::costing::{Prepared, add_without_gains, add_without_gains_to_years, cost, cost_years, prepare};
use commonweal_core::document::{Diagnostic, Source};
use commonweal_core::population::Population;
use commonweal_core::system::Study;
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, source};

fn read(lines: &str) -> Result<Study, Vec<Diagnostic>> {
    Study::read(&source("mine.toml", &format!("format = 1\nname = \"mine\"\n{lines}")))
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
    assert_eq!((own.stated().as_str(), own.is_wage_gain()), ("wage_gain = 0", true));
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

fn population() -> [Population; 1] {
    let system = catalog().system("stylised").expect("the system is sound");
    let people = People::random(&system, 17, 200).population(&system);
    [people.expect("the people are sound")]
}

/// A study under the scenario `own`, whose file, of these lines, stands beside it.
fn under(file: &str, set: &str) -> Result<Prepared, Vec<Diagnostic>> {
    let text = format!(
        "format = 1\nname = \"mine\"\nsystem = \"stylised\"\nyear = 2025\nscenario = {{ name = \"own\", set = {{ {set} }} }}\n"
    );
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let own = Source::new(
        "own.toml",
        format!("format = 1\nname = \"own\"\nkind = \"scenario\"\n{file}"),
    );
    prepare(
        &study,
        &catalog(),
        &|name| (name == "own.toml").then(|| own.clone()),
        &[],
        None,
    )
}

/// `ai_central` under another name, with other lines in `[without]`.
fn central(without: &str) -> String {
    let catalog = catalog();
    let text = &catalog.scenario("ai_central").expect("it is embedded").text;
    let rest = text.split_once("[without]\nwage_gain = 0\n").expect("it states this").1;
    format!("[without]\n{without}\n{rest}")
}

fn problems(file: &str) -> Vec<Diagnostic> {
    let found = under(file, "").and_then(|prepared| cost(&prepared, &population(), &|_, _| true).map(|_| ()));
    found.expect_err("it is refused")
}

#[test]
fn what_a_scenario_states_must_fit_its_parameters() {
    for (without, code, path, found) in [
        ("wage_gian = 0", "unknown-name", "without.wage_gian", "wage_gian"),
        ("wage_gain = 3", "out-of-range", "without.wage_gain", "3"),
        ("wage_gain = -0.1", "out-of-range", "without.wage_gain", "-0.1"),
        ("wage_gain = \"none\"", "wrong-type", "without.wage_gain", "text"),
        (
            "incidence = \"everybody\"",
            "unknown-choice",
            "without.incidence",
            "everybody",
        ),
    ] {
        let problems = problems(&central(without));
        let [problem] = &problems[..] else {
            panic!("{without}: {problems:#?}")
        };
        assert_eq!(
            (problem.code, problem.path.as_str(), problem.found.as_str()),
            (code, path, found)
        );
        assert!(problem.line.is_some() && !problem.remedy.is_empty(), "{problem:#?}");
    }
    let near = &problems(&central("wage_gian = 0"))[0];
    assert_eq!(near.remedy, "did you mean `wage_gain`?");
    // A scenario on another has the other's.
    let problems = problems("based_on = \"ai_central\"\n[without]\nwage_gain = 0.01\n");
    assert_eq!(
        (problems[0].code, problems[0].path.as_str()),
        ("misplaced-rules", "without")
    );
}

#[test]
fn what_is_always_told_must_be_stated() {
    let central = central("wage_gain = 0");
    let (_, rest) = central.split_once("wage_gain = 0\n").expect("it states this");
    let problems = problems(&format!("tells_without = true\n{rest}"));
    let found: Vec<_> = problems
        .iter()
        .map(|own| (own.code, own.path.as_str(), own.line))
        .collect();
    assert_eq!(found, [("missing-key", "tells_without", Some(4))]);
    // A scenario on another has the other's.
    let based = under("based_on = \"ai_central\"\ntells_without = true\n", "").expect("it is sound");
    assert!(based.study.options.without_gains);
    let silent = under("based_on = \"ai_central\"\ntells_without = false\n", "").expect("it is sound");
    assert!(!silent.study.options.without_gains);
}

#[test]
fn other_parameters_are_named_with_their_values() {
    let people = population();
    let prepared = under(&central("wage_gain = 0.01\ncapital_gain = 0"), "").expect("it is sound");
    let mut results = cost(&prepared, &people, &|_, _| true).expect("it runs").results;
    add_without_gains(&prepared, &people, &mut results, &|_, _| true).expect("it runs");
    let own = results.shock.and_then(|shock| shock.without_gains).expect("it is told");
    assert_eq!(own.parameters, ["wage_gain", "capital_gain"]);
    assert_eq!(
        (own.stated().as_str(), own.is_wage_gain()),
        ("wage_gain = 0.01, capital_gain = 0", false)
    );
}

#[test]
fn a_run_that_has_these_values_is_not_made_twice() {
    let people = population();
    // How often anything was worked out, and what was told.
    let told = |set: &str| {
        let prepared = under(&central("wage_gain = 0"), set).expect("it is sound");
        let mut results = cost(&prepared, &people, &|_, _| true).expect("it runs").results;
        let ticks = AtomicU32::new(0);
        let progress = |_, _| {
            ticks.fetch_add(1, Ordering::Relaxed);
            true
        };
        add_without_gains(&prepared, &people, &mut results, &progress).expect("it runs");
        let shock = results.shock.expect("a shock");
        (
            ticks.into_inner(),
            shock.cost_of_shock,
            shock.without_gains.expect("it is told"),
        )
    };
    let (ticks, with, other) = told("");
    assert!(ticks > 0 && other.cost_of_shock > with);
    for same in ["wage_gain = 0", "wage_gain = 0.0"] {
        let (ticks, with, own) = told(same);
        assert_eq!((ticks, own.cost_of_shock), (0, with), "{same}");
        assert_eq!(own, other);
    }
    let prepared = under("based_on = \"ai_years\"\n[set]\nwage_gain = 0\n", "").expect("it is sound");
    let mut years = cost_years(&prepared, &people, (2025, 2026), 0.02, &|_, _| true).expect("it runs");
    let never = |_, _| panic!("nothing is worked out");
    add_without_gains_to_years(&prepared, &people, &mut years, &never).expect("it runs");
    for year in years.years {
        let shock = year.results.shock.expect("a shock");
        assert_eq!(
            shock.without_gains.expect("it is told").cost_of_shock,
            shock.cost_of_shock
        );
    }
}
