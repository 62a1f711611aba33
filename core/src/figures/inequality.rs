//! Whether incomes get more equal: the indices of the three runs, and the Lorenz curves.

use super::reader::{Reader, is_none};
use super::table::Rows;
use super::texts::{self, Text};
use super::{Axis, Figure, FigureTable, Unit};
use crate::measures::{EntropyIndices, Inequality};
use crate::numeric::LorenzPoint;

/// The inequality of a run and its entropy measures, as far as they are known.
type Run<'a> = (Option<&'a Inequality>, Option<&'a EntropyIndices>);

/// Before the shock, under today's law, with the package.
fn runs<'a>(reader: &Reader<'a>) -> [Run<'a>; 3] {
    let results = reader.results;
    let calm = results.shock.as_ref().map(|shock| &shock.calm_inequality);
    let reform = Some(&results.inequality.reform).filter(|_| results.has_reform);
    [
        (calm, results.entropy.calm.as_ref()),
        (Some(&results.inequality.baseline), Some(&results.entropy.baseline)),
        (reform, reform.map(|_| &results.entropy.reform)),
    ]
}

/// Gini, S80/S20 and Palma, before and after; opened, every index.
pub(super) fn inequality(reader: &Reader<'_>) -> Option<Figure> {
    let runs = runs(reader);
    let figure = Figure {
        name: "inequality".to_string(),
        question: reader.word(texts::INEQUALITY_QUESTION),
        sentence: String::new(),
        title: reader.word(texts::INEQUALITY_TITLE),
        definition: reader.say(texts::INEQUALITY_DEFINITION, &[("who", reader.who())]),
        axis: Axis {
            unit: Unit::Index,
            factor: 1.0,
            caption: reader.word(texts::GINI),
        },
        table: indices(reader, runs, "indices", texts::INEQUALITY_TITLE, &INDICES[..3]),
        more: vec![indices(reader, runs, "all_indices", texts::ALL_INDICES, &INDICES)],
    };
    let gini = runs.map(|(run, _)| run.and_then(|run| run.gini));
    Some(match sentence(reader, gini) {
        Some(sentence) => Figure { sentence, ..figure },
        None => reader.empty(figure, texts::GINI_UNDEFINED),
    })
}

/// The sentence from the Gini indices before the shock, under today's law and with the package; None without the second.
fn sentence(reader: &Reader<'_>, [before, today, package]: [Option<f64>; 3]) -> Option<String> {
    let today = today?;
    let index = |value: f64| reader.language.index(value);
    let mut holes = vec![("g1", index(today))];
    holes.extend(before.map(|value| ("g0", index(value))));
    holes.extend(package.map(|value| ("g2", index(value))));
    let same = |a: f64, b: f64| is_none(a - b) || index(a) == index(b);
    let verb = |from: f64, to: f64, [rises, falls, unchanged]: [Text; 3]| match (same(from, to), to > from) {
        (true, _) => unchanged,
        (false, true) => rises,
        (false, false) => falls,
    };
    let text = match (before, package) {
        (None, None) => texts::GINI_LEVEL,
        (Some(before), None) => verb(
            before,
            today,
            [texts::GINI_SHOCK_RISES, texts::GINI_SHOCK_FALLS, texts::GINI_SHOCK_SAME],
        ),
        // The part undone is defined where the shock brings a rise that can be seen.
        (Some(before), Some(package)) if today > before && !same(before, today) => {
            let undone = (today - package) / (today - before);
            if same(today, package) {
                texts::GINI_SAME
            } else if package > today {
                texts::INEQUALITY_ADDS
            } else if undone > 1.0 {
                texts::INEQUALITY_MORE
            } else {
                holes.push(("k", reader.language.share(undone)));
                texts::INEQUALITY_UNDOES
            }
        }
        (_, Some(package)) => verb(today, package, [texts::GINI_RISES, texts::GINI_FALLS, texts::GINI_SAME]),
    };
    Some(reader.sentence(text, &holes))
}

/// An index: its key, its name, how it is written, and where it stands.
type Index = (&'static str, Text, Unit, fn(Run<'_>) -> Option<f64>);

const INDICES: [Index; 10] = [
    ("gini", texts::GINI, Unit::Index, |run| run.0?.gini),
    ("s80_s20", texts::S80_S20, Unit::Ratio, |run| run.0?.s80_s20),
    ("palma", texts::PALMA, Unit::Ratio, |run| run.0?.palma),
    ("top_10_share", texts::TOP_10, Unit::Rate, |run| run.0?.top_10_share),
    ("top_1_share", texts::TOP_1, Unit::Rate, |run| run.0?.top_1_share),
    ("theil", texts::THEIL, Unit::Index, |run| run.1?.theil),
    ("mean_log_deviation", texts::LOG_DEVIATION, Unit::Index, |run| {
        run.1?.mean_log_deviation
    }),
    ("atkinson_0_5", texts::ATKINSON_05, Unit::Index, |run| {
        run.1?.atkinson_0_5
    }),
    ("atkinson_1", texts::ATKINSON_1, Unit::Index, |run| run.1?.atkinson_1),
    ("atkinson_2", texts::ATKINSON_2, Unit::Index, |run| run.1?.atkinson_2),
];

fn indices(reader: &Reader<'_>, runs: [Run<'_>; 3], name: &str, title: Text, indices: &[Index]) -> FigureTable {
    let results = reader.results;
    let [before, today, package] = runs;
    let mut table = Rows::new(reader, name, reader.word(title), indices, |row| row.0.to_string()).text(
        "index",
        texts::INDEX,
        |row| reader.word(row.1),
    );
    let mut columns = Vec::with_capacity(3);
    if results.shock.is_some() {
        columns.push(("before_shock", texts::BEFORE_SHOCK, before));
        columns.push(("baseline", texts::SHOCK_TODAYS_LAW, today));
    } else {
        columns.push(("baseline", texts::TODAYS_LAW, today));
    }
    if results.has_reform {
        columns.push(("reform", texts::WITH_PACKAGE, package));
    }
    for (name, title, run) in columns {
        table = table.number_by(name, title, Unit::Index, |row| row.2, |row| (row.3)(run));
    }
    table.table()
}

/// The Lorenz curves; absent where none is defined.
pub(super) fn lorenz(reader: &Reader<'_>) -> Option<Figure> {
    let results = reader.results;
    let curves = &results.lorenz;
    let calm: &[LorenzPoint] = curves.calm.as_deref().unwrap_or_default();
    let reform: &[LorenzPoint] = if results.has_reform { &curves.reform } else { &[] };
    let today = match results.shock {
        Some(_) => texts::SHOCK_TODAYS_LAW,
        None => texts::TODAYS_LAW,
    };
    let mut rows: Vec<(&str, Text, LorenzPoint)> = Vec::new();
    for (key, name, curve) in [
        ("before_shock", texts::BEFORE_SHOCK, calm),
        ("baseline", today, curves.baseline.as_slice()),
        ("reform", texts::WITH_PACKAGE, reform),
    ] {
        rows.extend(curve.iter().map(|point| (key, name, *point)));
    }
    let half = half(&curves.baseline)?;
    let mut holes = vec![("x1", reader.language.rate(half))];
    let text = match (results.has_reform, self::half(reform)) {
        (true, Some(after)) => {
            holes.push(("x2", reader.language.rate(after)));
            texts::LORENZ
        }
        _ => texts::LORENZ_LEVEL,
    };
    let title = reader.word(texts::LORENZ_TITLE);
    Some(Figure {
        name: "lorenz".to_string(),
        question: reader.word(texts::INEQUALITY_QUESTION),
        sentence: reader.sentence(text, &holes),
        title: title.clone(),
        definition: reader.say(texts::LORENZ_DEFINITION, &[("who", reader.who())]),
        axis: reader.axis_in_percent(Unit::Rate, texts::AXIS_PERCENT),
        table: Rows::new(reader, "curves", title, &rows, |row| row.0.to_string())
            .text("law", texts::LAW, |row| reader.word(row.1))
            .number("population_share", texts::POPULATION_SHARE, Unit::Rate, |row| {
                Some(row.2.population_share)
            })
            .number("income_share", texts::INCOME_SHARE, Unit::Rate, |row| {
                Some(row.2.income_share)
            })
            .table(),
        more: Vec::new(),
    })
}

/// The share of income that the poorer half has. Between two points the curve is straight where incomes are equal, and nearly so
/// elsewhere.
fn half(curve: &[LorenzPoint]) -> Option<f64> {
    let at = curve.iter().position(|point| point.population_share >= 0.5)?;
    let (above, below) = (curve.get(at)?, curve.get(at.checked_sub(1)?)?);
    let width = above.population_share - below.population_share;
    let part = (0.5 - below.population_share) / width;
    Some(below.income_share + part * (above.income_share - below.income_share))
}
