//! A household described by hand, the steps by which its income comes about, a file of one's own, and the making of synthetic people.

use serde_json::{Value, json};

use super::super::metadata::maybe_text;
use super::super::parts::{list, maybe, number, said, text, to, word};
use super::super::result::{or_null, record};
use super::forms::{truth, two, whole};

pub(super) fn explained() -> [(&'static str, Value); 4] {
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

pub(super) fn household_result() -> Value {
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

pub(super) fn household_columns() -> Value {
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

pub(super) fn own_column() -> Value {
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

pub(super) fn calibration() -> Value {
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
