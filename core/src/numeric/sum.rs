//! Exact weighted sums of amounts: whatever the order of the rows and however they are cut into parts, the bits are the same.
//!
//! Amounts lie on the grid of [`grid::STEP`](super::grid::STEP) with absolute values below [`grid::LIMIT`](super::grid::LIMIT), weights are
//! integers below 2^52; a product has at most 103 bits. Weights that add up to less than 2^75 steps (which
//! [`Weights::new`](super::weights::Weights::new) checks) leave an i128 a bit to spare.

use super::grid::{BIAS, biased_steps, power_of_two};
use super::weights::{HALF_MASK, WeightSlice, WeightSum};

/// Rows between two flushes: 2^11 sums of two products below 2^52 stay below 2^64.
const BLOCK: usize = 2048;

/// An exact weighted sum, in steps of 2^-16 currency units x 2^-exact_exponent weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sum(pub i128);

impl Sum {
    /// Adds the product of an amount in grid steps and an exact integer weight.
    #[inline(always)]
    pub fn add(&mut self, steps: i64, weight: u64) {
        self.0 += i128::from(steps) * i128::from(weight);
    }

    /// Adds the sum of another part.
    #[inline(always)]
    pub fn merge(&mut self, other: Sum) {
        self.0 += other.0;
    }

    /// The sum in currency units, rounded once (half to even). `exact_exponent` is that of the weights' scale; 0 for plain
    /// sums of integer counts.
    pub fn to_f64(self, exact_exponent: i32) -> f64 {
        // The conversion rounds half to even (it is defined so by the language); the product with a power of two is exact.
        self.0 as f64 * power_of_two(-16 - exact_exponent)
    }

    /// The sum nearest to an amount in currency units (half to even): the inverse of [`Sum::to_f64`], for what is worked out of sums.
    pub fn nearest(amount: f64, exact_exponent: i32) -> Sum {
        // The product with a power of two is exact; the conversion holds at the ends of the integers.
        Sum(libm::rint(amount * power_of_two(16 + exact_exponent)) as i128)
    }

    /// The mean over a weight, in currency units; None if the weight is zero.
    pub fn mean(self, weight: WeightSum) -> Option<f64> {
        if weight.0 <= 0 {
            return None;
        }
        // Whole steps apart from the rest: so the mean of equal amounts is that amount, to the bit.
        let (whole, rest) = (self.0.div_euclid(weight.0), self.0.rem_euclid(weight.0));
        Some((whole as f64 + rest as f64 / weight.0 as f64) * power_of_two(-16))
    }
}

impl std::ops::Sub for Sum {
    type Output = Sum;
    fn sub(self, other: Sum) -> Sum {
        Sum(self.0 - other.0)
    }
}

/// What an [`Accumulator`] found in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The weighted sum of the amounts.
    pub sum: Sum,
    /// The weighted sum of the amounts below zero.
    pub negative_sum: Sum,
    /// The weight of all rows.
    pub weight: WeightSum,
    /// The weight of the rows with an amount above zero.
    pub positive_weight: WeightSum,
}

impl Totals {
    /// The totals of a column; rows beyond the shorter of the two are not read.
    #[inline(always)]
    pub fn of(values: &[f64], weights: WeightSlice<'_>) -> Totals {
        let mut accumulator = Accumulator::default();
        accumulator.add(values, weights.low(), weights.high());
        accumulator.finish()
    }

    /// Takes the totals of some rows as they were out, and puts those of the same rows as they are in.
    pub fn replace(&mut self, before: &Totals, now: &Totals) {
        self.sum.0 += now.sum.0 - before.sum.0;
        self.negative_sum.0 += now.negative_sum.0 - before.negative_sum.0;
        self.weight.0 += now.weight.0 - before.weight.0;
        self.positive_weight.0 += now.positive_weight.0 - before.positive_weight.0;
    }

    /// Adds the totals of another part.
    pub fn merge(&mut self, other: &Totals) {
        self.sum.0 += other.sum.0;
        self.negative_sum.0 += other.negative_sum.0;
        self.weight.0 += other.weight.0;
        self.positive_weight.0 += other.positive_weight.0;
    }
}

/// Sums a column exactly, in lanes.
///
/// An amount becomes an unsigned integer by adding a constant and taking mantissa bits; amount and weight are multiplied in
/// halves of 26 bits, in 64-bit lanes that are flushed before they can overflow; the bias is removed at the end. `add`
/// is always inlined, so that a caller compiled for AVX2 gets the kernel in AVX2, with the same bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accumulator {
    biased: u128,
    weight: u128,
    positive_weight: u128,
    negative_biased: u128,
    negative_weight: u128,
}

impl Accumulator {
    /// Adds rows: amounts and the two halves of their exact weights (see
    /// [`WeightSlice`]). Rows beyond the shortest slice are not read.
    #[inline(always)]
    pub fn add(&mut self, values: &[f64], low: &[u32], high: &[u32]) {
        for ((values, low), high) in values.chunks(BLOCK).zip(low.chunks(BLOCK)).zip(high.chunks(BLOCK)) {
            let signs = self.add_block(values, low, high);
            // Most columns of a ledger have no negative amount, so their part is a second look at the blocks that have one.
            if signs >> 63 == 1 {
                self.add_negative(values, low, high);
            }
        }
    }

    /// Adds at most [`BLOCK`] rows; the highest bit of the answer says whether there was a sign.
    #[inline(always)]
    fn add_block(&mut self, values: &[f64], low: &[u32], high: &[u32]) -> u64 {
        let (mut lower, mut middle, mut upper) = (0u64, 0u64, 0u64);
        // Whole weights lie below 2^52, so those of a block stay below 2^63.
        let (mut weight, mut positive) = (0u64, 0u64);
        let mut signs = 0u64;
        for ((&value, &low), &high) in values.iter().zip(low).zip(high) {
            let (low, high) = (u64::from(low), u64::from(high));
            let steps = biased_steps(value);
            let (steps_low, steps_high) = (steps & HALF_MASK, steps >> 26);
            lower += steps_low * low;
            middle += steps_low * high + steps_high * low;
            upper += steps_high * high;
            let both = low + (high << 26);
            weight += both;
            positive += if value > 0.0 { both } else { 0 };
            signs |= value.to_bits();
        }
        self.biased += join_digits(lower, middle, upper);
        self.weight += u128::from(weight);
        self.positive_weight += u128::from(positive);
        signs
    }

    /// Adds the rows with an amount below zero, of at most [`BLOCK`] rows.
    #[inline(always)]
    fn add_negative(&mut self, values: &[f64], low: &[u32], high: &[u32]) {
        let (mut lower, mut middle, mut upper) = (0u64, 0u64, 0u64);
        let (mut weight_low, mut weight_high) = (0u64, 0u64);
        for ((&value, &low), &high) in values.iter().zip(low).zip(high) {
            let low = if value < 0.0 { u64::from(low) } else { 0 };
            let high = if value < 0.0 { u64::from(high) } else { 0 };
            let steps = biased_steps(value);
            let (steps_low, steps_high) = (steps & HALF_MASK, steps >> 26);
            lower += steps_low * low;
            middle += steps_low * high + steps_high * low;
            upper += steps_high * high;
            weight_low += low;
            weight_high += high;
        }
        self.negative_biased += join_digits(lower, middle, upper);
        self.negative_weight += join_digits(weight_low, weight_high, 0);
    }

    /// Adds what another accumulator has found.
    pub fn merge(&mut self, other: &Accumulator) {
        self.biased += other.biased;
        self.weight += other.weight;
        self.positive_weight += other.positive_weight;
        self.negative_biased += other.negative_biased;
        self.negative_weight += other.negative_weight;
    }

    /// The totals, with the bias removed.
    pub fn finish(&self) -> Totals {
        Totals {
            sum: unbias(self.biased, self.weight),
            negative_sum: unbias(self.negative_biased, self.negative_weight),
            weight: WeightSum(self.weight as i128),
            positive_weight: WeightSum(self.positive_weight as i128),
        }
    }
}

/// The sum of weight x (steps + bias), less the bias.
#[inline(always)]
pub(crate) fn unbias(biased: u128, weight: u128) -> Sum {
    Sum(biased as i128 - (weight * u128::from(BIAS)) as i128)
}

/// The integer of three overlapping digits of base 2^26.
#[inline(always)]
pub(crate) fn join_digits(lower: u64, middle: u64, upper: u64) -> u128 {
    u128::from(lower) + (u128::from(middle) << 26) + (u128::from(upper) << 52)
}

#[cfg(test)]
mod tests {
    use super::super::grid::{LIMIT, STEP, to_grid, to_steps};
    use super::super::weights::{WeightScale, Weights};
    use super::*;
    use proptest::prelude::*;

    fn reference(values: &[f64], weights: &Weights) -> Totals {
        let mut totals = Totals::default();
        let slice = weights.as_slice();
        for (row, &value) in values.iter().enumerate() {
            let weight = u64::from(slice.low()[row]) + (u64::from(slice.high()[row]) << 26);
            totals.sum.add(to_steps(value), weight);
            totals.weight.0 += i128::from(weight);
            if value > 0.0 {
                totals.positive_weight.0 += i128::from(weight);
            }
            if value < 0.0 {
                totals.negative_sum.add(to_steps(value), weight);
            }
        }
        totals
    }

    /// Rounds an integer to 53 bits half to even, by hand.
    fn rounded(value: i128) -> f64 {
        let magnitude = value.unsigned_abs();
        let bits = 128 - magnitude.leading_zeros();
        if bits <= 53 {
            return value as i64 as f64;
        }
        let shift = bits - 53;
        let (mut kept, rest, half) = (magnitude >> shift, magnitude & ((1 << shift) - 1), 1u128 << (shift - 1));
        if rest > half || (rest == half && kept & 1 == 1) {
            kept += 1;
        }
        let size = kept as u64 as f64 * power_of_two(shift as i32);
        if value < 0 { -size } else { size }
    }

    #[test]
    fn extreme_rows_neither_overflow_nor_lose_a_bit() {
        let largest = LIMIT - STEP;
        let weights = Weights::new(&vec![65_535.999; 5000], WeightScale::for_maximum(65_535.999)).unwrap();
        for value in [largest, -largest] {
            let values = vec![value; 5000];
            let totals = Totals::of(&values, weights.as_slice());
            assert_eq!(totals, reference(&values, &weights));
            assert_eq!(totals.sum.mean(totals.weight), Some(value));
        }
    }

    #[test]
    fn empty_sums_are_zero_and_have_no_mean() {
        let totals = Accumulator::default().finish();
        assert_eq!(totals, Totals::default());
        assert_eq!(totals.sum.mean(totals.weight), None);
        assert_eq!(totals.sum.to_f64(36).to_bits(), 0);
    }

    #[test]
    fn conversion_rounds_half_to_even() {
        let two53 = 1i128 << 53;
        for (value, expected) in [
            (two53 + 1, two53),
            (two53 + 3, two53 + 4),
            (-two53 - 1, -two53),
            ((1 << 100) + (1 << 47), 1 << 100),
            ((1 << 100) + (1 << 47) + 1, (1 << 100) + (1 << 48)),
            ((1 << 100) + (3 << 47), (1 << 100) + (1 << 49)),
        ] {
            assert_eq!(Sum(value).to_f64(-16), rounded(expected), "{value}");
        }
    }

    proptest! {
        #[test]
        fn conversion_agrees_with_rounding_by_hand(value in any::<i128>(), shift in 0u32..127) {
            prop_assert_eq!(Sum(value >> shift).to_f64(-16), rounded(value >> shift));
        }

        #[test]
        fn any_order_and_any_partition_give_the_same_bits(
            rows in prop::collection::vec((-1e9..1e9f64, 0.0..1000.0f64), 1..4000),
            cut in 0.0..1.0f64,
        ) {
            let mut values: Vec<f64> = rows.iter().map(|r| to_grid(r.0)).collect();
            let mut plain: Vec<f64> = rows.iter().map(|r| r.1).collect();
            let scale = WeightScale::for_maximum(1000.0);
            let weights = Weights::new(&plain, scale).unwrap();
            let totals = Totals::of(&values, weights.as_slice());
            prop_assert_eq!(totals, reference(&values, &weights));
            let at = (cut * values.len() as f64) as usize;
            let mut parts = Totals::of(&values[at..], weights.slice(at..values.len()).unwrap());
            parts.merge(&Totals::of(&values[..at], weights.slice(0..at).unwrap()));
            prop_assert_eq!(totals, parts);
            values.reverse();
            plain.reverse();
            let reversed = Weights::new(&plain, scale).unwrap();
            prop_assert_eq!(totals, Totals::of(&values, reversed.as_slice()));
        }
    }
}
