//! Schemas of rule files and systems.

use commonweal_core::rules::{Account, CODE_LANGUAGES, Kind, Unit};
use commonweal_core::scenario::{NUMBERS, PERSONS};
use serde_json::{Value, json};

use super::parts::{
    any, dated, document, format, list, name, named, number, of, said, table, text, texts, to, value, word,
};

/// Units of a number, and the other things a parameter may be.
fn units(others: &[&str]) -> Value {
    let words: Vec<&str> = Unit::NAMES.iter().copied().chain(others.iter().copied()).collect();
    word(&words)
}

fn range() -> Value {
    json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2, "description": "Lowest and highest value, both inclusive" })
}

fn parameter() -> Value {
    let mut schema = table(&[
        ("!unit", units(&["truth", "choice", "concept", "list"])),
        ("title", to("texts")),
        ("note", to("texts")),
        ("reference", text("Law or publication that sets it")),
        (
            "assumption",
            of(
                "boolean",
                "Whether it is neither law nor published; then it needs a range",
            ),
        ),
        (
            "total",
            of(
                "boolean",
                "Whether it is a total of the whole country, such as places or a budget",
            ),
        ),
        ("options", said(list(&text("")), "The words of a choice")),
        ("of", text("The category of a list")),
        ("range", range()),
        ("step", number("The step of a slider")),
        (
            "by",
            said(
                any(&[text(""), list(&text(""))]),
                "The categories or counts that index it",
            ),
        ),
        ("beyond", word(&["last"])),
        (
            "otherwise",
            number("The value of those of a table's category for which none is written"),
        ),
        (
            "type",
            said(
                word(&["brackets", "steps", "points", "polynomial"]),
                "The form of a schedule, which is called with a number",
            ),
        ),
        ("edge", word(&["from", "above"])),
        ("over", units(&[])),
        ("scale", number("The divisor of a polynomial's argument")),
        ("until", said(text(""), "The last day on which the last value holds")),
        (
            "uprate",
            any(&[
                text("An index of the system"),
                table(&[
                    ("!index", text("An index of the system")),
                    ("round", number("The step to which the figure is rounded")),
                ]),
            ]),
        ),
        ("default", said(value(), "The value, where it has no date")),
    ]);
    schema["patternProperties"] =
        json!({ "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": said(value(), "The value from this day on") });
    schema
}

/// A published or assumed number by which a country is compared with others.
fn level(meaning: &str) -> Value {
    said(
        table(&[
            ("!value", number("")),
            ("range", range()),
            (
                "assumption",
                of("boolean", "Whether it is not published; then it needs a range"),
            ),
            ("reference", text("Where it is published")),
        ]),
        meaning,
    )
}

fn rule() -> Value {
    let rows = list(&any(&[
        table(&[("!when", text("A condition")), ("!then", text("A formula"))]),
        table(&[("!otherwise", text("A formula; the last row"))]),
    ]));
    any(&[
        text("A formula"),
        rows.clone(),
        dated(&text("The formula from this day on")),
        table(&[
            ("!formula", any(&[text(""), rows])),
            ("title", to("texts")),
            ("reference", text("The paragraph of the law")),
            ("unit", units(&["truth"])),
        ]),
    ])
}

fn eligibility() -> Value {
    let mut schema = table(&[
        ("who", word(&["any_adult", "head", "all", "each"])),
        ("when", text("A formula of the unit")),
    ]);
    schema["additionalProperties"] = any(&[
        of("boolean", ""),
        list(&text("A value of the category")),
        table(&[("from", number("")), ("to", number(""))]),
    ]);
    schema["description"] = json!("Who may receive it: other keys are columns of persons");
    schema
}

fn case() -> Value {
    let any_table = json!({ "type": "object" });
    table(&[
        ("name", text("")),
        ("note", text("The arithmetic")),
        ("date", text("The day whose law applies")),
        (
            "given",
            said(
                any_table.clone(),
                "Values given: columns, concepts, steps; `persons` lists the members",
            ),
        ),
        ("parameters", said(any_table.clone(), "Parameters changed for the case")),
        ("!expect", said(any_table, "Steps and their values")),
        ("tolerance", number("The largest difference allowed")),
    ])
}

/// The definitions that rule files and systems share.
pub fn definitions() -> Vec<(&'static str, Value)> {
    vec![
        ("texts", texts()),
        ("parameter", parameter()),
        ("rule", rule()),
        ("rules", named(&to("rule"))),
    ]
}

/// A rule file without its definitions; in a study `format` may be left out.
pub fn instrument_table(is_file: bool) -> Value {
    let names = list(&name());
    let mut keys = vec![
        (if is_file { "!format" } else { "format" }, format()),
        ("!name", name()),
        ("title", to("texts")),
        ("notes", to("texts")),
        ("reference", text("Law or publication")),
        ("!kind", said(word(&Kind::NAMES), "Who pays and who receives")),
        ("payer", word(&Account::NAMES)),
        ("payee", word(&Account::NAMES)),
        ("unit", said(text(""), "person, household or a unit of the system")),
        (
            "period",
            said(word(&["year", "month"]), "Whether `amount` is money a year or a month"),
        ),
        ("uses", said(names.clone(), "Other files whose names are read")),
        (
            "instead_of",
            said(names.clone(), "Instruments lost by who receives this one"),
        ),
        ("parameters", named(&to("parameter"))),
        ("rules", to("rules")),
        ("for_each", table(&[("person", to("rules"))])),
        (
            "functions",
            named(&table(&[
                (
                    "!arguments",
                    named(&any(&[
                        units(&["truth"]),
                        table(&[("!category", text("A category of the system, or a column that holds it"))]),
                    ])),
                ),
                ("!rules", to("rules")),
            ])),
        ),
        ("eligibility", eligibility()),
        (
            "take_up",
            table(&[
                ("rate", any(&[number(""), text("A formula")])),
                ("draw", text("A column that holds the draw")),
                (
                    "if_better_off",
                    said(
                        table(&[
                            ("!by", any(&[number(""), text("The least gain, money a year")])),
                            ("!measure", text("The income concept of the household that is compared")),
                        ]),
                        "Claimed only where the household is better off",
                    ),
                ),
            ]),
        ),
        (
            "draws",
            named(&any(&[
                text("The unit that draws"),
                table(&[("!unit", text("The unit that draws")), ("each", word(&["year"]))]),
            ])),
        ),
        (
            "carried",
            said(
                named(&table(&[
                    (
                        "!first",
                        text("A formula: what there is before the first year of a run"),
                    ),
                    ("!next", text("The step whose value a year leaves to the next")),
                ])),
                "Values of a unit that a year leaves to the next, read as carried.NAME",
            ),
        ),
        (
            "interaction",
            table(&[
                ("counts_in", named(&of("boolean", ""))),
                ("replaces", names.clone()),
                (
                    "hold_harmless",
                    of("boolean", "Nobody is due less than what it replaces would give"),
                ),
            ]),
        ),
        (
            "capacity",
            table(&[
                ("places", text("A formula")),
                ("money", text("A formula")),
                ("order", text("Smallest first")),
            ]),
        ),
        ("fund", table(&[("!name", text("A fund of the system"))])),
        (
            "yield",
            said(
                table(&[
                    (
                        "!before_response",
                        text("What a unit would owe if its base did not answer: a formula"),
                    ),
                    (
                        "offsets",
                        said(names.clone(), "Instruments by which government gives a part back"),
                    ),
                    ("incidence", said(names.clone(), "Instruments by which incomes bear it")),
                    (
                        "economy",
                        table(&[
                            ("!by", text("A category of persons")),
                            (
                                "!arises_with",
                                text("A number of each person, in proportion to which the levy arises: a formula"),
                            ),
                            ("!columns", to("rules")),
                        ]),
                    ),
                ]),
                "Of a levy: what is told of its yield. It changes nothing that is paid",
            ),
        ),
        ("pool", text("A pool of the system")),
        ("paid_to", word(&["head", "each_adult", "each_member"])),
        (
            "covers_income_loss",
            of(
                "boolean",
                "Whether who receives it is covered against a scenario's loss of income",
            ),
        ),
        (
            "paid_for_income_loss",
            of("boolean", "Whether it is paid because an income was lost"),
        ),
        (
            "complies_by",
            said(
                names.clone(),
                "Draws that decide whether somebody does what it asks for: a hypothetical household does",
            ),
        ),
        (
            "levers",
            said(named(&text("A formula of parameters")), "What it offers a scenario"),
        ),
        (
            "selections",
            said(
                named(&table(&[
                    ("!who", text("Whether a person can be chosen")),
                    ("!share", text("The share of these that is chosen")),
                    ("risk", text("Relative risk")),
                    ("by", list(&text("A category within which the number is met"))),
                ])),
                "Of a scenario: persons chosen by stored draws",
            ),
        ),
        (
            "chances",
            said(
                named(&table(&[
                    ("!who", text("Whether a person can be hit")),
                    ("!share", text("The share of these that is hit")),
                    ("risk", text("Relative risk")),
                ])),
                "Of a scenario: chances that the months of a year read",
            ),
        ),
        (
            "life",
            said(
                table(&[
                    (
                        "persons",
                        life(PERSONS.iter().map(|input| (input.name, input.unit, input.meaning))),
                    ),
                    (
                        "numbers",
                        life(NUMBERS.iter().map(|input| (input.name, input.unit, input.meaning))),
                    ),
                ]),
                "Of a scenario: the months of a year as the workers live them",
            ),
        ),
        (
            "becomes",
            said(
                named(&text("A formula")),
                "Columns of the people as the file leaves them",
            ),
        ),
        ("based_on", text("Of a scenario: the one whose rules it takes")),
        (
            "tells_without",
            of(
                "boolean",
                "Of a scenario: whether that is told of every run, asked for or not",
            ),
        ),
        (
            "without",
            said(
                named(&value()),
                "Of a scenario: values of its parameters with which the shock is told a second time",
            ),
        ),
        (
            "set",
            said(named(&value()), "Of a scenario: values of that one's parameters"),
        ),
        (
            "code",
            said(
                table(&[("!language", word(&CODE_LANGUAGES))]),
                "The amount is worked out by code of the host, which one rule calls: `code(a, b)`",
            ),
        ),
        ("members", text("Narrows the unit to persons for whom it holds")),
        ("cases", said(list(&case()), "Worked cases")),
    ];
    keys.sort_by_key(|(key, _)| !key.starts_with('!'));
    table(&keys)
}

/// A rule file.
pub fn instrument() -> Value {
    document(instrument_table(true), &definitions())
}

fn column() -> Value {
    table(&[
        ("!entity", text("person, household or a unit of the system")),
        ("!unit", units(&["truth", "category", "pointer"])),
        (
            "category",
            text("The category, where its name is not that of the column"),
        ),
        ("title", to("texts")),
        ("note", to("texts")),
        ("reference", text("")),
        ("range", range()),
        (
            "default",
            said(
                json!({ "type": ["number", "boolean", "string"] }),
                "What stands in for it where the data lacks it",
            ),
        ),
        ("flow", said(word(&Account::NAMES), "Who pays this market income")),
        (
            "uprate",
            text("The index by which a run over years carries it, where the system has one of that name"),
        ),
        (
            "derived",
            said(
                json!({ "type": "boolean" }),
                "Whether the system works it out, so that data may not give it",
            ),
        ),
    ])
}

/// Numbers of a projection by year.
fn course(more: &[(&str, Value)]) -> Value {
    let mut entries = vec![(
        "range",
        said(range(), "Lowest and highest value of the last year, of an assumption"),
    )];
    entries.extend(more.iter().cloned());
    let mut schema = table(&entries);
    schema["patternProperties"] = json!({ "^[0-9]{4}$": number("The number in this year; only its changes count") });
    schema
}

/// `[ageing.law]` of `system.toml`.
fn later_law() -> Value {
    let amounts = || list(&text("instrument.parameter, or an instrument with all of its own"));
    let mut follow = table(&[]);
    follow["additionalProperties"] = amounts();
    said(
        table(&[
            ("!last", of("integer", "The last year to which the law goes on")),
            (
                "!index",
                text("The index that amounts of money go on with, those that a study sets too"),
            ),
            ("held", said(amounts(), "Amounts that stay as they are")),
            (
                "follow",
                said(follow, "Amounts that go on with another index, by its name"),
            ),
        ]),
        "How the law goes on after the last year that the system holds, in runs over years",
    )
}

/// `[ageing]` of `system.toml`.
fn ageing() -> Value {
    let pair = |about: &str| json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2, "description": about });
    said(
        table(&[
            (
                "prices",
                text("The index by which the fixed poverty line of the first year goes on"),
            ),
            (
                "projection",
                table(&[
                    ("title", to("texts")),
                    ("reference", text("The publication; of an assumption, what it rests on")),
                    ("assumption", of("boolean", "Whether it is not published")),
                    ("by", text("A category of persons by which every band is split")),
                    ("bounds", pair("Lowest and highest factor on a household's weight")),
                    (
                        "!bands",
                        list(&course(&[(
                            "!ages",
                            pair("Lowest and highest age in whole years, both included"),
                        )])),
                    ),
                    ("households", course(&[])),
                ]),
            ),
            ("law", later_law()),
        ]),
        "How the people are carried to later years",
    )
}

/// `system.toml`.
pub fn system() -> Value {
    let members = list(&text("A column, an instrument, a concept, or kind.NAME"));
    let index = {
        let mut schema = table(&[
            ("title", to("texts")),
            ("reference", text("")),
            (
                "growth",
                number("The share by which it rises with every whole year after its last value"),
            ),
            ("range", said(range(), "Lowest and highest growth, of an assumption")),
            ("assumption", of("boolean", "Whether it is not published")),
        ]);
        schema["patternProperties"] = json!({ "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": number("") });
        schema
    };
    let root = table(&[
        ("!format", format()),
        ("!name", text("")),
        ("title", to("texts")),
        ("notes", to("texts")),
        ("reference", text("")),
        ("!currency", text("The ISO 4217 code")),
        ("!years", said(list(&number("")), "The years whose law it holds")),
        (
            "country",
            table(&[
                (
                    "code",
                    text("A code that is accepted beside the system's name, such as de"),
                ),
                ("title", to("texts")),
                ("!population", text("The people that are taken for it")),
                ("!full_time_pay", level("Typical pay of a full-time job, a year")),
                ("!workers", level("Persons at work")),
            ]),
        ),
        (
            "date_in_year",
            said(
                json!({ "type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$" }),
                "The day of the year whose law is taken",
            ),
        ),
        (
            "persons",
            said(
                json!({ "type": "boolean" }),
                "Whether the data has persons; false for households alone",
            ),
        ),
        (
            "vocabulary",
            said(
                list(&text("")),
                "The shared columns that the system knows; all of them when it is left out",
            ),
        ),
        ("units", named(&table(&[("same_as", text("")), ("title", to("texts"))]))),
        ("categories", named(&list(&text("")))),
        (
            "value_titles",
            said(named(&named(&to("texts"))), "Titles of values, by category and value"),
        ),
        ("columns", named(&column())),
        ("parameters", named(&to("parameter"))),
        (
            "concepts",
            named(&table(&[
                ("title", to("texts")),
                ("adds", members.clone()),
                ("subtracts", members),
            ])),
        ),
        ("pools", named(&table(&[("!limit", text("What there is to use up"))]))),
        (
            "levers",
            named(&table(&[
                ("title", to("texts")),
                ("unit", text("The unit of what is offered")),
                ("!default", number("The value where no instrument offers one")),
                ("range", range()),
                ("!combine", word(&["product", "sum", "largest"])),
            ])),
        ),
        (
            "funds",
            named(&table(&[
                ("opening_balance", number("")),
                ("when_empty", word(&["ration", "top_up"])),
                ("title", to("texts")),
            ])),
        ),
        ("indices", named(&index)),
        ("ageing", ageing()),
        (
            "instruments",
            table(&[("order", said(list(&name()), "Files of this folder, or common ones"))]),
        ),
        (
            "!measures",
            table(&[
                ("unit", text("")),
                ("!income", text("The concept that is equivalised and ranked")),
                ("!equivalence_scale", text("A formula of the household")),
                ("persons", text("Persons of a household, for weights")),
                ("by", list(&text(""))),
            ]),
        ),
        (
            "microdata",
            table(&[
                ("unit", text("")),
                ("steps", list(&text("FILE.STEP"))),
                ("columns", named(&text("The income concept that the column holds"))),
            ]),
        ),
    ]);
    document(root, &definitions())
}

/// What a scenario gives to the months of a year: a formula each.
fn life(inputs: impl Iterator<Item = (&'static str, &'static str, &'static str)>) -> Value {
    let inputs: Vec<(&str, Value)> = inputs
        .map(|(name, unit, meaning)| (name, text(&format!("{unit}: {meaning}"))))
        .collect();
    table(&inputs)
}
