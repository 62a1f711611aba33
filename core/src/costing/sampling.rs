//! What a survey of households leaves uncertain of the net cost: paired, household by household.

use super::cost::{request, schema_of};
use super::prepare::Prepared;
use super::shock::worlds;
use crate::document::Diagnostic;
use crate::numeric::grid::power_of_two;
use crate::numeric::math::sqrt;
use crate::population::Population;
use crate::rules::Account;
use crate::rules::compile::{CompiledLaw, compile};
use crate::simulation::{Level, NodeId, Progress, Request, run};

/// The standard error of the cost of [`SensitivityFigures`](super::SensitivityFigures), in currency units.
///
/// With z = weight x (what the household costs the public after less before), V = n / (n - 1) x sum (z - mean z)^2 over the n households:
/// households are taken as drawn with replacement, weights as given. What a law takes from or gives to nobody's household, such as a
/// total of the whole country, has no part in it. A reform's poverty line, ranks and rationing are taken as they are.
///
/// # Errors
/// Those of [`cost`](super::cost()); a cancelled run.
pub(super) fn sampling_error(
    prepared: &Prepared,
    parts: &[Population],
    progress: &Progress<'_>,
) -> Result<f64, Vec<Diagnostic>> {
    let schema = schema_of(prepared, parts)?;
    let (laws, worlds) = worlds(prepared);
    let program = compile(&laws, &schema, prepared.date)?;
    let after = usize::from(prepared.reform.is_some());
    let before = match (prepared.reform.is_some(), worlds.calm_baseline) {
        (true, _) => Some(0),
        (false, calm) => calm,
    };
    let signs = before.map(|law| (law, -1.0)).into_iter().chain([(after, 1.0)]);
    let posts: Vec<(NodeId, u8, f64)> = signs
        .flat_map(|(law, sign)| {
            posts(&program.laws[law]).map(move |(node, entity, public)| (node, entity, sign * public))
        })
        .collect();
    // The totals of a run are asked for too: selections and funds rest on them.
    let mut asked: Request = request(prepared, &program, &worlds);
    asked.columns = posts.iter().map(|(node, ..)| *node).collect();
    asked.columns.sort();
    asked.columns.dedup();
    let seed = prepared.study.options.seed;
    let outcome = run(&program, parts, seed, &asked, &[], Vec::new(), progress)?;
    let mut costs: Vec<f64> = Vec::new();
    for (part, columns) in parts.iter().zip(&outcome.columns) {
        let unit = power_of_two(-part.weight_scale().exact_exponent);
        let weights = crate::simulation::weights_by_row(part, 1);
        for (household, weight) in weights.into_iter().enumerate() {
            let mut cost = 0.0;
            for (node, entity, sign) in &posts {
                let rows = part.rows_of(*entity, &(household..household + 1));
                cost += columns[node][rows].iter().fold(0.0, |sum, amount| sum + sign * amount);
            }
            costs.push(cost * weight as f64 * unit);
        }
    }
    let count = costs.len() as f64;
    if count < 2.0 {
        return Ok(0.0);
    }
    // In the order of the households, which is that of the data whatever the parts.
    let mean = costs.iter().fold(0.0, |sum, cost| sum + cost) / count;
    let squares = costs.iter().fold(0.0, |sum, cost| sum + (cost - mean) * (cost - mean));
    Ok(sqrt(count / (count - 1.0) * squares))
}

/// What a law books with rows of its own: the amount, whose rows it has, and 1 where the public pays it to others, -1 where others pay it
/// to the public.
fn posts(law: &CompiledLaw) -> impl Iterator<Item = (NodeId, u8, f64)> + '_ {
    let instruments = law
        .instruments
        .iter()
        .map(|own| (own.paid, own.level, own.payer, own.payee));
    let flows = law
        .flows
        .iter()
        .map(|flow| (flow.node, flow.level, flow.payer, Account::Households));
    instruments.chain(flows).filter_map(|(node, level, payer, payee)| {
        let Level::Rows(entity) = level else { return None };
        let public = f64::from(u8::from(payer.is_public())) - f64::from(u8::from(payee.is_public()));
        (public != 0.0).then_some((node, entity, public))
    })
}
