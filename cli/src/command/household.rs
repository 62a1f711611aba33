//! `commonweal household`: a household of one's own invention, its steps and its budget line.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use commonweal_core::costing::{BudgetPoint, HouseholdResult, household, prepare};
use commonweal_core::document::{Node, Source, parse};
use commonweal_core::system::{Catalog, Study};

use super::explain;
use super::run::json;
use crate::error::{Failure, Outcome, print};
use crate::load::{Library, StudyFile};
use crate::output::budget::heading;
use crate::output::grid::{Align, Grid};
use crate::output::number::{decimal, or_nothing, percent};
use crate::session::{Session, StudyArguments, open};

/// About how many points of the budget line are shown to a reader; kinks are always shown.
const POINTS_SHOWN: usize = 21;

/// The options of `household`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The household: persons = [{ age = 30, earnings = 20000 }, …], tables of units, and [vary] for the budget line
    file: PathBuf,
    #[command(flatten)]
    law: LawArguments,
    /// Prints steps and budget line as one JSON document
    #[arg(long)]
    json: bool,
}

/// Which law a household lives under.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct LawArguments {
    /// The study whose law applies, baseline and reform; else the one that the file names as `study`
    #[arg(long, value_name = "STUDY", conflicts_with = "system")]
    pub study: Option<String>,
    /// The country to whose law and money the study is carried; without a study, the country whose law applies
    #[arg(long, value_name = "COUNTRY", conflicts_with = "system")]
    pub country: Option<String>,
    /// The system whose law applies; else the one that the file names as `system`
    #[arg(long, value_name = "NAME")]
    pub system: Option<String>,
    /// The year whose law applies; else the one that the file names as `year`
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i32>,
    /// Sets a parameter, as in negative_income_tax.taper=0.6; may be repeated
    #[arg(long = "set", value_name = "INSTRUMENT.PARAMETER=VALUE")]
    pub set: Vec<String>,
}

/// Works out the household and shows it.
///
/// # Errors
/// Every problem of the file, the study or the system.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let library = Library::embedded();
    let file = library.text(&arguments.file)?;
    let session = session(library, &arguments.law, &file)?;
    let result = household(&session.prepared, &file).map_err(|problems| session.library.refuse(problems))?;
    if arguments.json {
        return print(&json(&result)?);
    }
    let has_reform = session.prepared.reform.is_some();
    print(&format!(
        "{}{}",
        explain::text(&result.explanation, None),
        budget_line(&result, has_reform)
    ))
}

/// The law that the options name, else the one that the file names.
///
/// # Errors
/// Where neither names one, and every problem of the study.
pub fn session(library: Library, arguments: &LawArguments, file: &Source) -> Outcome<Session> {
    let root = parse(file).map_err(|problems| library.refuse(problems))?;
    let named = |key: &str| root.as_table().and_then(|table| table.get(key));
    let word = |key: &str| named(key).and_then(Node::as_text).map(str::to_string);
    let year = arguments.year.or_else(|| {
        named("year")
            .and_then(Node::as_integer)
            .and_then(|year| i32::try_from(year).ok())
    });
    let study = arguments.study.clone().or_else(|| {
        if arguments.system.is_none() {
            word("study")
        } else {
            None
        }
    });
    if let Some(study) = study {
        let asked = StudyArguments {
            study,
            country: arguments.country.clone(),
            year,
            set: arguments.set.clone(),
            ..StudyArguments::default()
        };
        return open(library, &asked);
    }
    let country = match &arguments.country {
        Some(word) => Some(
            library
                .catalog
                .country(word)
                .map_err(|problems| library.refuse(problems))?
                .name
                .clone(),
        ),
        None => None,
    };
    let Some(name) = arguments.system.clone().or(country).or_else(|| word("system")) else {
        return Err(Failure::Sentence(format!(
            "{} says nothing about the law that applies; add --system NAME or --study STUDY, or one of them to the file",
            file.name
        )));
    };
    if !library.catalog.system_names().any(|known| known == name) {
        let known: Vec<&str> = library.catalog.system_names().collect();
        return Err(library.refuse(vec![Catalog::unknown("system", &name, &known)]));
    }
    // The law of a system as it stands is a study that changes nothing; `--set` changes its baseline.
    let text = format!(
        "format = 1\nname = \"household\"\nsystem = {}\n",
        serde_json::Value::from(name)
    );
    let source = Source::new("--system", Arc::<str>::from(text));
    let study = Study::read(&source).map_err(|problems| library.refuse(problems))?;
    let set = library.assignments(&arguments.set)?;
    let prepared =
        prepare(&study, &library.catalog, &|_| None, &set, year).map_err(|problems| library.refuse(problems))?;
    Ok(Session {
        library,
        file: StudyFile { study, folder: None },
        carry: None,
        attribution_asked: None,
        prepared,
        load: Duration::ZERO,
    })
}

fn budget_line(result: &HouseholdResult, has_reform: bool) -> String {
    let mut text = heading(
        "Budget line",
        &format!(
            "Disposable income of the household as {} vary; {} a year. Marginal rate: the share of the next unit of earnings that is lost.",
            result.varied, result.explanation.currency
        ),
    );
    let mut grid = if has_reform {
        Grid::new(&[
            ("Earnings", Align::Right),
            ("Baseline", Align::Right),
            ("Marginal", Align::Right),
            ("Reform", Align::Right),
            ("Marginal", Align::Right),
            ("", Align::Left),
        ])
    } else {
        Grid::new(&[
            ("Earnings", Align::Right),
            ("Net income", Align::Right),
            ("Marginal", Align::Right),
            ("", Align::Left),
        ])
    };
    let every = result.budget_line.len().div_ceil(POINTS_SHOWN).max(1);
    let is_last = |at: usize| at + 1 == result.budget_line.len();
    for (_, point) in result
        .budget_line
        .iter()
        .enumerate()
        .filter(|(at, point)| at % every == 0 || point.kink || is_last(*at))
    {
        grid.row(cells(point, has_reform));
    }
    text.push_str(&grid.text(2));
    text.push_str(&format!(
        "  The household stands at {} today. --json holds every point.\n",
        decimal(result.today, 0)
    ));
    text
}

fn cells(point: &BudgetPoint, has_reform: bool) -> Vec<String> {
    let rate = |rate: Option<f64>| or_nothing(rate, |rate| percent(rate, 1));
    let mark = match (point.jump, point.kink) {
        (true, _) => "jump",
        (false, true) => "kink",
        (false, false) => "",
    };
    let mut cells = vec![
        decimal(point.earnings, 0),
        decimal(point.baseline, 0),
        rate(point.baseline_marginal_rate),
    ];
    if has_reform {
        cells.extend([decimal(point.reform, 0), rate(point.reform_marginal_rate)]);
    }
    cells.push(mark.to_string());
    cells
}
