//! What redistribution is measured on beside disposable income: market income, gross income and taxes, equivalised alike.

use super::concept::Leaf;
use super::{Compiler, Type, Typed};
use crate::document::Span;
use crate::rules::instrument::PaidTo;
use crate::rules::unit::Unit;
use crate::simulation::{BinaryOperation, HOUSEHOLD, NodeId, Operation};

/// The concept that is income before taxes and benefits.
const MARKET: &str = "market_income";
/// The concept that is income before taxes.
const GROSS: &str = "gross_income";

/// Equivalised incomes of each household, on the ledger's grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedistributionNodes {
    /// Market income.
    pub market: NodeId,
    /// Gross income; None where the system has no concept `gross_income`.
    pub gross: Option<NodeId>,
    /// What the measured income subtracts and market income does not: taxes and contributions.
    pub taxes: NodeId,
}

impl<'a> Compiler<'a> {
    /// An income of households, on the grid, by consumption unit, on the grid.
    pub(super) fn equivalise(&mut self, income: &Typed, scale: &Typed) -> NodeId {
        let (a, b, _) = self.level_known(income, scale);
        let zero = self.number(0.0);
        let quotient = self.graph.add(Operation::Ratio(a.node, b.node, zero.node), HOUSEHOLD);
        self.graph.add(Operation::Grid(quotient), HOUSEHOLD)
    }

    /// The incomes of a law; None if the system has no concept `market_income`, or if one of them is not sound (which its
    /// own compilation reports).
    pub(super) fn redistribution(&mut self, law: usize, scale: &Typed, nowhere: &Span) -> Option<RedistributionNodes> {
        let laws = self.laws;
        let system = &laws[law].system;
        system.concept(MARKET)?;
        let market = self.concept(law, MARKET, HOUSEHOLD, None, &system.source, nowhere)?;
        let gross = match system.concept(GROSS) {
            Some(_) => Some(self.concept(law, GROSS, HOUSEHOLD, None, &system.source, nowhere)?),
            None => None,
        };
        let taxes = self.taxes(law, nowhere)?;
        let mut equivalised = |income: Typed| {
            let node = self.graph.add(Operation::Grid(income.node), income.level);
            self.equivalise(&Typed { node, ..income }, scale)
        };
        Some(RedistributionNodes {
            market: equivalised(market),
            gross: gross.map(&mut equivalised),
            taxes: equivalised(taxes),
        })
    }

    /// The sum of what the measured income subtracts and market income does not.
    fn taxes(&mut self, law: usize, nowhere: &Span) -> Option<Typed> {
        let laws = self.laws;
        let system = &laws[law].system;
        let market = self.leaves(law, MARKET, None, &mut Vec::new())?;
        let leaves = self.leaves(law, &system.measures.income, None, &mut Vec::new())?;
        let mut total: Option<Typed> = None;
        for (leaf, _) in leaves
            .into_iter()
            .filter(|(leaf, positive)| !positive && !market.contains(&(leaf.clone(), false)))
        {
            let value = match leaf {
                Leaf::Column(at) => {
                    let value = self.column(law, &system.columns[at])?;
                    self.between_levels(law, &value, HOUSEHOLD, PaidTo::Head)?
                }
                Leaf::Instrument(at) => self.amount(law, at, HOUSEHOLD, &system.source, nowhere)?,
            };
            total = Some(match total {
                None => value,
                Some(before) => {
                    let (a, b, level) = self.level_known(&before, &value);
                    let node = self
                        .graph
                        .add(Operation::Binary(BinaryOperation::Add, a.node, b.node), level);
                    Typed::new(node, Type::Number(Unit::MONEY), level).within(a.low + b.low, a.high + b.high)
                }
            });
        }
        let mut total = total.unwrap_or_else(|| self.number(0.0));
        total.kind = Type::Number(Unit::MONEY);
        Some(total)
    }
}
