//! What is refused, where, and how it is shown.

use super::*;

#[test]
fn toml_reports_all_errors_at_once() {
    let text = "a = hello world
b =
c = [1, 2
d = nan
e = 1
e = 2
f g = 1
h = \"abc
[t]
i = 2024-01-01T00:00:00
j = 07:30:00
k = 99999999999999999999
l = -inf
m = 2023-02-29
n = { o = inf, p = [1, 1e400] }
[t]
";
    assert_eq!(
        places(parse(&toml(text))),
        [
            place("syntax", 1, 5, ""),
            place("syntax", 2, 4, ""),
            place("syntax", 3, 5, ""),
            place("not-finite", 4, 5, "d"),
            place("duplicate-key", 6, 1, ""),
            place("syntax", 7, 3, ""),
            place("syntax", 8, 9, ""),
            place("date-with-time", 10, 5, "t.i"),
            place("date-with-time", 11, 5, "t.j"),
            place("out-of-range", 12, 5, "t.k"),
            place("not-finite", 13, 5, "t.l"),
            place("syntax", 14, 5, ""),
            place("not-finite", 15, 11, "t.n.o"),
            place("not-finite", 15, 24, "t.n.p[1]"),
            place("duplicate-key", 16, 2, ""),
        ]
    );
}

#[test]
fn one_open_bracket_is_one_error() {
    for (text, line, column) in [
        ("a = [1,\n2,\n\n[t]\nb = 1\n[t.u]\nb = 1\n", 1, 5),
        ("a = { b = 1\nc = 2\n[t]\nd = 1\n", 1, 5),
        ("a = { b = 1,\n c = 2\n\n[t]\nd = 1\n", 1, 5),
        ("a = [\n  [1, 2],\n  [3, 4\n\nb = 1\n", 3, 3),
        ("a = 1\nb = [1, 2}\nc = 1\n", 2, 5),
        ("a = 1\nb = { c = 1]\nd = 1\n", 2, 5),
        ("a = 1\nb = [", 2, 5),
    ] {
        assert_eq!(
            places(parse(&toml(text))),
            [place("syntax", line, column, "")],
            "{text}"
        );
    }
    // The header is lost, so the path of what stands below it is not known, and no key there is called a double.
    assert_eq!(
        places(parse(&toml("a = 1\n[t\na = 2\nb = nan\n"))),
        [place("syntax", 2, 3, ""), place("not-finite", 4, 5, "")]
    );
}

#[test]
fn json_is_strict() {
    for (text, code, line, column) in [
        ("", "syntax", 1, 1),
        ("[1]", "wrong-type", 1, 1),
        ("{} {}", "syntax", 1, 4),
        ("{\"a\": 1,}", "syntax", 1, 8),
        ("{\"a\": [1,]}", "syntax", 1, 9),
        ("{\"a\": 1 \"b\": 2}", "syntax", 1, 8),
        ("{\"a\": 1} // no", "syntax", 1, 10),
        ("/* no */ {}", "syntax", 1, 1),
        ("{'a': 1}", "syntax", 1, 2),
        ("{a: 1}", "syntax", 1, 2),
        ("{\"a\": 01}", "syntax", 1, 8),
        ("{\"a\": .5}", "syntax", 1, 7),
        ("{\"a\": 0x10}", "syntax", 1, 7),
        ("{\"a\": +1}", "syntax", 1, 7),
        ("{\"a\": NaN}", "not-finite", 1, 7),
        ("{\"a\": -Infinity}", "not-finite", 1, 7),
        ("{\"a\": 1e400}", "not-finite", 1, 7),
        ("{\"a\": 9223372036854775808}", "out-of-range", 1, 7),
        ("{\"a\": null}", "null", 1, 7),
        ("{\n\"a\": \"x\ty\"}", "syntax", 2, 8),
        ("{\"a\":\u{a0}1}", "syntax", 1, 6),
        ("{\"a\": \"\\x41\"}", "syntax", 1, 8),
        ("{\"a\": \"\\ud800\"}", "syntax", 1, 8),
        ("{\"a\": tru}", "syntax", 1, 7),
    ] {
        let found: Vec<_> = places(parse(&json(text)))
            .into_iter()
            .map(|(code, line, column, _)| (code, line, column))
            .collect();
        assert_eq!(found, [(code, line, column)], "{text}");
    }
    let text = "{\"a\": null, \"b\": {\"c\": 1e999, \"d\": 1, \"d\": 2},\n \"e\": [12345678901234567890]}";
    assert_eq!(
        places(parse(&json(text))),
        [
            place("null", 1, 7, "a"),
            place("not-finite", 1, 24, "b.c"),
            place("duplicate-key", 1, 39, "b.d"),
            place("out-of-range", 2, 8, "e[0]"),
        ]
    );
}

#[test]
fn a_diagnostic_is_shown_with_its_line() {
    let source = toml("\u{feff}title = \"Grundsicherung\"\r\n[parameters.taper]\r\ntapr = 0.6 # größer\r\n");
    let root = parse(&source).expect("sound");
    let collector = Collector::new(&source);
    let reader = TableReader::new(&collector, &root, "").expect("a table");
    assert_eq!(reader.required_text("title"), Some("Grundsicherung"));
    let parameters = reader.table("parameters").expect("present");
    let taper = parameters.table("taper").expect("present");
    assert_eq!(taper.number("taper"), None);
    assert_eq!(taper.number("range"), None);
    taper.finish();
    parameters.finish();
    reader.finish();
    collector.report_without_place(
        "no-such-file",
        "baseline",
        "there is no file `law.toml`",
        "",
        "",
        "write its name",
    );
    let shown = render(&collector.into_diagnostics(), &[source]);
    assert_eq!(
        shown,
        "\
error[unknown-key]: unknown key `tapr` in `parameters.taper`
 --> files/example.toml:3:1
  |
3 | tapr = 0.6 # größer
  | ^^^^
  |
  = at: parameters.taper.tapr
  = found: `tapr`
  = allowed: `taper`, `range`
  = help: did you mean `taper`?

error[no-such-file]: there is no file `law.toml`
--> files/example.toml
 = at: baseline
 = help: write its name
"
    );
}

#[test]
fn a_stretch_of_lines_is_shown_by_its_first() {
    let source = json("{\n  \"größe\": [\n    1,\n    2\n  ]\n}\n");
    let root = parse(&source).expect("sound");
    let collector = Collector::new(&source);
    let reader = TableReader::new(&collector, &root, "").expect("a table");
    assert_eq!(reader.text("größe"), None);
    let diagnostics = collector.into_diagnostics();
    assert_eq!((diagnostics[0].line, diagnostics[0].column), (Some(2), Some(12)));
    assert_eq!(
        render(&diagnostics, &[toml("other"), source]),
        "\
error[wrong-type]: `größe` must be a text
 --> files/example.json:2:12
  |
2 |   \"größe\": [
  |            ^
  |
  = at: größe
  = found: a list of 2 values
  = allowed: a text
"
    );
    // Without the source, the place is still told.
    assert!(render(&diagnostics, &[]).contains("--> files/example.json:2:12\n"));
}
