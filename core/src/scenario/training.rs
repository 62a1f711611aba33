//! What training does to the chance of a job: factors that reproduce an effect on employment.

use super::durations::Durations;

/// Years after completion that have a factor of their own.
const YEARS: usize = 3;
/// Halvings of the interval of a factor.
const HALVINGS: u32 = 30;

/// The factors on the chance of a job in the first, the second and all later years after training has been completed.
///
/// They are chosen so that, against somebody alike but untrained, `points` percentage points more are at work on average over the first,
/// second and third year. `finding` is the person's monthly chance of a job, `elapsed` the months out of work at completion; jobs are
/// taken to last. Without `search` both are out of work at completion. With it, months of training and the
/// share of search while training, the other has searched in full since training began, and the points make up for that too.
///
/// A factor lies between 0 and `most`; where the points cannot be reached it is the nearest of the two. No points give factors of exactly 1.
pub fn training_factors(
    durations: &Durations,
    finding: f64,
    elapsed: u32,
    points: [f64; YEARS],
    most: f64,
    search: Option<(u32, f64)>,
) -> [f64; YEARS] {
    let (mut untrained, mut trained) = (1.0, 1.0);
    if let Some((months, share)) = search {
        // The first of the months of training may have been that of the loss, in which nobody finds a job.
        for at in elapsed.saturating_sub(months)..elapsed {
            if at > 0 {
                let chance = durations.chance(finding, at);
                untrained *= 1.0 - chance;
                trained *= 1.0 - chance * share;
            }
        }
    }
    let mut factors = [1.0; YEARS];
    for (year, (factor, points)) in factors.iter_mut().zip(points).enumerate() {
        let first = elapsed.saturating_add(12 * year as u32);
        let difference =
            |factor: f64| after_a_year(durations, finding, first, factor, untrained, trained).2 - points / 100.0;
        *factor = nearest(difference, most);
        (untrained, trained, _) = after_a_year(durations, finding, first, *factor, untrained, trained);
    }
    factors
}

/// The shares still out of work after twelve months, untrained and trained, and the mean difference between the shares at work.
fn after_a_year(
    durations: &Durations,
    finding: f64,
    first: u32,
    factor: f64,
    mut untrained: f64,
    mut trained: f64,
) -> (f64, f64, f64) {
    let mut difference = 0.0;
    for month in 0..12 {
        let chance = durations.chance(finding, first.saturating_add(month));
        let better = if chance * factor < 1.0 { chance * factor } else { 1.0 };
        untrained *= 1.0 - chance;
        trained *= 1.0 - better;
        difference += untrained - trained;
    }
    (untrained, trained, difference / 12.0)
}

/// The factor from 0 to `most` at which a rising difference is nearest to 0: exactly 1 if it is 0 there.
fn nearest(difference: impl Fn(f64) -> f64, most: f64) -> f64 {
    let (mut low, mut high) = (0.0, most);
    let at_one = difference(1.0);
    if at_one == 0.0 {
        return 1.0;
    }
    if at_one > 0.0 {
        high = 1.0;
        if difference(0.0) >= 0.0 {
            return 0.0;
        }
    } else {
        low = 1.0;
        if difference(most) <= 0.0 {
            return most;
        }
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if difference(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}
