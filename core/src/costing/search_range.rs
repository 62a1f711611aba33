//! The values of a parameter that a search tells apart, in the steps in which the law writes it.

use crate::document::Diagnostic;
use crate::rules::{Parameter, ParameterUnit, Unit};

/// Where a parameter is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SearchRange {
    /// The lowest value; the lowest that the parameter allows unless given.
    pub from: Option<f64>,
    /// The highest value; the highest that the parameter allows unless given.
    pub to: Option<f64>,
    /// How many values are scanned, 2 to [`SearchRange::MOST_POINTS`].
    pub points: u32,
    /// The step in which the law writes the value; that of the parameter's file unless given. 0: as fine as twelve digits of the larger
    /// end of the range tell.
    pub step: Option<f64>,
}

impl SearchRange {
    /// More values than these are not scanned.
    pub const MOST_POINTS: u32 = 10_000;
}

impl Default for SearchRange {
    fn default() -> SearchRange {
        SearchRange {
            from: None,
            to: None,
            points: 25,
            step: None,
        }
    }
}

/// The problem of a search, which stands in no file.
pub(super) fn refused(
    code: &'static str,
    path: &str,
    message: String,
    found: impl Into<String>,
    allowed: impl Into<String>,
    remedy: &str,
) -> Vec<Diagnostic> {
    vec![Diagnostic {
        code,
        file: String::new(),
        path: path.to_string(),
        line: None,
        column: None,
        span: None,
        message,
        found: found.into(),
        allowed: allowed.into(),
        remedy: remedy.to_string(),
    }]
}

/// The values that are told apart: `origin` and whole steps from it.
pub(super) struct Axis {
    origin: f64,
    /// The distance of two neighbours.
    pub step: f64,
    first: i64,
    last: i64,
}

impl Axis {
    /// Of a parameter in a range.
    ///
    /// # Errors
    /// A range or a step that the parameter does not have.
    pub fn of(parameter: &Parameter, written: &str, range: &SearchRange) -> Result<Axis, Vec<Diagnostic>> {
        let allowed = parameter.range;
        let ends = (
            range.from.or(allowed.map(|(low, _)| low)),
            range.to.or(allowed.map(|(_, high)| high)),
        );
        let (Some(from), Some(to)) = ends else {
            return Err(refused(
                "missing-range",
                "range",
                format!("`{written}` has no range of its own in which it could be looked for"),
                "no range",
                "a lowest and a highest value",
                "say from where to where it is looked for",
            ));
        };
        let bounds = allowed.map_or("any numbers".to_string(), |(low, high)| format!("{low} to {high}"));
        let is_within = allowed.is_none_or(|(low, high)| low <= from && to <= high);
        if !(from < to && is_within && from.is_finite() && to.is_finite()) {
            return Err(refused(
                "bad-range",
                "range",
                format!("`{written}` cannot be looked for in this range"),
                format!("{from} to {to}"),
                format!("a lowest value below the highest, within {bounds}"),
                "choose other ends",
            ));
        }
        if !(2..=SearchRange::MOST_POINTS).contains(&range.points) {
            return Err(refused(
                "out-of-range",
                "points",
                "a scan needs two values or more".to_string(),
                range.points.to_string(),
                format!("2 to {}", SearchRange::MOST_POINTS),
                "for example 25",
            ));
        }
        let whole = matches!(parameter.unit, ParameterUnit::Number(unit) if unit == Unit::AGE)
            || parameter.unit_name == "count";
        let asked = range.step.or(parameter.step).or(whole.then_some(1.0)).unwrap_or(0.0);
        let is_step = asked >= 0.0 && asked <= to - from && (asked == 0.0 || (to - from) / asked < 1e15);
        if !is_step {
            return Err(refused(
                "bad-step",
                "step",
                format!("`{written}` cannot be looked for in this step"),
                asked.to_string(),
                format!("a step up to {}, or 0 for the finest", to - from),
                "choose another step",
            ));
        }
        if asked == 0.0 {
            let step = finest(if from.abs() > to.abs() { from } else { to });
            return Ok(Axis {
                origin: from,
                step,
                first: 0,
                last: ((to - from) / step).round() as i64,
            });
        }
        // As a slider goes: in whole steps from the lowest value that is allowed.
        let origin = allowed.map_or(0.0, |(low, _)| low);
        let axis = Axis {
            origin,
            step: asked,
            first: ((from - origin) / asked - 1e-6).ceil() as i64,
            last: ((to - origin) / asked + 1e-6).floor() as i64,
        };
        if axis.first < axis.last {
            return Ok(axis);
        }
        Err(refused(
            "bad-step",
            "step",
            format!("no two steps of `{written}` lie in this range"),
            asked.to_string(),
            format!("a step that goes from {from} to {to}"),
            "choose a finer step",
        ))
    }

    /// The value at a step, without what binary fractions add to its decimals.
    pub fn value(&self, step: i64) -> f64 {
        let exact = self.origin + step as f64 * self.step;
        format!("{exact:.11e}").parse().unwrap_or(exact) + 0.0
    }

    /// Steps at about equal distances, both ends included.
    pub fn scan(&self, points: u32) -> Vec<i64> {
        let (length, gaps) = (i128::from(self.last - self.first), i128::from(points - 1));
        let mut steps: Vec<i64> = (0..=gaps)
            .map(|at| self.first + ((length * at * 2 + gaps) / (gaps * 2)) as i64)
            .collect();
        steps.dedup();
        steps
    }
}

/// The twelfth digit of a number.
fn finest(largest: f64) -> f64 {
    let text = format!("{largest:e}");
    let exponent: i32 = text
        .split_once('e')
        .and_then(|(_, power)| power.parse().ok())
        .unwrap_or(0);
    format!("1e{}", exponent - 11).parse().unwrap_or(1e-11)
}
