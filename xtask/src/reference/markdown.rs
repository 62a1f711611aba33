//! Markdown: lines that are not too long, tables, code, numbers, links between pages.

use crate::class_text::grouped;
use serde_json::Value;

/// The widest line outside tables, in columns of a terminal.
pub const WIDTH: usize = 120;

/// The same in a block of code, less what its lines are set in.
const CODE: usize = 96;

/// A heading in English, with the Chinese one beside it where it says something else.
pub fn both(en: &str, zh: &str) -> String {
    let (en, zh) = (en.trim(), zh.trim());
    if zh.is_empty() || zh == en {
        return en.to_string();
    }
    format!("{en} · {zh}")
}

/// Columns of a terminal that a letter takes.
fn columns(letter: char) -> usize {
    // Chinese letters and the signs that go with them are two columns wide.
    1 + usize::from(matches!(u32::from(letter), 0x2E80..=0xA4CF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60))
}

/// The width of a text in columns of a terminal.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Paragraphs with lines that are not too long.
pub fn paragraphs(text: &str) -> String {
    let wrapped: Vec<String> = text
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| lines(paragraph, WIDTH).join("\n"))
        .collect();
    wrapped.join("\n\n")
}

/// A Chinese text with lines that are not too long: they end behind a sign that ends a clause.
pub fn chinese(text: &str) -> String {
    let mut all = vec![String::new()];
    for part in text.trim().split_inclusive(['。', '；', '，', '：']) {
        match all.last_mut() {
            Some(line) if line.is_empty() || width(line) + width(part) <= WIDTH => line.push_str(part),
            _ => all.push(part.trim_start().to_string()),
        }
    }
    all.join("\n")
}

/// A text on lines of at most that many columns, as far as its words allow.
pub fn lines(text: &str, room: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    for word in text.split_whitespace() {
        let last = all.last().map_or(0, |line| width(line));
        if last > 0 && last + 1 + width(word) <= room {
            if let Some(line) = all.last_mut() {
                line.push(' ');
                line.push_str(word);
            }
        } else if last > 0 {
            all.push(word.to_string());
        } else if let Some(line) = all.last_mut() {
            line.push_str(word);
        }
    }
    all
}

/// A table; of no rows nothing.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = row(head.iter().map(|cell| (*cell).to_string()).collect());
    text += &format!("|{}\n", "---|".repeat(head.len()));
    for cells in rows {
        let cells = cells.iter().map(|cell| {
            let words: Vec<&str> = cell.split_whitespace().collect();
            words.join(" ").replace('|', "\\|")
        });
        text += &row(cells.collect());
    }
    text
}

/// Text of a rule file within a sentence: what Markdown would take for emphasis or HTML stays as written.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.chars() {
        if matches!(letter, '*' | '<' | '[' | ']' | '`' | '\\') {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
}

/// A name as code.
pub fn code(name: &str) -> String {
    format!("`{name}`")
}

/// A block of code.
pub fn block(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```\n", text.trim_end())
}

/// A formula under its name, on lines that are not too long: one for each case, and more where one is too long.
pub fn formula(name: &str, formula: &str) -> String {
    let written = format!("{name} = {}", formula.replace("; ", ";\n"));
    let cases = written.lines().enumerate().map(|(at, case)| {
        let indent = if at == 0 { "" } else { "    " };
        format!("{indent}{}", lines(case, CODE).join("\n        "))
    });
    cases.collect::<Vec<_>>().join("\n")
}

/// A number for a reader: to cents where it is money, else to six decimals.
pub fn number(number: f64, is_money: bool) -> String {
    let scale = if is_money { 100.0 } else { 1e6 };
    let rounded = (number * scale).round() / scale;
    grouped(if rounded == 0.0 { 0.0 } else { rounded })
}

/// A value of JSON for a reader.
pub fn value(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().map_or(number.to_string(), grouped),
        Value::Bool(truth) => truth.to_string(),
        Value::Null => String::new(),
        Value::Array(items) => format!("[{}]", items.iter().map(self::value).collect::<Vec<_>>().join(", ")),
        Value::Object(table) => {
            let entries: Vec<String> = table
                .iter()
                .map(|(key, inner)| format!("{key}: {}", self::value(inner)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// The way from one page of the repository to another, both from its root.
pub fn way(from: &str, to: &str) -> String {
    let folder: Vec<&str> = from.split('/').collect();
    let folder = &folder[..folder.len() - 1];
    let target: Vec<&str> = to.split('/').collect();
    let shared = folder.iter().zip(&target).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(folder.len() - shared);
    format!("{up}{}", target[shared..].join("/"))
}

/// A link from one page to another.
pub fn link(words: &str, from: &str, to: &str) -> String {
    format!("[{words}]({})", way(from, to))
}
