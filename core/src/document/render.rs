//! Diagnostics as text for a person.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

use super::diagnostic::{Lines, floor_character};
use super::{Diagnostic, Source, Span};

/// Shows diagnostics one after another, without colour: code and message, file with line and column, the line with carets
/// under what is meant, then what was found, what is allowed and how to mend it. Of a stretch over several lines the first is
/// shown. A diagnostic without a place, or whose file is not among `sources`, comes without the line.
pub fn render(diagnostics: &[Diagnostic], sources: &[Source]) -> String {
    let mut lines_of_source: Vec<Option<Lines>> = sources.iter().map(|_| None).collect();
    let renderer = Renderer::plain();
    let mut shown = String::new();
    for diagnostic in diagnostics {
        let mut group = Group::with_title(
            Level::ERROR
                .primary_title(diagnostic.message.as_str())
                .id(diagnostic.code),
        );
        let source = sources.iter().position(|source| source.name == diagnostic.file);
        if let (Some(index), Some((start, end))) = (source, diagnostic.span) {
            let text = &*sources[index].text;
            let lines = lines_of_source[index].get_or_insert_with(|| Lines::new(text));
            let (line, line_span, marked) = first_line(text, lines, start as usize..end as usize);
            group = group.element(
                Snippet::source(&text[line_span])
                    .path(diagnostic.file.as_str())
                    .line_start(line)
                    .annotation(AnnotationKind::Primary.span(marked)),
            );
        } else if !diagnostic.file.is_empty() {
            let mut origin = Origin::path(diagnostic.file.as_str());
            if let (Some(line), Some(column)) = (diagnostic.line, diagnostic.column) {
                origin = origin.line(line as usize).char_column(column as usize);
            }
            group = group.element(origin);
        }
        let notes = [
            (Level::NOTE.with_name("at"), &diagnostic.path),
            (Level::NOTE.with_name("found"), &diagnostic.found),
            (Level::NOTE.with_name("allowed"), &diagnostic.allowed),
            (Level::HELP, &diagnostic.remedy),
        ];
        for (level, text) in notes {
            if !text.is_empty() {
                group = group.element(level.message(normalize_untrusted_str(text)));
            }
        }
        if !shown.is_empty() {
            shown.push('\n');
        }
        shown.push_str(&renderer.render(&[group]));
        shown.push('\n');
    }
    shown
}

/// The line in which a span begins: its number, its stretch of the text, and the part of the span in it, counted from the
/// beginning of the line.
fn first_line(text: &str, lines: &Lines, span: Span) -> (usize, Span, Span) {
    let start = floor_character(text, span.start);
    let end = floor_character(text, span.end);
    let line = lines.line_of(start);
    let whole = lines.span_of(text, line);
    let within = |offset: usize| {
        let offset = if offset > whole.end { whole.end } else { offset };
        offset.saturating_sub(whole.start)
    };
    let (from, to) = (within(start), within(end));
    (line, whole, from..if to < from { from } else { to })
}
