//! Who gains and who loses, by how much of their baseline income.

use super::share;
use crate::numeric::weights::WeightSum;

/// A change beyond this share of baseline income is large: one part in twenty, 5 %.
pub const LARGE_CHANGE_PARTS: f64 = 20.0;
/// A change below this share of baseline income is none: one part in a thousand, .1 %.
pub const NO_CHANGE_PARTS: f64 = 1000.0;

/// The number of bands.
pub(super) const BANDS: usize = 6;

/// The band of a row, 0-5 in the order of [`BandShares`]'s fields.
///
/// Multiplied out (20 x change > income), so that a change of exactly 5 % is not at the mercy of a rounded .05; the products
/// are exact for changes below 2^27 currency units.
#[inline(always)]
pub(super) fn band(baseline: f64, reform: f64) -> u64 {
    let change = reform - baseline;
    let (twenty, thousand) = (change * LARGE_CHANGE_PARTS, change * NO_CHANGE_PARTS);
    let by_change = u64::from(twenty >= -baseline)
        + u64::from(thousand > -baseline)
        + u64::from(thousand >= baseline)
        + u64::from(twenty > baseline);
    if baseline > 0.0 { by_change } else { 5 }
}

/// Whether income rises by at least .1 % of a positive baseline income.
#[inline(always)]
pub(super) fn is_gain(baseline: f64, reform: f64) -> bool {
    baseline > 0.0 && (reform - baseline) * NO_CHANGE_PARTS >= baseline
}

/// Whether income falls by at least .1 % of a positive baseline income.
#[inline(always)]
pub(super) fn is_loss(baseline: f64, reform: f64) -> bool {
    baseline > 0.0 && (reform - baseline) * NO_CHANGE_PARTS <= -baseline
}

/// Whether a change is one beyond 5 % of a positive baseline income: a gain, a loss.
#[inline(always)]
pub(super) fn is_large(baseline: f64, reform: f64) -> (bool, bool) {
    let twenty = (reform - baseline) * LARGE_CHANGE_PARTS;
    let positive = baseline > 0.0;
    (positive && twenty > baseline, positive && twenty < -baseline)
}

/// The shares of a group's weight by change of income; together 1.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct BandShares {
    /// Lose more than 5 % of baseline income.
    pub loss_above_5_percent_share: f64,
    /// Lose at least .1 % and at most 5 %.
    pub loss_up_to_5_percent_share: f64,
    /// Change by less than .1 %.
    pub no_change_share: f64,
    /// Gain at least .1 % and at most 5 %.
    pub gain_up_to_5_percent_share: f64,
    /// Gain more than 5 %.
    pub gain_above_5_percent_share: f64,
    /// Have a baseline income of zero or less, so that a change has no size relative to it.
    pub baseline_not_positive_share: f64,
}

/// Winners and losers of one group.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct WinnersRow {
    /// 1 for the poorest tenth by baseline income to 10 for the richest; 0 for all together.
    pub decile: u8,
    /// Its weight.
    pub weight: f64,
    /// Its weight by band; None for an empty group.
    pub shares: Option<BandShares>,
}

/// Winners and losers of the ten groups by baseline income, and of all together.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct WinnersTable {
    /// All together.
    pub all: WinnersRow,
    /// Ten rows, poorest first.
    pub deciles: Vec<WinnersRow>,
}

impl WinnersTable {
    /// The table of weights by group and band.
    pub(super) fn new(groups: &[[i128; BANDS]], exact_exponent: i32) -> WinnersTable {
        let mut all = [0i128; BANDS];
        for group in groups {
            for (sum, weight) in all.iter_mut().zip(group) {
                *sum += weight;
            }
        }
        let row = |decile: usize, bands: &[i128; BANDS]| {
            let [a, b, c, d, e, f] = *bands;
            let weight = a + b + c + d + e + f;
            WinnersRow {
                decile: decile as u8,
                weight: WeightSum(weight).to_f64(exact_exponent),
                shares: shares(bands, weight),
            }
        };
        WinnersTable {
            all: row(0, &all),
            deciles: groups
                .iter()
                .enumerate()
                .map(|(index, bands)| row(index + 1, bands))
                .collect(),
        }
    }
}

/// The shares of a group; None if it is empty.
pub(super) fn shares(bands: &[i128; BANDS], weight: i128) -> Option<BandShares> {
    let [large_loss, loss, none, gain, large_gain, not_positive] = *bands;
    Some(BandShares {
        loss_above_5_percent_share: share(large_loss, weight)?,
        loss_up_to_5_percent_share: share(loss, weight)?,
        no_change_share: share(none, weight)?,
        gain_up_to_5_percent_share: share(gain, weight)?,
        gain_above_5_percent_share: share(large_gain, weight)?,
        baseline_not_positive_share: share(not_positive, weight)?,
    })
}
