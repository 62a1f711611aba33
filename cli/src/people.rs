//! The people of a run: which data file, read by which mapping.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use commonweal_core::document::{Collector, Diagnostic, Source, parse};
use commonweal_core::population::{Mapping, Population, RawTable};
use commonweal_core::system::{Catalog, PopulationSource, System};

use crate::error::{Failure, Outcome};
use crate::load::{Library, folder_of, is_document, is_table, join};

/// What the command line says about the people; what it leaves out the study says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// A data file, a mapping file or the name of a population.
    pub population: Option<&'a str>,
    /// A mapping file or the name of a population whose mapping is taken.
    pub mapping: Option<&'a str>,
}

/// A data file that was read.
#[derive(Clone, Debug)]
pub enum Data {
    /// One that the build carries, by its path below `policies/`.
    Embedded(String, &'static [u8]),
    /// One on the disk.
    File(PathBuf),
}

impl Data {
    /// The BLAKE3 hash of the file's bytes, in hexadecimal digits.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn hash(&self) -> Outcome<String> {
        match self {
            Data::Embedded(_, bytes) => Ok(blake3::hash(bytes).to_hex().to_string()),
            Data::File(path) => hash_file(path),
        }
    }
}

/// The BLAKE3 hash of a file, in hexadecimal digits; the file is read piece by piece.
///
/// # Errors
/// When the file cannot be read.
pub fn hash_file(path: &Path) -> Outcome<String> {
    let failed = |error: std::io::Error| Failure::io("cannot be read", path, &error);
    let mut hasher = blake3::Hasher::new();
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(hasher.finalize().to_hex().to_string()),
            Ok(length) => {
                hasher.update(piece.get(..length).unwrap_or_default());
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
}

/// What made the people of a run.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The mapping.
    pub mapping: Mapping,
    /// The data file.
    pub data: Data,
}

/// The people, with what made them.
#[derive(Clone, Debug)]
pub struct People {
    /// The people.
    pub population: Population,
    /// What made them.
    pub origin: Origin,
}

/// Reads the people of a run.
///
/// A population may be named (of the catalog), be a mapping file that names its data, or be a data file. A data file is
/// read with the mapping that is chosen, else the study's, else the one that the catalog has for the system.
///
/// # Errors
/// Every problem of mapping and data; names that do not exist, with the nearest; a mapping of another system.
pub fn people(
    library: &Library,
    choice: Choice<'_>,
    study: Option<&PopulationSource>,
    folder: Option<&Path>,
    system: &System,
) -> Outcome<People> {
    let (mapping, data) = sources(library, choice, study, folder, system)?;
    if !mapping.system.is_empty() && mapping.system != system.name {
        library.remember(&mapping.source);
        let message = format!(
            "the mapping makes people for the system `{}`, and the study runs the system `{}`",
            mapping.system, system.name
        );
        let problem = at_system(
            &mapping,
            "other-system",
            message,
            format!("`{}`", system.name),
            "name a mapping for the system of the study, with --mapping or as `population` in the study",
        );
        return Err(library.refuse(problem));
    }
    let table = read(library, &mapping, &data)?;
    let population = mapping
        .population(&table, system)
        .map_err(|problems| library.refuse(problems))?;
    Ok(People {
        population,
        origin: Origin { mapping, data },
    })
}

/// A problem at the system that a mapping names.
fn at_system(
    mapping: &Mapping,
    code: &'static str,
    message: String,
    allowed: String,
    remedy: impl Into<String>,
) -> Vec<Diagnostic> {
    let root = parse(&mapping.source).ok();
    let named = root
        .as_ref()
        .and_then(|root| root.as_table())
        .and_then(|table| table.get("system"));
    let span = named.map_or(0..0, |node| node.span.clone());
    let collector = Collector::new(&mapping.source);
    let found = format!("`{}`", mapping.system);
    collector.report(code, "system", &span, message, found, allowed, remedy);
    collector.into_diagnostics()
}

/// The system that a mapping names: one in a folder of that name beside the mapping, else one of the catalog.
///
/// # Errors
/// Every problem of the system's files; a name that is no system, shown in the mapping.
pub fn system_of(library: &mut Library, mapping: &Mapping) -> Outcome<Arc<System>> {
    if !mapping.source.name.starts_with("policies/") {
        library.add_own_system(&folder_of(Path::new(&mapping.source.name)), &mapping.system)?;
    }
    let known: Vec<String> = library.catalog.system_names().map(str::to_string).collect();
    if !known.contains(&mapping.system) {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let unknown = Catalog::unknown("system", &mapping.system, &known);
        library.remember(&mapping.source);
        let problem = at_system(mapping, unknown.code, unknown.message, unknown.allowed, unknown.remedy);
        return Err(library.refuse(problem));
    }
    library
        .catalog
        .system(&mapping.system)
        .map_err(|problems| library.refuse(problems))
}

/// Reads the columns of the data that the mapping needs.
fn read(library: &Library, mapping: &Mapping, data: &Data) -> Outcome<RawTable> {
    let wanted = mapping.wanted();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let table = match data {
        Data::Embedded(name, bytes) => commonweal_tables::read_csv(&format!("policies/{name}"), bytes, Some(&wanted)),
        Data::File(path) => commonweal_tables::read(path, Some(&wanted)),
    };
    table.map_err(|problems| library.refuse(problems))
}

/// The mapping and the data file.
fn sources(
    library: &Library,
    choice: Choice<'_>,
    study: Option<&PopulationSource>,
    folder: Option<&Path>,
    system: &System,
) -> Outcome<(Mapping, Data)> {
    let here = Path::new(".");
    let chosen = choice.mapping.map(|name| mapping(library, name, here)).transpose()?;
    match (choice.population, study) {
        (Some(file), _) if is_table(file) => {
            let mapping = match chosen {
                Some(chosen) => chosen,
                None => usual_mapping(library, study, folder, system)?,
            };
            Ok((mapping, Data::File(PathBuf::from(file))))
        }
        (Some(name), _) => with_its_data(library, chosen, mapping(library, name, here)?, here_of(name)),
        (None, Some(PopulationSource::Named(name))) => {
            let folder = folder.unwrap_or(here);
            with_its_data(
                library,
                chosen,
                mapping(library, name, folder)?,
                if is_document(name) {
                    folder_of(&join(folder, name))
                } else {
                    here.to_path_buf()
                },
            )
        }
        (None, Some(PopulationSource::File { file, mapping: name })) => {
            let folder = folder.unwrap_or(here);
            let mapping = match chosen {
                Some(chosen) => chosen,
                None => mapping(library, name, folder)?,
            };
            Ok((mapping, Data::File(join(folder, file))))
        }
        (None, None) => {
            let mapping = default_mapping(library, system)?;
            with_its_data(library, chosen, mapping, here.to_path_buf())
        }
    }
}

fn here_of(name: &str) -> PathBuf {
    if is_document(name) {
        folder_of(Path::new(name))
    } else {
        PathBuf::from(".")
    }
}

/// The data file that a mapping names; `chosen` is the mapping that reads it in the place of its own.
fn with_its_data(
    library: &Library,
    chosen: Option<Mapping>,
    mapping: Mapping,
    folder: PathBuf,
) -> Outcome<(Mapping, Data)> {
    let Some(file) = &mapping.file else {
        return Err(Failure::Sentence(format!(
            "the mapping {} names no data file; add `file = \"…\"` to it, or give the data with --population FILE",
            mapping.source.name
        )));
    };
    let embedded = format!("populations/{file}");
    let data = match library.catalog.data(&embedded) {
        Some(bytes) if mapping.source.name.starts_with("policies/") => Data::Embedded(embedded, bytes),
        _ => Data::File(join(&folder, file)),
    };
    Ok((chosen.unwrap_or(mapping), data))
}

/// The mapping of a file, when the name ends in `.toml` or `.json`, or of a population of the catalog.
///
/// # Errors
/// Every problem of the file; a name that the catalog does not have.
pub fn mapping(library: &Library, name: &str, folder: &Path) -> Outcome<Mapping> {
    let source: Source = if is_document(name) {
        library.text(&join(folder, name))?
    } else if let Some(source) = library.catalog.population(name) {
        source.clone()
    } else {
        let known: Vec<&str> = library.catalog.population_names().collect();
        let mut unknown: Diagnostic = Catalog::unknown("population", name, &known);
        if Path::new(name).exists() {
            unknown.remedy =
                "microdata are files whose names end in .csv or .parquet, mappings in .toml or .json".to_string();
        }
        return Err(library.refuse(vec![unknown]));
    };
    Mapping::read(&source).map_err(|problems| library.refuse(problems))
}

/// The mapping for a data file that was given without one: the study's, else the system's.
fn usual_mapping(
    library: &Library,
    study: Option<&PopulationSource>,
    folder: Option<&Path>,
    system: &System,
) -> Outcome<Mapping> {
    let folder = folder.unwrap_or(Path::new("."));
    match study {
        Some(PopulationSource::Named(name) | PopulationSource::File { mapping: name, .. }) => {
            mapping(library, name, folder)
        }
        None => default_mapping(library, system),
    }
}

/// The first population of the catalog that is made for the system.
fn default_mapping(library: &Library, system: &System) -> Outcome<Mapping> {
    let names: Vec<String> = library.catalog.population_names().map(str::to_string).collect();
    for name in &names {
        let found = mapping(library, name, Path::new("."))?;
        if found.system == system.name {
            return Ok(found);
        }
    }
    Err(Failure::Sentence(format!(
        "no population is known for the system `{}`; name one with --population FILE --mapping FILE, or as `population` in the study",
        system.name
    )))
}

/// The population of the catalog whose data file this is, by its path as `policies/populations/FILE`.
///
/// # Errors
/// Every problem of the catalog's mappings.
pub fn named_by_data(library: &Library, file: &str) -> Outcome<Option<String>> {
    let names: Vec<String> = library.catalog.population_names().map(str::to_string).collect();
    for name in names {
        let found = mapping(library, &name, Path::new("."))?;
        if found
            .file
            .is_some_and(|data| format!("policies/populations/{data}") == file)
        {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Cuts the people into parts of about equal numbers of households.
pub fn parts(population: Population, parts: usize) -> Vec<Population> {
    let households = population.households();
    if parts <= 1 || households == 0 {
        return vec![population];
    }
    let bound = |part: usize| (households as u128 * part as u128 / parts as u128) as usize;
    (0..parts)
        .map(|part| population.part(bound(part)..bound(part + 1)))
        .filter(|part| part.households() > 0)
        .collect()
}
