//! Without a shock nothing changes but who is where.

use super::*;

/// People who begin as the long run would find them, with churn.
fn calm(count: usize, unemployed: f64, finding: f64) -> (World, Durations) {
    let durations = Durations::new(0.5, 0.15);
    let separation = durations.separation(finding, unemployed).unwrap();
    let mut world = World::new(count);
    world
        .person("finding", finding)
        .person("separation", separation)
        .draw("starts_as", |draw| if draw < unemployed { 4.0 } else { 1.0 });
    (world, durations)
}

#[test]
fn stocks_and_durations_stay_what_they_are() {
    let count = 40_000;
    for (unemployed, finding) in [(0.06, 0.07), (0.04, 0.25)] {
        let (mut world, durations) = calm(count, unemployed, finding);
        // Independent lives, so that the binomial bound holds.
        world.set("congestion", 0.0);
        let (years, months) = world.live(4);
        for totals in &months {
            assert!(
                near(share(totals, State::Unemployed), unemployed, count),
                "{}",
                totals.month
            );
            assert_eq!(totals.displaced, 0);
        }
        // Time out of work: the share of the unemployed with k months, k = 1, 2 …, falls with the chance to be still out.
        let last = &years[3];
        let mean = durations.mean_months(finding).unwrap();
        let (states, elapsed) = (carried(last, "state"), carried(last, "months_out_of_work"));
        let out = states.iter().filter(|state| **state == 4.0).count();
        let mut still_out = 1.0;
        for k in 1..=24 {
            let found = states
                .iter()
                .zip(elapsed)
                .filter(|(s, e)| **s == 4.0 && **e == f64::from(k))
                .count();
            let share = still_out / mean;
            assert!(
                near(found as f64 / out as f64, share, out),
                "{finding} {k}: {found} of {out}, {share}"
            );
            still_out *= 1.0 - durations.chance(finding, k);
        }
    }
}

#[test]
fn congestion_does_not_move_the_long_run() {
    let (world, _) = calm(40_000, 0.06, 0.07);
    let (_, months) = world.live(8);
    let mean = months
        .iter()
        .fold(0.0, |sum, totals| sum + share(totals, State::Unemployed))
        / months.len() as f64;
    assert!((mean - 0.06).abs() < 0.003, "{mean}");
}

#[test]
fn the_long_run_is_that_of_the_transition_matrix() {
    // All begin employed: after ten years unemployment is that of the Markov chain over (at work, out for 1, 2 … months).
    let (finding, separation, count) = (0.2, 0.015, 40_000);
    let durations = Durations::new(0.5, 0.15);
    let mut chain = vec![0.0; 400];
    chain[0] = 1.0;
    for _ in 0..3000 {
        let mut next = vec![0.0; chain.len()];
        next[0] += chain[0] * (1.0 - separation);
        next[1] += chain[0] * separation;
        for months in 1..chain.len() {
            let chance = durations.chance(finding, months as u32);
            next[0] += chain[months] * chance;
            next[(months + 1).min(chain.len() - 1)] += chain[months] * (1.0 - chance);
        }
        chain = next;
    }
    let expected = 1.0 - chain[0];
    let mut world = World::new(count);
    world
        .person("finding", finding)
        .person("separation", separation)
        .set("congestion", 0.0);
    let (_, months) = world.live(10);
    assert!(near(share(&months[119], State::Unemployed), expected, count));
    let by_durations = durations.separation(finding, expected).unwrap();
    assert!((by_durations - separation).abs() < 1e-9);
}

#[test]
fn a_calm_world_gives_nothing_of_a_shock() {
    let (world, _) = calm(2_000, 0.06, 0.1);
    let (years, _) = world.live(1);
    for name in [
        "months_short_time",
        "displaced_this_year",
        "predicted_risk",
        "at_risk",
        "reemployed_months",
    ] {
        assert!(given(&years[0], name).iter().all(|value| *value == 0.0), "{name}");
    }
    assert!(given(&years[0], "wage_factor").iter().all(|value| *value == 1.0));
}
