//! The words of a class of an instrument: its docstring, and texts as Python writes them.

use crate::classes::{Index, Instrument, Parameter, Schedule};
use serde_json::Value;

/// The widest line of a docstring, in characters.
const WIDTH: usize = 100;

/// The docstring of an instrument after its opening quotes; `arguments` are the names of its parameters in Python.
pub fn of_instrument(instrument: &Instrument, arguments: &[String]) -> String {
    let mut text = docstring(&sentence(&instrument.title.en), "", "    ");
    text.push('\n');
    for paragraph in instrument.notes.en.split("\n\n") {
        if !paragraph.trim().is_empty() {
            text += &format!("\n{}\n", docstring(paragraph, "    ", "    "));
        }
    }
    let kind = instrument.kind.replace('_', " ");
    let kind = match (&instrument.payer, &instrument.payee) {
        (Some(payer), Some(payee)) => format!(
            "Kind: {kind}, paid by {payer} to {payee}; unit: {}, amounts a {}.",
            instrument.unit, instrument.period
        ),
        _ => format!("Kind: {kind}, pays nothing: others read it; unit: {}.", instrument.unit),
    };
    text += &format!("\n{}\n", docstring(&kind, "    ", "    "));
    if !instrument.uses.is_empty() {
        let uses = format!("Reads: {}.", instrument.uses.join(", "));
        text += &format!("{}\n", docstring(&uses, "    ", "    "));
    }
    if !instrument.reference.is_empty() {
        let reference = sentence(&format!("Reference: {}", instrument.reference));
        text += &format!("{}\n", docstring(&reference, "    ", "    "));
    }
    if !instrument.parameters.is_empty() {
        text += "\n    Args:\n";
    }
    for (parameter, argument) in instrument.parameters.iter().zip(arguments) {
        let mut indent = "        ";
        for paragraph in of_parameter(parameter, argument) {
            text += &format!("{}\n", docstring(&paragraph, indent, "            "));
            indent = "            ";
        }
    }
    text
}

/// What is said of an argument: mostly one paragraph; tables and schedules of several dates have one each.
fn of_parameter(parameter: &Parameter, argument: &str) -> Vec<String> {
    let mut head = vec![parameter.title.en.trim().to_string()];
    head.extend(measure(parameter));
    if !parameter.by.is_empty() {
        let by: Vec<String> = parameter.by.iter().map(|index| direction(index, parameter)).collect();
        head.push(format!("by {}", by.join(" and ")));
    }
    if let Some([low, high]) = parameter.range {
        let every = if parameter.by.is_empty() && parameter.schedule.is_none() {
            ""
        } else {
            "each value "
        };
        head.push(format!("{every}from {} to {}", grouped(low), grouped(high)));
    }
    let head = format!("{argument}: {}", head.join(", "));
    let is_long = parameter
        .values
        .iter()
        .any(|dated| dated.value.is_array() || dated.value.is_object());
    let values: Vec<String> = parameter
        .values
        .iter()
        .map(|dated| {
            let value = shown(&dated.value, &parameter.by);
            match &dated.from {
                Some(from) => format!("{}: {value}", day(from)),
                None => format!("default {value}"),
            }
        })
        .collect();
    let mut after = Vec::new();
    if let Some(until) = &parameter.until {
        after.push(format!("holds until {until}"));
    }
    if let Some(uprate) = &parameter.uprate {
        after.push(format!("then with the index {}", uprate.index));
    }
    let mut remarks = Vec::new();
    if parameter.assumption {
        remarks.push("An assumption.".to_string());
    }
    if !parameter.note.en.trim().is_empty() {
        remarks.push(sentence(&capital(&parameter.note.en)));
    }
    if !parameter.reference.is_empty() {
        remarks.push(sentence(&format!("Reference: {}", parameter.reference)));
    }
    if is_long && values.len() > 1 {
        let mut paragraphs = vec![format!("{head}, by date:")];
        paragraphs.extend(values);
        paragraphs.extend((!after.is_empty()).then(|| sentence(&capital(&after.join("; ")))));
        paragraphs.extend((!remarks.is_empty()).then(|| remarks.join(" ")));
        return paragraphs;
    }
    let said = [vec![head], values, after].concat().join("; ");
    vec![[vec![format!("{said}.")], remarks].concat().join(" ")]
}

/// What is measured, in words: the unit, the words allowed, the form of a schedule.
pub fn measure(parameter: &Parameter) -> Option<String> {
    let words = |options: &[String]| {
        let quoted: Vec<String> = options.iter().map(|option| format!("'{option}'")).collect();
        match quoted.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
            other => other.join(", "),
        }
    };
    Some(match parameter.form.as_str() {
        "truth" => return None,
        "choice" => words(&parameter.options),
        "concept" => "an income concept of the system".to_string(),
        "list" => format!("values of {}", parameter.of.as_deref().unwrap_or("a category")),
        _ => match &parameter.schedule {
            Some(schedule) => rows(schedule, unit(&parameter.unit)),
            None => unit(&parameter.unit).to_string(),
        },
    })
}

fn rows(schedule: &Schedule, unit: &str) -> String {
    let over = &schedule.over;
    match schedule.kind.as_str() {
        "brackets" => format!("marginal rates as rows [from, rate] over {over}"),
        "steps" => {
            let edge = if schedule.above { "above" } else { "from" };
            format!("{unit}, as rows [{edge}, value] over {over}")
        }
        "points" => format!("{unit}, straight lines between points [x, y] over {over}"),
        _ => format!(
            "{unit}, as rows [from, [c0, c1, …]] of polynomials in (x - from) / {}, x being {over}",
            grouped(schedule.scale)
        ),
    }
}

fn direction(index: &Index, parameter: &Parameter) -> String {
    match &index.category {
        Some(_) => index.name.clone(),
        None if parameter.beyond_last => format!("{} (0, 1, 2 …; the last value holds beyond)", index.name),
        None => format!("{} (0, 1, 2 …)", index.name),
    }
}

/// A unit of the rule language in words.
pub fn unit(unit: &str) -> &str {
    match unit {
        "currency/year" => "currency a year",
        "currency/month" => "currency a month",
        "currency/hour" => "currency an hour",
        "age" => "years of age",
        other => other,
    }
}

/// The year of a first of January, else the day.
pub fn day(date: &str) -> &str {
    date.strip_suffix("-01-01").unwrap_or(date)
}

/// A value for a reader: a number with its thousands apart, all else as Python writes it, categories in their order.
pub fn shown(value: &Value, by: &[Index]) -> String {
    match value {
        Value::Number(number) => number.as_f64().map_or(number.to_string(), grouped),
        other => literal(other, by),
    }
}

fn literal(value: &Value, by: &[Index]) -> String {
    let inner = by.get(1..).unwrap_or_default();
    match value {
        Value::Bool(true) => "True".to_string(),
        Value::Bool(false) => "False".to_string(),
        Value::String(text) => format!("'{text}'"),
        Value::Number(number) => number.as_f64().map_or(number.to_string(), |number| number.to_string()),
        Value::Null => "None".to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| literal(item, inner)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(table) => {
            let order = by.first().map(|index| index.values.as_slice()).unwrap_or_default();
            let mut keys: Vec<&String> = table.keys().collect();
            keys.sort_by_key(|key| {
                (
                    order.iter().position(|label| label == *key).unwrap_or(order.len()),
                    *key,
                )
            });
            let items: Vec<String> = keys
                .into_iter()
                .map(|key| format!("'{key}': {}", literal(&table[key], inner)))
                .collect();
            format!("{{{}}}", items.join(", "))
        }
    }
}

/// A number with commas between its thousands, and as many decimals as it has.
pub fn grouped(number: f64) -> String {
    let text = number.to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, decimals) = text
        .split_once('.')
        .map_or((text, ""), |(whole, decimals)| (whole, decimals));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{decimals}")
}

/// The text with a full stop, unless it ends a sentence already.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '。']) {
        return text.to_string();
    }
    format!("{text}.")
}

/// The text with a capital at its beginning, unless it begins with a name of the rules.
pub fn capital(text: &str) -> String {
    let text = text.trim();
    let first = text.split_whitespace().next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if !first.contains(['_', '`', '.']) || first == "sec." => {
            letter.to_uppercase().to_string() + letters.as_str()
        }
        _ => text.to_string(),
    }
}

/// A paragraph of a docstring: wrapped, and with what would end the docstring made harmless.
pub fn docstring(text: &str, first: &str, indent: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let clean = clean.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    let mut lines = vec![String::new()];
    for word in clean.split_whitespace() {
        // The first line of a docstring stands after three quotes and the indent.
        let room = if lines.len() > 1 {
            WIDTH - indent.len()
        } else if first.is_empty() {
            WIDTH - indent.len() - 3
        } else {
            WIDTH - first.len()
        };
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    format!("{first}{}", lines.join(&format!("\n{indent}")))
}

/// A text as a literal of Python, in double quotes.
pub fn string(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '\\' => literal.push_str("\\\\"),
            '"' => literal.push_str("\\\""),
            c if c.is_control() => literal.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => literal.push(c),
        }
    }
    literal + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in [
            (0.0, "0"),
            (999.0, "999"),
            (1000.0, "1,000"),
            (1234567.25, "1,234,567.25"),
            (-60000.0, "-60,000"),
            (0.0765, "0.0765"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn quotes_and_backslashes_do_no_harm() {
        assert_eq!(string("a\"b\\c\nd"), "\"a\\\"b\\\\c\\u000ad\"");
        assert_eq!(docstring("a \"\"\" \\n\u{0} b", "", ""), "a \\\"\\\"\\\" \\\\n b");
        assert_eq!(docstring("", "    ", "    "), "    ");
    }

    #[test]
    fn paragraphs_are_wrapped_within_their_width() {
        let text = "word ".repeat(60);
        let lines = docstring(&text, "        ", "            ");
        assert!(lines.lines().all(|line| line.chars().count() <= WIDTH), "{lines}");
        assert!(
            lines.lines().skip(1).all(|line| line.starts_with("            word")),
            "{lines}"
        );
        assert_eq!(docstring(&"x".repeat(200), "", "").lines().count(), 1);
    }

    #[test]
    fn tables_stand_in_the_order_of_their_category() {
        let by = [
            Index {
                name: "status".into(),
                category: Some("status".into()),
                values: vec!["single".into(), "joint".into()],
            },
            Index {
                name: "children".into(),
                category: None,
                values: Vec::new(),
            },
        ];
        assert_eq!(
            shown(&json!({ "joint": [1, 2.5], "single": [3, 40000] }), &by),
            "{'single': [3, 40000], 'joint': [1, 2.5]}"
        );
        assert_eq!(shown(&json!(40000), &[]), "40,000");
        assert_eq!(shown(&json!(false), &[]), "False");
        assert_eq!((day("2024-01-01"), day("2024-07-01")), ("2024", "2024-07-01"));
    }

    #[test]
    fn remarks_are_sentences() {
        assert_eq!(sentence("a law "), "a law.");
        assert_eq!(sentence("It holds."), "It holds.");
        assert_eq!(capital("twelve in art. 45"), "Twelve in art. 45");
        assert_eq!(capital("sec. 149"), "Sec. 149");
        assert_eq!(capital("covers_gig lets them in"), "covers_gig lets them in");
    }
}
