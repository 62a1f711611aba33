//! The people: persons, households and other units as columns, with their weights.

mod hash;
mod mapping;
mod raw;
mod table;

pub use hash::PeopleHash;
pub use mapping::Mapping;
pub use raw::*;
pub use table::{Column, ColumnData, Entity, Ids, Members, Population};
