//! A study that follows its parameters gives, to the bit, what costing it anew gives.

use std::sync::Arc;

use commonweal_core::costing::{Details, EntropyResult, Live, LiveChange, Prepared, Results, cost, prepare};
use commonweal_core::document::{Diagnostic, Node, Source, parse};
use commonweal_core::figures::{self, Language, figures_named};
use commonweal_core::population::{Lock, Population, Recipe, generate};
use commonweal_core::system::{
    Catalog, InstrumentMetadata, ParameterForm, ParameterMetadata, Setting, Study, System, metadata, parameter_metadata,
};
use commonweal_tests::people::{People, Random, parts};
use commonweal_tests::{catalog, folder, nothing_beside, source};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const THREE_TIERS: &str = "package = \"three-tier-safety-net\"\n";

/// The studies: their names and texts.
fn studies() -> Vec<(&'static str, String)> {
    let file = |path: &str| std::fs::read_to_string(folder().join("..").join(path)).expect("a study can be read");
    let of = |name: &str, rest: &str| format!("format = 1\nname = \"{name}\"\n{rest}");
    vec![
        ("eitc", file("policies/packages/us-eitc-expansion.toml")),
        ("current law", file("policies/packages/us-current-law.toml")),
        ("menu", file("tests/golden/menu.toml")),
        ("rationed", file("tests/rules/rationed.toml")),
        ("stylised", file("tests/golden/stylised.toml")),
        (
            "shock",
            file("tests/golden/shock.toml") + "\n[options]\nattribution = \"last-in\"\n",
        ),
        ("three tiers", of("three", THREE_TIERS)),
        (
            "in calm times too",
            of(
                "calm",
                &format!("{THREE_TIERS}[options]\nattribution = \"stacked\"\ncalm = true\n"),
            ),
        ),
        (
            "by households",
            of(
                "households",
                &format!("{THREE_TIERS}[options]\nattribution = \"stacked\"\nweighting = \"households\"\n"),
            ),
        ),
        (
            "low",
            of(
                "low",
                &format!("{THREE_TIERS}scenario = \"ai-low\"\n[options]\nattribution = \"last-in\"\nseed = 9\n"),
            ),
        ),
        (
            "shock without a reform",
            of("bare", "system = \"stylised\"\nscenario = \"ai-high\"\nyear = 2025\n"),
        ),
        (
            "changed baseline",
            of(
                "baseline",
                "system = \"us\"\nyear = 2024\n[baseline.set]\n\"eitc.youngest\" = 21\n[reform]\nremove = [\"eitc\"]\nadd = [\"child_benefit\"]\n[reform.set]\n\"child_tax_credit.credit_per_child\" = 2500\n",
            ),
        ),
    ]
}

fn people(prepared: &Prepared, catalog: &Catalog) -> Vec<Population> {
    let system: &System = &prepared.system;
    if system.name != "stylised" {
        let whole = People::random(system, 5, 150)
            .population(system)
            .expect("people can be made");
        return parts(&whole, 2);
    }
    let (found, lock) = (
        catalog.population("stylised").expect("embedded"),
        catalog.lock("stylised").expect("embedded"),
    );
    let recipe = Recipe::read(found).expect("the recipe is sound");
    let lock = Lock::read(lock).expect("the lock is sound");
    let made = generate(&recipe, system, Some(600), None, Some(&lock), &|_, _| true).expect("people can be made");
    parts(&made.population, 2)
}

/// A value that a slider might give.
fn value(parameter: &ParameterMetadata, random: &mut Random) -> Json {
    let word = |random: &mut Random, words: &[String]| words[random.below(words.len() as u64) as usize].clone();
    let number = |random: &mut Random, old: f64| match parameter.range {
        Some([low, high]) => {
            // Mostly near the old value, as a slider moves.
            let (low, high) = if random.share() < 0.8 && old > low {
                (low.max(old * 0.5), high.min(old * 1.5))
            } else {
                (low, high)
            };
            let found = random.between(low, high.max(low));
            if ["age", "count"].contains(&parameter.unit.as_str()) {
                found.round()
            } else {
                (found * 1e4).round() / 1e4
            }
        }
        None => old * 1.01,
    };
    fn scaled(value: &Json, change: &mut dyn FnMut(f64) -> f64) -> Json {
        match value {
            Json::Number(number) => json!(change(number.as_f64().unwrap_or(0.0))),
            Json::Array(items) => Json::Array(items.iter().map(|item| scaled(item, change)).collect()),
            Json::Object(table) => Json::Object(
                table
                    .iter()
                    .map(|(key, item)| (key.clone(), scaled(item, change)))
                    .collect(),
            ),
            other => other.clone(),
        }
    }
    let old = parameter
        .set
        .last()
        .map(|set| set.value.clone())
        .or(parameter.default.clone())
        .unwrap_or(Json::Null);
    match parameter.form {
        ParameterForm::Number => json!(number(random, old.as_f64().unwrap_or(1.0))),
        ParameterForm::Truth => json!(random.share() < 0.5),
        ParameterForm::Choice | ParameterForm::Concept if !parameter.options.is_empty() => {
            json!(word(random, &parameter.options))
        }
        ParameterForm::List if !parameter.options.is_empty() => json!([word(random, &parameter.options)]),
        ParameterForm::Table => scaled(&old, &mut |old| number(random, old)),
        ParameterForm::Schedule => {
            // Rates alone: thresholds stay in their order.
            let rows = old.as_array().cloned().unwrap_or_default();
            let rows = rows.iter().map(|row| match row.as_array().map(Vec::as_slice) {
                Some([at, rate]) => json!([at, number(random, rate.as_f64().unwrap_or(0.0))]),
                _ => row.clone(),
            });
            Json::Array(rows.collect())
        }
        _ => old,
    }
}

/// Every parameter of the study's law.
fn parameters(prepared: &Prepared) -> Vec<(String, ParameterMetadata)> {
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let setting = Setting {
        system: Some(&prepared.system),
        year: Some(prepared.year),
        is_common: false,
        set: &law.assignments,
    };
    let files = law.instruments.iter().map(|file| metadata(file, &setting));
    let own = prepared
        .system
        .parameters
        .iter()
        .map(|own| (String::new(), parameter_metadata(own, &setting)));
    let of = |file: InstrumentMetadata| {
        let name = file.name;
        file.parameters
            .into_iter()
            .map(move |parameter| (name.clone(), parameter))
    };
    // A value may begin in a later year of the system: there is nothing to move yet.
    let has_value =
        |(_, parameter): &(String, ParameterMetadata)| parameter.default.is_some() || !parameter.set.is_empty();
    files.flat_map(of).chain(own).filter(has_value).collect()
}

fn node(value: &Json) -> Node {
    let text = json!({ "value": value }).to_string();
    let root = parse(&Source::new("value.json", text.as_str())).expect("sound");
    root.as_table()
        .and_then(|table| table.get("value"))
        .expect("there")
        .clone()
}

/// The study costed anew with the values that are set.
fn anew(
    study: &Study,
    catalog: &Catalog,
    live: &[commonweal_core::system::Assignment],
    people: &[Population],
) -> Result<Results, Vec<Diagnostic>> {
    let prepared = prepare(study, catalog, &nothing_beside, live, None)?;
    Ok(cost(&prepared, people, &|_, _| true)?.results)
}

/// Without what a tick leaves as it was, or leaves out.
fn but_attribution(results: &Results) -> Results {
    let mut results = results.clone();
    results.attribution.clear();
    results.attribution_fallback = None;
    results.rationing.clear();
    results.fingerprint.clear();
    // The row of the system itself is there when a net cost is attributed to it.
    results.budget.retain(|row| row.instrument != "system");
    for row in &mut results.budget {
        row.attribution.clear();
        row.net_cost = 0.0;
        (row.stacked_cost, row.shapley_cost) = (None, None);
    }
    results
}

/// The results without the details that were not wanted. A tick may tell more than was asked for, where an earlier one told it; then all of
/// it is told.
fn but_details(results: &Results, wanted: Details, told: &Results) -> Results {
    let mut results = results.clone();
    if !wanted.groups && told.groups.is_empty() {
        (results.groups, results.titles) = (Vec::new(), told.titles.clone());
    }
    if !wanted.entropy && told.entropy == EntropyResult::default() {
        results.entropy = EntropyResult::default();
    }
    if !wanted.redistribution && told.redistribution.is_none() {
        results.redistribution = None;
    }
    results
}

/// Moves parameters at random, and compares with a study that is costed anew.
fn follows(text: &str, seed: u64, moves: usize) -> Result<(), TestCaseError> {
    let catalog = catalog();
    let study = Study::read(&source("study.toml", text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("the study can be put together");
    let people = Arc::new(people(&prepared, &catalog));
    let mut live = Live::new(prepared.clone(), Arc::clone(&people), &|_, _| true).expect("the study runs");
    let whole = anew(&study, &catalog, &[], &people).expect("the study runs");
    prop_assert_eq!(but_attribution(live.results()), but_attribution(&whole));
    if seed.is_multiple_of(2) {
        prop_assert_eq!(live.settle(&|_, _| true).expect("it ran"), &whole);
    }
    let mut random = Random(seed);
    let parameters = parameters(&prepared);
    let mut last = (String::new(), None::<ParameterMetadata>);
    for _ in 0..moves {
        // The same slider for a while, then another.
        let (instrument, parameter) = match (&last.1, random.share() < 0.6) {
            (Some(parameter), true) => (last.0.clone(), parameter.clone()),
            _ => parameters[random.below(parameters.len() as u64) as usize].clone(),
        };
        last = (instrument.clone(), Some(parameter.clone()));
        let before = live.values().to_vec();
        if random.share() < 0.15 {
            live.unset(&instrument, &parameter.name)
                .expect("the study ran with that value");
        } else {
            let value = value(&parameter, &mut random);
            if let Err(found) = live.set(&instrument, &parameter.name, &node(&value)) {
                let mut set = before.clone();
                set.retain(|known| known.instrument != instrument || known.key != parameter.name);
                let assignment = Study::assignment_of(&instrument, &parameter.name, &node(&value));
                set.push(assignment.expect("a value can be written"));
                let problems = match anew(&study, &catalog, &set, &people) {
                    Err(problems) => problems,
                    Ok(_) => panic!(
                        "{instrument}.{} is refused here and not there: {found:?}",
                        parameter.name
                    ),
                };
                prop_assert_eq!(&found[0], &problems[0]);
                prop_assert_eq!(live.values(), &before[..]);
                continue;
            }
        }
        if random.share() < 0.3 {
            continue;
        }
        // Some of the details first: what is told of them, and of all else, is the same.
        let details = Details {
            groups: random.share() < 0.5,
            entropy: random.share() < 0.5,
            redistribution: random.share() < 0.5,
        };
        let in_part = live.tick_with(details).cloned();
        match live.tick().cloned() {
            Ok(ticked) => {
                let in_part = in_part.expect("all of it can be told");
                prop_assert_eq!(&in_part, &but_details(&ticked, details, &in_part));
                let whole = anew(&study, &catalog, live.values(), &people);
                let whole = whole
                    .map_err(|found| TestCaseError::fail(format!("{instrument}.{}: {found:?}", parameter.name)))?;
                // Who is left out is for a settlement.
                prop_assert!(ticked.rationing.is_empty() || !ticked.fingerprint.is_empty());
                prop_assert_eq!(
                    but_attribution(&ticked),
                    but_attribution(&whole),
                    "{}.{}",
                    instrument,
                    parameter.name
                );
                if random.share() < 0.5 {
                    prop_assert_eq!(live.settle(&|_, _| true).expect("it ticked"), &whole);
                }
            }
            Err(found) => {
                let problems =
                    anew(&study, &catalog, live.values(), &people).expect_err("what cannot run here cannot run there");
                prop_assert_eq!(&found[0].code, &problems[0].code);
                live.unset(&instrument, &parameter.name)
                    .expect("the study ran without that value");
            }
        }
    }
    let whole = anew(&study, &catalog, live.values(), &people).expect("it ran");
    prop_assert_eq!(live.settle(&|_, _| true).expect("it ran"), &whole);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_study_that_follows_its_parameters_equals_one_costed_anew(seed in any::<u64>()) {
        for (name, text) in studies() {
            follows(&text, seed, 7).map_err(|found| TestCaseError::fail(format!("{name}: {found}")))?;
        }
    }
}

#[test]
fn a_slider_changes_places_and_a_word_the_structure() {
    let catalog = catalog();
    let text = &studies()[6].1;
    let study = Study::read(&source("study.toml", text)).expect("sound");
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("sound");
    let people = Arc::new(people(&prepared, &catalog));
    let mut live = Live::new(prepared, people, &|_, _| true).expect("it runs");
    assert_eq!(live.results().attribution, "pending");
    let opened = live.settle(&|_, _| true).expect("it runs").clone();
    assert_eq!(
        live.set("basic_income", "adult_amount", &node(&json!(3000))),
        Ok(LiveChange::Slots)
    );
    assert!(live.tick().expect("it runs").net_cost > opened.net_cost);
    assert_eq!(live.results().attribution, "stale");
    assert_eq!(
        live.set("scenario", "incidence", &node(&json!("junior"))),
        Ok(LiveChange::Structure)
    );
    live.tick().expect("it runs");
    let problems = live
        .set("basic_income", "adult_amount", &node(&json!(-1)))
        .expect_err("out of range");
    assert_eq!(
        (problems[0].code, problems[0].path.as_str()),
        ("out-of-range", "basic_income.adult_amount")
    );
    let problems = live
        .set("basic_income", "adult_amuont", &node(&json!(1)))
        .expect_err("no such parameter");
    assert!(problems[0].remedy.contains("adult_amount"), "{problems:?}");
    live.unset("scenario", "incidence").expect("it ran");
    live.unset("basic_income", "adult_amount").expect("it ran");
    assert_eq!(live.settle(&|_, _| true).expect("it runs"), &opened);
}

#[test]
fn who_is_left_out_is_told_by_a_settlement_and_not_by_a_tick() {
    let catalog = catalog();
    let text = "format = 1\nname = \"few\"\nsystem = \"stylised\"\nyear = 2025\nscenario = \"ai-central\"\n[reform]\nadd = [\"public_employment\"]\n\
                [reform.set]\n\"public_employment.where_offered\" = \"everywhere\"\n\"public_employment.places_open\" = 100\n";
    let study = Study::read(&source("study.toml", text)).expect("sound");
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("sound");
    let system = &prepared.system;
    let people = People::random(system, 5, 150).but_for("public_job_by_month");
    let people = Arc::new(parts(&people.population(system).expect("people can be made"), 2));
    let mut live = Live::new(prepared, Arc::clone(&people), &|_, _| true).expect("it runs");
    assert!(live.results().rationing.is_empty(), "nothing is settled yet");
    let [row] = &live.settle(&|_, _| true).expect("it runs").rationing[..] else {
        panic!("{:?}", live.results().rationing)
    };
    let few = row.clone();
    assert!(few.refused > 0.0, "{few:?}");
    live.set("public_employment", "places_open", &node(&json!(50)))
        .expect("in range");
    assert!(live.tick().expect("it runs").rationing.is_empty());
    let settled = live.settle(&|_, _| true).expect("it runs").clone();
    assert!(settled.rationing[0].refused > few.refused, "{settled:?}");
    let whole = anew(&study, &catalog, live.values(), &people).expect("it runs");
    assert_eq!(settled, whole);
}

#[test]
fn each_figure_draws_the_same_from_the_details_that_it_asks_for() {
    let catalog = catalog();
    let text = &studies()[6].1;
    let study = Study::read(&source("study.toml", text)).expect("sound");
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("sound");
    let people = Arc::new(people(&prepared, &catalog));
    let details = Details::default();
    let mut live = Live::with_details(prepared, people, details, &|_, _| true).expect("it runs");
    assert!(live.results().groups.is_empty() && live.results().redistribution.is_none());
    assert_eq!(live.results().entropy, EntropyResult::default());
    let whole = live.tick().expect("it runs").clone();
    assert!(!whole.groups.is_empty() && whole.redistribution.is_some());
    assert_ne!(whole.entropy, EntropyResult::default());
    let told = figures::figures(&whole, Language::English);
    assert!(told.len() > 6);
    let mut amount = 3000;
    for figure in &told {
        for is_open in [false, true] {
            // Another value and back: nothing is kept from the figure before.
            amount += 1;
            for value in [json!(amount), json!(null)] {
                match value.is_null() {
                    true => live.unset("basic_income", "adult_amount").map(|_| ()),
                    false => live.set("basic_income", "adult_amount", &node(&value)).map(|_| ()),
                }
                .expect("an amount");
            }
            let is_wanted = |name: &str| name == figure.name;
            let wanted = figures::details(&is_wanted, &|_| is_open);
            let results = live.tick_with(wanted).expect("it runs");
            assert_eq!(results.groups.is_empty(), !wanted.groups, "{}", figure.name);
            let mut found = figures_named(results, Language::English, &is_wanted);
            assert_eq!(found.len(), 1, "{}", figure.name);
            if !is_open {
                found[0].more.clone_from(&figure.more);
            }
            assert_eq!(&found[0], figure, "{is_open}");
        }
    }
}
