//! One block of households: registers, the instruction loop, and what is taken from it.

use std::ops::Range;

use super::graph::{Aggregate, Graph, Level, NodeId, Operation};
use super::kernel::{self, Values};
use super::plan::{Destination, Operand, Plan, Step};
use crate::numeric::draws::Stream;
use crate::numeric::grid::{LIMIT, to_grid};
use crate::numeric::sum::Accumulator;
use crate::population::{ColumnData, Members, Population};

/// What a block's instructions read: the same for all blocks but for the households.
pub(super) struct Inputs<'a> {
    pub plan: &'a Plan,
    pub population: &'a Population,
    pub block: &'a Range<usize>,
    pub slots: &'a [f64],
    pub scalars: &'a [f64],
    pub stored: &'a [&'a [f64]],
}

impl<'a> Inputs<'a> {
    /// The values of an operand at a level; `registers` and `targets` hold what the block has worked out so far.
    #[inline(always)]
    fn values<'b>(
        &self,
        operand: Operand,
        level: u8,
        registers: &'b [Vec<f64>],
        targets: &'b [&mut [f64]],
    ) -> Values<'b>
    where
        'a: 'b,
    {
        match operand {
            Operand::Register(register) => Values::Rows(&registers[register as usize]),
            Operand::Output(column) => Values::Rows(&*targets[column as usize]),
            Operand::Scalar(node) => Values::Same(self.scalars[node as usize]),
            Operand::Stored(column) => {
                Values::Rows(&self.stored[column as usize][self.population.rows_of(level, self.block)])
            }
            Operand::Column(column) => match &self.population.columns[column as usize].data {
                ColumnData::F64(values) => Values::Rows(&values[self.population.rows_of(level, self.block)]),
                ColumnData::U8(_) | ColumnData::U32(_) => Values::Same(0.0),
            },
        }
    }
}

/// Registers and buffers of one thread.
pub(super) struct Scratch {
    registers: Vec<Vec<f64>>,
    streams: Vec<Stream>,
    low: Vec<u32>,
    high: Vec<u32>,
    spread: Vec<f64>,
    wide: bool,
}

impl Scratch {
    pub fn new(plan: &Plan, seed: u64, purposes: &[String]) -> Scratch {
        Scratch {
            registers: vec![Vec::new(); plan.registers as usize],
            streams: purposes.iter().map(|purpose| Stream::new(seed, purpose)).collect(),
            low: Vec::new(),
            high: Vec::new(),
            spread: Vec::new(),
            wide: has_wide_lanes(),
        }
    }

    /// Adds the outputs to their sums; gives the first output and row that does not fit the ledger.
    pub fn totals(
        &mut self,
        inputs: &Inputs<'_>,
        targets: &[&mut [f64]],
        sums: &mut [Accumulator],
    ) -> Option<(usize, usize)> {
        let population = inputs.population;
        let weights = population.weights.as_slice();
        let mut fault = None;
        let mut gathered: Option<u8> = None;
        for (at, sum) in sums.iter_mut().enumerate() {
            let (operand, level) = inputs.plan.outputs[at];
            let rows = population.rows_of(level, inputs.block);
            let offsets = population.entities[level as usize].household_offsets.as_ref();
            if let Some(offsets) = offsets.filter(|_| gathered != Some(level)) {
                self.low.clear();
                self.high.clear();
                for household in inputs.block.clone() {
                    let members = (offsets[household + 1] - offsets[household]) as usize;
                    self.low.extend(std::iter::repeat_n(weights.low()[household], members));
                    self.high
                        .extend(std::iter::repeat_n(weights.high()[household], members));
                }
                gathered = Some(level);
            }
            let mut spread = std::mem::take(&mut self.spread);
            let column = match inputs.values(operand, level, &self.registers, targets) {
                Values::Rows(values) => values,
                Values::Same(value) => {
                    spread.clear();
                    spread.resize(rows.len(), value);
                    &spread
                }
            };
            let (low, high) = match offsets {
                Some(_) => (self.low.as_slice(), self.high.as_slice()),
                None => (&weights.low()[rows.clone()], &weights.high()[rows]),
            };
            let within = accumulate(self.wide, sum, column, low, high);
            if !within && fault.is_none() {
                let row = column.iter().position(|value| !fits(*value)).unwrap_or(0);
                fault = Some((at, row));
            }
            self.spread = spread;
        }
        fault
    }

    /// Copies the outputs that no instruction writes: columns of the population, values kept, the same for all.
    pub fn copy(&self, inputs: &Inputs<'_>, first: usize, targets: &mut [&mut [f64]]) {
        for at in 0..targets.len() {
            let (operand, level) = inputs.plan.outputs[first + at];
            if operand == Operand::Output(at as u32) {
                continue;
            }
            let target = std::mem::take(&mut targets[at]);
            match inputs.values(operand, level, &self.registers, targets) {
                Values::Rows(values) => target.copy_from_slice(&values[..target.len()]),
                Values::Same(value) => target.fill(value),
            }
            targets[at] = target;
        }
    }
}

#[inline(always)]
fn fits(value: f64) -> bool {
    value.abs() < LIMIT
}

#[inline(always)]
fn accumulate_plain(sum: &mut Accumulator, values: &[f64], low: &[u32], high: &[u32]) -> bool {
    sum.add(values, low, high);
    let mut outside = 0u32;
    for value in values {
        // False for NaN too.
        outside |= u32::from(!fits(*value));
    }
    outside == 0
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn accumulate_wide(sum: &mut Accumulator, values: &[f64], low: &[u32], high: &[u32]) -> bool {
    accumulate_plain(sum, values, low, high)
}

#[cfg(target_arch = "x86_64")]
fn accumulate(wide: bool, sum: &mut Accumulator, values: &[f64], low: &[u32], high: &[u32]) -> bool {
    if wide {
        // SAFETY: `wide` is true only where the machine has AVX2.
        #[allow(unsafe_code)]
        unsafe {
            accumulate_wide(sum, values, low, high)
        }
    } else {
        accumulate_plain(sum, values, low, high)
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn accumulate(_wide: bool, sum: &mut Accumulator, values: &[f64], low: &[u32], high: &[u32]) -> bool {
    accumulate_plain(sum, values, low, high)
}

/// Whether the machine has AVX2.
pub(crate) fn has_wide_lanes() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        std::arch::is_x86_feature_detected!("avx2")
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        false
    }
}

/// Works out a block: every instruction over its rows.
pub(super) fn run_block(inputs: &Inputs<'_>, scratch: &mut Scratch, targets: &mut [&mut [f64]]) {
    #[cfg(target_arch = "x86_64")]
    if scratch.wide {
        // SAFETY: `wide` is true only where the machine has AVX2.
        #[allow(unsafe_code)]
        unsafe {
            run_wide(inputs, scratch, targets);
        }
        return;
    }
    run_plain(inputs, scratch, targets);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_wide(inputs: &Inputs<'_>, scratch: &mut Scratch, targets: &mut [&mut [f64]]) {
    run_plain(inputs, scratch, targets);
}

#[inline(always)]
fn run_plain(inputs: &Inputs<'_>, scratch: &mut Scratch, targets: &mut [&mut [f64]]) {
    for instruction in &inputs.plan.instructions {
        let rows = inputs.population.rows_of(instruction.level, inputs.block);
        match instruction.destination {
            Destination::Register(register) => {
                let mut out = std::mem::take(&mut scratch.registers[register as usize]);
                out.resize(rows.len(), 0.0);
                step(
                    &mut out,
                    instruction.step,
                    instruction.level,
                    &rows,
                    inputs,
                    scratch,
                    targets,
                );
                scratch.registers[register as usize] = out;
            }
            Destination::Output(column) => {
                let out = std::mem::take(&mut targets[column as usize]);
                step(
                    out,
                    instruction.step,
                    instruction.level,
                    &rows,
                    inputs,
                    scratch,
                    targets,
                );
                targets[column as usize] = out;
            }
        }
    }
}

#[inline(always)]
fn step(
    out: &mut [f64],
    step: Step,
    level: u8,
    rows: &Range<usize>,
    inputs: &Inputs<'_>,
    scratch: &Scratch,
    targets: &[&mut [f64]],
) {
    let (population, block, slots) = (inputs.population, inputs.block, inputs.slots);
    let at_level = |operand: Operand, level: u8| inputs.values(operand, level, &scratch.registers, targets);
    let get = |operand: Operand| at_level(operand, level);
    match step {
        Step::Load(column) => match &population.columns[column as usize].data {
            ColumnData::F64(values) => out.copy_from_slice(&values[rows.clone()]),
            ColumnData::U8(values) => out
                .iter_mut()
                .zip(&values[rows.clone()])
                .for_each(|(out, value)| *out = f64::from(*value)),
            ColumnData::U32(values) => out
                .iter_mut()
                .zip(&values[rows.clone()])
                .for_each(|(out, value)| *out = f64::from(*value)),
        },
        Step::Draw(purpose) => {
            let ids = &population.entities[level as usize].ids;
            let stream = scratch.streams[purpose as usize];
            for (at, out) in out.iter_mut().enumerate() {
                *out = stream.uniform(ids.key(rows.start + at), 0);
            }
        }
        Step::Negate(a) => kernel::one(out, get(a), |a| -a),
        Step::Not(a) => kernel::one(out, get(a), |a| 1.0 - a),
        Step::Absolute(a) => kernel::one(out, get(a), f64::abs),
        Step::Spread(a) => kernel::one(out, get(a), |a| a),
        Step::Grid(a) => kernel::one(out, get(a), to_grid),
        Step::GridDown(a) => kernel::one(out, get(a), kernel::grid_down),
        Step::Binary(operation, a, b) => kernel::binary(out, operation, get(a), get(b)),
        Step::Select(a, b, c) => kernel::select(out, get(a), get(b), get(c)),
        Step::Ratio(a, b, c) => kernel::ratio(out, get(a), get(b), get(c)),
        Step::Round(rounding, a, b) => kernel::round(out, rounding, get(a), get(b)),
        Step::Lookup { base, length, index } => {
            kernel::lookup(out, &slots[base as usize..(base + length) as usize], get(index))
        }
        Step::Schedule {
            kind,
            base,
            rows: count,
            width,
            scale,
            argument,
            index,
        } => kernel::schedule(
            out,
            kind,
            &slots[base as usize..scale as usize],
            count as usize,
            width as usize,
            slots[scale as usize],
            get(argument),
            index.map(get),
        ),
        Step::Members {
            aggregate,
            value,
            condition,
            if_nobody,
        } => {
            members(
                out,
                aggregate,
                population,
                level,
                block,
                rows,
                at_level(value, 0),
                condition.map(|c| at_level(c, 0)),
                if_nobody.map(get),
            );
        }
        Step::Broadcast { from, value } => {
            let Some(unit) = &population.entities[from as usize].members else {
                out.fill(0.0);
                return;
            };
            let start = population.rows_of(from, block).start;
            match at_level(value, from) {
                Values::Rows(values) => {
                    for (out, unit) in out.iter_mut().zip(&unit.unit_of_person[rows.clone()]) {
                        *out = values[*unit as usize - start];
                    }
                }
                Values::Same(value) => out.fill(value),
            }
        }
        Step::AssignHead { from, value } => {
            out.fill(0.0);
            let Some(unit) = &population.entities[from as usize].members else {
                return;
            };
            let units = population.rows_of(from, block);
            let value = at_level(value, from);
            for (at, head) in unit.head[units].iter().enumerate() {
                if *head != Members::NOBODY {
                    out[*head as usize - rows.start] = value.at(at);
                }
            }
        }
        Step::Share { from, value, flags } => share(
            out,
            population,
            from,
            block,
            rows,
            at_level(value, from),
            at_level(flags, 0),
        ),
        Step::AtHead(value) => {
            let Some(unit) = &population.entities[level as usize].members else {
                return;
            };
            let persons = population.rows_of(0, block).start;
            let value = at_level(value, 0);
            for (out, head) in out.iter_mut().zip(&unit.head[rows.clone()]) {
                *out = if *head == Members::NOBODY {
                    0.0
                } else {
                    value.at(*head as usize - persons)
                };
            }
        }
        Step::AtSpouse(value, default) => {
            let Some(unit) = &population.entities[level as usize].members else {
                return;
            };
            let persons = population.rows_of(0, block).start;
            let (value, default) = (at_level(value, 0), get(default));
            for (at, (out, spouse)) in out.iter_mut().zip(&unit.spouse[rows.clone()]).enumerate() {
                *out = if *spouse == Members::NOBODY {
                    default.at(at)
                } else {
                    value.at(*spouse as usize - persons)
                };
            }
        }
        Step::AtPointer(column, value, default) => {
            let ColumnData::U32(pointers) = &population.columns[column as usize].data else {
                return;
            };
            let (value, default) = (get(value), get(default));
            for (at, (out, pointer)) in out.iter_mut().zip(&pointers[rows.clone()]).enumerate() {
                *out = if *pointer == Members::NOBODY {
                    default.at(at)
                } else {
                    value.at(*pointer as usize - rows.start)
                };
            }
        }
        Step::SumByPointer(column, value) => {
            out.fill(0.0);
            let ColumnData::U32(pointers) = &population.columns[column as usize].data else {
                return;
            };
            let value = get(value);
            for (at, pointer) in pointers[rows.clone()].iter().enumerate() {
                if *pointer != Members::NOBODY {
                    out[*pointer as usize - rows.start] += value.at(at);
                }
            }
        }
    }
}

/// From members to units.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn members(
    out: &mut [f64],
    aggregate: Aggregate,
    population: &Population,
    level: u8,
    block: &Range<usize>,
    rows: &Range<usize>,
    value: Values<'_>,
    condition: Option<Values<'_>>,
    if_nobody: Option<Values<'_>>,
) {
    let Some(unit) = &population.entities[level as usize].members else {
        return;
    };
    let persons = population.rows_of(0, block).start;
    for (at, out) in out.iter_mut().enumerate() {
        let (start, end) = (
            unit.offsets[rows.start + at] as usize,
            unit.offsets[rows.start + at + 1] as usize,
        );
        let mut nobody = true;
        let mut result = match aggregate {
            Aggregate::All => 1.0,
            _ => 0.0,
        };
        for place in start..end {
            let person = match &unit.order {
                Some(order) => order[place] as usize,
                None => place,
            } - persons;
            if condition.is_some_and(|condition| condition.at(person) == 0.0) {
                continue;
            }
            let value = value.at(person);
            result = match aggregate {
                Aggregate::Sum => result + value,
                Aggregate::Any => {
                    if value != 0.0 {
                        1.0
                    } else {
                        result
                    }
                }
                Aggregate::All => {
                    if value == 0.0 {
                        0.0
                    } else {
                        result
                    }
                }
                Aggregate::Largest => {
                    if nobody || value > result {
                        value
                    } else {
                        result
                    }
                }
                Aggregate::Smallest => {
                    if nobody || value < result {
                        value
                    } else {
                        result
                    }
                }
            };
            nobody = false;
        }
        *out = match if_nobody {
            Some(default) if nobody => default.at(at),
            _ => result,
        };
    }
}

/// From units to their flagged members in equal parts on the grid; the last takes the remainder.
#[inline(always)]
fn share(
    out: &mut [f64],
    population: &Population,
    from: u8,
    block: &Range<usize>,
    rows: &Range<usize>,
    value: Values<'_>,
    flags: Values<'_>,
) {
    out.fill(0.0);
    let Some(unit) = &population.entities[from as usize].members else {
        return;
    };
    for (at, row) in population.rows_of(from, block).enumerate() {
        let person = |place: usize| {
            (match &unit.order {
                Some(order) => order[place] as usize,
                None => place,
            }) - rows.start
        };
        let places = unit.offsets[row] as usize..unit.offsets[row + 1] as usize;
        let count = places.clone().filter(|place| flags.at(person(*place)) != 0.0).count();
        let total = value.at(at);
        if count == 0 {
            if unit.head[row] != Members::NOBODY {
                out[unit.head[row] as usize - rows.start] = total;
            }
            continue;
        }
        let part = kernel::grid_down(total / count as f64);
        let mut left = total;
        let mut remaining = count;
        for place in places {
            if flags.at(person(place)) != 0.0 {
                remaining -= 1;
                let own = if remaining == 0 { left } else { part };
                out[person(place)] = own;
                left -= own;
            }
        }
    }
}

/// Works out the values that are the same for the whole run, as far as the phase allows.
pub(super) fn evaluate_scalars(graph: &Graph, slots: &[f64], phase: u32) -> Vec<f64> {
    let mut scalars = vec![0.0; graph.nodes().len()];
    for (at, node) in graph.nodes().iter().enumerate() {
        if node.level != Level::Scalar || node.phase > phase {
            continue;
        }
        let get = |id: NodeId| Values::Same(scalars[id.0 as usize]);
        let mut out = [0.0];
        match node.operation {
            Operation::Constant(bits) => out[0] = f64::from_bits(bits),
            Operation::Slot(slot) => out[0] = slots[slot as usize],
            Operation::Negate(a) => kernel::one(&mut out, get(a), |a| -a),
            Operation::Not(a) => kernel::one(&mut out, get(a), |a| 1.0 - a),
            Operation::Absolute(a) => kernel::one(&mut out, get(a), f64::abs),
            Operation::Grid(a) => kernel::one(&mut out, get(a), to_grid),
            Operation::GridDown(a) => kernel::one(&mut out, get(a), kernel::grid_down),
            Operation::Binary(operation, a, b) => kernel::binary(&mut out, operation, get(a), get(b)),
            Operation::Select(a, b, c) => kernel::select(&mut out, get(a), get(b), get(c)),
            Operation::Ratio(a, b, c) => kernel::ratio(&mut out, get(a), get(b), get(c)),
            Operation::Round(rounding, a, b) => kernel::round(&mut out, rounding, get(a), get(b)),
            Operation::Lookup { base, length, index } => {
                kernel::lookup(&mut out, &slots[base as usize..(base + length) as usize], get(index))
            }
            Operation::Schedule {
                kind,
                base,
                rows,
                width,
                scale,
                argument,
                index,
            } => kernel::schedule(
                &mut out,
                kind,
                &slots[base as usize..scale as usize],
                rows as usize,
                width as usize,
                slots[scale as usize],
                get(argument),
                index.map(get),
            ),
            // The remaining operations have rows.
            _ => {}
        }
        scalars[at] = out[0];
    }
    scalars
}
