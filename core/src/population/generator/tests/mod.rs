//! Recipes read and refused, draws, calibration and parts.

use super::{Recipe, Synthetic, generate};
use crate::document::{Diagnostic, Source};
use crate::population::{Column, ColumnData, Population};
use crate::system::System;

mod calibration;
mod drawing;
mod refusals;
mod units;

/// A recipe of singles and couples, with no targets.
const SMALL: &str = r#"
format = 1
[recipe]
name = "small"
currency = "EUR"
system = "small"
unit = "household"
households = 1_000_000
default_n = 4096
[bands]
age = { edges = [18, 65], labels = ["young", "adult", "old"] }
[[member]]
role = "head"
[[member]]
role = "spouse"
count = "1 if lives == 'couple' else 0"
[[member]]
role = "child"
count = "children"
[[table]]
gives = "lives"
of = "household"
kind = "share"
values = ["alone", "couple"]
rows = [[[0.6, 0.4]]]
assumption = true
range = [0.8, 1.2]
[[table]]
gives = "children"
of = "household"
kind = "share"
values = [0, 1, 2]
by = ["lives"]
rows = [["couple", [0.5, 0.3, 0.2]], [[0.9, 0.1, 0]]]
assumption = true
range = [0.8, 1.2]
[[table]]
gives = "age"
of = "person"
kind = "quantile"
at = [0, 0.5, 1]
by = ["role"]
rows = [["child", [0, 9, 18], [4, 13]], [[18, 50, 90], [36, 66]]]
round_down = 1
limits = [0, 120]
assumption = true
range = [0.9, 1.1]
[[table]]
gives = "sex"
of = "person"
kind = "share"
values = ["female", "male"]
rows = [[[0.5, 0.5]]]
standing = "published"
reference = "a register"
[[table]]
gives = "works"
of = "person"
kind = "share"
where = "age >= 18"
by = ["age:age", "sex"]
rows = [["adult", "female", 0.7], ["adult", 0.8], [0.1]]
assumption = true
range = [0.8, 1.2]
[[table]]
gives = "earnings"
of = "person"
kind = "lognormal_pareto"
where = "works"
rows = [[[30000, 0.6, 2.2, 90000]]]
round = 1
assumption = true
range = [0.8, 1.2]
[[table]]
gives = "income"
of = "household"
kind = "formula"
formula = "sum(person.earnings)"
[[table]]
gives = "region"
of = "household"
kind = "share"
values = ["north", "south"]
rows = [[[0.3, 0.7]]]
assumption = true
range = [0.8, 1.2]
"#;

const EXPORTS: &str = "[columns]\nperson = [\"age\", \"sex\", \"earnings\"]\nhousehold = [\"region\"]\n";

fn system() -> System {
    let text = r#"
format = 1
name = "small"
currency = "EUR"
years = [2024]
[units]
family = { same_as = "household" }
[categories]
region = []
sex = ["male", "female"]
[columns]
age = { entity = "person", unit = "age", range = [0, 120], default = 40 }
sex = { entity = "person", unit = "category", default = "female" }
earnings = { entity = "person", unit = "currency/year", range = [0, 1e9], default = 0 }
region = { entity = "household", unit = "category", default = "nowhere" }
[concepts]
disposable_income = { adds = ["earnings"] }
[measures]
income = "disposable_income"
equivalence_scale = "1"
"#;
    let vocabulary = Source::new("vocabulary.toml", "format = 1\n");
    System::read(&Source::new("system.toml", text), &vocabulary).expect("the system is sound")
}

fn text(more: &str) -> String {
    format!("{SMALL}{more}{EXPORTS}")
}

fn recipe(more: &str) -> Recipe {
    read(&text(more)).expect("the recipe is sound")
}

fn read(text: &str) -> Result<Recipe, Vec<Diagnostic>> {
    Recipe::read(&Source::new("small.toml", text))
}

fn made(recipe: &Recipe, households: u32, seed: u64) -> Synthetic {
    generate(recipe, &system(), Some(households), Some(seed), None, &|_, _| true).expect("the people are made")
}

fn numbers<'a>(population: &'a Population, name: &str) -> &'a Column {
    population.column(name).expect("the column is there")
}

/// A weighted total of a column of persons, for those whom `counts` takes.
fn total(population: &Population, name: &str, counts: impl Fn(usize) -> bool) -> f64 {
    let column = numbers(population, name);
    let household = &population.entities[1]
        .members
        .as_ref()
        .expect("there are members")
        .unit_of_person;
    let weights = weights(population);
    (0..population.persons())
        .filter(|person| counts(*person))
        .fold(0.0, |sum, person| {
            sum + column.data.value(person) * weights[household[person] as usize]
        })
}

fn weights(population: &Population) -> Vec<f64> {
    let slice = population.weights.as_slice();
    let unit = crate::numeric::grid::power_of_two(-population.weight_scale().exact_exponent);
    let join = |(low, high): (&u32, &u32)| (u64::from(*low) | u64::from(*high) << 26) as f64 * unit;
    slice.low().iter().zip(slice.high()).map(join).collect()
}

fn bytes(column: &Column) -> &[u8] {
    match &column.data {
        ColumnData::U8(bytes) => bytes,
        _ => panic!("the column holds bytes"),
    }
}
