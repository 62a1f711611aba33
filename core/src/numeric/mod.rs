//! Arithmetic whose result has the same bits on every machine, in every order and however the rows are cut into parts.
//!
//! * [`grid`]: the grid of 2^-16 currency units on which money lies, and the coarser steps by which incomes are ranked.
//! * [`weights`]: survey weights as integers, so that weighted sums are exact.
//! * [`sum`]: exact weighted sums.
//! * [`radix`] and [`rank`]: sorted runs of (income, weight), and quantiles, Gini and shares of their union.
//! * [`tie`]: rows of equal key told apart, for exact quantiles.
//! * [`draws`]: random draws that are pure functions of what they are for.
//! * [`scramble`]: stratified draws of which any one can be made alone.
//! * [`beta_binomial`]: chances of a number of successes among trials that share their luck.
//! * [`math`]: exponential, logarithm, power and normal quantile, from `libm` rather than from the platform.

pub mod beta_binomial;
pub mod draws;
pub mod grid;
pub(crate) mod lanes;
pub mod math;
pub mod radix;
pub mod rank;
pub mod scramble;
pub mod sum;
pub mod tie;
pub mod weights;

#[cfg(test)]
mod rank_tests;

pub use draws::Stream;
pub use radix::{Ranker, SortedRun};
pub use rank::{LorenzPoint, Ranked};
pub use scramble::Stratified;
pub use sum::{Accumulator, Sum, Totals};
pub use weights::{WeightError, WeightScale, WeightSlice, WeightSum, Weights};
