//! Draws over the ranges of all assumptions at once, by a Latin hypercube of stored draws.
//!
//! Each range is cut into as many strata as there are draws, and each stratum is drawn once, in an order of the parameter's own:
//! McKay, Beckman and Conover (1979), "A comparison of three methods for selecting values of input variables", Technometrics 21.

use super::sensitivity::Assumed;
use crate::document::Diagnostic;
use crate::numeric::draws::Stream;
use crate::system::Assignment;

/// A draw: the values of all assumptions.
pub(super) struct Point {
    /// The place of each assumption in its range, 0 to 1.
    pub places: Vec<f64>,
    /// The values as a study sets them.
    pub assignments: Result<Vec<Assignment>, Vec<Diagnostic>>,
}

/// So many draws over the ranges. They depend on the seed, the names of the assumptions and the number of draws, on nothing else.
pub(super) fn hypercube(seed: u64, varied: &[Assumed], draws: u32) -> Vec<Point> {
    let columns: Vec<Vec<f64>> = varied.iter().map(|own| places(seed, &own.name(), draws)).collect();
    (0..draws as usize)
        .map(|draw| {
            let places: Vec<f64> = columns.iter().map(|column| column[draw]).collect();
            let values = varied.iter().zip(&places);
            let assignments = values.map(|(own, place)| own.assignment(own.low + (own.high - own.low) * place));
            Point {
                assignments: assignments.collect(),
                places,
            }
        })
        .collect()
}

/// The places of one assumption in its range, a draw each: every stratum once.
fn places(seed: u64, name: &str, draws: u32) -> Vec<f64> {
    let order = Stream::new(seed, &format!("order of the assumption {name}"));
    let within = Stream::new(seed, &format!("place of the assumption {name}"));
    let mut sorted: Vec<u32> = (0..draws).collect();
    sorted.sort_by_key(|draw| (order.bits(u64::from(*draw), 0), *draw));
    let mut places = vec![0.0; draws as usize];
    for (stratum, draw) in (0..draws).zip(sorted) {
        places[draw as usize] = (f64::from(stratum) + within.open_uniform(u64::from(draw), 0)) / f64::from(draws);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn every_stratum_is_drawn_once_in_an_order_of_the_parameters_own() {
        let strata = |name: &str| -> Vec<u32> {
            let found = places(1, name, 50);
            assert!(found.iter().all(|place| *place > 0.0 && *place < 1.0));
            found.iter().map(|place| (place * 50.0).floor() as u32).collect()
        };
        let (a, b) = (strata("one.share"), strata("other.share"));
        for own in [&a, &b] {
            let mut sorted = own.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..50).collect::<Vec<u32>>());
            assert_ne!(*own, sorted);
        }
        assert_ne!(a, b);
        assert_eq!(a, strata("one.share"), "a draw is stored");
        assert_ne!(places(1, "one.share", 50), places(2, "one.share", 50));
    }
}
