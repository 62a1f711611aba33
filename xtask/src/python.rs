//! Python environments under `target`, made anew when their requirements change.

use crate::workspace::Workspace;
use crate::{Result, process};
use std::fs;
use std::path::{Path, PathBuf};

/// The interpreter of `target/NAME`, in which the pinned requirements are installed.
///
/// What was installed is noted beside it, so a second call costs nothing until the requirements change.
pub fn environment(workspace: &Workspace, name: &str, requirements: &Path) -> Result<PathBuf> {
    let wanted = fs::read_to_string(requirements)
        .map_err(|error| format!("{} cannot be read: {error}", workspace.shown(requirements)))?;
    let folder = workspace.root.join("target").join(name);
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let note = folder.join("requirements.installed");
    let works = process::succeeds(workspace.command(&python).args(["-c", "import pip"]));
    if works && fs::read_to_string(&note).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    if !works {
        let system = system_python(workspace)?;
        process::run(workspace.command(system).args(["-m", "venv", "--clear"]).arg(&folder)).map_err(|error| {
            format!("{error}; on Debian and its kin the module comes with the package python3-venv")
        })?;
    }
    println!(
        "installing {} into {}",
        workspace.shown(requirements),
        workspace.shown(&folder)
    );
    let mut install = workspace.command(&python);
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ]);
    process::run(install.arg(requirements))?;
    fs::write(&note, wanted).map_err(|error| format!("{} cannot be written: {error}", workspace.shown(&note)))?;
    Ok(python)
}

/// A Python of at least 3.11 by the names it usually goes by.
fn system_python(workspace: &Workspace) -> Result<&'static str> {
    let recent = "import sys; sys.exit(sys.version_info < (3, 11))";
    ["python3", "python"]
        .into_iter()
        .find(|name| process::succeeds(workspace.command(name).args(["-c", recent])))
        .ok_or_else(|| "no Python of version 3.11 or later was found as python3 or python".to_string())
}
