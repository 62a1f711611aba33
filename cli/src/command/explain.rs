//! `commonweal explain`: one unit, step by step.

use std::collections::BTreeMap;

use commonweal_core::costing::{ExplainedLaw, ExplainedName, ExplainedStep, ExplainedValue, Explanation, explain};

use super::run::json;
use crate::error::{Outcome, print};
use crate::load::Library;
use crate::output::grid::{Align, Grid, wrap};
use crate::output::number::{change, plain};
use crate::session::{StudyArguments, open};

/// The options of `explain`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// The id of the unit in the data, such as that of a tax unit or a household
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    unit: String,
    /// Only the steps of this instrument
    #[arg(long, value_name = "NAME")]
    instrument: Option<String>,
    /// Prints the steps as one JSON document
    #[arg(long)]
    json: bool,
}

/// Explains a unit of the population.
///
/// # Errors
/// Every problem of the files; an id that the data does not have.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let mut session = open(Library::embedded(), &arguments.study)?;
    let people = session.people(&arguments.study)?;
    let parts = [people.population];
    let explanation =
        explain(&session.prepared, &parts, &arguments.unit).map_err(|problems| session.library.refuse(problems))?;
    if arguments.json {
        return print(&json(&explanation)?);
    }
    print(&text(&explanation, arguments.instrument.as_deref()))
}

/// The explanation for a reader: amounts and incomes first, then every step. A value that the reform changes is shown as
/// `baseline -> reform`.
pub fn text(explanation: &Explanation, only: Option<&str>) -> String {
    let (Some(baseline), Some(last)) = (explanation.laws.first(), explanation.laws.last()) else {
        return String::new();
    };
    let has_reform = explanation.laws.len() > 1;
    let mut text = format!(
        "{} {}, law of {}, {} a year\n",
        explanation.unit.replace('_', " "),
        explanation.id,
        explanation.year,
        explanation.currency
    );
    text.push_str("\nAmounts and incomes\n");
    text.push_str(&summary(baseline, last, has_reform));
    text.push_str("\nSteps, each after those it reads");
    if has_reform {
        text.push_str("; baseline -> reform where they differ");
    }
    text.push('\n');
    let before: BTreeMap<(&str, &str), &ExplainedStep> = baseline
        .steps
        .iter()
        .map(|step| ((step.instrument.as_str(), step.name.as_str()), step))
        .collect();
    let mut instrument = "";
    for step in last
        .steps
        .iter()
        .filter(|step| only.is_none_or(|name| step.instrument == name))
    {
        if step.instrument != instrument {
            instrument = &step.instrument;
            text.push_str(&format!("\n{instrument}\n"));
        }
        let earlier = before.get(&(step.instrument.as_str(), step.name.as_str())).copied();
        text.push_str(&shown(step, earlier, has_reform));
    }
    let after: Vec<(&str, &str)> = last
        .steps
        .iter()
        .map(|step| (step.instrument.as_str(), step.name.as_str()))
        .collect();
    let gone: Vec<&ExplainedStep> = baseline
        .steps
        .iter()
        .filter(|step| {
            !after.contains(&(step.instrument.as_str(), step.name.as_str()))
                && only.is_none_or(|name| step.instrument == name)
        })
        .collect();
    if !gone.is_empty() {
        text.push_str("\nOnly in the baseline\n");
        gone.iter().for_each(|step| text.push_str(&shown(step, None, false)));
    }
    text
}

fn summary(baseline: &ExplainedLaw, last: &ExplainedLaw, has_reform: bool) -> String {
    let columns: &[(&str, Align)] = if has_reform {
        &[
            ("", Align::Left),
            ("Baseline", Align::Right),
            ("Reform", Align::Right),
            ("Change", Align::Right),
        ]
    } else {
        &[("", Align::Left), ("Amount", Align::Right)]
    };
    let mut grid = Grid::new(columns);
    let mut add = |list: &[ExplainedName], earlier: &[ExplainedName]| {
        for found in list {
            let after = total(&found.values);
            let before = earlier
                .iter()
                .find(|known| known.name == found.name)
                .map_or(0.0, |known| total(&known.values));
            if before == 0.0 && after == 0.0 {
                continue;
            }
            if has_reform {
                grid.row([
                    found.name.clone(),
                    plain(cents(before)),
                    plain(cents(after)),
                    change(after - before),
                ]);
            } else {
                grid.row([found.name.clone(), plain(cents(after))]);
            }
        }
    };
    add(&last.amounts, &baseline.amounts);
    add(&last.concepts, &baseline.concepts);
    grid.text(2)
}

/// Rounded to cents, for a reader.
fn cents(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn total(values: &[ExplainedValue]) -> f64 {
    let mut total = 0.0;
    for value in values {
        if let ExplainedValue::Number(number) = value {
            total += number;
        }
    }
    total
}

fn shown(step: &ExplainedStep, earlier: Option<&ExplainedStep>, has_reform: bool) -> String {
    let now = values(&step.values);
    let value = match earlier.map(|earlier| values(&earlier.values)) {
        Some(before) if has_reform && before != now => format!("{before} -> {now}"),
        None if has_reform => format!("{now} (only in the reform)"),
        _ => now,
    };
    let mut text = wrap(&value, &format!("  {} = ", step.name), 6);
    text.push_str(&wrap(&step.formula, "      = ", 8));
    if let Some(earlier) = earlier.filter(|earlier| has_reform && earlier.formula != step.formula) {
        text.push_str(&wrap(&earlier.formula, "      in the baseline = ", 8));
    }
    let reads: Vec<String> = step
        .reads
        .iter()
        .map(|read| {
            let now = values(&read.values);
            let before = earlier
                .and_then(|earlier| earlier.reads.iter().find(|known| known.name == read.name))
                .map(|known| values(&known.values));
            match before {
                Some(before) if has_reform && before != now => format!("{} {before} -> {now}", read.name),
                _ => format!("{} {now}", read.name),
            }
        })
        .collect();
    if !reads.is_empty() {
        text.push_str(&wrap(&reads.join("; "), "      with ", 8));
    }
    for remark in [&step.title, &step.reference] {
        if !remark.is_empty() {
            text.push_str(&wrap(remark, "      ", 6));
        }
    }
    text
}

/// Values as text: one alone, or a list.
pub fn values(values: &[ExplainedValue]) -> String {
    let shown: Vec<String> = values
        .iter()
        .map(|value| match value {
            ExplainedValue::Truth(truth) => truth.to_string(),
            ExplainedValue::Number(number) => plain(*number),
            ExplainedValue::Word(word) => word.clone(),
        })
        .collect();
    match shown.as_slice() {
        [] => "nothing".to_string(),
        [only] => only.clone(),
        all => format!("[{}]", all.join(", ")),
    }
}
