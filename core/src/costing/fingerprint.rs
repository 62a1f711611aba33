//! The fingerprint: a hash of model version, study, people and standard results, equal on every machine.

use super::ageing::AgeingResult;
use super::prepare::Prepared;
use super::results::Results;
use super::years::YearsResults;
use crate::document::{Node, Table, Value, parse};
use crate::population::PeopleHash;
use crate::rules::{Instrument, Lever};
use crate::system::{Assignment, Law};

/// The version of the model; results of another version may differ.
pub const MODEL_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Keys that say something about a rule without changing what it gives.
const SAYINGS: [&str; 17] = [
    "title",
    "value_titles",
    "note",
    "notes",
    "reference",
    "cases",
    "description",
    "step",
    "format",
    "assumption",
    "total",
    "country",
    "without",
    "tells_without",
    "yield",
    "paid_for_income_loss",
    "complies_by",
];

/// Keys whose entries are named by the author, so that none of them is a saying.
const NAMED: [&str; 20] = [
    "parameters",
    "rules",
    "person",
    "columns",
    "concepts",
    "categories",
    "units",
    "functions",
    "arguments",
    "pools",
    "funds",
    "indices",
    "draws",
    "carried",
    "counts_in",
    "levers",
    "selections",
    "chances",
    "becomes",
    "set",
];

/// Adds a document's meaning: keys in order of the alphabet, no places, no sayings.
fn meaning(node: &Node, named: bool, hash: &mut blake3::Hasher) {
    match &node.value {
        Value::Truth(truth) => {
            hash.update(&[1, u8::from(*truth)]);
        }
        // 1 and 1.0 mean the same.
        Value::Integer(_) | Value::Number(_) => {
            let number = node.as_number().unwrap_or(f64::MAX) + 0.0;
            hash.update(&[2]).update(&number.to_bits().to_le_bytes());
        }
        Value::Text(text) => {
            hash.update(&[3])
                .update(&(text.len() as u64).to_le_bytes())
                .update(text.as_bytes());
        }
        Value::Date(date) => {
            hash.update(&[4]).update(date.to_string().as_bytes());
        }
        Value::List(items) => {
            hash.update(&[5]).update(&(items.len() as u64).to_le_bytes());
            items.iter().for_each(|item| meaning(item, false, hash));
        }
        Value::Table(table) => table_meaning(table, named, hash),
    }
}

fn table_meaning(table: &Table, named: bool, hash: &mut blake3::Hasher) {
    let mut entries: Vec<_> = table
        .entries
        .iter()
        .filter(|(key, _)| named || !SAYINGS.contains(&key.text.as_str()))
        .collect();
    entries.sort_by(|a, b| a.0.text.cmp(&b.0.text));
    hash.update(&[6]).update(&(entries.len() as u64).to_le_bytes());
    for (key, value) in entries {
        hash.update(&(key.text.len() as u64).to_le_bytes())
            .update(key.text.as_bytes());
        meaning(value, !named && NAMED.contains(&key.text.as_str()), hash);
    }
}

fn text(text: &str, hash: &mut blake3::Hasher) {
    hash.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
}

fn assignment(set: &Assignment, hash: &mut blake3::Hasher) {
    text(&set.instrument, hash);
    text(&set.key, hash);
    text(&set.from.map_or(String::new(), |date| date.to_string()), hash);
    meaning(&set.value, false, hash);
}

fn instrument(found: &Instrument, hash: &mut blake3::Hasher) {
    text(&found.name, hash);
    // An instrument of a study stands in the study's file; its own table is found by its name.
    if let Ok(root) = parse(&found.source) {
        let own = root
            .as_table()
            .and_then(|table| table.get("instruments"))
            .and_then(Node::as_list)
            .and_then(|items| {
                items.iter().find(|item| {
                    item.as_table()
                        .and_then(|table| table.get("name"))
                        .and_then(Node::as_text)
                        == Some(&found.name)
                })
            });
        meaning(own.unwrap_or(&root), false, hash);
    }
}

/// Adds what a system says of a year's law. How its people are carried to other years is no part of that, nor is an index that
/// no parameter goes on with.
fn system(law: &Law, mut root: Node, hash: &mut blake3::Hasher) {
    let own = law.system.parameters.iter();
    let parameters = own.chain(law.instruments.iter().flat_map(|instrument| &instrument.parameters));
    let read: Vec<&str> = parameters
        .filter_map(|parameter| Some(parameter.uprate.as_ref()?.index.as_str()))
        .collect();
    if let Value::Table(table) = &mut root.value {
        table.entries.retain(|(key, _)| key.text != "ageing");
        for (_, node) in table.entries.iter_mut().filter(|(key, _)| key.text == "indices") {
            if let Value::Table(indices) = &mut node.value {
                indices.entries.retain(|(key, _)| read.contains(&key.text.as_str()));
            }
        }
        for (_, node) in table.entries.iter_mut().filter(|(key, _)| key.text == "columns") {
            let Value::Table(columns) = &mut node.value else {
                continue;
            };
            for (_, column) in &mut columns.entries {
                if let Value::Table(column) = &mut column.value {
                    column.entries.retain(|(key, _)| key.text != "uprate");
                }
            }
        }
        let is_left = |key: &str, node: &Node| {
            key != "indices" || node.as_table().is_some_and(|indices| !indices.entries.is_empty())
        };
        table.entries.retain(|(key, node)| is_left(&key.text, node));
    }
    meaning(&root, false, hash);
}

/// Levers that are part of every fingerprint of a study with a scenario; others are where the scenario reads them, so that a lever that is declared
/// later leaves the fingerprints of all other scenarios as they are.
const FIRST_LEVERS: [&str; 11] = [
    "adoption_ratio",
    "levy_adoption_ratio",
    "short_time_share",
    "short_time_deadweight_share",
    "short_time_hours_cut_share",
    "short_time_longest",
    "short_time_temporary_share",
    "training_share",
    "training_effect",
    "separation_factor",
    "new_jobs_share",
];

fn counts(lever: &Lever, scenario: &Instrument) -> bool {
    let text = format!("lever.{}", lever.name);
    let reads = || {
        let after = |at: usize| scenario.source.text[at + text.len()..].bytes().next();
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let mut places = scenario.source.text.match_indices(&text);
        places.any(|(at, _)| !after(at).is_some_and(is_word))
    };
    FIRST_LEVERS.contains(&lever.name.as_str()) || reads()
}

fn law(law: &Law, hash: &mut blake3::Hasher) {
    if let Ok(root) = parse(&law.system.source) {
        system(law, root, hash);
    }
    let files: Vec<&Instrument> = law.instruments.iter().map(|file| &**file).collect();
    let files: Vec<&Instrument> = files.into_iter().filter(|file| !law.repeats_fund(file)).collect();
    hash.update(&(files.len() as u64).to_le_bytes());
    files.into_iter().for_each(|found| instrument(found, hash));
    hash.update(&(law.removed.len() as u64).to_le_bytes());
    law.removed.iter().for_each(|name| text(name, hash));
}

/// The values that count, by the parameters that they are given to: where a parameter is set, what was set before is gone, but
/// values from a date on add up. So neither the order in which parameters are set nor a value that another replaces matters.
fn effective(set: &[Assignment]) -> Vec<&Assignment> {
    let mut found = lasting(set.iter());
    found.sort_by_key(|set| (set.instrument.clone(), set.key.clone()));
    found
}

/// The values that no later one replaces, in their order.
fn lasting<'a>(set: impl Iterator<Item = &'a Assignment>) -> Vec<&'a Assignment> {
    let mut found: Vec<&Assignment> = Vec::new();
    for set in set {
        if set.from.is_none() {
            found.retain(|known| (&known.instrument, &known.key) != (&set.instrument, &set.key));
        }
        found.push(set);
    }
    found
}

/// The fingerprint as 64 hexadecimal digits.
pub(super) fn fingerprint(prepared: &Prepared, people: PeopleHash, results: &Results) -> String {
    let mut hash = blake3::Hasher::new();
    text(super::MODEL_VERSION, &mut hash);
    hash.update(&prepared.year.to_le_bytes());
    law(&prepared.baseline, &mut hash);
    if let Some(reform) = &prepared.reform {
        law(reform, &mut hash);
    }
    for reform in [&prepared.study.baseline, &prepared.study.reform] {
        let set = effective(&reform.set);
        hash.update(&(set.len() as u64).to_le_bytes());
        set.iter().for_each(|set| assignment(set, &mut hash));
    }
    if let Some(scenario) = prepared.baseline.scenario() {
        let set = prepared.baseline.assignments.iter();
        let own = lasting(set.filter(|set| set.instrument == scenario.name));
        hash.update(&(own.len() as u64).to_le_bytes());
        own.iter().for_each(|set| assignment(set, &mut hash));
        for lever in prepared.system.levers.iter().filter(|lever| counts(lever, scenario)) {
            text(&lever.name, &mut hash);
            hash.update(&lever.default.to_bits().to_le_bytes());
            hash.update(&[lever.combine as u8]);
        }
    }
    let options = &prepared.study.options;
    text(options.attribution.name(), &mut hash);
    hash.update(&options.poverty_line_share.to_bits().to_le_bytes());
    hash.update(&[u8::from(options.count_persons)]);
    hash.update(&options.seed.to_le_bytes());
    hash.update(&people.0.to_le_bytes());
    numbers(results, &mut hash);
    hash.finalize().to_hex().to_string()
}

/// The standard results as bits; what is not defined counts as such.
fn numbers(results: &Results, hash: &mut blake3::Hasher) {
    let mut add = |number: f64| {
        hash.update(&(number + 0.0).to_bits().to_le_bytes());
    };
    let undefined = f64::from_bits(0x7ff8_0000_0000_0000);
    add(results.net_cost);
    if let Some(shock) = &results.shock {
        for number in [
            shock.cost_of_shock,
            shock.calm_balance,
            shock.displaced_baseline,
            shock.displaced_reform,
        ] {
            add(number);
        }
        for number in [shock.rule_effect, shock.state_effect] {
            add(number.unwrap_or(undefined));
        }
        for funnel in [&shock.coverage.baseline, &shock.coverage.reform] {
            for number in [
                funnel.displaced,
                funnel.avoided,
                funnel.eligible,
                funnel.receiving,
                funnel.adequate,
                funnel.adequate_of_all,
            ] {
                add(number);
            }
        }
    }
    for row in &results.budget {
        for number in [
            row.baseline_amount,
            row.reform_amount,
            row.gross_cost,
            row.net_cost,
            row.recipients,
            row.baseline_recipients,
        ] {
            add(number);
        }
    }
    for row in &results.accounts {
        add(row.baseline);
        add(row.reform);
    }
    for poverty in [
        &results.poverty.fixed.baseline,
        &results.poverty.fixed.reform,
        &results.poverty.floating.baseline,
        &results.poverty.floating.reform,
    ] {
        match poverty {
            None => add(undefined),
            Some(poverty) => {
                for number in [poverty.line, poverty.weight, poverty.poor, poverty.total_gap] {
                    add(number);
                }
                for number in [poverty.headcount_rate, poverty.gap_rate, poverty.severity_rate] {
                    add(number.unwrap_or(undefined));
                }
            }
        }
    }
    for inequality in [&results.inequality.baseline, &results.inequality.reform] {
        for number in [
            inequality.gini,
            inequality.s80_s20,
            inequality.palma,
            inequality.top_10_share,
            inequality.top_1_share,
            inequality.median,
            inequality.mean,
        ] {
            add(number.unwrap_or(undefined));
        }
    }
    for row in &results.deciles {
        add(row.weight);
        for number in [
            row.upper_edge,
            row.mean_baseline,
            row.mean_reform,
            row.mean_change,
            row.relative_change,
        ] {
            add(number.unwrap_or(undefined));
        }
    }
    for row in &results.winners {
        add(row.weight);
        for number in [
            row.loss_above_5_percent,
            row.loss_up_to_5_percent,
            row.no_change,
            row.gain_up_to_5_percent,
            row.gain_above_5_percent,
            row.baseline_not_positive,
        ] {
            add(number.unwrap_or(undefined));
        }
    }
}

/// How the people of a year were made of those of the data.
fn people_of_year(ageing: &AgeingResult, hash: &mut blake3::Hasher) {
    hash.update(&ageing.data_year.to_le_bytes());
    for row in &ageing.indices {
        text(&row.index, hash);
        hash.update(&row.factor.to_bits().to_le_bytes());
        row.columns.iter().for_each(|column| text(column, hash));
    }
    if let Some(moved) = &ageing.reweighting {
        for row in &moved.targets {
            text(&row.name, hash);
            hash.update(&row.target.unwrap_or(-1.0).to_bits().to_le_bytes());
            hash.update(&(row.reached + 0.0).to_bits().to_le_bytes());
        }
        for number in [moved.smallest_factor, moved.largest_factor, moved.effective_share] {
            hash.update(&number.to_bits().to_le_bytes());
        }
    }
    if let Some(law) = &ageing.law {
        text("law", hash);
        text(&law.index, hash);
        hash.update(&law.factor.to_bits().to_le_bytes());
        for row in &law.others {
            text(&row.index, hash);
            hash.update(&row.factor.to_bits().to_le_bytes());
            row.amounts.iter().for_each(|amount| text(amount, hash));
        }
        law.held.iter().for_each(|amount| text(amount, hash));
    }
}

/// The fingerprint of several years: of the fingerprint of each, of the states of the people, of the funds.
pub(super) fn fingerprint_of_years(results: &YearsResults) -> String {
    let mut hash = blake3::Hasher::new();
    text(super::MODEL_VERSION, &mut hash);
    hash.update(&results.discount_rate.to_bits().to_le_bytes());
    for year in &results.years {
        hash.update(&year.year.to_le_bytes());
        text(&year.results.fingerprint, &mut hash);
        if let Some(ageing) = &year.ageing {
            people_of_year(ageing, &mut hash);
        }
        let states = year.states.iter().flat_map(|row| [row.baseline, row.reform]);
        let funds = year.funds.iter().flat_map(|row| {
            [
                row.opening,
                row.inflow,
                row.interest,
                row.claimed,
                row.paid,
                row.topped_up,
                row.closing,
            ]
        });
        let months = year
            .months
            .iter()
            .flat_map(|row| [row.out_of_work, row.displaced, row.found_a_job]);
        for number in states.chain(funds).chain(months) {
            hash.update(&(number + 0.0).to_bits().to_le_bytes());
        }
    }
    hash.finalize().to_hex().to_string()
}

/// The fingerprint of two runs over several years, in their order.
pub(super) fn fingerprint_of_comparison(first: &YearsResults, second: &YearsResults) -> String {
    let mut hash = blake3::Hasher::new();
    text(super::MODEL_VERSION, &mut hash);
    text(&first.fingerprint, &mut hash);
    text(&second.fingerprint, &mut hash);
    hash.finalize().to_hex().to_string()
}
