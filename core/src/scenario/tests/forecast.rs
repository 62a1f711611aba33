//! Forecasts of displacement.

use super::*;

#[test]
fn a_forecast_without_error_is_calibrated() {
    let count = 40_000;
    let mut world = World::new(count);
    world
        .draw("chance", |draw| draw)
        .draw("separation_factor", |draw| if draw < 0.5 { 1.0 } else { 0.7 });
    world
        .person("finding", 0.0)
        .set("forecast_error", 0.0)
        .set("adoption_midpoint", 24.0);
    world.horizon = 48;
    let (years, _) = world.live(3);
    let told = Forecast {
        predicted: given(&years[1], "predicted_risk"),
        realised: given(&years[2], "displaced_this_year"),
        counts: given(&years[1], "at_risk"),
        weights: &world.weights,
    };
    let quality = measure_forecast(&[told], 0.3);
    for tenth in quality.tenths {
        let persons = (tenth.weight >> EXPONENT) as usize;
        assert!(near(tenth.realised, tenth.predicted, persons), "{tenth:?}");
    }
    assert!(quality.tenths[9].realised > 2.0 * quality.tenths[0].realised + 0.1);
    // Nobody who has been displaced before counts, and error makes a forecast worse.
    let before = given(&years[1], "displaced_before");
    assert!(
        before
            .iter()
            .zip(told.counts)
            .all(|(before, counts)| before * counts == 0.0)
    );
    let exact = quality.precision.unwrap();
    world.set("forecast_error", 1.0);
    let (years, _) = world.live(3);
    let noisy = measure_forecast(
        &[Forecast {
            predicted: given(&years[1], "predicted_risk"),
            realised: given(&years[2], "displaced_this_year"),
            counts: given(&years[1], "at_risk"),
            weights: &world.weights,
        }],
        0.3,
    );
    assert!(noisy.precision.unwrap() < exact);
}

#[test]
fn prevention_works_on_those_it_is_offered_to_and_on_nobody_else() {
    let mut world = World::new(20_000);
    world.draw("chance", |draw| draw).person("finding", 0.0);
    let without = world.live(1).0.remove(0);
    let lost = |lived: &Lived| given(lived, "displaced_this_year").to_vec();
    // Offered from a risk that nobody reaches: nothing changes, to the bit.
    world
        .person("voucher_factor", 0.5)
        .person("layoff_training_factor", 0.5);
    world.set("voucher_from", 1.0).set("layoff_training_times_mean", 100.0);
    let nobody = world.live(1).0.remove(0);
    assert_eq!((&without.given, &without.carried), (&nobody.given, &nobody.carried));
    // From one and a half times the mean on, all of equal weight.
    world.set("voucher_from", 0.0).set("voucher_times_mean", 1.5);
    let some = world.live(1).0.remove(0);
    let risk = given(&without, "predicted_risk");
    assert_eq!(
        risk,
        given(&some, "predicted_risk"),
        "the forecast leaves out what is done because of it"
    );
    let above: Vec<&f64> = risk.iter().filter(|risk| **risk > 0.0).collect();
    let mean = above.iter().copied().sum::<f64>() / above.len() as f64;
    let mut counted = [[0.0; 2]; 2];
    for ((risk, before), after) in risk.iter().zip(lost(&without)).zip(lost(&some)) {
        let offered = usize::from(*risk >= 1.5 * mean);
        counted[offered][0] += before;
        counted[offered][1] += after;
        assert!(after <= before && (offered == 1 || after == before), "{risk}");
    }
    let [before, after] = counted[1];
    assert!(counted[0][0] > 100.0 && before > 100.0, "{counted:?}");
    // Half the hazard of each month, of chances well below one.
    assert!(after > 0.4 * before && after < 0.65 * before, "{counted:?}");
}

#[test]
fn precision_recall_and_tenths_by_hand() {
    let (predicted, realised) = ([0.1, 0.1, 0.6, 0.9, 0.2], [0.0, 1.0, 1.0, 0.0, 1.0]);
    let (counts, weights) = ([1.0, 1.0, 1.0, 1.0, 0.0], [2, 3, 4, 1, 100]);
    let whole = Forecast {
        predicted: &predicted,
        realised: &realised,
        counts: &counts,
        weights: &weights,
    };
    let quality = measure_forecast(&[whole], 0.6);
    assert_eq!(quality.warned, Some(0.5));
    assert_eq!(quality.precision, Some(0.8));
    assert_eq!(quality.recall, Some(4.0 / 7.0));
    // Equal risks stay together: 5 of 10 in the first tenth, 4 in the sixth, 1 in the tenth.
    assert_eq!(quality.tenths.map(|tenth| tenth.weight), [5, 0, 0, 0, 0, 4, 0, 0, 0, 1]);
    assert!((quality.tenths[0].predicted - 0.1).abs() < 1e-9);
    assert_eq!(quality.tenths[0].realised, 0.6);
    let halves = [
        Forecast {
            predicted: &predicted[3..],
            realised: &realised[3..],
            counts: &counts[3..],
            weights: &weights[3..],
        },
        Forecast {
            predicted: &predicted[..3],
            realised: &realised[..3],
            counts: &counts[..3],
            weights: &weights[..3],
        },
    ];
    assert_eq!(measure_forecast(&halves, 0.6), quality);
    let empty = measure_forecast(&[], 0.5);
    assert_eq!((empty.warned, empty.precision, empty.recall), (None, None, None));
}
