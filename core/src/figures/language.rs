//! The languages of sentences and figures, and how each writes numbers.
//!
//! Digits come from the decimal formatting of the standard library, which is exact and the same everywhere. A number is rounded
//! first and its unit chosen afterwards, so that 999,999 is "1.00 million" and no number shows more digits than the others.

use serde::{Deserialize, Serialize};

use super::Unit;

/// A language of sentences and figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Chinese, in simplified characters.
    #[serde(rename = "zh")]
    Chinese,
}

/// The minus sign, U+2212.
const MINUS: char = '\u{2212}';

/// English units of large numbers with their power of ten.
const ENGLISH: [(i32, &str); 3] = [(12, " trillion"), (9, " billion"), (6, " million")];
/// Chinese units of large numbers with their power of ten.
const CHINESE: [(i32, &str); 3] = [(12, " 万亿"), (8, " 亿"), (4, " 万")];

impl Language {
    /// Every language, in the order of the catalogue.
    pub const ALL: [Language; 2] = [Language::English, Language::Chinese];

    /// The code of the language: `en` or `zh`.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }

    /// The language of a code; None if it is none of ours.
    pub fn parse(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The word for a currency in prose: yuan, euros and dollars, a neutral word for no currency (XXX), else its ISO 4217 code.
    pub fn currency(self, code: &str) -> &str {
        match (self, code) {
            (Language::English, "CNY") => "yuan",
            (Language::English, "EUR") => "euros",
            (Language::English, "USD") => "dollars",
            (Language::English, "XXX") => "currency units",
            (Language::Chinese, "CNY") => "元",
            (Language::Chinese, "EUR") => "欧元",
            (Language::Chinese, "USD") => "美元",
            (Language::Chinese, "XXX") => "货币单位",
            (_, code) => code,
        }
    }

    /// An amount of money with its currency, as prose has it: "69.8 billion yuan", "698 亿元".
    pub fn money(self, amount: f64, currency: &str) -> String {
        let number = self.large(amount, 3);
        let word = self.currency(currency);
        // Chinese sets a measure word next to the number's own (698 亿元), and a space after digits and before Latin letters.
        let joined = self == Language::Chinese && !word.is_ascii() && number.ends_with(['万', '亿']);
        if joined {
            format!("{number}{word}")
        } else {
            format!("{number} {word}")
        }
    }

    /// The ends of a range of money in two digits of the larger, in one unit: "30" and "55 billion yuan", "300" and "550 亿元".
    pub fn between(self, low: f64, high: f64, currency: &str) -> [String; 2] {
        let larger = if low.abs() > high.abs() { low.abs() } else { high.abs() };
        let (_, exponent) = rounded(larger, 2);
        let units = match self {
            Language::English => &ENGLISH,
            Language::Chinese => &CHINESE,
        };
        let (power, unit) = units
            .iter()
            .find(|(power, _)| exponent >= *power)
            .map_or((0, ""), |(power, unit)| (*power, *unit));
        // Steps of the second digit, but of no less than a unit of money.
        let step = if exponent < 1 { 0 } else { exponent - 1 };
        let decimals = usize::try_from(power - step).unwrap_or(0);
        let number = |amount: f64| {
            let steps = format!("{:.0}", amount.abs() / ten_to(step));
            let size = format!("{steps}e{}", step - power).parse::<f64>().unwrap_or(0.0);
            let digits = format!("{size:.decimals$}");
            let (whole, rest) = digits.split_once('.').unwrap_or((&digits, ""));
            let whole = if whole.len() < 5 {
                self.whole(whole)
            } else {
                separated(whole)
            };
            let text = if rest.is_empty() {
                whole
            } else {
                format!("{whole}.{rest}")
            };
            if steps == "0" { text } else { signed(amount, text) }
        };
        let word = self.currency(currency);
        let joined = self == Language::Chinese && !word.is_ascii() && unit.ends_with(['万', '亿']);
        let space = if joined { "" } else { " " };
        [number(low), format!("{}{unit}{space}{word}", number(high))]
    }

    /// A number of people with the number's own unit and no noun, in two digits: "3.2 million", "320 万".
    pub fn people(self, number: f64) -> String {
        self.large(number, 2)
    }

    /// An amount or a number with `digits` digits (2 or 3) and the language's unit of large numbers; below 10,000 whole.
    fn large(self, number: f64, digits: usize) -> String {
        if !number.is_finite() {
            return self.undefined().to_string();
        }
        let size = number.abs();
        let whole = format!("{size:.0}");
        let text = if whole == "0" && size > 0.0 {
            return self.less_than(number, "1");
        } else if whole.len() < 5 {
            self.whole(&whole)
        } else {
            let (figures, exponent) = rounded(size, digits);
            let units = match self {
                Language::English => &ENGLISH,
                Language::Chinese => &CHINESE,
            };
            match units.iter().find(|(power, _)| exponent >= *power) {
                Some((power, unit)) => format!("{}{unit}", self.placed(&figures, exponent - power)),
                None => self.placed(&figures, exponent),
            }
        };
        signed(number, text)
    }

    /// A whole number below 10,000: English separates thousands, Chinese does not.
    fn whole(self, digits: &str) -> String {
        match self {
            Language::English => separated(digits),
            Language::Chinese => digits.to_string(),
        }
    }

    /// Digits with the decimal point after the one of power zero, `first` being the power of the first digit; zeros fill up.
    fn placed(self, figures: &str, first: i32) -> String {
        let before = usize::try_from(first + 1).unwrap_or(0);
        if before < figures.len() {
            let (whole, rest) = figures.split_at(before);
            return format!("{whole}.{rest}");
        }
        let mut whole = figures.to_string();
        whole.extend(std::iter::repeat_n('0', before - figures.len()));
        if whole.len() < 5 {
            self.whole(&whole)
        } else {
            separated(&whole)
        }
    }

    /// A number with all its digits, as tables of households have it: commas from four digits on, in Chinese from five, as in amounts.
    pub fn full(self, number: f64) -> String {
        if !number.is_finite() {
            return self.undefined().to_string();
        }
        let digits = format!("{:.0}", number.abs());
        let fewest = match self {
            Language::English => 4,
            Language::Chinese => 5,
        };
        let text = if digits.len() < fewest {
            digits.clone()
        } else {
            separated(&digits)
        };
        if digits == "0" { text } else { signed(number, text) }
    }

    /// A share in whole percent: "66%". Shares next to nothing and next to all are said to be so.
    pub fn share(self, share: f64) -> String {
        if !share.is_finite() {
            return self.undefined().to_string();
        }
        let percent = format!("{:.0}", (share * 100.0).abs());
        if percent == "0" && share != 0.0 {
            return self.less_than(share, "1%");
        }
        if percent == "100" && share < 1.0 && share > 0.0 {
            return match self {
                Language::English => "more than 99%".to_string(),
                Language::Chinese => "超过 99%".to_string(),
            };
        }
        signed(share, format!("{percent}%"))
    }

    /// A rate in percent with one decimal: "10.1%".
    pub fn rate(self, rate: f64) -> String {
        if !rate.is_finite() {
            return self.undefined().to_string();
        }
        let percent = format!("{:.1}", (rate * 100.0).abs());
        if percent == "0.0" && rate != 0.0 {
            return self.less_than(rate, "0.1%");
        }
        signed(rate, format!("{percent}%"))
    }

    /// A relative change in percent with sign and one decimal: "+6.9%"; below rounding "0.0%" without a sign.
    pub fn change(self, change: f64) -> String {
        if !change.is_finite() {
            return self.undefined().to_string();
        }
        format!("{}%", self.with_sign(change * 100.0, 1))
    }

    /// A difference of shares: "+1.2 points", "+1.2 个百分点".
    pub fn points(self, difference: f64) -> String {
        if !difference.is_finite() {
            return self.undefined().to_string();
        }
        let number = self.with_sign(difference * 100.0, 1);
        match self {
            Language::English => format!("{number} points"),
            Language::Chinese => format!("{number} 个百分点"),
        }
    }

    /// An index such as Gini's, with three decimals.
    pub fn index(self, index: f64) -> String {
        self.decimals(index, 3)
    }

    /// A ratio of incomes, with two decimals.
    pub fn ratio(self, ratio: f64) -> String {
        self.decimals(ratio, 2)
    }

    fn decimals(self, number: f64, decimals: usize) -> String {
        if !number.is_finite() {
            return self.undefined().to_string();
        }
        let digits = format!("{:.decimals$}", number.abs());
        if digits.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
            return digits;
        }
        signed(number, digits)
    }

    fn with_sign(self, number: f64, decimals: usize) -> String {
        let text = self.decimals(number, decimals);
        let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        if number > 0.0 && !is_zero {
            format!("+{text}")
        } else {
            text
        }
    }

    /// What cannot be told at the digits shown, in the direction of its sign.
    fn less_than(self, number: f64, limit: &str) -> String {
        let sign = if number < 0.0 { MINUS.to_string() } else { String::new() };
        match self {
            Language::English if number < 0.0 => format!("between {sign}{limit} and 0"),
            Language::English => format!("less than {limit}"),
            Language::Chinese if number < 0.0 => format!("{sign}{limit} 与 0 之间"),
            Language::Chinese => format!("不到 {limit}"),
        }
    }

    /// What is shown in the place of a number that is not defined.
    pub fn undefined(self) -> &'static str {
        match self {
            Language::English => "not defined",
            Language::Chinese => "无法定义",
        }
    }

    /// A number as cells and value labels show it: like in a sentence, without the currency and without a noun.
    pub fn show(self, unit: Unit, number: Option<f64>) -> String {
        let Some(number) = number else {
            return self.undefined().to_string();
        };
        match unit {
            Unit::Text => String::new(),
            Unit::Money | Unit::MoneyPerPerson => self.large(number, 3),
            Unit::People => self.people(number),
            Unit::Share => self.share(number),
            Unit::Rate => self.rate(number),
            Unit::Change => self.change(number),
            Unit::Points => self.points(number),
            Unit::Index => self.index(number),
            Unit::Ratio => self.ratio(number),
        }
    }

    /// The unit in which an axis shows money of this size: its factor and its name, empty below the first.
    pub(super) fn axis_of_money(self, largest: f64) -> (f64, &'static str) {
        let units: [(f64, &'static str); 3] = match self {
            Language::English => [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")],
            Language::Chinese => [(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
        };
        let fitting = units.into_iter().find(|(factor, _)| largest >= *factor);
        fitting.unwrap_or((1.0, ""))
    }
}

fn signed(number: f64, text: String) -> String {
    if number < 0.0 { format!("{MINUS}{text}") } else { text }
}

/// The digits of a number rounded to so many, and the power of ten of the first.
fn rounded(size: f64, digits: usize) -> (String, i32) {
    let text = format!("{size:.*e}", digits - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let figures = mantissa.chars().filter(char::is_ascii_digit).collect();
    (figures, exponent.parse().unwrap_or(0))
}

/// A power of ten, as decimal reading gives it: the same everywhere.
fn ten_to(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(1.0)
}

/// Digits with a comma after each thousand.
fn separated(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
