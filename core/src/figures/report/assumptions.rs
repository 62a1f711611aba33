//! The assumptions with their ranges, and what the result owes to each.

use super::super::table::Rows;
use super::super::{Cells, FigureColumn, FigureTable, Unit, texts as words};
use super::{Block, Chart, ChartKind, Maker, Section, texts};
use crate::costing::{Assumption, NotVaried, Sensitivity, SensitivityEnd, SensitivityRow};
use crate::rules::Parameter;

/// How many assumptions the tornado shows.
const SHOWN: usize = 8;

impl Maker<'_> {
    /// A value of a parameter as a reader writes it: shares in percent, all else with the digits it has.
    fn value(&self, name: &str, value: f64) -> String {
        let unit = self
            .parameter(name)
            .1
            .map_or("", |parameter: &Parameter| parameter.unit_name.as_str());
        if unit == "share" {
            return percent(value);
        }
        plain(value)
    }

    /// What the assumptions do to the cost and to poverty.
    pub(super) fn sensitivity(&self) -> Section {
        let Some(found) = self.material.sensitivity else {
            let blocks = vec![Block::Text(self.reader.word(texts::SENSITIVITY_OFF))];
            return self.section("sensitivity", texts::SENSITIVITY, blocks);
        };
        let range = self.range_sentence().map(Block::Text);
        if found.rows.is_empty() && found.not_varied.is_empty() {
            let mut blocks: Vec<Block> = range.into_iter().collect();
            blocks.push(Block::Text(self.reader.word(texts::SENSITIVITY_NOTHING)));
            blocks.extend(self.uncertain());
            return self.section("sensitivity", texts::SENSITIVITY, blocks);
        }
        let moves =
            |row: &&SensitivityRow| row.cost_swing > 0.0 || row.low.figures.is_none() || row.high.figures.is_none();
        let moving: Vec<&SensitivityRow> = found.rows.iter().filter(moves).collect();
        let shown: Vec<&SensitivityRow> = moving.iter().take(SHOWN).copied().collect();
        let mut blocks: Vec<Block> = range.into_iter().collect();
        blocks.push(Block::Text(self.most(found)));
        if !shown.is_empty() {
            let table = self.tornado(&shown);
            blocks.push(Block::Chart(self.tornado_chart(found, &table)));
            blocks.push(Block::Table {
                table,
                is_folded: false,
            });
        }
        blocks.extend(self.levies(found));
        let number = |number: usize| number.to_string();
        let rest = [
            ("shown", number(shown.len())),
            ("varied", number(found.rows.len())),
            ("moving", number(moving.len() - shown.len())),
            ("still", number(found.rows.len() - moving.len())),
        ];
        let kept = |why: NotVaried| number(found.not_varied.iter().filter(|(_, own)| *own == why).count());
        let stayed = [
            ("set", kept(NotVaried::SetByStudy)),
            ("money", kept(NotVaried::Money)),
            ("tables", kept(NotVaried::Table)),
        ];
        let note = if self.material.results.has_reform {
            texts::SENSITIVITY_NOTE
        } else {
            texts::SENSITIVITY_LAW_NOTE
        };
        let mut notes = vec![
            self.reader.sentence(texts::SENSITIVITY_REST, &rest),
            self.reader.sentence(texts::SENSITIVITY_KEPT, &stayed),
            self.reader.word(note),
        ];
        if self.material.years.is_some() {
            let year = [("year", found.year.to_string())];
            notes.push(self.reader.sentence(texts::SENSITIVITY_YEAR, &year));
        }
        blocks.push(Block::Note(super::join(self.reader.language, &notes)));
        blocks.extend(self.uncertain());
        self.section("sensitivity", texts::SENSITIVITY, blocks)
    }

    /// The sentence on the assumption that moves most.
    fn most(&self, found: &Sensitivity) -> String {
        let Some(row) = found.rows.first().filter(|row| row.cost_swing > 0.0) else {
            return self.reader.word(texts::SENSITIVITY_NONE);
        };
        let (mut least, mut largest) = (found.central.cost, found.central.cost);
        for cost in [&row.low, &row.high]
            .into_iter()
            .filter_map(|end| Some(end.figures?.cost))
        {
            if cost < least {
                least = cost;
            }
            if cost > largest {
                largest = cost;
            }
        }
        let holes = [
            ("name", self.name_of(&row.parameter)),
            ("low", self.value(&row.parameter, row.low.value)),
            ("high", self.value(&row.parameter, row.high.value)),
            ("a", self.reader.money(least)),
            ("b", self.reader.money(largest)),
            ("n", self.reader.money(found.central.cost)),
        ];
        self.reader.sentence(texts::SENSITIVITY_MOST, &holes)
    }

    fn tornado_title(&self) -> String {
        let results = self.material.results;
        self.reader.word(if results.shock.is_some() && !results.has_reform {
            texts::SENSITIVITY_SHOCK_TITLE
        } else {
            texts::SENSITIVITY_TITLE
        })
    }

    fn tornado(&self, rows: &[&SensitivityRow]) -> FigureTable {
        let results = self.material.results;
        let is_level = !results.has_reform && results.shock.is_none();
        let (unit, titles) = if is_level {
            (Unit::Rate, [texts::RATE_AT_LOW, texts::RATE_AT_HIGH])
        } else {
            (Unit::Points, [texts::POVERTY_AT_LOW, texts::POVERTY_AT_HIGH])
        };
        let poverty = |end: &SensitivityEnd| end.figures.and_then(|figures| figures.poverty);
        let mut table = Rows::new(&self.reader, "tornado", self.tornado_title(), rows, |row| {
            row.parameter.clone()
        })
        .text("assumption", texts::ASSUMPTION, |row| self.name_of(&row.parameter))
        .number("low", texts::LOW_VALUE, Unit::Text, |row| Some(row.low.value))
        .number("value", texts::VALUE, Unit::Text, |row| Some(row.central))
        .number("high", texts::HIGH_VALUE, Unit::Text, |row| Some(row.high.value))
        .number("cost_at_low", texts::COST_AT_LOW, Unit::Money, |row| {
            Some(row.low.figures?.cost)
        })
        .number("cost_at_high", texts::COST_AT_HIGH, Unit::Money, |row| {
            Some(row.high.figures?.cost)
        })
        .number("cost_swing", texts::COST_SWING, Unit::Money, |row| Some(row.cost_swing))
        .number("poverty_at_low", titles[0], unit, |row| poverty(&row.low))
        .number("poverty_at_high", titles[1], unit, |row| poverty(&row.high))
        .table();
        for column in &mut table.columns {
            for (shown, row) in column.shown.iter_mut().zip(rows) {
                let end = match column.name.as_str() {
                    "low" | "cost_at_low" => &row.low,
                    "high" | "cost_at_high" => &row.high,
                    "value" => {
                        *shown = self.value(&row.parameter, row.central);
                        continue;
                    }
                    _ => continue,
                };
                if matches!(column.name.as_str(), "low" | "high") {
                    *shown = self.value(&row.parameter, end.value);
                } else if end.figures.is_none() {
                    *shown = self.reader.say(texts::REFUSED, &[("why", end.refused.clone())]);
                }
            }
        }
        table
    }

    /// What the assumptions do to what is left of the levies, the largest swing first.
    fn levies(&self, found: &Sensitivity) -> Option<Block> {
        found.central.levy_yield?;
        let swing = |row: &&SensitivityRow| row.levy_swing.unwrap_or(0.0);
        let mut rows: Vec<&SensitivityRow> = found.rows.iter().filter(|row| swing(row) > 0.0).collect();
        rows.sort_by(|a, b| swing(b).total_cmp(&swing(a)));
        rows.truncate(SHOWN);
        let at = |end: &SensitivityEnd| end.figures?.levy_yield;
        let title = self.reader.word(texts::LEVY_SWING_TITLE);
        let mut table = Rows::new(&self.reader, "levy_tornado", title, &rows, |row| row.parameter.clone())
            .text("assumption", texts::ASSUMPTION, |row| self.name_of(&row.parameter))
            .number("low", texts::LOW_VALUE, Unit::Text, |row| Some(row.low.value))
            .number("high", texts::HIGH_VALUE, Unit::Text, |row| Some(row.high.value))
            .number("levy_yield_at_low", texts::LEVY_AT_LOW, Unit::Money, |row| at(&row.low))
            .number("levy_yield_at_high", texts::LEVY_AT_HIGH, Unit::Money, |row| {
                at(&row.high)
            })
            .number("levy_swing", texts::LEVY_SWING, Unit::Money, |row| row.levy_swing)
            .table();
        for column in &mut table.columns {
            for (shown, row) in column.shown.iter_mut().zip(&rows) {
                match column.name.as_str() {
                    "low" => *shown = self.value(&row.parameter, row.low.value),
                    "high" => *shown = self.value(&row.parameter, row.high.value),
                    _ => {}
                }
            }
        }
        let is_folded = false;
        (!rows.is_empty()).then_some(Block::Table { table, is_folded })
    }

    fn tornado_chart(&self, found: &Sensitivity, table: &FigureTable) -> Chart {
        let mut amounts = vec![found.central.cost];
        for name in ["cost_at_low", "cost_at_high"] {
            if let Some(Cells::Number(cells)) = table.column(name).map(|column| &column.cells) {
                amounts.extend(cells.iter().flatten());
            }
        }
        Chart {
            name: "tornado".to_string(),
            title: self.tornado_title(),
            description: self.most(found),
            axis: self.reader.axis_of_money(amounts),
            kind: ChartKind::Tornado {
                central: found.central.cost,
                legend: [texts::LEGEND_LOW, texts::LEGEND_HIGH].map(|text| self.reader.word(text)),
            },
            table: table.clone(),
        }
    }

    /// Every assumption, with its range.
    pub(super) fn assumptions(&self) -> Section {
        let results = self.material.results;
        let is_of_package = |found: &&Assumption| {
            let name = found.parameter.split('.').next().unwrap_or_default();
            self.reader.is_of_package(name) || self.file(name).is_some_and(|file| file.scenario.is_some())
        };
        let (package, law): (Vec<&Assumption>, Vec<&Assumption>) = results.assumptions.iter().partition(is_of_package);
        let mut blocks = vec![Block::Note(self.reader.word(texts::ASSUMPTIONS_NOTE))];
        for (name, title, rows) in [
            ("of_package", texts::ASSUMPTIONS_OF_PACKAGE, package),
            ("of_law", texts::ASSUMPTIONS_OF_LAW, law),
        ] {
            if !rows.is_empty() {
                blocks.push(Block::Table {
                    is_folded: rows.len() > super::OPEN_ROWS,
                    table: self.assumed(name, title, &rows),
                });
            }
        }
        let people = &self.material.people.assumptions;
        if !people.is_empty() {
            let title = self.reader.word(texts::ASSUMPTIONS_OF_PEOPLE);
            let table = Rows::new(&self.reader, "of_people", title, people, |row| row.0.clone())
                .text("column", texts::COLUMN, |row| row.0.clone())
                .text("assumption", texts::ASSUMPTION, |row| row.1.clone())
                .table();
            blocks.push(Block::Table {
                is_folded: table.keys.len() > super::OPEN_ROWS,
                table,
            });
        }
        self.section("assumptions", texts::ASSUMPTIONS, blocks)
    }

    fn assumed(&self, name: &str, title: words::Text, rows: &[&Assumption]) -> FigureTable {
        let number = |found: &Assumption| found.value.replace('_', "").parse::<f64>().ok();
        let mut table = Rows::new(&self.reader, name, self.reader.word(title), rows, |row| {
            row.parameter.clone()
        })
        .text("assumption", texts::ASSUMPTION, |row| self.name_of(&row.parameter))
        .text("value", texts::VALUE, |row| match number(row) {
            Some(number) => self.value(&row.parameter, number),
            None => self.written(Some(&row.value)),
        })
        .number("low", texts::LOW_VALUE, Unit::Text, |row| row.low)
        .number("high", texts::HIGH_VALUE, Unit::Text, |row| row.high)
        .text("name", texts::NAME, |row| row.parameter.clone())
        .table();
        for column in &mut table.columns {
            let FigureColumn {
                cells: Cells::Number(cells),
                shown,
                ..
            } = column
            else {
                continue;
            };
            for ((shown, cell), row) in shown.iter_mut().zip(cells).zip(rows) {
                *shown = cell.map_or(String::new(), |cell| self.value(&row.parameter, cell));
            }
        }
        table
    }
}

/// A share in percent, with the digits that it has, at most two decimals.
fn percent(share: f64) -> String {
    format!("{}%", plain_with(share * 100.0, 2))
}

/// A number with the digits that it has, at most four decimals.
fn plain(number: f64) -> String {
    plain_with(number, 4)
}

fn plain_with(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let mut shown = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && whole.len() > 4 {
            shown.push(',');
        }
        shown.push(digit);
    }
    if !rest.is_empty() {
        shown.push('.');
        shown.push_str(rest);
    }
    if number < 0.0 && shown != "0" {
        format!("\u{2212}{shown}")
    } else {
        shown
    }
}
