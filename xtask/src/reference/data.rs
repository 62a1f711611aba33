//! What the pages are made from: the command's metadata, the names of its catalog, and the files themselves.

use crate::Result;
use crate::classes::{Parameter, Texts};
use crate::workspace::Workspace;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use toml::Table;

/// `instruments --all --json`, as far as a page shows it.
#[derive(Debug, Deserialize)]
struct Document {
    instruments: Vec<Instrument>,
}

/// A rule file.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)] // as in core/src/system/metadata.rs
pub struct Instrument {
    pub name: String,
    pub title: Texts,
    pub notes: Texts,
    pub reference: String,
    pub kind: String,
    pub payer: Option<String>,
    pub payee: Option<String>,
    pub unit: String,
    pub period: String,
    pub system: Option<String>,
    pub file: String,
    pub parameters: Vec<Parameter>,
    pub rules: Vec<Rule>,
    pub functions: Vec<Function>,
    pub uses: Vec<String>,
    pub levers: Vec<Lever>,
    #[serde(default)]
    pub cases: Vec<Case>,
}

/// A step.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Rule {
    pub name: String,
    pub title: Texts,
    pub formula: String,
    pub person: bool,
    pub reference: String,
}

/// A function.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Function {
    pub name: String,
    pub arguments: Vec<String>,
    pub rules: Vec<Rule>,
}

/// What a scenario may read.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Lever {
    pub name: String,
    pub formula: String,
}

/// A worked case.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)] // as in core/src/costing/worked.rs
pub struct Case {
    pub note: String,
    pub date: String,
    pub parameters: Vec<Given>,
    pub given: Vec<Given>,
    pub expect: Vec<Given>,
    pub steps: Vec<Step>,
    pub results: Vec<Named>,
}

/// A value that a case writes.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Given {
    pub member: Option<usize>,
    pub name: String,
    pub value: Value,
}

/// A step with its values.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Step {
    pub name: String,
    pub unit: String,
    pub values: Vec<Value>,
    pub reads: Vec<Named>,
}

/// A name with its values.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Named {
    pub name: String,
    pub unit: String,
    pub values: Vec<Value>,
}

/// `household --json`, as far as a page shows it.
#[derive(Debug, Deserialize)]
struct FamilyDocument {
    explanation: FamilyLaws,
}

#[derive(Debug, Deserialize)]
struct FamilyLaws {
    laws: Vec<FamilyLaw>,
}

/// A family under the baseline and the reform of a package.
#[derive(Debug)]
pub struct Family {
    /// The system whose law it lives under.
    pub system: String,
    /// The file that describes it.
    pub file: String,
    /// The baseline, then the reform where there is one.
    pub laws: Vec<FamilyLaw>,
}

/// What a law gives a family.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)] // as in core/src/costing/explain.rs
pub struct FamilyLaw {
    pub amounts: Vec<Named>,
    pub concepts: Vec<Named>,
    pub steps: Vec<FamilyStep>,
}

/// A step of an instrument.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct FamilyStep {
    pub instrument: String,
    pub name: String,
    pub unit: String,
    pub formula: String,
    pub values: Vec<Value>,
    pub reads: Vec<Named>,
}

/// `list --json`.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Listing {
    pub packages: Vec<Listed>,
    pub systems: Vec<System>,
    pub populations: Vec<Listed>,
    pub scenarios: Vec<Listed>,
}

/// A name with its title.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Listed {
    pub name: String,
    pub title: Texts,
}

/// A system.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct System {
    pub name: String,
    pub title: Texts,
    pub currency: String,
    pub years: Vec<i32>,
    /// The law in order, then libraries.
    pub instruments: Vec<String>,
}

/// All that the pages are made from.
#[derive(Debug)]
pub struct Reference {
    /// Rule files: those for any system, those of systems, scenarios.
    pub instruments: Vec<Instrument>,
    /// The names of the catalog.
    pub listing: Listing,
    /// The files below `policies`, by their path from the root.
    pub files: BTreeMap<String, Table>,
    /// The known limits, one to an entry, with the heading under which each stands.
    pub limits: Vec<String>,
    /// The family of a package's system under its law, by the package.
    pub families: BTreeMap<String, Family>,
}

impl Reference {
    /// Reads the files, and what the command says of them.
    ///
    /// # Errors
    /// JSON of another form; files that cannot be read.
    pub fn read(workspace: &Workspace, instruments: &str, list: &str) -> Result<Reference> {
        let form =
            |what: &str, error: serde_json::Error| format!("`commonweal {what} --json` has another form: {error}");
        let document: Document = serde_json::from_str(instruments).map_err(|error| form("instruments --all", error))?;
        let listing = serde_json::from_str(list).map_err(|error| form("list", error))?;
        let mut files = BTreeMap::new();
        for path in crate::generate::files_below(workspace, "policies")? {
            if path.ends_with(".toml") && !path.ends_with("Cargo.toml") {
                let text = read(workspace, &path)?;
                let table = text.parse::<Table>().map_err(|error| format!("{path}: {error}"))?;
                files.insert(path, table);
            }
        }
        Ok(Reference {
            instruments: document.instruments,
            listing,
            files,
            limits: limits(&read(workspace, super::LIMITS)?),
            families: BTreeMap::new(),
        })
    }

    /// Works out the family of each package's system under the package.
    ///
    /// # Errors
    /// A law that cannot be applied to the family; JSON of another form.
    pub fn add_families(&mut self, under: &super::FamilyUnder<'_>) -> Result<()> {
        for package in &self.listing.packages {
            let study = self.file(&format!("policies/packages/{}.toml", package.name));
            let system = study.get("system").and_then(toml::Value::as_str).unwrap_or_default();
            let file = format!("{}/{system}.toml", super::FAMILIES);
            if !self.files.contains_key(&file) {
                continue;
            }
            let text = under(&package.name, &file)?;
            let found: FamilyDocument = serde_json::from_str(&text)
                .map_err(|error| format!("`commonweal household --json` has another form: {error}"))?;
            let laws = found.explanation.laws;
            let system = system.to_string();
            self.families
                .insert(package.name.clone(), Family { system, file, laws });
        }
        Ok(())
    }

    /// A file of `policies`, which is empty where there is none.
    pub fn file(&self, path: &str) -> Table {
        self.files.get(path).cloned().unwrap_or_default()
    }

    /// The instrument that a name means under a system: its own, else the one for any.
    pub fn under(&self, name: &str, system: &str) -> Option<&Instrument> {
        let named = |of: Option<&str>| {
            let mut all = self.instruments.iter();
            all.find(|file| file.name == name && file.system.as_deref() == of)
        };
        named(Some(system)).or_else(|| named(None))
    }
}

fn read(workspace: &Workspace, path: &str) -> Result<String> {
    fs::read_to_string(workspace.root.join(path)).map_err(|error| format!("{path} cannot be read: {error}"))
}

/// The entries of a page's lists.
pub fn limits(page: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in page.lines() {
        if let Some(first) = line.strip_prefix("* ") {
            entries.push(first.to_string());
            is_open = true;
        } else if let (true, Some(more), Some(entry)) = (is_open, line.strip_prefix("  "), entries.last_mut()) {
            entry.push(' ');
            entry.push_str(more.trim());
        } else {
            is_open = false;
        }
    }
    entries
}

/// A text of a table: of a title or note by language, or one for all.
pub fn texts(table: &Table, key: &str) -> Texts {
    let of = |value: Option<&toml::Value>| value.and_then(toml::Value::as_str).unwrap_or_default().to_string();
    match table.get(key) {
        Some(toml::Value::Table(by)) => Texts {
            en: of(by.get("en")),
            zh: of(by.get("zh")),
        },
        other => Texts {
            en: of(other),
            zh: String::new(),
        },
    }
}

/// The words of a list.
pub fn words(value: Option<&toml::Value>) -> Vec<&str> {
    let items = value.and_then(toml::Value::as_array);
    items.into_iter().flatten().filter_map(toml::Value::as_str).collect()
}

/// What a page shows as it stands: a table without the keys that it shows otherwise.
pub fn rest(table: &Table, shown: &[&str]) -> String {
    let mut rest = table.clone();
    rest.retain(|key, _| !shown.contains(&key));
    toml::to_string_pretty(&rest).unwrap_or_default()
}
