//! What work pays: marginal and participation tax rates and replacement rates of every earner, today and with the package.

use super::super::reader::Reader;
use super::super::table::Rows;
use super::super::texts::{self as words, Text};
use super::super::{Axis, Figure, FigureTable, Unit};
use super::{Block, Chart, ChartKind, Maker, Section, texts};
use crate::costing::IncentivesResult;
use crate::measures::{Incentives, RateSummary, RateTable};

/// A rate: its name in every language, its title, and where it stands.
type Rate = (&'static str, Text, fn(&Incentives) -> &RateTable);

const RATES: [Rate; 5] = [
    ("marginal", texts::MARGINAL_RATE, |found| &found.marginal),
    ("participation_insured", texts::PARTICIPATION_INSURED, |found| {
        &found.participation_insured
    }),
    ("participation_uninsured", texts::PARTICIPATION_UNINSURED, |found| {
        &found.participation_uninsured
    }),
    ("replacement_insured", texts::REPLACEMENT_INSURED, |found| {
        &found.replacement_insured
    }),
    ("replacement_uninsured", texts::REPLACEMENT_UNINSURED, |found| {
        &found.replacement_uninsured
    }),
];

/// A row of the table of rates.
struct Row<'a> {
    key: String,
    rate: Text,
    law: Text,
    summary: &'a RateSummary,
}

/// The figure of a run that worked the rates out; absent in any other.
pub(in crate::figures) fn figure(reader: &Reader<'_>) -> Option<Figure> {
    let found = reader.results.incentives.as_ref()?;
    Some(Figure {
        name: "incentives".to_string(),
        question: reader.word(texts::INCENTIVES),
        sentence: told(reader, found),
        title: reader.word(texts::MARGINAL_BY_DECILE),
        definition: reader.word(texts::INCENTIVES_NOTE),
        axis: axis(reader),
        table: by_decile(reader, found),
        more: vec![rates(reader, found)],
    })
}

/// The median marginal rate of all earners, in one sentence.
fn told(reader: &Reader<'_>, found: &IncentivesResult) -> String {
    let median = |own: &Incentives| own.marginal.all.median;
    let rate = |rate: f64| reader.language.rate(rate);
    match (median(&found.baseline), found.reform.as_ref().and_then(median)) {
        (Some(before), Some(after)) => reader.sentence(texts::WORK_PAYS, &[("a", rate(before)), ("b", rate(after))]),
        (Some(before), None) => reader.sentence(texts::WORK_PAYS_TODAY, &[("a", rate(before))]),
        _ => reader.word(texts::NOBODY_EARNS),
    }
}

fn axis(reader: &Reader<'_>) -> Axis {
    reader.axis_in_percent(Unit::Rate, texts::PERCENT_LOST)
}

impl Maker<'_> {
    /// Absent unless the run worked it out.
    pub(super) fn incentives(&self) -> Option<Section> {
        let found = self.material.results.incentives.as_ref()?;
        let reader = &self.reader;
        let told = told(reader, found);
        let by_decile = by_decile(reader, found);
        let columns: Vec<String> = ["baseline", "reform"]
            .into_iter()
            .filter(|name| by_decile.column(name).is_some())
            .map(str::to_string)
            .collect();
        let title = reader.word(texts::MARGINAL_BY_DECILE);
        let blocks = vec![
            Block::Text(told),
            Block::Table {
                table: rates(reader, found),
                is_folded: false,
            },
            Block::Chart(Chart {
                name: "marginal_by_decile".to_string(),
                title: title.clone(),
                description: title,
                axis: axis(reader),
                kind: ChartKind::Lines { columns },
                table: by_decile.clone(),
            }),
            Block::Table {
                table: by_decile,
                is_folded: true,
            },
            Block::Note(reader.word(texts::INCENTIVES_NOTE)),
        ];
        Some(self.section("incentives", texts::INCENTIVES, blocks))
    }
}

/// Every rate of every earner, a row a rate and law.
fn rates(reader: &Reader<'_>, found: &IncentivesResult) -> FigureTable {
    let laws = [
        ("baseline", words::TODAYS_LAW, Some(&found.baseline)),
        ("reform", words::PACKAGE, found.reform.as_ref()),
    ];
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (name, rate, of) in RATES {
        for (law, title, incentives) in laws {
            rows.extend(incentives.map(|incentives| Row {
                key: format!("{name}/{law}"),
                rate,
                law: title,
                summary: &of(incentives).all,
            }));
        }
    }
    let title = reader.word(texts::INCENTIVES_TITLE);
    Rows::new(reader, "incentives", title, &rows, |row| row.key.clone())
        .text("rate", texts::RATE, |row| reader.word(row.rate))
        .text("law", words::LAW, |row| reader.word(row.law))
        .number("median", texts::MEDIAN_RATE, Unit::Rate, |row| row.summary.median)
        .number("p10", texts::TENTH_BELOW, Unit::Rate, |row| row.summary.p10)
        .number("p90", texts::TENTH_ABOVE, Unit::Rate, |row| row.summary.p90)
        .number("share_above_80_percent", texts::ABOVE_80, Unit::Rate, |row| {
            row.summary.share_above_80_percent
        })
        .number("share_above_100_percent", texts::ABOVE_100, Unit::Rate, |row| {
            row.summary.share_above_100_percent
        })
        .table()
}

/// The median marginal rate in each tenth by baseline income.
fn by_decile(reader: &Reader<'_>, found: &IncentivesResult) -> FigureTable {
    let after = found.reform.as_ref().map(|own| &own.marginal.deciles);
    let rows: Vec<(usize, Option<f64>, Option<f64>)> = found
        .baseline
        .marginal
        .deciles
        .iter()
        .enumerate()
        .map(|(at, own)| (at + 1, own.median, after.and_then(|rows| rows.get(at)?.median)))
        .collect();
    let title = reader.word(texts::MARGINAL_BY_DECILE);
    let mut table = Rows::new(reader, "marginal_by_decile", title, &rows, |row| row.0.to_string())
        .text("decile", texts::TENTH_OF_INCOME, |row| row.0.to_string())
        .number("baseline", words::TODAYS_LAW, Unit::Rate, |row| row.1);
    if after.is_some() {
        table = table.number("reform", words::PACKAGE, Unit::Rate, |row| row.2);
    }
    table.table()
}
