//! One round of the calibration: exact sums over households, which parts and threads can add in any order.

use super::target::Contributions;

/// How far a household's weight may be moved: the factor G on its design weight, between two bounds.
///
/// With a the distance of the bound from 1 on the side of eta, t = eta / a and G = 1 + a t / sqrt(1 + t^2): only
/// + - * / and the square root, so that the bits are the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub low: f64,
    pub high: f64,
}

impl Bounds {
    /// The factor and its derivative.
    #[inline(always)]
    pub(super) fn factor(&self, eta: f64) -> (f64, f64) {
        let a = if eta >= 0.0 { self.high - 1.0 } else { 1.0 - self.low };
        let t = eta / a;
        let root = libm::sqrt(1.0 + t * t);
        (1.0 + a * t / root, 1.0 / (root * root * root))
    }
}

/// Terms of residuals are rounded to 2^-32, those of the matrix to 2^-24.
const RESIDUAL_STEPS: f64 = 4_294_967_296.0;
const MATRIX_STEPS: f64 = 16_777_216.0;
/// Households between two flushes into 128 bits: 2^10 terms below [`SMALL`] stay below 2^62. Larger terms go there directly.
const FLUSH: usize = 1024;
/// 1.5 x 2^52: adding it rounds a number below 2^51 to a whole one.
const SHIFT: f64 = 6_755_399_441_055_744.0;
/// Terms below this fit the sums in 64 bits: 2^50.
const SMALL: f64 = 1_125_899_906_842_624.0;
/// The largest contribution of a household, as a multiple of the mean one, for which sums in 128 bits cannot overflow: 2^32.
pub(super) const LARGEST: f64 = 4_294_967_296.0;

#[inline(always)]
fn whole(x: f64) -> i64 {
    (x + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits()) as i64
}

/// A contribution, no farther from zero than [`LARGEST`].
#[inline(always)]
pub(super) fn held(y: f64) -> f64 {
    match y > -LARGEST && y < LARGEST {
        true => y,
        false if y < 0.0 => -LARGEST,
        false => LARGEST,
    }
}

/// The sums of a round over some households; those of the parts add up to those of the whole, to the bit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    targets: usize,
    /// For each target the sum of factor times contribution, in steps of 2^-32 of the mean contribution.
    residual: Vec<i128>,
    /// The upper triangle of the matrix of second derivatives, row by row.
    matrix: Vec<i128>,
    /// Households with a contribution.
    pub(super) touching: Vec<u64>,
    /// Whether a household contributes more than [`LARGEST`] times the mean to a target.
    pub(super) too_large: Vec<bool>,
}

impl Round {
    /// The sums over no households.
    pub(super) fn new(targets: usize) -> Round {
        Round {
            targets,
            residual: vec![0; targets],
            matrix: vec![0; targets * (targets + 1) / 2],
            touching: vec![0; targets],
            too_large: vec![false; targets],
        }
    }

    /// Adds the sums over other households.
    pub fn merge(&mut self, other: &Round) {
        self.residual.iter_mut().zip(&other.residual).for_each(|(a, b)| *a += b);
        self.matrix.iter_mut().zip(&other.matrix).for_each(|(a, b)| *a += b);
        self.touching.iter_mut().zip(&other.touching).for_each(|(a, b)| *a += b);
        self.too_large
            .iter_mut()
            .zip(&other.too_large)
            .for_each(|(a, b)| *a |= b);
    }

    /// Adds households. `scale` makes a contribution a multiple of the mean one; `relative` are the households' design
    /// weights over the mean one.
    pub(super) fn add(
        &mut self,
        found: &Contributions,
        relative: &[f64],
        scale: &[f64],
        lambda: &[f64],
        bounds: Bounds,
    ) {
        let mut residual = vec![0i64; self.targets];
        let mut matrix = vec![0i64; self.matrix.len()];
        let mut scaled: Vec<f64> = Vec::new();
        for (at, (pair, relative)) in found.starts.windows(2).zip(relative).enumerate() {
            let entries = pair[0] as usize..pair[1] as usize;
            let targets = &found.target[entries.clone()];
            scaled.clear();
            for (target, value) in targets.iter().zip(&found.value[entries]) {
                let target = usize::from(*target);
                let y = held(value * scale[target]);
                self.too_large[target] |= y == LARGEST || y == -LARGEST;
                self.touching[target] += 1;
                scaled.push(y);
            }
            let eta = eta(targets, &scaled, lambda);
            let (factor, slope) = bounds.factor(eta);
            let (factor, slope) = (relative * factor * RESIDUAL_STEPS, relative * slope * MATRIX_STEPS);
            let largest = scaled.iter().fold(0.0, |largest, y| {
                let size = if *y < 0.0 { -y } else { *y };
                if size > largest { size } else { largest }
            });
            if largest * factor < SMALL && largest * largest * slope < SMALL {
                for (i, (target, y)) in targets.iter().zip(&scaled).enumerate() {
                    let row = usize::from(*target);
                    residual[row] += whole(factor * y);
                    let slope = slope * y;
                    // The entries of a household are in the order of targets, so the column is never before the row.
                    let start = row * (2 * self.targets - row + 1) / 2;
                    let line = &mut matrix[start..start + self.targets - row];
                    for (other, z) in targets[i..].iter().zip(&scaled[i..]) {
                        line[usize::from(*other) - row] += whole(slope * z);
                    }
                }
            } else {
                self.add_large(targets, &scaled, factor, slope);
            }
            if at % FLUSH == FLUSH - 1 {
                self.flush(&mut residual, &mut matrix);
            }
        }
        self.flush(&mut residual, &mut matrix);
    }

    /// Adds a household with terms too large for 64 bits, such as the richest of very many.
    #[cold]
    fn add_large(&mut self, targets: &[u16], scaled: &[f64], factor: f64, slope: f64) {
        let whole = |x: f64| libm::rint(x) as i128;
        for (i, (target, y)) in targets.iter().zip(scaled).enumerate() {
            let row = usize::from(*target);
            self.residual[row] += whole(factor * y);
            let start = row * (2 * self.targets - row + 1) / 2;
            for (other, z) in targets[i..].iter().zip(&scaled[i..]) {
                self.matrix[start + usize::from(*other) - row] += whole(slope * y * z);
            }
        }
    }

    fn flush(&mut self, residual: &mut [i64], matrix: &mut [i64]) {
        for (sum, part) in self
            .residual
            .iter_mut()
            .zip(residual)
            .chain(self.matrix.iter_mut().zip(matrix))
        {
            *sum += i128::from(std::mem::take(part));
        }
    }

    /// What the weights make of a target, as a multiple of its value, `households` being the number of all.
    pub(super) fn ratio(&self, target: usize, households: f64) -> f64 {
        self.residual[target] as f64 / RESIDUAL_STEPS / households
    }

    /// An entry of the matrix.
    pub(super) fn entry(&self, one: usize, other: usize, households: f64) -> f64 {
        let (row, column) = if one <= other { (one, other) } else { (other, one) };
        let start = row * (2 * self.targets - row + 1) / 2;
        self.matrix[start + column - row] as f64 / MATRIX_STEPS / households
    }
}

/// The sum of multipliers over a household's contributions.
#[inline(always)]
pub(super) fn eta(targets: &[u16], scaled: &[f64], lambda: &[f64]) -> f64 {
    let mut eta = 0.0;
    for (target, y) in targets.iter().zip(scaled) {
        eta += y * lambda[usize::from(*target)];
    }
    eta
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_stay_between_their_bounds_and_have_their_slope() {
        let bounds = Bounds { low: 0.2, high: 5.0 };
        assert_eq!(bounds.factor(0.0), (1.0, 1.0));
        for eta in [-30.0, -2.0, -0.1, 0.3, 2.0, 100.0] {
            let (factor, slope) = bounds.factor(eta);
            assert!(factor > 0.2 && factor < 5.0);
            let step = 1e-5;
            let numeric = (bounds.factor(eta + step).0 - bounds.factor(eta - step).0) / (2.0 * step);
            assert!(
                (slope - numeric).abs() < 1e-7 + 1e-6 * slope,
                "{eta}: {slope} {numeric}"
            );
        }
    }

    #[test]
    fn very_large_contributions_are_added_too() {
        let found = Contributions {
            starts: vec![0, 2, 3],
            target: vec![0, 1, 1],
            value: vec![1e6, 3.0, -2.5],
        };
        let mut round = Round::new(2);
        let bounds = Bounds { low: 0.2, high: 5.0 };
        round.add(&found, &[1.0, 1.0], &[1.0, 1.0], &[0.0, 0.0], bounds);
        assert_eq!((round.ratio(0, 1.0), round.ratio(1, 1.0)), (1e6, 0.5));
        assert_eq!(
            (round.entry(0, 0, 1.0), round.entry(0, 1, 1.0), round.entry(1, 1, 1.0)),
            (1e12, 3e6, 15.25)
        );
    }

    #[test]
    fn parts_add_up_to_the_whole_in_any_order() {
        let mut found = Contributions {
            starts: vec![0],
            ..Contributions::default()
        };
        let mut relative = Vec::new();
        for household in 0..5000u32 {
            for target in 0..3u16 {
                if (household + u32::from(target)) % 2 == 0 {
                    found.target.push(target);
                    found
                        .value
                        .push(f64::from(household % 17) * 0.1 + 1.0 / f64::from(household + 1));
                }
            }
            found.starts.push(found.target.len() as u32);
            relative.push(1.0 + f64::from(household % 3));
        }
        let bounds = Bounds { low: 0.2, high: 5.0 };
        let (scale, lambda) = ([1.1, 0.7, 2.0], [0.3, -0.2, 0.05]);
        let mut whole = Round::new(3);
        whole.add(&found, &relative, &scale, &lambda, bounds);
        let mut parts = Round::new(3);
        for range in [3001..5000usize, 0..7, 7..3001] {
            let starts = &found.starts[range.start..=range.end];
            let (a, b) = (starts[0] as usize, starts[starts.len() - 1] as usize);
            let part = Contributions {
                starts: starts.iter().map(|start| start - starts[0]).collect(),
                target: found.target[a..b].to_vec(),
                value: found.value[a..b].to_vec(),
            };
            let mut round = Round::new(3);
            round.add(&part, &relative[range], &scale, &lambda, bounds);
            parts.merge(&round);
        }
        assert_eq!(whole, parts);
    }
}
