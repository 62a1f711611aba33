//! Makes comparisons and prints their figures: `cargo xtask validate` runs it, part by part.
//!
//! `validate` prints the names of the parts, those made only on demand with a star; `validate PART` prints its figures as JSON.

use std::process::ExitCode;

use commonweal_tests::validation::PARTS;
use commonweal_tests::validation::figures::Figures;

fn main() -> ExitCode {
    let Some(wanted) = std::env::args().nth(1) else {
        for part in &PARTS {
            println!("{}{}", part.name, if part.on_demand { " *" } else { "" });
        }
        return ExitCode::SUCCESS;
    };
    let Some(part) = PARTS.iter().find(|part| part.name == wanted) else {
        let known: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        eprintln!("there is no part {wanted}; there are {}", known.join(", "));
        return ExitCode::FAILURE;
    };
    eprintln!("{}: {}", part.name, part.about);
    let mut figures = Figures::default();
    (part.run)(&mut figures);
    println!("{}", figures.json());
    ExitCode::SUCCESS
}
