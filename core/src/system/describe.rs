//! Makes the data of [`super::metadata`] from rule files.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::file::{ColumnKind, System};
use super::law::Assignment;
use super::metadata::{
    DatedValue, FunctionMetadata, IndexMetadata, InstrumentMetadata, LanguageTexts, LeverMetadata, ParameterForm,
    ParameterMetadata, RuleMetadata, ScheduleMetadata, UprateMetadata,
};
use crate::document::{Date, Node, Value};
use crate::rules::{Instrument, Parameter, ParameterUnit, Period, Rule, ScheduleKind, Texts};

/// Under which law an instrument is described.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting<'a> {
    /// The system whose categories, concepts and dates hold.
    pub system: Option<&'a System>,
    /// The year whose law holds; `None`: the last of the system.
    pub year: Option<i32>,
    /// Whether the instrument is common to all systems, whatever the one it is described under.
    pub is_common: bool,
    /// The values that a study sets.
    pub set: &'a [Assignment],
}

impl Setting<'_> {
    fn date(&self) -> Option<Date> {
        let system = self.system?;
        let year = self.year.or(system.years.last().copied())?;
        Some(system.date_of(year))
    }
}

/// An instrument as data, as it stands under a system.
pub fn metadata(instrument: &Instrument, setting: &Setting<'_>) -> InstrumentMetadata {
    // Without a system the formula that holds last is shown.
    let date = setting.date().unwrap_or(Date {
        year: 9999,
        month: 12,
        day: 31,
    });
    let rule = |rule: &Rule, person: bool| RuleMetadata {
        name: rule.name.clone(),
        title: titled(&rule.title, &rule.name),
        formula: rule.text_on(date),
        person,
        reference: rule.reference.clone(),
    };
    // The rules of a unit that is the person have a value for each person too.
    let of_persons = instrument.unit == "person";
    let account = |name: &str| instrument.kind.pays().then(|| name.to_string());
    let set = |parameter: &Parameter| {
        setting
            .set
            .iter()
            .filter(|set| set.instrument == instrument.name && set.key == parameter.name)
            .map(|set| dated(set.from, &set.value))
            .collect()
    };
    InstrumentMetadata {
        name: instrument.name.clone(),
        title: titled(&instrument.title, &instrument.name),
        notes: texts_by_language(&instrument.notes),
        reference: instrument.reference.clone(),
        kind: instrument.kind.name().to_string(),
        payer: account(instrument.payer.name()),
        payee: account(instrument.payee.name()),
        unit: instrument.unit.clone(),
        period: match instrument.period {
            Period::Year => "year",
            Period::Month => "month",
        }
        .to_string(),
        system: setting
            .system
            .filter(|_| !setting.is_common)
            .map(|system| system.name.clone()),
        file: instrument.source.name.clone(),
        parameters: instrument
            .parameters
            .iter()
            .map(|parameter| ParameterMetadata {
                set: set(parameter),
                ..parameter_metadata(parameter, setting)
            })
            .collect(),
        rules: instrument
            .person_rules
            .iter()
            .map(|found| rule(found, true))
            .chain(instrument.rules.iter().map(|found| rule(found, of_persons)))
            .collect(),
        functions: instrument
            .functions
            .iter()
            .map(|function| FunctionMetadata {
                name: function.name.clone(),
                arguments: function.arguments.iter().map(|(name, _)| name.clone()).collect(),
                rules: function.rules.iter().map(|found| rule(found, false)).collect(),
            })
            .collect(),
        uses: instrument.uses.iter().map(|(name, _)| name.clone()).collect(),
        levers: instrument
            .levers
            .iter()
            .map(|lever| LeverMetadata {
                name: lever.name.clone(),
                formula: lever.formula.text.clone(),
            })
            .collect(),
        cases: Vec::new(),
    }
}

/// A parameter as data, of an instrument or of the system itself, without what a study sets.
pub fn parameter_metadata(parameter: &Parameter, setting: &Setting<'_>) -> ParameterMetadata {
    let (form, options, of) = match &parameter.unit {
        ParameterUnit::Truth => (ParameterForm::Truth, Vec::new(), None),
        ParameterUnit::Choice(options) => (ParameterForm::Choice, options.clone(), None),
        ParameterUnit::Concept => {
            let concepts = setting.system.into_iter().flat_map(|system| &system.concepts);
            let names = concepts.map(|concept| concept.name.clone()).collect();
            (ParameterForm::Concept, names, None)
        }
        ParameterUnit::List { of } => (
            ParameterForm::List,
            index(of, parameter, setting.system).values,
            Some(of.clone()),
        ),
        ParameterUnit::Number(_) if parameter.schedule.is_some() => (ParameterForm::Schedule, Vec::new(), None),
        ParameterUnit::Number(_) if !parameter.by.is_empty() => (ParameterForm::Table, Vec::new(), None),
        ParameterUnit::Number(_) => (ParameterForm::Number, Vec::new(), None),
    };
    ParameterMetadata {
        name: parameter.name.clone(),
        title: titled(&parameter.title, &parameter.name),
        note: texts_by_language(&parameter.note),
        reference: parameter.reference.clone(),
        assumption: parameter.assumption,
        form,
        unit: parameter.unit_name.clone(),
        range: parameter.range.map(|(low, high)| [low, high]),
        step: parameter.step,
        options,
        of,
        by: parameter
            .by
            .iter()
            .map(|name| index(name, parameter, setting.system))
            .collect(),
        beyond_last: parameter.beyond_last,
        schedule: parameter.schedule.map(|schedule| ScheduleMetadata {
            kind: match schedule.kind {
                ScheduleKind::Brackets => "brackets",
                ScheduleKind::Steps { .. } => "steps",
                ScheduleKind::Points => "points",
                ScheduleKind::Polynomial => "polynomial",
            }
            .to_string(),
            over: schedule.over.to_string(),
            above: schedule.kind == ScheduleKind::Steps { above: true },
            scale: schedule.scale,
        }),
        values: parameter.values.iter().map(|(from, node)| dated(*from, node)).collect(),
        until: parameter.until,
        uprate: parameter.uprate.as_ref().map(|uprate| UprateMetadata {
            index: uprate.index.clone(),
            round: uprate.round,
        }),
        default: default_value(parameter, setting),
        set: Vec::new(),
    }
}

/// One direction of a table: the category of a column, a category, or a count.
fn index(name: &str, parameter: &Parameter, system: Option<&System>) -> IndexMetadata {
    let column = system.and_then(|system| system.column(name)).map(|column| &column.kind);
    let category = match column {
        Some(ColumnKind::Category(category)) => category,
        _ => name,
    };
    if let Some(values) = system.and_then(|system| system.categories.get(category)) {
        return IndexMetadata {
            name: name.to_string(),
            category: Some(category.to_string()),
            values: values.clone(),
        };
    }
    // A system is unknown or has no such category: the file's own value still tells the form of the outermost table.
    let outermost = parameter.by.first().is_some_and(|first| first == name);
    let table = parameter.values.last().and_then(|(_, node)| node.as_table());
    let keys = table.filter(|_| outermost && system.is_none()).map(|table| {
        let keys = table.entries.iter().map(|(key, _)| key.text.clone());
        keys.collect::<Vec<_>>()
    });
    IndexMetadata {
        name: name.to_string(),
        category: keys.as_ref().map(|_| name.to_string()),
        values: keys.unwrap_or_default(),
    }
}

/// The value that holds on the day, uprated.
fn default_value(parameter: &Parameter, setting: &Setting<'_>) -> Option<Json> {
    let (Some(system), Some(date)) = (setting.system, setting.date()) else {
        return parameter.values.last().map(|(_, node)| value_json(node));
    };
    let (node, from) = parameter.written_on(date).ok()?;
    let value = value_json(node);
    let is_last = parameter.values.last().is_some_and(|(last, _)| *last == from);
    let (Some(uprate), Some(from), true) = (&parameter.uprate, from.or_else(|| system.first_date()), is_last) else {
        return Some(value);
    };
    if from.year == date.year {
        return Some(value);
    }
    let index = system.indices.iter().find(|index| index.name == uprate.index)?;
    let factor = index.on(date)? / index.on(from)?;
    Some(carried(value, factor, uprate.round))
}

/// Numbers carried forward by a factor and rounded to a step, as the compiler of rules carries them.
fn carried(value: Json, factor: f64, round: Option<f64>) -> Json {
    match value {
        Json::Number(number) => {
            let number = number.as_f64().unwrap_or(0.0);
            whole(match round {
                Some(step) if step > 0.0 => (number * factor / step + 0.5 + 1e-6).floor() * step,
                _ => number * factor,
            })
        }
        Json::Array(items) => Json::Array(items.into_iter().map(|item| carried(item, factor, round)).collect()),
        Json::Object(table) => Json::Object(
            table
                .into_iter()
                .map(|(key, item)| (key, carried(item, factor, round)))
                .collect(),
        ),
        other => other,
    }
}

/// A text in every language that the file has, and in English and Chinese.
pub(crate) fn texts_by_language(texts: &Texts) -> LanguageTexts {
    let mut all = texts.0.clone();
    for language in ["en", "zh"] {
        let text = texts.in_language(language).trim().to_string();
        all.insert(language.to_string(), text);
    }
    all
}

/// A title, or the name in words.
pub(crate) fn titled(title: &Texts, name: &str) -> LanguageTexts {
    if title.0.is_empty() {
        return texts_by_language(&Texts(BTreeMap::from([(
            "en".to_string(),
            name.replace(['_', '-'], " "),
        )])));
    }
    texts_by_language(title)
}

/// The value of an assignment with its day.
pub(crate) fn dated_value(set: &Assignment) -> DatedValue {
    dated(set.from, &set.value)
}

fn dated(from: Option<Date>, node: &Node) -> DatedValue {
    DatedValue {
        from,
        value: value_json(node),
    }
}

/// A value as JSON; a date is its text, and a whole number is written without a fraction, whichever way the file writes it.
pub fn value_json(node: &Node) -> Json {
    match &node.value {
        Value::Truth(truth) => Json::from(*truth),
        Value::Integer(value) => Json::from(*value),
        Value::Number(value) => whole(*value),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Date(date) => Json::from(date.to_string()),
        Value::List(items) => Json::Array(items.iter().map(value_json).collect()),
        Value::Table(table) => Json::Object(
            table
                .entries
                .iter()
                .map(|(key, item)| (key.text.clone(), value_json(item)))
                .collect::<Map<_, _>>(),
        ),
    }
}

fn whole(number: f64) -> Json {
    // Beyond 2^53 the neighbours of a whole number are whole too.
    if number.trunc() == number && number.abs() < 9_007_199_254_740_992.0 {
        return Json::from(number as i64);
    }
    Json::from(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;
    use serde_json::json;

    const FILE: &str = r#"
format = 1
name = "bonus"
kind = "benefit"
reference = "an invented law"
levers = { adoption = "1 - rate" }

[parameters]
rate = { unit = "share", default = 0.1, range = [0, 1], step = 0.01, assumption = true, title = { en = "Rate", zh = "率" } }
most = { unit = "currency/year", 2024-01-01 = 1000, 2025-01-01 = 1.1e3, uprate = { index = "prices", round = 10 }, reference = "sec. 1" }
by_sex = { unit = "number", by = "sex", default = { male = 1, female = 2.5 }, range = [0, 9], assumption = true }
by_count = { unit = "number", by = "size", beyond = "last", default = [1, 2], range = [0, 9], assumption = true }
line = { unit = "share", type = "steps", edge = "above", over = "age", default = [[0, 0.5], [60, 1]], range = [0, 1], assumption = true }
base = { unit = "concept", default = "market_income" }
who = { unit = "list", of = "sex", default = ["female"] }

[rules]
size = "1 if age > 18 else 0"
amount = { formula = [{ when = "base > 0", then = "min(most, rate * base)" }, { otherwise = "0" }], title = "Bonus" }
"#;

    const SYSTEM: &str = r#"
format = 1
name = "here"
title = "Here"
currency = "XXX"
years = [2024, 2026]
[columns]
age = { entity = "person", unit = "age", default = 40 }
sex = { entity = "person", unit = "category", category = "sex", default = "male" }
earnings = { entity = "person", unit = "currency/year", default = 0 }
[categories]
sex = ["female", "male"]
[concepts]
market_income = { adds = ["earnings"] }
disposable_income = { adds = ["market_income"] }
[indices.prices]
2025-01-01 = 100
2026-01-01 = 104.5
[measures]
income = "disposable_income"
equivalence_scale = "1"
"#;

    fn file() -> std::sync::Arc<Instrument> {
        Instrument::read(&Source::new("bonus.toml", FILE)).unwrap_or_else(|found| panic!("{found:#?}"))
    }

    fn system() -> System {
        let vocabulary = Source::new("vocabulary.toml", "format = 1\n");
        System::read(&Source::new("system.toml", SYSTEM), &vocabulary).unwrap_or_else(|found| panic!("{found:#?}"))
    }

    fn parameter<'a>(all: &'a InstrumentMetadata, name: &str) -> &'a ParameterMetadata {
        let found = all.parameters.iter().find(|parameter| parameter.name == name);
        found.unwrap_or_else(|| panic!("no {name}"))
    }

    #[test]
    fn a_file_alone_tells_forms_values_and_titles() {
        let all = metadata(&file(), &Setting::default());
        assert_eq!((all.title["en"].as_str(), all.system.as_deref()), ("bonus", None));
        assert_eq!(all.payer.as_deref(), Some("government.central"));
        let rate = parameter(&all, "rate");
        assert_eq!(
            (rate.title["zh"].as_str(), rate.default.clone()),
            ("率", Some(json!(0.1)))
        );
        assert_eq!(
            (rate.range, rate.step, rate.assumption),
            (Some([0.0, 1.0]), Some(0.01), true)
        );
        // The last of the values, a whole number though it is written with an exponent.
        assert_eq!(parameter(&all, "most").default, Some(json!(1100)));
        let by_sex = parameter(&all, "by_sex");
        assert_eq!(
            (by_sex.form, by_sex.title["en"].as_str()),
            (ParameterForm::Table, "by sex")
        );
        assert_eq!(by_sex.by[0].category.as_deref(), Some("sex"));
        let by_count = parameter(&all, "by_count");
        assert_eq!((by_count.by[0].category.as_deref(), by_count.beyond_last), (None, true));
        let line = parameter(&all, "line");
        let schedule = line
            .schedule
            .as_ref()
            .map(|schedule| (schedule.kind.as_str(), schedule.above));
        assert_eq!((line.form, schedule), (ParameterForm::Schedule, Some(("steps", true))));
        let rules: Vec<&str> = all.rules.iter().map(|rule| rule.formula.as_str()).collect();
        assert_eq!(
            rules,
            [
                "1 if age > 18 else 0",
                "min(most, rate * base) when base > 0; otherwise 0"
            ]
        );
        assert_eq!(
            (all.rules[1].person, all.rules[1].title["zh"].as_str()),
            (true, "Bonus")
        );
        assert_eq!(all.levers[0].formula, "1 - rate");
    }

    #[test]
    fn titles_of_values_are_of_categories_and_values_that_are_there() {
        let read = |titles: &str| {
            let source = Source::new("system.toml", format!("{SYSTEM}{titles}"));
            System::read(&source, &Source::new("vocabulary.toml", "format = 1\n"))
        };
        let titled = read("[value_titles.sex]\nfemale = { en = \"Women\", zh = \"女性\" }\n");
        let titled = titled.unwrap_or_else(|found| panic!("{found:#?}"));
        assert_eq!(titled.value_titles["sex"]["female"].in_language("zh"), "女性");
        for (titles, message) in [
            (
                "[value_titles.sexes]\nfemale = \"x\"\n",
                "the system has no category `sexes`",
            ),
            (
                "[value_titles.sex]\nfemales = \"x\"\n",
                "the system has no value of `sex` `females`",
            ),
        ] {
            let found = read(titles).err().unwrap_or_default();
            assert_eq!(found.len(), 1, "{found:#?}");
            assert_eq!(found[0].message, message);
        }
    }

    #[test]
    fn a_system_gives_words_and_the_value_of_its_day() {
        let system = system();
        let under = |year| {
            let setting = Setting {
                system: Some(&system),
                year,
                ..Setting::default()
            };
            metadata(&file(), &setting)
        };
        let last = under(None);
        assert_eq!(last.system.as_deref(), Some("here"));
        // 1100 x 1.045 = 1149.5, to the nearest ten.
        assert_eq!(parameter(&last, "most").default, Some(json!(1150)));
        assert_eq!(parameter(&under(Some(2024)), "most").default, Some(json!(1000)));
        assert_eq!(parameter(&under(Some(2023)), "most").default, None);
        assert_eq!(parameter(&last, "by_sex").by[0].values, ["female", "male"]);
        assert_eq!(parameter(&last, "who").options, ["female", "male"]);
        assert_eq!(parameter(&last, "base").options, ["market_income", "disposable_income"]);
    }

    #[test]
    fn what_a_study_sets_is_told_beside_the_default() {
        let set = crate::system::Study::assignment("bonus.rate=0.3").unwrap_or_else(|found| panic!("{found:#?}"));
        let all = metadata(
            &file(),
            &Setting {
                set: &[set],
                ..Setting::default()
            },
        );
        let rate = parameter(&all, "rate");
        assert_eq!((&rate.default, &rate.set[0].value), (&Some(json!(0.1)), &json!(0.3)));
        assert!(parameter(&all, "most").set.is_empty());
    }

    #[test]
    fn the_data_come_back_from_json() {
        let all = metadata(&file(), &Setting::default());
        let text = serde_json::to_string(&all).unwrap_or_default();
        assert_eq!(serde_json::from_str::<InstrumentMetadata>(&text).ok(), Some(all));
        let bad = text.replace("2024-01-01", "2024-13-01");
        assert!(serde_json::from_str::<InstrumentMetadata>(&bad).is_err());
    }
}
