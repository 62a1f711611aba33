//! Microdata from CSV.

use csv::{ReaderBuilder, StringRecord};

use commonweal_core::document::Diagnostic;
use commonweal_core::population::{RawColumn, RawTable};

use crate::cells::{BadCell, Cells};
use crate::faults::{FAULTS_SHOWN, Faults, file_fault, not_read, one, select, shown};
use crate::place::{place_of, position_of};

/// Reads a table from the bytes of a CSV file: UTF-8 (with or without a byte-order mark), a header, commas between
/// cells, quotes as in RFC 4180, any line ends, a decimal point. Blank lines are passed over, blanks around a cell are
/// dropped.
///
/// `name` is the file's name in messages. `wanted` names the columns to read, `None` reads all; of other columns only
/// the number of the cells is checked.
///
/// What a column is follows from its cells: if all are whole numbers it is one of whole numbers (bytes where all lie in
/// 0 to 255), else if all are numbers one of numbers, if all are `true` or `false` (also `True`, `TRUE`) one of truths,
/// and otherwise one of text, so that a single word among numbers makes text: whoever needs numbers there finds the
/// word by `RawData::text`. Leading zeros do not make a text. If a column of whole numbers has one of more than 64 bits
/// it stays text, so that no identifier loses a digit.
///
/// # Errors
/// All of: `empty-file`, `invalid-utf8`, `wrong-separator`, `unnamed-column`, `duplicate-column`, `missing-column`,
/// `no-rows`, `ragged-row`, `unclosed-quote`, `missing-value` (an empty cell) and `not-finite` (NaN, an infinity, or a
/// number too large, in a column of numbers), with line and column: of each column and kind the first [`FAULTS_SHOWN`] and
/// the number of the rest; beyond [`KINDS_SHOWN`](crate::KINDS_SHOWN) of these a last one `more-faults`.
pub fn read_csv(name: &str, bytes: &[u8], wanted: Option<&[&str]>) -> Result<RawTable, Vec<Diagnostic>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let header = csv_header(name, bytes)?;
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let is_wanted = select(name, &names, wanted)?;

    let mut columns: Vec<(usize, Cells)> = chosen(&is_wanted).map(|field| (field, Cells::new())).collect();
    let reading = fill(bytes, names.len(), &mut columns);
    let mut again: Vec<(usize, Cells)> = columns
        .iter_mut()
        .filter_map(|(field, cells)| Some((*field, cells.again()?)))
        .collect();
    if !again.is_empty() {
        fill(bytes, names.len(), &mut again);
    }
    for (field, cells) in again {
        if let Some(column) = columns.iter_mut().find(|column| column.0 == field) {
            column.1 = cells;
        }
    }

    reading.check(name, bytes, &names, &columns)?;
    let columns = columns.into_iter().map(|(field, cells)| RawColumn {
        name: names[field].to_owned(),
        data: cells.finish(),
    });
    Ok(RawTable {
        name: name.to_owned(),
        rows: reading.rows,
        columns: columns.collect(),
        not_read: not_read(&names, &is_wanted),
    })
}

/// The names of the columns of a CSV file, from its bytes; `name` is the file's name in messages.
///
/// # Errors
/// `empty-file`, `invalid-utf8` and `wrong-separator`.
pub fn csv_header(name: &str, bytes: &[u8]) -> Result<Vec<String>, Vec<Diagnostic>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(one(Diagnostic {
            allowed: "a header and at least one row".to_owned(),
            remedy: "check that the file was written".to_owned(),
            ..file_fault(name, "empty-file", "the file is empty")
        }));
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        return Err(one(invalid_utf8(name, bytes, error.valid_up_to())));
    }
    let mut records = Records::new(bytes);
    let mut header = StringRecord::new();
    records.next(&mut header);
    let names: Vec<String> = header.iter().map(|name| name.trim_ascii().to_owned()).collect();
    if let [only] = &names[..]
        && only.contains([';', '\t', '|'])
    {
        return Err(one(Diagnostic {
            line: Some(1),
            found: shown(only),
            allowed: "commas between cells, a point in decimal numbers".to_owned(),
            remedy: "write the file with commas".to_owned(),
            ..file_fault(
                name,
                "wrong-separator",
                "the header has no comma, but another separator",
            )
        }));
    }
    Ok(names)
}

/// The records of a file, with the byte at which each begins.
struct Records<'a> {
    reader: csv::Reader<&'a [u8]>,
}

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(bytes);
        Self { reader }
    }

    /// The next record; `false` at the end. Reading valid UTF-8 from memory, of any number of fields, has no errors.
    fn next(&mut self, record: &mut StringRecord) -> bool {
        self.reader.read_record(record).unwrap_or(false)
    }
}

fn start_of(record: &StringRecord) -> usize {
    record
        .position()
        .and_then(|position| usize::try_from(position.byte()).ok())
        .unwrap_or(0)
}

/// The fields that are to be read.
fn chosen(is_wanted: &[bool]) -> impl Iterator<Item = usize> {
    is_wanted
        .iter()
        .enumerate()
        .filter(|(_, wanted)| **wanted)
        .map(|(field, _)| field)
}

/// The word for records with a wrong number of fields.
const RAGGED: &str = "ragged-row";

/// What a reading found besides the cells.
struct Reading {
    rows: usize,
    /// Records with a wrong number of fields: the byte where they begin, and the number.
    ragged: Vec<(usize, usize)>,
    ragged_count: u64,
    /// The byte at which the last record begins.
    last: usize,
}

/// Reads all records below the header into the columns.
fn fill(bytes: &[u8], width: usize, columns: &mut [(usize, Cells)]) -> Reading {
    let mut reading = Reading {
        rows: 0,
        ragged: Vec::new(),
        ragged_count: 0,
        last: 0,
    };
    let mut records = Records::new(bytes);
    let mut record = StringRecord::new();
    records.next(&mut record);
    while records.next(&mut record) {
        reading.rows += 1;
        reading.last = start_of(&record);
        if record.len() != width {
            reading.ragged_count += 1;
            if reading.ragged.len() < FAULTS_SHOWN {
                reading.ragged.push((reading.last, record.len()));
            }
            continue;
        }
        for (field, cells) in columns.iter_mut() {
            cells.push(record.get(*field).unwrap_or_default(), reading.last);
        }
    }
    reading
}

impl Reading {
    /// All that was found, in the order of the file.
    fn check(
        &self,
        file: &str,
        bytes: &[u8],
        names: &[&str],
        columns: &[(usize, Cells)],
    ) -> Result<(), Vec<Diagnostic>> {
        let mut faults = Faults::new(file);
        // An odd number of quotes means that one was never closed and has swallowed the rest of the file.
        if bytes.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
            let (line, column) = place_of(bytes, self.last, 0);
            faults.push(Diagnostic {
                line: Some(line),
                column: Some(column),
                allowed: "quotes in pairs, a quote within a quoted cell doubled".to_owned(),
                remedy: "look for the lone quote in or after this line".to_owned(),
                ..file_fault(file, "unclosed-quote", format!("line {line}: a quote is not closed"))
            });
        }
        if self.rows == 0 {
            faults.push(Diagnostic {
                found: "a header only".to_owned(),
                allowed: "at least one row".to_owned(),
                remedy: "check that the file was written to its end".to_owned(),
                ..file_fault(file, "no-rows", "the table has no rows")
            });
        }
        enum Fault {
            Ragged(usize),
            Bad(BadCell),
        }
        let mut found: Vec<(usize, usize, Fault)> = Vec::new();
        found.extend(
            self.ragged
                .iter()
                .map(|(record, width)| (*record, 0, Fault::Ragged(*width))),
        );
        // How many there are of each column and kind, and how many of these are at hand.
        let mut counts = vec![(RAGGED, "", self.ragged_count, self.ragged.len())];
        for (field, cells) in columns {
            let (bad, of_kinds) = cells.bad_cells();
            let before = found.len();
            found.extend(bad.map(|(record, bad)| (record, *field, Fault::Bad(bad))));
            for (kind, count) in of_kinds {
                let of_kind = |(_, _, fault): &&(usize, usize, Fault)| matches!(fault, Fault::Bad(bad) if *bad == kind);
                let at_hand = found[before..].iter().filter(of_kind).count();
                counts.push((kind.code(), names[*field], count, at_hand));
            }
        }
        found.sort_by_key(|(record, field, _)| (*record, *field));
        for (record, field, fault) in found {
            let at = |fault: Diagnostic, (line, column): (u32, u32)| Diagnostic {
                line: Some(line),
                column: Some(column),
                ..fault
            };
            match fault {
                Fault::Ragged(width) => faults.add(RAGGED, "", || {
                    let place = place_of(bytes, record, field);
                    let message = format!("line {} does not have as many cells as the header", place.0);
                    let fault = Diagnostic {
                        found: cells_in_words(width),
                        allowed: cells_in_words(names.len()),
                        remedy: "look for a missing or doubled comma, or a comma in a text that is not quoted"
                            .to_owned(),
                        ..file_fault(file, RAGGED, message)
                    };
                    at(fault, place)
                }),
                Fault::Bad(bad) => faults.add(bad.code(), names[field], || {
                    let place = place_of(bytes, record, field);
                    at(
                        bad_cell(file, names[field], place.0, bad, &found_at(bytes, record, field)),
                        place,
                    )
                }),
            }
        }
        for (code, path, count, at_hand) in counts {
            faults.count_unseen(code, path, count - at_hand as u64);
        }
        faults.finish()
    }
}

fn bad_cell(file: &str, column: &str, line: u32, bad: BadCell, found: &str) -> Diagnostic {
    let (message, found, allowed, remedy) = match bad {
        BadCell::Missing => (
            "the cell is empty",
            "an empty cell".to_owned(),
            "a value in every row",
            "fill the gap before reading: 0 where nothing was received, a word of its own where a category is unknown",
        ),
        BadCell::NotFinite => (
            "not a finite number",
            shown(found),
            "finite numbers",
            "replace the cell; if it stands for a missing value, fill the gap",
        ),
    };
    Diagnostic {
        path: column.to_owned(),
        found,
        allowed: allowed.to_owned(),
        remedy: remedy.to_owned(),
        ..file_fault(file, bad.code(), format!("column `{column}`, line {line}: {message}"))
    }
}

/// A cell, read again from where its record begins.
fn found_at(bytes: &[u8], record: usize, field: usize) -> String {
    let mut cells = StringRecord::new();
    Records::new(bytes.get(record..).unwrap_or_default()).next(&mut cells);
    cells.get(field).unwrap_or_default().trim_ascii().to_owned()
}

fn cells_in_words(count: usize) -> String {
    if count == 1 {
        "1 cell".to_owned()
    } else {
        format!("{count} cells")
    }
}

fn invalid_utf8(file: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let (line, column) = position_of(bytes, at);
    Diagnostic {
        line: Some(line),
        column: Some(column),
        found: bytes
            .get(at)
            .map_or_else(String::new, |byte| format!("byte 0x{byte:02X}")),
        allowed: "UTF-8".to_owned(),
        remedy: "save the file as UTF-8 (a spreadsheet calls it \"CSV UTF-8\")".to_owned(),
        ..file_fault(file, "invalid-utf8", format!("line {line} is not UTF-8 text"))
    }
}
