//! Exponential, logarithm, power and the normal distribution, with the same bits on every platform.
//!
//! The functions of `std` call the platform's mathematics and differ between native code and WebAssembly; these go through
//! `libm`, compiled into every build. The square root is exact everywhere by IEEE 754.

/// e to the power x.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The natural logarithm: NaN below zero, minus infinity at zero.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// x to the power y.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// The square root: NaN below zero. It is an instruction of every target, and IEEE 754 leaves it one value.
#[inline]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// The logistic function 1 / (1 + e^-x), without overflow.
#[inline]
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let e = libm::exp(x);
        e / (1.0 + e)
    }
}

/// The distribution function of the standard normal.
#[inline]
pub fn norm_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The quantile function of the standard normal: the x at which [`norm_cdf`] is p.
///
/// Minus infinity at p <= 0, infinity at p >= 1, NaN for NaN. Relative error about 1e-16: algorithm AS 241, routine PPND16, of
/// M. J. Wichura (1988), "The percentage points of the normal distribution", Applied Statistics 37(3), 477-484.
pub fn norm_ppf(p: f64) -> f64 {
    if p.is_nan() {
        return f64::NAN;
    }
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let q = p - 0.5;
    if (-0.425..=0.425).contains(&q) {
        let r = 0.180625 - q * q;
        return q * polynomial(&CENTRE.0, r) / polynomial(&CENTRE.1, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = libm::sqrt(-libm::log(tail));
    let (coefficients, shift) = if r <= 5.0 { (&MIDDLE, 1.6) } else { (&FAR, 5.0) };
    let x = polynomial(&coefficients.0, r - shift) / polynomial(&coefficients.1, r - shift);
    if q < 0.0 { -x } else { x }
}

/// A polynomial of degree 7, coefficients from the constant upwards.
fn polynomial(c: &[f64; 8], x: f64) -> f64 {
    ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0]
}

/// Numerator and denominator for |p - .5| <= .425.
#[rustfmt::skip]
#[allow(clippy::excessive_precision)]
const CENTRE: ([f64; 8], [f64; 8]) = (
    [3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3],
    [1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3],
);
/// Numerator and denominator for r = sqrt(-ln tail) <= 5.
#[rustfmt::skip]
#[allow(clippy::excessive_precision)]
const MIDDLE: ([f64; 8], [f64; 8]) = (
    [1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
     1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4],
    [1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9],
);
/// Numerator and denominator for r > 5.
#[rustfmt::skip]
#[allow(clippy::excessive_precision)]
const FAR: ([f64; 8], [f64; 8]) = (
    [6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7],
    [1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantile_inverts_the_distribution() {
        for step in 1..2000 {
            let p = f64::from(step) / 2000.0;
            assert!((norm_cdf(norm_ppf(p)) - p).abs() < 3e-16, "{p}");
        }
        for exponent in 2..300 {
            let p = libm::pow(10.0, -f64::from(exponent));
            let back = norm_cdf(norm_ppf(p));
            // The distribution function magnifies an error of x by x^2 in relative terms.
            assert!((back / p - 1.0).abs() < 1e-12, "{p} {back}");
        }
    }

    #[test]
    fn normal_quantile_has_known_values_and_ends() {
        assert_eq!(norm_ppf(0.5), 0.0);
        assert!((norm_ppf(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
        assert!((norm_ppf(1e-10) + 6.361_340_902_404_056).abs() < 1e-14);
        assert_eq!(norm_ppf(0.0), f64::NEG_INFINITY);
        assert_eq!(norm_ppf(1.0), f64::INFINITY);
        assert_eq!(norm_ppf(-3.0), f64::NEG_INFINITY);
        assert!(norm_ppf(f64::NAN).is_nan());
        assert_eq!(norm_ppf(0.25), -norm_ppf(0.75));
    }

    #[test]
    fn logistic_has_no_overflow() {
        assert_eq!(logistic(0.0), 0.5);
        assert_eq!(logistic(1000.0), 1.0);
        assert_eq!(logistic(-1000.0), 0.0);
        assert!((logistic(2.0) + logistic(-2.0) - 1.0).abs() < 3e-16);
    }

    #[test]
    fn golden_bits() {
        let bits = [
            exp(1.0),
            ln(10.0),
            pow(2.0, 0.5),
            pow(1.03, 17.0),
            sqrt(2.0),
            logistic(0.3),
            norm_ppf(0.1),
            norm_cdf(-1.5),
        ]
        .map(f64::to_bits);
        assert_eq!(bits, GOLDEN);
    }

    #[rustfmt::skip]
    const GOLDEN: [u64; 8] = [
        4613303445314885482, 4612367379483415830, 4609047870845172685, 4610122583153446180,
        4609047870845172685, 4603349337754593931, 13831822451180465460, 4589478386851006445,
    ];
}
