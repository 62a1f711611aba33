//! What was carried to another country, for a reader.

use commonweal_core::costing::{CarriedBy, Carry};
use serde_json::Value;

use super::grid::{shorten, wrap};
use super::number::{people, plain};

/// How many characters of a value are shown.
const VALUE_SHOWN: usize = 60;

/// The lines between law and changes: from where to where, by what ratios, and every value that is otherwise there.
pub fn country(carry: Option<&Carry>) -> String {
    let Some(carry) = carry else {
        return String::new();
    };
    let name = |titles: &commonweal_core::system::LanguageTexts| titles.get("en").cloned().unwrap_or_default();
    let (home, there) = (name(&carry.home_title), name(&carry.title));
    if carry.home == carry.country {
        return wrap(
            &format!("{there} is the study's own country: nothing is carried."),
            "Country ",
            8,
        );
    }
    let [pay_home, pay_there] = carry.full_time_pay;
    let [workers_home, workers_there] = carry.workers;
    let ratio = |home: f64, there: f64| plain((there / home * 1000.0).round() / 1000.0);
    let mut text = wrap(
        &format!(
            "{there}, carried from {home}: amounts times {} (full-time pay {} against {}), totals of the country also times {} (persons at \
             work {} against {}).",
            ratio(pay_home, pay_there),
            plain(pay_there),
            plain(pay_home),
            ratio(workers_home, workers_there),
            people(workers_there),
            people(workers_home),
        ),
        "Country ",
        8,
    );
    let mut line = |words: &str| text.push_str(&wrap(words, "        ", 10));
    if carry.year != carry.home_year {
        line(&format!(
            "law of {}, the year nearest to {}",
            carry.year, carry.home_year
        ));
    }
    for value in &carry.values {
        let after = shown(&value.after);
        let law = if value.law == "baseline" {
            ", in the baseline"
        } else {
            ""
        };
        let unit = value.unit.replace("currency", &carry.currency);
        let is_money = value.unit.starts_with("currency");
        let unit = if is_money { format!(" {unit}") } else { String::new() };
        match (&value.before, value.why) {
            (Some(before), CarriedBy::Study) => {
                line(&format!("{} {} -> {after}{unit}{law}", value.name, shown(before)))
            }
            (Some(before), _) => line(&format!(
                "{} {} -> {after}{unit}{law} (a default of the instrument)",
                value.name,
                shown(before)
            )),
            (None, _) => line(&format!(
                "{} {after}{unit}{law}: so the study says of {there}",
                value.name
            )),
        }
    }
    for name in &carry.held {
        line(&format!("{name} is not added: it is law there"));
    }
    for name in &carry.left_out {
        line(&format!("{name} is left out: so the study says of {there}"));
    }
    if let Some(note) = carry.note.get("en").filter(|note| !note.is_empty()) {
        line(note);
    }
    text
}

/// A value on one line, numbers with their thousands apart.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::Number(number) => number.as_f64().map_or(number.to_string(), plain),
        Value::String(word) => word.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| format!("{key} {}", shown(value));
            entries.iter().map(entry).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    shorten(&text, VALUE_SHOWN)
}
