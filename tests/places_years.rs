//! Years of real places: people who follow a projection, and a law that goes on beyond the last year that was read.

use std::sync::Arc;

use commonweal_core::costing::{
    Live, Over, SearchRange, TargetCost, YearsResults, calculate, cost, cost_years, equal_cost, equal_present_value,
    explain, household, household_columns, incentives, interactions, prepare, sensitivity,
};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Lock, Population, Recipe, generate};
use commonweal_core::system::{Catalog, Study};
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, source};

/// The places with the last year whose law was read and that to which it goes on.
const PLACES: [(&str, i32, i32); 3] = [("us", 2026, 2035), ("germany", 2026, 2034), ("guangdong", 2026, 2034)];

fn people(place: &str, households: u32) -> Population {
    let catalog = catalog();
    let recipe = Recipe::read(catalog.population(place).expect("embedded")).expect("the recipe is sound");
    let system = catalog.system(place).expect("the system is sound");
    let lock: Option<&Lock> = None;
    let made = generate(&recipe, &system, Some(households), Some(11), lock, &|_, _| true);
    made.expect("the recipe fits").population
}

fn run(
    catalog: &Catalog,
    lines: &str,
    parts: &[Population],
    range: (i32, i32),
) -> Result<YearsResults, Vec<Diagnostic>> {
    let text = format!("format = 1\nname = \"years-of-places\"\n{lines}");
    let study = Study::read(&source("study.toml", &text))?;
    let prepared = prepare(&study, catalog, &nothing_beside, &[], None)?;
    cost_years(&prepared, parts, range, 0.02, &|_, _| true)
}

/// Whether accounts add up to nothing, but for the one rounding of each.
fn is_balanced(accounts: impl Iterator<Item = f64>) -> bool {
    let (sum, sizes) = accounts.fold((0.0, 0.0), |(sum, sizes), own| (sum + own, sizes + own.abs()));
    sizes > 0.0 && sum.abs() <= 4.0 * f64::EPSILON * sizes
}

#[test]
fn the_books_balance_and_the_people_are_those_of_the_projection() {
    for (place, held, _) in PLACES {
        let parts = [people(place, 1_500)];
        let lines = format!(
            "system = \"{place}\"\nyear = 2025\nscenario = \"ai-years\"\n[reform]\nadd = [\"transition_allowance\", \"basic_income\"]\n[reform.set]\n\"basic_income.adult_amount\" = 1200\n"
        );
        let results = run(&catalog(), &lines, &parts, (2025, 2029)).expect(place);
        let system = catalog().system(place).expect("the system is sound");
        let projection = system.ageing.as_ref().and_then(|ageing| ageing.projection.as_ref());
        let projection = projection.expect("the place has a projection");
        for year in &results.years {
            let accounts = &year.results.accounts;
            assert!(
                is_balanced(accounts.iter().map(|row| row.baseline)),
                "{place} {}",
                year.year
            );
            assert!(
                is_balanced(accounts.iter().map(|row| row.reform)),
                "{place} {}",
                year.year
            );
            let parts_of_cost = year.results.budget.iter().fold(0.0, |sum, row| sum + row.net_cost);
            let net = year.results.net_cost;
            assert!((parts_of_cost - net).abs() <= 1e-9 * net.abs(), "{place} {}", year.year);
            let ageing = year.ageing.as_ref().expect("the people are carried");
            let moved = ageing.reweighting.as_ref().expect("weights are moved");
            assert!(moved.converged, "{place} {}: {moved:?}", year.year);
            for (band, row) in projection.bands.iter().zip(&moved.targets) {
                let wanted = row.data * band.course.ratio(ageing.data_year, year.year);
                assert!(
                    (row.reached - wanted).abs() < 1e-6 * wanted,
                    "{place} {} {row:?}",
                    year.year
                );
            }
            // Of a law that was read nothing is said; beyond it what the index does.
            let law = ageing.law.as_ref();
            assert_eq!(law.is_some(), year.year > held, "{place} {}", year.year);
            if let Some(law) = law {
                let index = system.index(&law.index).expect("it is declared");
                let factor = index.factor(system.date_of(held), system.date_of(year.year));
                assert!(law.from == held && law.factor == factor && factor > 1.0);
            }
            let months = year.months.iter().filter(|row| row.displaced > 0.0).count();
            assert!(months > 0, "{place} {}: nobody loses the work", year.year);
        }
    }
}

#[test]
fn a_law_goes_on_as_far_as_its_system_says() {
    for (place, _, last) in PLACES {
        let parts = [people(place, 60)];
        let lines = format!("system = \"{place}\"\n");
        let found = run(&catalog(), &lines, &parts, (last, last)).expect(place);
        assert_eq!(found.years[0].year, last);
        let problems = run(&catalog(), &lines, &parts, (last, last + 1)).expect_err("it is refused");
        assert_eq!((problems[0].code, problems[0].path.as_str()), ("out-of-range", "years"));
        assert!(
            problems[0].allowed.ends_with(&last.to_string()),
            "{}",
            problems[0].allowed
        );
        // One year by itself is of a law that was read; a study of several may begin beyond it.
        let single = format!("system = \"{place}\"\nyear = {last}\n");
        assert_eq!(
            run(&catalog(), &single, &parts, (last, last)).expect_err("it is refused")[0].path,
            "year"
        );
        let several = format!("system = \"{place}\"\nyears = \"{}:{last}\"\n", last - 1);
        let again = run(&catalog(), &several, &parts, (last, last)).expect(place);
        assert_eq!(again.years[0].results.accounts, found.years[0].results.accounts);
    }
}

/// A study whose years begin beyond the law is run over them, and never as the year alone under the amounts of the last law.
#[test]
fn a_year_beyond_the_law_is_not_costed_alone() {
    let parts = Arc::new(vec![people("us", 60)]);
    let text =
        "format = 1\nname = \"later\"\nsystem = \"us\"\nyears = \"2027:2028\"\n[reform]\nadd = [\"basic_income\"]\n";
    let study = Study::read(&source("study.toml", text)).expect("the study is sound");
    let unheard = |_, _| true;
    let catalog = catalog();
    for year in [None, Some(2027)] {
        let prepared = prepare(&study, &catalog, &nothing_beside, &[], year).expect("it can be prepared");
        cost_years(&prepared, &parts, (2027, 2028), 0.02, &unheard).expect("it runs over its years");
        let over = Over {
            years: (2027, 2028),
            discount_rate: 0.02,
        };
        let searched = SearchRange {
            points: 2,
            from: Some(0.0),
            to: Some(1_000.0),
            step: Some(1_000.0),
        };
        let (name, target) = ("basic_income.adult_amount", TargetCost::Amount(0.0));
        equal_present_value(&prepared, &parts, name, target, &searched, over, &unheard).expect("of its years");
        let described = source("household.toml", "[[persons]]\nage = 40\n");
        for (what, problems) in [
            ("cost", cost(&prepared, &parts, &unheard).err()),
            ("live", Live::new(prepared.clone(), Arc::clone(&parts), &unheard).err()),
            (
                "equal cost",
                equal_cost(&prepared, &parts, name, target, &searched, &unheard).err(),
            ),
            ("explain", explain(&prepared, &parts, "1").err()),
            ("household", household(&prepared, &described).err()),
            ("household's columns", household_columns(&prepared, &parts).err()),
            (
                "ledger",
                calculate(&prepared, &parts, None, None, Vec::new(), &unheard).err(),
            ),
            ("incentives", incentives(&prepared, &catalog, &parts, &unheard).err()),
            ("interactions", interactions(&prepared, &parts, &unheard).err()),
            (
                "sensitivity",
                sensitivity(&prepared, Arc::clone(&parts), None, &unheard).err(),
            ),
        ] {
            let problems = problems.unwrap_or_else(|| panic!("{what}: it is refused"));
            let told = (problems[0].code, problems[0].path.as_str(), problems[0].found.as_str());
            assert_eq!(told, ("out-of-range", "years", "2027"), "{what}");
            assert!(problems[0].message.contains("holds no law for 2027"), "{what}");
        }
        // The last year of the law stands for itself.
        let held = prepare(&study, &catalog, &nothing_beside, &[], Some(2026)).expect("the year is held");
        cost(&held, &parts, &unheard).expect("the year is held");
    }
}

#[test]
fn frozen_people_meet_amounts_that_stay() {
    let parts = [people("guangdong", 300)];
    let lines = |options: &str| format!("system = \"guangdong\"\nyear = 2026\n{options}");
    let still = run(&catalog(), &lines("[options]\nfrozen = true\n"), &parts, (2026, 2028)).expect("it runs");
    assert_eq!(still.years[0].results.accounts, still.years[2].results.accounts);
    let carried = run(&catalog(), &lines(""), &parts, (2026, 2028)).expect("it runs");
    assert_ne!(carried.years[0].results.accounts, carried.years[2].results.accounts);
}

/// The plain country with a law of one year that goes on, everything of its people and its law with one index.
fn growing(lines: &str) -> Catalog {
    let mut catalog = catalog();
    let system = catalog.system("stylised").expect("the system is sound");
    let text: Vec<String> = system
        .source
        .text
        .lines()
        .map(|line| match line.split(" = ").next() {
            Some("years") => "years = [2025]".to_string(),
            Some("growth") => "growth = 0.03".to_string(),
            Some("range") if line == "range = [0, 0.02]" || line == "range = [0, 0.01]" => {
                "range = [0, 0.05]".to_string()
            }
            Some("2034") => "2034 = 1.0".to_string(),
            _ => line.to_string(),
        })
        .collect();
    let text = text.join("\n") + "\n";
    let prices = "2025-01-01 = 1.0\n\n[indices.wages]";
    assert!(text.contains(prices) && text.contains("[ageing]\n"));
    let text = text.replace(prices, "2025-01-01 = 1.0\ngrowth = 0.03\n\n[indices.wages]");
    let text = text.replace(
        "[ageing.projection]",
        &format!("[ageing.law]\nlast = 2034\nindex = \"prices\"\n{lines}\n[ageing.projection]"),
    );
    catalog.add(
        "systems/stylised/system.toml",
        source("policies/systems/stylised/system.toml", &text),
    );
    catalog
}

/// Where pay, prices and every amount of the law rise alike, all money rises alike and nothing else changes: numbers, tables, brackets, and what
/// a study sets.
#[test]
fn where_all_amounts_rise_alike_only_money_changes() {
    let system = catalog().system("stylised").expect("the system is sound");
    let parts = [People::random(&system, 23, 400)
        .population(&system)
        .expect("the people are sound")];
    let lines = "system = \"stylised\"\nyear = 2025\n[reform]\nadd = [\"basic_income\", \"transition_allowance\"]\n[reform.set]\n\"basic_income.adult_amount\" = 1700\n\"income_tax.allowance\" = 9000\n";
    let results = run(&growing(""), lines, &parts, (2025, 2034)).expect("it runs");
    let (first, last) = (&results.years[0].results, &results.years[9].results);
    let factor = 1.03f64.powi(9);
    for (before, after) in first.accounts.iter().zip(&last.accounts) {
        for (before, after) in [(before.baseline, after.baseline), (before.reform, after.reform)] {
            assert!(
                (after - before * factor).abs() <= 1e-6 * (1.0 + before.abs()),
                "{before} {after}"
            );
        }
    }
    assert!(first.net_cost > 0.0);
    let poor =
        |of: &commonweal_core::costing::Results| of.poverty.fixed.reform.as_ref().map(|found| found.headcount_rate);
    assert_eq!(poor(first), poor(last));
    // An amount that is held does not rise, and is told.
    let held = run(&growing("held = [\"basic_income\"]"), lines, &parts, (2025, 2034)).expect("it runs");
    let cost = |of: &YearsResults| of.years[9].results.net_cost;
    assert!(cost(&held) < cost(&results) * 0.9, "{} {}", cost(&held), cost(&results));
    assert_eq!(
        held.years[9]
            .ageing
            .as_ref()
            .and_then(|ageing| ageing.law.as_ref())
            .expect("it goes on")
            .held,
        ["basic_income"]
    );
}

#[test]
fn what_a_law_goes_on_with_is_read_strictly() {
    for (lines, code) in [
        (
            "held = [\"a.b\"]\n[ageing.law.follow]\nwages = [\"a.b\"]",
            "doubled-key",
        ),
        ("[ageing.law.follow]\nwage = [\"a.b\"]", "unknown-name"),
        ("helt = [\"a.b\"]", "unknown-key"),
    ] {
        let problems = growing(lines).system("stylised").expect_err("it is refused");
        assert!(
            problems.iter().any(|problem| problem.code == code),
            "{lines}: {problems:#?}"
        );
    }
}

/// A name of nothing would leave an amount to the index without a word.
#[test]
fn what_a_law_names_is_there() {
    let refusals = |lines: &str| growing(lines).system("stylised").err().unwrap_or_default();
    // Of the country, of the catalogue, and whole instruments of both.
    let sound = "held = [\"income_tax.allowance\", \"basic_income.adult_amount\"]\n[ageing.law.follow]\nwages = [\"child_benefit\", \"transition_allowance\"]";
    assert_eq!(refusals(sound), []);
    for (lines, found, remedy) in [
        (
            "held = [\"income_tax.allowanze\"]",
            "income_tax.allowanze",
            "did you mean `allowance`?",
        ),
        (
            "held = [\"incom_tax.allowance\"]",
            "incom_tax.allowance",
            "did you mean `income_tax`?",
        ),
        (
            "[ageing.law.follow]\nwages = [\"basic_incom\"]",
            "basic_incom",
            "did you mean `basic_income`?",
        ),
        (
            "held = [\"basic_income.adult_amout\"]",
            "basic_income.adult_amout",
            "did you mean `adult_amount`?",
        ),
    ] {
        let problems = refusals(lines);
        assert_eq!(problems.len(), 1, "{problems:#?}");
        let problem = &problems[0];
        assert_eq!((problem.code, problem.path.as_str()), ("unknown-name", "ageing.law"));
        assert_eq!((problem.found.as_str(), problem.remedy.as_str()), (found, remedy));
        assert!(problem.line.is_some(), "{problem:#?}");
    }
}

/// The variants of a scenario rest on what the system has written for its own columns.
#[test]
fn variants_of_the_scenarios_run_in_the_united_states() {
    let parts = [people("us", 4_000)];
    let displaced = |scenario: &str| {
        let lines = format!("system = \"us\"\nyear = 2025\nscenario = \"{scenario}\"\n");
        let results = run(&catalog(), &lines, &parts, (2025, 2026)).expect(scenario);
        let shocks = results.years.iter().map(|year| year.results.shock.as_ref());
        shocks
            .map(|shock| shock.expect("a shock").displaced_baseline)
            .sum::<f64>()
    };
    for (low, central, high) in [
        ("ai_low", "ai_central", "ai_high"),
        ("ai_years_low", "ai_years", "ai_years_high"),
    ] {
        let [low, central, high] = [low, central, high].map(displaced);
        assert!(0.0 < low && low < central && central < high, "{low} {central} {high}");
    }
    // The published settings are those of the central case, but for gig workers, of whom there are none.
    assert_eq!(displaced("published_7_percent"), displaced("ai_central"));
}
