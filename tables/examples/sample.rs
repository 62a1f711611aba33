//! Makes the population `us-cps-sample` that every build carries: a systematic sample of a file of tax units.
//!
//! `cargo run --release -p commonweal-tables --example sample -- us_tax_units_2024.parquet us-cps-sample.csv`
//!
//! Of the file's rows, in their order and counted from 1, the sample takes every 14th, beginning with the 12th, until it
//! has 20,000: rows 12, 26, 40 and so on to 279,998. Of the 14 samples that there are, this one has the weighted means
//! that are nearest to the file's (root of the mean squared relative difference over nineteen columns, from wages to
//! children). Identifiers stay. Weights are multiplied by the ratio of the file's total to the sample's and rounded to six
//! decimals in such a way that the totals agree. Money is rounded to whole cents, and the stored uniform draw down to six
//! decimals, so that it stays below 1. A column that is 0 throughout the file is left out.

use std::path::Path;
use std::process::ExitCode;

use commonweal_tables::{Diagnostic, RawColumn, RawData, RawTable, Table, TableColumn, read, write};

/// The first row that is taken, from zero.
const START: usize = 11;
/// From one taken row to the next.
const STEP: usize = 14;
/// Rows in the sample.
const ROWS: usize = 20_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output] = &arguments[..] else {
        eprintln!("usage: sample INPUT OUTPUT");
        return ExitCode::FAILURE;
    };
    match sample(Path::new(input), Path::new(output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(faults) => {
            for fault in faults {
                eprintln!(
                    "{}: {} [{}] {} {}",
                    fault.file, fault.message, fault.code, fault.found, fault.remedy
                );
            }
            ExitCode::FAILURE
        }
    }
}

fn sample(input: &Path, output: &Path) -> Result<(), Vec<Diagnostic>> {
    let file = read(input, None)?;
    let rows: Vec<usize> = (0..ROWS)
        .map(|index| START + STEP * index)
        .filter(|row| *row < file.rows)
        .collect();
    let mut table = Table::default();
    for column in &file.columns {
        if let Some(cells) = sampled(column, &rows) {
            table.columns.push((column.name.clone(), cells));
        } else {
            println!("left out: {}", column.name);
        }
    }
    write(&table, output)?;
    compare(&file, &read(output, None)?);
    Ok(())
}

/// The cells of the sample, or `None` for a column that is 0 throughout the file.
fn sampled(column: &RawColumn, rows: &[usize]) -> Option<TableColumn> {
    match &column.data {
        RawData::F64(cells) => {
            if cells.iter().all(|cell| *cell == 0.0) {
                return None;
            }
            let taken: Vec<f64> = rows.iter().map(|row| cells[*row]).collect();
            Some(TableColumn::F64(match column.name.as_str() {
                "weight" => rescaled(&taken, total(cells)),
                "take_up_draw" => taken.iter().map(|draw| (draw * 1e6).floor() / 1e6).collect(),
                _ => taken.iter().map(|money| (money * 100.0).round() / 100.0).collect(),
            }))
        }
        RawData::I64(cells) => {
            let taken = rows.iter().map(|row| cells[*row]).collect();
            cells.iter().any(|cell| *cell != 0).then_some(TableColumn::I64(taken))
        }
        RawData::U8(cells) | RawData::Truth(cells) => {
            let taken = rows.iter().map(|row| i64::from(cells[*row])).collect();
            cells.iter().any(|cell| *cell != 0).then_some(TableColumn::I64(taken))
        }
        RawData::Text { .. } => Some(TableColumn::Text(
            rows.iter()
                .filter_map(|row| column.data.text(*row))
                .map(str::to_owned)
                .collect(),
        )),
    }
}

/// Weights with the given total, in whole millionths. Cumulated weights are rounded, so that the errors do not add up.
fn rescaled(weights: &[f64], target: f64) -> Vec<f64> {
    let factor = target / total(weights);
    let mut cumulated = 0.0;
    let mut before = 0.0;
    let mut rescaled = Vec::with_capacity(weights.len());
    for weight in weights {
        cumulated += weight * factor;
        let millionths = (cumulated * 1e6).round();
        rescaled.push((millionths - before) / 1e6);
        before = millionths;
    }
    rescaled
}

fn total(cells: &[f64]) -> f64 {
    cells.iter().fold(0.0, |total, cell| total + cell)
}

/// Prints the weighted totals of all columns of numbers in the file and in the sample, in billions.
fn compare(file: &RawTable, sample: &RawTable) {
    let weights = |table: &RawTable| numbers(table, "weight");
    let (file_weights, sample_weights) = (weights(file), weights(sample));
    println!("rows {} of {}", sample.rows, file.rows);
    println!("weights {:.6} {:.6}", total(&file_weights), total(&sample_weights));
    println!(
        "{:32} {:>14} {:>14} {:>8}",
        "weighted total, billions", "file", "sample", "percent"
    );
    for column in &sample.columns {
        if matches!(column.data, RawData::Text { .. }) || column.name.ends_with("_id") || column.name == "weight" {
            continue;
        }
        let weighted = |table: &RawTable, weights: &[f64]| {
            let cells = numbers(table, &column.name);
            cells
                .iter()
                .zip(weights)
                .fold(0.0, |total, (cell, weight)| total + cell * weight)
                / 1e9
        };
        let (whole, part) = (weighted(file, &file_weights), weighted(sample, &sample_weights));
        println!(
            "{:32} {whole:>14.6} {part:>14.6} {:>8.2}",
            column.name,
            100.0 * (part / whole - 1.0)
        );
    }
}

fn numbers(table: &RawTable, name: &str) -> Vec<f64> {
    let cells = table.column(name).map(|column| &column.data);
    (0..table.rows)
        .filter_map(|row| cells.and_then(|cells| cells.number(row)))
        .collect()
}
