//! The population of made households: the columns that the system has, the members of its units, the weights.

use std::ops::Range;
use std::sync::Arc;

use super::Recipe;
use super::block::NOBODY;
use super::column::{Kind, Scope};
use super::draft::{Draft, Made};
use super::lock::Solution;
use crate::document::{Collector, Diagnostic, Span, nearest};
use crate::numeric::{WeightScale, Weights};
use crate::population::{Column, ColumnData, Entity, Ids, KnownHash, Members, Population};
use crate::system::{ColumnDeclaration, ColumnKind, System};

/// Columns that every population has, whatever the system declares.
const ROLES: [&str; 2] = ["is_head", "is_spouse"];

/// The recipe against a system: see [`Recipe::check`].
pub(super) fn check(recipe: &Recipe, system: &System) -> Vec<Diagnostic> {
    let collector = Collector::new(&recipe.source);
    for (at, span) in &recipe.exports {
        let column = &recipe.columns[*at];
        let name = &column.name;
        if ROLES.contains(&name.as_str()) && (column.kind != Kind::Truth || column.scope != Scope::Person) {
            let message = format!("`{name}` says of each person whether it is so");
            collector.report(
                "wrong-form",
                name,
                span,
                message,
                column.kind.name(),
                "truths of persons",
                "",
            );
        }
        let Some(declared) = system.column(name) else {
            continue;
        };
        if declared.derived && recipe.elsewhere.contains(at) {
            continue;
        }
        if declared.derived {
            let message = format!("the system `{}` works `{name}` out itself", system.name);
            collector.report(
                "wrong-form",
                name,
                span,
                message,
                name,
                "a column that data give",
                "leave it out of [columns]",
            );
            continue;
        }
        let of = recipe.scope_name(column.scope);
        if system.unit(&declared.entity) != Some(of) {
            let message = format!(
                "`{name}` is a column of each {} in the system `{}`",
                declared.entity, system.name
            );
            let allowed = format!("a column of each {}", declared.entity);
            collector.report("wrong-entity", name, span, message, of, allowed, "");
            continue;
        }
        let is_same = matches!(
            (&declared.kind, &column.kind),
            (ColumnKind::Number(_), Kind::Number | Kind::Count(_))
                | (ColumnKind::Truth, Kind::Truth)
                | (ColumnKind::Category(_), Kind::Category(_))
        );
        if !is_same {
            let message = format!("the system `{}` holds something else in `{name}`", system.name);
            collector.report(
                "wrong-form",
                name,
                span,
                message,
                column.kind.name(),
                "the same sort of values",
                "",
            );
            continue;
        }
        if let (Kind::Category(own), Some(labels)) = (&column.kind, labels_of(system, declared)) {
            for label in own.iter().filter(|label| !labels.is_empty() && !labels.contains(label)) {
                let remedy = nearest(label, labels.iter().map(String::as_str))
                    .map_or("use one of the allowed words".to_string(), |near| {
                        format!("did you mean `{near}`?")
                    });
                let message = format!("`{name}` has no word `{label}` in the system `{}`", system.name);
                collector.report(
                    "unknown-label",
                    name,
                    &column.span,
                    message,
                    label,
                    labels.join(", "),
                    remedy,
                );
            }
        }
    }
    if recipe.currency != system.currency
        && !matches!(
            (recipe.currency.as_str(), system.currency.as_str()),
            ("XXX", _) | (_, "XXX")
        )
    {
        collector.report_without_place(
            "other-currency",
            "recipe.currency",
            format!(
                "the amounts are in {}, and the system `{}` counts in {}",
                recipe.currency, system.name, system.currency
            ),
            &recipe.currency,
            &system.currency,
            "run a system of the same currency",
        );
    }
    collector.into_diagnostics()
}

/// The words of a category; empty for an open one.
fn labels_of<'a>(system: &'a System, declared: &ColumnDeclaration) -> Option<&'a [String]> {
    match &declared.kind {
        ColumnKind::Category(category) => system.categories.get(category).map(Vec::as_slice),
        _ => None,
    }
}

impl Draft<'_> {
    /// The weighted people of these households, for a system.
    ///
    /// # Errors
    /// `out-of-range` and `not-finite` amounts, with the household; weights that cannot be held.
    pub fn population(&self, system: &System, solution: &Solution) -> Result<Population, Vec<Diagnostic>> {
        let recipe = self.recipe;
        let (_, weights) = self.weights(&solution.lambda);
        let weights = Weights::new(&weights, WeightScale::for_maximum(solution.weight_bound)).map_err(|error| {
            vec![recipe.fault(
                "weight-out-of-range",
                "calibration",
                error.to_string(),
                String::new(),
                String::new(),
            )]
        })?;
        let first = self.blocks.first().map_or(0, |made| made.block.first);
        let households = self.households();
        let mut offsets: Vec<u32> = Vec::with_capacity(households + 1);
        offsets.push(0);
        let mut household_of: Vec<u32> = Vec::with_capacity(self.persons());
        for made in &self.blocks {
            let (base, start) = (offsets[offsets.len() - 1], offsets.len() as u32 - 1);
            offsets.extend(made.block.offsets[1..].iter().map(|offset| base + offset));
            household_of.extend(made.block.household_of.iter().map(|of| start + of));
        }
        let mut columns = vec![self.role(0, ROLES[0]), self.role(1, ROLES[1])];
        let (head, spouse) = heads(&offsets, &columns);
        let mut faults = Vec::new();
        for (at, _) in &recipe.exports {
            let column = &recipe.columns[*at];
            let Some(declared) = system.column(&column.name).filter(|declared| !declared.derived) else {
                continue;
            };
            if !ROLES.contains(&column.name.as_str()) {
                faults.extend(self.out_of_range(*at, declared, &household_of, first));
                columns.push(self.column(*at, system, declared));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let own_unit = recipe.unit.as_deref().filter(|unit| system.unit(unit) == Some(unit));
        let unit = own_unit.map(|unit| self.unit_entity(unit, &columns));
        let offsets: Arc<[u32]> = offsets.into();
        let members = Members {
            offsets: offsets.clone(),
            order: None,
            unit_of_person: household_of.into(),
            head,
            spouse,
        };
        let person = Entity {
            name: "person".to_string(),
            rows: members.unit_of_person.len() as u32,
            ids: Ids::Sequence(i64::from(self.first_person)),
            household_offsets: Some(offsets),
            members: None,
        };
        let household = Entity {
            name: "household".to_string(),
            rows: households as u32,
            ids: Ids::Sequence(i64::from(first)),
            household_offsets: None,
            members: Some(members),
        };
        let mut names = vec![("person".to_string(), 0), ("household".to_string(), 1)];
        names.extend(own_unit.map(|unit| (unit.to_string(), 2)));
        for unit in system.units.iter().filter(|unit| unit.same_as.is_some()) {
            let at = match system.unit(&unit.name) {
                Some("person") => 0,
                Some("household") => 1,
                Some(name) if Some(name) == own_unit => 2,
                _ => continue,
            };
            names.push((unit.name.clone(), at));
        }
        Ok(Population {
            name: recipe.name.clone(),
            entities: [person, household].into_iter().chain(unit).collect(),
            names,
            columns,
            weights,
            has_persons: true,
            year: recipe.year,
            not_read: Arc::default(),
            known_hash: KnownHash::default(),
        })
    }

    /// The units of these households, with their members.
    fn unit_entity(&self, name: &str, roles: &[Column]) -> Entity {
        let (mut household_offsets, mut offsets) = (vec![0u32], vec![0u32]);
        let mut unit_of_person: Vec<u32> = Vec::with_capacity(self.persons());
        for Made { block, .. } in &self.blocks {
            let start = offsets.len() as u32 - 1;
            let mut units = start;
            for (unit, household) in block.household_of_unit.iter().enumerate() {
                units += 1;
                if block.household_of_unit.get(unit + 1) != Some(household) {
                    household_offsets.push(units);
                }
            }
            let mut sizes = vec![0u32; block.household_of_unit.len()];
            for unit in &block.unit_of {
                sizes[*unit as usize] += 1;
                unit_of_person.push(start + unit);
            }
            for size in sizes {
                offsets.push(offsets[offsets.len() - 1] + size);
            }
        }
        let (head, spouse) = heads(&offsets, roles);
        Entity {
            name: name.to_string(),
            rows: offsets.len() as u32 - 1,
            ids: Ids::Sequence(i64::from(self.first_unit)),
            household_offsets: Some(household_offsets.into()),
            members: Some(Members {
                offsets: offsets.into(),
                order: None,
                unit_of_person: unit_of_person.into(),
                head,
                spouse,
            }),
        }
    }

    /// Whether each person is the head, or the spouse: as a table gives it, else the first member, and the one of the role
    /// `spouse`.
    fn role(&self, which: usize, name: &str) -> Column {
        let recipe = self.recipe;
        let named = |(at, _): &&(usize, Span)| recipe.columns[*at].name == name;
        let given = recipe.exports.iter().find(named).map(|(at, _)| *at);
        let spouse = recipe.roles.iter().position(|role| role == "spouse");
        let mut truths: Vec<u8> = Vec::with_capacity(self.persons());
        for Made { block, .. } in &self.blocks {
            match (given, spouse) {
                (Some(at), _) => truths.extend(block.columns[at].iter().map(|truth| u8::from(*truth != 0.0))),
                (None, Some(spouse)) if which == 1 => {
                    let first = &block.first_of_role[spouse];
                    let units = block.unit_of.iter().zip(0u32..);
                    truths.extend(units.map(|(of, person)| u8::from(first[*of as usize] == person)));
                }
                (None, _) => {
                    let before = std::iter::once(None).chain(block.unit_of.iter().map(Some));
                    let is_first = |(of, before): (&u32, Option<&u32>)| before != Some(of);
                    let members = block.unit_of.iter().zip(before);
                    truths.extend(members.map(|member| u8::from(which == 0 && is_first(member))));
                }
            }
        }
        Column {
            name: name.to_string(),
            entity: 0,
            data: ColumnData::U8(truths.into()),
            labels: None,
            open: false,
            pointer: false,
        }
    }

    fn values(&self, column: usize) -> impl Iterator<Item = f64> {
        self.blocks
            .iter()
            .flat_map(move |made| made.block.columns[column].iter().copied())
    }

    fn column(&self, at: usize, system: &System, declared: &ColumnDeclaration) -> Column {
        let column = &self.recipe.columns[at];
        let mut labels = None;
        let mut open = false;
        let data = match &column.kind {
            Kind::Number => ColumnData::F64(self.values(at).map(|value| value + 0.0).collect()),
            Kind::Count(most) if *most > 255 => ColumnData::F64(self.values(at).collect()),
            Kind::Count(_) | Kind::Truth => ColumnData::U8(self.values(at).map(|value| value as u8).collect()),
            Kind::Category(own) => {
                let declared = labels_of(system, declared).unwrap_or_default();
                open = declared.is_empty();
                let all: Vec<String> = if open {
                    let mut sorted = own.to_vec();
                    sorted.sort_unstable();
                    sorted
                } else {
                    declared.to_vec()
                };
                let place = |label: &String| all.iter().position(|known| known == label).unwrap_or(0) as u8;
                let codes: Vec<u8> = own.iter().map(place).collect();
                labels = Some(all.into());
                ColumnData::U8(
                    self.values(at)
                        .map(|code| codes.get(code as usize).copied().unwrap_or(0))
                        .collect(),
                )
            }
        };
        Column {
            name: column.name.clone(),
            entity: match column.scope {
                Scope::Person => 0,
                Scope::Household => 1,
                Scope::Unit => 2,
            },
            data,
            labels,
            open,
            pointer: false,
        }
    }

    /// The first amount outside of what the system allows.
    fn out_of_range(
        &self,
        at: usize,
        declared: &ColumnDeclaration,
        household_of: &[u32],
        first: u32,
    ) -> Option<Diagnostic> {
        let column = &self.recipe.columns[at];
        if !matches!(column.kind, Kind::Number | Kind::Count(_)) {
            return None;
        }
        let (low, high) = declared.range.unwrap_or((f64::MIN, f64::MAX));
        let row = self.values(at).position(|value| !(value >= low && value <= high))?;
        let found = self.values(at).nth(row).unwrap_or(f64::NAN);
        let household = match column.scope {
            Scope::Household => first + row as u32,
            Scope::Unit => {
                let mut units = self.blocks.iter().flat_map(|made| {
                    let first = made.block.first;
                    made.block.household_of_unit.iter().map(move |of| first + of)
                });
                units.nth(row).unwrap_or(first)
            }
            Scope::Person => first + household_of.get(row).copied().unwrap_or(0),
        };
        let collector = Collector::new(&self.recipe.source);
        collector.report(
            if found.is_finite() {
                "out-of-range"
            } else {
                "not-finite"
            },
            &column.name,
            &column.span,
            format!(
                "household {household} is made with a `{}` that the system does not allow",
                column.name
            ),
            found.to_string(),
            format!("{low} to {high}"),
            "set `limits` on the table, or correct its numbers",
        );
        collector.into_diagnostics().pop()
    }
}

/// Head and spouse of each household or unit.
fn heads(offsets: &[u32], roles: &[Column]) -> (Arc<[u32]>, Arc<[u32]>) {
    let is = |which: usize, person: u32| match &roles[which].data {
        ColumnData::U8(truths) => truths[person as usize] == 1,
        _ => false,
    };
    let (head, spouse): (Vec<u32>, Vec<u32>) = offsets
        .windows(2)
        .map(|pair| {
            let mut members: Range<u32> = pair[0]..pair[1];
            let first = if members.is_empty() { NOBODY } else { members.start };
            let head = members.clone().find(|person| is(0, *person)).unwrap_or(first);
            let spouse = members.find(|person| is(1, *person) && *person != head);
            (head, spouse.unwrap_or(NOBODY))
        })
        .collect();
    (head.into(), spouse.into())
}
