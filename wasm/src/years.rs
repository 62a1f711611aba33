//! A run over several years, a year a call, so that a page can show each as it comes and leave the rest undone.

use commonweal_core::costing::{Prepared, YearsResults, YearsRun};
use commonweal_core::document::Source;
use commonweal_core::figures::{Figure, detailed_figures_of_years};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::{json, refused, thrown};
use crate::explorer::Explorer;
use crate::spoken;

/// So many years are run where the system holds as many.
const YEARS: i32 = 10;

/// A run that has been begun.
#[wasm_bindgen]
pub struct Years {
    run: YearsRun,
    prepared: Prepared,
    source: Source,
    /// The years that are done.
    results: YearsResults,
}

/// The years that a study can be run over.
#[derive(Serialize)]
struct Span {
    first: i32,
    last: i32,
    /// Whether the scenario lives through months, so that one year differs from the next.
    has_months: bool,
}

/// What is known of a run.
#[derive(Serialize)]
struct Told<'a> {
    /// All its years.
    years: &'a [i32],
    /// How many of them are done.
    done: usize,
    /// The figures of these.
    figures: Vec<Figure>,
    /// The fingerprint, once all are done.
    fingerprint: Option<&'a str>,
}

#[wasm_bindgen]
impl Explorer {
    /// The years that the study states, else those from its own on, at most ten, as far as its law goes on, and whether the scenario has months, as JSON.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn span(&self) -> Result<String, JsValue> {
        let prepared = self.live.prepared();
        let first = prepared.year;
        let stated = prepared.study.years.filter(|(stated, _)| *stated == first);
        let end = stated.map_or(first + YEARS, |(_, last)| last + 1);
        json(&Span {
            first,
            last: (first..end)
                .take_while(|year| prepared.system.runs_in(*year))
                .last()
                .unwrap_or(first),
            has_months: prepared
                .baseline
                .scenario()
                .and_then(|file| file.scenario.as_ref())
                .is_some_and(|scenario| scenario.life.is_some()),
        })
    }

    /// Begins a run under today's values from a first to a last year; nothing is worked out yet. `discount_rate` is the share a
    /// year by which later money counts less in the sum over the years.
    ///
    /// # Errors
    /// Years whose law the system does not hold.
    pub fn years(&self, first: i32, last: i32, discount_rate: f64) -> Result<Years, JsValue> {
        let prepared = self.live.prepared().clone();
        let run = YearsRun::new(&prepared, self.live.parts().to_vec(), (first, last))
            .map_err(|found| thrown(&found, std::slice::from_ref(&self.source)))?;
        Ok(Years {
            results: YearsResults::of(&prepared, Vec::new(), discount_rate),
            run,
            prepared,
            source: self.source.clone(),
        })
    }
}

#[wasm_bindgen]
impl Years {
    /// Works out the next year; false where none is left.
    ///
    /// # Errors
    /// Those of a run of that year.
    pub fn next_year(&mut self) -> Result<bool, JsValue> {
        let next = self.run.next_year(&|_, _| true);
        let Some(year) = next.map_err(|found| thrown(&found, std::slice::from_ref(&self.source)))? else {
            return Ok(false);
        };
        let mut years = std::mem::take(&mut self.results.years);
        years.push(year);
        self.results = YearsResults::of(&self.prepared, years, self.results.discount_rate);
        Ok(true)
    }

    /// The years that are done, as JSON: `years` of the run, how many are `done`, their `figures`, and the `fingerprint` of the
    /// command line once all are.
    ///
    /// # Errors
    /// An unknown language.
    pub fn told(&self, language: &str) -> Result<String, JsValue> {
        let language = spoken(language).map_err(|message| refused(&message))?;
        let (years, done) = (self.run.years(), self.results.years.len());
        json(&Told {
            years,
            done,
            figures: detailed_figures_of_years(&self.results, language),
            fingerprint: (done == years.len()).then_some(self.results.fingerprint.as_str()),
        })
    }
}
