//! Rule files: keys, parameters, eligibility and what else stands beside the formulas.

use super::refusal::{Input, Row, row};

pub fn rows() -> Vec<Row> {
    [keys(), super::parameters::rows(), blocks(), cases()].concat()
}

fn keys() -> Vec<Row> {
    vec![
        row(
            "a misspelt key",
            Input::Rule("[rules]\namount = \"0\"\n[«eligibilty»]\nage = { from = 18 }\n"),
            "unknown-key",
            "eligibilty",
            &["did you mean `eligibility`?"],
        ),
        row(
            "a misspelt key of a parameter",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = 0.1, «rnage» = [0, 1], reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "unknown-key",
            "parameters.rate.rnage",
            &["did you mean `range`?"],
        ),
        row(
            "a misspelt key of a bound",
            Input::Rule("[rules]\namount = \"0\"\n[eligibility]\nage = { «form» = 18 }\n"),
            "unknown-key",
            "eligibility.age.form",
            &["did you mean `from`?"],
        ),
        row(
            "a kind that is none",
            Input::File(
                "format = 1\nname = \"bad\"\nkind = «\"benfit\"»\nunit = \"household\"\n[rules]\namount = \"0\"\n",
            ),
            "unknown-choice",
            "kind",
            &["did you mean `benefit`?"],
        ),
        row(
            "no kind",
            Input::File("format = 1\nname = \"bad\"\nunit = \"household\"\n[rules]\namount = \"0\"\n"),
            "missing-key",
            "kind",
            &["kind"],
        ),
        row(
            "no name",
            Input::File("format = 1\nkind = \"benefit\"\nunit = \"household\"\n[rules]\namount = \"0\"\n"),
            "missing-key",
            "name",
            &["name"],
        ),
        row(
            "a kind of the wrong type",
            Input::File("format = 1\nname = \"bad\"\nkind = «3»\nunit = \"household\"\n[rules]\namount = \"0\"\n"),
            "wrong-type",
            "kind",
            &["text", "quotes"],
        ),
        row(
            "a payer that is none",
            Input::Rule("payer = «\"goverment.central\"»\n[rules]\namount = \"0\"\n"),
            "unknown-choice",
            "payer",
            &["did you mean `government.central`?"],
        ),
        row(
            "a period that is none",
            Input::Rule("period = «\"week\"»\n[rules]\namount = \"0\"\n"),
            "unknown-choice",
            "period",
            &["year", "month"],
        ),
        row(
            "a unit that the system does not have",
            Input::File(
                "format = 1\nname = «\"bad\"»\nkind = \"benefit\"\nunit = \"famly\"\n[rules]\namount = \"0\"\n",
            ),
            "unknown-unit-kind",
            "unit",
            &["famly", "did you mean `family`?"],
        ),
        row(
            "a name with a capital letter",
            Input::File(
                "format = 1\nname = «\"Bad\"»\nkind = \"benefit\"\nunit = \"household\"\n[rules]\namount = \"0\"\n",
            ),
            "bad-name",
            "name",
            &["small letters"],
        ),
        row(
            "a word of the language as a name",
            Input::Rule(
                "[parameters]\n«min» = { unit = \"share\", default = 0.1, reference = \"x\" }\n[rules]\namount = \"0\"\n",
            ),
            "bad-name",
            "parameters.min",
            &["word of the language"],
        ),
        row(
            "no amount",
            Input::Rule("[rules]\nstep = \"0\"\n"),
            "missing-amount",
            "rules",
            &["no rule `amount`", "add `amount"],
        ),
        row(
            "a library with an amount",
            Input::File(
                "format = 1\nname = «\"bad\"»\nkind = \"library\"\nunit = \"household\"\n[rules]\namount = \"0\"\n",
            ),
            "missing-amount",
            "rules",
            &["a library and a scenario have no amount"],
        ),
        row(
            "a parameter and a rule of one name",
            Input::Rule(
                "[parameters]\nfloor_amount = { unit = \"currency/year\", default = 1, reference = \"x\" }\n[rules]\n«floor_amount» = \"0\"\namount = \"floor_amount\"\n",
            ),
            "doubled-name",
            "floor_amount",
            &["rename"],
        ),
        row(
            "`uses` of a file that is not there",
            Input::Rule("uses = [«\"flat_taxx\"»]\n[rules]\namount = \"0\"\n"),
            "unknown-name",
            "uses",
            &["did you mean `flat_tax`?"],
        ),
        row(
            "`uses` that is no list",
            Input::Rule("uses = «\"flat_tax\"»\n[rules]\namount = \"flat_tax\"\n"),
            "wrong-type",
            "uses",
            &["square brackets"],
        ),
        row(
            "rules that are no table",
            Input::Rule("rules = «1»\n"),
            "wrong-type",
            "rules",
            &["a table"],
        ),
        row(
            "a formula that is a number",
            Input::Rule("[rules]\namount = \"0\"\nstep = «5»\n"),
            "wrong-type",
            "rules.step",
            &["a formula in quotes"],
        ),
        row(
            "an amount that is no formula",
            Input::Rule("[rules]\namount = \"max(0,«\"\n"),
            "syntax",
            "rules.amount",
            &["the end of the formula"],
        ),
        row(
            "a rule whose stated unit is none",
            Input::Rule("[rules]\namount = { formula = \"0\", unit = «\"currency/yaer\"» }\n"),
            "unknown-unit",
            "rules.amount.unit",
            &["currency/year"],
        ),
        row(
            "a rule of another unit than it states",
            Input::Rule("[rules]\n«amount» = { formula = \"sum(person.earnings)\", unit = \"share\" }\n"),
            "unit-mismatch",
            "rules.amount",
            &["a pure number", "money a year"],
        ),
        row(
            "rows without otherwise",
            Input::Rule(
                "[rules]\namount = [{ when = \"children > 0\", then = \"1\" }, «{ when = \"children > 1\", then = \"2\" }»]\n",
            ),
            "missing-key",
            "rules.amount[1].otherwise",
            &["otherwise"],
        ),
    ]
}

fn blocks() -> Vec<Row> {
    vec![
        row(
            "eligibility by a column that is not there",
            Input::Rule("[rules]\namount = \"sum(person.earnings)\"\n[eligibility]\n«aeg» = { from = 18 }\n"),
            "unknown-name",
            "eligibility.aeg",
            &["did you mean `age`?"],
        ),
        row(
            "eligibility by a formula in the place of a name",
            Input::Rule(
                "[rules]\namount = \"sum(person.earnings)\"\n[eligibility]\n«\"market_income * 2\"» = { to = 1 }\n",
            ),
            "wrong-form",
            "eligibility.\"market_income * 2\"",
            &["when = "],
        ),
        row(
            "a bare 0 that money goes on from",
            Input::Rule(
                "[carried]\n«balance» = { first = \"0\", next = \"left\" }\n[rules]\nleft = \"carried.balance + sum(person.earnings)\"\namount = \"left\"\n",
            ),
            "unit-mismatch",
            "carried.balance",
            &["a parameter with its unit"],
        ),
        row(
            "eligibility by a value that is none",
            Input::Rule("[rules]\namount = \"sum(person.earnings)\"\n[eligibility]\nsex = [«\"femal\"»]\n"),
            "unknown-choice",
            "eligibility.sex",
            &["did you mean `female`?"],
        ),
        row(
            "eligibility by one word",
            Input::Rule("[rules]\namount = \"sum(person.earnings)\"\n[eligibility]\nsex = «\"female\"»\n"),
            "wrong-type",
            "eligibility.sex",
            &["a list of values"],
        ),
        row(
            "eligibility by a number that is no condition",
            Input::Rule("[rules]\namount = \"sum(person.earnings)\"\n[eligibility]\nwhen = \"«children»\"\n"),
            "not-a-truth",
            "eligibility.when",
            &["condition"],
        ),
        row(
            "take-up that is money",
            Input::Rule(
                "[parameters]\nsum_paid = { unit = \"currency/year\", default = 1, reference = \"x\" }\n[rules]\namount = \"sum_paid\"\n[take_up]\nrate = \"«sum_paid»\"\n",
            ),
            "unit-mismatch",
            "take_up.rate",
            &["a share from 0 to 1"],
        ),
        row(
            "take-up by a draw that is not there",
            Input::Rule("[rules]\namount = \"sum(person.earnings)\"\n[take_up]\nrate = 0.5\ndraw = «\"my_draw\"»\n"),
            "unknown-name",
            "take_up.draw",
            &["my_draw"],
        ),
        row(
            "a draw that belongs to nobody",
            Input::Rule("[draws]\nluck = «3»\n[rules]\namount = \"1 if draw.luck < 0.5 else 0\"\n"),
            "wrong-type",
            "draws.luck",
            &["person"],
        ),
        row(
            "places and money",
            Input::Rule(
                "[parameters]\nplaces_open = { unit = \"count\", default = 1, reference = \"x\" }\nmoney_there = { unit = \"currency/year\", default = 1, reference = \"x\" }\n[rules]\namount = \"sum(person.earnings)\"\n«[capacity]»\nplaces = \"places_open\"\nmoney = \"money_there\"\norder = \"children\"\n",
            ),
            "bad-capacity",
            "capacity",
            &["keep one of them"],
        ),
        row(
            "neither places nor money",
            Input::Rule("[rules]\namount = \"sum(person.earnings)\"\n«[capacity]»\norder = \"children\"\n"),
            "bad-capacity",
            "capacity",
            &["neither"],
        ),
        row(
            "places that differ between households",
            Input::Rule(
                "[rules]\namount = \"sum(person.earnings)\"\n[capacity]\nplaces = \"«children»\"\norder = \"children\"\n",
            ),
            "wrong-level",
            "capacity.places",
            &["one value for the whole run", "parameter"],
        ),
        row(
            "a pool that is no name",
            Input::Rule("pool = «3»\n[rules]\namount = \"0\"\n"),
            "wrong-type",
            "pool",
            &["text"],
        ),
        row(
            "a fund that the system does not have",
            Input::Rule(
                "payer = \"fund\"\n[rules]\namount = \"sum(person.earnings)\"\n«[fund]»\nname = \"transition_fund\"\n",
            ),
            "unknown-name",
            "fund.name",
            &["[funds]"],
        ),
        row(
            "a pool that the system does not have",
            Input::Rule("pool = «\"nonrefundable\"»\n[rules]\namount = \"sum(person.earnings)\"\n"),
            "unknown-name",
            "pool",
            &["nonrefundable", "[pools]"],
        ),
        row(
            "counting that is neither true nor false",
            Input::Rule(
                "[rules]\namount = \"sum(person.earnings)\"\n[interaction]\ncounts_in = { market_income = «1» }\n",
            ),
            "wrong-type",
            "interaction.counts_in.market_income",
            &["true or false"],
        ),
        row(
            "replacing what is not there",
            Input::Rule("[rules]\namount = \"sum(person.earnings)\"\n[interaction]\nreplaces = [«\"flat_taxx\"»]\n"),
            "unknown-name",
            "interaction.replaces",
            &["did you mean `flat_tax`?"],
        ),
        row(
            "losing what is not there",
            Input::Rule("instead_of = [«\"flat_taxx\"»]\n[rules]\namount = \"sum(person.earnings)\"\n"),
            "unknown-name",
            "instead_of",
            &["did you mean `flat_tax`?"],
        ),
        row(
            "members that are a number",
            Input::Rule("members = \"«age»\"\n[rules]\namount = \"sum(person.earnings)\"\n"),
            "not-a-truth",
            "members",
            &["a condition on a person"],
        ),
        row(
            "a function without result",
            Input::Rule(
                "[functions.f]\narguments = { x = \"currency/year\" }\nrules = { y = \"x\" }\n[rules]\namount = \"f(0)\"\n",
            ),
            "missing-key",
            "functions.f.rules",
            &["name the last rule `result`"],
        ),
        row(
            "an argument whose unit is none",
            Input::Rule(
                "[functions.f]\narguments = { x = «\"euro\"» }\nrules = { result = \"x\" }\n[rules]\namount = \"f(0)\"\n",
            ),
            "unknown-unit",
            "functions.f.arguments.x",
            &["currency/year"],
        ),
        row(
            "an argument of a category that the system does not have",
            Input::Rule(
                "[functions.f]\narguments = { x = { category = \"labour_states\" } }\nrules = { result = \"1 if x == 'gig' else 0\" }\n[rules]\namount = \"f(«head(person.labour_status)»)\"\n",
            ),
            "unknown-name",
            "rules.amount",
            &["labour_status"],
        ),
        row(
            "a function called with another category",
            Input::Rule(
                "[functions.f]\narguments = { x = { category = \"labour_status\" } }\nrules = { result = \"1 if x == 'gig' else 0\" }\n[rules]\namount = \"f(«head(person.education)»)\"\n",
            ),
            "unit-mismatch",
            "rules.amount",
            &["a value of labour_status"],
        ),
    ]
}

fn cases() -> Vec<Row> {
    vec![
        row(
            "a worked case that differs",
            Input::Rule(
                "[rules]\namount = \"2 * sum(person.earnings)\"\n[[cases]]\ngiven = { earnings = 100 }\nexpect = { amount = «100» }\n",
            ),
            "case-differs",
            "cases.expect.amount",
            &["200"],
        ),
        row(
            "a worked case that expects an unknown step",
            Input::Rule(
                "[rules]\nstep = \"sum(person.earnings)\"\namount = \"step\"\n[[cases]]\ngiven = { earnings = 100 }\nexpect = { stepp = «100» }\n",
            ),
            "unknown-name",
            "cases.expect.stepp",
            &["did you mean `step`?"],
        ),
        row(
            "a worked case that gives an unknown name",
            Input::Rule(
                "[rules]\namount = \"sum(person.earnings)\"\n[[cases]]\ngiven = { «earnigs» = 100 }\nexpect = { amount = 0 }\n",
            ),
            "unknown-name",
            "cases.given.earnigs",
            &["did you mean `earnings`?"],
        ),
        row(
            "a worked case without expectation",
            Input::Rule("[rules]\namount = \"sum(person.earnings)\"\n[[cases]]\ngiven = { earnings = 100 }\n"),
            "missing-key",
            "cases[0].expect",
            &["expect"],
        ),
        row(
            "a worked case of a day that is none",
            Input::Rule("[rules]\namount = \"0\"\n[[cases]]\ndate = «\"2024-02-30\"»\nexpect = { amount = 0 }\n"),
            "no-such-day",
            "cases[0].date",
            &["2024-01-31"],
        ),
        row(
            "a worked case with an unknown parameter",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = 0.1, reference = \"x\" }\n[rules]\namount = \"rate * sum(person.earnings)\"\n[[cases]]\nparameters = { «rat» = 0.5 }\nexpect = { amount = 0 }\n",
            ),
            "unknown-name",
            "bad.rat",
            &["did you mean `bad.rate`?"],
        ),
        row(
            "a worked case with two values for three members",
            Input::Rule(
                "[for_each.person]\npay = \"earnings\"\n[rules]\namount = \"sum(person.pay)\"\n[[cases]]\ngiven = { persons = [{ earnings = 1 }, { earnings = 2 }, { earnings = 3 }] }\nexpect = { person = { pay = «[1, 2]» } }\n",
            ),
            "wrong-length",
            "cases.expect.person.pay",
            &["3 values"],
        ),
        row(
            "a worked case with an age beyond all ages",
            Input::Rule(
                "[rules]\namount = \"sum(person.earnings)\"\n[[cases]]\ngiven = { persons = [{ age = «300» }] }\nexpect = { amount = 0 }\n",
            ),
            "out-of-range",
            "cases.given.persons[0].age",
            &["from 0 to 120"],
        ),
    ]
}
