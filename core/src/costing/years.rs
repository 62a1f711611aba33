//! The results of a run over several years, and such a run as a whole.

use serde::{Deserialize, Serialize};

use super::ageing::AgeingResult;
use super::fingerprint::fingerprint_of_years;
use super::prepare::Prepared;
use super::results::Results;
use super::years_run::YearsRun;
use crate::document::Diagnostic;
use crate::population::Population;
use crate::simulation::Progress;

/// A study costed over several years. Amounts are those of the year, money of the year, whole country.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct YearsResults {
    /// The version of this form: 1.
    pub format: u32,
    /// The version of the model.
    pub model_version: String,
    /// A hash of the model, the study, the people and the results of every year.
    pub fingerprint: String,
    /// The study.
    pub study: String,
    /// Its title, in English.
    pub title: String,
    /// Whether there is a reform.
    pub has_reform: bool,
    /// Share a year by which later money counts less in `present_value`.
    pub discount_rate: f64,
    /// Net cost of all years, each discounted to the first; positive means that the government pays more.
    pub present_value: f64,
    /// One object a year.
    pub years: Vec<YearResults>,
}

/// One of several years.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct YearResults {
    /// The year.
    pub year: i32,
    /// How its people were made of those of the data; `None` where they are those of the data.
    pub ageing: Option<AgeingResult>,
    /// What a run of this year alone would give, but that its people come from the years before.
    pub results: Results,
    /// Persons in each state of work: mean of the twelve months. Empty for a scenario without months.
    pub states: Vec<StateRow>,
    /// What happened in each month. Empty for a scenario without months.
    pub months: Vec<MonthRow>,
    /// The funds of the system, under baseline and reform.
    pub funds: Vec<FundRow>,
}

/// Persons in a state of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StateRow {
    /// The state: `employed`, `new_job`, `short_time`, `unemployed`, `training`, `public_job`, `gig`, `inactive`, `retired`.
    pub state: String,
    /// Persons under baseline law, mean of the months.
    pub baseline: f64,
    /// Persons under the reform.
    pub reform: f64,
}

/// What happened in a month, in persons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MonthRow {
    /// `baseline` or `reform`.
    pub law: String,
    /// The month since the start, from 1 on.
    pub month: u32,
    /// Persons out of work, in training included.
    pub out_of_work: f64,
    /// Persons whose work automation took in this month.
    pub displaced: f64,
    /// Persons who began a new job.
    pub found_a_job: f64,
    /// Persons in training.
    pub training: f64,
    /// Persons who wait for a place in training.
    pub waiting_for_training: f64,
    /// Persons in public jobs.
    pub public_job: f64,
    /// Jobs at risk that short-time work keeps from this month on.
    pub kept: f64,
}

/// A fund's year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FundRow {
    /// The fund.
    pub fund: String,
    /// `baseline` or `reform`.
    pub law: String,
    /// What it holds before the year.
    pub opening: f64,
    /// What comes in.
    pub inflow: f64,
    /// Interest, from outside of the books.
    pub interest: f64,
    /// What its programmes claim.
    pub claimed: f64,
    /// What they are paid.
    pub paid: f64,
    /// What the budget adds so that they are paid in full.
    pub topped_up: f64,
    /// What it holds after the year: opening + inflow + interest + topped_up - paid.
    pub closing: f64,
    /// The first month, from 1 on, in which it cannot pay everything; 0 where it always can.
    pub empty_in_month: u32,
}

/// Costs a study over several years.
///
/// The scenario's months go on from year to year, separately under baseline law and under the reform; funds keep what they
/// hold. Weights follow the system's projection and amounts of the people its indices, unless the study keeps its people frozen.
///
/// # Errors
/// Those of [`cost`](super::cost()) for one of the years; years that the system does not hold; a last year before the first.
pub fn cost_years(
    prepared: &Prepared,
    parts: &[Population],
    range: (i32, i32),
    discount_rate: f64,
    progress: &Progress<'_>,
) -> Result<YearsResults, Vec<Diagnostic>> {
    let mut run = YearsRun::new(prepared, parts.to_vec(), range)?;
    let mut found = Vec::with_capacity(run.years().len());
    while let Some(year) = run.next_year(progress)? {
        found.push(year);
    }
    Ok(YearsResults::of(prepared, found, discount_rate))
}

impl YearsResults {
    /// The years of a run together: what they cost in money of the first, and their fingerprint.
    pub fn of(prepared: &Prepared, years: Vec<YearResults>, discount_rate: f64) -> YearsResults {
        let costs: Vec<(f64, f64)> = years
            .iter()
            .map(|year| (year.results.net_cost, year.prices()))
            .collect();
        let mut results = YearsResults {
            format: 1,
            model_version: super::MODEL_VERSION.to_string(),
            fingerprint: String::new(),
            study: prepared.study.name.clone(),
            title: prepared.study.title.in_language("en").to_string(),
            has_reform: prepared.reform.is_some(),
            discount_rate,
            present_value: present_value(&costs, discount_rate),
            years,
        };
        results.fingerprint = fingerprint_of_years(&results);
        results
    }
}

/// Net costs of one year after the other, each with the year's prices as [`YearResults::prices`] tells them: in prices of the first year, and
/// discounted to it.
pub(super) fn present_value(costs: &[(f64, f64)], rate: f64) -> f64 {
    let first = costs.first().map_or(1.0, |(_, prices)| *prices);
    let mut factor = 1.0;
    let mut value = 0.0;
    for (cost, prices) in costs {
        value += cost * (first / prices) * factor;
        factor /= 1.0 + rate;
    }
    value
}
