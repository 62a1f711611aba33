//! What is told of a study beside its figures: the report as a document, and what the cost rests on.

use std::borrow::Cow;

use commonweal_cli::error::Failure;
use commonweal_core::costing::{
    OtherPeople, Prepared, Results, Sensitivity, SensitivityDocument, Uncertainty, UncertaintyOptions, YearsResults,
    add_without_gains_to_years, cost, cost_years, sensitivity as tornado, uncertainty,
};
use commonweal_core::document::Diagnostic;
use commonweal_core::figures::Language;
use commonweal_core::figures::report::{Material, html, markdown, range_sentence, report, sensitivity_section};
use commonweal_core::simulation::Progress;
use pyo3::prelude::*;
use serde_json::json;

use crate::error::{About, failed};
use crate::output;
use crate::population::PyPopulation;
use crate::study::{PyStudy, add_asked};
use crate::work::interruptible;

/// The assumptions one by one, and how uncertain the cost is where seeds or draws are asked for.
fn rests(
    prepared: &Prepared,
    people: &PyPopulation,
    years: Option<(i32, i32)>,
    (seeds, draws): (u32, u32),
    progress: &Progress<'_>,
) -> Result<(Sensitivity, Option<Uncertainty>), Vec<Diagnostic>> {
    let found = tornado(prepared, std::sync::Arc::clone(&people.parts), years, progress)?;
    if seeds == 0 && draws == 0 {
        return Ok((found, None));
    }
    let system = &prepared.system;
    let remaking = people.remaking.as_ref();
    let make = remaking.map(|own| move |synthesis: u32, told: &Progress<'_>| own.make(system, synthesis, told));
    let other = make.as_ref().map(|make| make as OtherPeople<'_>);
    let asked = UncertaintyOptions { seeds, draws };
    let lines = uncertainty(prepared, &people.parts, years, asked, other, progress)?;
    Ok((found, Some(lines)))
}

/// What a cost rests on, as JSON: the document of the schema `sensitivity`, its tables, and the section of a report in both languages.
#[pyfunction]
#[pyo3(signature = (study, people, seeds, draws, told = None))]
pub fn sensitivity(
    py: Python<'_>,
    study: &PyStudy,
    people: &PyPopulation,
    seeds: u32,
    draws: u32,
    told: Option<Py<PyAny>>,
) -> PyResult<(String, String, String)> {
    study.fits(py, people)?;
    let prepared = study.prepared();
    let outcome = interruptible(py, told.as_ref(), |progress| {
        let results = cost(prepared, &people.parts, progress)?.results;
        Ok::<_, Vec<Diagnostic>>((results, rests(prepared, people, None, (seeds, draws), progress)?))
    })?;
    let (results, (found, lines)) = outcome.map_err(|problems| study.refuse(py, problems))?;
    let material = Material {
        prepared,
        results: &results,
        years: None,
        sensitivity: Some(&found),
        uncertainty: lines.as_ref(),
        people: &people.notes,
        command: "",
        file: None,
    };
    let sections = json!({
        "en": sensitivity_section(material, Language::English),
        "zh": sensitivity_section(material, Language::Chinese),
    });
    let sentence = range_sentence(material);
    let document = SensitivityDocument::of(&results, found, lines, sentence);
    Ok((
        output::json(&document)?,
        output::tables(document.tables())?,
        output::json(&sections)?,
    ))
}

/// What was computed for a report.
enum Found {
    Year(Box<Results>),
    Years(Box<YearsResults>),
}

/// A report as the bytes of a document: `html`, `md` or `xlsx`. `command` gives the same results, `file` is the study's where it is one.
#[pyfunction]
#[pyo3(signature = (study, people, form, language, command, file, years, uncertain, told = None))]
#[allow(clippy::too_many_arguments)]
pub fn report_document(
    py: Python<'_>,
    study: &PyStudy,
    people: &PyPopulation,
    form: &str,
    language: &str,
    command: &str,
    file: Option<&str>,
    years: Option<(i32, i32, f64)>,
    uncertain: Option<(u32, u32)>,
    told: Option<Py<PyAny>>,
) -> PyResult<Cow<'static, [u8]>> {
    study.fits(py, people)?;
    let prepared = study.prepared();
    let range = years.map(|(first, last, _)| (first, last));
    let outcome = interruptible(py, told.as_ref(), |progress| {
        let found = match years {
            None => {
                let mut results = cost(prepared, &people.parts, progress)?.results;
                add_asked(prepared, people, &mut results, true, progress)?;
                Found::Year(Box::new(results))
            }
            Some((first, last, rate)) => {
                let mut results = cost_years(prepared, &people.parts, (first, last), rate, progress)?;
                add_without_gains_to_years(prepared, &people.parts, &mut results, progress)?;
                Found::Years(Box::new(results))
            }
        };
        let rests = uncertain.map(|asked| rests(prepared, people, range, asked, progress));
        Ok::<_, Vec<Diagnostic>>((found, rests.transpose()?))
    })?;
    let (found, rests) = outcome.map_err(|problems| study.refuse(py, problems))?;
    let (results, years) = match &found {
        Found::Year(results) => (Some(results.as_ref()), None),
        Found::Years(years) => (years.years.last().map(|year| &year.results), Some(years.as_ref())),
    };
    let Some(results) = results else {
        let none = Failure::Sentence("there is no year to report on".to_string());
        return Err(failed(py, About::Study, &none));
    };
    let made = report(
        Material {
            prepared,
            results,
            years,
            sensitivity: rests.as_ref().map(|(found, _)| found),
            uncertainty: rests.as_ref().and_then(|(_, lines)| lines.as_ref()),
            people: &people.notes,
            command,
            file,
        },
        Language::parse(language).unwrap_or(Language::English),
    );
    let bytes = match form {
        "md" => markdown(&made).into_bytes(),
        "xlsx" => commonweal_cli::report_workbook(&made).map_err(|failure| failed(py, About::Study, &failure))?,
        _ => html(&made).into_bytes(),
    };
    Ok(Cow::Owned(bytes))
}
