//! A fund through a year: what it can pay out of what it holds.

use crate::numeric::math::pow;

/// Months of a year.
const MONTHS: u32 = 12;

/// A fund's year. Twelve equal months, where it pays month by month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FundYear {
    /// The share of its claims that it can pay, at most 1.
    pub share: f64,
    /// Interest on what it holds from month to month; 0 where a year is one payment.
    pub interest: f64,
    /// The first month, from 1 on, in which it cannot pay everything; 0 where it always can.
    pub empty_in_month: u32,
    /// Claims that it cannot pay: what its programmes go without, or what the budget adds.
    pub missing: f64,
}

impl FundYear {
    /// A year that opens with a balance, in which so much flows in and so much is claimed. By month, with an interest rate a year: the balance bears
    /// interest, a twelfth of the claims is paid as far as it reaches, then a twelfth of the inflow comes in, to be spent from the
    /// next month on. As one payment, all of the inflow can be spent.
    pub fn new(opening: f64, inflow: f64, claimed: f64, by_month: Option<f64>) -> FundYear {
        let Some(rate) = by_month else {
            let available = opening + inflow;
            let share = share_of(available, claimed);
            let covered = if available > 0.0 { available } else { 0.0 };
            return FundYear {
                share,
                interest: 0.0,
                empty_in_month: u32::from(share < 1.0),
                missing: if share < 1.0 { claimed - covered } else { 0.0 },
            };
        };
        let growth = pow(1.0 + rate, 1.0 / f64::from(MONTHS)) - 1.0;
        let (due, comes_in) = (claimed / f64::from(MONTHS), inflow / f64::from(MONTHS));
        let (mut balance, mut paid, mut interest, mut empty_in_month) = (opening, 0.0, 0.0, 0);
        for month in 1..=MONTHS {
            // A debt that the fund opens with bears interest too, and nothing is paid before it is settled.
            let earned = balance * growth;
            interest += earned;
            balance += earned;
            let part = due * share_of(balance, due);
            if part < due && empty_in_month == 0 {
                empty_in_month = month;
            }
            paid += part;
            balance = balance - part + comes_in;
        }
        FundYear {
            share: if empty_in_month == 0 { 1.0 } else { paid / claimed },
            interest,
            empty_in_month,
            missing: if empty_in_month == 0 { 0.0 } else { claimed - paid },
        }
    }
}

/// The share of claims that an amount covers.
fn share_of(available: f64, claimed: f64) -> f64 {
    if claimed <= available {
        1.0
    } else if available <= 0.0 {
        0.0
    } else {
        // A hair less, so that rounding cannot overdraw the fund.
        available / claimed * (1.0 - 1e-12)
    }
}

#[cfg(test)]
mod tests {
    use super::FundYear;

    #[test]
    fn a_year_as_one_payment_spends_what_comes_in() {
        let year = FundYear::new(10.0, 90.0, 200.0, None);
        assert!((year.share - 0.5).abs() < 1e-9 && year.share < 0.5);
        assert_eq!(year.missing, 100.0);
        assert_eq!(FundYear::new(0.0, 100.0, 100.0, None).share, 1.0);
        assert_eq!(FundYear::new(0.0, 0.0, 0.0, None).share, 1.0);
    }

    #[test]
    fn by_month_what_comes_in_waits_for_the_next_month() {
        // Nothing at the start: the first month pays nothing, the eleven others a twelfth each.
        let year = FundYear::new(0.0, 120.0, 120.0, Some(0.0));
        assert!((year.share - 11.0 / 12.0).abs() < 1e-9);
        assert_eq!((year.empty_in_month, year.interest), (1, 0.0));
        assert!((year.missing - 10.0).abs() < 1e-9);
        // A month's worth at the start carries the whole year.
        assert_eq!(FundYear::new(10.0, 120.0, 120.0, Some(0.0)).share, 1.0);
        // 100 at the start and nothing more: ten of twelve months.
        let year = FundYear::new(100.0, 0.0, 120.0, Some(0.0));
        assert!((year.share - 100.0 / 120.0).abs() < 1e-9);
        assert_eq!(year.empty_in_month, 11);
    }

    #[test]
    fn interest_is_that_of_twelve_months() {
        let year = FundYear::new(1000.0, 0.0, 0.0, Some(0.02));
        assert!((year.interest - 20.0).abs() < 1e-9);
        // On the falling balance: 12 months of 1/12 of 1200 paid at once, 1200 (1 - 0) ... earn less than a year on half.
        let falling = FundYear::new(1200.0, 0.0, 1200.0, Some(0.02));
        assert_eq!(falling.share, 1.0);
        assert!(falling.interest > 11.0 && falling.interest < 13.5);
    }
}
