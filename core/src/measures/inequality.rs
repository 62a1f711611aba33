//! Inequality of one income vector. Definitions and the treatment of ties: [`numeric::rank`](crate::numeric::rank).

use crate::numeric::rank::Ranked;
use crate::numeric::sum::Totals;

/// Inequality of an income, weighted.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Inequality {
    /// Gini coefficient, without the small-sample correction n/(n-1): 0 if all are equal; None without weight or if total
    /// income is not positive; may exceed 1 with negative incomes.
    pub gini: Option<f64>,
    /// Income of those above the quantile at .8 over income of those up to the quantile at .2 (the income quintile share
    /// ratio of Eurostat, with ties kept together); None if either group has no positive income.
    pub s80_s20: Option<f64>,
    /// Income of those above the quantile at .9 over income of those up to the quantile at .4 (A. Cobham, A. Sumner 2013, "Is it all
    /// about the tails? The Palma measure of income inequality", Center for Global Development working paper 343).
    pub palma: Option<f64>,
    /// Share of all income that those above the quantile at .9 have; None if nobody is above or total income is not positive.
    pub top_10_share: Option<f64>,
    /// Share of all income that those above the quantile at .99 have; None as above.
    pub top_1_share: Option<f64>,
    /// The smallest income with half of the weight at or below it, as [`Ranked::median`] gives it; None without weight.
    pub median: Option<f64>,
    /// Mean income, from the exact sum; None without weight.
    pub mean: Option<f64>,
}

/// The inequality of an income that was ranked and totalled, both over the same rows.
pub fn inequality(ranked: &Ranked, totals: &Totals) -> Inequality {
    Inequality {
        gini: ranked.gini(),
        s80_s20: ranked.s80_s20(),
        palma: ranked.palma(),
        top_10_share: ranked.top_share(1, 10),
        top_1_share: ranked.top_share(1, 100),
        median: ranked.median(),
        mean: totals.sum.mean(totals.weight),
    }
}
