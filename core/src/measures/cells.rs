//! Change, poverty, winners and losers by any category: region, age group, sex, sector.

use super::poverty::PovertyLine;
use super::winners::{is_gain, is_loss};
use super::{GroupSum, MeasureError, Part, share};
use crate::numeric::grid::biased_steps;
use crate::numeric::weights::{WeightScale, WeightSum, join};

/// One category.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct CellRow {
    /// The category's code, counted from 0 in the order of its labels.
    pub code: u32,
    /// Its weight, zero if it is empty.
    pub weight: f64,
    /// Its share of all weight; None if there is none at all.
    pub weight_share: Option<f64>,
    /// Mean income under the baseline; None for an empty category.
    pub mean_baseline: Option<f64>,
    /// Mean income under the reform.
    pub mean_reform: Option<f64>,
    /// Mean change, in currency units.
    pub mean_change: Option<f64>,
    /// Total change over total baseline income; None if that income is not positive.
    pub relative_change: Option<f64>,
    /// The share of the poor under the baseline; None without a line or in an empty category.
    pub poverty_baseline_rate: Option<f64>,
    /// The share of the poor under the reform, by the same line.
    pub poverty_reform_rate: Option<f64>,
    /// The share of those whose income rises by at least .1 % of a positive baseline income; None for an empty category.
    pub winners_share: Option<f64>,
    /// The share of those whose income falls by at least .1 % of a positive baseline income.
    pub losers_share: Option<f64>,
}

/// All categories.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Cells {
    /// The poverty line, in currency units a year.
    pub line: Option<f64>,
    /// One row a category, in the order of the labels.
    pub rows: Vec<CellRow>,
}

/// The sums of one category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cell {
    /// By whether rows are poor before and after: neither, after, before, both.
    quarters: [GroupSum; 4],
    winners: u128,
    losers: u128,
}

/// What a row adds to its category, whatever its weight.
#[derive(Clone, Copy)]
struct Entry {
    quarter: usize,
    before: u64,
    after: u64,
    wins: bool,
    loses: bool,
}

impl Cell {
    #[inline(always)]
    fn add(&mut self, entry: &Entry, weight: u64) {
        if let Some(sum) = self.quarters.get_mut(entry.quarter) {
            sum.add(entry.before, entry.after, weight);
        }
        self.winners += if entry.wins { u128::from(weight) } else { 0 };
        self.losers += if entry.loses { u128::from(weight) } else { 0 };
    }
}

/// The integers from which [`Cells`] are computed; mergeable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellsPartial {
    line: Option<PovertyLine>,
    scale: WeightScale,
    cells: Vec<Cell>,
}

impl CellsPartial {
    /// Nothing yet, for codes below `labels`.
    pub fn new(labels: u32, line: Option<PovertyLine>, scale: WeightScale) -> CellsPartial {
        CellsPartial {
            line,
            scale,
            cells: vec![Cell::default(); labels as usize],
        }
    }

    /// Refuses codes without a label, and weights of another scale.
    fn check<C: Copy + Into<u32>>(&self, codes: &[C], part: &Part<'_>) -> Result<(), MeasureError> {
        if part.weights().scale() != self.scale {
            return Err(MeasureError::Scale {
                expected: self.scale,
                found: part.weights().scale(),
            });
        }
        let labels = self.cells.len() as u32;
        match codes.iter().enumerate().find(|&(_, &code)| code.into() >= labels) {
            Some((row, &code)) => Err(MeasureError::Code {
                row: row as u64,
                code: code.into(),
                labels,
            }),
            None => Ok(()),
        }
    }

    #[inline(always)]
    fn entry(&self, before: f64, after: f64) -> Entry {
        Entry {
            quarter: self.line.map_or(0, |line| {
                usize::from(line.is_poor(before)) * 2 + usize::from(line.is_poor(after))
            }),
            before: biased_steps(before),
            after: biased_steps(after),
            wins: is_gain(before, after),
            loses: is_loss(before, after),
        }
    }

    /// Adds rows with their category codes (u8, u16 or u32).
    ///
    /// # Errors
    /// [`MeasureError::Length`] if there are not as many codes as rows, [`MeasureError::Scale`] if the weights have another
    /// scale, [`MeasureError::Code`] if a code has no label; then nothing was added.
    #[inline(always)]
    pub fn add<C: Copy + Into<u32>>(&mut self, codes: &[C], part: &Part<'_>) -> Result<(), MeasureError> {
        if codes.len() != part.len() {
            return Err(MeasureError::Length {
                baseline: part.len() as u64,
                other: codes.len() as u64,
            });
        }
        self.check(codes, part)?;
        let weights = part.weights();
        let incomes = part.baseline().iter().zip(part.reform());
        let rows = incomes.zip(weights.low().iter().zip(weights.high()));
        for (&code, ((&before, &after), (&low, &high))) in codes.iter().zip(rows) {
            let entry = self.entry(before, after);
            if let Some(cell) = self.cells.get_mut(code.into() as usize) {
                cell.add(&entry, join(low, high));
            }
        }
        Ok(())
    }

    /// Adds the members of households, each with income and weight of its household; `codes` are those of the members,
    /// household after household, and `offsets`, one more than households, say where each household's begin.
    ///
    /// # Errors
    /// As for [`CellsPartial::add`]; [`MeasureError::Length`] too if the offsets do not fit the rows or the codes.
    pub fn add_members<C: Copy + Into<u32>>(
        &mut self,
        codes: &[C],
        offsets: &[u32],
        part: &Part<'_>,
    ) -> Result<(), MeasureError> {
        let ends_fit = offsets.last().map(|&end| end as usize) == Some(codes.len());
        if offsets.len() != part.len() + 1 || !ends_fit {
            return Err(MeasureError::Length {
                baseline: part.len() as u64,
                other: (offsets.len() as u64).saturating_sub(1),
            });
        }
        self.check(codes, part)?;
        let weights = part.weights();
        let incomes = part.baseline().iter().zip(part.reform());
        let rows = incomes.zip(weights.low().iter().zip(weights.high()));
        for (bounds, ((&before, &after), (&low, &high))) in offsets.windows(2).zip(rows) {
            let entry = self.entry(before, after);
            let members = match bounds {
                [start, end] => codes.get(*start as usize..*end as usize).unwrap_or_default(),
                _ => &[],
            };
            for &code in members {
                if let Some(cell) = self.cells.get_mut(code.into() as usize) {
                    cell.add(&entry, join(low, high));
                }
            }
        }
        Ok(())
    }

    /// Adds another part.
    ///
    /// # Errors
    /// [`MeasureError::Plan`] if it has another line or other labels, [`MeasureError::Scale`] if its weights have another scale.
    pub fn merge(&mut self, other: &CellsPartial) -> Result<(), MeasureError> {
        if self.line != other.line || self.cells.len() != other.cells.len() {
            return Err(MeasureError::Plan);
        }
        if self.scale != other.scale {
            return Err(MeasureError::Scale {
                expected: self.scale,
                found: other.scale,
            });
        }
        for (cell, other) in self.cells.iter_mut().zip(&other.cells) {
            for (sum, other) in cell.quarters.iter_mut().zip(&other.quarters) {
                sum.merge(other);
            }
            cell.winners += other.winners;
            cell.losers += other.losers;
        }
        Ok(())
    }

    /// The table.
    pub fn finish(&self) -> Cells {
        let mut all = GroupSum::default();
        for sum in self.cells.iter().flat_map(|cell| &cell.quarters) {
            all.merge(sum);
        }
        let row = |(code, cell): (usize, &Cell)| {
            let [neither, after, before, both] = &cell.quarters;
            let mut group = *neither;
            for quarter in [after, before, both] {
                group.merge(quarter);
            }
            let weight = group.weight();
            let rate = |poor: WeightSum| self.line.and_then(|_| share(poor.0, weight.0));
            CellRow {
                code: code as u32,
                weight: weight.to_f64(self.scale.exact_exponent),
                weight_share: share(weight.0, all.weight().0),
                mean_baseline: group.baseline().mean(weight),
                mean_reform: group.reform().mean(weight),
                mean_change: group.change().mean(weight),
                relative_change: share(group.change().0, group.baseline().0),
                poverty_baseline_rate: rate(WeightSum(before.weight().0 + both.weight().0)),
                poverty_reform_rate: rate(WeightSum(after.weight().0 + both.weight().0)),
                winners_share: share(cell.winners as i128, weight.0),
                losers_share: share(cell.losers as i128, weight.0),
            }
        };
        Cells {
            line: self.line.map(PovertyLine::amount),
            rows: self.cells.iter().enumerate().map(row).collect(),
        }
    }
}
