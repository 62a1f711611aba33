//! How long the months of ten years take: `cargo bench -p commonweal-core --bench life [-- PERSONS YEARS]`. Printed, never asserted.

use std::time::Instant;

use commonweal_core::numeric::draws::uniform;
use commonweal_core::scenario::{LifeError, NUMBERS, PERSONS, Part, Year, live};

fn main() {
    let mut given = std::env::args().skip(1).filter_map(|word| word.parse::<u32>().ok());
    let persons = given.next().unwrap_or(65_000);
    let years = given.next().unwrap_or(10);
    for (name, changes) in [
        ("displacement alone", &[("training_share", 0.0)][..]),
        (
            "everything",
            &[
                ("short_time_share", 0.3),
                ("short_time_longest", 12.0),
                ("short_time_deadweight_share", 0.5),
                ("training_share", 0.4),
                ("training_places", f64::from(persons) * 0.01),
                ("public_job_places", f64::from(persons) * 0.01),
                ("separation_after", 0.02),
                ("gig_rate", 0.02),
                ("exit_rate", 0.01),
                ("retirement_rate", 0.02),
            ][..],
        ),
    ] {
        match run(persons, years, changes) {
            Ok(seconds) => println!(
                "{name}: {persons} movers, {} months: {:.0} ms",
                years * 12,
                seconds * 1e3
            ),
            Err(error) => println!("{error}"),
        }
    }
}

/// Lives the years with some numbers changed, and says how many seconds they took.
fn run(persons: u32, years: u32, changes: &[(&str, f64)]) -> Result<f64, LifeError> {
    let numbers: Vec<f64> = NUMBERS
        .iter()
        .map(|number| {
            let change = changes.iter().find(|(name, _)| *name == number.name);
            change.map_or(number.default.unwrap_or(0.0), |(_, value)| *value)
        })
        .collect();
    let ids: Vec<u64> = (0..u64::from(persons)).collect();
    let weights = vec![1 << 36; ids.len()];
    let columns: Vec<Vec<f64>> = PERSONS
        .iter()
        .map(|input| {
            let of = |id: u64| {
                let draw = uniform(1, input.name, id, 0);
                match input.name {
                    "starts_as" => {
                        if draw < 0.05 {
                            4.0
                        } else {
                            1.0
                        }
                    }
                    "chance" => 0.3 * draw,
                    "separation" => 0.01,
                    "finding" => 0.1 + 0.2 * draw,
                    "takes_public_job" => 1.0,
                    "age" => 20.0 + 45.0 * draw,
                    _ => input.default.unwrap_or(0.0),
                }
            };
            ids.iter().map(|id| of(*id)).collect()
        })
        .collect();
    let start = Instant::now();
    let mut carried: Option<Vec<Vec<f64>>> = None;
    for year in 0..years {
        let part = Part {
            ids: &ids,
            weights: &weights,
            persons: columns.iter().map(Vec::as_slice).collect(),
            carried: carried
                .as_ref()
                .map(|columns| columns.iter().map(Vec::as_slice).collect()),
        };
        let year = Year {
            seed: 1,
            first_month: 12 * year,
            horizon: 12 * years,
            weight_exponent: 36,
            numbers: &numbers,
        };
        let (lived, _) = live(&year, &[part])?;
        carried = lived.into_iter().next().map(|lived| lived.carried);
    }
    Ok(start.elapsed().as_secs_f64())
}
