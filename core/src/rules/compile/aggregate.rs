//! From members to their unit: aggregates, roles, pointers, totals of the population.

use super::builtin::FUNCTIONS;
use super::{Compiler, Context, Owner, Type, Typed};
use crate::document::Span;
use crate::rules::expression::{Expression, ExpressionKind};
use crate::rules::unit::Unit;
use crate::simulation::{Aggregate, Global, Level, Operation, PERSON};
use crate::system::ColumnKind;

impl<'a> Compiler<'a> {
    /// The members' context of the formula's unit.
    pub(super) fn member_context(&mut self, context: &Context<'a>, span: &Span) -> Option<(Context<'a>, Level)> {
        if context.level == PERSON {
            self.error(
                context,
                span,
                "wrong-level",
                "a person has no members",
                "an aggregate in a person's formula",
                "an aggregate in a rule of a unit",
                "move the rule under [rules], or use `by` a pointer",
            );
            return None;
        }
        if context.members {
            self.error(
                context,
                span,
                "nested-aggregate",
                "an aggregate stands inside another",
                "an aggregate of an aggregate",
                "one aggregate",
                "give the inner one a name of its own",
            );
            return None;
        }
        if self.needs_persons(
            context,
            &Expression {
                kind: ExpressionKind::Truth(true),
                span: span.clone(),
            },
        ) {
            return None;
        }
        let mut inner = context.clone();
        inner.members = true;
        Some((inner, context.level))
    }

    pub(super) fn aggregate(
        &mut self,
        context: &Context<'a>,
        name: &str,
        arguments: &'a [Expression],
        condition: Option<&'a Expression>,
        by: Option<&'a Expression>,
        span: &Span,
    ) -> Option<Typed> {
        let form = FUNCTIONS
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, form)| form);
        if let Some(by) = by {
            return self.sum_by(context, name, arguments, by, span);
        }
        let (inner, unit) = self.member_context(context, span)?;
        let wants_default = matches!(name, "largest" | "smallest");
        let (value, if_nobody) = match (arguments, wants_default) {
            ([value], false) => (value, None),
            ([value, if_nobody], true) => (value, Some(if_nobody)),
            ([_], true) => {
                return self.wrong_form(
                    context,
                    span,
                    "over nobody there is no largest: say what it is then",
                    form,
                );
            }
            _ => return self.wrong_form(context, span, "an aggregate over the members of the unit", form),
        };
        let truth = matches!(name, "count" | "any" | "all");
        let inner_value = if truth {
            self.truthful(&inner, value)
        } else {
            self.numeric(&inner, value)
        };
        let inner_condition = match condition {
            Some(condition) => Some(self.truthful(&inner, condition)?),
            None => None,
        };
        let inner_value = inner_value?;
        let filter = self.member_filter(context, span)?;
        let condition = match (inner_condition, filter) {
            (Some(a), Some(b)) => Some(self.and(&a, &b)),
            (a, b) => a.or(b),
        };
        let (value, condition) = match condition {
            Some(condition) => {
                let (value, condition, _) = self.level_known(&inner_value, &condition);
                // Both may be the unit's, the same for each member.
                let condition = match condition.level {
                    PERSON => condition,
                    _ => self.broadcast(&condition),
                };
                (value, Some(condition))
            }
            None => (inner_value, None),
        };
        let mut value_node = value.node;
        if value.level != PERSON {
            // The same for each member: count them.
            let spread = self.broadcast(&value);
            value_node = spread.node;
        }
        let if_nobody_value = match if_nobody {
            Some(expression) => {
                let default = self.numeric(context, expression)?;
                self.same_unit(
                    context,
                    &value,
                    &default,
                    expression,
                    expression,
                    &expression.span,
                    "chosen between",
                )?;
                Some(default)
            }
            None => None,
        };
        let aggregate = match name {
            "sum" | "count" => Aggregate::Sum,
            "any" => Aggregate::Any,
            "all" => Aggregate::All,
            "largest" => Aggregate::Largest,
            _ => Aggregate::Smallest,
        };
        let node = self.graph.add(
            Operation::Members {
                aggregate,
                value: value_node,
                condition: condition.map(|condition| condition.node),
                if_nobody: if_nobody_value.as_ref().map(|default| default.node),
            },
            unit,
        );
        let kind = match name {
            "any" | "all" => Type::Truth,
            "count" => Type::Number(Unit::NUMBER),
            _ => match value.kind.clone() {
                Type::Literal | Type::Zero => Type::Number(Unit::NUMBER),
                kind => kind,
            },
        };
        let result = Typed::new(node, kind, unit);
        Some(match name {
            "count" => result.within(0.0, f64::INFINITY),
            "sum" if value.low >= 0.0 => result.within(0.0, f64::INFINITY),
            "largest" | "smallest" => {
                let default = if_nobody_value.unwrap_or_else(|| value.clone());
                result.within(
                    if value.low < default.low {
                        value.low
                    } else {
                        default.low
                    },
                    if value.high > default.high {
                        value.high
                    } else {
                        default.high
                    },
                )
            }
            _ => result,
        })
    }

    pub(super) fn sum_by(
        &mut self,
        context: &Context<'a>,
        name: &str,
        arguments: &'a [Expression],
        by: &'a Expression,
        span: &Span,
    ) -> Option<Typed> {
        let ([value], "sum" | "count", ExpressionKind::Name(path)) = (arguments, name, &by.kind) else {
            return self.wrong_form(
                context,
                span,
                "who points at me: a sum by a pointer",
                "sum(person.x by parent_1)",
            );
        };
        let pointer_name = path.last().cloned().unwrap_or_default();
        let pointer = self.pointer_column(context, &pointer_name, &by.span)?;
        if context.level != PERSON && !context.members {
            return self.wrong_form(
                context,
                span,
                "a sum by a pointer has one value a person",
                "sum(person.x by parent_1) under [for_each.person]",
            );
        }
        let value = if name == "count" {
            self.truthful(context, value)?
        } else {
            self.expression(context, value)?
        };
        let value = self.broadcast(&value);
        let Some(pointer) = pointer else {
            return Some(self.number(0.0));
        };
        let node = self.graph.add(Operation::SumByPointer(pointer, value.node), PERSON);
        let kind = match value.kind {
            Type::Truth | Type::Literal | Type::Zero => Type::Number(Unit::NUMBER),
            kind => kind,
        };
        let result = Typed::new(node, kind, PERSON);
        Some(if value.low >= 0.0 {
            result.within(0.0, f64::INFINITY)
        } else {
            result
        })
    }

    /// The pointer column in the data; `Some(None)` when the data has none and nobody is pointed at.
    #[allow(clippy::option_option)]
    pub(super) fn pointer_column(&mut self, context: &Context<'a>, name: &str, span: &Span) -> Option<Option<u32>> {
        let laws = self.laws;
        match laws[context.law].system.column(name) {
            Some(column) if column.kind == ColumnKind::Pointer => {
                let found = self.schema.column(name).map(|(at, _)| at);
                if found.is_none() {
                    self.defaulted.insert(name.to_string());
                }
                Some(found)
            }
            _ => {
                self.error(
                    context,
                    span,
                    "not-a-pointer",
                    format!("`{name}` is no pointer to a person"),
                    name,
                    "a column with unit = \"pointer\"",
                    "declare it under [columns]",
                );
                None
            }
        }
    }

    pub(super) fn pointer(
        &mut self,
        context: &Context<'a>,
        name: &str,
        arguments: &'a [Expression],
        span: &Span,
    ) -> Option<Typed> {
        let [value, default] = arguments else {
            return self.wrong_form(
                context,
                span,
                "the value of another person, and what holds where there is none",
                &format!("{name}(x, if_none)"),
            );
        };
        if context.level != PERSON && !context.members {
            return self.wrong_form(
                context,
                span,
                "a pointer belongs to a person",
                "write it under [for_each.person]",
            );
        }
        let pointer = self.pointer_column(context, name, span)?;
        let x = self.expression(context, value)?;
        let y = self.expression(context, default)?;
        let kind = self.same_unit(context, &x, &y, value, default, span, "chosen between")?;
        let Some(pointer) = pointer else {
            return Some(Typed { kind, ..y });
        };
        let x = self.broadcast(&x);
        let y = self.broadcast(&y);
        let node = self.graph.add(Operation::AtPointer(pointer, x.node, y.node), PERSON);
        let (low, high) = (
            if x.low < y.low { x.low } else { y.low },
            if x.high > y.high { x.high } else { y.high },
        );
        Some(Typed::new(node, kind, PERSON).within(low, high))
    }

    pub(super) fn role(
        &mut self,
        context: &Context<'a>,
        name: &str,
        arguments: &'a [Expression],
        span: &Span,
    ) -> Option<Typed> {
        let (inner, unit) = self.member_context(context, span)?;
        match (name, arguments) {
            ("head", [value]) => {
                let value = self.expression(&inner, value)?;
                let value = self.broadcast(&value);
                if value.level == Level::Scalar {
                    return Some(value);
                }
                let node = self.graph.add(Operation::AtHead(value.node), unit);
                Some(Typed {
                    node,
                    kind: value.kind,
                    level: unit,
                    low: value.low,
                    high: value.high,
                })
            }
            ("spouse", [value, default]) => {
                let x = self.expression(&inner, value)?;
                let y = self.expression(context, default)?;
                let kind = self.same_unit(context, &x, &y, value, default, span, "chosen between")?;
                let x = self.broadcast(&x);
                let node = self.graph.add(Operation::AtSpouse(x.node, y.node), unit);
                let (low, high) = (
                    if x.low < y.low { x.low } else { y.low },
                    if x.high > y.high { x.high } else { y.high },
                );
                Some(Typed::new(node, kind, unit).within(low, high))
            }
            ("head", _) => self.wrong_form(context, span, "the value of the unit's head", "head(person.x)"),
            _ => self.wrong_form(
                context,
                span,
                "the spouse's value, and what holds where there is none",
                "spouse(person.x, if_none)",
            ),
        }
    }

    /// Whether a bare name is a parameter of the formula's file or of the system.
    fn is_parameter(&self, context: &Context<'a>, name: &str) -> bool {
        let own = match context.owner {
            Owner::Instrument(at) => self.instrument(context.law, at).parameter(name).is_some(),
            Owner::System => false,
        };
        let of_system = &self.laws[context.law].system.parameters;
        own || of_system.iter().any(|parameter| parameter.name == name)
    }

    /// `total(person.x)`, `total(person.x by region)`: the weighted total of the whole population, known one phase later.
    pub(super) fn total(
        &mut self,
        context: &Context<'a>,
        arguments: &'a [Expression],
        condition: Option<&'a Expression>,
        by: Option<&'a Expression>,
        span: &Span,
    ) -> Option<Typed> {
        let [value] = arguments else {
            return self.wrong_form(context, span, "the total of the population", "total(person.x)");
        };
        let mut inner = context.clone();
        // What one member of a household does changes no total.
        inner.law = self.still(context.law);
        if context.level != PERSON {
            inner.members = true;
        }
        let mut value = self.expression(&inner, value)?;
        if let Some(condition) = condition {
            let condition = self.truthful(&inner, condition)?;
            let zero = self.number(0.0);
            let (value_known, condition, level) = self.level_known(&value, &condition);
            let node = self
                .graph
                .add(Operation::Select(condition.node, value_known.node, zero.node), level);
            value = Typed {
                node,
                level,
                ..value_known
            };
        }
        // What is removed pays nobody: its total is 0.
        if value.level == Level::Scalar && self.graph.as_constant(value.node) == Some(0.0) {
            return Some(value);
        }
        if value.level == Level::Scalar {
            let is_written = match &arguments[0].kind {
                ExpressionKind::Number(_) => true,
                ExpressionKind::Name(path) => path.len() == 1 && self.is_parameter(context, &path[0]),
                _ => false,
            };
            // The same for all, as where the data lack a column: it is a value of each all the same.
            let written = context.formula.text.get(arguments[0].span.clone());
            let rows = match context.level {
                Level::Rows(_) if !written.is_some_and(|text| text.contains("person.")) => context.level,
                _ => PERSON,
            };
            if is_written || rows == PERSON && !self.schema.has_persons {
                return self.wrong_form(
                    context,
                    span,
                    "a total adds up the values of persons or units",
                    "total(person.x)",
                );
            }
            value.node = self.spread_rows(&value, rows);
            value.level = rows;
        }
        let grid = self.graph.add(Operation::Grid(value.node), value.level);
        let code = match by {
            Some(by) => {
                let code = self.expression(&inner, by)?;
                let Type::Category { labels, .. } = code.kind.clone() else {
                    self.error(
                        context,
                        &by.span,
                        "not-a-category",
                        "totals are split by a category",
                        code.describe(),
                        "a category such as region or sector",
                        "name a category",
                    );
                    return None;
                };
                let (_, mut code, level) = self.level_known(&value, &code);
                // A category that the data lacks is the same for all; it is a column here, as the values are.
                code.node = self.spread_rows(&code, value.level);
                code.level = level;
                if level != value.level {
                    return self.wrong_form(
                        context,
                        span,
                        "the category belongs to the rows that are added up",
                        "total(person.x by person.category)",
                    );
                }
                Some((code, labels.len()))
            }
            None => None,
        };
        let length = code.as_ref().map_or(1, |(_, length)| *length) as u32;
        let by = code.as_ref().map(|(code, _)| code.node);
        let slot = self.found_once(&vec![0.0; length as usize], |slot| Global::Total {
            value: grid,
            by,
            slot,
            length,
        });
        let kind = match value.kind {
            Type::Literal | Type::Zero | Type::Truth => Type::Number(Unit::NUMBER),
            kind => kind,
        };
        let result = match code {
            None => {
                let node = self.graph.add(Operation::Slot(slot), Level::Scalar);
                Typed::new(node, kind, Level::Scalar)
            }
            Some((code, _)) => {
                let node = self.graph.add(
                    Operation::Lookup {
                        base: slot,
                        length,
                        index: code.node,
                    },
                    code.level,
                );
                Typed::new(node, kind, code.level)
            }
        };
        Some(if value.low >= 0.0 {
            result.within(0.0, f64::INFINITY)
        } else {
            result
        })
    }
}
