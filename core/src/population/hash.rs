//! A hash of the people that does not depend on the order of rows or on how they are cut into parts.

use std::sync::OnceLock;

use super::table::{Column, ColumnData, Population};

/// The sum of one hash for each value, keyed by its row's id and its column's name: adding parts gives the whole.
///
/// It tells one data set from another; it is no defence against somebody who constructs a second one with the same sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PeopleHash(pub u128);

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn hash_of(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Adds one value's hash.
#[inline(always)]
fn add(sum: &mut (u64, u64), row: u64, column: u64, bits: u64) {
    let first = mix(row ^ mix(bits ^ column));
    sum.0 = sum.0.wrapping_add(first);
    sum.1 = sum.1.wrapping_add(mix(first ^ 0x9e37_79b9_7f4a_7c15));
}

/// The hash of a population once it has been asked for. It says nothing that the population does not say, and a clone, which
/// may be about to be changed, begins without it.
#[derive(Debug, Default)]
pub struct KnownHash(OnceLock<PeopleHash>);

impl Clone for KnownHash {
    fn clone(&self) -> KnownHash {
        KnownHash::default()
    }
}

impl PartialEq for KnownHash {
    fn eq(&self, _: &KnownHash) -> bool {
        true
    }
}

impl PeopleHash {
    /// The hash of a population or of a part of one; worked out once.
    pub fn of(population: &Population) -> PeopleHash {
        *population
            .known_hash
            .0
            .get_or_init(|| PeopleHash::worked_out(population))
    }

    fn worked_out(population: &Population) -> PeopleHash {
        let mut sum = (0u64, 0u64);
        let keys: Vec<Vec<u64>> = population
            .entities
            .iter()
            .map(|entity| {
                let name = hash_of(&entity.name);
                (0..entity.rows as usize)
                    .map(|row| mix(entity.ids.key(row) ^ name))
                    .collect()
            })
            .collect();
        for column in &population.columns {
            let name = hash_of(&column.name);
            let rows = &keys[column.entity as usize];
            match &column.data {
                ColumnData::F64(values) => values
                    .iter()
                    .zip(rows)
                    .for_each(|(value, row)| add(&mut sum, *row, name, (value + 0.0).to_bits())),
                ColumnData::U8(values) => {
                    values
                        .iter()
                        .zip(rows)
                        .for_each(|(value, row)| add(&mut sum, *row, name, label_bits(column, u32::from(*value))));
                }
                ColumnData::U32(values) if column.pointer => values.iter().zip(rows).for_each(|(value, row)| {
                    let target = keys[0].get(*value as usize).copied().unwrap_or(0);
                    add(&mut sum, *row, name, target);
                }),
                ColumnData::U32(values) => values
                    .iter()
                    .zip(rows)
                    .for_each(|(value, row)| add(&mut sum, *row, name, label_bits(column, *value))),
            }
        }
        // Who belongs to whom, and the weights.
        for (entity, own) in population.entities.iter().zip(&keys) {
            let name = hash_of(&entity.name) ^ 0x5bd1_e995;
            if let Some(members) = &entity.members {
                for (person, unit) in members.unit_of_person.iter().enumerate() {
                    add(&mut sum, keys[0][person], name, own[*unit as usize]);
                }
            }
        }
        let name = hash_of("weight");
        let weights = population.weights.as_slice();
        for ((low, high), row) in weights.low().iter().zip(weights.high()).zip(&keys[1]) {
            add(&mut sum, *row, name, u64::from(*low) | u64::from(*high) << 26);
        }
        PeopleHash(u128::from(sum.0) | u128::from(sum.1) << 64)
    }

    /// The hash of two parts together.
    pub fn merge(self, other: PeopleHash) -> PeopleHash {
        let low = (self.0 as u64).wrapping_add(other.0 as u64);
        let high = ((self.0 >> 64) as u64).wrapping_add((other.0 >> 64) as u64);
        PeopleHash(u128::from(low) | u128::from(high) << 64)
    }
}

/// A small whole number hashes as the number it is, so that the storage chosen for a column does not matter.
///
/// In an open category the code rests on which labels the data has, so the label itself counts.
fn label_bits(column: &Column, code: u32) -> u64 {
    match &column.labels {
        Some(labels) if column.open => hash_of(labels.get(code as usize).map_or("", String::as_str)),
        Some(_) => 0x1_0000_0000 | u64::from(code),
        None => f64::from(code).to_bits(),
    }
}
