//! Survey weights as integers, so that weighted sums and ranks are exact.
//!
//! A weight w is held twice: as `rint(w x 2^exact_exponent)`, 52 bits in two halves of 26, for sums; and as
//! `rint(w x 2^rank_exponent)`, 32 bits, for ranks. Both exponents belong to the whole data set, never to a part of it:
//! they follow from its largest weight ([`WeightScale::for_maximum`]).

use super::grid::power_of_two;
use std::fmt;
use std::ops::Range;

/// The exact exponent of ordinary weights (largest weight at least 1 and below 2^16).
const ORDINARY_EXACT: i32 = 36;
/// The rank exponent of ordinary weights.
const ORDINARY_RANK: i32 = 16;
/// How much the exponents may grow for weights that are all below 1, such as weights that add up to 1.
const GROWTH: i32 = 64;
/// The largest exact integer weight, 2^52 - 1.
const EXACT_MAXIMUM: f64 = 4_503_599_627_370_495.0;
/// The largest rank weight, 2^32 - 1.
const RANK_MAXIMUM: f64 = 4_294_967_295.0;
/// Total exact weights stay below 2^75, so that their product with an amount of 2^51 steps fits an i128 with a bit to spare.
const TOTAL_LIMIT: i128 = 1 << 75;
/// The lower 26 bits.
pub(crate) const HALF_MASK: u64 = (1 << 26) - 1;

/// The scale of a data set's integer weights; the same for all its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WeightScale {
    /// Sums weigh with `rint(w x 2^exact_exponent)`, below 2^52.
    pub exact_exponent: i32,
    /// Ranks weigh with `rint(w x 2^rank_exponent)`, below 2^32.
    pub rank_exponent: i32,
}

impl WeightScale {
    /// The finest scale that holds a data set whose largest weight is `maximum`.
    ///
    /// Ordinary weights get exponents 36 and 16; larger weights smaller ones, weights that are all below 1 larger ones (at
    /// most 64 more). A maximum that is not a positive number gets the ordinary scale, one beyond 2^52 the coarsest, by
    /// which [`Weights::new`] then refuses it.
    pub fn for_maximum(maximum: f64) -> WeightScale {
        WeightScale {
            exact_exponent: exponent_for(maximum, ORDINARY_EXACT, 0, EXACT_MAXIMUM),
            rank_exponent: exponent_for(maximum, ORDINARY_RANK, -21, RANK_MAXIMUM),
        }
    }

    /// A weight in steps of the exact scale.
    fn exact(&self, weight: f64) -> f64 {
        weight * power_of_two(self.exact_exponent)
    }

    /// A weight in steps of the rank scale.
    fn rank(&self, weight: f64) -> f64 {
        weight * power_of_two(self.rank_exponent)
    }
}

/// The exponent, from `ordinary` downwards to `least` until the maximum fits, or upwards while it stays below 1.
fn exponent_for(maximum: f64, ordinary: i32, least: i32, largest: f64) -> i32 {
    let mut exponent = ordinary;
    if maximum.is_nan() || maximum <= 0.0 {
        return exponent;
    }
    while exponent > least && maximum * power_of_two(exponent) > largest {
        exponent -= 1;
    }
    while exponent < ordinary + GROWTH && maximum * power_of_two(exponent) < power_of_two(ordinary) {
        exponent += 1;
    }
    exponent
}

/// Why a column of weights was refused. Rows count from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WeightError {
    /// A weight is NaN or infinite.
    NotFinite {
        /// The first such row.
        row: u64,
    },
    /// A weight is below zero.
    Negative {
        /// The first such row.
        row: u64,
        /// Its weight.
        weight: f64,
    },
    /// A weight is too large for the scale.
    OverRange {
        /// The first such row.
        row: u64,
        /// Its weight.
        weight: f64,
    },
    /// The weights together are too large for sums to be exact.
    TotalOverRange,
}

impl fmt::Display for WeightError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WeightError::NotFinite { row } => write!(f, "the weight of row {row} is not a finite number"),
            WeightError::Negative { row, weight } => {
                write!(f, "the weight of row {row} is {weight}; weights are zero or more")
            }
            WeightError::OverRange { row, weight } => write!(
                f,
                "the weight of row {row}, {weight}, is too large for the data set's weight scale"
            ),
            WeightError::TotalOverRange => write!(f, "the weights add up to more than sums can hold exactly"),
        }
    }
}

impl std::error::Error for WeightError {}

/// An exact total of weights, in steps of 2^-exact_exponent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeightSum(pub i128);

impl WeightSum {
    /// The total as a number, rounded once (half to even).
    pub fn to_f64(self, exact_exponent: i32) -> f64 {
        self.0 as f64 * power_of_two(-exact_exponent)
    }
}

/// A column of weights in integers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    low: Vec<u32>,
    high: Vec<u32>,
    rank: Vec<u32>,
    scale: WeightScale,
    total: WeightSum,
}

impl Weights {
    /// Takes a column of weights over, by the scale of the whole data set. Zero is allowed.
    ///
    /// # Errors
    /// The first weight that is NaN, infinite, negative or too large for the scale; a total that is too large.
    pub fn new(weights: &[f64], scale: WeightScale) -> Result<Weights, WeightError> {
        let mut low = Vec::with_capacity(weights.len());
        let mut high = Vec::with_capacity(weights.len());
        let mut rank = Vec::with_capacity(weights.len());
        let mut total = 0i128;
        for (row, &weight) in weights.iter().enumerate() {
            let row = row as u64;
            if !weight.is_finite() {
                return Err(WeightError::NotFinite { row });
            }
            if weight < 0.0 {
                return Err(WeightError::Negative { row, weight });
            }
            let (exact, ranked) = (scale.exact(weight), scale.rank(weight));
            if exact > EXACT_MAXIMUM || ranked > RANK_MAXIMUM {
                return Err(WeightError::OverRange { row, weight });
            }
            let exact = libm::rint(exact) as u64;
            low.push((exact & HALF_MASK) as u32);
            high.push((exact >> 26) as u32);
            rank.push(libm::rint(ranked) as u32);
            total += exact as i128;
        }
        if total >= TOTAL_LIMIT {
            return Err(WeightError::TotalOverRange);
        }
        Ok(Weights {
            low,
            high,
            rank,
            scale,
            total: WeightSum(total),
        })
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.low.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.low.is_empty()
    }

    /// The scale of the data set.
    pub fn scale(&self) -> WeightScale {
        self.scale
    }

    /// The total weight.
    pub fn total(&self) -> WeightSum {
        self.total
    }

    /// All rows.
    pub fn as_slice(&self) -> WeightSlice<'_> {
        WeightSlice {
            low: &self.low,
            high: &self.high,
            rank: &self.rank,
            scale: self.scale,
        }
    }

    /// The weight 1 for every row.
    pub fn ones(rows: usize) -> Weights {
        let scale = WeightScale::for_maximum(1.0);
        let (exact, ranked) = (libm::rint(scale.exact(1.0)) as u64, libm::rint(scale.rank(1.0)) as u32);
        Weights {
            low: vec![(exact & HALF_MASK) as u32; rows],
            high: vec![(exact >> 26) as u32; rows],
            rank: vec![ranked; rows],
            scale,
            total: WeightSum(i128::from(exact) * rows as i128),
        }
    }

    /// A copy of a range of rows, for a part of the data set that stands on its own; what reaches beyond the column is left
    /// out.
    pub fn part(&self, rows: Range<usize>) -> Weights {
        let end = rows.end.min(self.len());
        let view = self.slice(rows.start.min(end)..end).unwrap_or(WeightSlice {
            low: &[],
            high: &[],
            rank: &[],
            scale: self.scale,
        });
        Weights {
            low: view.low.to_vec(),
            high: view.high.to_vec(),
            rank: view.rank.to_vec(),
            scale: self.scale,
            total: view.total(),
        }
    }

    /// The weights of some rows, in their order, each as often as it is named; what reaches beyond the column is left out.
    pub fn of_rows(&self, rows: &[u32]) -> Weights {
        let gather = |column: &[u32]| -> Vec<u32> {
            rows.iter()
                .filter_map(|row| column.get(*row as usize).copied())
                .collect()
        };
        let mut weights = Weights {
            low: gather(&self.low),
            high: gather(&self.high),
            rank: gather(&self.rank),
            scale: self.scale,
            total: WeightSum(0),
        };
        weights.total = weights.as_slice().total();
        weights
    }

    /// A range of rows, or None if it reaches beyond the column.
    pub fn slice(&self, rows: Range<usize>) -> Option<WeightSlice<'_>> {
        self.as_slice().slice(rows)
    }
}

/// A range of rows of a column of weights. All three slices have the same length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeightSlice<'a> {
    low: &'a [u32],
    high: &'a [u32],
    rank: &'a [u32],
    scale: WeightScale,
}

impl<'a> WeightSlice<'a> {
    /// The number of rows.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.low.len()
    }

    /// Whether there are no rows.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.low.is_empty()
    }

    /// The scale of the data set.
    #[inline(always)]
    pub fn scale(&self) -> WeightScale {
        self.scale
    }

    /// The lower 26 bits of the exact weights.
    #[inline(always)]
    pub fn low(&self) -> &'a [u32] {
        self.low
    }

    /// The upper 26 bits of the exact weights.
    #[inline(always)]
    pub fn high(&self) -> &'a [u32] {
        self.high
    }

    /// The weights that ranks are made with.
    #[inline(always)]
    pub fn rank(&self) -> &'a [u32] {
        self.rank
    }

    /// A range of these rows, or None if it reaches beyond them.
    #[inline(always)]
    pub fn slice(&self, rows: Range<usize>) -> Option<WeightSlice<'a>> {
        Some(WeightSlice {
            low: self.low.get(rows.clone())?,
            high: self.high.get(rows.clone())?,
            rank: self.rank.get(rows)?,
            scale: self.scale,
        })
    }

    /// The total weight.
    pub fn total(&self) -> WeightSum {
        let (mut low, mut high) = (0u64, 0u64);
        for (&l, &h) in self.low.iter().zip(self.high) {
            low += u64::from(l);
            high += u64::from(h);
        }
        WeightSum(i128::from(low) + (i128::from(high) << 26))
    }
}

/// The exact integer weight of two halves.
#[inline(always)]
pub(crate) fn join(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 26
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_follows_the_largest_weight() {
        let scale = |m| {
            let s = WeightScale::for_maximum(m);
            (s.exact_exponent, s.rank_exponent)
        };
        assert_eq!(scale(1.0), (36, 16));
        assert_eq!(scale(65_000.0), (36, 16));
        assert_eq!(scale(65_536.0), (35, 15));
        assert_eq!(scale(1e6), (32, 12));
        assert_eq!(scale(0.5), (37, 17));
        assert_eq!(scale(1e-6), (56, 36));
        assert_eq!(scale(0.0), (36, 16));
        assert_eq!(scale(f64::NAN), (36, 16));
        assert_eq!(scale(f64::INFINITY), (0, -21));
        assert_eq!(scale(1e-300), (100, 80));
    }

    #[test]
    fn refuses_what_is_not_a_weight() {
        let scale = WeightScale::for_maximum(10.0);
        assert_eq!(
            Weights::new(&[1.0, f64::NAN], scale),
            Err(WeightError::NotFinite { row: 1 })
        );
        assert_eq!(
            Weights::new(&[f64::INFINITY], scale),
            Err(WeightError::NotFinite { row: 0 })
        );
        assert_eq!(
            Weights::new(&[-1.0], scale),
            Err(WeightError::Negative { row: 0, weight: -1.0 })
        );
        assert_eq!(
            Weights::new(&[1e9], scale),
            Err(WeightError::OverRange { row: 0, weight: 1e9 })
        );
        assert!(Weights::new(&[0.0, -0.0, 10.0], scale).is_ok());
        assert!(Weights::new(&[1e300], WeightScale::for_maximum(1e300)).is_err());
    }

    #[test]
    fn halves_join_to_the_rounded_weight() {
        let values = [0.0, 1.0, 1234.567, 65_000.25, 1.0 / 3.0];
        let scale = WeightScale::for_maximum(65_000.25);
        let weights = Weights::new(&values, scale).unwrap();
        let slice = weights.as_slice();
        for (row, &value) in values.iter().enumerate() {
            let exact = join(slice.low()[row], slice.high()[row]);
            assert_eq!(exact as f64, libm::rint(value * power_of_two(36)));
            assert_eq!(f64::from(slice.rank()[row]), libm::rint(value * 65_536.0));
        }
        assert_eq!(slice.total(), weights.total());
        let (a, b) = (weights.slice(0..2).unwrap(), weights.slice(2..5).unwrap());
        assert_eq!(a.total().0 + b.total().0, weights.total().0);
        assert!(weights.slice(2..6).is_none());
        assert_eq!(weights.part(0..5), weights);
        assert_eq!(weights.part(2..4), Weights::new(&values[2..4], scale).unwrap());
        assert_eq!((weights.part(3..9).len(), weights.part(7..9).len()), (2, 0));
        let gathered = weights.of_rows(&[4, 1, 1, 9]);
        assert_eq!(
            gathered,
            Weights::new(&[values[4], values[1], values[1]], scale).unwrap()
        );
        assert_eq!(a.total().to_f64(36), 1.0);
    }

    #[test]
    fn the_largest_weight_fits_whatever_it_is() {
        for maximum in [
            f64::from_bits(0x432f_ffff_ffff_ffff),
            4_503_599_627_370_495.0,
            65_535.999_999_999_99,
            1e-9,
            3.7e11,
        ] {
            assert!(
                Weights::new(&[maximum], WeightScale::for_maximum(maximum)).is_ok() == (maximum <= EXACT_MAXIMUM),
                "{maximum}"
            );
        }
    }
}
