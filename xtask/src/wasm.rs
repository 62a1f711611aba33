//! `cargo xtask wasm`: the module for node, with the glue that wasm-bindgen makes.

use crate::workspace::Workspace;
use crate::{Result, process};
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// The target that the module is built for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the module in release and writes it with its glue into `target/wasm-node`, as a CommonJS module.
pub fn build(workspace: &Workspace) -> Result<()> {
    ensure_target(workspace)?;
    process::run(
        workspace
            .cargo()
            .args(["build", "--release", "-p", "commonweal-wasm", "--target", TARGET]),
    )?;
    let module = workspace.target.join(TARGET).join("release/commonweal_wasm.wasm");
    if !module.is_file() {
        let module = workspace.shown(&module);
        return Err(format!(
            "{module} was not made; wasm/Cargo.toml needs crate-type = [\"cdylib\"] under [lib]"
        ));
    }
    // The name is fixed, not cargo's target folder: the tests in node look there.
    let folder = workspace.root.join("target/wasm-node");
    glue(&module, &folder)?;
    println!("{} is ready", workspace.shown(&folder.join("commonweal_wasm.js")));
    Ok(())
}

fn glue(module: &Path, folder: &Path) -> Result<()> {
    let failed = |what: &str, error: &dyn std::fmt::Display| format!("{what} {}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| failed("cannot empty", &error))?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .nodejs(true)
        .and_then(|bindgen| bindgen.typescript(true).generate(folder))
        .map_err(|error| {
            format!(
                "wasm-bindgen could not make the glue for {}: {error:#}",
                module.display()
            )
        })?;
    // The glue for node is CommonJS whatever a package.json further up may say.
    std::fs::write(folder.join("package.json"), "{ \"type\": \"commonjs\" }\n")
        .map_err(|error| failed("cannot write into", &error))
}

/// Sees to it that the standard library for wasm32 is installed.
pub fn ensure_target(workspace: &Workspace) -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let library = process::capture(
        workspace
            .command(rustc)
            .args(["--print", "target-libdir", "--target", TARGET]),
    )?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    if !process::succeeds(workspace.command("rustup").arg("--version")) {
        return Err(format!(
            "the Rust standard library for {TARGET} is not installed, and there is no rustup to install it with; \
             install it as your system installs Rust (for example Debian's package libstd-rust-dev-wasm32), \
             or install Rust by rustup (https://rustup.rs)"
        ));
    }
    println!("rustup target add {TARGET}");
    process::run(workspace.command("rustup").args(["target", "add", TARGET]))
}
