//! Concentration by the rank of another income, and what taxes and benefits do to inequality between market and disposable income.
//!
//! C(y by x) = sum w y (C_before + C_after) / (W sum w y) - 1, where C_before and C_after are the weights of those with a lower x and of
//! those with at most that x: **equal x share one rank, the middle of theirs**. C(x by x) is the Gini coefficient of
//! [`numeric::rank`](crate::numeric::rank), to the bit. Ranks are by x in steps of 2^-7 currency units, weights are rank
//! weights.
//!
//! With pre-tax income x, post-tax income y, net taxes t = x - y:
//! * redistributive effect = G(x) - G(y);
//! * Reynolds-Smolensky index = G(x) - C(y by x) (M. Reynolds, E. Smolensky 1977, "Public Expenditures, Taxes, and the Distribution of
//!   Income", Academic Press; in this form N. C. Kakwani 1984, "On the measurement of tax progressivity and redistributive effect of taxes
//!   with applications to horizontal and vertical equity", Advances in Econometrics 3, 149-168);
//! * re-ranking index = G(y) - C(y by x), zero or more (A. B. Atkinson 1980, "Horizontal equity and the distribution of the tax
//!   burden", in H. J. Aaron, M. J. Boskin (eds.), The Economics of Taxation, Brookings; R. Plotnick 1981, "A measure of horizontal
//!   inequity", Review of Economics and Statistics 63(2), 283-288). Those with equal x and unequal y count in it too.
//! * Kakwani index = C(t by x) - G(x) (N. C. Kakwani 1977, "Measurement of tax progressivity: an international comparison", Economic
//!   Journal 87(345), 71-80): positive if taxes fall on the rich more than in proportion.
//!
//! Redistributive effect = Reynolds-Smolensky - re-ranking; and Reynolds-Smolensky = r / (1 - r) x Kakwani with the net tax
//! rate r = sum w t / sum w x.

use super::{MeasureError, fit, same_scale};
use crate::numeric::grid::{income_key, power_of_two};
use crate::numeric::rank::Ranked;
use crate::numeric::weights::{WeightScale, WeightSlice};

/// Sums are added in two parts: with the lower bits of the rank, and with the bits above. Weighted incomes stay below 2^97
/// together and ranks below 2^58, so neither part can overflow.
const SPLIT: u32 = 29;
/// The bits below the split.
const LOW_MASK: u64 = (1 << SPLIT) - 1;
/// A key below this times a weight fits 64 bits.
const NARROW: u64 = 1 << 31;
/// With narrow keys and a weight of all below this, a block's sum by rank fits an i128: 2^10 x 2^63 x 2^48.
const LIGHT: u64 = 1 << 47;
/// Rows that are looked at together.
const BLOCK: usize = 1024;
/// One in so many keys at either end is left out of the spacing of an index.
const OUTER: usize = 500;
/// A sum's upper part below this leaves the whole sum and its product with a weight within an i128.
const WHOLE: u128 = 1 << (126 - SPLIT);

/// The ranks of all distinct incomes of a data set: what a [`ConcentrationPartial`] looks up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankIndex {
    /// Distinct keys, ascending.
    keys: Vec<i64>,
    /// The weight below each key, and as the last that of all.
    below: Vec<u64>,
    /// The first key at or after each place, by the distance from `origin`, shifted; and the number of keys. All keys below
    /// the origin are in the first place, all beyond the others in the last.
    places: Vec<u32>,
    origin: i64,
    shift: u32,
}

impl RankIndex {
    /// The index of a ranked income.
    pub fn new(ranked: &Ranked) -> RankIndex {
        let (mut keys, mut below): (Vec<i64>, Vec<u64>) = (Vec::new(), Vec::new());
        let mut cumulated = 0u64;
        for (key, weight) in ranked.rows() {
            if keys.last() != Some(&key) {
                keys.push(key);
                below.push(cumulated);
            }
            cumulated += u64::from(weight);
        }
        below.push(cumulated);
        // Places are as many as keys, over all but the outermost, which would leave too few places for the crowd.
        let edge = keys.len() / OUTER;
        let origin = keys.get(edge).copied().unwrap_or(0);
        let last = keys.get(keys.len().saturating_sub(1 + edge)).copied().unwrap_or(origin);
        let range = (last - origin) as u64;
        let mut shift = 0;
        while range >> shift > keys.len() as u64 {
            shift += 1;
        }
        let count = (range >> shift) as usize + 1;
        let mut index = RankIndex {
            keys,
            below,
            places: vec![0],
            origin,
            shift,
        };
        let mut places = Vec::with_capacity(count + 1);
        for (at, &key) in index.keys.iter().enumerate() {
            let place = index.place(key, count);
            while places.len() <= place {
                places.push(at as u32);
            }
        }
        places.resize(count + 1, index.keys.len() as u32);
        index.places = places;
        index
    }

    /// The place of a key among `count`.
    #[inline(always)]
    fn place(&self, key: i64, count: usize) -> usize {
        let from = key - self.origin;
        let place = if from > 0 {
            (from as u64 >> self.shift) as usize
        } else {
            0
        };
        if place < count { place } else { count - 1 }
    }

    /// The weight of all, in steps of 2^-rank_exponent.
    pub fn weight(&self) -> u64 {
        self.below.last().copied().unwrap_or(0)
    }

    /// The weight of those with a lower income plus the weight of those with at most this one, in steps of
    /// 2^-rank_exponent: twice the weight of all times the fractional rank.
    #[inline]
    pub fn rank(&self, income: f64) -> u64 {
        let key = income_key(income);
        let place = self.place(key, self.places.len() - 1);
        let (Some(&start), Some(&end)) = (self.places.get(place), self.places.get(place + 1)) else {
            return 0;
        };
        let among = self.keys.get(start as usize..end as usize).unwrap_or_default();
        let at = start as usize + among.partition_point(|&other| other < key);
        let before = self.below.get(at).copied().unwrap_or(0);
        let after = if self.keys.get(at) == Some(&key) { at + 1 } else { at };
        before + self.below.get(after).copied().unwrap_or(0)
    }
}

/// The exact sums of one income: by rank, and plain. Sums of the same rows may be subtracted and added, so that those of
/// net taxes follow from two incomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RankedSum {
    low: i128,
    high: i128,
    income: i128,
}

impl RankedSum {
    /// Adds a row.
    #[inline]
    fn add(&mut self, key: i64, weight: u32, rank: u64) {
        let (low, high) = (rank & LOW_MASK, rank >> SPLIT);
        let amount = i128::from(key) * i128::from(weight);
        self.income += amount;
        self.low += amount * i128::from(low);
        self.high += amount * i128::from(high);
    }

    /// Adds at most [`BLOCK`] rows.
    #[inline(always)]
    fn add_block(&mut self, incomes: &[f64], weights: &[u32], ranks: &[u64], is_light: bool) {
        let rows = || incomes.iter().zip(weights).zip(ranks);
        let mut widest = 0u64;
        for &income in incomes {
            widest |= income_key(income).unsigned_abs();
        }
        if widest < NARROW && is_light {
            // One multiplication of 64 x 64 bits a row.
            let (mut whole, mut plain) = (0i128, 0i128);
            for ((&income, &weight), &rank) in rows() {
                let amount = income_key(income) * i64::from(weight);
                plain += i128::from(amount);
                whole += i128::from(amount) * i128::from(rank as i64);
            }
            self.income += plain;
            self.low += whole & i128::from(LOW_MASK);
            self.high += whole >> SPLIT;
        } else {
            for ((&income, &weight), &rank) in rows() {
                self.add(income_key(income), weight, rank);
            }
        }
        *self = self.carried();
    }

    /// The same sum with its lower part in 0 to 2^29, so that equal sums are equal integers.
    fn carried(self) -> RankedSum {
        RankedSum {
            low: self.low & i128::from(LOW_MASK),
            high: self.high + (self.low >> SPLIT),
            income: self.income,
        }
    }

    /// The concentration index; None if there is no weight or the income is not positive in total.
    pub fn concentration(self, weight: u64) -> Option<f64> {
        if weight == 0 || self.income <= 0 {
            return None;
        }
        let RankedSum { low, high, income } = self.carried();
        let product = income.checked_mul(i128::from(weight));
        if let Some(product) = product.filter(|_| high.unsigned_abs() < WHOLE) {
            let sum = (high << SPLIT) + low;
            if let Some(difference) = sum.checked_sub(product) {
                return Some(difference as f64 / product as f64);
            }
        }
        let sum = high as f64 * power_of_two(SPLIT as i32) + low as f64;
        Some(sum / (income as f64 * weight as f64) - 1.0)
    }
}

impl std::ops::Add for RankedSum {
    type Output = RankedSum;
    fn add(self, other: RankedSum) -> RankedSum {
        RankedSum {
            low: self.low + other.low,
            high: self.high + other.high,
            income: self.income + other.income,
        }
        .carried()
    }
}

impl std::ops::Sub for RankedSum {
    type Output = RankedSum;
    fn sub(self, other: RankedSum) -> RankedSum {
        RankedSum {
            low: self.low - other.low,
            high: self.high - other.high,
            income: self.income - other.income,
        }
        .carried()
    }
}

/// The sums of several incomes by the rank of one; mergeable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcentrationPartial<const N: usize> {
    scale: WeightScale,
    sums: [RankedSum; N],
}

impl<const N: usize> ConcentrationPartial<N> {
    /// Nothing yet.
    pub fn new(scale: WeightScale) -> ConcentrationPartial<N> {
        ConcentrationPartial {
            scale,
            sums: [RankedSum::default(); N],
        }
    }

    /// Adds rows: the income `by` which they are ranked, found in the index of all parts, and the incomes `of` which the
    /// concentration is asked.
    ///
    /// # Errors
    /// [`MeasureError::Length`] if the columns differ in length, [`MeasureError::Scale`] if the weights have another scale.
    pub fn add(
        &mut self,
        index: &RankIndex,
        by: &[f64],
        of: [&[f64]; N],
        weights: WeightSlice<'_>,
    ) -> Result<(), MeasureError> {
        fit(by.len(), &of.map(<[f64]>::len), self.scale, weights)?;
        let ranks: Vec<u64> = by.iter().map(|income| index.rank(*income)).collect();
        self.add_ranked(&ranks, index.weight(), of, weights)
    }

    /// Adds rows with their ranks as [`RankIndex::rank`] tells them, in an index of that weight.
    ///
    /// # Errors
    /// As for [`ConcentrationPartial::add`].
    pub fn add_ranked(
        &mut self,
        ranks: &[u64],
        index_weight: u64,
        of: [&[f64]; N],
        weights: WeightSlice<'_>,
    ) -> Result<(), MeasureError> {
        fit(ranks.len(), &of.map(<[f64]>::len), self.scale, weights)?;
        let is_light = index_weight < LIGHT;
        let mut start = 0;
        for (ranks, weights) in ranks.chunks(BLOCK).zip(weights.rank().chunks(BLOCK)) {
            for (sum, of) in self.sums.iter_mut().zip(of) {
                let of = of.get(start..start + ranks.len()).unwrap_or_default();
                sum.add_block(of, weights, ranks, is_light);
            }
            start += ranks.len();
        }
        Ok(())
    }

    /// Adds another part.
    ///
    /// # Errors
    /// [`MeasureError::Scale`] if its weights have another scale.
    pub fn merge(&mut self, other: &ConcentrationPartial<N>) -> Result<(), MeasureError> {
        same_scale(self.scale, other.scale)?;
        for (sum, &other) in self.sums.iter_mut().zip(&other.sums) {
            *sum = *sum + other;
        }
        Ok(())
    }

    /// The sums, in the order of the incomes.
    pub fn sums(&self) -> [RankedSum; N] {
        self.sums
    }
}

/// Inequality of market, gross and disposable income, and what taxes and benefits do between them; all equivalised by the
/// same scale. Market income is the pre-tax income, disposable income the post-tax income of the definitions above.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Redistribution {
    /// Gini coefficient of market income; None if its total is not positive. With negative incomes it may exceed 1.
    pub gini_market: Option<f64>,
    /// Gini coefficient of gross income; None as above, and where the system has no such concept.
    pub gini_gross: Option<f64>,
    /// Gini coefficient of disposable income; None as above.
    pub gini_disposable: Option<f64>,
    /// Concentration of disposable income by rank of market income; None as above.
    pub concentration_disposable: Option<f64>,
    /// Concentration of taxes and contributions by rank of market income; None if they are not positive in total.
    pub concentration_taxes: Option<f64>,
    /// Concentration of benefits, public pensions and credits by rank of market income (below zero: mostly to the poor);
    /// None as above.
    pub concentration_benefits: Option<f64>,
    /// Concentration of taxes less benefits by rank of market income; None unless households pay more than they receive.
    pub concentration_net_taxes: Option<f64>,
    /// Taxes and contributions over market income; None if that is not positive.
    pub tax_rate: Option<f64>,
    /// Benefits, public pensions and credits over market income; None as above.
    pub benefit_rate: Option<f64>,
    /// G(market) - G(disposable).
    pub redistributive_effect: Option<f64>,
    /// Reynolds-Smolensky index: G(market) - concentration of disposable income.
    pub reynolds_smolensky: Option<f64>,
    /// Atkinson-Plotnick index of re-ranking: G(disposable) - concentration of disposable income.
    pub reranking: Option<f64>,
    /// Kakwani index of taxes less benefits; None unless households pay more than they receive.
    pub kakwani: Option<f64>,
    /// Kakwani index of taxes and contributions alone.
    pub kakwani_taxes: Option<f64>,
}

/// The measures of redistribution from the sums of market income, disposable income and taxes by rank of market income.
///
/// `weight` is that of the index; the Gini coefficients of gross and disposable income come from their own rankings. Benefits
/// are disposable income less market income plus taxes, so that the parts add up.
pub fn redistribution(
    [market, disposable, taxes]: [RankedSum; 3],
    weight: u64,
    gini_gross: Option<f64>,
    gini_disposable: Option<f64>,
) -> Redistribution {
    let difference = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| a - b);
    let net = market - disposable;
    let benefits = taxes - net;
    let gini_market = market.concentration(weight);
    let concentration = disposable.concentration(weight);
    let rate = |sum: RankedSum| super::share(sum.income, market.income);
    Redistribution {
        gini_market,
        gini_gross,
        gini_disposable,
        concentration_disposable: concentration,
        concentration_taxes: taxes.concentration(weight),
        concentration_benefits: benefits.concentration(weight),
        concentration_net_taxes: net.concentration(weight),
        tax_rate: rate(taxes),
        benefit_rate: rate(benefits),
        redistributive_effect: difference(gini_market, gini_disposable),
        reynolds_smolensky: difference(gini_market, concentration),
        reranking: difference(gini_disposable, concentration),
        kakwani: difference(net.concentration(weight), gini_market),
        kakwani_taxes: difference(taxes.concentration(weight), gini_market),
    }
}
