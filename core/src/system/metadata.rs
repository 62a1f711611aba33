//! What a rule file says of itself, as data: one source for listings, sliders on screens and the classes of other languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::document::Date;

/// A text by language. English and Chinese are always there: a language that the file lacks has the English text, and a
/// text that the file lacks is empty.
pub type LanguageTexts = BTreeMap<String, String>;

/// What `commonweal instruments --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstrumentsDocument {
    /// The version of this format, 1.
    pub format: u32,
    /// The version of the model.
    pub model_version: String,
    /// The instruments.
    pub instruments: Vec<InstrumentMetadata>,
}

impl InstrumentsDocument {
    /// The document of these instruments.
    pub fn new(instruments: Vec<InstrumentMetadata>) -> InstrumentsDocument {
        InstrumentsDocument {
            format: 1,
            model_version: crate::costing::MODEL_VERSION.to_string(),
            instruments,
        }
    }
}

/// A rule file as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstrumentMetadata {
    /// Its name, which a study writes.
    pub name: String,
    /// Its title; its name in words where the file has none.
    pub title: LanguageTexts,
    /// What it is and what it leaves out.
    pub notes: LanguageTexts,
    /// The law or publication; may be empty.
    pub reference: String,
    /// One of [`Kind::NAMES`](crate::rules::Kind::NAMES).
    pub kind: String,
    /// Who pays, one of [`Account::NAMES`](crate::rules::Account::NAMES); `None`: it pays nothing.
    pub payer: Option<String>,
    /// Who receives; `None`: it pays nothing.
    pub payee: Option<String>,
    /// The unit of its rules, such as `person` or `family`.
    pub unit: String,
    /// `year` or `month`: the period of its amount.
    pub period: String,
    /// The system to which it belongs; `None`: it is common to all systems.
    pub system: Option<String>,
    /// Its file.
    pub file: String,
    /// Its parameters, in the order of the file.
    pub parameters: Vec<ParameterMetadata>,
    /// Its steps: those of each person, then those of the unit, each in the order of the file.
    pub rules: Vec<RuleMetadata>,
    /// The functions that the steps call.
    pub functions: Vec<FunctionMetadata>,
    /// Other files that it reads.
    pub uses: Vec<String>,
    /// What it offers a scenario.
    pub levers: Vec<LeverMetadata>,
    /// Its worked cases, worked out, where they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<crate::costing::WorkedCase>,
}

/// A parameter as data: all that a slider or an argument of a function needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParameterMetadata {
    /// Its name, which a study writes as `INSTRUMENT.NAME`.
    pub name: String,
    /// Its title; its name in words where the file has none.
    pub title: LanguageTexts,
    /// A remark.
    pub note: LanguageTexts,
    /// The law or publication that sets it; may be empty.
    pub reference: String,
    /// Whether it is neither law nor published.
    pub assumption: bool,
    /// What its value is.
    pub form: ParameterForm,
    /// The unit as written, such as `currency/year` or `share`.
    pub unit: String,
    /// Lowest and highest number allowed, both inclusive; of a table or schedule it bounds every value.
    pub range: Option<[f64; 2]>,
    /// The step of a slider.
    pub step: Option<f64>,
    /// The words that the value, or a value of the list, may be: of a choice all, of a concept and of a list those of the
    /// system, as far as it is known.
    pub options: Vec<String>,
    /// The category whose values a list holds.
    pub of: Option<String>,
    /// What indexes a table, or a schedule that there is more than one of; the outermost first.
    pub by: Vec<IndexMetadata>,
    /// Whether counts beyond the last value take the last.
    pub beyond_last: bool,
    /// How a schedule is read.
    pub schedule: Option<ScheduleMetadata>,
    /// The values of the file, earliest first.
    pub values: Vec<DatedValue>,
    /// The last day of the last value.
    pub until: Option<Date>,
    /// How it goes on after the last value.
    pub uprate: Option<UprateMetadata>,
    /// The value that holds under the system on the day of the year's law, uprated where the file says so; without a system,
    /// the last of the values. `None`: no value holds on that day.
    pub default: Option<Json>,
    /// The values that the study sets in its place; of those whose day has come, the last holds.
    pub set: Vec<DatedValue>,
}

/// What the value of a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterForm {
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// One of the words of `options`.
    Choice,
    /// The name of an income concept of the system.
    Concept,
    /// A list of values of the category `of`.
    List,
    /// A number for each value of `by`.
    Table,
    /// Rows that make a function of a number; one for each value of `by`, where there is any.
    Schedule,
}

impl ParameterForm {
    /// Every form, as it is written.
    pub const NAMES: [&'static str; 7] = ["number", "truth", "choice", "concept", "list", "table", "schedule"];
}

/// One direction of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndexMetadata {
    /// The category, column or step that the file names.
    pub name: String,
    /// The category; `None`: it is a count, and the values are a list for 0, 1, 2 and so on.
    pub category: Option<String>,
    /// The values of the category in order; empty where it is a count, or open to the words of the data.
    pub values: Vec<String>,
}

/// How a schedule is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduleMetadata {
    /// `brackets` (rows of threshold and marginal rate), `steps` (threshold and value), `points` (x and y) or `polynomial`
    /// (threshold and coefficients).
    pub kind: String,
    /// The unit of the argument, in words such as `money a year`.
    pub over: String,
    /// Of steps: whether a threshold itself still belongs to the row before.
    pub above: bool,
    /// The divisor of a polynomial's argument.
    pub scale: f64,
}

/// A value and the day from which it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatedValue {
    /// The day; `None`: always.
    pub from: Option<Date>,
    /// The value as a study may write it in JSON.
    pub value: Json,
}

/// How a parameter goes on after its last value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UprateMetadata {
    /// The index of the system.
    pub index: String,
    /// The step to which the figure is rounded.
    pub round: Option<f64>,
}

/// A step as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleMetadata {
    /// Its name.
    pub name: String,
    /// Its title; its name in words where the file has none.
    pub title: LanguageTexts,
    /// The formula that holds on the day, on one line.
    pub formula: String,
    /// Whether it has a value for each person rather than one for the unit.
    pub person: bool,
    /// The paragraph of the law; may be empty.
    pub reference: String,
}

/// A function of a rule file as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunctionMetadata {
    /// Its name.
    pub name: String,
    /// The names of its arguments.
    pub arguments: Vec<String>,
    /// Its steps, one of them `result`.
    pub rules: Vec<RuleMetadata>,
}

/// What an instrument offers a lever of the scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeverMetadata {
    /// The lever.
    pub name: String,
    /// The formula of its parameters.
    pub formula: String,
}
