//! Every name that a study may write, as data.

use serde::{Deserialize, Serialize};

use super::catalog::Catalog;
use super::describe::titled;
use super::metadata::LanguageTexts;
use crate::document::{Diagnostic, Node, Source, parse};
use crate::rules::{Instrument, Texts};

/// What a catalog holds: `commonweal list --json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// The version of this format, 1.
    pub format: u32,
    /// The version of the model.
    pub model_version: String,
    /// Studies that are ready to run.
    pub packages: Vec<Listed>,
    /// Countries' law.
    pub systems: Vec<ListedSystem>,
    /// Countries to which a study can be carried.
    pub countries: Vec<ListedCountry>,
    /// People: microdata and recipes.
    pub populations: Vec<Listed>,
    /// What may happen to the people before the law applies; with hyphens, as people write these names.
    pub scenarios: Vec<Listed>,
    /// Instruments for any system.
    pub instruments: Vec<ListedInstrument>,
}

/// A name with its title.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// The name that a study writes.
    pub name: String,
    /// Its title; the name in words where the file has none.
    pub title: LanguageTexts,
}

/// A system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListedSystem {
    /// The name that a study writes.
    pub name: String,
    /// Its title.
    pub title: LanguageTexts,
    /// The currency's ISO 4217 code.
    pub currency: String,
    /// The years whose law it holds.
    pub years: Vec<i32>,
    /// The instruments that are law there, in order, those for any system among them; then its libraries.
    pub instruments: Vec<String>,
}

/// A country to which a study can be carried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListedCountry {
    /// The name of its system, which `--country` takes.
    pub name: String,
    /// A code that is taken too; may be empty.
    pub code: String,
    /// Its title.
    pub title: LanguageTexts,
    /// The currency's ISO 4217 code.
    pub currency: String,
    /// The people that are taken for it.
    pub population: String,
    /// The years whose law there is.
    pub years: Vec<i32>,
    /// Typical pay of a full-time job a year, in its currency.
    pub full_time_pay: f64,
    /// Persons at work.
    pub workers: f64,
}

/// An instrument for any system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListedInstrument {
    /// The name that a study writes.
    pub name: String,
    /// Its title.
    pub title: LanguageTexts,
    /// One of [`Kind::NAMES`](crate::rules::Kind::NAMES).
    pub kind: String,
    /// The unit of its rules, such as `person` or `family`.
    pub unit: String,
}

impl Catalog {
    /// Every name that a study may write.
    ///
    /// # Errors
    /// The problems of systems and instruments that cannot be read.
    pub fn listing(&self) -> Result<Listing, Vec<Diagnostic>> {
        let listed = |name: &str, source: Option<&Source>| Listed {
            name: name.to_string(),
            title: titled(&source.map(title).unwrap_or_default(), name),
        };
        let mut systems = Vec::new();
        for name in self.system_names() {
            let system = self.system(name)?;
            systems.push(ListedSystem {
                name: system.name.clone(),
                title: titled(&system.title, name),
                currency: system.currency.clone(),
                years: system.years.clone(),
                instruments: system.instruments.iter().map(|file| file.name.clone()).collect(),
            });
        }
        let countries = self.countries();
        let countries = countries.iter().filter_map(|system| {
            let country = system.country.as_ref()?;
            Some(ListedCountry {
                name: system.name.clone(),
                code: country.code.clone(),
                title: titled(system.country_title(), &system.name),
                currency: system.currency.clone(),
                population: country.population.clone(),
                years: system.years.clone(),
                full_time_pay: country.full_time_pay.value,
                workers: country.workers.value,
            })
        });
        let countries: Vec<ListedCountry> = countries.collect();
        let mut instruments = Vec::new();
        for source in self.instrument_names().filter_map(|name| self.instrument(name)) {
            let file = Instrument::read(source)?;
            instruments.push(ListedInstrument {
                name: file.name.clone(),
                title: titled(&file.title, &file.name),
                kind: file.kind.name().to_string(),
                unit: file.unit.clone(),
            });
        }
        Ok(Listing {
            format: 1,
            model_version: crate::costing::MODEL_VERSION.to_string(),
            packages: self
                .package_names()
                .map(|name| listed(name, self.package(name)))
                .collect(),
            systems,
            countries,
            populations: self
                .population_names()
                .map(|name| listed(name, self.population(name)))
                .collect(),
            scenarios: self
                .scenario_names()
                .map(|name| listed(&name.replace('_', "-"), self.scenario(name)))
                .collect(),
            instruments,
        })
    }
}

/// The title of a study, mapping, recipe or scenario; a recipe has it in its head.
fn title(source: &Source) -> Texts {
    let Ok(root) = parse(source) else {
        return Texts::default();
    };
    let entry = |node: &Node, key: &str| node.as_table().and_then(|table| table.get(key).cloned());
    let own = entry(&root, "title").or_else(|| entry(&root, "recipe").and_then(|recipe| entry(&recipe, "title")));
    let Some(own) = own else {
        return Texts::default();
    };
    if let Some(text) = own.as_text() {
        return Texts([("en".to_string(), text.to_string())].into());
    }
    let entries = own.as_table().map(|table| table.entries.as_slice()).unwrap_or_default();
    let texts = entries
        .iter()
        .filter_map(|(key, node)| Some((key.text.clone(), node.as_text()?.to_string())));
    Texts(texts.collect())
}
