//! The rule language: instruments written as text, read like a statute, compiled to plain loops over columns.
//!
//! A file is parsed into an [`Instrument`] whose formulas are [`Expression`] trees; [`compile`] checks names, units and
//! levels and lowers several systems at once into one graph of columnar operations with shared subexpressions.

mod carried;
mod code;
pub mod compile;
mod decode;
mod expression;
mod instrument;
mod kind;
mod levy_yield;
mod lexer;
mod parameter;
mod parser;
mod read;
mod read_block;
mod read_common;
mod read_rule;
mod scenario;
mod unit;

pub use code::{CODE_LANGUAGES, CodeUse};
pub use expression::{Comparison, Expression, ExpressionKind, Formula, Operator};
pub use instrument::{
    Argument, Capacity, Case, Condition, ConditionTest, Draw, Eligibility, EligibilityWho, Function, FundUse,
    Instrument, Interaction, Match, PaidTo, Period, Rule, RuleBody, TakeUp, Texts,
};
pub use kind::{Account, Kind};
pub use levy_yield::{EconomyColumn, EconomyRules, YieldRules};
pub use lexer::SyntaxError;
pub use parameter::{Parameter, ParameterUnit, ParameterValue, Schedule, ScheduleKind, TableIndex, Uprate};
pub use parser::parse_formula;
pub use scenario::{Becomes, Combine, Lever, LeverOffer, Scenario, Selection};
pub use unit::Unit;

pub(crate) use parameter::{read_range, suggestion};
pub(crate) use read_block::read_eligibility;
pub(crate) use read_common::{check_name, is_clear, read_format, read_parameters, read_texts, sound};
pub(crate) use read_rule::read_formula;
pub(crate) use scenario::read_levers;
