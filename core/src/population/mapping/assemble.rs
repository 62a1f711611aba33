//! The population of a structure, its columns and weights.

use std::sync::Arc;

use super::Mapping;
use super::key::whole_ids;
use super::structure::Structure;
use crate::numeric::Weights;
use crate::population::{Column, ColumnData, Entity, KnownHash, Members, Population, Shared};
use crate::system::System;

/// Takes the bytes of a column of truths out of the others.
fn role(columns: &mut Vec<Column>, name: &str) -> Option<Shared<u8>> {
    let at = columns
        .iter()
        .position(|column| column.name == name && column.entity == 0)?;
    match columns.remove(at).data {
        ColumnData::U8(truths) => Some(truths),
        _ => None,
    }
}

pub(super) fn assemble(
    mapping: &Mapping,
    system: &System,
    structure: Structure,
    mut columns: Vec<Column>,
    weights: Weights,
) -> Population {
    let households = structure.households.first.len();
    let (is_head, is_spouse) = (role(&mut columns, "is_head"), role(&mut columns, "is_spouse"));
    let mut names = vec![("person".to_string(), 0), ("household".to_string(), 1)];
    names.extend(structure.names);
    for unit in system.units.iter().filter(|unit| unit.same_as.is_some()) {
        let at = system
            .unit(&unit.name)
            .and_then(|same| names.iter().find(|(name, _)| name == same))
            .map(|(_, at)| *at);
        if let Some(at) = at.filter(|_| !names.iter().any(|(name, _)| *name == unit.name)) {
            names.push((unit.name.clone(), at));
        }
    }
    let mut entities = Vec::new();
    let mut person = Entity {
        name: "person".to_string(),
        rows: 0,
        ids: whole_ids(Vec::new()),
        household_offsets: Some(vec![0; households + 1].into()),
        members: None,
    };
    let mut household = Entity {
        name: "household".to_string(),
        rows: households as u32,
        ids: structure.household_ids,
        household_offsets: None,
        members: None,
    };
    let Some(persons) = structure.persons else {
        entities.extend([person, household]);
        return Population {
            name: mapping.name.clone(),
            entities,
            names,
            columns,
            weights,
            has_persons: false,
            year: mapping.year,
            not_read: Arc::default(),
            known_hash: KnownHash::default(),
        };
    };
    let is_head = is_head.unwrap_or_else(|| {
        let mut heads = vec![0; persons.row.len()];
        for pair in persons.household_offsets.windows(2).filter(|pair| pair[0] < pair[1]) {
            heads[pair[0] as usize] = 1;
        }
        heads.into()
    });
    let is_spouse = is_spouse.unwrap_or_else(|| vec![0; persons.row.len()].into());
    let members = |offsets: Arc<[u32]>, order: Option<Arc<[u32]>>, of_person: Arc<[u32]>| {
        let (head, spouse) = heads(&offsets, order.as_deref(), &is_head, &is_spouse);
        Members {
            offsets,
            order,
            unit_of_person: of_person,
            head,
            spouse,
        }
    };
    person.rows = persons.row.len() as u32;
    person.ids = persons.ids;
    household.members = Some(members(persons.household_offsets.clone(), None, persons.household));
    person.household_offsets = Some(persons.household_offsets);
    entities.extend([person, household]);
    for unit in structure.units {
        entities.push(Entity {
            name: unit.name,
            rows: unit.rows.first.len() as u32,
            ids: unit.ids,
            household_offsets: Some(unit.household_offsets),
            members: Some(members(unit.offsets, unit.order, unit.of_person)),
        });
    }
    let role = |name: &str, truths| Column {
        name: name.to_string(),
        entity: 0,
        data: ColumnData::U8(truths),
        labels: None,
        open: false,
        pointer: false,
    };
    columns.splice(0..0, [role("is_head", is_head), role("is_spouse", is_spouse)]);
    Population {
        name: mapping.name.clone(),
        entities,
        names,
        columns,
        weights,
        has_persons: true,
        year: mapping.year,
        not_read: Arc::default(),
        known_hash: KnownHash::default(),
    }
}

/// Head and spouse of each unit.
fn heads(offsets: &[u32], order: Option<&[u32]>, is_head: &[u8], is_spouse: &[u8]) -> (Arc<[u32]>, Arc<[u32]>) {
    let (head, spouse): (Vec<u32>, Vec<u32>) = offsets
        .windows(2)
        .map(|pair| {
            let members = || (pair[0]..pair[1]).map(|at| order.map_or(at, |order| order[at as usize]));
            let first = members().next().unwrap_or(Members::NOBODY);
            let head = members().find(|person| is_head[*person as usize] == 1).unwrap_or(first);
            let spouse = members().find(|person| is_spouse[*person as usize] == 1 && *person != head);
            (head, spouse.unwrap_or(Members::NOBODY))
        })
        .collect();
    (head.into(), spouse.into())
}
