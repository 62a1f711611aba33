//! How a table of a recipe draws, read row by row: shares, knots, distributions, values.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::amount::{Piece, Tailed};
use super::column::{Kind, Scope};
use super::formula::Names;
use super::key::{Band, Lookup, Row};
use super::table::Law;
use crate::document::{Collector, Node as Value, Span, TableReader};

/// Reads the rows of a table that is no formula. `None` after a report.
pub(super) fn read_law(
    reader: &TableReader<'_>,
    kind: &str,
    column: &Kind,
    words: Option<&Value>,
    names: &Names<'_>,
    bands: &BTreeMap<String, Band>,
    scope: Scope,
) -> Option<(Law, Lookup)> {
    let collector = reader.collector();
    let at = if kind == "quantile" { read_at(reader) } else { None };
    let mean = if kind == "quantile" {
        reader.number("mean")
    } else {
        None
    };
    let values: RangeInclusive<usize> = match (kind, column) {
        ("share", Kind::Truth) | ("value", _) => 1..=1,
        ("quantile", _) => 1..=2,
        ("lognormal_pareto", _) => 1..=1,
        _ => 1..=1,
    };
    let (lookup, rows) = Lookup::read(reader, names, bands, scope, values, true)?;
    let before = collector.count();
    let law = match kind {
        "share" => {
            let places = places_of(reader, column, words)?;
            let rows: Vec<Option<Vec<f64>>> = rows
                .iter()
                .map(|row| shares(collector, row, column, places.len()))
                .collect();
            Law::Share {
                values: places,
                rows: rows.into_iter().collect::<Option<_>>()?,
            }
        }
        "quantile" => {
            let at = at?;
            let rows: Vec<Option<Vec<Piece>>> = rows.iter().map(|row| pieces(collector, row, &at, mean)).collect();
            Law::Quantile {
                rows: rows.into_iter().collect::<Option<_>>()?,
                at: at[..at.len() - 1].to_vec(),
            }
        }
        "lognormal_pareto" => {
            let rows: Vec<Option<Tailed>> = rows.iter().map(|row| tailed(collector, row)).collect();
            Law::Tailed(rows.into_iter().collect::<Option<_>>()?)
        }
        _ => {
            let rows: Vec<Option<f64>> = rows.iter().map(|row| value(collector, row, column)).collect();
            Law::Value(rows.into_iter().collect::<Option<_>>()?)
        }
    };
    (collector.count() == before).then_some((law, lookup))
}

/// Where the values of a table of shares stand: codes of words, counts, or false and true.
fn places_of(reader: &TableReader<'_>, column: &Kind, words: Option<&Value>) -> Option<Vec<f64>> {
    let items = match words {
        None => None,
        Some(node) => Some(reader.collector().list_of(&reader.path_of("values"), node, "a list")?),
    };
    match (column, items) {
        (Kind::Truth, _) => Some(vec![0.0, 1.0]),
        (Kind::Category(labels), Some(items)) => items
            .iter()
            .map(|item| {
                let at = labels.iter().position(|label| item.as_text() == Some(label));
                if at.is_none() {
                    let message = "the table above gives the column other words";
                    let path = reader.path_of("values");
                    let collector = reader.collector();
                    collector.report(
                        "unknown-label",
                        &path,
                        &item.span,
                        message,
                        item.describe(),
                        labels.join(", "),
                        "",
                    );
                }
                at.map(|at| at as f64)
            })
            .collect(),
        (Kind::Category(labels), None) => Some((0..labels.len()).map(|at| at as f64).collect()),
        (_, Some(items)) => items.iter().map(Value::as_number).collect(),
        _ => {
            reader.require("values");
            None
        }
    }
}

fn numbers(collector: &Collector, path: &str, node: &Value) -> Option<Vec<f64>> {
    let items = collector.list_of(path, node, "a list of numbers")?;
    items.iter().map(|item| collector.number_of(path, item)).collect()
}

/// How far shares may be from adding up to 1.
const SHARE_TOLERANCE: f64 = 1e-6;

/// The shares of a row, added up.
fn shares(collector: &Collector, row: &Row<'_>, column: &Kind, count: usize) -> Option<Vec<f64>> {
    let node = row.values.first()?;
    if *column == Kind::Truth {
        let share = collector.number_of(&row.path, node)?;
        if (0.0..=1.0).contains(&share) {
            // True for the high draws, so that a correlation has its sign.
            return Some(vec![1.0 - share, 1.0]);
        }
        let message = "a share lies between 0 and 1";
        collector.report(
            "out-of-range",
            &row.path,
            &node.span,
            message,
            share.to_string(),
            "0 to 1",
            "",
        );
        return None;
    }
    let shares = numbers(collector, &row.path, node)?;
    let refuse = |code, message: String, found: String, allowed: String, remedy: String| {
        collector.report(code, &row.path, &node.span, message, found, allowed, remedy);
        None
    };
    if shares.len() != count {
        let allowed = format!("{count} shares, one for each value");
        return refuse(
            "wrong-form",
            "the row has not one share for each value".to_string(),
            format!("{} shares", shares.len()),
            allowed,
            String::new(),
        );
    }
    if let Some(share) = shares.iter().find(|share| !(0.0..=1.0).contains(*share)) {
        return refuse(
            "out-of-range",
            "a share lies between 0 and 1".to_string(),
            share.to_string(),
            "0 to 1".to_string(),
            String::new(),
        );
    }
    let total = shares.iter().fold(0.0, |sum, share| sum + share);
    if !(total - 1.0 > -SHARE_TOLERANCE && total - 1.0 < SHARE_TOLERANCE) {
        let shown = |x: f64| (x * 1e6 + 0.5).floor() / 1e6;
        let rescaled: Vec<String> = shares.iter().map(|share| shown(share / total).to_string()).collect();
        let rest = if total < 1.0 {
            format!(
                "{} is missing: give it to the value that was left out",
                shown(1.0 - total)
            )
        } else {
            format!("{} is too much", shown(total - 1.0))
        };
        let remedy = if total > 0.0 {
            format!("{rest}; or write them rescaled: [{}]", rescaled.join(", "))
        } else {
            rest
        };
        return refuse(
            "bad-shares",
            "shares add up to 1".to_string(),
            shown(total).to_string(),
            "1".to_string(),
            remedy,
        );
    }
    let mut sum = 0.0;
    let mut added: Vec<f64> = shares
        .iter()
        .map(|share| {
            sum += share / total;
            sum
        })
        .collect();
    // The last value that occurs takes what rounding left over.
    let last = shares.iter().rposition(|share| *share > 0.0).unwrap_or(0);
    added.iter_mut().skip(last).for_each(|sum| *sum = 1.0);
    Some(added)
}

/// The probabilities at which the knots stand.
fn read_at(reader: &TableReader<'_>) -> Option<Vec<f64>> {
    let node = reader.require("at")?;
    let at = reader.numbers("at")?;
    let is_good = at.len() >= 2
        && at.first() == Some(&0.0)
        && at.last() == Some(&1.0)
        && at.windows(2).all(|pair| pair[0] < pair[1]);
    if !is_good {
        reader.collector().report(
            "bad-knots",
            &reader.path_of("at"),
            &node.span,
            "`at` rises from 0 to 1",
            "",
            "0, shares between, 1",
            "for example at = [0, 0.25, 0.5, 0.75, 1]",
        );
        return None;
    }
    Some(at)
}

/// The intervals of a row of knots.
fn pieces(collector: &Collector, row: &Row<'_>, at: &[f64], mean: Option<f64>) -> Option<Vec<Piece>> {
    let refuse = |span: &Span, code, message: String, allowed: String, remedy: &str| {
        collector.report(code, &row.path, span, message, "", allowed, remedy);
        None::<Vec<Piece>>
    };
    let node = row.values.first()?;
    let knots = numbers(collector, &row.path, node)?;
    if knots.len() != at.len() {
        return refuse(
            &node.span,
            "bad-knots",
            format!("the row has {} knots", knots.len()),
            format!("{}, one for each of `at`", at.len()),
            "",
        );
    }
    if let Some(fall) = knots.windows(2).position(|pair| pair[0] > pair[1]) {
        let message = format!("the knots fall from {} to {}", knots[fall], knots[fall + 1]);
        return refuse(
            &node.span,
            "bad-knots",
            message,
            "knots that rise or stay".to_string(),
            "",
        );
    }
    let means = match row.values.get(1) {
        Some(node) => {
            let means = numbers(collector, &row.path, node)?;
            if means.len() + 1 != knots.len() {
                let message = format!("the row has {} means", means.len());
                return refuse(
                    &node.span,
                    "bad-means",
                    message,
                    format!("{}, one for each interval", knots.len() - 1),
                    "",
                );
            }
            Some((means, node))
        }
        None => None,
    };
    let mut found = Vec::new();
    for (interval, pair) in knots.windows(2).enumerate() {
        let own = means.as_ref().map(|(means, _)| means[interval]);
        match Piece::new(pair[0], pair[1], own) {
            Some(piece) => found.push(piece),
            None => {
                let span = means.as_ref().map_or(&row.span, |(_, node)| &node.span);
                let message = format!("the mean {} does not lie between its knots", own.unwrap_or(0.0));
                return refuse(
                    span,
                    "bad-means",
                    message,
                    format!("between {} and {}", pair[0], pair[1]),
                    "",
                );
            }
        }
    }
    if let Some(mean) = mean {
        let weighed = |f: &dyn Fn(usize) -> f64| {
            at.windows(2)
                .enumerate()
                .fold(0.0, |sum, (i, pair)| sum + (pair[1] - pair[0]) * f(i))
        };
        let (low, high) = (weighed(&|i| knots[i]), weighed(&|i| knots[i + 1]));
        let stated = means.as_ref().map(|(means, _)| weighed(&|i| means[i]));
        let near = 1e-3 * if mean < 0.0 { -mean } else { mean };
        if mean < low || mean > high {
            let message = format!("no distribution with these quantiles has the mean {mean}");
            return refuse(
                &row.span,
                "contradiction",
                message,
                format!("{low} to {high}"),
                "correct the mean or the knots",
            );
        }
        if let Some(stated) = stated.filter(|stated| *stated - mean > near || mean - *stated > near) {
            let message = format!("the means of the intervals make a mean of {stated}, and `mean` is {mean}");
            return refuse(
                &row.span,
                "contradiction",
                message,
                "means that agree to 0.1 percent".to_string(),
                "",
            );
        }
    }
    Some(found)
}

/// Median, standard deviation of the logarithm, and perhaps Pareto index and threshold.
fn tailed(collector: &Collector, row: &Row<'_>) -> Option<Tailed> {
    let node = row.values.first()?;
    let values = numbers(collector, &row.path, node)?;
    let (median, sd, tail) = match values.as_slice() {
        [median, sd] => (*median, *sd, None),
        [median, sd, alpha, threshold] => (*median, *sd, Some((*alpha, *threshold))),
        _ => (0.0, 0.0, None),
    };
    let is_good = median > 0.0
        && (0.0..=5.0).contains(&sd)
        && tail.is_none_or(|(alpha, threshold)| alpha > 1.0 && threshold > 0.0);
    if !is_good {
        collector.report(
            "bad-distribution",
            &row.path,
            &node.span,
            "a log-normal distribution has a median and the standard deviation of its logarithm; its tail an index and a threshold",
            format!("{} values", values.len()),
            "[median above 0, sd from 0 to 5] or [median, sd, alpha above 1, threshold above 0]",
            "for example [30000, 0.6, 2.2, 90000]",
        );
        return None;
    }
    Some(Tailed::new(median, sd, tail))
}

fn value(collector: &Collector, row: &Row<'_>, column: &Kind) -> Option<f64> {
    let node = row.values.first()?;
    match column {
        Kind::Category(labels) => {
            let text = collector.text_of(&row.path, node)?;
            let at = labels.iter().position(|label| label == text);
            if at.is_none() {
                let message = format!("the column has no word `{text}`");
                collector.report(
                    "unknown-label",
                    &row.path,
                    &node.span,
                    message,
                    text,
                    labels.join(", "),
                    "",
                );
            }
            at.map(|at| at as f64)
        }
        _ => collector.number_of(&row.path, node),
    }
}
