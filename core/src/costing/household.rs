//! A hypothetical household: its steps, and its net income as earnings vary.

use serde::{Deserialize, Serialize};

use super::bends::{Line, PRECISION, bends};
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
    /// Net income as earnings vary: an even grid, with the kinks of the budget line added. Where it jumps, there are two points of
    /// the same earnings: just below the jump and just above.
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
    /// Share of the next unit of earnings that is lost, under the baseline; `None` at the last point and below a jump.
    pub baseline_marginal_rate: Option<f64>,
    /// The same under the reform.
    pub reform_marginal_rate: Option<f64>,
    /// Whether a slope changes here, or the line jumps.
    pub kink: bool,
    /// Whether net income jumps here: one of the two points of a jump.
    pub jump: bool,
}

/// Works out a household described by a file: `persons`, tables of units, and optionally `[vary]` with `column`,
/// `person` (counted from 1), `from`, `to` and `points`.
///
/// # Errors
/// Every problem of the file at once.
pub fn household(prepared: &Prepared, file: &Source) -> Result<HouseholdResult, Vec<Diagnostic>> {
    // A scenario strikes a share of a population; the household is told by its file.
    let calm = prepared.without_scenario();
    let prepared = &calm;
    prepared.check_year()?;
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
    let grid: Vec<f64> = (0..described.points)
        .map(|at| described.from + (described.to - described.from) * f64::from(at) / f64::from(described.points - 1))
        .collect();
    let here = line(&[today])?;
    let (baseline, reform) = here.first().copied().unwrap_or((0.0, 0.0));
    let budget_line = points(&grid, &line)?;
    Ok(HouseholdResult {
        explanation,
        varied: format!("{} of person {}", described.column, described.person + 1),
        today,
        baseline,
        reform,
        budget_line,
    })
}

/// The points of a grid and the bends of the line between them.
fn points(grid: &[f64], line: &Line<'_>) -> Result<Vec<BudgetPoint>, Vec<Diagnostic>> {
    let bends = bends(grid, line)?;
    let near = |a: f64, b: f64| (a - b).abs() < PRECISION / 2.0;
    let jump_at = |earnings: f64| {
        bends.iter().find_map(|bend| {
            bend.jump
                .filter(|_| near(bend.at, earnings))
                .map(|jump| (bend.at, jump))
        })
    };
    let mut earnings: Vec<f64> = grid.iter().copied().chain(bends.iter().map(|bend| bend.at)).collect();
    earnings.sort_by(f64::total_cmp);
    earnings.dedup_by(|a, b| near(*a, *b));
    let values = line(&earnings)?;
    // Earnings, net incomes, and whether the line jumps there.
    let mut found: Vec<(f64, (f64, f64), bool)> = Vec::new();
    for (earnings, value) in earnings.into_iter().zip(values) {
        match jump_at(earnings) {
            Some((at, [below, above])) => found.extend([(at, below, true), (at, above, true)]),
            None => found.push((earnings, value, false)),
        }
    }
    let rate = |at: usize, pick: fn(&(f64, f64)) -> f64| -> Option<f64> {
        let (here, after) = (found[at], *found.get(at + 1)?);
        let step = after.0 - here.0;
        (step > 0.0).then(|| 1.0 - (pick(&after.1) - pick(&here.1)) / step)
    };
    Ok((0..found.len())
        .map(|at| {
            let (earnings, (baseline, reform), jump) = found[at];
            BudgetPoint {
                earnings,
                baseline,
                reform,
                baseline_marginal_rate: rate(at, |pair| pair.0),
                reform_marginal_rate: rate(at, |pair| pair.1),
                kink: jump || bends.iter().any(|bend| (bend.at - earnings).abs() < PRECISION),
                jump,
            }
        })
        .collect())
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

/// Refuses who is head and spouse at once, and a second of either; the head comes first.
fn check_roles(collector: &Collector, persons: &[&Table]) {
    let mut spouses = 0;
    for (at, person) in persons.iter().enumerate() {
        let role = |name: &str| person.get(name).filter(|node| node.value == Value::Truth(true));
        let (head, spouse) = (role("is_head"), role("is_spouse"));
        spouses += usize::from(spouse.is_some());
        let (node, name, found) = match (head, spouse) {
            (Some(_), Some(spouse)) => (spouse, "is_spouse", "the head, who is a spouse too"),
            (Some(head), None) if at > 0 => (head, "is_head", "a head who is not the first member"),
            (None, Some(spouse)) if at == 0 => (spouse, "is_spouse", "a spouse in the head's place"),
            (None, Some(spouse)) if spouses > 1 => (spouse, "is_spouse", "a second spouse"),
            _ => continue,
        };
        collector.report(
            "bad-role",
            &format!("persons[{at}].{name}"),
            &node.span,
            "a household has one head, its first member, and at most one spouse of the head",
            found,
            "the head first; `is_spouse = true` for one of the others or for none",
            "put the head first, and leave `is_head` and `is_spouse` of all others away",
        );
    }
}

fn read<'a>(collector: &'a Collector, root: &'a Node, prepared: &Prepared) -> Option<Described<'a>> {
    let reader = TableReader::new(collector, root, "")?;
    crate::rules::read_format(&reader);
    for key in ["name", "note"] {
        reader.get(key);
    }
    // The host takes the law from these; one that it cannot read would be passed over for another law, in silence.
    for key in ["system", "study"] {
        reader.text(key);
    }
    if let Some(year) = reader.integer("year").filter(|year| i32::try_from(*year).is_err()) {
        let span = reader.get("year").map_or(0..0, |node| node.span.clone());
        let allowed = "a year such as 2025";
        let remedy = "write a year whose law the system holds";
        collector.report(
            "out-of-range",
            "year",
            &span,
            "`year` is no year",
            year.to_string(),
            allowed,
            remedy,
        );
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
    check_roles(collector, &persons);
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
