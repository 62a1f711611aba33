//! How long synthetic people take: `cargo bench -p commonweal-core --bench people [-- HOUSEHOLDS SEED]`. Printed, never asserted.

use std::time::Instant;

use commonweal_core::document::Source;
use commonweal_core::population::{Recipe, generate};
use commonweal_core::system::System;

const RECIPE: &str = include_str!("../../policies/populations/stylised.toml");
const SYSTEM: &str = include_str!("../../policies/systems/plain/system.toml");
const VOCABULARY: &str = include_str!("../../policies/vocabulary.toml");

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u32>().ok());
    let (households, seed) = (numbers.next(), numbers.next().map(u64::from));
    let vocabulary = Source::new("vocabulary.toml", VOCABULARY);
    let system = System::read(&Source::new("system.toml", SYSTEM), &vocabulary);
    let system = system.expect("the system is sound");
    let started = Instant::now();
    let recipe = Recipe::read(&Source::new("stylised.toml", RECIPE)).expect("the recipe is sound");
    let read = started.elapsed();
    let households = households.unwrap_or(recipe.default_households);
    let seed = seed.unwrap_or(recipe.default_seed);
    let (mut drawn, mut whole) = (f64::MAX, f64::MAX);
    let mut told = String::new();
    for _ in 0..5 {
        let started = Instant::now();
        let draft = recipe
            .draft(households, seed, 0..households, &|_, _| true)
            .expect("the people are made");
        let seconds = started.elapsed().as_secs_f64();
        drawn = if seconds < drawn { seconds } else { drawn };
        drop(draft);
        let started = Instant::now();
        let made =
            generate(&recipe, &system, Some(households), Some(seed), None, &|_, _| true).expect("the people are made");
        let seconds = started.elapsed().as_secs_f64();
        whole = if seconds < whole { seconds } else { whole };
        let head = &made.report.head;
        told = format!(
            "{} households, {} persons, {} targets, {} rounds, {} met",
            head.households, head.persons, head.calibrated, head.rounds, head.met
        );
    }
    println!(
        "stylised: {told}; recipe read in {:.3} s, drawn in {drawn:.3} s, drawn and calibrated in {whole:.3} s (one core without `threads`)",
        read.as_secs_f64()
    );
}
