//! `commonweal run`: costs a study.

use std::path::PathBuf;
use std::time::Instant;

use commonweal_core::costing::{Microdata, cost, incentives};

use crate::error::{Failure, Outcome, print};
use crate::load::Library;
use crate::output::place::Places;
use crate::output::text::{Times, page};
use crate::output::{folder, microdata};
use crate::people::Data;
use crate::progress::Bar;
use crate::session::{Session, StudyArguments, open, parts};

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
    let people = session.people(&arguments.study)?;
    places.check_inputs(&inputs(&session, &people.origin.data))?;
    let load = session.load;
    let started = Instant::now();
    let parts = parts(people.population, arguments.parts);
    let mut costing = {
        let bar = Bar::new("computing", arguments.quiet);
        cost(&session.prepared, &parts, &|done, total| bar.tick(done, total))
            .map_err(|problems| session.library.refuse(problems))?
    };
    if arguments.incentives || session.prepared.study.options.incentives {
        let bar = Bar::new("incentives", arguments.quiet);
        let found = incentives(&session.prepared, &session.library.catalog, &parts, &|done, total| {
            bar.tick(done, total)
        });
        costing.results.incentives = Some(found.map_err(|problems| session.library.refuse(problems))?);
    }
    let times = Times {
        load,
        compute: started.elapsed(),
    };
    let ledger: Option<Microdata> = match &arguments.microdata {
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
    let in_folder = places.ledger_in_folder();
    if let Some(target) = &arguments.out {
        let ledger = in_folder.as_deref().zip(ledger.as_ref());
        folder::save(target, results, &session, &people.origin, &arguments.study.set, ledger)?;
    }
    if let (Some(file), Some(ledger), None) = (&arguments.microdata, &ledger, &in_folder) {
        microdata::save(file, ledger)?;
    }
    if arguments.json {
        return print(&json(results)?);
    }
    if arguments.quiet {
        return Ok(());
    }
    let mut text = page(
        results,
        &session.prepared,
        &people.origin,
        &arguments.study.study,
        times,
    );
    if let Some(target) = &arguments.out {
        text.push_str(&format!("Saved        {}\n", target.display()));
    }
    if let Some(file) = &arguments.microdata {
        text.push_str(&format!("Saved        {}\n", file.display()));
    }
    print(&text)
}

/// The files on the disk that a run reads.
fn inputs(session: &Session, data: &Data) -> Vec<PathBuf> {
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
