//! A study written out as a file of its own: what a carried study is read from, saved and shared as.

use std::sync::Arc;

use crate::document::{Date, Key, Node, Source, Table, Value, parse};
use crate::rules::{Instrument, Texts};
use crate::system::{Assignment, Options, PopulationSource, Reform, ScenarioChoice, Study};

/// A day before all others, for a value that holds before the dated ones.
const BEGINNING: Date = Date {
    year: 1900,
    month: 1,
    day: 1,
};

/// The tree of a study, all values written out; a package that it names and what it says of countries are left out.
pub(super) fn written(study: &Study) -> Node {
    let mut entries = vec![("format", whole(1)), ("name", text(&study.name))];
    if !study.title.0.is_empty() {
        entries.push(("title", texts(&study.title)));
    }
    if !study.description.0.is_empty() {
        entries.push(("description", texts(&study.description)));
    }
    if !study.notes.0.is_empty() {
        entries.push(("notes", texts(&study.notes)));
    }
    if let Some(population) = &study.population {
        entries.push(("population", people(population)));
    }
    if let Some(system) = &study.system {
        entries.push(("system", text(system)));
    }
    if let Some(year) = study.year {
        entries.push(("year", whole(i64::from(year))));
    }
    if let Some((first, last)) = study.years {
        entries.push(("years", text(&format!("{first}:{last}"))));
    }
    if let Some(scenario) = &study.scenario {
        entries.push(("scenario", scenario_of(scenario)));
    }
    if !study.baseline.is_empty() {
        entries.push(("baseline", changes(&study.baseline)));
    }
    if study.has_reform_table || !study.reform.is_empty() {
        entries.push(("reform", changes(&study.reform)));
    }
    entries.push(("options", options(&study.options)));
    let own: Vec<Node> = study.instruments.iter().filter_map(rule_table).collect();
    if !own.is_empty() {
        entries.push(("instruments", node(Value::List(own))));
    }
    table(entries)
}

fn people(population: &PopulationSource) -> Node {
    match population {
        PopulationSource::Named(name) => text(name),
        PopulationSource::File { file, mapping } => table([("file", text(file)), ("mapping", text(mapping))]),
        PopulationSource::Recipe {
            recipe,
            households,
            seed,
        } => {
            let mut entries = vec![("recipe", text(recipe))];
            entries.extend(households.map(|number| ("households", whole(i64::from(number)))));
            let seed = seed.and_then(|seed| i64::try_from(seed).ok());
            entries.extend(seed.map(|seed| ("seed", whole(seed))));
            table(entries)
        }
    }
}

fn scenario_of(choice: &ScenarioChoice) -> Node {
    if choice.set.is_empty() {
        return text(&choice.name);
    }
    let set = named(&choice.set, |set| set.key.clone());
    table([("name", text(&choice.name)), ("set", set)])
}

fn changes(reform: &Reform) -> Node {
    let mut entries = Vec::new();
    for (key, names) in [
        ("add", &reform.add),
        ("remove", &reform.remove),
        ("replace", &reform.replace),
    ] {
        if !names.is_empty() {
            let names = names.iter().map(|(name, _)| text(name)).collect();
            entries.push((key, node(Value::List(names))));
        }
    }
    if !reform.set.is_empty() {
        let name = |set: &Assignment| match set.instrument.as_str() {
            "" => set.key.clone(),
            instrument => format!("{instrument}.{}", set.key),
        };
        entries.push(("set", named(&reform.set, name)));
    }
    table(entries)
}

/// What a key is set to, each value from its day on.
type Dated = Vec<(Option<Date>, Node)>;

/// Values by name. Where a name is given more than one, those that count are kept: the last without a day, and all later ones with.
fn named(set: &[Assignment], name: impl Fn(&Assignment) -> String) -> Node {
    let mut entries: Vec<(String, Dated)> = Vec::new();
    for assignment in set {
        let name = name(assignment);
        let at = entries.iter().position(|(known, _)| *known == name);
        let at = at.unwrap_or_else(|| {
            entries.push((name, Vec::new()));
            entries.len() - 1
        });
        let values = &mut entries[at].1;
        if assignment.from.is_none() {
            values.clear();
        }
        values.retain(|(from, _)| *from != assignment.from);
        values.push((assignment.from, assignment.value.clone()));
    }
    let entries = entries.into_iter().map(|(name, mut values)| {
        let value = match values.as_slice() {
            [(None, value)] => value.clone(),
            _ => {
                values.sort_by_key(|(from, _)| *from);
                let dated = values.into_iter().map(|(from, value)| {
                    let day = from.unwrap_or(BEGINNING).to_string();
                    (key(&day), value)
                });
                node(Value::Table(Table {
                    entries: dated.collect(),
                }))
            }
        };
        (key(&name), value)
    });
    node(Value::Table(Table {
        entries: entries.collect(),
    }))
}

fn options(options: &Options) -> Node {
    let weighting = if options.count_persons { "persons" } else { "households" };
    let mut entries = vec![
        ("attribution", text(options.attribution.name())),
        ("poverty_line_share", node(Value::Number(options.poverty_line_share))),
        ("weighting", text(weighting)),
        ("seed", whole(options.seed as i64)),
    ];
    for (key, is_on) in [
        ("calm", options.calm),
        ("incentives", options.incentives),
        ("interactions", options.interactions),
        ("without_gains", options.without_gains),
        ("levies", options.levies),
        ("frozen", options.frozen),
    ] {
        if is_on {
            entries.push((key, node(Value::Truth(true))));
        }
    }
    table(entries)
}

/// The table of an instrument that stands in a study or in a file of its own; it has no format there.
fn rule_table(instrument: &Arc<Instrument>) -> Option<Node> {
    let root = parse(&instrument.source).ok()?;
    let own = root.as_table()?.get("instruments").and_then(Node::as_list);
    let own = own.and_then(|items| {
        let is_it = |item: &&Node| {
            item.as_table()?
                .get("name")?
                .as_text()
                .map(|name| name == instrument.name)
        };
        items.iter().find(|item| is_it(item) == Some(true)).cloned()
    });
    let mut own = own.unwrap_or(root);
    if let Value::Table(table) = &mut own.value {
        table.entries.retain(|(key, _)| key.text != "format");
    }
    Some(own)
}

fn texts(texts: &Texts) -> Node {
    let entries = texts.0.iter().map(|(language, own)| (key(language), text(own)));
    node(Value::Table(Table {
        entries: entries.collect(),
    }))
}

fn table<'a>(entries: impl IntoIterator<Item = (&'a str, Node)>) -> Node {
    let entries = entries.into_iter().map(|(name, value)| (key(name), value));
    node(Value::Table(Table {
        entries: entries.collect(),
    }))
}

fn key(text: &str) -> Key {
    Key {
        text: text.to_string(),
        span: 0..0,
    }
}

fn text(text: &str) -> Node {
    node(Value::Text(text.to_string()))
}

fn node(value: Value) -> Node {
    Node { value, span: 0..0 }
}

fn whole(number: i64) -> Node {
    node(Value::Integer(number))
}

/// The name of the file in which the study of that name stands.
pub(super) fn file_of(name: &str, text: String) -> Source {
    Source::new(format!("{name}.toml"), text)
}
