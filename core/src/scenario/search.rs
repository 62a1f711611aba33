//! Out of work: training, the search for a job, retirement and leaving the labour force, public jobs and gig work.

use super::movers::{Movers, whole};
use super::ration::{Candidate, admit, key, share_of, share_steps, total};
use super::training::training_factors;
use super::{MonthTotals, State};
use crate::numeric::math::pow;

impl Movers {
    /// Training and public jobs that have lasted their time end.
    pub(super) fn end_courses(&mut self) {
        let numbers = self.numbers;
        let length = whole(numbers.training_length);
        for index in 0..self.idle.len() {
            let at = self.idle[index] as usize;
            let life = &mut self.lives[at];
            match self.state[at] {
                State::PublicJob if f64::from(life.public_months) >= numbers.public_job_longest => {
                    self.state[at] = State::Unemployed;
                }
                State::Training if life.trained >= length => {
                    self.state[at] = State::Unemployed;
                    let draw = self.streams.completion.uniform(self.ids[at], life.spells);
                    if draw < numbers.training_completion {
                        life.completed = true;
                        self.marked[at] = true;
                        life.since_training = 0;
                        life.factors = training_factors(
                            &self.durations,
                            self.persons.finding[at],
                            life.elapsed,
                            [
                                numbers.training_effect_first,
                                numbers.training_effect_second,
                                numbers.training_effect_later,
                            ]
                            .map(|points| points * numbers.training_effect),
                            numbers.training_factor_most,
                            (numbers.training_effect_net > 0.0).then_some((life.trained, numbers.training_search)),
                        );
                    }
                    life.trained = 0;
                }
                _ => {}
            }
        }
    }

    /// Training begins in the month of the loss for all who want it, or, where places are short, in the order of a draw of the spell.
    pub(super) fn enter_training(&mut self, totals: &mut MonthTotals) {
        let room = self.free_places(self.numbers.training_places, State::Training);
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        for &at in &self.idle {
            let life = &self.lives[at as usize];
            if life.wants_training && self.state[at as usize] == State::Unemployed {
                let id = self.ids[at as usize];
                candidates.push(Candidate {
                    key: key(self.streams.course.uniform(id, life.spells)),
                    id,
                    weight: self.weights[at as usize],
                    at,
                });
            }
        }
        let admitted = admit(&mut candidates, room);
        for candidate in &candidates[..admitted] {
            let at = candidate.at as usize;
            self.state[at] = State::Training;
            self.lives[at].wants_training = false;
            self.lives[at].trained = 0;
        }
        totals.waiting_for_training = total(&candidates[admitted..]);
        self.candidates = candidates;
    }

    /// The search: (1) each person's chance; (2) what the trained find more is in part not found by others; (3) who finds, by the draw of the
    /// month; (4) of the displaced no more than there are new jobs for, in the order of draw over chance.
    pub(super) fn find_jobs(&mut self, month: u32, totals: &mut MonthTotals) {
        let congestion = self.congestion();
        self.chances.clear();
        let (mut additional, mut of_others) = (0u128, 0u128);
        for index in 0..self.idle.len() {
            let at = self.idle[index] as usize;
            let chance = self.untrained_chance(at, congestion);
            let factor = self.training_factor(at);
            let own = if chance * factor < 1.0 { chance * factor } else { 1.0 };
            self.chances.push(own);
            if factor > 1.0 {
                additional += u128::from(share_steps(own) - share_steps(chance)) * self.weight(at);
            } else {
                of_others += u128::from(share_steps(own)) * self.weight(at);
            }
        }
        let left = self.left_to_others(additional, of_others);
        let open = share_of(self.numbers.new_jobs_share, self.displaced).saturating_sub(self.replaced);
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        for index in 0..self.chances.len() {
            let at = self.idle[index] as usize;
            let mut chance = self.chances[index];
            if self.training_factor(at) <= 1.0 {
                chance *= left;
            }
            if chance <= 0.0 {
                continue;
            }
            let draw = self.streams.finding.uniform(self.ids[at], month);
            if draw < chance {
                if self.lives[at].displaced {
                    candidates.push(Candidate {
                        key: key(draw / chance),
                        id: self.ids[at],
                        weight: self.weights[at],
                        at: at as u32,
                    });
                } else {
                    self.find(at);
                }
            }
        }
        let admitted = admit(&mut candidates, open);
        for candidate in &candidates[..admitted] {
            self.find(candidate.at as usize);
        }
        totals.without_new_job = total(&candidates[admitted..]);
        self.candidates = candidates;
    }

    /// (U0 / U)^c, with unemployment at the start of the month; 1 where nobody is, or was, unemployed.
    fn congestion(&self) -> f64 {
        if self.numbers.congestion <= 0.0 || self.searching == 0 || self.searching_before == 0 {
            return 1.0;
        }
        pow(
            self.searching_before as f64 / self.searching as f64,
            self.numbers.congestion,
        )
    }

    /// The chance of a job without what training adds; none in the month of the loss.
    fn untrained_chance(&self, at: usize, congestion: f64) -> f64 {
        let elapsed = self.lives[at].elapsed;
        let search = match self.state[at] {
            State::Unemployed => 1.0,
            State::Training => self.numbers.training_search,
            State::Gig => self.numbers.gig_search,
            State::PublicJob => self.numbers.public_job_search,
            _ => 0.0,
        };
        if elapsed == 0 {
            return 0.0;
        }
        let chance = self.persons.finding[at] * self.durations.factor(elapsed) * congestion * search;
        if chance < 1.0 { chance } else { 1.0 }
    }

    /// The factor of completed training on the chance of a job.
    fn training_factor(&self, at: usize) -> f64 {
        let life = &self.lives[at];
        if !life.completed {
            return 1.0;
        }
        match life.since_training {
            0..12 => life.factors[0],
            12..24 => life.factors[1],
            _ => life.factors[2],
        }
    }

    /// What crowding out leaves of the chances of the others.
    fn left_to_others(&self, additional: u128, of_others: u128) -> f64 {
        let crowding = self.numbers.training_crowding;
        if additional == 0 || of_others == 0 || crowding <= 0.0 {
            return 1.0;
        }
        let left = 1.0 - crowding * additional as f64 / of_others as f64;
        if left > 0.0 { left } else { 0.0 }
    }

    /// The displaced who have been out of work for some time retire, or leave the labour force.
    pub(super) fn give_up(&mut self, month: u32) {
        let numbers = self.numbers;
        if numbers.retirement_rate <= 0.0 && numbers.exit_rate <= 0.0 {
            return;
        }
        for index in 0..self.idle.len() {
            let at = self.idle[index] as usize;
            let (id, life) = (self.ids[at], &self.lives[at]);
            if self.state[at] != State::Unemployed || !life.displaced || life.elapsed == 0 {
                continue;
            }
            if self.persons.age[at] >= numbers.retirement_age
                && self.streams.retirement.uniform(id, month) < numbers.retirement_rate
            {
                self.leave(at, State::Retired);
            } else if f64::from(life.elapsed) >= numbers.exit_after
                && self.streams.exit.uniform(id, month) < numbers.exit_rate
            {
                self.leave(at, State::Inactive);
            }
        }
    }

    /// Free public jobs go to the unemployed who have waited long enough and are better off in one, in the order of a draw of the spell.
    pub(super) fn take_public_jobs(&mut self) {
        let numbers = self.numbers;
        if numbers.public_job_places <= 0.0 || numbers.public_job_longest <= 0.0 {
            return;
        }
        let room = self.free_places(numbers.public_job_places, State::PublicJob);
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        for &index in &self.idle {
            let at = index as usize;
            let life = &self.lives[at];
            if self.state[at] == State::Unemployed
                && self.persons.takes_public_job[at] > 0.0
                && f64::from(life.elapsed) > numbers.public_job_after
                && f64::from(life.public_months) < numbers.public_job_longest
            {
                candidates.push(Candidate {
                    key: key(self.streams.public_job.uniform(self.ids[at], life.spells)),
                    id: self.ids[at],
                    weight: self.weights[at],
                    at: index,
                });
            }
        }
        let admitted = admit(&mut candidates, room);
        for candidate in &candidates[..admitted] {
            self.state[candidate.at as usize] = State::PublicJob;
        }
        self.candidates = candidates;
    }

    /// Unemployed displaced persons take up gig work.
    pub(super) fn take_up_gig_work(&mut self, month: u32) {
        let rate = self.numbers.gig_rate;
        if rate <= 0.0 {
            return;
        }
        for &at in &self.idle {
            let (at, life) = (at as usize, &self.lives[at as usize]);
            if self.state[at] == State::Unemployed
                && life.displaced
                && life.elapsed > 0
                && self.streams.gig.uniform(self.ids[at], month) < rate
            {
                self.state[at] = State::Gig;
            }
        }
    }
}
