//! Coverage, adequacy, leakage, targeting and cost per head: hand-worked cases, order and partition.

use super::*;

/// A displaced worker: avoided, eligible, amount received, income, income had the job lasted, equivalised income.
type Worker = (u8, u8, f64, f64, f64, f64);

struct People {
    displaced: Vec<u8>,
    avoided: Vec<u8>,
    back_at_work: Vec<u8>,
    eligible: Vec<u8>,
    received: Vec<f64>,
    income: Vec<f64>,
    lasted: Vec<f64>,
    equivalised: Vec<f64>,
    weights: Weights,
}

impl People {
    fn new(rows: &[(u8, Worker, f64)]) -> People {
        let weights: Vec<f64> = rows.iter().map(|r| r.2).collect();
        People {
            displaced: rows.iter().map(|r| r.0).collect(),
            avoided: rows.iter().map(|r| r.1.0).collect(),
            back_at_work: vec![0; rows.len()],
            eligible: rows.iter().map(|r| r.1.1).collect(),
            received: rows.iter().map(|r| r.1.2).collect(),
            income: rows.iter().map(|r| r.1.3).collect(),
            lasted: rows.iter().map(|r| r.1.4).collect(),
            equivalised: rows.iter().map(|r| r.1.5).collect(),
            weights: Weights::new(&weights, WeightScale::for_maximum(1000.0)).unwrap(),
        }
    }

    fn columns(&self, rows: std::ops::Range<usize>) -> CoverageColumns<'_> {
        CoverageColumns {
            displaced: Truths::Bytes(&self.displaced[rows.clone()]),
            avoided: Truths::Bytes(&self.avoided[rows.clone()]),
            back_at_work: Truths::Bytes(&self.back_at_work[rows.clone()]),
            eligible: Truths::Bytes(&self.eligible[rows.clone()]),
            receiving: Truths::Numbers(&self.received[rows.clone()]),
            income: &self.income[rows.clone()],
            income_had_job_lasted: &self.lasted[rows.clone()],
            equivalised: &self.equivalised[rows.clone()],
            weights: self.weights.slice(rows).unwrap(),
        }
    }

    fn whole(&self) -> CoverageColumns<'_> {
        self.columns(0..self.displaced.len())
    }
}

fn line() -> Option<PovertyLine> {
    PovertyLine::absolute(1000.0)
}

/// Ten displaced in all branches, and a hundred who were not.
fn workers() -> Vec<(u8, Worker, f64)> {
    vec![
        (1, (1, 1, 0.0, 3000.0, 3000.0, 2000.0), 3.0), // back at work, eligible no more
        (1, (0, 0, 0.0, 2000.0, 3000.0, 2000.0), 2.0), // not eligible, but a partner earns
        (1, (0, 1, 0.0, 500.0, 3000.0, 400.0), 1.0),   // eligible, does not claim
        (1, (0, 1, 900.0, 1800.0, 3000.0, 1000.0), 2.0), // exactly .6 and exactly on the line: adequate
        (1, (0, 1, 900.0, 1799.0, 3000.0, 1000.0), 1.0), // a unit below .6
        (1, (0, 1, 900.0, 2500.0, 3000.0, 999.0), 1.0), // replaced, but poor
        (0, (0, 1, 900.0, 1.0, 1.0, 5000.0), 100.0),   // lost no job
    ]
}

#[test]
fn the_funnel_nests() {
    let people = People::new(&workers());
    let mut partial = FunnelPartial::new(line(), people.weights.scale());
    partial.add(&people.whole()).unwrap();
    let found = partial.finish();
    assert_eq!(found.displaced, 10.0);
    assert_eq!(
        (found.avoided, found.eligible, found.receiving, found.adequate),
        (3.0, 5.0, 4.0, 2.0)
    );
    assert_eq!((found.covered, found.adequate_of_all), (7.0, 7.0));
    assert_eq!(found.avoided_share, Some(0.3));
    assert_eq!(found.receiving_of_eligible_share, Some(0.8));
    assert_eq!(found.adequate_of_receiving_share, Some(0.5));
    assert_eq!(found.receiving_not_eligible, 0.0);
    let income = 9000.0 + 4000.0 + 500.0 + 3600.0 + 1799.0 + 2500.0;
    assert_eq!(found.income_replaced_share, Some(income / 30_000.0));
    // Without a line the poor one is adequate too.
    let mut partial = FunnelPartial::new(None, people.weights.scale());
    partial.add(&people.whole()).unwrap();
    assert_eq!(partial.finish().adequate, 3.0);
}

#[test]
fn a_policy_that_avoids_the_loss_keeps_the_displaced() {
    let before = People::new(&workers());
    let mut rows = workers();
    rows[2].1 = (1, 0, 0.0, 3000.0, 3000.0, 2000.0);
    let after = People::new(&rows);
    let found = coverage(&[before.whole()], &[after.whole()], line(), before.weights.scale()).unwrap();
    assert_eq!((found.baseline.displaced, found.reform.displaced), (10.0, 10.0));
    assert_eq!((found.baseline.avoided, found.reform.avoided), (3.0, 4.0));
    assert_eq!((found.baseline.covered, found.reform.covered), (7.0, 8.0));
    // Other persons are another question.
    rows[6].0 = 1;
    let other = People::new(&rows);
    assert_eq!(
        coverage(&[before.whole()], &[other.whole()], line(), before.weights.scale()),
        Err(MeasureError::Plan)
    );
}

#[test]
fn nobody_displaced_has_no_shares() {
    let people = People::new(&[(0, (0, 1, 5.0, 1.0, 1.0, 1.0), 1.0)]);
    let mut partial = FunnelPartial::new(line(), people.weights.scale());
    partial.add(&people.whole()).unwrap();
    let found = partial.finish();
    assert_eq!((found.displaced, found.covered), (0.0, 0.0));
    assert_eq!(
        (
            found.avoided_share,
            found.covered_share,
            found.adequate_of_receiving_share,
            found.income_replaced_share
        ),
        (None, None, None, None)
    );
    // An income had the job lasted of zero or below leaves the line to decide.
    let people = People::new(&[
        (1, (0, 1, 5.0, 10.0, -100.0, 1000.0), 1.0),
        (1, (0, 1, 5.0, 10.0, 0.0, 10.0), 1.0),
        (1, (0, 0, 5.0, 10.0, 0.0, 10.0), 1.0),
    ]);
    let mut partial = FunnelPartial::new(line(), people.weights.scale());
    partial.add(&people.whole()).unwrap();
    let found = partial.finish();
    assert_eq!(
        (found.receiving, found.adequate, found.receiving_not_eligible),
        (2.0, 1.0, 1.0)
    );
    assert_eq!(found.income_replaced_share, None);
}

#[test]
fn costs_per_head_are_undefined_without_heads() {
    assert_eq!(cost_per(100.0, 4.0, 0.0), Some(25.0));
    assert_eq!(cost_per(-100.0, 4.0, 0.0), None);
    for (achieved, error) in [(0.0, 0.0), (-3.0, 0.0), (2.0, 2.0), (2.0, 5.0), (f64::NAN, 0.0)] {
        assert_eq!(cost_per(100.0, achieved, error), None);
    }
    let (before, after) = (People::new(&workers()), {
        let mut rows = workers();
        rows[2].1.2 = 800.0;
        People::new(&rows)
    });
    let funnels = coverage(&[before.whole()], &[after.whole()], line(), before.weights.scale()).unwrap();
    let poverty = |incomes: &[f64]| {
        let weights = Weights::ones(incomes.len());
        let mut partial = PovertyPartial::new(line().unwrap(), weights.scale());
        partial.add(incomes, weights.as_slice()).unwrap();
        partial.finish()
    };
    let (poor, less_poor) = (poverty(&[400.0, 900.0, 2000.0]), poverty(&[600.0, 1000.0, 2000.0]));
    let found = cost_effectiveness(
        600.0,
        (&funnels.baseline, &funnels.reform),
        (&poor, &less_poor),
        OutcomeErrors::default(),
    );
    assert_eq!((found.covered, found.cost_per_covered), (1.0, Some(600.0)));
    assert_eq!(
        (found.out_of_poverty, found.cost_per_person_out_of_poverty),
        (1.0, Some(600.0))
    );
    assert_eq!(
        (found.poverty_gap_closed, found.cost_per_unit_of_poverty_gap),
        (300.0, Some(2.0))
    );
    // Who reaches some and saves money has no cost a head.
    for net_cost in [0.0, -600.0] {
        let saving = cost_effectiveness(
            net_cost,
            (&funnels.baseline, &funnels.reform),
            (&poor, &less_poor),
            OutcomeErrors::default(),
        );
        assert_eq!(
            (
                saving.covered,
                saving.cost_per_covered,
                saving.cost_per_person_out_of_poverty
            ),
            (1.0, None, None)
        );
        assert_eq!(saving.cost_per_unit_of_poverty_gap, None);
    }
    let back = cost_effectiveness(
        600.0,
        (&funnels.reform, &funnels.baseline),
        (&less_poor, &poor),
        OutcomeErrors::default(),
    );
    assert_eq!(
        (
            back.cost_per_covered,
            back.cost_per_person_out_of_poverty,
            back.cost_per_unit_of_poverty_gap
        ),
        (None, None, None)
    );
}

#[test]
fn leakage_is_what_goes_to_households_that_lost_no_job() {
    let households = households_with(&[0, 1, 0, 0, 0, 1, 1], &[0, 2, 3, 5, 5, 7]);
    assert_eq!(households, [1, 0, 0, 0, 1]);
    let weights = Weights::new(&[1.0, 2.0, 1.0, 4.0, 1.0], WeightScale::for_maximum(4.0)).unwrap();
    let mut partial = LeakagePartial::new(weights.scale());
    partial
        .add(&[100.0, 50.0, 0.0, 25.0, 200.0], &households, weights.as_slice())
        .unwrap();
    let found = partial.finish();
    assert_eq!(
        (found.spending, found.leaked, found.leakage_share),
        (500.0, 200.0, Some(0.4))
    );
    assert_eq!(LeakagePartial::new(weights.scale()).finish().leakage_share, None);
}

#[test]
fn transfers_fill_gaps_spill_over_and_miss() {
    // Line 1,000: gaps of 600, 300 and none; transfers 400 (fills), 500 (spills 200 over), 100 (misses).
    let weights = Weights::ones(3);
    let mut partial = TargetingPartial::new(weights.scale());
    partial
        .add(
            &[400.0, 700.0, 1000.0],
            &[400.0, 500.0, 100.0],
            &[1000.0; 3],
            weights.as_slice(),
        )
        .unwrap();
    let found = partial.finish();
    assert_eq!(
        (found.transfers, found.to_poor, found.filling, found.gap_before),
        (1000.0, 900.0, 700.0, 900.0)
    );
    assert_eq!(
        (found.vertical_efficiency, found.spillover),
        (Some(0.9), Some(200.0 / 900.0))
    );
    assert_eq!(found.poverty_reduction_efficiency, Some(0.7));
    assert_eq!(found.poverty_gap_efficiency, Some(700.0 / 900.0));
    let nothing = TargetingPartial::new(weights.scale()).finish();
    assert_eq!((nothing.vertical_efficiency, nothing.spillover), (None, None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn neither_order_nor_parts_matter(
        rows in prop::collection::vec((0..2u8, (0..2u8, 0..2u8, -10.0..500.0f64, -100.0..5000.0f64, -100.0..5000.0f64, 0.0..3000.0f64), 0.0..1000.0f64), 1..200),
        cut in 0.0..1.0f64,
    ) {
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(d, (a, e, r, y, l, q), w)| (d, (a, e, to_grid(r), to_grid(y), to_grid(l), to_grid(q)), w))
            .collect();
        let people = People::new(&rows);
        let part = |range: std::ops::Range<usize>| {
            let mut partial = FunnelPartial::new(line(), people.weights.scale());
            partial.add(&people.columns(range)).unwrap();
            partial
        };
        let whole = part(0..rows.len());
        let cut = (cut * rows.len() as f64) as usize;
        let mut joined = part(cut..rows.len());
        joined.merge(&part(0..cut)).unwrap();
        prop_assert_eq!(joined, whole);
        let found = whole.finish();
        prop_assert!(found.adequate <= found.receiving && found.receiving <= found.eligible);
        prop_assert!(found.avoided + found.eligible <= found.displaced * (1.0 + 1e-12));
        prop_assert!(found.adequate <= found.adequate_of_all && found.adequate_of_all <= found.displaced);
        let text = serde_json::to_string(&found).unwrap();
        prop_assert_eq!(serde_json::from_str::<Funnel>(&text).unwrap(), found);
    }
}

#[test]
fn a_loss_that_is_moved_into_the_year_takes_the_place_of_one_that_is_absent() {
    // 3 keep their work, 2 lose it, eligible and without a benefit; 1 loses it in this year under the law alone, receives and has enough.
    let people = People::new(&[
        (1, (1, 0, 0.0, 3000.0, 3000.0, 2000.0), 3.0),
        (1, (0, 1, 0.0, 900.0, 3000.0, 500.0), 2.0),
    ]);
    let moved = People::new(&[(1, (0, 1, 500.0, 2400.0, 3000.0, 1600.0), 1.0)]);
    let mut partial = FunnelPartial::new(line(), people.weights.scale());
    partial.add(&people.whole()).unwrap();
    let found = partial.finish();
    assert_eq!((found.displaced, found.avoided, found.adequate_of_all), (5.0, 3.0, 3.0));
    partial.add_moved(&moved.whole()).unwrap();
    let found = partial.finish();
    // As many as under baseline law, of whom 5 - 3 are spared.
    assert_eq!((found.displaced, found.avoided, found.adequate_of_all), (5.0, 2.0, 3.0));
    assert_eq!((found.eligible, found.receiving, found.adequate), (3.0, 1.0, 1.0));
    // 2 x 3000 + 2 x 900 + 2400 of 5 x 3000.
    let replaced = found.income_replaced_share.unwrap();
    assert!((replaced - 10_200.0 / 15_000.0).abs() < 1e-12, "{replaced}");
    // More are moved here than are absent: nobody is spared.
    for _ in 0..3 {
        partial.add_moved(&moved.whole()).unwrap();
    }
    let found = partial.finish();
    assert_eq!((found.displaced, found.avoided, found.adequate_of_all), (6.0, 0.0, 4.0));
}

#[test]
fn who_is_back_at_work_counts_with_those_spared_and_is_not_moved() {
    // Three spared, two back at work though eligible and paid, two who get nothing.
    let mut people = People::new(&[
        (1, (1, 0, 0.0, 3000.0, 3000.0, 2000.0), 3.0),
        (1, (0, 1, 900.0, 2900.0, 3000.0, 2000.0), 2.0),
        (1, (0, 0, 0.0, 900.0, 3000.0, 600.0), 2.0),
    ]);
    people.back_at_work[1] = 1;
    let mut partial = FunnelPartial::new(line(), people.weights.scale());
    partial.add(&people.whole()).unwrap();
    let found = partial.finish();
    assert_eq!((found.displaced, found.avoided, found.back_at_work), (7.0, 5.0, 2.0));
    assert_eq!((found.eligible, found.receiving, found.covered), (0.0, 0.0, 5.0));
    // Of three whose loss is moved here one is back at work; they take the place of those who are spared.
    let mut moved = People::new(&[
        (1, (0, 0, 0.0, 2900.0, 3000.0, 2000.0), 1.0),
        (1, (0, 1, 900.0, 2400.0, 3000.0, 2000.0), 2.0),
    ]);
    moved.back_at_work[0] = 1;
    partial.add_moved(&moved.whole()).unwrap();
    let found = partial.finish();
    assert_eq!((found.displaced, found.avoided, found.back_at_work), (7.0, 3.0, 3.0));
    assert_eq!((found.eligible, found.adequate, found.covered), (2.0, 2.0, 5.0));
}
