//! Who gets what there is not enough of: candidates in the order of a key, as far as the room goes.

/// Somebody who wants a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The order: the lowest first.
    pub(super) key: u64,
    /// Whose it is: of equal keys the lowest id first.
    pub(super) id: u64,
    /// The weight in steps.
    pub(super) weight: u64,
    /// The place among the movers.
    pub(super) at: u32,
}

/// The order of a number that is not negative: the bits of such numbers are ordered as the numbers are.
#[inline(always)]
pub(super) fn key(number: f64) -> u64 {
    (number + 0.0).to_bits()
}

/// Moves those who are admitted to the front and returns how many: in the order of keys, up to the first whose weight no longer fits.
///
/// The order in which the candidates stand does not matter. Takes time in proportion to their number, and no memory.
pub(super) fn admit(candidates: &mut [Candidate], room: u128) -> usize {
    if total(candidates) <= room {
        return candidates.len();
    }
    // Of what lies between the two, the lower half by key is either admitted whole, or holds the first who does not fit.
    let (mut from, mut to, mut room) = (0, candidates.len(), room);
    while from < to {
        let middle = (to - from - 1) / 2;
        let between = &mut candidates[from..to];
        between.select_nth_unstable_by_key(middle, |candidate| (candidate.key, candidate.id));
        let lower = total(&between[..=middle]);
        if lower <= room {
            room -= lower;
            from += middle + 1;
        } else {
            to = from + middle;
        }
    }
    from
}

/// The weight of candidates.
pub(super) fn total(candidates: &[Candidate]) -> u128 {
    candidates.iter().map(|candidate| u128::from(candidate.weight)).sum()
}

/// The room that a number of persons takes, in steps of 2^-exponent; whole.
pub(super) fn steps(persons: f64, exponent: i32) -> u128 {
    let steps = persons * crate::numeric::grid::power_of_two(exponent);
    // The conversion holds at the ends of the integers.
    libm::floor(steps) as u128
}

/// Shares are counted in steps of 2^-32.
const SHARE_STEPS: f64 = 4_294_967_296.0;

/// A share or chance, 0 to 1, in whole steps of 2^-32.
#[inline(always)]
pub(super) fn share_steps(share: f64) -> u64 {
    (share * SHARE_STEPS) as u64
}

/// A share of a weight, to the nearest step; the whole weight for a share of 1.
pub(super) fn share_of(share: f64, weight: u128) -> u128 {
    if share >= 1.0 {
        return weight;
    }
    libm::rint(share * weight as f64) as u128
}
