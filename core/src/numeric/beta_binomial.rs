//! Chances of a number of successes among trials that share their luck.

/// The most trials that are counted.
pub const MOST_TRIALS: f64 = 1_000.0;
/// A wanted number this little above a whole one is that one, so that .8 x 30 is 24.
const WHOLE_TOLERANCE: f64 = 1e-6;

/// The chance that at least `wanted` of `trials` succeed, where the successes are beta-binomial: each succeeds with chance
/// `mean`, and any two of the same group are correlated by `correlation`, because they share what makes their group a good or a
/// bad one.
///
/// Without correlation the successes are binomial; with a correlation of 1 all succeed or none. `trials` are rounded down to a
/// whole number of at most [`MOST_TRIALS`], `wanted` up; `mean` and `correlation` are held between 0 and 1. NaN for NaN.
///
/// Each weight follows from its neighbour by a product and a quotient, from the expected number outwards, and the sum is that of
/// all weights: no logarithm of a gamma function, whose differences lose digits where the correlation is small, and nothing that
/// IEEE 754 does not fix to the bit.
#[inline(never)]
pub fn beta_binomial_at_least(trials: f64, wanted: f64, mean: f64, correlation: f64) -> f64 {
    if trials.is_nan() || wanted.is_nan() || mean.is_nan() || correlation.is_nan() {
        return f64::NAN;
    }
    let trials = held(trials, MOST_TRIALS).floor();
    let wanted = (wanted - WHOLE_TOLERANCE).ceil();
    let (mean, correlation) = (held(mean, 1.0), held(correlation, 1.0));
    if wanted <= 0.0 {
        return 1.0;
    }
    if wanted > trials || mean == 0.0 {
        return 0.0;
    }
    if mean == 1.0 || correlation == 1.0 {
        return mean;
    }
    // The beta distribution has the parameters mean / spread and (1 - mean) / spread: nothing is infinite where it is 0.
    let spread = correlation / (1.0 - correlation);
    // The weight of successes + 1 over that of successes.
    let step = |successes: f64| {
        (trials - successes) * (mean + successes * spread)
            / ((successes + 1.0) * ((1.0 - mean) + (trials - 1.0 - successes) * spread))
    };
    let middle = (trials * mean).floor();
    let (mut all, mut enough) = (0.0, 0.0);
    let mut add = |successes: f64, weight: f64| {
        all += weight;
        if successes >= wanted {
            enough += weight;
        }
    };
    let (mut successes, mut weight) = (middle, 1.0);
    add(successes, weight);
    while successes < trials {
        weight *= step(successes);
        successes += 1.0;
        add(successes, weight);
    }
    (successes, weight) = (middle, 1.0);
    while successes > 0.0 {
        successes -= 1.0;
        weight /= step(successes);
        add(successes, weight);
    }
    enough / all
}

/// A number held between 0 and a bound.
fn held(value: f64, most: f64) -> f64 {
    if value > most {
        most
    } else if value > 0.0 {
        value
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    /// The definition, with logarithms of gamma functions.
    fn by_gamma(n: u32, k: u32, mean: f64, correlation: f64) -> f64 {
        let (n, sum) = (f64::from(n), 1.0 / correlation - 1.0);
        let (a, b) = (mean * sum, (1.0 - mean) * sum);
        let beta = |x: f64, y: f64| libm::lgamma(x) + libm::lgamma(y) - libm::lgamma(x + y);
        let choose = |j: f64| libm::lgamma(n + 1.0) - libm::lgamma(j + 1.0) - libm::lgamma(n - j + 1.0);
        let mut chance = 0.0;
        let mut j = f64::from(k);
        while j <= n {
            chance += libm::exp(choose(j) + beta(j + a, n - j + b) - beta(a, b));
            j += 1.0;
        }
        chance
    }

    #[test]
    fn two_trials_by_hand() {
        for (p, r) in [(0.3, 0.0), (0.3, 0.2), (0.75, 0.5), (0.5, 0.99)] {
            // Both succeed with p^2 + r p (1 - p), the covariance of two trials.
            close(beta_binomial_at_least(2.0, 2.0, p, r), p * p + r * p * (1.0 - p), 1e-15);
            close(
                beta_binomial_at_least(2.0, 1.0, p, r),
                1.0 - (1.0 - p) * (1.0 - p) - r * p * (1.0 - p),
                1e-15,
            );
            close(beta_binomial_at_least(1.0, 1.0, p, r), p, 1e-15);
        }
    }

    #[test]
    fn it_is_the_definition() {
        for n in [1u32, 7, 30, 200] {
            for k in [1, n / 2 + 1, (4 * n).div_ceil(5), n] {
                for mean in [0.05, 0.5, 0.75, 0.95] {
                    for correlation in [0.001, 0.1, 0.5, 0.9] {
                        let found = beta_binomial_at_least(f64::from(n), f64::from(k), mean, correlation);
                        close(found, by_gamma(n, k, mean, correlation), 1e-10);
                    }
                }
            }
        }
    }

    #[test]
    fn the_mirror_image_and_the_order_hold() {
        let mut before = 1.0;
        for k in 1..=30u32 {
            let chance = beta_binomial_at_least(30.0, f64::from(k), 0.75, 0.1);
            let mirror = beta_binomial_at_least(30.0, f64::from(31 - k), 0.25, 0.1);
            close(chance, 1.0 - mirror, 1e-14);
            assert!(chance < before);
            before = chance;
        }
        assert!(beta_binomial_at_least(30.0, 24.0, 0.8, 0.1) > beta_binomial_at_least(30.0, 24.0, 0.75, 0.1));
    }

    #[test]
    fn the_ends() {
        let chance = beta_binomial_at_least;
        assert_eq!(chance(10.0, 0.0, 0.0, 0.5), 1.0);
        assert_eq!(chance(10.0, -3.0, 0.5, 0.5), 1.0);
        assert_eq!(chance(10.0, 11.0, 1.0, 0.0), 0.0);
        assert_eq!(chance(10.0, 1.0, 0.0, 0.5), 0.0);
        assert_eq!(chance(10.0, 10.0, 1.0, 0.5), 1.0);
        assert_eq!(chance(10.0, 4.0, 0.3, 1.0), 0.3);
        assert_eq!(chance(10.0, 4.0, 7.0, -1.0), 1.0);
        assert_eq!(chance(0.0, 1.0, 0.5, 0.5), 0.0);
        // A fraction of a trial is none, a fraction of a success a whole one; .8 x 30 is a little above 24.
        assert_eq!(chance(30.9, 23.2, 0.75, 0.1), chance(30.0, 24.0, 0.75, 0.1));
        assert_eq!(
            chance(30.0, 24.000_000_000_000_004, 0.75, 0.1),
            chance(30.0, 24.0, 0.75, 0.1)
        );
        assert!(chance(f64::NAN, 1.0, 0.5, 0.5).is_nan());
        assert_eq!(chance(f64::INFINITY, f64::INFINITY, 0.5, 0.5), 0.0);
    }

    #[test]
    fn many_trials_neither_vanish_nor_overflow() {
        // Half of it, and half the chance of the middle, which is nearly 1 / sqrt(500 pi).
        close(beta_binomial_at_least(1000.0, 500.0, 0.5, 0.0), 0.512_612_5, 1e-6);
        // So strong a correlation is nearly all or none; the chance of any count between vanishes.
        close(beta_binomial_at_least(1000.0, 999.0, 0.5, 1.0 - 1e-13), 0.5, 1e-9);
        assert!(beta_binomial_at_least(1000.0, 1000.0, 0.001, 0.0) == 0.0);
        assert_eq!(
            beta_binomial_at_least(1e9, 500.0, 0.5, 0.1),
            beta_binomial_at_least(1000.0, 500.0, 0.5, 0.1)
        );
    }

    #[test]
    fn golden_bits() {
        let bits = [
            beta_binomial_at_least(30.0, 24.0, 0.75, 0.1),
            beta_binomial_at_least(30.0, 24.0, 0.75, 0.0),
            beta_binomial_at_least(50.0, 40.0, 0.85, 0.3),
        ]
        .map(f64::to_bits);
        assert_eq!(bits, GOLDEN, "{bits:#x?}");
    }

    const GOLDEN: [u64; 3] = [0x3fde_39cd_9be9_a0a8, 0x3fd6_4685_7f25_da63, 0x3fe7_8dff_b465_8353];
}
