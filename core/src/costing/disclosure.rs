//! What a reader must know beside the figures: what the study changes, and what is assumed.

use std::sync::Arc;

use super::prepare::Prepared;
use super::results::{Assumption, Change, GroupTable, Title};
use crate::document::{Node, Source};
use crate::rules::{Instrument, Texts};
use crate::system::{ColumnKind, System};

/// What the study changes, from what to what.
pub fn changes(prepared: &Prepared) -> Vec<Change> {
    let mut changes = scenario(prepared);
    for (label, reform) in [
        ("baseline", &prepared.study.baseline),
        ("reform", &prepared.study.reform),
    ] {
        for (list, action) in [
            (&reform.remove, "remove"),
            (&reform.add, "add"),
            (&reform.replace, "replace"),
        ] {
            for (name, _) in list {
                changes.push(Change {
                    law: label.to_string(),
                    action: action.to_string(),
                    name: name.clone(),
                    before: None,
                    // A file that takes the place of a common instrument is named: the reader knows another one.
                    after: match (prepared.own_file(name), action) {
                        (None, "replace") => {
                            let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
                            law.instrument(name).map(|file| file.source.name.clone())
                        }
                        (own, _) => own.map(str::to_string),
                    },
                });
            }
        }
        for set in &reform.set {
            let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
            let parameter = match law.instrument(&set.instrument) {
                Some(instrument) => instrument
                    .parameter(&set.key)
                    .map(|parameter| (parameter, &instrument.source)),
                None => law
                    .system
                    .parameters
                    .iter()
                    .find(|parameter| parameter.name == set.key)
                    .map(|parameter| (parameter, &law.system.source)),
            };
            let before = parameter
                .and_then(|(parameter, source)| Some(as_written(source, parameter.written_on(prepared.date).ok()?.0)));
            let name = match set.instrument.as_str() {
                "" => set.key.clone(),
                instrument => format!("{instrument}.{}", set.key),
            };
            // What was set before, by the baseline or by an earlier line, is what is changed.
            let earlier = changes
                .iter()
                .rev()
                .find(|change: &&Change| change.action == "set" && change.name == name);
            let before = earlier.and_then(|change| change.after.clone()).or(before);
            let after = Some(as_written(&set.source, &set.value));
            // A value that is given as it stands changes nothing.
            if set.from.is_none() && is_same(before.as_deref(), after.as_deref()) {
                continue;
            }
            changes.push(Change {
                law: label.to_string(),
                action: "set".to_string(),
                name,
                before,
                after,
            });
        }
    }
    changes
}

/// Whether two values are written alike, or are the same number: `9_000` and `9000.0`.
fn is_same(before: Option<&str>, after: Option<&str>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    let number = |text: &str| text.replace('_', "").parse::<f64>().ok();
    before == after || number(before).is_some_and(|before| number(after) == Some(before))
}

/// The scenario that is chosen, and the values set there.
fn scenario(prepared: &Prepared) -> Vec<Change> {
    let (Some(choice), Some(file)) = (&prepared.study.scenario, prepared.baseline.scenario()) else {
        return Vec::new();
    };
    let mut changes = vec![Change {
        law: "scenario".to_string(),
        action: "add".to_string(),
        name: choice.name.replace('_', "-"),
        before: None,
        after: None,
    }];
    for set in prepared
        .baseline
        .assignments
        .iter()
        .filter(|set| set.instrument == file.name)
    {
        let parameter = file.parameter(&set.key);
        let written = parameter.and_then(|parameter| parameter.written_on(prepared.date).ok());
        changes.push(Change {
            law: "scenario".to_string(),
            action: "set".to_string(),
            name: format!("scenario.{}", set.key),
            before: written.map(|(node, _)| as_written(&file.source, node)),
            after: Some(as_written(&set.source, &set.value)),
        });
    }
    changes
}

/// A value as its file writes it.
fn as_written(source: &Source, node: &Node) -> String {
    source
        .text
        .get(node.span.clone())
        .unwrap_or_default()
        .trim()
        .to_string()
}

/// The titles of what the results name: the groups are those of `groups`.
pub(super) fn titles(prepared: &Prepared, groups: &[GroupTable]) -> Vec<Title> {
    let mut titles = Vec::new();
    let mut add = |of: &str, name: &str, texts: &Texts| {
        let known = |title: &Title| title.of == of && title.name == name;
        if !titles.iter().any(known) {
            titles.push(Title {
                of: of.to_string(),
                name: name.to_string(),
                en: texts.in_language("en").to_string(),
                zh: texts.in_language("zh").to_string(),
            });
        }
    };
    add("study", &prepared.study.name, &prepared.study.title);
    add("system", &prepared.system.name, &prepared.system.title);
    if let Some(country) = prepared
        .system
        .country
        .as_ref()
        .filter(|country| !country.title.0.is_empty())
    {
        add("country", &prepared.system.name, &country.title);
    }
    if let Some(scenario) = prepared.baseline.scenario() {
        add("scenario", &scenario_name(prepared, scenario), &scenario.title);
    }
    for law in prepared.reform.iter().chain([&prepared.baseline]) {
        // The file of a fund pays nothing; what its terms cost has a row all the same.
        let is_fund = |name: &str| law.system.funds.iter().any(|fund| fund.name == name);
        let told = |instrument: &&Arc<Instrument>| instrument.kind.pays() || is_fund(&instrument.name);
        for instrument in law.instruments.iter().filter(told) {
            add("instrument", &instrument.name, &instrument.title);
        }
    }
    for group in groups {
        // The standard categories have names that fit into a heading.
        let own = prepared
            .system
            .column(&group.by)
            .filter(|_| !crate::figures::is_standard(&group.by));
        if let Some(column) = own {
            add("column", &group.by, &column.title);
        }
        let of = format!("value of {}", group.by);
        for row in &group.rows {
            if let Some(texts) = value_texts(&prepared.system, &group.by, &row.group) {
                add(&of, &row.group, texts);
            }
        }
    }
    titles
}

/// The title of a value of a column's category, where the system gives it one.
pub(super) fn value_texts<'a>(system: &'a System, column: &str, value: &str) -> Option<&'a Texts> {
    let category = match &system.column(column)?.kind {
        ColumnKind::Category(category) => category,
        _ => return None,
    };
    system.value_titles.get(category)?.get(value)
}

/// The name of the scenario as a study writes it.
pub(super) fn scenario_name(prepared: &Prepared, file: &Instrument) -> String {
    match &prepared.study.scenario {
        Some(choice) => choice.name.replace('_', "-"),
        None => file.name.clone(),
    }
}

/// The assumptions that the law rests on.
pub(super) fn assumptions(prepared: &Prepared) -> Vec<Assumption> {
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let mut found = Vec::new();
    let mut add = |file: &str, source: &Source, parameter: &crate::rules::Parameter| {
        if !parameter.assumption {
            return;
        }
        let set = law
            .assignments
            .iter()
            .rev()
            .find(|set| {
                set.instrument == file && set.key == parameter.name && set.from.is_none_or(|from| from <= prepared.date)
            })
            .map(|set| as_written(&set.source, &set.value));
        let written = parameter
            .written_on(prepared.date)
            .map(|(node, _)| as_written(source, node))
            .unwrap_or_default();
        found.push(Assumption {
            parameter: if file.is_empty() {
                parameter.name.clone()
            } else {
                format!("{file}.{}", parameter.name)
            },
            value: set.unwrap_or(written),
            low: parameter.range.map(|(low, _)| low),
            high: parameter.range.map(|(_, high)| high),
        });
    };
    law.system
        .parameters
        .iter()
        .for_each(|parameter| add("", &law.system.source, parameter));
    for instrument in &law.instruments {
        instrument
            .parameters
            .iter()
            .for_each(|parameter| add(&instrument.name, &instrument.source, parameter));
    }
    found
}
