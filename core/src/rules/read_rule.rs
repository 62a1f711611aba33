//! Reads the rules and functions of a rule file.

use std::collections::BTreeSet;

use super::expression::Formula;
use super::instrument::{Argument, Function, Match, Rule, RuleBody, Texts};
use super::parser::parse_formula;
use super::read_common::{check_name, read_texts, sound};
use super::unit::Unit;
use crate::document::{Collector, Date, Node, Span, TableReader, Value};

/// Reads a formula from a text node; problems get a caret inside the text.
pub(crate) fn read_formula(collector: &Collector, path: &str, node: &Node) -> Option<Formula> {
    let Some(text) = node.as_text() else {
        collector.report(
            "wrong-type",
            path,
            &node.span,
            "a formula is a text",
            node.kind_name(),
            "a formula in quotes",
            "put the formula in double quotes",
        );
        return None;
    };
    let written = collector.source.text.get(node.span.clone()).unwrap_or_default();
    let mut quote = if written.starts_with("\"\"\"") || written.starts_with("'''") {
        3
    } else {
        1
    };
    if quote == 3 && written[3..].starts_with("\r\n") {
        quote += 2;
    } else if quote == 3 && written[3..].starts_with('\n') {
        quote += 1;
    }
    let faithful = written.get(quote..).is_some_and(|inner| inner.starts_with(text));
    let offset = node.span.start + quote;
    match parse_formula(text) {
        Ok(tree) => Some(Formula {
            text: text.to_string(),
            tree,
            offset,
        }),
        Err(error) => {
            let span = if faithful {
                offset + error.span.start..offset + error.span.end
            } else {
                node.span.clone()
            };
            collector.report(
                "syntax",
                path,
                &span,
                "this is no formula",
                error.found,
                error.allowed,
                error.remedy,
            );
            None
        }
    }
}

/// Reads steps; the names of those that could not be read go to `broken`.
pub(super) fn read_rules(collector: &Collector, table: &TableReader<'_>, broken: &mut BTreeSet<String>) -> Vec<Rule> {
    table
        .rest()
        .filter_map(|(key, node)| {
            let path = table.path_of(&key.text);
            sound(collector, broken, &key.text, || {
                check_name(collector, &path, &key.text, &key.span);
                read_rule(collector, &key.text, node, &path, &key.span)
            })
        })
        .collect()
}

fn read_rule(collector: &Collector, name: &str, node: &Node, path: &str, span: &Span) -> Option<Rule> {
    let mut rule = Rule {
        name: name.to_string(),
        body: RuleBody::Rows(Vec::new()),
        title: Texts::default(),
        reference: String::new(),
        unit: None,
        span: span.clone(),
    };
    rule.body = match &node.value {
        Value::Table(table)
            if table
                .entries
                .iter()
                .any(|(key, _)| key.text.starts_with(|c: char| c.is_ascii_digit())) =>
        {
            let mut dated = Vec::new();
            for (key, value) in &table.entries {
                let Ok(date) = key.text.parse::<Date>() else {
                    collector.report(
                        "bad-date",
                        &format!("{path}.{}", key.text),
                        &key.span,
                        format!("`{}` is no day of the calendar", key.text),
                        &key.text,
                        "a date such as 2024-01-01",
                        "write year-month-day",
                    );
                    continue;
                };
                if let Some(formula) = read_formula(collector, &format!("{path}.{}", key.text), value) {
                    dated.push((date, formula));
                }
            }
            dated.sort_by_key(|(date, _)| *date);
            RuleBody::Dated(dated)
        }
        Value::Table(_) => {
            let reader = TableReader::new(collector, node, path)?;
            rule.title = read_texts(&reader, "title");
            rule.reference = reader.text("reference").unwrap_or_default().to_string();
            rule.unit = reader.text("unit").and_then(|text| {
                let unit = Unit::parse(text);
                if unit.is_none() && text != "truth" {
                    collector.report(
                        "unknown-unit",
                        &reader.path_of("unit"),
                        &reader.get("unit").map_or(0..0, |node| node.span.clone()),
                        format!("`{text}` is no unit"),
                        text,
                        Unit::NAMES.join(", "),
                        "use one of the allowed units",
                    );
                }
                unit
            });
            let body = reader.require("formula")?;
            let inner = match &body.value {
                Value::List(_) => read_rows(collector, body, &reader.path_of("formula")),
                _ => read_formula(collector, &reader.path_of("formula"), body).map(RuleBody::Formula),
            };
            reader.finish();
            inner?
        }
        Value::List(_) => read_rows(collector, node, path)?,
        _ => RuleBody::Formula(read_formula(collector, path, node)?),
    };
    Some(rule)
}

fn read_rows(collector: &Collector, node: &Node, path: &str) -> Option<RuleBody> {
    let Value::List(items) = &node.value else { return None };
    let mut rows = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let reader = TableReader::new(collector, item, format!("{path}[{at}]"))?;
        let last = at + 1 == items.len();
        if last {
            if reader.get("otherwise").is_none() {
                // The last row is one more condition: what is missing is the row after it.
                reader.get("when");
                reader.get("then");
                reader.require("otherwise");
                return None;
            }
            let then = reader
                .require("otherwise")
                .and_then(|node| read_formula(collector, &reader.path_of("otherwise"), node));
            reader.finish();
            rows.push(Match {
                when: None,
                then: then?,
            });
        } else {
            let when = reader
                .require("when")
                .and_then(|node| read_formula(collector, &reader.path_of("when"), node));
            let then = reader
                .require("then")
                .and_then(|node| read_formula(collector, &reader.path_of("then"), node));
            reader.finish();
            rows.push(Match {
                when: Some(when?),
                then: then?,
            });
        }
    }
    Some(RuleBody::Rows(rows))
}

/// A unit, `"truth"`, or `{ category = "NAME" }`.
fn read_argument(collector: &Collector, name: &str, node: &Node, path: &str) -> Option<Argument> {
    if node.as_table().is_some() {
        let reader = TableReader::new(collector, node, path)?;
        let category = reader.required_text("category").map(str::to_string);
        reader.finish();
        return category.map(Argument::Category);
    }
    let argument = match node.as_text() {
        Some("truth") => Some(Argument::Truth),
        text => text.and_then(Unit::parse).map(Argument::Number),
    };
    if argument.is_none() {
        collector.report(
            "unknown-unit",
            path,
            &node.span,
            format!("the argument `{name}` needs a unit"),
            node.as_text().unwrap_or(node.kind_name()),
            format!("truth, {}, {{ category = \"NAME\" }}", Unit::NAMES.join(", ")),
            "use one of the allowed units",
        );
    }
    argument
}

pub(super) fn read_function(collector: &Collector, name: &str, node: &Node, path: &str) -> Option<Function> {
    let reader = TableReader::new(collector, node, path)?;
    check_name(collector, path, name, reader.span());
    let mut arguments = Vec::new();
    if reader.require("arguments").is_some() {
        let table = reader.table("arguments")?;
        for (key, node) in table.rest() {
            check_name(collector, &table.path_of(&key.text), &key.text, &key.span);
            if let Some(argument) = read_argument(collector, &key.text, node, &table.path_of(&key.text)) {
                arguments.push((key.text.clone(), argument));
            }
        }
    }
    let mut broken = BTreeSet::new();
    let rules = match reader.require("rules") {
        Some(_) => reader
            .table("rules")
            .map_or(Vec::new(), |table| read_rules(collector, &table, &mut broken)),
        None => Vec::new(),
    };
    if !rules.is_empty() && broken.is_empty() && !rules.iter().any(|rule| rule.name == "result") {
        collector.report(
            "missing-key",
            &reader.path_of("rules"),
            reader.span(),
            format!("the function `{name}` has no rule `result`"),
            rules
                .iter()
                .map(|rule| rule.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            "one of the rules is `result`",
            "name the last rule `result`",
        );
        return None;
    }
    let span = reader.span().clone();
    reader.finish();
    Some(Function {
        name: name.to_string(),
        arguments,
        rules,
        span,
    })
}
