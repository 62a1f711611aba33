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
        // A file that `uses` names and that is not there is told there, and not again where it is read.
        let absent: Vec<(String, String)> = problems
            .iter()
            .filter(|problem| problem.code == "unknown-name" && problem.path == "uses")
            .map(|problem| (problem.file.clone(), format!("{}.", problem.found)))
            .collect();
        problems.retain(|problem| {
            let reads_absent = absent
                .iter()
                .any(|(file, name)| *file == problem.file && problem.found.starts_with(name.as_str()));
            let has_no_years = problem.code == "no-value-on-date" && self.system.broken.contains("years");
            let is_broken = MISSING.contains(&problem.code) && self.is_declared(&problem.file, &problem.found);
            !(has_no_years || reads_absent || is_broken)
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
