//! Files that lie, lack a part or would take the machine: nothing is left out in silence, no figure is bent, and no more
//! is held than was allowed.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is not as it says")]

use std::io::{Cursor, Write as _};

use saldo::data::Dataset;
use saldo::import::{ImportError, Opened, Options, Progress, Source, cells, open, open_balances, write_csv};
use zip::write::SimpleFileOptions;

const HEADER: &str = "period,reporter,partner,sector,flow,value\n";

fn source(name: &str, bytes: impl AsRef<[u8]>) -> Source {
    Source::Bytes { name: name.to_owned(), bytes: bytes.as_ref().into() }
}

fn read_within(source: &Source, memory: u64) -> Result<Opened, ImportError> {
    open(source, &Options { memory: Some(memory), ..Options::default() }, &Progress::new())
}

fn read(source: &Source) -> Result<Opened, ImportError> {
    open(source, &Options::default(), &Progress::new())
}

fn dataset(source: &Source) -> Dataset {
    match read(source) {
        Ok(Opened::Dataset(dataset)) => *dataset,
        other => panic!("no dataset: {other:?}"),
    }
}

fn refused(source: &Source, part: &str) {
    let error = read(source).expect_err("an error").one_line();
    assert!(error.contains(part), "`{part}` is not in: {error}");
}

fn table(source: &Source) -> String {
    let mut out = Vec::new();
    write_csv(&cells(source).expect("cells"), &mut out).expect("CSV");
    String::from_utf8(out).expect("text")
}

/// An archive whose members are not packed, so that a byte of them can be changed.
fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in members {
        out.start_file(*name, plain).expect("memory");
        out.write_all(text.as_bytes()).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}

/// The same bytes with one text in place of another of the same length, wherever it stands.
fn replaced(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    }
    bytes
}

fn year(year: u32, value: u32) -> String {
    format!("{HEADER}{year},JPN,USA,A,export,{value}\n{year},JPN,CHN,A,export,3\n")
}

#[test]
fn a_table_for_which_there_is_no_memory_ends_the_opening_of_all() {
    let row = r#"{"period":2024,"reporter":"JPN","partner":"USA","sector":"A","flow":"export","value":7},"#;
    let long = format!("[{}{}]", row.repeat(60_000), row.trim_end_matches(','));
    let archive = zipped(&[("2022.csv", &year(2022, 5)), ("2023.csv", &year(2023, 6)), ("2024.json", &long)]);
    let opened = read_within(&source("years.zip", archive), 2_000_000);
    assert!(matches!(opened, Err(ImportError::TooMuchMemory { .. })), "{opened:?}");
    let halves = [source("2022.csv", year(2022, 5)), source("2023.json", long)];
    let opened = read_within(&Source::Several(halves.to_vec()), 2_000_000);
    assert!(matches!(opened, Err(ImportError::TooMuchMemory { .. })), "{opened:?}");
}

#[test]
fn a_table_that_is_left_out_is_named_with_the_reason() {
    let members = [
        ("2021.csv", year(2021, 4)),
        ("2022.csv", year(2022, 5)),
        ("2023.csv", year(2023, 6)),
        ("2024.csv", HEADER.to_owned()),
        ("codes.csv", "code,name\n842,USA\n156,China\n".to_owned()),
    ];
    let members: Vec<(&str, &str)> = members.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let damaged = replaced(zipped(&members), b"2021,JPN,USA,A,export,4", b"2021,JPN,USA,A,export,9");
    let joined = dataset(&source("years.zip", &damaged));
    assert_eq!(joined.report.rows.used, 4);
    let said = joined.report.warnings.join("; ");
    for part in ["not read: ", "“2021.csv” (the ZIP archive is damaged: the checksum is wrong)", "“codes.csv” (notes"]
    {
        assert!(said.contains(part), "{said}");
    }
    // Where one table is left, it is read alone, and the other is named all the same.
    let damaged = replaced(zipped(&members[..2]), b"2021,JPN,USA,A,export,4", b"2021,JPN,USA,A,export,9");
    let alone = dataset(&source("years.zip", damaged));
    let said = alone.report.warnings.join("; ");
    assert!(said.contains("not read: “2021.csv” (the ZIP archive is damaged"), "{said}");
    assert_eq!(alone.report.rows.used, 2);
}

#[test]
fn an_archive_of_two_members_of_one_name_is_refused() {
    let archive = zipped(&[("a.csv", &year(2022, 5)), ("b.csv", &year(2022, 6))]);
    refused(&source("t.zip", replaced(archive, b"b.csv", b"a.csv")), "several members of one name");
}

#[test]
fn json_of_every_kind_keeps_its_digits_and_bends_no_number() {
    let digits = ["12345678901234567890123", "12345678901234567.25", "-9007199254740993", "1e999"];
    let row = |value: &&str| format!("{{\"period\": 2024, \"value\": {value}}}");
    let plain = format!("[{}]", digits.iter().map(row).collect::<Vec<_>>().join(","));
    let expected = digits.map(|value| format!("2024,{value}\n")).concat();
    assert_eq!(table(&source("t.json", plain)), format!("period,value\n{expected}"));

    let cube = format!(
        r#"{{"class":"dataset","value":[{}],"id":["time"],"size":[4],
        "dimension":{{"time":{{"category":{{"index":["2021","2022","2023","2024"]}}}}}}}}"#,
        digits.join(",")
    );
    let read = table(&source("t.json", cube));
    assert!(digits.iter().all(|value| read.contains(&format!(",{value},"))), "{read}");

    let observations: Vec<String> = (0..).zip(digits).map(|(at, value)| format!("\"{at}\":[{value}]")).collect();
    let message = format!(
        r#"{{"structure":{{"name":"T","dimensions":{{"observation":[{{"id":"TIME_PERIOD","values":[{{"id":"2021"}},
        {{"id":"2022"}},{{"id":"2023"}},{{"id":"2024"}}]}}]}}}},"dataSets":[{{"observations":{{{}}}}}]}}"#,
        observations.join(",")
    );
    let read = table(&source("t.json", message));
    assert!(digits.iter().all(|value| read.contains(&format!(",{value}\n"))), "{read}");
}

#[test]
fn a_number_beyond_all_measure_is_a_row_that_is_refused_and_not_one_without_a_value() {
    let row = |year: u32, value: &str| {
        format!(
            "{{\"period\":{year},\"reporter\":\"JPN\",\"partner\":\"USA\",\"sector\":\"A\",\"flow\":\"export\",\"value\":{value}}}"
        )
    };
    let rows = [(2020, "5"), (2021, "1e999"), (2022, "-Infinity"), (2023, "NaN"), (2024, "null")];
    let text = format!("[{}]", rows.map(|(year, value)| row(year, value)).join(",\n"));
    let report = dataset(&source("t.json", text)).report;
    assert_eq!((report.rows.used, report.rows.left_out, report.rows.rejected), (1, 2, 2), "{report:?}");
}

#[test]
fn a_cube_whose_values_do_not_fit_is_damaged() {
    let cube = |value: &str, index: &str| {
        format!(
            r#"{{"class":"dataset","value":{value},"id":["time"],"size":[2],
            "dimension":{{"time":{{"category":{{"index":{index}}}}}}}}}"#
        )
    };
    for (value, index, why) in [
        ("[1,2,3]", r#"["2023","2024"]"#, "more values than cells"),
        (r#"{"0":1,"2":3}"#, r#"["2023","2024"]"#, "outside of its cube"),
        (r#"{"0":1,"0":3}"#, r#"["2023","2024"]"#, "two values stand at one place"),
        ("[1,2]", r#"{"2023":0,"2024":0}"#, "places of their own"),
    ] {
        refused(&source("t.json", cube(value, index)), why);
    }
}

#[test]
fn an_object_that_contradicts_itself_is_refused() {
    refused(
        &source("t.json", r#"[{"period":2023,"value":1},{"period":2024,"value":1,"value":2}]"#),
        "twice and differently",
    );
    assert_eq!(table(&source("t.json", r#"[{"a":2023,"b":1,"b":1}]"#)), "a,b\n2023,1\n");
}

#[test]
fn tables_beside_the_one_that_is_read_of_a_json_file_are_named() {
    let row = |flow: &str| {
        format!(
            "[{{\"period\":2023,\"reporter\":\"JPN\",\"partner\":\"USA\",\"sector\":\"A\",\"flow\":\"{flow}\",\"value\":5}}]"
        )
    };
    let text =
        format!("{{\"source\":\"x\",\"exports\":{},\"imports\":{},\"years\":[2023]}}", row("export"), row("import"));
    let said = dataset(&source("t.json", text)).report.warnings.join("; ");
    assert!(said.contains("not read: “imports” (another table of the file than “exports”)"), "{said}");
}

/// A sheet in the open document format.
fn ods(rows: &[&str]) -> Source {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, parts: &[&str]| {
        out.start_file(name, SimpleFileOptions::default().compression_level(Some(1))).expect("memory");
        for part in parts {
            out.write_all(part.as_bytes()).expect("memory");
        }
    };
    add("mimetype", &["application/vnd.oasis.opendocument.spreadsheet"]);
    add("content.xml", &[&["<a><table:table table:name=\"T\">"], rows, &["</table:table></a>"]].concat());
    source("t.ods", out.finish().expect("memory").into_inner())
}

#[test]
fn a_row_of_an_open_document_has_its_bound_however_it_is_written() {
    const TOO_LONG: &str = "a text or a row takes more than 64 MB";
    let megabyte = "x".repeat(1 << 20);
    // Cell after cell, with nothing between them.
    let cell = format!("<table:table-cell><text:p>{megabyte}</text:p></table:table-cell>");
    let cells: Vec<&str> =
        ["<table:table-row>"].into_iter().chain([cell.as_str(); 70]).chain(["</table:table-row>"]).collect();
    refused(&ods(&cells), TOO_LONG);
    // One text of pieces that are all short.
    let piece = format!("{megabyte}&amp;");
    let start = ["<table:table-row><table:table-cell><text:p>"];
    let end = ["</text:p></table:table-cell></table:table-row>"];
    let text: Vec<&str> = start.into_iter().chain([piece.as_str(); 70]).chain(end).collect();
    refused(&ods(&text), TOO_LONG);
}

#[test]
fn a_row_and_the_names_of_an_open_document_are_held_in_the_memory_that_is_allowed() {
    let cell = format!("<table:table-cell><text:p>{}</text:p></table:table-cell>", "x".repeat(100_000));
    let row: Vec<&str> =
        ["<table:table-row>"].into_iter().chain([cell.as_str(); 30]).chain(["</table:table-row>"]).collect();
    let error = read_within(&ods(&row), 2_000_000).expect_err("too much").one_line();
    assert!(error.contains("more memory than 2000 kB"), "{error}");
    let sheets: Vec<String> =
        (0..20_000).map(|at| format!("</table:table><table:table table:name=\"{at}\">")).collect();
    let sheets: Vec<&str> = sheets.iter().map(String::as_str).collect();
    let error = read_within(&ods(&sheets), 2_000_000).expect_err("too much").one_line();
    assert!(error.contains("more memory than 2000 kB"), "{error}");
}

#[test]
fn a_file_that_closes_a_gap_is_read_within_the_bounds_that_were_stated() {
    let balances = source("t.csv", year(2022, 5));
    let within = |memory| {
        let options = Options { memory, ..Options::default() };
        open_balances(&balances, "t.csv", &options, &Progress::new()).map(|balances| balances.dataset.facts.len())
    };
    assert_eq!(within(None), Ok(2));
    assert!(within(Some(100)).expect_err("too much").contains("more memory than 100 bytes"));
}

#[test]
fn a_text_of_a_megabyte_that_heads_many_rows_is_not_written_again_in_each() {
    let rows = |from: u32| {
        (0..5000).fold(String::new(), |rows, row| rows + &format!("Country {row},{},{}\n", from + row, from + row * 2))
    };
    let (one, other) = ("x".repeat(1 << 20), "y".repeat(1 << 20));
    let headed = format!("Exports by country,,\nCountry,2019,2020\n{one},,\n{}{other},,\n{}", rows(1), rows(7));
    let labelled = format!("Exports,,,\nRegion,Country,2019,2020\n{one},A,1,2\n,{}", rows(1).replace('\n', "\n,"));
    for text in [headed, labelled] {
        // What comes of it is another question; that the program goes on is this one.
        let _ = read_within(&source("t.csv", text), 100_000_000);
    }
}
