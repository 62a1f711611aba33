//! `check`: parses, types, checks units and runs the worked cases of any file.

use std::sync::Arc;

use super::carry::{carried, unknown_countries};
use super::prepare::prepare_partly;
use crate::document::{Collector, Diagnostic, Source, Span, parse};
use crate::population::{Mapping, Recipe};
use crate::rules::Instrument;
use crate::rules::compile::{Schema, compile};
use crate::simulation::check_cases;
use crate::system::{Catalog, FileKind, Law, PopulationSource, ScenarioChoice, Study, System, resolve_scenario};

/// What a file was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// A rule file.
    Instrument,
    /// `system.toml`, with the rule files of its folder.
    System,
    /// A study or package.
    Study,
    /// A mapping of microdata.
    Mapping,
    /// A recipe for synthetic people; of these the parameters are its targets and the rules its tables.
    Recipe,
}

/// What a check found.
#[derive(Debug, Clone)]
pub struct CheckReport {
    /// What the file was.
    pub what: Checked,
    /// Its name.
    pub name: String,
    /// Rules that were checked.
    pub rules: u32,
    /// Parameters that were checked.
    pub parameters: u32,
    /// Worked cases that ran.
    pub cases: u32,
    /// Values that were compared.
    pub values: u32,
    /// Problems.
    pub diagnostics: Vec<Diagnostic>,
}

impl CheckReport {
    fn new(what: Checked, name: &str) -> CheckReport {
        CheckReport {
            what,
            name: name.to_string(),
            rules: 0,
            parameters: 0,
            cases: 0,
            values: 0,
            diagnostics: Vec::new(),
        }
    }

    /// Adds problems that are not known yet: of two that say the same of one place the first is kept.
    fn add(&mut self, problems: impl IntoIterator<Item = Diagnostic>) {
        for problem in problems {
            let same = |known: &Diagnostic| {
                known == &problem
                    || problem.span.is_some()
                        && (known.code, known.span) == (problem.code, problem.span)
                        && (&known.file, &known.path, &known.found) == (&problem.file, &problem.path, &problem.found)
            };
            if !self.diagnostics.iter().any(same) {
                self.diagnostics.push(problem);
            }
        }
    }
}

/// Checks a file. A rule file is checked within the system `context` (a name of the catalog); a `system.toml` within the
/// folder that the caller has added to the catalog under the system's own name.
pub fn check(
    source: &Source,
    catalog: &Catalog,
    context: &str,
    beside: &dyn Fn(&str) -> Option<Source>,
) -> CheckReport {
    if let Err(diagnostics) = parse(source) {
        return CheckReport {
            diagnostics,
            ..CheckReport::new(Checked::Instrument, &source.name)
        };
    }
    match FileKind::of(source) {
        FileKind::System => check_system(source, catalog),
        FileKind::Mapping => check_mapping(source, catalog),
        FileKind::Recipe => check_recipe(source, catalog),
        FileKind::Instrument => check_instrument(source, catalog, context),
        FileKind::Study | FileKind::Unknown => check_study(source, catalog, beside),
    }
}

fn check_mapping(source: &Source, catalog: &Catalog) -> CheckReport {
    let mut report = CheckReport::new(Checked::Mapping, &source.name);
    match Mapping::read(source) {
        Ok(mapping) => report.name = mapping.name,
        Err(problems) => report.add(problems),
    }
    // The system is looked for also where the mapping has other problems.
    let root = parse(source).ok();
    let named = root
        .as_ref()
        .and_then(|root| root.as_table())
        .and_then(|table| table.get("system"));
    if let Some((node, system)) = named.and_then(|node| Some((node, node.as_text()?))) {
        for problem in catalog.system(system).err().unwrap_or_default() {
            if !problem.file.is_empty() {
                report.add([problem]);
                continue;
            }
            let collector = Collector::new(source);
            collector.report(
                problem.code,
                "system",
                &node.span,
                problem.message,
                problem.found,
                problem.allowed,
                problem.remedy,
            );
            report.add(collector.into_diagnostics());
        }
    }
    report
}

fn check_recipe(source: &Source, catalog: &Catalog) -> CheckReport {
    let report = CheckReport::new(Checked::Recipe, &source.name);
    let recipe = match Recipe::read(source) {
        Ok(recipe) => recipe,
        Err(diagnostics) => return CheckReport { diagnostics, ..report },
    };
    let diagnostics = match catalog.system(&recipe.system) {
        Ok(system) => recipe.check(&system),
        Err(diagnostics) => diagnostics,
    };
    CheckReport {
        rules: recipe.tables() as u32,
        parameters: recipe.targets() as u32,
        name: recipe.name,
        diagnostics,
        ..report
    }
}

/// The people of a check: every column of the system that has no default, and persons.
fn everybody(system: &System) -> Schema {
    let entities: Vec<(String, u8)> = system
        .entities()
        .into_iter()
        .enumerate()
        .map(|(at, name)| (name.to_string(), at as u8))
        .collect();
    let place = |name: &str| {
        system
            .unit(name)
            .and_then(|unit| entities.iter().find(|(known, _)| known == unit))
            .map_or(0, |(_, at)| *at)
    };
    let columns = system
        .columns
        .iter()
        .filter(|column| !column.derived)
        .map(|column| (column.name.clone(), place(&column.entity)))
        .collect();
    Schema {
        entities,
        has_persons: system.has_persons(),
        columns,
        given: std::collections::BTreeMap::new(),
        full_take_up: false,
        labels: std::collections::BTreeMap::new(),
        any_word: true,
        shared_values: false,
        totals_only: false,
        levy_yields: true,
    }
}

fn check_law(law: &Law, report: &mut CheckReport, only: Option<&str>) {
    let schema = everybody(&law.system);
    let mut years = law.system.years.clone();
    if years.is_empty() {
        years.push(2024);
    }
    // What reads a parameter may be among what could not be read.
    let is_whole = law.missing.is_empty()
        && law
            .instruments
            .iter()
            .all(|instrument| !instrument.doubtful && instrument.broken.is_empty());
    // A parameter of a dated formula is read in some years only: what no year reads is not needed.
    let mut unused: Option<Vec<(Source, String, Span)>> = None;
    for year in years {
        match compile(std::slice::from_ref(law), &schema, law.system.date_of(year)) {
            Ok(program) => {
                let found = program.unused;
                unused = Some(match unused {
                    Some(known) => known.into_iter().filter(|entry| found.contains(entry)).collect(),
                    None => found,
                });
            }
            Err(diagnostics) => {
                report.add(diagnostics);
                // The law of the other years has mostly the same problems.
                unused = None;
                break;
            }
        }
    }
    for (source, parameter, span) in unused.filter(|_| is_whole).unwrap_or_default() {
        let own = only.is_none_or(|name| parameter.split_once('.').is_some_and(|(file, _)| file == name));
        if own {
            let collector = Collector::new(&source);
            let short = parameter.rsplit('.').next().unwrap_or(&parameter);
            collector.report(
                "unused-parameter",
                &format!("parameters.{short}"),
                &span,
                format!("no rule reads `{parameter}`"),
                short,
                "a parameter that some rule reads",
                "use it or remove it",
            );
            report.add(collector.into_diagnostics());
        }
    }
    let checked: Vec<&Arc<Instrument>> = law
        .instruments
        .iter()
        .filter(|instrument| only.is_none_or(|name| instrument.name == name))
        .collect();
    for instrument in checked {
        report.rules += (instrument.rules.len()
            + instrument.person_rules.len()
            + instrument.functions.iter().map(|f| f.rules.len()).sum::<usize>()) as u32;
        report.parameters += instrument.parameters.len() as u32;
        // Without years and their day there is no law that the cases could be meant for.
        if ["years", "date_in_year"]
            .iter()
            .any(|key| law.system.broken.contains(*key))
        {
            continue;
        }
        let cases = check_cases(law, instrument);
        report.cases += cases.cases;
        report.values += cases.values;
        report.add(cases.diagnostics);
    }
}

fn check_system(source: &Source, catalog: &Catalog) -> CheckReport {
    let mut report = CheckReport::new(Checked::System, &source.name);
    let (own, problems) = System::read_partly(source, &catalog.vocabulary());
    report.add(problems);
    let root = parse(source).ok();
    let written = root.as_ref().and_then(|root| root.as_table()?.get("name")?.as_text());
    let name = own.map(|own| own.name).or(written.map(str::to_string));
    let Some(name) = name.filter(|name| catalog.system_names().any(|known| known == name)) else {
        return report;
    };
    report.name.clone_from(&name);
    let (system, problems) = catalog.system_partly(&name);
    report.add(problems);
    if let Some(system) = system {
        let law = Law::new("baseline", &system);
        check_law(&law, &mut report, None);
        // Rule files that are not law yet are checked as a reform would add them.
        for spare in system.available.iter().chain(&system.scenarios) {
            let mut law = law.clone();
            law.instruments.push(Arc::clone(spare));
            for other in &system.available {
                if spare.uses.iter().any(|(name, _)| *name == other.name) && law.instrument(&other.name).is_none() {
                    law.instruments.push(Arc::clone(other));
                }
            }
            if let Err(problems) = law.add_used(catalog) {
                report.add(problems);
            }
            check_law(&law, &mut report, Some(&spare.name));
        }
    }
    report
}

fn check_instrument(source: &Source, catalog: &Catalog, context: &str) -> CheckReport {
    let mut report = CheckReport::new(Checked::Instrument, &source.name);
    let (instrument, problems) = Instrument::read_partly(source);
    report.add(problems);
    let (system, problems) = catalog.system_partly(context);
    report.add(problems);
    let Some(instrument) = instrument else {
        return report;
    };
    report.name.clone_from(&instrument.name);
    if let Some(system) = system {
        let mut law = Law::new("baseline", &system);
        let based_on = instrument
            .scenario
            .as_ref()
            .and_then(|scenario| scenario.based_on.clone());
        if let Some((_, span)) = based_on {
            // Its rules are those of another: these are checked with the values that it sets.
            report.add(put_variant(&mut law, source, &instrument.name, &span, catalog));
        } else {
            put(&mut law, &instrument);
        }
        if let Err(problems) = law.add_used(catalog) {
            report.add(problems);
        }
        check_law(&law, &mut report, Some(&instrument.name));
    }
    report
}

/// Puts the scenario that another is based on into a law, with the values that it sets there.
fn put_variant(law: &mut Law, source: &Source, name: &str, span: &Span, catalog: &Catalog) -> Vec<Diagnostic> {
    let choice = ScenarioChoice {
        name: name.to_string(),
        span: span.clone(),
        source: source.clone(),
        set: Vec::new(),
    };
    let own = law.system.scenarios.clone();
    let find = |file: &str| {
        if file == name {
            return Some(source.clone());
        }
        // What is written for the system's own columns comes before what is common.
        let own = own.iter().find(|own| own.name == file).map(|own| own.source.clone());
        own.or_else(|| catalog.scenario(file).cloned())
    };
    let known: Vec<&str> = catalog.scenario_names().collect();
    match resolve_scenario(&choice, &find, &known) {
        Ok((file, set)) => {
            law.instruments.insert(0, file);
            let problems = set.iter().filter_map(|value| law.assign(value, &[]).err());
            problems.flatten().collect()
        }
        Err(problems) => problems,
    }
}

/// Puts an instrument into a law, in the place of one of its name.
pub(super) fn put(law: &mut Law, instrument: &Arc<Instrument>) {
    match law.instruments.iter().position(|other| other.name == instrument.name) {
        Some(at) => law.instruments[at] = Arc::clone(instrument),
        None => law.instruments.push(Arc::clone(instrument)),
    }
}

fn check_study(source: &Source, catalog: &Catalog, beside: &dyn Fn(&str) -> Option<Source>) -> CheckReport {
    let mut report = CheckReport::new(Checked::Study, &source.name);
    let (study, problems) = Study::read_partly(source);
    report.add(problems);
    let Some(study) = study else {
        return report;
    };
    report.name.clone_from(&study.name);
    report.add(unknown_population(&study, catalog, beside));
    let (prepared, problems) = prepare_partly(&study, catalog, beside, &[], None);
    report.add(problems);
    let Some(prepared) = prepared else {
        return report;
    };
    let laws: Vec<Law> = std::iter::once(prepared.baseline.clone())
        .chain(prepared.reform.clone())
        .collect();
    if let Err(problems) = compile(&laws, &everybody(&prepared.system), prepared.date) {
        report.add(problems);
    }
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    for instrument in &study.instruments {
        // What the study does not add is checked as if it did.
        let mut law = law.clone();
        if law.instrument(&instrument.name).is_none() {
            put(&mut law, instrument);
        }
        check_law(&law, &mut report, Some(&instrument.name));
    }
    report
}

/// Checks that a study can be carried to every country of which it says something, and that the law can be made there.
pub fn check_countries(study: &Study, catalog: &Catalog, beside: &dyn Fn(&str) -> Option<Source>) -> Vec<Diagnostic> {
    let mut problems = unknown_countries(study, catalog);
    let known = catalog.countries();
    // What is said of all other countries is tried in each.
    let said = |name: &str| {
        let names = study.countries.iter().map(|block| block.name.as_str());
        names.clone().any(|known| known == name || known == "elsewhere")
    };
    for country in known.iter().filter(|country| said(&country.name)) {
        let there = match carried(study, &country.name, catalog, beside) {
            Ok(there) => there.study,
            Err(found) => {
                problems.extend(found);
                continue;
            }
        };
        let (prepared, found) = prepare_partly(&there, catalog, beside, &[], None);
        problems.extend(found);
        let Some(prepared) = prepared else { continue };
        let laws: Vec<Law> = std::iter::once(prepared.baseline.clone())
            .chain(prepared.reform.clone())
            .collect();
        let compiled = compile(&laws, &everybody(&prepared.system), prepared.date);
        problems.extend(compiled.err().unwrap_or_default());
    }
    problems
}

/// The people that a study names must be there.
fn unknown_population(study: &Study, catalog: &Catalog, beside: &dyn Fn(&str) -> Option<Source>) -> Vec<Diagnostic> {
    let (name, path) = match &study.population {
        Some(PopulationSource::Named(name)) => (name, "population"),
        Some(PopulationSource::File { mapping, .. }) => (mapping, "population.mapping"),
        Some(PopulationSource::Recipe { recipe, .. }) => (recipe, "population.recipe"),
        None => return Vec::new(),
    };
    if catalog.population(name).is_some() || beside(name).is_some() {
        return Vec::new();
    }
    let known: Vec<&str> = catalog.population_names().collect();
    let unknown = Catalog::unknown("population", name, &known);
    let collector = Collector::new(&study.source);
    collector.report(
        unknown.code,
        path,
        &study.population_span,
        unknown.message,
        unknown.found,
        unknown.allowed,
        unknown.remedy,
    );
    collector.into_diagnostics()
}
