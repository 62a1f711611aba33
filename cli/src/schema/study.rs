//! Schemas of studies, mappings and households.

use serde_json::{Value, json};

use commonweal_core::figures::{OptionForm, study_options};

use super::parts::{any, document, format, list, name, named, number, of, said, table, text, texts, to, value, word};
use super::rules::{definitions, instrument_table};

fn reform() -> Value {
    let names = list(&name());
    let set = named(&value());
    table(&[
        ("add", said(names.clone(), "Instruments added at the end of the order")),
        ("remove", said(names.clone(), "Instruments that pay nothing any more")),
        (
            "replace",
            said(names, "Instruments replaced by a file of the same name"),
        ),
        (
            "set",
            said(
                set,
                "Values by \"instrument.parameter\"; a table of dates where they begin on a day",
            ),
        ),
    ])
}

/// A study.
pub fn study() -> Value {
    let root = table(&[
        ("!format", format()),
        ("!name", json!({ "type": "string", "pattern": "^[a-z0-9_-]+$" })),
        ("title", to("texts")),
        ("description", to("texts")),
        ("notes", to("texts")),
        ("reference", text("")),
        (
            "population",
            any(&[
                text("A population of the catalog"),
                table(&[
                    ("!file", text("A .csv or .parquet file, relative to the study")),
                    ("!mapping", text("A mapping file or a population")),
                ]),
                table(&[
                    (
                        "!recipe",
                        text("A recipe file, relative to the study, or a population that is one"),
                    ),
                    (
                        "households",
                        json!({ "type": "integer", "minimum": 1, "description": "How many households are made" }),
                    ),
                    (
                        "seed",
                        json!({ "type": "integer", "minimum": 0, "description": "The seed of their draws" }),
                    ),
                ]),
            ]),
        ),
        (
            "system",
            text("The tax-benefit system; needed unless there is a package"),
        ),
        (
            "scenario",
            any(&[
                text("What happens to the people before the law applies: a scenario, or none"),
                table(&[
                    ("!name", text("The scenario")),
                    ("set", said(named(&value()), "Values of its parameters")),
                ]),
            ]),
        ),
        ("package", text("A study whose baseline and reform are taken")),
        ("year", json!({ "type": "integer", "minimum": 1900, "maximum": 2200 })),
        (
            "years",
            json!({
                "type": "string",
                "pattern": "^[0-9]{4}:[0-9]{4}$",
                "description": "The first and the last of the years over which it is run unless one alone is asked for, as in 2025:2034; \
                                `year`, where it stands beside it, is the first"
            }),
        ),
        ("baseline", said(reform(), "Changes to the system before the reform")),
        ("reform", reform()),
        (
            "countries",
            said(
                named(&table(&[
                    ("note", to("texts")),
                    (
                        "leave_out",
                        said(
                            list(&name()),
                            "Instruments of which nothing that the study says is done there",
                        ),
                    ),
                    (
                        "scenario",
                        any(&[
                            text("Another scenario there, or none"),
                            table(&[
                                ("!name", text("The scenario")),
                                ("set", said(named(&value()), "Values of its parameters")),
                            ]),
                        ]),
                    ),
                    (
                        "baseline",
                        said(reform(), "Changes to the country's law, in its own money"),
                    ),
                    ("reform", said(reform(), "The reform there, in its own money")),
                ])),
                "What is otherwise in a country to which the study is carried, by the name of its system",
            ),
        ),
        ("options", options()),
        (
            "instruments",
            said(list(&to("instrument")), "Rule files that stand in the study itself"),
        ),
    ]);
    let mut all = definitions();
    all.push(("instrument", instrument_table(false)));
    let mut root = document(root, &all);
    root["anyOf"] = json!([{ "required": ["system"] }, { "required": ["package"] }]);
    root
}

/// The options of a study, in the words in which the page shows them.
fn options() -> Value {
    let found = study_options();
    let entries: Vec<(&str, Value)> = found
        .iter()
        .map(|option| {
            let choices: Vec<&str> = option.choices.iter().map(|own| own.name.as_str()).collect();
            let form = match option.form {
                OptionForm::Truth => json!({ "type": "boolean" }),
                OptionForm::Choice => word(&choices),
                OptionForm::Share => json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 2 }),
                OptionForm::Whole => json!({ "type": "integer" }),
            };
            (option.name.as_str(), said(form, &option.definition.en))
        })
        .collect();
    table(&entries)
}

/// A mapping.
pub fn mapping() -> Value {
    let id = |key: &str| table(&[(key, text("A column")), ("within", word(&["household", "file"]))]);
    let literal = json!({ "type": ["string", "number", "boolean"] });
    let assigned = any(&[
        text("A formula over the columns of the row"),
        number(""),
        of("boolean", ""),
        table(&[
            ("formula", json!({ "type": ["string", "number", "boolean"] })),
            ("column", text("A column, whatever its name")),
            ("values", said(named(&literal), "What its cells stand for")),
            ("assumption", text("What is assumed; reports list it")),
            ("note", to("texts")),
            ("reference", text("")),
        ]),
    ]);
    let mut pointers = table(&[(
        "none",
        said(
            any(&[
                of("integer", ""),
                text(""),
                list(&json!({ "type": ["integer", "string"] })),
            ]),
            "Ids that stand for nobody",
        ),
    )]);
    pointers["additionalProperties"] = text("A column of ids of persons of the household");
    let root = table(&[
        ("!format", format()),
        ("!name", text("")),
        ("title", to("texts")),
        ("notes", to("texts")),
        ("reference", text("Where the data come from")),
        ("file", text("The data file, beside the mapping")),
        ("!system", text("The system whose columns are given")),
        ("year", of("integer", "The year that the data describe")),
        (
            "rows",
            said(
                word(&["unit", "person", "household"]),
                "What a row is; a unit's row expands to persons",
            ),
        ),
        ("!weight", said(to("assigned"), "The weight of the household")),
        ("!household", text("The column of household ids")),
        ("person", any(&[text("The column of person ids"), id("!column")])),
        ("units", named(&id("!id"))),
        (
            "persons",
            said(
                named(&named(&to("assigned"))),
                "Whom a row holds: `when`, `count` and columns",
            ),
        ),
        ("columns", said(named(&named(&to("assigned"))), "Columns by entity")),
        ("pointers", pointers),
    ]);
    document(root, &[("texts", texts()), ("assigned", assigned)])
}

/// A household.
pub fn household() -> Value {
    let mut root = table(&[
        ("!format", format()),
        ("name", text("")),
        ("note", text("")),
        ("system", text("The system whose law applies")),
        ("study", text("The study whose law applies")),
        ("year", of("integer", "The year whose law applies")),
        (
            "!persons",
            json!({ "type": "array", "minItems": 1, "items": { "type": "object" }, "description": "Members with their columns; the first is the head" }),
        ),
        (
            "vary",
            table(&[
                ("column", text("An income of a person")),
                ("person", json!({ "type": "integer", "minimum": 1 })),
                ("from", json!({ "type": "number", "minimum": 0 })),
                ("to", number("")),
                ("points", json!({ "type": "integer", "minimum": 2, "maximum": 2001 })),
            ]),
        ),
    ]);
    root["additionalProperties"] = json!({ "type": ["number", "boolean", "string", "object"], "description": "Columns of the household, or tables of units" });
    root
}
