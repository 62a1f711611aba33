//! `cargo xtask bench python`: the Python package from a table to results, and the packages that people would use instead.
//!
//! Every piece of work is a program in `py/benches` that times itself in a process of its own and prints one line of JSON;
//! `py/benches/bench_common.py` says what stands in it. Times are printed as ratios of one run and never asserted.

use crate::bench::ENGINE_NAME;
use crate::workspace::Workspace;
use crate::{Result, process, python, wheel};
use clap::Args;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const PROGRAMS: &str = "py/benches";

/// How often interpreters are started for the work `import`, whatever `--repeat` says: each start is short.
const STARTS: u32 = 15;

/// What is measured.
#[derive(Debug, Args)]
pub struct Options {
    /// Households of the made data; the tax units are always those of the file.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
    households: u32,
    /// Times that each piece of work is done after the first; the best is shown.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    /// Also measures the other packages, in environments of their own under target.
    #[arg(long)]
    peers: bool,
    /// An interpreter that has the package; without it, the wheel is built and installed into target/venv.
    #[arg(long, value_name = "INTERPRETER")]
    python: Option<PathBuf>,
}

/// A package and its programs.
struct System {
    name: &'static str,
    program: &'static str,
    module: &'static str,
    works: &'static [&'static str],
}

const OWN: System = System {
    name: ENGINE_NAME,
    program: "commonweal_bench.py",
    module: "commonweal",
    works: &[
        "households",
        "persons",
        "persons-tables",
        "us",
        "us-warm",
        "us-measures",
        "us-reform",
    ],
};

/// Another package, with its environment under `target` and its requirements beside the programs.
struct Peer {
    system: System,
    environment: &'static str,
    requirements: &'static str,
}

const PEERS: [Peer; 2] = [
    Peer {
        system: System {
            name: "policyengine-uk-compiled",
            program: "policyengine_uk_bench.py",
            module: "policyengine_uk_compiled",
            works: &["persons", "persons-tables"],
        },
        environment: "bench-policyengine-uk",
        requirements: "peers/policyengine_uk_requirements.txt",
    },
    Peer {
        system: System {
            name: "taxcalc",
            program: "taxcalc_bench.py",
            module: "taxcalc",
            works: &["us", "us-warm", "us-reform"],
        },
        environment: "bench-taxcalc",
        requirements: "peers/taxcalc_requirements.txt",
    },
];

/// What is imported for comparison, from the environment of the package itself.
const FRAMES: &str = "polars";

/// The works in the order of the table, each with what is done.
const WORKS: [(&str, &str); 8] = [
    (
        "households",
        "from a DataFrame of households without persons to the budget, all measures and the ledger in polars; six instruments and a reform that adds two",
    ),
    (
        "persons",
        "the same from a DataFrame of persons, about 2.3 a household; policyengine-uk-compiled: two a household, two calls (aggregates, ledger)",
    ),
    ("persons-tables", "the same without the ledger"),
    (
        "us",
        "280,005 tax units, from a DataFrame to the ledger, federal law of 2024, no reform; taxcalc also carries its file of 2014 forward to 2024",
    ),
    (
        "us-warm",
        "that law on people that stand already, to a DataFrame of nine or ten amounts of every unit, without any measure",
    ),
    (
        "us-measures",
        "that law on the same people: the budget and all measures, without the ledger",
    ),
    (
        "us-reform",
        "that law and one with a larger child tax credit, on people that stand already, without a ledger; taxcalc makes a second calculator",
    ),
    (
        "import",
        "the package imported in a fresh interpreter, less an empty one",
    ),
];

/// What the numbers do not say, by the system that it is about.
const NOTES: [(&str, &str); 3] = [
    (
        ENGINE_NAME,
        "books every amount between accounts, and in every work but us-warm measures poverty, inequality, deciles, winners and redistribution, hashes the results, and with a reform divides the net cost by Shapley values; the law is built anew each time with another value of a parameter",
    ),
    (
        "policyengine-uk-compiled",
        "has the law of the United Kingdom, which is much larger than eight instruments; its measures are deciles, winners, mean and median incomes and poverty rates; tables go to its program as text and come back so; its people are made, one to three a household, with the columns of its documentation",
    ),
    (
        "taxcalc",
        "has more of the income tax than the law here (minimum tax, itemised deductions, gains, other credits) and no measures of poverty, inequality or winners, and nothing is booked; the first seconds compile its rules",
    ),
];

/// The line of one measurement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// The system's name.
    system: String,
    /// Its version.
    version: String,
    /// What was done.
    work: String,
    /// Households or tax units; 0 where there are none.
    units: u64,
    /// Seconds of the first time.
    seconds_first: f64,
    /// The shortest of the other repetitions, in seconds.
    seconds_best: f64,
    /// The largest resident memory of the process and of those it started, in MiB.
    peak_mib: f64,
    /// A few results by name: that the work was done.
    totals: BTreeMap<String, f64>,
}

/// Measures and prints the table. Where one measurement fails, the others are still printed.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let own = match &options.python {
        Some(python) => python.clone(),
        None => {
            wheel::run(workspace)?;
            python::environment(workspace, "venv", &workspace.root.join(wheel::REQUIREMENTS))?
        }
    };
    let folder = workspace.root.join(PROGRAMS);
    let mut systems = vec![(&OWN, own.clone())];
    let mut missing = Vec::new();
    if options.peers {
        for peer in &PEERS {
            match python::environment(workspace, peer.environment, &folder.join(peer.requirements)) {
                Ok(python) => systems.push((&peer.system, python)),
                Err(message) => missing.push(message),
            }
        }
    }
    let mut lines = Vec::new();
    let mut keep = |found: Result<Line>| match found {
        Ok(line) => lines.push(line),
        Err(message) => missing.push(message),
    };
    for (system, python) in &systems {
        for work in system.works {
            let mut command = workspace.command(python);
            command.arg(folder.join(system.program)).arg(work);
            command.args(["--households", &options.households.to_string()]);
            command.args(["--repeat", &options.repeat.to_string()]);
            keep(measure(&mut command, system.name, work));
        }
        keep(import(workspace, python, &folder, system.module, system.name));
    }
    keep(import(workspace, &own, &folder, FRAMES, FRAMES));
    println!("{}", render(&lines, options.repeat));
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("not everything was measured: {}", missing.join("; ")))
    }
}

fn import(workspace: &Workspace, python: &Path, folder: &Path, module: &str, system: &str) -> Result<Line> {
    let mut command = workspace.command(python);
    command.arg(folder.join("import_bench.py")).args([module, system]);
    command.args(["--repeat", &STARTS.to_string()]);
    measure(&mut command, system, "import")
}

fn measure(command: &mut Command, system: &str, work: &str) -> Result<Line> {
    eprintln!("measuring {system}, {work}");
    // The line is the last that looks like one: packages print words of their own.
    let text = process::capture(command)?;
    let line = text.lines().rev().find(|line| line.starts_with('{'));
    let line = line.ok_or_else(|| format!("`{}` printed no line of JSON", process::shown(command)))?;
    let line: Line = serde_json::from_str(line)
        .map_err(|error| format!("the line of `{}` cannot be read: {error}", process::shown(command)))?;
    if line.system == system && line.work == work && !line.totals.is_empty() {
        Ok(line)
    } else {
        Err(format!(
            "`{}` measured something else: {line:?}",
            process::shown(command)
        ))
    }
}

/// The table with its notes, as text.
fn render(lines: &[Line], repeat: u32) -> String {
    let mut text = format!(
        "\nThe Python package, all cores; the first time and the best of {repeat} more ({STARTS} for imports); ratio: the \
         system's best divided by {ENGINE_NAME}'s on the same row of work\n\n"
    );
    let head = [
        "work",
        "system",
        "first, s",
        "best, s",
        "units a s",
        "ratio",
        "peak MiB",
    ]
    .map(String::from);
    row(&mut text, &head);
    for (work, _) in WORKS {
        let own = lines
            .iter()
            .find(|line| line.work == work && line.system == ENGINE_NAME);
        for line in lines.iter().filter(|line| line.work == work) {
            let ratio = own.filter(|own| line.system != ENGINE_NAME && own.seconds_best > 0.0);
            row(
                &mut text,
                &[
                    work.to_string(),
                    format!("{} {}", line.system, line.version),
                    format!("{:.3}", line.seconds_first),
                    format!("{:.3}", line.seconds_best),
                    speed(line),
                    ratio.map_or_else(
                        || "-".into(),
                        |own| format!("{:.2}", line.seconds_best / own.seconds_best),
                    ),
                    format!("{:.0}", line.peak_mib),
                ],
            );
        }
    }
    notes(&mut text, lines);
    text
}

fn row(text: &mut String, cells: &[String; 7]) {
    let [work, system, first, best, speed, ratio, peak] = cells;
    let _ = writeln!(
        text,
        "{work:<15} {system:<33} {first:>9} {best:>9} {speed:>11} {ratio:>7} {peak:>9}"
    );
}

/// Units in a second, to three digits at most: more would be noise.
fn speed(line: &Line) -> String {
    if line.units == 0 || line.seconds_best <= 0.0 {
        return "-".into();
    }
    let exact = line.units as f64 / line.seconds_best;
    let step = 10f64.powf((exact.log10().floor() - 2.0).max(0.0));
    format!("{:.0}", (exact / step).round() * step)
}

/// What each work and each system did, as far as they were measured.
fn notes(text: &mut String, lines: &[Line]) {
    *text += "\nWork\n";
    for (work, what) in WORKS {
        if lines.iter().any(|line| line.work == work) {
            let _ = writeln!(text, "* {work}: {what}");
        }
    }
    *text += "\nNot comparable\n";
    for (system, what) in NOTES {
        if lines.iter().any(|line| line.system == system) {
            let _ = writeln!(text, "* {system} {what}");
        }
    }
    *text += "* memory is that of the whole process, the making of its data included\n";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(system: &str, work: &str, units: u64, seconds: f64) -> Line {
        Line {
            system: system.into(),
            version: "1".into(),
            work: work.into(),
            units,
            seconds_first: 2.0 * seconds,
            seconds_best: seconds,
            peak_mib: 99.6,
            totals: BTreeMap::new(),
        }
    }

    #[test]
    fn a_row_has_its_ratio_to_our_time_on_the_same_work() {
        let lines = [
            line("taxcalc", "us-warm", 280_005, 0.5),
            line(ENGINE_NAME, "us-warm", 280_005, 0.25),
            line(ENGINE_NAME, "us", 280_005, 4.0),
            line("polars", "import", 0, 0.3),
        ];
        let text = render(&lines, 3);
        let rows: Vec<Vec<&str>> = text.lines().map(|row| row.split_whitespace().collect()).collect();
        for wanted in [
            ["us-warm", "taxcalc", "1", "1.000", "0.500", "560000", "2.00", "100"],
            ["us-warm", ENGINE_NAME, "1", "0.500", "0.250", "1120000", "-", "100"],
            // No other time of this work, no ratio.
            ["import", "polars", "1", "0.600", "0.300", "-", "-", "100"],
        ] {
            assert!(rows.iter().any(|row| row == &wanted), "{wanted:?} is not in\n{text}");
        }
        assert!(
            text.contains("* taxcalc has") && !text.contains("* policyengine"),
            "{text}"
        );
    }

    #[test]
    fn every_work_of_a_system_has_a_row() {
        for system in std::iter::once(&OWN).chain(PEERS.iter().map(|peer| &peer.system)) {
            for work in system.works {
                assert!(WORKS.iter().any(|(known, _)| known == work), "{work}");
                assert!(OWN.works.contains(work), "{work} of {} has no ratio", system.name);
            }
            assert!(NOTES.iter().any(|(known, _)| *known == system.name), "{}", system.name);
        }
    }

    #[test]
    fn a_line_is_read() {
        let text = r#"{"system":"taxcalc","version":"6.8.0","work":"us","units":5,"seconds_first":2,"seconds_best":0.5,
            "peak_mib":300.5,"totals":{"iitax":1.5}}"#;
        let line: Line = serde_json::from_str(text).expect("a line");
        assert_eq!((line.work.as_str(), line.units, line.totals["iitax"]), ("us", 5, 1.5));
        assert!(serde_json::from_str::<Line>(&text.replace("units", "unit")).is_err());
    }
}
