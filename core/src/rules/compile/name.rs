//! Names: what a word in a formula stands for.

use std::sync::Arc;

use super::{Compiler, Context, Key, Owner, SlotOrigin, Type, Typed};
use crate::document::{Span, nearest};
use crate::rules::Expression;
use crate::rules::instrument::Rule;
use crate::rules::parameter::{Parameter, ParameterUnit, ParameterValue, TableIndex};
use crate::simulation::{HOUSEHOLD, Level, Operation, PERSON};
use crate::system::{ColumnDeclaration, ColumnDefault, ColumnKind};

impl<'a> Compiler<'a> {
    pub(super) fn name(&mut self, context: &Context<'a>, path: &[String], span: &Span) -> Option<Typed> {
        let value = self.resolve(context, path, span)?;
        if context.frame.is_none() {
            if let Some(reads) = self.reads.last_mut() {
                let name = path.join(".");
                if !reads.iter().any(|(known, _)| *known == name) {
                    reads.push((name, value.clone()));
                }
            }
        }
        Some(value)
    }

    fn resolve(&mut self, context: &Context<'a>, path: &[String], span: &Span) -> Option<Typed> {
        let (first, rest) = path.split_first()?;
        if rest.is_empty() {
            if let Some(frame) = context.frame.clone() {
                if let Some(value) = self.local(context, &frame, first, span) {
                    return value;
                }
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
        let system = &self.laws[context.law].system;
        if let Some(level) = system.unit(first).and_then(|unit| self.schema.level(unit)) {
            return self.at_level(context, level, rest, span);
        }
        self.other_file(context, context.level, first, rest, span)
    }

    /// `person.x`, `tax_unit.x`, `person.file.x`: a name read at a level of its own.
    fn at_level(&mut self, context: &Context<'a>, level: Level, rest: &[String], span: &Span) -> Option<Typed> {
        let value = match rest {
            [name] => self.bare(context, level, name, span)?,
            [file, step @ ..] => self.other_file(context, level, file, step, span)?,
            [] => return None,
        };
        // The household of a smaller unit, seen from it.
        if let (HOUSEHOLD, HOUSEHOLD, Level::Rows(own)) = (level, value.level, context.level) {
            if own > 1 && !context.members {
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
        }
        if value.level == level || value.level == Level::Scalar || level == PERSON {
            return Some(value);
        }
        Some(self.broadcast(&value))
    }

    /// A name without a prefix, at a level.
    fn bare(&mut self, context: &Context<'a>, level: Level, name: &str, span: &Span) -> Option<Typed> {
        if context.frame.is_none() {
            if let Some(value) = self.own_step(context, level, name, span) {
                return value;
            }
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
            let value = self.column(context.law, column)?;
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
            return self.concept(context.law, name, level, None, context.source, span);
        }
        if self.instrument_named(context.law, name).is_some() {
            return self.other_file(context, level, name, &[], span);
        }
        self.unknown(context, name, span, "");
        None
    }

    /// A step of the formula's own file.
    fn own_step(&mut self, context: &Context<'a>, level: Level, name: &str, span: &Span) -> Option<Option<Typed>> {
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
            return Some(self.step(context.law, at, rule, persons, span, context.source));
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
    fn other_file(
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
            [] => self.amount(law, at, level, context.source, span),
            [step] if step == "entitlement" => {
                let value = self.entitlement(law, at, context.source, span)?;
                self.convert(law, at, &value, level)
            }
            [step] if step == "amount" && instrument.rules.iter().any(|rule| rule.name == "amount") => {
                self.amount(law, at, level, context.source, span)
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
                    let value = self.step(law, at, rule, persons, span, context.source)?;
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
                    if let Some(rule) = instrument.rules.iter().find(|rule| rule.name == *step) {
                        if context.members || own == level {
                            return self.step(law, at, rule, false, span, context.source);
                        }
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

    fn unknown(&mut self, context: &Context<'a>, name: &str, span: &Span, note: &str) {
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

    /// A column of the people, or its documented default.
    pub(super) fn column(&mut self, law: usize, column: &'a ColumnDeclaration) -> Option<Typed> {
        let laws = self.laws;
        let system = &laws[law].system;
        self.remember(
            Key::Column(law, column.name.clone()),
            column.name.clone(),
            &column.source,
            &column.span,
            |compiler| {
                let declared = system.unit(&column.entity).and_then(|unit| compiler.schema.level(unit));
                let Some(level) = declared else {
                    compiler.collector(&column.source).report(
                        "unknown-unit-kind",
                        &format!("columns.{}.entity", column.name),
                        &column.span,
                        format!("the column `{}` belongs to an unknown unit", column.name),
                        &column.entity,
                        system.entities().join(", "),
                        "use one of the units",
                    );
                    return None;
                };
                let kind = match &column.kind {
                    ColumnKind::Truth => Type::Truth,
                    ColumnKind::Number(unit) => Type::Number(*unit),
                    ColumnKind::Pointer => Type::Number(crate::rules::Unit::NUMBER),
                    ColumnKind::Category(name) => {
                        let Some(labels) = system.categories.get(name) else {
                            compiler.collector(&column.source).report(
                                "unknown-name",
                                &format!("columns.{}.category", column.name),
                                &column.span,
                                format!("there is no category `{name}`"),
                                name,
                                system.categories.keys().cloned().collect::<Vec<_>>().join(", "),
                                "declare it under [categories]",
                            );
                            return None;
                        };
                        Type::Category {
                            name: Arc::from(name.as_str()),
                            labels: Arc::from(labels.clone()),
                        }
                    }
                };
                if let Some((at, found)) = compiler.schema.column(&column.name) {
                    if found == level {
                        let mut node = compiler.graph.add(Operation::Column(at), level);
                        if matches!(&column.kind, ColumnKind::Number(unit) if unit.is_money()) {
                            node = compiler.graph.add(Operation::Grid(node), level);
                        }
                        let value = Typed::new(node, kind, level);
                        return Some(match column.range {
                            Some((low, high)) => value.within(low, high),
                            None => value,
                        });
                    }
                }
                compiler.defaulted.insert(column.name.clone());
                match &column.default {
                    ColumnDefault::Required => {
                        compiler.collector(&column.source).report(
                            "missing-column",
                            &format!("columns.{}", column.name),
                            &column.span,
                            format!("the people have no column `{}`, and it has no default", column.name),
                            "no such column",
                            format!("a column of each {}", column.entity),
                            "map a column of the data to it",
                        );
                        None
                    }
                    ColumnDefault::Number(number) => {
                        let node = compiler.graph.constant(*number);
                        Some(Typed::new(node, kind, Level::Scalar).within(*number, *number))
                    }
                    ColumnDefault::Truth(truth) => Some(compiler.truth(*truth)),
                    ColumnDefault::Word(word) => {
                        let Type::Category { labels, .. } = &kind else {
                            return None;
                        };
                        match labels.iter().position(|label| label == word) {
                            Some(at) => {
                                let node = compiler.graph.constant(at as f64);
                                Some(Typed::new(node, kind, Level::Scalar))
                            }
                            None => {
                                compiler.collector(&column.source).report(
                                    "unknown-choice",
                                    &format!("columns.{}.default", column.name),
                                    &column.span,
                                    format!("the default of `{}` is no value of its category", column.name),
                                    word,
                                    labels.join(", "),
                                    "use one of its values",
                                );
                                None
                            }
                        }
                    }
                    ColumnDefault::Formula(formula) => {
                        let context = Context {
                            law,
                            owner: Owner::System,
                            source: &column.source,
                            formula,
                            path: format!("columns.{}.default", column.name),
                            level,
                            members: false,
                            frame: None,
                        };
                        compiler.reads.push(Vec::new());
                        let outer = compiler.category.take();
                        // A default that is a choice of words is written in those of the column's category.
                        if let Type::Category { name, labels } = &kind {
                            compiler.category = Some((name.clone(), labels.clone()));
                        }
                        let value = compiler.formula(&context);
                        compiler.category = outer;
                        compiler.reads.pop();
                        let mut value = value?;
                        let fits = super::typed::common(&value.kind, &kind).is_some();
                        if !fits {
                            compiler.error(
                                &context,
                                &formula.tree.span,
                                "unit-mismatch",
                                format!("the default of `{}` has another unit", column.name),
                                value.describe(),
                                Typed::new(value.node, kind.clone(), level).describe(),
                                "bring it to the column's unit",
                            );
                            return None;
                        }
                        value.kind = kind;
                        Some(value)
                    }
                }
            },
        )
    }

    fn draw(&mut self, context: &Context<'a>, name: &str, span: &Span) -> Option<Typed> {
        let Owner::Instrument(at) = context.owner else {
            self.unknown(context, &format!("draw.{name}"), span, "");
            return None;
        };
        let instrument = self.instrument(context.law, at);
        let Some(draw) = instrument.draws.iter().find(|draw| draw.name == name) else {
            let known: Vec<&str> = instrument.draws.iter().map(|draw| draw.name.as_str()).collect();
            let allowed = if known.is_empty() {
                "no draw is declared".to_string()
            } else {
                known.join(", ")
            };
            self.error(
                context,
                span,
                "unknown-name",
                format!("there is no draw `{name}`"),
                name,
                allowed,
                format!("declare it: [draws] {name} = \"person\""),
            );
            return None;
        };
        let laws = self.laws;
        let level = laws[context.law]
            .system
            .unit(&draw.unit)
            .and_then(|unit| self.schema.level(unit));
        let Some(level) = level else {
            self.error(
                context,
                span,
                "unknown-unit-kind",
                format!("the draw `{name}` belongs to no unit"),
                draw.unit.clone(),
                "person, household or a unit of the system",
                "name the unit that draws",
            );
            return None;
        };
        let rows = match level {
            Level::Rows(rows) => rows,
            Level::Scalar => 0,
        };
        if let Some(column) = self.given(rows, &format!("draw.{name}")) {
            let node = self.graph.add(Operation::Column(column), level);
            return Some(Typed::new(node, Type::Number(crate::rules::Unit::NUMBER), level).within(0.0, 1.0));
        }
        let purpose = self.graph.purpose(&format!("{}.{name}", instrument.name));
        let node = self.graph.add(Operation::Draw(purpose), level);
        Some(Typed::new(node, Type::Number(crate::rules::Unit::NUMBER), level).within(0.0, 1.0))
    }

    /// The index of a table parameter: the category's labels, or a count.
    pub(super) fn tables(&self, law: usize, parameter: &Parameter) -> Vec<TableIndex> {
        let system = &self.laws[law].system;
        if let ParameterUnit::List { of } = &parameter.unit {
            return vec![
                system
                    .categories
                    .get(of)
                    .map_or(TableIndex::Count, |labels| TableIndex::Labels(labels.clone())),
            ];
        }
        parameter
            .by
            .iter()
            .map(|by| {
                let category = system.column(by).and_then(|column| match &column.kind {
                    ColumnKind::Category(category) => Some(category.as_str()),
                    _ => None,
                });
                match system.categories.get(category.unwrap_or(by)) {
                    Some(labels) => TableIndex::Labels(labels.clone()),
                    None => TableIndex::Count,
                }
            })
            .collect()
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
                .map(|value| (value, Some(law)));
        }
        let path = format!("parameters.{}", parameter.name);
        match parameter.written_on(date) {
            Ok((node, from)) => {
                let value = parameter.decode(self.collector(source), &path, node, &tables)?;
                Some((self.uprated(law, parameter, source, value, from), None))
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

    /// A parameter that names a concept which the system does not have, at the place of its value.
    fn no_such_concept(&mut self, law: usize, owner: Owner, parameter: &'a Parameter, word: &str) {
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

    /// Carries the last written value forward with its index.
    fn uprated(
        &mut self,
        law: usize,
        parameter: &Parameter,
        source: &crate::document::Source,
        value: ParameterValue,
        from: Option<crate::document::Date>,
    ) -> ParameterValue {
        let (Some(uprate), Some(from)) = (&parameter.uprate, from) else {
            return value;
        };
        let system = &self.laws[law].system;
        let is_last = parameter.values.last().is_some_and(|(last, _)| *last == Some(from));
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

    pub(super) fn origin(&self, law: usize, owner: Owner, parameter: &Parameter, set_by: Option<usize>) -> SlotOrigin {
        SlotOrigin {
            law: set_by.map(|law| law as u32),
            instrument: match owner {
                Owner::Instrument(at) => self.instrument(law, at).name.clone(),
                Owner::System => String::new(),
            },
            parameter: parameter.name.clone(),
        }
    }

    /// A parameter read by its bare name.
    fn parameter_value(
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
                let slot = self.slots.place(origin, &[number]);
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
                let slot = self.slots.place(origin, &[f64::from(u8::from(truth))]);
                let node = self.graph.add(Operation::Slot(slot), Level::Scalar);
                Some(Typed::new(node, Type::Truth, Level::Scalar))
            }
            ParameterValue::Word(word) => match &parameter.unit {
                ParameterUnit::Concept if laws[law].system.concept(&word).is_none() => {
                    self.no_such_concept(law, owner, parameter, &word);
                    None
                }
                ParameterUnit::Concept => self.concept(law, &word, level, None, context.source, span),
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
                if let Owner::Instrument(at) = context.owner {
                    if let Some(parameter) = self.instrument(context.law, at).parameter(name) {
                        return Some((context.owner, parameter));
                    }
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
        if let ParameterUnit::List { of } = &parameter.unit {
            if **name != **of {
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
        }
        let (ParameterValue::Words(words), set_by) = self.decoded(context.law, owner, parameter)? else {
            return None;
        };
        let mask: Vec<f64> = labels
            .iter()
            .map(|label| if words.contains(label) { 1.0 } else { 0.0 })
            .collect();
        let origin = self.origin(context.law, owner, parameter, set_by);
        let base = self.slots.place(origin, &mask);
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
