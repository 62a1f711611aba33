//! From what is due to what is paid: take-up, replacement, pools, rationing, the share that a fund pays.

use super::{Compiler, Context, Key, Owner, Type, Typed};
use crate::document::{Source, Span};
use crate::rules::instrument::Texts;
use crate::rules::instrument::{Capacity, Period};
use crate::rules::kind::Account;
use crate::rules::unit::Unit;
use crate::rules::{ExpressionKind, Formula, ParameterValue};
use crate::simulation::{BinaryOperation, Global, Level, NodeId, Operation};

/// What rationing asks of each unit, and the capacity.
struct Ration {
    applies: NodeId,
    order: NodeId,
    draw: NodeId,
    value: NodeId,
    uses: Option<NodeId>,
    limit: NodeId,
}

impl<'a> Compiler<'a> {
    /// What is due in the year, before take-up and limits.
    pub(super) fn entitlement(&mut self, law: usize, at: usize, source: &Source, span: &Span) -> Option<Typed> {
        let instrument = self.instrument(law, at);
        let level = self.level_of(law, at)?;
        let rows = match level {
            Level::Rows(rows) => rows,
            Level::Scalar => 0,
        };
        self.remember(
            Key::Entitlement(law, at),
            format!("{}.entitlement", instrument.name),
            source,
            span,
            |compiler| {
                let mut value = compiler.eligible_amount(law, at, source, span)?;
                if instrument.period == Period::Month {
                    let months = match instrument.rules.iter().find(|rule| rule.name == "months") {
                        Some(rule) => {
                            let months = compiler.step(law, at, rule, false, span, source)?;
                            if !months.is_number() || months.is_money() {
                                let own = instrument.source.clone();
                                compiler.collector(&own).report(
                                    "unit-mismatch",
                                    "rules.months",
                                    &rule.span,
                                    "`months` is a number of months",
                                    months.describe(),
                                    "months",
                                    "count the months for which the amount is paid",
                                );
                                return None;
                            }
                            months
                        }
                        None => compiler.number(12.0),
                    };
                    let (a, b, level) = compiler.level_known(&value, &months);
                    let node = compiler
                        .graph
                        .add(Operation::Binary(BinaryOperation::Multiply, a.node, b.node), level);
                    value = Typed::new(node, Type::Number(Unit::MONEY), level);
                }
                // A column of the unit's rows on the ledger's grid, even where the formula is the same for all.
                let node = compiler.graph.add(Operation::Grid(value.node), value.level);
                let rows_of_value = Typed { node, ..value.clone() };
                let node = compiler.spread_rows(&rows_of_value, level);
                let mut entitlement = Typed::new(node, Type::Number(Unit::MONEY), level).within(value.low, value.high);
                if instrument.interaction.hold_harmless {
                    entitlement = compiler.held_harmless(law, at, entitlement, source, span)?;
                }
                if let Some(column) = compiler.given(rows, &format!("{}.entitlement", instrument.name)) {
                    entitlement = compiler.given_value(column, level, &entitlement);
                }
                Some(entitlement)
            },
        )
    }

    /// The larger of what is due and what the replaced instruments would give together.
    fn held_harmless(&mut self, law: usize, at: usize, due: Typed, source: &Source, span: &Span) -> Option<Typed> {
        let laws = self.laws;
        let mut former: Option<Typed> = None;
        for (name, _) in &self.instrument(law, at).interaction.replaces {
            let Some(other) = laws[law].instruments.iter().position(|other| other.name == *name) else {
                continue;
            };
            if laws[law].removed.contains(name) || laws[law].instruments[other].kind == crate::rules::Kind::Library {
                continue;
            }
            let value = self.entitlement(law, other, source, span)?;
            let value = self.convert(law, other, &value, due.level)?;
            former = Some(match former {
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
        let Some(former) = former else { return Some(due) };
        let (a, b, level) = self.level_known(&due, &former);
        let node = self
            .graph
            .add(Operation::Binary(BinaryOperation::Maximum, a.node, b.node), level);
        let value = Typed::new(node, Type::Number(Unit::MONEY), level).within(a.low, f64::INFINITY);
        self.record_step(
            law,
            at,
            "hold_harmless",
            &Texts::default(),
            "",
            "max(due, what it replaces)",
            &value,
            vec![("due".to_string(), a), ("what it replaces".to_string(), b)],
        );
        Some(value)
    }

    /// What is claimed within the limits of pools, and not replaced by another instrument.
    pub(super) fn claimed(&mut self, law: usize, at: usize, source: &Source, span: &Span) -> Option<Typed> {
        let laws = self.laws;
        let instrument = self.instrument(law, at);
        let level = self.level_of(law, at)?;
        self.remember(
            Key::Claimed(law, at),
            format!("{}.claimed", instrument.name),
            source,
            span,
            |compiler| {
                if compiler.is_off(law, at) {
                    let zero = compiler.number(0.0);
                    return Some(Typed {
                        kind: Type::Number(Unit::MONEY),
                        ..zero
                    });
                }
                let mut value = compiler.entitlement(law, at, source, span)?;
                // A hypothetical household claims what it is due.
                let take_up = instrument.take_up.as_ref();
                let claims = take_up.filter(|_| !compiler.schema.full_take_up);
                if let Some((take_up, written)) = claims.and_then(|own| Some((own, own.rate.as_ref()?))) {
                    let rate = compiler.side_formula(law, at, written, "take_up.rate", level)?;
                    if !rate.is_number() || rate.is_money() {
                        let own = instrument.source.clone();
                        let place = written.span_in_file(&written.tree.span);
                        compiler.collector(&own).report(
                            "unit-mismatch",
                            "take_up.rate",
                            &place,
                            "take-up is a share",
                            rate.describe(),
                            "a share from 0 to 1",
                            "name a parameter with unit = \"share\"",
                        );
                        return None;
                    }
                    compiler.check_rate(law, at, written, &rate)?;
                    let draw = match &take_up.draw {
                        Some((column, span)) => {
                            let found = laws[law].system.column(column);
                            let Some(found) = found else {
                                let own = instrument.source.clone();
                                compiler.collector(&own).report(
                                    "unknown-name",
                                    "take_up.draw",
                                    span,
                                    format!("there is no column `{column}`"),
                                    column,
                                    "a column of the system",
                                    "declare it under [columns]",
                                );
                                return None;
                            };
                            let value = compiler.column(law, found)?;
                            if value.level != level && value.level != Level::Scalar {
                                let own = instrument.source.clone();
                                compiler.collector(&own).report(
                                    "wrong-level",
                                    "take_up.draw",
                                    span,
                                    format!("the draw `{column}` belongs to another unit"),
                                    rows_in_words(&value),
                                    instrument.unit.clone(),
                                    "use a draw of the instrument's unit",
                                );
                                return None;
                            }
                            value.node
                        }
                        None => {
                            let purpose = compiler.graph.purpose(&format!("take_up:{}", instrument.name));
                            compiler.graph.add(Operation::Draw(purpose), level)
                        }
                    };
                    let draw = Typed::new(draw, Type::Number(Unit::NUMBER), level);
                    let (a, b, _) = compiler.level_known(&draw, &rate);
                    let claims = compiler
                        .graph
                        .add(Operation::Binary(BinaryOperation::Less, a.node, b.node), level);
                    compiler.record_step(
                        law,
                        at,
                        "take_up",
                        &Texts::default(),
                        "",
                        &format!("draw < {}", written.text),
                        &Typed::new(claims, Type::Truth, level),
                        vec![("draw".to_string(), a), (written.text.clone(), b)],
                    );
                    let zero = compiler.number(0.0);
                    let node = compiler
                        .graph
                        .add(Operation::Select(claims, value.node, zero.node), level);
                    value = Typed {
                        node,
                        level,
                        low: if value.low < 0.0 { value.low } else { 0.0 },
                        ..value
                    };
                }
                if let Some(gain) = take_up.and_then(|take_up| take_up.if_better_off.as_ref()) {
                    value = compiler.claimed_if_better_off(law, at, gain, &value)?;
                }
                for (other_at, other) in laws[law].instruments.iter().enumerate() {
                    let loses = other.instead_of.iter().any(|(name, _)| *name == instrument.name)
                        && !laws[law].removed.contains(&other.name);
                    if loses {
                        let gets = compiler.paid(law, other_at, source, span)?;
                        let gets = compiler.convert(law, other_at, &gets, level)?;
                        let zero = compiler.number(0.0);
                        let receives = compiler.graph.add(
                            Operation::Binary(BinaryOperation::MoneyLess, zero.node, gets.node),
                            gets.level,
                        );
                        let node = compiler
                            .graph
                            .add(Operation::Select(receives, zero.node, value.node), level);
                        value = Typed { node, level, ..value };
                    }
                }
                if let Some((pool_name, pool_span)) = &instrument.pool {
                    let system = &laws[law].system;
                    let Some(pool) = system.pools.iter().find(|pool| pool.name == *pool_name) else {
                        let own = instrument.source.clone();
                        compiler.collector(&own).report(
                            "unknown-name",
                            "pool",
                            pool_span,
                            format!("the system has no pool `{pool_name}`"),
                            pool_name,
                            system
                                .pools
                                .iter()
                                .map(|pool| pool.name.clone())
                                .collect::<Vec<_>>()
                                .join(", "),
                            "declare it under [pools] of the system",
                        );
                        return None;
                    };
                    let context = Context {
                        law,
                        owner: Owner::System,
                        source: &system.source,
                        formula: &pool.limit,
                        path: format!("pools.{pool_name}.limit"),
                        level,
                        members: false,
                        stage: super::Stage::Law,
                        frame: None,
                    };
                    compiler.reads.push(Vec::new());
                    let limit = compiler.formula(&context);
                    compiler.reads.pop();
                    let mut left = limit?;
                    if left.kind != Type::Zero && !matches!(left.kind, Type::Number(Unit::MONEY)) {
                        compiler.error(
                            &context,
                            &pool.limit.tree.span,
                            "unit-mismatch",
                            format!("the pool `{pool_name}` limits amounts of money a year"),
                            left.describe(),
                            "money a year",
                            "name an instrument, a concept, or a step that is money a year",
                        );
                        return None;
                    }
                    for before in 0..at {
                        let other = compiler.instrument(law, before);
                        if other.pool.as_ref().is_some_and(|(name, _)| name == pool_name) {
                            let used = compiler.amount(law, before, level, source, span)?;
                            if compiler.graph.as_constant(used.node) == Some(0.0) {
                                continue;
                            }
                            let (a, b, level) = compiler.level_known(&left, &used);
                            let node = compiler
                                .graph
                                .add(Operation::Binary(BinaryOperation::Subtract, a.node, b.node), level);
                            left = Typed::new(node, Type::Number(Unit::MONEY), level);
                        }
                    }
                    let left = compiler.at_least_zero(&left);
                    let (a, b, level) = compiler.level_known(&value, &left);
                    let node = compiler
                        .graph
                        .add(Operation::Binary(BinaryOperation::Minimum, a.node, b.node), level);
                    value = Typed::new(node, Type::Number(Unit::MONEY), level).within(f64::NEG_INFINITY, value.high);
                }
                Some(value)
            },
        )
    }

    /// Refuses a rate of take-up that is known to lie outside 0 to 1: a number, or a parameter as it is written or set.
    fn check_rate(&mut self, law: usize, at: usize, formula: &'a Formula, rate: &Typed) -> Option<()> {
        let instrument = self.instrument(law, at);
        let mut known = self.graph.as_constant(rate.node);
        if let (ExpressionKind::Name(path), None) = (&formula.tree.kind, known)
            && let [name] = path.as_slice()
            && let Some(parameter) = instrument.parameter(name)
            && let Some((ParameterValue::Number(number), _)) = self.decoded(law, Owner::Instrument(at), parameter)
        {
            known = Some(number);
        }
        let rate = known.filter(|rate| *rate < 0.0 || *rate > 1.0);
        let Some(rate) = rate else { return Some(()) };
        let place = formula.span_in_file(&formula.tree.span);
        let source = instrument.source.clone();
        self.collector(&source).report(
            "out-of-range",
            "take_up.rate",
            &place,
            "the rate of take-up is the share of the entitled who claim",
            rate.to_string(),
            "a share from 0 to 1",
            if rate > 1.0 && rate <= 100.0 {
                format!("write {:.6} if {rate} percent are meant", rate / 100.0)
            } else {
                "write a share from 0 to 1".to_string()
            },
        );
        None
    }

    /// What is paid and posted in the ledger: on the grid, after rationing and funds.
    pub(super) fn paid(&mut self, law: usize, at: usize, source: &Source, span: &Span) -> Option<Typed> {
        let instrument = self.instrument(law, at);
        let level = self.level_of(law, at)?;
        let rows = match level {
            Level::Rows(rows) => rows,
            Level::Scalar => 0,
        };
        self.remember(Key::Paid(law, at), instrument.name.clone(), source, span, |compiler| {
            let given = compiler.given(rows, &instrument.name);
            if let Some(column) = given {
                let node = compiler.graph.add(Operation::Column(column), level);
                return Some(Typed::new(node, Type::Number(Unit::MONEY), level));
            }
            let mut value = compiler.rationed(law, at, level, source, span)?;
            // Who is asked is asked about the whole of it.
            let of_fund = instrument.payer == Account::Fund && !compiler.tries(law, at);
            if let Some(fund) = instrument.fund.as_ref().filter(|_| of_fund)
                && let Some(share) = compiler.fund_share(law, &fund.name, source, span)?
            {
                let (a, b, _) = compiler.level_known(&value, &share);
                let node = compiler
                    .graph
                    .add(Operation::Binary(BinaryOperation::Multiply, a.node, b.node), level);
                let node = compiler.graph.add(Operation::GridDown(node), level);
                value = Typed::new(node, Type::Number(Unit::MONEY), level);
            }
            let node = compiler.graph.add(Operation::Grid(value.node), value.level);
            Some(Typed { node, ..value })
        })
    }

    pub(super) fn rationed(
        &mut self,
        law: usize,
        at: usize,
        level: Level,
        source: &Source,
        span: &Span,
    ) -> Option<Typed> {
        let value = self.claimed(law, at, source, span)?;
        let capacity = self.instrument(law, at).capacity.as_ref();
        let Some(capacity) = capacity.filter(|_| !self.tries(law, at)) else {
            return Some(value);
        };
        if self.graph.as_constant(value.node) == Some(0.0) {
            return Some(value);
        }
        // What one household claims moves nobody's place.
        let still = self.still(law);
        let all = if still == law {
            value.clone()
        } else {
            self.claimed(still, at, source, span)?
        };
        let last = self.ration(still, at, capacity, &all, level)?;
        let slot = self.found_once(&[f64::NEG_INFINITY, 0.0], |slot| Global::Ration {
            applies: last.applies,
            order: last.order,
            draw: last.draw,
            uses: last.uses,
            capacity: last.limit,
            slot,
        });
        let Ration {
            order,
            draw,
            value: value_node,
            ..
        } = self.ration(law, at, capacity, &value, level)?;
        let zero = self.number(0.0);
        let last_order = self.graph.add(Operation::Slot(slot), Level::Scalar);
        let last_draw = self.graph.add(Operation::Slot(slot + 1), Level::Scalar);
        let before = self
            .graph
            .add(Operation::Binary(BinaryOperation::Less, order, last_order), level);
        let same = self
            .graph
            .add(Operation::Binary(BinaryOperation::Equal, order, last_order), level);
        let in_time = self
            .graph
            .add(Operation::Binary(BinaryOperation::LessOrEqual, draw, last_draw), level);
        let tied = self
            .graph
            .add(Operation::Binary(BinaryOperation::And, same, in_time), level);
        let served = self
            .graph
            .add(Operation::Binary(BinaryOperation::Or, before, tied), level);
        let node = self.graph.add(Operation::Select(served, value_node, zero.node), level);
        Some(Typed {
            node,
            level,
            low: if value.low < 0.0 { value.low } else { 0.0 },
            ..value
        })
    }

    /// The rationing of what is claimed.
    fn ration(&mut self, law: usize, at: usize, capacity: &'a Capacity, value: &Typed, level: Level) -> Option<Ration> {
        let instrument = self.instrument(law, at);
        let zero = self.number(0.0);
        let value_node = self.spread_rows(value, level);
        let applies = self.graph.add(
            Operation::Binary(BinaryOperation::MoneyLess, zero.node, value_node),
            level,
        );
        let order_node = match &capacity.order {
            Some(order) => {
                let place = order.span_in_file(&order.tree.span);
                let order = self.side_formula(law, at, order, "capacity.order", level)?;
                if !order.is_number() {
                    let own = instrument.source.clone();
                    self.collector(&own).report(
                        "not-a-number",
                        "capacity.order",
                        &place,
                        "the order of rationing is a number",
                        order.describe(),
                        "a number: the smallest is served first",
                        "name a number",
                    );
                    return None;
                }
                order.node
            }
            None => zero.node,
        };
        let purpose = self.graph.purpose(&format!("capacity:{}", instrument.name));
        let draw = self.graph.add(Operation::Draw(purpose), level);
        let limit = capacity.places.as_ref().or(capacity.money.as_ref())?;
        let path = if capacity.places.is_some() {
            "capacity.places"
        } else {
            "capacity.money"
        };
        let place = limit.span_in_file(&limit.tree.span);
        let limit = self.side_formula(law, at, limit, path, Level::Scalar)?;
        if limit.level != Level::Scalar
            || (capacity.money.is_some() && !limit.is_money() && limit.kind != Type::Zero)
            || (capacity.places.is_some() && limit.is_money())
        {
            let own = instrument.source.clone();
            self.collector(&own).report(
                "unit-mismatch",
                path,
                &place,
                "a capacity is one number for the whole run",
                limit.describe(),
                "a count of places, or an amount of money, from parameters",
                "name a parameter",
            );
            return None;
        }
        let uses = capacity.money.is_some().then_some(value_node);
        Some(Ration {
            applies,
            order: order_node,
            draw,
            value: value_node,
            uses,
            limit: limit.node,
        })
    }

    /// A value as a column of rows, also where it is the same for all.
    pub(super) fn spread_rows(&mut self, value: &Typed, level: Level) -> crate::simulation::NodeId {
        match value.level {
            Level::Scalar => self.graph.add(Operation::Spread(value.node), level),
            Level::Rows(_) => value.node,
        }
    }
}

fn rows_in_words(value: &Typed) -> String {
    match value.level {
        Level::Scalar => "one value for the run".to_string(),
        Level::Rows(0) => "one value a person".to_string(),
        Level::Rows(_) => "one value for another unit".to_string(),
    }
}
