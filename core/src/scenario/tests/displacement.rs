//! Displacement adds up to the chances, month by month, and more of it never spares anybody.

use super::*;

#[test]
fn the_curve_runs_from_nothing_to_all() {
    for (midpoint, speed) in [(60.0, 0.5), (0.0, 20.0), (600.0, 20.0), (60.0, 0.0), (24.0, 3.0)] {
        let curve = Adoption::new(midpoint, speed, 120, false);
        assert_eq!((curve.share(0), curve.share(120), curve.share(500)), (0.0, 1.0, 1.0));
        for month in 0..120 {
            assert!(
                curve.share(month) <= curve.share(month + 1),
                "{midpoint} {speed} {month}"
            );
        }
    }
    assert!((Adoption::new(60.0, 0.5, 120, false).share(60) - 0.5).abs() < 1e-12);
    assert_eq!(Adoption::new(60.0, 0.0, 120, false).share(30), 0.25);
    assert_eq!(Adoption::new(60.0, 0.5, 12, true).share(1), 1.0);
}

#[test]
fn the_displaced_add_up_to_the_chance() {
    let count = 20_000;
    let mut world = World::new(count);
    world.person("chance", 0.13).person("finding", 0.0);
    let curve = Adoption::new(60.0, 0.5, 120, false);
    let (_, months) = world.live(10);
    let mut displaced = 0;
    for totals in &months {
        displaced += totals.displaced;
        let share = displaced as f64 / (count as f64 * 1024.0);
        assert!(
            near(share, 0.13 * curve.share(totals.month + 1), count),
            "{}",
            totals.month
        );
        assert_eq!(totals.stocks[State::Unemployed.place()], displaced);
    }
}

#[test]
fn a_higher_chance_adds_persons_and_spares_nobody() {
    let mut before: Option<Vec<f64>> = None;
    for step in 0..=20 {
        let mut world = World::new(3_000);
        world.draw("chance", |draw| {
            let chance = draw * 0.2 + 0.05 * f64::from(step);
            if chance < 1.0 { chance } else { 1.0 }
        });
        world.person("finding", 0.0);
        let (years, _) = world.live(10);
        // The month of the loss, counted from the start; 999 for none.
        let lost: Vec<f64> = (0..3_000)
            .map(|at| {
                let year = years.iter().position(|year| given(year, "month_of_loss")[at] > 0.0);
                year.map_or(999.0, |year| {
                    12.0 * year as f64 + given(&years[year], "month_of_loss")[at]
                })
            })
            .collect();
        if let Some(before) = before {
            assert!(before.iter().zip(&lost).all(|(before, now)| now <= before));
        }
        before = Some(lost);
    }
    assert!(
        before.unwrap().iter().all(|month| *month <= 120.0),
        "a chance of 1 is certain by the horizon"
    );
}

#[test]
fn a_preventive_factor_only_spares() {
    let mut world = World::new(5_000);
    world.person("chance", 0.4).person("finding", 0.0);
    let all = |world: &World| -> Vec<f64> { carried(world.live(10).0.last().unwrap(), "displaced").to_vec() };
    let without = all(&world);
    world.person("separation_factor", 0.8);
    let with = all(&world);
    assert!(without.iter().zip(&with).all(|(without, with)| with <= without));
    // Survival is the product of 1 - factor x hazard, near (1 - .4)^.8.
    let expected = 1.0 - crate::numeric::math::pow(0.6, 0.8);
    assert!(near(sum(&with) / 5_000.0, expected, 5_000), "{}", sum(&with));
}

#[test]
fn all_at_once_is_the_year_without_work() {
    let count = 10_000;
    let mut world = World::new(count);
    world.horizon = 12;
    world
        .person("chance", 0.07)
        .person("finding", 0.0)
        .set("all_at_once", 1.0);
    let (years, months) = world.live(1);
    let (lost, out) = (given(&years[0], "month_of_loss"), given(&years[0], "months_unemployed"));
    assert!(
        lost.iter()
            .zip(out)
            .all(|(lost, out)| (*lost, *out) == (0.0, 0.0) || (*lost, *out) == (1.0, 12.0))
    );
    assert!(near(sum(lost) / count as f64, 0.07, count));
    assert_eq!(months[0].displaced, months[11].stocks[State::Unemployed.place()]);
}

#[test]
fn who_is_displaced_meets_it_once() {
    let mut world = World::new(4_000);
    world
        .person("chance", 0.9)
        .person("finding", 1.0)
        .set("new_jobs_share", 1.0)
        .set("duration_weight", 0.0);
    let (years, _) = world.live(10);
    for at in 0..4_000 {
        let losses = years
            .iter()
            .filter(|year| given(year, "displaced_this_year")[at] > 0.0)
            .count();
        assert!(losses <= 1);
        for year in &years {
            let before = given(year, "displaced_before")[at] > 0.0;
            assert!(!(before && given(year, "displaced_this_year")[at] > 0.0));
        }
    }
}

#[test]
fn gig_work_of_the_data_can_be_lost_too() {
    let mut world = World::new(1_000);
    world
        .person("starts_as", 7.0)
        .person("chance", 1.0)
        .person("finding", 0.0);
    world.horizon = 12;
    world
        .set("all_at_once", 1.0)
        .set("short_time_share", 1.0)
        .set("short_time_longest", 6.0);
    let (years, months) = world.live(1);
    assert!(
        given(&years[0], "months_unemployed")
            .iter()
            .all(|months| *months == 12.0)
    );
    assert_eq!(
        months[0].kept, 0,
        "gig workers have no hours that an employer could cut"
    );
}
