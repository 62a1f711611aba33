//! The schema of recipes for synthetic people.

use serde_json::{Value, json};

use super::parts::{document, format, list, named, number, of, said, table, text, texts, to, word};

/// Keys that say where numbers come from.
fn standing() -> Vec<(&'static str, Value)> {
    vec![
        (
            "standing",
            said(
                word(&["published", "derived", "assumption", "borrowed"]),
                "published and derived need a reference, assumption and borrowed a range",
            ),
        ),
        ("assumption", of("boolean", "The same as standing = \"assumption\"")),
        ("reference", text("The publication and its table")),
        (
            "range",
            said(
                to("pair"),
                "Between which factors the numbers may lie; of a correlation, between which values",
            ),
        ),
    ]
}

fn with_standing(mut keys: Vec<(&'static str, Value)>) -> Value {
    keys.extend(standing());
    table(&keys)
}

/// A recipe.
pub fn recipe() -> Value {
    let whole =
        |description: &str, least: u64| json!({ "type": "integer", "minimum": least, "description": description });
    let head = table(&[
        ("!name", json!({ "type": "string", "pattern": "^[a-z0-9_-]+$" })),
        ("title", to("texts")),
        ("notes", to("texts")),
        ("reference", text("Where the numbers come from as a whole")),
        ("country", text("The place that is described")),
        ("year", json!({ "type": "integer", "minimum": 1900, "maximum": 2200 })),
        (
            "!currency",
            text("The currency of all amounts (ISO 4217); XXX for none"),
        ),
        (
            "system",
            text("The system within which the recipe is checked and described; plain unless given"),
        ),
        ("!unit", word(&["household"])),
        ("!households", number("How many households the people stand for")),
        (
            "mean_size",
            number("The mean size of households, against which the tables are checked"),
        ),
        ("default_n", whole("How many households are made", 1)),
        ("default_seed", whole("The seed of the draws", 0)),
    ]);
    let rows = said(
        list(&json!({ "type": "array", "minItems": 1 })),
        "Rows: the key, then the values; a row with a shorter key is for all that no other row covers",
    );
    let by = said(list(&text("NAME, ROLE.NAME, or NAME:BANDS")), "The keys of the rows");
    let of_whom = text("person, household, or the unit that the recipe declares");
    let entry = with_standing(vec![
        ("!gives", text("The column")),
        ("id", text("The name of the draws; that of the column unless given")),
        ("!of", of_whom.clone()),
        (
            "!kind",
            word(&["share", "quantile", "lognormal_pareto", "value", "formula"]),
        ),
        (
            "holds",
            said(
                word(&["number", "count", "truth", "category"]),
                "What the column holds, where the values do not say",
            ),
        ),
        (
            "values",
            said(
                list(&json!({ "type": ["string", "integer"] })),
                "The words or counts between which shares draw",
            ),
        ),
        ("by", by.clone()),
        ("rows", rows.clone()),
        (
            "at",
            said(list(&number("")), "The probabilities of the knots, from 0 to 1"),
        ),
        ("mean", number("The mean that the knots must allow")),
        ("formula", text("The value, for kind formula")),
        ("where", text("Whom the table concerns; all unless given")),
        (
            "otherwise",
            said(
                json!({ "type": ["number", "string", "boolean"] }),
                "The value of the others; zero, false or none unless given",
            ),
        ),
        ("scale", text("What amounts are multiplied by")),
        ("round", number("Amounts are rounded to multiples of this")),
        ("round_down", number("Amounts are rounded down to multiples of this")),
        ("limits", said(to("pair"), "The lowest and highest amount")),
    ]);
    let correlation = with_standing(vec![
        (
            "!of",
            said(
                list(&text("")),
                "Two tables of persons; the second with ROLE. before it for the partner's",
            ),
        ),
        ("!rho", json!({ "type": "number", "minimum": -1, "maximum": 1 })),
    ]);
    let target = with_standing(vec![
        ("!id", text("Its name; with keys, the first part of the names")),
        ("!of", of_whom),
        ("sum", text("What is added up; 1 unless given")),
        ("where", text("Who counts; all unless given")),
        ("value", number("The total; or `by` and `rows`")),
        ("by", by),
        ("rows", rows),
        ("total", text("The target to which the rows add up")),
        (
            "tolerance",
            number("How far the result may be off, as a share; .005 unless given"),
        ),
        ("level", whole("How fine it is: 1 totals, 2 classes, 3 joint bands", 0)),
        ("hard", of("boolean", "Whether it must be met; true unless given")),
        ("held_out", of("boolean", "Compared only, not calibrated")),
    ]);
    let bands = table(&[
        ("!edges", said(list(&number("")), "Where bands begin, rising")),
        (
            "!labels",
            said(
                list(&text("")),
                "One more than edges: the first is below the first edge",
            ),
        ),
    ]);
    let root = table(&[
        ("!format", format()),
        ("!recipe", head),
        ("bands", named(&bands)),
        (
            "unit",
            table(&[
                ("!name", text("The unit within households, as the system names it")),
                ("!count", text("How many a household has, as a formula of its columns")),
            ]),
        ),
        (
            "!member",
            list(&table(&[
                ("!role", text("What the member is, such as head, spouse or child")),
                (
                    "count",
                    text("How many a household or its unit has, as a formula; one unless given"),
                ),
            ])),
        ),
        ("correlation", list(&correlation)),
        ("!table", list(&entry)),
        (
            "oversample",
            table(&[
                ("!table", text("A table of shares of households without keys")),
                (
                    "!factors",
                    said(named(&number("")), "How many times as often a class is made"),
                ),
            ]),
        ),
        ("target", list(&target)),
        (
            "!columns",
            said(
                named(&list(&text(""))),
                "The columns that a system gets, by person, household and the unit; other_systems: those that the own system works out",
            ),
        ),
        (
            "calibration",
            table(&[
                ("bounds", said(to("pair"), "How far weights may be moved")),
                ("rounds", whole("The most rounds", 1)),
                ("softness", number("How far soft targets give way")),
            ]),
        ),
    ]);
    let pair = json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 });
    document(root, &[("texts", texts()), ("pair", pair)])
}
