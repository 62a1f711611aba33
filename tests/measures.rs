//! Measures of inequality and redistribution against published Python libraries, on the same weighted incomes.

use std::collections::BTreeMap;

use commonweal_core::measures::{ConcentrationPartial, RankIndex, entropy, redistribution};
use commonweal_core::numeric::{Ranked, Ranker, Totals, WeightScale, Weights};
use commonweal_tests::folder;

/// The lines of a file of `tests/data` after the first, cut at commas.
fn lines(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder().join("data").join(name)).expect("the file can be read");
    let cells = |line: &str| line.split(',').map(str::to_string).collect();
    text.lines().skip(1).map(cells).collect()
}

#[test]
fn measures_agree_with_published_libraries() {
    let rows = lines("weighted_incomes.csv");
    let column = |at: usize| -> Vec<f64> { rows.iter().map(|row| row[at].parse().expect("a number")).collect() };
    let (market, gross, taxes, disposable) = (column(0), column(1), column(2), column(3));
    let weights = Weights::new(&column(4), WeightScale::for_maximum(1000.0)).expect("sound weights");
    let slice = weights.as_slice();
    let ranked = |incomes: &[f64]| Ranked::from_run(Ranker::new().sort(incomes, slice));

    let totals = Totals::of(&disposable, slice);
    let entropies = entropy(&disposable, slice, &totals).expect("columns fit");
    let index = RankIndex::new(&ranked(&market));
    let mut partial = ConcentrationPartial::new(weights.scale());
    partial
        .add(&index, &market, [&market[..], &disposable, &taxes], slice)
        .expect("columns fit");
    let found = redistribution(
        partial.sums(),
        index.weight(),
        ranked(&gross).gini(),
        ranked(&disposable).gini(),
    );

    let exponent = weights.scale().exact_exponent;
    let of = |value: Option<f64>| value.expect("defined");
    // Totals and means to 1e-12, rank measures to 1e-7.
    let own: BTreeMap<&str, (f64, f64)> = BTreeMap::from([
        ("mean_disposable", (of(totals.sum.mean(totals.weight)), 1e-12)),
        ("total_disposable", (totals.sum.to_f64(exponent), 1e-12)),
        ("gini_market", (of(found.gini_market), 1e-7)),
        ("gini_gross", (of(found.gini_gross), 1e-7)),
        ("gini_disposable", (of(found.gini_disposable), 1e-7)),
        ("theil", (of(entropies.theil), 1e-11)),
        ("mean_log_deviation", (of(entropies.mean_log_deviation), 1e-11)),
        ("atkinson_0_5", (of(entropies.atkinson_0_5), 1e-11)),
        ("atkinson_1", (of(entropies.atkinson_1), 1e-11)),
        ("atkinson_2", (of(entropies.atkinson_2), 1e-11)),
        ("not_positive_weight", (entropies.not_positive_weight, 1e-12)),
        ("concentration_disposable", (of(found.concentration_disposable), 1e-7)),
        ("concentration_taxes", (of(found.concentration_taxes), 1e-7)),
        ("concentration_benefits", (of(found.concentration_benefits), 1e-7)),
        ("concentration_net_taxes", (of(found.concentration_net_taxes), 1e-7)),
        ("redistributive_effect", (of(found.redistributive_effect), 1e-7)),
        ("reynolds_smolensky", (of(found.reynolds_smolensky), 1e-7)),
        ("reranking", (of(found.reranking), 1e-7)),
        ("kakwani", (of(found.kakwani), 1e-7)),
        ("kakwani_taxes", (of(found.kakwani_taxes), 1e-7)),
    ]);
    let published = lines("weighted_measures.csv");
    assert_eq!(published.len(), own.len());
    for row in &published {
        let wanted: f64 = row[1].parse().expect("a number");
        let (found, within) = own[row[0].as_str()];
        let size = if wanted.abs() > 1.0 { wanted.abs() } else { 1.0 };
        assert!(
            (found - wanted).abs() <= within * size,
            "{}: {found} instead of {wanted} of {} {}",
            row[0],
            row[2],
            row[3]
        );
    }
}
