//! Schema of what the module for browsers answers, from which the types of the page are made.

use commonweal_core::rules::Kind;
use serde_json::{Value, json};

use super::metadata::{case, instrument, list_of_names, maybe_text, parameter, rule, texts};
use super::parts::{any, document, list, maybe, named, number, of, said, text, to, value, word};
use super::result::{or_null, record};

/// A value of JSON, null where there is none.
fn value_or_null(description: &str) -> Value {
    let mut schema = value();
    if let Some(kinds) = schema["type"].as_array_mut() {
        kinds.push(Value::from("null"));
    }
    said(schema, description)
}

/// Two numbers.
fn two(description: &str) -> Value {
    json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2, "description": description })
}

fn maybe_whole(description: &str) -> Value {
    json!({ "type": ["integer", "null"], "description": description })
}

fn truth(description: &str) -> Value {
    of("boolean", description)
}

fn whole(description: &str) -> Value {
    of("integer", description)
}

/// A record with the keys of another behind its own.
fn with(mut own: Value, other: &Value) -> Value {
    for (key, schema) in other["properties"].as_object().into_iter().flatten() {
        own["properties"][key] = schema.clone();
    }
    if let (Some(required), Some(more)) = (own["required"].as_array_mut(), other["required"].as_array()) {
        required.extend(more.iter().cloned());
    }
    own
}

/// Every name that a study may write, and what is behind it.
fn listing() -> Value {
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

fn carry() -> Value {
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

fn described_instrument() -> Value {
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

fn study_description() -> Value {
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

fn explained() -> [(&'static str, Value); 4] {
    let values = || {
        said(
            list(&to("explained_value")),
            "One for each member where it is a person's",
        )
    };
    [
        ("explained_value", json!({ "type": ["boolean", "number", "string"] })),
        (
            "explained_name",
            record(&[
                ("name", text("")),
                ("unit", text("What it counts, such as money a month; may be empty")),
                ("values", values()),
            ]),
        ),
        (
            "explained_step",
            record(&[
                ("instrument", text("")),
                ("name", text("")),
                ("title", text("In English")),
                ("reference", text("The paragraph of the law; may be empty")),
                ("formula", text("As written")),
                ("unit", text("What it counts; may be empty")),
                ("values", values()),
                ("reads", said(list(&to("explained_name")), "The names that it read")),
            ]),
        ),
        (
            "explanation",
            record(&[
                ("unit", text("The kind of unit")),
                ("id", text("")),
                ("currency", text("The ISO 4217 code")),
                ("year", whole("The year whose law applies")),
                (
                    "laws",
                    said(
                        list(&record(&[
                            ("label", word(&["baseline", "reform"])),
                            ("steps", said(list(&to("explained_step")), "Each after those it reads")),
                            ("amounts", said(list(&to("explained_name")), "By instrument, a year")),
                            ("concepts", said(list(&to("explained_name")), "Income concepts")),
                        ])),
                        "Baseline, then reform where there is one",
                    ),
                ),
            ]),
        ),
    ]
}

fn household_result() -> Value {
    record(&[
        ("explanation", to("explanation")),
        ("varied", text("What was varied, such as wages of person 1")),
        ("today", number("Where the household stands, a year")),
        (
            "baseline",
            number("Its disposable income there, a year, under the baseline"),
        ),
        (
            "reform",
            number("The same under the reform; that of the baseline where there is none"),
        ),
        (
            "budget_line",
            said(
                list(&record(&[
                    ("earnings", number("The varied income, a year")),
                    ("baseline", number("Disposable income under the baseline")),
                    ("reform", number("Disposable income under the reform")),
                    (
                        "baseline_marginal_rate",
                        maybe("Share of the next unit of earnings that is lost; null at the end and below a jump"),
                    ),
                    ("reform_marginal_rate", maybe("The same under the reform")),
                    ("kink", truth("Whether a slope changes here, or the line jumps")),
                    ("jump", truth("Whether it is one of the two points of a jump")),
                ])),
                "Net income as earnings vary",
            ),
        ),
    ])
}

fn household_columns() -> Value {
    record(&[
        (
            "varied",
            text("The income that is varied where nothing else is asked for"),
        ),
        (
            "columns",
            list(&record(&[
                ("name", text("")),
                ("title", to("texts")),
                ("entity", text("person, household or another unit")),
                ("unit", text("As written, or truth, category or pointer")),
                ("range", or_null(two("Lowest and highest number allowed"))),
                (
                    "options",
                    said(
                        list(&record(&[("value", text("")), ("title", to("texts"))])),
                        "The words of a category",
                    ),
                ),
                (
                    "default",
                    json!({ "type": ["number", "boolean", "string", "null"], "description": "What holds where nothing is said; null where a formula tells it" }),
                ),
                ("formula", maybe_text("That formula")),
                ("is_read", truth("Whether the law of the study reads it")),
                (
                    "typical",
                    maybe("Of an amount of persons, the middle of the positive ones among the people"),
                ),
            ])),
        ),
    ])
}

fn own_column() -> Value {
    record(&[
        ("name", text("")),
        ("title", to("texts")),
        ("entity", text("person, household or another unit")),
        (
            "unit",
            text("What its cells are: the unit of a number, truth, category or pointer"),
        ),
        ("range", or_null(two("Lowest and highest number allowed"))),
        (
            "words",
            said(
                list(&text("")),
                "The words of a category; empty where those of the data hold",
            ),
        ),
        ("is_required", truth("Whether there is no value that stands in for it")),
    ])
}

fn calibration() -> Value {
    let head = record(&[
        ("recipe", text("The recipe's name")),
        ("recipe_hash", text("")),
        ("households", whole("Households made")),
        ("persons", whole("Persons made")),
        ("represented", number("Households that they stand for")),
        ("seed", whole("")),
        (
            "rounds",
            whole("Rounds of the solving; 0 when the multipliers were known"),
        ),
        (
            "from_lock",
            truth("Whether the multipliers come from the recipe's lock file"),
        ),
        ("converged", truth("Whether all targets could be met at once")),
        ("calibrated", whole("Targets that the weights are made for")),
        ("met", whole("How many of them are met within their tolerance")),
        ("worst_miss", number("The largest relative miss of those")),
        (
            "bounds_hit_share",
            number("Share of households whose weight is within a hundredth of a bound, 0 to 1"),
        ),
        ("weight_minimum", number("")),
        ("weight_median", number("")),
        ("weight_maximum", number("")),
        ("effective_households", number("Kish's effective number of households")),
        (
            "fingerprint",
            text("A hash of the recipe, the number, the seed and the multipliers"),
        ),
    ]);
    let mut target = record(&[
        ("id", text("That of its group, with the key behind dots")),
        ("level", whole("")),
        ("hard", truth("Whether it must be met exactly")),
        ("role", word(&["calibrated", "follows", "held_out", "left_out"])),
        ("wanted", number("The known total")),
        ("raw", number("The total before calibration")),
        ("raw_ratio", number("That, over the known total")),
        ("got", number("The total with the weights found")),
        ("ratio", number("That, over the known total")),
        ("tolerance", number("How far the ratio may be from 1")),
        ("met", truth("Whether it is within")),
        (
            "pull",
            number("How hard it pulls at the weights, in standard deviations of its contributions"),
        ),
        ("contributing", whole("Households that contribute to it")),
        ("standing", word(&["published", "derived", "assumption", "borrowed"])),
        ("reference", text("Its source; may be empty")),
    ]);
    target["properties"]["why_left_out"] = text("Why it was left out; absent where it was not");
    record(&[
        ("head", head),
        ("targets", said(list(&target), "In the order of the recipe")),
        (
            "conflicts",
            said(
                list(&record(&[
                    ("up", text("The target that wants more weight")),
                    ("down", text("The one that wants less")),
                    ("pulls", two("Their pulls")),
                ])),
                "Targets that pull against each other, the strongest first",
            ),
        ),
        (
            "assumptions",
            list(&record(&[
                ("what", text("What it is, such as table earnings")),
                ("standing", word(&["assumption", "borrowed"])),
                (
                    "range",
                    two("The lowest and highest factor on its numbers; of a correlation its values"),
                ),
                (
                    "reference",
                    text("Where a borrowed shape was taken from, or why it was assumed"),
                ),
            ])),
        ),
        ("warnings", said(list(&text("")), "What looks like a slip")),
    ])
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

fn study_option() -> Value {
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
