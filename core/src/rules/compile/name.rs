//! Names: what a word in a formula stands for.

use super::{Compiler, Context, Key, Owner, Stage, Type, Typed};
use crate::document::{Span, nearest};
use crate::rules::Expression;
use crate::rules::instrument::Rule;
use crate::rules::parameter::Parameter;
use crate::simulation::{HOUSEHOLD, Level, Operation, PERSON};

impl<'a> Compiler<'a> {
    pub(super) fn name(&mut self, context: &Context<'a>, path: &[String], span: &Span) -> Option<Typed> {
        let value = self.resolve(context, path, span)?;
        if context.frame.is_none()
            && !self.schema.totals_only
            && let Some(reads) = self.reads.last_mut()
        {
            let name = path.join(".");
            if !reads.iter().any(|(known, _)| *known == name) {
                reads.push((name, value.clone()));
            }
        }
        Some(value)
    }

    pub(super) fn resolve(&mut self, context: &Context<'a>, path: &[String], span: &Span) -> Option<Typed> {
        let (first, rest) = path.split_first()?;
        if rest.is_empty() {
            if let Some(frame) = context.frame.clone()
                && let Some(value) = self.local(context, &frame, first, span)
            {
                return value;
            }
            return self.bare(context, context.level, first, span);
        }
        if first == "person" {
            if context.level == PERSON || context.members {
                return self.at_level(context, PERSON, rest, span);
            }
            let inner = rest.join(".");
            self.error(
                context,
                span,
                "wrong-level",
                format!("person.{inner} has one value a person"),
                path.join("."),
                "one value for the unit",
                format!("say any, all, count, sum or head: sum(person.{inner})"),
            );
            return None;
        }
        if first == "draw" && rest.len() == 1 {
            return self.draw(context, &rest[0], span);
        }
        if first == "fund" && rest == ["to_share"] {
            return self.amount_to_share(context, span);
        }
        if first == "carried" && rest.len() == 1 {
            return self.carried_value(context, &rest[0], span);
        }
        if let ("selected" | "chance" | "life" | "lever", [name], true) =
            (first.as_str(), rest, context.stage == Stage::Data)
        {
            return match first.as_str() {
                "lever" => self.lever(context, name, span),
                "chance" => self.chance(context, name, span),
                "life" => self.lived(context, name, span),
                _ => self.selected(context, name, span),
            };
        }
        let system = &self.laws[context.law].system;
        if let Some(level) = system.unit(first).and_then(|unit| self.schema.level(unit)) {
            return self.at_level(context, level, rest, span);
        }
        self.other_file(context, context.level, first, rest, span)
    }

    /// `person.x`, `tax_unit.x`, `person.file.x`: a name read at a level of its own.
    pub(super) fn at_level(
        &mut self,
        context: &Context<'a>,
        level: Level,
        rest: &[String],
        span: &Span,
    ) -> Option<Typed> {
        let value = match rest {
            [name] => self.bare(context, level, name, span)?,
            [file, step @ ..] => self.other_file(context, level, file, step, span)?,
            [] => return None,
        };
        // The household of a smaller unit, seen from it.
        if let (HOUSEHOLD, HOUSEHOLD, Level::Rows(own)) = (level, value.level, context.level)
            && own > 1
            && !context.members
        {
            if self.needs_persons(
                context,
                &Expression {
                    kind: super::super::ExpressionKind::Truth(true),
                    span: span.clone(),
                },
            ) {
                return None;
            }
            let spread = self.broadcast(&value);
            let node = self.graph.add(Operation::AtHead(spread.node), context.level);
            return Some(Typed {
                node,
                level: context.level,
                ..value
            });
        }
        if value.level == level || value.level == Level::Scalar || level == PERSON {
            return Some(value);
        }
        Some(self.broadcast(&value))
    }

    /// A name without a prefix, at a level.
    pub(super) fn bare(&mut self, context: &Context<'a>, level: Level, name: &str, span: &Span) -> Option<Typed> {
        if context.frame.is_none()
            && let Some(value) = self.own_step(context, level, name, span)
        {
            return value;
        }
        if let Owner::Instrument(at) = context.owner {
            let instrument = self.instrument(context.law, at);
            if let Some(parameter) = instrument.parameter(name) {
                return self.parameter_value(context, context.owner, parameter, level, span);
            }
        }
        let laws = self.laws;
        let system = &laws[context.law].system;
        if let Some(parameter) = system.parameters.iter().find(|parameter| parameter.name == name) {
            return self.parameter_value(context, Owner::System, parameter, level, span);
        }
        if context.frame.is_some() {
            self.unknown(
                context,
                name,
                span,
                "a function sees its arguments, its own rules and parameters",
            );
            return None;
        }
        if let Some(column) = system.column(name) {
            let value = self.column_at(context.law, column, context.stage)?;
            if value.level == level || value.level == Level::Scalar {
                return Some(value);
            }
            let (has, wants) = (self.level_name(value.level), self.level_name(level));
            if level == Level::Scalar {
                self.error(
                    context,
                    span,
                    "wrong-level",
                    format!("`{name}` has one value for each {has}"),
                    name,
                    "one value for the whole run",
                    "name a parameter",
                );
                return None;
            }
            let remedy = match (value.level, level) {
                (PERSON, _) => format!("say sum(person.{name}), count, any, all or head(person.{name})"),
                (_, PERSON) => format!("write {has}.{name}"),
                _ => format!("write {has}.{name} in a rule of a person, or add it up through persons"),
            };
            self.error(
                context,
                span,
                "wrong-level",
                format!("`{name}` has one value for each {has}"),
                name,
                format!("one value for each {wants}"),
                remedy,
            );
            return None;
        }
        if system.concept(name).is_some() {
            return self.concept(
                context.law,
                name,
                level,
                None,
                context.source,
                &context.formula.span_in_file(span),
            );
        }
        if self.instrument_named(context.law, name).is_some() {
            return self.other_file(context, level, name, &[], span);
        }
        self.unknown(context, name, span, "");
        None
    }

    /// A step of the formula's own file.
    pub(super) fn own_step(
        &mut self,
        context: &Context<'a>,
        level: Level,
        name: &str,
        span: &Span,
    ) -> Option<Option<Typed>> {
        let Owner::Instrument(at) = context.owner else {
            return None;
        };
        let instrument = self.instrument(context.law, at);
        let unit = self.level_of(context.law, at)?;
        let persons = level == PERSON && unit != PERSON;
        let rules = if persons {
            &instrument.person_rules
        } else {
            &instrument.rules
        };
        if let Some(rule) = rules.iter().find(|rule| rule.name == name) {
            if !persons && unit != level {
                // A step of the unit read at another level: reported as such below.
                return None;
            }
            return Some(self.step(
                context.law,
                at,
                rule,
                persons,
                &context.formula.span_in_file(span),
                context.source,
            ));
        }
        let elsewhere = if persons {
            &instrument.rules
        } else {
            &instrument.person_rules
        };
        if elsewhere.iter().any(|rule| rule.name == name) && instrument.parameter(name).is_none() {
            let (message, remedy) = if persons {
                let unit = instrument.unit.clone();
                if context.members {
                    return None;
                }
                (
                    format!("`{name}` has one value for each {unit}"),
                    format!("write {unit}.{name}"),
                )
            } else {
                (
                    format!("`{name}` has one value a person"),
                    format!("say sum(person.{name}), any, all, count or head"),
                )
            };
            self.error(
                context,
                span,
                "wrong-level",
                message,
                name,
                "a value of the same unit",
                remedy,
            );
            return Some(None);
        }
        None
    }

    /// A step, worked out once for each law.
    pub(super) fn step(
        &mut self,
        law: usize,
        at: usize,
        rule: &'a Rule,
        persons: bool,
        span: &Span,
        source: &crate::document::Source,
    ) -> Option<Typed> {
        let instrument = self.instrument(law, at);
        let key = Key::Step(law, at, rule.name.clone(), persons);
        let label = format!("{}.{}", instrument.name, rule.name);
        self.remember(key, label.clone(), source, span, |compiler| {
            let level = if persons { PERSON } else { compiler.level_of(law, at)? };
            let value = compiler.rule(law, at, rule, level);
            let entity = match level {
                Level::Rows(rows) => rows,
                Level::Scalar => 0,
            };
            let given = compiler
                .given(entity, &label)
                .or_else(|| compiler.given(entity, &rule.name));
            match (given, value) {
                (Some(column), Some(value)) => Some(compiler.given_value(column, level, &value)),
                (_, value) => value,
            }
        })
    }

    /// The column that a worked case gives for a name.
    pub(super) fn given(&self, entity: u8, name: &str) -> Option<u32> {
        self.schema.given.get(&(entity, name.to_string())).copied()
    }

    pub(super) fn given_value(&mut self, column: u32, level: Level, like: &Typed) -> Typed {
        let node = self.graph.add(Operation::Column(column), level);
        let kind = match &like.kind {
            Type::Literal | Type::Zero => Type::Number(crate::rules::Unit::NUMBER),
            other => other.clone(),
        };
        Typed::new(node, kind, level)
    }

    /// The level of an instrument's unit.
    pub(super) fn level_of(&mut self, law: usize, at: usize) -> Option<Level> {
        let instrument = self.instrument(law, at);
        let laws = self.laws;
        let system = &laws[law].system;
        let level = system.unit(&instrument.unit).and_then(|unit| self.schema.level(unit));
        if level.is_none() {
            let known = system
                .entities()
                .into_iter()
                .chain(system.units.iter().map(|unit| unit.name.as_str()))
                .collect::<Vec<_>>()
                .join(", ");
            let remedy = nearest(&instrument.unit, known.split(", ")).map_or(
                format!("declare it under [units] of the system {}", system.name),
                |near| format!("did you mean `{near}`?"),
            );
            let source = instrument.source.clone();
            let span = instrument.span.clone();
            let (message, found) = (
                format!("the system {} has no unit `{}`", system.name, instrument.unit),
                instrument.unit.clone(),
            );
            self.collector(&source)
                .report("unknown-unit-kind", "unit", &span, message, found, known, remedy);
        }
        level
    }

    /// Another file: `file`, `file.entitlement`, `file.step`, `file.parameter`.
    pub(super) fn other_file(
        &mut self,
        context: &Context<'a>,
        level: Level,
        file: &str,
        rest: &[String],
        span: &Span,
    ) -> Option<Typed> {
        let law = context.law;
        let Some(at) = self.instrument_named(law, file) else {
            let written = std::iter::once(file)
                .chain(rest.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(".");
            self.unknown(context, &written, span, "");
            return None;
        };
        self.allow_use(context, at, file, span)?;
        let instrument = self.instrument(law, at);
        let own = self.level_of(law, at)?;
        match rest {
            [] => self.amount(law, at, level, context.source, &context.formula.span_in_file(span)),
            [step] if step == "entitlement" => {
                let value = self.entitlement(law, at, context.source, &context.formula.span_in_file(span))?;
                self.convert(law, at, &value, level)
            }
            [step] if step == "eligible" && !instrument.rules.iter().any(|rule| rule.name == "eligible") => {
                let value = match self.eligible(law, at, own)? {
                    Some(value) => value,
                    None => self.truth(true),
                };
                if own == level || value.level == Level::Scalar {
                    return Some(value);
                }
                if level == PERSON {
                    return Some(self.broadcast(&value));
                }
                let (has, wants) = (self.level_name(own), self.level_name(level));
                self.error(
                    context,
                    span,
                    "wrong-level",
                    format!("`{file}.eligible` has one value for each {has}"),
                    format!("{file}.eligible"),
                    format!("one value for each {wants}"),
                    format!("say any(person.{file}.eligible)"),
                );
                None
            }
            [step] if step == "amount" && instrument.rules.iter().any(|rule| rule.name == "amount") => {
                self.amount(law, at, level, context.source, &context.formula.span_in_file(span))
            }
            [step] => {
                if let Some(parameter) = instrument.parameter(step) {
                    return self.parameter_value(context, Owner::Instrument(at), parameter, level, span);
                }
                let persons = level == PERSON && own != PERSON;
                let rules = if persons {
                    &instrument.person_rules
                } else {
                    &instrument.rules
                };
                if let Some(rule) = rules.iter().find(|rule| rule.name == *step) {
                    let value = self.step(
                        law,
                        at,
                        rule,
                        persons,
                        &context.formula.span_in_file(span),
                        context.source,
                    )?;
                    if own == level || persons {
                        return Some(value);
                    }
                    let (has, wants) = (self.level_name(own), self.level_name(level));
                    self.error(
                        context,
                        span,
                        "wrong-level",
                        format!("`{file}.{step}` has one value for each {has}"),
                        format!("{file}.{step}"),
                        format!("one value for each {wants}"),
                        if own == PERSON {
                            format!("say sum(person.{file}.{step})")
                        } else {
                            format!("write {has}.{file}.{step}")
                        },
                    );
                    return None;
                }
                if own == level || level == PERSON {
                    // A unit's step read inside an aggregate or in a person's formula.
                    if let Some(rule) = instrument.rules.iter().find(|rule| rule.name == *step)
                        && (context.members || own == level)
                    {
                        return self.step(
                            law,
                            at,
                            rule,
                            false,
                            &context.formula.span_in_file(span),
                            context.source,
                        );
                    }
                }
                let known: Vec<String> = instrument
                    .rules
                    .iter()
                    .map(|rule| rule.name.clone())
                    .chain(instrument.person_rules.iter().map(|rule| rule.name.clone()))
                    .chain(instrument.parameters.iter().map(|parameter| parameter.name.clone()))
                    .collect();
                let near = nearest(step, known.iter().map(String::as_str)).map(str::to_string);
                self.error(
                    context,
                    span,
                    "unknown-name",
                    format!("`{file}` has no step or parameter `{step}`"),
                    format!("{file}.{step}"),
                    known.join(", "),
                    near.map_or("use one of its names".to_string(), |near| {
                        format!("did you mean `{file}.{near}`?")
                    }),
                );
                None
            }
            _ => {
                self.unknown(context, &format!("{file}.{}", rest.join(".")), span, "");
                None
            }
        }
    }

    /// Whether the formula's file says that it reads the other one.
    pub(super) fn allow_use(&mut self, context: &Context<'a>, at: usize, file: &str, span: &Span) -> Option<()> {
        let Owner::Instrument(own) = context.owner else {
            return Some(());
        };
        if own == at
            || self
                .instrument(context.law, own)
                .uses
                .iter()
                .any(|(name, _)| name == file)
        {
            return Some(());
        }
        let uses: Vec<String> = self
            .instrument(context.law, own)
            .uses
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        self.error(
            context,
            span,
            "not-used",
            format!("the file does not say that it reads `{file}`"),
            file,
            if uses.is_empty() {
                "no other file".to_string()
            } else {
                uses.join(", ")
            },
            format!("add `uses = [\"{file}\"]` at the top of the file"),
        );
        None
    }

    pub(super) fn unknown(&mut self, context: &Context<'a>, name: &str, span: &Span, note: &str) {
        let laws = self.laws;
        let law = &laws[context.law];
        let mut known: Vec<String> = Vec::new();
        if let Some(frame) = &context.frame {
            known.extend(frame.function.arguments.iter().map(|(name, _)| name.clone()));
            known.extend(frame.function.rules.iter().map(|rule| rule.name.clone()));
        }
        if let Owner::Instrument(at) = context.owner {
            let instrument = self.instrument(context.law, at);
            known.extend(instrument.parameters.iter().map(|p| p.name.clone()));
            if context.frame.is_none() {
                known.extend(instrument.rules.iter().map(|r| r.name.clone()));
                known.extend(instrument.person_rules.iter().map(|r| format!("person.{}", r.name)));
                known.extend(instrument.person_rules.iter().map(|r| r.name.clone()));
                known.extend(instrument.uses.iter().map(|(name, _)| name.clone()));
            }
        }
        known.extend(law.system.parameters.iter().map(|p| p.name.clone()));
        if context.frame.is_none() {
            known.extend(law.system.columns.iter().map(|c| c.name.clone()));
            known.extend(law.system.concepts.iter().map(|c| c.name.clone()));
            known.extend(law.instruments.iter().map(|i| i.name.clone()));
        }
        let near = nearest(name, known.iter().map(String::as_str)).map(str::to_string);
        let allowed = if note.is_empty() {
            "a parameter, rule, column, income concept or instrument"
        } else {
            note
        };
        self.error(
            context,
            span,
            "unknown-name",
            format!("nothing is called `{name}` here"),
            name,
            allowed,
            near.map_or("check the spelling, or declare it".to_string(), |near| {
                format!("did you mean `{near}`?")
            }),
        );
    }

    /// A parameter that names a concept which the system does not have, at the place of its value.
    pub(super) fn no_such_concept(&mut self, law: usize, owner: Owner, parameter: &'a Parameter, word: &str) {
        let laws = self.laws;
        let (file, own) = match owner {
            Owner::Instrument(at) => (
                self.instrument(law, at).name.as_str(),
                self.instrument(law, at).source.clone(),
            ),
            Owner::System => ("", laws[law].system.source.clone()),
        };
        let date = self.date;
        let set = laws[law].assignments.iter().rev().find(|set| {
            set.instrument == file && set.key == parameter.name && set.from.is_none_or(|from| from <= date)
        });
        let (source, path, span) = match (set, parameter.written_on(date)) {
            (Some(set), _) => (
                set.source.clone(),
                format!("{file}.{}", set.key),
                set.value.span.clone(),
            ),
            (None, Ok((node, _))) => (own, format!("parameters.{}", parameter.name), node.span.clone()),
            (None, Err(_)) => (own, format!("parameters.{}", parameter.name), parameter.span.clone()),
        };
        let known: Vec<&str> = laws[law]
            .system
            .concepts
            .iter()
            .map(|concept| concept.name.as_str())
            .collect();
        let near = nearest(word, known.iter().copied()).map(str::to_string);
        self.collector(&source).report(
            "unknown-name",
            &path,
            &span,
            format!("the system has no income concept `{word}`"),
            word,
            known.join(", "),
            near.map_or("use one of its concepts".to_string(), |near| {
                format!("did you mean `{near}`?")
            }),
        );
    }
}
