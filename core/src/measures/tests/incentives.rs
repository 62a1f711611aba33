//! What work pays: hand-worked rates, quantiles by definition, order and partition.

use super::*;

fn ones(rows: usize) -> Weights {
    Weights::ones(rows)
}

fn table(rates: &[Option<f64>], deciles: &[u8], categories: &[u8], weights: &Weights, labels: u32) -> RateTable {
    let mut partial = RatesPartial::new(labels, weights.scale());
    let rows = RateRows {
        deciles,
        categories,
        weights: weights.as_slice(),
    };
    partial.add(rates, &rows).unwrap();
    partial.finish()
}

#[test]
fn rates_worked_by_hand() {
    // 3 % of 20,000 is 600; the household keeps 240 of it.
    assert_eq!(earnings_step(20_000.0), 600.0);
    let marginal = marginal_effective_tax_rate(20_000.0, 25_000.0, 25_240.0).unwrap();
    assert!((marginal - 0.6).abs() < 1e-15);
    // At least one unit, for the smallest earnings.
    assert_eq!(earnings_step(10.0), 1.0);
    assert_eq!(marginal_effective_tax_rate(10.0, 50.0, 50.5), Some(0.5));
    assert_eq!(marginal_effective_tax_rate(0.0, 50.0, 51.0), None);
    // 25,000 in work, 11,000 out of it: 14,000 of 20,000 remain.
    assert!((participation_tax_rate(20_000.0, 25_000.0, 11_000.0).unwrap() - 0.3).abs() < 1e-15);
    assert_eq!(participation_tax_rate(0.0, 1.0, 0.0), None);
    assert_eq!(net_replacement_rate(25_000.0, 11_000.0), Some(0.44));
    assert_eq!(net_replacement_rate(0.0, 11_000.0), None);
    assert_eq!(own_replacement_rate(9_000.0, 15_000.0), Some(0.6));
    // A cliff takes more than was earned; a credit gives more.
    assert!(marginal_effective_tax_rate(20_000.0, 25_000.0, 24_000.0).unwrap() > 1.0);
    assert!(marginal_effective_tax_rate(20_000.0, 25_000.0, 25_840.0).unwrap() < 0.0);
}

#[test]
fn quantiles_and_shares_by_group() {
    let rates: Vec<Option<f64>> = (1..=10).map(|i| Some(f64::from(i) / 8.0)).collect();
    let deciles: Vec<u8> = (1..=10).collect();
    let categories = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    let found = table(&rates, &deciles, &categories, &ones(10), 3);
    let all = found.all;
    assert_eq!((all.weight, all.undefined_weight), (10.0, 0.0));
    assert_eq!((all.p10, all.median, all.p90), (Some(0.125), Some(0.625), Some(1.125)));
    assert_eq!(all.mean, Some(0.6875));
    // .625 and more are above .6, .875 and more above .8, 1.125 and 1.25 above 1, which 1 is not.
    assert_eq!(all.share_above_60_percent, Some(0.6));
    assert_eq!(all.share_above_80_percent, Some(0.4));
    assert_eq!(all.share_above_100_percent, Some(0.2));
    assert_eq!(found.deciles.len(), 10);
    assert_eq!((found.deciles[3].median, found.deciles[3].weight), (Some(0.5), 1.0));
    assert_eq!(found.categories.len(), 3);
    assert_eq!(found.categories[1].median, Some(1.0));
    let empty = found.categories[2];
    assert_eq!(
        (empty.weight, empty.mean, empty.p10, empty.share_above_60_percent),
        (0.0, None, None, None)
    );
}

#[test]
fn levels_are_exact_and_undefined_rates_are_told() {
    let rates = [
        Some(0.6),
        Some(0.8),
        Some(1.0),
        None,
        Some(f64::NAN),
        Some(f64::INFINITY),
    ];
    let found = table(&rates, &[0; 6], &[0; 6], &ones(6), 1).all;
    assert_eq!((found.weight, found.undefined_weight), (4.0, 2.0));
    // Rounded to steps of 2^-30, .6 and .8 lie on their own side: neither is above itself.
    assert_eq!(found.share_above_60_percent, Some(0.75));
    assert_eq!(found.share_above_80_percent, Some(0.5));
    assert_eq!(found.share_above_100_percent, Some(0.25));
    let none = table(&[None], &[4], &[0], &ones(1), 1);
    assert_eq!((none.all.median, none.all.mean), (None, None));
    assert_eq!(
        (none.deciles[3].undefined_weight, none.deciles[4].undefined_weight),
        (1.0, 0.0)
    );
}

#[test]
fn a_heavy_row_moves_the_quantiles() {
    let rates: Vec<Option<f64>> = (0..100).map(|i| Some(f64::from(i) / 100.0)).collect();
    let deciles: Vec<u8> = (0..100).map(|i| i / 10 + 1).collect();
    let light = table(&rates, &deciles, &[0; 100], &ones(100), 1).all;
    let heavy: Vec<f64> = (0..100).map(|i| if i < 10 { 1000.0 } else { 1.0 }).collect();
    let heavy = Weights::new(&heavy, WeightScale::for_maximum(1000.0)).unwrap();
    let heavy = table(&rates, &deciles, &[0; 100], &heavy, 1).all;
    let near = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 1e-9;
    assert!(near(light.median, 0.49) && near(light.p90, 0.89));
    assert!(near(heavy.median, 0.05) && near(heavy.p90, 0.09));
}

#[test]
fn what_does_not_fit_is_refused_and_adds_nothing() {
    let weights = ones(2);
    let mut partial = RatesPartial::new(2, weights.scale());
    let mut add = |deciles: &[u8], categories: &[u8], rates: &[Option<f64>]| {
        partial.add(
            rates,
            &RateRows {
                deciles,
                categories,
                weights: weights.as_slice(),
            },
        )
    };
    assert!(matches!(
        add(&[1], &[0, 1], &[None; 2]),
        Err(MeasureError::Length { .. })
    ));
    assert!(matches!(
        add(&[1, 11], &[0, 1], &[None; 2]),
        Err(MeasureError::Code { row: 1, code: 11, .. })
    ));
    assert!(matches!(
        add(&[1, 2], &[0, 2], &[None; 2]),
        Err(MeasureError::Code { row: 1, code: 2, .. })
    ));
    assert_eq!(partial, RatesPartial::new(2, weights.scale()));
    assert_eq!(
        partial.merge(&RatesPartial::new(3, weights.scale())),
        Err(MeasureError::Plan)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn incentives_do_not_depend_on_order_or_parts(
        rows in prop::collection::vec((0.0..60_000.0f64, 0.0..60_000.0f64, 0.0..1.5f64, 0.0..2.0f64, 0.0..1000.0f64, 1..11u8, 0..4u8), 1..200),
        cut in 0.0..1.0f64,
    ) {
        type Row = (f64, f64, f64, f64, f64, u8, u8);
    let column = |f: &dyn Fn(&Row) -> f64| -> Vec<f64> { rows.iter().map(|r| to_grid(f(r))).collect() };
        let earnings = column(&|r| if r.0 < 9000.0 { 0.0 } else { r.0 });
        let today = column(&|r| r.1);
        let raised = column(&|r| r.1 + earnings_step(r.0) * r.2);
        let (insured, uninsured) = (column(&|r| r.1 * r.3), column(&|r| r.1 * r.3 * 0.5));
        let weights: Vec<f64> = rows.iter().map(|r| r.4).collect();
        let weights = Weights::new(&weights, WeightScale::for_maximum(1000.0)).unwrap();
        let (deciles, statuses): (Vec<u8>, Vec<u8>) = rows.iter().map(|r| (r.5, r.6)).unzip();
        let part = |range: std::ops::Range<usize>| {
            let mut partial = IncentivesPartial::new(4, weights.scale());
            let columns = IncentiveColumns {
                earnings: &earnings[range.clone()],
                today: &today[range.clone()],
                raised: &raised[range.clone()],
                out_insured: &insured[range.clone()],
                out_uninsured: &uninsured[range.clone()],
            };
            let rows = RateRows {
                deciles: &deciles[range.clone()],
                categories: &statuses[range.clone()],
                weights: weights.slice(range).unwrap(),
            };
            partial.add(&columns, &rows).unwrap();
            partial
        };
        let whole = part(0..rows.len()).finish();
        let cut = (cut * rows.len() as f64) as usize;
        let mut joined = part(cut..rows.len());
        joined.merge(&part(0..cut)).unwrap();
        prop_assert_eq!(&joined.finish(), &whole);
        // Everybody is counted once, in each way of cutting them into groups.
        let table = &whole.marginal;
        for groups in [&table.deciles, &table.categories] {
            let total = groups.iter().fold(0.0, |sum, group| sum + group.weight + group.undefined_weight);
            prop_assert!((total - table.all.weight - table.all.undefined_weight).abs() < 1e-6);
        }
        // The median by its definition.
        let mut rates: Vec<(f64, f64)> = (0..rows.len())
            .filter_map(|row| Some((marginal_effective_tax_rate(earnings[row], today[row], raised[row])?, rows[row].4)))
            .filter(|(_, weight)| *weight > 1e-9)
            .collect();
        rates.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half = rates.iter().fold(0.0, |sum, r| sum + r.1) / 2.0;
        let mut reached = 0.0;
        let median = rates.iter().find(|r| { reached += r.1; reached >= half }).map(|r| r.0);
        match (median, table.all.median) {
            (Some(wanted), Some(found)) => prop_assert!((found - wanted).abs() < 1e-8, "{found} {wanted}"),
            (wanted, found) => prop_assert_eq!(wanted, found),
        }
        let text = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(serde_json::from_str::<Incentives>(&text).unwrap(), whole);
    }
}
