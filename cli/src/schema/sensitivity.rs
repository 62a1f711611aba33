//! Schema of what a cost rests on.

use serde_json::{Value, json};

use super::parts::{any, document, list, maybe, number, of, said, text, to, word};
use super::result::{or_null, record};

/// The assumptions at the ends of their ranges, and how uncertain the cost is.
pub fn sensitivity() -> Value {
    let figures = record(&[
        (
            "cost",
            number(
                "Net cost of the reform a year; without one the cost of the shock; without both the net cost of the law",
            ),
        ),
        (
            "poverty",
            maybe("The change of the poverty rate; without reform and shock the rate itself"),
        ),
        (
            "levy_yield",
            maybe("The net yield of the levies whose files say what is told of it; null where there are none"),
        ),
    ]);
    let end = record(&[
        ("value", number("The value at that end")),
        ("figures", or_null(to("figures"))),
        ("refused", text("Why the value is refused; empty where it is not")),
    ]);
    let spread = record(&[
        ("mean", number("The mean of the runs")),
        (
            "deviation",
            number("The standard deviation; of people the standard error"),
        ),
        ("low", number("The tenth percentile")),
        ("high", number("The ninetieth percentile")),
    ]);
    let line = record(&[
        (
            "method",
            word(&["seeds", "paired_by_household", "syntheses", "latin_hypercube"]),
        ),
        ("runs", integer("With how many runs")),
        ("refused", integer("How many more a rule refused")),
        ("cost", to("spread")),
        ("poverty", or_null(to("spread"))),
    ]);
    let rows = record(&[
        ("parameter", text("instrument.parameter")),
        ("central", number("The value of the study")),
        ("low", to("end")),
        ("high", to("end")),
        ("cost_swing", number("The largest cost less the smallest")),
        ("poverty_swing", maybe("The same of poverty")),
        (
            "levy_swing",
            maybe(
                "The same of the levies' net yield; null where it is not worked out at the ends: of other files than those of levies and of the scenario",
            ),
        ),
    ]);
    let not_varied = json!({
        "type": "array",
        "prefixItems": [text("The assumption"), word(&["set_by_study", "money", "table"])],
        "minItems": 2,
        "maxItems": 2
    });
    let named = |name: &str| record(&[(name, text("The assumption"))]);
    let main = any(&[
        word(&["people", "draws", "several"]),
        named("assumption"),
        named("assumptions"),
    ]);
    let uncertainty = record(&[
        ("year", integer("The year")),
        ("central", to("figures")),
        (
            "simulation",
            said(or_null(to("line")), "The noise of the stored draws, on the same people"),
        ),
        (
            "people",
            said(
                or_null(to("line")),
                "The people; what they leave uncertain has the noise of the draws in it",
            ),
        ),
        ("assumptions", said(or_null(to("line")), "All assumptions together")),
        (
            "shares",
            list(&record(&[
                ("parameter", text("instrument.parameter")),
                (
                    "share",
                    number("The square of the correlation between its value and the cost"),
                ),
            ])),
        ),
        (
            "range",
            or_null(record(&[
                ("low", number("The lower end of one range of all")),
                ("high", number("The upper end")),
                (
                    "main",
                    said(
                        main,
                        "Where more than half of the variance comes from; an empty name: too few draws to tell",
                    ),
                ),
            ])),
        ),
    ]);
    let root = record(&[
        ("format", json!({ "const": 1 })),
        ("model_version", text("The version of the model")),
        ("fingerprint", text("The fingerprint of the study's results")),
        ("study", text("The study")),
        ("currency", text("ISO 4217")),
        (
            "sensitivity",
            record(&[
                ("year", integer("The year")),
                ("central", to("figures")),
                ("rows", said(list(&rows), "The largest swing of the cost first")),
                (
                    "not_varied",
                    said(list(&not_varied), "Assumptions that keep their value, with the reason"),
                ),
            ]),
        ),
        ("uncertainty", or_null(uncertainty)),
        (
            "sentence",
            said(
                or_null(record(&[("en", text("In English")), ("zh", text("In Chinese"))])),
                "The range in one sentence of two digits",
            ),
        ),
    ]);
    document(
        root,
        &[("figures", figures), ("end", end), ("spread", spread), ("line", line)],
    )
}

fn integer(description: &str) -> Value {
    of("integer", description)
}
