//! Two studies over the same years on the same people, side by side.

use serde::{Deserialize, Serialize};

use super::fingerprint::fingerprint_of_comparison;
use super::tables::{Builder, ResultTable};
use super::years::{YearResults, YearsResults};
use crate::document::Diagnostic;
use crate::measures::Funnel;

/// A figure of both studies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Of the first study; None where it is not defined.
    pub first: Option<f64>,
    /// Of the second.
    pub second: Option<f64>,
    /// The second less the first; None where one of them is not defined.
    pub difference: Option<f64>,
}

impl Compared {
    fn of(first: Option<f64>, second: Option<f64>) -> Compared {
        Compared {
            first,
            second,
            difference: first.zip(second).map(|(first, second)| second - first),
        }
    }
}

/// A year of both studies. Figures are those of each study's reform; of a study without one those of its law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedYear {
    /// The year.
    pub year: i32,
    /// Net cost, money of the year; positive means that the government pays more.
    pub net_cost: Compared,
    /// What the instruments cost more than before, before anything comes back.
    pub gross_cost: Compared,
    /// Persons who lose their work in the year; None without a scenario.
    pub displaced: Compared,
    /// Persons unemployed or in training, mean of the months; None for a scenario without months.
    pub out_of_work: Compared,
    /// Share below the fixed poverty line, 0 to 1.
    pub poverty_rate: Compared,
    /// Of the displaced, the share who keep or find a job, or receive a benefit, 0 to 1.
    pub covered_share: Compared,
    /// Of the displaced, the share who keep or find a job, or have a benefit and enough income, 0 to 1.
    pub protected_share: Compared,
    /// Gini coefficient of equivalised disposable income.
    pub gini: Compared,
    /// What all funds hold after the year; None for a system without funds.
    pub fund_balance: Compared,
}

/// Two studies over the same years.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct YearsComparison {
    /// The version of this form: 1.
    pub format: u32,
    /// The version of the model.
    pub model_version: String,
    /// A hash of both fingerprints.
    pub fingerprint: String,
    /// Share a year by which later money counts less in `present_value`.
    pub discount_rate: f64,
    /// Net cost of all years, each discounted to the first.
    pub present_value: Compared,
    /// Net cost of all years, undiscounted.
    pub sum: Compared,
    /// One object a year.
    pub compared: Vec<ComparedYear>,
    /// The first study.
    pub first: YearsResults,
    /// The second.
    pub second: YearsResults,
}

/// Sets two runs over years beside each other.
///
/// # Errors
/// Runs over different years, with different discount rates, on different people, or in different currencies.
pub fn compare_years(first: YearsResults, second: YearsResults) -> Result<YearsComparison, Vec<Diagnostic>> {
    check(&first, &second)?;
    let sum = |of: &YearsResults| of.years.iter().fold(0.0, |sum, year| sum + year.results.net_cost);
    let years = first.years.iter().zip(&second.years);
    Ok(YearsComparison {
        format: 1,
        model_version: super::MODEL_VERSION.to_string(),
        fingerprint: fingerprint_of_comparison(&first, &second),
        discount_rate: first.discount_rate,
        present_value: Compared::of(Some(first.present_value), Some(second.present_value)),
        sum: Compared::of(Some(sum(&first)), Some(sum(&second))),
        compared: years.map(|(a, b)| compared(a, b)).collect(),
        first,
        second,
    })
}

fn check(first: &YearsResults, second: &YearsResults) -> Result<(), Vec<Diagnostic>> {
    let years = |of: &YearsResults| {
        let all: Vec<String> = of.years.iter().map(|year| year.year.to_string()).collect();
        all.join(", ")
    };
    let of_year = |of: &YearsResults, tell: fn(&YearResults) -> &str| {
        let first = of.years.first();
        first.map_or(String::new(), |year| tell(year).to_string())
    };
    let people = |of: &YearsResults| of_year(of, |year| &year.results.population.hash);
    let currency = |of: &YearsResults| of_year(of, |year| &year.results.currency);
    let frozen = |of: &YearsResults| of.years.iter().all(|year| year.ageing.is_none()).to_string();
    let both = [
        ("years", years(first), years(second)),
        (
            "discount_rate",
            first.discount_rate.to_string(),
            second.discount_rate.to_string(),
        ),
        ("population", people(first), people(second)),
        ("currency", currency(first), currency(second)),
        ("people_of_later_years", frozen(first), frozen(second)),
    ];
    let problems: Vec<Diagnostic> = both
        .into_iter()
        .filter(|(_, one, other)| one != other)
        .map(|(what, one, other)| Diagnostic {
            code: "not-comparable",
            file: String::new(),
            path: what.to_string(),
            line: None,
            column: None,
            span: None,
            message: format!("the two runs have different {}", what.replace('_', " ")),
            found: other,
            allowed: one,
            remedy: "run both studies over the same years, on the same people, with one discount rate".to_string(),
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn compared(a: &YearResults, b: &YearResults) -> ComparedYear {
    let of = |figure: &dyn Fn(&YearResults) -> Option<f64>| Compared::of(figure(a), figure(b));
    let funnel = |year: &YearResults, share: fn(&Funnel) -> Option<f64>| {
        let coverage = &year.results.shock.as_ref()?.coverage;
        share(if year.results.has_reform {
            &coverage.reform
        } else {
            &coverage.baseline
        })
    };
    ComparedYear {
        year: a.year,
        net_cost: of(&|year| Some(year.results.net_cost)),
        gross_cost: of(&|year| Some(year.gross_cost())),
        displaced: of(&|year| Some(year.results.shock.as_ref()?.displaced_reform)),
        out_of_work: of(&|year| year.out_of_work(year.results.has_reform)),
        poverty_rate: of(&|year| {
            let fixed = &year.results.poverty.fixed;
            let told = if year.results.has_reform {
                &fixed.reform
            } else {
                &fixed.baseline
            };
            told.as_ref()?.headcount_rate
        }),
        covered_share: of(&|year| funnel(year, |funnel| funnel.covered_share)),
        protected_share: of(&|year| funnel(year, Funnel::protected_share)),
        gini: of(&|year| {
            let inequality = &year.results.inequality;
            if year.results.has_reform {
                inequality.reform.gini
            } else {
                inequality.baseline.gini
            }
        }),
        fund_balance: of(&|year| {
            let law = if year.results.has_reform { "reform" } else { "baseline" };
            let mut own = year.funds.iter().filter(|row| row.law == law).peekable();
            own.peek()?;
            Some(own.fold(0.0, |sum, row| sum + row.closing))
        }),
    }
}

/// The comparison as a table of the name `comparison`: one row a year, each figure of the first, of the second and their difference.
pub fn tables_of_comparison(found: &YearsComparison) -> Vec<ResultTable> {
    type Figure = (&'static str, fn(&ComparedYear) -> &Compared);
    let figures: [Figure; 9] = [
        ("net_cost", |year| &year.net_cost),
        ("gross_cost", |year| &year.gross_cost),
        ("displaced", |year| &year.displaced),
        ("out_of_work", |year| &year.out_of_work),
        ("poverty_rate", |year| &year.poverty_rate),
        ("covered_share", |year| &year.covered_share),
        ("protected_share", |year| &year.protected_share),
        ("gini", |year| &year.gini),
        ("fund_balance", |year| &year.fund_balance),
    ];
    let mut table = Builder::new(&found.compared).number("year", |year| Some(f64::from(year.year)));
    for (name, of) in figures {
        table = table
            .number(&format!("{name}_first"), |year| of(year).first)
            .number(&format!("{name}_second"), |year| of(year).second)
            .number(&format!("{name}_difference"), |year| of(year).difference);
    }
    vec![table.table("comparison")]
}
