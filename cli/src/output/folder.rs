//! A run saved in a folder: every table as CSV and Parquet, the results, the texts that went in, and the manifest.
//!
//! The folder is filled under another name beside its place and renamed when it is complete.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use commonweal_core::costing::{MODEL_VERSION, Microdata, ResultTable, Results, YearsResults, tables, tables_of_years};
use commonweal_core::document::Source;

use super::microdata::{refuse, result_table, save as save_ledger};
use super::path::relative;
use crate::command::run::json;
use crate::error::{Failure, Outcome};
use crate::load::folder_of;
use crate::manifest::{INPUTS, Input, MANIFEST, Manifest, ManifestOptions, ManifestYears, Role, SavedFile};
use crate::people::{Data, Origin, hash_file};
use crate::session::Session;

/// Refuses a place that holds anything but nothing, or an earlier run and no more.
///
/// # Errors
/// A sentence that names what stands in the way.
pub fn check_target(target: &Path) -> Outcome<()> {
    let refuse = |why: String| {
        Err(Failure::Sentence(format!(
            "--out {}: {why}; name another folder",
            target.display()
        )))
    };
    if !target.exists() {
        return if target.file_name().is_some() {
            Ok(())
        } else {
            refuse("the path names no folder".to_string())
        };
    }
    if !target.is_dir() {
        return refuse("there is a file of that name".to_string());
    }
    if entries_and_hidden(target)?.is_empty() {
        return Ok(());
    }
    let known = match earlier(target) {
        Ok(Some(known)) => known,
        Ok(None) => {
            return refuse(format!(
                "the folder is not empty and holds no {MANIFEST} of an earlier run"
            ));
        }
        Err(_) => return refuse(format!("the folder's {MANIFEST} is not that of an earlier run")),
    };
    for file in files_below(target, "")? {
        if !known.contains(&file) {
            return refuse(format!(
                "beside an earlier run the folder holds {file}, which would be lost"
            ));
        }
    }
    Ok(())
}

/// The files of an earlier run, or of two that were compared; None where there is neither.
///
/// # Errors
/// A record that cannot be read.
fn earlier(target: &Path) -> Outcome<Option<BTreeSet<String>>> {
    let of_run = |folder: &str| -> Outcome<Option<Vec<String>>> {
        let path = target.join(folder).join(MANIFEST);
        if !path.is_file() {
            return Ok(None);
        }
        let files = Manifest::read(&path)?.files.into_iter().map(|saved| saved.file);
        let own = files.chain([MANIFEST.to_string()]);
        Ok(Some(own.map(|file| format!("{folder}{file}")).collect()))
    };
    if let Some(files) = of_run("")? {
        return Ok(Some(files.into_iter().collect()));
    }
    if !target.join(COMPARISON).is_file() {
        return Ok(None);
    }
    let own = ["csv", "parquet", "json"].map(|ending| format!("comparison.{ending}"));
    let mut known = BTreeSet::from(own);
    for folder in COMPARED {
        known.extend(of_run(&format!("{folder}/"))?.unwrap_or_default());
    }
    Ok(Some(known))
}

/// The document of two runs that were compared, within their folder.
const COMPARISON: &str = "comparison.json";
/// The folders of the two runs within that folder.
const COMPARED: [&str; 2] = ["first", "second"];

fn entries_and_hidden(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let failed = |error: std::io::Error| Failure::io("cannot be read", folder, &error);
    fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()).map_err(failed))
        .collect()
}

fn files_below(folder: &Path, prefix: &str) -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    for path in entries_and_hidden(folder)? {
        let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            files.extend(files_below(&path, &format!("{name}/"))?);
        } else {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}

/// A folder that is removed unless it has been renamed.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After the renaming there is nothing of this name, and the error says just that.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a run found, as it is saved.
pub struct Found {
    /// Its tables.
    pub tables: Vec<ResultTable>,
    /// The whole as JSON.
    pub json: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// The years of a run over several.
    pub years: Option<ManifestYears>,
}

impl Found {
    /// Of a run of one year.
    ///
    /// # Errors
    /// A sentence when the results cannot be written as JSON.
    pub fn of_year(results: &Results) -> Outcome<Found> {
        Ok(Found {
            tables: tables(results),
            json: json(results)?,
            fingerprint: results.fingerprint.clone(),
            years: None,
        })
    }

    /// Of a run over several years.
    ///
    /// # Errors
    /// A sentence when the results cannot be written as JSON.
    pub fn of_years(results: &YearsResults, (first, last): (i32, i32), frozen: bool) -> Outcome<Found> {
        Ok(Found {
            tables: tables_of_years(results),
            json: json(results)?,
            fingerprint: results.fingerprint.clone(),
            years: Some(ManifestYears {
                first,
                last,
                discount_rate: results.discount_rate,
                frozen,
            }),
        })
    }
}

/// A study that ran, as it is saved.
pub struct Saved<'a> {
    /// What it found.
    pub found: &'a Found,
    /// The study.
    pub session: &'a Session,
    /// The people.
    pub origin: &'a Origin,
    /// The values that the command line set.
    pub set: &'a [String],
}

/// Saves a run; `ledger` is the microdata that stand in the folder too, with the name of their file.
///
/// # Errors
/// When something cannot be written; the place then holds what it held before.
pub fn save(target: &Path, run: &Saved<'_>, ledger: Option<(&str, Microdata)>) -> Outcome<()> {
    check_target(target)?;
    let unfinished = begun(target)?;
    fill(&unfinished.0, run, ledger)?;
    put_in_place(&unfinished.0, target)
}

/// Saves two runs that were compared: `first` and `second`, each a folder that `verify` takes, and beside them the comparison as
/// tables and as `comparison.json`.
///
/// # Errors
/// When something cannot be written; the place then holds what it held before.
pub fn save_comparison(target: &Path, tables: &[ResultTable], json: &str, runs: [Saved<'_>; 2]) -> Outcome<()> {
    check_target(target)?;
    let unfinished = begun(target)?;
    for (folder, run) in COMPARED.iter().zip(&runs) {
        let folder = unfinished.0.join(folder);
        fs::create_dir(&folder).map_err(unwritten(&folder))?;
        fill(&folder, run, None)?;
    }
    write_tables(&unfinished.0, tables)?;
    let path = unfinished.0.join(COMPARISON);
    fs::write(&path, json).map_err(unwritten(&path))?;
    put_in_place(&unfinished.0, target)
}

/// The folder that is filled, beside the place that it will have.
fn begun(target: &Path) -> Outcome<Unfinished> {
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let parent = folder_of(target);
    fs::create_dir_all(&parent).map_err(unwritten(&parent))?;
    let unfinished = Unfinished(parent.join(format!(".{name}.{}.part", std::process::id())));
    fs::create_dir(&unfinished.0).map_err(unwritten(&unfinished.0))?;
    Ok(unfinished)
}

fn unwritten(path: &Path) -> impl Fn(std::io::Error) -> Failure + use<> {
    let path = path.to_path_buf();
    move |error| Failure::io("cannot be written", &path, &error)
}

/// The tables of a run in a folder, as CSV and Parquet; the names of their files.
fn write_tables(folder: &Path, tables: &[ResultTable]) -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    for table in tables {
        for ending in ["csv", "parquet"] {
            let file = format!("{}.{ending}", table.name);
            commonweal_tables::write(&result_table(table), &folder.join(&file)).map_err(refuse)?;
            files.push(file);
        }
    }
    Ok(files)
}

/// Writes a run into a folder that is there and empty.
fn fill(folder: &Path, run: &Saved<'_>, ledger: Option<(&str, Microdata)>) -> Outcome<()> {
    let Saved {
        found,
        session,
        origin,
        set,
    } = *run;
    let mut files = write_tables(folder, &found.tables)?;
    if let Some((file, ledger)) = ledger {
        if files.iter().any(|known| known == file) {
            return Err(Failure::Sentence(format!(
                "--microdata {file}: --out saves a table of that name there; name the file otherwise"
            )));
        }
        save_ledger(&folder.join(file), ledger)?;
        files.push(file.to_string());
    }
    let mut write = |file: &str, text: &str| -> Outcome<()> {
        let path = folder.join(file);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(unwritten(above))?;
        }
        fs::write(&path, text).map_err(unwritten(&path))?;
        files.push(file.to_string());
        Ok(())
    };
    write("results.json", &found.json)?;
    let mut inputs = Vec::new();
    for (role, source) in texts(session, origin) {
        let hash = blake3::hash(source.text.as_bytes()).to_hex().to_string();
        // A package is copied too: whoever opens the folder reads what was asked.
        let is_embedded = source.name.starts_with("policies/") && role != Role::Study;
        let file = if is_embedded {
            source.name.clone()
        } else {
            copied(session, role, &source)
        };
        if !is_embedded {
            write(&file, &source.text)?;
        }
        inputs.push(Input {
            role,
            file,
            blake3: hash,
            embedded: is_embedded,
        });
    }
    let (file, embedded) = match &origin.data {
        Data::Embedded(file, _) => (format!("policies/{file}"), true),
        Data::File(path) => (relative(folder, path), false),
    };
    inputs.push(Input {
        role: Role::Data,
        file,
        blake3: origin.data.hash()?,
        embedded,
    });
    files.sort();
    let files = files
        .into_iter()
        .map(|file| {
            let blake3 = hash_file(&folder.join(&file))?;
            Ok(SavedFile { file, blake3 })
        })
        .collect::<Outcome<Vec<SavedFile>>>()?;
    let options = &session.prepared.study.options;
    let manifest = Manifest {
        format: 1,
        model_version: MODEL_VERSION.to_string(),
        study: session.prepared.study.name.clone(),
        system: session.prepared.system.name.clone(),
        year: found.years.map_or(session.prepared.year, |years| years.first),
        years: found.years,
        options: ManifestOptions::of(options),
        seed: options.seed,
        scenario: session.scenario_asked(),
        attribution: session.attribution_asked.map(|way| way.name().to_string()),
        set: set.to_vec(),
        fingerprint: found.fingerprint.clone(),
        inputs,
        files,
    };
    let path = folder.join(MANIFEST);
    fs::write(&path, json(&manifest)?).map_err(unwritten(&path))
}

/// The texts that went in, each once: the study first.
fn texts(session: &Session, origin: &Origin) -> Vec<(Role, Source)> {
    let mut texts: Vec<(Role, Source)> = vec![(Role::Study, session.file.study.source.clone())];
    let mut add = |role: Role, source: &Source| {
        if !texts.iter().any(|(_, known)| known.name == source.name) {
            texts.push((role, source.clone()));
        }
    };
    if let Some(mapping) = origin.mapping() {
        add(Role::Mapping, &mapping.source);
    }
    add(Role::Rules, &session.library.catalog.vocabulary());
    add(Role::Rules, &session.prepared.system.source);
    for law in std::iter::once(&session.prepared.baseline).chain(&session.prepared.reform) {
        for instrument in &law.instruments {
            add(Role::Rules, &instrument.source);
        }
    }
    // What was read from the disk beside these: a package, a rule file of a system's folder.
    for source in session.library.files_read() {
        add(Role::Rules, &source);
    }
    texts
}

/// Where the copy of a text stands in the folder: as it stood beside the study, a mapping in a folder of its own.
fn copied(session: &Session, role: Role, source: &Source) -> String {
    let path = Path::new(source.name.strip_prefix("policies/").unwrap_or(&source.name));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if role == Role::Mapping {
        return format!("{INPUTS}/mapping/{name}");
    }
    let folder = session.file.folder.as_deref().unwrap_or(Path::new("."));
    let below = if folder == Path::new(".") {
        Some(path)
    } else {
        path.strip_prefix(folder).ok()
    };
    let below = below.filter(|below| {
        below
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)))
    });
    match below {
        Some(below) if role != Role::Study => {
            let parts: Vec<String> = below
                .components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect();
            format!("{INPUTS}/{}", parts.join("/"))
        }
        _ => format!("{INPUTS}/{name}"),
    }
}

/// Gives the finished folder its name; an earlier run in its place is removed afterwards.
fn put_in_place(unfinished: &Path, target: &Path) -> Outcome<()> {
    let failed = |error: std::io::Error| Failure::io("cannot be written", target, &error);
    if !target.exists() {
        return fs::rename(unfinished, target).map_err(failed);
    }
    let mut earlier = unfinished.as_os_str().to_owned();
    earlier.push(".earlier");
    let earlier = PathBuf::from(earlier);
    fs::rename(target, &earlier).map_err(failed)?;
    if let Err(error) = fs::rename(unfinished, target) {
        // Back to what was there; the error is told in either case.
        let _ = fs::rename(&earlier, target);
        return Err(failed(error));
    }
    fs::remove_dir_all(&earlier).map_err(|error| Failure::io("could not be removed", &earlier, &error))
}
