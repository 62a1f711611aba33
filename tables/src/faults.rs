//! What is wrong with a file, gathered so that one reading tells all of it.

use commonweal_core::document::{Diagnostic, nearest};

/// How many faults of one file are shown; the rest is counted.
pub const FAULTS_SHOWN: usize = 20;

/// A fault of a file as a whole; what was found, what is allowed and the remedy are for the caller to fill in.
pub(crate) fn file_fault(file: &str, code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic {
        code,
        file: file.to_owned(),
        path: String::new(),
        line: None,
        column: None,
        span: None,
        message: message.into(),
        found: String::new(),
        allowed: String::new(),
        remedy: String::new(),
    }
}

/// A list of one fault.
pub(crate) fn one(fault: Diagnostic) -> Vec<Diagnostic> {
    vec![fault]
}

/// The faults of one file: the first [`FAULTS_SHOWN`], and how many there are.
pub(crate) struct Faults {
    file: String,
    shown: Vec<Diagnostic>,
    count: u64,
}

impl Faults {
    pub(crate) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            shown: Vec::new(),
            count: 0,
        }
    }

    fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether the next fault would still be shown; making the text of others is needless.
    pub(crate) fn has_room(&self) -> bool {
        self.shown.len() < FAULTS_SHOWN
    }

    pub(crate) fn push(&mut self, fault: Diagnostic) {
        self.count += 1;
        if self.has_room() {
            self.shown.push(fault);
        }
    }

    /// Counts faults that are not shown.
    pub(crate) fn count_unseen(&mut self, more: u64) {
        self.count += more;
    }

    /// All that was found, if anything was.
    pub(crate) fn finish(mut self) -> Result<(), Vec<Diagnostic>> {
        if self.is_empty() {
            return Ok(());
        }
        let unseen = self.count - self.shown.len() as u64;
        if unseen > 0 {
            self.shown.push(Diagnostic {
                found: self.count.to_string(),
                ..file_fault(&self.file, "more-faults", format!("and {unseen} more"))
            });
        }
        Err(self.shown)
    }
}

/// Checks the header of a file and picks the wanted columns: for each column of the file, whether it is to be read.
pub(crate) fn select(file: &str, names: &[&str], wanted: Option<&[&str]>) -> Result<Vec<bool>, Vec<Diagnostic>> {
    let mut faults = Faults::new(file);
    for (index, name) in names.iter().enumerate() {
        if name.is_empty() && wanted.is_none() {
            faults.push(Diagnostic {
                found: format!("column {} of {}", index + 1, names.len()),
                allowed: "a name for every column".to_owned(),
                remedy: "name the column, or write the file without it (in pandas: `index=False`)".to_owned(),
                ..file_fault(file, "unnamed-column", format!("column {} has no name", index + 1))
            });
        }
        // Each name is reported once, at its second occurrence.
        if !name.is_empty() && names[..index].iter().filter(|earlier| *earlier == name).count() == 1 {
            faults.push(Diagnostic {
                path: (*name).to_owned(),
                found: (*name).to_owned(),
                allowed: "a name of its own for every column".to_owned(),
                remedy: "rename or drop one of the columns".to_owned(),
                ..file_fault(
                    file,
                    "duplicate-column",
                    format!("more than one column is named `{name}`"),
                )
            });
        }
    }
    for (index, name) in wanted.unwrap_or_default().iter().enumerate() {
        if names.contains(name) || wanted.is_some_and(|wanted| wanted[..index].contains(name)) {
            continue;
        }
        let remedy = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a column of the file, or add this one to it".to_owned(),
        };
        faults.push(Diagnostic {
            path: (*name).to_owned(),
            found: (*name).to_owned(),
            allowed: listed(names),
            remedy,
            ..file_fault(file, "missing-column", format!("the file has no column `{name}`"))
        });
    }
    faults.finish()?;
    Ok(names
        .iter()
        .map(|name| wanted.is_none_or(|wanted| wanted.contains(name)))
        .collect())
}

/// Names in a row, cut where a reader would stop reading.
fn listed(names: &[&str]) -> String {
    const MOST: usize = 60;
    let shown: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !name.is_empty())
        .take(MOST)
        .collect();
    let rest = names.len().saturating_sub(MOST);
    if rest > 0 {
        format!("{} and {rest} more", shown.join(", "))
    } else {
        shown.join(", ")
    }
}

/// A cell as a message shows it: short, and with nothing invisible.
pub(crate) fn shown(cell: &str) -> String {
    const MOST: usize = 60;
    let mut text: String = cell.chars().take(MOST).flat_map(char::escape_debug).collect();
    if cell.chars().nth(MOST).is_some() {
        text.push('…');
    }
    text
}
/// The named columns of a file that are not read.
pub(crate) fn not_read(names: &[&str], is_wanted: &[bool]) -> Vec<String> {
    names
        .iter()
        .zip(is_wanted)
        .filter(|(name, is_wanted)| !**is_wanted && !name.is_empty())
        .map(|(name, _)| (*name).to_owned())
        .collect()
}

