//! Synthetic people: households made from a recipe, and weights that make known totals come out.
//!
//! A **recipe** is a file of tables, read in order: each gives one column of households or persons, given the columns above
//! it. Draws are stratified and belong to (seed, table, household, member), so that any household can be made alone.
//! **Targets** are totals known of the whole; one weight a household is found by which they hold. The rounds of that are
//! exact sums that parts of the people add up in any order: [`Recipe::draft`] makes a run of households, [`Draft::round`] sums over
//! them, a [`Solver`] leads from round to round, and [`Draft::population`] gives the weighted people. [`generate`] does all of it.
//!
//! The form of the file is told by `docs/people.md`.

mod amount;
mod assemble;
mod block;
mod calibrate;
mod column;
mod copula;
mod draft;
mod evaluate;
mod formula;
mod key;
mod lock;
mod read;
mod read_law;
mod read_settings;
mod read_table;
mod report;
mod reweight;
mod round;
mod series;
mod solver;
mod table;
mod target;
#[cfg(test)]
mod tests;

pub use calibrate::{Synthetic, generate};
pub use draft::Draft;
pub use lock::{Lock, Solution};
pub use report::{Assumption, Conflict, Report, ReportHead, TargetReport};
pub use reweight::{NO_CELL, Reweighted, Reweighting};
pub use round::Round;
pub use solver::Solver;

use crate::document::{Diagnostic, Source, Span};
use crate::rules::Texts;
use crate::system::System;

/// How recipes are turned into people: it changes whenever the same recipe gives other people, and with it every hash.
pub const GENERATOR_VERSION: u32 = 1;

/// The fewest and the most households that can be made.
pub const HOUSEHOLDS: std::ops::RangeInclusive<u32> = 1..=20_000_000;

/// A recipe for households.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// The recipe file.
    pub source: Source,
    /// Its name, which becomes that of the population.
    pub name: String,
    /// Its title by language.
    pub title: Texts,
    /// What is to be known of these people, by language.
    pub notes: Texts,
    /// Where the numbers come from as a whole.
    pub reference: String,
    /// The country or place; empty for none.
    pub country: String,
    /// The year that the numbers describe.
    pub year: Option<i32>,
    /// The currency of its amounts (ISO 4217).
    pub currency: String,
    /// The system within which the file is checked and described; any other that shares its columns can be run.
    pub system: String,
    /// How many households the people stand for.
    pub represented: f64,
    /// How many are made unless the caller says otherwise.
    pub default_households: u32,
    /// The seed unless the caller says otherwise.
    pub default_seed: u64,
    columns: Vec<column::Column>,
    /// The columns that a system gets, with the place where the recipe names them.
    exports: Vec<(usize, Span)>,
    /// Those of them that only systems get which do not work them out themselves.
    elsewhere: Vec<usize>,
    roles: Vec<String>,
    /// For each role how many of a household, or of a unit where there are units; `None`: one.
    members: Vec<Option<formula::Node>>,
    tables: Vec<table::Table>,
    /// The unit within households that has tables of its own.
    unit: Option<String>,
    /// How many units a household has.
    unit_count: Option<formula::Node>,
    /// How many tables stand above the units.
    above_units: usize,
    /// How many tables stand above the members.
    above_members: usize,
    copula: copula::Copula,
    oversample: Option<read_settings::Oversample>,
    groups: Vec<target::TargetGroup>,
    targets: Vec<target::Target>,
    bounds: round::Bounds,
    rounds: u32,
    softness: f64,
}

impl Recipe {
    /// Reads a recipe file.
    ///
    /// # Errors
    /// Every problem of the file at once: those of [`parse`](crate::document::parse), unknown and missing keys, names that
    /// are not given above, formulas of a wrong type; `bad-shares`, `bad-knots`, `bad-means`, `contradiction`,
    /// `bad-distribution`, `bad-correlation`, `no-remainder`, `doubled-key`, `unknown-label`, `missing-standing`, `missing-range`,
    /// `missing-reference`, `bad-size`, `bad-total`, `bad-oversample` and others.
    pub fn read(source: &Source) -> Result<Recipe, Vec<Diagnostic>> {
        read::read(source)
    }

    /// What is wrong with the recipe for a system that shares its columns: other kinds of values, words that the system does
    /// not have (`unknown-label`). Columns that the system lacks are left out and no problem.
    pub fn check(&self, system: &System) -> Vec<Diagnostic> {
        assemble::check(self, system)
    }

    /// The hash of everything in the file, with the version of the generator, in hexadecimal digits.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&GENERATOR_VERSION.to_le_bytes());
        hasher.update(self.source.text.as_bytes());
        hasher.finalize().to_hex().to_string()
    }

    /// The number of targets that the weights are made for.
    pub fn targets(&self) -> usize {
        self.targets
            .iter()
            .filter(|target| !self.groups[target.group].held_out)
            .count()
    }

    /// The scope as the recipe names it.
    fn scope_name(&self, scope: column::Scope) -> &str {
        match (scope, &self.unit) {
            (column::Scope::Unit, Some(unit)) => unit,
            _ => scope.name(),
        }
    }

    /// The number of tables.
    pub fn tables(&self) -> usize {
        self.tables.len()
    }

    /// A solver for the calibration of so many households.
    pub fn solver(&self, households: u32) -> Solver {
        let demands = self
            .targets
            .iter()
            .map(|target| solver::Demand {
                hard: self.groups[target.group].hard,
                held_out: self.groups[target.group].held_out,
            })
            .collect();
        Solver::new(demands, households, self.rounds, self.softness)
    }

    /// What makes a household's contribution a multiple of the mean contribution that each target wants.
    fn scale(&self) -> Vec<f64> {
        self.targets
            .iter()
            .map(|target| self.represented / target.value)
            .collect()
    }

    /// Assumptions: what each concerns, and its text.
    pub fn assumptions(&self) -> Vec<(String, String)> {
        report::assumptions(self)
            .into_iter()
            .map(|assumption| (assumption.what.clone(), assumption.text()))
            .collect()
    }
}
