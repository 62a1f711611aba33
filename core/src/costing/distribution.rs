//! Poverty, inequality, deciles, winners and groups of a run.

use super::prepare::Prepared;
use super::results::{GroupRow, GroupTable, InequalityResult, PovertyPair, PovertyResult, WinnersResultRow};
use crate::document::Diagnostic;
use crate::measures::{
    CellsPartial, DecileEdges, DecileRow, DistributionPartial, DistributionPlan, MeasureError, Part, PovertyLine, PovertyPartial, WinnersRow, inequality,
};
use crate::numeric::radix::Ranker;
use crate::numeric::rank::Ranked;
use crate::numeric::sum::{Accumulator, Totals};
use crate::numeric::weights::{WeightScale, Weights};
use crate::population::{ColumnData, Population};
use crate::rules::compile::Program;
use crate::simulation::Outcome;

/// Everything that is measured on equivalised income.
pub(super) struct Measured {
    pub poverty: PovertyResult,
    pub inequality: InequalityResult,
    pub deciles: Vec<DecileRow>,
    pub winners: Vec<WinnersResultRow>,
    pub groups: Vec<GroupTable>,
    pub weight: f64,
}

/// The age bands of the group table.
const AGE_BANDS: [(&str, f64); 4] = [("0-17", 18.0), ("18-39", 40.0), ("40-64", 65.0), ("65+", f64::INFINITY)];

fn failure(error: MeasureError) -> Vec<Diagnostic> {
    vec![Diagnostic {
        code: "measure",
        file: String::new(),
        path: String::new(),
        line: None,
        column: None,
        span: None,
        message: error.to_string(),
        found: String::new(),
        allowed: String::new(),
        remedy: String::new(),
    }]
}

/// The weight of each household in the measures: its own, times its members where persons count.
fn measure_weights(part: &Population, persons: Option<&[f64]>) -> Result<Weights, Vec<Diagnostic>> {
    let Some(persons) = persons else { return Ok(part.weights.clone()) };
    let scale = part.weight_scale();
    let unit = crate::numeric::grid::power_of_two(-scale.exact_exponent);
    let own = part.weights.as_slice();
    let weights: Vec<f64> = own
        .low()
        .iter()
        .zip(own.high())
        .zip(persons)
        .map(|((low, high), persons)| (u64::from(*low) | u64::from(*high) << 26) as f64 * unit * persons)
        .collect();
    Weights::new(&weights, scale).map_err(|error| {
        vec![Diagnostic {
            code: "weight-too-large",
            file: part.name.clone(),
            path: "weight".to_string(),
            line: None,
            column: None,
            span: None,
            message: "the weight of a household times its members does not fit".to_string(),
            found: format!("{error:?}"),
            allowed: "weights within one scale".to_string(),
            remedy: "check the weights of the data".to_string(),
        }]
    })
}

/// Sorts and totals the incomes of all parts.
fn rank(incomes: &[&[f64]], weights: &[Weights], ranker: &mut Ranker) -> (Ranked, Totals) {
    let mut runs = Vec::with_capacity(incomes.len());
    let mut sum = Accumulator::default();
    for (incomes, weights) in incomes.iter().zip(weights) {
        let slice = weights.as_slice();
        sum.add(incomes, slice.low(), slice.high());
        runs.push(ranker.sort(incomes, slice));
    }
    (Ranked::from_runs(runs), sum.finish())
}

pub(super) fn measure(prepared: &Prepared, program: &Program, parts: &[Population], outcome: &Outcome) -> Result<Measured, Vec<Diagnostic>> {
    let options = &prepared.study.options;
    let baseline = &program.laws[0];
    let reform = program.laws.last().unwrap_or(baseline);
    let count_persons = options.count_persons && parts[0].has_persons;
    let mut weights = Vec::with_capacity(parts.len());
    for (part, columns) in parts.iter().zip(&outcome.columns) {
        let persons = count_persons.then(|| columns[&baseline.measures.persons].as_slice());
        weights.push(measure_weights(part, persons)?);
    }
    let of = |node| -> Vec<&[f64]> { outcome.columns.iter().map(|columns| columns[&node].as_slice()).collect() };
    let (y0, y1) = (of(baseline.measures.equivalised), of(reform.measures.equivalised));
    let unchanged = baseline.measures.equivalised == reform.measures.equivalised;
    let mut ranker = Ranker::new();
    let (ranked0, totals0) = rank(&y0, &weights, &mut ranker);
    let after = (!unchanged).then(|| rank(&y1, &weights, &mut ranker));
    let (ranked1, totals1) = match &after {
        Some((ranked, totals)) => (ranked, totals),
        None => (&ranked0, &totals0),
    };
    let scale = parts[0].weight_scale();
    let exponent = scale.exact_exponent;
    let line0 = PovertyLine::relative(&ranked0, options.poverty_line_share);
    let line1 = PovertyLine::relative(ranked1, options.poverty_line_share);
    let mut poverty_floating_baseline = line0.map(|line| PovertyPartial::new(line, scale));
    let mut deciles = Vec::new();
    let mut winners = Vec::new();
    let mut fixed = PovertyPair { baseline: None, reform: None };
    let mut floating = PovertyPair { baseline: None, reform: None };
    if let Some(edges) = DecileEdges::of(&ranked0) {
        let plan = DistributionPlan { edges, fixed_line: line0, floating_line: line1 };
        let mut partial = DistributionPartial::new(&plan, scale);
        for ((y0, y1), weights) in y0.iter().zip(&y1).zip(&weights) {
            partial.add(&Part::new(y0, y1, weights.as_slice()).map_err(failure)?).map_err(failure)?;
            if let Some(poverty) = &mut poverty_floating_baseline {
                poverty.add(y0, weights.as_slice()).map_err(failure)?;
            }
        }
        let distribution = partial.finish();
        deciles = distribution.deciles.deciles;
        deciles.push(distribution.deciles.all);
        winners.push(winners_row("All", &distribution.winners.all));
        winners.extend(distribution.winners.deciles.iter().map(|row| winners_row(&row.decile.to_string(), row)));
        fixed = PovertyPair { baseline: distribution.poverty_baseline, reform: distribution.poverty_reform };
        floating = PovertyPair { baseline: poverty_floating_baseline.map(|poverty| poverty.finish()), reform: distribution.poverty_reform_floating_line };
    }
    let groups = groups(prepared, program, parts, &y0, &y1, &weights, line0, scale)?;
    Ok(Measured {
        poverty: PovertyResult { line_share: options.poverty_line_share, fixed, floating },
        inequality: InequalityResult { baseline: inequality(&ranked0, &totals0), reform: inequality(ranked1, totals1) },
        deciles,
        winners,
        groups,
        weight: totals0.weight.to_f64(exponent),
    })
}

fn winners_row(group: &str, row: &WinnersRow) -> WinnersResultRow {
    let share = |f: fn(&crate::measures::BandShares) -> f64| row.shares.as_ref().map(f);
    WinnersResultRow {
        group: group.to_string(),
        weight: row.weight,
        loss_above_5_percent: share(|s| s.loss_above_5_percent_share),
        loss_up_to_5_percent: share(|s| s.loss_up_to_5_percent_share),
        no_change: share(|s| s.no_change_share),
        gain_up_to_5_percent: share(|s| s.gain_up_to_5_percent_share),
        gain_above_5_percent: share(|s| s.gain_above_5_percent_share),
        baseline_not_positive: share(|s| s.baseline_not_positive_share),
    }
}

/// Results by age where it is known, and by every category that the system lists and the data has.
#[allow(clippy::too_many_arguments)]
fn groups(
    prepared: &Prepared,
    program: &Program,
    parts: &[Population],
    y0: &[&[f64]],
    y1: &[&[f64]],
    weights: &[Weights],
    line: Option<PovertyLine>,
    scale: WeightScale,
) -> Result<Vec<GroupTable>, Vec<Diagnostic>> {
    let mut tables = Vec::new();
    let mut names: Vec<(String, Vec<String>)> = Vec::new();
    if parts[0].column("age").is_some_and(|column| column.entity == 0) {
        names.push(("age".to_string(), AGE_BANDS.iter().map(|(label, _)| (*label).to_string()).collect()));
    }
    for name in &program.laws[0].by {
        let labels = prepared.system.column(name).and_then(|column| match &column.kind {
            crate::system::ColumnKind::Category(category) => prepared.system.categories.get(category),
            _ => None,
        });
        if let Some(labels) = labels {
            names.push((name.clone(), labels.clone()));
        }
    }
    for (name, labels) in names {
        let mut partial = CellsPartial::new(labels.len() as u32, line, scale);
        for (at, part) in parts.iter().enumerate() {
            let Some(column) = part.column(&name) else { continue };
            let code = |row: usize| -> u32 {
                let value = column.data.value(row);
                if name == "age" && column.labels.is_none() {
                    AGE_BANDS.iter().position(|(_, below)| value < *below).unwrap_or(AGE_BANDS.len() - 1) as u32
                } else {
                    value as u32
                }
            };
            if column.entity == 1 {
                let codes: Vec<u32> = match &column.data {
                    ColumnData::U8(values) => values.iter().map(|value| u32::from(*value)).collect(),
                    _ => (0..part.households()).map(code).collect(),
                };
                partial.add(&codes, &Part::new(y0[at], y1[at], weights[at].as_slice()).map_err(failure)?).map_err(failure)?;
                continue;
            }
            // Each person counts with the household's weight and equivalised income.
            let entity = &part.entities[column.entity as usize];
            let Some(offsets) = &entity.household_offsets else { continue };
            let own = part.weights.as_slice();
            let unit = crate::numeric::grid::power_of_two(-scale.exact_exponent);
            let mut codes = Vec::with_capacity(entity.rows as usize);
            let (mut before, mut after, mut row_weights) = (Vec::new(), Vec::new(), Vec::new());
            for household in 0..part.households() {
                for row in offsets[household] as usize..offsets[household + 1] as usize {
                    codes.push(code(row));
                    before.push(y0[at][household]);
                    after.push(y1[at][household]);
                    row_weights.push((u64::from(own.low()[household]) | u64::from(own.high()[household]) << 26) as f64 * unit);
                }
            }
            let Ok(row_weights) = Weights::new(&row_weights, scale) else { continue };
            partial.add(&codes, &Part::new(&before, &after, row_weights.as_slice()).map_err(failure)?).map_err(failure)?;
        }
        let cells = partial.finish();
        let rows = cells
            .rows
            .iter()
            .zip(&labels)
            .filter(|(row, _)| row.weight > 0.0)
            .map(|(row, label)| GroupRow {
                group: label.clone(),
                weight: row.weight,
                mean_baseline: row.mean_baseline,
                mean_reform: row.mean_reform,
                mean_change: row.mean_change,
                relative_change: row.relative_change,
                poverty_baseline_rate: row.poverty_baseline_rate,
                poverty_reform_rate: row.poverty_reform_rate,
            })
            .collect();
        tables.push(GroupTable { by: name, rows });
    }
    Ok(tables)
}
