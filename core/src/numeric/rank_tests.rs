//! Ranks against definitions written out over all pairs, and their independence of order and partition.

use super::draws::Stream;
use super::grid::{LIMIT, income_key, key_income, to_grid};
use super::radix::Ranker;
use super::rank::Ranked;
use super::tie::KeyRows;
use super::weights::{WeightScale, Weights};
use proptest::prelude::*;

/// Rows of income and weight; incomes with ties, zeros, negatives and, now and then, far outside of the window.
fn rows() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let income = prop_oneof![
        4 => 0.0..80_000.0f64,
        2 => (0..12i32).prop_map(|n| f64::from(n) * 2500.0),
        1 => Just(0.0),
        1 => -9000.0..0.0f64,
        1 => prop_oneof![Just(3e10), Just(-3e9), Just(-2e10), 1.6e7..1.8e7f64, -1.8e7..-1.6e7f64, Just(LIMIT - 1.0)],
    ];
    let weight = prop_oneof![3 => 0.0..2.0f64, 1 => 500.0..1500.0f64, 1 => Just(0.0), 1 => Just(1.0)];
    prop::collection::vec((income.prop_map(to_grid), weight), 0..160)
}

fn ranked(rows: &[(f64, f64)]) -> Ranked {
    Ranked::from_run(run(rows))
}

fn run(rows: &[(f64, f64)]) -> super::radix::SortedRun {
    let incomes: Vec<f64> = rows.iter().map(|r| r.0).collect();
    let plain: Vec<f64> = rows.iter().map(|r| r.1).collect();
    let weights = Weights::new(&plain, WeightScale::for_maximum(1500.0)).unwrap();
    Ranker::new().sort(&incomes, weights.as_slice())
}

/// The incomes and weights that ranks are made of, as plain numbers, sorted.
fn plain(rows: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut plain: Vec<(f64, f64)> = rows
        .iter()
        .map(|r| (key_income(income_key(r.0)), libm::rint(r.1 * 65_536.0) / 65_536.0))
        .filter(|r| r.1 > 0.0)
        .collect();
    plain.sort_by(|a, b| a.0.total_cmp(&b.0));
    plain
}

fn sum(rows: &[(f64, f64)], f: impl Fn((f64, f64)) -> f64) -> f64 {
    rows.iter().fold(0.0, |total, &row| total + f(row))
}

fn quantile(rows: &[(f64, f64)], numerator: f64, denominator: f64) -> f64 {
    let target = numerator * sum(rows, |r| r.1);
    let mut cumulated = 0.0;
    for row in rows {
        cumulated += row.1;
        if cumulated * denominator >= target {
            return row.0;
        }
    }
    f64::NAN
}

fn statistics(ranked: &Ranked) -> Vec<Option<u64>> {
    let mut all = vec![
        ranked.gini(),
        ranked.s80_s20(),
        ranked.palma(),
        ranked.top_share(1, 10),
        ranked.top_share(1, 100),
    ];
    for p in 0..=20 {
        all.push(ranked.quantile(p, 20).map(key_income));
    }
    for point in ranked.lorenz_curve(50).unwrap_or_default() {
        all.push(Some(point.population_share));
        all.push(Some(point.income_share));
    }
    all.into_iter().map(|x| x.map(f64::to_bits)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn agrees_with_definitions_over_all_pairs(rows in rows()) {
        let ranked = ranked(&rows);
        let plain = plain(&rows);
        let weight = sum(&plain, |r| r.1);
        let income = sum(&plain, |r| r.0 * r.1);
        let size = sum(&plain, |r| r.0.abs() * r.1);
        prop_assert_eq!(ranked.total_weight() as f64, weight * 65_536.0);
        if plain.is_empty() {
            prop_assert_eq!(ranked.quantile(1, 2), None);
            prop_assert_eq!(ranked.gini(), None);
            return Ok(());
        }
        for p in 0..=20u32 {
            prop_assert_eq!(ranked.quantile(p, 20).map(key_income), Some(quantile(&plain, f64::from(p), 20.0)));
        }
        prop_assert_eq!(ranked.quantile(3, 2), None);
        if income > size * 1e-9 {
            let mut pairs = 0.0;
            for a in &plain {
                pairs += sum(&plain, |b| a.1 * b.1 * (a.0 - b.0).abs());
            }
            let expected = pairs / (2.0 * weight * income);
            let got = ranked.gini().unwrap();
            prop_assert!((got - expected).abs() <= 1e-11 * size / income, "{got} {expected}");
            let edge = quantile(&plain, 9.0, 10.0);
            let top: Vec<_> = plain.iter().copied().filter(|r| r.0 > edge).collect();
            match ranked.top_share(1, 10) {
                None => prop_assert!(top.is_empty()),
                Some(share) => {
                    let expected = sum(&top, |r| r.0 * r.1) / income;
                    prop_assert!((share - expected).abs() <= 1e-11 * size / income, "{share} {expected}");
                }
            }
            let curve = ranked.lorenz_curve(10).unwrap();
            prop_assert_eq!(curve.len(), 11);
            prop_assert_eq!((curve[10].population_share, curve[10].income_share), (1.0, 1.0));
        } else if income < -size * 1e-9 {
            prop_assert_eq!(ranked.gini(), None);
            prop_assert_eq!(ranked.lorenz_curve(10), None);
        }
    }

    #[test]
    fn any_order_and_any_partition_give_the_same_bits(rows in rows(), cuts in prop::collection::vec(0usize..160, 0..6)) {
        let whole = statistics(&ranked(&rows));
        let mut reversed = rows.clone();
        reversed.reverse();
        prop_assert_eq!(&statistics(&ranked(&reversed)), &whole);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|c| if c < rows.len() { c } else { rows.len() }).collect();
        cuts.push(0);
        cuts.push(rows.len());
        cuts.sort_unstable();
        let runs: Vec<_> = cuts.windows(2).map(|w| run(&rows[w[0]..w[1]])).collect();
        let parts: Vec<_> = runs.iter().cloned().map(Ranked::from_run).collect();
        prop_assert_eq!(&statistics(&Ranked::from_runs(runs)), &whole);
        prop_assert_eq!(&statistics(&Ranked::merge(parts)), &whole);
    }

    #[test]
    fn up_to_cumulates_every_key(rows in rows(), at in -1.7e7..1.7e7f64) {
        let ranked = ranked(&rows);
        let plain = plain(&rows);
        for x in [at, 0.0, 2500.0, -3e9, 3e10, -2e10, LIMIT] {
            let got = ranked.up_to(income_key(x));
            let edge = key_income(income_key(x));
            let below: Vec<_> = plain.iter().copied().filter(|r| r.0 <= edge).collect();
            prop_assert_eq!(got.weight as f64, sum(&below, |r| r.1 * 65_536.0));
        }
    }
}

#[test]
fn many_rows_cross_the_marks() {
    let stream = Stream::new(1, "many");
    let rows: Vec<(f64, f64)> = (0..20_000)
        .map(|i| {
            (
                to_grid(libm::exp(stream.uniform(i, 0) * 4.0 + 8.0)),
                stream.uniform(i, 1) * 1000.0,
            )
        })
        .collect();
    let ranked = ranked(&rows);
    let plain = plain(&rows);
    for p in 0..=1000 {
        assert_eq!(
            ranked.quantile(p, 1000).map(key_income),
            Some(quantile(&plain, f64::from(p), 1000.0))
        );
    }
    let half = ranked.quantile(1, 2).unwrap();
    let below: Vec<_> = plain.iter().copied().filter(|r| r.0 <= key_income(half)).collect();
    assert_eq!(ranked.up_to(half).weight as f64, sum(&below, |r| r.1 * 65_536.0));
    let income = ranked.up_to(half).income as f64 / 128.0 / 65_536.0;
    assert!((income / sum(&below, |r| r.1 * r.0) - 1.0).abs() < 1e-12);
}

#[test]
fn both_ways_to_the_gini_agree() {
    // A weight of 2^31 steps on each of 100,000 rows: beyond 2^46 steps the sum no longer fits one integer of 128 bits.
    let incomes: Vec<f64> = (0..100_000).map(|i| f64::from(i % 977)).collect();
    let light = Weights::new(&vec![1.0; incomes.len()], WeightScale::for_maximum(1.0)).unwrap();
    let heavy = Weights::new(&vec![32_768.0; incomes.len()], WeightScale::for_maximum(32_768.0)).unwrap();
    let mut ranker = Ranker::new();
    let a = Ranked::from_run(ranker.sort(&incomes, light.as_slice()));
    let b = Ranked::from_run(ranker.sort(&incomes, heavy.as_slice()));
    assert!(b.total_weight() > 1 << 47);
    let (a, b) = (a.gini().unwrap(), b.gini().unwrap());
    assert!((a - b).abs() < 1e-14, "{a} {b}");
}

#[test]
fn equal_incomes_leave_the_top_empty_and_negative_totals_undefined() {
    let equal = ranked(&[(100.0, 1.0), (100.0, 3.0)]);
    assert_eq!(equal.gini(), Some(0.0));
    assert_eq!(
        (equal.s80_s20(), equal.palma(), equal.top_share(1, 10)),
        (None, None, None)
    );
    let negative = ranked(&[(100.0, 1.0), (-200.0, 3.0)]);
    assert_eq!((negative.gini(), negative.top_share(1, 10)), (None, None));
    assert_eq!(negative.median(), Some(-200.0));
    let empty = ranked(&[(100.0, 0.0)]);
    assert_eq!((empty.gini(), empty.median(), empty.total_weight()), (None, None, 0));
    let one_has_all = ranked(&[(0.0, 9.0), (100.0, 1.0)]);
    assert!((one_has_all.gini().unwrap() - 0.9).abs() < 1e-15);
    assert_eq!(one_has_all.top_share(1, 10), Some(1.0));
    assert_eq!(one_has_all.s80_s20(), None);
}

#[test]
#[ignore = "measures; run with --release --nocapture"]
fn speed() {
    let n = 1_000_000usize;
    let stream = Stream::new(1, "speed");
    let incomes: Vec<f64> = (0..n as u64)
        .map(|i| to_grid(libm::exp(super::math::norm_ppf(stream.open_uniform(i, 0)) * 0.8 + 10.3)))
        .collect();
    let plain: Vec<f64> = (0..n as u64).map(|i| 50.0 + stream.uniform(i, 1) * 400.0).collect();
    let weights = Weights::new(&plain, WeightScale::for_maximum(450.0)).unwrap();
    let best = |name: &str, f: &mut dyn FnMut() -> f64| {
        let mut least = f64::INFINITY;
        let mut check = 0.0;
        for _ in 0..15 {
            let start = std::time::Instant::now();
            check = f();
            let time = start.elapsed().as_secs_f64();
            least = if time < least { time } else { least };
        }
        println!("{name:30} {:7.3} ns a row   ({check})", least * 1e9 / n as f64);
    };
    best("totals", &mut || {
        super::sum::Totals::of(&incomes, weights.as_slice()).sum.to_f64(36)
    });
    best("draws", &mut || {
        let mut last = 0.0;
        for id in 0..n as u64 {
            last += stream.uniform(id, 1);
        }
        last
    });
    let mut ranker = Ranker::new();
    best("sort", &mut || {
        let run = ranker.sort(&incomes, weights.as_slice());
        let length = run.len() as f64;
        ranker.recycle(run);
        length
    });
    best("sort and all statistics", &mut || {
        let ranked = Ranked::from_run(ranker.sort(&incomes, weights.as_slice()));
        let gini = ranked.gini().unwrap_or(0.0) + ranked.s80_s20().unwrap_or(0.0) + ranked.median().unwrap_or(0.0);
        let points = ranked.lorenz_curve(100).map_or(0, |c| c.len());
        ranker.recycle(ranked.into_run());
        gini + points as f64
    });
    let half = n / 2;
    let first = ranker.sort(&incomes[..half], weights.slice(0..half).unwrap());
    let second = ranker.sort(&incomes[half..], weights.slice(half..n).unwrap());
    best("merge two halves (with copy)", &mut || {
        first.clone().merge(second.clone()).len() as f64
    });
}

/// Incomes that crowd into a few keys.
fn crowded() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let income = prop_oneof![
        (-700..700i32).prop_map(|steps| 20_000.0 + f64::from(steps) / 65_536.0),
        (-700..700i32).prop_map(|steps| f64::from(steps) / 65_536.0),
        Just(-3e9),
        Just(2e9 + 1.0 / 65_536.0),
    ];
    prop::collection::vec((income, 0.0..1500.0f64), 1..200)
}

proptest! {
    #[test]
    fn the_median_is_exact_in_any_parts(rows in crowded(), cut in 0.0..1.0f64) {
        let at = (cut * rows.len() as f64) as usize;
        let mut whole = Ranked::from_runs(vec![run(&rows[..at]), run(&rows[at..])]);
        let Some(key) = whole.median_key() else { return Ok(()) };
        let near = |rows: &[(f64, f64)]| {
            let incomes: Vec<f64> = rows.iter().map(|r| r.0).collect();
            let plain: Vec<f64> = rows.iter().map(|r| r.1).collect();
            let weights = Weights::new(&plain, WeightScale::for_maximum(1500.0)).unwrap();
            let mut near = KeyRows::new(key);
            near.add(&incomes, weights.as_slice().rank());
            near
        };
        let mut found = near(&rows[at..]);
        found.merge(&near(&rows[..at]));
        prop_assert_eq!(&found, &near(&rows));
        prop_assert_eq!(whole.median(), Some(key_income(key)));
        whole.resolve_median(&found);
        let mut exact: Vec<(f64, f64)> = rows
            .iter()
            .map(|r| (r.0, libm::rint(r.1 * 65_536.0)))
            .filter(|r| r.1 > 0.0)
            .collect();
        exact.sort_by(|a, b| a.0.total_cmp(&b.0));
        prop_assert_eq!(whole.median(), Some(quantile(&exact, 1.0, 2.0)));
        // Rows of another key change nothing.
        let before = whole.median();
        whole.resolve_median(&KeyRows::new(key + 1));
        prop_assert_eq!(whole.median(), before);
    }
}

#[test]
fn many_rows_over_a_wide_range_are_sorted() {
    let stream = Stream::new(3, "deal");
    for (rows, reach) in [(70_000u64, 3e7), (70_000, 1e5), (200, 3e7)] {
        let incomes: Vec<f64> = (0..rows)
            .map(|at| {
                let x = stream.uniform(at, 0);
                // A point mass, a crowd and a long tail.
                to_grid(if x < 0.2 {
                    0.0
                } else {
                    x * x * x * x * reach / 2.0 - 100.0
                })
            })
            .collect();
        let weights = Weights::new(&vec![1.0; incomes.len()], WeightScale::for_maximum(1.0)).unwrap();
        let run = Ranker::new().sort(&incomes, weights.as_slice());
        let mut keys: Vec<u64> = incomes.iter().map(|x| (income_key(*x) + (1 << 31)) as u64).collect();
        keys.sort_unstable();
        assert_eq!(run.body.iter().map(|row| row >> 32).collect::<Vec<u64>>(), keys);
    }
}
