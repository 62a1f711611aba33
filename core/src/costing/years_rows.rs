//! The rows of a year: persons in each state, the months, and the funds.

use super::ledger::fund_flows;
use super::years::{FundRow, MonthRow, StateRow};
use crate::numeric::sum::Sum;
use crate::rules::compile::{CompiledFund, CompiledLaw, Program};
use crate::scenario::{MonthTotals, STATES, State};
use crate::simulation::{FundYear, NodeId, Outcome};

/// The months of a law's people.
pub(super) fn months_of<'a>(law: &CompiledLaw, program: &Program, outcome: &'a Outcome) -> Option<&'a [MonthTotals]> {
    let node = law.carried.first()?;
    let months = outcome.months.get(&program.graph.life(*node)?)?;
    Some(months.as_slice())
}

/// Persons in each state, mean of the months; `scale` makes persons of a weight.
pub(super) fn state_rows(lived: &[(&str, &[MonthTotals])], scale: f64) -> Vec<StateRow> {
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

/// What happened in each month of a law; `scale` makes persons of a weight.
pub(super) fn month_rows(law: &str, months: &[MonthTotals], scale: f64) -> Vec<MonthRow> {
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

/// A fund's year under a law, from what it held before.
pub(super) fn fund_row(fund: &CompiledFund, law: &str, outcome: &Outcome, exponent: i32) -> FundRow {
    let total = |nodes: &[NodeId]| {
        let sum = nodes
            .iter()
            .fold(Sum(0), |sum, node| Sum(sum.0 + outcome.totals[node].sum.0));
        sum.to_f64(exponent)
    };
    let opening = fund.opening;
    let (inflow, claimed, paid) = (total(&fund.inflows), total(&fund.claims), total(&fund.paid));
    let year = FundYear::new(opening, inflow, claimed, Some(fund.interest));
    // As the ledger has them.
    let [interest, topped_up] = fund_flows(fund, outcome, exponent).map(|sum| sum.to_f64(exponent));
    FundRow {
        fund: fund.name.clone(),
        law: law.to_string(),
        opening,
        inflow,
        interest,
        claimed,
        paid,
        topped_up,
        closing: opening + inflow + interest + topped_up - paid,
        empty_in_month: year.empty_in_month,
    }
}
