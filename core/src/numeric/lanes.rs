//! The same loop compiled for narrow and for wide vector units, and the choice between them at run time.
//!
//! A loop uses only operations that IEEE 754 fixes to the bit, and integers; the compiler neither fuses nor reorders them, so
//! the width of the lanes changes how long it takes and nothing else.

/// A loop that is compiled once for each kind of lanes. `run` must be `#[inline(always)]`, and so must what it calls as
/// far as it should use these lanes.
pub(crate) trait Loop {
    /// What it gives.
    type Output;
    /// Runs it.
    fn run(self) -> Self::Output;
}

/// The vector units that a machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lanes {
    /// Those of every machine of the target.
    Plain,
    /// AVX2: four numbers at a time.
    #[cfg(target_arch = "x86_64")]
    Four,
    /// AVX-512: eight numbers at a time.
    #[cfg(target_arch = "x86_64")]
    Eight,
}

impl Lanes {
    /// The widest lanes that pay on this machine.
    pub fn of_machine() -> Lanes {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            // VBMI2 is not used. It came with the processors on which 512-bit instructions no longer slow the clock.
            if has!("avx512f") && has!("avx512dq") && has!("avx512bw") && has!("avx512vl") && has!("avx512vbmi2") {
                return Lanes::Eight;
            }
            if has!("avx2") {
                return Lanes::Four;
            }
        }
        Lanes::Plain
    }

    /// Runs a loop by these lanes; in a browser as a function of its own, as told in `simulation/kernel.rs`.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    pub fn run<L: Loop>(self, work: L) -> L::Output {
        match self {
            Lanes::Plain => work.run(),
            // SAFETY: `of_machine`, which alone makes these values, has found the instructions on this machine.
            #[cfg(target_arch = "x86_64")]
            #[allow(unsafe_code)]
            Lanes::Four => unsafe { run_four(work) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            #[allow(unsafe_code)]
            Lanes::Eight => unsafe { run_eight(work) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_four<L: Loop>(work: L) -> L::Output {
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
fn run_eight<L: Loop>(work: L) -> L::Output {
    work.run()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Squares<'a>(&'a [f64]);

    impl Loop for Squares<'_> {
        type Output = Vec<u64>;
        #[inline(always)]
        fn run(self) -> Vec<u64> {
            self.0.iter().map(|x| (x * x / 3.0 + x).to_bits()).collect()
        }
    }

    #[test]
    fn all_lanes_give_the_same_bits() {
        let numbers: Vec<f64> = (0..1003).map(|at| f64::from(at) * 0.37 - 11.0).collect();
        let plain = Lanes::Plain.run(Squares(&numbers));
        assert_eq!(Lanes::of_machine().run(Squares(&numbers)), plain);
    }
}
