//! The wheel of the Python package: built in release, installed where the tests run.

use crate::workspace::Workspace;
use crate::{Result, process, python};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the requirements of the Python tests stand, from the root.
pub const REQUIREMENTS: &str = "tests/python/requirements.txt";

/// Builds the wheel and installs it into `target/venv`; gives the interpreter there.
pub fn run(workspace: &Workspace) -> Result<()> {
    let python = python::environment(workspace, "venv", &workspace.root.join(REQUIREMENTS))?;
    let wheel = build(workspace, &python)?;
    install(workspace, &python, &wheel)?;
    println!("{} is installed into target/venv", workspace.shown(&wheel));
    Ok(())
}

/// Builds the wheel with the interpreter's maturin into `target/wheels`, which then holds it alone.
pub fn build(workspace: &Workspace, python: &Path) -> Result<PathBuf> {
    let folder = workspace.root.join("target/wheels");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .map_err(|error| format!("{} cannot be emptied: {error}", workspace.shown(&folder)))?;
    }
    let mut command = workspace.command(python);
    command.args([
        "-m",
        "maturin",
        "build",
        "--release",
        "--quiet",
        "--compression-level",
        "9",
        "--manifest-path",
        "py/Cargo.toml",
    ]);
    // In the folder of all other builds, so that nothing is compiled twice.
    command.arg("--target-dir").arg(&workspace.target);
    process::run(command.arg("--out").arg(&folder))?;
    let made = fs::read_dir(&folder).map_err(|error| format!("{} was not made: {error}", workspace.shown(&folder)))?;
    let mut wheels = made.filter_map(|entry| Some(entry.ok()?.path()));
    wheels
        .find(|path| path.extension().is_some_and(|ending| ending == "whl"))
        .ok_or_else(|| format!("{} holds no wheel", workspace.shown(&folder)))
}

/// Installs a wheel into an environment that has what it depends on.
pub fn install(workspace: &Workspace, python: &Path, wheel: &Path) -> Result<()> {
    let mut command = workspace.command(python);
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    command.args(["--force-reinstall", "--no-deps"]);
    process::run(command.arg(wheel))
}
