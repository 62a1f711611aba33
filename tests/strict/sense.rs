//! What can be read word for word and makes no sense.

use commonweal_core::costing::{cost, prepare};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Mapping, Population, RawColumn, RawData, RawTable};
use commonweal_core::system::{Catalog, Study};
use commonweal_tests::{catalog, nothing_beside, source};

use super::refusal::{Input, Row, row};

pub fn rows() -> Vec<Row> {
    [values(), together(), systems(), data()].concat()
}

fn values() -> Vec<Row> {
    vec![
        row(
            "a take-up rate above 1",
            Input::Rule("[rules]\namount = \"0\"\n[take_up]\nrate = «80»\n"),
            "out-of-range",
            "take_up.rate",
            &["80", "a share from 0 to 1", "write 0.8"],
        ),
        row(
            "a take-up rate above 1 as a formula",
            Input::Rule("[rules]\namount = \"0\"\n[take_up]\nrate = \"«80»\"\n"),
            "out-of-range",
            "take_up.rate",
            &["80", "a share from 0 to 1"],
        ),
        row(
            "a take-up rate above 1 as a parameter",
            Input::Rule(
                "[parameters]\nclaims = { unit = \"share\", default = 1.5, reference = \"x\" }\n[rules]\namount = \"0\"\n[take_up]\nrate = \"«claims»\"\n",
            ),
            "out-of-range",
            "take_up.rate",
            &["1.5"],
        ),
        row(
            "rounding to a step of 0",
            Input::Rule("[rules]\nstep = \"round(children, «0»)\"\namount = \"0\"\n"),
            "step-may-be-zero",
            "rules.step",
            &["a step above 0"],
        ),
        row(
            "options of a number",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", options = «[\"a\"]», default = 0.1, reference = \"x\" }\n[rules]\namount = \"0\"\nstep = \"rate\"\n",
            ),
            "wrong-form",
            "parameters.rate.options",
            &["`options` belongs to choices", "remove `options`"],
        ),
        row(
            "a category of a number",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", of = «\"region\"», default = 0.1, reference = \"x\" }\n[rules]\namount = \"0\"\nstep = \"rate\"\n",
            ),
            "wrong-form",
            "parameters.rate.of",
            &["`of` belongs to lists", "remove `of`"],
        ),
        row(
            "a case that expects a list of another length",
            Input::Rule(
                "[for_each.person]\nold = \"age >= 18\"\n[rules]\namount = \"0 * count(person.old)\"\n[[cases]]\ngiven = { persons = [{ age = 40 }, { age = 5 }] }\nexpect = { old = «[true]» }\n",
            ),
            "wrong-length",
            "cases.expect.old",
            &["1 value", "2 values"],
        ),
        row(
            "a case that expects an empty list",
            Input::Rule("[rules]\namount = \"0\"\n[[cases]]\ngiven = {}\nexpect = { amount = «[]» }\n"),
            "wrong-length",
            "cases.expect.amount",
            &["0 values"],
        ),
    ]
}

fn together() -> Vec<Row> {
    vec![
        row(
            "an instrument that the study does not add",
            Input::Study(
                "[[instruments]]\nname = «\"own\"»\nkind = \"benefit\"\nunit = \"household\"\nrules = { amount = \"0\" }\n",
            ),
            "not-in-study",
            "instruments[0].name",
            &["the study does not add it", "[reform] add = [\"own\"]"],
        ),
        row(
            "an instrument that the study does not add, with a problem of its own",
            Input::Study(
                "[[instruments]]\nname = \"own\"\nkind = \"benefit\"\nunit = \"household\"\nrules = { amount = \"0 * «childern»\" }\n",
            ),
            "unknown-name",
            "rules.amount",
            &["did you mean `children`?"],
        )
        .counting(2),
        row(
            "an instrument that abolishes itself",
            Input::Rule("interaction.replaces = [«\"bad\"»]\n[rules]\namount = \"0\"\n"),
            "cycle",
            "interaction.replaces",
            &["bad -> bad", "take one of the names out"],
        ),
        row(
            "instruments that abolish one another",
            Input::Two(
                "interaction.replaces = [\"other\"]\n[rules]\namount = \"0\"\n",
                "kind = \"benefit\"\ninteraction.replaces = [\"bad\"]\nrules = { amount = \"0\" }\n",
            ),
            "cycle",
            "interaction.replaces",
            &["other -> bad -> other"],
        ),
    ]
}

fn systems() -> Vec<Row> {
    vec![
        row(
            "a category with a value without a name",
            Input::System("region = [\"north\", \"south\"]", "region = [\"north\", «\"\"»]"),
            "bad-name",
            "categories.region",
            &["an empty text", "write the word"],
        ),
        row(
            "a category without a name",
            Input::System(
                "region = [\"north\", \"south\"]",
                "region = [\"north\", \"south\"]\n«\"\"» = [\"a\"]",
            ),
            "bad-name",
            "categories.\"\"",
            &["no name"],
        ),
        row(
            "a shared category without values",
            Input::System(
                "region = [\"north\", \"south\"]",
                "region = [\"north\", \"south\"]\nsex = «[]»",
            ),
            "missing-value",
            "categories.sex",
            &["female, male", "remove the line"],
        ),
        row(
            "a pool whose limit is no money",
            Input::Other(limited, "children"),
            "unit-mismatch",
            "pools.cap.limit",
            &["money a year"],
        ),
        row(
            "a payment into one of several funds",
            Input::Other(levied, ""),
            "missing-key",
            "fund",
            &["first, second", "name the fund"],
        ),
        row(
            "a concept in the microdata that is not there",
            Input::System(
                "[measures]\n",
                "[microdata]\ncolumns = { income = «\"disposable_incme\"» }\n[measures]\n",
            ),
            "unknown-name",
            "microdata.columns.income",
            &["did you mean `disposable_income`?"],
        ),
        row(
            "a column of the microdata with the name of a concept",
            Input::System(
                "[measures]\n",
                "[microdata]\ncolumns = { «market_income» = \"disposable_income\" }\n[measures]\n",
            ),
            "doubled-name",
            "microdata.columns.market_income",
            &["choose another name"],
        ),
    ]
}

fn data() -> Vec<Row> {
    vec![
        row(
            "two heads in one household",
            Input::Mapped(
                "rows = \"person\"\nhousehold = \"hid\"\nweight = \"w\"\n[columns.person]\nis_head = \"head\"\n",
                "hid,w,head\n1,1,1\n2,1,1\n2,1,0\n2,1,1\n",
            ),
            "two-heads",
            "is_head",
            &["rows 2 and 4", "mark one of them"],
        ),
        row(
            "a word in a column of numbers",
            Input::Mapped(
                "rows = \"person\"\nhousehold = \"hid\"\nweight = \"w\"\n[columns.person]\n«age» = \"years\"\n",
                "hid,w,years\n1,1,30\n2,1,31\n2,1,n/a\n",
            ),
            "wrong-type",
            "columns.person.age",
            &["`n/a` in row 3", "numbers"],
        ),
        row(
            "parts of the people with other columns",
            Input::Other(apart, "columns"),
            "parts-differ",
            "population",
            &["part 2", "the columns", "`Population::part`"],
        ),
        row(
            "parts of the people with other weights",
            Input::Other(apart, "weights"),
            "parts-differ",
            "population",
            &["part 2", "weights in steps"],
        ),
        row(
            "parts of the people with other labels",
            Input::Other(apart, "labels"),
            "parts-differ",
            "population",
            &["part 2", "the labels north of `region`"],
        ),
    ]
}

/// A system `small` with a line before `[measures]`, and a benefit in it.
fn within(system: &str, instrument: &str) -> Vec<Diagnostic> {
    let text = super::refusal::SMALL
        .replace("[measures]\n", &format!("{system}\n[measures]\n"))
        .replace("\"flat_tax\"]", "\"flat_tax\", \"own\"]");
    let own = format!("format = 1\nname = \"own\"\nunit = \"person\"\n{instrument}");
    let catalog = super::refusal::small(&text, &[("own.toml", &own)]);
    commonweal_core::costing::check(&source("system.toml", &text), &catalog, "small", &nothing_beside).diagnostics
}

fn limited(limit: &str) -> Vec<Diagnostic> {
    within(
        &format!("[pools.cap]\nlimit = \"household.{limit}\""),
        "kind = \"credit\"\npool = \"cap\"\nrules = { amount = \"0 * earnings\" }\n",
    )
}

fn levied(_: &str) -> Vec<Diagnostic> {
    within(
        "[funds]\nfirst = {}\nsecond = {}",
        "kind = \"levy\"\nrules = { amount = \"0 * earnings\" }\n",
    )
}

/// Two parts that were made apart, and what costing says of them.
fn apart(what: &str) -> Vec<Diagnostic> {
    let catalog = catalog();
    let mut other = people(&catalog, &["north", "south"], 10.0, what == "columns");
    match what {
        "weights" => other = people(&catalog, &["north", "south"], 1e9, false),
        "labels" => other = people(&catalog, &["north", "north"], 10.0, false),
        _ => {}
    }
    let parts = [people(&catalog, &["north", "south"], 10.0, false), other];
    let study = Study::read(&source(
        "study.toml",
        "format = 1\nname = \"parts\"\nsystem = \"plain\"\n",
    ));
    let prepared = prepare(
        &study.expect("the study is sound"),
        &catalog,
        &nothing_beside,
        &[],
        None,
    );
    match cost(&prepared.expect("the study is sound"), &parts, &|_, _| true) {
        Ok(_) => Vec::new(),
        // There is no file to name.
        Err(found) => found
            .into_iter()
            .map(|problem| Diagnostic {
                file: "parts".to_string(),
                ..problem
            })
            .collect(),
    }
}

fn people(catalog: &Catalog, regions: &[&str; 2], weight: f64, with_age: bool) -> Population {
    let column = |name: &str, data: RawData| RawColumn {
        name: name.to_string(),
        data,
    };
    let labels: Vec<String> = match regions {
        ["north", "north"] => vec!["north".to_string()],
        _ => vec!["north".to_string(), "south".to_string()],
    };
    let codes = [0, labels.len() as u32 - 1];
    let columns = vec![
        column("hid", RawData::I64([1, 2].into())),
        column("age", RawData::I64([30, 40].into())),
        column(
            "region",
            RawData::Text {
                codes: codes.into(),
                labels: labels.into(),
            },
        ),
        column("w", RawData::F64([weight, weight / 3.0].into())),
    ];
    let age = if with_age {
        "[columns.person]\nage = \"age\"\n"
    } else {
        ""
    };
    let text = format!(
        "format = 1\nname = \"two\"\nsystem = \"plain\"\nrows = \"person\"\nhousehold = \"hid\"\nweight = \"w\"\n[columns.household]\nregion = \"region\"\n{age}"
    );
    let system = catalog.system("plain").expect("the system is sound");
    let table = RawTable::new("two.csv", columns).expect("the table is sound");
    Mapping::read(&source("two.toml", &text))
        .and_then(|mapping| mapping.population(&table, &system))
        .expect("the people are sound")
}
