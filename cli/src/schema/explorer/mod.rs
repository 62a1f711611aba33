//! Schema of what the module for browsers answers, from which the types of the page are made.

mod forms;
mod people;
mod study;

use serde_json::{Value, json};

use super::metadata::{case, instrument, maybe_text, parameter, rule, texts};
use super::parts::{any, document, list, maybe, named, number, said, text, to, word};
use super::result::{or_null, record};
use forms::{maybe_whole, truth, two, whole, with};
use people::{calibration, explained, household_columns, household_result, own_column};
use study::{carry, described_instrument, listing, study_description, study_option};

fn column() -> Value {
    record(&[
        ("name", text("The same in every language")),
        ("title", text("")),
        ("unit", said(to("unit"), "What its numbers count")),
        (
            "cells",
            said(
                any(&[list(&text("")), list(&json!({ "type": ["number", "null"] }))]),
                "Texts, or numbers as the results have them; null where a number is not defined",
            ),
        ),
        ("shown", said(list(&text("")), "What shows each cell")),
    ])
}

fn figure() -> Value {
    record(&[
        ("name", text("The same in every language")),
        (
            "question",
            text("The question that it answers; the same whatever the answer"),
        ),
        ("sentence", text("The answer")),
        ("title", text("What is drawn")),
        ("definition", text("How it is defined")),
        (
            "axis",
            record(&[
                ("unit", to("unit")),
                (
                    "factor",
                    number("What the numbers are divided by to be shown on the axis"),
                ),
                ("caption", text("What is then shown, such as billion yuan a year")),
            ]),
        ),
        (
            "table",
            said(
                to("table"),
                "What is drawn; without rows the sentence says why there is nothing",
            ),
        ),
        (
            "more",
            said(list(&to("table")), "What is told when the figure is opened"),
        ),
    ])
}

fn cell() -> Value {
    record(&[
        ("name", text("")),
        ("label", text("What it shows")),
        ("figure", text("As it is written")),
        (
            "value",
            maybe("Null where it is not defined; of gain / lose the share that gains"),
        ),
        (
            "beside",
            maybe("The same under today's law, 0 for the net cost; of gain / lose the share that loses"),
        ),
        ("unit", to("unit")),
        ("note", text("One line below it; may be empty")),
    ])
}

fn shown() -> Value {
    record(&[("headline", to("headline")), ("figures", list(&to("figure")))])
}

fn problem() -> Value {
    record(&[
        (
            "code",
            text("A stable word for the sort of problem, such as unknown-key"),
        ),
        ("file", text("")),
        ("path", text("The dotted path within the file; may be empty")),
        ("line", maybe_whole("From 1")),
        ("column", maybe_whole("In characters, from 1")),
        ("span", or_null(two("The stretch of the text, in bytes of its UTF-8"))),
        ("message", text("What is wrong, in a sentence")),
        ("found", text("What stands there; may be empty")),
        ("allowed", text("What may stand there; may be empty")),
        ("remedy", text("How to mend it; may be empty")),
    ])
}

/// The definitions, in the order in which they are told.
fn definitions() -> Vec<(&'static str, Value)> {
    let units = [
        "text",
        "money",
        "money_per_person",
        "people",
        "share",
        "rate",
        "change",
        "points",
        "index",
        "ratio",
    ];
    let mut all = vec![
        ("texts", texts()),
        ("listing", listing()),
        ("carry", carry()),
        ("case", case()),
        ("parameter", parameter()),
        ("rule", rule()),
        ("instrument", instrument()),
        ("described_instrument", described_instrument()),
        ("study_description", study_description()),
        (
            "rule_file",
            record(&[("instrument", to("instrument")), ("text", text("Its file"))]),
        ),
        ("unit", word(&units)),
        ("column", column()),
        (
            "table",
            record(&[
                ("name", text("")),
                ("title", text("")),
                (
                    "keys",
                    said(list(&text("")), "What each row is, the same in every language"),
                ),
                ("columns", said(list(&to("column")), "The first names the rows")),
            ]),
        ),
        ("figure", figure()),
        ("choice", word(&["scenario", "place", "package"])),
        ("cell", cell()),
        (
            "headline",
            record(&[
                ("sentence", text("")),
                (
                    "parts",
                    said(
                        list(&record(&[
                            ("text", text("")),
                            ("choice", said(or_null(to("choice")), "What it lets the reader choose")),
                        ])),
                        "The same in parts",
                    ),
                ),
                ("cells", said(list(&to("cell")), "The strip")),
            ]),
        ),
        ("shown", shown()),
        (
            "told_years",
            record(&[
                ("years", list(&whole(""))),
                ("done", whole("How many of them are worked out")),
                ("figures", said(list(&to("figure")), "Of these")),
                ("fingerprint", maybe_text("Once all are")),
            ]),
        ),
        ("household_result", household_result()),
        ("household_columns", household_columns()),
        (
            "example",
            record(&[
                (
                    "pays",
                    truth("Whether the instrument pays or takes anything here; if not, it does so nowhere"),
                ),
                (
                    "members",
                    list(&record(&[
                        ("age", maybe("Null where the data has none")),
                        ("earnings", maybe("In the year, before what a scenario does to them")),
                    ])),
                ),
                ("explanation", to("explanation")),
            ]),
        ),
        ("own_column", own_column()),
        ("calibration", calibration()),
        (
            "term",
            record(&[
                ("name", text("The same in every language")),
                ("term", text("")),
                ("meaning", text("")),
            ]),
        ),
        ("problem", problem()),
        ("study_option", study_option()),
    ];
    all.extend(explained());
    all
}

/// What the module for browsers answers, by the name of the function.
pub fn explorer() -> Value {
    let figures = || list(&to("figure"));
    let answers = record(&[
        ("asked", said(figures(), "What a study asks for by runs of its own")),
        (
            "calibration",
            said(or_null(to("calibration")), "null for people of a file"),
        ),
        (
            "carried_study",
            record(&[
                ("study", json!({ "$ref": "study.schema.json" })),
                ("carry", to("carry")),
            ]),
        ),
        ("catalog", to("listing")),
        ("check_rule", list(&to("problem"))),
        ("columns", to("household_columns")),
        ("describe", to("study_description")),
        ("example", to("example")),
        (
            "example_data",
            record(&[
                ("data", text("A CSV file")),
                ("mapping", text("The mapping that reads it")),
            ]),
        ),
        ("explain", to("explanation")),
        ("glossary", list(&to("term"))),
        ("household", to("household_result")),
        ("incentives", figures()),
        (
            "names",
            said(named(&to("texts")), "Titles by the name that a formula writes"),
        ),
        ("own_columns", list(&to("own_column"))),
        (
            "own_mapping",
            record(&[
                (
                    "mapping",
                    text("A population whose mapping reads the file, or the mapping file"),
                ),
                ("text", maybe_text("The mapping file; null for that of a population")),
            ]),
        ),
        ("package_study", json!({ "$ref": "study.schema.json" })),
        ("problems", said(list(&to("problem")), "Of an error that is thrown")),
        ("rule", to("rule_file")),
        (
            "settle",
            with(
                record(&[("results", json!({ "$ref": "result.schema.json" }))]),
                &shown(),
            ),
        ),
        (
            "span",
            record(&[
                ("first", whole("The study's own year")),
                ("last", whole("The last that its law is held for, at most ten in all")),
                (
                    "has_months",
                    truth("Whether its scenario lives through months, so that one year differs from the next"),
                ),
            ]),
        ),
        (
            "study_options",
            said(list(&to("study_option")), "Of the file that the page reads itself"),
        ),
        ("tick", to("shown")),
        ("told", to("told_years")),
    ]);
    document(answers, &definitions())
}
