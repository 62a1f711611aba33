//! Plain loops over columns: what each operation does to a block of rows.
//!
//! Everything here is inlined into the block loop, which is compiled once for the baseline machine and once for AVX2. Only
//! operations that IEEE 754 fixes to the bit are used, and nothing is fused, so both give the same bits.
//!
//! In a browser the loops are functions of their own: it begins with code that it has translated in haste, and takes the optimised one
//! when a function is called again, not while it runs. Small functions are optimised soon, and called for every block.

use super::fuse::{Finish, Product};
use super::operation::{BinaryOperation, Rounding};
use crate::numeric::beta_binomial;
use crate::numeric::grid::to_grid;

/// Half of 1/10000: amounts of money closer than this are equal.
pub(super) const MONEY_TOLERANCE: f64 = 0.00005;
/// A value within this share of a step counts as standing on it.
const STEP_TOLERANCE: f64 = 1e-6;

/// Tables up to this length are looked up by comparison.
const SHORT_TABLE: usize = 8;

/// A value for each row, or the same one for all.
#[derive(Debug, Clone, Copy)]
pub(super) enum Values<'a> {
    Rows(&'a [f64]),
    Same(f64),
}

impl Values<'_> {
    #[inline(always)]
    pub fn at(&self, row: usize) -> f64 {
        match self {
            Values::Rows(values) => values[row],
            Values::Same(value) => *value,
        }
    }
}

#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn one(out: &mut [f64], a: Values<'_>, f: impl Fn(f64) -> f64) {
    match a {
        Values::Rows(a) => {
            let a = &a[..out.len()];
            for (out, a) in out.iter_mut().zip(a) {
                *out = f(*a);
            }
        }
        Values::Same(a) => out.fill(f(a)),
    }
}

#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn two(out: &mut [f64], a: Values<'_>, b: Values<'_>, f: impl Fn(f64, f64) -> f64) {
    let rows = out.len();
    match (a, b) {
        (Values::Rows(a), Values::Rows(b)) => {
            for ((out, a), b) in out.iter_mut().zip(&a[..rows]).zip(&b[..rows]) {
                *out = f(*a, *b);
            }
        }
        (Values::Rows(a), Values::Same(b)) => {
            for (out, a) in out.iter_mut().zip(&a[..rows]) {
                *out = f(*a, b);
            }
        }
        (Values::Same(a), Values::Rows(b)) => {
            for (out, b) in out.iter_mut().zip(&b[..rows]) {
                *out = f(a, *b);
            }
        }
        (Values::Same(a), Values::Same(b)) => out.fill(f(a, b)),
    }
}

#[inline(always)]
fn positive(value: f64) -> f64 {
    if value > 0.0 { value } else { 0.0 }
}

/// A loop over two operands that ends by what an instruction does with each value.
#[inline(always)]
fn two_then(out: &mut [f64], finish: Finish, a: Values<'_>, b: Values<'_>, f: impl Fn(f64, f64) -> f64) {
    match finish {
        Finish::Plain => two(out, a, b, f),
        Finish::Positive => two(out, a, b, |a, b| positive(f(a, b))),
        Finish::Grid => two(out, a, b, |a, b| to_grid(f(a, b))),
        Finish::PositiveGrid => two(out, a, b, |a, b| to_grid(positive(f(a, b)))),
    }
}

/// The same for loops that end on the grid or plainly.
#[inline(always)]
fn two_then_grid(out: &mut [f64], finish: Finish, a: Values<'_>, b: Values<'_>, f: impl Fn(f64, f64) -> f64) {
    match finish {
        Finish::Grid => two(out, a, b, |a, b| to_grid(f(a, b))),
        _ => two(out, a, b, f),
    }
}

/// The product of `scalar` and `rows`, joined with `other`: two roundings, as in two loops.
#[inline(always)]
pub(super) fn product(out: &mut [f64], how: Product, finish: Finish, scalar: f64, rows: Values<'_>, other: Values<'_>) {
    match how {
        Product::Added => two_then(out, finish, rows, other, |rows, other| other + scalar * rows),
        Product::Subtracted => two_then(out, finish, rows, other, |rows, other| other - scalar * rows),
        Product::Less => two_then(out, finish, rows, other, |rows, other| scalar * rows - other),
    }
}

#[inline(always)]
fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

#[inline(always)]
pub(super) fn binary(out: &mut [f64], operation: BinaryOperation, finish: Finish, a: Values<'_>, b: Values<'_>) {
    match operation {
        BinaryOperation::Add => two_then_grid(out, finish, a, b, |a, b| a + b),
        BinaryOperation::Subtract => two_then(out, finish, a, b, |a, b| a - b),
        BinaryOperation::Multiply => two_then_grid(out, finish, a, b, |a, b| a * b),
        BinaryOperation::Divide => two(out, a, b, |a, b| a / b),
        BinaryOperation::Minimum => two_then_grid(out, finish, a, b, |a, b| if b < a { b } else { a }),
        BinaryOperation::Maximum => two_then_grid(out, finish, a, b, |a, b| if b > a { b } else { a }),
        BinaryOperation::Less => two(out, a, b, |a, b| truth(a < b)),
        BinaryOperation::LessOrEqual => two(out, a, b, |a, b| truth(a <= b)),
        BinaryOperation::Equal => two(out, a, b, |a, b| truth(a == b)),
        BinaryOperation::MoneyLess => two(out, a, b, |a, b| truth(b - a >= MONEY_TOLERANCE)),
        BinaryOperation::MoneyLessOrEqual => two(out, a, b, |a, b| truth(a - b < MONEY_TOLERANCE)),
        BinaryOperation::MoneyEqual => two(out, a, b, |a, b| truth((a - b).abs() < MONEY_TOLERANCE)),
        BinaryOperation::And => two(out, a, b, |a, b| a * b),
        BinaryOperation::Or => two(out, a, b, |a, b| if a > b { a } else { b }),
    }
}

#[inline(always)]
pub(super) fn select(out: &mut [f64], finish: Finish, condition: Values<'_>, then: Values<'_>, otherwise: Values<'_>) {
    match finish {
        Finish::Grid => select_then(out, condition, then, otherwise, to_grid),
        _ => select_then(out, condition, then, otherwise, |x| x),
    }
}

#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn select_then(
    out: &mut [f64],
    condition: Values<'_>,
    then: Values<'_>,
    otherwise: Values<'_>,
    f: impl Fn(f64) -> f64,
) {
    let rows = out.len();
    match (condition, then, otherwise) {
        (Values::Rows(c), Values::Rows(a), Values::Rows(b)) => {
            for (((out, c), a), b) in out.iter_mut().zip(&c[..rows]).zip(&a[..rows]).zip(&b[..rows]) {
                *out = f(if *c != 0.0 { *a } else { *b });
            }
        }
        (Values::Rows(c), Values::Rows(a), Values::Same(b)) => {
            for ((out, c), a) in out.iter_mut().zip(&c[..rows]).zip(&a[..rows]) {
                *out = f(if *c != 0.0 { *a } else { b });
            }
        }
        (Values::Rows(c), Values::Same(a), Values::Rows(b)) => {
            for ((out, c), b) in out.iter_mut().zip(&c[..rows]).zip(&b[..rows]) {
                *out = f(if *c != 0.0 { a } else { *b });
            }
        }
        (Values::Rows(c), Values::Same(a), Values::Same(b)) => {
            for (out, c) in out.iter_mut().zip(&c[..rows]) {
                *out = f(if *c != 0.0 { a } else { b });
            }
        }
        (Values::Same(c), a, b) => one(out, if c != 0.0 { a } else { b }, f),
    }
}

#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn ratio(out: &mut [f64], finish: Finish, a: Values<'_>, b: Values<'_>, if_zero: Values<'_>) {
    if let Values::Same(if_zero) = if_zero {
        // The quotient by 0 is computed and discarded, so that the loop has no branch.
        two_then_grid(out, finish, a, b, |a, b| {
            let quotient = a / b;
            if b == 0.0 { if_zero } else { quotient }
        });
        return;
    }
    for (row, out) in out.iter_mut().enumerate() {
        let (a, b) = (a.at(row), b.at(row));
        let quotient = if b == 0.0 { if_zero.at(row) } else { a / b };
        *out = if finish == Finish::Grid {
            to_grid(quotient)
        } else {
            quotient
        };
    }
}

pub(super) fn beta_binomial_at_least(out: &mut [f64], inputs: [Values<'_>; 4]) {
    let chance = |row: usize| {
        let [trials, wanted, mean, correlation] = inputs.map(|input| input.at(row));
        beta_binomial::beta_binomial_at_least(trials, wanted, mean, correlation)
    };
    if inputs.iter().all(|input| matches!(input, Values::Same(_))) {
        out.fill(chance(0));
        return;
    }
    for (row, out) in out.iter_mut().enumerate() {
        *out = chance(row);
    }
}

#[inline(always)]
fn down(value: f64, step: f64) -> f64 {
    (value / step + STEP_TOLERANCE).floor() * step
}

#[inline(always)]
fn rounded(rounding: Rounding, value: f64, step: f64) -> f64 {
    if step <= 0.0 {
        return value;
    }
    match rounding {
        Rounding::Down => down(value, step),
        Rounding::Up => -down(-value, step),
        // Half away from zero.
        Rounding::Nearest => {
            let steps = (value.abs() / step + 0.5 + STEP_TOLERANCE).floor() * step;
            if value < 0.0 { -steps } else { steps }
        }
    }
}

#[inline(always)]
pub(super) fn round(out: &mut [f64], rounding: Rounding, value: Values<'_>, step: Values<'_>) {
    match rounding {
        Rounding::Nearest => two(out, value, step, |value, step| rounded(Rounding::Nearest, value, step)),
        Rounding::Down => two(out, value, step, |value, step| rounded(Rounding::Down, value, step)),
        Rounding::Up => two(out, value, step, |value, step| rounded(Rounding::Up, value, step)),
    }
}

/// Towards zero on the ledger's grid, so that a share of an amount never exceeds it.
#[inline(always)]
pub(super) fn grid_down(value: f64) -> f64 {
    let near = to_grid(value);
    let step = crate::numeric::grid::STEP;
    if near.abs() > value.abs() {
        if value < 0.0 {
            near + step + 0.0
        } else {
            near - step + 0.0
        }
    } else {
        near
    }
}

#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn lookup(out: &mut [f64], table: &[f64], index: Values<'_>) {
    let last = table.len().saturating_sub(1);
    if let (1..=SHORT_TABLE, Values::Rows(index)) = (table.len(), index) {
        // A short table is a chain of choices by masks: one pass an entry, in lanes and without a branch.
        let index = &index[..out.len()];
        out.fill(table[0]);
        for (at, entry) in table.iter().enumerate().skip(1) {
            let (from, entry) = (at as f64, entry.to_bits());
            for (out, index) in out.iter_mut().zip(index) {
                let mask = u64::from(*index >= from).wrapping_neg();
                *out = f64::from_bits((entry & mask) | (out.to_bits() & !mask));
            }
        }
        return;
    }
    one(out, index, |index| {
        // A negative or non-finite index saturates to 0.
        let at = index as u32 as usize;
        table[if at > last { last } else { at }]
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_away_from_zero_with_a_tolerance() {
        assert_eq!(rounded(Rounding::Nearest, 2.5, 1.0), 3.0);
        assert_eq!(rounded(Rounding::Nearest, -2.5, 1.0), -3.0);
        assert_eq!(rounded(Rounding::Nearest, 1187.0, 20.0), 1180.0);
        assert_eq!(rounded(Rounding::Nearest, 1190.0, 20.0), 1200.0);
        // 0.29 / 0.01 is a little below 29.
        assert!((rounded(Rounding::Down, 0.29, 0.01) - 0.29).abs() < 1e-12);
        assert!((rounded(Rounding::Up, 0.07, 0.01) - 0.07).abs() < 1e-12);
        assert_eq!(rounded(Rounding::Up, 0.1, 1.0), 1.0);
    }

    #[test]
    fn shares_never_round_up() {
        assert!(grid_down(1.000_01) <= 1.000_01);
        assert!(grid_down(-1.000_01) >= -1.000_01);
        assert_eq!(grid_down(2.5), 2.5);
    }
}
