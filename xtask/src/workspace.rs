//! Where the repository and its build products are, and the programs that are started in it.

use crate::{Result, process};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository: its root and the folder that cargo builds into.
#[derive(Debug)]
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder, wherever its configuration or `CARGO_TARGET_DIR` puts it.
    pub target: PathBuf,
}

impl Workspace {
    /// The workspace that this program was built from.
    pub fn find() -> Result<Workspace> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest
            .parent()
            .ok_or("the folder of xtask has no parent")?
            .to_path_buf();
        if !root.join("Cargo.toml").is_file() {
            return Err(format!(
                "{} holds no Cargo.toml; was the repository moved? Build xtask again.",
                root.display()
            ));
        }
        let mut workspace = Workspace {
            target: root.join("target"),
            root,
        };
        let text = process::capture(
            workspace
                .cargo()
                .args(["metadata", "--no-deps", "--format-version", "1"]),
        )?;
        let metadata: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| format!("cargo metadata wrote what is no JSON: {error}"))?;
        if let Some(target) = metadata["target_directory"].as_str() {
            workspace.target = PathBuf::from(target);
        }
        Ok(workspace)
    }

    /// A program to be started at the root.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// The cargo that started this program, to be started at the root.
    pub fn cargo(&self) -> Command {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        self.command(program)
    }

    /// A path as the user would write it from the root.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}
