use pyo3::prelude::*;

/// The engine.
#[pymodule]
mod _engine {
    #[allow(unused_imports)]
    use super::*;
}
