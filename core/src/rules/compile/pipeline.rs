//! From a rule's `amount` to what is paid: eligibility, take-up, pools, replacement, rationing, funds.

use super::typed::common;
use super::{Compiler, Context, Key, Owner, Type, Typed};
use crate::document::{Source, Span};
use crate::rules::ExpressionKind;
use crate::rules::instrument::{Condition, ConditionTest, EligibilityWho, Period, Rule};
use crate::rules::unit::Unit;
use crate::simulation::{Aggregate, BinaryOperation, Level, Operation, PERSON};

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
            stage: self.stage_of(law, at),
            frame: None,
        };
        self.reads.push(Vec::new());
        let value = self.rows(&context, rule);
        let reads = self.reads.pop().unwrap_or_default();
        let mut value = self.own_level(&context, value?, level)?;
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
        if !self.schema.totals_only {
            let text = rule.text_on(self.date);
            self.record_step(law, at, &rule.name, &rule.title, &rule.reference, &text, &value, reads);
        }
        Some(value)
    }

    /// A result at the level of its rule: a unit's value is seen by its members; one of another unit is refused.
    fn own_level(&mut self, context: &Context<'a>, value: Typed, level: Level) -> Option<Typed> {
        if value.level == level || value.level == Level::Scalar {
            return Some(value);
        }
        if level == PERSON {
            return Some(self.broadcast(&value));
        }
        let (has, wants) = (self.level_name(value.level), self.level_name(level));
        self.error(
            context,
            &context.formula.tree.span,
            "wrong-level",
            format!("the result has one value for each {has}"),
            has,
            format!("one value for each {wants}"),
            "add up the persons (sum, count, any, all, head), or name another unit for the rule",
        );
        None
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
            stage: self.stage_of(law, at),
            frame: None,
        };
        self.reads.push(Vec::new());
        let value = self.formula(&context);
        self.reads.pop();
        self.own_level(&context, value?, level)
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
    pub(super) fn person_conditions(&mut self, law: usize, at: usize) -> Option<Typed> {
        let laws = self.laws;
        let instrument = self.instrument(law, at);
        let system = &laws[law].system;
        let mut result = self.truth(true);
        for condition in &instrument.eligibility.conditions {
            let source = condition.source.clone();
            let path = condition.path.clone();
            let value = match system.column(&condition.column) {
                Some(column) => self.column_at(law, column, self.stage_of(law, at))?,
                None => self.asked_of(law, at, condition)?,
            };
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
                    for (place, word) in words.iter().enumerate() {
                        match labels.iter().position(|label| label == word) {
                            Some(label) => mask[label] = 1.0,
                            None if self.meet(law, &name, word) => {}
                            None => {
                                self.collector(&source).report(
                                    "unknown-choice",
                                    &path,
                                    condition.value_spans.get(place).unwrap_or(&condition.span),
                                    format!("{name} has no value `{word}`"),
                                    word,
                                    labels.join(", "),
                                    crate::rules::suggestion(word, &labels),
                                );
                                return None;
                            }
                        }
                    }
                    let base = self.slots.constants(&mask);
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

    /// What a condition asks about that is no column: an income concept, a step or an instrument, of the person or of a unit.
    fn asked_of(&mut self, law: usize, at: usize, condition: &'a Condition) -> Option<Typed> {
        let laws = self.laws;
        let system = &laws[law].system;
        let is_plain = matches!(&condition.name.tree.kind, ExpressionKind::Name(path) if path.len() == 1);
        let own = |rule: &Rule| rule.name == condition.column;
        let file = self.instrument(law, at);
        let is_known = system.concept(&condition.column).is_some()
            || self.instrument_named(law, &condition.column).is_some()
            || file.rules.iter().chain(&file.person_rules).any(own);
        if is_plain && !is_known {
            let columns = system.columns.iter().map(|column| column.name.as_str());
            let concepts: Vec<&str> = system.concepts.iter().map(|concept| concept.name.as_str()).collect();
            let known: Vec<&str> = columns.chain(concepts.iter().copied()).collect();
            let near = crate::document::nearest(&condition.column, known.iter().copied());
            let unit = system.units.first().map_or("household", |unit| unit.name.as_str());
            let remedy = match (near, concepts.first()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(concept)) => format!(
                    "use a column of the system, an income concept of the person such as {concept}, or one of the unit such as \
                     \"{unit}.{concept}\""
                ),
                (None, None) => "use a column of the system".to_string(),
            };
            self.collector(&condition.source).report(
                "unknown-name",
                &condition.path,
                &condition.span,
                format!("there is no column `{}`", condition.column),
                &condition.column,
                known.join(", "),
                remedy,
            );
            return None;
        }
        let is_name = match &condition.name.tree.kind {
            ExpressionKind::Name(_) => true,
            ExpressionKind::Without(value, _) => matches!(value.kind, ExpressionKind::Name(_)),
            _ => false,
        };
        if !is_name {
            self.collector(&condition.source).report(
                "wrong-form",
                &condition.path,
                &condition.span,
                "a condition asks for a name, not for a formula",
                &condition.column,
                "a column, an income concept, an instrument or a step, or an income without some of what it counts",
                "write it as `when = \"…\"`",
            );
            return None;
        }
        let context = Context {
            law,
            owner: Owner::Instrument(at),
            source: &condition.source,
            formula: &condition.name,
            path: condition.path.clone(),
            level: PERSON,
            members: false,
            stage: self.stage_of(law, at),
            frame: None,
        };
        self.reads.push(Vec::new());
        let value = self.formula(&context);
        self.reads.pop();
        self.own_level(&context, value?, PERSON)
    }

    /// Whether the unit is eligible at all; `None` inside means that everybody is.
    pub(super) fn eligible(&mut self, law: usize, at: usize, level: Level) -> Option<Option<Typed>> {
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
                    let spread = persons.node;
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
}

fn first_formula(rule: &Rule) -> Option<&crate::rules::Formula> {
    match &rule.body {
        crate::rules::RuleBody::Formula(formula) => Some(formula),
        crate::rules::RuleBody::Rows(rows) => rows.first().map(|row| &row.then),
        crate::rules::RuleBody::Dated(dated) => dated.last().map(|(_, formula)| formula),
    }
}
