//! How the chance of a job falls with the time out of work, and what follows for unemployment in the long run.

use crate::numeric::math::exp;

/// Months out of work that are told apart; whoever is out of work for longer finds a job like these.
const TOLD_APART: usize = 600;

/// The factor (1 - a) + a exp(-b d) on the chance of a job after d months out of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Durations {
    factors: Vec<f64>,
}

impl Durations {
    /// The factors for a = `weight`, 0 to 1, and b = `decay` a month, 0 or more.
    pub fn new(weight: f64, decay: f64) -> Durations {
        Durations {
            factors: (0..=TOLD_APART)
                .map(|months| (1.0 - weight) + weight * exp(-decay * months as f64))
                .collect(),
        }
    }

    /// The factor after whole months out of work.
    #[inline(always)]
    pub fn factor(&self, months: u32) -> f64 {
        let at = (months as usize).min(TOLD_APART);
        self.factors.get(at).copied().unwrap_or(0.0)
    }

    /// The chance of a job in a month, for somebody who has been out of work for `months` before it; at most 1.
    pub fn chance(&self, finding: f64, months: u32) -> f64 {
        let chance = finding * self.factor(months);
        if chance < 1.0 { chance } else { 1.0 }
    }

    /// The mean number of months out of work, the month of the loss included; None when finding is 0 and a spell has no end.
    ///
    /// The first chance of a job is in the month after the loss. Chances stay as they are after 600 months.
    pub fn mean_months(&self, finding: f64) -> Option<f64> {
        let last = self.chance(finding, TOLD_APART as u32);
        if last <= 0.0 {
            return None;
        }
        let (mut still_out, mut mean) = (1.0, 0.0);
        for months in 1..TOLD_APART as u32 {
            mean += still_out;
            still_out *= 1.0 - self.chance(finding, months);
        }
        Some(mean + still_out / last)
    }

    /// The monthly chance to lose a job with which a share `unemployed` (0 to below 1) of those who work or look for work is out of work in the
    /// long run: months at work are to months out of work as 1 - u to u. At most 1; None when finding is 0.
    pub fn separation(&self, finding: f64, unemployed: f64) -> Option<f64> {
        let out = self.mean_months(finding)?;
        if unemployed >= 1.0 {
            return Some(1.0);
        }
        let separation = unemployed / ((1.0 - unemployed) * out);
        Some(if separation < 1.0 { separation } else { 1.0 })
    }

    /// Whole months out of work, 1 to 600, of somebody met among the unemployed: the place of a draw (0 to 1) in the distribution that
    /// stays the same while as many come as go.
    pub fn met(&self, finding: f64, draw: f64) -> u32 {
        let longest = TOLD_APART as u32;
        let (mut still_out, mut all) = (1.0, 0.0);
        for months in 1..=longest {
            all += still_out;
            still_out *= 1.0 - self.chance(finding, months);
        }
        let wanted = draw * all;
        let (mut still_out, mut sum) = (1.0, 0.0);
        for months in 1..longest {
            sum += still_out;
            if wanted < sum {
                return months;
            }
            still_out *= 1.0 - self.chance(finding, months);
        }
        longest
    }
}
