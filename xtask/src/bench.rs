//! `cargo xtask bench`: benchmark W1 of the engine and of other systems, in one run on one machine.
//!
//! Every system is a program of its own that reads the same Parquet file, times itself and prints one line of JSON;
//! `core/benches/peers/w1_common.py` says what the work is. Times are printed and never asserted; totals are.

use crate::workspace::Workspace;
use crate::{Result, agreement, bench_web, process, python, python_bench, table};
use clap::{Args, Subcommand, ValueEnum};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// The bench target that is the engine's W1; it takes the same arguments as the peers and prints the same line.
const ENGINE: &[&str] = &["bench", "--quiet", "-p", "commonweal-tables", "--bench", "w1"];

/// The name that the engine gives itself in its line.
pub const ENGINE_NAME: &str = "commonweal";

const PEERS: &str = "core/benches/peers";

/// W1 by its options, or another benchmark by its name.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    other: Option<Other>,
    #[command(flatten)]
    options: Options,
}

/// What is measured other than W1.
#[derive(Debug, Subcommand)]
enum Other {
    /// Measures the Python package from a table to results, beside other packages if asked.
    Python(python_bench::Options),
    /// Measures the built page in Chromium: the first figures, and from a slider's event to painted figures.
    Web(bench_web::Options),
}

/// What is measured.
#[derive(Debug, Args)]
struct Options {
    /// Households in the data.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    rows: u64,
    /// Numbers of threads, separated by commas.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2], value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Vec<u32>,
    /// Times that each piece of work is done; the best is shown.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    /// The other systems to measure, separated by commas; all when left out, none when given without a name.
    #[arg(long, value_delimiter = ',', num_args = 0..)]
    peers: Option<Vec<Peer>>,
}

/// Another system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Peer {
    Numpy,
    Numba,
    Polars,
    Duckdb,
}

impl Peer {
    const ALL: [Peer; 4] = [Peer::Numpy, Peer::Numba, Peer::Polars, Peer::Duckdb];

    fn name(self) -> &'static str {
        match self {
            Peer::Numpy => "numpy",
            Peer::Numba => "numba",
            Peer::Polars => "polars",
            Peer::Duckdb => "duckdb",
        }
    }
}

/// How much of the work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The columns and four totals.
    Elem,
    /// And the rank statistics.
    Full,
}

impl Mode {
    /// Both, in the order in which they are shown.
    pub const ALL: [Mode; 2] = [Mode::Elem, Mode::Full];

    /// As it is written in arguments and tables.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Elem => "elem",
            Mode::Full => "full",
        }
    }
}

/// The line of one measurement.
#[derive(Debug, Clone, Deserialize)]
pub struct Line {
    /// The system's name.
    pub system: String,
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// What was done.
    pub mode: Mode,
    /// Households.
    pub rows: u64,
    /// Threads that it was allowed.
    pub threads: u32,
    /// The shortest of the repetitions, in seconds.
    pub seconds_best: f64,
    /// The largest resident memory of the whole process, in MiB.
    pub peak_mib: f64,
    /// Seconds of running again after one parameter has changed; only of systems that offer it.
    pub step_seconds: Option<f64>,
    /// Weighted sums by name.
    pub totals: BTreeMap<String, f64>,
    /// Rank statistics by name; empty in mode `elem`.
    #[serde(default)]
    pub statistics: BTreeMap<String, f64>,
    /// The ten groups by baseline income; empty in mode `elem`.
    #[serde(default)]
    pub deciles: Vec<Decile>,
}

/// One tenth of the households by baseline income.
#[derive(Debug, Clone, Deserialize)]
pub struct Decile {
    /// The households' weight; 0 where equal incomes fill the decile below beyond its edge.
    pub weight: f64,
    /// The weighted mean of the change of income; none where the weight is 0.
    pub mean_change: Option<f64>,
}

/// Measures what is asked for, and prints it.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    match &arguments.other {
        Some(Other::Python(options)) => python_bench::run(workspace, options),
        Some(Other::Web(options)) => bench_web::run(workspace, options),
        None => w1(workspace, &arguments.options),
    }
}

/// Makes the data, measures, and prints the tables.
fn w1(workspace: &Workspace, options: &Options) -> Result<()> {
    let peers = options.peers.clone().unwrap_or_else(|| Peer::ALL.to_vec());
    let folder = workspace.root.join(PEERS);
    let python = python::environment(workspace, "bench-venv", &folder.join("requirements.txt"))?;
    let rows = options.rows.to_string();
    let made = process::capture(
        workspace
            .command(&python)
            .arg(folder.join("w1_data.py"))
            .args(["--rows", rows.as_str()]),
    )?;
    let data = Path::new(made.trim());

    // Built first, so that no measurement shares the machine with the compiler.
    let engine_built = process::run(workspace.cargo().args(ENGINE).arg("--no-run"));
    let mut lines = Vec::new();
    let mut missing = Vec::new();
    for mode in Mode::ALL {
        for &threads in &options.threads {
            for &peer in &peers {
                if peer == Peer::Numpy && threads > 1 {
                    continue;
                }
                let mut command = workspace.command(&python);
                command.arg(folder.join(format!("w1_{}.py", peer.name())));
                lines.push(measure(&mut command, peer.name(), mode, threads, options, data)?);
            }
            if engine_built.is_ok() {
                let mut command = workspace.cargo();
                command.args(ENGINE).arg("--");
                match measure(&mut command, ENGINE_NAME, mode, threads, options, data) {
                    Ok(line) => lines.push(line),
                    Err(message) => missing.push(message),
                }
            }
        }
    }
    println!("{}", table::render(&lines, options.repeat));
    let (text, agrees) = agreement::compare(&lines);
    println!("{text}");
    if let Err(message) = engine_built {
        missing.push(message);
    }
    if !missing.is_empty() {
        return Err(format!("the engine was not measured: {}", missing.join("; ")));
    }
    if agrees {
        Ok(())
    } else {
        Err("the systems disagree about the results".into())
    }
}

fn measure(
    command: &mut Command,
    name: &str,
    mode: Mode,
    threads: u32,
    options: &Options,
    data: &Path,
) -> Result<Line> {
    eprintln!("measuring {name}, {}, threads: {threads}", mode.name());
    command
        .args(["--rows", &options.rows.to_string(), "--threads", &threads.to_string()])
        .args(["--mode", mode.name(), "--repeat", &options.repeat.to_string(), "--data"])
        .arg(data);
    let text = process::capture(command)?;
    let line = text.lines().rev().find(|line| line.starts_with('{'));
    let line = line.ok_or_else(|| format!("`{}` printed no line of JSON", process::shown(command)))?;
    let line: Line = serde_json::from_str(line)
        .map_err(|error| format!("the line of `{}` cannot be read: {error}", process::shown(command)))?;
    let as_asked = line.system == name && line.mode == mode && line.rows == options.rows && line.threads == threads;
    if as_asked {
        Ok(line)
    } else {
        Err(format!(
            "`{}` measured something else: {line:?}",
            process::shown(command)
        ))
    }
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

    fn parse(line: &str) -> Option<Options> {
        Whole::try_parse_from(std::iter::once("x").chain(line.split_whitespace()))
            .ok()
            .map(|whole| whole.options)
    }

    #[test]
    fn peers_default_to_all_and_can_be_none() {
        assert_eq!(parse("").map(|o| (o.threads, o.peers)), Some((vec![1, 2], None)));
        assert_eq!(parse("--peers").and_then(|o| o.peers), Some(Vec::new()));
        assert_eq!(
            parse("--peers numba,polars").and_then(|o| o.peers),
            Some(vec![Peer::Numba, Peer::Polars])
        );
    }

    #[test]
    fn a_line_is_read_with_and_without_its_optional_parts() {
        let short = r#"{"system":"numba","mode":"elem","rows":5,"threads":1,"seconds_best":0.1,"seconds_median":0.2,
            "peak_mib":300.5,"totals":{"tax":1.5}}"#;
        let line: Line = serde_json::from_str(short).expect("a line");
        assert_eq!(
            (line.mode, line.step_seconds, line.deciles.len()),
            (Mode::Elem, None, 0)
        );
        let long = short.replace("elem", "full").replace(
            "\"totals\"",
            r#""step_seconds":0.01,"statistics":{"median":2},"deciles":[{"weight":0,"mean_change":null}],"totals""#,
        );
        let line: Line = serde_json::from_str(&long).expect("a line");
        assert_eq!(
            (line.mode, line.step_seconds, line.deciles[0].mean_change),
            (Mode::Full, Some(0.01), None)
        );
    }
}
