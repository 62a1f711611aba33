//! The results of several years as tables: those of a single year with a first column that tells the year, and those of the years.

use super::ageing::{IndexRow, ProjectionRow, ReweightingResult};
use super::results::BudgetRow;
use super::tables::{Builder, ColumnValues, ResultTable, tables};
use super::years::{FundRow, MonthRow, StateRow, YearResults, YearsResults};

/// Every table of a run over several years: `years` (the headlines), `states`, `months`, `funds`, `carried_amounts` (what amounts of
/// the data are multiplied with), `projection` (persons of each age against those that the weights make), then every table of a single
/// year with the year as its first column.
pub fn tables_of_years(results: &YearsResults) -> Vec<ResultTable> {
    let year = |year: &YearResults| Some(f64::from(year.year));
    let of = |state: &'static str, reform: bool| {
        move |year: &YearResults| {
            let row = year.states.iter().find(|row| row.state == state)?;
            Some(if reform { row.reform } else { row.baseline })
        }
    };
    let headlines = Builder::new(&results.years)
        .number("year", year)
        .number("net_cost", |year| Some(year.results.net_cost))
        .number("gross_cost", |year| Some(year.gross_cost()))
        .number("cost_of_shock", |year| Some(year.results.shock.as_ref()?.cost_of_shock))
        .number("rule_effect", |year| year.results.shock.as_ref()?.rule_effect)
        .number("state_effect", |year| year.results.shock.as_ref()?.state_effect)
        .number("displaced_baseline", |year| {
            Some(year.results.shock.as_ref()?.displaced_baseline)
        })
        .number("displaced_reform", |year| {
            Some(year.results.shock.as_ref()?.displaced_reform)
        })
        .number("out_of_work_baseline", |year| year.out_of_work(false))
        .number("out_of_work_reform", |year| year.out_of_work(true))
        .number("new_job_baseline", of("new_job", false))
        .number("new_job_reform", of("new_job", true))
        .number("poverty_baseline_rate", |year| {
            year.results.poverty.fixed.baseline.as_ref()?.headcount_rate
        })
        .number("poverty_reform_rate", |year| {
            year.results.poverty.fixed.reform.as_ref()?.headcount_rate
        })
        .number("gini_baseline", |year| year.results.inequality.baseline.gini)
        .number("gini_reform", |year| year.results.inequality.reform.gini)
        .number("smallest_weight_factor", |year| {
            Some(year.reweighting()?.smallest_factor)
        })
        .number("largest_weight_factor", |year| Some(year.reweighting()?.largest_factor))
        .number("effective_share", |year| Some(year.reweighting()?.effective_share))
        .text("fingerprint", |year| year.results.fingerprint.clone())
        .table("years");
    let states: Vec<(i32, &StateRow)> = rows(results, |year| &year.states);
    let months: Vec<(i32, &MonthRow)> = rows(results, |year| &year.months);
    let funds: Vec<(i32, &FundRow)> = rows(results, |year| &year.funds);
    let indices: Vec<(i32, &IndexRow)> = rows(results, |year| year.ageing.as_ref().map_or(&[], |own| &own.indices));
    let projection: Vec<(i32, &ProjectionRow)> =
        rows(results, |year| year.reweighting().map_or(&[], |moved| &moved.targets));
    let mut all = vec![
        headlines,
        Builder::new(&states)
            .number("year", |(year, _)| Some(f64::from(*year)))
            .text("state", |(_, row)| row.state.clone())
            .number("baseline", |(_, row)| Some(row.baseline))
            .number("reform", |(_, row)| Some(row.reform))
            .table("states"),
        Builder::new(&months)
            .number("year", |(year, _)| Some(f64::from(*year)))
            .number("month", |(_, row)| Some(f64::from(row.month)))
            .text("law", |(_, row)| row.law.clone())
            .number("out_of_work", |(_, row)| Some(row.out_of_work))
            .number("displaced", |(_, row)| Some(row.displaced))
            .number("found_a_job", |(_, row)| Some(row.found_a_job))
            .number("training", |(_, row)| Some(row.training))
            .number("waiting_for_training", |(_, row)| Some(row.waiting_for_training))
            .number("public_job", |(_, row)| Some(row.public_job))
            .number("kept", |(_, row)| Some(row.kept))
            .table("months"),
        Builder::new(&funds)
            .number("year", |(year, _)| Some(f64::from(*year)))
            .text("fund", |(_, row)| row.fund.clone())
            .text("law", |(_, row)| row.law.clone())
            .number("opening", |(_, row)| Some(row.opening))
            .number("inflow", |(_, row)| Some(row.inflow))
            .number("interest", |(_, row)| Some(row.interest))
            .number("claimed", |(_, row)| Some(row.claimed))
            .number("paid", |(_, row)| Some(row.paid))
            .number("topped_up", |(_, row)| Some(row.topped_up))
            .number("closing", |(_, row)| Some(row.closing))
            .number("empty_in_month", |(_, row)| Some(f64::from(row.empty_in_month)))
            .table("funds"),
        Builder::new(&indices)
            .number("year", |(year, _)| Some(f64::from(*year)))
            .text("index", |(_, row)| row.index.clone())
            .number("factor", |(_, row)| Some(row.factor))
            .text("columns", |(_, row)| row.columns.join(" "))
            .text("poverty_line", |(_, row)| row.poverty_line.to_string())
            .number("growth", |(_, row)| Some(row.growth))
            .number("low", |(_, row)| row.low)
            .number("high", |(_, row)| row.high)
            .text("assumption", |(_, row)| row.assumption.to_string())
            .text("reference", |(_, row)| row.reference.clone())
            .table("carried_amounts"),
        Builder::new(&projection)
            .number("year", |(year, _)| Some(f64::from(*year)))
            .text("name", |(_, row)| row.name.clone())
            .number("data", |(_, row)| Some(row.data))
            .number("target", |(_, row)| row.target)
            .number("reached", |(_, row)| Some(row.reached))
            .number("low", |(_, row)| row.low)
            .number("high", |(_, row)| row.high)
            .table("projection"),
    ];
    for year in &results.years {
        for own in tables(&year.results) {
            join(&mut all, own, year.year);
        }
    }
    all
}

/// The rows of all years, each with its year.
fn rows<T>(results: &YearsResults, of: impl Fn(&YearResults) -> &[T]) -> Vec<(i32, &T)> {
    let years = results.years.iter();
    years
        .flat_map(|year| of(year).iter().map(|row| (year.year, row)))
        .collect()
}

/// Adds a table of one year to the one of its name.
fn join(all: &mut Vec<ResultTable>, own: ResultTable, year: i32) {
    let rows = own.columns.first().map_or(0, |(_, values)| values.len());
    let years = ColumnValues::Number(vec![Some(f64::from(year)); rows]);
    let columns = std::iter::once(("year".to_string(), years)).chain(own.columns);
    match all.iter_mut().find(|table| table.name == own.name) {
        Some(table) => {
            for ((_, values), (_, more)) in table.columns.iter_mut().zip(columns) {
                values.extend(more);
            }
        }
        None => all.push(ResultTable {
            name: own.name,
            columns: columns.collect(),
        }),
    }
}

impl ColumnValues {
    /// The number of its cells.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        match self {
            ColumnValues::Text(values) => values.len(),
            ColumnValues::Number(values) => values.len(),
        }
    }

    fn extend(&mut self, more: ColumnValues) {
        match (self, more) {
            (ColumnValues::Text(values), ColumnValues::Text(more)) => values.extend(more),
            (ColumnValues::Number(values), ColumnValues::Number(more)) => values.extend(more),
            _ => {}
        }
    }
}

impl YearsResults {
    /// Instruments of the reform that pay nothing in any of the years ([`Results::paying_nothing`](super::Results::paying_nothing)), in the
    /// order of the first year's budget.
    pub fn paying_nothing(&self) -> Vec<&BudgetRow> {
        let Some((first, later)) = self.years.split_first() else {
            return Vec::new();
        };
        let is_idle = |year: &YearResults, name: &str| year.results.paying_nothing().any(|row| row.instrument == name);
        let rows = first.results.paying_nothing();
        rows.filter(|row| later.iter().all(|year| is_idle(year, &row.instrument)))
            .collect()
    }
}

impl YearResults {
    /// How the weights of the year were moved; `None` where they are those of the data.
    pub fn reweighting(&self) -> Option<&ReweightingResult> {
        self.ageing.as_ref()?.reweighting.as_ref()
    }

    /// Prices of the year as a multiple of those of the data's year, by the index that the fixed poverty line goes on with; 1 where the system
    /// has none, and where the people are frozen and amounts stay.
    pub fn prices(&self) -> f64 {
        let indices = self.ageing.as_ref().map_or(&[][..], |ageing| &ageing.indices);
        indices
            .iter()
            .find(|row| row.poverty_line)
            .map_or(1.0, |row| row.factor)
    }

    /// [`Results::gross_cost`](super::Results::gross_cost) of the year.
    pub fn gross_cost(&self) -> f64 {
        self.results.gross_cost()
    }

    /// Persons unemployed or in training, mean of the months; None for a scenario without months.
    pub fn out_of_work(&self, reform: bool) -> Option<f64> {
        let own = |state: &str| {
            let row = self.states.iter().find(|row| row.state == state)?;
            Some(if reform { row.reform } else { row.baseline })
        };
        Some(own("unemployed")? + own("training")?)
    }
}
