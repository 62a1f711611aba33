//! The report of a calibration: a row a target, and a head.

use serde::Serialize;

use super::Recipe;
use super::column::Standing;
use super::solver::{Fate, Solver};

/// What became of the targets, and how the weights were moved for them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The whole.
    pub head: ReportHead,
    /// The targets in the order of the recipe.
    pub targets: Vec<TargetReport>,
    /// Targets that pull against each other, the strongest first; empty when all were met.
    pub conflicts: Vec<Conflict>,
    /// What the recipe assumes or borrows from another place.
    pub assumptions: Vec<Assumption>,
    /// What looks like a slip.
    pub warnings: Vec<String>,
}

/// The calibration as a whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportHead {
    /// The recipe's name.
    pub recipe: String,
    /// The recipe's hash.
    pub recipe_hash: String,
    /// Households made.
    pub households: u32,
    /// Persons made.
    pub persons: u32,
    /// Households that they stand for.
    pub represented: f64,
    /// The seed.
    pub seed: u64,
    /// Rounds of the solving; 0 when the multipliers were known.
    pub rounds: u32,
    /// Whether the multipliers come from the lock file of the recipe.
    pub from_lock: bool,
    /// Whether all targets could be met at once.
    pub converged: bool,
    /// Targets that the weights are made for, and how many of them are met.
    pub calibrated: u32,
    /// How many of them are met within their tolerance.
    pub met: u32,
    /// The largest relative miss of those.
    pub worst_miss: f64,
    /// The share of households whose weight is within a hundredth of a bound, as a share of the bound.
    pub bounds_hit_share: f64,
    /// The smallest weight.
    pub weight_minimum: f64,
    /// The weight in the middle.
    pub weight_median: f64,
    /// The largest weight.
    pub weight_maximum: f64,
    /// Kish's effective number of households: the square of the sum of weights over the sum of squares.
    pub effective_households: f64,
    /// A hash of the recipe, the number, the seed and the multipliers.
    pub fingerprint: String,
}

/// A target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TargetReport {
    /// Its id: that of its group, with the key behind dots.
    pub id: String,
    /// Its level.
    pub level: u32,
    /// Whether it must be met exactly; a soft one may give way.
    pub hard: bool,
    /// `calibrated`, `follows` (from other targets), `held_out` (compared only) or `left_out` (too few households for it).
    pub role: &'static str,
    /// The known total.
    pub wanted: f64,
    /// The total before calibration.
    pub raw: f64,
    /// That, over the known total.
    pub raw_ratio: f64,
    /// The total with the weights found.
    pub got: f64,
    /// That, over the known total.
    pub ratio: f64,
    /// How far the ratio may be from 1.
    pub tolerance: f64,
    /// Whether it is within.
    pub met: bool,
    /// How hard the target pulls at the weights, in standard deviations of its contributions: positive where it
    /// wants more weight, negative where less.
    pub pull: f64,
    /// Households that contribute to it.
    pub contributing: u64,
    /// `published`, `derived`, `assumption` or `borrowed`.
    pub standing: &'static str,
    /// Its source; empty for an assumption without one.
    pub reference: String,
    /// Why it was left out; empty for a target that was not.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why_left_out: String,
}

/// Two targets that pull against each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// The one that wants more weight.
    pub up: String,
    /// The one that wants less.
    pub down: String,
    /// Their pulls.
    pub pulls: (f64, f64),
}

/// A table, correlation or target that no source gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assumption {
    /// What it is, such as `table earnings`.
    pub what: String,
    /// `assumption` or `borrowed`.
    pub standing: &'static str,
    /// The lowest and highest factor on its numbers; for a correlation, its lowest and highest value.
    pub range: (f64, f64),
    /// Where a borrowed shape was taken from, or why it was assumed.
    pub reference: String,
}

impl Assumption {
    /// The assumption in words.
    pub fn text(&self) -> String {
        let why = if self.reference.is_empty() {
            String::new()
        } else {
            format!(" ({})", self.reference)
        };
        let what = if self.what.starts_with("correlation") {
            "between"
        } else {
            "times"
        };
        format!("{}, {what} {} and {}{why}", self.standing, self.range.0, self.range.1)
    }
}

/// Everything that rests on no source of its own.
pub(super) fn assumptions(recipe: &Recipe) -> Vec<Assumption> {
    let mut found = Vec::new();
    let mut add = |what: String, standing: &Standing| {
        if let Some(range) = standing
            .range
            .filter(|_| matches!(standing.word, "assumption" | "borrowed"))
        {
            found.push(Assumption {
                what,
                standing: standing.word,
                range,
                reference: standing.reference.clone(),
            });
        }
    };
    for table in &recipe.tables {
        add(format!("table {}", table.id), &table.standing);
    }
    for pair in &recipe.copula.pairs {
        let whose = if pair.of_partner { " of the partner" } else { "" };
        add(
            format!("correlation of {} and {}{whose}", pair.one, pair.other),
            &pair.standing,
        );
    }
    for group in &recipe.groups {
        add(format!("target {}", group.id), &group.standing);
    }
    found
}

/// A target whose total before calibration lies outside of these looks like a slip of units.
const PLAUSIBLE: (f64, f64) = (0.2, 5.0);

/// The rows and the warnings.
pub(super) fn targets(recipe: &Recipe, solver: &Solver, households: u32) -> (Vec<TargetReport>, Vec<String>) {
    let n = f64::from(households);
    let (mut rows, mut warnings) = (Vec::new(), Vec::new());
    let (Some(raw), Some(last)) = (solver.raw(), solver.last()) else {
        return (rows, warnings);
    };
    for (at, target) in recipe.targets.iter().enumerate() {
        let group = &recipe.groups[target.group];
        let (raw_ratio, ratio) = (raw.ratio(at, n), last.ratio(at, n));
        let lambda = solver.lambda()[at];
        let role = match &solver.fates()[at] {
            Fate::Active => "calibrated",
            Fate::Redundant(_) => "follows",
            Fate::HeldOut => "held_out",
            Fate::Contradicted(..) | Fate::Untouched | Fate::Concentrated => "left_out",
        };
        if role != "left_out" && !(raw_ratio >= PLAUSIBLE.0 && raw_ratio <= PLAUSIBLE.1) {
            warnings.push(format!(
                "`{}`: the tables make {:.3} times the total before calibration; check its units",
                target.id, raw_ratio
            ));
        }
        let miss = ratio - 1.0;
        rows.push(TargetReport {
            id: target.id.clone(),
            level: group.level,
            hard: group.hard,
            role,
            wanted: target.value,
            raw: raw_ratio * target.value,
            raw_ratio,
            got: ratio * target.value,
            ratio,
            tolerance: group.tolerance,
            met: miss <= group.tolerance && miss >= -group.tolerance,
            pull: lambda * libm::sqrt(last.entry(at, at, n)) + 0.0,
            contributing: last.touching[at],
            standing: group.standing.word,
            reference: group.standing.reference.clone(),
            why_left_out: why_left_out(recipe, &solver.fates()[at]),
        });
    }
    (rows, warnings)
}

/// Why a target is none of those that the weights are made for; empty where it is one.
fn why_left_out(recipe: &Recipe, fate: &Fate) -> String {
    match fate {
        Fate::Active | Fate::Redundant(_) | Fate::HeldOut => String::new(),
        Fate::Untouched => "none of the households made contributes to it".to_string(),
        Fate::Concentrated => format!(
            "one household holds more than {} times the mean of it",
            super::round::LARGEST
        ),
        Fate::Contradicted(others, implied) => {
            let named: Vec<String> = others
                .iter()
                .take(3)
                .map(|other| format!("`{}`", recipe.targets[*other].id))
                .collect();
            let more = match others.len() - named.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(
                "among the households made it follows from {}{more}, which come to {implied:.3} times what it wants",
                named.join(", ")
            )
        }
    }
}

/// How many pairs are told.
const CONFLICTS: usize = 5;

/// Those that pull hardest for more weight, each beside the one that pulls as hard for less.
pub(super) fn conflicts(rows: &[TargetReport]) -> Vec<Conflict> {
    let ranked = |sign: f64| {
        let mut found: Vec<&TargetReport> = rows
            .iter()
            .filter(|row| row.role == "calibrated" && row.pull * sign > 0.0)
            .collect();
        found.sort_by(|a, b| {
            (b.pull * sign)
                .total_cmp(&(a.pull * sign))
                .then_with(|| a.id.cmp(&b.id))
        });
        found
    };
    ranked(1.0)
        .into_iter()
        .zip(ranked(-1.0))
        .take(CONFLICTS)
        .map(|(up, down)| Conflict {
            up: up.id.clone(),
            down: down.id.clone(),
            pulls: (up.pull, down.pull),
        })
        .collect()
}
