//! Stratified uniform draws of which any one can be made alone.
//!
//! The draw of household i for a purpose is a point of a scrambled van der Corput sequence: the index is permuted by an Owen
//! scrambling, reversed, and scrambled again, on 32 bits and with integers only. Any aligned run of 2^k indices has exactly one draw in each of
//! the 2^k equal parts of the unit interval, so that shares and means are far more even than those of independent draws;
//! purposes are independent of one another. The scrambling is the hash of S. Laine and T. Karras (2011), "Stratified sampling
//! for stochastic transparency", with the constants of B. Burley (2020), "Practical hash-based Owen scrambling", Journal of
//! Computer Graphics Techniques 9(4).

use super::draws::Stream;

/// The draws of a seed for a purpose and a member of the household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratified {
    index: u32,
    value: u32,
}

impl Stratified {
    /// The draws of a purpose; `member` tells those of several members of one household apart.
    pub fn new(stream: Stream, member: u64) -> Stratified {
        let bits = stream.bits(member, 0);
        Stratified {
            index: (bits >> 32) as u32,
            value: bits as u32,
        }
    }

    /// The draw of an index as 32 bits.
    #[inline(always)]
    pub fn bits(self, index: u32) -> u32 {
        // The two bit reversals between the scramblings cancel.
        let permuted = owen_reversed(index.reverse_bits(), self.index);
        owen_reversed(permuted.reverse_bits(), self.value).reverse_bits()
    }

    /// A uniform draw in the open interval (0, 1), a multiple of 2^-33.
    #[inline(always)]
    pub fn uniform(self, index: u32) -> f64 {
        (f64::from(self.bits(index)) + 0.5) * (1.0 / 4_294_967_296.0)
    }
}

/// The hash of Laine and Karras, in which each bit acts on those above it only: an Owen scrambling of reversed bits.
#[inline(always)]
fn owen_reversed(mut x: u32, key: u32) -> u32 {
    x = x.wrapping_add(key);
    x ^= x.wrapping_mul(0x6c50_b47c);
    x ^= x.wrapping_mul(0xb82f_1e52);
    x ^= x.wrapping_mul(0xc7af_e638);
    x ^= x.wrapping_mul(0x8d22_f6e6);
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(seed: u64, purpose: &str, member: u64) -> Stratified {
        Stratified::new(Stream::new(seed, purpose), member)
    }

    #[test]
    fn aligned_runs_have_one_draw_in_each_part() {
        for (seed, first) in [(1, 0u32), (2, 4096), (3, 1 << 20)] {
            let purpose = draws(seed, "age", 0);
            let mut parts = [0u8; 4096];
            for index in first..first + 4096 {
                parts[(purpose.uniform(index) * 4096.0) as usize] += 1;
            }
            assert!(parts.iter().all(|count| *count == 1));
        }
    }

    #[test]
    fn any_number_of_draws_is_even() {
        let purpose = draws(5, "sex", 3);
        for n in [50_000u32, 33_333, 7] {
            let below: f64 = (0..n).fold(0.0, |sum, i| sum + f64::from(u8::from(purpose.uniform(i) < 0.3)));
            let error = below / f64::from(n) - 0.3;
            assert!(error.abs() < 20.0 / f64::from(n), "{n}: {error}");
        }
    }

    #[test]
    fn purposes_members_and_seeds_are_uncorrelated() {
        let n = 1u32 << 16;
        let a = draws(7, "a", 0);
        for other in [draws(7, "b", 0), draws(7, "a", 1), draws(8, "a", 0)] {
            let product = (0..n).fold(0.0, |sum, i| {
                sum + 12.0 * (a.uniform(i) - 0.5) * (other.uniform(i) - 0.5)
            });
            assert!((product / f64::from(n)).abs() < 0.02, "{}", product / f64::from(n));
        }
    }

    #[test]
    fn pairs_of_purposes_fill_the_square() {
        let (a, b) = (draws(1, "a", 0), draws(1, "b", 0));
        let mut counts = [0u32; 256];
        for i in 0..100_000u32 {
            counts[(a.uniform(i) * 16.0) as usize * 16 + (b.uniform(i) * 16.0) as usize] += 1;
        }
        let expected = 100_000.0 / 256.0;
        let statistic = counts.iter().fold(0.0, |sum, count| {
            sum + (f64::from(*count) - expected) * (f64::from(*count) - expected) / expected
        });
        assert!(statistic < 380.0, "{statistic}");
    }

    #[test]
    fn golden_values() {
        let bits: Vec<u32> = (0..4).map(|i| draws(1, "age", 0).bits(i)).collect();
        assert_eq!(bits, GOLDEN);
    }

    const GOLDEN: [u32; 4] = [3_842_388_916, 1_595_156_591, 250_909_058, 2_823_131_459];
}
