//! People: made from a recipe, read from a file, or lent by a DataFrame.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use commonweal_cli::error::Failure;
use commonweal_cli::load::{Library, folder_of};
use commonweal_cli::people::{self, Choice, Maker, Origin, People};
use commonweal_cli::uncertain::Remaking;
use commonweal_core::document::{Diagnostic, Source, nearest, parse, toml_text};
use commonweal_core::figures::report::PeopleNotes;
use commonweal_core::population::{
    Column, ColumnData, Mapping, PeopleHash, Population, RawData, Recipe, Report, describe, generate,
};
use commonweal_core::system::System;
use commonweal_tables::{PeopleHead, people_table};
use pyo3::prelude::*;

use crate::arrow::{CHUNKS, Taken, take};
use crate::error::{About, failed, refused};
use crate::output;
use crate::stream::{Lent, PyTable};
use crate::work::interruptible;

/// People of a run.
#[pyclass(name = "Population", module = "commonweal._engine", frozen)]
pub struct PyPopulation {
    /// The people, in one part.
    pub parts: Arc<Vec<Population>>,
    /// The system whose columns they have.
    pub system: Arc<System>,
    /// How they can be made once more; none for people read from data.
    pub remaking: Option<Remaking>,
    /// What a report tells of them.
    pub notes: PeopleNotes,
    report: Option<Report>,
    head: PeopleHead,
    /// The file that made them.
    made_by: String,
    copied: Vec<(String, String)>,
}

impl PyPopulation {
    fn people(&self) -> &Population {
        &self.parts[0]
    }

    /// People as the command line reads them.
    pub fn of(found: People, system: Arc<System>) -> PyPopulation {
        let (head, made_by) = head_of(&found.origin, found.report.as_ref());
        PyPopulation {
            remaking: Remaking::of(&found),
            notes: found.origin.told(),
            parts: Arc::new(vec![found.population]),
            system,
            report: found.report,
            head,
            made_by,
            copied: Vec::new(),
        }
    }
}

fn head_of(origin: &Origin, report: Option<&Report>) -> (PeopleHead, String) {
    match (&origin.maker, report) {
        (Maker::Recipe(recipe), Some(report)) => (commonweal_cli::head_of(recipe, report), recipe.source.name.clone()),
        (maker, _) => {
            let source = match maker {
                Maker::Mapping(mapping) => mapping.source.name.clone(),
                Maker::Recipe(recipe) => recipe.source.name.clone(),
            };
            let head = PeopleHead {
                name: origin.name().to_string(),
                title: origin.title().in_language("en").to_string(),
                reference: origin.reference().to_string(),
                notes: origin.notes().in_language("en").to_string(),
                year: origin.year(),
                ..PeopleHead::default()
            };
            (head, source)
        }
    }
}

#[pymethods]
impl PyPopulation {
    /// Makes people from a recipe: a name of the catalog, or a file.
    #[staticmethod]
    #[pyo3(signature = (recipe, households = None, seed = None, system = None, told = None))]
    fn synthesize(
        py: Python<'_>,
        recipe: &str,
        households: Option<u32>,
        seed: Option<u64>,
        system: Option<&str>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<PyPopulation> {
        let mut library = Library::embedded();
        let fail = |failure| failed(py, About::Population, &failure);
        let here = Path::new(".");
        let Some(found) = people::recipe(&library, recipe, here).map_err(fail)? else {
            return Err(fail(people::no_recipe(&library, recipe, here)));
        };
        let own = (!found.recipe.source.name.starts_with("policies/"))
            .then(|| folder_of(Path::new(&found.recipe.source.name)));
        let name = system.unwrap_or(&found.recipe.system);
        let system = people::system_named(&mut library, name, own.as_deref()).map_err(fail)?;
        let lock = found.lock(&library).map_err(fail)?;
        let of: &Recipe = &found.recipe;
        let origin = Origin {
            maker: Maker::Recipe(Box::new(of.clone())),
            data: found.data.clone(),
        };
        let made = interruptible(py, told.as_ref(), |progress| {
            generate(of, &system, households, seed, lock.as_ref(), progress)
        })?;
        let made =
            made.map_err(|problems| refused(py, About::Population, &problems, std::slice::from_ref(&of.source)))?;
        let head = commonweal_cli::head_of(of, &made.report);
        Ok(PyPopulation {
            remaking: Remaking::by(&origin, Some(&made.report)),
            notes: origin.told(),
            parts: Arc::new(vec![made.population]),
            system,
            report: Some(made.report),
            head,
            made_by: of.source.name.clone(),
            copied: Vec::new(),
        })
    }

    /// Reads people: a population of the catalog, a mapping that names its data, or a data file with a mapping.
    #[staticmethod]
    #[pyo3(signature = (name, mapping = None))]
    fn open(py: Python<'_>, name: &str, mapping: Option<&str>) -> PyResult<PyPopulation> {
        let fail = |failure| failed(py, About::Population, &failure);
        let is_recipe = |library: &Library| people::recipe(library, name, Path::new("."));
        if mapping.is_none() && is_recipe(&Library::embedded()).map_err(fail)?.is_some() {
            return PyPopulation::synthesize(py, name, None, None, None, None);
        }
        let found = interruptible(py, None, |_| {
            let mut library = Library::embedded();
            let found = people::mapping(&library, mapping.unwrap_or(name), Path::new("."))?;
            let system = people::system_of(&mut library, &found)?;
            let choice = Choice {
                population: Some(name),
                mapping,
            };
            let people = people::people(&library, choice, None, None, &system, None)?;
            Ok::<_, Failure>((people, system))
        })?;
        let (people, system) = found.map_err(fail)?;
        Ok(PyPopulation::of(people, system))
    }

    /// Takes people from tables with the Arrow interface; `mapping` is a mapping file as JSON, or the text of one. With `own`
    /// everything is copied; `chunked` are columns that their library copied into one chunk when it gave them.
    #[staticmethod]
    #[pyo3(signature = (persons, households, mapping, name, folder, own, chunked))]
    #[allow(clippy::too_many_arguments)]
    fn from_tables(
        py: Python<'_>,
        persons: Lent,
        households: Option<Lent>,
        mapping: &str,
        name: &str,
        folder: Option<PathBuf>,
        own: bool,
        chunked: Vec<String>,
    ) -> PyResult<PyPopulation> {
        let source = document(py, About::Population, mapping, name)?;
        let sources = std::slice::from_ref(&source);
        let refuse = |problems: Vec<Diagnostic>| refused(py, About::Population, &problems, sources);
        let mapping = Mapping::read(&source).map_err(refuse)?;
        let mut library = Library::embedded();
        if let Some(folder) = &folder {
            let added = library.add_own_system(folder, &mapping.system);
            added.map_err(|failure| failed(py, About::Population, &failure))?;
        }
        let system =
            people::system_of(&mut library, &mapping).map_err(|failure| failed(py, About::Population, &failure))?;
        let wanted = mapping.wanted();
        let tables = std::iter::once(&persons).chain(&households);
        let names: Vec<String> = tables
            .flat_map(|table| table.schema.fields().iter().map(|field| field.name().clone()))
            .collect();
        let taken = |table: Lent, name: &str| {
            let mut taken = take(name, &table, &wanted, own)?;
            let chunked = chunked.iter().filter(|column| taken.table.column(column).is_some());
            let chunked: Vec<(String, String)> = chunked.map(|column| (column.clone(), CHUNKS.to_string())).collect();
            taken.copied.extend(chunked);
            Ok::<_, Vec<Diagnostic>>(taken)
        };
        let made = py.detach(|| {
            let people = taken(persons, "persons");
            let other = households.map(|table| taken(table, "households")).transpose();
            match (people, other) {
                (Ok(people), Ok(other)) => make(&mapping, &system, people, other),
                (people, other) => {
                    let mut problems = people.err().unwrap_or_default();
                    problems.extend(other.err().unwrap_or_default());
                    Err(problems)
                }
            }
        });
        let (population, copied) = made.map_err(|problems| refuse(with_names(problems, &names)))?;
        let head = PeopleHead {
            name: mapping.name.clone(),
            title: mapping.title.in_language("en").to_string(),
            reference: mapping.reference.clone(),
            notes: mapping.notes.in_language("en").to_string(),
            year: mapping.year,
            ..PeopleHead::default()
        };
        let notes = PeopleNotes {
            title: mapping.title.clone(),
            reference: mapping.reference.clone(),
            notes: mapping.notes.clone(),
            year: mapping.year,
            assumptions: mapping.assumptions(),
        };
        Ok(PyPopulation {
            remaking: None,
            notes,
            parts: Arc::new(vec![population]),
            system,
            report: None,
            head,
            made_by: String::new(),
            copied,
        })
    }

    /// The name of the people.
    #[getter]
    fn name(&self) -> &str {
        &self.people().name
    }

    /// The title, in English.
    #[getter]
    fn title(&self) -> &str {
        &self.head.title
    }

    /// The system whose columns they have.
    #[getter]
    fn system(&self) -> &str {
        &self.system.name
    }

    /// Columns of the file or the tables that nothing is read of.
    #[getter]
    fn not_read(&self) -> Vec<String> {
        self.people().not_read.to_vec()
    }

    /// Rows of persons.
    #[getter]
    fn persons(&self) -> usize {
        self.people().persons()
    }

    /// Rows of households.
    #[getter]
    fn households(&self) -> usize {
        self.people().households()
    }

    /// A hash of the people that does not depend on their order.
    #[getter]
    fn hash(&self, py: Python<'_>) -> String {
        py.detach(|| format!("{:032x}", PeopleHash::of(self.people()).0))
    }

    /// Columns of 64-bit numbers that had to be copied, with the reasons.
    #[getter]
    fn copied(&self) -> Vec<(String, String)> {
        self.copied.clone()
    }

    /// Where the engine reads a column of 64-bit numbers; none for other columns.
    fn pointer(&self, column: &str) -> Option<usize> {
        match &self.people().column(column)?.data {
            ColumnData::F64(cells) => Some(cells.as_ptr() as usize),
            _ => None,
        }
    }

    /// What they hold, as JSON.
    fn describe(&self, py: Python<'_>) -> PyResult<String> {
        output::json(&py.detach(|| describe(self.people(), &self.system)))
    }

    /// How the targets of their recipe are met, as JSON; none for people read from data.
    fn report(&self) -> PyResult<Option<String>> {
        self.report.as_ref().map(output::json).transpose()
    }

    /// The people as a table, one row a person.
    fn table(&self, py: Python<'_>) -> PyResult<PyTable> {
        let table = py.detach(|| people_table(self.people(), &self.system));
        output::table(table)
    }

    /// Saves the people and the mapping that reads them; gives the mapping's file.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<PathBuf> {
        py.detach(|| {
            let people = self.people();
            commonweal_cli::save_people(&path, &self.made_by, people, &self.system, self.head.clone())
        })
        .map_err(|failure| failed(py, About::Population, &failure))
    }
}

type Made = Result<(Population, Vec<(String, String)>), Vec<Diagnostic>>;

fn make(mapping: &Mapping, system: &System, people: Taken, other: Option<Taken>) -> Made {
    let population = match &other {
        Some(other) => mapping.population_of_two(&people.table, &other.table, system)?,
        None => mapping.population(&people.table, system)?,
    };
    let lent: Vec<&Taken> = other.iter().chain(std::iter::once(&people)).collect();
    let mut copied = vec![("weight".to_string(), "weights are kept as whole numbers".to_string())];
    for column in population.columns.iter().filter(|column| column.labels.is_none()) {
        if let Some(why) = copy_of(column, mapping, &lent) {
            copied.push((column.name.clone(), why));
        }
    }
    Ok((population, copied))
}

/// Only what a mapping reads is taken of a table; where it reads what is not there, all names of the tables are told.
fn with_names(mut problems: Vec<Diagnostic>, names: &[String]) -> Vec<Diagnostic> {
    for problem in problems.iter_mut().filter(|problem| problem.code == "missing-column") {
        problem.allowed = names.join(", ");
        if let Some(near) = nearest(&problem.found, names.iter().map(String::as_str)) {
            problem.remedy = format!("did you mean `{near}`?");
        }
    }
    problems
}

/// Why a column of numbers does not stand where the caller's does; none where it does, or where the caller's holds no 64-bit
/// numbers.
fn copy_of(column: &Column, mapping: &Mapping, lent: &[&Taken]) -> Option<String> {
    let ColumnData::F64(own) = &column.data else {
        return None;
    };
    let Some(source) = mapping.source_of(&column.name) else {
        return Some("a formula of the mapping makes it".to_string());
    };
    let (taken, given) = lent.iter().find_map(|taken| match &taken.table.column(source)?.data {
        RawData::F64(cells) => Some((taken, cells)),
        _ => None,
    })?;
    if own.as_ptr() == given.as_ptr() {
        // Shared with what was taken; that may have been a copy of the caller's.
        let before = taken.copied.iter().find(|(name, _)| name == source);
        return before.map(|(_, why)| why.clone());
    }
    let why = if own.len() != given.len() {
        "its rows are those of another unit"
    } else if given.iter().any(|cell| *cell == 0.0 && cell.is_sign_negative()) {
        "it holds -0.0, which becomes 0.0"
    } else {
        "its rows are not sorted by household and person"
    };
    Some(why.to_string())
}

/// A document as the engine reads it: JSON becomes TOML under the name given, so that problems are shown in lines; another
/// text is taken as it is.
pub fn document(py: Python<'_>, about: About, text: &str, name: &str) -> PyResult<Source> {
    if !text.trim_start().starts_with('{') {
        return Ok(Source::new(name, text));
    }
    let json = Source::new("document.json", text);
    let root = parse(&json).map_err(|problems| refused(py, about, &problems, std::slice::from_ref(&json)))?;
    Ok(Source::new(name, toml_text(&root)))
}
