//! Reads a rule file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::code::{CODE_LANGUAGES, CodeUse, read_code};
use super::instrument::{Eligibility, Instrument, Interaction, PaidTo, Period};
use super::kind::{Account, Kind};
use super::levy_yield::read_yield;
use super::read_block::{
    read_capacity, read_carried, read_case, read_draws, read_eligibility, read_fund, read_interaction, read_take_up,
};
use super::read_common::{check_name, is_clear, read_format, read_parameters, read_texts, sound};
use super::read_rule::{read_formula, read_function, read_rules};
use super::scenario::{read_becomes, read_offers, read_scenario};
use crate::document::{Collector, Diagnostic, Node, Source, Span, TableReader, parse};

/// Keys that declare names, or say how they are read: where one of them is misspelt or of another type, nothing can be said
/// of what reads the names.
const DECLARING: [&str; 9] = [
    "unit",
    "uses",
    "parameters",
    "rules",
    "for_each",
    "for_each.person",
    "functions",
    "draws",
    "carried",
];

impl Instrument {
    /// Reads a rule file.
    ///
    /// # Errors
    /// Every problem of the file's form at once.
    pub fn read(source: &Source) -> Result<Arc<Instrument>, Vec<Diagnostic>> {
        match Instrument::read_partly(source) {
            (Some(instrument), problems) if problems.is_empty() => Ok(instrument),
            (_, problems) => Err(problems),
        }
    }

    /// Reads as much of a rule file as can be read, for a check of the rest, with every problem of its form. The names of
    /// what could not be read are in [`Instrument::broken`]. There is no instrument when its text or its declarations as a
    /// whole cannot be read.
    pub fn read_partly(source: &Source) -> (Option<Arc<Instrument>>, Vec<Diagnostic>) {
        let root = match parse(source) {
            Ok(root) => root,
            Err(problems) => return (None, problems),
        };
        let collector = Collector::new(source);
        let instrument = Instrument::from_node(&collector, &root, "").map(Arc::new);
        (instrument, collector.into_diagnostics())
    }

    /// Reads as much as can be read of an instrument from a table that stands in `collector`'s file (a study may hold
    /// instruments of its own).
    pub fn from_node(collector: &Collector, node: &Node, path: &str) -> Option<Instrument> {
        let reader = TableReader::new(collector, node, path)?;
        let mut broken = BTreeSet::new();
        let at_start = collector.count();
        if path.is_empty() {
            read_format(&reader);
        } else {
            reader.get("format");
        }
        let name = reader.required_text("name").map(str::to_string);
        let span = reader.get("name").map_or(0..0, |node| node.span.clone());
        if let Some(name) = &name {
            check_name(collector, &reader.path_of("name"), name, &span);
        }
        let title = read_texts(&reader, "title");
        let notes = read_texts(&reader, "notes");
        let reference = reader.text("reference").unwrap_or_default().to_string();
        reader.require("kind");
        let kind = reader.choice("kind", &Kind::NAMES).and_then(Kind::parse);
        let account = |key: &str| reader.choice(key, &Account::NAMES).and_then(Account::parse);
        let payer = account("payer");
        let payee = account("payee");
        let unit = reader.text("unit").unwrap_or("person").to_string();
        let period = match reader.choice("period", &["year", "month"]) {
            Some("month") => Period::Month,
            _ => Period::Year,
        };
        let named = |key: &str| -> Vec<(String, Span)> {
            reader
                .texts(key)
                .unwrap_or_default()
                .into_iter()
                .map(|(text, span)| (text.to_string(), span.clone()))
                .collect()
        };
        let uses = named("uses");
        let instead_of = named("instead_of");
        let complies_by = named("complies_by");
        let before_declarations = collector.count();
        let parameters = match reader.table("parameters") {
            Some(table) => read_parameters(collector, &table, &mut broken),
            None => Vec::new(),
        };
        let rules = match reader.table("rules") {
            Some(table) => read_rules(collector, &table, &mut broken),
            None => Vec::new(),
        };
        let mut person_rules = Vec::new();
        let mut is_foreign = false;
        if let Some(table) = reader.table("for_each") {
            if let Some(person) = table.table("person") {
                person_rules = read_rules(collector, &person, &mut broken);
            }
            is_foreign = !table.strangers().is_empty();
            table.finish();
        }
        let mut functions = Vec::new();
        if let Some(table) = reader.table("functions") {
            for (key, node) in table.rest() {
                functions.extend(sound(collector, &mut broken, &key.text, || {
                    read_function(collector, &key.text, node, &table.path_of(&key.text))
                }));
            }
        }
        let draws = match reader.table("draws") {
            Some(table) => read_draws(collector, &table, &mut broken),
            None => Vec::new(),
        };
        let carried = match reader.table("carried") {
            Some(table) => read_carried(collector, &table, &mut broken),
            None => Vec::new(),
        };
        let in_declarations = collector.count() - before_declarations;
        let eligibility = reader
            .table("eligibility")
            .map_or(Eligibility::default(), |table| read_eligibility(collector, &table));
        let take_up = reader.table("take_up").and_then(|table| {
            let take_up = read_take_up(collector, &table);
            table.finish();
            take_up
        });
        let interaction = reader.table("interaction").map_or(Interaction::default(), |table| {
            let interaction = read_interaction(collector, &table);
            table.finish();
            interaction
        });
        let capacity = reader.table("capacity").and_then(|table| {
            let before = collector.count();
            let capacity = read_capacity(collector, &table);
            table.finish();
            (collector.count() == before).then_some(capacity)
        });
        let fund = reader.table("fund").and_then(|table| {
            let fund = read_fund(&table);
            table.finish();
            fund
        });
        let pool = reader.text("pool").map(|text| {
            (
                text.to_string(),
                reader.get("pool").map_or(0..0, |node| node.span.clone()),
            )
        });
        let paid_to = match reader.choice("paid_to", &["head", "each_adult", "each_member"]) {
            Some("each_adult") => PaidTo::EachAdult,
            Some("each_member") => PaidTo::EachMember,
            _ => PaidTo::Head,
        };
        let members = reader
            .get("members")
            .and_then(|node| read_formula(collector, &reader.path_of("members"), node));
        let scenario = (kind == Some(Kind::Scenario)).then(|| read_scenario(collector, &reader));
        let levers = match reader.table("levers") {
            Some(table) if scenario.is_none() => read_offers(collector, &table),
            _ => Vec::new(),
        };
        let becomes = match kind {
            // A library pays nothing, so nobody has it.
            None | Some(Kind::Scenario | Kind::Library) => Vec::new(),
            Some(_) => read_becomes(collector, &reader),
        };
        let covers_income_loss = reader
            .truth("covers_income_loss")
            .unwrap_or(kind == Some(Kind::InsuranceBenefit));
        let paid_for_income_loss = reader
            .truth("paid_for_income_loss")
            .unwrap_or(kind == Some(Kind::InsuranceBenefit));
        for (name, span) in &complies_by {
            if !draws.iter().any(|draw| draw.name == *name) {
                collector.report(
                    "unknown-name",
                    "complies_by",
                    span,
                    format!("there is no draw `{name}`"),
                    name.clone(),
                    "a draw of this file",
                    format!("declare it: [draws] {name} = \"person\""),
                );
            }
        }
        let levy_yield = match kind {
            None | Some(Kind::Levy) => reader.table("yield").and_then(|table| {
                let found = read_yield(collector, &table, &mut broken);
                table.finish();
                found
            }),
            Some(_) => None,
        };
        let mut code = reader.table("code").map(|table| {
            let code = read_code(&table);
            table.finish();
            code
        });
        let before_cases = collector.count();
        let cases = reader.tables("cases").into_iter().filter_map(read_case).collect();
        let in_cases = collector.count() - before_cases;
        if !is_clear(&reader, &["code"]) {
            // Meant, but not readable: what calls it is not complained about.
            code = Some(CodeUse {
                language: CODE_LANGUAGES[0].to_string(),
                function: None,
                span: span.clone(),
            });
        }
        let is_clear = is_clear(&reader, &DECLARING) && !is_foreign;
        reader.finish();
        let payer_of_kind = kind.map_or(Account::Production, Kind::payer);
        let payee = payee.unwrap_or(kind.map_or(Account::Production, Kind::payee));
        let mut instrument = Instrument {
            source: collector.source.clone(),
            // A file has the name of its instrument.
            name: name.unwrap_or_else(|| stem(&collector.source.name)),
            title,
            reference,
            notes,
            // What is of no kind that there is pays nothing, so that it meets no other instrument.
            kind: kind.unwrap_or(Kind::Library),
            payer: payer.unwrap_or(if fund.is_some() && payee != Account::Fund {
                Account::Fund
            } else {
                payer_of_kind
            }),
            payee,
            unit,
            period,
            uses,
            parameters,
            rules,
            person_rules,
            functions,
            eligibility,
            take_up,
            draws,
            carried,
            interaction,
            capacity,
            fund,
            pool,
            paid_to,
            members,
            instead_of,
            levers,
            becomes,
            covers_income_loss,
            paid_for_income_loss,
            complies_by,
            levy_yield,
            scenario,
            code,
            cases,
            span,
            doubtful: false,
            broken,
        };
        let written = |key: &str| node.as_table().and_then(|table| table.get(key));
        if instrument.payer == Account::Fund && written("fund").is_none() {
            collector.report(
                "missing-key",
                &reader_path(path, "fund"),
                &instrument.span,
                format!("`{}` is paid by a fund", instrument.name),
                "no fund is named",
                "[fund] name = \"…\", a fund of the system",
                "name the fund",
            );
        }
        if is_clear && kind.is_some() {
            // A rule `amount` that does not parse has its own problem and is not missing.
            let rules = written("rules").and_then(Node::as_table);
            let has_amount = rules.is_some_and(|rules| rules.get("amount").is_some());
            instrument.check_amount(collector, path, has_amount);
        }
        instrument.doubtful = collector.count() - at_start > in_declarations + in_cases;
        instrument.check_names(collector);
        if is_clear && kind.is_some() {
            instrument.check_code(collector, &|key| reader_path(path, key));
        }
        is_clear.then_some(instrument)
    }

    /// Names that would hide one another; they are broken.
    fn check_names(&mut self, collector: &Collector) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        let mut doubled: BTreeSet<String> = BTreeSet::new();
        let named = self
            .parameters
            .iter()
            .map(|p| (p.name.as_str(), "parameter", &p.span))
            .chain(self.functions.iter().map(|f| (f.name.as_str(), "function", &f.span)))
            .chain(self.rules.iter().map(|r| (r.name.as_str(), "rule", &r.span)))
            .chain(
                self.person_rules
                    .iter()
                    .map(|r| (r.name.as_str(), "rule of a person", &r.span)),
            );
        for (name, what, span) in named {
            if let Some(before) = seen.insert(name, what) {
                doubled.insert(name.to_string());
                collector.report(
                    "doubled-name",
                    name,
                    span,
                    format!("`{name}` is the name of a {before} and of a {what}"),
                    name,
                    "one meaning for each name",
                    "rename one of them",
                );
            }
        }
        self.parameters.retain(|parameter| !doubled.contains(&parameter.name));
        self.functions.retain(|function| !doubled.contains(&function.name));
        self.rules.retain(|rule| !doubled.contains(&rule.name));
        self.person_rules.retain(|rule| !doubled.contains(&rule.name));
        self.broken.extend(doubled);
    }

    /// An amount where one is due, and none where none is.
    fn check_amount(&self, collector: &Collector, path: &str, has_amount: bool) {
        if self.kind.pays() != has_amount {
            let (found, remedy) = if has_amount {
                (
                    "a rule `amount`",
                    "give the file another kind, or the rule another name",
                )
            } else {
                ("no rule `amount`", "add `amount = \"…\"` under [rules]")
            };
            collector.report(
                "missing-amount",
                if path.is_empty() { "rules" } else { path },
                &self.span,
                format!("`{}` is of kind {}", self.name, self.kind.name()),
                found,
                if has_amount {
                    "a library and a scenario have no amount"
                } else {
                    "one of the rules is `amount`"
                },
                remedy,
            );
        }
    }
}

/// The name of a file without its folder and ending.
fn stem(file: &str) -> String {
    Path::new(file)
        .file_stem()
        .map_or(String::new(), |stem| stem.to_string_lossy().to_string())
}

/// The dotted path of a key below a table that may be the root.
fn reader_path(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_string()
    } else {
        format!("{path}.{key}")
    }
}
