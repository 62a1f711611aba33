//! How the parts of a package meet other benefits: who loses one because of another, and who is paid twice for a loss of income.

use super::reader::Reader;
use super::table::Rows;
use super::texts::{self, Text};
use super::{Figure, FigureTable, Unit};
use crate::costing::{DoublePayment, Interaction, InteractionsResult};

/// Absent unless the run worked it out.
pub(super) fn interactions(reader: &Reader<'_>) -> Option<Figure> {
    let found = reader.results.interactions.as_ref()?;
    let loss = found.losses.first().map(|row| lost(reader, found, row));
    let double = found.double_payments.iter().find(|row| row.same_purpose);
    let double = double.map(|row| paid_twice(reader, found, row));
    let sentence = match (loss, double) {
        (Some(loss), Some(double)) => reader.sentence(texts::INTERACTIONS_BOTH, &[("loss", loss), ("double", double)]),
        (Some(one), None) | (None, Some(one)) => reader.sentence(texts::INTERACTIONS_ONE, &[("one", one)]),
        (None, None) => reader.word(texts::INTERACTIONS_NONE),
    };
    Some(Figure {
        name: "interactions".to_string(),
        question: reader.word(texts::INTERACTIONS_QUESTION),
        sentence,
        title: reader.word(texts::INTERACTIONS_TITLE),
        definition: reader.word(texts::INTERACTIONS_DEFINITION),
        axis: reader.axis_of_money(found.losses.iter().map(|row| row.amount_lost)),
        table: losses(reader, found),
        more: vec![doubles(reader, found)],
    })
}

fn losses(reader: &Reader<'_>, found: &InteractionsResult) -> FigureTable {
    let key = |row: &Interaction| format!("{}/{}", row.instrument, row.because_of);
    let title = reader.word(texts::INTERACTIONS_TITLE);
    Rows::new(reader, "losses", title, &found.losses, key)
        .text("instrument", texts::BENEFIT_LOST, |row| {
            reader.title("instrument", &row.instrument)
        })
        .text("because_of", texts::BECAUSE_OF, |row| {
            reader.title("instrument", &row.because_of)
        })
        .number("losing", texts::UNITS_LOSING, Unit::People, |row| Some(row.losing))
        .number("losing_all", texts::UNITS_LOSING_ALL, Unit::People, |row| {
            Some(row.losing_all)
        })
        .number("amount_lost", texts::AMOUNT_LOST, Unit::Money, |row| {
            Some(row.amount_lost)
        })
        .text("sentence", texts::IN_WORDS, |row| {
            reader.sentence(texts::INTERACTIONS_ONE, &[("one", lost(reader, found, row))])
        })
        .table()
}

fn doubles(reader: &Reader<'_>, found: &InteractionsResult) -> FigureTable {
    let key = |row: &DoublePayment| format!("{}/{}", row.instrument, row.with);
    let title = reader.word(texts::DOUBLE_TITLE);
    Rows::new(reader, "double_payments", title, &found.double_payments, key)
        .text("instrument", texts::INSTRUMENT, |row| {
            reader.title("instrument", &row.instrument)
        })
        .text("with", texts::TOGETHER_WITH, |row| {
            reader.title("instrument", &row.with)
        })
        .text("same_purpose", texts::ONE_PURPOSE, |row| {
            reader.word(if row.same_purpose { texts::YES } else { texts::NO })
        })
        .number("units", texts::UNITS_OF_BOTH, Unit::People, |row| Some(row.units))
        .number("overlap", texts::OVERLAP, Unit::Money, |row| Some(row.overlap))
        .text("sentence", texts::IN_WORDS, |row| {
            let one = if row.same_purpose {
                paid_twice(reader, found, row)
            } else {
                receive_both(reader, found, row)
            };
            reader.sentence(texts::INTERACTIONS_ONE, &[("one", one)])
        })
        .table()
}

/// "312,000 families lose 0.9 billion yuan a year of “Social assistance” because of “Basic income”", or that one replaces the other.
fn lost(reader: &Reader<'_>, found: &InteractionsResult, row: &Interaction) -> String {
    let text = match row.stated.as_str() {
        "replaces" => texts::LOSE_REPLACED,
        "instead_of" => texts::LOSE_EXCLUDED,
        _ => texts::LOSE_BENEFIT,
    };
    let holes = [
        ("n", reader.language.people(row.losing)),
        ("units", units(reader, &found.unit)),
        ("x", reader.money(row.amount_lost)),
        ("a", reader.title("instrument", &row.instrument)),
        ("b", reader.title("instrument", &row.because_of)),
    ];
    reader.say(text, &holes)
}

fn paid_twice(reader: &Reader<'_>, found: &InteractionsResult, row: &DoublePayment) -> String {
    both(reader, found, row, texts::PAID_TWICE)
}

fn receive_both(reader: &Reader<'_>, found: &InteractionsResult, row: &DoublePayment) -> String {
    both(reader, found, row, texts::RECEIVE_BOTH)
}

fn both(reader: &Reader<'_>, found: &InteractionsResult, row: &DoublePayment, text: Text) -> String {
    let holes = [
        ("n", reader.language.people(row.units)),
        ("units", units(reader, &found.unit)),
        ("x", reader.money(row.overlap)),
        ("a", reader.title("instrument", &row.instrument)),
        ("b", reader.title("instrument", &row.with)),
    ];
    reader.say(text, &holes)
}

/// The unit that is counted, in the plural.
fn units(reader: &Reader<'_>, unit: &str) -> String {
    reader.word(match unit {
        "household" => texts::COUNTED_HOUSEHOLDS,
        "person" => texts::PEOPLE,
        "family" => texts::FAMILIES,
        "tax_unit" => texts::TAX_UNITS,
        _ => texts::UNITS,
    })
}
