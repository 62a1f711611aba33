//! Who is chosen when a scenario takes a share of the people by relative risk: chances from risks, and a cut in each cell.
//!
//! Chances add up to the share exactly (as far as people have a risk), and within each cell rows are taken in the order of draw
//! over chance, the certain first, until the chosen weight is as close to the expected one as it comes in that order. Everything
//! is sorted or added as integers, so neither the order of rows nor parts nor threads matter. Among equal risks who is chosen
//! for a small share is chosen for a larger one too; among unequal ones somebody may make room for a person who becomes certain.

use super::graph::{Level, NodeId};
use super::operation::Operation;
use crate::document::Diagnostic;
use crate::numeric::grid::to_steps;
use crate::rules::compile::Program;

/// A factor that makes everybody with any risk certain to be chosen.
const CERTAIN: f64 = 1e12;

/// Chances are counted in steps of 2^-32.
const CHANCE_STEPS: f64 = 4_294_967_296.0;

/// Keys up to this are looked at first.
const NEAR: f64 = 1.5;

/// The factor f with which the chances min(1, f x risk) add up, by weight, to `share` of all rows; rows are (risk, weight).
/// [`CERTAIN`] when even all who have a risk are too few, 0 when nobody is wanted.
pub(super) fn chance_factor(rows: &[([f64; 1], u64)], share: f64) -> f64 {
    let mut risks: Vec<(i64, u64)> = rows.iter().map(|([risk], weight)| (to_steps(*risk), *weight)).collect();
    let (mut all, mut rest) = (0i128, 0i128);
    let mut highest = 0;
    for (risk, weight) in &risks {
        all += i128::from(*weight);
        rest += i128::from(*risk) * i128::from(*weight);
        highest = if *risk > highest { *risk } else { highest };
    }
    let wanted = share * all as f64;
    if wanted.is_nan() || wanted <= 0.0 {
        return 0.0;
    }
    // Mostly nobody is certain, and then the order does not matter.
    if rest > 0 && wanted / rest as f64 * highest as f64 <= 1.0 {
        return wanted / rest as f64 * 65_536.0;
    }
    risks.sort_unstable_by(|a, b| b.cmp(a));
    // Those with the highest risks are certain; the others share what is left in proportion to theirs.
    let mut certain = 0i128;
    for (risk, weight) in risks {
        if rest <= 0 || certain as f64 >= wanted {
            break;
        }
        let factor = (wanted - certain as f64) / rest as f64;
        if factor * risk as f64 <= 1.0 {
            // Risks were counted in steps of 2^-16.
            return factor * 65_536.0;
        }
        certain += i128::from(weight);
        rest -= i128::from(risk) * i128::from(weight);
    }
    CERTAIN
}

/// For each cell the largest key that is chosen (-1 where nobody is); rows are ((chance, key, cell), weight).
pub(super) fn chosen_up_to(rows: Vec<([f64; 3], u64)>, cuts: &mut [f64]) {
    let mut cells: Vec<Vec<(f64, u64)>> = vec![Vec::new(); cuts.len()];
    let mut expected = vec![0i128; cuts.len()];
    for ([chance, key, cell], weight) in rows {
        let cell = cell as usize;
        if chance > 0.0 && cell < cells.len() {
            cells[cell].push((key, weight));
            expected[cell] += i128::from((chance * CHANCE_STEPS) as i64) * i128::from(weight);
        }
    }
    for ((mut keys, expected), cut) in cells.into_iter().zip(expected).zip(cuts) {
        // The cut lies near a key of 1, where the draw equals the chance: what is beyond is sorted only where it is needed.
        let mut near = 0;
        for at in 0..keys.len() {
            if keys[at].0 <= NEAR {
                keys.swap(at, near);
                near += 1;
            }
        }
        let by_key = |a: &(f64, u64), b: &(f64, u64)| a.0.total_cmp(&b.0);
        keys[..near].sort_unstable_by(by_key);
        *cut = -1.0;
        let mut chosen = 0i128;
        let mut at = 0;
        while at < keys.len() {
            if at == near {
                keys[near..].sort_unstable_by(by_key);
            }
            // Equal keys stand or fall together.
            let (key, mut group, mut next) = (keys[at].0, i128::from(keys[at].1), at + 1);
            while next < keys.len() && keys[next].0 == key {
                group += i128::from(keys[next].1);
                next += 1;
            }
            // The group is in when that brings the weight closer to what is expected.
            if (2 * chosen + group) << 32 > 2 * expected {
                break;
            }
            chosen += group;
            *cut = key;
            at = next;
        }
    }
}

/// A selection whose share is none, with the parameters that the share is worked out from.
pub(super) fn share_out_of_range(program: &Program, selection: &str, node: NodeId, share: f64) -> Diagnostic {
    let read = parameters_of(program, node);
    let (file, name) = selection.split_once('.').unwrap_or(("", selection));
    Diagnostic {
        code: "share-out-of-range",
        file: String::new(),
        path: format!("selections.{name}.share"),
        line: None,
        column: None,
        span: None,
        message: format!("the selection `{name}` of the scenario {file} takes a share that is none"),
        found: share.to_string(),
        allowed: "a share from 0 to 1".to_string(),
        remedy: if read.is_empty() {
            "check what the share is worked out from".to_string()
        } else {
            format!(
                "check the parameters that the share is worked out from: {}",
                read.join(", ")
            )
        },
    }
}

/// The parameters, as `file.parameter`, that a value of the run is worked out from without a total between.
fn parameters_of(program: &Program, node: NodeId) -> Vec<String> {
    let (mut stack, mut slots) = (vec![node], Vec::new());
    let mut met = std::collections::BTreeSet::new();
    while let Some(id) = stack.pop() {
        if program.graph.node(id).level != Level::Scalar || !met.insert(id) {
            continue;
        }
        match program.graph.node(id).operation {
            Operation::Slot(slot) => slots.push(slot),
            Operation::Lookup { base, .. } | Operation::Schedule { base, .. } => slots.push(base),
            _ => {}
        }
        stack.extend(program.graph.inputs(id));
    }
    let places = program.slots.places.iter();
    let held = places.filter(|(_, (first, length))| slots.iter().any(|slot| (*first..first + length).contains(slot)));
    let mut names: Vec<String> = held
        .map(|(origin, _)| match origin.instrument.as_str() {
            "" => origin.parameter.clone(),
            file => format!("{file}.{}", origin.parameter),
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_add_up_to_the_share() {
        // Weights 1, 1, 2 and risks 1, 3, 0: half of 4 is 2, so both with a risk are certain.
        let rows = [([1.0], 1), ([3.0], 1), ([0.0], 2)];
        assert_eq!(chance_factor(&rows, 0.5), 1.0);
        // A quarter of 4 is 1: factor 1/4.
        assert_eq!(chance_factor(&rows, 0.25), 0.25);
        // 1.5 of weight: the risk of 3 is certain, the other has a chance of a half.
        assert_eq!(chance_factor(&rows, 0.375), 0.5);
        assert_eq!(chance_factor(&rows, 0.0), 0.0);
        assert_eq!(chance_factor(&rows, 0.9), CERTAIN);
        assert_eq!(chance_factor(&[], 0.5), 0.0);
    }

    #[test]
    fn each_cell_comes_as_close_as_whole_rows_allow() {
        // Cell 0: ten rows of chance .25 and weight 1 expect 2.5: the two lowest keys (a third would be as far, and is in
        // only when strictly closer or equal). Cell 1: one row of weight 10 and chance .3 expects 3: nobody is closer.
        let mut rows: Vec<([f64; 3], u64)> = (0..10).map(|at| ([0.25, f64::from(at), 0.0], 1)).collect();
        rows.push(([0.3, 0.5, 1.0], 10));
        let mut cuts = [0.0; 3];
        chosen_up_to(rows, &mut cuts);
        assert_eq!(cuts, [2.0, -1.0, -1.0]);
    }

    #[test]
    fn who_is_certain_is_chosen() {
        // One risk of 10 and twenty of 1, eleven of twenty-one wanted: the first is certain, the others have a chance of a half.
        let risks: Vec<([f64; 1], u64)> = (0..21).map(|at| ([if at == 0 { 10.0 } else { 1.0 }], 1)).collect();
        let factor = chance_factor(&risks, 11.0 / 21.0);
        assert_eq!(factor, 0.5);
        let mut left_out = 0;
        for seed in 0..500u64 {
            let draws: Vec<f64> = (0..21u64)
                .map(|at| ((seed * 7919 + at * 104_729 + seed * at * 31) % 9973) as f64 / 9973.0)
                .collect();
            let rows: Vec<([f64; 3], u64)> = (0..21)
                .map(|at| {
                    let chance = if at == 0 { 1.0 } else { factor };
                    // As the compiler makes keys.
                    let key = if chance >= 1.0 { 0.0 } else { draws[at] / chance };
                    ([chance, key, 0.0], 1)
                })
                .collect();
            let keys: Vec<f64> = rows.iter().map(|(values, _)| values[1]).collect();
            let mut cuts = [0.0];
            chosen_up_to(rows, &mut cuts);
            left_out += u32::from(keys[0] > cuts[0]);
        }
        assert_eq!(left_out, 0);
    }

    #[test]
    fn a_larger_share_chooses_the_same_and_more() {
        let draws: Vec<f64> = (0..200u64).map(|at| ((at * 73 + 19) % 200) as f64 / 200.0).collect();
        let mut before: Vec<usize> = Vec::new();
        for share in [0.05, 0.1, 0.2, 0.5, 1.0] {
            let rows: Vec<([f64; 3], u64)> = draws.iter().map(|draw| ([share, draw / share, 0.0], 3)).collect();
            let keys: Vec<f64> = rows.iter().map(|(values, _)| values[1]).collect();
            let mut cuts = [0.0];
            chosen_up_to(rows, &mut cuts);
            let chosen: Vec<usize> = (0..200).filter(|at| keys[*at] <= cuts[0]).collect();
            assert_eq!(chosen.len() as f64, 200.0 * share);
            assert!(before.iter().all(|person| chosen.contains(person)));
            before = chosen;
        }
    }
}
