//! Change, poverty, winners and losers by any category: region, age group, sex, sector.

use super::poverty::PovertyLine;
use super::winners::{BandShares, is_gain, is_large, is_loss, shares};
use super::{GroupSum, MeasureError, Part, same_scale, share};
use crate::numeric::grid::biased_steps;
use crate::numeric::weights::{HALF_MASK, WeightScale, join};

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
    /// Its weight by band of change; None for an empty category.
    pub bands: Option<BandShares>,
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
    changes: Changes,
}

/// The weights of those who gain, who lose, of those among them whose change is large, and of those without a positive baseline
/// income.
type Changes = [u128; 5];

/// What a row adds to its category, whatever its weight.
#[derive(Clone, Copy)]
struct Entry {
    quarter: usize,
    before: u64,
    after: u64,
    /// Whether it counts among [`Changes`].
    changes: [bool; 5],
}

impl Cell {
    #[inline(always)]
    fn add(&mut self, entry: &Entry, weight: u64) {
        if let Some(sum) = self.quarters.get_mut(entry.quarter) {
            sum.add(entry.before, entry.after, weight);
        }
        for (sum, counts) in self.changes.iter_mut().zip(entry.changes) {
            *sum += if counts { u128::from(weight) } else { 0 };
        }
    }
}

/// In which cells the rows of a part count: each row in any number of them, and as often as it stands there. Tables by several
/// categories are one run of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellIndex {
    cells: usize,
    rows: usize,
    /// Where the entries of each cell begin, block by block; and as the last their end.
    starts: Vec<u32>,
    /// Rows within their block.
    entries: Vec<u16>,
    /// The cells and rows of the block that is not full yet.
    open: Vec<(u32, u16)>,
    /// The first row with a cell that is not there, and that cell.
    beyond: Option<(u64, u32)>,
}

/// Rows of a block, small enough for their sums to stay in the nearest cache.
const BLOCK: usize = 512;

impl CellIndex {
    /// The index of rows over so many cells, each given by its cells.
    pub fn new<R: IntoIterator<Item = u32>>(cells: usize, rows: impl IntoIterator<Item = R>) -> CellIndex {
        let mut index = CellIndex {
            cells,
            ..CellIndex::default()
        };
        for row in rows {
            let own = (index.rows % BLOCK) as u16;
            for cell in row {
                if cell as usize >= cells {
                    index.beyond = index.beyond.or(Some((index.rows as u64, cell)));
                } else {
                    index.open.push((cell, own));
                }
            }
            index.rows += 1;
            if index.rows.is_multiple_of(BLOCK) {
                index.close();
            }
        }
        if !index.rows.is_multiple_of(BLOCK) {
            index.close();
        }
        index.starts.push(index.entries.len() as u32);
        index
    }

    /// Puts the rows of the open block in the order of their cells.
    fn close(&mut self) {
        let mut places = vec![0u32; self.cells];
        for (cell, _) in &self.open {
            places[*cell as usize] += 1;
        }
        let first = self.entries.len() as u32;
        let mut next = first;
        for place in &mut places {
            (*place, next) = (next, next + *place);
        }
        self.starts.extend(&places);
        self.entries.resize(next as usize, 0);
        for (cell, row) in self.open.drain(..) {
            let place = &mut places[cell as usize];
            self.entries[*place as usize] = row;
            *place += 1;
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }
}

/// Sums by cell of one run: [`CellSide::of_baseline`] or [`CellSide::of_reform`]; mergeable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellSide {
    line: Option<PovertyLine>,
    scale: WeightScale,
    is_reform: bool,
    /// Biased income in three digits of base 2^26, then weights: of the poor, of all and of those without a
    /// positive income for the baseline; of the poor, of winners, of losers and of those among them with a large change for the reform.
    sums: Vec<[u128; FIELDS]>,
}

/// The sums of a cell.
const FIELDS: usize = 8;
/// Additions between two flushes: 2^11 sums of two products below 2^52 stay below 2^64.
const ADDITIONS: usize = 2048;

impl CellSide {
    /// Nothing yet: incomes, weights and the poor under the baseline.
    pub fn of_baseline(cells: usize, line: Option<PovertyLine>, scale: WeightScale) -> CellSide {
        CellSide {
            line,
            scale,
            is_reform: false,
            sums: vec![[0; FIELDS]; cells],
        }
    }

    /// Nothing yet: incomes and the poor under the reform, those who gain and those who lose.
    pub fn of_reform(cells: usize, line: Option<PovertyLine>, scale: WeightScale) -> CellSide {
        CellSide {
            is_reform: true,
            ..CellSide::of_baseline(cells, line, scale)
        }
    }

    /// Adds a range of rows that begins with a block of the index, a multiple of 512.
    ///
    /// # Errors
    /// [`MeasureError::Length`] if the index has other rows than the part or the range reaches beyond them, [`MeasureError::Scale`] if the
    /// weights have another scale, [`MeasureError::Code`] if a row has a cell that is not there.
    pub fn add(
        &mut self,
        index: &CellIndex,
        part: &Part<'_>,
        rows: std::ops::Range<usize>,
    ) -> Result<(), MeasureError> {
        let fits = index.len() == part.len() && index.cells == self.sums.len() && rows.start.is_multiple_of(BLOCK);
        let (Some(own), true) = (part.slice(rows.clone()), fits) else {
            return Err(MeasureError::Length {
                baseline: part.len() as u64,
                other: index.len() as u64,
            });
        };
        if let Some((row, code)) = index.beyond {
            return Err(MeasureError::Code {
                row,
                code,
                labels: index.cells as u32,
            });
        }
        let weights = own.weights();
        same_scale(self.scale, weights.scale())?;
        let mut values = [[0u64; FIELDS]; BLOCK];
        let incomes = own.baseline().chunks(BLOCK).zip(own.reform().chunks(BLOCK));
        let halves = weights.low().chunks(BLOCK).zip(weights.high().chunks(BLOCK));
        for (block, ((before, after), (low, high))) in (rows.start / BLOCK..).zip(incomes.zip(halves)) {
            self.values(&mut values, before, after, low, high);
            let starts = &index.starts[block * index.cells..];
            for (bounds, sums) in starts.windows(2).zip(&mut self.sums) {
                let entries = &index.entries[bounds[0] as usize..bounds[1] as usize];
                for entries in entries.chunks(ADDITIONS) {
                    let mut sum = [0u64; FIELDS];
                    for &row in entries {
                        let own = &values[usize::from(row) % BLOCK];
                        for (sum, own) in sum.iter_mut().zip(own) {
                            *sum += own;
                        }
                    }
                    for (whole, sum) in sums.iter_mut().zip(sum) {
                        *whole += u128::from(sum);
                    }
                }
            }
        }
        Ok(())
    }

    /// What each row of a block adds to its cells.
    fn values(&self, values: &mut [[u64; FIELDS]; BLOCK], before: &[f64], after: &[f64], low: &[u32], high: &[u32]) {
        let incomes = before.iter().zip(after).zip(low.iter().zip(high));
        for (own, ((&before, &after), (&low, &high))) in values.iter_mut().zip(incomes) {
            let weight = join(low, high);
            let (low, high) = (u64::from(low), u64::from(high));
            let income = if self.is_reform { after } else { before };
            let steps = biased_steps(income);
            let (steps_low, steps_high) = (steps & HALF_MASK, steps >> 26);
            let counts = |holds: bool| if holds { weight } else { 0 };
            let poor = counts(self.line.is_some_and(|line| line.is_poor(income)));
            let [fourth, fifth, sixth, seventh, eighth] = if self.is_reform {
                let (large_gain, large_loss) = is_large(before, after);
                [
                    poor,
                    counts(is_gain(before, after)),
                    counts(is_loss(before, after)),
                    counts(large_gain),
                    counts(large_loss),
                ]
            } else {
                [poor, weight, counts(before <= 0.0), 0, 0]
            };
            *own = [
                steps_low * low,
                steps_low * high + steps_high * low,
                steps_high * high,
                fourth,
                fifth,
                sixth,
                seventh,
                eighth,
            ];
        }
    }

    /// Adds another part.
    ///
    /// # Errors
    /// [`MeasureError::Plan`] if it is of another run, or has another line or other cells, [`MeasureError::Scale`] if its weights have another
    /// scale.
    pub fn merge(&mut self, other: &CellSide) -> Result<(), MeasureError> {
        let same = self.line == other.line && self.is_reform == other.is_reform;
        if !same || self.sums.len() != other.sums.len() {
            return Err(MeasureError::Plan);
        }
        same_scale(self.scale, other.scale)?;
        for (sums, other) in self.sums.iter_mut().zip(&other.sums) {
            for (sum, other) in sums.iter_mut().zip(other) {
                *sum += other;
            }
        }
        Ok(())
    }
}

/// The table of a run of cells from both runs' sums; the rows' codes count from the first cell of the run.
///
/// # Errors
/// [`MeasureError::Plan`] if the sums are not of a baseline and a reform, or do not fit together.
pub fn cell_rows(
    baseline: &CellSide,
    reform: &CellSide,
    cells: std::ops::Range<usize>,
) -> Result<Vec<CellRow>, MeasureError> {
    let (Some(before), Some(after)) = (baseline.sums.get(cells.clone()), reform.sums.get(cells)) else {
        return Err(MeasureError::Plan);
    };
    let fits = baseline.line == reform.line && baseline.scale == reform.scale;
    if !fits || baseline.is_reform || !reform.is_reform {
        return Err(MeasureError::Plan);
    }
    let income = |sums: &[u128; FIELDS]| sums[0] + (sums[1] << 26) + (sums[2] << 52);
    let group = |(before, after): (&[u128; FIELDS], &[u128; FIELDS])| GroupSum {
        weight: before[4],
        baseline: income(before),
        reform: income(after),
    };
    let mut all = GroupSum::default();
    for pair in before.iter().zip(after) {
        all.merge(&group(pair));
    }
    let rows = before.iter().zip(after).enumerate();
    let rows = rows.map(|(code, (before, after))| {
        let rates = baseline.line.map(|_| (before[3], after[3]));
        cell_row(
            code,
            &group((before, after)),
            &all,
            rates,
            [after[4], after[5], after[6], after[7], before[5]],
            baseline.scale,
        )
    });
    Ok(rows.collect())
}

/// A row from its sums; `poor` are the weights of the poor before and after.
fn cell_row(
    code: usize,
    group: &GroupSum,
    all: &GroupSum,
    poor: Option<(u128, u128)>,
    [winners, losers, large_winners, large_losers, not_positive]: Changes,
    scale: WeightScale,
) -> CellRow {
    let weight = group.weight();
    let rate = |poor: u128| share(poor as i128, weight.0);
    let bands = [
        large_losers,
        losers.saturating_sub(large_losers),
        group.weight.saturating_sub(winners + losers + not_positive),
        winners.saturating_sub(large_winners),
        large_winners,
        not_positive,
    ];
    let bands = bands.map(|weight| weight as i128);
    CellRow {
        code: code as u32,
        weight: weight.to_f64(scale.exact_exponent),
        weight_share: share(weight.0, all.weight().0),
        mean_baseline: group.baseline().mean(weight),
        mean_reform: group.reform().mean(weight),
        mean_change: group.change().mean(weight),
        relative_change: share(group.change().0, group.baseline().0),
        poverty_baseline_rate: poor.and_then(|(before, _)| rate(before)),
        poverty_reform_rate: poor.and_then(|(_, after)| rate(after)),
        winners_share: rate(winners),
        losers_share: rate(losers),
        bands: shares(&bands, weight.0),
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
        same_scale(self.scale, part.weights().scale())?;
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
        let (large_gain, large_loss) = is_large(before, after);
        Entry {
            quarter: self.line.map_or(0, |line| {
                usize::from(line.is_poor(before)) * 2 + usize::from(line.is_poor(after))
            }),
            before: biased_steps(before),
            after: biased_steps(after),
            changes: [
                is_gain(before, after),
                is_loss(before, after),
                large_gain,
                large_loss,
                before <= 0.0,
            ],
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
        same_scale(self.scale, other.scale)?;
        for (cell, other) in self.cells.iter_mut().zip(&other.cells) {
            for (sum, other) in cell.quarters.iter_mut().zip(&other.quarters) {
                sum.merge(other);
            }
            for (sum, other) in cell.changes.iter_mut().zip(other.changes) {
                *sum += other;
            }
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
            let poor = (before.weight + both.weight, after.weight + both.weight);
            cell_row(code, &group, &all, self.line.map(|_| poor), cell.changes, self.scale)
        };
        Cells {
            line: self.line.map(PovertyLine::amount),
            rows: self.cells.iter().enumerate().map(row).collect(),
        }
    }
}
