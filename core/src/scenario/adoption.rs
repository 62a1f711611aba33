//! The S-curve by which AI spreads, the monthly hazard of displacement that follows, and the forecast of it.

use crate::numeric::math::logistic;

/// How much of what AI will do by the horizon it has done: a logistic curve, rescaled to run from 0 at the start to 1 at the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adoption {
    midpoint: f64,
    speed: f64,
    horizon: u32,
    at_once: bool,
    first: f64,
    last: f64,
}

impl Adoption {
    /// The curve with its midpoint in months (0 to 600), its speed in log odds a year (0 to 20) and its horizon in months.
    pub fn new(midpoint: f64, speed: f64, horizon: u32, at_once: bool) -> Adoption {
        let raw = |month: f64| logistic(speed * (month - midpoint) / 12.0);
        Adoption {
            midpoint,
            speed,
            horizon,
            at_once,
            first: raw(0.0),
            last: raw(f64::from(horizon)),
        }
    }

    /// The share done after a number of months: 0 after none, 1 from the horizon on.
    pub fn share(&self, months: u32) -> f64 {
        if months == 0 {
            return 0.0;
        }
        if self.at_once || months >= self.horizon {
            return 1.0;
        }
        let span = self.last - self.first;
        if span <= 0.0 {
            return f64::from(months) / f64::from(self.horizon);
        }
        let raw = logistic(self.speed * (f64::from(months) - self.midpoint) / 12.0);
        let share = (raw - self.first) / span;
        if share > 1.0 { 1.0 } else { share }
    }

    /// The step of a month, counted from 0.
    pub(super) fn month(&self, month: u32) -> MonthOfAdoption {
        let before = self.share(month);
        let step = self.share(month + 1) - before;
        MonthOfAdoption {
            before,
            step: if step > 0.0 { step } else { 0.0 },
        }
    }
}

/// A window of the future in which displacement is foretold.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// What AI has done by now, and what it does in the window.
    done: f64,
    step: f64,
    /// The months from now to the window, and those of the window.
    before: Vec<MonthOfAdoption>,
    within: Vec<MonthOfAdoption>,
}

impl Window {
    /// The window between two months, seen from the month `now`.
    pub(super) fn new(adoption: &Adoption, now: u32, from: u32, to: u32) -> Window {
        Window {
            done: adoption.share(now),
            step: adoption.share(to) - adoption.share(from),
            before: (now..from).map(|month| adoption.month(month)).collect(),
            within: (from..to).map(|month| adoption.month(month)).collect(),
        }
    }

    /// The chance of displacement in the window, for somebody who has not been displaced and stays at work.
    pub(super) fn chance(&self, chance: f64, factor: f64) -> f64 {
        if factor == 1.0 {
            // The hazards multiply to a ratio of what is left.
            let left = 1.0 - chance * self.done;
            return if left > 0.0 { chance * self.step / left } else { 0.0 };
        }
        let survival = |safe: f64, months: &[MonthOfAdoption]| {
            let go_on = |safe: f64, month: &MonthOfAdoption| safe * (1.0 - month.hazard(chance, factor));
            months.iter().fold(safe, go_on)
        };
        let before = survival(1.0, &self.before);
        before - survival(before, &self.within)
    }
}

/// What AI has done before a month, and what it does in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MonthOfAdoption {
    before: f64,
    step: f64,
}

impl MonthOfAdoption {
    /// Whether nothing happens in the month.
    pub(super) fn is_still(self) -> bool {
        self.step <= 0.0
    }

    /// The hazard of the month for a chance by the horizon, times a factor, at most 1.
    ///
    /// Never falls when chance or factor rise, not even by rounding: each operation is monotone.
    #[inline(always)]
    pub(super) fn hazard(self, chance: f64, factor: f64) -> f64 {
        if self.step <= 0.0 {
            return 0.0;
        }
        let hazard = chance * self.step / (1.0 - chance * self.before) * factor;
        if hazard < 1.0 { hazard } else { 1.0 }
    }
}
