//! One block of households: registers, the instruction loop, and what is taken from it.

use std::ops::Range;

use super::fuse::Finish;
use super::graph::{Aggregate, Graph, Level, NodeId, Operation};
use super::kernel::{self, Values};
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
    pub slots: &'a [f64],
    pub scalars: &'a [f64],
    pub stored: &'a [&'a [f64]],
}

impl<'a> Inputs<'a> {
    /// The values of an operand at a level; `registers` and `targets` hold what the block has worked out so far.
    #[inline(always)]
    fn values<'b>(&self, operand: Operand, level: u8, registers: Registers<'b>, targets: &'b [&mut [f64]]) -> Values<'b>
    where
        'a: 'b,
    {
        match operand {
            Operand::Register(register) => {
                let rows = self.population.rows_of(level, self.block).len();
                Values::Rows(&registers.get(register)[..rows])
            }
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
    for instruction in &inputs.plan.instructions {
        let rows = inputs.population.rows_of(instruction.level, inputs.block);
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
        step(out, instruction, &rows, inputs, registers, &scratch.streams, targets);
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
    streams: &[Stream],
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
    let members = population.rows_of(0, block);
    let persons = members.start;
    if if_nobody.is_none() && unit.order.is_none() {
        // Person by person, which has no loop over each unit's members that ends now here, now there.
        let units = (&unit.unit_of_person[members], rows.start);
        match aggregate {
            Aggregate::Sum => {
                return by_person(out, units, 0.0, condition, value, |sum, value| sum + value, 0.0);
            }
            Aggregate::Any => {
                let any = |any, value| if value != 0.0 { 1.0 } else { any };
                return by_person(out, units, 0.0, condition, value, any, 0.0);
            }
            Aggregate::All => {
                let all = |all, value| if value == 0.0 { 0.0 } else { all };
                return by_person(out, units, 1.0, condition, value, all, 1.0);
            }
            Aggregate::Largest | Aggregate::Smallest => {}
        }
    }
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

/// Joins the members of each unit, in their order, to what a unit of nobody has; who does not count joins as `neutral`, which leaves
/// everything as it is.
#[inline(always)]
fn by_person(
    out: &mut [f64],
    (units, first): (&[u32], usize),
    nobody: f64,
    condition: Option<Values<'_>>,
    value: Values<'_>,
    join: impl Fn(f64, f64) -> f64,
    neutral: f64,
) {
    out.fill(nobody);
    let count = units.len();
    let (mut current, mut so_far) = (u32::MAX, nobody);
    // The persons of a unit stand together: what it has so far stays in a register, and is written at every one of them.
    let mut add = |unit: u32, value: f64| {
        so_far = join(if unit == current { so_far } else { nobody }, value);
        current = unit;
        out[unit as usize - first] = so_far;
    };
    let counted = |condition: f64, value: f64| if condition != 0.0 { value } else { neutral };
    match (condition, value) {
        (Some(Values::Rows(condition)), Values::Rows(value)) => {
            for ((unit, condition), value) in units.iter().zip(&condition[..count]).zip(&value[..count]) {
                add(*unit, counted(*condition, *value));
            }
        }
        (Some(Values::Rows(condition)), Values::Same(value)) => {
            for (unit, condition) in units.iter().zip(&condition[..count]) {
                add(*unit, counted(*condition, value));
            }
        }
        (Some(Values::Same(0.0)), _) => {}
        (_, Values::Rows(value)) => {
            for (unit, value) in units.iter().zip(&value[..count]) {
                add(*unit, *value);
            }
        }
        (_, Values::Same(value)) => {
            for unit in units {
                add(*unit, value);
            }
        }
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
pub(crate) fn evaluate_scalars(graph: &Graph, slots: &[f64], phase: u32) -> Vec<f64> {
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
            Operation::Binary(operation, a, b) => kernel::binary(&mut out, operation, Finish::Plain, get(a), get(b)),
            Operation::Select(a, b, c) => kernel::select(&mut out, Finish::Plain, get(a), get(b), get(c)),
            Operation::Ratio(a, b, c) => kernel::ratio(&mut out, Finish::Plain, get(a), get(b), get(c)),
            Operation::BetaBinomialAtLeast(inputs) => kernel::beta_binomial_at_least(&mut out, inputs.map(get)),
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
            } => schedule(
                &mut out,
                Finish::Plain,
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
