//! Targets: what is known of the whole, and what each household contributes to it.

use std::collections::BTreeMap;

use super::block::Block;
use super::column::{Scope, Standing, read_scope, read_standing};
use super::formula::{Compiler, Names, Node, Type};
use super::key::{Band, Lookup};
use crate::document::{Span, TableReader};
use crate::rules::read_formula;

/// One known total.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Target {
    /// The id of its group, with the key behind dots.
    pub id: String,
    pub group: usize,
    /// The total, above 0.
    pub value: f64,
    pub span: Span,
}

/// Totals of one sum over persons or households, one for each row of its keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TargetGroup {
    pub id: String,
    scope: Scope,
    sum: Option<Node>,
    condition: Option<Node>,
    lookup: Lookup,
    /// The place of its first target among all.
    first: usize,
    pub tolerance: f64,
    pub level: u32,
    pub hard: bool,
    /// Whether the weights are not made to meet it: it is compared only.
    pub held_out: bool,
    pub standing: Standing,
}

/// More targets than this are refused: a round takes time with their square.
const MOST_TARGETS: usize = 1000;

/// How far parts of a total may be from adding up to it.
const PARTS_TOLERANCE: f64 = 1e-6;

/// Reads `[[target]]`.
pub(super) fn read_targets(
    reader: &TableReader<'_>,
    names: &Names<'_>,
    bands: &BTreeMap<String, Band>,
) -> (Vec<TargetGroup>, Vec<Target>) {
    let collector = reader.collector();
    let (mut groups, mut targets) = (Vec::new(), Vec::<Target>::new());
    let mut totals: Vec<(usize, String, Span, String)> = Vec::new();
    for entry in reader.tables("target") {
        if let Some((group, own)) = read_group(&entry, names, bands, groups.len(), targets.len()) {
            let is_doubled = groups.iter().any(|known: &TargetGroup| known.id == group.id);
            if is_doubled {
                collector.report(
                    "doubled-name",
                    &entry.path_of("id"),
                    &entry.get("id").map_or(entry.span().clone(), |node| node.span.clone()),
                    format!("two targets are named `{}`", group.id),
                    &group.id,
                    "each id once",
                    "rename one of them",
                );
            }
            if let (Some(total), Some(node)) = (entry.text("total"), entry.get("total")) {
                totals.push((
                    groups.len(),
                    total.to_string(),
                    node.span.clone(),
                    entry.path_of("total"),
                ));
            }
            groups.push(group);
            targets.extend(own);
        }
        entry.finish();
    }
    for (group, total, span, path) in totals {
        let sum = |at: usize| {
            targets
                .iter()
                .filter(|target| target.group == at)
                .fold(0.0, |sum, target| sum + target.value)
        };
        let Some(whole) = groups.iter().position(|known| known.id == total) else {
            let known: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
            let message = format!("there is no target `{total}`");
            collector.report(
                "unknown-name",
                &path,
                &span,
                message,
                total,
                known.join(", "),
                "name another target",
            );
            continue;
        };
        let (parts, whole) = (sum(group), sum(whole));
        let gap = parts - whole;
        if !(gap < PARTS_TOLERANCE * whole && gap > -PARTS_TOLERANCE * whole) {
            collector.report(
                "bad-total",
                &path,
                &span,
                format!("the parts `{}` do not add up to `{total}`", groups[group].id),
                parts.to_string(),
                whole.to_string(),
                if gap > 0.0 {
                    format!("take {gap} from the parts, or raise the total")
                } else {
                    format!("add {} to the parts, or lower the total", -gap)
                },
            );
        }
    }
    if targets.len() > MOST_TARGETS {
        collector.report(
            "too-many-targets",
            "target",
            reader.span(),
            "there are too many targets",
            targets.len().to_string(),
            format!("at most {MOST_TARGETS}"),
            "use wider bands",
        );
    }
    (groups, targets)
}

fn read_group(
    entry: &TableReader<'_>,
    names: &Names<'_>,
    bands: &BTreeMap<String, Band>,
    group: usize,
    first: usize,
) -> Option<(TargetGroup, Vec<Target>)> {
    let collector = entry.collector();
    let before = collector.count();
    // Known before anything else, so that an early end reports none of them as unknown.
    for key in [
        "sum",
        "where",
        "value",
        "by",
        "rows",
        "total",
        "tolerance",
        "level",
        "hard",
        "held_out",
    ] {
        entry.get(key);
    }
    for key in ["standing", "assumption", "reference", "range"] {
        entry.get(key);
    }
    let id = entry.required_text("id").map(str::to_string);
    let scope = read_scope(entry, names.unit)?;
    let formula = |key: &str, wanted: Type| -> Option<Option<Node>> {
        let Some(node) = entry.get(key) else {
            return Some(None);
        };
        let path = entry.path_of(key);
        let formula = read_formula(collector, &path, node)?;
        let compiler = Compiler {
            collector,
            names,
            path: &path,
            formula: &formula,
        };
        compiler.compile(scope, &wanted).map(Some)
    };
    let sum = formula("sum", Type::Number);
    let condition = formula("where", Type::Truth);
    let tolerance = entry.number("tolerance").unwrap_or(0.005);
    if !(tolerance > 0.0 && tolerance < 1.0) {
        let span = entry
            .get("tolerance")
            .map_or(entry.span().clone(), |node| node.span.clone());
        let path = entry.path_of("tolerance");
        let message = "a tolerance is a share of the total";
        collector.report(
            "out-of-range",
            &path,
            &span,
            message,
            tolerance.to_string(),
            "above 0, below 1",
            "for example 0.005",
        );
    }
    let level = entry.integer("level").unwrap_or(1);
    let hard = entry.truth("hard").unwrap_or(true);
    let held_out = entry.truth("held_out").unwrap_or(false);
    entry.get("total");
    let standing = read_standing(entry, "the target", false);
    let id = id?;
    let target = |key: &[String], value: f64, span: &Span, path: &str| {
        if value <= 0.0 {
            let message = "a total is above 0";
            collector.report(
                "out-of-range",
                path,
                span,
                message,
                value.to_string(),
                "above 0",
                "leave out what nobody has",
            );
        }
        Target {
            id: std::iter::once(id.as_str())
                .chain(key.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join("."),
            group,
            value,
            span: span.clone(),
        }
    };
    let (lookup, targets) = match entry.get("value") {
        Some(node) => {
            let path = entry.path_of("value");
            for key in ["by", "rows"] {
                if let Some(other) = entry.get(key) {
                    let message = "one total has no keys";
                    collector.report(
                        "contradiction",
                        &entry.path_of(key),
                        &other.span,
                        message,
                        key,
                        "`value`, or `by` and `rows`",
                        "",
                    );
                }
            }
            let value = collector.number_of(&path, node)?;
            (None, vec![target(&[], value, &node.span, &path)])
        }
        None => {
            let (lookup, rows) = Lookup::read(entry, names, bands, scope, 1..=1, false)?;
            let targets: Vec<Option<Target>> = rows
                .iter()
                .map(|row| {
                    let node = row.values.first()?;
                    let value = collector.number_of(&row.path, node)?;
                    Some(target(&row.key, value, &node.span, &row.path))
                })
                .collect();
            (Some(lookup), targets.into_iter().collect::<Option<_>>()?)
        }
    };
    let group = TargetGroup {
        id,
        scope,
        sum: sum?,
        condition: condition?,
        lookup: lookup.unwrap_or_default(),
        first,
        tolerance,
        level: u32::try_from(level).unwrap_or(0),
        hard,
        held_out,
        standing,
    };
    (collector.count() == before).then_some((group, targets))
}

/// What households contribute to targets: for each household the targets that it touches, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Contributions {
    /// Where each household's entries start; one more than households.
    pub starts: Vec<u32>,
    pub target: Vec<u16>,
    pub value: Vec<f64>,
}

/// The contributions of a block's households.
pub(super) fn contributions(groups: &[TargetGroup], targets: usize, block: &Block) -> Contributions {
    let mut entries: Vec<(u32, u16, f64)> = Vec::new();
    for group in groups {
        let rows = block.rows(group.scope);
        let places = (!group.lookup.is_plain()).then(|| group.lookup.rows_of(group.scope, block));
        let condition = group.condition.as_ref().map(|node| node.evaluate(group.scope, block));
        let sum = group.sum.as_ref().map(|node| node.evaluate(group.scope, block));
        for row in 0..rows {
            if condition.as_ref().is_some_and(|condition| condition.at(row) == 0.0) {
                continue;
            }
            let place = places.as_ref().map_or(0, |places| places[row]);
            let value = sum.as_ref().map_or(1.0, |sum| sum.at(row));
            if place == Lookup::NONE || value == 0.0 {
                continue;
            }
            let household = match group.scope {
                Scope::Household => row as u32,
                Scope::Unit => block.household_of_unit[row],
                Scope::Person => block.household_of[row],
            };
            entries.push((household, (group.first + place as usize) as u16, value));
        }
    }
    // The members of a household follow each other within a group, so equal keys keep their order.
    let mut counts = vec![0u32; block.households + 1];
    entries
        .iter()
        .for_each(|(household, ..)| counts[*household as usize + 1] += 1);
    for at in 1..counts.len() {
        counts[at] += counts[at - 1];
    }
    let mut of_household = vec![(0u16, 0.0f64); entries.len()];
    let mut next = counts.clone();
    for (household, target, value) in entries {
        let at = &mut next[household as usize];
        of_household[*at as usize] = (target, value);
        *at += 1;
    }
    let mut found = Contributions::default();
    found.starts.push(0);
    let mut totals = vec![0.0; targets];
    let mut touched: Vec<u16> = Vec::new();
    for pair in counts.windows(2) {
        touched.clear();
        for (target, value) in &of_household[pair[0] as usize..pair[1] as usize] {
            if !touched.contains(target) {
                touched.push(*target);
            }
            totals[*target as usize] += value;
        }
        touched.sort_unstable();
        for target in &touched {
            let value = std::mem::replace(&mut totals[*target as usize], 0.0);
            if value != 0.0 {
                found.target.push(*target);
                found.value.push(value);
            }
        }
        found.starts.push(found.target.len() as u32);
    }
    found
}
