//! The three forms, the order of rows, and every fault.

use crate::document::{Diagnostic, Source};
use crate::numeric::WeightScale;
use crate::population::{
    ColumnData, Ids, Mapping, Members, PeopleHash, Population, RawColumn, RawData, RawTable, Shared,
};
use crate::system::System;

mod faults;
mod formulas;
mod open;
mod second;
mod united_states;

/// A system with a unit, a category, a pointer and columns of every sort.
fn system() -> System {
    let text = r#"
format = 1
name = "small"
currency = "EUR"
years = [2024]
[units]
family = {}
benefit_unit = { same_as = "family" }
couple = {}
[categories]
region = ["north", "south"]
sex = ["female", "male"]
[columns]
age = { entity = "person", unit = "age", range = [0, 120], default = 40 }
sex = { entity = "person", unit = "category", default = "female" }
is_head = { entity = "person", unit = "truth", default = false }
is_spouse = { entity = "person", unit = "truth", default = false }
is_dependent = { entity = "person", unit = "truth", default = false }
earnings = { entity = "person", unit = "currency/year", range = [-1000, 1e9], default = 0 }
exposure = { entity = "person", unit = "share", range = [0, 1] }
parent_1 = { entity = "person", unit = "pointer" }
children = { entity = "family", unit = "count", range = [0, 20], default = 0 }
savings = { entity = "family", unit = "currency", default = 0 }
region = { entity = "household", unit = "category", default = "north" }
rent = { entity = "household", unit = "currency/month", default = 0 }
[concepts]
disposable_income = { adds = ["earnings"] }
[measures]
income = "disposable_income"
equivalence_scale = "1"
"#;
    let vocabulary = Source::new("vocabulary.toml", "format = 1\n");
    System::read(&Source::new("system.toml", text), &vocabulary).expect("the system is sound")
}

fn mapping(text: &str) -> Mapping {
    let head = "format = 1\nname = \"test\"\nsystem = \"small\"\n";
    Mapping::read(&Source::new("test.toml", format!("{head}{text}"))).expect("the mapping is sound")
}

fn read_faults(text: &str) -> Vec<Diagnostic> {
    let head = "format = 1\nname = \"test\"\nsystem = \"small\"\n";
    Mapping::read(&Source::new("test.toml", format!("{head}{text}"))).expect_err("the mapping is not sound")
}

fn numbers(name: &str, cells: &[f64]) -> RawColumn {
    RawColumn {
        name: name.to_string(),
        data: RawData::F64(cells.into()),
    }
}

fn whole(name: &str, cells: &[i64]) -> RawColumn {
    RawColumn {
        name: name.to_string(),
        data: RawData::I64(cells.into()),
    }
}

fn small(name: &str, cells: &[u8]) -> RawColumn {
    RawColumn {
        name: name.to_string(),
        data: RawData::U8(cells.into()),
    }
}

fn truths(name: &str, cells: &[u8]) -> RawColumn {
    RawColumn {
        name: name.to_string(),
        data: RawData::Truth(cells.into()),
    }
}

fn words(name: &str, cells: &[&str]) -> RawColumn {
    let mut labels: Vec<String> = cells.iter().map(|cell| (*cell).to_string()).collect();
    labels.sort();
    labels.dedup();
    let codes = cells
        .iter()
        .map(|cell| labels.iter().position(|label| label == cell).expect("a label") as u32);
    RawColumn {
        name: name.to_string(),
        data: RawData::Text {
            codes: codes.collect(),
            labels: labels.clone().into(),
        },
    }
}

fn table(columns: Vec<RawColumn>) -> RawTable {
    RawTable::new("people.csv", columns).expect("the table is sound")
}

/// The table with its rows in another order.
fn shuffled(table: &RawTable, order: &[usize]) -> RawTable {
    assert_eq!(order.len(), table.rows);
    let columns = table.columns.iter().map(|column| {
        let data = match &column.data {
            RawData::F64(cells) => RawData::F64(order.iter().map(|row| cells[*row]).collect()),
            RawData::I64(cells) => RawData::I64(order.iter().map(|row| cells[*row]).collect()),
            RawData::U8(cells) => RawData::U8(order.iter().map(|row| cells[*row]).collect()),
            RawData::Truth(cells) => RawData::Truth(order.iter().map(|row| cells[*row]).collect()),
            RawData::Text { codes, labels } => RawData::Text {
                codes: order.iter().map(|row| codes[*row]).collect(),
                labels: labels.clone(),
            },
        };
        RawColumn {
            name: column.name.clone(),
            data,
        }
    });
    RawTable {
        name: table.name.clone(),
        rows: table.rows,
        columns: columns.collect(),
        not_read: table.not_read.clone(),
    }
}

/// Orders of rows that begin and end elsewhere.
fn orders(rows: usize) -> Vec<Vec<usize>> {
    let reversed: Vec<usize> = (0..rows).rev().collect();
    let turned: Vec<usize> = (0..rows).map(|row| (row + rows / 2) % rows).collect();
    let mut swapped: Vec<usize> = (0..rows).collect();
    swapped.chunks_exact_mut(2).for_each(|pair| pair.swap(0, 1));
    vec![reversed, turned, swapped]
}

fn values(population: &Population, column: &str) -> Vec<f64> {
    let data = &population
        .column(column)
        .unwrap_or_else(|| panic!("no column {column}"))
        .data;
    (0..data.len()).map(|row| data.value(row)).collect()
}

/// The population of a table, which is the same for every order of its rows.
fn population(text: &str, table: &RawTable) -> Population {
    let (mapping, system) = (mapping(text), system());
    let made = mapping
        .population(table, &system)
        .unwrap_or_else(|faults| panic!("{faults:#?}"));
    for order in orders(table.rows) {
        assert_eq!(
            mapping.population(&shuffled(table, &order), &system),
            Ok(made.clone()),
            "{order:?}"
        );
    }
    check(&made);
    made
}

/// What holds for every population: offsets, members and parts.
fn check(population: &Population) {
    for entity in &population.entities {
        if let Some(offsets) = &entity.household_offsets {
            assert_eq!(offsets.len(), population.households() + 1);
            assert_eq!((offsets[0], offsets[population.households()]), (0, entity.rows));
        }
        let Some(members) = &entity.members else { continue };
        assert_eq!(members.offsets.len(), entity.rows as usize + 1);
        assert_eq!(members.unit_of_person.len(), population.persons());
        for unit in 0..entity.rows as usize {
            let all: Vec<u32> = (members.offsets[unit]..members.offsets[unit + 1])
                .map(|at| members.order.as_ref().map_or(at, |order| order[at as usize]))
                .collect();
            assert!(
                all.iter()
                    .all(|person| members.unit_of_person[*person as usize] as usize == unit)
            );
            assert!(all.contains(&members.head[unit]));
            assert!(members.spouse[unit] == Members::NOBODY || all.contains(&members.spouse[unit]));
        }
    }
    let whole = PeopleHash::of(population);
    let middle = population.households() / 2;
    let parts = [
        population.part(0..middle),
        population.part(middle..population.households()),
    ];
    assert_eq!(PeopleHash::of(&parts[0]).merge(PeopleHash::of(&parts[1])), whole);
}

const PERSONS: &str = r#"
rows = "person"
weight = "weight"
household = "hid"
person = "pid"
[units.family]
id = "fam"
[columns.person]
age = "age"
sex = { column = "SEX", values = { 1 = "male", 2 = "female" } }
is_spouse = "role == 'spouse'"
earnings = "pay * 12"
[columns.family]
savings = "savings"
[columns.household]
region = "region"
rent = "rent"
[pointers]
parent_1 = "mother"
"#;

/// Two households: a couple with a child and a grandparent who is a family, and a single person.
fn persons_table() -> RawTable {
    table(vec![
        whole("hid", &[7, 7, 7, 7, 3]),
        whole("pid", &[11, 12, 13, 14, 5]),
        whole("fam", &[2, 1, 2, 2, 9]),
        numbers("weight", &[10.0, 10.0, 10.0, 10.0, 2.5]),
        small("age", &[38, 71, 36, 6, 50]),
        small("SEX", &[1, 2, 2, 1, 2]),
        words("role", &["head", "parent", "spouse", "child", "head"]),
        numbers("pay", &[1000.5, 0.0, 200.0, -0.0, 3000.0]),
        numbers("savings", &[500.0, 90.0, 500.0, 500.0, 0.0]),
        words("region", &["south", "south", "south", "south", "north"]),
        numbers("rent", &[800.0, 800.0, 800.0, 800.0, 450.25]),
        whole("mother", &[12, 0, -1, 13, 0]),
    ])
}

#[test]
fn rows_that_are_persons() {
    let made = population(PERSONS, &persons_table());
    assert!(made.has_persons);
    assert_eq!((made.households(), made.persons()), (2, 5));
    let names: Vec<&str> = made.entities.iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(names, ["person", "household", "family"]);
    let aliases = [("person", 0), ("household", 1), ("family", 2), ("benefit_unit", 2)];
    assert_eq!(made.names, aliases.map(|(name, at)| (name.to_string(), at)));
    assert_eq!(made.entities[1].ids, Ids::Whole([3, 7].into()));
    assert_eq!(made.entities[0].ids, Ids::Whole([5, 11, 12, 13, 14].into()));
    assert_eq!(made.entities[2].ids, Ids::Whole([9, 1, 2].into()));
    assert_eq!(made.entities[2].household_offsets.as_deref(), Some(&[0, 1, 3][..]));
    let families = made.entities[2].members.as_ref().expect("families have members");
    assert_eq!(*families.offsets, [0, 1, 2, 5]);
    assert_eq!(families.order.as_deref(), Some(&[0, 2, 1, 3, 4][..]));
    assert_eq!(*families.head, [0, 2, 1]);
    assert_eq!(*families.spouse, [Members::NOBODY, Members::NOBODY, 3]);
    assert_eq!(values(&made, "is_head"), [1.0, 1.0, 0.0, 0.0, 0.0]);
    assert_eq!(values(&made, "is_spouse"), [0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(values(&made, "age"), [50.0, 38.0, 71.0, 36.0, 6.0]);
    assert_eq!(
        made.column("age").map(|age| &age.data),
        Some(&ColumnData::U8([50, 38, 71, 36, 6].into()))
    );
    assert_eq!(values(&made, "sex"), [0.0, 1.0, 0.0, 0.0, 1.0]);
    assert_eq!(values(&made, "earnings"), [36000.0, 12006.0, 0.0, 2400.0, 0.0]);
    assert_eq!(values(&made, "savings"), [0.0, 90.0, 500.0]);
    assert_eq!(values(&made, "region"), [0.0, 1.0]);
    assert_eq!(values(&made, "rent"), [450.25, 800.0]);
    let nobody = f64::from(Members::NOBODY);
    assert_eq!(values(&made, "parent_1"), [nobody, 2.0, nobody, nobody, 3.0]);
    assert!(made.column("parent_1").is_some_and(|column| column.pointer));
    let labels = made.column("region").and_then(|column| column.labels.clone());
    assert_eq!(labels.as_deref(), Some(&["north".to_string(), "south".to_string()][..]));
    assert_eq!(made.weight_scale(), WeightScale::for_maximum(40.0));
    assert_eq!(made.weights.total().to_f64(made.weight_scale().exact_exponent), 12.5);
}

#[test]
fn ids_may_be_texts_or_begin_anew_in_each_household() {
    let text = "rows = \"person\"\nweight = 1\nhousehold = \"hid\"\n[person]\ncolumn = \"line\"\nwithin = \"household\"\n\
                [units.family]\nid = \"fam\"\nwithin = \"household\"\n[pointers]\nparent_1 = \"mother\"\nnone = \"no\"\n";
    let ids = |household: RawColumn| {
        let columns = vec![
            household,
            small("line", &[1, 2, 1, 2]),
            small("fam", &[1, 1, 1, 2]),
            words("mother", &["no", "1", "2", "no"]),
        ];
        population(text, &table(columns))
    };
    let made = ids(whole("hid", &[4, 4, 9, 9]));
    assert_eq!(made.entities[0].ids, Ids::Whole([4001, 4002, 9001, 9002].into()));
    assert_eq!(made.entities[2].ids, Ids::Whole([4001, 9001, 9002].into()));
    let nobody = f64::from(Members::NOBODY);
    assert_eq!(values(&made, "parent_1"), [nobody, 0.0, 3.0, nobody]);
    let made = ids(words("hid", &["b", "b", "a", "a"]));
    let texts = |ids: &[&str]| Ids::Text(ids.iter().map(|id| (*id).to_string()).collect());
    assert_eq!(made.entities[0].ids, texts(&["a/1", "a/2", "b/1", "b/2"]));
    assert_eq!(made.entities[1].ids, texts(&["a", "b"]));
}

#[test]
fn persons_without_ids_stand_as_in_the_file() {
    let text = "rows = \"person\"\nweight = \"w\"\nhousehold = \"hid\"\n[columns.person]\nage = \"age\"\n";
    let columns = vec![
        whole("hid", &[2, 1, 2]),
        small("w", &[1, 0, 1]),
        small("age", &[70, 30, 5]),
    ];
    let made = mapping(text).population(&table(columns), &system()).expect("sound");
    assert_eq!(values(&made, "age"), [30.0, 70.0, 5.0]);
    assert_eq!(made.entities[0].ids, Ids::Whole([1001, 2001, 2002].into()));
    assert_eq!(made.entities[1].ids, Ids::Sequence(1));
    assert_eq!(values(&made, "is_head"), [1.0, 1.0, 0.0]);
}

const UNITS: &str = r#"
weight = "weight"
household = "hid"
[units.benefit_unit]
id = "fam"
[columns.family]
children = "kids"
[columns.household]
rent = "rent"
[persons.adult]
is_head = true
age = "age"
earnings = "earnings"
[persons.partner]
when = "partner == 1"
is_spouse = "true"
age = { formula = "age - 2", assumption = "partners are two years younger" }
[persons.child]
count = "kids"
is_dependent = true
age = 9
"#;

fn units_table() -> RawTable {
    table(vec![
        whole("hid", &[2, 1, 2]),
        whole("fam", &[8, 5, 6]),
        numbers("weight", &[3.0, 4.0, 3.0]),
        small("kids", &[2, 0, 0]),
        small("partner", &[1, 0, 0]),
        small("age", &[40, 30, 66]),
        whole("earnings", &[900, 0, 300]),
        numbers("rent", &[5.0, 6.0, 5.0]),
    ])
}

#[test]
fn rows_that_expand_to_persons() {
    let made = population(UNITS, &units_table());
    assert_eq!((made.households(), made.persons()), (2, 6));
    assert_eq!(
        made.entities[0].ids,
        Ids::Whole([1001, 2001, 2002, 2003, 2004, 2005].into())
    );
    // Household 2 holds the families 6 and 8: adults of both, then the partner and the children of the second.
    assert_eq!(values(&made, "age"), [30.0, 66.0, 40.0, 38.0, 9.0, 9.0]);
    assert_eq!(values(&made, "earnings"), [0.0, 300.0, 900.0, 0.0, 0.0, 0.0]);
    assert_eq!(values(&made, "is_dependent"), [0.0, 0.0, 0.0, 0.0, 1.0, 1.0]);
    assert_eq!(values(&made, "children"), [0.0, 0.0, 2.0]);
    assert_eq!(values(&made, "rent"), [6.0, 5.0]);
    let (at, family) = made.entity("benefit_unit").expect("families");
    assert_eq!((at, family.name.as_str()), (2, "family"));
    assert_eq!(family.ids, Ids::Whole([5, 6, 8].into()));
    let members = family.members.as_ref().expect("members");
    assert_eq!(*members.unit_of_person, [0, 1, 2, 2, 2, 2]);
    assert_eq!(*members.head, [0, 1, 2]);
    assert_eq!(*members.spouse, [Members::NOBODY, Members::NOBODY, 3]);
    let households = made.entities[1].members.as_ref().expect("members");
    assert_eq!(*households.head, [0, 1]);
    assert_eq!(
        mapping(UNITS).assumptions(),
        [(
            "persons.partner.age".to_string(),
            "partners are two years younger".to_string()
        )]
    );
    let wanted = ["hid", "fam", "weight", "age", "earnings", "partner", "kids", "rent"];
    assert_eq!(mapping(UNITS).wanted(), wanted);
}

#[test]
fn units_that_are_households_share_their_rows() {
    let text = UNITS.replace("household = \"hid\"", "household = \"fam\"");
    let made = population(&text, &units_table());
    assert_eq!(made.entities.len(), 2);
    assert_eq!(made.entity("family").map(|(at, _)| at), Some(1));
    assert_eq!(made.entity("benefit_unit").map(|(at, _)| at), Some(1));
    assert_eq!(values(&made, "children"), [0.0, 0.0, 2.0]);
    assert_eq!(made.column("children").map(|column| column.entity), Some(1));
}

#[test]
fn two_units_with_the_same_persons_share_their_rows() {
    let text = UNITS.replace("[columns.family]", "[units.couple]\nid = \"fam\"\n[columns.family]");
    let made = population(&text, &units_table());
    assert_eq!(made.entities.len(), 3);
    assert_eq!(made.entity("couple").map(|(at, _)| at), Some(2));
}

#[test]
fn rows_that_are_households() {
    let text = "rows = \"household\"\nweight = \"w\"\nhousehold = \"id\"\n[columns.household]\nrent = \"rent\"\n\
                region = \"'south' if south else 'north'\"\n[columns.family]\nchildren = \"kids\"\n";
    let columns = vec![
        words("id", &["b", "c", "a"]),
        numbers("w", &[1.0, 0.0, 2.0]),
        numbers("rent", &[3.5, 0.0, 1.0]),
        truths("south", &[0, 1, 1]),
        whole("kids", &[1, 2, 0]),
    ];
    let made = population(text, &table(columns));
    assert!(!made.has_persons);
    assert_eq!((made.households(), made.persons(), made.entities.len()), (3, 0, 2));
    assert!(made.entities[1].members.is_none());
    assert_eq!(values(&made, "rent"), [1.0, 3.5, 0.0]);
    assert_eq!(values(&made, "region"), [1.0, 0.0, 1.0]);
    assert_eq!(values(&made, "children"), [0.0, 1.0, 2.0]);
    assert!(made.column("is_head").is_none());
    assert_eq!(made.part(1..2).households(), 1);
}

#[test]
fn cells_that_need_no_change_are_shared() {
    let text = "rows = \"household\"\nweight = \"w\"\nhousehold = \"id\"\n[columns.household]\nrent = \"rent\"\n";
    let cells: Shared<f64> = [3.5, 0.0, 1.0].into();
    let rent = RawColumn {
        name: "rent".to_string(),
        data: RawData::F64(cells.clone()),
    };
    let made = |ids: &[i64], rent: RawColumn| {
        let columns = vec![whole("id", ids), numbers("w", &[1.0, 1.0, 1.0]), rent];
        let made = mapping(text).population(&table(columns), &system()).expect("sound");
        match &made.column("rent").expect("rent").data {
            ColumnData::F64(cells) => cells.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(made(&[1, 2, 3], rent.clone()).as_ptr(), cells.as_ptr());
    assert_eq!(*made(&[3, 2, 1], rent), [1.0, 0.0, 3.5]);
    let negative = made(&[1, 2, 3], numbers("rent", &[3.5, -0.0, 1.0]));
    assert!(negative[1] == 0.0 && negative[1].is_sign_positive());
}

#[test]
fn columns_that_are_not_read_are_known_and_change_nothing() {
    let mut wide = persons_table();
    wide.columns.insert(2, words("note", &["a", "b", "c", "d", "e"]));
    wide.not_read = vec!["left_in_the_file".to_string(), "pay".to_string()];
    let made = population(PERSONS, &wide);
    // A column that is read is not told, whoever left it.
    assert_eq!(*made.not_read, ["note".to_string(), "left_in_the_file".to_string()]);
    let narrow = population(PERSONS, &persons_table());
    assert_eq!(PeopleHash::of(&made), PeopleHash::of(&narrow));
    assert!(narrow.not_read.is_empty());
    assert_eq!(*made.part(0..1).not_read, *made.not_read);
}
