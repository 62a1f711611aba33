//! Errors of TOML syntax: found all at once, without those that only follow from an earlier one, and said in plain words.

use ::toml::de::DeTable;

use super::nesting::open_brackets_in_toml;
use super::values::report_too_deep;
use super::{Collector, Span};

/// An error of syntax.
pub(super) struct SyntaxError {
    /// The message of the parser, or one of ours.
    pub(super) message: String,
    /// Its place in the text that was parsed.
    pub(super) span: Span,
}

/// What came of a text with errors.
pub(super) struct Recovered {
    /// The text without the lines at which the parser would stop; all else is at its place.
    pub(super) text: String,
    /// The errors in the order of their places.
    pub(super) errors: Vec<SyntaxError>,
    /// Up to here no header of a table is among the lines that were taken away.
    pub(super) certain: usize,
}

const DUPLICATE: &str = "duplicate key";
const UNCLOSED_LIST: &str = "the list is not closed";
const UNCLOSED_TABLE: &str = "the table in braces is not closed";
const NO_VALUE: &str = "key with no value";
const UNCLOSED_HEADER: &str = "unclosed table";
const UNCLOSED_LIST_HEADER: &str = "unclosed array table";

/// A text with more places than this where the parser stops is not looked at further.
const MOST_ROUNDS: usize = 20;

/// Parses a text for its errors. After a bracket that is not closed, and after a line that is no `key = value`, the parser
/// cannot go on, or takes everything for wrong; so those lines are blanked out and the rest is parsed again.
pub(super) fn recover(text: &str) -> Recovered {
    let mut text = text.to_string();
    let mut errors: Vec<SyntaxError> = Vec::new();
    let mut certain = text.len();
    for _ in 0..MOST_ROUNDS {
        let mut found = parse_once(&text);
        // Keys below a header that was taken away only seem to be doubled.
        found.retain(|error| error.message != DUPLICATE || error.span.start < certain);
        let blank = found
            .iter()
            .position(|error| is_stop(&text, error))
            .map(|stop| lines_to_blank(&text, &mut found, stop));
        for error in found {
            if !errors
                .iter()
                .any(|known| known.span == error.span && known.message == error.message)
            {
                errors.push(error);
            }
        }
        let Some(lines) = blank.filter(|lines| !text[lines.clone()].trim().is_empty()) else {
            break;
        };
        let taken = &text[lines.clone()];
        if (taken.trim_start().starts_with('[') || taken.lines().any(is_header)) && lines.start < certain {
            certain = lines.start;
        }
        // Bytes for bytes, line ends kept, so that all places stay.
        let blanks: String = text[lines.clone()]
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect();
        text.replace_range(lines, &blanks);
    }
    errors.sort_by_key(|error| error.span.start);
    Recovered { text, errors, certain }
}

/// The lines that make the parser stop at the error with the index `stop`; of the errors found, only those that do not follow
/// from it remain.
fn lines_to_blank(text: &str, found: &mut Vec<SyntaxError>, stop: usize) -> Span {
    let at = found[stop].span.start;
    let is_bracket = !is_stop_of_line(&found[stop].message);
    let Some((outermost, innermost)) = open_brackets_in_toml(text, at).filter(|_| is_bracket) else {
        found.truncate(stop + 1);
        return line_start(text, at)..line_end(text, at);
    };
    let message = if text.as_bytes()[innermost] == b'[' {
        UNCLOSED_LIST
    } else {
        UNCLOSED_TABLE
    }
    .to_string();
    let first = line_start(text, outermost);
    // What is said of the inside of an open bracket is a guess.
    found.retain(|error| error.span.start < first);
    found.push(SyntaxError {
        message,
        span: innermost..innermost + 1,
    });
    let last = line_start(text, at);
    let end = if last <= first || at >= text.len() {
        line_end(text, at)
    } else {
        last
    };
    let mut line = line_end(text, first);
    while line < end {
        if is_header(&text[line + 1..line_end(text, line + 1)]) {
            return first..line;
        }
        line = line_end(text, line + 1);
    }
    first..end
}

/// Whether a line reads as the header of a table; a list of texts, numbers or truths does not.
fn is_header(line: &str) -> bool {
    let line = line.trim();
    let inside = line.trim_start_matches('[');
    let Some((name, after)) = inside.split_once(']') else {
        return false;
    };
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-_\"' ".contains(c))
        && !matches!(name, "true" | "false" | "inf" | "nan");
    let after = after.trim_start_matches(']').trim_start();
    is_name && inside.len() < line.len() && (after.is_empty() || after.starts_with('#'))
}

fn parse_once(text: &str) -> Vec<SyntaxError> {
    let (_, errors) = DeTable::parse_recoverable(text);
    let end = text.len();
    let mut errors: Vec<SyntaxError> = errors
        .into_iter()
        .map(|error| SyntaxError {
            message: error.message().to_string(),
            span: error.span().unwrap_or(end..end),
        })
        .collect();
    errors.sort_by_key(|error| error.span.start);
    errors
}

/// Whether the parser cannot go on after this error, or goes on wrongly.
fn is_stop(text: &str, error: &SyntaxError) -> bool {
    match bare(&error.message) {
        "unexpected `=` in array" | "unclosed array" | "unclosed inline table" => true,
        // A header or a new entry within braces.
        "missing comma between key-value pairs"
        | "invalid inline table element"
        | "missing assignment between key-value pairs" => open_brackets_in_toml(text, error.span.start)
            .is_some_and(|(_, innermost)| line_start(text, innermost) < line_start(text, error.span.start)),
        message => is_stop_of_line(message),
    }
}

/// Whether the error makes the parser stop, but concerns its own line only.
fn is_stop_of_line(message: &str) -> bool {
    matches!(bare(message), NO_VALUE | UNCLOSED_HEADER | UNCLOSED_LIST_HEADER)
}

/// The message without what the parser expected, which it writes behind.
fn bare(message: &str) -> &str {
    message.split(", expected ").next().unwrap_or_default()
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |index| index + 1)
}

fn line_end(text: &str, offset: usize) -> usize {
    text.get(offset..)
        .and_then(|after| after.find('\n'))
        .map_or(text.len(), |index| offset + index)
}

/// Reports an error at its place in the source, in the project's words where the parser's are hard to understand.
pub(super) fn report_syntax(collector: &Collector, message: &str, span: &Span) {
    let found = collector.excerpt(span);
    // The parser writes what it expected behind its message.
    let (message, allowed) = message.split_once(", expected ").unwrap_or((message, ""));
    let is_at_end = found.starts_with("the end of");
    let (message, allowed, remedy) = match message {
        DUPLICATE => {
            let message = format!("the key {found} is written twice");
            let remedy = "keep one of the two, or give them different names";
            return collector.report("duplicate-key", "", span, message, found, "", remedy);
        }
        _ if message.contains("recursion") => return report_too_deep(collector, "", span),
        UNCLOSED_LIST => (message, "`]` after the last value", "close the bracket"),
        UNCLOSED_TABLE => (message, "`}` after the last entry", "close the brace"),
        "string values must be quoted" if is_at_end => (
            "there is no value after the `=`",
            "a value",
            "write a value, or remove the key",
        ),
        "string values must be quoted" => (
            "this is no value",
            "a text in quotes, a number, `true`, `false`, a date, a list or a table",
            "put a text in double quotes",
        ),
        NO_VALUE => (
            "the line is no entry",
            "`key = value`",
            "write `=` and a value after the key; a key with spaces needs quotes",
        ),
        "invalid unquoted key" => (
            "a key without quotes has other letters than a to z",
            "A to Z, a to z, 0 to 9, `_` and `-`",
            "put the key in double quotes",
        ),
        "missing value for key" | "missing value" => (message, "a value", "write a value after the `=`"),
        UNCLOSED_HEADER | UNCLOSED_LIST_HEADER => {
            ("the header of the table is not closed", allowed, "close the bracket")
        }
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            (message, allowed, "put a comma between the two")
        }
        "extra comma in array" | "extra comma in inline table" => (message, allowed, "remove the comma"),
        "extra `=`" => (message, allowed, "remove one `=`"),
        "unexpected key or value" => (
            message,
            "the end of the line or a comment",
            "begin a new line here, or put a text in quotes",
        ),
        "carriage return must be followed by newline" => (message, allowed, "end the lines with a line feed"),
        "unquoted keys cannot be empty" => ("there is no key before the `=`", allowed, "write a key"),
        "unexpected leading zero" => ("a number may not begin with a zero", "", "remove the zero"),
        _ if is_at_end && (allowed.contains('"') || allowed.contains('\'')) => (
            "the text is not closed",
            allowed,
            "close the text with the quote it begins with",
        ),
        _ => (message, allowed, ""),
    };
    collector.report("syntax", "", span, message, found, allowed, remedy);
}
