//! What the explorer asks beside a run: what may be chosen, what a study's instruments say of themselves, and quick figures
//! while a slider is held.

use std::cell::RefCell;
use std::sync::Arc;

use commonweal_core::costing::{Prepared, cost, prepare};
use commonweal_core::document::{Node, Source, Value, parse, toml_text};
use commonweal_core::figures::{Headline, Unit, headline};
use commonweal_core::population::Population;
use commonweal_core::system::{InstrumentsDocument, PopulationSource, Setting, Study, metadata};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use wasm_bindgen::prelude::wasm_bindgen;

use super::{catalog, sentence, spoken};

/// Every name that a study may write, as JSON: what `commonweal list --json` prints.
///
/// # Errors
/// The problems of embedded files that cannot be read.
#[wasm_bindgen]
pub fn listing() -> Result<String, String> {
    let listing = catalog().listing().map_err(|found| sentence(&found, &[]))?;
    written(&listing)
}

/// The study of an embedded package, as JSON.
///
/// # Errors
/// A name that no package has.
#[wasm_bindgen]
pub fn package_study(name: &str) -> Result<String, String> {
    let catalog = catalog();
    let Some(source) = catalog.package(name) else {
        let known: Vec<&str> = catalog.package_names().collect();
        return Err(sentence(
            &[commonweal_core::system::Catalog::unknown("package", name, &known)],
            &[],
        ));
    };
    let root = parse(source).map_err(|found| sentence(&found, std::slice::from_ref(source)))?;
    written(&json(&root))
}

/// A study in JSON as a TOML text.
///
/// # Errors
/// A text that is no JSON.
#[wasm_bindgen]
pub fn study_toml(text: &str) -> Result<String, String> {
    let source = Source::new("study.json", text);
    let root = parse(&source).map_err(|found| sentence(&found, std::slice::from_ref(&source)))?;
    Ok(toml_text(&root))
}

/// The scenario and the instruments of a study's law with the values that it sets, and where each comes from.
#[derive(Debug, Serialize)]
struct LawDocument {
    /// What `commonweal instruments --study STUDY --json` prints.
    #[serde(flatten)]
    document: InstrumentsDocument,
    /// The system of the study.
    system: String,
    /// Its currency's ISO 4217 code.
    currency: String,
    /// The year whose law holds.
    year: i32,
    /// Instruments that the reform adds.
    added: Vec<String>,
    /// Instruments of which the reform sets a value.
    changed: Vec<String>,
}

/// The scenario and the instruments of a study's law, as JSON, each with its parameters and the values that the study sets;
/// those that the reform adds or changes are named.
///
/// `name` ends in `.toml` or `.json`, `text` is the study.
///
/// # Errors
/// Every problem of the study.
#[wasm_bindgen]
pub fn instruments(name: &str, text: &str) -> Result<String, String> {
    let prepared = prepared(name, text)?;
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let catalog = catalog();
    let described = law
        .instruments
        .iter()
        .filter(|instrument| !law.removed.contains(&instrument.name));
    let described = described.map(|instrument| {
        let common = catalog.instrument(&instrument.name);
        let setting = Setting {
            system: Some(&prepared.system),
            year: Some(prepared.year),
            is_common: common.is_some_and(|source| source.name == instrument.source.name),
            set: &law.assignments,
        };
        metadata(instrument, &setting)
    });
    let named = |names: &[(String, _)]| names.iter().map(|(name, _): &(String, _)| name.clone()).collect();
    let mut changed: Vec<String> = Vec::new();
    for set in &prepared.study.reform.set {
        if !changed.contains(&set.instrument) {
            changed.push(set.instrument.clone());
        }
    }
    written(&LawDocument {
        document: InstrumentsDocument::new(described.collect()),
        system: prepared.system.name.clone(),
        currency: prepared.system.currency.clone(),
        year: prepared.year,
        added: named(&prepared.study.reform.add),
        changed,
    })
}

/// What is shown while a slider is held.
#[derive(Debug, Serialize)]
struct Tick {
    headline: Headline,
    figures: Vec<commonweal_core::figures::Figure>,
    net_cost: f64,
}

thread_local! {
    /// The synthetic people of the last study, by what makes them.
    static PEOPLE: RefCell<Option<(String, Arc<Vec<Population>>)>> = const { RefCell::new(None) };
}

/// The headline and the figures of a study as JSON, without dividing the net cost among the instruments, which takes many runs.
///
/// `text` is the study, of which the population must be embedded; `language` is `en` or `zh`.
///
/// # Errors
/// Every problem of the study.
#[wasm_bindgen]
pub fn quick(name: &str, text: &str, language: &str) -> Result<String, String> {
    let language = spoken(language)?;
    let mut prepared = prepared(name, text)?;
    prepared.elements.truncate(1);
    let people = people(&prepared)?;
    let costing = cost(&prepared, &people, &|_, _| true).map_err(|found| sentence(&found, &[]))?;
    written(&Tick {
        headline: headline(&costing.results, language),
        figures: commonweal_core::figures::figures(&costing.results, language),
        net_cost: costing.results.net_cost,
    })
}

/// A number as the figures write it: `unit` is a [`Unit`] as JSON has it, such as `money` or `rate`.
///
/// # Errors
/// An unknown unit or language.
#[wasm_bindgen]
pub fn shown(unit: &str, number: f64, language: &str) -> Result<String, String> {
    let unit = Unit::deserialize(Json::from(unit)).map_err(|error| error.to_string())?;
    Ok(spoken(language)?.show(unit, Some(number)))
}

fn prepared(name: &str, text: &str) -> Result<Prepared, String> {
    let source = Source::new(name, text);
    let sources = std::slice::from_ref(&source);
    let study = Study::read(&source).map_err(|found| sentence(&found, sources))?;
    prepare(&study, &catalog(), &|_| None, &[], None).map_err(|found| sentence(&found, sources))
}

/// The people that a study names; those of the study before where they are the same.
fn people(prepared: &Prepared) -> Result<Arc<Vec<Population>>, String> {
    let key = format!("{:?} {}", prepared.study.population, prepared.system.name);
    let kept = PEOPLE.with_borrow(|kept| kept.as_ref().filter(|(known, _)| *known == key).map(|(_, p)| p.clone()));
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let catalog = catalog();
    let (name, households, seed) = match &prepared.study.population {
        Some(PopulationSource::Named(name)) => (name.clone(), None, None),
        Some(PopulationSource::Recipe {
            recipe,
            households,
            seed,
        }) => (recipe.clone(), *households, *seed),
        Some(PopulationSource::File { mapping, .. }) => (mapping.clone(), None, None),
        None => return Err(format!("the study `{}` names no population", prepared.study.name)),
    };
    let Some(found) = catalog.population(&name) else {
        let known: Vec<&str> = catalog.population_names().collect();
        return Err(sentence(
            &[commonweal_core::system::Catalog::unknown("population", &name, &known)],
            &[],
        ));
    };
    let made = if commonweal_core::system::FileKind::of(found) == commonweal_core::system::FileKind::Recipe {
        super::synthetic(&catalog, &name, found, &prepared.system, households, seed)?
    } else {
        super::read(&catalog, found, &prepared.system, &[], &[])?
    };
    let made = Arc::new(vec![made]);
    PEOPLE.with_borrow_mut(|kept| *kept = Some((key, Arc::clone(&made))));
    Ok(made)
}

fn written(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value).map_err(|error| error.to_string())
}

/// A tree as JSON, its entries by the alphabet; a date is a text.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Truth(truth) => Json::from(*truth),
        Value::Integer(number) => Json::from(*number),
        Value::Number(number) => Json::from(*number),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Date(date) => Json::from(date.to_string()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Table(table) => Json::Object(
            table
                .entries
                .iter()
                .map(|(key, node)| (key.text.clone(), json(node)))
                .collect::<Map<String, Json>>(),
        ),
    }
}
