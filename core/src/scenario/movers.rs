//! All who can move, of all parts, with where they stand; what happens to one of them when a job is lost or found.

use super::State;
use super::adoption::Adoption;
use super::durations::Durations;
use super::numbers::{Numbers, Persons};
use super::ration::{Candidate, steps};
use crate::numeric::Stream;
use crate::numeric::math::pow;

/// Why somebody is on short time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub(super) enum Role {
    /// Is not.
    #[default]
    None = 0,
    /// The job was at risk and is kept.
    Kept = 1,
    /// The job was safe: the hours are cut beside those of the kept.
    Beside = 2,
}

/// What is known of a mover beside the state. Months are those that have passed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Life {
    /// Automation took the job, in this year or before.
    pub(super) displaced: bool,
    /// Short-time work kept the job for good.
    pub(super) spared: bool,
    pub(super) role: Role,
    /// The state to which short-time work returns.
    pub(super) short_time_from: State,
    pub(super) short_time_months: u32,
    /// Out of work, in training, a public job or gig work taken up for want of another.
    pub(super) in_spell: bool,
    /// Since the job was lost, as long as the spell lasts.
    pub(super) elapsed: u32,
    pub(super) benefit: f64,
    /// Number of spells so far: draws that hold for a spell hang on it, so that they do not move with its month.
    pub(super) spells: u32,
    pub(super) wants_training: bool,
    pub(super) trained: u32,
    pub(super) completed: bool,
    pub(super) since_training: u32,
    pub(super) factors: [f64; 3],
    pub(super) public_months: u32,
    /// Present loss of wage in a new job.
    pub(super) scar: f64,
    /// Months in new jobs since automation took the job.
    pub(super) reemployed: u32,
    /// Months at insured work since the last loss of a job, or since the start, before this year.
    pub(super) worked: u32,
    /// The same when the last job was lost.
    pub(super) insured: u32,
    /// Was out of work or in training before the first month: unemployment against which congestion is measured.
    pub(super) began_without_work: bool,
}

/// What the year has been like so far, and what stood at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct OfYear {
    pub(super) hours_cut: f64,
    /// Sum of the scars of the months in a new job.
    pub(super) wage_lost: f64,
    pub(super) month_of_loss: u8,
    pub(super) retrained: u8,
    pub(super) reemployed: u8,
    pub(super) reemployed_before: u32,
    pub(super) displaced_before: bool,
    pub(super) benefit_before: f64,
    pub(super) at_risk: bool,
    pub(super) predicted: f64,
    /// Months at insured work of this year until the last loss of a job in it.
    pub(super) worked_until_loss: u8,
}

/// The draws, one stream for each purpose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Streams {
    pub(super) displacement: Stream,
    pub(super) kept: Stream,
    pub(super) beside: Stream,
    pub(super) temporary: Stream,
    pub(super) separation: Stream,
    pub(super) elapsed: Stream,
    pub(super) training: Stream,
    pub(super) course: Stream,
    pub(super) completion: Stream,
    pub(super) finding: Stream,
    pub(super) retirement: Stream,
    pub(super) exit: Stream,
    pub(super) public_job: Stream,
    pub(super) gig: Stream,
    pub(super) forecast: Stream,
}

impl Streams {
    pub(super) fn new(seed: u64) -> Streams {
        Streams {
            displacement: Stream::new(seed, "life:displacement"),
            kept: Stream::new(seed, "life:kept"),
            beside: Stream::new(seed, "life:beside"),
            temporary: Stream::new(seed, "life:temporary"),
            separation: Stream::new(seed, "life:separation"),
            elapsed: Stream::new(seed, "life:elapsed"),
            training: Stream::new(seed, "life:training"),
            course: Stream::new(seed, "life:course"),
            completion: Stream::new(seed, "life:completion"),
            finding: Stream::new(seed, "life:finding"),
            retirement: Stream::new(seed, "life:retirement"),
            exit: Stream::new(seed, "life:exit"),
            public_job: Stream::new(seed, "life:public_job"),
            gig: Stream::new(seed, "life:gig"),
            forecast: Stream::new(seed, "life:forecast"),
        }
    }
}

/// All who can move. Columns that every month reads of everybody stand apart from what only few months need.
#[derive(Debug)]
pub(super) struct Movers {
    pub(super) numbers: Numbers,
    pub(super) streams: Streams,
    pub(super) adoption: Adoption,
    pub(super) durations: Durations,
    pub(super) weight_exponent: i32,
    /// What a month leaves of a scar.
    pub(super) scar_left: f64,
    /// The first month of the year, counted from the start.
    pub(super) first_month: u32,
    /// How far AI has spread in the year: the mean of its months, each at its end.
    pub(super) spread: f64,

    /// Part and row of each.
    pub(super) places: Vec<(u32, u32)>,
    pub(super) ids: Vec<u64>,
    pub(super) weights: Vec<u64>,
    pub(super) persons: Persons,
    pub(super) state: Vec<State>,
    /// The state before the month.
    pub(super) before: Vec<State>,
    /// Automation can still take the job.
    pub(super) exposed: Vec<bool>,
    /// The one draw of the whole horizon: displaced when the chance so far has passed it.
    pub(super) draws: Vec<f64>,
    /// The chance so far of not having been displaced.
    pub(super) survival: Vec<f64>,
    /// Whether a new job has more to it than its months: after a displacement or training.
    pub(super) marked: Vec<bool>,
    pub(super) lives: Vec<Life>,
    /// Months of the year in each state.
    pub(super) months: Vec<[u8; 10]>,
    pub(super) years: Vec<OfYear>,

    /// Those in a spell out of work.
    pub(super) idle: Vec<u32>,
    /// Room for those whom displacement hits in a month.
    pub(super) hits: Vec<u32>,
    /// Room for those who want what is rationed.
    pub(super) candidates: Vec<Candidate>,
    /// Room for the chances of a job of the idle.
    pub(super) chances: Vec<f64>,

    /// Weight of those out of work or in training before the month.
    pub(super) searching: u128,
    /// Weight of those against whom congestion is measured.
    pub(super) searching_before: u128,
    /// Weight of all displaced so far.
    pub(super) displaced: u128,
    /// Weight of the displaced who are in a new job.
    pub(super) replaced: u128,
}

impl Movers {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn weight(&self, at: usize) -> u128 {
        u128::from(self.weights[at])
    }

    /// Whether automation can take work from somebody this month: at work, in scope, not displaced before.
    #[inline(always)]
    pub(super) fn at_risk(&self, at: usize) -> bool {
        self.exposed[at]
            && match self.state[at] {
                State::Employed | State::NewJob => true,
                State::ShortTime => self.lives[at].role == Role::Beside,
                // Gig work of the data, not that which is taken up out of unemployment.
                State::Gig => !self.lives[at].in_spell,
                _ => false,
            }
    }

    /// Months of the year so far in work that is insured against unemployment: gig work is not.
    fn insured_this_year(&self, at: usize) -> u8 {
        [State::Employed, State::NewJob, State::ShortTime, State::PublicJob]
            .iter()
            .fold(0, |sum, state| sum + self.months[at][state.place()])
    }

    /// Months at insured work since the last loss of a job, or since the start.
    pub(super) fn insured_so_far(&self, at: usize) -> u32 {
        let this_year = self.insured_this_year(at) - self.years[at].worked_until_loss;
        self.lives[at].worked.saturating_add(u32::from(this_year))
    }

    /// Out of work from this month on.
    pub(super) fn lose(&mut self, at: usize, by_automation: bool, month: u32) {
        let (id, weight) = (self.ids[at], self.weight(at));
        let scar = {
            let scar = self.numbers.scar * self.persons.scar_factor[at];
            if scar < 1.0 { scar } else { 1.0 }
        };
        let lost = self.state[at];
        let insured = self.insured_so_far(at);
        self.years[at].worked_until_loss = self.insured_this_year(at);
        self.state[at] = State::Unemployed;
        let life = &mut self.lives[at];
        if by_automation {
            life.displaced = true;
            life.scar = scar;
            self.exposed[at] = false;
            self.marked[at] = true;
            self.displaced += weight;
            self.years[at].month_of_loss = (month - self.first_month + 1) as u8;
        } else if life.displaced && lost == State::NewJob {
            self.replaced -= weight;
            if self.numbers.scar_again > 0.0 {
                life.scar = 1.0 - (1.0 - life.scar) * (1.0 - scar);
            }
        }
        life.role = Role::None;
        life.short_time_months = 0;
        life.in_spell = true;
        life.elapsed = 0;
        life.benefit = 0.0;
        life.spells = life.spells.saturating_add(1);
        life.trained = 0;
        life.public_months = 0;
        life.insured = insured;
        life.worked = 0;
        let share = if life.displaced {
            self.numbers.training_share
        } else {
            self.numbers.training_share_others
        };
        life.wants_training =
            self.numbers.training_length > 0.0 && self.streams.training.uniform(id, life.spells) < share;
        self.idle.push(at as u32);
    }

    /// In a new job from this month on.
    pub(super) fn find(&mut self, at: usize) {
        self.state[at] = State::NewJob;
        self.end_spell(at);
        if self.lives[at].displaced {
            self.replaced += self.weight(at);
        }
    }

    /// No longer looking for work.
    pub(super) fn leave(&mut self, at: usize, state: State) {
        self.state[at] = state;
        self.end_spell(at);
    }

    fn end_spell(&mut self, at: usize) {
        let life = &mut self.lives[at];
        life.in_spell = false;
        life.elapsed = 0;
        life.benefit = 0.0;
        life.wants_training = false;
        life.trained = 0;
        life.public_months = 0;
    }

    /// Places for a number of persons, less those who hold one.
    pub(super) fn free_places(&self, places: f64, held_in: State) -> u128 {
        let held: u128 = self
            .idle
            .iter()
            .filter(|at| self.state[**at as usize] == held_in)
            .map(|at| self.weight(*at as usize))
            .sum();
        steps(places, self.weight_exponent).saturating_sub(held)
    }

    /// Sums that a month begins with, and the list of the idle, from the states.
    pub(super) fn count(&mut self) {
        self.idle.clear();
        (self.searching, self.searching_before, self.displaced, self.replaced) = (0, 0, 0, 0);
        for at in 0..self.len() {
            let (weight, life) = (self.weight(at), &self.lives[at]);
            self.marked[at] = life.displaced || life.completed;
            if life.in_spell {
                self.idle.push(at as u32);
            }
            if matches!(self.state[at], State::Unemployed | State::Training) {
                self.searching += weight;
            }
            if life.began_without_work {
                self.searching_before += weight;
            }
            if life.displaced {
                self.displaced += weight;
                if self.state[at] == State::NewJob {
                    self.replaced += weight;
                }
            }
        }
        let given = steps(self.numbers.unemployed_before, self.weight_exponent);
        if given > 0 {
            self.searching_before = given;
        }
        self.scar_left = pow(1.0 - self.numbers.scar_fade, 1.0 / 12.0);
    }
}

/// Whole months, of a number that may be a fraction.
pub(super) fn whole(months: f64) -> u32 {
    libm::ceil(months) as u32
}
