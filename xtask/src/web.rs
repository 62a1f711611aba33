//! `cargo xtask web`: the explorer as a folder of files that any server of static files can give out.

use crate::workspace::Workspace;
use crate::{Result, policy_files, process, split, wasm};
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// The folder of the page.
pub const WEB: &str = "web";

/// Where the page looks for the module and its glue.
const GLUE: &str = "web/src/engine/glue";

/// What the module may use: no more than the browsers know that the page asks for.
const FEATURES: [&str; 7] = [
    "simd",
    "bulk-memory",
    "nontrapping-float-to-int",
    "sign-ext",
    "mutable-globals",
    "reference-types",
    "multivalue",
];

/// Builds the module for browsers, then the page around it, into `web/dist`.
pub fn build(workspace: &Workspace) -> Result<()> {
    wasm::ensure_target(workspace)?;
    packages(workspace)?;
    engine(workspace)?;
    process::run(npm(workspace).args(["run", "build"]))?;
    println!("{WEB}/dist is ready; `cargo xtask serve` serves it");
    Ok(())
}

/// Builds the module with the profile `page`, makes it small, and parts what a first visit needs from the rest.
pub fn engine(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args([
        "build",
        "--profile",
        "page",
        "-p",
        "commonweal-wasm",
        // The page fetches law, people and microdata when a study names them.
        "--no-default-features",
        "--target",
        wasm::TARGET,
    ]);
    process::run(&mut cargo)?;
    let module = workspace.target.join(wasm::TARGET).join("page/commonweal_wasm.wasm");
    let folder = workspace.root.join(GLUE);
    glue(&module, &folder)?;
    policy_files::write(workspace, &folder.join("policies"))?;
    let made = folder.join("commonweal_wasm_bg.wasm");
    let optimise = workspace.root.join(WEB).join("node_modules/binaryen/bin/wasm-opt");
    let mut command = workspace.command("node");
    command
        .arg(optimise)
        .args(FEATURES.map(|feature| format!("--enable-{feature}")))
        .args(["-Oz", "--strip-debug", "--strip-producers"])
        // Large functions with one caller stay by themselves: they go where they are needed, and a browser optimises them sooner.
        .args(["--one-caller-inline-max-function-size", "100"])
        .arg(&made)
        .arg("-o")
        .arg(&made);
    process::run(&mut command)?;
    part(workspace, &folder, &made)
}

/// Puts the first part in the module's place, the rest beside it, and tells the glue how it asks for the rest.
fn part(workspace: &Workspace, folder: &Path, made: &Path) -> Result<()> {
    let read = |path: &Path| std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()));
    let write = |path: &Path, bytes: &[u8]| {
        std::fs::write(path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
    };
    let module = read(made)?;
    let marked = workspace.target.join("commonweal_wasm_marked.wasm");
    write(&marked, &split::marked(&module)?)?;
    let visit = workspace.root.join(WEB).join("build/visit.mjs");
    let reached = process::capture(workspace.command("node").arg(visit).arg(folder).arg(&marked))?;
    let reached = serde_json::from_str(&reached).map_err(|error| format!("a visit tells no places: {error}"))?;
    let parts = split::split(&module, &reached)?;
    write(made, &parts.first)?;
    write(&folder.join("commonweal_wasm_rest.wasm"), &parts.rest)?;
    let script = folder.join("commonweal_wasm.js");
    let text = String::from_utf8(read(&script)?).map_err(|error| error.to_string())?;
    write(&script, split::glue(&text)?.as_bytes())?;
    let types = folder.join("commonweal_wasm.d.ts");
    let text = String::from_utf8(read(&types)?).map_err(|error| error.to_string())?;
    write(&types, format!("{text}{}", split::TYPES).as_bytes())
}

fn glue(module: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| format!("cannot empty {}: {error}", folder.display()))?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        // Vite finds the module by the path that the glue would leave out otherwise.
        .omit_default_module_path(false)
        .web(true)
        .and_then(|bindgen| bindgen.typescript(true).generate(folder))
        .map_err(|error| {
            format!(
                "wasm-bindgen could not make the glue for {}: {error:#}",
                module.display()
            )
        })
}

/// Installs the packages of the lock file, unless they are there.
pub fn packages(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join(WEB);
    let modified = |path: &str| std::fs::metadata(folder.join(path)).and_then(|found| found.modified());
    if let (Ok(wanted), Ok(installed)) = (
        modified("package-lock.json"),
        modified("node_modules/.package-lock.json"),
    ) && installed >= wanted
    {
        return Ok(());
    }
    if !process::succeeds(workspace.command("npm").arg("--version")) {
        return Err("npm was not found; Node 20 or later with npm builds the page".into());
    }
    process::run(npm(workspace).args(["ci", "--no-audit", "--no-fund"]))
}

/// The checks of the page's types and its tests without a browser.
pub fn check(workspace: &Workspace) -> Result<()> {
    process::run(npm(workspace).args(["run", "check"]))?;
    process::run(npm(workspace).args(["run", "test"]))
}

/// The tests of the built page in Chromium.
pub fn browser_tests(workspace: &Workspace) -> Result<()> {
    chromium(workspace)?;
    process::run(npm(workspace).args(["run", "test:browser"]))
}

/// Chromium, which is installed where it is missing and may be.
pub fn chromium(workspace: &Workspace) -> Result<()> {
    let chromium = std::env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    if !chromium.is_file() {
        let mut install = workspace.command("apt-get");
        let installed = process::run(install.args(["install", "-y", "chromium", "fonts-noto-cjk"]));
        if installed.is_err() || !chromium.is_file() {
            return Err(format!(
                "{} was not found; install Chromium (Debian's package chromium), or name yours in CHROMIUM",
                chromium.display()
            ));
        }
    }
    Ok(())
}

/// npm, to be run in the folder of the page.
pub fn npm(workspace: &Workspace) -> std::process::Command {
    let mut command = workspace.command("npm");
    command.current_dir(workspace.root.join(WEB));
    command
}
