//! Weights of a population that is there already, moved as little as possible so that its cells of persons come to given sizes.
//!
//! The calibration is that of synthetic people ([`super::round`], [`super::solver`]): a factor between two bounds on each
//! household's weight, found in exact rounds. So the bits do not depend on parts, threads or the order of rows.

use super::round::{Bounds, Round, eta, held};
use super::solver::{Demand, Fate, Solver};
use super::target::Contributions;
use crate::numeric::grid::power_of_two;
use crate::numeric::weights::{WeightError, WeightScale, WeightSum, Weights};
use crate::population::Population;

/// A household's weight is found in at most so many rounds; a handful is usual.
const MOST_ROUNDS: u32 = 40;

/// Persons who belong to no cell.
pub const NO_CELL: u16 = u16::MAX;

/// Cells of persons in households, by which weights can be moved again and again.
#[derive(Debug, Clone)]
pub struct Reweighting {
    parts: Vec<Cells>,
    /// How many cells there are, that of all households included.
    cells: usize,
    households: u32,
    /// What the weights of the data make of each cell: persons, and last households.
    sizes: Vec<f64>,
    scale: WeightScale,
    bounds: Bounds,
}

/// The cells of the households of a part.
#[derive(Debug, Clone)]
struct Cells {
    found: Contributions,
    /// The weights of the data.
    weights: Vec<f64>,
    /// The same over the mean one.
    relative: Vec<f64>,
    /// The members of the largest household.
    largest: u32,
}

/// Weights that were moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Reweighted {
    /// The weights of each part.
    pub weights: Vec<Weights>,
    /// What they make of each cell, and last of the households.
    pub sizes: Vec<f64>,
    /// The smallest and the largest factor on a weight.
    pub factors: (f64, f64),
    /// The share of the households that would carry as much with equal weights: (sum w)² / (n sum w²).
    pub effective_share: f64,
    /// The rounds that it took.
    pub rounds: u32,
    /// Whether every cell that somebody is in came to its size.
    pub converged: bool,
}

impl Reweighting {
    /// Takes the cells of the persons of each part, so many in all, [`NO_CELL`] for persons of none.
    pub fn new(
        parts: &[Population],
        cell_of_person: &[Vec<u16>],
        cells: usize,
        (low, high): (f64, f64),
    ) -> Reweighting {
        let households: u32 = parts.iter().map(|part| part.households() as u32).sum();
        let scale = parts
            .first()
            .map_or(WeightScale::for_maximum(1.0), Population::weight_scale);
        let mut sizes = vec![0i128; cells + 1];
        let mut all: Vec<Cells> = Vec::with_capacity(parts.len());
        for (part, cell_of_person) in parts.iter().zip(cell_of_person) {
            let own = Cells::of(part, cell_of_person, cells);
            own.add_sizes(&part.weights, &mut sizes);
            all.push(own);
        }
        let sizes: Vec<f64> = sizes
            .into_iter()
            .map(|size| WeightSum(size).to_f64(scale.exact_exponent))
            .collect();
        let mean = sizes[cells] / f64::from(households);
        for part in &mut all {
            let over_mean = |weight: &f64| if mean > 0.0 { weight / mean } else { 0.0 };
            part.relative = part.weights.iter().map(over_mean).collect();
        }
        Reweighting {
            parts: all,
            cells,
            households,
            sizes,
            scale,
            bounds: Bounds { low, high },
        }
    }

    /// What the weights of the data make of each cell: persons, and last all households.
    pub fn sizes(&self) -> &[f64] {
        &self.sizes
    }

    /// The share of the households that would carry as much with equal weights, with the weights of the data.
    pub fn effective_share(&self) -> f64 {
        let weights = self.parts.iter().flat_map(|part| &part.weights);
        effective_share(weights.copied().collect())
    }

    /// Moves the weights of the data such that each cell has its size times its ratio; the last ratio is that of all households,
    /// `None` where their number is free. A cell that nobody is in is passed over.
    ///
    /// # Errors
    /// Weights that together are too large to be added exactly.
    pub fn to(&self, ratios: &[Option<f64>]) -> Result<Reweighted, WeightError> {
        let asked = |cell: usize| ratios.get(cell).copied().flatten().filter(|_| self.sizes[cell] > 0.0);
        let demands: Vec<Demand> = (0..=self.cells)
            .map(|cell| Demand {
                hard: true,
                held_out: asked(cell).is_none(),
            })
            .collect();
        // A contribution as a multiple of the mean one that is asked for.
        let all = self.sizes[self.cells];
        let scale: Vec<f64> = (0..=self.cells)
            .map(|cell| asked(cell).map_or(0.0, |ratio| all / (self.sizes[cell] * ratio)))
            .collect();
        let mut solver = Solver::new(demands, self.households, MOST_ROUNDS, 0.0);
        while let Some(lambda) = solver.wanted() {
            let round = self.round(&scale, lambda);
            solver.take(round);
        }
        self.at(&scale, &solver)
    }

    /// The sums of a round over all households.
    fn round(&self, scale: &[f64], lambda: &[f64]) -> Round {
        let mut whole = Round::new(self.cells + 1);
        for part in &self.parts {
            whole.add(&part.found, &part.relative, scale, lambda, self.bounds);
        }
        whole
    }

    /// The weights at the multipliers that the solver found.
    fn at(&self, scale: &[f64], solver: &Solver) -> Result<Reweighted, WeightError> {
        let mut parts: Vec<Vec<f64>> = Vec::with_capacity(self.parts.len());
        let (mut smallest, mut largest_factor, mut bound) = (f64::INFINITY, 0.0, 0.0);
        let mut scaled: Vec<f64> = Vec::new();
        for part in &self.parts {
            let mut weights = Vec::with_capacity(part.weights.len());
            for (pair, weight) in part.found.starts.windows(2).zip(&part.weights) {
                let entries = pair[0] as usize..pair[1] as usize;
                let cells = &part.found.target[entries.clone()];
                scaled.clear();
                let values = cells.iter().zip(&part.found.value[entries]);
                scaled.extend(values.map(|(cell, value)| held(value * scale[usize::from(*cell)])));
                let (factor, _) = self.bounds.factor(eta(cells, &scaled, solver.lambda()));
                let moved = weight * factor;
                if *weight > 0.0 {
                    smallest = if factor < smallest { factor } else { smallest };
                    largest_factor = if factor > largest_factor {
                        factor
                    } else {
                        largest_factor
                    };
                }
                let with_members = moved * f64::from(part.largest);
                bound = if with_members > bound { with_members } else { bound };
                weights.push(moved);
            }
            parts.push(weights);
        }
        // Never finer than the data's, which may have had its own reason.
        let needed = WeightScale::for_maximum(bound);
        let coarser = |own: i32, needed: i32| if needed < own { needed } else { own };
        let grid = WeightScale {
            exact_exponent: coarser(self.scale.exact_exponent, needed.exact_exponent),
            rank_exponent: coarser(self.scale.rank_exponent, needed.rank_exponent),
        };
        let mut weights = Vec::with_capacity(parts.len());
        let mut sizes = vec![0i128; self.cells + 1];
        for (part, moved) in self.parts.iter().zip(&parts) {
            let own = Weights::new(moved, grid)?;
            part.add_sizes(&own, &mut sizes);
            weights.push(own);
        }
        let met = |fate: &Fate| matches!(fate, Fate::Active | Fate::HeldOut | Fate::Redundant(_));
        Ok(Reweighted {
            weights,
            sizes: sizes
                .into_iter()
                .map(|size| WeightSum(size).to_f64(grid.exact_exponent))
                .collect(),
            factors: (if smallest < f64::INFINITY { smallest } else { 1.0 }, largest_factor),
            effective_share: effective_share(parts.concat()),
            rounds: solver.rounds(),
            converged: solver.converged() && solver.fates().iter().all(met),
        })
    }
}

/// (sum w)² / (n sum w²); 0 where nobody has a weight.
fn effective_share(mut weights: Vec<f64>) -> f64 {
    // Sorted first, so that parts could give them in any order.
    weights.sort_by(f64::total_cmp);
    let (mut sum, mut squares) = (0.0, 0.0);
    for weight in &weights {
        sum += weight;
        squares += weight * weight;
    }
    if squares > 0.0 {
        sum * sum / squares / weights.len() as f64
    } else {
        0.0
    }
}

impl Cells {
    /// For each household its cells in their order with the persons in each, and last itself.
    fn of(part: &Population, cell_of_person: &[u16], cells: usize) -> Cells {
        let mut found = Contributions::default();
        found.starts.push(0);
        let mut counts = vec![0u32; cells];
        let mut touched: Vec<u16> = Vec::new();
        let mut largest = 1;
        for household in 0..part.households() {
            touched.clear();
            let persons = part.rows_of(0, &(household..household + 1));
            largest = largest.max(persons.len() as u32);
            for cell in &cell_of_person[persons] {
                if usize::from(*cell) < cells {
                    if counts[usize::from(*cell)] == 0 {
                        touched.push(*cell);
                    }
                    counts[usize::from(*cell)] += 1;
                }
            }
            touched.sort_unstable();
            for cell in &touched {
                found.target.push(*cell);
                found
                    .value
                    .push(f64::from(std::mem::take(&mut counts[usize::from(*cell)])));
            }
            found.target.push(cells as u16);
            found.value.push(1.0);
            found.starts.push(found.target.len() as u32);
        }
        let own = part.weights.as_slice();
        let unit = power_of_two(-part.weight_scale().exact_exponent);
        let halves = own.low().iter().zip(own.high());
        let weights: Vec<f64> = halves
            .map(|(low, high)| (u64::from(*low) | u64::from(*high) << 26) as f64 * unit)
            .collect();
        Cells {
            found,
            weights,
            relative: Vec::new(),
            largest,
        }
    }

    /// Adds what weights make of each cell.
    fn add_sizes(&self, weights: &Weights, sizes: &mut [i128]) {
        let own = weights.as_slice();
        let halves = own.low().iter().zip(own.high());
        for (pair, (low, high)) in self.found.starts.windows(2).zip(halves) {
            let weight = i128::from(u64::from(*low) | u64::from(*high) << 26);
            for entry in pair[0] as usize..pair[1] as usize {
                sizes[usize::from(self.found.target[entry])] += weight * self.found.value[entry] as i128;
            }
        }
    }
}
