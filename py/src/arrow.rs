//! Tables of other programs through the Arrow interface: numbers are read where they stand, the rest is taken over.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, PrimitiveArray, RecordBatch};
use arrow_buffer::ScalarBuffer;
use arrow_schema::DataType;
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Foreign, RawColumn, RawData, RawTable, Shared};
use commonweal_tables::TextCells;

use crate::stream::Lent;

/// Memory that an Arrow array keeps alive.
struct Held<T: arrow_buffer::ArrowNativeType>(ScalarBuffer<T>);

impl<T: arrow_buffer::ArrowNativeType + Send + Sync> Foreign<T> for Held<T> {
    fn cells(&self) -> &[T] {
        &self.0
    }
}

/// Why a column in several chunks is copied.
pub const CHUNKS: &str = "it stands in several chunks";

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
/// `missing-value` and `wrong-type`, all at once. Numbers that are not finite are left to whoever uses the table.
pub fn take(name: &str, lent: &Lent, wanted: &[String], own: bool) -> Result<Taken, Vec<Diagnostic>> {
    let mut columns = Vec::new();
    let mut copied = Vec::new();
    let mut faults = Vec::new();
    let Lent { batches, schema } = lent;
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
    let names = schema.fields().iter().map(|field| field.name());
    // Whoever makes people of the table looks at its cells; a second look here would cost as much as the first.
    let table = RawTable {
        name: name.to_string(),
        rows,
        columns,
        not_read: names.filter(|name| !wanted.contains(name)).cloned().collect(),
    };
    Ok(Taken { table, copied })
}

fn is_null(chunk: &ArrayRef, row: usize) -> bool {
    chunk.logical_nulls().is_some_and(|nulls| nulls.is_null(row))
}

/// What a column holds, and why it had to be copied where it might not have been.
type Cells = (RawData, Option<&'static str>);

fn cells(chunks: &[&ArrayRef], kind: &DataType, own: bool) -> Result<Cells, String> {
    let narrow = Some("its numbers are not of 64 bits");
    match kind {
        DataType::Float64 => {
            let (cells, why) = numbers::<Float64Type>(chunks, own);
            Ok((RawData::F64(cells), why))
        }
        DataType::Float32 => {
            let cells = values::<Float32Type, f64>(chunks, |cell| Some(f64::from(cell)))?;
            Ok((RawData::F64(cells), narrow))
        }
        DataType::Int64 => Ok((RawData::I64(numbers::<Int64Type>(chunks, own).0), None)),
        DataType::UInt8 => Ok((RawData::U8(numbers::<UInt8Type>(chunks, own).0), None)),
        DataType::Int8 => whole::<Int8Type>(chunks),
        DataType::Int16 => whole::<Int16Type>(chunks),
        DataType::Int32 => whole::<Int32Type>(chunks),
        DataType::UInt16 => whole::<UInt16Type>(chunks),
        DataType::UInt32 => whole::<UInt32Type>(chunks),
        DataType::UInt64 => whole::<UInt64Type>(chunks),
        DataType::Boolean => {
            let truths = chunks
                .iter()
                .flat_map(|chunk| chunk.as_boolean().values().iter().map(u8::from));
            Ok((RawData::Truth(truths.collect()), None))
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => {
            let mut cells = TextCells::default();
            for chunk in chunks {
                texts(chunk, &mut cells)?;
            }
            Ok((cells.finish(), None))
        }
        _ => Err("convert the column to numbers, truths or text first".to_string()),
    }
}

/// Adds the texts of a chunk; of a dictionary, those that its keys name.
fn texts(chunk: &dyn Array, cells: &mut TextCells) -> Result<(), String> {
    match chunk.data_type() {
        DataType::Utf8 => chunk.as_string::<i32>().iter().for_each(|cell| add(cells, cell)),
        DataType::LargeUtf8 => chunk.as_string::<i64>().iter().for_each(|cell| add(cells, cell)),
        DataType::Utf8View => chunk.as_string_view().iter().for_each(|cell| add(cells, cell)),
        DataType::Dictionary(..) => {
            let dictionary = chunk.as_any_dictionary();
            let mut labels = TextList::default();
            labels.read(dictionary.values().as_ref())?;
            // Each label is looked up once, and only where a row has it.
            let mut codes: Vec<Option<u32>> = vec![None; labels.0.len()];
            for key in dictionary.normalized_keys() {
                match codes.get(key).copied().flatten() {
                    Some(code) => cells.push_code(code),
                    None => {
                        let code = cells.push(labels.0.get(key).map_or("", String::as_str));
                        if let Some(known) = codes.get_mut(key) {
                            *known = Some(code);
                        }
                    }
                }
            }
        }
        other => {
            return Err(format!(
                "categories of {other} are no texts; convert the column to text first"
            ));
        }
    }
    Ok(())
}

fn add(cells: &mut TextCells, cell: Option<&str>) {
    cells.push(cell.unwrap_or_default());
}

/// The texts of a dictionary in its order.
#[derive(Default)]
struct TextList(Vec<String>);

impl TextList {
    fn read(&mut self, values: &dyn Array) -> Result<(), String> {
        let own = |cell: Option<&str>| cell.unwrap_or_default().to_string();
        match values.data_type() {
            DataType::Utf8 => self.0.extend(values.as_string::<i32>().iter().map(own)),
            DataType::LargeUtf8 => self.0.extend(values.as_string::<i64>().iter().map(own)),
            DataType::Utf8View => self.0.extend(values.as_string_view().iter().map(own)),
            other => {
                return Err(format!(
                    "categories of {other} are no texts; convert the column to text first"
                ));
            }
        }
        Ok(())
    }
}

/// Whole numbers of another width.
fn whole<T>(chunks: &[&ArrayRef]) -> Result<Cells, String>
where
    T: ArrowPrimitiveType,
    i64: TryFrom<T::Native>,
{
    let cells = values::<T, i64>(chunks, |cell| i64::try_from(cell).ok())?;
    Ok((RawData::I64(cells), None))
}

/// Every cell in another form.
fn values<T: ArrowPrimitiveType, U>(
    chunks: &[&ArrayRef],
    form: impl Fn(T::Native) -> Option<U>,
) -> Result<Shared<U>, String> {
    let cells = chunks
        .iter()
        .flat_map(|chunk| chunk.as_primitive::<T>().values().iter());
    let converted: Option<Vec<U>> = cells.map(|cell| form(*cell)).collect();
    converted
        .map(Shared::from)
        .ok_or_else(|| "some numbers do not fit whole numbers of 64 bits; convert the column first".to_string())
}

/// One chunk is read where it stands; several become one.
fn numbers<T>(chunks: &[&ArrayRef], own: bool) -> (Shared<T::Native>, Option<&'static str>)
where
    T: ArrowPrimitiveType,
    T::Native: Send + Sync,
{
    let typed: Vec<&PrimitiveArray<T>> = chunks.iter().map(|chunk| chunk.as_primitive::<T>()).collect();
    match typed.as_slice() {
        [only] if !own => (Shared::Foreign(Arc::new(Held(only.values().clone()))), None),
        [only] => (
            Shared::from(only.values().as_ref()),
            Some("its memory may change while the engine reads it"),
        ),
        several => {
            let cells: Vec<T::Native> = several
                .iter()
                .flat_map(|chunk| chunk.values().iter().copied())
                .collect();
            (Shared::from(cells), Some(CHUNKS))
        }
    }
}
