//! What is drawn, and by which columns.

use serde::{Deserialize, Serialize};

use super::super::{Axis, Figure, FigureTable};

/// How a table is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Steps that lead from nothing to a sum: the columns `amount`, `from` and `to`.
    Waterfall,
    /// A bar a row, cut into shares.
    Shares {
        /// The columns of the shares, in their order.
        columns: Vec<String>,
    },
    /// A bar a row, to the right of zero or to its left.
    Bars {
        /// The column.
        column: String,
    },
    /// A row of marks: what was before as an upright, today's law as a ring, the package as a disc.
    Dots {
        /// The columns `before_shock`, `baseline` and `reform`, as far as they are there.
        columns: Vec<String>,
    },
    /// An upright bar a row.
    Columns {
        /// The column.
        column: String,
    },
    /// Lines over the rows.
    Lines {
        /// One column a line: the baseline's, then the reform's.
        columns: Vec<String>,
    },
    /// A bar a row from the figure at the low to that at the high value, beside the figure of the study.
    Tornado {
        /// The figure of the study.
        central: f64,
        /// What the two ends are called.
        legend: [String; 2],
    },
}

/// A drawing of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// Its name, the same in every language.
    pub name: String,
    /// What is drawn, in a few words.
    pub title: String,
    /// What it shows, in a sentence, for who does not see it.
    pub description: String,
    /// The unit of the axis.
    pub axis: Axis,
    /// How it is drawn.
    pub kind: ChartKind,
    /// What is drawn.
    pub table: FigureTable,
}

/// The drawing of a figure; None for one that is told in numbers, and for one without any.
pub(super) fn of_figure(figure: &Figure) -> Option<Chart> {
    if figure.table.keys.is_empty() {
        return None;
    }
    let has = |name: &str| figure.table.column(name).is_some();
    let owned = |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_string()).collect() };
    let kind = match figure.name.as_str() {
        "budget" => ChartKind::Waterfall,
        "coverage" => ChartKind::Shares {
            columns: owned(&[
                "job_kept_or_found",
                "enough_income",
                "benefit_not_enough",
                "entitled_not_claimed",
                "not_entitled",
            ]),
        },
        "winners" => ChartKind::Shares {
            columns: owned(&[
                "gain_above_5_percent",
                "gain_up_to_5_percent",
                "no_change",
                "loss_up_to_5_percent",
                "loss_above_5_percent",
                "baseline_not_positive",
            ]),
        },
        "deciles" => ChartKind::Bars {
            column: if has("relative_change") {
                "relative_change"
            } else {
                "mean_baseline"
            }
            .to_string(),
        },
        "regions" => ChartKind::Bars {
            column: "relative_change".to_string(),
        },
        "poverty" => ChartKind::Dots {
            columns: ["before_shock", "baseline", "reform"]
                .into_iter()
                .filter(|name| has(name))
                .map(str::to_string)
                .collect(),
        },
        _ => return None,
    };
    Some(Chart {
        name: figure.name.clone(),
        title: figure.title.clone(),
        description: figure.sentence.clone(),
        axis: figure.axis.clone(),
        kind,
        table: figure.table.clone(),
    })
}
