//! Where a line bends or jumps: the kinks and notches of a budget line.

use crate::document::Diagnostic;
use crate::numeric::grid::STEP;

/// What gives net income under baseline and reform for a list of earnings.
pub(super) type Line<'a> = dyn Fn(&[f64]) -> Result<Vec<(f64, f64)>, Vec<Diagnostic>> + 'a;

/// Where slopes change by less than this, the line is straight.
const BEND: f64 = 1e-4;
/// Places are found to this much money.
pub(super) const PRECISION: f64 = 0.01;
/// A change of at least this much money within a few cents is a jump.
const JUMP: f64 = 0.5;
/// Law compares money to half of 1/10000 (docs/decisions/0007), of a month's too: a year's threshold reaches so far below its cent.
const REACH: f64 = 0.001;
/// An interval of the grid is first looked at in so many parts.
const FIRST_PARTS: usize = 8;
/// The neighbourhood of a bend is looked at again with every part cut into so many.
const PARTS: usize = 4;
/// Beyond so many points a line is taken to be bent all along.
const MOST: usize = 36_000;

/// A place where the slope of a line changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bend {
    /// The earnings.
    pub at: f64,
    /// Where the line jumps: net incomes just below and just above, each under baseline and reform.
    pub jump: Option<[(f64, f64); 2]>,
}

/// Points at equal steps.
struct Stretch {
    from: f64,
    width: f64,
    parts: usize,
    /// The bend for which it is looked at.
    seen: Option<f64>,
}

impl Stretch {
    fn point(&self, at: usize) -> f64 {
        self.from + self.width * at as f64
    }

    /// Slopes may differ by so much: the grid of the ledger bends a line by up to its step.
    fn tolerance(&self) -> f64 {
        BEND + 4.0 * STEP / self.width
    }
}

/// Finds where a line bends between the first and the last point of an even grid, those points of the grid included.
pub(super) fn bends(grid: &[f64], line: &Line<'_>) -> Result<Vec<Bend>, Vec<Diagnostic>> {
    let (Some(first), Some(last)) = (grid.first().copied(), grid.last().copied()) else {
        return Ok(Vec::new());
    };
    let mut places = places(first, last, (grid.len() - 1) * FIRST_PARTS, line)?;
    places.sort_by(f64::total_cmp);
    places.dedup_by(|b, a| *b - *a < 4.0 * PRECISION);
    let jumps = jumps(&places, first, last, line)?;
    let whole = |place: f64| {
        // Thresholds of law are round: a kink within a cent or two of a whole number is that number.
        let round = place.round();
        if (place - round).abs() <= 2.0 * PRECISION {
            round
        } else {
            place
        }
    };
    Ok(places
        .into_iter()
        .zip(jumps)
        .map(|(place, jump)| {
            jump.unwrap_or(Bend {
                at: whole(place),
                jump: None,
            })
        })
        .collect())
}

/// The line is looked at in equal parts; what lies around a bend is looked at again in smaller ones, down to a cent.
fn places(first: f64, last: f64, parts: usize, line: &Line<'_>) -> Result<Vec<f64>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    if parts == 0 || last <= first {
        return Ok(found);
    }
    let mut stretches = vec![Stretch {
        from: first,
        width: (last - first) / parts as f64,
        parts,
        seen: None,
    }];
    while !stretches.is_empty() && stretches.iter().map(|stretch| stretch.parts + 1).sum::<usize>() <= MOST {
        let points: Vec<f64> = stretches
            .iter()
            .flat_map(|stretch| (0..=stretch.parts).map(|at| stretch.point(at)))
            .collect();
        let values = line(&points)?;
        let mut next = Vec::new();
        let mut begun = 0;
        for stretch in &stretches {
            let own = &values[begun..=begun + stretch.parts];
            begun += stretch.parts + 1;
            let groups = bent(own, stretch);
            // A slight bend that the grid of the ledger hides from here on is where it was last seen.
            if groups.is_empty() && 4.0 * STEP / stretch.width > BEND {
                found.extend(stretch.seen);
            }
            for (from, to) in groups {
                let middle = stretch.from + stretch.width * (from + to) as f64 / 2.0;
                if stretch.width < PRECISION {
                    found.push(middle);
                } else {
                    next.push(Stretch {
                        from: stretch.point(from - 1),
                        width: stretch.width / PARTS as f64,
                        parts: (to - from + 2) * PARTS,
                        seen: Some(middle),
                    });
                }
            }
        }
        stretches = next;
    }
    Ok(found)
}

/// The points at which a line bends, by their first and last where neighbourhoods meet.
fn bent(values: &[(f64, f64)], stretch: &Stretch) -> Vec<(usize, usize)> {
    let bends = |at: usize, pick: fn(&(f64, f64)) -> f64| {
        let (before, here, after) = (pick(&values[at - 1]), pick(&values[at]), pick(&values[at + 1]));
        ((after - here) - (here - before)).abs() > stretch.tolerance() * stretch.width
    };
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for at in 1..stretch.parts {
        if !bends(at, |pair| pair.0) && !bends(at, |pair| pair.1) {
            continue;
        }
        match groups.last_mut() {
            Some((_, last)) if at - *last <= 2 => *last = at,
            _ => groups.push((at, at)),
        }
    }
    groups
}

/// Which of these bends are jumps; each is found to a millionth, or where a cent lies in its reach, at that cent.
fn jumps(places: &[f64], first: f64, last: f64, line: &Line<'_>) -> Result<Vec<Option<Bend>>, Vec<Diagnostic>> {
    const CUTS: usize = 8;
    const ROUNDS: usize = 6;
    let mut reaches: Vec<(f64, f64)> = places
        .iter()
        .map(|place| {
            let (low, high) = (place - 4.0 * PRECISION, place + 4.0 * PRECISION);
            (
                if low < first { first } else { low },
                if high > last { last } else { high },
            )
        })
        .collect();
    let mut ends: Vec<[(f64, f64); 2]> = Vec::new();
    for round in 0..ROUNDS {
        if reaches.is_empty() {
            break;
        }
        let point = |reach: &(f64, f64), at: usize| reach.0 + (reach.1 - reach.0) * at as f64 / CUTS as f64;
        let points: Vec<f64> = reaches
            .iter()
            .flat_map(|reach| (0..=CUTS).map(move |at| point(reach, at)))
            .collect();
        let values = line(&points)?;
        for (at, own) in values.chunks_exact(CUTS + 1).enumerate() {
            let change = |cut: usize| {
                let (before, after) = (own[cut], own[cut + 1]);
                (after.0 - before.0).abs() + (after.1 - before.1).abs()
            };
            let mut steepest = 0;
            for cut in 1..CUTS {
                if change(cut) > change(steepest) {
                    steepest = cut;
                }
            }
            let reach = reaches[at];
            reaches[at] = (point(&reach, steepest), point(&reach, steepest + 1));
            let pair = [own[steepest], own[steepest + 1]];
            if round == 0 {
                ends.push(pair);
            } else {
                ends[at] = pair;
            }
        }
    }
    Ok(ends
        .iter()
        .zip(&reaches)
        .map(|([below, above], (low, high))| {
            let jumps = (above.0 - below.0).abs() >= JUMP || (above.1 - below.1).abs() >= JUMP;
            let cent = (high * 100.0).round() / 100.0;
            let at = if cent >= *low - REACH && cent <= *high + REACH {
                cent
            } else {
                *high
            };
            jumps.then_some(Bend {
                at,
                jump: Some([*below, *above]),
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line that bends at 1,000 (a point of the grid) and a little at 2,345.6, and jumps down at 3,000; under the other law it
    /// jumps up at 777.77.
    fn income(earnings: f64) -> (f64, f64) {
        let over = |edge: f64| if earnings > edge { earnings - edge } else { 0.0 };
        let fallen = if earnings >= 3_000.0 { 250.0 } else { 0.0 };
        let risen = if earnings > 777.77 { 40.0 } else { 0.0 };
        let before = earnings - 0.2 * over(1_000.0) - 0.005 * over(2_345.6) - fallen;
        let on_grid = |value: f64| (value / STEP).round() * STEP;
        (on_grid(before), on_grid(earnings + risen))
    }

    fn found(grid: &[f64]) -> Vec<Bend> {
        bends(grid, &|earnings| Ok(earnings.iter().map(|one| income(*one)).collect())).expect("a line")
    }

    #[test]
    fn bends_and_jumps_are_found_on_the_grid_and_off_it() {
        for step in [100.0, 125.0, 70.0] {
            let grid: Vec<f64> = (0..50).map(|at| step * f64::from(at)).collect();
            let found = found(&grid);
            let places: Vec<f64> = found.iter().map(|bend| bend.at).collect();
            assert_eq!(places.len(), 4, "{step}: {places:?}");
            for (place, wanted) in places.iter().zip([777.77, 1_000.0, 2_345.6, 3_000.0]) {
                assert!((place - wanted).abs() < 0.05, "{step}: {place} for {wanted}");
            }
            assert_eq!([places[0], places[1], places[3]], [777.77, 1_000.0, 3_000.0]);
            assert_eq!([found[1].jump, found[2].jump], [None, None]);
            let [below, above] = found[3].jump.expect("a jump");
            assert!((above.0 - below.0 + 250.0).abs() < 1e-3 && (above.1 - below.1).abs() < 1e-3);
            let [below, above] = found[0].jump.expect("a jump");
            assert!((above.1 - below.1 - 40.0).abs() < 1e-3);
        }
    }

    #[test]
    fn straight_lines_and_short_grids_have_no_bends() {
        let straight: &Line<'_> = &|earnings| Ok(earnings.iter().map(|one| (0.7 * one, 12.0)).collect());
        assert_eq!(bends(&[0.0, 500.0, 1_000.0], straight), Ok(Vec::new()));
        assert_eq!(bends(&[5.0], straight), Ok(Vec::new()));
        assert_eq!(bends(&[], straight), Ok(Vec::new()));
    }

    #[test]
    fn a_line_that_is_bent_all_along_ends() {
        let curve: &Line<'_> = &|earnings| Ok(earnings.iter().map(|one| (one - 1e-6 * one * one, *one)).collect());
        let grid: Vec<f64> = (0..101).map(|at| 1_000.0 * f64::from(at)).collect();
        assert!(bends(&grid, curve).expect("a line").len() <= 101);
    }
}
