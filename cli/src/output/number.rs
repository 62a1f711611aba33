//! Numbers as a reader wants them: thousands separated, billions short, shares as percentages.

/// From this amount on, money is shown in billions with three decimals.
const BILLION: f64 = 1e9;

/// Digits in groups of three.
fn grouped(digits: &str) -> String {
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A number with thousands separated and a fixed number of decimals; what rounds to zero has no sign.
pub fn decimal(value: f64, decimals: usize) -> String {
    // abs, because a zero may have a sign.
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (text.as_str(), String::new()),
    };
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    format!("{sign}{}{fraction}", grouped(whole))
}

/// An amount of money of a whole population: `72.132 bn` from a billion on, whole units with separators below.
pub fn money(value: f64) -> String {
    if value.abs() >= BILLION {
        format!("{} bn", decimal(value / BILLION, 3))
    } else {
        decimal(value, 0)
    }
}

/// As [`money`], with a sign before gains too; zero has none.
pub fn signed_money(value: f64) -> String {
    signed(value, money(value))
}

/// A change of an amount of one household or person, in whole units with its sign.
pub fn change(value: f64) -> String {
    signed(value, decimal(value, 0))
}

fn signed(value: f64, text: String) -> String {
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.' | ','));
    if value > 0.0 && !is_zero {
        format!("+{text}")
    } else {
        text
    }
}

/// A weighted number of persons or units: `28.018 m` from a million on.
pub fn people(value: f64) -> String {
    if value >= 1e6 {
        format!("{} m", decimal(value / 1e6, 3))
    } else {
        decimal(value, 0)
    }
}

/// A share of 0 to 1 in percent.
pub fn percent(value: f64, decimals: usize) -> String {
    format!("{}%", decimal(value * 100.0, decimals))
}

/// A change of a share, or a relative change, in percent with its sign.
pub fn signed_percent(value: f64, decimals: usize) -> String {
    signed_text(value, percent(value, decimals))
}

/// A change of a share in percentage points with its sign.
pub fn points(value: f64, decimals: usize) -> String {
    signed_text(value, format!("{} pp", decimal(value * 100.0, decimals)))
}

fn signed_text(value: f64, text: String) -> String {
    let is_zero = !text.chars().any(|c| matches!(c, '1'..='9'));
    if value > 0.0 && !is_zero {
        format!("+{text}")
    } else {
        text
    }
}

/// A number of a rule or a parameter: as many digits as it has, at most six decimals, thousands separated.
pub fn plain(value: f64) -> String {
    if value != 0.0 && (value.abs() >= 1e15 || value.abs() < 1e-6) {
        return format!("{value:e}");
    }
    let text = decimal(value, 6);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// What stands in place of a figure that does not exist, such as the mean of nobody.
pub const NOTHING: &str = "–";

/// A figure that may not exist.
pub fn or_nothing<T>(value: Option<T>, show: impl Fn(T) -> String) -> String {
    value.map_or(NOTHING.to_string(), show)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_short_from_a_billion_on() {
        assert_eq!(money(72_132_018_765.0), "72.132 bn");
        assert_eq!(money(-2_500_000_000.0), "-2.500 bn");
        assert_eq!(money(1_234_567_890_123.0), "1,234.568 bn");
        assert_eq!(money(999_999_999.4), "999,999,999");
        assert_eq!(money(-0.3), "0");
        assert_eq!(signed_money(5e9), "+5.000 bn");
        assert_eq!(signed_money(0.2), "0");
    }

    #[test]
    fn signs_stand_only_where_there_is_something() {
        assert_eq!(change(12.4), "+12");
        assert_eq!(change(-1234.5), "-1,234");
        assert_eq!(change(0.4), "0");
        assert_eq!(points(0.00123, 2), "+0.12 pp");
        assert_eq!(points(-0.000001, 2), "0.00 pp");
        assert_eq!(signed_percent(0.0, 1), "0.0%");
        for nothing in [-0.0, -0.0004, -1e-9] {
            assert_eq!(signed_percent(nothing, 1), "0.0%");
            assert_eq!(percent(nothing, 1), "0.0%");
            assert_eq!(
                (change(nothing), money(nothing), people(nothing)),
                ("0".into(), "0".into(), "0".into())
            );
        }
        assert_eq!(plain(-0.0), "0");
    }

    #[test]
    fn plain_numbers_keep_their_digits() {
        assert_eq!(plain(0.0765), "0.0765");
        assert_eq!(plain(11610.0), "11,610");
        assert_eq!(plain(0.0), "0");
        assert_eq!(plain(-8700.5), "-8,700.5");
        assert_eq!(plain(1e18), "1e18");
        assert_eq!(people(28_018_342.0), "28.018 m");
        assert_eq!(or_nothing(None, money), NOTHING);
    }
}
