//! Divides the net cost of a reform among its elements: Shapley, stacked or last-in.

use std::collections::BTreeMap;

use super::cost::{Flow, ledger, public_balance};
use super::prepare::{Element, Prepared};
use crate::document::Diagnostic;
use crate::numeric::sum::Sum;
use crate::population::Population;
use crate::rules::compile::{Schema, compile};
use crate::simulation::{Request, run};
use crate::system::Attribution;

/// Up to so many elements are averaged over all orders; more are stacked, and the results say so.
const SHAPLEY_ELEMENTS: usize = 8;

/// The net cost of each element, by instrument.
pub(super) struct Attributed {
    pub name: &'static str,
    pub parts: BTreeMap<String, Sum>,
}

pub(super) fn attribute(
    prepared: &Prepared,
    schema: &Schema,
    parts: &[Population],
    before: &[Flow],
    after: &[Flow],
) -> Result<Attributed, Vec<Diagnostic>> {
    if prepared.reform.is_none() {
        return Ok(Attributed {
            name: "level",
            parts: BTreeMap::new(),
        });
    }
    let elements = &prepared.elements;
    let total = public_balance(before) - public_balance(after);
    let mut asked = prepared.study.options.attribution;
    if asked == Attribution::Shapley && elements.len() > SHAPLEY_ELEMENTS {
        asked = Attribution::Stacked;
    }
    if elements.len() == 1 {
        return Ok(Attributed {
            name: asked.name(),
            parts: BTreeMap::from([(elements[0].instrument.clone(), total)]),
        });
    }
    let all = (1usize << elements.len().min(63)) - 1;
    let mut balances: BTreeMap<usize, Sum> =
        BTreeMap::from([(0, public_balance(before)), (all, public_balance(after))]);
    let mut balance = |set: usize| -> Result<Sum, Vec<Diagnostic>> {
        if let Some(known) = balances.get(&set) {
            return Ok(*known);
        }
        let chosen: Vec<&Element> = elements
            .iter()
            .enumerate()
            .filter(|(at, _)| set & (1 << at) != 0)
            .map(|(_, element)| element)
            .collect();
        let law = prepared.law_with(&chosen)?;
        let program = compile(std::slice::from_ref(&law), schema, prepared.date)?;
        let compiled = &program.laws[0];
        let mut totals: Vec<_> = compiled
            .instruments
            .iter()
            .map(|i| i.paid)
            .chain(compiled.flows.iter().map(|f| f.node))
            .collect();
        totals.sort();
        totals.dedup();
        let outcome = run(
            &program,
            parts,
            prepared.study.options.seed,
            &Request {
                totals,
                columns: Vec::new(),
            },
            &[],
            Vec::new(),
            &|_, _| true,
        )?;
        let found = public_balance(&ledger(compiled, &outcome));
        balances.insert(set, found);
        Ok(found)
    };
    let mut net: BTreeMap<String, Sum> = BTreeMap::new();
    let shares: Result<(), Vec<Diagnostic>> = (|| {
        match asked {
            Attribution::LastIn => {
                for (at, element) in elements.iter().enumerate() {
                    net.insert(element.instrument.clone(), balance(all & !(1 << at))? - balance(all)?);
                }
            }
            Attribution::Stacked => {
                let mut set = 0;
                for (at, element) in elements.iter().enumerate() {
                    let with = set | 1 << at;
                    net.insert(element.instrument.clone(), balance(set)? - balance(with)?);
                    set = with;
                }
            }
            Attribution::Shapley => {
                let count = elements.len();
                let factorial: Vec<i128> = (0..=count as i128)
                    .scan(1, |product, at| {
                        if at > 0 {
                            *product *= at;
                        }
                        Some(*product)
                    })
                    .collect();
                let mut left = total;
                for (at, element) in elements.iter().enumerate() {
                    let mut weighted = 0i128;
                    for set in 0..=all {
                        if set & (1 << at) != 0 {
                            continue;
                        }
                        let size = set.count_ones() as usize;
                        let difference = balance(set)? - balance(set | 1 << at)?;
                        weighted += difference.0 * factorial[size] * factorial[count - size - 1];
                    }
                    // The last takes the remainder, so that the column adds up to the last bit.
                    let share = if at + 1 == count {
                        left
                    } else {
                        Sum(weighted.div_euclid(factorial[count]))
                    };
                    left = left - share;
                    net.insert(element.instrument.clone(), share);
                }
            }
        }
        Ok(())
    })();
    match shares {
        Ok(()) => Ok(Attributed {
            name: asked.name(),
            parts: net,
        }),
        // Elements that cannot stand alone (one reads another) are stacked in the order of the study where that works.
        Err(problems)
            if problems
                .iter()
                .any(|problem| problem.code == "cancelled" || problem.code == "amount-too-large") =>
        {
            Err(problems)
        }
        Err(_) => {
            let first = elements
                .first()
                .map(|element| element.instrument.clone())
                .unwrap_or_default();
            Ok(Attributed {
                name: "whole",
                parts: BTreeMap::from([(first, total)]),
            })
        }
    }
}
