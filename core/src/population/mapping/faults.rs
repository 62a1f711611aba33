//! What is wrong with a table of microdata, gathered so that one run tells all of it without telling it a million times.

use crate::document::Diagnostic;

/// How many faults of one kind in one column are shown; the rest is counted.
pub const FAULTS_SHOWN: usize = 5;

/// The parts of a fault that tell it to a person.
pub(super) struct Fault {
    pub message: String,
    pub found: String,
    pub allowed: String,
    pub remedy: String,
}

impl Fault {
    pub(super) fn new(
        message: impl Into<String>,
        found: impl Into<String>,
        allowed: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Fault {
        Fault {
            message: message.into(),
            found: found.into(),
            allowed: allowed.into(),
            remedy: remedy.into(),
        }
    }
}

/// The faults of one code in one column.
struct Kind {
    code: &'static str,
    path: String,
    count: u64,
    shown: Vec<Diagnostic>,
}

/// The faults of one table, by code and column in the order in which these first occurred.
pub(super) struct Faults {
    file: String,
    kinds: Vec<Kind>,
}

impl Faults {
    pub(super) fn new(file: &str) -> Faults {
        Faults {
            file: file.to_string(),
            kinds: Vec::new(),
        }
    }

    /// Adds a fault; its text is only made when it will be shown.
    pub(super) fn add(&mut self, code: &'static str, path: &str, fault: impl FnOnce() -> Fault) {
        // Faults of a kind come in runs, so the last kind is looked at first.
        let known = self
            .kinds
            .iter()
            .rposition(|kind| kind.code == code && kind.path == path);
        let at = known.unwrap_or_else(|| {
            self.kinds.push(Kind {
                code,
                path: path.to_string(),
                count: 0,
                shown: Vec::new(),
            });
            self.kinds.len() - 1
        });
        let kind = &mut self.kinds[at];
        kind.count += 1;
        if kind.shown.len() < FAULTS_SHOWN {
            let fault = fault();
            kind.shown.push(Diagnostic {
                code,
                file: self.file.clone(),
                path: path.to_string(),
                line: None,
                column: None,
                span: None,
                message: fault.message,
                found: fault.found,
                allowed: fault.allowed,
                remedy: fault.remedy,
            });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// All faults; where a kind has more than are shown, their number follows.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for kind in self.kinds {
            let more = kind.count - kind.shown.len() as u64;
            diagnostics.extend(kind.shown);
            if more > 0 {
                diagnostics.push(Diagnostic {
                    code: kind.code,
                    file: self.file.clone(),
                    path: kind.path,
                    line: None,
                    column: None,
                    span: None,
                    message: format!("and {more} more of this kind"),
                    found: kind.count.to_string(),
                    allowed: String::new(),
                    remedy: String::new(),
                });
            }
        }
        diagnostics
    }
}

/// A row as a message counts it: the first row of data is 1.
pub(super) fn row_number(row: u32) -> u64 {
    u64::from(row) + 1
}

/// Words as a message lists them, cut where a reader would stop reading.
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 60;
    let words: Vec<&str> = words.into_iter().collect();
    let rest = words.len().saturating_sub(MOST);
    let shown = words[..words.len() - rest].join(", ");
    if rest > 0 {
        format!("{shown} and {rest} more")
    } else {
        shown
    }
}
