//! Tables of other programs through the Arrow interface: numbers are read where they stand, the rest is taken over.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, UInt8Type};
use arrow_array::{Array, ArrayRef, PrimitiveArray, RecordBatch};
use arrow_buffer::ScalarBuffer;
use arrow_cast::cast;
use arrow_schema::{DataType, SchemaRef};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Foreign, RawColumn, RawData, RawTable, Shared};
use commonweal_tables::TextCells;

/// Memory that an Arrow array keeps alive.
struct Lent<T: arrow_buffer::ArrowNativeType>(ScalarBuffer<T>);

impl<T: arrow_buffer::ArrowNativeType + Send + Sync> Foreign<T> for Lent<T> {
    fn cells(&self) -> &[T] {
        &self.0
    }
}

/// A table and why some of its columns of `f64` had to be copied.
pub struct Taken {
    /// The columns.
    pub table: RawTable,
    /// Names of columns with the reason for the copy.
    pub copied: Vec<(String, String)>,
}

/// Takes the wanted columns of a table. With `own`, every column is copied: the memory may change.
///
/// # Errors
/// `missing-value`, `wrong-type` and what [`RawTable::new`] finds, all at once.
pub fn take(
    name: &str,
    batches: &[RecordBatch],
    schema: &SchemaRef,
    wanted: &[String],
    own: bool,
) -> Result<Taken, Vec<Diagnostic>> {
    let mut columns = Vec::new();
    let mut copied = Vec::new();
    let mut faults = Vec::new();
    for (at, field) in schema.fields().iter().enumerate() {
        if !wanted.contains(field.name()) {
            continue;
        }
        let chunks: Vec<&ArrayRef> = batches.iter().map(|batch| batch.column(at)).collect();
        let problem = |code, found: String, message: String, remedy: &str| Diagnostic {
            code,
            file: name.to_string(),
            path: field.name().clone(),
            line: None,
            column: None,
            span: None,
            message,
            found,
            allowed: "numbers, truths, text or categories, without gaps".to_string(),
            remedy: remedy.to_string(),
        };
        let mut first = 0;
        let gap = chunks.iter().find_map(|chunk| {
            let found = (chunk.logical_null_count() > 0).then(|| (0..chunk.len()).find(|row| is_null(chunk, *row)));
            let row = found.flatten().map(|row| first + row);
            first += chunk.len();
            row
        });
        if let Some(row) = gap {
            faults.push(problem(
                "missing-value",
                "null".to_string(),
                format!("row {}: `{}` has no value", row + 1, field.name()),
                "fill the gaps, for example with fill_null(0), or leave these rows out",
            ));
            continue;
        }
        match cells(&chunks, field.data_type(), own) {
            Ok((data, why)) => {
                copied.extend(why.map(|why| (field.name().clone(), why.to_string())));
                columns.push(RawColumn {
                    name: field.name().clone(),
                    data,
                });
            }
            Err(remedy) => faults.push(problem(
                "wrong-type",
                field.data_type().to_string(),
                format!("`{}` holds {}", field.name(), field.data_type()),
                &remedy,
            )),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let rows = batches.iter().map(RecordBatch::num_rows).sum();
    let mut table = RawTable::new(name, columns)?;
    // A table of no wanted column has its rows all the same.
    table.rows = rows;
    Ok(Taken { table, copied })
}

fn is_null(chunk: &ArrayRef, row: usize) -> bool {
    chunk.logical_nulls().is_some_and(|nulls| nulls.is_null(row))
}

/// What a column holds, and why it had to be copied where it might not have been.
type Cells = (RawData, Option<&'static str>);

fn cells(chunks: &[&ArrayRef], kind: &DataType, own: bool) -> Result<Cells, String> {
    match kind {
        DataType::Float64 => {
            let (cells, why) = numbers::<Float64Type>(chunks, own);
            Ok((RawData::F64(cells), why))
        }
        DataType::Int64 => Ok((RawData::I64(numbers::<Int64Type>(chunks, own).0), None)),
        DataType::UInt8 => Ok((RawData::U8(numbers::<UInt8Type>(chunks, own).0), None)),
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => {
            let whole = converted(chunks, &DataType::Int64)?;
            let views: Vec<&ArrayRef> = whole.iter().collect();
            Ok((RawData::I64(numbers::<Int64Type>(&views, true).0), None))
        }
        DataType::Float16
        | DataType::Float32
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => {
            let wide = converted(chunks, &DataType::Float64)?;
            let views: Vec<&ArrayRef> = wide.iter().collect();
            let why = "its numbers are not of 64 bits";
            Ok((RawData::F64(numbers::<Float64Type>(&views, true).0), Some(why)))
        }
        DataType::Boolean => {
            let truths = chunks
                .iter()
                .flat_map(|chunk| chunk.as_boolean().values().iter().map(u8::from));
            Ok((RawData::Truth(truths.collect()), None))
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => {
            let mut texts = TextCells::default();
            for chunk in converted(chunks, &DataType::LargeUtf8)? {
                for cell in chunk.as_string::<i64>().iter() {
                    texts.push(cell.unwrap_or_default());
                }
            }
            Ok((texts.finish(), None))
        }
        _ => Err("convert the column to numbers, truths or text first".to_string()),
    }
}

/// The chunks in another type; a value that it cannot hold is refused.
fn converted(chunks: &[&ArrayRef], to: &DataType) -> Result<Vec<ArrayRef>, String> {
    chunks
        .iter()
        .map(|chunk| {
            let converted = cast(chunk, to).map_err(|error| format!("the column cannot be converted: {error}"))?;
            if converted.null_count() > 0 {
                return Err(format!("some values do not fit {to}; convert the column first"));
            }
            Ok(converted)
        })
        .collect()
}

/// One chunk is read where it stands; several become one.
fn numbers<T>(chunks: &[&ArrayRef], own: bool) -> (Shared<T::Native>, Option<&'static str>)
where
    T: arrow_array::types::ArrowPrimitiveType,
    T::Native: Send + Sync,
{
    let typed: Vec<&PrimitiveArray<T>> = chunks.iter().map(|chunk| chunk.as_primitive::<T>()).collect();
    match typed.as_slice() {
        [only] if !own => (Shared::Foreign(Arc::new(Lent(only.values().clone()))), None),
        [only] => (
            Shared::from(only.values().as_ref()),
            Some("its memory may change while the engine reads it"),
        ),
        several => {
            let cells: Vec<T::Native> = several
                .iter()
                .flat_map(|chunk| chunk.values().iter().copied())
                .collect();
            (Shared::from(cells), Some("it stands in several chunks"))
        }
    }
}
