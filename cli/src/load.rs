//! Where the files of a run come from: those embedded in the build, and those on the disk.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use commonweal_core::costing::check;
use commonweal_core::document::{Diagnostic, Source, nearest};
use commonweal_core::system::{Assignment, Catalog, FileKind, Study, SystemFiles};

use crate::error::{Failure, Outcome};

/// The embedded files, and a memory of every text that was read beside them, so that a problem can be shown in its line.
pub struct Library {
    /// Systems, instruments, packages and populations by name.
    pub catalog: Catalog,
    read: RefCell<Vec<Source>>,
    made: RefCell<Vec<Source>>,
    unreadable: RefCell<Vec<Failure>>,
}

/// A study with the folder whose files belong to it.
pub struct StudyFile {
    /// The study.
    pub study: Study,
    /// The folder of its file; `None` for a package.
    pub folder: Option<PathBuf>,
}

/// The catalog of the files that the build carries. What was read of it once is remembered for all who ask.
pub fn embedded() -> Catalog {
    static EMBEDDED: OnceLock<Catalog> = OnceLock::new();
    let made = || Catalog::new(commonweal_policies::FILES.iter().copied());
    EMBEDDED.get_or_init(made).clone()
}

impl Library {
    /// The files that the build carries.
    pub fn embedded() -> Library {
        Library {
            catalog: embedded(),
            read: RefCell::new(Vec::new()),
            made: RefCell::new(Vec::new()),
            unreadable: RefCell::new(Vec::new()),
        }
    }

    /// Reads a text file.
    ///
    /// # Errors
    /// A sentence when it cannot be read or is not UTF-8.
    pub fn text(&self, path: &Path) -> Outcome<Source> {
        let name = path.display().to_string();
        if let Some(known) = self.read.borrow().iter().find(|source| source.name == name) {
            return Ok(known.clone());
        }
        let bytes = std::fs::read(path).map_err(|error| Failure::io("cannot be read", path, &error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let line = error
                .as_bytes()
                .get(..error.utf8_error().valid_up_to())
                .map_or(1, |before| before.split(|byte| *byte == b'\n').count());
            Failure::Sentence(format!("{name} is not UTF-8 text: line {line} holds other bytes"))
        })?;
        let source = Source::new(name, Arc::<str>::from(text));
        self.read.borrow_mut().push(source.clone());
        Ok(source)
    }

    /// Finds a file by its name in a folder; nothing is found where there is no folder. A file that exists and cannot be
    /// read is remembered: see [`Library::refuse`].
    pub fn beside<'a>(&'a self, folder: Option<&'a Path>) -> impl Fn(&str) -> Option<Source> + 'a {
        move |name| {
            let path = join(folder?, name);
            if !path.is_file() {
                return None;
            }
            match self.text(&path) {
                Ok(source) => Some(source),
                Err(failure) => {
                    self.unreadable.borrow_mut().push(failure);
                    None
                }
            }
        }
    }

    /// Remembers a text that is no file, such as an option of the command line.
    pub fn remember(&self, source: &Source) {
        self.read.borrow_mut().push(source.clone());
    }

    /// Remembers a text that was made and stands in no file, such as a study carried to another country.
    pub fn remember_text(&self, source: &Source) {
        self.made.borrow_mut().push(source.clone());
    }

    /// The files that were read from the disk.
    pub fn files_read(&self) -> Vec<Source> {
        self.read
            .borrow()
            .iter()
            .filter(|source| !source.name.starts_with("--"))
            .cloned()
            .collect()
    }

    /// The failure for these problems, with the texts in which they stand. A file that could not be read is told first:
    /// the problems may come of its absence.
    pub fn refuse(&self, diagnostics: Vec<Diagnostic>) -> Failure {
        if let Some(failure) = self.unreadable.borrow_mut().pop() {
            return failure;
        }
        let mut read = self.made.borrow().clone();
        read.extend(self.read.borrow().iter().cloned());
        let mut sources: Vec<Source> = Vec::new();
        for diagnostic in &diagnostics {
            if diagnostic.file.is_empty() || sources.iter().any(|source| source.name == diagnostic.file) {
                continue;
            }
            if let Some(source) = read.iter().find(|source| source.name == diagnostic.file) {
                sources.push(source.clone());
            } else if let Some(text) = diagnostic
                .file
                .strip_prefix("policies/")
                .and_then(commonweal_policies::file)
                .and_then(|bytes| std::str::from_utf8(bytes).ok())
            {
                sources.push(Source::new(diagnostic.file.clone(), text));
            }
        }
        Failure::Problems { diagnostics, sources }
    }

    /// The study of that name: a package, or a file when the name ends in `.toml` or `.json`.
    ///
    /// # Errors
    /// Every problem of the file; a name that is no package, with the nearest.
    pub fn study(&mut self, name: &str) -> Outcome<StudyFile> {
        let (source, folder) = if is_document(name) {
            let path = Path::new(name);
            (self.text(path)?, Some(folder_of(path)))
        } else {
            match self.catalog.package(name) {
                Some(source) => (source.clone(), None),
                None => return Err(self.unknown_study(name)),
            }
        };
        let (study, problems) = Study::read_partly(&source);
        if let (Some(folder), Some(system)) = (&folder, study.as_ref().and_then(|study| study.system.as_ref())) {
            self.add_own_system(folder, system)?;
        }
        match study {
            Some(study) if problems.is_empty() => Ok(StudyFile { study, folder }),
            _ => Err(self.refuse_study(&source, folder.as_deref(), problems)),
        }
    }

    /// The failure for problems of a study, together with all others that a check of the study finds.
    pub fn refuse_study(&self, study: &Source, folder: Option<&Path>, mut problems: Vec<Diagnostic>) -> Failure {
        // A file of another kind would be checked as what it is, which was not asked.
        if !matches!(FileKind::of(study), FileKind::Study | FileKind::Unknown) {
            return self.refuse(problems);
        }
        let beside = self.beside(folder);
        let report = check(study, &self.catalog, "", &beside);
        for problem in report.diagnostics {
            let is_told = problems.iter().any(|known| {
                (known.code, &known.file, known.span, &known.found)
                    == (problem.code, &problem.file, problem.span, &problem.found)
            });
            if !is_told {
                problems.push(problem);
            }
        }
        self.refuse(problems)
    }

    fn unknown_study(&self, name: &str) -> Failure {
        let known: Vec<&str> = self.catalog.package_names().collect();
        let mut unknown = Catalog::unknown("study", name, &known);
        if Path::new(name).exists() {
            unknown.remedy = "a study on the disk is a file whose name ends in .toml or .json".to_string();
        } else if nearest(name, known.iter().copied()).is_none() {
            unknown.remedy = "name a package, or a file whose name ends in .toml or .json".to_string();
        }
        self.refuse(vec![unknown])
    }

    /// The values that `--set` gives, all of them read before the first problem counts.
    ///
    /// # Errors
    /// Every one that has another form than `INSTRUMENT.PARAMETER=VALUE`.
    pub fn assignments(&self, texts: &[String]) -> Outcome<Vec<Assignment>> {
        let (mut assignments, mut problems) = (Vec::new(), Vec::new());
        for text in texts {
            // Each has a name of its own, so that a problem is shown in the right one.
            let source = Source::new(format!("--set {text}"), text.as_str());
            self.remember(&source);
            match Study::assignment(text) {
                Ok(assignment) => assignments.push(Assignment { source, ..assignment }),
                Err(found) => problems.extend(found.into_iter().map(|problem| Diagnostic {
                    file: source.name.clone(),
                    ..problem
                })),
            }
        }
        if problems.is_empty() {
            Ok(assignments)
        } else {
            Err(self.refuse(problems))
        }
    }

    /// A folder that has the name of a system and holds a system.toml is that system, in the place of the embedded one.
    /// `folder` is that of the study or mapping that names it.
    ///
    /// # Errors
    /// When a file of the system cannot be read.
    pub fn add_own_system(&mut self, folder: &Path, name: &str) -> Outcome<()> {
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let own = join(folder, name);
        if is_name && own.join("system.toml").is_file() {
            let files = self.system_files(&own)?;
            self.catalog.add_system(name, files);
        }
        Ok(())
    }

    /// The files of a system's folder: `system.toml` and the rule files beside it.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub fn system_files(&self, folder: &Path) -> Outcome<SystemFiles> {
        let mut files = SystemFiles::default();
        for path in entries(folder)? {
            if path.is_file() && is_document(&path.to_string_lossy()) {
                let source = self.text(&path)?;
                if path.file_stem().is_some_and(|stem| stem == "system") {
                    files.system = Some(source);
                } else {
                    files.instruments.push(source);
                }
            }
        }
        Ok(files)
    }
}

/// Whether the name is that of a TOML or JSON file.
pub fn is_document(name: &str) -> bool {
    let ending = Path::new(name)
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    matches!(ending.as_deref(), Some("toml" | "json"))
}

/// Whether the name is that of a table of microdata.
pub fn is_table(name: &str) -> bool {
    let ending = Path::new(name)
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    matches!(ending.as_deref(), Some("csv" | "parquet"))
}

/// The folder in which a file stands.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// A path within a folder, shown without a leading `./`.
pub fn join(folder: &Path, name: &str) -> PathBuf {
    if folder == Path::new(".") {
        PathBuf::from(name)
    } else {
        folder.join(name)
    }
}

/// What stands in a folder, sorted by name; hidden files are passed over.
///
/// # Errors
/// When the folder cannot be read.
pub fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let failed = |error: std::io::Error| Failure::io("cannot be read", folder, &error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}
