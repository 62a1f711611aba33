//! The tables of what is left of levies.

use super::levy_economy::{EconomyRow, LevyEconomy};
use super::levy_yield::{LevyBearer, LevyYield};
use super::tables::{Builder, ColumnValues, ResultTable};

impl LevyYield {
    /// The figures from gross to net and those beside them, by name: amounts a year, but for `net_share` and `work_kept`.
    pub fn figures(&self) -> Vec<(&'static str, Option<f64>)> {
        let effects = [
            ("static_yield", self.static_yield),
            ("slower_adoption", self.slower_adoption),
            ("own_erosion", self.own_erosion),
            ("statutory_yield", self.statutory_yield),
            ("given_back", self.given_back),
            ("taxes_lost", self.incidence.taxes),
            ("contributions_lost", self.incidence.contributions),
            ("benefits_of_lower_incomes", self.incidence.benefits),
            ("funds_of_lower_incomes", self.incidence.funds),
            ("net_yield", self.net_yield),
            ("slowing_taxes", self.slowing.taxes),
            ("slowing_contributions", self.slowing.contributions),
            ("slowing_benefits", self.slowing.benefits),
            ("slowing_funds", self.slowing.funds),
            ("slowing_total", self.slowing.total),
        ];
        let mut figures: Vec<_> = effects.map(|(name, amount)| (name, Some(amount))).into();
        figures.insert(10, ("net_share", self.net_share));
        figures.push(("work_kept", self.work_kept));
        figures
    }
}

/// `levy_yield` (one figure of a levy a row), `levy_bearers`, and where a levy says where it arises `levy_economy`.
pub(super) fn levy_tables(found: &[LevyYield]) -> Vec<ResultTable> {
    if found.is_empty() {
        return Vec::new();
    }
    let figures: Vec<(&str, (&str, Option<f64>))> = found
        .iter()
        .flat_map(|own| {
            own.figures()
                .into_iter()
                .map(|figure| (own.instrument.as_str(), figure))
        })
        .collect();
    let bearers: Vec<(&str, &LevyBearer)> = found
        .iter()
        .flat_map(|own| own.bearers.iter().map(|row| (own.instrument.as_str(), row)))
        .collect();
    let mut tables = vec![
        Builder::new(&figures)
            .text("levy", |row| row.0.to_string())
            .text("figure", |row| row.1.0.to_string())
            .number("value", |row| row.1.1)
            .table("levy_yield"),
        Builder::new(&bearers)
            .text("levy", |row| row.0.to_string())
            .text("bearer", |row| row.1.bearer.clone())
            .text("instrument", |row| row.1.instrument.clone())
            .number("amount", |row| Some(row.1.amount))
            .table("levy_bearers"),
    ];
    let economies: Vec<(&str, &LevyEconomy)> = found
        .iter()
        .filter_map(|own| Some((own.instrument.as_str(), own.economy.as_ref()?)))
        .collect();
    if !economies.is_empty() {
        tables.push(economy_table(&economies));
    }
    tables
}

/// One row a levy and value of its category; a column that a levy does not have is not defined for it.
fn economy_table(economies: &[(&str, &LevyEconomy)]) -> ResultTable {
    let rows: Vec<(&str, &LevyEconomy, &EconomyRow)> = economies
        .iter()
        .flat_map(|(levy, own)| own.rows.iter().map(|row| (*levy, *own, row)))
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for column in economies.iter().flat_map(|(_, own)| &own.columns) {
        if !names.contains(&column.name.as_str()) {
            names.push(&column.name);
        }
    }
    let mut table = Builder::new(&rows)
        .text("levy", |row| row.0.to_string())
        .text("by", |row| row.1.by.clone())
        .text("group", |row| row.2.group.clone())
        .table("levy_economy");
    for name in names {
        let value = |row: &(&str, &LevyEconomy, &EconomyRow)| {
            let at = row.1.columns.iter().position(|column| column.name == name)?;
            row.2.values.get(at).copied()
        };
        let cells = ColumnValues::Number(rows.iter().map(value).collect());
        table.columns.push((name.to_string(), cells));
    }
    let levy = ColumnValues::Number(rows.iter().map(|row| Some(row.2.levy)).collect());
    table.columns.push(("levy_paid".to_string(), levy));
    table
}
