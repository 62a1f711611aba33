//! Nobody heads a household beside another, unless they head different units of it.

use super::faults::{Fault, Faults, row_number};
use super::structure::Structure;
use crate::population::{Column, ColumnData};

/// Reports households in which two persons are heads and belong to the same units.
pub(super) fn check_heads(columns: &[Column], structure: &Structure, faults: &mut Faults) {
    let heads = columns
        .iter()
        .find(|column| column.name == "is_head" && column.entity == 0);
    let (Some(persons), Some(ColumnData::U8(is_head))) = (&structure.persons, heads.map(|column| &column.data)) else {
        return;
    };
    for pair in persons.household_offsets.windows(2) {
        let mut heads = (pair[0]..pair[1]).filter(|person| is_head.get(*person as usize) == Some(&1));
        let Some(mut before) = heads.next() else { continue };
        for head in heads {
            let unit_of = |person: u32| {
                structure
                    .units
                    .iter()
                    .map(move |unit| unit.of_person.get(person as usize).copied())
            };
            if unit_of(before).eq(unit_of(head)) {
                faults.add("two-heads", "is_head", || {
                    let row = |person: u32| persons.row.get(person as usize).map_or(0, |row| row_number(*row));
                    let (one, other) = (row(before), row(head));
                    let found = format!("rows {one} and {other}");
                    Fault::new(
                        "two persons of one household are its head",
                        found,
                        "one head for each household, or one for each of its units",
                        "mark one of them, or map the units that they head",
                    )
                });
            }
            before = head;
        }
    }
}
