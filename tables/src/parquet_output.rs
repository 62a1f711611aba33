//! Tables of results as Parquet.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use commonweal_core::document::Diagnostic;

use crate::atomic::write_atomically;
use crate::faults::{file_fault, one};
use crate::table::{Table, TableColumn};

/// Rows in a row group.
const GROUP: usize = 1 << 20;

/// Writes a table as Parquet, compressed with snappy; equal tables give equal bytes.
///
/// A number that does not exist is null; all other columns are declared to have no nulls.
///
/// # Errors
/// `column-length`, `duplicate-column`, `no-columns`, `not-finite`, `unnamed-column`: the table is not fit to be
/// written; and `unwritable-file`. After an error the path holds what it held before.
pub fn write_parquet(table: &Table, path: &Path) -> Result<(), Vec<Diagnostic>> {
    let rows = table.rows(&path.display().to_string())?;
    write_atomically(path, |file| write_groups(table, rows, file).map_err(io::Error::other))
}

/// The bytes that [`write_parquet`] writes.
///
/// # Errors
/// As [`write_parquet`], with an empty file name.
pub fn parquet_bytes(table: &Table) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let rows = table.rows("")?;
    let mut bytes = Vec::new();
    match write_groups(table, rows, &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(one(file_fault("", "unwritable-file", error.to_string()))),
    }
}

fn write_groups(table: &Table, rows: usize, output: impl Write + Send) -> Result<(), ParquetError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("commonweal ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut writer = SerializedFileWriter::new(output, schema(table)?, Arc::new(properties))?;
    for start in (0..rows).step_by(GROUP) {
        let end = if rows - start < GROUP { rows } else { start + GROUP };
        let mut group = writer.next_row_group()?;
        for (_, column) in &table.columns {
            let Some(mut output) = group.next_column()? else { break };
            write_column(column, start..end, &mut output)?;
            output.close()?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::with_capacity(table.columns.len());
    for (name, column) in &table.columns {
        let (kind, repetition, logical) = match column {
            TableColumn::F64(_) => (PhysicalType::DOUBLE, Repetition::REQUIRED, None),
            TableColumn::I64(_) | TableColumn::Truth(_) => (PhysicalType::INT64, Repetition::REQUIRED, None),
            TableColumn::Text(_) => (
                PhysicalType::BYTE_ARRAY,
                Repetition::REQUIRED,
                Some(LogicalType::String),
            ),
            TableColumn::OptionF64(_) => (PhysicalType::DOUBLE, Repetition::OPTIONAL, None),
        };
        let field = Type::primitive_type_builder(name, kind)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()?;
        fields.push(Arc::new(field));
    }
    Ok(Arc::new(
        Type::group_type_builder("schema").with_fields(fields).build()?,
    ))
}

fn write_column(
    column: &TableColumn,
    rows: Range<usize>,
    output: &mut SerializedColumnWriter,
) -> Result<(), ParquetError> {
    match column {
        TableColumn::F64(cells) => output.typed::<DoubleType>().write_batch(&cells[rows], None, None)?,
        TableColumn::I64(cells) => output.typed::<Int64Type>().write_batch(&cells[rows], None, None)?,
        TableColumn::Truth(cells) => {
            let cells: Vec<i64> = cells[rows].iter().map(|truth| i64::from(*truth)).collect();
            output.typed::<Int64Type>().write_batch(&cells, None, None)?
        }
        TableColumn::Text(cells) => {
            let cells: Vec<ByteArray> = cells[rows].iter().map(|cell| ByteArray::from(cell.as_str())).collect();
            output.typed::<ByteArrayType>().write_batch(&cells, None, None)?
        }
        TableColumn::OptionF64(cells) => {
            let cells = &cells[rows];
            let present: Vec<f64> = cells.iter().copied().flatten().collect();
            let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
            output
                .typed::<DoubleType>()
                .write_batch(&present, Some(&levels), None)?
        }
    };
    Ok(())
}
