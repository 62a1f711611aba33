//! A table as a file holds it: named columns, before a mapping says what they mean.

use std::sync::Arc;

use super::Shared;
use crate::document::Diagnostic;

/// A table as a file holds it, before a mapping gives its columns meaning.
///
/// Whoever makes one promises what [`RawTable::new`] checks: every column has `rows` cells, no two columns share a
/// name, floating-point cells are finite, truths are 0 or 1, and every text code has a label.
#[derive(Clone, Debug, PartialEq)]
pub struct RawTable {
    /// Where the table came from, as a message shows it: usually the path of the file.
    pub name: String,
    /// The number of rows, the same in every column.
    pub rows: usize,
    /// The columns in the order of the file.
    pub columns: Vec<RawColumn>,
    /// The names of columns of the file that were not taken into the table, in the order of the file.
    pub not_read: Vec<String>,
}

/// One named column of a [`RawTable`].
#[derive(Clone, Debug, PartialEq)]
pub struct RawColumn {
    /// The name in the file's header or schema.
    pub name: String,
    /// The cells, one for each row.
    pub data: RawData,
}

/// The cells of a column. No cell is missing: files with gaps are refused when they are read.
#[derive(Clone, Debug, PartialEq)]
pub enum RawData {
    /// Numbers with a fractional part; finite, and never negative zero.
    F64(Shared<f64>),
    /// Whole numbers.
    I64(Shared<i64>),
    /// Whole numbers of which all lie in 0 to 255.
    U8(Shared<u8>),
    /// Truths: 1 is true, 0 is false.
    Truth(Shared<u8>),
    /// Text, coded by a dictionary.
    Text {
        /// For each row the index of its text in `labels`.
        codes: Shared<u32>,
        /// The different texts that occur, in the order of the alphabet (of their UTF-8 bytes).
        labels: Arc<[String]>,
    },
}

impl RawTable {
    /// Makes a table of columns and checks that they belong together.
    ///
    /// # Errors
    /// All faults of the columns at once: `column-length`, `duplicate-column`, `not-finite`, `not-a-truth`, `bad-code`
    /// and `bad-labels`; of each kind the first in a column.
    pub fn new(name: impl Into<String>, columns: Vec<RawColumn>) -> Result<Self, Vec<Diagnostic>> {
        let name = name.into();
        let rows = columns.first().map_or(0, |column| column.data.len());
        let mut faults = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            let mut report = |code, found: String, message: String, remedy: &str| {
                faults.push(Diagnostic {
                    code,
                    file: name.clone(),
                    path: column.name.clone(),
                    line: None,
                    column: None,
                    span: None,
                    message,
                    found,
                    allowed: String::new(),
                    remedy: remedy.to_owned(),
                });
            };
            if column.data.len() != rows {
                report(
                    "column-length",
                    column.data.len().to_string(),
                    format!(
                        "column `{}` has {} cells, the first column has {rows}",
                        column.name,
                        column.data.len()
                    ),
                    "give every column one cell for each row",
                );
            }
            if columns[..index].iter().any(|earlier| earlier.name == column.name) {
                report(
                    "duplicate-column",
                    column.name.clone(),
                    format!("two columns are named `{}`", column.name),
                    "rename one of them",
                );
            }
            if let Some((code, row, found, message)) = column.data.fault() {
                report(
                    code,
                    found,
                    format!("column `{}`, row {}: {message}", column.name, row + 1),
                    "correct the cell",
                );
            }
        }
        if faults.is_empty() {
            Ok(Self {
                name,
                rows,
                columns,
                not_read: Vec::new(),
            })
        } else {
            Err(faults)
        }
    }

    /// The column of this name, if there is one.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&RawColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl RawData {
    /// The number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::F64(cells) => cells.len(),
            Self::I64(cells) => cells.len(),
            Self::U8(cells) | Self::Truth(cells) => cells.len(),
            Self::Text { codes, .. } => codes.len(),
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the cells are, in words for a message.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::F64(_) => "numbers",
            Self::I64(_) | Self::U8(_) => "whole numbers",
            Self::Truth(_) => "truths (true or false)",
            Self::Text { .. } => "text",
        }
    }

    /// The cell of a row as a number: a truth is 0 or 1, a whole number beyond 2^53 the nearest that an `f64` holds.
    /// `None` for text, and for a row that does not exist.
    #[must_use]
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::F64(cells) => cells.get(row).copied(),
            Self::I64(cells) => cells.get(row).map(|cell| *cell as f64),
            Self::U8(cells) | Self::Truth(cells) => cells.get(row).map(|cell| f64::from(*cell)),
            Self::Text { .. } => None,
        }
    }

    /// The text of a row. `None` for a column that is not text, and for a row that does not exist.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text { codes, labels } => {
                let code = usize::try_from(*codes.get(row)?).ok()?;
                labels.get(code).map(String::as_str)
            }
            _ => None,
        }
    }

    /// The first cell that breaks the promise of the type: code, row from zero, what was found, and what is wrong.
    fn fault(&self) -> Option<(&'static str, usize, String, &'static str)> {
        match self {
            Self::F64(cells) => {
                let row = cells.iter().position(|cell| !cell.is_finite())?;
                Some(("not-finite", row, cells[row].to_string(), "not a finite number"))
            }
            Self::Truth(cells) => {
                let row = cells.iter().position(|cell| *cell > 1)?;
                Some(("not-a-truth", row, cells[row].to_string(), "a truth is 0 or 1"))
            }
            Self::Text { codes, labels } => {
                if let Some(index) = labels.windows(2).position(|pair| pair[0] >= pair[1]) {
                    let found = labels[index + 1].clone();
                    return Some((
                        "bad-labels",
                        index + 1,
                        found,
                        "labels are not in order, or one stands twice",
                    ));
                }
                let row = codes.iter().position(|code| u64::from(*code) >= labels.len() as u64)?;
                Some(("bad-code", row, codes[row].to_string(), "the code has no label"))
            }
            Self::I64(_) | Self::U8(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, data: RawData) -> RawColumn {
        RawColumn {
            name: name.to_owned(),
            data,
        }
    }

    fn text(codes: &[u32], labels: &[&str]) -> RawData {
        RawData::Text {
            codes: codes.into(),
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        }
    }

    #[test]
    fn columns_are_found_by_name_and_cells_by_row() {
        let table = RawTable::new(
            "people.csv",
            vec![
                column("wages", RawData::F64([1.5, 2.5].into())),
                column("age", RawData::U8([40, 7].into())),
                column("state", text(&[1, 0], &["AL", "NY"])),
            ],
        )
        .expect("the columns belong together");
        assert_eq!(table.rows, 2);
        assert_eq!(table.column("wages").and_then(|wages| wages.data.number(1)), Some(2.5));
        assert_eq!(table.column("age").and_then(|age| age.data.number(0)), Some(40.0));
        assert_eq!(table.column("state").and_then(|state| state.data.text(0)), Some("NY"));
        assert_eq!(table.column("state").and_then(|state| state.data.number(0)), None);
        assert_eq!(table.column("age").and_then(|age| age.data.number(2)), None);
        assert!(table.column("Age").is_none());
    }

    #[test]
    fn every_fault_is_reported_at_once() {
        let faults = RawTable::new(
            "people.csv",
            vec![
                column("a", RawData::F64([1.0, f64::NAN].into())),
                column("a", RawData::I64([1].into())),
                column("b", RawData::Truth([0, 2].into())),
                column("c", text(&[0, 1], &["x"])),
                column("d", text(&[0, 1], &["y", "x"])),
            ],
        )
        .expect_err("five faults");
        let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(
            codes,
            [
                "not-finite",
                "column-length",
                "duplicate-column",
                "not-a-truth",
                "bad-code",
                "bad-labels"
            ]
        );
    }
}
