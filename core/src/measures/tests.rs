//! Measures against definitions written out row by row, and their independence of order and partition.

use super::*;
use crate::numeric::draws::Stream;
use crate::numeric::grid::{LIMIT, income_key, key_income, to_grid};
use crate::numeric::radix::{Ranker, SortedRun};
use crate::numeric::rank::Ranked;
use crate::numeric::sum::Totals;
use crate::numeric::weights::Weights;
use proptest::prelude::*;

mod incentives;
mod redistribution;
mod safety_net;
mod speed;

const MAXIMUM: f64 = 1500.0;

#[derive(Clone, Copy, Debug)]
struct Row {
    before: f64,
    after: f64,
    weight: f64,
    code: u8,
}

fn row() -> impl Strategy<Value = Row> {
    let before = prop_oneof![
        4 => 0.0..80_000.0f64,
        2 => (0..12i32).prop_map(|n| f64::from(n) * 2500.0),
        1 => Just(0.0),
        1 => -9000.0..0.0f64,
        1 => prop_oneof![Just(3e9), Just(-2e9), 1.6e7..1.8e7f64],
    ];
    let factor = prop_oneof![
        Just(1.0),
        Just(1.05),
        Just(0.95),
        Just(1.001),
        Just(0.999),
        0.8..1.2f64,
        0.9995..1.0005f64
    ];
    let gain = prop_oneof![Just(0.0), -500.0..500.0f64];
    let weight = prop_oneof![3 => 0.0..2.0f64, 1 => 500.0..1500.0f64, 1 => Just(0.0), 1 => Just(1.0)];
    (before, factor, gain, weight, 0..5u8).prop_map(|(before, factor, gain, weight, code)| Row {
        before: to_grid(before),
        after: to_grid(before * factor + gain),
        // On the steps of the rank weights, so that both integer weights are the weight itself.
        weight: libm::rint(weight * 65_536.0) / 65_536.0,
        code,
    })
}

struct Columns {
    before: Vec<f64>,
    after: Vec<f64>,
    codes: Vec<u8>,
    weights: Weights,
}

impl Columns {
    fn new(rows: &[Row]) -> Columns {
        let plain: Vec<f64> = rows.iter().map(|r| r.weight).collect();
        Columns {
            before: rows.iter().map(|r| r.before).collect(),
            after: rows.iter().map(|r| r.after).collect(),
            codes: rows.iter().map(|r| r.code).collect(),
            weights: Weights::new(&plain, WeightScale::for_maximum(MAXIMUM)).unwrap(),
        }
    }

    fn part(&self) -> Part<'_> {
        Part::new(&self.before, &self.after, self.weights.as_slice()).unwrap()
    }

    fn ranked(&self) -> (Ranked, Ranked) {
        let mut ranker = Ranker::new();
        let weights = self.weights.as_slice();
        (
            Ranked::from_run(ranker.sort(&self.before, weights)),
            Ranked::from_run(ranker.sort(&self.after, weights)),
        )
    }

    fn plan(&self) -> Option<DistributionPlan> {
        let (before, after) = self.ranked();
        Some(DistributionPlan {
            edges: DecileEdges::of(&before)?,
            fixed_line: PovertyLine::relative(&before, 0.6),
            floating_line: PovertyLine::relative(&after, 0.6),
        })
    }
}

/// A weighted sum in plain f64.
fn sum<'a>(rows: impl IntoIterator<Item = &'a Row>, f: impl Fn(&Row) -> f64) -> f64 {
    rows.into_iter().fold(0.0, |total, row| total + row.weight * f(row))
}

fn close(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= 1e-9 * size
}

/// The decile of a row by counting the weight below it, over all pairs.
fn decile_by_pairs(rows: &[Row], row: &Row) -> usize {
    // The rank weights, so that edges fall on the same rows.
    let rank = |r: &Row| libm::rint(r.weight * 65_536.0);
    let total = rows.iter().fold(0.0, |t, r| t + rank(r));
    let below = rows
        .iter()
        .filter(|r| income_key(r.before) < income_key(row.before))
        .fold(0.0, |t, r| t + rank(r));
    // The group after as many edges as lie wholly below this income.
    (1..10).filter(|&edge| below * 10.0 >= f64::from(edge) * total).count()
}

fn check_poverty(poverty: &Poverty, rows: &[Row], income: impl Fn(&Row) -> f64) {
    let z = poverty.line;
    let x = |r: &Row| key_income(income_key(income(r)));
    let poor: Vec<&Row> = rows.iter().filter(|r| income(r) < z).collect();
    // Gaps are between steps of 2^-7.
    let z = key_income(income_key(z));
    let weight = sum(rows, |_| 1.0);
    let fgt = |power: i32| sum(poor.iter().copied(), |r| libm::pow((z - x(r)) / z, f64::from(power)));
    assert!(close(poverty.poor, fgt(0), weight));
    assert!(close(poverty.weight, weight, weight));
    assert!(close(poverty.headcount_rate.unwrap(), fgt(0) / weight, 1.0));
    assert!(close(poverty.gap_rate.unwrap(), fgt(1) / weight, fgt(1) / weight + 1.0));
    assert!(close(
        poverty.severity_rate.unwrap(),
        fgt(2) / weight,
        fgt(2) / weight + 1.0
    ));
    assert!(close(poverty.total_gap, fgt(1) * z, fgt(1) * z + 1.0));
}

fn check_means(got: (f64, Option<f64>, Option<f64>, Option<f64>), group: &[Row]) {
    let weight = sum(group, |_| 1.0);
    let size = sum(group, |r| r.before.abs() + r.after.abs()) / weight;
    assert!(close(got.0, weight, weight));
    if got.0 == 0.0 {
        assert_eq!((got.1, got.2, got.3), (None, None, None));
    } else {
        assert!(close(got.1.unwrap(), sum(group, |r| r.before) / weight, size));
        assert!(close(got.2.unwrap(), sum(group, |r| r.after) / weight, size));
        assert!(close(got.3.unwrap(), sum(group, |r| r.after - r.before) / weight, size));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn agrees_with_definitions_row_by_row(rows in prop::collection::vec(row(), 1..200)) {
        let columns = Columns::new(&rows);
        let rows: Vec<Row> = rows.into_iter().filter(|r| libm::rint(r.weight * 65_536.0) > 0.0).collect();
        let Some(plan) = columns.plan() else {
            prop_assert!(rows.is_empty());
            return Ok(());
        };
        let result = distribution(&[columns.part()], &plan, columns.weights.scale()).unwrap();
        prop_assert_eq!(result.deciles.deciles.len(), 10);
        for (decile, row) in result.deciles.deciles.iter().enumerate() {
            let group: Vec<Row> = rows.iter().filter(|r| decile_by_pairs(&rows, r) == decile).copied().collect();
            check_means((row.weight, row.mean_baseline, row.mean_reform, row.mean_change), &group);
            for r in &group {
                prop_assert_eq!(usize::from(plan.edges.decile(r.before)), decile + 1);
            }
            let winners = &result.winners.deciles[decile];
            prop_assert_eq!(winners.weight, row.weight);
            let Some(shares) = winners.shares else {
                prop_assert!(group.is_empty());
                continue;
            };
            let weight = sum(&group, |_| 1.0);
            let of = |test: &dyn Fn(f64, f64) -> bool| {
                sum(group.iter().filter(|r| test(r.before, (r.after - r.before) / r.before)), |_| 1.0) / weight
            };
            // Rows at the very edge of a band are rounded differently by the division; they get a step's room.
            let room = sum(group.iter().filter(|r| {
                let change = ((r.after - r.before) / r.before).abs();
                r.before > 0.0 && ((change - 0.05).abs() < 1e-12 || (change - 0.001).abs() < 1e-12)
            }), |_| 1.0) / weight + 1e-9;
            let near = |a: f64, b: f64| (a - b).abs() <= room;
            prop_assert!(near(shares.gain_above_5_percent_share, of(&|y, c| y > 0.0 && c > 0.05)));
            prop_assert!(near(shares.gain_up_to_5_percent_share, of(&|y, c| y > 0.0 && (0.001..=0.05).contains(&c))));
            prop_assert!(near(shares.no_change_share, of(&|y, c| y > 0.0 && c.abs() < 0.001)));
            prop_assert!(near(shares.loss_up_to_5_percent_share, of(&|y, c| y > 0.0 && (-0.05..=-0.001).contains(&c))));
            prop_assert!(near(shares.loss_above_5_percent_share, of(&|y, c| y > 0.0 && c < -0.05)));
            prop_assert!(near(shares.baseline_not_positive_share, of(&|y, _| y <= 0.0)));
        }
        let all = &result.deciles.all;
        check_means((all.weight, all.mean_baseline, all.mean_reform, all.mean_change), &rows);
        for (poverty, after) in [(&result.poverty_baseline, false), (&result.poverty_reform, true), (&result.poverty_reform_floating_line, true)] {
            if let Some(poverty) = poverty {
                check_poverty(poverty, &rows, |r| if after { r.after } else { r.before });
            }
        }
        let mut cells = CellsPartial::new(6, plan.fixed_line, columns.weights.scale());
        cells.add(&columns.codes, &columns.part()).unwrap();
        let cells = cells.finish();
        for row in &cells.rows {
            let group: Vec<Row> = rows.iter().filter(|r| u32::from(r.code) == row.code).copied().collect();
            if row.weight > 1e-3 || group.is_empty() {
                check_means((row.weight, row.mean_baseline, row.mean_reform, row.mean_change), &group);
            }
            if let (Some(line), Some(rate)) = (plan.fixed_line, row.poverty_reform_rate) && row.weight > 1e-3 {
                let poor = sum(group.iter().filter(|r| line.is_poor(r.after)), |_| 1.0);
                prop_assert!(close(rate, poor / sum(&group, |_| 1.0), 1.0));
            }
        }
        prop_assert_eq!(cells.rows[5].mean_change, None);
    }

    #[test]
    fn any_order_and_any_partition_give_the_same_bits(rows in prop::collection::vec(row(), 1..3000), cuts in prop::collection::vec(0.0..1.0f64, 0..5)) {
        let columns = Columns::new(&rows);
        let Some(plan) = columns.plan() else { return Ok(()) };
        let scale = columns.weights.scale();
        let mut whole = DistributionPartial::new(&plan, scale);
        whole.add(&columns.part()).unwrap();
        let mut whole_cells = CellsPartial::new(5, plan.fixed_line, scale);
        whole_cells.add(&columns.codes, &columns.part()).unwrap();
        let mut at: Vec<usize> = cuts.iter().map(|c| (c * rows.len() as f64) as usize).collect();
        at.extend([0, rows.len()]);
        at.sort_unstable();
        let mut joined = DistributionPartial::new(&plan, scale);
        let mut joined_cells = CellsPartial::new(5, plan.fixed_line, scale);
        for range in at.windows(2).rev().map(|w| w[0]..w[1]) {
            let part = columns.part().slice(range.clone()).unwrap();
            let mut one = DistributionPartial::new(&plan, scale);
            one.add(&part).unwrap();
            joined.merge(&one).unwrap();
            let mut one = CellsPartial::new(5, plan.fixed_line, scale);
            one.add(&columns.codes[range], &part).unwrap();
            joined_cells.merge(&one).unwrap();
        }
        prop_assert_eq!(&joined, &whole);
        prop_assert_eq!(&joined_cells, &whole_cells);
        let mut reversed = rows.clone();
        reversed.reverse();
        let reversed = Columns::new(&reversed);
        prop_assert_eq!(reversed.plan(), Some(plan));
        prop_assert_eq!(distribution(&[reversed.part()], &plan, scale).unwrap(), whole.finish());
    }
}

fn simple(incomes: &[f64], weights: &[f64]) -> Columns {
    let rows: Vec<Row> = incomes
        .iter()
        .zip(weights)
        .map(|(&x, &weight)| Row {
            before: x,
            after: x,
            weight,
            code: 0,
        })
        .collect();
    Columns::new(&rows)
}

#[test]
fn a_heavy_poorest_tenth_moves_the_deciles() {
    let incomes: Vec<f64> = (1..=100).map(|i| f64::from(i) * 100.0).collect();
    let light = simple(&incomes, &[1.0; 100]);
    let weights: Vec<f64> = (0..100).map(|i| if i < 10 { 1000.0 } else { 1.0 }).collect();
    let heavy = simple(&incomes, &weights);
    assert_eq!(
        light.plan().unwrap().edges.incomes(),
        [1e3, 2e3, 3e3, 4e3, 5e3, 6e3, 7e3, 8e3, 9e3]
    );
    // 10,090 in all: every tenth of them, 1009, is reached by the poorest ten rows alone.
    assert_eq!(
        heavy.plan().unwrap().edges.incomes(),
        [200.0, 300.0, 400.0, 500.0, 600.0, 700.0, 800.0, 900.0, 1000.0]
    );
    let (ranked, _) = heavy.ranked();
    assert_eq!(ranked.median(), Some(600.0));
    let result = distribution(&[heavy.part()], &heavy.plan().unwrap(), heavy.weights.scale()).unwrap();
    assert_eq!(result.deciles.deciles[0].weight, 2000.0);
    assert_eq!(result.deciles.deciles[9].weight, 90.0);
    assert_eq!(result.winners.all.shares.unwrap().no_change_share, 1.0);
    assert_eq!(result.deciles.all.share_of_total_change, None);
}

#[test]
fn equal_incomes_across_an_edge_go_to_the_lower_group_and_leave_groups_empty() {
    let incomes: Vec<f64> = (0..10).map(|i| if i < 4 { 0.0 } else { f64::from(i) * 10.0 }).collect();
    let columns = simple(&incomes, &[1.0; 10]);
    let plan = columns.plan().unwrap();
    let result = distribution(&[columns.part()], &plan, columns.weights.scale()).unwrap();
    let weights: Vec<f64> = result.deciles.deciles.iter().map(|d| d.weight).collect();
    assert_eq!(weights, [4.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
    let empty = &result.deciles.deciles[1];
    assert_eq!(
        (empty.mean_baseline, empty.mean_change, empty.relative_change),
        (None, None, None)
    );
    assert_eq!(empty.weight_share, Some(0.0));
    assert_eq!(result.winners.deciles[1].shares, None);
    assert_eq!(
        result.winners.deciles[0].shares.unwrap().baseline_not_positive_share,
        1.0
    );
}

#[test]
fn bands_have_exact_edges() {
    let of = |before: f64, after: f64| winners::band(before, after);
    assert_eq!(of(100.0, 105.0), 3);
    assert_eq!(of(100.0, to_grid(105.0001)), 4);
    assert_eq!(of(100.0, 95.0), 1);
    assert_eq!(of(100.0, to_grid(94.9999)), 0);
    assert_eq!(of(1000.0, 1001.0), 3);
    assert_eq!(of(1000.0, 999.0), 1);
    assert_eq!(of(1000.0, to_grid(1000.999)), 2);
    assert_eq!(of(1000.0, 1000.0), 2);
    assert_eq!(of(0.0, 1000.0), 5);
    assert_eq!(of(-10.0, 1000.0), 5);
}

#[test]
fn poverty_is_below_the_line_and_undefined_without_one() {
    let columns = simple(&[50.0, 60.0, 100.0, 100.0, 140.0], &[1.0; 5]);
    let line = PovertyLine::relative(&columns.ranked().0, RELATIVE).unwrap();
    assert_eq!(line.amount(), 60.0);
    let mut partial = PovertyPartial::new(line, columns.weights.scale());
    partial.add(&columns.before, columns.weights.as_slice()).unwrap();
    let poverty = partial.finish();
    assert_eq!(
        (poverty.poor, poverty.headcount_rate, poverty.total_gap),
        (1.0, Some(0.2), 10.0)
    );
    let poor = simple(&[-5.0, 0.0, 0.0, 10.0], &[1.0; 4]);
    assert_eq!(PovertyLine::relative(&poor.ranked().0, RELATIVE), None);
    for amount in [0.0, -1.0, f64::NAN, f64::INFINITY, LIMIT] {
        assert_eq!(PovertyLine::absolute(amount), None);
    }
    let nobody = PovertyPartial::new(line, columns.weights.scale()).finish();
    assert_eq!(
        (nobody.headcount_rate, nobody.gap_rate, nobody.severity_rate),
        (None, None, None)
    );
}

const RELATIVE: f64 = poverty::RELATIVE_LINE_SHARE;

#[test]
fn who_is_poor_is_decided_by_less_than_a_step() {
    // All three incomes and the line round to the same step of 2^-7.
    let line = PovertyLine::absolute(12_408.160_639).unwrap();
    let incomes: Vec<f64> = [12_408.160_62, 12_408.160_65, 12_408.160_3].map(to_grid).to_vec();
    assert!(incomes.iter().all(|x| income_key(*x) == income_key(line.amount())));
    let columns = simple(&incomes, &[1.0, 2.0, 4.0]);
    let mut partial = PovertyPartial::new(line, columns.weights.scale());
    partial.add(&columns.before, columns.weights.as_slice()).unwrap();
    let poverty = partial.finish();
    assert_eq!(
        (poverty.line, poverty.poor, poverty.total_gap),
        (12_408.160_639, 5.0, 0.0)
    );
    assert_eq!(
        incomes.iter().map(|x| line.is_poor(*x)).collect::<Vec<_>>(),
        [true, false, true]
    );
}

#[test]
fn the_widest_gap_is_exact() {
    let line = PovertyLine::absolute(LIMIT - 1.0).unwrap();
    let columns = simple(&vec![1.0 - LIMIT; 3000], &vec![MAXIMUM; 3000]);
    let mut partial = PovertyPartial::new(line, columns.weights.scale());
    partial.add(&columns.before, columns.weights.as_slice()).unwrap();
    let poverty = partial.finish();
    assert_eq!((poverty.headcount_rate, poverty.gap_rate), (Some(1.0), Some(2.0)));
    assert!((poverty.severity_rate.unwrap() - 4.0).abs() < 1e-15);
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let columns = simple(&[1.0, 2.0], &[1.0, 1.0]);
    let weights = columns.weights.as_slice();
    assert!(matches!(
        Part::new(&[1.0], &[1.0, 2.0], weights),
        Err(MeasureError::Length { baseline: 1, other: 2 })
    ));
    let other = WeightScale::for_maximum(1e7);
    let plan = columns.plan().unwrap();
    assert!(matches!(
        distribution(&[columns.part()], &plan, other),
        Err(MeasureError::Scale { .. })
    ));
    let mut cells = CellsPartial::new(2, None, weights.scale());
    assert_eq!(
        cells.add(&[0u8, 2], &columns.part()),
        Err(MeasureError::Code {
            row: 1,
            code: 2,
            labels: 2
        })
    );
    assert_eq!(cells, CellsPartial::new(2, None, weights.scale()));
    assert_eq!(
        cells.merge(&CellsPartial::new(3, None, weights.scale())),
        Err(MeasureError::Plan)
    );
    assert!(matches!(
        cells.add(&[0u16], &columns.part()),
        Err(MeasureError::Length { .. })
    ));
}

#[test]
fn results_survive_json_bit_for_bit() {
    let columns = simple(&[0.0, 10.1, 33.3, 70.7, -4.0], &[1.1, 2.2, 3.3, 4.4, 0.7]);
    let result = distribution(&[columns.part()], &columns.plan().unwrap(), columns.weights.scale()).unwrap();
    let text = serde_json::to_string(&result).unwrap();
    assert_eq!(serde_json::from_str::<Distribution>(&text).unwrap(), result);
    let totals = Totals::of(&columns.before, columns.weights.as_slice());
    let inequality = inequality(&columns.ranked().0, &totals);
    let text = serde_json::to_string(&inequality).unwrap();
    assert_eq!(serde_json::from_str::<Inequality>(&text).unwrap(), inequality);
}
