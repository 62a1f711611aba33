//! The command `commonweal` as a library: what its own program runs, and what the Python package installs under the same name.
//!
//! It costs tax and benefit reforms on household microdata, and shows, checks and explains the rules behind the figures.

mod asked;
mod command;
pub mod error;
pub mod load;
mod manifest;
mod output;
pub mod people;
mod progress;
mod schema;
mod session;
mod span;
pub mod uncertain;

use std::ffi::OsString;

use clap::{Parser, Subcommand};

pub use command::synth::head_of;
use error::Outcome;
pub use output::microdata::table as ledger_table;
pub use output::people::save as save_people;
pub use output::workbook::workbook as report_workbook;

/// What a safety net costs, who it catches, and who pays for it.
#[derive(Debug, Parser)]
#[command(
    name = "commonweal",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    propagate_version = true
)]
#[command(after_help = "Examples:
  commonweal run us-eitc-expansion                   cost a reform on an embedded sample
  commonweal run mine.toml --out results             cost a study of your own and save every table
  commonweal instruments eitc                        parameters, references and formulas
  commonweal explain us-eitc-expansion --unit 12     one tax unit, step by step

Exit codes: 0 done; 1 a saved result was not verified, or no value gives the net cost; 2 a problem of a file, an option or the disk.
Costs: positive means that the government pays more.")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Costs a study: the budget, poverty, inequality, who gains and who loses
    #[command(after_help = "Examples:
  commonweal run us-eitc-expansion
  commonweal run hybrid-safety-net --country de
  commonweal run us-eitc-expansion --set eitc.youngest=21 --year 2025
  commonweal run mine.toml --population people.parquet --mapping people.toml
  commonweal run us-current-law --microdata ledger.parquet --quiet
  commonweal run three-tier-safety-net --sensitivity --seeds 20 --draws 200
  commonweal run mine.toml --json > results.json")]
    Run(command::run::Arguments),
    /// Sets two studies side by side, on the people of the first
    #[command(after_help = "Examples:
  commonweal compare three-tier-safety-net mine.toml
  commonweal compare ubi-vs-nit nit-vs-ubi --incentives
  commonweal compare ubi-vs-nit nit-vs-ubi --country us
  commonweal compare a.toml b.toml --scenario ai-high --json
  commonweal compare three-tier-safety-net hybrid-safety-net --scenario ai-years --years 2025:2034")]
    Compare(command::compare::Arguments),
    /// Finds the values of a parameter at which a study costs as much as another, or a given amount
    #[command(
        name = "equal-cost",
        after_help = "Examples:
  commonweal equal-cost nit-vs-ubi negative_income_tax.guarantee --as ubi-unfunded
  commonweal equal-cost us-eitc-expansion eitc.youngest --net-cost 1e9 --json
  commonweal equal-cost nit-vs-ubi negative_income_tax.guarantee --as ubi-unfunded -o nit.toml
  commonweal compare ubi-unfunded nit.toml --incentives

Every root that the scan tells is listed with its residual. Exit code 1: there is no root; the net cost runs from … to … is told."
    )]
    EqualCost(command::equal_cost::Arguments),
    /// Costs a study and writes a report that can be sent: one page, Markdown, or a workbook
    #[command(after_help = "Examples:
  commonweal report three-tier-safety-net -o report.html
  commonweal report three-tier-safety-net --scenario ai-years --years 2025:2030 --language zh -o report.html
  commonweal report mine.toml --set eitc.youngest=21 --sensitivity none -o report.xlsx
  commonweal report us-eitc-expansion --format md")]
    Report(command::report::Arguments),
    /// Lists what a study may name: packages, systems, populations, scenarios, instruments
    #[command(after_help = "Examples:
  commonweal list
  commonweal list scenarios
  commonweal list --json")]
    List(command::list::Arguments),
    /// Parses, types and checks rule files, systems, studies, mappings and recipes, and runs their worked cases
    #[command(after_help = "Examples:
  commonweal check my_instrument.toml
  commonweal check my_instrument.toml --system us
  commonweal check policies")]
    Check(command::check::Arguments),
    /// Lists the instruments, or shows one with parameters, ranges, references and formulas
    #[command(after_help = "Examples:
  commonweal instruments
  commonweal instruments negative_income_tax
  commonweal instruments --study mine.toml
  commonweal instruments --system us --json")]
    Instruments(command::instruments::Arguments),
    /// Says what a population holds: units, columns with totals, what is assumed
    #[command(after_help = "Examples:
  commonweal describe us-cps-sample
  commonweal describe stylised
  commonweal describe people.parquet
  commonweal describe people.parquet --mapping people.toml")]
    Describe(command::describe::Arguments),
    /// Makes synthetic people from a recipe, tells how its targets are met, and saves them as microdata
    #[command(after_help = "Examples:
  commonweal synth stylised
  commonweal synth stylised -n 100000 --seed 7 -o people.parquet
  commonweal synth mine.toml --json")]
    Synth(command::synth::Arguments),
    /// Prints the JSON Schemas of the files you write and of the results
    #[command(after_help = "Examples:
  commonweal schema
  commonweal schema study
  commonweal schema --all schemas")]
    Schema(command::schema::Arguments),
    /// Compares a saved result with its manifest, runs it again and compares the fingerprint
    #[command(after_help = "Examples:
  commonweal verify results/manifest.json
  commonweal verify results --population /data/people.parquet")]
    Verify(command::verify::Arguments),
    /// Shows one unit of the population, baseline and reform, step by step with formulas, values and references
    #[command(after_help = "Examples:
  commonweal explain us-eitc-expansion --unit 12
  commonweal explain us-eitc-expansion --unit 12 --instrument eitc")]
    Explain(command::explain::Arguments),
    /// Works out one household of your own: the same steps, and its net income as earnings vary
    #[command(after_help = "Examples:
  commonweal household family.toml --study us-eitc-expansion
  commonweal household family.toml --system us --year 2025

The file:
  format = 1
  persons = [{ age = 34, wages = 18000 }, { age = 6, is_dependent = true }]
  tax_unit = { filing_status = \"head_of_household\" }
  [vary]
  column = \"wages\"
  to = 60000")]
    Household(command::household::Arguments),
}

/// Runs the command as if it had been called with these words, of which the first is its own name, and gives the exit code.
pub fn main(words: impl IntoIterator<Item = OsString>) -> u8 {
    let command = match CommandLine::try_parse_from(words) {
        Ok(line) => line.command,
        Err(told) => {
            // Where the output is closed, nobody is left to tell.
            let _ = told.print();
            return u8::try_from(told.exit_code()).unwrap_or(2);
        }
    };
    let outcome: Outcome<()> = match command {
        Command::Run(arguments) => command::run::run(&arguments),
        Command::Compare(arguments) => command::compare::run(&arguments),
        Command::EqualCost(arguments) => command::equal_cost::run(&arguments),
        Command::Report(arguments) => command::report::run(&arguments),
        Command::List(arguments) => command::list::run(&arguments),
        Command::Check(arguments) => command::check::run(&arguments),
        Command::Instruments(arguments) => command::instruments::run(&arguments),
        Command::Describe(arguments) => command::describe::run(&arguments),
        Command::Synth(arguments) => command::synth::run(&arguments),
        Command::Schema(arguments) => command::schema::run(&arguments),
        Command::Verify(arguments) => command::verify::run(&arguments),
        Command::Explain(arguments) => command::explain::run(&arguments),
        Command::Household(arguments) => command::household::run(&arguments),
    };
    match outcome {
        Ok(()) => 0,
        Err(failure) => failure.tell(),
    }
}
