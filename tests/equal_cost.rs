//! The search for a net cost: roots by hand, none, two of a cost that is not monotone, and the figures of a run at each value.

use std::sync::Arc;

use commonweal_core::costing::{CostRoot, EqualCost, SearchRange, TargetCost, cost, equal_cost, prepare, value_set};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Mapping, Population, RawColumn, RawData, RawTable};
use commonweal_core::system::Study;
use commonweal_tests::people::{People, parts};
use commonweal_tests::{catalog, nothing_beside, prepared, source};

/// Four adults alone, with earnings of 0, 1000, 2000 and 4000, who stand for 1, 2, 3 and 4.
fn four() -> Arc<Vec<Population>> {
    let number = |name: &str, values: [i64; 4]| RawColumn {
        name: name.to_string(),
        data: RawData::I64(values.into()),
    };
    let columns = vec![
        number("hid", [1, 2, 3, 4]),
        number("weight", [1, 2, 3, 4]),
        number("pay", [0, 1000, 2000, 4000]),
    ];
    let mapping = "format = 1\nname = \"four\"\nsystem = \"plain\"\nrows = \"person\"\nweight = \"weight\"\nhousehold = \"hid\"\n\
                   [columns.person]\nearnings = \"pay\"\n";
    let system = catalog().system("plain").expect("the system is sound");
    let table = RawTable::new("four.csv", columns).expect("the table is sound");
    let mapping = Mapping::read(&source("four.toml", mapping)).expect("the mapping is sound");
    Arc::new(vec![mapping.population(&table, &system).expect("the people are sound")])
}

/// A floor under earnings, and a tax whose base erodes as its rate rises.
fn study(adds: &str) -> String {
    format!(
        r#"format = 1
name = "by-hand"
system = "plain"
year = 2025
[baseline]
remove = ["social_contributions", "employer_social_contributions", "income_tax", "child_benefit", "social_assistance"]
[reform]
add = [{adds}]
{floor}{tax}"#,
        floor = if adds.contains("lift") { FLOOR } else { "" },
        tax = if adds.contains("eroding") { TAX } else { "" },
    )
}

const FLOOR: &str = r#"
[[instruments]]
name = "lift"
kind = "benefit"
parameters = { level = { unit = "currency/year", default = 500, range = [0, 6000], step = 1, assumption = true } }
rules = { amount = "max(0, level - earnings)" }
"#;

const TAX: &str = r#"
[[instruments]]
name = "eroding"
kind = "tax"
parameters = { rate = { unit = "share", default = 0.1, range = [0, 1], step = 0.01, assumption = true } }
rules = { amount = "rate * (earnings * (1 - rate))" }
"#;

fn found(adds: &str, parameter: &str, target: f64, range: &SearchRange) -> Result<EqualCost, Vec<Diagnostic>> {
    let text = study(adds);
    let prepared = prepared(&text, &catalog())?;
    equal_cost(
        &prepared,
        &four(),
        parameter,
        TargetCost::Amount(target),
        range,
        &|_, _| true,
    )
}

fn roots(adds: &str, parameter: &str, target: f64, range: &SearchRange) -> Vec<CostRoot> {
    found(adds, parameter, target, range).expect("the search runs").roots
}

#[test]
fn a_root_is_narrowed_down_to_the_step_of_the_law() {
    // From 2000 to 4000 the floor costs 1 L + 2 (L - 1000) + 3 (L - 2000) = 6 L - 8000: 5000 at 2166.67, 4996 at 2166, 5002 at 2167.
    let found = roots("\"lift\"", "lift.level", 5000.0, &SearchRange::default());
    let [root] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((root.value, root.net_cost, root.residual), (2167.0, 5002.0, 2.0));
    let beside = root.beside.expect("the root lies between two steps");
    assert_eq!((beside.value, beside.net_cost), (2166.0, 4996.0));
    assert_eq!((root.crossing.as_str(), root.until), ("rising", None));
    // 4000 at 2000, to the step.
    let found = roots("\"lift\"", "lift.level", 4000.0, &SearchRange::default());
    let [root] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((root.value, root.residual, root.beside), (2000.0, 0.0, None));
    // A coarser step misses more, and says so: 6 x 2200 - 8000 = 5200 against 6 x 2100 - 8000 = 4600.
    let coarse = SearchRange {
        step: Some(100.0),
        ..SearchRange::default()
    };
    let found = roots("\"lift\"", "lift.level", 5000.0, &coarse);
    assert_eq!((found[0].value, found[0].residual), (2200.0, 200.0));
    // The finest leaves next to nothing: amounts lie on a grid of 2^-16.
    let fine = SearchRange {
        step: Some(0.0),
        ..SearchRange::default()
    };
    let found = roots("\"lift\"", "lift.level", 5000.0, &fine);
    assert!((found[0].value - 13_000.0 / 6.0).abs() < 1e-4, "{found:?}");
    assert!(found[0].residual.abs() < 1e-4, "{found:?}");
}

#[test]
fn without_a_root_the_range_of_the_cost_is_told() {
    let found = found("\"lift\"", "lift.level", 1e6, &SearchRange::default()).expect("the search runs");
    assert!(found.roots.is_empty());
    // 6000 + 2 x 5000 + 3 x 4000 + 4 x 2000.
    assert_eq!((found.lowest.value, found.lowest.net_cost), (0.0, 0.0));
    assert_eq!((found.highest.value, found.highest.net_cost), (6000.0, 36_000.0));
    assert_eq!((found.scan.len(), found.runs), (25, 25));
}

#[test]
fn a_levy_whose_base_erodes_has_two_roots() {
    // 24000 of earnings bring 24000 r (1 - r): 3840 at .2 and at .8, at most 6000 at .5.
    let few = SearchRange {
        points: 10,
        ..SearchRange::default()
    };
    let at = |target: f64| roots("\"eroding\"", "eroding.rate", target, &few);
    let told = |roots: &[CostRoot]| -> Vec<(f64, String)> {
        let one = |root: &CostRoot| (root.value, root.crossing.clone());
        roots.iter().map(one).collect()
    };
    let expected = |values: &[(f64, &str)]| -> Vec<(f64, String)> {
        values.iter().map(|(value, way)| (*value, (*way).to_string())).collect()
    };
    let two = at(-3840.0);
    assert_eq!(told(&two), expected(&[(0.2, "falling"), (0.8, "rising")]));
    assert!(
        two.iter().all(|root| root.residual == 0.0 && root.beside.is_none()),
        "{two:?}"
    );
    // Both between the same two values of the scan, .44 and .56: 24000 x .48 x .52 = 5990.4.
    let two = at(-5990.0);
    assert_eq!(told(&two), expected(&[(0.48, "falling"), (0.52, "rising")]));
    assert!(two.iter().all(|root| (root.residual + 0.4).abs() < 1e-3), "{two:?}");
    assert_eq!(told(&at(-6000.0)), expected(&[(0.5, "touching")]));
    assert!(at(-6001.0).is_empty());
}

#[test]
fn the_net_cost_of_another_study_is_met() {
    let catalog = catalog();
    let own = prepared(&study("\"lift\""), &catalog).expect("the study is sound");
    // 6 x 2167 - 8000 = 5002.
    let text = study("\"lift\"").replace("default = 500", "default = 2167");
    let other = prepared(&text, &catalog).expect("the study is sound");
    let target = TargetCost::Study(&other);
    let found = equal_cost(&own, &four(), "lift.level", target, &SearchRange::default(), &|_, _| {
        true
    });
    let found = found.expect("the search runs");
    assert_eq!((found.target, found.target_study.as_deref()), (5002.0, Some("by-hand")));
    assert_eq!(
        (found.roots.len(), found.roots[0].value, found.roots[0].residual),
        (1, 2167.0, 0.0)
    );
}

#[test]
fn what_cannot_be_looked_for_is_refused() {
    let code = |parameter: &str, range: &SearchRange| {
        let found = found("\"lift\", \"eroding\"", parameter, 0.0, range);
        found.expect_err("the search is refused")[0].code
    };
    let whole = SearchRange::default();
    assert_eq!(code("lift.levle", &whole), "unknown-name");
    assert_eq!(code("lfit.level", &whole), "unknown-name");
    assert_eq!(code("lift.eligibility.age", &whole), "not-a-number");
    let with = |change: fn(&mut SearchRange)| {
        let mut range = SearchRange::default();
        change(&mut range);
        range
    };
    assert_eq!(code("lift.level", &with(|range| range.to = Some(7000.0))), "bad-range");
    assert_eq!(
        code("lift.level", &with(|range| range.from = Some(6000.0))),
        "bad-range"
    );
    assert_eq!(
        code("lift.level", &with(|range| range.from = Some(f64::NAN))),
        "bad-range"
    );
    assert_eq!(code("lift.level", &with(|range| range.step = Some(-1.0))), "bad-step");
    assert_eq!(code("lift.level", &with(|range| range.step = Some(6001.0))), "bad-step");
    assert_eq!(code("lift.level", &with(|range| range.points = 1)), "out-of-range");
}

#[test]
fn every_value_costs_what_a_run_of_its_own_costs_whatever_the_parts() {
    let catalog = catalog();
    let system = catalog.system("stylised").expect("the system is sound");
    let whole = People::random(&system, 21, 150)
        .population(&system)
        .expect("the people are sound");
    let file = catalog.package("nit-vs-ubi").expect("the package is there");
    let study = Study::read(file).expect("the package is sound");
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("the package is sound");
    let range = SearchRange {
        from: Some(1000.0),
        to: Some(9000.0),
        points: 5,
        step: None,
    };
    let search = |people: Vec<Population>| {
        let name = "negative_income_tax.guarantee";
        let found = equal_cost(
            &prepared,
            &Arc::new(people),
            name,
            TargetCost::Amount(1e6),
            &range,
            &|_, _| true,
        );
        found.expect("the search runs")
    };
    let found = search(vec![whole.clone()]);
    assert_eq!(found, search(parts(&whole, 4)));
    assert!(!found.roots.is_empty(), "{found:?}");
    let roots = found.roots.iter().map(|root| (root.value, root.net_cost));
    for (value, net_cost) in found
        .scan
        .iter()
        .map(|point| (point.value, point.net_cost))
        .chain(roots)
    {
        let set = value_set("negative_income_tax.guarantee", value).expect("a value");
        let study = prepare(&study, &catalog, &nothing_beside, &[set], None).expect("the value fits");
        let costed = cost(&study, std::slice::from_ref(&whole), &|_, _| true).expect("the study runs");
        assert_eq!(costed.results.net_cost.to_bits(), net_cost.to_bits(), "at {value}");
    }
}
