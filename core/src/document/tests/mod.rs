//! Tests that go through a whole file.

mod any_text;
mod formats;
mod reading;
mod refusals;

use super::*;

fn toml(text: &str) -> Source {
    Source::new("files/example.toml", text)
}

fn json(text: &str) -> Source {
    Source::new("files/example.json", text)
}

/// Code, line, column and path of all that is wrong.
fn places(result: Result<Node, Vec<Diagnostic>>) -> Vec<(&'static str, u32, u32, String)> {
    let diagnostics = result.err().unwrap_or_default();
    diagnostics
        .into_iter()
        .map(|d| (d.code, d.line.unwrap_or_default(), d.column.unwrap_or_default(), d.path))
        .collect()
}

fn place(code: &'static str, line: u32, column: u32, path: &str) -> (&'static str, u32, u32, String) {
    (code, line, column, path.to_string())
}
