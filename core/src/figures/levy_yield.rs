//! What is left of levies, told when the figure of the levies is opened: from gross to net, who bears it, and where it arises.

use super::reader::Reader;
use super::table::Rows;
use super::texts::{self, Text};
use super::{FigureTable, Unit};
use crate::costing::{EconomyRow, LevyBearer, LevyEconomy, LevyYield};

/// The figures of a levy by name: what each is called, and how it is defined.
const STEPS: [(&str, Text, Text); 17] = [
    ("static_yield", texts::LEVY_STATIC, texts::LEVY_STATIC_IS),
    ("slower_adoption", texts::LEVY_SLOWER, texts::LEVY_SLOWER_IS),
    ("own_erosion", texts::LEVY_EROSION, texts::LEVY_EROSION_IS),
    ("statutory_yield", texts::LEVY_STATUTORY, texts::LEVY_STATUTORY_IS),
    ("given_back", texts::LEVY_GIVEN_BACK, texts::LEVY_GIVEN_BACK_IS),
    ("taxes_lost", texts::LEVY_TAXES, texts::LEVY_TAXES_IS),
    (
        "contributions_lost",
        texts::LEVY_CONTRIBUTIONS,
        texts::LEVY_CONTRIBUTIONS_IS,
    ),
    (
        "benefits_of_lower_incomes",
        texts::LEVY_BENEFITS,
        texts::LEVY_BENEFITS_IS,
    ),
    ("funds_of_lower_incomes", texts::LEVY_FUNDS, texts::LEVY_FUNDS_IS),
    ("net_yield", texts::LEVY_NET_YIELD, texts::LEVY_NET_YIELD_IS),
    ("net_share", texts::LEVY_NET_SHARE, texts::LEVY_NET_SHARE_IS),
    ("slowing_taxes", texts::LEVY_SLOWING_TAXES, texts::LEVY_SLOWING_TAXES_IS),
    (
        "slowing_contributions",
        texts::LEVY_SLOWING_CONTRIBUTIONS,
        texts::LEVY_SLOWING_CONTRIBUTIONS_IS,
    ),
    (
        "slowing_benefits",
        texts::LEVY_SLOWING_BENEFITS,
        texts::LEVY_SLOWING_BENEFITS_IS,
    ),
    ("slowing_funds", texts::LEVY_SLOWING_FUNDS, texts::LEVY_SLOWING_FUNDS_IS),
    ("slowing_total", texts::LEVY_SLOWING_TOTAL, texts::LEVY_SLOWING_TOTAL_IS),
    ("work_kept", texts::LEVY_WORK_KEPT, texts::LEVY_WORK_KEPT_IS),
];

/// "Of 488 million that “AI transition levy” brings in, government keeps 332 million, 68%."; nothing where that was not asked for.
pub(super) fn sentences(reader: &Reader<'_>) -> Vec<String> {
    let told = |own: &LevyYield| {
        let share = own.net_share?;
        let holes = [
            ("levy", reader.title("instrument", &own.instrument)),
            ("x", reader.money(own.statutory_yield)),
            ("n", reader.money(own.net_yield)),
            ("p", reader.language.share(share)),
        ];
        Some(reader.sentence(texts::LEVY_KEPT, &holes))
    };
    reader.results.levy_yields.iter().filter_map(told).collect()
}

/// Three tables a levy, the last where its file says where it arises.
pub(super) fn tables(reader: &Reader<'_>) -> Vec<FigureTable> {
    let own = |found: &LevyYield| {
        let steps = steps(reader, found);
        let bearers = bearers(reader, found);
        let economy = found.economy.as_ref().map(|own| economy(reader, found, own));
        [Some(steps), Some(bearers), economy]
    };
    reader.results.levy_yields.iter().flat_map(own).flatten().collect()
}

fn title(reader: &Reader<'_>, found: &LevyYield, text: Text) -> String {
    reader.sentence(text, &[("levy", reader.title("instrument", &found.instrument))])
}

/// A figure of a levy: its name, its value, what it is called, how it is defined.
type Step = (&'static str, Option<f64>, Text, Text);

fn steps(reader: &Reader<'_>, found: &LevyYield) -> FigureTable {
    let rows: Vec<Step> = found
        .figures()
        .into_iter()
        .filter_map(|(name, value)| {
            let (_, label, definition) = STEPS.iter().find(|(known, ..)| *known == name)?;
            Some((name, value, *label, *definition))
        })
        .collect();
    let unit = |row: &Step| match row.0 {
        "net_share" => Unit::Share,
        "work_kept" => Unit::People,
        _ => Unit::Money,
    };
    let name = format!("levy_yield.{}", found.instrument);
    let title = title(reader, found, texts::LEVY_YIELD_TITLE);
    Rows::new(reader, &name, title, &rows, |row| row.0.to_string())
        .text("figure", texts::LEVY_FIGURE, |row| reader.word(row.2))
        .number_by("value", texts::LEVY_VALUE, Unit::Money, unit, |row| row.1)
        .text("definition", texts::LEVY_MEANING, |row| reader.word(row.3))
        .table()
}

fn bearers(reader: &Reader<'_>, found: &LevyYield) -> FigureTable {
    let key = |row: &LevyBearer| match row.instrument.as_str() {
        "" => row.bearer.clone(),
        instrument => instrument.to_string(),
    };
    let who = |row: &LevyBearer| {
        reader.word(match row.bearer.as_str() {
            "government" => texts::LEVY_GOVERNMENT,
            "households" => texts::LEVY_HOUSEHOLDS,
            _ => texts::LEVY_REST,
        })
    };
    let by = |row: &LevyBearer| match row.instrument.as_str() {
        "" => String::new(),
        instrument => reader.title("instrument", instrument),
    };
    let share = |row: &LevyBearer| (found.statutory_yield != 0.0).then(|| row.amount / found.statutory_yield);
    let name = format!("levy_bearers.{}", found.instrument);
    let title = title(reader, found, texts::LEVY_BEARERS_TITLE);
    Rows::new(reader, &name, title, &found.bearers, key)
        .text("bearer", texts::LEVY_BEARER, who)
        .text("by", texts::INSTRUMENT, by)
        .number("amount", texts::LEVY_VALUE, Unit::Money, |row| Some(row.amount))
        .number("share", texts::LEVY_SHARE, Unit::Share, share)
        .table()
}

fn economy(reader: &Reader<'_>, found: &LevyYield, own: &LevyEconomy) -> FigureTable {
    let group = |row: &EconomyRow| match row.group.as_str() {
        "rest" => reader.word(texts::LEVY_NOWHERE),
        group => reader.value(&own.by, group),
    };
    let name = format!("levy_economy.{}", found.instrument);
    let title = title(reader, found, texts::LEVY_ECONOMY_TITLE);
    let mut rows =
        Rows::new(reader, &name, title, &own.rows, |row| row.group.clone()).text("group", texts::LEVY_GROUP, group);
    for (at, column) in own.columns.iter().enumerate() {
        let title = match reader.language {
            super::Language::English => &column.en,
            super::Language::Chinese => &column.zh,
        };
        let unit = if column.is_money { Unit::Money } else { Unit::People };
        rows = rows.number_titled(&column.name, title, unit, |row| row.values.get(at).copied());
    }
    rows.number("levy_paid", texts::LEVY_PAID, Unit::Money, |row| Some(row.levy))
        .table()
}
