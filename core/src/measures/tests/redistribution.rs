//! Theil, Atkinson, concentration and redistribution: closed forms, hand-worked cases, order and partition.

use super::*;
use crate::numeric::grid::{KEY_STEP, STEP};
use crate::numeric::math::{exp, ln, norm_ppf, pow};
use crate::numeric::weights::WeightSlice;

fn weights_of(weights: &[f64]) -> Weights {
    let largest = weights.iter().fold(0.0, |a: f64, &b| if b > a { b } else { a });
    Weights::new(weights, WeightScale::for_maximum(largest)).unwrap()
}

fn indices(incomes: &[f64], weights: &[f64]) -> EntropyIndices {
    let weights = weights_of(weights);
    let totals = Totals::of(incomes, weights.as_slice());
    entropy(incomes, weights.as_slice(), &totals).unwrap()
}

fn five(found: &EntropyIndices) -> [Option<f64>; 5] {
    [
        found.theil,
        found.mean_log_deviation,
        found.atkinson_0_5,
        found.atkinson_1,
        found.atkinson_2,
    ]
}

fn assert_close(found: Option<f64>, wanted: f64, within: f64) {
    let found = found.expect("defined");
    assert!((found - wanted).abs() <= within, "{found} instead of {wanted}");
}

/// The five indices by their plain formulas.
fn plainly(incomes: &[f64], weights: &[f64]) -> Option<[f64; 5]> {
    let rows = || incomes.iter().zip(weights).filter(|(x, _)| **x > 0.0);
    let mean = |f: &dyn Fn(f64) -> f64| {
        let (sum, weight) = rows().fold((0.0, 0.0), |(s, t), (&x, &w)| (s + w * f(x), t + w));
        (weight > 0.0).then(|| sum / weight)
    };
    let mu = mean(&|x| x)?;
    Some([
        mean(&|x| x / mu * ln(x / mu))?,
        -mean(&|x| ln(x / mu))?,
        1.0 - pow(mean(&|x| pow(x / mu, 0.5))?, 2.0),
        1.0 - exp(mean(&|x| ln(x / mu))?),
        1.0 - 1.0 / mean(&|x| mu / x)?,
    ])
}

#[test]
fn two_incomes_worked_by_hand() {
    // Incomes 1 and 3: mean 2, relative incomes 1/2 and 3/2.
    let found = indices(&[1000.0, 3000.0], &[1.0, 1.0]);
    let wanted = [
        (0.5 * ln(0.5) + 1.5 * ln(1.5)) / 2.0,
        -ln(0.75) / 2.0,
        1.0 - (2.0 + 2.0 * pow(0.75, 0.5)) / 4.0,
        1.0 - pow(0.75, 0.5),
        0.25,
    ];
    for (found, wanted) in five(&found).into_iter().zip(wanted) {
        assert_close(found, wanted, 1e-12);
    }
    assert_close(found.theil, 0.130_812_035_941, 1e-12);
    assert_close(found.atkinson_0_5, 0.066_987_298_108, 1e-12);
    assert_eq!(found.not_positive_weight, 0.0);
}

#[test]
fn equal_incomes_have_no_inequality() {
    for income in [STEP, 1.0, 12_345.678, 3e10] {
        let found = indices(&[to_grid(income); 7], &[1.0, 2.0, 0.0, 3.3, 1000.0, 0.1, 7.0]);
        assert_eq!(five(&found), [Some(0.0); 5]);
    }
    assert_eq!(five(&indices(&[5.0], &[2.0])), [Some(0.0); 5]);
}

#[test]
fn incomes_of_zero_or_below_are_left_out_and_told() {
    let with = indices(&[1000.0, 0.0, 3000.0, -500.0], &[1.0, 2.0, 1.0, 4.0]);
    let without = indices(&[1000.0, 3000.0], &[1.0, 1.0]);
    assert_eq!(five(&with), five(&without));
    assert_eq!((with.not_positive_weight, with.not_positive_share), (6.0, Some(0.75)));
    let none = indices(&[0.0, -1.0], &[1.0, 1.0]);
    assert_eq!((five(&none), none.not_positive_share), ([None; 5], Some(1.0)));
    let nobody = indices(&[], &[]);
    assert_eq!((five(&nobody), nobody.not_positive_share), ([None; 5], None));
    let weightless = indices(&[10.0, 20.0], &[0.0, 0.0]);
    assert_eq!((five(&weightless), weightless.not_positive_share), ([None; 5], None));
}

#[test]
fn lognormal_incomes_approach_their_closed_forms() {
    // ln x normal with standard deviation s: Theil = mean log deviation = s^2 / 2, Atkinson(e) = 1 - exp(-e s^2 / 2).
    let (n, s) = (200_000, 0.6);
    let at = |i: i32| (f64::from(i) + 0.5) / f64::from(n);
    let incomes: Vec<f64> = (0..n).map(|i| to_grid(exp(10.0 + s * norm_ppf(at(i))))).collect();
    let found = indices(&incomes, &vec![1.0; incomes.len()]);
    let half = s * s / 2.0;
    assert_close(found.theil, half, 2e-4);
    assert_close(found.mean_log_deviation, half, 2e-5);
    for (found, e) in [
        (found.atkinson_0_5, 0.5),
        (found.atkinson_1, 1.0),
        (found.atkinson_2, 2.0),
    ] {
        assert_close(found, 1.0 - exp(-e * half), 1e-4);
    }
}

#[test]
fn a_weight_of_a_thousand_is_a_thousand_rows() {
    let incomes = [900.0, 2000.0, 4000.0, 90_000.0];
    let weights = [1000.0, 1.0, 500.0, 3.0];
    let repeated: Vec<f64> = incomes
        .iter()
        .zip(weights)
        .flat_map(|(&x, w)| vec![x; w as usize])
        .collect();
    let (heavy, many) = (
        indices(&incomes, &weights),
        indices(&repeated, &vec![1.0; repeated.len()]),
    );
    for (a, b) in five(&heavy).into_iter().zip(five(&many)) {
        assert_close(a, b.unwrap(), 1e-12);
    }
    assert_ne!(five(&heavy), five(&indices(&incomes, &[1.0; 4])));
}

#[test]
fn the_widest_incomes_do_not_overflow() {
    let largest = LIMIT - 1.0;
    let maximum = 4_503_599_627_370_495.0;
    let incomes = [vec![STEP; 500], vec![largest; 500]].concat();
    let found = indices(&incomes, &vec![maximum; 1000]);
    assert_close(found.theil, ln(2.0), 1e-9);
    assert_close(found.atkinson_0_5, 0.5, 1e-6);
    assert_close(found.atkinson_2, 1.0, 1e-12);
    let found = indices(&[STEP, largest], &[maximum, 1.0]);
    assert!(five(&found).iter().all(Option::is_some));
}

/// Redistribution between two columns, with taxes apart.
fn redistributed(market: &[f64], disposable: &[f64], taxes: &[f64], weights: &[f64]) -> Redistribution {
    let weights = weights_of(weights);
    let ranked = |column: &[f64]| Ranked::from_run(Ranker::new().sort(column, weights.as_slice()));
    let index = RankIndex::new(&ranked(market));
    let mut partial = ConcentrationPartial::new(weights.scale());
    partial
        .add(&index, market, [market, disposable, taxes], weights.as_slice())
        .unwrap();
    redistribution(partial.sums(), index.weight(), None, ranked(disposable).gini())
}

#[test]
fn a_proportional_tax_changes_nothing_and_a_lump_sum_is_progressive() {
    let market = [1000.0, 2000.0, 3000.0, 10_000.0];
    let weights = [3.0, 1.0, 2.0, 0.5];
    let taxes = market.map(|x| x * 0.25);
    let after = market.map(|x| x * 0.75);
    let found = redistributed(&market, &after, &taxes, &weights);
    assert_close(found.kakwani, 0.0, 1e-15);
    assert_close(found.kakwani_taxes, 0.0, 1e-15);
    assert_close(found.reynolds_smolensky, 0.0, 1e-15);
    assert_eq!(found.reranking, Some(0.0));
    assert_close(found.tax_rate, 0.25, 1e-15);
    assert_eq!((found.benefit_rate, found.concentration_benefits), (Some(0.0), None));
    // The same for everybody: concentration zero.
    let found = redistributed(&market, &market.map(|x| x + 500.0), &[0.0; 4], &weights);
    assert_close(found.concentration_benefits, 0.0, 1e-15);
    assert_eq!((found.concentration_taxes, found.kakwani_taxes), (None, None));
    // Net taxes are below zero.
    assert_eq!((found.concentration_net_taxes, found.kakwani), (None, None));
    assert!(found.redistributive_effect.unwrap() > 0.0);
}

#[test]
fn reranking_worked_by_hand() {
    // Market 10, 20, 30; disposable 20, 10, 30 with taxes 0, 10, 0 and a benefit of 10 to the first.
    let found = redistributed(&[10.0, 20.0, 30.0], &[20.0, 10.0, 30.0], &[0.0, 10.0, 0.0], &[1.0; 3]);
    // G = (10 x 1 + 20 x 3 + 30 x 5) / (3 x 60) - 1 = 2/9; concentration (20 x 1 + 10 x 3 + 30 x 5) / 180 - 1 = 1/9.
    assert_close(found.gini_market, 2.0 / 9.0, 1e-15);
    assert_close(found.gini_disposable, 2.0 / 9.0, 1e-15);
    assert_close(found.concentration_disposable, 1.0 / 9.0, 1e-15);
    assert_eq!(found.redistributive_effect, Some(0.0));
    assert_close(found.reynolds_smolensky, 1.0 / 9.0, 1e-15);
    assert_close(found.reranking, 1.0 / 9.0, 1e-15);
    // Taxes in the middle: concentration 10 x 3 / (3 x 10) - 1 = 0; benefits at the bottom: 10 / 30 - 1.
    assert_close(found.concentration_taxes, 0.0, 1e-15);
    assert_close(found.concentration_benefits, -2.0 / 3.0, 1e-15);
    assert_eq!((found.tax_rate, found.benefit_rate), (Some(1.0 / 6.0), Some(1.0 / 6.0)));
    // They pay as much as they receive: net taxes have no concentration.
    assert_eq!(found.kakwani, None);
}

#[test]
fn equals_treated_unequally_are_reranked() {
    let found = redistributed(&[10.0, 10.0], &[5.0, 15.0], &[5.0, 0.0], &[1.0, 1.0]);
    assert_eq!(
        (found.gini_market, found.concentration_disposable),
        (Some(0.0), Some(0.0))
    );
    assert_close(found.reranking, 0.25, 1e-15);
    assert_close(found.redistributive_effect, -0.25, 1e-15);
}

#[test]
fn what_has_no_value_is_none() {
    for market in [&[][..], &[0.0, 0.0][..], &[-10.0, 5.0][..]] {
        let zeros = vec![0.0; market.len()];
        let found = redistributed(market, market, &zeros, &vec![1.0; market.len()]);
        assert_eq!(found.gini_market, None);
        assert_eq!(found.kakwani_taxes, None);
        assert_eq!(found.tax_rate, None);
        assert_eq!(found.reranking, None);
    }
}

#[test]
fn an_index_ranks_incomes_that_it_has_not() {
    let weights = weights_of(&[1.0, 2.0, 3.0]);
    let index = RankIndex::new(&Ranked::from_run(
        Ranker::new().sort(&[10.0, 20.0, 1e9], weights.as_slice()),
    ));
    let one = index.weight() / 6;
    let rank = |income: f64| index.rank(income) / one;
    assert_eq!(
        [0.0, 10.0, 15.0, 20.0, 21.0, 1e9, 2e9].map(rank),
        [0, 1, 2, 4, 6, 9, 12]
    );
    let empty = RankIndex::new(&Ranked::from_run(SortedRun::default()));
    assert_eq!((empty.rank(5.0), empty.weight()), (0, 0));
}

/// Concentration over all pairs, by keys and rank weights.
fn concentration_by_pairs(rows: &[(f64, f64, f64)]) -> Option<f64> {
    let key = |x: f64| income_key(x) as f64 * KEY_STEP;
    let (weight, income) = rows.iter().fold((0.0, 0.0), |(w, s), r| (w + r.2, s + r.2 * key(r.1)));
    if weight <= 0.0 || income <= 0.0 {
        return None;
    }
    let mut sum = 0.0;
    for row in rows {
        for other in rows {
            let counts = if key(other.0) < key(row.0) {
                2.0
            } else if key(other.0) == key(row.0) {
                1.0
            } else {
                0.0
            };
            sum += row.2 * key(row.1) * other.2 * counts;
        }
    }
    Some(sum / (weight * income) - 1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn indices_follow_their_formulas_whatever_the_order(rows in prop::collection::vec(row(), 1..600), cut in 0.0..1.0f64) {
        let columns = Columns::new(&rows);
        let totals = Totals::of(&columns.before, columns.weights.as_slice());
        let found = entropy(&columns.before, columns.weights.as_slice(), &totals).unwrap();
        let weights: Vec<f64> = rows.iter().map(|r| r.weight).collect();
        match plainly(&columns.before, &weights) {
            Some(wanted) => for (found, wanted) in five(&found).into_iter().zip(wanted) {
                prop_assert!((found.unwrap() - wanted).abs() < 1e-9, "{found:?} {wanted}");
            },
            None => prop_assert_eq!(five(&found), [None; 5]),
        }
        let plan = EntropyPlan::new(&totals, columns.weights.scale());
        let mut whole = EntropyPartial::new(plan);
        whole.add(&columns.before, columns.weights.as_slice()).unwrap();
        let cut = (cut * rows.len() as f64) as usize;
        let part = |range: std::ops::Range<usize>| {
            let weights: WeightSlice<'_> = columns.weights.slice(range.clone()).unwrap();
            let mut partial = EntropyPartial::new(plan);
            partial.add(&columns.before[range], weights).unwrap();
            partial
        };
        let mut joined = part(cut..rows.len());
        joined.merge(&part(0..cut)).unwrap();
        prop_assert_eq!(&joined, &whole);
        let mut reversed = rows.clone();
        reversed.reverse();
        let reversed = Columns::new(&reversed);
        let totals = Totals::of(&reversed.before, reversed.weights.as_slice());
        prop_assert_eq!(entropy(&reversed.before, reversed.weights.as_slice(), &totals).unwrap(), found);
    }

    #[test]
    fn concentration_follows_its_definition_whatever_the_order(rows in prop::collection::vec(row(), 1..300), cut in 0.0..1.0f64) {
        let columns = Columns::new(&rows);
        let (before, after) = columns.ranked();
        let index = RankIndex::new(&before);
        let weights = columns.weights.as_slice();
        let mut whole = ConcentrationPartial::new(weights.scale());
        whole.add(&index, &columns.before, [&columns.before[..], &columns.after], weights).unwrap();
        let [own, other] = whole.sums();
        // By its own rank it is the Gini coefficient, to the bit.
        prop_assert_eq!(own.concentration(index.weight()), before.gini());
        let pairs: Vec<_> = rows.iter().map(|r| (r.before, r.after, r.weight)).collect();
        let wanted = concentration_by_pairs(&pairs);
        let found = other.concentration(index.weight());
        prop_assert_eq!(found.is_some(), wanted.is_some());
        if let (Some(found), Some(wanted)) = (found, wanted) {
            // With negative incomes the index may be any number.
            let size = if wanted.abs() > 1.0 { wanted.abs() } else { 1.0 };
            prop_assert!((found - wanted).abs() < 1e-6 * size * size, "{found} {wanted}");
            prop_assert!(after.gini().unwrap() >= found, "re-ranking below zero");
        }
        let cut = (cut * rows.len() as f64) as usize;
        let part = |range: std::ops::Range<usize>| {
            let mut partial = ConcentrationPartial::new(weights.scale());
            let (x, y) = (&columns.before[range.clone()], &columns.after[range.clone()]);
            partial.add(&index, x, [x, y], columns.weights.slice(range).unwrap()).unwrap();
            partial
        };
        let mut joined = part(cut..rows.len());
        joined.merge(&part(0..cut)).unwrap();
        prop_assert_eq!(joined, whole);
    }

    #[test]
    fn the_parts_of_redistribution_add_up(rows in prop::collection::vec((0.0..90_000.0f64, 0.0..0.6f64, 0.0..9000.0f64, 0.01..3.0f64), 2..80)) {
        let market: Vec<f64> = rows.iter().map(|r| to_grid(r.0)).collect();
        let taxes: Vec<f64> = rows.iter().map(|r| to_grid(r.0 * r.1)).collect();
        let disposable: Vec<f64> = rows.iter().zip(&market).zip(&taxes).map(|((r, x), t)| x - t + to_grid(r.2)).collect();
        let weights: Vec<f64> = rows.iter().map(|r| r.3).collect();
        let found = redistributed(&market, &disposable, &taxes, &weights);
        let of = |value: Option<f64>| value.unwrap();
        prop_assert!((of(found.reynolds_smolensky) - of(found.reranking) - of(found.redistributive_effect)).abs() < 1e-12);
        prop_assert!(of(found.reranking) >= 0.0);
        if let (Some(kakwani), Some(tax), Some(benefit)) = (found.kakwani, found.tax_rate, found.benefit_rate) {
            let net = tax - benefit;
            let wanted = net / (1.0 - net) * kakwani;
            let size = if kakwani.abs() > 1.0 { kakwani.abs() } else { 1.0 };
            prop_assert!((of(found.reynolds_smolensky) - wanted).abs() < 1e-9 * size, "{found:?} {wanted}");
        }
    }
}
