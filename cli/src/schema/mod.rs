//! JSON Schemas of the files that a user writes and of the results, built from the words that the readers accept.
//!
//! They describe the form: which keys there are and what each holds. What only the whole model can tell (whether a name
//! exists, a formula has the right unit, a value lies in its range) `commonweal check` tells.

mod explorer;
mod interactions;
mod levies;
mod metadata;
mod parts;
mod recipe;
mod result;
mod rules;
mod sensitivity;
mod shock;
mod study;
mod years;

use serde_json::Value;

/// The dialect of the schemas.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A schema with its name.
pub struct Schema {
    /// Its name: `schema NAME` prints it, `NAME.schema.json` is its file.
    pub name: &'static str,
    /// What it describes.
    pub title: &'static str,
    build: fn() -> Value,
}

/// Every schema.
pub const SCHEMAS: &[Schema] = &[
    Schema {
        name: "study",
        title: "A study or package: people, law, reform, year, options (.toml or .json)",
        build: study::study,
    },
    Schema {
        name: "instrument",
        title: "A rule file: one tax, benefit or library (.toml or .json)",
        build: rules::instrument,
    },
    Schema {
        name: "system",
        title: "system.toml: columns, income concepts and order of a country's law",
        build: rules::system,
    },
    Schema {
        name: "mapping",
        title: "A mapping: what the columns of a microdata file mean (.toml or .json)",
        build: study::mapping,
    },
    Schema {
        name: "recipe",
        title: "A recipe for synthetic people: tables and targets (.toml or .json)",
        build: recipe::recipe,
    },
    Schema {
        name: "household",
        title: "A household of one's own for `household` (.toml or .json)",
        build: study::household,
    },
    Schema {
        name: "result",
        title: "The results: `run --json` and results.json",
        build: result::result,
    },
    Schema {
        name: "years",
        title: "The results of several years: `run --years --json` and results.json",
        build: years::years,
    },
    Schema {
        name: "years-comparison",
        title: "Two studies over the same years: `compare --years --json` and comparison.json",
        build: years::comparison,
    },
    Schema {
        name: "sensitivity",
        title: "What a cost rests on: `run --sensitivity --json`",
        build: sensitivity::sensitivity,
    },
    Schema {
        name: "equal-cost",
        title: "Where a parameter gives a net cost: `equal-cost --json`",
        build: interactions::equal_cost,
    },
    Schema {
        name: "manifest",
        title: "manifest.json: the record of a run that `run --out` saves",
        build: result::manifest,
    },
    Schema {
        name: "instruments",
        title: "The instruments as data: `instruments --json`",
        build: metadata::instruments,
    },
    Schema {
        name: "list",
        title: "Every name that a study may write: `list --json`",
        build: metadata::list_of_names,
    },
    Schema {
        name: "explorer",
        title: "What the module for browsers answers, by the name of its function",
        build: explorer::explorer,
    },
];

impl Schema {
    /// The name of its file.
    pub fn file(&self) -> String {
        format!("{}.schema.json", self.name)
    }

    /// The schema itself.
    pub fn document(&self) -> Value {
        let mut document = serde_json::Map::new();
        document.insert("$schema".to_string(), Value::from(DIALECT));
        document.insert("title".to_string(), Value::from(self.title));
        if let Value::Object(own) = (self.build)() {
            document.extend(own);
        }
        Value::Object(document)
    }
}
