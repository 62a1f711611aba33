//! Households made from a recipe, before they have their weights.

use std::ops::Range;

use super::Recipe;
use super::block::Block;
use super::column::Scope;
use super::round::Round;
use super::target::{Contributions, contributions};
use crate::document::Diagnostic;
use crate::simulation::Progress;

/// Households of a block: enough for loops over columns, few enough to stay in the cache.
pub(super) const BLOCK: u32 = 512;

/// A household has no more units, and no more members of one role.
const MOST_OF_ROLE: f64 = 20.0;

/// Households made from a recipe without their weights: a run of all, or all.
pub struct Draft<'a> {
    pub(super) recipe: &'a Recipe,
    /// How many households there are in all, of which these are some.
    pub(super) households: u32,
    /// The id of the first person: how many persons the households before these have.
    pub(super) first_person: u32,
    /// The id of the first unit: how many units the households before these have.
    pub(super) first_unit: u32,
    pub(super) blocks: Vec<Made>,
}

/// A block of households with what they contribute to the targets.
pub(super) struct Made {
    pub block: Block,
    pub found: Contributions,
    /// The design weights over the mean one.
    pub relative: Vec<f64>,
}

impl Recipe {
    /// Households with their composition alone.
    pub(super) fn compose(&self, first: u32, households: u32, seed: u64) -> Block {
        let mut block = Block::new(first, households as usize, self.columns.len());
        for table in &self.tables[..self.above_units] {
            table.fill(&mut block, seed, &self.copula);
        }
        let whole = |count: f64| libm::floor(if count < MOST_OF_ROLE { count } else { MOST_OF_ROLE });
        let units = self.unit_count.as_ref().map(|node| {
            let counts = node.evaluate(Scope::Household, &block);
            let at_least_one = |count| if count > 1.0 { whole(count) } else { 1.0 };
            counts.map(at_least_one).into_vec(households as usize)
        });
        block.make_units(units.as_deref());
        for table in &self.tables[self.above_units..self.above_members] {
            table.fill(&mut block, seed, &self.copula);
        }
        let scope = if self.unit.is_some() {
            Scope::Unit
        } else {
            Scope::Household
        };
        let rows = block.rows(scope);
        let counts: Vec<Vec<f64>> = self
            .members
            .iter()
            .map(|count| match count {
                None => vec![1.0; rows],
                Some(node) => node
                    .evaluate(scope, &block)
                    .map(|count| if count > 0.0 { whole(count) } else { 0.0 })
                    .into_vec(rows),
            })
            .collect();
        block.make_members(&counts);
        block
    }

    /// The design weights of a block over the mean one: one, but for classes that are made more often.
    pub(super) fn relative(&self, block: &Block) -> Vec<f64> {
        match &self.oversample {
            None => vec![1.0; block.households],
            Some(oversample) => block.columns[oversample.column]
                .iter()
                .map(|class| oversample.relative[*class as usize])
                .collect(),
        }
    }

    fn make(&self, first: u32, households: u32, seed: u64) -> Made {
        let mut block = self.compose(first, households, seed);
        for table in &self.tables[self.above_members..] {
            table.fill(&mut block, seed, &self.copula);
        }
        let found = contributions(&self.groups, self.targets.len(), &block);
        let relative = self.relative(&block);
        // What no system gets is done with: of a million households it would fill more memory than the rest.
        for (at, column) in block.columns.iter_mut().enumerate() {
            if !self.exports.iter().any(|(exported, _)| *exported == at) {
                *column = Vec::new();
            }
        }
        Made { block, found, relative }
    }

    /// How many persons and units the households before this one have. They are numbered through all households, so a part must
    /// know; it takes the composition alone.
    fn before(&self, household: u32, seed: u64) -> (u32, u32) {
        let count = |start: u32| {
            let end = if household - start > BLOCK {
                start + BLOCK
            } else {
                household
            };
            let block = self.compose(start, end - start, seed);
            (block.household_of.len() as u32, block.household_of_unit.len() as u32)
        };
        let starts: Vec<u32> = (0..household).step_by(BLOCK as usize).collect();
        #[cfg(feature = "threads")]
        let counts: Vec<(u32, u32)> = {
            use rayon::prelude::*;
            starts.into_par_iter().map(count).collect()
        };
        #[cfg(not(feature = "threads"))]
        let counts = starts.into_iter().map(count);
        counts.into_iter().fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    }

    /// Makes the households of a range, of so many in all; a household is the same whatever the range.
    ///
    /// # Errors
    /// `out-of-range` when there are too few or too many households, or the range reaches beyond them; `cancelled` when
    /// `progress` says so.
    pub fn draft(
        &self,
        households: u32,
        seed: u64,
        range: Range<u32>,
        progress: &Progress<'_>,
    ) -> Result<Draft<'_>, Vec<Diagnostic>> {
        if !super::HOUSEHOLDS.contains(&households) || range.start > range.end || range.end > households {
            return Err(vec![self.fault(
                "out-of-range",
                "households",
                "so many households cannot be made".to_string(),
                format!("{households}"),
                format!("{} to {}", super::HOUSEHOLDS.start(), super::HOUSEHOLDS.end()),
            )]);
        }
        let starts: Vec<u32> = range.clone().step_by(BLOCK as usize).collect();
        let total = u64::from(range.end - range.start);
        let done = std::sync::atomic::AtomicU64::new(0);
        let cancelled = std::sync::atomic::AtomicBool::new(false);
        let make = |start: &u32| {
            use std::sync::atomic::Ordering::Relaxed;
            if cancelled.load(Relaxed) {
                return None;
            }
            let end = if range.end - start > BLOCK {
                start + BLOCK
            } else {
                range.end
            };
            let made = self.make(*start, end - start, seed);
            let so_far = done.fetch_add(u64::from(end - start), Relaxed) + u64::from(end - start);
            if !progress(so_far, total) {
                cancelled.store(true, Relaxed);
            }
            Some(made)
        };
        #[cfg(feature = "threads")]
        let blocks: Option<Vec<Made>> = {
            use rayon::prelude::*;
            starts.par_iter().map(make).collect()
        };
        #[cfg(not(feature = "threads"))]
        let blocks: Option<Vec<Made>> = starts.iter().map(make).collect();
        match blocks {
            Some(blocks) => {
                let (first_person, first_unit) = self.before(range.start, seed);
                Ok(Draft {
                    recipe: self,
                    households,
                    first_person,
                    first_unit,
                    blocks,
                })
            }
            None => Err(vec![self.fault(
                "cancelled",
                "",
                "the making of people was cancelled".to_string(),
                String::new(),
                String::new(),
            )]),
        }
    }

    /// A problem without a place in the file.
    pub(super) fn fault(
        &self,
        code: &'static str,
        path: &str,
        message: String,
        found: String,
        allowed: String,
    ) -> Diagnostic {
        Diagnostic {
            code,
            file: self.source.name.clone(),
            path: path.to_string(),
            line: None,
            column: None,
            span: None,
            message,
            found,
            allowed,
            remedy: String::new(),
        }
    }
}

impl Draft<'_> {
    /// Number of households made here.
    pub fn households(&self) -> usize {
        self.blocks.iter().map(|made| made.block.households).sum()
    }

    /// Number of persons made here.
    pub fn persons(&self) -> usize {
        self.blocks.iter().map(|made| made.block.household_of.len()).sum()
    }

    /// The sums of a round at these multipliers, one a target.
    pub fn round(&self, lambda: &[f64]) -> Round {
        let (scale, bounds) = (self.recipe.scale(), self.recipe.bounds);
        let targets = self.recipe.targets.len();
        let sum = |blocks: &[Made]| {
            let mut round = Round::new(targets);
            for made in blocks {
                round.add(&made.found, &made.relative, &scale, lambda, bounds);
            }
            round
        };
        // Some blocks at a time: the sums of a piece are added to the whole entry by entry.
        const PIECE: usize = 16;
        #[cfg(feature = "threads")]
        let rounds: Vec<Round> = {
            use rayon::prelude::*;
            self.blocks.par_chunks(PIECE).map(sum).collect()
        };
        #[cfg(not(feature = "threads"))]
        let rounds = self.blocks.chunks(PIECE).map(sum);
        let mut whole = Round::new(targets);
        for round in rounds {
            whole.merge(&round);
        }
        whole
    }

    /// The factor on each household's design weight, and the weight.
    pub(super) fn weights(&self, lambda: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let scale = self.recipe.scale();
        let mean = self.recipe.represented / f64::from(self.households);
        let (mut factors, mut weights) = (Vec::new(), Vec::new());
        let mut scaled: Vec<f64> = Vec::new();
        for made in &self.blocks {
            for (pair, relative) in made.found.starts.windows(2).zip(&made.relative) {
                let entries = pair[0] as usize..pair[1] as usize;
                let targets = &made.found.target[entries.clone()];
                scaled.clear();
                scaled.extend(
                    targets
                        .iter()
                        .zip(&made.found.value[entries])
                        .map(|(target, value)| super::round::held(value * scale[usize::from(*target)])),
                );
                let (factor, _) = self.recipe.bounds.factor(super::round::eta(targets, &scaled, lambda));
                factors.push(factor);
                weights.push(mean * relative * factor);
            }
        }
        (factors, weights)
    }
}
