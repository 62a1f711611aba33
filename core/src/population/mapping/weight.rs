//! The weights of the households.

use super::Mapping;
use super::column::{Shape, Target};
use super::faults::{Fault, Faults, row_number};
use super::formula::Evaluator;
use super::second::Second;
use super::series::Values;
use super::structure::Structure;
use super::value::{check_agreement, check_kind, evaluate, without_value};
use crate::numeric::{WeightError, WeightScale, Weights};

/// The weights of the households; `None` after a report.
pub(super) fn weights(
    mapping: &Mapping,
    evaluator: &Evaluator<'_>,
    structure: Option<&Structure>,
    second: Option<&Second>,
    faults: &mut Faults,
) -> Option<Weights> {
    let assigned = &mapping.weight;
    let values = evaluate(evaluator, assigned)?;
    let shape = Shape::Number {
        low: 0.0,
        high: f64::MAX,
        is_money: false,
    };
    check_kind(evaluator.collector(), assigned, &values, &shape).then_some(())?;
    let structure = structure?;
    let rows = second.map_or(&structure.households, |second| &second.rows);
    check_agreement(rows, &values, "weight", "household", faults);
    let view = |row: u32| match &values {
        Values::Number(series) => series.view().at(row as usize) + 0.0,
        Values::Small(cells) => f64::from(cells[row as usize]),
        _ => f64::NAN,
    };
    let weights: Vec<f64> = rows.first.iter().map(|row| view(*row)).collect();
    let mut is_sound = true;
    for (row, weight) in rows.first.iter().zip(&weights) {
        if !weight.is_finite() {
            is_sound = false;
            without_value(evaluator, assigned, &Target::truth("weight"), *row as usize, faults);
        } else if *weight < 0.0 {
            is_sound = false;
            faults.add("negative-weight", "weight", || {
                let message = format!("row {}: the weight is {weight}", row_number(*row));
                Fault::new(
                    message,
                    weight.to_string(),
                    "0 or more",
                    "correct the weight, or leave the household out",
                )
            });
        }
    }
    if !is_sound {
        return None;
    }
    let largest = weights
        .iter()
        .fold(0.0, |largest, weight| if *weight > largest { *weight } else { largest });
    if largest == 0.0 {
        faults.add("zero-weights", "weight", || {
            let remedy = "name the column of weights; where every household counts as one, write weight = \"1\"";
            Fault::new("all weights are zero", "0", "at least one weight above 0", remedy)
        });
        return None;
    }
    // Persons weigh as their household does; poverty and inequality count weight times persons, which must fit the same scale.
    let persons = structure.persons.as_ref().map_or(1, |persons| {
        let sizes = persons.household_offsets.windows(2).map(|pair| pair[1] - pair[0]);
        sizes.fold(1, |largest, size| if size > largest { size } else { largest })
    });
    let scale = WeightScale::for_maximum(largest * f64::from(persons));
    match Weights::new(&weights, scale) {
        Ok(weights) => Some(weights),
        Err(error) => {
            let at = match error {
                WeightError::NotFinite { row }
                | WeightError::Negative { row, .. }
                | WeightError::OverRange { row, .. } => rows.first.get(row as usize).copied(),
                WeightError::TotalOverRange => None,
            };
            faults.add("weight-out-of-range", "weight", || {
                let (message, found) = match at {
                    Some(row) => {
                        let weight = view(row);
                        (
                            format!("row {}: the weight {weight} is too large", row_number(row)),
                            weight.to_string(),
                        )
                    }
                    None => (error.to_string(), "a larger total".to_string()),
                };
                let allowed = "weights times persons below 2^52, and a total that sums hold exactly";
                Fault::new(
                    message,
                    found,
                    allowed,
                    "divide all weights by the same number, as in \"weight / 100\"",
                )
            });
            None
        }
    }
}
