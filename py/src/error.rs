//! Problems as Python exceptions: the classes of `commonweal._errors`, with the sentences of the command line.

use commonweal_cli::error::Failure;
use commonweal_core::document::{Diagnostic, Source, render};
use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What a problem belongs to, which decides the class of the exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A study or its law.
    Study,
    /// A value of a parameter.
    Value,
    /// The people.
    Population,
}

/// The exception for problems with the texts in which they stand.
pub fn refused(py: Python<'_>, about: About, diagnostics: &[Diagnostic], sources: &[Source]) -> PyErr {
    if diagnostics.iter().any(|problem| problem.code == "cancelled") {
        return PyKeyboardInterrupt::new_err("the run was cancelled");
    }
    raise(py, about, &render(diagnostics, sources), diagnostics)
}

/// The exception for a failure of the command line's own parts.
pub fn failed(py: Python<'_>, about: About, failure: &Failure) -> PyErr {
    match failure {
        Failure::Problems { diagnostics, sources } => refused(py, about, diagnostics, sources),
        other => raise(py, about, &other.text(), &[]),
    }
}

fn raise(py: Python<'_>, about: About, text: &str, diagnostics: &[Diagnostic]) -> PyErr {
    let class = match about {
        About::Population => "PopulationError",
        About::Value => "ParameterError",
        About::Study => "StudyError",
    };
    build(py, class, text, diagnostics).unwrap_or_else(|error| error)
}

fn build(py: Python<'_>, class: &str, text: &str, diagnostics: &[Diagnostic]) -> PyResult<PyErr> {
    let module = py.import("commonweal._errors")?;
    let problem = module.getattr("Problem")?;
    let mut problems = Vec::with_capacity(diagnostics.len());
    for found in diagnostics {
        let fields = PyDict::new(py);
        fields.set_item("code", found.code)?;
        fields.set_item("file", &found.file)?;
        fields.set_item("path", &found.path)?;
        fields.set_item("line", found.line)?;
        fields.set_item("column", found.column)?;
        fields.set_item("message", &found.message)?;
        fields.set_item("found", &found.found)?;
        fields.set_item("allowed", &found.allowed)?;
        fields.set_item("remedy", &found.remedy)?;
        problems.push(problem.call((), Some(&fields))?);
    }
    let error = module.getattr(class)?.call1((text, problems))?;
    Ok(PyErr::from_value(error))
}

/// The exception for what should not happen: the engine stopped without an answer.
pub fn broken(what: &str) -> PyErr {
    PyRuntimeError::new_err(format!(
        "the engine stopped without an answer ({what}); this is a fault of commonweal, please report it with the study"
    ))
}
