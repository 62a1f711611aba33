//! Several problems of one file come at once.

use commonweal_core::costing::check;
use commonweal_tests::{nothing_beside, source};

use super::refusal::{SMALL, small};

/// Code and line of everything that is said about a file.
fn told(name: &str, text: &str) -> Vec<(&'static str, u32)> {
    let report = check(&source(name, text), &small(SMALL, &[]), "small", &nothing_beside);
    report
        .diagnostics
        .iter()
        .map(|found| (found.code, found.line.unwrap_or(0)))
        .collect()
}

#[test]
fn all_problems_of_the_syntax_of_a_file_come_at_once() {
    let text = "format = 1\nname = \"bad\nkind = benefit\n[rules]\namount = 1 2\n";
    let lines: Vec<u32> = told("bad.toml", text).iter().map(|found| found.1).collect();
    assert_eq!(lines, [2, 3, 5]);
}

#[test]
fn all_problems_of_the_keys_of_a_rule_file_come_at_once() {
    let text = r#"format = 1
name = "bad"
kind = "benfit"
unit = "household"
[parameters]
first = { unit = "shar", default = 0.1, reference = "x" }
second = { unit = "share", default = 0.1 }
third = { unit = "share", default = 0.1, rang = [0, 1], reference = "x" }
[rules]
amount = "1 +"
step = "max(0, 1"
[eligibilty]
"#;
    let expected = [
        ("unknown-choice", 3),
        ("unknown-unit", 6),
        ("missing-source", 7),
        ("unknown-key", 8),
        ("syntax", 10),
        ("syntax", 11),
        ("unknown-key", 12),
    ];
    assert_eq!(told("bad.toml", text), expected);
}

#[test]
fn all_problems_of_the_formulas_of_a_rule_file_come_at_once() {
    let text = r#"format = 1
name = "bad"
kind = "benefit"
unit = "household"
[parameters]
bonus = { unit = "currency/month", default = 1, reference = "x" }
[rules]
first = "sum(person.earnigs)"
second = "sum(person.earnings) + bonus"
third = "1 / children"
fourth = "earnings"
fifth = "1 if children else 0"
amount = "0"
"#;
    let expected = [
        ("unknown-name", 8),
        ("unit-mismatch", 9),
        ("divisor-may-be-zero", 10),
        ("wrong-level", 11),
        ("not-a-truth", 12),
    ];
    assert_eq!(told("bad.toml", text), expected);
}

#[test]
fn all_problems_of_a_study_come_at_once() {
    let text = r#"format = 1
name = "bad"
system = "small"
[reform]
add = ["basic_incme"]
remove = ["flat_taxx"]
[reform.set]
"flat_tax.rte" = 0.3
"negative_income_tax.taper" = 0.3
"#;
    let mut told = told("study.toml", text);
    told.sort_by_key(|found| found.1);
    assert_eq!(
        told,
        [
            ("unknown-name", 5),
            ("unknown-name", 6),
            ("unknown-name", 8),
            ("not-in-study", 9)
        ]
    );
}

#[test]
fn all_values_of_a_study_that_do_not_fit_come_at_once() {
    let text = "format = 1\nname = \"bad\"\nsystem = \"small\"\n[reform.set]\nadult_age = 99\n\"flat_tax.rate\" = 2\n";
    let mut told = told("study.toml", text);
    told.sort_by_key(|found| found.1);
    assert_eq!(told, [("out-of-range", 5), ("out-of-range", 6)]);
}

#[test]
fn all_problems_of_a_system_come_at_once() {
    let text = SMALL
        .replace("\"earnings\"", "\"earnngs\"")
        .replace("order = [\"flat_tax\"]", "order = [\"flat_taxx\"]")
        .replace("years = [2024, 2025]", "yaers = [2024, 2025]");
    let report = check(
        &source("system.toml", &text),
        &small(&text, &[]),
        "small",
        &nothing_beside,
    );
    let codes: Vec<&str> = report.diagnostics.iter().map(|found| found.code).collect();
    assert!(
        codes.contains(&"unknown-key") && codes.contains(&"missing-key"),
        "{codes:?}"
    );
}

#[test]
fn all_problems_of_a_file_of_microdata_come_at_once() {
    let faults = commonweal_tables::read_csv("people.csv", b"id,wages\n1,NaN\n2,\n3,4,5\n4,1e999\n", None)
        .expect_err("four bad rows");
    let told: Vec<(&str, Option<u32>)> = faults.iter().map(|found| (found.code, found.line)).collect();
    assert_eq!(
        told,
        [
            ("not-finite", Some(2)),
            ("missing-value", Some(3)),
            ("ragged-row", Some(4)),
            ("not-finite", Some(5))
        ]
    );
}
