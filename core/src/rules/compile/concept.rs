//! Income concepts: lists of columns and instruments that may be read at every level.

use super::{Compiler, Context, Key, Type, Typed};
use crate::document::{Source, Span, nearest};
use crate::rules::expression::{Expression, ExpressionKind};
use crate::rules::instrument::PaidTo;
use crate::rules::unit::Unit;
use crate::simulation::{Aggregate, BinaryOperation, Level, Operation, PERSON};
use crate::system::ConceptMember;

/// What a concept is made of in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leaf {
    /// A column, by its place in the system's list.
    Column(usize),
    /// An instrument, by its place in the law.
    Instrument(usize),
}

impl<'a> Compiler<'a> {
    /// `concept without member`.
    pub(super) fn without(
        &mut self,
        context: &Context<'a>,
        concept: &'a Expression,
        member: &[String],
        span: &Span,
    ) -> Option<Typed> {
        let laws = self.laws;
        let law = &laws[context.law];
        let mut name = match &concept.kind {
            ExpressionKind::Name(path) if path.len() == 1 => path[0].clone(),
            _ => String::new(),
        };
        if let super::Owner::Instrument(at) = context.owner
            && let Some(parameter) = self
                .instrument(context.law, at)
                .parameter(&name)
                .filter(|p| p.unit == crate::rules::ParameterUnit::Concept)
            && let Some((crate::rules::ParameterValue::Word(word), _)) =
                self.decoded(context.law, context.owner, parameter)
        {
            name = word;
        }
        if law.system.concept(&name).is_none() {
            let found = context
                .formula
                .text
                .get(concept.span.clone())
                .unwrap_or_default()
                .to_string();
            self.error(
                context,
                &concept.span,
                "not-a-concept",
                "`without` leaves a member out of an income concept",
                found,
                "the name of a concept",
                "name an income concept of the system",
            );
            return None;
        }
        let left_out = member.join(".");
        let known = self.instrument_named(context.law, &left_out).is_some()
            || law.system.column(&left_out).is_some()
            || law.system.concept(&left_out).is_some();
        if !known {
            let names: Vec<&str> = law
                .instruments
                .iter()
                .map(|i| i.name.as_str())
                .chain(law.system.columns.iter().map(|c| c.name.as_str()))
                .collect();
            let near = nearest(&left_out, names.iter().copied()).map(str::to_string);
            self.error(
                context,
                span,
                "unknown-name",
                format!("there is no `{left_out}` to leave out"),
                left_out,
                names.join(", "),
                near.map_or("name an instrument or a column".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
            return None;
        }
        self.concept(context.law, &name, context.level, Some(&left_out), context.source, span)
    }

    /// The leaves of a concept with their signs.
    pub(super) fn leaves(
        &mut self,
        law: usize,
        name: &str,
        without: Option<&str>,
        trail: &mut Vec<String>,
    ) -> Option<Vec<(Leaf, bool)>> {
        let laws = self.laws;
        let system = &laws[law].system;
        let concept = system.concept(name)?;
        if let Some(first) = trail.iter().position(|known| known == name) {
            // Told from the concept that is declared first, so that it is one problem from wherever it is met.
            let place = |name: &String| system.concepts.iter().position(|concept| concept.name == *name);
            let mut circle = trail[first..].to_vec();
            let start = (0..circle.len()).min_by_key(|at| place(&circle[*at])).unwrap_or(0);
            circle.rotate_left(start);
            let name = circle[0].clone();
            circle.push(name.clone());
            let (path, span) = (
                circle.join(" -> "),
                system
                    .concept(&name)
                    .map_or(concept.span.clone(), |concept| concept.span.clone()),
            );
            self.collector(&system.source).report(
                "cycle",
                &format!("concepts.{name}"),
                &span,
                "income concepts contain one another",
                path,
                "lists that end in columns and instruments",
                "take one of them out",
            );
            return None;
        }
        trail.push(name.to_string());
        let mut leaves: Vec<(Leaf, bool)> = Vec::new();
        let mut good = true;
        let lists = concept
            .adds
            .iter()
            .map(|m| (m, true))
            .chain(concept.subtracts.iter().map(|m| (m, false)));
        let mut added: Vec<(Leaf, bool, Span, String)> = Vec::new();
        for ((member, span), positive) in lists {
            match member {
                ConceptMember::Kind(kind) => {
                    for (at, instrument) in laws[law].instruments.iter().enumerate() {
                        let excluded = instrument
                            .interaction
                            .counts_in
                            .iter()
                            .any(|(concept, counts, _)| concept == name && !counts);
                        if instrument.kind == *kind && !excluded {
                            added.push((Leaf::Instrument(at), positive, span.clone(), instrument.name.clone()));
                        }
                    }
                }
                ConceptMember::Name(member) => {
                    if without == Some(member.as_str()) {
                        continue;
                    }
                    if system.concept(member).is_some() {
                        match self.leaves(law, member, without, trail) {
                            Some(inner) => {
                                for (leaf, sign) in inner {
                                    let text = self.leaf_name(law, &leaf);
                                    added.push((leaf, sign == positive, span.clone(), text));
                                }
                            }
                            None => good = false,
                        }
                    } else if let Some(at) = self.instrument_named(law, member) {
                        added.push((Leaf::Instrument(at), positive, span.clone(), member.clone()));
                    } else if let Some(at) = system.columns.iter().position(|column| column.name == *member) {
                        added.push((Leaf::Column(at), positive, span.clone(), member.clone()));
                    } else {
                        good = false;
                        let known: Vec<&str> = system
                            .columns
                            .iter()
                            .map(|c| c.name.as_str())
                            .chain(system.concepts.iter().map(|c| c.name.as_str()))
                            .chain(laws[law].instruments.iter().map(|i| i.name.as_str()))
                            .collect();
                        let near = nearest(member, known.iter().copied()).map(str::to_string);
                        self.collector(&system.source).report(
                            "unknown-name",
                            &format!("concepts.{name}"),
                            span,
                            format!("`{member}` is no column, instrument or concept"),
                            member,
                            "a column, an instrument, a concept or kind.NAME",
                            near.map_or("declare it".to_string(), |near| format!("did you mean `{near}`?")),
                        );
                    }
                }
            }
        }
        // Instruments that say for themselves that they count.
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            let counts = instrument
                .interaction
                .counts_in
                .iter()
                .any(|(concept, counts, _)| concept == name && *counts);
            if counts && !added.iter().any(|(leaf, ..)| *leaf == Leaf::Instrument(at)) {
                let positive = instrument.kind.payee() == crate::rules::Account::Households;
                added.push((
                    Leaf::Instrument(at),
                    positive,
                    concept.span.clone(),
                    instrument.name.clone(),
                ));
            }
        }
        for (leaf, positive, span, text) in added {
            if without == Some(text.as_str()) {
                continue;
            }
            if leaves.iter().any(|(known, _)| *known == leaf) {
                good = false;
                self.collector(&system.source).report(
                    "doubled-member",
                    &format!("concepts.{name}"),
                    &span,
                    format!("`{text}` is reached twice in `{name}`"),
                    text,
                    "each column and instrument once",
                    "take it out of one of the lists",
                );
                continue;
            }
            leaves.push((leaf, positive));
        }
        trail.pop();
        good.then_some(leaves)
    }

    pub(super) fn leaf_name(&self, law: usize, leaf: &Leaf) -> String {
        match leaf {
            Leaf::Column(at) => self.laws[law].system.columns[*at].name.clone(),
            Leaf::Instrument(at) => self.laws[law].instruments[*at].name.clone(),
        }
    }

    /// A concept at a level: what is added less what is subtracted.
    pub(super) fn concept(
        &mut self,
        law: usize,
        name: &str,
        level: Level,
        without: Option<&str>,
        source: &Source,
        span: &Span,
    ) -> Option<Typed> {
        let laws = self.laws;
        if laws[law].system.concept(name).is_none() {
            let known: Vec<&str> = laws[law]
                .system
                .concepts
                .iter()
                .map(|concept| concept.name.as_str())
                .collect();
            let near = nearest(name, known.iter().copied()).map(str::to_string);
            self.collector(source).report(
                "unknown-name",
                "",
                span,
                format!("the system has no income concept `{name}`"),
                name,
                known.join(", "),
                near.map_or("use one of its concepts".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
            return None;
        }
        let key = Key::Concept(law, name.to_string(), level, without.unwrap_or_default().to_string());
        let label = match without {
            Some(member) => format!("{name} without {member}"),
            None => name.to_string(),
        };
        self.remember(key, label, source, span, |compiler| {
            let rows = match level {
                Level::Rows(rows) => rows,
                Level::Scalar => 1,
            };
            if let Some(column) = compiler.given(rows, name) {
                let node = compiler.graph.add(Operation::Column(column), level);
                return Some(Typed::new(node, Type::Number(Unit::MONEY), level));
            }
            // Given for each person: the unit's is their sum.
            if let Some(column) = compiler.given(0, name).filter(|_| level != PERSON) {
                let node = compiler.graph.add(Operation::Column(column), PERSON);
                let node = compiler.graph.add(
                    Operation::Members {
                        aggregate: Aggregate::Sum,
                        value: node,
                        condition: None,
                        if_nobody: None,
                    },
                    level,
                );
                return Some(Typed::new(node, Type::Number(Unit::MONEY), level));
            }
            let leaves = compiler.leaves(law, name, without, &mut Vec::new())?;
            let mut good = true;
            let mut total: Option<Typed> = None;
            for (leaf, positive) in leaves {
                let value = match &leaf {
                    Leaf::Column(at) => {
                        let column = &laws[law].system.columns[*at];
                        let value = compiler.column(law, column);
                        value.and_then(|value| compiler.between_levels(law, &value, level, PaidTo::Head))
                    }
                    Leaf::Instrument(at) => compiler.amount(law, *at, level, source, span),
                };
                let Some(value) = value else {
                    good = false;
                    continue;
                };
                if !value.is_number()
                    || (!value.is_money()
                        && value.kind != Type::Zero
                        && compiler.graph.as_constant(value.node) != Some(0.0))
                {
                    good = false;
                    let text = compiler.leaf_name(law, &leaf);
                    // The list that names it, which may be that of another concept.
                    let listed = laws[law].system.concepts.iter().find_map(|concept| {
                        let named = |(member, _): &&(ConceptMember, Span)| *member == ConceptMember::Name(text.clone());
                        concept
                            .adds
                            .iter()
                            .chain(&concept.subtracts)
                            .find(named)
                            .map(|(_, span)| (concept.name.as_str(), span.clone()))
                    });
                    let (name, concept_span) = listed.unwrap_or((
                        name,
                        laws[law]
                            .system
                            .concept(name)
                            .map_or(0..0, |concept| concept.span.clone()),
                    ));
                    compiler.collector(&laws[law].system.source).report(
                        "unit-mismatch",
                        &format!("concepts.{name}"),
                        &concept_span,
                        format!("`{text}` is no money"),
                        value.describe(),
                        "money a year",
                        "take it out of the concept",
                    );
                    continue;
                }
                if compiler.graph.as_constant(value.node) == Some(0.0) {
                    continue;
                }
                total = Some(match total {
                    None if positive => value,
                    None => {
                        let node = compiler.graph.add(Operation::Negate(value.node), value.level);
                        Typed::new(node, value.kind, value.level).within(-value.high, -value.low)
                    }
                    Some(before) => {
                        let (a, b, level) = compiler.level_known(&before, &value);
                        let (operation, low, high) = if positive {
                            (BinaryOperation::Add, a.low + b.low, a.high + b.high)
                        } else {
                            (BinaryOperation::Subtract, a.low - b.high, a.high - b.low)
                        };
                        let node = compiler.graph.add(Operation::Binary(operation, a.node, b.node), level);
                        Typed::new(node, Type::Number(Unit::MONEY), level).within(low, high)
                    }
                });
            }
            if !good {
                return None;
            }
            let mut total = match total {
                Some(total) => total,
                None => compiler.number(0.0),
            };
            total.kind = Type::Number(Unit::MONEY);
            Some(total)
        })
    }

    /// Brings an amount of money from the unit it belongs to, to another, through persons.
    pub(super) fn between_levels(&mut self, law: usize, value: &Typed, level: Level, paid_to: PaidTo) -> Option<Typed> {
        if value.level == level || value.level == Level::Scalar {
            return Some(value.clone());
        }
        let persons = if value.level == PERSON {
            value.clone()
        } else {
            if !self.schema.has_persons {
                // Households alone: every unit is the household.
                return Some(Typed { level, ..value.clone() });
            }
            let node = match paid_to {
                PaidTo::Head => self.graph.add(Operation::AssignHead(value.node), PERSON),
                PaidTo::EachAdult | PaidTo::EachMember => {
                    let flags = match (paid_to, self.adults_of(law)) {
                        (PaidTo::EachAdult, Some(adults)) => adults.node,
                        _ => self.truth(true).node,
                    };
                    self.graph.add(Operation::Share(value.node, flags), PERSON)
                }
            };
            Typed {
                node,
                kind: value.kind.clone(),
                level: PERSON,
                low: if value.low < 0.0 { value.low } else { 0.0 },
                high: value.high,
            }
        };
        if level == PERSON {
            return Some(persons);
        }
        let node = self.graph.add(
            Operation::Members {
                aggregate: Aggregate::Sum,
                value: persons.node,
                condition: None,
                if_nobody: None,
            },
            level,
        );
        Some(Typed {
            node,
            kind: persons.kind,
            level,
            low: if persons.low >= 0.0 { 0.0 } else { f64::NEG_INFINITY },
            high: f64::INFINITY,
        })
    }

    /// Who is an adult: at least the system's `adult_age`.
    pub(super) fn adults_of(&mut self, law: usize) -> Option<Typed> {
        let laws = self.laws;
        let system = &laws[law].system;
        let age = system.column("age")?;
        let age = self.column(law, age)?;
        let parameter = system
            .parameters
            .iter()
            .find(|parameter| parameter.name == "adult_age")?;
        let (crate::rules::ParameterValue::Number(number), set_by) =
            self.decoded(law, super::Owner::System, parameter)?
        else {
            return None;
        };
        let origin = self.origin(law, super::Owner::System, parameter, set_by);
        let root = self.root(law);
        let slot = self.slots.place(origin, root, &[number]);
        let limit = self.graph.add(Operation::Slot(slot), Level::Scalar);
        let node = self.graph.add(
            Operation::Binary(BinaryOperation::LessOrEqual, limit, age.node),
            age.level,
        );
        Some(Typed::new(node, Type::Truth, age.level))
    }

    /// What an instrument pays, at a level.
    pub(super) fn amount(
        &mut self,
        law: usize,
        at: usize,
        level: Level,
        source: &Source,
        span: &Span,
    ) -> Option<Typed> {
        if !self.instrument(law, at).kind.pays() {
            let file = self.instrument(law, at);
            let (name, kind) = (file.name.clone(), file.kind.name());
            self.collector(source).report(
                "no-amount",
                "",
                span,
                format!("`{name}` is a {kind} and has no amount"),
                name.clone(),
                format!("{name}.STEP"),
                "name one of its steps",
            );
            return None;
        }
        let value = self.paid(law, at, source, span)?;
        self.convert(law, at, &value, level)
    }

    pub(super) fn convert(&mut self, law: usize, at: usize, value: &Typed, level: Level) -> Option<Typed> {
        let paid_to = self.instrument(law, at).paid_to;
        self.between_levels(law, value, level, paid_to)
    }
}
