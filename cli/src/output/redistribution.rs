//! What taxes and benefits do between market and disposable income, for a reader.

use commonweal_core::costing::Results;
use commonweal_core::measures::Redistribution;

use super::budget::heading;
use super::distribution::{Row, before_and_after, counted};

/// Redistribution under both laws; empty if the system has no market income.
pub fn redistribution(results: &Results) -> String {
    let Some(found) = &results.redistribution else {
        return String::new();
    };
    let remark = format!(
        "From market to disposable income, equivalised by the same scale, among {}; concentration and Kakwani by rank of \
         market income.",
        counted(results)
    );
    let rows: [Row<Redistribution, usize>; 12] = [
        ("Gini of market income", |found| found.gini_market, 4),
        ("Gini of gross income", |found| found.gini_gross, 4),
        ("Gini of disposable income", |found| found.gini_disposable, 4),
        ("Redistributive effect", |found| found.redistributive_effect, 4),
        ("Reynolds-Smolensky index", |found| found.reynolds_smolensky, 4),
        ("Re-ranking (Atkinson-Plotnick)", |found| found.reranking, 4),
        ("Kakwani index, taxes less benefits", |found| found.kakwani, 4),
        ("Kakwani index, taxes", |found| found.kakwani_taxes, 4),
        ("Concentration of taxes", |found| found.concentration_taxes, 4),
        ("Concentration of benefits", |found| found.concentration_benefits, 4),
        ("Taxes over market income", |found| found.tax_rate, 4),
        ("Benefits over market income", |found| found.benefit_rate, 4),
    ];
    let mut text = heading("Redistribution", &remark);
    text.push_str(&before_and_after(
        results.has_reform,
        &found.baseline,
        &found.reform,
        &rows,
    ));
    text
}
