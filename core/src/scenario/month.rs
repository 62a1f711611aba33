//! A month: its steps in their order, and what it adds to the year.

use super::State;
use super::movers::Movers;
use super::state::STATES;

/// Stocks and flows of a month over all parts, in steps of weight. Whoever is outside of the model is not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthTotals {
    /// The month, counted from the start: 0, 1, 2 …
    pub month: u32,
    /// Weight in each state in the month, in the order of [`STATES`].
    pub stocks: [u128; 10],
    /// Weight that went from a state (first index) to another (second); on the diagonal, that stayed.
    pub flows: [[u128; 10]; 10],
    /// Weight of those whom automation took the work from in this month.
    pub displaced: u128,
    /// Weight of the jobs hit that short-time work keeps, beginning in this month.
    pub kept: u128,
    /// Weight of those put on short time beside them.
    pub beside: u128,
    /// Weight of those who want to train and have no place.
    pub waiting_for_training: u128,
    /// Weight of the displaced who would have found work, had there been more new jobs.
    pub without_new_job: u128,
}

impl MonthTotals {
    /// Nobody yet, in a month counted from the start.
    pub(super) fn new(month: u32) -> MonthTotals {
        MonthTotals {
            month,
            stocks: [0; 10],
            flows: [[0; 10]; 10],
            displaced: 0,
            kept: 0,
            beside: 0,
            waiting_for_training: 0,
            without_new_job: 0,
        }
    }
}

impl Movers {
    /// Lives a month, counted from the start.
    pub(super) fn month(&mut self, month: u32) -> MonthTotals {
        let mut totals = MonthTotals::new(month);
        self.before.copy_from_slice(&self.state);
        self.end_short_time(month, &mut totals);
        self.displace(month, &mut totals);
        self.separate(month);
        self.end_courses();
        self.enter_training(&mut totals);
        self.find_jobs(month, &mut totals);
        self.give_up(month);
        self.take_public_jobs();
        self.take_up_gig_work(month);
        self.account(&mut totals);
        totals
    }

    /// The month goes to the account of the state in which it was spent, and the clocks move on.
    fn account(&mut self, totals: &mut MonthTotals) {
        let hours_cut = self.numbers.short_time_hours_cut_share;
        self.idle.clear();
        for at in 0..self.len() {
            let (state, before) = (self.state[at], self.before[at]);
            let weight = self.weight(at);
            totals.stocks[state.place()] += weight;
            if state != before {
                totals.flows[before.place()][state.place()] += weight;
            }
            self.months[at][state.place()] += 1;
            // Nothing else happens at work: most people need no more than this.
            if state == State::Employed || state == State::NewJob && !self.marked[at] {
                continue;
            }
            let year = &mut self.years[at];
            let life = &mut self.lives[at];
            match state {
                State::NewJob => {
                    year.wage_lost += life.scar;
                    year.reemployed += u8::from(life.displaced);
                    life.reemployed = life.reemployed.saturating_add(u32::from(life.displaced));
                    year.retrained += u8::from(life.completed);
                    life.scar *= self.scar_left;
                }
                State::ShortTime => {
                    year.hours_cut += hours_cut;
                    life.short_time_months = life.short_time_months.saturating_add(1);
                }
                State::Unemployed => life.benefit += 1.0,
                State::Training => {
                    life.benefit += self.numbers.training_benefit_use;
                    life.trained = life.trained.saturating_add(1);
                }
                State::PublicJob => life.public_months = life.public_months.saturating_add(1),
                _ => {}
            }
            if life.completed {
                life.since_training = life.since_training.saturating_add(1);
            }
            if life.in_spell {
                life.elapsed = life.elapsed.saturating_add(1);
                self.idle.push(at as u32);
            }
        }
        for state in STATES {
            let place = state.place();
            let came: u128 = totals.flows.iter().map(|from| from[place]).sum();
            totals.flows[place][place] = totals.stocks[place] - came;
        }
        self.searching = totals.stocks[State::Unemployed.place()] + totals.stocks[State::Training.place()];
    }
}
