//! The Python package's classes of instruments, one for each rule file, made from the metadata that the command line prints.

use crate::Result;
use crate::class_text::{self, string};
use crate::generate::File;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The folder of the modules.
pub const FOLDER: &str = "py/python/commonweal/instruments";

/// The widest line of a module, in characters.
const WIDEST: usize = 120;

/// Words that are no names in Python, and those that a constructor needs for itself.
const RESERVED: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
    "return", "self", "super", "try", "while", "with", "yield",
];

/// Names of a module that no class may have.
const TAKEN: &[&str] = &[
    "ClassVar",
    "False",
    "InstrumentSetting",
    "Literal",
    "Mapping",
    "None",
    "Sequence",
    "True",
];

/// `instruments --json`, as far as a class shows it.
#[derive(Debug, Deserialize)]
struct Document {
    instruments: Vec<Instrument>,
}

/// A text by language.
#[derive(Debug, Default, Deserialize)]
pub struct Texts {
    /// The English one; may be empty.
    pub en: String,
    /// The Chinese one; may be empty.
    #[serde(default)]
    pub zh: String,
}

/// A rule file.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)] // as in core/src/system/metadata.rs
pub struct Instrument {
    pub name: String,
    pub title: Texts,
    pub notes: Texts,
    pub reference: String,
    pub kind: String,
    pub payer: Option<String>,
    pub payee: Option<String>,
    pub unit: String,
    pub period: String,
    pub system: Option<String>,
    pub parameters: Vec<Parameter>,
    pub uses: Vec<String>,
}

/// A parameter.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)] // as in core/src/system/metadata.rs
pub struct Parameter {
    pub name: String,
    pub title: Texts,
    pub note: Texts,
    pub reference: String,
    pub assumption: bool,
    pub form: String,
    pub unit: String,
    pub range: Option<[f64; 2]>,
    #[serde(default)]
    pub step: Option<f64>,
    pub options: Vec<String>,
    pub of: Option<String>,
    pub by: Vec<Index>,
    pub beyond_last: bool,
    pub schedule: Option<Schedule>,
    pub values: Vec<Dated>,
    pub until: Option<String>,
    pub uprate: Option<Uprate>,
}

/// One direction of a table.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Index {
    pub name: String,
    pub category: Option<String>,
    pub values: Vec<String>,
}

/// How a schedule is read.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Schedule {
    pub kind: String,
    pub over: String,
    pub above: bool,
    pub scale: f64,
}

/// A value and the day from which it holds.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Dated {
    pub from: Option<String>,
    pub value: Value,
}

/// How a parameter goes on after its last value.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Uprate {
    pub index: String,
}

/// `list --json`, as far as the modules need it.
#[derive(Debug, Deserialize)]
struct Listing {
    systems: Vec<System>,
}

#[derive(Debug, Deserialize)]
struct System {
    name: String,
    title: Texts,
    instruments: Vec<String>,
}

/// The modules: one for the instruments of any system, and one for each system, which has the classes of its own
/// instruments and names those for any system that are its law.
///
/// # Errors
/// JSON of another form; names of which Python cannot tell one from the other.
pub fn modules(instruments: &str, list: &str) -> Result<Vec<File>> {
    let unreadable =
        |what: &str, error: serde_json::Error| format!("`commonweal {what} --json` has another form: {error}");
    let document: Document = serde_json::from_str(instruments).map_err(|error| unreadable("instruments", error))?;
    let listing: Listing = serde_json::from_str(list).map_err(|error| unreadable("list", error))?;
    let mut of: BTreeMap<Option<&str>, BTreeMap<&str, &Instrument>> = BTreeMap::new();
    for instrument in &document.instruments {
        let shelf = of.entry(instrument.system.as_deref()).or_default();
        shelf.insert(&instrument.name, instrument);
    }
    let common = of.get(&None).cloned().unwrap_or_default();
    let title = "The instruments for any system: each is a class whose arguments are its parameters.";
    let mut files = vec![(
        format!("{FOLDER}/__init__.py"),
        module(title, &common.values().copied().collect::<Vec<_>>(), &[])?,
    )];
    for system in &listing.systems {
        if RESERVED.contains(&system.name.as_str()) {
            return Err(format!("the system {} cannot be a module of Python", system.name));
        }
        let own = of.get(&Some(system.name.as_str())).cloned().unwrap_or_default();
        let law: BTreeSet<&str> = system.instruments.iter().map(String::as_str).collect();
        let shared: Vec<&Instrument> = common
            .values()
            .copied()
            .filter(|instrument| law.contains(instrument.name.as_str()) && !own.contains_key(instrument.name.as_str()))
            .collect();
        if own.is_empty() && shared.is_empty() {
            continue;
        }
        let title = format!(
            "The instruments that are law in the system {}: {}.",
            system.name, system.title.en
        );
        let own: Vec<&Instrument> = own.values().copied().collect();
        files.push((format!("{FOLDER}/{}.py", system.name), module(&title, &own, &shared)?));
    }
    files.sort();
    Ok(files)
}

/// A module of Python; both lists are sorted by name.
fn module(title: &str, own: &[&Instrument], shared: &[&Instrument]) -> Result<String> {
    let mut names = BTreeSet::new();
    for instrument in own.iter().chain(shared) {
        let name = class_name(&instrument.name);
        if TAKEN.contains(&name.as_str()) || !names.insert(name) {
            return Err(format!(
                "the instrument {} has no class name of its own",
                instrument.name
            ));
        }
    }
    let classes: Vec<String> = own.iter().map(|instrument| class(instrument)).collect::<Result<_>>()?;
    let mut text = String::from("# Generated by `cargo xtask generate` from policies/: change the rule files there.\n");
    text += "\"\"\"";
    text += &class_text::docstring(title, "", "");
    text += "\"\"\"\n\nfrom __future__ import annotations\n";
    let types: String = own
        .iter()
        .flat_map(|instrument| &instrument.parameters)
        .flat_map(annotation)
        .collect();
    let used = |words: &[&'static str]| -> Vec<&'static str> {
        let found = words.iter().copied();
        found.filter(|word| types.contains(&format!("{word}["))).collect()
    };
    let mut imports = Vec::new();
    let containers = used(&["Mapping", "Sequence"]);
    if !containers.is_empty() {
        imports.push(format!("from collections.abc import {}\n", containers.join(", ")));
    }
    if !own.is_empty() {
        let typing = [vec!["ClassVar"], used(&["Literal"])].concat();
        imports.push(format!("from typing import {}\n", typing.join(", ")));
        imports.push("\nfrom commonweal._setting import InstrumentSetting\n".to_string());
    }
    if !shared.is_empty() {
        let blank = if own.is_empty() { "\n" } else { "" };
        let lines: String = shared
            .iter()
            .map(|instrument| format!("    {},\n", class_name(&instrument.name)))
            .collect();
        imports.push(format!("{blank}from commonweal.instruments import (\n{lines})\n"));
    }
    let blank = if own.is_empty() { "" } else { "\n" };
    text += &format!("{blank}{}", imports.concat());
    let lines: String = names.iter().map(|name| format!("    \"{name}\",\n")).collect();
    text += &format!("\n__all__ = [\n{lines}]\n");
    for class in classes {
        text += &format!("\n\n{class}");
    }
    Ok(text)
}

/// The class of an instrument.
fn class(instrument: &Instrument) -> Result<String> {
    let arguments: Vec<String> = instrument
        .parameters
        .iter()
        .map(|parameter| argument(&parameter.name))
        .collect();
    if arguments.iter().collect::<BTreeSet<_>>().len() < arguments.len() {
        return Err(format!(
            "two parameters of {} are one argument in Python",
            instrument.name
        ));
    }
    let mut text = format!("class {}(InstrumentSetting):\n    \"\"\"", class_name(&instrument.name));
    text += &class_text::of_instrument(instrument, &arguments);
    text += "    \"\"\"\n\n";
    text += &format!("    instrument: ClassVar[str] = {}\n\n", string(&instrument.name));
    if arguments.is_empty() {
        return Ok(text + "    def __init__(self) -> None:\n        super().__init__()\n");
    }
    text += "    def __init__(\n        self,\n        *,\n";
    for (parameter, argument) in instrument.parameters.iter().zip(&arguments) {
        text += &declared(argument, &annotation(parameter));
    }
    text += "    ) -> None:\n        super().__init__(\n";
    for (parameter, argument) in instrument.parameters.iter().zip(&arguments) {
        // A name that Python keeps for itself can only be handed on in quotes.
        text += &if *argument == parameter.name {
            format!("            {argument}={argument},\n")
        } else {
            format!("            **{{{}: {argument}}},\n", string(&parameter.name))
        };
    }
    Ok(text + "        )\n")
}

/// An argument with its type; over several lines where one is too short.
fn declared(argument: &str, members: &[String]) -> String {
    let union = members.join(" | ");
    let line = format!("        {argument}: {union} | None = None,\n");
    if line.trim_end().chars().count() <= WIDEST {
        return line;
    }
    let laid = laid_out(&format!("{union} | None"), 12);
    format!("        {argument}: (\n            {laid}\n        ) = None,\n")
}

/// A type on one line where it fits behind so many blanks, else with its members and their arguments on lines of their own.
fn laid_out(union: &str, indent: usize) -> String {
    // Two for the bar before it, one for the comma behind it.
    let fits = |text: &str| indent + text.chars().count() + 3 <= WIDEST;
    let members = split(union, " | ");
    if fits(union) && members.last() != Some(&"None") {
        return union.to_string();
    }
    let blanks = " ".repeat(indent);
    let lines: Vec<String> = members
        .into_iter()
        .map(
            |member| match member.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
                Some((name, inner)) if !fits(member) => {
                    let parts: String = split(inner, ", ")
                        .into_iter()
                        .map(|part| format!("{blanks}    {},\n", laid_out(part, indent + 4)))
                        .collect();
                    format!("{name}[\n{parts}{blanks}]")
                }
                _ => member.to_string(),
            },
        )
        .collect();
    lines.join(&format!("\n{blanks}| "))
}

/// The parts of a type between separators that stand in no brackets and no quotes.
fn split<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let (mut parts, mut start, mut depth, mut quoted, mut escaped) = (Vec::new(), 0, 0, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' => depth += 1,
            ']' => depth -= 1,
            _ if depth == 0 && at >= start && text[at..].starts_with(separator) => {
                parts.push(&text[start..at]);
                start = at + separator.len();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The types of the values that a study may set, without `None`.
fn annotation(parameter: &Parameter) -> Vec<String> {
    let cell = match parameter.form.as_str() {
        "truth" => "bool".to_string(),
        "choice" => {
            let options: Vec<String> = parameter.options.iter().map(|option| string(option)).collect();
            format!("Literal[{}]", options.join(", "))
        }
        "concept" => "str".to_string(),
        "list" => "Sequence[str]".to_string(),
        "schedule" => match &parameter.schedule {
            Some(schedule) if schedule.kind == "polynomial" => {
                "Sequence[Sequence[float | Sequence[float]]]".to_string()
            }
            _ => "Sequence[Sequence[float]]".to_string(),
        },
        _ => "float".to_string(),
    };
    parameter.by.iter().rev().fold(vec![cell], |members, index| {
        let inner = members.join(" | ");
        // A category may be written by name or, in its order, as a list; a count only as a list.
        match index.category {
            Some(_) => vec![format!("Mapping[str, {inner}]"), format!("Sequence[{inner}]")],
            None => vec![format!("Sequence[{inner}]")],
        }
    })
}

/// `NegativeIncomeTax` of `negative_income_tax`.
fn class_name(name: &str) -> String {
    name.split('_')
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map_or(String::new(), |first| {
                first.to_ascii_uppercase().to_string() + letters.as_str()
            })
        })
        .collect()
}

/// The name of a parameter as an argument: with an underscore where Python keeps the word for itself.
fn argument(name: &str) -> String {
    if RESERVED.contains(&name) {
        return format!("{name}_");
    }
    name.to_string()
}

#[cfg(test)]
mod tests;
