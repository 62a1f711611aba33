//! People as a table, and the mapping by which a study reads it: writing both and reading them gives the same people.

use commonweal_core::numeric::grid::power_of_two;
use commonweal_core::population::{Column, ColumnData, Entity, Ids, Members, Population};
use commonweal_core::system::{ColumnKind, System};

use crate::table::{Table, TableColumn};

/// What a mapping says of the people beside their columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeopleHead {
    /// A comment on the first line, without its mark.
    pub comment: String,
    /// The name of the people.
    pub name: String,
    /// Their title, in English.
    pub title: String,
    /// Where they come from.
    pub reference: String,
    /// What is to be known of them, in English; may be empty.
    pub notes: String,
    /// The data file beside the mapping.
    pub file: String,
    /// The year that they describe.
    pub year: Option<i32>,
}

/// One row a person (a household, where there are no persons): ids of household, person and units, the weight of the
/// household, then the columns of persons, units and households. A truth is 0 or 1, a category its label, a pointer the id of
/// the person, or that of [`nobody`].
pub fn people_table(population: &Population, system: &System) -> Table {
    let rows = Rows::new(population);
    let mut columns = vec![("household_id".to_string(), rows.ids(1))];
    if population.has_persons {
        columns.push(("person_id".to_string(), rows.ids(0)));
    }
    for (at, unit) in population.entities.iter().enumerate().skip(2) {
        columns.push((format!("{}_id", unit.name), rows.ids(at)));
    }
    let weights = population.weights.as_slice();
    let step = power_of_two(-population.weight_scale().exact_exponent);
    let weight = |row: usize| (u64::from(weights.low()[row]) | u64::from(weights.high()[row]) << 26) as f64 * step;
    columns.push(("weight".to_string(), TableColumn::F64(rows.each(1, weight))));
    for column in &population.columns {
        columns.push((column.name.clone(), rows.cells(column, system)));
    }
    Table { columns }
}

/// The id that stands for nobody in pointers, as a mapping writes it: one that no person has.
pub fn nobody(population: &Population) -> String {
    match &population.entities[0].ids {
        Ids::Text(_) => "\"\"".to_string(),
        ids => nobody_number(ids, population.persons()).to_string(),
    }
}

fn nobody_number(ids: &Ids, rows: usize) -> i64 {
    let least = (0..rows).map(|row| ids.key(row) as i64).min().unwrap_or(0);
    if least > -1 { -1 } else { least.saturating_sub(1) }
}

/// The rows of the table: persons, or households where there are none.
struct Rows<'a> {
    population: &'a Population,
    count: usize,
}

impl<'a> Rows<'a> {
    fn new(population: &'a Population) -> Rows<'a> {
        let count = if population.has_persons {
            population.persons()
        } else {
            population.households()
        };
        Rows { population, count }
    }

    /// For each row of the table what `of` gives for the entity's row behind it.
    fn each<T>(&self, entity: usize, of: impl Fn(usize) -> T) -> Vec<T> {
        match (&self.population.entities[entity].members, entity) {
            (Some(members), 1..) if self.population.has_persons => {
                members.unit_of_person.iter().map(|row| of(*row as usize)).collect()
            }
            _ => (0..self.count).map(of).collect(),
        }
    }

    fn ids(&self, entity: usize) -> TableColumn {
        let Entity { ids, .. } = &self.population.entities[entity];
        match ids {
            Ids::Text(_) => TableColumn::Text(self.each(entity, |row| ids.text(row))),
            _ => TableColumn::I64(self.each(entity, |row| ids.key(row) as i64).into()),
        }
    }

    fn cells(&self, column: &Column, system: &System) -> TableColumn {
        let entity = usize::from(column.entity);
        let data = &column.data;
        if column.pointer {
            return self.pointers(data);
        }
        match (&column.labels, data) {
            (Some(labels), _) => TableColumn::Text(self.each(entity, |row| {
                labels.get(data.value(row) as usize).cloned().unwrap_or_default()
            })),
            _ if is_truth(&column.name, system) => TableColumn::Truth(self.each(entity, |row| data.value(row) == 1.0)),
            (None, ColumnData::F64(_)) => TableColumn::F64(self.each(entity, |row| data.value(row))),
            _ => TableColumn::I64(self.each(entity, |row| data.value(row) as i64).into()),
        }
    }

    fn pointers(&self, data: &ColumnData) -> TableColumn {
        let ColumnData::U32(targets) = data else {
            return TableColumn::I64(vec![-1; self.count].into());
        };
        let ids = &self.population.entities[0].ids;
        let whom = |target: &u32| (*target != Members::NOBODY).then_some(*target as usize);
        match ids {
            Ids::Text(_) => TableColumn::Text(
                targets
                    .iter()
                    .map(|target| whom(target).map_or(String::new(), |row| ids.text(row)))
                    .collect(),
            ),
            _ => {
                let nobody = nobody_number(ids, self.population.persons());
                let id = |target: &u32| whom(target).map_or(nobody, |row| ids.key(row) as i64);
                TableColumn::I64(targets.iter().map(id).collect())
            }
        }
    }
}

fn is_truth(name: &str, system: &System) -> bool {
    matches!(name, "is_head" | "is_spouse")
        || system
            .column(name)
            .is_some_and(|column| column.kind == ColumnKind::Truth)
}

/// The mapping of a file whose columns have the names that [`people_table`] gives: those of the system, `weight`, and the ids.
/// Columns of other names are not read; where there are persons, a row is one.
pub fn plain_mapping(header: &[String], system: &System, head: &PeopleHead) -> String {
    let has = |name: &str| header.iter().any(|known| known == name);
    let mut text = beginning(system, head);
    let rows = if system.has_persons() { "person" } else { "household" };
    text.push_str(&format!(
        "rows = \"{rows}\"\nweight = \"weight\"\nhousehold = \"household_id\"\n"
    ));
    if system.has_persons() && has("person_id") {
        text.push_str("person = \"person_id\"\n");
    }
    let own_units = system.units.iter().filter(|unit| unit.same_as.is_none());
    for unit in own_units.filter(|unit| has(&format!("{}_id", unit.name))) {
        text.push_str(&format!("\n[units.{0}]\nid = \"{0}_id\"\n", unit.name));
    }
    let given: Vec<_> = system
        .columns
        .iter()
        .filter(|column| !column.derived && has(&column.name))
        .collect();
    let mut entities: Vec<&str> = given.iter().map(|column| column.entity.as_str()).collect();
    entities.sort_unstable();
    entities.dedup();
    for entity in entities {
        let mut own = given
            .iter()
            .filter(|column| column.entity == entity && column.kind != ColumnKind::Pointer)
            .peekable();
        if own.peek().is_some() {
            text.push_str(&format!("\n[columns.{entity}]\n"));
        }
        for column in own {
            text.push_str(&format!("{0} = \"{0}\"\n", column.name));
        }
    }
    let mut pointers = given
        .iter()
        .filter(|column| column.kind == ColumnKind::Pointer)
        .peekable();
    if pointers.peek().is_some() {
        text.push_str("\n[pointers]\n");
        for column in pointers {
            text.push_str(&format!("{0} = \"{0}\"\n", column.name));
        }
    }
    text
}

/// What a mapping says before it comes to the columns.
fn beginning(system: &System, head: &PeopleHead) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = String::new();
    if !head.comment.is_empty() {
        text.push_str(&format!("# {}\n", head.comment));
    }
    text.push_str(&format!(
        "format = 1\nname = {}\ntitle = {{ en = {} }}\nreference = {}\nfile = {}\nsystem = {}\n",
        quoted(&head.name),
        quoted(&head.title),
        quoted(&head.reference),
        quoted(&head.file),
        quoted(&system.name),
    ));
    if let Some(year) = head.year {
        text.push_str(&format!("year = {year}\n"));
    }
    text
}

/// The mapping by which a study reads the table of [`people_table`].
pub fn people_mapping(population: &Population, system: &System, head: &PeopleHead) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = beginning(system, head);
    if population.has_persons {
        text.push_str("rows = \"person\"\nweight = \"weight\"\nhousehold = \"household_id\"\nperson = \"person_id\"\n");
    } else {
        text.push_str("rows = \"household\"\nweight = \"weight\"\nhousehold = \"household_id\"\n");
    }
    if !head.notes.is_empty() {
        text.push_str(&format!("notes = {{ en = {} }}\n", quoted(&head.notes)));
    }
    for (at, unit) in population.entities.iter().enumerate().skip(2) {
        // Every name of the unit shares its rows.
        let names = population.names.iter().filter(|(_, entity)| usize::from(*entity) == at);
        for (name, _) in names.filter(|(name, _)| system.unit(name) == Some(name)) {
            text.push_str(&format!("\n[units.{name}]\nid = \"{}_id\"\n", unit.name));
        }
    }
    for (at, entity) in population.entities.iter().enumerate() {
        let mut own = population
            .columns
            .iter()
            .filter(|column| usize::from(column.entity) == at && !column.pointer)
            .peekable();
        if own.peek().is_none() {
            continue;
        }
        text.push_str(&format!("\n[columns.{}]\n", entity.name));
        for column in own {
            text.push_str(&format!("{0} = \"{0}\"\n", column.name));
        }
    }
    let mut pointers = population.columns.iter().filter(|column| column.pointer).peekable();
    if pointers.peek().is_some() {
        text.push_str("\n[pointers]\n");
        for column in pointers {
            text.push_str(&format!("{0} = \"{0}\"\n", column.name));
        }
        text.push_str(&format!("none = {}\n", nobody(population)));
    }
    text
}
