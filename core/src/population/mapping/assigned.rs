//! One value that a mapping assigns: a formula, a constant, a column or a recoding of one.

use super::formula::{check_form, columns_of};
use crate::document::{Collector, Node, Span, TableReader, Value};
use crate::rules::{Expression, ExpressionKind, Formula, read_formula, read_texts};

/// What one cell of a recoding becomes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Word(String),
    Number(f64),
    Truth(bool),
}

/// Where the values of a column come from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ValueSource {
    /// A formula over the columns of the file.
    Formula(Formula),
    /// A column whatever its name.
    Column(String),
    /// A column whose cells stand for other values, all of one sort.
    Recoded {
        column: String,
        entries: Vec<(String, Literal)>,
    },
}

/// A value with its name and place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Assigned {
    pub name: String,
    /// The dotted path in the mapping.
    pub path: String,
    pub span: Span,
    pub source: ValueSource,
    pub assumption: Option<String>,
}

impl Assigned {
    /// The column that it is, unchanged.
    pub(super) fn bare_column(&self) -> Option<&str> {
        match &self.source {
            ValueSource::Column(column) => Some(column),
            ValueSource::Formula(formula) => match &formula.tree.kind {
                ExpressionKind::Name(path) if path.len() == 1 => Some(&path[0]),
                _ => None,
            },
            ValueSource::Recoded { .. } => None,
        }
    }

    /// The columns of the file that it reads.
    pub(super) fn reads(&self) -> Vec<String> {
        match &self.source {
            ValueSource::Column(column) | ValueSource::Recoded { column, .. } => vec![column.clone()],
            ValueSource::Formula(formula) => {
                let mut names = Vec::new();
                columns_of(&formula.tree, &mut names);
                names
            }
        }
    }
}

/// Reads a formula, a constant, or a table with `formula` or `column`.
pub(super) fn read_assigned(
    collector: &Collector,
    path: &str,
    name: &str,
    span: &Span,
    node: &Node,
) -> Option<Assigned> {
    let mut assumption = None;
    let source = match &node.value {
        Value::Table(_) => {
            let reader = TableReader::new(collector, node, path)?;
            assumption = reader.text("assumption").map(str::to_string);
            read_texts(&reader, "note");
            reader.text("reference");
            let source = match (reader.get("formula"), reader.get("column")) {
                (Some(node), None) => read_source(collector, &reader.path_of("formula"), node),
                (None, Some(node)) => read_column(collector, &reader, node),
                (formula, _) => {
                    let message = match formula {
                        Some(_) => "a value is either a formula or a column",
                        None => "a value needs a formula or a column",
                    };
                    let remedy = "write { formula = \"…\" } or { column = \"…\" }";
                    collector.report(
                        "missing-key",
                        path,
                        &node.span,
                        message,
                        "",
                        "`formula` or `column`",
                        remedy,
                    );
                    reader.get("values");
                    None
                }
            };
            reader.finish();
            source
        }
        _ => read_source(collector, path, node),
    };
    Some(Assigned {
        name: name.to_string(),
        path: path.to_string(),
        span: span.clone(),
        source: source?,
        assumption,
    })
}

/// Reads a formula or a constant.
fn read_source(collector: &Collector, path: &str, node: &Node) -> Option<ValueSource> {
    let constant = match node.value {
        Value::Truth(truth) => Some(ExpressionKind::Truth(truth)),
        Value::Integer(_) | Value::Number(_) => Some(ExpressionKind::Number(collector.number_of(path, node)?)),
        _ => None,
    };
    let formula = match constant {
        Some(kind) => {
            let text = collector
                .source
                .text
                .get(node.span.clone())
                .unwrap_or_default()
                .to_string();
            let tree = Expression {
                kind,
                span: 0..text.len(),
            };
            Formula {
                text,
                tree,
                offset: node.span.start,
            }
        }
        None => read_formula(collector, path, node)?,
    };
    check_form(collector, path, &formula).then_some(ValueSource::Formula(formula))
}

/// Reads `column` and `values`.
fn read_column(collector: &Collector, reader: &TableReader<'_>, node: &Node) -> Option<ValueSource> {
    let column = collector.text_of(&reader.path_of("column"), node).map(str::to_string);
    if reader.get("values").is_none() {
        return Some(ValueSource::Column(column?));
    }
    let table = reader.table("values")?;
    let mut entries: Vec<(String, Literal)> = Vec::new();
    let mut is_sound = true;
    for (key, node) in table.rest() {
        let path = table.path_of(&key.text);
        let literal = match &node.value {
            Value::Text(word) => Some(Literal::Word(word.clone())),
            Value::Truth(truth) => Some(Literal::Truth(*truth)),
            Value::Integer(_) | Value::Number(_) => collector.number_of(&path, node).map(Literal::Number),
            _ => {
                collector.wrong_type(&path, node, "a text, a number, `true` or `false`");
                None
            }
        };
        let Some(literal) = literal else {
            is_sound = false;
            continue;
        };
        let is_alike = entries
            .first()
            .is_none_or(|(_, first)| std::mem::discriminant(first) == std::mem::discriminant(&literal));
        if !is_alike {
            is_sound = false;
            let message = "all values of a recoding are of one sort";
            let allowed = "only texts, only numbers, or only truths";
            collector.report(
                "wrong-type",
                &path,
                &node.span,
                message,
                node.describe(),
                allowed,
                "write values of one sort",
            );
        }
        entries.push((key.text.clone(), literal));
    }
    if entries.is_empty() && is_sound {
        let message = "a recoding names at least one value";
        collector.report(
            "missing-key",
            table.path(),
            table.span(),
            message,
            "an empty table",
            "{ 1 = \"…\" }",
            "add values",
        );
        is_sound = false;
    }
    let column = column?;
    is_sound.then_some(ValueSource::Recoded { column, entries })
}
