//! Time out of work.

use super::*;

#[test]
fn the_mean_is_that_of_the_geometric_without_dependence() {
    let durations = Durations::new(0.0, 0.15);
    assert!((durations.mean_months(0.25).unwrap() - 4.0).abs() < 1e-12);
    assert_eq!(durations.mean_months(1.0), Some(1.0));
    assert_eq!(durations.mean_months(0.0), None);
    // u = s / (s + f): .05 = s / (s + .2).
    assert!((durations.separation(0.2, 0.05).unwrap() - 0.2 * 0.05 / 0.95).abs() < 1e-12);
    assert_eq!(durations.separation(0.2, 0.0), Some(0.0));
    assert_eq!(durations.separation(0.2, 1.0), Some(1.0));
    assert_eq!(durations.separation(0.0, 0.1), None);
}

#[test]
fn time_takes_away_its_part() {
    let durations = Durations::new(0.5, 0.15);
    assert_eq!(durations.factor(0), 1.0);
    assert!((durations.factor(600) - 0.5).abs() < 1e-12);
    assert_eq!(durations.factor(100_000), durations.factor(600));
    assert!((0..600).all(|months| durations.factor(months + 1) <= durations.factor(months)));
    assert!(durations.mean_months(0.1).unwrap() > 10.0);
}

#[test]
fn those_met_are_spread_as_the_long_run_has_them() {
    let durations = Durations::new(0.0, 0.0);
    // Geometric: with a chance of .5 half of those met are in their first month, a quarter in their second.
    let met: Vec<u32> = (0..1000)
        .map(|at| durations.met(0.5, (f64::from(at) + 0.5) / 1000.0))
        .collect();
    assert_eq!(met.iter().filter(|months| **months == 1).count(), 500);
    assert_eq!(met.iter().filter(|months| **months == 2).count(), 250);
    assert_eq!(durations.met(1.0, 0.999), 1);
    assert_eq!(durations.met(0.0, 0.9999), 600);
    assert_eq!(durations.met(0.3, 0.0), 1);
}
