//! Limiting cases: rates of 0 and 1, nobody, no places.

use super::*;

#[test]
fn rates_of_nothing_leave_everybody_at_work() {
    let (years, months) = World::new(500).live(3);
    for year in &years {
        assert!(given(year, "months_employed").iter().all(|months| *months == 12.0));
        assert!(given(year, "state_at_end").iter().all(|state| *state == 1.0));
    }
    assert!(
        months
            .iter()
            .all(|totals| totals.stocks[State::Employed.place()] == 500 << EXPONENT)
    );
}

#[test]
fn a_certain_loss_and_no_job_to_find() {
    let mut world = World::new(500);
    world
        .person("chance", 1.0)
        .person("finding", 0.0)
        .set("all_at_once", 1.0);
    let (years, _) = world.live(2);
    assert!(given(&years[0], "month_of_loss").iter().all(|month| *month == 1.0));
    assert!(
        given(&years[1], "months_unemployed")
            .iter()
            .all(|months| *months == 12.0)
    );
    assert!(
        given(&years[1], "benefit_months_used_before")
            .iter()
            .all(|months| *months == 12.0)
    );
}

#[test]
fn a_certain_job_costs_one_month() {
    let mut world = World::new(500);
    world
        .person("chance", 1.0)
        .person("finding", 1.0)
        .set("all_at_once", 1.0)
        .set("duration_weight", 0.0)
        .set("new_jobs_share", 1.0)
        .set("scar_fade", 0.0);
    let (years, _) = world.live(1);
    assert!(
        given(&years[0], "months_unemployed")
            .iter()
            .all(|months| *months == 1.0)
    );
    assert!(given(&years[0], "months_new_job").iter().all(|months| *months == 11.0));
    assert!(
        given(&years[0], "wage_factor")
            .iter()
            .all(|factor| (*factor - 0.88).abs() < 1e-12)
    );
    world.person("scar_factor", 10.0);
    assert!(
        given(&world.live(1).0[0], "wage_factor")
            .iter()
            .all(|factor| *factor == 0.0)
    );
}

#[test]
fn a_job_for_each_month_of_churn() {
    // Separation and finding certain: a month at work, a month out, in turn.
    let mut world = World::new(10);
    world
        .person("separation", 1.0)
        .person("finding", 1.0)
        .set("duration_weight", 0.0);
    let (years, _) = world.live(2);
    for year in &years {
        assert!(given(year, "months_unemployed").iter().all(|months| *months == 6.0));
        assert!(given(year, "months_new_job").iter().all(|months| *months == 6.0));
        assert!(given(year, "displaced_this_year").iter().all(|value| *value == 0.0));
    }
}

#[test]
fn nobody_at_all() {
    let world = World::new(0);
    let (years, months) = world.live(1);
    assert!(years[0].given.iter().all(Vec::is_empty));
    assert!(months.iter().all(|totals| totals.stocks == [0; 10]));
    let (lived, months) = live(&world.year(0), &[]).unwrap();
    assert!(lived.is_empty() && months.len() == 12);
}

#[test]
fn the_outside_is_left_alone() {
    let mut world = World::new(3);
    world
        .person("starts_as", 0.0)
        .person("chance", f64::NAN)
        .person("finding", 7.0);
    world.ids = vec![1, 1, 1];
    let (years, _) = world.live(2);
    for year in &years {
        for (given, column) in GIVEN.iter().zip(&year.given) {
            let wanted = match given.name {
                "wage_factor" => 1.0,
                // The same for everybody.
                "adoption" => column[0],
                _ => 0.0,
            };
            assert!(column.iter().all(|value| *value == wanted), "{}", given.name);
        }
    }
}

#[test]
fn a_horizon_may_be_past() {
    let mut world = World::new(2_000);
    world.horizon = 6;
    world.person("chance", 0.5);
    let (_, months) = world.live(2);
    assert!(months[..6].iter().any(|totals| totals.displaced > 0));
    assert!(months[6..].iter().all(|totals| totals.displaced == 0));
}

#[test]
fn months_in_a_new_job_add_up_over_years() {
    let (years, _) = World::busy(2_000).live(3);
    let [first, second, third] = [0, 1, 2].map(|at| given(&years[at], "reemployed_months"));
    assert!(
        given(&years[0], "reemployed_months_before")
            .iter()
            .all(|months| *months == 0.0)
    );
    let before = given(&years[2], "reemployed_months_before");
    for (at, before) in before.iter().enumerate() {
        assert_eq!(*before, first[at] + second[at]);
    }
    assert!(sum(before) > 0.0 && sum(third) > 0.0);
}
