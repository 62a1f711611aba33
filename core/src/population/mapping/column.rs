//! From the values of the file's rows to a column of an entity, checked against what the system declares.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assigned::Assigned;
use super::faults::Faults;
use super::formula::Evaluator;
use super::series::{Series, UNDEFINED, Values, View};
use super::value::{number_fault, truth_fault, without_value, word_fault};
use crate::population::{ColumnData, Shared};
use crate::system::{ColumnDeclaration, ColumnDefault, ColumnKind, System};

/// What a column of the population must hold.
pub(super) struct Target<'a> {
    pub name: &'a str,
    pub shape: Shape<'a>,
    /// The value of persons whose table does not give it, as a number, a truth or a code.
    pub default: Option<f64>,
}

/// The sort of value a column holds.
pub(super) enum Shape<'a> {
    Number {
        low: f64,
        high: f64,
        is_money: bool,
    },
    Truth,
    Category {
        labels: &'a [String],
    },
    /// A category whose labels are those of the data, and the word of persons whose table gives none.
    Open {
        category: &'a str,
        word: Option<&'a str>,
    },
}

impl<'a> Target<'a> {
    /// The target of a declared column; `None` for pointers, and for categories that the system does not have.
    pub(super) fn new(declaration: &'a ColumnDeclaration, system: &'a System) -> Option<Target<'a>> {
        let shape = match &declaration.kind {
            ColumnKind::Number(unit) => {
                let (low, high) = declaration.range.unwrap_or((f64::MIN, f64::MAX));
                Shape::Number {
                    low,
                    high,
                    is_money: unit.money != 0,
                }
            }
            ColumnKind::Truth => Shape::Truth,
            ColumnKind::Category(category) => match system.categories.get(category)?.as_slice() {
                [] => Shape::Open {
                    category,
                    word: match &declaration.default {
                        ColumnDefault::Word(word) => Some(word),
                        _ => None,
                    },
                },
                labels => Shape::Category { labels },
            },
            ColumnKind::Pointer => return None,
        };
        let default = match (&declaration.default, &shape) {
            (ColumnDefault::Number(number), Shape::Number { .. }) => Some(*number + 0.0),
            (ColumnDefault::Truth(truth), Shape::Truth) => Some(f64::from(u8::from(*truth))),
            (ColumnDefault::Word(word), Shape::Category { labels }) => {
                labels.iter().position(|label| label == word).map(|code| code as f64)
            }
            // Its code is known when the labels are.
            (ColumnDefault::Word(_), Shape::Open { .. }) => Some(0.0),
            _ => None,
        };
        Some(Target {
            name: &declaration.name,
            shape,
            default,
        })
    }

    /// The column of the heads or spouses, which every population has whatever its system declares.
    pub(super) fn truth(name: &'a str) -> Target<'a> {
        Target {
            name,
            shape: Shape::Truth,
            default: Some(0.0),
        }
    }
}

/// Where the rows of an entity take their values from.
#[derive(Clone, Copy)]
pub(super) enum Plan<'a> {
    /// Row by row.
    All(usize),
    /// From these rows of the file.
    Rows(&'a [u32]),
    /// Some of the rows of the entity, each from a row of the file: (row of the entity, row of the file).
    Some(&'a [(u32, u32)]),
}

impl Plan<'_> {
    /// Calls `f` with each row of the entity and the row of the file behind it.
    #[inline(always)]
    pub(super) fn each(&self, mut f: impl FnMut(usize, usize)) {
        match self {
            Plan::All(rows) => (0..*rows).for_each(|row| f(row, row)),
            Plan::Rows(rows) => rows.iter().enumerate().for_each(|(at, row)| f(at, *row as usize)),
            Plan::Some(pairs) => pairs.iter().for_each(|(at, row)| f(*at as usize, *row as usize)),
        }
    }

    /// Writes the values into `out` where `check` accepts them; calls `fault` with the row of the file elsewhere.
    #[inline(always)]
    fn take<T: Copy, U: Copy>(
        &self,
        values: View<'_, T>,
        out: &mut [U],
        check: impl Fn(T) -> Option<U>,
        fault: &mut dyn FnMut(usize),
    ) {
        match values {
            View::One(value) => match check(value) {
                Some(value) => self.each(|at, _| out[at] = value),
                None => self.each(|_, row| fault(row)),
            },
            View::Many(cells) => self.each(|at, row| match check(cells[row]) {
                Some(value) => out[at] = value,
                None => fault(row),
            }),
        }
    }
}

/// Cells that begin as the default and are then filled, in the memory where they stay.
fn made<T: Copy>(default: T, rows: usize, fill: impl FnOnce(&mut [T])) -> Shared<T> {
    let mut cells: Arc<[T]> = std::iter::repeat_n(default, rows).collect();
    if let Some(cells) = Arc::get_mut(&mut cells) {
        fill(cells);
    }
    Shared::Own(cells)
}

/// Makes a column of the values of each source and the rows that it fills.
pub(super) fn collect(
    evaluator: &Evaluator<'_>,
    target: &Target<'_>,
    sources: &[(&Assigned, Values, Plan<'_>)],
    rows: usize,
    faults: &mut Faults,
) -> ColumnData {
    if let [(_, values, plan)] = sources
        && let Some(shared) = shared(target, values, plan)
    {
        return shared;
    }
    let default = target.default.unwrap_or(0.0);
    match &target.shape {
        Shape::Number { low, high, is_money } => {
            let cells = made(default, rows, |out| {
                for (assigned, values, plan) in sources {
                    let accept = |value: f64| (value >= *low && value <= *high).then_some(value + 0.0);
                    let mut bad =
                        |row: usize| number_fault(evaluator, assigned, target, values, row, (*low, *high), faults);
                    match values {
                        Values::Number(series) => plan.take(series.view(), out, accept, &mut bad),
                        Values::Small(cells) => {
                            plan.take(View::Many(cells), out, |cell| accept(f64::from(cell)), &mut bad);
                        }
                        _ => {}
                    }
                }
            });
            match if *is_money { None } else { small(&cells) } {
                Some(small) => ColumnData::U8(small),
                None => ColumnData::F64(cells),
            }
        }
        Shape::Truth => ColumnData::U8(made(u8::from(default == 1.0), rows, |out| {
            for (assigned, values, plan) in sources {
                let mut bad = |row: usize| truth_fault(evaluator, assigned, target, values, row, faults);
                let accept = |truth: u8| (truth < UNDEFINED).then_some(truth);
                match values {
                    Values::Truth(series) => plan.take(series.view(), out, accept, &mut bad),
                    Values::Small(cells) => plan.take(View::Many(cells), out, accept, &mut bad),
                    Values::Number(series) => {
                        let accept = |t: f64| if t == 1.0 { Some(1) } else { (t == 0.0).then_some(0) };
                        plan.take(series.view(), out, accept, &mut bad);
                    }
                    Values::Text(_) => {}
                }
            }
        })),
        // Made with its labels by `collect_open`.
        Shape::Open { .. } => ColumnData::U8(Shared::from([])),
        // A code beyond 255 needs more room.
        Shape::Category { labels } if labels.len() > 255 => {
            let code = |at: usize| at as u32;
            ColumnData::U32(categories(
                evaluator,
                target,
                labels,
                sources,
                rows,
                (default as u32, code),
                faults,
            ))
        }
        Shape::Category { labels } => {
            let code = |at: usize| at as u8;
            ColumnData::U8(categories(
                evaluator,
                target,
                labels,
                sources,
                rows,
                (default as u8, code),
                faults,
            ))
        }
    }
}

/// The codes of words in a category; `codes` is the code of the default, and the code of each place among the labels.
fn categories<C: Copy>(
    evaluator: &Evaluator<'_>,
    target: &Target<'_>,
    labels: &[String],
    sources: &[(&Assigned, Values, Plan<'_>)],
    rows: usize,
    codes: (C, impl Fn(usize) -> C),
    faults: &mut Faults,
) -> Shared<C> {
    let (default, code) = codes;
    made(default, rows, |out| {
        for (assigned, values, plan) in sources {
            let Values::Text(words) = values else { continue };
            let place = |word: &String| labels.iter().position(|label| label == word);
            let codes: Vec<Option<C>> = words.labels.iter().map(|word| place(word).map(&code)).collect();
            let accept = |code: u32| codes.get(code as usize).copied().flatten();
            // Each unknown word is reported once, with its first row and the number of its rows.
            let mut unknown: BTreeMap<u32, (usize, u64)> = BTreeMap::new();
            let mut bad = |row: usize| {
                let entry = unknown.entry(words.codes.view().at(row)).or_insert((row, 0));
                entry.0 = if row < entry.0 { row } else { entry.0 };
                entry.1 += 1;
            };
            plan.take(words.codes.view(), out, accept, &mut bad);
            for (code, (row, count)) in unknown {
                match words.labels.get(code as usize) {
                    Some(word) => word_fault(target, labels, word, row, count, faults),
                    None => without_value(evaluator, assigned, target, row, faults),
                }
            }
        }
    })
}

/// The cells of the file themselves, where they are the column already.
fn shared(target: &Target<'_>, values: &Values, plan: &Plan<'_>) -> Option<ColumnData> {
    let Plan::All(rows) = plan else { return None };
    match (&target.shape, values) {
        (Shape::Number { low, high, is_money }, Values::Number(Series::Shared(cells))) => {
            let fits = |cell: &f64| *cell >= *low && *cell <= *high && (*cell != 0.0 || cell.is_sign_positive());
            let is_sound = cells.len() == *rows && cells.iter().all(fits);
            // Memory of another program is never copied for the sake of a smaller one.
            let stays = *is_money || matches!(cells, Shared::Foreign(_)) || small(cells).is_none();
            (is_sound && stays).then(|| ColumnData::F64(cells.clone()))
        }
        (
            Shape::Number {
                low,
                high,
                is_money: false,
            },
            Values::Small(cells),
        ) => {
            let fits = |cell: &u8| f64::from(*cell) >= *low && f64::from(*cell) <= *high;
            (cells.len() == *rows && cells.iter().all(fits)).then(|| ColumnData::U8(cells.clone()))
        }
        (Shape::Truth, Values::Truth(Series::Shared(cells)) | Values::Small(cells)) => {
            (cells.len() == *rows && cells.iter().all(|cell| *cell < 2)).then(|| ColumnData::U8(cells.clone()))
        }
        _ => None,
    }
}

/// The numbers as bytes, if all are whole and from 0 to 255.
fn small(values: &[f64]) -> Option<Shared<u8>> {
    // In blocks, so that a column of fractions is left at once and one of whole numbers runs in lanes.
    let fits = |block: &[f64]| {
        block
            .iter()
            .fold(true, |all, value| all & (f64::from(*value as u8) == *value))
    };
    values
        .chunks(1024)
        .all(fits)
        .then(|| values.iter().map(|value| *value as u8).collect())
}
