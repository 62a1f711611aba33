//! What a run of one year tells beside its figures, with a bar for each part; and what a run over several leaves out.

use commonweal_core::costing::{Asked, Results};
use commonweal_core::population::Population;

use crate::error::Outcome;
use crate::progress::Bar;
use crate::session::Session;

/// Adds to the results of a year what options of the command ask for, and what the study does.
///
/// # Errors
/// Those of each part.
pub fn add_asked(
    asked: Asked,
    session: &Session,
    parts: &[Population],
    results: &mut Results,
    quiet: bool,
) -> Outcome<()> {
    let wanted = asked.or(Asked::by(&session.prepared.study.options));
    let bar = |what: &'static str| -> Box<dyn Fn(u64, u64) -> bool + Sync> {
        let bar = Bar::new(what, quiet);
        Box::new(move |done, total| bar.tick(done, total))
    };
    let added = wanted.add(&session.prepared, &session.library.catalog, parts, results, &bar);
    added.map_err(|problems| session.library.refuse(problems))
}

/// Tells what the options of a study ask for and a run over several years leaves out.
pub fn tell_left_out(session: &Session, first: i32, quiet: bool) {
    let left_out = Asked::by(&session.prepared.study.options).of_one_year();
    if !quiet && !left_out.is_empty() {
        // A year beyond the law is in runs over several alone.
        let remedy = match session.prepared.system.holds(first) {
            true => format!(": --year {first} works them out"),
            false => String::new(),
        };
        eprintln!(
            "note: {} of `{}` ([options]) are worked out of one year alone and are left out{remedy}",
            left_out.join(", "),
            session.prepared.study.name
        );
    }
}
