//! The tables of a scenario's shock, of coverage and of incentives.

use super::incentives::IncentivesResult;
use super::results::Shock;
use super::tables::{Builder, ResultTable};
use crate::measures::{Funnel, Incentives, RateSummary, RateTable};

/// `shock` (one figure a row), `coverage` (one law a row), `selections` (one a law and selection), and where there is a forecast
/// `forecast` (one threshold a row) and `forecast_tenths`.
pub(super) fn shock_tables(shock: &Shock) -> Vec<ResultTable> {
    let cost = shock.cost_effectiveness.as_ref();
    let leakage = shock.leakage.as_ref();
    let without = shock.without_gains.as_ref();
    let figures: Vec<(&str, Option<f64>)> = vec![
        ("cost_of_shock", Some(shock.cost_of_shock)),
        ("cost_of_shock_without_gains", without.map(|own| own.cost_of_shock)),
        ("poverty_rate_without_gains", without.and_then(|own| own.poverty_rate)),
        ("gini_without_gains", without.and_then(|own| own.gini)),
        ("rule_effect", shock.rule_effect),
        ("state_effect", shock.state_effect),
        ("cost_in_calm_times", shock.cost_in_calm_times),
        ("calm_balance", Some(shock.calm_balance)),
        ("displaced_baseline", Some(shock.displaced_baseline)),
        ("displaced_reform", Some(shock.displaced_reform)),
        (
            "calm_poverty_rate",
            shock.calm_poverty.as_ref().and_then(|poverty| poverty.headcount_rate),
        ),
        (
            "calm_poverty_line",
            shock.calm_poverty.as_ref().map(|poverty| poverty.line),
        ),
        ("calm_gini", shock.calm_inequality.gini),
        ("spending", leakage.map(|leakage| leakage.spending)),
        ("leakage_share", leakage.and_then(|leakage| leakage.leakage_share)),
        ("cost_per_covered", cost.and_then(|cost| cost.cost_per_covered)),
        (
            "cost_per_person_out_of_poverty",
            cost.and_then(|cost| cost.cost_per_person_out_of_poverty),
        ),
        (
            "cost_per_unit_of_poverty_gap",
            cost.and_then(|cost| cost.cost_per_unit_of_poverty_gap),
        ),
    ];
    let laws: [(&str, &Funnel); 2] = [
        ("baseline", &shock.coverage.baseline),
        ("reform", &shock.coverage.reform),
    ];
    let mut tables = vec![
        Builder::new(&figures)
            .text("figure", |row| row.0.to_string())
            .number("value", |row| row.1)
            .table("shock"),
        Builder::new(&laws)
            .text("law", |row| row.0.to_string())
            .number("displaced", |row| Some(row.1.displaced))
            .number("avoided", |row| Some(row.1.avoided))
            .number("back_at_work", |row| Some(row.1.back_at_work))
            .number("eligible", |row| Some(row.1.eligible))
            .number("receiving", |row| Some(row.1.receiving))
            .number("adequate", |row| Some(row.1.adequate))
            .number("covered", |row| Some(row.1.covered))
            .number("adequate_of_all", |row| Some(row.1.adequate_of_all))
            .number("covered_share", |row| row.1.covered_share)
            .number("adequate_of_all_share", |row| row.1.adequate_of_all_share)
            .number("income_replaced_share", |row| row.1.income_replaced_share)
            .number("protected_share", |row| row.1.protected_share())
            .table("coverage"),
        Builder::new(&shock.selections)
            .text("law", |row| row.law.clone())
            .text("selection", |row| row.selection.clone())
            .number("persons", |row| Some(row.persons))
            .number("share_asked", |row| Some(row.share_asked))
            .number("chosen", |row| Some(row.chosen))
            .number("share_met", |row| row.share_met)
            .table("selections"),
    ];
    if let Some(forecast) = &shock.forecast {
        tables.push(
            Builder::new(&forecast.thresholds)
                .number("threshold", |row| Some(row.threshold))
                .number("warned_share", |row| row.warned_share)
                .number("precision", |row| row.precision)
                .number("recall", |row| row.recall)
                .table("forecast"),
        );
        tables.push(
            Builder::new(&forecast.tenths)
                .number("tenth", |row| Some(f64::from(row.tenth)))
                .number("persons", |row| Some(row.persons))
                .number("predicted", |row| Some(row.predicted))
                .number("realised", |row| Some(row.realised))
                .table("forecast_tenths"),
        );
    }
    tables
}

/// `incentives`: one row a law, rate and group.
pub(super) fn incentives_table(found: &IncentivesResult) -> ResultTable {
    let mut rows: Vec<(&str, &str, String, &RateSummary)> = Vec::new();
    let laws = [("baseline", Some(&found.baseline)), ("reform", found.reform.as_ref())];
    for (law, incentives) in laws {
        let Some(incentives) = incentives else { continue };
        for (rate, table) in rates(incentives) {
            rows.push((law, rate, "all".to_string(), &table.all));
            for (at, summary) in table.deciles.iter().enumerate() {
                rows.push((law, rate, format!("decile {}", at + 1), summary));
            }
            for (label, summary) in found.labour_statuses.iter().zip(&table.categories) {
                if summary.weight > 0.0 {
                    rows.push((law, rate, label.clone(), summary));
                }
            }
        }
    }
    Builder::new(&rows)
        .text("law", |row| row.0.to_string())
        .text("rate", |row| row.1.to_string())
        .text("group", |row| row.2.clone())
        .number("weight", |row| Some(row.3.weight))
        .number("mean", |row| row.3.mean)
        .number("p10", |row| row.3.p10)
        .number("median", |row| row.3.median)
        .number("p90", |row| row.3.p90)
        .number("share_above_60_percent", |row| row.3.share_above_60_percent)
        .number("share_above_80_percent", |row| row.3.share_above_80_percent)
        .number("share_above_100_percent", |row| row.3.share_above_100_percent)
        .table("incentives")
}

/// The rates by the names that tables give them.
fn rates(incentives: &Incentives) -> [(&'static str, &RateTable); 5] {
    [
        ("marginal_effective_tax_rate", &incentives.marginal),
        ("participation_tax_rate_insured", &incentives.participation_insured),
        ("participation_tax_rate_uninsured", &incentives.participation_uninsured),
        ("net_replacement_rate_insured", &incentives.replacement_insured),
        ("net_replacement_rate_uninsured", &incentives.replacement_uninsured),
    ]
}
