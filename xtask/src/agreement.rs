//! Whether the systems of the benchmark computed the same: a fast wrong answer is no answer.

use crate::bench::{ENGINE_NAME, Line, Mode};
use std::fmt::Write;

/// The largest relative difference allowed in totals, and between peers in everything.
const EXACT: f64 = 1e-9;
/// The largest relative difference allowed in the engine's rank statistics: the Gini coefficient works on incomes in steps of
/// 2^-7 and weights in steps of 2^-16, and the median is an amount on the ledger's grid.
const RANK: f64 = 1e-7;

/// Compares every line with the first of its mode; the text is a table, the truth says whether all is near enough.
///
/// The engine's deciles are shown and not judged: a household at an edge may lie on its other side.
pub fn compare(lines: &[Line]) -> (String, bool) {
    let mut text = String::from("Largest relative difference in totals, rank statistics and deciles\n");
    let mut agrees = true;
    for mode in Mode::ALL {
        let mut of_mode = lines.iter().filter(|line| line.mode == mode);
        let Some(first) = of_mode.next() else { continue };
        let _ = writeln!(text, "{}, against {}", mode.name(), first.system);
        for line in of_mode {
            let is_engine = line.system == ENGINE_NAME || first.system == ENGINE_NAME;
            let parts = [
                (largest(totals(first), totals(line)), EXACT),
                (
                    largest(statistics(first), statistics(line)),
                    if is_engine { RANK } else { EXACT },
                ),
                (
                    largest(deciles(first), deciles(line)),
                    if is_engine { f64::INFINITY } else { EXACT },
                ),
            ];
            let shown: Vec<String> = parts.iter().map(|(found, _)| format!("{found:.1e}")).collect();
            // Written so that a difference that is no number counts as too large.
            let near = parts.iter().all(|(found, allowed)| found <= allowed);
            let word = if near { "" } else { "  TOO LARGE" };
            let _ = writeln!(
                text,
                "  {:<12}{} thr.  {}{word}",
                line.system,
                line.threads,
                shown.join("  ")
            );
            agrees &= near;
        }
    }
    (text, agrees)
}

type Values = Vec<(String, Option<f64>)>;

fn totals(line: &Line) -> Values {
    line.totals
        .iter()
        .map(|(name, value)| (name.clone(), Some(*value)))
        .collect()
}

fn statistics(line: &Line) -> Values {
    line.statistics
        .iter()
        .map(|(name, value)| (name.clone(), Some(*value)))
        .collect()
}

fn deciles(line: &Line) -> Values {
    let parts = line.deciles.iter().enumerate();
    parts
        .flat_map(|(i, d)| {
            [
                (format!("weight {i}"), Some(d.weight)),
                (format!("mean {i}"), d.mean_change),
            ]
        })
        .collect()
}

/// The largest relative difference; infinite when the names differ or only one side has a value.
fn largest(expected: Values, found: Values) -> f64 {
    if expected.len() != found.len() {
        return f64::INFINITY;
    }
    let mut largest = 0.0;
    for ((name, x), (other, y)) in expected.iter().zip(&found) {
        let difference = match (x, y) {
            _ if name != other => f64::INFINITY,
            (None, None) => 0.0,
            (Some(x), Some(y)) if x == y => 0.0,
            (Some(x), Some(y)) => (x - y).abs() / x.abs(),
            _ => f64::INFINITY,
        };
        if difference.is_nan() || difference > largest {
            largest = if difference.is_nan() { f64::INFINITY } else { difference };
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Decile;

    fn line(system: &str, tax: f64, median: f64, mean_change: Option<f64>) -> Line {
        Line {
            system: system.into(),
            version: String::new(),
            mode: Mode::Full,
            rows: 1,
            threads: 1,
            seconds_best: 1.0,
            peak_mib: 1.0,
            step_seconds: None,
            totals: [("tax".to_string(), tax)].into(),
            statistics: [("median".to_string(), median)].into(),
            deciles: vec![Decile {
                weight: 2.0,
                mean_change,
            }],
        }
    }

    #[test]
    fn the_engine_may_differ_in_ranks_and_a_peer_may_not() {
        let first = line("numpy", 100.0, 50.0, Some(1.0));
        let agrees = |other: Line| compare(&[first.clone(), other]).1;
        assert!(agrees(line("numba", 100.0 + 1e-8, 50.0, Some(1.0))));
        assert!(!agrees(line("numba", 100.001, 50.0, Some(1.0))));
        assert!(!agrees(line("numba", 100.0, 50.000_001, Some(1.0))));
        assert!(!agrees(line("numba", 100.0, 50.0, None)));
        assert!(agrees(line(ENGINE_NAME, 100.0, 50.000_001, Some(1.1))));
        assert!(!agrees(line(ENGINE_NAME, 100.0, 50.000_01, Some(1.0))));
        assert!(!agrees(line(ENGINE_NAME, 100.001, 50.0, Some(1.0))));
        assert!(!agrees(line(ENGINE_NAME, f64::NAN, 50.0, Some(1.0))));
    }

    #[test]
    fn names_must_be_the_same() {
        let first = line("numpy", 100.0, 50.0, None);
        let mut other = line("numba", 100.0, 50.0, None);
        other.totals = [("taxes".to_string(), 100.0)].into();
        assert!(!compare(&[first, other]).1);
    }
}
