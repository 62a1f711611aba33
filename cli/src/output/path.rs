//! Paths that are saved: relative to the folder that names them, with `/`.

use std::path::{Component, Path, PathBuf};

/// The way from a folder to a file, with `/`; the whole path where there is none, or where either does not exist.
pub fn relative(folder: &Path, file: &Path) -> String {
    let (Ok(folder), Ok(file)) = (folder.canonicalize(), file.canonicalize()) else {
        return file.display().to_string();
    };
    let from: Vec<Component<'_>> = folder.components().collect();
    let to: Vec<Component<'_>> = file.components().collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return file.display().to_string();
    }
    let mut way: Vec<String> = vec!["..".to_string(); from.len() - shared];
    way.extend(
        to.iter()
            .skip(shared)
            .map(|part| part.as_os_str().to_string_lossy().into_owned()),
    );
    way.join("/")
}

/// The path that a saved one names, seen from the folder that names it.
pub fn resolve(folder: &Path, saved: &str) -> PathBuf {
    crate::load::join(folder, saved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_up_and_down() {
        let root = std::env::temp_dir().join(format!("commonweal-path-{}", std::process::id()));
        assert!(std::fs::create_dir_all(root.join("out/run")).is_ok());
        assert!(std::fs::write(root.join("data.csv"), "a\n1\n").is_ok());
        assert_eq!(
            relative(&root.join("out/run"), &root.join("data.csv")),
            "../../data.csv"
        );
        assert_eq!(relative(&root, &root.join("data.csv")), "data.csv");
        assert!(resolve(&root.join("out/run"), "../../data.csv").is_file());
        let _ = std::fs::remove_dir_all(&root);
    }
}
