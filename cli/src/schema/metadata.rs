//! Schemas of the instruments as data and of the names that a study may write.

use commonweal_core::rules::{Account, Kind, Unit};
use commonweal_core::system::ParameterForm;
use serde_json::{Value, json};

use super::parts::{document, list, named, number, of, said, text, to, value, word};
use super::result::{or_null, record};

pub(super) fn texts() -> Value {
    let mut texts = named(&text(""));
    texts["required"] = json!(["en", "zh"]);
    said(texts, "A text by language; English and Chinese are always there")
}

pub(super) fn maybe_text(description: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description })
}

fn maybe_number(description: &str) -> Value {
    json!({ "type": ["number", "null"], "description": description })
}

fn date(description: &str) -> Value {
    json!({ "type": ["string", "null"], "format": "date", "description": description })
}

fn dated() -> Value {
    record(&[
        ("from", date("The day from which it holds; null: always")),
        ("value", said(value(), "As a study may write it in JSON")),
    ])
}

pub(super) fn parameter() -> Value {
    let units: Vec<&str> = Unit::NAMES
        .into_iter()
        .chain(["truth", "choice", "concept", "list"])
        .collect();
    let mut any_or_none = value();
    if let Some(kinds) = any_or_none["type"].as_array_mut() {
        kinds.push(Value::from("null"));
    }
    record(&[
        ("name", text("A study writes INSTRUMENT.NAME")),
        ("title", to("texts")),
        ("note", to("texts")),
        ("reference", text("The law or publication that sets it; may be empty")),
        ("assumption", of("boolean", "Whether it is neither law nor published")),
        ("form", said(word(&ParameterForm::NAMES), "What the value is")),
        ("unit", word(&units)),
        (
            "range",
            or_null(
                json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2, "description": "Lowest and highest number allowed, both inclusive; of a table or schedule it bounds every value" }),
            ),
        ),
        ("step", maybe_number("The step of a slider")),
        (
            "options",
            said(
                list(&text("")),
                "The words that the value, or a value of the list, may be",
            ),
        ),
        ("of", maybe_text("The category whose values a list holds")),
        (
            "by",
            said(
                list(&record(&[
                    ("name", text("The category, column or step that the file names")),
                    (
                        "category",
                        maybe_text("The category; null: it is a count, and the values are a list for 0, 1, 2 …"),
                    ),
                    (
                        "values",
                        said(
                            list(&text("")),
                            "The values of the category; empty where it is a count, or open to the words of the data",
                        ),
                    ),
                ])),
                "What indexes a table or several schedules, the outermost first",
            ),
        ),
        (
            "beyond_last",
            of("boolean", "Whether counts beyond the last value take the last"),
        ),
        (
            "schedule",
            or_null(record(&[
                ("kind", word(&["brackets", "steps", "points", "polynomial"])),
                ("over", text("The unit of the argument, in words")),
                (
                    "above",
                    of(
                        "boolean",
                        "Of steps: whether a threshold itself still belongs to the row before",
                    ),
                ),
                ("scale", number("The divisor of a polynomial's argument")),
            ])),
        ),
        ("values", said(list(&dated()), "The values of the file, earliest first")),
        ("until", date("The last day of the last value")),
        (
            "uprate",
            or_null(record(&[
                ("index", text("The index of the system")),
                ("round", maybe_number("The step to which the figure is rounded")),
            ])),
        ),
        (
            "default",
            said(
                any_or_none,
                "The value that holds under the system on the day of the year's law; null: none does",
            ),
        ),
        (
            "set",
            said(
                list(&dated()),
                "What the study sets in its place; of those whose day has come, the last holds",
            ),
        ),
    ])
}

pub(super) fn rule() -> Value {
    record(&[
        ("name", text("")),
        ("title", to("texts")),
        ("formula", text("The formula that holds on the day, on one line")),
        (
            "person",
            of(
                "boolean",
                "Whether it has a value for each person rather than for the unit",
            ),
        ),
        ("reference", text("The paragraph of the law; may be empty")),
    ])
}

fn account() -> Value {
    let mut words: Vec<Value> = Account::NAMES.iter().map(|name| Value::from(*name)).collect();
    words.push(Value::Null);
    json!({ "type": ["string", "null"], "enum": words, "description": "null: the instrument pays nothing" })
}

pub(super) fn instrument() -> Value {
    let mut instrument = record(&[
        ("name", text("The name that a study writes")),
        ("title", to("texts")),
        ("notes", to("texts")),
        ("reference", text("The law or publication; may be empty")),
        ("kind", word(&Kind::NAMES)),
        ("payer", account()),
        ("payee", account()),
        ("unit", text("The unit of its rules, such as person or family")),
        ("period", word(&["year", "month"])),
        (
            "system",
            maybe_text("The system to which it belongs; null: it is for any"),
        ),
        ("file", text("")),
        ("parameters", list(&to("parameter"))),
        ("rules", list(&to("rule"))),
        (
            "functions",
            list(&record(&[
                ("name", text("")),
                ("arguments", list(&text(""))),
                ("rules", list(&to("rule"))),
            ])),
        ),
        ("uses", said(list(&text("")), "Other files that it reads")),
        (
            "levers",
            said(
                list(&record(&[("name", text("The lever")), ("formula", text(""))])),
                "What it offers a scenario",
            ),
        ),
    ]);
    instrument["properties"]["cases"] = said(
        list(&to("case")),
        "Its worked cases with every step: `instruments --all`",
    );
    instrument
}

pub(super) fn case() -> Value {
    let values = || {
        list(&record(&[
            (
                "member",
                json!({ "type": ["integer", "null"], "description": "The member whose it is, counted from 1; null: it is the unit's" }),
            ),
            ("name", text("The column, step or parameter")),
            ("value", value()),
        ]))
    };
    let one = json!({ "type": ["boolean", "number", "string"] });
    let named = || {
        record(&[
            ("name", text("")),
            ("unit", text("What it counts, such as money a month; may be empty")),
            ("values", said(list(&one), "One for each member where it is a person's")),
        ])
    };
    let mut step = named();
    for (key, kind) in [
        ("instrument", text("The instrument")),
        ("title", text("In English")),
        ("reference", text("The paragraph of the law; may be empty")),
        ("formula", text("As written")),
        ("reads", said(list(&named()), "The names that it read")),
    ] {
        step["properties"][key] = kind;
        if let Some(required) = step["required"].as_array_mut() {
            required.push(Value::from(key));
        }
    }
    record(&[
        ("note", text("The arithmetic, in the words of the file")),
        (
            "date",
            json!({ "type": "string", "format": "date", "description": "The day whose law applies" }),
        ),
        ("parameters", said(values(), "The parameters that the case changes")),
        ("given", said(values(), "What it gives")),
        ("expect", said(values(), "What it expects")),
        (
            "steps",
            said(list(&step), "The steps of the file, each after those it reads"),
        ),
        (
            "results",
            said(
                list(&named()),
                "amount as the eligible have it, where there is eligibility; paid: what is paid in the year",
            ),
        ),
    ])
}

/// The instruments as data.
pub fn instruments() -> Value {
    let root = record(&[
        ("format", json!({ "const": 1 })),
        ("model_version", text("")),
        ("instruments", list(&to("instrument"))),
    ]);
    document(
        root,
        &[
            ("texts", texts()),
            ("instrument", instrument()),
            ("case", case()),
            ("parameter", parameter()),
            ("rule", rule()),
        ],
    )
}

/// Every name that a study may write.
pub fn list_of_names() -> Value {
    let named = || record(&[("name", text("")), ("title", to("texts"))]);
    let root = record(&[
        ("format", json!({ "const": 1 })),
        ("model_version", text("")),
        ("packages", said(list(&named()), "Studies that are ready to run")),
        (
            "systems",
            list(&record(&[
                ("name", text("")),
                ("title", to("texts")),
                ("currency", text("The ISO 4217 code")),
                ("years", said(list(&of("integer", "")), "The years whose law it holds")),
                (
                    "instruments",
                    said(
                        list(&text("")),
                        "The instruments that are law there, in order; then its libraries",
                    ),
                ),
            ])),
        ),
        (
            "countries",
            said(
                list(&record(&[
                    ("name", text("The name of its system")),
                    ("code", text("A code that is taken too; may be empty")),
                    ("title", to("texts")),
                    ("currency", text("The ISO 4217 code")),
                    ("population", text("The people that are taken for it")),
                    ("years", said(list(&of("integer", "")), "The years whose law there is")),
                    (
                        "full_time_pay",
                        number("Typical pay of a full-time job a year, in its currency"),
                    ),
                    ("workers", number("Persons at work")),
                ])),
                "Countries to which a study can be carried",
            ),
        ),
        ("populations", list(&named())),
        (
            "scenarios",
            said(list(&named()), "What may happen to the people before the law applies"),
        ),
        (
            "instruments",
            said(
                list(&record(&[
                    ("name", text("")),
                    ("title", to("texts")),
                    ("kind", word(&Kind::NAMES)),
                    ("unit", text("The unit of its rules")),
                ])),
                "Instruments for any system",
            ),
        ),
    ]);
    document(root, &[("texts", texts())])
}
