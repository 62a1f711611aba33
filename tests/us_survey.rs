//! The tax units of the Current Population Survey under the law of three years, unit by unit against Tax-Calculator.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use commonweal_core::costing::prepare;
use commonweal_core::population::{Mapping, RawColumn, RawData, RawTable};
use commonweal_core::system::Study;
use commonweal_tests::{catalog, nothing_beside, source};

use super::{column, costed, ids, mapped, numbers, table};

/// What is compared, under the names of the microdata that a run writes.
const COLUMNS: [&str; 16] = [
    "adjusted_gross_income",
    "taxable_social_security",
    "deductions",
    "business_income_deduction",
    "taxable_income",
    "income_tax_before_credits",
    "alternative_minimum_tax",
    "net_investment_income_tax",
    "child_and_dependent_care_credit",
    "credit_for_the_elderly",
    "child_tax_credit",
    "other_dependent_credit",
    "additional_child_tax_credit",
    "eitc",
    "income_tax",
    "payroll_tax",
];

/// Tax units for which Tax-Calculator chooses otherwise between the standard and the itemised deductions: where it tries itemising,
/// its alternative minimum tax does not add state and local taxes back, so that itemising looks cheaper than it then is.
const TRIED_OTHERWISE: [i64; 8] = [42168, 66900, 67209, 67579, 136494, 157406, 190466, 227817];

/// The lowest income above which the law of 2026 limits itemised deductions (26 USC 68): by 2/37 of the smaller of the deductions and the
/// income above the threshold; Tax-Calculator takes 2/37 of that income also where the deductions are less.
const LOWEST_LIMITATION_START: f64 = 384_350.0;

/// The rows of a table, in the order given.
fn rows_of(table: &RawTable, rows: &[usize]) -> RawTable {
    let columns = table
        .columns
        .iter()
        .map(|column| RawColumn {
            name: column.name.clone(),
            data: match &column.data {
                RawData::F64(cells) => RawData::F64(rows.iter().map(|row| cells[*row]).collect()),
                RawData::I64(cells) => RawData::I64(rows.iter().map(|row| cells[*row]).collect()),
                RawData::U8(cells) => RawData::U8(rows.iter().map(|row| cells[*row]).collect()),
                RawData::Truth(cells) => RawData::Truth(rows.iter().map(|row| cells[*row]).collect()),
                RawData::Text { codes, labels } => RawData::Text {
                    codes: rows.iter().map(|row| codes[*row]).collect(),
                    labels: labels.clone(),
                },
            },
        })
        .collect();
    RawTable::new(table.name.clone(), columns).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The survey's tax units, with the columns that the mapping reads.
fn survey() -> RawTable {
    let catalog = catalog();
    let mapping = Mapping::read(catalog.population("us-cps-sample").expect("the mapping is embedded"))
        .expect("the mapping is sound");
    let wanted = mapping.wanted();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    table("us_tax_units_2024.parquet", Some(&wanted))
}

/// The tax units whose amounts differ by more than a dollar from the answers for a year, each with the first difference and its
/// adjusted gross income.
fn differing(people: &RawTable, answers: &RawTable, year: i32) -> BTreeMap<i64, (String, f64)> {
    let wanted: BTreeMap<i64, usize> = numbers(answers, "tax_unit_id")
        .iter()
        .enumerate()
        .map(|(row, id)| (*id as i64, row))
        .collect();
    let chosen: Vec<usize> = numbers(people, "tax_unit_id")
        .iter()
        .enumerate()
        .filter(|(_, id)| wanted.contains_key(&(**id as i64)))
        .map(|(row, _)| row)
        .collect();
    assert_eq!(chosen.len(), wanted.len(), "{year}: every answer has its tax unit");
    let catalog = catalog();
    let study = Study::read(&source(
        "study.toml",
        "format = 1\nname = \"survey\"\nsystem = \"us\"\n",
    ))
    .expect("the study is sound");
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], Some(year)).expect("the study is sound");
    let mapping = catalog.population("us-cps-sample").expect("the mapping is embedded");
    let parts = [mapped(mapping, &rows_of(people, &chosen), &prepared)];
    let costing = costed(&prepared, &parts);
    let microdata = costing.microdata(&|_, _| true).expect("the law runs");
    let own = |name: &str| -> Vec<f64> {
        if name == "payroll_tax" {
            let parts = ["payroll_tax_employee", "payroll_tax_employer", "self_employment_tax"];
            let [employee, employer, own_account] = parts.map(|part| column(&microdata, part));
            return (0..employee.len())
                .map(|row| employee[row] + employer[row] + own_account[row])
                .collect();
        }
        column(&microdata, name).to_vec()
    };
    let ids = ids(&microdata);
    assert_eq!(ids.len(), wanted.len());
    let income = own("adjusted_gross_income");
    let mut found = BTreeMap::new();
    for name in COLUMNS {
        let theirs = numbers(answers, name);
        for (row, (id, amount)) in ids.iter().zip(own(name)).enumerate() {
            let other = theirs[wanted[id]];
            if (amount - other).abs() > 1.0 {
                found
                    .entry(*id)
                    .or_insert((format!("{name} is {amount} instead of {other}"), income[row]));
            }
        }
    }
    found
}

/// Every difference must have a known cause; `tried` and `limited` say how many each has.
fn assert_explained(found: &BTreeMap<i64, (String, f64)>, year: i32, (tried, limited): (usize, usize)) {
    let known: BTreeSet<i64> = TRIED_OTHERWISE.into();
    let (of_trial, others): (Vec<_>, Vec<_>) = found.iter().partition(|(id, _)| known.contains(id));
    assert_eq!(of_trial.len(), tried, "{year}: {of_trial:?}");
    assert!(
        others
            .iter()
            .all(|(_, (_, income))| year >= 2026 && *income > LOWEST_LIMITATION_START),
        "{year}: {others:?}"
    );
    assert_eq!(others.len(), limited, "{year}: {others:?}");
}

#[test]
fn the_law_of_three_years_agrees_on_a_sample_of_the_survey() {
    let people = survey();
    let sample = table("us_taxcalc_sample.parquet", None);
    let years = numbers(&sample, "year");
    for (year, rows, differ) in [(2024, 10_690, (8, 0)), (2025, 4_672, (8, 0)), (2026, 4_732, (5, 126))] {
        let own: Vec<usize> = (0..sample.rows).filter(|row| years[*row] == f64::from(year)).collect();
        assert_eq!(own.len(), rows);
        assert_explained(&differing(&people, &rows_of(&sample, &own), year), year, differ);
    }
}

/// `COMMONWEAL_TAXCALC=FOLDER cargo test -p commonweal-tests --test oracles -- --ignored`, where FOLDER holds what
/// `tests/data/us_taxcalc.py FOLDER` has written.
#[test]
#[ignore = "needs Tax-Calculator's answers for all tax units, made by tests/data/us_taxcalc.py"]
fn the_law_of_three_years_agrees_on_the_whole_survey() {
    let folder = std::env::var_os("COMMONWEAL_TAXCALC").expect("COMMONWEAL_TAXCALC names the folder of the answers");
    let people = survey();
    for (year, differ) in [(2024, (8, 0)), (2025, (8, 0)), (2026, (5, 866))] {
        let path = PathBuf::from(&folder).join(format!("us_taxcalc_{year}.parquet"));
        let answers = commonweal_tables::read(&path, None).unwrap_or_else(|faults| panic!("{faults:?}"));
        assert_eq!(answers.rows, 280_005);
        assert_explained(&differing(&people, &answers, year), year, differ);
    }
}
