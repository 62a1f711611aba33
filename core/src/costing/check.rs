//! `check`: parses, types, checks units and runs the worked cases of any file.

use std::sync::Arc;

use super::prepare::prepare;
use crate::document::{Collector, Diagnostic, Source, parse};
use crate::population::{Mapping, Recipe};
use crate::rules::Instrument;
use crate::rules::compile::{Schema, compile};
use crate::simulation::check_cases;
use crate::system::{Catalog, FileKind, Law, PopulationSource, Study, System};

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
    let report = CheckReport::new(Checked::Mapping, &source.name);
    match Mapping::read(source) {
        Ok(mapping) => {
            let mut diagnostics = catalog.system(&mapping.system).err().unwrap_or_default();
            if let [only] = diagnostics.as_slice()
                && only.file.is_empty()
            {
                let root = parse(source).ok();
                let named = root
                    .as_ref()
                    .and_then(|root| root.as_table())
                    .and_then(|table| table.get("system"));
                let span = named.map_or(0..0, |node| node.span.clone());
                let collector = Collector::new(source);
                let only = only.clone();
                collector.report(
                    only.code,
                    "system",
                    &span,
                    only.message,
                    only.found,
                    only.allowed,
                    only.remedy,
                );
                diagnostics = collector.into_diagnostics();
            }
            CheckReport {
                name: mapping.name.clone(),
                diagnostics,
                ..report
            }
        }
        Err(diagnostics) => CheckReport { diagnostics, ..report },
    }
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
    }
}

fn check_law(law: &Law, report: &mut CheckReport, only: Option<&str>) {
    let schema = everybody(&law.system);
    let mut years = law.system.years.clone();
    if years.is_empty() {
        years.push(2024);
    }
    for year in years {
        match compile(std::slice::from_ref(law), &schema, law.system.date_of(year)) {
            Ok(program) => {
                for (source, parameter, span) in program.unused {
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
                        report.diagnostics.extend(collector.into_diagnostics());
                    }
                }
            }
            Err(diagnostics) => report.diagnostics.extend(diagnostics),
        }
        if !report.diagnostics.is_empty() {
            break;
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
        if report.diagnostics.is_empty() || only.is_some() {
            let cases = check_cases(law, instrument);
            report.cases += cases.cases;
            report.values += cases.values;
            for diagnostic in cases.diagnostics {
                if !report.diagnostics.contains(&diagnostic) {
                    report.diagnostics.push(diagnostic);
                }
            }
        }
    }
}

fn check_system(source: &Source, catalog: &Catalog) -> CheckReport {
    let mut report = CheckReport::new(Checked::System, &source.name);
    let name = match System::read(source, &catalog.vocabulary()) {
        Ok(system) => system.name,
        Err(diagnostics) => return CheckReport { diagnostics, ..report },
    };
    report.name.clone_from(&name);
    match catalog.system(&name) {
        Ok(system) => {
            let law = Law::new("baseline", &system);
            check_law(&law, &mut report, None);
            // Rule files that are not law yet are checked as a reform would add them.
            for spare in &system.available {
                let mut law = law.clone();
                law.instruments.push(Arc::clone(spare));
                check_law(&law, &mut report, Some(&spare.name));
            }
        }
        Err(diagnostics) => report.diagnostics.extend(diagnostics),
    }
    report
}

fn check_instrument(source: &Source, catalog: &Catalog, context: &str) -> CheckReport {
    let mut report = CheckReport::new(Checked::Instrument, &source.name);
    let instrument = match Instrument::read(source) {
        Ok(instrument) => instrument,
        Err(diagnostics) => return CheckReport { diagnostics, ..report },
    };
    report.name.clone_from(&instrument.name);
    let system = match catalog.system(context) {
        Ok(system) => system,
        Err(diagnostics) => return CheckReport { diagnostics, ..report },
    };
    let mut law = Law::new("baseline", &system);
    match law.instruments.iter().position(|other| other.name == instrument.name) {
        Some(at) => law.instruments[at] = Arc::clone(&instrument),
        None => law.instruments.push(Arc::clone(&instrument)),
    }
    check_law(&law, &mut report, Some(&instrument.name));
    report
}

fn check_study(source: &Source, catalog: &Catalog, beside: &dyn Fn(&str) -> Option<Source>) -> CheckReport {
    let mut report = CheckReport::new(Checked::Study, &source.name);
    let study = match Study::read(source) {
        Ok(study) => study,
        Err(diagnostics) => return CheckReport { diagnostics, ..report },
    };
    report.name.clone_from(&study.name);
    let wanted = match &study.population {
        Some(PopulationSource::Named(name)) => Some((name, "population")),
        Some(PopulationSource::File { mapping, .. }) => Some((mapping, "population.mapping")),
        Some(PopulationSource::Recipe { recipe, .. }) => Some((recipe, "population.recipe")),
        None => None,
    };
    if let Some((name, path)) = wanted
        && catalog.population(name).is_none()
        && beside(name).is_none()
    {
        let known: Vec<&str> = catalog.population_names().collect();
        let unknown = Catalog::unknown("population", name, &known);
        let collector = Collector::new(source);
        collector.report(
            unknown.code,
            path,
            &study.population_span,
            unknown.message,
            unknown.found,
            unknown.allowed,
            unknown.remedy,
        );
        report.diagnostics.extend(collector.into_diagnostics());
    }
    match prepare(&study, catalog, beside, &[], None) {
        Ok(prepared) => {
            let laws: Vec<Law> = std::iter::once(prepared.baseline.clone())
                .chain(prepared.reform.clone())
                .collect();
            if let Err(diagnostics) = compile(&laws, &everybody(&prepared.system), prepared.date) {
                report.diagnostics.extend(diagnostics);
                return report;
            }
            let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
            for instrument in &study.instruments {
                let own = law.instrument(&instrument.name);
                if let Some(own) = own {
                    check_law(law, &mut report, Some(&own.name.clone()));
                }
            }
        }
        Err(diagnostics) => report.diagnostics.extend(diagnostics),
    }
    report
}
