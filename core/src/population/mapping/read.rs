//! The mapping file, read key by key.

use super::assigned::{Assigned, read_assigned};
use super::{Mapping, RowsOf};
use crate::document::{Collector, Diagnostic, Node, Source, Span, TableReader, Value, parse};
use crate::rules::{read_format, read_texts};

/// A column of ids.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct IdColumn {
    pub column: String,
    /// Whether ids begin anew in each household.
    pub within: bool,
}

/// A kind of unit that the file tells apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct UnitOfFile {
    pub name: String,
    pub span: Span,
    pub id: IdColumn,
}

/// One table of `[persons]`: who a row may hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PersonsTable {
    pub name: String,
    pub span: Span,
    pub when: Option<Assigned>,
    pub count: Option<Assigned>,
    pub columns: Vec<Assigned>,
}

/// The columns of one entity.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ColumnsTable {
    pub entity: String,
    pub span: Span,
    pub columns: Vec<Assigned>,
}

/// A column that names other persons by their ids.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PointerColumn {
    pub name: String,
    pub span: Span,
    pub column: String,
}

/// More kinds of unit than any system has.
const MOST_UNITS: usize = 100;

/// Reads a mapping file.
pub(super) fn read(source: &Source) -> Result<Mapping, Vec<Diagnostic>> {
    let root = parse(source)?;
    let collector = Collector::new(source);
    let mapping = TableReader::new(&collector, &root, "").and_then(|reader| read_mapping(&collector, reader));
    match mapping {
        Some(mapping) if collector.is_empty() => Ok(mapping),
        _ => Err(collector.into_diagnostics()),
    }
}

fn read_mapping(collector: &Collector, reader: TableReader<'_>) -> Option<Mapping> {
    read_format(&reader);
    let name = reader.required_text("name").map(str::to_string);
    let title = read_texts(&reader, "title");
    let notes = read_texts(&reader, "notes");
    let reference = reader.text("reference").unwrap_or_default().to_string();
    let file = reader.text("file").map(str::to_string);
    let system = reader.required_text("system").map(str::to_string);
    let year = read_year(&reader);
    let rows = match reader.choice("rows", &["person", "household", "unit"]) {
        Some("person") => RowsOf::Persons,
        Some("household") => RowsOf::Households,
        _ => RowsOf::Units,
    };
    let household = match rows {
        RowsOf::Households => Some(reader.text("household").unwrap_or_default().to_string()),
        _ => reader.required_text("household").map(str::to_string),
    };
    let weight = reader
        .require("weight")
        .and_then(|node| read_assigned(collector, &reader.path_of("weight"), "weight", &node.span, node));
    let refuse = |key: &str, why: &str, remedy: &str| {
        if let Some(node) = reader.get(key) {
            collector.report("wrong-form", key, &node.span, why, format!("`{key}`"), "", remedy);
        }
    };
    let expands = "rows expand to persons here, as `rows` is not \"person\"";
    let alone = "a file of households has no persons";
    let mut person = None;
    let (mut units, mut templates, mut pointers, mut nobody) = (Vec::new(), Vec::new(), Vec::new(), None);
    match rows {
        RowsOf::Units => {
            refuse(
                "person",
                expands,
                "remove it: persons are numbered within their household",
            );
            refuse("pointers", expands, "remove it, or write rows = \"person\"");
            units = read_units(collector, &reader);
            templates = read_templates(collector, &reader);
        }
        RowsOf::Persons => {
            refuse(
                "persons",
                "each row is one person here",
                "write the columns under [columns.person]",
            );
            person = reader
                .get("person")
                .and_then(|node| read_id(collector, &reader.path_of("person"), "column", node));
            units = read_units(collector, &reader);
            (pointers, nobody) = read_pointers(collector, &reader);
            if let (Some(first), None) = (pointers.first(), reader.get("person")) {
                let message = "pointers name persons by their ids";
                let remedy = "name the column of ids: person = \"…\"";
                collector.report(
                    "missing-key",
                    "person",
                    &first.span,
                    message,
                    "no key `person`",
                    "`person`",
                    remedy,
                );
            }
        }
        RowsOf::Households => {
            for key in ["person", "persons", "pointers"] {
                refuse(key, alone, "remove it, or write rows = \"person\"");
            }
            refuse(
                "units",
                "in a file of households every unit is the household",
                "remove it",
            );
        }
    }
    let mut columns = Vec::new();
    if let Some(table) = reader.table("columns") {
        for (key, node) in table.rest() {
            let path = table.path_of(&key.text);
            if key.text == "person" && rows != RowsOf::Persons {
                let (message, remedy) = match rows {
                    RowsOf::Households => (alone, "remove it"),
                    _ => (
                        "persons have their columns under [persons.NAME]",
                        "write the columns in the tables of [persons]",
                    ),
                };
                collector.report("wrong-form", &path, &key.span, message, "`columns.person`", "", remedy);
            }
            if let Some(entity) = TableReader::new(collector, node, path) {
                let values = entity.rest().filter_map(|(key, node)| {
                    read_assigned(collector, &entity.path_of(&key.text), &key.text, &key.span, node)
                });
                columns.push(ColumnsTable {
                    entity: key.text.clone(),
                    span: key.span.clone(),
                    columns: values.collect(),
                });
            }
        }
    }
    reader.finish();
    Some(Mapping {
        source: collector.source.clone(),
        name: name?,
        title,
        notes,
        reference,
        file,
        system: system?,
        year,
        rows,
        household: household?,
        weight: weight?,
        person,
        units,
        templates,
        columns,
        pointers,
        nobody,
    })
}

fn read_year(reader: &TableReader<'_>) -> Option<i32> {
    let year = reader.integer("year")?;
    if !(1..=9999).contains(&year) {
        let span = reader.get("year").map_or(0..0, |node| node.span.clone());
        let message = "the year that the data describe";
        reader.collector().report(
            "out-of-range",
            "year",
            &span,
            message,
            year.to_string(),
            "1 to 9999",
            "write a year",
        );
        return None;
    }
    i32::try_from(year).ok()
}

/// Reads a column's name, or a table with it under `key` and with `within`.
fn read_id(collector: &Collector, path: &str, key: &str, node: &Node) -> Option<IdColumn> {
    if let (Value::Text(text), "column") = (&node.value, key) {
        return Some(IdColumn {
            column: text.clone(),
            within: false,
        });
    }
    let reader = TableReader::new(collector, node, path)?;
    let column = reader.required_text(key).map(str::to_string);
    let within = reader.choice("within", &["household", "file"]) == Some("household");
    reader.finish();
    Some(IdColumn {
        column: column?,
        within,
    })
}

fn read_units(collector: &Collector, reader: &TableReader<'_>) -> Vec<UnitOfFile> {
    let Some(table) = reader.table("units") else {
        return Vec::new();
    };
    let mut units = Vec::new();
    for (key, node) in table.rest() {
        let path = table.path_of(&key.text);
        if key.text == "person" || key.text == "household" {
            let message = format!("`{}` always exists", key.text);
            let remedy = format!("name its column of ids as `{}` at the top of the file", key.text);
            collector.report(
                "wrong-form",
                &path,
                &key.span,
                message,
                &key.text,
                "a unit of the system",
                remedy,
            );
        } else if units.len() == MOST_UNITS {
            collector.report(
                "too-many",
                &path,
                &key.span,
                "too many kinds of unit",
                &key.text,
                "100",
                "remove some",
            );
        } else if let Some(id) = read_id(collector, &path, "id", node) {
            units.push(UnitOfFile {
                name: key.text.clone(),
                span: key.span.clone(),
                id,
            });
        }
    }
    units
}

fn read_templates(collector: &Collector, reader: &TableReader<'_>) -> Vec<PersonsTable> {
    let Some(table) = reader.required_table("persons") else {
        return Vec::new();
    };
    if table.entries().is_empty() {
        let message = "the rows of the file hold no persons";
        let remedy = "write [persons.head] with the columns of the head, or rows = \"person\" or \"household\"";
        collector.report(
            "missing-key",
            "persons",
            table.span(),
            message,
            "an empty table",
            "[persons.NAME]",
            remedy,
        );
    }
    let mut templates = Vec::new();
    for (key, node) in table.rest() {
        let Some(persons) = TableReader::new(collector, node, table.path_of(&key.text)) else {
            continue;
        };
        let special = |name: &str| {
            let node = persons.get(name)?;
            read_assigned(collector, &persons.path_of(name), name, &node.span, node)
        };
        let (when, count) = (special("when"), special("count"));
        let columns = persons.rest().filter_map(|(key, node)| {
            read_assigned(collector, &persons.path_of(&key.text), &key.text, &key.span, node)
        });
        let columns = columns.collect();
        templates.push(PersonsTable {
            name: key.text.clone(),
            span: key.span.clone(),
            when,
            count,
            columns,
        });
    }
    templates
}

/// Reads `[pointers]` and the ids that stand for nobody.
fn read_pointers(collector: &Collector, reader: &TableReader<'_>) -> (Vec<PointerColumn>, Option<Vec<String>>) {
    let Some(table) = reader.table("pointers") else {
        return (Vec::new(), None);
    };
    let nobody = table.get("none").map(|node| {
        let one = |node: &Node| match &node.value {
            Value::Integer(number) => Some(number.to_string()),
            Value::Text(text) => Some(text.clone()),
            _ => {
                let message = "ids that stand for nobody";
                let allowed = "a whole number, a text, or a list of them";
                collector.report(
                    "wrong-type",
                    "pointers.none",
                    &node.span,
                    message,
                    node.describe(),
                    allowed,
                    "write none = 0",
                );
                None
            }
        };
        match &node.value {
            Value::List(nodes) => nodes.iter().filter_map(one).collect(),
            _ => one(node).into_iter().collect(),
        }
    });
    let pointers = table.rest().filter_map(|(key, node)| {
        let column = collector.text_of(&table.path_of(&key.text), node)?.to_string();
        Some(PointerColumn {
            name: key.text.clone(),
            span: key.span.clone(),
            column,
        })
    });
    (pointers.collect(), nobody)
}

impl Mapping {
    /// Everything that is worked out from the file.
    pub(super) fn assigned(&self) -> impl Iterator<Item = &Assigned> {
        let persons = self
            .templates
            .iter()
            .flat_map(|table| table.when.iter().chain(&table.count).chain(&table.columns));
        let columns = self.columns.iter().flat_map(|table| &table.columns);
        std::iter::once(&self.weight).chain(persons).chain(columns)
    }

    /// Every column of the file that is read, with what reads it.
    pub(super) fn reads(&self) -> Vec<(String, String)> {
        let mut reads = Vec::new();
        if !self.household.is_empty() {
            reads.push((self.household.clone(), "household".to_string()));
        }
        reads.extend(
            self.person
                .iter()
                .map(|person| (person.column.clone(), "person".to_string())),
        );
        reads.extend(
            self.units
                .iter()
                .map(|unit| (unit.id.column.clone(), format!("units.{}.id", unit.name))),
        );
        reads.extend(
            self.pointers
                .iter()
                .map(|pointer| (pointer.column.clone(), format!("pointers.{}", pointer.name))),
        );
        for assigned in self.assigned() {
            reads.extend(
                assigned
                    .reads()
                    .into_iter()
                    .map(|column| (column, assigned.path.clone())),
            );
        }
        reads
    }
}
