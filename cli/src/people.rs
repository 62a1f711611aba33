//! The people of a run: which data file, read by which mapping.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use commonweal_core::document::{Diagnostic, Source};
use commonweal_core::figures::report::PeopleNotes;
use commonweal_core::population::{Lock, Mapping, Population, RawTable, Recipe, Report, generate};
use commonweal_core::rules::Texts;
use commonweal_core::simulation::Progress;
use commonweal_core::system::{Catalog, FileKind, PopulationSource, System};

use crate::error::{Failure, Outcome};
use crate::load::{Library, folder_of, is_document, is_table, join};
use crate::progress::Bar;

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
    /// How the data are read or made.
    pub maker: Maker,
    /// The data file, or the recipe.
    pub data: Data,
}

/// How people come about.
#[derive(Clone, Debug)]
pub enum Maker {
    /// A mapping reads them from a data file.
    Mapping(Box<Mapping>),
    /// A recipe makes them.
    Recipe(Box<Recipe>),
}

impl Origin {
    /// The mapping, where there is one.
    pub fn mapping(&self) -> Option<&Mapping> {
        match &self.maker {
            Maker::Mapping(mapping) => Some(mapping),
            Maker::Recipe(_) => None,
        }
    }

    /// The name of the people.
    pub fn name(&self) -> &str {
        match &self.maker {
            Maker::Mapping(mapping) => &mapping.name,
            Maker::Recipe(recipe) => &recipe.name,
        }
    }

    /// Their title by language.
    pub fn title(&self) -> &Texts {
        match &self.maker {
            Maker::Mapping(mapping) => &mapping.title,
            Maker::Recipe(recipe) => &recipe.title,
        }
    }

    /// What is to be known of them.
    pub fn notes(&self) -> &Texts {
        match &self.maker {
            Maker::Mapping(mapping) => &mapping.notes,
            Maker::Recipe(recipe) => &recipe.notes,
        }
    }

    /// Where they come from.
    pub fn reference(&self) -> &str {
        match &self.maker {
            Maker::Mapping(mapping) => &mapping.reference,
            Maker::Recipe(recipe) => &recipe.reference,
        }
    }

    /// The year that they describe.
    pub fn year(&self) -> Option<i32> {
        match &self.maker {
            Maker::Mapping(mapping) => mapping.year,
            Maker::Recipe(recipe) => recipe.year,
        }
    }

    /// What a report tells of them.
    pub fn told(&self) -> PeopleNotes {
        PeopleNotes {
            title: self.title().clone(),
            reference: self.reference().to_string(),
            notes: self.notes().clone(),
            year: self.year(),
            assumptions: self.assumptions(),
        }
    }

    /// What is assumed of them.
    pub fn assumptions(&self) -> Vec<(String, String)> {
        match &self.maker {
            Maker::Mapping(mapping) => mapping.assumptions(),
            Maker::Recipe(recipe) => recipe.assumptions(),
        }
    }
}

/// The people, with what made them.
#[derive(Clone, Debug)]
pub struct People {
    /// The people.
    pub population: Population,
    /// What made them.
    pub origin: Origin,
    /// How a recipe's targets are met; `None` for people read from data.
    pub report: Option<Report>,
}

impl People {
    /// A sentence where the targets of a recipe could not all be met.
    pub fn warning(&self) -> Option<String> {
        let head = &self.report.as_ref()?.head;
        (!head.converged && !head.from_lock).then(|| {
            format!(
                "{} of {} targets of the recipe {} are met; `commonweal synth` tells which pull against each other",
                head.met, head.calibrated, head.recipe
            )
        })
    }
}

/// Reads the people of a run.
///
/// A population may be named (of the catalog), be a mapping file that names its data, or be a data file. A data file is
/// read with the mapping that is chosen, else the study's, else the one that the catalog has for the system.
///
/// # Errors
/// Every problem of mapping and data; names that do not exist, with the nearest; a mapping of another system.
///
/// `progress` is told of the making of synthetic people, and may cancel it; without it a bar is shown at a terminal.
pub fn people(
    library: &Library,
    choice: Choice<'_>,
    study: Option<&PopulationSource>,
    folder: Option<&Path>,
    system: &System,
    progress: Option<&Progress<'_>>,
) -> Outcome<People> {
    if let Some(found) = synthetic(library, choice, study, folder, system, progress)? {
        return Ok(found);
    }
    let (mapping, data) = sources(library, choice, study, folder, system)?;
    if let Err(problem) = mapping.fits(system) {
        library.remember(&mapping.source);
        return Err(library.refuse(problem));
    }
    let table = read(library, &mapping, &data)?;
    let population = mapping
        .population(&table, system)
        .map_err(|problems| library.refuse(problems))?;
    Ok(People {
        population,
        origin: Origin {
            maker: Maker::Mapping(Box::new(mapping)),
            data,
        },
        report: None,
    })
}

/// A recipe with the file that it is and the lock file beside it.
pub struct Found {
    /// The recipe.
    pub recipe: Recipe,
    lock: Option<Source>,
    /// The recipe's file.
    pub data: Data,
}

impl Found {
    /// The multipliers that are known; `None` where there is no lock file.
    ///
    /// # Errors
    /// A lock file that is none.
    pub fn lock(&self, library: &Library) -> Outcome<Option<Lock>> {
        let lock = self.lock.as_ref().map(Lock::read).transpose();
        lock.map_err(|problems| library.refuse(problems))
    }
}

/// The recipe of a name: a file of a folder when it ends in `.toml` or `.json`, else one of the catalog. `None` when the name
/// is no recipe; whether it is anything else is for others to say.
///
/// # Errors
/// Every problem of the recipe.
pub fn recipe(library: &Library, name: &str, folder: &Path) -> Outcome<Option<Found>> {
    let (source, lock, data) = if is_document(name) {
        let path = join(folder, name);
        if !path.is_file() {
            return Ok(None);
        }
        let source = library.text(&path)?;
        if FileKind::of(&source) != FileKind::Recipe {
            return Ok(None);
        }
        let lock = path.with_extension("lock.json");
        let lock = if lock.is_file() {
            Some(library.text(&lock)?)
        } else {
            None
        };
        (source, lock, Data::File(path))
    } else {
        let Some(source) = library.catalog.population(name) else {
            return Ok(None);
        };
        let file = source
            .name
            .strip_prefix("policies/")
            .unwrap_or(&source.name)
            .to_string();
        let Some(bytes) = commonweal_policies::file(&file).filter(|_| FileKind::of(source) == FileKind::Recipe) else {
            return Ok(None);
        };
        let lock = library.catalog.lock(name).cloned();
        (source.clone(), lock, Data::Embedded(file, bytes))
    };
    let recipe = Recipe::read(&source).map_err(|problems| library.refuse(problems))?;
    Ok(Some(Found { recipe, lock, data }))
}

/// The people of a recipe, when the command line or the study names one.
fn synthetic(
    library: &Library,
    choice: Choice<'_>,
    study: Option<&PopulationSource>,
    folder: Option<&Path>,
    system: &System,
    progress: Option<&Progress<'_>>,
) -> Outcome<Option<People>> {
    let here = Path::new(".");
    let folder = folder.unwrap_or(here);
    let of_study = match study {
        Some(PopulationSource::Named(name)) => recipe(library, name, folder)?,
        Some(PopulationSource::Recipe { recipe: name, .. }) => {
            let found = recipe(library, name, folder)?;
            if found.is_none() && (choice.population.is_none() || choice.mapping.is_some()) {
                return Err(no_recipe(library, name, folder));
            }
            found
        }
        _ => None,
    };
    let found = match choice.population {
        Some(name) => recipe(library, name, here)?,
        None => of_study,
    };
    let Some(found) = found else {
        return Ok(None);
    };
    if choice.mapping.is_some() {
        return Err(Failure::Sentence(format!(
            "the recipe {} makes people and no data file, so there is nothing for a mapping to read; leave --mapping out",
            found.recipe.source.name
        )));
    }
    // The number and the seed of the study belong to its recipe, also where the command line names it again.
    let (households, seed) = match study {
        Some(PopulationSource::Recipe {
            recipe: name,
            households,
            seed,
        }) if choice.population.is_none()
            || recipe(library, name, folder)?.is_some_and(|own| own.recipe.source.text == found.recipe.source.text) =>
        {
            (*households, *seed)
        }
        _ => (None, None),
    };
    let lock = found.lock(library)?;
    let made = {
        let bar = Bar::new("making people", progress.is_some());
        let shown = |done, total| bar.tick(done, total);
        generate(
            &found.recipe,
            system,
            households,
            seed,
            lock.as_ref(),
            match &progress {
                Some(progress) => *progress,
                None => &shown,
            },
        )
        .map_err(|problems| library.refuse(problems))?
    };
    Ok(Some(People {
        population: made.population,
        origin: Origin {
            maker: Maker::Recipe(Box::new(found.recipe)),
            data: found.data,
        },
        report: Some(made.report),
    }))
}

/// The failure for a name that is no recipe.
pub fn no_recipe(library: &Library, name: &str, folder: &Path) -> Failure {
    if is_document(name) {
        return Failure::Sentence(format!(
            "{} is no recipe for people: a recipe is a .toml or .json file with a table [recipe]",
            join(folder, name).display()
        ));
    }
    let names = library.catalog.population_names();
    let known: Vec<&str> = names.filter(|name| is_recipe(library, name)).collect();
    library.refuse(vec![Catalog::unknown("recipe", name, &known)])
}

/// The population that is meant by a word: a country's, where no population of the catalog has that name.
pub fn of_country(library: &Library, word: &str) -> String {
    let is_population = library.catalog.population(word).is_some();
    let country = (!is_document(word) && !is_population).then(|| library.catalog.country(word).ok());
    let own = country
        .flatten()
        .and_then(|system| Some(system.country.as_ref()?.population.clone()));
    own.unwrap_or_else(|| word.to_string())
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
        let problem = mapping.at_system(unknown.code, unknown.message, unknown.allowed, &unknown.remedy);
        return Err(library.refuse(problem));
    }
    library
        .catalog
        .system(&mapping.system)
        .map_err(|problems| library.refuse(problems))
}

/// The system that a recipe names: one in a folder of that name beside it, else one of the catalog.
///
/// # Errors
/// Every problem of the system's files; a name that is no system.
pub fn system_named(library: &mut Library, name: &str, folder: Option<&Path>) -> Outcome<Arc<System>> {
    if let Some(folder) = folder {
        library.add_own_system(folder, name)?;
    }
    library
        .catalog
        .system(name)
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
        // A recipe that the command line passes over, or that is none.
        (None, Some(PopulationSource::Recipe { recipe, .. })) => {
            Err(no_recipe(library, recipe, folder.unwrap_or(here)))
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
        // A recipe makes people and reads none.
        Some(PopulationSource::Named(name)) if recipe(library, name, folder)?.is_some() => {
            default_mapping(library, system)
        }
        Some(PopulationSource::Named(name) | PopulationSource::File { mapping: name, .. }) => {
            mapping(library, name, folder)
        }
        Some(PopulationSource::Recipe { .. }) | None => default_mapping(library, system),
    }
}

/// The first population of the catalog that is made for the system.
fn default_mapping(library: &Library, system: &System) -> Outcome<Mapping> {
    let names: Vec<String> = library.catalog.population_names().map(str::to_string).collect();
    for name in names.iter().filter(|name| !is_recipe(library, name)) {
        let found = mapping(library, name, Path::new("."))?;
        if found.system == system.name {
            return Ok(found);
        }
    }
    let own = match people_of(library, system) {
        Some(own) => format!(
            "people of it that need none come with the program: --population {own}, or population = \"{own}\" in the study"
        ),
        None => "the people that come with the program are of other systems (`commonweal list populations` names all)"
            .to_string(),
    };
    Err(Failure::Sentence(format!(
        "no population is chosen for the system `{}`, and no data of it come with the program; a data file such as a CSV needs a mapping, which says what its columns \
         are: --population FILE --mapping FILE, or `population` in the study; {own}",
        system.name
    )))
}

/// The people of the catalog that are made for a system: its country's, else the first recipe that names it.
fn people_of(library: &Library, system: &System) -> Option<String> {
    let catalog = &library.catalog;
    let of_country = system.country.as_ref().map(|country| &country.population);
    if let Some(own) = of_country.filter(|own| catalog.population(own).is_some()) {
        return Some(own.clone());
    }
    let mut recipes = catalog.population_names().filter(|name| is_recipe(library, name));
    let own = recipes.find(|name| {
        let recipe = catalog.population(name).map(Recipe::read);
        recipe.is_some_and(|recipe| recipe.is_ok_and(|recipe| recipe.system == system.name))
    });
    own.map(str::to_string)
}

fn is_recipe(library: &Library, name: &str) -> bool {
    let source = library.catalog.population(name);
    source.is_some_and(|source| FileKind::of(source) == FileKind::Recipe)
}

/// The population of the catalog whose data file this is, by its path as `policies/populations/FILE`.
///
/// # Errors
/// Every problem of the catalog's mappings.
pub fn named_by_data(library: &Library, file: &str) -> Outcome<Option<String>> {
    let names: Vec<String> = library.catalog.population_names().map(str::to_string).collect();
    for name in names.into_iter().filter(|name| !is_recipe(library, name)) {
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
