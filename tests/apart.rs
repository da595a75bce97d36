//! Workbooks are read in another process as they are here; what their decoder does there is an error and no more.

#![expect(clippy::expect_used, reason = "a test stops where something is not as it says")]

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use saldo::import::{ImportError, Options, Progress, Source, apart, cells, open};
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

/// Which program reads workbooks holds for the whole process: one test at a time says so.
static ONE: Mutex<()> = Mutex::new(());

fn by(program: &Path) -> MutexGuard<'static, ()> {
    let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    apart::read_workbooks_with(program.to_owned());
    one
}

fn saldo() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_saldo"))
}

#[test]
fn workbooks_are_read_apart_as_they_are_here_and_end_nothing_else() {
    let old = Source::Path(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small.xls"));
    let (new, damaged) = (workbook(3, 500), Source::Bytes { name: "t.xls".to_owned(), bytes: old_head().into() });
    let all = || [&old, &new, &damaged].map(|source| cells(source).map_err(|error| error.one_line()));
    let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    apart::read_workbooks_here();
    let here = all();
    drop(one);
    assert!(here[0].is_ok() && here[1].is_ok() && here[2].is_err());
    let _one = by(saldo());
    assert_eq!(all(), here);

    // The decoder makes many bytes of each text, and knows no bound.
    let options = Options { memory: Some(30_000_000), ..Options::default() };
    let opened = open(&workbook(3_000_000, 500), &options, &Progress::new());
    let Err(ImportError::TooMuchMemory { limit, .. }) = opened else { panic!("{opened:?}") };
    assert_eq!(limit, "30 MB");
    assert_eq!(all(), here);
}

#[test]
fn the_memory_that_is_too_little_is_what_was_allowed_and_not_what_was_left_of_it() {
    let _one = by(saldo());
    // The workbook itself is unpacked first and takes some of it.
    let Source::Bytes { bytes, .. } = workbook(3_000_000, 500) else { panic!("bytes") };
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packed.write_all(&bytes).expect("memory");
    let packed = Source::Bytes { name: "t.xlsx.gz".to_owned(), bytes: packed.finish().expect("memory").into() };
    let options = Options { memory: Some(40_000_000), ..Options::default() };
    let opened = open(&packed, &options, &Progress::new());
    let Err(ImportError::TooMuchMemory { limit, .. }) = opened else { panic!("{opened:?}") };
    assert_eq!(limit, "40 MB");
}

#[cfg(target_os = "linux")]
#[test]
fn a_cancelled_workbook_is_left_at_once_and_nobody_goes_on_reading_it() {
    let _one = by(saldo());
    let (progress, book) = (Arc::new(Progress::new()), workbook(4_000_000, 500));
    let own = Arc::clone(&progress);
    let reader = std::thread::spawn(move || open(&book, &Options::default(), &own).map(|_| ()));
    // How far the other process is is seen here.
    while progress.done() == 0 && !reader.is_finished() {
        std::thread::yield_now();
    }
    assert!(!children().is_empty(), "somebody reads it");
    progress.cancel();
    let opened = reader.join().expect("no panic");
    assert!(matches!(opened, Err(ImportError::Cancelled { .. })), "{opened:?}");
    assert_eq!(children(), "", "nobody is left");
}

#[cfg(target_os = "linux")]
fn children() -> String {
    let tasks = std::fs::read_dir("/proc/self/task").expect("this process").flatten();
    tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok()).collect()
}

#[cfg(unix)]
#[test]
fn a_reader_that_does_not_start_or_is_another_is_said_and_no_workbook_is_read_without_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().expect("a folder");
    let script = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("rights");
        path
    };
    let length = |text: &str| format!("printf '\\{:03o}\\0\\0\\0\\0\\0\\0\\0%s' '{text}'; exec sleep 1000", text.len());
    for (program, why) in [
        (folder.path().join("none"), "No such file"),
        (script("ends", "echo no library >&2"), "no library"),
        (script("older", &length(r#"{"Ready":"0.0.1"}"#)), "another version"),
        (script("other", "echo what do you want of me; exec sleep 1000"), "could not be started"),
    ] {
        let _one = by(&program);
        let error = open(&workbook(3, 50), &Options::default(), &Progress::new()).expect_err("no reader").one_line();
        assert!(error.starts_with("t.xlsx: the Excel workbook") && error.contains(why), "{error}");
    }
    // Who never answers is waited for until the job is cancelled.
    let _one = by(&script("silent", "exec sleep 1000"));
    let progress = Progress::new();
    progress.cancel();
    let opened = open(&workbook(3, 50), &Options::default(), &progress);
    assert!(matches!(opened, Err(ImportError::Cancelled { .. })), "{:?}", opened.map(|_| ()));
}

#[test]
fn a_reader_ends_with_who_asked_it_in_the_middle_of_its_work() {
    // Another test counts the readers that are there.
    let _one = by(saldo());
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("t.xlsx");
    let Source::Bytes { bytes, .. } = workbook(4_000_000, 500) else { panic!("bytes") };
    std::fs::write(&file, &bytes).expect("a file");
    let mut reader = Command::new(saldo())
        .arg(apart::ARGUMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a reader");
    let path = file.to_str().expect("text");
    let ask = format!(
        "{{\"Open\":{{\"is_old\":false,\"is_path\":true,\"length\":{},\"bound\":{},\"memory\":{}}}}}",
        path.len(),
        u64::MAX,
        4_000_000_000u64
    );
    let mut to = reader.stdin.take().expect("a pipe");
    to.write_all(&(ask.len() as u64).to_le_bytes()).expect("written");
    to.write_all(ask.as_bytes()).expect("written");
    to.write_all(path.as_bytes()).expect("written");
    // It is at work when it says that some of it is done.
    let mut from = reader.stdout.take().expect("a pipe");
    let mut said = Vec::new();
    let begun = |said: &[u8]| {
        let said = String::from_utf8_lossy(said);
        said.match_indices("{\"Done\":{\"done\":").any(|(at, mark)| !said[at + mark.len()..].starts_with('0'))
    };
    while !begun(&said) {
        let mut piece = [0; 64];
        let length = from.read(&mut piece).expect("read");
        assert!(length > 0, "{}", String::from_utf8_lossy(&said));
        said.extend_from_slice(&piece[..length]);
    }
    drop(to);
    from.read_to_end(&mut said).expect("its last words");
    assert!(reader.wait().expect("its end").success());
    assert!(!String::from_utf8_lossy(&said).contains("Sheets"), "it went on to the end");
}

/// The first bytes of an old workbook, and nothing behind them.
fn old_head() -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(600, 0);
    bytes
}
