//! Independent models: the law of the United States against Tax-Calculator, unit by unit; measures against plain formulas.
//!
//! What is compared stands in `validation`, for the page tells it too.

use commonweal_tests::validation::figures::Figures;
use commonweal_tests::validation::survey::{column, survey};
use commonweal_tests::validation::units::{Whole, all_units, differing, grid, law_in_brief, sample, whole};

#[test]
fn every_row_of_the_grid_agrees_within_a_dollar() {
    let (rows, wrong) = grid();
    assert_eq!(rows, 870);
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong[..if wrong.len() < 20 { wrong.len() } else { 20 }].join("\n")
    );
}

#[test]
fn the_law_of_three_years_agrees_on_a_sample_of_the_survey() {
    let wanted = [(10_690, [8, 0, 0]), (4_672, [8, 0, 0]), (4_732, [5, 126, 0])];
    for (found, (rows, causes)) in sample(&survey(&[])).iter().zip(wanted) {
        assert_eq!(
            (found.rows, found.causes()),
            (rows, causes),
            "{}: {:?}",
            found.year,
            found.units
        );
    }
}

/// `COMMONWEAL_TAXCALC=FOLDER cargo test -p commonweal-tests --test oracles -- --ignored`, where FOLDER holds what
/// `tests/data/us_taxcalc.py FOLDER` has written.
#[test]
#[ignore = "needs Tax-Calculator's answers for all tax units, made by tests/data/us_taxcalc.py"]
fn the_law_of_three_years_agrees_on_the_whole_survey() {
    let folder = std::env::var_os("COMMONWEAL_TAXCALC").expect("COMMONWEAL_TAXCALC names the folder of the answers");
    let people = survey(&[]);
    for (year, causes) in [(2024, [8, 0, 0]), (2025, [8, 0, 0]), (2026, [5, 866, 0])] {
        let path = std::path::PathBuf::from(&folder).join(format!("us_taxcalc_{year}.parquet"));
        let answers = commonweal_tables::read(&path, None).unwrap_or_else(|faults| panic!("{faults:?}"));
        let found = differing(&people, &answers, year);
        assert_eq!(
            (found.rows, found.causes()),
            (280_005, causes),
            "{year}: {:?}",
            found.units
        );
    }
}

#[test]
fn the_committed_figures_of_grid_and_sample_are_those_of_the_law() {
    let mut figures = Figures::default();
    law_in_brief(&mut figures);
    figures.assert_committed("us-law");
}

#[test]
fn the_current_population_survey_agrees_unit_by_unit_and_in_total() {
    let whole = whole();
    let mut figures = Figures::default();
    all_units(&whole, &mut figures);
    assert_eq!(figures.number("survey.rows"), 280_005.0);
    assert_eq!(figures.number("survey.differing"), 0.0);
    // Published by the oracle in billions and millions, to the third decimal.
    let shown = |name: &str| format!("{:.3}", figures.number(name));
    assert_eq!(shown("survey.total.eitc"), "72.132");
    // The budget's row says the same as the sum over units.
    let row = whole.results.budget.iter().find(|row| row.instrument == "eitc");
    let row = row.expect("the credit has a row");
    assert_eq!(format!("{:.3}", row.reform_amount / 1e9), "72.132");
    assert_eq!(shown("survey.eitc.recipients"), "28.018");
    let by_children = [0, 1, 2, 3].map(|number| shown(&format!("survey.eitc.of_{number}_children")));
    assert_eq!(by_children, ["3.385", "19.789", "26.843", "22.115"]);
    figures.assert_committed("us-law");
    measures(&whole);
}

/// Equivalised disposable income and weight of each household: the persons that it stands for.
fn households(whole: &Whole) -> Vec<(f64, f64)> {
    let members = whole.people.entities[1].members.as_ref().expect("there are persons");
    let ages = &whole.people.column("age").expect("ages are mapped").data;
    // The tax unit is the household, so that the microdata have one row for each household, in the same order.
    let weight = column(&whole.microdata, "weight");
    let income = column(&whole.microdata, "disposable_income");
    assert_eq!(weight.len(), whole.people.households());
    (0..weight.len())
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
        .collect()
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

/// An amount in the steps of 2^-7 in which incomes are ranked.
fn key(amount: f64) -> f64 {
    (amount * 128.0).round() / 128.0
}

/// The measures against the plain formulas of their definitions, over incomes in rising order.
fn measures(whole: &Whole) {
    let mut sorted = households(whole);
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
