//! A report as Markdown: its texts and tables. What is drawn elsewhere stands here in its table.

use super::super::FigureTable;
use super::html::{is_number, is_sum};
use super::{Block, Report, texts};

/// The document.
pub fn markdown(report: &Report) -> String {
    let mut text = format!(
        "# {}\n\n{}\n\n**{}**\n\n",
        escaped(&report.title),
        escaped(&report.subtitle),
        escaped(&report.lead)
    );
    for cell in &report.cells {
        let note = if cell.note.is_empty() {
            String::new()
        } else {
            format!(" ({})", escaped(&cell.note))
        };
        text.push_str(&format!(
            "- {}: **{}**{note}\n",
            escaped(&cell.label),
            escaped(&cell.figure)
        ));
    }
    text.push_str(&format!(
        "\n{} `{}`\n",
        texts::FINGERPRINT.in_language(report.language),
        report.fingerprint
    ));
    for section in &report.sections {
        text.push_str(&format!("\n## {}\n", escaped(&section.title)));
        for block in &section.blocks {
            text.push('\n');
            match block {
                Block::Text(words) => text.push_str(&format!("{}\n", escaped(words))),
                Block::Note(words) => text.push_str(&format!("> {}\n", escaped(words))),
                Block::List(items) => {
                    for item in items {
                        text.push_str(&format!("- {}\n", escaped(item)));
                    }
                }
                // The table beside it has every number that is drawn.
                Block::Chart(_) => {
                    text.pop();
                }
                Block::Table { table, .. } => write_table(&mut text, table),
                Block::Code { title, text: code } => {
                    if !title.is_empty() {
                        text.push_str(&format!("**{}**\n\n", escaped(title)));
                    }
                    let fence = fence_of(code);
                    text.push_str(&format!("{fence}\n{code}\n{fence}\n"));
                }
            }
        }
    }
    text
}

fn write_table(text: &mut String, table: &FigureTable) {
    text.push_str(&format!("**{}**\n\n|", escaped(&table.title)));
    for column in &table.columns {
        text.push_str(&format!(" {} |", cell(&column.title)));
    }
    text.push_str("\n|");
    for column in &table.columns {
        text.push_str(if is_number(column) { " ---: |" } else { " --- |" });
    }
    text.push('\n');
    for (row, key) in table.keys.iter().enumerate() {
        text.push('|');
        for column in &table.columns {
            let shown = cell(column.shown.get(row).map_or("", String::as_str));
            if is_sum(key) && !shown.is_empty() {
                text.push_str(&format!(" **{shown}** |"));
            } else {
                text.push_str(&format!(" {shown} |"));
            }
        }
        text.push('\n');
    }
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    escaped(text).replace('|', "\\|")
}

/// A text on one line in which no sign is read as Markdown's own.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\n' | '\r' => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A fence that is longer than any within the text.
fn fence_of(text: &str) -> String {
    let (mut longest, mut run) = (0, 0);
    for letter in text.chars() {
        run = if letter == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(longest.max(2) + 1)
}
