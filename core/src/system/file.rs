//! What `system.toml` declares: the vocabulary, the income concepts and the order of a country's law.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ageing::Ageing;
use super::country::Country;
use super::later_law::LaterLaw;
use crate::document::{Date, Source, Span};
use crate::rules::{Account, Formula, Instrument, Kind, Lever, Parameter, Texts, Unit};

/// A unit of assessment that the system knows beside person and household.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitKind {
    /// Its name, such as `tax_unit`.
    pub name: String,
    /// The unit it is another name for.
    pub same_as: Option<String>,
}

/// What a column of the people holds.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnKind {
    /// A number with a unit.
    Number(Unit),
    /// True or false.
    Truth,
    /// A value of the named category.
    Category(String),
    /// The id of another person of the household, or nothing.
    Pointer,
}

/// What stands in for a column that the data does not have.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnDefault {
    /// The data must have it.
    Required,
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A value of the category.
    Word(String),
    /// A formula over other columns.
    Formula(Formula),
}

/// A column that rules may read of the people.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDeclaration {
    /// Its name.
    pub name: String,
    /// `person`, `household` or a unit kind.
    pub entity: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// The unit as written, such as `currency/year`, `share` or `category`.
    pub unit_name: String,
    /// Lowest and highest value.
    pub range: Option<(f64, f64)>,
    /// What stands in for it.
    pub default: ColumnDefault,
    /// Whether the system works it out from other columns, so that data may not give it.
    pub derived: bool,
    /// Who pays this market income to the household, when it is one: it is posted in the ledger.
    pub flow: Option<Account>,
    /// The index by which its amounts are carried forward from the year of the data, where the system has one of that name.
    pub uprate: Option<String>,
    /// Its title.
    pub title: Texts,
    /// The file that declares it, for messages.
    pub source: Source,
    /// Where it stands.
    pub span: Span,
}

/// A member of an income concept.
#[derive(Debug, Clone, PartialEq)]
pub enum ConceptMember {
    /// A column, an instrument or another concept.
    Name(String),
    /// Every instrument of a kind.
    Kind(Kind),
}

/// An income concept (income list).
#[derive(Debug, Clone, PartialEq)]
pub struct Concept {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Texts,
    /// What is added.
    pub adds: Vec<(ConceptMember, Span)>,
    /// What is subtracted.
    pub subtracts: Vec<(ConceptMember, Span)>,
    /// Where it stands.
    pub span: Span,
}

/// A pool that instruments use up in turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// What there is to use, as a formula of the unit: an instrument or a step.
    pub limit: Formula,
}

/// What happens to a fund's programmes when it is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenEmpty {
    /// They are paid in part, all in the same proportion.
    Ration,
    /// The budget tops the fund up.
    TopUp,
}

impl WhenEmpty {
    /// The words that files have for it.
    pub const NAMES: [&'static str; 2] = ["ration", "top_up"];

    /// The way of that word.
    pub fn parse(word: &str) -> Option<WhenEmpty> {
        match word {
            "ration" => Some(WhenEmpty::Ration),
            "top_up" => Some(WhenEmpty::TopUp),
            _ => None,
        }
    }
}

/// The rates of interest that a fund may bear: shares a year.
pub const INTEREST: std::ops::RangeInclusive<f64> = -0.5..=1.0;

/// An earmarked fund.
#[derive(Debug, Clone, PartialEq)]
pub struct Fund {
    /// Its name.
    pub name: String,
    /// The balance at the start of the year.
    pub opening_balance: f64,
    /// What happens when it is empty.
    pub when_empty: WhenEmpty,
    /// Interest a year on what it holds, where a run goes over several years.
    pub interest: f64,
    /// The keys that its system writes, which come before the defaults of the fund's rule file.
    pub written: Vec<String>,
}

/// A price or wage index by date.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its title by language.
    pub title: Texts,
    /// Its values by date, the earliest first.
    pub values: Vec<(Date, f64)>,
    /// The share by which it rises with every whole year after its last value.
    pub growth: f64,
    /// Lowest and highest growth, of an assumption.
    pub range: Option<(f64, f64)>,
    /// Whether it is not published.
    pub assumption: bool,
    /// Where it is published; of an assumption, what it rests on.
    pub reference: String,
}

impl Index {
    /// The value that holds on `date`: the last one written, risen by the growth of the whole years since where none follows.
    pub fn on(&self, date: Date) -> Option<f64> {
        let at = self.values.iter().rposition(|(from, _)| *from <= date)?;
        let (from, mut value) = self.values[at];
        if at + 1 == self.values.len() && self.growth != 0.0 {
            let is_short = (date.month, date.day) < (from.month, from.day);
            for _ in 0..date.year - from.year - i32::from(is_short) {
                value *= 1.0 + self.growth;
            }
        }
        Some(value)
    }

    /// What the index is on a day, as a multiple of that on another. Before its first value it is the first.
    pub fn factor(&self, from: Date, to: Date) -> f64 {
        let first = self.values.first().map_or(1.0, |(_, value)| *value);
        let (before, after) = (self.on(from).unwrap_or(first), self.on(to).unwrap_or(first));
        if before == after { 1.0 } else { after / before }
    }
}

/// What poverty and inequality are measured on.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuresDeclaration {
    /// The concept that is equivalised and ranked.
    pub income: String,
    /// Consumption units of a household.
    pub equivalence_scale: Formula,
    /// Persons of a household, for weights; `None`: its members.
    pub persons: Option<Formula>,
    /// Person columns by which results are also shown.
    pub by: Vec<(String, Span)>,
}

/// Extra columns of the microdata that a run writes.
#[derive(Debug, Clone, PartialEq)]
pub struct MicrodataDeclaration {
    /// One row for each of these.
    pub unit: String,
    /// Steps, as `file.step`; the column takes the last part of the name.
    pub steps: Vec<(String, Span)>,
    /// Income concepts that are written under another name, as long as no instrument has that name: the name of the
    /// column, then the concept.
    pub columns: Vec<(String, String)>,
}

/// A tax-benefit system as its folder holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    /// `system.toml`.
    pub source: Source,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Texts,
    /// The currency's ISO code.
    pub currency: String,
    /// The country whose law it is, where it is one's.
    pub country: Option<Country>,
    /// The years whose law it holds.
    pub years: Vec<i32>,
    /// The day of the year whose law is the year's.
    pub date_in_year: (u8, u8),
    /// Units of assessment.
    pub units: Vec<UnitKind>,
    /// Categories and their values, in order.
    pub categories: BTreeMap<String, Vec<String>>,
    /// Titles of values, by category and value. A value without one is called by its word.
    pub value_titles: BTreeMap<String, BTreeMap<String, Texts>>,
    /// Columns of the people.
    pub columns: Vec<ColumnDeclaration>,
    /// Parameters of the system as a whole.
    pub parameters: Vec<Parameter>,
    /// Income concepts.
    pub concepts: Vec<Concept>,
    /// Pools.
    pub pools: Vec<Pool>,
    /// Funds.
    pub funds: Vec<Fund>,
    /// Indices.
    pub indices: Vec<Index>,
    /// How its people are carried to later years.
    pub ageing: Option<Ageing>,
    /// Numbers by which the law reaches into a scenario.
    pub levers: Vec<Lever>,
    /// Instruments in the written order.
    pub order: Vec<(String, Span)>,
    /// What is measured.
    pub measures: MeasuresDeclaration,
    /// Extra columns of the microdata.
    pub microdata: MicrodataDeclaration,
    /// The instruments of the folder and those that it names from the common ones.
    pub instruments: Vec<Arc<Instrument>>,
    /// Rule files of the folder that are not law, but may be added by a reform.
    pub available: Vec<Arc<Instrument>>,
    /// Scenarios of the folder: each takes the place of the common one of its name.
    pub scenarios: Vec<Arc<Instrument>>,
    /// What it is and what it leaves out.
    pub notes: Texts,
    /// Names that its file declares in a form that could not be read: what reads them is not complained about. Empty for a
    /// sound system.
    pub broken: BTreeSet<String>,
    pub(super) persons: bool,
}

impl System {
    /// The day whose law is that of `year`.
    pub fn date_of(&self, year: i32) -> Date {
        Date {
            year,
            month: self.date_in_year.0,
            day: self.date_in_year.1,
        }
    }

    /// The day whose law is that of the first year that it holds.
    pub fn first_date(&self) -> Option<Date> {
        self.years.iter().min().map(|year| self.date_of(*year))
    }

    /// How the law goes on after the last year that the system holds, with the day of that year's law; `None` where it ends there.
    pub fn later_law(&self) -> Option<(&LaterLaw, Date)> {
        let law = self.ageing.as_ref()?.law.as_ref()?;
        Some((law, self.date_of(*self.years.iter().max()?)))
    }

    /// Whether the system holds the law of the year, as a run of one year alone needs.
    pub fn holds(&self, year: i32) -> bool {
        self.years.is_empty() || self.years.contains(&year)
    }

    /// Whether a run over years may have the year: the system holds its law, or lets the law go on to it.
    pub fn runs_in(&self, year: i32) -> bool {
        let goes_on = |(law, last): (&LaterLaw, Date)| year > last.year && year <= law.last;
        self.holds(year) || self.later_law().is_some_and(goes_on)
    }

    /// The index of that name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indices.iter().find(|index| index.name == name)
    }

    /// The year whose law applies where nobody names one: the first that it holds, which is that of its packages and people; None for a
    /// system that says no years.
    pub fn base_year(&self) -> Option<i32> {
        self.years.first().copied()
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&ColumnDeclaration> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The concept of that name.
    pub fn concept(&self, name: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.name == name)
    }

    /// The unit that `name` stands for: itself, or the one it is the same as; `None` when the system has no such unit.
    pub fn unit<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        if name == "person" || name == "household" {
            return Some(name);
        }
        let unit = self.units.iter().find(|unit| unit.name == name)?;
        match &unit.same_as {
            Some(other) if other != name => self.unit(other),
            Some(_) => None,
            None => Some(&unit.name),
        }
    }

    /// Whether its columns speak of persons; a system over households alone has no column of persons.
    pub fn has_persons(&self) -> bool {
        self.persons
    }

    /// The column of the microdata in which an income concept is written: its own name, unless `[microdata]` gives it
    /// another that none of `instruments` has.
    pub fn microdata_column<'a>(&'a self, concept: &'a str, instruments: &[String]) -> &'a str {
        let other = self.microdata.columns.iter().find(|(_, of)| of == concept);
        match other {
            Some((column, _)) if !instruments.contains(column) => column,
            _ => concept,
        }
    }

    /// Every kind of unit that has rows of its own: person, household, then the system's.
    pub fn entities(&self) -> Vec<&str> {
        let mut entities = vec!["person", "household"];
        entities.extend(
            self.units
                .iter()
                .filter(|unit| unit.same_as.is_none())
                .map(|unit| unit.name.as_str()),
        );
        entities
    }
}
