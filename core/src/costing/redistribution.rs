//! Measures beside the standard ones: Theil, Atkinson, and what taxes and benefits do between market and disposable income.
//!
//! They take one more pass over the rows a law, and the rankings of market and gross income. No fingerprint covers them.

use super::distribution::{BaselineRanks, Measured, failure, rank, recycle, within_limit};
use super::results::{EntropyResult, RedistributionResult};
use crate::document::Diagnostic;
use crate::measures::{
    ConcentrationPartial, EntropyIndices, EntropyPartial, EntropyPlan, MeasureError, RankIndex, RankedSum,
    redistribution,
};
use crate::numeric::sum::{Accumulator, Totals};
use crate::numeric::weights::{WeightScale, WeightSlice, Weights};
use crate::population::Population;
use crate::rules::compile::CompiledLaw;
use crate::simulation::{NodeId, Outcome};

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

/// A column of all parts.
fn column(outcome: &Outcome, node: NodeId) -> Vec<&[f64]> {
    outcome
        .columns
        .iter()
        .map(|columns| columns[&node].as_slice())
        .collect()
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

/// Theil's and Atkinson's measures of disposable income, before and after.
pub(super) fn entropies(ranks: &BaselineRanks, y0: &[&[f64]], y1: &[&[f64]]) -> Result<EntropyResult, Vec<Diagnostic>> {
    let baseline = entropy(y0, &ranks.weights, ranks.scale)?;
    let unchanged = y0.iter().zip(y1).all(|(a, b)| std::ptr::eq(*a, *b));
    let reform = if unchanged {
        baseline
    } else {
        entropy(y1, &ranks.weights, ranks.scale)?
    };
    Ok(EntropyResult { baseline, reform })
}

/// The sums of market income, of both disposable incomes and of both taxes by rank of a market income, and the weight of its
/// index.
fn by_rank(by: &[&[f64]], of: [&[&[f64]]; 4], ranks: &BaselineRanks) -> Result<([RankedSum; 5], u64), Vec<Diagnostic>> {
    let (ranked, _) = rank(by, &ranks.weights);
    let index = RankIndex::new(&ranked);
    recycle(ranked);
    let partials = pieces(&ranks.weights, |part, rows, weights| {
        let mut partial = ConcentrationPartial::new(ranks.scale);
        let [a, b, c, d] = of.map(|of| &of[part][rows.clone()]);
        let by = &by[part][rows.clone()];
        partial.add(&index, by, [by, a, b, c, d], weights).map(|()| partial)
    })?;
    let mut whole = ConcentrationPartial::new(ranks.scale);
    for partial in partials {
        whole.merge(&partial).map_err(failure)?;
    }
    Ok((whole.sums(), index.weight()))
}

/// What taxes and benefits do under both laws; None if the system has no market income.
pub(super) fn redistributions(
    laws: [&CompiledLaw; 2],
    parts: &[Population],
    outcome: &Outcome,
    ranks: &BaselineRanks,
    measured: &Measured,
) -> Result<Option<RedistributionResult>, Vec<Diagnostic>> {
    let [Some(nodes0), Some(nodes1)] = laws.map(|law| law.measures.redistribution) else {
        return Ok(None);
    };
    let mut seen: Vec<NodeId> = Vec::new();
    for node in laws.into_iter().flat_map(columns) {
        if !seen.contains(&node) {
            within_limit(parts, &column(outcome, node))?;
            seen.push(node);
        }
    }
    let disposable = laws.map(|law| column(outcome, law.measures.equivalised));
    let taxes = [nodes0, nodes1].map(|nodes| column(outcome, nodes.taxes));
    let of = [&disposable[0], &taxes[0], &disposable[1], &taxes[1]].map(Vec::as_slice);
    // Most reforms leave market income as it is: then one ranking and one pass are enough for both laws.
    let (sums0, weight0) = by_rank(&column(outcome, nodes0.market), of, ranks)?;
    let (sums1, weight1) = if nodes1.market == nodes0.market {
        (sums0, weight0)
    } else {
        by_rank(&column(outcome, nodes1.market), of, ranks)?
    };
    let gini = |node: Option<NodeId>| {
        node.and_then(|node| {
            let (ranked, _) = rank(&column(outcome, node), &ranks.weights);
            let gini = ranked.gini();
            recycle(ranked);
            gini
        })
    };
    let gross0 = gini(nodes0.gross);
    let gross1 = if nodes1.gross == nodes0.gross {
        gross0
    } else {
        gini(nodes1.gross)
    };
    let [market0, disposable0, taxes0, ..] = sums0;
    let [market1, _, _, disposable1, taxes1] = sums1;
    let inequality = &measured.inequality;
    Ok(Some(RedistributionResult {
        baseline: redistribution(
            [market0, disposable0, taxes0],
            weight0,
            gross0,
            inequality.baseline.gini,
        ),
        reform: redistribution([market1, disposable1, taxes1], weight1, gross1, inequality.reform.gini),
    }))
}
