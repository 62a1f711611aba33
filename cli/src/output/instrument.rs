//! One instrument for a reader: who pays whom, parameters with their sources, formulas.

use commonweal_core::costing::WorkedCase;
use commonweal_core::document::{Date, Node, Value};
use commonweal_core::rules::{
    ConditionTest, EligibilityWho, Function, Instrument, Kind, Parameter, ParameterUnit, Period, Rule, RuleBody,
    ScheduleKind,
};
use commonweal_core::system::Assignment;

use super::grid::wrap;
use super::number::plain;
use crate::command::explain::values;

/// One instrument in full; `place` says where it was found, `set` which values a study gives it.
pub fn page(place: &str, set: &[Assignment], instrument: &Instrument) -> String {
    let mut text = format!("{}: {}\n", instrument.name, instrument.title.in_language("en"));
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&wrap(value, &format!("  {name:<12}"), 14));
        }
    };
    line("found", place);
    line("file", &instrument.source.name);
    line("reference", &instrument.reference);
    let payment = format!(
        "{}: {} pay{} {}",
        instrument.kind.name().replace('_', " "),
        instrument.payer.name(),
        if instrument.payer.name().ends_with('s') {
            ""
        } else {
            "s"
        },
        instrument.payee.name()
    );
    line(
        "kind",
        match instrument.kind {
            Kind::Library => "library: pays nothing, other files read it",
            Kind::Scenario => "scenario: what happens to the people before the law applies",
            _ => &payment,
        },
    );
    line(
        "unit",
        &format!(
            "{}, amounts a {}",
            instrument.unit,
            if instrument.period == Period::Month {
                "month"
            } else {
                "year"
            }
        ),
    );
    line("eligible", &eligibility(instrument));
    if let Some(take_up) = &instrument.take_up {
        if let Some(rate) = &take_up.rate {
            line("take-up", &rate.text);
        }
        if let Some(gain) = &take_up.if_better_off {
            let text = format!("where {} is higher by {}", gain.measure.0, gain.by.text);
            line("claimed", &text);
        }
    }
    if !instrument.becomes.is_empty() {
        let columns: Vec<&str> = instrument.becomes.iter().map(|change| change.column.as_str()).collect();
        line("changes", &columns.join(", "));
    }
    if let Some(capacity) = &instrument.capacity {
        let limit = capacity
            .places
            .as_ref()
            .map(|places| format!("places: {}", places.text))
            .or(capacity.money.as_ref().map(|money| format!("money: {}", money.text)));
        line("capacity", &limit.unwrap_or_default());
    }
    if let Some((pool, _)) = &instrument.pool {
        line("pool", pool);
    }
    if let Some(fund) = &instrument.fund {
        line("fund", &fund.name);
    }
    line("notes", instrument.notes.in_language("en"));
    if !instrument.parameters.is_empty() {
        text.push_str("\nParameters\n");
        for parameter in &instrument.parameters {
            text.push_str(&describe(&instrument.name, parameter));
            for set in set
                .iter()
                .filter(|set| set.instrument == instrument.name && set.key == parameter.name)
            {
                let from = set.from.map_or(String::new(), |date| format!(" from {date}"));
                text.push_str(&wrap(
                    &written(&set.value),
                    &format!("      set in the study{from} = "),
                    8,
                ));
            }
        }
    }
    for (heading, rules) in [
        ("Rules of each person", &instrument.person_rules),
        ("Rules", &instrument.rules),
    ] {
        if !rules.is_empty() {
            text.push_str(&format!("\n{heading}\n"));
            rules.iter().for_each(|rule| text.push_str(&formula(rule, 2)));
        }
    }
    for function in &instrument.functions {
        text.push_str(&self::function(function));
    }
    text.push_str(&format!(
        "\n{} worked case{}\n",
        instrument.cases.len(),
        if instrument.cases.len() == 1 { "" } else { "s" }
    ));
    text
}

/// Worked cases for a reader: what is given, every step with its value, what is paid.
pub fn worked(cases: &[WorkedCase]) -> String {
    let mut text = String::new();
    for (at, case) in cases.iter().enumerate() {
        text.push('\n');
        text += &wrap(&case.note, &format!("Case {}: ", at + 1), 8);
        for (label, written) in [("with", &case.parameters), ("given", &case.given)] {
            for value in written {
                let whose = value
                    .member
                    .map_or(String::new(), |member| format!("person {member}: "));
                let value = format!("{whose}{} = {}", value.name, value.value);
                text += &wrap(&value, &format!("  {label:<6}"), 8);
            }
        }
        for step in &case.steps {
            text += &wrap(&values(&step.values), &format!("  {} = ", step.name), 6);
        }
        for result in &case.results {
            let name = result.name.replace("amount", "amount of the eligible");
            text += &wrap(&values(&result.values), &format!("  {name}: "), 6);
        }
    }
    text
}

fn eligibility(instrument: &Instrument) -> String {
    let found = &instrument.eligibility;
    let mut conditions: Vec<String> = found
        .conditions
        .iter()
        .map(|condition| match &condition.test {
            ConditionTest::OneOf(words) => format!("{} is one of {}", condition.column, words.join(", ")),
            ConditionTest::Between(low, high) => match (low, high) {
                (Some(low), Some(high)) => format!("{} from {} to {}", condition.column, plain(*low), plain(*high)),
                (Some(low), None) => format!("{} from {}", condition.column, plain(*low)),
                (None, Some(high)) => format!("{} up to {}", condition.column, plain(*high)),
                (None, None) => condition.column.clone(),
            },
            ConditionTest::Is(true) => condition.column.clone(),
            ConditionTest::Is(false) => format!("not {}", condition.column),
        })
        .collect();
    if !conditions.is_empty() {
        let who = match found.who {
            EligibilityWho::AnyAdult => "any adult",
            EligibilityWho::Head => "the head",
            EligibilityWho::All => "every member",
            EligibilityWho::Each => "each member who",
        };
        conditions = vec![format!("{who}: {}", conditions.join(" and "))];
    }
    conditions.extend(found.when.as_ref().map(|when| when.text.clone()));
    conditions.join("; ")
}

/// A parameter with unit, range, values and source.
fn describe(instrument: &str, parameter: &Parameter) -> String {
    let mut text = format!("  {instrument}.{}", parameter.name);
    let title = parameter.title.in_language("en");
    if !title.is_empty() {
        text.push_str(&format!("  {title}"));
    }
    text.push('\n');
    let mut kind = parameter.unit_name.clone();
    match &parameter.unit {
        ParameterUnit::Choice(options) => kind = format!("choice of {}", options.join(", ")),
        ParameterUnit::List { of } => kind = format!("list of values of {of}"),
        ParameterUnit::Concept => kind = "an income concept of the system".to_string(),
        ParameterUnit::Number(_) | ParameterUnit::Truth => {}
    }
    if let Some(schedule) = &parameter.schedule {
        let form = match schedule.kind {
            ScheduleKind::Brackets => "marginal rates [from, rate]",
            ScheduleKind::Steps { .. } => "steps [from, value]",
            ScheduleKind::Points => "straight lines between points [x, y]",
            ScheduleKind::Polynomial => "polynomials [from, [c0, c1, …]]",
        };
        kind.push_str(&format!(", {form}"));
    }
    if !parameter.by.is_empty() {
        kind.push_str(&format!(", by {}", parameter.by.join(" and ")));
    }
    if let Some((low, high)) = parameter.range {
        kind.push_str(&format!(", from {} to {}", plain(low), plain(high)));
    }
    if parameter.assumption {
        kind.push_str(", an assumption");
    }
    text.push_str(&wrap(&kind, "      ", 8));
    for (date, node) in &parameter.values {
        let from = date.map_or("default".to_string(), |date: Date| date.to_string());
        text.push_str(&wrap(&written(node), &format!("      {from} = "), 8));
    }
    if let Some(uprate) = &parameter.uprate {
        text.push_str(&format!("      then with the index {}\n", uprate.index));
    }
    for remark in [parameter.reference.as_str(), parameter.note.in_language("en")] {
        if !remark.is_empty() {
            text.push_str(&wrap(remark, "      ", 8));
        }
    }
    text
}

/// A value as a file writes it.
fn written(node: &Node) -> String {
    match &node.value {
        Value::Truth(truth) => truth.to_string(),
        Value::Integer(value) => plain(*value as f64),
        Value::Number(value) => plain(*value),
        Value::Text(text) => text.clone(),
        Value::Date(date) => date.to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => table
            .entries
            .iter()
            .map(|(key, value)| format!("{}: {}", key.text, written(value)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn formula(rule: &Rule, indent: usize) -> String {
    let blanks = " ".repeat(indent);
    let title = rule.title.in_language("en");
    let mut text = match &rule.body {
        RuleBody::Formula(formula) => wrap(&formula.text, &format!("{blanks}{} = ", rule.name), indent + 4),
        RuleBody::Dated(dated) => dated
            .iter()
            .map(|(date, formula)| {
                wrap(
                    &formula.text,
                    &format!("{blanks}{} = (from {date}) ", rule.name),
                    indent + 4,
                )
            })
            .collect(),
        RuleBody::Rows(rows) => {
            let mut text = format!("{blanks}{} =\n", rule.name);
            for row in rows {
                let row = match &row.when {
                    Some(when) => format!("{} when {}", row.then.text, when.text),
                    None => format!("{} otherwise", row.then.text),
                };
                text.push_str(&wrap(&row, &format!("{blanks}    "), indent + 6));
            }
            text
        }
    };
    for remark in [title, rule.reference.as_str()] {
        if !remark.is_empty() {
            text.push_str(&wrap(remark, &format!("{blanks}      "), indent + 6));
        }
    }
    text
}

fn function(function: &Function) -> String {
    let arguments: Vec<&str> = function.arguments.iter().map(|(name, _)| name.as_str()).collect();
    let mut text = format!("\nFunction {}({})\n", function.name, arguments.join(", "));
    function.rules.iter().for_each(|rule| text.push_str(&formula(rule, 2)));
    text
}
