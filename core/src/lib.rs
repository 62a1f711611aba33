//! The engine of commonweal: what a safety net costs, who it catches and who pays for it.
//!
//! Tax-benefit rules are data (see [`rules`]); a [`system`] is an ordered set of them; [`simulation`] applies a system to a
//! [`population`] and posts every amount in a double-entry ledger; [`scenario`] lives the months in which jobs are lost and
//! found; [`measures`] turn ledgers into budgets, poverty, inequality and winners; [`figures`] say what these show, in every
//! language. The crate does no input or output, reads no clock and uses no platform mathematics, so a result has the same
//! bits natively, in Python and in a browser.

pub mod costing;
pub mod document;
pub mod figures;
pub mod measures;
pub mod numeric;
pub mod population;
pub mod rules;
pub mod scenario;
pub mod simulation;
pub mod system;
