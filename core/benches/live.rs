//! How long a study takes to follow a parameter: `cargo bench -p commonweal-core --bench live [-- HOUSEHOLDS TICKS INSTRUMENT.PARAMETER]`. Printed, never
//! asserted.

use std::sync::Arc;
use std::time::Instant;

use commonweal_core::costing::{Live, cost, prepare};
use commonweal_core::document::{Node, Value};
use commonweal_core::population::{Lock, Recipe, generate};
use commonweal_core::system::{Catalog, Study};

/// What moves, from where, and by how much a tick.
const MOVES: [(&str, &str, f64, f64); 5] = [
    ("basic_income", "adult_amount", 2400.0, 12.0),
    ("short_time_work", "used_share", 0.3, 0.002),
    ("transition_allowance", "floor_amount", 900.0, 5.0),
    ("scenario", "displaced_share", 0.05, 0.0005),
    ("income_tax", "allowance", 5000.0, 10.0),
];

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse::<u32>().ok());
    let households = numbers.next().unwrap_or(50_000);
    let ticks: usize = numbers.next().map_or(50, |ticks| ticks as usize);
    let only = std::env::args().skip(1).find(|word| word.contains('.'));
    let catalog = Catalog::new(commonweal_policies::FILES.iter().copied());
    let (Some(package), Some(recipe), Some(lock)) = (
        catalog.package("three-tier-safety-net"),
        catalog.population("stylised"),
        catalog.lock("stylised"),
    ) else {
        println!("a file is missing");
        return;
    };
    let made = || -> Result<(), Vec<commonweal_core::document::Diagnostic>> {
        let prepared = prepare(&Study::read(package)?, &catalog, &|_| None, &[], None)?;
        let recipe = Recipe::read(recipe)?;
        let people = timed("people", || {
            generate(
                &recipe,
                &prepared.system,
                Some(households),
                None,
                Some(&Lock::read(lock)?),
                &|_, _| true,
            )
        })?;
        let parts = Arc::new(vec![people.population]);
        let whole = timed("cost", || cost(&prepared, &parts, &|_, _| true))?;
        println!("fingerprint {}", whole.results.fingerprint);
        let mut live = timed("open", || Live::new(prepared.clone(), Arc::clone(&parts), &|_, _| true))?;
        for (instrument, parameter, from, step) in MOVES {
            if only
                .as_ref()
                .is_some_and(|only| *only != format!("{instrument}.{parameter}"))
            {
                continue;
            }
            let mut times = Vec::with_capacity(ticks);
            let (mut first, mut change) = (0.0, None);
            for at in 0..ticks {
                let value = Node {
                    value: Value::Number(from + step * (at % 50 + 1) as f64),
                    span: 0..0,
                };
                let start = Instant::now();
                let made = live.set(instrument, parameter, &value);
                match made {
                    Ok(found) if at == 0 => change = Some(found),
                    Ok(_) => {}
                    Err(found) => {
                        println!("{instrument}.{parameter}: {}", found[0].message);
                        break;
                    }
                }
                live.tick()?;
                let took = start.elapsed().as_secs_f64() * 1e3;
                if at == 0 {
                    first = took;
                } else {
                    times.push(took);
                }
            }
            times.sort_by(f64::total_cmp);
            if let Some(median) = times.get(times.len() / 2) {
                println!("{instrument}.{parameter}: first tick {first:.1} ms ({change:?}), then {median:.2} ms");
            }
        }
        timed("settle", || live.settle(&|_, _| true).map(|_| ()))?;
        Ok(())
    };
    if let Err(problems) = made() {
        println!("{problems:#?}");
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = work();
    println!("{what}: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    made
}
