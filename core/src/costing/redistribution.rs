//! Measures beside the standard ones: Theil, Atkinson, and what taxes and benefits do between market and disposable income.
//!
//! They take one more pass over the rows a law, and the rankings of market and gross income. No fingerprint covers them.

use super::distribution::{BaselineRanks, Measured, failure, rank, recycle, within_limit};
use super::results::{EntropyResult, RedistributionResult};
use crate::document::Diagnostic;
use crate::measures::{
    ConcentrationPartial, EntropyIndices, EntropyPartial, EntropyPlan, MeasureError, RankIndex, Redistribution,
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
fn column<'a>(outcome: &'a Outcome, node: NodeId) -> Vec<&'a [f64]> {
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

/// An income that has been ranked: its node, index and Gini coefficient.
struct RankedIncome {
    node: NodeId,
    index: RankIndex,
}

/// What taxes and benefits do under both laws; None if the system has no market income.
pub(super) fn redistributions(
    laws: [&CompiledLaw; 2],
    parts: &[Population],
    outcome: &Outcome,
    ranks: &BaselineRanks,
    measured: &Measured,
) -> Result<Option<RedistributionResult>, Vec<Diagnostic>> {
    let ginis = [measured.inequality.baseline.gini, measured.inequality.reform.gini];
    let mut market: Option<RankedIncome> = None;
    let mut gross: Option<(NodeId, Option<f64>)> = None;
    let mut found: Vec<Redistribution> = Vec::with_capacity(2);
    for (law, gini) in laws.into_iter().zip(ginis) {
        let Some(nodes) = law.measures.redistribution else {
            return Ok(None);
        };
        for node in columns(law) {
            within_limit(parts, &column(outcome, node))?;
        }
        let by = column(outcome, nodes.market);
        // Market income is the same under most reforms, and gross income under many: what was ranked is kept.
        let ranked = match market.take().filter(|known| known.node == nodes.market) {
            Some(known) => known,
            None => {
                let (ranked, _) = rank(&by, &ranks.weights);
                let index = RankIndex::new(&ranked);
                recycle(ranked);
                RankedIncome {
                    node: nodes.market,
                    index,
                }
            }
        };
        if let Some(node) = nodes.gross.filter(|node| gross.is_none_or(|(known, _)| known != *node)) {
            let (ranked, _) = rank(&column(outcome, node), &ranks.weights);
            gross = Some((node, ranked.gini()));
            recycle(ranked);
        }
        let (disposable, taxes) = (column(outcome, law.measures.equivalised), column(outcome, nodes.taxes));
        let partials = pieces(&ranks.weights, |part, rows, weights| {
            let mut partial = ConcentrationPartial::new(ranks.scale);
            let by = &by[part][rows.clone()];
            let of = [by, &disposable[part][rows.clone()], &taxes[part][rows]];
            partial.add(&ranked.index, by, of, weights).map(|()| partial)
        })?;
        let mut whole = ConcentrationPartial::new(ranks.scale);
        for partial in partials {
            whole.merge(&partial).map_err(failure)?;
        }
        found.push(redistribution(
            whole.sums(),
            ranked.index.weight(),
            nodes.gross.and(gross).and_then(|(_, gini)| gini),
            gini,
        ));
        market = Some(ranked);
    }
    Ok(match found[..] {
        [baseline, reform] => Some(RedistributionResult { baseline, reform }),
        _ => None,
    })
}
