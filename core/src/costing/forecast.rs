//! How good the forecast of the loss of work was: what the column `predicted_risk` said, and what came under baseline law.

use super::results::{ForecastResult, ForecastTenthRow, ForecastThreshold};
use crate::numeric::weights::{WeightSum, Weights};
use crate::population::Population;
use crate::rules::compile::{CompiledForecast, CompiledLaw};
use crate::scenario::{Forecast, measure_forecast_at};
use crate::simulation::{NodeId, Outcome};

/// The predicted risks from which a warning is measured.
const THRESHOLDS: [f64; 7] = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5];

/// The columns of a forecast.
pub(super) fn columns(forecast: CompiledForecast) -> [NodeId; 2] {
    [forecast.predicted, forecast.counts]
}

/// What was foretold of the persons of each part.
#[derive(Debug, Clone)]
pub(super) struct Foretold {
    predicted: Vec<Vec<f64>>,
    counts: Vec<Vec<f64>>,
}

impl Foretold {
    /// What a law's forecast says of the year after, kept until that year is known.
    pub fn of_next_year(law: &CompiledLaw, outcome: &Outcome) -> Option<Foretold> {
        let forecast = law.cover.as_ref()?.forecast.filter(|forecast| forecast.of_next_year)?;
        let column = |node: NodeId| {
            let parts = outcome.columns.iter();
            parts
                .map(|columns| columns.get(&node).cloned())
                .collect::<Option<Vec<_>>>()
        };
        Some(Foretold {
            predicted: column(forecast.predicted)?,
            counts: column(forecast.counts)?,
        })
    }

    /// How good it was.
    pub fn measured(&self, parts: &[Population], realised: &[&[f64]]) -> Option<ForecastResult> {
        let [predicted, counts] =
            [&self.predicted, &self.counts].map(|columns| columns.iter().map(Vec::as_slice).collect::<Vec<&[f64]>>());
        measured(parts, &predicted, &counts, realised)
    }
}

/// The weights of the persons of a part, in steps: those of their households.
fn weights(part: &Population) -> Vec<u64> {
    let offsets: &[u32] = part.entities[0].household_offsets.as_deref().unwrap_or_default();
    let households: Vec<u32> = (0u32..)
        .zip(offsets.windows(2))
        .flat_map(|(household, rows)| (rows[0]..rows[1]).map(move |_| household))
        .collect();
    let weights: Weights = part.weights.of_rows(&households);
    let own = weights.as_slice();
    let pairs = own.low().iter().zip(own.high());
    pairs
        .map(|(low, high)| u64::from(*low) | u64::from(*high) << 26)
        .collect()
}

/// A forecast against what came; `None` where nobody has a predicted risk.
pub(super) fn measured(
    parts: &[Population],
    predicted: &[&[f64]],
    counts: &[&[f64]],
    realised: &[&[f64]],
) -> Option<ForecastResult> {
    let somebody = predicted.iter().any(|part| part.iter().any(|risk| *risk > 0.0));
    if !somebody {
        return None;
    }
    let weights: Vec<Vec<u64>> = parts.iter().map(weights).collect();
    let columns = predicted.iter().zip(counts).zip(realised).zip(&weights);
    let foretold: Vec<Forecast<'_>> = columns
        .map(|(((predicted, counts), realised), weights)| Forecast {
            predicted,
            realised,
            counts,
            weights,
        })
        .collect();
    let found = measure_forecast_at(&foretold, THRESHOLDS);
    let step = WeightSum(1).to_f64(parts.first()?.weight_scale().exact_exponent);
    let tenths: Vec<ForecastTenthRow> = (1u32..)
        .zip(&found[0].tenths)
        .filter(|(_, tenth)| tenth.weight > 0)
        .map(|(at, tenth)| ForecastTenthRow {
            tenth: at,
            persons: tenth.weight as f64 * step,
            predicted: tenth.predicted,
            realised: tenth.realised,
        })
        .collect();
    let persons = tenths.iter().fold(0.0, |sum, row| sum + row.persons);
    if persons <= 0.0 {
        return None;
    }
    let mean =
        |of: fn(&ForecastTenthRow) -> f64| tenths.iter().fold(0.0, |sum, row| sum + row.persons * of(row)) / persons;
    Some(ForecastResult {
        persons,
        mean_predicted: mean(|row| row.predicted),
        displaced_share: mean(|row| row.realised),
        thresholds: THRESHOLDS
            .iter()
            .zip(&found)
            .map(|(threshold, quality)| ForecastThreshold {
                threshold: *threshold,
                warned_share: quality.warned,
                precision: quality.precision,
                recall: quality.recall,
            })
            .collect(),
        tenths,
    })
}
