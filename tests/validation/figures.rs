//! Figures by name, as a run gives them and as they are committed.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::folder;

/// Digits that are kept of a figure: more than the page prints, fewer than the order of a sum could move.
const DIGITS: usize = 7;

/// Figures of a part by name.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Figures(BTreeMap<String, Value>);

impl Figures {
    /// Keeps a number.
    ///
    /// # Panics
    /// When the number is not finite, or the name is taken by another.
    pub fn put(&mut self, name: impl Into<String>, value: f64) {
        let name = name.into();
        assert!(value.is_finite(), "{name} is {value}");
        let short: f64 = format!("{value:.*e}", DIGITS - 1).parse().expect("a number");
        let whole = short.fract() == 0.0 && short.abs() < 1e15;
        let value = if whole {
            Value::from(short as i64)
        } else {
            Value::from(short)
        };
        self.keep(name, value);
    }

    /// Keeps a text.
    ///
    /// # Panics
    /// When the name is taken by another.
    pub fn say(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.keep(name.into(), Value::from(text.into()));
    }

    fn keep(&mut self, name: String, value: Value) {
        let other = self.0.insert(name.clone(), value.clone());
        assert!(other.is_none_or(|other| other == value), "{name} is told twice");
    }

    /// The number of that name.
    ///
    /// # Panics
    /// When there is none.
    pub fn number(&self, name: &str) -> f64 {
        let found = self.0.get(name).and_then(Value::as_f64);
        found.unwrap_or_else(|| panic!("no figure {name}"))
    }

    /// Ratios of a total here to the published one, with their names.
    pub fn official_ratios(&self) -> impl Iterator<Item = (&str, f64)> {
        let ratios = self
            .0
            .iter()
            .filter(|(name, _)| name.starts_with("official.") && name.ends_with(".ratio"));
        ratios.filter_map(|(name, value)| Some((name.as_str(), value.as_f64()?)))
    }

    /// The figures as a JSON object, in order of their names.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(&self.0).expect("figures can be written")
    }

    /// The committed figures of a part.
    ///
    /// # Panics
    /// When the file cannot be read or has no such part.
    pub fn committed(part: &str) -> Figures {
        let path = folder().join("validation/figures.json");
        let text = std::fs::read_to_string(&path).expect("the figures can be read");
        let mut parts: BTreeMap<String, BTreeMap<String, Value>> = serde_json::from_str(&text).expect("they are sound");
        Figures(parts.remove(part).unwrap_or_else(|| panic!("no part {part}")))
    }

    /// Asserts that each of these figures is the committed one, to the digits that are kept.
    ///
    /// # Panics
    /// When there is none, or one is missing there, differs or is no number where the committed one is, with all that do.
    pub fn assert_committed(&self, part: &str) {
        assert!(!self.0.is_empty(), "{part}: no figure to compare");
        let committed = Figures::committed(part);
        let near = |a: f64, b: f64| (a - b).abs() <= 2e-6 * if a.abs() > b.abs() { a.abs() } else { b.abs() };
        let same = |own: &Value, other: &Value| match (own.as_f64(), other.as_f64()) {
            (Some(own), Some(other)) => own.is_finite() && near(own, other),
            // A number that is none becomes a null, which agrees with nothing.
            _ => !own.is_null() && own == other,
        };
        let wrong: Vec<String> = self
            .0
            .iter()
            .filter(|(name, own)| !committed.0.get(*name).is_some_and(|other| same(own, other)))
            .map(|(name, own)| format!("{part}.{name} is {own}, committed {:?}", committed.0.get(name)))
            .collect();
        assert!(
            wrong.is_empty(),
            "run `cargo xtask validate --part {part}`:\n{}",
            wrong.join("\n")
        );
    }
}
