//! The net cost of a study while one of its values moves: no measure is taken, and what the value does not reach stands.

use std::sync::Arc;

use super::cost::schema_of;
use super::ledger::{ledger, ledger_nodes, public_balance};
use super::prepare::Prepared;
use super::selections::{check_limits, request as request_limits};
use crate::document::Diagnostic;
use crate::numeric::sum::Sum;
use crate::population::Population;
use crate::rules::compile::{Program, Schema, compile, slots_of};
use crate::simulation::{NodeId, Progress, Request, Standing};
use crate::system::{Assignment, Law};

/// A study whose net cost follows one value: what the value does not reach is worked out once.
pub(super) struct Moving<'a> {
    opened: &'a Prepared,
    parts: &'a Arc<Vec<Population>>,
    schema: Schema,
    /// The laws that the program was compiled from, with today's value.
    laws: Vec<Law>,
    standing: Standing,
}

impl<'a> Moving<'a> {
    /// Runs the study as it was opened.
    ///
    /// # Errors
    /// Every problem of the rules; an amount that does not fit the ledger, a column outside of its range; a cancelled run.
    pub fn new(
        prepared: &'a Prepared,
        parts: &'a Arc<Vec<Population>>,
        progress: &Progress<'_>,
    ) -> Result<Moving<'a>, Vec<Diagnostic>> {
        let schema = Schema {
            shared_values: true,
            ..schema_of(prepared, parts)?
        };
        let laws = laws_of(prepared);
        let standing = stand(prepared, &laws, &schema, parts, progress)?;
        check_limits(prepared, standing.program(), parts, standing.outcome())?;
        Ok(Moving {
            opened: prepared,
            parts,
            schema,
            laws,
            standing,
        })
    }

    /// The net cost with another value; `name` says whose it is, by the name of the file.
    ///
    /// # Errors
    /// A value that does not fit; an amount that does not fit the ledger, a column outside of its range; a cancelled run.
    pub fn move_to(
        &mut self,
        set: &Assignment,
        name: (&str, &str),
        progress: &Progress<'_>,
    ) -> Result<Sum, Vec<Diagnostic>> {
        let prepared = self.opened.with_values(std::slice::from_ref(set))?;
        let laws = laws_of(&prepared);
        let program = self.standing.program();
        match slots_of(program, &self.laws, &laws, &self.schema, prepared.date, name)? {
            Some(slots) => {
                for (first, numbers) in slots {
                    self.standing.set(first, &numbers);
                }
                self.standing.update(progress)?;
            }
            None => self.standing = stand(&prepared, &laws, &self.schema, self.parts, progress)?,
        }
        self.laws = laws;
        check_limits(&prepared, self.standing.program(), self.parts, self.standing.outcome())?;
        Ok(self.net_cost())
    }

    /// As the results have it: what government and funds lose by the reform, or what they lack under a law without one.
    pub fn net_cost(&self) -> Sum {
        let laws = &self.standing.program().laws;
        let exponent = self.parts[0].weight_scale().exact_exponent;
        let balance = |at: usize| public_balance(&ledger(&laws[at], self.standing.outcome(), exponent));
        if laws.len() > 1 {
            balance(0) - balance(1)
        } else {
            Sum(-balance(0).0)
        }
    }
}

/// The baseline and the reform, where there is one.
fn laws_of(prepared: &Prepared) -> Vec<Law> {
    std::iter::once(&prepared.baseline)
        .chain(&prepared.reform)
        .cloned()
        .collect()
}

/// Compiles the laws and runs what their ledgers hold.
fn stand(
    prepared: &Prepared,
    laws: &[Law],
    schema: &Schema,
    parts: &Arc<Vec<Population>>,
    progress: &Progress<'_>,
) -> Result<Standing, Vec<Diagnostic>> {
    let program = compile(laws, schema, prepared.date)?;
    let request = Request {
        totals: totals(prepared, &program),
        columns: Vec::new(),
    };
    let seed = prepared.study.options.seed;
    Standing::new(program, Arc::clone(parts), seed, request, progress)
}

/// What the ledgers are made of, and what tells that no column has left its range.
fn totals(prepared: &Prepared, program: &Program) -> Vec<NodeId> {
    let mut totals: Vec<NodeId> = Vec::new();
    for law in &program.laws {
        totals.extend(ledger_nodes(law));
    }
    request_limits(prepared, program, &mut |node| totals.push(node));
    totals.sort();
    totals.dedup();
    totals
}
