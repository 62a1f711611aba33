//! The commands, one file each.

pub mod check;
pub mod compare;
pub mod describe;
pub mod equal_cost;
pub mod explain;
pub mod household;
pub mod instruments;
pub mod list;
pub mod report;
pub mod run;
pub mod schema;
pub mod synth;
pub mod verify;
