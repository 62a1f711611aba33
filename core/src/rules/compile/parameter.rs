//! Parameters read by formulas: values on the day of the run, as slots of the program.

use super::{Compiler, Context, Owner, SlotOrigin, Type, Typed};
use crate::document::{Span, nearest};
use crate::rules::Expression;
use crate::rules::parameter::{Parameter, ParameterUnit, ParameterValue, TableIndex};
use crate::simulation::{Level, Operation};
use std::sync::Arc;

impl<'a> Compiler<'a> {
    /// The index of a table parameter: the category's labels, or a count.
    pub(super) fn tables(&self, law: usize, parameter: &Parameter) -> Vec<TableIndex> {
        let index = |category: &str| {
            self.labels(law, category)
                .map_or(TableIndex::Count, |labels| TableIndex::Labels(labels.to_vec()))
        };
        if let ParameterUnit::List { of } = &parameter.unit {
            return vec![index(of)];
        }
        parameter.by.iter().map(|by| index(self.category_of(law, by))).collect()
    }

    /// The value of a parameter on the day of the run, with the law that set it (`None`: as written).
    pub(super) fn decoded(
        &mut self,
        law: usize,
        owner: Owner,
        parameter: &'a Parameter,
    ) -> Option<(ParameterValue, Option<usize>)> {
        let laws = self.laws;
        let (file, source) = match owner {
            Owner::Instrument(at) => (self.instrument(law, at).name.as_str(), &self.instrument(law, at).source),
            Owner::System => ("", &laws[law].system.source),
        };
        self.used_parameters.insert((law, owner, parameter.name.clone()));
        let tables = self.tables(law, parameter);
        for by in &parameter.by {
            let system = &laws[law].system;
            let mut known: Vec<&str> = system
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .chain(system.categories.keys().map(String::as_str))
                .collect();
            if let Owner::Instrument(at) = owner {
                let instrument = self.instrument(law, at);
                known.extend(
                    instrument
                        .rules
                        .iter()
                        .chain(&instrument.person_rules)
                        .map(|rule| rule.name.as_str()),
                );
            }
            if !by.contains('.') && !known.contains(&by.as_str()) {
                let near = nearest(by, known.iter().copied()).map(str::to_string);
                self.collector(source).report(
                    "unknown-name",
                    &format!("parameters.{}.by", parameter.name),
                    &parameter.span,
                    format!("there is no category, column or step `{by}`"),
                    by,
                    "a category, or a count: a column or a step of the file",
                    near.map_or("check the spelling, or declare it".to_string(), |near| {
                        format!("did you mean `{near}`?")
                    }),
                );
                return None;
            }
        }
        let date = self.date;
        let set = laws[law].assignments.iter().rev().find(|set| {
            set.instrument == file && set.key == parameter.name && set.from.is_none_or(|from| from <= date)
        });
        if let Some(set) = set {
            let path = if file.is_empty() {
                set.key.clone()
            } else {
                format!("{file}.{}", set.key)
            };
            let source = set.source.clone();
            return parameter
                .decode(self.collector(&source), &path, &set.value, &tables)
                .map(|value| (self.gone_on(law, file, parameter, value, set.from), Some(law)));
        }
        let path = format!("parameters.{}", parameter.name);
        match parameter.written_on(date) {
            Ok((node, from)) => {
                let value = parameter.decode(self.collector(source), &path, node, &tables)?;
                let value = self.uprated(law, parameter, source, value, from);
                Some((self.gone_on(law, file, parameter, value, from), None))
            }
            Err(sentence) => {
                self.collector(source).report(
                    "no-value-on-date",
                    &path,
                    &parameter.span,
                    sentence,
                    date.to_string(),
                    "a day on which the parameter has a value",
                    "add a value for the date, or choose another year",
                );
                None
            }
        }
    }

    /// Carries the last written value forward with its index.
    pub(super) fn uprated(
        &mut self,
        law: usize,
        parameter: &Parameter,
        source: &crate::document::Source,
        value: ParameterValue,
        from: Option<crate::document::Date>,
    ) -> ParameterValue {
        let system = &self.laws[law].system;
        let is_last = parameter.values.last().is_some_and(|(last, _)| *last == from);
        // A value without a date is one of the first year whose law the system holds.
        let (Some(uprate), Some(from)) = (&parameter.uprate, from.or_else(|| system.first_date())) else {
            return value;
        };
        if !is_last || from.year == self.date.year {
            return value;
        }
        let index = system.indices.iter().find(|index| index.name == uprate.index);
        let factor = index.and_then(|index| Some(index.on(self.date)? / index.on(from)?));
        let Some(factor) = factor else {
            let known = system
                .indices
                .iter()
                .map(|index| index.name.clone())
                .collect::<Vec<_>>()
                .join(", ");
            self.collector(source).report(
                "unknown-name",
                &format!("parameters.{}.uprate", parameter.name),
                &parameter.span,
                format!("the system has no index `{}` from {from} on", uprate.index),
                &uprate.index,
                known,
                "declare it under [indices] of the system",
            );
            return value;
        };
        let carry = |number: f64| match uprate.round {
            Some(step) if step > 0.0 => (number * factor / step + 0.5 + 1e-6).floor() * step,
            _ => number * factor,
        };
        match value {
            ParameterValue::Number(number) => ParameterValue::Number(carry(number)),
            ParameterValue::Table(numbers, shape) => {
                ParameterValue::Table(numbers.into_iter().map(carry).collect(), shape)
            }
            other => other,
        }
    }

    /// Carries an amount of money beyond the last year that the system holds, where the run does so. It goes on from the last
    /// day whose law is held, or from the day of the value where that comes later. One with an index of its own is left to that.
    fn gone_on(
        &self,
        law: usize,
        file: &str,
        parameter: &Parameter,
        value: ParameterValue,
        from: Option<crate::document::Date>,
    ) -> ParameterValue {
        let system = &self.laws[law].system;
        let (true, None, Some((rule, last))) = (self.laws[law].run_year.goes_on, &parameter.uprate, system.later_law())
        else {
            return value;
        };
        let named = rule.index_of(file, &parameter.name).and_then(|name| system.index(name));
        let begins = from.filter(|from| *from > last).unwrap_or(last);
        match named {
            Some(index) => parameter.carried(value, index.factor(begins, self.date)),
            None => value,
        }
    }

    pub(super) fn origin(&self, law: usize, owner: Owner, parameter: &Parameter, set_by: Option<usize>) -> SlotOrigin {
        SlotOrigin {
            law: set_by.map(|law| self.root(law) as u32),
            instrument: match owner {
                Owner::Instrument(at) => self.instrument(law, at).name.clone(),
                Owner::System => String::new(),
            },
            parameter: parameter.name.clone(),
        }
    }

    /// A parameter read by its bare name.
    pub(super) fn parameter_value(
        &mut self,
        context: &Context<'a>,
        owner: Owner,
        parameter: &'a Parameter,
        level: Level,
        span: &Span,
    ) -> Option<Typed> {
        let law = context.law;
        if parameter.schedule.is_some() || !parameter.by.is_empty() {
            self.used_parameters.insert((law, owner, parameter.name.clone()));
            let form = match (&parameter.schedule, parameter.by.is_empty()) {
                (Some(_), true) => format!("{}(x)", parameter.name),
                (Some(_), false) => format!("{}[{}](x)", parameter.name, parameter.by.join("][")),
                _ => format!("{}[{}]", parameter.name, parameter.by.join("][")),
            };
            self.error(
                context,
                span,
                "table-without-index",
                format!("`{}` is a table or a schedule", parameter.name),
                parameter.name.clone(),
                form.clone(),
                format!("write {form}"),
            );
            return None;
        }
        let laws = self.laws;
        let (value, set_by) = self.decoded(law, owner, parameter)?;
        match value {
            ParameterValue::Number(number) => {
                let origin = self.origin(law, owner, parameter, set_by);
                let root = self.root(law);
                let slot = self.slots.place(origin, root, &[number]);
                let node = self.graph.add(Operation::Slot(slot), Level::Scalar);
                let ParameterUnit::Number(unit) = parameter.unit else {
                    return None;
                };
                let value = Typed::new(node, Type::Number(unit), Level::Scalar);
                Some(match parameter.range {
                    Some((low, high)) => value.within(low, high),
                    None if set_by.is_none() && parameter.assumption => value,
                    None => value.within(if number < 0.0 { f64::NEG_INFINITY } else { 0.0 }, f64::INFINITY),
                })
            }
            ParameterValue::Truth(truth) => {
                let origin = self.origin(law, owner, parameter, set_by);
                let root = self.root(law);
                let slot = self.slots.place(origin, root, &[f64::from(u8::from(truth))]);
                let node = self.graph.add(Operation::Slot(slot), Level::Scalar);
                Some(Typed::new(node, Type::Truth, Level::Scalar))
            }
            ParameterValue::Word(word) => match &parameter.unit {
                ParameterUnit::Concept if laws[law].system.concept(&word).is_none() => {
                    self.no_such_concept(law, owner, parameter, &word);
                    None
                }
                ParameterUnit::Concept => self.concept(
                    law,
                    &word,
                    level,
                    None,
                    context.source,
                    &context.formula.span_in_file(span),
                ),
                ParameterUnit::Choice(options) => {
                    let at = options.iter().position(|option| *option == word).unwrap_or(0);
                    let node = self.graph.constant(at as f64);
                    let name = format!("the choice {}", parameter.name);
                    Some(Typed::new(
                        node,
                        Type::Category {
                            name: Arc::from(name.as_str()),
                            labels: Arc::from(options.clone()),
                        },
                        Level::Scalar,
                    ))
                }
                _ => None,
            },
            ParameterValue::Words(_) => {
                self.error(
                    context,
                    span,
                    "misplaced-list",
                    format!("`{}` is a list", parameter.name),
                    parameter.name.clone(),
                    format!("x in {}", parameter.name),
                    "ask whether a value is in it",
                );
                None
            }
            ParameterValue::Table(..) | ParameterValue::Schedules(_) => None,
        }
    }

    /// The parameter that an expression names, with its owner.
    pub(super) fn named_parameter(
        &mut self,
        context: &Context<'a>,
        base: &'a Expression,
    ) -> Option<(Owner, &'a Parameter)> {
        let super::super::ExpressionKind::Name(path) = &base.kind else {
            return None;
        };
        let laws = self.laws;
        match path.as_slice() {
            [name] => {
                if let Owner::Instrument(at) = context.owner
                    && let Some(parameter) = self.instrument(context.law, at).parameter(name)
                {
                    return Some((context.owner, parameter));
                }
                laws[context.law]
                    .system
                    .parameters
                    .iter()
                    .find(|parameter| parameter.name == *name)
                    .map(|parameter| (Owner::System, parameter))
            }
            [file, name] => {
                let at = self.instrument_named(context.law, file)?;
                let parameter = self.instrument(context.law, at).parameter(name)?;
                self.allow_use(context, at, file, &base.span)?;
                Some((Owner::Instrument(at), parameter))
            }
            _ => None,
        }
    }

    /// `x in list_parameter`
    pub(super) fn list_membership(
        &mut self,
        context: &Context<'a>,
        value: &Typed,
        path: &'a [String],
        value_span: &Span,
        span: &Span,
    ) -> Option<Typed> {
        let base = Expression {
            kind: super::super::ExpressionKind::Name(path.to_vec()),
            span: span.clone(),
        };
        let laws = self.laws;
        let found = match path {
            [name] => match context.owner {
                Owner::Instrument(at) => self
                    .instrument(context.law, at)
                    .parameter(name)
                    .map(|p| (context.owner, p)),
                Owner::System => None,
            }
            .or_else(|| {
                laws[context.law]
                    .system
                    .parameters
                    .iter()
                    .find(|p| p.name == *name)
                    .map(|p| (Owner::System, p))
            }),
            [file, name] => {
                let at = self.instrument_named(context.law, file);
                match at {
                    Some(at) => {
                        self.allow_use(context, at, file, span)?;
                        self.instrument(context.law, at)
                            .parameter(name)
                            .map(|p| (Owner::Instrument(at), p))
                    }
                    None => None,
                }
            }
            _ => None,
        };
        let Some((owner, parameter)) = found.filter(|(_, p)| matches!(p.unit, ParameterUnit::List { .. })) else {
            let text = context
                .formula
                .text
                .get(base.span.clone())
                .unwrap_or("this")
                .to_string();
            self.error(
                context,
                span,
                "not-a-list",
                format!("`{text}` is no list"),
                text,
                "a parameter with unit = \"list\", or [ … ]",
                "declare a list parameter, or write the values in square brackets",
            );
            return None;
        };
        let Type::Category { name, labels } = &value.kind else {
            self.error(
                context,
                value_span,
                "not-a-category",
                "a list holds values of a category",
                value.describe(),
                "a value of a category",
                "compare numbers with < and >",
            );
            return None;
        };
        if let ParameterUnit::List { of } = &parameter.unit
            && **name != **of
        {
            self.error(
                context,
                value_span,
                "unit-mismatch",
                format!("`{}` lists values of {of}", parameter.name),
                value.describe(),
                format!("a value of {of}"),
                "compare with a list of the same category",
            );
            return None;
        }
        let (ParameterValue::Words(words), set_by) = self.decoded(context.law, owner, parameter)? else {
            return None;
        };
        let mask: Vec<f64> = labels
            .iter()
            .map(|label| if words.contains(label) { 1.0 } else { 0.0 })
            .collect();
        let origin = self.origin(context.law, owner, parameter, set_by);
        let root = self.root(context.law);
        let base = self.slots.place(origin, root, &mask);
        let node = self.graph.add(
            Operation::Lookup {
                base,
                length: mask.len() as u32,
                index: value.node,
            },
            value.level,
        );
        Some(Typed::new(node, Type::Truth, value.level))
    }
}
