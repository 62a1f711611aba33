//! Whom a safety net catches: the funnel from losing a job to an adequate income, and spending on those who lost none.
//!
//! The displaced are those of the run **without** the policy, the same persons for every package; what a policy avoids stays in
//! the count. Each displaced person ends in one of these branches, which nest from the second on:
//! 1. the loss was avoided, or the person is back at work;
//! 2. else eligible;
//! 3. of these, receiving more than zero;
//! 4. of these, adequate: the household's disposable income in the window is at least .6 of what it would have been in the
//!    same window had the job lasted, under baseline law, **and** its equivalised income is not below the fixed poverty line.
//!
//! Adequacy is told for all displaced too, whatever their branch: partners keep many households above .6 with no policy, so the
//! same funnel under baseline law stands beside that of the reform.
//!
//! Over years a law may also move a loss: whoever loses the work in another year than under baseline law has not been spared. Those who lose it
//! in the year under the law, and not under baseline law, take the place of as many whose loss is absent from the year
//! ([`FunnelPartial::add_moved`]). So what is avoided is the fall in the number of those who lose work, year by year and over all years.
//!
//! Persons weigh with their weights; everything is added as integers, so neither order nor partition can change a bit.

use super::poverty::PovertyLine;
use super::{MeasureError, fit, same_scale, share};
use crate::numeric::grid::to_steps;
use crate::numeric::sum::Sum;
use crate::numeric::weights::{WeightScale, WeightSlice, WeightSum, join};

/// The share of the income had the job lasted, from which an income is adequate: 3 / 5. Compared as integers, so that an income
/// of exactly .6 is not at the mercy of rounding.
pub const ADEQUATE_SHARE: (i64, i64) = (3, 5);

/// A column of truths, or of amounts of which more than zero is true.
#[derive(Clone, Copy, Debug)]
pub enum Truths<'a> {
    /// Zero is false.
    Bytes(&'a [u8]),
    /// Above zero is true.
    Numbers(&'a [f64]),
}

impl Truths<'_> {
    /// The number of rows.
    pub fn len(&self) -> usize {
        match self {
            Truths::Bytes(values) => values.len(),
            Truths::Numbers(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a row is true; false beyond the last.
    #[inline(always)]
    pub fn get(&self, row: usize) -> bool {
        match self {
            Truths::Bytes(values) => values.get(row).is_some_and(|value| *value != 0),
            Truths::Numbers(values) => values.get(row).is_some_and(|value| *value > 0.0),
        }
    }
}

/// What a funnel is made of, a row a person. All columns have the same length; amounts are of the window, such as the year of the
/// loss of the job.
#[derive(Clone, Copy, Debug)]
pub struct CoverageColumns<'a> {
    /// Lost the job in the run without the policy.
    pub displaced: Truths<'a>,
    /// Kept the job after all.
    pub avoided: Truths<'a>,
    /// Lost it and is back at work.
    pub back_at_work: Truths<'a>,
    /// Is entitled to the policy's support.
    pub eligible: Truths<'a>,
    /// Receives it: a truth, or the amount.
    pub receiving: Truths<'a>,
    /// Disposable income of the person's household.
    pub income: &'a [f64],
    /// What it would have been had the job lasted, under baseline law.
    pub income_had_job_lasted: &'a [f64],
    /// Equivalised disposable income of the household, a year.
    pub equivalised: &'a [f64],
    /// The persons' weights.
    pub weights: WeightSlice<'a>,
}

/// The funnel of one law. Shares are of the displaced unless the name says otherwise; None where there is nobody to share.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Funnel {
    /// The weight of the displaced: of those under baseline law, or of those under the law itself if these are more.
    pub displaced: f64,
    /// Whose loss was avoided, or who are back at work; over years less those whose loss the law moves into the year.
    pub avoided: f64,
    /// Of these, those who lost the work and are back at work.
    pub back_at_work: f64,
    /// Of the others, those eligible.
    pub eligible: f64,
    /// Of these, those receiving.
    pub receiving: f64,
    /// Of these, those with an adequate income.
    pub adequate: f64,
    /// Loss avoided, back at work, or receiving: what costs are told per head of.
    pub covered: f64,
    /// All displaced with an adequate income, whatever their branch.
    pub adequate_of_all: f64,
    /// `avoided` over the displaced.
    pub avoided_share: Option<f64>,
    /// `eligible` over the displaced.
    pub eligible_share: Option<f64>,
    /// `receiving` over the displaced.
    pub receiving_share: Option<f64>,
    /// `adequate` over the displaced.
    pub adequate_share: Option<f64>,
    /// `covered` over the displaced.
    pub covered_share: Option<f64>,
    /// `adequate_of_all` over the displaced.
    pub adequate_of_all_share: Option<f64>,
    /// Receiving over eligible: take-up, as far as eligibility is the same.
    pub receiving_of_eligible_share: Option<f64>,
    /// Adequate over receiving.
    pub adequate_of_receiving_share: Option<f64>,
    /// Household income of all displaced over what it would have been had the jobs lasted; None unless that is positive.
    pub income_replaced_share: Option<f64>,
    /// The weight of displaced persons who receive and are neither eligible nor in the first branch: zero, unless the two columns
    /// contradict one another.
    pub receiving_not_eligible: f64,
}

impl Funnel {
    /// The share of the displaced that is protected: the loss avoided or back at work, or a benefit and an adequate income. What
    /// headlines tell.
    pub fn protected_share(&self) -> Option<f64> {
        (self.displaced > 0.0).then(|| (self.avoided + self.adequate) / self.displaced)
    }
}

/// The funnel under baseline law and under the reform, of the same displaced persons.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Coverage {
    /// Under baseline law.
    pub baseline: Funnel,
    /// Under the reform.
    pub reform: Funnel,
}

/// The integers from which a [`Funnel`] is computed; mergeable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunnelPartial {
    line: Option<PovertyLine>,
    scale: WeightScale,
    displaced: i128,
    /// Without those who are back at work.
    avoided: i128,
    back_at_work: i128,
    eligible: i128,
    receiving: i128,
    adequate: i128,
    adequate_of_all: i128,
    receiving_not_eligible: i128,
    income: Sum,
    income_had_job_lasted: Sum,
    /// Of the persons, those whose loss falls into this year under the law alone.
    moved: i128,
    /// What those whose loss was avoided are in the sums above.
    of_avoided: OfAvoided,
}

/// The parts of the sums of those whose loss was avoided, which shrink with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct OfAvoided {
    adequate: i128,
    income: i128,
    income_had_job_lasted: i128,
}

/// Whether an income is adequate. Where the income had the job lasted is not positive, the line alone decides.
#[inline(always)]
fn is_adequate(income: i64, had_job_lasted: i64, equivalised: f64, line: Option<PovertyLine>) -> bool {
    let (numerator, denominator) = ADEQUATE_SHARE;
    let replaced = income * denominator >= had_job_lasted * numerator;
    replaced && line.is_none_or(|line| !line.is_poor(equivalised))
}

impl FunnelPartial {
    /// Nothing yet; `line` is the fixed poverty line, None leaves it out of adequacy.
    pub fn new(line: Option<PovertyLine>, scale: WeightScale) -> FunnelPartial {
        FunnelPartial {
            line,
            scale,
            displaced: 0,
            avoided: 0,
            back_at_work: 0,
            eligible: 0,
            receiving: 0,
            adequate: 0,
            adequate_of_all: 0,
            receiving_not_eligible: 0,
            income: Sum(0),
            income_had_job_lasted: Sum(0),
            moved: 0,
            of_avoided: OfAvoided::default(),
        }
    }

    /// Adds persons.
    ///
    /// # Errors
    /// [`MeasureError::Length`] if columns differ in length, [`MeasureError::Scale`] if the weights have another scale.
    pub fn add(&mut self, columns: &CoverageColumns<'_>) -> Result<(), MeasureError> {
        let CoverageColumns {
            displaced,
            avoided,
            back_at_work,
            eligible,
            receiving,
            income,
            income_had_job_lasted,
            equivalised,
            weights,
        } = *columns;
        let lengths = [
            avoided.len(),
            back_at_work.len(),
            eligible.len(),
            receiving.len(),
            income.len(),
            income_had_job_lasted.len(),
            equivalised.len(),
        ];
        fit(displaced.len(), &lengths, self.scale, weights)?;
        let incomes = income.iter().zip(income_had_job_lasted).zip(equivalised);
        let rows = incomes.zip(weights.low().iter().zip(weights.high()));
        for (row, (((&income, &lasted), &equivalised), (&low, &high))) in rows.enumerate() {
            if !displaced.get(row) {
                continue;
            }
            let weight = join(low, high);
            let (income, lasted) = (to_steps(income), to_steps(lasted));
            let adequate = is_adequate(income, lasted, equivalised, self.line);
            self.income.add(income, weight);
            self.income_had_job_lasted.add(lasted, weight);
            let weight = i128::from(weight);
            self.displaced += weight;
            self.adequate_of_all += if adequate { weight } else { 0 };
            if avoided.get(row) {
                self.avoided += weight;
                let own = &mut self.of_avoided;
                own.adequate += if adequate { weight } else { 0 };
                own.income += i128::from(income) * weight;
                own.income_had_job_lasted += i128::from(lasted) * weight;
                continue;
            }
            if back_at_work.get(row) {
                self.back_at_work += weight;
                continue;
            }
            match (eligible.get(row), receiving.get(row)) {
                (true, true) => {
                    self.eligible += weight;
                    self.receiving += weight;
                    self.adequate += if adequate { weight } else { 0 };
                }
                (true, false) => self.eligible += weight,
                (false, true) => self.receiving_not_eligible += weight,
                (false, false) => {}
            }
        }
        Ok(())
    }

    /// Adds persons who lose their work in the year under this law, and under baseline law in another year or not at all. All of them are
    /// displaced, and the loss of none is avoided.
    ///
    /// # Errors
    /// Those of [`FunnelPartial::add`].
    pub fn add_moved(&mut self, columns: &CoverageColumns<'_>) -> Result<(), MeasureError> {
        self.add(columns)?;
        let weights = columns.weights.low().iter().zip(columns.weights.high());
        self.moved += weights.fold(0, |sum, (&low, &high)| sum + i128::from(join(low, high)));
        Ok(())
    }

    /// Adds another part.
    ///
    /// # Errors
    /// [`MeasureError::Plan`] if it has another line, [`MeasureError::Scale`] if its weights have another scale.
    pub fn merge(&mut self, other: &FunnelPartial) -> Result<(), MeasureError> {
        if self.line != other.line {
            return Err(MeasureError::Plan);
        }
        same_scale(self.scale, other.scale)?;
        self.displaced += other.displaced;
        self.avoided += other.avoided;
        self.back_at_work += other.back_at_work;
        self.eligible += other.eligible;
        self.receiving += other.receiving;
        self.adequate += other.adequate;
        self.adequate_of_all += other.adequate_of_all;
        self.receiving_not_eligible += other.receiving_not_eligible;
        self.income.merge(other.income);
        self.income_had_job_lasted.merge(other.income_had_job_lasted);
        self.moved += other.moved;
        self.of_avoided.adequate += other.of_avoided.adequate;
        self.of_avoided.income += other.of_avoided.income;
        self.of_avoided.income_had_job_lasted += other.of_avoided.income_had_job_lasted;
        Ok(())
    }

    /// The same with as many taken out of those whose loss was avoided as have been moved here, whoever they are: all of them alike.
    fn net_of_moved(&self) -> FunnelPartial {
        let moved = if self.moved < self.avoided {
            self.moved
        } else {
            self.avoided
        };
        let gone = |all: i128| match moved {
            0 => 0,
            _ => (all as f64 * (moved as f64 / self.avoided as f64)).round() as i128,
        };
        FunnelPartial {
            displaced: self.displaced - moved,
            avoided: self.avoided - moved,
            adequate_of_all: self.adequate_of_all - gone(self.of_avoided.adequate),
            income: Sum(self.income.0 - gone(self.of_avoided.income)),
            income_had_job_lasted: Sum(self.income_had_job_lasted.0 - gone(self.of_avoided.income_had_job_lasted)),
            moved: 0,
            of_avoided: OfAvoided::default(),
            ..*self
        }
    }

    /// The funnel.
    pub fn finish(&self) -> Funnel {
        if self.moved > 0 {
            return self.net_of_moved().finish();
        }
        let weight = |weight: i128| WeightSum(weight).to_f64(self.scale.exact_exponent);
        let of_all = |part: i128| share(part, self.displaced);
        let first = self.avoided + self.back_at_work;
        let covered = first + self.receiving;
        Funnel {
            displaced: weight(self.displaced),
            avoided: weight(first),
            back_at_work: weight(self.back_at_work),
            eligible: weight(self.eligible),
            receiving: weight(self.receiving),
            adequate: weight(self.adequate),
            covered: weight(covered),
            adequate_of_all: weight(self.adequate_of_all),
            avoided_share: of_all(first),
            eligible_share: of_all(self.eligible),
            receiving_share: of_all(self.receiving),
            adequate_share: of_all(self.adequate),
            covered_share: of_all(covered),
            adequate_of_all_share: of_all(self.adequate_of_all),
            receiving_of_eligible_share: share(self.receiving, self.eligible),
            adequate_of_receiving_share: share(self.adequate, self.receiving),
            income_replaced_share: share(self.income.0, self.income_had_job_lasted.0),
            receiving_not_eligible: weight(self.receiving_not_eligible),
        }
    }
}

/// The funnels of baseline law and reform, each over all of its parts.
///
/// # Errors
/// Those of [`FunnelPartial::add`]; [`MeasureError::Plan`] if the two runs do not have the same displaced persons by weight.
pub fn coverage(
    baseline: &[CoverageColumns<'_>],
    reform: &[CoverageColumns<'_>],
    line: Option<PovertyLine>,
    scale: WeightScale,
) -> Result<Coverage, MeasureError> {
    let funnel = |parts: &[CoverageColumns<'_>]| {
        let mut partial = FunnelPartial::new(line, scale);
        parts.iter().try_for_each(|part| partial.add(part)).map(|()| partial)
    };
    let (baseline, reform) = (funnel(baseline)?, funnel(reform)?);
    if baseline.displaced != reform.displaced {
        return Err(MeasureError::Plan);
    }
    Ok(Coverage {
        baseline: baseline.finish(),
        reform: reform.finish(),
    })
}
