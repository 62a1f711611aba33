//! Aligned tables of text, and text that is broken into lines.

/// The width that human output keeps to, in characters.
pub const WIDTH: usize = 100;
/// What parts two columns.
const GAP: &str = "  ";

/// How the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table of text: a header, rows, and rules between some of them.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    columns: Vec<(String, Align)>,
    rows: Vec<Option<Vec<String>>>,
}

impl Grid {
    /// A table with these columns.
    pub fn new(columns: &[(&str, Align)]) -> Grid {
        Grid {
            columns: columns
                .iter()
                .map(|(name, align)| ((*name).to_string(), *align))
                .collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; missing cells are empty.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(Some(cells.into_iter().collect()));
    }

    /// Draws a line before the next row.
    pub fn rule(&mut self) {
        self.rows.push(None);
    }

    /// The table as lines, each with `indent` blanks before it. Where it would be wider than [`WIDTH`], the first column is
    /// broken into lines.
    pub fn text(&self, indent: usize) -> String {
        let mut widths: Vec<usize> = self.columns.iter().map(|(name, _)| width(name)).collect();
        for cells in self.rows.iter().flatten() {
            for (widest, cell) in widths.iter_mut().zip(cells) {
                *widest = (*widest).max(width(cell));
            }
        }
        let whole =
            |widths: &[usize]| indent + widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
        let excess = whole(&widths).saturating_sub(WIDTH);
        if let Some(first) = widths.first_mut() {
            *first = first.saturating_sub(excess).max(LEAST.min(*first));
        }
        let mut text = String::new();
        if self.columns.iter().any(|(name, _)| !name.is_empty()) {
            let header: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
            text.push_str(&self.line(&header, &widths, indent));
        }
        for row in &self.rows {
            match row {
                Some(cells) => text.push_str(&self.line(cells, &widths, indent)),
                None => text.push_str(&format!(
                    "{}{}\n",
                    " ".repeat(indent),
                    "─".repeat(whole(&widths) - indent)
                )),
            }
        }
        text
    }

    /// A row; what does not fit into the first column goes on below it.
    fn line(&self, cells: &[String], widths: &[usize], indent: usize) -> String {
        let first = cells.first().map_or("", String::as_str);
        let mut pieces = broken(first, widths.first().copied().unwrap_or(0)).into_iter();
        let mut line = " ".repeat(indent);
        for (at, ((_, align), widest)) in self.columns.iter().zip(widths).enumerate() {
            let cell = if at == 0 {
                pieces.next().unwrap_or_default()
            } else {
                shorten(cells.get(at).map_or("", String::as_str), *widest)
            };
            let blanks = " ".repeat(widest.saturating_sub(width(&cell)));
            if at > 0 {
                line.push_str(GAP);
            }
            match align {
                Align::Left => line.extend([cell, blanks]),
                Align::Right => line.extend([blanks, cell]),
            }
        }
        let mut text = format!("{}\n", line.trim_end());
        for piece in pieces {
            text.push_str(&format!("{}{piece}\n", " ".repeat(indent)));
        }
        text
    }
}

/// The first column never gets narrower than this.
const LEAST: usize = 10;

/// A text in lines of at most `most`, broken at blanks, and a name that is wider also behind dots and underscores; lines after
/// the first begin with two blanks.
fn broken(text: &str, most: usize) -> Vec<String> {
    if width(text) <= most {
        return vec![text.to_string()];
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let is_wide = width(word) > most;
        let pieces = word.split_inclusive(|sign| is_wide && matches!(sign, '.' | '_'));
        for (at, piece) in pieces.enumerate() {
            let blank = usize::from(at == 0);
            if !line.trim().is_empty() && width(&line) + blank + width(piece) > most {
                lines.push(std::mem::replace(&mut line, "  ".to_string()));
            }
            if !line.trim().is_empty() {
                line.push_str(&" ".repeat(blank));
            }
            line.push_str(piece);
            line = shorten(&line, most);
        }
    }
    lines.push(line);
    lines
}

/// How many columns of a terminal a text takes: CJK characters take two.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3fffd) { 2 } else { 1 }).sum()
}

/// The text, or its beginning and an ellipsis where it is wider than `most`.
pub fn shorten(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_string();
    }
    let mut shown = String::new();
    for character in text.chars() {
        if width(&shown) + width(character.encode_utf8(&mut [0; 4])) + 1 > most {
            break;
        }
        shown.push(character);
    }
    format!("{}…", shown.trim_end())
}

/// A text broken at blanks into lines of at most [`WIDTH`], each with `indent` blanks before it, the first with `first`.
pub fn wrap(text: &str, first: &str, indent: usize) -> String {
    let mut shown = String::new();
    let mut line = first.to_string();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        let blank = usize::from(!is_empty);
        if !is_empty && width(&line) + blank + width(word) > WIDTH {
            shown.push_str(line.trim_end());
            shown.push('\n');
            line = " ".repeat(indent);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    shown.push_str(line.trim_end());
    shown.push('\n');
    shown
}

/// A bar of up to `half` characters on each side of a middle line: to the left for losses, to the right for gains.
pub fn bar(value: f64, largest: f64, half: usize) -> String {
    let share = if largest > 0.0 { value.abs() / largest } else { 0.0 };
    let filled = ((share * half as f64).round() as usize).min(half);
    let blocks = "█".repeat(filled);
    let blanks = " ".repeat(half - filled);
    if value < 0.0 {
        format!("{blanks}{blocks}│{}", " ".repeat(half))
    } else {
        format!("{}│{blocks}{blanks}", " ".repeat(half))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_and_rules_are_as_wide_as_the_table() {
        let mut grid = Grid::new(&[("Instrument", Align::Left), ("Cost", Align::Right)]);
        grid.row(["eitc".to_string(), "72.132 bn".to_string()]);
        grid.rule();
        grid.row(["Total".to_string(), "1".to_string()]);
        assert_eq!(
            grid.text(1),
            " Instrument       Cost\n eitc        72.132 bn\n ─────────────────────\n Total               1\n"
        );
    }

    #[test]
    fn a_wide_first_column_is_broken_into_lines() {
        let mut grid = Grid::new(&[("", Align::Left), ("", Align::Right)]);
        grid.row(["a long title that does not fit".to_string(), "y".repeat(80)]);
        grid.row(["x".repeat(200), "y".to_string()]);
        let text = grid.text(0);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.first().map(|line| width(line)), Some(WIDTH));
        assert_eq!(lines.get(1), Some(&"  does not fit"));
        assert!(lines.iter().all(|line| width(line) <= WIDTH), "{text}");
        assert!(text.contains('…'));
        assert_eq!(
            broken("sector.professional_and_administrative", 28),
            ["sector.professional_and_", "  administrative"]
        );
        assert_eq!(broken("labour_status.gig", 28), ["labour_status.gig"]);
    }

    #[test]
    fn text_is_wrapped_and_chinese_takes_two_columns() {
        assert_eq!(width("负所得税"), 8);
        assert_eq!(shorten("负所得税", 5), "负所…");
        assert_eq!(wrap("one two", "- ", 2), "- one two\n");
        let long = wrap(&"word ".repeat(40), "", 4);
        assert!(long.lines().all(|line| width(line) <= WIDTH));
        assert!(long.lines().nth(1).is_some_and(|line| line.starts_with("    word")));
    }

    #[test]
    fn bars_point_to_their_side() {
        assert_eq!(bar(1.0, 2.0, 4), "    │██  ");
        assert_eq!(bar(-2.0, 2.0, 4), "████│    ");
        assert_eq!(bar(0.0, 0.0, 2), "  │  ");
    }
}
