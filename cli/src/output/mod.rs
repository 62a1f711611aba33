//! How results are shown and saved.

mod ageing;
pub mod budget;
pub mod calibration;
pub mod compared_years;
pub mod country;
pub mod distribution;
pub mod folder;
pub mod grid;
pub mod incentives;
pub mod instrument;
pub mod interactions;
pub mod levies;
pub mod microdata;
pub mod number;
pub mod path;
pub mod people;
pub mod place;
pub mod rationing;
pub mod redistribution;
pub mod sensitivity;
pub mod shock;
pub mod text;
pub mod workbook;
pub mod years;
