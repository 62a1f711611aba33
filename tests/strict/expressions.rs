//! Formulas: syntax, names, units, types, levels and cycles.

use super::refusal::{Input, Row, row};

pub fn rows() -> Vec<Row> {
    [syntax(), names(), super::units::rows(), levels(), cycles()].concat()
}

fn syntax() -> Vec<Row> {
    vec![
        row(
            "a formula that breaks off",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"1 +«\"\n"),
            "syntax",
            "rules.step",
            &["end"],
        ),
        row(
            "a bracket that is not closed",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"max(0, sum(person.earnings)«\"\n"),
            "syntax",
            "rules.step",
            &[")"],
        ),
        row(
            "a bracket too many",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"(1 + 2)«)»\"\n"),
            "syntax",
            "rules.step",
            &[")"],
        ),
        row(
            "one equals sign for equality",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"1 if region «=» 'north' else 0\"\n"),
            "syntax",
            "rules.step",
            &["=="],
        ),
        row(
            "a percent sign",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"5«%» * sum(person.earnings)\"\n"),
            "syntax",
            "rules.step",
            &["%"],
        ),
        row(
            "`if` without `else`",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"1 if children > 0«\"\n"),
            "syntax",
            "rules.step",
            &["else"],
        ),
        row(
            "an empty formula",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"«\"\n"),
            "syntax",
            "rules.step",
            &[],
        ),
        row(
            "a power",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"2 *«*» 3\"\n"),
            "syntax",
            "rules.step",
            &["*"],
        ),
        row(
            "a word that is not closed",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"1 if region == «'north»\"\n"),
            "syntax",
            "rules.step",
            &["'"],
        ),
        row(
            "a syntax error in a formula of several lines",
            Input::Rule("[rules]\namount = \"0\"\nstep = \"\"\"\nmax(0,\n    sum(person.earnings) *«*» 2)\n\"\"\"\n"),
            "syntax",
            "rules.step",
            &["*"],
        ),
        row(
            "brackets beyond the deepest",
            Input::Rule(
                "[rules]\namount = \"0\"\nstep = \"((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))\"\n",
            ),
            "syntax",
            "rules.step",
            &["at most 64"],
        ),
    ]
}

fn names() -> Vec<Row> {
    vec![
        row(
            "a misspelt parameter",
            Input::Rule(
                "[parameters]\nguarantee = { unit = \"currency/year\", default = 1, reference = \"x\" }\n[rules]\nkept = \"guarantee\"\namount = \"kept + «guarante»\"\n",
            ),
            "unknown-name",
            "rules.amount",
            &["did you mean `guarantee`?"],
        ),
        row(
            "a misspelt column",
            Input::Rule("[rules]\namount = \"sum(«person.earnigs»)\"\n"),
            "unknown-name",
            "rules.amount",
            &["did you mean `earnings`?"],
        ),
        row(
            "a misspelt function",
            Input::Rule("[rules]\namount = \"«maxx»(0, 1)\"\n"),
            "unknown-function",
            "rules.amount",
            &["did you mean `max`?"],
        ),
        row(
            "a file that is not said to be used",
            Input::Rule("[rules]\namount = \"«flat_tax.taxed»\"\n"),
            "not-used",
            "rules.amount",
            &["add `uses = [\"flat_tax\"]`"],
        ),
        row(
            "a step that the other file does not have",
            Input::Rule("uses = [\"flat_tax\"]\n[rules]\namount = \"sum(«person.flat_tax.taxd»)\"\n"),
            "unknown-name",
            "rules.amount",
            &["did you mean `flat_tax.taxed`?"],
        ),
        row(
            "a function that sees a step of the unit",
            Input::Rule(
                "[functions.f]\narguments = { x = \"currency/year\" }\nrules = { result = \"x + «kept»\" }\n[rules]\nkept = \"sum(person.earnings)\"\namount = \"f(kept)\"\n",
            ),
            "unknown-name",
            "functions.f.rules.result",
            &["a function sees its arguments"],
        ),
        row(
            "too few arguments",
            Input::Rule(
                "[functions.f]\narguments = { x = \"currency/year\", y = \"share\" }\nrules = { result = \"x * y\" }\n[rules]\namount = \"«f(0)»\"\n",
            ),
            "wrong-form",
            "rules.amount",
            &["f(x, y)"],
        ),
        row(
            "`ratio` without a value for zero",
            Input::Rule("[rules]\namount = \"«ratio(1, children)»\"\n"),
            "wrong-form",
            "rules.amount",
            &["if_zero"],
        ),
        row(
            "`clip` with two arguments",
            Input::Rule("[rules]\namount = \"«clip(1, 2)»\"\n"),
            "wrong-form",
            "rules.amount",
            &["clip("],
        ),
        row(
            "`spouse` without a value for those who have none",
            Input::Rule("[rules]\namount = \"«spouse(person.earnings)»\"\n"),
            "wrong-form",
            "rules.amount",
            &["if_none"],
        ),
        row(
            "`largest` without a value for nobody",
            Input::Rule("[rules]\namount = \"«largest(person.earnings)»\"\n"),
            "wrong-form",
            "rules.amount",
            &["if_nobody"],
        ),
        row(
            "a word that the category does not have",
            Input::Rule("[rules]\namount = \"1 if region == «'nroth'» else 0\"\n"),
            "unknown-choice",
            "rules.amount",
            &["did you mean 'north'?"],
        ),
        row(
            "a word in a list that the category does not have",
            Input::Rule("[rules]\namount = \"1 if region in ['south', «'nroth'»] else 0\"\n"),
            "unknown-choice",
            "rules.amount",
            &["did you mean 'north'?"],
        ),
        row(
            "a draw that is not declared",
            Input::Rule("[rules]\namount = \"1 if «draw.luck» < 0.5 else 0\"\n"),
            "unknown-name",
            "rules.amount",
            &["declare it"],
        ),
        row(
            "a table without index",
            Input::Rule(
                "[parameters]\nrate = { unit = \"currency/year\", by = \"region\", default = { north = 1, south = 2 }, reference = \"x\" }\n[rules]\namount = \"«rate»\"\n",
            ),
            "table-without-index",
            "rules.amount",
            &["rate[region]"],
        ),
        row(
            "an index of another category",
            Input::Rule(
                "[parameters]\nrate = { unit = \"currency/year\", by = \"region\", default = { north = 1, south = 2 }, reference = \"x\" }\n[rules]\namount = \"rate[«children»]\"\n",
            ),
            "wrong-index",
            "rules.amount",
            &["region"],
        ),
        row(
            "a count beyond the last value",
            Input::Rule(
                "[parameters]\nrate = { unit = \"currency/year\", by = \"children\", default = [1, 2, 3], reference = \"x\" }\n[rules]\namount = \"rate[«children»]\"\n",
            ),
            "index-without-value",
            "rules.amount",
            &["beyond = \"last\""],
        ),
        row(
            "an income concept without what is not there",
            Input::Rule("[rules]\namount = \"max(0, «market_income without earnigs»)\"\n"),
            "unknown-name",
            "rules.amount",
            &["did you mean `earnings`?"],
        ),
        row(
            "a parameter without a concept",
            Input::Rule("[rules]\namount = \"max(0, «adult_age» without earnings)\"\n"),
            "not-a-concept",
            "rules.amount",
            &["income concept"],
        ),
    ]
}

fn levels() -> Vec<Row> {
    vec![
        row(
            "a person's column in a household's rule",
            Input::Rule("[rules]\namount = \"«earnings»\"\n"),
            "wrong-level",
            "rules.amount",
            &["sum(person.earnings)"],
        ),
        row(
            "a person's value without an aggregate",
            Input::Rule("[rules]\namount = \"1 if «person.age» < 18 else 0\"\n"),
            "wrong-level",
            "rules.amount",
            &["say any, all, count, sum or head"],
        ),
        row(
            "a household's column in a person's rule",
            Input::Rule(
                "[for_each.person]\npart = \"1 if «region» == 'north' else 0\"\n[rules]\namount = \"sum(person.part)\"\n",
            ),
            "wrong-level",
            "for_each.person.part",
            &["household.region"],
        ),
        row(
            "a household's step in a person's rule",
            Input::Rule(
                "[for_each.person]\npart = \"0.5 * «kept»\"\n[rules]\nkept = \"sum(person.earnings)\"\namount = \"sum(person.part)\"\n",
            ),
            "wrong-level",
            "for_each.person.part",
            &["household.kept"],
        ),
        row(
            "a person's step in a household's rule",
            Input::Rule("[for_each.person]\npart = \"earnings\"\n[rules]\namount = \"«part»\"\n"),
            "wrong-level",
            "rules.amount",
            &["sum(person.part)"],
        ),
        row(
            "an aggregate in a person's rule",
            Input::Rule(
                "[for_each.person]\npart = \"«sum(person.earnings)»\"\n[rules]\namount = \"sum(person.part)\"\n",
            ),
            "wrong-level",
            "for_each.person.part",
            &["aggregate"],
        ),
        row(
            "an aggregate within an aggregate",
            Input::Rule("[rules]\namount = \"sum(«sum(person.earnings)»)\"\n"),
            "nested-aggregate",
            "rules.amount",
            &["give the inner one a name"],
        ),
        row(
            "a column that is no pointer",
            Input::Rule(
                "[for_each.person]\npart = \"sum(person.earnings by «age»)\"\n[rules]\namount = \"sum(person.part)\"\n",
            ),
            "not-a-pointer",
            "for_each.person.part",
            &["pointer"],
        ),
        row(
            "a person's instrument with rules for each person",
            Input::File(
                "format = 1\nname = \"bad\"\nkind = \"benefit\"\nunit = \"person\"\n[for_each.person]\n«part» = \"earnings\"\n[rules]\namount = \"earnings\"\n",
            ),
            "misplaced-rules",
            "for_each.person",
            &["[rules]"],
        ),
        row(
            "another unit's step",
            Input::Rule("uses = [\"flat_tax\"]\n[rules]\namount = \"«flat_tax.taxed»\"\n"),
            "wrong-level",
            "rules.amount",
            &["sum(person.flat_tax.taxed)"],
        ),
    ]
}

fn cycles() -> Vec<Row> {
    vec![
        row(
            "two rules that need one another",
            Input::Rule("[rules]\nfirst = \"second + 1\"\nsecond = \"first + 1\"\namount = \"first\"\n"),
            "cycle",
            "",
            &["bad.first -> bad.second -> bad.first"],
        ),
        row(
            "a rule that needs itself",
            Input::Rule("[rules]\namount = \"amount + 1\"\n"),
            "cycle",
            "",
            &["bad.amount -> bad.amount"],
        ),
        row(
            "two files that need one another",
            Input::Two(
                "uses = [\"other\"]\n[rules]\nhalf = \"0.5 * other.step\"\namount = \"half\"\n",
                "kind = \"benefit\"\nuses = [\"bad\"]\n[rules]\nstep = \"bad.half\"\namount = \"step\"\n",
            ),
            "cycle",
            "",
            &["other.step -> bad.half -> other.step"],
        ),
        row(
            "a benefit that tests the income it adds to",
            Input::Rule("[rules]\namount = \"max(0, disposable_income)\"\n"),
            "cycle",
            "",
            &["disposable_income", "without"],
        ),
        row(
            "a function that calls itself",
            Input::Rule(
                "[functions.f]\narguments = { x = \"currency/year\" }\nrules = { result = \"x + «f(x)»\" }\n[rules]\namount = \"f(sum(person.earnings))\"\n",
            ),
            "cycle",
            "functions.f.rules.result",
            &["may not call themselves"],
        ),
        row(
            "two functions that call one another",
            Input::Rule(
                "[functions.f]\narguments = { x = \"currency/year\" }\nrules = { result = \"g(x)\" }\n[functions.g]\narguments = { x = \"currency/year\" }\nrules = { result = \"«f(x)»\" }\n[rules]\namount = \"f(sum(person.earnings))\"\n",
            ),
            "cycle",
            "functions.g.rules.result",
            &["may not call themselves"],
        ),
        row(
            "a step of a function that needs itself",
            Input::Rule(
                "[functions.f]\narguments = { x = \"currency/year\" }\nrules = { step = \"x + «step»\", result = \"step\" }\n[rules]\namount = \"f(sum(person.earnings))\"\n",
            ),
            "cycle",
            "functions.f.rules.step",
            &["needs itself"],
        ),
    ]
}
