//! The tables of a recipe: each gives one column, drawn or worked out from the columns above it.

use super::amount::{Piece, Tailed};
use super::block::Block;
use super::column::{Scope, Standing};
use super::copula::Copula;
use super::formula::Node;
use super::key::Lookup;
use crate::numeric::{Stratified, Stream};

/// How values come about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Law {
    /// One of some values: for each row the shares, added up.
    Share { values: Vec<f64>, rows: Vec<Vec<f64>> },
    /// Knots: where intervals start, and for each row the intervals.
    Quantile { at: Vec<f64>, rows: Vec<Vec<Piece>> },
    /// A log-normal distribution with a Pareto tail for each row.
    Tailed(Vec<Tailed>),
    /// One value for each row, without a draw.
    Value(Vec<f64>),
    /// A formula, without a draw.
    Formula(Node),
}

/// How values are rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rounding {
    Nearest(f64),
    Down(f64),
}

/// One table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// The name of its draws: another name, other draws.
    pub id: String,
    /// The column.
    pub gives: usize,
    pub scope: Scope,
    pub law: Law,
    pub lookup: Lookup,
    /// Whom it concerns; all where there is none.
    pub condition: Option<Node>,
    /// The value of the others; `None`: what a table above gave them.
    pub otherwise: Option<f64>,
    /// What amounts are multiplied by.
    pub scale: Option<Node>,
    pub rounding: Option<Rounding>,
    pub limits: Option<(f64, f64)>,
    pub standing: Standing,
}

/// The member whose draws are those of the household itself, and of its first unit; the numbers below are those of the others.
const HOUSEHOLD: u64 = u64::MAX;

impl Table {
    /// Gives the column of a block its values.
    pub(super) fn fill(&self, block: &mut Block, seed: u64, copula: &Copula) {
        let rows = block.rows(self.scope);
        let wanted = match &self.condition {
            Some(condition) => condition.evaluate(self.scope, block).into_vec(rows),
            None => vec![1.0; rows],
        };
        let found = if let Law::Formula(node) = &self.law {
            self.finished(block, &wanted, node.evaluate(self.scope, block).into_vec(rows))
        } else {
            let of_row = if self.lookup.is_plain() {
                vec![0; rows]
            } else {
                self.lookup.rows_of(self.scope, block)
            };
            let draws = self.draws(block, seed, copula, &wanted);
            let mut values = vec![0.0; rows];
            for (row, value) in values.iter_mut().enumerate() {
                if wanted[row] != 0.0 {
                    *value = self.value(of_row[row] as usize, draws.get(row).copied().unwrap_or(0.5));
                }
            }
            self.finished(block, &wanted, values)
        };
        let mut values = match self.otherwise {
            Some(otherwise) => vec![otherwise; rows],
            None => std::mem::take(&mut block.columns[self.gives]),
        };
        values.resize(rows, 0.0);
        for (row, value) in values.iter_mut().enumerate() {
            if wanted[row] != 0.0 {
                *value = found[row];
            }
        }
        block.columns[self.gives] = values;
    }

    /// The uniform draws; none where the law needs none.
    fn draws(&self, block: &Block, seed: u64, copula: &Copula, wanted: &[f64]) -> Vec<f64> {
        if matches!(self.law, Law::Value(_) | Law::Formula(_)) {
            return Vec::new();
        }
        if let Some(place) = copula.place(&self.id) {
            return copula.draws(place, seed, block, wanted);
        }
        let stream = Stream::new(seed, &self.id);
        match self.scope {
            Scope::Household => {
                let draws = Stratified::new(stream, HOUSEHOLD);
                (0..block.households as u32)
                    .map(|at| draws.uniform(block.first + at))
                    .collect()
            }
            Scope::Unit => block
                .household_of_unit
                .iter()
                .zip(&block.unit_places)
                .map(|(household, place)| {
                    Stratified::new(stream, HOUSEHOLD - u64::from(*place)).uniform(block.first + household)
                })
                .collect(),
            Scope::Person => block
                .household_of
                .iter()
                .enumerate()
                .map(|(person, household)| {
                    if wanted[person] == 0.0 {
                        return 0.5;
                    }
                    Stratified::new(stream, block.member_key(person)).uniform(block.first + household)
                })
                .collect(),
        }
    }

    /// The value of a row of the table at a draw.
    #[inline(always)]
    fn value(&self, row: usize, draw: f64) -> f64 {
        match &self.law {
            Law::Share { values, rows } => {
                let at = rows[row].partition_point(|share| *share <= draw);
                values[if at < values.len() { at } else { values.len() - 1 }]
            }
            Law::Quantile { at, rows } => {
                let found = at.partition_point(|start| *start <= draw);
                let piece = if found == 0 { 0 } else { found - 1 };
                let (start, end) = (at[piece], at.get(piece + 1).copied().unwrap_or(1.0));
                rows[row][piece].at((draw - start) / (end - start))
            }
            Law::Tailed(rows) => rows[row].at(draw),
            Law::Value(rows) => rows[row],
            Law::Formula(_) => 0.0,
        }
    }

    /// Values scaled, held within their limits and rounded.
    fn finished(&self, block: &Block, wanted: &[f64], mut values: Vec<f64>) -> Vec<f64> {
        if let Some(scale) = &self.scale {
            let scale = scale.evaluate(self.scope, block);
            for (row, value) in values.iter_mut().enumerate().filter(|(row, _)| wanted[*row] != 0.0) {
                *value *= scale.at(row);
            }
        }
        if let Some((low, high)) = self.limits {
            for value in &mut values {
                *value = if *value < low {
                    low
                } else if *value > high {
                    high
                } else {
                    *value
                };
            }
        }
        match self.rounding {
            Some(Rounding::Nearest(step)) => values.iter_mut().for_each(|x| *x = libm::floor(*x / step + 0.5) * step),
            Some(Rounding::Down(step)) => values.iter_mut().for_each(|x| *x = libm::floor(*x / step) * step),
            None => {}
        }
        values
    }
}
