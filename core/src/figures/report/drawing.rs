//! A drawing as it grows: marks, texts, scales and ticks. Lengths are pixels; nothing is taken from a font, widths are estimated.

use super::super::{Cells, FigureTable};
use super::html::escaped;

/// The size of letters.
pub(super) const LETTERS: f64 = 12.5;

/// An SVG picture of a fixed width whose height grows.
pub(super) struct Drawing {
    pub width: f64,
    body: String,
}

impl Drawing {
    pub fn new(width: f64) -> Drawing {
        Drawing {
            width,
            body: String::new(),
        }
    }

    /// A filled rectangle; a negative width or height is drawn to the other side.
    pub fn bar(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        let (x, width) = if width < 0.0 { (x + width, -width) } else { (x, width) };
        let (y, height) = if height < 0.0 {
            (y + height, -height)
        } else {
            (y, height)
        };
        self.body.push_str(&format!(
            r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>"#,
            at(x),
            at(y),
            at(width),
            at(height)
        ));
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.body.push_str(&format!(
            r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            at(x1),
            at(y1),
            at(x2),
            at(y2)
        ));
    }

    /// A line through points.
    pub fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", at(*x), at(*y))).collect();
        self.body
            .push_str(&format!(r#"<polyline class="{class}" points="{}"/>"#, points.join(" ")));
    }

    /// A disc or a ring.
    pub fn disc(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        self.body.push_str(&format!(
            r#"<circle class="{class}" cx="{}" cy="{}" r="{}"/>"#,
            at(x),
            at(y),
            at(radius)
        ));
    }

    /// A text; `anchor` is `start`, `middle` or `end`.
    pub fn text(&mut self, class: &str, anchor: &str, x: f64, y: f64, text: &str) {
        self.body.push_str(&format!(
            r#"<text class="{class}" x="{}" y="{}" text-anchor="{anchor}">{}</text>"#,
            at(x),
            at(y),
            escaped(text)
        ));
    }

    /// The picture, with a title and a sentence for who does not see it. `id` is told apart from every other of the page.
    pub fn picture(self, id: &str, class: &str, height: f64, title: &str, description: &str) -> String {
        format!(
            r#"<svg class="chart {class}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="{id}-title {id}-text"><title id="{id}-title">{}</title><desc id="{id}-text">{}</desc>{}</svg>"#,
            escaped(title),
            escaped(description),
            self.body,
            width = at(self.width),
            height = at(height),
        )
    }
}

/// A length with one decimal at most.
fn at(length: f64) -> String {
    let text = format!("{length:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" {
        "0".to_string()
    } else {
        text.to_string()
    }
}

/// A scale from numbers to pixels.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    pub from: f64,
    pub to: f64,
}

impl Scale {
    /// From the numbers that are drawn, to pixels.
    pub fn of(numbers: impl IntoIterator<Item = f64>, (from, to): (f64, f64), has_zero: bool) -> Scale {
        let mut ends = if has_zero { Some((0.0, 0.0)) } else { None };
        for number in numbers {
            ends = Some(match ends {
                None => (number, number),
                Some((low, high)) => (
                    if number < low { number } else { low },
                    if number > high { number } else { high },
                ),
            });
        }
        let (low, high) = ends.unwrap_or((0.0, 1.0));
        let high = if high > low { high } else { low + 1.0 };
        Scale { low, high, from, to }
    }

    /// Room at both ends, as a share of the whole.
    pub fn padded(self, share: f64) -> Scale {
        let room = (self.high - self.low) * share;
        Scale {
            low: self.low - room,
            high: self.high + room,
            ..self
        }
    }

    /// Where a number stands.
    pub fn at(&self, number: f64) -> f64 {
        self.from + (number - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// At most about `count` round numbers.
    pub fn ticks(&self, count: f64) -> Vec<f64> {
        let raw = (self.high - self.low) / count;
        if raw <= 0.0 || !raw.is_finite() {
            return Vec::new();
        }
        let mut power = 1.0;
        while power * 10.0 <= raw {
            power *= 10.0;
        }
        while power > raw {
            power /= 10.0;
        }
        let step = [1.0, 2.0, 2.5, 5.0, 10.0]
            .into_iter()
            .map(|digit| digit * power)
            .find(|step| *step >= raw)
            .unwrap_or(10.0 * power);
        let mut found = Vec::new();
        let mut number = (self.low / step - 1e-9).ceil();
        while number * step <= self.high + step * 1e-9 && found.len() < 20 {
            found.push(number * step);
            number += 1.0;
        }
        found
    }
}

/// About how wide a text stands; a Chinese sign is as wide as high.
pub(super) fn width_of(text: &str) -> f64 {
    text.chars().fold(0.0, |width, letter| {
        width
            + match letter {
                '\u{2e80}'.. => LETTERS,
                'i' | 'l' | 'j' | 't' | 'f' | '.' | ',' | ':' | '’' | ' ' => LETTERS * 0.34,
                'A'..='Z' | 'm' | 'w' | '%' => LETTERS * 0.72,
                _ => LETTERS * 0.57,
            }
    })
}

/// A text in lines that are at most so wide; a word that is wider has a line of its own.
pub(super) fn lines_of(text: &str, widest: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces_of(text) {
        let joined = format!("{line}{piece}");
        if line.is_empty() || width_of(joined.trim_end()) <= widest {
            line = joined;
        } else {
            lines.push(line.trim_end().to_string());
            line = piece;
        }
    }
    lines.push(line.trim_end().to_string());
    lines
}

/// Where a text may break: after spaces, and after Chinese signs but before a closing mark.
fn pieces_of(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = vec![String::new()];
    let mut may_break = false;
    for letter in text.chars() {
        let closes = matches!(
            letter,
            '，' | '。' | '：' | '；' | '）' | '、' | '”' | ')' | ',' | '.' | '%'
        );
        if may_break && !closes && letter != ' ' {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
        may_break = letter == ' ' || letter >= '\u{2e80}';
    }
    pieces
}

/// The numbers of a column; None where there is no such column, or a cell is not defined.
pub(super) fn numbers(table: &FigureTable, column: &str) -> Vec<Option<f64>> {
    match table.column(column).map(|column| &column.cells) {
        Some(Cells::Number(cells)) => cells.clone(),
        _ => vec![None; table.keys.len()],
    }
}

/// What a column shows.
pub(super) fn shown(table: &FigureTable, column: &str) -> Vec<String> {
    table
        .column(column)
        .map_or(vec![String::new(); table.keys.len()], |column| column.shown.clone())
}

/// The names of the rows: what the first column shows.
pub(super) fn names(table: &FigureTable) -> Vec<String> {
    table.columns.first().map_or(Vec::new(), |column| column.shown.clone())
}

/// The title of a column.
pub(super) fn title<'a>(table: &'a FigureTable, column: &str) -> &'a str {
    table.column(column).map_or("", |column| column.title.as_str())
}

/// A number on an axis or at a bar, in the axis' own unit: three digits.
pub(super) fn short(number: f64, factor: f64) -> String {
    let value = number / factor;
    let size = value.abs();
    let decimals = if size >= 99.95 {
        0
    } else if size >= 9.995 {
        1
    } else {
        2
    };
    let text = format!("{size:.decimals$}");
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    match (is_zero, value < 0.0) {
        (true, _) => "0".to_string(),
        (false, true) => format!("\u{2212}{text}"),
        (false, false) => text,
    }
}

/// A number of an axis' tick: with no more digits than it needs.
pub(super) fn tick(number: f64, factor: f64) -> String {
    let text = format!("{:.3}", (number / factor).abs());
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if number < 0.0 && text != "0" {
        format!("\u{2212}{text}")
    } else {
        text.to_string()
    }
}
