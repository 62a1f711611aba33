//! What a study rests on: its assumptions one by one, and how uncertain its cost is, for `run` and `report`.

use std::sync::Arc;

use commonweal_core::costing::{
    OtherPeople, Results, Sensitivity, SensitivityDocument, Uncertainty, UncertaintyOptions, YearsResults, sensitivity,
    uncertainty,
};
use commonweal_core::document::Diagnostic;
use commonweal_core::figures::Language;
use commonweal_core::figures::report::{Material, PeopleNotes, Section, range_sentence, sensitivity_section};
use commonweal_core::population::{Population, Report, generate};
use commonweal_core::simulation::Progress;
use commonweal_core::system::System;

use crate::error::Outcome;
use crate::people::{Maker, Origin, People};
use crate::progress::Bar;
use crate::session::Session;

/// How uncertain the cost is.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct UncertaintyArguments {
    /// Also tells how much the stored draws and the people leave uncertain, by N seeds of each (20 are usual)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1000))]
    seeds: Option<u32>,
    /// Also tells how much all assumptions together leave uncertain, by N draws over their ranges (200 are usual)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(10..=10_000))]
    draws: Option<u32>,
}

impl UncertaintyArguments {
    /// Whether any of it is asked for.
    pub fn is_asked(self) -> bool {
        self.seeds.is_some() || self.draws.is_some()
    }

    fn options(self) -> UncertaintyOptions {
        UncertaintyOptions {
            seeds: self.seeds.unwrap_or(0),
            draws: self.draws.unwrap_or(0),
        }
    }
}

/// How the people of a run can be made once more; nothing for people that were read from data.
#[derive(Clone, Debug)]
pub struct Remaking {
    origin: Origin,
    households: u32,
    seed: u64,
}

impl Remaking {
    /// Of people that were made or read.
    pub fn of(people: &People) -> Option<Remaking> {
        Remaking::by(&people.origin, people.report.as_ref())
    }

    /// Of what made them.
    pub fn by(origin: &Origin, report: Option<&Report>) -> Option<Remaking> {
        let head = &report?.head;
        matches!(origin.maker, Maker::Recipe(_)).then(|| Remaking {
            origin: origin.clone(),
            households: head.households,
            seed: head.seed,
        })
    }

    /// The people from another seed: that of the run and `synthesis` more.
    ///
    /// # Errors
    /// Those of [`generate`].
    pub fn make(
        &self,
        system: &System,
        synthesis: u32,
        progress: &Progress<'_>,
    ) -> Result<Vec<Population>, Vec<Diagnostic>> {
        let Maker::Recipe(recipe) = &self.origin.maker else {
            return Ok(Vec::new());
        };
        let seed = self.seed.wrapping_add(u64::from(synthesis));
        let made = generate(recipe, system, Some(self.households), Some(seed), None, progress)?;
        Ok(vec![made.population])
    }
}

/// Each assumption at both ends of its range; of a run over several years, whose first and last are `years`, in the first.
///
/// # Errors
/// Those of [`sensitivity`].
pub fn tornado(
    session: &Session,
    parts: &Arc<Vec<Population>>,
    years: Option<(i32, i32)>,
    quiet: bool,
) -> Outcome<Sensitivity> {
    let bar = Bar::new("assumptions", quiet);
    let progress = |done, total| bar.tick(done, total);
    sensitivity(&session.prepared, Arc::clone(parts), years, &progress)
        .map_err(|problems| session.library.refuse(problems))
}

/// How uncertain the cost is, as far as it is asked for.
///
/// # Errors
/// Those of [`uncertainty`].
pub fn lines(
    asked: UncertaintyArguments,
    session: &Session,
    (parts, remaking): (&Arc<Vec<Population>>, Option<&Remaking>),
    years: Option<(i32, i32)>,
    quiet: bool,
) -> Outcome<Option<Uncertainty>> {
    if !asked.is_asked() {
        return Ok(None);
    }
    let bar = Bar::new("uncertainty", quiet);
    let progress = |done, total| bar.tick(done, total);
    let system = &session.prepared.system;
    let make = remaking.map(|own| move |synthesis: u32, told: &Progress<'_>| own.make(system, synthesis, told));
    let other = make.as_ref().map(|make| make as OtherPeople<'_>);
    let found = uncertainty(&session.prepared, parts, years, asked.options(), other, &progress);
    found.map(Some).map_err(|problems| session.library.refuse(problems))
}

/// What was found of a study, put together.
pub struct Told {
    /// The document of `--json`.
    pub document: SensitivityDocument,
    /// The section of a report, in English.
    pub section: Section,
}

/// Puts together what was found; `results` are those of the study in the year that was varied, of the `years` of a run over several.
pub fn told(
    session: &Session,
    results: &Results,
    years: Option<&YearsResults>,
    found: Sensitivity,
    uncertainty: Option<Uncertainty>,
) -> Told {
    let material = Material {
        prepared: &session.prepared,
        results,
        years,
        sensitivity: Some(&found),
        uncertainty: uncertainty.as_ref(),
        people: &PeopleNotes::default(),
        command: "",
        file: None,
    };
    let section = sensitivity_section(material, Language::English);
    let sentence = range_sentence(material);
    Told {
        section,
        document: SensitivityDocument::of(results, found, uncertainty, sentence),
    }
}
