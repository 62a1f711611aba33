//! How good a forecast of displacement was.

use super::ration::share_steps;

/// What was foretold and what came, of the people of one part.
#[derive(Debug, Clone, Copy)]
pub struct Forecast<'a> {
    /// Predicted risk, 0 to 1: `predicted_risk` of a year.
    pub predicted: &'a [f64],
    /// Whether it came, 0 or 1: for a window from month 12 to 24, `displaced_this_year` of the year after.
    pub realised: &'a [f64],
    /// Whether the person counts, 0 or 1: `at_risk` of the year.
    pub counts: &'a [f64],
    /// Weights in steps.
    pub weights: &'a [u64],
}

/// How good a forecast was. Shares are of weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForecastQuality {
    /// Share of those who count whose predicted risk is at least the threshold; None when nobody counts.
    pub warned: Option<f64>,
    /// Of these, the share displaced; None when there are none.
    pub precision: Option<f64>,
    /// Of the displaced, the share that was warned; None when nobody was displaced.
    pub recall: Option<f64>,
    /// Mean predicted risk and share displaced by tenths of weight, from the lowest predicted risk to the highest.
    pub tenths: [ForecastTenth; 10],
}

/// A tenth of those who count, in the order of their predicted risk.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ForecastTenth {
    /// Its weight in steps: equal risks stay together, in the lower of two tenths, so tenths can differ and be empty.
    pub weight: u128,
    /// Its mean predicted risk; 0 when empty.
    pub predicted: f64,
    /// Its share displaced; 0 when empty.
    pub realised: f64,
}

/// Measures a forecast against what came: who is warned has a predicted risk of at least `threshold`.
///
/// Rows beyond the shortest column of a part are left out. The result does not depend on order or parts.
pub fn measure_forecast(parts: &[Forecast<'_>], threshold: f64) -> ForecastQuality {
    measure_forecast_at(parts, [threshold])[0]
}

/// The same for several thresholds; the tenths are those of each.
pub fn measure_forecast_at<const N: usize>(parts: &[Forecast<'_>], thresholds: [f64; N]) -> [ForecastQuality; N] {
    let mut rows: Vec<(f64, u64, bool)> = Vec::new();
    for part in parts {
        let columns = part
            .predicted
            .iter()
            .zip(part.realised)
            .zip(part.counts)
            .zip(part.weights);
        rows.extend(
            columns
                .filter(|(((_, _), counts), _)| **counts > 0.0)
                .map(|(((predicted, realised), _), weight)| (*predicted + 0.0, *weight, *realised > 0.0)),
        );
    }
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let weight = |chosen: &dyn Fn(&(f64, u64, bool)) -> bool| -> u128 {
        rows.iter().filter(|row| chosen(row)).map(|row| u128::from(row.1)).sum()
    };
    let all = weight(&|_| true);
    let displaced = weight(&|row| row.2);
    let tenths = tenths(&rows, all);
    thresholds.map(|threshold| {
        let warned = weight(&|row| row.0 >= threshold);
        let hits = weight(&|row| row.0 >= threshold && row.2);
        ForecastQuality {
            warned: ratio(warned, all),
            precision: ratio(hits, warned),
            recall: ratio(hits, displaced),
            tenths,
        }
    })
}

fn ratio(part: u128, whole: u128) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The tenths of rows that stand in the order of their predicted risk.
fn tenths(rows: &[(f64, u64, bool)], all: u128) -> [ForecastTenth; 10] {
    let mut tenths = [ForecastTenth::default(); 10];
    let (mut foretold, mut came) = ([0u128; 10], [0u128; 10]);
    let mut below = 0u128;
    for group in rows.chunk_by(|a, b| a.0 == b.0) {
        let weight: u128 = group.iter().map(|row| u128::from(row.1)).sum();
        if weight == 0 {
            continue;
        }
        let at = (below * 10 / all).min(9) as usize;
        below += weight;
        tenths[at].weight += weight;
        foretold[at] += u128::from(share_steps(group[0].0)) * weight;
        came[at] += group
            .iter()
            .filter(|row| row.2)
            .map(|row| u128::from(row.1))
            .sum::<u128>();
    }
    for ((tenth, foretold), came) in tenths.iter_mut().zip(foretold).zip(came) {
        tenth.predicted = ratio(foretold, tenth.weight).map_or(0.0, |steps| steps / 4_294_967_296.0);
        tenth.realised = ratio(came, tenth.weight).unwrap_or(0.0);
    }
    tenths
}
