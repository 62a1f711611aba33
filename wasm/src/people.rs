//! The people that a study names.

use commonweal_core::costing::Prepared;
use commonweal_core::document::{Diagnostic, Source};
use commonweal_core::population::{Lock, Mapping, Population, Recipe, Report, generate};
use commonweal_core::system::{Catalog, FileKind, PopulationSource};

/// Problems, and the file that they stand in where that is not the study.
pub type Problems = (Vec<Diagnostic>, Option<Source>);

/// People, and how well they meet the targets of a recipe where one made them.
pub struct Made {
    pub population: Population,
    pub report: Option<Report>,
}

/// A file is given under its own name, without its folder.
fn stem(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or_default();
    name.trim_end_matches(".toml").to_string()
}

/// The people of a study: of its recipe, or of a data file; `data` are the bytes of the file, empty for the one that is embedded.
///
/// # Errors
/// Every problem of the files.
pub fn people_of(prepared: &Prepared, catalog: &Catalog, data: &[u8]) -> Result<Made, Problems> {
    let (name, households, seed) = match &prepared.study.population {
        Some(PopulationSource::Named(name)) => (name.clone(), None, None),
        Some(PopulationSource::File { mapping, .. }) => (stem(mapping), None, None),
        Some(PopulationSource::Recipe {
            recipe,
            households,
            seed,
        }) => (stem(recipe), *households, *seed),
        None => {
            let known: Vec<&str> = catalog.population_names().collect();
            let mut unknown = Catalog::unknown("population", "", &known);
            unknown.message = format!("the study `{}` names no population", prepared.study.name);
            return Err((vec![unknown], None));
        }
    };
    let Some(source) = catalog.population(&name) else {
        let known: Vec<&str> = catalog.population_names().collect();
        return Err((vec![Catalog::unknown("population", &name, &known)], None));
    };
    // A file beside the study has in messages the name that the study gives it.
    let source = &match &prepared.study.population {
        Some(PopulationSource::File { mapping, .. }) if mapping.ends_with(".toml") => Source {
            name: mapping.clone(),
            text: source.text.clone(),
        },
        _ => source.clone(),
    };
    let here = |found: Vec<Diagnostic>| (found, Some(source.clone()));
    if FileKind::of(source) == FileKind::Recipe {
        let recipe = Recipe::read(source).map_err(here)?;
        let lock = match catalog.lock(&name) {
            Some(lock) => Some(Lock::read(lock).map_err(|found| (found, Some(lock.clone())))?),
            None => None,
        };
        return generate(&recipe, &prepared.system, households, seed, lock.as_ref(), &|_, _| true)
            .map(|made| Made {
                population: made.population,
                report: Some(made.report),
            })
            .map_err(here);
    }
    let mapping = Mapping::read(source).map_err(here)?;
    mapping.fits(&prepared.system).map_err(here)?;
    let own = mapping.file.clone().unwrap_or_default();
    let file = match &prepared.study.population {
        Some(PopulationSource::File { file, .. }) => file.clone(),
        _ => own.clone(),
    };
    let bytes = if data.is_empty() {
        catalog.data(&format!("populations/{own}")).unwrap_or_default()
    } else {
        data
    };
    let wanted = mapping.wanted();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let table = commonweal_tables::read_csv(&file, bytes, Some(&wanted)).map_err(here)?;
    let population = mapping.population(&table, &prepared.system).map_err(here)?;
    Ok(Made {
        population,
        report: None,
    })
}
