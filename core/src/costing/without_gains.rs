//! The shock told a second time, without what its scenario gives to those whom it spares: the line without the survivors' wage gain.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cost::cost;
use super::levy_yield::add_levy_yields;
use super::prepare::Prepared;
use super::results::{Results, Shock};
use super::years::{YearsResults, cost_years};
use crate::document::Diagnostic;
use crate::population::Population;
use crate::simulation::Progress;
use crate::system::Reform;

/// The shock under baseline law with other values of the scenario's parameters: those that its file states in `[without]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithoutGains {
    /// The parameters that have another value, by name.
    pub parameters: Vec<String>,
    /// What the shock then costs government and its funds.
    pub cost_of_shock: f64,
    /// The poverty rate then, with the fixed line; absent where it is not defined.
    pub poverty_rate: Option<f64>,
    /// The number of poor persons (or households, as the study counts) then.
    pub poor: Option<f64>,
    /// The Gini coefficient then.
    pub gini: Option<f64>,
}

/// Tells of a run what takes runs of its own: the shock without the gains of those whom it spares, by another run of the baseline law, and what
/// is left of its levies ([`levy_yields`](super::levy_yields)) where the study asks for that (`levies = true`). Nothing is told where the scenario states no such
/// values, or no levy says what is told of its yield.
/// No fingerprint covers either.
///
/// # Errors
/// Those of [`cost`](super::cost()).
pub fn add_without_gains(
    prepared: &Prepared,
    parts: &[Population],
    results: &mut Results,
    progress: &Progress<'_>,
) -> Result<(), Vec<Diagnostic>> {
    if prepared.study.options.levies {
        add_levy_yields(prepared, parts, results, progress)?;
    }
    let Some(shock) = &mut results.shock else {
        return Ok(());
    };
    if let Some((bare, names)) = without(prepared)? {
        shock.without_gains = told(&names, &cost(&bare, parts, progress)?.results);
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
    let Some((bare, names)) = without(prepared)? else {
        return Ok(());
    };
    let found = cost_years(&bare, parts, (first, last), results.discount_rate, progress)?;
    for (year, own) in results.years.iter_mut().zip(&found.years) {
        if let Some(shock) = &mut year.results.shock {
            shock.without_gains = told(&names, &own.results);
        }
    }
    Ok(())
}

/// The baseline of a study under its scenario with the other values, and their names.
fn without(prepared: &Prepared) -> Result<Option<(Prepared, Vec<String>)>, Vec<Diagnostic>> {
    let scenario = prepared.baseline.scenario().map(Arc::clone);
    let values = scenario.and_then(|file| file.scenario.as_ref().map(|scenario| scenario.without.clone()));
    let Some(values) = values.filter(|values| !values.is_empty()) else {
        return Ok(None);
    };
    let mut bare = prepared.clone();
    bare.reform = None;
    bare.elements.clear();
    bare.study.reform = Reform::none(&prepared.study.source);
    let bare = bare.with_values(&values)?;
    Ok(Some((bare, values.into_iter().map(|set| set.key).collect())))
}

fn told(names: &[String], results: &Results) -> Option<WithoutGains> {
    let shock: &Shock = results.shock.as_ref()?;
    let poverty = results
        .poverty
        .fixed
        .reform
        .as_ref()
        .or(results.poverty.fixed.baseline.as_ref());
    Some(WithoutGains {
        parameters: names.to_vec(),
        cost_of_shock: shock.cost_of_shock,
        poverty_rate: poverty.and_then(|poverty| poverty.headcount_rate),
        poor: poverty.map(|poverty| poverty.poor),
        gini: results.inequality.baseline.gini,
    })
}
