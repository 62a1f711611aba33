//! Schemas of what a scenario does and of what work pays, in the results.

use serde_json::Value;

use super::parts::{list, maybe, number, text, to};
use super::result::{or_null, record};

/// What a scenario does.
pub fn shock() -> Value {
    record(&[
        ("scenario", text("The scenario")),
        ("title", text("Its title, in English")),
        (
            "cost_of_shock",
            number("What the shock costs government and its funds under baseline law"),
        ),
        (
            "without_gains",
            or_null(record(&[
                (
                    "parameters",
                    list(&text("A parameter of the scenario that has another value")),
                ),
                (
                    "values",
                    list(&text(
                        "Its value there, as the scenario's file writes it; in the order of `parameters`",
                    )),
                ),
                ("cost_of_shock", number("What the shock then costs")),
                ("poverty_rate", maybe("The poverty rate then, with the fixed line")),
                ("poor", maybe("The number of poor then")),
                ("gini", maybe("The Gini coefficient then")),
            ])),
        ),
        (
            "calm_balance",
            number("Their balance under baseline law without the shock"),
        ),
        (
            "rule_effect",
            maybe("Part of the policy's net cost on the people as baseline law leaves them"),
        ),
        ("state_effect", maybe("The rest, from changed states")),
        ("cost_in_calm_times", maybe("Net cost of the policy without the shock")),
        (
            "displaced_baseline",
            number("Persons who lose their work under baseline law"),
        ),
        ("displaced_reform", number("The same under the reform")),
        ("calm_poverty", or_null(to("poverty"))),
        ("calm_inequality", to("inequality")),
        ("coverage", record(&[("baseline", funnel()), ("reform", funnel())])),
        (
            "leakage",
            or_null(record(&[
                ("spending", number("Spending of the reform's instruments")),
                ("leaked", number("What goes to households where nobody lost the work")),
                ("leakage_share", maybe("Its share")),
            ])),
        ),
        (
            "cost_effectiveness",
            or_null(record(&[
                ("net_cost", number("Net cost of the policy")),
                ("covered", number("Displaced persons covered in addition")),
                ("cost_per_covered", maybe("Net cost for each; null: not defined")),
                ("out_of_poverty", number("Persons lifted out of poverty")),
                (
                    "cost_per_person_out_of_poverty",
                    maybe("Net cost for each; null: not defined"),
                ),
                ("poverty_gap_closed", number("Fall of the poverty gap")),
                (
                    "cost_per_unit_of_poverty_gap",
                    maybe("Net cost for each unit; null: not defined"),
                ),
            ])),
        ),
        (
            "selections",
            list(&record(&[
                (
                    "law",
                    text("baseline or reform: the law under which the scenario chooses"),
                ),
                ("selection", text("The selection")),
                ("persons", number("Persons who can be chosen")),
                ("share_asked", number("The share of these that is asked for")),
                ("chosen", number("Persons chosen")),
                ("share_met", maybe("Their share; null: nobody can be chosen")),
            ])),
        ),
        ("forecast", or_null(forecast())),
    ])
}

fn forecast() -> Value {
    record(&[
        (
            "persons",
            number("Persons whom the scenario can hit; shares are of these; not in the fingerprint"),
        ),
        ("mean_predicted", number("Their mean predicted risk")),
        (
            "displaced_share",
            number("The share of them who lost the work under baseline law"),
        ),
        (
            "thresholds",
            list(&record(&[
                ("threshold", number("The predicted risk from which a person is warned")),
                ("warned_share", maybe("The share that is warned")),
                (
                    "precision",
                    maybe("Of the warned, the share who lost the work; null: nobody is warned"),
                ),
                (
                    "recall",
                    maybe("Of those who lost the work, the share that was warned; null: nobody did"),
                ),
            ])),
        ),
        (
            "tenths",
            list(&record(&[
                (
                    "tenth",
                    number("Which, from the lowest predicted risk, 1, to the highest; empty ones are left out"),
                ),
                ("persons", number("Its persons")),
                ("predicted", number("Their mean predicted risk")),
                ("realised", number("The share of them who lost the work")),
            ])),
        ),
    ])
}

fn funnel() -> Value {
    record(&[
        ("displaced", number("Persons who lose their work without the policy")),
        (
            "avoided",
            number("Of these, whose loss is avoided, or who are back at work"),
        ),
        (
            "back_at_work",
            number("Of these, who lost the work and are back at work in the year"),
        ),
        ("eligible", number("Of the others, eligible")),
        ("receiving", number("Of these, receiving")),
        ("adequate", number("Of these, with an adequate income")),
        ("covered", number("Loss avoided, back at work, or receiving")),
        ("adequate_of_all", number("All displaced with an adequate income")),
        ("avoided_share", maybe("Over the displaced")),
        ("eligible_share", maybe("Over the displaced")),
        ("receiving_share", maybe("Over the displaced")),
        ("adequate_share", maybe("Over the displaced")),
        ("covered_share", maybe("Over the displaced")),
        ("adequate_of_all_share", maybe("Over the displaced")),
        ("receiving_of_eligible_share", maybe("Receiving over eligible")),
        ("adequate_of_receiving_share", maybe("Adequate over receiving")),
        (
            "income_replaced_share",
            maybe("Household income over what it would have been had the jobs lasted"),
        ),
        (
            "receiving_not_eligible",
            number("Persons who receive and are not eligible: 0 unless rules contradict one another"),
        ),
    ])
}

/// What work pays every earner.
pub fn incentives() -> Value {
    record(&[
        ("earnings", text("The column of earnings that is changed")),
        (
            "labour_statuses",
            list(&text("The categories of the tables, in their order")),
        ),
        ("baseline", rates()),
        ("reform", or_null(rates())),
    ])
}

fn rates() -> Value {
    let summary = record(&[
        ("weight", number("Weight of those with a rate")),
        ("undefined_weight", number("Weight of those without")),
        ("mean", maybe("The mean")),
        ("p10", maybe("The quantile at .1")),
        ("median", maybe("The median")),
        ("p90", maybe("The quantile at .9")),
        ("share_above_60_percent", maybe("Share with a rate above .6")),
        ("share_above_80_percent", maybe("Share with a rate above .8")),
        ("share_above_100_percent", maybe("Share with a rate above 1")),
    ]);
    let table = record(&[
        ("all", summary.clone()),
        ("deciles", list(&summary)),
        ("categories", list(&summary)),
    ]);
    record(&[
        ("marginal", table.clone()),
        ("participation_insured", table.clone()),
        ("participation_uninsured", table.clone()),
        ("replacement_insured", table.clone()),
        ("replacement_uninsured", table),
    ])
}
