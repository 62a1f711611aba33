//! No input makes the engine panic or run on: files with pieces deleted, inserted and replaced, and formulas put together
//! at random.

use std::time::{Duration, Instant};

use commonweal_core::costing::{Prepared, check, household};
use commonweal_core::document::Source;
use commonweal_core::population::{Mapping, RawTable};
use commonweal_core::rules::parse_formula;
use commonweal_core::system::{Catalog, Study, System, SystemFiles};
use commonweal_tests::{RULE_SYSTEMS, catalog, is_study, nothing_beside, policy_files, prepared, rule_files, source};
use proptest::prelude::*;

/// Far more than any input of this size may take on the slowest machine: only a reader that runs on reaches it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Pieces of the languages of the files, to be inserted.
const PIECES: [&str; 60] = [
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "=",
    "==",
    ",",
    ".",
    "\n",
    "#",
    "[[",
    "]]",
    "\"\"\"",
    "nan",
    "-inf",
    "1e999",
    "99999999999999999999",
    "-0.0",
    "0",
    "true",
    "2024-01-01",
    "2024-02-30",
    "persons",
    "[rules]",
    "amount",
    "[parameters]",
    "default",
    "unit",
    "range",
    "by",
    "beyond = \"last\"",
    "type = \"brackets\"",
    "kind",
    "uses",
    "\"currency/month\"",
    "sum(",
    "person.",
    "person.age",
    " where ",
    " if ",
    " else ",
    " without ",
    " in ",
    " not ",
    " and ",
    "ratio(",
    "max(",
    "round(",
    "%",
    "é",
    "\u{feff}",
    "\u{0}",
    "household.",
    "market_income",
    "draw.x",
    "[[cases]]",
];

/// One change of a text: where (a share of its length), how much of it is taken out, and what is put in.
#[derive(Debug, Clone)]
struct Change {
    place: f64,
    removed: usize,
    inserted: String,
}

fn change() -> impl Strategy<Value = Change> {
    let inserted = prop_oneof![
        2 => Just(String::new()),
        4 => (0..PIECES.len()).prop_map(|at| PIECES[at].to_string()),
        1 => "[ -~\n\u{e0}-\u{ff}\u{4e00}-\u{4e20}]{0,12}",
    ];
    (
        0.0..1.0f64,
        prop_oneof![3 => 0..4usize, 2 => 0..40usize, 1 => 0..2000usize],
        inserted,
    )
        .prop_map(|(place, removed, inserted)| Change {
            place,
            removed,
            inserted,
        })
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for change in changes {
        let start = (change.place * text.len() as f64) as usize;
        let end = if start + change.removed < text.len() {
            start + change.removed
        } else {
            text.len()
        };
        text.splice(start..end, change.inserted.chars());
    }
    text.into_iter().collect()
}

/// A file of the project: the system in which it is checked, and the folder of its system.
struct File {
    source: Source,
    context: String,
}

fn files() -> Vec<File> {
    let mut files = Vec::new();
    for (path, source) in policy_files() {
        let context = match path.split('/').collect::<Vec<_>>().as_slice() {
            ["systems", system, _] => (*system).to_string(),
            _ => "plain".to_string(),
        };
        files.push(File { source, context });
    }
    for (folder, system) in RULE_SYSTEMS {
        files.extend(rule_files(folder).into_iter().map(|source| File {
            source,
            context: system.to_string(),
        }));
    }
    files
}

/// The catalog in which a file of a system is checked: `system.toml` with its own folder.
fn catalog_with(catalog: &Catalog, file: &File, changed: &Source) -> Catalog {
    let mut catalog = catalog.clone();
    if file.source.name.ends_with("/system.toml") {
        let mut own = SystemFiles {
            system: Some(changed.clone()),
            instruments: Vec::new(),
        };
        let folder = file.source.name.trim_end_matches("system.toml").to_string();
        let beside = policy_files()
            .into_iter()
            .map(|(_, source)| source)
            .chain(RULE_SYSTEMS.iter().flat_map(|(folder, _)| rule_files(folder)));
        own.instruments.extend(beside.filter(|other| {
            other.name.starts_with(&folder) && !other.name.ends_with("/system.toml") && !is_study(other)
        }));
        catalog.add_system(&file.context, own);
    }
    catalog
}

fn table() -> RawTable {
    let bytes = commonweal_policies::file("populations/us-cps-sample.csv").expect("the sample is embedded");
    let end = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .nth(12)
        .map_or(bytes.len(), |(at, _)| at);
    commonweal_tables::read_csv("sample.csv", &bytes[..end], None).expect("the sample is sound")
}

fn in_time(name: &str, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    assert!(start.elapsed() < PATIENCE, "{name} took {:?}", start.elapsed());
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

#[test]
fn changed_files_are_read_or_refused() {
    let (catalog, files, table) = (catalog(), files(), table());
    let us = catalog.system("us").expect("the system is sound");
    proptest!(config(1000), |(at in 0..files.len(), changes in proptest::collection::vec(change(), 1..4))| {
        let file = &files[at];
        let text = source(&file.source.name, &changed(&file.source.text, &changes));
        in_time(&file.source.name, || {
            let own = catalog_with(&catalog, file, &text);
            let report = check(&text, &own, &file.context, &nothing_beside);
            let shown = commonweal_core::document::render(&report.diagnostics, std::slice::from_ref(&text));
            assert!(report.diagnostics.is_empty() == shown.is_empty());
            let _ = Study::read(&text);
            let _ = System::read(&text, &own.vocabulary());
            let _ = System::read(&own.vocabulary(), &text);
            if let Ok(mapping) = Mapping::read(&text) {
                let _ = mapping.population(&table, &us);
            }
        });
    });
}

#[test]
fn changed_json_is_read_or_refused() {
    let catalog = catalog();
    let text = "{\"format\": 1, \"name\": \"bad\", \"kind\": \"benefit\", \"unit\": \"household\", \"parameters\": {\"rate\": {\"unit\": \"share\", \"default\": 0.5, \"reference\": \"x\"}}, \"rules\": {\"amount\": \"rate * max(0, market_income)\"}}";
    proptest!(config(500), |(changes in proptest::collection::vec(change(), 0..4))| {
        let text = source("bad.json", &changed(text, &changes));
        in_time("JSON", || drop(check(&text, &catalog, "plain", &nothing_beside)));
    });
}

const HOUSEHOLD: &str = "format = 1\nregion = \"unspecified\"\nrent = 700\npersons = [{ age = 38, earnings = 30000, is_head = true }, { age = 36, is_spouse = true, self_employment_income = -500 }, { age = 4 }]\n[vary]\ncolumn = \"earnings\"\nperson = 1\nfrom = 0\nto = 60000\npoints = 13\n";

fn plain(catalog: &Catalog) -> Prepared {
    prepared(
        "format = 1\nname = \"plain\"\nsystem = \"plain\"\n[reform]\nadd = [\"negative_income_tax\"]\n",
        catalog,
    )
    .expect("the study is sound")
}

#[test]
fn changed_households_are_worked_out_or_refused() {
    let catalog = catalog();
    let prepared = plain(&catalog);
    proptest!(config(150), |(changes in proptest::collection::vec(change(), 0..3))| {
        let text = source("household.toml", &changed(HOUSEHOLD, &changes));
        in_time("a household", || drop(household(&prepared, &text)));
    });
}

#[test]
fn changed_values_of_the_command_line_are_read_or_refused() {
    proptest!(config(2000), |(changes in proptest::collection::vec(change(), 0..4))| {
        let _ = Study::assignment(&changed("negative_income_tax.taper=0.6", &changes));
    });
    proptest!(config(2000), |(text in "\\PC{0,30}")| {
        let _ = Study::assignment(&text);
    });
}

/// Words that formulas are made of.
const TOKENS: [&str; 46] = [
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "<",
    "<=",
    "==",
    "!=",
    ">",
    "if",
    "else",
    "and",
    "or",
    "not",
    "in",
    "where",
    "by",
    "without",
    "'single'",
    "'",
    "0",
    "1.5",
    "1e308",
    "true",
    "earnings",
    "person.earnings",
    "market_income",
    "guarantee",
    "scale",
    "children",
    "sum",
    "count",
    "max",
    "min",
    "ratio",
    "round",
    "spouse",
    "head",
    "largest",
    "withdraw",
];

/// A formula that parses: a tree of names, numbers, operators and calls.
fn formula() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("0".to_string()),
        Just("1".to_string()),
        Just("2.5".to_string()),
        Just("-3".to_string()),
        Just("guarantee".to_string()),
        Just("taper".to_string()),
        Just("scale".to_string()),
        Just("person.earnings".to_string()),
        Just("person.age".to_string()),
        Just("market_income".to_string()),
        Just("income_tax".to_string()),
        Just("rent".to_string()),
        Just("region".to_string()),
        Just("'unspecified'".to_string()),
        Just("true".to_string()),
        Just("adult_age".to_string()),
        Just("nothing".to_string()),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let binary = prop_oneof![
            Just("+"),
            Just("-"),
            Just("*"),
            Just("/"),
            Just("<"),
            Just("<="),
            Just("=="),
            Just("and"),
            Just("or")
        ];
        let unary = prop_oneof![Just("-"), Just("not ")];
        let function = prop_oneof![
            Just("max"),
            Just("min"),
            Just("ratio"),
            Just("round"),
            Just("floor"),
            Just("clip"),
            Just("withdraw"),
            Just("phase_in"),
            Just("beta_binomial_at_least"),
            Just("code"),
            Just("largest"),
            Just("spouse")
        ];
        let aggregate = prop_oneof![
            Just("sum"),
            Just("count"),
            Just("any"),
            Just("all"),
            Just("head"),
            Just("per_month"),
            Just("per_year"),
            Just("abs")
        ];
        prop_oneof![
            (inner.clone(), binary, inner.clone()).prop_map(|(a, operator, b)| format!("({a} {operator} {b})")),
            (unary, inner.clone()).prop_map(|(operator, a)| format!("({operator}{a})")),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("({a} if {b} else {c})")),
            (function, proptest::collection::vec(inner.clone(), 1..5))
                .prop_map(|(name, arguments)| format!("{name}({})", arguments.join(", "))),
            (aggregate, inner.clone()).prop_map(|(name, a)| format!("{name}({a})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("sum({a} where {b})")),
        ]
    })
}

#[test]
fn formulas_of_random_words_are_read_or_refused() {
    proptest!(config(4000), |(words in proptest::collection::vec(0..TOKENS.len(), 0..24))| {
        let text: Vec<&str> = words.iter().map(|at| TOKENS[*at]).collect();
        let _ = parse_formula(&text.join(" "));
        let _ = parse_formula(&text.concat());
    });
    proptest!(config(4000), |(text in "\\PC{0,40}")| {
        let _ = parse_formula(&text);
    });
}

#[test]
fn very_long_formulas_are_read_or_refused() {
    for (open, close) in [
        ("(", ")"),
        ("-", ""),
        ("not ", ""),
        ("max(", ")"),
        ("1 if true else ", ""),
        ("x[", "]"),
        ("1+", ""),
        ("1<", ""),
    ] {
        let _ = parse_formula(&format!("{}1{}", open.repeat(100_000), close.repeat(100_000)));
    }
}

#[test]
fn formulas_that_parse_are_compiled_and_run_or_refused() {
    let catalog = catalog();
    proptest!(config(1500), |(step in formula(), amount in formula())| {
        let text = format!(
            "format = 1\nname = \"bad\"\nkind = \"benefit\"\nunit = \"household\"\nuses = [\"income_tax\"]\n[parameters]\nguarantee = {{ unit = \"currency/year\", default = 9000, range = [-1, 60000], assumption = true }}\ntaper = {{ unit = \"share\", default = 0.5, range = [0, 1], assumption = true }}\n[for_each.person]\nown = \"{step}\"\n[rules]\nscale = \"1 + taper\"\nstep = \"{step}\"\namount = \"{amount}\"\n[[cases]]\ngiven = {{ persons = [{{ age = 30, earnings = 20000 }}, {{ age = 3 }}] }}\nexpect = {{ step = 0 }}\n"
        );
        in_time("a formula", || drop(check(&source("bad.toml", &text), &catalog, "plain", &nothing_beside)));
    });
}

#[test]
fn a_condition_of_the_unit_holds_for_each_of_its_members() {
    let text = "format = 1\nname = \"bad\"\nkind = \"benefit\"\nunit = \"household\"\n[rules]\nstep = \"sum(abs(market_income) where (0 < market_income))\"\namount = \"0\"\n[[cases]]\nnote = \"20000 for each of two\"\ngiven = { persons = [{ age = 30, earnings = 20000 }, { age = 3 }] }\nexpect = { step = 40000 }\n";
    let report = check(&source("bad.toml", text), &catalog(), "plain", &nothing_beside);
    assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
}
