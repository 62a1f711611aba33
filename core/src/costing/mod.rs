//! A study from its file to its results: the law is put together, run over the people, and measured.

mod ageing;
mod asked;
mod attribution;
mod attribution_orders;
mod bends;
mod carry;
mod check;
mod compare_years;
mod cost;
mod describe;
mod disclosure;
mod distribution;
mod equal_cost;
mod example;
mod explain;
mod fingerprint;
mod forecast;
mod groups;
mod household;
mod household_columns;
mod hypercube;
mod incentives;
mod interactions;
mod ledger;
mod levy_economy;
mod levy_tables;
mod levy_yield;
mod live;
mod loops;
mod memory;
mod microdata;
mod moving;
mod notices;
mod parts;
mod prepare;
mod present_value;
mod rationing;
mod redistribution;
mod results;
mod roots;
mod sampling;
mod search_range;
mod selections;
mod sensitivity;
mod sensitivity_tables;
mod shock;
mod shock_tables;
mod tables;
mod uncertainty;
mod without_gains;
mod worked;
mod years;
mod years_rows;
mod years_run;
mod years_tables;

pub use ageing::{AgeingResult, IndexRow, LaterLawResult, LaterLawRow, ProjectionRow, ReweightingResult};
pub use asked::Asked;
pub use attribution::CHANGED_STATES;
pub use carry::{CarriedBy, CarriedStudy, CarriedValue, Carry, carried};
pub use check::{CheckReport, Checked, check, check_countries};
pub use compare_years::{Compared, ComparedYear, YearsComparison, compare_years, tables_of_comparison};
pub use cost::{Costing, cost};
pub use describe::{DescribedInstrument, DescribedPeople, StudyDescription, describe, study_with};
pub use disclosure::changes;
pub use distribution::{BaselineRanks, Details, Measured};
pub use equal_cost::{CostRoot, EqualCost, EqualCostYears, ScannedCost, TargetCost, equal_cost, value_set};
pub use example::{Example, ExampleMember, example};
pub use explain::{ExplainedLaw, ExplainedName, ExplainedStep, ExplainedValue, Explanation, explain};
pub use fingerprint::MODEL_VERSION;
pub use household::{BudgetPoint, HouseholdResult, household};
pub use household_columns::{ColumnOption, HouseholdColumn, HouseholdColumns, household_columns};
pub use incentives::{IncentivesResult, incentives};
pub use interactions::{DoublePayment, Interaction, InteractionsResult, NOTICED_LOSS, interactions};
pub use levy_economy::{EconomyColumnTitle, EconomyRow, LevyEconomy};
pub use levy_yield::{LevyBearer, LevyEffects, LevyYield, add_levy_yields, levy_yields, tells_levy_yields};
pub(crate) use live::PENDING;
pub use live::{Change as LiveChange, Live};
pub use microdata::{Microdata, MicrodataColumn, calculate, ledger_of};
pub use notices::{NOBODY_REACHED, Notice, OVER_SHARED};
pub use prepare::{Element, Prepared, prepare};
pub use present_value::{DISCOUNT_RATE, DISCOUNT_RATES, Over, equal_present_value};
pub use results::{
    AccountBalance, Assumption, AttributionFallback, BudgetRow, Change, EntropyResult, FlowRow, ForecastResult,
    ForecastTenthRow, ForecastThreshold, GroupRow, GroupTable, InequalityResult, LorenzResult, PopulationSummary,
    PovertyPair, PovertyResult, RationingRow, RedistributionResult, ResultOptions, Results, SelectionRow, Shock, Title,
    WinnersResultRow,
};
pub use search_range::SearchRange;
pub use sensitivity::{NotVaried, Sensitivity, SensitivityEnd, SensitivityFigures, SensitivityRow, sensitivity};
pub use sensitivity_tables::{RangeSentence, SensitivityDocument};
pub use tables::{ColumnValues, ResultTable, tables};
pub use uncertainty::{
    AssumptionShare, LineMethod, MOST_RUNS, MainSource, OtherPeople, Spread, Uncertainty, UncertaintyLine,
    UncertaintyOptions, UncertaintyRange, uncertainty,
};
pub use without_gains::{WithoutGains, add_without_gains, add_without_gains_to_years, tells_without_gains};
pub use worked::{CaseValue, WorkedCase, worked_cases};
pub use years::{FundRow, MonthRow, StateRow, YearResults, YearsResults, cost_years};
pub use years_run::YearsRun;
pub use years_tables::tables_of_years;
