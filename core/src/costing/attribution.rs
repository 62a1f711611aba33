//! Divides the net cost of a reform among its elements: Shapley, stacked or last-in.

use std::collections::{BTreeMap, BTreeSet};

use super::attribution_orders::{Order, Set, steps_of};
use super::cost::Run;
use super::ledger::{Flow, ledger, ledger_nodes, public_balance};
use super::prepare::{Element, Prepared};
use super::results::AttributionFallback;
use crate::document::Diagnostic;
use crate::numeric::sum::Sum;
use crate::population::Population;
use crate::rules::compile::{Schema, compile};
use crate::simulation::{Progress, Request, run};
use crate::system::{Attribution, Law};

/// Up to so many elements are averaged over all orders; more over orders drawn by lot, and the results say so.
const SHAPLEY_ELEMENTS: usize = 12;

/// In a run over several years, whose every year is divided: more are stacked.
const SHAPLEY_ELEMENTS_OF_YEARS: usize = 5;

/// Orders drawn by lot, at most.
const DRAWN_ORDERS: usize = 64;

/// Sets of elements that drawn orders may run through, at most.
const DRAWN_SETS: usize = 4096;

/// So many laws of some of the elements are compiled and run at once: more would share more, and hold more memory.
const LAWS_AT_ONCE: usize = 512;

/// More elements than this are not told apart.
const MOST_ELEMENTS: usize = 100;

/// The net cost of each element, by instrument.
pub(super) type Shares = BTreeMap<String, Sum>;

/// How the net cost is divided.
#[derive(Debug, Clone)]
pub(super) struct Attributed {
    pub name: &'static str,
    /// As [`name`](Self::name) says.
    pub parts: Shares,
    /// Each element on top of those before it, where that is known.
    pub stacked: Option<Shares>,
    /// The mean over all orders, where that is known.
    pub shapley: Option<Shares>,
    /// Why it is not divided as asked.
    pub fallback: Option<AttributionFallback>,
}

impl Attributed {
    /// Parts alone, whose name says what they are.
    pub fn without_both(name: &'static str, parts: Shares) -> Attributed {
        Attributed {
            name,
            parts,
            stacked: None,
            shapley: None,
            fallback: None,
        }
    }
}

/// How the net cost is divided: as the study asks, unless there are too many elements; then the second says why not.
fn asked(prepared: &Prepared) -> (Attribution, Option<AttributionFallback>) {
    let law = prepared.reform.as_ref();
    let most = match law.and_then(|law| law.run_year.balances.as_ref()) {
        Some(_) => SHAPLEY_ELEMENTS_OF_YEARS,
        None => SHAPLEY_ELEMENTS,
    };
    let elements = prepared.elements.len();
    match prepared.study.options.attribution {
        Attribution::Shapley if elements > most && most == SHAPLEY_ELEMENTS => {
            let orders = drawn_orders(elements);
            let why = AttributionFallback {
                reason: "drawn-orders".to_string(),
                orders: Some(orders as u32),
                ..fallback(prepared, "drawn", Some(most))
            };
            (Attribution::Shapley, Some(why))
        }
        Attribution::Shapley if elements > most => {
            let used = Attribution::Stacked;
            (used, Some(fallback(prepared, used.name(), Some(most))))
        }
        asked => (asked, None),
    }
}

/// How many orders are drawn for so many elements.
fn drawn_orders(elements: usize) -> usize {
    let affordable = DRAWN_SETS / elements;
    if affordable < DRAWN_ORDERS {
        affordable
    } else {
        DRAWN_ORDERS
    }
}

/// Why the net cost is not divided as asked: because there are more elements than `most`, or because some of them make no law.
fn fallback(prepared: &Prepared, used: &str, most: Option<usize>) -> AttributionFallback {
    AttributionFallback {
        asked: prepared.study.options.attribution.name().to_string(),
        used: used.to_string(),
        reason: match most {
            Some(_) => "too-many-elements",
            None => "no-law-of-some",
        }
        .to_string(),
        elements: prepared.elements.len() as u32,
        most: most.map(|most| most as u32),
        orders: None,
    }
}

/// All of the net cost under the first element's name: the elements are not told apart.
fn whole(prepared: &Prepared, total: Sum, most: Option<usize>) -> Attributed {
    let first = prepared.elements.first().map(|element| element.instrument.clone());
    let parts = BTreeMap::from([(first.unwrap_or_default(), total)]);
    Attributed {
        fallback: Some(fallback(prepared, "whole", most)),
        ..Attributed::without_both("whole", parts)
    }
}

/// The net cost of each element where that takes no further run: without a reform, of one element, and of too many.
pub(super) fn known_at_once(prepared: &Prepared, before: &[Flow], after: &[Flow]) -> Option<Attributed> {
    if prepared.reform.is_none() {
        return Some(Attributed::without_both("level", BTreeMap::new()));
    }
    let total = public_balance(before) - public_balance(after);
    match prepared.elements.as_slice() {
        [only] => {
            // In every order it is the first and the last.
            let parts = BTreeMap::from([(only.instrument.clone(), total)]);
            Some(Attributed {
                name: asked(prepared).0.name(),
                stacked: Some(parts.clone()),
                shapley: Some(parts.clone()),
                parts,
                fallback: None,
            })
        }
        elements if elements.len() > MOST_ELEMENTS => Some(whole(prepared, total, Some(MOST_ELEMENTS))),
        _ => None,
    }
}

/// Divides the net cost of a reform among its elements.
///
/// # Errors
/// A law of some of the elements that cannot be run.
pub(super) fn attribute(
    run: &Run<'_>,
    schema: &Schema,
    progress: &Progress<'_>,
) -> Result<Attributed, Vec<Diagnostic>> {
    let (prepared, parts) = (run.prepared, run.parts);
    let [before, after] = run.ledgers();
    let held = run.held();
    let Some(held) = held else {
        return divide(prepared, schema, parts, (&before, &after), false, progress);
    };
    let mut attributed = divide(prepared, schema, parts, (&before, &held), true, progress)?;
    let states = public_balance(&held) - public_balance(&after);
    let Attributed {
        parts,
        stacked,
        shapley,
        ..
    } = &mut attributed;
    for shares in [Some(parts), stacked.as_mut(), shapley.as_mut()].into_iter().flatten() {
        shares.insert(CHANGED_STATES.to_string(), states);
    }
    Ok(attributed)
}

/// The part of a net cost that no instrument has: what changes because the people have become others.
pub const CHANGED_STATES: &str = "changed_states";

/// Divides the difference of two ledgers among the elements of a reform; `held`: all on the people as the baseline law leaves them.
fn divide(
    prepared: &Prepared,
    schema: &Schema,
    parts: &[Population],
    (before, after): (&[Flow], &[Flow]),
    held: bool,
    progress: &Progress<'_>,
) -> Result<Attributed, Vec<Diagnostic>> {
    if let Some(known) = known_at_once(prepared, before, after) {
        return Ok(known);
    }
    let elements = &prepared.elements;
    let total = public_balance(before) - public_balance(after);
    let count = elements.len();
    let (mut asked, mut fallback) = asked(prepared);
    let all: Set = (1 << count) - 1;
    let order = Order::of(prepared);
    let mut drawn: Vec<Vec<usize>> = Vec::new();
    if let Some(orders) = fallback.as_ref().and_then(|why| why.orders) {
        match order.drawn(prepared.study.options.seed, orders) {
            Some(orders) => drawn = orders,
            // Hardly any order puts first what is read: they cannot be drawn fairly.
            None => {
                asked = Attribution::Stacked;
                fallback = Some(self::fallback(prepared, asked.name(), Some(SHAPLEY_ELEMENTS)));
            }
        }
    }
    // Each set is followed by that with one more element, in an order in which each makes a law.
    let steps = steps_of(&order.sequence);
    let sets: BTreeSet<Set> = match asked {
        Attribution::LastIn => (0..count).map(|at| all & !(1 << at)).collect(),
        Attribution::Stacked => steps.iter().copied().collect(),
        Attribution::Shapley if !drawn.is_empty() => {
            let orders = drawn.iter().chain([&order.sequence]);
            orders.flat_map(|order| steps_of(order)).collect()
        }
        Attribution::Shapley => (0..=all).filter(|set| order.allows(*set)).collect(),
    };
    let mut balances = match balances(prepared, schema, parts, (sets.clone(), all), held, progress) {
        Ok(balances) => balances,
        Err(Failed::Running(problems)) => return Err(problems),
        // Elements that cannot stand alone (one reads another) are not told apart.
        Err(Failed::Compiling) => return Ok(whole(prepared, total, None)),
    };
    balances.extend([(0, public_balance(before)), (all, public_balance(after))]);
    let cost = |without: Set, with: Set| balances[&without] - balances[&with];
    let named = |at: usize, share: Sum| (elements[at].instrument.clone(), share);
    let last_in = || (0..count).map(|at| named(at, cost(all & !(1 << at), all))).collect();
    let stacked = || {
        let step = |(at, set): (&usize, &Set)| named(*at, cost(*set, set | 1 << at));
        order.sequence.iter().zip(&steps).map(step).collect()
    };
    // Each order's parts add up to the whole, and so do their sums; the last takes the remainder of the division.
    let mean_of_drawn = || {
        let mut sums = vec![Sum(0); count];
        for own in &drawn {
            for (at, set) in own.iter().zip(steps_of(own)) {
                sums[*at].0 += cost(set, set | 1 << at).0;
            }
        }
        let mut left = total;
        let share = |at: usize| {
            let share = match at + 1 == count {
                true => left,
                false => Sum(sums[at].0.div_euclid(drawn.len() as i128)),
            };
            left = left - share;
            named(at, share)
        };
        (0..count).map(share).collect()
    };
    let shapley = || {
        if !drawn.is_empty() {
            return mean_of_drawn();
        }
        let orders = order.count(&sets, all);
        let mut left = total;
        let share = |at: usize| {
            let own: Set = 1 << at;
            let mut weighted = 0i128;
            for set in sets
                .iter()
                .filter(|set| **set & own == 0 && sets.contains(&(**set | own)))
            {
                weighted += cost(*set, set | own).0 * orders.before[set] * orders.after[&(set | own)];
            }
            // The last takes the remainder, so that the column adds up to the last bit.
            let share = if at + 1 == count {
                left
            } else {
                Sum(weighted.div_euclid(orders.before[&all]))
            };
            left = left - share;
            named(at, share)
        };
        (0..count).map(share).collect()
    };
    let stacked: Option<Shares> = (asked != Attribution::LastIn).then(stacked);
    let shapley: Option<Shares> = (asked == Attribution::Shapley).then(shapley);
    let parts = match (asked, &stacked, &shapley) {
        (Attribution::Shapley, _, Some(shares)) | (Attribution::Stacked, Some(shares), _) => shares.clone(),
        _ => last_in(),
    };
    Ok(Attributed {
        name: asked.name(),
        parts,
        stacked,
        shapley,
        fallback,
    })
}

/// Why the balances of some elements alone are not known.
enum Failed {
    /// Some set of elements makes no law.
    Compiling,
    /// A law of some set cannot be run, which has to be told: dividing the cost in another way would hide it.
    Running(Vec<Diagnostic>),
}

/// The public balance under the baseline with each set of elements.
fn balances(
    prepared: &Prepared,
    schema: &Schema,
    parts: &[Population],
    (sets, all): (BTreeSet<Set>, Set),
    held: bool,
    progress: &Progress<'_>,
) -> Result<BTreeMap<Set, Sum>, Failed> {
    let sets: Vec<Set> = sets.into_iter().filter(|set| *set != 0 && *set != all).collect();
    let mut balances = BTreeMap::new();
    for some in sets.chunks(LAWS_AT_ONCE) {
        balances.extend(balances_of_some(prepared, schema, parts, some, held, progress)?);
    }
    Ok(balances)
}

/// Those of some sets. Their laws are compiled into one graph, where what they share is worked out once.
fn balances_of_some(
    prepared: &Prepared,
    schema: &Schema,
    parts: &[Population],
    sets: &[Set],
    held: bool,
    progress: &Progress<'_>,
) -> Result<Vec<(Set, Sum)>, Failed> {
    let mut laws: Vec<Law> = Vec::with_capacity(sets.len() + 1);
    // The law whose levers make the people of all others.
    laws.extend(held.then(|| prepared.baseline.clone()));
    for set in sets {
        let chosen: Vec<&Element> = prepared
            .elements
            .iter()
            .enumerate()
            .filter(|(at, _)| set & (1 << at) != 0)
            .map(|(_, element)| element)
            .collect();
        let mut law = prepared.law_with(&chosen).map_err(|_| Failed::Compiling)?;
        law.levers_of = held.then_some(0);
        // What the year begins with is what the whole reform has left, whatever part of it holds in the year.
        if let Some(reform) = &prepared.reform {
            law.run_year.balances = reform.run_year.balances.clone();
            law.run_year.left_under = reform.run_year.left_under;
        }
        laws.push(law);
    }
    let schema = Schema {
        shared_values: true,
        totals_only: true,
        ..schema.clone()
    };
    let program = compile(&laws, &schema, prepared.date).map_err(|_| Failed::Compiling)?;
    let mut totals: Vec<_> = program.laws.iter().flat_map(ledger_nodes).collect();
    totals.sort();
    totals.dedup();
    let request = Request {
        totals,
        columns: Vec::new(),
    };
    let seed = prepared.study.options.seed;
    let exponent = parts[0].weight_scale().exact_exponent;
    let outcome = run(&program, parts, seed, &request, &[], Vec::new(), progress).map_err(|mut problems| {
        for problem in problems.iter_mut().filter(|problem| problem.code != "cancelled") {
            problem
                .message
                .push_str(", when the net cost is divided and only some parts of the reform hold");
        }
        Failed::Running(problems)
    })?;
    Ok(sets
        .iter()
        .zip(&program.laws[usize::from(held)..])
        .map(|(set, law)| (*set, public_balance(&ledger(law, &outcome, exponent))))
        .collect())
}
