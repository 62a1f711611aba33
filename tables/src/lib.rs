//! Tables in and out: microdata from Parquet and CSV files, results to them.
//!
//! [`read`] gives a [`RawTable`]: the columns of a file as they stand, before a mapping gives them meaning. Whatever is
//! wrong with a file comes back as [`Diagnostic`]s, all at once, of each column and kind the first [`FAULTS_SHOWN`] and
//! then the number of the rest: a missing cell, a NaN, a row with too many cells, a damaged page. A table that was read has no gaps, and its
//! numbers are finite. [`write`] takes a [`Table`] of results; a file appears under its name only when it is complete.
//!
//! Parquet stands behind the feature `arrow` (on by default); without it the crate reads and writes CSV only and builds
//! for the browser.

mod atomic;
mod cells;
mod csv_input;
mod csv_output;
mod faults;
#[cfg(feature = "parquet")]
mod parquet_column;
#[cfg(feature = "parquet")]
mod parquet_input;
#[cfg(feature = "parquet")]
mod parquet_output;
#[cfg(feature = "parquet")]
mod parquet_pages;
#[cfg(feature = "parquet")]
mod parquet_streams;
mod people;
mod place;
mod table;
mod text;

use std::path::Path;

pub use atomic::write_atomically;
pub use commonweal_core::document::Diagnostic;
pub use commonweal_core::population::{RawColumn, RawData, RawTable};
pub use csv_input::{csv_header, read_csv};
pub use csv_output::{csv_text, write_csv};
pub use faults::{FAULTS_SHOWN, KINDS_SHOWN};
#[cfg(feature = "parquet")]
pub use parquet_input::read_parquet;
#[cfg(feature = "parquet")]
pub use parquet_output::{parquet_bytes, write_parquet};
pub use people::{PeopleHead, nobody, people_mapping, people_table, plain_mapping};
pub use table::{Table, TableColumn};
pub use text::TextCells;

use faults::{file_fault, one};

/// The formats of files by the ending of their names.
#[derive(Clone, Copy)]
enum Format {
    Csv,
    Parquet,
}

/// Reads a file of microdata; the ending of its name, `.csv` or `.parquet`, says what it is.
///
/// `wanted` names the columns to read, in any order; `None` reads all. Cells of other columns are not looked at. The
/// columns of the table stand in the order of the file, and its name is the path as given.
///
/// # Errors
/// All faults that were found: `unknown-format`, `unreadable-file`, and those of [`read_csv`] and [`read_parquet`].
pub fn read(path: &Path, wanted: Option<&[&str]>) -> Result<RawTable, Vec<Diagnostic>> {
    let name = path.display().to_string();
    let unreadable = |error: std::io::Error| one(unreadable(&name, &error));
    match format_of(path, &name)? {
        Format::Csv => read_csv(&name, &std::fs::read(path).map_err(unreadable)?, wanted),
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let file = std::fs::File::open(path).map_err(unreadable)?;
            if file.metadata().map_err(unreadable)?.is_dir() {
                return Err(one(unreadable_directory(&name)));
            }
            read_parquet(&name, file, wanted)
        }
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => Err(one(without_parquet(&name))),
    }
}

/// Writes a table of results; the ending of the file's name, `.csv` or `.parquet`, says in which format.
///
/// # Errors
/// `unknown-format`, and the faults of [`write_csv`] and [`write_parquet`]. After an error the path holds what it held
/// before.
pub fn write(table: &Table, path: &Path) -> Result<(), Vec<Diagnostic>> {
    let name = path.display().to_string();
    match format_of(path, &name)? {
        Format::Csv => write_csv(table, path),
        #[cfg(feature = "parquet")]
        Format::Parquet => write_parquet(table, path),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => Err(one(without_parquet(&name))),
    }
}

fn format_of(path: &Path, name: &str) -> Result<Format, Vec<Diagnostic>> {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("csv") => Ok(Format::Csv),
        Some("parquet") => Ok(Format::Parquet),
        other => Err(one(Diagnostic {
            found: other.map_or_else(|| "a name without an ending".to_owned(), |ending| format!(".{ending}")),
            allowed: ".csv, .parquet".to_owned(),
            remedy: "save the table in one of these formats, and name it so".to_owned(),
            ..file_fault(
                name,
                "unknown-format",
                "the ending of the name does not say what the file is",
            )
        })),
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic {
        found: error.to_string(),
        remedy: "check the path, and whether you may read the file".to_owned(),
        ..file_fault(name, "unreadable-file", "the file cannot be read")
    }
}

#[cfg(feature = "parquet")]
fn unreadable_directory(name: &str) -> Diagnostic {
    Diagnostic {
        found: "a directory".to_owned(),
        allowed: "one Parquet file".to_owned(),
        remedy: "name one file; a data set of several files has to be joined first".to_owned(),
        ..file_fault(name, "unreadable-file", "the path is a directory")
    }
}

#[cfg(not(feature = "parquet"))]
fn without_parquet(name: &str) -> Diagnostic {
    Diagnostic {
        found: ".parquet".to_owned(),
        allowed: ".csv".to_owned(),
        remedy: "save the table as CSV".to_owned(),
        ..file_fault(name, "unknown-format", "Parquet is not part of this build")
    }
}
