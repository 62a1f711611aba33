//! Functions of Python that work out an instrument.

use std::sync::{Arc, Mutex};

use commonweal_core::population::RawData;
use commonweal_core::simulation::{Code, CodeArguments, CodeColumn};
use commonweal_tables::{Table, TableColumn};
use pyo3::prelude::*;

use crate::arrow::take;
use crate::output;
use crate::stream::Lent;

/// The exception that a function raised, for whoever tells of the failed run.
pub type Raised = Arc<Mutex<Option<PyErr>>>;

/// A function of Python: see `commonweal.Instrument`.
pub struct PyCode {
    /// The function.
    pub function: Py<PyAny>,
    /// Where its exception is kept.
    pub raised: Raised,
}

impl Code for PyCode {
    fn call(&self, arguments: &CodeArguments<'_>) -> Result<Vec<f64>, String> {
        Python::attach(|py| {
            self.answer(py, arguments).map_err(|error| {
                // What `commonweal._code` says of it, with function and line; of a fault of the answer its own words.
                let told = error
                    .value(py)
                    .getattr("_commonweal_told")
                    .and_then(|told| told.extract());
                let sentence = told.unwrap_or_else(|_| error.value(py).to_string());
                if let Ok(mut raised) = self.raised.lock() {
                    *raised = Some(error);
                }
                sentence
            })
        })
    }
}

impl PyCode {
    fn answer(&self, py: Python<'_>, arguments: &CodeArguments<'_>) -> PyResult<Vec<f64>> {
        let stream = output::table(table_of(arguments))?;
        let module = py.import("commonweal._code")?;
        let answer = module.getattr("call")?.call1((
            &self.function,
            stream.into_pyobject(py)?,
            arguments.instrument,
            arguments.rows,
        ))?;
        let answer: Lent = answer.extract()?;
        let taken = take("answer", &answer, &["amount".to_string()], true)
            .map_err(|problems| wrong(problems.first().map_or("no answer", |problem| &problem.message)))?;
        match taken.table.column("amount").map(|column| &column.data) {
            Some(RawData::F64(cells)) => Ok(cells.to_vec()),
            _ => Err(wrong("the function gives no numbers")),
        }
    }
}

fn wrong(sentence: &str) -> PyErr {
    pyo3::exceptions::PyValueError::new_err(sentence.to_string())
}

/// The ids of the units and the arguments.
fn table_of(arguments: &CodeArguments<'_>) -> Table {
    use commonweal_core::population::Ids;
    let rows = 0..arguments.rows;
    let ids = match arguments.ids {
        Ids::Text(_) => TableColumn::Text(rows.map(|row| arguments.ids.text(row)).collect()),
        ids => TableColumn::I64(rows.map(|row| ids.key(row) as i64).collect()),
    };
    let mut columns = vec![(format!("{}_id", arguments.unit), ids)];
    for (name, column) in arguments.columns {
        let cells = match column {
            CodeColumn::Numbers(numbers) => TableColumn::F64(numbers.clone()),
            CodeColumn::Truths(truths) => TableColumn::Truth(truths.clone()),
            CodeColumn::Labels { codes, labels } => TableColumn::Text(
                codes
                    .iter()
                    .map(|code| labels.get(*code as usize).cloned().unwrap_or_default())
                    .collect(),
            ),
        };
        columns.push((name.clone(), cells));
    }
    Table { columns }
}
