//! The bits do not depend on parts or order, nor on where a year is cut; nobody is lost.

use super::*;

/// The rows of a world in another order, cut into parts at some rows.
fn rearranged(world: &World, order: &[usize], cuts: &[usize]) -> Vec<World> {
    let mut bounds = vec![0];
    bounds.extend_from_slice(cuts);
    bounds.push(order.len());
    bounds
        .windows(2)
        .map(|pair| {
            let rows = &order[pair[0]..pair[1]];
            let mut part = world.clone();
            part.ids = rows.iter().map(|row| world.ids[*row]).collect();
            part.weights = rows.iter().map(|row| world.weights[*row]).collect();
            part.persons = world
                .persons
                .iter()
                .map(|column| rows.iter().map(|row| column[*row]).collect())
                .collect();
            part
        })
        .collect()
}

#[test]
fn parts_and_order_do_not_matter() {
    let count = 3_000;
    let world = World::busy(count);
    let (whole, months) = world.live(3);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|row| crate::numeric::Stream::new(3, "order").bits(*row as u64, 0));
    let parts = rearranged(&world, &order, &[0, 17, 1_200, 1_200, 2_999]);
    let mut carried: Option<Vec<Lived>> = None;
    for year in 0..3u32 {
        let given_parts: Vec<Part<'_>> = parts
            .iter()
            .enumerate()
            .map(|(at, part)| part.part(carried.as_ref().map(|lived| &lived[at].carried)))
            .collect();
        let (lived, totals) = live(&world.year(12 * year), &given_parts).unwrap();
        assert_eq!(totals, months[12 * year as usize..][..12]);
        for (column, expected) in whole[year as usize].given.iter().enumerate() {
            let found: Vec<u64> = lived
                .iter()
                .flat_map(|part| part.given[column].iter().map(|v| v.to_bits()))
                .collect();
            let expected: Vec<u64> = order.iter().map(|row| expected[*row].to_bits()).collect();
            assert_eq!(found, expected, "{}", GIVEN[column].name);
        }
        for (column, expected) in whole[year as usize].carried.iter().enumerate() {
            let found: Vec<u64> = lived
                .iter()
                .flat_map(|part| part.carried[column].iter().map(|v| v.to_bits()))
                .collect();
            let expected: Vec<u64> = order.iter().map(|row| expected[*row].to_bits()).collect();
            assert_eq!(found, expected, "{}", CARRIED[column].name);
        }
        carried = Some(lived);
    }
}

#[test]
fn two_years_are_twenty_four_months() {
    let mut world = World::busy(4_000);
    // Prevention is offered by the forecast of a year, anew in each: of all that happens, it alone knows years.
    world
        .person("voucher_factor", 1.0)
        .person("layoff_training_factor", 1.0);
    let (years, months) = world.live(2);
    let year = world.year(0);
    let mut movers = Movers::begin(&year, Numbers::read(&year).unwrap(), &[world.part(None)]).unwrap();
    let in_one_go: Vec<MonthTotals> = (0..24).map(|month| movers.month(month)).collect();
    assert_eq!(months, in_one_go);
    let lived = movers.finish(&[world.part(None)]);
    assert_eq!(lived[0].carried, years[1].carried);
    for name in [
        "months_employed",
        "months_training",
        "months_gig",
        "hours_cut_months",
        "reemployed_months",
    ] {
        let both: Vec<f64> = given(&years[0], name)
            .iter()
            .zip(given(&years[1], name))
            .map(|(a, b)| a + b)
            .collect();
        assert_eq!(given(&lived[0], name), both, "{name}");
    }
}

#[test]
fn the_same_levers_give_the_same_bits_and_other_seeds_others() {
    let world = World::busy(1_000);
    assert_eq!(world.live(2), world.live(2));
    let mut other = world.clone();
    other.seed += 1;
    assert_ne!(world.live(1).1, other.live(1).1);
    // What changes nothing leaves every bit: without effect a crowding has nothing to take.
    let (mut with, mut without) = (world.clone(), world);
    with.set("training_effect", 0.0).set("training_crowding", 1.0);
    without.set("training_effect", 0.0).set("training_crowding", 0.0);
    assert_eq!(
        with.live(3).0.last().unwrap().given,
        without.live(3).0.last().unwrap().given
    );
}

#[test]
fn nobody_is_lost_and_months_add_up() {
    let world = World::busy(4_000);
    let (years, months) = world.live(5);
    let outside: Vec<bool> = world.persons[0].iter().map(|state| *state == 0.0).collect();
    let all: u128 = world
        .weights
        .iter()
        .zip(&outside)
        .filter(|(_, out)| !**out)
        .map(|(w, _)| u128::from(*w))
        .sum();
    let mut before: Option<&MonthTotals> = None;
    for totals in &months {
        assert_eq!(totals.stocks.iter().sum::<u128>(), all);
        for state in STATES {
            let place = state.place();
            let came: u128 = totals.flows.iter().map(|from| from[place]).sum();
            assert_eq!(came, totals.stocks[place]);
            if let Some(before) = before {
                assert_eq!(totals.flows[place].iter().sum::<u128>(), before.stocks[place]);
            }
        }
        before = Some(totals);
    }
    // Everything that can happen has happened.
    for state in &STATES[1..] {
        assert!(
            months.iter().any(|totals| totals.stocks[state.place()] > 0),
            "{}",
            state.name()
        );
    }
    for year in &years {
        for (at, outside) in outside.iter().enumerate() {
            let months = STATES[1..].iter().fold(0.0, |sum, state| {
                sum + given(year, &format!("months_{}", state.name()))[at]
            });
            assert_eq!(months, if *outside { 0.0 } else { 12.0 });
        }
        for (given, column) in GIVEN.iter().zip(&year.given) {
            assert!(
                column.iter().all(|value| *value >= given.low && *value <= given.high),
                "{}",
                given.name
            );
        }
        for (carried, column) in CARRIED.iter().zip(&year.carried) {
            assert!(
                column
                    .iter()
                    .all(|value| numbers::allowed(carried.unit, carried.low, carried.high, *value)),
                "{}",
                carried.name
            );
        }
    }
}

#[test]
fn luck_is_the_same_under_every_law() {
    // More training changes only those who train, as long as nobody shares places, jobs or congestion.
    let mut world = World::busy(4_000);
    world
        .set("congestion", 0.0)
        .set("new_jobs_share", 1.0)
        .set("training_crowding", 0.0)
        .set("training_places", 1e12)
        .set("public_job_places", 0.0)
        .set("short_time_share", 0.0)
        .set("training_share", 0.2);
    let few = world.live(2).0;
    world.set("training_share", 0.6);
    let many = world.live(2).0;
    for at in 0..4_000 {
        let never = (0..2).all(|year| given(&many[year], "months_training")[at] == 0.0);
        if never {
            for (a, b) in few[1].given.iter().zip(&many[1].given) {
                assert_eq!(a[at].to_bits(), b[at].to_bits());
            }
        }
    }
}
