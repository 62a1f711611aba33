//! Training: what it costs in search, what it brings, and who gets a place.

use super::*;

/// All lose the job at once and half train; nothing else happens.
fn trained(count: usize, finding: f64) -> World {
    let mut world = World::new(count);
    world.horizon = 12;
    world
        .person("chance", 1.0)
        .person("finding", finding)
        .set("all_at_once", 1.0)
        .set("congestion", 0.0)
        .set("new_jobs_share", 1.0)
        .set("training_crowding", 0.0)
        .set("training_share", 1.0)
        .set("training_completion", 1.0);
    world
}

/// Mean share at work over the first, second and third year after training, among those out of work when it ended.
fn at_work(world: &World, length: u32) -> [f64; 3] {
    let year = world.year(0);
    let mut movers = Movers::begin(&year, Numbers::read(&year).unwrap(), &[world.part(None)]).unwrap();
    (0..length).for_each(|month| _ = movers.month(month));
    let out: Vec<usize> = (0..movers.len()).filter(|at| movers.lives[*at].in_spell).collect();
    let mut shares = [0.0; 3];
    for after in 0..36 {
        movers.month(length + after);
        let at_work = out.iter().filter(|at| movers.state[**at] == State::NewJob).count();
        shares[after as usize / 12] += at_work as f64 / out.len() as f64 / 12.0;
    }
    shares
}

#[test]
fn the_published_points_are_reproduced() {
    // Nobody finds a job while training, so both groups are out of work alike when it ends; same draws, so the difference has little noise.
    let count = 60_000;
    let mut world = trained(count, 0.07);
    world.set("training_search", 0.0);
    let with = at_work(&world, 6);
    world.set("training_effect", 0.0);
    let without = at_work(&world, 6);
    for ((with, without), points) in with.into_iter().zip(without).zip([1.6, 5.4, 8.7]) {
        let found = 100.0 * (with - without);
        assert!((found - points).abs() < 0.3, "{found} for {points}");
    }
}

#[test]
fn the_factors_solve_the_points_exactly_where_they_can() {
    let durations = Durations::new(0.5, 0.15);
    let points = [1.6, 5.4, 8.7];
    for (finding, elapsed) in [(0.05, 6), (0.07, 6), (0.1, 3)] {
        let factors = training_factors(&durations, finding, elapsed, points, 2.0, None);
        let (mut untrained, mut trained) = (1.0, 1.0);
        for (year, points) in points.iter().enumerate() {
            let mut difference = 0.0;
            for month in 0..12 {
                let chance = durations.chance(finding, elapsed + 12 * year as u32 + month);
                untrained *= 1.0 - chance;
                trained *= 1.0 - chance * factors[year];
                difference += untrained - trained;
            }
            let found = 100.0 * difference / 12.0;
            // Of the quicker ones too few are left in the third year, even for the largest factor.
            let reached = if (finding, year) == (0.1, 2) {
                factors[2] == 2.0 && found < *points
            } else {
                (found - points).abs() < 1e-5
            };
            assert!(reached, "{finding} {year} {factors:?} {found}");
        }
    }
    // Where jobs are found fast nobody is left for whom a factor could do much.
    assert_eq!(training_factors(&durations, 0.25, 6, points, 2.0, None)[2], 2.0);
    assert_eq!(training_factors(&durations, 0.07, 6, [0.0; 3], 2.0, None), [1.0; 3]);
    assert_eq!(training_factors(&durations, 0.0, 6, points, 2.0, None), [2.0; 3]);
    // To make up for six months of half the search needs more.
    let net = training_factors(&durations, 0.07, 6, points, 4.0, Some((6, 0.5)));
    assert!(
        net[0] > 1.5 * training_factors(&durations, 0.07, 6, points, 4.0, None)[0],
        "{net:?}"
    );
}

#[test]
fn effects_can_be_net_of_the_time_in_training() {
    let count = 60_000;
    let mut world = trained(count, 0.07);
    world.set("training_effect_net", 1.0).set("training_factor_most", 6.0);
    let all_at_work = |world: &World| {
        let (_, months) = world.live(4);
        // Training begins in the first month; it has ended before the seventh.
        let year = |from: usize| {
            months[from..from + 12]
                .iter()
                .fold(0.0, |sum, totals| sum + share(totals, State::NewJob) / 12.0)
        };
        [year(6), year(18), year(30)]
    };
    let with = all_at_work(&world);
    world.set("training_share", 0.0);
    let without = all_at_work(&world);
    for ((with, without), points) in with.into_iter().zip(without).zip([1.6, 5.4, 8.7]) {
        let found = 100.0 * (with - without);
        // Who finds a job while training has no factor, but none is needed: the shares at work are those of all who began.
        assert!((found - points).abs() < 0.3, "{found} for {points}");
    }
}

#[test]
fn training_lasts_its_time_and_is_begun_once_a_spell() {
    let mut world = trained(500, 0.0);
    world.set("training_length", 4.5);
    let (years, _) = world.live(2);
    assert!(given(&years[0], "months_training").iter().all(|months| *months == 5.0));
    assert!(
        given(&years[0], "months_unemployed")
            .iter()
            .all(|months| *months == 7.0)
    );
    assert!(given(&years[1], "months_training").iter().all(|months| *months == 0.0));
    assert_eq!(given(&years[1], "benefit_months_used_before")[0], 12.0);
    world.set("training_benefit_use", 0.5);
    assert_eq!(given(&world.live(2).0[1], "benefit_months_used_before")[0], 9.5);
    world.set("training_length", 0.0);
    assert!(
        given(&world.live(1).0[0], "months_training")
            .iter()
            .all(|months| *months == 0.0)
    );
}

#[test]
fn places_are_never_exceeded_and_the_waiting_are_counted() {
    let mut world = trained(1_000, 0.0);
    world.set("training_places", 100.0);
    let (years, months) = world.live(2);
    for totals in &months {
        assert!(totals.stocks[State::Training.place()] <= 100 << EXPONENT);
    }
    // A hundred at a time, six months each: 100 wait for no place any more with every round.
    assert_eq!(months[0].waiting_for_training, 900 << EXPONENT);
    assert_eq!(months[6].waiting_for_training, 800 << EXPONENT);
    assert_eq!(sum(given(&years[0], "months_training")), 1_200.0);
    world.set("training_places", 0.0);
    let (years, months) = world.live(1);
    assert_eq!(sum(given(&years[0], "months_training")), 0.0);
    assert_eq!(months[11].waiting_for_training, 1_000 << EXPONENT);
}

#[test]
fn crowding_out_takes_from_the_others() {
    let mut world = trained(20_000, 0.07);
    world.set("training_share", 0.5).set("training_effect", 2.0);
    let found = |world: &World| sum(given(&world.live(2).0[1], "months_new_job"));
    let none = found(&world);
    world.set("training_crowding", 0.5);
    let half = found(&world);
    world.set("training_crowding", 1.0);
    let all = found(&world);
    assert!(none > half && half > all);
    world.set("training_effect", 0.0);
    let without = found(&world);
    // With all of it crowded out the months at work are those without any effect, but for who is where.
    assert!((all - without).abs() < 0.02 * without, "{all} {without}");
}

#[test]
fn the_share_retrained_is_that_of_months_at_work_since() {
    let mut world = trained(2_000, 0.3);
    world.set("training_length", 3.0).set("training_search", 0.0);
    let (years, _) = world.live(1);
    let year = &years[0];
    for at in 0..2_000 {
        let months = given(year, "months_new_job")[at];
        assert_eq!(given(year, "months_employed_since_training")[at], months);
        assert_eq!(given(year, "retrained_share")[at], months / 12.0);
        assert_eq!(given(year, "reemployed_months")[at], months);
    }
}
