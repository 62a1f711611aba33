//! Parquet in: the types of other programs, and what is said about bad files.
#![cfg(feature = "parquet")]

mod common;

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, FloatType, Int32Type,
    Int64Type,
};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use common::{Directory, codes, data, texts, told};
use commonweal_tables::{FAULTS_SHOWN, RawData, Table, TableColumn, parquet_bytes, read, read_parquet};

/// A file of the given schema whose row groups are filled by `fill`, called with the number of the group.
fn file(
    schema: &str,
    properties: WriterProperties,
    groups: usize,
    fill: impl Fn(usize, &mut SerializedRowGroupWriter<Vec<u8>>),
) -> Bytes {
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).expect("a writer");
    for group in 0..groups {
        let mut row_group = writer.next_row_group().expect("a row group");
        fill(group, &mut row_group);
        row_group.close().expect("a whole row group");
    }
    writer.into_inner().expect("a whole file").into()
}

macro_rules! column {
    ($group:expr, $kind:ty, $cells:expr) => {
        column!($group, $kind, $cells, None)
    };
    ($group:expr, $kind:ty, $cells:expr, $levels:expr) => {{
        let mut column = $group.next_column().expect("a column").expect("one more column");
        column
            .typed::<$kind>()
            .write_batch($cells, $levels, None)
            .expect("cells");
        column.close().expect("a whole column");
    }};
}

fn text(cell: &str) -> ByteArray {
    ByteArray::from(cell)
}

const ALL_TYPES: &str = "message table {
    required boolean works; required int32 small (INTEGER(8,true)); required int32 unsigned (INTEGER(32,false));
    optional int64 id; required int64 big (INTEGER(64,false)); required float single; optional double wages;
    required fixed_len_byte_array(2) half (FLOAT16); required int64 price (DECIMAL(18,2)); required int32 cents (DECIMAL(9,1));
    optional binary state (UTF8); required binary plain; required int32 month (DATE);
}";

fn all_types(compression: Compression, version: WriterVersion, dictionary: bool) -> Bytes {
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_writer_version(version)
        .set_dictionary_enabled(dictionary)
        .build();
    file(ALL_TYPES, properties, 2, |number, group| {
        let first = number as i64;
        let half = |bits: u16| FixedLenByteArray::from(bits.to_le_bytes().to_vec());
        column!(group, BoolType, &[number == 0, true]);
        column!(group, Int32Type, &[-1, 100]);
        column!(group, Int32Type, &[-1, 7]);
        column!(
            group,
            Int64Type,
            &[9_007_199_254_740_993 + first, i64::MIN],
            Some(&[1, 1])
        );
        column!(group, Int64Type, &[0, 255]);
        column!(group, FloatType, &[0.5, -0.0]);
        column!(group, DoubleType, &[0.1, -1e300], Some(&[1, 1]));
        column!(group, FixedLenByteArrayType, &[half(0x3C00), half(0xC100)]);
        column!(group, Int64Type, &[12_345, -1]);
        column!(group, Int32Type, &[15, 20]);
        column!(group, ByteArrayType, &[text("NY"), text("AL")], Some(&[1, 1]));
        column!(group, ByteArrayType, &[text("é"), text("")]);
        column!(group, Int32Type, &[0, 1]);
    })
}

#[test]
fn every_type_and_codec_is_read() {
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ];
    for codec in codecs {
        for (version, dictionary) in [(WriterVersion::PARQUET_1_0, true), (WriterVersion::PARQUET_2_0, false)] {
            let bytes = all_types(codec, version, dictionary);
            let faults = read_parquet("a.parquet", bytes.clone(), None).expect_err("dates are not read");
            assert_eq!(told(&faults), ["unsupported-column month -:- Date in INT32"]);
            let wanted = [
                "works", "small", "unsigned", "id", "big", "single", "wages", "half", "price", "cents", "state",
                "plain",
            ];
            let table = read_parquet("a.parquet", bytes, Some(&wanted)).expect("a sound file");
            assert_eq!(table.rows, 4);
            assert_eq!(data(&table, "works"), &RawData::Truth([1, 1, 0, 1].into()));
            assert_eq!(data(&table, "small"), &RawData::I64([-1, 100, -1, 100].into()));
            assert_eq!(
                data(&table, "unsigned"),
                &RawData::I64([4_294_967_295, 7, 4_294_967_295, 7].into())
            );
            let ids = [9_007_199_254_740_993, i64::MIN, 9_007_199_254_740_994, i64::MIN];
            assert_eq!(data(&table, "id"), &RawData::I64(ids.into()));
            assert_eq!(data(&table, "big"), &RawData::U8([0, 255, 0, 255].into()));
            assert_eq!(data(&table, "single"), &RawData::F64([0.5, 0.0, 0.5, 0.0].into()));
            assert_eq!(data(&table, "wages"), &RawData::F64([0.1, -1e300, 0.1, -1e300].into()));
            assert_eq!(data(&table, "half"), &RawData::F64([1.0, -2.5, 1.0, -2.5].into()));
            assert_eq!(
                data(&table, "price"),
                &RawData::F64([123.45, -0.01, 123.45, -0.01].into())
            );
            assert_eq!(data(&table, "cents"), &RawData::F64([1.5, 2.0, 1.5, 2.0].into()));
            assert_eq!(texts(data(&table, "state")), ["NY", "AL", "NY", "AL"]);
            assert_eq!(texts(data(&table, "plain")), ["é", "", "é", ""]);
            let RawData::Text { labels, .. } = data(&table, "state") else {
                panic!("text")
            };
            assert_eq!(labels[..], ["AL", "NY"].map(str::to_owned));
        }
    }
}

#[test]
fn bad_cells_are_named_by_column_and_row() {
    let schema = "message table {
        optional double wages; required int64 id (INTEGER(64,false)); required binary state (UTF8); optional int32 age; required float x;
    }";
    let bytes = file(schema, WriterProperties::default(), 2, |_, group| {
        column!(group, DoubleType, &[1.0, f64::NAN], Some(&[1, 0, 1]));
        column!(group, Int64Type, &[1, 2, -1]);
        column!(
            group,
            ByteArrayType,
            &[text("a"), ByteArray::from(vec![0x62, 0xFF]), text("c")]
        );
        column!(group, Int32Type, &[] as &[i32], Some(&[0, 0, 0]));
        column!(group, FloatType, &[1.0, f32::INFINITY, 2.0]);
    });
    let faults = read_parquet("a.parquet", bytes.clone(), Some(&["id", "state", "x"])).expect_err("bad cells");
    let messages: Vec<_> = faults
        .iter()
        .map(|fault| format!("{}: {} ({})", fault.code, fault.message, fault.found))
        .collect();
    assert_eq!(
        messages,
        [
            "number-too-large: column `id`, row 3: a whole number too large to hold (18446744073709551615)",
            "number-too-large: column `id`, row 6: a whole number too large to hold (18446744073709551615)",
            "invalid-utf8: column `state`, row 2: not UTF-8 text (b\u{fffd})",
            "invalid-utf8: column `state`, row 5: not UTF-8 text (b\u{fffd})",
            "not-finite: column `x`, row 2: not a finite number (inf)",
            "not-finite: column `x`, row 5: not a finite number (inf)",
        ]
    );
    let faults = read_parquet("a.parquet", bytes, Some(&["age", "wages"])).expect_err("bad cells");
    let missing: Vec<_> = faults
        .iter()
        .filter(|fault| fault.code == "missing-value")
        .map(|fault| fault.message.as_str())
        .collect();
    assert_eq!(
        missing[..2],
        [
            "column `wages`, row 2: the cell is null",
            "column `wages`, row 5: the cell is null"
        ]
    );
    assert_eq!(missing.len(), 8);
}

#[test]
fn of_many_nulls_the_first_are_shown_and_the_rest_counted() {
    let bytes = file(
        "message table { optional double x; optional double y; }",
        WriterProperties::default(),
        1,
        |_, group| {
            column!(group, DoubleType, &[] as &[f64], Some(&[0; 1000]));
            column!(group, DoubleType, &[] as &[f64], Some(&[0; 1000]));
        },
    );
    let faults = read_parquet("a.parquet", bytes, None).expect_err("nulls");
    assert_eq!(faults.len(), 2 * (FAULTS_SHOWN + 1));
    for of_column in faults.chunks(FAULTS_SHOWN + 1) {
        let rest = of_column.last().map(|fault| fault.message.as_str());
        assert_eq!(rest, Some("and 995 more of this kind"));
    }
}

#[test]
fn columns_that_cannot_be_read_are_refused_only_if_wanted() {
    let schema = "message table {
        required int64 id; optional group tags (LIST) { repeated group list { optional int64 element; } }
        required group place { required double x; required double y; } required int64 born (TIMESTAMP(MICROS,true));
        required int96 old; required fixed_len_byte_array(16) uuid (UUID); required int64 id2;
    }";
    let bytes = file(schema, WriterProperties::default(), 0, |_, _| ());
    let faults = read_parquet("a.parquet", bytes.clone(), None).expect_err("five columns");
    let paths: Vec<_> = faults.iter().map(|fault| (fault.code, fault.path.as_str())).collect();
    let expected = ["tags", "place", "born", "old", "uuid"].map(|path| ("unsupported-column", path));
    assert_eq!(paths, expected);
    let faults = read_parquet("a.parquet", bytes.clone(), Some(&["id"])).expect_err("no rows");
    assert_eq!(codes(&faults), ["no-rows"]);
    let faults = read_parquet("a.parquet", bytes, Some(&["ids", "nothing"])).expect_err("absent");
    assert_eq!(codes(&faults), ["missing-column", "missing-column"]);
    assert_eq!(faults[0].remedy, "did you mean `id`?");
    let twice = file(
        "message table { required int64 a; required int64 a; }",
        WriterProperties::default(),
        0,
        |_, _| (),
    );
    assert_eq!(
        codes(&read_parquet("a.parquet", twice, None).expect_err("two of a name")),
        ["duplicate-column"]
    );
}

#[test]
fn files_that_are_not_whole_are_told_apart() {
    let table = Table {
        columns: vec![("x".to_owned(), TableColumn::F64(vec![1.0, 2.0]))],
    };
    let whole = parquet_bytes(&table).expect("sound");
    let mut without_footer = whole.clone();
    let length = whole.len();
    without_footer[length - 8..length - 4].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut encrypted = whole.clone();
    encrypted[length - 1] = b'E';
    let directory = Directory::new();
    for (bytes, code) in [
        (&b""[..], "empty-file"),
        (b"P", "not-parquet"),
        (b"a,b\n1,2\n3,4\n", "not-parquet"),
        (b"PAR1", "truncated-file"),
        (b"PAR1PAR1", "truncated-file"),
        (b"PAR1\0\0\0\0PAR1", "corrupt-file"),
        (&whole[..length / 2], "truncated-file"),
        (&without_footer, "corrupt-file"),
        (&encrypted, "encrypted-file"),
    ] {
        let expected = [code];
        assert_eq!(
            codes(&read(&directory.file("a.parquet", bytes), None).expect_err("bad")),
            expected
        );
        assert_eq!(
            codes(&read_parquet("a.parquet", Bytes::copy_from_slice(bytes), None).expect_err("bad")),
            expected
        );
    }
}

#[test]
fn large_tables_cross_chunks_and_row_groups() {
    let rows = 1_100_000;
    let table = Table {
        columns: vec![
            ("id".to_owned(), TableColumn::I64((0..rows).collect())),
            (
                "x".to_owned(),
                TableColumn::F64((0..rows).map(|row| row as f64 / 8.0).collect()),
            ),
            (
                "s".to_owned(),
                TableColumn::Text((0..rows).map(|row| format!("s{}", row % 300)).collect()),
            ),
        ],
    };
    let back = read_parquet("a.parquet", Bytes::from(parquet_bytes(&table).expect("sound")), None).expect("sound");
    assert_eq!(back.rows, 1_100_000);
    for row in [0, 32_767, 32_768, 1_048_575, 1_048_576, 1_099_999] {
        assert_eq!(data(&back, "id").number(row), Some(row as f64));
        assert_eq!(data(&back, "x").number(row), Some(row as f64 / 8.0));
        assert_eq!(data(&back, "s").text(row), Some(format!("s{}", row % 300).as_str()));
    }
}

#[test]
fn no_damage_makes_the_reader_panic() {
    let wanted = ["works", "small", "id", "single", "wages", "half", "state", "plain"];
    for (codec, version, dictionary) in [
        (Compression::UNCOMPRESSED, WriterVersion::PARQUET_1_0, true),
        (Compression::UNCOMPRESSED, WriterVersion::PARQUET_2_0, false),
        (
            Compression::ZSTD(ZstdLevel::default()),
            WriterVersion::PARQUET_1_0,
            true,
        ),
    ] {
        let whole = all_types(codec, version, dictionary);
        for length in 0..whole.len() {
            let faults = read_parquet("a.parquet", whole.slice(..length), Some(&wanted)).expect_err("cut short");
            assert!(!faults.is_empty());
        }
        for place in 0..whole.len() {
            for change in [0x01, 0x80, 0xFF] {
                let mut damaged = whole.to_vec();
                damaged[place] ^= change;
                // Damage within plain numbers cannot be seen; nothing else is asked than an answer.
                let _ = read_parquet("a.parquet", Bytes::from(damaged), Some(&wanted));
            }
        }
    }
}
