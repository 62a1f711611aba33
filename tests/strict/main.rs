//! Bad input of every sort, each with the code, the place and the words of its refusal.
//!
//! A row is an input and what must be said of it. `«` and `»` in an input stand before and behind the stretch that the
//! carets must mark; they are taken out before it is read. Unless a row says otherwise, its refusal is the only one: one
//! mistake must not be reported as several.

mod accepted;
mod code;
mod data;
mod document;
mod expressions;
mod households;
mod instruments;
mod mixed;
mod parameters;
mod refusal;
mod sense;
mod studies;
mod systems;
mod together;
mod units;

use refusal::{Row, refused};

/// Rows that are refused without their place, with a second problem that is none, or not at all. A row that is refused as
/// it says must leave this list.
const KNOWN_POOR: &[&str] = &[];

fn rows() -> Vec<Row> {
    [
        document::rows(),
        instruments::rows(),
        code::rows(),
        expressions::rows(),
        systems::rows(),
        studies::rows(),
        households::rows(),
        data::rows(),
        sense::rows(),
    ]
    .concat()
}

#[test]
fn every_bad_input_is_refused_with_place_and_remedy() {
    let rows = rows();
    let mut wrong = Vec::new();
    for row in &rows {
        match (refused(row), KNOWN_POOR.contains(&row.name)) {
            (Err(complaint), false) => wrong.push(format!("{}\n{complaint}", row.name)),
            (Ok(()), true) => wrong.push(format!(
                "{}\n  it is refused well now: take it out of KNOWN_POOR",
                row.name
            )),
            _ => {}
        }
    }
    let mut names: Vec<&str> = rows.iter().map(|row| row.name).collect();
    names.sort_unstable();
    names.dedup();
    println!("{} bad inputs", rows.len());
    assert_eq!(names.len(), rows.len(), "two rows have one name");
    assert!(rows.len() - KNOWN_POOR.len() >= 80, "only {} rows", rows.len());
    assert!(
        KNOWN_POOR.iter().all(|name| names.contains(name)),
        "KNOWN_POOR names a row that is not there"
    );
    assert!(
        wrong.is_empty(),
        "{} of {}:\n\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n\n")
    );
}
