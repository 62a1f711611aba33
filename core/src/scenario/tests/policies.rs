//! New jobs, congestion, the scar, public jobs, gig work, giving up.

use super::*;

/// Everybody is displaced in the first month.
fn displaced(count: usize) -> World {
    let mut world = World::new(count);
    world
        .person("chance", 1.0)
        .set("all_at_once", 1.0)
        .set("congestion", 0.0)
        .set("new_jobs_share", 1.0);
    world
}

#[test]
fn the_displaced_find_no_more_new_jobs_than_there_are() {
    for share in [0.0, 0.3, 0.55] {
        let mut world = displaced(2_000);
        world.set("new_jobs_share", share);
        let (_, months) = world.live(5);
        let most = (share * 2_000.0) as u128;
        for totals in &months {
            assert!(totals.stocks[State::NewJob.place()] <= most << EXPONENT);
        }
        assert_eq!(months[59].stocks[State::NewJob.place()], most << EXPONENT);
        assert!(months[59].without_new_job > 0);
    }
}

#[test]
fn more_new_jobs_take_from_nobody() {
    let run = |share: f64| {
        let mut world = displaced(2_000);
        world.set("new_jobs_share", share);
        world.live(3).0
    };
    let (few, many) = (run(0.3), run(0.6));
    for (few, many) in few.iter().zip(&many) {
        let pairs = given(few, "months_new_job").iter().zip(given(many, "months_new_job"));
        assert!(pairs.into_iter().all(|(few, many)| few <= many));
    }
}

#[test]
fn a_new_job_that_is_lost_is_free_for_another() {
    let mut world = displaced(2_000);
    world.set("new_jobs_share", 0.3).set("separation_after", 0.1);
    let (_, months) = world.live(5);
    let last = &months[59];
    let stayed_or_came = last.stocks[State::NewJob.place()];
    assert!(stayed_or_came <= 600 << EXPONENT && stayed_or_came > 550 << EXPONENT);
    assert!(last.flows[State::Unemployed.place()][State::NewJob.place()] > 0);
}

#[test]
fn congestion_slows_everybody() {
    let count = 20_000;
    let mut world = World::new(count);
    world
        .draw("starts_as", |draw| if draw < 0.1 { 4.0 } else { 1.0 })
        .draw("chance", |draw| if draw < 0.3 { 1.0 } else { 0.0 })
        .person("finding", 0.1)
        .set("all_at_once", 1.0)
        .set("new_jobs_share", 1.0)
        .set("duration_weight", 0.0);
    let (_, months) = world.live(1);
    // The first month's search meets unemployment as before; the second about 3.6 times as much.
    let found = |at: usize| months[at].flows[State::Unemployed.place()][State::NewJob.place()] as f64;
    let stock = |at: usize| months[at].stocks[State::Unemployed.place()] as f64;
    let first = found(0) / (0.1 * f64::from(count as u32) * 1024.0);
    assert!((first - 0.1).abs() < 0.03, "{first}");
    let before = stock(0) + found(0) - months[0].displaced as f64;
    let expected = 0.1 * crate::numeric::math::pow(before / stock(0), 0.4);
    let second = found(1) / stock(0);
    assert!((second - expected).abs() < 0.012, "{second} {expected}");
    // The same, when the unemployment of before is told; twice as many ease it.
    let mut told = world.clone();
    told.set("unemployed_before", before / 1024.0);
    assert_eq!(told.live(2).1, world.live(2).1);
    told.set("unemployed_before", 2.0 * before / 1024.0);
    assert!(told.live(1).1[0].stocks[4] < months[0].stocks[4]);
}

#[test]
fn the_scar_fades_in_new_jobs() {
    let mut world = displaced(200);
    world
        .person("finding", 1.0)
        .set("duration_weight", 0.0)
        .set("scar", 0.2)
        .set("scar_fade", 0.05);
    let (years, _) = world.live(3);
    // 11 months in the first year, so the scar at the end of the second is .2 x .95^(23/12).
    let left = 0.2 * crate::numeric::math::pow(0.95, 23.0 / 12.0);
    assert!(
        carried(&years[1], "scar")
            .iter()
            .all(|scar| (*scar - left).abs() < 1e-12)
    );
    let wages = |year: usize| given(&years[year], "wage_factor")[0];
    assert!(wages(0) > 0.8 && wages(1) > wages(0) && wages(2) > wages(1) && wages(2) < 0.85);
}

#[test]
fn a_second_loss_adds_a_scar_only_if_asked() {
    let mut world = displaced(200);
    world
        .person("finding", 1.0)
        .set("duration_weight", 0.0)
        .set("separation_after", 1.0)
        .set("scar_fade", 0.0);
    assert!(carried(&world.live(1).0[0], "scar").iter().all(|scar| *scar == 0.12));
    world.set("scar_again", 1.0);
    // Lost in months 1, 3, 5 …: the first scar and five more.
    let expected = 1.0 - crate::numeric::math::pow(0.88, 6.0);
    assert!(
        carried(&world.live(1).0[0], "scar")
            .iter()
            .all(|scar| (*scar - expected).abs() < 1e-12)
    );
}

#[test]
fn public_jobs_go_to_those_who_waited_and_end() {
    let mut world = displaced(1_000);
    world
        .person("finding", 0.0)
        .draw("takes_public_job", |draw| if draw < 0.45 { 1.0 } else { 0.0 })
        .set("public_job_places", 100.0)
        .set("public_job_after", 3.0)
        .set("public_job_longest", 6.0);
    let (years, months) = world.live(3);
    let public = |at: usize| months[at].stocks[State::PublicJob.place()];
    // Out of work since the first month: more than three months have passed before the fifth.
    assert_eq!((public(3), public(4)), (0, 100 << EXPONENT));
    assert!((0..36).all(|at| public(at) <= 100 << EXPONENT));
    let wants = world.column("takes_public_job").clone();
    for (at, wants) in wants.iter().enumerate() {
        let months = years
            .iter()
            .fold(0.0, |sum, year| sum + given(year, "months_public_job")[at]);
        assert!(months <= 6.0 && (*wants == 1.0 || months == 0.0));
    }
    // All who want one get one: about 450 persons, 100 at a time for six months.
    assert_eq!(public(35), 0);
    world.set("public_job_places", 0.0);
    assert!(
        world
            .live(1)
            .1
            .iter()
            .all(|totals| totals.stocks[State::PublicJob.place()] == 0)
    );
}

#[test]
fn gig_work_goes_on_searching() {
    let mut world = displaced(20_000);
    world
        .person("finding", 0.1)
        .set("gig_rate", 1.0)
        .set("duration_weight", 0.0)
        .set("gig_search", 0.5);
    let (_, months) = world.live(1);
    // In the second month a tenth finds a job and the others take up gig work, from which a twentieth finds one each month.
    assert!(near(share(&months[1], State::NewJob), 0.1, 20_000));
    assert_eq!(months[1].stocks[State::Unemployed.place()], 0);
    let left = months[2].flows[State::Gig.place()][State::NewJob.place()] as f64 / months[1].stocks[7] as f64;
    assert!(near(left, 0.05, 18_000), "{left}");
    world.set("gig_search", 0.0);
    let (_, months) = world.live(1);
    assert_eq!(months[1].stocks[7], months[11].stocks[7]);
}

#[test]
fn the_old_retire_and_others_give_up() {
    let mut world = displaced(2_000);
    world
        .person("finding", 0.0)
        .draw("age", |draw| if draw < 0.3 { 62.0 } else { 40.0 })
        .set("retirement_rate", 1.0)
        .set("retirement_age", 60.0)
        .set("exit_rate", 1.0)
        .set("exit_after", 6.0);
    let (years, _) = world.live(1);
    let ages = world.column("age").clone();
    for (at, age) in ages.iter().enumerate() {
        let (retired, inactive) = (
            given(&years[0], "months_retired")[at],
            given(&years[0], "months_inactive")[at],
        );
        assert_eq!((retired, inactive), if *age > 60.0 { (11.0, 0.0) } else { (0.0, 6.0) });
    }
    // Those who were not displaced neither retire nor give up.
    world.person("chance", 0.0).person("separation", 1.0);
    assert!(
        given(&world.live(1).0[0], "months_unemployed")
            .iter()
            .all(|months| *months == 12.0)
    );
}

#[test]
fn insured_months_go_on_at_work_and_begin_anew_with_a_second_loss() {
    // Nobody is lost to anything: a year more each year.
    let (calm, _) = World::new(50).live(3);
    for (year, lived) in (1..).zip(&calm) {
        assert!(
            given(lived, "insured_months")
                .iter()
                .all(|months| *months == 12.0 * f64::from(year))
        );
        assert!(given(lived, "insured_anew").iter().all(|anew| *anew == 0.0));
    }
    let mut world = displaced(4_000);
    world.set("separation_after", 0.2);
    let (all, _) = world.live(4);
    let mut again = 0;
    for at in 0..4_000 {
        let of = |year: usize, name: &str| given(&all[year], name)[at];
        // The job is lost in the first month, before any month at work.
        if of(0, "insured_anew") == 0.0 {
            assert_eq!(of(0, "insured_months"), 0.0);
        }
        let mut worked = 0.0;
        for year in 0..4 {
            worked += of(year, "months_new_job");
            assert!(
                of(year, "insured_months") <= worked,
                "no month counts that was not worked"
            );
            again += usize::from(of(year, "insured_anew") > 0.0);
        }
    }
    assert!(again > 0, "somebody loses a second job");
}
