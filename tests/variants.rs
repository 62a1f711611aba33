//! Other values that a parameter may have, for tests that ask whether it moves a result.

use commonweal_core::document::{Node, Value};
use commonweal_core::rules::{Parameter, ParameterUnit};
use commonweal_core::system::System;

/// All numbers of a value changed; thresholds stay in order, because all are multiplied alike.
fn changed(node: &Node, change: &dyn Fn(f64) -> f64) -> Node {
    let value = match &node.value {
        Value::Integer(_) | Value::Number(_) => Value::Number(change(node.as_number().unwrap_or(0.0))),
        Value::List(items) => Value::List(items.iter().map(|item| changed(item, change)).collect()),
        Value::Table(table) => {
            let mut table = table.clone();
            for (_, cell) in &mut table.entries {
                *cell = changed(cell, change);
            }
            Value::Table(table)
        }
        Value::Truth(truth) => Value::Truth(!truth),
        other => other.clone(),
    };
    Node { value, span: 0..0 }
}

/// Other values that the parameter may have, one after the other.
pub fn variants(parameter: &Parameter, node: &Node, system: &System) -> Vec<Node> {
    let node_of = |value: Value| Node { value, span: 0..0 };
    match &parameter.unit {
        ParameterUnit::Choice(options) => options
            .iter()
            .map(|option| node_of(Value::Text(option.clone())))
            .collect(),
        ParameterUnit::Concept => system
            .concepts
            .iter()
            .map(|concept| node_of(Value::Text(concept.name.clone())))
            .collect(),
        ParameterUnit::List { of } => {
            let labels = crate::people::labels(system, of);
            let all = labels.iter().map(|label| node_of(Value::Text(label.clone()))).collect();
            vec![node_of(Value::List(Vec::new())), node_of(Value::List(all))]
        }
        ParameterUnit::Truth => vec![changed(node, &|x| x)],
        ParameterUnit::Number(_) => {
            let (low, high) = parameter.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
            let limited = |x: f64| {
                if x < low {
                    low
                } else if x > high {
                    high
                } else {
                    x
                }
            };
            let factors: Vec<Box<dyn Fn(f64) -> f64>> = if parameter.schedule.is_some() {
                // A range holds for rates; a threshold may lie above it.
                // Classes are whole numbers.
                vec![
                    Box::new(|x| x * 0.8),
                    Box::new(|x| x * 0.5),
                    Box::new(|x| (x * 0.5).floor()),
                ]
            } else {
                vec![
                    Box::new(move |x| limited(x * 1.25)),
                    Box::new(move |x| limited(x * 0.75)),
                    Box::new(move |x| limited(x + 1.0)),
                    Box::new(move |x| if low.is_finite() { low } else { x - 1000.0 }),
                    Box::new(move |x| if high.is_finite() { high } else { x * 3.0 }),
                ]
            };
            factors.iter().map(|factor| changed(node, &**factor)).collect()
        }
    }
}
