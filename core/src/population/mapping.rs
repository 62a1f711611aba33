//! From the columns of a file of microdata to checked people: the mapping file.
//!
//! A mapping says what the columns of a file mean to a system. It has one of three forms:
//!
//! * **Rows expand to persons** (no `rows`, or `rows = "unit"`). A row is one unit of every kind under `[units]`. Each table
//!   `[persons.NAME]` makes of a row the persons whom it describes: one, or none where `when` is false, or as many as
//!   `count` says. Rows with the same household id are units of one household.
//! * **`rows = "person"`**: a row is a person. Columns of households and units must agree on the rows of their members.
//!   `[pointers]` name other persons of the household by their ids.
//! * **`rows = "household"`**: a row is a household, and there are no persons.
//!
//! ```toml
//! format = 1
//! name = "survey"
//! system = "plain"
//! rows = "person"
//! weight = "weight / 100"                 # of the household
//! household = "hid"                       # a column of ids
//! person = "pid"                          # or { column = "line", within = "household" } where ids begin anew in each
//! [units.family]
//! id = "fam"                              # and within = "household" likewise
//! [columns.person]
//! age = "age"                             # a bare name is a column of the file
//! is_dependent = "age < 18 and role == 'child'"
//! sex = { column = "SEX", values = { 1 = "male", 2 = "female" } }
//! earnings = { formula = "12 * pay", assumption = "the month is taken for the year" }
//! [columns.household]
//! rent = "rent"
//! [pointers]
//! parent_1 = "mother"
//! none = 0                                # ids that stand for nobody; unless given 0, -1 and an empty text
//! ```
//!
//! Values are formulas of the rule language over the columns of the row: literals, `+ - * /`, comparisons, `and or not`, `in`
//! with a list, `a if c else b`, and min, max, clip, abs, round, floor, ceil and ratio. Where a value that is used does not
//! exist, such as a quotient by zero, the row is reported.
//!
//! The labels of an open category (`region = []` under the system's `[categories]`) are the words that the data give it, in
//! the order of the alphabet; whole numbers are words as well, and stand in the order of their values.
//!
//! Rows of a file may come in any order and give the same people. Households stand in the order of their ids. Persons stand
//! in the order of their ids where rows are persons, and where rows expand in the order of the tables of `[persons]`, then
//! of the ids of the first kind of unit. Without these ids the order of the file counts within a household, and persons are
//! numbered in it. A person without an id of the file has that of the household times 1000, plus the number within it (or
//! `household/number`), so that an id, and a draw keyed by it, rests on its own household alone.

mod assemble;
mod assigned;
mod column;
mod faults;
mod formula;
mod heads;
mod key;
mod open;
mod people;
mod pointer;
mod read;
mod resolve;
mod second;
mod series;
mod structure;
#[cfg(test)]
mod tests;
mod value;
mod weight;

pub use faults::FAULTS_SHOWN;

use super::{Population, RawTable};
use crate::document::{Collector, Diagnostic, Source, parse};
use crate::rules::Texts;
use crate::system::System;

use assigned::Assigned;
use read::{ColumnsTable, IdColumn, PersonsTable, PointerColumn, UnitOfFile};

/// What a row of the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowsOf {
    /// A unit whose row expands to persons.
    Units,
    /// A person.
    Persons,
    /// A household without persons.
    Households,
}

/// What the columns of a file of microdata mean to a system.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// The mapping file.
    pub source: Source,
    /// Its name, which becomes that of the population.
    pub name: String,
    /// Its title by language.
    pub title: Texts,
    /// What is to be known of the data, by language.
    pub notes: Texts,
    /// Where the data come from.
    pub reference: String,
    /// The data file, beside the mapping file; `None` when the user names it.
    pub file: Option<String>,
    /// The system whose columns are given.
    pub system: String,
    /// The year that the data describe.
    pub year: Option<i32>,
    rows: RowsOf,
    /// The column of household ids; empty where each row is a household and is counted from 1 in the order of the file.
    household: String,
    /// The weight of the household.
    weight: Assigned,
    /// The column of person ids.
    person: Option<IdColumn>,
    units: Vec<UnitOfFile>,
    templates: Vec<PersonsTable>,
    columns: Vec<ColumnsTable>,
    pointers: Vec<PointerColumn>,
    /// Ids that stand for nobody; `None`: the usual ones.
    nobody: Option<Vec<String>>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Every problem of the file at once: those of [`parse`](crate::document::parse), unknown and missing keys, formulas that
    /// do not parse or use what only rules have. Names of columns are checked by [`Mapping::population`].
    pub fn read(source: &Source) -> Result<Mapping, Vec<Diagnostic>> {
        read::read(source)
    }

    /// Every column of the file that the mapping reads, each once: the others need not be read from the file.
    pub fn wanted(&self) -> Vec<String> {
        let mut wanted: Vec<String> = Vec::new();
        for (column, _) in self.reads() {
            if !wanted.contains(&column) {
                wanted.push(column);
            }
        }
        wanted
    }

    /// The column of the file that a column of the system is, unchanged; none where a formula makes it.
    pub fn source_of(&self, name: &str) -> Option<&str> {
        let assigned = self.assigned().find(|assigned| assigned.name == name)?;
        assigned.bare_column()
    }

    /// The assumptions of the mapping: the path of the value that each concerns, such as `persons.child.age`, and its text.
    pub fn assumptions(&self) -> Vec<(String, String)> {
        self.assigned()
            .filter_map(|value| Some((value.path.clone(), value.assumption.clone()?)))
            .collect()
    }

    /// A problem at the system that the mapping names.
    pub fn at_system(&self, code: &'static str, message: String, allowed: String, remedy: &str) -> Vec<Diagnostic> {
        let root = parse(&self.source).ok();
        let named = root
            .as_ref()
            .and_then(|root| root.as_table())
            .and_then(|table| table.get("system"));
        let span = named.map_or(0..0, |node| node.span.clone());
        let collector = Collector::new(&self.source);
        let found = format!("`{}`", self.system);
        collector.report(code, "system", &span, message, found, allowed, remedy);
        collector.into_diagnostics()
    }

    /// Whether people of this mapping may live under a system.
    ///
    /// # Errors
    /// `other-system` where it is made for another one.
    pub fn fits(&self, system: &System) -> Result<(), Vec<Diagnostic>> {
        if self.system.is_empty() || self.system == system.name {
            return Ok(());
        }
        Err(self.at_system(
            "other-system",
            format!(
                "the mapping makes people for the system `{}`, and the study runs the system `{}`",
                self.system, system.name
            ),
            format!("`{}`", system.name),
            "name a mapping for the system of the study, with --mapping or as `population` in the study",
        ))
    }

    /// Makes checked people of a file's columns; columns that the mapping does not read may be there or not.
    ///
    /// Two kinds of unit that group persons in the same way share their rows, and units that are households those of the
    /// households. Persons always have the columns `is_head` (unless mapped, true for the first person of each household)
    /// and `is_spouse` (unless mapped, false). The head of a unit is its first person with `is_head`, else its first person;
    /// the spouse the first other person with `is_spouse`.
    ///
    /// # Errors
    /// First what does not depend on the cells, all at once: names that the system does not have (`unknown-column`,
    /// `unknown-unit`, `unknown-label`, `unknown-category`) or has otherwise (`wrong-entity`, `wrong-form`,
    /// `doubled-name`, `missing-value`), columns that the file does not have (`missing-column`), `empty-file`,
    /// `too-many-rows` and broken cells (see [`RawTable::new`]). Then all faults of formulas and cells, of each code and
    /// column the first five and the number of the rest: `wrong-type`, `bad-code`, `bad-id`, `duplicate-id`,
    /// `id-out-of-range`, `unit-across-households`, `unit-disagrees`, `orphan-pointer`, `bad-pointer`, `two-heads`, `bad-count`,
    /// `no-persons`, `not-finite`, `out-of-range`, `not-a-truth`, `unknown-label`, `unknown-code`, `negative-weight`,
    /// `zero-weights`, `weight-out-of-range`. Rows are counted from 1.
    pub fn population(&self, table: &RawTable, system: &System) -> Result<Population, Vec<Diagnostic>> {
        people::make(self, table, None, system)
    }

    /// The same from two tables: `table` as before, and one with a row for each household, which gives the weight and the
    /// columns of `[columns.household]` where it has all columns that these read.
    ///
    /// # Errors
    /// Those of [`Mapping::population`]; `second-table` where the mapping makes no persons, `household-without-persons` and
    /// `unknown-household` where the tables hold different households.
    pub fn population_of_two(
        &self,
        table: &RawTable,
        households: &RawTable,
        system: &System,
    ) -> Result<Population, Vec<Diagnostic>> {
        people::make(self, table, Some(households), system)
    }
}
