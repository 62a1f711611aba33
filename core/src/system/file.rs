//! `system.toml`: the vocabulary, the income concepts and the order of a country's law.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::{Collector, Date, Diagnostic, Node, Source, Span, TableReader, Value, nearest, parse};
use crate::rules::{
    Account, Formula, Instrument, Kind, Lever, Parameter, Texts, Unit, check_name, read_format, read_formula,
    read_levers, read_parameters, read_range, read_texts,
};

/// A unit of assessment that the system knows beside person and household.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitKind {
    /// Its name, such as `tax_unit`.
    pub name: String,
    /// The unit it is another name for.
    pub same_as: Option<String>,
}

/// What a column of the people holds.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnKind {
    /// A number with a unit.
    Number(Unit),
    /// True or false.
    Truth,
    /// A value of the named category.
    Category(String),
    /// The id of another person of the household, or nothing.
    Pointer,
}

/// What stands in for a column that the data does not have.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnDefault {
    /// The data must have it.
    Required,
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A value of the category.
    Word(String),
    /// A formula over other columns.
    Formula(Formula),
}

/// A column that rules may read of the people.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDeclaration {
    /// Its name.
    pub name: String,
    /// `person`, `household` or a unit kind.
    pub entity: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Lowest and highest value.
    pub range: Option<(f64, f64)>,
    /// What stands in for it.
    pub default: ColumnDefault,
    /// Whether the system works it out from other columns, so that data may not give it.
    pub derived: bool,
    /// Who pays this market income to the household, when it is one: it is posted in the ledger.
    pub flow: Option<Account>,
    /// Its title.
    pub title: Texts,
    /// The file that declares it, for messages.
    pub source: Source,
    /// Where it stands.
    pub span: Span,
}

/// A member of an income concept.
#[derive(Debug, Clone, PartialEq)]
pub enum ConceptMember {
    /// A column, an instrument or another concept.
    Name(String),
    /// Every instrument of a kind.
    Kind(Kind),
}

/// An income concept (income list).
#[derive(Debug, Clone, PartialEq)]
pub struct Concept {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Texts,
    /// What is added.
    pub adds: Vec<(ConceptMember, Span)>,
    /// What is subtracted.
    pub subtracts: Vec<(ConceptMember, Span)>,
    /// Where it stands.
    pub span: Span,
}

/// A pool that instruments use up in turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// What there is to use, as a formula of the unit: an instrument or a step.
    pub limit: Formula,
}

/// What happens to a fund's programmes when it is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenEmpty {
    /// They are paid in part, all in the same proportion.
    Ration,
    /// The budget tops the fund up.
    TopUp,
}

/// An earmarked fund.
#[derive(Debug, Clone, PartialEq)]
pub struct Fund {
    /// Its name.
    pub name: String,
    /// The balance at the start of the year.
    pub opening_balance: f64,
    /// What happens when it is empty.
    pub when_empty: WhenEmpty,
}

/// A price or wage index by date.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its values by date.
    pub values: Vec<(Date, f64)>,
}

impl Index {
    /// The value that holds on `date`.
    pub fn on(&self, date: Date) -> Option<f64> {
        self.values
            .iter()
            .rev()
            .find(|(from, _)| *from <= date)
            .map(|(_, value)| *value)
    }
}

/// What poverty and inequality are measured on.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuresDeclaration {
    /// The concept that is equivalised and ranked.
    pub income: String,
    /// Consumption units of a household.
    pub equivalence_scale: Formula,
    /// Persons of a household, for weights; `None`: its members.
    pub persons: Option<Formula>,
    /// Person columns by which results are also shown.
    pub by: Vec<(String, Span)>,
}

/// Extra columns of the microdata that a run writes.
#[derive(Debug, Clone, PartialEq)]
pub struct MicrodataDeclaration {
    /// One row for each of these.
    pub unit: String,
    /// Steps, as `file.step`; the column takes the last part of the name.
    pub steps: Vec<(String, Span)>,
}

/// A tax-benefit system as its folder holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    /// `system.toml`.
    pub source: Source,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Texts,
    /// The currency's ISO code.
    pub currency: String,
    /// The years whose law it holds.
    pub years: Vec<i32>,
    /// The day of the year whose law is the year's.
    pub date_in_year: (u8, u8),
    /// Units of assessment.
    pub units: Vec<UnitKind>,
    /// Categories and their values, in order.
    pub categories: BTreeMap<String, Vec<String>>,
    /// Columns of the people.
    pub columns: Vec<ColumnDeclaration>,
    /// Parameters of the system as a whole.
    pub parameters: Vec<Parameter>,
    /// Income concepts.
    pub concepts: Vec<Concept>,
    /// Pools.
    pub pools: Vec<Pool>,
    /// Funds.
    pub funds: Vec<Fund>,
    /// Indices.
    pub indices: Vec<Index>,
    /// Numbers by which the law reaches into a scenario.
    pub levers: Vec<Lever>,
    /// Instruments in the written order.
    pub order: Vec<(String, Span)>,
    /// What is measured.
    pub measures: MeasuresDeclaration,
    /// Extra columns of the microdata.
    pub microdata: MicrodataDeclaration,
    /// The instruments of the folder and those that it names from the common ones.
    pub instruments: Vec<Arc<Instrument>>,
    /// Rule files of the folder that are not law, but may be added by a reform.
    pub available: Vec<Arc<Instrument>>,
    /// What it is and what it leaves out.
    pub notes: Texts,
    persons: bool,
}

impl System {
    /// The day whose law is that of `year`.
    pub fn date_of(&self, year: i32) -> Date {
        Date {
            year,
            month: self.date_in_year.0,
            day: self.date_in_year.1,
        }
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&ColumnDeclaration> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The concept of that name.
    pub fn concept(&self, name: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.name == name)
    }

    /// The unit that `name` stands for: itself, or the one it is the same as; `None` when the system has no such unit.
    pub fn unit<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        if name == "person" || name == "household" {
            return Some(name);
        }
        let unit = self.units.iter().find(|unit| unit.name == name)?;
        match &unit.same_as {
            Some(other) if other != name => self.unit(other),
            Some(_) => None,
            None => Some(&unit.name),
        }
    }

    /// Whether its columns speak of persons; a system over households alone has no column of persons.
    pub fn has_persons(&self) -> bool {
        self.persons
    }

    /// Every kind of unit that has rows of its own: person, household, then the system's.
    pub fn entities(&self) -> Vec<&str> {
        let mut entities = vec!["person", "household"];
        entities.extend(
            self.units
                .iter()
                .filter(|unit| unit.same_as.is_none())
                .map(|unit| unit.name.as_str()),
        );
        entities
    }

    /// Reads `system.toml` with the vocabulary that every system shares; instruments are added by the caller.
    ///
    /// # Errors
    /// Every problem of the two files at once.
    pub fn read(source: &Source, vocabulary: &Source) -> Result<System, Vec<Diagnostic>> {
        let mut columns = Vec::new();
        let mut categories = BTreeMap::new();
        let mut levers = Vec::new();
        let shared = parse(vocabulary)?;
        let collector = Collector::new(vocabulary);
        if let Some(reader) = TableReader::new(&collector, &shared, "") {
            read_format(&reader);
            for key in ["name", "title", "notes"] {
                reader.get(key);
            }
            read_categories(&reader, &mut categories);
            columns = read_columns(&reader, vocabulary);
            read_levers(&reader, &mut levers);
            reader.finish();
        }
        if !collector.is_empty() {
            return Err(collector.into_diagnostics());
        }
        let root = parse(source)?;
        let collector = Collector::new(source);
        let system = read_system(&collector, &root, columns, categories, levers);
        match system {
            Some(system) if collector.is_empty() => Ok(system),
            _ => Err(collector.into_diagnostics()),
        }
    }
}

fn read_categories(reader: &TableReader<'_>, categories: &mut BTreeMap<String, Vec<String>>) {
    let Some(table) = reader.table("categories") else {
        return;
    };
    let names: Vec<(String, Span)> = table
        .entries()
        .iter()
        .map(|(key, _)| (key.text.clone(), key.span.clone()))
        .collect();
    for (name, span) in names {
        check_name(reader.collector(), &table.path_of(&name), &name, &span);
        if let Some(labels) = table.texts(&name) {
            let mut known: Vec<String> = Vec::new();
            for (label, span) in labels {
                if known.iter().any(|other| other == label) {
                    reader.collector().report(
                        "doubled-name",
                        &table.path_of(&name),
                        span,
                        format!("`{label}` stands twice in the category `{name}`"),
                        label,
                        "each value once",
                        "remove one of them",
                    );
                }
                known.push(label.to_string());
            }
            categories.insert(name, known);
        }
    }
    table.finish();
}

fn read_columns(reader: &TableReader<'_>, source: &Source) -> Vec<ColumnDeclaration> {
    let Some(table) = reader.table("columns") else {
        return Vec::new();
    };
    let collector = reader.collector();
    table
        .rest()
        .filter_map(|(key, node)| {
            let path = table.path_of(&key.text);
            check_name(collector, &path, &key.text, &key.span);
            let reader = TableReader::new(collector, node, path)?;
            let entity = reader.required_text("entity").map(str::to_string);
            let title = read_texts(&reader, "title");
            read_texts(&reader, "note");
            reader.text("reference");
            let category = reader.text("category").map(str::to_string);
            let kind = match reader.required_text("unit") {
                Some("truth") => Some(ColumnKind::Truth),
                Some("pointer") => Some(ColumnKind::Pointer),
                Some("category") => Some(ColumnKind::Category(category.unwrap_or_else(|| key.text.clone()))),
                Some(text) => match Unit::parse(text) {
                    Some(unit) => Some(ColumnKind::Number(unit)),
                    None => {
                        collector.report(
                            "unknown-unit",
                            &reader.path_of("unit"),
                            &reader.get("unit").map_or(0..0, |node| node.span.clone()),
                            format!("`{text}` is no unit"),
                            text,
                            format!("truth, category, pointer, {}", Unit::NAMES.join(", ")),
                            nearest(text, ["truth", "category", "pointer"].into_iter().chain(Unit::NAMES))
                                .map_or("use one of the allowed units".to_string(), |near| {
                                    format!("did you mean `{near}`?")
                                }),
                        );
                        None
                    }
                },
                None => None,
            };
            let range = reader
                .get("range")
                .and_then(|node| read_range(collector, &reader, node));
            let default = match reader.get("default") {
                None => ColumnDefault::Required,
                Some(node) => match &node.value {
                    Value::Truth(truth) => ColumnDefault::Truth(*truth),
                    Value::Integer(_) | Value::Number(_) => ColumnDefault::Number(node.as_number().unwrap_or(0.0)),
                    Value::Text(text) if matches!(kind, Some(ColumnKind::Category(_))) && !text.contains(' ') => {
                        ColumnDefault::Word(text.clone())
                    }
                    Value::Text(_) => match read_formula(collector, &reader.path_of("default"), node) {
                        Some(formula) => ColumnDefault::Formula(formula),
                        None => ColumnDefault::Required,
                    },
                    _ => {
                        collector.report(
                            "wrong-type",
                            &reader.path_of("default"),
                            &node.span,
                            "a default is a value or a formula",
                            node.kind_name(),
                            "a number, true or false, a value of the category, or a formula in quotes",
                            "write one of these",
                        );
                        ColumnDefault::Required
                    }
                },
            };
            if let (Some((low, high)), ColumnDefault::Number(number), Some(node)) =
                (range, &default, reader.get("default"))
                && (*number < low || *number > high)
            {
                collector.report(
                    "out-of-range",
                    &reader.path_of("default"),
                    &node.span,
                    format!("the default of `{}` lies outside its range", key.text),
                    number.to_string(),
                    format!("from {low} to {high}"),
                    "change the default or the range",
                );
            }
            let derived = reader.truth("derived").unwrap_or(false);
            let flow = reader.choice("flow", &Account::NAMES).and_then(Account::parse);
            reader.finish();
            let kind = match (kind?, &default) {
                (ColumnKind::Pointer, _) => ColumnKind::Pointer,
                (kind, _) => kind,
            };
            Some(ColumnDeclaration {
                name: key.text.clone(),
                entity: entity?,
                kind,
                range,
                default,
                derived,
                flow,
                title,
                source: source.clone(),
                span: key.span.clone(),
            })
        })
        .collect()
}

/// Units, categories and labels that the system's own columns and units name must be there, also where no rule reads them.
fn check_references(
    collector: &Collector,
    units: &[UnitKind],
    aliases: &[(String, Span, String)],
    categories: &BTreeMap<String, Vec<String>>,
    columns: &[ColumnDeclaration],
) {
    let known: Vec<&str> = ["person", "household"]
        .into_iter()
        .chain(units.iter().map(|unit| unit.name.as_str()))
        .collect();
    for (path, span, name) in aliases {
        if !known.contains(&name.as_str()) {
            unknown_unit_kind(collector, path, span, name, &known);
        }
    }
    for column in columns.iter().filter(|column| column.source == collector.source) {
        let path = format!("columns.{}", column.name);
        if !known.contains(&column.entity.as_str()) {
            unknown_unit_kind(
                collector,
                &format!("{path}.entity"),
                &column.span,
                &column.entity,
                &known,
            );
        }
        let ColumnKind::Category(category) = &column.kind else {
            continue;
        };
        let Some(labels) = categories.get(category) else {
            let names: Vec<&str> = categories.keys().map(String::as_str).collect();
            unknown_of(
                collector,
                &format!("{path}.category"),
                &column.span,
                "category",
                category,
                &names,
            );
            continue;
        };
        // An open category takes its values from the data, where any word may stand.
        if let ColumnDefault::Word(word) = &column.default
            && !labels.is_empty()
            && !labels.contains(word)
        {
            collector.report(
                "unknown-choice",
                &format!("{path}.default"),
                &column.span,
                format!("the default of `{}` is no value of its category", column.name),
                word,
                labels.join(", "),
                nearest(word, labels.iter().map(String::as_str)).map_or("use one of its values".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
        }
    }
}

fn unknown_unit_kind(collector: &Collector, path: &str, span: &Span, name: &str, known: &[&str]) {
    collector.report(
        "unknown-unit-kind",
        path,
        span,
        format!("the system has no unit `{name}`"),
        name,
        known.join(", "),
        nearest(name, known.iter().copied()).map_or("declare it under [units]".to_string(), |near| {
            format!("did you mean `{near}`?")
        }),
    );
}

fn unknown_of(collector: &Collector, path: &str, span: &Span, what: &str, name: &str, known: &[&str]) {
    collector.report(
        "unknown-name",
        path,
        span,
        format!("the system has no {what} `{name}`"),
        name,
        known.join(", "),
        nearest(name, known.iter().copied())
            .map_or("declare it, or use one of the allowed names".to_string(), |near| {
                format!("did you mean `{near}`?")
            }),
    );
}

fn read_members(reader: &TableReader<'_>, key: &str) -> Vec<(ConceptMember, Span)> {
    reader
        .texts(key)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(text, span)| match text.strip_prefix("kind.") {
            None => Some((ConceptMember::Name(text.to_string()), span.clone())),
            Some(kind) => match Kind::parse(kind) {
                Some(kind) => Some((ConceptMember::Kind(kind), span.clone())),
                None => {
                    reader.collector().report(
                        "unknown-choice",
                        &reader.path_of(key),
                        span,
                        format!("there is no kind `{kind}`"),
                        kind,
                        Kind::NAMES.join(", "),
                        "use one of the kinds",
                    );
                    None
                }
            },
        })
        .collect()
}

fn read_system(
    collector: &Collector,
    root: &Node,
    mut columns: Vec<ColumnDeclaration>,
    mut categories: BTreeMap<String, Vec<String>>,
    mut levers: Vec<Lever>,
) -> Option<System> {
    let reader = TableReader::new(collector, root, "")?;
    read_format(&reader);
    let name = reader.required_text("name").map(str::to_string);
    let title = read_texts(&reader, "title");
    let notes = read_texts(&reader, "notes");
    reader.text("reference");
    let persons = reader.truth("persons").unwrap_or(true);
    let currency = reader.required_text("currency").map(str::to_string);
    let years: Vec<i32> = match reader.require("years") {
        Some(_) => reader
            .numbers("years")
            .unwrap_or_default()
            .into_iter()
            .map(|year| year as i32)
            .collect(),
        None => Vec::new(),
    };
    let date_in_year = match reader.text("date_in_year") {
        None => (1, 1),
        Some(text) => match format!("2024-{text}").parse::<Date>() {
            Ok(date) => (date.month, date.day),
            Err(_) => {
                collector.report(
                    "bad-date",
                    "date_in_year",
                    &reader.get("date_in_year").map_or(0..0, |node| node.span.clone()),
                    "the day of the year whose law is taken",
                    text,
                    "month and day such as \"07-01\"",
                    "write month-day",
                );
                (1, 1)
            }
        },
    };
    let mut units: Vec<UnitKind> = Vec::new();
    let mut aliases: Vec<(String, Span, String)> = Vec::new();
    if let Some(table) = reader.table("units") {
        for (key, node) in table.rest() {
            check_name(collector, &table.path_of(&key.text), &key.text, &key.span);
            if let Some(unit) = TableReader::new(collector, node, table.path_of(&key.text)) {
                let same_as = unit.text("same_as").map(str::to_string);
                if let Some(node) = unit.get("same_as") {
                    aliases.push((
                        unit.path_of("same_as"),
                        node.span.clone(),
                        same_as.clone().unwrap_or_default(),
                    ));
                }
                read_texts(&unit, "title");
                unit.finish();
                units.push(UnitKind {
                    name: key.text.clone(),
                    same_as,
                });
            }
        }
    }
    read_categories(&reader, &mut categories);
    // A system may say which of the shared columns it knows; the others then have no meaning in it.
    if let Some(wanted) = reader.texts("vocabulary") {
        for (name, span) in &wanted {
            if !columns.iter().any(|column| column.name == *name) {
                let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                collector.report(
                    "unknown-name",
                    "vocabulary",
                    span,
                    format!("the shared vocabulary has no column `{name}`"),
                    *name,
                    known.join(", "),
                    crate::document::nearest(name, known.iter().copied())
                        .map_or("declare it under [columns]".to_string(), |near| {
                            format!("did you mean `{near}`?")
                        }),
                );
            }
        }
        columns.retain(|column| wanted.iter().any(|(name, _)| *name == column.name));
    }
    for own in read_columns(&reader, &collector.source) {
        match columns.iter().position(|column| column.name == own.name) {
            Some(at) => columns[at] = own,
            None => columns.push(own),
        }
    }
    // A system that has values of its own for a shared category must say itself what stands in for a missing column.
    for column in &mut columns {
        if let (ColumnKind::Category(category), ColumnDefault::Word(word)) = (&column.kind, &column.default) {
            let foreign = column.source != collector.source
                && categories
                    .get(category)
                    .is_some_and(|labels| !labels.is_empty() && !labels.contains(word));
            if foreign {
                column.default = ColumnDefault::Required;
            }
        }
    }
    check_references(collector, &units, &aliases, &categories, &columns);
    let parameters = reader
        .table("parameters")
        .map_or(Vec::new(), |table| read_parameters(collector, &table));
    let mut concepts = Vec::new();
    if let Some(table) = reader.table("concepts") {
        for (key, node) in table.rest() {
            let path = table.path_of(&key.text);
            check_name(collector, &path, &key.text, &key.span);
            if let Some(concept) = TableReader::new(collector, node, path) {
                concepts.push(Concept {
                    name: key.text.clone(),
                    title: read_texts(&concept, "title"),
                    adds: read_members(&concept, "adds"),
                    subtracts: read_members(&concept, "subtracts"),
                    span: key.span.clone(),
                });
                concept.finish();
            }
        }
    }
    let mut pools = Vec::new();
    if let Some(table) = reader.table("pools") {
        for (key, node) in table.rest() {
            if let Some(pool) = TableReader::new(collector, node, table.path_of(&key.text)) {
                if let Some(limit) = pool
                    .require("limit")
                    .and_then(|node| read_formula(collector, &pool.path_of("limit"), node))
                {
                    pools.push(Pool {
                        name: key.text.clone(),
                        limit,
                    });
                }
                pool.finish();
            }
        }
    }
    let mut funds = Vec::new();
    if let Some(table) = reader.table("funds") {
        for (key, node) in table.rest() {
            if let Some(fund) = TableReader::new(collector, node, table.path_of(&key.text)) {
                let opening_balance = fund.number("opening_balance").unwrap_or(0.0);
                let when_empty = match fund.choice("when_empty", &["ration", "top_up"]) {
                    Some("top_up") => WhenEmpty::TopUp,
                    _ => WhenEmpty::Ration,
                };
                read_texts(&fund, "title");
                fund.finish();
                funds.push(Fund {
                    name: key.text.clone(),
                    opening_balance,
                    when_empty,
                });
            }
        }
    }
    read_levers(&reader, &mut levers);
    let mut indices = Vec::new();
    if let Some(table) = reader.table("indices") {
        for (key, node) in table.rest() {
            if let Some(index) = TableReader::new(collector, node, table.path_of(&key.text)) {
                index.text("reference");
                read_texts(&index, "title");
                let mut values = Vec::new();
                for (date, value) in index.rest() {
                    match (date.text.parse::<Date>(), value.as_number()) {
                        (Ok(date), Some(value)) if value > 0.0 => values.push((date, value)),
                        _ => collector.report(
                            "wrong-type",
                            &index.path_of(&date.text),
                            &value.span,
                            "an index has positive values by date",
                            value.kind_name(),
                            "2024-01-01 = 100.0",
                            "write a date and a positive number",
                        ),
                    }
                }
                values.sort_by_key(|(date, _)| *date);
                indices.push(Index {
                    name: key.text.clone(),
                    values,
                });
            }
        }
    }
    let order = reader.table("instruments").map_or(Vec::new(), |table| {
        let order = table
            .texts("order")
            .unwrap_or_default()
            .into_iter()
            .map(|(text, span)| (text.to_string(), span.clone()))
            .collect();
        table.finish();
        order
    });
    let measures = match reader.require("measures") {
        Some(_) => reader.table("measures").and_then(|table| {
            table.text("unit");
            let income = table.required_text("income").map(str::to_string);
            if let (Some(income), Some(node)) = (&income, table.get("income")) {
                let known: Vec<&str> = concepts.iter().map(|concept: &Concept| concept.name.as_str()).collect();
                if !known.contains(&income.as_str()) {
                    unknown_of(
                        collector,
                        "measures.income",
                        &node.span,
                        "income concept",
                        income,
                        &known,
                    );
                }
            }
            let scale = table
                .require("equivalence_scale")
                .and_then(|node| read_formula(collector, &table.path_of("equivalence_scale"), node));
            let persons = table
                .get("persons")
                .and_then(|node| read_formula(collector, &table.path_of("persons"), node));
            let by = table
                .texts("by")
                .unwrap_or_default()
                .into_iter()
                .map(|(text, span)| (text.to_string(), span.clone()))
                .collect();
            table.finish();
            Some(MeasuresDeclaration {
                income: income?,
                equivalence_scale: scale?,
                persons,
                by,
            })
        }),
        None => None,
    };
    let microdata = match reader.table("microdata") {
        None => MicrodataDeclaration {
            unit: "household".to_string(),
            steps: Vec::new(),
        },
        Some(table) => {
            let unit = table.text("unit").unwrap_or("household").to_string();
            let known: Vec<&str> = ["person", "household"]
                .into_iter()
                .chain(units.iter().map(|unit: &UnitKind| unit.name.as_str()))
                .collect();
            if let (false, Some(node)) = (known.contains(&unit.as_str()), table.get("unit")) {
                unknown_unit_kind(collector, "microdata.unit", &node.span, &unit, &known);
            }
            let steps = table
                .texts("steps")
                .unwrap_or_default()
                .into_iter()
                .map(|(text, span)| (text.to_string(), span.clone()))
                .collect();
            table.finish();
            MicrodataDeclaration { unit, steps }
        }
    };
    reader.finish();
    Some(System {
        source: collector.source.clone(),
        name: name?,
        title,
        currency: currency?,
        years,
        date_in_year,
        units,
        categories,
        columns,
        parameters,
        concepts,
        pools,
        funds,
        indices,
        levers,
        order,
        measures: measures?,
        microdata,
        instruments: Vec::new(),
        available: Vec::new(),
        notes,
        persons,
    })
}
