//! CSV in: what is read, and what is said about bad files.

mod common;

use common::{Directory, codes, data, texts, told};
use commonweal_tables::{FAULTS_SHOWN, KINDS_SHOWN, RawData, read, read_csv};

#[test]
fn columns_become_what_their_cells_are() {
    let text = "\u{feff}id,age,wages,works,state,code, spaced ,mixed,long\r\n\
        9007199254740993,40,1.5,true,NY,007, 1 ,1,99999999999999999999\r\n\
        \r\n\
        -2,255,-0.0,False,\"a, \"\"b\"\"\",12,2,1.0,1\r\n\
        3,0,1e3,TRUE,é中,+5,-3,x,2\r\n";
    let table = read_csv("people.csv", text.as_bytes(), None).expect("a sound file");
    assert_eq!((table.name.as_str(), table.rows), ("people.csv", 3));
    let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "id", "age", "wages", "works", "state", "code", "spaced", "mixed", "long"
        ]
    );
    assert_eq!(data(&table, "id"), &RawData::I64([9_007_199_254_740_993, -2, 3].into()));
    assert_eq!(data(&table, "age"), &RawData::U8([40, 255, 0].into()));
    assert_eq!(data(&table, "wages"), &RawData::F64([1.5, 0.0, 1000.0].into()));
    assert_eq!(data(&table, "works"), &RawData::Truth([1, 0, 1].into()));
    let RawData::Text { codes, labels } = data(&table, "state") else {
        panic!("text")
    };
    assert_eq!(
        (&codes[..], &labels[..]),
        (&[0, 1, 2][..], &["NY", "a, \"b\"", "é中"].map(str::to_owned)[..])
    );
    assert_eq!(data(&table, "code"), &RawData::U8([7, 12, 5].into()));
    assert_eq!(data(&table, "spaced"), &RawData::I64([1, 2, -3].into()));
    // The spelling of the cells before the word is kept.
    assert_eq!(texts(data(&table, "mixed")), ["1", "1.0", "x"]);
    assert_eq!(texts(data(&table, "long")), ["99999999999999999999", "1", "2"]);
    let RawData::F64(wages) = data(&table, "wages") else {
        panic!("numbers")
    };
    assert!(wages[1].is_sign_positive());
}

#[test]
fn whole_numbers_and_fractions_make_numbers_in_any_order() {
    for text in ["x\n1\n2.5\n", "x\n1.0\n2.5\n", "x\n1\n2.5", "x\r1\r2.5\r"] {
        let table = read_csv("a.csv", text.as_bytes(), None).expect("a sound file");
        assert_eq!(data(&table, "x"), &RawData::F64([1.0, 2.5].into()), "{text:?}");
    }
    let table = read_csv("a.csv", b"x\n0.5\n99999999999999999999\n3", None).expect("a sound file");
    assert_eq!(data(&table, "x"), &RawData::F64([0.5, 1e20, 3.0].into()));
    for text in ["x\ntrue\n1\n", "x\n1\ntrue\n", "x\nnan\nword\n", "x\n1.5\ninf\nword\n"] {
        let table = read_csv("a.csv", text.as_bytes(), None).expect("a sound file");
        let cells: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(texts(data(&table, "x")), cells, "{text:?}");
    }
    let table = read_csv("a.csv", b"x\n9223372036854775807\n-9223372036854775808", None).expect("a sound file");
    assert_eq!(data(&table, "x"), &RawData::I64([i64::MAX, i64::MIN].into()));
}

#[test]
fn only_wanted_columns_are_looked_at() {
    let text = b"a,b,c\n1,,x\n2,nan,y\n";
    let table = read_csv("a.csv", text, Some(&["c", "a"])).expect("the bad column is not wanted");
    let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!((table.rows, names), (2, vec!["a", "c"]));
    assert_eq!(
        read_csv("a.csv", text, Some(&[]))
            .expect("nothing is wanted")
            .columns
            .len(),
        0
    );
    let faults = read_csv("a.csv", text, Some(&["b"])).expect_err("two bad cells");
    assert_eq!(
        told(&faults),
        ["missing-value b 2:3 an empty cell", "not-finite b 3:3 nan"]
    );
}

#[test]
fn bad_files_are_refused_with_every_place() {
    let cases: &[(&[u8], &[&str])] = &[
        (b"", &["empty-file  -:- "]),
        (b"\xEF\xBB\xBF \n\n", &["empty-file  -:- "]),
        (b"a,b\n", &["no-rows  -:- a header only"]),
        (b"a;b\n1;2\n", &["wrong-separator  1:- a;b"]),
        (b"a\tb\n1\t2\n", &["wrong-separator  1:- a\\tb"]),
        (
            b"a,,c,\n1,2,3,4\n",
            &["unnamed-column  -:- column 2 of 4", "unnamed-column  -:- column 4 of 4"],
        ),
        (
            b"a,b,a,b,a\n1,2,3,4,5\n",
            &["duplicate-column a -:- a", "duplicate-column b -:- b"],
        ),
        (
            b"a,b\n1,2\n3\n\n4,5,6\n7,\n",
            &[
                "ragged-row  3:1 1 cell",
                "ragged-row  5:1 3 cells",
                "missing-value b 6:3 an empty cell",
            ],
        ),
        (
            b"a,b\n1,\"x\ny\"\n,\"z\nz\"\n3,\n",
            &["missing-value a 4:1 an empty cell", "missing-value b 6:3 an empty cell"],
        ),
        (
            b"a,b\n1,NaN\ninf,1e999\n",
            &["not-finite b 2:3 NaN", "not-finite a 3:1 inf", "not-finite b 3:5 1e999"],
        ),
        (b"a,b\n\xC3\xA9\xC3\xA9,\n", &["missing-value b 2:4 an empty cell"]),
        (b"a,b\nx,1\ny\xFF,2\n", &["invalid-utf8  3:2 byte 0xFF"]),
        (b"\xFF\xFEa\0,\0b\0", &["invalid-utf8  1:1 byte 0xFF"]),
        (b"a,b\n1,\"x\n2,y\n", &["unclosed-quote  2:1 "]),
    ];
    for (bytes, expected) in cases {
        let faults = read_csv("a.csv", bytes, None).expect_err("a bad file");
        assert_eq!(&told(&faults), expected, "{}", bytes.escape_ascii());
        assert!(
            faults
                .iter()
                .all(|fault| fault.file == "a.csv" && !fault.message.is_empty())
        );
    }
}

#[test]
fn absent_columns_are_named_all_at_once_with_the_nearest() {
    let faults = read_csv(
        "a.csv",
        b"wages_head,age\n1,2\n",
        Some(&["wage_head", "age", "zzz", "zzz"]),
    )
    .expect_err("two are absent");
    assert_eq!(codes(&faults), ["missing-column", "missing-column"]);
    assert_eq!(faults[0].path, "wage_head");
    assert_eq!(faults[0].remedy, "did you mean `wages_head`?");
    assert_eq!(faults[0].allowed, "wages_head, age");
    assert!(!faults[1].remedy.contains("did you mean"));
}

#[test]
fn of_many_bad_cells_the_first_are_shown_and_the_rest_counted() {
    let mut text = String::from("a,b,c\n");
    for _ in 0..50 {
        text.push_str(",x,\n");
    }
    let faults = read_csv("a.csv", text.as_bytes(), None).expect_err("100 bad cells");
    // Each column has its own, so that one that is empty throughout hides no other.
    assert_eq!(faults.len(), 2 * (FAULTS_SHOWN + 1));
    let lines: Vec<Option<u32>> = faults.iter().take(3).map(|fault| fault.line).collect();
    assert_eq!(lines, [Some(2), Some(2), Some(3)]);
    for path in ["a", "c"] {
        let of_column: Vec<_> = faults.iter().filter(|fault| fault.path == path).collect();
        assert_eq!(of_column.len(), FAULTS_SHOWN + 1);
        assert!(
            of_column
                .iter()
                .all(|fault| (fault.code, fault.path.as_str()) == ("missing-value", path))
        );
        assert_eq!((of_column[0].line, of_column[1].line), (Some(2), Some(3)));
        let rest = of_column.last().expect("the rest");
        assert_eq!(
            (rest.message.as_str(), rest.found.as_str()),
            ("and 45 more of this kind", "50")
        );
    }
}

#[test]
fn many_columns_of_bad_cells_do_not_flood_the_reader() {
    let names: Vec<String> = (0..100).map(|column| format!("c{column}")).collect();
    let row = vec![""; 100].join(",");
    let text = format!("{}\n{row}\n{row}\n", names.join(","));
    let faults = read_csv("a.csv", text.as_bytes(), None).expect_err("200 bad cells");
    assert_eq!(faults.len(), 2 * KINDS_SHOWN + 1);
    let last = faults.last().expect("the rest");
    let rest = 2 * (100 - KINDS_SHOWN);
    assert_eq!(last.code, "more-faults");
    assert_eq!(last.message, format!("and {rest} more, of other columns or kinds"));
}

#[test]
fn files_are_opened_by_their_ending() {
    let directory = Directory::new();
    let table = read(&directory.file("People.CSV", b"a\n1\n"), None).expect("a sound file");
    assert_eq!(table.rows, 1);
    assert!(table.name.ends_with("People.CSV"));
    for (path, code) in [
        (directory.file("people.dta", b"a\n1\n"), "unknown-format"),
        (directory.file("people", b"a\n1\n"), "unknown-format"),
        (directory.path("absent.csv"), "unreadable-file"),
        (
            directory.path("absent.parquet"),
            if cfg!(feature = "parquet") {
                "unreadable-file"
            } else {
                "unknown-format"
            },
        ),
    ] {
        assert_eq!(
            codes(&read(&path, None).expect_err("not readable")),
            [code],
            "{}",
            path.display()
        );
    }
    for name in ["directory.csv", "directory.parquet"] {
        std::fs::create_dir(directory.path(name)).expect("a temporary directory can be made");
        assert_eq!(read(&directory.path(name), None).expect_err("a directory").len(), 1);
    }
}

#[test]
fn no_text_makes_the_reader_panic() {
    let pieces: [&[u8]; 14] = [
        b"a",
        b"1",
        b".5",
        b",",
        b",",
        b"\n",
        b"\n",
        b"\r",
        b"\"",
        b"nan",
        b"\xC3\xA9",
        b" ",
        b"true",
        b"99999999999999999999",
    ];
    let mut state = 7_u64;
    for _ in 0..20_000 {
        let mut text = Vec::new();
        for _ in 0..24 {
            // Knuth's 64-bit congruential generator.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.extend_from_slice(pieces[(state >> 33) as usize % pieces.len()]);
        }
        match read_csv("a.csv", &text, None) {
            Ok(table) => assert!(table.columns.iter().all(|column| column.data.len() == table.rows)),
            Err(faults) => assert!(!faults.is_empty() && faults.len() <= KINDS_SHOWN * (FAULTS_SHOWN + 1) + 1),
        }
    }
}
