//! Tables in and out of Python by the Arrow C stream interface, in capsules as the PyCapsule protocol has them.

use std::ffi::CStr;
use std::sync::Mutex;

use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::SchemaRef;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// The name that the protocol gives to capsules with a stream.
const STREAM: &CStr = c"arrow_array_stream";

/// A table that another program lends: its chunks and their columns.
pub struct Lent {
    /// The chunks.
    pub batches: Vec<RecordBatch>,
    /// Names and types of the columns.
    pub schema: SchemaRef,
}

impl<'py> FromPyObject<'_, 'py> for Lent {
    type Error = PyErr;

    fn extract(table: Borrowed<'_, 'py, PyAny>) -> PyResult<Lent> {
        let capsule = table.call_method0("__arrow_c_stream__")?;
        let capsule = capsule
            .cast::<PyCapsule>()
            .map_err(|_| PyTypeError::new_err("__arrow_c_stream__ gives no capsule"))?;
        let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of this name holds a stream of this layout, and taking it over leaves a released one behind, as
        // the protocol wants.
        #[allow(unsafe_code)]
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) };
        let broken = |error: arrow_schema::ArrowError| PyValueError::new_err(error.to_string());
        let reader = ArrowArrayStreamReader::try_new(stream).map_err(broken)?;
        let schema = reader.schema();
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(broken)?;
        Ok(Lent { batches, schema })
    }
}

/// A table that the engine gives away, to be read by `polars.DataFrame(table)`, `pyarrow.table(table)` and their like.
#[pyclass(name = "Table", module = "commonweal._engine", frozen)]
pub struct PyTable {
    batch: Mutex<RecordBatch>,
}

impl PyTable {
    /// A table of one chunk.
    pub fn new(batch: RecordBatch) -> PyTable {
        PyTable {
            batch: Mutex::new(batch),
        }
    }
}

#[pymethods]
impl PyTable {
    /// The table as a stream of one chunk; its memory is shared, not copied. Another schema than its own is not offered.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The protocol lets a producer pass over the wish for another schema.
        drop(requested_schema);
        let batch = match self.batch.lock() {
            Ok(batch) => batch.clone(),
            Err(_) => return Err(crate::error::broken("a table was lost")),
        };
        let schema = batch.schema();
        let reader: Box<dyn RecordBatchReader + Send> = Box::new(RecordBatchIterator::new([Ok(batch)], schema));
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
    }
}
