//! Rule files: parameters and their values.

use super::refusal::{Input, Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row(
            "a parameter without unit",
            Input::Rule("[parameters]\nrate = { default = 0.1, reference = \"x\" }\n[rules]\namount = \"0\"\n"),
            "missing-key",
            "parameters.rate.unit",
            &["unit"],
        ),
        row(
            "a unit that is none",
            Input::Rule(
                "[parameters]\nrate = { unit = «\"currency/yaer\"», default = 1, reference = \"x\" }\n[rules]\namount = \"0\"\n",
            ),
            "unknown-unit",
            "parameters.rate.unit",
            &["did you mean `currency/year`?"],
        ),
        row(
            "a parameter without source",
            Input::Rule("[parameters]\nrate = «{ unit = \"share\", default = 0.1 }»\n[rules]\namount = \"0 * rate\"\n"),
            "missing-source",
            "parameters.rate",
            &["reference"],
        ),
        row(
            "an assumption without range",
            Input::Rule(
                "[parameters]\nrate = «{ unit = \"share\", default = 0.1, assumption = true }»\n[rules]\namount = \"0 * rate\"\n",
            ),
            "missing-source",
            "parameters.rate",
            &["add `range = [lowest, highest]`"],
        ),
        row(
            "a value for what is not written, of a single number",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = 0.1, range = [0, 1], assumption = true, otherwise = «0.2» }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "wrong-form",
            "parameters.rate.otherwise",
            &["by one category"],
        ),
        row(
            "a table by category with a name that is none, and a value for the rest",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", by = \"region\", otherwise = 0, default = { «sotuh» = 0.1 }, range = [0, 1], assumption = true }\n[rules]\namount = \"0 * rate[region]\"\n",
            ),
            "unknown-choice",
            "parameters.rate.sotuh",
            &["south"],
        ),
        row(
            "a range upside down",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = 0.1, range = «[1, 0]», reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "bad-range",
            "parameters.rate.range",
            &["the lower first"],
        ),
        row(
            "a default above its range",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = «1.5», range = [0, 1], reference = \"x\" }\n[rules]\namount = \"rate\"\n",
            ),
            "out-of-range",
            "parameters.rate",
            &["use at most 1", "1.5"],
        ),
        row(
            "a default in quotes",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = «\"0.5\"», reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "wrong-type",
            "parameters.rate",
            &["without quotes"],
        ),
        row(
            "a parameter without value",
            Input::Rule(
                "[parameters]\nrate = «{ unit = \"share\", reference = \"x\" }»\n[rules]\namount = \"0 * rate\"\n",
            ),
            "missing-value",
            "parameters.rate",
            &["default"],
        ),
        row(
            "a default beside values by date",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = «0.1», 2024-01-01 = 0.2, reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "two-values",
            "parameters.rate",
            &["remove `default`"],
        ),
        row(
            "a day that no calendar has",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", «2024-02-30» = 0.2, 2024-01-01 = 0.1, reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "bad-date",
            "parameters.rate.2024-02-30",
            &["calendar"],
        ),
        row(
            "a law before its first value",
            Input::Rule(
                "[parameters]\nrate = «{ unit = \"share\", 2030-01-01 = 0.2, reference = \"x\" }»\n[rules]\namount = \"0 * rate\"\n",
            ),
            "no-value-on-date",
            "parameters.rate",
            &["first value on 2030-01-01"],
        ),
        row(
            "a law past its last day",
            Input::Rule(
                "[parameters]\nrate = «{ unit = \"share\", 2020-01-01 = 0.2, until = 2023-12-31, reference = \"x\" }»\n[rules]\namount = \"0 * rate\"\n",
            ),
            "no-value-on-date",
            "parameters.rate",
            &["until 2023-12-31"],
        ),
        row(
            "a rule before its first formula",
            Input::Rule("[rules]\n«amount» = { 2030-01-01 = \"1\" }\n"),
            "no-value-on-date",
            "rules.amount",
            &["2030-01-01"],
        ),
        row(
            "uprating by an index that is not there",
            Input::Rule(
                "[parameters]\nrate = «{ unit = \"currency/year\", 2020-01-01 = 20, uprate = { index = \"prices\" }, reference = \"x\" }»\n[rules]\namount = \"rate\"\n",
            ),
            "unknown-name",
            "parameters.rate.uprate",
            &["prices", "[indices]"],
        ),
        row(
            "thresholds that fall",
            Input::Rule(
                "[parameters]\ntariff = { unit = \"currency/year\", type = \"brackets\", default = [[0, 0.1], [500, 0.2], «[400, 0.3]»], reference = \"x\" }\n[rules]\namount = \"tariff(sum(person.earnings))\"\n",
            ),
            "bad-schedule",
            "parameters.tariff",
            &["rising order"],
        ),
        row(
            "a schedule of another form",
            Input::Rule(
                "[parameters]\ntariff = { unit = \"currency/year\", type = \"brackets\", default = [«[0, 0.1, 3]»], reference = \"x\" }\n[rules]\namount = \"tariff(sum(person.earnings))\"\n",
            ),
            "bad-schedule",
            "parameters.tariff",
            &["[[from, rate], …]"],
        ),
        row(
            "a schedule that is one number",
            Input::Rule(
                "[parameters]\ntariff = { unit = \"currency/year\", type = \"brackets\", default = «0.1», reference = \"x\" }\n[rules]\namount = \"tariff(sum(person.earnings))\"\n",
            ),
            "bad-schedule",
            "parameters.tariff",
            &["square brackets"],
        ),
        row(
            "a table without one of its values",
            Input::Rule(
                "[parameters]\nrate = { unit = \"currency/year\", by = \"region\", default = «{ north = 1 }», reference = \"x\" }\n[rules]\namount = \"rate[region]\"\n",
            ),
            "missing-value",
            "parameters.rate",
            &["add `south = …`"],
        ),
        row(
            "a table with a value too many",
            Input::Rule(
                "[parameters]\nrate = { unit = \"currency/year\", by = \"region\", default = { north = 1, south = 2, «sotuh» = 3 }, reference = \"x\" }\n[rules]\namount = \"rate[region]\"\n",
            ),
            "unknown-choice",
            "parameters.rate.sotuh",
            &["did you mean `south`?"],
        ),
        row(
            "a list of another length than its category",
            Input::Rule(
                "[parameters]\nrate = { unit = \"currency/year\", by = \"region\", default = «[1, 2, 3]», reference = \"x\" }\n[rules]\namount = \"rate[region]\"\n",
            ),
            "wrong-length",
            "parameters.rate",
            &["north, south"],
        ),
        row(
            "a table by something unknown",
            Input::Rule(
                "[parameters]\nrate = «{ unit = \"currency/year\", by = \"regoin\", default = [1, 2], reference = \"x\" }»\n[rules]\namount = \"rate[region]\"\n",
            ),
            "unknown-name",
            "parameters.rate.by",
            &["did you mean `region`?"],
        ),
        row(
            "a choice without options",
            Input::Rule(
                "[parameters]\nbase = { unit = \"choice\", default = \"gross\" }\n[rules]\namount = \"1 if base == 'gross' else 0\"\n",
            ),
            "missing-key",
            "parameters.base.options",
            &["options"],
        ),
        row(
            "a choice that is not among the options",
            Input::Rule(
                "[parameters]\nbase = { unit = \"choice\", options = [\"gross\", \"net\"], default = «\"gros\"» }\n[rules]\namount = \"1 if base == 'gross' else 0\"\n",
            ),
            "unknown-choice",
            "parameters.base",
            &["did you mean `gross`?"],
        ),
        row(
            "a list with a value that the category does not have",
            Input::Rule(
                "[parameters]\nplaces = { unit = \"list\", of = \"region\", default = [\"north\", «\"west\"»] }\n[rules]\namount = \"1 if region in places else 0\"\n",
            ),
            "unknown-choice",
            "parameters.places",
            &["north, south"],
        ),
        row(
            "a concept that the system does not have",
            Input::Rule(
                "[parameters]\nbase = { unit = \"concept\", default = «\"market_incme\"» }\n[rules]\namount = \"max(0, base)\"\n",
            ),
            "unknown-name",
            "parameters.base",
            &["did you mean `market_income`?"],
        ),
        row(
            "a parameter that nothing reads",
            Input::Rule(
                "[parameters]\nrate = «{ unit = \"share\", default = 0.1, reference = \"x\" }»\n[rules]\namount = \"sum(person.earnings)\"\n",
            ),
            "unused-parameter",
            "parameters.rate",
            &["rate"],
        ),
        row(
            "`until` in quotes",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = 0.1, until = «\"later\"», reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "wrong-type",
            "parameters.rate.until",
            &["2026-12-31"],
        ),
    ]
}
