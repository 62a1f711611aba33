//! For which value of a parameter a reform has a given net cost: every root of a scanned range, with its residual.
//!
//! Net cost is a function of steps: amounts lie on a grid, places are rationed whole. So it may jump over what is asked, and with
//! incomes or a levy's base that respond it need not be monotone. Hence no root is assumed to be the only one, and none to be exact.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::moving::Moving;
use super::prepare::Prepared;
use super::roots::{Crossing, Way, crossings};
use super::search_range::{Axis, SearchRange, refused};
use crate::document::{Diagnostic, Node, Value};
use crate::numeric::grid::power_of_two;
use crate::numeric::sum::Sum;
use crate::population::Population;
use crate::rules::{Parameter, ParameterUnit};
use crate::simulation::Progress;
use crate::system::{Assignment, Study, names_scenario};

/// The net cost that is wanted.
#[derive(Debug, Clone, Copy)]
pub enum TargetCost<'a> {
    /// An amount in units of the currency, a year or of all years; positive: the government pays more.
    Amount(f64),
    /// That of another study on the same people.
    Study(&'a Prepared),
}

/// For which values of a parameter a study has a given net cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EqualCost {
    /// The format of this document.
    pub format: u32,
    /// The version of the model.
    pub model_version: String,
    /// The study.
    pub study: String,
    /// The parameter, as `instrument.parameter`.
    pub parameter: String,
    /// Its title, in English.
    pub title: String,
    /// The net cost that was asked for, a year, or of all years in prices of the first; positive: the government pays more.
    pub target: f64,
    /// The study whose net cost that is; `None` for an amount.
    pub target_study: Option<String>,
    /// The currency's ISO code.
    pub currency: String,
    /// The year whose law applies; of several years the first.
    pub year: i32,
    /// The years whose present values are compared; `None` where the net costs are those of one year.
    pub over: Option<EqualCostYears>,
    /// The people's name.
    pub population: String,
    /// Rows of households.
    pub households: u32,
    /// The step between two values that were told apart.
    pub step: f64,
    /// The values of the scan in ascending order, with the net cost of each.
    pub scan: Vec<ScannedCost>,
    /// The value of the scan with the lowest net cost; the first of several.
    pub lowest: ScannedCost,
    /// The value of the scan with the highest net cost; the first of several.
    pub highest: ScannedCost,
    /// Every root, in ascending order.
    pub roots: Vec<CostRoot>,
    /// How many values were costed.
    pub runs: u32,
}

/// A value of the parameter with its net cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScannedCost {
    /// The value.
    pub value: f64,
    /// The net cost a year.
    pub net_cost: f64,
}

/// A value at which the net cost is the one asked for, or goes through it from one step of the value to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CostRoot {
    /// The value; of two neighbouring steps with the net cost asked for between them the one that misses it by less.
    pub value: f64,
    /// The last value of a stretch throughout which the net cost is the one asked for; absent where there is no such stretch.
    pub until: Option<f64>,
    /// The net cost at the value, a year.
    pub net_cost: f64,
    /// Net cost less the one asked for.
    pub residual: f64,
    /// `rising` where the net cost rises with the parameter, `falling`, or `touching` where it comes to the one asked for and goes
    /// back.
    pub crossing: String,
    /// The neighbouring step on the other side; absent where the net cost is exactly the one asked for.
    pub beside: Option<ScannedCost>,
    /// The net cost at the value in each year, undiscounted; empty where one year is compared.
    pub years: Vec<f64>,
    /// The residual at the value if later money counted less by the low end of the discount rate's range; absent for one year.
    pub residual_at_low_rate: Option<f64>,
    /// The same by the high end.
    pub residual_at_high_rate: Option<f64>,
}

/// The years whose present values are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EqualCostYears {
    /// The first year, in whose prices present values are.
    pub first: i32,
    /// The last year.
    pub last: i32,
    /// Share a year by which later money counts less beyond the rise of prices, a real rate: an assumption.
    pub discount_rate: f64,
    /// The low end of the assumption's range.
    pub low_rate: f64,
    /// The high end.
    pub high_rate: f64,
    /// The net cost of the study that is matched in each year, undiscounted; empty for an amount.
    pub target_years: Vec<f64>,
}

/// Looks for the values of a number of the reform (of the law itself in a study without one, or of the scenario) at which the
/// study's net cost, government and funds consolidated, is the one asked for.
///
/// `parameter` is named as for `--set`: `instrument.parameter`, `scenario.parameter`, or the name alone of a parameter of the
/// system. `progress` is told the values costed; how many there will be is an estimate.
///
/// # Errors
/// A name that is none of a number, a range that is none or is not told, what a value of the range does not allow; a cancelled run.
pub fn equal_cost(
    prepared: &Prepared,
    parts: &Arc<Vec<Population>>,
    parameter: &str,
    target: TargetCost<'_>,
    range: &SearchRange,
    progress: &Progress<'_>,
) -> Result<EqualCost, Vec<Diagnostic>> {
    let search = Search::of(prepared, parts, parameter, range)?;
    let asked = match target {
        TargetCost::Amount(amount) => sum_of(amount, search.exponent)?,
        TargetCost::Study(other) => Moving::new(other, parts, &|_, _| progress(0, 1))?.net_cost(),
    };
    let mut moving = Moving::new(prepared, parts, &|_, _| progress(0, 1))?;
    let name = (search.file.as_str(), search.key);
    let mut cost = |_: i64, set: &Assignment, told: &Progress<'_>| moving.move_to(set, name, told);
    let found = search.find((asked, target), &mut cost, progress)?;
    Ok(search.told(&found))
}

/// A search for the values of a parameter.
pub(super) struct Search<'a> {
    prepared: &'a Prepared,
    parts: &'a [Population],
    parameter: &'a str,
    /// The file of the parameter, and its name there.
    file: String,
    key: &'a str,
    declared: Parameter,
    axis: Axis,
    scan: Vec<i64>,
    /// The exponent of weights, which amounts are told by.
    pub exponent: i32,
}

/// What a search has found.
pub(super) struct Found<'a> {
    asked: Sum,
    target: TargetCost<'a>,
    known: BTreeMap<i64, Sum>,
    crossings: Vec<Crossing>,
}

impl Found<'_> {
    /// The steps at which the roots lie, in their order.
    pub fn roots(&self) -> impl Iterator<Item = i64> + '_ {
        self.crossings.iter().map(|crossing| crossing.at)
    }

    /// By how much a net cost misses what is asked for.
    fn missed(&self, cost: Sum, exponent: i32) -> Sum {
        missed((self.asked, self.target), cost, exponent)
    }
}

/// An amount comes rounded to a number of 53 bits: a cost that rounds to the same is that amount.
fn missed((asked, target): (Sum, TargetCost<'_>), cost: Sum, exponent: i32) -> Sum {
    match target {
        TargetCost::Amount(_) if cost.to_f64(exponent) == asked.to_f64(exponent) => Sum(0),
        _ => cost - asked,
    }
}

/// The net cost at a step of the value.
pub(super) type CostAt<'a> = dyn FnMut(i64, &Assignment, &Progress<'_>) -> Result<Sum, Vec<Diagnostic>> + 'a;

impl<'a> Search<'a> {
    /// # Errors
    /// A name that is none of a number, a range that is none or is not told.
    pub fn of(
        prepared: &'a Prepared,
        parts: &'a [Population],
        parameter: &'a str,
        range: &SearchRange,
    ) -> Result<Search<'a>, Vec<Diagnostic>> {
        let (instrument, key) = parameter.split_once('.').unwrap_or(("", parameter));
        let file = file_of(prepared, instrument);
        let declared = declared(prepared, (&file, key), parameter)?;
        let axis = Axis::of(&declared, parameter, range)?;
        Ok(Search {
            prepared,
            parts,
            parameter,
            key,
            scan: axis.scan(range.points),
            axis,
            declared,
            file,
            exponent: parts.first().map_or(0, |part| part.weight_scale().exact_exponent),
        })
    }

    /// # Errors
    /// Those of `cost`; a cancelled run.
    pub fn find<'t>(
        &self,
        (asked, target): (Sum, TargetCost<'t>),
        cost: &mut CostAt<'_>,
        progress: &Progress<'_>,
    ) -> Result<Found<'t>, Vec<Diagnostic>> {
        let mut known: BTreeMap<i64, Sum> = BTreeMap::new();
        let expected = self.scan.len() as u64 + EXPECTED_BESIDE_SCAN;
        let missed = |cost: Sum| missed((asked, target), cost, self.exponent).0;
        let mut at = |step: i64| -> Result<i128, Vec<Diagnostic>> {
            if let Some(found) = known.get(&step) {
                return Ok(missed(*found));
            }
            let done = known.len() as u64;
            let told = |_: u64, _: u64| progress(if done < expected { done } else { expected - 1 }, expected);
            let set = value_set(self.parameter, self.axis.value(step))?;
            let found = cost(step, &set, &told)?;
            known.insert(step, found);
            Ok(missed(found))
        };
        let crossings = crossings(&self.scan, &mut at)?;
        Ok(Found {
            asked,
            target,
            known,
            crossings,
        })
    }

    /// The document of what was found.
    pub fn told(&self, found: &Found<'_>) -> EqualCost {
        let (prepared, parts, exponent) = (self.prepared, self.parts, self.exponent);
        let known = &found.known;
        let at = |step: &i64| ScannedCost {
            value: self.axis.value(*step),
            net_cost: known[step].to_f64(exponent),
        };
        let extreme = |is_better: fn(Sum, Sum) -> bool| {
            let mut best = self.scan[0];
            for step in &self.scan {
                if is_better(known[step], known[&best]) {
                    best = *step;
                }
            }
            at(&best)
        };
        let root = |crossing: &Crossing| CostRoot {
            value: self.axis.value(crossing.at),
            until: (crossing.until != crossing.at).then(|| self.axis.value(crossing.until)),
            net_cost: known[&crossing.at].to_f64(exponent),
            residual: found.missed(known[&crossing.at], exponent).to_f64(exponent),
            crossing: match crossing.way {
                Way::Rising => "rising",
                Way::Falling => "falling",
                Way::Touching => "touching",
            }
            .to_string(),
            beside: crossing.beside.as_ref().map(at),
            years: Vec::new(),
            residual_at_low_rate: None,
            residual_at_high_rate: None,
        };
        EqualCost {
            format: 1,
            model_version: super::MODEL_VERSION.to_string(),
            study: prepared.study.name.clone(),
            parameter: self.parameter.to_string(),
            title: self.declared.title.in_language("en").to_string(),
            target: found.asked.to_f64(exponent),
            target_study: match found.target {
                TargetCost::Amount(_) => None,
                TargetCost::Study(other) => Some(other.study.name.clone()),
            },
            currency: prepared.system.currency.clone(),
            year: prepared.year,
            over: None,
            population: parts.first().map_or(String::new(), |part| part.name.clone()),
            households: parts.iter().map(|part| part.households() as u32).sum(),
            step: self.axis.step,
            scan: self.scan.iter().map(at).collect(),
            lowest: extreme(|one, best| one < best),
            highest: extreme(|one, best| one > best),
            roots: found.crossings.iter().map(root).collect(),
            runs: known.len() as u32,
        }
    }
}

/// About so many values are costed beside those of the scan; a bar needs an estimate.
const EXPECTED_BESIDE_SCAN: u64 = 20;

/// A value of a parameter as the command line would set it, for a study's own text too.
///
/// # Errors
/// A name that does not exist.
pub fn value_set(parameter: &str, value: f64) -> Result<Assignment, Vec<Diagnostic>> {
    let (instrument, key) = parameter.split_once('.').unwrap_or(("", parameter));
    Study::assignment_of(instrument, key, &node_of(value))
}

/// A whole number is written without a point, as law writes it.
fn node_of(value: f64) -> Node {
    let is_whole = value == value.floor() && value.abs() < 1e15;
    Node {
        value: if is_whole {
            Value::Integer(value as i64)
        } else {
            Value::Number(value)
        },
        span: 0..0,
    }
}

/// The name of an instrument's file: the scenario's has several names.
fn file_of(prepared: &Prepared, instrument: &str) -> String {
    let scenario = prepared.baseline.scenario().zip(prepared.study.scenario.as_ref());
    match scenario {
        Some((file, choice)) if names_scenario(instrument, file, choice) => file.name.clone(),
        _ => instrument.to_string(),
    }
}

/// What a study can set of an instrument beside its parameters.
const SETTINGS: [&str; 6] = [
    "eligibility",
    "replaces",
    "instead_of",
    "payer",
    "hold_harmless",
    "counts_in",
];

/// The number that is looked for, as its file declares it.
fn declared(prepared: &Prepared, name: (&str, &str), written: &str) -> Result<Parameter, Vec<Diagnostic>> {
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let found = match (name.0, law.instrument(name.0)) {
        ("", _) => law.system.parameters.iter().find(|own| own.name == name.1),
        (_, Some(file)) => file.parameter(name.1),
        (_, None) => None,
    };
    let Some(found) = found else {
        // A study that sets it says what is wrong with the name, unless it names something else that can be set.
        if !SETTINGS.contains(&name.1.split('.').next().unwrap_or_default()) {
            prepared.with_values(&[value_set(written, 0.0)?])?;
        }
        return Err(refused(
            "not-a-number",
            "parameter",
            format!("`{written}` is no parameter of a rule file"),
            written,
            "a number that a rule file declares under [parameters]",
            "name INSTRUMENT.PARAMETER",
        ));
    };
    let is_number = matches!(found.unit, ParameterUnit::Number(_)) && found.by.is_empty() && found.schedule.is_none();
    if is_number {
        return Ok(found.clone());
    }
    let kind = if found.schedule.is_some() {
        "a schedule"
    } else if found.by.is_empty() {
        "no number"
    } else {
        "a table"
    };
    Err(refused(
        "not-a-number",
        "parameter",
        format!("`{written}` is {kind}: only a single number can be looked for"),
        written,
        "a parameter with one number",
        "name another parameter, or give the file one that scales this",
    ))
}

/// An amount a year as an exact sum, on the grid of amounts and weights.
pub(super) fn sum_of(amount: f64, exponent: i32) -> Result<Sum, Vec<Diagnostic>> {
    // 2^53 currency units are more than any budget, and leave the sum room.
    if amount.abs() < 9.007_199_254_740_992e15 {
        return Ok(Sum((amount * power_of_two(16 + exponent)).round() as i128));
    }
    Err(refused(
        "out-of-range",
        "net_cost",
        "the net cost that is asked for is no amount of a budget".to_string(),
        amount.to_string(),
        "an amount in units of the currency",
        "write 30e9 for 30 billion",
    ))
}
