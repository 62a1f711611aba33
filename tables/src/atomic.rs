//! Files that appear under their name only when they are complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use commonweal_core::document::Diagnostic;

use crate::faults::{file_fault, one};

/// Tells the temporary files of one process apart.
static SERIAL: AtomicU64 = AtomicU64::new(0);

/// Writes a file so that nobody ever sees half of it: `write` fills a temporary file beside `path`, which takes the
/// name `path` when it is complete and on the disk. A link is followed: what it points to is replaced.
///
/// # Errors
/// `unwritable-file`, also when `write` fails; then the temporary file is removed and `path` holds what it held before.
pub fn write_atomically<F>(path: &Path, write: F) -> Result<(), Vec<Diagnostic>>
where
    F: FnOnce(&mut BufWriter<File>) -> io::Result<()>,
{
    try_write(path, write).map_err(|error| {
        one(Diagnostic {
            found: error.to_string(),
            remedy: "check that the directory exists, that you may write there, and that the disk is not full"
                .to_owned(),
            ..file_fault(
                &path.display().to_string(),
                "unwritable-file",
                "the file cannot be written",
            )
        })
    })
}

fn try_write<F>(path: &Path, write: F) -> io::Result<()>
where
    F: FnOnce(&mut BufWriter<File>) -> io::Result<()>,
{
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "the path is a directory"));
    }
    let name = target
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let mut temporary_name = std::ffi::OsString::from(".");
    temporary_name.push(name);
    temporary_name.push(format!(".{}-{serial}.part", std::process::id()));
    let temporary = Temporary {
        path: target.with_file_name(temporary_name),
    };
    {
        // Closed before it is renamed.
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary.path)?;
        let mut writer = BufWriter::with_capacity(1 << 17, file);
        write(&mut writer)?;
        writer.flush()?;
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
    }
    fs::rename(&temporary.path, &target)
}

/// A temporary file that is removed unless it has been renamed.
struct Temporary {
    path: PathBuf,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After the renaming there is nothing of this name, and the error says just that.
        let _ = fs::remove_file(&self.path);
    }
}
