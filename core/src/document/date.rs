//! Calendar days.

use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, written `2024-01-01`.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Debug, Hash)]
pub struct Date {
    /// The year, 0 to 9999 in files.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateError {
    /// The text is not four digits, a hyphen, two digits, a hyphen, two digits.
    Form,
    /// The month is not 01 to 12.
    Month(u8),
    /// The month has no such day; the number of days that it has.
    Day(u8, u8),
}

impl Date {
    /// The day, if the calendar has it and the year is 0 to 9999.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        let valid = (0..=9999).contains(&year) && (1..=days_of_month(year, month)).contains(&day);
        valid.then_some(Date { year, month, day })
    }
}

/// The number of days of a month; 0 when `month` is not 1 to 12.
fn days_of_month(year: i32, month: u8) -> u8 {
    let is_leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap_year => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = DateError;

    /// Reads exactly `YYYY-MM-DD`: no spaces, no missing zeros, a day that the calendar has.
    fn from_str(text: &str) -> Result<Date, DateError> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(DateError::Form);
        }
        let digits = |from: usize, to: usize| {
            bytes[from..to].iter().try_fold(0i32, |value, byte| {
                byte.is_ascii_digit().then(|| value * 10 + i32::from(byte - b'0'))
            })
        };
        let (Some(year), Some(month), Some(day)) = (digits(0, 4), digits(5, 7), digits(8, 10)) else {
            return Err(DateError::Form);
        };
        // Two digits are at most 99.
        let (month, day) = (month as u8, day as u8);
        match days_of_month(year, month) {
            0 => Err(DateError::Month(month)),
            days if day == 0 || day > days => Err(DateError::Day(day, days)),
            _ => Ok(Date { year, month, day }),
        }
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateError::Form => formatter.write_str("a date is written 2024-01-31: year, month and day with hyphens"),
            DateError::Month(month) => write!(formatter, "there is no month {month:02}"),
            DateError::Day(day, days) => write!(formatter, "there is no day {day:02} in a month of {days} days"),
        }
    }
}

impl std::error::Error for DateError {}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_strictly_and_written_back() {
        for text in ["2024-01-01", "2024-02-29", "2000-02-29", "0000-12-31", "9999-11-30"] {
            assert_eq!(text.parse::<Date>().map(|date| date.to_string()), Ok(text.to_string()));
        }
        for text in [
            "",
            "2024",
            "2024-1-01",
            "2024-01-1 ",
            "2024/01/01",
            "+024-01-01",
            "２024-01",
            "2024-01-01T00:00:00",
        ] {
            assert_eq!(text.parse::<Date>(), Err(DateError::Form), "{text}");
        }
        assert_eq!("2024-00-01".parse::<Date>(), Err(DateError::Month(0)));
        assert_eq!("2024-13-01".parse::<Date>(), Err(DateError::Month(13)));
        assert_eq!("2024-04-31".parse::<Date>(), Err(DateError::Day(31, 30)));
        assert_eq!("2023-02-29".parse::<Date>(), Err(DateError::Day(29, 28)));
        assert_eq!("1900-02-29".parse::<Date>(), Err(DateError::Day(29, 28)));
        assert_eq!("2024-01-00".parse::<Date>(), Err(DateError::Day(0, 31)));
    }

    #[test]
    fn dates_follow_the_calendar() {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        assert!(date("2023-12-31") < date("2024-01-01"));
        assert!(date("2024-01-31") < date("2024-02-01"));
        assert_eq!(Date::new(2023, 2, 29), None);
        assert_eq!(Date::new(10_000, 1, 1), None);
        assert_eq!(Date::new(2024, 2, 29), Some(date("2024-02-29")));
        assert_eq!(
            serde_json::to_string(&date("2024-02-29")).ok().as_deref(),
            Some("\"2024-02-29\"")
        );
    }
}
