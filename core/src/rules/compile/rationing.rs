//! What is asked of an instrument whose places, money or fund may not suffice for all, and what it gives.

use super::{CompiledCover, Compiler, Type, Typed};
use crate::rules::Account;
use crate::rules::instrument::Instrument;
use crate::simulation::{Aggregate, Level, NodeId, Operation, PERSON};
use crate::system::WhenEmpty;

/// What keeps an instrument from paying all that is claimed of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RationedBy {
    /// A number of places.
    Places,
    /// An amount of money.
    Money,
    /// A fund that pays no more than it holds.
    Fund,
}

impl RationedBy {
    /// The word that results have for it.
    pub fn name(self) -> &'static str {
        match self {
            RationedBy::Places => "places",
            RationedBy::Money => "money",
            RationedBy::Fund => "fund",
        }
    }
}

/// An instrument that may not serve everybody: amounts of its units, on the ledger's grid.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledRationing {
    /// The instrument.
    pub instrument: String,
    /// What limits it; of one with places (or money) that a fund pays, the former.
    pub by: RationedBy,
    /// Its unit.
    pub unit: String,
    /// What is claimed, before places, money and fund.
    pub claimed: NodeId,
    /// What is left of it where no place is missing, before the fund.
    pub granted: NodeId,
    /// What is paid.
    pub paid: NodeId,
    /// What is claimed by units with a member who loses the work, and what is granted to them; absent without a scenario.
    pub displaced: Option<[NodeId; 2]>,
}

impl Compiler<'_> {
    /// Every instrument of a law that may not serve everybody, in order.
    pub(super) fn rationing(&mut self, law: usize, cover: Option<&CompiledCover>) -> Option<Vec<CompiledRationing>> {
        let laws = self.laws;
        let mut found = Vec::new();
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            let Some(by) = self.limit_of(law, instrument).filter(|_| instrument.kind.pays()) else {
                continue;
            };
            let (source, span) = (&instrument.source, &instrument.span);
            let level = self.level_of(law, at)?;
            let claimed = self.claimed(law, at, source, span)?;
            if self.graph.as_constant(claimed.node) == Some(0.0) {
                continue;
            }
            let granted = self.rationed(law, at, level, source, span)?;
            let paid = self.paid(law, at, source, span)?;
            let [claimed, granted, paid] = [claimed, granted, paid].map(|value| self.booked(&value, level));
            let displaced = cover.map(|cover| {
                let hit = self.anybody(cover.displaced, level);
                let nothing = self.graph.constant(0.0);
                [claimed, granted].map(|amount| self.graph.add(Operation::Select(hit, amount, nothing), level))
            });
            found.push(CompiledRationing {
                instrument: instrument.name.clone(),
                by,
                unit: instrument.unit.clone(),
                claimed,
                granted,
                paid,
                displaced,
            });
        }
        Some(found)
    }

    /// What may keep an instrument from paying in full.
    fn limit_of(&mut self, law: usize, instrument: &Instrument) -> Option<RationedBy> {
        if let Some(capacity) = &instrument.capacity {
            return Some(match capacity.places {
                Some(_) => RationedBy::Places,
                None => RationedBy::Money,
            });
        }
        let used = instrument.fund.as_ref().filter(|_| instrument.payer == Account::Fund)?;
        let laws = self.laws;
        let fund = laws[law].system.funds.iter().find(|fund| fund.name == used.name)?;
        (self.fund_terms(law, fund)?.when_empty != WhenEmpty::TopUp).then_some(RationedBy::Fund)
    }

    /// An amount as a column of the unit's rows, on the ledger's grid.
    pub(super) fn booked(&mut self, value: &Typed, level: Level) -> NodeId {
        let rows = self.spread_rows(value, level);
        self.graph.add(Operation::Grid(rows), level)
    }

    /// Whether a truth of persons holds for any member of each unit.
    fn anybody(&mut self, truth: NodeId, level: Level) -> NodeId {
        if level == PERSON {
            return truth;
        }
        let operation = Operation::Members {
            aggregate: Aggregate::Any,
            value: truth,
            condition: None,
            if_nobody: None,
        };
        let node = self.graph.add(operation, level);
        let value = Typed::new(node, Type::Truth, level);
        self.spread_rows(&value, level)
    }
}
