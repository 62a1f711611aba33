//! Studies, packages and the values of the command line.

use super::refusal::{Input, Row, row};

pub fn rows() -> Vec<Row> {
    let whole = vec![
        row("a misspelt key of a study", Input::Study("«reforms» = { add = [] }\n"), "unknown-key", "reforms", &["did you mean `reform`?"]),
        row("a misspelt key of a reform", Input::Study("[reform]\n«ad» = [\"basic_income\"]\n"), "unknown-key", "reform.ad", &["did you mean `add`?"]),
        row("a misspelt option", Input::Study("[options]\n«atribution» = \"shapley\"\n"), "unknown-key", "options.atribution", &["did you mean `attribution`?"]),
        row("a study without system", Input::WholeStudy("format = 1\nname = \"bad\"\npopulation = \"us-cps-sample\"\n[reform]\nadd = []\n"), "missing-key", "system", &["system"]),
        row("a study without name", Input::WholeStudy("format = 1\nsystem = \"small\"\n"), "missing-key", "name", &["name"]),
        row("a name with a blank", Input::WholeStudy("format = 1\nname = «\"my study\"»\nsystem = \"small\"\n"), "bad-name", "name", &["hyphens"]),
        row("a system that is not there", Input::WholeStudy("format = 1\nname = \"bad\"\nsystem = «\"smal\"»\n"), "unknown-name", "system", &["did you mean `small`?"]),
        row("a population that is not there", Input::Study("population = «\"us-cps-sampel\"»\n"), "unknown-name", "population", &["did you mean `us-cps-sample`?"]),
        row("a mapping that is not there", Input::Study("population = { file = \"people.csv\", mapping = «\"us-cps-sampel\"» }\n"), "unknown-name", "population.mapping", &["did you mean `us-cps-sample`?"]),
        row("microdata without a mapping", Input::Study("population = { file = \"people.csv\" }\n"), "missing-key", "population.mapping", &["mapping"]),
        row("a population of the wrong type", Input::Study("population = «5»\n"), "wrong-type", "population", &["table"]),
        row("a study that names itself", Input::WholeStudy("format = 1\nname = \"bad\"\npackage = «\"bad\"»\n"), "cycle", "package", &["names itself"]),
        row("two studies that name one another", Input::Package("format = 1\nname = \"bad\"\npackage = \"package\"\n", "format = 1\nname = \"package\"\npackage = \"bad\"\n"), "cycle", "package", &["bad -> package -> bad"]),
        row("a package that is not there", Input::WholeStudy("format = 1\nname = \"bad\"\npackage = «\"us-current-lwa\"»\n"), "unknown-name", "package", &["did you mean `us-current-law`?"]),
        row("a package of the wrong type", Input::WholeStudy("format = 1\nname = \"bad\"\nsystem = \"small\"\npackage = «3»\n"), "wrong-type", "package", &["text"]),
        row("a year of no calendar in use", Input::Study("year = «24»\n"), "out-of-range", "year", &["1900"]),
        row("a year with a fraction", Input::Study("year = «2024.5»\n"), "wrong-type", "year", &["whole number"]),
        row("a year whose law the system does not hold", Input::Study("year = «2019»\n"), "out-of-range", "year", &["2024, 2025"]),
        row("an attribution that is none", Input::Study("[options]\nattribution = «\"shaply\"»\n"), "unknown-choice", "options.attribution", &["did you mean `shapley`?"]),
        row("a weighting that is none", Input::Study("[options]\nweighting = «\"person\"»\n"), "unknown-choice", "options.weighting", &["did you mean `persons`?"]),
        row("a poverty line above twice the median", Input::Study("[options]\npoverty_line_share = «60»\n"), "out-of-range", "options.poverty_line_share", &["at most 2", "0.6"]),
        row("a seed with a fraction", Input::Study("[options]\nseed = «1.5»\n"), "wrong-type", "options.seed", &["whole number"]),
        row("a rule file in a study with a misspelt key", Input::Study("[reform]\nadd = [\"own\"]\n[[instruments]]\nname = \"own\"\nkind = \"benefit\"\nunit = \"household\"\n«ruels» = { amount = \"1\" }\n"), "unknown-key", "instruments[0].ruels", &["did you mean `rules`?"]).counting(2),
        row("a formula in a study with an unknown name", Input::Study("[reform]\nadd = [\"own\"]\n[[instruments]]\nname = \"own\"\nkind = \"benefit\"\nunit = \"household\"\nrules = { amount = \"«childern» * 2\" }\n"), "unknown-name", "rules.amount", &["did you mean `children`?"]),
    ];
    [whole, reforms(), assignments()].concat()
}

fn reforms() -> Vec<Row> {
    vec![
        row(
            "adding what is not there",
            Input::Study("[reform]\nadd = [«\"basic_incme\"»]\n"),
            "unknown-name",
            "reform.add",
            &["did you mean `basic_income`?"],
        ),
        row(
            "adding what is law already",
            Input::Study("[reform]\nadd = [«\"flat_tax\"»]\n"),
            "doubled-name",
            "reform.add",
            &["[reform.set]"],
        ),
        row(
            "adding the same twice",
            Input::Study("[reform]\nadd = [\"basic_income\", «\"basic_income\"»]\n"),
            "doubled-name",
            "reform.add",
            &["basic_income"],
        ),
        row(
            "removing what is not there",
            Input::Study("[reform]\nremove = [«\"flat_taxx\"»]\n"),
            "unknown-name",
            "reform.remove",
            &["did you mean `flat_tax`?"],
        ),
        row(
            "replacing what is not law",
            Input::Study("[reform]\nreplace = [«\"basic_income\"»]\n"),
            "unknown-name",
            "reform.replace",
            &["list it under `add`"],
        ),
        row(
            "changing the baseline by what is not there",
            Input::Study("[baseline]\nremove = [«\"flat_taxx\"»]\n"),
            "unknown-name",
            "baseline.remove",
            &["did you mean `flat_tax`?"],
        ),
        row(
            "a list of instruments that is one",
            Input::Study("[reform]\nadd = «\"basic_income\"»\n"),
            "wrong-type",
            "reform.add",
            &["square brackets"],
        ),
        row(
            "a value for an instrument that is not there",
            Input::Study("[reform.set]\n«\"flat_taxx.rate\"» = 0.3\n"),
            "unknown-name",
            "flat_taxx.rate",
            &["did you mean `flat_tax`?"],
        ),
        row(
            "a value for a parameter that is not there",
            Input::Study("[reform.set]\n«\"flat_tax.rte\"» = 0.3\n"),
            "unknown-name",
            "flat_tax.rte",
            &["did you mean `flat_tax.rate`?"],
        ),
        row(
            "a value for an instrument that is not in the study",
            Input::Study("[reform.set]\n«\"basic_income.adult_amount\"» = 1\n"),
            "not-in-study",
            "basic_income.adult_amount",
            &["add = [\"basic_income\"]"],
        ),
        row(
            "a value above its range",
            Input::Study("[reform.set]\n\"flat_tax.rate\" = «1.3»\n"),
            "out-of-range",
            "flat_tax.rate",
            &["use at most 1"],
        ),
        row(
            "a value in quotes",
            Input::Study("[reform.set]\n\"flat_tax.rate\" = «\"0.3\"»\n"),
            "wrong-type",
            "flat_tax.rate",
            &["without quotes"],
        ),
        row(
            "a truth for a number",
            Input::Study("[reform.set]\n\"flat_tax.rate\" = «true»\n"),
            "wrong-type",
            "flat_tax.rate",
            &["from 0 to 1"],
        ),
        row(
            "a concept that the system does not have, set",
            Input::Study("[reform.set]\n\"flat_tax.base\" = «\"market_incme\"»\n"),
            "unknown-name",
            "flat_tax.base",
            &["did you mean `market_income`?"],
        ),
        row(
            "a value from a day that is none",
            Input::Study("[reform.set]\n\"flat_tax.rate\" = { «2025-13-01» = 0.3 }\n"),
            "bad-date",
            "reform.set.\"flat_tax.rate\".2025-13-01",
            &["calendar"],
        ),
        row(
            "a parameter of the system that is not there",
            Input::Study("[reform.set]\n«adlt_age» = 20\n"),
            "unknown-name",
            "adlt_age",
            &["did you mean `adult_age`?"],
        ),
        row(
            "a parameter of the system beyond its range",
            Input::Study("[reform.set]\nadult_age = «40»\n"),
            "out-of-range",
            "adult_age",
            &["use at most 25"],
        ),
        row(
            "eligibility by a column that is not there, set",
            Input::Study(
                "[reform]\nadd = [\"basic_income\"]\n[reform.set]\n«\"basic_income.eligibility.aeg\"» = { from = 18 }\n",
            ),
            "unknown-name",
            "basic_income.eligibility.aeg",
            &["did you mean `age`?"],
        ),
        row(
            "eligibility by a value that is none, set",
            Input::Study(
                "[reform]\nadd = [\"basic_income\"]\n[reform.set]\n\"basic_income.eligibility.region\" = [«\"nroth\"»]\n",
            ),
            "unknown-choice",
            "basic_income.eligibility.region",
            &["did you mean `north`?"],
        ),
        row(
            "what is replaced is no list",
            Input::Study(
                "[reform]\nadd = [\"basic_income\"]\n[reform.set]\n\"basic_income.replaces\" = «\"flat_tax\"»\n",
            ),
            "wrong-type",
            "basic_income.replaces",
            &["a list of names in quotes"],
        ),
        row(
            "replaced is what is not there",
            Input::Study(
                "[reform]\nadd = [\"basic_income\"]\n[reform.set]\n\"basic_income.replaces\" = [«\"flat_taxx\"»]\n",
            ),
            "unknown-name",
            "basic_income.replaces",
            &["did you mean `flat_tax`?"],
        ),
        row(
            "whether families are held harmless is no number",
            Input::Study("[reform]\nadd = [\"basic_income\"]\n[reform.set]\n\"basic_income.hold_harmless\" = «1»\n"),
            "wrong-type",
            "basic_income.hold_harmless",
            &["true or false"],
        ),
        row(
            "counted in a concept that is not there",
            Input::Study(
                "[reform]\nadd = [\"basic_income\"]\n[reform.set]\n«\"basic_income.counts_in.market_incme\"» = true\n",
            ),
            "unknown-name",
            "basic_income.counts_in.market_incme",
            &["did you mean `market_income`?"],
        ),
    ]
}

fn assignments() -> Vec<Row> {
    vec![
        row(
            "`--set` without a value",
            Input::Set("«flat_tax.rate»"),
            "bad-assignment",
            "--set",
            &["INSTRUMENT.PARAMETER=VALUE"],
        ),
        row(
            "`--set` with nothing behind the sign",
            Input::Set("flat_tax.rate=«"),
            "bad-assignment",
            "--set",
            &["an equals sign and the value"],
        ),
        row(
            "`--set` with nothing before the sign",
            Input::Set("«=0.3"),
            "bad-assignment",
            "--set",
            &["INSTRUMENT.PARAMETER=VALUE"],
        ),
        row(
            "`--set` with a value that is none",
            Input::Set("flat_tax.rate=«0.3.1»"),
            "bad-assignment",
            "--set",
            &["0.3.1"],
        ),
        row(
            "`--set` with two values",
            Input::Set("flat_tax.rate=«0.3 0.4»"),
            "bad-assignment",
            "--set",
            &["0.3 0.4"],
        ),
        row(
            "`--set` with NaN",
            Input::Set("flat_tax.rate=«nan»"),
            "wrong-type",
            "flat_tax.rate",
            &["a number from 0 to 1"],
        ),
        row(
            "`--set` of an unknown instrument",
            Input::Set("«flat_taxx.rate»=0.3"),
            "unknown-name",
            "flat_taxx.rate",
            &["did you mean `flat_tax`?"],
        ),
        row(
            "`--set` of an unknown parameter",
            Input::Set("«flat_tax.rtae»=0.3"),
            "unknown-name",
            "flat_tax.rtae",
            &["did you mean `flat_tax.rate`?"],
        ),
        row(
            "`--set` of an instrument that is not in the study",
            Input::Set("«basic_income.adult_amount»=0.3"),
            "not-in-study",
            "basic_income.adult_amount",
            &["not in this study", "add = [\"basic_income\"]"],
        ),
        row(
            "`--set` beyond the range",
            Input::Set("flat_tax.rate=«3»"),
            "out-of-range",
            "flat_tax.rate",
            &["use at most 1"],
        ),
        row(
            "`--set` of a word where a number belongs",
            Input::Set("flat_tax.rate=«high»"),
            "wrong-type",
            "flat_tax.rate",
            &["a number from 0 to 1"],
        ),
    ]
}
