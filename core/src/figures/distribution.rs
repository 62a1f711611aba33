//! Who gets how much, by tenth of income, and how many gain and lose.

use super::reader::{Reader, is_none};
use super::table::Rows;
use super::texts::{self, Text};
use super::{Axis, Figure, FigureTable, Unit};
use crate::costing::{GroupTable, WinnersResultRow};
use crate::measures::DecileRow;

/// The change of income by tenth, relative and absolute; without a reform the incomes themselves.
pub(super) fn deciles(reader: &Reader<'_>) -> Option<Figure> {
    let results = reader.results;
    let tenths: Vec<&DecileRow> = results.deciles.iter().filter(|row| row.decile > 0).collect();
    let (poorest, richest) = (tenths.first()?, tenths.last()?);
    let figure = Figure {
        name: "deciles".to_string(),
        question: reader.word(texts::DECILES_QUESTION),
        sentence: String::new(),
        title: reader.word(texts::DECILES_TITLE),
        definition: reader.word(texts::DECILES_DEFINITION),
        axis: reader.axis_in_percent(Unit::Change, texts::AXIS_INCOME_CHANGE),
        table: tenths_table(reader),
        more: Vec::new(),
    };
    if !results.has_reform {
        let income = |row: &DecileRow| {
            let mean = row.mean_baseline;
            mean.map_or(reader.language.undefined().to_string(), |mean| reader.money(mean))
        };
        let holes = [("poorest", income(poorest)), ("richest", income(richest))];
        let means = tenths.iter().filter_map(|row| row.mean_baseline);
        return Some(Figure {
            sentence: reader.sentence(texts::DECILES_LEVEL, &holes),
            title: reader.word(texts::DECILES_LEVEL_TITLE),
            axis: Axis {
                unit: Unit::MoneyPerPerson,
                ..reader.axis_of_money(means)
            },
            ..figure
        });
    }
    let unchanged = tenths.iter().all(|row| row.relative_change.is_some_and(is_none));
    let sentence = if unchanged {
        reader.word(texts::DECILES_NONE)
    } else {
        let clause = |row: &DecileRow| match row.relative_change {
            None => reader.word(texts::TENTH_UNDEFINED),
            Some(change) if is_none(change) => reader.word(texts::TENTH_SAME),
            Some(change) => {
                let text = if change > 0.0 {
                    texts::TENTH_GAINS
                } else {
                    texts::TENTH_LOSES
                };
                reader.say(text, &[("x", reader.language.rate(change.abs()))])
            }
        };
        reader.sentence(
            texts::DECILES,
            &[("poorest", clause(poorest)), ("richest", clause(richest))],
        )
    };
    Some(Figure { sentence, ..figure })
}

fn tenths_table(reader: &Reader<'_>) -> FigureTable {
    let results = reader.results;
    let (key, title) = match results.has_reform {
        true => ("changes", texts::DECILES_TITLE),
        false => ("levels", texts::DECILES_LEVEL_TITLE),
    };
    let name = |row: &DecileRow| match row.decile {
        0 => reader.word(texts::ALL_TOGETHER),
        decile => decile.to_string(),
    };
    let rows = Rows::new(reader, key, reader.word(title), &results.deciles, |row| {
        match row.decile {
            0 => "all".to_string(),
            decile => decile.to_string(),
        }
    })
    .text("decile", texts::DECILE, name);
    let rows = match results.has_reform {
        false => rows.number("mean_baseline", texts::MEAN_TODAY, Unit::MoneyPerPerson, |row| {
            row.mean_baseline
        }),
        true => rows
            .number("relative_change", texts::RELATIVE_CHANGE, Unit::Change, |row| {
                row.relative_change
            })
            .number("mean_change", texts::MEAN_CHANGE, Unit::MoneyPerPerson, |row| {
                row.mean_change
            })
            .number("mean_baseline", texts::MEAN_TODAY, Unit::MoneyPerPerson, |row| {
                row.mean_baseline
            })
            .number("mean_reform", texts::MEAN_PACKAGE, Unit::MoneyPerPerson, |row| {
                row.mean_reform
            })
            .number("share_of_total_change", texts::SHARE_OF_CHANGE, Unit::Share, |row| {
                row.share_of_total_change
            }),
    };
    rows.number("upper_edge", texts::UPPER_EDGE, Unit::MoneyPerPerson, |row| {
        row.upper_edge
    })
    .table()
}

/// The share of all that gains, that loses and that sees no change; None for an empty group.
pub(super) fn gain_lose(row: &WinnersResultRow) -> Option<(f64, f64, f64)> {
    Some((
        row.gain_up_to_5_percent? + row.gain_above_5_percent?,
        row.loss_up_to_5_percent? + row.loss_above_5_percent?,
        row.no_change?,
    ))
}

/// Winners and losers; absent without a reform.
pub(super) fn winners(reader: &Reader<'_>) -> Option<Figure> {
    let results = reader.results;
    if !results.has_reform {
        return None;
    }
    let all = results.winners.iter().find(|row| row.group == "All");
    let (gain, lose, none) = gain_lose(all?)?;
    // Those without a positive income are neither; where they can be seen, the sentence says why the rest is not all.
    let others = all.and_then(|row| row.baseline_not_positive).unwrap_or(0.0);
    let holes = [
        ("g", reader.language.share(gain)),
        ("l", reader.language.share(lose)),
        ("s", reader.language.share(none)),
        ("who", reader.who()),
        ("o", reader.language.share(others)),
    ];
    let text = if others < 0.005 {
        texts::WINNERS
    } else {
        texts::WINNERS_AND_OTHERS
    };
    Some(Figure {
        name: "winners".to_string(),
        question: reader.word(texts::WINNERS_QUESTION),
        sentence: reader.sentence(text, &holes),
        title: reader.word(texts::WINNERS_TITLE),
        definition: reader.say(texts::WINNERS_DEFINITION, &[("who", reader.who())]),
        axis: reader.axis_in_percent(Unit::Share, texts::AXIS_PERCENT),
        table: bands(reader),
        more: results.groups.iter().map(|table| by_group(reader, table)).collect(),
    })
}

/// A band of change: its column, its title, and what a row has in it.
type Band = (&'static str, Text, fn(&WinnersResultRow) -> Option<f64>);

/// The bands from the largest gain to the largest loss, and those who have no income to compare with.
const BANDS: [Band; 6] = [
    ("gain_above_5_percent", texts::GAIN_STRONG, |row| {
        row.gain_above_5_percent
    }),
    ("gain_up_to_5_percent", texts::GAIN, |row| row.gain_up_to_5_percent),
    ("no_change", texts::NO_CHANGE, |row| row.no_change),
    ("loss_up_to_5_percent", texts::LOSE, |row| row.loss_up_to_5_percent),
    ("loss_above_5_percent", texts::LOSE_STRONG, |row| {
        row.loss_above_5_percent
    }),
    ("baseline_not_positive", texts::NOT_POSITIVE, |row| {
        row.baseline_not_positive
    }),
];

fn bands(reader: &Reader<'_>) -> FigureTable {
    let results = reader.results;
    let last = results.winners.len().saturating_sub(1).to_string();
    let name = |row: &WinnersResultRow| match row.group.as_str() {
        "All" => reader.word(texts::ALL_TOGETHER),
        "1" => reader.word(texts::POOREST_TENTH),
        tenth if tenth == last => reader.word(texts::RICHEST_TENTH),
        tenth => reader.say(texts::TENTH_OF, &[("n", tenth.to_string())]),
    };
    let title = reader.word(texts::WINNERS_TITLE);
    let mut rows = Rows::new(reader, "bands", title, &results.winners, |row| {
        match row.group.as_str() {
            "All" => "all".to_string(),
            tenth => tenth.to_string(),
        }
    })
    .text("group", texts::GROUP, name);
    for (key, title, cell) in BANDS {
        rows = rows.number(key, title, Unit::Share, cell);
    }
    rows.table()
}

/// Winners and losers by the values of a category: those of all together first.
fn by_group(reader: &Reader<'_>, groups: &GroupTable) -> FigureTable {
    let by = reader.category(&groups.by);
    let title = reader.say(texts::BY_GROUP, &[("by", by)]);
    let all = reader.results.winners.iter().filter(|row| row.group == "All");
    let everyone = reader.results.deciles.iter().find(|row| row.decile == 0);
    let all = all.map(|row| Grouped {
        key: "all".to_string(),
        name: reader.word(texts::ALL_TOGETHER),
        bands: [
            row.gain_above_5_percent,
            row.gain_up_to_5_percent,
            row.no_change,
            row.loss_up_to_5_percent,
            row.loss_above_5_percent,
            row.baseline_not_positive,
        ],
        relative_change: everyone.and_then(|row| row.relative_change),
        mean_change: everyone.and_then(|row| row.mean_change),
    });
    let rows = groups.rows.iter().map(|row| Grouped {
        key: row.group.clone(),
        name: reader.value(&groups.by, &row.group),
        bands: [
            row.gain_above_5_percent,
            row.gain_up_to_5_percent,
            row.no_change,
            row.loss_up_to_5_percent,
            row.loss_above_5_percent,
            row.baseline_not_positive,
        ],
        relative_change: row.relative_change,
        mean_change: row.mean_change,
    });
    let rows: Vec<Grouped> = all.chain(rows).collect();
    let mut table =
        Rows::new(reader, &groups.by, title, &rows, |row| row.key.clone())
            .text("group", texts::GROUP, |row| row.name.clone());
    for (at, (key, title, _)) in BANDS.into_iter().enumerate() {
        table = table.number(key, title, Unit::Share, |row| row.bands[at]);
    }
    table
        .number("relative_change", texts::RELATIVE_CHANGE, Unit::Change, |row| {
            row.relative_change
        })
        .number("mean_change", texts::MEAN_CHANGE, Unit::MoneyPerPerson, |row| {
            row.mean_change
        })
        .table()
}

/// A row of winners and losers by group.
struct Grouped {
    key: String,
    name: String,
    /// In the order of [`BANDS`].
    bands: [Option<f64>; 6],
    relative_change: Option<f64>,
    mean_change: Option<f64>,
}
