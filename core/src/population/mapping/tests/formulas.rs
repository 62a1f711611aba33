//! Formulas over the columns of a file.

use super::*;

/// The values of a formula for a column of money, on four rows.
fn earnings(formula: &str) -> Result<Vec<f64>, Vec<Diagnostic>> {
    let text =
        format!("rows = \"person\"\nweight = 1\nhousehold = \"hid\"\n[columns.person]\nearnings = \"{formula}\"\n");
    let columns = vec![
        whole("hid", &[1, 2, 3, 4]),
        numbers("x", &[1.0, -2.5, 0.0, 10.0]),
        small("n", &[0, 1, 2, 255]),
        whole("big", &[-5, 1_000, 0, 7]),
        truths("yes", &[1, 0, 1, 0]),
        words("word", &["a", "b", "a", "c"]),
        words("other", &["a", "a", "b", "c"]),
    ];
    let head = "format = 1\nname = \"test\"\nsystem = \"small\"\n";
    let mapping = Mapping::read(&Source::new("test.toml", format!("{head}{text}")))?;
    mapping
        .population(&table(columns), &system())
        .map(|made| values(&made, "earnings"))
}

#[track_caller]
fn assert_values(formula: &str, expected: [f64; 4]) {
    let found = earnings(formula).unwrap_or_else(|faults| panic!("{formula}: {faults:#?}"));
    assert_eq!(found, expected, "{formula}");
    assert!(
        found.iter().all(|value| *value != 0.0 || value.is_sign_positive()),
        "{formula}"
    );
}

#[test]
fn arithmetic() {
    assert_values("x", [1.0, -2.5, 0.0, 10.0]);
    assert_values("n", [0.0, 1.0, 2.0, 255.0]);
    assert_values("big - n * 2 + x", [-4.0, 995.5, -4.0, -493.0]);
    assert_values("-x / 4", [-0.25, 0.625, 0.0, -2.5]);
    assert_values("min(x, n, 2)", [0.0, -2.5, 0.0, 2.0]);
    assert_values("max(x, -x)", [1.0, 2.5, 0.0, 10.0]);
    assert_values("clip(x, -1, 5)", [1.0, -1.0, 0.0, 5.0]);
    assert_values("abs(x)", [1.0, 2.5, 0.0, 10.0]);
    assert_values("round(x)", [1.0, -3.0, 0.0, 10.0]);
    assert_values("floor(x, 2) + ceil(x, 4)", [4.0, -4.0, 0.0, 22.0]);
    assert_values("floor(0.29 * 100)", [29.0; 4]);
    assert_values("ratio(big, x, 9)", [-5.0, -400.0, 9.0, 0.7]);
    assert_values("12", [12.0; 4]);
}

#[test]
fn truths_and_words() {
    assert_values("1 if yes else 0", [1.0, 0.0, 1.0, 0.0]);
    assert_values("1 if 0 < n <= 2 else 0", [0.0, 1.0, 1.0, 0.0]);
    assert_values("1 if word == 'a' and not yes or x >= 10 else 0", [0.0, 0.0, 0.0, 1.0]);
    assert_values("1 if word in ['a', 'c', 'never'] else 0", [1.0, 0.0, 1.0, 1.0]);
    assert_values("1 if word == other else 0", [1.0, 0.0, 0.0, 1.0]);
    assert_values("1 if word != other else 0", [0.0, 1.0, 1.0, 0.0]);
    assert_values("1 if (word if yes else 'b') == 'b' else 0", [0.0, 1.0, 0.0, 1.0]);
    assert_values("1 if n not in [1, 255] else 0", [1.0, 0.0, 1.0, 0.0]);
    assert_values("1 if yes != (x > 0) else 0", [0.0, 0.0, 1.0, 1.0]);
}

#[test]
fn what_is_not_chosen_has_no_effect() {
    assert_values("10 / x if x != 0 else -1", [10.0, -4.0, -1.0, 1.0]);
    assert_values("1 if x != 0 and 1 / x > 0 else 0", [1.0, 0.0, 0.0, 1.0]);
    for formula in [
        "10 / x",
        "min(5, 10 / x)",
        "1 if 10 / x > 5 else 0",
        "(1 if 1 / x > 0 else 2) + 1",
        "round(x, n)",
    ] {
        let faults = earnings(formula).expect_err("a quotient by zero");
        assert!(
            faults.iter().all(|fault| fault.code == "not-finite"),
            "{formula}: {faults:#?}"
        );
        let row = if formula == "round(x, n)" { "row 1:" } else { "row 3:" };
        assert!(
            faults[0].message.starts_with(row) && faults[0].file == "people.csv",
            "{faults:#?}"
        );
    }
}

#[test]
fn faults_of_formulas_have_their_place() {
    let one = |formula: &str| {
        let faults = earnings(formula).expect_err("not a formula of a mapping");
        assert_eq!(faults.len(), 1, "{formula}: {faults:#?}");
        let fault = faults[0].clone();
        assert_eq!(
            (fault.file.as_str(), fault.path.as_str()),
            ("test.toml", "columns.person.earnings"),
            "{formula}"
        );
        assert!(fault.line == Some(8), "{fault:?}");
        fault.code
    };
    for formula in [
        "yes + 1",
        "x and yes",
        "x == 'a'",
        "word < 'b'",
        "word == 1",
        "1 if x else 2",
        "1 if yes else 'b'",
    ] {
        assert_eq!(one(formula), "wrong-type", "{formula}");
    }
    assert_eq!(one("yes"), "wrong-type");
    assert_eq!(one("word"), "wrong-type");
    for formula in [
        "person.x",
        "sum(x where yes)",
        "x[word]",
        "x without n",
        "clip(x)",
        "1 if x in word else 2",
    ] {
        assert!(matches!(one(formula), "wrong-form" | "unknown-function"), "{formula}");
    }
    assert_eq!(one("rond(x)"), "unknown-function");
    assert_eq!(one("x +"), "syntax");
    assert_eq!(one(&vec!["x"; 1500].join(" + ")), "syntax");
}

#[test]
fn names_are_found_as_they_are_written() {
    let faults = earnings("max(xx, 0) + max(y_y, wrd == 'a')").expect_err("unknown columns");
    let found: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(found, ["xx", "y_y", "wrd"]);
    assert_eq!(faults[2].remedy, "did you mean `word`?");
    assert!(faults[2].message.contains("`columns.person.earnings`"));
}
