//! No text makes the reading panic, and what is read without complaint keeps its promises.

use proptest::prelude::*;

use super::*;

/// Every value lies in the text, keys are unique, numbers finite; gives the depth.
fn check(node: &Node, text: &str) -> u32 {
    assert!(text.get(node.span.clone()).is_some());
    match &node.value {
        Value::List(list) => 1 + list.iter().map(|node| check(node, text)).max().unwrap_or(0),
        Value::Table(table) => {
            let mut keys: Vec<&str> = table.entries.iter().map(|(key, _)| key.text.as_str()).collect();
            keys.sort_unstable();
            assert!(keys.windows(2).all(|pair| pair[0] != pair[1]));
            assert!(
                table
                    .entries
                    .iter()
                    .all(|(key, _)| text.get(key.span.clone()).is_some())
            );
            1 + table
                .entries
                .iter()
                .map(|(_, node)| check(node, text))
                .max()
                .unwrap_or(0)
        }
        Value::Number(value) => {
            assert!(value.is_finite() && (*value != 0.0 || value.is_sign_positive()));
            0
        }
        _ => 0,
    }
}

fn read(source: &Source) {
    match parse(source) {
        Ok(root) => {
            assert!(check(&root, &source.text) <= MAXIMUM_DEPTH);
            assert!(root.as_table().is_some());
            let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
            if source.name.ends_with(".json") {
                assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
            } else {
                assert!(text.parse::<::toml::Table>().is_ok(), "{text}");
            }
        }
        Err(diagnostics) => {
            assert!(!diagnostics.is_empty());
            assert!(
                diagnostics
                    .iter()
                    .all(|d| !d.code.is_empty() && !d.message.is_empty() && d.line >= Some(1) && d.column >= Some(1))
            );
            assert!(diagnostics.windows(2).all(|pair| pair[0].span <= pair[1].span));
            assert!(!render(&diagnostics, std::slice::from_ref(source)).is_empty());
            assert!(!render(&diagnostics, &[]).is_empty());
        }
    }
}

fn settings() -> ProptestConfig {
    ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Pieces from which files are made, sound and unsound.
const PIECES: &[&str] = &[
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ",",
    ".",
    ":",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "#",
    "//",
    "/*",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "\\",
    "\\u00e9",
    "\\ud800",
    "a",
    "b",
    "\"a\"",
    "'b'",
    "a = ",
    "\"a\": ",
    "[a]\n",
    "[a.b]\n",
    "[[a]]\n",
    "a.b = 1\n",
    "1",
    "-0.0",
    "1e999",
    "nan",
    "-inf",
    "0x1F",
    "1_000",
    "01",
    "99999999999999999999",
    "true",
    "null",
    "2024-02-29",
    "2024-02-30",
    "2024-01-01T00:00:00Z",
    "07:30:00",
    "é",
    "中",
    "\u{feff}",
    "\u{a0}",
    "\u{202e}",
    "\0",
    "\u{7f}",
    "{ a = 1 }",
    "{\"a\": 1}",
];

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        read(&toml(&text));
        read(&json(&text));
    }

    #[test]
    fn any_pieces_are_read_or_refused(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        read(&toml(&text));
        read(&json(&text));
        read(&json(&format!("{{{text}}}")));
    }

    #[test]
    fn any_span_is_shown(text in ".{0,60}", start in 0usize..300, length in 0usize..300) {
        let source = toml(&text);
        let collector = Collector::new(&source);
        collector.report("code", "path", &(start..start + length), text.clone(), text.clone(), text.clone(), text.clone());
        prop_assert!(!render(&collector.into_diagnostics(), &[source]).is_empty());
    }

    #[test]
    fn any_word_has_a_nearest_or_none(word in ".{0,80}", other in ".{0,80}") {
        let found = nearest(&word, [other.as_str(), "taper"]);
        prop_assert!(found.is_none_or(|found| found == other || found == "taper"));
    }
}
