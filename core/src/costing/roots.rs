//! Where a function of whole steps crosses zero: a scan, a bracket for each change of sign, and bisection within each.

use std::collections::BTreeMap;

/// How a function goes through zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From below zero to above.
    Rising,
    /// From above zero to below.
    Falling,
    /// It comes to zero and goes back, or is zero throughout.
    Touching,
}

impl Way {
    /// Of the signs before and after; outside of the range there is none.
    fn of(before: Option<i128>, after: Option<i128>) -> Way {
        match (before.map(i128::signum), after.map(i128::signum)) {
            (Some(-1), Some(1) | None) | (None, Some(1)) => Way::Rising,
            (Some(1), Some(-1) | None) | (None, Some(-1)) => Way::Falling,
            _ => Way::Touching,
        }
    }
}

/// A place where a function is zero, or where it changes its sign from one step to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Crossing {
    /// The step: of two between which the sign changes the one that is closer to zero, the lower one if both are as close.
    pub at: i64,
    /// The last step of a stretch throughout which the function is zero; `at` where there is none.
    pub until: i64,
    /// The other of two steps between which the sign changes; `None` where the function is zero.
    pub beside: Option<i64>,
    /// How it goes through zero.
    pub way: Way,
}

/// A step and the function's value there.
type Point = (i64, i128);

/// So often the place of a turn is narrowed down to two thirds.
const NARROWINGS: usize = 24;

/// Every crossing that a scan over these steps, in ascending order, tells: one between two of them where the sign differs, and both
/// beside a turn between them that reaches zero. Two crossings between neighbours of the scan that lie on a slope stay unseen.
///
/// # Errors
/// Those of the function.
pub(super) fn crossings<E>(scan: &[i64], of: &mut impl FnMut(i64) -> Result<i128, E>) -> Result<Vec<Crossing>, E> {
    let mut known: BTreeMap<i64, i128> = BTreeMap::new();
    for step in scan {
        known.insert(*step, of(*step)?);
    }
    let points: Vec<Point> = known.iter().map(|(step, value)| (*step, *value)).collect();
    for three in points.windows(3) {
        let [(first, before), (_, value), (last, after)] = [three[0], three[1], three[2]];
        let one_sign = value != 0 && before.signum() == value.signum() && after.signum() == value.signum();
        let turns = value.abs() <= before.abs() && value.abs() <= after.abs() && (value != before || value != after);
        if one_sign && turns {
            known.extend(turn((first, last), value.signum(), of)?);
        }
    }
    // Zero at two neighbours is zero throughout if it is so in their middle.
    let points: Vec<Point> = known.iter().map(|(step, value)| (*step, *value)).collect();
    for two in points.windows(2) {
        let middle = two[0].0 + (two[1].0 - two[0].0) / 2;
        if two.iter().all(|(_, value)| *value == 0) && middle > two[0].0 {
            known.insert(middle, of(middle)?);
        }
    }
    let points: Vec<Point> = known.into_iter().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((step, value)) = points.get(at).copied() {
        let mut end = at;
        while value == 0 && points.get(end + 1).is_some_and(|(_, next)| *next == 0) {
            end += 1;
        }
        let (before, after) = (
            at.checked_sub(1).map(|before| points[before]),
            points.get(end + 1).copied(),
        );
        if value == 0 {
            let (mut from, mut until) = (step, points[end].0);
            if end > at {
                from = edge(before, from, of)?;
                until = edge(after, until, of)?;
            }
            found.push(Crossing {
                at: from,
                until,
                beside: None,
                way: Way::of(before.map(|point| point.1), after.map(|point| point.1)),
            });
        } else if let Some(after) = after.filter(|(_, next)| *next != 0 && next.signum() != value.signum()) {
            found.push(bisected((step, value), after, of)?);
        }
        at = end + 1;
    }
    Ok(found)
}

/// A step between two at which the function no longer has the sign that it has at both, where a turn reaches so far.
fn turn<E>(
    (mut low, mut high): (i64, i64),
    sign: i128,
    of: &mut impl FnMut(i64) -> Result<i128, E>,
) -> Result<Option<Point>, E> {
    for _ in 0..NARROWINGS {
        let third = (high - low) / 3;
        if third == 0 {
            break;
        }
        let (a, b) = (low + third, high - third);
        let (at_a, at_b) = (of(a)?, of(b)?);
        for (step, value) in [(a, at_a), (b, at_b)] {
            if value.signum() != sign {
                return Ok(Some((step, value)));
            }
        }
        if at_a.abs() <= at_b.abs() {
            high = b;
        } else {
            low = a;
        }
    }
    Ok(None)
}

/// The last step, on the way from one with zero to a point without, at which the function is zero.
fn edge<E>(outside: Option<Point>, mut inside: i64, of: &mut impl FnMut(i64) -> Result<i128, E>) -> Result<i64, E> {
    let Some((mut outside, _)) = outside else {
        return Ok(inside);
    };
    while (outside - inside).abs() > 1 {
        let middle = inside + (outside - inside) / 2;
        if of(middle)? == 0 {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    Ok(inside)
}

/// The crossing between two points of different sign.
fn bisected<E>(
    (mut low, mut below): Point,
    (mut high, mut above): Point,
    of: &mut impl FnMut(i64) -> Result<i128, E>,
) -> Result<Crossing, E> {
    let way = Way::of(Some(below), Some(above));
    while high - low > 1 {
        let middle = round_middle(low, high);
        let value = of(middle)?;
        if value == 0 {
            return Ok(Crossing {
                at: middle,
                until: middle,
                beside: None,
                way,
            });
        }
        if value.signum() == below.signum() {
            (low, below) = (middle, value);
        } else {
            (high, above) = (middle, value);
        }
    }
    let (at, beside) = if above.abs() < below.abs() {
        (high, low)
    } else {
        (low, high)
    };
    Ok(Crossing {
        at,
        until: at,
        beside: Some(beside),
        way,
    })
}

/// A step near the middle of two others that are not neighbours, with as few digits as that leaves: where the function is zero at
/// many fine steps, a round one is found.
fn round_middle(low: i64, high: i64) -> i64 {
    let half = (high - low) / 2;
    let mut unit = 1;
    while unit <= half / 10 {
        unit *= 10;
    }
    // At most half of `half` away from the middle, so strictly between both.
    (low + half + unit / 2).div_euclid(unit) * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(scan: &[i64], of: impl Fn(i64) -> i128) -> Vec<Crossing> {
        crossings(scan, &mut |step| Ok::<i128, ()>(of(step))).expect("the function has no errors")
    }

    fn crossing(at: i64, beside: Option<i64>, way: Way) -> Crossing {
        Crossing {
            at,
            until: at,
            beside,
            way,
        }
    }

    #[test]
    fn a_line_crosses_once() {
        let scan = [0, 25, 50, 75, 100];
        // 3 x - 100: 33 gives -1, 34 gives 2.
        let line = |step: i64| 3 * i128::from(step) - 100;
        assert_eq!(found(&scan, line), [crossing(33, Some(34), Way::Rising)]);
        // 50 - x is zero at a point of the scan, and 40 - x between two.
        assert_eq!(
            found(&scan, |step| 50 - i128::from(step)),
            [crossing(50, None, Way::Falling)]
        );
        assert_eq!(
            found(&scan, |step| 40 - i128::from(step)),
            [crossing(40, None, Way::Falling)]
        );
        assert!(found(&scan, |step| i128::from(step) + 1).is_empty());
        // At the ends of the range too.
        assert_eq!(found(&scan, i128::from), [crossing(0, None, Way::Rising)]);
        assert_eq!(
            found(&scan, |step| i128::from(step) - 100),
            [crossing(100, None, Way::Rising)]
        );
    }

    #[test]
    fn a_parabola_crosses_twice_or_touches_or_stays_apart() {
        // x (100 - x) - 900: zero at 10 and 90.
        let scan = [0, 20, 40, 60, 80, 100];
        let hill = |step: i64, less: i128| i128::from(step) * i128::from(100 - step) - less;
        assert_eq!(
            found(&scan, |step| hill(step, 900)),
            [crossing(10, None, Way::Rising), crossing(90, None, Way::Falling)]
        );
        // At most 2500, at 50, between two points of the scan: the turn is found, then both crossings beside it.
        assert_eq!(
            found(&scan, |step| hill(step, 2499)),
            [crossing(49, None, Way::Rising), crossing(51, None, Way::Falling)]
        );
        assert_eq!(
            found(&scan, |step| hill(step, 2500)),
            [crossing(50, None, Way::Touching)]
        );
        assert!(found(&scan, |step| hill(step, 2501)).is_empty());
    }

    #[test]
    fn a_jump_has_two_ends_and_a_stretch_of_zero_both_edges() {
        let scan = [0, 10, 20, 30, 40];
        let jump = |step: i64| if step < 17 { -5 } else { 9 };
        assert_eq!(found(&scan, jump), [crossing(16, Some(17), Way::Rising)]);
        let flat = |step: i64| match step {
            ..8 => -1,
            8..=33 => 0,
            _ => 1,
        };
        let stretch = Crossing {
            at: 8,
            until: 33,
            beside: None,
            way: Way::Rising,
        };
        assert_eq!(found(&scan, flat), [stretch]);
        assert_eq!(found(&scan, |_| 0)[0].way, Way::Touching);
    }

    #[test]
    fn of_many_zeros_a_round_one_is_found() {
        // Zero within 3 of 200,000.
        let wide = |step: i64| i128::from(step - 200_000) / 4;
        let found = found(&[1, 333_334, 666_667, 1_000_000], wide);
        assert_eq!(found, [crossing(200_000, None, Way::Rising)]);
        for (low, high) in [(0, 2), (-3, 8), (7, 9), (-1_000_000, 1), (19, 219)] {
            let middle = round_middle(low, high);
            assert!(low < middle && middle < high, "{low} {middle} {high}");
        }
    }
}
