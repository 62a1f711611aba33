//! What the package costs: from what is paid out, over what comes back, to the net cost; and the same by instrument.

use super::left_out::{elements, left_out};
use super::reader::Reader;
use super::table::Rows;
use super::texts::{self, Text};
use super::{Figure, FigureTable, Unit};
use crate::costing::{BudgetRow, PENDING, Results};
use crate::rules::{Account, Kind};

/// The net cost of a package, taken apart. Positive amounts cost the public, negative ones bring it money; together they are the
/// net cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parts {
    /// What instruments that the package names pay out more, or take less.
    pub paid: f64,
    /// What instruments that it names take more, or pay less: zero or negative.
    pub raised: f64,
    /// What other taxes and contributions respond.
    pub tax_back: f64,
    /// What other benefits respond.
    pub aid_saved: f64,
    /// The rest: flows that are no instrument's, such as profits of a public account.
    pub other: f64,
    /// All of these.
    pub net: f64,
}

impl Parts {
    pub fn of(reader: &Reader<'_>) -> Parts {
        let results = reader.results;
        let mut parts = Parts {
            paid: 0.0,
            raised: 0.0,
            tax_back: 0.0,
            aid_saved: 0.0,
            other: 0.0,
            net: results.net_cost,
        };
        for row in &results.budget {
            let cost = row.gross_cost;
            if reader.is_of_package(&row.instrument) {
                if cost > 0.0 {
                    parts.paid += cost;
                } else {
                    parts.raised += cost;
                }
            } else if takes(row) {
                parts.tax_back += cost;
            } else {
                parts.aid_saved += cost;
            }
        }
        let known = parts.paid + parts.raised + parts.tax_back + parts.aid_saved;
        let other = parts.net - known;
        // The parts were rounded one by one: what is left below the last digits of the largest is no flow.
        parts.other = if is_nothing(other, parts.turnover()) {
            0.0
        } else {
            other
        };
        parts
    }

    /// All that moves, whatever its direction.
    fn turnover(&self) -> f64 {
        self.paid + self.raised.abs() + self.tax_back.abs() + self.aid_saved.abs() + self.net.abs()
    }

    /// What comes back from instruments that the package does not name; negative if they cost more.
    pub fn back(&self) -> f64 {
        -(self.tax_back + self.aid_saved + self.other)
    }

    /// Whether nothing is paid and nothing is taken.
    pub fn is_nothing(&self) -> bool {
        self.turnover() == 0.0
    }
}

/// Whether an amount is rounding beside others.
fn is_nothing(amount: f64, beside: f64) -> bool {
    amount.abs() <= beside * 1e-9
}

/// Whether an instrument takes money from people and firms, by its kind.
fn takes(row: &BudgetRow) -> bool {
    let kind = Kind::parse(&row.kind);
    kind.is_some_and(|kind| Account::parse(&row.payee).is_some_and(Account::is_public) && kind.pays())
}

/// What government and its funds pay to others and take from them, a year: under the baseline, then under the reform.
pub(super) fn levels(results: &Results) -> [(f64, f64); 2] {
    let public = |name: &str| Account::parse(name).is_some_and(Account::is_public);
    let mut levels = [(0.0, 0.0); 2];
    for flow in &results.flows {
        let (from, to) = (public(&flow.from), public(&flow.to));
        for (level, amount) in levels.iter_mut().zip([flow.baseline, flow.reform]) {
            if from && !to {
                level.0 += amount;
            } else if to && !from {
                level.1 += amount;
            }
        }
    }
    levels
}

pub(super) fn budget(reader: &Reader<'_>) -> Option<Figure> {
    let results = reader.results;
    if !results.has_reform {
        return Some(level(reader));
    }
    let parts = Parts::of(reader);
    let sentence = sentence(reader, &parts);
    let definition = reader.word(match results.shock {
        Some(_) => texts::BUDGET_SHOCK_DEFINITION,
        None => texts::BUDGET_DEFINITION,
    });
    let mut definition = vec![definition];
    definition.extend(reader.notices());
    let figure = Figure {
        name: "budget".to_string(),
        question: reader.word(texts::BUDGET_QUESTION),
        sentence,
        title: reader.word(texts::BUDGET_TITLE),
        definition: reader.joined(&definition),
        axis: reader.axis_of_money([parts.paid, parts.raised, parts.net]),
        table: waterfall(reader, &parts),
        more: std::iter::once(instruments(reader))
            .chain(elements(reader))
            .chain(left_out(reader))
            .collect(),
    };
    Some(if parts.is_nothing() {
        reader.empty(figure, texts::BUDGET_NOTHING)
    } else {
        figure
    })
}

/// A clause with an amount.
fn clause(reader: &Reader<'_>, text: Text, hole: &str, amount: f64) -> String {
    reader.say(text, &[(hole, reader.money(amount))])
}

fn sentence(reader: &Reader<'_>, parts: &Parts) -> String {
    let beside = parts.turnover();
    let alone = is_nothing(parts.raised, beside);
    let back_amount = parts.back();
    let rest_saved = -(parts.aid_saved + parts.other);
    let loses_tax = parts.tax_back > 0.0 && !is_nothing(parts.tax_back, beside);
    let back = match back_amount {
        _ if loses_tax && is_nothing(rest_saved, beside) => clause(reader, texts::BACK_TAX_LOST, "y", parts.tax_back),
        _ if loses_tax && rest_saved > 0.0 => {
            let holes = [("y", reader.money(parts.tax_back)), ("x", reader.money(rest_saved))];
            reader.say(texts::BACK_TAX_LOST_REST_SAVED, &holes)
        }
        back if is_nothing(back, beside) => reader.word(texts::BACK_NONE),
        back if back > 0.0 && alone => clause(reader, texts::BACK_COMES, "x", back),
        back if back > 0.0 => clause(reader, texts::BACK_COMES_TOO, "x", back),
        back => clause(reader, texts::BACK_MORE, "x", -back),
    };
    let net = match parts.net {
        net if is_nothing(net, beside) => reader.word(texts::NET_NOTHING_CLAUSE),
        net if net > 0.0 => clause(reader, texts::NET_COST_CLAUSE, "n", net),
        net => clause(reader, texts::NET_INCOME_CLAUSE, "n", -net),
    };
    // Of what is paid out nothing is lost: what is lost comes beside it.
    let is_more = loses_tax || (back_amount < 0.0 && !is_nothing(back_amount, beside));
    let text = match (is_nothing(parts.paid, beside), alone) {
        (false, true) if is_more => texts::BUDGET_PAYS_MORE,
        (false, false) if is_more => texts::BUDGET_PAYS_MORE_AND_RAISES,
        (false, true) => texts::BUDGET_PAYS,
        (false, false) => texts::BUDGET_PAYS_AND_RAISES,
        (true, false) => texts::BUDGET_RAISES,
        (true, true) => texts::BUDGET_REACTS,
    };
    let holes = [
        ("paid", reader.money(parts.paid)),
        ("raised", reader.money(-parts.raised)),
        ("back", back),
        ("net", net),
    ];
    reader.sentence(text, &holes)
}

/// The name of a step by whether it costs or brings money.
fn by_sign(amount: f64, costs: Text, brings: Text) -> Text {
    if amount > 0.0 { costs } else { brings }
}

/// A step of the waterfall: its key, its name and what it adds to the net cost; the last is the sum.
type Step = (&'static str, Text, f64);

fn waterfall(reader: &Reader<'_>, parts: &Parts) -> FigureTable {
    let steps: [Step; 6] = [
        ("paid_out", texts::PAID_OUT, parts.paid),
        ("raised", texts::RAISED, parts.raised),
        (
            "tax_back",
            by_sign(parts.tax_back, texts::TAX_LOST, texts::TAX_BACK),
            parts.tax_back,
        ),
        (
            "aid_saved",
            by_sign(parts.aid_saved, texts::AID_ADDED, texts::AID_SAVED),
            parts.aid_saved,
        ),
        ("other", texts::OTHER, parts.other),
        ("net_cost", texts::NET_COST, parts.net),
    ];
    // What is not there has no bar, but the first and the last always stand.
    let shown = |(key, _, amount): &Step| matches!(*key, "paid_out" | "net_cost") || *amount != 0.0;
    bars(reader, &texts::BUDGET_TITLE, steps.into_iter().filter(shown).collect())
}

/// Steps with the ends of their bars; the last stands on zero.
fn bars(reader: &Reader<'_>, title: &Text, steps: Vec<Step>) -> FigureTable {
    let last = steps.len().saturating_sub(1);
    let mut level = 0.0;
    let mut rows = Vec::with_capacity(steps.len());
    for (at, (key, name, amount)) in steps.into_iter().enumerate() {
        let from = if at == last { 0.0 } else { level };
        level = from + amount;
        rows.push((key, name, amount, from, level));
    }
    Rows::new(reader, "waterfall", reader.word(*title), &rows, |row| row.0.to_string())
        .text("step", texts::STEP, |row| reader.word(row.1))
        .number("amount", texts::AMOUNT, Unit::Money, |row| Some(row.2))
        .number("from", texts::BAR_FROM, Unit::Money, |row| Some(row.3))
        .number("to", texts::BAR_TO, Unit::Money, |row| Some(row.4))
        .table()
}

fn instruments(reader: &Reader<'_>) -> FigureTable {
    let results = reader.results;
    let net = match results.attribution.as_str() {
        "shapley" => texts::NET_SHAPLEY,
        "stacked" => texts::NET_STACKED,
        "last-in" => texts::NET_LAST_IN,
        "whole" => texts::NET_WHOLE,
        _ => texts::NET_COST,
    };
    let title = reader.word(texts::BY_INSTRUMENT);
    let rows = Rows::new(reader, "instruments", title, &results.budget, |row| {
        row.instrument.clone()
    })
    .text("instrument", texts::INSTRUMENT, |row| reader.instrument(row));
    if !results.has_reform {
        return rows
            .number("baseline", texts::AMOUNT_TODAY, Unit::Money, |row| {
                Some(row.baseline_amount)
            })
            .number("recipients", texts::RECIPIENTS, Unit::People, |row| {
                Some(row.recipients)
            })
            .number("mean", texts::MEAN_AMOUNT, Unit::MoneyPerPerson, |row| row.mean_amount)
            .table();
    }
    rows.number("baseline", texts::AMOUNT_TODAY, Unit::Money, |row| {
        Some(row.baseline_amount)
    })
    .number("reform", texts::AMOUNT_PACKAGE, Unit::Money, |row| {
        Some(row.reform_amount)
    })
    .number("gross_cost", texts::GROSS_COST, Unit::Money, |row| Some(row.gross_cost))
    .number("net_cost", net, Unit::Money, |row| {
        (results.attribution != PENDING).then_some(row.net_cost)
    })
    .number("recipients", texts::RECIPIENTS, Unit::People, |row| {
        Some(row.recipients)
    })
    .number("mean", texts::MEAN_AMOUNT, Unit::MoneyPerPerson, |row| row.mean_amount)
    .table()
}

/// Without a reform: what today's law pays out and takes in.
fn level(reader: &Reader<'_>) -> Figure {
    let results = reader.results;
    let (paid, taken) = levels(results)[0];
    let net = match results.net_cost {
        // A rest that three digits of the amounts do not show is none.
        _ if reader.money(paid) == reader.money(taken) => reader.word(texts::LEVEL_EVEN),
        net if net > 0.0 => clause(reader, texts::LEVEL_SHORT, "n", net),
        net => clause(reader, texts::LEVEL_SURPLUS, "n", -net),
    };
    let holes = [
        ("paid", reader.money(paid)),
        ("taken", reader.money(taken)),
        ("net", net),
    ];
    let steps: Vec<Step> = vec![
        ("paid_out", texts::PAID_OUT, paid),
        ("taken_in", texts::TAKEN_IN, -taken),
        ("net_cost", texts::NET_COST, results.net_cost),
    ];
    Figure {
        name: "budget".to_string(),
        question: reader.word(texts::BUDGET_QUESTION),
        sentence: reader.sentence(texts::BUDGET_LEVEL, &holes),
        title: reader.word(texts::BUDGET_LEVEL_TITLE),
        definition: reader.word(texts::BUDGET_LEVEL_DEFINITION),
        axis: reader.axis_of_money([paid, taken, results.net_cost]),
        table: bars(reader, &texts::BUDGET_LEVEL_TITLE, steps),
        more: std::iter::once(instruments(reader)).chain(left_out(reader)).collect(),
    }
}
