//! An instrument file: parameters, rules, references, worked cases.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::expression::Formula;
use super::kind::{Account, Kind};
use super::parameter::Parameter;
use super::parser::parse_formula;
use super::unit::Unit;
use crate::document::{Collector, Date, Diagnostic, Node, Source, Span, Table, TableReader, Value, parse};

/// A text by language (`en`, `zh`, …).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Texts(pub BTreeMap<String, String>);

impl Texts {
    /// The text in `language`, else in English, else in any language; empty when there is none.
    pub fn in_language(&self, language: &str) -> &str {
        self.0.get(language).or_else(|| self.0.get("en")).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }
}

/// Whether `amount` is money a year or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A year's amount.
    Year,
    /// A month's amount, booked times the months for which it is paid.
    Month,
}

/// One named step.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// How it is worked out.
    pub body: RuleBody,
    /// Its title by language.
    pub title: Texts,
    /// The paragraph of the law.
    pub reference: String,
    /// The unit it must have, when the file states one.
    pub unit: Option<Unit>,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleBody {
    /// One formula.
    Formula(Formula),
    /// The formula that holds from a date.
    Dated(Vec<(Date, Formula)>),
    /// Rows: the first whose condition holds.
    Rows(Vec<Match>),
}

/// A row of a step: `when` is `None` in the last, which holds otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The condition.
    pub when: Option<Formula>,
    /// The value.
    pub then: Formula,
}

impl Rule {
    /// The formulas that hold on `date`: one, or one a row.
    pub fn on(&self, date: Date) -> Option<Vec<Match>> {
        match &self.body {
            RuleBody::Formula(formula) => Some(vec![Match { when: None, then: formula.clone() }]),
            RuleBody::Rows(rows) => Some(rows.clone()),
            RuleBody::Dated(dated) => dated
                .iter()
                .rev()
                .find(|(from, _)| *from <= date)
                .map(|(_, formula)| vec![Match { when: None, then: formula.clone() }]),
        }
    }

    /// The rule as a reader would write it on one line.
    pub fn text_on(&self, date: Date) -> String {
        match &self.body {
            RuleBody::Rows(rows) => rows
                .iter()
                .map(|row| match &row.when {
                    Some(when) => format!("{} when {}", row.then.text, when.text),
                    None => format!("otherwise {}", row.then.text),
                })
                .collect::<Vec<_>>()
                .join("; "),
            _ => self.on(date).and_then(|rows| rows.into_iter().next()).map_or(String::new(), |row| row.then.text),
        }
    }
}

/// A function of a file: called with values other than today's.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its arguments with their units (`None`: truth).
    pub arguments: Vec<(String, Option<Unit>)>,
    /// Its local steps, one of them `result`.
    pub rules: Vec<Rule>,
    /// Where it stands.
    pub span: Span,
}

/// Who of a unit must satisfy the conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EligibilityWho {
    /// Any adult of the unit.
    #[default]
    AnyAdult,
    /// The head.
    Head,
    /// Every member.
    All,
    /// Only the members who do count as members.
    Each,
}

/// A condition of eligibility on a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The person column.
    pub column: String,
    /// What is asked of it.
    pub test: ConditionTest,
    /// Where it stands.
    pub span: Span,
}

/// What a condition asks.
#[derive(Debug, Clone, PartialEq)]
pub enum ConditionTest {
    /// One of the values of a category.
    OneOf(Vec<String>),
    /// A number between two bounds, both inclusive.
    Between(Option<f64>, Option<f64>),
    /// A truth.
    Is(bool),
}

/// Who may receive an instrument at all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Eligibility {
    /// Who of the unit must satisfy the conditions.
    pub who: EligibilityWho,
    /// The conditions, all of which must hold.
    pub conditions: Vec<Condition>,
    /// A condition on the unit.
    pub when: Option<Formula>,
}

/// Take-up: a claim is made when the stored draw lies below the rate.
#[derive(Debug, Clone, PartialEq)]
pub struct TakeUp {
    /// The rate, 0 to 1.
    pub rate: Formula,
    /// A column of the data that holds the draw, in place of the engine's.
    pub draw: Option<String>,
}

/// A stored draw that formulas may read as `draw.NAME`.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Its name.
    pub name: String,
    /// The unit whose id keys it.
    pub unit: String,
}

/// How an instrument meets others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Interaction {
    /// Concepts it enters (true) or stays out of (false), against what its kind would say.
    pub counts_in: Vec<(String, bool, Span)>,
    /// Instruments that it abolishes.
    pub replaces: Vec<(String, Span)>,
}

/// Rationing by places or money.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// The number of units that can be served.
    pub places: Option<Formula>,
    /// The money that can be spent in the year.
    pub money: Option<Formula>,
    /// Who is served first: the smallest value; ties by a stored draw.
    pub order: Option<Formula>,
}

/// Payment out of a fund (the payer is `fund`) or into one (the payee is).
#[derive(Debug, Clone, PartialEq)]
pub struct FundUse {
    /// The fund's name in the system.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// To whom of a unit an amount is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum PaidTo {
    /// The head of the unit.
    #[default]
    Head,
    /// Each adult, in equal parts.
    EachAdult,
    /// Each member, in equal parts.
    EachMember,
}

/// A worked case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The arithmetic.
    pub note: String,
    /// The day whose law applies.
    pub date: Option<Date>,
    /// The values given.
    pub given: Table,
    /// Parameters changed for the case.
    pub parameters: Table,
    /// The values expected.
    pub expect: Table,
    /// The largest difference allowed.
    pub tolerance: f64,
    /// Where it stands.
    pub span: Span,
}

/// A rule file.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    /// The file.
    pub source: Source,
    /// Its name.
    pub name: String,
    /// Its title by language.
    pub title: Texts,
    /// The law or publication.
    pub reference: String,
    /// A remark by language.
    pub notes: Texts,
    /// Who pays and who receives.
    pub kind: Kind,
    /// The payer.
    pub payer: Account,
    /// The payee.
    pub payee: Account,
    /// The unit of `[rules]`.
    pub unit: String,
    /// The period of `amount`.
    pub period: Period,
    /// Other files whose names are read.
    pub uses: Vec<(String, Span)>,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Steps of the unit.
    pub rules: Vec<Rule>,
    /// Steps of a person.
    pub person_rules: Vec<Rule>,
    /// Functions.
    pub functions: Vec<Function>,
    /// Who may receive it.
    pub eligibility: Eligibility,
    /// Take-up.
    pub take_up: Option<TakeUp>,
    /// Stored draws.
    pub draws: Vec<Draw>,
    /// Interaction with others.
    pub interaction: Interaction,
    /// Rationing.
    pub capacity: Option<Capacity>,
    /// The fund that pays or is paid.
    pub fund: Option<FundUse>,
    /// The pool that limits it.
    pub pool: Option<(String, Span)>,
    /// To whom of the unit it is paid.
    pub paid_to: PaidTo,
    /// The members it is about.
    pub members: Option<Formula>,
    /// Instruments lost by who receives this one.
    pub instead_of: Vec<(String, Span)>,
    /// Worked cases.
    pub cases: Vec<Case>,
    /// Where the file's name stands.
    pub span: Span,
}

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
            reader.texts(key).unwrap_or_default().into_iter().map(|(text, span)| (text.to_string(), span.clone())).collect()
        };
        let uses = named("uses");
        let instead_of = named("instead_of");
        let parameters = match reader.table("parameters") {
            Some(table) => read_parameters(collector, &table),
            None => Vec::new(),
        };
        let rules = reader.table("rules").map_or(Vec::new(), |table| read_rules(collector, &table));
        let person_rules = reader
            .table("for_each")
            .and_then(|table| {
                let person = table.table("person").map(|table| read_rules(collector, &table));
                table.finish();
                person
            })
            .unwrap_or_default();
        let functions = reader.table("functions").map_or(Vec::new(), |table| {
            table.rest().filter_map(|(key, node)| read_function(collector, &key.text, node, &table.path_of(&key.text))).collect()
        });
        let eligibility = reader.table("eligibility").map_or(Eligibility::default(), |table| read_eligibility(collector, &table));
        let take_up = reader.table("take_up").and_then(|table| {
            let rate = match table.require("rate")? {
                node if node.as_number().is_some() => {
                    let number = node.as_number().unwrap_or(0.0);
                    Formula {
                        text: number.to_string(),
                        tree: super::Expression { kind: super::ExpressionKind::Number(number), span: 0..0 },
                        offset: node.span.start,
                    }
                }
                node => read_formula(collector, &table.path_of("rate"), node)?,
            };
            let draw = table.text("draw").map(str::to_string);
            table.finish();
            Some(TakeUp { rate, draw })
        });
        let draws = reader.table("draws").map_or(Vec::new(), |table| {
            table
                .rest()
                .filter_map(|(key, node)| match node.as_text() {
                    Some(unit) => Some(Draw { name: key.text.clone(), unit: unit.to_string() }),
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
            let replaces =
                table.texts("replaces").unwrap_or_default().into_iter().map(|(text, span)| (text.to_string(), span.clone())).collect();
            table.finish();
            Interaction { counts_in, replaces }
        });
        let capacity = reader.table("capacity").map(|table| {
            let formula = |key: &str| table.get(key).and_then(|node| read_formula(collector, &table.path_of(key), node));
            let capacity = Capacity { places: formula("places"), money: formula("money"), order: formula("order") };
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
        let pool = reader.get("pool").and_then(|node| node.as_text().map(|text| (text.to_string(), node.span.clone())));
        let paid_to = match reader.choice("paid_to", &["head", "each_adult", "each_member"]) {
            Some("each_adult") => PaidTo::EachAdult,
            Some("each_member") => PaidTo::EachMember,
            _ => PaidTo::Head,
        };
        let members = reader.get("members").and_then(|node| read_formula(collector, &reader.path_of("members"), node));
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
            payer: payer.unwrap_or(if fund.is_some() && payee.unwrap_or(kind.payee()) != Account::Fund { Account::Fund } else { kind.payer() }),
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
            cases,
            span,
        };
        instrument.check_names(collector, path);
        Some(instrument)
    }

    /// Names that would hide one another, and an amount where one is due.
    fn check_names(&self, collector: &Collector, path: &str) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        let named = self
            .parameters
            .iter()
            .map(|p| (p.name.as_str(), "parameter", &p.span))
            .chain(self.functions.iter().map(|f| (f.name.as_str(), "function", &f.span)))
            .chain(self.rules.iter().map(|r| (r.name.as_str(), "rule", &r.span)))
            .chain(self.person_rules.iter().map(|r| (r.name.as_str(), "rule of a person", &r.span)));
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
        let has_amount = self.rules.iter().any(|rule| rule.name == "amount");
        if self.kind == Kind::Library && has_amount || self.kind != Kind::Library && !has_amount {
            let (found, remedy) = if has_amount {
                ("a rule `amount`", "give the file another kind, or the rule another name")
            } else {
                ("no rule `amount`", "add `amount = \"…\"` under [rules]")
            };
            collector.report(
                "missing-amount",
                if path.is_empty() { "rules" } else { path },
                &self.span,
                format!("`{}` is of kind {}", self.name, self.kind.name()),
                found,
                if has_amount { "a library has no amount" } else { "one of the rules is `amount`" },
                remedy,
            );
        }
    }

    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

pub(crate) fn read_format(reader: &TableReader<'_>) {
    if reader.require("format").is_some() {
        if let Some(found) = reader.integer("format") {
            if found != 1 {
                let span = reader.get("format").map_or(0..0, |node| node.span.clone());
                reader.collector().report(
                    "unknown-format",
                    &reader.path_of("format"),
                    &span,
                    "this version reads format 1",
                    found.to_string(),
                    "1",
                    if found > 1 { "update commonweal" } else { "write format = 1" },
                );
            }
        }
    }
}

pub(crate) fn read_texts(reader: &TableReader<'_>, key: &str) -> Texts {
    match reader.get(key) {
        None => Texts::default(),
        Some(Node { value: Value::Text(text), .. }) => Texts(BTreeMap::from([("en".to_string(), text.clone())])),
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
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let reserved = RESERVED.contains(&name);
    if !good || reserved {
        collector.report(
            "bad-name",
            path,
            span,
            if reserved { format!("`{name}` is a word of the language") } else { format!("`{name}` is no name") },
            name,
            "small letters, digits and underscores, a letter first; no word of the language",
            "choose another name",
        );
    }
}

/// Words of the language, which name nothing else.
pub(crate) const RESERVED: [&str; 34] = [
    "and", "or", "not", "if", "else", "in", "where", "by", "without", "then", "true", "false", "min", "max", "clip", "abs",
    "round", "floor", "ceil", "ratio", "per_month", "per_year", "withdraw", "phase_in", "sum", "count", "any", "all",
    "largest", "smallest", "head", "spouse", "total", "person",
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

/// Reads a formula from a text node; problems get a caret inside the text.
pub(crate) fn read_formula(collector: &Collector, path: &str, node: &Node) -> Option<Formula> {
    let Some(text) = node.as_text() else {
        collector.report(
            "wrong-type",
            path,
            &node.span,
            "a formula is a text",
            node.kind_name(),
            "a formula in quotes",
            "put the formula in double quotes",
        );
        return None;
    };
    let written = collector.source.text.get(node.span.clone()).unwrap_or_default();
    let mut quote = if written.starts_with("\"\"\"") || written.starts_with("'''") { 3 } else { 1 };
    if quote == 3 && written[3..].starts_with("\r\n") {
        quote += 2;
    } else if quote == 3 && written[3..].starts_with('\n') {
        quote += 1;
    }
    let faithful = written.get(quote..).is_some_and(|inner| inner.starts_with(text));
    let offset = node.span.start + quote;
    match parse_formula(text) {
        Ok(tree) => Some(Formula { text: text.to_string(), tree, offset }),
        Err(error) => {
            let span = if faithful { offset + error.span.start..offset + error.span.end } else { node.span.clone() };
            collector.report("syntax", path, &span, "this is no formula", error.found, error.allowed, error.remedy);
            None
        }
    }
}

fn read_rules(collector: &Collector, table: &TableReader<'_>) -> Vec<Rule> {
    table
        .rest()
        .filter_map(|(key, node)| {
            let path = table.path_of(&key.text);
            check_name(collector, &path, &key.text, &key.span);
            read_rule(collector, &key.text, node, &path, &key.span)
        })
        .collect()
}

fn read_rule(collector: &Collector, name: &str, node: &Node, path: &str, span: &Span) -> Option<Rule> {
    let mut rule = Rule {
        name: name.to_string(),
        body: RuleBody::Rows(Vec::new()),
        title: Texts::default(),
        reference: String::new(),
        unit: None,
        span: span.clone(),
    };
    rule.body = match &node.value {
        Value::Table(table) if table.entries.iter().any(|(key, _)| key.text.starts_with(|c: char| c.is_ascii_digit())) => {
            let mut dated = Vec::new();
            for (key, value) in &table.entries {
                let Ok(date) = key.text.parse::<Date>() else {
                    collector.report(
                        "bad-date",
                        &format!("{path}.{}", key.text),
                        &key.span,
                        format!("`{}` is no day of the calendar", key.text),
                        &key.text,
                        "a date such as 2024-01-01",
                        "write year-month-day",
                    );
                    continue;
                };
                if let Some(formula) = read_formula(collector, &format!("{path}.{}", key.text), value) {
                    dated.push((date, formula));
                }
            }
            dated.sort_by_key(|(date, _)| *date);
            RuleBody::Dated(dated)
        }
        Value::Table(_) => {
            let reader = TableReader::new(collector, node, path)?;
            rule.title = read_texts(&reader, "title");
            rule.reference = reader.text("reference").unwrap_or_default().to_string();
            rule.unit = reader.text("unit").and_then(|text| {
                let unit = Unit::parse(text);
                if unit.is_none() && text != "truth" {
                    collector.report(
                        "unknown-unit",
                        &reader.path_of("unit"),
                        &reader.get("unit").map_or(0..0, |node| node.span.clone()),
                        format!("`{text}` is no unit"),
                        text,
                        Unit::NAMES.join(", "),
                        "use one of the allowed units",
                    );
                }
                unit
            });
            let body = reader.require("formula")?;
            let inner = match &body.value {
                Value::List(_) => read_rows(collector, body, &reader.path_of("formula")),
                _ => read_formula(collector, &reader.path_of("formula"), body).map(RuleBody::Formula),
            };
            reader.finish();
            inner?
        }
        Value::List(_) => read_rows(collector, node, path)?,
        _ => RuleBody::Formula(read_formula(collector, path, node)?),
    };
    Some(rule)
}

fn read_rows(collector: &Collector, node: &Node, path: &str) -> Option<RuleBody> {
    let Value::List(items) = &node.value else { return None };
    let mut rows = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let reader = TableReader::new(collector, item, format!("{path}[{at}]"))?;
        let last = at + 1 == items.len();
        if last {
            let then = reader.require("otherwise").and_then(|node| read_formula(collector, &reader.path_of("otherwise"), node));
            reader.finish();
            rows.push(Match { when: None, then: then? });
        } else {
            let when = reader.require("when").and_then(|node| read_formula(collector, &reader.path_of("when"), node));
            let then = reader.require("then").and_then(|node| read_formula(collector, &reader.path_of("then"), node));
            reader.finish();
            rows.push(Match { when: Some(when?), then: then? });
        }
    }
    Some(RuleBody::Rows(rows))
}

fn read_function(collector: &Collector, name: &str, node: &Node, path: &str) -> Option<Function> {
    let reader = TableReader::new(collector, node, path)?;
    check_name(collector, path, name, reader.span());
    let mut arguments = Vec::new();
    if reader.require("arguments").is_some() {
        let table = reader.table("arguments")?;
        for (key, node) in table.rest() {
            check_name(collector, &table.path_of(&key.text), &key.text, &key.span);
            match node.as_text() {
                Some("truth") => arguments.push((key.text.clone(), None)),
                Some(text) if Unit::parse(text).is_some() => arguments.push((key.text.clone(), Unit::parse(text))),
                _ => collector.report(
                    "unknown-unit",
                    &table.path_of(&key.text),
                    &node.span,
                    format!("the argument `{}` needs a unit", key.text),
                    node.as_text().unwrap_or(node.kind_name()),
                    format!("truth, {}", Unit::NAMES.join(", ")),
                    "use one of the allowed units",
                ),
            }
        }
    }
    let rules = match reader.require("rules") {
        Some(_) => reader.table("rules").map_or(Vec::new(), |table| read_rules(collector, &table)),
        None => Vec::new(),
    };
    if !rules.is_empty() && !rules.iter().any(|rule| rule.name == "result") {
        collector.report(
            "missing-key",
            &reader.path_of("rules"),
            reader.span(),
            format!("the function `{name}` has no rule `result`"),
            rules.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>().join(", "),
            "one of the rules is `result`",
            "name the last rule `result`",
        );
        return None;
    }
    let span = reader.span().clone();
    reader.finish();
    Some(Function { name: name.to_string(), arguments, rules, span })
}

pub(crate) fn read_eligibility(collector: &Collector, table: &TableReader<'_>) -> Eligibility {
    let who = match table.choice("who", &["any_adult", "head", "all", "each"]) {
        Some("head") => EligibilityWho::Head,
        Some("all") => EligibilityWho::All,
        Some("each") => EligibilityWho::Each,
        _ => EligibilityWho::AnyAdult,
    };
    let when = table.get("when").and_then(|node| read_formula(collector, &table.path_of("when"), node));
    let mut conditions = Vec::new();
    for (key, node) in table.rest() {
        let path = table.path_of(&key.text);
        let test = match &node.value {
            Value::Truth(truth) => Some(ConditionTest::Is(*truth)),
            Value::List(items) => items.iter().map(|item| item.as_text().map(str::to_string)).collect::<Option<Vec<_>>>().map(ConditionTest::OneOf),
            Value::Table(_) => TableReader::new(collector, node, path.clone()).map(|reader| {
                let bounds = ConditionTest::Between(reader.number("from"), reader.number("to"));
                reader.finish();
                bounds
            }),
            _ => None,
        };
        match test {
            Some(test) => conditions.push(Condition { column: key.text.clone(), test, span: key.span.clone() }),
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
        Some(Node { value: Value::Table(table), .. }) => Some(table.clone()),
        Some(_) => {
            reader.table(key);
            None
        }
        None => None,
    };
    let span = reader.span().clone();
    let note = reader.text("note").unwrap_or_default().to_string();
    let date = reader.get("date").and_then(Node::as_date);
    let given = table("given").unwrap_or_default();
    let parameters = table("parameters").unwrap_or_default();
    let expect = match reader.require("expect") {
        Some(_) => table("expect"),
        None => None,
    };
    let tolerance = reader.number("tolerance").unwrap_or(0.005);
    reader.get("name");
    reader.finish();
    Some(Case { note, date, given, parameters, expect: expect?, tolerance, span })
}
