//! In which orders the elements of a reform may come: all, or some drawn by lot.

use std::collections::{BTreeMap, BTreeSet};

use super::prepare::{Element, Prepared};
use crate::numeric::draws::Stream;

/// So often an order is drawn anew in which something that is read does not come first.
const TRIES: u32 = 100_000;

/// Some of the elements of a reform, one bit each.
pub(super) type Set = u128;

/// The set before each element of an order.
pub(super) fn steps_of(order: &[usize]) -> Vec<Set> {
    let next = |set: &mut Set, at: &usize| Some(std::mem::replace(set, *set | 1 << at));
    order.iter().scan(0, next).collect()
}

/// Which elements come before which: an instrument that reads another of the reform has no meaning without it, so the mean is
/// taken over the orders in which what is read comes first (U. Faigle, W. Kern 1992, "The Shapley value for cooperative games
/// under precedence constraints", International Journal of Game Theory 21, 249-266).
pub(super) struct Order {
    /// For each element those that come before it.
    needs: Vec<Set>,
    /// The elements as the study has them, as far as what is read comes first.
    pub sequence: Vec<usize>,
}

/// In how many orders each set can be reached, and completed.
pub(super) struct Orders {
    pub before: BTreeMap<Set, i128>,
    pub after: BTreeMap<Set, i128>,
}

impl Order {
    pub fn of(prepared: &Prepared) -> Order {
        let law = prepared.reform.as_ref();
        let reads = |a: &Element, b: &Element| {
            let file = law.and_then(|law| law.instrument(&a.instrument));
            let is_added = b.reform.add.iter().any(|(name, _)| *name == b.instrument);
            is_added && file.is_some_and(|file| file.uses.iter().any(|(name, _)| *name == b.instrument))
        };
        let elements = &prepared.elements;
        let needs = elements.iter().map(|a| {
            let set = |(at, b): (usize, &Element)| if reads(a, b) { 1 << at } else { 0 };
            elements
                .iter()
                .enumerate()
                .map(set)
                .fold(0, |all: Set, one: Set| all | one)
        });
        let needs: Vec<Set> = needs.collect();
        let mut order = Order {
            needs,
            sequence: Vec::with_capacity(elements.len()),
        };
        // Files that read one another in a circle leave no order: then any is as good.
        let all = (1 << elements.len()) - 1;
        let mut reached: Set = 0;
        while let Some(at) = (0..elements.len()).find(|at| reached & (1 << at) == 0 && order.needs[*at] & !reached == 0)
        {
            reached |= 1 << at;
            order.sequence.push(at);
        }
        if reached == all {
            order
        } else {
            Order {
                needs: vec![0; elements.len()],
                sequence: (0..elements.len()).collect(),
            }
        }
    }

    /// So many orders in which what is read comes first, each as likely as any other; nothing where such orders are too few among all.
    /// The same seed draws the same ones.
    pub fn drawn(&self, seed: u64, orders: u32) -> Option<Vec<Vec<usize>>> {
        let stream = Stream::new(seed, "attribution");
        let (count, mut tries) = (self.needs.len(), 0);
        let mut found = Vec::with_capacity(orders as usize);
        while found.len() < orders as usize {
            if tries == TRIES {
                return None;
            }
            let mut order: Vec<(u64, usize)> = (0..count).map(|at| (stream.bits(at as u64, tries), at)).collect();
            tries += 1;
            order.sort_unstable();
            let order: Vec<usize> = order.into_iter().map(|(_, at)| at).collect();
            let steps = steps_of(&order);
            if order.iter().zip(&steps).all(|(at, set)| self.needs[*at] & !set == 0) {
                found.push(order);
            }
        }
        Some(found)
    }

    /// Whether every element of the set has what it needs in the set.
    pub fn allows(&self, set: Set) -> bool {
        let own = |at: &usize| set & (1 << at) != 0;
        (0..self.needs.len()).filter(own).all(|at| self.needs[at] & !set == 0)
    }

    pub fn count(&self, sets: &BTreeSet<Set>, all: Set) -> Orders {
        let (mut before, mut after) = (BTreeMap::from([(0, 1)]), BTreeMap::from([(all, 1)]));
        // A smaller set is a smaller number than every set that it is part of.
        let parts = |set: Set| {
            (0..self.needs.len())
                .map(move |at| 1 << at)
                .filter(move |own: &Set| set & own != 0)
        };
        for set in sets {
            let ways = parts(*set).filter_map(|own| before.get(&(set & !own)).copied()).sum();
            before.entry(*set).or_insert(ways);
        }
        for set in sets.iter().rev() {
            let ways = parts(all & !set)
                .filter_map(|own| after.get(&(set | own)).copied())
                .sum();
            after.entry(*set).or_insert(ways);
        }
        Orders { before, after }
    }
}
