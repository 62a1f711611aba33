//! Short-time work delays, prevents where the shock passes, and costs hours beside the jobs at risk.

use super::*;

fn shock(count: usize) -> World {
    let mut world = World::new(count);
    world.horizon = 12;
    world
        .person("chance", 0.07)
        .person("finding", 0.0)
        .set("all_at_once", 1.0)
        .set("short_time_share", 1.0)
        .set("short_time_hours_cut_share", 0.5)
        .set("short_time_deadweight_share", 0.5)
        .set("short_time_longest", 6.0);
    world
}

#[test]
fn nobody_is_displaced_when_all_is_kept_and_temporary() {
    let mut world = shock(5_000);
    world.set("short_time_temporary_share", 1.0);
    let (years, months) = world.live(2);
    assert!(months.iter().all(|totals| totals.displaced == 0));
    assert!(
        years
            .iter()
            .all(|year| given(year, "displaced_this_year").iter().all(|value| *value == 0.0))
    );
    assert_eq!(months[6].stocks[State::Employed.place()], 5_000 << EXPONENT);
}

#[test]
fn a_lasting_shock_is_only_delayed() {
    let mut world = shock(5_000);
    let without = {
        let mut world = world.clone();
        world.set("short_time_share", 0.0);
        sum(given(&world.live(1).0[0], "displaced_this_year"))
    };
    let (years, months) = world.live(1);
    let year = &years[0];
    assert_eq!(sum(given(year, "displaced_this_year")), without);
    for at in 0..5_000 {
        if given(year, "displaced_this_year")[at] > 0.0 {
            assert_eq!(given(year, "months_short_time")[at], 6.0);
            assert_eq!(given(year, "months_unemployed")[at], 6.0);
            assert_eq!(given(year, "month_of_loss")[at], 7.0);
            assert_eq!(given(year, "hours_cut_months")[at], 3.0);
        }
    }
    // (1 - .5) x .5 = .25 jobs are kept for each worker on short time: three beside each.
    let beside = months[0].beside as f64 / months[0].kept as f64;
    assert!((beside - 3.0).abs() < 0.01, "{beside}");
    world
        .set("short_time_deadweight_share", 0.0)
        .set("short_time_hours_cut_share", 1.0);
    assert_eq!(world.live(1).1[0].beside, 0, "each kept job cuts its own hours only");
}

#[test]
fn no_more_is_kept_than_others_can_be_put_on_short_time_for() {
    let mut world = shock(10_000);
    world.person("chance", 0.5);
    let (_, months) = world.live(1);
    // Half are hit; .25 x safe / (.75 x hit) = 1/3 of them can be kept, and then everybody is on short time.
    let share = months[0].kept as f64 / (months[0].kept + months[0].displaced) as f64;
    assert!((share - 1.0 / 3.0).abs() < 0.03, "{share}");
    assert!(months[0].beside <= 5_200 << EXPONENT);
}

#[test]
fn others_beside_are_taken_where_risks_are_high() {
    let mut world = shock(20_000);
    world.draw("chance", |draw| if draw < 0.5 { 0.02 } else { 0.08 });
    let (years, _) = world.live(1);
    let chances = world.column("chance").clone();
    let (short, lost) = (
        given(&years[0], "months_short_time"),
        given(&years[0], "displaced_this_year"),
    );
    let beside = |chance: f64| {
        chances
            .iter()
            .zip(short)
            .zip(lost)
            .filter(|((c, s), l)| **c == chance && **s > 0.0 && **l == 0.0)
            .count() as f64
    };
    let ratio = beside(0.08) / beside(0.02);
    assert!((3.0..5.0).contains(&ratio), "{ratio}");
}

#[test]
fn short_time_work_ends_with_the_law() {
    let mut world = shock(1_000);
    world.set("short_time_longest", 24.0);
    let (lived, _) = live(&world.year(0), &[world.part(None)]).unwrap();
    assert!(
        given(&lived[0], "displaced_this_year")
            .iter()
            .all(|value| *value == 0.0)
    );
    world.set("short_time_longest", 0.0).set("short_time_share", 0.0);
    let (lived, months) = live(&world.year(12), &[world.part(Some(&lived[0].carried))]).unwrap();
    assert_eq!(months[0].stocks[State::ShortTime.place()], 0);
    assert!(sum(given(&lived[0], "displaced_this_year")) > 0.0);
    assert!(given(&lived[0], "month_of_loss").iter().all(|month| *month <= 1.0));
}
