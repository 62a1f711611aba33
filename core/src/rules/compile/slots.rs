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
    /// Whether laws that set a parameter to equal values share its places, so that no single law's value can be changed.
    pub shared: bool,
    constants: BTreeMap<Vec<u64>, u32>,
}

impl Slots {
    /// Adds places that hold `values` and returns the first.
    pub fn reserve(&mut self, values: &[f64]) -> u32 {
        let first = self.values.len() as u32;
        self.values.extend_from_slice(values);
        first
    }

    /// Places that hold `values` for good, shared by all who ask for equal ones.
    pub fn constants(&mut self, values: &[f64]) -> u32 {
        let bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
        if let Some(first) = self.constants.get(&bits) {
            return *first;
        }
        let first = self.reserve(values);
        self.constants.insert(bits, first);
        first
    }

    /// The places of a parameter, made on first use. A law whose file writes other values than an earlier law's (a
    /// replaced instrument) has places of its own.
    pub fn place(&mut self, origin: SlotOrigin, law: usize, values: &[f64]) -> u32 {
        if let Some((first, length)) = self.places.get(&origin).copied() {
            let known = &self.values[first as usize..(first + length) as usize];
            let same = known.len() == values.len() && known.iter().zip(values).all(|(a, b)| a.to_bits() == b.to_bits());
            if same || origin.law.is_some() {
                return first;
            }
            return self.place(
                SlotOrigin {
                    law: Some(law as u32),
                    ..origin
                },
                law,
                values,
            );
        }
        if self.shared && origin.law.is_some() {
            let equal = |(first, length): (u32, u32)| {
                let known = &self.values[first as usize..(first + length) as usize];
                known.len() == values.len() && known.iter().zip(values).all(|(a, b)| a.to_bits() == b.to_bits())
            };
            let of_other_law = self.places.iter().find(|(known, place)| {
                known.instrument == origin.instrument && known.parameter == origin.parameter && equal(**place)
            });
            if let Some(place) = of_other_law.map(|(_, place)| *place) {
                self.places.insert(origin, place);
                return place.0;
            }
        }
        let first = self.reserve(values);
        self.places.insert(origin, (first, values.len() as u32));
        first
    }
}
