//! What the tests of tables share.

#![allow(dead_code)] // each test file uses a part

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use commonweal_tables::{Diagnostic, RawData, RawTable};

/// A directory of its own for one test, removed at the end.
pub struct Directory(PathBuf);

impl Directory {
    pub fn new() -> Self {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "commonweal-tables-{}-{}",
            std::process::id(),
            SERIAL.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("the directory for temporary files can be written");
        Self(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("a temporary file can be written");
        path
    }

    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("the directory exists");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

impl AsRef<Path> for Directory {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Code, path, line, column and found of each fault, as one line of text.
pub fn told(faults: &[Diagnostic]) -> Vec<String> {
    let place = |number: Option<u32>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    faults
        .iter()
        .map(|fault| {
            format!(
                "{} {} {}:{} {}",
                fault.code,
                fault.path,
                place(fault.line),
                place(fault.column),
                fault.found
            )
        })
        .collect()
}

pub fn codes(faults: &[Diagnostic]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code).collect()
}

pub fn data<'a>(table: &'a RawTable, column: &str) -> &'a RawData {
    &table
        .column(column)
        .unwrap_or_else(|| panic!("there is a column {column}"))
        .data
}

pub fn texts(data: &RawData) -> Vec<&str> {
    (0..data.len()).filter_map(|row| data.text(row)).collect()
}
