//! Real places: what a package and the law of a country do together to one household, and that a law pays nobody twice.

use std::collections::BTreeMap;

use commonweal_core::costing::{ExplainedValue, Prepared, carried, household, prepare};
use commonweal_core::rules::Kind;
use commonweal_core::system::Study;
use commonweal_tests::{catalog, nothing_beside, source};

/// A package in a country, with lines of a reform's values beside.
fn there(package: &str, country: &str, set: &str) -> Prepared {
    let catalog = catalog();
    let text = format!("format = 1\nname = \"there\"\npackage = \"{package}\"\n[reform.set]\n{set}\n");
    let study = Study::read(&source("there.toml", &text)).unwrap_or_else(|found| panic!("{found:#?}"));
    let carried = carried(&study, country, &catalog, &nothing_beside).unwrap_or_else(|found| panic!("{found:#?}"));
    prepare(&carried.study, &catalog, &nothing_beside, &[], None).unwrap_or_else(|found| panic!("{found:#?}"))
}

/// What each instrument pays the household or for it, or takes, under the baseline and under the reform.
fn amounts(prepared: &Prepared, lines: &str) -> [BTreeMap<String, f64>; 2] {
    let home = source("home.toml", &format!("format = 1\n{lines}\n"));
    let found = household(prepared, &home).unwrap_or_else(|found| panic!("{found:#?}"));
    let of = |at: usize| {
        let told = found.explanation.laws[at].amounts.iter().map(|amount| {
            let numbers = amount.values.iter().map(|value| match value {
                ExplainedValue::Number(number) => *number,
                other => panic!("{}: {other:?}", amount.name),
            });
            (amount.name.clone(), numbers.sum())
        });
        told.collect()
    };
    [of(0), of(1)]
}

/// Somebody who lost the work and has had none all year.
fn without_work(country: &str, more: &str) -> String {
    let status = if country == "us" {
        ""
    } else {
        "labour_status = \"unemployed\", "
    };
    format!(
        "persons = [{{ age = 40, is_head = true, {status}unemployed_months = 12, displaced = true, previous_earnings = 30000 }}]\n{more}"
    )
}

#[test]
fn no_public_job_is_paid_for_twice_in_any_country() {
    let everywhere = "\"public_employment.where_offered\" = \"everywhere\"\n\"public_employment.least_gain\" = 0";
    let mut seen = 0;
    for system in catalog().countries() {
        let country = system.name.as_str();
        let prepared = there("hybrid-safety-net", country, everywhere);
        let law = prepared.reform.as_ref().expect("there is a reform");
        let [before, after] = amounts(&prepared, &without_work(country, ""));
        let job = after["public_employment"];
        assert!(job > 0.0, "{country}: {after:#?}");
        // Whatever else employers are paid, they are paid no more for the one who now holds the job.
        for instrument in law.instruments.iter().filter(|own| own.kind == Kind::Subsidy) {
            let name = instrument.name.as_str();
            if name == "public_employment" || !before.contains_key(name) {
                continue;
            }
            assert_eq!(
                after[name], before[name],
                "{country}: {name} pays for the public job too"
            );
            seen += 1;
        }
        // The contributions that government pays the body that employs are those that the law then asks of it.
        let due: f64 = ["employer_social_contributions", "payroll_tax_employer"]
            .iter()
            .filter_map(|name| after.get(*name))
            .sum();
        let wage = after["public_employment_materials"] / 0.35;
        let paid = job - wage;
        assert!(
            (paid - due).abs() < 0.04 * wage,
            "{country}: {paid} paid, {due} due on {wage}"
        );
    }
    assert!(seen > 0, "Germany's wage subsidy is one");
}

#[test]
fn the_jobs_of_the_german_law_are_subsidised_and_no_others() {
    let prepared = there("hybrid-safety-net", "germany", "");
    let job = |year: u32| {
        let person = format!(
            "persons = [{{ age = 40, is_head = true, labour_status = \"public_job\", hours_per_week = 30, subsidised_job_year = {year}, \
             earnings = 20000 }}]"
        );
        let [before, after] = amounts(&prepared, &person);
        assert_eq!(
            before["public_employment_wage_subsidy"],
            after["public_employment_wage_subsidy"]
        );
        assert_eq!(after["public_employment"], 0.0);
        before["public_employment_wage_subsidy"]
    };
    assert_eq!(job(0), 0.0);
    assert!(job(1) > 20000.0 && (job(4) / job(1) - 0.8).abs() < 1e-6);
}

/// Packages whose documents build on an insurance of employees and an assistance that are law.
const BUILT_ON_LAW: [&str; 5] = [
    "bundle",
    "employment-base",
    "hybrid-safety-net",
    "predict-prevent-support",
    "three-tier-safety-net",
];

#[test]
fn who_loses_the_work_in_the_united_states_has_insurance_or_the_compensation_of_the_data_and_never_both() {
    for package in BUILT_ON_LAW {
        let prepared = there(package, "us", "");
        let of = |lines: &str| {
            let [before, _] = amounts(&prepared, &without_work("us", lines));
            before["state_unemployment_insurance"]
        };
        // 30000 / 52 = 576.92 a week, half of it for at most 26 weeks.
        let insurance = of("");
        assert!((insurance - 7500.0).abs() < 0.5, "{package}: {insurance}");
        let insurance = of("tax_unit = { unemployment_compensation = 3000 }");
        assert_eq!(insurance, 0.0, "{package}");
        // Beside a spouse who has the compensation of the data, whoever loses the work is insured.
        let couple = "persons = [{ age = 40, is_head = true, unemployed_months = 12, displaced = true, previous_earnings = 30000 }, { age = 40, is_spouse = true, unemployed_months = 5, previous_earnings = 30000 }]\ntax_unit = { unemployment_compensation = 3000 }";
        let [before, _] = amounts(&prepared, couple);
        let insurance = before["state_unemployment_insurance"];
        assert!((insurance - 7500.0).abs() < 0.5, "{package}: {insurance}");
        // Assistance stands behind both laws.
        let person = "persons = [{ age = 40, is_head = true, unemployed_months = 12, displaced = true, previous_earnings = 3000 }]";
        let [before, after] = amounts(&prepared, person);
        assert_eq!(before["state_unemployment_insurance"], 0.0, "{package}");
        assert!(
            before["food_assistance"] > 3000.0 && after.contains_key("food_assistance"),
            "{package}"
        );
    }
}
