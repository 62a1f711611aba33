//! What a run of one year tells beside its figures where it is asked for, by runs of its own.

use commonweal_core::costing::{Results, add_levy_yields, add_without_gains, incentives, interactions};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::Population;

use crate::error::Outcome;
use crate::progress::Bar;
use crate::session::Session;

/// What is asked for by options of the command, beside what the study asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// What work pays every earner.
    pub incentives: bool,
    /// Who loses one benefit because of another, and who receives two at once.
    pub interactions: bool,
    /// The shock without what its scenario gives to those whom it spares.
    pub without_gains: bool,
    /// What is left of levies.
    pub levies: bool,
}

impl Asked {
    /// With what the study asks for.
    fn and_of(self, session: &Session) -> Asked {
        let options = &session.prepared.study.options;
        Asked {
            incentives: self.incentives || options.incentives,
            interactions: self.interactions || options.interactions,
            without_gains: self.without_gains || options.without_gains,
            levies: self.levies || options.levies,
        }
    }

    /// Adds to the results of a year all that is asked for.
    ///
    /// # Errors
    /// Those of each.
    pub fn add(self, session: &Session, parts: &[Population], results: &mut Results, quiet: bool) -> Outcome<()> {
        let wanted = self.and_of(session);
        let prepared = &session.prepared;
        let refuse = |problems: Vec<Diagnostic>| session.library.refuse(problems);
        if wanted.without_gains {
            let bar = Bar::new("the shock without gains", quiet);
            add_without_gains(prepared, parts, results, &|done, total| bar.tick(done, total)).map_err(refuse)?;
        }
        if wanted.incentives {
            let bar = Bar::new("incentives", quiet);
            let found = incentives(prepared, &session.library.catalog, parts, &|done, total| {
                bar.tick(done, total)
            });
            results.incentives = Some(found.map_err(refuse)?);
        }
        if wanted.interactions {
            let bar = Bar::new("interactions", quiet);
            let found = interactions(prepared, parts, &|done, total| bar.tick(done, total));
            results.interactions = Some(found.map_err(refuse)?);
        }
        if wanted.levies {
            let bar = Bar::new("what is left of levies", quiet);
            add_levy_yields(prepared, parts, results, &|done, total| bar.tick(done, total)).map_err(refuse)?;
        }
        Ok(())
    }
}
