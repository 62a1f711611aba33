//! Every fault that a mapping file or a data file may have.

use super::*;

fn faults_of(text: &str, table: &RawTable) -> Vec<Diagnostic> {
    mapping(text)
        .population(table, &system())
        .expect_err("the people are not sound")
}

/// The table with another column in place of that of its name.
fn with(table: &RawTable, column: RawColumn) -> RawTable {
    let columns = table.columns.iter().map(|old| {
        if old.name == column.name {
            column.clone()
        } else {
            old.clone()
        }
    });
    RawTable {
        columns: columns.collect(),
        ..table.clone()
    }
}

#[track_caller]
fn assert_fault(faults: &[Diagnostic], code: &str, path: &str, message: &str) {
    let found = faults
        .iter()
        .find(|fault| fault.code == code && fault.path == path && fault.message.contains(message));
    let Some(fault) = found else {
        panic!("no {code} at {path} with `{message}` among {faults:#?}")
    };
    assert!(fault.file == "people.csv" || fault.line.is_some(), "{fault:?}");
}

#[test]
fn a_mapping_file_is_read_strictly() {
    let faults = read_faults(
        "wight = 1\nrows = \"persons\"\nhousehold = 3\nperson = \"pid\"\nyear = 20240\n\
         [persons.head]\nage = { formla = \"age\" }\nsex = [1]\nis_head = \"age +\"\n\
         [columns.person]\nearnings = \"x.y\"\n[units.person]\nid = \"pid\"\n[units.family]\nidd = \"fam\"\n\
         [pointers]\nparent_1 = \"mother\"\n",
    );
    for (code, path) in [
        ("unknown-key", "wight"),
        ("missing-key", "weight"),
        ("unknown-choice", "rows"),
        ("wrong-type", "household"),
        ("wrong-form", "person"),
        ("out-of-range", "year"),
        ("unknown-key", "persons.head.age.formla"),
        ("missing-key", "persons.head.age"),
        ("wrong-type", "persons.head.sex"),
        ("syntax", "persons.head.is_head"),
        ("wrong-form", "columns.person"),
        ("wrong-form", "columns.person.earnings"),
        ("wrong-form", "units.person"),
        ("missing-key", "units.family.id"),
        ("unknown-key", "units.family.idd"),
        ("wrong-form", "pointers"),
    ] {
        assert!(
            faults.iter().any(|fault| fault.code == code && fault.path == path),
            "{code} {path}: {faults:#?}"
        );
    }
}

#[test]
fn forms_have_their_own_keys() {
    let code = |text: &str, path: &str| {
        let faults = read_faults(&format!("weight = 1\nhousehold = \"hid\"\n{text}"));
        let fault = faults.iter().find(|fault| fault.path == path);
        fault.map_or_else(|| panic!("nothing at {path}: {faults:#?}"), |fault| fault.code)
    };
    assert_eq!(code("", "persons"), "missing-key");
    assert_eq!(code("[persons]\n", "persons"), "missing-key");
    assert_eq!(
        code("rows = \"person\"\n[persons.head]\nage = 1\n", "persons"),
        "wrong-form"
    );
    assert_eq!(
        code("rows = \"person\"\n[pointers]\nparent_1 = \"m\"\n", "person"),
        "missing-key"
    );
    assert_eq!(
        code(
            "rows = \"person\"\nperson = \"p\"\n[pointers]\nnone = 0.5\n",
            "pointers.none"
        ),
        "wrong-type"
    );
    assert_eq!(code("rows = \"household\"\nperson = \"pid\"\n", "person"), "wrong-form");
    assert_eq!(
        code("rows = \"household\"\n[units.family]\nid = \"f\"\n", "units"),
        "wrong-form"
    );
    assert_eq!(
        code("rows = \"household\"\n[columns.person]\nage = 1\n", "columns.person"),
        "wrong-form"
    );
    let age = |value: &str, path: &str| code(&format!("rows = \"person\"\n[columns.person]\nage = {value}\n"), path);
    assert_eq!(
        age("{ column = \"a\", formula = \"a\" }", "columns.person.age"),
        "missing-key"
    );
    assert_eq!(
        age("{ column = \"a\", values = {} }", "columns.person.age.values"),
        "missing-key"
    );
    assert_eq!(
        age(
            "{ column = \"a\", values = { 1 = 2, 3 = \"x\" } }",
            "columns.person.age.values.3"
        ),
        "wrong-type"
    );
}

#[test]
fn names_are_those_of_the_system() {
    let text = PERSONS
        .replace(
            "age = \"age\"",
            "agee = \"age\"\nrent = \"rent\"\nparent_1 = \"mother\"",
        )
        .replace(
            "[units.family]",
            "[units.famly]\nid = \"fam\"\n[units.benefit_unit]\nid = \"fam\"\n[units.family]",
        )
        .replace("2 = \"female\"", "2 = \"femal\"")
        .replace(
            "[columns.family]",
            "[columns.hosehold]\nregion = \"region\"\n[columns.family]",
        )
        .replace(
            "[columns.household]",
            "[columns.benefit_unit]\nsavings = \"savings\"\n[columns.household]",
        )
        .replace("[pointers]", "[pointers]\nparent_2 = \"mother\"\nage = \"mother\"");
    let faults = faults_of(&text, &persons_table());
    assert_fault(&faults, "unknown-column", "columns.person.agee", "no column `agee`");
    assert!(
        faults
            .iter()
            .any(|fault| fault.path == "columns.person.agee" && fault.remedy == "did you mean `age`?")
    );
    assert_fault(
        &faults,
        "wrong-entity",
        "columns.person.rent",
        "a column of the household, not of the person",
    );
    assert_fault(&faults, "doubled-name", "columns.benefit_unit.savings", "mapped twice");
    assert_fault(&faults, "wrong-form", "columns.person.parent_1", "points at persons");
    assert_fault(&faults, "unknown-unit", "units.famly", "no unit `famly`");
    assert_fault(&faults, "doubled-name", "units.family", "another name");
    assert_fault(&faults, "unknown-unit", "columns.hosehold", "no unit `hosehold`");
    assert_fault(&faults, "unknown-label", "columns.person.sex.values.2", "`femal`");
    assert_fault(&faults, "unknown-column", "pointers.parent_2", "no column `parent_2`");
    assert_fault(
        &faults,
        "wrong-entity",
        "pointers.age",
        "no column of persons that points",
    );
}

#[test]
fn a_column_without_a_constant_default_stands_in_every_table_of_persons_or_none() {
    let text = UNITS.replace("earnings = \"earnings\"", "exposure = 0.5");
    let faults = faults_of(&text, &units_table());
    assert_fault(
        &faults,
        "missing-value",
        "persons.partner.exposure",
        "does not give `exposure`",
    );
}

#[test]
fn missing_columns_come_all_at_once_with_the_nearest() {
    let mut table = persons_table();
    table
        .columns
        .retain(|column| !["weight", "mother", "age"].contains(&column.name.as_str()));
    table.columns.push(numbers("wieght", &[1.0; 5]));
    let faults = faults_of(PERSONS, &table);
    assert_eq!(faults.len(), 3, "{faults:#?}");
    assert_fault(
        &faults,
        "missing-column",
        "weight",
        "which `weight` of the mapping reads",
    );
    assert_fault(
        &faults,
        "missing-column",
        "mother",
        "which `pointers.parent_1` of the mapping reads",
    );
    assert_fault(
        &faults,
        "missing-column",
        "age",
        "which `columns.person.age` of the mapping reads",
    );
    assert!(
        faults
            .iter()
            .any(|fault| fault.path == "weight" && fault.remedy == "did you mean `wieght`?")
    );
}

#[test]
fn an_empty_or_broken_table_is_refused() {
    let text = "rows = \"household\"\nweight = 1\nhousehold = \"hid\"\n";
    assert_fault(
        &faults_of(text, &table(vec![whole("hid", &[])])),
        "empty-file",
        "",
        "no rows",
    );
    let broken = |cells: &[f64], rows| RawTable {
        name: "people.csv".to_string(),
        rows,
        columns: vec![whole("hid", &[1, 2]), numbers("w", cells)],
        not_read: Vec::new(),
    };
    let text = "rows = \"household\"\nweight = \"w\"\nhousehold = \"hid\"\n";
    assert_fault(
        &faults_of(text, &broken(&[1.0, f64::NAN], 2)),
        "not-finite",
        "w",
        "row 2",
    );
    assert_fault(
        &faults_of(text, &broken(&[f64::INFINITY, 0.0], 2)),
        "not-finite",
        "w",
        "row 1",
    );
    assert_fault(&faults_of(text, &broken(&[1.0], 2)), "column-length", "w", "1 cells");
    assert_fault(
        &faults_of(text, &broken(&[1.0, 1.0], 3)),
        "column-length",
        "hid",
        "the table 3 rows",
    );
}

#[test]
fn weights_are_checked() {
    let weighted = |formula: &str, weights: RawColumn| {
        let ids: Vec<i64> = (0..weights.data.len() as i64).rev().collect();
        let text = format!("rows = \"household\"\nweight = \"{formula}\"\nhousehold = \"hid\"\n");
        faults_of(&text, &table(vec![whole("hid", &ids), weights]))
    };
    let faults = |weights: &[f64]| weighted("w", numbers("w", weights));
    assert_fault(
        &faults(&[1.0, -2.0, 3.0]),
        "negative-weight",
        "weight",
        "row 2: the weight is -2",
    );
    assert_fault(&faults(&[0.0, -0.0]), "zero-weights", "weight", "all weights are zero");
    assert_fault(&faults(&[1.0, 1e300, 2.0]), "weight-out-of-range", "weight", "row 2");
    assert_fault(
        &weighted("1 / w", numbers("w", &[1.0, 0.0])),
        "not-finite",
        "weight",
        "row 2",
    );
    assert_fault(
        &weighted("w", words("w", &["a", "b"])),
        "wrong-type",
        "weight",
        "`weight` holds numbers",
    );
}

#[test]
fn rows_of_one_unit_agree() {
    let differing = |column| faults_of(PERSONS, &with(&persons_table(), column));
    let faults = differing(numbers("weight", &[10.0, 10.0, 11.0, 10.0, 2.5]));
    assert_fault(
        &faults,
        "unit-disagrees",
        "weight",
        "rows 1 and 3 belong to one household",
    );
    let faults = differing(numbers("savings", &[500.0, 90.0, 500.0, 1.0, 0.0]));
    assert_fault(
        &faults,
        "unit-disagrees",
        "savings",
        "rows 1 and 4 belong to one family",
    );
    let faults = differing(words("region", &["north", "south", "south", "south", "north"]));
    assert_fault(
        &faults,
        "unit-disagrees",
        "region",
        "rows 1 and 2 belong to one household",
    );
    // Family 6 of row 3 stands before family 8 of row 1.
    let faults = faults_of(UNITS, &with(&units_table(), numbers("weight", &[3.0, 4.0, 5.0])));
    assert_fault(
        &faults,
        "unit-disagrees",
        "weight",
        "rows 3 and 1 belong to one household",
    );
}

#[test]
fn ids_of_persons_are_checked() {
    let with = |column| with(&persons_table(), column);
    let faults = faults_of(PERSONS, &with(whole("pid", &[11, 12, 5, 14, 5])));
    assert_fault(
        &faults,
        "duplicate-id",
        "pid",
        "rows 3 and 5 have the same person id `5`",
    );
    let within = PERSONS.replace(
        "person = \"pid\"",
        "person = { column = \"pid\", within = \"household\" }",
    );
    let faults = faults_of(&within, &with(whole("pid", &[11, 12, 11, 14, 5])));
    assert_fault(
        &faults,
        "duplicate-id",
        "pid",
        "rows 1 and 3 have the same person id `11`",
    );
    let faults = faults_of(PERSONS, &with(whole("fam", &[2, 1, 2, 2, 1])));
    assert_fault(&faults, "unit-across-households", "fam", "household 3 (row 5)");
    let faults = faults_of(PERSONS, &with(numbers("hid", &[7.0, 7.5, 7.0, 7.0, 3.0])));
    assert_fault(&faults, "bad-id", "hid", "row 2");
    let faults = faults_of(PERSONS, &with(truths("fam", &[0, 0, 0, 0, 1])));
    assert_fault(&faults, "bad-id", "fam", "truths");
    let sound = with(numbers("hid", &[7.0, 7.0, 7.0, 7.0, 3.0]));
    assert_eq!(
        mapping(PERSONS).population(&sound, &system()),
        Ok(population(PERSONS, &persons_table()))
    );
}

#[test]
fn ids_of_units_and_households_are_checked() {
    let with = |column| with(&units_table(), column);
    let faults = faults_of(UNITS, &with(whole("fam", &[8, 5, 8])));
    assert_fault(
        &faults,
        "duplicate-id",
        "fam",
        "rows 1 and 3 have the same family id `8`",
    );
    let faults = faults_of(UNITS, &with(whole("hid", &[i64::MAX, 1, i64::MAX])));
    assert_fault(&faults, "id-out-of-range", "hid", "make no id");
    let within = UNITS.replace("id = \"fam\"", "id = \"fam\"\nwithin = \"household\"");
    let faults = faults_of(&within, &with(whole("fam", &[8, 8, 8])));
    assert_fault(
        &faults,
        "duplicate-id",
        "fam",
        "rows 1 and 3 have the same family id `8`",
    );
    let faults = faults_of(&within, &with(whole("fam", &[8, 1000, 7])));
    assert_fault(&faults, "id-out-of-range", "fam", "household 1 and family 1000");
    let text = "rows = \"household\"\nweight = 1\nhousehold = \"hid\"\n";
    let faults = faults_of(text, &table(vec![words("hid", &["b", "a", "b"])]));
    assert_fault(
        &faults,
        "duplicate-id",
        "hid",
        "rows 1 and 3 have the same household id `b`",
    );
}

#[test]
fn pointers_name_persons_of_the_household() {
    let sound = persons_table();
    let faults = faults_of(PERSONS, &with(&sound, whole("mother", &[12, 5, 99, 13, 0])));
    assert_fault(
        &faults,
        "orphan-pointer",
        "parent_1",
        "row 2: `parent_1` (column `mother`) names person `5`, whose row 5",
    );
    assert_fault(
        &faults,
        "orphan-pointer",
        "parent_1",
        "row 3: `parent_1` (column `mother`) names person `99`, who is not",
    );
    let faults = faults_of(PERSONS, &with(&sound, whole("pid", &[11, 12, 13, 14, 0])));
    assert_fault(
        &faults,
        "bad-pointer",
        "parent_1",
        "row 5: the person id `0` stands for nobody",
    );
    let faults = faults_of(&format!("{PERSONS}none = [-1, \"nobody\"]\n"), &sound);
    assert_fault(
        &faults,
        "orphan-pointer",
        "parent_1",
        "row 2: `parent_1` (column `mother`) names person `0`",
    );
    let faults = faults_of(PERSONS, &with(&sound, words("mother", &["12", "", "-1", "x", "0"])));
    assert_fault(&faults, "orphan-pointer", "parent_1", "row 4");
    assert_eq!(faults.len(), 1);
}

#[test]
fn cells_fit_the_columns_of_the_system() {
    let with = |column| with(&persons_table(), column);
    let faults = faults_of(PERSONS, &with(small("age", &[38, 121, 36, 6, 50])));
    assert_fault(&faults, "out-of-range", "age", "row 2: `age` is 121, outside 0 to 120");
    let faults = faults_of(PERSONS, &with(numbers("pay", &[1.0, 1.0, -100.0, 1.0, 1.0])));
    assert_fault(&faults, "out-of-range", "earnings", "row 3: `earnings` is -1200");
    let faults = faults_of(PERSONS, &with(small("SEX", &[1, 2, 3, 1, 2])));
    assert_fault(
        &faults,
        "unknown-code",
        "sex",
        "row 3: `3` in the column `SEX` has no entry",
    );
    let faults = faults_of(PERSONS, &with(words("SEX", &["1", "2", "02", "1", "2"])));
    assert_fault(&faults, "unknown-code", "sex", "row 3: `02`");
    let faults = faults_of(
        PERSONS,
        &with(words("region", &["sout", "sout", "sout", "sout", "west"])),
    );
    assert_fault(&faults, "unknown-label", "region", "row 1: `sout`");
    assert_fault(&faults, "unknown-label", "region", "row 5: `west`");
    assert_eq!(faults[0].remedy, "did you mean `south`?");
    let text = PERSONS.replace(
        "sex = { column = \"SEX\", values = { 1 = \"male\", 2 = \"female\" } }",
        "sex = \"role\"",
    );
    assert_fault(
        &faults_of(&text, &persons_table()),
        "unknown-label",
        "sex",
        "row 1 (and 1 more): `head` is no value",
    );
}

#[test]
fn values_are_of_the_sort_of_their_column() {
    let replaced = |old: &str, new: &str| faults_of(&PERSONS.replace(old, new), &persons_table());
    let faults = replaced("values = { 1 =", "values = { one =");
    assert_fault(&faults, "bad-code", "columns.person.sex.values", "`one`");
    assert_fault(
        &replaced("role == 'spouse'", "age"),
        "not-a-truth",
        "is_spouse",
        "row 1: `is_spouse` is 38",
    );
    assert_fault(
        &replaced("role == 'spouse'", "role"),
        "wrong-type",
        "columns.person.is_spouse",
        "holds truths",
    );
    let faults = replaced("region = \"region\"", "region = \"rent\"");
    assert_fault(
        &faults,
        "wrong-type",
        "columns.household.region",
        "words of the category",
    );
    assert_fault(
        &replaced("age = \"age\"", "age = \"role\""),
        "wrong-type",
        "columns.person.age",
        "holds numbers",
    );
    assert_fault(
        &replaced("age = \"age\"", "age = true"),
        "wrong-type",
        "columns.person.age",
        "holds numbers",
    );
}

#[test]
fn persons_are_counted_in_whole_numbers_up_to_a_hundred() {
    let mut columns = units_table().columns;
    columns.push(numbers("kid", &[1.5, -1.0, 101.0]));
    let faults = faults_of(&UNITS.replace("count = \"kids\"", "count = \"kid\""), &table(columns));
    for (row, count) in [(1, "1.5"), (2, "-1"), (3, "101")] {
        let message = format!("row {row}: `persons.child.count` is {count}");
        assert_fault(&faults, "bad-count", "persons.child.count", &message);
    }
    let text = UNITS.replace("[persons.adult]\n", "[persons.adult]\nwhen = \"partner == 1\"\n");
    let faults = faults_of(&text, &units_table());
    assert_fault(&faults, "no-persons", "hid", "row 2");
    assert_fault(&faults, "no-persons", "hid", "row 3");
    // A count is not looked at where `when` is false.
    let text = UNITS.replace("count = \"kids\"", "when = \"kids > 0\"\ncount = \"4 / kids\"");
    assert_eq!(population(&text, &units_table()), population(UNITS, &units_table()));
}

#[test]
fn of_many_faults_five_are_shown_and_the_rest_is_counted() {
    let ids: Vec<i64> = (0..300).collect();
    let text = "rows = \"person\"\nweight = \"w\"\nhousehold = \"hid\"\n[columns.person]\nage = \"age\"\n";
    let columns = vec![
        whole("hid", &ids),
        numbers("w", &[-1.0; 300]),
        numbers("age", &[1000.0; 300]),
    ];
    let faults = faults_of(text, &table(columns));
    assert_eq!(faults.len(), 12);
    for code in ["negative-weight", "out-of-range"] {
        let of_code: Vec<&Diagnostic> = faults.iter().filter(|fault| fault.code == code).collect();
        assert_eq!(of_code.len(), 6);
        assert_eq!(
            (of_code[5].message.as_str(), of_code[5].found.as_str()),
            ("and 295 more of this kind", "300")
        );
    }
}

#[test]
fn faults_of_structure_and_cells_come_together() {
    let mut faulty = with(&persons_table(), whole("pid", &[11, 12, 5, 14, 5]));
    faulty = with(&faulty, small("age", &[38, 121, 36, 6, 50]));
    faulty = with(&faulty, numbers("weight", &[10.0, 10.0, 10.0, 10.0, -2.5]));
    let faults = faults_of(&PERSONS.replace("pay * 12", "role * 12"), &faulty);
    let mut codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(
        codes,
        [
            "duplicate-id",
            "negative-weight",
            "orphan-pointer",
            "out-of-range",
            "wrong-type"
        ]
    );
}
