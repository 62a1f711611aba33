//! Single values: the refusals that both formats share, and the reading of one value as the kind that is wanted.

use super::diagnostic::suggestion;
use super::tree::quote;
use super::{Collector, Date, MAXIMUM_DEPTH, Node, Span, Value};

pub(super) fn report_not_finite(collector: &Collector, path: &str, span: &Span) {
    let found = collector.excerpt(span);
    let message = "a number must be finite";
    let remedy = "write a finite number, or leave the key out where no limit is meant";
    collector.report("not-finite", path, span, message, found, "a finite number", remedy);
}

pub(super) fn report_out_of_range(collector: &Collector, path: &str, span: &Span) {
    let found = collector.excerpt(span);
    let message = "the whole number is too large";
    let allowed = format!("{} to {}", i64::MIN, i64::MAX);
    collector.report(
        "out-of-range",
        path,
        span,
        message,
        found,
        allowed,
        "write it with a decimal point, as in `1.0e20`",
    );
}

pub(super) fn report_too_deep(collector: &Collector, path: &str, span: &Span) {
    let message = "tables and lists lie too deep within each other";
    let allowed = format!("at most {MAXIMUM_DEPTH} levels");
    collector.report(
        "too-deep",
        path,
        span,
        message,
        "",
        allowed,
        "bring the values nearer to the root",
    );
}

/// How a path is named in a message.
fn named(path: &str) -> String {
    if path.is_empty() {
        "the file".to_string()
    } else {
        format!("`{path}`")
    }
}

/// Values read as the kind that is wanted. Each reports what is wrong with the node and is then `None`.
impl Collector {
    /// Reports (`wrong-type`) that a node is not what is `allowed`, such as "a number", and how the usual slips are mended.
    pub fn wrong_type(&self, path: &str, node: &Node, allowed: &str) {
        let remedy = match &node.value {
            Value::Text(text) if allowed.contains("number") && text.trim().parse::<f64>().is_ok_and(f64::is_finite) => {
                format!("remove the quotes: `{}`", text.trim())
            }
            Value::Text(text) if allowed.contains("true") && matches!(text.as_str(), "true" | "false") => {
                format!("remove the quotes: `{text}`")
            }
            Value::Truth(_) | Value::Integer(_) | Value::Number(_) | Value::Date(_)
                if allowed.starts_with("a text") =>
            {
                format!(
                    "put it in quotes: `\"{}\"`",
                    self.source.text.get(node.span.clone()).unwrap_or_default()
                )
            }
            value if allowed.starts_with("a list") && !matches!(value, Value::List(_)) => {
                "put it in square brackets".to_string()
            }
            Value::Number(value) if allowed.starts_with("a whole number") => match whole(*value) {
                Some(whole) => format!("write `{whole}`"),
                None => String::new(),
            },
            _ => String::new(),
        };
        let message = format!("{} must be {allowed}", named(path));
        self.report(
            "wrong-type",
            path,
            &node.span,
            message,
            node.describe(),
            allowed,
            remedy,
        );
    }

    /// The text of a node.
    pub fn text_of<'a>(&self, path: &str, node: &'a Node) -> Option<&'a str> {
        let text = node.as_text();
        if text.is_none() {
            self.wrong_type(path, node, "a text");
        }
        text
    }

    /// The truth value of a node.
    pub fn truth_of(&self, path: &str, node: &Node) -> Option<bool> {
        let truth = node.as_truth();
        if truth.is_none() {
            self.wrong_type(path, node, "`true` or `false`");
        }
        truth
    }

    /// The number of a node, written as a whole number or not; finite. A whole number that a 64-bit float cannot hold exactly
    /// is refused (`out-of-range`).
    pub fn number_of(&self, path: &str, node: &Node) -> Option<f64> {
        match (node.as_number(), &node.value) {
            (Some(number), _) if number.is_finite() => Some(number),
            (Some(_), _) => {
                report_not_finite(self, path, &node.span);
                None
            }
            (None, Value::Integer(value)) => {
                let (message, remedy) = (
                    "the whole number is too large to be kept exactly",
                    "write it with a decimal point",
                );
                let allowed = "a whole number up to 9007199254740992 (2^53)";
                self.report(
                    "out-of-range",
                    path,
                    &node.span,
                    message,
                    format!("number `{value}`"),
                    allowed,
                    remedy,
                );
                None
            }
            (None, _) => {
                self.wrong_type(path, node, "a number");
                None
            }
        }
    }

    /// The whole number of a node, written without fraction and exponent.
    pub fn integer_of(&self, path: &str, node: &Node) -> Option<i64> {
        let integer = node.as_integer();
        if integer.is_none() {
            self.wrong_type(path, node, "a whole number");
        }
        integer
    }

    /// The day of a node: a date, or a text that reads as one. A text that has the form but names no day is refused with the
    /// reason (`no-such-day`).
    pub fn date_of(&self, path: &str, node: &Node) -> Option<Date> {
        if let Some(date) = node.as_date() {
            return Some(date);
        }
        let allowed = "a date such as `2024-01-31`";
        match node.as_text().map(str::parse::<Date>) {
            Some(Err(error)) => self.report(
                "no-such-day",
                path,
                &node.span,
                error.to_string(),
                node.describe(),
                allowed,
                "",
            ),
            _ => self.wrong_type(path, node, allowed),
        }
        None
    }

    /// The values of a list; `allowed` says of what, such as "a list of texts".
    pub fn list_of<'a>(&self, path: &str, node: &'a Node, allowed: &str) -> Option<&'a [Node]> {
        let list = node.as_list();
        if list.is_none() {
            self.wrong_type(path, node, allowed);
        }
        list
    }

    /// The one of `choices` that the text of a node names; another word is refused (`unknown-choice`) with the nearest.
    pub fn choice_of(&self, path: &str, node: &Node, choices: &[&'static str]) -> Option<&'static str> {
        let text = self.text_of(path, node)?;
        let choice = choices.iter().copied().find(|choice| *choice == text);
        if choice.is_none() {
            let message = format!("{} has no choice {}", named(path), quote(text));
            let remedy = suggestion(text, choices.iter().copied(), "write one of the allowed words");
            self.report(
                "unknown-choice",
                path,
                &node.span,
                message,
                node.describe(),
                words(choices.iter().copied()),
                remedy,
            );
        }
        choice
    }
}

/// The whole number that a number is, if it is one and not huge.
fn whole(value: f64) -> Option<i64> {
    let whole = value as i64;
    (whole as f64 == value && whole.unsigned_abs() < 1 << 53).then_some(whole)
}

/// Words as a diagnostic lists them.
pub(super) fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut shown = String::new();
    for word in words {
        if !shown.is_empty() {
            shown.push_str(", ");
        }
        shown.push_str(&quote(word));
    }
    shown
}
