//! What work pays: marginal effective tax rates, participation tax rates and net replacement rates.
//!
//! All three are made of the disposable income y of the person's *household* at several earnings of that one person, everybody
//! else's as they are; running the law at those earnings is the caller's part.
//! * METR = 1 - dy / de: what a household loses of a small rise of the person's earnings, de = 3 % of them and at least 1
//!   currency unit ([`earnings_step`]).
//! * PTR = 1 - (y in work - y out of work) / e: what it loses of all of the person's earnings, out of work with or without
//!   unemployment insurance (H. Immervoll, H. J. Kleven, C. T. Kreiner, E. Saez 2007, "Welfare reform in European countries: a
//!   microsimulation analysis", Economic Journal 117(516), 1-44).
//! * NRR = y out of work / y in work: what remains of the household's income. The month tells which: early spells have
//!   insurance (the convention here is month 2), long ones often none (month 14).
//!
//! A rate is undefined, not zero, where its denominator is not positive: METR and PTR without earnings, NRR without income in work.
//! Rates may exceed 1 (work does not pay) and be below 0 (an in-work credit phases in).

use super::rates::{RateRows, RateTable, RatesPartial};
use super::{MeasureError, fit};
use crate::numeric::grid::to_grid;
use crate::numeric::weights::WeightScale;

/// The rise of earnings behind a METR, as a share of the earnings.
pub const EARNINGS_STEP_SHARE: f64 = 0.03;
/// The least rise, in currency units a year.
pub const LEAST_EARNINGS_STEP: f64 = 1.0;

/// The rise of earnings behind a METR: 3 % of them on the grid of amounts, at least 1 currency unit.
pub fn earnings_step(earnings: f64) -> f64 {
    let step = to_grid(earnings * EARNINGS_STEP_SHARE);
    if step > LEAST_EARNINGS_STEP {
        step
    } else {
        LEAST_EARNINGS_STEP
    }
}

/// The marginal effective tax rate, from the household's income today and after earnings rose by [`earnings_step`]; None
/// without earnings.
pub fn marginal_effective_tax_rate(earnings: f64, today: f64, raised: f64) -> Option<f64> {
    (earnings > 0.0).then(|| 1.0 - (raised - today) / earnings_step(earnings))
}

/// The participation tax rate, from the household's income with the person in work and out of it; None without earnings.
pub fn participation_tax_rate(earnings: f64, in_work: f64, out_of_work: f64) -> Option<f64> {
    (earnings > 0.0).then(|| 1.0 - (in_work - out_of_work) / earnings)
}

/// The net replacement rate; None unless the household has a positive income with the person in work.
pub fn net_replacement_rate(in_work: f64, out_of_work: f64) -> Option<f64> {
    (in_work > 0.0).then(|| out_of_work / in_work)
}

/// The person's own replacement rate: own net income out of work with the person's own benefits, over former net earnings;
/// None unless those are positive.
pub fn own_replacement_rate(net_with_benefits: f64, former_net_earnings: f64) -> Option<f64> {
    net_replacement_rate(former_net_earnings, net_with_benefits)
}

/// What the rates are made of, a row a person; amounts a year.
#[derive(Clone, Copy, Debug)]
pub struct IncentiveColumns<'a> {
    /// The person's own earnings.
    pub earnings: &'a [f64],
    /// Disposable income of the household at today's earnings.
    pub today: &'a [f64],
    /// The same with the person's earnings higher by [`earnings_step`].
    pub raised: &'a [f64],
    /// The same without the person's earnings, with unemployment insurance.
    pub out_insured: &'a [f64],
    /// The same without the person's earnings and without unemployment insurance.
    pub out_uninsured: &'a [f64],
}

/// The incentives of a law.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Incentives {
    /// Marginal effective tax rates, step 3 % of own earnings.
    pub marginal: RateTable,
    /// Participation tax rates against unemployment insurance.
    pub participation_insured: RateTable,
    /// Participation tax rates against no insurance benefit.
    pub participation_uninsured: RateTable,
    /// Net replacement rates with unemployment insurance; of those with earnings.
    pub replacement_insured: RateTable,
    /// Net replacement rates without.
    pub replacement_uninsured: RateTable,
}

/// What [`Incentives`] are computed from; mergeable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncentivesPartial {
    scale: WeightScale,
    labels: u32,
    rates: [RatesPartial; 5],
}

impl IncentivesPartial {
    /// Nothing yet, for codes of labour status below `labels`.
    pub fn new(labels: u32, scale: WeightScale) -> IncentivesPartial {
        IncentivesPartial {
            scale,
            labels,
            rates: std::array::from_fn(|_| RatesPartial::new(labels, scale)),
        }
    }

    /// Adds persons; the category of `rows` is labour status.
    ///
    /// # Errors
    /// Those of [`RatesPartial::add`]; then nothing was added.
    pub fn add(&mut self, columns: &IncentiveColumns<'_>, rows: &RateRows<'_>) -> Result<(), MeasureError> {
        let IncentiveColumns {
            earnings,
            today,
            raised,
            out_insured,
            out_uninsured,
        } = *columns;
        let lengths = [today.len(), raised.len(), out_insured.len(), out_uninsured.len()];
        fit(earnings.len(), &lengths, self.scale, rows.weights)?;
        rows.check(earnings.len(), self.labels, self.scale)?;
        let of = |other: &[f64], rate: fn(f64, f64, f64) -> Option<f64>| -> Vec<Option<f64>> {
            let rows = earnings.iter().zip(today).zip(other);
            rows.map(|((&earnings, &today), &other)| rate(earnings, today, other))
                .collect()
        };
        // Who has no earnings has no job to lose.
        let replacement = |earnings: f64, today: f64, out: f64| {
            if earnings > 0.0 {
                net_replacement_rate(today, out)
            } else {
                None
            }
        };
        let found = [
            of(raised, marginal_effective_tax_rate),
            of(out_insured, participation_tax_rate),
            of(out_uninsured, participation_tax_rate),
            of(out_insured, replacement),
            of(out_uninsured, replacement),
        ];
        for (partial, rates) in self.rates.iter_mut().zip(&found) {
            partial.add(rates, rows)?;
        }
        Ok(())
    }

    /// Adds another part.
    ///
    /// # Errors
    /// Those of [`RatesPartial::merge`].
    pub fn merge(&mut self, other: &IncentivesPartial) -> Result<(), MeasureError> {
        for (partial, other) in self.rates.iter_mut().zip(&other.rates) {
            partial.merge(other)?;
        }
        Ok(())
    }

    /// The tables.
    pub fn finish(self) -> Incentives {
        let [marginal, insured, uninsured, replaced, unreplaced] = self.rates.map(RatesPartial::finish);
        Incentives {
            marginal,
            participation_insured: insured,
            participation_uninsured: uninsured,
            replacement_insured: replaced,
            replacement_uninsured: unreplaced,
        }
    }
}
