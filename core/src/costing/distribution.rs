//! Poverty, inequality, deciles and winners of a run.

use super::cost::Run;
use super::groups::groups;
use super::loops::{NearMedian, Pass, Rows, Sort, Within, fits};
use super::memory::Memory;
use super::prepare::Prepared;
use super::redistribution::{entropies, redistributions};
use super::results::{
    EntropyResult, GroupTable, InequalityResult, LorenzResult, PovertyPair, PovertyResult, RedistributionResult,
    WinnersResultRow,
};
use crate::document::Diagnostic;
use crate::measures::{
    DecileEdges, DecileRow, DistributionPartial, DistributionPlan, Inequality, MeasureError, Part, Poverty,
    PovertyLine, PovertyPartial, WinnersRow, inequality,
};
use crate::numeric::LorenzPoint;
use crate::numeric::lanes::Lanes;
use crate::numeric::radix::Ranker;
use crate::numeric::rank::Ranked;
use crate::numeric::sum::{Accumulator, Totals};
use crate::numeric::tie::KeyRows;
use crate::numeric::weights::{WeightScale, Weights};
use crate::population::Population;
use crate::simulation::NodeId;

pub(super) fn failure(error: MeasureError) -> Vec<Diagnostic> {
    vec![Diagnostic {
        code: "measure",
        file: String::new(),
        path: String::new(),
        line: None,
        column: None,
        span: None,
        message: error.to_string(),
        found: String::new(),
        allowed: String::new(),
        remedy: String::new(),
    }]
}

/// The weight of each household in the measures: its own, times its members where persons count.
fn measure_weights(part: &Population, persons: Option<&[f64]>) -> Result<Weights, Vec<Diagnostic>> {
    let Some(persons) = persons else {
        return Ok(part.weights.clone());
    };
    let scale = part.weight_scale();
    let unit = crate::numeric::grid::power_of_two(-scale.exact_exponent);
    let own = part.weights.as_slice();
    let weights: Vec<f64> = own
        .low()
        .iter()
        .zip(own.high())
        .zip(persons)
        .map(|((low, high), persons)| (u64::from(*low) | u64::from(*high) << 26) as f64 * unit * persons)
        .collect();
    Weights::new(&weights, scale).map_err(|error| {
        vec![Diagnostic {
            code: "weight-too-large",
            file: part.name.clone(),
            path: "weight".to_string(),
            line: None,
            column: None,
            span: None,
            message: "the weight of a household times its members does not fit".to_string(),
            found: format!("{error:?}"),
            allowed: "weights within one scale".to_string(),
            remedy: "check the weights of the data".to_string(),
        }]
    })
}

thread_local! {
    /// A sorter for each thread, which keeps its memory from one ranking to the next.
    static RANKER: std::cell::RefCell<Ranker> = std::cell::RefCell::new(Ranker::new());
}

/// Rows below which one thread sorts alone.
const SORTED_ALONE: usize = 1 << 17;

/// Sorts and totals the incomes of all parts, a long column in as many pieces as there are threads, and finds their exact
/// median.
pub(super) fn rank(incomes: &[&[f64]], weights: &[Weights]) -> (Ranked, Totals) {
    let mut pieces: Vec<Rows<'_>> = Vec::new();
    for (incomes, weights) in incomes.iter().zip(weights) {
        let threads = if incomes.len() > SORTED_ALONE {
            crate::simulation::threads()
        } else {
            1
        };
        let size = incomes.len().div_ceil(threads).max(1);
        for (at, piece) in incomes.chunks(size).enumerate() {
            pieces.extend(
                weights
                    .slice(at * size..at * size + piece.len())
                    .map(|weights| (piece, weights)),
            );
        }
    }
    let lanes = Lanes::of_machine();
    let sorted = crate::simulation::for_each(pieces.clone(), |rows| {
        let mut sum = Accumulator::default();
        let run = RANKER.with_borrow_mut(|ranker| {
            lanes.run(Sort {
                ranker,
                sum: &mut sum,
                rows,
            })
        });
        (run, sum)
    });
    let mut total = Accumulator::default();
    let mut runs = Vec::with_capacity(sorted.len());
    for (run, sum) in sorted {
        total.merge(&sum);
        runs.push(run);
    }
    let mut ranked = Ranked::from_runs(runs);
    if let Some(key) = ranked.median_key() {
        let found = crate::simulation::for_each(pieces, |rows| {
            let mut near = KeyRows::new(key);
            lanes.run(NearMedian(&mut near, rows));
            near
        });
        let mut near = KeyRows::new(key);
        for part in &found {
            near.merge(part);
        }
        ranked.resolve_median(&near);
    }
    (ranked, total.finish())
}

/// Gives the memory of a ranking back to the sorter.
pub(super) fn recycle(ranked: Ranked) {
    RANKER.with_borrow_mut(|ranker| ranker.recycle(ranked.into_run()));
}

/// Refuses incomes that the exact sums cannot hold.
pub(super) fn within_limit(parts: &[Population], incomes: &[&[f64]]) -> Result<(), Vec<Diagnostic>> {
    for (at, incomes) in incomes.iter().enumerate() {
        if Lanes::of_machine().run(Within(incomes)) {
            continue;
        }
        if let Some(row) = incomes.iter().position(|income| !fits(*income)) {
            let id = parts
                .get(at)
                .map_or(format!("in row {}", row + 1), |part| part.entities[1].ids.text(row));
            return Err(vec![Diagnostic {
                code: "amount-too-large",
                file: String::new(),
                path: format!("household {id}"),
                line: None,
                column: None,
                span: None,
                message: format!("the income of household {id} is not finite, or too large to be measured"),
                found: incomes[row].to_string(),
                allowed: "incomes below 2^35 (about 34 billion) currency units".to_string(),
                remedy: "check the data of this household, or count in thousands".to_string(),
            }]);
        }
    }
    Ok(())
}

/// What the measures need of the baseline: worked out once, while a reform changes.
#[derive(Debug, Clone)]
pub struct BaselineRanks {
    pub(super) weights: Vec<Weights>,
    ranked: Ranked,
    totals: Totals,
    pub(super) line: Option<PovertyLine>,
    edges: Option<DecileEdges>,
    pub(super) scale: WeightScale,
    line_share: f64,
    inequality: Inequality,
    lorenz: Vec<LorenzPoint>,
}

/// Poverty, inequality, deciles and winners, as far as they need no groups.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Poverty.
    pub poverty: PovertyResult,
    /// Inequality.
    pub inequality: InequalityResult,
    /// Lorenz curves; that of calm times is added where a scenario has one.
    pub lorenz: LorenzResult,
    /// Ten groups, then all together.
    pub deciles: Vec<DecileRow>,
    /// All together, then ten groups.
    pub winners: Vec<WinnersResultRow>,
    /// Weight of all.
    pub weight: f64,
}

/// Steps of a Lorenz curve.
const LORENZ_STEPS: u32 = 100;

/// The Lorenz curve; empty where it is not defined.
fn lorenz(ranked: &Ranked) -> Vec<LorenzPoint> {
    ranked.lorenz_curve(LORENZ_STEPS).unwrap_or_default()
}

impl BaselineRanks {
    /// Ranks the baseline's equivalised incomes; `persons` are the members of each household where persons count.
    ///
    /// # Errors
    /// When the weight of a household times its members does not fit.
    pub fn new(
        parts: &[Population],
        y0: &[&[f64]],
        persons: Option<&[&[f64]]>,
        line_share: f64,
    ) -> Result<BaselineRanks, Vec<Diagnostic>> {
        let mut weights = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter().enumerate() {
            weights.push(measure_weights(part, persons.map(|persons| persons[at]))?);
        }
        within_limit(parts, y0)?;
        let (ranked, totals) = rank(y0, &weights);
        let line = PovertyLine::relative(&ranked, line_share);
        let edges = DecileEdges::of(&ranked);
        let scale = parts
            .first()
            .map_or(WeightScale::for_maximum(1.0), Population::weight_scale);
        Ok(BaselineRanks {
            inequality: inequality(&ranked, &totals),
            lorenz: lorenz(&ranked),
            weights,
            ranked,
            totals,
            line,
            edges,
            scale,
            line_share,
        })
    }

    /// Gives the memory of the ranking back, for the next one of this thread.
    pub fn recycle(self) {
        recycle(self.ranked);
    }

    /// Measures a reform against the baseline.
    ///
    /// # Errors
    /// When columns do not fit together.
    pub fn measure(&self, y0: &[&[f64]], y1: &[&[f64]]) -> Result<Measured, Vec<Diagnostic>> {
        let unchanged = y0.iter().zip(y1).all(|(a, b)| std::ptr::eq(*a, *b));
        within_limit(&[], y1)?;
        let after = (!unchanged).then(|| rank(y1, &self.weights));
        let ranked1 = after.as_ref().map_or(&self.ranked, |(ranked, _)| ranked);
        let pass = self.pass(y0, y1, PovertyLine::relative(ranked1, self.line_share))?;
        let mut measured = Measured {
            poverty: PovertyResult {
                line_share: self.line_share,
                fixed: PovertyPair {
                    baseline: None,
                    reform: None,
                },
                floating: PovertyPair {
                    baseline: None,
                    reform: None,
                },
            },
            inequality: InequalityResult {
                baseline: self.inequality,
                reform: after
                    .as_ref()
                    .map_or(self.inequality, |(ranked, totals)| inequality(ranked, totals)),
            },
            lorenz: LorenzResult {
                baseline: self.lorenz.clone(),
                reform: after
                    .as_ref()
                    .map_or_else(|| self.lorenz.clone(), |(ranked, _)| lorenz(ranked)),
                calm: None,
            },
            deciles: Vec::new(),
            winners: Vec::new(),
            weight: self.totals.weight.to_f64(self.scale.exact_exponent),
        };
        if let Some(partial) = pass {
            let distribution = partial.finish();
            measured.deciles = distribution.deciles.deciles;
            measured.deciles.push(distribution.deciles.all);
            measured.winners.push(winners_row("All", &distribution.winners.all));
            measured.winners.extend(
                distribution
                    .winners
                    .deciles
                    .iter()
                    .map(|row| winners_row(&row.decile.to_string(), row)),
            );
            measured.poverty.fixed = PovertyPair {
                baseline: distribution.poverty_baseline,
                reform: distribution.poverty_reform,
            };
            // The baseline's own line is the fixed line.
            measured.poverty.floating = PovertyPair {
                baseline: distribution.poverty_baseline,
                reform: distribution.poverty_reform_floating_line,
            };
        }
        if let Some((ranked, _)) = after {
            recycle(ranked);
        }
        Ok(measured)
    }

    /// Poverty against a line.
    fn poverty(&self, y: &[&[f64]], line: Option<PovertyLine>) -> Result<Option<Poverty>, Vec<Diagnostic>> {
        let Some(line) = line else { return Ok(None) };
        let mut partial = PovertyPartial::new(line, self.scale);
        for (y, weights) in y.iter().zip(&self.weights) {
            partial.add(y, weights.as_slice()).map_err(failure)?;
        }
        Ok(Some(partial.finish()))
    }

    /// Deciles, winners and poverty in one pass over the rows, in pieces that threads share.
    fn pass(
        &self,
        y0: &[&[f64]],
        y1: &[&[f64]],
        line1: Option<PovertyLine>,
    ) -> Result<Option<DistributionPartial>, Vec<Diagnostic>> {
        let Some(edges) = self.edges else { return Ok(None) };
        let plan = DistributionPlan {
            edges,
            fixed_line: self.line,
            floating_line: line1,
        };
        let mut pieces: Vec<Part<'_>> = Vec::new();
        for ((y0, y1), weights) in y0.iter().zip(y1).zip(&self.weights) {
            let part = Part::new(y0, y1, weights.as_slice()).map_err(failure)?;
            let rows = part.len();
            let mut start = 0;
            while start < rows {
                let end = if start + PIECE < rows { start + PIECE } else { rows };
                pieces.extend(part.slice(start..end));
                start = end;
            }
        }
        let lanes = Lanes::of_machine();
        let found = crate::simulation::for_each(pieces, |part| {
            let mut partial = DistributionPartial::new(&plan, self.scale);
            lanes.run(Pass(&mut partial, &part)).map(|()| partial)
        });
        let mut whole = DistributionPartial::new(&plan, self.scale);
        for partial in found {
            whole.merge(&partial.map_err(failure)?).map_err(failure)?;
        }
        Ok(Some(whole))
    }
}

/// Rows of a piece that one thread passes over.
const PIECE: usize = 1 << 16;

/// What of the measures beside poverty, inequality, deciles and winners is wanted: while a parameter moves, much of them is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Details {
    /// Results by age, region and other categories.
    pub groups: bool,
    /// Theil's and Atkinson's measures.
    pub entropy: bool,
    /// What taxes and benefits do to inequality.
    pub redistribution: bool,
}

impl Details {
    /// All of them.
    pub const ALL: Details = Details {
        groups: true,
        entropy: true,
        redistribution: true,
    };

    /// Those of both.
    pub fn and(self, other: Details) -> Details {
        Details {
            groups: self.groups || other.groups,
            entropy: self.entropy || other.entropy,
            redistribution: self.redistribution || other.redistribution,
        }
    }
}

/// What is measured of a run beside the standard results.
pub(super) struct Further {
    /// Theil's and Atkinson's measures.
    pub entropy: EntropyResult,
    /// What taxes and benefits do.
    pub redistribution: Option<RedistributionResult>,
    /// Results by category.
    pub groups: Vec<GroupTable>,
}

/// What is measured under baseline law without the shock of a scenario.
pub(super) struct Calm {
    /// Its median gives the fixed line of every run.
    pub line: Option<PovertyLine>,
    /// Poverty against that line.
    pub poverty: Option<Poverty>,
    /// Inequality.
    pub inequality: Inequality,
    /// The Lorenz curve.
    pub lorenz: Vec<LorenzPoint>,
}

/// What is measured of the people under baseline law: the same for every reform.
pub(super) struct Ground {
    /// The baseline's ranks; their line is the fixed one.
    pub ranks: BaselineRanks,
    /// Poverty under the baseline against its own line, where the fixed line is another.
    own_poverty: Option<Option<Poverty>>,
    /// The people without the shock of a scenario.
    pub calm: Option<Calm>,
}

/// The equivalised incomes of the baseline and, with a scenario, of calm times, and the members of households where persons
/// count: what a [`Ground`] is made from.
pub(super) fn ground_nodes(prepared: &Prepared, run: &Run<'_>) -> Vec<NodeId> {
    let law = |at: usize| run.program.laws[at].measures.equivalised;
    let baseline = &run.program.laws[0];
    let mut nodes = vec![baseline.measures.equivalised];
    nodes.extend(run.worlds.calm_baseline.map(law));
    let by_person = prepared.study.options.count_persons && run.parts[0].has_persons;
    nodes.extend(by_person.then_some(baseline.measures.persons));
    nodes
}

impl Ground {
    fn new(run: &Run<'_>) -> Result<Ground, Vec<Diagnostic>> {
        let (parts, options) = (run.parts, &run.prepared.study.options);
        let baseline = &run.program.laws[0];
        let by_person = options.count_persons && parts[0].has_persons;
        let persons = by_person.then(|| run.column(baseline.measures.persons));
        let y0 = run.column(baseline.measures.equivalised);
        let mut ranks = BaselineRanks::new(parts, &y0, persons.as_deref(), options.poverty_line_share)?;
        let own_line = ranks.line;
        // In later years of a run the line of the first goes on.
        let carried = run.prepared.poverty_line.and_then(PovertyLine::absolute);
        // The fixed line is that of the people before the shock: it lowers the median, and would hide poverty.
        let calm = match run.worlds.calm_baseline {
            Some(at) => {
                let y = run.column(run.program.laws[at].measures.equivalised);
                let calm = BaselineRanks::new(parts, &y, persons.as_deref(), options.poverty_line_share)?;
                let line = carried.or(calm.line);
                ranks.line = line;
                let found = Calm {
                    line,
                    poverty: calm.poverty(&y, line)?,
                    inequality: calm.inequality,
                    lorenz: calm.lorenz.clone(),
                };
                calm.recycle();
                Some(found)
            }
            None => {
                ranks.line = carried.or(own_line);
                None
            }
        };
        let own_poverty = match ranks.line == own_line && calm.is_none() {
            true => None,
            false => Some(ranks.poverty(&y0, own_line)?),
        };
        Ok(Ground {
            ranks,
            own_poverty,
            calm,
        })
    }
}

/// Measures a run; what the memory holds is not measured again, and details that are not wanted are empty.
pub(super) fn measure(
    run: &Run<'_>,
    details: Details,
    memory: &mut Memory,
) -> Result<(Measured, Further), Vec<Diagnostic>> {
    let baseline = &run.program.laws[0];
    let reform = run.reform();
    let nodes = [baseline.measures.equivalised, reform.measures.equivalised];
    let [y0, y1] = nodes.map(|node| run.column(node));
    if memory.ground.is_none() {
        memory.ground = Some(Ground::new(run)?);
    }
    let Some(ground) = &memory.ground else {
        return Err(failure(MeasureError::Plan));
    };
    if memory.measured.is_none() {
        let mut measured = ground.ranks.measure(&y0, &y1)?;
        if let Some(own) = ground.own_poverty {
            measured.poverty.floating.baseline = own;
        }
        if let Some(calm) = &ground.calm {
            measured.lorenz.calm = Some(calm.lorenz.clone());
        }
        memory.measured = Some(measured);
    }
    let Some(measured) = memory.measured.clone() else {
        return Err(failure(MeasureError::Plan));
    };
    if details.groups && memory.groups.is_none() {
        memory.groups = Some(groups(
            run,
            &baseline.by,
            [&y0, &y1],
            &ground.ranks,
            &mut memory.codes,
            &mut memory.group_ground,
        )?);
    }
    let spread = &mut memory.spread;
    let further = Further {
        entropy: match details.entropy {
            true => entropies(run, nodes, &ground.ranks, spread)?,
            false => EntropyResult::default(),
        },
        redistribution: match details.redistribution {
            true => redistributions(run, [baseline, reform], &ground.ranks, &measured, spread)?,
            false => None,
        },
        groups: memory
            .groups
            .as_ref()
            .filter(|_| details.groups)
            .cloned()
            .unwrap_or_default(),
    };
    Ok((measured, further))
}

fn winners_row(group: &str, row: &WinnersRow) -> WinnersResultRow {
    let share = |f: fn(&crate::measures::BandShares) -> f64| row.shares.as_ref().map(f);
    WinnersResultRow {
        group: group.to_string(),
        weight: row.weight,
        loss_above_5_percent: share(|s| s.loss_above_5_percent_share),
        loss_up_to_5_percent: share(|s| s.loss_up_to_5_percent_share),
        no_change: share(|s| s.no_change_share),
        gain_up_to_5_percent: share(|s| s.gain_up_to_5_percent_share),
        gain_above_5_percent: share(|s| s.gain_above_5_percent_share),
        baseline_not_positive: share(|s| s.baseline_not_positive_share),
    }
}
