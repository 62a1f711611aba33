//! From a rule's `amount` to what is paid: eligibility, take-up, pools, replacement, rationing, funds.

use super::typed::common;
use super::{Compiler, Context, Key, Owner, Type, Typed};
use crate::document::{Source, Span};
use crate::rules::instrument::{ConditionTest, EligibilityWho, Period, Rule};
use crate::rules::kind::Account;
use crate::rules::unit::Unit;
use crate::simulation::{Aggregate, BinaryOperation, Global, Level, Operation, PERSON};
use crate::system::WhenEmpty;

impl<'a> Compiler<'a> {
    /// A step's formula or rows, at a level; recorded for the trace.
    pub(super) fn rule(&mut self, law: usize, at: usize, rule: &'a Rule, level: Level) -> Option<Typed> {
        let instrument = self.instrument(law, at);
        let Some(formula) = first_formula(rule) else {
            let source = instrument.source.clone();
            self.collector(&source).report(
                "no-formula",
                &format!("rules.{}", rule.name),
                &rule.span,
                format!("`{}` has no formula", rule.name),
                "nothing",
                "a formula",
                "write a formula",
            );
            return None;
        };
        let context = Context {
            law,
            owner: Owner::Instrument(at),
            source: &instrument.source,
            formula,
            path: format!(
                "{}.{}",
                if level == PERSON && instrument.unit != "person" {
                    "for_each.person"
                } else {
                    "rules"
                },
                rule.name
            ),
            level,
            members: false,
            frame: None,
        };
        self.reads.push(Vec::new());
        let value = self.rows(&context, rule);
        let reads = self.reads.pop().unwrap_or_default();
        let mut value = value?;
        if let Some(unit) = rule.unit {
            let wanted = Type::Number(unit);
            if common(&value.kind, &wanted).is_none() {
                let wanted = Typed::new(value.node, wanted, level).describe();
                let source = instrument.source.clone();
                self.collector(&source).report(
                    "unit-mismatch",
                    &context.path,
                    &rule.span,
                    format!("`{}` is said to be {wanted}", rule.name),
                    value.describe(),
                    wanted,
                    "change the formula or the unit",
                );
                return None;
            }
            value.kind = wanted;
        }
        if value.kind == Type::Literal {
            value.kind = Type::Number(Unit::NUMBER);
        }
        if let Type::Word(word) = &value.kind {
            let source = instrument.source.clone();
            let word = word.clone();
            self.collector(&source).report(
                "not-a-value",
                &context.path,
                &rule.span,
                format!("`{}` is the word '{word}'", rule.name),
                word,
                "a number, a truth or a value of a category",
                "compare a category with the word",
            );
            return None;
        }
        let text = rule.text_on(self.date);
        self.record_step(law, at, &rule.name, &rule.title, &rule.reference, &text, &value, reads);
        Some(value)
    }

    /// The rows of a step: the first whose condition holds.
    pub(super) fn rows(&mut self, context: &Context<'a>, rule: &'a Rule) -> Option<Typed> {
        let date = self.date;
        let rows: Vec<(Option<&'a crate::rules::Formula>, &'a crate::rules::Formula)> = match &rule.body {
            crate::rules::RuleBody::Formula(formula) => vec![(None, formula)],
            crate::rules::RuleBody::Rows(rows) => rows.iter().map(|row| (row.when.as_ref(), &row.then)).collect(),
            crate::rules::RuleBody::Dated(dated) => match dated.iter().rev().find(|(from, _)| *from <= date) {
                Some((_, formula)) => vec![(None, formula)],
                None => {
                    let source = context.source.clone();
                    self.collector(&source).report(
                        "no-value-on-date",
                        &context.path,
                        &rule.span,
                        format!("`{}` has no formula on {date}", rule.name),
                        date.to_string(),
                        dated
                            .first()
                            .map_or(String::new(), |(first, _)| format!("a day from {first} on")),
                        "add a formula for the date, or choose another year",
                    );
                    return None;
                }
            },
        };
        let mut values = Vec::new();
        for (when, then) in &rows {
            let condition = match when {
                Some(when) => {
                    let inner = Context {
                        formula: when,
                        ..context.clone()
                    };
                    let value = self.truthful(&inner, &when.tree);
                    Some(value)
                }
                None => None,
            };
            let inner = Context {
                formula: then,
                ..context.clone()
            };
            let value = self.formula(&inner);
            values.push((condition, value));
        }
        let (_, last) = values.pop()?;
        let mut result = last?;
        let mut at = rows.len() - 1;
        for (condition, value) in values.into_iter().rev() {
            at -= 1;
            let (condition, value) = (condition??, value?);
            let inner = Context {
                formula: rows[at].1,
                ..context.clone()
            };
            let span = rows[at].1.tree.span.clone();
            result = self.choose(&inner, &condition, &value, &result, &span, &span)?;
        }
        Some(result)
    }

    /// A formula of the instrument outside [rules].
    pub(super) fn side_formula(
        &mut self,
        law: usize,
        at: usize,
        formula: &'a crate::rules::Formula,
        path: &str,
        level: Level,
    ) -> Option<Typed> {
        let instrument = self.instrument(law, at);
        let context = Context {
            law,
            owner: Owner::Instrument(at),
            source: &instrument.source,
            formula,
            path: path.to_string(),
            level,
            members: false,
            frame: None,
        };
        self.reads.push(Vec::new());
        let value = self.formula(&context);
        self.reads.pop();
        value
    }

    /// Which members count, when the file narrows them; `None` when all do.
    pub(super) fn member_filter(&mut self, context: &Context<'a>, span: &Span) -> Option<Option<Typed>> {
        let Owner::Instrument(at) = context.owner else {
            return Some(None);
        };
        let instrument = self.instrument(context.law, at);
        let each = instrument.eligibility.who == EligibilityWho::Each && !instrument.eligibility.conditions.is_empty();
        if instrument.members.is_none() && !each {
            return Some(None);
        }
        let law = context.law;
        let key = Key::MemberFilter(law, at);
        let value = self.remember(
            key,
            format!("{}.members", instrument.name),
            context.source,
            span,
            |compiler| {
                let mut filter = compiler.truth(true);
                if let Some(members) = &instrument.members {
                    let value = compiler.side_formula(law, at, members, "members", PERSON)?;
                    if value.kind != Type::Truth {
                        let source = instrument.source.clone();
                        let place = members.span_in_file(&members.tree.span);
                        compiler.collector(&source).report(
                            "not-a-truth",
                            "members",
                            &place,
                            "`members` says who counts",
                            value.describe(),
                            "a truth",
                            "write a condition on a person",
                        );
                        return None;
                    }
                    filter = compiler.and(&filter, &value);
                }
                if each {
                    let eligible = compiler.person_conditions(law, at)?;
                    filter = compiler.and(&filter, &eligible);
                }
                Some(filter)
            },
        )?;
        Some(Some(value))
    }

    /// The conditions of eligibility, for each person.
    fn person_conditions(&mut self, law: usize, at: usize) -> Option<Typed> {
        let laws = self.laws;
        let instrument = self.instrument(law, at);
        let system = &laws[law].system;
        let mut result = self.truth(true);
        for condition in &instrument.eligibility.conditions {
            let source = instrument.source.clone();
            let path = format!("eligibility.{}", condition.column);
            let Some(column) = system.column(&condition.column) else {
                let known: Vec<&str> = system.columns.iter().map(|column| column.name.as_str()).collect();
                let near = crate::document::nearest(&condition.column, known.iter().copied()).map(str::to_string);
                self.collector(&source).report(
                    "unknown-name",
                    &path,
                    &condition.span,
                    format!("there is no column `{}`", condition.column),
                    &condition.column,
                    known.join(", "),
                    near.map_or("use a column of the system".to_string(), |near| {
                        format!("did you mean `{near}`?")
                    }),
                );
                return None;
            };
            let value = self.column(law, column)?;
            let value = self.broadcast(&value);
            let one = match (&condition.test, value.kind.clone()) {
                (ConditionTest::Is(truth), Type::Truth) => {
                    if *truth {
                        value
                    } else {
                        self.not(&value)
                    }
                }
                (ConditionTest::Between(from, to), Type::Number(_) | Type::Literal | Type::Zero) => {
                    let mut holds = self.truth(true);
                    for (bound, lower) in [(from, true), (to, false)] {
                        if let Some(bound) = bound {
                            let bound = self.number(*bound);
                            let (a, b) = if lower {
                                (bound.node, value.node)
                            } else {
                                (value.node, bound.node)
                            };
                            let operation = if value.is_money() {
                                BinaryOperation::MoneyLessOrEqual
                            } else {
                                BinaryOperation::LessOrEqual
                            };
                            let node = self.graph.add(Operation::Binary(operation, a, b), value.level);
                            let one = Typed::new(node, Type::Truth, value.level);
                            holds = self.and(&holds, &one);
                        }
                    }
                    holds
                }
                (ConditionTest::OneOf(words), Type::Category { labels, name }) => {
                    let mut mask = vec![0.0; labels.len()];
                    for word in words {
                        match labels.iter().position(|label| label == word) {
                            Some(label) => mask[label] = 1.0,
                            None => {
                                self.collector(&source).report(
                                    "unknown-choice",
                                    &path,
                                    &condition.span,
                                    format!("{name} has no value `{word}`"),
                                    word,
                                    labels.join(", "),
                                    crate::rules::suggestion(word, &labels),
                                );
                                return None;
                            }
                        }
                    }
                    let base = self.slots.reserve(&mask);
                    let node = self.graph.add(
                        Operation::Lookup {
                            base,
                            length: mask.len() as u32,
                            index: value.node,
                        },
                        value.level,
                    );
                    Typed::new(node, Type::Truth, value.level)
                }
                (_, kind) => {
                    let found = Typed::new(value.node, kind, value.level).describe();
                    self.collector(&source).report(
                        "wrong-type",
                        &path,
                        &condition.span,
                        format!("the condition does not fit the column `{}`", condition.column),
                        found,
                        "a list for a category, { from, to } for a number, true or false for a truth",
                        "write the condition in the form of the column",
                    );
                    return None;
                }
            };
            result = self.and(&result, &one);
        }
        Some(result)
    }

    /// Whether the unit is eligible at all; `None` inside means that everybody is.
    fn eligible(&mut self, law: usize, at: usize, level: Level) -> Option<Option<Typed>> {
        let instrument = self.instrument(law, at);
        let eligibility = &instrument.eligibility;
        let mut result: Option<Typed> = None;
        if !eligibility.conditions.is_empty() {
            let persons = self.person_conditions(law, at)?;
            let unit = if level == PERSON {
                persons
            } else {
                if !self.schema.has_persons {
                    let source = instrument.source.clone();
                    self.collector(&source).report(
                        "no-persons",
                        "eligibility",
                        &instrument.span,
                        "eligibility asks about persons, but the data has households alone",
                        "a population without persons",
                        "person rows",
                        "leave the block out",
                    );
                    return None;
                }
                let (aggregate, condition) = match eligibility.who {
                    EligibilityWho::AnyAdult => (Aggregate::Any, self.adults_of(law)),
                    EligibilityWho::All => (Aggregate::All, None),
                    EligibilityWho::Each => (Aggregate::Any, None),
                    EligibilityWho::Head => (Aggregate::Any, None),
                };
                let persons = self.broadcast(&persons);
                let node = if eligibility.who == EligibilityWho::Head && persons.level == PERSON {
                    self.graph.add(Operation::AtHead(persons.node), level)
                } else {
                    let spread = if persons.level == PERSON {
                        persons.node
                    } else {
                        self.spread(&persons)
                    };
                    self.graph.add(
                        Operation::Members {
                            aggregate,
                            value: spread,
                            condition: condition.map(|c| c.node),
                            if_nobody: None,
                        },
                        level,
                    )
                };
                Typed::new(node, Type::Truth, level)
            };
            result = Some(unit);
        }
        if let Some(when) = &eligibility.when {
            let value = self.side_formula(law, at, when, "eligibility.when", level)?;
            if value.kind != Type::Truth {
                let source = instrument.source.clone();
                let span = when.span_in_file(&when.tree.span);
                self.collector(&source).report(
                    "not-a-truth",
                    "eligibility.when",
                    &span,
                    "`when` is a condition on the unit",
                    value.describe(),
                    "a truth",
                    "compare the value with another",
                );
                return None;
            }
            result = Some(match result {
                Some(before) => self.and(&before, &value),
                None => value,
            });
        }
        Some(result)
    }

    fn spread(&mut self, value: &Typed) -> crate::simulation::NodeId {
        // A scalar seen by each person.
        value.node
    }

    /// The amount with eligibility, in the period of the file; what worked cases call `amount`.
    pub(super) fn eligible_amount(&mut self, law: usize, at: usize, source: &Source, span: &Span) -> Option<Typed> {
        let instrument = self.instrument(law, at);
        let level = self.level_of(law, at)?;
        self.remember(
            Key::Eligible(law, at),
            format!("{}.amount", instrument.name),
            source,
            span,
            |compiler| {
                let rule = instrument.rules.iter().find(|rule| rule.name == "amount")?;
                let value = compiler.step(law, at, rule, false, span, source);
                let eligible = compiler.eligible(law, at, level);
                let (value, eligible) = (value?, eligible?);
                let wanted = if instrument.period == Period::Month {
                    Unit::MONEY_PER_MONTH
                } else {
                    Unit::MONEY
                };
                let fits = value.kind == Type::Zero || matches!(value.kind, Type::Number(unit) if unit == wanted);
                if !fits {
                    let own = instrument.source.clone();
                    compiler.collector(&own).report(
                        "unit-mismatch",
                        "rules.amount",
                        &rule.span,
                        format!("the amount of `{}` is {wanted}", instrument.name),
                        value.describe(),
                        wanted.to_string(),
                        match (&value.kind, instrument.period) {
                            (Type::Number(unit), Period::Month) if *unit == Unit::MONEY => {
                                "write per_month(…), or period = \"year\""
                            }
                            (Type::Number(unit), Period::Year) if *unit == Unit::MONEY_PER_MONTH => {
                                "write per_year(…), or period = \"month\""
                            }
                            _ => "an amount of money comes from incomes, and from parameters whose unit is money",
                        },
                    );
                    return None;
                }
                Some(match eligible {
                    None => value,
                    Some(eligible) => {
                        let zero = compiler.number(0.0);
                        let (value_known, eligible, level) = compiler.level_known(&value, &eligible);
                        let node = compiler
                            .graph
                            .add(Operation::Select(eligible.node, value_known.node, zero.node), level);
                        Typed {
                            node,
                            level: compiler.graph.node(node).level,
                            low: if value.low < 0.0 { value.low } else { 0.0 },
                            ..value_known
                        }
                    }
                })
            },
        )
    }

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
                let node = compiler.at_rows(node, level);
                let mut entitlement = Typed::new(node, Type::Number(Unit::MONEY), level).within(value.low, value.high);
                if let Some(column) = compiler.given(rows, &format!("{}.entitlement", instrument.name)) {
                    entitlement = compiler.given_value(column, level, &entitlement);
                }
                Some(entitlement)
            },
        )
    }

    /// A scalar node as a column of rows: kept as it is, the engine broadcasts scalars.
    fn at_rows(&mut self, node: crate::simulation::NodeId, _level: Level) -> crate::simulation::NodeId {
        node
    }

    /// What is claimed within the limits of pools, and not replaced by another instrument.
    fn claimed(&mut self, law: usize, at: usize, source: &Source, span: &Span) -> Option<Typed> {
        let laws = self.laws;
        let instrument = self.instrument(law, at);
        let level = self.level_of(law, at)?;
        self.remember(
            Key::Claimed(law, at),
            format!("{}.claimed", instrument.name),
            source,
            span,
            |compiler| {
                let removed = laws[law].removed.contains(&instrument.name);
                let replaced = laws[law].instruments.iter().any(|other| {
                    !laws[law].removed.contains(&other.name)
                        && other.name != instrument.name
                        && other
                            .interaction
                            .replaces
                            .iter()
                            .any(|(name, _)| *name == instrument.name)
                });
                if removed || replaced {
                    let zero = compiler.number(0.0);
                    return Some(Typed {
                        kind: Type::Number(Unit::MONEY),
                        ..zero
                    });
                }
                let mut value = compiler.entitlement(law, at, source, span)?;
                if let Some(take_up) = &instrument.take_up {
                    let rate = compiler.side_formula(law, at, &take_up.rate, "take_up.rate", level)?;
                    if !rate.is_number() || rate.is_money() {
                        let own = instrument.source.clone();
                        let place = take_up.rate.span_in_file(&take_up.rate.tree.span);
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
                    let draw = match &take_up.draw {
                        Some(column) => {
                            let found = laws[law].system.column(column);
                            let Some(found) = found else {
                                let own = instrument.source.clone();
                                compiler.collector(&own).report(
                                    "unknown-name",
                                    "take_up.draw",
                                    &instrument.span,
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
                                    &instrument.span,
                                    format!("the draw `{column}` belongs to another unit"),
                                    compiler_level(&value),
                                    instrument.unit.clone(),
                                    "use a draw of the instrument's unit",
                                );
                                return None;
                            }
                            value.node
                        }
                        None => {
                            let purpose = compiler.graph.purpose(&format!("{}.take_up", instrument.name));
                            compiler.graph.add(Operation::Draw(purpose), level)
                        }
                    };
                    let draw = Typed::new(draw, Type::Number(Unit::NUMBER), level);
                    let (a, b, _) = compiler.level_known(&draw, &rate);
                    let claims = compiler
                        .graph
                        .add(Operation::Binary(BinaryOperation::Less, a.node, b.node), level);
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
                        frame: None,
                    };
                    compiler.reads.push(Vec::new());
                    let limit = compiler.formula(&context);
                    compiler.reads.pop();
                    let mut left = limit?;
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
            if let Some(fund) = instrument.fund.as_ref().filter(|_| instrument.payer == Account::Fund) {
                if let Some(share) = compiler.fund_share(law, &fund.name, source, span)? {
                    let (a, b, _) = compiler.level_known(&value, &share);
                    let node = compiler
                        .graph
                        .add(Operation::Binary(BinaryOperation::Multiply, a.node, b.node), level);
                    let node = compiler.graph.add(Operation::GridDown(node), level);
                    value = Typed::new(node, Type::Number(Unit::MONEY), level);
                }
            }
            let node = compiler.graph.add(Operation::Grid(value.node), value.level);
            Some(Typed { node, ..value })
        })
    }

    fn rationed(&mut self, law: usize, at: usize, level: Level, source: &Source, span: &Span) -> Option<Typed> {
        let instrument = self.instrument(law, at);
        let value = self.claimed(law, at, source, span)?;
        let Some(capacity) = &instrument.capacity else {
            return Some(value);
        };
        if self.graph.as_constant(value.node) == Some(0.0) {
            return Some(value);
        }
        let zero = self.number(0.0);
        let value_node = if value.level == Level::Scalar {
            self.to_rows(&value, level)
        } else {
            value.node
        };
        let applies = self.graph.add(
            Operation::Binary(BinaryOperation::MoneyLess, zero.node, value_node),
            level,
        );
        let order = match &capacity.order {
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
        let purpose = self.graph.purpose(&format!("{}.capacity", instrument.name));
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
        let slot = self.slots.reserve(&[f64::NEG_INFINITY, 0.0]);
        let uses = capacity.money.is_some().then_some(value_node);
        self.graph.add_global(
            Global::Ration {
                applies,
                order,
                draw,
                uses,
                capacity: limit.node,
                slot,
            },
            slot,
            2,
        );
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

    /// A scalar as a column of rows.
    pub(super) fn to_rows(&mut self, value: &Typed, level: Level) -> crate::simulation::NodeId {
        if value.level == Level::Scalar {
            let zero = self.graph.constant(0.0);
            let always = self
                .graph
                .add(Operation::Binary(BinaryOperation::Equal, zero, zero), level);
            return self.graph.add(Operation::Select(always, value.node, zero), level);
        }
        value.node
    }

    /// The share of its claims that a fund pays; `None` inside when the budget tops it up.
    fn fund_share(&mut self, law: usize, fund: &str, source: &Source, span: &Span) -> Option<Option<Typed>> {
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
        if declared.when_empty == WhenEmpty::TopUp {
            return Some(None);
        }
        let opening = declared.opening_balance;
        let value = self.remember(
            Key::FundShare(law, fund.to_string()),
            format!("the fund {fund}"),
            source,
            span,
            |compiler| {
                let mut inflows = Vec::new();
                let mut claims = Vec::new();
                for (at, instrument) in laws[law].instruments.iter().enumerate() {
                    if instrument.kind == crate::rules::Kind::Library {
                        continue;
                    }
                    if instrument.payee == Account::Fund
                        && instrument.fund.as_ref().is_none_or(|used| used.name == fund)
                    {
                        let value = compiler.paid(law, at, source, span)?;
                        let level = compiler.level_of(law, at)?;
                        inflows.push(compiler.to_rows(&value, level));
                    }
                    if instrument.payer == Account::Fund
                        && instrument.fund.as_ref().is_some_and(|used| used.name == fund)
                    {
                        let level = compiler.level_of(law, at)?;
                        let value = compiler.rationed(law, at, level, source, span)?;
                        let rows = compiler.to_rows(&value, level);
                        let grid = compiler.graph.add(Operation::Grid(rows), level);
                        claims.push(grid);
                    }
                }
                let opening = compiler.graph.constant(opening);
                let slot = compiler.slots.reserve(&[1.0]);
                compiler.graph.add_global(
                    Global::FundShare {
                        opening,
                        inflows,
                        claims,
                        slot,
                    },
                    slot,
                    1,
                );
                let node = compiler.graph.add(Operation::Slot(slot), Level::Scalar);
                Some(Typed::new(node, Type::Number(Unit::NUMBER), Level::Scalar).within(0.0, 1.0))
            },
        )?;
        Some(Some(value))
    }
}

fn compiler_level(value: &Typed) -> String {
    match value.level {
        Level::Scalar => "one value for the run".to_string(),
        Level::Rows(0) => "one value a person".to_string(),
        Level::Rows(_) => "one value for another unit".to_string(),
    }
}

fn first_formula(rule: &Rule) -> Option<&crate::rules::Formula> {
    match &rule.body {
        crate::rules::RuleBody::Formula(formula) => Some(formula),
        crate::rules::RuleBody::Rows(rows) => rows.first().map(|row| &row.then),
        crate::rules::RuleBody::Dated(dated) => dated.last().map(|(_, formula)| formula),
    }
}
