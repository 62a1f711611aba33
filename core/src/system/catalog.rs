//! Where named files are found: those embedded in the build, and those a user brings.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::file::System;
use crate::document::{Collector, Diagnostic, Source, nearest, parse};
use crate::rules::Instrument;

/// What a file is, as its keys tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A rule file.
    Instrument,
    /// `system.toml`.
    System,
    /// A study or package.
    Study,
    /// A mapping of microdata.
    Mapping,
    /// A recipe for synthetic people.
    Recipe,
    /// None of these.
    Unknown,
}

impl FileKind {
    /// The kind of a file; a file with syntax errors is unknown.
    pub fn of(source: &Source) -> FileKind {
        let Ok(root) = parse(source) else {
            return FileKind::Unknown;
        };
        let has = |keys: &[&str]| {
            root.as_table()
                .is_some_and(|table| keys.iter().any(|key| table.get(key).is_some()))
        };
        let is_recipe = root
            .as_table()
            .and_then(|table| table.get("recipe"))
            .is_some_and(|recipe| recipe.as_table().is_some());
        if is_recipe {
            FileKind::Recipe
        } else if has(&["concepts", "currency", "measures"]) {
            FileKind::System
        } else if has(&["weight", "rows", "household"]) {
            FileKind::Mapping
        } else if has(&["kind", "rules"]) {
            FileKind::Instrument
        } else if has(&[
            "reform",
            "baseline",
            "population",
            "package",
            "options",
            "system",
            "scenario",
        ]) {
            FileKind::Study
        } else {
            FileKind::Unknown
        }
    }
}

/// The files of one system's folder.
#[derive(Debug, Clone, Default)]
pub struct SystemFiles {
    /// `system.toml`.
    pub system: Option<Source>,
    /// The rule files beside it.
    pub instruments: Vec<Source>,
}

/// Named files: systems, instruments, packages, populations.
///
/// Paths are those of the folder `policies`: `instruments/NAME.toml`, `systems/NAME/…`, `packages/NAME.toml`,
/// `populations/NAME.toml` with `populations/locks/NAME.json`, `vocabulary.toml`. Later files replace earlier ones of the same path.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    vocabulary: Option<Source>,
    systems: BTreeMap<String, SystemFiles>,
    instruments: BTreeMap<String, Source>,
    packages: BTreeMap<String, Source>,
    populations: BTreeMap<String, Source>,
    scenarios: BTreeMap<String, Source>,
    incentives: BTreeMap<String, Source>,
    locks: BTreeMap<String, Source>,
    data: BTreeMap<String, &'static [u8]>,
    memo: Memo,
}

/// A system or an instrument as far as it could be read, with the problems of its files.
type Read<T> = (Option<Arc<T>>, Vec<Diagnostic>);

/// What was read before, so that a process that asks for the same law again and again reads it once. Clones of a catalog share
/// it until a file is added.
#[derive(Clone, Default)]
struct Memo {
    systems: Arc<Mutex<BTreeMap<String, Read<System>>>>,
    instruments: Arc<Mutex<BTreeMap<String, Read<Instrument>>>>,
}

impl std::fmt::Debug for Memo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memo")
    }
}

/// The memo's value, made where it is not there.
fn remembered<T>(memo: &Mutex<BTreeMap<String, Read<T>>>, name: &str, read: impl FnOnce() -> Read<T>) -> Read<T> {
    if let Some(known) = memo.lock().ok().and_then(|memo| memo.get(name).cloned()) {
        return known;
    }
    let made = read();
    if let Ok(mut memo) = memo.lock() {
        memo.insert(name.to_string(), made.clone());
    }
    made
}

impl Catalog {
    /// A catalog of files by their path below `policies/`; text files are parsed when asked for.
    pub fn new(files: impl IntoIterator<Item = (&'static str, &'static [u8])>) -> Catalog {
        let mut catalog = Catalog::default();
        for (path, bytes) in files {
            match std::str::from_utf8(bytes) {
                Ok(text) if path.ends_with(".toml") || path.ends_with(".json") => {
                    catalog.add(
                        path,
                        Source {
                            name: format!("policies/{path}"),
                            text: Arc::from(text),
                        },
                    );
                }
                _ => {
                    catalog.data.insert(path.to_string(), bytes);
                }
            }
        }
        catalog
    }

    /// Adds a file under its path below `policies/`.
    pub fn add(&mut self, path: &str, source: Source) {
        self.memo = Memo::default();
        let parts: Vec<&str> = path.split('/').collect();
        let stem = |file: &str| file.trim_end_matches(".toml").trim_end_matches(".json").to_string();
        match parts.as_slice() {
            ["vocabulary.toml"] => self.vocabulary = Some(source),
            ["instruments", file] => {
                self.instruments.insert(stem(file), source);
            }
            ["packages", file] => {
                self.packages.insert(stem(file), source);
            }
            ["populations", "locks", file] => {
                self.locks.insert(stem(file), source);
            }
            ["populations", file] => {
                self.populations.insert(stem(file), source);
            }
            ["incentives", file] => {
                self.incentives.insert(stem(file), source);
            }
            ["scenarios", file] => {
                self.scenarios.insert(stem(file), source);
            }
            ["systems", name, "system.toml"] => {
                self.systems.entry((*name).to_string()).or_default().system = Some(source)
            }
            ["systems", name, _] => self
                .systems
                .entry((*name).to_string())
                .or_default()
                .instruments
                .push(source),
            _ => {}
        }
    }

    /// Adds a system from a folder of the user's.
    pub fn add_system(&mut self, name: &str, files: SystemFiles) {
        self.memo = Memo::default();
        self.systems.insert(name.to_string(), files);
    }

    /// The names of the systems.
    pub fn system_names(&self) -> impl Iterator<Item = &str> {
        self.systems.keys().map(String::as_str)
    }

    /// The names of the common instruments.
    pub fn instrument_names(&self) -> impl Iterator<Item = &str> {
        self.instruments.keys().map(String::as_str)
    }

    /// The names of the packages.
    pub fn package_names(&self) -> impl Iterator<Item = &str> {
        self.packages.keys().map(String::as_str)
    }

    /// The names of the populations.
    pub fn population_names(&self) -> impl Iterator<Item = &str> {
        self.populations.keys().map(String::as_str)
    }

    /// The names of the scenarios.
    pub fn scenario_names(&self) -> impl Iterator<Item = &str> {
        self.scenarios.keys().map(String::as_str)
    }

    /// The rule file of a scenario.
    pub fn scenario(&self, name: &str) -> Option<&Source> {
        self.scenarios.get(name)
    }

    /// A test of incentives: a scenario that changes one person.
    pub fn incentive(&self, name: &str) -> Option<&Source> {
        self.incentives.get(name)
    }

    /// The study file of a package.
    pub fn package(&self, name: &str) -> Option<&Source> {
        self.packages.get(name)
    }

    /// The lock file of a recipe.
    pub fn lock(&self, name: &str) -> Option<&Source> {
        self.locks.get(name)
    }

    /// The mapping or recipe file of a population.
    pub fn population(&self, name: &str) -> Option<&Source> {
        self.populations.get(name)
    }

    /// An embedded data file, by its path below `policies/`.
    pub fn data(&self, path: &str) -> Option<&'static [u8]> {
        self.data.get(path).copied()
    }

    /// A common instrument.
    pub fn instrument(&self, name: &str) -> Option<&Source> {
        self.instruments.get(name)
    }

    /// The shared vocabulary of the people.
    pub fn vocabulary(&self) -> Source {
        self.vocabulary.clone().unwrap_or(Source {
            name: "policies/vocabulary.toml".to_string(),
            text: Arc::from("format = 1\n"),
        })
    }

    /// A sentence for a name that the catalog does not have.
    pub fn unknown(what: &str, name: &str, known: &[&str]) -> Diagnostic {
        Diagnostic {
            code: "unknown-name",
            file: String::new(),
            path: what.to_string(),
            line: None,
            column: None,
            span: None,
            message: format!("there is no {what} `{name}`"),
            found: name.to_string(),
            allowed: known.join(", "),
            remedy: nearest(name, known.iter().copied()).map_or("use one of the allowed names".to_string(), |near| {
                format!("did you mean `{near}`?")
            }),
        }
    }

    /// Reads a system with its instruments.
    ///
    /// # Errors
    /// Every problem of all its files at once.
    pub fn system(&self, name: &str) -> Result<Arc<System>, Vec<Diagnostic>> {
        match self.system_partly(name) {
            (Some(system), problems) if problems.is_empty() => Ok(system),
            (_, problems) => Err(problems),
        }
    }

    /// Reads as much of a system and its instruments as can be read, for a check of the rest, with every problem of the form
    /// of its files: see [`System::read_partly`].
    pub fn system_partly(&self, name: &str) -> (Option<Arc<System>>, Vec<Diagnostic>) {
        remembered(&self.memo.systems, name, || self.read_system(name))
    }

    /// Reads as much of a common instrument as can be read, with every problem of its file; none where there is no such file.
    pub fn instrument_partly(&self, name: &str) -> Option<(Option<Arc<Instrument>>, Vec<Diagnostic>)> {
        let source = self.instruments.get(name)?;
        Some(remembered(&self.memo.instruments, name, || {
            Instrument::read_partly(source)
        }))
    }

    fn read_system(&self, name: &str) -> (Option<Arc<System>>, Vec<Diagnostic>) {
        let found = self.systems.get(name);
        let Some((files, source)) = found.and_then(|files| Some((files, files.system.as_ref()?))) else {
            let known: Vec<&str> = self.system_names().collect();
            return (None, vec![Catalog::unknown("system", name, &known)]);
        };
        let (mut system, mut diagnostics) = System::read_partly(source, &self.vocabulary());
        let mut own: Vec<Arc<Instrument>> = Vec::new();
        // Rule files that could not be read are not unknown.
        let mut unread: Vec<String> = Vec::new();
        for source in &files.instruments {
            // Studies and mappings may stand beside the law; they are no part of it.
            if !matches!(FileKind::of(source), FileKind::Instrument | FileKind::Unknown) {
                continue;
            }
            let (instrument, found) = Instrument::read_partly(source);
            diagnostics.extend(found);
            let stem = source
                .name
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .trim_end_matches(".toml");
            let Some(instrument) = instrument else {
                unread.push(stem.to_string());
                continue;
            };
            if stem != instrument.name {
                let collector = Collector::new(source);
                collector.report(
                    "bad-name",
                    "name",
                    &instrument.span,
                    "an instrument has the name of its file",
                    &instrument.name,
                    stem,
                    "rename the file or the instrument",
                );
                diagnostics.extend(collector.into_diagnostics());
                unread.push(stem.to_string());
            }
            own.push(instrument);
        }
        if let Some(system) = &mut system {
            system.broken.extend(unread);
            diagnostics.extend(self.put_in_order(system, own));
            diagnostics.extend(self.check_later_law(system));
        }
        (system.map(Arc::new), diagnostics)
    }

    /// Refuses names of nothing in what a system says of its later law.
    fn check_later_law(&self, system: &System) -> Vec<Diagnostic> {
        let collector = Collector::new(&system.source);
        if let Some(law) = system.ageing.as_ref().and_then(|ageing| ageing.law.as_ref()) {
            let common = |name: &str| self.instrument_partly(name).map(|(instrument, _)| instrument);
            let names: Vec<&str> = self.instrument_names().collect();
            law.check(system, &common, &names, &collector);
        }
        collector.into_diagnostics()
    }

    /// Puts the rule files of a system's folder, and the common ones that it names, in the order of the system.
    fn put_in_order(&self, system: &mut System, mut own: Vec<Arc<Instrument>>) -> Vec<Diagnostic> {
        let collector = Collector::new(&system.source);
        let mut diagnostics = Vec::new();
        let mut ordered: Vec<Arc<Instrument>> = Vec::new();
        for (wanted, span) in &system.order {
            if ordered.iter().any(|instrument| instrument.name == *wanted) {
                collector.report(
                    "doubled-name",
                    "instruments.order",
                    span,
                    format!("`{wanted}` stands twice in the order"),
                    wanted,
                    "each instrument once",
                    "remove one of them",
                );
            } else if let Some(at) = own.iter().position(|instrument| instrument.name == *wanted) {
                ordered.push(own.remove(at));
            } else if let Some((instrument, found)) = self.instrument_partly(wanted) {
                diagnostics.extend(found);
                ordered.extend(instrument);
            } else if system.broken.insert(wanted.clone()) {
                let known: Vec<&str> = own
                    .iter()
                    .map(|i| i.name.as_str())
                    .chain(self.instrument_names())
                    .collect();
                let near = nearest(wanted, known.iter().copied()).map(str::to_string);
                collector.report(
                    "unknown-name",
                    "instruments.order",
                    span,
                    format!("there is no instrument `{wanted}`"),
                    wanted,
                    known.join(", "),
                    near.as_ref()
                        .map_or("add its file".to_string(), |near| format!("did you mean `{near}`?")),
                );
                // The one that was meant stands outside the order, and what reads it is not at fault.
                system.broken.extend(near);
            }
        }
        // Libraries need not be listed; anything else that is not listed is not law.
        for instrument in own {
            if instrument.kind == crate::rules::Kind::Library {
                ordered.push(instrument);
            } else if instrument.kind == crate::rules::Kind::Scenario {
                system.scenarios.push(instrument);
            } else {
                system.available.push(instrument);
            }
        }
        system.instruments = ordered;
        diagnostics.extend(collector.into_diagnostics());
        diagnostics
    }
}
