//! The pages of a Parquet column, checked before they are decoded.
//!
//! The decoders of the crate `parquet` trust lengths and counts that stand in a page, and stop the program where these
//! are wrong. A file may be damaged, so whatever they trust is checked here; what they check themselves is left to
//! them.

use parquet::basic::{Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::schema::types::ColumnDescriptor;

use crate::parquet_streams::{Deltas, count_ones};

/// Hands on the pages of one column chunk that are fit to be decoded, and an error for the first that is not.
pub(crate) struct CheckedPages {
    pages: Box<dyn PageReader>,
    physical: Type,
    /// Bytes of a cell of fixed length.
    width: usize,
    has_levels: bool,
    has_dictionary: bool,
    rows_left: u64,
}

impl CheckedPages {
    /// The pages of a flat column's chunk of so many rows.
    pub(crate) fn new(pages: Box<dyn PageReader>, column: &ColumnDescriptor, rows: u64) -> Self {
        Self {
            pages,
            physical: column.physical_type(),
            width: usize::try_from(column.type_length()).unwrap_or(0),
            has_levels: column.max_def_level() > 0,
            has_dictionary: false,
            rows_left: rows,
        }
    }

    fn check(&mut self, page: &Page) -> Result<(), ParquetError> {
        match page {
            Page::DictionaryPage {
                buf,
                num_values,
                encoding,
                ..
            } => {
                if self.has_dictionary || !matches!(encoding, Encoding::PLAIN | Encoding::PLAIN_DICTIONARY) {
                    return Err(damaged("a dictionary in the wrong place"));
                }
                self.has_dictionary = true;
                self.check_plain(buf, size(*num_values)?)
            }
            Page::DataPage {
                buf,
                num_values,
                encoding,
                def_level_encoding,
                ..
            } => {
                let count = self.count_rows(*num_values)?;
                if !self.has_levels {
                    return self.check_cells(buf, *encoding, count);
                }
                if *def_level_encoding != Encoding::RLE {
                    return Err(damaged("nulls in an outdated encoding"));
                }
                let (length, rest) = buf.split_first_chunk::<4>().ok_or_else(too_short)?;
                let (levels, cells) = rest
                    .split_at_checked(size(u32::from_le_bytes(*length))?)
                    .ok_or_else(too_short)?;
                let present = count_ones(levels, count).ok_or_else(too_short)?;
                self.check_cells(cells, *encoding, present)
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                num_nulls,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => {
                let count = self.count_rows(*num_values)?;
                let (before, rest) = buf
                    .split_at_checked(size(*rep_levels_byte_len)?)
                    .ok_or_else(too_short)?;
                let (levels, cells) = rest
                    .split_at_checked(size(*def_levels_byte_len)?)
                    .ok_or_else(too_short)?;
                let present = if self.has_levels {
                    count_ones(levels, count).ok_or_else(too_short)?
                } else {
                    count
                };
                if !before.is_empty() || count.checked_sub(present) != Some(size(*num_nulls)?) {
                    return Err(damaged("a page that miscounts its nulls"));
                }
                self.check_cells(cells, *encoding, present)
            }
        }
    }

    /// Takes the rows of a page from those that are to come.
    fn count_rows(&mut self, rows: u32) -> Result<usize, ParquetError> {
        let left = self
            .rows_left
            .checked_sub(u64::from(rows))
            .ok_or_else(|| damaged("more rows than were announced"))?;
        self.rows_left = left;
        size(rows)
    }

    /// Checks the encoded cells of a page, `count` without the nulls.
    fn check_cells(&self, bytes: &[u8], encoding: Encoding, count: usize) -> Result<(), ParquetError> {
        match encoding {
            Encoding::PLAIN | Encoding::BYTE_STREAM_SPLIT => self.check_plain(bytes, count),
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => match bytes.first() {
                _ if !self.has_dictionary => Err(damaged("a dictionary is missing")),
                // The width of the codes in bits comes first.
                Some(0..=32) => Ok(()),
                _ => Err(too_short()),
            },
            Encoding::RLE => match bytes.split_first_chunk::<4>() {
                Some((length, rest)) if size(u32::from_le_bytes(*length))? <= rest.len() => Ok(()),
                _ => Err(too_short()),
            },
            Encoding::DELTA_BINARY_PACKED => Deltas::new(bytes, count)
                .and_then(Deltas::end)
                .map(|_| ())
                .ok_or_else(too_short),
            Encoding::DELTA_LENGTH_BYTE_ARRAY => suffix_lengths(bytes, count).map(|_| ()),
            Encoding::DELTA_BYTE_ARRAY => {
                let mut prefixes = Vec::new();
                let mut deltas = Deltas::new(bytes, count).ok_or_else(too_short)?;
                while let Some(prefix) = deltas.next() {
                    prefixes.push(prefix);
                }
                let end = deltas.end().ok_or_else(too_short)?;
                let suffixes = suffix_lengths(bytes.get(end..).ok_or_else(too_short)?, count)?;
                // A cell begins with so many bytes of the one before.
                let mut before = 0;
                for (prefix, suffix) in prefixes.into_iter().zip(suffixes) {
                    if !(0..=before).contains(&prefix) {
                        return Err(damaged("a text that begins with more than the one before it"));
                    }
                    before = prefix.checked_add(suffix).ok_or_else(too_short)?;
                }
                Ok(())
            }
            other => Err(ParquetError::NYI(format!("the encoding {other}"))),
        }
    }

    /// Checks that there are so many plainly encoded cells.
    fn check_plain(&self, bytes: &[u8], count: usize) -> Result<(), ParquetError> {
        let width = match self.physical {
            Type::BOOLEAN if count.div_ceil(8) <= bytes.len() => return Ok(()),
            Type::BOOLEAN => return Err(too_short()),
            Type::INT32 | Type::FLOAT => 4,
            Type::INT64 | Type::DOUBLE => 8,
            Type::INT96 => 12,
            Type::FIXED_LEN_BYTE_ARRAY => self.width,
            Type::BYTE_ARRAY => {
                let mut rest = bytes;
                for _ in 0..count {
                    let (length, after) = rest.split_first_chunk::<4>().ok_or_else(too_short)?;
                    rest = after.get(size(u32::from_le_bytes(*length))?..).ok_or_else(too_short)?;
                }
                return Ok(());
            }
        };
        match count.checked_mul(width) {
            Some(length) if length <= bytes.len() => Ok(()),
            _ => Err(too_short()),
        }
    }
}

/// The lengths of texts that stand behind their lengths.
fn suffix_lengths(bytes: &[u8], count: usize) -> Result<Vec<i64>, ParquetError> {
    let mut lengths = Vec::new();
    let mut deltas = Deltas::new(bytes, count).ok_or_else(too_short)?;
    let mut total = 0_usize;
    while let Some(length) = deltas.next() {
        let length_in_bytes = usize::try_from(length).map_err(|_| damaged("a text of negative length"))?;
        total = total.checked_add(length_in_bytes).ok_or_else(too_short)?;
        lengths.push(length);
    }
    let end = deltas.end().ok_or_else(too_short)?;
    if end.checked_add(total).is_some_and(|end| end <= bytes.len()) {
        Ok(lengths)
    } else {
        Err(too_short())
    }
}

/// Whether a column chunk lies within a file of so many bytes.
pub(crate) fn lies_within(chunk: &ColumnChunkMetaData, file: u64) -> bool {
    let start = chunk
        .dictionary_page_offset()
        .unwrap_or_else(|| chunk.data_page_offset());
    match (u64::try_from(start), u64::try_from(chunk.compressed_size())) {
        (Ok(start), Ok(length)) => start.checked_add(length).is_some_and(|end| end <= file),
        _ => false,
    }
}

fn damaged(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

fn too_short() -> ParquetError {
    damaged("a page that is shorter than it says")
}

fn size(length: u32) -> Result<usize, ParquetError> {
    usize::try_from(length).map_err(|_| too_short())
}

impl Iterator for CheckedPages {
    type Item = Result<Page, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for CheckedPages {
    fn get_next_page(&mut self) -> Result<Option<Page>, ParquetError> {
        let page = self.pages.get_next_page()?;
        if let Some(page) = &page {
            self.check(page)?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>, ParquetError> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<(), ParquetError> {
        self.pages.skip_next_page()
    }
}
