//! Population x system -> a ledger of amounts: the graph, the plan, the run.

mod between;
mod block;
mod bridge;
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
mod operation;
mod pass;
mod plan;
mod run;
mod scalars;
mod schedule;
mod select;
mod settle;
mod standing;

pub(crate) use between::{each_weight, weights_by_row};
pub use cases::{CaseReport, check_cases};
pub(crate) use cases::{CaseSetting, case_setting, flatten};
pub use code::{Code, CodeArguments, CodeColumn, HostCode};
pub use fund::FundYear;
pub use graph::{CodeArgument, CodeCall, CodeKind, Global, Graph, HOUSEHOLD, Level, LifeCall, Node, NodeId, PERSON};
pub use hypothetical::Hypothetical;
pub use operation::{Aggregate, BinaryOperation, Operation, Rounding};
pub(crate) use pass::{cancelled, for_each, threads};
pub use run::{Outcome, Progress, Request, resolve_all, run, run_with};
pub(crate) use scalars::evaluate_scalars;
pub use standing::Standing;
