//! Tables out: CSV and Parquet, and back in again.

mod common;

use common::{Directory, codes, data, texts};
use commonweal_tables::{RawData, Table, TableColumn, csv_text, read, read_csv, write, write_atomically, write_csv};

fn table() -> Table {
    let columns = [
        (
            "id",
            TableColumn::I64([i64::MIN, 0, i64::MAX, 9_007_199_254_740_993].into()),
        ),
        ("amount", TableColumn::F64(vec![0.1 + 0.2, -0.0, 1e300, -123_456.25])),
        (
            "tiny",
            TableColumn::F64(vec![f64::MIN_POSITIVE, 5e-324, f64::MAX, 1e15]),
        ),
        (
            "state",
            TableColumn::Text(["NY", "a, \"b\"\nc", "é中", "NY"].map(str::to_owned).to_vec()),
        ),
    ];
    Table {
        columns: columns.map(|(name, column)| (name.to_owned(), column)).to_vec(),
    }
}

#[test]
fn what_is_written_reads_back_the_same() {
    let directory = Directory::new();
    let mut names = vec!["out.csv"];
    if cfg!(feature = "parquet") {
        names.push("out.parquet");
    }
    for name in names {
        let path = directory.path(name);
        write(&table(), &path).expect("the table can be written");
        let back = read(&path, None).expect("the file can be read");
        assert_eq!(back.rows, 4);
        assert_eq!(
            data(&back, "id"),
            &RawData::I64([i64::MIN, 0, i64::MAX, 9_007_199_254_740_993].into()),
            "{name}"
        );
        assert_eq!(
            data(&back, "amount"),
            &RawData::F64([0.1 + 0.2, 0.0, 1e300, -123_456.25].into()),
            "{name}"
        );
        assert_eq!(
            data(&back, "tiny"),
            &RawData::F64([f64::MIN_POSITIVE, 5e-324, f64::MAX, 1e15].into()),
            "{name}"
        );
        assert_eq!(
            texts(data(&back, "state")),
            ["NY", "a, \"b\"\nc", "é中", "NY"],
            "{name}"
        );
        let bytes = std::fs::read(&path).expect("readable");
        write(&table(), &path).expect("a file can be written over");
        assert_eq!(
            std::fs::read(&path).expect("readable"),
            bytes,
            "equal tables give equal bytes"
        );
    }
    assert!(
        directory.names().iter().all(|name| name.starts_with("out.")),
        "nothing temporary is left"
    );
}

#[test]
fn numbers_are_written_short() {
    let cells = [1.0, -0.0, 0.1, 12_345.5, 1e15, 1e16, 1e-7, -3.0, 999_999_999_999_999.0];
    let table = Table {
        columns: vec![("x".to_owned(), TableColumn::F64(cells.to_vec()))],
    };
    let text = csv_text(&table).expect("sound");
    assert_eq!(
        text,
        "x\n1\n0\n0.1\n12345.5\n1000000000000000.0\n1e16\n1e-7\n-3\n999999999999999\n"
    );
    let back = read_csv("x.csv", text.as_bytes(), None).expect("sound");
    for (row, cell) in cells.iter().enumerate() {
        assert_eq!(data(&back, "x").number(row), Some(cell + 0.0));
    }
}

#[test]
fn numbers_that_do_not_exist_are_empty_cells() {
    let table = Table {
        columns: vec![
            ("x".to_owned(), TableColumn::OptionF64(vec![Some(1.5), None])),
            ("y".to_owned(), TableColumn::I64([1, 2].into())),
        ],
    };
    assert_eq!(csv_text(&table).expect("sound"), "x,y\n1.5,1\n,2\n");
}

#[test]
fn unfit_tables_are_refused_and_leave_the_file_alone() {
    let directory = Directory::new();
    let path = directory.file("out.csv", b"before");
    let column = |name: &str, column| (name.to_owned(), column);
    let unfit = Table {
        columns: vec![
            column("a", TableColumn::F64(vec![1.0, f64::NAN])),
            column("a", TableColumn::I64([1].into())),
            column(" ", TableColumn::OptionF64(vec![None, Some(f64::INFINITY)])),
        ],
    };
    let faults = write_csv(&unfit, &path).expect_err("not fit");
    assert_eq!(
        codes(&faults),
        [
            "not-finite",
            "duplicate-column",
            "column-length",
            "unnamed-column",
            "not-finite"
        ]
    );
    assert_eq!(
        codes(&write_csv(&Table::default(), &path).expect_err("nothing to write")),
        ["no-columns"]
    );
    assert_eq!(
        codes(&write(&table(), &directory.path("out.xlsx")).expect_err("unknown")),
        ["unknown-format"]
    );
    assert_eq!(
        codes(&write(&table(), &directory.path("absent/out.csv")).expect_err("no directory")),
        ["unwritable-file"]
    );
    let failing = write_atomically(&path, |file| {
        std::io::Write::write_all(file, b"half")?;
        Err(std::io::Error::other("the source dried up"))
    });
    assert_eq!(failing.expect_err("the writer failed")[0].found, "the source dried up");
    assert_eq!(std::fs::read(&path).expect("readable"), b"before");
    assert_eq!(directory.names(), ["out.csv"]);
}
