//! What the mapping names, looked up in the system: columns, units and labels.

use super::assigned::{Assigned, Literal, ValueSource};
use super::column::{Shape, Target};
use super::{Mapping, RowsOf};
use crate::document::{Collector, Span, nearest};
use crate::system::{ColumnKind, System};

/// A column of the population and where its values come from.
pub(super) struct Resolved<'a> {
    /// The system's name of the entity.
    pub entity: &'a str,
    pub target: Target<'a>,
    /// The values, with the table of `[persons]` where rows expand.
    pub sources: Vec<(Option<usize>, &'a Assigned)>,
}

/// Looks up names; what the system does not have is reported at its place in the mapping.
struct Resolver<'a> {
    mapping: &'a Mapping,
    system: &'a System,
    collector: &'a Collector,
    found: Vec<Resolved<'a>>,
}

/// Every column that the mapping gives, persons' first; and for each of its units the system's name.
pub(super) fn resolve<'a>(
    mapping: &'a Mapping,
    system: &'a System,
    collector: &'a Collector,
) -> (Vec<Resolved<'a>>, Vec<&'a str>) {
    let mut resolver = Resolver {
        mapping,
        system,
        collector,
        found: Vec::new(),
    };
    let units = resolver.units();
    for (at, table) in mapping.templates.iter().enumerate() {
        for assigned in &table.columns {
            resolver.column("person", Some(at), assigned);
        }
    }
    for table in &mapping.columns {
        if let Some(entity) = resolver.unit(&table.entity, &format!("columns.{}", table.entity), &table.span, true) {
            for assigned in &table.columns {
                resolver.column(entity, None, assigned);
            }
        }
    }
    resolver.pointers();
    resolver.partial();
    (resolver.found, units)
}

/// The columns that every population has.
fn is_role(name: &str) -> bool {
    name == "is_head" || name == "is_spouse"
}

impl<'a> Resolver<'a> {
    /// The system's name of a unit.
    fn unit(&self, name: &'a str, path: &str, span: &Span, or_basic: bool) -> Option<&'a str> {
        let unit = self.system.unit(name);
        if unit.is_none() {
            let mut known: Vec<&str> = if or_basic {
                vec!["person", "household"]
            } else {
                Vec::new()
            };
            known.extend(self.system.units.iter().map(|unit| unit.name.as_str()));
            let message = format!("the system `{}` has no unit `{name}`", self.system.name);
            let remedy = nearest(name, known.iter().copied()).map_or("use a unit of the system".to_string(), |near| {
                format!("did you mean `{near}`?")
            });
            self.collector
                .report("unknown-unit", path, span, message, name, known.join(", "), remedy);
        }
        unit
    }

    fn units(&self) -> Vec<&'a str> {
        let mut units: Vec<&str> = Vec::new();
        for unit in &self.mapping.units {
            let path = format!("units.{}", unit.name);
            let Some(name) = self.unit(&unit.name, &path, &unit.span, false) else {
                continue;
            };
            if units.contains(&name) || name == "person" || name == "household" {
                let message = format!("`{}` is another name for `{name}`", unit.name);
                let allowed = "each unit once";
                self.collector.report(
                    "doubled-name",
                    &path,
                    &unit.span,
                    message,
                    &unit.name,
                    allowed,
                    "remove it",
                );
            }
            units.push(name);
        }
        units
    }

    fn column(&mut self, entity: &'a str, template: Option<usize>, assigned: &'a Assigned) {
        let (name, path) = (assigned.name.as_str(), assigned.path.as_str());
        if let Some(known) = self.found.iter_mut().find(|known| known.target.name == name) {
            // Another table of persons gives the same column.
            if known.entity == entity && template.is_some() {
                known.sources.push((template, assigned));
            } else {
                let message = format!("`{name}` is mapped twice");
                self.collector.report(
                    "doubled-name",
                    path,
                    &assigned.span,
                    message,
                    name,
                    "each column once",
                    "remove one",
                );
            }
            self.labels(assigned);
            return;
        }
        let target = if is_role(name) {
            Some(Target::truth(name))
        } else {
            self.target(assigned, name)
        };
        let Some(target) = target else { return };
        let declared = match self.system.column(name) {
            Some(declaration) if !is_role(name) => declaration.entity.as_str(),
            _ => "person",
        };
        if self.system.unit(declared) != Some(entity) {
            let message = format!("`{name}` is a column of the {declared}, not of the {entity}");
            let allowed = format!("[columns.{declared}]");
            let remedy = match (declared, self.mapping.rows) {
                ("person", RowsOf::Units) => "write it in the tables of [persons]".to_string(),
                _ => format!("write it under [columns.{declared}]"),
            };
            self.collector
                .report("wrong-entity", path, &assigned.span, message, entity, allowed, remedy);
            return;
        }
        self.found.push(Resolved {
            entity,
            target,
            sources: vec![(template, assigned)],
        });
        self.labels(assigned);
    }

    fn target(&self, assigned: &Assigned, name: &str) -> Option<Target<'a>> {
        let (path, span) = (&assigned.path, &assigned.span);
        let Some(declaration) = self.system.column(name) else {
            self.unknown_column(name, path, span, |kind| !matches!(kind, ColumnKind::Pointer));
            return None;
        };
        let target = Target::new(declaration, self.system);
        if target.is_none() {
            let (code, message, remedy) = match &declaration.kind {
                ColumnKind::Category(category) => (
                    "unknown-category",
                    format!("the system has no category `{category}`"),
                    "add it to the system's [categories]",
                ),
                _ => (
                    "wrong-form",
                    format!("`{name}` points at persons"),
                    "write it under [pointers]",
                ),
            };
            self.collector.report(code, path, span, message, name, "", remedy);
        }
        target
    }

    fn unknown_column(&self, name: &str, path: &str, span: &Span, wanted: impl Fn(&ColumnKind) -> bool) {
        let mut known: Vec<&str> = self
            .system
            .columns
            .iter()
            .filter(|column| wanted(&column.kind))
            .map(|column| column.name.as_str())
            .collect();
        known.sort_unstable();
        let message = format!("the system `{}` has no column `{name}`", self.system.name);
        let remedy = nearest(name, known.iter().copied())
            .map_or("declare it under the system's [columns]".to_string(), |near| {
                format!("did you mean `{near}`?")
            });
        self.collector
            .report("unknown-column", path, span, message, name, known.join(", "), remedy);
    }

    /// Reports words of a recoding that the category does not have.
    fn labels(&self, assigned: &Assigned) {
        let Some(resolved) = self.found.iter().find(|known| known.target.name == assigned.name) else {
            return;
        };
        let (Shape::Category { labels }, ValueSource::Recoded { entries, .. }) =
            (&resolved.target.shape, &assigned.source)
        else {
            return;
        };
        for (key, literal) in entries {
            let Literal::Word(word) = literal else { continue };
            if !labels.contains(word) {
                let path = format!("{}.values.{key}", assigned.path);
                let message = format!("`{word}` is no value of `{}`", assigned.name);
                let remedy = nearest(word, labels.iter().map(String::as_str))
                    .map_or(String::new(), |near| format!("did you mean `{near}`?"));
                self.collector.report(
                    "unknown-label",
                    &path,
                    &assigned.span,
                    message,
                    word,
                    labels.join(", "),
                    remedy,
                );
            }
        }
    }

    fn pointers(&self) {
        for pointer in &self.mapping.pointers {
            let path = format!("pointers.{}", pointer.name);
            match self
                .system
                .column(&pointer.name)
                .map(|column| (&column.kind, column.entity.as_str()))
            {
                Some((ColumnKind::Pointer, "person")) => {}
                None => self.unknown_column(&pointer.name, &path, &pointer.span, |kind| {
                    matches!(kind, ColumnKind::Pointer)
                }),
                Some(_) => {
                    let message = format!("`{}` is no column of persons that points at persons", pointer.name);
                    let allowed = "columns with unit = \"pointer\"";
                    let remedy = "write it under [columns]";
                    self.collector.report(
                        "wrong-entity",
                        &path,
                        &pointer.span,
                        message,
                        &pointer.name,
                        allowed,
                        remedy,
                    );
                }
            }
        }
    }

    /// Reports columns that some tables of `[persons]` give, others do not, and the system has no constant for.
    fn partial(&self) {
        let tables = &self.mapping.templates;
        for resolved in self.found.iter().filter(|resolved| resolved.target.default.is_none()) {
            let without = |at: &usize| !resolved.sources.iter().any(|(table, _)| *table == Some(*at));
            let is_of_tables = resolved.sources.iter().any(|(table, _)| table.is_some());
            let Some(at) = (0..tables.len()).find(without).filter(|_| is_of_tables) else {
                continue;
            };
            let name = resolved.target.name;
            let path = format!("persons.{}.{name}", tables[at].name);
            let message = format!(
                "[persons.{}] does not give `{name}`, which has no constant default",
                tables[at].name
            );
            let remedy = "give it in every table of [persons], or in none";
            self.collector.report(
                "missing-value",
                &path,
                &tables[at].span,
                message,
                "",
                format!("`{name}`"),
                remedy,
            );
        }
    }
}
