//! The tables of a recipe file, read key by key.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::amount::{Piece, Tailed};
use super::column::{Column, Kind, Scope, read_standing};
use super::formula::{Compiler, Names, Node, Type};
use super::key::{Band, Lookup, Row};
use super::table::{Law, Rounding, Table};
use crate::document::{Collector, Node as Value, Span, TableReader, Value as Written, nearest};
use crate::rules::{check_name, read_formula};

/// What stands above a table.
pub(super) struct Above<'a> {
    pub columns: &'a mut Vec<Column>,
    pub roles: &'a [String],
    pub later: &'a [String],
    pub bands: &'a BTreeMap<String, Band>,
    pub has_members: bool,
    pub ids: &'a mut Vec<String>,
    pub broken: &'a mut Vec<String>,
}

/// Keys of every table, and those of each kind.
const COMMON: [&str; 11] = [
    "gives",
    "of",
    "kind",
    "id",
    "where",
    "otherwise",
    "values",
    "standing",
    "assumption",
    "reference",
    "range",
];
const AMOUNTS: [&str; 4] = ["scale", "round", "round_down", "limits"];

/// Makes the keys of a table known before anything else is read, so that an early end reports none of them as unknown.
fn know_keys(reader: &TableReader<'_>, kind: Option<&str>) {
    let of_kind: &[&str] = match kind {
        Some("formula") => &["formula", "holds"],
        Some("value") => &["by", "rows", "holds"],
        Some("quantile") => &["by", "rows", "at", "mean", "holds"],
        Some(_) => &["by", "rows", "holds"],
        None => &["by", "rows", "at", "mean", "formula", "holds"],
    };
    for key in COMMON.iter().chain(&AMOUNTS).chain(of_kind) {
        reader.get(key);
    }
}

/// The kinds of tables.
const KINDS: [&str; 5] = ["share", "quantile", "lognormal_pareto", "value", "formula"];

/// Reads one table; its column is added to those above.
pub(super) fn read_table(reader: &TableReader<'_>, above: &mut Above<'_>) -> Option<Table> {
    let collector = reader.collector();
    let before = collector.count();
    let gives = reader.required_text("gives");
    let scope = match reader.required_choice("of", &["person", "household"]) {
        Some("person") => Some(Scope::Person),
        Some(_) => Some(Scope::Household),
        None => None,
    };
    let kind = reader.required_choice("kind", &KINDS);
    know_keys(reader, kind);
    let id = reader.text("id").map(str::to_string);
    let holds = reader.choice("holds", &["number", "count", "truth", "category"]);
    let words = reader.get("values").cloned();
    let standing = read_standing(reader, "the table", kind == Some("formula"));
    let (Some(gives), Some(scope), Some(kind)) = (gives, scope, kind) else {
        return None;
    };
    let id = id.unwrap_or_else(|| gives.to_string());
    let span_of = |key: &str| reader.get(key).map_or(reader.span().clone(), |node| node.span.clone());
    let gives_span = span_of("gives");
    check_name(collector, &reader.path_of("gives"), gives, &gives_span);
    let known = above.columns.iter().position(|column| column.name == gives);
    let is_again = known.is_some() && reader.get("where").is_none();
    if above.ids.contains(&id) && !is_again {
        collector.report(
            "doubled-name",
            &reader.path_of("gives"),
            &gives_span,
            format!("two tables draw as `{id}`"),
            &id,
            "an id of its own for each table",
            "add `id = \"…\"`, or another one: tables of one id would have the same draws",
        );
    }
    above.ids.push(id.clone());
    if let Some(known) = known {
        let is_same = above.columns[known].scope == scope && known > super::column::MEMBERS;
        if !is_same || reader.get("where").is_none() || reader.get("otherwise").is_some() {
            collector.report(
                "doubled-name",
                &reader.path_of("gives"),
                &gives_span,
                format!("`{gives}` is given above"),
                gives,
                "a second table of one column says `where` it takes the place of the first, and not `otherwise`",
                "choose another name, or add `where`",
            );
            return None;
        }
    }
    // What the column holds: as the table above says, else as the values are.
    let column_kind = match known {
        Some(known) => Some(above.columns[known].kind.clone()),
        None => kind_of_column(reader, kind, holds, words.as_ref()),
    }?;
    let names = Names {
        columns: above.columns,
        roles: above.roles,
        later: above.later,
        broken: above.broken,
        has_members: above.has_members,
    };
    let formula = |key: &str, wanted: &Type| -> Option<Option<Node>> {
        match reader.get(key) {
            None => Some(None),
            Some(node) => {
                let path = reader.path_of(key);
                let formula = read_formula(collector, &path, node)?;
                let compiler = Compiler {
                    collector,
                    names: &names,
                    path: &path,
                    formula: &formula,
                };
                compiler.compile(scope, wanted).map(Some)
            }
        }
    };
    let condition = formula("where", &Type::Truth);
    let scale = formula("scale", &Type::Number);
    let otherwise = if known.is_some() {
        Some(0.0)
    } else {
        read_otherwise(reader, &column_kind)
    };
    let drawn = match kind {
        "formula" => {
            reader.require("formula");
            formula("formula", &Type::of(&column_kind))
                .flatten()
                .map(|node| (Law::Formula(node), Lookup::default()))
        }
        _ => read_law(reader, kind, &column_kind, words.as_ref(), &names, above.bands, scope),
    };
    let is_amount = matches!(column_kind, Kind::Number);
    for key in ["scale", "round", "round_down", "limits"] {
        if let Some(node) = reader.get(key).filter(|_| !is_amount) {
            collector.report(
                "wrong-form",
                &reader.path_of(key),
                &node.span,
                format!("`{key}` belongs to numbers, and `{gives}` holds {}", column_kind.name()),
                key,
                "numbers",
                format!("remove `{key}`"),
            );
        }
    }
    let rounding = read_rounding(reader);
    let limits = read_pair(reader, "limits");
    if known.is_none() {
        above.columns.push(Column {
            name: gives.to_string(),
            scope,
            kind: column_kind.clone(),
            span: gives_span,
        });
    }
    let has_condition = reader.get("where").is_some();
    if reader.get("otherwise").is_some() && !has_condition {
        collector.report(
            "wrong-form",
            &reader.path_of("otherwise"),
            &span_of("otherwise"),
            "`otherwise` is the value of those whom `where` leaves out",
            "",
            "`where` beside it",
            "add `where`, or remove `otherwise`",
        );
    }
    let (law, lookup) = drawn?;
    if collector.count() > before {
        return None;
    }
    let otherwise = match (known, has_condition) {
        (Some(_), _) => None,
        (None, true) => Some(otherwise?),
        (None, false) => Some(0.0),
    };
    Some(Table {
        id,
        gives: known.unwrap_or(above.columns.len() - 1),
        scope,
        law,
        lookup,
        condition: condition?,
        otherwise,
        scale: scale?,
        rounding,
        limits,
        standing,
    })
}

/// What a new column holds. `None` after a report.
fn kind_of_column(reader: &TableReader<'_>, kind: &str, holds: Option<&str>, words: Option<&Value>) -> Option<Kind> {
    let collector = reader.collector();
    let path = reader.path_of("values");
    let items = match words {
        Some(node) => Some(collector.list_of(&path, node, "a list of words or whole numbers")?),
        None => None,
    };
    let fault = |message: String, allowed: &str| {
        let span = words.map_or(reader.span().clone(), |node| node.span.clone());
        collector.report("wrong-form", &path, &span, message, "", allowed, "");
        None
    };
    let texts = items.map(|items| items.iter().filter_map(Value::as_text).collect::<Vec<&str>>());
    match (kind, holds, items, texts) {
        ("share", Some("category") | None, Some(items), Some(texts))
        | ("formula" | "value", Some("category"), Some(items), Some(texts))
            if !items.is_empty() && texts.len() == items.len() =>
        {
            if let Some(at) = (1..texts.len()).find(|at| texts[..*at].contains(&texts[*at])) {
                return fault(format!("`{}` stands twice", texts[at]), "each word once");
            }
            if texts.len() > 255 {
                return fault(
                    "there are more words than a column holds".to_string(),
                    "at most 255 words",
                );
            }
            Some(Kind::Category(texts.iter().map(|text| text.to_string()).collect()))
        }
        ("share", Some("count") | None, Some(items), _) if !items.is_empty() => {
            let counts: Vec<u32> = items
                .iter()
                .filter_map(|item| {
                    item.as_integer()
                        .filter(|count| (0..=1000).contains(count))
                        .map(|count| count as u32)
                })
                .collect();
            if counts.len() != items.len() || (1..counts.len()).any(|at| counts[..at].contains(&counts[at])) {
                return fault(
                    "values are words, or whole numbers".to_string(),
                    "words, or whole numbers from 0 to 1000, each once",
                );
            }
            Some(Kind::Count(counts.iter().copied().max().unwrap_or(0)))
        }
        ("share", Some("truth") | None, None, _) => Some(Kind::Truth),
        ("share", ..) => fault(
            "a table of shares says between which values it draws".to_string(),
            "`values`: words or whole numbers; none for a truth",
        ),
        (_, Some("category"), ..) => fault(
            "a category has its words in `values`".to_string(),
            "`values`: a list of words",
        ),
        ("quantile" | "lognormal_pareto", Some("truth" | "count"), ..) => fault(
            format!("a table of kind {kind} gives numbers"),
            "holds = \"number\", or nothing",
        ),
        (_, _, Some(_), _) => fault("`values` belongs to shares and categories".to_string(), "no `values`"),
        ("formula", Some("truth"), ..) => Some(Kind::Truth),
        (_, Some("truth" | "count"), ..) => fault(
            format!("a table of kind {kind} gives numbers or words"),
            "number or category",
        ),
        _ => Some(Kind::Number),
    }
}

/// The value of those whom `where` leaves out.
fn read_otherwise(reader: &TableReader<'_>, kind: &Kind) -> Option<f64> {
    let collector = reader.collector();
    let path = reader.path_of("otherwise");
    let Some(node) = reader.get("otherwise") else {
        return match kind {
            Kind::Category(labels) => {
                let none = labels.iter().position(|label| label == "none").map(|at| at as f64);
                if none.is_none() && reader.get("where").is_some() {
                    collector.report(
                        "missing-key",
                        &path,
                        reader.span(),
                        "the table does not say which word those have whom `where` leaves out",
                        "",
                        labels.join(", "),
                        "add `otherwise`",
                    );
                }
                none.or(Some(0.0))
            }
            _ => Some(0.0),
        };
    };
    match (kind, &node.value) {
        (Kind::Category(labels), Written::Text(text)) => match labels.iter().position(|label| label == text) {
            Some(at) => Some(at as f64),
            None => {
                let remedy = nearest(text, labels.iter().map(String::as_str))
                    .map_or(String::new(), |near| format!("did you mean `{near}`?"));
                let message = format!("the column has no word `{text}`");
                collector.report(
                    "unknown-label",
                    &path,
                    &node.span,
                    message,
                    text,
                    labels.join(", "),
                    remedy,
                );
                None
            }
        },
        (Kind::Truth, Written::Truth(truth)) => Some(f64::from(u8::from(*truth))),
        (Kind::Number | Kind::Count(_), Written::Integer(_) | Written::Number(_)) => collector.number_of(&path, node),
        _ => {
            let allowed = match kind {
                Kind::Category(_) => "a text",
                Kind::Truth => "`true` or `false`",
                _ => "a number",
            };
            collector.wrong_type(&path, node, allowed);
            None
        }
    }
}

fn read_rounding(reader: &TableReader<'_>) -> Option<Rounding> {
    let step = |key: &str| {
        let found = reader.number(key)?;
        if found > 0.0 {
            return Some(found);
        }
        let span = reader.get(key).map_or(reader.span().clone(), |node| node.span.clone());
        let message = "amounts are rounded to steps above 0";
        reader.collector().report(
            "out-of-range",
            &reader.path_of(key),
            &span,
            message,
            found.to_string(),
            "above 0",
            "for example 1",
        );
        None
    };
    match (step("round"), step("round_down")) {
        (Some(_), Some(down)) => {
            let span = reader
                .get("round_down")
                .map_or(reader.span().clone(), |node| node.span.clone());
            let path = reader.path_of("round_down");
            let message = "`round` and `round_down` stand side by side";
            reader
                .collector()
                .report("contradiction", &path, &span, message, "", "one of them", "remove one");
            Some(Rounding::Down(down))
        }
        (Some(step), None) => Some(Rounding::Nearest(step)),
        (None, Some(step)) => Some(Rounding::Down(step)),
        (None, None) => None,
    }
}

pub(super) fn read_pair(reader: &TableReader<'_>, key: &str) -> Option<(f64, f64)> {
    let numbers = reader.numbers(key)?;
    if let [low, high] = numbers.as_slice()
        && low < high
    {
        return Some((*low, *high));
    }
    let span = reader.get(key).map_or(reader.span().clone(), |node| node.span.clone());
    let message = format!("`{key}` are a lowest and a highest value");
    let found = format!("{} numbers", numbers.len());
    reader.collector().report(
        "bad-range",
        &reader.path_of(key),
        &span,
        message,
        found,
        "two numbers, the lower first",
        "",
    );
    None
}

fn read_law(
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
