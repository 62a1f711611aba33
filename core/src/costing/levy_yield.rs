//! What is left of a levy: from what it would bring if its base stood still to what government keeps; who bears it; where in the economy it
//! arises; and what government gains or loses because automation is slower.
//!
//! Four laws are compiled together and three of them run: the law; the law without what gives the levy back and without who bears it, on the
//! same people; and that law on the people as they would be if the levy slowed nothing. Each step is a difference of exact sums. The net yield
//! alone takes the first two.

use serde::{Deserialize, Serialize};

use super::cost::schema_of;
use super::disclosure::value_texts;
use super::ledger::{Flow, ledger, ledger_nodes};
use super::levy_economy::{LevyEconomy, by_category, columns_of};
use super::prepare::Prepared;
use super::results::{Results, Title};
use crate::document::Diagnostic;
use crate::numeric::sum::Sum;
use crate::population::Population;
use crate::rules::compile::{CompiledLaw, CompiledYield, Program, Schema, compile};
use crate::rules::{Account, Instrument, Kind, YieldRules};
use crate::simulation::{NodeId, Outcome, Progress, Request, run};
use crate::system::Law;

/// What is left of a levy, a year. Losses are below zero, so that each figure is the sum of those above it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevyYield {
    /// The levy.
    pub instrument: String,
    /// What it would bring if nobody answered to it: its rate on the base as it is without the levy.
    pub static_yield: f64,
    /// What is lost of that because automation is slower: fewer jobs are taken, less is gained and spent on it.
    pub slower_adoption: f64,
    /// What is lost because the base that is there shrinks or moves away.
    pub own_erosion: f64,
    /// What is paid: the sum of the three.
    pub statutory_yield: f64,
    /// What government gives back, such as the profit tax that a deductible levy saves.
    pub given_back: f64,
    /// What other revenue and spending lose because incomes bear the levy.
    pub incidence: LevyEffects,
    /// What government keeps: the statutory yield, what is given back, and the incidence's total.
    pub net_yield: f64,
    /// The net yield as a share of the statutory yield; None where nothing is paid.
    pub net_share: Option<f64>,
    /// Beside the yield: what other revenue and spending gain or lose because automation is slower.
    pub slowing: LevyEffects,
    /// Persons who keep their work because automation is slower; None without a scenario.
    pub work_kept: Option<f64>,
    /// Who bears what is paid; adds up to the statutory yield.
    pub bearers: Vec<LevyBearer>,
    /// Where it arises; None where the levy's file does not say, or the people have no such column.
    pub economy: Option<LevyEconomy>,
}

/// What happens to the balance of government and its funds beside the levy itself. Positive: government gains.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LevyEffects {
    /// Taxes.
    pub taxes: f64,
    /// Contributions of employees and employers.
    pub contributions: f64,
    /// Benefits and all other revenue and spending of government.
    pub benefits: f64,
    /// What the funds pay, and the interest that they bear.
    pub funds: f64,
    /// All of these.
    pub total: f64,
}

/// Who bears a part of a levy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevyBearer {
    /// `government`, by what it gives back; `households`; `rest`: owners abroad, and profit that is not distributed.
    pub bearer: String,
    /// The instrument that says so; empty for the rest.
    pub instrument: String,
    /// The amount a year, before what a lower income saves in taxes.
    pub amount: f64,
}

/// Where the laws of a levy stand in the program.
const WHOLE: usize = 0;
const BARE: usize = 1;
const WITHOUT: usize = 2;
const UNSLOWED: usize = 3;

/// Tells what is left of the levies in the results of a run, by runs of its own, and how the values are called by which the economy is shown.
/// Nothing is told where no levy in force says what is told of its yield. No fingerprint covers it.
///
/// # Errors
/// Those of [`levy_yields`].
pub fn add_levy_yields(
    prepared: &Prepared,
    parts: &[Population],
    results: &mut Results,
    progress: &Progress<'_>,
) -> Result<(), Vec<Diagnostic>> {
    results.levy_yields = levy_yields(prepared, parts, progress)?;
    for economy in results.levy_yields.iter().filter_map(|own| own.economy.as_ref()) {
        let of = format!("value of {}", economy.by);
        for row in &economy.rows {
            let known = |title: &Title| title.of == of && title.name == row.group;
            if let Some(texts) = value_texts(&prepared.system, &economy.by, &row.group)
                && !results.titles.iter().any(known)
            {
                results.titles.push(Title {
                    of: of.clone(),
                    name: row.group.clone(),
                    en: texts.in_language("en").to_string(),
                    zh: texts.in_language("zh").to_string(),
                });
            }
        }
    }
    Ok(())
}

/// What is left of each levy in force whose file says what is told of its yield, in the order of the law: the reform's where there is one,
/// else the baseline's. Of one year.
///
/// # Errors
/// Those of [`cost`](super::cost()).
pub fn levy_yields(
    prepared: &Prepared,
    parts: &[Population],
    progress: &Progress<'_>,
) -> Result<Vec<LevyYield>, Vec<Diagnostic>> {
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let told = levies(law).map(|levy| levy_yield(prepared, parts, law, levy, progress));
    told.collect()
}

/// The levies of a law in force whose files say what is told of their yield.
pub(super) fn levies(law: &Law) -> impl Iterator<Item = (&Instrument, &YieldRules)> {
    let in_force = law.instruments.iter().filter(|file| !law.abolishes(&file.name));
    in_force.filter_map(|file| Some((file.as_ref(), file.levy_yield.as_ref()?)))
}

/// Whether a levy in force says what is told of its yield, so that [`levy_yields`] has something to tell.
pub fn tells_levy_yields(prepared: &Prepared) -> bool {
    levies(prepared.reform.as_ref().unwrap_or(&prepared.baseline))
        .next()
        .is_some()
}

/// The net yields of all of these levies together, as [`levy_yields`] tells them; None where there are none.
///
/// # Errors
/// Those of [`levy_yields`].
pub(super) fn net_yield(
    prepared: &Prepared,
    parts: &[Population],
    progress: &Progress<'_>,
) -> Result<Option<f64>, Vec<Diagnostic>> {
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let mut all: Option<f64> = None;
    for (file, rules) in levies(law) {
        let mut wanted = laws(law, &file.name, rules);
        wanted.truncate(BARE + 1);
        // Nothing gives it back and nobody bears it: the two are one.
        if wanted[BARE].removed == wanted[WHOLE].removed {
            wanted.truncate(BARE);
        }
        let schema = Schema {
            shared_values: true,
            ..schema_of(prepared, parts)?
        };
        let program = compile(&wanted, &schema, prepared.date)?;
        let totals: Vec<NodeId> = program.laws.iter().flat_map(ledger_nodes).collect();
        let books = Books::of(prepared, parts, program, (totals, Vec::new()), progress)?;
        let (_, _, _, net) = books.net(&file.name, rules);
        all = Some(all.unwrap_or(0.0) + net.to_f64(books.exponent));
    }
    Ok(all)
}

/// The four laws: whole, without what gives back and who bears, without the levy, and the second on the people of the third.
fn laws(law: &Law, levy: &str, rules: &YieldRules) -> Vec<Law> {
    let also = |names: &mut dyn Iterator<Item = &str>| -> Vec<String> {
        let names = names.filter(|name| law.instrument(name).is_some()).map(str::to_string);
        law.removed.iter().cloned().chain(names).collect()
    };
    let beside = rules.offsets.iter().chain(&rules.incidence);
    let removed = also(&mut beside.map(|(name, _)| name.as_str()));
    let whole = Law {
        label: "whole".to_string(),
        ..law.clone()
    };
    let bare = Law {
        label: "bare".to_string(),
        removed: removed.clone(),
        levers_of: Some(WHOLE),
        ..law.clone()
    };
    let without = Law {
        label: "without".to_string(),
        removed: also(&mut [levy].into_iter()),
        ..law.clone()
    };
    let unslowed = Law {
        label: "unslowed".to_string(),
        removed,
        levers_of: Some(WITHOUT),
        ..law.clone()
    };
    vec![whole, bare, without, unslowed]
}

/// Laws that ran together, the first of them whole and the second, where there is one, without what gives the levy back and who bears it.
struct Books {
    program: Program,
    outcome: Outcome,
    exponent: i32,
}

impl Books {
    fn of(
        prepared: &Prepared,
        parts: &[Population],
        program: Program,
        (mut totals, columns): (Vec<NodeId>, Vec<NodeId>),
        progress: &Progress<'_>,
    ) -> Result<Books, Vec<Diagnostic>> {
        totals.sort();
        totals.dedup();
        let request = Request { totals, columns };
        let seed = prepared.study.options.seed;
        let outcome = run(&program, parts, seed, &request, &[], Vec::new(), progress)?;
        let exponent = parts.first().map_or(0, |part| part.weight_scale().exact_exponent);
        Ok(Books {
            program,
            outcome,
            exponent,
        })
    }

    fn ledger(&self, law: usize) -> Vec<Flow> {
        ledger(&self.program.laws[law], &self.outcome, self.exponent)
    }

    fn total(&self, node: NodeId) -> Sum {
        self.outcome.totals[&node].sum
    }

    /// What an instrument of the whole law pays or takes; nothing where the law has it not.
    fn paid(&self, name: &str) -> Sum {
        let mut instruments = self.program.laws[WHOLE].instruments.iter();
        let own = instruments.find(|own| own.name == name);
        own.map_or(Sum(0), |own| self.total(own.paid))
    }

    /// What a levy brings, what of it is given back, what lower incomes do to other revenue and spending, and what is left.
    fn net(&self, levy: &str, rules: &YieldRules) -> (Sum, Sum, Effects, Sum) {
        let statutory = self.paid(levy);
        let mut given = Sum(0);
        for (name, _) in &rules.offsets {
            given.0 += self.paid(name).0;
        }
        let incidence = match self.program.laws.len() {
            1 => Effects::default(),
            _ => self.between(BARE, WHOLE, &apart(levy, rules)),
        };
        let net = Sum(statutory.0 - given.0 + incidence.total().0);
        (statutory, given, incidence, net)
    }

    fn between(&self, before: usize, after: usize, apart: &[&str]) -> Effects {
        let (before, after) = (self.ledger(before), self.ledger(after));
        Effects::between(&before, &after, &self.program.laws[WHOLE], apart)
    }
}

/// The levy and what gives it back: lines of their own.
fn apart<'a>(levy: &'a str, rules: &'a YieldRules) -> Vec<&'a str> {
    let offsets = rules.offsets.iter().map(|(name, _)| name.as_str());
    std::iter::once(levy).chain(offsets).collect()
}

fn levy_yield(
    prepared: &Prepared,
    parts: &[Population],
    law: &Law,
    (file, rules): (&Instrument, &YieldRules),
    progress: &Progress<'_>,
) -> Result<LevyYield, Vec<Diagnostic>> {
    let schema = Schema {
        shared_values: true,
        levy_yields: true,
        ..schema_of(prepared, parts)?
    };
    let program = compile(&laws(law, &file.name, rules), &schema, prepared.date)?;
    let own = |law: usize| -> CompiledYield {
        let yields = &program.laws[law].yields;
        let found = yields.iter().find(|own| own.instrument == file.name);
        // The file stands in all of the laws.
        found.unwrap_or(&yields[0]).clone()
    };
    let (whole, unslowed) = (own(WHOLE), own(UNSLOWED));
    let mut totals: Vec<NodeId> = [WHOLE, BARE, UNSLOWED]
        .iter()
        .flat_map(|law| ledger_nodes(&program.laws[*law]))
        .collect();
    let displaced = [WHOLE, UNSLOWED].map(|law| program.laws[law].cover.as_ref().map(|cover| cover.displaced));
    totals.extend([whole.before_response, unslowed.before_response]);
    totals.extend(displaced.iter().flatten());
    let economy = whole.economy.as_ref();
    let columns = economy.map_or(Vec::new(), columns_of);
    // In total too, which asks of every amount whether it fits the ledger.
    totals.extend(&columns);
    let books = Books::of(prepared, parts, program, (totals, columns), progress)?;
    let exponent = books.exponent;
    let told = |sum: Sum| sum.to_f64(exponent);
    let (statutory, given, incidence, net) = books.net(&file.name, rules);
    let (unanswered, standing) = (
        books.total(unslowed.before_response),
        books.total(whole.before_response),
    );
    let slowing = books.between(UNSLOWED, BARE, &apart(&file.name, rules));
    let [with, without] = displaced.map(|node| node.map(|node| books.total(node)));
    Ok(LevyYield {
        instrument: file.name.clone(),
        static_yield: told(unanswered),
        slower_adoption: told(standing - unanswered),
        own_erosion: told(statutory - standing),
        statutory_yield: told(statutory),
        given_back: told(Sum(-given.0)),
        incidence: incidence.told(exponent),
        net_yield: told(net),
        net_share: (statutory.0 != 0).then(|| told(net) / told(statutory)),
        slowing: slowing.told(exponent),
        work_kept: with.zip(without).map(|(with, without)| told(without - with)),
        bearers: bearers((law, rules), &books, statutory),
        economy: match (economy, &rules.economy) {
            (Some(nodes), Some(rules)) => by_category(prepared, parts, (nodes, rules), &books.outcome, statutory),
            _ => None,
        },
    })
}

/// Who bears what is paid: government by what it gives back, households, and the rest.
fn bearers((law, rules): (&Law, &YieldRules), books: &Books, statutory: Sum) -> Vec<LevyBearer> {
    let exponent = books.exponent;
    let mut left = statutory;
    let named = [("government", &rules.offsets), ("households", &rules.incidence)];
    let mut rows: Vec<LevyBearer> = Vec::new();
    for (bearer, (name, _)) in named
        .iter()
        .flat_map(|(bearer, names)| names.iter().map(move |own| (*bearer, own)))
    {
        if law.instrument(name).is_none_or(|_| law.abolishes(name)) {
            continue;
        }
        let amount = books.paid(name);
        left = left - amount;
        rows.push(LevyBearer {
            bearer: bearer.to_string(),
            instrument: name.clone(),
            amount: amount.to_f64(exponent),
        });
    }
    rows.push(LevyBearer {
        bearer: "rest".to_string(),
        instrument: String::new(),
        amount: left.to_f64(exponent),
    });
    rows
}

/// What the balance of government and its funds gains between two ledgers, beside some instruments.
#[derive(Debug, Clone, Copy, Default)]
struct Effects {
    taxes: Sum,
    contributions: Sum,
    benefits: Sum,
    funds: Sum,
}

impl Effects {
    fn between(before: &[Flow], after: &[Flow], law: &CompiledLaw, apart: &[&str]) -> Effects {
        let mut effects = Effects::default();
        for (flows, sign) in [(before, -1), (after, 1)] {
            for flow in flows.iter().filter(|flow| !apart.contains(&flow.name.as_str())) {
                let public = i128::from(flow.to.is_public()) - i128::from(flow.from.is_public());
                let own = law.instruments.iter().find(|own| own.name == flow.name);
                let place = match own.map(|own| own.kind) {
                    _ if flow.from == Account::Fund || flow.to == Account::Fund => &mut effects.funds,
                    Some(Kind::Tax) => &mut effects.taxes,
                    Some(Kind::Contribution | Kind::EmployerContribution) => &mut effects.contributions,
                    _ => &mut effects.benefits,
                };
                place.0 += sign * public * flow.amount.0;
            }
        }
        effects
    }

    fn total(&self) -> Sum {
        Sum(self.taxes.0 + self.contributions.0 + self.benefits.0 + self.funds.0)
    }

    fn told(&self, exponent: i32) -> LevyEffects {
        LevyEffects {
            taxes: self.taxes.to_f64(exponent),
            contributions: self.contributions.to_f64(exponent),
            benefits: self.benefits.to_f64(exponent),
            funds: self.funds.to_f64(exponent),
            total: self.total().to_f64(exponent),
        }
    }
}
