//! Where a worker stands in the labour market.

/// One worker's place in the labour market, for a whole month. Stored in columns as its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum State {
    /// Not part of the model: children, the self-employed and the retired of the data. They never move.
    #[default]
    Outside = 0,
    /// In the job of the data.
    Employed = 1,
    /// In a job found since.
    NewJob = 2,
    /// In the job, on short time.
    ShortTime = 3,
    /// Out of work.
    Unemployed = 4,
    /// Out of work and in training.
    Training = 5,
    /// In a public job.
    PublicJob = 6,
    /// In gig work: that of the data, or taken up out of unemployment.
    Gig = 7,
    /// Left the labour force. Nobody comes back.
    Inactive = 8,
    /// Retired out of unemployment. Nobody comes back.
    Retired = 9,
}

/// All states, in the order of their numbers.
pub const STATES: [State; 10] = [
    State::Outside,
    State::Employed,
    State::NewJob,
    State::ShortTime,
    State::Unemployed,
    State::Training,
    State::PublicJob,
    State::Gig,
    State::Inactive,
    State::Retired,
];

impl State {
    /// The state of a number; None when there is none.
    pub fn from_number(number: f64) -> Option<State> {
        STATES.into_iter().find(|state| state.number() == number)
    }

    /// The number by which columns store it, 0 to 9.
    pub fn number(self) -> f64 {
        f64::from(self as u8)
    }

    /// Its word in names of columns, such as `new_job`.
    pub fn name(self) -> &'static str {
        match self {
            State::Outside => "outside",
            State::Employed => "employed",
            State::NewJob => "new_job",
            State::ShortTime => "short_time",
            State::Unemployed => "unemployed",
            State::Training => "training",
            State::PublicJob => "public_job",
            State::Gig => "gig",
            State::Inactive => "inactive",
            State::Retired => "retired",
        }
    }

    /// Its place in arrays over [`STATES`].
    pub(super) fn place(self) -> usize {
        usize::from(self as u8)
    }
}
