//! Parts of a population must have been made by the same cut: what a column or a weight means is read off the first.

use crate::document::Diagnostic;
use crate::population::Population;

/// Refuses parts that differ in their units, columns, labels or weight scale.
///
/// # Errors
/// `parts-differ` for each part that does not fit the first.
pub(super) fn check_parts(parts: &[Population]) -> Result<(), Vec<Diagnostic>> {
    let Some((first, others)) = parts.split_first() else {
        return Ok(());
    };
    let problems: Vec<Diagnostic> = (2..)
        .zip(others)
        .filter_map(|(at, part)| Some(differs(at, difference(first, part)?)))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn differs(at: usize, found: String) -> Diagnostic {
    Diagnostic {
        code: "parts-differ",
        file: String::new(),
        path: "population".to_string(),
        line: None,
        column: None,
        span: None,
        message: format!("part {at} of the people was made apart from part 1"),
        found,
        allowed: "parts of one population: the same units, columns, labels and weight scale".to_string(),
        remedy: "make one population of all the data, and cut it with `Population::part`".to_string(),
    }
}

/// What the other part has otherwise, in words.
fn difference(first: &Population, other: &Population) -> Option<String> {
    if first.has_persons != other.has_persons {
        return Some("persons in one of them alone".to_string());
    }
    let units = |part: &Population| -> Vec<String> { part.entities.iter().map(|unit| unit.name.clone()).collect() };
    if units(first) != units(other) || first.names != other.names {
        return Some(format!("the units {}", units(other).join(", ")));
    }
    let names = |part: &Population| -> Vec<String> { part.columns.iter().map(|column| column.name.clone()).collect() };
    if names(first) != names(other) {
        return Some(format!("the columns {}", names(other).join(", ")));
    }
    for (one, two) in first.columns.iter().zip(&other.columns) {
        if one.entity != two.entity || one.pointer != two.pointer || one.open != two.open {
            return Some(format!("a column `{}` of another sort", two.name));
        }
        if one.labels != two.labels {
            return Some(format!(
                "the labels {} of `{}`",
                two.labels.as_deref().unwrap_or_default().join(", "),
                two.name
            ));
        }
    }
    let scale = |part: &Population| part.weight_scale().exact_exponent;
    (first.weight_scale() != other.weight_scale())
        .then(|| format!("weights in steps of 2^{} and not 2^{}", -scale(other), -scale(first)))
}
