//! What a form for a household asks the engine: the columns of the system, and amounts as prose and tables of a household write them.

use commonweal_core::costing::household_columns;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::{json, refused, thrown};
use crate::explorer::Explorer;
use crate::spoken;

#[wasm_bindgen]
impl Explorer {
    /// The columns by which a household may be described, with unit, range, options, default, and whether the law of the study
    /// reads them, as JSON.
    ///
    /// # Errors
    /// A law that cannot be run.
    pub fn columns(&self) -> Result<String, JsValue> {
        match household_columns(self.live.prepared(), self.live.parts()) {
            Ok(columns) => json(&columns),
            Err(found) => Err(thrown(&found, &[])),
        }
    }
}

/// An amount with its currency, by its ISO 4217 code, as a sentence writes it.
///
/// # Errors
/// An unknown language.
#[wasm_bindgen]
pub fn money(amount: f64, currency: &str, language: &str) -> Result<String, JsValue> {
    let language = spoken(language).map_err(|message| refused(&message))?;
    Ok(language.money(amount, currency))
}

/// The word for a currency, by its ISO 4217 code.
///
/// # Errors
/// An unknown language.
#[wasm_bindgen]
pub fn currency(code: &str, language: &str) -> Result<String, JsValue> {
    let language = spoken(language).map_err(|message| refused(&message))?;
    Ok(language.currency(code).to_string())
}

/// Numbers with all their digits, as tables of a household write them; without a fraction, a line each.
///
/// # Errors
/// An unknown language.
#[wasm_bindgen]
pub fn shown_full(numbers: &[f64], language: &str) -> Result<String, JsValue> {
    let language = spoken(language).map_err(|message| refused(&message))?;
    let texts: Vec<String> = numbers.iter().map(|number| language.full(*number)).collect();
    Ok(texts.join("\n"))
}
