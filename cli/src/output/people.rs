//! People on the disk: a table, and beside it the mapping by which a study reads it.

use std::path::{Path, PathBuf};

use commonweal_core::population::Population;
use commonweal_core::system::System;
use commonweal_tables::{PeopleHead, people_mapping, people_table, write, write_atomically};

use super::microdata::refuse;
use crate::error::{Failure, Outcome};
use crate::load::is_table;

/// What a mapping begins with that may be replaced.
const MARK: &str = "Written by commonweal with the data beside it.";

/// The mapping's file beside the data. `source` is the file that made the people, which is never replaced.
///
/// # Errors
/// A sentence when the data have another ending, or a file of the mapping's name was not written by this program.
pub fn mapping_of(out: &Path, source: &str) -> Outcome<PathBuf> {
    if !is_table(&out.to_string_lossy()) {
        return Err(Failure::Sentence(format!(
            "{}: people are saved as .csv or .parquet; name such a file",
            out.display()
        )));
    }
    let mapping = out.with_extension("toml");
    let mark = format!("# {MARK}");
    let is_foreign = mapping.exists() && !std::fs::read_to_string(&mapping).is_ok_and(|text| text.starts_with(&mark));
    if is_foreign || mapping == Path::new(source) {
        return Err(Failure::Sentence(format!(
            "{}: the mapping would be saved as {}, which is another file; name the data otherwise",
            out.display(),
            mapping.display()
        )));
    }
    Ok(mapping)
}

/// Writes people as `.csv` or `.parquet`, and the mapping beside them; gives the mapping's file. `head` says what the mapping
/// tells of them; its comment and file are filled in here.
///
/// # Errors
/// Those of [`mapping_of`]; places that cannot be written.
pub fn save(out: &Path, source: &str, population: &Population, system: &System, head: PeopleHead) -> Outcome<PathBuf> {
    let mapping = mapping_of(out, source)?;
    write(&people_table(population, system), out).map_err(refuse)?;
    let head = PeopleHead {
        comment: MARK.to_string(),
        file: out.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        ..head
    };
    write_text(&mapping, &people_mapping(population, system, &head))?;
    Ok(mapping)
}

/// Writes a text; after an error the path holds what it held before.
///
/// # Errors
/// When the file cannot be written.
pub fn write_text(path: &Path, text: &str) -> Outcome<()> {
    write_atomically(path, |file| {
        use std::io::Write;
        file.write_all(text.as_bytes())
    })
    .map_err(refuse)
}
