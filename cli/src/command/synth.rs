//! `commonweal synth`: makes people from a recipe, tells how its targets were met, and writes them as microdata.

use std::path::{Path, PathBuf};

use commonweal_core::population::{Lock, Recipe, Report, generate};
use commonweal_tables::PeopleHead;

use super::run::json;
use crate::error::{Outcome, print};
use crate::load::{Library, folder_of};
use crate::output::calibration::{Form, page};
use crate::output::people::{mapping_of, save, write_text};
use crate::people;
use crate::progress::Bar;

/// The options of `synth`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// A recipe: a population of the catalog, a country with one, or a file whose name ends in .toml or .json
    recipe: String,
    /// How many households are made; without it, as many as the recipe says
    #[arg(short = 'n', long, value_name = "N")]
    households: Option<u32>,
    /// The seed of the draws; without it, that of the recipe
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
    /// The system whose columns are written; without it, that of the recipe
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Saves one row a person (.csv or .parquet), and beside it the mapping (.toml) by which a study reads it
    #[arg(short = 'o', long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Saves the report: .md, .csv (a row a target) or .json
    #[arg(long, value_name = "FILE", conflicts_with = "lock")]
    report: Option<PathBuf>,
    /// Saves the multipliers found for these seeds (without it, the recipe's), so that the weights are known without calibration
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    lock: Option<PathBuf>,
    /// The seeds whose multipliers --lock saves
    #[arg(long, value_name = "SEED,…", value_delimiter = ',', requires = "lock")]
    seeds: Vec<u64>,
    /// Prints the report as one JSON document
    #[arg(long)]
    json: bool,
    /// Says nothing but errors, and the JSON where it is asked for
    #[arg(long)]
    quiet: bool,
}

/// Makes the people. Nothing is written before everything has been made.
///
/// # Errors
/// Every problem of the recipe; targets that contradict each other; places that cannot be written.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let mut library = Library::embedded();
    let here = Path::new(".");
    let name = people::of_country(&library, &arguments.recipe);
    let Some(found) = people::recipe(&library, &name, here)? else {
        return Err(people::no_recipe(&library, &name, here));
    };
    let recipe = &found.recipe;
    // Refused before the work rather than after it.
    if let Some(out) = &arguments.out {
        mapping_of(out, &recipe.source.name)?;
    }
    let form = arguments.report.as_deref().map(Form::of).transpose()?;
    let folder = (!recipe.source.name.starts_with("policies/")).then(|| folder_of(Path::new(&recipe.source.name)));
    let name = arguments.system.as_deref().unwrap_or(&recipe.system);
    let system = people::system_named(&mut library, name, folder.as_deref())?;
    let made = |seed: Option<u64>, lock: Option<&Lock>| {
        let bar = Bar::new("making people", arguments.quiet);
        generate(recipe, &system, arguments.households, seed, lock, &|done, total| {
            bar.tick(done, total)
        })
        .map_err(|problems| library.refuse(problems))
    };
    if let Some(path) = &arguments.lock {
        let seeds = match arguments.seeds.as_slice() {
            [] => vec![arguments.seed.unwrap_or(recipe.default_seed)],
            seeds => seeds.to_vec(),
        };
        let mut solutions = Vec::new();
        for seed in seeds {
            solutions.push(made(Some(seed), None)?.solution);
        }
        let text = json(&Lock::new(recipe.hash(), solutions))?;
        return write_text(path, &text);
    }
    let lock = found.lock(&library)?;
    let made = made(arguments.seed, lock.as_ref())?;
    let mapping = match &arguments.out {
        Some(out) => Some(save(
            out,
            &recipe.source.name,
            &made.population,
            &system,
            head_of(recipe, &made.report),
        )?),
        None => None,
    };
    if let (Some(file), Some(form)) = (&arguments.report, form) {
        write_text(file, &form.text(recipe, &made.report)?)?;
    }
    if arguments.json {
        return print(&json(&made.report)?);
    }
    if arguments.quiet {
        return Ok(());
    }
    let mut text = page(recipe, &made.report);
    for file in arguments.out.iter().chain(&mapping).chain(&arguments.report) {
        text.push_str(&format!("Saved        {}\n", file.display()));
    }
    print(&text)
}

/// What the mapping of saved people says of them.
pub fn head_of(recipe: &Recipe, report: &Report) -> PeopleHead {
    let head = &report.head;
    PeopleHead {
        name: recipe.name.clone(),
        title: recipe.title.in_language("en").to_string(),
        reference: format!(
            "Synthetic people of the recipe {}: {} households, seed {}, fingerprint {}",
            recipe.name, head.households, head.seed, head.fingerprint
        ),
        notes: recipe.notes.in_language("en").to_string(),
        year: recipe.year,
        ..PeopleHead::default()
    }
}
