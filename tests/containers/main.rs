//! What tables are packed in: every container gives its cells, or an error that says what to do, and never a panic.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is not as it says")]

mod workbooks;

use std::io::{Cursor, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use proptest::prelude::*;
use saldo::data::{Axis, Flow, Unit};
use saldo::import::{
    Choice, ImportError, Likely, Opened, Options, Progress, Source, Table, cells, cells_with, open, parts, write_csv,
};
use zip::write::SimpleFileOptions;

const TIDY: &str = "period,reporter,partner,sector,flow,value\n2023,JPN,USA,A,export,5\n2024,JPN,USA,A,import,7\n";

fn source(name: &str, bytes: impl AsRef<[u8]>) -> Source {
    Source::Bytes { name: name.to_owned(), bytes: Arc::from(bytes.as_ref()) }
}

fn fixture(name: &str) -> Source {
    Source::Path(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name))
}

fn read(source: &Source) -> Result<Opened, ImportError> {
    open(source, &Options::default(), &Progress::new())
}

/// Rows used and the container's words.
fn used(source: &Source) -> (u64, String) {
    match read(source) {
        Ok(Opened::Dataset(dataset)) => {
            assert!(dataset.report.balances(), "{:?}", dataset.report);
            (dataset.report.rows.used, dataset.report.container)
        }
        other => panic!("no dataset: {other:?}"),
    }
}

fn choice(source: &Source) -> Choice {
    match read(source) {
        Ok(Opened::Choice(choice)) => *choice,
        other => panic!("no choice: {other:?}"),
    }
}

fn text(table: &Table) -> String {
    let mut out = Vec::new();
    write_csv(table, &mut out).expect("CSV");
    String::from_utf8(out).expect("text")
}

fn refused(source: &Source, parts: &[&str]) {
    let error = read(source).expect_err("an error").one_line();
    for part in parts {
        assert!(error.contains(part), "`{part}` is not in: {error}");
    }
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 1).expect("memory")
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        out.start_file(*name, SimpleFileOptions::default()).expect("memory");
        out.write_all(bytes).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}

/// A workbook of sheets, each given as the XML of its rows.
fn xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut members: Vec<(String, String)> = Vec::new();
    let (mut list, mut links, mut kinds) = (String::new(), String::new(), String::new());
    for (at, (name, rows)) in (1..).zip(sheets) {
        list += &format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>");
        links += &format!(
            "<Relationship Id=\"rId{at}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
             Target=\"worksheets/sheet{at}.xml\"/>"
        );
        kinds += &format!(
            "<Override PartName=\"/xl/worksheets/sheet{at}.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
        let sheet = format!(
            "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{rows}</worksheet>"
        );
        members.push((format!("xl/worksheets/sheet{at}.xml"), sheet));
    }
    members.push(("[Content_Types].xml".to_owned(), format!(
        "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">{kinds}</Types>"
    )));
    members.push((
        "_rels/.rels".to_owned(),
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Target=\"xl/workbook.xml\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>"
            .to_owned(),
    ));
    members.push(("xl/workbook.xml".to_owned(), format!(
        "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{list}</sheets></workbook>"
    )));
    members.push(("xl/_rels/workbook.xml.rels".to_owned(), format!(
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}\
         <Relationship Id=\"rIdS\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" \
         Target=\"styles.xml\"/></Relationships>"
    )));
    members.push((
        "xl/styles.xml".to_owned(),
        "<?xml version=\"1.0\"?><styleSheet \
        xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/>\
        <xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            .to_owned(),
    ));
    let members: Vec<(&str, &[u8])> = members.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zipped(&members)
}

fn cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
}

/// A sheet of a header and rows of texts and numbers.
fn sheet(rows: &[&[&str]]) -> String {
    let mut out = "<sheetData>".to_owned();
    for (number, row) in (1..).zip(rows) {
        out += &format!("<row r=\"{number}\">");
        for (column, text) in ('A'..).zip(*row) {
            let at = format!("{column}{number}");
            out += &match text.parse::<f64>() {
                Ok(_) => format!("<c r=\"{at}\"><v>{text}</v></c>"),
                Err(_) => cell(&at, text),
            };
        }
        out += "</row>";
    }
    out + "</sheetData>"
}

fn tidy_sheet() -> String {
    sheet(&[
        &["period", "reporter", "partner", "sector", "flow", "value"],
        &["2023", "JPN", "USA", "A", "export", "5"],
        &["2024", "JPN", "USA", "A", "import", "7"],
    ])
}

#[test]
fn compressed_tables_open_and_say_what_they_were() {
    assert_eq!(used(&source("t.csv", TIDY)), (2, "plain".to_owned()));
    assert_eq!(used(&source("t.csv.gz", gz(TIDY.as_bytes()))), (2, "gzip".to_owned()));
    assert_eq!(used(&source("named wrongly.csv", zst(TIDY.as_bytes()))), (2, "zstd".to_owned()));
    let members = [gz(&TIDY.as_bytes()[..60]), gz(&TIDY.as_bytes()[60..])].concat();
    assert_eq!(used(&source("two members.gz", members)), (2, "gzip".to_owned()));
    assert_eq!(used(&source("t.zip", zipped(&[("a/EXP.csv", TIDY.as_bytes())]))), (2, "zip: a/EXP.csv".to_owned()));
    let nested = zipped(&[("EXP.csv.gz", &gz(TIDY.as_bytes()))]);
    assert_eq!(used(&source("t.zip", nested)), (2, "zip: EXP.csv.gz, gzip".to_owned()));
    let nested = zipped(&[("book.xlsx", &xlsx(&[("Annual", &tidy_sheet())]))]);
    assert_eq!(used(&source("t.zip", nested)), (2, "zip: book.xlsx, Excel workbook: sheet Annual".to_owned()));
}

#[test]
fn a_long_table_is_streamed_and_complete() {
    let mut long = TIDY.lines().next().expect("a header").to_owned() + "\n";
    let rows = 1_400_000u64;
    for row in 0..rows {
        long += &format!(
            "{},JPN,P{},Sector-number-{}-of-the-whole-economy,export,{}.5\n",
            1900 + row % 120,
            row / 120 % 110,
            row / 13_200,
            row % 977
        );
    }
    assert!(long.len() > 70 << 20);
    let expected = used(&source("long.csv", &long));
    assert_eq!(expected.0, rows);
    assert_eq!(used(&source("long.csv.gz", gz(long.as_bytes()))), (rows, "gzip".to_owned()));
}

#[test]
fn companions_and_notes_are_left_aside() {
    let countries = "code,name,iso\n4,Afghanistan,AFG\n842,USA,USA\n";
    let members = [
        ("readme.txt", b"Trade figures.\n\nSee the site.\n".as_slice()),
        ("__MACOSX/._data.csv", b"\0\0\0"),
        ("country_codes.csv", countries.as_bytes()),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
        ("data.csv", TIDY.as_bytes()),
    ];
    let archive = source("t.zip", zipped(&members));
    assert_eq!(used(&archive), (2, "zip: data.csv".to_owned()));
    let Ok(Opened::Dataset(dataset)) = read(&archive) else { panic!("no dataset") };
    let said = dataset.report.warnings.join(" ");
    let named = "not read: “readme.txt” (notes or codes), “country_codes.csv” (notes or codes)";
    assert!(said.contains(named), "{said}");
    let all = parts(&archive, &Options::default(), &Progress::new()).expect("parts");
    let seen: Vec<(&str, Likely)> = all.iter().map(|part| (part.name.as_str(), part.likely)).collect();
    assert_eq!(
        seen,
        [
            ("readme.txt", Likely::Notes),
            ("country_codes.csv", Likely::Notes),
            ("picture.png", Likely::Closed),
            ("data.csv", Likely::Data)
        ]
    );
    let codes = cells_with(&archive, &Options { part: Some("COUNTRY_CODES.CSV".into()), ..Options::default() });
    assert_eq!(text(&codes.expect("cells")), countries);
}

#[test]
fn several_tables_are_a_choice() {
    let other = TIDY.replace("USA", "CHN");
    let archive = source("t.zip", zipped(&[("x/a.csv", TIDY.as_bytes()), ("x/b.csv", other.as_bytes())]));
    let asked = choice(&archive);
    let part = &asked.parts[1];
    assert_eq!((part.name.as_str(), part.size, part.likely), ("x/b.csv", Some(other.len() as u64), Likely::Data));
    assert_eq!(part.preview[1][2], "CHN");
    let chosen = asked.source_of(part);
    assert_eq!(chosen.name(), "t.zip#x/b.csv");
    assert_eq!(used(&chosen), (2, "zip: x/b.csv".to_owned()));
    let error = cells(&archive).expect_err("several").one_line();
    assert!(error.contains("\u{201c}x/a.csv\u{201d}, \u{201c}x/b.csv\u{201d}") && error.contains("--sheet"), "{error}");
    let error = read(&archive.part("c.csv")).expect_err("no such member").one_line();
    assert!(error.contains("\u{201c}c.csv\u{201d}") && error.contains("x/a.csv"), "{error}");
    refused(&source("t.csv", TIDY).part("Annual"), &["Annual", "single table"]);
}

#[test]
fn a_path_with_a_part_is_read_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a#b.zip");
    std::fs::write(&file, zipped(&[("1.csv", TIDY.as_bytes()), ("2.csv", TIDY.as_bytes())])).expect("a file");
    let whole = Source::parse(&file.display().to_string());
    assert_eq!(whole, Source::Path(file));
    let part = whole.part("2.csv");
    assert_eq!(Source::parse(&part.name()), part);
    assert_eq!(used(&Source::parse(&part.name())), (2, "zip: 2.csv".to_owned()));
}

#[test]
fn json_tables_open() {
    let rows = r#"[{"period":2023,"reporter":"JPN","partner":"USA","sector":"A","flow":"export","value":5.5}]"#;
    assert_eq!(used(&source("t.json", rows)), (1, "JSON".to_owned()));
    assert_eq!(
        used(&source("t.json.gz", gz(format!("{{\"data\": {rows}}}").as_bytes()))),
        (1, "gzip, JSON".to_owned())
    );
    refused(&source("t.json", r#"{"a": 1}"#), &["holds no table", "array of flat objects"]);
    refused(&source("t.json", &rows[..40]), &["JSON file is damaged", "line 1"]);
}

#[test]
fn a_json_stat_cube_opens() {
    let cube = r#"{"version":"2.0","class":"dataset","label":"EU trade","value":{"0":10,"1":11.5,"2":12,"4":20},"status":{"1":"p"},
        "id":["freq","stk_flow","partner","geo","time"],"size":[1,2,2,1,2],"dimension":{
        "freq":{"category":{"index":{"A":0},"label":{"A":"Annual"}}},
        "stk_flow":{"category":{"index":{"IMP":1,"EXP":0},"label":{"EXP":"Exports","IMP":"Imports"}}},
        "partner":{"category":{"index":["US","CN"],"label":{"US":"United States","CN":"China"}}},
        "geo":{"category":{"label":{"DE":"Germany"}}},
        "time":{"category":{"index":{"2022":0,"2023":1}}}}}"#;
    let Ok(Opened::Dataset(dataset)) = read(&source("eurostat.json", cube)) else { panic!("no dataset") };
    // Of eight cells four have a value: exports to the US in both years, to China in 2022, imports from the US in 2022.
    assert_eq!((dataset.report.rows.used, dataset.report.rows.left_out), (4, 4));
    let mut found: Vec<(Flow, u32, u16, String)> = dataset
        .facts
        .iter()
        .filter(|fact| !fact.status.is_gap())
        .map(|fact| {
            let value = dataset.amount(i128::from(fact.value)).trimmed().to_string();
            (fact.flow, fact.member(Axis::Partner), fact.period, value)
        })
        .collect();
    found.sort();
    let values: Vec<&str> = found.iter().map(|(.., value)| value.as_str()).collect();
    assert_eq!(values, ["10", "11.5", "12", "20"]);
    let short = r#"{"id":["geo"],"size":[3],"dimension":{"geo":{"category":{"index":["DE"]}}},"value":[1,2,3]}"#;
    refused(&source("short.json", short), &["another size than categories"]);
}

#[test]
fn what_is_not_read_is_named() {
    for (bytes, words) in [
        (b"BZh91AY&SY".as_slice(), "bzip2"),
        (b"\xFD7zXZ\0\0", "xz"),
        (b"7z\xBC\xAF\x27\x1C", "7z"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"%PDF-1.7", "PDF"),
    ] {
        refused(&source("t", bytes), &[words]);
        refused(&source("t.gz", gz(bytes)), &[words]);
    }
    let word = zipped(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"x")]);
    refused(&source("t.docx", word), &["a Word document"]);
    let mut tar = vec![0; 1024];
    tar[..5].copy_from_slice(b"a.csv");
    tar[257..262].copy_from_slice(b"ustar");
    refused(&source("t.tar.gz", gz(&tar)), &["tar archive"]);
    refused(&source("empty.zip", zipped(&[])), &["empty"]);
    refused(&source("empty.gz", gz(b"")), &["empty"]);
    let mut nested = TIDY.as_bytes().to_vec();
    (0..6).for_each(|_| nested = gz(&nested));
    refused(&source("t.gz", nested), &["archives in archives"]);
}

#[test]
fn encrypted_members_are_refused_by_name() {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    out.start_file("secret.csv", SimpleFileOptions::default()).expect("memory");
    out.write_all(TIDY.as_bytes()).expect("memory");
    let mut bytes = out.finish().expect("memory").into_inner();
    // The flag of encryption in the local header and in the central directory.
    bytes[6] |= 1;
    let central = bytes.windows(4).position(|window| window == b"PK\x01\x02").expect("a directory");
    bytes[central + 8] |= 1;
    refused(&source("t.zip", bytes), &["secret.csv is encrypted", "password"]);
}

#[test]
fn names_climb_nowhere_and_old_code_pages_are_read() {
    assert_eq!(used(&source("t.zip", zipped(&[("../../etc/t.csv", TIDY.as_bytes())]))).0, 2);
    let mut bytes = zipped(&[("AAAA.csv", TIDY.as_bytes())]);
    let japanese = b"\x96\x66\x88\xD5"; // 貿易
    for at in (0..bytes.len() - 4).rev() {
        if &bytes[at..at + 4] == b"AAAA" {
            bytes[at..at + 4].copy_from_slice(japanese);
        }
    }
    assert_eq!(used(&source("t.zip", bytes)).1, "zip: 貿易.csv");
}

#[test]
fn bombs_are_stopped() {
    // A gibibyte and more of zeros, in layers so that the test itself needs little time and memory.
    let layer = zst(&vec![b'0'; 64 << 20]);
    let bomb: Vec<u8> = (0..17).flat_map(|_| layer.iter().copied()).collect();
    assert!(bomb.len() < 1 << 20);
    refused(&source("bomb.zst", &bomb), &["unpacks to more than 1073 MB", "--no-size-limit"]);
    refused(
        &source("bomb.zip", zipped(&[("a.csv", TIDY.as_bytes()), ("bomb.csv.zst", &bomb)])).part("bomb.csv.zst"),
        &["unpacks to more than"],
    );
}

#[test]
fn what_is_cut_short_is_said() {
    let mut long = TIDY.to_owned();
    (0..3000).for_each(|n| long += &format!("{},JPN,P{n},A,export,{n}\n", 1900 + n % 90));
    let packed = gz(long.as_bytes());
    refused(&source("t.gz", &packed[..packed.len() - 9]), &["gzip stream is damaged: it ends too early", "again"]);
    let packed = zst(long.as_bytes());
    refused(&source("t.zst", &packed[..packed.len() / 2]), &["zstd stream is damaged"]);
    let packed = zipped(&[("t.csv", long.as_bytes())]);
    refused(&source("t.zip", &packed[..packed.len() / 2]), &["ZIP archive is damaged"]);
    let mut wrong = packed;
    wrong[400] ^= 0x10;
    assert!(matches!(read(&source("t.zip", wrong)), Err(ImportError::Damaged { .. })));
    let Source::Path(path) = fixture("small.parquet") else { panic!("a path") };
    let parquet = std::fs::read(path).expect("a fixture");
    refused(&source("t.parquet", &parquet[..parquet.len() - 20]), &["Parquet file is damaged"]);
    let book = xlsx(&[("A", &tidy_sheet())]);
    refused(&source("t.xlsx", &book[..book.len() / 2]), &["is damaged"]);
    let half = tidy_sheet().replace("</sheetData>", "<row r=\"4\"><c r=\"A4\"><v>2025");
    refused(&source("t.xlsx", xlsx(&[("A", &half)])), &["Excel workbook is damaged"]);
}

#[test]
fn an_encoding_is_taken_from_the_whole_file_and_can_be_stated() {
    let header = "period,reporter,partner,sector,flow,value\n";
    let mut plain = String::new();
    (0..30_000).for_each(|n| plain += &format!("{},JPN,P{},A,export,{n}\n", 1900 + n % 100, n / 100));
    for (encoding, name) in [
        (encoding_rs::SHIFT_JIS, "東京港とその他"),
        (encoding_rs::EUC_JP, "東京港とその他の港"),
        (encoding_rs::GB18030, "华东机电产品出口总额"),
        (encoding_rs::EUC_KR, "인천항그밖"),
        (encoding_rs::WINDOWS_1252, "Süd-Größe"),
        (encoding_rs::UTF_8, "Süd-Größe"),
    ] {
        let late = format!("{header}{plain}2020,JPN,{name},A,import,3\n");
        let (bytes, ..) = encoding.encode(&late);
        match read(&source("late.csv", &bytes)) {
            Ok(Opened::Dataset(dataset)) => {
                assert_eq!(dataset.report.encoding, encoding.name());
                assert!(dataset.dimension(Axis::Partner).iter().any(|(_, member)| member.label == name), "{name}");
            }
            other => panic!("no dataset: {other:?}"),
        }
    }
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("period,partner,value\n2020,Я,5\n");
    let stated = Options { encoding: Some("cp1251".into()), ..Options::default() };
    assert!(text(&cells_with(&source("t.csv", &bytes), &stated).expect("cells")).contains('Я'));
    let unknown = Options { encoding: Some("klingon".into()), ..Options::default() };
    assert!(cells_with(&source("t.csv", &bytes), &unknown).expect_err("unknown").one_line().contains("klingon"));
}

#[test]
fn a_packed_file_that_changes_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.csv.gz");
    std::fs::write(&path, gz(TIDY.as_bytes())).expect("a file");
    let Ok(Opened::Choice(_) | Opened::Dataset(_)) = read(&Source::Path(path.clone())) else { panic!("no dataset") };
    std::fs::write(&path, &gz(TIDY.as_bytes())[..30]).expect("a file");
    refused(&Source::Path(path), &["ends too early"]);
}

fn containers() -> Vec<(&'static str, Vec<u8>)> {
    let file = |name| match fixture(name) {
        Source::Path(path) => std::fs::read(path).expect("a fixture"),
        _ => Vec::new(),
    };
    let ods = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice()),
        (
            "content.xml",
            b"<a><table:table table:name=\"T\"><table:table-row><table:table-cell office:value-type=\"float\" \
          office:value=\"5\" table:number-columns-repeated=\"3\"/></table:table-row></table:table></a>",
        ),
    ]);
    vec![
        ("t.csv.gz", gz(TIDY.as_bytes())),
        ("t.csv.zst", zst(TIDY.as_bytes())),
        ("t.zip", zipped(&[("a.csv", TIDY.as_bytes()), ("notes.txt", b"Notes\n")])),
        ("t.xlsx", xlsx(&[("Notes", &sheet(&[&["Read me"]])), ("A", &tidy_sheet())])),
        ("t.ods", ods),
        ("t.xls", file("small.xls")),
        ("t.parquet", file("small.parquet")),
        (
            "t.json",
            br#"{"data": [{"period": 2020, "partner": "USA", "value": 5}, {"period": 2021, "value": 6}]}"#.to_vec(),
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damaged_containers_never_stop_the_program(
        which in 0usize..8,
        cut in proptest::option::of(0.0f64..1.0),
        flips in proptest::collection::vec((0.0f64..1.0, 0u8..8), 0..12),
    ) {
        let (name, mut bytes) = containers().swap_remove(which);
        for (place, bit) in flips {
            let at = (place * bytes.len() as f64) as usize;
            bytes[at] ^= 1 << bit;
        }
        if let Some(cut) = cut {
            bytes.truncate((cut * bytes.len() as f64) as usize);
        }
        // Whatever comes: an answer, and no panic.
        let _ = read(&source(name, &bytes));
    }
}
