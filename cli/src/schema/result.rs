//! Schemas of the results and of the record of a run.

use commonweal_core::rules::{Account, Kind};
use serde_json::{Value, json};

use super::parts::{any, document, list, maybe, number, of, said, table, text, to, word};

/// A table all of whose keys are there: results leave nothing out.
pub(super) fn record(keys: &[(&str, Value)]) -> Value {
    let required: Vec<(String, Value)> = keys
        .iter()
        .map(|(key, value)| (format!("!{key}"), value.clone()))
        .collect();
    let keys: Vec<(&str, Value)> = required
        .iter()
        .map(|(key, value)| (key.as_str(), value.clone()))
        .collect();
    table(&keys)
}

/// A text, or null where there is none.
fn maybe_text(description: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description })
}

/// A record, or null where there is none.
pub(super) fn or_null(schema: Value) -> Value {
    any(&[schema, json!({ "type": "null" })])
}

fn budget() -> Value {
    record(&[
        ("instrument", text("The instrument")),
        ("title", text("Its title, in English")),
        ("kind", word(&Kind::NAMES)),
        ("payer", word(&Account::NAMES)),
        ("payee", word(&Account::NAMES)),
        ("baseline_amount", number("Amount a year under the baseline")),
        ("reform_amount", number("Amount a year under the reform")),
        (
            "gross_cost",
            number("What it alone costs the public budget more; positive: the government pays more"),
        ),
        ("net_cost", number("The part of the net cost attributed to it")),
        (
            "attribution",
            text("How the net cost was divided: shapley, stacked, last-in, whole or level"),
        ),
        (
            "stacked_cost",
            maybe(
                "The part on top of the elements before it, in the order of the study; null where it was not worked out",
            ),
        ),
        (
            "shapley_cost",
            maybe("The mean of that over all orders (Shapley); null where it was not worked out"),
        ),
        (
            "recipients",
            number("Units that receive or pay something under the reform"),
        ),
        ("baseline_recipients", number("The same under the baseline")),
        ("mean_amount", maybe("Mean amount of those under the reform, a year")),
    ])
}

fn rationing() -> Value {
    record(&[
        ("law", word(&["baseline", "reform"])),
        ("instrument", text("The instrument")),
        ("by", word(&["places", "money", "fund"])),
        ("unit", text("Its unit, which is what is counted")),
        ("wanted", number("Units that claim something")),
        (
            "served",
            number(
                "Units that get a place or a part of the money; a fund that does not suffice serves everybody with less",
            ),
        ),
        ("refused", number("Units that claim something and get nothing")),
        ("claimed", number("Amount claimed a year")),
        ("paid", number("Amount paid a year")),
        ("shortfall", number("Amount claimed and not paid")),
        (
            "displaced_wanted",
            maybe("Units with a member who loses the work among those who claim; null without a scenario"),
        ),
        ("displaced_refused", maybe("The same among those who are refused")),
    ])
}

fn poverty() -> Value {
    record(&[
        ("line", number("The line, a year of equivalised income")),
        ("weight", number("The weight of all")),
        ("poor", number("The weight of those below the line")),
        ("headcount_rate", maybe("FGT 0, 0 to 1")),
        ("gap_rate", maybe("FGT 1, 0 to 1")),
        ("severity_rate", maybe("FGT 2")),
        ("total_gap", number("What the poor lack together")),
    ])
}

fn inequality() -> Value {
    record(&[
        ("gini", maybe("Gini coefficient")),
        ("s80_s20", maybe("Income quintile share ratio")),
        ("palma", maybe("Top tenth over bottom four tenths")),
        ("top_10_share", maybe("0 to 1")),
        ("top_1_share", maybe("0 to 1")),
        ("median", maybe("")),
        ("mean", maybe("")),
    ])
}

fn entropy() -> Value {
    record(&[
        ("theil", maybe("Theil's T, of positive incomes")),
        (
            "mean_log_deviation",
            maybe("Generalised entropy of parameter 0, of positive incomes"),
        ),
        ("atkinson_0_5", maybe("Atkinson's index, inequality aversion 0.5")),
        ("atkinson_1", maybe("Inequality aversion 1")),
        ("atkinson_2", maybe("Inequality aversion 2")),
        (
            "not_positive_weight",
            number("The weight of those left out, whose income is zero or below"),
        ),
        ("not_positive_share", maybe("Their share of all weight, 0 to 1")),
    ])
}

fn redistribution() -> Value {
    record(&[
        ("gini_market", maybe("Gini coefficient of equivalised market income")),
        ("gini_gross", maybe("Of gross income, by the same scale")),
        ("gini_disposable", maybe("Of disposable income")),
        (
            "concentration_disposable",
            maybe("Concentration of disposable income by rank of market income"),
        ),
        ("concentration_taxes", maybe("Of taxes and contributions")),
        (
            "concentration_benefits",
            maybe("Of benefits, public pensions and credits"),
        ),
        ("concentration_net_taxes", maybe("Of taxes less benefits")),
        ("tax_rate", maybe("Taxes and contributions over market income")),
        ("benefit_rate", maybe("Benefits over market income")),
        (
            "redistributive_effect",
            maybe("Gini of market less Gini of disposable income"),
        ),
        (
            "reynolds_smolensky",
            maybe("Gini of market income less concentration of disposable income"),
        ),
        (
            "reranking",
            maybe("Atkinson-Plotnick: Gini of disposable income less its concentration"),
        ),
        (
            "kakwani",
            maybe("Concentration of taxes less benefits, less Gini of market income"),
        ),
        ("kakwani_taxes", maybe("The same of taxes and contributions alone")),
    ])
}

fn lorenz() -> Value {
    said(
        list(&record(&[
            (
                "population_share",
                number("Those with incomes up to this point, 0 to 1"),
            ),
            (
                "income_share",
                number("Their part of all income; below 0 where negative incomes outweigh"),
            ),
        ])),
        "The origin and 100 equal steps of the population; empty where total income is not positive",
    )
}

fn decile() -> Value {
    record(&[
        (
            "decile",
            json!({ "type": "integer", "minimum": 0, "maximum": 10, "description": "1 poorest to 10 richest, 0 all together" }),
        ),
        ("upper_edge", maybe("Highest baseline income of the group")),
        ("weight", number("")),
        ("weight_share", maybe("0 to 1")),
        ("mean_baseline", maybe("")),
        ("mean_reform", maybe("")),
        ("mean_change", maybe("")),
        ("relative_change", maybe("Total change over total baseline income")),
        ("share_of_total_change", maybe("")),
    ])
}

fn winners() -> Value {
    record(&[
        ("group", text("All, or the decile")),
        ("weight", number("")),
        ("loss_above_5_percent", maybe("Share of the weight, 0 to 1")),
        ("loss_up_to_5_percent", maybe("")),
        ("no_change", maybe("Less than 0.1 percent")),
        ("gain_up_to_5_percent", maybe("")),
        ("gain_above_5_percent", maybe("")),
        ("baseline_not_positive", maybe("")),
    ])
}

fn group() -> Value {
    record(&[
        ("group", text("The value of the category")),
        ("weight", number("")),
        ("mean_baseline", maybe("")),
        ("mean_reform", maybe("")),
        ("mean_change", maybe("")),
        ("relative_change", maybe("")),
        ("poverty_baseline_rate", maybe("Fixed line")),
        ("poverty_reform_rate", maybe("Fixed line")),
        (
            "winners_share",
            maybe("Gain at least 0.1 percent of a positive baseline income, 0 to 1"),
        ),
        ("losers_share", maybe("Lose at least 0.1 percent")),
        ("loss_above_5_percent", maybe("")),
        ("loss_up_to_5_percent", maybe("At least 0.1 percent")),
        ("no_change", maybe("Less than 0.1 percent")),
        ("gain_up_to_5_percent", maybe("")),
        ("gain_above_5_percent", maybe("")),
        ("baseline_not_positive", maybe("Baseline income is zero or less")),
    ])
}

/// The results.
pub fn result() -> Value {
    let pair = |name: &str| record(&[("baseline", or_null(to(name))), ("reform", or_null(to(name)))]);
    let root = record(&[
        ("format", json!({ "const": 1 })),
        ("model_version", text("")),
        (
            "fingerprint",
            json!({ "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "Equal on every machine" }),
        ),
        ("study", text("")),
        ("title", text("")),
        (
            "titles",
            said(
                list(&record(&[
                    (
                        "of",
                        any(&[
                            word(&["study", "country", "system", "scenario", "instrument", "column"]),
                            // A country of one's own has columns of its own.
                            json!({ "type": "string", "pattern": "^value of [a-z][a-z0-9_]*$", "description": "Of a value of a category: the column, which is `by` of a table of `groups`" }),
                        ]),
                    ),
                    ("name", text("As elsewhere in the results")),
                    ("en", text("In English, or as the file has it")),
                    ("zh", text("In Chinese, or as `en`")),
                ])),
                "Titles in the languages of the figures; not in the fingerprint",
            ),
        ),
        ("system", text("")),
        ("currency", text("The ISO 4217 code; amounts are a year")),
        ("year", of("integer", "The year whose law applies")),
        (
            "changes",
            said(
                list(&record(&[
                    ("law", word(&["baseline", "reform", "scenario"])),
                    ("action", word(&["set", "add", "remove", "replace"])),
                    ("name", text("The instrument, or instrument.parameter")),
                    ("before", maybe_text("The value before, as written")),
                    (
                        "after",
                        maybe_text(
                            "The value after, as written; where a file takes the place of a common instrument, the file",
                        ),
                    ),
                ])),
                "What the study changes in the law",
            ),
        ),
        (
            "options",
            record(&[
                ("attribution", text("How the net cost is asked to be divided")),
                ("poverty_line_share", number("The line as a share of the median")),
                ("weighting", word(&["persons", "households"])),
                ("seed", of("integer", "The seed of the stored draws")),
            ]),
        ),
        (
            "has_reform",
            of("boolean", "Without a reform, costs are the levels of current law"),
        ),
        (
            "population",
            record(&[
                ("name", text("")),
                ("hash", text("A hash of the people, free of their order")),
                ("households", of("integer", "Rows")),
                ("persons", of("integer", "Rows")),
                ("weighted_households", number("Households represented")),
                ("weight", number("Weight of the measures")),
                ("weighting", word(&["persons", "households"])),
            ]),
        ),
        ("budget", list(&budget())),
        (
            "net_cost",
            number("Net cost of the whole to government and its funds; positive: they pay more"),
        ),
        ("attribution", text("How the net cost was divided")),
        (
            "attribution_fallback",
            said(
                or_null(record(&[
                    ("asked", word(&["shapley", "stacked", "last-in"])),
                    ("used", word(&["stacked", "whole", "drawn"])),
                    ("reason", word(&["too-many-elements", "drawn-orders", "no-law-of-some"])),
                    ("elements", of("integer", "Elements of the reform")),
                    (
                        "most",
                        json!({ "type": ["integer", "null"], "description": "The most of which it can be done as asked; null where their number is not the reason" }),
                    ),
                    (
                        "orders",
                        json!({ "type": ["integer", "null"], "description": "Of drawn-orders how many; null otherwise" }),
                    ),
                ])),
                "Why the net cost is divided otherwise than asked; null where it is as asked",
            ),
        ),
        (
            "rationing",
            said(
                list(&rationing()),
                "Who is left out where places, money or a fund may not suffice; not in the fingerprint",
            ),
        ),
        (
            "accounts",
            said(
                list(&record(&[
                    ("account", word(&Account::NAMES)),
                    ("baseline", number("")),
                    ("reform", number("")),
                    ("change", number("")),
                ])),
                "What every account receives less what it pays",
            ),
        ),
        (
            "flows",
            list(&record(&[
                ("name", text("")),
                ("from", word(&Account::NAMES)),
                ("to", word(&Account::NAMES)),
                ("baseline", number("")),
                ("reform", number("")),
            ])),
        ),
        (
            "poverty",
            record(&[
                ("line_share", number("The line as a share of the median")),
                (
                    "fixed",
                    said(pair("poverty"), "The baseline's line for both: the headline"),
                ),
                ("floating", said(pair("poverty"), "Each run's own line")),
            ]),
        ),
        (
            "inequality",
            record(&[("baseline", to("inequality")), ("reform", to("inequality"))]),
        ),
        (
            "entropy",
            said(
                record(&[
                    ("baseline", to("entropy")),
                    ("reform", to("entropy")),
                    ("calm", or_null(to("entropy"))),
                ]),
                "Theil's and Atkinson's measures of disposable income; not in the fingerprint",
            ),
        ),
        (
            "redistribution",
            said(
                or_null(record(&[
                    ("baseline", to("redistribution")),
                    ("reform", to("redistribution")),
                ])),
                "What taxes and benefits do between market and disposable income; not in the fingerprint",
            ),
        ),
        (
            "lorenz",
            said(
                record(&[
                    ("baseline", to("lorenz")),
                    ("reform", to("lorenz")),
                    ("calm", or_null(to("lorenz"))),
                ]),
                "Lorenz curves of equivalised disposable income; calm: under baseline law without the shock; not in the fingerprint",
            ),
        ),
        ("deciles", list(&decile())),
        ("winners", list(&winners())),
        (
            "groups",
            list(&record(&[("by", text("The category")), ("rows", list(&group()))])),
        ),
        ("shock", or_null(super::shock::shock())),
        ("incentives", or_null(super::shock::incentives())),
        ("interactions", or_null(super::interactions::interactions())),
        ("levy_yields", super::levies::levy_yields()),
        (
            "assumptions",
            list(&record(&[
                ("parameter", text("")),
                ("value", text("")),
                ("low", maybe("")),
                ("high", maybe("")),
            ])),
        ),
        ("defaulted_columns", list(&text("A column that the data lacks"))),
        (
            "notices",
            said(
                list(&record(&[
                    ("code", word(&["nobody-reached", "over-shared"])),
                    ("name", text("The instrument, or the fund")),
                    ("columns", list(&text("A column that it reads and the people lack"))),
                    ("share", maybe("Of over-shared the sum of the shares")),
                ])),
                "What the figures do not say by themselves",
            ),
        ),
        (
            "columns_not_read",
            list(&text("A column of the data's file that the mapping does not read")),
        ),
        (
            "code",
            said(
                list(&text("An instrument")),
                "Instruments worked out by code of the host: no other machine can vouch for these figures",
            ),
        ),
    ]);
    document(
        root,
        &[
            ("poverty", poverty()),
            ("inequality", inequality()),
            ("entropy", entropy()),
            ("redistribution", redistribution()),
            ("lorenz", lorenz()),
        ],
    )
}

/// The record of a run.
pub fn manifest() -> Value {
    let mut manifest = record(&[
        ("format", json!({ "const": 1 })),
        ("model_version", text("")),
        ("study", text("")),
        ("system", text("")),
        ("year", of("integer", "")),
        (
            "options",
            record(&[
                ("attribution", text("")),
                ("poverty_line_share", number("")),
                ("weighting", word(&["persons", "households"])),
            ]),
        ),
        ("seed", of("integer", "")),
        (
            "scenario",
            maybe_text("The scenario that the command line named in the place of the study's"),
        ),
        (
            "set",
            said(
                list(&text("INSTRUMENT.PARAMETER=VALUE")),
                "Values set on the command line",
            ),
        ),
        ("fingerprint", text("")),
        (
            "inputs",
            list(&record(&[
                ("role", word(&["study", "rules", "mapping", "data"])),
                (
                    "file",
                    text("Below policies/ when the build carries it, else relative to the manifest"),
                ),
                ("blake3", text("The hash of its bytes")),
                ("embedded", of("boolean", "Whether the build carries it")),
            ])),
        ),
        (
            "files",
            said(
                list(&record(&[
                    ("file", text("Relative to the manifest")),
                    ("blake3", text("The hash of its bytes")),
                ])),
                "Every other file of the folder",
            ),
        ),
    ]);
    // What a run of one year leaves out.
    manifest["properties"]["years"] = said(
        record(&[
            ("first", of("integer", "The first year")),
            ("last", of("integer", "The last year")),
            ("discount_rate", number("Share a year by which later money counts less")),
        ]),
        "The years of a run over several; absent for a run of one year",
    );
    manifest["properties"]["attribution"] = said(
        word(&["shapley", "stacked", "last-in"]),
        "How the command line had the net cost divided, in the place of the study's way; absent where it said nothing",
    );
    manifest
}
