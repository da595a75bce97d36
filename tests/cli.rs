//! The command line as a script sees it: what is printed where, the exact numbers, and the exit status.
//!
//! The expected numbers come from the published figures, not from the program.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where something is wrong")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const LIBRARY: [&str; 7] = [
    "japan-digital",
    "japan-goods",
    "japan-services",
    "japan-services-monthly",
    "japan-services-partners",
    "us-goods",
    "digital-services-world",
];

fn saldo(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_saldo")).args(arguments).output().expect("saldo starts")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

/// What a command that must succeed prints.
fn printed(arguments: &[&str]) -> String {
    let output = saldo(arguments);
    assert_eq!(output.status.code(), Some(0), "saldo {arguments:?}: {}", stderr(&output));
    stdout(&output).to_owned()
}

/// The one line that a command that must fail says.
fn refused(arguments: &[&str], status: i32) -> String {
    let output = saldo(arguments);
    let said = stderr(&output).to_owned();
    assert_eq!(output.status.code(), Some(status), "saldo {arguments:?}: {said}");
    assert_eq!(stdout(&output), "", "saldo {arguments:?} prints nothing when it fails");
    assert_eq!(said.lines().count(), 1, "saldo {arguments:?} says one line: {said}");
    said
}

/// A row of `query --format csv`.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    period: String,
    code: String,
    label: String,
    value: String,
    status: String,
    unit: String,
}

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().expect("a header"), vec!["period", "code", "label", "value", "status", "unit"]);
    let row = |record: csv::StringRecord| {
        let field = |at: usize| record[at].to_owned();
        let [period, code, label, value, status, unit] = [0, 1, 2, 3, 4, 5].map(field);
        Row { period, code, label, value, status, unit }
    };
    reader.records().map(|record| row(record.expect("a record"))).collect()
}

fn query(arguments: &[&str]) -> Vec<Row> {
    rows(&printed(&[&["query"], arguments].concat()))
}

fn value_of<'a>(rows: &'a [Row], code: &str, period: &str) -> (&'a str, &'a str) {
    let found = rows.iter().find(|row| row.code == code && row.period == period);
    let row = found.unwrap_or_else(|| panic!("{code} in {period} is not among {rows:?}"));
    (&row.value, &row.status)
}

/// A decimal as a whole number of millionths: no float stands between the file and the sum.
fn millionths(text: &str) -> i128 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(fraction.len() <= 6, "{text} has more decimals than are counted here");
    sign * format!("{whole}{fraction:0<6}").parse::<i128>().unwrap_or_else(|_| panic!("{text:?} is not a decimal"))
}

#[test]
fn the_library_is_listed() {
    let list = printed(&["library"]);
    let names: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, LIBRARY.map(|name| format!("library:{name}")));
}

#[test]
fn every_dataset_accounts_for_its_rows() {
    for name in LIBRARY {
        let source = format!("library:{name}");
        let all: Value = serde_json::from_str(&printed(&["inspect", "--json", &source])).expect("JSON");
        let [seen] = all.as_array().expect("an array").as_slice() else { panic!("one object for one file") };
        let number = |key: &str| seen[key].as_u64().unwrap_or_else(|| panic!("{name}: {key} is no number: {seen}"));
        let text = |key: &str| seen[key].as_str().unwrap_or_else(|| panic!("{name}: {key} is no text: {seen}"));
        let list = |key: &str| seen[key].as_array().unwrap_or_else(|| panic!("{name}: {key} is no list: {seen}"));
        let sum = number("rows_used") + number("rows_left_out") + number("rows_rejected");
        assert_eq!(number("rows_read"), sum, "{name}");
        // Every line of the file but its header; the library's files have no line breaks within fields.
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("sample_data/{name}.csv"));
        let lines = std::fs::read_to_string(path).expect("the file").lines().count() as u64;
        assert_eq!(number("rows_read"), lines - 1, "{name}");
        assert_eq!(number("rows_rejected"), 0, "{name}");
        let reasons = list("reasons").iter();
        let told: u64 = reasons
            .map(|reason| {
                assert!(!reason["reason"].as_str().unwrap_or_default().is_empty(), "{name}: {reason}");
                assert!(reason["first_line"].as_u64().is_some_and(|line| line > 1), "{name}: {reason}");
                reason["count"].as_u64().expect("a count")
            })
            .sum();
        assert_eq!(told, number("rows_left_out") + number("rows_rejected"), "{name}: each row has its reason");
        assert_eq!(text("file"), source);
        assert_eq!((text("encoding"), text("delimiter")), ("UTF-8", "comma"), "{name}");
        for key in ["format", "container", "unit", "basis", "first_period", "last_period"] {
            assert!(!text(key).is_empty(), "{name}: {key}");
        }
        for key in ["reporters", "partners", "sectors"] {
            assert!(number(key) > 0, "{name}: {key}");
        }
        for key in ["flows", "frequency"] {
            assert!(!list(key).is_empty(), "{name}: {key}");
        }
        list("warnings");
    }
}

#[test]
fn several_files_are_several_objects() {
    let text = printed(&["inspect", "--json", "library:us-goods", "library:japan-digital"]);
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let files: Vec<&str> = all.as_array().expect("an array").iter().filter_map(|one| one["file"].as_str()).collect();
    assert_eq!(files, ["library:us-goods", "library:japan-digital"]);
}

#[test]
fn cells_are_the_table_as_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/japan-digital.csv");
    let text = std::fs::read_to_string(&path).expect("the file");
    let cells = |text: &str| -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|record| record.expect("CSV").iter().map(str::to_owned).collect()).collect()
    };
    assert_eq!(cells(&printed(&["inspect", "--cells", "library:japan-digital"])), cells(&text));
}

#[test]
fn the_digital_deficit_in_its_two_definitions() {
    let rows = query(&["--by", "sector", "--frequency", "year", "library:japan-digital"]);
    assert_eq!(value_of(&rows, "narrow", "2014"), ("-20225", "ok"));
    assert_eq!(value_of(&rows, "narrow", "2024"), ("-64622", "ok"));
    assert_eq!(value_of(&rows, "wide", "2024"), ("-66506", "ok"));
    for year in ["2017", "2018", "2019", "2020", "2021"] {
        for code in ["narrow", "wide"] {
            assert_eq!(value_of(&rows, code, year), ("", "missing"), "{code} {year}");
        }
    }
    // Two readings of the same thing: nothing adds them up.
    assert!(rows.iter().all(|row| row.code == "narrow" || row.code == "wide"), "{rows:?}");
}

#[test]
fn a_bilateral_balance_is_the_sum_of_its_months() {
    let year = |by: &'static str| ["--partner", "JPN", "--from", "2024", "--to", "2024", "--frequency", by];
    let whole = query(&[&year("year")[..], &["library:us-goods"]].concat());
    assert_eq!(whole.len(), 1, "{whole:?}");
    assert_eq!(value_of(&whole, "all", "2024"), ("-68608.9", "ok"));
    let months = query(&[&year("month")[..], &["library:us-goods"]].concat());
    assert_eq!(months.len(), 12, "{months:?}");
    assert_eq!(months.iter().map(|row| millionths(&row.value)).sum::<i128>(), millionths("-68608.9"));
    let quarters = query(&[&year("quarter")[..], &["library:us-goods"]].concat());
    assert_eq!(quarters.iter().map(|row| millionths(&row.value)).sum::<i128>(), millionths("-68608.9"));
    assert_eq!(quarters[0].period, "2024Q1");
}

#[test]
fn a_member_has_many_names() {
    let by = |name: &str| query(&["--partner", name, "--from", "2024", "--to", "2024", "library:us-goods"]);
    let expected = by("JPN");
    for name in ["JP", "Japan", "jpn"] {
        assert_eq!(by(name), expected, "{name}");
    }
}

#[test]
fn the_parts_of_japans_goods_add_up_to_the_published_whole() {
    let range = ["--from", "2024", "--to", "2024", "library:japan-goods"];
    let whole = query(&range);
    assert_eq!(whole.len(), 1, "{whole:?}");
    assert_eq!(value_of(&whole, "all", "2024"), ("-5628.45", "ok"));
    for by in ["partner", "sector"] {
        let parts = query(&[&["--by", by], &range[..]].concat());
        assert!(parts.len() > 5, "{by}: {parts:?}");
        let sum: i128 = parts.iter().map(|row| millionths(&row.value)).sum();
        assert_eq!(sum, millionths("-5628.45"), "{by}");
        assert!(!parts.iter().any(|row| row.code == "WLD" || row.code == "EU"), "{by}: a group beside its members");
    }
}

#[test]
fn exports_less_imports_is_the_balance() {
    let measure = |measure| {
        let range = ["--from", "2009", "--to", "2025", "--measure", measure, "library:japan-goods"];
        query(&range).into_iter().map(|row| (row.period, millionths(&row.value))).collect::<BTreeMap<_, _>>()
    };
    let (exports, imports) = (measure("exports"), measure("imports"));
    assert_eq!(exports.len(), 17);
    for (period, balance) in measure("balance") {
        assert_eq!(exports[&period] - imports[&period], balance, "{period}");
    }
    for (period, turnover) in measure("turnover") {
        assert_eq!(exports[&period] + imports[&period], turnover, "{period}");
    }
}

#[test]
fn json_says_the_same_as_csv() {
    let view = ["--by", "partner", "--top", "3", "--frequency", "year", "--from", "2015", "library:us-goods"];
    let text = printed(&[&["query", "--format", "json"], &view[..]].concat());
    let objects: Value = serde_json::from_str(&text).expect("JSON");
    let text_of = |object: &Value, key: &str| object[key].as_str().unwrap_or_default().to_owned();
    let from_json: Vec<Row> = objects
        .as_array()
        .expect("an array")
        .iter()
        .map(|object| Row {
            period: text_of(object, "period"),
            code: text_of(object, "code"),
            label: text_of(object, "label"),
            value: text_of(object, "value"),
            status: text_of(object, "status"),
            unit: text_of(object, "unit"),
        })
        .collect();
    assert_eq!(from_json, query(&view));
    let units: Vec<&str> = from_json.iter().map(|row| row.unit.as_str()).collect();
    assert!(units.iter().all(|unit| *unit == "million US dollars"), "{units:?}");
    let share = query(&["--by", "partner", "--measure", "exports", "--transform", "share", "library:us-goods"]);
    assert_eq!(share[0].unit, "percent");
    assert!(objects[0]["value"].is_string(), "an exact decimal is no float: {}", objects[0]);
}

#[test]
fn an_unknown_member_is_wrong_usage_and_the_nearest_is_offered() {
    for (typed, nearest) in [("Japn", "JPN (Japan)"), ("Germny", "DEU (Germany)"), ("Chnia", "CHN (China)")] {
        let said = refused(&["query", "--partner", typed, "library:us-goods"], 2);
        assert!(said.contains(typed) && said.contains(nearest), "{said}");
    }
    let said = refused(&["query", "--sector", "narow", "library:japan-digital"], 2);
    assert!(said.contains("narrow"), "{said}");
}

#[test]
fn a_missing_file_is_named() {
    let said = refused(&["query", "no-such-folder/trade.csv"], 1);
    assert!(said.contains("no-such-folder/trade.csv"), "{said}");
    for task in [&["inspect"][..], &["inspect", "--json"], &["inspect", "--cells"], &["render", "-o", "a.svg"]] {
        let said = refused(&[task, &["no-such-folder/trade.csv"]].concat(), 1);
        assert!(said.contains("no-such-folder/trade.csv"), "{said}");
    }
    let said = refused(&["query", "library:us-good"], 1);
    assert!(said.contains("library:us-goods"), "the nearest dataset is offered: {said}");
    assert!(!Path::new("a.svg").exists(), "a render that fails leaves nothing behind");
}

#[test]
fn wrong_usage_has_its_own_status() {
    let wrong: [&[&str]; 9] = [
        &["query", "--no-such-option", "library:us-goods"],
        &["query"],
        &["query", "--by", "colour", "library:us-goods"],
        &["query", "--from", "sometime", "library:us-goods"],
        &["query", "--top", "-1", "library:us-goods"],
        &["inspect", "--json", "--cells", "library:us-goods"],
        &["render", "library:us-goods"],
        &["render", "-o", "figure.gif", "library:us-goods"],
        &["render", "-o", "figure.svg", "--size", "wide", "library:us-goods"],
    ];
    for arguments in wrong {
        let output = saldo(arguments);
        assert_eq!(output.status.code(), Some(2), "saldo {arguments:?}: {}", stderr(&output));
        assert!(!stderr(&output).is_empty() && stdout(&output).is_empty(), "saldo {arguments:?}");
    }
    let said = refused(&["query", "--from", "2024", "--to", "2020", "library:us-goods"], 2);
    assert!(said.contains("2024") && said.contains("2020"), "{said}");
}

#[test]
fn a_size_of_memory_that_cannot_be_read_is_refused_and_not_passed_over() {
    let within = |memory: &str, arguments: &[&str]| {
        let mut saldo = Command::new(env!("CARGO_BIN_EXE_saldo"));
        let output = saldo.args(arguments).env("SALDO_MEMORY", memory).output().expect("saldo starts");
        (output.status.code(), stderr(&output).to_owned())
    };
    for arguments in [&["query", "library:us-goods"][..], &["nothing.csv"]] {
        let (status, said) = within("much", arguments);
        assert_eq!((status, said.lines().count()), (Some(2), 1), "{said}");
        assert!(said.contains("SALDO_MEMORY is “much”: expected a size such as 800MB"), "{said}");
    }
    assert_eq!(within("", &["library"]).0, Some(0), "nothing is said");
    let (status, said) = within("1kB", &["query", "library:us-goods"]);
    assert!(status == Some(1) && said.contains("more memory than 1 kB"), "{said}");
    assert_eq!(within("2GB", &["query", "library:us-goods"]).0, Some(0));
}

#[test]
fn help_and_version_are_no_faults() {
    assert!(printed(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
    for arguments in [&["--help"][..], &["query", "--help"], &["inspect", "--help"], &["render", "--help"]] {
        assert!(printed(arguments).contains("Usage"), "{arguments:?}");
    }
}

/// Renders into a folder that is gone when the test ends.
fn rendered(folder: &tempfile::TempDir, name: &str, arguments: &[&str]) -> Vec<u8> {
    let path: PathBuf = folder.path().join(name);
    let path_text = path.to_str().expect("a plain path");
    printed(&[&["render", "--output", path_text], arguments].concat());
    std::fs::read(&path).expect("the figure was written")
}

#[test]
fn figures_are_drawn_without_a_display() {
    let folder = tempfile::tempdir().expect("a folder");
    let story = ["--partner", "JPN", "--frequency", "year", "--size", "1000x600", "library:us-goods"];
    let svg = String::from_utf8(rendered(&folder, "a.svg", &story)).expect("UTF-8");
    let options = resvg::usvg::Options::default();
    let tree = resvg::usvg::Tree::from_str(&svg, &options).expect("an SVG");
    assert_eq!((tree.size().width(), tree.size().height()), (1000.0, 600.0));
    let pdf = rendered(&folder, "a.pdf", &story);
    assert!(pdf.starts_with(b"%PDF-") && pdf.trim_ascii_end().ends_with(b"%%EOF"), "a PDF from first to last");
    let png = rendered(&folder, "a.png", &story);
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "a PNG");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((side(16), side(20)), (1000, 600), "the size that was asked for");
}

#[test]
fn light_and_dark_differ_and_nothing_else_does() {
    let folder = tempfile::tempdir().expect("a folder");
    for ending in ["svg", "png", "pdf"] {
        let story = |name: &str, theme: &str| {
            let options = ["--by", "sector", "--theme", theme, "--size", "900x500", "library:japan-digital"];
            rendered(&folder, &format!("{name}.{ending}"), &options)
        };
        let light = story("light", "light");
        // The PDF writer numbers its fonts in no fixed order, so only its length would be the same.
        let again = story("again", "light");
        assert!(light == again || ending == "pdf", "{ending}: the same command gives the same bytes");
        assert!(light != story("dark", "dark"), "{ending}: dark is drawn otherwise");
    }
}

#[test]
fn every_dataset_can_be_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in LIBRARY {
        let svg = rendered(&folder, &format!("{name}.svg"), &[&format!("library:{name}")]);
        assert!(svg.len() > 2_000, "library:{name} gives an empty figure");
    }
}

#[test]
fn a_figure_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("no-such-folder").join("a.svg");
    let said = refused(&["render", "--output", path.to_str().expect("a plain path"), "library:japan-digital"], 1);
    assert!(said.contains("a.svg"), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_display_the_window_says_what_works_instead() {
    // No display at all, and one that nobody serves.
    for display in [None, Some(":9731")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_saldo"));
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        command.envs(display.map(|display| ("DISPLAY", display)));
        let output = command.output().expect("saldo starts");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains("saldo render"), "{said}");
        assert!(!said.contains(".rs:"), "no place in somebody's source: {said}");
    }
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_ends_the_output_quietly() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saldo"));
    command.args(["query", "--by", "partner", "library:us-goods"]);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("saldo starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("saldo ends");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(said.lines().all(|line| line.starts_with("saldo: library:us-goods: Source: ")), "{said}");
}

#[test]
fn a_table_among_several_is_named_by_an_option() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("years.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let table = "period,reporter,partner,sector,flow,value\n2024,JPN,USA,A,export,";
    for (name, value) in [("2023/a.csv", "5.5\n"), ("2024/b.csv", "7\n")] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        std::io::Write::write_all(&mut archive, (table.to_owned() + value).as_bytes()).expect("written");
    }
    archive.finish().expect("an archive");
    let file = path.to_str().expect("UTF-8");
    let said = refused(&["inspect", file], 1);
    assert!(said.contains("2023/a.csv") && said.contains("2024/b.csv") && said.contains("--sheet NAME"), "{said}");
    assert!(printed(&["inspect", "--cells", "--sheet", "b.csv", file]).ends_with("2024,JPN,USA,A,export,7\n"));
    assert!(printed(&["inspect", "--sheet", "2023/a.csv", file]).contains("zip: 2023/a.csv"));
    assert!(printed(&["query", "--measure", "exports", "--sheet", "a.csv", file]).contains("5.5"));
    assert!(printed(&["inspect", &format!("{file}#2024/b.csv")]).contains("zip: 2024/b.csv"));
    let said = refused(&["inspect", "--sheet", "c.csv", file], 1);
    assert!(said.contains("c.csv") && said.contains("2023/a.csv"), "{said}");
    let figure = folder.path().join("figure.svg");
    printed(&["render", "--sheet", "b.csv", "-o", figure.to_str().expect("UTF-8"), file]);
    assert!(figure.exists());
    let said = refused(&["inspect", "--encoding", "klingon", "--sheet", "b.csv", file], 1);
    assert!(said.contains("klingon") && said.contains("windows-1252"), "{said}");
}

#[test]
fn columns_are_explained_by_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    std::fs::write(at("amounts.csv"), "year,partner,value\n2020,Japan,5\n2021,China,6\n").expect("written");
    let said = refused(&["query", &at("amounts.csv")], 1);
    assert!(said.contains("exports, imports or a balance"), "{said}");
    std::fs::write(at("columns.json"), r#"{"columns": ["year", "partner-name", "value"], "default_flow": "import"}"#)
        .expect("written");
    let printed = printed(&["query", "--measure", "imports", "--mapping", &at("columns.json"), &at("amounts.csv")]);
    assert!(printed.contains("2021,all,Total,6,"), "{printed}");
    std::fs::write(at("columns.json"), "{\n\"columns\": 5}").expect("written");
    let said = refused(&["query", "--mapping", &at("columns.json"), &at("amounts.csv")], 1);
    assert!(said.contains("columns.json, line 2") && said.contains("dialog"), "{said}");
}

#[test]
fn figures_come_with_what_was_not_understood_on_stderr() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.csv");
    let text = "period,reporter,partner,sector,flow,value\n2020,JPN,CHN,goods,export,5\n2021,JPN,CHN,goods,export,six\n\
        2022,JPN,CHN,goods,export,7\n";
    std::fs::write(&path, text).expect("written");
    let path = path.to_str().expect("UTF-8");
    for filter in [&[][..], &["--partner", "CHN"]] {
        let output = saldo(&[&["query", "--no-cache", "--measure", "exports"], filter, &[path]].concat());
        assert_eq!(output.status.code(), Some(0));
        let said = stderr(&output);
        let row = format!("saldo: {path}: 1 row was not understood, the first in line 3: ");
        assert!(said.lines().any(|line| line.starts_with(&row)), "{said}");
    }
}

/// Each trade is told twice in this file, with another figure: what tells the rows apart is in no column.
const TOLD_TWICE: &str = "period,reporter,partner,sector,flow,value
2020,JPN,CHN,goods,export,5
2020,JPN,CHN,goods,export,7
2021,JPN,CHN,goods,export,6
2021,JPN,CHN,goods,export,9.5
";

#[test]
fn the_account_of_a_file_says_what_proves_it_and_what_became_of_its_columns() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sums.csv");
    let text = "year,partner,exports (USD),net weight (kg)\n2020,World,12.5,3\n2020,Japan,5,1\n2020,China,7.5,2\n\
        2021,World,15,5\n2021,Japan,6,2\n2021,China,9,3\n2022,World,17,5\n2022,Japan,7,2\n2022,China,10,3\n";
    std::fs::write(&path, text).expect("written");
    let path = path.to_str().expect("UTF-8");
    let told = printed(&["inspect", path]);
    assert!(told.lines().any(|line| line.starts_with("  audit      proved: ")), "{told}");
    assert!(told.lines().any(|line| line.starts_with("    agrees ")), "{told}");
    let columns = "  columns    3 used, 1 left out: net weight (kg): a quantity";
    assert!(told.lines().any(|line| line.starts_with(columns)), "{told}");
    let told: Value = serde_json::from_str(&printed(&["inspect", "--json", path])).expect("JSON");
    let (audit, columns) = (&told[0]["audit"], &told[0]["columns"]);
    assert_eq!(audit["state"], "proved");
    let check = audit["checks"].as_array().and_then(|all| all.iter().find(|check| check["finding"] == "agrees"));
    let check = check.expect("a check that agrees");
    assert!(check["what"].as_str().is_some_and(|what| what.contains("World")), "{check}");
    assert_eq!(check["compared"], check["agreeing"]);
    for figure in ["published", "computed", "difference"] {
        assert!(check[figure].is_string() || check[figure].is_null(), "{check}");
    }
    assert_eq!(columns[2]["used"], true);
    assert_eq!((&columns[3]["name"], &columns[3]["used"]), (&"net weight (kg)".into(), &false.into()));
    assert!(columns[3]["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
}

#[test]
fn what_is_disputed_is_used_only_where_a_person_has_said_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (file, figure) = (at("twice.csv"), at("figure.svg"));
    std::fs::write(&file, TOLD_TWICE).expect("written");
    // The whole report all the same, and the status of a failure.
    for form in [&["inspect"][..], &["inspect", "--json"]] {
        let output = saldo(&[form, &[&file]].concat());
        assert_eq!(output.status.code(), Some(1));
        assert!(stdout(&output).contains("contradict an earlier row"), "{}", stdout(&output));
        let said = stderr(&output);
        assert!(said.contains(": disputed: ") && said.trim_end().lines().count() == 1, "{said}");
    }
    assert!(printed(&["inspect", "--accept-disputed", &file]).contains("  audit      disputed: "));
    let query = ["query", "--no-cache", "--measure", "exports"];
    let said = refused(&[&query[..], &[&file]].concat(), 1);
    assert!(said.contains("disputed: ") && said.contains("--accept-disputed"), "{said}");
    let said = refused(&["render", "-o", &figure, &file], 1);
    assert!(said.contains("disputed: "), "{said}");
    let output = saldo(&[&query[..], &["--accept-disputed", &file]].concat());
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains(": disputed: "), "{}", stderr(&output));
    let output = saldo(&["render", "--no-cache", "--accept-disputed", "-o", &figure, &file]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains(": disputed: "));
}
