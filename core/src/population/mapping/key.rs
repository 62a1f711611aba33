//! Columns of ids: how rows are told apart, ordered and named.

use std::sync::Arc;

use super::faults::{Fault, Faults, row_number};
use crate::population::{Ids, RawData, RawTable, Shared};

/// Ids that are unique only within their household, and places within it, stay below this: an id made of both is the
/// household's times this, plus the other.
pub(super) const WITHIN: i64 = 1000;
/// The largest whole number up to which a floating-point column holds every one exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A column of the file that tells rows apart.
#[derive(Debug, Clone)]
pub(super) enum Key {
    Whole(Shared<i64>),
    /// Codes in the order of the alphabet.
    Text {
        codes: Shared<u32>,
        labels: Arc<[String]>,
    },
}

impl Key {
    /// The column of that name as ids; reports one that cannot be ids.
    pub(super) fn read(table: &RawTable, name: &str, faults: &mut Faults) -> Option<Key> {
        match &table.column(name)?.data {
            RawData::I64(cells) => Some(Key::Whole(cells.clone())),
            RawData::U8(cells) => Some(Key::Whole(cells.iter().map(|cell| i64::from(*cell)).collect())),
            RawData::Text { codes, labels } => Some(Key::Text {
                codes: codes.clone(),
                labels: labels.clone(),
            }),
            RawData::F64(cells) => {
                let mut sound = true;
                for (row, cell) in (0u32..).zip(cells.iter()) {
                    if libm::trunc(*cell) != *cell || cell.abs() > EXACT {
                        sound = false;
                        faults.add("bad-id", name, || {
                            let message = format!("row {}: an id is a whole number or a text", row_number(row));
                            let allowed = "whole numbers up to 9007199254740992 (2^53), or text";
                            Fault::new(
                                message,
                                cell.to_string(),
                                allowed,
                                "store ids as whole numbers or as text",
                            )
                        });
                    }
                }
                sound.then(|| Key::Whole(cells.iter().map(|cell| *cell as i64).collect()))
            }
            RawData::Truth(_) => {
                faults.add("bad-id", name, || {
                    let message = format!("the column `{name}` holds truths, which are no ids");
                    Fault::new(
                        message,
                        "truths",
                        "whole numbers or text",
                        "name the column that tells the rows apart",
                    )
                });
                None
            }
        }
    }

    /// Rows counted from 1 in the order of the file.
    pub(super) fn counted(rows: usize) -> Key {
        Key::Whole((1..=rows as i64).collect())
    }

    /// What rows are ordered and told apart by.
    #[inline(always)]
    pub(super) fn rank(&self, row: u32) -> i64 {
        match self {
            Key::Whole(ids) => ids[row as usize],
            Key::Text { codes, .. } => i64::from(codes[row as usize]),
        }
    }

    /// The id of a row as text.
    pub(super) fn text(&self, row: u32) -> String {
        match self {
            Key::Whole(ids) => ids[row as usize].to_string(),
            Key::Text { codes, labels } => labels.get(codes[row as usize] as usize).cloned().unwrap_or_default(),
        }
    }

    /// The ids of some rows.
    pub(super) fn ids(&self, rows: &[u32]) -> Ids {
        match self {
            Key::Whole(ids) => whole_ids(rows.iter().map(|row| ids[*row as usize]).collect()),
            Key::Text { .. } => Ids::Text(rows.iter().map(|row| self.text(*row)).collect()),
        }
    }
}

/// Whole numbers as ids; those that count up by one need no list.
pub(super) fn whole_ids(ids: Vec<i64>) -> Ids {
    match ids.first() {
        Some(first) if ids.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1])) => Ids::Sequence(*first),
        _ => Ids::Whole(ids.into()),
    }
}

/// Ids of rows that are told apart within their household only: the household's id and a number (of `places`) below
/// [`WITHIN`], as one number where households have numbers and as `household/number` where they have texts.
///
/// So an id rests on its own household alone, and a draw that is keyed by it too.
pub(super) fn ids_of_places(
    household: &Key,
    rows: &[u32],
    places: &[i64],
    what: &str,
    path: &str,
    faults: &mut Faults,
) -> Ids {
    match household {
        Key::Text { .. } => Ids::Text(
            rows.iter()
                .zip(places)
                .map(|(row, place)| format!("{}/{place}", household.text(*row)))
                .collect(),
        ),
        Key::Whole(households) => {
            let ids = rows.iter().zip(places).map(|(row, place)| {
                let id = households[*row as usize];
                let number = (0..WITHIN).contains(place).then_some(*place);
                let made = number.and_then(|number| id.checked_mul(WITHIN)?.checked_add(number));
                if made.is_none() {
                    faults.add("id-out-of-range", path, || {
                        let message = format!("row {}: household {id} and {what} {place} make no id", row_number(*row));
                        let allowed = "household ids up to 9223372036854774, and numbers below 1000 within a household";
                        let remedy = "number the households and those within them anew, or store household ids as text";
                        Fault::new(message, format!("{id} and {place}"), allowed, remedy)
                    });
                }
                made.unwrap_or(0)
            });
            whole_ids(ids.collect())
        }
    }
}

/// Ids that a column gives within each household only.
pub(super) fn ids_within(
    household: &Key,
    within: &Key,
    rows: &[u32],
    what: &str,
    path: &str,
    faults: &mut Faults,
) -> Ids {
    match (household, within) {
        (Key::Whole(_), Key::Whole(numbers)) => {
            let places: Vec<i64> = rows.iter().map(|row| numbers[*row as usize]).collect();
            ids_of_places(household, rows, &places, what, path, faults)
        }
        _ => Ids::Text(
            rows.iter()
                .map(|row| format!("{}/{}", household.text(*row), within.text(*row)))
                .collect(),
        ),
    }
}

/// The rows in the order of their keys, equal ones in the order of the file; and whether that is the order of the file.
pub(super) fn sorted<K: Ord + Copy>(rows: u32, key: impl Fn(u32) -> K) -> (Vec<u32>, bool) {
    let mut previous: Option<K> = None;
    let in_order = (0..rows).all(|row| {
        let next = key(row);
        let rises = previous.is_none_or(|previous| previous <= next);
        previous = Some(next);
        rises
    });
    if in_order {
        return ((0..rows).collect(), true);
    }
    let mut keyed: Vec<(K, u32)> = (0..rows).map(|row| (key(row), row)).collect();
    keyed.sort_unstable();
    (keyed.into_iter().map(|(_, row)| row).collect(), false)
}

/// Reports every id that stands in more than one of `rows`.
pub(super) fn report_duplicates(key: &Key, rows: &[u32], what: &str, path: &str, remedy: &str, faults: &mut Faults) {
    if rows.windows(2).all(|pair| key.rank(pair[0]) < key.rank(pair[1])) {
        return;
    }
    let mut keyed: Vec<(i64, u32)> = rows.iter().map(|row| (key.rank(*row), *row)).collect();
    keyed.sort_unstable();
    for pair in keyed.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        let (a, b) = (pair[0].1, pair[1].1);
        faults.add("duplicate-id", path, || {
            let id = key.text(a);
            let message = format!(
                "rows {} and {} have the same {what} id `{id}`",
                row_number(a),
                row_number(b)
            );
            Fault::new(message, id, format!("every {what} once"), remedy)
        });
    }
}
