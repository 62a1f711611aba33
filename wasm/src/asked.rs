//! What takes runs of its own beside a whole run: what a study's options ask for, what is left of levies, and what work pays.

use commonweal_core::costing::{Asked, Results};
use commonweal_core::document::Diagnostic;
use commonweal_core::figures::{Language, figures_named};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::{json, refused, thrown};
use crate::explorer::Explorer;
use crate::spoken;

/// The results of a whole run with what was worked out beside it, of today's values.
pub(crate) struct Beside {
    results: Results,
    /// Whether all that the study asks for stands in them.
    is_whole: bool,
}

#[wasm_bindgen]
impl Explorer {
    /// The figures of what the study's options ask for, and of levies whose files say what is told of their yield, as JSON: a list, which is empty where there
    /// is neither. Worked out once for today's values.
    ///
    /// # Errors
    /// Those of the runs; a language that is not known.
    pub fn asked(&mut self, language: &str) -> Result<String, JsValue> {
        let language = spoken(language).map_err(|message| refused(&message))?;
        self.work_out().map_err(|found| self.of_study(&found))?;
        let options = &self.live.prepared().study.options;
        let (with_incentives, without_gains) = (options.incentives, options.without_gains);
        self.told(language, &|name, results| match name {
            "incentives" => with_incentives,
            "levies" => !results.levy_yields.is_empty(),
            // The package without the shock alone is told by every tick.
            "shock" => without_gains,
            _ => name == "interactions",
        })
    }

    /// The figure of what work pays under today's values, as JSON: a list of it alone.
    ///
    /// # Errors
    /// Those of the runs; a language that is not known.
    pub fn incentives(&mut self, language: &str) -> Result<String, JsValue> {
        let language = spoken(language).map_err(|message| refused(&message))?;
        self.work_out_incentives().map_err(|found| self.of_study(&found))?;
        self.told(language, &|name, _| name == "incentives")
    }
}

impl Explorer {
    fn of_study(&self, found: &[Diagnostic]) -> JsValue {
        thrown(found, std::slice::from_ref(&self.source))
    }

    fn told(&self, language: Language, is_wanted: &dyn Fn(&str, &Results) -> bool) -> Result<String, JsValue> {
        match &self.beside {
            Some(Beside { results, .. }) => json(&figures_named(results, language, &|name| is_wanted(name, results))),
            None => Err(refused("nothing was worked out")),
        }
    }

    /// The results of the whole run, to which the others are added.
    fn begun(&mut self) -> Result<Beside, Vec<Diagnostic>> {
        match self.beside.take() {
            Some(found) => Ok(found),
            None => Ok(Beside {
                results: self.live.settle(&|_, _| true)?.clone(),
                is_whole: false,
            }),
        }
    }

    fn work_out(&mut self) -> Result<(), Vec<Diagnostic>> {
        let Beside { mut results, is_whole } = self.begun()?;
        if !is_whole {
            let mut asked = Asked::by(&self.live.prepared().study.options);
            asked.levies = true;
            asked.incentives &= results.incentives.is_none();
            self.add(asked, &mut results)?;
        }
        self.beside = Some(Beside {
            results,
            is_whole: true,
        });
        Ok(())
    }

    fn work_out_incentives(&mut self) -> Result<(), Vec<Diagnostic>> {
        let Beside { mut results, is_whole } = self.begun()?;
        let asked = Asked {
            incentives: results.incentives.is_none(),
            ..Asked::default()
        };
        self.add(asked, &mut results)?;
        self.beside = Some(Beside { results, is_whole });
        Ok(())
    }

    fn add(&self, asked: Asked, results: &mut Results) -> Result<(), Vec<Diagnostic>> {
        let (prepared, parts) = (self.live.prepared(), self.live.parts());
        asked.add(prepared, &self.catalog, parts, results, &|_| Box::new(|_, _| true))
    }
}
