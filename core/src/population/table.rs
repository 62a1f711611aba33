//! Columns of persons and units, checked once when they are made.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::{KnownHash, Shared};
use crate::numeric::{WeightScale, Weights};
use crate::rules::compile::Schema;
use crate::system::{ColumnDeclaration, ColumnDefault, ColumnKind, System};

/// The ids of an entity's rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Ids {
    /// First id, counting up by one.
    Sequence(i64),
    /// Whole numbers.
    Whole(Shared<i64>),
    /// Texts.
    Text(Arc<[String]>),
}

impl Ids {
    /// The id of a row as a number that draws are keyed by: the number itself, or a hash of the text.
    pub fn key(&self, row: usize) -> u64 {
        match self {
            Ids::Sequence(first) => first.wrapping_add(row as i64) as u64,
            Ids::Whole(ids) => ids[row] as u64,
            Ids::Text(ids) => {
                // FNV-1a: a fixed function of the bytes.
                ids[row].bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
                })
            }
        }
    }

    /// The id of a row as text.
    pub fn text(&self, row: usize) -> String {
        match self {
            Ids::Sequence(first) => first.wrapping_add(row as i64).to_string(),
            Ids::Whole(ids) => ids[row].to_string(),
            Ids::Text(ids) => ids[row].clone(),
        }
    }

    fn of_rows(&self, rows: &[u32]) -> Ids {
        let is_run = rows.windows(2).all(|pair| pair[1] == pair[0] + 1);
        match self {
            Ids::Sequence(first) => {
                let id = |row: &u32| first.wrapping_add(i64::from(*row));
                match is_run {
                    true => Ids::Sequence(rows.first().map_or(*first, id)),
                    false => Ids::Whole(rows.iter().map(id).collect::<Vec<i64>>().into()),
                }
            }
            Ids::Whole(ids) => Ids::Whole(values_of_rows(ids, rows).into()),
            Ids::Text(ids) => Ids::Text(rows.iter().map(|row| ids[*row as usize].clone()).collect()),
        }
    }
}

/// The persons of each unit of an entity. Units never reach beyond a household.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// Where each unit's members start in `order` (or among the persons, when units are contiguous); one more than units.
    pub offsets: Arc<[u32]>,
    /// Persons in the order of their units; `None` when they stand in that order already.
    pub order: Option<Arc<[u32]>>,
    /// The unit of each person.
    pub unit_of_person: Arc<[u32]>,
    /// The head of each unit, a person; [`Members::NOBODY`] for a unit without members.
    pub head: Arc<[u32]>,
    /// The spouse of the head, or [`Members::NOBODY`].
    pub spouse: Arc<[u32]>,
}

impl Members {
    /// No person.
    pub const NOBODY: u32 = u32::MAX;
}

/// Persons, households or another kind of unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The name.
    pub name: String,
    /// Number of rows.
    pub rows: u32,
    /// Their ids.
    pub ids: Ids,
    /// Where each household's rows start, one more than households; `None` for households themselves.
    pub household_offsets: Option<Arc<[u32]>>,
    /// The members of each row; `None` for persons, and for households in a population without persons.
    pub members: Option<Members>,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnData {
    /// Numbers.
    F64(Shared<f64>),
    /// Small whole numbers, truths and categories.
    U8(Shared<u8>),
    /// Codes and pointers; a pointer names a person by its row, [`Members::NOBODY`] nobody.
    U32(Shared<u32>),
}

impl ColumnData {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            ColumnData::F64(values) => values.len(),
            ColumnData::U8(values) => values.len(),
            ColumnData::U32(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a row.
    pub fn value(&self, row: usize) -> f64 {
        match self {
            ColumnData::F64(values) => values[row],
            ColumnData::U8(values) => f64::from(values[row]),
            ColumnData::U32(values) => f64::from(values[row]),
        }
    }
}

/// A column of an entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name.
    pub name: String,
    /// The entity, by its place in [`Population::entities`].
    pub entity: u8,
    /// The values: finite, without -0.0.
    pub data: ColumnData,
    /// The labels of a category, in the order of its codes.
    pub labels: Option<Arc<[String]>>,
    /// Whether the category is open, so that the labels are those of the data.
    pub open: bool,
    /// Whether it points at persons.
    pub pointer: bool,
}

/// The people of a run. Rows are sorted by household; every entity's rows of one household stand together.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// The name.
    pub name: String,
    /// Entities: persons, households, then other units.
    pub entities: Vec<Entity>,
    /// Every name of an entity with the rows that it uses: two names share rows when their units are the same.
    pub names: Vec<(String, u8)>,
    /// Columns.
    pub columns: Vec<Column>,
    /// The weight of each household.
    pub weights: Weights,
    /// Whether there are persons.
    pub has_persons: bool,
    /// The year that the data describe, where that is said. No hash covers it.
    pub year: Option<i32>,
    /// Columns of their file, or of their tables, that no value of theirs rests on, in the order of the file. No hash covers them.
    pub not_read: Arc<[String]>,
    /// Their hash, once it is known; whoever changes the people starts anew with the default.
    pub known_hash: KnownHash,
}

impl Population {
    /// Number of households.
    pub fn households(&self) -> usize {
        self.entities[1].rows as usize
    }

    /// Number of persons.
    pub fn persons(&self) -> usize {
        self.entities[0].rows as usize
    }

    /// The scale of the weights, which the parts of one population share.
    pub fn weight_scale(&self) -> WeightScale {
        self.weights.scale()
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The entity of that name.
    pub fn entity(&self, name: &str) -> Option<(u8, &Entity)> {
        let (_, at) = self.names.iter().find(|(known, _)| known == name)?;
        Some((*at, &self.entities[*at as usize]))
    }

    /// What the compiler must know of these people. Units of the system that the data does not tell apart are households.
    pub fn schema(&self, system: &System) -> Schema {
        let mut entities = self.names.clone();
        for entity in system.entities() {
            if !entities.iter().any(|(name, _)| name == entity) {
                entities.push((entity.to_string(), 1));
            }
        }
        Schema {
            entities,
            has_persons: self.has_persons,
            columns: self
                .columns
                .iter()
                .map(|column| (column.name.clone(), column.entity))
                .collect(),
            given: BTreeMap::new(),
            full_take_up: false,
            labels: self.open_labels(system),
            any_word: false,
            shared_values: false,
            totals_only: false,
            levy_yields: false,
        }
    }

    /// The labels of every open category of the system: those of its columns here, then the default words of its columns
    /// that are not here.
    fn open_labels(&self, system: &System) -> BTreeMap<String, Arc<[String]>> {
        let open = system.categories.iter().filter(|(_, labels)| labels.is_empty());
        open.map(|(category, _)| {
            let of_category = |column: &&ColumnDeclaration| column.kind == ColumnKind::Category(category.clone());
            let mut labels: Vec<String> = Vec::new();
            let mut absent: Vec<String> = Vec::new();
            for declared in system.columns.iter().filter(of_category) {
                match (
                    self.column(&declared.name).map(|column| &column.labels),
                    &declared.default,
                ) {
                    // The columns of a category share their labels.
                    (Some(Some(own)), _) => labels = own.to_vec(),
                    (None, ColumnDefault::Word(word)) => absent.push(word.clone()),
                    _ => {}
                }
            }
            for word in absent {
                if !labels.contains(&word) {
                    labels.push(word);
                }
            }
            (category.clone(), Arc::from(labels))
        })
        .collect()
    }

    /// The rows of an entity that belong to a run of households.
    pub fn rows_of(&self, entity: u8, households: &Range<usize>) -> Range<usize> {
        match &self.entities[entity as usize].household_offsets {
            None => households.clone(),
            Some(offsets) => offsets[households.start] as usize..offsets[households.end] as usize,
        }
    }

    /// The rows of an entity that belong to some households, in the order of these.
    pub fn rows_of_households(&self, entity: u8, households: &[u32]) -> Vec<u32> {
        match &self.entities[entity as usize].household_offsets {
            None => households.to_vec(),
            Some(offsets) => {
                let rows = households
                    .iter()
                    .map(|at| offsets[*at as usize]..offsets[*at as usize + 1]);
                rows.flatten().collect()
            }
        }
    }

    /// The households of a range as a population of their own, with the scale of the whole.
    pub fn part(&self, households: Range<usize>) -> Population {
        let households: Vec<u32> = households.map(|household| household as u32).collect();
        self.of_households(&households, &|_| true)
    }

    /// Some households, in rising order, as a population of their own, with the scale of the whole. Columns that are not wanted, by
    /// their places, have no rows.
    pub fn of_households(&self, households: &[u32], is_wanted: &dyn Fn(usize) -> bool) -> Population {
        let rows: Vec<Vec<u32>> = (0..self.entities.len())
            .map(|entity| self.rows_of_households(entity as u8, households))
            .collect();
        // Where a row of the whole stands here; only rows that are taken are asked for.
        let place = |(entity, rows): (&Entity, &Vec<u32>)| {
            let mut places = vec![0; entity.rows as usize];
            (0..).zip(rows).for_each(|(place, row)| places[*row as usize] = place);
            places
        };
        let places: Vec<Vec<u32>> = self.entities.iter().zip(&rows).map(place).collect();
        let placed = |entity: usize, row: u32| match row {
            Members::NOBODY => row,
            _ => places[entity][row as usize],
        };
        let entity = |(at, entity): (usize, &Entity)| Entity {
            name: entity.name.clone(),
            rows: rows[at].len() as u32,
            ids: entity.ids.of_rows(&rows[at]),
            household_offsets: entity
                .household_offsets
                .as_ref()
                .map(|offsets| offsets_of_rows(offsets, households)),
            members: entity.members.as_ref().map(|members| {
                let persons = |of: &[u32], rows: &mut dyn Iterator<Item = u32>| -> Arc<[u32]> {
                    rows.map(|row| placed(0, of[row as usize])).collect()
                };
                let own = || rows[at].iter().copied();
                let range = |unit: u32| members.offsets[unit as usize]..members.offsets[unit as usize + 1];
                Members {
                    offsets: offsets_of_rows(&members.offsets, &rows[at]),
                    order: members
                        .order
                        .as_ref()
                        .map(|order| persons(order, &mut own().flat_map(range))),
                    unit_of_person: rows[0]
                        .iter()
                        .map(|person| placed(at, members.unit_of_person[*person as usize]))
                        .collect(),
                    head: persons(&members.head, &mut own()),
                    spouse: persons(&members.spouse, &mut own()),
                }
            }),
        };
        let column = |(at, column): (usize, &Column)| {
            let rows = if is_wanted(at) {
                rows[column.entity as usize].as_slice()
            } else {
                &[]
            };
            let data = match &column.data {
                ColumnData::F64(values) => ColumnData::F64(values_of_rows(values, rows).into()),
                ColumnData::U8(values) => ColumnData::U8(values_of_rows(values, rows).into()),
                ColumnData::U32(values) if column.pointer => {
                    let pointers = rows.iter().map(|row| placed(0, values[*row as usize]));
                    ColumnData::U32(pointers.collect::<Vec<u32>>().into())
                }
                ColumnData::U32(values) => ColumnData::U32(values_of_rows(values, rows).into()),
            };
            Column { data, ..column.clone() }
        };
        Population {
            name: self.name.clone(),
            entities: self.entities.iter().enumerate().map(entity).collect(),
            names: self.names.clone(),
            columns: self.columns.iter().enumerate().map(column).collect(),
            weights: self.weights.of_rows(households),
            has_persons: self.has_persons,
            year: self.year,
            not_read: Arc::clone(&self.not_read),
            known_hash: KnownHash::default(),
        }
    }
}

fn values_of_rows<T: Copy>(values: &[T], rows: &[u32]) -> Vec<T> {
    rows.iter().map(|row| values[*row as usize]).collect()
}

/// Where each row's part starts when these rows stand one after the other; one more than rows.
fn offsets_of_rows(offsets: &[u32], rows: &[u32]) -> Arc<[u32]> {
    let lengths = rows
        .iter()
        .map(|row| offsets[*row as usize + 1] - offsets[*row as usize]);
    let ends = lengths.scan(0, |end, length| {
        *end += length;
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}
