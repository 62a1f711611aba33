//! Tables of results, as they are handed over for writing.

use commonweal_core::document::Diagnostic;
use commonweal_core::population::Shared;

use crate::faults::file_fault;

/// A table to be written: named columns of equal length, in the order in which they will stand in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Names and cells of the columns.
    pub columns: Vec<(String, TableColumn)>,
}

/// The cells of a column of a [`Table`].
#[derive(Clone, Debug, PartialEq)]
pub enum TableColumn {
    /// Numbers; each must be finite.
    F64(Vec<f64>),
    /// Whole numbers; often ids, which stand already where the table came from.
    I64(Shared<i64>),
    /// Truths: files hold them as 1 and 0.
    Truth(Vec<bool>),
    /// Text.
    Text(Vec<String>),
    /// Numbers of which some do not exist (a rate of an empty group): an empty cell in CSV, null in Parquet.
    OptionF64(Vec<Option<f64>>),
}

impl TableColumn {
    /// The number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::F64(cells) => cells.len(),
            Self::I64(cells) => cells.len(),
            Self::Truth(cells) => cells.len(),
            Self::Text(cells) => cells.len(),
            Self::OptionF64(cells) => cells.len(),
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first number that is not finite, with its row from zero.
    fn not_finite(&self) -> Option<(usize, f64)> {
        let find = |cells: &mut dyn Iterator<Item = f64>| cells.enumerate().find(|(_, cell)| !cell.is_finite());
        match self {
            Self::F64(cells) => find(&mut cells.iter().copied()),
            Self::OptionF64(cells) => find(&mut cells.iter().map(|cell| cell.unwrap_or(0.0))),
            Self::I64(_) | Self::Truth(_) | Self::Text(_) => None,
        }
    }
}

impl Table {
    /// The number of rows, or all reasons why the table cannot be written to `file`.
    pub(crate) fn rows(&self, file: &str) -> Result<usize, Vec<Diagnostic>> {
        let rows = self.columns.first().map_or(0, |(_, column)| column.len());
        let mut faults = Vec::new();
        if self.columns.is_empty() {
            faults.push(file_fault(
                file,
                "no-columns",
                "a table without columns cannot be written",
            ));
        }
        for (index, (name, column)) in self.columns.iter().enumerate() {
            let mut report = |code, found: String, message: String| {
                faults.push(Diagnostic {
                    path: name.clone(),
                    found,
                    ..file_fault(file, code, message)
                });
            };
            if name.trim().is_empty() {
                report(
                    "unnamed-column",
                    name.clone(),
                    format!("column {} has no name", index + 1),
                );
            }
            if self.columns[..index].iter().any(|(earlier, _)| earlier == name) {
                report(
                    "duplicate-column",
                    name.clone(),
                    format!("more than one column is named `{name}`"),
                );
            }
            if column.len() != rows {
                let message = format!(
                    "column `{name}` has {} cells, the first column has {rows}",
                    column.len()
                );
                report("column-length", column.len().to_string(), message);
            }
            if let Some((row, cell)) = column.not_finite() {
                report(
                    "not-finite",
                    cell.to_string(),
                    format!("column `{name}`, row {}: not a finite number", row + 1),
                );
            }
        }
        if faults.is_empty() { Ok(rows) } else { Err(faults) }
    }
}
