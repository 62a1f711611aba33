//! Why a command ended without its result, and how that is told.

use std::io::{self, Write};
use std::path::Path;

use commonweal_core::document::{Diagnostic, Source, render};

/// Why a command ended without its result.
#[derive(Debug)]
pub enum Failure {
    /// Problems of files, with the texts in which they stand. Exit code 2.
    Problems {
        /// All problems that were found.
        diagnostics: Vec<Diagnostic>,
        /// The texts, to show the lines.
        sources: Vec<Source>,
    },
    /// One sentence: a file that cannot be read, options that do not go together. Exit code 2.
    Sentence(String),
    /// Everything could be read and run, but the outcome is not the one that was promised. Exit code 1.
    Differs(String),
    /// Whoever read the output has closed it; nothing is said.
    Closed,
}

/// What a command gives.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// What is told, without a line end: every problem with its place, or the sentence.
    pub fn text(&self) -> String {
        match self {
            Failure::Problems { diagnostics, sources } => render(diagnostics, sources),
            Failure::Sentence(sentence) | Failure::Differs(sentence) => sentence.clone(),
            Failure::Closed => String::new(),
        }
    }

    /// A sentence for an error of the operating system: what was attempted, with which file, and why it failed.
    pub fn io(attempt: &str, path: &Path, error: &io::Error) -> Failure {
        Failure::Sentence(format!("{} {attempt}: {}", path.display(), reason(error)))
    }

    /// Tells standard error what is wrong and gives the exit code.
    pub fn tell(&self) -> u8 {
        let (text, code) = match self {
            Failure::Problems { diagnostics, sources } => {
                let text = format!(
                    "{}\n{}\n",
                    render(diagnostics, sources),
                    count(diagnostics.len(), "problem")
                );
                (text, 2)
            }
            Failure::Sentence(sentence) => (format!("error: {sentence}\n"), 2),
            Failure::Differs(sentence) => (format!("{sentence}\n"), 1),
            Failure::Closed => return 0,
        };
        // Where standard error is closed too, there is nobody left to tell.
        let _ = io::stderr().lock().write_all(text.as_bytes());
        code
    }
}

/// Why the operating system refused, without the number that Rust adds.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((reason, _)) => reason.to_string(),
        None => text,
    }
}

/// `1 problem`, `3 problems`.
pub fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Writes to standard output.
///
/// # Errors
/// [`Failure::Closed`] when the reader has gone away, a sentence when the output cannot be written for another reason.
pub fn print(text: &str) -> Outcome<()> {
    let mut output = io::stdout().lock();
    output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
        .map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Sentence(format!("the output cannot be written: {}", reason(&error))),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_name_the_file_and_the_reason() {
        let error = io::Error::from_raw_os_error(2);
        let Failure::Sentence(text) = Failure::io("cannot be read", Path::new("a/b.toml"), &error) else {
            panic!("an error of the system is a sentence")
        };
        assert!(text.starts_with("a/b.toml cannot be read: "), "{text}");
        assert!(!text.contains("os error"), "{text}");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(
            [count(0, "row"), count(1, "row"), count(3, "row")],
            ["0 rows", "1 row", "3 rows"]
        );
    }
}
