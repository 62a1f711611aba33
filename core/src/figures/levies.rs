//! Where the money comes from: what levies bring in, and what a fund takes in and pays out in the year of the run.

use super::reader::Reader;
use super::table::Rows;
use super::texts;
use super::{Figure, Unit};
use crate::costing::BudgetRow;
use crate::rules::{Account, Kind};

/// What the levies bring to public accounts; absent where the law has none.
pub(super) fn levies(reader: &Reader<'_>) -> Option<Figure> {
    let results = reader.results;
    let is_levy =
        |row: &&BudgetRow| row.kind == Kind::Levy.name() && Account::parse(&row.payee).is_some_and(Account::is_public);
    let rows: Vec<&BudgetRow> = results.budget.iter().filter(is_levy).collect();
    if rows.is_empty() {
        return None;
    }
    let (mut before, mut after) = (0.0, 0.0);
    for row in &rows {
        before += row.baseline_amount;
        after += row.reform_amount;
    }
    let holes = [("x", reader.money(after)), ("b", reader.money(before))];
    let text = match results.has_reform {
        true => texts::LEVIES,
        false => texts::LEVIES_LEVEL,
    };
    let mut sentences = vec![reader.sentence(text, &holes)];
    sentences.extend(super::levy_yield::sentences(reader));
    let figure = Figure {
        name: "levies".to_string(),
        question: reader.word(texts::LEVIES_QUESTION),
        sentence: reader.joined(&sentences),
        title: reader.word(texts::LEVIES_TITLE),
        definition: reader.word(texts::LEVIES_DEFINITION),
        axis: reader.axis_of_money([before, after]),
        table: Rows::new(reader, "levies", reader.word(texts::LEVIES_TITLE), &rows, |row| {
            row.instrument.clone()
        })
        .text("instrument", texts::INSTRUMENT, |row| reader.instrument(row))
        .number("baseline", texts::AMOUNT_TODAY, Unit::Money, |row| {
            Some(row.baseline_amount)
        })
        .number("reform", texts::AMOUNT_PACKAGE, Unit::Money, |row| {
            Some(row.reform_amount)
        })
        .number("payers", texts::PAYERS, Unit::People, |row| Some(row.recipients))
        .table(),
        more: super::levy_yield::tables(reader),
    };
    Some(if before == 0.0 && after == 0.0 {
        // What is left of a levy that pays nothing is worth a look: the base and who would bear it stand there.
        let more = figure.more.clone();
        Figure {
            more,
            ..reader.empty(figure, texts::LEVIES_NOTHING)
        }
    } else {
        figure
    })
}

/// What the fund takes in and pays out; absent where nothing flows to or from it.
pub(super) fn fund(reader: &Reader<'_>) -> Option<Figure> {
    let results = reader.results;
    let fund = Account::Fund.name();
    let mut laws = [
        ("baseline", texts::TODAYS_LAW, 0.0, 0.0),
        ("reform", texts::PACKAGE, 0.0, 0.0),
    ];
    for flow in results.flows.iter().filter(|flow| flow.from != flow.to) {
        for (law, amount) in laws.iter_mut().zip([flow.baseline, flow.reform]) {
            if flow.to == fund {
                law.2 += amount;
            } else if flow.from == fund {
                law.3 += amount;
            }
        }
    }
    if laws.iter().all(|law| law.2 == 0.0 && law.3 == 0.0) {
        return None;
    }
    let rows = if results.has_reform { &laws[..] } else { &laws[..1] };
    let (_, _, taken, paid) = laws[usize::from(results.has_reform)];
    let balance = taken - paid;
    let text = match balance {
        // A rest that three digits of the amounts do not show is none.
        _ if reader.money(taken) == reader.money(paid) => texts::FUND_EVEN,
        balance if balance > 0.0 => texts::FUND_SURPLUS,
        _ => texts::FUND_SHORT,
    };
    let holes = [
        ("year", results.year.to_string()),
        ("taken", reader.money(taken)),
        ("paid", reader.money(paid)),
        ("n", reader.money(balance.abs())),
    ];
    Some(Figure {
        name: "fund".to_string(),
        question: reader.word(texts::FUND_QUESTION),
        sentence: reader.sentence(text, &holes),
        title: reader.word(texts::FUND_TITLE),
        definition: reader.word(texts::FUND_DEFINITION),
        axis: reader.axis_of_money([taken, paid]),
        table: Rows::new(reader, "fund", reader.word(texts::FUND_TITLE), rows, |row| {
            row.0.to_string()
        })
        .text("law", texts::LAW, |row| reader.word(row.1))
        .number("taken_in", texts::TAKEN_IN, Unit::Money, |row| Some(row.2))
        .number("paid_out", texts::PAID_OUT, Unit::Money, |row| Some(row.3))
        .number("balance", texts::FUND_BALANCE, Unit::Money, |row| Some(row.2 - row.3))
        .table(),
        more: Vec::new(),
    })
}
