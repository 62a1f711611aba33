//! Parameters that get other values: which places of a compiled program hold them, as far as the program stays as it is.

use super::{Compiler, Owner, Program, Schema, SlotOrigin};
use crate::document::{Date, Diagnostic};
use crate::rules::parameter::{Parameter, ParameterUnit, ParameterValue, ScheduleKind, TableIndex};
use crate::system::{FUND_TERMS, Law};

/// New values for places of a program: the first place, and the values from there on.
pub type SlotValues = Vec<(u32, Vec<f64>)>;

/// What the program would hold of a parameter in one law: numbers in places, and what is compiled in.
#[derive(Debug, Clone, PartialEq)]
struct Compiled {
    numbers: Vec<f64>,
    form: Form,
}

/// What of a value is compiled in. Values of equal forms differ in their numbers alone.
#[derive(Debug, Clone, PartialEq)]
enum Form {
    /// A number; with its sign where no range bounds it, because then the sign tells what may be divided by it.
    Number { negative: bool },
    /// A truth.
    Truth,
    /// The labels of a list's category.
    List(Vec<String>),
    /// The sizes of a table, and whether it is known to be positive.
    Table { shape: Vec<usize>, positive: bool },
    /// How many schedules, rows and numbers in a row; whether the values are known not to be negative.
    Schedule {
        schedules: usize,
        rows: usize,
        width: usize,
        negative: bool,
    },
    /// Compiled in whole.
    Word(String),
}

/// The places that a program's laws hold a parameter in, with the values that it has in `laws`, which differ from those that
/// the program was compiled from (`before`) in values alone. `None`: the program has to be compiled anew.
///
/// # Errors
/// A value that does not fit the parameter, in the words of a compilation.
pub fn slots_of(
    program: &Program,
    before: &[Law],
    laws: &[Law],
    schema: &Schema,
    date: Date,
    (instrument, parameter): (&str, &str),
) -> Result<Option<SlotValues>, Vec<Diagnostic>> {
    // A parameter that has no value on the day stands nowhere yet.
    let Ok(old) = compiled(before, schema, date, instrument, parameter) else {
        return Ok(None);
    };
    let new = compiled(laws, schema, date, instrument, parameter)?;
    // The terms of a fund stand in the program itself.
    if laws
        .iter()
        .any(|law| law.fund_file(instrument).is_some() && FUND_TERMS.contains(&parameter))
    {
        return Ok(None);
    }
    let mut found: SlotValues = Vec::new();
    for (law, (old, new)) in old.iter().zip(&new).enumerate() {
        let (old, new) = match (old, new) {
            (None, None) => continue,
            (Some(old), Some(new)) => (old, new),
            _ => return Ok(None),
        };
        if old.form != new.form {
            return Ok(None);
        }
        let origin = |law: Option<u32>| SlotOrigin {
            law,
            instrument: instrument.to_string(),
            parameter: parameter.to_string(),
        };
        let places = &program.slots.places;
        let place = places
            .get(&origin(Some(law as u32)))
            .or_else(|| places.get(&origin(None)));
        // Nothing reads it.
        let Some((first, length)) = place.copied() else {
            continue;
        };
        if length as usize != new.numbers.len() {
            return Ok(None);
        }
        match found.iter().find(|(known, _)| *known == first) {
            None => found.push((first, new.numbers.clone())),
            // Laws that share the place need the same value.
            Some((_, known)) => {
                let same = known.iter().zip(&new.numbers).all(|(a, b)| a.to_bits() == b.to_bits());
                if !same {
                    return Ok(None);
                }
            }
        }
    }
    Ok(Some(found))
}

/// What each law holds of a parameter; `None` where it has no such parameter.
fn compiled(
    laws: &[Law],
    schema: &Schema,
    date: Date,
    instrument: &str,
    parameter: &str,
) -> Result<Vec<Option<Compiled>>, Vec<Diagnostic>> {
    let all: Vec<&Law> = laws.iter().collect();
    let mut compiler = Compiler::new(&all, &[], schema, date);
    let mut found = Vec::with_capacity(laws.len());
    for (at, law) in laws.iter().enumerate() {
        let declared = if instrument.is_empty() {
            let own = law.system.parameters.iter().find(|own| own.name == parameter);
            own.map(|own| (Owner::System, own))
        } else {
            let place = law.instruments.iter().position(|file| file.name == instrument);
            place.and_then(|place| {
                let own = law.instruments[place].parameter(parameter)?;
                Some((Owner::Instrument(place), own))
            })
        };
        let Some((owner, declared)) = declared else {
            found.push(None);
            continue;
        };
        let tables = compiler.tables(at, declared);
        let Some((value, _)) = compiler.decoded(at, owner, declared) else {
            return Err(compiler.diagnostics());
        };
        // A rate of take-up outside of 0 to 1 is refused where it is compiled.
        let is_rate = |number: f64| {
            let claimed = match owner {
                Owner::Instrument(place) => law.instruments[place].take_up.is_some(),
                Owner::System => false,
            };
            claimed && !(0.0..=1.0).contains(&number)
        };
        found.push(Some(held(declared, value, &tables, &is_rate)));
    }
    let problems = compiler.diagnostics();
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn held(
    parameter: &Parameter,
    value: ParameterValue,
    tables: &[TableIndex],
    is_refused: &dyn Fn(f64) -> bool,
) -> Compiled {
    match value {
        ParameterValue::Number(number) if is_refused(number) => Compiled {
            numbers: vec![number],
            form: Form::Word(number.to_string()),
        },
        ParameterValue::Number(number) => Compiled {
            numbers: vec![number],
            form: Form::Number {
                negative: parameter.range.is_none() && number < 0.0,
            },
        },
        ParameterValue::Truth(truth) => Compiled {
            numbers: vec![f64::from(u8::from(truth))],
            form: Form::Truth,
        },
        ParameterValue::Word(word) => Compiled {
            numbers: Vec::new(),
            form: Form::Word(word),
        },
        ParameterValue::Words(words) => match tables.first() {
            Some(TableIndex::Labels(labels)) if matches!(parameter.unit, ParameterUnit::List { .. }) => Compiled {
                numbers: labels
                    .iter()
                    .map(|label| f64::from(u8::from(words.contains(label))))
                    .collect(),
                form: Form::List(labels.clone()),
            },
            _ => Compiled {
                numbers: Vec::new(),
                form: Form::Word(words.join("\n")),
            },
        },
        ParameterValue::Table(numbers, shape) => Compiled {
            form: Form::Table {
                shape,
                positive: parameter.range.is_none() && numbers.iter().all(|number| *number > 0.0),
            },
            numbers,
        },
        ParameterValue::Schedules(schedules) => {
            let scale = parameter.schedule.map_or(1.0, |schedule| schedule.scale);
            let rows = schedules.iter().map(Vec::len).max().unwrap_or(0);
            let width = schedules.iter().flatten().map(Vec::len).max().unwrap_or(0);
            let is_told = |kind: ScheduleKind| kind != ScheduleKind::Polynomial;
            let negative = parameter.schedule.is_some_and(|schedule| is_told(schedule.kind))
                && schedules
                    .iter()
                    .flatten()
                    .any(|row| row.get(1).is_some_and(|value| *value < 0.0));
            Compiled {
                numbers: super::table::flat(&schedules, scale).unwrap_or_default(),
                form: Form::Schedule {
                    schedules: schedules.len(),
                    rows,
                    width,
                    negative,
                },
            }
        }
    }
}
