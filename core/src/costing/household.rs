//! A hypothetical household: its steps, and its net income as earnings vary.

use serde::{Deserialize, Serialize};

use super::explain::{Explanation, explain_population};
use super::prepare::Prepared;
use crate::document::{Collector, Diagnostic, Node, Source, Table, TableReader, Value, nearest, parse};
use crate::population::Population;
use crate::rules::compile::compile;
use crate::simulation::{Hypothetical, Request, run};
use crate::system::{ColumnKind, Law, System};

/// What a hypothetical household gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HouseholdResult {
    /// Its steps under baseline and reform.
    pub explanation: Explanation,
    /// What was varied: `wages of person 1`.
    pub varied: String,
    /// Where the household stands today.
    pub today: f64,
    /// Its disposable income there, a year, under the baseline.
    pub baseline: f64,
    /// The same under the reform; that of the baseline where there is none.
    pub reform: f64,
    /// Net income as earnings vary: an even grid, with the kinks of the budget line added.
    pub budget_line: Vec<BudgetPoint>,
}

/// A point of the budget line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BudgetPoint {
    /// The varied income, a year.
    pub earnings: f64,
    /// Disposable income under the baseline.
    pub baseline: f64,
    /// Disposable income under the reform.
    pub reform: f64,
    /// Share of the next unit of earnings that is lost, under the baseline; `None` at the last point.
    pub baseline_marginal_rate: Option<f64>,
    /// The same under the reform.
    pub reform_marginal_rate: Option<f64>,
    /// Whether a slope changes here.
    pub kink: bool,
}

/// Where slopes change by less than this, the line is straight.
const KINK: f64 = 1e-4;
/// Kinks are found to this much money.
const PRECISION: f64 = 0.01;
/// Where net income changes by more than this within a few cents, it jumps.
const JUMP: f64 = 0.5;

/// Works out a household described by a file: `persons`, tables of units, and optionally `[vary]` with `column`,
/// `person` (counted from 1), `from`, `to` and `points`.
///
/// # Errors
/// Every problem of the file at once.
pub fn household(prepared: &Prepared, file: &Source) -> Result<HouseholdResult, Vec<Diagnostic>> {
    // A scenario strikes a share of a population; the household is told by its file.
    let calm = prepared.without_scenario();
    let prepared = &calm;
    let root = parse(file)?;
    let collector = Collector::new(file);
    let described = read(&collector, &root, prepared);
    let (Some(described), true) = (described, collector.is_empty()) else {
        return Err(collector.into_diagnostics());
    };
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let build = |copies: u32, vary: Option<(usize, String, Vec<f64>)>, collector: &Collector| {
        Hypothetical {
            law,
            unit: "household",
            persons: described.persons.clone(),
            given: &described.units,
            case_of: None,
            copies,
            vary,
        }
        .population(collector, "household")
    };
    let one = build(1, None, &collector);
    let (Some((one, schema)), true) = (one, collector.is_empty()) else {
        return Err(collector.into_diagnostics());
    };
    let unit = prepared.system.microdata.unit.clone();
    let explanation = explain_population(prepared, &one, std::slice::from_ref(&one), &schema, &unit, "1")?;
    let today = one
        .column(&described.column)
        .map_or(0.0, |column| column.data.value(described.person));
    let mut laws: Vec<Law> = vec![prepared.baseline.clone()];
    laws.extend(prepared.reform.clone());
    let line = |earnings: &[f64]| -> Result<Vec<(f64, f64)>, Vec<Diagnostic>> {
        let built = build(
            earnings.len() as u32,
            Some((described.person, described.column.clone(), earnings.to_vec())),
            &collector,
        );
        let Some((copies, schema)) = built else {
            return Err(Vec::new());
        };
        let program = compile(&laws, &schema, prepared.date)?;
        let nodes: Vec<_> = program.laws.iter().map(|law| law.measures.income).collect();
        let parts: &[Population] = std::slice::from_ref(&copies);
        let outcome = run(
            &program,
            parts,
            prepared.study.options.seed,
            &Request {
                totals: Vec::new(),
                columns: nodes.clone(),
            },
            &[],
            Vec::new(),
            &|_, _| true,
        )?;
        let columns = &outcome.columns[0];
        let (before, after) = (&columns[&nodes[0]], &columns[&nodes[nodes.len() - 1]]);
        Ok(before.iter().copied().zip(after.iter().copied()).collect())
    };
    let mut earnings: Vec<f64> = (0..described.points)
        .map(|at| described.from + (described.to - described.from) * f64::from(at) / f64::from(described.points - 1))
        .collect();
    let here = line(&[today])?;
    let (baseline, reform) = here.first().copied().unwrap_or((0.0, 0.0));
    let kinks = kinks(&mut earnings, &line)?;
    let values = line(&earnings)?;
    let budget_line = (0..earnings.len())
        .map(|at| {
            let rate = |pick: fn(&(f64, f64)) -> f64| -> Option<f64> {
                let step = earnings.get(at + 1)? - earnings[at];
                (step > 0.0).then(|| 1.0 - (pick(&values[at + 1]) - pick(&values[at])) / step)
            };
            BudgetPoint {
                earnings: earnings[at],
                baseline: values[at].0,
                reform: values[at].1,
                baseline_marginal_rate: rate(|pair| pair.0),
                reform_marginal_rate: rate(|pair| pair.1),
                kink: kinks.iter().any(|kink| (kink - earnings[at]).abs() < PRECISION),
            }
        })
        .collect();
    Ok(HouseholdResult {
        explanation,
        varied: format!("{} of person {}", described.column, described.person + 1),
        today,
        baseline,
        reform,
        budget_line,
    })
}

/// What gives both net incomes for a list of earnings.
type Line<'a> = dyn Fn(&[f64]) -> Result<Vec<(f64, f64)>, Vec<Diagnostic>> + 'a;

/// Finds where the slopes change: every interval with a bend is cut into parts until it is as short as a cent. The points
/// found are added to the grid; of a jump the cents before and after it.
fn kinks(earnings: &mut Vec<f64>, line: &Line<'_>) -> Result<Vec<f64>, Vec<Diagnostic>> {
    const PARTS: usize = 8;
    let mut intervals: Vec<(f64, f64)> = earnings.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let mut found: Vec<f64> = Vec::new();
    for _ in 0..12 {
        if intervals.is_empty() || intervals.len() > 4000 {
            break;
        }
        // Every interval is looked at in equal parts; those around a bend are looked at again.
        let points: Vec<f64> = intervals
            .iter()
            .flat_map(|(a, b)| (0..=PARTS).map(move |at| a + (b - a) * at as f64 / PARTS as f64))
            .collect();
        let values = line(&points)?;
        let mut next = Vec::new();
        for (interval, (a, b)) in intervals.iter().enumerate() {
            let own = &values[interval * (PARTS + 1)..(interval + 1) * (PARTS + 1)];
            let width = (b - a) / PARTS as f64;
            if width <= 0.0 {
                continue;
            }
            let bends = |pick: fn(&(f64, f64)) -> f64| -> Vec<usize> {
                let slope = |at: usize| (pick(&own[at + 1]) - pick(&own[at])) / width;
                // The grid of the ledger bends a line by up to its step.
                let tolerance = KINK + 4.0 * crate::numeric::grid::STEP / width;
                (1..PARTS)
                    .filter(|at| (slope(*at) - slope(at - 1)).abs() > tolerance)
                    .collect()
            };
            let mut at: Vec<usize> = bends(|pair| pair.0);
            at.extend(bends(|pair| pair.1));
            at.sort_unstable();
            at.dedup();
            let mut last = f64::NEG_INFINITY;
            for place in at {
                let (from, to) = (a + width * (place as f64 - 1.0), a + width * (place as f64 + 1.0));
                if width < PRECISION {
                    let middle = a + width * place as f64;
                    if found.iter().any(|known: &f64| (known - middle).abs() < 4.0 * PRECISION) {
                        continue;
                    }
                    let (before, after) = (own[place - 1], own[place + 1]);
                    if (after.0 - before.0).abs().max((after.1 - before.1).abs()) > JUMP {
                        // Both sides of a jump are points, to the cent, so that no slope spreads it over the grid.
                        found.push((from / PRECISION).floor() * PRECISION);
                        found.push((to / PRECISION).ceil() * PRECISION);
                    } else {
                        found.push(whole(middle));
                    }
                } else {
                    next.push((if from > last { from } else { last }, to));
                    last = to;
                }
            }
        }
        intervals = next;
    }
    earnings.extend(&found);
    earnings.sort_by(f64::total_cmp);
    earnings.dedup_by(|a, b| (*a - *b).abs() < PRECISION / 2.0);
    Ok(found)
}

/// Thresholds of law are round: a kink within a cent of a whole number is that number.
fn whole(kink: f64) -> f64 {
    let whole = kink.round();
    if (kink - whole).abs() <= 2.0 * PRECISION {
        whole
    } else {
        kink
    }
}

/// The income that is varied where nothing else is asked for.
pub(super) fn default_column(system: &System) -> &'static str {
    let of_persons = |name: &&str| {
        system
            .column(name)
            .is_some_and(|column| column.entity == "person" && !column.derived)
    };
    ["earnings", "wages"].into_iter().find(of_persons).unwrap_or("earnings")
}

struct Described<'a> {
    persons: Vec<&'a Table>,
    units: Table,
    column: String,
    person: usize,
    from: f64,
    to: f64,
    points: u32,
}

fn read<'a>(collector: &'a Collector, root: &'a Node, prepared: &Prepared) -> Option<Described<'a>> {
    let reader = TableReader::new(collector, root, "")?;
    crate::rules::read_format(&reader);
    for key in ["name", "system", "study", "year", "note"] {
        reader.get(key);
    }
    let list = reader.require("persons")?;
    let Value::List(items) = &list.value else {
        collector.wrong_type("persons", list, "a list of tables, one for each member");
        return None;
    };
    let persons: Vec<&Table> = items.iter().filter_map(|item| item.as_table()).collect();
    if persons.is_empty() || persons.len() != items.len() {
        collector.wrong_type("persons", list, "a list of tables, one for each member; at least one");
        return None;
    }
    let system = &prepared.system;
    let default_column = default_column(system);
    let mut described = Described {
        persons,
        units: Table::default(),
        column: default_column.to_string(),
        person: 0,
        from: 0.0,
        to: 100_000.0,
        points: 101,
    };
    let today = described.persons[0]
        .get(default_column)
        .and_then(Node::as_number)
        .unwrap_or(0.0);
    if today * 1.5 > described.to {
        described.to = (today * 1.5 / 10_000.0).ceil() * 10_000.0;
    }
    if let Some(vary) = reader.table("vary") {
        if let Some(column) = vary.text("column") {
            let money: Vec<&str> = system
                .columns
                .iter()
                .filter(|column| {
                    column.entity == "person"
                        && !column.derived
                        && matches!(column.kind, ColumnKind::Number(unit) if unit.is_money())
                })
                .map(|column| column.name.as_str())
                .collect();
            if money.contains(&column) {
                described.column = column.to_string();
            } else {
                let span = vary.get("column").map_or(0..0, |node| node.span.clone());
                collector.report(
                    "unknown-name",
                    "vary.column",
                    &span,
                    format!("`{column}` is no income of a person"),
                    column,
                    money.join(", "),
                    nearest(column, money.iter().copied())
                        .map_or("use one of them".to_string(), |near| format!("did you mean `{near}`?")),
                );
            }
        }
        let number = |key: &str, low: f64, high: f64| -> Option<f64> {
            let number = vary.number(key)?;
            if number < low || number > high {
                let span = vary.get(key).map_or(0..0, |node| node.span.clone());
                collector.report(
                    "out-of-range",
                    &vary.path_of(key),
                    &span,
                    format!("`{key}` lies outside its range"),
                    number.to_string(),
                    format!("from {low} to {high}"),
                    "choose a value in this range",
                );
                return None;
            }
            Some(number)
        };
        if let Some(person) = number("person", 1.0, described.persons.len() as f64) {
            described.person = person as usize - 1;
        }
        described.from = number("from", 0.0, 1e9).unwrap_or(described.from);
        described.to = number("to", described.from + 1.0, 1e9).unwrap_or(described.to);
        described.points = number("points", 2.0, 2001.0).map_or(described.points, |points| points as u32);
        vary.finish();
    }
    for (key, node) in reader.rest() {
        described.units.entries.push((key.clone(), node.clone()));
    }
    Some(described)
}
