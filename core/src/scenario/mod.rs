//! The monthly life of each worker: who loses a job, who finds another, who trains, gives up or retires.
//!
//! [`live`] is a pure function of a year: what a scenario gives of the world ([`NUMBERS`]) and of each person ([`PERSONS`]), and
//! where the last year left everybody ([`CARRIED`]), become what the year was like ([`GIVEN`]), where it leaves everybody, and the stocks and
//! flows of its months. It knows neither rules nor files; `docs/years.md` tells the model in words, with its formulas and sources.
//!
//! A draw depends on seed, purpose, person and month or spell alone, so two laws differ by what they do and not by luck. What persons share (open
//! jobs, places, unemployment) is added up in integers over all parts, so neither parts nor the order of rows matter.
//!
//! Within a month, in this order: short-time work that has lasted its time ends; displacement; short-time work; other separations;
//! training and public jobs that have lasted their time end; training begins; jobs are found; retirement, leaving the labour force, public
//! jobs, gig work. The state in which this leaves a person is the state of the whole month.

mod adoption;
mod durations;
mod error;
mod forecast;
mod given;
mod losses;
mod month;
mod movers;
mod numbers;
mod ration;
mod search;
mod start;
mod state;
mod training;

#[cfg(test)]
mod tests;

pub use adoption::Adoption;
pub use durations::Durations;
pub use error::LifeError;
pub use forecast::{Forecast, ForecastQuality, ForecastTenth, measure_forecast, measure_forecast_at};
pub use given::{CARRIED, Carried, GIVEN, Given};
pub use month::MonthTotals;
pub use numbers::{NUMBERS, NumberInput, PERSONS, PersonInput};
pub use state::{STATES, State};
pub use training::training_factors;

use movers::Movers;
use numbers::Numbers;

/// Months of a year.
pub const MONTHS: u32 = 12;

/// The people of one part.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// What identifies each person, in all parts together: draws hang on it.
    pub ids: &'a [u64],
    /// The weight of each person in steps of the whole data set's scale, see [`Year::weight_exponent`].
    pub weights: &'a [u64],
    /// One column for each of [`PERSONS`], in that order. Rows of persons who are [`State::Outside`] are not read.
    pub persons: Vec<&'a [f64]>,
    /// One column for each of [`CARRIED`], as the year before gave them; None in the first year. All parts alike.
    pub carried: Option<Vec<&'a [f64]>>,
}

/// What holds for everybody in a year.
#[derive(Debug, Clone)]
pub struct Year<'a> {
    /// The seed of all draws.
    pub seed: u64,
    /// Months since the start before this year: 0, 12, 24 …
    pub first_month: u32,
    /// Months after which the spread of AI has done what it does: 120 for ten years.
    pub horizon: u32,
    /// Weights are in steps of 2^-weight_exponent persons ([`WeightScale::exact_exponent`](crate::numeric::WeightScale)).
    pub weight_exponent: i32,
    /// One value for each of [`NUMBERS`], in that order.
    pub numbers: &'a [f64],
}

/// What a year was like for the people of one part.
#[derive(Debug, Clone, PartialEq)]
pub struct Lived {
    /// One column for each of [`GIVEN`].
    pub given: Vec<Vec<f64>>,
    /// One column for each of [`CARRIED`]: [`Part::carried`] of the next year.
    pub carried: Vec<Vec<f64>>,
}

/// Lives a year: twelve months through which all parts go together.
///
/// # Errors
/// A number or a value of a person that is not within its range, columns missing or of another length, two movers with one id, a time beyond the
/// longest that is counted. See [`LifeError`].
pub fn live(year: &Year<'_>, parts: &[Part<'_>]) -> Result<(Vec<Lived>, Vec<MonthTotals>), LifeError> {
    let numbers = Numbers::read(year)?;
    let mut movers = Movers::begin(year, numbers, parts)?;
    let months = (0..MONTHS).map(|at| movers.month(year.first_month + at)).collect();
    Ok((movers.finish(parts), months))
}
