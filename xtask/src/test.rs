//! `cargo xtask test`: every check and every test, in order.
//!
//! Arrow and Parquet are the dear part of a build. They are compiled three times and no more: once without code for
//! clippy, once in the profile of the tests and once in release. That holds because every command below names the whole
//! workspace or one package whose features the workspace already unifies to the same set, and because `dev` and `test`
//! have equal settings. A further profile, a further feature set or a `RUSTFLAGS` of its own for one step would add a
//! compilation. The wasm32 steps build core and wasm alone, which know no Arrow.

use crate::steps::{Outcome, Steps};
use crate::workspace::Workspace;
use crate::{Result, generate, process, python, wasm, web, wheel};
use std::path::{Path, PathBuf};

/// The tests in Python.
const PYTHON: &str = "tests/python";

/// Runs all steps; the first that fails ends the run.
pub fn run(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::default();
    steps.step("formatting", || cargo(workspace, &["fmt", "--all", "--", "--check"]))?;
    steps.step("clippy, native", || {
        cargo(
            workspace,
            &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        )
    })?;
    steps.step("clippy, wasm32", || {
        wasm::ensure_target(workspace)?;
        let packages = [
            "clippy",
            "-p",
            "commonweal-core",
            "-p",
            "commonweal-wasm",
            "--target",
            wasm::TARGET,
        ];
        cargo(workspace, &[&packages[..], &["--", "-D", "warnings"]].concat())
    })?;
    steps.step("Rust tests", || rust_tests(workspace))?;
    steps.step("Rust documentation tests", || {
        let mut command = workspace.cargo();
        process::run_keeping(command.args(["test", "--workspace", "--doc"]), is_summary).map(Outcome::Done)
    })?;
    steps.step("release build", || {
        cargo(workspace, &["build", "--release", "-p", "commonweal"])
    })?;
    steps.step("generated files", || {
        generate::run(workspace, true, &[]).map(|()| Outcome::Done(Vec::new()))
    })?;
    steps.step("WASM build", || {
        wasm::build(workspace).map(|()| Outcome::Done(Vec::new()))
    })?;
    steps.step("node tests", || node_tests(workspace))?;
    steps.step("page", || web::build(workspace).map(|()| Outcome::Done(Vec::new())))?;
    steps.step("page: types and units", || {
        web::check(workspace).map(|()| Outcome::Done(Vec::new()))
    })?;
    steps.step("page in a browser", || {
        web::browser_tests(workspace).map(|()| Outcome::Done(Vec::new()))
    })?;
    let mut python = PathBuf::new();
    steps.step("Python environment", || {
        python = python::environment(workspace, "venv", &workspace.root.join(wheel::REQUIREMENTS))?;
        Ok(Outcome::Done(Vec::new()))
    })?;
    steps.step("Python wheel", || {
        let built = wheel::build(workspace, &python)?;
        wheel::install(workspace, &python, &built)?;
        Ok(Outcome::Done(Vec::new()))
    })?;
    steps.step("Python tests", || python_tests(workspace, &python))?;
    println!("{}", steps.closing());
    Ok(())
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<Outcome> {
    process::run(workspace.cargo().args(arguments)).map(|()| Outcome::Done(Vec::new()))
}

/// Unit and integration tests by cargo-nextest where it is installed, else by cargo itself.
fn rust_tests(workspace: &Workspace) -> Result<Outcome> {
    let mut command = workspace.cargo();
    if process::succeeds(workspace.cargo().args(["nextest", "--version"])) {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        // Named, because a bench without a harness would otherwise be run as if it were a test.
        command.args([
            "test",
            "--workspace",
            "--no-fail-fast",
            "--lib",
            "--bins",
            "--tests",
            "--examples",
        ]);
    }
    process::run_keeping(&mut command, is_summary).map(Outcome::Done)
}

/// The tests of the built WASM module.
fn node_tests(workspace: &Workspace) -> Result<Outcome> {
    let files = files_ending(&workspace.root.join("tests/node"), &[".test.mjs", ".test.js"])?;
    if files.is_empty() {
        return Ok(Outcome::Skipped("tests/node holds no *.test.mjs".into()));
    }
    if !process::succeeds(workspace.command("node").arg("--version")) {
        return Err("node was not found; Node 20 or later runs the tests of the WASM module".into());
    }
    // Files by name: what a folder means to `node --test` differs between versions.
    let mut command = workspace.command("node");
    process::run_keeping(command.arg("--test").args(files), is_summary).map(Outcome::Done)
}

/// The tests in Python, on the installed wheel.
fn python_tests(workspace: &Workspace, python: &Path) -> Result<Outcome> {
    let mut command = workspace.command(python);
    command.args(["-m", "pytest", "-p", "no:cacheprovider", PYTHON]);
    process::run_keeping(&mut command, is_summary).map(Outcome::Done)
}

/// The files below a folder whose names end so, in the order of their names; none when there is no such folder.
fn files_ending(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error| format!("{} cannot be read: {error}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "node_modules" {
            files.extend(files_ending(&path, endings)?);
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a line is the summary of nextest, of cargo's own runner, of node or of pytest.
fn is_summary(line: &str) -> bool {
    let counts = ["tests ", "pass ", "fail "];
    let node = line.strip_prefix("# ").or_else(|| line.strip_prefix("\u{2139} "));
    line.starts_with("Summary [")
        || line.starts_with("test result: ")
        || node.is_some_and(|rest| counts.iter().any(|count| rest.starts_with(count)))
        || (line.starts_with("==") && line.ends_with("==") && (line.contains(" passed") || line.contains(" failed")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_four_runners_are_known() {
        for line in [
            "Summary [   0.012s] 12 tests run: 12 passed, 0 skipped",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "# tests 4",
            "# pass 4",
            "\u{2139} fail 0",
            "============================== 12 passed in 0.34s ==============================",
        ] {
            assert!(is_summary(line), "{line}");
        }
        for line in [
            "running 3 tests",
            "# duration_ms 12",
            "== node tests: ok, 0.1 s",
            "tests 4",
        ] {
            assert!(!is_summary(line), "{line}");
        }
    }
}
