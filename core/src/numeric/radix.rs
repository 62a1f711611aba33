//! Rows sorted by income: the mergeable part of every rank statistic.
//!
//! A row is an income key (steps of 2^-7, [`income_key`]) and a rank weight. Keys in the window [-2^31, 2^31), plus or minus
//! 16.8 million currency units, are packed with their weight into 64 bits and sorted digit by digit; the few beyond it form a
//! tail that is sorted apart. Rows of weight zero count for nothing and are dropped.

use super::grid::{income_key, key_unchecked};
use super::weights::WeightSlice;

/// What is added to a key of the window to make it an unsigned 32-bit number.
pub(crate) const WINDOW: i64 = 1 << 31;

/// Rows that are packed at a time.
const BLOCK: usize = 1024;
/// The widest digit of a sorting pass, in bits.
const DIGIT: u32 = 11;
/// The most passes that 32 bits need.
const PASSES: usize = 3;
/// The number of values of a digit.
const BUCKETS: usize = 1 << DIGIT;
/// The highest bits by which many rows are dealt out.
const DEAL: u32 = 10;
/// From so many rows on they are: fewer fit in the second cache as they are.
const DEALT: usize = 1 << 16;
/// Buckets of fewer rows are sorted by comparison.
const FEW: usize = 128;

/// A row outside of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TailRow {
    pub key: i64,
    pub weight: u32,
}

/// Some rows of a data set, sorted by income. Runs of the parts of a data set are joined by [`SortedRun::merge`] or by
/// [`Ranked::from_runs`](super::rank::Ranked::from_runs). At most 2^32 - 1 rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SortedRun {
    /// Key plus [`WINDOW`] in the upper half, weight in the lower half, in ascending order of keys.
    pub(crate) body: Vec<u64>,
    /// The rows outside of the window, in ascending order.
    pub(crate) tail: Vec<TailRow>,
}

impl SortedRun {
    /// The number of rows of positive weight.
    pub fn len(&self) -> usize {
        self.body.len() + self.tail.len()
    }

    /// Whether no row has positive weight.
    pub fn is_empty(&self) -> bool {
        self.body.is_empty() && self.tail.is_empty()
    }

    /// Joins two runs of one data set.
    pub fn merge(self, other: SortedRun) -> SortedRun {
        if other.is_empty() {
            return self;
        }
        if self.is_empty() {
            return other;
        }
        let mut tail = self.tail;
        tail.extend_from_slice(&other.tail);
        tail.sort_unstable();
        SortedRun {
            body: merge_bodies(&self.body, &other.body),
            tail,
        }
    }

    /// Joins the runs of all parts of a data set, neighbours first.
    pub fn merge_all(mut runs: Vec<SortedRun>) -> SortedRun {
        while runs.len() > 1 {
            let mut joined = Vec::with_capacity(runs.len().div_ceil(2));
            let mut rest = runs.into_iter();
            while let Some(first) = rest.next() {
                joined.push(match rest.next() {
                    Some(second) => first.merge(second),
                    None => first,
                });
            }
            runs = joined;
        }
        runs.pop().unwrap_or_default()
    }
}

/// Joins two ascending slices into one.
fn merge_bodies(a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while let (Some(&x), Some(&y)) = (a.get(i), b.get(j)) {
        // Without a branch: which side is next is as good as random.
        let first = x <= y;
        out.push(if first { x } else { y });
        i += usize::from(first);
        j += usize::from(!first);
    }
    out.extend_from_slice(a.get(i..).unwrap_or_default());
    out.extend_from_slice(b.get(j..).unwrap_or_default());
    out
}

/// Sorts columns, and keeps its buffers from one to the next.
#[derive(Clone, Debug, Default)]
pub struct Ranker {
    spare: Vec<Vec<u64>>,
}

impl Ranker {
    /// A sorter without buffers; the first columns allocate them.
    pub fn new() -> Ranker {
        Ranker::default()
    }

    /// Sorts a column of incomes with its weights; rows beyond the shorter of the two are not read.
    #[inline(always)]
    pub fn sort(&mut self, incomes: &[f64], weights: WeightSlice<'_>) -> SortedRun {
        let rows = if incomes.len() < weights.len() {
            incomes.len()
        } else {
            weights.len()
        };
        let mut body = self.buffer(rows);
        let mut tail = Vec::new();
        let Packed { kept, least, most } = pack(incomes, weights.rank(), &mut body, &mut tail);
        body.truncate(kept);
        tail.sort_unstable();
        let mut scratch = self.buffer(kept);
        if kept > 0 {
            sort_packed(&mut body, &mut scratch, least, most);
        }
        self.spare.push(scratch);
        SortedRun { body, tail }
    }

    /// Takes the memory of a run that is no longer needed, for the next column.
    pub fn recycle(&mut self, run: SortedRun) {
        if self.spare.len() < 4 {
            self.spare.push(run.body);
        }
    }

    /// A buffer of the given length with any content.
    fn buffer(&mut self, length: usize) -> Vec<u64> {
        let mut buffer = self.spare.pop().unwrap_or_default();
        buffer.resize(length, 0);
        buffer
    }
}

/// What packing found.
struct Packed {
    /// How many rows were packed.
    kept: usize,
    /// The least and the greatest of their offset keys.
    least: u32,
    most: u32,
}

/// Packs the rows of the window into `body` and pushes the others into `tail`.
#[inline(always)]
fn pack(incomes: &[f64], weights: &[u32], body: &mut [u64], tail: &mut Vec<TailRow>) -> Packed {
    let mut packed = Packed {
        kept: 0,
        least: u32::MAX,
        most: 0,
    };
    for (incomes, weights) in incomes.chunks(BLOCK).zip(weights.chunks(BLOCK)) {
        let Some(slots) = body.get_mut(packed.kept..packed.kept + incomes.len()) else {
            return packed;
        };
        // In lanes as if all rows were ordinary; a block in which one is not is packed again, row by row.
        let mut beyond = 0u64;
        let mut lightest = u32::MAX;
        let (mut least, mut most) = (u32::MAX, 0u32);
        for ((&income, &weight), slot) in incomes.iter().zip(weights).zip(slots.iter_mut()) {
            let offset = key_unchecked(income).wrapping_add(WINDOW) as u64;
            beyond |= offset;
            lightest = if weight < lightest { weight } else { lightest };
            *slot = offset << 32 | u64::from(weight);
            let offset = offset as u32;
            least = if offset < least { offset } else { least };
            most = if offset > most { offset } else { most };
        }
        if beyond >> 32 != 0 || lightest == 0 {
            (least, most) = (u32::MAX, 0);
            let before = packed.kept;
            for (&income, &weight) in incomes.iter().zip(weights) {
                let offset = key_unchecked(income).wrapping_add(WINDOW) as u64;
                if offset >> 32 != 0 && weight > 0 {
                    tail.push(TailRow {
                        key: income_key(income),
                        weight,
                    });
                } else if weight > 0
                    && let Some(slot) = slots.get_mut(packed.kept - before)
                {
                    *slot = offset << 32 | u64::from(weight);
                    packed.kept += 1;
                    least = if (offset as u32) < least { offset as u32 } else { least };
                    most = if offset as u32 > most { offset as u32 } else { most };
                }
            }
        } else {
            packed.kept += incomes.len();
        }
        packed.least = if least < packed.least { least } else { packed.least };
        packed.most = if most > packed.most { most } else { packed.most };
    }
    packed
}

/// Sorts packed rows by key. Many rows over a wide range are first dealt out by their highest bits, so that the digits below
/// are sorted within the cache.
fn sort_packed(body: &mut Vec<u64>, scratch: &mut Vec<u64>, least: u32, most: u32) {
    let bits = 32 - (most - least).leading_zeros();
    let base = u64::from(least) << 32;
    if bits <= 2 * DIGIT || body.len() < DEALT {
        if sort_digits(body, scratch, base, bits) {
            std::mem::swap(body, scratch);
        }
        return;
    }
    let shift = 32 + bits - DEAL;
    let mut places = [0u32; BUCKETS];
    for &row in body.iter() {
        places[((row - base) >> shift) as usize & (BUCKETS - 1)] += 1;
    }
    let mut next = 0u32;
    for place in places.iter_mut().take(1 << DEAL) {
        (*place, next) = (next, next + *place);
    }
    scatter(body, scratch, base, shift, DEAL, &mut places);
    // After the scatter every place is the end of its bucket.
    let (mut dealt, mut other) = (scratch.as_mut_slice(), body.as_mut_slice());
    let mut start = 0;
    for &end in places.iter().take(1 << DEAL) {
        let (bucket, rest) = std::mem::take(&mut dealt).split_at_mut((end - start) as usize);
        let (room, further) = std::mem::take(&mut other).split_at_mut((end - start) as usize);
        (dealt, other, start) = (rest, further, end);
        sort_bucket(bucket, room);
    }
    std::mem::swap(body, scratch);
}

/// Sorts the rows of a bucket where they stand; `room` is as long and gets any content.
fn sort_bucket(bucket: &mut [u64], room: &mut [u64]) {
    if bucket.len() < FEW {
        bucket.sort_unstable();
        return;
    }
    let (mut least, mut most) = (u32::MAX, 0u32);
    for &row in bucket.iter() {
        let key = (row >> 32) as u32;
        least = if key < least { key } else { least };
        most = if key > most { key } else { most };
    }
    let bits = 32 - (most - least).leading_zeros();
    if sort_digits(bucket, room, u64::from(least) << 32, bits) {
        bucket.copy_from_slice(room);
    }
}

/// Sorts packed rows whose keys exceed a base by at most so many bits, least significant digit first, with as few and as
/// narrow digits as the bits need; true if the sorted rows then stand in `scratch`, which is as long as `body`.
fn sort_digits(body: &mut [u64], scratch: &mut [u64], base: u64, bits: u32) -> bool {
    let passes = bits.div_ceil(DIGIT);
    if passes == 0 {
        return false;
    }
    let width = bits.div_ceil(passes);
    let mut counts = [[0u32; BUCKETS]; PASSES];
    count(body, base, width, passes, &mut counts);
    let (mut from, mut to) = (body, scratch);
    for (pass, counts) in counts.iter_mut().take(passes as usize).enumerate() {
        let mut next = 0u32;
        for count in counts.iter_mut().take(1 << width) {
            (*count, next) = (next, next + *count);
        }
        scatter(from, to, base, 32 + width * pass as u32, width, counts);
        (from, to) = (to, from);
    }
    passes % 2 == 1
}

/// Counts the digits of all passes in one look.
fn count(rows: &[u64], base: u64, width: u32, passes: u32, counts: &mut [[u32; BUCKETS]; PASSES]) {
    let mask = (1u32 << width) - 1;
    let [first, second, third] = counts;
    for &row in rows {
        let key = ((row - base) >> 32) as u32;
        first[(key & mask) as usize & (BUCKETS - 1)] += 1;
        second[((key >> width) & mask) as usize & (BUCKETS - 1)] += 1;
        if passes > 2 {
            third[((key >> (2 * width)) & mask) as usize & (BUCKETS - 1)] += 1;
        }
    }
}

/// Moves every row to the next place of its digit.
fn scatter(from: &[u64], to: &mut [u64], base: u64, shift: u32, width: u32, places: &mut [u32; BUCKETS]) {
    let mask = (1usize << width) - 1;
    for &row in from {
        let digit = ((row - base) >> shift) as usize & mask & (BUCKETS - 1);
        let place = places[digit];
        if let Some(slot) = to.get_mut(place as usize) {
            *slot = row;
        }
        places[digit] = place + 1;
    }
}
