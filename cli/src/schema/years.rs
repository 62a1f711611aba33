//! Schemas of the results of several years, of one study and of two side by side.

use serde_json::{Value, json};

use super::parts::{any, document, list, maybe, number, of, said, table, text, to, word};
use super::result::{record, result};

/// The results of one year with their own definitions, as definitions of another document.
fn definitions() -> Vec<(&'static str, Value)> {
    let mut year = result();
    let own = year["$defs"].take();
    let names = ["poverty", "inequality", "entropy", "redistribution", "lorenz"];
    let mut all: Vec<(&'static str, Value)> = names.into_iter().map(|name| (name, own[name].clone())).collect();
    if let Value::Object(keys) = &mut year {
        keys.remove("$defs");
    }
    all.push((
        "result",
        said(
            year,
            "What a run of this year alone would give, on the people as the years before left them",
        ),
    ));
    all
}

fn integer(description: &str) -> Value {
    of("integer", description)
}

fn law() -> Value {
    word(&["baseline", "reform"])
}

/// How the people of a year were made of those of the data.
fn ageing() -> Value {
    let index = record(&[
        ("index", text("The index")),
        ("title", text("What it is called, in English")),
        (
            "factor",
            number("What amounts are multiplied with: the index of the year over that of the data's year"),
        ),
        (
            "columns",
            said(list(&text("")), "The columns of the data that it carries"),
        ),
        (
            "poverty_line",
            of(
                "boolean",
                "Whether the fixed poverty line of the first year goes on with it",
            ),
        ),
        (
            "growth",
            number("Share by which it rises with every year after its last written value"),
        ),
        ("low", maybe("Lowest growth, of an assumption")),
        ("high", maybe("Highest growth, of an assumption")),
        ("assumption", of("boolean", "Whether it is not published")),
        (
            "reference",
            text("Where it is published; of an assumption, what it rests on"),
        ),
    ]);
    let target = record(&[
        (
            "name",
            text("The ages, with the value of the category by which they are split; or households"),
        ),
        ("data", number("What the weights of the data make of it")),
        (
            "target",
            maybe("What the projection makes of that; null where it is free"),
        ),
        ("reached", number("What the weights of the year make of it")),
        (
            "low",
            maybe("Lowest ratio of the projection's last year, of an assumption"),
        ),
        (
            "high",
            maybe("Highest ratio of the projection's last year, of an assumption"),
        ),
    ]);
    let reweighting = record(&[
        ("title", text("The projection, in English")),
        ("assumption", of("boolean", "Whether it is not published")),
        (
            "reference",
            text("Where it is published; of an assumption, what it rests on"),
        ),
        ("targets", said(list(&target), "Persons by band, then households")),
        ("smallest_factor", number("Smallest factor on a household's weight")),
        ("largest_factor", number("Largest factor on a household's weight")),
        (
            "effective_share",
            number("Share of the households that would carry as much with equal weights"),
        ),
        (
            "rounds",
            integer("Rounds of the calibration; 0 in the year of the data"),
        ),
        ("converged", of("boolean", "Whether every target was met")),
    ]);
    let later_law = record(&[
        ("from", integer("The last year that the system holds")),
        ("index", text("The index that amounts of money go on with")),
        ("factor", number("What they are multiplied with")),
        (
            "others",
            said(
                list(&record(&[
                    ("index", text("The index")),
                    ("factor", number("What they are multiplied with")),
                    (
                        "amounts",
                        said(
                            list(&text("")),
                            "As instrument.parameter, or an instrument with all of its own",
                        ),
                    ),
                ])),
                "Amounts that go on with another index",
            ),
        ),
        (
            "held",
            said(
                list(&text("")),
                "Amounts that stay as they were, as instrument.parameter, or an instrument with all of its own",
            ),
        ),
    ]);
    let whole = table(&[
        (
            "!data_year",
            integer("The year that the data describe; where that is not said, the first of the run"),
        ),
        (
            "!indices",
            said(list(&index), "The indices by which amounts are carried"),
        ),
        (
            "!not_carried",
            said(list(&text("")), "Columns of money of the data that no index carries"),
        ),
        (
            "!reweighting",
            said(
                any(&[reweighting, json!({ "type": "null" })]),
                "How the weights were moved; null without a projection",
            ),
        ),
        (
            "law",
            said(
                later_law,
                "How the law went on from the last year that the system holds; left out in a year that it holds",
            ),
        ),
    ]);
    said(
        any(&[whole, json!({ "type": "null" })]),
        "How the people of the year were made of those of the data; null where they are those of the data",
    )
}

/// One of several years.
fn year() -> Value {
    record(&[
        ("year", integer("The year")),
        ("ageing", ageing()),
        ("results", to("result")),
        (
            "states",
            said(
                list(&record(&[
                    ("state", text("The state of work")),
                    ("baseline", number("Persons under baseline law, mean of the months")),
                    ("reform", number("Persons under the reform")),
                ])),
                "Persons in each state of work; empty for a scenario without months",
            ),
        ),
        (
            "months",
            said(
                list(&record(&[
                    ("law", law()),
                    ("month", integer("The month since the start, from 1 on")),
                    ("out_of_work", number("Persons out of work, in training included")),
                    ("displaced", number("Persons whose work automation took in this month")),
                    ("found_a_job", number("Persons who began a new job")),
                    ("training", number("Persons in training")),
                    (
                        "waiting_for_training",
                        number("Persons who wait for a place in training"),
                    ),
                    ("public_job", number("Persons in public jobs")),
                    (
                        "kept",
                        number("Jobs at risk that short-time work keeps from this month on"),
                    ),
                ])),
                "What happened in each month, in persons; empty for a scenario without months",
            ),
        ),
        (
            "funds",
            said(
                list(&record(&[
                    ("fund", text("The fund")),
                    ("law", law()),
                    ("opening", number("What it holds before the year")),
                    ("inflow", number("What comes in")),
                    ("interest", number("Interest, from outside of the books")),
                    ("claimed", number("What its programmes claim")),
                    ("paid", number("What they are paid")),
                    (
                        "topped_up",
                        number("What the budget adds so that they are paid in full"),
                    ),
                    ("closing", number("What it holds after the year")),
                    (
                        "empty_in_month",
                        integer("The first month, from 1 on, in which it cannot pay everything; 0: it always can"),
                    ),
                ])),
                "The funds of the system, under baseline and reform",
            ),
        ),
    ])
}

/// A run over several years.
fn run() -> Value {
    record(&[
        ("format", json!({ "const": 1 })),
        ("model_version", text("The version of the model")),
        (
            "fingerprint",
            text("A hash of the model, the study, the people and the results of every year"),
        ),
        ("study", text("The study")),
        ("title", text("Its title, in English")),
        ("has_reform", of("boolean", "Whether there is a reform")),
        (
            "discount_rate",
            number(
                "Share a year by which later money, in prices of the first year, counts less in present_value: a real rate",
            ),
        ),
        (
            "present_value",
            number(
                "Net cost of all years, in prices of the first and discounted to it; positive: the government pays more",
            ),
        ),
        ("years", list(&year())),
    ])
}

/// The results of a run over several years.
pub fn years() -> Value {
    document(run(), &definitions())
}

/// Two runs over the same years.
pub fn comparison() -> Value {
    let pair = |description: &str| said(to("compared"), description);
    let year = record(&[
        ("year", integer("The year")),
        ("net_cost", pair("Net cost; positive: the government pays more")),
        (
            "gross_cost",
            pair("What the instruments cost more than before, before anything comes back"),
        ),
        ("displaced", pair("Persons who lose their work in the year")),
        (
            "out_of_work",
            pair("Persons unemployed or in training, mean of the months"),
        ),
        ("poverty_rate", pair("Share below the fixed line, 0 to 1")),
        (
            "covered_share",
            pair("Of the displaced: job kept or found, or a benefit, 0 to 1"),
        ),
        (
            "protected_share",
            pair("Of the displaced: job kept or found, or a benefit and enough income, 0 to 1"),
        ),
        ("gini", pair("Gini coefficient")),
        ("fund_balance", pair("What all funds hold after the year")),
    ]);
    let root = record(&[
        ("format", json!({ "const": 1 })),
        ("model_version", text("The version of the model")),
        ("fingerprint", text("A hash of both fingerprints")),
        (
            "discount_rate",
            number(
                "Share a year by which later money, in prices of the first year, counts less in present_value: a real rate",
            ),
        ),
        (
            "present_value",
            pair("Net cost of all years, in prices of the first and discounted to it"),
        ),
        ("sum", pair("Net cost of all years, undiscounted")),
        ("compared", list(&year)),
        ("first", to("run")),
        ("second", to("run")),
    ]);
    let compared = record(&[
        ("first", maybe("Of the first study; null: not defined")),
        ("second", maybe("Of the second")),
        ("difference", maybe("The second less the first")),
    ]);
    let mut all = definitions();
    all.extend([("run", run()), ("compared", compared)]);
    document(root, &all)
}
