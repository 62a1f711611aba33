//! A costed study: its results, and its ledger unit by unit.

use std::sync::Arc;

use commonweal_core::costing::{Prepared, Results, YearsResults, ledger_of, tables, tables_of_years};
use commonweal_core::figures::{Language, figures, headline};
use commonweal_core::population::Population;
use commonweal_core::rules::compile::{Program, compile};
use pyo3::prelude::*;
use serde_json::json;

use crate::error::{About, refused};
use crate::output;
use crate::stream::PyTable;
use crate::work::interruptible;

/// A costed study.
#[pyclass(name = "Costing", module = "commonweal._engine", frozen)]
pub struct PyCosting {
    /// The study.
    pub prepared: Arc<Prepared>,
    /// The people.
    pub parts: Arc<Vec<Population>>,
    /// The laws as they ran.
    pub program: Program,
    /// The figures.
    pub results: Results,
}

#[pymethods]
impl PyCosting {
    /// The fingerprint of the results.
    #[getter]
    fn fingerprint(&self) -> &str {
        &self.results.fingerprint
    }

    /// The results, as JSON: see the schema `result`.
    fn results(&self) -> PyResult<String> {
        output::json(&self.results)
    }

    /// Every table of the results, as JSON: a list of `{name, columns: [{name, values}]}`.
    fn tables(&self) -> PyResult<String> {
        output::tables(tables(&self.results))
    }

    /// Every figure with its sentences in a language, `en` or `zh`, as JSON.
    fn figures(&self, language: &str) -> PyResult<String> {
        let language = match language {
            "zh" => Language::Chinese,
            _ => Language::English,
        };
        output::json(&json!({
            "headline": headline(&self.results, language),
            "figures": figures(&self.results, language),
        }))
    }

    /// The ledger, one row a unit; without a name the system's own unit.
    #[pyo3(signature = (unit = None, told = None))]
    fn microdata(&self, py: Python<'_>, unit: Option<&str>, told: Option<Py<PyAny>>) -> PyResult<PyTable> {
        let found = interruptible(py, told.as_ref(), |progress| match unit {
            Some(unit) if unit != self.prepared.system.microdata.unit => {
                let prepared = self.prepared.with_ledger_unit(unit)?;
                let laws: Vec<_> = std::iter::once(prepared.baseline.clone())
                    .chain(prepared.reform.clone())
                    .collect();
                let schema = self.parts[0].schema(&prepared.system);
                let program = compile(&laws, &schema, prepared.date)?;
                ledger_of(&prepared, &program, &self.parts, progress)
            }
            _ => ledger_of(&self.prepared, &self.program, &self.parts, progress),
        })?;
        let ledger = found.map_err(|problems| refused(py, About::Study, &problems, &[]))?;
        output::table(commonweal_cli::ledger_table(&ledger))
    }
}

/// A study costed over several years.
#[pyclass(name = "Years", module = "commonweal._engine", frozen)]
pub struct PyYears {
    /// The figures.
    pub results: YearsResults,
}

#[pymethods]
impl PyYears {
    /// The fingerprint of the results.
    #[getter]
    fn fingerprint(&self) -> &str {
        &self.results.fingerprint
    }

    /// The results, as JSON.
    fn results(&self) -> PyResult<String> {
        output::json(&self.results)
    }

    /// Every table of the results, as JSON: a list of `{name, columns: [{name, values}]}`.
    fn tables(&self) -> PyResult<String> {
        output::tables(tables_of_years(&self.results))
    }
}
