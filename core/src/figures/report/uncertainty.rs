//! How uncertain the cost is, in one sentence of two digits, and the three lines that it rests on.

use super::super::table::Rows;
use super::super::{FigureTable, Unit};
use super::{Block, Maker, texts};
use crate::costing::{LineMethod, MainSource, Uncertainty, UncertaintyLine};

/// How many assumptions are listed by what the range owes to them.
const SHOWN: usize = 8;

impl Maker<'_> {
    /// The range in one sentence; None where none was worked out.
    pub(super) fn range_sentence(&self) -> Option<String> {
        let found = self.material.uncertainty?;
        let range = found.range.as_ref()?;
        let results = self.material.results;
        let what = match &results.shock {
            _ if results.has_reform => texts::RANGE_OF_COST,
            Some(_) => texts::RANGE_OF_SHOCK,
            None => texts::RANGE_OF_LAW,
        };
        let most = match &range.main {
            MainSource::Assumption(name) => {
                let holes = [("name", self.name_of(name))];
                self.reader.say(texts::MOST_ASSUMPTION, &holes)
            }
            MainSource::Assumptions(name) if name.is_empty() => self.reader.word(texts::MOST_ALL),
            MainSource::Assumptions(name) => {
                let holes = [("name", self.name_of(name))];
                self.reader.say(texts::MOST_ASSUMPTIONS, &holes)
            }
            MainSource::People => self.reader.word(texts::MOST_PEOPLE),
            MainSource::Draws => self.reader.word(texts::MOST_DRAWS),
            MainSource::Several => self.reader.word(texts::MOST_SEVERAL),
        };
        let comes_in = range.low < 0.0 && range.high <= 0.0;
        let ends = if comes_in {
            (-range.high, -range.low)
        } else {
            (range.low, range.high)
        };
        let [a, b] = self.reader.language.between(ends.0, ends.1, &results.currency);
        let text = if comes_in {
            texts::RANGE_COMES_IN
        } else if range.low < 0.0 {
            texts::RANGE_EITHER
        } else {
            texts::RANGE_COSTS
        };
        let holes = [("what", self.reader.word(what)), ("a", a), ("b", b), ("most", most)];
        Some(self.reader.sentence(text, &holes))
    }

    /// The lines behind the range, and what the assumptions owe to each; nothing where they were not asked for.
    pub(super) fn uncertain(&self) -> Vec<Block> {
        let Some(found) = self.material.uncertainty else {
            return Vec::new();
        };
        let lines = self.lines(found);
        if lines.keys.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![
            Block::Table {
                table: lines,
                is_folded: false,
            },
            Block::Note(self.reader.word(texts::LINES_NOTE)),
        ];
        if !found.shares.is_empty() {
            blocks.push(Block::Table {
                table: self.owed(found),
                is_folded: true,
            });
        }
        blocks
    }

    fn lines(&self, found: &Uncertainty) -> FigureTable {
        let sources = [
            ("simulation", texts::LINE_DRAWS, &found.simulation),
            ("people", texts::LINE_PEOPLE, &found.people),
            ("assumptions", texts::LINE_ASSUMPTIONS, &found.assumptions),
        ];
        let rows: Vec<(&str, String, &UncertaintyLine)> = sources
            .into_iter()
            .filter_map(|(name, title, line)| Some((name, self.reader.word(title), line.as_ref()?)))
            .collect();
        let how = |line: &UncertaintyLine| {
            let text = match line.method {
                LineMethod::Seeds => texts::HOW_SEEDS,
                LineMethod::PairedByHousehold => texts::HOW_PAIRED,
                LineMethod::Syntheses => texts::HOW_SYNTHESES,
                LineMethod::LatinHypercube if line.refused > 0 => texts::HOW_DRAWS_REFUSED,
                LineMethod::LatinHypercube => texts::HOW_DRAWS,
            };
            let holes = [("n", line.runs.to_string()), ("refused", line.refused.to_string())];
            self.reader.sentence(text, &holes)
        };
        let title = self.reader.word(texts::LINES_TITLE);
        Rows::new(&self.reader, "lines", title, &rows, |row| row.0.to_string())
            .text("source", texts::LINE_SOURCE, |row| row.1.clone())
            .text("method", texts::LINE_HOW, |row| how(row.2))
            .number("deviation", texts::LINE_DEVIATION, Unit::Money, |row| {
                Some(row.2.cost.deviation)
            })
            .number("low", texts::LINE_LOW, Unit::Money, |row| Some(row.2.cost.low))
            .number("high", texts::LINE_HIGH, Unit::Money, |row| Some(row.2.cost.high))
            .table()
    }

    fn owed(&self, found: &Uncertainty) -> FigureTable {
        let rows: Vec<_> = found.shares.iter().take(SHOWN).collect();
        let title = self.reader.word(texts::SHARES_TITLE);
        Rows::new(&self.reader, "shares", title, &rows, |row| row.parameter.clone())
            .text("assumption", texts::ASSUMPTION, |row| self.name_of(&row.parameter))
            .number("share", texts::SHARE_OF_VARIANCE, Unit::Share, |row| Some(row.share))
            .table()
    }
}
