//! The results as tables, for CSV, Parquet and reports.

use super::interactions::InteractionsResult;
use super::results::Results;

/// The cells of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnValues {
    /// Texts.
    Text(Vec<String>),
    /// Numbers; `None` where a figure is not defined.
    Number(Vec<Option<f64>>),
}

/// A table of results.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultTable {
    /// Its name, which is that of its file.
    pub name: String,
    /// Columns with their names.
    pub columns: Vec<(String, ColumnValues)>,
}

pub(super) struct Builder<'a, T> {
    rows: &'a [T],
    columns: Vec<(String, ColumnValues)>,
}

impl<'a, T> Builder<'a, T> {
    pub(super) fn new(rows: &'a [T]) -> Self {
        Builder {
            rows,
            columns: Vec::new(),
        }
    }

    pub(super) fn text(mut self, name: &str, f: impl Fn(&T) -> String) -> Self {
        self.columns
            .push((name.to_string(), ColumnValues::Text(self.rows.iter().map(f).collect())));
        self
    }

    pub(super) fn number(mut self, name: &str, f: impl Fn(&T) -> Option<f64>) -> Self {
        self.columns.push((
            name.to_string(),
            ColumnValues::Number(self.rows.iter().map(f).collect()),
        ));
        self
    }

    pub(super) fn table(self, name: &str) -> ResultTable {
        ResultTable {
            name: name.to_string(),
            columns: self.columns,
        }
    }
}

/// Every table of a run.
pub fn tables(results: &Results) -> Vec<ResultTable> {
    let mut tables = vec![
        Builder::new(&results.budget)
            .text("instrument", |row| row.instrument.clone())
            .text("title", |row| row.title.clone())
            .text("kind", |row| row.kind.clone())
            .text("payer", |row| row.payer.clone())
            .text("payee", |row| row.payee.clone())
            .number("baseline_amount", |row| Some(row.baseline_amount))
            .number("reform_amount", |row| Some(row.reform_amount))
            .number("gross_cost", |row| Some(row.gross_cost))
            .number("net_cost", |row| Some(row.net_cost))
            .text("attribution", |row| row.attribution.clone())
            .number("stacked_cost", |row| row.stacked_cost)
            .number("shapley_cost", |row| row.shapley_cost)
            .number("recipients", |row| Some(row.recipients))
            .number("baseline_recipients", |row| Some(row.baseline_recipients))
            .number("mean_amount", |row| row.mean_amount)
            .table("budget"),
        Builder::new(&results.rationing)
            .text("law", |row| row.law.clone())
            .text("instrument", |row| row.instrument.clone())
            .text("by", |row| row.by.clone())
            .text("unit", |row| row.unit.clone())
            .number("wanted", |row| Some(row.wanted))
            .number("served", |row| Some(row.served))
            .number("refused", |row| Some(row.refused))
            .number("claimed", |row| Some(row.claimed))
            .number("paid", |row| Some(row.paid))
            .number("shortfall", |row| Some(row.shortfall))
            .number("displaced_wanted", |row| row.displaced_wanted)
            .number("displaced_refused", |row| row.displaced_refused)
            .table("rationing"),
        Builder::new(&results.accounts)
            .text("account", |row| row.account.clone())
            .number("baseline", |row| Some(row.baseline))
            .number("reform", |row| Some(row.reform))
            .number("change", |row| Some(row.change))
            .table("accounts"),
        Builder::new(&results.flows)
            .text("name", |row| row.name.clone())
            .text("from", |row| row.from.clone())
            .text("to", |row| row.to.clone())
            .number("baseline", |row| Some(row.baseline))
            .number("reform", |row| Some(row.reform))
            .table("flows"),
        Builder::new(&results.deciles)
            .text("decile", |row| {
                if row.decile == 0 {
                    "All".to_string()
                } else {
                    row.decile.to_string()
                }
            })
            .number("upper_edge", |row| row.upper_edge)
            .number("weight", |row| Some(row.weight))
            .number("mean_baseline", |row| row.mean_baseline)
            .number("mean_reform", |row| row.mean_reform)
            .number("mean_change", |row| row.mean_change)
            .number("relative_change", |row| row.relative_change)
            .number("share_of_total_change", |row| row.share_of_total_change)
            .table("deciles"),
        Builder::new(&results.winners)
            .text("group", |row| row.group.clone())
            .number("weight", |row| Some(row.weight))
            .number("loss_above_5_percent", |row| row.loss_above_5_percent)
            .number("loss_up_to_5_percent", |row| row.loss_up_to_5_percent)
            .number("no_change", |row| row.no_change)
            .number("gain_up_to_5_percent", |row| row.gain_up_to_5_percent)
            .number("gain_above_5_percent", |row| row.gain_above_5_percent)
            .number("baseline_not_positive", |row| row.baseline_not_positive)
            .table("winners"),
        Builder::new(&results.assumptions)
            .text("parameter", |row| row.parameter.clone())
            .text("value", |row| row.value.clone())
            .number("low", |row| row.low)
            .number("high", |row| row.high)
            .table("assumptions"),
        Builder::new(&results.changes)
            .text("law", |row| row.law.clone())
            .text("action", |row| row.action.clone())
            .text("name", |row| row.name.clone())
            .text("before", |row| row.before.clone().unwrap_or_default())
            .text("after", |row| row.after.clone().unwrap_or_default())
            .table("changes"),
        Builder::new(std::slice::from_ref(&results.options))
            .text("attribution", |row| row.attribution.clone())
            .number("poverty_line_share", |row| Some(row.poverty_line_share))
            .text("weighting", |row| row.weighting.clone())
            .text("seed", |row| row.seed.to_string())
            .table("options"),
    ];
    let mut poverty = Vec::new();
    for (line, pair) in [
        ("fixed", &results.poverty.fixed),
        ("floating", &results.poverty.floating),
    ] {
        for (law, found) in [("baseline", &pair.baseline), ("reform", &pair.reform)] {
            if let Some(found) = found {
                poverty.push((line, law, *found));
            }
        }
    }
    tables.push(
        Builder::new(&poverty)
            .text("line_kind", |row| row.0.to_string())
            .text("law", |row| row.1.to_string())
            .number("line", |row| Some(row.2.line))
            .number("headcount_rate", |row| row.2.headcount_rate)
            .number("gap_rate", |row| row.2.gap_rate)
            .number("severity_rate", |row| row.2.severity_rate)
            .number("poor", |row| Some(row.2.poor))
            .number("total_gap", |row| Some(row.2.total_gap))
            .table("poverty"),
    );
    let inequality = [
        ("baseline", results.inequality.baseline, results.entropy.baseline),
        ("reform", results.inequality.reform, results.entropy.reform),
    ];
    tables.push(
        Builder::new(&inequality)
            .text("law", |row| row.0.to_string())
            .number("gini", |row| row.1.gini)
            .number("s80_s20", |row| row.1.s80_s20)
            .number("palma", |row| row.1.palma)
            .number("top_10_share", |row| row.1.top_10_share)
            .number("top_1_share", |row| row.1.top_1_share)
            .number("median", |row| row.1.median)
            .number("mean", |row| row.1.mean)
            .number("theil", |row| row.2.theil)
            .number("mean_log_deviation", |row| row.2.mean_log_deviation)
            .number("atkinson_0_5", |row| row.2.atkinson_0_5)
            .number("atkinson_1", |row| row.2.atkinson_1)
            .number("atkinson_2", |row| row.2.atkinson_2)
            .number("not_positive_weight", |row| Some(row.2.not_positive_weight))
            .number("not_positive_share", |row| row.2.not_positive_share)
            .table("inequality"),
    );
    let redistribution: Vec<_> = results
        .redistribution
        .iter()
        .flat_map(|found| [("baseline", found.baseline), ("reform", found.reform)])
        .collect();
    tables.push(
        Builder::new(&redistribution)
            .text("law", |row| row.0.to_string())
            .number("gini_market", |row| row.1.gini_market)
            .number("gini_gross", |row| row.1.gini_gross)
            .number("gini_disposable", |row| row.1.gini_disposable)
            .number("concentration_disposable", |row| row.1.concentration_disposable)
            .number("concentration_taxes", |row| row.1.concentration_taxes)
            .number("concentration_benefits", |row| row.1.concentration_benefits)
            .number("concentration_net_taxes", |row| row.1.concentration_net_taxes)
            .number("tax_rate", |row| row.1.tax_rate)
            .number("benefit_rate", |row| row.1.benefit_rate)
            .number("redistributive_effect", |row| row.1.redistributive_effect)
            .number("reynolds_smolensky", |row| row.1.reynolds_smolensky)
            .number("reranking", |row| row.1.reranking)
            .number("kakwani", |row| row.1.kakwani)
            .number("kakwani_taxes", |row| row.1.kakwani_taxes)
            .table("redistribution"),
    );
    let curves = [
        ("before_shock", results.lorenz.calm.as_ref()),
        ("baseline", Some(&results.lorenz.baseline)),
        ("reform", Some(&results.lorenz.reform)),
    ];
    let lorenz: Vec<_> = curves
        .into_iter()
        .flat_map(|(law, curve)| curve.into_iter().flatten().map(move |point| (law, *point)))
        .collect();
    tables.push(
        Builder::new(&lorenz)
            .text("law", |row| row.0.to_string())
            .number("population_share", |row| Some(row.1.population_share))
            .number("income_share", |row| Some(row.1.income_share))
            .table("lorenz"),
    );
    let groups: Vec<(&str, &super::results::GroupRow)> = results
        .groups
        .iter()
        .flat_map(|table| table.rows.iter().map(move |row| (table.by.as_str(), row)))
        .collect();
    tables.push(
        Builder::new(&groups)
            .text("by", |row| row.0.to_string())
            .text("group", |row| row.1.group.clone())
            .number("weight", |row| Some(row.1.weight))
            .number("mean_baseline", |row| row.1.mean_baseline)
            .number("mean_reform", |row| row.1.mean_reform)
            .number("mean_change", |row| row.1.mean_change)
            .number("relative_change", |row| row.1.relative_change)
            .number("poverty_baseline_rate", |row| row.1.poverty_baseline_rate)
            .number("poverty_reform_rate", |row| row.1.poverty_reform_rate)
            .number("winners_share", |row| row.1.winners_share)
            .number("losers_share", |row| row.1.losers_share)
            .number("loss_above_5_percent", |row| row.1.loss_above_5_percent)
            .number("loss_up_to_5_percent", |row| row.1.loss_up_to_5_percent)
            .number("no_change", |row| row.1.no_change)
            .number("gain_up_to_5_percent", |row| row.1.gain_up_to_5_percent)
            .number("gain_above_5_percent", |row| row.1.gain_above_5_percent)
            .number("baseline_not_positive", |row| row.1.baseline_not_positive)
            .table("groups"),
    );
    if let Some(shock) = &results.shock {
        tables.extend(super::shock_tables::shock_tables(shock));
    }
    tables.extend(super::levy_tables::levy_tables(&results.levy_yields));
    if let Some(incentives) = &results.incentives {
        tables.push(super::shock_tables::incentives_table(incentives));
    }
    if let Some(interactions) = &results.interactions {
        tables.extend(interactions_tables(interactions));
    }
    tables
}

/// `interactions` and `double_payments`: how the elements of the reform meet other benefits.
fn interactions_tables(found: &InteractionsResult) -> [ResultTable; 2] {
    [
        Builder::new(&found.losses)
            .text("instrument", |row| row.instrument.clone())
            .text("because_of", |row| row.because_of.clone())
            .text("stated", |row| row.stated.clone())
            .text("unit", |_| found.unit.clone())
            .number("receiving_without", |row| Some(row.receiving_without))
            .number("losing", |row| Some(row.losing))
            .number("losing_all", |row| Some(row.losing_all))
            .number("amount_lost", |row| Some(row.amount_lost))
            .table("interactions"),
        Builder::new(&found.double_payments)
            .text("instrument", |row| row.instrument.clone())
            .text("with", |row| row.with.clone())
            .text("same_purpose", |row| row.same_purpose.to_string())
            .text("unit", |_| found.unit.clone())
            .number("units", |row| Some(row.units))
            .number("amount", |row| Some(row.amount))
            .number("amount_with", |row| Some(row.amount_with))
            .number("overlap", |row| Some(row.overlap))
            .table("double_payments"),
    ]
}
