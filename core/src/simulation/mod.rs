//! Population x system -> a ledger of amounts: the graph, the plan, the run.

mod between;
mod block;
mod cases;
mod code;
mod fund;
mod fuse;
mod graph;
mod hypothetical;
mod kernel;
mod life;
mod members;
mod narrow;
mod pass;
mod plan;
mod run;
mod schedule;
mod select;
mod standing;

pub(crate) use between::{each_weight, weights_by_row};
pub(crate) use block::evaluate_scalars;
pub use cases::{CaseReport, check_cases};
pub(crate) use cases::{CaseSetting, case_setting, flatten};
pub use code::{Code, CodeArguments, CodeColumn, HostCode};
pub use fund::FundYear;
pub use graph::{
    Aggregate, BinaryOperation, CodeArgument, CodeCall, CodeKind, Global, Graph, HOUSEHOLD, Level, LifeCall, Node,
    NodeId, Operation, PERSON, Rounding,
};
pub use hypothetical::Hypothetical;
pub(crate) use pass::{cancelled, for_each, threads};
pub use run::{Outcome, Progress, Request, resolve_all, run, run_with};
pub use standing::Standing;
