//! A costed study: its results, and its ledger unit by unit.

use std::sync::Arc;

use commonweal_core::costing::{
    Prepared, Results, YearsComparison, YearsResults, calculate, compare_years, ledger_of, tables,
    tables_of_comparison, tables_of_years,
};
use commonweal_core::figures::{Language, figure_of_comparison, figures, figures_of_years, headline};
use commonweal_core::population::Population;
use commonweal_core::rules::compile::Program;
use pyo3::prelude::*;
use serde_json::json;

use crate::error::{About, refused};
use crate::kept;
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
        let language = spoken(language);
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
                calculate(&self.prepared, &self.parts, Some(unit), None, kept::spare(), progress)
            }
            _ => ledger_of(&self.prepared, &self.program, &self.parts, kept::spare(), progress),
        })?;
        let ledger = found.map_err(|problems| refused(py, About::Study, &problems, &[]))?;
        output::table(commonweal_cli::ledger_table(ledger))
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

    /// Every figure over the years with its sentences in a language, `en` or `zh`, as JSON.
    fn figures(&self, language: &str) -> PyResult<String> {
        output::json(&json!({ "headline": null, "figures": figures_of_years(&self.results, spoken(language)) }))
    }

    /// The run beside another over the same years on the same people.
    fn compare(&self, py: Python<'_>, other: &PyYears) -> PyResult<PyYearsComparison> {
        let found = compare_years(self.results.clone(), other.results.clone());
        let found = found.map_err(|problems| refused(py, About::Study, &problems, &[]))?;
        Ok(PyYearsComparison { found })
    }
}

/// Two studies over the same years.
#[pyclass(name = "YearsComparison", module = "commonweal._engine", frozen)]
pub struct PyYearsComparison {
    /// The figures.
    found: YearsComparison,
}

#[pymethods]
impl PyYearsComparison {
    /// The fingerprint of both.
    #[getter]
    fn fingerprint(&self) -> &str {
        &self.found.fingerprint
    }

    /// The comparison, as JSON: see the schema `years-comparison`.
    fn results(&self) -> PyResult<String> {
        output::json(&self.found)
    }

    /// Its table, as JSON: a list of `{name, columns: [{name, values}]}`.
    fn tables(&self) -> PyResult<String> {
        output::tables(tables_of_comparison(&self.found))
    }

    /// Its figure with its sentence in a language, `en` or `zh`, as JSON.
    fn figures(&self, language: &str) -> PyResult<String> {
        let figure = figure_of_comparison(&self.found, spoken(language));
        output::json(&json!({ "headline": null, "figures": figure.into_iter().collect::<Vec<_>>() }))
    }
}

/// The language of a code; English unless it is `zh`.
fn spoken(language: &str) -> Language {
    match language {
        "zh" => Language::Chinese,
        _ => Language::English,
    }
}
