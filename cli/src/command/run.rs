//! `commonweal run`: costs a study.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use commonweal_core::costing::{Asked, Microdata, Results, YearsResults, add_without_gains_to_years, cost, cost_years};
use commonweal_core::population::Population;

use crate::asked::{add_asked, tell_left_out};
use crate::error::{Failure, Outcome, print};
use crate::load::Library;
use crate::output::folder::{Found, Saved};
use crate::output::place::Places;
use crate::output::text::{Times, page};
use crate::output::{folder, microdata, sensitivity, years};
use crate::people::{Data, Origin};
use crate::progress::Bar;
use crate::session::{Session, StudyArguments, open, parts};
use crate::span::YearsArguments;
use crate::uncertain::{self, Remaking, Told};

/// The options of `run`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// Prints the results as one JSON document (see: commonweal schema result)
    #[arg(long)]
    json: bool,
    /// Saves every table as CSV and Parquet with results.json and manifest.json, which `verify` can run again
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Saves the ledger: one row a unit with its id, one column an instrument, income concept or step (.csv or .parquet)
    #[arg(long, value_name = "FILE")]
    microdata: Option<PathBuf>,
    /// Also works out what work pays every earner: marginal and participation tax rates, net replacement rates
    #[arg(long)]
    incentives: bool,
    /// Also works out who loses one benefit because of a part of the reform, and who receives two at once
    #[arg(long)]
    interactions: bool,
    #[command(flatten)]
    years: YearsArguments,
    /// Also tells the shock without what its scenario gives to those whom it spares, as a study with without_gains = true does
    #[arg(long)]
    without_gains: bool,
    /// Also works out what is left of levies from gross to net, who bears them and where they arise, as a study with levies = true does
    #[arg(long)]
    levies: bool,
    /// Also tells what the cost rests on: it with each assumption at both ends of its range. With --json this alone is printed
    /// (see: commonweal schema sensitivity); of several years it is worked out for the first
    #[arg(long)]
    sensitivity: bool,
    #[command(flatten)]
    uncertainty: uncertain::UncertaintyArguments,
    /// Says nothing but errors, and the JSON where it is asked for
    #[arg(long)]
    quiet: bool,
    /// Cuts the people into N parts; the results are the same
    #[arg(long, value_name = "N", default_value_t = 1, hide = true, value_parser = clap::value_parser!(u16).range(1..))]
    parts: u16,
}

/// Costs a study and shows or saves the results. Nothing is written before everything has been computed.
///
/// # Errors
/// Every problem of the files; places that cannot be written.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let places = Places {
        out: arguments.out.as_deref(),
        microdata: arguments.microdata.as_deref(),
    };
    places.check()?;
    let mut session = open(Library::embedded(), &arguments.study)?;
    session.prepared.study.options.frozen |= arguments.years.frozen;
    session.prepared.study.options.without_gains |= arguments.without_gains;
    let single = [
        ("--microdata", arguments.microdata.is_some()),
        ("--incentives", arguments.incentives),
        ("--interactions", arguments.interactions),
        ("--levies", arguments.levies),
    ];
    let years = arguments.years.range(&arguments.study, &[&session], &single, &[])?;
    let people = session.people(&arguments.study)?;
    places.check_inputs(&inputs(&session, &people.origin.data))?;
    let load = session.load;
    let started = Instant::now();
    let remaking = Remaking::of(&people);
    let parts = Arc::new(parts(people.population, arguments.parts));
    let rests = Rests {
        arguments,
        session: &session,
        parts: &parts,
        remaking: remaking.as_ref(),
        years,
    };
    if let Some(years) = years {
        return several_years(arguments, &session, &people.origin, &rests, years);
    }
    let mut costing = {
        let bar = Bar::new("computing", arguments.quiet);
        cost(&session.prepared, &parts, &|done, total| bar.tick(done, total))
            .map_err(|problems| session.library.refuse(problems))?
    };
    let asked = Asked {
        incentives: arguments.incentives,
        interactions: arguments.interactions,
        without_gains: arguments.without_gains,
        levies: arguments.levies,
    };
    add_asked(asked, &session, &parts, &mut costing.results, arguments.quiet)?;
    if arguments.levies && !arguments.quiet && costing.results.levy_yields.is_empty() {
        eprintln!("note: of no levy in force does its file say what is told of its yield ([yield])");
    }
    let times = Times {
        load,
        compute: started.elapsed(),
    };
    let mut ledger: Option<Microdata> = match &arguments.microdata {
        None => None,
        Some(_) => {
            let bar = Bar::new("the ledger of every unit", arguments.quiet);
            Some(
                costing
                    .microdata(&|done, total| bar.tick(done, total))
                    .map_err(|problems| session.library.refuse(problems))?,
            )
        }
    };
    let results = &costing.results;
    let told = rests.told(results, None)?;
    let in_folder = places.ledger_in_folder();
    if let Some(target) = &arguments.out {
        let ledger = in_folder.as_deref().and_then(|file| Some((file, ledger.take()?)));
        let mut found = Found::of_year(results)?;
        found.tables.extend(told.iter().flat_map(|told| told.document.tables()));
        let saved = Saved {
            found: &found,
            session: &session,
            origin: &people.origin,
            set: &arguments.study.set,
        };
        folder::save(target, &saved, ledger)?;
    }
    if let (Some(file), Some(ledger), None) = (&arguments.microdata, ledger, &in_folder) {
        microdata::save(file, ledger)?;
    }
    if arguments.json {
        return print(&match &told {
            Some(told) => json(&told.document)?,
            None => json(results)?,
        });
    }
    if arguments.quiet {
        return Ok(());
    }
    let study = match &session.carry {
        Some(carry) => format!("{} --country {}", arguments.study.study, carry.country),
        None => arguments.study.study.clone(),
    };
    let mut text = page(
        results,
        &session.prepared,
        session.carry.as_ref(),
        &people.origin,
        &study,
        times,
    );
    if let Some(told) = &told {
        text.push_str(&sensitivity::page(&told.section));
    }
    if let Some(target) = &arguments.out {
        text.push_str(&format!("Saved        {}\n", target.display()));
    }
    if let Some(file) = &arguments.microdata {
        text.push_str(&format!("Saved        {}\n", file.display()));
    }
    print(&text)
}

/// What a study rests on, where that is asked for.
struct Rests<'a> {
    arguments: &'a Arguments,
    session: &'a Session,
    parts: &'a Arc<Vec<Population>>,
    remaking: Option<&'a Remaking>,
    years: Option<(i32, i32)>,
}

impl Rests<'_> {
    /// Its assumptions and how uncertain it is; `results` are those of the year that is varied.
    fn told(&self, results: &Results, over: Option<&YearsResults>) -> Outcome<Option<Told>> {
        let asked = self.arguments.uncertainty;
        if !self.arguments.sensitivity && !asked.is_asked() {
            return Ok(None);
        }
        let (years, quiet) = (self.years, self.arguments.quiet);
        let found = uncertain::tornado(self.session, self.parts, years, quiet)?;
        let lines = uncertain::lines(asked, self.session, (self.parts, self.remaking), years, quiet)?;
        Ok(Some(uncertain::told(self.session, results, over, found, lines)))
    }
}

/// Costs every year of a range.
fn several_years(
    arguments: &Arguments,
    session: &Session,
    origin: &Origin,
    rests: &Rests<'_>,
    range: (i32, i32),
) -> Outcome<()> {
    tell_left_out(session, range.0, arguments.quiet);
    let mut results = {
        let bar = Bar::new("computing", arguments.quiet);
        let progress = |done, total| bar.tick(done, total);
        let rate = arguments.years.discount_rate();
        cost_years(&session.prepared, rests.parts, range, rate, &progress)
            .map_err(|problems| session.library.refuse(problems))?
    };
    if session.prepared.study.options.without_gains {
        let bar = Bar::new("the shock without gains", arguments.quiet);
        let progress = |done, total| bar.tick(done, total);
        add_without_gains_to_years(&session.prepared, rests.parts, &mut results, &progress)
            .map_err(|problems| session.library.refuse(problems))?;
    }
    let told = match results.years.first() {
        Some(year) => rests.told(&year.results, Some(&results))?,
        None => None,
    };
    if let Some(target) = &arguments.out {
        let mut found = Found::of_years(&results, range, session.prepared.study.options.frozen)?;
        found.tables.extend(told.iter().flat_map(|told| told.document.tables()));
        let saved = Saved {
            found: &found,
            session,
            origin,
            set: &arguments.study.set,
        };
        folder::save(target, &saved, None)?;
    }
    if arguments.json {
        return print(&match &told {
            Some(told) => json(&told.document)?,
            None => json(&results)?,
        });
    }
    if arguments.quiet {
        return Ok(());
    }
    let mut text = years::page(&results, &session.prepared, session.carry.as_ref(), origin);
    if let Some(told) = &told {
        text.push_str(&sensitivity::page(&told.section));
    }
    if let Some(target) = &arguments.out {
        text.push_str(&format!("Saved        {}\n", target.display()));
    }
    print(&text)
}

/// The files on the disk that a run reads.
pub fn inputs(session: &Session, data: &Data) -> Vec<PathBuf> {
    let mut inputs: Vec<PathBuf> = session
        .library
        .files_read()
        .iter()
        .map(|source| PathBuf::from(&source.name))
        .collect();
    if let Data::File(path) = data {
        inputs.push(path.clone());
    }
    inputs
}

/// A document as JSON with a line end.
///
/// # Errors
/// A sentence when it cannot be written as JSON.
pub fn json(document: &impl serde::Serialize) -> Outcome<String> {
    let text = serde_json::to_string_pretty(document)
        .map_err(|error| Failure::Sentence(format!("the results cannot be written as JSON: {error}")))?;
    Ok(format!("{text}\n"))
}
