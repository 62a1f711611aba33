//! The law that holds in a run: a system with its instruments and the values that a study sets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::file::System;
use super::study::Reform;
use crate::document::{Collector, Date, Diagnostic, Node, Source, Span, nearest};
use crate::rules::{Account, Instrument, Kind};

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
            let name = fund.name.as_str();
            let moves = (self.instruments.iter()).any(|file| file.fills(name) || file.is_paid_by(name));
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
            self.add_to_be_read(file);
        }
        diagnostics
    }

    /// Adds an instrument whose names can be read, and which pays nothing.
    pub fn add_to_be_read(&mut self, file: Arc<Instrument>) {
        self.removed.push(file.name.clone());
        self.instruments.push(file);
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
}
