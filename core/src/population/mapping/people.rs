//! The whole way from a file's columns to a population.

use std::sync::Arc;

use super::assemble::assemble;
use super::assigned::Assigned;
use super::column::{Plan, Shape, Target, collect};
use super::faults::{Fault, Faults, listed, row_number};
use super::formula::Evaluator;
use super::heads::check_heads;
use super::key::Key;
use super::open::{collect_open, unite};
use super::resolve::{Resolved, resolve};
use super::second::Second;
use super::series::Values;
use super::structure::{NamedKey, Persons, Rows, Structure, of_households, of_persons, of_units};
use super::value::{check_agreement, check_kind, evaluate};
use super::weight::weights;
use super::{Mapping, RowsOf, pointer};
use crate::document::{Collector, Diagnostic, nearest};
use crate::population::{Column, ColumnData, Population, RawColumn, RawTable};
use crate::system::System;

/// One `[persons]` table makes no more persons than this of a row.
const MOST_PERSONS: f64 = 100.0;

pub(super) fn make(
    mapping: &Mapping,
    table: &RawTable,
    households: Option<&RawTable>,
    system: &System,
) -> Result<Population, Vec<Diagnostic>> {
    let collector = Collector::new(&mapping.source);
    let mut faults = Faults::new(&table.name);
    let (resolved, unit_names) = resolve(mapping, system, &collector);
    let not_read = not_read(mapping, std::iter::once(table).chain(households));
    let table = checked(mapping, table, households, &mut faults);
    let mut faults_of_second = Faults::new(households.map_or("", |table| &table.name));
    let given = households.map(|households| {
        // Broken cells are told before ids that cannot be read.
        let columns = RawTable::new(households.name.clone(), households.columns.clone())?;
        Ok::<_, Vec<Diagnostic>>(Second::read(mapping, &columns, &mut faults_of_second))
    });
    let (given, broken) = match given {
        Some(Err(broken)) => (None, Some(broken)),
        Some(Ok(given)) => (given, None),
        None => (None, None),
    };
    let is_sound = collector.is_empty() && faults.is_empty() && faults_of_second.is_empty() && broken.is_none();
    let (Some(table), true) = (table.as_ref().ok(), is_sound) else {
        let mut broken = broken.unwrap_or_default();
        broken.extend(table.err().unwrap_or_default());
        return Err(all(collector, faults, faults_of_second, broken));
    };
    let evaluator = Evaluator::new(&collector, table);
    let structure = structure(mapping, table, &unit_names, &evaluator, &mut faults);
    let second = given.and_then(|given| {
        let persons = Key::read(table, &mapping.household, &mut faults)?;
        Second::ordered(mapping, given, &persons, structure.as_ref()?, &mut faults_of_second)
    });
    let of_households = second.as_ref().map(|second| Evaluator::new(&collector, &second.table));
    // The table in which a value of households stands, and what evaluates it.
    let place = |is_household: bool, sources: &[&Assigned]| {
        let (second, evaluator) = second.as_ref().zip(of_households.as_ref())?;
        (is_household && sources.iter().all(|assigned| second.has(assigned))).then_some((second, evaluator))
    };
    let mut columns: Vec<Column> = Vec::new();
    for column in &resolved {
        let assigned: Vec<&Assigned> = column.sources.iter().map(|(_, assigned)| *assigned).collect();
        let elsewhere = place(column.entity == "household", &assigned);
        let (evaluator, faults) = match &elsewhere {
            Some((_, evaluator)) => (*evaluator, &mut faults_of_second),
            None => (&evaluator, &mut faults),
        };
        // Every formula is worked out, whatever is wrong elsewhere, so that all faults come at once.
        let sources: Vec<Option<(&Assigned, Values, Option<usize>)>> = column
            .sources
            .iter()
            .map(|(at, assigned)| {
                let values = evaluate(evaluator, assigned)?;
                check_kind(&collector, assigned, &values, &column.target.shape).then_some((*assigned, values, *at))
            })
            .collect();
        if let (Some(structure), Some(sources)) = (&structure, sources.into_iter().collect::<Option<Vec<_>>>()) {
            let second = elsewhere.map(|(second, _)| second);
            columns.push(make_column(evaluator, column, sources, structure, second, faults));
        }
    }
    let weights = match place(true, &[&mapping.weight]) {
        Some((second, evaluator)) => weights(
            mapping,
            evaluator,
            structure.as_ref(),
            Some(second),
            &mut faults_of_second,
        ),
        None => weights(mapping, &evaluator, structure.as_ref(), None, &mut faults),
    };
    let pointers = match structure.as_ref().and_then(|structure| structure.persons.as_ref()) {
        Some(persons) => pointers(mapping, table, persons, &mut faults),
        None => Vec::new(),
    };
    if let Some(structure) = &structure {
        check_heads(&columns, structure, &mut faults);
    }
    match (structure, weights) {
        (Some(structure), Some(weights))
            if collector.is_empty() && faults.is_empty() && faults_of_second.is_empty() =>
        {
            unite(&mut columns, &resolved);
            columns.extend(pointers);
            Ok(Population {
                not_read,
                ..assemble(mapping, system, structure, columns, weights)
            })
        }
        _ => Err(all(collector, faults, faults_of_second, Vec::new())),
    }
}

/// The columns of the tables that the mapping does not read, each once.
fn not_read<'a>(mapping: &Mapping, tables: impl Iterator<Item = &'a RawTable>) -> Arc<[String]> {
    let wanted = mapping.wanted();
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let here = table.columns.iter().map(|column| &column.name).chain(&table.not_read);
        for name in here.filter(|name| !wanted.contains(name)) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    names.into()
}

/// Everything that was found: first in the mapping, then in the file, then in the table of households.
fn all(collector: Collector, faults: Faults, second: Faults, broken: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut diagnostics = collector.into_diagnostics();
    diagnostics.extend(faults.into_diagnostics());
    diagnostics.extend(second.into_diagnostics());
    diagnostics.extend(broken);
    diagnostics
}

/// The columns that the mapping reads, once they are known to be there and whole.
fn checked(
    mapping: &Mapping,
    table: &RawTable,
    households: Option<&RawTable>,
    faults: &mut Faults,
) -> Result<RawTable, Vec<Diagnostic>> {
    let known = || table.columns.iter().map(|column| column.name.as_str());
    for (column, reader) in mapping.reads() {
        let of_household = reader == "weight" || reader.starts_with("columns.household.");
        let is_elsewhere = households.is_some_and(|other| of_household && other.column(&column).is_some());
        if table.column(&column).is_none() && !is_elsewhere {
            faults.add("missing-column", &column, || {
                let message = format!("the file has no column `{column}`, which `{reader}` of the mapping reads");
                let remedy = nearest(&column, known()).map_or("name a column of the file".to_string(), |near| {
                    format!("did you mean `{near}`?")
                });
                Fault::new(message, column.clone(), listed(known()), remedy)
            });
        }
    }
    if table.rows == 0 {
        faults.add("empty-file", "", || {
            Fault::new("the file has no rows", "0 rows", "at least one row", "check the file")
        });
    }
    if u32::try_from(table.rows).is_err() {
        faults.add("too-many-rows", "", || {
            let allowed = format!("at most {}", u32::MAX);
            Fault::new(
                "the file has too many rows",
                table.rows.to_string(),
                allowed,
                "run it in parts",
            )
        });
    }
    let wanted = mapping.wanted();
    let columns: Vec<RawColumn> = table
        .columns
        .iter()
        .filter(|column| wanted.contains(&column.name))
        .cloned()
        .collect();
    let checked = RawTable::new(table.name.clone(), columns)?;
    if checked.rows != table.rows && !checked.columns.is_empty() {
        faults.add("column-length", &checked.columns[0].name, || {
            let message = format!("the columns have {} cells, the table {} rows", checked.rows, table.rows);
            Fault::new(
                message,
                checked.rows.to_string(),
                table.rows.to_string(),
                "give every column one cell for each row",
            )
        });
    }
    Ok(checked)
}

/// Persons, households and units; `None` after a report that leaves nothing to build on.
fn structure(
    mapping: &Mapping,
    table: &RawTable,
    unit_names: &[&str],
    evaluator: &Evaluator<'_>,
    faults: &mut Faults,
) -> Option<Structure> {
    let rows = table.rows as u32;
    let counts: Option<Vec<Vec<u8>>> = mapping
        .templates
        .iter()
        .map(|persons| {
            counts(
                evaluator,
                persons.when.as_ref(),
                persons.count.as_ref(),
                table.rows,
                faults,
            )
        })
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    let household = match mapping.household.as_str() {
        "" => Some(Key::counted(table.rows)),
        column => Key::read(table, column, faults),
    };
    let mut keys = Vec::new();
    for (unit, name) in mapping.units.iter().zip(unit_names) {
        let key = Key::read(table, &unit.id.column, faults);
        keys.push(key.map(|key| NamedKey {
            name,
            column: &unit.id.column,
            key,
            within: unit.id.within,
        }));
    }
    let person = mapping.person.as_ref().map(|person| {
        let key = Key::read(table, &person.column, faults)?;
        Some(NamedKey {
            name: "person",
            column: &person.column,
            key,
            within: person.within,
        })
    });
    let (household, column) = (household?, &mapping.household);
    let units: Vec<NamedKey<'_>> = keys.into_iter().collect::<Option<_>>()?;
    match mapping.rows {
        RowsOf::Households => Some(of_households(rows, column, &household, faults)),
        RowsOf::Persons => {
            let person = match person {
                Some(person) => Some(person?),
                None => None,
            };
            Some(of_persons(rows, column, &household, person, &units, faults))
        }
        RowsOf::Units => {
            let counts = counts?;
            let persons = counts.iter().flatten().fold(0u64, |sum, count| sum + u64::from(*count));
            if persons >= u64::from(u32::MAX) {
                faults.add("too-many-rows", "", || {
                    let allowed = format!("below {}", u32::MAX);
                    Fault::new(
                        "the file makes too many persons",
                        persons.to_string(),
                        allowed,
                        "run it in parts",
                    )
                });
                return None;
            }
            Some(of_units(rows, column, &household, &units, &counts, faults))
        }
    }
}

/// How many persons a table of `[persons]` makes of each row.
fn counts(
    evaluator: &Evaluator<'_>,
    when: Option<&Assigned>,
    count: Option<&Assigned>,
    rows: usize,
    faults: &mut Faults,
) -> Option<Vec<u8>> {
    let truths = when.map(|when| {
        let target = Target::truth(&when.path);
        let values = evaluate(evaluator, when)?;
        check_kind(evaluator.collector(), when, &values, &target.shape).then_some(())?;
        match collect(evaluator, &target, &[(when, values, Plan::All(rows))], rows, faults) {
            ColumnData::U8(truths) => Some(truths),
            _ => None,
        }
    });
    let numbers = count.map(|count| {
        let values = evaluate(evaluator, count)?;
        let shape = Shape::Number {
            low: 0.0,
            high: MOST_PERSONS,
            is_money: false,
        };
        check_kind(evaluator.collector(), count, &values, &shape).then_some((count, values))
    });
    let truths = match truths {
        Some(truths) => Some(truths?),
        None => None,
    };
    let Some(numbers) = numbers else {
        return Some(truths.map_or_else(|| vec![1; rows], |truths| truths.to_vec()));
    };
    let (count, values) = numbers?;
    let number = |row: usize| match &values {
        Values::Number(series) => series.view().at(row),
        Values::Small(cells) => f64::from(cells[row]),
        _ => f64::NAN,
    };
    let mut counts = vec![0; rows];
    for (row, out) in counts.iter_mut().enumerate() {
        if truths.as_ref().is_some_and(|truths| truths[row] == 0) {
            continue;
        }
        let found = number(row);
        if (0.0..=MOST_PERSONS).contains(&found) && f64::from(found as u8) == found {
            *out = found as u8;
        } else {
            faults.add("bad-count", &count.path, || {
                let message = format!("row {}: `{}` is {found}", row_number(row as u32), count.path);
                let remedy = "correct the cells that the formula reads, or keep it at zero or above with max(0, …)";
                Fault::new(message, found.to_string(), "a whole number from 0 to 100", remedy)
            });
        }
    }
    Some(counts)
}

/// The place of an entity: units that the file does not tell apart are households.
fn entity_of(structure: &Structure, entity: &str) -> u8 {
    match entity {
        "person" => 0,
        _ => structure
            .names
            .iter()
            .find(|(name, _)| name == entity)
            .map_or(1, |(_, at)| *at),
    }
}

fn rows_of(structure: &Structure, entity: u8) -> &Rows {
    match structure.units.get(usize::from(entity).wrapping_sub(2)) {
        Some(unit) => &unit.rows,
        None => &structure.households,
    }
}

/// The rows of the file behind an entity, or behind those persons that a table of `[persons]` makes; and how many rows the
/// entity has.
fn plan(structure: &Structure, entity: u8, table: Option<usize>) -> (Plan<'_>, usize) {
    match (entity, &structure.persons) {
        (0, Some(persons)) => {
            let rows = persons.row.len();
            let plan = match table.and_then(|table| persons.of_template.get(table)) {
                Some(pairs) => Plan::Some(pairs),
                None if persons.in_order => Plan::All(rows),
                None => Plan::Rows(&persons.row),
            };
            (plan, rows)
        }
        _ => {
            let rows = rows_of(structure, entity);
            let plan = if rows.in_order {
                Plan::All(rows.first.len())
            } else {
                Plan::Rows(&rows.first)
            };
            (plan, rows.first.len())
        }
    }
}

fn make_column(
    evaluator: &Evaluator<'_>,
    column: &Resolved<'_>,
    sources: Vec<(&Assigned, Values, Option<usize>)>,
    structure: &Structure,
    second: Option<&Second>,
    faults: &mut Faults,
) -> Column {
    let entity = entity_of(structure, column.entity);
    let place = |at| second.map_or_else(|| plan(structure, entity, at), Second::plan);
    let (_, rows) = place(None);
    if second.is_none() && (entity > 0 || structure.persons.is_none()) {
        for (_, values, _) in &sources {
            check_agreement(
                rows_of(structure, entity),
                values,
                column.target.name,
                column.entity,
                faults,
            );
        }
    }
    let sources: Vec<(&Assigned, Values, Plan<'_>)> = sources
        .into_iter()
        .map(|(assigned, values, at)| (assigned, values, place(at).0))
        .collect();
    let (data, labels, open) = match &column.target.shape {
        Shape::Open { word, .. } => {
            let (data, labels) = collect_open(evaluator, &column.target, *word, sources, rows, faults);
            (data, Some(labels), true)
        }
        shape => {
            let labels = match shape {
                Shape::Category { labels } => Some(Arc::from(labels.to_vec())),
                _ => None,
            };
            (
                collect(evaluator, &column.target, &sources, rows, faults),
                labels,
                false,
            )
        }
    };
    Column {
        name: column.target.name.to_string(),
        entity,
        data,
        labels,
        open,
        pointer: false,
    }
}

fn pointers(mapping: &Mapping, table: &RawTable, persons: &Persons, faults: &mut Faults) -> Vec<Column> {
    let nobody = mapping.nobody.as_deref();
    let mut columns = Vec::new();
    for pointer in &mapping.pointers {
        if let Some(targets) = Key::read(table, &pointer.column, faults) {
            let data = pointer::collect(&pointer.name, &pointer.column, &targets, nobody, persons, faults);
            columns.push(Column {
                name: pointer.name.clone(),
                entity: 0,
                data,
                labels: None,
                open: false,
                pointer: true,
            });
        }
    }
    columns
}
