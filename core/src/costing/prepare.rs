//! Puts the law of a study together: system, baseline, reform, and the elements the net cost is divided among.

use std::sync::Arc;

use crate::document::{Collector, Date, Diagnostic, Source, nearest};
use crate::rules::Instrument;
use crate::simulation::{Code, HostCode};
use crate::system::{
    Assignment, Catalog, FileKind, FoundInstrument, Law, Reform, ScenarioChoice, Study, System, names_scenario,
    resolve_scenario,
};

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
    /// The fixed poverty line where it is another year's, carried forward; else it is made from the run itself.
    pub poverty_line: Option<f64>,
    /// Every instrument that a reform could name.
    pub catalog_names: Vec<String>,
    found: Vec<Arc<Instrument>>,
    /// Names of common instruments whose place a file of the study's takes, with the file.
    own_files: Vec<(String, String)>,
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
        // What an element reads of another that is left out can still be read, but pays nothing.
        let mut at = 0;
        while let Some(instrument) = law.instruments.get(at).cloned() {
            for (name, _) in &instrument.uses {
                if law.instrument(name).is_none()
                    && let Some((Some(found), _)) = self.find(name)
                {
                    law.add_to_be_read(found);
                }
            }
            at += 1;
        }
        Ok(law)
    }

    /// The study without its scenario.
    #[must_use]
    pub fn without_scenario(&self) -> Prepared {
        Prepared {
            baseline: self.baseline.without_scenario(&self.baseline.label),
            reform: self.reform.as_ref().map(|law| law.without_scenario(&law.label)),
            ..self.clone()
        }
    }

    /// The same study with values set over it, as if the command line had set them: of the scenario in baseline and reform, of the
    /// law in the reform, or in the baseline of a study without one. Later values win.
    ///
    /// # Errors
    /// Every name that does not exist; whether a value fits is found when the law is compiled.
    pub fn with_values(&self, values: &[Assignment]) -> Result<Prepared, Vec<Diagnostic>> {
        let mut with = self.clone();
        let scenario = self.baseline.scenario().zip(self.study.scenario.as_ref());
        let mut problems = Vec::new();
        for set in values {
            let of_scenario = scenario.filter(|(file, choice)| names_scenario(&set.instrument, file, choice));
            if let Some((file, _)) = of_scenario {
                let set = Assignment {
                    instrument: file.name.clone(),
                    ..set.clone()
                };
                problems.extend(
                    with.baseline
                        .assign(&set, &self.catalog_names)
                        .err()
                        .unwrap_or_default(),
                );
                if let Some(reform) = &mut with.reform {
                    // What is wrong with it was told of the baseline.
                    let _ = reform.assign(&set, &self.catalog_names);
                }
                continue;
            }
            if set.instrument == "scenario" {
                let mut lost = [set.clone()].to_vec();
                problems.extend(set_of_no_scenario(None, [&mut lost, &mut Vec::new(), &mut Vec::new()]));
                continue;
            }
            let (law, study) = match &mut with.reform {
                Some(reform) => (reform, &mut with.study.reform),
                None => (&mut with.baseline, &mut with.study.baseline),
            };
            problems.extend(law.assign(set, &self.catalog_names).err().unwrap_or_default());
            study.set.push(set.clone());
        }
        with.elements = elements(&with.study.reform);
        if problems.is_empty() { Ok(with) } else { Err(problems) }
    }

    /// The same study with its ledger by another kind of unit: a unit of the system, `person` or `household`. The system's extra
    /// steps of the ledger belong to its own unit and are left out.
    ///
    /// # Errors
    /// A unit that the system does not have.
    pub fn with_ledger_unit(&self, unit: &str) -> Result<Prepared, Vec<Diagnostic>> {
        let Some(name) = self.system.unit(unit) else {
            let mut known = vec!["person", "household"];
            known.extend(self.system.units.iter().map(|unit| unit.name.as_str()));
            return Err(vec![Catalog::unknown("unit", unit, &known)]);
        };
        let mut system = System::clone(&self.system);
        if system.microdata.unit != name {
            system.microdata.unit = name.to_string();
            system.microdata.steps.clear();
        }
        let system = Arc::new(system);
        let law = |law: &Law| Law {
            system: Arc::clone(&system),
            ..law.clone()
        };
        Ok(Prepared {
            baseline: law(&self.baseline),
            reform: self.reform.as_ref().map(law),
            system: Arc::clone(&system),
            ..self.clone()
        })
    }

    /// The file, without its folder, that the study uses in the place of the common instrument of that name.
    pub fn own_file(&self, name: &str) -> Option<&str> {
        let own = self.own_files.iter().find(|(known, _)| known == name);
        own.map(|(_, file)| file.as_str())
    }

    /// The instruments of baseline and reform that are worked out by code of the host, in order of the alphabet.
    pub fn code_instruments(&self) -> Vec<String> {
        let laws = std::iter::once(&self.baseline).chain(&self.reform);
        let by_code = laws
            .flat_map(|law| &law.instruments)
            .filter(|instrument| instrument.code.is_some());
        let mut names: Vec<String> = by_code.map(|instrument| instrument.name.clone()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Gives the instrument `name` the function of the host that works it out, wherever the study holds the instrument.
    ///
    /// # Errors
    /// When the study holds no instrument of that name that says `[code]`.
    pub fn bind_code(&mut self, name: &str, function: Arc<dyn Code>) -> Result<(), Vec<Diagnostic>> {
        let mut is_bound = false;
        let laws = std::iter::once(&mut self.baseline).chain(&mut self.reform);
        let held = laws
            .flat_map(|law| &mut law.instruments)
            .chain(&mut self.found)
            .chain(&mut self.study.instruments);
        for instrument in held.filter(|held| held.name == name && held.code.is_some()) {
            if let Some(code) = &mut Arc::make_mut(instrument).code {
                code.function = Some(HostCode(Arc::clone(&function)));
                is_bound = true;
            }
        }
        if is_bound {
            return Ok(());
        }
        let known = self.code_instruments();
        let collector = Collector::new(&self.study.source);
        collector.report_without_place(
            "missing-code",
            "instruments",
            format!("the study has no instrument `{name}` that is worked out by code"),
            name,
            known.join(", "),
            nearest(name, known.iter().map(String::as_str))
                .map_or("add [code] to the instrument".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
        );
        Err(collector.into_diagnostics())
    }

    /// Refuses a year beyond the law outside of a run over several, in which alone the law goes on: a study whose `years` begin there can be
    /// prepared, and be run over them.
    ///
    /// # Errors
    /// A year whose law the system does not hold.
    pub(super) fn check_year(&self) -> Result<(), Vec<Diagnostic>> {
        let of_several = self.baseline.run_year.balances.is_some();
        if of_several || self.system.holds(self.year) {
            return Ok(());
        }
        let remedy = "run the study over its years, or choose a year of the law";
        Err(no_law(&self.study, &self.system, self.year, "years", remedy))
    }

    fn find(&self, name: &str) -> Option<FoundInstrument> {
        self.found
            .iter()
            .find(|instrument| instrument.name == name)
            .map(|instrument| (Some(Arc::clone(instrument)), Vec::new()))
    }
}

/// Finds everything that a study names. `beside` reads a file that stands beside the study; `set` are values from the
/// command line, which go to the reform (to the baseline of a study without one). Without a `year` the study's applies, else the system's
/// [base year](System::base_year).
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
    match prepare_partly(study, catalog, beside, set, year) {
        (Some(prepared), problems) if problems.is_empty() => Ok(prepared),
        (_, problems) => Err(problems),
    }
}

/// Finds as much as can be found of what a study names, for a check of the rest, with every problem: see [`prepare`]. There
/// is nothing when the system cannot be read.
pub(super) fn prepare_partly(
    study: &Study,
    catalog: &Catalog,
    beside: &dyn Fn(&str) -> Option<Source>,
    set: &[Assignment],
    year: Option<i32>,
) -> (Option<Prepared>, Vec<Diagnostic>) {
    let (mut study, mut diagnostics) = with_package(study, catalog, beside);
    let system_name = match (&study.system, study.doubtful || !diagnostics.is_empty()) {
        (Some(name), _) => name.clone(),
        // The name could not be read, which has been told.
        (None, true) => return (None, diagnostics),
        (None, false) => String::new(),
    };
    let (system, found) = catalog.system_partly(&system_name);
    diagnostics.extend(found.into_iter().flat_map(|problem| {
        // A system that is not there is the study's problem.
        if !problem.file.is_empty() {
            return vec![problem];
        }
        let collector = Collector::new(&study.source);
        collector.report(
            problem.code,
            "system",
            &study.system_span,
            problem.message,
            problem.found,
            problem.allowed,
            problem.remedy,
        );
        collector.into_diagnostics()
    }));
    let Some(system) = system else {
        return (None, diagnostics);
    };
    let mut year = year.or(study.year).or(system.base_year()).unwrap_or(2024);
    // A study of several years may begin where the law goes on from the last year that is held; see `Prepared::check_year`.
    let begins_later = study.years.is_some_and(|(first, _)| first == year) && system.runs_in(year);
    if !system.holds(year) && !begins_later {
        diagnostics.extend(no_law(&study, &system, year, "year", "choose one of its years"));
        year = system.base_year().unwrap_or(year);
    }
    let mut catalog_names: Vec<String> = catalog.instrument_names().map(str::to_string).collect();
    catalog_names.extend(study.instruments.iter().map(|instrument| instrument.name.clone()));
    catalog_names.extend(system.instruments.iter().map(|instrument| instrument.name.clone()));
    catalog_names.extend(system.available.iter().map(|instrument| instrument.name.clone()));
    catalog_names.sort();
    catalog_names.dedup();
    let found: std::cell::RefCell<Vec<Arc<Instrument>>> = std::cell::RefCell::new(Vec::new());
    let find = |name: &str| -> Option<FoundInstrument> {
        let read = if let Some(own) = study.instruments.iter().find(|instrument| instrument.name == name) {
            (Some(Arc::clone(own)), Vec::new())
        } else if let Some(spare) = system.available.iter().find(|instrument| instrument.name == name) {
            (Some(Arc::clone(spare)), Vec::new())
        } else if let Some(source) = beside(&format!("{name}.toml")) {
            rule_file(&source)
        } else {
            catalog.instrument_partly(name)?
        };
        found.borrow_mut().extend(read.0.clone());
        Some(read)
    };
    let mut unchanged = Law::new("baseline", &system);
    unchanged.missing.extend(study.broken.iter().cloned());
    let mut own_sets = set.to_vec();
    let lists = [&mut study.baseline.set, &mut study.reform.set, &mut own_sets];
    diagnostics.extend(set_of_no_scenario(study.scenario.as_mut(), lists));
    if let Some(choice) = study.scenario.clone().filter(|choice| choice.name != "none") {
        let known: Vec<&str> = catalog.scenario_names().collect();
        let find = |name: &str| {
            // What is written for the system's own columns comes before what is common.
            let own = system.scenarios.iter().find(|file| file.name == name);
            beside(&format!("{name}.toml"))
                .or_else(|| beside(&format!("{}.toml", name.replace('_', "-"))))
                .or_else(|| own.map(|file| file.source.clone()))
                .or_else(|| catalog.scenario(name).cloned())
        };
        let (file, mut values) = match resolve_scenario(&choice, &find, &known) {
            Ok(found) => found,
            Err(problems) => {
                diagnostics.extend(problems);
                return (None, diagnostics);
            }
        };
        // What a study or the command line sets of the scenario holds in baseline and reform alike.
        for list in [&mut study.baseline.set, &mut study.reform.set, &mut own_sets] {
            let (own, rest): (Vec<_>, Vec<_>) = std::mem::take(list)
                .into_iter()
                .partition(|set| names_scenario(&set.instrument, &file, &choice));
            *list = rest;
            values.extend(own.into_iter().map(|set| Assignment {
                instrument: file.name.clone(),
                ..set
            }));
        }
        unchanged.instruments.insert(0, Arc::clone(&file));
        catalog_names.push(file.name.clone());
        for value in &values {
            if let Err(problems) = unchanged.assign(value, &catalog_names) {
                diagnostics.extend(problems);
            }
        }
    }
    let reforming = study.has_reform_table || !study.reform.is_empty();
    if reforming {
        study.reform.set.extend(own_sets);
    } else {
        study.baseline.set.extend(own_sets);
    }
    let (baseline, problems) = unchanged.with_partly("baseline", &study.baseline, &find, &catalog_names);
    diagnostics.extend(problems);
    let reform = reforming.then(|| {
        let (reform, problems) = baseline.with_partly("reform", &study.reform, &find, &catalog_names);
        diagnostics.extend(problems);
        reform
    });
    diagnostics.extend(not_added(&study));
    let date = system.date_of(year);
    let elements = elements(&study.reform);
    let own_files = own_files(catalog, &found.borrow());
    let mut study = study;
    let scenario = baseline.scenario().and_then(|file| file.scenario.as_ref());
    study.options.without_gains |= scenario.is_some_and(|scenario| scenario.tells_without.is_some());
    let prepared = Prepared {
        study,
        system,
        year,
        date,
        baseline,
        reform,
        elements,
        poverty_line: None,
        catalog_names,
        own_files,
        found: found.into_inner(),
    };
    (Some(prepared), diagnostics)
}

/// Refuses a year whose law the system does not hold; `path` is what of the study says it.
fn no_law(study: &Study, system: &System, year: i32, path: &str, remedy: &str) -> Vec<Diagnostic> {
    let years: Vec<String> = system.years.iter().map(i32::to_string).collect();
    let collector = Collector::new(&study.source);
    let message = format!("the system {} holds no law for {year}", system.name);
    let (found, allowed) = (year.to_string(), years.join(", "));
    if study.year == Some(year) {
        let span = &study.year_span;
        collector.report("out-of-range", path, span, message, found, allowed, remedy);
    } else {
        collector.report_without_place("out-of-range", path, message, found, allowed, remedy);
    }
    collector.into_diagnostics()
}

/// Refuses, and takes out, values that are set of a scenario that a study does not have.
fn set_of_no_scenario(scenario: Option<&mut ScenarioChoice>, lists: [&mut Vec<Assignment>; 3]) -> Vec<Diagnostic> {
    let mut lost = match scenario {
        Some(choice) if choice.name == "none" => std::mem::take(&mut choice.set),
        Some(_) => return Vec::new(),
        None => Vec::new(),
    };
    for list in lists {
        let (of_scenario, rest): (Vec<_>, Vec<_>) = std::mem::take(list)
            .into_iter()
            .partition(|set| set.instrument == "scenario");
        *list = rest;
        lost.extend(of_scenario);
    }
    let refuse = |set: &Assignment| {
        let collector = Collector::new(&set.source);
        collector.report(
            "not-in-study",
            &format!("scenario.set.{}", set.key),
            &set.span,
            format!("`{}` is set of a scenario, but the study has none", set.key),
            "no scenario",
            "scenario = \"NAME\" in the study, or --scenario NAME",
            "choose a scenario, or set nothing of it",
        );
        collector.into_diagnostics()
    };
    lost.iter().flat_map(refuse).collect()
}

/// The common instruments whose place another file takes, with the name of that file.
fn own_files(catalog: &Catalog, found: &[Arc<Instrument>]) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for instrument in found {
        let common = catalog.instrument(&instrument.name);
        let is_other = common.is_some_and(|common| common.name != instrument.source.name);
        if is_other && !files.iter().any(|(name, _)| *name == instrument.name) {
            let file = instrument.source.name.rsplit(['/', '\\']).next().unwrap_or_default();
            files.push((instrument.name.clone(), file.to_string()));
        }
    }
    files
}

/// Refuses instruments that stand in a study without being part of its law: nobody means a tax that nobody pays.
fn not_added(study: &Study) -> Vec<Diagnostic> {
    if study.doubtful {
        return Vec::new();
    }
    let named: Vec<&str> = [&study.baseline, &study.reform]
        .into_iter()
        .flat_map(|reform| reform.add.iter().chain(&reform.replace))
        .map(|(name, _)| name.as_str())
        .collect();
    let mut diagnostics = Vec::new();
    for (at, instrument) in study.instruments.iter().enumerate() {
        if named.contains(&instrument.name.as_str()) {
            continue;
        }
        let collector = Collector::new(&instrument.source);
        collector.report(
            "not-in-study",
            &format!("instruments[{at}].name"),
            &instrument.span,
            format!(
                "the instrument `{}` stands in the study, but the study does not add it",
                instrument.name
            ),
            &instrument.name,
            "instruments that the baseline or the reform adds or replaces",
            format!("add it: [reform] add = [\"{}\"], or remove it", instrument.name),
        );
        diagnostics.extend(collector.into_diagnostics());
    }
    diagnostics
}

/// Reads a file that must be a rule file.
pub(super) fn rule_file(source: &Source) -> FoundInstrument {
    let what = match FileKind::of(source) {
        FileKind::Study => "a study",
        FileKind::System => "a system",
        FileKind::Mapping => "a mapping of microdata",
        FileKind::Recipe => "a recipe for people",
        FileKind::Instrument | FileKind::Unknown => return Instrument::read_partly(source),
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
    (None, collector.into_diagnostics())
}

/// A study with the reform of the package it names, as far as that can be read.
pub(super) fn with_package(
    study: &Study,
    catalog: &Catalog,
    beside: &dyn Fn(&str) -> Option<Source>,
) -> (Study, Vec<Diagnostic>) {
    let mut whole = study.clone();
    let mut diagnostics = Vec::new();
    let mut trail = vec![study.name.clone()];
    while let Some((name, span)) = whole.package.clone() {
        let collector = Collector::new(&whole.source);
        if name == whole.name && trail.len() == 1 {
            // Told when the study was read.
            break;
        }
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
            diagnostics.extend(collector.into_diagnostics());
            break;
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
            diagnostics.extend(collector.into_diagnostics());
            break;
        };
        let (package, problems) = Study::read_partly(&source);
        diagnostics.extend(problems);
        let Some(package) = package else { break };
        whole.doubtful |= package.doubtful;
        whole.broken.extend(package.broken.iter().cloned());
        whole.package = package.package.clone();
        whole.scenario = whole.scenario.or(package.scenario);
        whole.source = package.source.clone();
        whole.population = whole.population.or(package.population);
        if whole.system.is_none() {
            whole.system = package.system;
            whole.system_span = package.system_span;
        }
        if whole.year.is_none() {
            (whole.year, whole.years) = (package.year, package.years);
        }
        whole.instruments.extend(package.instruments);
        // What the study itself says of a country comes after what its package says.
        whole.countries.splice(0..0, package.countries);
        whole.baseline = join(package.baseline, whole.baseline);
        whole.reform = join(package.reform, whole.reform);
    }
    whole.source = study.source.clone();
    (whole, diagnostics)
}

/// The changes of `first`, then those of `then`.
pub(super) fn join(mut first: Reform, then: Reform) -> Reform {
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
