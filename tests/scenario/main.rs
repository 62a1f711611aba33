//! Scenarios: the shock that a study chooses, what the law does to it, and what economics demands of both.

mod books;
mod levers;
mod rates;
mod refusals;
mod selections;

use commonweal_core::costing::{Results, cost, prepare};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::Population;
use commonweal_core::system::{Catalog, Study};
use commonweal_tests::people::People;
use commonweal_tests::{catalog, source};

fn people(households: u32) -> People {
    let system = catalog().system("stylised").expect("the system is sound");
    People::random(&system, 11, households)
}

fn population(people: &People) -> Population {
    let system = catalog().system("stylised").expect("the system is sound");
    people.population(&system).expect("the people are sound")
}

/// A study of the stylised system with more lines, and more rule files beside it.
fn costed_with(
    lines: &str,
    parts: &[Population],
    catalog: &Catalog,
    beside: &[(&str, &str)],
) -> Result<Results, Vec<Diagnostic>> {
    let text = format!("format = 1\nname = \"shock\"\nsystem = \"stylised\"\nyear = 2025\n{lines}");
    let study = Study::read(&source("study.toml", &text))?;
    let find = |name: &str| {
        let found = beside.iter().find(|(file, _)| *file == name);
        found.map(|(file, text)| source(file, text))
    };
    let prepared = prepare(&study, catalog, &find, &[], None)?;
    cost(&prepared, parts, &|_, _| true).map(|costing| costing.results)
}

fn costed(lines: &str, parts: &[Population]) -> Results {
    costed_with(lines, parts, &catalog(), &[]).expect("the study runs")
}

/// The first package with its levy: short-time work keeps jobs, the levy slows automation, places are rationed by the fund.
const PACKAGE: &str = r#"
scenario = "ai-central"
[reform]
add = ["short_time_work", "short_time_employer_contributions", "transition_allowance", "basic_income", "ai_levy"]
[reform.set]
"ai_levy.base_of_levy" = "equipment"
"basic_income.adult_amount" = 1200
"unemployment_insurance.covers_gig" = true
"#;

/// A benefit that pays nothing and offers a value to a lever.
fn offering(name: &str, lever: &str, value: f64) -> String {
    format!(
        "format = 1\nname = \"{name}\"\nkind = \"benefit\"\n[parameters]\noffered = {{ unit = \"share\", default = {value}, range = [0, 1], \
         assumption = true }}\n[rules]\namount = \"0 * earnings\"\n[levers]\n{lever} = \"offered\"\n"
    )
}
