//! Figures and headlines of whole packages, in both languages: what they say, and that they show the numbers of the results.

mod cells;
mod form;
mod signs;
mod told;

use std::sync::OnceLock;

use commonweal_core::costing::{Results, cost, prepare};
use commonweal_core::figures::{Figure, Language, figures};
use commonweal_core::population::{Lock, Mapping, Population, Recipe, generate};
use commonweal_core::system::{Catalog, PopulationSource, Study};
use commonweal_tests::{nothing_beside, source};

const EN: Language = Language::English;
const ZH: Language = Language::Chinese;

fn population(catalog: &Catalog, name: &str, system: &commonweal_core::system::System) -> Population {
    let found = catalog.population(name).expect("the people are embedded");
    if name == "stylised" {
        let recipe = Recipe::read(found).expect("the recipe is sound");
        let lock = catalog
            .lock(name)
            .map(|lock| Lock::read(lock).expect("the lock is sound"));
        let made = generate(&recipe, system, None, None, lock.as_ref(), &|_, _| true);
        return made.expect("people can be made").population;
    }
    let mapping = Mapping::read(found).expect("the mapping is sound");
    let file = mapping.file.clone().unwrap_or_default();
    let bytes = catalog
        .data(&format!("populations/{file}"))
        .expect("the data are embedded");
    let table = commonweal_tables::read_csv(&file, bytes, None).expect("the data are sound");
    mapping.population(&table, system).expect("the people are sound")
}

fn costed(text: &str) -> Results {
    let catalog = Catalog::new(commonweal_policies::FILES.iter().copied());
    let study = Study::read(&source("study.toml", text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("the study can be put together");
    let Some(PopulationSource::Named(name)) = &prepared.study.population else {
        panic!("the people have a name")
    };
    let people = [population(&catalog, name, &prepared.system)];
    cost(&prepared, &people, &|_, _| true).expect("the study runs").results
}

fn package(name: &str) -> Results {
    let file = commonweal_policies::file(&format!("packages/{name}.toml")).expect("the package is embedded");
    costed(std::str::from_utf8(file).expect("a text"))
}

/// The packages, each run once.
fn eitc() -> &'static Results {
    static FOUND: OnceLock<Results> = OnceLock::new();
    FOUND.get_or_init(|| package("us-eitc-expansion"))
}

fn current_law() -> &'static Results {
    static FOUND: OnceLock<Results> = OnceLock::new();
    FOUND.get_or_init(|| package("us-current-law"))
}

fn three_tiers() -> &'static Results {
    static FOUND: OnceLock<Results> = OnceLock::new();
    FOUND.get_or_init(|| package("three-tier-safety-net"))
}

fn names(figures: &[Figure]) -> Vec<&str> {
    figures.iter().map(|figure| figure.name.as_str()).collect()
}

fn figure(results: &Results, language: Language, name: &str) -> Figure {
    let found = figures(results, language)
        .into_iter()
        .find(|figure| figure.name == name);
    found.unwrap_or_else(|| panic!("no figure {name}"))
}

fn sentence(results: &Results, language: Language, name: &str) -> String {
    figure(results, language, name).sentence
}

/// Results with something changed by hand.
fn with(results: &Results, change: impl FnOnce(&mut Results)) -> Results {
    let mut results = results.clone();
    change(&mut results);
    results
}
