//! The tables of figures: typed columns with translated titles, and the text that shows each number.

use serde::{Deserialize, Serialize};

use super::reader::Reader;
use super::texts::Text;
use super::{Language, Unit};

/// The cells of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cells {
    /// Texts.
    Text(Vec<String>),
    /// Numbers as the results have them; None where a number is not defined.
    Number(Vec<Option<f64>>),
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureColumn {
    /// Its name, the same in every language.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What its numbers count.
    pub unit: Unit,
    /// Its cells.
    pub cells: Cells,
    /// What shows each cell: the number as a value label has it, or the text itself.
    pub shown: Vec<String>,
}

/// A table. A table without rows has no columns either.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FigureTable {
    /// Its name within the figure.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What each row is, the same in every language, such as `baseline`, `reform` or a decile's number.
    pub keys: Vec<String>,
    /// Its columns; the first names the rows.
    pub columns: Vec<FigureColumn>,
}

impl FigureTable {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&FigureColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The table's first rows.
    pub(super) fn truncate(&mut self, rows: usize) {
        self.keys.truncate(rows);
        for column in &mut self.columns {
            column.shown.truncate(rows);
            match &mut column.cells {
                Cells::Text(cells) => cells.truncate(rows),
                Cells::Number(cells) => cells.truncate(rows),
            }
        }
    }

    /// The number in the row of that key and the column of that name.
    pub fn number(&self, key: &str, column: &str) -> Option<f64> {
        let row = self.keys.iter().position(|known| known == key)?;
        match &self.column(column)?.cells {
            Cells::Number(numbers) => *numbers.get(row)?,
            Cells::Text(_) => None,
        }
    }
}

/// Makes a table row by row.
pub(super) struct Rows<'a, T> {
    rows: &'a [T],
    language: Language,
    table: FigureTable,
}

impl<'a, T> Rows<'a, T> {
    pub fn new(
        reader: &Reader<'_>,
        name: &str,
        title: String,
        rows: &'a [T],
        key: impl Fn(&T) -> String,
    ) -> Rows<'a, T> {
        Rows {
            rows,
            language: reader.language,
            table: FigureTable {
                name: name.to_string(),
                title,
                keys: rows.iter().map(key).collect(),
                columns: Vec::new(),
            },
        }
    }

    /// A column of texts.
    pub fn text(mut self, name: &str, title: Text, cell: impl Fn(&T) -> String) -> Self {
        let cells: Vec<String> = self.rows.iter().map(cell).collect();
        self.table.columns.push(FigureColumn {
            name: name.to_string(),
            title: title.in_language(self.language).to_string(),
            unit: Unit::Text,
            shown: cells.clone(),
            cells: Cells::Text(cells),
        });
        self
    }

    /// A column of numbers.
    pub fn number(self, name: &str, title: Text, unit: Unit, cell: impl Fn(&T) -> Option<f64>) -> Self {
        self.number_by(name, title, unit, |_| unit, cell)
    }

    /// A column of numbers that each row writes in its own way.
    pub fn number_by(
        self,
        name: &str,
        title: Text,
        unit: Unit,
        unit_of: impl Fn(&T) -> Unit,
        cell: impl Fn(&T) -> Option<f64>,
    ) -> Self {
        let title = title.in_language(self.language);
        self.numbers(name, title, unit, unit_of, cell)
    }

    /// The last column with other words where it has no number: one that is not worked out could be defined.
    pub fn or_else(mut self, words: Text) -> Self {
        if let Some(FigureColumn {
            cells: Cells::Number(cells),
            shown,
            ..
        }) = self.table.columns.last_mut()
        {
            let absent = cells.iter().zip(shown).filter(|(cell, _)| cell.is_none());
            absent.for_each(|(_, shown)| *shown = words.in_language(self.language).to_string());
        }
        self
    }

    /// A column of numbers whose title is no text of the catalogue, such as a year.
    pub fn number_titled(self, name: &str, title: &str, unit: Unit, cell: impl Fn(&T) -> Option<f64>) -> Self {
        self.numbers(name, title, unit, |_| unit, cell)
    }

    fn numbers(
        mut self,
        name: &str,
        title: &str,
        unit: Unit,
        unit_of: impl Fn(&T) -> Unit,
        cell: impl Fn(&T) -> Option<f64>,
    ) -> Self {
        let cells: Vec<Option<f64>> = self.rows.iter().map(cell).collect();
        let shown = self.rows.iter().zip(&cells);
        self.table.columns.push(FigureColumn {
            name: name.to_string(),
            title: title.to_string(),
            unit,
            shown: shown
                .map(|(row, number)| self.language.show(unit_of(row), *number))
                .collect(),
            cells: Cells::Number(cells),
        });
        self
    }

    /// The table.
    pub fn table(mut self) -> FigureTable {
        if self.rows.is_empty() {
            self.table.columns.clear();
        }
        self.table
    }
}
