//! What the explorer asks beside its study: the study of a package, a study as TOML, and a number as the figures write it.

use commonweal_core::costing::carried;
use commonweal_core::document::{Diagnostic, Source, json_text, parse, toml_text};
use commonweal_core::figures::Unit;
use commonweal_core::system::{Catalog, Study, value_json};
use serde::Deserialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::{json, refused, thrown};
use crate::{embedded, spoken};

/// The study of an embedded package, as JSON.
///
/// # Errors
/// A name that no package has.
#[wasm_bindgen]
pub fn package_study(name: &str) -> Result<String, JsValue> {
    let catalog = embedded();
    let Some(source) = catalog.package(name) else {
        let known: Vec<&str> = catalog.package_names().collect();
        return Err(thrown(&[Catalog::unknown("package", name, &known)], &[]));
    };
    let root = parse(source).map_err(|found| thrown(&found, std::slice::from_ref(source)))?;
    Ok(json_text(&root))
}

/// A study in JSON carried to another country, as JSON: `study`, with every value written out, and `carry`, which says what was carried.
///
/// # Errors
/// A country that there is not, and a study that cannot be carried there, with what can be said under `[countries.NAME]`.
#[wasm_bindgen]
pub fn carried_study(text: &str, country: &str) -> Result<String, JsValue> {
    let source = Source::new("study.json", text);
    let refuse = |found: Vec<Diagnostic>| thrown(&found, std::slice::from_ref(&source));
    let study = Study::read(&source).map_err(refuse)?;
    let found = carried(&study, country, &embedded(), &|_| None).map_err(refuse)?;
    let written = &found.study.source;
    let root = parse(written).map_err(|found| thrown(&found, std::slice::from_ref(written)))?;
    json(&serde_json::json!({ "study": value_json(&root), "carry": found.carry }))
}

/// A study in JSON as a TOML text.
///
/// # Errors
/// A text that is no JSON.
#[wasm_bindgen]
pub fn study_toml(text: &str) -> Result<String, JsValue> {
    let source = Source::new("study.json", text);
    let root = parse(&source).map_err(|found| thrown(&found, std::slice::from_ref(&source)))?;
    Ok(toml_text(&root))
}

/// A number as the figures write it: `unit` is a [`Unit`] as JSON has it, such as `money` or `rate`.
///
/// # Errors
/// An unknown unit or language.
#[wasm_bindgen]
pub fn shown(unit: &str, number: f64, language: &str) -> Result<String, JsValue> {
    let unit = Unit::deserialize(serde_json::Value::from(unit)).map_err(|error| refused(&error.to_string()))?;
    let language = spoken(language).map_err(|message| refused(&message))?;
    Ok(language.show(unit, Some(number)))
}
