//! Microdata from Parquet.

use std::collections::BTreeSet;

use parquet::basic::Compression;
use parquet::column::reader::get_column_reader;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};

use commonweal_core::document::Diagnostic;
use commonweal_core::population::{RawColumn, RawTable};

use crate::faults::{Faults, file_fault, not_read, one, select};
use crate::parquet_column::{BadRow, ColumnCells, Kind, Problem, Scratch};
use crate::parquet_pages::{CheckedPages, lies_within};

/// What a Parquet file begins and ends with.
const MAGIC: &[u8; 4] = b"PAR1";
/// What a Parquet file with an encrypted footer ends with.
const MAGIC_ENCRYPTED: &[u8; 4] = b"PARE";

/// Reads a table from Parquet: a `File` or `bytes::Bytes`. Row groups are read in order, and of each only the wanted
/// columns.
///
/// `name` is the file's name in messages. `wanted` names the columns to read, `None` reads all. Whole numbers of any
/// width and sign become whole numbers (bytes where all lie in 0 to 255), `float16`, `float32`, `float64` and decimals
/// of up to 64 bits numbers, booleans truths, strings (plain or dictionary coded, of any Arrow flavour) text.
///
/// # Errors
/// All of: `empty-file`, `not-parquet`, `truncated-file`, `corrupt-file`, `encrypted-file`, `unsupported-compression`,
/// `unsupported-column` (dates, times, lists, structs and binary data), `unnamed-column`, `duplicate-column`,
/// `missing-column`, `no-rows`, `missing-value` (null), `not-finite`, `number-too-large` (whole numbers above 2^63 - 1)
/// and `invalid-utf8`, with the row, counted from 1: of each column and kind the first
/// [`FAULTS_SHOWN`](crate::FAULTS_SHOWN) and the number of the rest; beyond [`KINDS_SHOWN`](crate::KINDS_SHOWN) of these a last one
/// `more-faults`.
pub fn read_parquet<R: ChunkReader + 'static>(
    name: &str,
    source: R,
    wanted: Option<&[&str]>,
) -> Result<RawTable, Vec<Diagnostic>> {
    check_ends(name, &source)?;
    let length = source.len();
    let reader = SerializedFileReader::new(source).map_err(|error| one(corrupt(name, "", &error.to_string())))?;
    let metadata = reader.metadata();
    let schema = metadata.file_metadata().schema_descr_ptr();
    let fields: Vec<&str> = schema
        .root_schema()
        .get_fields()
        .iter()
        .map(|field| field.name())
        .collect();
    let is_wanted = select(name, &fields, wanted)?;
    let rows = check_groups(name, &reader, length)?;

    // The leaves of nested fields are columns of their own in the file; a field is fit to be read if it has one plain
    // leaf.
    let mut chosen: Vec<(usize, Kind)> = Vec::new();
    let mut unsupported = BTreeSet::new();
    let mut faults = Faults::new(name);
    for leaf in 0..schema.num_columns() {
        let field = schema.get_column_root_idx(leaf);
        if !is_wanted.get(field).copied().unwrap_or(false) {
            continue;
        }
        let descriptor = schema.column(leaf);
        match Kind::of(&descriptor) {
            Ok(kind) => chosen.push((leaf, kind)),
            Err(found) => {
                if unsupported.insert(field) {
                    faults.push(unsupported_column(name, fields[field], &found));
                }
            }
        }
        for group in 0..reader.num_row_groups() {
            if let Some(codec) = unsupported_codec(metadata.row_group(group).column(leaf).compression()) {
                faults.push(unsupported_compression(name, fields[field], codec));
                break;
            }
        }
    }
    faults.finish()?;
    if rows == 0 {
        return Err(one(Diagnostic {
            found: "a schema only".to_owned(),
            allowed: "at least one row".to_owned(),
            remedy: "check that the file was written with its data".to_owned(),
            ..file_fault(name, "no-rows", "the table has no rows")
        }));
    }

    let mut scratch = Scratch::default();
    let mut faults = Faults::new(name);
    let mut columns = Vec::with_capacity(chosen.len());
    for (leaf, kind) in chosen {
        let descriptor = schema.column(leaf);
        let column = descriptor.name();
        let mut cells = ColumnCells::new(kind, rows);
        for group in 0..reader.num_row_groups() {
            let rows = usize::try_from(metadata.row_group(group).num_rows()).unwrap_or(0);
            let read = reader
                .get_row_group(group)
                .and_then(|row_group| row_group.get_column_page_reader(leaf))
                .and_then(|pages| {
                    let pages = CheckedPages::new(pages, &descriptor, rows as u64);
                    let reader = get_column_reader(descriptor.clone(), Box::new(pages));
                    cells.read(reader, rows, descriptor.max_def_level(), &mut scratch)
                });
            // What follows a damaged page cannot be trusted.
            read.map_err(|error| one(corrupt(name, column, &error.to_string())))?;
        }
        for bad in &cells.bad {
            faults.add(bad.problem.code(), column, || bad_row(name, column, bad));
        }
        for (problem, count) in &cells.bad_counts {
            let at_hand = cells.bad.iter().filter(|bad| bad.problem == *problem).count();
            faults.count_unseen(problem.code(), column, count - at_hand as u64);
        }
        columns.push(RawColumn {
            name: column.to_owned(),
            data: cells.finish(&mut scratch),
        });
    }
    faults.finish()?;
    Ok(RawTable {
        name: name.to_owned(),
        rows,
        columns,
        not_read: not_read(&fields, &is_wanted),
    })
}

/// Whether the file begins and ends as a Parquet file does.
fn check_ends(file: &str, source: &impl ChunkReader) -> Result<(), Vec<Diagnostic>> {
    const SMALLEST: u64 = 12;
    let length = source.len();
    if length == 0 {
        return Err(one(Diagnostic {
            allowed: "a Parquet file".to_owned(),
            remedy: "check that the file was written".to_owned(),
            ..file_fault(file, "empty-file", "the file is empty")
        }));
    }
    let piece = |start: u64| match length < MAGIC.len() as u64 {
        true => Ok(bytes::Bytes::new()),
        false => source.get_bytes(start, MAGIC.len()),
    };
    let ends = piece(0).and_then(|first| Ok((first, piece(length.saturating_sub(MAGIC.len() as u64))?)));
    let (first, last) = ends.map_err(|error| {
        one(Diagnostic {
            found: error.to_string(),
            remedy: "check the path, and whether you may read the file".to_owned(),
            ..file_fault(file, "unreadable-file", "the file cannot be read")
        })
    })?;
    if first[..] == MAGIC_ENCRYPTED[..] || last[..] == MAGIC_ENCRYPTED[..] {
        return Err(one(Diagnostic {
            allowed: "a Parquet file without encryption".to_owned(),
            remedy: "write the file without encryption".to_owned(),
            ..file_fault(file, "encrypted-file", "the file is encrypted")
        }));
    }
    if first[..] != MAGIC[..] {
        return Err(one(Diagnostic {
            found: format!("a file that begins with \"{}\"", first.escape_ascii()),
            allowed: "a file that begins and ends with \"PAR1\"".to_owned(),
            remedy: "save the table as Parquet, or name the file .csv if it is one".to_owned(),
            ..file_fault(file, "not-parquet", "the file is not Parquet")
        }));
    }
    if length < SMALLEST || last[..] != MAGIC[..] {
        return Err(one(Diagnostic {
            found: format!("{length} bytes that do not end with \"PAR1\""),
            allowed: "a complete Parquet file".to_owned(),
            remedy: "copy or write the file again".to_owned(),
            ..file_fault(file, "truncated-file", "the file breaks off before its end")
        }));
    }
    Ok(())
}

/// The number of rows, if all parts of the file, which has `length` bytes, agree on it and lie within the file.
fn check_groups<R: ChunkReader + 'static>(
    file: &str,
    reader: &SerializedFileReader<R>,
    length: u64,
) -> Result<usize, Vec<Diagnostic>> {
    let metadata = reader.metadata();
    let stated = metadata.file_metadata().num_rows();
    let mut sum = 0_i64;
    for group in metadata.row_groups() {
        let rows = group.num_rows();
        // The leaves of lists have as many values as the lists have elements.
        let has_rows =
            |column: &ColumnChunkMetaData| column.column_descr().max_rep_level() > 0 || column.num_values() == rows;
        if rows < 0 || !group.columns().iter().all(has_rows) {
            return Err(one(corrupt(file, "", "the columns of a row group differ in length")));
        }
        if let Some(column) = group.columns().iter().find(|column| !lies_within(column, length)) {
            return Err(one(corrupt(
                file,
                column.column_descr().name(),
                "a column that lies beyond the end of the file",
            )));
        }
        sum = sum
            .checked_add(rows)
            .ok_or_else(|| one(corrupt(file, "", "more rows than can be counted")))?;
    }
    if sum != stated {
        return Err(one(corrupt(
            file,
            "",
            &format!("{stated} rows are announced, the row groups hold {sum}"),
        )));
    }
    // The format counts in 64 bits; a 32-bit machine may not.
    usize::try_from(sum).map_err(|_| one(corrupt(file, "", "more rows than this machine can hold")))
}

/// The name of a codec that this build cannot read.
fn unsupported_codec(compression: Compression) -> Option<&'static str> {
    match compression {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) | Compression::ZSTD(_) => None,
        Compression::LZO => Some("LZO"),
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZ4 | Compression::LZ4_RAW => Some("LZ4"),
    }
}

fn unsupported_compression(file: &str, column: &str, codec: &str) -> Diagnostic {
    Diagnostic {
        path: column.to_owned(),
        found: codec.to_owned(),
        allowed: "zstd, snappy, gzip, none".to_owned(),
        remedy: "write the file with one of these".to_owned(),
        ..file_fault(
            file,
            "unsupported-compression",
            format!("column `{column}` is compressed with {codec}"),
        )
    }
}

fn unsupported_column(file: &str, column: &str, found: &str) -> Diagnostic {
    Diagnostic {
        path: column.to_owned(),
        found: found.to_owned(),
        allowed: "whole numbers, floating-point numbers, decimals of up to 64 bits, booleans, strings".to_owned(),
        remedy: "convert the column (a date to a year, a list to columns), or do not ask for it".to_owned(),
        ..file_fault(
            file,
            "unsupported-column",
            format!("column `{column}` holds what a population cannot"),
        )
    }
}

fn corrupt(file: &str, column: &str, found: &str) -> Diagnostic {
    let message = match column {
        "" => "the file is damaged".to_owned(),
        column => format!("the file is damaged in column `{column}`"),
    };
    Diagnostic {
        path: column.to_owned(),
        found: found.to_owned(),
        allowed: "a complete Parquet file".to_owned(),
        remedy: "copy or write the file again".to_owned(),
        ..file_fault(file, "corrupt-file", message)
    }
}

fn bad_row(file: &str, column: &str, bad: &BadRow) -> Diagnostic {
    let (message, allowed, remedy) = match bad.problem {
        Problem::Missing => (
            "the cell is null",
            "a value in every row",
            "fill the gap before reading: 0 where nothing was received, a word of its own where a category is unknown",
        ),
        Problem::NotFinite => (
            "not a finite number",
            "finite numbers",
            "replace the cell; if it stands for a missing value, fill the gap",
        ),
        Problem::TooLarge => (
            "a whole number too large to hold",
            "whole numbers up to 9223372036854775807",
            "write the column as text if it is an identifier",
        ),
        Problem::NotText => ("not UTF-8 text", "UTF-8", "write the column as strings"),
    };
    Diagnostic {
        path: column.to_owned(),
        found: bad.found.clone(),
        allowed: allowed.to_owned(),
        remedy: remedy.to_owned(),
        ..file_fault(
            file,
            bad.problem.code(),
            format!("column `{column}`, row {}: {message}", bad.row + 1),
        )
    }
}
