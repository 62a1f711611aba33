//! The published study of a displacement of 7 % of employees, rebuilt with its settings on two populations.

use commonweal_core::costing::{Prepared, Results, cost, prepare};
use commonweal_core::population::{Lock, Mapping, Population, Recipe, generate};
use commonweal_core::system::Study;

use super::figures::Figures;
use super::progress;
use crate::{catalog, folder, source};

/// A population that the study is rebuilt on.
pub struct Setting {
    /// Its name among the figures.
    pub name: &'static str,
    /// Draws.
    pub draws: u64,
    /// The rise of capital income that is .4 % of all gross income, as in the published study, where capital income is 1.005 % of it.
    pub capital_gain_of_equal_weight: &'static str,
    people: fn() -> Population,
    study: fn() -> String,
}

/// The tax units of the United States, where capital income is 9.08 % of gross income; employees are drawn alike.
pub const US: Setting = Setting {
    name: "us",
    draws: 50,
    capital_gain_of_equal_weight: "0.0441",
    people: sample,
    study: || file("us.toml"),
};

/// The stylised country, drawn by exposure.
pub const STYLISED: Setting = Setting {
    name: "stylised",
    draws: 10,
    capital_gain_of_equal_weight: "0.0513",
    people: stylised,
    study: || {
        "format = 1\nname = \"published\"\nsystem = \"stylised\"\nyear = 2025\nscenario = \"published_7_percent\"\n"
            .to_string()
    },
};

fn file(name: &str) -> String {
    std::fs::read_to_string(folder().join("published").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn sample() -> Population {
    let catalog = catalog();
    let system = catalog.system("us").expect("the system is sound");
    let mapping = Mapping::read(catalog.population("us-cps-sample").expect("embedded")).expect("the mapping is sound");
    let bytes = commonweal_policies::file("populations/us-cps-sample.csv").expect("the sample is embedded");
    let table = commonweal_tables::read_csv("sample.csv", bytes, None).expect("the sample is sound");
    mapping.population(&table, &system).expect("the people are sound")
}

fn stylised() -> Population {
    let catalog = catalog();
    let system = catalog.system("stylised").expect("the system is sound");
    let recipe = Recipe::read(catalog.population("stylised").expect("embedded")).expect("the recipe is sound");
    let lock = Lock::read(catalog.lock("stylised").expect("embedded")).expect("the lock is sound");
    let made = generate(&recipe, &system, None, None, Some(&lock), &|_, _| true);
    made.expect("people can be made").population
}

/// The study as its file says, with values of its scenario and a seed.
fn prepared(setting: &Setting, set: &str, seed: u64) -> Prepared {
    let mut text = String::new();
    for line in (setting.study)().lines() {
        let named = line.strip_prefix("scenario = ");
        text += &match named {
            Some(name) => format!("scenario = {{ name = {name}, set = {{ {set} }} }}\n"),
            None => format!("{line}\n"),
        };
    }
    text += &format!("\n[options]\nseed = {seed}\n");
    let study = Study::read(&source("study.toml", &text)).unwrap_or_else(|found| panic!("{found:#?}"));
    let beside = |name: &str| (name == "published_7_percent_us.toml").then(|| source(name, &file(name)));
    prepare(&study, &catalog(), &beside, &[], None).unwrap_or_else(|found| panic!("{found:#?}"))
}

/// What the study tells of a run.
#[derive(Debug, Default, Clone, Copy)]
pub struct Told {
    /// The cost of the shock, in billions.
    pub cost: f64,
    /// Points of poverty.
    pub poverty: f64,
    /// Points of the Gini coefficient.
    pub gini: f64,
    /// Displaced employees, in millions.
    pub displaced: f64,
}

fn told(results: &Results) -> Told {
    let shock = results.shock.as_ref().expect("a shock");
    let selection = &shock.selections[0];
    let met = selection.share_met.expect("there are employees");
    assert!((met - 0.07).abs() < 0.0005, "{met} of the employees are displaced");
    let rate = |found: &Option<commonweal_core::measures::Poverty>| {
        let rate = found.as_ref().and_then(|poverty| poverty.headcount_rate);
        rate.expect("a rate")
    };
    let gini = |found: Option<f64>| found.expect("a coefficient");
    Told {
        cost: shock.cost_of_shock / 1e9,
        poverty: 100.0 * (rate(&results.poverty.fixed.baseline) - rate(&shock.calm_poverty)),
        gini: 100.0 * (gini(results.inequality.baseline.gini) - gini(shock.calm_inequality.gini)),
        displaced: shock.displaced_baseline / 1e6,
    }
}

/// The means over the draws and their standard deviations.
fn over_draws(setting: &Setting, parts: &[Population], set: &str) -> (Told, Told) {
    let runs: Vec<Told> = (0..setting.draws)
        .map(|seed| {
            let prepared = prepared(setting, set, seed);
            let costing = cost(&prepared, parts, &|_, _| true).unwrap_or_else(|found| panic!("{found:#?}"));
            told(&costing.results)
        })
        .collect();
    let count = runs.len() as f64;
    let of = |value: fn(&Told) -> f64| {
        let mean = runs.iter().map(value).sum::<f64>() / count;
        let squares = runs
            .iter()
            .map(|run| (value(run) - mean) * (value(run) - mean))
            .sum::<f64>();
        (mean, (squares / (count - 1.0)).sqrt())
    };
    let (cost, poverty, gini, displaced) = (
        of(|run| run.cost),
        of(|run| run.poverty),
        of(|run| run.gini),
        of(|run| run.displaced),
    );
    let told = |which: fn((f64, f64)) -> f64| Told {
        cost: which(cost),
        poverty: which(poverty),
        gini: which(gini),
        displaced: which(displaced),
    };
    (told(|pair| pair.0), told(|pair| pair.1))
}

/// The study on a population: as published and with capital income of equal weight, each with the wage gain and without it.
pub fn on(setting: &Setting, figures: &mut Figures) {
    let parts = [(setting.people)()];
    let equal = format!("capital_gain = {}", setting.capital_gain_of_equal_weight);
    for (kind, set) in [("as_published", ""), ("equal_weight", equal.as_str())] {
        let mut costs = Vec::new();
        for (gain, value) in [("with", ""), ("without", "wage_gain = 0")] {
            let both = [set, value]
                .iter()
                .filter(|part| !part.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(", ");
            progress(&format!(
                "{}: {kind}, {gain} the wage gain, {} draws",
                setting.name, setting.draws
            ));
            let (mean, deviation) = over_draws(setting, &parts, &both);
            let mut put = |name: &str, mean: f64, deviation: f64| {
                let key = format!("{}.{kind}.{gain}.{name}", setting.name);
                figures.put(format!("{key}.deviation"), deviation);
                figures.put(key, mean);
            };
            put("cost", mean.cost, deviation.cost);
            put("poverty", mean.poverty, deviation.poverty);
            put("gini", mean.gini, deviation.gini);
            put("displaced", mean.displaced, deviation.displaced);
            costs.push(mean.cost);
        }
        figures.put(format!("{}.{kind}.cost_ratio", setting.name), costs[0] / costs[1]);
    }
}

/// The study on both populations.
pub fn all(figures: &mut Figures) {
    on(&US, figures);
    on(&STYLISED, figures);
}
