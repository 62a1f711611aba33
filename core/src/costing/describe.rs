//! A study as data: all that a screen with sliders needs to know before the first of them moves.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::disclosure::assumptions;
use super::prepare::Prepared;
use super::results::Assumption;
use crate::document::{Key, Node, Table, Value};
use crate::population::{PeopleHash, Population};
use crate::rules::{Instrument, Texts};
use crate::system::{
    Assignment, Catalog, InstrumentMetadata, LanguageTexts, Law, ParameterMetadata, Setting, metadata, names_scenario,
    parameter_metadata, texts_by_language, titled,
};

/// A study as data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyDescription {
    /// The version of this format, 1.
    pub format: u32,
    /// The version of the model.
    pub model_version: String,
    /// The study's name.
    pub name: String,
    /// Its title.
    pub title: LanguageTexts,
    /// What it is about.
    pub description: LanguageTexts,
    /// The system of law, by its name.
    pub system: String,
    /// The system's title.
    pub system_title: LanguageTexts,
    /// The currency's ISO 4217 code.
    pub currency: String,
    /// The year whose law applies.
    pub year: i32,
    /// The years whose law the system holds.
    pub years: Vec<i32>,
    /// The people.
    pub population: DescribedPeople,
    /// What happens to the people before the law applies; `None`: nothing.
    pub scenario: Option<DescribedInstrument>,
    /// Whether there is a reform; without one every value set changes the baseline.
    pub has_reform: bool,
    /// The instruments of baseline and reform: those of the baseline in its order, then those that the reform adds.
    pub law: Vec<DescribedInstrument>,
    /// The parameters of the system as a whole.
    pub parameters: Vec<ParameterMetadata>,
    /// The values of these that hold, by parameter.
    pub current: BTreeMap<String, Json>,
    /// Numbers that are neither law nor published.
    pub assumptions: Vec<Assumption>,
    /// Titles of the values of the system's categories, by category and value; a value without one is called by its word.
    pub value_titles: BTreeMap<String, BTreeMap<String, LanguageTexts>>,
}

/// The people of a study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribedPeople {
    /// Their name.
    pub name: String,
    /// Rows of households.
    pub households: u32,
    /// Rows of persons.
    pub persons: u32,
    /// A hash of the people that does not depend on their order.
    pub hash: String,
}

/// An instrument of a study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribedInstrument {
    /// What the reform does to it: `unchanged`, `changed`, `added`, `removed` or `replaced`.
    pub status: String,
    /// What its file says, with the values that the study sets.
    pub instrument: InstrumentMetadata,
    /// The values that hold, by parameter; absent where none holds in this year.
    pub current: BTreeMap<String, Json>,
}

/// Describes a study over its people. `catalog` tells which instruments are common to all systems.
pub fn describe(prepared: &Prepared, parts: &[Population], catalog: &Catalog) -> StudyDescription {
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let setting = Setting {
        system: Some(&prepared.system),
        year: Some(prepared.year),
        is_common: false,
        set: &law.assignments,
    };
    let described = |file: &Instrument, status: &str| {
        let common = catalog.instrument(&file.name);
        let instrument = metadata(
            file,
            &Setting {
                is_common: common.is_some_and(|source| source.name == file.source.name),
                ..setting
            },
        );
        DescribedInstrument {
            status: status.to_string(),
            current: current(&instrument.parameters, prepared),
            instrument,
        }
    };
    let mut files: Vec<DescribedInstrument> = Vec::new();
    for file in &prepared.baseline.instruments {
        if file.scenario.is_none() {
            let own = law.instrument(&file.name).unwrap_or(file);
            files.push(described(own, status(prepared, law, file)));
        }
    }
    for file in law.instruments.iter().filter(|file| file.scenario.is_none()) {
        // What the baseline lacks and the reform does not add is there to be read alone.
        if prepared.baseline.instrument(&file.name).is_none() && !law.removed.contains(&file.name) {
            files.push(described(file, "added"));
        }
    }
    let hashes = parts.iter().map(PeopleHash::of);
    let mut parameters: Vec<ParameterMetadata> = Vec::new();
    for parameter in &prepared.system.parameters {
        let set = law
            .assignments
            .iter()
            .filter(|set| set.instrument.is_empty() && set.key == parameter.name);
        parameters.push(ParameterMetadata {
            set: set.map(crate::system::dated_value).collect(),
            ..parameter_metadata(parameter, &setting)
        });
    }
    StudyDescription {
        format: 1,
        model_version: super::MODEL_VERSION.to_string(),
        name: prepared.study.name.clone(),
        title: titled(&prepared.study.title, &prepared.study.name),
        description: texts_by_language(&prepared.study.description),
        system: prepared.system.name.clone(),
        system_title: titled(&prepared.system.title, &prepared.system.name),
        currency: prepared.system.currency.clone(),
        year: prepared.year,
        years: prepared.system.years.clone(),
        population: DescribedPeople {
            name: parts.first().map_or(String::new(), |part| part.name.clone()),
            households: parts.iter().map(|part| part.households() as u32).sum(),
            persons: parts.iter().map(|part| part.persons() as u32).sum(),
            hash: format!("{:032x}", hashes.fold(PeopleHash::default(), PeopleHash::merge).0),
        },
        scenario: prepared.baseline.scenario().map(|file| described(file, "unchanged")),
        has_reform: prepared.reform.is_some(),
        law: files,
        current: current(&parameters, prepared),
        parameters,
        assumptions: assumptions(prepared),
        value_titles: value_titles(prepared),
    }
}

fn value_titles(prepared: &Prepared) -> BTreeMap<String, BTreeMap<String, LanguageTexts>> {
    let texts = |values: &BTreeMap<String, Texts>| {
        let values = values.iter();
        values
            .map(|(value, texts)| (value.clone(), texts_by_language(texts)))
            .collect()
    };
    let categories = prepared.system.value_titles.iter();
    categories
        .map(|(category, values)| (category.clone(), texts(values)))
        .collect()
}

/// What the reform does to an instrument of the baseline.
fn status(prepared: &Prepared, law: &Law, file: &Instrument) -> &'static str {
    if law.abolishes(&file.name) && !prepared.baseline.abolishes(&file.name) {
        return "removed";
    }
    let own = law.instrument(&file.name);
    if own.is_some_and(|own| own.source != file.source) {
        return "replaced";
    }
    let is_set = prepared.study.reform.set.iter().any(|set| set.instrument == file.name);
    if prepared.reform.is_some() && is_set {
        "changed"
    } else {
        "unchanged"
    }
}

/// The values that hold on the day of the study.
fn current(parameters: &[ParameterMetadata], prepared: &Prepared) -> BTreeMap<String, Json> {
    let holds = |parameter: &ParameterMetadata| {
        let mut set = parameter.set.iter().rev();
        let set = set.find(|set| set.from.is_none_or(|from| from <= prepared.date));
        let value = set.map(|set| set.value.clone()).or_else(|| parameter.default.clone())?;
        Some((parameter.name.clone(), value))
    };
    parameters.iter().filter_map(holds).collect()
}

/// The text of a study as a tree, with values set over it: of its scenario, of its reform, or of its baseline where it has none.
pub fn study_with(prepared: &Prepared, root: &Node, values: &[Assignment]) -> Node {
    let mut root = root.clone();
    let scenario = prepared.baseline.scenario().zip(prepared.study.scenario.as_ref());
    for set in values {
        let of_scenario = scenario.filter(|(file, choice)| names_scenario(&set.instrument, file, choice));
        match of_scenario {
            Some((_, choice)) => {
                let is_table = root
                    .as_table()
                    .and_then(|root| root.get("scenario")?.as_table())
                    .is_some();
                at(&mut root, &["scenario"], &mut |own| {
                    if !is_table {
                        put(own, "name", text(&choice.name));
                    }
                });
                at(&mut root, &["scenario", "set"], &mut |list| {
                    put(list, &set.key, set.value.clone())
                });
            }
            None => {
                let law = if prepared.reform.is_some() {
                    "reform"
                } else {
                    "baseline"
                };
                let name = match set.instrument.as_str() {
                    "" => set.key.clone(),
                    instrument => format!("{instrument}.{}", set.key),
                };
                at(&mut root, &[law, "set"], &mut |list| {
                    leave_out(list, set);
                    put(list, &name, set.value.clone());
                });
            }
        }
    }
    root
}

/// Leaves the old value out where it stands in a table of its instrument's.
fn leave_out(list: &mut Node, set: &Assignment) {
    let Value::Table(list) = &mut list.value else { return };
    for (key, own) in &mut list.entries {
        if let (true, Value::Table(own)) = (key.text == set.instrument, &mut own.value) {
            own.entries.retain(|(key, _)| key.text != set.key);
        }
    }
    let is_left = |own: &Node| own.as_table().is_none_or(|own| !own.entries.is_empty());
    list.entries.retain(|(_, own)| is_left(own));
}

/// The entry of a table, made where it is not there.
fn entry<'a>(entries: &'a mut Vec<(Key, Node)>, key: &str, make: impl FnOnce() -> Node) -> &'a mut Node {
    let at = entries.iter().position(|(known, _)| known.text == key);
    let at = at.unwrap_or_else(|| {
        let key = Key {
            text: key.to_string(),
            span: 0..0,
        };
        entries.push((key, make()));
        entries.len() - 1
    });
    &mut entries[at].1
}

/// Gives an entry of a table a value.
fn put(node: &mut Node, key: &str, value: Node) {
    if !matches!(node.value, Value::Table(_)) {
        *node = table();
    }
    if let Value::Table(own) = &mut node.value {
        *entry(&mut own.entries, key, table) = value;
    }
}

/// Does something to the table at a path of a tree, which is made where it is not there.
fn at(node: &mut Node, path: &[&str], work: &mut dyn FnMut(&mut Node)) {
    if !matches!(node.value, Value::Table(_)) {
        *node = table();
    }
    match (path, &mut node.value) {
        ([], _) => work(node),
        ([first, rest @ ..], Value::Table(own)) => at(entry(&mut own.entries, first, table), rest, work),
        _ => {}
    }
}

fn table() -> Node {
    Node {
        value: Value::Table(Table::default()),
        span: 0..0,
    }
}

fn text(text: &str) -> Node {
    Node {
        value: Value::Text(text.to_string()),
        span: 0..0,
    }
}
