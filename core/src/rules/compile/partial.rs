//! The steps of laws that have problems, so that worked cases can be compared all the same.

use super::{CompiledLaw, CompiledMeasures, Compiler, Program, Schema, lower};
use crate::document::{Date, Diagnostic};
use crate::simulation::HOUSEHOLD;
use crate::system::Law;

/// Compiles laws as far as they can be compiled, with every problem. A law with problems has its sound steps alone: no
/// instruments, incomes or measures.
/// The second value says whether all laws are whole.
pub fn compile_partly(laws: &[Law], schema: &Schema, date: Date) -> (Program, bool, Vec<Diagnostic>) {
    let (all, trials) = super::trial::with_trials(laws);
    let (mut compiler, compiled) = lower(&all, &trials, schema, date);
    let unused = compiler.unused_parameters();
    let problems = compiler.diagnostics();
    let is_whole = problems.is_empty() && compiled.iter().all(Option::is_some);
    let laws = compiled
        .into_iter()
        .enumerate()
        .map(|(at, law)| law.unwrap_or_else(|| compiler.steps_of(at)))
        .collect();
    (compiler.program(laws, unused), is_whole, problems)
}

impl Compiler<'_> {
    /// A law with the steps that could be lowered, and nothing else.
    pub(super) fn steps_of(&mut self, law: usize) -> CompiledLaw {
        let nothing = self.graph.constant(0.0);
        CompiledLaw {
            label: self.laws[law].label.clone(),
            instruments: Vec::new(),
            flows: Vec::new(),
            concepts: Vec::new(),
            microdata: Vec::new(),
            microdata_level: HOUSEHOLD,
            measures: CompiledMeasures {
                income: nothing,
                equivalised: nothing,
                scale: nothing,
                persons: nothing,
                redistribution: None,
            },
            steps: self.steps.iter().filter(|step| step.law == law).cloned().collect(),
            by: Vec::new(),
            eligible: Vec::new(),
            cover: None,
            rationing: Vec::new(),
            yields: Vec::new(),
            selections: Vec::new(),
            carried: Vec::new(),
            kept: Vec::new(),
            funds: Vec::new(),
            limits: Vec::new(),
        }
    }
}
