//! One hypothetical household, once or many times with an income that varies: worked cases, explanations, budget lines.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::{Collector, Node, Span, Table, Value, nearest};
use crate::numeric::weights::{WeightScale, Weights};
use crate::population::{Column, ColumnData, Entity, Ids, KnownHash, Members, Population, Shared};
use crate::rules::compile::Schema;
use crate::rules::{Instrument, Rule};
use crate::system::{ColumnDeclaration, ColumnDefault, ColumnKind, Law};

/// A household as a file describes it.
pub struct Hypothetical<'a> {
    /// The law whose vocabulary it uses.
    pub law: &'a Law,
    /// The unit that bare names belong to.
    pub unit: &'a str,
    /// Members: the first is the head.
    pub persons: Vec<&'a Table>,
    /// Columns of units, and names that stand in for steps, concepts and instruments.
    pub given: &'a Table,
    /// The instrument whose worked case it is: then names of steps, concepts and instruments may be given too.
    pub case_of: Option<&'a Instrument>,
    /// How many copies.
    pub copies: u32,
    /// A person column that varies over the copies: the person, the column, the values.
    pub vary: Option<(usize, String, Vec<f64>)>,
}

struct Cells {
    entity: u8,
    values: Vec<f64>,
    labels: Option<Arc<[String]>>,
    pointer: bool,
}

impl Hypothetical<'_> {
    /// The household as a population, with the schema that knows the names given.
    ///
    /// Problems go to the collector; `None` when there were any.
    pub fn population(&self, collector: &Collector, path: &str) -> Option<(Population, Schema)> {
        let system = &self.law.system;
        let before = collector.count();
        let entities: Vec<String> = system.entities().into_iter().map(str::to_string).collect();
        let rows_of = |name: &str| {
            system
                .unit(name)
                .and_then(|unit| entities.iter().position(|known| known == unit))
                .map(|at| at as u8)
        };
        let members = self.persons.len().max(1);
        let mut columns: BTreeMap<String, Cells> = BTreeMap::new();
        let mut given: BTreeMap<(u8, String), Cells> = BTreeMap::new();
        let empty = Table::default();
        let persons: Vec<&Table> = if self.persons.is_empty() {
            vec![&empty]
        } else {
            self.persons.clone()
        };
        for (member, person) in persons.iter().enumerate() {
            for (name, key, node) in flat(person, "") {
                let at = format!("{path}.persons[{member}].{name}");
                match system.column(&name) {
                    Some(column) if rows_of(&column.entity) == Some(0) => {
                        let Some((value, labels)) = self.cell(collector, &at, node, Some(&column.kind), members) else {
                            continue;
                        };
                        self.check_range(collector, &at, node, column.range, value);
                        let cells = columns.entry(name.clone()).or_insert_with(|| Cells {
                            entity: 0,
                            values: vec![f64::NAN; members],
                            labels: labels.clone(),
                            pointer: column.kind == ColumnKind::Pointer,
                        });
                        cells.values[member] = value;
                    }
                    Some(column) => {
                        collector.report(
                            "wrong-level",
                            &at,
                            &key.span,
                            format!("`{name}` belongs to each {}", column.entity),
                            "a person",
                            column.entity.clone(),
                            format!("write it outside `persons`, under {}", column.entity),
                        );
                    }
                    None if self.names(&name) => {
                        if let Some((value, labels)) = self.cell(collector, &at, node, None, members) {
                            let cells = given.entry((0, name.clone())).or_insert_with(|| Cells {
                                entity: 0,
                                values: vec![0.0; members],
                                labels,
                                pointer: false,
                            });
                            cells.values[member] = value;
                        }
                    }
                    None => self.unknown(collector, &at, &name, &key.span),
                }
            }
        }
        let unit_rows = rows_of(self.unit).unwrap_or(1);
        self.unit_cells(
            collector,
            path,
            self.given,
            "",
            unit_rows,
            &rows_of,
            members,
            &mut columns,
            &mut given,
        );
        if collector.count() != before {
            return None;
        }
        Some(self.build(&entities, members, columns, given))
    }

    /// Whether a worked case may give a value for this name, which is no column.
    fn names(&self, name: &str) -> bool {
        let Some(own) = self.case_of else { return false };
        let step = |instrument: &Instrument, step: &str| {
            let named = |rule: &Rule| rule.name == step;
            instrument.rules.iter().any(named) || instrument.person_rules.iter().any(named) || step == "entitlement"
        };
        match name.split_once('.') {
            Some(("draw", draw)) => own.draws.iter().any(|known| known.name == draw),
            Some(("carried", carried)) => own.carried.iter().any(|known| known.name == carried),
            Some(("lever", lever)) if own.scenario.is_some() => {
                self.law.system.levers.iter().any(|known| known.name == lever)
            }
            Some(("selected", selection)) => own
                .scenario
                .iter()
                .flat_map(|scenario| &scenario.selections)
                .any(|known| known.name == selection),
            Some(("chance", chance)) if own.scenario.is_some() => own
                .scenario
                .iter()
                .flat_map(|scenario| &scenario.chances)
                .any(|known| known.name == chance),
            Some(("life", given)) if own.scenario.as_ref().is_some_and(|scenario| scenario.life.is_some()) => {
                crate::scenario::GIVEN.iter().any(|known| known.name == given)
            }
            Some((file, name)) => self
                .law
                .instrument(file)
                .is_some_and(|instrument| step(instrument, name)),
            None => self.law.instrument(name).is_some() || self.law.system.concept(name).is_some() || step(own, name),
        }
    }

    fn unknown(&self, collector: &Collector, path: &str, name: &str, span: &Span) {
        let system = &self.law.system;
        let mut known: Vec<&str> = system.columns.iter().map(|column| column.name.as_str()).collect();
        if let Some(own) = self.case_of {
            known.extend(own.rules.iter().chain(&own.person_rules).map(|rule| rule.name.as_str()));
            known.extend(system.concepts.iter().map(|concept| concept.name.as_str()));
            known.extend(self.law.instruments.iter().map(|instrument| instrument.name.as_str()));
        }
        collector.report(
            "unknown-name",
            path,
            span,
            format!("the system {} has no column `{name}`", system.name),
            name,
            known.join(", "),
            nearest(name, known.iter().copied()).map_or("use one of these names".to_string(), |near| {
                format!("did you mean `{near}`?")
            }),
        );
    }

    #[allow(clippy::too_many_arguments)]
    fn unit_cells(
        &self,
        collector: &Collector,
        path: &str,
        table: &Table,
        prefix: &str,
        unit_rows: u8,
        rows_of: &dyn Fn(&str) -> Option<u8>,
        members: usize,
        columns: &mut BTreeMap<String, Cells>,
        given: &mut BTreeMap<(u8, String), Cells>,
    ) {
        let system = &self.law.system;
        for (key, node) in &table.entries {
            if prefix.is_empty() && key.text == "persons" {
                continue;
            }
            let name = if prefix.is_empty() {
                key.text.clone()
            } else {
                format!("{prefix}.{}", key.text)
            };
            let at = format!("{path}.{name}");
            if let Value::Table(inner) = &node.value {
                if let Some(rows) = rows_of(&name).filter(|rows| *rows > 0) {
                    self.unit_cells(collector, &at, inner, "", rows, rows_of, members, columns, given);
                } else {
                    self.unit_cells(
                        collector, path, inner, &name, unit_rows, rows_of, members, columns, given,
                    );
                }
                continue;
            }
            if let Some(column) = system.column(&name) {
                let Some(rows) = rows_of(&column.entity) else { continue };
                if rows == 0 && self.case_of.is_none() {
                    collector.report(
                        "wrong-level",
                        &at,
                        &key.span,
                        format!("`{name}` belongs to a person"),
                        "the household",
                        "a member",
                        "write it inside `persons`, with the member whose it is",
                    );
                    continue;
                }
                let Some((value, labels)) = self.cell(collector, &at, node, Some(&column.kind), members) else {
                    continue;
                };
                self.check_range(collector, &at, node, column.range, value);
                let size = if rows == 0 { members } else { 1 };
                let cells = columns.entry(name).or_insert_with(|| Cells {
                    entity: rows,
                    values: vec![f64::NAN; size],
                    labels,
                    pointer: column.kind == ColumnKind::Pointer,
                });
                cells.values[0] = value;
                continue;
            }
            if !self.names(&name) {
                self.unknown(collector, &at, &name, &key.span);
                continue;
            }
            let rows = match name.split_once('.') {
                Some((file, step)) => match self.law.instrument(file) {
                    Some(instrument) if instrument.person_rules.iter().any(|rule| rule.name == step) => 0,
                    Some(instrument) => rows_of(&instrument.unit).unwrap_or(unit_rows),
                    None => unit_rows,
                },
                None => match self.law.instrument(&name) {
                    Some(instrument) => rows_of(&instrument.unit).unwrap_or(unit_rows),
                    None => unit_rows,
                },
            };
            if let Some((value, labels)) = self.cell(collector, &at, node, None, members) {
                let size = if rows == 0 { members } else { 1 };
                let mut values = vec![0.0; size];
                values[0] = value;
                given.insert(
                    (rows, name),
                    Cells {
                        entity: rows,
                        values,
                        labels,
                        pointer: false,
                    },
                );
            }
        }
    }

    fn cell(
        &self,
        collector: &Collector,
        path: &str,
        node: &Node,
        kind: Option<&ColumnKind>,
        members: usize,
    ) -> Option<(f64, Option<Arc<[String]>>)> {
        let system = &self.law.system;
        let refuse = |allowed: String, remedy: &str| {
            collector.report(
                "wrong-type",
                path,
                &node.span,
                "the value has the wrong form",
                node.describe(),
                allowed,
                remedy,
            );
            None
        };
        match (&node.value, kind) {
            (Value::Text(word), Some(ColumnKind::Category(category))) => {
                let labels = &self.labels_of(category)?;
                match labels.iter().position(|label| label == word) {
                    Some(at) => Some((at as f64, Some(Arc::from(labels.clone())))),
                    None => {
                        collector.report(
                            "unknown-choice",
                            path,
                            &node.span,
                            format!("{category} has no value `{word}`"),
                            word,
                            labels.join(", "),
                            crate::rules::suggestion(word, labels),
                        );
                        None
                    }
                }
            }
            (Value::Text(word), None) => {
                let found = system.categories.keys().find_map(|category| {
                    let labels = self.labels_of(category)?;
                    let at = labels.iter().position(|label| label == word)?;
                    Some((at, labels))
                });
                match found {
                    Some((at, labels)) => Some((at as f64, Some(Arc::from(labels)))),
                    None => refuse("a number, a truth, or a value of a category".into(), "write a number"),
                }
            }
            (Value::Truth(truth), Some(ColumnKind::Truth) | None) => Some((f64::from(u8::from(*truth)), None)),
            (Value::Integer(_) | Value::Number(_), Some(ColumnKind::Pointer)) => match node.as_number() {
                // Members count from 1; 0 is nobody.
                Some(number) if number >= 1.0 && number <= members as f64 && number.fract() == 0.0 => {
                    Some((number - 1.0, None))
                }
                Some(0.0) => Some((f64::from(Members::NOBODY), None)),
                _ => refuse(
                    format!("the place of a member, 1 to {members}, or 0 for nobody"),
                    "count the members from 1",
                ),
            },
            (Value::Integer(_) | Value::Number(_), Some(ColumnKind::Number(_)) | None) => {
                Some((node.as_number()?, None))
            }
            (_, Some(ColumnKind::Number(_))) => refuse("a number".into(), "write a number without quotes"),
            (_, Some(ColumnKind::Truth)) => refuse("true or false".into(), "write true or false"),
            (_, Some(ColumnKind::Category(category))) => {
                refuse(format!("a value of {category} in quotes"), "write the value in quotes")
            }
            _ => refuse("a number, true or false, or a word".into(), "write one value"),
        }
    }

    /// The labels of a category; of an open one the words that the household gives it, and the default's where a member
    /// gives none.
    fn labels_of(&self, category: &str) -> Option<Vec<String>> {
        let system = &self.law.system;
        let own = system.categories.get(category)?;
        if !own.is_empty() {
            return Some(own.clone());
        }
        let mut labels: Vec<String> = Vec::new();
        let of_category = |column: &&ColumnDeclaration| column.kind == ColumnKind::Category(category.to_string());
        for column in system.columns.iter().filter(of_category) {
            let mut silent = 0;
            let given = flat(self.given, "");
            let tables = std::iter::once(&given);
            let persons: Vec<_> = self.persons.iter().map(|person| flat(person, "")).collect();
            for (at, table) in tables.chain(&persons).enumerate() {
                // Of a unit's column the given name may stand behind that of the unit.
                let own = |name: &str| name == column.name || (at == 0 && name.ends_with(&format!(".{}", column.name)));
                let words: Vec<&str> = table
                    .iter()
                    .filter(|(name, _, _)| own(name))
                    .filter_map(|(_, _, node)| match &node.value {
                        Value::Text(word) => Some(word.as_str()),
                        _ => None,
                    })
                    .collect();
                silent += usize::from(words.is_empty() && at > 0);
                labels.extend(words.into_iter().map(str::to_string));
            }
            if let (ColumnDefault::Word(word), true) = (&column.default, silent > 0 && column.entity == "person") {
                labels.push(word.clone());
            }
        }
        labels.sort_unstable();
        labels.dedup();
        Some(labels)
    }

    fn check_range(&self, collector: &Collector, path: &str, node: &Node, range: Option<(f64, f64)>, value: f64) {
        if let Some((low, high)) = range
            && (value < low || value > high)
        {
            collector.report(
                "out-of-range",
                path,
                &node.span,
                "the value lies outside the column's range",
                value.to_string(),
                format!("from {low} to {high}"),
                "check the value",
            );
        }
    }

    fn build(
        &self,
        entities: &[String],
        members: usize,
        columns: BTreeMap<String, Cells>,
        given: BTreeMap<(u8, String), Cells>,
    ) -> (Population, Schema) {
        let system = &self.law.system;
        let copies = self.copies as usize;
        let persons = copies * members;
        let spouse_of_head = columns
            .get("is_spouse")
            .and_then(|cells| cells.values.iter().position(|value| *value == 1.0))
            .filter(|at| *at > 0);
        let household = Members {
            offsets: (0..=copies).map(|copy| (copy * members) as u32).collect(),
            order: None,
            unit_of_person: (0..persons).map(|person| (person / members) as u32).collect(),
            head: (0..copies).map(|copy| (copy * members) as u32).collect(),
            spouse: (0..copies)
                .map(|copy| spouse_of_head.map_or(Members::NOBODY, |at| (copy * members + at) as u32))
                .collect(),
        };
        let entity = |name: &str, at: usize| Entity {
            name: name.to_string(),
            rows: if at == 0 { persons as u32 } else { copies as u32 },
            // Copies are one household: they have its ids, and so its draws.
            ids: Ids::Whole(if at == 0 {
                (0..copies).flat_map(|_| 1..=members as i64).collect()
            } else {
                vec![1; copies].into()
            }),
            household_offsets: (at == 0).then(|| household.offsets.clone()),
            members: (at == 1).then(|| household.clone()),
        };
        let names: Vec<(String, u8)> = entities
            .iter()
            .enumerate()
            .map(|(at, name)| (name.clone(), u8::from(at > 0)))
            .collect();
        let mut all: Vec<Column> = Vec::new();
        let mut given_at = BTreeMap::new();
        let mut columns = columns;
        columns.entry("is_head".to_string()).or_insert_with(|| Cells {
            entity: 0,
            values: (0..members).map(|at| if at == 0 { 1.0 } else { 0.0 }).collect(),
            labels: None,
            pointer: false,
        });
        for (name, cells) in columns {
            // What some members state and others do not takes the column's default for the others.
            let default = match system.column(&name).map(|column| &column.default) {
                Some(crate::system::ColumnDefault::Number(number)) => *number,
                Some(crate::system::ColumnDefault::Truth(truth)) => f64::from(u8::from(*truth)),
                Some(crate::system::ColumnDefault::Word(word)) => cells
                    .labels
                    .as_ref()
                    .and_then(|labels| labels.iter().position(|label| label == word))
                    .map_or(0.0, |at| at as f64),
                _ if cells.pointer => f64::from(Members::NOBODY),
                _ => 0.0,
            };
            let entity = u8::from(cells.entity > 0);
            let values: Vec<f64> = cells
                .values
                .iter()
                .map(|value| if value.is_nan() { default } else { *value })
                .collect();
            all.push(self.column(&name, entity, &values, copies, cells.labels, cells.pointer, members));
        }
        if let Some((person, name, varied)) = &self.vary {
            let existing = all.iter().position(|column| column.name == *name);
            let base: Vec<f64> = match existing {
                Some(at) => (0..persons).map(|row| all[at].data.value(row)).collect(),
                None => vec![0.0; persons],
            };
            let values: Vec<f64> = base
                .iter()
                .enumerate()
                .map(|(row, value)| {
                    if row % members == *person {
                        varied.get(row / members).copied().unwrap_or(*value)
                    } else {
                        *value
                    }
                })
                .collect();
            let column = Column {
                name: name.clone(),
                entity: 0,
                data: ColumnData::F64(Shared::from(values)),
                labels: None,
                open: false,
                pointer: false,
            };
            match existing {
                Some(at) => all[at] = column,
                None => all.push(column),
            }
        }
        for ((rows, name), cells) in given {
            given_at.insert((u8::from(rows > 0), name.clone()), all.len() as u32);
            all.push(self.column(
                &format!("given {name}"),
                u8::from(rows > 0),
                &cells.values,
                copies,
                cells.labels,
                false,
                members,
            ));
        }
        let population = Population {
            name: "hypothetical household".to_string(),
            entities: vec![entity("person", 0), entity("household", 1)],
            names: names.clone(),
            columns: all,
            weights: Weights::new(&vec![1.0; copies], WeightScale::for_maximum(members as f64))
                .unwrap_or_else(|_| Weights::ones(copies)),
            has_persons: true,
            year: None,
            not_read: Arc::default(),
            known_hash: KnownHash::default(),
        };
        let mut schema = population.schema(system);
        schema.given = given_at;
        schema.full_take_up = true;
        schema.any_word = true;
        (population, schema)
    }

    #[allow(clippy::too_many_arguments)]
    fn column(
        &self,
        name: &str,
        entity: u8,
        values: &[f64],
        copies: usize,
        labels: Option<Arc<[String]>>,
        pointer: bool,
        members: usize,
    ) -> Column {
        let data = if pointer {
            let rows: Vec<u32> = (0..copies)
                .flat_map(|copy| {
                    values.iter().map(move |value| {
                        if *value == f64::from(Members::NOBODY) {
                            Members::NOBODY
                        } else {
                            (copy * members) as u32 + *value as u32
                        }
                    })
                })
                .collect();
            ColumnData::U32(Shared::from(rows))
        } else {
            let rows: Vec<f64> = (0..copies).flat_map(|_| values.iter().copied()).collect();
            ColumnData::F64(Shared::from(rows))
        };
        Column {
            name: name.to_string(),
            entity,
            data,
            labels,
            open: false,
            pointer,
        }
    }
}

/// `{ file = { step = 1 } }` as `file.step`.
fn flat<'a>(table: &'a Table, prefix: &str) -> Vec<(String, &'a crate::document::Key, &'a Node)> {
    let mut found = Vec::new();
    for (key, node) in &table.entries {
        let name = if prefix.is_empty() {
            key.text.clone()
        } else {
            format!("{prefix}.{}", key.text)
        };
        match &node.value {
            Value::Table(inner) => found.extend(flat(inner, &name)),
            _ => found.push((name, key, node)),
        }
    }
    found
}
