//! Who is left out where places, money or a fund do not suffice for all.

use std::collections::BTreeMap;

use super::cost::Run;
use super::results::RationingRow;
use crate::numeric::sum::Totals;
use crate::numeric::weights::WeightSum;
use crate::rules::compile::{CompiledRationing, Program};
use crate::simulation::NodeId;

/// The columns whose totals tell it, for the first laws of a program.
pub(super) fn request(program: &Program, measured: usize, add: &mut dyn FnMut(NodeId)) {
    for row in program.laws[..measured].iter().flat_map(|law| &law.rationing) {
        let own = [row.claimed, row.granted, row.paid];
        own.into_iter()
            .chain(row.displaced.into_iter().flatten())
            .for_each(&mut *add);
    }
}

/// A row for each such instrument of baseline and reform of which something is claimed; `found` holds the totals that were requested.
pub(super) fn rationing(run: &Run<'_>, found: &BTreeMap<NodeId, Totals>) -> Vec<RationingRow> {
    let exponent = run.parts.first().map_or(0, |part| part.weight_scale().exact_exponent);
    let row = |law: &str, own: &CompiledRationing| {
        let totals = |node: NodeId| found[&node];
        let (claimed, granted, paid) = (totals(own.claimed), totals(own.granted), totals(own.paid));
        let fewer = |all: WeightSum, served: WeightSum| WeightSum(all.0 - served.0).to_f64(exponent);
        let left = |[all, served]: [NodeId; 2]| fewer(totals(all).positive_weight, totals(served).positive_weight);
        (claimed.positive_weight.0 != 0).then(|| RationingRow {
            law: law.to_string(),
            instrument: own.instrument.clone(),
            by: own.by.name().to_string(),
            unit: own.unit.clone(),
            wanted: claimed.positive_weight.to_f64(exponent),
            served: granted.positive_weight.to_f64(exponent),
            refused: fewer(claimed.positive_weight, granted.positive_weight),
            claimed: claimed.sum.to_f64(exponent),
            paid: paid.sum.to_f64(exponent),
            shortfall: (claimed.sum - paid.sum).to_f64(exponent),
            displaced_wanted: own
                .displaced
                .map(|[all, _]| totals(all).positive_weight.to_f64(exponent)),
            displaced_refused: own.displaced.map(left),
        })
    };
    let mut rows = Vec::new();
    if run.prepared.reform.is_some() {
        rows.extend(
            run.program.laws[0]
                .rationing
                .iter()
                .filter_map(|own| row("baseline", own)),
        );
    }
    rows.extend(run.reform().rationing.iter().filter_map(|own| row("reform", own)));
    rows
}
