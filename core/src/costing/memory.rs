//! What has been measured of a run, by the columns that it was measured from: what stands while a parameter moves.

use std::collections::{BTreeMap, BTreeSet};

use super::distribution::{Ground, Measured};
use super::groups::{Codes, GroupGround};
use super::redistribution::RankColumn;
use super::results::{ForecastResult, GroupTable};
use super::shock::Displaced;
use crate::measures::{EntropyIndices, Funnel, LeakagePartial, RankedSum};
use crate::simulation::NodeId;

/// What has been measured. Empty at first, and filled by whoever measures.
#[derive(Default)]
pub(super) struct Memory {
    /// The people under baseline law.
    pub ground: Option<Ground>,
    /// Poverty, inequality, deciles and winners.
    pub measured: Option<Measured>,
    /// Results by category.
    pub groups: Option<Vec<GroupTable>>,
    /// The categories of the people, which no law changes.
    pub codes: Option<Codes>,
    /// The groups under baseline law.
    pub group_ground: Option<GroupGround>,
    /// Measures of one income each.
    pub spread: Spread,
    /// Who loses the work under baseline law.
    pub displaced: Option<Displaced>,
    /// What becomes of them under baseline law and under the reform.
    pub funnels: [Option<Funnel>; 2],
    /// Spending on each household, less that of the second column.
    pub leakages: BTreeMap<(NodeId, Option<NodeId>), LeakagePartial>,
    /// How good the forecast of the loss was; None inside where there is none.
    pub forecast: Option<Option<ForecastResult>>,
}

/// Measures of one income each, and of one income by the rank of another.
#[derive(Default)]
pub(super) struct Spread {
    /// Incomes that the exact sums can hold.
    pub within: BTreeSet<NodeId>,
    /// Theil's and Atkinson's measures.
    pub entropies: BTreeMap<NodeId, EntropyIndices>,
    /// Gini coefficients.
    pub ginis: BTreeMap<NodeId, Option<f64>>,
    /// The rank of every row by an income.
    pub ranks: BTreeMap<NodeId, RankColumn>,
    /// The sums of the second income by rank of the first.
    pub sums: BTreeMap<(NodeId, NodeId), RankedSum>,
}

/// The columns from which the measures are taken that are not kept by their columns.
pub(super) struct Sources {
    /// Of the ground.
    pub ground: Vec<NodeId>,
    /// Of what is measured of the reform's income.
    pub measured: Vec<NodeId>,
    /// Of those who lose the work.
    pub displaced: Vec<NodeId>,
    /// Of the funnels of baseline law and reform.
    pub funnels: [Vec<NodeId>; 2],
    /// Of the forecast.
    pub forecast: Vec<NodeId>,
}

impl Memory {
    /// Forgets what was measured from columns that have changed.
    pub fn forget(&mut self, sources: &Sources, is_touched: &dyn Fn(NodeId) -> bool) {
        let any = |nodes: &[NodeId]| nodes.iter().any(|node| is_touched(*node));
        if any(&sources.ground) {
            *self = Memory {
                codes: self.codes.take(),
                ..Memory::default()
            };
            return;
        }
        if any(&sources.measured) {
            (self.measured, self.groups) = (None, None);
        }
        if any(&sources.displaced) {
            (self.displaced, self.funnels) = (None, [None, None]);
            self.leakages.clear();
        }
        if any(&sources.forecast) {
            self.forecast = None;
        }
        for (funnel, sources) in self.funnels.iter_mut().zip(&sources.funnels) {
            if any(sources) {
                *funnel = None;
            }
        }
        self.leakages
            .retain(|(node, less), _| !is_touched(*node) && !less.is_some_and(is_touched));
        let Spread {
            within,
            entropies,
            ginis,
            ranks,
            sums,
        } = &mut self.spread;
        within.retain(|node| !is_touched(*node));
        entropies.retain(|node, _| !is_touched(*node));
        ginis.retain(|node, _| !is_touched(*node));
        ranks.retain(|node, _| !is_touched(*node));
        sums.retain(|(by, of), _| !is_touched(*by) && !is_touched(*of));
    }
}
