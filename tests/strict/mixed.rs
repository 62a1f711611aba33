//! Problems of different kinds in one file come at once, and nothing is said of what only follows from them.

use commonweal_core::costing::check;
use commonweal_core::system::Catalog;
use commonweal_tests::{nothing_beside, source};

use super::refusal::{SMALL, small};

/// A file with problems of several kinds, and everything that must be said of it: code and line.
struct Mixed {
    name: &'static str,
    file: &'static str,
    text: &'static str,
    told: &'static [(&'static str, u32)],
}

const FILES: &[Mixed] = &[
    Mixed {
        name: "an unknown key, a formula that breaks off, a unit, an unknown name; the broken step is read",
        file: "bad.toml",
        text: r#"format = 1
name = "bad"
kind = "benefit"
unit = "household"
tilte = "misspelt"
[parameters]
monthly = { unit = "currency/month", default = 1, reference = "x" }
[rules]
broken = "max(0,"
reads_broken = "broken + sum(person.earnings)"
mixed = "monthly + sum(person.earnings)"
amount = "0 * sum(person.earnigs)"
"#,
        told: &[
            ("unknown-key", 5),
            ("syntax", 9),
            ("unit-mismatch", 11),
            ("unknown-name", 12),
        ],
    },
    Mixed {
        name: "a parameter that cannot be read, one out of its range, a cycle",
        file: "bad.toml",
        text: r#"format = 1
name = "bad"
kind = "benefit"
unit = "household"
[parameters]
shar = { unit = "shar", default = 0.1, reference = "x" }
rate = { unit = "share", default = 1.5, range = [0, 1], reference = "x" }
[rules]
of_share = "1 / shar"
of_rate = "rate * sum(person.earnings)"
first = "second + 1"
second = "first + 1"
amount = "shar * sum(person.earnings)"
"#,
        told: &[("unknown-unit", 6), ("out-of-range", 7), ("cycle", 12)],
    },
    Mixed {
        name: "a key of another type, a worked case that differs, a step of another unit; a case of the broken step",
        file: "bad.toml",
        text: r#"format = 1
name = "bad"
kind = "benefit"
unit = "household"
[rules]
broken = 5
sound = "sum(person.earnings)"
level = "earnings"
amount = "0 * broken"
[[cases]]
given = { persons = [{ age = 40, earnings = 100 }] }
expect = { sound = 90, broken = 7, amount = 3 }
"#,
        told: &[("wrong-type", 6), ("wrong-level", 8), ("case-differs", 12)],
    },
    Mixed {
        name: "no kind, a missing source, a bad row of a step, a number compared with a word",
        file: "bad.toml",
        text: r#"format = 1
name = "bad"
unit = "household"
[parameters]
rate = { unit = "share", default = 0.1 }
[rules]
rows = [{ when = "children > 0", then = "1" }, { when = "children > 1", then = "2" }]
amount = "rate * (sum(person.earnings) if rows else 0)"
wrong = "children == 'north'"
"#,
        told: &[
            ("missing-key", 1),
            ("missing-source", 5),
            ("missing-key", 7),
            ("unit-mismatch", 9),
        ],
    },
    Mixed {
        name: "a function that breaks off, a draw of another type, a name twice, a divisor",
        file: "bad.toml",
        text: r#"format = 1
name = "bad"
kind = "benefit"
unit = "household"
[functions.twice]
arguments = { x = "number" }
[functions.twice.rules]
result = "2 *"
[draws]
chance = 1
[parameters]
same = { unit = "number", default = 1, reference = "x" }
[rules]
same = "1"
calls = "twice(children) + twice(same)"
lucky = "draw.chance < 0.5"
ratio_of = "1 / children"
amount = "0 * calls"
"#,
        told: &[
            ("syntax", 8),
            ("wrong-type", 10),
            ("doubled-name", 14),
            ("divisor-may-be-zero", 17),
        ],
    },
    Mixed {
        name: "a block that cannot be read, an unknown concept, a table that is short, a cycle of formulas",
        file: "bad.toml",
        text: r#"format = 1
name = "bad"
kind = "benefit"
unit = "household"
[parameters]
by_region = { unit = "share", by = "region", default = [0.1], reference = "x" }
base = { unit = "concept", default = "market_incme" }
[rules]
one = "by_region[region]"
two = "max(0, base)"
amount = "0 * sum(person.earnings)"
[take_up]
rate = "0.5 +"
[interaction]
counts_in = { market_income = 1 }
"#,
        told: &[
            ("wrong-length", 6),
            ("unknown-name", 7),
            ("syntax", 13),
            ("wrong-type", 15),
        ],
    },
    Mixed {
        name: "a study with a misspelt key, an unknown instrument, a value out of range, an instrument with a wrong unit",
        file: "study.toml",
        text: r#"format = 1
name = "bad"
system = "small"
yaer = 2024
[reform]
add = ["basic_incme", "own"]
[reform.set]
"basic_incme.amount" = 5
"flat_tax.rate" = 2
[[instruments]]
name = "own"
kind = "benefit"
unit = "household"
rules = { amount = "1 + sum(person.earnings)", other = "max(" }
"#,
        told: &[
            ("unknown-key", 4),
            ("unknown-name", 6),
            ("out-of-range", 9),
            ("unit-mismatch", 14),
            ("syntax", 14),
        ],
    },
    Mixed {
        name: "a study with a bad option, a year without law, an instrument twice and a parameter that is not there",
        file: "study.toml",
        text: r#"format = 1
name = "bad"
system = "small"
year = 2019
[options]
poverty_line_share = 7
[reform]
add = ["flat_tax"]
[reform.set]
"flat_tax.rte" = 0.3
adult_age = 99
"#,
        told: &[
            ("out-of-range", 4),
            ("out-of-range", 6),
            ("doubled-name", 8),
            ("unknown-name", 10),
            ("out-of-range", 11),
        ],
    },
];

/// Code and line of everything that is said of a text, by line.
fn told(file: &str, text: &str, catalog: &Catalog) -> Vec<(String, &'static str, u32)> {
    let report = check(&source(file, text), catalog, "small", &nothing_beside);
    let mut told: Vec<_> = report
        .diagnostics
        .iter()
        .map(|found| (found.file.clone(), found.code, found.line.unwrap_or(0)))
        .collect();
    told.sort_by(|a, b| (&a.0, a.2, a.1).cmp(&(&b.0, b.2, b.1)));
    told
}

fn sorted(file: &str, told: &[(&'static str, u32)]) -> Vec<(String, &'static str, u32)> {
    let mut told: Vec<_> = told
        .iter()
        .map(|(code, line)| (file.to_string(), *code, *line))
        .collect();
    told.sort_by(|a, b| (&a.0, a.2, a.1).cmp(&(&b.0, b.2, b.1)));
    told
}

#[test]
fn problems_of_form_and_of_meaning_come_at_once() {
    let mut wrong = Vec::new();
    for mixed in FILES {
        let found = told(mixed.file, mixed.text, &small(SMALL, &[]));
        let wanted = sorted(mixed.file, mixed.told);
        if found != wanted {
            wrong.push(format!("{}\n  told   {found:?}\n  wanted {wanted:?}", mixed.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn problems_of_a_system_and_of_its_rule_files_come_at_once() {
    let text = SMALL
        .replace("[categories]", "[categoris_of_none]\n[categories]")
        .replace(
            "children = { entity = \"household\", unit = \"count\",",
            "children = { entity = \"household\", unit = \"cuont\",",
        )
        .replace("equivalence_scale = \"1 +", "equivalence_scale = \"1 + +")
        .replace("\"capital_income\"]", "\"capital_incme\"]")
        .replace("\"flat_tax\"]", "\"flat_tax\", \"own\"]");
    let own = "format = 1\nname = \"own\"\nkind = \"benefit\"\nunit = \"household\"\n[rules]\nlist = \"children + 1\"\n\
               wrong = \"sum(person.earnigs)\"\nbroken = \"(\"\namount = \"0 * list\"\n";
    let catalog = small(&text, &[("own.toml", own)]);
    let found = told("system.toml", &text, &catalog);
    let line = |piece: &str| {
        text.lines()
            .position(|line| line.contains(piece))
            .map_or(0, |at| at as u32 + 1)
    };
    let mut wanted = sorted(
        "system.toml",
        &[
            ("unknown-key", line("[categoris_of_none]")),
            ("unknown-unit", line("cuont")),
            ("unknown-name", line("capital_incme")),
            ("syntax", line("equivalence_scale")),
        ],
    );
    wanted.extend(sorted("own.toml", &[("unknown-name", 7), ("syntax", 8)]));
    wanted.sort_by(|a, b| (&a.0, a.2, a.1).cmp(&(&b.0, b.2, b.1)));
    assert_eq!(found, wanted);
}

#[test]
fn a_bad_study_does_not_hide_the_problems_of_its_system() {
    let system = SMALL.replace("\"capital_income\"]", "\"capital_incme\"]");
    let text = "format = 1\nname = \"bad\"\nsystem = \"small\"\nyaer = 2024\n[reform.set]\n\"flat_tax.rte\" = 0.3\n";
    let found = told("study.toml", text, &small(&system, &[]));
    let codes: Vec<(&str, &str)> = found.iter().map(|(file, code, _)| (file.as_str(), *code)).collect();
    assert_eq!(
        codes,
        [
            ("study.toml", "unknown-key"),
            ("study.toml", "unknown-name"),
            ("system.toml", "unknown-name")
        ]
    );
}

#[test]
fn a_text_that_cannot_be_read_stays_alone_for_its_file() {
    let text = "format = 1\nname = \"bad\nkind = \"benfit\"\n[rules]\namount = \"sum(person.earnigs)\"\n";
    let found = told("bad.toml", text, &small(SMALL, &[]));
    assert!(found.iter().all(|(_, code, _)| *code == "syntax"), "{found:?}");
    // The other files of a system are told all the same.
    let system = SMALL.replace("\"flat_tax\"]", "\"flat_tax\", \"own\"]");
    let catalog = small(
        &system,
        &[
            ("own.toml", text),
            (
                "other.toml",
                "format = 1\nname = \"other\"\nkind = \"benefit\"\nunit = \"household\"\nuses = [\"own\"]\n[rules]\nreads = \"own.step + 1\"\namount = \"0 * childern\"\n",
            ),
        ],
    );
    let found = told("system.toml", &system, &catalog);
    let of_own = found.iter().filter(|(file, ..)| file == "own.toml");
    assert!(
        of_own.clone().count() > 0 && of_own.clone().all(|(_, code, _)| *code == "syntax"),
        "{found:?}"
    );
    let others: Vec<_> = found.iter().filter(|(file, ..)| file != "own.toml").collect();
    assert_eq!(others, [&("other.toml".to_string(), "unknown-name", 8)]);
}

#[test]
fn a_misspelt_table_of_declarations_is_told_alone() {
    let text = "format = 1\nname = \"bad\"\nkind = \"benefit\"\nunit = \"household\"\n[paramters]\nrate = { unit = \"share\", default = 0.1, reference = \"x\" }\n\
                [rules]\namount = \"rate * sum(person.earnings)\"\n";
    let found = told("bad.toml", text, &small(SMALL, &[]));
    assert_eq!(found, sorted("bad.toml", &[("unknown-key", 5)]));
}
