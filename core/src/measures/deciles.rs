//! Ten groups by baseline income, and what a reform changes in each.

use super::{GroupSum, share};
use crate::numeric::grid::{KEY_STEP, key_income};
use crate::numeric::rank::Ranked;

/// The number of groups.
pub const DECILES: usize = 10;

/// The nine incomes that part the ten groups: the weighted quantiles at .1, .2 ... .9 of baseline income, in steps of 2^-7
/// currency units.
///
/// A row belongs to the group after as many edges as its income exceeds, so equal incomes share a group and a group of
/// equal incomes that reaches across an edge is in the lower one. Where more than a tenth have the same income, groups
/// above it may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecileEdges {
    keys: [i64; DECILES - 1],
}

impl DecileEdges {
    /// The edges of ranked baseline income; None if there is no weight.
    pub fn of(ranked: &Ranked) -> Option<DecileEdges> {
        let mut keys = [0; DECILES - 1];
        for (edge, key) in keys.iter_mut().enumerate() {
            *key = ranked.quantile(edge as u32 + 1, DECILES as u32)?;
        }
        Some(DecileEdges { keys })
    }

    /// The edges as incomes, ascending.
    pub fn incomes(&self) -> [f64; DECILES - 1] {
        self.keys.map(key_income)
    }

    /// The group of an income, from 1 for the poorest to 10.
    pub fn decile(&self, income: f64) -> u8 {
        let key = crate::numeric::grid::income_key(income);
        let mut decile = 1;
        for &edge in &self.keys {
            decile += u8::from(key > edge);
        }
        decile
    }
}

/// One group by baseline income.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct DecileRow {
    /// 1 for the poorest tenth to 10 for the richest; 0 for all together.
    pub decile: u8,
    /// The group's highest possible baseline income; None for the last group and for all together.
    pub upper_edge: Option<f64>,
    /// Its weight, zero if it is empty.
    pub weight: f64,
    /// Its share of all weight (0-1), near .1 unless many incomes are equal; None if there is no weight at all.
    pub weight_share: Option<f64>,
    /// Mean income under the baseline; None for an empty group.
    pub mean_baseline: Option<f64>,
    /// Mean income under the reform.
    pub mean_reform: Option<f64>,
    /// Mean change, in currency units.
    pub mean_change: Option<f64>,
    /// Total change over total baseline income; None if that income is not positive.
    pub relative_change: Option<f64>,
    /// Its part of the change of all incomes; None if that change is zero. Where gains and losses cancel it may lie outside
    /// 0-1.
    pub share_of_total_change: Option<f64>,
}

/// The ten groups and all together.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct DecileTable {
    /// Ten rows, poorest first.
    pub deciles: Vec<DecileRow>,
    /// All together.
    pub all: DecileRow,
}

impl DecileTable {
    /// The table of ten groups' sums.
    pub(super) fn new(edges: &DecileEdges, groups: &[GroupSum; DECILES], exact_exponent: i32) -> DecileTable {
        let mut all = GroupSum::default();
        for group in groups {
            all.merge(group);
        }
        let row = |decile: usize, group: &GroupSum| {
            let (weight, change, whole) = (group.weight(), group.change(), all.change().0);
            DecileRow {
                decile: decile as u8,
                upper_edge: if decile == 0 {
                    None
                } else {
                    edges.keys.get(decile - 1).map(|&key| key as f64 * KEY_STEP)
                },
                weight: weight.to_f64(exact_exponent),
                weight_share: share(weight.0, all.weight().0),
                mean_baseline: group.baseline().mean(weight),
                mean_reform: group.reform().mean(weight),
                mean_change: change.mean(weight),
                relative_change: share(change.0, group.baseline().0),
                share_of_total_change: (whole != 0).then(|| change.0 as f64 / whole as f64),
            }
        };
        DecileTable {
            deciles: groups
                .iter()
                .enumerate()
                .map(|(index, group)| row(index + 1, group))
                .collect(),
            all: row(0, &all),
        }
    }
}
