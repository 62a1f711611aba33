//! The people: persons, households and other units as columns, with their weights.

mod describe;
mod generator;
mod hash;
mod mapping;
mod raw;
mod shared;
mod table;

pub use describe::{
    CategoryDescription, ColumnDescription, DefaultedColumn, PointerDescription, PopulationDescription,
    UnitDescription, describe, named_in_short,
};
pub use generator::{
    Assumption, Conflict, Draft, GENERATOR_VERSION, HOUSEHOLDS, Lock, NO_CELL, Recipe, Report, ReportHead, Reweighted,
    Reweighting, Round, Solution, Solver, Synthetic, TargetReport, generate,
};
pub use hash::{KnownHash, PeopleHash};
pub use mapping::{FAULTS_SHOWN, Mapping};
pub use raw::*;
pub use shared::{Foreign, Shared};
pub use table::{Column, ColumnData, Entity, Ids, Members, Population};
