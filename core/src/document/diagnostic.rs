//! What is wrong with a file, and where.

use std::cell::{OnceCell, RefCell};

use super::tree::quote;
use super::{Source, Span, without_mark};

/// One problem of a file: its place, what was found, what is allowed and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Diagnostic {
    /// A stable word for the sort of problem, such as `unknown-key`.
    pub code: &'static str,
    /// The name of the source.
    pub file: String,
    /// The dotted path within the file, such as `parameters.taper.range`; empty when it is unknown or the file's root.
    pub path: String,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column in characters, from 1.
    pub column: Option<u32>,
    /// The stretch of the text, in bytes from its beginning.
    pub span: Option<(u32, u32)>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What stands there; may be empty.
    pub found: String,
    /// What may stand there; may be empty.
    pub allowed: String,
    /// How to mend it; may be empty.
    pub remedy: String,
}

/// The beginnings of the lines of a text, to tell line and column of a byte.
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn new(text: &str) -> Lines {
        let (_, first) = without_mark(text);
        let breaks = text
            .bytes()
            .enumerate()
            .filter(|&(_, byte)| byte == b'\n')
            .map(|(index, _)| index + 1);
        Lines {
            starts: std::iter::once(first).chain(breaks).collect(),
        }
    }

    /// Line and column, both from 1, of the byte `offset` of the same text; beyond the end it is the end.
    pub(super) fn position(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.line_of(offset);
        let start = self.starts[line - 1];
        let offset = floor_character(text, offset);
        let column = text.get(start..offset).map_or(0, |before| before.chars().count());
        (line, column + 1)
    }

    /// The line, from 1, of a byte.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        let line = self.starts.partition_point(|&start| start <= offset);
        if line == 0 { 1 } else { line }
    }

    /// The stretch of a line, from 1, without its line end.
    pub(super) fn span_of(&self, text: &str, line: usize) -> Span {
        let start = self.starts[line - 1];
        let Some(&next) = self.starts.get(line) else {
            return start..text.len();
        };
        let end = next - 1;
        if end > start && text.as_bytes()[end - 1] == b'\r' {
            start..end - 1
        } else {
            start..end
        }
    }
}

/// The nearest boundary of a character at or before a byte.
pub(super) fn floor_character(text: &str, offset: usize) -> usize {
    let mut offset = if offset > text.len() { text.len() } else { offset };
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Collects the problems of one file. It is shared by reference between all readers of the file.
pub struct Collector {
    /// The file that is read.
    pub source: Source,
    lines: OnceCell<Lines>,
    diagnostics: RefCell<Vec<Diagnostic>>,
}

impl Collector {
    /// A collector without problems yet.
    pub fn new(source: &Source) -> Self {
        Collector {
            source: source.clone(),
            lines: OnceCell::new(),
            diagnostics: RefCell::new(Vec::new()),
        }
    }

    /// Adds a problem at a place. `code` is a stable word such as `unknown-key`; `found`, `allowed` and `remedy` may be empty.
    #[allow(clippy::too_many_arguments)] // one for each part of a diagnostic
    pub fn report(
        &self,
        code: &'static str,
        path: &str,
        span: &Span,
        message: impl Into<String>,
        found: impl Into<String>,
        allowed: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let text = &*self.source.text;
        let (line, column) = self.lines.get_or_init(|| Lines::new(text)).position(text, span.start);
        self.diagnostics.borrow_mut().push(Diagnostic {
            code,
            file: self.source.name.clone(),
            path: path.to_string(),
            line: Some(narrow(line)),
            column: Some(narrow(column)),
            span: Some((narrow(span.start), narrow(span.end))),
            message: message.into(),
            found: found.into(),
            allowed: allowed.into(),
            remedy: remedy.into(),
        });
    }

    /// Adds a problem of the file as a whole, which has no place in its text.
    pub fn report_without_place(
        &self,
        code: &'static str,
        path: &str,
        message: impl Into<String>,
        found: impl Into<String>,
        allowed: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.diagnostics.borrow_mut().push(Diagnostic {
            code,
            file: self.source.name.clone(),
            path: path.to_string(),
            line: None,
            column: None,
            span: None,
            message: message.into(),
            found: found.into(),
            allowed: allowed.into(),
            remedy: remedy.into(),
        });
    }

    /// Adds problems that were found elsewhere.
    pub fn extend(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.borrow_mut().extend(diagnostics);
    }

    /// Whether nothing has been reported.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.borrow().is_empty()
    }

    /// How many problems have been reported: a reader that compares before and after knows whether its part was sound.
    pub fn count(&self) -> usize {
        self.diagnostics.borrow().len()
    }

    /// Whether a problem of that sort was reported at that path.
    pub fn has(&self, code: &str, path: &str) -> bool {
        let reported = self.diagnostics.borrow();
        reported.iter().any(|known| known.code == code && known.path == path)
    }

    /// The problems in the order of their places, those without a place last; exact duplicates are removed.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics.into_inner();
        // Every field takes part, so that equal ones become neighbours.
        let texts = |d: &Diagnostic| {
            [
                d.path.clone(),
                d.message.clone(),
                d.found.clone(),
                d.allowed.clone(),
                d.remedy.clone(),
            ]
        };
        diagnostics.sort_by(|a, b| {
            let place = (a.span.is_none(), a.span, &a.file, a.code).cmp(&(b.span.is_none(), b.span, &b.file, b.code));
            place.then_with(|| texts(a).cmp(&texts(b)))
        });
        diagnostics.dedup();
        diagnostics
    }

    /// What stands at a place of the text, in a few characters of its first line, for a diagnostic.
    pub(super) fn excerpt(&self, span: &Span) -> String {
        let text = &*self.source.text;
        let start = floor_character(text, span.start);
        let mut end = floor_character(text, span.end);
        if end <= start {
            end = start + text[start..].chars().next().map_or(0, char::len_utf8);
        }
        let piece = &text[start..end];
        match piece.split(['\r', '\n']).next().map(str::trim_end) {
            _ if piece.is_empty() => "the end of the file".to_string(),
            Some("") if piece.trim().is_empty() => "the end of the line".to_string(),
            Some(first) => quote(first),
            None => quote(piece),
        }
    }
}

/// Lengths beyond 32 bits, which no rule file has, end at the largest number.
fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Longer words are not compared: nobody meant them.
const LONGEST_WORD: usize = 64;

/// The candidate that `word` is most likely a slip of, if one is near enough.
///
/// Near means that at most a third of the letters of the longer one differ (inserted, left out, changed, or swapped with the
/// next); capital letters, spaces and hyphens instead of underscores do not count. Of equally near ones, the more similar by
/// Jaro's measure, then the first, is taken.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = folded(word)?;
    let mut best: Option<(usize, f64, &'a str)> = None;
    for candidate in candidates {
        let Some(other) = folded(candidate) else { continue };
        let distance = strsim::damerau_levenshtein(&word, &other);
        let (length, other_length) = (word.chars().count(), other.chars().count());
        let longer = if length > other_length { length } else { other_length };
        if distance > longer / 3 {
            continue;
        }
        let similarity = strsim::jaro(&word, &other);
        let is_better = match best {
            None => true,
            Some((least, highest, _)) => distance < least || (distance == least && similarity > highest),
        };
        if is_better {
            best = Some((distance, similarity, candidate));
        }
    }
    best.map(|(_, _, candidate)| candidate)
}

/// The word as it is compared; `None` when it is empty or too long.
fn folded(word: &str) -> Option<String> {
    let is_comparable = !word.is_empty() && word.len() <= LONGEST_WORD * 4 && word.chars().count() <= LONGEST_WORD;
    is_comparable.then(|| word.to_lowercase().replace(['-', ' '], "_"))
}

/// "did you mean" with the nearest candidate, or `otherwise`.
pub(super) fn suggestion<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest(word, candidates) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => otherwise.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near_enough_or_none() {
        let names = ["taper", "tapered", "range", "title", "guarantee"];
        assert_eq!(nearest("tapr", names), Some("taper"));
        assert_eq!(nearest("tpaer", names), Some("taper"));
        assert_eq!(nearest("Title", names), Some("title"));
        assert_eq!(nearest("garantie", names), Some("guarantee"));
        assert_eq!(nearest("unit", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("b", ["a"]), None);
        assert_eq!(nearest("take-up", ["take_up"]), Some("take_up"));
        assert_eq!(nearest("größe", ["groesse", "grösse"]), Some("grösse"));
        assert_eq!(nearest(&"x".repeat(1_000_000), names), None);
    }

    #[test]
    fn lines_and_columns_count_from_one_and_characters() {
        let text = "\u{feff}é = 1\r\nä中b = 2\nlast";
        let lines = Lines::new(text);
        assert_eq!(lines.position(text, 0), (1, 1));
        assert_eq!(lines.position(text, 3), (1, 1));
        assert_eq!(lines.position(text, 5), (1, 2));
        let second = text.find('ä').expect("present");
        assert_eq!(lines.position(text, second), (2, 1));
        assert_eq!(lines.position(text, text.find('b').expect("present")), (2, 3));
        assert_eq!(lines.position(text, second + 1), (2, 1));
        assert_eq!(lines.position(text, usize::MAX), (3, 5));
        assert_eq!(&text[lines.span_of(text, 1)], "é = 1");
        assert_eq!(&text[lines.span_of(text, 2)], "ä中b = 2");
        assert_eq!(&text[lines.span_of(text, 3)], "last");
        assert_eq!(Lines::new("").position("", 0), (1, 1));
        assert_eq!(Lines::new("\n").span_of("\n", 2), 1..1);
    }

    #[test]
    fn diagnostics_are_sorted_and_said_once() {
        let collector = Collector::new(&Source::new("a.toml", "one\ntwo\n"));
        assert!(collector.is_empty());
        collector.report_without_place("b", "", "whole", "", "", "");
        collector.report("b", "two", &(4..7), "second", "", "", "");
        collector.report("b", "one", &(0..3), "first", "", "", "");
        collector.report("b", "two", &(4..7), "second", "", "", "");
        assert_eq!(collector.count(), 4);
        let diagnostics = collector.into_diagnostics();
        let messages: Vec<_> = diagnostics
            .iter()
            .map(|d| (d.message.as_str(), d.line, d.column, d.span))
            .collect();
        assert_eq!(
            messages,
            [
                ("first", Some(1), Some(1), Some((0, 3))),
                ("second", Some(2), Some(1), Some((4, 7))),
                ("whole", None, None, None)
            ]
        );
    }

    #[test]
    fn excerpts_survive_any_span() {
        let collector = Collector::new(&Source::new("a.toml", "é\r\n"));
        assert_eq!(collector.excerpt(&(0..2)), "`é`");
        assert_eq!(collector.excerpt(&(1..1)), "`é`");
        assert_eq!(collector.excerpt(&(2..4)), "the end of the line");
        assert_eq!(collector.excerpt(&(9..90)), "the end of the file");
    }
}
