//! The shock told a second time, without what its scenario gives to those whom it spares: the line without the survivors' wage gain.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cost::cost;
use super::prepare::Prepared;
use super::results::Results;
use super::years::{YearsResults, cost_years};
use crate::document::{Diagnostic, Node, value_text};
use crate::population::Population;
use crate::rules::Instrument;
use crate::simulation::Progress;
use crate::system::{Assignment, Reform};

/// The shock under baseline law with other values of the scenario's parameters: those that its file states in `[without]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithoutGains {
    /// The parameters that have another value, by name.
    pub parameters: Vec<String>,
    /// Their values there, as the scenario's file writes them; in the order of `parameters`.
    pub values: Vec<String>,
    /// What the shock then costs government and its funds.
    pub cost_of_shock: f64,
    /// The poverty rate then, with the fixed line; absent where it is not defined.
    pub poverty_rate: Option<f64>,
    /// The number of poor persons (or households, as the study counts) then.
    pub poor: Option<f64>,
    /// The Gini coefficient then.
    pub gini: Option<f64>,
}

impl WithoutGains {
    /// Whether what is left out is the gain in wages of those who keep their work, all of it and nothing else.
    pub fn is_wage_gain(&self) -> bool {
        let is_nothing = |value: &String| value.parse::<f64>().is_ok_and(|value| value == 0.0);
        self.parameters == ["wage_gain"] && self.values.iter().all(is_nothing)
    }

    /// The parameters with their values, as in `wage_gain = 0, capital_gain = 0`.
    pub fn stated(&self) -> String {
        let pairs = self.parameters.iter().zip(&self.values);
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name} = {value}")).collect();
        pairs.join(", ")
    }
}

/// Tells the shock of a run without the gains of those whom it spares, by another run of the baseline law; by none where the run has these
/// values already. Nothing is told where the scenario states no such values. No fingerprint covers it.
///
/// # Errors
/// Those of [`cost`](super::cost()).
pub fn add_without_gains(
    prepared: &Prepared,
    parts: &[Population],
    results: &mut Results,
    progress: &Progress<'_>,
) -> Result<(), Vec<Diagnostic>> {
    let Some(other) = Other::of(prepared) else {
        return Ok(());
    };
    if results.shock.is_none() {
        return Ok(());
    }
    let told = match other.bare(prepared)? {
        Some(bare) => other.told(&cost(&bare, parts, progress)?.results),
        None => other.told(results),
    };
    if let Some(shock) = &mut results.shock {
        shock.without_gains = told;
    }
    Ok(())
}

/// The same for every year of a run over several.
///
/// # Errors
/// Those of [`cost_years`].
pub fn add_without_gains_to_years(
    prepared: &Prepared,
    parts: &[Population],
    results: &mut YearsResults,
    progress: &Progress<'_>,
) -> Result<(), Vec<Diagnostic>> {
    let range = results.years.first().zip(results.years.last());
    let Some((first, last)) = range.map(|(first, last)| (first.year, last.year)) else {
        return Ok(());
    };
    let Some(other) = Other::of(prepared) else {
        return Ok(());
    };
    let found = match other.bare(prepared)? {
        Some(bare) => Some(cost_years(
            &bare,
            parts,
            (first, last),
            results.discount_rate,
            progress,
        )?),
        None => None,
    };
    for (at, year) in results.years.iter_mut().enumerate() {
        let told = match &found {
            Some(found) => found.years.get(at).and_then(|own| other.told(&own.results)),
            None => other.told(&year.results),
        };
        if let Some(shock) = &mut year.results.shock {
            shock.without_gains = told;
        }
    }
    Ok(())
}

/// Whether the scenario states such values, so that [`add_without_gains`] has something to tell.
pub fn tells_without_gains(prepared: &Prepared) -> bool {
    Other::of(prepared).is_some()
}

/// The other values of a scenario's parameters.
struct Other {
    file: Arc<Instrument>,
    values: Vec<Assignment>,
}

impl Other {
    /// Those of the study's scenario; nothing where it states none.
    fn of(prepared: &Prepared) -> Option<Other> {
        let file = Arc::clone(prepared.baseline.scenario()?);
        let values = file.scenario.as_ref()?.without.iter().map(|set| Assignment {
            instrument: file.name.clone(),
            ..set.clone()
        });
        let values: Vec<Assignment> = values.collect();
        (!values.is_empty()).then_some(Other { file, values })
    }

    /// The baseline of the study under its scenario with these values; nothing where it has them already.
    fn bare(&self, prepared: &Prepared) -> Result<Option<Prepared>, Vec<Diagnostic>> {
        if self.values.iter().all(|set| self.is_in_force(prepared, set)) {
            return Ok(None);
        }
        let mut bare = prepared.clone();
        bare.reform = None;
        bare.elements.clear();
        bare.study.reform = Reform::none(&prepared.study.source);
        bare.with_values(&self.values).map(Some)
    }

    /// Whether a parameter has that value in the study, on every day.
    fn is_in_force(&self, prepared: &Prepared, set: &Assignment) -> bool {
        let mut own = prepared.baseline.assignments.iter();
        let last = own.rfind(|own| own.instrument == self.file.name && own.key == set.key);
        let parameter = self.file.parameter(&set.key);
        // What an index carries is another value in another year.
        let parameter = parameter.filter(|parameter| parameter.uprate.is_none());
        let written = parameter.map(|parameter| parameter.values.as_slice());
        let value = match (last, written) {
            (Some(last), _) => last.from.is_none().then_some(&last.value),
            (None, Some([(None, value)])) => Some(value),
            _ => None,
        };
        set.from.is_none() && value.is_some_and(|value| is_same(value, &set.value))
    }

    /// What baseline law gives in a run with these values.
    fn told(&self, results: &Results) -> Option<WithoutGains> {
        let shock = results.shock.as_ref()?;
        let fixed = &results.poverty.fixed;
        let poverty = fixed.baseline.as_ref().or(fixed.reform.as_ref());
        Some(WithoutGains {
            parameters: self.values.iter().map(|set| set.key.clone()).collect(),
            values: self.values.iter().map(|set| value_text(&set.value)).collect(),
            cost_of_shock: shock.cost_of_shock,
            poverty_rate: poverty.and_then(|poverty| poverty.headcount_rate),
            poor: poverty.map(|poverty| poverty.poor),
            gini: results.inequality.baseline.gini,
        })
    }
}

/// Whether two values say the same: numbers by what they are, all else by how it is written.
fn is_same(one: &Node, other: &Node) -> bool {
    match (one.as_number(), other.as_number()) {
        (Some(one), Some(other)) => one == other,
        _ => value_text(one) == value_text(other),
    }
}
