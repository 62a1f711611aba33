//! Data of one's own: which columns a system reads, the mapping of a file that has them, and an example of such a file.

use commonweal_core::document::Diagnostic;
use commonweal_core::population::Mapping;
use commonweal_core::rules::Unit;
use commonweal_core::system::{Catalog, ColumnDeclaration, ColumnDefault, ColumnKind, FileKind, LanguageTexts, System};
use commonweal_tables::{PeopleHead, csv_header, csv_text, people_table, plain_mapping};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::embedded;
use crate::error::{json, thrown};
use crate::explorer::Explorer;

/// A column that a file may have.
#[derive(Serialize)]
struct OwnColumn {
    name: String,
    title: LanguageTexts,
    /// `person`, `household` or a unit kind.
    entity: String,
    /// What its cells are: the unit of a number, `truth`, `category` or `pointer`.
    unit: String,
    range: Option<(f64, f64)>,
    /// The words of a category; empty where those of the data hold.
    words: Vec<String>,
    /// Whether there is no value that stands in for it.
    is_required: bool,
}

/// A file of one's own with the mapping that reads it.
#[derive(Serialize)]
struct Read {
    /// The name of a population whose mapping reads the file, or of the mapping file.
    mapping: String,
    /// The mapping file; `None` for that of a population.
    text: Option<String>,
}

/// A file with example people and its mapping.
#[derive(Serialize)]
struct Example {
    data: String,
    mapping: String,
}

fn described(column: &ColumnDeclaration, system: &System) -> OwnColumn {
    let (unit, words) = match &column.kind {
        ColumnKind::Number(Unit::NUMBER) => ("number".to_string(), Vec::new()),
        ColumnKind::Number(unit) => (unit.to_string(), Vec::new()),
        ColumnKind::Truth => ("truth".to_string(), Vec::new()),
        ColumnKind::Category(name) => (
            "category".to_string(),
            system.categories.get(name).cloned().unwrap_or_default(),
        ),
        ColumnKind::Pointer => ("pointer".to_string(), Vec::new()),
    };
    OwnColumn {
        name: column.name.clone(),
        title: ["en", "zh"]
            .map(|language| (language.to_string(), column.title.in_language(language).to_string()))
            .into(),
        entity: column.entity.clone(),
        unit,
        range: column.range,
        words,
        is_required: column.default == ColumnDefault::Required,
    }
}

fn system_named(name: &str) -> Result<std::sync::Arc<System>, JsValue> {
    embedded().system(name).map_err(|found| thrown(&found, &[]))
}

/// The columns that a file of people for a system may have under their own names, as JSON.
///
/// # Errors
/// A name that no system has.
#[wasm_bindgen]
pub fn own_columns(system: &str) -> Result<String, JsValue> {
    let system = system_named(system)?;
    let given = system.columns.iter().filter(|column| !column.derived);
    let columns: Vec<OwnColumn> = given.map(|column| described(column, &system)).collect();
    json(&columns)
}

/// The mapping of a file of people that came without one, as JSON: of the population of the system whose columns the file has, else one
/// that takes the columns that have the system's names.
///
/// # Errors
/// A file without a header; a name that no system has.
#[wasm_bindgen]
pub fn own_mapping(system: &str, file: &str, data: &[u8]) -> Result<String, JsValue> {
    let refuse = |found: Vec<Diagnostic>| thrown(&found, &[]);
    let system = system_named(system)?;
    let header = csv_header(file, data).map_err(refuse)?;
    let catalog = embedded();
    if let Some(known) = known_mapping(&catalog, &system, &header).map_err(refuse)? {
        return json(&Read {
            mapping: known,
            text: None,
        });
    }
    let stem = stem(file);
    json(&Read {
        mapping: format!("{stem}.toml"),
        text: Some(mapping_text(file, &header, &system)),
    })
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn mapping_text(file: &str, header: &[String], system: &System) -> String {
    let head = PeopleHead {
        comment: "The columns that have the names of the system's.".to_string(),
        name: stem(file).to_string(),
        title: stem(file).to_string(),
        file: file.to_string(),
        ..PeopleHead::default()
    };
    plain_mapping(header, system, &head)
}

/// The first population of the system whose mapping finds all that it reads.
fn known_mapping(catalog: &Catalog, system: &System, header: &[String]) -> Result<Option<String>, Vec<Diagnostic>> {
    for name in catalog.population_names() {
        let Some(source) = catalog
            .population(name)
            .filter(|source| FileKind::of(source) != FileKind::Recipe)
        else {
            continue;
        };
        let mapping = Mapping::read(source)?;
        if mapping.system == system.name && mapping.wanted().iter().all(|wanted| header.contains(wanted)) {
            return Ok(Some(name.to_string()));
        }
    }
    Ok(None)
}

#[wasm_bindgen]
impl Explorer {
    /// The first households of the people as a CSV file of that name with its mapping, as JSON.
    ///
    /// # Errors
    /// People that cannot be written as text.
    pub fn example_data(&self, households: usize, file: &str) -> Result<String, JsValue> {
        let system = &self.live.prepared().system;
        let Some(first) = self.live.parts().first() else {
            return Err(crate::error::refused("there are no people"));
        };
        let people = first.part(0..households.min(first.households()));
        let table = people_table(&people, system);
        let header: Vec<String> = table.columns.iter().map(|(name, _)| name.clone()).collect();
        json(&Example {
            data: csv_text(&table).map_err(|found| thrown(&found, &[]))?,
            mapping: mapping_text(file, &header, system),
        })
    }

    /// How the people meet the targets of the recipe that made them, as JSON: `null` for people of a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn calibration(&self) -> Result<String, JsValue> {
        json(&self.report)
    }
}
