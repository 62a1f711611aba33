//! A table of households beside one of persons.

use super::*;

const TEXT: &str = "rows = \"person\"\nweight = \"w\"\nhousehold = \"id\"\nperson = \"pid\"\n[columns.person]\nearnings = \"pay\"\n\
    [columns.household]\nrent = \"rent\"\nregion = \"place\"\n";

fn persons() -> RawTable {
    table(vec![
        whole("pid", &[11, 12, 21, 31]),
        whole("id", &[1, 1, 2, 3]),
        numbers("pay", &[100.5, 0.0, 7.25, 3.0]),
    ])
}

fn households(ids: &[i64]) -> RawTable {
    let pick = |values: [f64; 4]| -> Vec<f64> { ids.iter().map(|id| values[(*id as usize - 1) % 4]).collect() };
    let places: Vec<&str> = ids.iter().map(|id| if *id == 2 { "south" } else { "north" }).collect();
    RawTable::new(
        "households",
        vec![
            whole("id", ids),
            numbers("w", &pick([1.5, 2.5, 3.5, 1.0])),
            numbers("rent", &pick([10.5, 20.5, 30.5, 1.0])),
            words("place", &places),
        ],
    )
    .expect("the table is sound")
}

#[test]
fn two_tables_give_the_people_of_one() {
    let together = table(vec![
        whole("pid", &[11, 12, 21, 31]),
        whole("id", &[1, 1, 2, 3]),
        numbers("pay", &[100.5, 0.0, 7.25, 3.0]),
        numbers("w", &[1.5, 1.5, 2.5, 3.5]),
        numbers("rent", &[10.5, 10.5, 20.5, 30.5]),
        words("place", &["north", "north", "south", "north"]),
    ]);
    let one = mapping(TEXT).population(&together, &system()).expect("sound");
    for ids in [[1, 2, 3], [3, 1, 2]] {
        let two = mapping(TEXT)
            .population_of_two(&persons(), &households(&ids), &system())
            .expect("sound");
        assert_eq!(PeopleHash::of(&two), PeopleHash::of(&one));
        assert_eq!(two.weights, one.weights);
        assert_eq!(values(&two, "rent"), [10.5, 20.5, 30.5]);
    }
}

#[test]
fn cells_of_households_in_order_are_shared() {
    let households = households(&[1, 2, 3]);
    let two = mapping(TEXT)
        .population_of_two(&persons(), &households, &system())
        .expect("sound");
    let (ColumnData::F64(own), RawData::F64(given)) = (
        &two.column("rent").expect("rent").data,
        &households.column("rent").expect("rent").data,
    ) else {
        panic!("rent is money")
    };
    assert_eq!(own.as_ptr(), given.as_ptr());
}

fn codes(persons: &RawTable, households: &RawTable) -> Vec<&'static str> {
    let found = mapping(TEXT)
        .population_of_two(persons, households, &system())
        .expect_err("not sound");
    found.into_iter().map(|fault| fault.code).collect()
}

#[test]
fn both_tables_hold_the_same_households() {
    assert_eq!(codes(&persons(), &households(&[1, 2])), ["unknown-household"]);
    assert_eq!(
        codes(&persons(), &households(&[1, 2, 3, 4])),
        ["household-without-persons"]
    );
    assert_eq!(codes(&persons(), &households(&[1, 2, 2, 3])), ["duplicate-id"]);
    let mut text = households(&[1, 2, 3]);
    text.columns[0] = words("id", &["1", "2", "3"]);
    assert_eq!(codes(&persons(), &text), ["bad-id"]);
    text.columns.remove(0);
    assert_eq!(codes(&persons(), &text), ["missing-column"]);
}

#[test]
fn faults_name_the_table_in_which_they_stand() {
    let mut households = households(&[1, 2, 3]);
    households.columns[1] = numbers("w", &[1.0, -1.0, 1.0]);
    households.columns[3] = words("place", &["north", "east", "north"]);
    let found = mapping(TEXT)
        .population_of_two(&persons(), &households, &system())
        .expect_err("not sound");
    let told: Vec<_> = found.iter().map(|fault| (fault.code, fault.file.as_str())).collect();
    assert_eq!(
        told,
        [("unknown-label", "households"), ("negative-weight", "households")]
    );
    let alone = "rows = \"household\"\nweight = \"w\"\nhousehold = \"id\"\n[columns.household]\nrent = \"rent\"\n";
    let found = mapping(alone)
        .population_of_two(&households, &households, &system())
        .expect_err("not sound");
    assert_eq!(found[0].code, "second-table");
}
