//! `commonweal synth`: makes people from a recipe, tells how its targets were met, and writes them as microdata.

use std::path::{Path, PathBuf};

use commonweal_core::population::{ColumnData, Lock, Population, Recipe, Report, generate};
use commonweal_core::system::{ColumnKind, System};
use commonweal_tables::{Table, TableColumn, write, write_atomically};

use super::run::json;
use crate::error::{Failure, Outcome, print};
use crate::load::{Library, folder_of, is_table};
use crate::output::grid::{Align, Grid, wrap};
use crate::output::microdata::refuse;
use crate::output::number::{decimal, money, people as number_of, percent};
use crate::people;
use crate::progress::Bar;

/// The options of `synth`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// A recipe: a population of the catalog, or a file whose name ends in .toml or .json
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
    let Some(found) = people::recipe(&library, &arguments.recipe, here)? else {
        return Err(people::no_recipe(&library, &arguments.recipe, here));
    };
    let recipe = &found.recipe;
    let mapping = arguments
        .out
        .as_deref()
        .map(|out| mapping_of(out, recipe))
        .transpose()?;
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
    if let (Some(out), Some(mapping)) = (&arguments.out, &mapping) {
        write(&table(&made.population, &system), out).map_err(refuse)?;
        write_text(
            mapping,
            &mapping_text(out, recipe, &made.report, &made.population, &system),
        )?;
    }
    if arguments.json {
        return print(&json(&made.report)?);
    }
    if arguments.quiet {
        return Ok(());
    }
    let mut text = page(recipe, &made.report);
    for file in arguments.out.iter().chain(&mapping) {
        text.push_str(&format!("Saved        {}\n", file.display()));
    }
    print(&text)
}

fn write_text(path: &Path, text: &str) -> Outcome<()> {
    write_atomically(path, |file| {
        use std::io::Write;
        file.write_all(text.as_bytes())
    })
    .map_err(refuse)
}

/// What a mapping begins with that this command may replace.
const MARK: &str = "# Written by `commonweal synth`";

/// The mapping's file beside the data.
///
/// # Errors
/// A sentence when the data have another ending, or a file of the mapping's name is not one that this command has written.
fn mapping_of(out: &Path, recipe: &Recipe) -> Outcome<PathBuf> {
    if !is_table(&out.to_string_lossy()) {
        return Err(Failure::Sentence(format!(
            "-o {}: people are saved as .csv or .parquet; name such a file",
            out.display()
        )));
    }
    let mapping = out.with_extension("toml");
    let is_foreign = mapping.exists() && !std::fs::read_to_string(&mapping).is_ok_and(|text| text.starts_with(MARK));
    if is_foreign || mapping == Path::new(&recipe.source.name) {
        return Err(Failure::Sentence(format!(
            "-o {}: the mapping would be saved as {}, which is another file; name the data otherwise",
            out.display(),
            mapping.display()
        )));
    }
    Ok(mapping)
}

/// One row a person: ids, the weight of the household, the columns of persons, those of households.
fn table(population: &Population, system: &System) -> Table {
    let persons = population.persons();
    let household: Vec<usize> = match &population.entities[1].members {
        Some(members) => members.unit_of_person.iter().map(|of| *of as usize).collect(),
        None => Vec::new(),
    };
    let slice = population.weights.as_slice();
    let unit = f64::powi(2.0, -population.weight_scale().exact_exponent);
    let weight = |of: &usize| (u64::from(slice.low()[*of]) | u64::from(slice.high()[*of]) << 26) as f64 * unit;
    let ids = |entity: usize, row: usize| population.entities[entity].ids.key(row) as i64;
    let mut columns = vec![
        (
            "household_id".to_string(),
            TableColumn::I64(household.iter().map(|of| ids(1, *of)).collect()),
        ),
        (
            "person_id".to_string(),
            TableColumn::I64((0..persons).map(|row| ids(0, row)).collect()),
        ),
        (
            "weight".to_string(),
            TableColumn::F64(household.iter().map(weight).collect()),
        ),
    ];
    for column in &population.columns {
        let row = |person: usize| if column.entity == 0 { person } else { household[person] };
        let value = |person: usize| column.data.value(row(person));
        let is_truth = is_truth(&column.name, system);
        let cells = match (&column.labels, &column.data) {
            (Some(labels), _) => TableColumn::Text(
                (0..persons)
                    .map(|person| labels.get(value(person) as usize).cloned().unwrap_or_default())
                    .collect(),
            ),
            (None, ColumnData::F64(_)) if !is_truth => TableColumn::F64((0..persons).map(value).collect()),
            _ => TableColumn::I64((0..persons).map(|person| value(person) as i64).collect()),
        };
        columns.push((column.name.clone(), cells));
    }
    Table { columns }
}

fn is_truth(name: &str, system: &System) -> bool {
    matches!(name, "is_head" | "is_spouse")
        || system
            .column(name)
            .is_some_and(|column| column.kind == ColumnKind::Truth)
}

/// The mapping by which a study reads the table.
fn mapping_text(out: &Path, recipe: &Recipe, report: &Report, population: &Population, system: &System) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let file = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let head = &report.head;
    let mut text = format!(
        "{MARK} with the data beside it.\nformat = 1\nname = {}\ntitle = {{ en = {} }}\nreference = {}\nfile = {}\nsystem = {}\n",
        quoted(&recipe.name),
        quoted(recipe.title.in_language("en")),
        quoted(&format!(
            "Synthetic people of the recipe {}: {} households, seed {}, fingerprint {}",
            recipe.name, head.households, head.seed, head.fingerprint
        )),
        quoted(&file),
        quoted(&system.name),
    );
    if let Some(year) = recipe.year {
        text.push_str(&format!("year = {year}\n"));
    }
    text.push_str("rows = \"person\"\nweight = \"weight\"\nhousehold = \"household_id\"\nperson = \"person_id\"\n");
    let notes = recipe.notes.in_language("en");
    if !notes.is_empty() {
        text.push_str(&format!("notes = {{ en = {} }}\n", quoted(notes)));
    }
    for (entity, name) in [(0, "person"), (1, "household")] {
        text.push_str(&format!("\n[columns.{name}]\n"));
        for column in population.columns.iter().filter(|column| column.entity == entity) {
            let name = &column.name;
            if column.labels.is_none() && is_truth(name, system) {
                text.push_str(&format!("{name} = \"{name} == 1\"\n"));
            } else {
                text.push_str(&format!("{name} = \"{name}\"\n"));
            }
        }
    }
    text
}

/// The report for a reader.
fn page(recipe: &Recipe, report: &Report) -> String {
    let head = &report.head;
    let mut text = wrap(recipe.title.in_language("en"), "", 0);
    text.push_str(&wrap(
        &format!(
            "{} households with {} persons, standing for {} households; seed {}.",
            decimal(f64::from(head.households), 0),
            decimal(f64::from(head.persons), 0),
            number_of(head.represented),
            head.seed
        ),
        "",
        0,
    ));
    let how = match (head.from_lock, head.converged) {
        (true, _) => "the weights are those of the lock file".to_string(),
        (false, true) => format!("all hard targets could be met at once, in {} rounds", head.rounds),
        (false, false) => format!(
            "the targets could not all be met at once, tried in {} rounds",
            head.rounds
        ),
    };
    text.push_str(&wrap(
        &format!(
            "{} of {} targets are met; {how}. The largest miss is {}. Weights from {} to {}, median {}; {} at a bound; effective \
             number of households {} ({}).",
            head.met,
            head.calibrated,
            percent(head.worst_miss, 2),
            decimal(head.weight_minimum, 1),
            decimal(head.weight_maximum, 1),
            decimal(head.weight_median, 1),
            percent(head.bounds_hit_share, 2),
            decimal(head.effective_households, 0),
            percent(head.effective_households / f64::from(head.households), 0),
        ),
        "",
        0,
    ));
    text.push('\n');
    let mut grid = Grid::new(&[
        ("Target", Align::Left),
        ("Wanted", Align::Right),
        ("Raw", Align::Right),
        ("Ratio", Align::Right),
        ("Met", Align::Left),
        ("Pull", Align::Right),
        ("Standing", Align::Left),
    ]);
    for row in &report.targets {
        let amount = |x: f64| if row.wanted >= 1e10 { money(x) } else { number_of(x) };
        let met = match (row.role, row.met) {
            ("held_out", _) => "held out",
            ("left_out", _) => "left out",
            ("follows", true) => "follows",
            (_, true) => "yes",
            (_, false) => "NO",
        };
        grid.row([
            row.id.clone(),
            amount(row.wanted),
            decimal(row.raw_ratio, 3),
            decimal(row.ratio, 4),
            met.to_string(),
            decimal(row.pull, 2),
            row.standing.to_string(),
        ]);
    }
    text.push_str(&grid.text(2));
    for conflict in &report.conflicts {
        text.push_str(&wrap(
            &format!(
                "`{}` (pull {}) against `{}` (pull {})",
                conflict.up,
                decimal(conflict.pulls.0, 2),
                conflict.down,
                decimal(conflict.pulls.1, 2)
            ),
            "  - pulls against each other: ",
            4,
        ));
    }
    for warning in &report.warnings {
        text.push_str(&wrap(warning, "  - ", 4));
    }
    let assumed = report.assumptions.len();
    text.push_str(&wrap(
        &format!(
            "{assumed} tables, correlations and targets are assumptions or borrowed shapes; --json lists them with their ranges. What is no \
             target is no more certain than the tables: weights mend what they name, and may spoil what they do not."
        ),
        "\n  - ",
        4,
    ));
    text.push_str(&format!("\nFingerprint  {}\n", head.fingerprint));
    text
}
