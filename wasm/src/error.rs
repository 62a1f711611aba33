//! Errors as JavaScript knows them.

use commonweal_core::document::{Diagnostic, Source, render};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// JavaScript's `Error`.
    #[wasm_bindgen(js_name = Error)]
    type Thrown;

    #[wasm_bindgen(constructor, js_class = "Error")]
    fn new(message: &str) -> Thrown;

    #[wasm_bindgen(method, setter, structural)]
    fn set_problems(this: &Thrown, problems: &str);
}

/// An `Error` whose message is the command line's text of the problems, and whose `problems` is their JSON.
pub fn thrown(problems: &[Diagnostic], sources: &[Source]) -> JsValue {
    let error = Thrown::new(&render(problems, sources));
    error.set_problems(&serde_json::to_string(problems).unwrap_or_default());
    error.into()
}

/// An `Error` of one sentence, with no problem of a file.
pub fn refused(message: &str) -> JsValue {
    let error = Thrown::new(message);
    error.set_problems("[]");
    error.into()
}

/// What can be written as JSON, as its text.
///
/// # Errors
/// What cannot.
pub fn json(value: &impl serde::Serialize) -> Result<String, JsValue> {
    serde_json::to_string(value).map_err(|error| refused(&error.to_string()))
}
