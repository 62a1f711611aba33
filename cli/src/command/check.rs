//! `commonweal check`: parses, types and checks files, and runs their worked cases.

use std::path::{Path, PathBuf};

use commonweal_core::costing::{CheckReport, Checked, check, check_countries};
use commonweal_core::document::{Diagnostic, Node, Source, parse};
use commonweal_core::system::{Study, System};

use super::household::{self, LawArguments};
use crate::error::{Failure, Outcome, count, print};
use crate::load::{Library, entries, folder_of, is_document};

/// The system within which a rule file is checked that belongs to none.
pub const PLAIN: &str = "plain";

/// The options of `check`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Rule files, studies, mappings, a system's folder, or folders of these
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The system within which a rule file is checked; without it, the one in whose folder it stands, else a plain one
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Says nothing but problems
    #[arg(long)]
    quiet: bool,
}

/// Checks every file and tells all problems at once.
///
/// # Errors
/// Every problem of every file; files that cannot be read.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let mut library = Library::embedded();
    let mut files = Vec::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    for path in &arguments.files {
        if let Err(failure) = collect(path, true, &mut files) {
            problems.push(unreadable(path, failure)?);
        }
    }
    let mut text = String::new();
    let mut checked = 0usize;
    for (path, is_named) in &files {
        let source = match library.text(path) {
            Ok(source) => source,
            Err(failure) => {
                problems.push(unreadable(path, failure)?);
                text.push_str(&format!("{}: cannot be read\n", path.display()));
                continue;
            }
        };
        let root = parse(&source).ok();
        if !is_named && root.as_ref().is_some_and(is_foreign) {
            continue;
        }
        checked += 1;
        let is_household = root
            .as_ref()
            .and_then(|root| root.as_table()?.get("persons")?.as_list())
            .is_some();
        let (outcome, found) = if is_household {
            let found = check_household(&library, &source, arguments.system.clone())?;
            ("household".to_string(), found)
        } else {
            let report = check_file(&mut library, path, &source, arguments.system.as_deref())?;
            (summary(&report), report.diagnostics)
        };
        let outcome = if found.is_empty() {
            format!("ok: {outcome}")
        } else {
            count(found.len(), "problem")
        };
        text.push_str(&format!("{}: {outcome}\n", path.display()));
        for problem in found {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    if checked == 0 && problems.is_empty() {
        return Err(Failure::Sentence(
            "there is no .toml or .json file of commonweal to check".to_string(),
        ));
    }
    if !arguments.quiet && checked > 0 {
        print(&text)?;
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(library.refuse(problems))
    }
}

/// A file that cannot be read as a problem among others, so that the other files are checked all the same.
fn unreadable(path: &Path, failure: Failure) -> Outcome<Diagnostic> {
    let Failure::Sentence(message) = failure else {
        return Err(failure);
    };
    Ok(Diagnostic {
        code: "unreadable-file",
        file: path.display().to_string(),
        path: String::new(),
        line: None,
        column: None,
        span: None,
        message,
        found: String::new(),
        allowed: String::new(),
        remedy: "check the path, and whether you may read the file".to_string(),
    })
}

/// Whether a document that a folder holds is somebody else's, such as Cargo.toml, or a result and no input, or a lock file.
fn is_foreign(root: &Node) -> bool {
    root.as_table().is_none_or(|table| {
        table.get("format").is_none() || table.get("fingerprint").or(table.get("solutions")).is_some()
    })
}

/// The documents that a path stands for, with whether they were named: itself, or those in and below a folder. A system's
/// rule files are checked with it.
fn collect(path: &Path, is_named: bool, files: &mut Vec<(PathBuf, bool)>) -> Outcome<()> {
    if !path.is_dir() {
        let is_vocabulary = path.file_name().is_some_and(|name| name == "vocabulary.toml");
        if is_named || (is_document(&path.to_string_lossy()) && !is_vocabulary) {
            files.push((path.to_path_buf(), is_named));
        }
        return Ok(());
    }
    let system = path.join("system.toml");
    if system.is_file() {
        files.push((system, true));
        return Ok(());
    }
    for entry in entries(path)? {
        // Generated: the multipliers of recipes.
        if entry.ends_with("populations/locks") {
            continue;
        }
        collect(&entry, false, files)?;
    }
    Ok(())
}

/// Works a household out; its figures are not of interest here.
fn check_household(library: &Library, source: &Source, system: Option<String>) -> Outcome<Vec<Diagnostic>> {
    let law = LawArguments {
        system,
        ..LawArguments::default()
    };
    let found = household::session(Library::embedded(), &law, source).and_then(|session| {
        commonweal_core::costing::household(&session.prepared, source).map_err(|problems| library.refuse(problems))
    });
    match found {
        Ok(_) => Ok(Vec::new()),
        Err(Failure::Problems { diagnostics, .. }) => Ok(diagnostics),
        Err(failure) => Err(failure),
    }
}

fn check_file(library: &mut Library, path: &Path, source: &Source, system: Option<&str>) -> Outcome<CheckReport> {
    let folder = folder_of(path);
    let own = own_system(library, &folder)?;
    // A study or a mapping names the system that may stand beside it.
    if let Some(named) = text_of(source, "system") {
        library.add_own_system(&folder, &named)?;
    }
    let context = match (system, &own) {
        (Some(name), _) => name,
        (None, Some(name)) => name.as_str(),
        (None, None) => PLAIN,
    };
    let beside = library.beside(Some(&folder));
    let mut found = check(source, &library.catalog, context, &beside);
    if found.what == Checked::Study
        && found.diagnostics.is_empty()
        && let Ok(study) = Study::read(source)
    {
        found.diagnostics = check_countries(&study, &library.catalog, &beside);
    }
    Ok(found)
}

/// Adds the system in whose folder a file stands to the catalog, under its own name.
fn own_system(library: &mut Library, folder: &Path) -> Outcome<Option<String>> {
    let path = crate::load::join(folder, "system.toml");
    if !path.is_file() {
        return Ok(None);
    }
    let source = library.text(&path)?;
    let name = match System::read(&source, &library.catalog.vocabulary()) {
        Ok(system) => system.name,
        // Its problems are told when the system itself is checked; what is read of it here is the name alone.
        Err(_) => match text_of(&source, "name") {
            Some(name) => name,
            None => return Ok(None),
        },
    };
    let files = library.system_files(folder)?;
    library.catalog.add_system(&name, files);
    Ok(Some(name))
}

/// A text at the root of a document.
fn text_of(source: &Source, key: &str) -> Option<String> {
    let root = parse(source).ok()?;
    root.as_table()?.get(key)?.as_text().map(str::to_string)
}

/// What was checked, in a few words.
fn summary(report: &CheckReport) -> String {
    let what = match report.what {
        Checked::Instrument => "",
        Checked::System => "system, ",
        Checked::Study => "study",
        Checked::Mapping => "mapping",
        Checked::Recipe => "recipe",
    };
    let counts = format!(
        "{}, {}, {}",
        count(report.parameters as usize, "parameter"),
        count(report.rules as usize, "rule"),
        count(report.cases as usize, "case")
    );
    match report.what {
        Checked::Mapping => what.to_string(),
        Checked::Recipe => format!(
            "{what}, {}, {}",
            count(report.rules as usize, "table"),
            count(report.parameters as usize, "target")
        ),
        Checked::Study if report.rules == 0 => what.to_string(),
        Checked::Study => format!("{what}, {counts}"),
        _ => format!("{what}{counts}"),
    }
}
