//! The files of independent models and the survey's tax units: reading them, and running the law on them.

use std::path::PathBuf;

use commonweal_core::costing::{Costing, Microdata, Prepared, cost, prepare};
use commonweal_core::document::Source;
use commonweal_core::population::{Mapping, Population, RawColumn, RawData, RawTable};
use commonweal_core::system::{Catalog, Study};

use crate::{catalog, folder, nothing_beside, source};

/// A file of `tests/data`.
pub fn data(name: &str) -> PathBuf {
    folder().join("data").join(name)
}

/// A table of `tests/data`; with all its columns, or those wanted.
///
/// # Panics
/// When it cannot be read.
pub fn table(name: &str, wanted: Option<&[&str]>) -> RawTable {
    commonweal_tables::read(&data(name), wanted).unwrap_or_else(|faults| panic!("{name}: {faults:?}"))
}

/// A column as numbers.
///
/// # Panics
/// When there is none of that name, or it is text.
pub fn numbers(table: &RawTable, name: &str) -> Vec<f64> {
    let column = table.column(name).unwrap_or_else(|| panic!("no column {name}"));
    match &column.data {
        RawData::F64(cells) => cells.to_vec(),
        RawData::I64(cells) => cells.iter().map(|cell| *cell as f64).collect(),
        RawData::U8(cells) | RawData::Truth(cells) => cells.iter().map(|cell| f64::from(*cell)).collect(),
        RawData::Text { .. } => panic!("{name} is text"),
    }
}

/// The rows of a table, in the order given.
///
/// # Panics
/// When a row does not exist.
pub fn rows_of(table: &RawTable, rows: &[usize]) -> RawTable {
    let columns = table
        .columns
        .iter()
        .map(|column| RawColumn {
            name: column.name.clone(),
            data: match &column.data {
                RawData::F64(cells) => RawData::F64(rows.iter().map(|row| cells[*row]).collect()),
                RawData::I64(cells) => RawData::I64(rows.iter().map(|row| cells[*row]).collect()),
                RawData::U8(cells) => RawData::U8(rows.iter().map(|row| cells[*row]).collect()),
                RawData::Truth(cells) => RawData::Truth(rows.iter().map(|row| cells[*row]).collect()),
                RawData::Text { codes, labels } => RawData::Text {
                    codes: rows.iter().map(|row| codes[*row]).collect(),
                    labels: labels.clone(),
                },
            },
        })
        .collect();
    RawTable::new(table.name.clone(), columns).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The column of a run's microdata.
///
/// # Panics
/// When there is none of that name.
pub fn column<'a>(microdata: &'a Microdata, name: &str) -> &'a [f64] {
    &microdata
        .columns
        .iter()
        .find(|column| column.name == name)
        .unwrap_or_else(|| panic!("no column {name}"))
        .values
}

/// The whole-number ids of a run's microdata.
///
/// # Panics
/// When an id is no whole number.
pub fn ids(microdata: &Microdata) -> Vec<i64> {
    microdata
        .ids
        .iter()
        .zip(&microdata.rows)
        .flat_map(|(ids, rows)| (0..*rows as usize).map(|row| ids.text(row).parse::<i64>().expect("a whole id")))
        .collect()
}

/// A table's people for a study.
///
/// # Panics
/// When mapping and table do not fit.
pub fn mapped(mapping: &Source, table: &RawTable, prepared: &Prepared) -> Population {
    let mapping = Mapping::read(mapping).unwrap_or_else(|faults| panic!("{faults:?}"));
    mapping
        .population(table, &prepared.system)
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// A study's costs.
///
/// # Panics
/// When it does not run.
pub fn costed<'a>(prepared: &'a Prepared, parts: &'a [Population]) -> Costing<'a> {
    cost(prepared, parts, &|_, _| true).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// A study of federal law from the lines beside its head, for a year.
///
/// # Panics
/// When it is not sound.
pub fn federal(lines: &str, year: i32) -> Prepared {
    let text = format!("format = 1\nname = \"federal\"\nsystem = \"us\"\n{lines}");
    let study = Study::read(&source("study.toml", &text)).unwrap_or_else(|faults| panic!("{faults:?}"));
    prepare(&study, &catalog(), &nothing_beside, &[], Some(year)).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// How the tax units of the survey are mapped.
///
/// # Panics
/// When the mapping is not embedded.
pub fn mapping(catalog: &Catalog) -> &Source {
    catalog.population("us-cps-sample").expect("the mapping is embedded")
}

/// The survey's 280,005 tax units, with the columns that the mapping reads and those named.
///
/// # Panics
/// When the file cannot be read.
pub fn survey(further: &[&str]) -> RawTable {
    let catalog = catalog();
    let wanted = Mapping::read(mapping(&catalog)).expect("the mapping is sound").wanted();
    let mut wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    wanted.extend(further);
    wanted.sort_unstable();
    wanted.dedup();
    table("us_tax_units_2024.parquet", Some(&wanted))
}

/// The survey's tax units as people of a study.
///
/// # Panics
/// When they do not fit.
pub fn surveyed(table: &RawTable, prepared: &Prepared) -> Population {
    mapped(mapping(&catalog()), table, prepared)
}
