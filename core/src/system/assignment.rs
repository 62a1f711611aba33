//! Values that are set: as the command line gives them, and in tables of a study.

use std::sync::Arc;

use super::law::Assignment;
use super::study::Study;
use crate::document::{Collector, Diagnostic, Node, Source, Span, Value, parse, value_text};

impl Study {
    /// A value for a parameter as the command line would give it; `instrument` is empty for a parameter of the system.
    ///
    /// # Errors
    /// When the value cannot be written on one line of TOML.
    pub fn assignment_of(instrument: &str, parameter: &str, value: &Node) -> Result<Assignment, Vec<Diagnostic>> {
        let name = if instrument.is_empty() {
            parameter.to_string()
        } else {
            format!("{instrument}.{parameter}")
        };
        Study::assignment(&format!("{name}={}", value_text(value)))
    }

    /// Reads `INSTRUMENT.PARAMETER=VALUE` as the command line gives it.
    ///
    /// # Errors
    /// When the text has another form or the value is none.
    pub fn assignment(text: &str) -> Result<Assignment, Vec<Diagnostic>> {
        let source = Source {
            name: "--set".to_string(),
            text: Arc::from(text),
        };
        let collector = Collector::new(&source);
        let refuse = |span: Span, found: &str| {
            collector.report(
                "bad-assignment",
                "--set",
                &span,
                "a value is set as INSTRUMENT.PARAMETER=VALUE",
                found,
                "for example negative_income_tax.taper=0.6",
                "write the name, an equals sign and the value",
            );
        };
        let Some(at) = text.find('=') else {
            refuse(0..text.len(), text);
            return Err(collector.into_diagnostics());
        };
        let (name, value) = (text[..at].trim(), text[at + 1..].trim());
        // The value is read as TOML; a bare word is taken as a text.
        let bare = value.starts_with(|c: char| c.is_alphabetic())
            && value.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        let written = if bare && value != "true" && value != "false" {
            format!("\"{value}\"")
        } else {
            value.to_string()
        };
        let padded = format!("{}= {written}", " ".repeat(at.saturating_sub(1)).replacen(' ', "v", 1));
        let padded = if at == 0 {
            format!("v= {written}")
        } else if padded.starts_with('v') {
            padded
        } else {
            format!("v{padded}")
        };
        let wrapped = Source {
            name: "--set".to_string(),
            text: Arc::from(padded.as_str()),
        };
        let node = match parse(&wrapped) {
            Ok(Node {
                value: Value::Table(table),
                ..
            }) => table.entries.into_iter().next().map(|(_, node)| node),
            _ => None,
        };
        let Some(mut node) = node.filter(|_| !value.is_empty()) else {
            refuse(at + 1..text.len(), value);
            return Err(collector.into_diagnostics());
        };
        node.span = at + 1..text.len();
        let (instrument, key) = match name.split_once('.') {
            Some((instrument, key)) => (instrument.to_string(), key.to_string()),
            None => (String::new(), name.to_string()),
        };
        if key.is_empty() {
            refuse(0..at, name);
            return Err(collector.into_diagnostics());
        }
        Ok(Assignment {
            instrument,
            key,
            from: None,
            value: node,
            source,
            span: 0..at,
        })
    }
}

/// Reads `"instrument.parameter" = value`, `instrument = { parameter = value }` and `{ 2025-01-01 = value }`.
pub(super) fn assignments(
    collector: &Collector,
    path: &str,
    name: &str,
    span: &Span,
    node: &Node,
    found: &mut Vec<Assignment>,
) {
    match (&node.value, name.split_once('.')) {
        (Value::Table(table), Some((instrument, key)))
            if table
                .entries
                .iter()
                .any(|(key, _)| key.text.starts_with(|c: char| c.is_ascii_digit())) =>
        {
            // In the order of the dates, so that the latest that has come is the last.
            let mut entries: Vec<_> = table.entries.iter().collect();
            entries.sort_by(|a, b| a.0.text.cmp(&b.0.text));
            for (date, value) in entries {
                match date.text.parse() {
                    Ok(from) => found.push(Assignment {
                        instrument: instrument.to_string(),
                        key: key.to_string(),
                        from: Some(from),
                        value: value.clone(),
                        source: collector.source.clone(),
                        span: span.clone(),
                    }),
                    Err(_) => collector.report(
                        "bad-date",
                        &format!("{path}.{}", date.text),
                        &date.span,
                        format!("`{}` is no day of the calendar", date.text),
                        &date.text,
                        "a date such as 2024-01-01",
                        "write year-month-day",
                    ),
                }
            }
        }
        (Value::Table(table), None) => {
            for (key, value) in &table.entries {
                assignments(
                    collector,
                    &format!("{path}.{}", key.text),
                    &format!("{name}.{}", key.text),
                    &key.span,
                    value,
                    found,
                );
            }
        }
        (_, split) => {
            let (instrument, key) = split.unwrap_or(("", name));
            found.push(Assignment {
                instrument: instrument.to_string(),
                key: key.to_string(),
                from: None,
                value: node.clone(),
                source: collector.source.clone(),
                span: span.clone(),
            });
        }
    }
}
