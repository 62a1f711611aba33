//! The values that a mapping assigns, and what is wrong with those that a column cannot hold.

use std::collections::BTreeMap;

use super::assigned::{Assigned, Literal, ValueSource};
use super::column::{Shape, Target};
use super::faults::{Fault, Faults, listed, row_number};
use super::formula::{Evaluator, Place};
use super::series::{NO_WORD, Series, UNDEFINED, Values, View, Words};
use super::structure::Rows;
use crate::document::{Collector, nearest};
use crate::population::RawData;

/// The values that a mapping assigns, for all rows of the file; `None` after a report.
pub(super) fn evaluate(evaluator: &Evaluator<'_>, assigned: &Assigned) -> Option<Values> {
    match &assigned.source {
        ValueSource::Formula(formula) => evaluator.formula(Place {
            formula,
            path: &assigned.path,
        }),
        ValueSource::Column(column) => evaluator.column(column),
        ValueSource::Recoded { column, entries } => {
            let codes = recoded(evaluator, assigned, evaluator.raw(column)?, entries)?;
            let code = |code: u32| entries.get(code as usize).map(|(_, literal)| literal);
            Some(match entries.first()?.1 {
                Literal::Number(_) => Values::Number(codes.map(|at| match code(at) {
                    Some(Literal::Number(number)) => *number,
                    _ => f64::NAN,
                })),
                Literal::Truth(_) => Values::Truth(codes.map(|at| match code(at) {
                    Some(Literal::Truth(truth)) => u8::from(*truth),
                    _ => UNDEFINED,
                })),
                Literal::Word(_) => {
                    let labels = entries.iter().map(|(_, literal)| match literal {
                        Literal::Word(word) => word.clone(),
                        _ => String::new(),
                    });
                    Values::Text(Words {
                        codes,
                        labels: labels.collect(),
                    })
                }
            })
        }
    }
}

/// For each row the entry of a recoding that its cell has, [`NO_WORD`] for none.
fn recoded(
    evaluator: &Evaluator<'_>,
    assigned: &Assigned,
    cells: &RawData,
    entries: &[(String, Literal)],
) -> Option<Series<u32>> {
    let numbered = (0u32..).zip(entries);
    let whole = || -> Option<BTreeMap<i64, u32>> {
        let mut keys = BTreeMap::new();
        for (at, (key, _)) in numbered.clone() {
            let number = key.parse::<i64>().ok();
            if number.is_none_or(|number| keys.insert(number, at).is_some()) {
                let message = format!("the column holds {}; `{key}` is none, or stands twice", cells.kind());
                let path = format!("{}.values", assigned.path);
                let allowed = "each whole number once";
                evaluator.collector().report(
                    "bad-code",
                    &path,
                    &assigned.span,
                    message,
                    key,
                    allowed,
                    "write a whole number",
                );
                return None;
            }
        }
        Some(keys)
    };
    Some(Series::Own(match cells {
        RawData::Text { codes, labels } => {
            let keys: BTreeMap<&str, u32> = numbered.map(|(at, (key, _))| (key.as_str(), at)).collect();
            let of_label: Vec<u32> = labels
                .iter()
                .map(|label| keys.get(label.as_str()).copied().unwrap_or(NO_WORD))
                .collect();
            codes
                .iter()
                .map(|code| of_label.get(*code as usize).copied().unwrap_or(NO_WORD))
                .collect()
        }
        RawData::U8(cells) => {
            let keys = whole()?;
            let table: Vec<u32> = (0..256)
                .map(|cell| keys.get(&cell).copied().unwrap_or(NO_WORD))
                .collect();
            cells.iter().map(|cell| table[usize::from(*cell)]).collect()
        }
        RawData::I64(cells) => {
            let keys = whole()?;
            cells
                .iter()
                .map(|cell| keys.get(cell).copied().unwrap_or(NO_WORD))
                .collect()
        }
        RawData::F64(cells) => {
            let keys = whole()?;
            let key = |cell: f64| {
                if (cell as i64) as f64 == cell {
                    keys.get(&(cell as i64)).copied()
                } else {
                    None
                }
            };
            cells.iter().map(|cell| key(*cell).unwrap_or(NO_WORD)).collect()
        }
        RawData::Truth(cells) => {
            if let Some((key, _)) = entries.iter().find(|(key, _)| key != "true" && key != "false") {
                let message = format!("the column holds truths; `{key}` is none");
                let path = format!("{}.values", assigned.path);
                let remedy = "write `true` and `false`";
                evaluator
                    .collector()
                    .report("bad-code", &path, &assigned.span, message, key, "true, false", remedy);
                return None;
            }
            let at = |word| {
                entries
                    .iter()
                    .position(|(key, _)| key == word)
                    .map_or(NO_WORD, |at| at as u32)
            };
            let table = [at("false"), at("true")];
            cells.iter().map(|cell| table[usize::from(*cell & 1)]).collect()
        }
    }))
}

/// Whether values can become what the target holds; reports at their place in the mapping when they cannot.
pub(super) fn check_kind(collector: &Collector, assigned: &Assigned, values: &Values, shape: &Shape<'_>) -> bool {
    let (wanted, remedy) = match (shape, values) {
        (Shape::Number { .. }, Values::Number(_) | Values::Small(_))
        | (Shape::Truth, Values::Truth(_) | Values::Number(_) | Values::Small(_))
        | (Shape::Category { .. }, Values::Text(_))
        | (Shape::Open { .. }, Values::Text(_) | Values::Number(_) | Values::Small(_)) => return true,
        (Shape::Number { .. }, Values::Truth(_)) => ("numbers", "write `1 if … else 0`"),
        (Shape::Number { .. }, _) => ("numbers", "recode the words: { column = …, values = { word = 1, … } }"),
        (Shape::Truth, _) => (
            "truths, or numbers that are 0 or 1",
            "compare the words, as in `x == 'yes'`",
        ),
        (Shape::Open { .. }, _) => (
            "words or whole numbers",
            "name the truths: { column = …, values = { true = \"…\", false = \"…\" } }",
        ),
        (Shape::Category { .. }, _) => (
            "words of the category",
            "name the codes: { column = …, values = { 1 = \"…\", 2 = \"…\" } }",
        ),
    };
    let message = format!("`{}` holds {wanted}", assigned.path);
    collector.report(
        "wrong-type",
        &assigned.path,
        &assigned.span,
        message,
        first_word(values, shape).unwrap_or_else(|| values.kind().to_string()),
        wanted,
        remedy,
    );
    false
}

/// Where a column of words should hold numbers: the first row that holds none.
fn first_word(values: &Values, shape: &Shape<'_>) -> Option<String> {
    let (Shape::Number { .. }, Values::Text(words)) = (shape, values) else {
        return None;
    };
    let is_word = |label: &String| label.trim().parse::<f64>().is_err();
    let code_of_word = |code: u32| words.labels.get(code as usize).is_some_and(is_word);
    let row = match words.codes.view() {
        View::One(code) => code_of_word(code).then_some(0),
        View::Many(codes) => codes.iter().position(|code| code_of_word(*code)),
    }?;
    Some(format!(
        "`{}` in row {}, counted from the first below the names of the columns",
        values.show(row),
        row_number(row as u32)
    ))
}

/// Reports rows of the file that belong to one unit and differ in what is the unit's.
pub(super) fn check_agreement(rows: &Rows, values: &Values, name: &str, entity: &str, faults: &mut Faults) {
    let Some(of_row) = &rows.of_row else { return };
    if values.is_constant() {
        return;
    }
    for (row, unit) in of_row.iter().enumerate() {
        let first = rows.first[*unit as usize];
        if !values.same(row, first as usize) {
            faults.add("unit-disagrees", name, || {
                let (one, other) = (values.show(first as usize), values.show(row));
                let message = format!(
                    "rows {} and {} belong to one {entity} and differ in `{name}`",
                    row_number(first),
                    row_number(row as u32)
                );
                let remedy = format!("give all rows of a {entity} the same value, or map the column of another unit");
                Fault::new(message, format!("{one} and {other}"), "one value", remedy)
            });
        }
    }
}

/// What a message says of where a value comes from.
fn origin(assigned: &Assigned) -> String {
    match &assigned.source {
        ValueSource::Formula(formula) if formula.text == assigned.name => String::new(),
        ValueSource::Formula(formula) => format!(" (`{}` = `{}`)", assigned.path, formula.text),
        ValueSource::Column(column) | ValueSource::Recoded { column, .. } => {
            format!(" (`{}` from the column `{column}`)", assigned.path)
        }
    }
}

/// Reports a value that does not exist.
pub(super) fn without_value(
    evaluator: &Evaluator<'_>,
    assigned: &Assigned,
    target: &Target<'_>,
    row: usize,
    faults: &mut Faults,
) {
    let number = row_number(row as u32);
    match &assigned.source {
        ValueSource::Recoded { column, entries } => faults.add("unknown-code", target.name, || {
            let cell = evaluator.raw(column).map_or(String::new(), |cells| match cells {
                RawData::Truth(cells) => (cells[row] == 1).to_string(),
                _ => cells
                    .number(row)
                    .map(|cell| cell.to_string())
                    .or(cells.text(row).map(str::to_string))
                    .unwrap_or_default(),
            });
            let keys = || entries.iter().map(|(key, _)| key.as_str());
            let remedy = match nearest(&cell, keys()) {
                Some(near) if near != cell => format!("add it under `values`; did the file mean `{near}`?"),
                _ => "add it under `values`".to_string(),
            };
            let message = format!(
                "row {number}: `{cell}` in the column `{column}` has no entry in `{}.values`",
                assigned.path
            );
            Fault::new(message, cell, listed(keys()), remedy)
        }),
        _ => faults.add("not-finite", target.name, || {
            let message = format!("row {number}: `{}` has no value{}", target.name, origin(assigned));
            let remedy = "divide by what cannot be 0, or write ratio(a, b, if_zero)";
            Fault::new(message, "not a finite number", "a finite number", remedy)
        }),
    }
}

pub(super) fn number_fault(
    evaluator: &Evaluator<'_>,
    assigned: &Assigned,
    target: &Target<'_>,
    values: &Values,
    row: usize,
    (low, high): (f64, f64),
    faults: &mut Faults,
) {
    let value = match values {
        Values::Number(series) => series.view().at(row),
        Values::Small(cells) => f64::from(cells[row]),
        _ => f64::NAN,
    };
    if !value.is_finite() {
        return without_value(evaluator, assigned, target, row, faults);
    }
    faults.add("out-of-range", target.name, || {
        let number = row_number(row as u32);
        let message = format!(
            "row {number}: `{}` is {value}, outside {low} to {high}{}",
            target.name,
            origin(assigned)
        );
        Fault::new(
            message,
            value.to_string(),
            format!("{low} to {high}"),
            "correct the cell, or the formula in the mapping",
        )
    });
}

pub(super) fn truth_fault(
    evaluator: &Evaluator<'_>,
    assigned: &Assigned,
    target: &Target<'_>,
    values: &Values,
    row: usize,
    faults: &mut Faults,
) {
    let is_missing = match values {
        Values::Number(series) => !series.view().at(row).is_finite(),
        Values::Truth(_) => true,
        _ => false,
    };
    if is_missing {
        return without_value(evaluator, assigned, target, row, faults);
    }
    faults.add("not-a-truth", target.name, || {
        let (number, found) = (row_number(row as u32), values.show(row));
        let message = format!(
            "row {number}: `{}` is {found}; a truth is 0 or 1{}",
            target.name,
            origin(assigned)
        );
        Fault::new(
            message,
            found,
            "0, 1",
            "compare the column with the code that means true, as in `x == 2`",
        )
    });
}

pub(super) fn word_fault(
    target: &Target<'_>,
    labels: &[String],
    word: &str,
    row: usize,
    count: u64,
    faults: &mut Faults,
) {
    faults.add("unknown-label", target.name, || {
        let others = match count {
            1 => String::new(),
            _ => format!(" (and {} more)", count - 1),
        };
        let message = format!(
            "row {}{others}: `{word}` is no value of `{}`",
            row_number(row as u32),
            target.name
        );
        let remedy = nearest(word, labels.iter().map(String::as_str))
            .map_or("recode it: { column = …, values = { … } }".to_string(), |near| {
                format!("did you mean `{near}`?")
            });
        Fault::new(message, word, listed(labels.iter().map(String::as_str)), remedy)
    });
}
