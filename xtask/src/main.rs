//! What builds and checks the repository: `cargo xtask test`, `generate`, `docs`, `validate`, `wasm`, `web`, `serve` and
//! `bench`.

mod agreement;
mod bench;
mod bench_web;
mod class_text;
mod classes;
mod generate;
mod liveness;
mod outline;
mod policy_files;
mod process;
mod python;
mod python_bench;
mod reference;
mod serve;
mod split;
mod steps;
mod table;
mod test;
mod typescript;
mod validate;
mod wasm;
mod web;
mod wheel;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

/// An error is one or more sentences for the person at the terminal.
type Result<T> = std::result::Result<T, String>;

/// Builds and checks what this repository holds.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs every check and every test, in Rust, in node and in Python; stops at the first step that fails.
    Test,
    /// Writes the files that are generated from the sources.
    Generate {
        /// Changes nothing; fails when a file is stale and names it.
        #[arg(long)]
        check: bool,
        /// Makes the files of this folder alone, or this file, such as schemas; may be given several times.
        #[arg(long, value_name = "FOLDER")]
        only: Vec<String>,
    },
    /// Writes the pages of docs/reference: one for every instrument, package, system, population and scenario.
    Docs {
        /// Changes nothing; fails when a page is stale and names it.
        #[arg(long)]
        check: bool,
    },
    /// Compares the law with other models and made-up people with surveys and published totals anew; writes docs/validation.md.
    Validate(validate::Options),
    /// Builds the WASM module with its glue for node into target/wasm-node.
    Wasm,
    /// Builds the explorer into web/dist: static files for any server, under any path.
    Web,
    /// Serves web/dist on 127.0.0.1.
    Serve(serve::Options),
    /// Builds the Python package in release and installs it into target/venv
    Wheel,
    /// Measures benchmark W1 beside other systems, the Python package, or the page, in one run on this machine.
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = Workspace::find().and_then(|workspace| match arguments.command {
        Command::Test => test::run(&workspace),
        Command::Generate { check, only } => generate::run(&workspace, check, &only),
        Command::Docs { check } => generate::docs(&workspace, check),
        Command::Validate(options) => validate::run(&workspace, &options),
        Command::Wasm => wasm::build(&workspace),
        Command::Web => web::build(&workspace),
        Command::Serve(options) => serve::run(&workspace, &options),
        Command::Wheel => wheel::run(&workspace),
        Command::Bench(arguments) => bench::run(&workspace, &arguments),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(line: &str) -> std::result::Result<Arguments, clap::Error> {
        Arguments::try_parse_from(std::iter::once("xtask").chain(line.split_whitespace()))
    }

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn each_command_is_read() {
        assert!(matches!(parse("test").map(|a| a.command), Ok(Command::Test)));
        assert!(matches!(
            parse("generate").map(|a| a.command),
            Ok(Command::Generate { check: false, .. })
        ));
        assert!(matches!(
            parse("generate --only schemas --only docs/reference").map(|a| a.command),
            Ok(Command::Generate { check: false, only }) if only == ["schemas", "docs/reference"]
        ));
        assert!(matches!(
            parse("generate --check").map(|a| a.command),
            Ok(Command::Generate { check: true, .. })
        ));
        assert!(matches!(
            parse("docs").map(|a| a.command),
            Ok(Command::Docs { check: false })
        ));
        assert!(matches!(parse("wheel").map(|a| a.command), Ok(Command::Wheel)));
        assert!(matches!(
            parse("validate --part us-people --part germany").map(|a| a.command),
            Ok(Command::Validate(_))
        ));
        assert!(matches!(parse("wasm").map(|a| a.command), Ok(Command::Wasm)));
        assert!(matches!(parse("web").map(|a| a.command), Ok(Command::Web)));
        assert!(matches!(
            parse("serve --port 8123").map(|a| a.command),
            Ok(Command::Serve(_))
        ));
        assert!(matches!(
            parse("bench --rows 1000 --threads 1,2").map(|a| a.command),
            Ok(Command::Bench(_))
        ));
        assert!(matches!(
            parse("bench python --peers --repeat 3").map(|a| a.command),
            Ok(Command::Bench(_))
        ));
        assert!(matches!(
            parse("bench web --households 50000 --moves 60").map(|a| a.command),
            Ok(Command::Bench(_))
        ));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in [
            "",
            "tests",
            "generate --chek",
            "bench --rows 0",
            "bench --threads 0",
            "bench --peers panda",
            "bench --rows 1000 python",
            "bench python --rows 1000",
            "bench python --households 0",
            "bench ruby",
            "validate --page --part germany",
        ] {
            assert!(parse(line).is_err(), "{line:?} was accepted");
        }
    }
}
