//! Tables read key by key.

use super::*;

/// Reads a TOML text with `read` and gives all that was reported as (code, path, remedy).
fn reported(text: &str, read: impl FnOnce(&TableReader<'_>)) -> Vec<(&'static str, String, String)> {
    let source = toml(text);
    let root = parse(&source).expect("sound");
    let collector = Collector::new(&source);
    let reader = TableReader::new(&collector, &root, "").expect("a table");
    read(&reader);
    reader.finish();
    collector
        .into_diagnostics()
        .into_iter()
        .map(|d| (d.code, d.path, d.remedy))
        .collect()
}

fn problem(code: &'static str, path: &str, remedy: &str) -> (&'static str, String, String) {
    (code, path.to_string(), remedy.to_string())
}

#[test]
fn every_kind_is_read() {
    let text = "text = 'a'\ntruth = true\nwhole = 3\nnumber = 0.5\ndate = 2024-01-31\nwritten = '2024-02-01'\n\
                texts = ['a', 'b']\nnumbers = [1, 2.5]\nword = 'head'\ntable.key = 1\ntables = [{ a = 1 }, { a = 2 }]\n";
    let problems = reported(text, |reader| {
        assert_eq!(reader.required_text("text"), Some("a"));
        assert_eq!(reader.truth("truth"), Some(true));
        assert_eq!(reader.required_integer("whole"), Some(3));
        assert_eq!(reader.number("whole"), Some(3.0));
        assert_eq!(reader.required_number("number"), Some(0.5));
        assert_eq!(reader.required_date("date"), Date::new(2024, 1, 31));
        assert_eq!(reader.date("written"), Date::new(2024, 2, 1));
        let texts: Vec<_> = reader
            .texts("texts")
            .unwrap_or_default()
            .into_iter()
            .map(|(word, span)| (word, &text[span.clone()]))
            .collect();
        assert_eq!(texts, [("a", "'a'"), ("b", "'b'")]);
        assert_eq!(reader.numbers("numbers"), Some(vec![1.0, 2.5]));
        assert_eq!(reader.required_choice("word", &["all", "head"]), Some("head"));
        let table = reader.required_table("table").expect("present");
        assert_eq!(
            (table.path(), table.path_of("key"), &text[table.span().clone()]),
            ("table", "table.key".to_string(), "table")
        );
        assert_eq!(table.integer("key"), Some(1));
        assert_eq!(table.entries().len(), 1);
        table.finish();
        let tables = reader.tables("tables");
        assert_eq!(
            tables
                .iter()
                .map(|table| (table.path(), table.integer("a")))
                .collect::<Vec<_>>(),
            [("tables[0]", Some(1)), ("tables[1]", Some(2))]
        );
        // Absent keys are no problem.
        assert_eq!(reader.text("absent"), None);
        assert_eq!(reader.truth("absent"), None);
        assert_eq!(reader.number("absent"), None);
        assert_eq!(reader.texts("absent"), None);
        assert_eq!(reader.choice("absent", &["a"]), None);
        assert!(reader.table("absent").is_none());
        assert!(reader.tables("absent").is_empty());
    });
    assert_eq!(problems, []);
}

#[test]
fn wrong_kinds_are_reported_with_their_remedy() {
    let text = "a = '0.5'\nb = 'true'\nc = 12\nd = 2.0\ne = 'x'\nf = ['a', 1, true]\ng = [1, '2', 'x']\nh = 1\n\
                i = [1, {}]\nj = '2024-02-30'\nk = 'hed'\nl = 9007199254740993\nm = 2024-01-01\nn = 'zebra'\n";
    let problems = reported(text, |reader| {
        assert_eq!(reader.number("a"), None);
        assert_eq!(reader.truth("b"), None);
        assert_eq!(reader.text("c"), None);
        assert_eq!(reader.integer("d"), None);
        assert_eq!(reader.texts("e"), None);
        assert_eq!(reader.texts("f"), None);
        assert_eq!(reader.numbers("g"), None);
        assert!(reader.table("h").is_none());
        assert_eq!(reader.tables("i").len(), 1);
        assert_eq!(reader.date("j"), None);
        assert_eq!(reader.choice("k", &["all", "head"]), None);
        assert_eq!(reader.number("l"), None);
        assert_eq!(reader.text("m"), None);
        assert_eq!(reader.choice("n", &["all", "head"]), None);
    });
    assert_eq!(
        problems,
        [
            problem("wrong-type", "a", "remove the quotes: `0.5`"),
            problem("wrong-type", "b", "remove the quotes: `true`"),
            problem("wrong-type", "c", "put it in quotes: `\"12\"`"),
            problem("wrong-type", "d", "write `2`"),
            problem("wrong-type", "e", "put it in square brackets"),
            problem("wrong-type", "f[1]", "put it in quotes: `\"1\"`"),
            problem("wrong-type", "f[2]", "put it in quotes: `\"true\"`"),
            problem("wrong-type", "g[1]", "remove the quotes: `2`"),
            problem("wrong-type", "g[2]", ""),
            problem("wrong-type", "h", ""),
            problem("wrong-type", "i[0]", ""),
            problem("no-such-day", "j", ""),
            problem("unknown-choice", "k", "did you mean `head`?"),
            problem("out-of-range", "l", "write it with a decimal point"),
            problem("wrong-type", "m", "put it in quotes: `\"2024-01-01\"`"),
            problem("unknown-choice", "n", "write one of the allowed words"),
        ]
    );
}

#[test]
fn missing_and_unknown_keys_are_reported() {
    let problems = reported("titel = 'x'\nzzz = 1\n[t]\n", |reader| {
        assert_eq!(reader.required_text("title"), None);
        let table = reader.table("t").expect("present");
        assert_eq!(table.required_number("rate"), None);
        table.finish();
    });
    assert_eq!(
        problems,
        [
            problem("missing-key", "title", "write `title` instead of `titel`"),
            problem("unknown-key", "titel", "did you mean `title`?"),
            problem("unknown-key", "zzz", "remove the key"),
            problem("missing-key", "t.rate", "add `rate`"),
        ]
    );
}

#[test]
fn free_keys_are_known_once_they_were_given() {
    let problems = reported("unit = 'family'\nb = 1\na = 2\n", |reader| {
        assert_eq!(reader.text("unit"), Some("family"));
        let rest: Vec<_> = reader
            .rest()
            .map(|(key, node)| (key.text.as_str(), node.as_integer()))
            .collect();
        assert_eq!(rest, [("b", Some(1)), ("a", Some(2))]);
        assert_eq!(reader.rest().count(), 0);
    });
    assert_eq!(problems, []);
}

#[test]
fn a_node_that_is_no_table_has_no_reader() {
    let source = toml("a = 1");
    let collector = Collector::new(&source);
    let node = Node {
        value: Value::Integer(1),
        span: 4..5,
    };
    assert!(TableReader::new(&collector, &node, "a").is_none());
    assert_eq!(collector.count(), 1);
    assert_eq!(
        collector.number_of(
            "a",
            &Node {
                value: Value::Number(f64::NAN),
                span: 0..0
            }
        ),
        None
    );
    assert_eq!(
        collector.into_diagnostics().iter().map(|d| d.code).collect::<Vec<_>>(),
        ["not-finite", "wrong-type"]
    );
}
