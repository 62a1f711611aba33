//! How uncertain a cost is: every line is what its runs give, draws are stored, and a range is told in words.

use std::sync::Arc;

use commonweal_core::costing::{
    LineMethod, OtherPeople, Prepared, Uncertainty, UncertaintyOptions, calculate, cost, prepare, sensitivity,
    uncertainty,
};
use commonweal_core::document::Diagnostic;
use commonweal_core::figures::report::{Material, PeopleNotes, range_sentence};
use commonweal_core::population::{Population, Recipe, generate};
use commonweal_core::simulation::Progress;
use commonweal_core::system::Study;
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, source};

fn prepared(text: &str) -> Prepared {
    let study = Study::read(&source("study.toml", text)).expect("the study is sound");
    prepare(&study, &catalog(), &nothing_beside, &[], None).expect("the study can be put together")
}

const TIERS: &str = "format = 1\nname = \"tiers\"\npackage = \"three-tier-safety-net\"\n";

/// People of the stylised country from a seed; without a lock file their weights are solved for.
fn people(prepared: &Prepared, seed: u64) -> Result<Vec<Population>, Vec<Diagnostic>> {
    let catalog = catalog();
    let recipe = Recipe::read(catalog.population("stylised").expect("embedded")).expect("the recipe is sound");
    let made = generate(&recipe, &prepared.system, Some(300), Some(seed), None, &|_, _| true)?;
    Ok(vec![made.population])
}

fn found(prepared: &Prepared, seeds: u32, draws: u32) -> Uncertainty {
    let parts = Arc::new(people(prepared, 1).expect("people can be made"));
    let make = |synthesis: u32, _: &Progress<'_>| people(prepared, 1 + u64::from(synthesis));
    let other: OtherPeople<'_> = &make;
    let asked = UncertaintyOptions { seeds, draws };
    uncertainty(prepared, &parts, None, asked, Some(other), &|_, _| true).expect("it runs")
}

/// The standard deviation over n - 1.
fn deviation(numbers: &[f64]) -> f64 {
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    let squares: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
    (squares / (numbers.len() - 1) as f64).sqrt()
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} {b}");
}

#[test]
fn seeds_and_syntheses_are_those_runs() {
    let prepared = prepared(TIERS);
    let found = found(&prepared, 3, 0);
    let net = |prepared: &Prepared, people: &[Population]| {
        cost(prepared, people, &|_, _| true).expect("it runs").results.net_cost
    };
    let own = people(&prepared, 1).expect("people");
    assert_eq!(found.central.cost, net(&prepared, &own));
    let by_seed: Vec<f64> = (0..3)
        .map(|seed| {
            let mut other = prepared.clone();
            other.study.options.seed += seed;
            net(&other, &own)
        })
        .collect();
    let line = found.simulation.expect("seeds were asked for");
    assert_eq!((line.method, line.runs), (LineMethod::Seeds, 3));
    near(line.cost.deviation, deviation(&by_seed));
    near(
        line.cost.high - line.cost.low,
        2.0 * 1.281_551_565_544_6 * line.cost.deviation,
    );
    assert!(line.cost.deviation > 0.0, "other draws give other costs");
    let by_people: Vec<f64> = (1..=3)
        .map(|seed| net(&prepared, &people(&prepared, seed).expect("people")))
        .collect();
    let line = found.people.expect("people were asked for");
    assert_eq!((line.method, line.runs), (LineMethod::Syntheses, 3));
    near(line.cost.deviation, deviation(&by_people) * (4.0f64 / 3.0).sqrt());
    assert!(found.assumptions.is_none() && found.shares.is_empty());
    let range = found.range.expect("a range");
    near(range.high - range.low, 2.0 * 1.281_551_565_544_6 * line.cost.deviation);
}

#[test]
fn draws_over_the_ranges_are_stored_and_lie_within_what_is_possible() {
    let prepared = prepared(TIERS);
    let once = found(&prepared, 0, 24);
    assert_eq!(once, found(&prepared, 0, 24), "two runs give the same bits");
    let line = once.assumptions.expect("draws were asked for");
    assert_eq!(
        (line.method, line.runs + line.refused),
        (LineMethod::LatinHypercube, 24)
    );
    assert!(
        line.cost.low < line.cost.mean && line.cost.mean < line.cost.high,
        "{line:?}"
    );
    assert!(once.simulation.is_none() && once.people.is_none());
    // Whatever moves the cost one at a time is among what the band may owe something to.
    let parts = Arc::new(people(&prepared, 1).expect("people"));
    let tornado = sensitivity(&prepared, parts, None, &|_, _| true).expect("it runs");
    for share in &once.shares {
        assert!((0.0..=1.0).contains(&share.share), "{share:?}");
        assert!(
            tornado.rows.iter().any(|row| row.parameter == share.parameter),
            "{share:?}"
        );
    }
    assert!(once.shares.windows(2).all(|pair| pair[0].share >= pair[1].share));
    assert_ne!(
        once.assumptions.map(|line| line.cost.mean),
        found(&prepared, 0, 25).assumptions.map(|line| line.cost.mean)
    );
    let results = cost(&prepared, &people(&prepared, 1).expect("people"), &|_, _| true)
        .expect("it runs")
        .results;
    let told = range_sentence(Material {
        prepared: &prepared,
        results: &results,
        years: None,
        sensitivity: Some(&tornado),
        uncertainty: Some(&once),
        people: &PeopleNotes::default(),
        command: "",
        file: None,
    });
    let told = told.expect("there is a range");
    assert!(
        told.en.starts_with("The net cost lies between ") && told.en.contains("currency units a year; "),
        "{}",
        told.en
    );
    assert!(told.zh.starts_with("净成本"), "{}", told.zh);
}

#[test]
fn a_survey_has_the_variance_of_its_households() {
    let prepared = prepared(
        "format = 1\nname = \"basic\"\nsystem = \"stylised\"\nyear = 2025\nscenario = \"ai-central\"\n[reform]\nadd = [\"basic_income\"]\n[reform.set]\n\"basic_income.adult_amount\" = 1200\n",
    );
    let people = People::random(&prepared.system, 17, 200);
    let parts = Arc::new(vec![people.population(&prepared.system).expect("the people are sound")]);
    let asked = UncertaintyOptions { seeds: 3, draws: 0 };
    let found = uncertainty(&prepared, &parts, None, asked, None, &|_, _| true).expect("it runs");
    let line = found.people.expect("people were asked for");
    assert_eq!(
        (line.method, line.runs, line.poverty),
        (LineMethod::PairedByHousehold, 1, None)
    );
    // Households and the public alone are touched: what a household has more is what it costs.
    let ledger = calculate(&prepared, &parts, Some("household"), None, Vec::new(), &|_, _| true).expect("it runs");
    let column = |name: &str| {
        let found = ledger.columns.iter().find(|column| column.name == name);
        found.expect("the ledger has it").values.clone()
    };
    let (weights, after, before) = (
        column("weight"),
        column("disposable_income"),
        column("disposable_income_baseline"),
    );
    let costs: Vec<f64> = (0..weights.len())
        .map(|row| weights[row] * (after[row] - before[row]))
        .collect();
    let sum: f64 = costs.iter().sum();
    assert!(
        (sum - found.central.cost).abs() < 1e-6 * sum.abs(),
        "{sum} {}",
        found.central.cost
    );
    let expected = deviation(&costs) * (costs.len() as f64).sqrt();
    assert!(
        (line.cost.deviation - expected).abs() < 1e-6 * expected,
        "{} {expected}",
        line.cost.deviation
    );
    // The draws of another seed are those of a run with it: others lose their work, which costs something else.
    let of_seed = |more: u64| {
        let mut other = prepared.clone();
        other.study.options.seed += more;
        cost(&other, &parts, &|_, _| true).expect("it runs").results.net_cost
    };
    let costs = [0, 1, 2].map(of_seed);
    assert_eq!(costs[0], found.central.cost);
    assert!(
        costs[0] != costs[1] && costs[1] != costs[2] && costs[0] != costs[2],
        "{costs:?}"
    );
    let noise = found.simulation.expect("seeds were asked for");
    assert_eq!((noise.method, noise.runs), (LineMethod::Seeds, 3));
    let noise = noise.cost.deviation;
    assert!(noise > 0.0, "{costs:?}");
    near(noise, deviation(&costs));
}

#[test]
fn it_can_be_cancelled() {
    let prepared = prepared(TIERS);
    let parts = Arc::new(people(&prepared, 1).expect("people"));
    let asked = UncertaintyOptions { seeds: 0, draws: 20 };
    let cancelled = uncertainty(&prepared, &parts, None, asked, None, &|done, all| 3 * done < all);
    assert_eq!(cancelled.expect_err("cancelled")[0].code, "cancelled");
}
