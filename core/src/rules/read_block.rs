//! Reads the blocks of a rule file beside its parameters and rules: who is eligible, who claims, how it meets others, what
//! limits it, and worked cases.

use std::collections::BTreeSet;

use super::expression::{Expression, ExpressionKind, Formula};
use super::instrument::{
    BetterOff, Capacity, CarriedStep, Case, Condition, ConditionTest, Draw, Eligibility, EligibilityWho, FundUse,
    Interaction, TakeUp,
};
use super::parser::parse_formula;
use super::read_common::sound;
use super::read_rule::read_formula;
use crate::document::{Collector, Key, Node, Span, TableReader, Value};

/// Reads conditions on who may receive an instrument.
pub(crate) fn read_eligibility(collector: &Collector, table: &TableReader<'_>) -> Eligibility {
    let who = match table.choice("who", &["any_adult", "head", "all", "each"]) {
        Some("head") => EligibilityWho::Head,
        Some("all") => EligibilityWho::All,
        Some("each") => EligibilityWho::Each,
        _ => EligibilityWho::AnyAdult,
    };
    let when = table
        .get("when")
        .and_then(|node| read_formula(collector, &table.path_of("when"), node));
    let mut conditions = Vec::new();
    let mut asked: Vec<(Key, &Node)> = table.rest().map(|(key, node)| (key.clone(), node)).collect();
    let mut at = 0;
    while let Some((key, node)) = asked.get(at).cloned() {
        at += 1;
        // `family.market_income` without quotes is a table within a table.
        if let Value::Table(own) = &node.value
            && own.get("from").is_none()
            && own.get("to").is_none()
            && !own.entries.is_empty()
            && own.entries.iter().all(|(_, inner)| is_condition(&inner.value))
        {
            asked.extend(own.entries.iter().map(|(inner, node)| {
                let text = format!("{}.{}", key.text, inner.text);
                let span = inner.span.clone();
                (Key { text, span }, node)
            }));
            continue;
        }
        let path = table.path_of(&key.text);
        let test = match &node.value {
            Value::Truth(truth) => Some(ConditionTest::Is(*truth)),
            Value::List(items) => items
                .iter()
                .map(|item| item.as_text().map(str::to_string))
                .collect::<Option<Vec<_>>>()
                .map(ConditionTest::OneOf),
            Value::Table(_) => TableReader::new(collector, node, path.clone()).map(|reader| {
                let bounds = ConditionTest::Between(reader.number("from"), reader.number("to"));
                reader.finish();
                bounds
            }),
            _ => None,
        };
        match test {
            Some(test) => conditions.push(Condition {
                column: key.text.clone(),
                name: name_of(&key),
                test,
                source: collector.source.clone(),
                path,
                span: key.span.clone(),
                value_spans: node
                    .as_list()
                    .into_iter()
                    .flatten()
                    .map(|item| item.span.clone())
                    .collect(),
            }),
            None => collector.report(
                "wrong-type",
                &path,
                &node.span,
                "a condition of eligibility",
                node.kind_name(),
                "a list of values, { from = …, to = … }, true or false",
                "for example age = { from = 18, to = 64 }",
            ),
        }
    }
    Eligibility { who, conditions, when }
}

/// Whether a value has the form of a condition: what stands around it is then a name, and no bounds with a key misspelt.
fn is_condition(value: &Value) -> bool {
    matches!(value, Value::Table(_) | Value::List(_) | Value::Truth(_))
}

/// What a condition asks about, as a formula.
fn name_of(key: &Key) -> Formula {
    let name = || ExpressionKind::Name(key.text.split('.').map(str::to_string).collect());
    Formula {
        text: key.text.clone(),
        tree: parse_formula(&key.text).unwrap_or_else(|_| Expression {
            kind: name(),
            span: 0..key.text.len(),
        }),
        offset: key.span.start,
    }
}

/// Reads who claims.
pub(super) fn read_take_up(collector: &Collector, table: &TableReader<'_>) -> Option<TakeUp> {
    let if_better_off = match table.table("if_better_off") {
        Some(own) => {
            let by = number_or_formula(collector, &own, "by");
            let measure = own.required_text("measure").map(str::to_string);
            let span = own.get("measure").map_or(0..0, |node| node.span.clone());
            own.finish();
            Some(BetterOff {
                by: by?,
                measure: (measure?, span),
            })
        }
        None => None,
    };
    // Who claims where better off needs no rate beside it.
    let rate = match (table.get("rate"), table.get("if_better_off")) {
        (None, Some(_)) => None,
        _ => Some(number_or_formula(collector, table, "rate")?),
    };
    let draw = table.text("draw").map(|text| {
        let span = table.get("draw").map_or(0..0, |node| node.span.clone());
        (text.to_string(), span)
    });
    Some(TakeUp {
        rate,
        draw,
        if_better_off,
    })
}

/// A formula, which may be a plain number.
fn number_or_formula(collector: &Collector, table: &TableReader<'_>, key: &str) -> Option<Formula> {
    match table.require(key)? {
        node if node.as_number().is_some() => {
            let number = node.as_number().unwrap_or(0.0);
            Some(Formula {
                text: number.to_string(),
                tree: Expression {
                    kind: ExpressionKind::Number(number),
                    span: 0..node.span.len(),
                },
                offset: node.span.start,
            })
        }
        node => read_formula(collector, &table.path_of(key), node),
    }
}

/// Reads stored draws; the names of those that could not be read go to `broken`.
pub(super) fn read_draws(collector: &Collector, table: &TableReader<'_>, broken: &mut BTreeSet<String>) -> Vec<Draw> {
    table
        .rest()
        .filter_map(|(key, node)| {
            sound(collector, broken, &key.text, || {
                if let Value::Table(_) = &node.value {
                    let own = table.table(&key.text)?;
                    let (unit, each) = (own.required_text("unit"), own.choice("each", &["year"]));
                    own.finish();
                    return Some(Draw {
                        name: key.text.clone(),
                        unit: unit?.to_string(),
                        each_year: each.is_some(),
                    });
                }
                let Some(unit) = node.as_text() else {
                    collector.report(
                        "wrong-type",
                        &table.path_of(&key.text),
                        &node.span,
                        "a draw names the unit that draws",
                        node.kind_name(),
                        "\"person\", the name of a unit, or { unit = \"person\", each = \"year\" }",
                        "write \"person\"",
                    );
                    return None;
                };
                Some(Draw {
                    name: key.text.clone(),
                    unit: unit.to_string(),
                    each_year: false,
                })
            })
        })
        .collect()
}

/// Reads what a year leaves to the next; the names of those that could not be read go to `broken`.
pub(super) fn read_carried(
    collector: &Collector,
    table: &TableReader<'_>,
    broken: &mut BTreeSet<String>,
) -> Vec<CarriedStep> {
    let mut found = Vec::new();
    for (key, _) in table.rest() {
        found.extend(sound(collector, broken, &key.text, || {
            let own = table.table(&key.text)?;
            let first = own
                .require("first")
                .and_then(|node| read_formula(collector, &own.path_of("first"), node));
            let step = own.required_text("next").map(str::to_string);
            let place = own.get("next").map_or(0..0, |node| node.span.clone());
            own.finish();
            Some(CarriedStep {
                name: key.text.clone(),
                first: first?,
                step: (step?, place),
                span: key.span.clone(),
            })
        }));
    }
    found
}

/// Reads how an instrument meets others.
pub(super) fn read_interaction(collector: &Collector, table: &TableReader<'_>) -> Interaction {
    let counts_in = table.table("counts_in").map_or(Vec::new(), |counts| {
        counts
            .rest()
            .filter_map(|(key, node)| match node.value {
                Value::Truth(truth) => Some((key.text.clone(), truth, key.span.clone())),
                _ => {
                    collector.report(
                        "wrong-type",
                        &counts.path_of(&key.text),
                        &node.span,
                        "an instrument counts in a concept or not",
                        node.kind_name(),
                        "true or false",
                        "write true or false",
                    );
                    None
                }
            })
            .collect()
    });
    let replaces = table
        .texts("replaces")
        .unwrap_or_default()
        .into_iter()
        .map(|(text, span)| (text.to_string(), span.clone()))
        .collect();
    let hold_harmless = table.truth("hold_harmless").unwrap_or(false);
    Interaction {
        counts_in,
        replaces,
        hold_harmless,
    }
}

/// Reads the limit of places or money.
pub(super) fn read_capacity(collector: &Collector, table: &TableReader<'_>) -> Capacity {
    let before = collector.count();
    let formula = |key: &str| {
        table
            .get(key)
            .and_then(|node| read_formula(collector, &table.path_of(key), node))
    };
    let capacity = Capacity {
        places: formula("places"),
        money: formula("money"),
        order: formula("order"),
    };
    if capacity.places.is_some() == capacity.money.is_some() && collector.count() == before {
        collector.report(
            "bad-capacity",
            table.path(),
            table.span(),
            "capacity is a number of places or an amount of money",
            if capacity.places.is_some() { "both" } else { "neither" },
            "places = \"…\" or money = \"…\"",
            "keep one of them",
        );
    }
    capacity
}

/// Reads the fund that pays or is paid.
pub(super) fn read_fund(table: &TableReader<'_>) -> Option<FundUse> {
    let span: Span = table.span().clone();
    let name = table.required_text("name")?.to_string();
    Some(FundUse { name, span })
}

/// Reads a worked case; one with problems is left out.
pub(super) fn read_case(reader: TableReader<'_>) -> Option<Case> {
    let (collector, before) = (reader.collector(), reader.collector().count());
    let table = |key: &str| match reader.get(key) {
        Some(Node {
            value: Value::Table(table),
            ..
        }) => Some(table.clone()),
        Some(_) => {
            reader.table(key);
            None
        }
        None => None,
    };
    let span = reader.span().clone();
    let note = reader.text("note").unwrap_or_default().to_string();
    let date = reader.date("date");
    let given = table("given").unwrap_or_default();
    let parameters = table("parameters").unwrap_or_default();
    let expect = match reader.require("expect") {
        Some(_) => table("expect"),
        None => None,
    };
    let tolerance = reader.number("tolerance").unwrap_or(0.005);
    reader.get("name");
    reader.finish();
    let case = Case {
        note,
        date,
        given,
        parameters,
        expect: expect?,
        tolerance,
        span,
    };
    (collector.count() == before).then_some(case)
}
