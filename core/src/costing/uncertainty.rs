//! How uncertain the cost is: by the stored draws, by the people, and by the assumptions; three lines, and one range of all.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::hypercube::hypercube;
use super::live::Live;
use super::prepare::Prepared;
use super::sampling::sampling_error;
use super::sensitivity::{SensitivityFigures, assumptions, figures};
use super::years_run::first_year;
use crate::document::Diagnostic;
use crate::numeric::math::sqrt;
use crate::population::Population;
use crate::simulation::Progress;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UncertaintyOptions {
    /// With how many seeds the stored draws are drawn, and of how many syntheses the people are made; below 2 neither line is worked out.
    pub seeds: u32,
    /// With how many draws over the ranges of the assumptions; below 10 the line is not worked out.
    pub draws: u32,
}

/// More runs than this are no single question.
pub const MOST_RUNS: u32 = 10_000;

/// Makes the people once more, from another seed of their recipe: the number of the synthesis, from 1 on.
pub type OtherPeople<'a> = &'a dyn Fn(u32, &Progress<'_>) -> Result<Vec<Population>, Vec<Diagnostic>>;

/// How a line was worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineMethod {
    /// The study with several seeds of the stored draws, on the same people.
    Seeds,
    /// People of a survey: the variance of what each household's change costs, weighted.
    PairedByHousehold,
    /// Synthetic people: several syntheses of the recipe, (1 + 1/m) times the variance between them.
    Syntheses,
    /// Draws over the ranges of all assumptions at once, by a Latin hypercube.
    LatinHypercube,
}

/// How far a figure lies apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The mean of the runs; where there is one run its value.
    pub mean: f64,
    /// The standard deviation; of people the standard error.
    pub deviation: f64,
    /// The tenth percentile: of draws over assumptions theirs, else the study's value less 1.28 deviations.
    pub low: f64,
    /// The ninetieth percentile, in the same way.
    pub high: f64,
}

/// One source of uncertainty.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct UncertaintyLine {
    /// How it was worked out.
    pub method: LineMethod,
    /// With how many runs; 1 for the variance by household.
    pub runs: u32,
    /// How many runs a rule refused; they are left out.
    pub refused: u32,
    /// The cost of [`SensitivityFigures`].
    pub cost: Spread,
    /// Its poverty; None where it is not defined, and for the variance by household.
    pub poverty: Option<Spread>,
}

/// What the variance over the assumptions owes to one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssumptionShare {
    /// `instrument.parameter`.
    pub parameter: String,
    /// The square of the correlation between its value and the cost, 0 to 1. Shares of all assumptions need not add up to 1.
    pub share: f64,
}

/// Where most of the range comes from: more than half of the variance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MainSource {
    /// One assumption, by its name.
    Assumption(String),
    /// All assumptions together; the name is that of the largest, empty where the draws are too few to tell it from chance.
    Assumptions(String),
    /// The people.
    People,
    /// The stored draws.
    Draws,
    /// None of them alone.
    Several,
}

/// One range of all sources that were worked out: from its tenth to its ninetieth percentile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UncertaintyRange {
    /// The lower end of the cost.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Where most of it comes from.
    pub main: MainSource,
}

/// How uncertain the cost of one year is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Uncertainty {
    /// The year.
    pub year: i32,
    /// The figures of the study.
    pub central: SensitivityFigures,
    /// The noise of the stored draws. It falls with the number of households, and is no standard error.
    pub simulation: Option<UncertaintyLine>,
    /// The people. What they leave uncertain has the noise of the draws in it.
    pub people: Option<UncertaintyLine>,
    /// The assumptions.
    pub assumptions: Option<UncertaintyLine>,
    /// What the variance over the assumptions owes to each, the largest first; those without any are left out.
    pub shares: Vec<AssumptionShare>,
    /// One range of all; None where nothing was worked out.
    pub range: Option<UncertaintyRange>,
}

/// The 90th percentile of the standard normal distribution.
const TENTH: f64 = 1.281_551_565_544_6;

/// Works out how uncertain the cost of a study is. Of a run over several years, whose first and last are `years`, the first is worked out.
///
/// `other_people` makes synthetic people once more; without it the people are taken as a survey of households. Every run has the
/// same people and draws as the study but for what its line varies, so that runs differ by that alone. Draws are stored ones: the same
/// study gives the same bits.
///
/// # Errors
/// Those of [`cost`](super::cost()); years that the system does not hold; a cancelled run. A value that a rule refuses is no error: its line
/// counts it.
pub fn uncertainty(
    prepared: &Prepared,
    parts: &Arc<Vec<Population>>,
    years: Option<(i32, i32)>,
    asked: UncertaintyOptions,
    other_people: Option<OtherPeople<'_>>,
    progress: &Progress<'_>,
) -> Result<Uncertainty, Vec<Diagnostic>> {
    // The law of the year, and people as they are then.
    let of_year = |people: Arc<Vec<Population>>| match years {
        Some(years) => first_year(prepared, people, years),
        None => Ok((prepared.clone(), people)),
    };
    let (own, parts) = &of_year(Arc::clone(parts))?;
    let prepared = own;
    let (seeds, draws) = (asked.seeds.min(MOST_RUNS), asked.draws.min(MOST_RUNS));
    let has_seeds = seeds >= 2;
    let has_draws = draws >= 10;
    let runs = |asked: bool, runs: u32| if asked { u64::from(runs) } else { 0 };
    let people_runs = if other_people.is_some() { seeds } else { 1 };
    let whole = 1 + runs(has_seeds, seeds + people_runs) + runs(has_draws, draws);
    let mut done = 0;
    let mut step = || {
        done += 1;
        if progress(done, whole) {
            Ok(())
        } else {
            Err(vec![crate::simulation::cancelled()])
        }
    };
    let central = once(prepared.clone(), parts)?;
    step()?;
    let (mut simulation, mut people, mut assumed) = (None, None, None);
    let mut shares = Vec::new();
    if has_seeds {
        let mut found = vec![central];
        for seed in 1..seeds {
            let mut other = prepared.clone();
            other.study.options.seed = prepared.study.options.seed.wrapping_add(u64::from(seed));
            found.push(once(other, parts)?);
            step()?;
        }
        simulation = Some(line(LineMethod::Seeds, &found, 0, central, 1.0));
        step()?;
        people = Some(match other_people {
            Some(make) => {
                let mut found = vec![central];
                for synthesis in 1..seeds {
                    let made = make(synthesis, &|_, _| progress(0, whole))?;
                    found.push(once(prepared.clone(), &of_year(Arc::new(made))?.1)?);
                    step()?;
                }
                step()?;
                line(LineMethod::Syntheses, &found, 0, central, 1.0 + 1.0 / f64::from(seeds))
            }
            None => {
                let deviation = sampling_error(prepared, parts, &|_, _| progress(0, whole))?;
                step()?;
                UncertaintyLine {
                    method: LineMethod::PairedByHousehold,
                    runs: 1,
                    refused: 0,
                    cost: around(central.cost, central.cost, deviation),
                    poverty: None,
                }
            }
        });
    }
    if has_draws {
        let (varied, _) = assumptions(prepared);
        let (mut found, mut places, mut refused) = (Vec::new(), Vec::new(), 0);
        for point in hypercube(prepared.study.options.seed, &varied, draws) {
            let made = point
                .assignments
                .and_then(|values| once(prepared.with_values(&values)?, parts));
            match made {
                Ok(figures) => {
                    found.push(figures);
                    places.push(point.places);
                }
                Err(problems) if problems.iter().any(|problem| problem.code == "cancelled") => return Err(problems),
                Err(_) => refused += 1,
            }
            step()?;
        }
        if found.len() >= 2 {
            assumed = Some(line(LineMethod::LatinHypercube, &found, refused, central, 1.0));
            shares = shares_of(
                &varied.iter().map(|own| own.name()).collect::<Vec<_>>(),
                &places,
                &found,
            );
        }
    }
    let range = range(central.cost, simulation, people, assumed, &shares);
    Ok(Uncertainty {
        year: prepared.year,
        central,
        simulation,
        people,
        assumptions: assumed,
        shares,
        range,
    })
}

/// The figures of a study, without a division of the net cost.
fn once(prepared: Prepared, parts: &Arc<Vec<Population>>) -> Result<SensitivityFigures, Vec<Diagnostic>> {
    let live = Live::new(prepared, Arc::clone(parts), &|_, _| true)?;
    Ok(figures(live.results()))
}

/// A line of runs; the variance between them counts `factor` times.
fn line(
    method: LineMethod,
    found: &[SensitivityFigures],
    refused: u32,
    central: SensitivityFigures,
    factor: f64,
) -> UncertaintyLine {
    let is_band = method == LineMethod::LatinHypercube;
    let costs: Vec<f64> = found.iter().map(|figures| figures.cost).collect();
    let poverty: Option<Vec<f64>> = found.iter().map(|figures| figures.poverty).collect();
    let spread = |numbers: Vec<f64>, central: f64| {
        let (mean, variance) = moments(&numbers);
        let deviation = sqrt(variance * factor);
        if is_band {
            let mut sorted = numbers;
            sorted.sort_by(f64::total_cmp);
            Spread {
                mean,
                deviation,
                low: quantile(&sorted, 0.1),
                high: quantile(&sorted, 0.9),
            }
        } else {
            around(mean, central, deviation)
        }
    };
    UncertaintyLine {
        method,
        runs: found.len() as u32,
        refused,
        cost: spread(costs, central.cost),
        poverty: poverty
            .zip(central.poverty)
            .map(|(rates, central)| spread(rates, central)),
    }
}

/// A spread of 1.28 deviations on both sides of the study's value.
fn around(mean: f64, central: f64, deviation: f64) -> Spread {
    Spread {
        mean,
        deviation,
        low: central - TENTH * deviation,
        high: central + TENTH * deviation,
    }
}

/// Mean and variance (over n - 1) of at least two numbers; in their order, which is fixed.
fn moments(numbers: &[f64]) -> (f64, f64) {
    let count = numbers.len() as f64;
    let mean = numbers.iter().fold(0.0, |sum, number| sum + number) / count;
    let squares = numbers
        .iter()
        .fold(0.0, |sum, number| sum + (number - mean) * (number - mean));
    (mean, if count > 1.0 { squares / (count - 1.0) } else { 0.0 })
}

/// A quantile of sorted numbers, between neighbours in proportion.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * share;
    let below = place.floor();
    let at = below as usize;
    let low = sorted[at];
    let high = sorted.get(at + 1).copied().unwrap_or(low);
    low + (high - low) * (place - below)
}

/// The square of the correlation between each assumption's place in its range and the cost.
fn shares_of(names: &[String], places: &[Vec<f64>], found: &[SensitivityFigures]) -> Vec<AssumptionShare> {
    let costs: Vec<f64> = found.iter().map(|figures| figures.cost).collect();
    let (mean, variance) = moments(&costs);
    let count = (costs.len() - 1) as f64;
    let mut shares: Vec<AssumptionShare> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let own: Vec<f64> = places.iter().map(|place| place[at]).collect();
        let (own_mean, own_variance) = moments(&own);
        let pairs = own.iter().zip(&costs);
        let together = pairs.fold(0.0, |sum, (place, cost)| sum + (place - own_mean) * (cost - mean)) / count;
        let both = own_variance * variance;
        if both > 0.0 && together != 0.0 {
            shares.push(AssumptionShare {
                parameter: name.clone(),
                share: together * together / both,
            });
        }
    }
    shares.sort_by(|a, b| b.share.total_cmp(&a.share));
    shares
}

/// One range: the band of the assumptions, widened on both sides by what the people leave uncertain, which has the noise of the draws
/// in it; by the noise alone where the people were not looked at.
fn range(
    central: f64,
    simulation: Option<UncertaintyLine>,
    people: Option<UncertaintyLine>,
    assumed: Option<UncertaintyLine>,
    shares: &[AssumptionShare],
) -> Option<UncertaintyRange> {
    let sampling = people.or(simulation);
    let deviation = sampling.map_or(0.0, |line| line.cost.deviation);
    // Draws over ranges need not lie about the study's own value.
    let (middle, low, high) = match &assumed {
        Some(line) => {
            let middle = (line.cost.low + line.cost.high) / 2.0;
            (middle, middle - line.cost.low, line.cost.high - middle)
        }
        None if sampling.is_some() => (central, 0.0, 0.0),
        None => return None,
    };
    let wider = |half: f64| sqrt(half * half + TENTH * deviation * TENTH * deviation);
    let of_assumptions = assumed.map_or(0.0, |line| line.cost.deviation * line.cost.deviation);
    let of_people = deviation * deviation;
    // Without any connection a share is 1 / (n - 1) on average; the largest of some fifty reaches eight times that.
    let runs = assumed.map_or(0.0, |line| f64::from(line.runs));
    let largest = shares.first().filter(|own| own.share * (runs - 1.0) > 8.0);
    let main = if of_assumptions > of_people {
        match largest {
            Some(own) if own.share * of_assumptions > (of_assumptions + of_people) / 2.0 => {
                MainSource::Assumption(own.parameter.clone())
            }
            own => MainSource::Assumptions(own.map_or(String::new(), |own| own.parameter.clone())),
        }
    } else if of_people > of_assumptions {
        if people.is_some() {
            MainSource::People
        } else {
            MainSource::Draws
        }
    } else {
        MainSource::Several
    };
    Some(UncertaintyRange {
        low: middle - wider(low),
        high: middle + wider(high),
        main,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_neighbours() {
        let sorted: Vec<f64> = (0..=10).map(f64::from).collect();
        assert_eq!((quantile(&sorted, 0.1), quantile(&sorted, 0.9)), (1.0, 9.0));
        assert_eq!(quantile(&[3.0], 0.9), 3.0);
        assert_eq!(quantile(&[0.0, 10.0], 0.1), 1.0);
    }

    #[test]
    fn an_assumption_that_makes_the_cost_is_most_of_it() {
        let figures = |cost: f64| SensitivityFigures {
            cost,
            poverty: None,
            levy_yield: None,
        };
        let places: Vec<Vec<f64>> = (0..40u32)
            .map(|at| vec![f64::from(at) / 40.0, f64::from(at * 7 % 40) / 40.0])
            .collect();
        let found: Vec<SensitivityFigures> = places
            .iter()
            .map(|place| figures(10.0 * place[0] + 0.5 * place[1]))
            .collect();
        let shares = shares_of(&["a".to_string(), "b".to_string()], &places, &found);
        assert_eq!(shares[0].parameter, "a");
        assert!(shares[0].share > 0.95 && shares[1].share < 0.2, "{shares:?}");
        let assumed = line(LineMethod::LatinHypercube, &found, 0, figures(5.0), 1.0);
        let range = range(5.0, None, None, Some(assumed), &shares).expect("a range");
        assert_eq!(range.main, MainSource::Assumption("a".to_string()));
        assert!((range.low - assumed.cost.low).abs() < 1e-9 && (range.high - assumed.cost.high).abs() < 1e-9);
    }

    #[test]
    fn people_widen_the_range_on_both_sides() {
        let figures = |cost: f64| SensitivityFigures {
            cost,
            poverty: None,
            levy_yield: None,
        };
        let found: Vec<SensitivityFigures> = (0..21u32).map(|at| figures(f64::from(at))).collect();
        let assumed = line(LineMethod::LatinHypercube, &found, 0, figures(10.0), 1.0);
        let mut people = line(LineMethod::Syntheses, &found, 0, figures(10.0), 1.0 + 1.0 / 21.0);
        assert!((people.cost.deviation - assumed.cost.deviation * sqrt(22.0 / 21.0)).abs() < 1e-9);
        people.cost.deviation = 6.0 / TENTH;
        let found = range(10.0, None, Some(people), Some(assumed), &[]).expect("a range");
        // Half-widths 8 and 6: 10.
        assert!(
            (found.low - 0.0).abs() < 1e-9 && (found.high - 20.0).abs() < 1e-9,
            "{found:?}"
        );
        assert_eq!(range(1.0, None, None, None, &[]), None);
        // A share that chance may give names no assumption.
        let share = |share: f64| {
            [AssumptionShare {
                parameter: "a".to_string(),
                share,
            }]
        };
        for (given, name) in [(0.39, ""), (0.41, "a")] {
            let found = range(10.0, None, None, Some(assumed), &share(given)).expect("a range");
            assert_eq!(found.main, MainSource::Assumptions(name.to_string()));
        }
    }
}
