//! Formulas: units and types.

use super::refusal::{Input, Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row(
            "money a month and money a year",
            Input::Rule(
                "[parameters]\nbonus = { unit = \"currency/month\", default = 1, reference = \"x\" }\n[rules]\namount = \"«sum(person.earnings) + bonus»\"\n",
            ),
            "unit-mismatch",
            "rules.amount",
            &["money a month", "per_year(bonus)"],
        ),
        row(
            "money and a share",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = 0.1, reference = \"x\" }\n[rules]\namount = \"«sum(person.earnings) - rate»\"\n",
            ),
            "unit-mismatch",
            "rules.amount",
            &["money a year"],
        ),
        row(
            "money a month added to a share",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = 0.1, reference = \"x\" }\nbonus = { unit = \"currency/month\", default = 1, reference = \"x\" }\n[rules]\namount = \"«bonus + rate»\"\n",
            ),
            "unit-mismatch",
            "rules.amount",
            &["money a month"],
        ),
        row(
            "money compared with an age",
            Input::Rule("[rules]\namount = \"1 if «sum(person.earnings) > adult_age» else 0\"\n"),
            "unit-mismatch",
            "rules.amount",
            &["age"],
        ),
        row(
            "money compared with a number",
            Input::Rule("[rules]\namount = \"1 if «sum(person.earnings) > 1000» else 0\"\n"),
            "unit-mismatch",
            "rules.amount",
            &["parameter"],
        ),
        row(
            "the branches of a choice differ",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = 0.1, reference = \"x\" }\n[rules]\namount = \"«sum(person.earnings) if children > 0 else rate»\"\n",
            ),
            "unit-mismatch",
            "rules.amount",
            &["money a year"],
        ),
        row(
            "an amount that is a share",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = 0.1, reference = \"x\" }\n[rules]\n«amount» = \"rate\"\n",
            ),
            "unit-mismatch",
            "rules.amount",
            &["money a year"],
        ),
        row(
            "a month's amount in a file of years",
            Input::Rule(
                "[parameters]\nbonus = { unit = \"currency/month\", default = 1, reference = \"x\" }\n[rules]\n«amount» = \"bonus\"\n",
            ),
            "unit-mismatch",
            "rules.amount",
            &["per_year"],
        ),
        row(
            "months that are money",
            Input::Rule(
                "period = \"month\"\n[parameters]\nbonus = { unit = \"currency/month\", default = 1, reference = \"x\" }\n[rules]\namount = \"bonus\"\n«months» = \"bonus\"\n",
            ),
            "unit-mismatch",
            "rules.months",
            &["number of months"],
        ),
        row(
            "`per_month` of a month's money",
            Input::Rule(
                "period = \"month\"\n[parameters]\nbonus = { unit = \"currency/month\", default = 1, reference = \"x\" }\n[rules]\namount = \"per_month(«bonus»)\"\n",
            ),
            "unit-mismatch",
            "rules.amount",
            &["leave the conversion out"],
        ),
        row(
            "a schedule called with another unit",
            Input::Rule(
                "[parameters]\ntariff = { unit = \"currency/year\", type = \"brackets\", default = [[0, 0.1]], reference = \"x\" }\n[rules]\namount = \"tariff(«adult_age»)\"\n",
            ),
            "unit-mismatch",
            "rules.amount",
            &["money a year"],
        ),
        row(
            "a function called with another unit",
            Input::Rule(
                "[functions.f]\narguments = { x = \"currency/year\" }\nrules = { result = \"x\" }\n[rules]\namount = \"f(«adult_age»)\"\n",
            ),
            "unit-mismatch",
            "rules.amount",
            &["money a year"],
        ),
        row(
            "arithmetic with a truth",
            Input::Rule("[rules]\namount = \"«(children > 0)» * 5\"\n"),
            "not-a-number",
            "rules.amount",
            &["if"],
        ),
        row(
            "a number as a condition",
            Input::Rule("[rules]\namount = \"1 if «children» else 0\"\n"),
            "not-a-truth",
            "rules.amount",
            &["x > 0"],
        ),
        row(
            "`and` between numbers",
            Input::Rule("[rules]\namount = \"1 if «children» and region == 'north' else 0\"\n"),
            "not-a-truth",
            "rules.amount",
            &["truth"],
        ),
        row(
            "arithmetic with a category",
            Input::Rule("[rules]\namount = \"«region» + 1\"\n"),
            "not-a-number",
            "rules.amount",
            &["number"],
        ),
        row(
            "a rule that is a word",
            Input::Rule("[rules]\n«step» = \"'north'\"\namount = \"1 if region == step else 0\"\n"),
            "not-a-value",
            "rules.step",
            &["compare a category with the word"],
        ),
        row(
            "`in` a number",
            Input::Rule("[rules]\namount = \"1 if region in «children» else 0\"\n"),
            "not-a-list",
            "rules.amount",
            &["square brackets"],
        ),
        row(
            "a list where a value belongs",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"1 + «[»1, 2]\"\n"),
            "syntax",
            "rules.step",
            &["behind `in`"],
        ),
        row(
            "a divisor that may be zero",
            Input::Rule("[rules]\namount = \"1 / «children»\"\n"),
            "divisor-may-be-zero",
            "rules.amount",
            &["ratio"],
        ),
        row(
            "a divisor whose range holds zero",
            Input::Rule(
                "[parameters]\nparts = { unit = \"count\", default = 2, range = [0, 4], reference = \"x\" }\n[rules]\namount = \"1 / «parts»\"\n",
            ),
            "divisor-may-be-zero",
            "rules.amount",
            &["ratio"],
        ),
        row(
            "rounding to a step that may be zero",
            Input::Rule(
                "[parameters]\nstep_size = { unit = \"currency/year\", default = 2, range = [-1, 4], reference = \"x\" }\n[rules]\namount = \"round(sum(person.earnings), «step_size»)\"\n",
            ),
            "step-may-be-zero",
            "rules.amount",
            &["above 0"],
        ),
    ]
}
