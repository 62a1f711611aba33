//! What stands beside the tables of a recipe: oversampling, the columns of the system, the calibration.

use super::column::{Column, Kind, Scope};
use super::read_table::read_pair;
use super::round::Bounds;
use super::table::{Law, Table};
use crate::document::{Span, TableReader, nearest};

/// Classes of households that are made more often than they occur, with weights to match.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Oversample {
    pub column: usize,
    /// For each class, its true share over the one that is drawn.
    pub relative: Vec<f64>,
}

/// Reads `[oversample]`: a table of shares of households without keys, and how much more often its classes are made.
pub(super) fn read_oversample(
    reader: &TableReader<'_>,
    columns: &[Column],
    tables: &mut [Table],
) -> Option<Oversample> {
    let collector = reader.collector();
    let entry = reader.table("oversample")?;
    let id = entry.required_text("table");
    let factors = entry.required_table("factors");
    let (id, factors) = (id?, factors?);
    let refuse = |span: &Span, message: String, found: &str, allowed: String, remedy: &str| {
        collector.report("bad-oversample", "oversample", span, message, found, allowed, remedy);
    };
    let place = entry
        .get("table")
        .map_or(entry.span().clone(), |node| node.span.clone());
    let Some(table) = tables.iter_mut().find(|table| table.id == id) else {
        refuse(
            &place,
            format!("there is no table `{id}`"),
            id,
            "a table of the recipe".to_string(),
            "",
        );
        return None;
    };
    let Kind::Category(labels) = &columns[table.gives].kind else {
        refuse(
            &place,
            format!("`{id}` gives no classes"),
            id,
            "a table of shares of words".to_string(),
            "",
        );
        return None;
    };
    let is_plain = table.scope == Scope::Household && table.lookup.is_plain() && table.condition.is_none();
    let Law::Share { values, rows } = &mut table.law else {
        refuse(
            &place,
            format!("`{id}` is no table of shares"),
            id,
            "a table of shares of words".to_string(),
            "",
        );
        return None;
    };
    let Some(row) = rows.first_mut().filter(|_| is_plain) else {
        let allowed = "a table of households without keys and `where`".to_string();
        refuse(
            &place,
            format!("`{id}` has no one share for each class"),
            id,
            allowed,
            "",
        );
        return None;
    };
    let mut shares: Vec<f64> = Vec::new();
    let mut last = 0.0;
    for sum in row.iter() {
        shares.push(sum - last);
        last = *sum;
    }
    let mut factor_of = vec![1.0; values.len()];
    for (key, node) in factors.rest() {
        let at = values
            .iter()
            .position(|value| labels.get(*value as usize).is_some_and(|label| *label == key.text));
        let factor = collector.number_of(&factors.path_of(&key.text), node);
        match (at, factor) {
            (Some(at), Some(factor)) if factor > 0.0 && factor <= 1000.0 && shares[at] > 0.0 => factor_of[at] = factor,
            (Some(at), Some(_)) if shares[at] <= 0.0 => {
                let message = format!("the class `{}` has no share, so no weight", key.text);
                refuse(
                    &key.span,
                    message,
                    &key.text,
                    "classes with a share above 0".to_string(),
                    "remove it",
                );
            }
            (Some(_), Some(factor)) => {
                let message = "a class is made so many times as often as it occurs";
                refuse(
                    &node.span,
                    message.to_string(),
                    &factor.to_string(),
                    "above 0, at most 1000".to_string(),
                    "",
                );
            }
            (None, _) => refuse(
                &key.span,
                format!("there is no class `{}`", key.text),
                &key.text,
                labels.join(", "),
                "",
            ),
            _ => {}
        }
    }
    let total = shares
        .iter()
        .zip(&factor_of)
        .fold(0.0, |sum, (share, factor)| sum + share * factor);
    let mut sum = 0.0;
    let count = row.len();
    for (at, drawn) in row.iter_mut().enumerate() {
        sum += shares[at] * factor_of[at] / total;
        *drawn = if at + 1 == count { 1.0 } else { sum };
    }
    let mut relative = vec![1.0; labels.len()];
    for (value, factor) in values.iter().zip(&factor_of) {
        relative[*value as usize] = total / factor;
    }
    let column = table.gives;
    entry.finish();
    Some(Oversample { column, relative })
}

/// Reads `[columns]`: what a system gets; and which of these only systems get that do not work them out themselves.
pub(super) fn read_exports(
    reader: &TableReader<'_>,
    columns: &[Column],
    unit: Option<&str>,
    broken: &[String],
) -> (Vec<(usize, Span)>, Vec<usize>) {
    let collector = reader.collector();
    let (mut exports, mut elsewhere): (Vec<(usize, Span)>, Vec<usize>) = (Vec::new(), Vec::new());
    let Some(table) = reader.required_table("columns") else {
        return (exports, elsewhere);
    };
    let lists = [
        ("person", Some(Scope::Person)),
        ("household", Some(Scope::Household)),
        (unit.unwrap_or_default(), Some(Scope::Unit)),
        ("other_systems", None),
    ];
    for (key, scope) in lists.into_iter().filter(|(key, _)| !key.is_empty()) {
        for (name, span) in table.texts(key).unwrap_or_default() {
            let is_meant = |column: &Column| column.name == name && scope.is_none_or(|scope| column.scope == scope);
            let path = table.path_of(key);
            match columns.iter().position(is_meant) {
                Some(at) if exports.iter().any(|(known, _)| *known == at) => {
                    let message = format!("`{name}` stands twice");
                    collector.report(
                        "doubled-name",
                        &path,
                        span,
                        message,
                        name,
                        "each column once",
                        "remove it",
                    );
                }
                Some(at) => {
                    exports.push((at, span.clone()));
                    if scope.is_none() {
                        elsewhere.push(at);
                    }
                }
                None if broken.iter().any(|broken| broken == name) => {}
                None => {
                    let known = columns
                        .iter()
                        .filter(|column| scope.is_none_or(|scope| column.scope == scope))
                        .map(|column| column.name.as_str());
                    let remedy =
                        nearest(name, known.clone()).map_or(String::new(), |near| format!("did you mean `{near}`?"));
                    let message = match scope {
                        Some(_) => format!("no table gives the column `{name}` of each {key}"),
                        None => format!("no table gives the column `{name}`"),
                    };
                    let allowed = known.collect::<Vec<_>>().join(", ");
                    collector.report("unknown-name", &path, span, message, name, allowed, remedy);
                }
            }
        }
    }
    table.finish();
    (exports, elsewhere)
}

/// Reads `[calibration]`.
pub(super) fn read_calibration(reader: &TableReader<'_>) -> (Bounds, u32, f64) {
    let mut bounds = Bounds { low: 0.2, high: 5.0 };
    let (mut rounds, mut softness) = (40, 0.01);
    let Some(table) = reader.table("calibration") else {
        return (bounds, rounds, softness);
    };
    let collector = reader.collector();
    let refuse = |key: &str, found: String, allowed: &str| {
        let span = table.get(key).map_or(table.span().clone(), |node| node.span.clone());
        let message = format!("`{key}` is out of range");
        collector.report("out-of-range", &table.path_of(key), &span, message, found, allowed, "");
    };
    if let Some((low, high)) = read_pair(&table, "bounds") {
        if (0.0..1.0).contains(&low) && high > 1.0 && high <= 1000.0 {
            bounds = Bounds { low, high };
        } else {
            refuse(
                "bounds",
                format!("{low} and {high}"),
                "from 0 to below 1, and above 1 to 1000",
            );
        }
    }
    if let Some(found) = table.integer("rounds") {
        if (1..=1000).contains(&found) {
            rounds = found as u32;
        } else {
            refuse("rounds", found.to_string(), "1 to 1000");
        }
    }
    if let Some(found) = table.number("softness") {
        if found > 0.0 && found <= 10.0 {
            softness = found;
        } else {
            refuse("softness", found.to_string(), "above 0, at most 10");
        }
    }
    table.finish();
    (bounds, rounds, softness)
}
