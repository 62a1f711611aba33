//! Schedules over columns: brackets, steps, points and polynomials.

use super::fuse::Finish;
use super::kernel::{MONEY_TOLERANCE, Values, one, two};
use crate::numeric::grid::to_grid;
use crate::rules::ScheduleKind;

/// Rows that are worked out together where a loop over a table stands inside.
const LANES: usize = 16;

/// Up to so many schedules are chosen among by comparison, in lanes of which there are more: each pays for the choices.
const FEW_SCHEDULES: usize = 8;
const CHOOSING_LANES: usize = 64;

/// One schedule: rows of `width` numbers, thresholds first.
#[inline(always)]
fn schedule_at(kind: ScheduleKind, rows: &[f64], width: usize, scale: f64, x: f64) -> f64 {
    match kind {
        ScheduleKind::Brackets => {
            // The tax is the sum of the rises of the marginal rate, each on what lies above its threshold.
            let mut tax = 0.0;
            let mut before = 0.0;
            for row in rows.chunks_exact(width) {
                let above = x - row[0];
                tax += (row[1] - before) * if above > 0.0 { above } else { 0.0 };
                before = row[1];
            }
            tax
        }
        ScheduleKind::Steps { above } => {
            let mut value = rows[1];
            for row in rows.chunks_exact(width) {
                let reached = if above {
                    x - row[0] >= MONEY_TOLERANCE
                } else {
                    row[0] - x < MONEY_TOLERANCE
                };
                if reached {
                    value = row[1];
                }
            }
            value
        }
        ScheduleKind::Points => {
            let mut value = rows[1];
            let mut before = (rows[0], rows[1]);
            for row in rows.chunks_exact(width) {
                if x > before.0 && row[0] > before.0 {
                    let reached = if x < row[0] { x } else { row[0] };
                    value = before.1 + (row[1] - before.1) * ((reached - before.0) / (row[0] - before.0));
                }
                if row[0] < f64::MAX {
                    before = (row[0], row[1]);
                }
            }
            value
        }
        ScheduleKind::Polynomial => {
            let mut chosen = &rows[..width];
            for row in rows.chunks_exact(width) {
                if x >= row[0] {
                    chosen = row;
                }
            }
            let y = (x - chosen[0]) / scale;
            let mut value = 0.0;
            for coefficient in chosen[1..].iter().rev() {
                value = value * y + coefficient;
            }
            value
        }
    }
}

#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
#[allow(clippy::too_many_arguments)]
pub(super) fn schedule(
    out: &mut [f64],
    finish: Finish,
    kind: ScheduleKind,
    table: &[f64],
    rows: usize,
    width: usize,
    scale: f64,
    argument: Values<'_>,
    index: Option<Values<'_>>,
) {
    let size = rows * width;
    match (index, kind, argument) {
        (None, ScheduleKind::Brackets, Values::Rows(x)) => {
            // In lanes; the order of additions is that of `schedule_at`.
            for (out, x) in out.chunks_mut(LANES).zip(x.chunks(LANES)) {
                let mut lanes = [0.0; LANES];
                lanes[..x.len()].copy_from_slice(x);
                let mut tax = [0.0; LANES];
                let mut before = 0.0;
                for row in table[..size].chunks_exact(width) {
                    let (from, rise) = (row[0], row[1] - before);
                    before = row[1];
                    for lane in 0..LANES {
                        let above = lanes[lane] - from;
                        tax[lane] += rise * if above > 0.0 { above } else { 0.0 };
                    }
                }
                if finish == Finish::Grid {
                    tax = tax.map(to_grid);
                }
                out.copy_from_slice(&tax[..out.len()]);
            }
        }
        (None, ScheduleKind::Brackets, Values::Same(x)) => {
            let tax = schedule_at(kind, &table[..size], width, scale, x);
            out.fill(if finish == Finish::Grid { to_grid(tax) } else { tax });
        }
        (None, _, _) => one(out, argument, |x| schedule_at(kind, &table[..size], width, scale, x)),
        (Some(Values::Rows(index)), ScheduleKind::Brackets, Values::Rows(x)) if table.len() <= FEW_SCHEDULES * size => {
            chosen_brackets(out, table, size, width, x, index);
        }
        (Some(index), _, _) => {
            let last = (table.len() / size).saturating_sub(1);
            two(out, argument, index, |x, index| {
                let at = index as u32 as usize;
                let at = if at > last { last } else { at };
                schedule_at(kind, &table[at * size..(at + 1) * size], width, scale, x)
            });
        }
    }
}

/// Brackets of one of a few schedules for each row, in lanes: thresholds and rates are chosen by masks, and the order of
/// additions is that of [`schedule_at`].
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn chosen_brackets(out: &mut [f64], table: &[f64], size: usize, width: usize, x: &[f64], index: &[f64]) {
    for ((out, x), index) in out
        .chunks_mut(CHOOSING_LANES)
        .zip(x.chunks(CHOOSING_LANES))
        .zip(index.chunks(CHOOSING_LANES))
    {
        let (mut lanes, mut chosen) = ([0.0; CHOOSING_LANES], [0.0; CHOOSING_LANES]);
        lanes[..x.len()].copy_from_slice(x);
        chosen[..index.len()].copy_from_slice(index);
        let (mut tax, mut before) = ([0.0; CHOOSING_LANES], [0.0; CHOOSING_LANES]);
        for row in (0..size).step_by(width) {
            let from = chosen_entry(table, size, row, &chosen);
            let rate = chosen_entry(table, size, row + 1, &chosen);
            for lane in 0..CHOOSING_LANES {
                let above = lanes[lane] - from[lane];
                tax[lane] += (rate[lane] - before[lane]) * if above > 0.0 { above } else { 0.0 };
            }
            before = rate;
        }
        out.copy_from_slice(&tax[..out.len()]);
    }
}

/// The entry of the schedule that each lane has chosen: what lies below 1, or is no number, chooses the first; what lies beyond the
/// last chooses the last.
#[inline(always)]
fn chosen_entry(table: &[f64], size: usize, entry: usize, chosen: &[f64; CHOOSING_LANES]) -> [f64; CHOOSING_LANES] {
    let mut value = [table[entry]; CHOOSING_LANES];
    let mut before = table[entry].to_bits();
    for (at, schedule) in table.chunks_exact(size).enumerate().skip(1) {
        let own = schedule[entry].to_bits();
        // Rates are often those of the schedule before: nothing is to be chosen then.
        if own == before {
            continue;
        }
        before = own;
        let least = at as f64;
        for lane in 0..CHOOSING_LANES {
            let mask = u64::from(chosen[lane] >= least).wrapping_neg();
            value[lane] = f64::from_bits((own & mask) | (value[lane].to_bits() & !mask));
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_lanes_and_one_by_one_agree() {
        let table = [0.0, 0.10, 11_600.0, 0.12, 47_150.0, 0.22, 0.0];
        let x: Vec<f64> = (0..100).map(|row| f64::from(row) * 1_234.5 - 5_000.0).collect();
        let mut lanes = vec![0.0; 100];
        schedule(
            &mut lanes,
            Finish::Plain,
            ScheduleKind::Brackets,
            &table[..6],
            3,
            2,
            1.0,
            Values::Rows(&x),
            None,
        );
        for (x, lane) in x.iter().zip(&lanes) {
            assert_eq!(
                schedule_at(ScheduleKind::Brackets, &table[..6], 2, 1.0, *x).to_bits(),
                lane.to_bits()
            );
        }
        assert!(
            (schedule_at(ScheduleKind::Brackets, &table[..6], 2, 1.0, 50_000.0)
                - (1_160.0 + 0.12 * 35_550.0 + 0.22 * 2_850.0))
                .abs()
                < 1e-9
        );
    }

    #[test]
    fn chosen_brackets_in_lanes_and_one_by_one_agree() {
        let table = [
            [0.0, 0.10, 11_600.0, 0.12, 47_150.0, 0.22],
            [0.0, 0.10, 23_200.0, 0.12, 94_300.0, 0.22],
            [500.0, 0.15, 16_550.0, 0.12, f64::MAX, 0.22],
        ];
        let table: Vec<f64> = table.concat();
        let x: Vec<f64> = (0..100).map(|row| f64::from(row) * 1_234.5 - 5_000.0).collect();
        let index: Vec<f64> = (0..100).map(|row| [0.0, 1.0, 2.0, 7.0, -1.0][row % 5]).collect();
        let mut lanes = vec![0.0; 100];
        schedule(
            &mut lanes,
            Finish::Plain,
            ScheduleKind::Brackets,
            &table,
            3,
            2,
            1.0,
            Values::Rows(&x),
            Some(Values::Rows(&index)),
        );
        for ((x, index), lane) in x.iter().zip(&index).zip(&lanes) {
            let at = if *index > 2.0 { 2 } else { *index as u32 as usize };
            let one = schedule_at(ScheduleKind::Brackets, &table[at * 6..at * 6 + 6], 2, 1.0, *x);
            assert_eq!(one.to_bits(), lane.to_bits());
        }
    }

    #[test]
    fn points_are_joined_and_flat_beyond() {
        let table = [10.0, 1.0, 20.0, 3.0];
        let at = |x| schedule_at(ScheduleKind::Points, &table, 2, 1.0, x);
        assert_eq!(
            (at(0.0), at(10.0), at(15.0), at(20.0), at(99.0)),
            (1.0, 1.0, 2.0, 3.0, 3.0)
        );
    }
}
