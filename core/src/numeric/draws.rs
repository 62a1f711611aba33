//! Random draws that are pure functions of what they are for.
//!
//! A draw depends on (seed, purpose, id, month) and on nothing else: not on the order of the rows, the parts they are cut into
//! or the reform. Within a purpose the ids walk through the SplitMix64 sequence of Steele, Lea and Flood (2014), "Fast
//! splittable pseudorandom number generators", OOPSLA 2014; the month passes through the same mixing function a second time.

/// 2^64 divided by the golden ratio, odd: the step of SplitMix64.
const ID_STEP: u64 = 0x9e37_79b9_7f4a_7c15;
/// An odd step for months with no simple relation to the one for ids: the fraction of the square root of 2, in 64 bits.
const MONTH_STEP: u64 = 0x6a09_e667_f3bc_c909;

/// The draws for one purpose: make it once, ask it for every id and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: u64,
}

impl Stream {
    /// The draws of a seed for a purpose, such as `"displacement"`.
    pub fn new(seed: u64, purpose: &str) -> Stream {
        Stream {
            key: mix(mix(seed.wrapping_add(ID_STEP)) ^ hash(purpose)),
        }
    }

    /// 64 random bits for an id (of a person, family or employer) in a month.
    #[inline(always)]
    pub fn bits(self, id: u64, month: u32) -> u64 {
        let person = mix(self.key.wrapping_add(id.wrapping_add(1).wrapping_mul(ID_STEP)));
        mix(person.wrapping_add(u64::from(month).wrapping_add(1).wrapping_mul(MONTH_STEP)))
    }

    /// A uniform draw in [0, 1) with 53 random bits.
    #[inline(always)]
    pub fn uniform(self, id: u64, month: u32) -> f64 {
        (self.bits(id, month) >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A uniform draw in the open interval (0, 1), for functions that have poles at its ends, such as the normal quantile.
    #[inline(always)]
    pub fn open_uniform(self, id: u64, month: u32) -> f64 {
        ((self.bits(id, month) >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
    }
}

/// A uniform draw in [0, 1) with 53 random bits. For many draws with one purpose, keep the [`Stream`].
pub fn uniform(seed: u64, purpose: &str, id: u64, month: u32) -> f64 {
    Stream::new(seed, purpose).uniform(id, month)
}

/// The output function of SplitMix64 (Stafford's 13th variant of the murmur finaliser): a bijection of 64 bits.
#[inline(always)]
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// FNV-1a of the purpose's bytes, mixed.
fn hash(purpose: &str) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325u64;
    for &byte in purpose.as_bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chi_squared(counts: &[u32]) -> f64 {
        let n: u32 = counts.iter().sum();
        let expected = f64::from(n) / counts.len() as f64;
        counts.iter().fold(0.0, |sum, &c| {
            sum + (f64::from(c) - expected) * (f64::from(c) - expected) / expected
        })
    }

    #[test]
    fn golden_values() {
        assert_eq!(
            mix(ID_STEP),
            0xe220_a839_7b1d_cdaf,
            "the first output of SplitMix64 from state 0"
        );
        let values = [
            (0, "", 0, 0),
            (1, "displacement", 0, 0),
            (1, "displacement", 1, 0),
            (1, "displacement", 0, 1),
            (1, "take-up", 0, 0),
            (2, "displacement", 0, 0),
            (u64::MAX, "displacement", u64::MAX, u32::MAX),
        ];
        let bits: Vec<u64> = values
            .iter()
            .map(|&(s, p, i, m)| Stream::new(s, p).bits(i, m))
            .collect();
        assert_eq!(bits, GOLDEN);
        assert_eq!(
            uniform(1, "displacement", 0, 0),
            (GOLDEN[1] >> 11) as f64 / 9_007_199_254_740_992.0
        );
    }

    #[rustfmt::skip]
    const GOLDEN: [u64; 7] = [
        4573933450174705249, 17400883959775980078, 3094519112277469051, 18145665428834783569,
        6649045565522303007, 3933762721267538127, 4216468014109731083,
    ];

    #[test]
    fn uniform_over_ids_months_and_seeds() {
        // 255 degrees of freedom: mean 255, standard deviation 22.6; 380 is beyond five of them.
        let stream = Stream::new(7, "test");
        let mut by_id = [0u32; 256];
        let mut by_month = [0u32; 256];
        let mut by_seed = [0u32; 256];
        let mut low_bits = [0u32; 256];
        for n in 0..200_000u32 {
            by_id[(stream.uniform(u64::from(n), 3) * 256.0) as usize] += 1;
            by_month[(stream.uniform(11, n) * 256.0) as usize] += 1;
            by_seed[(uniform(u64::from(n), "test", 11, 3) * 256.0) as usize] += 1;
            low_bits[(stream.bits(u64::from(n) << 32, 0) >> 11 & 255) as usize] += 1;
        }
        for counts in [by_id, by_month, by_seed, low_bits] {
            let statistic = chi_squared(&counts);
            assert!(statistic > 150.0 && statistic < 380.0, "{statistic}");
        }
    }

    #[test]
    fn neighbours_in_id_month_purpose_and_seed_are_uncorrelated() {
        let (a, b, c) = (Stream::new(7, "a"), Stream::new(7, "b"), Stream::new(8, "a"));
        let n = 200_000u64;
        let mut sums = [0.0; 4];
        for id in 0..n {
            let x = a.uniform(id, 5) - 0.5;
            let others = [
                a.uniform(id + 1, 5),
                a.uniform(id, 6),
                b.uniform(id, 5),
                c.uniform(id, 5),
            ];
            for (sum, y) in sums.iter_mut().zip(others) {
                *sum += 12.0 * x * (y - 0.5) / n as f64;
            }
        }
        // The standard error of a correlation is n^-1/2 = .0022.
        assert!(sums.iter().all(|&r| r.abs() < 0.011), "{sums:?}");
    }

    #[test]
    fn pairs_of_neighbours_fill_the_square() {
        let stream = Stream::new(3, "pairs");
        let mut counts = [0u32; 256];
        for id in 0..100_000u64 {
            let (x, y) = (stream.uniform(id, 0), stream.uniform(id, 1));
            counts[(x * 16.0) as usize * 16 + (y * 16.0) as usize] += 1;
        }
        let statistic = chi_squared(&counts);
        assert!(statistic > 150.0 && statistic < 380.0, "{statistic}");
    }

    #[test]
    fn a_flipped_bit_of_the_id_flips_half_of_the_bits() {
        let stream = Stream::new(3, "avalanche");
        for bit in 0..64 {
            let mut flipped = 0;
            for id in 0..1000u64 {
                flipped += (stream.bits(id, 0) ^ stream.bits(id ^ 1 << bit, 0)).count_ones();
            }
            assert!((30_900..33_100).contains(&flipped), "bit {bit}: {flipped}");
        }
    }

    #[test]
    fn draws_stay_within_their_interval() {
        let stream = Stream::new(3, "interval");
        for id in 0..100_000 {
            let (x, y) = (stream.uniform(id, 0), stream.open_uniform(id, 0));
            assert!((0.0..1.0).contains(&x) && y > 0.0 && y < 1.0);
        }
        assert!((u64::MAX >> 12) as f64 + 0.5 < 4_503_599_627_370_496.0);
    }
}
