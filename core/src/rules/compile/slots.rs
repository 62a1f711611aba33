//! Parameters as numbered places, so that a changed value recompiles nothing.

use std::collections::BTreeMap;

/// Which parameter a run of slots holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlotOrigin {
    /// The law that sets it, when it is set over the system; `None`: the written value, shared by all laws.
    pub law: Option<u32>,
    /// The instrument; empty for the system's own parameters.
    pub instrument: String,
    /// The parameter.
    pub parameter: String,
}

/// Parameter values in one row, each parameter in consecutive places.
#[derive(Debug, Clone, Default)]
pub struct Slots {
    /// The values.
    pub values: Vec<f64>,
    /// Where each parameter starts and how many places it has.
    pub places: BTreeMap<SlotOrigin, (u32, u32)>,
}

impl Slots {
    /// Adds places that hold `values` and returns the first.
    pub fn reserve(&mut self, values: &[f64]) -> u32 {
        let first = self.values.len() as u32;
        self.values.extend_from_slice(values);
        first
    }

    /// The places of a parameter, made on first use.
    pub fn place(&mut self, origin: SlotOrigin, values: &[f64]) -> u32 {
        if let Some((first, _)) = self.places.get(&origin) {
            return *first;
        }
        let first = self.reserve(values);
        self.places.insert(origin, (first, values.len() as u32));
        first
    }
}
