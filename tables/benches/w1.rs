//! Benchmark W1: the engine on the yardstick's rule files, beside numpy, numba, polars and DuckDB.
//!
//! Prints one line of JSON as `core/benches/peers/w1_common.py` describes. Run it by `cargo xtask bench`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use commonweal_core::costing::{BaselineRanks, Measured, Prepared, prepare};
use commonweal_core::document::{Diagnostic, Source, render};
use commonweal_core::population::{Mapping, Population};
use commonweal_core::rules::compile::{Program, SlotOrigin, compile};
use commonweal_core::simulation::{NodeId, Request, Standing};
use commonweal_core::system::{Catalog, Study, SystemFiles};

const SYSTEM: &str = include_str!("../../tests/rules/w1/system.toml");
const STUDY: &str = include_str!("../../tests/rules/w1/w1.toml");
const PEOPLE: &str = include_str!("../../tests/rules/w1/people.toml");
const INSTRUMENTS: [(&str, &str); 4] = [
    ("income_tax", include_str!("../../tests/rules/w1/income_tax.toml")),
    (
        "earnings_credit",
        include_str!("../../tests/rules/w1/earnings_credit.toml"),
    ),
    (
        "negative_income_tax",
        include_str!("../../tests/rules/w1/negative_income_tax.toml"),
    ),
    (
        "regional_basic_income",
        include_str!("../../tests/rules/w1/regional_basic_income.toml"),
    ),
];
const VOCABULARY: &str = include_str!("../../policies/vocabulary.toml");

struct Arguments {
    threads: usize,
    full: bool,
    repeat: usize,
    data: PathBuf,
}

fn arguments() -> Result<Arguments, String> {
    let mut found = Arguments {
        threads: 1,
        full: false,
        repeat: 5,
        data: PathBuf::new(),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--threads" => found.threads = value()?.parse().map_err(|_| "--threads wants a number")?,
            "--mode" => found.full = value()? == "full",
            "--repeat" => found.repeat = value()?.parse().map_err(|_| "--repeat wants a number")?,
            "--data" => found.data = PathBuf::from(value()?),
            "--rows" => {
                value()?;
            }
            // Cargo passes `--bench`; the rest belongs to other harnesses.
            _ => {}
        }
    }
    Ok(found)
}

fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.to_string(),
        text: Arc::from(text),
    }
}

fn main() -> Result<(), String> {
    let arguments = arguments()?;
    if arguments.data.as_os_str().is_empty() {
        println!("w1: give --data FILE, or run `cargo xtask bench`");
        return Ok(());
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.threads)
        .build()
        .map_err(|error| error.to_string())?;
    pool.install(|| measure(&arguments))
}

fn sentence(diagnostics: Vec<Diagnostic>) -> String {
    render(&diagnostics, &[])
}

fn measure(arguments: &Arguments) -> Result<(), String> {
    let mut catalog = Catalog::default();
    catalog.add("vocabulary.toml", source("vocabulary.toml", VOCABULARY));
    let instruments = INSTRUMENTS
        .iter()
        .map(|(name, text)| source(&format!("{name}.toml"), text))
        .collect();
    catalog.add_system(
        "w1",
        SystemFiles {
            system: Some(source("system.toml", SYSTEM)),
            instruments,
        },
    );
    let study = Study::read(&source("w1.toml", STUDY)).map_err(sentence)?;
    let prepared = prepare(&study, &catalog, &|_| None, &[], None).map_err(sentence)?;
    let mapping = Mapping::read(&source("people.toml", PEOPLE)).map_err(sentence)?;
    let population = {
        let wanted = mapping.wanted();
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        let table = commonweal_tables::read(&arguments.data, Some(&wanted)).map_err(sentence)?;
        mapping.population(&table, &prepared.system).map_err(sentence)?
    };
    let program = program(&prepared, &population)?;
    let wanted = wanted(&program);
    let exponent = population.weight_scale().exact_exponent;
    let mut standing = standing(program, &wanted, vec![population])?;
    // One warm-up; then the work is done from the columns, in the memory of the run before.
    let mut found = work(&prepared, &mut standing, &wanted, arguments.full)?;
    let mut seconds = Vec::new();
    for _ in 0..arguments.repeat.max(1) {
        let start = Instant::now();
        if let Some((ranks, _)) = found.take() {
            ranks.recycle();
        }
        found = work(&prepared, &mut standing, &wanted, arguments.full)?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    let (ranks, measured) = found.unzip();
    seconds.sort_by(f64::total_cmp);
    let totals: Vec<String> = wanted
        .amounts
        .iter()
        .map(|(name, node)| format!("\"{name}\": {:?}", standing.outcome().totals[node].sum.to_f64(exponent)))
        .collect();
    let step = step(&mut standing, ranks.as_ref(), &wanted, arguments)?;
    let mut line = format!(
        "{{\"system\": \"commonweal\", \"version\": \"{}\", \"mode\": \"{}\", \"rows\": {}, \"threads\": {}, \"seconds_best\": {:?}, \"seconds_median\": {:?}, \"step_seconds\": {:?}, \"peak_mib\": {:.1}, \"totals\": {{{}}}",
        env!("CARGO_PKG_VERSION"),
        if arguments.full { "full" } else { "elem" },
        standing.parts()[0].households(),
        arguments.threads,
        seconds[0],
        seconds[seconds.len() / 2],
        step,
        peak_mib(),
        totals.join(", ")
    );
    if let Some(measured) = measured {
        let rate = |poverty: &Option<commonweal_core::measures::Poverty>| {
            poverty
                .as_ref()
                .and_then(|poverty| poverty.headcount_rate)
                .unwrap_or(f64::NAN)
        };
        line += &format!(
            ", \"statistics\": {{\"median\": {:?}, \"poverty_before\": {:?}, \"poverty_after\": {:?}, \"gini_before\": {:?}, \"gini_after\": {:?}}}",
            measured.inequality.baseline.median.unwrap_or(f64::NAN),
            rate(&measured.poverty.fixed.baseline),
            rate(&measured.poverty.fixed.reform),
            measured.inequality.baseline.gini.unwrap_or(f64::NAN),
            measured.inequality.reform.gini.unwrap_or(f64::NAN)
        );
        let deciles: Vec<String> = measured
            .deciles
            .iter()
            .filter(|row| row.decile > 0)
            .map(|row| {
                format!(
                    "{{\"weight\": {:?}, \"mean_change\": {}}}",
                    row.weight,
                    row.mean_change
                        .map_or("null".to_string(), |change| format!("{change:?}"))
                )
            })
            .collect();
        line += &format!(", \"deciles\": [{}]", deciles.join(", "));
    }
    println!("{line}}}");
    Ok(())
}

/// The nodes of the four amounts and of both incomes.
struct Wanted {
    amounts: Vec<(&'static str, NodeId)>,
    before: NodeId,
    after: NodeId,
}

fn program(prepared: &Prepared, population: &Population) -> Result<Program, String> {
    let laws: Vec<_> = std::iter::once(prepared.baseline.clone())
        .chain(prepared.reform.clone())
        .collect();
    compile(&laws, &population.schema(&prepared.system), prepared.date).map_err(sentence)
}

fn wanted(program: &Program) -> Wanted {
    let reform = &program.laws[1];
    let names = [
        ("tax", "income_tax"),
        ("earnings_credit", "earnings_credit"),
        ("negative_income_tax", "negative_income_tax"),
        ("regional_basic_income", "regional_basic_income"),
    ];
    let amounts = names
        .iter()
        .filter_map(|(shown, name)| {
            reform
                .instruments
                .iter()
                .find(|instrument| instrument.name == *name)
                .map(|instrument| (*shown, instrument.paid))
        })
        .collect();
    Wanted {
        amounts,
        before: program.laws[0].measures.equivalised,
        after: reform.measures.equivalised,
    }
}

fn standing(program: Program, wanted: &Wanted, parts: Vec<Population>) -> Result<Standing, String> {
    let amounts: Vec<NodeId> = wanted.amounts.iter().map(|(_, node)| *node).collect();
    let columns = amounts.iter().copied().chain([wanted.before, wanted.after]).collect();
    Standing::new(
        program,
        Arc::new(parts),
        1,
        Request {
            totals: amounts,
            columns,
        },
        &|_, _| true,
    )
    .map_err(sentence)
}

/// The work that is timed: six columns and four totals, and in `full` the measures.
fn work(
    prepared: &Prepared,
    standing: &mut Standing,
    wanted: &Wanted,
    full: bool,
) -> Result<Option<(BaselineRanks, Measured)>, String> {
    standing.run_anew(&|_, _| true).map_err(sentence)?;
    if !full {
        return Ok(None);
    }
    let y0 = standing.outcome().columns[0][&wanted.before].as_slice();
    let y1 = standing.outcome().columns[0][&wanted.after].as_slice();
    let ranks = BaselineRanks::new(standing.parts(), &[y0], None, prepared.study.options.poverty_line_share)
        .map_err(sentence)?;
    let measured = ranks.measure(&[y0], &[y1]).map_err(sentence)?;
    Ok(Some((ranks, measured)))
}

/// One parameter changes: the taper of the negative income tax, back and forth.
fn step(
    standing: &mut Standing,
    ranks: Option<&BaselineRanks>,
    wanted: &Wanted,
    arguments: &Arguments,
) -> Result<f64, String> {
    let taper = SlotOrigin {
        law: None,
        instrument: "negative_income_tax".to_string(),
        parameter: "taper".to_string(),
    };
    let Some((slot, _)) = standing.program().slots.places.get(&taper).copied() else {
        return Err("the program has no taper".to_string());
    };
    let mut best = f64::INFINITY;
    for at in 0..arguments.repeat.max(1) {
        let start = Instant::now();
        standing.set(slot, &[if at % 2 == 0 { 0.6 } else { 0.5 }]);
        standing.update(&|_, _| true).map_err(sentence)?;
        if let Some(ranks) = ranks {
            let columns = &standing.outcome().columns[0];
            ranks
                .measure(
                    &[columns[&wanted.before].as_slice()],
                    &[columns[&wanted.after].as_slice()],
                )
                .map_err(sentence)?;
        }
        let seconds = start.elapsed().as_secs_f64();
        if seconds < best {
            best = seconds;
        }
    }
    Ok(best)
}

/// The largest memory of the process so far; 0 where the system does not say.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib: f64 = line
        .and_then(|line| line.split_whitespace().nth(1))
        .and_then(|number| number.parse().ok())
        .unwrap_or(0.0);
    kib / 1024.0
}
