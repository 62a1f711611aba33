//! population

mod raw;
pub use raw::*;
