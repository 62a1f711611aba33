//! Units within households: tax units with tables of their own.

use super::{bytes, numbers, total, weights};
use crate::document::{Diagnostic, Source};
use crate::population::{Ids, Population, Recipe, Synthetic, generate};
use crate::system::System;

const RECIPE: &str = r#"
format = 1
[recipe]
name = "units"
currency = "EUR"
system = "small"
unit = "household"
households = 1_000_000
default_n = 4096
[unit]
name = "tax_unit"
count = "1 + more"
[[member]]
role = "head"
[[member]]
role = "spouse"
count = "1 if joint else 0"
[[member]]
role = "child"
count = "children"
[[table]]
gives = "more"
of = "household"
kind = "share"
values = [0, 1, 2]
rows = [[[0.7, 0.2, 0.1]]]
assumption = true
range = [0.8, 1.2]
[[table]]
gives = "is_first"
of = "tax_unit"
kind = "formula"
holds = "truth"
formula = "unit_place == 0"
[[table]]
gives = "joint"
of = "tax_unit"
kind = "share"
by = ["is_first", "more"]
rows = [["true", 0, 0.4], ["true", 0.2], [0.1]]
assumption = true
range = [0.8, 1.2]
[[table]]
gives = "children"
of = "tax_unit"
kind = "share"
values = [0, 1, 2]
by = ["joint"]
rows = [["true", [0.5, 0.3, 0.2]], [[0.9, 0.1, 0]]]
assumption = true
range = [0.8, 1.2]
[[table]]
gives = "interest"
of = "tax_unit"
kind = "quantile"
at = [0, 0.5, 1]
rows = [[[0, 100, 5000]]]
assumption = true
range = [0.8, 1.2]
[[table]]
gives = "earnings"
of = "person"
kind = "lognormal_pareto"
where = "role != 'child' and (joint or unit_place >= 0)"
rows = [[[30000, 0.6]]]
round = 1
assumption = true
range = [0.8, 1.2]
[[table]]
gives = "income"
of = "tax_unit"
kind = "formula"
formula = "sum(person.earnings) + interest + (0 if head.earnings >= 0 else 1)"
[[table]]
gives = "rich"
of = "household"
kind = "formula"
holds = "truth"
formula = "sum(income where person.role == 'head') > 80000 and any(person.earnings > 0) and members > 0"
[[target]]
id = "joint"
of = "tax_unit"
where = "joint"
value = 340000
assumption = true
range = [1, 1]
[[target]]
id = "income"
of = "tax_unit"
sum = "income"
value = 5.6e10
assumption = true
range = [1, 1]
[columns]
person = ["earnings"]
tax_unit = ["interest", "joint"]
other_systems = ["children"]
"#;

fn system(units: &str) -> System {
    given(units, "")
}

fn given(units: &str, derived: &str) -> System {
    let text = format!(
        r#"
format = 1
name = "small"
currency = "EUR"
years = [2024]
[units]
{units}
[columns]
earnings = {{ entity = "person", unit = "currency/year", range = [0, 1e9], default = 0 }}
interest = {{ entity = "tax_unit", unit = "currency/year", range = [0, 1e9], default = 0 }}
joint = {{ entity = "tax_unit", unit = "truth", default = false }}
children = {{ entity = "tax_unit", unit = "count", range = [0, 9], default = 1{derived} }}
[concepts]
disposable_income = {{ adds = ["earnings"] }}
[measures]
income = "disposable_income"
equivalence_scale = "1"
"#
    );
    let vocabulary = Source::new("vocabulary.toml", "format = 1\n");
    System::read(&Source::new("system.toml", text), &vocabulary).expect("the system is sound")
}

const OWN: &str = "tax_unit = {}\nfamily = { same_as = \"tax_unit\" }";

fn read(text: &str) -> Result<Recipe, Vec<Diagnostic>> {
    Recipe::read(&Source::new("units.toml", text))
}

fn made(recipe: &Recipe, households: u32) -> Synthetic {
    generate(recipe, &system(OWN), Some(households), Some(3), None, &|_, _| true).expect("the people are made")
}

#[test]
fn units_stand_between_households_and_persons() {
    let recipe = read(RECIPE).expect("the recipe is sound");
    let people = made(&recipe, 8192).population;
    let [persons, households, units] = people.entities.as_slice() else {
        panic!("three entities");
    };
    assert_eq!((units.name.as_str(), units.ids.clone()), ("tax_unit", Ids::Sequence(0)));
    assert_eq!(people.entity("family").map(|(at, _)| at), Some(2));
    let offsets = units.household_offsets.as_deref().expect("offsets");
    let of = |size: u32| offsets.windows(2).filter(|pair| pair[1] - pair[0] == size).count() as f64 / 8192.0;
    for (size, share) in [(1, 0.7), (2, 0.2), (3, 0.1)] {
        assert!((of(size) - share).abs() < 0.001, "{size}: {}", of(size));
    }
    // Each unit has its head and, where it is joint, a spouse; members stand unit by unit.
    let members = units.members.as_ref().expect("members");
    let household = households.members.as_ref().expect("members");
    let joint = bytes(numbers(&people, "joint"));
    for (unit, joint) in joint.iter().enumerate() {
        let own = members.offsets[unit]..members.offsets[unit + 1];
        assert_eq!(members.head[unit], own.start);
        assert_eq!(members.spouse[unit] != u32::MAX, *joint == 1);
        for person in own {
            assert_eq!(members.unit_of_person[person as usize], unit as u32);
            let home = household.unit_of_person[person as usize] as usize;
            assert!((offsets[home]..offsets[home + 1]).contains(&(unit as u32)));
        }
    }
    assert_eq!(members.offsets.last(), Some(&persons.rows));
    // The head of a household is that of its first unit.
    for (head, first) in household.head.iter().zip(offsets) {
        assert_eq!(*head, members.head[*first as usize]);
    }
}

#[test]
fn totals_of_units_are_met() {
    let recipe = read(RECIPE).expect("the recipe is sound");
    let made = made(&recipe, 8192);
    assert!(made.report.head.converged, "{:?}", made.report.head);
    let people = &made.population;
    let weight = weights(people);
    let offsets = people.entities[2].household_offsets.as_deref().expect("offsets");
    let mut found = [0.0, 0.0];
    for (home, pair) in offsets.windows(2).enumerate() {
        for unit in pair[0] as usize..pair[1] as usize {
            found[0] += weight[home] * numbers(people, "joint").data.value(unit);
            found[1] += weight[home] * numbers(people, "interest").data.value(unit);
        }
    }
    assert!((found[0] / 340_000.0 - 1.0).abs() < 1e-3, "{}", found[0]);
    let income = found[1] + total(people, "earnings", |_| true);
    assert!((income / 5.6e10 - 1.0).abs() < 1e-3, "{income}");
}

#[test]
fn a_part_with_units_can_be_made_alone() {
    let recipe = read(RECIPE).expect("the recipe is sound");
    let whole = made(&recipe, 2001);
    for range in [0..700, 700..1900, 1900..2001] {
        let draft = recipe
            .draft(2001, 3, range.start..range.end, &|_, _| true)
            .expect("the part is made");
        let own: Population = draft
            .population(&system(OWN), &whole.solution)
            .expect("the part has weights");
        assert_eq!(own, whole.population.part(range.start as usize..range.end as usize));
    }
}

#[test]
fn what_the_system_works_out_itself_only_other_systems_get() {
    let recipe = read(RECIPE).expect("the recipe is sound");
    let has = |derived: &str| {
        let system = given(OWN, derived);
        let made = generate(&recipe, &system, Some(100), Some(3), None, &|_, _| true).expect("the people are made");
        made.population.column("children").is_some()
    };
    assert!(has(""));
    assert!(!has(", derived = true"));
    let strict = read(&RECIPE.replacen("\nother_systems = [\"children\"]", "", 1).replacen(
        "\"interest\", \"joint\"]",
        "\"interest\", \"joint\", \"children\"]",
        1,
    ));
    let faults = strict
        .expect("the recipe is sound")
        .check(&given(OWN, ", derived = true"));
    assert_eq!(faults[0].code, "wrong-form");
}

#[test]
fn what_cannot_be_is_refused() {
    let recipe = read(RECIPE).expect("the recipe is sound");
    // A system in which the unit is the household has no place for several.
    let codes: Vec<&str> = recipe
        .check(&system("tax_unit = { same_as = \"household\" }"))
        .iter()
        .map(|fault| fault.code)
        .collect();
    assert_eq!(codes, ["wrong-entity", "wrong-entity", "wrong-entity"]);
    for (from, to, code) in [
        (
            "formula = \"sum(income where person.role == 'head') > 80000",
            "formula = \"income > 80000",
            "wrong-entity",
        ),
        ("name = \"tax_unit\"", "name = \"household\"", "bad-name"),
        ("count = \"1 + more\"", "count = \"1 + joint\"", "unknown-name"),
        ("count = \"1 + more\"", "", "missing-key"),
    ] {
        let faults = read(&RECIPE.replacen(from, to, 1)).expect_err(to);
        assert!(faults.iter().any(|fault| fault.code == code), "{to}: {faults:?}");
    }
}
