//! `cargo xtask generate`: files that are made from the sources and committed, and the check that none is stale.

use crate::Result;
use crate::classes;
use crate::process;
use crate::reference;
use crate::typescript;
use crate::validate;
use crate::workspace::Workspace;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One file: its path from the root, with `/`, and its text.
pub type File = (String, String);

/// What makes some files, all of the folder it names and no others.
pub struct Generator {
    /// The folder, from the root, in which nothing but this generator's files may stand; or its only file.
    pub folder: &'static str,
    /// Makes the files. Whatever it starts must give the same bytes on every machine.
    pub make: fn(&Workspace) -> Result<Vec<File>>,
}

/// All generators; adding one is adding a line that names its folder and its function or closure. What only the engine
/// knows is asked of the command line (`process::capture(workspace.cargo().args(["run", "--release", ...]))`).
const GENERATORS: &[Generator] = &[
    Generator {
        folder: "schemas",
        make: schemas,
    },
    Generator {
        folder: typescript::FILE,
        make: typescript::types,
    },
    Generator {
        folder: "policies/populations/locks",
        make: locks,
    },
    Generator {
        folder: "tests/golden/fingerprints",
        make: fingerprints,
    },
    Generator {
        folder: classes::FOLDER,
        make: python_classes,
    },
    REFERENCE,
    Generator {
        folder: validate::PAGE,
        make: validate::page,
    },
];

/// The pages of docs/reference, which `cargo xtask docs` makes alone.
const REFERENCE: Generator = Generator {
    folder: reference::FOLDER,
    make: reference_pages,
};

/// The recipes whose weights are known in advance for their usual number of households, with the seeds.
const LOCKED: &[(&str, &str)] = &[
    ("germany", "1"),
    ("guangdong", "1"),
    ("informal-economy", "1"),
    ("stylised", "1,2,3,4,5"),
    ("us", "1"),
];

/// The commands whose fingerprints are golden: a name, the study, and what else the run and the browser binding need.
const GOLDEN: &[Golden] = &[
    Golden {
        name: "us-current-law",
        study: "policies/packages/us-current-law.toml",
        system: None,
        mapping: None,
        data: None,
    },
    Golden {
        name: "us-eitc-expansion",
        study: "policies/packages/us-eitc-expansion.toml",
        system: None,
        mapping: None,
        data: None,
    },
    Golden {
        name: "germany-current-law",
        study: "policies/packages/germany-current-law.toml",
        system: None,
        mapping: None,
        data: None,
    },
    Golden {
        name: "guangdong-current-law",
        study: "policies/packages/guangdong-current-law.toml",
        system: None,
        mapping: None,
        data: None,
    },
    Golden {
        name: "informal-economy-current-law",
        study: "policies/packages/informal-economy-current-law.toml",
        system: None,
        mapping: None,
        data: None,
    },
    Golden {
        name: "us-people",
        study: "tests/golden/us-people.toml",
        system: None,
        mapping: None,
        data: None,
    },
    Golden {
        name: "menu",
        study: "tests/golden/menu.toml",
        system: None,
        mapping: None,
        data: None,
    },
    Golden {
        name: "three-tier-safety-net",
        study: "policies/packages/three-tier-safety-net.toml",
        system: None,
        mapping: None,
        data: None,
    },
    Golden {
        name: "shock",
        study: "tests/golden/shock.toml",
        system: None,
        mapping: None,
        data: None,
    },
    Golden {
        name: "stylised",
        study: "tests/golden/stylised.toml",
        system: None,
        mapping: None,
        data: None,
    },
    Golden {
        name: "rationed",
        study: "tests/rules/rationed.toml",
        system: Some(("sketches", "tests/rules/sketches")),
        mapping: Some(("people", "tests/golden/people.toml")),
        data: Some("tests/golden/people.csv"),
    },
];

/// The runs over several years whose fingerprints are golden: a name, the study, the first and the last year.
const GOLDEN_YEARS: &[(&str, &str, u16, u16)] = &[
    ("years", "tests/golden/years.toml", 2026, 2029),
    // What the page runs of that study: every year that its law is held for.
    ("all-years", "tests/golden/years.toml", 2026, 2034),
    // Real places, beyond the last year whose law was read.
    ("years-us", "tests/golden/years-us.toml", 2026, 2028),
    ("years-germany", "tests/golden/years-germany.toml", 2026, 2028),
    ("years-guangdong", "tests/golden/years-guangdong.toml", 2026, 2028),
];

/// A golden study.
struct Golden {
    name: &'static str,
    study: &'static str,
    /// A system that is not embedded: its name and its folder.
    system: Option<(&'static str, &'static str)>,
    /// A mapping that is not embedded: its name and its file.
    mapping: Option<(&'static str, &'static str)>,
    data: Option<&'static str>,
}

/// A run of the command line, built as the README's first command builds it.
fn commonweal(workspace: &Workspace, arguments: &[&str]) -> Result<String> {
    let command = ["run", "--release", "--quiet", "--package", "commonweal", "--"];
    process::capture(workspace.cargo().args(command).args(arguments))
}

/// The JSON Schema of every file that a user writes and of every result.
fn schemas(workspace: &Workspace) -> Result<Vec<File>> {
    let folder = workspace.target.join("generated-schemas");
    let shown = folder.display().to_string();
    // A schema that no longer exists must not be found in what an earlier run left.
    let _ = fs::remove_dir_all(&folder);
    commonweal(workspace, &["schema", "--all", &shown])?;
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|error| format!("{shown} cannot be read: {error}"))? {
        let path = entry
            .map_err(|error| format!("{shown} cannot be read: {error}"))?
            .path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let text = fs::read_to_string(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        files.push((format!("schemas/{name}"), text));
    }
    files.sort();
    Ok(files)
}

/// The multipliers of recipes, so that preset people need no calibration.
fn locks(workspace: &Workspace) -> Result<Vec<File>> {
    let folder = workspace.target.join("generated-locks");
    let failed = |error: std::io::Error| format!("{} cannot be written: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    let mut files = Vec::new();
    for (recipe, seeds) in LOCKED {
        let path = folder.join(format!("{recipe}.json"));
        let shown = path.display().to_string();
        commonweal(workspace, &["synth", recipe, "--lock", &shown, "--seeds", seeds])?;
        let text = fs::read_to_string(&path).map_err(|error| format!("{shown} cannot be read: {error}"))?;
        files.push((format!("policies/populations/locks/{recipe}.json"), text));
    }
    Ok(files)
}

/// The golden fingerprints, as the command line gives them; node compares the browser binding with this file.
fn fingerprints(workspace: &Workspace) -> Result<Vec<File>> {
    let mut entries = Vec::new();
    for golden in GOLDEN {
        let mut arguments = vec!["run", golden.study, "--json", "--quiet"];
        if let Some((_, mapping)) = golden.mapping {
            arguments.extend(["--mapping", mapping]);
        }
        if let Some(data) = golden.data {
            arguments.extend(["--population", data]);
        }
        let fingerprint = fingerprint(workspace, golden.name, &arguments)?;
        let named = |pair: Option<(&str, &str)>| {
            pair.map_or("{}".to_string(), |(name, path)| format!("{{ \"{name}\": \"{path}\" }}"))
        };
        let data = golden.data.map_or("null".to_string(), |data| format!("\"{data}\""));
        entries.push(format!(
            "    {{\n      \"name\": \"{}\",\n      \"study\": \"{}\",\n      \"systems\": {},\n      \"mappings\": {},\n      \"data\": {data},\n      \"fingerprint\": \"{fingerprint}\"\n    }}",
            golden.name,
            golden.study,
            named(golden.system),
            named(golden.mapping),
        ));
    }
    let mut years = Vec::new();
    for (name, study, first, last) in GOLDEN_YEARS {
        let range = format!("{first}:{last}");
        let fingerprint = fingerprint(workspace, name, &["run", study, "--years", &range, "--json", "--quiet"])?;
        years.push(format!(
            "    {{\n      \"name\": \"{name}\",\n      \"study\": \"{study}\",\n      \"first\": {first},\n      \"last\": {last},\n      \"fingerprint\": \"{fingerprint}\"\n    }}",
        ));
    }
    let text = format!(
        "{{\n  \"studies\": [\n{}\n  ],\n  \"years\": [\n{}\n  ]\n}}\n",
        entries.join(",\n"),
        years.join(",\n")
    );
    Ok(vec![("tests/golden/fingerprints/fingerprints.json".to_string(), text)])
}

/// The fingerprint that a run of the command line gives.
fn fingerprint(workspace: &Workspace, name: &str, arguments: &[&str]) -> Result<String> {
    let results = commonweal(workspace, arguments)?;
    let mut lines = results.lines().map(str::trim);
    lines
        .find_map(|line| line.strip_prefix("\"fingerprint\": \"")?.strip_suffix("\","))
        .map(str::to_string)
        .ok_or_else(|| format!("the results of {name} have no fingerprint"))
}

/// The Python package's class of every instrument.
fn python_classes(workspace: &Workspace) -> Result<Vec<File>> {
    let instruments = commonweal(workspace, &["instruments", "--json"])?;
    classes::modules(&instruments, &commonweal(workspace, &["list", "--json"])?)
}

/// A page for every instrument, package, system, population and scenario.
fn reference_pages(workspace: &Workspace) -> Result<Vec<File>> {
    let instruments = commonweal(workspace, &["instruments", "--all", "--json"])?;
    let list = commonweal(workspace, &["list", "--json"])?;
    let family = |package: &str, file: &str| {
        let study = ["household", file, "--study", package, "--json"];
        commonweal(workspace, &study)
    };
    reference::pages(workspace, &instruments, &list, &family)
}

/// Writes the pages of the reference, or with `check` only tells what is stale.
pub fn docs(workspace: &Workspace, check: bool) -> Result<()> {
    run_all(workspace, &[REFERENCE], check)
}

/// Writes the generated files, or with `check` changes nothing and fails when one is stale. `only` names the folders that are wanted;
/// empty: all.
pub fn run(workspace: &Workspace, check: bool, only: &[String]) -> Result<()> {
    if only.is_empty() {
        return run_all(workspace, GENERATORS, check);
    }
    for folder in only {
        let Some(generator) = GENERATORS.iter().find(|own| own.folder == folder.trim_end_matches('/')) else {
            let known: Vec<&str> = GENERATORS.iter().map(|own| own.folder).collect();
            return Err(format!(
                "no files of {folder} are generated; allowed: {}",
                known.join(", ")
            ));
        };
        run_all(workspace, std::slice::from_ref(generator), check)?;
    }
    Ok(())
}

fn run_all(workspace: &Workspace, generators: &[Generator], check: bool) -> Result<()> {
    let mut problems = Vec::new();
    let mut count = 0;
    for generator in generators {
        let files = (generator.make)(workspace)?;
        let names: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        for (path, text) in &files {
            count += 1;
            let full = workspace.root.join(path);
            if fs::read_to_string(&full).is_ok_and(|found| found == *text) {
                continue;
            }
            if check {
                let what = if full.exists() { "is stale" } else { "is missing" };
                problems.push(format!("{path} {what}; run `cargo xtask generate`"));
            } else {
                write(&full, text)?;
                println!("wrote {path}");
            }
        }
        for path in files_below(workspace, generator.folder)? {
            if !names.contains(path.as_str()) {
                problems.push(format!("{path} is made by no generator; remove it"));
            }
        }
    }
    if problems.is_empty() {
        println!("{count} generated files are current");
        return Ok(());
    }
    Err(problems.join("\n       "))
}

/// Writes beside the file and renames, so that a file is never half-written.
pub fn write(path: &Path, text: &str) -> Result<()> {
    let failed = |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    fs::write(&unfinished, text)
        .and_then(|()| fs::rename(&unfinished, path))
        .map_err(failed)
}

/// The files below a folder, as paths from the root with `/`; none when there is no such folder.
pub fn files_below(workspace: &Workspace, folder: &str) -> Result<Vec<String>> {
    let full = workspace.root.join(folder);
    if !full.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error| format!("{folder} cannot be read: {error}");
    let mut files = Vec::new();
    for entry in fs::read_dir(&full).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if path.ends_with("/__pycache__") {
            // What Python leaves beside modules that it ran.
            continue;
        }
        if entry.path().is_dir() {
            files.extend(files_below(workspace, &path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder of its own, removed at the end.
    struct Place(Workspace);

    impl Place {
        fn new(name: &str) -> Place {
            let root = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&root);
            assert!(fs::create_dir_all(&root).is_ok());
            Place(Workspace {
                target: root.join("target"),
                root,
            })
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0.root);
        }
    }

    const LIST: &[Generator] = &[Generator {
        folder: "made",
        make: |_| Ok(vec![("made/a.json".into(), "{}\n".into())]),
    }];

    #[test]
    fn missing_stale_and_stray_files_are_named() {
        let place = Place::new("generate");
        let check = || run_all(&place.0, LIST, true);
        assert_eq!(
            check(),
            Err("made/a.json is missing; run `cargo xtask generate`".to_string())
        );
        assert_eq!(run_all(&place.0, LIST, false), Ok(()));
        assert_eq!(check(), Ok(()));
        assert!(fs::write(place.0.root.join("made/a.json"), "[]\n").is_ok());
        assert_eq!(
            check(),
            Err("made/a.json is stale; run `cargo xtask generate`".to_string())
        );
        assert_eq!(run_all(&place.0, LIST, false), Ok(()));
        assert!(fs::write(place.0.root.join("made/b.json"), "").is_ok());
        assert_eq!(
            check(),
            Err("made/b.json is made by no generator; remove it".to_string())
        );
    }

    #[test]
    fn an_error_of_a_generator_is_passed_on() {
        let place = Place::new("generate-error");
        let list = [Generator {
            folder: "made",
            make: |_| Err("no schema".into()),
        }];
        assert_eq!(run_all(&place.0, &list, false), Err("no schema".to_string()));
    }
}
