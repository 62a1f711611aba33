//! What every instrument of `policies/` that pays implies: at a rate of nothing it pays nothing, it pays nothing where nobody is eligible, more
//! of a parameter that is for it never lowers what any household gets or pays, and the books balance when everybody has lost the work.

use std::collections::BTreeSet;

use commonweal_core::costing::{Prepared, calculate, cost};
use commonweal_core::document::{Node, Value};
use commonweal_core::population::Population;
use commonweal_core::rules::{Instrument, Kind, Parameter};
use commonweal_core::system::Assignment;
use commonweal_tests::people::People;
use commonweal_tests::{catalog, policy_files, prepared, source};

/// An instrument with what moves it: see `rows.toml`.
struct Row {
    system: String,
    name: String,
    beside: Vec<String>,
    set: String,
    nothing: Vec<String>,
    more: Vec<String>,
    less: Vec<String>,
    people: String,
    added_up_with: Vec<String>,
    on_pay: bool,
    unit_has_no_age: bool,
}

fn rows() -> Vec<Row> {
    let file: toml::Table = include_str!("rows.toml").parse().expect("the rows are TOML");
    let rows = file["rows"].as_array().expect("a list of rows").iter();
    let read = |row: &toml::Value| {
        let text = |key: &str| row.get(key).map_or("", |value| value.as_str().expect("a text"));
        let words = |key: &str| text(key).split_whitespace().map(str::to_string).collect();
        Row {
            system: text("system").to_string(),
            name: text("name").to_string(),
            beside: words("beside"),
            set: text("set").replace("; ", "\n"),
            nothing: words("nothing"),
            more: words("more"),
            less: words("less"),
            people: text("people").to_string(),
            added_up_with: words("added_up_with"),
            on_pay: row.get("on_pay").is_some(),
            unit_has_no_age: row.get("unit_has_no_age").is_some(),
        }
    };
    rows.map(read).collect()
}

fn rows_of(system: &str) -> Vec<Row> {
    rows().into_iter().filter(|row| row.system == system).collect()
}

/// How many random households a system has; some taxes of the United States, and some benefits of Germany, fall on few.
fn households(system: &str) -> u32 {
    match system {
        "us" => 6000,
        "germany" | "guangdong" => 4000,
        _ => 2000,
    }
}

/// A row's law over random people.
struct Tried<'a> {
    row: &'a Row,
    prepared: Prepared,
}

impl Tried<'_> {
    fn of(row: &Row) -> Tried<'_> {
        let system = catalog().system(&row.system).expect("the system is sound");
        let names = row.beside.iter().chain(std::iter::once(&row.name));
        let add: Vec<&String> = names
            .filter(|name| !system.instruments.iter().any(|own| own.name == **name))
            .collect();
        let text = format!(
            "format = 1\nname = \"tried\"\nsystem = \"{}\"\n[baseline]\nadd = {add:?}\n[baseline.set]\n{}\n",
            row.system, row.set
        );
        let prepared = prepared(&text, &catalog()).unwrap_or_else(|faults| panic!("{}: {faults:#?}", row.name));
        Tried { row, prepared }
    }

    /// The parameter of that name: the row's own, or one of the file before the point.
    fn parameter(&self, name: &str) -> (&Instrument, &Parameter) {
        let (file, key) = name.split_once('.').unwrap_or((&self.row.name, name));
        let file = self.prepared.baseline.instrument(file);
        let file = file.unwrap_or_else(|| panic!("{}: there is no file of {name}", self.row.name));
        let parameter = file.parameter(key);
        (
            file,
            parameter.unwrap_or_else(|| panic!("{}: there is no {name}", self.row.name)),
        )
    }

    /// A parameter as the study has it, all its numbers multiplied; nothing where that leaves its range.
    fn scaled(&self, name: &str, factor: f64) -> Option<Assignment> {
        self.changed(name, &|number| number * factor)
    }

    /// The same with another change of the numbers.
    fn changed(&self, name: &str, change: &dyn Fn(f64) -> f64) -> Option<Assignment> {
        let (file, parameter) = self.parameter(name);
        let law = &self.prepared.baseline;
        let is_it = |set: &&Assignment| set.instrument == file.name && set.key == parameter.name;
        let written = || parameter.written_on(self.prepared.date).expect("a value").0;
        let node = law
            .assignments
            .iter()
            .rev()
            .find(is_it)
            .map_or_else(written, |set| &set.value);
        let (low, high) = parameter.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let mut fits = true;
        let value = scaled(node, parameter.schedule.is_some(), &mut |number| {
            let found = change(number);
            fits &= (low..=high).contains(&found);
            found
        });
        fits.then(|| Assignment {
            instrument: file.name.clone(),
            key: parameter.name.clone(),
            from: None,
            value,
            source: source("test", ""),
            span: 0..0,
        })
    }

    /// A parameter from one value to the next: multiplied as far as its range allows, and where the range is too narrow for that, its
    /// ends with today's value between.
    fn steps(&self, name: &str, factors: &[f64]) -> Vec<(String, Assignment)> {
        let by_factors = factors
            .iter()
            .filter_map(|factor| Some((format!("x {factor}"), self.scaled(name, *factor)?)));
        let by_factors: Vec<_> = by_factors.collect();
        let range = self.parameter(name).1.range;
        let Some((low, high)) = range.filter(|_| by_factors.len() < 2) else {
            return by_factors;
        };
        let [first, last] = if factors.is_sorted() { [low, high] } else { [high, low] };
        let of = |value: &dyn Fn(f64) -> f64| self.changed(name, value).expect("the range holds its ends");
        vec![
            (format!("at {first}"), of(&|_| first)),
            ("as it is".to_string(), of(&|number| number)),
            (format!("at {last}"), of(&|_| last)),
        ]
    }

    /// What instruments pay to or take from each household, added up.
    fn amounts_of(&self, names: &[String], set: &[Assignment], parts: &[Population]) -> Vec<f64> {
        let name = &self.row.name;
        let prepared = self
            .prepared
            .with_values(set)
            .unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
        let found = calculate(&prepared, parts, Some("household"), Some(names), Vec::new(), &|_, _| {
            true
        });
        let found = found.unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
        let mut sums: Vec<f64> = Vec::new();
        for wanted in names {
            let column = found.columns.iter().find(|column| column.name == *wanted);
            let values = &column.unwrap_or_else(|| panic!("{wanted} has no column")).values;
            sums.resize(values.len(), 0.0);
            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
        sums
    }

    fn amounts(&self, set: &[Assignment], parts: &[Population]) -> Vec<f64> {
        self.amounts_of(std::slice::from_ref(&self.row.name), set, parts)
    }
}

/// A value with all its numbers changed; of the pairs of a schedule the second number alone, which is no threshold.
fn scaled(node: &Node, is_schedule: bool, change: &mut dyn FnMut(f64) -> f64) -> Node {
    let value = match &node.value {
        Value::Integer(_) | Value::Number(_) => Value::Number(change(node.as_number().unwrap_or(0.0))),
        Value::List(items) => {
            let is_pair = is_schedule && items.len() == 2 && items.iter().all(|item| item.as_number().is_some());
            let own = items.iter().enumerate().map(|(at, item)| match is_pair && at == 0 {
                true => item.clone(),
                false => scaled(item, is_schedule, change),
            });
            Value::List(own.collect())
        }
        Value::Table(table) => {
            let mut table = table.clone();
            for (_, cell) in &mut table.entries {
                *cell = scaled(cell, is_schedule, change);
            }
            Value::Table(table)
        }
        other => other.clone(),
    };
    Node { value, span: 0..0 }
}

fn people(system: &str) -> People {
    let declared = catalog().system(system).expect("the system is sound");
    People::random(&declared, 31, households(system))
}

fn population(system: &str, people: &People) -> [Population; 1] {
    let system = catalog().system(system).expect("the system is sound");
    [people.population(&system).expect("the people are sound")]
}

/// The people whom a row asks for.
fn people_of(system: &str, kind: &str) -> People {
    let people = people(system);
    match kind {
        "" => people,
        "back at work" => {
            let numbers = [
                ("previous_earnings", 30000.0),
                ("reemployed_earnings", 24000.0),
                ("reemployed_months", 6.0),
            ];
            people.with(&numbers, &[], &[])
        }
        "out of work" => {
            let numbers = [
                ("earnings", 0.0),
                ("previous_earnings", 12000.0),
                ("insured_months", 30.0),
                ("unemployed_months", 6.0),
                ("benefit_months_used_before", 0.0),
            ];
            people.with(&numbers, &[("labour_status", "unemployed"), ("contract", "none")], &[])
        }
        other => panic!("there are no people {other}"),
    }
}

/// Amounts are booked in steps of 2^-16 a person.
const STEP: f64 = 1e-3;

/// One value after the other of a parameter never lowers what any household gets or pays, and raises it somewhere.
fn rises(tried: &Tried<'_>, name: &str, factors: &[f64], parts: &[Population]) -> Result<(), String> {
    let row = tried.row;
    let names: Vec<String> = std::iter::once(&row.name).chain(&row.added_up_with).cloned().collect();
    let mut before: Option<Vec<f64>> = None;
    let mut rises = false;
    for (at, set) in tried.steps(name, factors) {
        let now = tried.amounts_of(&names, &[set], parts);
        if let Some(before) = &before {
            let lower = before.iter().zip(&now).position(|(before, now)| *now < before - STEP);
            if let Some(lower) = lower {
                return Err(format!(
                    "{}/{}: {name} {at}: household {lower}: {} after {}",
                    tried.row.system, tried.row.name, now[lower], before[lower]
                ));
            }
            rises |= before.iter().zip(&now).any(|(before, now)| *now > before + STEP);
        }
        before = Some(now);
    }
    match rises {
        true => Ok(()),
        false => Err(format!(
            "{}/{}: {name} raises nothing",
            tried.row.system, tried.row.name
        )),
    }
}

fn limits_and_directions(system: &str) {
    let mut wrong = Vec::new();
    for row in &rows_of(system) {
        let tried = Tried::of(row);
        let parts = &population(system, &people_of(system, &row.people));
        let as_set = tried.amounts(&[], parts);
        if !as_set.iter().any(|amount| *amount > 0.0) {
            wrong.push(format!("{system}/{} pays nothing as set", row.name));
        }
        if !row.nothing.is_empty() {
            let set: Option<Vec<Assignment>> = row.nothing.iter().map(|name| tried.scaled(name, 0.0)).collect();
            let set = set.unwrap_or_else(|| panic!("{}: a range leaves nothing out", row.name));
            if tried.amounts(&set, parts).iter().any(|amount| *amount != 0.0) {
                wrong.push(format!("{system}/{} pays something at nothing", row.name));
            }
        }
        for name in &row.more {
            wrong.extend(rises(&tried, name, &[0.0, 0.5, 0.8, 1.0, 1.2, 1.5], parts).err());
        }
        for name in &row.less {
            wrong.extend(rises(&tried, name, &[1.5, 1.2, 1.0, 0.8, 0.5, 0.0], parts).err());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn common_instruments_keep_to_their_limits_and_directions() {
    limits_and_directions("plain");
    limits_and_directions("stylised");
}

#[test]
fn instruments_of_the_united_states_keep_to_their_limits_and_directions() {
    limits_and_directions("us");
}

#[test]
fn instruments_of_germany_keep_to_their_limits_and_directions() {
    limits_and_directions("germany");
}

#[test]
fn instruments_of_guangdong_keep_to_their_limits_and_directions() {
    limits_and_directions("guangdong");
}

#[test]
fn instruments_of_the_country_of_informal_work_keep_to_their_limits_and_directions() {
    limits_and_directions("informal_economy");
}

const SYSTEMS: [&str; 6] = ["plain", "stylised", "us", "germany", "guangdong", "informal_economy"];

#[test]
fn every_instrument_that_pays_has_a_row_that_says_what_pays_nothing_and_what_more_does() {
    let all = rows();
    let mut missing: BTreeSet<String> = BTreeSet::new();
    let mut count = 0;
    for (path, file) in policy_files() {
        let own = path.strip_prefix("instruments/").map(|name| ("plain", name));
        let place = own.or_else(|| path.strip_prefix("systems/")?.split_once('/'));
        let Some((system, name)) = place.and_then(|(system, name)| Some((system, name.strip_suffix(".toml")?))) else {
            continue;
        };
        if name == "system" {
            continue;
        }
        let read = Instrument::read(&file).unwrap_or_else(|faults| panic!("{path}: {faults:?}"));
        if read.kind == Kind::Scenario || !read.kind.pays() {
            continue;
        }
        count += 1;
        let row = all.iter().find(|row| row.system == system && row.name == name);
        if row.is_none_or(|row| row.more.is_empty() && row.less.is_empty()) {
            missing.insert(format!("{system}/{name}"));
        }
    }
    assert_eq!(count, all.len(), "there are as many rows as instruments");
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn where_nobody_is_eligible_nothing_is_paid() {
    let mut wrong = Vec::new();
    for system in SYSTEMS {
        let parts = population(system, &people(system));
        for row in rows_of(system).iter().filter(|row| !row.unit_has_no_age) {
            let tried = Tried::of(row);
            // Ages are whole.
            let nobody = Assignment {
                instrument: row.name.clone(),
                key: "eligibility.age".to_string(),
                from: None,
                value: commonweal_core::document::parse(&source("age.toml", "age = { from = 40.2, to = 40.8 }"))
                    .ok()
                    .and_then(|root| root.as_table()?.get("age").cloned())
                    .expect("the value is sound"),
                source: source("test", ""),
                span: 0..0,
            };
            if tried.amounts(&[nobody], &parts).iter().any(|amount| *amount != 0.0) {
                wrong.push(format!("{system}/{}", row.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn where_everybody_has_lost_the_work_the_books_balance_and_no_pay_is_charged() {
    let mut wrong = Vec::new();
    for system in SYSTEMS {
        let lost = people(system).with(
            &[
                ("earnings", 0.0),
                ("wages", 0.0),
                ("self_employment_income", 0.0),
                ("farm_income", 0.0),
                ("business_income", 0.0),
                ("partnership_income", 0.0),
                ("unemployed_months", 12.0),
                ("hours_per_week", 0.0),
            ],
            &[("labour_status", "unemployed")],
            &[("displaced", true)],
        );
        let parts = population(system, &lost);
        for row in &rows_of(system) {
            let tried = Tried::of(row);
            let costing = cost(&tried.prepared, &parts, &|_, _| true);
            let results = costing
                .unwrap_or_else(|faults| panic!("{}: {faults:#?}", row.name))
                .results;
            let accounts = results.accounts.iter();
            let sum = accounts.fold(0.0, |sum, account| sum + account.baseline);
            assert!(sum.abs() < 1.0, "{system}/{}: {sum}", row.name);
            if row.on_pay {
                let total = tried.amounts(&[], &parts).iter().fold(0.0, |sum, amount| sum + amount);
                if total != 0.0 {
                    wrong.push(format!("{system}/{}: {total}", row.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn where_a_share_is_the_whole_or_nothing_the_books_balance() {
    let mut tried_shares = 0;
    for system in SYSTEMS {
        let declared = catalog().system(system).expect("the system is sound");
        let people = People::random(&declared, 33, 200);
        let parts = population(system, &people);
        for row in &rows_of(system) {
            let tried = Tried::of(row);
            let names: BTreeSet<&String> = row.nothing.iter().chain(&row.more).chain(&row.less).collect();
            for name in names {
                if tried.parameter(name).1.unit_name != "share" {
                    continue;
                }
                for whole in [0.0, 1.0] {
                    let Some(set) = tried.changed(name, &|_| whole) else {
                        continue;
                    };
                    tried_shares += 1;
                    let prepared = tried.prepared.with_values(&[set]).expect("the value fits");
                    let costing = cost(&prepared, &parts, &|_, _| true);
                    let results = costing
                        .unwrap_or_else(|faults| panic!("{system}/{}: {name} = {whole}: {faults:#?}", row.name))
                        .results;
                    let sum = results.accounts.iter().fold(0.0, |sum, account| sum + account.baseline);
                    assert!(sum.abs() < 1.0, "{system}/{}: {name} = {whole}: {sum}", row.name);
                }
            }
        }
    }
    assert!(tried_shares > 150, "{tried_shares}");
}
