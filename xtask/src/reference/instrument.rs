//! The page of a rule file: an instrument, a library or a scenario.

use super::data::{Case, Given, Instrument, Named, Reference, Rule, rest, texts, words};
use super::markdown::{block, both, chinese, code, formula, lines, link, number, paragraphs, plain, table, value, way};
use super::{LIMITS, is_named, page_of};
use crate::class_text::{capital, day, measure, sentence, shown, unit};
use crate::classes::Parameter;
use serde_json::Value;

/// What a page shows otherwise than as the file writes it.
const SHOWN: &[&str] = &[
    "format",
    "name",
    "title",
    "reference",
    "notes",
    "kind",
    "payer",
    "payee",
    "unit",
    "period",
    "uses",
    "parameters",
    "rules",
    "for_each",
    "functions",
    "levers",
    "cases",
    "set",
    "based_on",
];

/// A value of a parameter that is longer stands below the table.
const LONG: usize = 48;

/// The page.
pub fn page(reference: &Reference, instrument: &Instrument) -> String {
    let own = page_of(instrument);
    let file = reference.file(&instrument.file);
    let sections = [
        format!("# {}\n", both(&instrument.title.en, &instrument.title.zh)),
        head(reference, instrument, &own),
        section("What it is, and what it leaves out · 说明与局限", &notes(instrument)),
        section("Known limits · 已知局限", &limits(reference, instrument, &own)),
        section("Values that it sets · 所设参数", &set(reference, instrument, &own)),
        section("Formulas · 公式", &formulas(instrument)),
        section(
            "Who gets it, and what goes with it · 对象与配套",
            &Some(rest(&file, SHOWN))
                .filter(|text| !text.trim().is_empty())
                .map_or(String::new(), |text| block("toml", &text)),
        ),
        section("Parameters · 参数", &parameters(reference, instrument, &own)),
        section("A worked family · 算例", &worked(instrument)),
        section("References · 依据", &references(instrument)),
    ];
    sections.concat()
}

fn section(title: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    format!("\n## {title}\n\n{}\n", text.trim_end())
}

fn head(reference: &Reference, instrument: &Instrument, own: &str) -> String {
    let system = match &instrument.system {
        Some(system) => link(system, own, &super::system_page(system)),
        None => "any".to_string(),
    };
    let mut rows = vec![
        ("Name in a study", code(&instrument.name)),
        ("System", system),
        ("Kind", kind(&instrument.kind)),
    ];
    if let (Some(payer), Some(payee)) = (&instrument.payer, &instrument.payee) {
        rows.push(("Paid by", account(payer)));
        rows.push(("Paid to", account(payee)));
        rows.push((
            "Amount",
            format!("of each {}, a {}", instrument.unit.replace('_', " "), instrument.period),
        ));
        rows.push(("Counts in", counts_in(reference, instrument)));
    } else {
        rows.push(("Unit", instrument.unit.replace('_', " ")));
    }
    let linked = |names: &mut dyn Iterator<Item = (String, String)>| {
        let links: Vec<String> = names.map(|(words, to)| link(&words, own, &to)).collect();
        links.join(", ")
    };
    let of = instrument.system.as_deref().unwrap_or_default();
    rows.push((
        "Reads",
        linked(
            &mut instrument
                .uses
                .iter()
                .filter_map(|name| Some((name.clone(), page_of(reference.under(name, of)?)))),
        ),
    ));
    let law = reference.listing.systems.iter().filter(|system| {
        let meant = reference.under(&instrument.name, &system.name);
        system.instruments.contains(&instrument.name) && meant.is_some_and(|meant| meant.file == instrument.file)
    });
    rows.push((
        "Law in",
        linked(&mut law.map(|system| (system.name.clone(), super::system_page(&system.name)))),
    ));
    let packages = super::study::using(reference, instrument);
    rows.push((
        "Packages",
        linked(&mut packages.iter().map(|name| (name.clone(), super::package_page(name)))),
    ));
    rows.push(("Source", plain(&instrument.reference)));
    rows.push(("Rule file", link(&instrument.file, own, &instrument.file)));
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| vec![label.to_string(), text])
        .collect();
    format!("\n{}", table(&["", ""], &rows))
}

/// A kind in words.
pub fn kind(kind: &str) -> String {
    kind.replace('_', " ")
}

/// An account in words: `government: social insurance`.
fn account(name: &str) -> String {
    name.replacen('.', ": ", 1).replace('_', " ")
}

/// The income concepts that it is a part of: by name, by kind, within another concept, or as its file chooses.
fn counts_in(reference: &Reference, instrument: &Instrument) -> String {
    let system = instrument.system.as_deref().unwrap_or("plain");
    let file = reference.file(&format!("policies/systems/{system}/system.toml"));
    let empty = toml::Table::new();
    let concepts = file.get("concepts").and_then(toml::Value::as_table).unwrap_or(&empty);
    let own = reference.file(&instrument.file);
    let found: Vec<String> = concepts
        .keys()
        .filter(|name| is_part(concepts, name, instrument, &own, 0))
        .map(|name| code(name))
        .collect();
    let which = match &instrument.system {
        None if !found.is_empty() => " (of the system `plain`)",
        _ => "",
    };
    format!("{}{which}", found.join(", "))
}

/// Whether an instrument is a part of a concept; no concept contains itself, so `depth` ends only what is no system.
fn is_part(concepts: &toml::Table, name: &str, instrument: &Instrument, own: &toml::Table, depth: usize) -> bool {
    let chosen = || own.get("interaction")?.get("counts_in")?.get(name)?.as_bool();
    let Some(concept) = concepts.get(name).filter(|_| depth < 20) else {
        return false;
    };
    let chosen = chosen();
    let mut members = ["adds", "subtracts"]
        .into_iter()
        .flat_map(|side| words(concept.get(side)));
    let by_rule = members.any(|member| match member.strip_prefix("kind.") {
        // Only by its kind can a file stay out of a concept.
        Some(kind) => kind == instrument.kind && chosen != Some(false),
        None => member == instrument.name || is_part(concepts, member, instrument, own, depth + 1),
    });
    by_rule || chosen == Some(true)
}

fn notes(instrument: &Instrument) -> String {
    let mut text = paragraphs(&plain(&instrument.notes.en));
    if instrument.notes.zh != instrument.notes.en {
        text += &format!("\n\n{}", chinese(&plain(&instrument.notes.zh)));
    }
    text.trim().to_string()
}

/// What the list of known limits says of it by its name.
fn limits(reference: &Reference, instrument: &Instrument, own: &str) -> String {
    let of = link("known limits", own, LIMITS);
    let limits: Vec<String> = reference
        .limits
        .iter()
        .filter(|limit| is_named(limit, &instrument.name))
        .map(|limit| lines(&format!("* {limit}"), super::markdown::WIDTH).join("\n  "))
        .collect();
    if limits.is_empty() {
        return format!("The {of} do not name this file; those of the model as a whole hold for it too.");
    }
    format!("From the {of}:\n\n{}", limits.join("\n"))
}

/// What a scenario sets of the one that it is based on.
fn set(reference: &Reference, instrument: &Instrument, own: &str) -> String {
    let file = reference.file(&instrument.file);
    let Some(base) = file.get("based_on").and_then(toml::Value::as_str) else {
        return String::new();
    };
    let of = super::scenario_page(base);
    let mut text = format!("Based on {}, with\n\n", link(base, own, &of));
    let set = file.get("set").and_then(toml::Value::as_table);
    let rows: Vec<Vec<String>> = set
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            let base = reference
                .instruments
                .iter()
                .find(|file| file.kind == "scenario" && file.name == base);
            let known = base.and_then(|base| base.parameters.iter().find(|known| known.name == *name));
            let title = known.map_or(String::new(), |known| both(&known.title.en, &known.title.zh));
            let usual = known.map_or(String::new(), |known| values(known, "; "));
            vec![code(name), title, value.to_string(), usual]
        })
        .collect();
    text += &table(&["Parameter", "Title", "Value", &format!("In {base}")], &rows);
    text
}

fn formulas(instrument: &Instrument) -> String {
    let all = |rules: &mut dyn Iterator<Item = &Rule>| -> String {
        let written: Vec<String> = rules.map(written).collect();
        if written.is_empty() {
            String::new()
        } else {
            block("python", &written.join("\n"))
        }
    };
    let mut text = String::new();
    for function in &instrument.functions {
        let name = format!("{}({})", function.name, function.arguments.join(", "));
        text += &format!("Function `{name}`\n\n{}\n", all(&mut function.rules.iter()));
    }
    if instrument.unit == "person" {
        return text + &all(&mut instrument.rules.iter());
    }
    let of_persons = all(&mut instrument.rules.iter().filter(|rule| rule.person));
    if !of_persons.is_empty() {
        text += &format!("For each person · 每人\n\n{of_persons}\n");
        text += &format!("For the {}\n\n", instrument.unit.replace('_', " "));
    }
    text += &all(&mut instrument.rules.iter().filter(|rule| !rule.person));
    if !instrument.levers.is_empty() {
        let written: Vec<String> = instrument
            .levers
            .iter()
            .map(|lever| formula(&lever.name, &lever.formula))
            .collect();
        text += &format!(
            "\nLevers, which a scenario may read\n\n{}",
            block("python", &written.join("\n"))
        );
    }
    text
}

/// A formula under its title and the paragraph of the law.
fn written(rule: &Rule) -> String {
    let mut text = String::new();
    let title = both(&rule.title.en, &rule.title.zh);
    if !is_only_the_name(&rule.title.en, &rule.name) {
        text += &comment(&title);
    }
    if !rule.reference.is_empty() {
        text += &comment(&rule.reference);
    }
    text + &formula(&rule.name, &rule.formula) + "\n"
}

/// Whether a title is the name in words, as it is where the file has none.
fn is_only_the_name(title: &str, name: &str) -> bool {
    title.to_lowercase() == name.replace('_', " ").to_lowercase()
}

fn comment(text: &str) -> String {
    lines(text, 98).into_iter().map(|line| format!("# {line}\n")).collect()
}

fn parameters(reference: &Reference, instrument: &Instrument, own: &str) -> String {
    if instrument.parameters.is_empty() && instrument.kind != "scenario" {
        let of = instrument.system.as_deref().unwrap_or_default();
        let read = instrument.uses.iter();
        let read = read.filter_map(|name| Some(link(name, own, &page_of(reference.under(name, of)?))));
        let read: Vec<String> = read.collect();
        return format!(
            "It has none of its own: its formulas read what {} works out.",
            read.join(", ")
        );
    }
    let mut below = String::new();
    let rows: Vec<Vec<String>> = instrument
        .parameters
        .iter()
        .map(|parameter| {
            let mut shown = values(parameter, "; ");
            if shown.chars().count() > LONG {
                below += &long(parameter);
                shown = "see below".to_string();
            }
            let range = parameter.range.map_or(String::new(), |[low, high]| {
                let step = parameter
                    .step
                    .map_or(String::new(), |step| format!(", step {}", value(&Value::from(step))));
                format!("{} to {}{step}", value(&Value::from(low)), value(&Value::from(high)))
            });
            let title = both(&plain(&parameter.title.en), &parameter.title.zh);
            let unit = match parameter.form.as_str() {
                "truth" => "true or false".to_string(),
                "number" | "table" | "schedule" => unit(&parameter.unit).to_string(),
                _ => measure(parameter).unwrap_or_default(),
            };
            vec![code(&parameter.name), title, unit, shown, range, source(parameter)]
        })
        .collect();
    let mut text = table(&["Parameter", "Title", "Unit", "Value", "Range", "Source"], &rows);
    if !below.is_empty() {
        text += &format!("\n{below}");
    }
    text
}

/// Where a value is from.
fn source(parameter: &Parameter) -> String {
    let mut parts = Vec::new();
    if parameter.assumption {
        parts.push("assumption".to_string());
    }
    parts.extend(Some(plain(&parameter.reference)).filter(|text| !text.is_empty()));
    parts.extend(Some(plain(&parameter.note.en)).filter(|text| !text.is_empty()));
    parts.join("; ")
}

/// The values of a parameter by date, and how it goes on.
fn values(parameter: &Parameter, between: &str) -> String {
    let mut parts: Vec<String> = parameter
        .values
        .iter()
        .map(|dated| {
            let value = match &dated.value {
                Value::Bool(_) | Value::String(_) => value(&dated.value),
                other => shown(other, &parameter.by).replace('\'', ""),
            };
            dated
                .from
                .as_ref()
                .map_or(value.clone(), |from| format!("{}: {value}", day(from)))
        })
        .collect();
    parts.extend(parameter.until.as_ref().map(|until| format!("until {until}")));
    parts.extend(
        parameter
            .uprate
            .as_ref()
            .map(|uprate| format!("then with the index {}", uprate.index)),
    );
    parts.join(between)
}

/// A parameter whose values are many.
fn long(parameter: &Parameter) -> String {
    let mut about = vec![code(&parameter.name)];
    about.extend(measure(parameter));
    if !parameter.by.is_empty() {
        let by: Vec<&str> = parameter.by.iter().map(|index| index.name.as_str()).collect();
        about.push(format!("by {}", by.join(" and ")));
    }
    let written: Vec<String> = values(parameter, "\n")
        .lines()
        .map(|line| lines(line, 100).join("\n    "))
        .collect();
    format!("{}:\n\n{}\n", about.join(", "), block("text", &written.join("\n")))
}

/// The case that shows most plainly what is paid: the first of which an amount is not 0, else the first.
fn chosen(instrument: &Instrument) -> Option<&Case> {
    let is_some = |values: &[Value]| {
        values
            .iter()
            .any(|value| value.as_f64().is_some_and(|number| number != 0.0))
    };
    let pays = |case: &&Case| {
        let step = case
            .steps
            .iter()
            .filter(|step| step.name == "amount")
            .any(|step| is_some(&step.values));
        let all = |name: &str| {
            case.results
                .iter()
                .filter(|named| named.name == name)
                .all(|named| is_some(&named.values))
        };
        step && all("paid") && all("amount")
    };
    let mut cases = instrument.cases.iter();
    cases.clone().find(pays).or_else(|| cases.next())
}

/// A case from what it gives to what is paid.
fn worked(instrument: &Instrument) -> String {
    let Some(case) = chosen(instrument) else {
        return String::new();
    };
    let mut text = String::new();
    if !case.note.is_empty() {
        let note = lines(&plain(&capital(&sentence(&case.note))), 118).join("\n> ");
        text += &format!("> {note}\n\n");
    }
    text += &given(instrument, case);
    let rows: Vec<Vec<String>> = case
        .steps
        .iter()
        .map(|step| {
            let rule = instrument.rules.iter().find(|rule| rule.name == step.name);
            let title = rule
                .filter(|rule| !is_only_the_name(&rule.title.en, &rule.name))
                .map_or(String::new(), |rule| both(&rule.title.en, &rule.title.zh));
            let mut value = many(&step.values, &step.unit);
            if case
                .expect
                .iter()
                .any(|expected| expected.name.trim_start_matches("person.") == step.name)
            {
                value = format!("**{value}**");
            }
            let reads: Vec<String> = step.reads.iter().map(read).collect();
            vec![code(&step.name), title, value, reads.join("; ")]
        })
        .collect();
    text += &format!(
        "\nThe steps, each after those it reads; the file expects those in bold.\n\n{}",
        table(&["Step", "Title", "Value", "From"], &rows)
    );
    let results: Vec<String> = case
        .results
        .iter()
        .map(|result| {
            let label = match result.name.as_str() {
                "paid" => "Paid in the year · 全年支付",
                _ => "Amount of the eligible · 符合条件者的金额",
            };
            format!("* {label}: **{}**\n", many(&result.values, &result.unit))
        })
        .collect();
    if !results.is_empty() {
        text += &format!("\n{}", results.concat());
    }
    let own = way(&page_of(instrument), &instrument.file);
    let more = match instrument.cases.len() {
        1 => "The only worked case".to_string(),
        count => format!("One of the {count} worked cases"),
    };
    text + &format!(
        "\n{more} of the [rule file]({own}); `commonweal instruments {} --all` shows them.\n",
        instrument.name
    )
}

pub fn read(named: &Named) -> String {
    format!("{} {}", code(&named.name), many(&named.values, &named.unit))
}

/// Values of one name: the members' are parted by commas.
pub fn many(values: &[Value], unit: &str) -> String {
    let is_money = unit.starts_with("money");
    let all: Vec<String> = values
        .iter()
        .map(|found| match found.as_f64() {
            Some(found) => number(found, is_money),
            None => value(found),
        })
        .collect();
    // Thousands are apart by commas, so members are not.
    all.join(" / ")
}

/// What a case gives: a row for each name, a column for each member and one for the unit.
fn given(instrument: &Instrument, case: &Case) -> String {
    let of_system = instrument.system.as_deref().unwrap_or("plain");
    let mut text = format!("Under the law of {} in the system `{of_system}`", day(&case.date));
    if !case.parameters.is_empty() {
        let set: Vec<String> = case
            .parameters
            .iter()
            .map(|set| format!("`{}` = {}", set.name, value(&set.value)))
            .collect();
        text += &format!(", with {}", set.join(", "));
    }
    text += ":\n\n";
    let members = case.given.iter().filter_map(|given| given.member).max().unwrap_or(0);
    let has_unit = case.given.iter().any(|given| given.member.is_none());
    let mut names: Vec<&str> = Vec::new();
    for given in &case.given {
        if !names.contains(&given.name.as_str()) {
            names.push(&given.name);
        }
    }
    let cell = |name: &str, member: Option<usize>| {
        let found = case
            .given
            .iter()
            .find(|given: &&Given| given.name == name && given.member == member);
        found.map_or(String::new(), |given| value(&given.value))
    };
    let mut head = vec!["Given · 已知".to_string()];
    head.extend(has_unit.then(|| instrument.unit.replace('_', " ")));
    head.extend((1..=members).map(|member| format!("person {member}")));
    let rows: Vec<Vec<String>> = names
        .into_iter()
        .map(|name| {
            let mut row = vec![code(name)];
            row.extend(has_unit.then(|| cell(name, None)));
            row.extend((1..=members).map(|member| cell(name, Some(member))));
            row
        })
        .collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    text + &table(&head, &rows)
}

/// Every source that the file names, with what rests on it.
fn references(instrument: &Instrument) -> String {
    let mut found: Vec<(&str, Vec<String>)> = Vec::new();
    let of_parameters = instrument
        .parameters
        .iter()
        .map(|own| (own.reference.as_str(), &own.name));
    let of_rules = instrument.rules.iter().map(|own| (own.reference.as_str(), &own.name));
    for (reference, name) in of_parameters
        .chain(of_rules)
        .filter(|(reference, _)| !reference.is_empty())
    {
        match found.iter_mut().find(|(known, _)| *known == reference) {
            Some((_, names)) => names.push(code(name)),
            None => found.push((reference, vec![code(name)])),
        }
    }
    let mut text = String::new();
    if !instrument.reference.is_empty() {
        text += &lines(&format!("* {}", plain(&instrument.reference)), 118).join("\n  ");
        text.push('\n');
    }
    for (reference, names) in found {
        text += &lines(&format!("* {}: {}", plain(reference), names.join(", ")), 118).join("\n  ");
        text.push('\n');
    }
    text
}

/// The values of the file, for a table; of many values nothing.
pub fn usual(parameter: &Parameter) -> String {
    Some(values(parameter, "; "))
        .filter(|text| text.chars().count() <= LONG)
        .unwrap_or_default()
}

/// A parameter of a system, for a table.
pub fn system_parameter(name: &str, parameter: &toml::Table) -> Vec<String> {
    let title = texts(parameter, "title");
    let values = parameter.get("default").or_else(|| parameter.get("values"));
    let source = match parameter.get("assumption").and_then(toml::Value::as_bool) {
        Some(true) => "assumption".to_string(),
        _ => texts(parameter, "reference").en,
    };
    vec![
        code(name),
        both(&title.en, &title.zh),
        values.map_or(String::new(), ToString::to_string),
        source,
    ]
}
