//! Every refusal of a recipe file.

use super::{SMALL, read, recipe, system, text};

/// The codes of what is wrong with the small recipe after a replacement.
fn codes(from: &str, to: &str) -> Vec<&'static str> {
    assert!(text("").contains(from), "{from}");
    let found = read(&text("").replacen(from, to, 1)).expect_err("the recipe is not sound");
    assert!(found.iter().all(|fault| fault.line.is_some()), "{found:?}");
    found.iter().map(|fault| fault.code).collect()
}

fn with_target(target: &str) -> Vec<&'static str> {
    let standing = "assumption = true\nrange = [0.9, 1.1]\n";
    let found = read(&text(&format!("[[target]]\n{target}\n{standing}"))).expect_err("the recipe is not sound");
    found.iter().map(|fault| fault.code).collect()
}

#[test]
fn the_small_recipe_is_sound() {
    assert_eq!(recipe("").tables(), 8);
    assert!(recipe("").check(&system()).is_empty());
}

#[test]
fn shares_add_up_to_one() {
    assert_eq!(codes("[[[0.6, 0.4]]]", "[[[0.6, 0.3]]]"), ["bad-shares"]);
    let found = read(&text("").replacen("[[[0.6, 0.4]]]", "[[[0.6, 0.3]]]", 1)).expect_err("shares");
    assert!(found[0].remedy.contains("0.1 is missing") && found[0].remedy.contains("[0.666667, 0.333333]"));
    assert_eq!(codes("[[[0.6, 0.4]]]", "[[[1.6, -0.6]]]"), ["out-of-range"]);
    assert_eq!(codes("[[[0.6, 0.4]]]", "[[[0.6, 0.3, 0.1]]]"), ["wrong-form"]);
    assert_eq!(codes("[\"adult\", 0.8]", "[\"adult\", 1.8]"), ["out-of-range"]);
}

#[test]
fn knots_rise_and_means_lie_between_them() {
    assert_eq!(codes("[18, 50, 90], [36, 66]", "[18, 95, 90], [36, 66]"), ["bad-knots"]);
    assert_eq!(codes("[18, 50, 90], [36, 66]", "[18, 90], [36, 66]"), ["bad-knots"]);
    assert_eq!(codes("[18, 50, 90], [36, 66]", "[18, 50, 90], [56, 66]"), ["bad-means"]);
    assert_eq!(codes("[18, 50, 90], [36, 66]", "[18, 50, 90], [36]"), ["bad-means"]);
    assert_eq!(codes("at = [0, 0.5, 1]", "at = [0, 0.5, 0.9]"), ["bad-knots"]);
    // Of children, whose knots do not reach so far, and of the others.
    assert_eq!(
        codes("at = [0, 0.5, 1]", "at = [0, 0.5, 1]\nmean = 40"),
        ["contradiction", "contradiction"]
    );
}

#[test]
fn keys_are_known_given_above_and_complete() {
    assert_eq!(codes("by = [\"role\"]", "by = [\"roles\"]"), ["unknown-name"]);
    assert_eq!(codes("by = [\"role\"]", "by = [\"sex\"]"), ["read-before-given"]);
    assert_eq!(
        codes("by = [\"age:age\", \"sex\"]", "by = [\"age\", \"sex\"]"),
        ["missing-bands"]
    );
    assert_eq!(
        codes("by = [\"age:age\", \"sex\"]", "by = [\"age:ages\", \"sex\"]"),
        ["unknown-name"]
    );
    assert_eq!(codes(", [0.1]]", "]"), ["no-remainder"]);
    assert_eq!(codes(", [0.1]]", ", [0.1], [0.2]]"), ["doubled-key"]);
    assert_eq!(codes("[\"adult\", 0.8]", "[\"adults\", 0.8]"), ["unknown-label"]);
    assert_eq!(
        codes("[\"adult\", 0.8]", "[\"adult\", \"male\", \"x\", 0.8]"),
        ["wrong-form"]
    );
}

#[test]
fn formulas_are_checked() {
    assert_eq!(codes("\"age >= 18\"", "\"agee >= 18\""), ["unknown-name"]);
    assert_eq!(codes("\"age >= 18\"", "\"age + 18\""), ["wrong-type"]);
    assert_eq!(codes("\"age >= 18\"", "\"sex == 'woman'\""), ["unknown-label"]);
    assert_eq!(codes("\"age >= 18\"", "\"earnings >= 18\""), ["read-before-given"]);
    assert_eq!(codes("sum(person.earnings)", "sum(earnings)"), ["wrong-entity"]);
    assert_eq!(codes("sum(person.earnings)", "person.earnings"), ["wrong-entity"]);
    assert_eq!(
        codes("sum(person.earnings)", "total(person.earnings)"),
        ["unknown-function"]
    );
    assert_eq!(
        codes("\"1 if lives == 'couple' else 0\"", "\"count(person.age > 3)\""),
        ["read-before-given"]
    );
    assert_eq!(
        codes("\"1 if lives == 'couple' else 0\"", "\"lives == 'couple'\""),
        ["wrong-type"]
    );
}

#[test]
fn numbers_say_where_they_come_from() {
    assert_eq!(
        codes("assumption = true\nrange = [0.8, 1.2]\n", ""),
        ["missing-standing"]
    );
    assert_eq!(codes("range = [0.8, 1.2]\n", ""), ["missing-range"]);
    assert_eq!(codes("reference = \"a register\"\n", ""), ["missing-reference"]);
    assert_eq!(codes("range = [0.8, 1.2]", "range = [1.2, 0.8]"), ["bad-range"]);
    assert_eq!(
        codes(
            "standing = \"published\"",
            "standing = \"published\"\nassumption = true"
        ),
        ["contradiction"]
    );
}

#[test]
fn names_are_given_once_and_keys_are_known() {
    assert_eq!(
        codes("gives = \"sex\"", "gives = \"age\""),
        ["doubled-name", "unknown-name", "unknown-name"]
    );
    assert_eq!(
        codes("gives = \"sex\"", "givs = \"sex\""),
        ["missing-key", "unknown-key", "unknown-name", "unknown-name"]
    );
    assert_eq!(
        codes("kind = \"lognormal_pareto\"", "kind = \"normal\""),
        ["unknown-choice"]
    );
    assert_eq!(
        codes("[30000, 0.6, 2.2, 90000]", "[30000, 0.6, 0.9, 90000]"),
        ["bad-distribution"]
    );
    assert_eq!(codes("role = \"spouse\"", "role = \"head\""), ["doubled-name"]);
    assert_eq!(codes("unit = \"household\"", "unit = \"person\""), ["unknown-choice"]);
    assert_eq!(codes("households = 1_000_000", "households = 0"), ["out-of-range"]);
    assert_eq!(
        codes("household = [\"region\"]", "household = [\"regoin\"]"),
        ["unknown-name"]
    );
    assert_eq!(
        codes("edges = [18, 65]", "edges = [65, 18]"),
        ["bad-bands", "unknown-name"]
    );
}

#[test]
fn all_problems_come_at_once() {
    let broken = text("")
        .replacen("[[[0.6, 0.4]]]", "[[[0.6, 0.3]]]", 1)
        .replacen("[36, 66]", "[56, 66]", 1)
        .replacen("\"age >= 18\"", "\"age + 18\"", 1);
    let found: Vec<&str> = read(&broken)
        .expect_err("three problems")
        .iter()
        .map(|fault| fault.code)
        .collect();
    assert_eq!(found, ["bad-shares", "bad-means", "wrong-type"]);
}

#[test]
fn sizes_agree_with_the_stated_mean() {
    // 1.4 adults and .1 x .6 + .7 x .4 = .34 children.
    assert!(read(&text("").replacen("unit =", "mean_size = 1.74\nunit =", 1)).is_ok());
    assert_eq!(codes("unit =", "mean_size = 2.2\nunit ="), ["bad-size"]);
}

#[test]
fn classes_that_are_made_more_often_have_a_weight() {
    let with = |oversample: &str| {
        let found = read(&text(&format!("[oversample]\n{oversample}\n"))).expect_err("the recipe is not sound");
        found.iter().map(|fault| fault.code).collect::<Vec<_>>()
    };
    assert_eq!(
        with("table = \"lives\"\nfactors = { together = 3 }"),
        ["bad-oversample"]
    );
    assert_eq!(with("table = \"lives\"\nfactors = { couple = 0 }"), ["bad-oversample"]);
    assert_eq!(
        with("table = \"children\"\nfactors = { couple = 2 }"),
        ["bad-oversample"]
    );
    let without_share =
        text("[oversample]\ntable = \"lives\"\nfactors = { couple = 2 }\n").replacen("[[[0.6, 0.4]]]", "[[[1, 0]]]", 1);
    assert_eq!(read(&without_share).expect_err("no share")[0].code, "bad-oversample");
}

#[test]
fn correlations_are_of_tables_and_possible() {
    let standing = "assumption = true\nrange = [0, 0.5]\n";
    let with = |pairs: &[(&str, &str, f64)]| {
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(one, other, rho)| format!("[[correlation]]\nof = [\"{one}\", \"{other}\"]\nrho = {rho}\n{standing}"))
            .collect();
        match read(&text(&pairs.concat())) {
            Ok(_) => Vec::new(),
            Err(found) => found.iter().map(|fault| fault.code).collect::<Vec<_>>(),
        }
    };
    assert!(with(&[("earnings", "works", 0.5), ("earnings", "spouse.earnings", 0.3)]).is_empty());
    assert_eq!(with(&[("earnings", "earning", 0.5)]), ["unknown-name"]);
    assert_eq!(with(&[("earnings", "region", 0.5)]), ["unknown-name"]);
    assert_eq!(with(&[("earnings", "head.earnings", 0.5)]), ["bad-correlation"]);
    assert_eq!(with(&[("earnings", "earnings", 0.5)]), ["bad-correlation"]);
    let impossible = [
        ("earnings", "works", 0.9),
        ("works", "age", 0.9),
        ("earnings", "age", -0.9),
    ];
    assert_eq!(with(&impossible), ["bad-correlation"]);
}

#[test]
fn targets_are_sound() {
    assert_eq!(with_target("id = \"a\"\nof = \"person\"\nvalue = -5"), ["out-of-range"]);
    assert_eq!(
        with_target("id = \"a\"\nof = \"person\"\nvalue = 5\nwhere = \"age\""),
        ["wrong-type"]
    );
    assert_eq!(
        with_target("id = \"a\"\nof = \"person\"\nby = [\"sex\"]\nrows = [[\"man\", 5]]"),
        ["unknown-label"]
    );
    assert_eq!(
        with_target("id = \"a\"\nof = \"person\"\nby = [\"sex\"]\nrows = [[5]]"),
        ["wrong-form"]
    );
    assert_eq!(
        with_target("id = \"a\"\nof = \"household\"\nby = [\"region\"]\nrows = [[\"west\", 5]]"),
        ["unknown-label"]
    );
    assert_eq!(
        with_target("id = \"a\"\nof = \"person\"\nvalue = 5\ntotal = \"b\""),
        ["unknown-name"]
    );
    let parts = "[[target]]\nid = \"all\"\nof = \"person\"\nvalue = 100\nassumption = true\nrange = [1, 1]\n[[target]]\nid = \"a\"\n\
                 of = \"person\"\nby = [\"sex\"]\nrows = [[\"male\", 50], [\"female\", 49]]\ntotal = \"all\"\nassumption = true\nrange = [1, 1]\n";
    let found = read(&text(parts)).expect_err("the parts do not add up");
    assert_eq!(found[0].code, "bad-total");
    assert!(found[0].remedy.contains("add 1 "), "{}", found[0].remedy);
}

#[test]
fn words_that_the_system_does_not_have_are_refused() {
    let other = read(&text("").replacen("values = [\"female\", \"male\"]", "values = [\"female\", \"man\"]", 1))
        .expect("the recipe is sound");
    let found = other.check(&system());
    assert_eq!((found[0].code, found[0].found.as_str()), ("unknown-label", "man"));
    let currency = read(&text("").replacen("\"EUR\"", "\"USD\"", 1)).expect("the recipe is sound");
    assert_eq!(currency.check(&system())[0].code, "other-currency");
    // A column that the system lacks is left out.
    let more = read(&text("").replacen("\"earnings\"]", "\"earnings\", \"works\"]", 1)).expect("the recipe is sound");
    assert!(more.check(&system()).is_empty());
}

#[test]
fn texts_that_are_no_recipe_do_not_panic() {
    for broken in [
        "",
        "format = 1",
        "format = 1\n[recipe]",
        "format = 1\ntable = 3\n[recipe]\nname = 1",
        "[[table]]\n[[member]]",
    ] {
        assert!(read(broken).is_err());
    }
    let lines: Vec<&str> = SMALL.lines().collect();
    for left_out in 0..lines.len() {
        let kept: Vec<&str> = lines
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != left_out)
            .map(|(_, line)| *line)
            .collect();
        let _ = read(&kept.join("\n"));
    }
}
