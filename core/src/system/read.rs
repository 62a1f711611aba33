//! Reads `system.toml` with the vocabulary that every system shares.

use std::collections::{BTreeMap, BTreeSet};

use super::ageing::{check_uprated, read_ageing};
use super::country::Country;
use super::file::{ColumnDeclaration, ColumnDefault, ColumnKind, System, UnitKind};
use super::read_column::{ValueTitles, read_categories, read_columns, read_value_titles};
use super::read_income::{
    named, no_measures, read_concepts, read_funds, read_indices, read_measures, read_microdata, read_pools,
};
use super::reference::{Alias, check_references};
use crate::document::{Collector, Date, Diagnostic, Node, Source, TableReader, nearest, parse};
use crate::rules::{Lever, check_name, is_clear, read_format, read_levers, read_parameters, read_texts, sound};

/// Keys that declare names: where one of them is misspelt or of another type, nothing can be said of what reads the names.
const DECLARING: [&str; 10] = [
    "units",
    "categories",
    "columns",
    "vocabulary",
    "parameters",
    "concepts",
    "pools",
    "funds",
    "indices",
    "instruments",
];

impl System {
    /// Reads `system.toml` with the vocabulary that every system shares; instruments are added by the caller.
    ///
    /// # Errors
    /// Every problem of the two files at once.
    pub fn read(source: &Source, vocabulary: &Source) -> Result<System, Vec<Diagnostic>> {
        match System::read_partly(source, vocabulary) {
            (Some(system), problems) if problems.is_empty() => Ok(system),
            (_, problems) => Err(problems),
        }
    }

    /// Reads as much of `system.toml` as can be read, for a check of the rest, with every problem of the two files. The
    /// names of what could not be read are in [`System::broken`]. There is no system when its text or its declarations as
    /// a whole cannot be read.
    pub fn read_partly(source: &Source, vocabulary: &Source) -> (Option<System>, Vec<Diagnostic>) {
        let (mut columns, mut categories, mut levers) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut value_titles = ValueTitles::new();
        let shared = match parse(vocabulary) {
            Ok(shared) => shared,
            Err(problems) => return (None, problems),
        };
        let collector = Collector::new(vocabulary);
        if let Some(reader) = TableReader::new(&collector, &shared, "") {
            read_format(&reader);
            for key in ["name", "title", "notes"] {
                reader.get(key);
            }
            read_categories(&reader, &mut categories);
            read_value_titles(&reader, &categories, &mut value_titles);
            columns = read_columns(&reader, vocabulary, &mut BTreeSet::new());
            read_levers(&reader, &mut levers);
            reader.finish();
        }
        if !collector.is_empty() {
            return (None, collector.into_diagnostics());
        }
        let root = match parse(source) {
            Ok(root) => root,
            Err(problems) => return (None, problems),
        };
        let collector = Collector::new(source);
        let system = read_system(&collector, &root, columns, (categories, value_titles), levers);
        (system, collector.into_diagnostics())
    }
}

fn read_system(
    collector: &Collector,
    root: &Node,
    mut columns: Vec<ColumnDeclaration>,
    (mut categories, mut value_titles): (BTreeMap<String, Vec<String>>, ValueTitles),
    mut levers: Vec<Lever>,
) -> Option<System> {
    let reader = TableReader::new(collector, root, "")?;
    let mut broken = BTreeSet::new();
    read_format(&reader);
    let name = reader.required_text("name").unwrap_or_default().to_string();
    let title = read_texts(&reader, "title");
    let notes = read_texts(&reader, "notes");
    reader.text("reference");
    let persons = reader.truth("persons").unwrap_or(true);
    let currency = reader.required_text("currency").unwrap_or_default().to_string();
    let country = Country::read(&reader);
    let years = sound(collector, &mut broken, "years", || read_years(&reader)).unwrap_or_default();
    let date_in_year = sound(collector, &mut broken, "date_in_year", || {
        Some(read_date_in_year(&reader))
    });
    let date_in_year = date_in_year.unwrap_or((1, 1));
    let (mut units, aliases) = read_units(&reader, &mut broken);
    read_categories(&reader, &mut categories);
    read_value_titles(&reader, &categories, &mut value_titles);
    restrict(&reader, &mut columns, &mut broken);
    let own = read_columns(&reader, &collector.source, &mut broken);
    columns.retain(|column| !broken.contains(&column.name));
    for own in own {
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
    let wrong = check_references(collector, &units, &aliases, &categories, &columns, &broken);
    columns.retain(|column| !wrong.contains(&column.name));
    units.retain(|unit| !wrong.contains(&unit.name));
    broken.extend(wrong);
    let parameters = reader
        .table("parameters")
        .map_or(Vec::new(), |table| read_parameters(collector, &table, &mut broken));
    let concepts = read_concepts(&reader, &mut broken);
    let pools = read_pools(&reader, &mut broken);
    let funds = read_funds(&reader, &mut broken);
    let indices = read_indices(&reader, &mut broken);
    check_uprated(collector, &collector.source, &columns, &indices);
    let ageing = read_ageing(&reader, &indices, &columns, &years);
    read_levers(&reader, &mut levers);
    let order = reader.table("instruments").map_or(Vec::new(), |table| {
        let order = named(&table, "order");
        table.finish();
        order
    });
    let before = collector.count();
    let measures = read_measures(&reader, &concepts, &broken).filter(|_| collector.count() == before);
    if measures.is_none() {
        broken.insert("measures".to_string());
    }
    let microdata = read_microdata(&reader, &units, &concepts, &broken);
    let is_clear = is_clear(&reader, &DECLARING);
    reader.finish();
    is_clear.then(|| System {
        source: collector.source.clone(),
        name,
        title,
        currency,
        country,
        years,
        date_in_year,
        units,
        categories,
        value_titles,
        columns,
        parameters,
        concepts,
        pools,
        funds,
        indices,
        ageing,
        levers,
        order,
        measures: measures.unwrap_or_else(no_measures),
        microdata,
        instruments: Vec::new(),
        available: Vec::new(),
        scenarios: Vec::new(),
        notes,
        broken,
        persons,
    })
}

fn read_years(reader: &TableReader<'_>) -> Option<Vec<i32>> {
    reader.require("years")?;
    let years = reader.numbers("years")?;
    Some(years.into_iter().map(|year| year as i32).collect())
}

/// The day of the year whose law is taken; the first when it is not said.
fn read_date_in_year(reader: &TableReader<'_>) -> (u8, u8) {
    let Some(text) = reader.text("date_in_year") else {
        return (1, 1);
    };
    match format!("2024-{text}").parse::<Date>() {
        Ok(date) => (date.month, date.day),
        Err(_) => {
            reader.collector().report(
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
    }
}

/// The units, and those among them that are another name for one.
fn read_units(reader: &TableReader<'_>, broken: &mut BTreeSet<String>) -> (Vec<UnitKind>, Vec<Alias>) {
    let (mut units, mut aliases) = (Vec::new(), Vec::new());
    let Some(table) = reader.table("units") else {
        return (units, aliases);
    };
    let collector = reader.collector();
    for (key, node) in table.rest() {
        let path = table.path_of(&key.text);
        let unit = sound(collector, broken, &key.text, || {
            check_name(collector, &path, &key.text, &key.span);
            let unit = TableReader::new(collector, node, path.clone())?;
            let same_as = unit.text("same_as").map(str::to_string);
            if let (Some(node), Some(same_as)) = (unit.get("same_as"), &same_as) {
                aliases.push(Alias {
                    unit: key.text.clone(),
                    same_as: same_as.clone(),
                    path: unit.path_of("same_as"),
                    span: node.span.clone(),
                });
            }
            read_texts(&unit, "title");
            unit.finish();
            Some(UnitKind {
                name: key.text.clone(),
                same_as,
            })
        });
        units.extend(unit);
    }
    (units, aliases)
}

/// A system may say which of the shared columns it knows; the others then have no meaning in it.
/// The column that a misspelt name may have meant goes to `broken` with it.
fn restrict(reader: &TableReader<'_>, columns: &mut Vec<ColumnDeclaration>, broken: &mut BTreeSet<String>) {
    let Some(wanted) = reader.texts("vocabulary") else {
        return;
    };
    for (name, span) in &wanted {
        if !columns.iter().any(|column| column.name == *name) {
            let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let meant = nearest(name, known.iter().copied()).map(str::to_string);
            broken.extend(meant.into_iter().chain([(*name).to_string()]));
            reader.collector().report(
                "unknown-name",
                "vocabulary",
                span,
                format!("the shared vocabulary has no column `{name}`"),
                *name,
                known.join(", "),
                nearest(name, known.iter().copied()).map_or("declare it under [columns]".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
        }
    }
    columns.retain(|column| wanted.iter().any(|(name, _)| *name == column.name));
}
