//! Measures beside the standard ones: Theil, Atkinson, and what taxes and benefits do between market and disposable income.
//!
//! They take one more pass over the rows a law, and the rankings of market and gross income. No fingerprint covers them.

use std::collections::btree_map::Entry;

use super::cost::Run;
use super::distribution::{BaselineRanks, Measured, failure, rank, recycle, within_limit};
use super::memory::Spread;
use super::results::{EntropyResult, RedistributionResult};
use crate::document::Diagnostic;
use crate::measures::{
    ConcentrationPartial, EntropyIndices, EntropyPartial, EntropyPlan, MeasureError, RankIndex, RankedSum,
    redistribution,
};
use crate::numeric::sum::{Accumulator, Totals};
use crate::numeric::weights::{WeightScale, WeightSlice, Weights};
use crate::rules::compile::CompiledLaw;
use crate::simulation::NodeId;

/// Rows of a piece that one thread passes over.
const PIECE: usize = 1 << 15;

/// The columns of a law that the measures read beside its equivalised income.
pub(super) fn columns(law: &CompiledLaw) -> impl Iterator<Item = NodeId> {
    law.measures
        .redistribution
        .iter()
        .flat_map(|nodes| [Some(nodes.market), nodes.gross, Some(nodes.taxes)])
        .flatten()
}

/// Passes over the rows of all parts in pieces that threads share. The partials of the pieces come in their order.
fn pieces<P: Send>(
    weights: &[Weights],
    work: impl Fn(usize, std::ops::Range<usize>, WeightSlice<'_>) -> Result<P, MeasureError> + Sync + Send,
) -> Result<Vec<P>, Vec<Diagnostic>> {
    let mut tasks = Vec::new();
    for (part, weights) in weights.iter().enumerate() {
        let mut start = 0;
        while start < weights.len() {
            let end = if start + PIECE < weights.len() {
                start + PIECE
            } else {
                weights.len()
            };
            tasks.extend(weights.slice(start..end).map(|slice| (part, start..end, slice)));
            start = end;
        }
    }
    crate::simulation::for_each(tasks, |(part, rows, weights)| {
        work(part, rows, weights).map_err(failure)
    })
    .into_iter()
    .collect()
}

fn entropy(incomes: &[&[f64]], weights: &[Weights], scale: WeightScale) -> Result<EntropyIndices, Vec<Diagnostic>> {
    let sums = pieces(weights, |part, rows, weights| {
        let mut sum = Accumulator::default();
        sum.add(&incomes[part][rows], weights.low(), weights.high());
        Ok(sum)
    })?;
    let mut total = Accumulator::default();
    sums.iter().for_each(|sum| total.merge(sum));
    let totals: Totals = total.finish();
    let plan = EntropyPlan::new(&totals, scale);
    let found = pieces(weights, |part, rows, weights| {
        let mut partial = EntropyPartial::new(plan);
        partial.add(&incomes[part][rows], weights).map(|()| partial)
    })?;
    let mut whole = EntropyPartial::new(plan);
    for partial in found {
        whole.merge(&partial).map_err(failure)?;
    }
    Ok(whole.finish())
}

/// Theil's and Atkinson's measures of disposable income, before and after, and where there is a shock without it.
pub(super) fn entropies(
    run: &Run<'_>,
    [baseline, reform]: [NodeId; 2],
    ranks: &BaselineRanks,
    known: &mut Spread,
) -> Result<EntropyResult, Vec<Diagnostic>> {
    let mut of = |node: NodeId| -> Result<EntropyIndices, Vec<Diagnostic>> {
        let indices = match known.entropies.get(&node) {
            Some(indices) => *indices,
            None => entropy(&run.column(node), &ranks.weights, ranks.scale)?,
        };
        known.entropies.insert(node, indices);
        Ok(indices)
    };
    let calm = run.worlds.calm_baseline;
    Ok(EntropyResult {
        baseline: of(baseline)?,
        reform: of(reform)?,
        calm: match calm {
            Some(at) => Some(of(run.program.laws[at].measures.equivalised)?),
            None => None,
        },
    })
}

/// Twice the rank of every row by an income, for each part, and the weight of all.
pub(super) struct RankColumn {
    ranks: Vec<Vec<u64>>,
    weight: u64,
}

impl RankColumn {
    fn new(by: &[&[f64]], ranks: &BaselineRanks) -> Result<RankColumn, Vec<Diagnostic>> {
        let (ranked, _) = rank(by, &ranks.weights);
        let index = RankIndex::new(&ranked);
        recycle(ranked);
        let found = pieces(&ranks.weights, |part, rows, _| {
            let ranks: Vec<u64> = by[part][rows].iter().map(|income| index.rank(*income)).collect();
            Ok((part, ranks))
        })?;
        let mut columns: Vec<Vec<u64>> = vec![Vec::new(); by.len()];
        for (part, ranks) in found {
            columns[part].extend(ranks);
        }
        Ok(RankColumn {
            ranks: columns,
            weight: index.weight(),
        })
    }
}

/// The sum of an income by the rank of another.
fn sum_by_rank(by: &RankColumn, of: &[&[f64]], ranks: &BaselineRanks) -> Result<RankedSum, Vec<Diagnostic>> {
    let partials = pieces(&ranks.weights, |part, rows, weights| {
        let mut partial = ConcentrationPartial::new(ranks.scale);
        let own = &by.ranks[part][rows.clone()];
        partial
            .add_ranked(own, by.weight, [&of[part][rows]], weights)
            .map(|()| partial)
    })?;
    let mut whole = ConcentrationPartial::new(ranks.scale);
    for partial in partials {
        whole.merge(&partial).map_err(failure)?;
    }
    let [sum] = whole.sums();
    Ok(sum)
}

/// What taxes and benefits do under both laws; None if the system has no market income.
pub(super) fn redistributions(
    run: &Run<'_>,
    laws: [&CompiledLaw; 2],
    ranks: &BaselineRanks,
    measured: &Measured,
    known: &mut Spread,
) -> Result<Option<RedistributionResult>, Vec<Diagnostic>> {
    let [Some(nodes0), Some(nodes1)] = laws.map(|law| law.measures.redistribution) else {
        return Ok(None);
    };
    for node in laws.into_iter().flat_map(columns) {
        if known.within.insert(node) {
            within_limit(run.parts, &run.column(node)).inspect_err(|_| {
                known.within.remove(&node);
            })?;
        }
    }
    let inequality = &measured.inequality;
    let ginis = [inequality.baseline.gini, inequality.reform.gini];
    let mut found = Vec::with_capacity(laws.len());
    for ((law, nodes), gini_disposable) in laws.into_iter().zip([nodes0, nodes1]).zip(ginis) {
        // Most reforms leave market income as it is: then one ranking is enough for both laws.
        let by = match known.ranks.entry(nodes.market) {
            Entry::Occupied(found) => &*found.into_mut(),
            Entry::Vacant(place) => &*place.insert(RankColumn::new(&run.column(nodes.market), ranks)?),
        };
        let mut sums = [RankedSum::default(); 3];
        let of = [nodes.market, law.measures.equivalised, nodes.taxes];
        for (sum, of) in sums.iter_mut().zip(of) {
            *sum = match known.sums.get(&(nodes.market, of)) {
                Some(sum) => *sum,
                None => sum_by_rank(by, &run.column(of), ranks)?,
            };
            known.sums.insert((nodes.market, of), *sum);
        }
        let gini_gross = nodes.gross.and_then(|node| {
            *known.ginis.entry(node).or_insert_with(|| {
                let (ranked, _) = rank(&run.column(node), &ranks.weights);
                let gini = ranked.gini();
                recycle(ranked);
                gini
            })
        });
        found.push(redistribution(sums, by.weight, gini_gross, gini_disposable));
    }
    Ok(Some(RedistributionResult {
        baseline: found[0],
        reform: found[1],
    }))
}
