//! `cargo xtask validate`: makes the comparisons with others anew, keeps their figures, and fills the page that tells them.
//!
//! The comparisons themselves are those of the tests (`tests/validation`), run in release by the program `validate` of that crate. Here is
//! what is done with the figures: sentences stand by hand in `tests/validation/page.md`, and every `{{part.figure:format}}` in them is
//! filled.

use crate::Result;
use crate::generate::{self, File};
use crate::process;
use crate::workspace::Workspace;
use clap::Args;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;

/// The page.
pub const PAGE: &str = "docs/validation.md";
const TEMPLATE: &str = "tests/validation/page.md";
const FIGURES: &str = "tests/validation/figures.json";

/// Which comparisons are made.
#[derive(Debug, Args)]
pub struct Options {
    /// Makes this part alone; may be given several times. Without it all are made but those that need Tax-Calculator's answers for every
    /// tax unit (`us-law-whole`, in the folder that COMMONWEAL_TAXCALC names).
    #[arg(long = "part", value_name = "PART")]
    parts: Vec<String>,
    /// Makes nothing anew: fills the page from the committed figures.
    #[arg(long, conflicts_with = "parts")]
    page: bool,
}

/// Makes comparisons, writes their figures and the page.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if !options.page {
        compare(workspace, &options.parts)?;
    }
    for (path, text) in page(workspace)? {
        generate::write(&workspace.root.join(&path), &text)?;
        println!("wrote {path}");
    }
    Ok(())
}

/// Makes the parts anew, or all but those on demand where none is named, and keeps their figures.
fn compare(workspace: &Workspace, parts: &[String]) -> Result<()> {
    let list = validate(workspace, &[])?;
    let (on_demand, usual): (Vec<&str>, Vec<&str>) = list.lines().partition(|line| line.ends_with(" *"));
    let known: Vec<&str> = usual
        .iter()
        .copied()
        .chain(on_demand.iter().map(|line| line.trim_end_matches(" *")))
        .collect();
    if let Some(strange) = parts.iter().find(|part| !known.contains(&part.as_str())) {
        return Err(format!("there is no part {strange}; there are {}", known.join(", ")));
    }
    let chosen: Vec<&str> = if parts.is_empty() {
        usual
    } else {
        parts.iter().map(String::as_str).collect()
    };
    let path = workspace.root.join(FIGURES);
    for part in chosen {
        let found = validate(workspace, &[part])?;
        let found: Value = serde_json::from_str(&found).map_err(|error| format!("{part} gave no JSON: {error}"))?;
        // Kept after each part, so that a later one that fails costs nothing.
        let mut figures = figures(workspace)?;
        figures.insert(part.to_string(), found);
        let sorted: BTreeMap<&String, &Value> = figures.iter().collect();
        let text = serde_json::to_string_pretty(&sorted).map_err(|error| error.to_string())?;
        generate::write(&path, &(text + "\n"))?;
        println!("wrote {part} in {FIGURES}");
    }
    Ok(())
}

/// The page as template and figures make it.
pub fn page(workspace: &Workspace) -> Result<Vec<File>> {
    let template = fs::read_to_string(workspace.root.join(TEMPLATE))
        .map_err(|error| format!("{TEMPLATE} cannot be read: {error}"))?;
    let text = filled(&template, &figures(workspace)?).map_err(|problems| format!("{TEMPLATE}: {problems}"))?;
    Ok(vec![(PAGE.to_string(), text)])
}

/// Runs the program of the comparisons; its progress is passed through.
fn validate(workspace: &Workspace, arguments: &[&str]) -> Result<String> {
    let command = [
        "run",
        "--release",
        "--quiet",
        "--package",
        "commonweal-tests",
        "--bin",
        "validate",
        "--",
    ];
    process::capture(workspace.cargo().args(command).args(arguments))
}

fn figures(workspace: &Workspace) -> Result<Map<String, Value>> {
    let path = workspace.root.join(FIGURES);
    if !path.exists() {
        return Ok(Map::new());
    }
    let text = fs::read_to_string(&path).map_err(|error| format!("{FIGURES} cannot be read: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{FIGURES} is no JSON of parts: {error}"))
}

/// The template with its figures; all that cannot be filled at once.
///
/// `{{part.figure}}` is a whole number or a text, `{{part.figure:format}}` a number as [`shown`] says. A line `{{define name = text}}` is
/// dropped; `{{name part.figures}}` is then its text, with each `{figure:format}` filled from the figures below that name.
fn filled(template: &str, figures: &Map<String, Value>) -> std::result::Result<String, String> {
    let mut defined: BTreeMap<&str, &str> = BTreeMap::new();
    let mut text = String::new();
    for line in template.lines() {
        let definition = line.strip_prefix("{{define ").and_then(|rest| rest.strip_suffix("}}"));
        match definition.and_then(|rest| rest.split_once(" = ")) {
            Some((name, meaning)) => {
                defined.insert(name, meaning);
            }
            None => {
                text += line;
                text.push('\n');
            }
        }
    }
    let mut problems = Vec::new();
    let mut fill = |slot: &str| {
        figure(slot, figures).unwrap_or_else(|problem| {
            problems.push(problem);
            String::new()
        })
    };
    let expanded = replaced(&text, "{{", "}}", &mut |slot| match slot.split_once(' ') {
        None => fill(slot),
        Some((name, prefix)) => match defined.get(name) {
            Some(meaning) => replaced(meaning, "{", "}", &mut |slot| fill(&format!("{prefix}.{slot}"))),
            None => fill(slot),
        },
    });
    if problems.is_empty() {
        Ok(expanded)
    } else {
        Err(problems.join("; "))
    }
}

/// The text with everything between two marks replaced.
fn replaced(text: &str, open: &str, close: &str, with: &mut dyn FnMut(&str) -> String) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let Some((slot, behind)) = after.split_once(close) else {
            break;
        };
        made += before;
        made += &with(slot);
        rest = behind;
    }
    made + rest
}

/// A figure as a slot wants it.
fn figure(slot: &str, figures: &Map<String, Value>) -> std::result::Result<String, String> {
    let (name, format) = slot.split_once(':').unwrap_or((slot, ""));
    let found = name
        .split_once('.')
        .and_then(|(part, figure)| figures.get(part)?.get(figure))
        .ok_or_else(|| format!("there is no figure {name}"))?;
    match (found, found.as_f64()) {
        (Value::String(text), _) if format.is_empty() => Ok(text.clone()),
        (_, Some(number)) => shown(number, format).ok_or_else(|| format!("{slot}: {number} cannot be shown so")),
        _ => Err(format!("{slot} is a text")),
    }
}

/// A number by its format: `2` has two decimals, `-2` is rounded to hundreds, `1%` is a share in percent; before these, `.` drops the
/// nought before the point and `+` writes the sign of a gain too. Without a format it must be whole.
fn shown(number: f64, format: &str) -> Option<String> {
    let (has_sign, format) = format.strip_prefix('+').map_or((false, format), |rest| (true, rest));
    let (is_bare, format) = format.strip_prefix('.').map_or((false, format), |rest| (true, rest));
    let (factor, format) = format.strip_suffix('%').map_or((1.0, format), |rest| (100.0, rest));
    let number = number * factor;
    if format.is_empty() && number.fract() != 0.0 {
        return None;
    }
    let digits: i32 = if format.is_empty() { 0 } else { format.parse().ok()? };
    let step = 10f64.powi(if digits < 0 { -digits } else { 0 });
    let size = number.abs();
    let text = match usize::try_from(digits) {
        Ok(digits) => format!("{size:.digits$}"),
        Err(_) => format!("{:.0}", (size / step).round() * step),
    };
    let (whole, decimals) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let is_nought = text.chars().all(|digit| matches!(digit, '0' | '.'));
    let mut made = String::new();
    if number < 0.0 && !is_nought {
        made.push('-');
    } else if has_sign {
        made.push('+');
    }
    if !(is_bare && whole == "0" && decimals.is_some()) {
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                made.push(',');
            }
            made.push(digit);
        }
    }
    if let Some(decimals) = decimals {
        made.push('.');
        made += decimals;
    }
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_by_their_format() {
        for (number, format, wanted) in [
            (870.0, "", Some("870")),
            (280_005.0, "", Some("280,005")),
            (1.5, "", None),
            (15_231.497_6, "3", Some("15,231.498")),
            (0.44749, ".3", Some(".447")),
            (-0.447, ".2", Some("-.45")),
            (46_173.0, "-1", Some("46,170")),
            (0.99997, "3%", Some("99.997")),
            (1.987, "+2", Some("+1.99")),
            (-0.0001, "+2", Some("+0.00")),
            (12.0, "x", None),
        ] {
            assert_eq!(shown(number, format).as_deref(), wanted, "{number} {format}");
        }
    }

    #[test]
    fn slots_and_definitions_are_filled_and_all_that_is_missing_is_named() {
        let figures = serde_json::json!({ "us": { "a.mean": 0.5, "a.low": 0.25, "who": "all" } });
        let Value::Object(figures) = figures else {
            panic!("an object")
        };
        let template = "{{define row = {mean:2} ({low:.2})}}\n| x | {{row us.a}} | {{us.who}}, {{us.a.mean:0%}} % |\n";
        assert_eq!(
            filled(template, &figures),
            Ok("| x | 0.50 (.25) | all, 50 % |\n".to_string())
        );
        assert_eq!(
            filled("{{us.b}} {{row us.a}}", &figures),
            Err("there is no figure us.b; there is no figure row us.a".to_string())
        );
    }
}
