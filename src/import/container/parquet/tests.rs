//! Tests of reading Parquet: files with every kind of column, read in order and in pieces.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::*;
use crate::data::Axis;
use crate::import::container::bytes::{ByteStream, SizeLimit};
use crate::import::container::{Origin, Table};
use crate::import::{Limits, Opened, Options, Source, open_within};

/// The values of a column, by kind.
enum Values {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<&'static [u8]>),
    Fixed(Vec<&'static [u8]>),
}

/// A column: its type, its values, and the texts of the cells of its rows.
type Case = (&'static str, Values, [&'static str; 3]);

/// A table of so many bytes of text, about.
fn table_of(rows: Rows, size: u64) -> Table {
    Table {
        container: "Parquet".to_owned(),
        part: String::new(),
        beside: Vec::new(),
        origin: Origin::Records,
        stem: "t".to_owned(),
        stamp: None,
        size,
        is_exact: false,
        supply: ByteStream::Rows(Arc::new(rows)),
        samples: Vec::new(),
        bound: SizeLimit::NONE,
        laid: None,
    }
}

/// Columns of three rows, the second of which is nothing.
fn cases() -> Vec<Case> {
    use Values::{Bool, Bytes, Double, Fixed, Float, Int32, Int64};
    const HOUR: i64 = 3_600_000;
    let day = Int96::from(vec![0, 0, 2_440_588 + 19_844]);
    let later = Int96::from(vec![1_500_000_000, 0, 2_440_588]);
    vec![
        ("boolean", Bool(vec![true, false]), ["TRUE", "", "FALSE"]),
        ("int32", Int32(vec![i32::MIN, 7]), ["-2147483648", "", "7"]),
        ("int32 (INT_8)", Int32(vec![-5, 100]), ["-5", "", "100"]),
        ("int32 (INT_16)", Int32(vec![-300, 300]), ["-300", "", "300"]),
        ("int32 (UINT_8)", Int32(vec![200, 0]), ["200", "", "0"]),
        ("int32 (UINT_16)", Int32(vec![65_535, 1]), ["65535", "", "1"]),
        ("int32 (UINT_32)", Int32(vec![-1, 2]), ["4294967295", "", "2"]),
        ("int32 (DATE)", Int32(vec![19_723, -719_529]), ["2024-01-01", "", "-000001-12-31"]),
        ("int32 (TIME_MILLIS)", Int32(vec![61_500, 0]), ["00:01:01.500", "", "00:00:00.000"]),
        ("int32 (DECIMAL(9,2))", Int32(vec![-12_345, 700]), ["-123.45", "", "7"]),
        ("int64", Int64(vec![i64::MAX, -1]), ["9223372036854775807", "", "-1"]),
        ("int64 (UINT_64)", Int64(vec![-1, 9]), ["18446744073709551615", "", "9"]),
        ("int64 (TIME_MICROS)", Int64(vec![1_000_001, 0]), ["00:00:01.000001", "", "00:00:00.000000"]),
        ("int64 (TIMESTAMP_MILLIS)", Int64(vec![HOUR * 24, HOUR + 1]), ["1970-01-02", "", "1970-01-01 01:00:00.001"]),
        ("int64 (TIMESTAMP_MICROS)", Int64(vec![-1, i64::MAX]), ["1969-12-31 23:59:59.999999", "", ""]),
        ("int64 (TIMESTAMP(NANOS,true))", Int64(vec![1_500_000_999, 0]), ["1970-01-01 00:00:01.5", "", "1970-01-01"]),
        ("int64 (DECIMAL(18,3))", Int64(vec![5, -1500]), ["0.005", "", "-1.5"]),
        ("int96", Values::Int96(vec![day, later]), ["2024-05-01", "", "1970-01-01 00:00:01.5"]),
        ("float", Float(vec![0.1, f32::NAN]), ["0.1", "", ""]),
        ("double", Double(vec![1250.5, 1e21]), ["1250.5", "", "1000000000000000000000"]),
        (
            "binary (UTF8)",
            Bytes(vec![b"China, \"Main\"\r\nland", "Côte".as_bytes()]),
            ["\"China, \"\"Main\"\" land\"", "", "Côte"],
        ),
        ("binary (ENUM)", Bytes(vec![b"A", b"B\n"]), ["A", "", "\"B \""]),
        ("binary (JSON)", Bytes(vec![b"{}", b"[1,2]"]), ["{}", "", "\"[1,2]\""]),
        ("binary", Bytes(vec![b"plain", b"\xff?"]), ["plain", "", "\u{fffd}?"]),
        ("binary (DECIMAL(25,4))", Bytes(vec![&[0x01, 0x00], &[0xff]]), ["0.0256", "", "-0.0001"]),
        (
            "fixed_len_byte_array(9) (DECIMAL(20,1))",
            Fixed(vec![&[0, 0, 0, 0, 0, 0, 0, 1, 2], &[0xff; 9]]),
            ["25.8", "", "-0.1"],
        ),
        ("fixed_len_byte_array(2) (FLOAT16)", Fixed(vec![&[0x00, 0x3c], &[0x00, 0xc1]]), ["1", "", "-2.5"]),
        ("fixed_len_byte_array(3)", Fixed(vec![b"a,b", b"abc"]), ["\"a,b\"", "", "abc"]),
    ]
}

/// A file with so many row groups of the same rows, each so many times.
fn file(cases: &[Case], groups: usize, times: usize) -> ByteSource {
    let columns: Vec<String> = (0..).zip(cases).map(|(at, (kind, ..))| field(at, kind)).collect();
    let schema = parse_message_type(&format!("message table {{ {} }}", columns.join(" "))).expect("a schema");
    let properties = WriterProperties::builder().set_data_page_row_count_limit(1000).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema.into(), properties.into()).expect("a writer");
    let levels = [1, 0, 1].repeat(times);
    let levels = Some(levels.as_slice());
    for _ in 0..groups {
        let mut group = writer.next_row_group().expect("a group");
        for (_, values, _) in cases {
            let mut column = group.next_column().expect("a column").expect("one more");
            let array = |bytes: &&[u8]| ByteArray::from(bytes.to_vec());
            match (column.untyped(), values) {
                (ColumnWriter::BoolColumnWriter(w), Values::Bool(v)) => w.write_batch(&v.repeat(times), levels, None),
                (ColumnWriter::Int32ColumnWriter(w), Values::Int32(v)) => w.write_batch(&v.repeat(times), levels, None),
                (ColumnWriter::Int64ColumnWriter(w), Values::Int64(v)) => w.write_batch(&v.repeat(times), levels, None),
                (ColumnWriter::Int96ColumnWriter(w), Values::Int96(v)) => w.write_batch(&v.repeat(times), levels, None),
                (ColumnWriter::FloatColumnWriter(w), Values::Float(v)) => w.write_batch(&v.repeat(times), levels, None),
                (ColumnWriter::DoubleColumnWriter(w), Values::Double(v)) => {
                    w.write_batch(&v.repeat(times), levels, None)
                }
                (ColumnWriter::ByteArrayColumnWriter(w), Values::Bytes(v)) => {
                    w.write_batch(&v.repeat(times).iter().map(array).collect::<Vec<_>>(), levels, None)
                }
                (ColumnWriter::FixedLenByteArrayColumnWriter(w), Values::Fixed(v)) => {
                    let arrays: Vec<FixedLenByteArray> =
                        v.repeat(times).iter().map(|bytes| array(bytes).into()).collect();
                    w.write_batch(&arrays, levels, None)
                }
                _ => panic!("values of another kind"),
            }
            .expect("values");
            column.close().expect("a column");
        }
        group.close().expect("a group");
    }
    ByteSource::Memory(writer.into_inner().expect("a file").into())
}

/// `int32 (DATE)` as a field with a name.
fn field(at: usize, kind: &str) -> String {
    let (physical, logical) = kind.split_once(" (").map_or((kind, ""), |(physical, logical)| (physical, logical));
    let logical = if logical.is_empty() { String::new() } else { format!("({logical}") };
    format!("optional {physical} c{at} {logical};")
}

fn in_order(rows: &Rows) -> String {
    let mut text = String::new();
    rows.open(&Progress::new()).expect("rows").read_to_string(&mut text).expect("text");
    text
}

/// The text of all pieces, read by so many at once.
fn in_pieces(rows: &Arc<Rows>, size: u64, length: usize, readers: usize) -> BTreeMap<usize, String> {
    let progress = Progress::new();
    let pieces = Pieces::open(rows, size, length, SizeLimit::NONE, &progress).expect("pieces");
    let found = Mutex::new(BTreeMap::new());
    let read = || {
        let (mut begun, mut text, mut before) = (None, Vec::new(), None);
        while let Some(piece) = pieces.next(&mut begun, &mut text).expect("a piece") {
            let text = String::from_utf8(std::mem::take(&mut text)).expect("text");
            assert!(before < Some(piece.index), "each reader goes on in order");
            before = Some(piece.index);
            found.lock().expect("no panic").insert(piece.index, text);
        }
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(readers).build().expect("threads");
    pool.scope(|scope| (0..readers).for_each(|_| scope.spawn(|_| read())));
    found.into_inner().expect("no panic")
}

#[test]
fn every_kind_of_column_gives_its_text() {
    let cases = cases();
    let expected: Vec<String> =
        (0..3).map(|row| cases.iter().map(|(.., texts)| texts[row]).collect::<Vec<_>>().join(",")).collect();
    let header = (0..cases.len()).map(|at| format!("c{at}")).collect::<Vec<_>>().join(",");
    for (groups, times) in [(1, 1), (3, 700)] {
        let rows = Rows::new(file(&cases, groups, times), &Progress::new()).expect("a file");
        let text = in_order(&rows);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some(header.as_str()));
        for (at, line) in lines.clone().enumerate() {
            assert_eq!(line, expected[at % 3], "row {at}");
        }
        assert_eq!(lines.count(), 3 * groups * times);
    }
}

#[test]
fn cells_are_what_values_read_one_by_one_say() {
    // The other way knows no nanoseconds.
    let cases: Vec<Case> = cases().into_iter().filter(|(kind, ..)| !kind.contains("NANOS")).collect();
    let rows = Rows::new(file(&cases, 2, 400), &Progress::new()).expect("a file");
    let mut expected = Vec::new();
    csv::write(&mut expected, &rows.header);
    for row in reader(&rows.ground, &Progress::new()).expect("a file").0.get_row_iter(None).expect("rows") {
        let cells: Vec<String> =
            row.expect("a row").get_column_iter().map(|(_, field)| text::of_field(field)).collect();
        csv::write(&mut expected, &cells);
    }
    assert!(in_order(&rows).into_bytes() == expected);
}

#[test]
fn pieces_are_the_text_in_order_whoever_reads_them() {
    let rows = Arc::new(Rows::new(file(&cases(), 3, 700), &Progress::new()).expect("a file"));
    let text = in_order(&rows);
    for (length, readers) in [(1 << 20, 1), (20_000, 1), (20_000, 2), (3_000, 4), (1, 2)] {
        let pieces = in_pieces(&rows, text.len() as u64, length, readers);
        assert!(pieces.keys().copied().eq(0..pieces.len()));
        assert!(pieces.values().all(|piece| piece.ends_with('\n')));
        assert!(pieces.into_values().collect::<String>() == text, "{length} {readers}");
    }
}

/// A file of trade with so many rows in each of its row groups.
fn trade(groups: &[usize]) -> ByteSource {
    const PERIODS: [&[u8]; 3] = [b"2020", b"2021", b"2022-03, or so"];
    let schema = "message table { required binary period (UTF8); required binary partner (UTF8); \
                  required binary flow (UTF8); optional double value; }";
    let schema = parse_message_type(schema).expect("a schema");
    let mut writer = SerializedFileWriter::new(Vec::new(), schema.into(), Arc::default()).expect("a writer");
    let mut above = 0;
    for rows in groups {
        let rows = above..above + rows;
        above = rows.end;
        let mut group = writer.next_row_group().expect("a group");
        for column in 0..4 {
            let mut next = group.next_column().expect("a column").expect("one more");
            let text = |row: usize| match column {
                0 => ByteArray::from(PERIODS[usize::from(row % 50 == 49) * 2 + row % 2 * usize::from(row % 50 != 49)]),
                1 => ByteArray::from(format!("P{row}, the").as_str()),
                _ => ByteArray::from(["export", "import"][row / 5 % 2]),
            };
            match next.untyped() {
                ColumnWriter::ByteArrayColumnWriter(writer) => {
                    let texts: Vec<ByteArray> = rows.clone().map(text).collect();
                    writer.write_batch(&texts, None, None).expect("values");
                }
                ColumnWriter::DoubleColumnWriter(writer) => {
                    let levels: Vec<i16> = rows.clone().map(|row| i16::from(row % 13 != 0)).collect();
                    let values: Vec<f64> =
                        rows.clone().filter(|row| row % 13 != 0).map(|row| row as f64 / 4.0).collect();
                    writer.write_batch(&values, Some(&levels), None).expect("values");
                }
                _ => panic!("no such column"),
            }
            next.close().expect("a column");
        }
        group.close().expect("a group");
    }
    ByteSource::Memory(writer.into_inner().expect("a file").into())
}

#[test]
fn row_groups_read_together_tell_what_rows_read_in_order_tell() {
    for groups in [vec![700, 0, 50, 1, 900, 300], vec![2000], vec![1; 40]] {
        let ground = trade(&groups);
        let size = in_order(&Rows::new(ground.clone(), &Progress::new()).expect("a file")).len() as u64;
        let read = |block: usize, size: u64| {
            let file = Source::Bytes { name: "t.parquet".to_owned(), bytes: Arc::default() };
            let table = table_of(Rows::new(ground.clone(), &Progress::new()).expect("a file"), size);
            let source = file.with(Box::new(table), &Options::default());
            let limits = Limits { block, ..Limits::default() };
            match open_within(&source, &Options::default(), &Progress::new(), &limits) {
                Ok(Opened::Dataset(dataset)) => {
                    let partners = dataset.dimension(Axis::Partner).members();
                    format!("{:#?} {partners:?} {:?}", dataset.report, dataset.facts.iter().collect::<Vec<_>>())
                }
                other => panic!("no dataset: {other:?}"),
            }
        };
        let expected = read(0, size);
        let rows: usize = groups.iter().sum();
        assert!(expected.contains(&format!("read: {rows},")), "{expected}");
        for threads in [1, 2, 3, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            for (block, size) in [(1000, size), (5000, size), (1 << 20, size), (1000, size / 100), (1000, size * 3)] {
                assert!(pool.install(|| read(block, size)) == expected, "{groups:?} {threads} {block} {size}");
            }
        }
    }
}

#[test]
fn samples_are_stretches_of_the_text() {
    let rows = Rows::new(file(&cases(), 3, 3000), &Progress::new()).expect("a file");
    let text = in_order(&rows);
    assert!(rows.samples(text.len() as u64 * 2, &Progress::new()).expect("samples").is_none(), "it is short");
    let samples = rows.samples(1, &Progress::new()).expect("samples").expect("some");
    assert!(samples.size.abs_diff(text.len() as u64) < text.len() as u64 / 50);
    assert!(text.starts_with(std::str::from_utf8(&samples.stretches[0].1).expect("text")));
    for (place, stretch) in &samples.stretches {
        let place = usize::try_from(*place).expect("a place");
        let near = &text.as_bytes()[place.saturating_sub(text.len() / 50)..];
        let found = memchr::memmem::find(near, stretch).expect("a stretch of the text");
        assert!(found < text.len() / 25, "{place}: {found}");
    }
}

#[test]
fn a_piece_is_no_longer_than_it_may_be_and_a_cancelled_one_stops() {
    let rows = Arc::new(Rows::new(file(&cases(), 1, 700), &Progress::new()).expect("a file"));
    let next = |size: u64, bound: SizeLimit, progress: &Progress| {
        let pieces = Pieces::open(&rows, size, 1000, bound, progress).expect("pieces");
        let (mut begun, mut text) = (None, Vec::new());
        let outcome = std::iter::repeat_with(|| pieces.next(&mut begun, &mut text).map(|piece| piece.is_some()));
        let failed = outcome.take(3000).find_map(Result::err);
        (failed.map(|error| error.to_string()), text.len())
    };
    let (failed, length) = next(1, SizeLimit::NONE, &Progress::new());
    assert!(failed.is_some() && length < 20_000, "thought far too short: {length}");
    assert!(next(400_000, SizeLimit(5000), &Progress::new()).0.is_some_and(|error| error.contains("5000")));
    let cancelled = Progress::new();
    cancelled.cancel();
    assert_eq!(
        next(400_000, SizeLimit::NONE, &cancelled),
        (Some("cancelled".to_owned()), rows.header.join(",").len() + 1)
    );
}

#[test]
fn a_group_that_was_looked_at_hastily_is_looked_at_closely_where_memory_is_short() {
    let schema = parse_message_type("message table { required binary name (UTF8); }").expect("a schema");
    let properties = WriterProperties::builder()
        .set_compression(Compression::GZIP(parquet::basic::GzipLevel::default()))
        .set_dictionary_enabled(false)
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema.into(), properties.into()).expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    let mut column = group.next_column().expect("a column").expect("one");
    let texts: Vec<ByteArray> = (0..20_000).map(|row| ByteArray::from(format!("{}", row * 7919).as_str())).collect();
    let ColumnWriter::ByteArrayColumnWriter(texts_writer) = column.untyped() else { panic!("another kind") };
    texts_writer.write_batch(&texts, None, None).expect("values");
    column.close().expect("a column");
    group.close().expect("a group");
    let rows =
        Rows::new(ByteSource::Memory(writer.into_inner().expect("a file").into()), &Progress::new()).expect("a file");
    let read = |memory| {
        let progress = Progress::new();
        progress.memory().begin(Some(memory), false);
        let read = rows.open(&progress).and_then(|mut text| io::copy(&mut text, &mut io::sink()));
        read.map_err(|error| error.to_string())
    };
    // By its packed size it may take a thousand times as much.
    let length = read(1 << 40).expect("rows");
    assert_eq!(read(2_000_000), Ok(length));
    assert!(read(10_000).expect_err("too much").contains("more memory"));
}

#[test]
fn what_a_file_says_of_itself_is_held_in_the_memory_that_is_allowed() {
    let ground = trade(&[1; 300]);
    let progress = Progress::new();
    progress.memory().begin(Some(1_000_000), false);
    let error = Rows::new(ground.clone(), &progress).expect_err("too much").to_string();
    assert!(error.contains("more memory than 1000000"), "{error}");
    assert_eq!(progress.memory().left(), 1_000_000);
    progress.memory().begin(Some(100_000_000), false);
    let rows = Rows::new(ground, &progress).expect("a file");
    drop(rows.open(&progress).expect("rows"));
    drop(rows);
    assert_eq!(progress.memory().left(), 100_000_000);
}

#[test]
fn one_column_of_nothing_is_no_blank_line() {
    let cases = vec![("int64", Values::Int64(vec![1, 2]), ["1", "", "2"])];
    assert_eq!(in_order(&Rows::new(file(&cases, 1, 1), &Progress::new()).expect("a file")), "c0\n1\n\"\"\n2\n");
}
