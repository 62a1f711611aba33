//! Which locals are read later: what the end of a function must be given, and must give back, to stand elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use walrus::ir::{Instr, InstrSeqId, LocalId};
use walrus::{LocalFunction, ir};

/// The locals that are read later, at an end of a sequence and where it goes on.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// Before its first instruction.
    pub before: BTreeSet<LocalId>,
    /// Behind the sequence.
    pub behind: BTreeSet<LocalId>,
    /// Where a branch to each sequence around it arrives.
    pub at: BTreeMap<InstrSeqId, BTreeSet<LocalId>>,
    /// Those of these sequences that are loops: a branch arrives at their start.
    pub loops: BTreeSet<InstrSeqId>,
}

/// The locals that are read later at ends of sequences, each by the sequence and the position of its first instruction.
pub fn liveness(function: &LocalFunction, ends: &[(InstrSeqId, usize)]) -> Vec<Live> {
    let mut backwards = Backwards {
        function,
        ends: ends.iter().map(|end| (*end, Live::default())).collect(),
        at: BTreeMap::from([(function.entry_block(), BTreeSet::new())]),
        loops: BTreeSet::new(),
    };
    backwards.before(function.entry_block(), BTreeSet::new());
    ends.iter()
        .map(|end| backwards.ends.remove(end).unwrap_or_default())
        .collect()
}

struct Backwards<'a> {
    function: &'a LocalFunction,
    ends: BTreeMap<(InstrSeqId, usize), Live>,
    /// What is live where a branch to a sequence around arrives.
    at: BTreeMap<InstrSeqId, BTreeSet<LocalId>>,
    loops: BTreeSet<InstrSeqId>,
}

impl Backwards<'_> {
    /// The locals live before a sequence, given those behind it.
    fn before(&mut self, sequence: InstrSeqId, behind: BTreeSet<LocalId>) -> BTreeSet<LocalId> {
        let instructions = &self.function.block(sequence).instrs;
        let mut live = behind.clone();
        for (at, (instruction, _)) in instructions.iter().enumerate().rev() {
            self.step(instruction, &mut live);
            if let Some(end) = self.ends.get_mut(&(sequence, at)) {
                *end = Live {
                    before: live.clone(),
                    behind: behind.clone(),
                    at: self.at.clone(),
                    loops: self.loops.clone(),
                };
            }
        }
        live
    }

    fn step(&mut self, instruction: &Instr, live: &mut BTreeSet<LocalId>) {
        match instruction {
            Instr::LocalGet(own) => {
                live.insert(own.local);
            }
            Instr::LocalSet(ir::LocalSet { local }) | Instr::LocalTee(ir::LocalTee { local }) => {
                live.remove(local);
            }
            Instr::Br(ir::Br { block }) => *live = self.arriving(*block),
            Instr::BrIf(ir::BrIf { block }) => live.extend(self.arriving(*block)),
            Instr::BrTable(table) => {
                *live = self.arriving(table.default);
                for block in &table.blocks {
                    live.extend(self.arriving(*block));
                }
            }
            Instr::Return(_) | Instr::Unreachable(_) => live.clear(),
            Instr::Block(ir::Block { seq }) => {
                self.at.insert(*seq, live.clone());
                *live = self.before(*seq, std::mem::take(live));
                self.at.remove(seq);
            }
            Instr::IfElse(arms) => {
                let behind = std::mem::take(live);
                for arm in [arms.consequent, arms.alternative] {
                    self.at.insert(arm, behind.clone());
                    live.extend(self.before(arm, behind.clone()));
                    self.at.remove(&arm);
                }
            }
            Instr::Loop(ir::Loop { seq }) => {
                // What a turn reads, the turn before must leave: until no more is added.
                self.loops.insert(*seq);
                let mut start = BTreeSet::new();
                loop {
                    self.at.insert(*seq, start.clone());
                    let before = self.before(*seq, live.clone());
                    if before == start {
                        break;
                    }
                    start = before;
                }
                self.at.remove(seq);
                self.loops.remove(seq);
                *live = start;
            }
            _ => {}
        }
    }

    fn arriving(&self, sequence: InstrSeqId) -> BTreeSet<LocalId> {
        self.at.get(&sequence).cloned().unwrap_or_default()
    }
}
