//! The ends of functions that a first visit did not reach, as functions of their own: most of a module is for what seldom happens.
//!
//! Code of WebAssembly is structured: within a sequence of instructions what follows a place that was not reached was not reached
//! either. [`Places`] are where control may arrive or not: the start of a function, of either arm of an `if`, and what follows a
//! branch, a block, a loop or an `if`. [`outline`] takes from every function that was called what follows the first place that was
//! not reached, where it is long enough, and calls it there. The new function is given the locals that it reads, and gives back
//! those that it wrote and that are read later, the values that it leaves, and by which of its exits it ended.

use crate::liveness::{Live, liveness};
use std::collections::{BTreeMap, BTreeSet};
use walrus::ir::{Instr, InstrSeqId, InstrSeqType, LocalId};
use walrus::{FunctionBuilder, FunctionId, InstrLocId, LocalFunction, Module, ModuleTypes, ValType, ir};

/// Instructions below which a call is no shorter than what it replaces.
pub const LEAST: usize = 20;

/// Where control may arrive or not, function after function in the module's order: the sequence and the position in it.
pub struct Places(pub Vec<(FunctionId, Vec<(InstrSeqId, usize)>)>);

impl Places {
    /// The places of a module: the same each time it is read.
    pub fn of(module: &Module) -> Places {
        let own = module.funcs.iter_local().map(|(id, function)| {
            let mut places = Vec::new();
            arrive(function, function.entry_block(), true, &mut places);
            (id, places)
        });
        Places(own.collect())
    }
}

fn arrive(
    function: &LocalFunction,
    sequence: InstrSeqId,
    may_be_left_out: bool,
    places: &mut Vec<(InstrSeqId, usize)>,
) {
    let instructions = &function.block(sequence).instrs;
    if may_be_left_out && !instructions.is_empty() {
        places.push((sequence, 0));
    }
    for (at, (instruction, _)) in instructions.iter().enumerate() {
        match instruction {
            Instr::Block(ir::Block { seq }) | Instr::Loop(ir::Loop { seq }) => arrive(function, *seq, false, places),
            Instr::IfElse(arms) => {
                arrive(function, arms.consequent, true, places);
                arrive(function, arms.alternative, true, places);
            }
            Instr::BrIf(_) => {}
            _ => continue,
        }
        if at + 1 < instructions.len() {
            places.push((sequence, at + 1));
        }
    }
}

/// Takes the ends of at least so many instructions that were not reached out of the functions that were called; `reached` are the
/// numbers of the places that were. Gives the functions that were called, by their index.
pub fn outline(module: &mut Module, reached: &BTreeSet<usize>, least: usize) -> BTreeSet<usize> {
    let places = Places::of(module);
    let mut called = BTreeSet::new();
    let mut number = 0;
    for (id, own) in places.0 {
        let first = number;
        number += own.len();
        if !reached.contains(&first) {
            continue;
        }
        called.insert(id.index());
        let missed = (first..number).filter(|at| !reached.contains(at));
        let missed: Vec<(InstrSeqId, usize)> = missed.map(|at| own[at - first]).collect();
        let function = module.funcs.get(id).kind.unwrap_local();
        let ends = ends(module, function, &missed, least);
        if ends.is_empty() {
            continue;
        }
        let live = liveness(function, &ends);
        for (end, live) in ends.into_iter().zip(live) {
            take_out(module, id, end, &live);
        }
    }
    called
}

/// The ends to be taken out: the first missed place of each sequence that was reached itself, or the next after it where no value waits.
fn ends(
    module: &Module,
    function: &LocalFunction,
    missed: &[(InstrSeqId, usize)],
    least: usize,
) -> Vec<(InstrSeqId, usize)> {
    let mut first: BTreeMap<InstrSeqId, usize> = BTreeMap::new();
    for (sequence, at) in missed {
        let known = first.entry(*sequence).or_insert(*at);
        *known = (*known).min(*at);
    }
    let mut found = Vec::new();
    search(module, function, function.entry_block(), &first, &mut found);
    found.retain(|(sequence, start)| length(function, &function.block(*sequence).instrs[*start..]) >= least);
    found
}

fn search(
    module: &Module,
    function: &LocalFunction,
    sequence: InstrSeqId,
    first: &BTreeMap<InstrSeqId, usize>,
    found: &mut Vec<(InstrSeqId, usize)>,
) {
    let own = function.block(sequence);
    let end = first.get(&sequence).copied().unwrap_or(own.instrs.len());
    for (instruction, _) in &own.instrs[..end] {
        match instruction {
            Instr::Block(ir::Block { seq }) | Instr::Loop(ir::Loop { seq }) => {
                search(module, function, *seq, first, found);
            }
            Instr::IfElse(arms) => {
                search(module, function, arms.consequent, first, found);
                search(module, function, arms.alternative, first, found);
            }
            _ => {}
        }
    }
    if end == own.instrs.len() {
        return;
    }
    let waiting = waiting(module, function, sequence);
    let start = (end..own.instrs.len()).find(|at| waiting.get(*at) == Some(&0));
    found.extend(start.map(|start| (sequence, start)));
}

/// How many values of the sequence's own wait on the stack before each of its instructions, as far as it can be told.
fn waiting(module: &Module, function: &LocalFunction, sequence: InstrSeqId) -> Vec<usize> {
    let mut counts = Vec::new();
    if !parameters(&module.types, function.block(sequence).ty).is_empty() {
        return counts;
    }
    let mut count = 0;
    for (instruction, _) in &function.block(sequence).instrs {
        counts.push(count);
        let Some((taken, given)) = effect(module, function, instruction) else {
            break;
        };
        if taken > count {
            break;
        }
        count = count - taken + given;
    }
    counts
}

/// How many values an instruction takes from the stack and gives to it; `None` where control does not go on behind it, and for
/// instructions that modules of this compiler do not hold.
fn effect(module: &Module, function: &LocalFunction, instruction: &Instr) -> Option<(usize, usize)> {
    let of_type = |ty| {
        (
            module.types.get(ty).params().len(),
            module.types.get(ty).results().len(),
        )
    };
    let of_sequence = |id: InstrSeqId| {
        let ty = function.block(id).ty;
        (parameters(&module.types, ty).len(), results(&module.types, ty).len())
    };
    Some(match instruction {
        Instr::Block(ir::Block { seq }) | Instr::Loop(ir::Loop { seq }) => of_sequence(*seq),
        Instr::IfElse(arms) => {
            let (taken, given) = of_sequence(arms.consequent);
            (taken + 1, given)
        }
        Instr::Call(call) => of_type(module.funcs.get(call.func).ty()),
        Instr::CallIndirect(call) => {
            let (taken, given) = of_type(call.ty);
            (taken + 1, given)
        }
        Instr::LocalGet(_) | Instr::GlobalGet(_) | Instr::Const(_) | Instr::MemorySize(_) => (0, 1),
        Instr::LocalSet(_) | Instr::GlobalSet(_) | Instr::Drop(_) | Instr::BrIf(_) => (1, 0),
        Instr::LocalTee(_) | Instr::Unop(_) | Instr::MemoryGrow(_) | Instr::Load(_) => (1, 1),
        Instr::Binop(_) => (2, 1),
        Instr::TernOp(_) | Instr::Select(_) => (3, 1),
        Instr::Store(_) => (2, 0),
        Instr::MemoryCopy(_) | Instr::MemoryFill(_) => (3, 0),
        _ => return None,
    })
}

/// Instructions, with those within.
fn length(function: &LocalFunction, instructions: &[(Instr, InstrLocId)]) -> usize {
    let within = |seq: &InstrSeqId| length(function, &function.block(*seq).instrs);
    let own = |instruction: &Instr| match instruction {
        Instr::Block(ir::Block { seq }) | Instr::Loop(ir::Loop { seq }) => within(seq),
        Instr::IfElse(arms) => within(&arms.consequent) + within(&arms.alternative),
        _ => 0,
    };
    instructions.iter().map(|(instruction, _)| 1 + own(instruction)).sum()
}

/// How an end may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// Behind its last instruction.
    Behind,
    /// By a branch to a sequence around it.
    To(InstrSeqId),
    /// Out of the function.
    Return,
}

/// What an end holds and where it goes.
#[derive(Default)]
struct Content {
    exits: BTreeSet<Exit>,
    inner: BTreeSet<InstrSeqId>,
    used: BTreeSet<LocalId>,
    written: BTreeSet<LocalId>,
}

impl Content {
    fn read(&mut self, function: &LocalFunction, instructions: &[(Instr, InstrLocId)]) {
        for (instruction, _) in instructions {
            match instruction {
                Instr::Block(ir::Block { seq }) | Instr::Loop(ir::Loop { seq }) => self.enter(function, *seq),
                Instr::IfElse(arms) => {
                    self.enter(function, arms.consequent);
                    self.enter(function, arms.alternative);
                }
                Instr::Br(ir::Br { block }) | Instr::BrIf(ir::BrIf { block }) => self.branch(*block),
                Instr::BrTable(table) => {
                    table.blocks.iter().for_each(|block| self.branch(*block));
                    self.branch(table.default);
                }
                Instr::Return(_) => {
                    self.exits.insert(Exit::Return);
                }
                Instr::LocalGet(own) => {
                    self.used.insert(own.local);
                }
                Instr::LocalSet(ir::LocalSet { local }) | Instr::LocalTee(ir::LocalTee { local }) => {
                    self.used.insert(*local);
                    self.written.insert(*local);
                }
                _ => {}
            }
        }
    }

    fn enter(&mut self, function: &LocalFunction, sequence: InstrSeqId) {
        self.inner.insert(sequence);
        self.read(function, &function.block(sequence).instrs);
    }

    fn branch(&mut self, target: InstrSeqId) {
        if !self.inner.contains(&target) {
            self.exits.insert(Exit::To(target));
        }
    }
}

/// Puts the end of a sequence from a position on into a function of its own, and calls it there.
fn take_out(module: &mut Module, id: FunctionId, (sequence, start): (InstrSeqId, usize), live: &Live) {
    let function = module.funcs.get(id).kind.unwrap_local();
    let own = function.block(sequence);
    let end = &own.instrs[start..];
    let mut content = Content::default();
    content.read(function, end);
    if !ends_here(end) {
        content.exits.insert(Exit::Behind);
    }
    let of_function = module.types.get(function.ty()).results().to_vec();
    // Each exit with the values that it leaves on the stack.
    let exits: Vec<(Exit, Vec<ValType>)> = content
        .exits
        .iter()
        .map(|exit| {
            let values = match exit {
                Exit::Behind => results(&module.types, own.ty),
                Exit::To(target) if live.loops.contains(target) => {
                    parameters(&module.types, function.block(*target).ty)
                }
                Exit::To(target) => results(&module.types, function.block(*target).ty),
                Exit::Return => of_function.clone(),
            };
            (*exit, values)
        })
        .collect();
    let read_later = |exit: &Exit, local: &LocalId| match exit {
        Exit::Behind => live.behind.contains(local),
        Exit::To(target) => live.at.get(target).is_some_and(|own| own.contains(local)),
        Exit::Return => false,
    };
    let given: Vec<LocalId> = content
        .written
        .iter()
        .filter(|local| content.exits.iter().any(|exit| read_later(exit, local)))
        .copied()
        .collect();
    let taken: Vec<LocalId> = content.used.intersection(&live.before).copied().collect();

    let ty = |local: &LocalId| module.locals.get(*local).ty();
    let parameters: Vec<ValType> = taken.iter().map(ty).collect();
    let mut results: Vec<ValType> = given.iter().map(ty).collect();
    results.extend(exits.iter().flat_map(|(_, values)| values.iter().copied()));
    let has_code = exits.len() > 1;
    if has_code {
        results.push(ValType::I32);
    }
    let used: Vec<(LocalId, ValType)> = content.used.iter().map(|local| (*local, ty(local))).collect();
    let locals: BTreeMap<LocalId, LocalId> = used
        .into_iter()
        .map(|(local, ty)| (local, module.locals.add(ty)))
        .collect();
    let code = module.locals.add(ValType::I32);
    let left: Vec<Vec<LocalId>> = exits
        .iter()
        .map(|(_, values)| values.iter().map(|ty| module.locals.add(*ty)).collect())
        .collect();

    // A block for each exit, one in the other, and what was taken out in the innermost: a branch leaves it as it left the sequence.
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    let done = builder.dangling_instr_seq(None).id();
    let frames: Vec<InstrSeqId> = exits
        .iter()
        .map(|(_, values)| {
            let ty = InstrSeqType::new(&mut module.types, &[], values);
            builder.dangling_instr_seq(ty).id()
        })
        .collect();
    let innermost = frames.last().copied().unwrap_or(done);
    let mut copy = Copy {
        source: function,
        targets: BTreeMap::new(),
        leave: None,
        locals: &locals,
    };
    for ((exit, _), frame) in exits.iter().zip(&frames) {
        match exit {
            Exit::To(target) => {
                copy.targets.insert(*target, *frame);
            }
            Exit::Return => copy.leave = Some(*frame),
            Exit::Behind => {}
        }
    }
    copy.sequence(&mut builder, end, innermost);
    let behind = exits.iter().position(|(exit, _)| *exit == Exit::Behind);
    if let Some(at) = behind {
        leave(&mut builder, innermost, (at, has_code.then_some(code)), &left[at], done);
    } else if !ends_here(end) {
        builder.instr_seq(innermost).unreachable();
    }
    for (at, frame) in frames.iter().enumerate().rev() {
        let around = if at == 0 { done } else { frames[at - 1] };
        builder.instr_seq(around).instr(ir::Block { seq: *frame });
        if Some(at) == behind {
            // Nothing branches here: what stands behind was left above.
            builder.instr_seq(around).unreachable();
        } else {
            leave(&mut builder, around, (at, has_code.then_some(code)), &left[at], done);
        }
    }
    let mut body = builder.func_body();
    body.instr(ir::Block { seq: done });
    if exits.is_empty() {
        body.unreachable();
    }
    for local in given.iter().map(|local| &locals[local]).chain(left.iter().flatten()) {
        body.local_get(*local);
    }
    if has_code {
        body.local_get(code);
    }
    let arguments = taken.iter().map(|local| locals[local]).collect();
    let made = builder.finish(arguments, &mut module.funcs);

    let code = module.locals.add(ValType::I32);
    let left: Vec<Vec<LocalId>> = exits
        .iter()
        .map(|(_, values)| values.iter().map(|ty| module.locals.add(*ty)).collect())
        .collect();
    let builder = module.funcs.get_mut(id).kind.unwrap_local_mut().builder_mut();
    let mut call = builder.instr_seq(sequence);
    call.instrs_mut().truncate(start);
    for local in &taken {
        call.local_get(*local);
    }
    call.call(made);
    if has_code {
        call.local_set(code);
    }
    for local in given.iter().chain(left.iter().flatten()).rev() {
        call.local_set(*local);
    }
    // What goes on behind stands last.
    let mut order: Vec<usize> = (0..exits.len()).filter(|at| Some(*at) != behind).collect();
    order.extend(behind);
    if order.is_empty() {
        call.unreachable();
    }
    let last = order.len().saturating_sub(1);
    for (place, at) in order.into_iter().enumerate() {
        let go = |body: &mut walrus::InstrSeqBuilder<'_>| {
            for local in &left[at] {
                body.local_get(*local);
            }
            match exits[at].0 {
                Exit::Behind => {}
                Exit::To(target) => {
                    body.br(target);
                }
                Exit::Return => {
                    body.return_();
                }
            }
        };
        if place == last {
            go(&mut call);
        } else {
            call.local_get(code)
                .i32_const(at as i32)
                .binop(ir::BinaryOp::I32Eq)
                .if_else(None, go, |_| {});
        }
    }
}

/// Keeps the values on the stack and the number of the exit, and goes where both are given back.
fn leave(
    builder: &mut FunctionBuilder,
    sequence: InstrSeqId,
    (exit, code): (usize, Option<LocalId>),
    values: &[LocalId],
    done: InstrSeqId,
) {
    let mut body = builder.instr_seq(sequence);
    for value in values.iter().rev() {
        body.local_set(*value);
    }
    if let Some(code) = code {
        body.i32_const(exit as i32).local_set(code);
    }
    body.br(done);
}

/// Whether control never goes on behind the last instruction.
fn ends_here(instructions: &[(Instr, InstrLocId)]) -> bool {
    matches!(
        instructions.last(),
        Some((
            Instr::Br(_) | Instr::BrTable(_) | Instr::Return(_) | Instr::Unreachable(_),
            _
        ))
    )
}

/// Copies instructions from one function into another.
struct Copy<'a> {
    source: &'a LocalFunction,
    /// Where branches go: the sequences copied so far, and those that stand for exits.
    targets: BTreeMap<InstrSeqId, InstrSeqId>,
    /// Where returns go.
    leave: Option<InstrSeqId>,
    locals: &'a BTreeMap<LocalId, LocalId>,
}

impl Copy<'_> {
    fn sequence(&mut self, builder: &mut FunctionBuilder, instructions: &[(Instr, InstrLocId)], into: InstrSeqId) {
        for (instruction, _) in instructions {
            let copied = self.instruction(builder, instruction);
            builder.instr_seq(into).instr(copied);
        }
    }

    fn inner(&mut self, builder: &mut FunctionBuilder, sequence: InstrSeqId) -> InstrSeqId {
        let own = self.source.block(sequence);
        let copy = builder.dangling_instr_seq(own.ty).id();
        self.targets.insert(sequence, copy);
        self.sequence(builder, &own.instrs, copy);
        copy
    }

    fn instruction(&mut self, builder: &mut FunctionBuilder, instruction: &Instr) -> Instr {
        match instruction {
            Instr::Block(ir::Block { seq }) => ir::Block {
                seq: self.inner(builder, *seq),
            }
            .into(),
            Instr::Loop(ir::Loop { seq }) => ir::Loop {
                seq: self.inner(builder, *seq),
            }
            .into(),
            Instr::IfElse(arms) => ir::IfElse {
                consequent: self.inner(builder, arms.consequent),
                alternative: self.inner(builder, arms.alternative),
            }
            .into(),
            Instr::Br(ir::Br { block }) => ir::Br {
                block: self.targets[block],
            }
            .into(),
            Instr::BrIf(ir::BrIf { block }) => ir::BrIf {
                block: self.targets[block],
            }
            .into(),
            Instr::BrTable(table) => ir::BrTable {
                blocks: table.blocks.iter().map(|block| self.targets[block]).collect(),
                default: self.targets[&table.default],
            }
            .into(),
            Instr::Return(_) => match self.leave {
                Some(block) => ir::Br { block }.into(),
                None => instruction.clone(),
            },
            Instr::LocalGet(ir::LocalGet { local }) => ir::LocalGet {
                local: self.locals[local],
            }
            .into(),
            Instr::LocalSet(ir::LocalSet { local }) => ir::LocalSet {
                local: self.locals[local],
            }
            .into(),
            Instr::LocalTee(ir::LocalTee { local }) => ir::LocalTee {
                local: self.locals[local],
            }
            .into(),
            _ => instruction.clone(),
        }
    }
}

/// What a sequence takes from the stack.
fn parameters(types: &ModuleTypes, ty: InstrSeqType) -> Vec<ValType> {
    match ty {
        InstrSeqType::Simple(_) => Vec::new(),
        InstrSeqType::MultiValue(id) => types.get(id).params().to_vec(),
    }
}

/// What a sequence leaves on the stack.
fn results(types: &ModuleTypes, ty: InstrSeqType) -> Vec<ValType> {
    match ty {
        InstrSeqType::Simple(result) => result.into_iter().collect(),
        InstrSeqType::MultiValue(id) => types.get(id).results().to_vec(),
    }
}

#[cfg(test)]
#[path = "outline_tests.rs"]
mod tests;
