//! Columns of values while formulas are worked out: one value for all rows, or one for each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::population::Shared;

/// The truth of a comparison with a number that does not exist, such as a quotient by zero.
pub(super) const UNDEFINED: u8 = 2;
/// The code of a word that does not exist, such as a cell that a recoding does not name.
pub(super) const NO_WORD: u32 = u32::MAX;

/// A value for each row of a table.
#[derive(Debug, Clone)]
pub(super) enum Series<T> {
    /// The same for all rows.
    One(T),
    /// Cells of the file, or of another expression that is kept.
    Shared(Shared<T>),
    /// Cells made here.
    Own(Vec<T>),
}

/// How a series is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum View<'a, T> {
    One(T),
    Many(&'a [T]),
}

impl<T: Copy> View<'_, T> {
    /// The value of a row.
    #[inline(always)]
    pub(super) fn at(&self, row: usize) -> T {
        match self {
            View::One(value) => *value,
            View::Many(values) => values[row],
        }
    }
}

impl<T: Copy> Series<T> {
    pub(super) fn view(&self) -> View<'_, T> {
        match self {
            Series::One(value) => View::One(*value),
            Series::Shared(values) => View::Many(values),
            Series::Own(values) => View::Many(values),
        }
    }

    /// Another value for each.
    pub(super) fn map<U>(&self, f: impl Fn(T) -> U) -> Series<U> {
        match self.view() {
            View::One(value) => Series::One(f(value)),
            View::Many(values) => Series::Own(values.iter().map(|value| f(*value)).collect()),
        }
    }

    /// A value for each pair.
    pub(super) fn zip<U: Copy, V>(&self, other: &Series<U>, f: impl Fn(T, U) -> V) -> Series<V> {
        match (self.view(), other.view()) {
            (View::One(a), View::One(b)) => Series::One(f(a, b)),
            (View::One(a), View::Many(b)) => Series::Own(b.iter().map(|b| f(a, *b)).collect()),
            (View::Many(a), View::One(b)) => Series::Own(a.iter().map(|a| f(*a, b)).collect()),
            (View::Many(a), View::Many(b)) => Series::Own(a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect()),
        }
    }

    /// A value of the same sort for each pair, in the memory of a series that is not needed again.
    pub(super) fn combine(self, other: Series<T>, f: impl Fn(T, T) -> T) -> Series<T> {
        match (self, other) {
            (Series::Own(mut values), other) => {
                match other.view() {
                    View::One(b) => values.iter_mut().for_each(|a| *a = f(*a, b)),
                    View::Many(cells) => values.iter_mut().zip(cells).for_each(|(a, b)| *a = f(*a, *b)),
                }
                Series::Own(values)
            }
            (first, Series::Own(mut values)) => {
                match first.view() {
                    View::One(a) => values.iter_mut().for_each(|b| *b = f(a, *b)),
                    View::Many(cells) => cells.iter().zip(&mut values).for_each(|(a, b)| *b = f(*a, *b)),
                }
                Series::Own(values)
            }
            (first, other) => first.zip(&other, f),
        }
    }

    /// `then` where the condition holds, `otherwise` where it does not, `undefined` where it has no truth.
    pub(super) fn select(condition: &Series<u8>, then: Series<T>, otherwise: Series<T>, undefined: T) -> Series<T> {
        let truths = match condition.view() {
            View::One(0) => return otherwise,
            View::One(1) => return then,
            View::One(_) => return Series::One(undefined),
            View::Many(truths) => truths,
        };
        let pick = |truth: u8, a: T, b: T| match truth {
            0 => b,
            1 => a,
            _ => undefined,
        };
        Series::Own(match (then.view(), otherwise.view()) {
            (View::One(a), View::One(b)) => truths.iter().map(|t| pick(*t, a, b)).collect(),
            (View::One(a), View::Many(b)) => truths.iter().zip(b).map(|(t, b)| pick(*t, a, *b)).collect(),
            (View::Many(a), View::One(b)) => truths.iter().zip(a).map(|(t, a)| pick(*t, *a, b)).collect(),
            (View::Many(a), View::Many(b)) => truths
                .iter()
                .zip(a)
                .zip(b)
                .map(|((t, a), b)| pick(*t, *a, *b))
                .collect(),
        })
    }
}

/// Both hold. A falsehood decides even beside a truth that does not exist.
pub(super) fn and(a: u8, b: u8) -> u8 {
    match (a, b) {
        (0, _) | (_, 0) => 0,
        (1, 1) => 1,
        _ => UNDEFINED,
    }
}

/// One holds. A truth decides even beside one that does not exist.
pub(super) fn or(a: u8, b: u8) -> u8 {
    match (a, b) {
        (1, _) | (_, 1) => 1,
        (0, 0) => 0,
        _ => UNDEFINED,
    }
}

/// The contrary.
pub(super) fn not(a: u8) -> u8 {
    if a < UNDEFINED { 1 - a } else { UNDEFINED }
}

/// A word for each row: codes into a list of words.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub codes: Series<u32>,
    pub labels: Arc<[String]>,
}

impl Words {
    /// One word for all rows.
    pub(super) fn one(text: &str) -> Words {
        Words {
            codes: Series::One(0),
            labels: Arc::from([text.to_string()]),
        }
    }

    /// These words coded by a list that begins with `labels`: the longer list and the codes.
    fn recoded(&self, labels: &Arc<[String]>) -> (Arc<[String]>, Series<u32>) {
        if Arc::ptr_eq(&self.labels, labels) {
            return (labels.clone(), self.codes.clone());
        }
        let mut known: BTreeMap<&str, u32> = BTreeMap::new();
        for (code, label) in (0u32..).zip(labels.iter()) {
            known.entry(label).or_insert(code);
        }
        let mut next = labels.len() as u32;
        let mut added = Vec::new();
        let codes: Vec<u32> = self
            .labels
            .iter()
            .map(|label| {
                *known.entry(label).or_insert_with(|| {
                    added.push(label.clone());
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let recoded = self
            .codes
            .map(|code| codes.get(code as usize).copied().unwrap_or(NO_WORD));
        let labels = if added.is_empty() {
            labels.clone()
        } else {
            labels.iter().cloned().chain(added).collect()
        };
        (labels, recoded)
    }

    /// Whether both words are the same.
    pub(super) fn equal(&self, other: &Words) -> Series<u8> {
        let (_, codes) = other.recoded(&self.labels);
        // Two codes of one list may be the same word only in recodings, which no formula reads.
        self.codes.zip(&codes, |a, b| {
            if a == NO_WORD || b == NO_WORD {
                UNDEFINED
            } else {
                u8::from(a == b)
            }
        })
    }

    /// `then` where the condition holds, `otherwise` elsewhere.
    pub(super) fn select(condition: &Series<u8>, then: Words, otherwise: Words) -> Words {
        let (labels, codes) = otherwise.recoded(&then.labels);
        Words {
            codes: Series::select(condition, then.codes, codes, NO_WORD),
            labels,
        }
    }
}

/// What a formula gives.
#[derive(Debug, Clone)]
pub(super) enum Values {
    /// Numbers; NaN where there is none.
    Number(Series<f64>),
    /// A bare column of whole numbers from 0 to 255.
    Small(Shared<u8>),
    /// Truths: 0, 1 or [`UNDEFINED`].
    Truth(Series<u8>),
    /// Words.
    Text(Words),
}

impl Values {
    /// What they are, for a message.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Values::Number(_) | Values::Small(_) => "numbers",
            Values::Truth(_) => "truths",
            Values::Text(_) => "words",
        }
    }

    /// Whether two rows have the same value.
    pub(super) fn same(&self, a: usize, b: usize) -> bool {
        match self {
            Values::Number(series) => {
                let view = series.view();
                let (x, y) = (view.at(a), view.at(b));
                x == y || (x.is_nan() && y.is_nan())
            }
            Values::Small(values) => values[a] == values[b],
            Values::Truth(series) => series.view().at(a) == series.view().at(b),
            Values::Text(words) => words.word(a) == words.word(b),
        }
    }

    /// The value of a row as a message shows it.
    pub(super) fn show(&self, row: usize) -> String {
        match self {
            Values::Number(series) => (series.view().at(row) + 0.0).to_string(),
            Values::Small(values) => values[row].to_string(),
            Values::Truth(series) => match series.view().at(row) {
                0 => "false".to_string(),
                1 => "true".to_string(),
                _ => "neither true nor false".to_string(),
            },
            Values::Text(words) => words.word(row).unwrap_or("no word").to_string(),
        }
    }

    /// Whether there is one value for all rows.
    pub(super) fn is_constant(&self) -> bool {
        match self {
            Values::Number(series) => matches!(series, Series::One(_)),
            Values::Small(_) => false,
            Values::Truth(series) => matches!(series, Series::One(_)),
            Values::Text(words) => matches!(words.codes, Series::One(_)),
        }
    }
}

impl Words {
    /// The word of a row.
    pub(super) fn word(&self, row: usize) -> Option<&str> {
        self.labels.get(self.codes.view().at(row) as usize).map(String::as_str)
    }
}
