//! What a reader and an editor of rules ask: a rule's file, whether a text is sound, the text as data, an example, and the study
//! with other rules over the same people.

use std::collections::BTreeMap;
use std::sync::Arc;

use commonweal_core::costing::{Details, Live, check, example, prepare};
use commonweal_core::document::{Diagnostic, Source, json_text, parse};
use commonweal_core::rules::Instrument;
use commonweal_core::system::{Catalog, InstrumentMetadata, LanguageTexts, Setting, Study, System, metadata};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::{json, refused, thrown};
use crate::explorer::Explorer;
use crate::{embedded, with_files};

/// A rule with its file.
#[derive(Serialize)]
struct RuleFile {
    instrument: InstrumentMetadata,
    text: String,
}

/// A rule of a system, of all systems, or a scenario, as JSON: `instrument`, what it says of itself under the system, and `text`, its
/// file.
///
/// # Errors
/// A name that no rule or system has.
#[wasm_bindgen]
pub fn rule(name: &str, system: &str) -> Result<String, JsValue> {
    let catalog = embedded();
    let law = catalog.system(system).map_err(|found| thrown(&found, &[]))?;
    let own = law
        .instruments
        .iter()
        .chain(&law.available)
        .find(|own| own.name == name);
    if let Some(own) = own {
        return written(own, &own.source, false, &law);
    }
    let dashed = name.replace('_', "-");
    let scenario = || catalog.scenario(name).or_else(|| catalog.scenario(&dashed));
    let Some(source) = catalog.instrument(name).or_else(scenario) else {
        let known: Vec<&str> = catalog.instrument_names().collect();
        return Err(thrown(&[Catalog::unknown("instrument", name, &known)], &[]));
    };
    let file = Instrument::read(source).map_err(|found| thrown(&found, std::slice::from_ref(source)))?;
    written(&file, source, true, &law)
}

fn written(file: &Instrument, source: &Source, is_common: bool, system: &System) -> Result<String, JsValue> {
    let setting = Setting {
        system: Some(system),
        is_common,
        ..Setting::default()
    };
    json(&RuleFile {
        instrument: metadata(file, &setting),
        text: source.text.to_string(),
    })
}

/// The titles of the names that every rule of a system may read, as JSON: of its columns, concepts and parameters, by the name that
/// a formula writes; empty where there is none.
///
/// # Errors
/// A name that no system has.
#[wasm_bindgen]
pub fn names(system: &str) -> Result<String, JsValue> {
    let law = embedded().system(system).map_err(|found| thrown(&found, &[]))?;
    let columns = law.columns.iter().map(|own| (&own.name, &own.title));
    let concepts = law.concepts.iter().map(|own| (&own.name, &own.title));
    let parameters = law.parameters.iter().map(|own| (&own.name, &own.title));
    let all = columns.chain(concepts).chain(parameters);
    let titles: BTreeMap<&str, LanguageTexts> = all
        .map(|(name, title)| {
            let in_language = |language: &str| (language.to_string(), title.in_language(language).to_string());
            (name.as_str(), ["en", "zh"].map(in_language).into())
        })
        .collect();
    json(&titles)
}

/// Checks a rule within a system, as `commonweal check` does; `files` are the other rules of the study (a JSON object of texts by
/// their path below `policies/`, or empty). Gives the problems as JSON, an empty list when there are none.
///
/// # Errors
/// Files that are no JSON object of texts.
#[wasm_bindgen]
pub fn check_rule(name: &str, text: &str, system: &str, files: &str) -> Result<String, JsValue> {
    let catalog = with_files(embedded(), files).map_err(|message| refused(&message))?;
    let source = Source::new(name, text);
    json(&check(&source, &catalog, system, &|_| None).diagnostics)
}

/// The text of a TOML file as JSON, entries in their order: what a study in JSON may hold among its `instruments`.
///
/// # Errors
/// A text that is no TOML.
#[wasm_bindgen]
pub fn toml_json(text: &str) -> Result<String, JsValue> {
    let source = Source::new("rule.toml", text);
    let root = parse(&source).map_err(|found| thrown(&found, std::slice::from_ref(&source)))?;
    Ok(json_text(&root))
}

#[wasm_bindgen]
impl Explorer {
    /// An instrument at work in a household of the people under today's values, as JSON: `pays`, `members`, `explanation`.
    ///
    /// # Errors
    /// The problems of the rules.
    pub fn example(&self, instrument: &str) -> Result<String, JsValue> {
        match example(self.live.prepared(), self.live.parts(), instrument) {
            Ok(found) => json(&found),
            Err(found) => Err(thrown(&found, std::slice::from_ref(&self.source))),
        }
    }

    /// Opens another study over the people of this one, who are neither read nor made again; the study must name the same system
    /// and the same people.
    ///
    /// # Errors
    /// As of the constructor; then this study stays as it is.
    pub fn with_study(&self, name: &str, text: &str) -> Result<Explorer, JsValue> {
        let source = Source::new(name, text);
        let refuse = |found: Vec<Diagnostic>| thrown(&found, std::slice::from_ref(&source));
        let study = Study::read(&source).map_err(refuse)?;
        let prepared = prepare(&study, &self.catalog, &|_| None, &[], None).map_err(refuse)?;
        let now = self.live.prepared();
        if prepared.study.population != now.study.population || prepared.system.name != now.system.name {
            return Err(refused("the study names other people or another system"));
        }
        let live = Live::with_details(prepared, Arc::clone(self.live.parts()), Details::default(), &|_, _| {
            true
        })
        .map_err(refuse)?;
        Ok(Explorer {
            live,
            report: self.report.clone(),
            catalog: self.catalog.clone(),
            source,
            beside: None,
        })
    }
}
