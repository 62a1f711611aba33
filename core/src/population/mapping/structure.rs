//! Who belongs to whom: persons, households and units made from the rows of a file.

use std::sync::Arc;

use super::faults::{Fault, Faults, row_number};
use super::key::{Key, ids_of_places, ids_within, report_duplicates, sorted};
use crate::population::Ids;

/// Which rows of the file give an entity its values.
pub(super) struct Rows {
    /// For each row of the entity the row of the file that it takes its values from.
    pub first: Vec<u32>,
    /// Whether these are all rows of the file in its order.
    pub in_order: bool,
    /// For each row of the file its row of the entity, where several rows of the file may make one.
    pub of_row: Option<Vec<u32>>,
}

impl Rows {
    pub(super) fn new(first: Vec<u32>, of_row: Option<Vec<u32>>, rows: u32) -> Rows {
        let in_order = first.len() == rows as usize && first.iter().zip(0..).all(|(row, at)| *row == at);
        let of_row = of_row.filter(|_| first.len() < rows as usize);
        Rows {
            first,
            in_order,
            of_row,
        }
    }
}

/// The persons.
pub(super) struct Persons {
    /// The row of the file behind each person.
    pub row: Vec<u32>,
    /// Whether these are all rows of the file in its order.
    pub in_order: bool,
    /// For each `[persons]` table its persons and their rows; empty where a row is a person.
    pub of_template: Vec<Vec<(u32, u32)>>,
    /// Where the persons of each household start, one more than households.
    pub household_offsets: Arc<[u32]>,
    /// The household of each person.
    pub household: Arc<[u32]>,
    /// Their ids.
    pub ids: Ids,
    /// Their ids in the file, where there is a column of them.
    pub key: Option<Key>,
}

/// A kind of unit with rows of its own.
pub(super) struct UnitRows {
    /// Its name in the system.
    pub name: String,
    pub rows: Rows,
    pub ids: Ids,
    /// Where the units of each household start, one more than households.
    pub household_offsets: Arc<[u32]>,
    /// Where the members of each unit start.
    pub offsets: Arc<[u32]>,
    /// The persons by unit, where they do not stand so.
    pub order: Option<Arc<[u32]>>,
    /// The unit of each person.
    pub of_person: Arc<[u32]>,
}

/// Persons, households and units.
pub(super) struct Structure {
    pub households: Rows,
    pub household_ids: Ids,
    /// `None` in a file of households.
    pub persons: Option<Persons>,
    /// Units that are not households.
    pub units: Vec<UnitRows>,
    /// Every unit kind of the mapping with its entity: 1 for those that are households, then those of `units`.
    pub names: Vec<(String, u8)>,
}

/// A column of ids as the mapping names it.
pub(super) struct NamedKey<'a> {
    /// `person`, or the unit's name in the system.
    pub name: &'a str,
    /// The column of the file.
    pub column: &'a str,
    pub key: Key,
    /// Whether ids are unique only within a household.
    pub within: bool,
}

impl NamedKey<'_> {
    fn ids(&self, household: &Key, rows: &[u32], faults: &mut Faults) -> Ids {
        match self.within {
            true => ids_within(household, &self.key, rows, self.name, self.column, faults),
            false => self.key.ids(rows),
        }
    }
}

/// Households among rows in their order: the first row of each, the place where each starts (one more than households),
/// and the household of each place.
fn households(order: &[u32], key: &Key) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
    let (mut first, mut starts, mut of_place) = (Vec::new(), Vec::new(), Vec::with_capacity(order.len()));
    let mut last = None;
    for (place, row) in (0u32..).zip(order) {
        let rank = key.rank(*row);
        if last != Some(rank) {
            first.push(*row);
            starts.push(place);
            last = Some(rank);
        }
        of_place.push(first.len() as u32 - 1);
    }
    starts.push(order.len() as u32);
    (first, starts, of_place)
}

/// For each row of the file the entity's row at its place.
fn by_row(order: &[u32], of_place: &[u32]) -> Vec<u32> {
    let mut of_row = vec![0; order.len()];
    for (row, of_place) in order.iter().zip(of_place) {
        of_row[*row as usize] = *of_place;
    }
    of_row
}

/// A file of households.
pub(super) fn of_households(rows: u32, column: &str, key: &Key, faults: &mut Faults) -> Structure {
    let (order, _) = sorted(rows, |row| key.rank(row));
    let remedy = "give each household one row, or write rows = \"person\" where a row is a person";
    report_duplicates(key, &order, "household", column, remedy, faults);
    let household_ids = key.ids(&order);
    Structure {
        households: Rows::new(order, None, rows),
        household_ids,
        persons: None,
        units: Vec::new(),
        names: Vec::new(),
    }
}

/// A file of persons.
pub(super) fn of_persons(
    rows: u32,
    column: &str,
    household: &Key,
    person: Option<NamedKey<'_>>,
    units: &[NamedKey<'_>],
    faults: &mut Faults,
) -> Structure {
    let (order, in_order) = match &person {
        Some(person) => sorted(rows, |row| (household.rank(row), person.key.rank(row))),
        None => sorted(rows, |row| (household.rank(row), 0)),
    };
    let (first, starts, of_place) = households(&order, household);
    let ids = match &person {
        Some(person) => {
            let remedy =
                "give each person an id of its own, or write within = \"household\" where ids begin anew in each";
            if person.within {
                for pair in order.windows(2) {
                    let ranks = |row: u32| (household.rank(row), person.key.rank(row));
                    if ranks(pair[0]) == ranks(pair[1]) {
                        report_duplicates(
                            &person.key,
                            pair,
                            "person",
                            person.column,
                            "number the persons anew",
                            faults,
                        );
                    }
                }
            } else {
                report_duplicates(&person.key, &order, "person", person.column, remedy, faults);
            }
            person.ids(household, &order, faults)
        }
        None => {
            let places: Vec<i64> = (0u32..)
                .zip(&of_place)
                .map(|(place, of)| i64::from(place - starts[*of as usize]) + 1)
                .collect();
            ids_of_places(household, &order, &places, "person", column, faults)
        }
    };
    let household_of_row = by_row(&order, &of_place);
    let household_ids = household.ids(&first);
    let mut structure = Structure {
        households: Rows::new(first, Some(household_of_row), rows),
        household_ids,
        persons: None,
        units: Vec::new(),
        names: Vec::new(),
    };
    for unit in units {
        let made = unit_rows(unit.name, &of_place, starts.len() - 1, |place| {
            unit.key.rank(order[place as usize])
        });
        let first: Vec<u32> = made.first.iter().map(|place| order[*place as usize]).collect();
        if !unit.within {
            report_crossing(unit, household, &first, faults);
        }
        let ids = unit.ids(household, &first, faults);
        let of_row = by_row(&order, &made.of_person);
        add_unit(&mut structure, made, ids, Rows::new(first, Some(of_row), rows));
    }
    structure.persons = Some(Persons {
        row: order,
        in_order,
        of_template: Vec::new(),
        household_offsets: starts.into(),
        household: of_place.into(),
        ids,
        key: person.map(|person| person.key),
    });
    structure
}

/// A file of units whose rows expand to persons: `counts` holds for each `[persons]` table the persons of each row.
pub(super) fn of_units(
    rows: u32,
    column: &str,
    household: &Key,
    units: &[NamedKey<'_>],
    counts: &[Vec<u8>],
    faults: &mut Faults,
) -> Structure {
    let (order, _) = match units.first() {
        Some(unit) => sorted(rows, |row| (household.rank(row), unit.key.rank(row))),
        None => sorted(rows, |row| (household.rank(row), 0)),
    };
    let (first, starts, of_place) = households(&order, household);
    for unit in units {
        let remedy = "give each row an id of its own, or write within = \"household\" where ids begin anew in each";
        if unit.within {
            let (by_id, _) = sorted(rows, |row| (household.rank(row), unit.key.rank(row)));
            for pair in by_id
                .windows(2)
                .filter(|pair| household.rank(pair[0]) == household.rank(pair[1]))
            {
                report_duplicates(&unit.key, pair, unit.name, unit.column, "number the units anew", faults);
            }
        } else {
            report_duplicates(&unit.key, &order, unit.name, unit.column, remedy, faults);
        }
    }
    // Persons of a household stand in the order of the tables, then of the units.
    let mut persons = Persons {
        row: Vec::new(),
        in_order: false,
        of_template: vec![Vec::new(); counts.len()],
        household_offsets: Arc::from([]),
        household: Arc::from([]),
        ids: Ids::Sequence(1),
        key: None,
    };
    let totals: Vec<usize> = counts
        .iter()
        .map(|counts| counts.iter().map(|count| usize::from(*count)).sum())
        .collect();
    let total = totals.iter().sum();
    persons.row.reserve_exact(total);
    for (persons_of, total) in persons.of_template.iter_mut().zip(&totals) {
        persons_of.reserve_exact(*total);
    }
    let (mut offsets, mut household_of_person) = (Vec::with_capacity(starts.len()), Vec::with_capacity(total));
    let mut place_of_person = Vec::with_capacity(total);
    offsets.push(0u32);
    for span in starts.windows(2) {
        for (counts, persons_of) in counts.iter().zip(&mut persons.of_template) {
            for place in span[0]..span[1] {
                let row = order[place as usize];
                for _ in 0..counts[row as usize] {
                    persons_of.push((persons.row.len() as u32, row));
                    persons.row.push(row);
                    household_of_person.push(offsets.len() as u32 - 1);
                    place_of_person.push(place);
                }
            }
        }
        offsets.push(persons.row.len() as u32);
    }
    for row in &order {
        if counts.iter().all(|counts| counts[*row as usize] == 0) {
            faults.add("no-persons", column, || {
                let message = format!("row {}: no table of [persons] makes a person of it", row_number(*row));
                let remedy = "check `when` and `count`, or leave the row out of the file";
                Fault::new(message, "0", "at least one person a row", remedy)
            });
        }
    }
    let places: Vec<i64> = (0u32..)
        .zip(&household_of_person)
        .map(|(person, household)| i64::from(person - offsets[*household as usize]) + 1)
        .collect();
    persons.ids = ids_of_places(household, &persons.row, &places, "person", column, faults);
    let household_of_row = by_row(&order, &of_place);
    let household_ids = household.ids(&first);
    let mut structure = Structure {
        households: Rows::new(first, Some(household_of_row), rows),
        household_ids,
        persons: None,
        units: Vec::new(),
        names: Vec::new(),
    };
    // Where every row is a household, so is every unit.
    let is_alone = structure.households.first.len() == rows as usize;
    for unit in units {
        if is_alone {
            structure.names.push((unit.name.to_string(), 1));
            continue;
        }
        let made = unit_rows(unit.name, &household_of_person, starts.len() - 1, |person| {
            i64::from(place_of_person[person as usize])
        });
        let first: Vec<u32> = made.first.iter().map(|person| persons.row[*person as usize]).collect();
        let ids = unit.ids(household, &first, faults);
        add_unit(&mut structure, made, ids, Rows::new(first, None, rows));
    }
    persons.household_offsets = offsets.into();
    persons.household = household_of_person.into();
    structure.persons = Some(persons);
    structure
}

/// The units of one kind among persons.
struct Made {
    name: String,
    /// The first person of each unit.
    first: Vec<u32>,
    household_offsets: Vec<u32>,
    offsets: Vec<u32>,
    order: Option<Vec<u32>>,
    of_person: Vec<u32>,
    households: usize,
}

/// Groups persons by household and rank of their unit; units of a household stand in the order of their ranks.
fn unit_rows(name: &str, household: &[u32], households: usize, rank: impl Fn(u32) -> i64) -> Made {
    let (order, in_order) = sorted(household.len() as u32, |person| {
        (household[person as usize], rank(person))
    });
    let mut made = Made {
        name: name.to_string(),
        first: Vec::new(),
        household_offsets: vec![0],
        offsets: Vec::new(),
        order: None,
        of_person: vec![0; household.len()],
        households,
    };
    let mut last = None;
    for (place, person) in (0u32..).zip(&order) {
        let unit = (household[*person as usize], rank(*person));
        if last != Some(unit) {
            while made.household_offsets.len() <= unit.0 as usize {
                made.household_offsets.push(made.first.len() as u32);
            }
            made.first.push(*person);
            made.offsets.push(place);
            last = Some(unit);
        }
        made.of_person[*person as usize] = made.first.len() as u32 - 1;
    }
    while made.household_offsets.len() <= households {
        made.household_offsets.push(made.first.len() as u32);
    }
    made.offsets.push(order.len() as u32);
    made.order = (!in_order).then_some(order);
    made
}

/// Adds a kind of unit, or another name for one that groups persons in the same way.
fn add_unit(structure: &mut Structure, made: Made, ids: Ids, rows: Rows) {
    // Units do not reach beyond households, so as many units as households are the households.
    if made.first.len() == made.households {
        structure.names.push((made.name, 1));
        return;
    }
    if let Some(at) = structure
        .units
        .iter()
        .position(|unit| *unit.of_person == *made.of_person)
    {
        structure.names.push((made.name, at as u8 + 2));
        return;
    }
    structure
        .names
        .push((made.name.clone(), structure.units.len() as u8 + 2));
    structure.units.push(UnitRows {
        name: made.name,
        rows,
        ids,
        household_offsets: made.household_offsets.into(),
        offsets: made.offsets.into(),
        order: made.order.map(Arc::from),
        of_person: made.of_person.into(),
    });
}

/// Reports units whose id stands in more than one household.
fn report_crossing(unit: &NamedKey<'_>, household: &Key, first: &[u32], faults: &mut Faults) {
    let mut keyed: Vec<(i64, u32)> = first.iter().map(|row| (unit.key.rank(*row), *row)).collect();
    keyed.sort_unstable();
    for pair in keyed.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        let (a, b) = (pair[0].1, pair[1].1);
        faults.add("unit-across-households", unit.column, || {
            let id = unit.key.text(a);
            let (one, other) = (household.text(a), household.text(b));
            let message = format!(
                "{} `{id}` has members in household {one} (row {}) and in household {other} (row {})",
                unit.name,
                row_number(a),
                row_number(b)
            );
            let remedy = "write within = \"household\" where ids begin anew in each household; else correct the ids";
            Fault::new(
                message,
                format!("households {one} and {other}"),
                "one household",
                remedy,
            )
        });
    }
}
