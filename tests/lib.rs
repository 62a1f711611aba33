//! What the tests that cross crates share: the files of the project as sources, a catalog of all its systems, small people, and
//! the comparisons with others that the page of validation tells too.

pub mod people;
pub mod validation;
pub mod variants;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use commonweal_core::costing::{Prepared, prepare};
use commonweal_core::document::{Diagnostic, Source};
use commonweal_core::population::Population;
use commonweal_core::rules::compile::Program;
use commonweal_core::simulation::{Outcome, Request, run};
use commonweal_core::system::{Catalog, Study, SystemFiles};

/// A source of that name and text.
pub fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.to_string(),
        text: Arc::from(text),
    }
}

/// The folder of the tests.
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of `tests/rules` that hold a system, each with the system's name.
pub const RULE_SYSTEMS: [(&str, &str); 4] = [
    ("w1", "w1"),
    ("germany", "german_rules"),
    ("us_amt", "us_amt"),
    ("sketches", "sketches"),
];

/// The files of `tests/rules/FOLDER`, sorted by name; named by their path below the project.
///
/// # Panics
/// When the folder cannot be read.
pub fn rule_files(name: &str) -> Vec<Source> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder().join("rules").join(name))
        .expect("the folder of rules can be read")
        .map(|entry| entry.expect("an entry of the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).expect("a rule file can be read");
            source(
                &format!(
                    "tests/rules/{name}/{}",
                    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
                ),
                &text,
            )
        })
        .collect()
}

/// The text files of `policies/` by their path below it.
pub fn policy_files() -> Vec<(&'static str, Source)> {
    commonweal_policies::FILES
        .iter()
        .filter(|(path, _)| path.ends_with(".toml"))
        .filter_map(|(path, bytes)| {
            Some((
                *path,
                source(&format!("policies/{path}"), std::str::from_utf8(bytes).ok()?),
            ))
        })
        .collect()
}

/// Every system of `policies/` and of `tests/rules`.
pub fn catalog() -> Catalog {
    let mut catalog = Catalog::new(commonweal_policies::FILES.iter().copied());
    for (folder, system) in RULE_SYSTEMS {
        let mut files = SystemFiles::default();
        for file in rule_files(folder) {
            if file.name.ends_with("/system.toml") {
                files.system = Some(file);
            } else if !is_study(&file) {
                files.instruments.push(file);
            }
        }
        catalog.add_system(system, files);
    }
    catalog
}

/// The first and the last year whose law a system holds; one where they are the same. A study that names no year gets the first
/// alone.
///
/// # Panics
/// When the system is not sound or has no year.
pub fn outer_years(catalog: &Catalog, system: &str) -> Vec<i32> {
    let found = catalog.system(system).expect("the system is sound");
    let mut years: Vec<i32> = found
        .years
        .first()
        .into_iter()
        .chain(found.years.last())
        .copied()
        .collect();
    years.dedup();
    assert!(!years.is_empty(), "{system} has no year");
    years
}

/// Whether a file of `tests/rules` is a study and no rule file.
pub fn is_study(file: &Source) -> bool {
    file.text.lines().any(|line| line.starts_with("system = "))
}

/// Nothing stands beside the file.
pub fn nothing_beside(_: &str) -> Option<Source> {
    None
}

/// A study from its text, prepared with nothing beside it.
///
/// # Errors
/// Those of [`Study::read`] and [`prepare`].
pub fn prepared(text: &str, catalog: &Catalog) -> Result<Prepared, Vec<Diagnostic>> {
    prepare(
        &Study::read(&source("study.toml", text))?,
        catalog,
        &nothing_beside,
        &[],
        None,
    )
}

/// Runs a program with nothing kept from a run before.
///
/// # Errors
/// Those of [`run`].
pub fn run_fresh(
    program: &Program,
    parts: &[Population],
    seed: u64,
    request: &Request,
) -> Result<Outcome, Vec<Diagnostic>> {
    run(program, parts, seed, request, &[], Vec::new(), &|_, _| true)
}
