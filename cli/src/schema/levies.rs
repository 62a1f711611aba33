//! Schema of what is left of levies.

use serde_json::Value;

use super::parts::{list, maybe, number, of, said, text, word};
use super::result::{or_null, record};

/// What is left of each levy whose file says what is told of its yield.
pub fn levy_yields() -> Value {
    let effects = |description: &str| {
        said(
            record(&[
                ("taxes", number("Taxes")),
                ("contributions", number("Contributions of employees and employers")),
                ("benefits", number("Benefits and all other revenue and spending")),
                ("funds", number("What the funds pay, and their interest")),
                ("total", number("All of these")),
            ]),
            description,
        )
    };
    let economy = record(&[
        ("by", text("The category, such as sector")),
        (
            "columns",
            list(&record(&[
                ("name", text("The column")),
                ("en", text("Its title in English")),
                ("zh", text("Its title in Chinese")),
                ("is_money", of("boolean", "Money a year; else persons")),
            ])),
        ),
        (
            "rows",
            list(&record(&[
                ("group", text("The value; rest: what arises with nobody")),
                ("values", list(&number("A column's sum"))),
                (
                    "levy",
                    number("The levy that arises there; the rows add up to what is paid"),
                ),
            ])),
        ),
    ]);
    let yields = record(&[
        ("instrument", text("The levy")),
        (
            "static_yield",
            number("Its rate on the base as it would be if nobody answered to it"),
        ),
        (
            "slower_adoption",
            number("Lost because automation is slower; below zero"),
        ),
        (
            "own_erosion",
            number("Lost because the base that is there shrinks; below zero"),
        ),
        ("statutory_yield", number("What is paid: the sum of the three")),
        (
            "given_back",
            number("What government gives back, such as profit tax; below zero"),
        ),
        (
            "incidence",
            effects("What other revenue and spending lose because incomes bear the levy"),
        ),
        (
            "net_yield",
            number("Statutory yield, what is given back and the incidence's total"),
        ),
        (
            "net_share",
            maybe("Net over statutory yield; null where nothing is paid"),
        ),
        (
            "slowing",
            effects("Beside the yield: what government gains because automation is slower"),
        ),
        (
            "work_kept",
            maybe("Persons who keep their work because of that; null without a scenario"),
        ),
        (
            "bearers",
            list(&record(&[
                ("bearer", word(&["government", "households", "rest"])),
                ("instrument", text("The instrument that says so; empty for the rest")),
                ("amount", number("The amount; the rows add up to what is paid")),
            ])),
        ),
        ("economy", or_null(economy)),
    ]);
    said(
        list(&yields),
        "What is left of each levy, from gross to net; not in the fingerprint",
    )
}
