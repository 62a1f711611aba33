//! The lock file beside a recipe: multipliers that were found before, so that any part of these people can be made alone.

use serde::{Deserialize, Serialize};

use super::draft::Draft;
use crate::document::{Collector, Diagnostic, Source};

/// The multipliers of a calibration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Solution {
    /// Households made in all.
    pub households: u32,
    /// The seed.
    pub seed: u64,
    /// The largest weight of all times the members of the largest household, by which the scale of weights is chosen: persons
    /// weigh as their household does, and measures count weight times persons.
    pub weight_bound: f64,
    /// One multiplier a target, in the order of the recipe.
    pub lambda: Vec<f64>,
}

impl Solution {
    /// A hash of the recipe, the number, the seed and the multipliers.
    pub(super) fn fingerprint(&self, recipe_hash: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(recipe_hash.as_bytes());
        hasher.update(&self.households.to_le_bytes());
        hasher.update(&self.seed.to_le_bytes());
        hasher.update(&self.weight_bound.to_bits().to_le_bytes());
        for lambda in &self.lambda {
            hasher.update(&lambda.to_bits().to_le_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// The multipliers of a recipe for some numbers of households and seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The format of this document: 1.
    pub format: u32,
    /// The hash of the recipe that they belong to.
    pub recipe: String,
    /// The multipliers.
    pub solutions: Vec<Solution>,
}

impl Lock {
    /// A lock of these solutions.
    pub fn new(recipe: String, solutions: Vec<Solution>) -> Lock {
        Lock {
            format: 1,
            recipe,
            solutions,
        }
    }

    /// Reads a lock file (JSON, as it is generated).
    ///
    /// # Errors
    /// `syntax` when it is none.
    pub fn read(source: &Source) -> Result<Lock, Vec<Diagnostic>> {
        let refuse = |found: String| {
            let collector = Collector::new(source);
            collector.report_without_place(
                "syntax",
                "",
                "this is no lock file of a recipe",
                found,
                "the JSON that `commonweal synth --lock` writes, format 1",
                "generate it anew, or remove it: the weights are then found by calibration",
            );
            collector.into_diagnostics()
        };
        match serde_json::from_str::<Lock>(&source.text) {
            Ok(lock) if lock.format == 1 => Ok(lock),
            Ok(lock) => Err(refuse(format!("format {}", lock.format))),
            Err(error) => Err(refuse(error.to_string())),
        }
    }

    /// The solution for a recipe's hash, a number of households and a seed.
    pub fn solution(&self, recipe_hash: &str, households: u32, seed: u64) -> Option<&Solution> {
        self.solutions
            .iter()
            .find(|known| self.recipe == recipe_hash && known.households == households && known.seed == seed)
    }
}

impl Draft<'_> {
    /// The solution of multipliers found over these households, which must be all.
    pub fn solution(&self, seed: u64, lambda: &[f64]) -> Solution {
        let (_, weights) = self.weights(lambda);
        let larger = |largest: f64, value: f64| if value > largest { value } else { largest };
        let heaviest = weights.into_iter().fold(0.0, larger);
        let sizes = self
            .blocks
            .iter()
            .flat_map(|made| made.block.offsets.windows(2).map(|pair| pair[1] - pair[0]));
        let most = sizes.fold(1, |most, size| if size > most { size } else { most });
        let weight_bound = heaviest * f64::from(most);
        Solution {
            households: self.households,
            seed,
            weight_bound,
            lambda: lambda.to_vec(),
        }
    }
}
