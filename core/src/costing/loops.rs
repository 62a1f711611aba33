//! The measures' loops over rows, for the widest lanes of the machine.

use crate::measures::{DistributionPartial, MeasureError, Part};
use crate::numeric::grid::LIMIT;
use crate::numeric::lanes::Loop;
use crate::numeric::radix::{Ranker, SortedRun};
use crate::numeric::sum::Accumulator;
use crate::numeric::tie::KeyRows;
use crate::numeric::weights::WeightSlice;

/// Incomes and their weights.
pub(super) type Rows<'a> = (&'a [f64], WeightSlice<'a>);

/// Totals and sorts some rows.
pub(super) struct Sort<'a> {
    pub ranker: &'a mut Ranker,
    pub sum: &'a mut Accumulator,
    pub rows: Rows<'a>,
}

impl Loop for Sort<'_> {
    type Output = SortedRun;

    #[inline(always)]
    fn run(self) -> SortedRun {
        let (incomes, weights) = self.rows;
        self.sum.add(incomes, weights.low(), weights.high());
        self.ranker.sort(incomes, weights)
    }
}

/// Finds the rows of the median's key.
pub(super) struct NearMedian<'a>(pub &'a mut KeyRows, pub Rows<'a>);

impl Loop for NearMedian<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (incomes, weights) = self.1;
        self.0.add(incomes, weights.rank());
    }
}

/// Whether all incomes lie within the limit of the exact sums.
pub(super) struct Within<'a>(pub &'a [f64]);

impl Loop for Within<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let mut outside = 0u64;
        for income in self.0 {
            outside |= u64::from(!fits(*income));
        }
        outside == 0
    }
}

/// False for NaN too.
#[inline(always)]
pub(super) fn fits(income: f64) -> bool {
    income.abs() < LIMIT
}

/// Passes over some rows.
pub(super) struct Pass<'a, 'b>(pub &'a mut DistributionPartial, pub &'a Part<'b>);

impl Loop for Pass<'_, '_> {
    type Output = Result<(), MeasureError>;

    #[inline(always)]
    fn run(self) -> Result<(), MeasureError> {
        self.0.add(self.1)
    }
}
