//! Whom the net catches: of the displaced, who keeps or finds work, has enough, gets something, or falls through.

use super::reader::Reader;
use super::table::Rows;
use super::texts::{self, Text};
use super::{Axis, Figure, FigureTable, Unit};
use crate::costing::ForecastResult;
use crate::measures::Funnel;

/// The displaced of one law in five segments that add up to all: shares, None where nobody is displaced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segments(pub [Option<f64>; 5]);

impl Segments {
    pub fn of(funnel: &Funnel) -> Segments {
        let weights = [
            funnel.avoided,
            funnel.adequate,
            funnel.receiving - funnel.adequate,
            funnel.eligible - funnel.receiving,
            funnel.displaced - funnel.avoided - funnel.eligible,
        ];
        let share = |weight: f64| {
            let weight = if weight > 0.0 { weight } else { 0.0 };
            (funnel.displaced > 0.0).then(|| weight / funnel.displaced)
        };
        Segments(weights.map(share))
    }
}

/// The share of the displaced that is protected: job kept or found, or a benefit and enough income.
pub(super) fn protected(funnel: &Funnel) -> Option<f64> {
    funnel.protected_share()
}

/// The segments by name, in the order in which they are drawn.
const SEGMENTS: [(&str, Text); 5] = [
    ("job_kept_or_found", texts::SEGMENT_JOB),
    ("enough_income", texts::SEGMENT_ENOUGH),
    ("benefit_not_enough", texts::SEGMENT_NOT_ENOUGH),
    ("entitled_not_claimed", texts::SEGMENT_NOT_CLAIMED),
    ("not_entitled", texts::SEGMENT_NOT_ENTITLED),
];

/// A law with its funnel.
type Row<'a> = (&'static str, Text, &'a Funnel);

/// The funnel of the reform beside that of today's law; absent without a scenario.
pub(super) fn coverage(reader: &Reader<'_>) -> Option<Figure> {
    let results = reader.results;
    let shock = results.shock.as_ref()?;
    let coverage = &shock.coverage;
    let baseline: Row<'_> = ("baseline", texts::TODAYS_LAW, &coverage.baseline);
    let reform: Row<'_> = ("reform", texts::PACKAGE, &coverage.reform);
    let rows = if results.has_reform {
        vec![reform, baseline]
    } else {
        vec![baseline]
    };
    let shares = (protected(&coverage.reform), protected(&coverage.baseline));
    let show = |share: Option<f64>| reader.language.show(Unit::Share, share);
    let holes = [
        ("p", show(shares.0)),
        ("b", show(shares.1)),
        ("d", reader.language.people(coverage.baseline.displaced)),
    ];
    let text = if results.has_reform {
        texts::COVERAGE
    } else {
        texts::COVERAGE_LEVEL
    };
    let figure = Figure {
        name: "coverage".to_string(),
        question: reader.word(texts::COVERAGE_QUESTION),
        sentence: reader.sentence(text, &holes),
        title: reader.word(texts::COVERAGE_TITLE),
        definition: reader.word(texts::COVERAGE_DEFINITION),
        axis: Axis {
            factor: 0.01,
            unit: Unit::Share,
            caption: reader.word(texts::AXIS_PERCENT),
        },
        table: segments(reader, &rows),
        more: [steps(reader, &coverage.baseline, &coverage.reform)]
            .into_iter()
            .chain(shock.forecast.iter().flat_map(|forecast| forecasts(reader, forecast)))
            .collect(),
    };
    Some(if shares.1.is_none() {
        reader.empty(figure, texts::COVERAGE_NOBODY)
    } else {
        figure
    })
}

fn segments(reader: &Reader<'_>, rows: &[Row<'_>]) -> FigureTable {
    let title = reader.word(texts::COVERAGE_TITLE);
    let mut table =
        Rows::new(reader, "segments", title, rows, |row| row.0.to_string())
            .text("law", texts::LAW, |row| reader.word(row.1));
    for (at, (name, title)) in SEGMENTS.into_iter().enumerate() {
        table = table.number(name, title, Unit::Share, |row| Segments::of(row.2).0[at]);
    }
    table
        .number("protected", texts::PROTECTED, Unit::Share, |row| protected(row.2))
        .number("enough_whatever_from", texts::ENOUGH_ANYHOW, Unit::Share, |row| {
            row.2.adequate_of_all_share
        })
        .number("displaced", texts::DISPLACED, Unit::People, |row| Some(row.2.displaced))
        .table()
}

/// The nested steps as rows.
fn steps(reader: &Reader<'_>, baseline: &Funnel, reform: &Funnel) -> FigureTable {
    type Step = (&'static str, Text, fn(&Funnel) -> f64);
    let all: [Step; 7] = [
        ("displaced", texts::DISPLACED, |funnel| funnel.displaced),
        ("job_kept_or_found", texts::SEGMENT_JOB, |funnel| funnel.avoided),
        ("back_at_work", texts::BACK_AT_WORK, |funnel| funnel.back_at_work),
        ("entitled", texts::ENTITLED, |funnel| funnel.eligible),
        ("receiving", texts::RECEIVING, |funnel| funnel.receiving),
        ("enough_income", texts::SEGMENT_ENOUGH, |funnel| funnel.adequate),
        ("enough_whatever_from", texts::ENOUGH_ANYHOW, |funnel| {
            funnel.adequate_of_all
        }),
    ];
    // A scenario that ends with the loss has nobody who is back.
    let anyone_back = baseline.back_at_work > 0.0 || reform.back_at_work > 0.0;
    let told = |step: &Step| step.0 != "back_at_work" || anyone_back;
    let steps: Vec<Step> = all.into_iter().filter(told).collect();
    let title = reader.word(texts::COVERAGE_STEPS);
    let rows = Rows::new(reader, "steps", title, &steps, |row| row.0.to_string())
        .text("step", texts::STEP, |row| reader.word(row.1))
        .number("baseline", texts::TODAYS_LAW, Unit::People, |row| {
            Some((row.2)(baseline))
        });
    if !reader.results.has_reform {
        return rows.table();
    }
    rows.number("reform", texts::PACKAGE, Unit::People, |row| Some((row.2)(reform)))
        .table()
}

/// How good the forecast of the loss was: by the risk from which a warning is given, and calibration by tenths.
fn forecasts(reader: &Reader<'_>, forecast: &ForecastResult) -> [FigureTable; 2] {
    let show = |risk: f64| reader.language.show(Unit::Rate, Some(risk));
    let warnings = Rows::new(
        reader,
        "forecast",
        reader.word(texts::FORECAST),
        &forecast.thresholds,
        |row| row.threshold.to_string(),
    )
    .text("threshold", texts::WARNED_FROM, |row| show(row.threshold))
    .number("warned_share", texts::WARNED, Unit::Rate, |row| row.warned_share)
    .number("precision", texts::PRECISION, Unit::Rate, |row| row.precision)
    .number("recall", texts::RECALL, Unit::Rate, |row| row.recall)
    .table();
    let tenths = Rows::new(
        reader,
        "forecast_tenths",
        reader.word(texts::FORECAST_TENTHS),
        &forecast.tenths,
        |row| row.tenth.to_string(),
    )
    .text("tenth", texts::TENTH, |row| row.tenth.to_string())
    .number("persons", texts::WORKERS, Unit::People, |row| Some(row.persons))
    .number("predicted", texts::PREDICTED, Unit::Rate, |row| Some(row.predicted))
    .number("realised", texts::LOST_THE_WORK, Unit::Rate, |row| Some(row.realised))
    .table();
    [warnings, tenths]
}
