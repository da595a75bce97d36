//! Files that come to harm: cut short, with bytes flipped, in other encodings and line ends, packed.
//!
//! The seeds under `fixtures/seeds` are one small table for each publisher's layout; the fuzz targets begin with them,
//! too. A folder of real files can be put to the same test: `SALDO_FILES=DIR cargo test --test damage -- --nocapture`
//! prints for each file how long the slowest damaged copy took and how much memory the largest needed.

#![expect(clippy::expect_used, reason = "a test stops where something is not as it says")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use encoding_rs::{EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};
use saldo::data::Flow;
use saldo::import::{Opened, Options, Progress, Source, open};

const ENCODINGS: [&Encoding; 5] = [WINDOWS_1252, SHIFT_JIS, EUC_JP, GB18030, EUC_KR];
const CUTS: usize = 20;
const FLIPS: usize = 100;

/// A damaged or otherwise packed copy of a file.
struct Copy {
    /// What was done.
    how: String,
    /// The file's name, whose ending tells the container.
    name: String,
    bytes: Vec<u8>,
    /// Whether it says the same as the original.
    same: bool,
}

fn copies(name: &str, bytes: &[u8]) -> Vec<Copy> {
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let copy = |how: &str, bytes: Vec<u8>, same| Copy { how: how.to_owned(), name: name.to_owned(), bytes, same };
    let mut all = Vec::new();
    for _ in 0..CUTS {
        let at = place(&mut rng, bytes.len());
        all.push(copy(&format!("cut at {at}"), bytes.get(..at).unwrap_or_default().to_vec(), false));
    }
    let mut flipped = bytes.to_vec();
    for _ in 0..FLIPS {
        let (at, bit) = (place(&mut rng, bytes.len()), rng.next_u32() % 8);
        if let Some(byte) = flipped.get_mut(at) {
            *byte ^= 1 << bit;
        }
    }
    all.push(copy("flipped bytes", flipped, false));
    if let Some(text) = text_of(bytes) {
        let mut others = as_other_text(&text, &copy);
        // JSON is UTF-8 and nothing else.
        let json = Path::new(name).extension().is_some_and(|ending| ending == "json");
        others.retain(|copy| !json || !copy.how.starts_with("UTF-16"));
        all.extend(others);
    }
    all.push(Copy { name: format!("{name}.gz"), ..copy("gzipped", gz(bytes), true) });
    all.push(Copy { name: "packed.zip".to_owned(), ..copy("zipped", zipped(name, bytes), true) });
    all
}

fn place(rng: &mut TestRng, length: usize) -> usize {
    (rng.next_u64() % length.max(1) as u64) as usize
}

/// The text of a file that is UTF-8.
fn text_of(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    (!text.contains('\0')).then(|| text.trim_start_matches('\u{feff}').to_owned())
}

fn as_other_text(text: &str, copy: &dyn Fn(&str, Vec<u8>, bool) -> Copy) -> Vec<Copy> {
    let mut all = Vec::new();
    // Signs alone do not tell one code page from another; letters do.
    let asian = text.is_ascii() || text.chars().any(|c| c >= '\u{3040}');
    for encoding in ENCODINGS {
        let (bytes, _, lost) = encoding.encode(text);
        all.push(copy(encoding.name(), bytes.into_owned(), !lost && (asian || encoding == WINDOWS_1252)));
    }
    let wide =
        |order: fn(u16) -> [u8; 2]| "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect();
    all.push(copy("UTF-16LE", wide(u16::to_le_bytes), true));
    all.push(copy("UTF-16BE", wide(u16::to_be_bytes), true));
    all.push(copy("UTF-8 with a mark", format!("\u{feff}{text}").into_bytes(), true));
    let plain = text.replace("\r\r\n", "\n").replace("\r\n", "\n");
    for (how, end) in [("CRLF", "\r\n"), ("CR", "\r"), ("CRCRLF", "\r\r\n")] {
        all.push(copy(how, plain.replace('\n', end).into_bytes(), true));
    }
    all
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).and_then(|()| packed.finish()).expect("packed")
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
    archive.write_all(bytes).expect("packed");
    archive.finish().expect("packed").into_inner()
}

/// What a file says, so that two readings can be compared.
#[derive(Debug, PartialEq, Eq)]
enum Says {
    Figures { rows: u64, facts: usize, sums: BTreeMap<Flow, String> },
    Question,
    Choice,
    Refusal,
}

/// Opens a copy. Whatever it holds, it is no panic, and every row is accounted for.
fn read(name: &str, bytes: &[u8]) -> Says {
    let source = Source::Bytes { name: name.to_owned(), bytes: Arc::from(bytes) };
    match open(&source, &Options::default(), &Progress::new()) {
        Ok(Opened::Dataset(dataset)) => {
            assert!(dataset.report.balances(), "{name}: {:?}", dataset.report);
            let mut sums: BTreeMap<Flow, i128> = BTreeMap::new();
            dataset.facts.iter().for_each(|fact| *sums.entry(fact.flow).or_default() += i128::from(fact.value));
            let sums =
                sums.into_iter().map(|(flow, units)| (flow, dataset.amount(units).trimmed().to_string())).collect();
            Says::Figures { rows: dataset.report.rows.used, facts: dataset.facts.len(), sums }
        }
        Ok(Opened::Question(_) | Opened::Disputed(_)) => Says::Question,
        Ok(Opened::Choice(_)) => Says::Choice,
        Err(error) => {
            assert!(!error.one_line().is_empty());
            Says::Refusal
        }
    }
}

fn seeds() -> Vec<PathBuf> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/seeds"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found.sort();
    found
}

fn name_of(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

#[test]
fn a_damaged_file_never_stops_the_program_and_a_faithful_copy_says_the_same() {
    let mut differences = String::new();
    let seeds = seeds();
    assert!(seeds.len() > 20, "the seeds are missing");
    for path in seeds {
        let (name, bytes) = (name_of(&path), std::fs::read(&path).expect("a seed"));
        let original = read(&name, &bytes);
        for copy in copies(&name, &bytes) {
            let found = read(&copy.name, &copy.bytes);
            if copy.same && found != original {
                let _ = writeln!(differences, "{name}, {}: {found:?} instead of {original:?}", copy.how);
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

/// How a folder of real files bears the same; prints a table and stops at nothing but a panic.
#[test]
fn a_folder_of_real_files_bears_the_same() {
    let Some(folder) = std::env::var_os("SALDO_FILES") else { return };
    println!("file | copies | slowest | peak memory less the copy's size x 3 | other figures");
    let mut panics = 0;
    for path in files(Path::new(&folder)) {
        let (name, bytes) = (name_of(&path), std::fs::read(&path).expect("a file"));
        if name == "README.md" {
            continue;
        }
        let original = read(&name, &bytes);
        let (mut slowest, mut largest) = ((Duration::ZERO, String::new()), (0, String::new()));
        let (mut other, copies) = (Vec::new(), copies(&name, &bytes));
        let count = copies.len();
        for copy in copies {
            let (start, before) = (Instant::now(), reset_peak());
            let found = std::panic::catch_unwind(|| read(&copy.name, &copy.bytes));
            let (took, grown) = (start.elapsed(), peak().saturating_sub(before));
            slowest = slowest.max((took, copy.how.clone()));
            largest = largest.max((grown, copy.how.clone()));
            match found {
                Ok(found) if copy.same && found != original => other.push(format!("{}: {found:?}", copy.how)),
                Ok(_) => {}
                Err(_) => {
                    panics += 1;
                    other.push(format!("{}: PANIC", copy.how));
                }
            }
        }
        println!(
            "{name} ({} MB) | {count} | {:.2} s {} | {} MB {} | {}",
            bytes.len() >> 20,
            slowest.0.as_secs_f64(),
            slowest.1,
            largest.0 >> 10,
            largest.1,
            other.join("; ")
        );
    }
    assert_eq!(panics, 0);
}

/// Begins to measure memory anew; the memory now in use, in KiB (0 where the system does not tell).
fn reset_peak() -> u64 {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    status("VmRSS:")
}

/// The most memory in use since, in KiB.
fn peak() -> u64 {
    status("VmHWM:")
}

fn status(key: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Cells and stretches that readers trip over.
const NASTY: [&str; 24] = [
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "'",
    "\\",
    "-",
    ".",
    "..",
    "1e999",
    "NaN",
    "99999999999999999999",
    "0.000000000000000001",
    "2024",
    "2024-13",
    "\u{feff}",
    "\u{3042}",
    "=1+1",
    " ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// The short form of the fuzz targets: a seed with nasty cells in it, cut, repeated, and joined to another.
    #[test]
    fn whatever_is_done_to_a_table_its_rows_are_accounted_for(
        which in 0usize..64,
        other in 0usize..64,
        changes in proptest::collection::vec((0.0f64..1.0, 0usize..NASTY.len(), 0usize..4), 0..8),
        cut in proptest::option::of(0.0f64..1.0),
    ) {
        let seeds = seeds();
        let path = &seeds[which % seeds.len()];
        let mut bytes = std::fs::read(path).expect("a seed");
        for (place, nasty, what) in changes {
            let at = (place * bytes.len() as f64) as usize;
            let line = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |end| at + end + 1);
            match what {
                0 => drop(bytes.splice(at..at, NASTY[nasty].bytes())),
                1 => drop(bytes.splice(at..(at + 3).min(bytes.len()), NASTY[nasty].bytes())),
                2 => drop(bytes.drain(at..line)),
                _ => bytes.extend_from_within(at..line),
            }
        }
        if let Some(cut) = cut {
            let joined = std::fs::read(&seeds[other % seeds.len()]).expect("a seed");
            let from = (cut * joined.len() as f64) as usize;
            bytes.extend_from_slice(&joined[from..]);
        }
        read(&name_of(path), &bytes);
    }
}
