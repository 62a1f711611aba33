//! How a country's law goes on in runs over years that reach beyond the last year that its system holds.

use std::sync::Arc;

use super::ageing::check_index;
use super::file::{Index, System};
use crate::document::{Collector, Span, TableReader, nearest};
use crate::rules::Instrument;

/// How the law goes on after the last year that the system holds: every amount of money with an index, everything else as it
/// stood. It is a rule of the model, not law, and holds in runs over years alone.
#[derive(Debug, Clone, PartialEq)]
pub struct LaterLaw {
    /// The last year to which it goes on.
    pub last: i32,
    /// The index that amounts of money go on with, those that a study sets too.
    pub index: String,
    /// Amounts that go on with another index: `instrument.parameter`, or an instrument with all of its own; then the index.
    pub follow: Vec<(String, String)>,
    /// Amounts that stay as they are, named likewise.
    pub held: Vec<String>,
    /// Where the names stand: of those held, then of those that follow.
    pub(super) spans: Vec<Span>,
}

impl LaterLaw {
    /// The index that an amount goes on with; `None` where it stays. What is said of the parameter comes before what is said of
    /// its instrument. A parameter of the system itself is named alone (`instrument` is empty).
    pub fn index_of(&self, instrument: &str, parameter: &str) -> Option<&str> {
        let whole = if instrument.is_empty() {
            parameter.to_string()
        } else {
            format!("{instrument}.{parameter}")
        };
        for name in [whole.as_str(), instrument] {
            if self.held.iter().any(|held| held == name) {
                return None;
            }
            if let Some((_, index)) = self.follow.iter().find(|(followed, _)| followed == name) {
                return Some(index);
            }
        }
        Some(&self.index)
    }

    /// Refuses names of nothing: neither of an instrument that the law may have, nor of a parameter of one or of the system. `common`
    /// reads a common instrument.
    pub(super) fn check(
        &self,
        system: &System,
        common: &dyn Fn(&str) -> Option<Option<Arc<Instrument>>>,
        common_names: &[&str],
        collector: &Collector,
    ) {
        let own = || {
            [&system.instruments, &system.available, &system.scenarios]
                .into_iter()
                .flatten()
        };
        let names = self.held.iter().chain(self.follow.iter().map(|(name, _)| name));
        for (name, span) in names.zip(&self.spans) {
            let (file, parameter) = match name.split_once('.') {
                Some((file, parameter)) => (file, Some(parameter)),
                None => (name.as_str(), None),
            };
            let found = own().find(|own| own.name == file).cloned();
            let found = found.map(Some).or_else(|| common(file));
            let (what, known): (String, Vec<&str>) = match (&found, parameter) {
                _ if system.broken.contains(file) => continue,
                // What could not be read has been told.
                (Some(None), _) | (Some(_), None) => continue,
                (Some(Some(read)), Some(parameter)) => {
                    if read.parameter(parameter).is_some() || read.doubtful || read.broken.contains(parameter) {
                        continue;
                    }
                    let known = read.parameters.iter().map(|parameter| parameter.name.as_str());
                    (format!("`{file}` has no parameter `{parameter}`"), known.collect())
                }
                (None, None) if system.parameters.iter().any(|known| known.name == *name) => continue,
                (None, _) => {
                    let mut known: Vec<&str> = own().map(|own| own.name.as_str()).collect();
                    known.extend(common_names);
                    known.extend(system.parameters.iter().map(|parameter| parameter.name.as_str()));
                    (format!("there is no instrument `{file}`"), known)
                }
            };
            let near = nearest(
                parameter.filter(|_| found.is_some()).unwrap_or(file),
                known.iter().copied(),
            );
            collector.report(
                "unknown-name",
                "ageing.law",
                span,
                what,
                name,
                known.join(", "),
                near.map_or("name an amount of the law".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
        }
    }
}

/// Reads `[ageing.law]` of a system whose law was read up to `last_held`.
pub(super) fn read_later_law(table: TableReader<'_>, indices: &[Index], last_held: Option<i32>) -> Option<LaterLaw> {
    let collector = table.collector();
    let before = collector.count();
    let last = table.require("last").and_then(|node| {
        let year = node.as_integer();
        let found = year.and_then(|year| i32::try_from(year).ok());
        let found = found.filter(|year| last_held.is_some_and(|held| *year > held && *year <= held + LONGEST));
        if found.is_none() {
            collector.report(
                "out-of-range",
                &table.path_of("last"),
                &node.span,
                "the law goes on to a year after the last that the system holds",
                year.map_or(node.kind_name().to_string(), |year| year.to_string()),
                last_held.map_or("a system with `years`".to_string(), |held| {
                    format!("{} to {}", held + 1, held + LONGEST)
                }),
                "for example last = 2034",
            );
        }
        found
    });
    let index = table.required_text("index").map(str::to_string);
    if let (Some(name), Some(node)) = (&index, table.get("index")) {
        check_index(collector, &table.path_of("index"), &node.span, name, indices);
    }
    let mut spans: Vec<Span> = Vec::new();
    let mut names = |of: &TableReader<'_>, key: &str| -> Vec<String> {
        let texts = of.texts(key).unwrap_or_default();
        spans.extend(texts.iter().map(|(_, span)| Span::clone(span)));
        texts.into_iter().map(|(text, _)| text.to_string()).collect()
    };
    let held = names(&table, "held");
    let mut follow = Vec::new();
    if let Some(indexed) = table.table("follow") {
        for (key, _) in indexed.entries() {
            check_index(collector, &indexed.path_of(&key.text), &key.span, &key.text, indices);
            let own = names(&indexed, &key.text).into_iter();
            follow.extend(own.map(|name| (name, key.text.clone())));
        }
        indexed.finish();
    }
    for (at, name) in held.iter().chain(follow.iter().map(|(name, _)| name)).enumerate() {
        let mut earlier = held.iter().chain(follow.iter().map(|(name, _)| name)).take(at);
        if earlier.any(|other| other == name) {
            collector.report(
                "doubled-key",
                table.path(),
                table.span(),
                format!("`{name}` is named twice"),
                name,
                "every amount under one index, or held",
                "remove one of them",
            );
        }
    }
    table.finish();
    (collector.count() == before).then_some(LaterLaw {
        last: last?,
        index: index?,
        follow,
        held,
        spans,
    })
}

/// How many years beyond the last one held a law may go on.
const LONGEST: i32 = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameter_comes_before_its_instrument() {
        let law = LaterLaw {
            last: 2034,
            index: "prices".to_string(),
            follow: vec![
                ("pay.ceiling".to_string(), "wages".to_string()),
                ("old".to_string(), "wages".to_string()),
            ],
            held: vec!["pay".to_string(), "old.least".to_string(), "adult".to_string()],
            spans: Vec::new(),
        };
        for (instrument, parameter, index) in [
            ("pay", "ceiling", Some("wages")),
            ("pay", "floor", None),
            ("old", "most", Some("wages")),
            ("old", "least", None),
            ("", "adult", None),
            ("other", "amount", Some("prices")),
        ] {
            assert_eq!(law.index_of(instrument, parameter), index, "{instrument}.{parameter}");
        }
    }
}
