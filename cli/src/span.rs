//! Over which years a command goes: those asked for, else those that the study states, else one.

use commonweal_core::costing::DISCOUNT_RATE;

use crate::error::{Failure, Outcome};
use crate::session::{Session, StudyArguments};

/// What `run`, `compare`, `report` and `equal-cost` are told of several years.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct YearsArguments {
    /// Costs every year from the first to the last, as in 2025:2034; the months of the scenario and the funds go on from year to year.
    /// Unless given, the years that the study states; --year costs one of them alone
    #[arg(long, value_name = "FIRST:LAST", value_parser = range_of_years, conflicts_with = "year")]
    years: Option<(i32, i32)>,
    /// Share a year by which later money, in prices of the first year, counts less in the sum over years; 0.02 unless given
    #[arg(long, value_name = "SHARE", value_parser = discount_rate)]
    discount_rate: Option<f64>,
    /// Keeps weights and amounts of the people those of the data in every year
    #[arg(long)]
    pub frozen: bool,
}

impl YearsArguments {
    /// The years that a command goes over; nothing where it costs one year alone. Of several sessions the first that says a year, or years,
    /// speaks for all. `single` are options that are worked out of one year alone, `several` those of several years, each with whether
    /// it is asked for.
    ///
    /// # Errors
    /// A sentence where an option does not go with the years, or with the one.
    pub fn range(
        &self,
        study: &StudyArguments,
        sessions: &[&Session],
        single: &[(&str, bool)],
        several: &[(&str, bool)],
    ) -> Outcome<Option<(i32, i32)>> {
        let says = |session: &&&Session| session.prepared.study.year.is_some();
        let stated = sessions
            .iter()
            .find(says)
            .and_then(|session| session.prepared.study.years);
        let range = self.years.or(stated.filter(|_| study.year.is_none()));
        let asked = |options: &[(&str, bool)]| {
            let found = options.iter().find(|(_, is_asked)| *is_asked);
            found.map(|(name, _)| (*name).to_string())
        };
        if let (Some((first, last)), Some(name)) = (range, asked(single)) {
            return Err(Failure::Sentence(format!(
                "{name} is worked out of one year alone, and {} {first}:{last}; one of them: --year {first} {name}. It takes further runs on the people of that \
                 year, and over several years the people of each of these would have years of their own",
                match self.years {
                    Some(_) => "--years asks for",
                    None => "the study states the years",
                }
            )));
        }
        let own = [
            ("--discount-rate", self.discount_rate.is_some()),
            ("--frozen", self.frozen),
        ];
        if let (None, Some(name)) = (range, asked(&[&own, several].concat())) {
            return Err(Failure::Sentence(format!(
                "{name} is of a run over several years, and this one costs {}; ask for them with --years FIRST:LAST{}",
                sessions
                    .first()
                    .map_or(String::new(), |session| session.prepared.year.to_string()),
                match (study.year, stated) {
                    (Some(_), Some((first, last))) => format!(", or leave out --year: the study states {first}:{last}"),
                    _ => String::new(),
                }
            )));
        }
        Ok(range)
    }

    /// The share a year by which later money counts less.
    pub fn discount_rate(&self) -> f64 {
        self.discount_rate.unwrap_or(DISCOUNT_RATE)
    }
}

/// The first and the last year of a range.
fn range_of_years(text: &str) -> Result<(i32, i32), String> {
    let year = |text: &str| text.trim().parse::<i32>().map_err(|_| format!("`{text}` is no year"));
    let Some((first, last)) = text.split_once(':') else {
        return Err("a range of years is written FIRST:LAST, as in 2025:2034".to_string());
    };
    Ok((year(first)?, year(last)?))
}

/// A rate by which later money counts less.
fn discount_rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if (0.0..=0.5).contains(&rate) => Ok(rate),
        _ => Err("a discount rate is a share a year from 0 to 0.5, as in 0.02".to_string()),
    }
}
