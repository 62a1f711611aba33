//! Independent models: the law of the United States against Tax-Calculator, unit by unit; measures against plain formulas.

mod us_survey;

use std::collections::BTreeMap;
use std::path::PathBuf;

use commonweal_core::costing::{Costing, Microdata, Prepared, Results, cost, prepare};
use commonweal_core::document::Source;
use commonweal_core::population::{Mapping, Population, RawData, RawTable};
use commonweal_core::system::Study;
use commonweal_tests::{catalog, folder, nothing_beside, source};

fn data(name: &str) -> PathBuf {
    folder().join("data").join(name)
}

fn table(name: &str, wanted: Option<&[&str]>) -> RawTable {
    commonweal_tables::read(&data(name), wanted).unwrap_or_else(|faults| panic!("{name}: {faults:?}"))
}

/// A column as numbers.
fn numbers(table: &RawTable, name: &str) -> Vec<f64> {
    let column = table
        .columns
        .iter()
        .find(|column| column.name == name)
        .unwrap_or_else(|| panic!("no column {name}"));
    match &column.data {
        RawData::F64(cells) => cells.to_vec(),
        RawData::I64(cells) => cells.iter().map(|cell| *cell as f64).collect(),
        RawData::U8(cells) | RawData::Truth(cells) => cells.iter().map(|cell| f64::from(*cell)).collect(),
        RawData::Text { .. } => panic!("{name} is text"),
    }
}

/// The column of a run's microdata.
fn column<'a>(microdata: &'a Microdata, name: &str) -> &'a [f64] {
    &microdata
        .columns
        .iter()
        .find(|column| column.name == name)
        .unwrap_or_else(|| panic!("no column {name}"))
        .values
}

/// The whole-number ids of a run's microdata.
fn ids(microdata: &Microdata) -> Vec<i64> {
    microdata
        .ids
        .iter()
        .zip(&microdata.rows)
        .flat_map(|(ids, rows)| (0..*rows as usize).map(|row| ids.text(row).parse::<i64>().expect("a whole id")))
        .collect()
}

fn mapped(mapping: &Source, table: &RawTable, prepared: &Prepared) -> Population {
    let mapping = Mapping::read(mapping).unwrap_or_else(|faults| panic!("{faults:?}"));
    mapping
        .population(table, &prepared.system)
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn costed<'a>(prepared: &'a Prepared, parts: &'a [Population]) -> Costing<'a> {
    cost(prepared, parts, &|_, _| true).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn every_row_of_the_grid_agrees_within_a_dollar() {
    let catalog = catalog();
    let text = std::fs::read_to_string(data("golden.toml")).expect("the mapping can be read");
    let grid = table("us_taxcalc_golden_2024_2025.csv", None);
    let years = numbers(&grid, "FLPDYR");
    let mut rows = 0;
    let mut wrong = Vec::new();
    for year in [2024, 2025] {
        let study = Study::read(&source("study.toml", "format = 1\nname = \"grid\"\nsystem = \"us\"\n"))
            .expect("the study is sound");
        let prepared = prepare(&study, &catalog, &nothing_beside, &[], Some(year)).expect("the study is sound");
        let population = mapped(&source("golden.toml", &text), &grid, &prepared);
        let parts = [population];
        let costing = costed(&prepared, &parts);
        let microdata = costing.microdata(&|_, _| true).expect("the law runs");
        let at: BTreeMap<i64, usize> = ids(&microdata)
            .into_iter()
            .enumerate()
            .map(|(row, id)| (id, row))
            .collect();
        let own = |name: &str| column(&microdata, name).to_vec();
        let payroll: Vec<f64> = own("payroll_tax_employee")
            .iter()
            .zip(own("payroll_tax_employer"))
            .map(|(a, b)| a + b)
            .collect();
        let combined = own("income_tax").iter().zip(&payroll).map(|(a, b)| a + b).collect();
        let pairs = [
            ("c00100", own("adjusted_gross_income")),
            ("standard", own("deductions")),
            ("c04800", own("taxable_income")),
            ("taxbc", own("income_tax_before_credits")),
            ("eitc", own("eitc")),
            ("c07220", own("child_tax_credit")),
            ("odc", own("other_dependent_credit")),
            ("c11070", own("additional_child_tax_credit")),
            ("iitax", own("income_tax")),
            ("payrolltax", payroll),
            ("combined", combined),
        ];
        let records = numbers(&grid, "RECID");
        for (name, values) in &pairs {
            let wanted = numbers(&grid, name);
            for row in 0..grid.rows {
                if years[row] != f64::from(year) {
                    continue;
                }
                let found = values[at[&(records[row] as i64)]];
                if (found - wanted[row]).abs() > 1.0 {
                    wrong.push(format!(
                        "{year}, row {}: {name} is {found} instead of {}",
                        records[row], wanted[row]
                    ));
                }
            }
        }
        rows += years.iter().filter(|own| **own == f64::from(year)).count();
    }
    assert_eq!(rows, 870);
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong[..if wrong.len() < 20 { wrong.len() } else { 20 }].join("\n")
    );
}

/// The whole CPS file under the law of 2024.
struct Whole {
    results: Results,
    microdata: Microdata,
    /// Equivalised disposable income and weight of each household: the persons that it stands for.
    households: Vec<(f64, f64)>,
}

fn whole() -> Whole {
    let catalog = catalog();
    let study =
        Study::read(catalog.package("us-current-law").expect("the package is embedded")).expect("the package is sound");
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("the package is sound");
    let mapping = catalog.population("us-cps-sample").expect("the mapping is embedded");
    let wanted = Mapping::read(mapping).expect("the mapping is sound").wanted();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let parts = [mapped(
        mapping,
        &table("us_tax_units_2024.parquet", Some(&wanted)),
        &prepared,
    )];
    let costing = costed(&prepared, &parts);
    let microdata = costing.microdata(&|_, _| true).expect("the law runs");
    let members = parts[0].entities[1].members.as_ref().expect("there are persons");
    let ages = &parts[0].column("age").expect("ages are mapped").data;
    // The tax unit is the household, so that the microdata have one row for each household, in the same order.
    let weight = column(&microdata, "weight").to_vec();
    let income = column(&microdata, "disposable_income").to_vec();
    assert_eq!(weight.len(), parts[0].households());
    let households = (0..parts[0].households())
        .map(|row| {
            let own = members.offsets[row] as usize..members.offsets[row + 1] as usize;
            let persons = own.len() as f64;
            let young = own.filter(|person| ages.value(*person) < 14.0).count() as f64;
            let further = if persons - young - 1.0 > 0.0 {
                persons - young - 1.0
            } else {
                0.0
            };
            // The modified OECD scale: 1, 0.5 for each further person from 14 on, 0.3 for each child below.
            let equivalised = income[row] / (1.0 + 0.5 * further + 0.3 * young);
            // Amounts are kept in steps of 2^-16; halves, which are frequent where the scale is 2, go to the even step.
            (
                (equivalised * 65_536.0).round_ties_even() / 65_536.0,
                weight[row] * persons,
            )
        })
        .collect();
    Whole {
        microdata,
        results: costing.results,
        households,
    }
}

/// A sum in which no bits are lost on the way (Neumaier).
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0f64, 0.0f64);
    for value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() {
            (total - next) + value
        } else {
            (value - next) + total
        };
        total = next;
    }
    total + lost
}

fn near(found: f64, wanted: f64, relative: f64, what: &str) {
    let scale = if wanted.abs() > 1.0 { wanted.abs() } else { 1.0 };
    assert!(
        (found - wanted).abs() <= relative * scale,
        "{what}: {found} instead of {wanted}"
    );
}

#[test]
fn the_current_population_survey_agrees_unit_by_unit_and_in_total() {
    let whole = whole();
    units(&whole);
    measures(&whole);
}

fn units(whole: &Whole) {
    let oracle = table("us_taxcalc_2024_eitc.parquet", None);
    let people = table(
        "us_tax_units_2024.parquet",
        Some(&["tax_unit_id", "eitc_children", "weight"]),
    );
    let children: BTreeMap<i64, f64> = numbers(&people, "tax_unit_id")
        .iter()
        .map(|id| *id as i64)
        .zip(numbers(&people, "eitc_children"))
        .collect();
    let (eitc, income) = (numbers(&oracle, "eitc"), numbers(&oracle, "agi"));
    let wanted: BTreeMap<i64, (f64, f64)> = numbers(&oracle, "tax_unit_id")
        .iter()
        .map(|id| *id as i64)
        .zip(eitc.into_iter().zip(income))
        .collect();
    let (own, agi, weight) = (
        column(&whole.microdata, "eitc"),
        column(&whole.microdata, "adjusted_gross_income"),
        column(&whole.microdata, "weight"),
    );
    let ids = ids(&whole.microdata);
    assert_eq!((ids.len(), wanted.len()), (280_005, 280_005));
    let mut far = 0;
    let mut by_children = [0.0f64; 4];
    for (row, id) in ids.iter().enumerate() {
        let (eitc, income) = wanted[id];
        if (own[row] - eitc).abs() > 1.0 || (agi[row] - income).abs() > 1.0 {
            far += 1;
        }
        by_children[if children[id] > 3.0 { 3 } else { children[id] as usize }] += own[row] * weight[row];
    }
    assert_eq!(far, 0, "{far} tax units differ by more than a dollar");
    let row = whole
        .results
        .budget
        .iter()
        .find(|row| row.instrument == "eitc")
        .expect("the credit has a row");
    // Published by the oracle in billions and millions, to the third decimal.
    assert_eq!(format!("{:.3}", row.reform_amount / 1e9), "72.132");
    assert_eq!(format!("{:.3}", row.recipients / 1e6), "28.018");
    assert_eq!(
        by_children.map(|amount| format!("{:.3}", amount / 1e9)),
        ["3.385", "19.789", "26.843", "22.115"]
    );
}

/// An amount in the steps of 2^-7 in which incomes are ranked.
fn key(amount: f64) -> f64 {
    (amount * 128.0).round() / 128.0
}

/// The measures against the plain formulas of their definitions, over incomes in rising order.
fn measures(whole: &Whole) {
    let mut sorted = whole.households.clone();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let weight = sum(sorted.iter().map(|(_, weight)| *weight));
    let total = sum(sorted.iter().map(|(income, weight)| income * weight));
    let found = &whole.results.inequality.baseline;
    let of = |value: Option<f64>| value.expect("the measure has a value");
    near(whole.results.population.weight, weight, 1e-12, "the weight of all");
    near(of(found.mean), total / weight, 1e-12, "the mean");
    // Gini: sum w x (2 cum - w) / (W sum w x) - 1.
    let mut cumulated = 0.0;
    let ranks = sorted.iter().map(|(income, own)| {
        cumulated += own;
        income * own * (2.0 * cumulated - own)
    });
    near(
        of(found.gini),
        sum(ranks) / (weight * total) - 1.0,
        1e-7,
        "the Gini coefficient",
    );
    // The smallest income with at least the share of the weight at or below it.
    let quantile_amount = |share: f64| {
        let mut cumulated = 0.0;
        let reached = sorted.iter().find(|(_, own)| {
            cumulated += own;
            cumulated >= share * weight
        });
        reached.expect("somebody is there").0
    };
    let quantile = |share: f64| key(quantile_amount(share));
    let median = quantile_amount(0.5);
    near(of(found.median), median, 1e-12, "the median");
    let between = |low: f64, high: f64| move |(income, _): &&(f64, f64)| key(*income) > low && key(*income) <= high;
    let income_of = |low: f64, high: f64| {
        sum(sorted
            .iter()
            .filter(between(low, high))
            .map(|(income, own)| income * own))
    };
    let everything = (f64::NEG_INFINITY, f64::INFINITY);
    near(
        of(found.s80_s20),
        income_of(quantile(0.8), everything.1) / income_of(everything.0, quantile(0.2)),
        1e-7,
        "S80/S20",
    );
    near(
        of(found.palma),
        income_of(quantile(0.9), everything.1) / income_of(everything.0, quantile(0.4)),
        1e-7,
        "the Palma ratio",
    );
    near(
        of(found.top_10_share),
        income_of(quantile(0.9), everything.1) / total,
        1e-7,
        "the share of the top tenth",
    );
    // FGT: sum over the poor, x < z, of w ((z - x) / z)^a, over the weight of all.
    let line = 0.6 * median;
    let poor = || sorted.iter().filter(|(income, _)| *income < line);
    let gap = |income: f64| (line - income) / line;
    let poverty = whole.results.poverty.fixed.baseline.as_ref().expect("there is a line");
    near(poverty.line, line, 1e-12, "the poverty line");
    near(
        of(poverty.headcount_rate),
        sum(poor().map(|(_, own)| *own)) / weight,
        1e-7,
        "the share of the poor",
    );
    near(
        of(poverty.gap_rate),
        sum(poor().map(|(income, own)| own * gap(*income))) / weight,
        1e-7,
        "the poverty gap",
    );
    near(
        of(poverty.severity_rate),
        sum(poor().map(|(income, own)| own * gap(*income) * gap(*income))) / weight,
        1e-7,
        "the severity of poverty",
    );
    let edges: Vec<f64> = (0..=10)
        .map(|at| {
            if at == 0 {
                everything.0
            } else if at == 10 {
                everything.1
            } else {
                quantile(f64::from(at) / 10.0)
            }
        })
        .collect();
    let deciles: Vec<_> = whole.results.deciles.iter().filter(|row| row.decile > 0).collect();
    assert_eq!(deciles.len(), 10);
    for (row, pair) in deciles.iter().zip(edges.windows(2)) {
        let own = sum(sorted.iter().filter(between(pair[0], pair[1])).map(|(_, own)| *own));
        near(row.weight, own, 1e-7, &format!("the weight of decile {}", row.decile));
        near(
            of(row.mean_baseline),
            income_of(pair[0], pair[1]) / own,
            1e-7,
            &format!("the mean of decile {}", row.decile),
        );
    }
}
