//! How jobs are lost: to automation, which short-time work may delay or prevent, and for other reasons.

use super::movers::{Movers, Role, whole};
use super::ration::{Candidate, admit, key, steps, total};
use super::{MonthTotals, State};

impl Movers {
    /// Short-time work that has lasted its time ends: in the former job, or, where the shock was not temporary, in unemployment.
    pub(super) fn end_short_time(&mut self, month: u32, totals: &mut MonthTotals) {
        let longest = whole(self.numbers.short_time_longest);
        for at in 0..self.len() {
            if self.state[at] != State::ShortTime || self.lives[at].short_time_months < longest {
                continue;
            }
            let kept = self.lives[at].role == Role::Kept;
            let temporary = self.streams.temporary.uniform(self.ids[at], 0) < self.numbers.short_time_temporary_share;
            if kept && !temporary {
                totals.displaced += self.weight(at);
                self.lose(at, true, month);
                continue;
            }
            let life = &mut self.lives[at];
            self.state[at] = life.short_time_from;
            life.role = Role::None;
            life.short_time_months = 0;
            if kept {
                // The danger to this job is over, for good.
                life.spared = true;
                self.exposed[at] = false;
            }
        }
    }

    /// Displacement of the month: whose chance so far has passed the person's draw is hit; short-time work keeps a part of these jobs.
    pub(super) fn displace(&mut self, month: u32, totals: &mut MonthTotals) {
        let step = self.adoption.month(month);
        if step.is_still() {
            return;
        }
        self.hits.clear();
        // Weight of the jobs hit that can be kept, and of those that are safe this month.
        let (mut hit, mut safe) = (0u128, 0u128);
        for at in 0..self.len() {
            if !self.at_risk(at) {
                continue;
            }
            let hazard = step.hazard(self.persons.chance[at], self.persons.separation_factor[at]);
            self.survival[at] *= 1.0 - hazard;
            let state = self.state[at];
            if self.draws[at] < 1.0 - self.survival[at] {
                self.hits.push(at as u32);
                hit += if state == State::Gig { 0 } else { self.weight(at) };
            } else if matches!(state, State::Employed | State::NewJob) {
                safe += self.weight(at);
            }
        }
        let share = self.kept_share(hit, safe);
        let mut kept = 0;
        for index in 0..self.hits.len() {
            let at = self.hits[index] as usize;
            if self.state[at] != State::Gig && self.streams.kept.uniform(self.ids[at], 0) < share {
                kept += self.weight(at);
                self.put_on_short_time(at, Role::Kept);
            } else {
                totals.displaced += self.weight(at);
                self.lose(at, true, month);
            }
        }
        totals.kept = kept;
        if kept > 0 {
            totals.beside = self.put_others_beside(kept, month);
        }
    }

    /// Jobs kept for each worker on short time: the hours cut, less those that would have been kept and paid anyway.
    fn kept_for_each(&self) -> f64 {
        (1.0 - self.numbers.short_time_deadweight_share) * self.numbers.short_time_hours_cut_share
    }

    /// The share of the jobs hit that short-time work keeps: no more than those who are safe can be put on short time for.
    fn kept_share(&self, hit: u128, safe: u128) -> f64 {
        let (share, for_each) = (self.numbers.short_time_share, self.kept_for_each());
        if share <= 0.0 || self.numbers.short_time_longest <= 0.0 || hit == 0 {
            return 0.0;
        }
        if for_each >= 1.0 {
            return share;
        }
        let most = safe as f64 * for_each / (hit as f64 * (1.0 - for_each));
        if share < most { share } else { most }
    }

    /// J jobs kept need J / kept_for_each workers on short time: who is missing comes from the safe, more of them where more are at risk.
    fn put_others_beside(&mut self, kept: u128, month: u32) -> u128 {
        let for_each = self.kept_for_each();
        if for_each >= 1.0 || for_each <= 0.0 {
            return 0;
        }
        let wanted = steps(kept as f64 * (1.0 - for_each) / for_each, 0);
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        for at in 0..self.len() {
            if self.exposed[at] && matches!(self.state[at], State::Employed | State::NewJob) {
                let draw = self.streams.beside.uniform(self.ids[at], month);
                candidates.push(Candidate {
                    key: key(draw / self.persons.chance[at]),
                    id: self.ids[at],
                    weight: self.weights[at],
                    at: at as u32,
                });
            }
        }
        let admitted = admit(&mut candidates, wanted);
        let weight = total(&candidates[..admitted]);
        for candidate in &candidates[..admitted] {
            self.put_on_short_time(candidate.at as usize, Role::Beside);
        }
        self.candidates = candidates;
        weight
    }

    fn put_on_short_time(&mut self, at: usize, role: Role) {
        let life = &mut self.lives[at];
        if self.state[at] != State::ShortTime {
            life.short_time_from = self.state[at];
        }
        life.role = role;
        life.short_time_months = 0;
        self.state[at] = State::ShortTime;
    }

    /// Jobs lost for other reasons than automation.
    pub(super) fn separate(&mut self, month: u32) {
        let after = self.numbers.separation_after;
        for at in 0..self.len() {
            let state = self.state[at];
            if state != self.before[at] {
                continue;
            }
            let chance = match state {
                State::NewJob if after > 0.0 => after,
                State::Employed | State::NewJob => self.persons.separation[at],
                _ => continue,
            };
            if chance > 0.0 && self.streams.separation.uniform(self.ids[at], month) < chance {
                self.lose(at, false, month);
            }
        }
    }
}
