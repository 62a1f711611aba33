//! The files that every build of commonweal carries: instruments, systems of law, packages, populations and scenarios.
//!
//! They are data. [`FILES`] holds them as bytes by their path below `policies/`, such as `systems/us/eitc.toml`; it is empty where the
//! feature `files` is off, as in the module of the page, which fetches the files of a country when it is chosen.

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The bytes of an embedded file, by its path below `policies/`.
pub fn file(path: &str) -> Option<&'static [u8]> {
    let at = FILES.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
    FILES.get(at).map(|(_, bytes)| *bytes)
}

#[cfg(all(test, feature = "files"))]
mod tests {
    use super::*;

    #[test]
    fn files_are_sorted_and_found_by_their_path() {
        assert!(FILES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(file("vocabulary.toml").is_some_and(|bytes| bytes.starts_with(b"#")));
        assert!(file("systems/us/system.toml").is_some());
        assert!(file("instruments/negative_income_tax.toml").is_some());
        assert_eq!(file("instruments/nothing.toml"), None);
    }

    #[test]
    fn text_files_are_utf_8_and_folders_are_those_that_are_named() {
        for (path, bytes) in FILES {
            let folder = path.split('/').next().unwrap_or_default();
            assert!(
                [
                    "incentives",
                    "instruments",
                    "packages",
                    "populations",
                    "scenarios",
                    "systems",
                    "vocabulary.toml"
                ]
                .contains(&folder),
                "{path}"
            );
            if path.ends_with(".toml") {
                assert!(std::str::from_utf8(bytes).is_ok(), "{path}");
            }
        }
    }
}
