//! commonweal for the browser and for node: a thin binding that converts, calls and converts back.

mod asked;
mod catalog;
mod error;
mod explorer;
mod opening;
mod own;
mod page;
mod people;
mod rules;
mod schema;
mod years;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use commonweal_core::costing::{Prepared, check, cost, cost_years, prepare};
use commonweal_core::document::{Diagnostic, Source, render};
use commonweal_core::figures::Language;
use commonweal_core::population::Population;
use commonweal_core::system::{Catalog, Study};
use wasm_bindgen::prelude::wasm_bindgen;

use people::people_of;

/// The files that are embedded, and those that [`add_files`] gave.
static FILES: LazyLock<Mutex<Catalog>> =
    LazyLock::new(|| Mutex::new(Catalog::new(commonweal_policies::FILES.iter().copied())));

/// The files as they are now; copies share what was read of them.
fn embedded() -> Catalog {
    FILES.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Gives the module files of the project that are not embedded in it: a JSON object of texts by their path below `policies/`. They stay,
/// and count as embedded.
///
/// # Errors
/// When the text is no JSON object of texts.
#[wasm_bindgen]
pub fn add_files(files: &str) -> Result<(), String> {
    let files = texts(files)?;
    let mut catalog = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    for (path, text) in files {
        catalog.add(&path, source(&format!("policies/{path}"), &text));
    }
    Ok(())
}

fn texts(files: &str) -> Result<BTreeMap<String, String>, String> {
    serde_json::from_str(files).map_err(|error| format!("`files` is no JSON object of texts: {error}"))
}

fn sentence(diagnostics: &[Diagnostic], sources: &[Source]) -> String {
    render(diagnostics, sources)
}

fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.to_string(),
        text: Arc::from(text),
    }
}

/// Splits households into parts, which give the same bits.
fn parts_of(population: Population, parts: u32) -> Vec<Population> {
    let households = population.households();
    let parts = (parts.max(1) as usize).min(households.max(1));
    if parts == 1 {
        return vec![population];
    }
    (0..parts)
        .map(|part| population.part(part * households / parts..(part + 1) * households / parts))
        .collect()
}

/// Adds files of the user's to the embedded ones: a JSON object of texts by their path below `policies/`, such as
/// `systems/mine/system.toml` or `populations/mine.toml`. Later files replace earlier ones; an empty text adds none.
fn with_files(mut catalog: Catalog, files: &str) -> Result<Catalog, String> {
    if files.is_empty() {
        return Ok(catalog);
    }
    for (path, text) in texts(files)? {
        catalog.add(&path, source(&path, &text));
    }
    Ok(catalog)
}

/// Costs a study and gives its results as JSON.
///
/// `name` ends in `.toml` or `.json`, `text` is the study; `files` are further files (a JSON object of texts by their path below `policies/`, or empty); `data` is a CSV
/// file with the people (empty: the population that the study names, which must be embedded); `parts` cuts the people into
/// parts, which changes nothing.
///
/// # Errors
/// Every problem of the study and the data, in the words of the command line.
#[wasm_bindgen]
pub fn run(name: &str, text: &str, files: &str, data: &[u8], parts: u32) -> Result<String, String> {
    let source = source(name, text);
    let (prepared, people) = read(&source, files, data, parts)?;
    let costing =
        cost(&prepared, &people, &|_, _| true).map_err(|found| sentence(&found, std::slice::from_ref(&source)))?;
    serde_json::to_string(&costing.results).map_err(|error| error.to_string())
}

/// Costs a study over several years, the last included, and gives the results as JSON; the rest is as in [`run`].
///
/// `discount_rate` is the share a year by which later money counts less in the sum over the years.
///
/// # Errors
/// Those of [`run`]; years whose law the system does not hold.
#[wasm_bindgen]
#[allow(clippy::too_many_arguments)]
pub fn run_years(
    name: &str,
    text: &str,
    files: &str,
    data: &[u8],
    parts: u32,
    first: i32,
    last: i32,
    discount_rate: f64,
) -> Result<String, String> {
    let source = source(name, text);
    let (prepared, people) = read(&source, files, data, parts)?;
    let results = cost_years(&prepared, &people, (first, last), discount_rate, &|_, _| true)
        .map_err(|found| sentence(&found, std::slice::from_ref(&source)))?;
    serde_json::to_string(&results).map_err(|error| error.to_string())
}

/// A study whose names have been found, and its people in parts.
fn read(source: &Source, files: &str, data: &[u8], parts: u32) -> Result<(Prepared, Vec<Population>), String> {
    let sources = std::slice::from_ref(source);
    let catalog = with_files(embedded(), files)?;
    let study = Study::read(source).map_err(|found| sentence(&found, sources))?;
    let prepared = prepare(&study, &catalog, &|_| None, &[], None).map_err(|found| sentence(&found, sources))?;
    let made = people_of(&prepared, &catalog, data).map_err(|(found, of)| match of {
        Some(of) => sentence(&found, &[of]),
        None => sentence(&found, sources),
    })?;
    let people = parts_of(made.population, parts);
    Ok((prepared, people))
}

/// Checks a rule file, a study or a mapping; gives the problems as JSON, an empty list when there are none.
///
/// # Errors
/// When the answer cannot be written.
#[wasm_bindgen]
pub fn check_file(name: &str, text: &str, system: &str) -> Result<String, String> {
    let report = check(&source(name, text), &embedded(), system, &|_| None);
    serde_json::to_string(&report.diagnostics).map_err(|error| error.to_string())
}

/// The figures of a run as JSON: for each its question, sentence, title, definition, axis and tables, ready to be drawn.
///
/// `results_json` is what [`run`] gave; `language` is `en` or `zh`.
///
/// # Errors
/// When the text is no result of this version, or the language is not known.
#[cfg(feature = "results")]
#[wasm_bindgen]
pub fn figures(results_json: &str, language: &str) -> Result<String, String> {
    let (results, language) = told(results_json, language)?;
    serde_json::to_string(&commonweal_core::figures::figures(&results, language)).map_err(|error| error.to_string())
}

/// The sentence at the top and the strip of figures below it, as JSON; see [`figures`].
///
/// # Errors
/// Those of [`figures`].
#[cfg(feature = "results")]
#[wasm_bindgen]
pub fn headline(results_json: &str, language: &str) -> Result<String, String> {
    let (results, language) = told(results_json, language)?;
    serde_json::to_string(&commonweal_core::figures::headline(&results, language)).map_err(|error| error.to_string())
}

/// The terms of the figures with their meaning, as JSON; `language` is `en` or `zh`.
///
/// # Errors
/// When the language is not known.
#[wasm_bindgen]
pub fn glossary(language: &str) -> Result<String, String> {
    serde_json::to_string(&commonweal_core::figures::glossary(spoken(language)?)).map_err(|error| error.to_string())
}

/// Results and the language in which they are to be told.
#[cfg(feature = "results")]
fn told(results_json: &str, language: &str) -> Result<(commonweal_core::costing::Results, Language), String> {
    let language = spoken(language)?;
    let results =
        serde_json::from_str(results_json).map_err(|error| format!("these are no results of this version: {error}"))?;
    Ok((results, language))
}

fn spoken(language: &str) -> Result<Language, String> {
    Language::parse(language).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
        format!("unknown language `{language}`; allowed: {}", known.join(", "))
    })
}
