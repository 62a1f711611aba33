//! What goes back to Python: JSON texts, and tables through the Arrow interface.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use commonweal_core::costing::{ColumnValues, ResultTable};
use commonweal_tables::{Table, TableColumn};
use pyo3::prelude::*;
use serde_json::{Value as Json, json};

use crate::error::broken;
use crate::kept;
use crate::stream::PyTable;

/// A document as JSON.
pub fn json(document: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(document).map_err(|error| broken(&error.to_string()))
}

/// Tables of results as JSON: a list of `{name, columns: [{name, kind, values}]}`.
pub fn tables(tables: Vec<ResultTable>) -> PyResult<String> {
    let list = tables.into_iter().map(|table| {
        let columns = table.columns.into_iter().map(|(name, values)| match values {
            ColumnValues::Text(texts) => json!({ "name": name, "kind": "text", "values": texts }),
            ColumnValues::Number(numbers) => json!({ "name": name, "kind": "number", "values": numbers }),
        });
        json!({ "name": table.name, "columns": columns.collect::<Vec<Json>>() })
    });
    json(&list.collect::<Vec<Json>>())
}

/// A table, its columns taken over without a copy.
pub fn table(table: Table) -> PyResult<PyTable> {
    let columns = table.columns.into_iter().map(|(name, cells)| {
        let array: ArrayRef = match cells {
            TableColumn::F64(cells) => Arc::new(Float64Array::new(kept::numbers(cells), None)),
            TableColumn::I64(cells) => Arc::new(Int64Array::new(kept::held(cells), None)),
            TableColumn::Truth(cells) => Arc::new(BooleanArray::from(cells)),
            TableColumn::Text(cells) => Arc::new(StringArray::from(cells)),
            TableColumn::OptionF64(cells) => Arc::new(Float64Array::from(cells)),
        };
        (name, array)
    });
    let columns: Vec<(String, ArrayRef)> = columns.collect();
    let batch = RecordBatch::try_from_iter(columns).map_err(|error| broken(&error.to_string()))?;
    Ok(PyTable::new(batch))
}
