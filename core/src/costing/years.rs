//! A run over several years: each year is costed like a single one, on the people as the year before left them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cost::{People, cost_year};
use super::fingerprint::fingerprint_of_years;
use super::forecast::Foretold;
use super::prepare::Prepared;
use super::results::Results;
use crate::document::Diagnostic;
use crate::numeric::sum::Sum;
use crate::population::{Column, ColumnData, Population, Shared};
use crate::rules::compile::{CompiledFund, CompiledLaw, Program};
use crate::scenario::{CARRIED, MonthTotals, STATES, State};
use crate::simulation::{FundYear, NodeId, Outcome, PERSON, Progress};
use crate::system::WhenEmpty;

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

/// The people of a law: whose history a year goes on with.
const HISTORIES: [&str; 2] = ["baseline", "reform"];

/// Costs a study over several years.
///
/// The scenario's months go on from year to year, separately under baseline law and under the reform; funds keep what they
/// hold. Ages and weights are those of the people's own year.
///
/// # Errors
/// Those of [`cost`](super::cost()) for one of the years; years that the system does not hold; a last year before the first.
pub fn cost_years(
    prepared: &Prepared,
    parts: &[Population],
    (first, last): (i32, i32),
    discount_rate: f64,
    progress: &Progress<'_>,
) -> Result<YearsResults, Vec<Diagnostic>> {
    let years = years_of(prepared, first, last)?;
    let horizon = 12 * years.len() as u32;
    let people = People::of(parts);
    let mut own: Vec<Population> = parts.to_vec();
    let mut balances: [BTreeMap<String, f64>; 2] = [opening(prepared), opening(prepared)];
    let mut found: Vec<YearResults> = Vec::with_capacity(years.len());
    let mut foretold: Option<Foretold> = None;
    for (at, year) in (0u32..).zip(&years) {
        let of_year = of_year(prepared, *year, (12 * at, horizon), &balances);
        let share = |done: u64, whole: u64| {
            let all = whole * years.len() as u64;
            progress(whole * u64::from(at) + done, all)
        };
        let (mut costing, outcome) = cost_year(&of_year, &own, &people, &share)?;
        let baseline = &costing.program.laws[0];
        if let (Some(foretold), Some(cover), Some(shock)) = (&foretold, &baseline.cover, &mut costing.results.shock) {
            let realised = outcome
                .columns
                .iter()
                .map(|columns| columns[&cover.displaced].as_slice());
            shock.forecast = foretold.measured(parts, &realised.collect::<Vec<_>>());
        }
        foretold = Foretold::of_next_year(baseline, &outcome);
        let exponent = parts[0].weight_scale().exact_exponent;
        let laws: Vec<(&str, &CompiledLaw)> = HISTORIES
            .into_iter()
            .zip(&costing.program.laws)
            .take(1 + usize::from(prepared.reform.is_some()))
            .collect();
        let mut funds = Vec::new();
        for ((history, law), balances) in laws.iter().zip(&mut balances) {
            for fund in &law.funds {
                let row = fund_row(fund, history, balances, &outcome, exponent);
                balances.insert(fund.name.clone(), row.closing);
                funds.push(row);
            }
        }
        let lived: Vec<(&str, &[MonthTotals])> = laws
            .iter()
            .filter_map(|(history, law)| Some((*history, months_of(law, &costing.program, &outcome)?)))
            .collect();
        let scale = crate::numeric::weights::WeightSum(1).to_f64(exponent);
        found.push(YearResults {
            year: *year,
            states: states(&lived, scale),
            months: lived
                .iter()
                .flat_map(|(law, months)| rows(law, months, scale))
                .collect(),
            funds,
            results: costing.results,
        });
        let carried: Vec<(&str, Vec<NodeId>)> = laws
            .iter()
            .map(|(history, law)| (*history, law.carried.clone()))
            .collect();
        own = leave(parts, &of_year, &carried, &outcome);
    }
    let mut results = YearsResults {
        format: 1,
        model_version: super::MODEL_VERSION.to_string(),
        fingerprint: String::new(),
        study: prepared.study.name.clone(),
        title: prepared.study.title.in_language("en").to_string(),
        has_reform: prepared.reform.is_some(),
        discount_rate,
        present_value: present_value(&found, discount_rate),
        years: found,
    };
    results.fingerprint = fingerprint_of_years(&results);
    Ok(results)
}

/// The first year of a run over several, by itself.
///
/// # Errors
/// Years that the system does not hold; a last year before the first.
pub(super) fn first_year(prepared: &Prepared, (first, last): (i32, i32)) -> Result<Prepared, Vec<Diagnostic>> {
    let years = years_of(prepared, first, last)?;
    let horizon = 12 * years.len() as u32;
    let balances = [opening(prepared), opening(prepared)];
    Ok(of_year(prepared, first, (0, horizon), &balances))
}

/// A year of a run: its law, the month in which it begins and the last of the run, and what the funds hold before it.
fn of_year(
    prepared: &Prepared,
    year: i32,
    (first_month, horizon): (u32, u32),
    balances: &[BTreeMap<String, f64>; 2],
) -> Prepared {
    let mut of_year = prepared.clone();
    (of_year.year, of_year.date) = (year, prepared.system.date_of(year));
    for (law, (history, balances)) in [Some(&mut of_year.baseline), of_year.reform.as_mut()]
        .into_iter()
        .zip(HISTORIES.into_iter().zip(balances))
    {
        let Some(law) = law else { continue };
        law.run_year.first_month = first_month;
        law.run_year.horizon = horizon;
        law.run_year.history = history;
        law.run_year.balances = Some(balances.clone());
    }
    of_year
}

/// The years of a run, each of which the system must hold.
fn years_of(prepared: &Prepared, first: i32, last: i32) -> Result<Vec<i32>, Vec<Diagnostic>> {
    let problem = |message: String, found: String, allowed: String, remedy: &str| {
        vec![Diagnostic {
            code: "out-of-range",
            file: String::new(),
            path: "years".to_string(),
            line: None,
            column: None,
            span: None,
            message,
            found,
            allowed,
            remedy: remedy.to_string(),
        }]
    };
    if last < first || i64::from(last) - i64::from(first) >= LONGEST {
        return Err(problem(
            "a run goes from its first year to its last".to_string(),
            format!("{first}:{last}"),
            format!("a last year that is not before the first, at most {LONGEST} years"),
            "write FIRST:LAST, as in 2025:2034",
        ));
    }
    let held = &prepared.system.years;
    let missing: Vec<String> = (first..=last)
        .filter(|year| !held.is_empty() && !held.contains(year))
        .map(|year| year.to_string())
        .collect();
    if missing.is_empty() {
        return Ok((first..=last).collect());
    }
    let years: Vec<String> = held.iter().map(i32::to_string).collect();
    Err(problem(
        format!("the system {} holds no law for these years", prepared.system.name),
        missing.join(", "),
        years.join(", "),
        "choose years that it holds",
    ))
}

/// More years than this are not one run.
const LONGEST: i64 = 50;

/// What the funds hold before the first year.
fn opening(prepared: &Prepared) -> BTreeMap<String, f64> {
    let funds = prepared.system.funds.iter();
    funds.map(|fund| (fund.name.clone(), fund.opening_balance)).collect()
}

/// The months of a law's people.
fn months_of<'a>(law: &CompiledLaw, program: &Program, outcome: &'a Outcome) -> Option<&'a [MonthTotals]> {
    let node = law.carried.first()?;
    let months = outcome.months.get(&program.graph.life(*node)?)?;
    Some(months.as_slice())
}

fn states(lived: &[(&str, &[MonthTotals])], scale: f64) -> Vec<StateRow> {
    let Some((_, before)) = lived.first() else {
        return Vec::new();
    };
    let (_, after) = lived.last().unwrap_or(&lived[0]);
    let mean = |months: &[MonthTotals], at: usize| {
        let all = months.iter().fold(0u128, |sum, month| sum + month.stocks[at]);
        all as f64 * scale / months.len() as f64
    };
    let states = STATES.iter().enumerate().filter(|(_, state)| **state != State::Outside);
    states
        .map(|(at, state)| StateRow {
            state: state.name().to_string(),
            baseline: mean(before, at),
            reform: mean(after, at),
        })
        .collect()
}

fn rows(law: &str, months: &[MonthTotals], scale: f64) -> Vec<MonthRow> {
    let persons = |weight: u128| weight as f64 * scale;
    let stock = |month: &MonthTotals, state: State| month.stocks[state as usize];
    months
        .iter()
        .map(|month| MonthRow {
            law: law.to_string(),
            month: month.month + 1,
            out_of_work: persons(stock(month, State::Unemployed) + stock(month, State::Training)),
            displaced: persons(month.displaced),
            found_a_job: persons(
                (0..STATES.len())
                    .filter(|from| *from != State::NewJob as usize)
                    .fold(0, |sum, from| sum + month.flows[from][State::NewJob as usize]),
            ),
            training: persons(stock(month, State::Training)),
            waiting_for_training: persons(month.waiting_for_training),
            public_job: persons(stock(month, State::PublicJob)),
            kept: persons(month.kept),
        })
        .collect()
}

fn fund_row(
    fund: &CompiledFund,
    law: &str,
    balances: &BTreeMap<String, f64>,
    outcome: &Outcome,
    exponent: i32,
) -> FundRow {
    let total = |nodes: &[NodeId]| {
        let sum = nodes
            .iter()
            .fold(Sum(0), |sum, node| Sum(sum.0 + outcome.totals[node].sum.0));
        sum.to_f64(exponent)
    };
    let opening = balances.get(&fund.name).copied().unwrap_or(0.0);
    let (inflow, claimed, paid) = (total(&fund.inflows), total(&fund.claims), total(&fund.paid));
    let year = FundYear::new(opening, inflow, claimed, Some(fund.interest));
    let left = opening + inflow + year.interest - paid;
    let topped_up = if fund.when_empty == WhenEmpty::TopUp && left < 0.0 {
        -left
    } else {
        0.0
    };
    FundRow {
        fund: fund.name.clone(),
        law: law.to_string(),
        opening,
        inflow,
        interest: year.interest,
        claimed,
        paid,
        topped_up,
        closing: left + topped_up,
        empty_in_month: year.empty_in_month,
    }
}

/// The people with what the year left to the next.
fn leave(
    parts: &[Population],
    prepared: &Prepared,
    carried: &[(&str, Vec<NodeId>)],
    outcome: &Outcome,
) -> Vec<Population> {
    let laws = [Some(&prepared.baseline), prepared.reform.as_ref()];
    let mut next: Vec<Population> = parts.to_vec();
    for (part, columns) in next.iter_mut().zip(&outcome.columns) {
        for ((_, nodes), law) in carried.iter().zip(laws) {
            let Some(law) = law else { continue };
            for (node, column) in nodes.iter().zip(CARRIED) {
                let crate::simulation::Level::Rows(entity) = PERSON else {
                    continue;
                };
                part.columns.push(Column {
                    name: law.run_year.column(column.name),
                    entity,
                    data: ColumnData::F64(Shared::from(columns[node].as_slice())),
                    labels: None,
                    open: false,
                    pointer: false,
                });
            }
        }
    }
    next
}

fn present_value(years: &[YearResults], rate: f64) -> f64 {
    let mut factor = 1.0;
    let mut value = 0.0;
    for year in years {
        value += year.results.net_cost * factor;
        factor /= 1.0 + rate;
    }
    value
}
