//! The grid of 2^-16 currency units on which every amount lies, and the steps of 2^-7 by which incomes are ranked.

/// Distance between two neighbouring amounts: 2^-16 currency units.
pub const STEP: f64 = 1.0 / 65_536.0;

/// Amounts are smaller than this in absolute value: 2^35 currency units.
pub const LIMIT: f64 = 34_359_738_368.0;

/// Distance between two neighbouring income keys: 2^-7 currency units.
pub const KEY_STEP: f64 = 1.0 / 128.0;

/// The largest income key in absolute value: [`LIMIT`] in steps of [`KEY_STEP`], 2^42.
pub const KEY_LIMIT: i64 = 1 << 42;

/// Half the mantissa: what an amount's biased integer exceeds its number of steps by (see [`biased_steps`]).
pub const BIAS: u64 = 1 << 51;

/// The bits of a mantissa.
const MANTISSA: u64 = (1 << 52) - 1;

/// 1.5 x 2^36: the sum with an amount has a last bit worth [`STEP`], so the addition rounds the amount to the grid.
const GRID_SHIFT: f64 = 103_079_215_104.0;

/// 1.5 x 2^45: the sum with an amount has a last bit worth [`KEY_STEP`].
const KEY_SHIFT: f64 = 52_776_558_133_248.0;

/// Rounds an amount to the grid, half to even; -0.0 becomes 0.0.
///
/// Defined for |x| < [`LIMIT`]; the caller checks that, and that x is finite.
#[inline(always)]
pub fn to_grid(x: f64) -> f64 {
    (x + GRID_SHIFT) - GRID_SHIFT + 0.0
}

/// The number of grid steps in an amount, plus [`BIAS`]: an integer in (0, 2^52) for |x| < [`LIMIT`].
///
/// Branch-free and made of an addition and a mask, so that it is fast in lanes.
#[inline(always)]
pub fn biased_steps(x: f64) -> u64 {
    (x + GRID_SHIFT).to_bits() & MANTISSA
}

/// The number of grid steps in an amount with |x| < [`LIMIT`].
#[inline(always)]
pub fn to_steps(x: f64) -> i64 {
    biased_steps(x) as i64 - BIAS as i64
}

/// The amount of a number of grid steps, exactly if |steps| < 2^53.
#[inline(always)]
pub fn from_steps(steps: i64) -> f64 {
    steps as f64 * STEP
}

/// The income rounded to a whole number of key steps, half to even, still as an amount; |x| < [`LIMIT`].
///
/// Comparing two such numbers is comparing their keys, and comparing f64 is what all vector units can do.
#[inline(always)]
pub fn key_amount(x: f64) -> f64 {
    (x + KEY_SHIFT) - KEY_SHIFT
}

/// The income's key without a check: right for |x| < 2^44, otherwise some number of at least 2^43 in absolute value.
#[inline(always)]
pub(crate) fn key_unchecked(x: f64) -> i64 {
    (x + KEY_SHIFT).to_bits().wrapping_sub(KEY_SHIFT.to_bits()) as i64
}

/// The key of an income: its number of steps of 2^-7, rounded half to even.
///
/// Outside of [`LIMIT`] the key is that of the limit with the same sign; NaN, which never reaches a measure, has the
/// highest key.
#[inline(always)]
pub fn income_key(x: f64) -> i64 {
    if x > -LIMIT && x < LIMIT {
        key_unchecked(x)
    } else if x <= -LIMIT {
        -KEY_LIMIT
    } else {
        KEY_LIMIT
    }
}

/// The income of a key, exactly.
#[inline(always)]
pub fn key_income(key: i64) -> f64 {
    key as f64 * KEY_STEP
}

/// 2 to a whole power, exactly; the exponent is held within -1022 and 1023.
#[inline]
pub fn power_of_two(exponent: i32) -> f64 {
    let held = exponent.clamp(-1022, 1023);
    f64::from_bits(((1023 + held) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn constants_are_the_powers_they_claim() {
        assert_eq!(STEP, power_of_two(-16));
        assert_eq!(LIMIT, power_of_two(35));
        assert_eq!(GRID_SHIFT, 1.5 * power_of_two(36));
        assert_eq!(KEY_SHIFT, 1.5 * power_of_two(45));
        assert_eq!(KEY_LIMIT as f64 * KEY_STEP, LIMIT);
    }

    #[test]
    fn rounds_half_to_even_and_has_no_negative_zero() {
        assert_eq!(to_grid(0.5 * STEP), 0.0);
        assert_eq!(to_grid(1.5 * STEP), 2.0 * STEP);
        assert_eq!(to_grid(-0.5 * STEP).to_bits(), 0);
        assert_eq!(to_grid(-0.0).to_bits(), 0);
        assert_eq!(income_key(0.5 * KEY_STEP), 0);
        assert_eq!(income_key(1.5 * KEY_STEP), 2);
        assert_eq!(income_key(-1.5 * KEY_STEP), -2);
        assert_eq!(income_key(f64::INFINITY), KEY_LIMIT);
        assert_eq!(income_key(-1e300), -KEY_LIMIT);
        let last = LIMIT - STEP;
        assert_eq!(to_steps(last), (1 << 51) - 1);
        assert_eq!(to_steps(-last), 1 - (1 << 51));
    }

    proptest! {
        #[test]
        fn steps_and_keys_agree_with_the_plain_definition(x in -LIMIT * 0.999..LIMIT * 0.999) {
            let g = to_grid(x);
            prop_assert!((g - x).abs() <= STEP / 2.0);
            prop_assert_eq!(from_steps(to_steps(g)), g);
            prop_assert_eq!(to_steps(g) as f64, libm::rint(x * 65_536.0));
            prop_assert_eq!(income_key(x) as f64, libm::rint(x * 128.0));
            prop_assert_eq!(key_income(income_key(x)), key_amount(x));
        }

        #[test]
        fn far_keys_are_recognisable(x in prop::num::f64::ANY) {
            if x.is_nan() || x.abs() >= 2.0 * LIMIT {
                let key = key_unchecked(x);
                prop_assert!(key >= 1 << 42 || key <= -(1 << 42));
            }
        }
    }
}
