//! The sentence at the top of the page and the strip of figures below it.

use serde::{Deserialize, Serialize};

use super::budget::{Parts, levels};
use super::coverage::protected;
use super::distribution::gain_lose;
use super::reader::Reader;
use super::texts::{self, Piece, Text, append, pieces};
use super::{Language, Unit};
use crate::costing::Results;

/// What a bracketed part of the sentence lets the reader choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// What happens to the people.
    Scenario,
    /// Whose law and people.
    Place,
    /// The package, or today's law.
    Package,
}

/// A part of the sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadlinePart {
    /// Its words, with the spaces that separate it from its neighbours.
    pub text: String,
    /// What it lets the reader choose; None for the words between.
    pub choice: Option<Choice>,
}

/// A cell of the strip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// `net_cost`, `protected`, `poverty` or `gain_lose`; without a reform `balance` or `cost_of_shock` in the place of the
    /// first, `gini` in that of the last.
    pub name: String,
    /// What it shows.
    pub label: String,
    /// The figure as it is written.
    pub figure: String,
    /// The number, None where it is not defined; of gain / lose the share that gains.
    pub value: Option<f64>,
    /// The number beside it: the same under today's law, 0 for the net cost; of gain / lose the share that loses.
    pub beside: Option<f64>,
    /// What the numbers count.
    pub unit: Unit,
    /// One line below it; empty where there is nothing to say.
    pub note: String,
}

/// The sentence at the top and the strip of figures. No interval stands with them: the results have none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Headline {
    /// The whole sentence.
    pub sentence: String,
    /// The same in parts; together they are the sentence.
    pub parts: Vec<HeadlinePart>,
    /// The strip: what the results have of cost, the displaced, poverty, and who gains and loses.
    pub cells: Vec<Cell>,
}

/// The headline of a run.
pub fn headline(results: &Results, language: Language) -> Headline {
    let reader = Reader::new(results, language);
    let parts = parts(&reader);
    Headline {
        sentence: parts.iter().map(|part| part.text.as_str()).collect(),
        parts,
        cells: cells(&reader),
    }
}

/// The displaced whose protection can be told.
fn displaced(results: &Results) -> Option<f64> {
    let displaced = results.shock.as_ref()?.coverage.baseline.displaced;
    (displaced > 0.0).then_some(displaced)
}

fn parts(reader: &Reader<'_>) -> Vec<HeadlinePart> {
    let results = reader.results;
    let displaced = displaced(results);
    let by_sign = |cost: f64, [costs, brings, nothing]: [Text; 3]| match cost {
        cost if cost > 0.0 => costs,
        cost if cost < 0.0 => brings,
        _ => nothing,
    };
    let mut cost = results.net_cost;
    let text = match (&results.shock, displaced, results.has_reform) {
        (Some(_), Some(_), true) if is_equal(reader) => texts::HERO_SHOCK_EQUAL,
        (_, _, true) if is_equal(reader) => texts::HERO_EQUAL,
        (Some(_), Some(_), true) => by_sign(
            cost,
            [
                texts::HERO_SHOCK_COST,
                texts::HERO_SHOCK_INCOME,
                texts::HERO_SHOCK_NOTHING,
            ],
        ),
        (Some(shock), Some(_), false) => {
            cost = shock.cost_of_shock;
            by_sign(
                cost,
                [
                    texts::HERO_SHOCK_LAW_COST,
                    texts::HERO_SHOCK_LAW_INCOME,
                    texts::HERO_SHOCK_LAW_NOTHING,
                ],
            )
        }
        (_, _, true) => by_sign(cost, [texts::HERO_COST, texts::HERO_INCOME, texts::HERO_NOTHING]),
        (_, _, false) => texts::HERO_LAW,
    };
    let (paid, taken) = levels(results)[0];
    let funnel = results.shock.as_ref().map(|shock| match results.has_reform {
        true => &shock.coverage.reform,
        false => &shock.coverage.baseline,
    });
    let share = funnel.and_then(protected);
    let quoted = |title: String| reader.say(texts::QUOTED, &[("title", title)]);
    let package = match results.has_reform {
        true => quoted(reader.title("study", &results.study)),
        false => reader.word(texts::LAW_IN_SENTENCE),
    };
    let people = reader.language.people(displaced.unwrap_or_default());
    let choices = [
        (
            "scenario",
            Choice::Scenario,
            reader.say(texts::SO_MANY_PEOPLE, &[("d", people)]),
        ),
        ("place", Choice::Place, quoted(reader.place())),
        ("package", Choice::Package, package),
    ];
    let holes = [
        ("n", reader.money(cost.abs())),
        ("p", reader.language.show(Unit::Share, share)),
        ("paid", reader.money(paid)),
        ("taken", reader.money(taken)),
    ];
    let mut parts: Vec<HeadlinePart> = Vec::new();
    let mut sentence = String::new();
    for piece in pieces(text.in_language(reader.language)) {
        let (words, choice) = match piece {
            Piece::Words(words) => (words, None),
            Piece::Hole(name) => match choices.iter().find(|(known, ..)| *known == name) {
                Some((_, choice, text)) => (text.as_str(), Some(*choice)),
                None => {
                    let value = holes.iter().find(|(known, _)| *known == name);
                    (value.map_or("", |(_, value)| value.as_str()), None)
                }
            },
        };
        let before = sentence.len();
        append(&mut sentence, words);
        let words = sentence.get(before..).unwrap_or_default().to_string();
        match parts.last_mut() {
            Some(part) if part.choice.is_none() && choice.is_none() => part.text.push_str(&words),
            _ => parts.push(HeadlinePart { text: words, choice }),
        }
    }
    parts
}

/// Whether the reform changes nothing at all: no amount of the budget, no account, nobody's income.
fn is_equal(reader: &Reader<'_>) -> bool {
    let results = reader.results;
    let mut rows = results.budget.iter();
    let same_winners = results.winners.iter().all(|row| match gain_lose(row) {
        Some((gain, lose, _)) => gain == 0.0 && lose == 0.0,
        None => true,
    });
    results.net_cost == 0.0
        && rows.all(|row| row.baseline_amount == row.reform_amount)
        && results.accounts.iter().all(|row| row.change == 0.0)
        && same_winners
}

fn cells(reader: &Reader<'_>) -> Vec<Cell> {
    let mut cells = vec![cost(reader)];
    cells.extend(shielded(reader));
    cells.push(poverty(reader));
    cells.extend(last(reader));
    cells
}

/// What it costs; without a reform what today's law leaves, or what the shock costs it.
fn cost(reader: &Reader<'_>) -> Cell {
    let results = reader.results;
    let (name, label, value, note) = match (&results.shock, results.has_reform) {
        (_, true) => {
            let paid = Parts::of(reader).paid;
            let note = reader.say(texts::NOTE_PAID, &[("paid", reader.money(paid))]);
            let note = if paid > 0.0 { note } else { String::new() };
            ("net_cost", texts::CELL_NET_COST, results.net_cost, note)
        }
        (Some(shock), false) => (
            "cost_of_shock",
            texts::CELL_SHOCK_COST,
            shock.cost_of_shock,
            String::new(),
        ),
        (None, false) => ("balance", texts::CELL_BALANCE, 0.0 - results.net_cost, String::new()),
    };
    Cell {
        name: name.to_string(),
        label: reader.word(label),
        figure: reader.money(value),
        value: Some(value),
        beside: results.has_reform.then_some(0.0),
        unit: Unit::Money,
        note,
    }
}

/// The displaced who are protected; absent where nobody is displaced.
fn shielded(reader: &Reader<'_>) -> Option<Cell> {
    let results = reader.results;
    let displaced = displaced(results)?;
    let coverage = &results.shock.as_ref()?.coverage;
    let today = protected(&coverage.baseline);
    let (value, beside, note) = match results.has_reform {
        true => {
            let note = [("b", reader.language.show(Unit::Share, today))];
            let note = reader.say(texts::NOTE_TODAYS_LAW, &note);
            (protected(&coverage.reform), today, note)
        }
        false => {
            let note = [("d", reader.language.people(displaced))];
            (today, None, reader.say(texts::NOTE_OF_DISPLACED, &note))
        }
    };
    Some(Cell {
        name: "protected".to_string(),
        label: reader.word(texts::CELL_PROTECTED),
        figure: reader.language.show(Unit::Share, value),
        value,
        beside,
        unit: Unit::Share,
        note,
    })
}

fn poverty(reader: &Reader<'_>) -> Cell {
    let results = reader.results;
    let today = results.poverty.fixed.baseline.as_ref();
    let reform = results.poverty.fixed.reform.as_ref();
    let rate = today.and_then(|poverty| poverty.headcount_rate);
    let (value, beside, note) = match results.has_reform {
        true => {
            let note = reader.say(texts::NOTE_TODAYS_LAW, &[("b", reader.language.show(Unit::Rate, rate))]);
            (reform.and_then(|poverty| poverty.headcount_rate), rate, note)
        }
        false => {
            let poor = today.map(|poverty| reader.language.people(poverty.poor));
            let note = poor.map(|poor| reader.say(texts::NOTE_NUMBER, &[("d", poor), ("who", reader.who())]));
            (rate, None, note.unwrap_or_default())
        }
    };
    let label = match results.population.weighting.as_str() {
        "persons" => texts::CELL_POOR_PEOPLE,
        _ => texts::CELL_POOR_HOUSEHOLDS,
    };
    Cell {
        name: "poverty".to_string(),
        label: reader.word(label),
        figure: reader.language.show(Unit::Rate, value),
        value,
        beside,
        unit: Unit::Rate,
        note,
    }
}

/// Who gains and who loses; without a reform the Gini index.
fn last(reader: &Reader<'_>) -> Option<Cell> {
    let results = reader.results;
    if !results.has_reform {
        let gini = results.inequality.baseline.gini;
        return Some(Cell {
            name: "gini".to_string(),
            label: reader.word(texts::CELL_GINI),
            figure: reader.language.show(Unit::Index, gini),
            value: gini,
            beside: None,
            unit: Unit::Index,
            note: String::new(),
        });
    }
    let all = results.winners.iter().find(|row| row.group == "All")?;
    let (gain, lose, none) = gain_lose(all)?;
    let show = |share: f64| reader.language.share(share);
    Some(Cell {
        name: "gain_lose".to_string(),
        label: reader.word(texts::CELL_GAIN_LOSE),
        figure: format!("{} / {}", show(gain), show(lose)),
        value: Some(gain),
        beside: Some(lose),
        unit: Unit::Share,
        note: reader.say(texts::NOTE_UNCHANGED, &[("s", show(none))]),
    })
}
