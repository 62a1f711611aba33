//! What poverty and inequality are measured on: the income of a household, its consumption units, and the groups.

use super::law::CompiledMeasures;
use super::{Compiler, Context, Owner, Type, Typed};
use crate::document::Span;
use crate::rules::unit::Unit;
use crate::simulation::{HOUSEHOLD, Operation};

impl<'a> Compiler<'a> {
    pub(super) fn measures(&mut self, law: usize, nowhere: &Span) -> Option<CompiledMeasures> {
        let laws = self.laws;
        let system = &laws[law].system;
        let income = self.concept(law, &system.measures.income, HOUSEHOLD, None, &system.source, nowhere)?;
        let grid = self.graph.add(Operation::Grid(income.node), income.level);
        let income = Typed { node: grid, ..income };
        let mut formula = |formula, path: &str| {
            let context = Context {
                law,
                owner: Owner::System,
                source: &system.source,
                formula,
                path: path.to_string(),
                level: HOUSEHOLD,
                members: false,
                stage: super::Stage::Law,
                frame: None,
            };
            self.reads.push(Vec::new());
            let value = self.formula(&context);
            self.reads.pop();
            let value = value?;
            if value.is_number() && !value.is_money() {
                return Some(value);
            }
            self.error(
                &context,
                &context.formula.tree.span,
                "unit-mismatch",
                "this counts persons or consumption units",
                value.describe(),
                "a pure number",
                "write a formula over the members",
            );
            None
        };
        let scale = formula(&system.measures.equivalence_scale, "measures.equivalence_scale");
        let persons = match &system.measures.persons {
            Some(persons) => formula(persons, "measures.persons"),
            None if self.schema.has_persons => {
                let one = self.graph.constant(1.0);
                let node = self.graph.add(
                    Operation::Members {
                        aggregate: crate::simulation::Aggregate::Sum,
                        value: one,
                        condition: None,
                        if_nobody: None,
                    },
                    HOUSEHOLD,
                );
                Some(Typed::new(node, Type::Number(Unit::NUMBER), HOUSEHOLD))
            }
            None => Some(self.number(1.0)),
        };
        let (scale, persons) = (scale?, persons?);
        let equivalised = self.equivalise(&income, &scale);
        let redistribution = self.redistribution(law, &scale, nowhere);
        Some(CompiledMeasures {
            income: self.spread_rows(&income, HOUSEHOLD),
            equivalised,
            scale: self.spread_rows(&scale, HOUSEHOLD),
            persons: self.spread_rows(&persons, HOUSEHOLD),
            redistribution,
        })
    }

    /// The categories by which results are also shown, as far as the data has them.
    pub(super) fn groups(&mut self, law: usize) -> Option<Vec<String>> {
        let laws = self.laws;
        let system = &laws[law].system;
        let mut groups = Vec::new();
        for (name, span) in &system.measures.by {
            match system.column(name) {
                None => {
                    let known: Vec<&str> = system.columns.iter().map(|column| column.name.as_str()).collect();
                    let near = crate::document::nearest(name, known.iter().copied()).map(str::to_string);
                    self.collector(&system.source).report(
                        "unknown-name",
                        "measures.by",
                        span,
                        format!("there is no column `{name}`"),
                        name,
                        known.join(", "),
                        near.map_or("use a column of the system".to_string(), |near| {
                            format!("did you mean `{near}`?")
                        }),
                    );
                    return None;
                }
                Some(column) if !matches!(column.kind, crate::system::ColumnKind::Category(_)) => {
                    self.collector(&system.source).report(
                        "not-a-category",
                        "measures.by",
                        span,
                        format!("`{name}` is no category"),
                        name,
                        "a category",
                        "name a category such as region",
                    );
                    return None;
                }
                Some(_) => {}
            }
            if self.schema.columns.iter().any(|(known, _)| known == name) {
                groups.push(name.clone());
            }
        }
        Some(groups)
    }
}
