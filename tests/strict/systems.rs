//! `system.toml`: columns, concepts, order, measures.

use super::refusal::{Input, Row, row};

pub fn rows() -> Vec<Row> {
    let order = "order = [\"flat_tax\"]";
    let market = "market_income = { adds = [\"earnings\", \"self_employment_income\", \"capital_income\"] }";
    let region = "region = { entity = \"household\", unit = \"category\", default = \"north\" }";
    let years = "years = [2024, 2025]\n";
    let income = "income = \"disposable_income\"";
    let scale = "equivalence_scale = \"1 + 0.5 * max(0, count(person.age >= 14) - 1) + 0.3 * count(person.age < 14)\"";
    vec![
        row(
            "an unknown key of a system",
            Input::System("currency = \"XXX\"", "currency = \"XXX\"\n«curency_note» = \"x\""),
            "unknown-key",
            "curency_note",
            &["currency"],
        ),
        row(
            "a system without currency",
            Input::System("currency = \"XXX\"\n", ""),
            "missing-key",
            "currency",
            &["currency"],
        ),
        row(
            "a system without years",
            Input::System(years, ""),
            "missing-key",
            "years",
            &["years"],
        ),
        row(
            "years that are words",
            Input::System(years, "years = [«\"2024\"»]\n"),
            "wrong-type",
            "years[0]",
            &["number"],
        ),
        row(
            "a system without measures",
            Input::WholeSystem(
                "format = 1\nname = \"small\"\ncurrency = \"XXX\"\nyears = [2024]\n[concepts]\nmarket_income = { adds = [\"earnings\"] }\n",
            ),
            "missing-key",
            "measures",
            &["measures"],
        ),
        row(
            "a day that no year has",
            Input::System(years, "years = [2024, 2025]\ndate_in_year = «\"13-01\"»\n"),
            "bad-date",
            "date_in_year",
            &["07-01"],
        ),
        row(
            "a label twice in a category",
            Input::System("region = [\"north\", \"south\"]", "region = [\"north\", «\"north\"»]"),
            "doubled-name",
            "categories.region",
            &["remove one of them"],
        ),
        row(
            "a column of no unit",
            Input::System(
                region,
                "«region» = { entity = \"houshold\", unit = \"category\", default = \"north\" }",
            ),
            "unknown-unit-kind",
            "columns.region.entity",
            &["did you mean `household`?"],
        ),
        row(
            "a column whose unit is none",
            Input::System(
                region,
                "region = { entity = \"household\", unit = «\"categry\"», default = \"north\" }",
            ),
            "unknown-unit",
            "columns.region.unit",
            &["did you mean `category`?"],
        ),
        row(
            "a column without entity",
            Input::System(region, "region = { unit = \"category\", default = \"north\" }"),
            "missing-key",
            "columns.region.entity",
            &["entity"],
        ),
        row(
            "a default that the category does not have",
            Input::System(
                region,
                "«region» = { entity = \"household\", unit = \"category\", default = \"nroth\" }",
            ),
            "unknown-choice",
            "columns.region.default",
            &["did you mean `north`?"],
        ),
        row(
            "a category that is not declared",
            Input::System(
                region,
                "«region» = { entity = \"household\", unit = \"category\", category = \"place\", default = \"north\" }",
            ),
            "unknown-name",
            "columns.region.category",
            &["place", "education"],
        ),
        row(
            "a default beyond its range",
            Input::System(
                "range = [0, 20], default = \"count(person.age < adult_age)\"",
                "range = [0, 20], default = «30»",
            ),
            "out-of-range",
            "columns.children.default",
            &["20"],
        ),
        row(
            "a default formula with a syntax error",
            Input::System(
                "default = \"count(person.age < adult_age)\"",
                "default = \"count(person.age <«)»\"",
            ),
            "syntax",
            "columns.children.default",
            &[")"],
        ),
        row(
            "a payer of market income that is none",
            Input::System(
                region,
                "region = { entity = \"household\", unit = \"category\", default = \"north\" }\npay = { entity = \"person\", unit = \"currency/year\", default = 0, flow = «\"employer\"» }",
            ),
            "unknown-choice",
            "columns.pay.flow",
            &["did you mean `employers`?"],
        ),
        row(
            "a concept with an unknown member",
            Input::System(
                market,
                "market_income = { adds = [\"earnings\", «\"self_employment_incom\"», \"capital_income\"] }",
            ),
            "unknown-name",
            "concepts.market_income",
            &["did you mean `self_employment_income`?"],
        ),
        row(
            "a concept with a member twice",
            Input::System(market, "market_income = { adds = [\"earnings\", «\"earnings\"»] }"),
            "doubled-member",
            "concepts.market_income",
            &["earnings"],
        ),
        row(
            "a concept with a member twice, by way of another",
            Input::System(
                "adds = [\"market_income\", \"pension_income\"",
                "adds = [\"market_income\", «\"earnings\"», \"pension_income\"",
            ),
            "doubled-member",
            "concepts.disposable_income",
            &["earnings"],
        ),
        row(
            "a concept of ages",
            Input::System(market, "market_income = { adds = [\"earnings\", «\"age\"»] }"),
            "unit-mismatch",
            "concepts.market_income",
            &["age"],
        ),
        row(
            "a concept of a kind that is none",
            Input::System("\"kind.credit\"]", "«\"kind.credt\"»]"),
            "unknown-choice",
            "concepts.disposable_income.adds",
            &["credit"],
        ),
        row(
            "two concepts that contain one another",
            Input::System(
                market,
                "«market_income» = { adds = [\"earned_income\"] }\nearned_income = { adds = [\"market_income\"] }",
            ),
            "cycle",
            "concepts.market_income",
            &["market_income -> earned_income -> market_income"],
        ),
        row(
            "an order with an unknown instrument",
            Input::System(order, "order = [«\"flat_taxx\"»]"),
            "unknown-name",
            "instruments.order",
            &["did you mean `flat_tax`?"],
        ),
        row(
            "an order with an instrument twice",
            Input::System(order, "order = [\"flat_tax\", «\"flat_tax\"»]"),
            "doubled-name",
            "instruments.order",
            &["each instrument once"],
        ),
        row(
            "poverty of an income that is not there",
            Input::System(income, "income = «\"disposable_incme\"»"),
            "unknown-name",
            "measures.income",
            &["did you mean `disposable_income`?"],
        ),
        row(
            "an equivalence scale in money",
            Input::System(scale, "equivalence_scale = \"«sum(person.earnings)»\""),
            "unit-mismatch",
            "measures.equivalence_scale",
            &["a pure number"],
        ),
        row(
            "results by a column that is not there",
            Input::System(income, "income = \"disposable_income\"\nby = [«\"regoin\"»]"),
            "unknown-name",
            "measures.by",
            &["did you mean `region`?"],
        ),
        row(
            "results by a column that is no category",
            Input::System(income, "income = \"disposable_income\"\nby = [«\"age\"»]"),
            "not-a-category",
            "measures.by",
            &["region"],
        ),
        row(
            "an index below zero",
            Input::System("[concepts]", "[indices.prices]\n2024-01-01 = «-100.0»\n[concepts]"),
            "wrong-type",
            "indices.prices.2024-01-01",
            &["positive"],
        ),
        row(
            "a fund that does what none does when empty",
            Input::System("[concepts]", "[funds.reserve]\nwhen_empty = «\"borrow\"»\n[concepts]"),
            "unknown-choice",
            "funds.reserve.when_empty",
            &["ration", "top_up"],
        ),
        row(
            "a pool without limit",
            Input::System("[concepts]", "[pools.credits]\n[concepts]"),
            "missing-key",
            "pools.credits.limit",
            &["limit"],
        ),
        row(
            "microdata of a unit that is none",
            Input::System("[measures]", "[microdata]\nunit = «\"houshold\"»\n[measures]"),
            "unknown-unit-kind",
            "microdata.unit",
            &["did you mean `household`?"],
        ),
        row(
            "microdata with a step that is not there",
            Input::System(
                "[measures]",
                "[microdata]\nunit = \"household\"\nsteps = [«\"flat_tax.taxd\"»]\n[measures]",
            ),
            "unknown-name",
            "microdata.steps",
            &["flat_tax.taxd"],
        ),
        row(
            "a unit that is the same as an unknown one",
            Input::System("same_as = \"household\"", "same_as = «\"houshold\"»"),
            "unknown-unit-kind",
            "units.family.same_as",
            &["did you mean `household`?"],
        ),
        row(
            "no instrument has the name of its file",
            Input::Other(misnamed, ""),
            "bad-name",
            "name",
            &["rename the file or the instrument"],
        ),
    ]
}

/// A system whose only instrument stands in a file of another name.
fn misnamed(_: &str) -> Vec<commonweal_core::document::Diagnostic> {
    use super::refusal::{FLAT_TAX, SMALL};
    let mut catalog = commonweal_tests::catalog();
    let files = commonweal_core::system::SystemFiles {
        system: Some(commonweal_tests::source(
            "system.toml",
            &SMALL.replace("\"flat_tax\"", ""),
        )),
        instruments: vec![commonweal_tests::source("policies/systems/small/tax.toml", FLAT_TAX)],
    };
    catalog.add_system("small", files);
    catalog.system("small").err().unwrap_or_default()
}
