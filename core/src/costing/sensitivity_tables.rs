//! What the assumptions, the people and the draws do to a result, as a document and as tables.

use serde::{Deserialize, Serialize};

use super::results::Results;
use super::sensitivity::{Sensitivity, SensitivityEnd};
use super::tables::{Builder, ResultTable};
use super::uncertainty::{LineMethod, Uncertainty, UncertaintyLine};

/// The sensitivity of a study as a document. Amounts are a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SensitivityDocument {
    /// The version of this form: 1.
    pub format: u32,
    /// The version of the model.
    pub model_version: String,
    /// The fingerprint of the study's results.
    pub fingerprint: String,
    /// The study.
    pub study: String,
    /// The currency (ISO 4217).
    pub currency: String,
    /// Each assumption at both ends of its range.
    pub sensitivity: Sensitivity,
    /// The draws, the people and the assumptions together; None where they were not asked for.
    pub uncertainty: Option<Uncertainty>,
    /// The range in one sentence by language; None where there is none.
    pub sentence: Option<RangeSentence>,
}

/// The range in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeSentence {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl SensitivityDocument {
    /// The document of a study; `results` are those with every value of the study.
    pub fn of(
        results: &Results,
        sensitivity: Sensitivity,
        uncertainty: Option<Uncertainty>,
        sentence: Option<RangeSentence>,
    ) -> SensitivityDocument {
        SensitivityDocument {
            format: 1,
            model_version: super::MODEL_VERSION.to_string(),
            fingerprint: results.fingerprint.clone(),
            study: results.study.clone(),
            currency: results.currency.clone(),
            sensitivity,
            uncertainty,
            sentence,
        }
    }

    /// Its tables: `tornado`, the assumptions with the largest swing first; where they were asked for `uncertainty`, a row a source, and
    /// `shares`, what the variance over the assumptions owes to each.
    pub fn tables(&self) -> Vec<ResultTable> {
        let mut tables = vec![tornado(&self.sensitivity)];
        if let Some(found) = &self.uncertainty {
            tables.push(lines(found));
            tables.push(
                Builder::new(&found.shares)
                    .text("parameter", |row| row.parameter.clone())
                    .number("share", |row| Some(row.share))
                    .table("shares"),
            );
        }
        tables
    }
}

fn tornado(found: &Sensitivity) -> ResultTable {
    let cost = |end: &SensitivityEnd| Some(end.figures?.cost);
    let poverty = |end: &SensitivityEnd| end.figures?.poverty;
    let levy = |end: &SensitivityEnd| end.figures?.levy_yield;
    Builder::new(&found.rows)
        .text("parameter", |row| row.parameter.clone())
        .number("low", |row| Some(row.low.value))
        .number("central", |row| Some(row.central))
        .number("high", |row| Some(row.high.value))
        .number("cost_at_low", |row| cost(&row.low))
        .number("cost_at_high", |row| cost(&row.high))
        .number("cost_swing", |row| Some(row.cost_swing))
        .number("poverty_at_low", |row| poverty(&row.low))
        .number("poverty_at_high", |row| poverty(&row.high))
        .number("poverty_swing", |row| row.poverty_swing)
        .number("levy_yield_at_low", |row| levy(&row.low))
        .number("levy_yield_at_high", |row| levy(&row.high))
        .number("levy_swing", |row| row.levy_swing)
        .table("tornado")
}

fn lines(found: &Uncertainty) -> ResultTable {
    let sources = [
        ("simulation", &found.simulation),
        ("people", &found.people),
        ("assumptions", &found.assumptions),
    ];
    let rows: Vec<(&str, &UncertaintyLine)> = sources
        .into_iter()
        .filter_map(|(name, line)| Some((name, line.as_ref()?)))
        .collect();
    let method = |method: LineMethod| match method {
        LineMethod::Seeds => "seeds",
        LineMethod::PairedByHousehold => "paired_by_household",
        LineMethod::Syntheses => "syntheses",
        LineMethod::LatinHypercube => "latin_hypercube",
    };
    Builder::new(&rows)
        .text("source", |(name, _)| (*name).to_string())
        .text("method", |(_, line)| method(line.method).to_string())
        .number("runs", |(_, line)| Some(f64::from(line.runs)))
        .number("refused", |(_, line)| Some(f64::from(line.refused)))
        .number("mean", |(_, line)| Some(line.cost.mean))
        .number("deviation", |(_, line)| Some(line.cost.deviation))
        .number("low", |(_, line)| Some(line.cost.low))
        .number("high", |(_, line)| Some(line.cost.high))
        .number("poverty_deviation", |(_, line)| Some(line.poverty?.deviation))
        .number("poverty_low", |(_, line)| Some(line.poverty?.low))
        .number("poverty_high", |(_, line)| Some(line.poverty?.high))
        .table("uncertainty")
}
