//! What is wrong with a file, gathered so that one reading tells all of it.

use commonweal_core::document::{Diagnostic, nearest};
pub use commonweal_core::population::FAULTS_SHOWN;

/// How many kinds of faults of one file are shown, each column having kinds of its own; the rest is counted.
pub const KINDS_SHOWN: usize = 20;

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

/// The faults of one code in one column.
struct Kind {
    code: &'static str,
    path: String,
    count: u64,
    /// The first, each with its place among all that are shown.
    shown: Vec<(usize, Diagnostic)>,
}

/// The faults of one file, by code and column in the order in which these first occurred: of the first [`KINDS_SHOWN`] the first
/// [`FAULTS_SHOWN`], and how many there are.
pub(crate) struct Faults {
    file: String,
    kinds: Vec<Kind>,
    shown: usize,
}

impl Faults {
    pub(crate) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            kinds: Vec::new(),
            shown: 0,
        }
    }

    /// Where a kind stands, which is a new one if need be.
    fn place(&mut self, code: &'static str, path: &str) -> usize {
        let known = self
            .kinds
            .iter()
            .rposition(|kind| kind.code == code && kind.path == path);
        known.unwrap_or_else(|| {
            self.kinds.push(Kind {
                code,
                path: path.to_owned(),
                count: 0,
                shown: Vec::new(),
            });
            self.kinds.len() - 1
        })
    }

    /// Adds a fault; it is only made when it will be shown.
    pub(crate) fn add(&mut self, code: &'static str, path: &str, fault: impl FnOnce() -> Diagnostic) {
        let at = self.place(code, path);
        let kind = &mut self.kinds[at];
        kind.count += 1;
        if at < KINDS_SHOWN && kind.shown.len() < FAULTS_SHOWN {
            kind.shown.push((self.shown, fault()));
            self.shown += 1;
        }
    }

    pub(crate) fn push(&mut self, fault: Diagnostic) {
        let path = fault.path.clone();
        self.add(fault.code, &path, || fault);
    }

    /// Counts faults of a kind that were not kept.
    pub(crate) fn count_unseen(&mut self, code: &'static str, path: &str, more: u64) {
        if more > 0 {
            let at = self.place(code, path);
            self.kinds[at].count += more;
        }
    }

    /// All that was found, if anything was, in the order in which it was added; the number of the rest stands behind the last of its kind.
    pub(crate) fn finish(self) -> Result<(), Vec<Diagnostic>> {
        let mut told = Vec::new();
        let (mut kinds, mut unseen) = (0, 0);
        for (at, kind) in self.kinds.into_iter().enumerate() {
            if at >= KINDS_SHOWN {
                kinds += 1;
                unseen += kind.count;
                continue;
            }
            let more = kind.count - kind.shown.len() as u64;
            let last = kind.shown.last().map_or(usize::MAX, |(place, _)| *place);
            told.extend(kind.shown);
            if more > 0 {
                let rest = Diagnostic {
                    path: kind.path,
                    found: kind.count.to_string(),
                    ..file_fault(&self.file, kind.code, format!("and {more} more of this kind"))
                };
                told.push((last, rest));
            }
        }
        // The sort keeps the number of the rest behind the fault of the same place.
        told.sort_by_key(|(place, _)| *place);
        let mut told: Vec<Diagnostic> = told.into_iter().map(|(_, fault)| fault).collect();
        if unseen > 0 {
            told.push(Diagnostic {
                found: format!("{kinds} more kinds"),
                ..file_fault(
                    &self.file,
                    "more-faults",
                    format!("and {unseen} more, of other columns or kinds"),
                )
            });
        }
        if told.is_empty() { Ok(()) } else { Err(told) }
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

/// The named columns of a file that are not read.
pub(crate) fn not_read(names: &[&str], is_wanted: &[bool]) -> Vec<String> {
    names
        .iter()
        .zip(is_wanted)
        .filter(|(name, is_wanted)| !**is_wanted && !name.is_empty())
        .map(|(name, _)| (*name).to_owned())
        .collect()
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
