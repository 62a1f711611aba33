//! What a study may name, as data.

use std::collections::BTreeMap;

use commonweal_core::rules::Instrument;
use commonweal_core::system::{LanguageTexts, Listing, Setting, Study, metadata};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::embedded;
use crate::error::{json, thrown};

/// A listing with what its packages and instruments are about.
#[derive(Serialize)]
struct Described {
    #[serde(flatten)]
    listing: Listing,
    /// What each package is about, by its name.
    package_descriptions: BTreeMap<String, LanguageTexts>,
    /// What each instrument for any system is and leaves out, by its name.
    instrument_notes: BTreeMap<String, LanguageTexts>,
    /// What happens in each scenario, by its name.
    scenario_notes: BTreeMap<String, LanguageTexts>,
    /// Instruments of each system's own that are not law there and may be added, by the system's name.
    offers: BTreeMap<String, Vec<Offered>>,
}

/// An instrument of a system's own that a package may add.
#[derive(Serialize)]
struct Offered {
    /// The name that a study writes.
    name: String,
    title: LanguageTexts,
    /// One of [`Kind::NAMES`](commonweal_core::rules::Kind::NAMES).
    kind: String,
    /// The unit of its rules, such as `person` or `family`.
    unit: String,
    /// What it is and what it leaves out.
    notes: LanguageTexts,
}

/// Every package, system, population, scenario and common instrument with its title in English and Chinese, as JSON: what
/// `commonweal list --json` prints, with `package_descriptions`, `instrument_notes` and `scenario_notes` by name, and `offers` by system.
///
/// # Errors
/// The problems of files that cannot be read.
#[wasm_bindgen]
pub fn catalog() -> Result<String, JsValue> {
    let catalog = embedded();
    let listing = catalog.listing().map_err(|found| thrown(&found, &[]))?;
    let mut package_descriptions = BTreeMap::new();
    for package in &listing.packages {
        if let Some(source) = catalog.package(&package.name) {
            let study = Study::read(source).map_err(|found| thrown(&found, std::slice::from_ref(source)))?;
            let texts = &study.description;
            let in_language = |language: &str| (language.to_string(), texts.in_language(language).to_string());
            package_descriptions.insert(package.name.clone(), ["en", "zh"].map(in_language).into());
        }
    }
    let mut instrument_notes = BTreeMap::new();
    for instrument in &listing.instruments {
        if let Some(source) = catalog.instrument(&instrument.name) {
            let file = Instrument::read(source).map_err(|found| thrown(&found, std::slice::from_ref(source)))?;
            instrument_notes.insert(instrument.name.clone(), metadata(&file, &Setting::default()).notes);
        }
    }
    let mut scenario_notes = BTreeMap::new();
    for scenario in &listing.scenarios {
        if let Some(source) = catalog.scenario(&scenario.name.replace('-', "_")) {
            let file = Instrument::read(source).map_err(|found| thrown(&found, std::slice::from_ref(source)))?;
            scenario_notes.insert(scenario.name.clone(), metadata(&file, &Setting::default()).notes);
        }
    }
    let mut offers = BTreeMap::new();
    for system in &listing.systems {
        let read = catalog.system(&system.name).map_err(|found| thrown(&found, &[]))?;
        let offered = read.available.iter().map(|file| {
            let told = metadata(file, &Setting::default());
            Offered {
                name: told.name,
                title: told.title,
                kind: told.kind,
                unit: told.unit,
                notes: told.notes,
            }
        });
        offers.insert(system.name.clone(), offered.collect());
    }
    json(&Described {
        listing,
        package_descriptions,
        instrument_notes,
        scenario_notes,
        offers,
    })
}
