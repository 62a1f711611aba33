//! `commonweal verify`: runs a saved result again and compares the fingerprint.

use std::path::{Path, PathBuf};

use commonweal_core::costing::{MODEL_VERSION, cost, cost_years};
use commonweal_core::system::Attribution;

use crate::error::{Failure, Outcome, print};
use crate::load::{Library, folder_of};
use crate::manifest::{Input, MANIFEST, Manifest, ManifestOptions, Role};
use crate::output::path::resolve;
use crate::people::{hash_file, named_by_data};
use crate::progress::Bar;
use crate::session::{Session, StudyArguments, open};

/// The options of `verify`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// manifest.json of a folder that `run --out` made, or the folder
    manifest: PathBuf,
    /// The data file, where it is no longer in the place that the manifest names
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// How many threads work; the results are the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Says nothing but errors; the exit code tells the outcome
    #[arg(long)]
    quiet: bool,
}

/// Checks that the inputs and the saved files are those of the manifest, runs the inputs and compares.
///
/// # Errors
/// [`Failure::Differs`] when an input, a saved file, an option or the fingerprint differs; sentences and problems of what cannot be read.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let path = if arguments.manifest.is_dir() {
        arguments.manifest.join(MANIFEST)
    } else {
        arguments.manifest.clone()
    };
    let manifest = Manifest::read(&path)?;
    let folder = folder_of(&path);
    let mut differing = Vec::new();
    for input in &manifest.inputs {
        let hash = hash_of(input, &folder, arguments.population.as_deref())?;
        if hash.as_deref() != Some(input.blake3.as_str()) {
            differing.push(match hash {
                Some(_) => format!("{} is not the file that the results were made from", input.file),
                None => format!("{} is not part of this build", input.file),
            });
        }
    }
    let altered = altered(&manifest, &folder)?;
    if !altered.is_empty() {
        differing.push(format!("altered since: {}", altered.join(", ")));
    }
    let version = if manifest.model_version == MODEL_VERSION {
        String::new()
    } else {
        format!(
            " The results were made by version {}, this is version {MODEL_VERSION}.",
            manifest.model_version
        )
    };
    if !differing.is_empty() {
        return Err(Failure::Differs(format!(
            "not verified: {}.{version}",
            differing.join("; ")
        )));
    }
    let study = manifest.input(Role::Study).ok_or_else(|| missing(&path, "study"))?;
    let data = manifest.input(Role::Data).ok_or_else(|| missing(&path, "data file"))?;
    let mapping = manifest.input(Role::Mapping);
    let place = |input: &Input| resolve(&folder, &input.file).display().to_string();
    let mapping = mapping.map(|input| {
        if input.embedded {
            name_of(&input.file)
        } else {
            place(input)
        }
    });
    let library = Library::embedded();
    let population = match (&arguments.population, data.embedded) {
        (Some(file), false) => file.display().to_string(),
        (None, false) => place(data),
        (_, true) if data.file.ends_with(".toml") => name_of(&data.file),
        (_, true) => {
            named_by_data(&library, &data.file)?.ok_or_else(|| missing(&path, "population that the build carries"))?
        }
    };
    let asked = StudyArguments {
        study: place(study),
        // The study was saved as it had been carried.
        country: None,
        population: Some(population),
        mapping,
        year: Some(manifest.year),
        scenario: manifest.scenario.clone(),
        calm: false,
        attribution: manifest.attribution.as_deref().and_then(Attribution::parse),
        set: manifest.set.clone(),
        threads: arguments.threads,
    };
    let mut session = open(library, &asked)?;
    let differing = other_terms(&manifest, &session);
    if !differing.is_empty() {
        return Err(Failure::Differs(format!(
            "not verified: {}.{version}",
            differing.join("; ")
        )));
    }
    let people = session.people(&asked)?;
    let parts = [people.population];
    let bar = Bar::new("computing again", arguments.quiet);
    let progress = |done, total| bar.tick(done, total);
    let found = match manifest.years {
        None => cost(&session.prepared, &parts, &progress).map(|costing| costing.results.fingerprint),
        Some(years) => {
            let range = (years.first, years.last);
            session.prepared.study.options.frozen |= years.frozen;
            cost_years(&session.prepared, &parts, range, years.discount_rate, &progress)
                .map(|results| results.fingerprint)
        }
    };
    let found = found.map_err(|problems| session.library.refuse(problems))?;
    drop(bar);
    if found != manifest.fingerprint {
        return Err(Failure::Differs(format!(
            "not verified: the fingerprint is {found}, the manifest says {}.{version}",
            manifest.fingerprint
        )));
    }
    if arguments.quiet {
        return Ok(());
    }
    print(&format!(
        "verified: {} inputs and {} saved files are the same, and so is the fingerprint {found}.{version}\n",
        manifest.inputs.len(),
        manifest.files.len()
    ))
}

/// The saved files that are no longer as they were saved. Copies of inputs are compared as inputs.
fn altered(manifest: &Manifest, folder: &Path) -> Outcome<Vec<String>> {
    let mut altered = Vec::new();
    for saved in &manifest.files {
        if manifest
            .inputs
            .iter()
            .any(|input| !input.embedded && input.file == saved.file)
        {
            continue;
        }
        let path = resolve(folder, &saved.file);
        if !path.is_file() {
            altered.push(format!("{} (missing)", saved.file));
        } else if hash_file(&path)? != saved.blake3 {
            altered.push(saved.file.clone());
        }
    }
    Ok(altered)
}

/// What the manifest says of the study that the study itself states otherwise.
fn other_terms(manifest: &Manifest, session: &Session) -> Vec<String> {
    let options = &session.prepared.study.options;
    let now = ManifestOptions::of(options);
    let then = &manifest.options;
    let terms = [
        ("study", manifest.study.clone(), session.prepared.study.name.clone()),
        ("system", manifest.system.clone(), session.prepared.system.name.clone()),
        ("attribution", then.attribution.clone(), now.attribution.clone()),
        (
            "poverty_line_share",
            then.poverty_line_share.to_string(),
            now.poverty_line_share.to_string(),
        ),
        ("weighting", then.weighting.clone(), now.weighting.clone()),
        ("seed", manifest.seed.to_string(), options.seed.to_string()),
    ];
    terms
        .into_iter()
        .filter(|(_, then, now)| then != now)
        .map(|(name, then, now)| format!("the manifest says {name} {then}, the study {now}"))
        .collect()
}

fn missing(path: &Path, what: &str) -> Failure {
    Failure::Sentence(format!("{} names no {what}", path.display()))
}

/// The name of an embedded population: `policies/populations/NAME.toml`.
fn name_of(file: &str) -> String {
    file.rsplit('/')
        .next()
        .unwrap_or(file)
        .trim_end_matches(".toml")
        .trim_end_matches(".json")
        .to_string()
}

/// The hash of an input as it is now; `None` for an embedded one that this build does not carry.
fn hash_of(input: &Input, folder: &Path, population: Option<&Path>) -> Outcome<Option<String>> {
    if input.embedded {
        let bytes = input.file.strip_prefix("policies/").and_then(commonweal_policies::file);
        return Ok(bytes.map(|bytes| blake3::hash(bytes).to_hex().to_string()));
    }
    let path = match (input.role, population) {
        (Role::Data, Some(path)) => path.to_path_buf(),
        _ => resolve(folder, &input.file),
    };
    hash_file(&path).map(Some)
}
