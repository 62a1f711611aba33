//! The law that holds in a run: a system with its instruments and the values that a study sets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::file::System;
use super::study::Reform;
use crate::document::{Collector, Date, Diagnostic, Node, Source, Span, TableReader, Value, nearest};
use crate::rules::{Account, FundUse, Instrument, Kind, read_eligibility};

/// What an instrument's file gave: as much of it as could be read, with every problem.
pub type FoundInstrument = (Option<Arc<Instrument>>, Vec<Diagnostic>);

/// The parameters of a fund's rule file that say what it opens with, what it earns, and what happens when it is empty.
pub const FUND_TERMS: [&str; 3] = ["opening_balance", "interest", "when_empty"];

/// The parameter of a fund's programme that says which share of what the fund's programmes have to share is its own.
pub const FUND_SHARE: &str = "share_of_levy";

/// Finds an instrument by name: `None` when there is no such file.
pub type FindInstrument<'a> = dyn Fn(&str) -> Option<FoundInstrument> + 'a;

/// A value that a study, or the command line, gives to a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The instrument; empty for a parameter of the system.
    pub instrument: String,
    /// The parameter, or `eligibility.COLUMN`, `replaces`, `instead_of`, `payer`, `hold_harmless`,
    /// `counts_in.CONCEPT`.
    pub key: String,
    /// The day from which it holds; `None`: always.
    pub from: Option<Date>,
    /// The value as written.
    pub value: Node,
    /// The file it stands in.
    pub source: Source,
    /// Where the name stands.
    pub span: Span,
}

/// Where a year stands among those of a run over several.
#[derive(Debug, Clone, PartialEq)]
pub struct RunYear {
    /// Months since the start before the year: 0, 12, 24 …
    pub first_month: u32,
    /// Months after which the spread of AI has done what it does.
    pub horizon: u32,
    /// Whose years came before: those of the baseline's people or of the reform's.
    pub history: &'static str,
    /// Under whose law the instruments have left what they left to the year: the baseline's or the reform's.
    pub left_under: &'static str,
    /// What the funds hold at the start of the year, where a year came before or the run has several; a fund then pays month by month out
    /// of what it holds (its opening balance where none stands here), and what comes in can be spent in the month after.
    pub balances: Option<BTreeMap<String, f64>>,
    /// Whether the year lies beyond the last that the system holds, so that its amounts go on as `[ageing.law]` says.
    pub goes_on: bool,
}

impl Default for RunYear {
    fn default() -> RunYear {
        RunYear {
            first_month: 0,
            horizon: 120,
            history: "baseline",
            left_under: "baseline",
            balances: None,
            goes_on: false,
        }
    }
}

impl RunYear {
    /// The name of the column of the people that holds what their life has left.
    pub fn column(&self, carried: &str) -> String {
        format!("life.{}.{carried}", self.history)
    }

    /// The name of the column of the people that holds what an instrument has left.
    pub fn column_of(&self, instrument: &str, carried: &str) -> String {
        format!("life.{}.{instrument}.{carried}", self.left_under)
    }
}

/// A system with its instruments in order and the values set over it. Nothing is mutated: [`Law::with`] returns another.
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    /// `baseline` or `reform`, for messages and tables.
    pub label: String,
    /// The system.
    pub system: Arc<System>,
    /// The instruments in order.
    pub instruments: Vec<Arc<Instrument>>,
    /// Values set, later ones winning.
    pub assignments: Vec<Assignment>,
    /// Instruments that stay readable but pay nothing.
    pub removed: Vec<String>,
    /// The law, by its place among those compiled together, whose levers reach into the scenario; `None`: its own.
    pub levers_of: Option<usize>,
    /// Where the year stands among those of the run.
    pub run_year: RunYear,
    /// Instruments that a study names and that are not there or cannot be read: what reads them is not complained about.
    /// Empty for a sound law.
    pub missing: BTreeSet<String>,
}

impl Law {
    /// The law as the system has it.
    pub fn new(label: &str, system: &Arc<System>) -> Law {
        Law {
            label: label.to_string(),
            system: Arc::clone(system),
            instruments: system.instruments.clone(),
            assignments: Vec::new(),
            removed: Vec::new(),
            levers_of: None,
            run_year: RunYear::default(),
            missing: system.broken.clone(),
        }
    }

    /// The instrument of that name.
    pub fn instrument(&self, name: &str) -> Option<&Arc<Instrument>> {
        self.instruments.iter().find(|instrument| instrument.name == name)
    }

    /// The place of the rule file of a fund: a library of the fund's name, whose parameters are its [`FUND_TERMS`].
    pub fn fund_file(&self, fund: &str) -> Option<usize> {
        let is_file = |file: &Arc<Instrument>| file.name == fund && file.kind == Kind::Library;
        self.instruments.iter().position(is_file)
    }

    /// Whether a file of the law is that of a fund and says nothing of it that does not hold without the file.
    pub fn repeats_fund(&self, file: &Instrument) -> bool {
        let Some(fund) = self.system.funds.iter().find(|fund| fund.name == file.name) else {
            return false;
        };
        let written = |name: &str| match file.parameter(name).map(|parameter| parameter.values.as_slice()) {
            Some([(None, node)]) => Some(node),
            _ => None,
        };
        let is_default = |name: &str| match name {
            "when_empty" => written(name).and_then(Node::as_text) == Some("ration"),
            _ => written(name).and_then(Node::as_number) == Some(0.0),
        };
        let holds_without = |name: &&str| fund.written.iter().any(|known| known == *name) || is_default(name);
        file.kind == Kind::Library
            && !self.assignments.iter().any(|set| set.instrument == file.name)
            && FUND_TERMS.iter().all(holds_without)
    }

    /// Adds the rule files of the funds that instruments of the law fill or draw on, so that their parameters can be set.
    fn add_fund_files(&mut self, reform: &Reform, find: &FindInstrument<'_>) -> Vec<Diagnostic> {
        let system = Arc::clone(&self.system);
        let mut diagnostics = Vec::new();
        for fund in &system.funds {
            let named = |file: &Arc<Instrument>| file.fund.as_ref().is_some_and(|used| used.name == fund.name);
            let moves = self.instruments.iter().any(|file| {
                let is_filled = file.payee == Account::Fund && (file.fund.is_none() || named(file));
                is_filled || file.payer == Account::Fund && named(file)
            });
            let is_set = reform
                .set
                .iter()
                .any(|set| set.instrument == fund.name || set.key == "payer" && set.value.as_text() == Some("fund"));
            if self.instrument(&fund.name).is_some() || !(moves || is_set) {
                continue;
            }
            if let Some((file, found)) = find(&fund.name) {
                diagnostics.extend(found);
                self.instruments.extend(file.filter(|file| file.kind == Kind::Library));
            }
        }
        diagnostics
    }

    /// What the programmes of a fund read of a levy that the law does not have can be read, but pays nothing: a fund may live on what it
    /// opens with, or on the budget.
    fn add_read_by_programmes(&mut self, find: &FindInstrument<'_>) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let programmes = self.instruments.iter().filter(|file| file.payer == Account::Fund);
        let reads = programmes.flat_map(|file| file.uses.iter().map(|(name, _)| name.clone()));
        for name in reads.collect::<Vec<_>>() {
            if self.instrument(&name).is_some() || self.missing.contains(&name) {
                continue;
            }
            let Some((file, found)) = find(&name) else { continue };
            let Some(file) = file.filter(|file| file.payee == Account::Fund) else {
                continue;
            };
            diagnostics.extend(found);
            self.instruments.push(file);
            self.removed.push(name);
        }
        diagnostics
    }

    /// Whether an instrument of that name pays nothing: it is removed, or another one replaces it.
    pub fn abolishes(&self, name: &str) -> bool {
        self.removed.iter().any(|removed| removed == name)
            || self.instruments.iter().any(|other| {
                other.name != name
                    && !self.removed.contains(&other.name)
                    && other.interaction.replaces.iter().any(|(replaced, _)| replaced == name)
            })
    }

    /// The scenario.
    pub fn scenario(&self) -> Option<&Arc<Instrument>> {
        self.instruments.iter().find(|file| file.scenario.is_some())
    }

    /// The same law without a scenario: the people as the data has them.
    pub fn without_scenario(&self, label: &str) -> Law {
        let mut law = self.clone();
        law.label = label.to_string();
        law.instruments.retain(|file| file.scenario.is_none());
        let kept: Vec<&str> = law.instruments.iter().map(|file| file.name.as_str()).collect();
        law.assignments
            .retain(|set| set.instrument.is_empty() || kept.contains(&set.instrument.as_str()));
        law
    }

    /// The law changed by a reform. `find` reads instruments by name: those of the study, of its folder and of the catalog;
    /// `catalog_names` are the names it could find, for suggestions.
    ///
    /// # Errors
    /// Every name that does not exist and every value that does not fit, with its place in the study.
    pub fn with(
        &self,
        label: &str,
        reform: &Reform,
        find: &FindInstrument<'_>,
        catalog_names: &[String],
    ) -> Result<Law, Vec<Diagnostic>> {
        match self.with_partly(label, reform, find, catalog_names) {
            (law, problems) if problems.is_empty() => Ok(law),
            (_, problems) => Err(problems),
        }
    }

    /// The law changed by as much of a reform as fits, for a check of the rest, with every problem: see [`Law::with`].
    pub fn with_partly(
        &self,
        label: &str,
        reform: &Reform,
        find: &FindInstrument<'_>,
        catalog_names: &[String],
    ) -> (Law, Vec<Diagnostic>) {
        let mut law = self.clone();
        law.label = label.to_string();
        let mut diagnostics = Vec::new();
        let unknown = |source: &Source, path: &str, span: &Span, name: &str, known: &[&str], remedy: &str| {
            let collector = Collector::new(source);
            collector.report(
                "unknown-name",
                path,
                span,
                format!("there is no instrument `{name}`"),
                name,
                known.join(", "),
                nearest(name, known.iter().copied())
                    .map_or(remedy.to_string(), |near| format!("did you mean `{near}`?")),
            );
            collector.into_diagnostics()
        };
        for (name, span) in &reform.remove {
            if law.instrument(name).is_some() {
                law.removed.push(name.clone());
            } else if !law.missing.contains(name) {
                let known: Vec<&str> = law.instruments.iter().map(|i| i.name.as_str()).collect();
                diagnostics.extend(unknown(
                    &reform.source,
                    &format!("{label}.remove"),
                    span,
                    name,
                    &known,
                    "only an instrument of the system can be removed",
                ));
            }
        }
        for (list, replacing) in [(&reform.add, false), (&reform.replace, true)] {
            for (name, span) in list {
                // What is law already is found in the law, wherever its file stands.
                let already = if replacing {
                    None
                } else {
                    law.instrument(name).map(|found| (Some(Arc::clone(found)), Vec::new()))
                };
                if law.missing.contains(name) {
                    continue;
                }
                match already.or_else(|| find(name)) {
                    Some((Some(instrument), found)) => {
                        diagnostics.extend(found);
                        let at = law.instruments.iter().position(|other| other.name == *name);
                        match (at, replacing) {
                            (Some(at), true) => law.instruments[at] = instrument,
                            (None, false) => law.instruments.push(instrument),
                            // What stands in the law to be read, or was removed, pays again.
                            (Some(_), false)
                                if law.removed.contains(name)
                                    && reform.remove.iter().all(|(removed, _)| removed != name) =>
                            {
                                law.removed.retain(|removed| removed != name);
                            }
                            (Some(_), false) => {
                                let collector = Collector::new(&reform.source);
                                collector.report(
                                    "doubled-name",
                                    &format!("{label}.add"),
                                    span,
                                    format!("`{name}` is already in the system"),
                                    name,
                                    "an instrument that the system does not have",
                                    "change its parameters under [reform.set], or list it under `replace`",
                                );
                                diagnostics.extend(collector.into_diagnostics());
                            }
                            (None, true) => {
                                let known: Vec<&str> = law.instruments.iter().map(|i| i.name.as_str()).collect();
                                diagnostics.extend(unknown(
                                    &reform.source,
                                    &format!("{label}.replace"),
                                    span,
                                    name,
                                    &known,
                                    "list it under `add`",
                                ));
                            }
                        }
                    }
                    Some((None, found)) => {
                        diagnostics.extend(found);
                        law.missing.insert(name.clone());
                    }
                    None if replacing && law.instrument(name).is_some() => {
                        let collector = Collector::new(&reform.source);
                        collector.report(
                            "unknown-name",
                            &format!("{label}.replace"),
                            span,
                            format!("there is no file to replace `{name}` by"),
                            name,
                            format!("{name}.toml beside the study"),
                            format!("put {name}.toml beside the study, or change parameters under [{label}.set]"),
                        );
                        diagnostics.extend(collector.into_diagnostics());
                    }
                    None => {
                        law.missing.insert(name.clone());
                        let known: Vec<&str> = catalog_names.iter().map(String::as_str).collect();
                        let path = format!("{label}.{}", if replacing { "replace" } else { "add" });
                        diagnostics.extend(unknown(
                            &reform.source,
                            &path,
                            span,
                            name,
                            &known,
                            "put its file beside the study",
                        ));
                    }
                }
            }
        }
        diagnostics.extend(law.add_fund_files(reform, find));
        for assignment in &reform.set {
            if let Err(found) = law.assign(assignment, catalog_names) {
                diagnostics.extend(found);
            }
        }
        // After the values: none can be set of what is there to be read alone.
        diagnostics.extend(law.add_read_by_programmes(find));
        (law, diagnostics)
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

    /// Adds the common instruments that those of the law use and that it lacks, so that one file can be tried alone.
    ///
    /// # Errors
    /// The problems of their files.
    pub fn add_used(&mut self, catalog: &super::Catalog) -> Result<(), Vec<Diagnostic>> {
        let mut at = 0;
        while let Some(instrument) = self.instruments.get(at).cloned() {
            for (name, _) in &instrument.uses {
                if self.instrument(name).is_none()
                    && let Some(source) = catalog.instrument(name)
                {
                    self.instruments.push(Instrument::read(source)?);
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// Sets one value.
    ///
    /// # Errors
    /// When the instrument or the parameter does not exist; whether the value fits is found when the law is compiled.
    pub fn assign(&mut self, assignment: &Assignment, catalog_names: &[String]) -> Result<(), Vec<Diagnostic>> {
        if self.sets_broken(assignment) {
            return Ok(());
        }
        let collector = Collector::new(&assignment.source);
        let path = format!("{}.{}", assignment.instrument, assignment.key);
        if assignment.instrument.is_empty() {
            if self
                .system
                .parameters
                .iter()
                .any(|parameter| parameter.name == assignment.key)
            {
                self.assignments.push(assignment.clone());
                return Ok(());
            }
            let known: Vec<String> = self.every_parameter();
            collector.report(
                "unknown-name",
                &assignment.key,
                &assignment.span,
                format!("there is no parameter `{}`", assignment.key),
                &assignment.key,
                "INSTRUMENT.PARAMETER, or a parameter of the system",
                nearest(&assignment.key, known.iter().map(String::as_str))
                    .map_or("`commonweal instruments` lists them all".to_string(), |near| {
                        format!("did you mean `{near}`?")
                    }),
            );
            return Err(collector.into_diagnostics());
        }
        let Some(at) = self
            .instruments
            .iter()
            .position(|instrument| instrument.name == assignment.instrument)
        else {
            let elsewhere = catalog_names.contains(&assignment.instrument);
            let here: Vec<&str> = self
                .instruments
                .iter()
                .map(|instrument| instrument.name.as_str())
                .collect();
            let near = nearest(
                &assignment.instrument,
                here.iter().copied().chain(catalog_names.iter().map(String::as_str)),
            );
            collector.report(
                if elsewhere { "not-in-study" } else { "unknown-name" },
                &path,
                &assignment.span,
                if elsewhere {
                    format!("the instrument `{}` is not in this study", assignment.instrument)
                } else {
                    format!("there is no instrument `{}`", assignment.instrument)
                },
                &assignment.instrument,
                here.join(", "),
                if elsewhere {
                    format!("add it: [reform] add = [\"{}\"]", assignment.instrument)
                } else {
                    near.map_or("`commonweal instruments` lists them all".to_string(), |near| {
                        format!("did you mean `{near}`?")
                    })
                },
            );
            return Err(collector.into_diagnostics());
        };
        let instrument = &self.instruments[at];
        if assignment.key == "eligibility" || assignment.key.starts_with("eligibility.") {
            let mut changed = (**instrument).clone();
            if let Some(column) = assignment.key.strip_prefix("eligibility.") {
                let table = crate::document::Table {
                    entries: vec![(
                        crate::document::Key {
                            text: column.to_string(),
                            span: assignment.span.clone(),
                        },
                        assignment.value.clone(),
                    )],
                };
                let node = Node {
                    value: Value::Table(table),
                    span: assignment.value.span.clone(),
                };
                if let Some(reader) =
                    TableReader::new(&collector, &node, format!("{}.eligibility", assignment.instrument))
                {
                    let read = read_eligibility(&collector, &reader);
                    // A table of a unit's incomes sets each of them.
                    let is_set = |name: &str| name == column || read.conditions.iter().any(|own| own.column == name);
                    changed
                        .eligibility
                        .conditions
                        .retain(|condition| !is_set(&condition.column));
                    changed.eligibility.conditions.extend(read.conditions);
                    if column == "who" {
                        changed.eligibility.who = read.who;
                    }
                    if read.when.is_some() {
                        changed.eligibility.when = read.when;
                    }
                }
            } else if let Some(reader) = TableReader::new(&collector, &assignment.value, path.clone()) {
                changed.eligibility = read_eligibility(&collector, &reader);
            }
            if !collector.is_empty() {
                return Err(collector.into_diagnostics());
            }
            self.instruments[at] = Arc::new(changed);
            return Ok(());
        }
        if assignment.key == "replaces" || assignment.key == "instead_of" {
            let Value::List(items) = &assignment.value.value else {
                collector.report(
                    "wrong-type",
                    &path,
                    &assignment.value.span,
                    format!("`{}` is a list of instruments", assignment.key),
                    assignment.value.kind_name(),
                    "a list of names in quotes",
                    "for example [\"child_benefit\"]",
                );
                return Err(collector.into_diagnostics());
            };
            let mut names = Vec::new();
            for item in items {
                match item.as_text() {
                    Some(name) if self.instrument(name).is_some() => names.push((name.to_string(), item.span.clone())),
                    _ => {
                        let known: Vec<&str> = self
                            .instruments
                            .iter()
                            .map(|instrument| instrument.name.as_str())
                            .collect();
                        let name = item.as_text().unwrap_or_default();
                        collector.report(
                            "unknown-name",
                            &path,
                            &item.span,
                            format!("there is no instrument `{name}` to replace"),
                            name,
                            known.join(", "),
                            nearest(name, known.iter().copied())
                                .map_or("use one of the system's".to_string(), |near| {
                                    format!("did you mean `{near}`?")
                                }),
                        );
                    }
                }
            }
            if !collector.is_empty() {
                return Err(collector.into_diagnostics());
            }
            let mut changed = (**instrument).clone();
            if assignment.key == "replaces" {
                changed.interaction.replaces = names;
            } else {
                changed.instead_of = names;
            }
            self.instruments[at] = Arc::new(changed);
            return Ok(());
        }
        if assignment.key == "payer" {
            // A fund that pays is named by the file, or is the only one.
            let only = match self.system.funds.as_slice() {
                [fund] => Some(fund.name.clone()),
                _ => None,
            };
            let allowed: Vec<&str> = Account::NAMES
                .iter()
                .copied()
                .filter(|name| *name != "fund" || instrument.fund.is_some() || only.is_some())
                .collect();
            let written = assignment.value.as_text();
            let payer = written.filter(|name| allowed.contains(name)).and_then(Account::parse);
            let Some(payer) = payer else {
                let found = written.unwrap_or(assignment.value.kind_name());
                collector.report(
                    "unknown-choice",
                    &path,
                    &assignment.value.span,
                    format!("`{found}` is no account that could pay `{}`", assignment.instrument),
                    found,
                    allowed.join(", "),
                    nearest(found, allowed.iter().copied()).map_or("use one of the accounts".to_string(), |near| {
                        format!("did you mean `{near}`?")
                    }),
                );
                return Err(collector.into_diagnostics());
            };
            let mut changed = (**instrument).clone();
            changed.payer = payer;
            if payer == Account::Fund && changed.fund.is_none() {
                changed.fund = only.map(|name| FundUse { name, span: 0..0 });
            }
            self.instruments[at] = Arc::new(changed);
            return Ok(());
        }
        if assignment.key == "hold_harmless" || assignment.key.starts_with("counts_in.") {
            let Value::Truth(truth) = assignment.value.value else {
                collector.report(
                    "wrong-type",
                    &path,
                    &assignment.value.span,
                    format!("`{}` holds or not", assignment.key),
                    assignment.value.kind_name(),
                    "true or false",
                    "write true or false without quotes",
                );
                return Err(collector.into_diagnostics());
            };
            let mut changed = (**instrument).clone();
            match assignment.key.strip_prefix("counts_in.") {
                Some(concept) if self.system.concept(concept).is_some() => {
                    let counts_in = &mut changed.interaction.counts_in;
                    counts_in.retain(|(name, ..)| name != concept);
                    counts_in.push((concept.to_string(), truth, assignment.span.clone()));
                }
                Some(concept) => {
                    let known: Vec<&str> = self.system.concepts.iter().map(|c| c.name.as_str()).collect();
                    collector.report(
                        "unknown-name",
                        &path,
                        &assignment.span,
                        format!("the system has no income concept `{concept}`"),
                        concept,
                        known.join(", "),
                        nearest(concept, known.iter().copied()).map_or("use one of its concepts".to_string(), |near| {
                            format!("did you mean `{near}`?")
                        }),
                    );
                    return Err(collector.into_diagnostics());
                }
                None => changed.interaction.hold_harmless = truth,
            }
            self.instruments[at] = Arc::new(changed);
            return Ok(());
        }
        if instrument.parameter(&assignment.key).is_none() {
            let own: Vec<&str> = instrument
                .parameters
                .iter()
                .map(|parameter| parameter.name.as_str())
                .collect();
            let everything = self.every_parameter();
            let near = nearest(&assignment.key, own.iter().copied())
                .map(|near| format!("{}.{near}", assignment.instrument))
                .or_else(|| nearest(&path, everything.iter().map(String::as_str)).map(str::to_string));
            collector.report(
                "unknown-name",
                &path,
                &assignment.span,
                format!("`{}` has no parameter `{}`", assignment.instrument, assignment.key),
                &assignment.key,
                own.join(", "),
                near.map_or("use one of its parameters".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
            return Err(collector.into_diagnostics());
        }
        self.assignments.push(assignment.clone());
        Ok(())
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
