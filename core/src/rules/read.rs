//! Reads a rule file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::expression::{Expression, ExpressionKind, Formula};
use super::instrument::{
    Capacity, Case, Condition, ConditionTest, Draw, Eligibility, EligibilityWho, FundUse, Instrument, Interaction,
    PaidTo, Period, TakeUp, Texts,
};
use super::kind::{Account, Kind};
use super::parameter::Parameter;
use super::read_rule::{read_formula, read_function, read_rules};
use super::scenario::{read_offers, read_scenario};
use crate::document::{Collector, Diagnostic, Node, Source, Span, TableReader, Value, parse};

impl Instrument {
    /// Reads a rule file.
    ///
    /// # Errors
    /// Every problem of the file at once.
    pub fn read(source: &Source) -> Result<Arc<Instrument>, Vec<Diagnostic>> {
        let root = parse(source)?;
        let collector = Collector::new(source);
        let instrument = Instrument::from_node(&collector, &root, "");
        match instrument {
            Some(instrument) if collector.is_empty() => Ok(Arc::new(instrument)),
            _ => Err(collector.into_diagnostics()),
        }
    }

    /// Reads an instrument from a table that stands in `collector`'s file (a study may hold instruments of its own).
    pub fn from_node(collector: &Collector, node: &Node, path: &str) -> Option<Instrument> {
        let reader = TableReader::new(collector, node, path)?;
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
        let parameters = match reader.table("parameters") {
            Some(table) => read_parameters(collector, &table),
            None => Vec::new(),
        };
        let rules = reader
            .table("rules")
            .map_or(Vec::new(), |table| read_rules(collector, &table));
        let person_rules = reader
            .table("for_each")
            .and_then(|table| {
                let person = table.table("person").map(|table| read_rules(collector, &table));
                table.finish();
                person
            })
            .unwrap_or_default();
        let functions = reader.table("functions").map_or(Vec::new(), |table| {
            table
                .rest()
                .filter_map(|(key, node)| read_function(collector, &key.text, node, &table.path_of(&key.text)))
                .collect()
        });
        let eligibility = reader
            .table("eligibility")
            .map_or(Eligibility::default(), |table| read_eligibility(collector, &table));
        let take_up = reader.table("take_up").and_then(|table| {
            let rate = match table.require("rate")? {
                node if node.as_number().is_some() => {
                    let number = node.as_number().unwrap_or(0.0);
                    Formula {
                        text: number.to_string(),
                        tree: Expression {
                            kind: ExpressionKind::Number(number),
                            span: 0..0,
                        },
                        offset: node.span.start,
                    }
                }
                node => read_formula(collector, &table.path_of("rate"), node)?,
            };
            let draw = table.text("draw").map(|text| {
                (
                    text.to_string(),
                    table.get("draw").map_or(0..0, |node| node.span.clone()),
                )
            });
            table.finish();
            Some(TakeUp { rate, draw })
        });
        let draws = reader.table("draws").map_or(Vec::new(), |table| {
            table
                .rest()
                .filter_map(|(key, node)| match node.as_text() {
                    Some(unit) => Some(Draw {
                        name: key.text.clone(),
                        unit: unit.to_string(),
                    }),
                    None => {
                        collector.report(
                            "wrong-type",
                            &table.path_of(&key.text),
                            &node.span,
                            "a draw names the unit that draws",
                            node.kind_name(),
                            "\"person\" or the name of a unit",
                            "write \"person\"",
                        );
                        None
                    }
                })
                .collect()
        });
        let interaction = reader.table("interaction").map_or(Interaction::default(), |table| {
            let counts_in = table.table("counts_in").map_or(Vec::new(), |counts| {
                counts
                    .rest()
                    .filter_map(|(key, node)| match node.value {
                        Value::Truth(truth) => Some((key.text.clone(), truth, key.span.clone())),
                        _ => {
                            collector.report(
                                "wrong-type",
                                &counts.path_of(&key.text),
                                &node.span,
                                "an instrument counts in a concept or not",
                                node.kind_name(),
                                "true or false",
                                "write true or false",
                            );
                            None
                        }
                    })
                    .collect()
            });
            let replaces = table
                .texts("replaces")
                .unwrap_or_default()
                .into_iter()
                .map(|(text, span)| (text.to_string(), span.clone()))
                .collect();
            let hold_harmless = table.truth("hold_harmless").unwrap_or(false);
            table.finish();
            Interaction {
                counts_in,
                replaces,
                hold_harmless,
            }
        });
        let capacity = reader.table("capacity").map(|table| {
            let formula = |key: &str| {
                table
                    .get(key)
                    .and_then(|node| read_formula(collector, &table.path_of(key), node))
            };
            let capacity = Capacity {
                places: formula("places"),
                money: formula("money"),
                order: formula("order"),
            };
            if capacity.places.is_some() == capacity.money.is_some() {
                collector.report(
                    "bad-capacity",
                    table.path(),
                    table.span(),
                    "capacity is a number of places or an amount of money",
                    if capacity.places.is_some() { "both" } else { "neither" },
                    "places = \"…\" or money = \"…\"",
                    "keep one of them",
                );
            }
            table.finish();
            capacity
        });
        let fund = reader.table("fund").and_then(|table| {
            let span = table.span().clone();
            let name = table.required_text("name")?.to_string();
            table.finish();
            Some(FundUse { name, span })
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
        let covers_income_loss = reader
            .truth("covers_income_loss")
            .unwrap_or(kind == Some(Kind::InsuranceBenefit));
        let cases = reader.tables("cases").into_iter().filter_map(read_case).collect();
        reader.finish();
        let kind = kind?;
        let instrument = Instrument {
            source: collector.source.clone(),
            name: name?,
            title,
            reference,
            notes,
            kind,
            payer: payer.unwrap_or(if fund.is_some() && payee.unwrap_or(kind.payee()) != Account::Fund {
                Account::Fund
            } else {
                kind.payer()
            }),
            payee: payee.unwrap_or(kind.payee()),
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
            interaction,
            capacity,
            fund,
            pool,
            paid_to,
            members,
            instead_of,
            levers,
            covers_income_loss,
            scenario,
            cases,
            span,
        };
        // A rule `amount` that does not parse has its own problem and is not missing.
        let written = node
            .as_table()
            .and_then(|table| table.get("rules"))
            .and_then(Node::as_table);
        if instrument.payer == Account::Fund && instrument.fund.is_none() {
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
        instrument.check_names(
            collector,
            path,
            written.is_some_and(|rules| rules.get("amount").is_some()),
        );
        Some(instrument)
    }

    /// Names that would hide one another, and an amount where one is due.
    fn check_names(&self, collector: &Collector, path: &str, has_amount: bool) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
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

pub(crate) fn read_format(reader: &TableReader<'_>) {
    if reader.require("format").is_some()
        && let Some(found) = reader.integer("format")
        && found != 1
    {
        let span = reader.get("format").map_or(0..0, |node| node.span.clone());
        reader.collector().report(
            "unknown-format",
            &reader.path_of("format"),
            &span,
            "this version reads format 1",
            found.to_string(),
            "1",
            if found > 1 {
                "update commonweal"
            } else {
                "write format = 1"
            },
        );
    }
}

pub(crate) fn read_texts(reader: &TableReader<'_>, key: &str) -> Texts {
    match reader.get(key) {
        None => Texts::default(),
        Some(Node {
            value: Value::Text(text),
            ..
        }) => Texts(BTreeMap::from([("en".to_string(), text.clone())])),
        Some(_) => {
            let mut texts = BTreeMap::new();
            if let Some(table) = reader.table(key) {
                for (language, node) in table.rest() {
                    match node.as_text() {
                        Some(text) => {
                            texts.insert(language.text.clone(), text.to_string());
                        }
                        None => reader.collector().report(
                            "wrong-type",
                            &table.path_of(&language.text),
                            &node.span,
                            "a title is a text by language",
                            node.kind_name(),
                            "{ en = \"…\", zh = \"…\" }",
                            "write the text in quotes",
                        ),
                    }
                }
            }
            Texts(texts)
        }
    }
}

pub(crate) fn check_name(collector: &Collector, path: &str, name: &str, span: &Span) {
    let good = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let reserved = RESERVED.contains(&name);
    if !good || reserved {
        collector.report(
            "bad-name",
            path,
            span,
            if reserved {
                format!("`{name}` is a word of the language")
            } else {
                format!("`{name}` is no name")
            },
            name,
            "small letters, digits and underscores, a letter first; no word of the language",
            "choose another name",
        );
    }
}

/// Words of the language, which name nothing else.
pub(crate) const RESERVED: [&str; 34] = [
    "and",
    "or",
    "not",
    "if",
    "else",
    "in",
    "where",
    "by",
    "without",
    "then",
    "true",
    "false",
    "min",
    "max",
    "clip",
    "abs",
    "round",
    "floor",
    "ceil",
    "ratio",
    "per_month",
    "per_year",
    "withdraw",
    "phase_in",
    "sum",
    "count",
    "any",
    "all",
    "largest",
    "smallest",
    "head",
    "spouse",
    "total",
    "person",
];

pub(crate) fn read_parameters(collector: &Collector, table: &TableReader<'_>) -> Vec<Parameter> {
    table
        .rest()
        .filter_map(|(key, node)| {
            check_name(collector, &table.path_of(&key.text), &key.text, &key.span);
            Parameter::read(collector, &key.text, node, &table.path_of(&key.text))
        })
        .collect()
}

pub(crate) fn read_eligibility(collector: &Collector, table: &TableReader<'_>) -> Eligibility {
    let who = match table.choice("who", &["any_adult", "head", "all", "each"]) {
        Some("head") => EligibilityWho::Head,
        Some("all") => EligibilityWho::All,
        Some("each") => EligibilityWho::Each,
        _ => EligibilityWho::AnyAdult,
    };
    let when = table
        .get("when")
        .and_then(|node| read_formula(collector, &table.path_of("when"), node));
    let mut conditions = Vec::new();
    for (key, node) in table.rest() {
        let path = table.path_of(&key.text);
        let test = match &node.value {
            Value::Truth(truth) => Some(ConditionTest::Is(*truth)),
            Value::List(items) => items
                .iter()
                .map(|item| item.as_text().map(str::to_string))
                .collect::<Option<Vec<_>>>()
                .map(ConditionTest::OneOf),
            Value::Table(_) => TableReader::new(collector, node, path.clone()).map(|reader| {
                let bounds = ConditionTest::Between(reader.number("from"), reader.number("to"));
                reader.finish();
                bounds
            }),
            _ => None,
        };
        match test {
            Some(test) => conditions.push(Condition {
                column: key.text.clone(),
                test,
                source: collector.source.clone(),
                path,
                span: key.span.clone(),
                value_spans: node
                    .as_list()
                    .into_iter()
                    .flatten()
                    .map(|item| item.span.clone())
                    .collect(),
            }),
            None => collector.report(
                "wrong-type",
                &path,
                &node.span,
                "a condition of eligibility",
                node.kind_name(),
                "a list of values, { from = …, to = … }, true or false",
                "for example age = { from = 18, to = 64 }",
            ),
        }
    }
    Eligibility { who, conditions, when }
}

fn read_case(reader: TableReader<'_>) -> Option<Case> {
    let table = |key: &str| match reader.get(key) {
        Some(Node {
            value: Value::Table(table),
            ..
        }) => Some(table.clone()),
        Some(_) => {
            reader.table(key);
            None
        }
        None => None,
    };
    let span = reader.span().clone();
    let note = reader.text("note").unwrap_or_default().to_string();
    let date = reader.date("date");
    let given = table("given").unwrap_or_default();
    let parameters = table("parameters").unwrap_or_default();
    let expect = match reader.require("expect") {
        Some(_) => table("expect"),
        None => None,
    };
    let tolerance = reader.number("tolerance").unwrap_or(0.005);
    reader.get("name");
    reader.finish();
    Some(Case {
        note,
        date,
        given,
        parameters,
        expect: expect?,
        tolerance,
        span,
    })
}

/// The dotted path of a key below a table that may be the root.
fn reader_path(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_string()
    } else {
        format!("{path}.{key}")
    }
}
