//! What flows into the funds of a system, what is claimed of them, and which share of it they pay.

use super::{CompiledFund, Compiler, Context, Key, Owner, Type, Typed};
use crate::document::{Source, Span};
use crate::rules::ParameterValue;
use crate::rules::unit::Unit;
use crate::simulation::{BinaryOperation, Global, Level, NodeId, Operation};
use crate::system::{FUND_SHARE, WhenEmpty};

impl<'a> Compiler<'a> {
    /// What flows into a fund, and what is claimed of it, by instrument.
    fn fund_movements(
        &mut self,
        law: usize,
        fund: &str,
        source: &Source,
        span: &Span,
    ) -> Option<(Vec<NodeId>, Vec<NodeId>)> {
        let laws = self.laws;
        let (mut inflows, mut claims) = (Vec::new(), Vec::new());
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            if !instrument.kind.pays() {
                continue;
            }
            if instrument.fills(fund) {
                let value = self.paid(law, at, source, span)?;
                let level = self.level_of(law, at)?;
                inflows.push(self.spread_rows(&value, level));
            }
            if instrument.is_paid_by(fund) {
                let level = self.level_of(law, at)?;
                let value = self.rationed(law, at, level, source, span)?;
                let rows = self.spread_rows(&value, level);
                claims.push(self.graph.add(Operation::Grid(rows), level));
            }
        }
        Some((inflows, claims))
    }

    /// `fund.to_share`: what the programmes of the instrument's fund share in the year. What flows into the fund; where nothing fills it,
    /// what it holds at the start of the year.
    pub(super) fn amount_to_share(&mut self, context: &Context<'a>, span: &Span) -> Option<Typed> {
        let laws = self.laws;
        let law = self.still(context.law);
        let used = match context.owner {
            Owner::Instrument(at) => self.instrument(context.law, at).fund.as_ref(),
            _ => None,
        };
        let system = &laws[law].system;
        let declared = used.and_then(|used| system.funds.iter().find(|fund| fund.name == used.name));
        let Some(declared) = declared else {
            self.unknown(
                context,
                "fund.to_share",
                span,
                "a fund under [fund] of the file, which the system has",
            );
            return None;
        };
        let mut sum: Option<Typed> = None;
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            if !instrument.fills(&declared.name) || !instrument.kind.pays() {
                continue;
            }
            let paid = self.paid(law, at, context.source, span)?;
            if paid.level == Level::Scalar && self.graph.as_constant(paid.node) == Some(0.0) {
                continue;
            }
            let level = self.level_of(law, at)?;
            let rows = self.spread_rows(&paid, level);
            let value = self.graph.add(Operation::Grid(rows), level);
            let slot = self.found_once(&[0.0], |slot| Global::Total {
                value,
                by: None,
                slot,
                length: 1,
            });
            let node = self.graph.add(Operation::Slot(slot), Level::Scalar);
            let node = match &sum {
                None => node,
                Some(before) => {
                    let add = Operation::Binary(BinaryOperation::Add, before.node, node);
                    self.graph.add(add, Level::Scalar)
                }
            };
            sum = Some(Typed::new(node, Type::Number(Unit::MONEY), Level::Scalar).within(0.0, f64::INFINITY));
        }
        if sum.is_some() {
            return sum;
        }
        let terms = self.fund_terms(law, declared)?;
        let balances = laws[law].run_year.balances.as_ref();
        let held = balances.and_then(|balances| balances.get(&declared.name).copied());
        let held = held.unwrap_or(terms.opening_balance);
        let node = self.graph.constant(if held > 0.0 { held } else { 0.0 });
        Some(Typed::new(node, Type::Number(Unit::MONEY), Level::Scalar).within(0.0, f64::INFINITY))
    }

    /// Where the shares stand that the fund's programmes reserve of what they share.
    fn reserved(&mut self, law: usize, fund: &str) -> Option<Vec<u32>> {
        let laws = self.laws;
        let mut slots = Vec::new();
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            let Some(parameter) = instrument.parameter(FUND_SHARE) else {
                continue;
            };
            if !instrument.is_paid_by(fund) || self.is_off(law, at) {
                continue;
            }
            let owner = Owner::Instrument(at);
            if let (ParameterValue::Number(share), set_by) = self.decoded(law, owner, parameter)? {
                let (origin, root) = (self.origin(law, owner, parameter, set_by), self.root(law));
                slots.push(self.slots.place(origin, root, &[share]));
            }
        }
        Some(slots)
    }

    /// The funds of a law's system with what flows in, what is claimed and what is paid.
    pub(super) fn funds(&mut self, law: usize) -> Option<Vec<CompiledFund>> {
        let laws = self.laws;
        let system = &laws[law].system;
        let mut funds = Vec::with_capacity(system.funds.len());
        for fund in &system.funds {
            let (inflows, claims) = self.fund_movements(law, &fund.name, &system.source, &(0..0))?;
            let terms = self.fund_terms(law, fund)?;
            let balances = laws[law].run_year.balances.as_ref();
            let held = balances.and_then(|balances| balances.get(&fund.name).copied());
            let mut paid = Vec::new();
            for (at, instrument) in laws[law].instruments.iter().enumerate() {
                if instrument.kind.pays() && instrument.is_paid_by(&fund.name) {
                    let value = self.paid(law, at, &system.source, &(0..0))?;
                    let level = self.level_of(law, at)?;
                    paid.push(self.spread_rows(&value, level));
                }
            }
            funds.push(CompiledFund {
                name: fund.name.clone(),
                inflows,
                claims,
                paid,
                when_empty: terms.when_empty,
                interest: terms.interest,
                opening: held.unwrap_or(terms.opening_balance),
                by_month: balances.is_some(),
                reserved: self.reserved(law, &fund.name)?,
            });
        }
        Some(funds)
    }

    /// The share of its claims that a fund pays; `None` inside when the budget tops it up.
    pub(super) fn fund_share(&mut self, law: usize, fund: &str, source: &Source, span: &Span) -> Option<Option<Typed>> {
        // What one household claims moves no share.
        let law = self.still(law);
        let laws = self.laws;
        let system = &laws[law].system;
        let Some(declared) = system.funds.iter().find(|known| known.name == fund) else {
            let known = system
                .funds
                .iter()
                .map(|fund| fund.name.clone())
                .collect::<Vec<_>>()
                .join(", ");
            let fund_span = laws[law].instruments.iter().find_map(|i| {
                i.fund
                    .as_ref()
                    .filter(|f| f.name == fund)
                    .map(|f| (i.source.clone(), f.span.clone()))
            });
            let (file, place) = fund_span.unwrap_or((source.clone(), span.clone()));
            self.collector(&file).report(
                "unknown-name",
                "fund.name",
                &place,
                format!("the system has no fund `{fund}`"),
                fund,
                known,
                "declare it under [funds] of the system",
            );
            return None;
        };
        let terms = self.fund_terms(law, declared)?;
        if terms.when_empty == WhenEmpty::TopUp {
            return Some(None);
        }
        let balances = laws[law].run_year.balances.as_ref();
        let held = balances.and_then(|balances| balances.get(fund).copied());
        let opening = held.unwrap_or(terms.opening_balance);
        let by_month = balances.map(|_| terms.interest);
        let value = self.remember(
            Key::FundShare(law, fund.to_string()),
            format!("the fund {fund}"),
            source,
            span,
            |compiler| {
                let (inflows, claims) = compiler.fund_movements(law, fund, source, span)?;
                let opening = compiler.graph.constant(opening);
                let slot = compiler.found_once(&[1.0], |slot| Global::FundShare {
                    opening,
                    inflows: inflows.clone(),
                    claims: claims.clone(),
                    by_month,
                    slot,
                });
                let node = compiler.graph.add(Operation::Slot(slot), Level::Scalar);
                Some(Typed::new(node, Type::Number(Unit::NUMBER), Level::Scalar).within(0.0, 1.0))
            },
        )?;
        Some(Some(value))
    }
}
