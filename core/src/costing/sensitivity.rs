//! What the assumptions do to a result: each at the ends of its range, one at a time, while all others stay.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::levy_yield::{levies as told_levies, net_yield};
use super::live::Live;
use super::prepare::Prepared;
use super::results::Results;
use super::years_run::first_year;
use crate::document::{Diagnostic, Node, Value};
use crate::population::Population;
use crate::rules::{Parameter, ParameterUnit};
use crate::simulation::Progress;
use crate::system::{Assignment, Study};

/// Why an assumption keeps its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotVaried {
    /// The study sets it: it is the package's design.
    SetByStudy,
    /// It is an amount of money: its range is what the file takes, not what is thought possible.
    Money,
    /// It is a table, a schedule or a choice, not one number with a range.
    Table,
}

/// What a run gives in the two figures that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SensitivityFigures {
    /// Net cost of the reform a year; without a reform the cost of the shock; without both the net cost of the law. Positive: the
    /// government pays more.
    pub cost: f64,
    /// The change of the poverty rate (fixed line, 0 to 1) that the reform brings; without one the change that the shock
    /// brings; without both the rate itself. None where it is not defined.
    pub poverty: Option<f64>,
    /// The net yield of the levies whose files say what is told of it, all together; None where there are none, and where it is not
    /// worked out: at the ends of assumptions of other files than the levies', those that give them back or bear them, and the scenario's.
    #[serde(default)]
    pub levy_yield: Option<f64>,
}

/// An assumption at one end of its range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SensitivityEnd {
    /// The value at that end.
    pub value: f64,
    /// The figures with it; None where the value is refused.
    pub figures: Option<SensitivityFigures>,
    /// Why the value is refused; empty where it is not.
    pub refused: String,
}

/// An assumption that was varied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SensitivityRow {
    /// `instrument.parameter`; the parameter alone where it is the system's.
    pub parameter: String,
    /// The value of the study.
    pub central: f64,
    /// At the lowest value that is thought possible.
    pub low: SensitivityEnd,
    /// At the highest.
    pub high: SensitivityEnd,
    /// The largest cost less the smallest, of those with the low, the central and the high value.
    pub cost_swing: f64,
    /// The same of poverty; None where it is not defined.
    pub poverty_swing: Option<f64>,
    /// The same of the levies' net yield; None where there are none, and where it is not worked out at the ends.
    #[serde(default)]
    pub levy_swing: Option<f64>,
}

/// What the assumptions do to the result of one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// The year.
    pub year: i32,
    /// The figures with every value of the study.
    pub central: SensitivityFigures,
    /// The assumptions that were varied, the largest swing of the cost first; equal ones in the order of the law.
    pub rows: Vec<SensitivityRow>,
    /// Assumptions that keep their value, with the reason, in the order of the law.
    pub not_varied: Vec<(String, NotVaried)>,
}

/// Runs the study with each assumption at the low and at the high end of its range.
///
/// Varied are the parameters marked as assumptions of the scenario and of the instruments that the reform touches; without a
/// reform of every instrument and of the system. What a study sets itself, amounts of money, tables, schedules and choices
/// stay: see [`NotVaried`]. The study is kept costed, so that each value takes only what it reaches; everything that the rules give is
/// held in memory meanwhile. `years`, the first and the last of a run over several, asks for the first of them.
///
/// # Errors
/// Those of [`cost`](super::cost()); years that the system does not hold; a cancelled run. A value that a rule refuses is no error: its row says so.
pub fn sensitivity(
    prepared: &Prepared,
    parts: Arc<Vec<Population>>,
    years: Option<(i32, i32)>,
    progress: &Progress<'_>,
) -> Result<Sensitivity, Vec<Diagnostic>> {
    let (prepared, parts) = &match years {
        Some(years) => first_year(prepared, parts, years)?,
        None => (prepared.clone(), parts),
    };
    let (varied, not_varied) = assumptions(prepared);
    let steps = 1 + 2 * varied.len() as u64;
    let mut done = 0;
    let mut live = Live::new(prepared.clone(), Arc::clone(parts), &|at, all| {
        progress((at * 1000).checked_div(all).unwrap_or(0), steps * 1000)
    })?;
    let levies = Levies {
        prepared,
        parts,
        files: levy_files(prepared),
    };
    let central = SensitivityFigures {
        levy_yield: net_yield(prepared, parts, &|_, _| progress(1000, steps * 1000))?,
        ..figures(live.results())
    };
    let mut rows = Vec::with_capacity(varied.len());
    for assumed in varied {
        let is_tried = levies.files.contains(&assumed.instrument);
        let unmoved = SensitivityFigures {
            levy_yield: central.levy_yield.filter(|_| is_tried),
            ..central
        };
        let mut ends = [assumed.low, assumed.high].map(|value| SensitivityEnd {
            value,
            figures: Some(unmoved),
            refused: String::new(),
        });
        for end in &mut ends {
            done += 1;
            if !progress((1 + done) * 1000, steps * 1000) {
                return Err(vec![crate::simulation::cancelled()]);
            }
            if end.value == assumed.central {
                continue;
            }
            match at(&mut live, &assumed, end.value) {
                Ok(figures) => {
                    let told = |_, _| progress((1 + done) * 1000, steps * 1000);
                    end.figures = Some(SensitivityFigures {
                        levy_yield: levies.at(&assumed, end.value, &told)?,
                        ..figures
                    });
                }
                Err(problems) => {
                    end.figures = None;
                    end.refused = problems
                        .first()
                        .map_or(String::new(), |problem| problem.message.clone());
                }
            }
        }
        live.unset(&assumed.instrument, &assumed.parameter)?;
        let [low, high] = ends;
        let known = || [Some(unmoved), low.figures, high.figures].into_iter().flatten();
        rows.push(SensitivityRow {
            parameter: assumed.name(),
            central: assumed.central,
            cost_swing: swing(known().map(|figures| figures.cost)).unwrap_or(0.0),
            poverty_swing: swing(known().filter_map(|figures| figures.poverty)),
            levy_swing: swing(known().filter_map(|figures| figures.levy_yield)),
            low,
            high,
        });
    }
    rows.sort_by(|a, b| b.cost_swing.total_cmp(&a.cost_swing));
    Ok(Sensitivity {
        year: prepared.year,
        central,
        rows,
        not_varied,
    })
}

/// The figures with a value.
fn at(live: &mut Live, assumed: &Assumed, value: f64) -> Result<SensitivityFigures, Vec<Diagnostic>> {
    live.set(&assumed.instrument, &assumed.parameter, &node(value))?;
    Ok(figures(live.tick()?))
}

/// The levies of a study, for their net yield.
struct Levies<'a> {
    prepared: &'a Prepared,
    parts: &'a [Population],
    /// The files whose assumptions are tried: those of the levies, of who gives them back and who bears them, and of the scenario.
    files: Vec<String>,
}

impl Levies<'_> {
    /// The net yield of all with a value; nothing for an assumption of another file, and where the runs of the yield refuse the value.
    ///
    /// # Errors
    /// A cancelled run.
    fn at(&self, assumed: &Assumed, value: f64, progress: &Progress<'_>) -> Result<Option<f64>, Vec<Diagnostic>> {
        if !self.files.contains(&assumed.instrument) {
            return Ok(None);
        }
        let set = assumed.assignment(value);
        let with = set.and_then(|set| self.prepared.with_values(&[set]));
        match with.and_then(|with| net_yield(&with, self.parts, progress)) {
            Err(problems) if problems.iter().any(|problem| problem.code == "cancelled") => Err(problems),
            found => Ok(found.ok().flatten()),
        }
    }
}

/// The files whose assumptions the levies' net yield is tried with; none where no levy says what is told of it.
fn levy_files(prepared: &Prepared) -> Vec<String> {
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let mut files: Vec<String> = Vec::new();
    for (file, rules) in told_levies(law) {
        files.push(file.name.clone());
        let beside = rules.offsets.iter().chain(&rules.incidence);
        files.extend(beside.map(|(name, _)| name.clone()));
    }
    if let Some(scenario) = prepared.baseline.scenario().filter(|_| !files.is_empty()) {
        files.push(scenario.name.clone());
    }
    files
}

/// The two figures of a run.
pub(super) fn figures(results: &Results) -> SensitivityFigures {
    let rate = |poverty: &Option<crate::measures::Poverty>| poverty.as_ref().and_then(|poverty| poverty.headcount_rate);
    let pair = &results.poverty.fixed;
    let baseline = rate(&pair.baseline);
    let less = |after: Option<f64>, before: Option<f64>| Some(after? - before?);
    match &results.shock {
        _ if results.has_reform => SensitivityFigures {
            cost: results.net_cost,
            poverty: less(rate(&pair.reform), baseline),
            levy_yield: None,
        },
        Some(shock) => SensitivityFigures {
            cost: shock.cost_of_shock,
            poverty: less(baseline, rate(&shock.calm_poverty)),
            levy_yield: None,
        },
        None => SensitivityFigures {
            cost: results.net_cost,
            poverty: baseline,
            levy_yield: None,
        },
    }
}

/// The largest less the smallest; None of nothing.
fn swing(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut ends: Option<(f64, f64)> = None;
    for number in numbers {
        ends = Some(match ends {
            None => (number, number),
            Some((low, high)) => (
                if number < low { number } else { low },
                if number > high { number } else { high },
            ),
        });
    }
    ends.map(|(low, high)| high - low)
}

/// An assumption that can be varied.
pub(super) struct Assumed {
    /// Its file; empty for the system.
    instrument: String,
    parameter: String,
    central: f64,
    /// The lowest value that is thought possible.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

impl Assumed {
    /// `instrument.parameter`.
    pub fn name(&self) -> String {
        full_name(&self.instrument, &self.parameter)
    }

    /// The value as a study sets it.
    ///
    /// # Errors
    /// A name that is none.
    pub fn assignment(&self, value: f64) -> Result<Assignment, Vec<Diagnostic>> {
        Study::assignment_of(&self.instrument, &self.parameter, &node(value))
    }
}

/// A number as a file would write it.
fn node(value: f64) -> Node {
    Node {
        value: if value == value.trunc() && value.abs() < 1e15 {
            Value::Integer(value as i64)
        } else {
            Value::Number(value)
        },
        span: 0..0,
    }
}

fn full_name(instrument: &str, parameter: &str) -> String {
    if instrument.is_empty() {
        parameter.to_string()
    } else {
        format!("{instrument}.{parameter}")
    }
}

/// The assumptions of the study that are varied, and those that are not.
pub(super) fn assumptions(prepared: &Prepared) -> (Vec<Assumed>, Vec<(String, NotVaried)>) {
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let of_package = |name: &str| prepared.elements.iter().any(|element| element.instrument == name);
    let scenario = prepared.baseline.scenario().map(|file| file.name.as_str());
    let mut found: Vec<(&str, &Parameter)> = Vec::new();
    if prepared.reform.is_none() {
        found.extend(law.system.parameters.iter().map(|parameter| ("", parameter)));
    }
    for instrument in &law.instruments {
        let name = instrument.name.as_str();
        if prepared.reform.is_none() || of_package(name) || scenario == Some(name) {
            found.extend(instrument.parameters.iter().map(|parameter| (name, parameter)));
        }
    }
    let (mut varied, mut kept) = (Vec::new(), Vec::new());
    for (instrument, parameter) in found {
        if !parameter.assumption {
            continue;
        }
        let Some(central) = central(prepared, instrument, parameter) else {
            continue;
        };
        match central {
            Ok((central, (low, high))) => varied.push(Assumed {
                instrument: instrument.to_string(),
                parameter: parameter.name.clone(),
                central,
                low,
                high,
            }),
            Err(why) => kept.push((full_name(instrument, &parameter.name), why)),
        }
    }
    (varied, kept)
}

/// A number with its lowest and highest value.
type Central = (f64, (f64, f64));

/// The number that an assumption is in the study with its range, or why it is not varied; None of one that has no value yet.
fn central(prepared: &Prepared, instrument: &str, parameter: &Parameter) -> Option<Result<Central, NotVaried>> {
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let is_own = |set: &&crate::system::Assignment| set.instrument == instrument && set.key == parameter.name;
    let study = &prepared.study;
    if [&study.baseline, &study.reform]
        .iter()
        .any(|part| part.set.iter().any(|set| is_own(&set)))
    {
        return Some(Err(NotVaried::SetByStudy));
    }
    if parameter.unit_name.starts_with("currency") {
        return Some(Err(NotVaried::Money));
    }
    let is_number = matches!(parameter.unit, ParameterUnit::Number(_));
    if !is_number || parameter.schedule.is_some() || !parameter.by.is_empty() {
        return Some(Err(NotVaried::Table));
    }
    let holds = |set: &&crate::system::Assignment| set.from.is_none_or(|from| from <= prepared.date);
    let set = law.assignments.iter().rev().filter(is_own).find(holds);
    let written = || parameter.written_on(prepared.date).ok().map(|(node, _)| node);
    let node = set.map(|set| &set.value).or_else(written)?;
    Some(node.as_number().zip(parameter.range).ok_or(NotVaried::Table))
}
