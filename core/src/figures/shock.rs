//! The shock told otherwise, where a study asks for it: without what it gives to those whom it spares, and the package without the shock.

use super::reader::Reader;
use super::report::costing::told_otherwise;
use super::table::Rows;
use super::texts::{self, Text};
use super::{Figure, Unit};

/// What a run costs government, and how many are poor in it.
struct Row {
    key: &'static str,
    name: Text,
    cost: f64,
    poverty_rate: Option<f64>,
    gini: Option<f64>,
}

/// Absent unless the study asked for one of them.
pub(super) fn shock(reader: &Reader<'_>) -> Option<Figure> {
    let results = reader.results;
    let shock = results.shock.as_ref()?;
    if shock.without_gains.is_none() && shock.cost_in_calm_times.is_none() {
        return None;
    }
    let fixed = &results.poverty.fixed;
    let mut rows = vec![Row {
        key: "shock",
        name: texts::SHOCK_TODAYS_LAW,
        cost: shock.cost_of_shock,
        poverty_rate: fixed.baseline.as_ref().and_then(|own| own.headcount_rate),
        gini: results.inequality.baseline.gini,
    }];
    rows.extend(shock.without_gains.as_ref().map(|own| Row {
        key: "without_gains",
        name: match own.is_wage_gain() {
            true => texts::SHOCK_WITHOUT_WAGE_GAIN,
            false => texts::SHOCK_OTHERWISE,
        },
        cost: own.cost_of_shock,
        poverty_rate: own.poverty_rate,
        gini: own.gini,
    }));
    if results.has_reform {
        rows.push(Row {
            key: "package",
            name: texts::PACKAGE_WITH_SHOCK,
            cost: results.net_cost,
            poverty_rate: fixed.reform.as_ref().and_then(|own| own.headcount_rate),
            gini: results.inequality.reform.gini,
        });
    }
    rows.extend(shock.cost_in_calm_times.map(|cost| Row {
        key: "calm",
        name: texts::PACKAGE_WITHOUT_SHOCK,
        cost,
        poverty_rate: None,
        gini: None,
    }));
    let title = reader.word(texts::SHOCK_TITLE);
    Some(Figure {
        name: "shock".to_string(),
        question: reader.word(texts::SHOCK_QUESTION),
        sentence: reader.joined(&told_otherwise(reader)),
        title: title.clone(),
        definition: reader.word(texts::SHOCK_DEFINITION),
        axis: reader.axis_of_money(rows.iter().map(|row| row.cost)),
        table: Rows::new(reader, "shock", title, &rows, |row| row.key.to_string())
            .text("run", texts::SHOCK_RUN, |row| reader.word(row.name))
            .number("cost", texts::SHOCK_RUN_COST, Unit::Money, |row| Some(row.cost))
            .number("poverty_rate", texts::SHOCK_POVERTY, Unit::Rate, |row| row.poverty_rate)
            .or_else(texts::NOT_WORKED_OUT)
            .number("gini", texts::GINI, Unit::Index, |row| row.gini)
            .or_else(texts::NOT_WORKED_OUT)
            .table(),
        more: Vec::new(),
    })
}
