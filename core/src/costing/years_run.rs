//! A run over several years, one after the other: each is costed like a single one, on the people as the year before left them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ageing::{Ageing, later_law, poverty_line};
use super::cost::{People, cost_year};
use super::forecast::Foretold;
use super::prepare::Prepared;
use super::years::YearResults;
use super::years_rows::{fund_row, month_rows, months_of, state_rows};
use crate::document::Diagnostic;
use crate::numeric::weights::WeightSum;
use crate::population::{Column, ColumnData, Population, Shared};
use crate::rules::compile::CompiledLaw;
use crate::scenario::{CARRIED, MonthTotals};
use crate::simulation::{Graph, Level, Outcome, Progress};
use crate::system::LONGEST_RUN;

/// The people of a law: whose history a year goes on with.
const HISTORIES: [&str; 2] = ["baseline", "reform"];

/// A run over several years that gives them one at a time, so that the first can be shown while the others are worked out.
#[derive(Debug, Clone)]
pub struct YearsRun {
    prepared: Prepared,
    years: Vec<i32>,
    /// How many years have been given.
    done: usize,
    /// The people as they were before the first year.
    parts: Vec<Population>,
    people: People,
    /// What carries them to later years.
    ageing: Option<Ageing>,
    /// The first year with its fixed poverty line, once it is known.
    line: Option<(i32, f64)>,
    /// The people as the last year left them, under each law.
    own: Vec<Population>,
    /// What the funds hold, under baseline and reform; nothing before the first year, in which they open.
    balances: [BTreeMap<String, f64>; 2],
    /// What the last year's forecast said of the next.
    foretold: Option<Foretold>,
}

impl YearsRun {
    /// A run from its first year to its last, which is included; nothing is worked out yet.
    ///
    /// # Errors
    /// Years that the system does not hold; a last year before the first; a projection that ends before.
    pub fn new(
        prepared: &Prepared,
        parts: Vec<Population>,
        (first, last): (i32, i32),
    ) -> Result<YearsRun, Vec<Diagnostic>> {
        Ok(YearsRun {
            years: years_of(prepared, first, last)?,
            done: 0,
            people: People::of(&parts),
            ageing: Ageing::of(prepared, &parts, (first, last))?,
            line: None,
            own: parts.clone(),
            parts,
            balances: [BTreeMap::new(), BTreeMap::new()],
            foretold: None,
            prepared: prepared.clone(),
        })
    }

    /// The years of the run.
    pub fn years(&self) -> &[i32] {
        &self.years
    }

    /// The next year, or none after the last. `progress` is told how much of the whole run is done.
    ///
    /// # Errors
    /// Those of [`cost`](super::cost()); a cancelled run, which goes on with the same year when asked again.
    pub fn next_year(&mut self, progress: &Progress<'_>) -> Result<Option<YearResults>, Vec<Diagnostic>> {
        let Some(year) = self.years.get(self.done).copied() else {
            return Ok(None);
        };
        let months = (12 * self.done as u32, 12 * self.years.len() as u32);
        let mut of_year = of_year(&self.prepared, year, months, &self.balances);
        of_year.poverty_line = self.line.and_then(|first| poverty_line(&self.prepared, first, year));
        let mut own = self.own.clone();
        let ageing = match &self.ageing {
            Some(ageing) => Some(ageing.carry(&of_year.system, &mut own, year)?),
            None => None,
        };
        let people = self.people.weighing(&own);
        let share = |done: u64, whole: u64| progress(whole * self.done as u64 + done, whole * self.years.len() as u64);
        let (mut costing, outcome) = cost_year(&of_year, &own, &people, &share)?;
        let baseline = &costing.program.laws[0];
        if let (Some(foretold), Some(cover), Some(shock)) =
            (&self.foretold, &baseline.cover, &mut costing.results.shock)
        {
            let realised = outcome
                .columns
                .iter()
                .map(|columns| columns[&cover.displaced].as_slice());
            shock.forecast = foretold.measured(&own, &realised.collect::<Vec<_>>());
        }
        let foretold = Foretold::of_next_year(baseline, &outcome);
        let exponent = own[0].weight_scale().exact_exponent;
        let laws: Vec<(&str, &CompiledLaw)> = HISTORIES
            .into_iter()
            .zip(&costing.program.laws)
            .take(1 + usize::from(of_year.reform.is_some()))
            .collect();
        let mut funds = Vec::new();
        for ((history, law), balances) in laws.iter().zip(&mut self.balances) {
            for fund in &law.funds {
                let row = fund_row(fund, history, &outcome, exponent);
                balances.insert(fund.name.clone(), row.closing);
                funds.push(row);
            }
        }
        let lived: Vec<(&str, &[MonthTotals])> = laws
            .iter()
            .filter_map(|(history, law)| Some((*history, months_of(law, &costing.program, &outcome)?)))
            .collect();
        let scale = WeightSum(1).to_f64(exponent);
        let states = state_rows(&lived, scale);
        let months = lived.iter().flat_map(|(law, months)| month_rows(law, months, scale));
        let months = months.collect();
        let laws: Vec<&CompiledLaw> = laws.iter().map(|(_, law)| *law).collect();
        let next = leave(&self.parts, &of_year, &costing.program.graph, &laws, &outcome);
        let results = costing.results;
        let line = results
            .poverty
            .fixed
            .baseline
            .as_ref()
            .map(|poverty| (year, poverty.line));
        self.line = self.line.or(line);
        (self.own, self.foretold) = (next, foretold);
        self.done += 1;
        Ok(Some(YearResults {
            year,
            ageing,
            results,
            states,
            months,
            funds,
        }))
    }
}

/// The first year of a run over several, by itself, with its people.
///
/// # Errors
/// Those of [`YearsRun::new`].
pub(super) fn first_year(
    prepared: &Prepared,
    parts: Arc<Vec<Population>>,
    (first, last): (i32, i32),
) -> Result<(Prepared, Arc<Vec<Population>>), Vec<Diagnostic>> {
    let years = years_of(prepared, first, last)?;
    let horizon = 12 * years.len() as u32;
    let balances = [BTreeMap::new(), BTreeMap::new()];
    let of_year = of_year(prepared, first, (0, horizon), &balances);
    let Some(ageing) = Ageing::of(prepared, &parts, (first, last))? else {
        return Ok((of_year, parts));
    };
    let mut own = Vec::clone(&parts);
    ageing.carry(&of_year.system, &mut own, first)?;
    Ok((of_year, Arc::new(own)))
}

/// A year of a run: its law, the month in which it begins and the last of the run, and what the funds hold before it.
fn of_year(
    prepared: &Prepared,
    year: i32,
    (first_month, horizon): (u32, u32),
    balances: &[BTreeMap<String, f64>; 2],
) -> Prepared {
    let mut of_year = prepared.clone();
    (of_year.year, of_year.date) = (year, prepared.system.date_of(year));
    // People who stay as the data have them meet amounts that stay too.
    let goes_on = later_law(prepared, year).is_some();
    for (law, (history, balances)) in [Some(&mut of_year.baseline), of_year.reform.as_mut()]
        .into_iter()
        .zip(HISTORIES.into_iter().zip(balances))
    {
        let Some(law) = law else { continue };
        law.run_year.first_month = first_month;
        law.run_year.horizon = horizon;
        law.run_year.history = history;
        law.run_year.left_under = history;
        law.run_year.balances = Some(balances.clone());
        law.run_year.goes_on = goes_on;
    }
    of_year
}

/// The years of a run, each of which the system must hold.
fn years_of(prepared: &Prepared, first: i32, last: i32) -> Result<Vec<i32>, Vec<Diagnostic>> {
    let problem = |message: String, found: String, allowed: String, remedy: &str| {
        vec![Diagnostic {
            code: "out-of-range",
            file: String::new(),
            path: "years".to_string(),
            line: None,
            column: None,
            span: None,
            message,
            found,
            allowed,
            remedy: remedy.to_string(),
        }]
    };
    if last < first || i64::from(last) - i64::from(first) >= i64::from(LONGEST_RUN) {
        return Err(problem(
            "a run goes from its first year to its last".to_string(),
            format!("{first}:{last}"),
            format!("a last year that is not before the first, at most {LONGEST_RUN} years"),
            "write FIRST:LAST, as in 2025:2034",
        ));
    }
    let system = &prepared.system;
    let missing: Vec<String> = (first..=last)
        .filter(|year| !system.runs_in(*year))
        .map(|year| year.to_string())
        .collect();
    if missing.is_empty() {
        return Ok((first..=last).collect());
    }
    let further = system.later_law().map(|(law, held)| held.year + 1..=law.last);
    let held = system.years.iter().copied().chain(further.into_iter().flatten());
    let years: Vec<String> = held.map(|year| year.to_string()).collect();
    Err(problem(
        format!("the system {} holds no law for these years", prepared.system.name),
        missing.join(", "),
        years.join(", "),
        "choose years that it holds",
    ))
}

/// The people with what the year left to the next.
fn leave(
    parts: &[Population],
    prepared: &Prepared,
    graph: &Graph,
    left: &[&CompiledLaw],
    outcome: &Outcome,
) -> Vec<Population> {
    let laws = [Some(&prepared.baseline), prepared.reform.as_ref()];
    let mut next: Vec<Population> = parts.to_vec();
    for (part, columns) in next.iter_mut().zip(&outcome.columns) {
        for (left, law) in left.iter().zip(laws) {
            let Some(law) = law else { continue };
            let lived = left.carried.iter().zip(CARRIED);
            let lived = lived.map(|(node, column)| (law.run_year.column(column.name), node));
            let kept = left.kept.iter().map(|(name, node)| (name.clone(), node));
            for (name, node) in lived.chain(kept) {
                let Level::Rows(entity) = graph.node(*node).level else {
                    continue;
                };
                part.columns.push(Column {
                    name,
                    entity,
                    data: ColumnData::F64(Shared::from(columns[node].as_slice())),
                    labels: None,
                    open: false,
                    pointer: false,
                });
            }
        }
    }
    next
}
