//! Amounts from a uniform draw: knots with the mean of each interval, and the log-normal distribution with a Pareto tail.

use crate::numeric::math::{exp, ln, norm_cdf, norm_ppf, pow};

/// One interval between two knots: x = a + (b - a) v / (v + c (1 - v)) for v in 0 to 1.
///
/// It rises from knot to knot and keeps the mean of the interval; it bends the more, the farther c is from 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    pub start: f64,
    pub width: f64,
    pub bend: f64,
}

impl Piece {
    /// The interval from `start` to `end` with this mean; `None` when the mean does not lie between them.
    pub(super) fn new(start: f64, end: f64, mean: Option<f64>) -> Option<Piece> {
        let width = end - start;
        let bend = match mean {
            None => 1.0,
            Some(mean) if width == 0.0 => {
                if mean != start {
                    return None;
                }
                1.0
            }
            Some(mean) => bend_of((mean - start) / width)?,
        };
        Some(Piece { start, width, bend })
    }

    #[inline(always)]
    pub(super) fn at(&self, v: f64) -> f64 {
        self.start + self.width * (v / (v + self.bend * (1.0 - v)))
    }
}

/// The mean of v / (v + c (1 - v)) over v in 0 to 1.
fn mean_of(c: f64) -> f64 {
    let e = c - 1.0;
    if e > -1e-3 && e < 1e-3 {
        // The closed form loses its digits near 1.
        return 0.5 - e * (1.0 / 6.0 - e * (1.0 / 12.0 - e * (1.0 / 20.0)));
    }
    1.0 / (1.0 - c) + c * ln(c) / ((1.0 - c) * (1.0 - c))
}

/// Bends beyond this are refused: the mean would lie at the knot itself.
const STEEPEST: f64 = 1e9;

/// The c whose mean is this share of the interval, by bisection of its logarithm.
fn bend_of(share: f64) -> Option<f64> {
    if !(share > mean_of(STEEPEST) && share < mean_of(1.0 / STEEPEST)) {
        return None;
    }
    let (mut low, mut high) = (1.0 / STEEPEST, STEEPEST);
    for _ in 0..200 {
        let middle = libm::sqrt(low) * libm::sqrt(high);
        // The mean falls as c rises.
        if mean_of(middle) > share {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(libm::sqrt(low) * libm::sqrt(high))
}

/// A log-normal distribution whose upper end, above a threshold, is a Pareto distribution of the same weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tailed {
    median: f64,
    sd: f64,
    /// Threshold, share above it, and the exponent -1 / alpha.
    tail: Option<(f64, f64, f64)>,
}

impl Tailed {
    /// `median` and `threshold` are amounts above 0, `sd` is that of the logarithm, `alpha` the Pareto index, above 1.
    pub(super) fn new(median: f64, sd: f64, tail: Option<(f64, f64)>) -> Tailed {
        let tail = tail.map(|(alpha, threshold)| {
            let share = if sd > 0.0 {
                norm_cdf(-(ln(threshold / median) / sd))
            } else {
                0.0
            };
            (threshold, share, -1.0 / alpha)
        });
        Tailed { median, sd, tail }
    }

    #[inline(always)]
    pub(super) fn at(&self, u: f64) -> f64 {
        if let Some((threshold, share, exponent)) = self.tail
            && 1.0 - u < share
        {
            return threshold * pow((1.0 - u) / share, exponent);
        }
        self.median * exp(self.sd * norm_ppf(u))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_keep_their_means() {
        for (start, end, mean) in [
            (0.0, 10.0, 5.0),
            (0.0, 10.0, 1.0),
            (100.0, 200.0, 199.0),
            (-50.0, 0.0, -40.0),
            (5.0, 9.0, 7.001),
        ] {
            let piece = Piece::new(start, end, Some(mean)).expect("the mean lies inside");
            let n = 1_000_000;
            let total = (0..n).fold(0.0, |sum, i| sum + piece.at((f64::from(i) + 0.5) / f64::from(n)));
            let found = total / f64::from(n);
            assert!(
                (found - mean).abs() < 2e-4 * (end - start),
                "{start} {end} {mean}: {found}"
            );
            assert_eq!(piece.at(0.0), start);
            assert!((piece.at(1.0) - end).abs() < 1e-9 * (end - start));
        }
    }

    #[test]
    fn pieces_rise() {
        let piece = Piece::new(10_000.0, 1e6, Some(15_000.0)).expect("the mean lies inside");
        let values: Vec<f64> = (0..1000).map(|i| piece.at(f64::from(i) / 1000.0)).collect();
        assert!(values.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn means_outside_are_refused_and_flat_pieces_are_points() {
        assert_eq!(Piece::new(0.0, 10.0, Some(10.0)), None);
        assert_eq!(Piece::new(0.0, 10.0, Some(-1.0)), None);
        assert_eq!(Piece::new(3.0, 3.0, Some(4.0)), None);
        assert_eq!(Piece::new(3.0, 3.0, Some(3.0)).map(|piece| piece.at(0.7)), Some(3.0));
        assert_eq!(Piece::new(0.0, 10.0, None).map(|piece| piece.at(0.25)), Some(2.5));
    }

    #[test]
    fn the_series_meets_the_closed_form() {
        let e: f64 = 1.0011e-3;
        let series = 0.5 - e * (1.0 / 6.0 - e * (1.0 / 12.0 - e * (1.0 / 20.0)));
        assert!((mean_of(1.0 + e) - series).abs() < 1e-9);
        assert!((mean_of(4.0) + mean_of(0.25) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn the_tail_takes_over_without_a_jump_and_is_pareto() {
        let tailed = Tailed::new(30_000.0, 0.6, Some((2.0, 90_000.0)));
        let share = norm_cdf(-(ln(3.0) / 0.6));
        let (below, above) = (tailed.at(1.0 - share - 1e-9), tailed.at(1.0 - share + 1e-9));
        assert!((below - 90_000.0).abs() < 0.1 && (above - 90_000.0).abs() < 0.1);
        assert!((tailed.at(1.0 - share / 4.0) - 180_000.0).abs() < 1e-6);
        assert_eq!(tailed.at(0.5), 30_000.0);
    }
}
