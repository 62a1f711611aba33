//! Microdata: CSV and Parquet files, and the mappings that read them.

use commonweal_core::document::Diagnostic;
use commonweal_tables::{Table, TableColumn, parquet_bytes, read_parquet};

use super::refusal::{Input, Row, row};

/// What is said about the bytes of a good Parquet file after a change.
pub fn parquet(change: fn(Vec<u8>) -> Vec<u8>) -> Vec<Diagnostic> {
    let ids: Vec<i64> = (0..1000).collect();
    let wages: Vec<f64> = ids.iter().map(|id| *id as f64 * 12.5).collect();
    let words: Vec<String> = ids.iter().map(|id| format!("region {}", id % 7)).collect();
    let columns = vec![
        ("id".to_string(), TableColumn::I64(ids.into())),
        ("wages".to_string(), TableColumn::F64(wages)),
        ("region".to_string(), TableColumn::Text(words)),
    ];
    let bytes = parquet_bytes(&Table { columns }).expect("the table can be written");
    let path = std::env::temp_dir().join(format!(
        "commonweal-strict-{}-{}.parquet",
        std::process::id(),
        change as usize
    ));
    std::fs::write(&path, change(bytes)).expect("the file can be written");
    let file = std::fs::File::open(&path).expect("the file can be read");
    let read = read_parquet("people.parquet", file, None);
    std::fs::remove_file(&path).expect("the file can be removed");
    read.err().unwrap_or_default()
}

/// A Parquet file with a number that does not exist in a column.
fn with_null(_: Vec<u8>) -> Vec<u8> {
    let columns = vec![("wages".to_string(), TableColumn::OptionF64(vec![Some(1.0), None]))];
    parquet_bytes(&Table { columns }).expect("the table can be written")
}

/// A Parquet file without rows.
fn without_rows(_: Vec<u8>) -> Vec<u8> {
    parquet_bytes(&Table {
        columns: vec![("wages".to_string(), TableColumn::F64(Vec::new()))],
    })
    .expect("the table can be written")
}

pub fn rows() -> Vec<Row> {
    [csv(), parquet_rows(), mappings(), mapped()].concat()
}

fn csv() -> Vec<Row> {
    vec![
        row(
            "an empty CSV file",
            Input::Csv(b""),
            "empty-file",
            "",
            &["a header and at least one row"],
        ),
        row(
            "a CSV file of blanks",
            Input::Csv(b" \n\n"),
            "empty-file",
            "",
            &["check that the file was written"],
        ),
        row(
            "a CSV file of a header only",
            Input::Csv(b"id,wages\n"),
            "no-rows",
            "",
            &["a header only"],
        ),
        row(
            "semicolons",
            Input::Csv(b"id;wages\n1;2,5\n"),
            "wrong-separator",
            "",
            &["commas"],
        ),
        row(
            "a row with a cell too many",
            Input::Csv(b"id,wages\n1,2,5\n"),
            "ragged-row",
            "",
            &["3 cells"],
        ),
        row(
            "a row with a cell too few",
            Input::Csv(b"id,wages\n1\n"),
            "ragged-row",
            "",
            &["1 cell"],
        ),
        row(
            "an empty cell",
            Input::Csv(b"id,wages\n1,\n"),
            "missing-value",
            "wages",
            &["empty cell"],
        ),
        row(
            "NaN in CSV",
            Input::Csv(b"id,wages\n1,NaN\n2,3.5\n"),
            "not-finite",
            "wages",
            &["NaN"],
        ),
        row(
            "an infinity in CSV",
            Input::Csv(b"id,wages\n1,-inf\n2,3.5\n"),
            "not-finite",
            "wages",
            &["-inf"],
        ),
        row(
            "a number beyond all floats in CSV",
            Input::Csv(b"id,wages\n1,1e999\n2,3.5\n"),
            "not-finite",
            "wages",
            &["1e999"],
        ),
        row(
            "a header with a name twice",
            Input::Csv(b"id,id\n1,2\n"),
            "duplicate-column",
            "id",
            &["id"],
        ),
        row(
            "a header with a gap",
            Input::Csv(b"id,,wages\n1,2,3\n"),
            "unnamed-column",
            "",
            &["column 2"],
        ),
        row(
            "a quote that is not closed",
            Input::Csv(b"id,name\n1,\"x\n2,y\n"),
            "unclosed-quote",
            "",
            &[],
        ),
        row(
            "bytes that are no UTF-8",
            Input::Csv(b"id,name\n1,\xFF\n"),
            "invalid-utf8",
            "",
            &["0xFF"],
        ),
        row(
            "a column that the CSV file does not have",
            Input::CsvColumn(b"id,wages\n1,2\n", "wagess"),
            "missing-column",
            "wagess",
            &["did you mean `wages`?"],
        ),
    ]
}

fn parquet_rows() -> Vec<Row> {
    vec![
        row(
            "an empty Parquet file",
            Input::Parquet(|_| Vec::new()),
            "empty-file",
            "",
            &[],
        ),
        row(
            "a Parquet file that is cut in half",
            Input::Parquet(|bytes| bytes[..bytes.len() / 2].to_vec()),
            "truncated-file",
            "",
            &[],
        ),
        row(
            "a Parquet file without its last byte",
            Input::Parquet(|bytes| bytes[..bytes.len() - 1].to_vec()),
            "truncated-file",
            "",
            &[],
        ),
        row(
            "text that is called Parquet",
            Input::Parquet(|_| b"id,wages\n1,2\n".to_vec()),
            "not-parquet",
            "",
            &[],
        ),
        row(
            "a Parquet file with a damaged page",
            Input::Parquet(|mut bytes| {
                for byte in &mut bytes[8..64] {
                    *byte ^= 0x5A;
                }
                bytes
            }),
            "corrupt-file",
            "id",
            &[],
        ),
        row(
            "a Parquet file without rows",
            Input::Parquet(without_rows),
            "no-rows",
            "",
            &[],
        ),
        row(
            "null in Parquet",
            Input::Parquet(with_null),
            "missing-value",
            "wages",
            &["null"],
        ),
    ]
}

fn mappings() -> Vec<Row> {
    vec![
        row(
            "a mapping without weight",
            Input::Mapping("household = \"hid\"\nrows = \"household\"\n"),
            "missing-key",
            "weight",
            &["weight"],
        ),
        row(
            "a mapping without households",
            Input::Mapping("weight = \"w\"\nrows = \"person\"\n"),
            "missing-key",
            "household",
            &["household"],
        ),
        row(
            "a mapping with a misspelt key",
            Input::Mapping("weight = \"w\"\nhousehold = \"hid\"\nrows = \"household\"\n«colums» = {}\n"),
            "unknown-key",
            "colums",
            &["did you mean `columns`?"],
        ),
        row(
            "rows that are none",
            Input::Mapping("weight = \"w\"\nhousehold = \"hid\"\nrows = «\"family\"»\n"),
            "unknown-choice",
            "rows",
            &["person", "household"],
        )
        .counting(2),
        row(
            "a mapping with a formula that breaks off",
            Input::Mapping("weight = \"w *«\"\nhousehold = \"hid\"\nrows = \"household\"\n"),
            "syntax",
            "weight",
            &[],
        ),
        row(
            "a mapping with an aggregate",
            Input::Mapping(
                "weight = \"w\"\nhousehold = \"hid\"\nrows = \"household\"\n[columns.household]\nchildren = \"«sum»(x)\"\n",
            ),
            "unknown-function",
            "columns.household.children",
            &["sum"],
        ),
        row(
            "a mapping for a system that is not there",
            Input::Named(
                "mapping.toml",
                "format = 1\nname = \"bad\"\nsystem = «\"smal\"»\nweight = \"w\"\nhousehold = \"hid\"\nrows = \"household\"\n",
            ),
            "unknown-name",
            "system",
            &["did you mean `small`?"],
        ),
    ]
}

const HOUSEHOLDS: &str = "rows = \"household\"\nhousehold = \"hid\"\nweight = \"w\"\n";
const PERSONS: &str =
    "rows = \"person\"\nhousehold = \"hid\"\nperson = \"pid\"\nweight = \"w\"\n[columns.person]\nage = \"age\"\n";
const POINTERS: &str =
    "rows = \"person\"\nhousehold = \"hid\"\nperson = \"pid\"\nweight = \"w\"\n[pointers]\nparent_1 = \"mother\"\n";
const REGIONS: &str =
    "rows = \"household\"\nhousehold = \"hid\"\nweight = \"w\"\n[columns.household]\nregion = \"reg\"\n";

fn mapped() -> Vec<Row> {
    vec![
        row(
            "a column mapped that the system does not have",
            Input::Mapped(
                "rows = \"household\"\nhousehold = \"hid\"\nweight = \"w\"\n[columns.household]\n«regoin» = \"reg\"\n",
                "hid,w,reg\n1,1,north\n",
            ),
            "unknown-column",
            "columns.household.regoin",
            &["did you mean `region`?"],
        ),
        row(
            "a column mapped to another unit",
            Input::Mapped(
                "rows = \"person\"\nhousehold = \"hid\"\nweight = \"w\"\n[columns.person]\n«region» = \"reg\"\n",
                "hid,w,reg\n1,1,north\n",
            ),
            "wrong-entity",
            "columns.person.region",
            &["household"],
        ),
        row(
            "a column that the file does not have, mapped",
            Input::Mapped(
                "rows = \"household\"\nhousehold = \"hid\"\nweight = \"w\"\n[columns.household]\nregion = \"regoin\"\n",
                "hid,w,region\n1,1,north\n",
            ),
            "missing-column",
            "regoin",
            &["did you mean `region`?"],
        ),
        row(
            "a negative weight",
            Input::Mapped(HOUSEHOLDS, "hid,w\n1,1\n2,-3\n"),
            "negative-weight",
            "weight",
            &["row 2", "-3"],
        ),
        row(
            "weights that are all zero",
            Input::Mapped(HOUSEHOLDS, "hid,w\n1,0\n2,0\n"),
            "zero-weights",
            "weight",
            &[],
        ),
        row(
            "weights that are words",
            Input::Mapped(HOUSEHOLDS, "hid,w\n1,one\n2,two\n"),
            "wrong-type",
            "weight",
            &["number"],
        ),
        row(
            "a household id twice",
            Input::Mapped(HOUSEHOLDS, "hid,w\n1,1\n2,1\n1,1\n"),
            "duplicate-id",
            "hid",
            &["1"],
        ),
        row(
            "a person id twice",
            Input::Mapped(PERSONS, "hid,pid,w,age\n1,7,1,30\n1,7,1,31\n"),
            "duplicate-id",
            "pid",
            &["7"],
        ),
        row(
            "an age below zero",
            Input::Mapped(PERSONS, "hid,pid,w,age\n1,7,1,-1\n"),
            "out-of-range",
            "age",
            &["0 to 120"],
        ),
        row(
            "weights that differ within a household",
            Input::Mapped(PERSONS, "hid,pid,w,age\n1,7,1,30\n1,8,2,31\n"),
            "unit-disagrees",
            "weight",
            &["1"],
        ),
        row(
            "a parent who is nowhere",
            Input::Mapped(POINTERS, "hid,pid,w,mother\n1,7,1,0\n1,8,1,9\n"),
            "orphan-pointer",
            "parent_1",
            &["9"],
        ),
        row(
            "a parent in another household",
            Input::Mapped(POINTERS, "hid,pid,w,mother\n1,7,1,0\n2,8,1,7\n"),
            "orphan-pointer",
            "parent_1",
            &["7"],
        ),
        row(
            "a region that the category does not have",
            Input::Mapped(REGIONS, "hid,w,reg\n1,1,north\n2,1,nroth\n"),
            "unknown-label",
            "region",
            &["did you mean `north`?", "row 2"],
        ),
        row(
            "a code without a label",
            Input::Mapped(
                "rows = \"household\"\nhousehold = \"hid\"\nweight = \"w\"\n[columns.household]\nregion = { column = \"reg\", values = { 1 = \"north\", 2 = \"south\" } }\n",
                "hid,w,reg\n1,1,1\n2,1,3\n",
            ),
            "unknown-code",
            "region",
            &["3"],
        ),
        row(
            "a label of no value",
            Input::Mapped(
                "rows = \"household\"\nhousehold = \"hid\"\nweight = \"w\"\n[columns.household]\n«region» = { column = \"reg\", values = { 1 = \"north\", 2 = \"suoth\" } }\n",
                "hid,w,reg\n1,1,1\n",
            ),
            "unknown-label",
            "columns.household.region.values.2",
            &["did you mean `south`?"],
        ),
        row(
            "a quotient by zero",
            Input::Mapped(
                "rows = \"household\"\nhousehold = \"hid\"\nweight = \"w / n\"\n",
                "hid,w,n\n1,1,1\n2,1,0\n",
            ),
            "not-finite",
            "weight",
            &["row 2"],
        ),
        row(
            "children that are no whole number",
            Input::Mapped(
                "household = \"hid\"\nweight = \"w\"\n[persons.head]\nis_head = \"true\"\n[persons.child]\ncount = \"kids\"\nage = \"5\"\n",
                "hid,w,kids\n1,1,1.5\n",
            ),
            "bad-count",
            "persons.child.count",
            &["1.5"],
        ),
    ]
}
