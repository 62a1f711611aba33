//! Studies: read from a text or a file, and costed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use commonweal_cli::error::Failure;
use commonweal_cli::load::{Library, StudyFile, embedded, folder_of};
use commonweal_cli::people::{Choice, people};
use commonweal_core::costing::{
    Asked, Over, Prepared, Results, SearchRange, TargetCost, add_without_gains_to_years, calculate, carried, changes,
    check, cost, cost_years, equal_cost, equal_present_value, explain, household, prepare, tells_levy_yields,
    tells_without_gains,
};
use commonweal_core::document::{Diagnostic, Key, Node, Source, Value, json_text, parse};
use commonweal_core::simulation::Progress;
use commonweal_core::system::{PopulationSource, Setting, Study, metadata};
use pyo3::prelude::*;

use crate::code::{PyCode, Raised};
use crate::costing::{PyCosting, PyYears};
use crate::error::{About, broken, failed, refused};
use crate::population::{PyPopulation, document};
use crate::stream::PyTable;
use crate::work::interruptible;
use crate::{kept, output};

/// Functions of Python by the instrument that each works out.
type Functions = BTreeMap<String, Py<PyAny>>;

/// The net cost that is looked for: an amount, or that of a study.
#[derive(FromPyObject)]
enum Target<'py> {
    Amount(f64),
    Study(Bound<'py, PyStudy>),
}

/// A study whose names have all been found.
#[pyclass(name = "Study", module = "commonweal._engine", frozen)]
pub struct PyStudy {
    library: Mutex<Library>,
    study: Study,
    folder: Option<PathBuf>,
    prepared: Arc<Prepared>,
    raised: Raised,
}

impl PyStudy {
    fn new(py: Python<'_>, mut library: Library, file: StudyFile, functions: Functions) -> PyResult<PyStudy> {
        if let (Some(folder), Some(system)) = (&file.folder, &file.study.system) {
            library
                .add_own_system(folder, system)
                .map_err(|failure| failed(py, About::Study, &failure))?;
        }
        let folder = file.folder.as_deref();
        // Without a folder, only the people may be named by files: those of the working folder.
        let people = file.study.population.clone();
        let here = library.beside(Some(Path::new(".")));
        let own = library.beside(folder);
        let beside = |name: &str| match folder {
            Some(_) => own(name),
            None if names(people.as_ref(), name) => here(name),
            None => None,
        };
        let prepared = prepare(&file.study, &library.catalog, &beside, &[], None);
        let refuse = |problems| refused_study(py, &library, &file.study, folder, problems);
        let mut prepared = prepared.map_err(refuse)?;
        // Values and formulas are looked at when the laws are compiled, which a check does without people.
        let report = check(&file.study.source, &library.catalog, "", &beside);
        if !report.diagnostics.is_empty() {
            return Err(refuse(report.diagnostics));
        }
        drop((here, own));
        let raised = Raised::default();
        for (name, function) in functions {
            let code = Arc::new(PyCode {
                function,
                raised: Arc::clone(&raised),
            });
            prepared
                .bind_code(&name, code)
                .map_err(|problems| failed(py, About::Study, &library.refuse(problems)))?;
        }
        Ok(PyStudy {
            library: Mutex::new(library),
            study: file.study,
            folder: file.folder,
            prepared: Arc::new(prepared),
            raised,
        })
    }

    /// The study with everything that it names.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// The exception for problems that came up while the study ran.
    pub fn refuse(&self, py: Python<'_>, problems: Vec<Diagnostic>) -> PyErr {
        if problems.iter().any(|problem| problem.code == "cancelled") {
            return refused(py, About::Study, &problems, &[]);
        }
        let error = match self.library.lock() {
            Ok(library) => failed(py, About::Study, &library.refuse(problems)),
            Err(_) => broken("another run failed"),
        };
        // What a function of Python raised is the cause.
        if let Some(cause) = self.raised.lock().ok().and_then(|mut raised| raised.take()) {
            error.set_cause(py, Some(cause));
        }
        error
    }
}

#[pymethods]
impl PyStudy {
    /// A package of the catalog, or a file.
    #[staticmethod]
    fn open(py: Python<'_>, name: &str) -> PyResult<PyStudy> {
        let mut library = Library::embedded();
        let file = library
            .study(name)
            .map_err(|failure| failed(py, About::Study, &failure))?;
        PyStudy::new(py, library, file, Functions::new())
    }

    /// A study as JSON, or the text of one; files that it names stand in `folder`. `functions` are those of instruments that
    /// Python works out.
    #[staticmethod]
    #[pyo3(signature = (text, name, folder = None, functions = None))]
    fn read(
        py: Python<'_>,
        text: &str,
        name: &str,
        folder: Option<PathBuf>,
        functions: Option<Functions>,
    ) -> PyResult<PyStudy> {
        let source = document(py, About::Study, text, name)?;
        let mut library = Library::embedded();
        library.remember(&source);
        let (study, problems) = Study::read_partly(&source);
        if let (Some(folder), Some(system)) = (&folder, study.as_ref().and_then(|study| study.system.as_ref())) {
            let added = library.add_own_system(folder, system);
            added.map_err(|failure| failed(py, About::Study, &failure))?;
        }
        match study {
            Some(study) if problems.is_empty() => {
                PyStudy::new(py, library, StudyFile { study, folder }, functions.unwrap_or_default())
            }
            Some(study) => Err(refused_study(py, &library, &study, folder.as_deref(), problems)),
            None => Err(failed(
                py,
                About::Study,
                &library.refuse_study(&source, folder.as_deref(), problems),
            )),
        }
    }

    /// Its name.
    #[getter]
    fn name(&self) -> &str {
        &self.prepared.study.name
    }

    /// Its title by language.
    #[getter]
    fn title(&self) -> (String, String) {
        let title = &self.prepared.study.title;
        (title.in_language("en").to_string(), title.in_language("zh").to_string())
    }

    /// The system.
    #[getter]
    fn system(&self) -> &str {
        &self.prepared.system.name
    }

    /// The currency's ISO code.
    #[getter]
    fn currency(&self) -> &str {
        &self.prepared.system.currency
    }

    /// The year whose law applies.
    #[getter]
    fn year(&self) -> i32 {
        self.prepared.year
    }

    /// The first and the last of the years that the study states.
    #[getter]
    fn years(&self) -> Option<(i32, i32)> {
        self.prepared.study.years
    }

    /// The scenario that the study, or its package, names; `none` where it says that there is none.
    #[getter]
    fn scenario(&self) -> Option<&str> {
        let choice = self.prepared.study.scenario.as_ref();
        choice.map(|choice| choice.name.as_str())
    }

    /// Whether there is a reform.
    #[getter]
    fn has_reform(&self) -> bool {
        self.prepared.reform.is_some()
    }

    /// The folder of its files.
    #[getter]
    fn folder(&self) -> Option<PathBuf> {
        self.folder.clone()
    }

    /// The study as it is written, as JSON; rule files that stand beside it are put into it.
    fn document(&self, py: Python<'_>) -> PyResult<String> {
        let mut root = parse(&self.study.source)
            .map_err(|problems| refused(py, About::Study, &problems, std::slice::from_ref(&self.study.source)))?;
        let own: Vec<Node> = self.own_files().iter().filter_map(rule_table).collect();
        if let (Value::Table(table), false) = (&mut root.value, own.is_empty()) {
            let known = table.entries.iter_mut().find(|(key, _)| key.text == "instruments");
            match known.map(|(_, node)| &mut node.value) {
                Some(Value::List(instruments)) => instruments.extend(own),
                _ => table.entries.push((
                    Key {
                        text: "instruments".to_string(),
                        span: 0..0,
                    },
                    Node {
                        value: Value::List(own),
                        span: 0..0,
                    },
                )),
            }
        }
        Ok(json_text(&root))
    }

    /// The study carried to another country, as JSON, and what was carried, as JSON.
    fn carried(&self, py: Python<'_>, country: &str) -> PyResult<(String, String)> {
        let found = match self.library.lock() {
            Ok(library) => {
                let beside = library.beside(self.folder.as_deref());
                carried(&self.study, country, &library.catalog, &beside)
            }
            Err(_) => return Err(broken("another run failed")),
        };
        let found = found.map_err(|problems| self.refuse(py, problems))?;
        let source = &found.study.source;
        let root =
            parse(source).map_err(|problems| refused(py, About::Study, &problems, std::slice::from_ref(source)))?;
        Ok((json_text(&root), output::json(&found.carry)?))
    }

    /// The law as it stands, as JSON: the instruments of the reform (of the baseline, where there is none) with their values in
    /// the study's year, the names of those removed, and what the study changes.
    fn law(&self) -> PyResult<String> {
        let law = self.prepared.reform.as_ref().unwrap_or(&self.prepared.baseline);
        let common = embedded();
        let instruments = law.instruments.iter().map(|instrument| {
            let own = common.instrument(&instrument.name);
            let setting = Setting {
                system: Some(&self.prepared.system),
                year: Some(self.prepared.year),
                is_common: own.is_some_and(|source| source.name == instrument.source.name),
                set: &law.assignments,
            };
            metadata(instrument, &setting)
        });
        output::json(&serde_json::json!({
            "instruments": instruments.collect::<Vec<_>>(),
            "removed": law.removed,
            "changes": changes(&self.prepared),
        }))
    }

    /// The people that the study names.
    #[pyo3(signature = (told = None))]
    fn people(&self, py: Python<'_>, told: Option<Py<PyAny>>) -> PyResult<PyPopulation> {
        let found = interruptible(py, told.as_ref(), |progress| {
            let library = self.library.lock().map_err(|_| None)?;
            people(
                &library,
                Choice::default(),
                self.prepared.study.population.as_ref(),
                self.folder.as_deref(),
                &self.prepared.system,
                Some(progress),
            )
            .map_err(Some)
        })?;
        match found {
            Ok(found) => Ok(PyPopulation::of(found, Arc::clone(&self.prepared.system))),
            Err(Some(failure)) => Err(failed(py, About::Population, &failure)),
            Err(None) => Err(broken("another run failed")),
        }
    }

    /// Costs the study over people; `beside` says whether that also goes for what its options ask for beside the costing.
    #[pyo3(signature = (people, told = None, beside = true))]
    fn cost(
        &self,
        py: Python<'_>,
        people: &PyPopulation,
        told: Option<Py<PyAny>>,
        beside: bool,
    ) -> PyResult<PyCosting> {
        self.fits(py, people)?;
        let outcome = interruptible(py, told.as_ref(), |progress| {
            let mut costing = cost(&self.prepared, &people.parts, progress)?;
            if beside {
                add_asked(&self.prepared, people, &mut costing.results, false, progress)?;
            }
            Ok::<_, Vec<Diagnostic>>((costing.results, costing.program))
        })?;
        let (results, program) = outcome.map_err(|problems| self.refuse(py, problems))?;
        Ok(PyCosting {
            prepared: Arc::clone(&self.prepared),
            parts: Arc::clone(&people.parts),
            program,
            results,
        })
    }

    /// The ledger over people, or some of its columns, without any measure; without a unit by the system's own.
    #[pyo3(signature = (people, unit = None, columns = None, told = None))]
    fn calculate(
        &self,
        py: Python<'_>,
        people: &PyPopulation,
        unit: Option<&str>,
        columns: Option<Vec<String>>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<PyTable> {
        self.fits(py, people)?;
        let outcome = interruptible(py, told.as_ref(), |progress| {
            calculate(
                &self.prepared,
                &people.parts,
                unit,
                columns.as_deref(),
                kept::spare(),
                progress,
            )
        })?;
        let ledger = outcome.map_err(|problems| self.refuse(py, problems))?;
        output::table(commonweal_cli::ledger_table(ledger))
    }

    /// Whether a levy in force says what is told of its yield.
    #[getter]
    fn tells_levies(&self) -> bool {
        tells_levy_yields(&self.prepared)
    }

    /// Whether the scenario says what it is without the gains of those whom it spares.
    #[getter]
    fn tells_without_gains(&self) -> bool {
        tells_without_gains(&self.prepared)
    }

    /// Whether the system holds the law of the year, as a run of it alone needs.
    fn holds(&self, year: i32) -> bool {
        self.prepared.system.holds(year)
    }

    /// The options that the study asks for and a run over several years leaves out.
    #[getter]
    fn of_one_year(&self) -> Vec<&'static str> {
        Asked::by(&self.prepared.study.options).of_one_year()
    }

    /// Costs every year of a range, the last included.
    #[pyo3(signature = (people, first, last, discount_rate, told = None))]
    fn cost_years(
        &self,
        py: Python<'_>,
        people: &PyPopulation,
        first: i32,
        last: i32,
        discount_rate: f64,
        told: Option<Py<PyAny>>,
    ) -> PyResult<PyYears> {
        self.fits(py, people)?;
        let outcome = interruptible(py, told.as_ref(), |progress| {
            let mut results = cost_years(&self.prepared, &people.parts, (first, last), discount_rate, progress)?;
            if self.prepared.study.options.without_gains {
                add_without_gains_to_years(&self.prepared, &people.parts, &mut results, progress)?;
            }
            Ok::<_, Vec<Diagnostic>>(results)
        })?;
        let results = outcome.map_err(|problems| self.refuse(py, problems))?;
        Ok(PyYears { results })
    }

    /// The values of a parameter at which the net cost, of a year or of all from a first to a last with a discount rate, is an amount, or that of
    /// another study on the same people, as JSON: see the schema `equal-cost`.
    #[pyo3(signature = (people, parameter, target, range, over = None, told = None))]
    #[allow(clippy::too_many_arguments)]
    fn equal_cost(
        &self,
        py: Python<'_>,
        people: &PyPopulation,
        parameter: &str,
        target: Target<'_>,
        range: (Option<f64>, Option<f64>, u32, Option<f64>),
        over: Option<(i32, i32, f64)>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<String> {
        self.fits(py, people)?;
        let (from, to, points, step) = range;
        let range = SearchRange { from, to, points, step };
        let other = match &target {
            Target::Study(other) => {
                other.get().fits(py, people)?;
                Some(Arc::clone(&other.get().prepared))
            }
            Target::Amount(_) => None,
        };
        let target = match (&other, &target) {
            (Some(other), _) => TargetCost::Study(other),
            (None, Target::Amount(amount)) => TargetCost::Amount(*amount),
            (None, Target::Study(_)) => TargetCost::Amount(0.0),
        };
        let found = interruptible(py, told.as_ref(), |progress| {
            let (prepared, parts) = (&self.prepared, &people.parts);
            match over {
                None => equal_cost(prepared, parts, parameter, target, &range, progress),
                Some((first, last, discount_rate)) => {
                    let years = (first, last);
                    let over = Over { years, discount_rate };
                    equal_present_value(prepared, parts, parameter, target, &range, over, progress)
                }
            }
        })?;
        output::json(&found.map_err(|problems| self.refuse_value(py, problems))?)
    }

    /// One unit of the people, step by step, as JSON.
    fn explain(&self, py: Python<'_>, people: &PyPopulation, unit: &str) -> PyResult<String> {
        self.fits(py, people)?;
        let found = interruptible(py, None, |_| explain(&self.prepared, &people.parts, unit))?;
        output::json(&found.map_err(|problems| self.refuse(py, problems))?)
    }

    /// A household described as JSON (or a text): its steps and its budget line, as JSON.
    fn household(&self, py: Python<'_>, text: &str, name: &str) -> PyResult<String> {
        let source = document(py, About::Population, text, name)?;
        let found = interruptible(py, None, |_| household(&self.prepared, &source))?;
        output::json(
            &found.map_err(|problems| refused(py, About::Population, &problems, std::slice::from_ref(&source)))?,
        )
    }
}

impl PyStudy {
    /// The exception for problems of a search: most are of the parameter that is looked for.
    fn refuse_value(&self, py: Python<'_>, problems: Vec<Diagnostic>) -> PyErr {
        let of_value = [
            "not-a-number",
            "missing-range",
            "bad-range",
            "bad-step",
            "out-of-range",
            "unknown-name",
        ];
        match problems.first() {
            Some(first) if of_value.contains(&first.code) => refused(py, About::Value, &problems, &[]),
            _ => self.refuse(py, problems),
        }
    }

    /// Refuses people with the columns of another system.
    pub fn fits(&self, py: Python<'_>, people: &PyPopulation) -> PyResult<()> {
        if people.system.name == self.prepared.system.name {
            return Ok(());
        }
        let (own, wanted) = (&people.system.name, &self.prepared.system.name);
        let name = &people.parts[0].name;
        let problem = Diagnostic {
            code: "other-system",
            file: String::new(),
            path: "population".to_string(),
            line: None,
            column: None,
            span: None,
            message: format!(
                "the people `{name}` have the columns of the system `{own}`, and the study runs the system `{wanted}`"
            ),
            found: own.clone(),
            allowed: wanted.clone(),
            remedy: format!("take people made for `{wanted}`, or a study of the system `{own}`"),
        };
        Err(refused(py, About::Population, &[problem], &[]))
    }

    /// The rule files beside the study that its laws are made of.
    fn own_files(&self) -> Vec<Source> {
        let mut files: Vec<Source> = Vec::new();
        let laws = [Some(&self.prepared.baseline), self.prepared.reform.as_ref()];
        let Some(folder) = &self.folder else {
            return files;
        };
        for instrument in laws.into_iter().flatten().flat_map(|law| law.instruments.iter()) {
            let source = &instrument.source;
            let is_beside = folder_of(Path::new(&source.name)) == *folder && source.name != self.study.source.name;
            if is_beside && !source.name.starts_with("policies/") && !files.contains(source) {
                files.push(source.clone());
            }
        }
        files
    }
}

/// Adds to the results of a year what a study's options ask for; a report in any case tells the shock without gains and what is left of levies.
///
/// # Errors
/// Those of each.
pub fn add_asked(
    prepared: &Prepared,
    people: &PyPopulation,
    results: &mut Results,
    for_report: bool,
    progress: &Progress<'_>,
) -> Result<(), Vec<Diagnostic>> {
    let in_any_case = Asked {
        without_gains: for_report,
        levies: for_report,
        ..Asked::default()
    };
    let wanted = in_any_case.or(Asked::by(&prepared.study.options));
    wanted.add(prepared, &embedded(), &people.parts, results, &|_| Box::new(progress))
}

/// The exception for problems of a study: one of its values, or something else.
fn refused_study(
    py: Python<'_>,
    library: &Library,
    study: &Study,
    folder: Option<&Path>,
    problems: Vec<Diagnostic>,
) -> PyErr {
    let set = study.baseline.set.iter().chain(&study.reform.set);
    let mut values: Vec<String> = set.map(|set| format!("{}.{}", set.instrument, set.key)).collect();
    let scenario = study.scenario.iter().flat_map(|chosen| &chosen.set);
    values.extend(scenario.map(|set| format!("{}.{}", set.instrument, set.key)));
    match library.refuse_study(&study.source, folder, problems) {
        Failure::Problems { diagnostics, sources } => {
            let is_value = |problem: &Diagnostic| {
                let at = problem
                    .path
                    .rsplit_once(".set.")
                    .map_or(problem.path.as_str(), |(_, at)| at);
                problem.path.contains(".set") || values.iter().any(|value| value == at)
            };
            let about = match diagnostics.first() {
                Some(first) if is_value(first) => About::Value,
                _ => About::Study,
            };
            refused(py, about, &diagnostics, &sources)
        }
        failure => failed(py, About::Study, &failure),
    }
}

/// Whether a study's people are named by that file.
fn names(people: Option<&PopulationSource>, file: &str) -> bool {
    match people {
        Some(PopulationSource::Named(name)) => name == file,
        Some(PopulationSource::File { file: data, mapping }) => data == file || mapping == file,
        Some(PopulationSource::Recipe { recipe, .. }) => recipe == file,
        None => false,
    }
}

/// A rule file as a table of a study.
fn rule_table(source: &Source) -> Option<Node> {
    let mut root = parse(source).ok()?;
    if let Value::Table(table) = &mut root.value {
        table.entries.retain(|(key, _)| key.text != "format");
    }
    Some(root)
}
