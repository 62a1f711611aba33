//! What only the file of a scenario says: who is chosen, and what the columns of the people become; and the levers by which
//! instruments reach into a scenario.

use super::expression::Formula;
use super::instrument::Texts;
use super::parameter::read_range;
use super::read_common::{check_name, read_texts};
use super::read_rule::read_formula;
use super::unit::Unit;
use crate::document::{Collector, Node, Span, TableReader, nearest};
use crate::scenario::{NUMBERS, PERSONS};
use crate::system::{Assignment, read_set, read_values};

/// How the offers of several instruments become one value of a lever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combine {
    /// They are multiplied: each leaves a share of what it found.
    Product,
    /// They are added.
    Sum,
    /// The largest holds.
    Largest,
}

/// A number by which the law reaches into a scenario: what instruments offer, or a value where none does.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// Its name.
    pub name: String,
    /// Its title by language.
    pub title: Texts,
    /// The unit of what is offered.
    pub unit: Unit,
    /// The value where no instrument offers one.
    pub default: f64,
    /// Lowest and highest value that may be offered; of a share 0 and 1, unless the declaration says otherwise.
    pub range: Option<(f64, f64)>,
    /// How several offers become one.
    pub combine: Combine,
}

/// Persons chosen by a scenario: a share of some, by relative risk, through a stored draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// Its name, read as `selected.NAME`.
    pub name: String,
    /// Whether a person can be chosen.
    pub who: Formula,
    /// The share of these, by weight, that is chosen: one value for the run.
    pub share: Formula,
    /// Relative risk, 0 or more; equal when absent.
    pub risk: Option<Formula>,
    /// Categories within which the expected number is met as closely as whole persons allow.
    pub by: Vec<(String, Span)>,
    /// Where it stands.
    pub span: Span,
}

/// The months of a year as the workers live them: what the scenario gives of the world and of each person, see
/// [`scenario`](crate::scenario).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Life {
    /// Numbers of the run by name.
    pub numbers: Vec<LifeInput>,
    /// Columns of the persons by name.
    pub persons: Vec<LifeInput>,
    /// Where the table stands.
    pub span: Span,
}

/// Something that a scenario gives to the months of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeInput {
    /// Its name.
    pub name: String,
    /// Its value.
    pub formula: Formula,
    /// Where it stands.
    pub span: Span,
}

/// A column of the people as a scenario or an instrument leaves it.
#[derive(Debug, Clone, PartialEq)]
pub struct Becomes {
    /// The column.
    pub column: String,
    /// Its new value. In a scenario the names of columns in it are those of the data, in an instrument those that it finds.
    pub formula: Formula,
    /// Where it stands.
    pub span: Span,
}

/// The part of a rule file that makes it a scenario.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scenario {
    /// The scenario whose rules it takes; it then has none of its own.
    pub based_on: Option<(String, Span)>,
    /// Values of that scenario's parameters.
    pub set: Vec<Assignment>,
    /// Who is chosen.
    pub selections: Vec<Selection>,
    /// Chances that nobody is chosen by: the months of a year read them.
    pub chances: Vec<Selection>,
    /// The months of the year.
    pub life: Option<Life>,
    /// What the columns become.
    pub becomes: Vec<Becomes>,
    /// Values of its parameters with which the shock is also told: without what it gives to those whom it spares.
    pub without: Vec<Assignment>,
    /// Where it says that this is told of every run, asked for or not: the scenario is a published one that is read with this line
    /// beside it.
    pub tells_without: Option<Span>,
}

/// What an instrument offers a lever.
#[derive(Debug, Clone, PartialEq)]
pub struct LeverOffer {
    /// The lever.
    pub name: String,
    /// A formula of the instrument's parameters.
    pub formula: Formula,
    /// Where it stands.
    pub span: Span,
}

/// Reads `[levers]` of the vocabulary or a system: declarations.
pub(crate) fn read_levers(reader: &TableReader<'_>, levers: &mut Vec<Lever>) {
    let Some(table) = reader.table("levers") else {
        return;
    };
    for (key, node) in table.rest() {
        let collector = reader.collector();
        let path = table.path_of(&key.text);
        check_name(collector, &path, &key.text, &key.span);
        let Some(own) = TableReader::new(collector, node, path) else {
            continue;
        };
        let title = read_texts(&own, "title");
        let unit = match own.text("unit") {
            None => Some(Unit::NUMBER),
            Some(text) => {
                let unit = Unit::parse(text);
                if unit.is_none() {
                    collector.report(
                        "unknown-unit",
                        &own.path_of("unit"),
                        &own.get("unit").map_or(0..0, |node| node.span.clone()),
                        format!("there is no unit `{text}`"),
                        text,
                        "a unit such as share or months",
                        "use one of the units of the language",
                    );
                }
                unit
            }
        };
        let default = own.required_number("default");
        let range = own
            .get("range")
            .and_then(|node| read_range(collector, &own, node))
            .or_else(|| (own.text("unit") == Some("share")).then_some((0.0, 1.0)));
        let combine = match own.required_choice("combine", &["product", "sum", "largest"]) {
            Some("product") => Combine::Product,
            Some("sum") => Combine::Sum,
            _ => Combine::Largest,
        };
        own.finish();
        if let (Some(unit), Some(default)) = (unit, default) {
            levers.retain(|known| known.name != key.text);
            levers.push(Lever {
                name: key.text.clone(),
                title,
                unit,
                default,
                range,
                combine,
            });
        }
    }
}

/// Reads `[levers]` of an instrument: what it offers.
pub(super) fn read_offers(collector: &Collector, table: &TableReader<'_>) -> Vec<LeverOffer> {
    table
        .rest()
        .filter_map(|(key, node)| {
            Some(LeverOffer {
                name: key.text.clone(),
                formula: read_formula(collector, &table.path_of(&key.text), node)?,
                span: key.span.clone(),
            })
        })
        .collect()
}

/// Reads `[selections]` and `[becomes]`.
pub(super) fn read_scenario(collector: &Collector, reader: &TableReader<'_>) -> Scenario {
    let chosen = |name: &str| {
        reader.table(name).map_or(Vec::new(), |table| {
            table
                .rest()
                .filter_map(|(key, node)| {
                    let path = table.path_of(&key.text);
                    check_name(collector, &path, &key.text, &key.span);
                    read_selection(collector, &key.text, node, &path, &key.span, name == "selections")
                })
                .collect()
        })
    };
    let (selections, chances) = (chosen("selections"), chosen("chances"));
    let life = reader.table("life").map(|table| {
        let span = reader.get("life").map_or(0..0, |node| node.span.clone());
        read_life(collector, table, span)
    });
    let becomes = read_becomes(collector, reader);
    let based_on = reader.text("based_on").map(|text| {
        let span = reader.get("based_on").map_or(0..0, |node| node.span.clone());
        (text.to_string(), span)
    });
    let set = read_set(collector, reader, "");
    let without = read_values(collector, reader, "without", reader.text("name").unwrap_or_default());
    let tells_without = reader.truth("tells_without").filter(|tells| *tells);
    let tells_without = tells_without.and_then(|_| reader.get("tells_without").map(|node| node.span.clone()));
    if let Some((base, _)) = &based_on {
        for key in OF_ITS_OWN {
            if let Some(node) = reader.get(key) {
                collector.report(
                    "misplaced-rules",
                    &reader.path_of(key),
                    &node.span,
                    format!("the scenario takes its rules from `{base}`, so `{key}` of its own would not hold"),
                    key,
                    "based_on with a table [set] alone, or a scenario that stands on its own",
                    format!("remove `{key}`, or write out the whole scenario without based_on"),
                );
            }
        }
    }
    if based_on.is_none()
        && let Some(node) = reader.get("set")
    {
        collector.report(
            "missing-key",
            &reader.path_of("based_on"),
            &node.span,
            "values are set in another scenario",
            "no other scenario",
            "based_on = \"NAME\"",
            "name the scenario, or write the values as defaults of its parameters",
        );
    }
    Scenario {
        based_on,
        set,
        selections,
        chances,
        life,
        becomes,
        without,
        tells_without,
    }
}

/// Reads `[life]`: formulas by the names that the months of a year know.
fn read_life(collector: &Collector, table: TableReader<'_>, span: Span) -> Life {
    let known = |names: Vec<&'static str>, part: &str| -> Vec<LifeInput> {
        let Some(inputs) = table.table(part) else {
            return Vec::new();
        };
        inputs
            .rest()
            .filter_map(|(key, node)| {
                let path = inputs.path_of(&key.text);
                if !names.contains(&key.text.as_str()) {
                    collector.report(
                        "unknown-name",
                        &path,
                        &key.span,
                        format!("the months of a year know no `{}`", key.text),
                        &key.text,
                        names.join(", "),
                        nearest(&key.text, names.iter().copied())
                            .map_or("use one of these names".to_string(), |near| {
                                format!("did you mean `{near}`?")
                            }),
                    );
                    return None;
                }
                Some(LifeInput {
                    name: key.text.clone(),
                    formula: read_formula(collector, &path, node)?,
                    span: key.span.clone(),
                })
            })
            .collect()
    };
    let life = Life {
        numbers: known(NUMBERS.iter().map(|input| input.name).collect(), "numbers"),
        persons: known(PERSONS.iter().map(|input| input.name).collect(), "persons"),
        span,
    };
    table.finish();
    life
}

/// Reads `[becomes]`: what columns of the people become.
pub(crate) fn read_becomes(collector: &Collector, reader: &TableReader<'_>) -> Vec<Becomes> {
    reader.table("becomes").map_or(Vec::new(), |table| {
        table
            .rest()
            .filter_map(|(key, node)| {
                Some(Becomes {
                    column: key.text.clone(),
                    formula: read_formula(collector, &table.path_of(&key.text), node)?,
                    span: key.span.clone(),
                })
            })
            .collect()
    })
}

/// What a scenario that is based on another cannot have.
const OF_ITS_OWN: [&str; 11] = [
    "parameters",
    "selections",
    "chances",
    "life",
    "draws",
    "rules",
    "for_each",
    "functions",
    "becomes",
    "without",
    "cases",
];

fn read_selection(
    collector: &Collector,
    name: &str,
    node: &Node,
    path: &str,
    span: &Span,
    within_cells: bool,
) -> Option<Selection> {
    let table = TableReader::new(collector, node, path)?;
    let formula = |key: &str| {
        table
            .get(key)
            .and_then(|node| read_formula(collector, &table.path_of(key), node))
    };
    let who = table.require("who").and(formula("who"));
    let share = table.require("share").and(formula("share"));
    let risk = formula("risk");
    let by = if within_cells { table.texts("by") } else { None };
    let by = by
        .unwrap_or_default()
        .into_iter()
        .map(|(text, span)| (text.to_string(), span.clone()))
        .collect();
    table.finish();
    Some(Selection {
        name: name.to_string(),
        who: who?,
        share: share?,
        risk,
        by,
        span: span.clone(),
    })
}
