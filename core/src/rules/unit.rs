//! Units of measure: what may be added to what.

use std::fmt;

/// The dimension of a number: powers of money, months, hours and years of age. Money a year is plain money, because a
/// year's amount is what the ledger books; money a month and money an hour are kept apart from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Unit {
    /// Power of money.
    pub money: i8,
    /// Power of months.
    pub month: i8,
    /// Power of hours.
    pub hour: i8,
    /// Power of years of age.
    pub age: i8,
}

impl Unit {
    /// A pure number: share, count, ratio.
    pub const NUMBER: Unit = Unit {
        money: 0,
        month: 0,
        hour: 0,
        age: 0,
    };
    /// Money a year (or a sum of money booked in the year).
    pub const MONEY: Unit = Unit {
        money: 1,
        month: 0,
        hour: 0,
        age: 0,
    };
    /// Money a month.
    pub const MONEY_PER_MONTH: Unit = Unit {
        money: 1,
        month: -1,
        hour: 0,
        age: 0,
    };
    /// A number of months.
    pub const MONTHS: Unit = Unit {
        money: 0,
        month: 1,
        hour: 0,
        age: 0,
    };
    /// A number of hours.
    pub const HOURS: Unit = Unit {
        money: 0,
        month: 0,
        hour: 1,
        age: 0,
    };
    /// An age in years.
    pub const AGE: Unit = Unit {
        money: 0,
        month: 0,
        hour: 0,
        age: 1,
    };

    /// The words a file may write for a unit.
    pub const NAMES: [&'static str; 10] = [
        "currency/year",
        "currency/month",
        "currency/hour",
        "currency",
        "share",
        "count",
        "number",
        "age",
        "months",
        "hours",
    ];

    /// Reads one of [`Unit::NAMES`].
    pub fn parse(text: &str) -> Option<Unit> {
        Some(match text {
            "currency/year" | "currency" => Unit::MONEY,
            "currency/month" => Unit::MONEY_PER_MONTH,
            "currency/hour" => Unit {
                money: 1,
                month: 0,
                hour: -1,
                age: 0,
            },
            "share" | "count" | "number" => Unit::NUMBER,
            "age" => Unit::AGE,
            "months" => Unit::MONTHS,
            "hours" => Unit::HOURS,
            _ => return None,
        })
    }

    /// Whether money enters with any power.
    pub fn is_money(self) -> bool {
        self.money != 0
    }

    /// The unit of a product.
    pub fn times(self, other: Unit) -> Unit {
        Unit {
            money: self.money.saturating_add(other.money),
            month: self.month.saturating_add(other.month),
            hour: self.hour.saturating_add(other.hour),
            age: self.age.saturating_add(other.age),
        }
    }

    /// The unit of a quotient.
    pub fn over(self, other: Unit) -> Unit {
        Unit {
            money: self.money.saturating_sub(other.money),
            month: self.month.saturating_sub(other.month),
            hour: self.hour.saturating_sub(other.hour),
            age: self.age.saturating_sub(other.age),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = match *self {
            Unit::NUMBER => "a pure number",
            Unit::MONEY => "money a year",
            Unit::MONEY_PER_MONTH => "money a month",
            Unit::MONTHS => "months",
            Unit::HOURS => "hours",
            Unit::AGE => "an age",
            Unit {
                money: 1,
                month: 0,
                hour: -1,
                age: 0,
            } => "money an hour",
            _ => "",
        };
        if !known.is_empty() {
            return f.write_str(known);
        }
        let mut first = true;
        for (name, power) in [
            ("money", self.money),
            ("month", self.month),
            ("hour", self.hour),
            ("age", self.age),
        ] {
            if power == 0 {
                continue;
            }
            if !first {
                f.write_str(" x ")?;
            }
            first = false;
            if power == 1 {
                write!(f, "{name}")?;
            } else {
                write!(f, "{name}^{power}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_monthly_money_are_money() {
        assert_eq!(Unit::MONEY_PER_MONTH.times(Unit::MONTHS), Unit::MONEY);
        assert_eq!(Unit::MONEY.over(Unit::MONEY), Unit::NUMBER);
        assert_eq!(
            Unit::parse("currency/hour").map(|unit| unit.times(Unit::HOURS)),
            Some(Unit::MONEY)
        );
    }

    #[test]
    fn odd_products_are_spelt_out() {
        assert_eq!(Unit::MONEY.times(Unit::MONEY).to_string(), "money^2");
        assert_eq!(Unit::parse("dollars"), None);
    }
}
