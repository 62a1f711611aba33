//! Open categories: their labels are the words of the data.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assigned::{Assigned, Literal, ValueSource};
use super::column::{Plan, Shape, Target, collect};
use super::faults::{Fault, Faults, row_number};
use super::formula::Evaluator;
use super::resolve::Resolved;
use super::series::{NO_WORD, Series, Values, Words};
use crate::population::{Column, ColumnData, Shared};

/// Whole numbers up to 2^53 have a text of their own.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Makes the cells of a column of an open category, and its labels; `word` stands for rows that no source gives.
///
/// The labels are the words that stand in the rows, and for a recoding all its words: a region may have no household.
pub(super) fn collect_open(
    evaluator: &Evaluator<'_>,
    target: &Target<'_>,
    word: Option<&str>,
    sources: Vec<(&Assigned, Values, Plan<'_>)>,
    rows: usize,
    faults: &mut Faults,
) -> (ColumnData, Arc<[String]>) {
    let sources: Vec<(&Assigned, Values, Plan<'_>)> = sources
        .into_iter()
        .map(|(assigned, values, plan)| (assigned, Values::Text(words_of(values)), plan))
        .collect();
    let mut labels: Vec<String> = Vec::new();
    let mut given = 0;
    let mut is_sound = true;
    for (assigned, values, plan) in &sources {
        let Values::Text(words) = values else { continue };
        let mut used = vec![false; words.labels.len()];
        plan.each(|_, row| {
            given += 1;
            match used.get_mut(words.codes.view().at(row) as usize) {
                Some(used) => *used = true,
                None if matches!(assigned.source, ValueSource::Recoded { .. }) => {}
                None => is_sound &= no_label(target.name, row, "no text and no whole number", faults),
            }
            if words.word(row).is_some_and(|word| word.trim().is_empty()) {
                is_sound &= no_label(target.name, row, "empty", faults);
            }
        });
        let used = words.labels.iter().zip(used).filter(|(_, used)| *used);
        labels.extend(used.map(|(label, _)| label.clone()));
        if let ValueSource::Recoded { entries, .. } = &assigned.source {
            labels.extend(entries.iter().filter_map(|(_, literal)| match literal {
                Literal::Word(word) if !word.trim().is_empty() => Some(word.clone()),
                Literal::Number(number) => label_of(*number),
                _ => None,
            }));
        }
    }
    if !is_sound {
        return (ColumnData::U8(Shared::from([])), Arc::from([]));
    }
    if given < rows {
        labels.extend(word.map(str::to_string));
    }
    let labels = sorted(labels);
    let default = word.and_then(|word| labels.iter().position(|label| label == word));
    let target = Target {
        name: target.name,
        shape: Shape::Category { labels: &labels },
        default: Some(default.unwrap_or(0) as f64),
    };
    let data = collect(evaluator, &target, &sources, rows, faults);
    (data, labels.into())
}

/// Gives the columns of one open category the labels of all of them, so that the same code is the same word.
pub(super) fn unite(columns: &mut [Column], resolved: &[Resolved<'_>]) {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, resolved) in resolved.iter().enumerate() {
        if let Shape::Open { category, .. } = resolved.target.shape {
            places.entry(category).or_default().push(at);
        }
    }
    for places in places.values().filter(|places| places.len() > 1) {
        let own = |at: &usize| columns.get(*at).and_then(|column| column.labels.clone());
        let all = places.iter().filter_map(own);
        let labels: Arc<[String]> = sorted(all.flat_map(|labels| labels.to_vec()).collect()).into();
        for at in places {
            let Some(column) = columns.get_mut(*at) else { continue };
            let place = |word: &String| labels.iter().position(|label| label == word).unwrap_or(0) as u32;
            let codes: Vec<u32> = column.labels.iter().flat_map(|own| own.iter().map(place)).collect();
            let coded = |code: u32| codes.get(code as usize).copied().unwrap_or(0);
            let cells: Vec<u32> = match &column.data {
                ColumnData::U8(cells) => cells.iter().map(|cell| coded(u32::from(*cell))).collect(),
                ColumnData::U32(cells) => cells.iter().map(|cell| coded(*cell)).collect(),
                ColumnData::F64(_) => continue,
            };
            column.data = if labels.len() > 255 {
                ColumnData::U32(cells.into())
            } else {
                ColumnData::U8(cells.into_iter().map(|cell| cell as u8).collect())
            };
            column.labels = Some(labels.clone());
        }
    }
}

/// Reports a cell that cannot be a label.
fn no_label(name: &str, row: usize, found: &str, faults: &mut Faults) -> bool {
    faults.add("unknown-label", name, || {
        let message = format!("row {}: `{name}` is {found}", row_number(row as u32));
        let remedy = "recode the cells: { column = …, values = { … } }";
        Fault::new(message, found, "a text or a whole number", remedy)
    });
    false
}

/// The text of a whole number.
fn label_of(number: f64) -> Option<String> {
    let is_whole = number.fract() == 0.0 && number.abs() <= LARGEST_WHOLE;
    is_whole.then(|| (number as i64).to_string())
}

/// Numbers as words; those that are not whole have none.
fn words_of(values: Values) -> Words {
    let (codes, labels) = match values {
        Values::Text(words) => return words,
        Values::Small(cells) => {
            let codes: Vec<u32> = cells.iter().map(|cell| u32::from(*cell)).collect();
            let labels: Vec<String> = (0..=u8::MAX).map(|cell| cell.to_string()).collect();
            (Series::Own(codes), labels)
        }
        Values::Number(series) => {
            let mut known: BTreeMap<i64, u32> = BTreeMap::new();
            let mut labels: Vec<String> = Vec::new();
            let mut code = |number: f64| match label_of(number) {
                Some(label) => *known.entry(number as i64).or_insert_with(|| {
                    labels.push(label);
                    labels.len() as u32 - 1
                }),
                None => NO_WORD,
            };
            let codes = match series {
                Series::One(number) => Series::One(code(number)),
                Series::Shared(cells) => Series::Own(cells.iter().map(|cell| code(*cell)).collect()),
                Series::Own(cells) => Series::Own(cells.iter().map(|cell| code(*cell)).collect()),
            };
            (codes, labels)
        }
        Values::Truth(series) => (series.map(|_| NO_WORD), Vec::new()),
    };
    Words {
        codes,
        labels: labels.into(),
    }
}

/// Distinct labels in order: by number where all are whole numbers, else by text.
fn sorted(mut labels: Vec<String>) -> Vec<String> {
    labels.sort_unstable();
    labels.dedup();
    let numbers: Option<Vec<i64>> = labels.iter().map(|label| label.parse().ok()).collect();
    if numbers.is_some() {
        // The sort keeps the order of texts among those of one number, such as 1 and 01.
        labels.sort_by_key(|label| label.parse::<i64>().unwrap_or(0));
    }
    labels
}
