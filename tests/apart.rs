//! Workbooks are read in another process as they are here; what their decoder does there is an error and no more.

#![expect(clippy::expect_used, reason = "a test stops where something is not as it says")]

use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use saldo::import::{ImportError, Opened, Options, Progress, Source, apart, cells, open};
use zip::write::SimpleFileOptions;

/// A workbook with one sheet, so many texts and so many numbers.
fn workbook(texts: usize, numbers: usize) -> Source {
    const SPREADSHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let link = |kind: &str, part: &str| {
        let links = format!("{PACKAGE}/relationships");
        format!(
            "<Relationships xmlns=\"{links}\"><Relationship Id=\"r1\" Type=\"{RELATIONS}/{kind}\" Target=\"{part}\"/>\
             <Relationship Id=\"r2\" Type=\"{RELATIONS}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
        )
    };
    let sheets = "<sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets>";
    let row = |at: usize| {
        format!(
            "<row r=\"{0}\"><c r=\"A{0}\"><v>{1}</v></c><c r=\"B{0}\"><v>{at}</v></c></row>",
            at + 1,
            1900 + at % 100
        )
    };
    let rows: String = (0..numbers).map(row).collect();
    let members = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{PACKAGE}/content-types\"/>")),
        ("_rels/.rels", link("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", link("worksheet", "worksheets/sheet1.xml")),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{SPREADSHEET}\" xmlns:r=\"{RELATIONS}\">{sheets}</workbook>")),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{SPREADSHEET}\">{}</sst>", "<si><t>a</t></si>".repeat(texts))),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{SPREADSHEET}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        out.start_file(name, SimpleFileOptions::default()).expect("memory");
        out.write_all(text.as_bytes()).expect("memory");
    }
    let bytes = out.finish().expect("memory").into_inner().into();
    Source::Bytes { name: "t.xlsx".to_owned(), bytes }
}

#[test]
fn workbooks_are_read_apart_as_they_are_here_and_end_nothing_else() {
    let old = Source::Path(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small.xls"));
    let (new, damaged) = (workbook(3, 500), Source::Bytes { name: "t.xls".to_owned(), bytes: old_head().into() });
    let all = || [&old, &new, &damaged].map(|source| cells(source).map_err(|error| error.one_line()));
    let here = all();
    assert!(here[0].is_ok() && here[1].is_ok() && here[2].is_err());
    apart::read_workbooks_with(env!("CARGO_BIN_EXE_saldo").into());
    assert_eq!(all(), here);

    // The decoder makes many bytes of each text, and knows no bound.
    let options = Options { memory: Some(30_000_000), ..Options::default() };
    let opened = open(&workbook(3_000_000, 500), &options, &Progress::new());
    let Err(ImportError::TooMuchMemory { limit, .. }) = opened else { panic!("{opened:?}") };
    assert_eq!(limit, "30 MB");
    assert_eq!(all(), here);

    let progress = Progress::new();
    progress.cancel();
    let opened = open(&new, &Options::default(), &progress);
    assert!(
        matches!(opened, Err(ImportError::Cancelled { .. })),
        "{:?}",
        opened.map(|opened| matches!(opened, Opened::Dataset(_)))
    );
}

/// The first bytes of an old workbook, and nothing behind them.
fn old_head() -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(600, 0);
    bytes
}
