//! A study may state its years: what is read, what a study on a package takes of it, and what goes to another country.

use commonweal_core::costing::{carried, cost, prepare};
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
fn what_a_study_asks_for_goes_along_to_another_country() {
    let asked =
        "calm = true\nincentives = true\ninteractions = true\nwithout_gains = true\nlevies = true\nfrozen = true\n";
    for (options, is_on) in [(format!("[options]\n{asked}"), true), (String::new(), false)] {
        let study = read(&format!(
            "system = \"stylised\"\nyear = 2025\n[reform]\nadd = [\"basic_income\"]\n{options}"
        ))
        .expect("the study is sound");
        let there = carried(&study, "informal_economy", &catalog(), &|_| None).expect("it can be carried");
        let own = there.study.options;
        let found = [
            own.calm,
            own.incentives,
            own.interactions,
            own.without_gains,
            own.levies,
            own.frozen,
        ];
        assert_eq!(found, [is_on; 6]);
    }
}
