//! Whatever the text, the block size and the number of threads: the same as one record after another.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use encoding_rs::Encoding;
use proptest::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::encoder::DictionaryEncoder;
use super::parallel;
use super::table_layout::TableLayout;
use crate::data::{Axis, Dataset, Fact};
use crate::import::blocks::{Block, Blocks, BoundaryRule};
use crate::import::formats::{self, Input, ReadPlan};
use crate::import::{Limits, Opened, Options, PreviewSchedule, Progress, Source, open_within, sniff};

fn pools() -> &'static [ThreadPool] {
    static POOLS: OnceLock<Vec<ThreadPool>> = OnceLock::new();
    POOLS.get_or_init(|| {
        [1, 2, 3, 8].map(|threads| ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")).into()
    })
}

/// All that a dataset tells.
fn told(dataset: &Dataset) -> String {
    let facts: Vec<_> = dataset.facts.iter().collect();
    let members = Axis::ALL.map(|axis| dataset.dimension(axis).members().to_vec());
    format!(
        "{:#?}\n{:?}\n{:?}\n{:?} {} {:?}\n{facts:?}",
        dataset.report, dataset.meta, members, dataset.periods, dataset.decimals, dataset.gaps
    )
}

fn read(bytes: &[u8], block: usize) -> String {
    read_with(bytes, block, &Progress::new())
}

fn source(bytes: &[u8]) -> Source {
    Source::Bytes { name: "t.csv".to_owned(), bytes: bytes.into() }
}

fn read_with(bytes: &[u8], block: usize, progress: &Progress) -> String {
    read_from(&source(bytes), block, progress)
}

fn read_from(source: &Source, block: usize, progress: &Progress) -> String {
    let limits = Limits { block, ..Limits::default() };
    match open_within(source, &Options::default(), progress, &limits) {
        Ok(Opened::Dataset(dataset)) => told(&dataset),
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("{error:?}"),
    }
}

/// Holds all ways of reading, from memory and from a file, against that in order.
fn check(bytes: &[u8], sizes: &[usize]) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = Source::Path(folder.path().join("t.csv"));
    std::fs::write(folder.path().join("t.csv"), bytes).expect("a file");
    for source in [source(bytes), file] {
        let expected = read_from(&source, 0, &Progress::new());
        for (pool, size) in pools().iter().cycle().zip(sizes) {
            let found = pool.install(|| read_from(&source, *size, &Progress::new()));
            let text = String::from_utf8_lossy(bytes);
            assert!(found == expected, "in blocks of {size}:\n{found}\nin order:\n{expected}\nof:\n{text:?}");
        }
    }
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => (0..6).prop_map(|n| format!("P{n}")),
        2 => Just("\"Korea, Republic of\"".to_owned()),
        2 => Just("\"two\nlines\"".to_owned()),
        1 => Just("\"two\r\nlines, and\"".to_owned()),
        1 => Just("\"a \"\"so-called\"\" thing, x\"".to_owned()),
        1 => Just("\"\"".to_owned()),
        1 => Just(String::new()),
        1 => Just(" ".to_owned()),
        1 => Just("Côte d’Ivoire, or so long a name".replace(',', "")),
    ]
}

fn odd_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        40 => cell(),
        1 => Just("5\" pipe".to_owned()),
        1 => Just("\"10\" wide\"".to_owned()),
        1 => Just("\"open".to_owned()),
        1 => Just("\"blank\" ".to_owned()),
        1 => Just("a\"".to_owned()),
        1 => Just("\"1\n2\n3\n4,5\"".to_owned()),
        1 => Just("nul\0".to_owned()),
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => (-5000i64..5000, 0usize..3).prop_map(|(n, d)| format!("{:.1$}", n as f64 / 100.0, d)),
        2 => Just(String::new()),
        1 => Just("..".to_owned()),
        1 => Just("many".to_owned()),
        1 => Just("\"1,234.5\"".to_owned()),
        1 => Just("123456789012345678901".to_owned()),
        1 => Just("9000000000.125".to_owned()),
        1 => Just(" 7 ".to_owned()),
    ]
}

fn row(odd: bool) -> impl Strategy<Value = String> {
    let cells = if odd { odd_cell().boxed() } else { cell().boxed() };
    let usual =
        (2000u32..2012, cells.clone(), cells, value(), 0u32..4).prop_map(|(year, partner, sector, value, n)| {
            let flow = ["export", "import", "export", "re-export"][n as usize];
            format!("{year},JPN,{partner},{sector},{flow},{value}")
        });
    if !odd {
        return usual.boxed();
    }
    prop_oneof![
        30 => usual,
        1 => Just(String::new()),
        1 => Just("Source: somebody".to_owned()),
        1 => Just("2001,JPN,P1".to_owned()),
        1 => Just("2001;JPN;P1;S1;export;5".to_owned()),
        1 => Just("2001,JPN,P1,S1,export,5,,".to_owned()),
        1 => Just("2001,JPN,P1,S1,export,5,6".to_owned()),
        1 => Just("soon,JPN,P1,S1,export,5".to_owned()),
        1 => Just(",,,,,".to_owned()),
        1 => Just("2003,,,,,".to_owned()),
    ]
    .boxed()
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let rows = any::<bool>().prop_flat_map(|odd| prop::collection::vec(row(odd), 1..120));
    let end = prop_oneof![4 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r"), 1 => Just("\r\r\n")];
    (rows, end, any::<bool>(), any::<bool>(), 0..30u8, 0..8u8).prop_map(|(rows, end, bom, last, foreign, above)| {
        let mut text = if bom { "\u{feff}".to_owned() } else { String::new() };
        if above == 0 {
            text += &format!("A title of the table{end}{end}");
        }
        text += &format!("period,reporter,partner,sector,flow,value{end}");
        text += &rows.join(end);
        text += if last { end } else { "" };
        let mut bytes = text.into_bytes();
        if foreign == 0
            && let Some(place) = bytes.iter().rposition(|b| *b == b'P')
        {
            bytes[place] = 0xE9;
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn blocks_read_together_tell_what_records_read_in_order_tell(
        bytes in text(),
        sizes in prop::collection::vec(prop_oneof![60usize..300, 300usize..6000], 4),
    ) {
        check(&bytes, &sizes);
    }
}

#[test]
fn ragged_tables_are_read_alike() {
    let mut text = "period,reporter,partner,sector,flow,value,note,remark\n".to_owned();
    for n in 0..3000 {
        text += &format!("{},JPN,P{},S{},export,{}", 1900 + n % 100, n % 7, n, n);
        text += [",,\n", "\n", ",x\n", ",x,y\n"][n % 4];
        if n % 1500 == 700 {
            text += &format!("2001;JPN;P1;Z{n};export;5;;\n");
        }
    }
    check(text.as_bytes(), &[200, 4000, 30_000, 1 << 20]);
}

#[test]
fn columns_that_most_rows_lack_hold_nothing_there() {
    let mut text = "year,partner,exports,imports\n".to_owned();
    for n in 0..600 {
        let imports = if n % 10 == 0 { format!(",{}", n + 7) } else { String::new() };
        text += &format!("{},P{},{n}{imports}\n", 2000 + n % 9, n / 10);
    }
    check(text.as_bytes(), &[100, 700, 4000, 1 << 20]);
    assert!(is_read_together(&text, 700));
}

#[test]
fn wide_tables_and_names_beside_codes_are_read_alike() {
    let mut text = "reporter code,reporter,partner code,partner,flow,2000,2001,2002\n".to_owned();
    for n in 0..900 {
        let code = if n % 11 == 0 { String::new() } else { format!("{:03}", 100 + n % 50) };
        text += &format!("392,Japan,{code},\"Country {}, the\",{},{n},,{}.5\n", n % 53, ["X", "M"][n % 2], n * 3);
    }
    check(text.as_bytes(), &[150, 1000, 9000, 1 << 20]);
}

/// A table with a column for each of so many months, in which one cell of `one_in` holds something.
fn months(rows: usize, one_in: usize, end: &str) -> String {
    let header = (0..40).map(|n| format!(",{}-{:02}", 2000 + n / 12, n % 12 + 1));
    let mut text = format!("reporter,partner,flow,status{}{end}", header.collect::<String>());
    let odd = ["", "..", "many", "\"1,234.5\"", "\"\"", " ", "123456789012345678901", "(c)", "\" 7 \"", "0", "-17.25"];
    let held = |n: usize| odd.get(n % 60).map_or_else(|| format!("{}.5", n * 3), |odd| (*odd).to_owned());
    for row in 0..rows {
        // Stretches of rows that hold some figures, that are full, that hold a few, and that hold nothing.
        let one_in = [one_in, 1, one_in * 3, usize::MAX][row / 150 % 4];
        let cell = |at: usize| {
            if (row * 40 + at * 7).is_multiple_of(one_in) { held(row * 7 + at * at) } else { String::new() }
        };
        let status = ["", "", "", "confidential", "e", "missing"][row % 6];
        let name = ["JPN", "JPN", "JPN", "JPN", ""][row / 7 % 5];
        text += &format!("{name},P{},{},{status}", row % 900, ["export", "import", ""][row / 11 % 3]);
        (0..40).for_each(|at| text += &format!(",{}", cell(at)));
        text += end;
        match row % 211 {
            5 => text += &format!("A remark{}{end}", ",".repeat(43)),
            6 => text += &format!("{}{end}", ",".repeat(43)),
            7 => text += &format!("JPN,P1,export,,5{end}"),
            8 => text += &format!("JPN,P1,export,{}6{end}", ",".repeat(50)),
            _ => {}
        }
    }
    text
}

#[test]
fn tables_of_mostly_nothing_are_read_alike() {
    for (one_in, end) in [(9, "\n"), (41, "\r\n"), (997, "\n")] {
        let text = months(2000, one_in, end);
        check(text.as_bytes(), &[900, 5000, 60_000, 1 << 20]);
        assert!(is_read_together(&text, 20_000));
    }
}

/// The facts of a text in words.
fn facts_of(text: &str) -> Vec<String> {
    let limits = Limits { block: 7000, ..Limits::default() };
    let opened = open_within(&source(text.as_bytes()), &Options::default(), &Progress::new(), &limits);
    let Ok(Opened::Dataset(dataset)) = opened else { panic!("no dataset: {opened:?}") };
    let words = |fact: Fact| {
        let code = |axis: Axis| &dataset.dimension(axis).get(fact.member(axis)).code;
        let period = dataset.periods[usize::from(fact.period)];
        let (reporter, partner) = (code(Axis::Reporter), code(Axis::Partner));
        format!("{period} {reporter} {partner} {:?} {} {:?}", fact.flow, fact.value, fact.status)
    };
    let mut facts: Vec<String> = dataset.facts.iter().map(words).collect();
    facts.sort();
    facts
}

#[test]
fn a_table_of_mostly_nothing_has_the_facts_that_its_cells_have_as_rows() {
    let wide = months(600, 9, "\n");
    let whole = |line: &&str| line.split(',').count() == 44 && !line.contains('"');
    let lines: Vec<&str> = wide.lines().filter(whole).collect();
    let mut tidy = "period,reporter,partner,flow,status,value\n".to_owned();
    let months: Vec<&str> = lines[0].split(',').skip(4).collect();
    for line in &lines[1..] {
        let cells: Vec<&str> = line.split(',').collect();
        for (month, cell) in months.iter().zip(&cells[4..]) {
            tidy += &format!("{month},{},{cell}\n", cells[..4].join(","));
        }
    }
    let found = facts_of(&(lines.join("\n") + "\n"));
    assert!(found.len() > 1500, "{}", found.len());
    assert!(found == facts_of(&tidy));
}

#[test]
fn what_several_columns_tell_together_is_read_alike() {
    let mut text = "year,month,reporter,partner,flow,status,value\n".to_owned();
    for n in 0..4000usize {
        let month = if n % 97 == 5 { String::new() } else { (n % 12 + 1).to_string() };
        let flow = ["export", "\"import\"", "export", "re-export"][n % 4];
        let status = ["", "e", "\"a \"\"flag\"\"\"", "p", "confidential, not to be shown"][n * 7 / 3 % 5];
        let status = if status.contains("not") { format!("\"{status}\"") } else { status.to_owned() };
        text += &format!("{},{month},JPN,P{},{flow},{status},{n}.5\n", 1900 + n / 40, n % 10);
    }
    check(text.as_bytes(), &[150, 1000, 9000, 1 << 20]);
    assert!(is_read_together(&text, 4000));
}

/// Whether a text is read in blocks, not in order after all.
fn is_read_together(text: &str, block: usize) -> bool {
    let source = source(text.as_bytes());
    let (options, progress, limits) = (Options::default(), Progress::new(), Limits { block, ..Limits::default() });
    let sniffed = sniff::sniff(&source, None, None, &progress, &limits).expect("a table");
    let input = Input { source: &source, sniffed: &sniffed, options: &options, progress: &progress, limits: &limits };
    let Ok(ReadPlan::Ready(recipe, _)) = formats::plan(&input) else { panic!("no recipe") };
    let layout = TableLayout::compile("t.csv", sniffed.header_line, &sniffed.header, &recipe).expect("a layout");
    let encoder = DictionaryEncoder::new(Arc::new(layout), Arc::new(*recipe));
    parallel::read(&encoder, &input, sniffed.encoding, (None, None)).expect("bytes").is_some()
}

#[test]
fn what_is_tidy_is_read_in_blocks() {
    let rows = |row: &str| format!("period,reporter,partner,sector,flow,value\n{}", row.repeat(200));
    for row in [
        "2001,JPN,P1,S1,export,5\n",
        "2001,JPN,P1,S1,export,5\r\n",
        "2001,JPN,\"P, 1\",\"two\nlines\",export,\"1,234.5\"\r\n",
        "2001,JPN,\"the \"\"so-called\"\" P, 1\",\"two\r\n\r\nlines\",export,\"1,234.5\"\n",
        "2001,JPN,P1,S1,export,5\n2001,JPN,P1\n\n2001,JPN,P1,S1,export,5,,\n",
        "2001,JPN,Türkiye,S1,export,5\n",
    ] {
        for block in [150, 1000, 1 << 20] {
            assert!(is_read_together(&rows(row), block), "{row:?} in blocks of {block}");
        }
    }
    let stray = rows("2001,JPN,P1,S1,export,5\n").replacen("S1", "\"S1", 1);
    assert!(!is_read_together(&stray, 1000));
}

#[test]
fn a_quote_that_is_text_leaves_the_rest_of_the_file_to_be_read_in_blocks() {
    for row in ["2001,JPN,P1,S1,export,5\n", "2001,JPN,\"P, 1\",\"two\n\"\"lines\"\"\",export,5\n"] {
        for odd in ["5\" pipe", "a\"", "\"10\" wide\"", "\"wide\" or so", "\"blank\" "] {
            let table = |at: usize| {
                let rows = row.repeat(at) + &row.replacen('P', "Q", 1).replacen("JPN", odd, 1) + &row.repeat(300 - at);
                format!("period,reporter,partner,sector,flow,value\n{rows}")
            };
            for at in [1, 130, 299] {
                check(table(at).as_bytes(), &[150, 1000, 5000, 1 << 20]);
                for block in [400, 1000, 5000] {
                    assert!(
                        is_read_together(&table(at), block),
                        "{odd:?} after {at} rows of {row:?}, blocks of {block}"
                    );
                }
            }
        }
    }
}

/// What a file gives while somebody looks after every block, and what is shown of it: the encoding, and all it tells.
fn watched(bytes: &[u8], block: usize) -> (String, Vec<(String, String)>) {
    let (progress, shown) = (Progress::new(), Arc::new(Mutex::new(Vec::new())));
    let seen = Arc::clone(&shown);
    progress.show_preview(PreviewSchedule::new(Duration::ZERO, move |dataset, _| {
        seen.lock().expect("a list").push((dataset.report.encoding.clone(), told(&dataset)));
    }));
    let whole = read_with(bytes, block, &progress);
    let shown = std::mem::take(&mut *shown.lock().expect("a list"));
    (whole, shown)
}

/// What the first rows of a file give by themselves, where the file is cut behind so many lines.
fn first_rows(bytes: &[u8], lines: usize, encoding: &'static Encoding) -> Option<String> {
    let (options, progress, limits) = (Options::default(), Progress::new(), Limits { block: 0, ..Limits::default() });
    let (all, mut ends) = (source(bytes), memchr::memchr_iter(b'\n', bytes));
    let first = source(ends.nth(lines.saturating_sub(1)).and_then(|end| bytes.get(..=end)).unwrap_or(bytes));
    // What the file is, its whole head says.
    let sniffed = sniff::sniff(&all, None, None, &progress, &limits).ok()?;
    let input = Input { source: &all, sniffed: &sniffed, options: &options, progress: &progress, limits: &limits };
    let Ok(ReadPlan::Ready(recipe, setup)) = formats::plan(&input) else { return None };
    let input = Input { source: &first, ..input };
    super::load_as(&input, &recipe, &setup, encoding, None).ok().map(|(dataset, _)| told(&dataset))
}

/// How many lines there are up to the end of each block.
fn block_ends(bytes: &[u8], block: usize, encoding: &'static Encoding, how: BoundaryRule) -> Vec<usize> {
    let (progress, source) = (Progress::new(), source(bytes));
    let blocks = Blocks::open(&source, &progress, encoding, (b','.into(), how), block).expect("bytes");
    let (mut at, mut lines, mut ends) = (Block::default(), 0, Vec::new());
    while blocks.next(&mut at).unwrap_or(false) {
        let (padded, length) = at.padded();
        lines += memchr::memchr_iter(b'\n', &padded[..length]).count();
        ends.push(if at.is_last { usize::MAX } else { lines });
    }
    ends
}

/// Holds what is shown of a file against what its first rows give; gives how often something is shown.
fn check_watched(bytes: &[u8], block: usize) -> usize {
    let (whole, shown) = watched(bytes, block);
    let text = String::from_utf8_lossy(bytes);
    assert!(whole == read(bytes, 0), "watched in blocks of {block}: another dataset of:\n{text:?}");
    for (name, told) in &shown {
        let encoding = Encoding::for_label(name.as_bytes()).expect("an encoding");
        let mut ends = [BoundaryRule::ByPairs, BoundaryRule::ByCells]
            .into_iter()
            .flat_map(|how| block_ends(bytes, block, encoding, how));
        let found = ends.any(|lines| first_rows(bytes, lines, encoding).as_ref() == Some(told));
        assert!(found, "in blocks of {block} there was shown:\n{told}\nwhich are no first rows of:\n{text:?}");
    }
    shown.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn whoever_looks_sees_the_first_rows_and_changes_nothing(
        bytes in text(),
        block in prop_oneof![150usize..600, 600usize..3000],
        pool in 0usize..4,
    ) {
        pools()[pool].install(|| check_watched(&bytes, block));
    }
}

#[test]
fn every_block_is_shown_to_whoever_looks() {
    let row =
        |n: usize| format!("{},JPN,P{},\"S, {}\",{},{n}.5\n", 2000 + n % 9, n % 7, n % 5, ["export", "import"][n % 2]);
    let text = format!("period,reporter,partner,sector,flow,value\n{}", (0..400).map(row).collect::<String>());
    let blocks = block_ends(text.as_bytes(), 2000, encoding_rs::UTF_8, BoundaryRule::ByPairs).len();
    assert!(blocks > 4);
    assert_eq!(pools()[0].install(|| check_watched(text.as_bytes(), 2000)), blocks);
    for pool in pools() {
        assert!(pool.install(|| check_watched(text.as_bytes(), 700)) <= text.len() / 500);
    }
}

#[test]
fn what_is_read_in_order_is_shown_as_well() {
    let row = |n: usize| format!("{},JPN,P{},S{},export,{n}\n", 1900 + n % 100, n % 7, n / 100);
    let text = format!("period,reporter,partner,sector,flow,value\n{}", (0..9000).map(row).collect::<String>());
    let (whole, shown) = watched(text.as_bytes(), 0);
    assert_eq!(whole, read(text.as_bytes(), 1 << 20));
    let shown: Vec<Option<String>> = shown.into_iter().map(|(_, told)| Some(told)).collect();
    let expected = [4097, 8193].map(|lines| first_rows(text.as_bytes(), lines, encoding_rs::UTF_8));
    assert_eq!(shown, expected);
}

#[test]
fn a_cancelled_reading_shows_nothing_more() {
    let text = format!("period,reporter,partner,sector,flow,value\n{}", "2001,JPN,P1,S1,export,5\n".repeat(400));
    let (progress, shown) = (Arc::new(Progress::new()), Arc::new(Mutex::new(0)));
    let (cancel, seen) = (Arc::downgrade(&progress), Arc::clone(&shown));
    progress.show_preview(PreviewSchedule::new(Duration::ZERO, move |_, is_cancelled| {
        assert!(!is_cancelled());
        cancel.upgrade().expect("a job").cancel();
        assert!(is_cancelled());
        *seen.lock().expect("a number") += 1;
    }));
    let found = pools()[0].install(|| read_with(text.as_bytes(), 700, &progress));
    assert!(found.starts_with("Cancelled"), "{found}");
    assert_eq!(*shown.lock().expect("a number"), 1);
}
