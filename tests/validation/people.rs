//! The synthetic tax units of the United States beside those of the survey that their tables were estimated from: the same law, the same
//! reforms, the ratio of the amounts; and how incomes lie.

use std::collections::BTreeMap;

use commonweal_core::costing::{Prepared, calculate, prepare};
use commonweal_core::document::Source;
use commonweal_core::numeric::Stream;
use commonweal_core::population::{Lock, Population, Recipe, Synthetic, generate};
use commonweal_core::system::{Catalog, Study, System};

use super::facts::Crowd;
use super::figures::Figures;
use super::progress;
use super::survey::{column, costed, federal, numbers, survey, surveyed};
use super::totals::Totals;
use crate::{catalog, rule_files};

/// Amounts whose base is a target: the ratio is that of the calibration.
pub const BY_CONSTRUCTION: [&str; 5] = [
    "basic_3000",
    "capital_surtax",
    "top_surtax",
    "flat_point",
    "unemployment_doubled",
];
/// Amounts of incomes, earnings and children that targets hold in bands.
pub const CALIBRATED_NEARBY: [&str; 6] = [
    "eitc",
    "child_tax_credits",
    "nit_9000",
    "nit_6000",
    "payroll_point",
    "standard_deduction",
];
/// Made-up reforms that no target was made for.
pub const HELD_OUT: [&str; 11] = [
    "child_benefit_below_50000",
    "work_credit",
    "second_earner_credit",
    "payroll_above_base",
    "pension_relief",
    "nit_without_children",
    "youth_credit",
    "childless_eitc_again",
    "social_security_5",
    "poorer_half",
    "poverty_gap",
];
/// How a sentence of the page calls an amount.
fn said(name: &str) -> String {
    match name {
        "eitc" => "the EITC".to_string(),
        "childless_eitc_again" => "the EITC without children x 2".to_string(),
        other => format!("`{other}`"),
    }
}

/// The ten standard reforms: the cost of each is promised within 2 percent.
pub const TEN: [&str; 10] = [
    "eitc",
    "child_tax_credits",
    "nit_9000",
    "nit_6000",
    "basic_3000",
    "payroll_point",
    "top_surtax",
    "standard_deduction",
    "flat_point",
    "unemployment_doubled",
];
/// Taxes and credits of the law that no target was made for.
pub const OF_THE_LAW: [&str; 5] = [
    "self_employment_tax",
    "other_dependent_credit",
    "net_investment_income_tax",
    "child_and_dependent_care_credit",
    "alternative_minimum_tax",
];

const CREDITS_FOR_CHILDREN: [&str; 3] = [
    "child_tax_credit",
    "additional_child_tax_credit",
    "other_dependent_credit",
];
/// The seeds that are tried, and the numbers of households.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=5;
const HOUSEHOLDS: [u32; 2] = [50_000, 200_000];
/// Bootstrap samples of the survey's households.
const SAMPLES: u32 = 200;

/// Amounts in dollars by name.
pub type Amounts = BTreeMap<String, f64>;

fn compared() -> impl Iterator<Item = &'static str> {
    let made_up = BY_CONSTRUCTION.iter().chain(&CALIBRATED_NEARBY).chain(&HELD_OUT);
    made_up.chain(&OF_THE_LAW).copied()
}

/// The embedded recipe.
///
/// # Panics
/// When it is not sound.
pub fn recipe(catalog: &Catalog) -> Recipe {
    Recipe::read(catalog.population("us").expect("the recipe is embedded")).unwrap_or_else(|found| panic!("{found:?}"))
}

/// People made from it.
///
/// # Panics
/// When they cannot be made.
pub fn made(catalog: &Catalog, recipe: &Recipe, households: Option<u32>, seed: u64, lock: Option<&Lock>) -> Synthetic {
    let system = catalog.system("us").expect("the system is sound");
    generate(recipe, &system, households, Some(seed), lock, &|_, _| true).unwrap_or_else(|found| panic!("{found:?}"))
}

/// People by the tables alone, without the weights that meet the targets.
fn by_tables_alone(catalog: &Catalog, recipe: &Recipe, households: u32, seed: u64) -> Population {
    let system = catalog.system("us").expect("the system is sound");
    let lock = Lock::read(catalog.lock("us").expect("the lock is embedded")).expect("it can be read");
    let draft = recipe.draft(households, seed, 0..households, &|_, _| true);
    let draft = draft.unwrap_or_else(|found| panic!("{found:?}"));
    let no_multipliers = vec![0.0; lock.solutions[0].lambda.len()];
    let solution = draft.solution(seed, &no_multipliers);
    draft
        .population(&system, &solution)
        .unwrap_or_else(|found| panic!("{found:?}"))
}

/// The two studies of made-up reforms: those that are instruments of their own, and a higher standard deduction.
fn studies(catalog: &Catalog) -> [Prepared; 2] {
    let files = rule_files("us_people");
    let file = |name: &str| -> Option<Source> {
        let ending = format!("/{name}");
        files.iter().find(|file| file.name.ends_with(&ending)).cloned()
    };
    ["reforms.toml", "standard_deduction.toml"].map(|name| {
        let study = Study::read(&file(name).expect("the study is there")).expect("the study is sound");
        prepare(&study, catalog, &file, &[], None).unwrap_or_else(|found| panic!("{found:?}"))
    })
}

/// The amounts of the reforms on these people, and what a higher standard deduction costs.
///
/// # Panics
/// When a study does not run.
pub fn amounts(catalog: &Catalog, people: &dyn Fn(&System) -> Population) -> Amounts {
    let mut found = Amounts::new();
    let [reforms, deduction] = studies(catalog);
    let parts = [people(&reforms.system)];
    for row in &costed(&reforms, &parts).results.budget {
        found.insert(row.instrument.clone(), row.reform_amount);
    }
    let cost = costed(&deduction, &parts).results.net_cost;
    found.insert("standard_deduction".to_string(), cost);
    let sum = CREDITS_FOR_CHILDREN.iter().fold(0.0, |sum, name| sum + found[*name]);
    found.insert("child_tax_credits".to_string(), sum);
    found
}

/// The survey's people with what they pay and receive.
pub struct Survey {
    table: commonweal_core::population::RawTable,
    /// The amounts.
    pub amounts: Amounts,
}

/// Runs the reforms on the survey.
pub fn surveyed_amounts(catalog: &Catalog) -> Survey {
    let table = survey(&["household_id"]);
    let prepared = federal("", 2024);
    let people = surveyed(&table, &prepared);
    let amounts = amounts(catalog, &|_| people.clone());
    Survey { table, amounts }
}

fn disposable(people: &Population) -> Vec<f64> {
    let prepared = federal("", 2024);
    let columns = ["disposable_income".to_string()];
    let parts = std::slice::from_ref(people);
    let found = calculate(&prepared, parts, None, Some(&columns), Vec::new(), &|_, _| true);
    let found = found.unwrap_or_else(|found| panic!("{found:?}"));
    column(&found, "disposable_income").to_vec()
}

impl Survey {
    /// The number of each tax unit's household, counted from nought, in the order of the people.
    fn households(&self, people: &Population) -> Vec<usize> {
        let whole = |name: &str| numbers(&self.table, name).into_iter().map(|id| id as i64);
        let household_of: BTreeMap<i64, i64> = whole("tax_unit_id").zip(whole("household_id")).collect();
        let mut numbers_of = BTreeMap::new();
        let (_, entity) = people.entity("tax_unit").expect("there are tax units");
        (0..entity.rows as usize)
            .map(|row| {
                let id: i64 = entity.ids.text(row).parse().expect("a whole id");
                let next = numbers_of.len();
                *numbers_of.entry(household_of[&id]).or_insert(next)
            })
            .collect()
    }

    fn crowd(&self) -> Crowd {
        let people = surveyed(&self.table, &federal("", 2024));
        Crowd::new(&people, &disposable(&people), Some(&self.households(&people)))
    }

    /// The standard error of each amount over the amount: by samples of the survey's households, drawn with replacement.
    fn standard_errors(&self, catalog: &Catalog) -> Amounts {
        let [reforms, deduction] = studies(catalog);
        let parts = [surveyed(&self.table, &reforms)];
        let run = |prepared: &Prepared| {
            let found = costed(prepared, &parts).microdata(&|_, _| true);
            found.unwrap_or_else(|found| panic!("{found:?}"))
        };
        let by_unit = run(&reforms);
        let weight = column(&by_unit, "weight").to_vec();
        let names: Vec<&str> = compared().collect();
        let of_deduction: Vec<f64> = {
            let found = run(&deduction);
            let pair = column(&found, "income_tax_baseline")
                .iter()
                .zip(column(&found, "income_tax"));
            pair.map(|(before, after)| before - after).collect()
        };
        let values: Vec<Vec<f64>> = names
            .iter()
            .map(|name| match *name {
                "standard_deduction" => of_deduction.clone(),
                "child_tax_credits" => {
                    let parts = CREDITS_FOR_CHILDREN.map(|part| column(&by_unit, part));
                    (0..weight.len())
                        .map(|row| parts.iter().map(|part| part[row]).sum())
                        .collect()
                }
                name => column(&by_unit, name).to_vec(),
            })
            .collect();
        let household = self.households(&parts[0]);
        let count = household.iter().max().map_or(0, |last| last + 1);
        let mut of_household = vec![vec![0.0; names.len()]; count];
        for (row, household) in household.iter().enumerate() {
            for (sum, values) in of_household[*household].iter_mut().zip(&values) {
                *sum += weight[row] * values[row];
            }
        }
        let draws = Stream::new(1, "bootstrap");
        let mut sums = vec![(0.0, 0.0); names.len()];
        for sample_number in 0..SAMPLES {
            let mut sample = vec![0.0; names.len()];
            for draw in 0..count {
                let drawn = (u128::from(draws.bits(draw as u64, sample_number)) * count as u128) >> 64;
                for (sum, own) in sample.iter_mut().zip(&of_household[drawn as usize]) {
                    *sum += own;
                }
            }
            for (of_all, own) in sums.iter_mut().zip(&sample) {
                of_all.0 += own;
                of_all.1 += own * own;
            }
        }
        let samples = f64::from(SAMPLES);
        let error = |(sum, squares): &(f64, f64)| {
            let mean = sum / samples;
            let variance = (squares - samples * mean * mean) / (samples - 1.0);
            variance.sqrt() / mean
        };
        names
            .iter()
            .zip(&sums)
            .map(|(name, sums)| (name.to_string(), error(sums)))
            .collect()
    }
}

/// What a test repeats: seed 1 at 50,000 households beside the survey, amounts and facts.
pub fn in_brief(figures: &mut Figures) {
    let catalog = catalog();
    progress("the survey");
    let survey = surveyed_amounts(&catalog);
    progress("seed 1, 50,000 households");
    let recipe = recipe(&catalog);
    let people = made(&catalog, &recipe, Some(HOUSEHOLDS[0]), 1, None).population;
    let own = amounts(&catalog, &|_| people.clone());
    brief(&survey, &people, &own, figures);
}

fn brief(survey: &Survey, people: &Population, own: &Amounts, figures: &mut Figures) {
    for name in compared() {
        figures.put(format!("amount.{name}.survey"), survey.amounts[name] / 1e9);
        figures.put(format!("amount.{name}.seed_1"), own[name] / survey.amounts[name]);
    }
    survey.crowd().put(figures, "survey");
    Crowd::new(people, &disposable(people), None).put(figures, "here");
    let weight: f64 = people.row_weights(1).iter().sum();
    figures.put("households", weight / 1e6);
}

/// The number of tax units of people.
fn units(people: &Population) -> usize {
    people.entity("tax_unit").map_or(0, |(_, entity)| entity.rows as usize)
}

/// The ratios of one amount over seeds.
fn put_ratios(figures: &mut Figures, name: &str, kind: &str, ratios: &[f64]) {
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    let low = ratios
        .iter()
        .copied()
        .fold(f64::INFINITY, |a, b| if b < a { b } else { a });
    let high = ratios
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, |a, b| if b > a { b } else { a });
    for (which, value) in [("mean", mean), ("low", low), ("high", high)] {
        figures.put(format!("amount.{name}.{kind}.{which}"), value);
    }
}

/// The largest distance from one of the amounts named, over all runs; with the name that has it.
fn worst<'a>(names: &[&'a str], runs: &[Amounts], survey: &Amounts) -> (f64, &'a str) {
    let mut found = (0.0, "");
    for name in names {
        for run in runs {
            let miss = (run[*name] / survey[*name] - 1.0).abs();
            if miss > found.0 {
                found = (miss, *name);
            }
        }
    }
    found
}

/// Every seed at both numbers of households, the tables alone, the survey's standard errors, and official totals.
pub fn all(figures: &mut Figures) {
    let catalog = catalog();
    let recipe = recipe(&catalog);
    progress("the survey");
    let survey = surveyed_amounts(&catalog);
    progress("the survey's standard errors");
    for (name, error) in survey.standard_errors(&catalog) {
        figures.put(format!("amount.{name}.error"), error);
    }
    let of_survey = survey.crowd().earnings();
    let decile = |of: &super::facts::Spread, at: u32| {
        of.share_below(f64::from(at) / 10.0) - of.share_below(f64::from(at - 1) / 10.0)
    };
    let (mut runs, mut of_decile, mut of_gini) = (Vec::new(), 0.0, 0.0);
    let larger = |a: f64, b: f64| if a > b { a } else { b };
    for households in HOUSEHOLDS {
        let kind = if households == HOUSEHOLDS[0] {
            "n_50000"
        } else {
            "n_200000"
        };
        let mut own = Vec::new();
        for seed in SEEDS {
            progress(&format!("seed {seed}, {households} households"));
            let people = made(&catalog, &recipe, Some(households), seed, None).population;
            let found = amounts(&catalog, &|_| people.clone());
            if (households, seed) == (HOUSEHOLDS[0], 1) {
                brief(&survey, &people, &found, figures);
                beside_official_totals(&survey, &found, &people, figures);
            }
            let earnings = Crowd::new(&people, &vec![0.0; units(&people)], None).earnings();
            of_gini = larger(of_gini, (earnings.gini() - of_survey.gini()).abs());
            for at in 1..=10 {
                of_decile = larger(of_decile, (decile(&earnings, at) / decile(&of_survey, at) - 1.0).abs());
            }
            own.push(found);
        }
        for name in compared() {
            let ratios: Vec<f64> = own.iter().map(|run| run[name] / survey.amounts[name]).collect();
            put_ratios(figures, name, kind, &ratios);
        }
        runs.extend(own);
    }
    let mut alone = Vec::new();
    for seed in SEEDS {
        progress(&format!("seed {seed}, tables alone"));
        let people = by_tables_alone(&catalog, &recipe, HOUSEHOLDS[0], seed);
        alone.push(amounts(&catalog, &|_| people.clone()));
    }
    for name in compared() {
        let ratios: Vec<f64> = alone.iter().map(|run| run[name] / survey.amounts[name]).collect();
        put_ratios(figures, name, "tables", &ratios);
    }
    for (of, names) in [("ten", &TEN[..]), ("eleven", &HELD_OUT[..])] {
        let (miss, name) = worst(names, &runs, &survey.amounts);
        figures.put(format!("worst.{of}"), miss);
        figures.say(format!("worst.{of}.name"), said(name));
    }
    figures.put("worst.decile_share", of_decile);
    figures.put("worst.gini", of_gini);
}

/// How many persons there are, and how many of them are under 15, in millions.
fn persons(people: &Population) -> [f64; 2] {
    let age = &people.column("age").expect("persons have an age").data;
    let mut found = [0.0; 2];
    for (row, weight) in people.row_weights(0).iter().enumerate() {
        found[0] += weight / 1e6;
        found[1] += if age.value(row) < 15.0 { weight / 1e6 } else { 0.0 };
    }
    found
}

/// The survey's totals and those of synthetic people beside official ones.
fn beside_official_totals(survey: &Survey, own: &Amounts, people: &Population, figures: &mut Figures) {
    let (survey, survey_table) = (&survey.amounts, &survey.table);
    let totals = Totals::of("us");
    let payroll = ["payroll_tax_employee", "payroll_tax_employer", "self_employment_tax"];
    let sum = |of: &Amounts, names: &[&str]| names.iter().map(|name| of[*name]).sum::<f64>() / 1e9;
    let mut put = |name: &str, of_survey: f64, of_people: f64| {
        figures.put(format!("official.{name}.survey"), of_survey);
        figures.put(format!("official.{name}.survey_ratio"), of_survey / totals.value(name));
        totals.put(figures, name, of_people);
    };
    put("eitc", sum(survey, &["eitc"]), sum(own, &["eitc"]));
    put("payroll_tax", sum(survey, &payroll), sum(own, &payroll));
    put(
        "self_employment_tax",
        sum(survey, &payroll[2..]),
        sum(own, &payroll[2..]),
    );
    let taxes = [
        "federal_income_tax",
        "alternative_minimum_tax",
        "net_investment_income_tax",
    ];
    let credits = ["child_and_dependent_care_credit", "credit_for_the_elderly", "eitc"];
    let income_tax = |of: &Amounts| sum(of, &taxes) - sum(of, &credits) - sum(of, &CREDITS_FOR_CHILDREN);
    put("income_tax", income_tax(survey), income_tax(own));
    put(
        "credits_for_children",
        sum(survey, &CREDITS_FOR_CHILDREN),
        sum(own, &CREDITS_FOR_CHILDREN),
    );
    let single = [
        ("refundable_child_credit", "additional_child_tax_credit", 1.0),
        ("alternative_minimum_tax", "alternative_minimum_tax", 1.0),
        ("net_investment_income_tax", "net_investment_income_tax", 1.0),
        // A point on all taxable income is a hundredth of it; benefits doubled cost what they were.
        ("taxable_income", "flat_point", 100.0),
        ("unemployment_compensation", "unemployment_doubled", 1.0),
    ];
    for (name, of, times) in single {
        put(name, times * sum(survey, &[of]), times * sum(own, &[of]));
    }
    let survey_people = persons(&surveyed(survey_table, &federal("", 2024)));
    for ((name, of_survey), here) in ["persons", "children"]
        .into_iter()
        .zip(survey_people)
        .zip(persons(people))
    {
        put(name, of_survey, here);
    }
    let prepared = federal("[reform]\nadd = [\"food_assistance\"]\n", 2024);
    let parts = [people.clone()];
    let costing = costed(&prepared, &parts);
    let row = costing
        .results
        .budget
        .iter()
        .find(|row| row.instrument == "food_assistance");
    totals.put(
        figures,
        "food_assistance",
        row.expect("it has a row").reform_amount / 1e9,
    );
    // The recipients of the EITC, in millions.
    let row = costing.results.budget.iter().find(|row| row.instrument == "eitc");
    totals.put(figures, "eitc_recipients", row.expect("it has a row").recipients / 1e6);
}
