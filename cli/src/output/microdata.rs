//! The ledger of every unit as a table on the disk.

use std::path::Path;

use commonweal_core::costing::{ColumnValues, Microdata, ResultTable};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::Ids;
use commonweal_tables::{Table, TableColumn, write};

use crate::error::{Failure, Outcome};

/// Writes the ledger as CSV or Parquet, by the ending of the name.
///
/// # Errors
/// When the file cannot be written.
pub fn save(path: &Path, ledger: Microdata) -> Outcome<()> {
    write(&table(ledger), path).map_err(refuse)
}

/// Problems of writing, which have no text to show.
pub fn refuse(diagnostics: Vec<Diagnostic>) -> Failure {
    Failure::Problems {
        diagnostics,
        sources: Vec::new(),
    }
}

/// The ledger as a table: ids first, then weight and amounts. A truth is 0 or 1, a category its label.
pub fn table(ledger: Microdata) -> Table {
    let mut columns = vec![(ledger.id_name.clone(), ids(&ledger))];
    for column in ledger.columns {
        let cells = match &column.labels {
            Some(labels) => TableColumn::Text(
                column
                    .values
                    .iter()
                    .map(|code| labels.get(*code as usize).cloned().unwrap_or_default())
                    .collect(),
            ),
            None if column.truth => TableColumn::Truth(column.values.iter().map(|value| *value != 0.0).collect()),
            None => TableColumn::F64(column.values),
        };
        columns.push((column.name, cells));
    }
    Table { columns }
}

/// The ids of all parts: whole numbers where the data has whole numbers.
fn ids(ledger: &Microdata) -> TableColumn {
    // Those of one part go on as they are.
    if let [Ids::Whole(ids)] = ledger.ids.as_slice() {
        return TableColumn::I64(ids.clone());
    }
    let parts = || ledger.ids.iter().zip(&ledger.rows);
    if parts().any(|(ids, _)| matches!(ids, Ids::Text(_))) {
        return TableColumn::Text(
            parts()
                .flat_map(|(ids, rows)| (0..*rows as usize).map(|row| ids.text(row)))
                .collect(),
        );
    }
    let whole = parts().flat_map(|(ids, rows)| (0..*rows as usize).map(|row| ids.key(row) as i64));
    TableColumn::I64(whole.collect())
}

/// A table of results for writing.
pub fn result_table(table: &ResultTable) -> Table {
    let columns = table.columns.iter().map(|(name, values)| {
        let cells = match values {
            ColumnValues::Text(texts) => TableColumn::Text(texts.clone()),
            ColumnValues::Number(numbers) => match numbers.iter().copied().collect::<Option<Vec<f64>>>() {
                Some(whole) => TableColumn::F64(whole),
                None => TableColumn::OptionF64(numbers.clone()),
            },
        };
        (name.clone(), cells)
    });
    Table {
        columns: columns.collect(),
    }
}
