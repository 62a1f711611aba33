//! From persons to the units that they make up, and back in parts.

use std::ops::Range;

use super::kernel::{self, Values};
use super::operation::Aggregate;
use crate::population::{Members, Population};

/// The members of the units of a block: the first of each unit, then the second of those that have one, and so on. What is joined
/// in this order stands in each unit's own order, and hardly ever waits for the join before, which was another unit's.
#[derive(Default)]
pub(super) struct Places {
    /// The first household of the block and the one behind its last.
    block: (usize, usize),
    /// Units, counted from the block's first.
    units: Vec<u32>,
    /// Their members, counted from the block's first person.
    persons: Vec<u32>,
}

impl Places {
    /// Finds the places of a block, unless they are known.
    pub fn find(&mut self, unit: &Members, block: &Range<usize>, units: &Range<usize>, first_person: usize) {
        if self.block == (block.start, block.end) {
            return;
        }
        self.block = (block.start, block.end);
        let first_place = unit.offsets[units.start];
        let starts = &unit.offsets[units.clone()];
        let ends = &unit.offsets[units.start + 1..=units.end];
        let members = ends.last().map_or(0, |end| end - first_place) as usize;
        // Written whether or not it counts, and passed over if not: who has how many members cannot be foreseen.
        self.units.resize(members + 1, 0);
        self.persons.resize(members + 1, 0);
        let mut found = 0;
        for (at, (start, end)) in starts.iter().zip(ends).enumerate() {
            (self.units[found], self.persons[found]) = (at as u32, start - first_place);
            found += usize::from(start < end);
        }
        // The units of a round that have one member more make up the next.
        let mut round = 0..found;
        while !round.is_empty() {
            for at in round.clone() {
                let (own, next) = (self.units[at], self.persons[at] + 1);
                (self.units[found], self.persons[found]) = (own, next);
                found += usize::from(first_place + next < ends[own as usize]);
            }
            round = round.end..found;
        }
        self.units.truncate(members);
        self.persons.truncate(members);
        match &unit.order {
            Some(order) => {
                for place in &mut self.persons {
                    *place = order[(first_place + *place) as usize] - first_person as u32;
                }
            }
            // Everybody has a unit, so that its first place is the block's first person.
            None => debug_assert_eq!(first_place as usize, first_person),
        }
    }
}

/// From members to units.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
#[allow(clippy::too_many_arguments)]
pub(super) fn members(
    out: &mut [f64],
    places: &Places,
    aggregate: Aggregate,
    population: &Population,
    level: u8,
    block: &Range<usize>,
    rows: &Range<usize>,
    value: Values<'_>,
    condition: Option<Values<'_>>,
    if_nobody: Option<Values<'_>>,
) {
    let Some(unit) = &population.entities[level as usize].members else {
        return;
    };
    if if_nobody.is_none() {
        match aggregate {
            Aggregate::Sum => {
                return join_members(out, places, 0.0, condition, value, |sum, value| sum + value, 0.0);
            }
            Aggregate::Any => {
                let any = |any, value| if value != 0.0 { 1.0 } else { any };
                return join_members(out, places, 0.0, condition, value, any, 0.0);
            }
            Aggregate::All => {
                let all = |all, value| if value == 0.0 { 0.0 } else { all };
                return join_members(out, places, 1.0, condition, value, all, 1.0);
            }
            Aggregate::Largest | Aggregate::Smallest => {}
        }
    }
    let persons = population.rows_of(0, block).start;
    for (at, out) in out.iter_mut().enumerate() {
        let (start, end) = (
            unit.offsets[rows.start + at] as usize,
            unit.offsets[rows.start + at + 1] as usize,
        );
        let mut nobody = true;
        let mut result = match aggregate {
            Aggregate::All => 1.0,
            _ => 0.0,
        };
        for place in start..end {
            let person = match &unit.order {
                Some(order) => order[place] as usize,
                None => place,
            } - persons;
            if condition.is_some_and(|condition| condition.at(person) == 0.0) {
                continue;
            }
            let value = value.at(person);
            result = match aggregate {
                Aggregate::Sum => result + value,
                Aggregate::Any => {
                    if value != 0.0 {
                        1.0
                    } else {
                        result
                    }
                }
                Aggregate::All => {
                    if value == 0.0 {
                        0.0
                    } else {
                        result
                    }
                }
                Aggregate::Largest => {
                    if nobody || value > result {
                        value
                    } else {
                        result
                    }
                }
                Aggregate::Smallest => {
                    if nobody || value < result {
                        value
                    } else {
                        result
                    }
                }
            };
            nobody = false;
        }
        *out = match if_nobody {
            Some(default) if nobody => default.at(at),
            _ => result,
        };
    }
}

/// Joins the members of each unit, in their order, to what a unit of nobody has; who does not count joins as `neutral`, which leaves
/// everything as it is.
#[inline(always)]
fn join_members(
    out: &mut [f64],
    places: &Places,
    nobody: f64,
    condition: Option<Values<'_>>,
    value: Values<'_>,
    join: impl Fn(f64, f64) -> f64,
    neutral: f64,
) {
    out.fill(nobody);
    let counted = |condition: f64, value: f64| if condition != 0.0 { value } else { neutral };
    match (condition, value) {
        (Some(Values::Rows(condition)), Values::Rows(value)) => {
            join_each(out, places, join, |person| counted(condition[person], value[person]));
        }
        (Some(Values::Rows(condition)), Values::Same(value)) => {
            join_each(out, places, join, |person| counted(condition[person], value));
        }
        (Some(Values::Same(0.0)), _) => {}
        (_, Values::Rows(value)) => join_each(out, places, join, |person| value[person]),
        (_, Values::Same(value)) => join_each(out, places, join, |_| value),
    }
}

#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn join_each(out: &mut [f64], places: &Places, join: impl Fn(f64, f64) -> f64, value: impl Fn(usize) -> f64) {
    for (unit, person) in places.units.iter().zip(&places.persons) {
        let so_far = &mut out[*unit as usize];
        *so_far = join(*so_far, value(*person as usize));
    }
}

/// From units to their flagged members in equal parts on the grid; the last takes the remainder.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn share(
    out: &mut [f64],
    population: &Population,
    from: u8,
    block: &Range<usize>,
    rows: &Range<usize>,
    value: Values<'_>,
    flags: Values<'_>,
) {
    out.fill(0.0);
    let Some(unit) = &population.entities[from as usize].members else {
        return;
    };
    for (at, row) in population.rows_of(from, block).enumerate() {
        let person = |place: usize| {
            (match &unit.order {
                Some(order) => order[place] as usize,
                None => place,
            }) - rows.start
        };
        let places = unit.offsets[row] as usize..unit.offsets[row + 1] as usize;
        let count = places.clone().filter(|place| flags.at(person(*place)) != 0.0).count();
        let total = value.at(at);
        if count == 0 {
            if unit.head[row] != Members::NOBODY {
                out[unit.head[row] as usize - rows.start] = total;
            }
            continue;
        }
        let part = kernel::grid_down(total / count as f64);
        let mut left = total;
        let mut remaining = count;
        for place in places {
            if flags.at(person(place)) != 0.0 {
                remaining -= 1;
                let own = if remaining == 0 { left } else { part };
                out[person(place)] = own;
                left -= own;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four units with 2, 0, 3 and 1 members; the block holds the last three.
    fn members(order: Option<Vec<u32>>) -> Members {
        Members {
            offsets: [0, 2, 2, 5, 6].into(),
            order: order.map(Into::into),
            unit_of_person: [0, 0, 2, 2, 2, 3].into(),
            head: [0, Members::NOBODY, 2, 5].into(),
            spouse: [1, Members::NOBODY, 3, Members::NOBODY].into(),
        }
    }

    #[test]
    fn first_come_all_first_members_then_all_second_ones() {
        let mut places = Places::default();
        places.find(&members(None), &(1..4), &(1..4), 2);
        assert_eq!(places.units, [1, 2, 1, 1]);
        assert_eq!(places.persons, [0, 3, 1, 2]);
        // Another block with the same memory.
        places.find(&members(None), &(0..1), &(0..1), 0);
        assert_eq!(
            (places.units.as_slice(), places.persons.as_slice()),
            ([0, 0].as_slice(), [0, 1].as_slice())
        );
        places.find(&members(None), &(1..2), &(1..2), 2);
        assert!(places.units.is_empty() && places.persons.is_empty());
    }

    #[test]
    fn who_stands_apart_is_joined_in_the_order_of_the_unit() {
        let mut places = Places::default();
        places.find(&members(Some(vec![0, 1, 5, 2, 4, 3])), &(1..4), &(1..4), 2);
        assert_eq!(places.persons, [3, 1, 0, 2]);
        let mut out = [f64::NAN; 3];
        let value = [1e16, 1.0, -1e16, 4.0];
        join_members(
            &mut out,
            &places,
            0.0,
            None,
            Values::Rows(&value),
            |sum, value| sum + value,
            0.0,
        );
        // Unit 1 of the block has persons 3, 0 and 2 in this order: (4 + 1e16) - 1e16; unit 2 has person 1.
        assert_eq!(out, [0.0, (4.0 + 1e16) - 1e16, 1.0]);
    }
}
