//! `cargo xtask bench web`: how soon the built page shows figures, and how fast they follow a slider, in Chromium.

use crate::workspace::Workspace;
use crate::{Result, process, web};
use clap::Args;

/// The program that drives the page, in the folder of the page.
const PROGRAM: &str = "bench/explorer.mjs";

/// What is measured.
#[derive(Debug, Args)]
pub struct Options {
    /// Numbers of households, separated by commas.
    #[arg(long, value_delimiter = ',', default_values_t = [50_000, 500_000], value_parser = clap::value_parser!(u64).range(1..))]
    households: Vec<u64>,
    /// How often each slider is moved.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    moves: u32,
}

/// Measures the page that is in `web/dist`, and prints a table.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if !workspace.root.join(web::WEB).join("dist/index.html").is_file() {
        return Err(format!("{}/dist holds no page; run `cargo xtask web` first", web::WEB));
    }
    web::chromium(workspace)?;
    let households: Vec<String> = options.households.iter().map(u64::to_string).collect();
    let mut command = workspace.command("node");
    command
        .current_dir(workspace.root.join(web::WEB))
        .arg(PROGRAM)
        .args(["--households", &households.join(",")])
        .args(["--moves", &options.moves.to_string()]);
    process::run(&mut command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Whole {
        #[command(flatten)]
        options: Options,
    }

    #[test]
    fn both_sizes_are_measured_unless_others_are_named() {
        let options = |line: &str| {
            Whole::try_parse_from(std::iter::once("x").chain(line.split_whitespace())).map(|whole| whole.options)
        };
        let standard = options("").expect("no options");
        assert_eq!((standard.households, standard.moves), (vec![50_000, 500_000], 60));
        assert_eq!(
            options("--households 1000,2000").expect("two sizes").households,
            [1000, 2000]
        );
        assert!(options("--households 0").is_err());
    }
}
