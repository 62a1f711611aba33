//! What is told of a year beside its figures where it is asked for, by runs of its own.

use super::incentives::incentives;
use super::interactions::interactions;
use super::levy_yield::add_levy_yields;
use super::prepare::Prepared;
use super::results::Results;
use super::without_gains::add_without_gains;
use crate::document::Diagnostic;
use crate::population::Population;
use crate::simulation::Progress;
use crate::system::{Catalog, Options};

/// What is asked for beside the figures of a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
    /// What a study's options ask for.
    pub fn by(options: &Options) -> Asked {
        Asked {
            incentives: options.incentives,
            interactions: options.interactions,
            without_gains: options.without_gains,
            levies: options.levies,
        }
    }

    /// All that one of the two asks for.
    pub fn or(self, other: Asked) -> Asked {
        Asked {
            incentives: self.incentives || other.incentives,
            interactions: self.interactions || other.interactions,
            without_gains: self.without_gains || other.without_gains,
            levies: self.levies || other.levies,
        }
    }

    /// The options of it that are worked out of one year alone: a run over several leaves them out.
    pub fn of_one_year(self) -> Vec<&'static str> {
        let all = [
            ("incentives", self.incentives),
            ("interactions", self.interactions),
            ("levies", self.levies),
        ];
        let asked = all.into_iter().filter(|(_, is_asked)| *is_asked);
        asked.map(|(name, _)| name).collect()
    }

    /// Adds all of it to the results of a year. `progress` is asked for one of its own by each part, by the part's name for a reader.
    ///
    /// # Errors
    /// Those of each part; a cancelled run.
    pub fn add<'a>(
        self,
        prepared: &Prepared,
        catalog: &Catalog,
        parts: &[Population],
        results: &mut Results,
        progress: &dyn Fn(&'static str) -> Box<Progress<'a>>,
    ) -> Result<(), Vec<Diagnostic>> {
        if self.without_gains {
            add_without_gains(prepared, parts, results, &progress("the shock without gains"))?;
        }
        if self.incentives {
            results.incentives = Some(incentives(prepared, catalog, parts, &progress("incentives"))?);
        }
        if self.interactions {
            results.interactions = Some(interactions(prepared, parts, &progress("interactions"))?);
        }
        if self.levies {
            add_levy_yields(prepared, parts, results, &progress("what is left of levies"))?;
        }
        Ok(())
    }
}
