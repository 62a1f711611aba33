//! Totals that others publish, with where they stand.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::figures::Figures;
use crate::folder;

/// A total as `published.toml` holds it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Total {
    value: f64,
    source: String,
}

/// The published totals of a country.
pub struct Totals(BTreeMap<String, Total>);

impl Totals {
    /// Those of a country, by its name in `published.toml`.
    ///
    /// # Panics
    /// When the file cannot be read or lacks the country.
    pub fn of(country: &str) -> Totals {
        let path = folder().join("validation/published.toml");
        let text = std::fs::read_to_string(&path).expect("the totals can be read");
        let mut all: BTreeMap<String, BTreeMap<String, Total>> =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
        Totals(all.remove(country).unwrap_or_else(|| panic!("no country {country}")))
    }

    /// A published total.
    ///
    /// # Panics
    /// When there is none of that name.
    pub fn value(&self, name: &str) -> f64 {
        self.0.get(name).unwrap_or_else(|| panic!("no total {name}")).value
    }

    /// Puts a total of the people beside the published one: `here`, `published`, `ratio` and `source`.
    pub fn put(&self, figures: &mut Figures, name: &str, here: f64) {
        let published = self.value(name);
        figures.put(format!("official.{name}.here"), here);
        figures.put(format!("official.{name}.published"), published);
        figures.put(format!("official.{name}.ratio"), here / published);
        figures.say(format!("official.{name}.source"), self.0[name].source.clone());
    }
}
