//! Rule files that contain code, or call it without saying so.

use super::refusal::{Input, Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row(
            "a call of code in a file without any",
            Input::Rule("[rules]\nincome = \"sum(person.earnings)\"\namount = \"0.5 * «code(income)»\"\n"),
            "missing-code",
            "rules.amount",
            &["[code] language = \"python\"", "run the study in Python"],
        ),
        row(
            "code that no rule calls",
            Input::Rule("[rules]\namount = \"sum(person.earnings)\"\n«[code]»\nlanguage = \"python\"\n"),
            "code-not-called",
            "code",
            &[
                "says that it contains code and never calls it",
                "call the code in a rule",
            ],
        ),
        row(
            "code that is called twice",
            Input::Rule(
                "[rules]\nincome = \"sum(person.earnings)\"\nfirst = \"code(income)\"\namount = \"first + «code(income)»\"\n[code]\nlanguage = \"python\"\n",
            ),
            "code-called-twice",
            "rules.amount",
            &["a second time", "a step of its own"],
        ),
        row(
            "code that is called in a rule of a person",
            Input::Rule(
                "[for_each.person]\nown = \"«code(earnings)»\"\n[rules]\namount = \"sum(person.own)\"\n[code]\nlanguage = \"python\"\n",
            ),
            "misplaced-code",
            "for_each.person.own",
            &["one value for each household"],
        ),
        row(
            "code that is called over members",
            Input::Rule("[rules]\namount = \"sum(«code(person.earnings)»)\"\n[code]\nlanguage = \"python\"\n"),
            "misplaced-code",
            "rules.amount",
            &["one value for each household"],
        ),
        row(
            "code that is called in a function",
            Input::Rule(
                "[functions.f]\narguments = { x = \"currency/year\" }\nrules = { result = \"«code(x)»\" }\n[rules]\namount = \"f(sum(person.earnings))\"\n[code]\nlanguage = \"python\"\n",
            ),
            "misplaced-code",
            "functions.f.rules.result",
            &["under [rules]"],
        ),
        row(
            "code that says who is eligible",
            Input::Rule(
                "[rules]\namount = \"sum(person.earnings)\"\n[eligibility]\nwhen = \"«code(children)» > 0\"\n[code]\nlanguage = \"python\"\n",
            ),
            "misplaced-code",
            "eligibility.when",
            &["under [rules]"],
        ),
        row(
            "code of a scenario",
            Input::File(
                "format = 1\nname = \"bad\"\nkind = \"scenario\"\n[becomes]\nearnings = \"earnings\"\n«[code]»\nlanguage = \"python\"\n",
            ),
            "misplaced-code",
            "code",
            &["a scenario, which no code works out"],
        ),
        row(
            "code of a language that is none",
            Input::Rule("[rules]\namount = \"code(children)\"\n[code]\nlanguage = «\"pyton\"»\n"),
            "unknown-choice",
            "code.language",
            &["did you mean `python`?"],
        ),
        row(
            "code without its language",
            Input::Rule("[rules]\namount = \"code(children)\"\n[code]\n"),
            "missing-key",
            "code.language",
            &["add `language`"],
        ),
        row(
            "code that is no table",
            Input::Rule("code = «\"python\"»\n[rules]\namount = \"code(children)\"\n"),
            "wrong-type",
            "code",
            &["table"],
        ),
        row(
            "a misspelt table of code",
            Input::Rule("[rules]\namount = \"code(children)\"\n[«cod»]\nlanguage = \"python\"\n"),
            "unknown-key",
            "cod",
            &["did you mean `code`?"],
        ),
        row(
            "an unknown key of code",
            Input::Rule("[rules]\namount = \"code(children)\"\n[code]\nlanguage = \"python\"\n«modul» = \"mine\"\n"),
            "unknown-key",
            "code.modul",
            &["language"],
        ),
        row(
            "an argument of another unit",
            Input::Rule("[rules]\namount = \"code(«earnings»)\"\n[code]\nlanguage = \"python\"\n"),
            "wrong-level",
            "rules.amount",
            &["sum"],
        ),
        row(
            "a word as an argument",
            Input::Rule("[rules]\namount = \"code(children, «'north'»)\"\n[code]\nlanguage = \"python\"\n"),
            "not-a-value",
            "rules.amount",
            &["the word 'north'", "leave it out"],
        ),
        row(
            "two arguments of one name",
            Input::Rule("[rules]\namount = \"code(children, «children»)\"\n[code]\nlanguage = \"python\"\n"),
            "doubled-name",
            "rules.amount",
            &["two arguments of the code are called `children`"],
        ),
        row(
            "an argument that is not there",
            Input::Rule("[rules]\namount = \"code(«childrn»)\"\n[code]\nlanguage = \"python\"\n"),
            "unknown-name",
            "rules.amount",
            &["did you mean `children`?"],
        ),
        row(
            "a yearly amount of code in a file by the month",
            Input::Rule("period = \"month\"\n[rules]\n«amount» = \"code(children)\"\n[code]\nlanguage = \"python\"\n"),
            "unit-mismatch",
            "rules.amount",
            &["per_month"],
        ),
        row(
            "a step that is called code",
            Input::Rule("[rules]\n«code» = \"sum(person.earnings)\"\namount = \"0\"\n"),
            "bad-name",
            "rules.code",
            &["a word of the language"],
        ),
        row(
            "a worked case of code",
            Input::Rule(
                "[rules]\namount = \"«code(children)»\"\n[code]\nlanguage = \"python\"\n[[cases]]\ngiven = { children = 2 }\nexpect = { amount = 0 }\n",
            ),
            "code-unavailable",
            "rules.amount",
            &["only the Python package can run", "write the amount as a formula"],
        ),
    ]
}
