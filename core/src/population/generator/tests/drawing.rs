//! The people themselves: shares, amounts, correlations, parts.

use super::{bytes, made, numbers, recipe, system, text, weights};
use crate::population::{Ids, PeopleHash};

#[test]
fn shares_and_amounts_are_those_of_the_tables() {
    let made = made(&recipe(""), 8192, 3);
    let people = &made.population;
    let (households, persons) = (people.households(), people.persons());
    assert_eq!(households, 8192);
    let mean = persons as f64 / households as f64;
    assert!((mean - 1.74).abs() < 0.02, "{mean}");
    // Stratified: with 8192 draws a share of .3 is off by less than one in a thousand.
    let north = bytes(numbers(people, "region"))
        .iter()
        .filter(|code| **code == 0)
        .count() as f64
        / 8192.0;
    assert!((north - 0.3).abs() < 0.001, "{north}");
    let ages = &numbers(people, "age").data;
    let heads = bytes(numbers(people, "is_head"));
    let of_heads: Vec<f64> = (0..persons)
        .filter(|person| heads[*person] == 1)
        .map(|person| ages.value(person))
        .collect();
    let below = of_heads.iter().filter(|age| **age < 50.0).count() as f64 / of_heads.len() as f64;
    assert!((below - 0.5).abs() < 0.002, "{below}");
    // The mean of the intervals, less half a year for the rounding.
    let mean = of_heads.iter().fold(0.0, |sum, age| sum + age) / of_heads.len() as f64;
    assert!((mean - 50.5).abs() < 0.1, "{mean}");
    // Words are coded as the system has them, not as the recipe writes them.
    assert_eq!(
        numbers(people, "sex").labels.as_deref(),
        Some(&["male".to_string(), "female".to_string()][..])
    );
    assert!(numbers(people, "region").open);
    assert_eq!(people.entities[0].ids, Ids::Sequence(0));
    assert_eq!(people.names.last(), Some(&("family".to_string(), 1)));
}

#[test]
fn seeds_and_purposes_make_other_people() {
    let recipe = recipe("");
    let hash = |seed: u64| PeopleHash::of(&made(&recipe, 500, seed).population);
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(2));
    let renamed = super::read(&text("").replacen("gives = \"sex\"", "gives = \"sex\"\nid = \"gender\"", 1))
        .expect("the recipe is sound");
    assert_ne!(hash(1), PeopleHash::of(&made(&renamed, 500, 1).population));
}

#[test]
fn a_table_that_is_moved_or_added_changes_no_other_draw() {
    let added = super::read(&text("").replacen(
        "[[table]]\ngives = \"sex\"",
        "[[table]]\ngives = \"hair\"\nof = \"person\"\nkind = \"share\"\nvalues = [\"dark\", \"fair\"]\nrows = [[[0.5, 0.5]]]\nassumption = true\nrange = [1, 1]\n[[table]]\ngives = \"sex\"",
        1,
    ))
    .expect("the recipe is sound");
    assert_eq!(made(&recipe(""), 500, 1).population, made(&added, 500, 1).population);
}

#[test]
fn any_part_can_be_made_alone() {
    let targets = "[[target]]\nid = \"sex\"\nof = \"person\"\nby = [\"sex\"]\nrows = [[\"female\", 900000], [\"male\", 850000]]\nassumption = true\nrange = [1, 1]\n\
                   [[target]]\nid = \"earnings\"\nof = \"person\"\nsum = \"earnings\"\nvalue = 3.6e10\nassumption = true\nrange = [1, 1]\n";
    let (recipe, system) = (recipe(targets), system());
    let whole = made(&recipe, 3001, 5);
    for parts in [1u32, 3, 10] {
        let bound = |part: u32| 3001 * part / parts;
        let drafts: Vec<_> = (0..parts)
            .map(|part| {
                recipe
                    .draft(3001, 5, bound(part)..bound(part + 1), &|_, _| true)
                    .expect("the part is made")
            })
            .collect();
        let mut solver = recipe.solver(3001);
        while let Some(lambda) = solver.wanted() {
            // In another order than that of the parts.
            let mut rounds = drafts.iter().rev().map(|draft| draft.round(lambda));
            let mut sum = rounds.next().expect("there is a part");
            rounds.for_each(|round| sum.merge(&round));
            solver.take(sum);
        }
        assert_eq!(solver.lambda(), whole.solution.lambda);
        let mut hash = PeopleHash::default();
        for (part, draft) in drafts.iter().enumerate() {
            let own = draft
                .population(&system, &whole.solution)
                .expect("the part has weights");
            let cut = whole
                .population
                .part(bound(part as u32) as usize..bound(part as u32 + 1) as usize);
            assert_eq!(own, cut);
            hash = hash.merge(PeopleHash::of(&own));
        }
        assert_eq!(hash, PeopleHash::of(&whole.population));
    }
}

#[test]
fn classes_that_are_made_more_often_keep_their_weight() {
    let recipe = recipe("[oversample]\ntable = \"lives\"\nfactors = { couple = 4 }\n");
    let people = made(&recipe, 8192, 1).population;
    let spouses = people.entities[1]
        .members
        .as_ref()
        .expect("there are members")
        .spouse
        .clone();
    let weights = weights(&people);
    let couples = spouses.iter().filter(|spouse| **spouse != u32::MAX).count() as f64 / 8192.0;
    assert!((couples - 1.6 / 2.2).abs() < 0.002, "{couples}");
    let total = weights.iter().fold(0.0, |sum, weight| sum + weight);
    assert!((total / 1e6 - 1.0).abs() < 0.002, "{total}");
    let of_couples = spouses
        .iter()
        .zip(&weights)
        .filter(|(spouse, _)| **spouse != u32::MAX)
        .fold(0.0, |sum, (_, weight)| sum + weight);
    assert!((of_couples / 4e5 - 1.0).abs() < 0.002, "{of_couples}");
}

#[test]
fn correlated_draws_have_their_margins_and_their_correlation() {
    let standing = "assumption = true\nrange = [0, 0.8]\n";
    let correlated = format!(
        "[[correlation]]\nof = [\"earnings\", \"spouse.earnings\"]\nrho = 0.5\n{standing}[[correlation]]\nof = [\"sex\", \"earnings\"]\nrho = 0.6\n{standing}"
    );
    let everybody = |text: String| text.replacen("where = \"works\"\nrows", "rows", 1);
    let recipe = super::read(&everybody(text(&correlated))).expect("the recipe is sound");
    let plain = super::read(&everybody(text(""))).expect("the recipe is sound");
    let ln = crate::numeric::math::ln;
    for (recipe, of_partners, of_sex) in [(&recipe, 0.5, 0.6), (&plain, 0.0, 0.0)] {
        let people = made(recipe, 40_000, 2).population;
        let members = people.entities[1].members.as_ref().expect("there are members");
        let earnings = &numbers(&people, "earnings").data;
        // Below the tail the logarithm is normal; ranks say the same of the whole.
        let score = |person: u32| {
            let x = ln(earnings.value(person as usize) / 30_000.0) / 0.6;
            if x > 2.0 { 2.0 } else { x }
        };
        let pairs: Vec<(f64, f64)> = members
            .head
            .iter()
            .zip(members.spouse.iter())
            .filter(|(_, spouse)| **spouse != u32::MAX)
            .map(|(head, spouse)| (score(*head), score(*spouse)))
            .collect();
        let n = pairs.len() as f64;
        let mean = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().fold(0.0, |sum, pair| sum + f(pair)) / n;
        let (a, b) = (mean(&|pair| pair.0), mean(&|pair| pair.1));
        let covariance = mean(&|pair| (pair.0 - a) * (pair.1 - b));
        let (va, vb) = (
            mean(&|pair| (pair.0 - a) * (pair.0 - a)),
            mean(&|pair| (pair.1 - b) * (pair.1 - b)),
        );
        let rho = covariance / libm::sqrt(va * vb);
        assert!((rho - of_partners).abs() < 0.03, "{rho} {of_partners}");
        assert!(a.abs() < 0.03 && (va - 0.97).abs() < 0.05, "{a} {va}");
        // Men, the second word, earn more: the mean of a normal above its median is .798, so 2 x .798 x .6 apart.
        let male = bytes(numbers(&people, "sex"));
        let mean_of = |code: u8| {
            let of = || (0..people.persons() as u32).filter(|person| male[*person as usize] == code);
            of().fold(0.0, |sum, person| sum + score(person)) / of().count() as f64
        };
        let apart = mean_of(0) - mean_of(1);
        assert!((apart - 2.0 * 0.798 * of_sex).abs() < 0.05, "{apart} {of_sex}");
    }
}

#[test]
fn numbers_of_households_have_bounds_and_work_can_be_cancelled() {
    let recipe = recipe("");
    let refused = |households: u32| {
        crate::population::generate(&recipe, &system(), Some(households), None, None, &|_, _| true)
            .expect_err("refused")[0]
            .code
    };
    assert_eq!(refused(0), "out-of-range");
    assert_eq!(refused(30_000_000), "out-of-range");
    let cancelled = crate::population::generate(&recipe, &system(), None, None, None, &|done, _| done < 1000);
    assert_eq!(cancelled.expect_err("cancelled")[0].code, "cancelled");
}
