//! The reading layer of every file that a user writes.
//!
//! TOML (for people) and JSON are [parsed](parse) into one tree of [`Node`]s that remember their place in the text. A
//! [`TableReader`] takes a table apart key by key; whatever is wrong goes to a [`Collector`], so that all problems of a file
//! come at once, each a [`Diagnostic`] with its place, what was found, what is allowed and how to mend it. [`render`] shows
//! them to a person. The reading is strict: unknown keys, doubled keys, NaN, infinities and times of day are refused.

mod date;
mod diagnostic;
mod json;
mod nesting;
mod reader;
mod recovery;
mod render;
mod toml;
mod tree;
mod values;
mod write;

pub use date::{Date, DateError};
pub use diagnostic::{Collector, Diagnostic, nearest};
pub use reader::TableReader;
pub use render::render;
pub use tree::{Key, Node, Source, Span, Table, Value, index_path, key_path};
pub use write::{json_text, toml_text, value_text};

/// Tables and lists may lie within each other to this depth; the root counts as the first.
pub const MAXIMUM_DEPTH: u32 = 64;

/// Reads a text into its tree: JSON when the name of the source ends in `.json`, TOML otherwise.
///
/// The root of the tree is a [`Value::Table`]. Keys are unique within their table and stand in the written order, numbers are
/// finite and never -0.0, line ends within texts are `\n`, and a byte-order mark is passed over. JSON is the strict format:
/// no comments, no trailing commas, no `null`; it has no dates of its own, so a date stays a text (see [`Node::as_date`]).
///
/// # Errors
/// All that is wrong with the text, in the order of the places. The TOML parser recovers after an error and goes on; the JSON
/// parser stops at the first error of syntax, but refuses all values that JSON can write and a file may not hold at once.
/// Codes: `syntax`, `duplicate-key`, `not-finite`, `out-of-range`, `date-with-time`, `wrong-type`, `null`, `too-deep`.
pub fn parse(source: &Source) -> Result<Node, Vec<Diagnostic>> {
    let is_json =
        source.name.len() >= 5 && source.name.as_bytes()[source.name.len() - 5..].eq_ignore_ascii_case(b".json");
    let collector = Collector::new(source);
    let root = if is_json {
        json::read(&collector)
    } else {
        toml::read(&collector)
    };
    match root {
        Some(root) if collector.is_empty() => Ok(root),
        _ => Err(collector.into_diagnostics()),
    }
}

/// The bytes of the mark that some editors put before the text.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The text after a byte-order mark, and the length of the mark: all spans count the mark.
fn without_mark(text: &str) -> (&str, usize) {
    match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (rest, BYTE_ORDER_MARK.len()),
        None => (text, 0),
    }
}

#[cfg(test)]
mod tests;
