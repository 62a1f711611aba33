//! The cells of one CSV column while it is read: what they are is known only at the end.

use commonweal_core::population::RawData;

use crate::faults::FAULTS_SHOWN;
use crate::text::TextCells;

/// The kinds of bad cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadCell {
    Missing,
    NotFinite,
}

impl BadCell {
    /// The word for the sort of problem.
    pub(crate) fn code(self) -> &'static str {
        match self {
            BadCell::Missing => "missing-value",
            BadCell::NotFinite => "not-finite",
        }
    }
}

/// What a cell is in the eyes of a column of numbers.
enum Number {
    Whole(i64),
    /// A whole number beyond 64 bits.
    Oversize(f64),
    Fractional(f64),
    NotFinite,
    None,
}

enum State {
    /// No cell yet.
    Unknown,
    Whole(Vec<i64>),
    /// `oversize`: some whole number has more than 64 bits; `fractional`: some number has a decimal point or exponent.
    Number {
        cells: Vec<f64>,
        oversize: bool,
        fractional: bool,
    },
    Truth(Vec<u8>),
    /// Text from the first cell on.
    Text(TextCells),
    /// Text that began as something else: the spelling of its first cells is lost, and it has to be read again.
    Again,
}

/// A column that grows cell by cell.
///
/// Bad cells leave no gap to be filled: a column that has one gives no data.
pub(crate) struct Cells {
    state: State,
    /// The first bad cells, as the byte where the record begins.
    bad: Vec<(usize, BadCell)>,
    missing: u64,
    not_finite: u64,
}

impl Cells {
    pub(crate) fn new() -> Self {
        Self {
            state: State::Unknown,
            bad: Vec::new(),
            missing: 0,
            not_finite: 0,
        }
    }

    /// A column that is known to be text.
    fn text() -> Self {
        Self {
            state: State::Text(TextCells::default()),
            ..Self::new()
        }
    }

    /// Adds a cell of the record that begins at byte `record`.
    #[inline]
    pub(crate) fn push(&mut self, cell: &str, record: usize) {
        match &mut self.state {
            State::Whole(cells) => {
                if let Some(number) = short_whole(cell.as_bytes()) {
                    cells.push(number);
                    return;
                }
            }
            State::Number {
                cells,
                fractional: true,
                ..
            } => {
                if let Some(number) = short_number(cell.as_bytes()) {
                    cells.push(number);
                    return;
                }
            }
            _ => {}
        }
        self.push_slowly(cell.trim_ascii(), record);
    }

    fn push_slowly(&mut self, cell: &str, record: usize) {
        if cell.is_empty() {
            self.missing += 1;
            self.note(record, BadCell::Missing, self.missing);
            return;
        }
        if let State::Text(cells) = &mut self.state {
            cells.push(cell);
            return;
        }
        if let State::Again = self.state {
            return;
        }
        if let Some(truth) = truth(cell) {
            match &mut self.state {
                State::Unknown => self.state = State::Truth(vec![truth]),
                State::Truth(cells) => cells.push(truth),
                _ => self.state = State::Again,
            }
            return;
        }
        match (&mut self.state, number(cell)) {
            // A text may be spelt "Nan" or "Inf": whether this is a fault is known at the end.
            (State::Unknown, Number::NotFinite) => {
                self.state = State::Whole(Vec::new());
                self.not_finite += 1;
                self.note(record, BadCell::NotFinite, self.not_finite);
            }
            (State::Whole(_) | State::Number { .. }, Number::NotFinite) => {
                self.not_finite += 1;
                self.note(record, BadCell::NotFinite, self.not_finite);
            }
            (State::Unknown, Number::None) => {
                let mut cells = TextCells::default();
                cells.push(cell);
                self.state = State::Text(cells);
            }
            (State::Unknown, Number::Whole(number)) => self.state = State::Whole(vec![number]),
            (State::Unknown, Number::Fractional(number)) => {
                self.state = State::Number {
                    cells: vec![number],
                    oversize: false,
                    fractional: true,
                };
            }
            (State::Unknown, Number::Oversize(number)) => {
                self.state = State::Number {
                    cells: vec![number],
                    oversize: true,
                    fractional: false,
                };
            }
            (State::Whole(cells), Number::Whole(number)) => cells.push(number),
            (State::Whole(cells), Number::Fractional(number)) => {
                let cells = widened(cells, number);
                self.state = State::Number {
                    cells,
                    oversize: false,
                    fractional: true,
                };
            }
            (State::Whole(cells), Number::Oversize(number)) => {
                let cells = widened(cells, number);
                self.state = State::Number {
                    cells,
                    oversize: true,
                    fractional: false,
                };
            }
            (State::Number { cells, .. }, Number::Whole(number)) => cells.push(number as f64),
            (State::Number { cells, fractional, .. }, Number::Fractional(number)) => {
                *fractional = true;
                cells.push(number);
            }
            (State::Number { cells, oversize, .. }, Number::Oversize(number)) => {
                *oversize = true;
                cells.push(number);
            }
            _ => self.state = State::Again,
        }
    }

    /// Keeps a bad cell, the `count`th of its kind, while there are few.
    fn note(&mut self, record: usize, bad: BadCell, count: u64) {
        if count <= FAULTS_SHOWN as u64 {
            self.bad.push((record, bad));
        }
    }

    /// Ends the first reading of a column whose cells turned out to be text after all: what to read it again into.
    pub(crate) fn again(&mut self) -> Option<Self> {
        match self.state {
            State::Again
            | State::Number {
                oversize: true,
                fractional: false,
                ..
            } => {
                self.state = State::Again;
                Some(Self::text())
            }
            _ => None,
        }
    }

    /// The bad cells as (byte at which the record begins, kind), the first of them, and how many there are of each kind.
    pub(crate) fn bad_cells(&self) -> (impl Iterator<Item = (usize, BadCell)>, [(BadCell, u64); 2]) {
        let is_numeric = !matches!(self.state, State::Text(_) | State::Again);
        let not_finite = if is_numeric { self.not_finite } else { 0 };
        let counts = [(BadCell::Missing, self.missing), (BadCell::NotFinite, not_finite)];
        let bad = self
            .bad
            .iter()
            .copied()
            .filter(move |(_, bad)| is_numeric || *bad == BadCell::Missing);
        (bad, counts)
    }

    /// The data of the column.
    pub(crate) fn finish(self) -> RawData {
        match self.state {
            State::Unknown | State::Again => RawData::I64([].into()),
            State::Whole(cells) => whole_numbers(&cells),
            State::Number { cells, .. } => RawData::F64(cells.iter().map(|cell| cell + 0.0).collect()),
            State::Truth(cells) => RawData::Truth(cells.into()),
            State::Text(cells) => cells.finish(),
        }
    }
}

/// Whole numbers, in bytes where all fit.
pub(crate) fn whole_numbers(cells: &[i64]) -> RawData {
    // Without a branch, so that the loop runs in lanes.
    let beyond = cells.iter().fold(0, |beyond, cell| beyond | (cell & !0xFF));
    if beyond == 0 {
        RawData::U8(cells.iter().map(|cell| *cell as u8).collect())
    } else {
        RawData::I64(cells.into())
    }
}

fn widened(cells: &[i64], number: f64) -> Vec<f64> {
    cells.iter().map(|cell| *cell as f64).chain([number]).collect()
}

fn truth(cell: &str) -> Option<u8> {
    match cell {
        "true" | "True" | "TRUE" => Some(1),
        "false" | "False" | "FALSE" => Some(0),
        _ => None,
    }
}

/// A whole number of up to 18 digits and nothing else: nearly all that there are.
#[inline]
fn short_whole(cell: &[u8]) -> Option<i64> {
    let (digits, is_negative) = match cell {
        [b'-', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut number = 0_i64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + i64::from(digit);
    }
    Some(if is_negative { -number } else { number })
}

/// A number of up to 15 digits, with or without a decimal point, and nothing else.
///
/// The digits as a whole number and the power of ten are exact, so their quotient is the correctly rounded number, as
/// `str::parse` gives it.
#[inline]
fn short_number(cell: &[u8]) -> Option<f64> {
    const POWERS: [f64; 16] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ];
    let (digits, is_negative) = match cell {
        [b'-', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    let point = digits.iter().position(|byte| *byte == b'.');
    let count = digits.len() - usize::from(point.is_some());
    if count == 0 || count > 15 {
        return None;
    }
    let mut number = 0_i64;
    for (index, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            number = number * 10 + i64::from(digit);
        } else if Some(index) != point {
            return None;
        }
    }
    let value = number as f64 / POWERS[point.map_or(0, |point| count - point)];
    Some(if is_negative { -value } else { value })
}

fn number(cell: &str) -> Number {
    if let Some(number) = short_whole(cell.as_bytes()) {
        return Number::Whole(number);
    }
    let Ok(value) = cell.parse::<f64>() else {
        return Number::None;
    };
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    match cell.parse::<i64>() {
        Ok(number) => Number::Whole(number),
        _ if !value.is_finite() => Number::NotFinite,
        Err(_) if is_whole => Number::Oversize(value),
        Err(_) => Number::Fractional(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_those_of_the_standard_library() {
        let mut state = 1_u64;
        let mut texts: Vec<String> = [
            "0",
            "-0",
            "0.1",
            ".5",
            "5.",
            "-.5",
            "123456789012345",
            "1234567.12345678",
            "0.00000000000001",
        ]
        .map(str::to_owned)
        .into();
        for _ in 0..20_000 {
            // Knuth's 64-bit congruential generator: any digits will do.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let digits = (state >> 14) % 1_000_000_000_000_000;
            let mut text = digits.to_string();
            text.insert((state >> 3) as usize % (text.len() + 1), '.');
            texts.push(text);
        }
        for text in &texts {
            let Some(number) = short_number(text.as_bytes()) else {
                panic!("{text} is short")
            };
            assert_eq!(Ok(number.to_bits()), text.parse::<f64>().map(f64::to_bits), "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            "-.",
            "1.2.3",
            "1e5",
            "+1",
            "1234567890123456",
            "12345678.123456789",
            "1,5",
            "nan",
            " 1",
        ] {
            assert_eq!(short_number(text.as_bytes()), None, "{text}");
        }
    }
}
