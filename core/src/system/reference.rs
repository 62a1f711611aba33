//! What a system's own declarations name must be there.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{ColumnDeclaration, ColumnDefault, ColumnKind, UnitKind};
use crate::document::{Collector, Span, nearest};

/// A unit that is said to be another name for one.
pub(super) struct Alias {
    pub unit: String,
    pub same_as: String,
    pub path: String,
    pub span: Span,
}

/// Units, categories and labels that the system's own columns and units name must be there, also where no rule reads them.
/// `broken` are the names that could not be read. Gives the names of the units and columns that are wrong.
pub(super) fn check_references(
    collector: &Collector,
    units: &[UnitKind],
    aliases: &[Alias],
    categories: &BTreeMap<String, Vec<String>>,
    columns: &[ColumnDeclaration],
    broken: &BTreeSet<String>,
) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    let known: Vec<&str> = ["person", "household"]
        .into_iter()
        .chain(units.iter().map(|unit| unit.name.as_str()))
        .collect();
    for alias in aliases {
        if !known.contains(&alias.same_as.as_str()) && !broken.contains(&alias.same_as) {
            unknown_unit_kind(collector, &alias.path, &alias.span, &alias.same_as, &known);
            wrong.insert(alias.unit.clone());
        }
    }
    for column in columns.iter().filter(|column| column.source == collector.source) {
        let path = format!("columns.{}", column.name);
        let before = collector.count();
        if !known.contains(&column.entity.as_str()) && !broken.contains(&column.entity) {
            unknown_unit_kind(
                collector,
                &format!("{path}.entity"),
                &column.span,
                &column.entity,
                &known,
            );
        }
        if collector.count() > before {
            wrong.insert(column.name.clone());
        }
        let ColumnKind::Category(category) = &column.kind else {
            continue;
        };
        let Some(labels) = categories.get(category) else {
            let names: Vec<&str> = categories.keys().map(String::as_str).collect();
            unknown_of(
                collector,
                &format!("{path}.category"),
                &column.span,
                "category",
                category,
                &names,
            );
            wrong.insert(column.name.clone());
            continue;
        };
        // An open category takes its values from the data, where any word may stand.
        if let ColumnDefault::Word(word) = &column.default
            && !labels.is_empty()
            && !labels.contains(word)
        {
            collector.report(
                "unknown-choice",
                &format!("{path}.default"),
                &column.span,
                format!("the default of `{}` is no value of its category", column.name),
                word,
                labels.join(", "),
                nearest(word, labels.iter().map(String::as_str)).map_or("use one of its values".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
            wrong.insert(column.name.clone());
        }
    }
    wrong
}

/// Refuses a unit that the system does not have.
pub(super) fn unknown_unit_kind(collector: &Collector, path: &str, span: &Span, name: &str, known: &[&str]) {
    collector.report(
        "unknown-unit-kind",
        path,
        span,
        format!("the system has no unit `{name}`"),
        name,
        known.join(", "),
        nearest(name, known.iter().copied()).map_or("declare it under [units]".to_string(), |near| {
            format!("did you mean `{near}`?")
        }),
    );
}

/// Refuses the name of a `what` that the system does not have.
pub(super) fn unknown_of(collector: &Collector, path: &str, span: &Span, what: &str, name: &str, known: &[&str]) {
    collector.report(
        "unknown-name",
        path,
        span,
        format!("the system has no {what} `{name}`"),
        name,
        known.join(", "),
        nearest(name, known.iter().copied())
            .map_or("declare it, or use one of the allowed names".to_string(), |near| {
                format!("did you mean `{near}`?")
            }),
    );
}
