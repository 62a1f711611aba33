//! What no file may hold, whatever it is about.

use super::refusal::{Input, Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row("an empty file", Input::File(""), "missing-key", "format", &["format"]).counting(3),
        row(
            "no format",
            Input::File("name = \"bad\"\nkind = \"benefit\"\n[rules]\namount = \"0\"\n"),
            "missing-key",
            "format",
            &["add `format`"],
        ),
        row(
            "a later format",
            Input::File("format = «2»\nname = \"bad\"\nkind = \"benefit\"\n[rules]\namount = \"0\"\n"),
            "unknown-format",
            "format",
            &["format 1", "update commonweal"],
        ),
        row(
            "format zero",
            Input::File("format = «0»\nname = \"bad\"\nkind = \"benefit\"\n[rules]\namount = \"0\"\n"),
            "unknown-format",
            "format",
            &["write format = 1"],
        ),
        row(
            "a text that is not closed",
            Input::Rule("title = \"no end«\n[rules]\namount = \"0\"\n"),
            "syntax",
            "",
            &["close the text"],
        ),
        row(
            "a key without value",
            Input::Rule("title =«\n[rules]\namount = \"0\"\n"),
            "syntax",
            "",
            &["write a value"],
        ),
        row(
            "a key twice",
            Input::Rule("title = \"one\"\n«title» = \"two\"\n[rules]\namount = \"0\"\n"),
            "duplicate-key",
            "",
            &["keep one of the two"],
        ),
        row(
            "NaN in TOML",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = «nan», reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "not-finite",
            "parameters.rate.default",
            &["finite"],
        ),
        row(
            "an infinity in TOML",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = «-inf», reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "not-finite",
            "parameters.rate.default",
            &["finite"],
        ),
        row(
            "a number beyond all floats",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = «1e999», reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "not-finite",
            "parameters.rate.default",
            &["1e999"],
        ),
        row(
            "a whole number beyond 64 bits",
            Input::Rule(
                "[parameters]\nrate = { unit = \"number\", default = «99999999999999999999», reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "out-of-range",
            "parameters.rate.default",
            &["decimal point"],
        ),
        row(
            "a time of day",
            Input::Rule(
                "[parameters]\nrate = { unit = \"share\", default = 0.1, until = «2024-01-01T00:00:00Z», reference = \"x\" }\n[rules]\namount = \"0 * rate\"\n",
            ),
            "date-with-time",
            "parameters.rate.until",
            &["2024-01-01"],
        ),
        row(
            "lists nested beyond the deepest",
            Input::Rule(
                "notes = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n[rules]\namount = \"0\"\n",
            ),
            "too-deep",
            DEEPEST,
            &["64 levels"],
        ),
        row(
            "null in JSON",
            Input::Named("bad.json", "{\"format\": 1, \"name\": \"bad\", \"kind\": «null»}"),
            "null",
            "kind",
            &["leave"],
        ),
        row(
            "a trailing comma in JSON",
            Input::Named("bad.json", "{\"format\": 1, \"name\": \"bad\"«,»}"),
            "syntax",
            "",
            &[],
        ),
        row(
            "NaN in JSON",
            Input::Named("bad.json", "{\"format\": 1, \"name\": «NaN»}"),
            "not-finite",
            "",
            &["finite"],
        ),
        row(
            "a file that is no table in JSON",
            Input::Named("bad.json", "«[1, 2]»"),
            "wrong-type",
            "",
            &[],
        ),
    ]
}

/// The path of the value within the 64 lists that are allowed; the file's own table is the first.
const DEEPEST: &str = "notes[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]";
