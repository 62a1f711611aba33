//! From a recipe to weighted people, in one go.

use super::Recipe;
use super::draft::Draft;
use super::lock::{Lock, Solution};
use super::report::{Report, ReportHead, assumptions, conflicts, targets};
use super::solver::{Fate, Solver};
use crate::document::{Collector, Diagnostic};
use crate::population::Population;
use crate::simulation::Progress;
use crate::system::System;

/// People made from a recipe, with what became of its targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthetic {
    /// The people.
    pub population: Population,
    /// What became of the targets.
    pub report: Report,
    /// The multipliers, by which any part of these people can be made alone.
    pub solution: Solution,
}

/// With fewer households a target than this, contradictions may come of chance: targets are then left out in silence.
const HOUSEHOLDS_PER_TARGET: usize = 20;

/// Makes people from a recipe for a system, with weights by which its targets are met.
///
/// `households` and `seed` are those of the recipe unless given. With a `lock` that knows the weights of this recipe, number and
/// seed they are taken from there, and checked. `progress` is told the households made and all households; when it says no,
/// the work ends with `cancelled`.
///
/// # Errors
/// Everything of [`Recipe::check`]; `out-of-range` numbers of households or amounts; targets that contradict each
/// other (`contradictory-targets`), that no household touches (`untouched-target`) or one household fills
/// (`concentrated-target`).
pub fn generate(
    recipe: &Recipe,
    system: &System,
    households: Option<u32>,
    seed: Option<u64>,
    lock: Option<&Lock>,
    progress: &Progress<'_>,
) -> Result<Synthetic, Vec<Diagnostic>> {
    let problems = recipe.check(system);
    if !problems.is_empty() {
        return Err(problems);
    }
    let households = households.unwrap_or(recipe.default_households);
    let seed = seed.unwrap_or(recipe.default_seed);
    let draft = recipe.draft(households, seed, 0..households, progress)?;
    let hash = recipe.hash();
    let known = lock.and_then(|lock| lock.solution(&hash, households, seed));
    let (solver, from_lock) = solve(recipe, &draft, known);
    let problems = refused(recipe, &solver, households);
    if !problems.is_empty() {
        return Err(problems);
    }
    let solution = draft.solution(seed, solver.lambda());
    let population = draft.population(system, &solution)?;
    let report = report(recipe, &draft, &solver, &solution, from_lock);
    Ok(Synthetic {
        population,
        report,
        solution,
    })
}

/// The rounds over all households, from known multipliers where they fit.
fn solve(recipe: &Recipe, draft: &Draft<'_>, known: Option<&Solution>) -> (Solver, bool) {
    let mut solver = recipe.solver(draft.households);
    let zero = vec![0.0; recipe.targets.len()];
    if let Some(known) = known.filter(|known| known.lambda.len() == zero.len()) {
        solver.begin_at(draft.round(&zero), &known.lambda);
        if let Some(lambda) = solver.wanted() {
            let round = draft.round(lambda);
            solver.take(round);
        }
        if solver.wanted().is_none() {
            return (solver, true);
        }
        // The lock is of another version of the generator: it is of no use.
        solver = recipe.solver(draft.households);
    }
    while let Some(lambda) = solver.wanted() {
        let round = draft.round(lambda);
        solver.take(round);
    }
    (solver, false)
}

/// Targets that cannot stand.
fn refused(recipe: &Recipe, solver: &Solver, households: u32) -> Vec<Diagnostic> {
    let collector = Collector::new(&recipe.source);
    if (households as usize) < HOUSEHOLDS_PER_TARGET * recipe.targets.len() {
        return Vec::new();
    }
    let id = |target: &usize| format!("`{}`", recipe.targets[*target].id);
    for (target, fate) in recipe.targets.iter().zip(solver.fates()) {
        let own = &target.id;
        match fate {
            Fate::Active | Fate::HeldOut | Fate::Redundant(_) => {}
            Fate::Contradicted(others, implied) => {
                let shown: Vec<String> = others.iter().take(6).map(id).collect();
                let more = if others.len() > shown.len() {
                    format!(" and {} more", others.len() - shown.len())
                } else {
                    String::new()
                };
                collector.report(
                    "contradictory-targets",
                    own,
                    &target.span,
                    format!(
                        "`{own}` follows from {}{more}, and they say otherwise",
                        shown.join(", ")
                    ),
                    target.value.to_string(),
                    format!("{}, which follows from the others", implied * target.value),
                    "correct one of them, or remove this one",
                );
            }
            Fate::Untouched => collector.report(
                "untouched-target",
                own,
                &target.span,
                format!("no household contributes to `{own}`"),
                "0 households",
                "a target that some household touches",
                "check its condition and keys, make more households, or remove it",
            ),
            Fate::Concentrated => collector.report(
                "concentrated-target",
                own,
                &target.span,
                format!(
                    "one household holds more than {} times the mean of `{own}`",
                    super::round::LARGEST
                ),
                "",
                "contributions that are spread over many households",
                "check the units of the target, or set `limits` on the amounts",
            ),
        }
    }
    collector.into_diagnostics()
}

fn report(recipe: &Recipe, draft: &Draft<'_>, solver: &Solver, solution: &Solution, from_lock: bool) -> Report {
    let (rows, warnings) = targets(recipe, solver, draft.households);
    let (factors, mut weights) = draft.weights(&solution.lambda);
    let bounds = recipe.bounds;
    let near = |factor: &&f64| **factor < bounds.low * 1.01 || **factor > bounds.high * 0.99;
    let hit = factors.iter().filter(near).count();
    // Sorted first, so that parts could give them in any order.
    weights.sort_by(f64::total_cmp);
    let (mut sum, mut squares) = (0.0, 0.0);
    for weight in &weights {
        sum += weight;
        squares += weight * weight;
    }
    let calibrated = || rows.iter().filter(|row| matches!(row.role, "calibrated" | "follows"));
    let worst = calibrated().fold(0.0, |worst, row| {
        let miss = if row.ratio < 1.0 {
            1.0 - row.ratio
        } else {
            row.ratio - 1.0
        };
        if miss > worst { miss } else { worst }
    });
    let met = calibrated().filter(|row| row.met).count();
    let all_met = met == calibrated().count();
    let at = |place: usize| weights.get(place).copied().unwrap_or(0.0);
    let head = ReportHead {
        recipe: recipe.name.clone(),
        recipe_hash: recipe.hash(),
        households: draft.households,
        persons: draft.persons() as u32,
        represented: recipe.represented,
        seed: solution.seed,
        rounds: if from_lock { 0 } else { solver.rounds() },
        from_lock,
        converged: solver.converged(),
        calibrated: calibrated().count() as u32,
        met: met as u32,
        worst_miss: worst,
        bounds_hit_share: hit as f64 / factors.len() as f64,
        weight_minimum: at(0),
        weight_median: at(weights.len() / 2),
        weight_maximum: at(weights.len().saturating_sub(1)),
        effective_households: if squares > 0.0 { sum * sum / squares } else { 0.0 },
        fingerprint: solution.fingerprint(&recipe.hash()),
    };
    Report {
        conflicts: if solver.converged() && all_met {
            Vec::new()
        } else {
            conflicts(&rows)
        },
        head,
        targets: rows,
        assumptions: assumptions(recipe),
        warnings,
    }
}
