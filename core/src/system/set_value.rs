//! Sets a value that a study or the command line gives: of a parameter, or of what a file says outside of its parameters.

use std::sync::Arc;

use super::law::{Assignment, Law};
use crate::document::{Collector, Diagnostic, Key, Node, Table, TableReader, Value, nearest};
use crate::rules::{Account, FundUse, Instrument, read_eligibility};

/// What is set: its file, where its problems go, and how it is called.
struct Setting<'a> {
    assignment: &'a Assignment,
    collector: &'a Collector,
    path: String,
}

impl Setting<'_> {
    /// A value of a form that the key does not take.
    fn wrong_type(&self, message: String, allowed: &str, remedy: &str) {
        let value = &self.assignment.value;
        let found = value.kind_name();
        self.collector
            .report("wrong-type", &self.path, &value.span, message, found, allowed, remedy);
    }
}

/// Asks whether a near name is meant, or says the remedy.
fn did_you_mean(near: Option<&str>, remedy: &str) -> String {
    near.map_or(remedy.to_string(), |near| format!("did you mean `{near}`?"))
}

impl Law {
    /// Sets one value.
    ///
    /// # Errors
    /// When the instrument or the parameter does not exist; whether the value fits is found when the law is compiled.
    pub fn assign(&mut self, assignment: &Assignment, catalog_names: &[String]) -> Result<(), Vec<Diagnostic>> {
        if self.sets_broken(assignment) {
            return Ok(());
        }
        let collector = Collector::new(&assignment.source);
        if assignment.instrument.is_empty() {
            self.assign_to_system(assignment, &collector);
        } else if let Some(at) = (self.instruments.iter()).position(|file| file.name == assignment.instrument) {
            let setting = Setting {
                assignment,
                collector: &collector,
                path: format!("{}.{}", assignment.instrument, assignment.key),
            };
            self.assign_to_instrument(at, &setting);
        } else {
            self.refuse_instrument(assignment, &collector, catalog_names);
        }
        match collector.is_empty() {
            true => Ok(()),
            false => Err(collector.into_diagnostics()),
        }
    }

    /// Whether a value is set for something that could not be read, which has problems of its own.
    fn sets_broken(&self, assignment: &Assignment) -> bool {
        if assignment.instrument.is_empty() {
            return self.system.broken.contains(&assignment.key);
        }
        self.missing.contains(&assignment.instrument)
            || self
                .instrument(&assignment.instrument)
                .is_some_and(|instrument| instrument.broken.contains(&assignment.key))
    }

    /// A parameter of the system.
    fn assign_to_system(&mut self, assignment: &Assignment, collector: &Collector) {
        if self.system.parameters.iter().any(|own| own.name == assignment.key) {
            self.assignments.push(assignment.clone());
            return;
        }
        let known = self.every_parameter();
        let near = nearest(&assignment.key, known.iter().map(String::as_str));
        collector.report(
            "unknown-name",
            &assignment.key,
            &assignment.span,
            format!("there is no parameter `{}`", assignment.key),
            &assignment.key,
            "INSTRUMENT.PARAMETER, or a parameter of the system",
            did_you_mean(near, "`commonweal instruments` lists them all"),
        );
    }

    /// An instrument that the law does not have.
    fn refuse_instrument(&self, assignment: &Assignment, collector: &Collector, catalog_names: &[String]) {
        let name = &assignment.instrument;
        let here: Vec<&str> = self.instruments.iter().map(|file| file.name.as_str()).collect();
        let (code, message, remedy) = if catalog_names.contains(name) {
            let message = format!("the instrument `{name}` is not in this study");
            ("not-in-study", message, format!("add it: [reform] add = [\"{name}\"]"))
        } else {
            let near = nearest(
                name,
                here.iter().copied().chain(catalog_names.iter().map(String::as_str)),
            );
            let remedy = did_you_mean(near, "`commonweal instruments` lists them all");
            ("unknown-name", format!("there is no instrument `{name}`"), remedy)
        };
        let path = format!("{name}.{}", assignment.key);
        collector.report(code, &path, &assignment.span, message, name, here.join(", "), remedy);
    }

    /// A parameter of an instrument, or what its file says outside of them.
    fn assign_to_instrument(&mut self, at: usize, setting: &Setting<'_>) {
        let mut changed = (*self.instruments[at]).clone();
        match setting.assignment.key.as_str() {
            "replaces" => match self.names_of(setting) {
                Some(names) => changed.interaction.replaces = names,
                None => return,
            },
            "instead_of" => match self.names_of(setting) {
                Some(names) => changed.instead_of = names,
                None => return,
            },
            "payer" => self.set_payer(&mut changed, setting),
            "hold_harmless" => {
                if let Some(truth) = truth_of(setting) {
                    changed.interaction.hold_harmless = truth;
                }
            }
            key => {
                if let Some(concept) = key.strip_prefix("counts_in.") {
                    self.set_counts_in(&mut changed, setting, concept);
                } else if key == "eligibility" || key.starts_with("eligibility.") {
                    set_eligibility(&mut changed, setting);
                } else if changed.parameter(key).is_some() {
                    self.assignments.push(setting.assignment.clone());
                    return;
                } else {
                    return self.refuse_parameter(&changed, setting);
                }
            }
        }
        if setting.collector.is_empty() {
            self.instruments[at] = Arc::new(changed);
        }
    }

    /// The instruments that are listed, which the law has.
    fn names_of(&self, setting: &Setting<'_>) -> Option<Vec<(String, crate::document::Span)>> {
        let Value::List(items) = &setting.assignment.value.value else {
            setting.wrong_type(
                format!("`{}` is a list of instruments", setting.assignment.key),
                "a list of names in quotes",
                "for example [\"child_benefit\"]",
            );
            return None;
        };
        let mut names = Vec::new();
        for item in items {
            match item.as_text() {
                Some(name) if self.instrument(name).is_some() => names.push((name.to_string(), item.span.clone())),
                _ => {
                    let known: Vec<&str> = self.instruments.iter().map(|file| file.name.as_str()).collect();
                    let name = item.as_text().unwrap_or_default();
                    let near = nearest(name, known.iter().copied());
                    setting.collector.report(
                        "unknown-name",
                        &setting.path,
                        &item.span,
                        format!("there is no instrument `{name}` to replace"),
                        name,
                        known.join(", "),
                        did_you_mean(near, "use one of the system's"),
                    );
                }
            }
        }
        setting.collector.is_empty().then_some(names)
    }

    /// The account that pays. A fund that pays is named by the file, or is the only one.
    fn set_payer(&self, changed: &mut Instrument, setting: &Setting<'_>) {
        let only = match self.system.funds.as_slice() {
            [fund] => Some(fund.name.clone()),
            _ => None,
        };
        let has_fund = changed.fund.is_some() || only.is_some();
        let is_allowed = |name: &&str| *name != "fund" || has_fund;
        let allowed: Vec<&str> = Account::NAMES.iter().copied().filter(is_allowed).collect();
        let value = &setting.assignment.value;
        let written = value.as_text();
        let Some(payer) = written.filter(|name| allowed.contains(name)).and_then(Account::parse) else {
            let found = written.unwrap_or(value.kind_name());
            let near = nearest(found, allowed.iter().copied());
            setting.collector.report(
                "unknown-choice",
                &setting.path,
                &value.span,
                format!("`{found}` is no account that could pay `{}`", changed.name),
                found,
                allowed.join(", "),
                did_you_mean(near, "use one of the accounts"),
            );
            return;
        };
        changed.payer = payer;
        if payer == Account::Fund && changed.fund.is_none() {
            changed.fund = only.map(|name| FundUse { name, span: 0..0 });
        }
    }

    /// Whether an income concept counts it.
    fn set_counts_in(&self, changed: &mut Instrument, setting: &Setting<'_>, concept: &str) {
        let Some(truth) = truth_of(setting) else { return };
        let span = &setting.assignment.span;
        if self.system.concept(concept).is_some() {
            let counts_in = &mut changed.interaction.counts_in;
            counts_in.retain(|(name, ..)| name != concept);
            counts_in.push((concept.to_string(), truth, span.clone()));
            return;
        }
        let known: Vec<&str> = self.system.concepts.iter().map(|own| own.name.as_str()).collect();
        let near = nearest(concept, known.iter().copied());
        setting.collector.report(
            "unknown-name",
            &setting.path,
            span,
            format!("the system has no income concept `{concept}`"),
            concept,
            known.join(", "),
            did_you_mean(near, "use one of its concepts"),
        );
    }

    /// A parameter that the instrument does not have.
    fn refuse_parameter(&self, instrument: &Instrument, setting: &Setting<'_>) {
        let (name, key) = (&instrument.name, &setting.assignment.key);
        let own: Vec<&str> = instrument.parameters.iter().map(|own| own.name.as_str()).collect();
        let everything = self.every_parameter();
        let near = nearest(key, own.iter().copied())
            .map(|near| format!("{name}.{near}"))
            .or_else(|| nearest(&setting.path, everything.iter().map(String::as_str)).map(str::to_string));
        setting.collector.report(
            "unknown-name",
            &setting.path,
            &setting.assignment.span,
            format!("`{name}` has no parameter `{key}`"),
            key,
            own.join(", "),
            did_you_mean(near.as_deref(), "use one of its parameters"),
        );
    }

    fn every_parameter(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .system
            .parameters
            .iter()
            .map(|parameter| parameter.name.clone())
            .collect();
        for instrument in &self.instruments {
            names.extend(
                instrument
                    .parameters
                    .iter()
                    .map(|parameter| format!("{}.{}", instrument.name, parameter.name)),
            );
        }
        names
    }
}

/// A value that holds or not.
fn truth_of(setting: &Setting<'_>) -> Option<bool> {
    if let Value::Truth(truth) = setting.assignment.value.value {
        return Some(truth);
    }
    setting.wrong_type(
        format!("`{}` holds or not", setting.assignment.key),
        "true or false",
        "write true or false without quotes",
    );
    None
}

/// All of `eligibility`, or one of its columns, which then stands beside the others.
fn set_eligibility(changed: &mut Instrument, setting: &Setting<'_>) {
    let Setting {
        assignment,
        collector,
        path,
    } = setting;
    let Some(column) = assignment.key.strip_prefix("eligibility.") else {
        if let Some(reader) = TableReader::new(collector, &assignment.value, path.clone()) {
            changed.eligibility = read_eligibility(collector, &reader);
        }
        return;
    };
    let key = Key {
        text: column.to_string(),
        span: assignment.span.clone(),
    };
    let table = Table {
        entries: vec![(key, assignment.value.clone())],
    };
    let node = Node {
        value: Value::Table(table),
        span: assignment.value.span.clone(),
    };
    let path = format!("{}.eligibility", assignment.instrument);
    let Some(reader) = TableReader::new(collector, &node, path) else {
        return;
    };
    let read = read_eligibility(collector, &reader);
    // A table of a unit's incomes sets each of them.
    let is_set = |name: &str| name == column || read.conditions.iter().any(|own| own.column == name);
    let conditions = &mut changed.eligibility.conditions;
    conditions.retain(|condition| !is_set(&condition.column));
    conditions.extend(read.conditions);
    if column == "who" {
        changed.eligibility.who = read.who;
    }
    if read.when.is_some() {
        changed.eligibility.when = read.when;
    }
}
