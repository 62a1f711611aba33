//! The ledger of a run: who pays whom for what, the balance of every account, and the budget by instrument.

use std::collections::BTreeMap;

use super::attribution::{Attributed, CHANGED_STATES};
use super::prepare::Prepared;
use super::results::{AccountBalance, BudgetRow, FlowRow};
use crate::numeric::sum::{Sum, Totals};
use crate::rules::compile::{CompiledFund, CompiledLaw};
use crate::rules::{Account, Kind};
use crate::simulation::{FundYear, NodeId, Outcome};
use crate::system::WhenEmpty;

/// One line of the ledger: an amount of at least 0 that one account pays another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flow {
    pub name: String,
    pub from: Account,
    pub to: Account,
    pub amount: Sum,
}

/// The nodes whose totals the ledger of a law is made of.
pub(super) fn ledger_nodes(law: &CompiledLaw) -> impl Iterator<Item = NodeId> + '_ {
    let paid = law.instruments.iter().map(|instrument| instrument.paid);
    let funds = law.funds.iter().filter(|fund| fund.moves_by_itself());
    paid.chain(law.flows.iter().map(|flow| flow.node))
        .chain(funds.flat_map(|fund| fund.inflows.iter().chain(&fund.claims).copied()))
}

/// What a fund's year moves beside what instruments pay: interest, and what the budget adds; both 0 where neither can be.
pub(super) fn fund_flows(fund: &CompiledFund, outcome: &Outcome, exponent: i32) -> [Sum; 2] {
    if !fund.moves_by_itself() {
        return [Sum(0); 2];
    }
    let total = |nodes: &[NodeId]| {
        let sum = nodes.iter().fold(0, |sum, node| sum + outcome.totals[node].sum.0);
        Sum(sum).to_f64(exponent)
    };
    let by_month = fund.by_month.then_some(fund.interest);
    let year = FundYear::new(fund.opening, total(&fund.inflows), total(&fund.claims), by_month);
    let added = if fund.when_empty == WhenEmpty::TopUp {
        year.missing
    } else {
        0.0
    };
    [year.interest, added].map(|amount| Sum::nearest(amount, exponent))
}

/// The ledger of a law. A negative amount is a flow in the other direction; `exponent` is that of the people's weights.
pub(super) fn ledger(law: &CompiledLaw, outcome: &Outcome, exponent: i32) -> Vec<Flow> {
    let mut flows = Vec::new();
    let mut post = |name: &str, from: Account, to: Account, totals: &Totals| {
        flows.push(Flow {
            name: name.to_string(),
            from,
            to,
            amount: Sum(totals.sum.0 - totals.negative_sum.0),
        });
        if totals.negative_sum.0 != 0 {
            flows.push(Flow {
                name: name.to_string(),
                from: to,
                to: from,
                amount: Sum(-totals.negative_sum.0),
            });
        }
    };
    for flow in &law.flows {
        post(&flow.name, flow.payer, Account::Households, &outcome.totals[&flow.node]);
    }
    for instrument in &law.instruments {
        post(
            &instrument.name,
            instrument.payer,
            instrument.payee,
            &outcome.totals[&instrument.paid],
        );
    }
    for fund in &law.funds {
        let [interest, added] = fund_flows(fund, outcome, exponent);
        // Whoever pays interest is not observed; a debt bears it too.
        let owner = if interest.0 < 0 {
            (Account::Fund, Account::Production)
        } else {
            (Account::Production, Account::Fund)
        };
        let budget = (Account::CentralGovernment, Account::Fund);
        for (what, (from, to), amount) in [("interest", owner, Sum(interest.0.abs())), ("top_up", budget, added)] {
            if amount.0 != 0 {
                let name = format!("{}.{what}", fund.name);
                flows.push(Flow { name, from, to, amount });
            }
        }
    }
    flows
}

/// What an account receives less what it pays.
pub(super) fn balance(flows: &[Flow], account: Account) -> Sum {
    let mut balance = Sum(0);
    for flow in flows {
        if flow.to == account {
            balance.0 += flow.amount.0;
        }
        if flow.from == account {
            balance.0 -= flow.amount.0;
        }
    }
    balance
}

/// The balance of government and its funds.
pub(super) fn public_balance(flows: &[Flow]) -> Sum {
    Sum(Account::ALL
        .iter()
        .filter(|account| account.is_public())
        .map(|account| balance(flows, *account).0)
        .sum())
}

/// What every account receives less what it pays, before and after.
pub(super) fn accounts(before: &[Flow], after: &[Flow], exponent: i32) -> Vec<AccountBalance> {
    Account::ALL
        .iter()
        .map(|account| {
            let (x, y) = (balance(before, *account), balance(after, *account));
            AccountBalance {
                account: account.name().to_string(),
                baseline: x.to_f64(exponent),
                reform: y.to_f64(exponent),
                change: (y - x).to_f64(exponent),
            }
        })
        .collect()
}

/// Who pays whom for what, before and after.
pub(super) fn flows(before: &[Flow], after: &[Flow], exponent: i32) -> Vec<FlowRow> {
    let mut rows: Vec<(String, Account, Account, Sum, Sum)> = Vec::new();
    for (list, second) in [(before, false), (after, true)] {
        for flow in list {
            let at = match rows
                .iter()
                .position(|row| row.0 == flow.name && row.1 == flow.from && row.2 == flow.to)
            {
                Some(at) => at,
                None => {
                    rows.push((flow.name.clone(), flow.from, flow.to, Sum(0), Sum(0)));
                    rows.len() - 1
                }
            };
            if second {
                rows[at].4.0 += flow.amount.0;
            } else {
                rows[at].3.0 += flow.amount.0;
            }
        }
    }
    rows.into_iter()
        .map(|(name, from, to, x, y)| FlowRow {
            name,
            from: from.name().to_string(),
            to: to.name().to_string(),
            baseline: x.to_f64(exponent),
            reform: y.to_f64(exponent),
        })
        .collect()
}

/// One row an instrument.
pub(super) fn budget(
    prepared: &Prepared,
    baseline: &CompiledLaw,
    reform: &CompiledLaw,
    outcome: &Outcome,
    attributed: &Attributed,
    exponent: i32,
) -> Vec<BudgetRow> {
    let has_reform = prepared.reform.is_some();
    let net = &attributed.parts;
    // What an instrument has no part in costs nothing of it.
    let part = |parts: &Option<BTreeMap<String, Sum>>, name: &str| {
        let own = parts.as_ref()?.get(name).copied().unwrap_or_default();
        Some(own.to_f64(exponent))
    };
    let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
    let mut rows = Vec::new();
    let names: Vec<&str> = baseline
        .instruments
        .iter()
        .chain(&reform.instruments)
        .map(|instrument| instrument.name.as_str())
        .collect();
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let of = |law: &CompiledLaw| {
            law.instruments
                .iter()
                .find(|instrument| instrument.name == name)
                .map(|instrument| outcome.totals[&instrument.paid])
        };
        let (before, after) = (of(baseline).unwrap_or_default(), of(reform).unwrap_or_default());
        let Some(instrument) = reform
            .instruments
            .iter()
            .chain(&baseline.instruments)
            .find(|instrument| instrument.name == name)
        else {
            continue;
        };
        // What the public accounts pay less what they receive.
        let public = i128::from(instrument.payer.is_public()) - i128::from(instrument.payee.is_public());
        let gross = if has_reform {
            Sum(public * (after.sum.0 - before.sum.0))
        } else {
            Sum(public * after.sum.0)
        };
        let net_cost = if has_reform {
            net.get(name).copied().unwrap_or_default()
        } else {
            gross
        };
        rows.push(BudgetRow {
            instrument: name.to_string(),
            title: law
                .instrument(name)
                .or(prepared.baseline.instrument(name))
                .map_or(String::new(), |instrument| {
                    instrument.title.in_language("en").to_string()
                }),
            kind: instrument.kind.name().to_string(),
            payer: instrument.payer.name().to_string(),
            payee: instrument.payee.name().to_string(),
            baseline_amount: before.sum.to_f64(exponent),
            reform_amount: after.sum.to_f64(exponent),
            gross_cost: gross.to_f64(exponent),
            net_cost: net_cost.to_f64(exponent),
            attribution: attributed.name.to_string(),
            stacked_cost: part(&attributed.stacked, name),
            shapley_cost: part(&attributed.shapley, name),
            recipients: after.positive_weight.to_f64(exponent),
            baseline_recipients: before.positive_weight.to_f64(exponent),
            mean_amount: Sum(after.sum.0 - after.negative_sum.0).mean(after.positive_weight),
        });
    }
    // What belongs to no instrument has a row of its own: values of the system as a whole where they cost something, and what the people
    // have become over the years.
    let system = net.get("").filter(|sum| sum.0 != 0);
    let states = net.get(CHANGED_STATES);
    // A fund whose terms the reform sets pays nothing itself; what they cost is its own.
    let none = Sum::default();
    let is_element = |name: &str| prepared.elements.iter().any(|element| element.instrument == name);
    let funds = prepared.system.funds.iter().filter(|fund| is_element(&fund.name));
    let fund_rows: Vec<(&str, &str, Option<&Sum>)> = funds
        .map(|fund| {
            let file = law.instrument(&fund.name);
            let title = file.map_or(fund.name.as_str(), |file| file.title.in_language("en"));
            (fund.name.as_str(), title, Some(net.get(&fund.name).unwrap_or(&none)))
        })
        .collect();
    let others = [
        ("system", "", "Parameters of the system as a whole", system),
        (
            CHANGED_STATES,
            CHANGED_STATES,
            "Other work, hours and pay because of the policy",
            states,
        ),
    ];
    let rows_of_funds = fund_rows.into_iter().map(|(name, title, sum)| (name, name, title, sum));
    for (name, key, title, sum) in rows_of_funds.chain(others) {
        let Some(sum) = sum else { continue };
        rows.push(BudgetRow {
            instrument: name.to_string(),
            title: title.to_string(),
            kind: Kind::Library.name().to_string(),
            payer: Account::CentralGovernment.name().to_string(),
            payee: Account::Households.name().to_string(),
            baseline_amount: 0.0,
            reform_amount: 0.0,
            gross_cost: 0.0,
            net_cost: sum.to_f64(exponent),
            attribution: attributed.name.to_string(),
            stacked_cost: part(&attributed.stacked, key),
            shapley_cost: part(&attributed.shapley, key),
            recipients: 0.0,
            baseline_recipients: 0.0,
            mean_amount: None,
        });
    }
    rows
}
