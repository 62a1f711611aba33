//! Lists the files of this folder that the crate embeds.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The folders whose files are embedded; one that does not exist yet is passed over.
const FOLDERS: [&str; 6] = [
    "incentives",
    "instruments",
    "packages",
    "populations",
    "scenarios",
    "systems",
];
/// The file beside them.
const VOCABULARY: &str = "vocabulary.toml";

fn main() -> io::Result<()> {
    let root = PathBuf::from(
        env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("cargo names no folder of the crate"))?,
    );
    let out =
        PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no folder for output"))?);
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={VOCABULARY}");
    let mut files = Vec::new();
    if env::var_os("CARGO_FEATURE_FILES").is_some() {
        files.push((VOCABULARY.to_string(), root.join(VOCABULARY)));
        for folder in FOLDERS {
            println!("cargo:rerun-if-changed={folder}");
            let path = root.join(folder);
            if path.is_dir() {
                collect(&path, folder, &mut files)?;
            }
        }
    }
    // Sorted by name, so that neither the file system nor the machine decides what comes first.
    files.sort();
    let mut text =
        String::from("/// Every embedded file: its path below `policies/`, with `/`, and its bytes; sorted by path.\n");
    text.push_str("pub static FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in &files {
        let path = path
            .to_str()
            .ok_or_else(|| io::Error::other(format!("the path of {name} is not UTF-8")))?;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    ({name:?}, include_bytes!({path:?})),");
    }
    text.push_str("];\n");
    fs::write(out.join("files.rs"), text)
}

/// The files below a folder; hidden ones and those that an editor or an unfinished write left are passed over.
fn collect(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry.file_name();
        let Some(file) = file.to_str() else {
            return Err(io::Error::other(format!(
                "a file below {name} has a name that is not UTF-8"
            )));
        };
        if file.starts_with('.') || file.ends_with('~') {
            continue;
        }
        let (path, name) = (entry.path(), format!("{name}/{file}"));
        if path.is_dir() {
            collect(&path, &name, files)?;
        } else if name.ends_with(".toml") || env::var_os("CARGO_FEATURE_DATA").is_some() {
            files.push((name, path));
        }
    }
    Ok(())
}
