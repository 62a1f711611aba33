//! Where a run writes: places that do not exist, or that hold what the run reads, are refused before it starts to compute.

use std::path::{Component, Path, PathBuf};

use super::folder::check_target;
use crate::error::{Failure, Outcome};
use crate::load::{folder_of, is_table};

/// Where a run writes.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// The folder of `--out`.
    pub out: Option<&'a Path>,
    /// The file of `--microdata`.
    pub microdata: Option<&'a Path>,
}

impl<'a> Places<'a> {
    /// Refuses places where nothing could be written, or where something would be lost.
    ///
    /// # Errors
    /// A sentence that names the option and what stands in the way.
    pub fn check(&self) -> Outcome<()> {
        if let Some(out) = self.out {
            check_target(out)?;
        }
        let Some(file) = self.microdata else { return Ok(()) };
        if !is_table(&file.to_string_lossy()) {
            return refuse("--microdata", file, "the name ends in neither .csv nor .parquet");
        }
        if file.is_dir() {
            return refuse("--microdata", file, "there is a folder of that name; name a file");
        }
        if self.ledger_in_folder().is_some() {
            return Ok(());
        }
        if self.out.is_some_and(|out| settled(file).starts_with(settled(out))) {
            return refuse(
                "--microdata",
                file,
                "the folder of --out is made anew; name a file in that folder itself, or elsewhere",
            );
        }
        let folder = folder_of(file);
        if !folder.is_dir() {
            let why = format!("there is no folder {}; make it, or name another", folder.display());
            return refuse("--microdata", file, &why);
        }
        Ok(())
    }

    /// Refuses places that hold what the run reads.
    ///
    /// # Errors
    /// A sentence that names the option and the file.
    pub fn check_inputs(&self, inputs: &[PathBuf]) -> Outcome<()> {
        for input in inputs {
            let read = settled(input);
            if let Some(file) = self.microdata
                && settled(file) == read
            {
                return refuse("--microdata", file, "the run reads this file; name another");
            }
            if let Some(out) = self.out
                && read.starts_with(settled(out))
            {
                let why = format!(
                    "the run reads {}, which would be replaced; name another folder",
                    input.display()
                );
                return refuse("--out", out, &why);
            }
        }
        Ok(())
    }

    /// The name of the file of `--microdata` where it stands in the folder of `--out`, with whose files it is then saved.
    pub fn ledger_in_folder(&self) -> Option<String> {
        let (out, file) = (self.out?, self.microdata?);
        let name = file.file_name()?.to_string_lossy().into_owned();
        (settled(&folder_of(file)) == settled(out)).then_some(name)
    }
}

fn refuse(option: &str, path: &Path, why: &str) -> Outcome<()> {
    Err(Failure::Sentence(format!("{option} {}: {why}", path.display())))
}

/// A path without links, `.` and `..`, as far as it exists, and then what does not exist yet.
pub fn settled(path: &Path) -> PathBuf {
    let Ok(whole) = std::path::absolute(path) else {
        return path.to_path_buf();
    };
    let mut settled = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                settled.pop();
            }
            _ => {
                settled.push(part);
                if let Ok(real) = settled.canonicalize() {
                    settled = real;
                }
            }
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_do_not_exist_are_compared_too() {
        assert_eq!(
            settled(Path::new("./no/../nothing/a.csv")),
            settled(Path::new("nothing/./a.csv"))
        );
        assert_ne!(settled(Path::new("nothing/a.csv")), settled(Path::new("nothing/b.csv")));
        let places = Places {
            out: Some(Path::new("no-such-folder")),
            microdata: Some(Path::new("./no-such-folder/ledger.csv")),
        };
        assert_eq!(places.ledger_in_folder().as_deref(), Some("ledger.csv"));
    }
}
