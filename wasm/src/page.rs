//! What the explorer asks beside its study: the study of a package, a study as TOML, and a number as the figures write it.

use commonweal_core::document::{Source, json_text, parse, toml_text};
use commonweal_core::figures::Unit;
use commonweal_core::system::Catalog;
use serde::Deserialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::{refused, thrown};
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
