//! Why a year was refused.

use std::fmt;

/// Why a year was refused. Parts and rows count from 0.
#[derive(Debug, Clone, PartialEq)]
pub enum LifeError {
    /// Another number of values or columns than the lists of this module name.
    Columns {
        /// Of what: numbers, columns of persons, carried columns.
        what: &'static str,
        /// How many there are to be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// A column with another number of rows than its part has persons.
    Rows {
        /// The column.
        name: &'static str,
        /// The part.
        part: u64,
        /// Persons of the part.
        expected: u64,
        /// Rows of the column.
        found: u64,
    },
    /// A number that is none, or lies outside its range.
    Number {
        /// Its name in the list of numbers.
        name: &'static str,
        /// Its value.
        value: f64,
        /// The lowest that is allowed.
        low: f64,
        /// The highest that is allowed.
        high: f64,
    },
    /// A value of a person that is none, or lies outside its range; a truth or a state that is no whole number.
    Person {
        /// The column.
        name: &'static str,
        /// The part.
        part: u64,
        /// The row.
        row: u64,
        /// The value.
        value: f64,
        /// The lowest that is allowed.
        low: f64,
        /// The highest that is allowed.
        high: f64,
    },
    /// Somebody begins on short time, which has no beginning in the data: such a person is employed.
    StartsOnShortTime {
        /// The part.
        part: u64,
        /// The row.
        row: u64,
    },
    /// Some parts bring columns of the year before, others do not.
    Mixed,
    /// The window of the forecast ends before it begins.
    Window {
        /// Months to its beginning.
        from: f64,
        /// Months to its end.
        to: f64,
    },
    /// Two movers have one id, so their draws would be the same.
    SameId {
        /// The id.
        id: u64,
    },
    /// A horizon of no months, or a time too far off.
    Time {
        /// Months before the year.
        first_month: u32,
        /// Months of the horizon.
        horizon: u32,
    },
}

impl fmt::Display for LifeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LifeError::Columns { what, expected, found } => {
                write!(f, "there are {found} {what}, {expected} are expected")
            }
            LifeError::Rows {
                name,
                part,
                expected,
                found,
            } => write!(
                f,
                "the column {name} of part {part} has {found} rows for {expected} persons"
            ),
            LifeError::Number { name, value, low, high } => {
                write!(f, "{name} is {value}; it lies between {low} and {high}")
            }
            LifeError::Person {
                name,
                part,
                row,
                value,
                low,
                high,
            } => write!(
                f,
                "{name} of row {row} in part {part} is {value}; it lies between {low} and {high}, and truths, states and counts are whole"
            ),
            LifeError::StartsOnShortTime { part, row } => {
                write!(
                    f,
                    "row {row} of part {part} begins on short time; such a person begins as employed"
                )
            }
            LifeError::Mixed => write!(f, "some parts continue a year and others begin"),
            LifeError::Window { from, to } => {
                write!(f, "a forecast from month {from} to month {to} ends before it begins")
            }
            LifeError::SameId { id } => write!(f, "two persons have the id {id}"),
            LifeError::Time { first_month, horizon } => write!(
                f,
                "a year from month {first_month} with a horizon of {horizon} months: the horizon has 1 to {LONGEST} months, a year begins no later"
            ),
        }
    }
}

impl std::error::Error for LifeError {}

/// The longest time that is counted, in months: a hundred years.
pub(super) const LONGEST: u32 = 1200;
