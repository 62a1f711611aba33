//! The country of a system: its words, its people, and the two levels by which amounts and places of another country's study
//! are carried to it.

use std::sync::Arc;

use super::catalog::Catalog;
use super::file::System;
use crate::document::{Diagnostic, Span, TableReader};
use crate::rules::{Texts, read_range, read_texts};

/// What `[country]` of a system says.
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    /// A code that is accepted beside the system's name, such as `de`; may be empty.
    pub code: String,
    /// Its title, where it is shorter than the system's; may be empty.
    pub title: Texts,
    /// The people that are taken for it: a population of the catalog.
    pub population: String,
    /// Typical pay of a full-time job, in its currency a year. Amounts of money are carried by it.
    pub full_time_pay: Level,
    /// Persons at work. Places and other totals of the whole country are carried by it.
    pub workers: Level,
}

/// A published or assumed number.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The number, above 0.
    pub value: f64,
    /// Lowest and highest value, of an assumption.
    pub range: Option<(f64, f64)>,
    /// Whether it is no published number.
    pub assumption: bool,
    /// Where it is published; of an assumption, what it rests on.
    pub reference: String,
}

impl Country {
    /// Reads `[country]`; there is none where it is left out or wrong.
    pub(super) fn read(reader: &TableReader<'_>) -> Option<Country> {
        let table = reader.table("country")?;
        let code = table.text("code").unwrap_or_default().to_string();
        let title = read_texts(&table, "title");
        let population = table.required_text("population").map(str::to_string);
        let full_time_pay = table.required_table("full_time_pay").and_then(Level::read);
        let workers = table.required_table("workers").and_then(Level::read);
        table.finish();
        Some(Country {
            code,
            title,
            population: population?,
            full_time_pay: full_time_pay?,
            workers: workers?,
        })
    }
}

impl Level {
    fn read(table: TableReader<'_>) -> Option<Level> {
        let collector = table.collector();
        let value = table.required_number("value");
        let span = |key: &str| table.get(key).map_or(0..0, |node| node.span.clone());
        if let Some(value) = value.filter(|value| *value <= 0.0) {
            collector.report(
                "out-of-range",
                &table.path_of("value"),
                &span("value"),
                "others are set in proportion to this number",
                value.to_string(),
                "a number above 0",
                "write the number of the country",
            );
        }
        let range = table.get("range").and_then(|node| read_range(collector, &table, node));
        let assumption = table.truth("assumption").unwrap_or(false);
        let reference = table.text("reference").unwrap_or_default().to_string();
        let is_sourced = if assumption {
            range.is_some()
        } else {
            !reference.is_empty()
        };
        if !is_sourced {
            collector.report(
                "missing-source",
                table.path(),
                table.span(),
                "the number has no source",
                if assumption {
                    "an assumption without a range"
                } else {
                    "neither `reference` nor `assumption`"
                },
                "reference = \"the publication\", or assumption = true with a range",
                if assumption {
                    "add `range = [lowest, highest]`"
                } else {
                    "add `reference = \"…\"`"
                },
            );
        }
        table.finish();
        Some(Level {
            value: value.filter(|value| *value > 0.0)?,
            range,
            assumption,
            reference,
        })
    }
}

impl System {
    /// What its country is called: the country's own title, else that of the system.
    pub fn country_title(&self) -> &Texts {
        match &self.country {
            Some(country) if !country.title.0.is_empty() => &country.title,
            _ => &self.title,
        }
    }
}

impl Catalog {
    /// The systems that say which country is theirs, in the order of their names; one that cannot be read is passed over.
    pub fn countries(&self) -> Vec<Arc<System>> {
        let systems = self.system_names().filter_map(|name| self.system_partly(name).0);
        systems.filter(|system| system.country.is_some()).collect()
    }

    /// The system of a country: by the name of the system, by the country's code or by one of its titles; capital letters, hyphens
    /// and underscores make no difference.
    ///
    /// # Errors
    /// A word that no country has, with those that there are; every problem of the system's files.
    pub fn country(&self, word: &str) -> Result<Arc<System>, Vec<Diagnostic>> {
        let plain = |text: &str| text.trim().to_lowercase().replace(['-', ' '], "_");
        let wanted = plain(word);
        let countries = self.countries();
        let is_named = |system: &&Arc<System>| plain(&system.name) == wanted;
        let has_code = |system: &&Arc<System>| {
            let code = system.country.as_ref().map_or("", |country| country.code.as_str());
            !code.is_empty() && plain(code) == wanted
        };
        let has_title = |system: &&Arc<System>| {
            let titles = [system.country_title(), &system.title];
            titles
                .iter()
                .any(|texts| texts.0.values().any(|text| plain(text) == wanted))
        };
        let found = countries
            .iter()
            .find(is_named)
            .or_else(|| countries.iter().find(has_code))
            .or_else(|| countries.iter().find(has_title));
        match found {
            Some(system) => self.system(&system.name),
            None => {
                let mut known: Vec<&str> = Vec::new();
                for system in &countries {
                    known.push(&system.name);
                    known.extend(
                        system
                            .country
                            .iter()
                            .map(|country| country.code.as_str())
                            .filter(|code| !code.is_empty() && *code != system.name),
                    );
                }
                Err(vec![Catalog::unknown("country", word, &known)])
            }
        }
    }
}

/// What a study says of a country to which it may be carried, in that country's own money.
#[derive(Debug, Clone, PartialEq)]
pub struct CountryBlock {
    /// The system's name, as written.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Why it is so, for readers.
    pub note: Texts,
    /// Instruments of which nothing that the study says is done there.
    pub leave_out: Vec<(String, Span)>,
    /// Another scenario than the study's, where that does not fit the country's columns or years.
    pub scenario: Option<super::ScenarioChoice>,
    /// Changes to the country's law before the reform, after those of the study.
    pub baseline: super::Reform,
    /// The reform there, after what is carried.
    pub reform: super::Reform,
}
