//! Theil's index, the mean log deviation and Atkinson's indices: inequality measures that take logarithms and powers of incomes.
//!
//! For incomes x > 0 with weights w, W = sum w, mu = sum w x / W and u = x / mu:
//! * Theil's T = sum w u ln u / W (H. Theil 1967, "Economics and Information Theory", North-Holland), the generalised entropy
//!   index of parameter 1;
//! * mean log deviation = sum w ln(1 / u) / W, the generalised entropy index of parameter 0 (A. F. Shorrocks 1980, "The class of
//!   additively decomposable inequality measures", Econometrica 48(3), 613-625);
//! * Atkinson's index of inequality aversion e = 1 - (sum w u^(1-e) / W)^(1/(1-e)), at e = 1 its limit 1 - exp(sum w ln u / W) (A. B. Atkinson
//!   1970, "On the measurement of inequality", Journal of Economic Theory 2(3), 244-263).
//!
//! None of them is defined for an income of zero or below. **Such incomes are left out, of the mean mu too, and their weight is
//! reported.** So a reform that lifts somebody above zero changes who is measured.
//!
//! Each row's ln u, u ln u, square root of u and 1 / u are rounded once to steps of 2^-40 (an error below 5e-13 of the
//! index) and added as integers: neither order nor partition can change a bit.

use super::{MeasureError, fit, share};
use crate::numeric::grid::power_of_two;
use crate::numeric::math::{exp, ln, sqrt};
use crate::numeric::sum::{Sum, Totals};
use crate::numeric::weights::{WeightScale, WeightSlice, WeightSum, join};

/// Steps in one: 2^40.
const STEPS: f64 = 1_099_511_627_776.0;
/// Reciprocals are added in two parts, split at this bit, so that neither can overflow.
const SPLIT: u32 = 48;
/// The bits below the split.
const LOW_MASK: u128 = (1 << SPLIT) - 1;
/// Reciprocals below this, 2^48 steps, have nothing above the split.
const REACH: f64 = 281_474_976_710_656.0;
/// Numbers of steps below this, 2^50, are rounded by adding [`SHIFT`].
const NARROW: f64 = 1_125_899_906_842_624.0;
/// 1.5 x 2^52: the sum with a number below 2^51 has a last bit worth one.
const SHIFT: f64 = 6_755_399_441_055_744.0;

/// Inequality among those with a positive income, weighted.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct EntropyIndices {
    /// Theil's T: 0 if all are equal, at most ln(W / least weight); None if nobody has a positive income.
    pub theil: Option<f64>,
    /// The mean log deviation (Theil's L); None as above.
    pub mean_log_deviation: Option<f64>,
    /// Atkinson's index with inequality aversion .5, from 0 to 1; None as above.
    pub atkinson_0_5: Option<f64>,
    /// Atkinson's index with inequality aversion 1; None as above.
    pub atkinson_1: Option<f64>,
    /// Atkinson's index with inequality aversion 2; None as above. A few incomes near zero can bring it close to 1.
    pub atkinson_2: Option<f64>,
    /// The weight of those left out because their income is zero or below.
    pub not_positive_weight: f64,
    /// Their share of all weight (0-1); None if there is no weight.
    pub not_positive_share: Option<f64>,
}

/// The mean of the positive incomes, by which all parts measure; made from the totals of the whole data set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EntropyPlan {
    mean: Option<f64>,
    scale: WeightScale,
}

impl EntropyPlan {
    /// The plan for a column with these totals; `scale` is that of its weights.
    pub fn new(totals: &Totals, scale: WeightScale) -> EntropyPlan {
        let positive = Sum(totals.sum.0 - totals.negative_sum.0);
        EntropyPlan {
            mean: positive.mean(totals.positive_weight).filter(|mean| *mean > 0.0),
            scale,
        }
    }
}

/// The integers from which [`EntropyIndices`] are computed; mergeable.
#[derive(Clone, Debug, PartialEq)]
pub struct EntropyPartial {
    plan: EntropyPlan,
    weight: i128,
    positive: i128,
    /// Weighted sums in steps of 2^-40. As w u <= W, and |ln u| < 64 whatever the incomes, each stays below 2^122.
    logarithm: i128,
    entropy: i128,
    root: i128,
    /// Weighted sum of 1 / u: below bit 48, and above.
    reciprocal_low: i128,
    reciprocal_high: i128,
}

/// A number of less than 2^50 steps, rounded half to even.
#[inline(always)]
fn narrow_steps(steps: f64) -> i64 {
    (steps + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits()) as i64
}

/// A number in steps of 2^-40 times a weight.
#[inline(always)]
fn weighted(value: f64, weight: u64) -> i128 {
    let steps = value * STEPS;
    if steps > -NARROW && steps < NARROW {
        // One multiplication of 64 x 64 bits.
        i128::from(narrow_steps(steps)) * i128::from(weight as i64)
    } else {
        libm::rint(steps) as i128 * i128::from(weight)
    }
}

impl EntropyPartial {
    /// Nothing yet.
    pub fn new(plan: EntropyPlan) -> EntropyPartial {
        EntropyPartial {
            plan,
            weight: 0,
            positive: 0,
            logarithm: 0,
            entropy: 0,
            root: 0,
            reciprocal_low: 0,
            reciprocal_high: 0,
        }
    }

    /// Adds rows of the column whose totals made the plan.
    ///
    /// # Errors
    /// [`MeasureError::Length`] if the columns differ in length, [`MeasureError::Scale`] if the weights have another scale.
    pub fn add(&mut self, incomes: &[f64], weights: WeightSlice<'_>) -> Result<(), MeasureError> {
        fit(incomes.len(), &[], self.plan.scale, weights)?;
        self.weight += weights.total().0;
        let Some(mean) = self.plan.mean else { return Ok(()) };
        for ((&income, &low), &high) in incomes.iter().zip(weights.low()).zip(weights.high()) {
            let weight = join(low, high);
            if income <= 0.0 || weight == 0 {
                continue;
            }
            let relative = income / mean;
            let logarithm = ln(relative);
            self.positive += i128::from(weight);
            self.logarithm += weighted(logarithm, weight);
            self.entropy += weighted(relative * logarithm, weight);
            self.root += weighted(sqrt(relative), weight);
            let reciprocal = STEPS / relative;
            if reciprocal < REACH {
                self.reciprocal_low += i128::from(narrow_steps(reciprocal)) * i128::from(weight as i64);
            } else {
                let reciprocal = libm::rint(reciprocal) as u128;
                self.reciprocal_low += ((reciprocal & LOW_MASK) * u128::from(weight)) as i128;
                self.reciprocal_high += ((reciprocal >> SPLIT) * u128::from(weight)) as i128;
            }
        }
        // Carried, so that equal sums are equal integers.
        self.reciprocal_high += self.reciprocal_low >> SPLIT;
        self.reciprocal_low &= LOW_MASK as i128;
        Ok(())
    }

    /// Adds another part.
    ///
    /// # Errors
    /// [`MeasureError::Plan`] if it was made by another plan.
    pub fn merge(&mut self, other: &EntropyPartial) -> Result<(), MeasureError> {
        if self.plan != other.plan {
            return Err(MeasureError::Plan);
        }
        self.weight += other.weight;
        self.positive += other.positive;
        self.logarithm += other.logarithm;
        self.entropy += other.entropy;
        self.root += other.root;
        self.reciprocal_high += other.reciprocal_high;
        self.reciprocal_low += other.reciprocal_low;
        self.reciprocal_high += self.reciprocal_low >> SPLIT;
        self.reciprocal_low &= LOW_MASK as i128;
        Ok(())
    }

    /// The indices.
    pub fn finish(&self) -> EntropyIndices {
        let mean = |sum: i128| (self.positive > 0).then(|| fraction(sum, self.positive) / STEPS);
        // All are zero or more; rounding to steps may bring nearly equal incomes a hair below.
        let index = |value: f64| if value > 0.0 { value } else { 0.0 };
        let logarithm = mean(self.logarithm);
        let reciprocal = mean(self.reciprocal_high)
            .zip(mean(self.reciprocal_low))
            .map(|(high, low)| high * power_of_two(SPLIT as i32) + low);
        EntropyIndices {
            theil: mean(self.entropy).map(index),
            mean_log_deviation: logarithm.map(|mean| index(-mean)),
            atkinson_0_5: mean(self.root).map(|mean| index(1.0 - mean * mean)),
            atkinson_1: logarithm.map(|mean| index(1.0 - exp(mean))),
            atkinson_2: reciprocal
                .filter(|mean| *mean > 0.0)
                .map(|mean| index(1.0 - 1.0 / mean)),
            not_positive_weight: WeightSum(self.weight - self.positive).to_f64(self.plan.scale.exact_exponent),
            not_positive_share: share(self.weight - self.positive, self.weight),
        }
    }
}

/// A quotient of integers, whole part and rest apart, so that the mean of equal numbers is that number to the bit.
fn fraction(sum: i128, weight: i128) -> f64 {
    sum.div_euclid(weight) as f64 + sum.rem_euclid(weight) as f64 / weight as f64
}

/// The indices of one column in one pass; `totals` are those of the same rows.
///
/// # Errors
/// [`MeasureError::Length`] if the columns differ in length.
pub fn entropy(incomes: &[f64], weights: WeightSlice<'_>, totals: &Totals) -> Result<EntropyIndices, MeasureError> {
    let mut partial = EntropyPartial::new(EntropyPlan::new(totals, weights.scale()));
    partial.add(incomes, weights)?;
    Ok(partial.finish())
}
