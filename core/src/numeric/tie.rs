//! The rows that share one income key, told apart again: what makes a quantile exact.
//!
//! Rows are sorted by keys in steps of 2^-7 currency units; amounts lie on the grid of 2^-16, so at most 513 different amounts
//! round to one key. A second look at the incomes adds the rank weights of the rows with the key of a quantile by amount.

use super::grid::{BIAS, biased_steps, from_steps, key_amount, key_income};

/// Rows that are looked at together.
const BLOCK: usize = 1024;
/// Grid steps in a key step.
const WIDTH: i64 = 512;
/// Amounts that round to one key: both ends belong to it where the key is even.
const AMOUNTS: usize = WIDTH as usize + 1;

/// The rank weights of the rows with one key, by amount; mergeable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRows {
    key: i64,
    weights: Vec<u64>,
}

impl KeyRows {
    /// Nothing yet, for one key.
    pub fn new(key: i64) -> KeyRows {
        KeyRows {
            key,
            weights: vec![0; AMOUNTS],
        }
    }

    /// The key.
    pub fn key(&self) -> i64 {
        self.key
    }

    /// The least amount that may have the key, in grid steps.
    fn first(&self) -> i64 {
        self.key * WIDTH - WIDTH / 2
    }

    /// Adds the rows that have the key, of incomes with their rank weights; rows beyond the shorter of the two are not
    /// read.
    #[inline(always)]
    pub fn add(&mut self, incomes: &[f64], ranks: &[u32]) {
        let (amount, first) = (key_income(self.key), self.first());
        for (incomes, ranks) in incomes.chunks(BLOCK).zip(ranks.chunks(BLOCK)) {
            let mut found = 0u64;
            for &income in incomes {
                found |= u64::from(key_amount(income) == amount);
            }
            if found == 0 {
                continue;
            }
            for (&income, &rank) in incomes.iter().zip(ranks) {
                let at = biased_steps(income) as i64 - BIAS as i64 - first;
                if key_amount(income) == amount
                    && let Some(weight) = self.weights.get_mut(at as usize)
                {
                    *weight += u64::from(rank);
                }
            }
        }
    }

    /// Adds another part; nothing if it has another key.
    pub fn merge(&mut self, other: &KeyRows) {
        if self.key == other.key {
            for (weight, other) in self.weights.iter_mut().zip(&other.weights) {
                *weight += other;
            }
        }
    }

    /// The least of the amounts at which the cumulated weight is enough, `before` being the weight of all rows with lower
    /// keys; None if it never is.
    pub(crate) fn reaching(&self, before: u64, enough: impl Fn(u64) -> bool) -> Option<f64> {
        let mut cumulated = before;
        for (at, &weight) in self.weights.iter().enumerate() {
            cumulated += weight;
            if weight > 0 && enough(cumulated) {
                return Some(from_steps(self.first() + at as i64));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::grid::{STEP, income_key, to_grid};
    use super::*;

    #[test]
    fn amounts_of_a_key_are_told_apart_and_others_left_out() {
        for key in [-3i64, -2, 0, 1, 2_647_074] {
            let middle = key_income(key);
            let incomes: Vec<f64> = (-600..=600)
                .map(|step| to_grid(middle + f64::from(step) * STEP))
                .collect();
            let mut rows = KeyRows::new(key);
            rows.add(&incomes, &vec![1; incomes.len()]);
            let own: Vec<f64> = incomes.iter().copied().filter(|x| income_key(*x) == key).collect();
            for (at, amount) in own.iter().enumerate() {
                assert_eq!(rows.reaching(7, |weight| weight > 7 + at as u64), Some(*amount));
            }
            assert_eq!(rows.reaching(7, |weight| weight > 7 + own.len() as u64), None);
        }
    }

    #[test]
    fn parts_join() {
        let incomes = [1.0, 1.0 + STEP, 5.0, f64::NAN, 1.0 - STEP];
        let ranks = [3, 4, 5, 6, 7];
        let mut whole = KeyRows::new(128);
        whole.add(&incomes, &ranks);
        let (mut a, mut b) = (KeyRows::new(128), KeyRows::new(128));
        a.add(&incomes[..2], &ranks[..2]);
        b.add(&incomes[2..], &ranks[2..]);
        b.merge(&a);
        b.merge(&KeyRows::new(127));
        assert_eq!(b, whole);
        assert_eq!(whole.reaching(0, |weight| weight >= 8), Some(1.0));
    }
}
