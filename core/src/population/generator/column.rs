//! The columns that a recipe gives, and the tables of standing that every number of it carries.

use std::sync::Arc;

use crate::document::{Node, Span, TableReader};

/// Whom a column describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    Household,
    /// A unit within households, such as a tax unit, where the recipe declares one.
    Unit,
    Person,
}

impl Scope {
    pub(super) fn name(self) -> &'static str {
        match self {
            Scope::Household => "household",
            Scope::Unit => "unit",
            Scope::Person => "person",
        }
    }
}

/// What a column holds. All values are held as numbers while people are made: a truth as 0 or 1, a word as its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Number,
    /// A whole number from 0 to this.
    Count(u32),
    Truth,
    Category(Arc<[String]>),
}

impl Kind {
    /// The kind in words.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Kind::Number => "numbers",
            Kind::Count(_) => "counts",
            Kind::Truth => "truths",
            Kind::Category(_) => "words",
        }
    }
}

/// A column that a table gives, or one that every recipe has.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub name: String,
    pub scope: Scope,
    pub kind: Kind,
    pub span: Span,
}

/// The member's role, a column of persons.
pub(super) const ROLE: usize = 0;
/// The member's number among those of the same role, from 0: a column of persons.
pub(super) const PLACE: usize = 1;
/// How many members a household has.
pub(super) const MEMBERS: usize = 2;
/// The unit's number within the household, from 0, in recipes that declare a unit.
pub(super) const UNIT_PLACE: usize = 3;

/// Whom `of` names: persons, households, or the unit that the recipe declares.
pub(super) fn read_scope(reader: &TableReader<'_>, unit: Option<&str>) -> Option<Scope> {
    if let (Some(unit), Some(text)) = (unit, reader.get("of").and_then(Node::as_text))
        && unit == text
    {
        return Some(Scope::Unit);
    }
    match reader.required_choice("of", &["person", "household"])? {
        "person" => Some(Scope::Person),
        _ => Some(Scope::Household),
    }
}

/// The columns that every recipe has, and the one of a recipe with units: the unit's number within the household, from 0.
pub(super) fn built_in(roles: &[String], has_units: bool) -> Vec<Column> {
    let column = |name: &str, scope, kind| Column {
        name: name.to_string(),
        scope,
        kind,
        span: 0..0,
    };
    let mut columns = vec![
        column("role", Scope::Person, Kind::Category(roles.into())),
        column("place", Scope::Person, Kind::Number),
        column("members", Scope::Household, Kind::Number),
    ];
    if has_units {
        columns.push(column("unit_place", Scope::Unit, Kind::Number));
    }
    columns
}

/// Where a number comes from and how sure it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Standing {
    /// `published`, `derived`, `assumption`, `borrowed` or `definition`.
    pub word: &'static str,
    /// The source.
    pub reference: String,
    /// Between which factors the numbers may lie.
    pub range: Option<(f64, f64)>,
}

/// What a standing may be.
const STANDINGS: [&str; 4] = ["published", "derived", "assumption", "borrowed"];

/// Reads `standing`, `assumption`, `reference` and `range`. What no source gives must have a range; a rule without numbers of
/// its own (`free`) needs neither.
pub(super) fn read_standing(reader: &TableReader<'_>, what: &str, free: bool) -> Standing {
    let collector = reader.collector();
    let before = collector.count();
    let word = reader.choice("standing", &STANDINGS);
    let assumption = reader.truth("assumption").unwrap_or(false);
    let reference = reader.text("reference").unwrap_or_default().trim().to_string();
    let range = reader.numbers("range");
    let had_fault = collector.count() > before;
    let word = match (word, assumption) {
        (Some(word), true) if !matches!(word, "assumption" | "borrowed") => {
            collector.report(
                "contradiction",
                &reader.path_of("assumption"),
                &reader
                    .get("assumption")
                    .map_or(reader.span().clone(), |node| node.span.clone()),
                format!("{what} is {word} and an assumption at once"),
                word,
                "one standing",
                "remove `assumption`, or write standing = \"assumption\"",
            );
            word
        }
        (Some(word), _) => word,
        (None, true) => "assumption",
        (None, false) if free => "definition",
        (None, false) => {
            if !had_fault {
                collector.report(
                    "missing-standing",
                    &reader.path_of("standing"),
                    reader.span(),
                    format!("{what} does not say where its numbers come from"),
                    "",
                    "standing = \"published\" or \"derived\" with a reference, \"assumption\" or \"borrowed\" with a range",
                    "add `standing` with `reference`, or `assumption = true` with `range`",
                );
            }
            return Standing::default();
        }
    };
    let pair = match range.as_deref() {
        Some([low, high]) if low <= high => Some((*low, *high)),
        Some(_) => {
            collector.report(
                "bad-range",
                &reader.path_of("range"),
                &reader
                    .get("range")
                    .map_or(reader.span().clone(), |node| node.span.clone()),
                "a range has a lowest and a highest value",
                "",
                "two numbers, the lower first",
                "for example range = [0.8, 1.2]",
            );
            None
        }
        None => None,
    };
    match word {
        "assumption" | "borrowed" if range.is_none() && !had_fault => collector.report(
            "missing-range",
            &reader.path_of("range"),
            reader.span(),
            format!("{what} is an assumption without a range"),
            word,
            "`range`: between which factors its numbers may lie",
            "for example range = [0.8, 1.2]",
        ),
        "published" | "derived" if reference.is_empty() && !had_fault => collector.report(
            "missing-reference",
            &reader.path_of("reference"),
            reader.span(),
            format!("{what} is {word} without a reference"),
            word,
            "`reference`: the publication and its table",
            "name the source, or write `assumption = true` with a range",
        ),
        _ => {}
    }
    Standing {
        word,
        reference,
        range: pair,
    }
}
