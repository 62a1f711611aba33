//! `commonweal report`: costs a study and writes one document that can be sent.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use commonweal_core::costing::{
    Asked, Results, YearsResults, add_without_gains_to_years, cost, cost_years, tells_levy_yields, tells_without_gains,
};
use commonweal_core::figures::Language;
use commonweal_core::figures::report::{Material, Report, html, markdown, report};
use commonweal_core::population::Population;

use super::run::inputs;
use crate::asked::{add_asked, tell_left_out};
use crate::error::{Failure, Outcome, print};
use crate::load::{Library, folder_of, is_document};
use crate::output::place::settled;
use crate::output::workbook::workbook;
use crate::progress::Bar;
use crate::session::{Session, StudyArguments, open};
use crate::span::YearsArguments;
use crate::uncertain::{self, Remaking};

/// The options of `report`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// The file that is written; its ending (.html, .md, .xlsx) says the form. Without it, the document is printed
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    output: Option<PathBuf>,
    /// The form: a page, Markdown, or a workbook with a sheet for every table; html unless the file's ending says another
    #[arg(long, value_name = "FORM")]
    format: Option<Form>,
    /// The language of the document
    #[arg(long, value_name = "en|zh", default_value = "en", value_parser = language)]
    language: Language,
    #[command(flatten)]
    years: YearsArguments,
    /// Also tells what work pays every earner, as a study with incentives = true does
    #[arg(long)]
    incentives: bool,
    /// Also tells who loses one benefit because of another, and who receives two at once, as a study with interactions = true does
    #[arg(long)]
    interactions: bool,
    /// What is worked out of the assumptions: nothing, or the cost with each of them at the ends of its range (of the first year)
    #[arg(long, value_name = "KIND", default_value = "tornado")]
    sensitivity: Kind,
    #[command(flatten)]
    uncertainty: uncertain::UncertaintyArguments,
    /// Says nothing but errors
    #[arg(long)]
    quiet: bool,
}

/// The form of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// One HTML page that fetches nothing
    Html,
    /// Markdown
    Md,
    /// A workbook
    Xlsx,
}

impl Form {
    /// The endings of its files.
    fn of(path: &Path) -> Option<Form> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "html" | "htm" => Some(Form::Html),
            "md" | "markdown" => Some(Form::Md),
            "xlsx" => Some(Form::Xlsx),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Form::Html => "html",
            Form::Md => "md",
            Form::Xlsx => "xlsx",
        }
    }
}

/// What is worked out of the assumptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Nothing
    None,
    /// Each assumption at both ends of its range
    Tornado,
}

/// Costs a study and writes its report. Nothing is written before everything has been computed.
///
/// # Errors
/// Every problem of the files; a place that cannot be written, or that the run reads; a form that the file's ending contradicts.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let form = form(arguments)?;
    if arguments.sensitivity == Kind::None && arguments.uncertainty.is_asked() {
        return Err(Failure::Sentence(
            "--sensitivity none leaves out the section that --seeds and --draws are for; leave one of them out"
                .to_string(),
        ));
    }
    let mut session = open(Library::embedded(), &arguments.study)?;
    session.prepared.study.options.frozen |= arguments.years.frozen;
    let single = [
        ("--incentives", arguments.incentives),
        ("--interactions", arguments.interactions),
    ];
    let years = arguments.years.range(&arguments.study, &[&session], &single, &[])?;
    let people = session.people(&arguments.study)?;
    if let Some(target) = &arguments.output {
        for input in inputs(&session, &people.origin.data) {
            if settled(&input) == settled(target) {
                return refuse(target, "the report reads this file; name another");
            }
        }
    }
    let remaking = Remaking::of(&people);
    let parts = Arc::new(vec![people.population]);
    let found = found(arguments, &session, &parts, years)?;
    let Some(results) = found.shown() else {
        return Err(Failure::Sentence("there is no year to report on".to_string()));
    };
    let sensitivity = match arguments.sensitivity {
        Kind::None => None,
        Kind::Tornado => Some(uncertain::tornado(&session, &parts, years, arguments.quiet)?),
    };
    let uncertainty = uncertain::lines(
        arguments.uncertainty,
        &session,
        (&parts, remaking.as_ref()),
        years,
        arguments.quiet,
    )?;
    let file = is_document(&arguments.study.study).then(|| name_of(&arguments.study.study));
    let made = report(
        Material {
            prepared: &session.prepared,
            results,
            years: match &found {
                Found::Year(_) => None,
                Found::Years(years) => Some(years),
            },
            sensitivity: sensitivity.as_ref(),
            uncertainty: uncertainty.as_ref(),
            people: &people.origin.told(),
            command: &command(arguments, &session, years),
            file: file.as_deref(),
        },
        arguments.language,
    );
    write(arguments, form, &made)
}

/// What was computed.
enum Found {
    Year(Box<Results>),
    Years(Box<YearsResults>),
}

impl Found {
    /// The results whose figures are told: of several years the last.
    fn shown(&self) -> Option<&Results> {
        match self {
            Found::Year(results) => Some(results),
            Found::Years(years) => years.years.last().map(|year| &year.results),
        }
    }
}

fn found(arguments: &Arguments, session: &Session, parts: &[Population], years: Option<(i32, i32)>) -> Outcome<Found> {
    let bar = Bar::new("computing", arguments.quiet);
    let progress = |done, total| bar.tick(done, total);
    let refuse = |problems| session.library.refuse(problems);
    let Some(years) = years else {
        let mut results = cost(&session.prepared, parts, &progress).map_err(refuse)?.results;
        drop(bar);
        let asked = Asked {
            incentives: arguments.incentives,
            interactions: arguments.interactions,
            without_gains: true,
            levies: true,
        };
        add_asked(asked, session, parts, &mut results, arguments.quiet)?;
        return Ok(Found::Year(Box::new(results)));
    };
    tell_left_out(session, years.0, arguments.quiet);
    let rate = arguments.years.discount_rate();
    let mut results = cost_years(&session.prepared, parts, years, rate, &progress).map_err(refuse)?;
    add_without_gains_to_years(&session.prepared, parts, &mut results, &progress).map_err(refuse)?;
    Ok(Found::Years(Box::new(results)))
}

/// The form of the document, and whether it can be written where it shall be.
fn form(arguments: &Arguments) -> Outcome<Form> {
    let Some(target) = &arguments.output else {
        return match arguments.format {
            Some(Form::Xlsx) => Err(Failure::Sentence(
                "a workbook is no text that could be printed; name its file with -o report.xlsx".to_string(),
            )),
            asked => Ok(asked.unwrap_or(Form::Html)),
        };
    };
    let form = match (arguments.format, Form::of(target)) {
        (Some(asked), Some(own)) if asked != own => {
            let why = format!(
                "the name has the ending of {}, and --format asks for {}",
                own.name(),
                asked.name()
            );
            return refuse(target, &why);
        }
        (None, None) => {
            return refuse(
                target,
                "the name ends in neither .html, .md nor .xlsx; name another, or say the form with --format",
            );
        }
        (Some(form), _) | (None, Some(form)) => form,
    };
    if target.is_dir() {
        return refuse(target, "there is a folder of that name; name a file");
    }
    let folder = folder_of(target);
    if !folder.is_dir() {
        let why = format!("there is no folder {}; make it, or name another", folder.display());
        return refuse(target, &why);
    }
    Ok(form)
}

fn refuse<T>(target: &Path, why: &str) -> Outcome<T> {
    Err(Failure::Sentence(format!("--output {}: {why}", target.display())))
}

fn write(arguments: &Arguments, form: Form, made: &Report) -> Outcome<()> {
    let bytes = match form {
        Form::Html => html(made).into_bytes(),
        Form::Md => markdown(made).into_bytes(),
        Form::Xlsx => workbook(made)?,
    };
    let Some(target) = &arguments.output else {
        return print(&String::from_utf8_lossy(&bytes));
    };
    std::fs::write(target, bytes).map_err(|error| Failure::io("cannot be written", target, &error))?;
    if arguments.quiet {
        return Ok(());
    }
    print(&format!(
        "{}\nSaved        {}\nFingerprint  {}\n",
        made.lead,
        target.display(),
        made.fingerprint
    ))
}

/// The last part of a path: whoever reads the report has other folders.
fn name_of(path: &str) -> String {
    let name = Path::new(path)
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| path.to_string())
}

/// The commands that give the same results and check them.
fn command(arguments: &Arguments, session: &Session, years: Option<(i32, i32)>) -> String {
    let study = &arguments.study;
    let place = |text: &str| if is_file(text) { name_of(text) } else { text.to_string() };
    let mut words = vec!["commonweal".to_string(), "run".to_string(), place(&study.study)];
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            words.extend([name.to_string(), value]);
        }
    };
    option("--country", study.country.clone());
    option("--population", study.population.as_deref().map(place));
    option("--mapping", study.mapping.as_deref().map(place));
    option("--year", study.year.map(|year| year.to_string()));
    option("--scenario", study.scenario.clone());
    option("--attribution", study.attribution.map(|way| way.name().to_string()));
    for set in &study.set {
        option("--set", Some(set.clone()));
    }
    if let Some((first, last)) = years {
        option("--years", Some(format!("{first}:{last}")));
        option("--discount-rate", Some(arguments.years.discount_rate().to_string()));
    }
    option("--out", Some("results".to_string()));
    if study.calm {
        words.push("--calm".to_string());
    }
    for (name, is_asked) in [
        ("--frozen", arguments.years.frozen),
        ("--incentives", arguments.incentives),
        ("--interactions", arguments.interactions),
        ("--without-gains", tells_without_gains(&session.prepared)),
        ("--levies", years.is_none() && tells_levy_yields(&session.prepared)),
    ] {
        words.extend(is_asked.then(|| name.to_string()));
    }
    let run: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    format!("{}\ncommonweal verify results", run.join(" "))
}

/// Whether a word names a file, and not something of the catalog.
fn is_file(text: &str) -> bool {
    Path::new(text).extension().is_some()
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-/:=+,@%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// A language by its code.
fn language(code: &str) -> Result<Language, String> {
    Language::parse(code).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL.into_iter().map(Language::code).collect();
        format!("a language is one of {}", known.join(", "))
    })
}
