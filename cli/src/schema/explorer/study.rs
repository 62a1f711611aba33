//! What may be written in a study, what a study says, and what carrying it to another country changes.

use commonweal_core::rules::Kind;
use serde_json::{Value, json};

use super::super::metadata::list_of_names;
use super::super::parts::{list, maybe, named, said, text, to, value, word};
use super::super::result::{or_null, record};
use super::forms::{truth, two, value_or_null, whole, with};

/// Every name that a study may write, and what is behind it.
pub(super) fn listing() -> Value {
    let mut listing = list_of_names();
    if let Some(root) = listing.as_object_mut() {
        root.remove("$defs");
    }
    let offered = || {
        record(&[
            ("name", text("The name that a study writes")),
            ("title", to("texts")),
            ("kind", word(&Kind::NAMES)),
            ("unit", text("The unit of its rules, such as person or family")),
            ("notes", said(to("texts"), "What it is and what it leaves out")),
        ])
    };
    let more = record(&[
        (
            "package_descriptions",
            said(named(&to("texts")), "What each package is about, by its name"),
        ),
        (
            "instrument_notes",
            said(
                named(&to("texts")),
                "What each instrument for any system is and leaves out, by its name",
            ),
        ),
        (
            "scenario_notes",
            said(named(&to("texts")), "What happens in each scenario, by its name"),
        ),
        (
            "offers",
            said(
                named(&list(&offered())),
                "Instruments of a system's own that are not law there and may be added, by the name of the system",
            ),
        ),
    ]);
    with(listing, &more)
}

pub(super) fn carry() -> Value {
    record(&[
        ("country", text("The name of its system")),
        ("title", to("texts")),
        ("home", text("The study's own country: the name of its system")),
        ("home_title", to("texts")),
        ("currency", text("The ISO 4217 code of the country's")),
        (
            "year",
            whole("The year whose law applies: of the country's, the nearest to the study's"),
        ),
        ("home_year", whole("The year of the study in its own country")),
        ("population", text("The people")),
        (
            "full_time_pay",
            two("Full-time pay at home and there, each in its own money: the ratio by which amounts are carried"),
        ),
        (
            "workers",
            two("Workers at home and there: the ratio by which totals are carried"),
        ),
        (
            "values",
            said(
                list(&record(&[
                    ("law", word(&["baseline", "reform"])),
                    ("name", text("INSTRUMENT.PARAMETER, or a parameter of the system")),
                    ("unit", text("As its file writes it; empty where there is none")),
                    ("why", word(&["study", "default", "country"])),
                    (
                        "before",
                        value_or_null("The value at home; null where only the country has one"),
                    ),
                    ("after", said(value(), "The value there")),
                ])),
                "Values that are otherwise there",
            ),
        ),
        (
            "held",
            said(
                list(&text("")),
                "Instruments that the study adds and the country has as law: they stay as the country has them",
            ),
        ),
        (
            "left_out",
            said(
                list(&text("")),
                "Instruments of which the study says that nothing is done there",
            ),
        ),
        ("note", to("texts")),
    ])
}

pub(super) fn described_instrument() -> Value {
    record(&[
        (
            "status",
            said(
                word(&["unchanged", "changed", "added", "removed", "replaced"]),
                "What the reform does to it",
            ),
        ),
        ("instrument", to("instrument")),
        (
            "current",
            said(
                named(&value()),
                "The values that hold, by parameter; absent where none holds in this year",
            ),
        ),
    ])
}

pub(super) fn study_description() -> Value {
    record(&[
        ("format", json!({ "const": 1 })),
        ("model_version", text("")),
        ("name", text("")),
        ("title", to("texts")),
        ("description", to("texts")),
        ("system", text("The system of law, by its name")),
        ("system_title", to("texts")),
        ("currency", text("The ISO 4217 code")),
        ("year", whole("The year whose law applies")),
        ("years", said(list(&whole("")), "The years whose law the system holds")),
        (
            "population",
            record(&[
                ("name", text("")),
                ("households", whole("Rows")),
                ("persons", whole("Rows")),
                ("hash", text("A hash of the people, free of their order")),
            ]),
        ),
        (
            "scenario",
            said(
                or_null(to("described_instrument")),
                "What happens to the people before the law applies; null: nothing",
            ),
        ),
        (
            "has_reform",
            truth("Whether there is a reform; without one every value set changes the baseline"),
        ),
        (
            "law",
            said(
                list(&to("described_instrument")),
                "Those of the baseline in its order, then those that the reform adds",
            ),
        ),
        (
            "parameters",
            said(list(&to("parameter")), "Those of the system as a whole"),
        ),
        ("current", said(named(&value()), "The values of these that hold")),
        (
            "assumptions",
            said(
                list(&record(&[
                    ("parameter", text("INSTRUMENT.PARAMETER")),
                    ("value", text("As its file writes it")),
                    ("low", maybe("The lowest that is plausible")),
                    ("high", maybe("The highest")),
                ])),
                "Numbers that are neither law nor published",
            ),
        ),
        (
            "value_titles",
            said(
                named(&named(&to("texts"))),
                "Titles of the values of categories, by category and value",
            ),
        ),
    ])
}

pub(super) fn study_option() -> Value {
    let mut option = record(&[
        ("name", text("")),
        ("title", to("texts")),
        ("definition", to("texts")),
        ("form", word(&["truth", "choice", "share", "whole"])),
        ("default", json!({ "type": ["boolean", "string", "number"] })),
        (
            "answer",
            said(
                word(&["tick", "run", "own_runs", "years"]),
                "When what it asks for is told: with every figure, with a whole run, by runs of its own after that, or over years",
            ),
        ),
    ]);
    option["properties"]["choices"] = list(&record(&[("name", text("")), ("title", to("texts"))]));
    option["properties"]["range"] = two("Lowest and highest number allowed");
    option
}
