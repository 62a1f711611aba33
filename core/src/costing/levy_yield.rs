//! What is left of a levy: from what it would bring if its base stood still to what government keeps; who bears it; where in the economy it
//! arises; and what government gains or loses because automation is slower.
//!
//! Four laws are compiled together and three of them run: the law; the law without what gives the levy back and without who bears it, on the
//! same people; and that law on the people as they would be if the levy slowed nothing. Each step is a difference of exact sums.

use serde::{Deserialize, Serialize};

use super::cost::schema_of;
use super::disclosure::value_texts;
use super::groups::labels;
use super::ledger::{Flow, ledger, ledger_nodes};
use super::prepare::Prepared;
use super::results::{Results, Title};
use crate::document::Diagnostic;
use crate::numeric::sum::{Sum, Totals};
use crate::population::Population;
use crate::rules::compile::{CompiledEconomy, CompiledLaw, CompiledYield, Schema, compile};
use crate::rules::{Account, EconomyRules, Instrument, Kind, YieldRules};
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

/// The economy that a levy falls on, by a category of persons, under the law that has the levy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevyEconomy {
    /// The column of the category.
    pub by: String,
    /// The columns of the rows.
    pub columns: Vec<EconomyColumnTitle>,
    /// One row a value that anybody has.
    pub rows: Vec<EconomyRow>,
}

/// A column of the economy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EconomyColumnTitle {
    /// Its name.
    pub name: String,
    /// Its title in English.
    pub en: String,
    /// Its title in Chinese.
    pub zh: String,
    /// Whether it is money; else persons.
    pub is_money: bool,
}

/// A value of the category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EconomyRow {
    /// The value; `rest` for what arises with nobody.
    pub group: String,
    /// The columns' sums.
    pub values: Vec<f64>,
    /// The levy that arises there; the rows add up to the statutory yield.
    pub levy: f64,
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
    let mut found = Vec::new();
    for file in &law.instruments {
        if let Some(rules) = &file.levy_yield
            && !law.abolishes(&file.name)
        {
            found.push(levy_yield(prepared, parts, law, (file, rules), progress)?);
        }
    }
    Ok(found)
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

fn levy_yield(
    prepared: &Prepared,
    parts: &[Population],
    law: &Law,
    (file, rules): (&Instrument, &YieldRules),
    progress: &Progress<'_>,
) -> Result<LevyYield, Vec<Diagnostic>> {
    let schema = Schema {
        shared_values: true,
        ..schema_of(prepared, parts)?
    };
    let program = compile(&laws(law, &file.name, rules), &schema, prepared.date)?;
    let own = |law: usize| -> &CompiledYield {
        let mut yields = program.laws[law].yields.iter();
        // The file stands in all of the laws.
        yields
            .find(|own| own.instrument == file.name)
            .unwrap_or(&program.laws[law].yields[0])
    };
    let run_laws = [WHOLE, BARE, UNSLOWED];
    let mut totals: Vec<NodeId> = run_laws
        .iter()
        .flat_map(|law| ledger_nodes(&program.laws[*law]))
        .collect();
    let displaced = |law: usize| program.laws[law].cover.as_ref().map(|cover| cover.displaced);
    totals.extend([WHOLE, UNSLOWED].map(|law| own(law).before_response));
    totals.extend([WHOLE, UNSLOWED].into_iter().filter_map(displaced));
    let economy = own(WHOLE).economy.as_ref();
    // In total too, which asks of every amount whether it fits the ledger.
    totals.extend(economy.map_or(Vec::new(), columns_of));
    totals.sort();
    totals.dedup();
    let request = Request {
        totals,
        columns: economy.map_or(Vec::new(), columns_of),
    };
    let seed = prepared.study.options.seed;
    let outcome = run(&program, parts, seed, &request, &[], Vec::new(), progress)?;
    let exponent = parts.first().map_or(0, |part| part.weight_scale().exact_exponent);
    let told = |sum: Sum| sum.to_f64(exponent);
    let total = |node: NodeId| outcome.totals[&node].sum;
    let books = |at: usize| ledger(&program.laws[at], &outcome, exponent);
    let (whole, bare, unslowed) = (books(WHOLE), books(BARE), books(UNSLOWED));
    let paid = |name: &str| {
        let mut instruments = program.laws[WHOLE].instruments.iter();
        instruments
            .find(|own| own.name == name)
            .map_or(Sum(0), |own| total(own.paid))
    };
    let statutory = paid(&file.name);
    let (unanswered, standing) = (total(own(UNSLOWED).before_response), total(own(WHOLE).before_response));
    let offsets: Vec<&str> = rules.offsets.iter().map(|(name, _)| name.as_str()).collect();
    let given = offsets.iter().fold(Sum(0), |sum, name| Sum(sum.0 + paid(name).0));
    let apart: Vec<&str> = std::iter::once(file.name.as_str()).chain(offsets.clone()).collect();
    let incidence = Effects::between(&bare, &whole, &program.laws[WHOLE], &apart);
    let slowing = Effects::between(&unslowed, &bare, &program.laws[WHOLE], &apart);
    let net = Sum(statutory.0 - given.0 + incidence.total().0);
    let lost_work = |law: usize| displaced(law).map(total);
    let kept = lost_work(WHOLE).zip(lost_work(UNSLOWED));
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
        work_kept: kept.map(|(with, without)| told(without - with)),
        bearers: bearers((law, rules), &paid, statutory, exponent),
        economy: match (economy, &rules.economy) {
            (Some(nodes), Some(rules)) => by_category(prepared, parts, (nodes, rules), &outcome, statutory),
            _ => None,
        },
    })
}

/// Who bears what is paid: government by what it gives back, households, and the rest.
fn bearers(
    (law, rules): (&Law, &YieldRules),
    paid: &dyn Fn(&str) -> Sum,
    statutory: Sum,
    exponent: i32,
) -> Vec<LevyBearer> {
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
        let amount = paid(name);
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

fn columns_of(economy: &CompiledEconomy) -> Vec<NodeId> {
    let mut nodes = vec![economy.code, economy.arises_with];
    nodes.extend(economy.columns.iter().map(|(_, node, _)| *node));
    nodes.sort();
    nodes.dedup();
    nodes
}

/// Sums by the category. The levy is divided in proportion to what it arises with; the last value takes what rounding leaves.
fn by_category(
    prepared: &Prepared,
    parts: &[Population],
    (nodes, rules): (&CompiledEconomy, &EconomyRules),
    outcome: &Outcome,
    levy: Sum,
) -> Option<LevyEconomy> {
    let first = parts.first()?;
    let labels = labels(prepared, first, &nodes.by)?;
    let exponent = first.weight_scale().exact_exponent;
    let wanted: Vec<NodeId> = std::iter::once(nodes.arises_with)
        .chain(nodes.columns.iter().map(|(_, node, _)| *node))
        .collect();
    let mut sums = vec![vec![Totals::default(); wanted.len()]; labels.len()];
    let mut persons = vec![0usize; labels.len()];
    for (part, columns) in parts.iter().zip(&outcome.columns) {
        let offsets: &[u32] = part.entities[0].household_offsets.as_deref().unwrap_or_default();
        let codes = &columns[&nodes.code];
        let mut rows: Vec<(Vec<u32>, Vec<u32>)> = vec![Default::default(); labels.len()];
        for (household, range) in (0u32..).zip(offsets.windows(2)) {
            for person in range[0]..range[1] {
                if let Some(own) = rows.get_mut(codes[person as usize] as usize) {
                    own.0.push(person);
                    own.1.push(household);
                }
            }
        }
        for (group, (people, households)) in rows.iter().enumerate() {
            let weights = part.weights.of_rows(households);
            persons[group] += people.len();
            for (at, node) in wanted.iter().enumerate() {
                let own: Vec<f64> = people.iter().map(|row| columns[node][*row as usize]).collect();
                sums[group][at].merge(&Totals::of(&own, weights.as_slice()));
            }
        }
    }
    let whole: i128 = sums.iter().map(|own| own[0].sum.0).sum();
    let last = sums.iter().rposition(|own| own[0].sum.0 != 0);
    let mut left = levy;
    let mut rows = Vec::new();
    for (group, own) in sums.iter().enumerate().filter(|(group, _)| persons[*group] > 0) {
        let share = match own[0].sum.0 {
            0 => Sum(0),
            // In proportion to nothing, or to less: it arises with nobody.
            _ if whole <= 0 => Sum(0),
            _ if last == Some(group) => left,
            part => Sum::nearest(levy.to_f64(exponent) * (part as f64 / whole as f64), exponent),
        };
        left = left - share;
        rows.push(EconomyRow {
            group: labels[group].clone(),
            values: own[1..].iter().map(|own| own.sum.to_f64(exponent)).collect(),
            levy: share.to_f64(exponent),
        });
    }
    if left.0 != 0 {
        rows.push(EconomyRow {
            group: "rest".to_string(),
            values: vec![0.0; wanted.len() - 1],
            levy: left.to_f64(exponent),
        });
    }
    let columns = nodes.columns.iter().map(|(name, _, is_money)| {
        let own = rules.columns.iter().find(|own| own.name == *name);
        let title = |language: &str| own.map_or(name.clone(), |own| own.title.in_language(language).to_string());
        EconomyColumnTitle {
            name: name.clone(),
            en: title("en"),
            zh: title("zh"),
            is_money: *is_money,
        }
    });
    Some(LevyEconomy {
        by: nodes.by.clone(),
        columns: columns.collect(),
        rows,
    })
}
