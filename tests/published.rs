//! The published study of a displacement of 7 % of employees, rebuilt with its settings on the sample of American tax units, beside its
//! bands; see `docs/validation.md` for what can be compared and what cannot.

use commonweal_tests::validation::figures::Figures;
use commonweal_tests::validation::published::{US, on};

/// The published means of 50 draws, and their standard deviations.
const POVERTY_POINTS: (f64, f64) = (1.87, 0.15);
/// The published cost with the wage gain of the survivors over that without: 18.2 and 31.6 billion pounds.
const COST_WITH_WAGE_GAIN: f64 = 18.2 / 31.6;

#[test]
fn the_published_study_on_american_tax_units() {
    let mut figures = Figures::default();
    on(&US, &mut figures);
    let of = |name: &str| figures.number(&format!("us.{name}"));
    // Poverty lies within two of the published standard deviations, though country, unit and line differ.
    let (points, deviation) = POVERTY_POINTS;
    let poverty = of("as_published.with.poverty");
    assert!((poverty - points).abs() < 2.0 * deviation, "{poverty}");
    // Survivors' wages hide a part of it.
    assert!(of("as_published.without.poverty") > poverty);
    assert!(of("as_published.without.cost") > of("as_published.with.cost"));
    // Where capital income rises by as large a part of all income, the wage gain hides as large a part of the cost.
    let ratio = of("equal_weight.cost_ratio");
    assert!(
        (ratio - COST_WITH_WAGE_GAIN).abs() < 0.04,
        "{ratio} is not {COST_WITH_WAGE_GAIN}"
    );
    let poverty = of("equal_weight.with.poverty");
    assert!((poverty - points).abs() < 3.0 * deviation, "{poverty}");
    // Inequality rises by more than in the published study: there is no unemployment insurance in these data.
    let gini = of("equal_weight.with.gini");
    assert!(gini > 1.11 && gini < of("as_published.with.gini"), "{gini}");
    figures.assert_committed("published");
}
