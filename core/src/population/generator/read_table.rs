//! The tables of a recipe file, read key by key.

use std::collections::BTreeMap;

use super::column::{Column, Kind, read_scope, read_standing};
use super::formula::{Compiler, Names, Node, Type};
use super::key::{Band, Lookup};
use super::read_law::read_law;
use super::table::{Law, Rounding, Table};
use crate::document::{Node as Value, TableReader, Value as Written, nearest};
use crate::rules::{check_name, read_formula};

/// What stands above a table.
pub(super) struct Above<'a> {
    pub columns: &'a mut Vec<Column>,
    pub roles: &'a [String],
    pub later: &'a [String],
    pub bands: &'a BTreeMap<String, Band>,
    pub has_members: bool,
    /// The unit within households, where there is one.
    pub unit: Option<&'a str>,
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
    let scope = read_scope(reader, above.unit);
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
        let is_same = above.columns[known].scope == scope
            && known >= super::column::built_in(above.roles, above.unit.is_some()).len();
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
        unit: above.unit,
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
