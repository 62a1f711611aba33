//! A row of the table, and whether it is refused as it says.

use commonweal_core::costing::{check, household, prepare};
use commonweal_core::document::{Diagnostic, Source, render};
use commonweal_core::population::Mapping;
use commonweal_core::system::{Catalog, Study, SystemFiles};
use commonweal_tests::{catalog, nothing_beside, source};

/// What is read, and by whom.
#[derive(Clone, Copy)]
pub enum Input {
    /// The body of a benefit for households, within the system `small`.
    Rule(&'static str),
    /// A whole rule file, within the system `small`.
    File(&'static str),
    /// A whole file of that name, checked within the system `small`.
    Named(&'static str, &'static str),
    /// A rule file, with a second one that stands beside it in the folder of the system `small`.
    Two(&'static str, &'static str),
    /// A piece of `system.toml` in place of a piece of the system `small`.
    System(&'static str, &'static str),
    /// A whole `system.toml`.
    WholeSystem(&'static str),
    /// The body of a study of the system `small`.
    Study(&'static str),
    /// A whole study, named `study.toml`.
    WholeStudy(&'static str),
    /// A study, with another that it names as its package.
    Package(&'static str, &'static str),
    /// A text of the command line's `--set`.
    Set(&'static str),
    /// A hypothetical household under the law of the system `small`.
    Household(&'static str),
    /// A CSV file, of which every column is read.
    Csv(&'static [u8]),
    /// A CSV file of which one column is wanted.
    CsvColumn(&'static [u8], &'static str),
    /// A Parquet file: the bytes of a good one, changed.
    Parquet(fn(Vec<u8>) -> Vec<u8>),
    /// The body of a mapping for the system `small`.
    Mapping(&'static str),
    /// The body of a mapping, and the CSV file that it reads.
    Mapped(&'static str, &'static str),
    /// Any other reader.
    Other(fn(&str) -> Vec<Diagnostic>, &'static str),
}

/// A bad input and its refusal.
#[derive(Clone, Copy)]
pub struct Row {
    /// What is wrong.
    pub name: &'static str,
    /// The input.
    pub input: Input,
    /// The code of the refusal.
    pub code: &'static str,
    /// Its path in the file.
    pub path: &'static str,
    /// What its message, found, allowed or remedy must say.
    pub says: &'static [&'static str],
    /// How many refusals there are.
    pub count: usize,
}

/// A row with one refusal.
pub const fn row(
    name: &'static str,
    input: Input,
    code: &'static str,
    path: &'static str,
    says: &'static [&'static str],
) -> Row {
    Row {
        name,
        input,
        code,
        path,
        says,
        count: 1,
    }
}

impl Row {
    /// The same with another number of refusals: what is missing because a key is misspelt is said as well.
    pub const fn counting(self, count: usize) -> Row {
        Row { count, ..self }
    }
}

/// The system that the rows are written for.
pub const SMALL: &str = r#"format = 1
name = "small"
title = { en = "A small system" }
currency = "XXX"
years = [2024, 2025]

[units]
tax_unit = {}
family = { same_as = "household" }

[categories]
region = ["north", "south"]

[columns]
region = { entity = "household", unit = "category", default = "north" }
children = { entity = "household", unit = "count", range = [0, 20], default = "count(person.age < adult_age)" }
parent_1 = { entity = "person", unit = "pointer" }

[parameters]
adult_age = { unit = "age", default = 18, range = [14, 25], assumption = true }

[concepts]
market_income = { adds = ["earnings", "self_employment_income", "capital_income"] }
disposable_income = { adds = ["market_income", "pension_income", "kind.benefit", "kind.insurance_benefit", "kind.credit"], subtracts = ["kind.tax", "kind.contribution"] }

[instruments]
order = ["flat_tax"]

[measures]
unit = "household"
income = "disposable_income"
equivalence_scale = "1 + 0.5 * max(0, count(person.age >= 14) - 1) + 0.3 * count(person.age < 14)"
"#;

/// Its only instrument.
pub const FLAT_TAX: &str = r#"format = 1
name = "flat_tax"
kind = "tax"
unit = "person"

[parameters]
rate = { unit = "share", default = 0.2, range = [0, 1], assumption = true }
base = { unit = "concept", default = "market_income" }

[rules]
taxed = "max(0, base)"
amount = "rate * taxed"
"#;

const RULE_HEAD: &str = "format = 1\nname = \"bad\"\nkind = \"benefit\"\nunit = \"household\"\n";
const STUDY_HEAD: &str = "format = 1\nname = \"bad\"\nsystem = \"small\"\n";

const MAPPING_HEAD: &str = "format = 1\nname = \"bad\"\nsystem = \"small\"\n";

/// A text without its marks, and the stretch between them in bytes.
fn unmarked(text: &str) -> (String, Option<(usize, usize)>) {
    let plain = text.replace(['«', '»'], "");
    let stretch = text.find('«').map(|start| {
        let end = text.find('»').map_or(start, |end| end - '«'.len_utf8());
        (start, end)
    });
    (plain, stretch)
}

/// A catalog with the system `small`, and the files that stand beside its own.
pub fn small(system: &str, beside: &[(&str, &str)]) -> Catalog {
    let mut catalog = catalog();
    let mut instruments = vec![source("flat_tax.toml", FLAT_TAX)];
    instruments.extend(beside.iter().map(|(name, text)| source(name, text)));
    catalog.add_system(
        "small",
        SystemFiles {
            system: Some(source("system.toml", system)),
            instruments,
        },
    );
    catalog
}

/// What the reader of the input says, the text that it read, and the stretch that is marked in it.
fn read(input: Input) -> (Vec<Diagnostic>, Source, Option<(usize, usize)>) {
    let with = |head: &str, text: &str, name: &str| {
        let (text, stretch) = unmarked(&format!("{head}{text}"));
        (source(name, &text), stretch)
    };
    let checked = |(file, stretch): (Source, Option<(usize, usize)>), catalog: &Catalog| {
        (
            check(&file, catalog, "small", &nothing_beside).diagnostics,
            file,
            stretch,
        )
    };
    match input {
        Input::Rule(body) => checked(with(RULE_HEAD, body, "bad.toml"), &small(SMALL, &[])),
        Input::File(text) => checked(with("", text, "bad.toml"), &small(SMALL, &[])),
        Input::Named(name, text) => checked(with("", text, name), &small(SMALL, &[])),
        Input::Two(text, other) => {
            let other = format!("format = 1\nname = \"other\"\nunit = \"household\"\n{other}");
            // The system lists the other file, so that it is law.
            let system = SMALL.replace("\"flat_tax\"", "\"flat_tax\", \"other\"");
            checked(
                with(RULE_HEAD, text, "bad.toml"),
                &small(&system, &[("other.toml", &other)]),
            )
        }
        Input::System(instead_of, text) => {
            assert!(SMALL.contains(instead_of), "the small system has no piece {instead_of}");
            let (file, stretch) = with("", &SMALL.replacen(instead_of, text, 1), "system.toml");
            let catalog = small(&file.text, &[]);
            checked((file, stretch), &catalog)
        }
        Input::WholeSystem(text) => {
            let (file, stretch) = with("", text, "system.toml");
            let catalog = small(&file.text, &[]);
            checked((file, stretch), &catalog)
        }
        Input::Study(body) => checked(with(STUDY_HEAD, body, "study.toml"), &small(SMALL, &[])),
        Input::WholeStudy(text) => checked(with("", text, "study.toml"), &small(SMALL, &[])),
        Input::Package(text, package) => {
            let (file, stretch) = with("", text, "study.toml");
            let package = source("package.toml", package);
            let beside = |name: &str| (name == "package.toml" || name == "package").then(|| package.clone());
            (
                check(&file, &small(SMALL, &[]), "small", &beside).diagnostics,
                file,
                stretch,
            )
        }
        Input::Set(text) => {
            let (file, stretch) = with("", text, "--set");
            let diagnostics = match Study::assignment(&file.text) {
                Err(diagnostics) => diagnostics,
                Ok(assignment) => {
                    let study = Study::read(&source("study.toml", STUDY_HEAD)).expect("the study is sound");
                    let prepared = prepare(&study, &small(SMALL, &[]), &nothing_beside, &[assignment], None);
                    match prepared {
                        Err(diagnostics) => diagnostics,
                        Ok(prepared) => household(
                            &prepared,
                            &source("household.toml", "format = 1\npersons = [{ age = 30 }]\n"),
                        )
                        .err()
                        .unwrap_or_default(),
                    }
                }
            };
            (diagnostics, file, stretch)
        }
        Input::Household(text) => {
            let (file, stretch) = with("format = 1\n", text, "household.toml");
            let study = Study::read(&source("study.toml", STUDY_HEAD)).expect("the study is sound");
            let prepared = prepare(&study, &small(SMALL, &[]), &nothing_beside, &[], None).expect("the study is sound");
            (household(&prepared, &file).err().unwrap_or_default(), file, stretch)
        }
        Input::Csv(bytes) => (
            commonweal_tables::read_csv("people.csv", bytes, None)
                .err()
                .unwrap_or_default(),
            source("people.csv", ""),
            None,
        ),
        Input::CsvColumn(bytes, column) => (
            commonweal_tables::read_csv("people.csv", bytes, Some(&[column]))
                .err()
                .unwrap_or_default(),
            source("people.csv", ""),
            None,
        ),
        Input::Parquet(change) => (super::data::parquet(change), source("people.parquet", ""), None),
        Input::Mapping(body) => {
            let (file, stretch) = with(MAPPING_HEAD, body, "mapping.toml");
            (
                check(&file, &small(SMALL, &[]), "small", &nothing_beside).diagnostics,
                file,
                stretch,
            )
        }
        Input::Mapped(body, csv) => {
            let (file, stretch) = with(MAPPING_HEAD, body, "mapping.toml");
            let system = small(SMALL, &[]).system("small").expect("the system is sound");
            let diagnostics = Mapping::read(&file)
                .and_then(|mapping| {
                    mapping.population(
                        &commonweal_tables::read_csv("people.csv", csv.as_bytes(), None)?,
                        &system,
                    )
                })
                .err();
            (diagnostics.unwrap_or_default(), file, stretch)
        }
        Input::Other(reader, text) => {
            let (file, stretch) = with("", text, "file.toml");
            (reader(&file.text), file, stretch)
        }
    }
}

/// Whether the input is refused as the row says.
///
/// # Errors
/// What differs, and all that was said.
pub fn refused(row: &Row) -> Result<(), String> {
    let (diagnostics, file, stretch) = read(row.input);
    let shown = render(&diagnostics, std::slice::from_ref(&file));
    let mut wrong = Vec::new();
    if diagnostics.len() != row.count {
        wrong.push(format!("{} refusals instead of {}", diagnostics.len(), row.count));
    }
    match diagnostics
        .iter()
        .find(|found| found.code == row.code && found.path == row.path)
    {
        None => wrong.push(format!("none has the code `{}` at `{}`", row.code, row.path)),
        Some(found) => {
            for text in row.says {
                if ![&found.message, &found.found, &found.allowed, &found.remedy]
                    .iter()
                    .any(|part| part.contains(text))
                {
                    wrong.push(format!("it does not say `{text}`"));
                }
            }
            if found.message.is_empty() || found.file.is_empty() {
                wrong.push("it has no message or names no file".to_string());
            }
            if let Some((start, end)) = stretch {
                let before = &file.text[..start];
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                if (found.line, found.column) != (Some(line as u32), Some(column as u32)) {
                    wrong.push(format!(
                        "it points at line {:?} column {:?} instead of {line} and {column}",
                        found.line, found.column
                    ));
                } else if end > start && found.span != Some((start as u32, end as u32)) {
                    wrong.push(format!(
                        "its carets mark {:?} instead of {:?}",
                        found.span,
                        (start, end)
                    ));
                } else if !shown.contains('^') {
                    wrong.push("no caret is shown".to_string());
                }
            }
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "  {}\n{}",
            wrong.join("\n  "),
            if shown.is_empty() {
                "(nothing was said)".to_string()
            } else {
                shown
            }
        ))
    }
}
