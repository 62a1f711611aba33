//! A study whose people are there and that is not costed yet: what the page's first part does while the rest is on its way.

use std::sync::Arc;

use commonweal_core::costing::{Details, Live, Prepared, prepare};
use commonweal_core::document::{Diagnostic, Source};
use commonweal_core::population::{Population, Report};
use commonweal_core::system::{Catalog, Study};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::{refused, thrown};
use crate::explorer::Explorer;
use crate::people::{Made, people_of};
use crate::{embedded, with_files};

/// A study with its people.
#[wasm_bindgen]
pub struct Opening {
    prepared: Prepared,
    population: Population,
    report: Option<Report>,
    catalog: Catalog,
    source: Source,
}

#[wasm_bindgen]
impl Opening {
    /// Reads a study and the law that it names, and makes or reads its people.
    ///
    /// `name` ends in `.toml` or `.json` and `text` is the study; `files` are further files (a JSON object of texts by their path
    /// below `policies/`, or empty); `data` is a CSV file with the people (empty: those that the study names).
    ///
    /// # Errors
    /// An `Error` whose message is the command line's text, and whose `problems` is the JSON of the problems.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, text: &str, files: &str, data: &[u8]) -> Result<Opening, JsValue> {
        let source = Source::new(name, text);
        let refuse = |found: Vec<Diagnostic>| thrown(&found, std::slice::from_ref(&source));
        let catalog = with_files(embedded(), files).map_err(|message| refused(&message))?;
        let study = Study::read(&source).map_err(refuse)?;
        let prepared = prepare(&study, &catalog, &|_| None, &[], None).map_err(refuse)?;
        let Made { population, report } = people_of(&prepared, &catalog, data).map_err(|(found, of)| match of {
            Some(of) => thrown(&found, &[of]),
            None => refuse(found),
        })?;
        Ok(Opening {
            prepared,
            population,
            report,
            catalog,
            source,
        })
    }

    /// Costs the study.
    ///
    /// # Errors
    /// As of the constructor: a law that cannot be run.
    pub fn cost(self) -> Result<Explorer, JsValue> {
        let parts = Arc::new(vec![self.population]);
        let live = Live::with_details(self.prepared, parts, Details::default(), &|_, _| true)
            .map_err(|found| thrown(&found, std::slice::from_ref(&self.source)))?;
        Ok(Explorer {
            live,
            report: self.report,
            catalog: self.catalog,
            source: self.source,
            beside: None,
        })
    }
}
