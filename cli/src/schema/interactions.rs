//! Schemas of how benefits meet, and of a search for a net cost.

use serde_json::{Value, json};

use super::parts::{list, maybe, number, of, said, text, word};
use super::result::{or_null, record};

/// How the elements of a reform meet other benefits.
pub fn interactions() -> Value {
    record(&[
        ("unit", text("The unit that is counted: household, tax_unit …")),
        (
            "losses",
            list(&record(&[
                ("instrument", text("The benefit that is lost")),
                (
                    "because_of",
                    text("The element of the reform because of which it is lost"),
                ),
                (
                    "stated",
                    said(
                        word(&["", "replaces", "instead_of"]),
                        "What the rule file of because_of says of the benefit; empty where the loss follows from other rules",
                    ),
                ),
                (
                    "receiving_without",
                    number("Units that receive the benefit without the element"),
                ),
                (
                    "losing",
                    number(
                        "Of these, units that have at least 1 unit of the currency a year less of it with the element",
                    ),
                ),
                ("losing_all", number("Of these, units that have nothing of it any more")),
                (
                    "amount_lost",
                    number("What all have less, a year, whatever each of them loses"),
                ),
            ])),
        ),
        (
            "double_payments",
            list(&record(&[
                ("instrument", text("A benefit of the reform")),
                ("with", text("The other benefit")),
                (
                    "same_purpose",
                    of("boolean", "Whether both are paid because an income was lost"),
                ),
                ("units", number("Units that receive both")),
                ("amount", number("What instrument pays them, a year")),
                ("amount_with", number("What with pays them, a year")),
                ("overlap", number("The smaller of both amounts, unit by unit, a year")),
            ])),
        ),
        (
            "not_told",
            list(&text("An element without which the others make no law")),
        ),
    ])
}

/// `equal-cost --json`.
pub fn equal_cost() -> Value {
    let scanned = record(&[
        ("value", number("A value of the parameter")),
        (
            "net_cost",
            number("The net cost, a year or of all years; positive: the government pays more"),
        ),
    ]);
    record(&[
        ("format", json!({ "const": 1 })),
        ("model_version", text("The version of the model")),
        ("study", text("The study")),
        ("parameter", text("The parameter, as instrument.parameter")),
        ("title", text("Its title, in English")),
        (
            "target",
            number("The net cost that was asked for, a year, or of all years in prices of the first"),
        ),
        (
            "target_study",
            json!({ "type": ["string", "null"], "description": "The study whose net cost that is; null for an amount" }),
        ),
        ("currency", text("ISO 4217 code")),
        (
            "year",
            of("integer", "The year whose law applies; of several years the first"),
        ),
        (
            "over",
            said(
                or_null(record(&[
                    (
                        "first",
                        of("integer", "The first year, in whose money present values are"),
                    ),
                    ("last", of("integer", "The last year")),
                    (
                        "discount_rate",
                        number("Share a year by which later money counts less: an assumption"),
                    ),
                    ("low_rate", number("The low end of the assumption's range")),
                    ("high_rate", number("The high end")),
                    (
                        "target_years",
                        said(
                            list(&of("number", "An amount")),
                            "The net cost of the study that is matched in each year, undiscounted; empty for an amount",
                        ),
                    ),
                ])),
                "The years whose present values are compared; null: the net costs are those of one year",
            ),
        ),
        ("population", text("The people's name")),
        ("households", of("integer", "Rows of households")),
        ("step", number("The step between two values that were told apart")),
        (
            "scan",
            said(list(&scanned), "The values of the scan, in ascending order"),
        ),
        (
            "lowest",
            said(scanned.clone(), "The value of the scan with the lowest net cost"),
        ),
        (
            "highest",
            said(scanned.clone(), "The value of the scan with the highest net cost"),
        ),
        (
            "roots",
            said(
                list(&record(&[
                    (
                        "value",
                        number("The value; of two neighbouring steps the one that misses the net cost by less"),
                    ),
                    (
                        "until",
                        maybe("The last value of a stretch with the net cost asked for; null: no such stretch"),
                    ),
                    ("net_cost", number("The net cost at the value, a year or of all years")),
                    ("residual", number("Net cost less the one asked for")),
                    (
                        "crossing",
                        said(
                            word(&["rising", "falling", "touching"]),
                            "Whether the net cost rises or falls with the parameter there, or comes to the one asked for and goes back",
                        ),
                    ),
                    (
                        "beside",
                        said(
                            or_null(scanned),
                            "The neighbouring step on the other side; null: the root is exact",
                        ),
                    ),
                    (
                        "years",
                        said(
                            list(&of("number", "An amount")),
                            "The net cost at the value in each year, undiscounted; empty for one year",
                        ),
                    ),
                    (
                        "residual_at_low_rate",
                        maybe("The residual at the low end of the discount rate's range; null for one year"),
                    ),
                    ("residual_at_high_rate", maybe("The same at the high end")),
                ])),
                "Every root that the scan tells, in ascending order",
            ),
        ),
        ("runs", of("integer", "How many values were costed")),
    ])
}
