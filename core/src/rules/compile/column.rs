//! Columns of the people, their documented defaults, and stored draws.

use super::{Compiler, Context, Key, Owner, Stage, Type, Typed};
use crate::document::Span;
use crate::simulation::{Level, Operation};
use crate::system::{ColumnDeclaration, ColumnDefault, ColumnKind};
use std::sync::Arc;

impl<'a> Compiler<'a> {
    /// A column of the people as the law finds it.
    pub(super) fn column(&mut self, law: usize, column: &'a ColumnDeclaration) -> Option<Typed> {
        self.column_at(law, column, Stage::Law)
    }

    /// A column of the people at a stage: what the last file that changes it makes of it, else [`Compiler::column_of_data`].
    pub(super) fn column_at(&mut self, law: usize, column: &'a ColumnDeclaration, stage: Stage) -> Option<Typed> {
        match self.change_of(law, &column.name, stage) {
            Some((at, change)) => self.becomes(law, at, change, column),
            None => self.column_of_data(law, column, stage),
        }
    }

    /// A column of the people, or its documented default; a default that reads other columns reads them as they are at the
    /// stage.
    pub(super) fn column_of_data(&mut self, law: usize, column: &'a ColumnDeclaration, stage: Stage) -> Option<Typed> {
        let laws = self.laws;
        let system = &laws[law].system;
        self.remember(
            Key::Column(law, column.name.clone(), stage),
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
                        let Some(labels) = compiler.labels(law, name) else {
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
                            labels,
                        }
                    }
                };
                if column.derived && compiler.schema.column(&column.name).is_some() {
                    compiler.collector(&column.source).report(
                        "derived-column",
                        &format!("columns.{}", column.name),
                        &column.span,
                        format!(
                            "the data gives `{}`, which the system {} works out itself",
                            column.name, system.name
                        ),
                        &column.name,
                        "the columns from which it is worked out",
                        "map the data to those columns instead",
                    );
                    return None;
                }
                if let Some((at, found)) = compiler.schema.column(&column.name)
                    && found == level
                {
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
                if !column.derived {
                    compiler.defaulted.insert(column.name.clone());
                }
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
                            stage,
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

    pub(super) fn draw(&mut self, context: &Context<'a>, name: &str, span: &Span) -> Option<Typed> {
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
        // A hypothetical household does what is asked of it, as it claims what it is due.
        if self.schema.full_take_up && instrument.complies_by.iter().any(|(known, _)| known == name) {
            let node = self.graph.constant(0.0);
            return Some(Typed::new(node, Type::Number(crate::rules::Unit::NUMBER), Level::Scalar).within(0.0, 1.0));
        }
        let mut purpose = format!("draw:{}.{name}", instrument.name);
        let first_month = laws[context.law].run_year.first_month;
        // The first year of a run has the draw of a run of one year.
        if draw.each_year && first_month > 0 {
            purpose.push_str(&format!(":{first_month}"));
        }
        let purpose = self.graph.purpose(&purpose);
        let node = self.graph.add(Operation::Draw(purpose), level);
        Some(Typed::new(node, Type::Number(crate::rules::Unit::NUMBER), level).within(0.0, 1.0))
    }
}
