//! What TOML and JSON are read into.

use super::*;

fn at<'a>(root: &'a Node, path: &[&str]) -> &'a Node {
    path.iter().fold(root, |node, key| {
        node.as_table().and_then(|table| table.get(key)).expect(key)
    })
}

/// The tree without places.
fn plain(node: &Node) -> String {
    match &node.value {
        Value::List(list) => format!("[{}]", list.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let entries: Vec<_> = table
                .entries
                .iter()
                .map(|(key, node)| format!("{}: {}", key.text, plain(node)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Text(text) => format!("{text:?}"),
        Value::Number(value) => format!("{value:?}"),
        Value::Integer(value) => value.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Date(date) => date.to_string(),
    }
}

const TOML: &str = "format = 1
zebra = 'last in the alphabet, first in the file'
apple.pie.share = 0.5
apple.core = true

[parameters.taper]
values = { 2024-01-01 = 0.6, \"2025-01-01\" = -0.0 }
from = 2024-01-01
range = [0, 1e0, 0x10, 1_000]

[[cases]]
name = \"one\"
[[cases]]
name = \"two\"
[cases.expect]
amount = 1

[parameters.guarantee]
empty = []
";

#[test]
fn toml_keeps_the_written_order() {
    let root = parse(&toml(TOML)).expect("sound");
    assert_eq!(
        plain(&root),
        "{format: 1, zebra: \"last in the alphabet, first in the file\", apple: {pie: {share: 0.5}, core: true}, \
         parameters: {taper: {values: {2024-01-01: 0.6, 2025-01-01: 0.0}, from: 2024-01-01, range: [0, 1.0, 16, 1000]}, \
         guarantee: {empty: []}}, cases: [{name: \"one\"}, {name: \"two\", expect: {amount: 1}}]}"
    );
}

#[test]
fn toml_places_are_those_of_the_text() {
    let root = parse(&toml(TOML)).expect("sound");
    let shown = |path: &[&str]| &TOML[at(&root, path).span.clone()];
    assert_eq!(root.span, 0..0);
    assert_eq!(shown(&["format"]), "1");
    assert_eq!(shown(&["apple"]), "apple");
    assert_eq!(shown(&["apple", "pie"]), "pie");
    assert_eq!(shown(&["apple", "pie", "share"]), "0.5");
    assert_eq!(shown(&["parameters"]), "parameters");
    assert_eq!(shown(&["parameters", "taper"]), "[parameters.taper]");
    assert_eq!(
        shown(&["parameters", "taper", "values"]),
        "{ 2024-01-01 = 0.6, \"2025-01-01\" = -0.0 }"
    );
    assert_eq!(shown(&["parameters", "taper", "range"]), "[0, 1e0, 0x10, 1_000]");
    let cases = at(&root, &["cases"]).as_list().expect("a list");
    assert_eq!(
        cases.iter().map(|case| &TOML[case.span.clone()]).collect::<Vec<_>>(),
        ["[[cases]]", "[[cases]]"]
    );
    let values = at(&root, &["parameters", "taper", "values"])
        .as_table()
        .expect("a table");
    assert_eq!(&TOML[values.entries[1].0.span.clone()], "\"2025-01-01\"");
}

#[test]
fn json_gives_the_same_tree() {
    let text = r#"{ "format": 1, "b": { "share": 0.5, "zero": -0.0, "truth": false }, "a": [ "é\n\u00e9", "2024-01-01", [] ], "n": -12 }"#;
    let root = parse(&json(text)).expect("sound");
    assert_eq!(
        plain(&root),
        "{format: 1, b: {share: 0.5, zero: 0.0, truth: false}, a: [\"é\\né\", \"2024-01-01\", []], n: -12}"
    );
    assert_eq!(&text[at(&root, &["b", "share"]).span.clone()], "0.5");
    assert_eq!(
        &text[at(&root, &["a"]).as_list().expect("a list")[1].span.clone()],
        "\"2024-01-01\""
    );
    assert_eq!(&text[root.span.clone()], text);
    assert_eq!(
        &text[root.as_table().expect("a table").entries[1].0.span.clone()],
        "\"b\""
    );
    let date = at(&root, &["a"]).as_list().expect("a list")[1].as_date();
    assert_eq!(date, Date::new(2024, 1, 1));
}

#[test]
fn the_ending_of_the_name_decides() {
    assert!(parse(&Source::new("a.JSON", "{}")).is_ok());
    assert!(parse(&Source::new("json", "a = 1")).is_ok());
    assert!(parse(&Source::new("größe", "a = 1")).is_ok());
    assert!(parse(&Source::new("", "")).is_ok());
    assert!(parse(&Source::new("a.toml", "{}")).is_err());
}

#[test]
fn marks_and_line_ends_of_other_editors_are_read() {
    let text = "\u{feff}a = \"\"\"\r\none\r\ntwo\"\"\"\r\nb = '''x\r\ny'''\r\nc = \"x\\r\\ny\"\r\n[t]\r\nd = 1\r\n";
    let root = parse(&toml(text)).expect("sound");
    assert_eq!(at(&root, &["a"]).as_text(), Some("one\ntwo"));
    assert_eq!(at(&root, &["b"]).as_text(), Some("x\ny"));
    assert_eq!(at(&root, &["c"]).as_text(), Some("x\r\ny"));
    assert_eq!(&text[at(&root, &["t"]).span.clone()], "[t]");
    assert_eq!(&text[at(&root, &["t", "d"]).span.clone()], "1");
    assert_eq!(root.span, 3..3);

    let text = "\u{feff}{\r\n  \"ä\": 1\r\n}\r\n";
    let root = parse(&json(text)).expect("sound");
    assert_eq!(&text[at(&root, &["ä"]).span.clone()], "1");
    assert_eq!(
        places(parse(&toml("\u{feff}a = nan\r\nb = 'ä中' + 1\r\n"))),
        [place("not-finite", 1, 5, "a"), place("syntax", 2, 10, ""),]
    );
}

#[test]
fn depth_is_allowed_up_to_the_limit() {
    // The root is one level, so that 63 lists reach the limit.
    for (lists, is_allowed) in [(63, true), (64, false), (79, false), (200, false), (100_000, false)] {
        let nested = format!("{}{}", "[".repeat(lists), "]".repeat(lists));
        let results = [
            parse(&toml(&format!("a = {nested}"))),
            parse(&json(&format!("{{\"a\": {nested}}}"))),
        ];
        for result in results {
            assert_eq!(result.is_ok(), is_allowed, "{lists}");
            assert!(places(result).iter().all(|(code, ..)| *code == "too-deep"), "{lists}");
        }
    }
    for (keys, is_allowed) in [
        (63, true),
        (64, false),
        (79, false),
        (85, false),
        (200, false),
        (100_000, false),
    ] {
        let key = format!("a{}", ".a".repeat(keys));
        for text in [
            format!("{key} = 1"),
            format!("[{}]", &key[2..]),
            format!("x = {{ {} = 1 }}", &key[2..]),
        ] {
            let result = parse(&toml(&text));
            assert_eq!(result.is_ok(), is_allowed, "{text:.20} {keys}");
            assert!(
                places(result).iter().all(|(code, ..)| *code == "too-deep"),
                "{text:.20} {keys}"
            );
        }
    }
    let mixed = format!(
        "a = {}1{}",
        format!("{{ a{} = ", ".a".repeat(70)).repeat(70),
        " }".repeat(70)
    );
    assert_eq!(places(parse(&toml(&mixed))).len(), 1);
}
