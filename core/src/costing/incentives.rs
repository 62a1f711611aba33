//! What work pays: marginal effective tax rates, participation tax rates and net replacement rates of every earner.
//!
//! The rules are run again with the earnings of one member of each household changed, member after member. How they are changed
//! is data: three scenarios, `earnings_raised`, `out_of_work_insured` and `out_of_work_uninsured`, which change the person for
//! whom `tested` holds. The shock of a study's own scenario is left out.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cost::schema_of;
use super::distribution::failure;
use super::prepare::Prepared;
use crate::document::Diagnostic;
use crate::measures::{DecileEdges, IncentiveColumns, Incentives, IncentivesPartial, MeasureError, RateRows};
use crate::numeric::weights::Weights;
use crate::population::{Column, ColumnData, Population};
use crate::rules::compile::compile;
use crate::rules::{Account, Instrument};
use crate::simulation::{NodeId, Progress, Request, resolve_all, run_with, weights_by_row};
use crate::system::{Catalog, ColumnKind, Law};

/// The scenarios that change the tested person.
const TESTS: [&str; 3] = ["earnings_raised", "out_of_work_insured", "out_of_work_uninsured"];

/// The rates of every earner, without a scenario's shock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncentivesResult {
    /// The column whose earnings are changed.
    pub earnings: String,
    /// The labour statuses, in the order of the tables' categories.
    pub labour_statuses: Vec<String>,
    /// Under baseline law.
    pub baseline: Incentives,
    /// Under the reform; absent without one.
    pub reform: Option<Incentives>,
}

/// Works out the rates. `catalog` has the three scenarios; a system may have files of its own by these names.
///
/// # Errors
/// Problems of the rules, such as a system whose earnings the scenarios do not know; a cancelled run.
pub fn incentives(
    prepared: &Prepared,
    catalog: &Catalog,
    parts: &[Population],
    progress: &Progress<'_>,
) -> Result<IncentivesResult, Vec<Diagnostic>> {
    let calm = prepared.without_scenario();
    let tests: Vec<Arc<Instrument>> = TESTS
        .iter()
        .map(|name| test_file(prepared, catalog, name))
        .collect::<Result<_, _>>()?;
    let mut laws: Vec<Law> = Vec::new();
    for law in std::iter::once(&calm.baseline).chain(&calm.reform) {
        laws.push(law.clone());
        for test in &tests {
            let mut tested = law.clone();
            tested.instruments.insert(0, Arc::clone(test));
            laws.push(tested);
        }
    }
    let earnings = earnings_of(prepared, &tests[0])?;
    let mut tested: Vec<Population> = parts.iter().map(|part| with_tested(part, None, &earnings)).collect();
    let schema = schema_of(prepared, &tested)?;
    let program = compile(&laws, &schema, prepared.date)?;
    let mut columns: Vec<NodeId> = program.laws.iter().map(|law| law.measures.income).collect();
    columns.push(program.laws[0].measures.equivalised);
    columns.sort();
    columns.dedup();
    let request = Request {
        totals: Vec::new(),
        columns,
    };
    let seed = prepared.study.options.seed;
    let largest = parts.iter().map(largest_household).max().unwrap_or(0);
    let rounds = largest as u64 + 1;
    let slots = resolve_all(&program, &tested, seed, &|done, total| progress(done, total * rounds))?;
    let labels = labour_statuses(prepared);
    let scale = parts[0].weight_scale();
    let mut found: Vec<IncentivesPartial> = (0..laws.len() / 4)
        .map(|_| IncentivesPartial::new(labels.len() as u32, scale))
        .collect();
    for member in 0..largest {
        let mut any = false;
        for (part, tested) in parts.iter().zip(&mut tested) {
            *tested = with_tested(part, Some(member), &earnings);
            any |= rows_of(tested).next().is_some();
        }
        if !any {
            continue;
        }
        let round = member as u64 + 1;
        let outcome = run_with(&program, &tested, seed, &request, slots.clone(), &|done, total| {
            progress(total * round + done, total * rounds)
        })?;
        let equivalised: Vec<&[f64]> = outcome
            .columns
            .iter()
            .map(|part| part[&program.laws[0].measures.equivalised].as_slice())
            .collect();
        let edges = edges(parts, &equivalised)?;
        for (at, part) in tested.iter().enumerate() {
            let rows = Rows::new(part, equivalised[at], edges.as_ref(), &earnings)?;
            for (law, partial) in found.iter_mut().enumerate() {
                let income = |test: usize| {
                    let node = program.laws[law * 4 + test].measures.income;
                    rows.of_household(&outcome.columns[at][&node])
                };
                partial
                    .add(
                        &IncentiveColumns {
                            earnings: &rows.earnings,
                            today: &income(0),
                            raised: &income(1),
                            out_insured: &income(2),
                            out_uninsured: &income(3),
                        },
                        &RateRows {
                            deciles: &rows.deciles,
                            categories: &rows.statuses,
                            weights: rows.weights.as_slice(),
                        },
                    )
                    .map_err(failure)?;
            }
        }
    }
    let mut found = found.into_iter().map(IncentivesPartial::finish);
    let Some(baseline) = found.next() else {
        return Err(failure(MeasureError::Plan));
    };
    Ok(IncentivesResult {
        earnings,
        labour_statuses: labels,
        baseline,
        reform: found.next(),
    })
}

/// The system's own file, or the common one.
fn test_file(prepared: &Prepared, catalog: &Catalog, name: &str) -> Result<Arc<Instrument>, Vec<Diagnostic>> {
    if let Some(own) = prepared.system.scenarios.iter().find(|file| file.name == name) {
        return Ok(Arc::clone(own));
    }
    match catalog.incentive(name) {
        Some(source) => Instrument::read(source),
        None => Err(vec![Catalog::unknown("incentive", name, &[])]),
    }
}

/// The column of earnings that the tests change: a person's, paid by employers.
fn earnings_of(prepared: &Prepared, test: &Instrument) -> Result<String, Vec<Diagnostic>> {
    let changed = test.scenario.iter().flat_map(|scenario| &scenario.becomes);
    let paid = changed.map(|change| change.column.as_str()).find(|name| {
        let column = prepared.system.column(name);
        column.is_some_and(|column| column.flow == Some(Account::Employers) && column.entity == "person")
    });
    paid.map(str::to_string).ok_or_else(|| {
        vec![Diagnostic {
            code: "no-earnings",
            file: test.source.name.clone(),
            path: "becomes".to_string(),
            line: None,
            column: None,
            span: None,
            message: format!(
                "the system {} has no earnings that the tests of incentives change",
                prepared.system.name
            ),
            found: format!("the columns changed by `{}`", test.name),
            allowed: "a column of persons with flow = \"employers\"".to_string(),
            remedy: format!(
                "put {} into the folder of the system",
                TESTS.map(|name| format!("{name}.toml")).join(", ")
            ),
        }]
    })
}

/// The people with the column `tested`: the member at that place of each household, where the person has earnings.
fn with_tested(part: &Population, member: Option<usize>, earnings: &str) -> Population {
    let mut part = part.clone();
    let persons = part.persons();
    let mut tested = vec![0u8; persons];
    let paid = part.column(earnings).map(|column| column.data.clone());
    let offsets = part.entities[0].household_offsets.clone();
    if let (Some(member), Some(paid), Some(offsets)) = (member, paid, offsets) {
        for bounds in offsets.windows(2) {
            let row = bounds[0] as usize + member;
            if row < bounds[1] as usize && paid.value(row) > 0.0 {
                tested[row] = 1;
            }
        }
    }
    part.columns.retain(|column| column.name != "tested");
    part.columns.push(Column {
        name: "tested".to_string(),
        entity: 0,
        data: ColumnData::U8(tested.into()),
        labels: None,
        open: false,
        pointer: false,
    });
    part
}

fn rows_of(tested: &Population) -> impl Iterator<Item = usize> {
    let column = tested.column("tested");
    (0..tested.persons()).filter(move |row| column.is_some_and(|column| column.data.value(*row) != 0.0))
}

fn largest_household(part: &Population) -> usize {
    let offsets = part.entities[0].household_offsets.as_deref().unwrap_or_default();
    offsets
        .windows(2)
        .map(|bounds| (bounds[1] - bounds[0]) as usize)
        .max()
        .unwrap_or(0)
}

fn labour_statuses(prepared: &Prepared) -> Vec<String> {
    let category = prepared.system.column("labour_status").map(|column| &column.kind);
    let labels = match category {
        Some(ColumnKind::Category(name)) => prepared.system.categories.get(name).cloned(),
        _ => None,
    };
    labels
        .filter(|labels| !labels.is_empty())
        .unwrap_or_else(|| vec!["all".to_string()])
}

/// The edges of the deciles of persons by baseline equivalised income.
fn edges(parts: &[Population], equivalised: &[&[f64]]) -> Result<Option<DecileEdges>, Vec<Diagnostic>> {
    let mut ranker = crate::numeric::radix::Ranker::new();
    let mut runs = Vec::new();
    for (part, incomes) in parts.iter().zip(equivalised) {
        let (incomes, weights) = persons_of(part, incomes)?;
        runs.push(ranker.sort(&incomes, weights.as_slice()));
    }
    Ok(DecileEdges::of(&crate::numeric::rank::Ranked::from_runs(runs)))
}

/// A household's value for each of its persons, with their weights.
fn persons_of(part: &Population, values: &[f64]) -> Result<(Vec<f64>, Weights), Vec<Diagnostic>> {
    let offsets = part.entities[0].household_offsets.as_deref().unwrap_or_default();
    let values = offsets.windows(2).zip(values);
    let values = values.flat_map(|(bounds, value)| std::iter::repeat_n(*value, (bounds[1] - bounds[0]) as usize));
    let unit = crate::numeric::grid::power_of_two(-part.weight_scale().exact_exponent);
    let weights = weights_by_row(part, 0).into_iter().map(|weight| weight as f64 * unit);
    let weights: Vec<f64> = weights.collect();
    let weights = Weights::new(&weights, part.weight_scale()).map_err(|_| failure(MeasureError::Plan))?;
    Ok((values.collect(), weights))
}

/// The tested persons of a part.
struct Rows {
    households: Vec<u32>,
    earnings: Vec<f64>,
    deciles: Vec<u8>,
    statuses: Vec<u8>,
    weights: Weights,
}

impl Rows {
    fn new(
        part: &Population,
        equivalised: &[f64],
        edges: Option<&DecileEdges>,
        earnings: &str,
    ) -> Result<Rows, Vec<Diagnostic>> {
        let household_of: &[u32] = match &part.entities[1].members {
            Some(members) => &members.unit_of_person,
            None => &[],
        };
        let unit = crate::numeric::grid::power_of_two(-part.weight_scale().exact_exponent);
        let all = weights_by_row(part, 0);
        let (paid, status) = (part.column(earnings), part.column("labour_status"));
        let mut rows = Rows {
            households: Vec::new(),
            earnings: Vec::new(),
            deciles: Vec::new(),
            statuses: Vec::new(),
            weights: Weights::ones(0),
        };
        let mut weights = Vec::new();
        for row in rows_of(part) {
            let household = household_of.get(row).copied().unwrap_or(0);
            rows.households.push(household);
            rows.earnings.push(paid.map_or(0.0, |column| column.data.value(row)));
            rows.deciles
                .push(edges.map_or(0, |edges| edges.decile(equivalised[household as usize])));
            rows.statuses
                .push(status.map_or(0, |column| column.data.value(row) as u8));
            weights.push(all[row] as f64 * unit);
        }
        rows.weights = Weights::new(&weights, part.weight_scale()).map_err(|_| failure(MeasureError::Plan))?;
        Ok(rows)
    }

    fn of_household(&self, values: &[f64]) -> Vec<f64> {
        self.households
            .iter()
            .map(|household| values[*household as usize])
            .collect()
    }
}
