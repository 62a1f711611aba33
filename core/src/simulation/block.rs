//! One block of households: registers, the instruction loop, and what is taken from it.

use std::ops::Range;

use super::kernel::{self, Values};
use super::members::{Places, members, share};
use super::plan::{Destination, Instruction, Operand, Plan, Step};
use super::schedule::schedule;
use crate::numeric::draws::Stream;
use crate::numeric::grid::{LIMIT, to_grid};
use crate::numeric::lanes::{Lanes, Loop};
use crate::numeric::sum::Accumulator;
use crate::population::{ColumnData, Members, Population};

/// What a block's instructions read: the same for all blocks but for the households.
pub(super) struct Inputs<'a> {
    pub plan: &'a Plan,
    pub population: &'a Population,
    pub block: &'a Range<usize>,
    /// The rows of each entity in the block.
    pub rows: Vec<Range<usize>>,
    pub slots: &'a [f64],
    pub scalars: &'a [f64],
    pub stored: &'a [&'a [f64]],
}

impl<'a> Inputs<'a> {
    /// The rows of an entity in the block.
    #[inline(always)]
    fn rows(&self, level: u8) -> Range<usize> {
        self.rows[level as usize].clone()
    }

    /// The values of an operand at a level; `registers` and `targets` hold what the block has worked out so far.
    #[inline(always)]
    fn values<'b>(&self, operand: Operand, level: u8, registers: Registers<'b>, targets: &'b [&mut [f64]]) -> Values<'b>
    where
        'a: 'b,
    {
        match operand {
            Operand::Register(register) => {
                let rows = self.rows(level).len();
                Values::Rows(&registers.get(register)[..rows])
            }
            Operand::Output(column) => Values::Rows(&*targets[column as usize]),
            Operand::Scalar(node) => Values::Same(self.scalars[node as usize]),
            Operand::Stored(column) => Values::Rows(&self.stored[column as usize][self.rows(level)]),
            Operand::Column(column) => match &self.population.columns[column as usize].data {
                ColumnData::F64(values) => Values::Rows(&values[self.rows(level)]),
                ColumnData::U8(_) | ColumnData::U32(_) => Values::Same(0.0),
            },
        }
    }
}

/// The registers but for the one that is written.
#[derive(Clone, Copy)]
struct Registers<'a> {
    before: &'a [Vec<f64>],
    after: &'a [Vec<f64>],
}

impl<'a> Registers<'a> {
    #[inline(always)]
    fn get(self, register: u32) -> &'a [f64] {
        let at = register as usize;
        if at < self.before.len() {
            &self.before[at]
        } else {
            &self.after[at - self.before.len() - 1]
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
    lanes: Lanes,
    /// For each entity, the places of its members in the block.
    places: Vec<Places>,
}

impl Scratch {
    pub fn new(plan: &Plan, seed: u64, purposes: &[String]) -> Scratch {
        Scratch {
            registers: vec![Vec::new(); plan.registers as usize],
            streams: purposes.iter().map(|purpose| Stream::new(seed, purpose)).collect(),
            low: Vec::new(),
            high: Vec::new(),
            spread: Vec::new(),
            lanes: Lanes::of_machine(),
            places: Vec::new(),
        }
    }

    fn registers(&self) -> Registers<'_> {
        Registers {
            before: &self.registers,
            after: &[],
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
            let rows = inputs.rows(level);
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
            let column = match inputs.values(operand, level, self.registers(), targets) {
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
            let within = self.lanes.run(Accumulate {
                sum,
                values: column,
                low,
                high,
            });
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
            match inputs.values(operand, level, self.registers(), targets) {
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

/// Adds a column to its sum; says whether all of it fits the ledger.
struct Accumulate<'a> {
    sum: &'a mut Accumulator,
    values: &'a [f64],
    low: &'a [u32],
    high: &'a [u32],
}

impl Loop for Accumulate<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        self.sum.add(self.values, self.low, self.high);
        let mut outside = 0u32;
        for value in self.values {
            // False for NaN too.
            outside |= u32::from(!fits(*value));
        }
        outside == 0
    }
}

/// Works out a block: every instruction over its rows.
pub(super) fn run_block(inputs: &Inputs<'_>, scratch: &mut Scratch, targets: &mut [&mut [f64]]) {
    scratch.lanes.run(Block {
        inputs,
        scratch,
        targets,
    });
}

/// The instructions of a block.
struct Block<'a, 'b, 'c> {
    inputs: &'a Inputs<'b>,
    scratch: &'a mut Scratch,
    targets: &'a mut [&'c mut [f64]],
}

impl Loop for Block<'_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        run_instructions(self.inputs, self.scratch, self.targets);
    }
}

#[inline(always)]
fn run_instructions(inputs: &Inputs<'_>, scratch: &mut Scratch, targets: &mut [&mut [f64]]) {
    scratch
        .places
        .resize_with(inputs.population.entities.len(), Places::default);
    for instruction in &inputs.plan.instructions {
        let rows = inputs.rows(instruction.level);
        let places = &mut scratch.places[instruction.level as usize];
        if let (Step::Members { .. }, Some(unit)) = (
            instruction.step,
            &inputs.population.entities[instruction.level as usize].members,
        ) {
            let first_person = inputs.rows(0).start;
            places.find(unit, inputs.block, &rows, first_person);
        }
        let mut target: &mut [f64] = &mut [];
        let split = match instruction.destination {
            Destination::Register(register) => register as usize,
            Destination::Output(column) => {
                target = std::mem::take(&mut targets[column as usize]);
                scratch.registers.len()
            }
        };
        // Registers are borrowed in place, around the one that is written.
        let (before, from) = scratch.registers.split_at_mut(split);
        let (out, after): (&mut [f64], &[Vec<f64>]) = match from.split_first_mut() {
            Some((own, after)) => {
                if own.len() < rows.len() {
                    own.resize(rows.len(), 0.0);
                }
                (&mut own[..rows.len()], after)
            }
            None => (&mut *target, &[]),
        };
        let registers = Registers { before, after };
        step(
            out,
            instruction,
            &rows,
            inputs,
            registers,
            (&scratch.streams, places),
            targets,
        );
        if let Destination::Output(column) = instruction.destination {
            targets[column as usize] = target;
        }
    }
}

#[inline(always)]
fn step(
    out: &mut [f64],
    instruction: &Instruction,
    rows: &Range<usize>,
    inputs: &Inputs<'_>,
    registers: Registers<'_>,
    (streams, places): (&[Stream], &Places),
    targets: &[&mut [f64]],
) {
    let (level, finish) = (instruction.level, instruction.finish);
    let (population, block, slots) = (inputs.population, inputs.block, inputs.slots);
    let at_level = |operand: Operand, level: u8| inputs.values(operand, level, registers, targets);
    let get = |operand: Operand| at_level(operand, level);
    match instruction.step {
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
            let stream = streams[purpose as usize];
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
        Step::Binary(operation, a, b) => kernel::binary(out, operation, finish, get(a), get(b)),
        Step::Product(how, scalar, rows, other) => {
            // Products are formed only with what is the same for all rows.
            let scalar = get(scalar).at(0);
            kernel::product(out, how, finish, scalar, get(rows), get(other));
        }
        Step::Select(a, b, c) => kernel::select(out, finish, get(a), get(b), get(c)),
        Step::Ratio(a, b, c) => kernel::ratio(out, finish, get(a), get(b), get(c)),
        Step::BetaBinomialAtLeast(inputs) => kernel::beta_binomial_at_least(out, inputs.map(get)),
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
        } => schedule(
            out,
            finish,
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
                places,
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
            let start = inputs.rows(from).start;
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
            let units = inputs.rows(from);
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
            let persons = inputs.rows(0).start;
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
            let persons = inputs.rows(0).start;
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
