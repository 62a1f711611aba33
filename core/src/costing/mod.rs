//! A study from its file to its results: the law is put together, run over the people, and measured.

mod attribution;
mod bends;
mod check;
mod cost;
mod describe;
mod disclosure;
mod distribution;
mod example;
mod explain;
mod fingerprint;
mod forecast;
mod groups;
mod household;
mod household_columns;
mod incentives;
mod ledger;
mod live;
mod loops;
mod memory;
mod microdata;
mod parts;
mod prepare;
mod redistribution;
mod results;
mod selections;
mod shock;
mod shock_tables;
mod tables;
mod years;
mod years_tables;

pub use attribution::CHANGED_STATES;
pub use check::{CheckReport, Checked, check};
pub use cost::{Costing, cost};
pub use describe::{DescribedInstrument, DescribedPeople, StudyDescription, describe, study_with};
pub use disclosure::changes;
pub use distribution::{BaselineRanks, Measured};
pub use example::{Example, ExampleMember, example};
pub use explain::{ExplainedLaw, ExplainedName, ExplainedStep, ExplainedValue, Explanation, explain};
pub use fingerprint::MODEL_VERSION;
pub use household::{BudgetPoint, HouseholdResult, household};
pub use household_columns::{ColumnOption, HouseholdColumn, HouseholdColumns, household_columns};
pub use incentives::{IncentivesResult, incentives};
pub(crate) use live::PENDING;
pub use live::{Change as LiveChange, Live};
pub use microdata::{Microdata, MicrodataColumn, ledger_of};
pub use prepare::{Element, Prepared, prepare};
pub use results::{
    AccountBalance, Assumption, BudgetRow, Change, EntropyResult, FlowRow, ForecastResult, ForecastTenthRow,
    ForecastThreshold, GroupRow, GroupTable, InequalityResult, LorenzResult, PopulationSummary, PovertyPair,
    PovertyResult, RedistributionResult, ResultOptions, Results, SelectionRow, Shock, Title, WinnersResultRow,
};
pub use tables::{ColumnValues, ResultTable, tables};
pub use years::{FundRow, MonthRow, StateRow, YearResults, YearsResults, cost_years};
pub use years_tables::tables_of_years;
