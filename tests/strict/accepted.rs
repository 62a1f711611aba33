//! What is no mistake, and must give what it says.

use commonweal_core::costing::check;
use commonweal_tests::{nothing_beside, source};

use super::refusal::{SMALL, small};

#[test]
fn each_index_of_a_table_by_two_counts_goes_to_the_whole_number_below() {
    let text = r#"format = 1
name = "good"
kind = "benefit"
unit = "household"
[parameters]
both = { unit = "share", by = ["first", "second"], beyond = "last", default = [[0.1, 0.2], [0.3, 0.4]], range = [0, 1], assumption = true }
[rules]
first = "children * 0.5 - 1"
second = "children - 2"
found = "both[first, second]"
amount = "0 * sum(person.earnings) * found"
[[cases]]
note = "first -1 and second -2 count as 0"
given = { children = 0 }
expect = { found = 0.1 }
tolerance = 1e-9
[[cases]]
note = "first 0.5 counts as 0, second is 1"
given = { children = 3 }
expect = { first = 0.5, second = 1, found = 0.2 }
tolerance = 1e-9
[[cases]]
note = "first 1; second 2 takes the last"
given = { children = 4 }
expect = { found = 0.4 }
tolerance = 1e-9
"#;
    let report = check(&source("good.toml", text), &small(SMALL, &[]), "small", &nothing_beside);
    assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    assert_eq!((report.cases, report.values), (3, 5));
}

#[test]
fn a_case_that_is_sound_is_compared_beside_a_formula_that_is_not() {
    let text = "format = 1\nname = \"bad\"\nkind = \"benefit\"\nunit = \"household\"\n[rules]\nbroken = \"1 +\"\nsound = \"children + 1\"\n\
                amount = \"0 * sum(person.earnings)\"\n[[cases]]\ngiven = { children = 2 }\nexpect = { sound = 3, broken = 1 }\n";
    let report = check(&source("bad.toml", text), &small(SMALL, &[]), "small", &nothing_beside);
    let codes: Vec<&str> = report.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["syntax"]);
    assert_eq!(report.values, 1);
}
