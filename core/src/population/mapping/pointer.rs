//! Pointers: columns that name other persons of the household by their ids.

use std::ops::Range;

use super::faults::{Fault, Faults, row_number};
use super::key::Key;
use super::structure::Persons;
use crate::population::{ColumnData, Members};

/// Ids that stand for nobody unless the mapping names others.
const NOBODY: [&str; 3] = ["", "0", "-1"];

/// Makes the column of a pointer: the row of the person that each person names.
pub(super) fn collect(
    name: &str,
    column: &str,
    targets: &Key,
    nobody: Option<&[String]>,
    persons: &Persons,
    faults: &mut Faults,
) -> ColumnData {
    let Some(ids) = &persons.key else {
        return ColumnData::U32(vec![Members::NOBODY; persons.row.len()].into());
    };
    let nobody: Vec<&str> = match nobody {
        Some(words) => words.iter().map(String::as_str).collect(),
        None => NOBODY.to_vec(),
    };
    check_nobody(name, ids, &nobody, persons, faults);
    let rank_of = ranks(ids, targets);
    let is_nobody = words(targets, &nobody);
    let mut anywhere: Option<Vec<(i64, u32)>> = None;
    let mut out = Vec::with_capacity(persons.row.len());
    for (row, household) in persons.row.iter().zip(persons.household.iter()) {
        let target = targets.rank(*row);
        if is_nobody(target) {
            out.push(Members::NOBODY);
            continue;
        }
        let at = *household as usize;
        let members = persons.household_offsets[at] as usize..persons.household_offsets[at + 1] as usize;
        let rank = rank_of(target);
        let found = rank.and_then(|rank| find(ids, persons, members, rank));
        if found.is_none() {
            let elsewhere = rank.and_then(|rank| {
                let sorted = anywhere.get_or_insert_with(|| {
                    let mut all: Vec<(i64, u32)> = persons.row.iter().map(|row| (ids.rank(*row), *row)).collect();
                    all.sort_unstable();
                    all
                });
                let at = sorted.partition_point(|(known, _)| *known < rank);
                sorted.get(at).filter(|(known, _)| *known == rank).map(|(_, row)| *row)
            });
            faults.add("orphan-pointer", name, || {
                let id = targets.text(*row);
                let what = match elsewhere {
                    Some(other) => format!("whose row {} is another household's", row_number(other)),
                    None => "who is not in the file".to_string(),
                };
                let message = format!(
                    "row {}: `{name}` (column `{column}`) names person `{id}`, {what}",
                    row_number(*row)
                );
                let remedy = "correct the id; where it stands for nobody, write none = … under [pointers]";
                Fault::new(message, id, "persons of the same household", remedy)
            });
        }
        out.push(found.unwrap_or(Members::NOBODY));
    }
    ColumnData::U32(out.into())
}

/// The person of the household with that id; persons of a household are sorted by their ids.
fn find(ids: &Key, persons: &Persons, members: Range<usize>, rank: i64) -> Option<u32> {
    let start = members.start;
    let rows = &persons.row[members];
    let at = rows.partition_point(|row| ids.rank(*row) < rank);
    rows.get(at)
        .filter(|row| ids.rank(**row) == rank)
        .map(|_| (start + at) as u32)
}

/// From what a pointer holds to the rank of the person id that is written in the same way.
fn ranks<'a>(ids: &'a Key, targets: &'a Key) -> Box<dyn Fn(i64) -> Option<i64> + 'a> {
    let code_of = |labels: &[String], text: &str| labels.binary_search_by(|label| label.as_str().cmp(text)).ok();
    match (ids, targets) {
        (Key::Whole(_), Key::Whole(_)) => Box::new(Some),
        (Key::Text { labels, .. }, Key::Whole(_)) => {
            Box::new(move |target| code_of(labels, &target.to_string()).map(|code| code as i64))
        }
        (ids, Key::Text { labels: words, .. }) => {
            let table: Vec<Option<i64>> = words
                .iter()
                .map(|word| match ids {
                    Key::Whole(_) => word.trim().parse().ok(),
                    Key::Text { labels, .. } => code_of(labels, word).map(|code| code as i64),
                })
                .collect();
            Box::new(move |target| table.get(target as usize).copied().flatten())
        }
    }
}

/// Whether what a key holds at a rank is one of some words.
fn words<'a>(key: &'a Key, words: &[&str]) -> Box<dyn Fn(i64) -> bool + 'a> {
    match key {
        Key::Whole(_) => {
            let numbers: Vec<i64> = words.iter().filter_map(|word| word.parse().ok()).collect();
            Box::new(move |rank| numbers.contains(&rank))
        }
        Key::Text { labels, .. } => {
            let table: Vec<bool> = labels.iter().map(|label| words.contains(&label.as_str())).collect();
            Box::new(move |rank| table.get(rank as usize).copied().unwrap_or(false))
        }
    }
}

/// Reports persons whose id stands for nobody: those who point at them would lose them in silence.
fn check_nobody(name: &str, ids: &Key, nobody: &[&str], persons: &Persons, faults: &mut Faults) {
    let is_nobody = words(ids, nobody);
    for row in persons.row.iter().filter(|row| is_nobody(ids.rank(**row))) {
        faults.add("bad-pointer", name, || {
            let id = ids.text(*row);
            let message = format!(
                "row {}: the person id `{id}` stands for nobody in pointers",
                row_number(*row)
            );
            let remedy = "write under [pointers] which ids stand for nobody, such as none = -9";
            Fault::new(message, id, "ids that nobody has", remedy)
        });
    }
}
