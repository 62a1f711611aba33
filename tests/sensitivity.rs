//! What the assumptions do to a result: every row is what the study gives with that value, and the study stays what it was.

use std::sync::Arc;

use commonweal_core::costing::{NotVaried, Prepared, Results, Sensitivity, cost, prepare, sensitivity};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Lock, Population, Recipe, generate};
use commonweal_core::system::{Assignment, Catalog, Study};
use commonweal_tests::{catalog, nothing_beside, source};

/// A study on few people of the stylised country.
struct Tried {
    catalog: Catalog,
    study: Study,
    people: Arc<Vec<Population>>,
    prepared: Prepared,
}

impl Tried {
    fn of(text: &str) -> Tried {
        let catalog = catalog();
        let study = Study::read(&source("study.toml", text)).expect("the study is sound");
        let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("the study can be put together");
        let recipe = Recipe::read(catalog.population("stylised").expect("embedded")).expect("the recipe is sound");
        let lock = Lock::read(catalog.lock("stylised").expect("embedded")).expect("the lock is sound");
        let made = generate(&recipe, &prepared.system, Some(300), None, Some(&lock), &|_, _| true);
        Tried {
            people: Arc::new(vec![made.expect("people can be made").population]),
            catalog,
            study,
            prepared,
        }
    }

    fn sensitivity(&self) -> Sensitivity {
        sensitivity(&self.prepared, Arc::clone(&self.people), None, &|_, _| true).expect("it runs")
    }

    /// The study costed anew with a value.
    fn with(&self, set: &[Assignment]) -> Result<Results, Vec<Diagnostic>> {
        let prepared = prepare(&self.study, &self.catalog, &nothing_beside, set, None)?;
        Ok(cost(&prepared, &self.people, &|_, _| true)?.results)
    }
}

fn rate(poverty: &Option<commonweal_core::measures::Poverty>) -> Option<f64> {
    poverty.as_ref()?.headcount_rate
}

#[test]
fn every_end_is_what_the_study_gives_with_that_value() {
    let tried = Tried::of(
        "format = 1\nname = \"tiers\"\npackage = \"three-tier-safety-net\"\n[reform.set]\n\"short_time_work.deadweight\" = 0.4\n",
    );
    let found = tried.sensitivity();
    let whole = tried.with(&[]).expect("it runs");
    assert_eq!(found.central.cost, whole.net_cost);
    assert_eq!(found.year, whole.year);
    assert!(found.rows.len() > 15, "{}", found.rows.len());
    assert!(
        found
            .rows
            .windows(2)
            .all(|pair| pair[0].cost_swing >= pair[1].cost_swing)
    );
    for row in &found.rows {
        assert!(row.low.value <= row.central && row.central <= row.high.value, "{row:?}");
        for end in [&row.low, &row.high] {
            let set = Study::assignment(&format!("{}={}", row.parameter, end.value)).expect("a value");
            match (tried.with(&[set]), end.figures) {
                (Ok(results), Some(figures)) => {
                    assert_eq!(results.net_cost, figures.cost, "{} = {}", row.parameter, end.value);
                    let fixed = &results.poverty.fixed;
                    let change = Some(rate(&fixed.reform).expect("people") - rate(&fixed.baseline).expect("people"));
                    assert_eq!(change, figures.poverty, "{} = {}", row.parameter, end.value);
                }
                (Err(problems), None) => assert_eq!(problems[0].message, end.refused),
                (one, other) => panic!("{}: {one:?} {other:?}", row.parameter),
            }
        }
        let costs = [Some(found.central), row.low.figures, row.high.figures];
        let costs: Vec<f64> = costs.into_iter().flatten().map(|figures| figures.cost).collect();
        let ends = costs.iter().fold((costs[0], costs[0]), |(low, high), cost| {
            (low.min(*cost), high.max(*cost))
        });
        assert_eq!(row.cost_swing, ends.1 - ends.0);
    }
    assert!(found.rows[0].cost_swing > 0.0);
    let why = |name: &str| {
        found
            .not_varied
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, why)| *why)
    };
    for (name, reason) in [
        ("short_time_work.deadweight", NotVaried::SetByStudy),
        ("basic_income.oldest", NotVaried::SetByStudy),
        ("learning_account.course_cost", NotVaried::Money),
        ("short_time_work.tariff", NotVaried::Table),
    ] {
        assert_eq!(why(name), Some(reason), "{name}");
    }
    // The scenario is varied, instruments that the reform leaves alone are not.
    assert!(found.rows.iter().any(|row| row.parameter.starts_with("ai_central.")));
    assert!(
        !found
            .rows
            .iter()
            .any(|row| row.parameter.starts_with("social_assistance."))
    );
}

#[test]
fn without_a_reform_it_is_the_cost_of_the_shock_or_of_the_law() {
    let tried = Tried::of("format = 1\nname = \"bare\"\nsystem = \"stylised\"\nscenario = \"ai-high\"\nyear = 2025\n");
    let found = tried.sensitivity();
    let whole = tried.with(&[]).expect("it runs");
    let shock = whole.shock.as_ref().expect("a scenario");
    assert_eq!(found.central.cost, shock.cost_of_shock);
    let rise = rate(&whole.poverty.fixed.baseline).expect("people") - rate(&shock.calm_poverty).expect("people");
    assert_eq!(found.central.poverty, Some(rise));
    assert!(
        found
            .rows
            .iter()
            .any(|row| row.parameter.starts_with("unemployment_insurance."))
    );

    let tried = Tried::of("format = 1\nname = \"calm\"\nsystem = \"stylised\"\nyear = 2025\n");
    let found = tried.sensitivity();
    let whole = tried.with(&[]).expect("it runs");
    assert_eq!(found.central.cost, whole.net_cost);
    assert_eq!(found.central.poverty, rate(&whole.poverty.fixed.baseline));
}

#[test]
fn it_can_be_cancelled_and_knows_the_years_of_its_system() {
    let tried =
        Tried::of("format = 1\nname = \"tiers\"\npackage = \"three-tier-safety-net\"\nscenario = \"ai-years\"\n");
    let people = || Arc::clone(&tried.people);
    let cancelled = sensitivity(&tried.prepared, people(), None, &|done, all| 3 * done < all);
    assert_eq!(cancelled.expect_err("cancelled")[0].code, "cancelled");
    let outside = sensitivity(&tried.prepared, people(), Some((1990, 1991)), &|_, _| true);
    assert_eq!(outside.expect_err("no law")[0].code, "out-of-range");
    let first = sensitivity(&tried.prepared, people(), Some((2026, 2028)), &|_, _| true).expect("it runs");
    let years = commonweal_core::costing::cost_years(&tried.prepared, &tried.people, (2026, 2028), 0.02, &|_, _| true);
    let years = years.expect("it runs");
    assert_eq!(
        (first.year, first.central.cost),
        (2026, years.years[0].results.net_cost)
    );
}
