//! One column of a Parquet file while it is read.

use half::f16;
use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescriptor;

use commonweal_core::population::RawData;

use crate::cells::whole_numbers;
use crate::faults::{FAULTS_SHOWN, shown};
use crate::text::TextCells;

/// How many rows are decoded at a time: what is decoded should still be in the cache when it is checked and copied.
const CHUNK: usize = 1 << 15;
/// No more is reserved on a file's own word, which may be wrong.
const MOST_RESERVED: usize = 1 << 24;
/// How many texts are recognised by their address alone.
const KNOWN_TEXTS: usize = 64;
/// Powers of ten up to this one are exact.
const MOST_DECIMALS: i32 = 22;

/// How the cells of a column are to be understood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Truth,
    Signed,
    Unsigned,
    Number,
    /// A whole number of steps of which this many make one.
    Decimal(f64),
    Half,
    Text,
}

impl Kind {
    /// The kind of a column, or in words what it is that cannot be read.
    pub(crate) fn of(column: &ColumnDescriptor) -> Result<Self, String> {
        if column.max_rep_level() > 0 || column.path().parts().len() > 1 || column.max_def_level() > 1 {
            return Err("nested data".to_owned());
        }
        let logical = column.logical_type_ref();
        let converted = column.converted_type();
        let decimal = |scale: i32| match scale {
            // Read from text, a power of ten is correctly rounded, and up to 10^22 exact.
            0..=MOST_DECIMALS => format!("1e{scale}")
                .parse()
                .map(Self::Decimal)
                .map_err(|_| format!("decimals of scale {scale}")),
            _ => Err(format!("decimals of scale {scale}")),
        };
        let in_words = || match logical {
            Some(logical) => format!("{logical:?} in {}", column.physical_type()),
            None if converted != ConvertedType::NONE => format!("{converted} in {}", column.physical_type()),
            None => column.physical_type().to_string(),
        };
        match (column.physical_type(), logical, converted) {
            (Type::BOOLEAN, _, _) => Ok(Self::Truth),
            (Type::INT32 | Type::INT64, Some(LogicalType::Integer(integer)), _) => Ok(if integer.is_signed {
                Self::Signed
            } else {
                Self::Unsigned
            }),
            (Type::INT32 | Type::INT64, Some(LogicalType::Decimal(kind)), _) => decimal(kind.scale),
            // A column of nulls only; its nulls will be reported.
            (Type::INT32 | Type::INT64, Some(LogicalType::Unknown), _) => Ok(Self::Signed),
            (Type::INT32 | Type::INT64, None, converted) => match converted {
                ConvertedType::NONE
                | ConvertedType::INT_8
                | ConvertedType::INT_16
                | ConvertedType::INT_32
                | ConvertedType::INT_64 => Ok(Self::Signed),
                ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                    Ok(Self::Unsigned)
                }
                ConvertedType::DECIMAL => decimal(column.type_scale()),
                _ => Err(in_words()),
            },
            (Type::FLOAT | Type::DOUBLE, _, _) => Ok(Self::Number),
            (Type::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::Float16), _) => Ok(Self::Half),
            (Type::BYTE_ARRAY, Some(LogicalType::String | LogicalType::Enum), _) => Ok(Self::Text),
            (Type::BYTE_ARRAY, None, ConvertedType::NONE | ConvertedType::UTF8 | ConvertedType::ENUM) => Ok(Self::Text),
            _ => Err(in_words()),
        }
    }
}

/// What can be wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    Missing,
    NotFinite,
    TooLarge,
    NotText,
}

impl Problem {
    /// The word for the sort of problem.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Problem::Missing => "missing-value",
            Problem::NotFinite => "not-finite",
            Problem::TooLarge => "number-too-large",
            Problem::NotText => "invalid-utf8",
        }
    }
}

/// A bad cell; the row counts from zero.
pub(crate) struct BadRow {
    pub(crate) row: usize,
    pub(crate) problem: Problem,
    pub(crate) found: String,
}

/// Memory that one column leaves to the next.
#[derive(Default)]
pub(crate) struct Scratch {
    levels: Vec<i16>,
    numbers: Vec<f64>,
    wholes: Vec<i64>,
}

/// The cells of a column, as far as they have been read.
pub(crate) struct ColumnCells {
    kind: Kind,
    rows: usize,
    read: usize,
    truths: Vec<u8>,
    texts: TextCells,
    pub(crate) bad: Vec<BadRow>,
    /// How many there are of each kind.
    pub(crate) bad_counts: Vec<(Problem, u64)>,
}

impl ColumnCells {
    pub(crate) fn new(kind: Kind, rows: usize) -> Self {
        Self {
            kind,
            rows,
            read: 0,
            truths: Vec::new(),
            texts: TextCells::default(),
            bad: Vec::new(),
            bad_counts: Vec::new(),
        }
    }

    /// Reads the cells of one row group.
    pub(crate) fn read(
        &mut self,
        reader: ColumnReader,
        rows: usize,
        max_level: i16,
        scratch: &mut Scratch,
    ) -> Result<(), ParquetError> {
        let Scratch {
            levels,
            numbers,
            wholes,
        } = scratch;
        if self.read == 0 {
            numbers.clear();
            wholes.clear();
            let reserved = if self.rows < MOST_RESERVED {
                self.rows
            } else {
                MOST_RESERVED
            };
            match self.kind {
                Kind::Number | Kind::Decimal(_) | Kind::Half => numbers.reserve(reserved),
                Kind::Signed | Kind::Unsigned => wholes.reserve(reserved),
                Kind::Truth => self.truths.reserve(reserved),
                Kind::Text => {}
            }
        }
        let kind = self.kind;
        let chunks = Chunks {
            rows,
            max_level,
            levels,
        };
        match reader {
            ColumnReader::BoolColumnReader(reader) => chunks.each(reader, self, |column, _, cells| {
                column.truths.extend(cells.iter().map(|cell| u8::from(*cell)))
            }),
            ColumnReader::Int32ColumnReader(reader) => chunks.each(reader, self, |_, _, cells| match kind {
                Kind::Decimal(unit) => numbers.extend(cells.iter().map(|cell| f64::from(*cell) / unit)),
                Kind::Unsigned => wholes.extend(cells.iter().map(|cell| i64::from(cell.cast_unsigned()))),
                _ => wholes.extend(cells.iter().map(|cell| i64::from(*cell))),
            }),
            ColumnReader::Int64ColumnReader(reader) => chunks.each(reader, self, |column, first, cells| match kind {
                Kind::Decimal(unit) => numbers.extend(cells.iter().map(|cell| *cell as f64 / unit)),
                Kind::Unsigned => {
                    for (row, cell) in cells.iter().enumerate().filter(|(_, cell)| **cell < 0) {
                        column.note(first + row, Problem::TooLarge, || cell.cast_unsigned().to_string());
                    }
                    wholes.extend_from_slice(cells);
                }
                _ => wholes.extend_from_slice(cells),
            }),
            ColumnReader::FloatColumnReader(reader) => chunks.each(reader, self, |column, first, cells| {
                column.extend_numbers(numbers, first, cells.iter().map(|cell| f64::from(*cell)));
            }),
            ColumnReader::DoubleColumnReader(reader) => chunks.each(reader, self, |column, first, cells| {
                column.extend_numbers(numbers, first, cells.iter().copied());
            }),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => chunks.each(reader, self, |column, first, cells| {
                let number = |cell: &[u8]| match *cell {
                    [low, high] => f64::from(f16::from_le_bytes([low, high])),
                    _ => f64::NAN,
                };
                column.extend_numbers(numbers, first, cells.iter().map(|cell| number(cell.data())));
            }),
            ColumnReader::ByteArrayColumnReader(reader) => {
                chunks.each(reader, self, |column, first, cells| column.extend_texts(first, cells))
            }
            ColumnReader::Int96ColumnReader(_) => Err(ParquetError::NYI("times of 96 bits".to_owned())),
        }
    }

    /// The data of the column, when all row groups have been read and nothing was bad.
    pub(crate) fn finish(self, scratch: &mut Scratch) -> RawData {
        match self.kind {
            Kind::Truth => RawData::Truth(self.truths.into()),
            Kind::Signed | Kind::Unsigned => whole_numbers(&scratch.wholes),
            Kind::Number | Kind::Decimal(_) | Kind::Half => RawData::F64(scratch.numbers.as_slice().into()),
            Kind::Text => self.texts.finish(),
        }
    }

    fn note(&mut self, row: usize, problem: Problem, found: impl FnOnce() -> String) {
        let known = self.bad_counts.iter().position(|(known, _)| *known == problem);
        let at = known.unwrap_or_else(|| {
            self.bad_counts.push((problem, 0));
            self.bad_counts.len() - 1
        });
        self.bad_counts[at].1 += 1;
        if self.bad_counts[at].1 <= FAULTS_SHOWN as u64 {
            self.bad.push(BadRow {
                row,
                problem,
                found: found(),
            });
        }
    }

    fn extend_numbers(&mut self, numbers: &mut Vec<f64>, first: usize, cells: impl Iterator<Item = f64>) {
        let start = numbers.len();
        // Adding 0.0 turns -0.0 into 0.0.
        numbers.extend(cells.map(|cell| cell + 0.0));
        // One test of the whole chunk, without a branch in it, so that it runs in lanes.
        if numbers[start..].iter().fold(true, |all, cell| all & cell.is_finite()) {
            return;
        }
        for (row, cell) in numbers[start..]
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_finite())
        {
            self.note(first + row, Problem::NotFinite, || cell.to_string());
        }
    }

    fn extend_texts(&mut self, first: usize, cells: &[ByteArray]) {
        // Cells of one dictionary entry share its bytes, so that most need not be looked up. The bytes live as long as
        // `cells`.
        let mut known = [(std::ptr::null::<u8>(), 0, 0_u32); KNOWN_TEXTS];
        for (row, cell) in cells.iter().enumerate() {
            let bytes = cell.data();
            // Entries of a dictionary stand one behind the other, so their addresses differ in the lower bits.
            let slot = &mut known[(bytes.as_ptr().addr() ^ (bytes.as_ptr().addr() >> 6)) % KNOWN_TEXTS];
            if std::ptr::eq(slot.0, bytes.as_ptr()) && slot.1 == bytes.len() {
                self.texts.push_code(slot.2);
                continue;
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => *slot = (bytes.as_ptr(), bytes.len(), self.texts.push(text)),
                Err(_) => self.note(first + row, Problem::NotText, || shown(&String::from_utf8_lossy(bytes))),
            }
        }
    }
}

/// Reads the rows of a row group chunk by chunk.
struct Chunks<'a> {
    rows: usize,
    max_level: i16,
    levels: &'a mut Vec<i16>,
}

impl Chunks<'_> {
    /// Hands each chunk of cells to `take`, with the row of its first cell, and notes the nulls.
    fn each<T: DataType>(
        self,
        mut reader: ColumnReaderImpl<T>,
        column: &mut ColumnCells,
        mut take: impl FnMut(&mut ColumnCells, usize, &[T::T]),
    ) -> Result<(), ParquetError> {
        let mut cells: Vec<T::T> = Vec::with_capacity(if self.rows < CHUNK { self.rows } else { CHUNK });
        let mut left = self.rows;
        while left > 0 {
            cells.clear();
            self.levels.clear();
            let most = if left < CHUNK { left } else { CHUNK };
            let levels = (self.max_level > 0).then_some(&mut *self.levels);
            let (rows, values, _) = reader.read_records(most, levels, None, &mut cells)?;
            if rows == 0 || rows > left || values != cells.len() || values > rows {
                return Err(ParquetError::EOF(format!("{left} of {} rows are missing", self.rows)));
            }
            if values < rows {
                // With a null among them the other cells are no longer in step with the rows; the column is lost
                // anyway.
                for (row, _) in self
                    .levels
                    .iter()
                    .enumerate()
                    .filter(|(_, level)| **level < self.max_level)
                {
                    column.note(column.read + row, Problem::Missing, || "null".to_owned());
                }
            }
            take(column, column.read, &cells);
            column.read += rows;
            left -= rows;
        }
        Ok(())
    }
}
