//! What a scenario gives: numbers that hold for everybody, and columns of the persons.

use super::Year;
use super::error::{LONGEST, LifeError};

/// A number that a scenario gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberInput {
    /// Its name.
    pub name: &'static str,
    /// Its unit as rule files write it: share, months, number, age, truth. Months may be fractions: what lasts 6.5 months lasts 7.
    pub unit: &'static str,
    /// Its value where the scenario gives none; None when it must.
    pub default: Option<f64>,
    /// The lowest that is allowed.
    pub low: f64,
    /// The highest that is allowed.
    pub high: f64,
    /// What it means.
    pub meaning: &'static str,
}

/// A column that a scenario gives of the persons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonInput {
    /// Its name.
    pub name: &'static str,
    /// Its unit as rule files write it; truths are 0 or 1.
    pub unit: &'static str,
    /// Its value where the scenario gives none; None when it must.
    pub default: Option<f64>,
    /// The lowest that is allowed.
    pub low: f64,
    /// The highest that is allowed.
    pub high: f64,
    /// What it means.
    pub meaning: &'static str,
}

/// A number of places that nobody ever waits for.
const NO_LIMIT: f64 = 1e12;

/// Writes the list of numbers and the struct that holds their values, so that names and order agree.
macro_rules! numbers {
    ($($name:ident: $unit:literal, $default:expr, $low:literal ..= $high:expr, $meaning:literal;)*) => {
        /// What a scenario gives that holds for everybody, in this order.
        pub const NUMBERS: &[NumberInput] = &[$(NumberInput {
            name: stringify!($name), unit: $unit, default: $default, low: $low, high: $high, meaning: $meaning,
        }),*];

        /// The values of [`NUMBERS`].
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub(super) struct Numbers {
            $(pub(super) $name: f64),*
        }

        impl Numbers {
            fn take(values: &[f64]) -> Numbers {
                let mut values = values.iter().copied();
                Numbers { $($name: values.next().unwrap_or(0.0)),* }
            }
        }
    };
}

numbers! {
    adoption_midpoint: "months", Some(60.0), 0.0 ..= 600.0, "months from the start to the middle of the S-curve by which AI spreads";
    adoption_speed: "number", Some(0.5), 0.0 ..= 20.0, "steepness of the S-curve: growth a year of the log odds; 0 is a straight line";
    all_at_once: "truth", Some(0.0), 0.0 ..= 1.0, "everything happens in the first month";
    short_time_share: "share", Some(0.0), 0.0 ..= 1.0, "share of the jobs at risk that employers keep by short-time work";
    short_time_hours_cut_share: "share", Some(0.5), 0.0 ..= 1.0, "share of the hours of a worker on short time that is cut";
    short_time_deadweight_share: "share", Some(0.0), 0.0 ..= 1.0, "share of the hours cut that would have been kept and paid";
    short_time_longest: "months", Some(0.0), 0.0 ..= 120.0, "longest short-time work";
    short_time_temporary_share: "share", Some(0.0), 0.0 ..= 1.0, "share of the kept jobs that are still there when short-time work ends";
    separation_after: "share", Some(0.0), 0.0 ..= 1.0, "chance a month to lose a new job, above 0 instead of the person's own separation";
    duration_weight: "share", Some(0.5), 0.0 ..= 1.0, "part of the chance of a job that time out of work can take away";
    duration_decay: "number", Some(0.15), 0.0 ..= 10.0, "how fast time out of work takes it away, a month";
    congestion: "number", Some(0.4), 0.0 ..= 1.0, "elasticity of job finding to unemployment; 0 when jobs wait for all";
    unemployed_before: "number", Some(0.0), 0.0 ..= NO_LIMIT, "unemployed persons against whom congestion is measured; 0 takes those at the start";
    new_jobs_share: "share", Some(0.5), 0.0 ..= 1.0, "new jobs for the displaced, as a share of the displaced; at 1 jobs wait for all";
    training_share: "share", Some(0.1), 0.0 ..= 1.0, "share of the displaced who want to train";
    training_share_others: "share", Some(0.0), 0.0 ..= 1.0, "share of the others who lose a job and want to train";
    training_length: "months", Some(6.0), 0.0 ..= 120.0, "months that training lasts";
    training_search: "share", Some(0.5), 0.0 ..= 1.0, "chance of a job while training, against being unemployed";
    training_completion: "share", Some(0.7), 0.0 ..= 1.0, "share of those in training to the end who complete it";
    training_effect_first: "number", Some(1.6), 0.0 ..= 100.0, "percentage points more at work in the first year after completion";
    training_effect_second: "number", Some(5.4), 0.0 ..= 100.0, "percentage points more at work in the second year";
    training_effect_later: "number", Some(8.7), 0.0 ..= 100.0, "percentage points more at work in the third year, and the factor thereafter";
    training_effect: "number", Some(1.0), 0.0 ..= 10.0, "multiple of these three effects";
    training_effect_net: "truth", Some(0.0), 0.0 ..= 1.0, "the effects are against never having trained, so that they make up for less search while training";
    training_factor_most: "number", Some(2.0), 1.0 ..= 10.0, "most by which training multiplies the chance of a job";
    training_crowding: "share", Some(0.3), 0.0 ..= 1.0, "share of the additional jobs of the trained that others do not find";
    training_places: "number", Some(NO_LIMIT), 0.0 ..= NO_LIMIT, "places in training, in persons at a time";
    training_benefit_use: "share", Some(1.0), 0.0 ..= 1.0, "months of benefit that a month of training uses up";
    scar: "share", Some(0.12), 0.0 ..= 1.0, "loss of wage in the new job of somebody displaced";
    scar_fade: "share", Some(0.02), 0.0 ..= 1.0, "part of the scar that fades in a year in new jobs";
    scar_again: "truth", Some(0.0), 0.0 ..= 1.0, "the loss of a new job adds another scar";
    public_job_places: "number", Some(0.0), 0.0 ..= NO_LIMIT, "places in public jobs, in persons at a time";
    public_job_after: "months", Some(12.0), 0.0 ..= 120.0, "months out of work that must have passed before a public job";
    public_job_longest: "months", Some(12.0), 0.0 ..= 120.0, "longest time in public jobs, for each spell out of work";
    public_job_search: "share", Some(0.0), 0.0 ..= 1.0, "chance of a job while in a public job, against being unemployed";
    gig_rate: "share", Some(0.0), 0.0 ..= 1.0, "chance a month that an unemployed displaced person takes up gig work";
    gig_search: "share", Some(0.5), 0.0 ..= 1.0, "chance of a job while in gig work, against being unemployed";
    exit_rate: "share", Some(0.0), 0.0 ..= 1.0, "chance a month that an unemployed displaced person leaves the labour force";
    exit_after: "months", Some(12.0), 0.0 ..= 120.0, "months out of work before anybody leaves the labour force";
    retirement_rate: "share", Some(0.0), 0.0 ..= 1.0, "chance a month that an unemployed displaced person of that age retires";
    retirement_age: "age", Some(60.0), 0.0 ..= 130.0, "age from which the unemployed retire";
    forecast_from: "months", Some(12.0), 0.0 ..= 120.0, "months from the start of the year to the window of the forecast";
    forecast_to: "months", Some(24.0), 0.0 ..= 120.0, "months from the start of the year to the end of the window";
    forecast_error: "share", Some(0.3), 0.0 ..= 1.0, "largest relative error of the forecast";
    voucher_from: "share", Some(0.0), 0.0 ..= 1.0, "predicted risk from which a voucher is offered";
    voucher_times_mean: "number", Some(0.0), 0.0 ..= 100.0, "multiple of the mean predicted risk of those who have one, from which a voucher is offered";
    layoff_training_from: "share", Some(0.0), 0.0 ..= 1.0, "predicted risk from which firms train before lay-off";
    layoff_training_times_mean: "number", Some(0.0), 0.0 ..= 100.0, "multiple of that mean, from which firms train before lay-off";
}

impl Numbers {
    /// The numbers of a year, each within its range.
    pub(super) fn read(year: &Year<'_>) -> Result<Numbers, LifeError> {
        if year.horizon == 0 || year.horizon > LONGEST || year.first_month > LONGEST {
            return Err(LifeError::Time {
                first_month: year.first_month,
                horizon: year.horizon,
            });
        }
        if year.numbers.len() != NUMBERS.len() {
            return Err(LifeError::Columns {
                what: "numbers",
                expected: NUMBERS.len() as u64,
                found: year.numbers.len() as u64,
            });
        }
        for (input, &value) in NUMBERS.iter().zip(year.numbers) {
            if !allowed(input.unit, input.low, input.high, value) {
                return Err(LifeError::Number {
                    name: input.name,
                    value,
                    low: input.low,
                    high: input.high,
                });
            }
        }
        let numbers = Numbers::take(year.numbers);
        if numbers.forecast_from > numbers.forecast_to {
            return Err(LifeError::Window {
                from: numbers.forecast_from,
                to: numbers.forecast_to,
            });
        }
        Ok(numbers)
    }
}

/// Whether a value lies in a range; truths, counts and states are whole and not negative. NaN lies in none.
pub(super) fn allowed(unit: &str, low: f64, high: f64, value: f64) -> bool {
    value >= low && value <= high && (!matches!(unit, "truth" | "count") || value == f64::from(value as u32))
}

/// Writes the list of columns and the struct that holds them for the movers.
macro_rules! persons {
    ($($name:ident: $unit:literal, $default:expr, $low:literal ..= $high:literal, $meaning:literal;)*) => {
        /// What a scenario gives of each person, in this order.
        pub const PERSONS: &[PersonInput] = &[$(PersonInput {
            name: stringify!($name), unit: $unit, default: $default, low: $low, high: $high, meaning: $meaning,
        }),*];

        /// The columns of [`PERSONS`], of the movers alone.
        #[derive(Debug, Clone, Default)]
        pub(super) struct Persons {
            $(pub(super) $name: Vec<f64>),*
        }

        impl Persons {
            /// Takes the columns over.
            pub(super) fn take(columns: Vec<Vec<f64>>) -> Persons {
                let mut columns = columns.into_iter();
                Persons { $($name: columns.next().unwrap_or_default()),* }
            }
        }
    };
}

persons! {
    starts_as: "count", None, 0.0 ..= 9.0, "number of the state in which the person begins, read in the first year only; 3, short time, is refused";
    chance: "share", Some(0.0), 0.0 ..= 1.0, "chance that automation takes the job by the end of the horizon";
    in_scope: "truth", Some(1.0), 0.0 ..= 1.0, "whether automation can take the person's job at all";
    separation_factor: "number", Some(1.0), 0.0 ..= 10.0, "multiple of the monthly hazard of displacement, below 1 where a preventive measure works";
    voucher_factor: "number", Some(1.0), 0.0 ..= 10.0, "the same of those alone who are offered a voucher: whose predicted risk is neither below voucher_from nor below voucher_times_mean of the mean";
    layoff_training_factor: "number", Some(1.0), 0.0 ..= 10.0, "the same of those alone whom firms may train before lay-off, by layoff_training_from and layoff_training_times_mean";
    separation: "share", Some(0.0), 0.0 ..= 1.0, "chance a month to lose a job for other reasons";
    finding: "share", None, 0.0 ..= 1.0, "chance a month to find a job when just out of work and unemployment is as before";
    scar_factor: "number", Some(1.0), 0.0 ..= 10.0, "multiple of the wage scar; a scar is never more than the whole wage";
    takes_public_job: "truth", Some(0.0), 0.0 ..= 1.0, "whether the person would be better off in a public job";
    age: "age", Some(0.0), 0.0 ..= 130.0, "age in the year";
}
