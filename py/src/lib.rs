//! The engine for Python: a thin binding that converts, calls and converts back. What a user sees is the Python package
//! `commonweal`, which is written over it.

use pyo3::prelude::*;

mod arrow;
mod code;
mod costing;
mod error;
mod kept;
mod output;
mod population;
mod report;
mod stream;
mod study;
mod work;

/// The engine of commonweal; use the package `commonweal`.
#[pymodule(name = "_engine")]
mod engine {
    use std::ffi::OsString;
    use std::path::Path;

    use commonweal_cli::load::{Library, embedded as catalog};
    use commonweal_cli::people::mapping;
    use commonweal_core::costing::{MODEL_VERSION, check};
    use commonweal_core::document::{Source, parse};
    use commonweal_core::system::{Catalog, ColumnKind};
    use pyo3::prelude::*;
    use serde_json::json;

    use crate::error::{About, failed, refused};
    use crate::output;
    use crate::population::document;

    #[pymodule_export]
    use crate::costing::PyCosting;
    #[pymodule_export]
    use crate::costing::PyYears;
    #[pymodule_export]
    use crate::costing::PyYearsComparison;
    #[pymodule_export]
    use crate::population::PyPopulation;
    #[pymodule_export]
    use crate::report::report_document;
    #[pymodule_export]
    use crate::report::sensitivity;
    #[pymodule_export]
    use crate::stream::PyTable;
    #[pymodule_export]
    use crate::study::PyStudy;

    /// The version of the model.
    #[pyfunction]
    fn version() -> &'static str {
        MODEL_VERSION
    }

    /// Runs the command `commonweal` with these words, of which the first is its name; gives the exit code.
    #[pyfunction]
    fn main(py: Python<'_>, words: Vec<OsString>) -> u8 {
        py.detach(|| commonweal_cli::main(words))
    }

    /// Names of what a study may name, as JSON.
    #[pyfunction]
    fn names() -> PyResult<String> {
        let catalog = catalog();
        output::json(&json!({
            "packages": catalog.package_names().collect::<Vec<_>>(),
            "systems": catalog.system_names().collect::<Vec<_>>(),
            "countries": catalog.countries().iter().map(|system| &system.name).collect::<Vec<_>>(),
            "populations": catalog.population_names().collect::<Vec<_>>(),
            "scenarios": catalog.scenario_names().collect::<Vec<_>>(),
            "instruments": catalog.instrument_names().collect::<Vec<_>>(),
        }))
    }

    /// Units and columns of a system, as JSON.
    #[pyfunction]
    fn system(py: Python<'_>, name: &str) -> PyResult<String> {
        let catalog = catalog();
        if !catalog.system_names().any(|known| known == name) {
            let known: Vec<&str> = catalog.system_names().collect();
            return Err(refused(
                py,
                About::Study,
                &[Catalog::unknown("system", name, &known)],
                &[],
            ));
        }
        let system = catalog
            .system(name)
            .map_err(|problems| refused(py, About::Study, &problems, &[]))?;
        let units: Vec<&str> = system.units.iter().map(|unit| unit.name.as_str()).collect();
        let columns: Vec<_> = system
            .columns
            .iter()
            .map(|column| {
                let (kind, unit) = match &column.kind {
                    ColumnKind::Number(unit) => ("number", unit.to_string()),
                    ColumnKind::Truth => ("truth", String::new()),
                    ColumnKind::Category(category) => ("category", category.clone()),
                    ColumnKind::Pointer => ("pointer", String::new()),
                };
                json!({
                    "name": column.name,
                    "entity": system.unit(&column.entity),
                    "kind": kind,
                    "unit": unit,
                    "derived": column.derived,
                })
            })
            .collect();
        output::json(&json!({
            "name": system.name,
            "title": { "en": system.title.in_language("en"), "zh": system.title.in_language("zh") },
            "currency": system.currency,
            "years": system.years,
            "units": units,
            "columns": columns,
            "instruments": system.instruments.iter().map(|own| own.name.as_str()).collect::<Vec<_>>(),
        }))
    }

    /// A document as a TOML text.
    #[pyfunction]
    fn toml_text(py: Python<'_>, json: &str) -> PyResult<String> {
        Ok(document(py, About::Study, json, "document.toml")?.text.to_string())
    }

    /// A TOML or JSON text as JSON.
    #[pyfunction]
    #[pyo3(name = "json_text")]
    fn json_of(py: Python<'_>, text: &str, name: &str) -> PyResult<String> {
        let source = Source::new(name, text);
        let root =
            parse(&source).map_err(|problems| refused(py, About::Study, &problems, std::slice::from_ref(&source)))?;
        Ok(commonweal_core::document::json_text(&root))
    }

    /// The text of a mapping of the catalogue.
    #[pyfunction]
    fn mapping_text(py: Python<'_>, name: &str) -> PyResult<String> {
        let library = Library::embedded();
        let found = mapping(&library, name, Path::new("."));
        let found = found.map_err(|failure| failed(py, About::Population, &failure))?;
        Ok(found.source.text.to_string())
    }

    /// Problems of a rule file, a study, a mapping or a recipe, as JSON.
    #[pyfunction]
    fn check_text(text: &str, name: &str, system: &str) -> PyResult<String> {
        output::json(&check(&Source::new(name, text), &catalog(), system, &|_| None).diagnostics)
    }
}
