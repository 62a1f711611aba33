//! A study that stays costed while sliders move: what the page holds.

use commonweal_core::costing::{Details, Live, Results, describe, explain, household};
use commonweal_core::document::{Diagnostic, Source, parse, toml_text, value_text};
use commonweal_core::figures::{Figure, Headline, Language, details, figures_named, headline};
use commonweal_core::population::Report;
use commonweal_core::system::Catalog;
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::asked::Beside;
use crate::error::{json, refused, thrown};
use crate::opening::Opening;
use crate::spoken;

/// A study with its people.
#[wasm_bindgen]
pub struct Explorer {
    pub(crate) live: Live,
    pub(crate) report: Option<Report>,
    pub(crate) catalog: Catalog,
    pub(crate) source: Source,
    /// What was worked out beside the run of today's values.
    pub(crate) beside: Option<Beside>,
}

/// What a tick shows.
#[derive(Serialize)]
struct Shown {
    /// The sentence at the top and the strip below it.
    headline: Headline,
    /// The figures.
    figures: Vec<Figure>,
}

/// What a settlement shows.
#[derive(Serialize)]
struct Settled<'a> {
    results: &'a Results,
    #[serde(flatten)]
    shown: Shown,
}

/// Names with spaces between.
fn names(list: &str) -> Vec<&str> {
    list.split(' ').filter(|name| !name.is_empty()).collect()
}

fn shown(results: &Results, language: Language, only: &[&str]) -> Shown {
    Shown {
        headline: headline(results, language),
        figures: figures_named(results, language, &|name| only.is_empty() || only.contains(&name)),
    }
}

#[wasm_bindgen]
impl Explorer {
    /// Opens a study and costs it, in one step.
    ///
    /// # Errors
    /// Those of [`Opening`].
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, text: &str, files: &str, data: &[u8]) -> Result<Explorer, JsValue> {
        Opening::new(name, text, files, data)?.cost()
    }

    /// The study as data, as JSON, as `StudyDescription` says it: system, people, scenario, law with its parameters and today's values,
    /// assumptions.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn describe(&self) -> Result<String, JsValue> {
        json(&describe(self.live.prepared(), self.live.parts(), &self.catalog))
    }

    /// Gives a parameter a value: `name` is `INSTRUMENT.PARAMETER`, `scenario.PARAMETER`, or a parameter of the system; `value` is JSON.
    /// Says `slots` if nothing was compiled, `structure` if the law was.
    ///
    /// # Errors
    /// A name that is not there or a value that does not fit, as of the constructor; then nothing has changed.
    pub fn set(&mut self, name: &str, value: &str) -> Result<String, JsValue> {
        let wrapped = Source::new("value.json", format!("{{\"value\": {value}}}"));
        let root = parse(&wrapped).map_err(|found| thrown(&found, std::slice::from_ref(&wrapped)))?;
        let Some(node) = root.as_table().and_then(|table| table.get("value")) else {
            return Err(refused("there is no value"));
        };
        let (instrument, parameter) = name.split_once('.').unwrap_or(("", name));
        self.beside = None;
        // What is wrong with the value is told as of the command line's `--set`.
        let set = Source::new("--set", format!("{name}={}", value_text(node)));
        let change = self.live.set(instrument, parameter, node);
        change
            .map(told)
            .map_err(|found| thrown(&found, &[self.source.clone(), set]))
    }

    /// Gives a parameter back the value that the study had when it was opened; says what [`Explorer::set`] says.
    ///
    /// # Errors
    /// A law that cannot be run; then nothing has changed.
    pub fn unset(&mut self, name: &str) -> Result<String, JsValue> {
        let (instrument, parameter) = name.split_once('.').unwrap_or(("", name));
        self.beside = None;
        let change = self.live.unset(instrument, parameter);
        change.map(told).map_err(|found| self.thrown(&found))
    }

    /// Headline and figures of today's values, as JSON. `only` are the names of the figures wanted, with spaces between: the others are
    /// not worked out. Empty means all, a name that no figure has none. `open` are those of them that are told whole: what the others would
    /// tell when they are opened may be missing.
    ///
    /// # Errors
    /// An amount that does not fit the ledger; a language that is not known.
    pub fn tick(&mut self, language: &str, only: &str, open: &str) -> Result<String, JsValue> {
        let language = spoken(language).map_err(|message| refused(&message))?;
        let [only, open] = [only, open].map(names);
        let wanted = |name: &str| only.is_empty() || only.contains(&name);
        let details = details(&wanted, &|name| only.is_empty() || open.contains(&name));
        match self.live.tick_with(details) {
            Ok(results) => json(&shown(results, language, &only)),
            Err(found) => Err(thrown(&found, std::slice::from_ref(&self.source))),
        }
    }

    /// The numbers of a tick alone: net cost, then for each instrument of the budget its amount under the baseline and under the
    /// reform, its gross cost and its recipients.
    ///
    /// # Errors
    /// An amount that does not fit the ledger.
    pub fn tick_numbers(&mut self) -> Result<Vec<f64>, JsValue> {
        match self.live.tick_with(Details::default()) {
            Ok(results) => {
                let rows = results
                    .budget
                    .iter()
                    .flat_map(|row| [row.baseline_amount, row.reform_amount, row.gross_cost, row.recipients]);
                Ok(std::iter::once(results.net_cost).chain(rows).collect())
            }
            Err(found) => Err(thrown(&found, std::slice::from_ref(&self.source))),
        }
    }

    /// The results with their fingerprint, as the command line gives them, and what a tick shows, as JSON.
    ///
    /// # Errors
    /// As of [`Explorer::tick`].
    pub fn settle(&mut self, language: &str) -> Result<String, JsValue> {
        let language = spoken(language).map_err(|message| refused(&message))?;
        match self.live.settle(&|_, _| true) {
            Ok(results) => json(&Settled {
                results,
                shown: shown(results, language, &[]),
            }),
            Err(found) => Err(thrown(&found, std::slice::from_ref(&self.source))),
        }
    }

    /// The study with the values that are set, as the text of a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn study_toml(&self) -> Result<String, JsValue> {
        let root = self.live.study().map_err(|found| self.thrown(&found))?;
        Ok(toml_text(&root))
    }

    /// A hypothetical household, described as JSON, under today's values: its steps and its net income as earnings vary, as JSON.
    ///
    /// # Errors
    /// Every problem of the description.
    pub fn household(&self, described: &str) -> Result<String, JsValue> {
        let source = Source::new("household.json", described);
        match household(self.live.prepared(), &source) {
            Ok(result) => json(&result),
            Err(found) => Err(thrown(&found, &[source])),
        }
    }

    /// The steps of one unit of the people under today's values, by its id, as JSON.
    ///
    /// # Errors
    /// An id that nobody has.
    pub fn explain(&self, unit: &str) -> Result<String, JsValue> {
        match explain(self.live.prepared(), self.live.parts(), unit) {
            Ok(explanation) => json(&explanation),
            Err(found) => Err(self.thrown(&found)),
        }
    }
}

impl Explorer {
    /// The problems of a value stand in what was set; those of the study in its file.
    fn thrown(&self, found: &[Diagnostic]) -> JsValue {
        thrown(found, std::slice::from_ref(&self.source))
    }
}

fn told(change: commonweal_core::costing::LiveChange) -> String {
    match change {
        commonweal_core::costing::LiveChange::Slots => "slots",
        commonweal_core::costing::LiveChange::Structure => "structure",
    }
    .to_string()
}
