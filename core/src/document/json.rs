//! JSON read into the tree.

use std::collections::BTreeMap;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};

use super::nesting::too_deep_in_json;
use super::tree::quote;
use super::values::{report_not_finite, report_out_of_range, report_too_deep};
use super::{Collector, Key, MAXIMUM_DEPTH, Node, Span, Table, Value, index_path, key_path, without_mark};

/// Nothing beyond the standard (RFC 8259).
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads the source of the collector. The tree that it returns is whole only if nothing was reported.
pub(super) fn read(collector: &Collector) -> Option<Node> {
    let (text, mark) = without_mark(&collector.source.text);
    let reading = Reading { collector, mark };
    if let Some(span) = too_deep_in_json(text) {
        report_too_deep(collector, "", &reading.place(span));
        return None;
    }
    let collect = CollectOptions {
        comments: CommentCollectionStrategy::Off,
        tokens: false,
    };
    let root = match parse_to_ast(text, &collect, &STRICT) {
        Ok(parsed) => parsed.value,
        Err(error) => {
            let range = error.range();
            reading.syntax_error(error.kind(), range.start..range.end);
            return None;
        }
    };
    let Some(root) = root else {
        let remedy = "write a table: `{ \"format\": 1 }`";
        collector.report(
            "syntax",
            "",
            &(mark..mark),
            "the file is empty",
            "",
            "a table in braces",
            remedy,
        );
        return None;
    };
    if reading.breaks_the_standard(text) {
        return None;
    }
    let node = reading.node(&root, "", 0)?;
    if node.as_table().is_none() {
        let (found, remedy) = (node.describe(), "put the entries in braces: `{ \"key\": value }`");
        collector.report(
            "wrong-type",
            "",
            &node.span,
            "a file holds a table",
            found,
            "a table in braces",
            remedy,
        );
        return None;
    }
    Some(node)
}

struct Reading<'c> {
    collector: &'c Collector,
    /// The length of a byte-order mark, which the parser does not see.
    mark: usize,
}

impl Reading<'_> {
    /// The place in the source of a span that the parser gave.
    fn place(&self, span: Span) -> Span {
        span.start + self.mark..span.end + self.mark
    }

    fn syntax_error(&self, kind: &ParseErrorKind, span: Span) {
        use ParseErrorKind as Kind;
        let span = self.place(span);
        let found = self.collector.excerpt(&span);
        if found == "`NaN`" || found == "`Infinity`" || matches!(kind, Kind::NonFiniteNumbersNotAllowed) {
            report_not_finite(self.collector, "", &span);
            return;
        }
        let (allowed, remedy) = match kind {
            Kind::NestingDepthExceeded => return report_too_deep(self.collector, "", &span),
            Kind::CommentsNotAllowed => ("", "remove the comment, or write the file as TOML, which has comments"),
            Kind::TrailingCommasNotAllowed => ("", "remove the comma"),
            Kind::ExpectedComma => ("a comma", "put a comma before this"),
            Kind::UnexpectedComma => ("a value", "remove the comma, or write a value before it"),
            Kind::SingleQuotedStringsNotAllowed => ("a text in double quotes", "use double quotes"),
            Kind::ExpectedStringObjectProperty => ("a key in double quotes", "put the key in double quotes"),
            Kind::UnexpectedWord => ("a value", "put the text in double quotes"),
            Kind::ExpectedColonAfterObjectKey => ("a colon", "write `\"key\": value`"),
            Kind::ExpectedObjectValue => ("a value", "write a value after the colon"),
            Kind::UnterminatedObject => ("`}`", "close the brace"),
            Kind::UnterminatedArray => ("`]`", "close the bracket"),
            Kind::MultipleRootJsonValues => ("one table", "remove what follows the table"),
            Kind::UnaryPlusNumbersNotAllowed => ("a digit or `-`", "remove the `+`"),
            Kind::BareDecimalPointNumbersNotAllowed => ("digits around the point", "write `0.5`, `5.0`"),
            Kind::HexadecimalNumbersNotAllowed => ("a decimal number", "write the number in decimal digits"),
            _ => ("", ""),
        };
        self.collector
            .report("syntax", "", &span, sentence(&kind.to_string()), found, allowed, remedy);
    }

    /// Reports the spaces and the characters within texts that the parser lets pass and the standard does not.
    fn breaks_the_standard(&self, text: &str) -> bool {
        let mut in_text = false;
        let mut is_escaped = false;
        let mut is_sound = true;
        for (index, character) in text.char_indices() {
            let is_wrong = match character {
                _ if is_escaped => std::mem::replace(&mut is_escaped, false) && character < ' ',
                '"' => {
                    in_text = !in_text;
                    false
                }
                '\\' if in_text => {
                    is_escaped = true;
                    false
                }
                character if in_text => character < ' ',
                ' ' | '\t' | '\r' | '\n' => false,
                character => character < ' ' || character.is_whitespace(),
            };
            if is_wrong {
                is_sound = false;
                let span = self.place(index..index + character.len_utf8());
                let (message, remedy) = if in_text {
                    (
                        "a text may not hold a line end, tab or other control character itself",
                        "write `\\n`, `\\t` or `\\u0000`",
                    )
                } else {
                    ("this kind of space may not stand between values", "write a plain space")
                };
                let found = format!("U+{:04X}", u32::from(character));
                self.collector
                    .report("syntax", "", &span, message, found, "JSON as RFC 8259 has it", remedy);
            }
        }
        !is_sound
    }

    /// A value that lies at `depth` objects and arrays; `None` if it may not stand in a file.
    fn node(&self, node: &ast::Value<'_>, path: &str, depth: u32) -> Option<Node> {
        let range = node.range();
        let span = self.place(range.start..range.end);
        let value = match node {
            ast::Value::BooleanLit(truth) => Value::Truth(truth.value),
            ast::Value::StringLit(text) => Value::Text(text.value.to_string()),
            ast::Value::NumberLit(number) => self.number(number.value, path, &span)?,
            ast::Value::NullKeyword(_) => {
                let (message, remedy) = ("`null` is no value here", "leave the key out, or write a value");
                self.collector
                    .report("null", path, &span, message, "`null`", "a value", remedy);
                return None;
            }
            ast::Value::Array(_) | ast::Value::Object(_) if depth >= MAXIMUM_DEPTH => {
                report_too_deep(self.collector, path, &span);
                return None;
            }
            ast::Value::Array(array) => {
                let nodes = array.elements.iter().enumerate();
                Value::List(
                    nodes
                        .filter_map(|(index, node)| self.node(node, &index_path(path, index), depth + 1))
                        .collect(),
                )
            }
            ast::Value::Object(object) => Value::Table(self.table(object, path, depth + 1)),
        };
        Some(Node { value, span })
    }

    /// A number without fraction and exponent is whole.
    fn number(&self, written: &str, path: &str, span: &Span) -> Option<Value> {
        if written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            let value = written.parse().ok();
            if value.is_none() {
                report_out_of_range(self.collector, path, span);
            }
            return value.map(Value::Integer);
        }
        let value: Option<f64> = written.parse().ok().filter(|value: &f64| value.is_finite());
        if value.is_none() {
            report_not_finite(self.collector, path, span);
        }
        // -0.0 becomes 0.0.
        value.map(|value| Value::Number(value + 0.0))
    }

    fn table(&self, object: &ast::Object<'_>, path: &str, depth: u32) -> Table {
        let mut first_places: BTreeMap<&str, Span> = BTreeMap::new();
        let mut entries = Vec::with_capacity(object.properties.len());
        for property in &object.properties {
            let range = property.name.range();
            let key = Key {
                text: property.name.as_str().to_string(),
                span: self.place(range.start..range.end),
            };
            let path = key_path(path, &key.text);
            if first_places.insert(property.name.as_str(), key.span.clone()).is_some() {
                let found = quote(&key.text);
                let message = format!("the key {found} is written twice");
                let remedy = "keep one of the two, or give them different names";
                self.collector
                    .report("duplicate-key", &path, &key.span, message, found, "", remedy);
            }
            if let Some(node) = self.node(&property.value, &path, depth) {
                entries.push((key, node));
            }
        }
        Table { entries }
    }
}

/// The message with a small first letter, as all of ours.
fn sentence(message: &str) -> String {
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
