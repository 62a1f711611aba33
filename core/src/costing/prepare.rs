//! Puts the law of a study together: system, baseline, reform, and the elements the net cost is divided among.

use std::sync::Arc;

use crate::document::{Collector, Date, Diagnostic, Source};
use crate::rules::Instrument;
use crate::system::{Assignment, Catalog, FileKind, Law, Reform, Study, System};

/// A part of a reform that has a net cost of its own: everything it does to one instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// The instrument.
    pub instrument: String,
    /// Its part of the reform.
    pub reform: Reform,
}

/// A study whose names have all been found.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The study; a package it names has been filled in.
    pub study: Study,
    /// The system.
    pub system: Arc<System>,
    /// The year whose law applies.
    pub year: i32,
    /// The day whose law that is.
    pub date: Date,
    /// The baseline.
    pub baseline: Law,
    /// The reform, when there is one.
    pub reform: Option<Law>,
    /// The elements of the reform, in its order.
    pub elements: Vec<Element>,
    /// Every instrument that a reform could name.
    pub catalog_names: Vec<String>,
    found: Vec<Arc<Instrument>>,
}

impl Prepared {
    /// The baseline with some of the reform's elements.
    ///
    /// # Errors
    /// When an element cannot stand without the others.
    pub fn law_with(&self, elements: &[&Element]) -> Result<Law, Vec<Diagnostic>> {
        let mut law = self.baseline.clone();
        for element in elements {
            law = law.with("reform", &element.reform, &|name| self.find(name), &self.catalog_names)?;
        }
        Ok(law)
    }

    fn find(&self, name: &str) -> Option<Result<Arc<Instrument>, Vec<Diagnostic>>> {
        self.found
            .iter()
            .find(|instrument| instrument.name == name)
            .map(|instrument| Ok(Arc::clone(instrument)))
    }
}

/// Finds everything that a study names. `beside` reads a file that stands beside the study; `set` are values from the
/// command line, which go to the reform (to the baseline of a study without one).
///
/// # Errors
/// Every problem of every file at once.
pub fn prepare(
    study: &Study,
    catalog: &Catalog,
    beside: &dyn Fn(&str) -> Option<Source>,
    set: &[Assignment],
    year: Option<i32>,
) -> Result<Prepared, Vec<Diagnostic>> {
    let mut study = with_package(study, catalog, beside)?;
    let collector = Collector::new(&study.source);
    let system_name = study.system.clone().unwrap_or_default();
    let system = match catalog.system(&system_name) {
        Ok(system) => system,
        Err(mut diagnostics) => {
            if let [only] = diagnostics.as_slice()
                && only.code == "unknown-name"
                && only.file.is_empty()
            {
                collector.report(
                    only.code,
                    "system",
                    &study.system_span,
                    only.message.clone(),
                    only.found.clone(),
                    only.allowed.clone(),
                    only.remedy.clone(),
                );
                diagnostics = collector.into_diagnostics();
            }
            return Err(diagnostics);
        }
    };
    let year = year.or(study.year).or(system.years.last().copied()).unwrap_or(2024);
    if !system.years.is_empty() && !system.years.contains(&year) {
        let years: Vec<String> = system.years.iter().map(i32::to_string).collect();
        let collector = Collector::new(&study.source);
        let message = format!("the system {} holds no law for {year}", system.name);
        let remedy = "choose one of its years";
        if study.year == Some(year) {
            collector.report(
                "out-of-range",
                "year",
                &study.year_span,
                message,
                year.to_string(),
                years.join(", "),
                remedy,
            );
        } else {
            collector.report_without_place(
                "out-of-range",
                "year",
                message,
                year.to_string(),
                years.join(", "),
                remedy,
            );
        }
        return Err(collector.into_diagnostics());
    }
    let mut catalog_names: Vec<String> = catalog.instrument_names().map(str::to_string).collect();
    catalog_names.extend(study.instruments.iter().map(|instrument| instrument.name.clone()));
    catalog_names.extend(system.instruments.iter().map(|instrument| instrument.name.clone()));
    catalog_names.extend(system.available.iter().map(|instrument| instrument.name.clone()));
    catalog_names.sort();
    catalog_names.dedup();
    let found: std::cell::RefCell<Vec<Arc<Instrument>>> = std::cell::RefCell::new(Vec::new());
    let find = |name: &str| -> Option<Result<Arc<Instrument>, Vec<Diagnostic>>> {
        let read = if let Some(own) = study.instruments.iter().find(|instrument| instrument.name == name) {
            Ok(Arc::clone(own))
        } else if let Some(spare) = system.available.iter().find(|instrument| instrument.name == name) {
            Ok(Arc::clone(spare))
        } else if let Some(source) = beside(&format!("{name}.toml")) {
            rule_file(&source)
        } else {
            Instrument::read(catalog.instrument(name)?)
        };
        if let Ok(instrument) = &read {
            found.borrow_mut().push(Arc::clone(instrument));
        }
        Some(read)
    };
    let mut diagnostics = Vec::new();
    let reforming = !study.reform.is_empty();
    if reforming {
        study.reform.set.extend(set.iter().cloned());
    } else {
        study.baseline.set.extend(set.iter().cloned());
    }
    let baseline = match Law::new("baseline", &system).with("baseline", &study.baseline, &find, &catalog_names) {
        Ok(law) => Some(law),
        Err(problems) => {
            diagnostics.extend(problems);
            None
        }
    };
    let mut reform = None;
    if let (Some(baseline), true) = (&baseline, reforming) {
        match baseline.with("reform", &study.reform, &find, &catalog_names) {
            Ok(law) => reform = Some(law),
            Err(problems) => diagnostics.extend(problems),
        }
    }
    let (Some(baseline), true) = (baseline, diagnostics.is_empty()) else {
        return Err(diagnostics);
    };
    let date = system.date_of(year);
    let elements = elements(&study.reform);
    Ok(Prepared {
        study,
        system,
        year,
        date,
        baseline,
        reform,
        elements,
        catalog_names,
        found: found.into_inner(),
    })
}

/// Reads a file that must be a rule file.
fn rule_file(source: &Source) -> Result<Arc<Instrument>, Vec<Diagnostic>> {
    let what = match FileKind::of(source) {
        FileKind::Study => "a study",
        FileKind::System => "a system",
        FileKind::Mapping => "a mapping of microdata",
        FileKind::Recipe => "a recipe for people",
        FileKind::Instrument | FileKind::Unknown => return Instrument::read(source),
    };
    let collector = Collector::new(source);
    collector.report_without_place(
        "not-an-instrument",
        "",
        format!("{} is {what}, not a rule file", source.name),
        what,
        "a rule file with `kind` and [rules]",
        "give the instrument a file and a name of its own",
    );
    Err(collector.into_diagnostics())
}

/// A study with the reform of the package it names.
fn with_package(
    study: &Study,
    catalog: &Catalog,
    beside: &dyn Fn(&str) -> Option<Source>,
) -> Result<Study, Vec<Diagnostic>> {
    let mut whole = study.clone();
    let mut trail = vec![study.name.clone()];
    while let Some((name, span)) = whole.package.clone() {
        let collector = Collector::new(&whole.source);
        if trail.contains(&name) {
            collector.report(
                "cycle",
                "package",
                &span,
                "studies name one another as packages",
                format!("{} -> {name}", trail.join(" -> ")),
                "a package that does not lead back",
                "write the reform here",
            );
            return Err(collector.into_diagnostics());
        }
        trail.push(name.clone());
        let source = beside(&name)
            .or_else(|| beside(&format!("{name}.toml")))
            .or_else(|| catalog.package(&name).cloned());
        let Some(source) = source else {
            let known: Vec<&str> = catalog.package_names().collect();
            let unknown = Catalog::unknown("package", &name, &known);
            collector.report(
                unknown.code,
                "package",
                &span,
                unknown.message,
                unknown.found,
                unknown.allowed,
                unknown.remedy,
            );
            return Err(collector.into_diagnostics());
        };
        let package = Study::read(&source)?;
        whole.package = package.package.clone();
        whole.source = package.source.clone();
        whole.population = whole.population.or(package.population);
        if whole.system.is_none() {
            whole.system = package.system;
            whole.system_span = package.system_span;
        }
        whole.year = whole.year.or(package.year);
        whole.instruments.extend(package.instruments);
        whole.baseline = join(package.baseline, whole.baseline);
        whole.reform = join(package.reform, whole.reform);
    }
    whole.source = study.source.clone();
    Ok(whole)
}

/// The changes of `first`, then those of `then`.
fn join(mut first: Reform, then: Reform) -> Reform {
    first.set.extend(then.set);
    first.add.extend(then.add);
    first.remove.extend(then.remove);
    first.replace.extend(then.replace);
    first
}

/// One element for each instrument that the reform touches, in the order in which it names them.
fn elements(reform: &Reform) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut element = |name: &str| -> usize {
        match elements.iter().position(|element| element.instrument == name) {
            Some(at) => at,
            None => {
                elements.push(Element {
                    instrument: name.to_string(),
                    reform: Reform::none(&reform.source),
                });
                elements.len() - 1
            }
        }
    };
    let mut placed: Vec<(usize, u8, usize)> = Vec::new();
    for (at, (name, _)) in reform.remove.iter().enumerate() {
        placed.push((element(name), 0, at));
    }
    for (at, (name, _)) in reform.add.iter().enumerate() {
        placed.push((element(name), 1, at));
    }
    for (at, (name, _)) in reform.replace.iter().enumerate() {
        placed.push((element(name), 2, at));
    }
    for (at, set) in reform.set.iter().enumerate() {
        placed.push((element(&set.instrument), 3, at));
    }
    for (element, list, at) in placed {
        let own = &mut elements[element].reform;
        match list {
            0 => own.remove.push(reform.remove[at].clone()),
            1 => own.add.push(reform.add[at].clone()),
            2 => own.replace.push(reform.replace[at].clone()),
            _ => own.set.push(reform.set[at].clone()),
        }
    }
    elements
}
