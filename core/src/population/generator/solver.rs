//! Newton's method on the dual of the calibration: the same steps from the same sums, wherever they were added.

use nalgebra::{DMatrix, DVector};

use super::round::Round;

/// What became of a target before the first step.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fate {
    /// The weights are made to meet it.
    Active,
    /// It is compared only.
    HeldOut,
    /// It follows from others, whose places are given, and agrees with them.
    Redundant(Vec<usize>),
    /// It follows from others and does not agree: with them it would have this multiple of its value.
    Contradicted(Vec<usize>, f64),
    /// No household contributes to it.
    Untouched,
    /// One household contributes so much that the units must be wrong.
    Concentrated,
}

/// How a target is solved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Demand {
    pub hard: bool,
    pub held_out: bool,
}

/// The solving of one calibration.
///
/// [`Solver::wanted`] gives the multipliers at which the next round is to be summed, [`Solver::take`] takes its sums, until
/// nothing more is wanted.
#[derive(Debug, Clone)]
pub struct Solver {
    demands: Vec<Demand>,
    households: f64,
    most_rounds: u32,
    /// The penalty on multipliers of soft targets, as a share of the matrix's diagonal.
    softness: f64,
    lambda: Vec<f64>,
    trial: Vec<f64>,
    direction: Vec<f64>,
    step: f64,
    penalty: Vec<f64>,
    /// The sums at `lambda`.
    best: Option<(Round, f64)>,
    /// The sums without any calibration.
    raw: Option<Round>,
    fates: Vec<Fate>,
    rounds: u32,
    stage_rounds: u32,
    /// Whether all targets have become soft, because they cannot all be met.
    all_soft: bool,
    done: bool,
    converged: bool,
}

/// The largest relative miss that counts as met exactly.
const EXACT: f64 = 1e-9;
/// Where no step makes it smaller, this is exact too: what rounding leaves.
const NEARLY_EXACT: f64 = 1e-7;
/// Steps are halved down to this.
const LEAST_STEP: f64 = 1.0 / 512.0;
/// A target whose part that others do not explain is smaller than this follows from them.
const DEPENDENT: f64 = 1e-8;
/// How far a target that follows from others may be from what they make it.
const AGREEING: f64 = 1e-5;
/// What is added to the diagonal for the solving alone.
const RIDGE: f64 = 1e-9;
/// The penalty when all targets have become soft.
const SOFT_RIDGE: f64 = 1e-5;

impl Solver {
    pub(super) fn new(demands: Vec<Demand>, households: u32, most_rounds: u32, softness: f64) -> Solver {
        let targets = demands.len();
        Solver {
            fates: demands
                .iter()
                .map(|demand| if demand.held_out { Fate::HeldOut } else { Fate::Active })
                .collect(),
            demands,
            households: f64::from(households),
            most_rounds,
            softness,
            lambda: vec![0.0; targets],
            trial: vec![0.0; targets],
            direction: vec![0.0; targets],
            step: 1.0,
            penalty: vec![0.0; targets],
            best: None,
            raw: None,
            rounds: 0,
            stage_rounds: 0,
            all_soft: false,
            done: targets == 0,
            converged: targets == 0,
        }
    }

    /// The multipliers at which the next round is to be summed; `None` when the solving has ended.
    pub fn wanted(&self) -> Option<&[f64]> {
        (!self.done).then_some(&self.trial)
    }

    /// Takes the sums of all households at the wanted multipliers.
    pub fn take(&mut self, round: Round) {
        if self.done {
            return;
        }
        self.rounds += 1;
        self.stage_rounds += 1;
        if self.raw.is_none() {
            self.begin(&round);
            self.raw = Some(round.clone());
        }
        let (miss, norm) = self.miss(&round, &self.trial);
        let is_better = self
            .best
            .as_ref()
            .is_none_or(|(_, least)| norm < least * (1.0 - 1e-4 * self.step));
        if is_better {
            self.lambda.clone_from(&self.trial);
            self.best = Some((round, norm));
            if miss < EXACT {
                self.end(miss);
            } else if self.stage_rounds >= self.most_rounds {
                self.stall(miss);
            } else {
                self.advance(miss);
            }
            return;
        }
        self.step *= 0.5;
        if self.step < LEAST_STEP || self.stage_rounds >= self.most_rounds {
            let miss = match &self.best {
                Some((best, _)) => self.miss(best, &self.lambda).0,
                None => miss,
            };
            self.stall(miss);
        } else {
            self.set_trial();
        }
    }

    /// The largest miss and its root mean square, over the active targets and with the penalties.
    fn miss(&self, round: &Round, lambda: &[f64]) -> (f64, f64) {
        let (mut largest, mut squares) = (0.0, 0.0);
        for (target, lambda) in lambda.iter().enumerate().filter(|(target, _)| self.is_active(*target)) {
            let gap = round.ratio(target, self.households) - 1.0 + self.penalty[target] * lambda;
            let size = if gap < 0.0 { -gap } else { gap };
            largest = if size > largest { size } else { largest };
            squares += gap * gap;
        }
        (largest, libm::sqrt(squares))
    }

    fn is_active(&self, target: usize) -> bool {
        self.fates[target] == Fate::Active
    }

    fn active(&self) -> Vec<usize> {
        (0..self.demands.len())
            .filter(|target| self.is_active(*target))
            .collect()
    }

    /// Sorts out targets that nobody touches and those that follow from others.
    fn begin(&mut self, round: &Round) {
        for target in 0..self.demands.len() {
            if self.fates[target] != Fate::Active {
                continue;
            }
            if round.touching[target] == 0 {
                self.fates[target] = Fate::Untouched;
            } else if round.too_large[target] {
                self.fates[target] = Fate::Concentrated;
            } else {
                self.penalty[target] = if self.demands[target].hard {
                    0.0
                } else {
                    self.softness * round.entry(target, target, self.households)
                };
            }
        }
        // Hard targets first: of a soft and a hard one that say the same, the hard one stays.
        let mut order = self.active();
        order.sort_by_key(|target| !self.demands[*target].hard);
        let mut kept: Vec<usize> = Vec::new();
        // Rows of the Cholesky factor of the kept ones.
        let mut factor: Vec<Vec<f64>> = Vec::new();
        for target in order {
            let mut row: Vec<f64> = Vec::with_capacity(kept.len() + 1);
            for (other, line) in kept.iter().zip(&factor) {
                let mut value = round.entry(target, *other, self.households);
                for (a, b) in row.iter().zip(line) {
                    value -= a * b;
                }
                row.push(value / line[line.len() - 1]);
            }
            let whole = round.entry(target, target, self.households);
            let mut rest = whole;
            row.iter().for_each(|value| rest -= value * value);
            if rest > DEPENDENT * whole {
                row.push(libm::sqrt(rest));
                factor.push(row);
                kept.push(target);
                continue;
            }
            // The target is a sum of the kept ones: by back substitution, with how much of each.
            let mut shares = row;
            for at in (0..kept.len()).rev() {
                for later in at + 1..kept.len() {
                    let part = factor[later][at] * shares[later];
                    shares[at] -= part;
                }
                shares[at] /= factor[at][at];
            }
            let implied = shares.iter().fold(0.0, |sum, share| sum + share);
            let mut of: Vec<(usize, f64)> = kept
                .iter()
                .copied()
                .zip(shares)
                .filter(|(_, share)| share * share > 1e-6)
                .collect();
            of.sort_by(|a, b| (b.1 * b.1).total_cmp(&(a.1 * a.1)).then(a.0.cmp(&b.0)));
            let of = of.into_iter().map(|(target, _)| target).collect();
            let gap = implied - 1.0;
            self.fates[target] = if gap < AGREEING && gap > -AGREEING {
                Fate::Redundant(of)
            } else {
                Fate::Contradicted(of, implied)
            };
        }
    }

    /// Solves for the next direction and tries the whole step.
    fn advance(&mut self, miss: f64) {
        let active = self.active();
        let Some((round, _)) = &self.best else {
            return;
        };
        let entry = |i: usize, j: usize| round.entry(active[i], active[j], self.households);
        let gradient = DVector::from_fn(active.len(), |i, _| {
            let target = active[i];
            round.ratio(target, self.households) - 1.0 + self.penalty[target] * self.lambda[target]
        });
        let mut found = None;
        for ridge in [RIDGE, 1e-7, 1e-5, 1e-3] {
            let matrix = DMatrix::from_fn(active.len(), active.len(), |i, j| {
                let value = entry(i, j);
                if i == j {
                    value * (1.0 + ridge) + self.penalty[active[i]]
                } else {
                    value
                }
            });
            if let Some(factor) = matrix.cholesky() {
                found = Some(factor.solve(&gradient));
                break;
            }
        }
        let Some(step) = found else {
            self.stall(miss);
            return;
        };
        self.direction.iter_mut().for_each(|value| *value = 0.0);
        for (target, value) in active.iter().zip(step.iter()) {
            self.direction[*target] = -*value;
        }
        self.step = 1.0;
        self.set_trial();
    }

    fn set_trial(&mut self) {
        for (trial, (lambda, direction)) in self.trial.iter_mut().zip(self.lambda.iter().zip(&self.direction)) {
            *trial = lambda + self.step * direction + 0.0;
        }
    }

    /// No step helps, or the rounds are used up: everything becomes soft, and after that it ends.
    fn stall(&mut self, miss: f64) {
        if miss < NEARLY_EXACT || self.all_soft {
            self.end(miss);
            return;
        }
        self.all_soft = true;
        self.stage_rounds = 0;
        let Some(raw) = &self.raw else {
            return;
        };
        for target in self.active() {
            self.penalty[target] += SOFT_RIDGE * raw.entry(target, target, self.households);
        }
        // From the beginning: where it stuck, many weights are at their bounds.
        self.best = None;
        self.lambda.iter_mut().for_each(|value| *value = 0.0);
        self.trial.clone_from(&self.lambda);
        let raw = raw.clone();
        let (miss, norm) = self.miss(&raw, &self.lambda);
        self.best = Some((raw, norm));
        self.advance(miss);
    }

    fn end(&mut self, miss: f64) {
        self.done = true;
        self.converged = miss < NEARLY_EXACT && !self.all_soft;
    }

    /// The multipliers found.
    pub(super) fn lambda(&self) -> &[f64] {
        &self.lambda
    }

    /// The sums at the multipliers found.
    pub(super) fn last(&self) -> Option<&Round> {
        self.best.as_ref().map(|(round, _)| round)
    }

    /// The sums of the uncalibrated people.
    pub(super) fn raw(&self) -> Option<&Round> {
        self.raw.as_ref()
    }

    pub(super) fn fates(&self) -> &[Fate] {
        &self.fates
    }

    pub(super) fn rounds(&self) -> u32 {
        self.rounds
    }

    pub(super) fn converged(&self) -> bool {
        self.converged
    }

    /// Begins at multipliers found before; they are checked by one round, and if they do not fit the solving goes on.
    pub(super) fn begin_at(&mut self, raw: Round, lambda: &[f64]) {
        if self.done || lambda.len() != self.demands.len() {
            return;
        }
        self.begin(&raw);
        self.raw = Some(raw);
        self.trial = lambda.to_vec();
    }
}
