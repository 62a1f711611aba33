use super::value::{Ratios, carried_bounds, carried_value, rounded};
use super::*;
use crate::document::Node;
use crate::rules::Unit;
use crate::system::value_json;
use serde_json::json;

/// Pay twice as high, three times as many workers.
const RATIOS: Ratios = Ratios { pay: 2.0, workers: 3.0 };

fn file() -> Arc<Instrument> {
    let source = Source::new(
        "grant.toml",
        r#"
format = 1
name = "grant"
kind = "benefit"

[parameters]
a_year = { unit = "currency/year", default = 1230, range = [0, 90000], step = 100, assumption = true }
an_hour = { unit = "currency/hour", default = 10.3, range = [0, 100], step = 0.5, assumption = true }
rate = { unit = "share", default = 0.37, range = [0, 1], assumption = true }
places = { unit = "count", default = 1000, range = [0, 1e9], assumption = true, total = true }
budget = { unit = "currency/year", default = 1000000, range = [0, 1e12], assumption = true, total = true }
by_children = { unit = "currency/month", by = "children", beyond = "last", default = [0, 150, 200], range = [0, 9000], assumption = true }
by_sex = { unit = "currency/year", by = "sex", default = { female = 100, male = 50 }, range = [0, 9000], assumption = true }
tariff = { unit = "share", type = "brackets", over = "currency/year", default = [[0, 0.1], [9000, 0.22]], range = [0, 1], assumption = true }
share_spent = { unit = "share", type = "points", over = "currency/year", default = [[0, 1], [8000, 0.9]], range = [0, 1], assumption = true }
by_age = { unit = "currency/month", type = "steps", over = "age", edge = "from", default = [[0, 330], [14, 450]], range = [0, 9000], assumption = true }
line = { unit = "share", type = "polynomial", over = "currency/year", scale = 1000, default = [[0, [0.1, 0.04, 0.008]]], assumption = true }

[rules]
children = "0"
amount = "0"
"#,
    );
    Instrument::read_partly(&source).0.expect("a rule file")
}

/// A parameter's default in a country with twice the pay and three times the workers.
fn carried_default(name: &str) -> Json {
    let file = file();
    let parameter = file.parameter(name).expect(name);
    let (_, value) = &parameter.values[0];
    value_json(&carried_value(parameter, value, RATIOS))
}

#[test]
fn amounts_follow_pay_and_totals_workers_too() {
    // 2 x 1230 = 2460; the nearest hundred, 2500, is more than one in a hundred away: three digits.
    assert_eq!(carried_default("a_year"), json!(2460));
    // 2 x 10.3 = 20.6; 20.5 is half of one in a hundred away.
    assert_eq!(carried_default("an_hour"), json!(20.5));
    assert_eq!(carried_default("rate"), json!(0.37));
    // 3 x 1000, and 2 x 3 x 1000000.
    assert_eq!(carried_default("places"), json!(3000));
    assert_eq!(carried_default("budget"), json!(6_000_000));
    assert_eq!(carried_default("by_children"), json!([0, 300, 400]));
    assert_eq!(carried_default("by_sex"), json!({ "female": 200, "male": 100 }));
}

#[test]
fn schedules_are_carried_by_the_units_of_both_axes() {
    // A rate is money over money.
    assert_eq!(carried_default("tariff"), json!([[0, 0.1], [18000, 0.22]]));
    assert_eq!(carried_default("share_spent"), json!([[0, 1], [16000, 0.9]]));
    // Ages are the same everywhere.
    assert_eq!(carried_default("by_age"), json!([[0, 660], [14, 900]]));
    // The same share at twice the income: the coefficients of x and x squared are halved once and twice.
    assert_eq!(carried_default("line"), json!([[0, [0.1, 0.02, 0.002]]]));
}

#[test]
fn bounds_of_money_are_carried_and_others_are_not() {
    let bounds = |text: &str| {
        let root = crate::document::parse(&Source::new("a.toml", text)).expect("a table");
        root.as_table().and_then(|table| table.get("v").cloned()).expect("v")
    };
    let earnings: Node = bounds("v = { from = 1000, to = 25400 }");
    let carried = carried_bounds(Unit::MONEY, &earnings, RATIOS);
    assert_eq!(value_json(&carried), json!({ "from": 2000, "to": 50800 }));
    let age = bounds("v = { from = 18, to = 64 }");
    assert_eq!(value_json(&carried_bounds(Unit::AGE, &age, RATIOS)), value_json(&age));
}

#[test]
fn rounding_goes_to_the_step_where_that_is_near_and_else_to_three_digits() {
    // 2400 x 52159 / 30000 = 4172.72, and 4200 lies .65 percent off.
    assert_eq!(rounded(4172.72, Some(100.0)), 4200.0);
    assert_eq!(rounded(4172.72, None), 4170.0);
    assert_eq!(rounded(1564.77, Some(10.0)), 1560.0);
    assert_eq!(rounded(0.123_456, None), 0.123);
    assert_eq!(rounded(8.693, Some(0.5)), 8.69);
    assert_eq!(rounded(653_123.0, Some(10000.0)), 650_000.0);
    assert_eq!(rounded(-1564.77, None), -1560.0);
    assert_eq!(rounded(0.0, Some(10.0)), 0.0);
    assert_eq!(rounded(9.999e21, None), 1e22);
}

#[test]
fn of_two_years_equally_near_the_later_is_taken() {
    assert_eq!(nearest_year(&[2024, 2025, 2026], 2025), 2025);
    assert_eq!(nearest_year(&[2024, 2026], 2025), 2026);
    assert_eq!(nearest_year(&[2024, 2025], 2031), 2025);
    assert_eq!(nearest_year(&[], 2031), 2031);
}
