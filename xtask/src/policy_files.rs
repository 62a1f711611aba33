//! The files of law and people in portions that the page fetches: what all studies share, each system's folder, each population.

use crate::Result;
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The portions by their names; of each the texts by their path below `policies/`.
type Portions = BTreeMap<String, BTreeMap<String, String>>;

/// Writes each portion as `NAME.json` into a folder: a JSON object of texts by their path below `policies/`.
pub fn write(workspace: &Workspace, folder: &Path) -> Result<()> {
    let mut portions = Portions::new();
    collect(&workspace.root.join("policies"), "", &mut portions)?;
    fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    for (name, files) in portions {
        let path = folder.join(format!("{name}.json"));
        let text = serde_json::to_string(&files).map_err(|error| error.to_string())?;
        fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

fn collect(folder: &Path, below: &str, portions: &mut Portions) -> Result<()> {
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let named = if below.is_empty() {
            name.to_string()
        } else {
            format!("{below}/{name}")
        };
        if path.is_dir() {
            collect(&path, &named, portions)?;
        } else if let Some(portion) = portion(&named) {
            let text = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            portions.entry(portion).or_default().insert(named, text);
        }
    }
    Ok(())
}

/// The portion of a file by its path below `policies/`; none for what is no file of law or people.
fn portion(path: &str) -> Option<String> {
    let stem = |file: &str| Some(format!("population-{}", file.rsplit_once('.')?.0));
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["vocabulary.toml"] => Some("common".to_string()),
        ["systems", name, file] if file.ends_with(".toml") => Some(format!("system-{name}")),
        ["populations", "locks", file] if file.ends_with(".json") => stem(file),
        ["populations", file] if file.ends_with(".toml") => stem(file),
        ["incentives" | "instruments" | "packages" | "scenarios", file] if file.ends_with(".toml") => {
            Some("common".to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_and_a_population_are_portions_of_their_own() {
        let of = |path: &str| portion(path).unwrap_or_default();
        assert_eq!(of("vocabulary.toml"), "common");
        assert_eq!(of("packages/bundle.toml"), "common");
        assert_eq!(of("systems/us/eitc.toml"), "system-us");
        assert_eq!(of("populations/us.toml"), "population-us");
        assert_eq!(of("populations/locks/us.json"), "population-us");
        for other in [
            "Cargo.toml",
            "src/lib.rs",
            "populations/us-cps-sample.csv",
            "packages/.kept",
        ] {
            assert_eq!(portion(other), None, "{other}");
        }
    }
}
