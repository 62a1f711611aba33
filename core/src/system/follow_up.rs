//! Problems that only follow from others: names that are not there because their declaration could not be read.

use super::law::Law;
use crate::document::Diagnostic;

/// The sorts of problems that say that a name is not there.
const MISSING: [&str; 5] = [
    "unknown-name",
    "unknown-function",
    "unknown-unit-kind",
    "not-a-list",
    "not-a-concept",
];

impl Law {
    /// The problems without those that follow from declarations that could not be read, which have problems of their own:
    /// a name that is declared, but not in a form that can be read, is not unknown.
    pub fn without_follow_ups(&self, mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        problems.retain(|problem| {
            let has_no_years = problem.code == "no-value-on-date" && self.system.broken.contains("years");
            !has_no_years && !(MISSING.contains(&problem.code) && self.is_declared(&problem.file, &problem.found))
        });
        problems
    }

    /// Whether `found`, a name as the file writes it, is declared in a form that could not be read.
    fn is_declared(&self, file: &str, found: &str) -> bool {
        let everywhere = |name: &str| self.system.broken.contains(name) || self.missing.contains(name);
        let parts: Vec<&str> = found.trim_matches('`').split('.').collect();
        // Measures that could not be read have no income.
        let is_unmeasured = found.is_empty() && self.system.broken.contains("measures");
        let in_own_file = self.instruments.iter().any(|instrument| {
            instrument.source.name == file && parts.iter().any(|part| instrument.broken.contains(*part))
        });
        let in_other_file = match parts.as_slice() {
            [.., other, name] => self.instrument(other).is_some_and(|other| other.broken.contains(*name)),
            _ => false,
        };
        is_unmeasured || in_own_file || in_other_file || parts.iter().any(|part| everywhere(part))
    }
}
