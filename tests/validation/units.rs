//! The law of the United States unit by unit: against Tax-Calculator, and against the statute where the two part.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use commonweal_core::costing::{Microdata, Prepared, Results, prepare};
use commonweal_core::population::{Population, RawTable};
use commonweal_core::system::{PopulationSource, Study};

use super::figures::Figures;
use super::progress;
use super::survey::{column, costed, data, federal, ids, mapped, numbers, rows_of, survey, surveyed, table};
use crate::{catalog, nothing_beside, source};

/// What is compared, under the names of the microdata that a run writes; payroll tax is that of both sides and of own account.
pub const AMOUNTS: [&str; 16] = [
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

/// Choices between Tax-Calculator's way and the statute's: the name of the figures, the parameter, the statute's value.
const CHOICES: [(&str, &str, bool); 6] = [
    (
        "business_income_deduction",
        "qualified_business_income_deduction.counts_capital_gain_distributions",
        true,
    ),
    (
        "net_investment_income_tax",
        "net_investment_income_tax.counts_capital_gain_distributions",
        true,
    ),
    (
        "child_and_dependent_care_credit",
        "child_and_dependent_care_credit.share_falls_in_steps",
        true,
    ),
    ("child_tax_credit", "child_tax_credit.phase_out_in_steps", true),
    ("eitc", "eitc.counts_capital_gain_distributions", true),
    (
        "self_employment_tax",
        "self_employment_tax.minimum_tested_on_return",
        false,
    ),
];

/// More than this is a difference, in dollars.
const DOLLAR: f64 = 1.0;

/// Whether two amounts differ by more than a dollar; what is no number differs from everything.
fn is_apart(own: f64, other: f64) -> bool {
    let gap = (own - other).abs();
    gap.is_nan() || gap > DOLLAR
}

/// The amount of each unit.
fn amount(microdata: &Microdata, name: &str) -> Vec<f64> {
    if name != "payroll_tax" {
        return column(microdata, name).to_vec();
    }
    let parts = ["payroll_tax_employee", "payroll_tax_employer", "self_employment_tax"];
    let [employee, employer, own_account] = parts.map(|part| column(microdata, part));
    (0..employee.len())
        .map(|row| employee[row] + employer[row] + own_account[row])
        .collect()
}

fn weighted(values: &[f64], weight: &[f64]) -> f64 {
    values.iter().zip(weight).map(|(value, weight)| value * weight).sum()
}

/// The grid of wages and interest under the law of 2024 and 2025: rows, and those on which an amount differs by more than a dollar,
/// with what differs.
///
/// # Panics
/// When the grid cannot be read.
pub fn grid() -> (usize, Vec<String>) {
    let text = std::fs::read_to_string(data("golden.toml")).expect("the mapping can be read");
    let grid = table("us_taxcalc_golden_2024_2025.csv", None);
    let years = numbers(&grid, "FLPDYR");
    let mut rows = 0;
    let mut wrong = Vec::new();
    for year in [2024, 2025] {
        let prepared = federal("", year);
        let parts = [mapped(&source("golden.toml", &text), &grid, &prepared)];
        let costing = costed(&prepared, &parts);
        let microdata = costing.microdata(&|_, _| true).expect("the law runs");
        let at: BTreeMap<i64, usize> = ids(&microdata)
            .into_iter()
            .enumerate()
            .map(|(row, id)| (id, row))
            .collect();
        let own = |name: &str| column(&microdata, name).to_vec();
        let both = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a + b).collect() };
        let payroll = both(&own("payroll_tax_employee"), &own("payroll_tax_employer"));
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
            ("combined", both(&own("income_tax"), &payroll)),
            ("payrolltax", payroll),
        ];
        let records = numbers(&grid, "RECID");
        let wanted: Vec<Vec<f64>> = pairs.iter().map(|(name, _)| numbers(&grid, name)).collect();
        for row in (0..grid.rows).filter(|row| years[*row] == f64::from(year)) {
            rows += 1;
            let found = at[&(records[row] as i64)];
            let differing = pairs
                .iter()
                .zip(&wanted)
                .find(|((_, own), wanted)| is_apart(own[found], wanted[row]));
            if let Some(((name, own), wanted)) = differing {
                let (own, other) = (own[found], wanted[row]);
                wrong.push(format!(
                    "{year}, row {}: {name} is {own} instead of {other}",
                    records[row]
                ));
            }
        }
    }
    (rows, wrong)
}

/// The whole survey under the law of 2024.
pub struct Whole {
    /// The survey's table.
    pub table: RawTable,
    /// What a run tells.
    pub results: Results,
    /// One row a tax unit.
    pub microdata: Microdata,
    /// The people.
    pub people: Population,
}

/// Runs the law of 2024, by the package of the current law, on all tax units of the survey.
///
/// # Panics
/// When it does not run.
pub fn whole() -> Whole {
    let table = survey(&["eitc_children"]);
    let catalog = catalog();
    let package = catalog.package("us-current-law").expect("the package is embedded");
    let study = Study::read(package).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(
        study.population,
        Some(PopulationSource::Named("us-cps-sample".to_string()))
    );
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(prepared.year, 2024);
    let parts = [surveyed(&table, &prepared)];
    let costing = costed(&prepared, &parts);
    let microdata = costing.microdata(&|_, _| true).expect("the law runs");
    let results = costing.results;
    let [people] = parts;
    Whole {
        table,
        results,
        microdata,
        people,
    }
}

/// EITC and adjusted gross income on the whole survey beside the stored answers, and the totals of all amounts.
///
/// # Panics
/// When an answer has no tax unit.
pub fn all_units(whole: &Whole, figures: &mut Figures) {
    let oracle = table("us_taxcalc_2024_eitc.parquet", None);
    let by_id = |table: &RawTable, name: &str| -> BTreeMap<i64, f64> {
        let ids = numbers(table, "tax_unit_id").into_iter().map(|id| id as i64);
        ids.zip(numbers(table, name)).collect()
    };
    let (eitc, income) = (by_id(&oracle, "eitc"), by_id(&oracle, "agi"));
    let children = by_id(&whole.table, "eitc_children");
    let own = |name: &str| column(&whole.microdata, name);
    let (own_eitc, own_income, weight) = (own("eitc"), own("adjusted_gross_income"), own("weight"));
    let ids = ids(&whole.microdata);
    assert_eq!(ids.len(), eitc.len(), "every answer has its tax unit");
    let mut differing = 0;
    let mut by_children = [0.0f64; 4];
    for (row, id) in ids.iter().enumerate() {
        let is_far = is_apart(own_eitc[row], eitc[id]) || is_apart(own_income[row], income[id]);
        differing += usize::from(is_far);
        by_children[if children[id] > 3.0 { 3 } else { children[id] as usize }] += own_eitc[row] * weight[row];
    }
    figures.put("survey.rows", ids.len() as f64);
    figures.put("survey.differing", differing as f64);
    for (number, amount) in by_children.iter().enumerate() {
        figures.put(format!("survey.eitc.of_{number}_children"), amount / 1e9);
    }
    let row = whole.results.budget.iter().find(|row| row.instrument == "eitc");
    let recipients = row.expect("the credit has a row").recipients;
    figures.put("survey.eitc.recipients", recipients / 1e6);
    for name in AMOUNTS {
        let total = weighted(&amount(&whole.microdata, name), weight);
        figures.put(format!("survey.total.{name}"), total / 1e9);
    }
}

/// The tax units of which amounts differ by more than a dollar from the answers for a year.
#[derive(Debug, Default)]
pub struct Differing {
    /// Answers.
    pub rows: usize,
    /// Each unit that differs with the first difference and its adjusted gross income.
    pub units: BTreeMap<i64, (String, f64)>,
    /// How many units differ, by amount.
    pub by_amount: BTreeMap<&'static str, usize>,
    /// Total of each amount here and there, in billions; of answers for all units alone a total.
    pub totals: BTreeMap<&'static str, (f64, f64)>,
    /// The year.
    pub year: i32,
}

impl Differing {
    /// How many differ by the trial of itemising, by the limitation of itemised deductions, and by no known cause.
    pub fn causes(&self) -> [usize; 3] {
        let known: BTreeSet<i64> = TRIED_OTHERWISE.into();
        let mut found = [0; 3];
        for (id, (_, income)) in &self.units {
            let cause = if known.contains(id) {
                0
            } else if self.year >= 2026 && *income > LOWEST_LIMITATION_START {
                1
            } else {
                2
            };
            found[cause] += 1;
        }
        found
    }

    fn put(&self, figures: &mut Figures) {
        let key = |name: &str| format!("of_{}.{name}", self.year);
        let [tried, limited, unexplained] = self.causes();
        figures.put(key("rows"), self.rows as f64);
        figures.put(key("differing"), self.units.len() as f64);
        figures.put(key("tried_otherwise"), tried as f64);
        figures.put(key("limited_otherwise"), limited as f64);
        figures.put(key("unexplained"), unexplained as f64);
    }
}

/// The law of a year on the tax units that have answers, beside these.
///
/// # Panics
/// When an answer has no tax unit.
pub fn differing(people: &RawTable, answers: &RawTable, year: i32) -> Differing {
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
    let prepared = federal("", year);
    let parts = [surveyed(&rows_of(people, &chosen), &prepared)];
    let costing = costed(&prepared, &parts);
    let microdata = costing.microdata(&|_, _| true).expect("the law runs");
    let ids = ids(&microdata);
    assert_eq!(ids.len(), wanted.len());
    let (income, weight) = (
        column(&microdata, "adjusted_gross_income"),
        column(&microdata, "weight"),
    );
    let mut found = Differing {
        rows: wanted.len(),
        year,
        ..Differing::default()
    };
    for name in AMOUNTS {
        let own = amount(&microdata, name);
        let theirs = numbers(answers, name);
        let theirs: Vec<f64> = ids.iter().map(|id| theirs[wanted[id]]).collect();
        let totals = (weighted(&own, weight) / 1e9, weighted(&theirs, weight) / 1e9);
        found.totals.insert(name, totals);
        let mut count = 0;
        for (row, id) in ids.iter().enumerate() {
            let (amount, other) = (own[row], theirs[row]);
            if is_apart(amount, other) {
                count += 1;
                let what = format!("{name} is {amount} instead of {other}");
                found.units.entry(*id).or_insert((what, income[row]));
            }
        }
        found.by_amount.insert(name, count);
    }
    found
}

/// The stored answers for a sample of the survey, for each of three years.
///
/// # Panics
/// When the sample cannot be read.
pub fn sample(people: &RawTable) -> [Differing; 3] {
    let sample = table("us_taxcalc_sample.parquet", None);
    let years = numbers(&sample, "year");
    [2024, 2025, 2026].map(|year| {
        let own: Vec<usize> = (0..sample.rows).filter(|row| years[*row] == f64::from(year)).collect();
        differing(people, &rows_of(&sample, &own), year)
    })
}

/// What the statute moves where Tax-Calculator parts from it: tax units of which one of the amounts moves by more than a dollar.
fn choices(whole: &Whole, figures: &mut Figures) {
    for (name, parameter, statute) in CHOICES {
        progress(&format!("the statute's way: {parameter}"));
        let prepared: Prepared = federal(&format!("[baseline.set]\n\"{parameter}\" = {statute}\n"), 2024);
        let parts = [surveyed(&whole.table, &prepared)];
        let microdata = costed(&prepared, &parts).microdata(&|_, _| true).expect("the law runs");
        let weight = column(&microdata, "weight");
        let mut moved = vec![false; weight.len()];
        for compared in AMOUNTS {
            let (by_statute, usual) = (amount(&microdata, compared), amount(&whole.microdata, compared));
            for (moved, (a, b)) in moved.iter_mut().zip(by_statute.iter().zip(&usual)) {
                *moved |= is_apart(*a, *b);
            }
        }
        let count = moved.iter().filter(|moved| **moved).count();
        figures.put(format!("statute.{name}.moved"), count as f64);
        let total = weighted(&amount(&microdata, "net_investment_income_tax"), weight);
        if name == "net_investment_income_tax" {
            figures.put(format!("statute.{name}.total"), total / 1e9);
        }
    }
}

/// What needs no more than seconds: the grid, and the sample of the survey.
pub fn law_in_brief(figures: &mut Figures) {
    let (rows, wrong) = grid();
    figures.put("grid.rows", rows as f64);
    figures.put("grid.differing", wrong.len() as f64);
    for found in sample(&survey(&[])) {
        found.put(figures);
    }
}

/// The grid, the survey in whole and in sample, and the statute.
pub fn law(figures: &mut Figures) {
    progress("the grid and the sample of the survey");
    law_in_brief(figures);
    progress("the whole survey");
    let whole = whole();
    all_units(&whole, figures);
    choices(&whole, figures);
}

/// All amounts of all tax units in three years, beside the answers in the folder that `COMMONWEAL_TAXCALC` names.
///
/// # Panics
/// When the folder has no answers.
pub fn law_on_all_units(figures: &mut Figures) {
    let folder = std::env::var_os("COMMONWEAL_TAXCALC").expect("COMMONWEAL_TAXCALC names the folder of the answers");
    let people = survey(&[]);
    for year in [2024, 2025, 2026] {
        progress(&format!("the law of {year}"));
        let path = PathBuf::from(&folder).join(format!("us_taxcalc_{year}.parquet"));
        let answers = commonweal_tables::read(&path, None).unwrap_or_else(|faults| panic!("{faults:?}"));
        let found = differing(&people, &answers, year);
        found.put(figures);
        if year == 2024 {
            let agreeing = found.rows - found.units.len();
            figures.put("of_2024.agreeing", agreeing as f64);
            figures.put("of_2024.agreeing_share", agreeing as f64 / found.rows as f64);
            figures.put(
                "of_2024.income_tax_agreeing",
                (found.rows - found.by_amount["income_tax"]) as f64,
            );
            for name in AMOUNTS {
                figures.put(format!("amount.{name}.differing"), found.by_amount[name] as f64);
                figures.put(format!("amount.{name}.here"), found.totals[name].0);
                figures.put(format!("amount.{name}.there"), found.totals[name].1);
            }
        }
    }
}
