//! Tables of results as CSV.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use commonweal_core::document::Diagnostic;

use crate::atomic::write_atomically;
use crate::table::{Table, TableColumn};

/// Writes a table as CSV: commas, a header, `\n` at the ends of lines, quotes only where they are needed, UTF-8.
///
/// A number is the shortest text that reads back as the same number; whole numbers below 10^15 have no decimal point,
/// and negative zero is 0. A number that does not exist is an empty cell.
///
/// # Errors
/// `column-length`, `duplicate-column`, `no-columns`, `not-finite`, `unnamed-column`: the table is not fit to be
/// written; and `unwritable-file`. After an error the path holds what it held before.
pub fn write_csv(table: &Table, path: &Path) -> Result<(), Vec<Diagnostic>> {
    let rows = table.rows(&path.display().to_string())?;
    write_atomically(path, |file| write_rows(table, rows, file))
}

/// The text that [`write_csv`] writes.
///
/// # Errors
/// As [`write_csv`], with an empty file name.
pub fn csv_text(table: &Table) -> Result<String, Vec<Diagnostic>> {
    let rows = table.rows("")?;
    let mut bytes = Vec::new();
    let written = write_rows(table, rows, &mut bytes);
    let text = written.and_then(|()| String::from_utf8(bytes).map_err(io::Error::other));
    text.map_err(|error| crate::faults::one(crate::faults::file_fault("", "unwritable-file", error.to_string())))
}

fn write_rows(table: &Table, rows: usize, output: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(output);
    writer.write_record(table.columns.iter().map(|(name, _)| name))?;
    let mut cell = String::new();
    for row in 0..rows {
        for (_, column) in &table.columns {
            cell.clear();
            match column {
                TableColumn::F64(cells) => write_number(&mut cell, cells[row]),
                TableColumn::I64(cells) => write_whole(&mut cell, cells[row]),
                TableColumn::Truth(cells) => write_whole(&mut cell, i64::from(cells[row])),
                TableColumn::Text(cells) => cell.push_str(&cells[row]),
                TableColumn::OptionF64(cells) => {
                    if let Some(number) = cells[row] {
                        write_number(&mut cell, number);
                    }
                }
            }
            writer.write_field(&cell)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

fn write_number(cell: &mut String, number: f64) {
    /// Below this bound the shortest text of a whole number is its digits.
    const WHOLE_BELOW: f64 = 1e15;
    if number.trunc() == number && number.abs() < WHOLE_BELOW {
        write_whole(cell, number as i64);
    } else {
        // Writing to a String cannot fail.
        let _ = write!(cell, "{number:?}");
    }
}

fn write_whole(cell: &mut String, number: i64) {
    let _ = write!(cell, "{number}");
}
