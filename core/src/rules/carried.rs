//! Amounts of money in a parameter's value, multiplied.

use super::parameter::{Parameter, ParameterUnit, ParameterValue, ScheduleKind};

impl Parameter {
    /// A value with every amount of money in it multiplied: a number, a table, the thresholds and the values of a schedule. What is
    /// no money stays.
    pub(super) fn carried(&self, value: ParameterValue, factor: f64) -> ParameterValue {
        let is_money = matches!(self.unit, ParameterUnit::Number(unit) if unit.is_money());
        match value {
            ParameterValue::Number(number) if is_money => ParameterValue::Number(number * factor),
            ParameterValue::Table(numbers, shape) if is_money => {
                ParameterValue::Table(numbers.into_iter().map(|number| number * factor).collect(), shape)
            }
            ParameterValue::Schedules(mut schedules) => {
                let Some(schedule) = self.schedule else {
                    return ParameterValue::Schedules(schedules);
                };
                let over = if schedule.over.is_money() { factor } else { 1.0 };
                // A marginal rate is a share of its argument, whatever the unit says.
                let of_value = match schedule.kind {
                    ScheduleKind::Brackets => 1.0,
                    _ if is_money => factor,
                    _ => 1.0,
                };
                for row in schedules.iter_mut().flatten() {
                    // Powers of (x - from) / scale shrink as x grows: a tariff over amounts f times as high has c / f^power.
                    let mut power = of_value;
                    for (at, number) in row.iter_mut().enumerate() {
                        match (at, schedule.kind) {
                            (0, _) => *number *= over,
                            (_, ScheduleKind::Polynomial) => {
                                *number *= power;
                                power /= over;
                            }
                            _ => *number *= of_value,
                        }
                    }
                }
                ParameterValue::Schedules(schedules)
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Collector, Source, parse};

    fn carried(text: &str, factor: f64) -> (Parameter, ParameterValue, ParameterValue) {
        let source = Source {
            name: "carried.toml".into(),
            text: text.into(),
        };
        let root = parse(&source).expect("the text is sound");
        let collector = Collector::new(&source);
        let node = root.as_table().and_then(|table| table.get("x")).expect("it is there");
        let parameter = Parameter::read(&collector, "x", node, "x").expect("it is sound");
        let value = parameter
            .decode(&collector, "x", &parameter.values[0].1, &[])
            .expect("it is sound");
        let after = parameter.carried(value.clone(), factor);
        assert!(collector.is_empty(), "{:?}", collector.into_diagnostics());
        (parameter, value, after)
    }

    fn rows(value: &ParameterValue) -> &[Vec<f64>] {
        match value {
            ParameterValue::Schedules(schedules) => &schedules[0],
            other => panic!("{other:?}"),
        }
    }

    /// A tariff over amounts f times as high, in money f times as much: f T(x / f).
    #[test]
    fn a_tariff_is_carried_with_its_thresholds() {
        let text = "x = { unit = \"currency/year\", over = \"currency/year\", type = \"polynomial\", scale = 10000, default = [[0, [0]], [12000, [0, 1400, 900]], [17000, [925, 2400]]], reference = \"a test\" }\n";
        let (parameter, before, after) = carried(text, 1.25);
        let scale = parameter.schedule.expect("a schedule").scale;
        let tax = |value: &ParameterValue, x: f64| {
            let row = rows(value).iter().rev().find(|row| row[0] <= x).expect("from 0 on");
            let y = (x - row[0]) / scale;
            row[1..].iter().rev().fold(0.0, |sum, c| sum * y + c)
        };
        for x in [5000.0, 12000.0, 15000.0, 15001.0, 20000.0, 21250.0, 60000.0] {
            let (found, wanted) = (tax(&after, x), 1.25 * tax(&before, x / 1.25));
            assert!((found - wanted).abs() < 1e-9, "{x}: {found} {wanted}");
        }
        assert!(tax(&after, 60000.0) > 5000.0);
    }

    #[test]
    fn what_is_no_money_stays() {
        let brackets = "x = { unit = \"share\", over = \"currency/year\", type = \"brackets\", default = [[0, 0.1], [5000, 0.3]], reference = \"a test\" }\n";
        assert_eq!(rows(&carried(brackets, 2.0).2), [vec![0.0, 0.1], vec![10000.0, 0.3]]);
        let by_age = "x = { unit = \"currency/month\", over = \"age\", type = \"steps\", default = [[0, 100], [6, 120]], reference = \"a test\" }\n";
        assert_eq!(rows(&carried(by_age, 2.0).2), [vec![0.0, 200.0], vec![6.0, 240.0]]);
        let weeks = "x = { unit = \"count\", over = \"months\", type = \"points\", default = [[0, 0], [12, 52]], reference = \"a test\" }\n";
        let (_, before, after) = carried(weeks, 2.0);
        assert_eq!(before, after);
        for (unit, wanted) in [("share", 0.5), ("currency", 1.0), ("currency/hour", 1.0), ("age", 0.5)] {
            let text = format!("x = {{ unit = \"{unit}\", default = 0.5, reference = \"a test\" }}\n");
            assert_eq!(carried(&text, 2.0).2, ParameterValue::Number(wanted), "{unit}");
        }
    }
}
