//! Divides the net cost of a reform among its elements: Shapley, stacked or last-in.

use std::collections::{BTreeMap, BTreeSet};

use super::cost::{Flow, ledger, public_balance};
use super::prepare::{Element, Prepared};
use crate::document::Diagnostic;
use crate::numeric::sum::Sum;
use crate::population::Population;
use crate::rules::compile::{Schema, compile};
use crate::simulation::{Progress, Request, run};
use crate::system::{Attribution, Law};

/// Up to so many elements are averaged over all orders; more are stacked, and the results say so.
const SHAPLEY_ELEMENTS: usize = 10;

/// More elements than this are not told apart.
const MOST_ELEMENTS: usize = 100;

/// The net cost of each element, by instrument.
pub(super) struct Attributed {
    pub name: &'static str,
    pub parts: BTreeMap<String, Sum>,
}

/// Some of the elements of a reform, one bit each.
type Set = u128;

pub(super) fn attribute(
    prepared: &Prepared,
    schema: &Schema,
    parts: &[Population],
    before: &[Flow],
    after: &[Flow],
    progress: &Progress<'_>,
) -> Result<Attributed, Vec<Diagnostic>> {
    if prepared.reform.is_none() {
        return Ok(Attributed {
            name: "level",
            parts: BTreeMap::new(),
        });
    }
    let elements = &prepared.elements;
    let total = public_balance(before) - public_balance(after);
    let count = elements.len();
    let mut asked = prepared.study.options.attribution;
    if asked == Attribution::Shapley && count > SHAPLEY_ELEMENTS {
        asked = Attribution::Stacked;
    }
    if count == 1 {
        return Ok(Attributed {
            name: asked.name(),
            parts: BTreeMap::from([(elements[0].instrument.clone(), total)]),
        });
    }
    let whole = || {
        let first = elements.first().map(|element| element.instrument.clone());
        Attributed {
            name: "whole",
            parts: BTreeMap::from([(first.unwrap_or_default(), total)]),
        }
    };
    if count > MOST_ELEMENTS {
        return Ok(whole());
    }
    let all: Set = (1 << count) - 1;
    let sets: BTreeSet<Set> = match asked {
        Attribution::LastIn => (0..count).map(|at| all & !(1 << at)).collect(),
        Attribution::Stacked => (0..count).map(|at| (1 << at) - 1).collect(),
        Attribution::Shapley => (0..=all).collect(),
    };
    let mut balances = match balances(prepared, schema, parts, sets, all, progress) {
        Ok(balances) => balances,
        Err(problems) if problems.iter().any(|problem| FATAL.contains(&problem.code)) => return Err(problems),
        // Elements that cannot stand alone (one reads another) are not told apart.
        Err(_) => return Ok(whole()),
    };
    balances.extend([(0, public_balance(before)), (all, public_balance(after))]);
    let cost = |without: Set, with: Set| balances[&without] - balances[&with];
    let mut net: BTreeMap<String, Sum> = BTreeMap::new();
    let mut left = total;
    for (at, element) in elements.iter().enumerate() {
        let own: Set = 1 << at;
        let share = match asked {
            Attribution::LastIn => cost(all & !own, all),
            Attribution::Stacked => cost(own - 1, own * 2 - 1),
            // The last takes the remainder, so that the column adds up to the last bit.
            Attribution::Shapley if at + 1 == count => left,
            Attribution::Shapley => {
                let mut weighted = 0i128;
                for set in (0..=all).filter(|set| set & own == 0) {
                    let size = set.count_ones();
                    weighted += cost(set, set | own).0 * factorial(size) * factorial(count as u32 - size - 1);
                }
                Sum(weighted.div_euclid(factorial(count as u32)))
            }
        };
        left = left - share;
        net.insert(element.instrument.clone(), share);
    }
    Ok(Attributed {
        name: asked.name(),
        parts: net,
    })
}

/// Problems that end the run, whatever is to be divided.
const FATAL: [&str; 2] = ["cancelled", "amount-too-large"];

fn factorial(number: u32) -> i128 {
    (1..=i128::from(number)).product()
}

/// The public balance under the baseline with each set of elements. All laws are compiled into one graph, where what they
/// share is worked out once.
fn balances(
    prepared: &Prepared,
    schema: &Schema,
    parts: &[Population],
    sets: BTreeSet<Set>,
    all: Set,
    progress: &Progress<'_>,
) -> Result<BTreeMap<Set, Sum>, Vec<Diagnostic>> {
    let sets: Vec<Set> = sets.into_iter().filter(|set| *set != 0 && *set != all).collect();
    let mut laws: Vec<Law> = Vec::with_capacity(sets.len());
    for set in &sets {
        let chosen: Vec<&Element> = prepared
            .elements
            .iter()
            .enumerate()
            .filter(|(at, _)| set & (1 << at) != 0)
            .map(|(_, element)| element)
            .collect();
        laws.push(prepared.law_with(&chosen)?);
    }
    let schema = Schema {
        shared_values: true,
        ..schema.clone()
    };
    let program = compile(&laws, &schema, prepared.date)?;
    let mut totals: Vec<_> = program
        .laws
        .iter()
        .flat_map(|law| {
            let paid = law.instruments.iter().map(|instrument| instrument.paid);
            paid.chain(law.flows.iter().map(|flow| flow.node))
        })
        .collect();
    totals.sort();
    totals.dedup();
    let request = Request {
        totals,
        columns: Vec::new(),
    };
    let seed = prepared.study.options.seed;
    let outcome = run(&program, parts, seed, &request, &[], Vec::new(), progress)?;
    Ok(sets
        .into_iter()
        .zip(&program.laws)
        .map(|(set, law)| (set, public_balance(&ledger(law, &outcome))))
        .collect())
}
