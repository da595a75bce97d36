//! Tables as they should not be written: one table polluted in every way and place, and what must be read of it.
//!
//! The classes of pollution, the expected cells, the ten measures and the weights follow Vitagliano et al., "Pollock:
//! A Data Loading Benchmark", PVLDB 16(8), 2023; the table and the code are this project's own.

#![expect(clippy::expect_used, reason = "a test stops where something is not as it says")]

use std::collections::HashMap;
use std::sync::Arc;

use saldo::import::{Options, Source, cells, cells_with_remarks, write_csv};

/// A cell as it is written: its text, and whether it stands in quotes.
#[derive(Clone, Debug)]
struct Cell {
    text: String,
    quoted: bool,
}

type Rows = Vec<Vec<Cell>>;

/// How a table is written.
#[derive(Clone)]
struct Style {
    delimiter: String,
    quote: &'static str,
    /// What stands before a `"` within quotes.
    escape: &'static str,
    end: &'static str,
}

impl Default for Style {
    fn default() -> Self {
        Self { delimiter: ",".to_owned(), quote: "\"", escape: "\"", end: "\r\n" }
    }
}

impl Style {
    fn cell(&self, cell: &Cell) -> String {
        if cell.quoted {
            let text = cell.text.replace('"', &format!("{}\"", self.escape));
            format!("{0}{text}{0}", self.quote)
        } else {
            cell.text.clone()
        }
    }

    fn row(&self, row: &[Cell]) -> String {
        row.iter().map(|cell| self.cell(cell)).collect::<Vec<_>>().join(&self.delimiter)
    }

    fn table(&self, rows: &[Vec<Cell>]) -> String {
        rows.iter().map(|row| self.row(row) + self.end).collect()
    }
}

/// A polluted file and the rows, header first, that it stands for.
struct Case {
    name: String,
    weight: f64,
    bytes: Vec<u8>,
    expected: Vec<Vec<String>>,
}

/// The names, and rows of a date, a time, a number, a code, a price, a name, a text, an address and nothing.
fn table(rows: usize) -> Rows {
    const NAMES: [&str; 9] = ["DAY", "HOUR", "Pieces", "ITEM", "Charge", "Kind", "Story", "Link", "Remark"];
    const KINDS: [&str; 10] = [
        "Lantern",
        "Baker's Scale",
        "Garden Chair, Folding",
        "Oak Shelf 30\"",
        "Two Person Tent",
        "Shelf, Wall, 20\" Wide",
        "Children's Bicycle 24\"",
        "Kettle",
        "Travel Lock, Cable",
        "Wool Blanket",
    ];
    const STORIES: [&str; 8] = [
        "It doesn't rust, bend or fade: made for gardens by the sea, and for balconies.",
        "A light that lasts all night long",
        "Warm in winter, cool in summer.",
        "Measures 8\\'9\" along its length, and folds in half.",
        "We tested it for years; it passed, every time, in rain, wind and snow.",
        "Plain oak, oiled by hand.",
        "Good for two, with room for a dog, and the dog's blanket.",
        "Easy to clean",
    ];
    let quoted = |text: &str, quoted: bool| Cell { text: text.to_owned(), quoted };
    let header = NAMES.iter().enumerate().map(|(at, name)| quoted(name, at == 6 || at == 7)).collect();
    let row = |n: usize| {
        let (kind, story) = (KINDS[n * 7 % 10], STORIES[n * 5 % 8]);
        let code =
            format!("{}{}-{}", (b'A' + (n % 7) as u8) as char, (b'K' + (n % 5) as u8) as char, 1009 + n * 97 % 9000);
        vec![
            quoted(&format!("{:02}/{:02}/2018", n % 28 + 1, n % 12 + 1), false),
            quoted(&format!("{:02}:{:02}", n / 4 % 24, n * 15 % 60), false),
            quoted(&(n * 13 % 34).to_string(), false),
            quoted(&code, false),
            quoted(&format!("${}.{:02}", n * 31 % 95, n * 7 % 100), false),
            quoted(kind, kind.contains([',', '"'])),
            quoted(story, true),
            quoted(&format!("https://shop.example/{}.html", code.replace('-', "_")), true),
            quoted(if n == 17 { "last pieces" } else { "" }, false),
        ]
    };
    std::iter::once(header).chain((0..rows).map(row)).collect()
}

fn texts(rows: &[Vec<Cell>]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| cell.text.clone()).collect()).collect()
}

fn case(name: impl Into<String>, weight: f64, text: impl AsRef<[u8]>, expected: &[Vec<String>]) -> Case {
    Case { name: name.into(), weight, bytes: text.as_ref().to_vec(), expected: expected.to_vec() }
}

/// Pollutions of the file and of the table.
fn of_the_file(rows: &Rows) -> Vec<Case> {
    let style = Style::default();
    let (text, clean) = (style.table(rows), texts(rows));
    let header = style.row(&rows[0]) + style.end;
    let doubled = |times: usize| {
        let mut clean = clean.clone();
        clean[0].iter_mut().for_each(|name| *name = vec![name.clone(); times].join(" "));
        clean
    };
    let preamble = format!("PREAMBLE,,,,,,,,\r\n,,,,,,,,\r\n{text}");
    let second = |columns: usize| {
        let other: Rows = rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let mut row = row.clone();
                row.truncate(columns);
                if columns > 9 {
                    row.push(Cell { text: if at == 0 { "more".to_owned() } else { String::new() }, quoted: false });
                }
                row
            })
            .collect();
        text.clone() + &style.table(&other)
    };
    vec![
        case("source", 1.0, &text, &clean),
        case("no payload", 15.0, "", &[]),
        case("no trailing line end", 184.0, text.trim_end(), &clean),
        case("two trailing line ends", 5.0, text.clone() + "\r\n", &clean),
        case("no header", 470.0, &text[header.len()..], &clean[1..]),
        case("header of 2 rows", 47.0, header.clone() + &text, &doubled(2)),
        case("header of 3 rows", 47.0, header.clone() + &header + &text, &doubled(3)),
        case("preamble", 282.0, preamble, &clean),
        case("second table, narrower", 188.0 / 3.0, second(8), &clean),
        case("second table, as wide", 188.0 / 3.0, second(9), &clean),
        case("second table, wider", 188.0 / 3.0, second(10), &clean),
        case("header only", 3.0, &header, &clean[..1]),
        case("one row", 4.0, style.table(&rows[..2]), &clean[..2]),
    ]
}

/// Pollutions of the characters that give the file its structure.
fn of_the_dialect(rows: &Rows) -> Vec<Case> {
    let clean = texts(rows);
    let style = Style::default();
    let write = |style: Style| style.table(rows);
    let delimited = |delimiter: &str| write(Style { delimiter: delimiter.to_owned(), ..style.clone() });
    vec![
        case("line feed", 1691.0, write(Style { end: "\n", ..style.clone() }), &clean),
        case("carriage return", 7.0, write(Style { end: "\r", ..style.clone() }), &clean),
        case("tab", 4.0, delimited("\t"), &clean),
        case("semicolon", 834.0, delimited(";"), &clean),
        case("blank", 4.0, delimited(" "), &clean),
        case("comma and blank", 101.0, delimited(", "), &clean),
        case("apostrophe", 11.0, write(Style { quote: "'", ..style.clone() }), &clean),
        case("backslash", 1.0, write(Style { escape: "\\", ..style.clone() }), &clean),
        case("no escape", 7.0, write(Style { escape: "", ..style.clone() }), &clean),
    ]
}

/// Pollutions of one row, in every row and column.
fn of_one_row(rows: &Rows) -> Vec<Case> {
    let style = Style::default();
    let clean = texts(rows);
    let with = |at: usize, line: String| -> String {
        let lines = rows.iter().enumerate().map(|(n, row)| if n == at { line.clone() } else { style.row(row) });
        lines.map(|line| line + style.end).collect()
    };
    let (separators, quotes) = (525.0 / 1428.0, 7.0 / 756.0);
    let mut all = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let written: Vec<String> = row.iter().map(|cell| style.cell(cell)).collect();
        for column in 0..row.len() {
            let (left, right) = (written[..column].join(","), written[column..].join(","));
            let surplus = if column == 0 { format!(",{right}") } else { format!("{left},,{right}") };
            all.push(case(format!("surplus delimiter {at} {column}"), separators, with(at, surplus), &clean));
            if column > 0 {
                let missing = format!("{left}{right}");
                all.push(case(format!("missing delimiter {at} {column}"), separators, with(at, missing), &clean));
            }
            let (mut stray, mut expected) = (written.clone(), clean.clone());
            // The quote stands before the text, within the quotes where there are any.
            stray[column] = format!("\"{}", written[column]);
            expected[at][column].insert(0, '"');
            all.push(case(format!("stray quote {at} {column}"), quotes, with(at, stray.join(",")), &expected));
        }
        all.push(case(format!("blanks in row {at}"), 12.0 / 84.0, with(at, written.join(" ")), &clean));
    }
    all
}

fn all_cases(rows: usize) -> Vec<Case> {
    let rows = table(rows);
    [of_the_file(&rows), of_the_dialect(&rows), of_one_row(&rows)].into_iter().flatten().collect()
}

fn load(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let table = cells(&Source::Bytes { name: "t.csv".to_owned(), bytes: Arc::from(bytes) }).ok()?;
    // Through the text that the command prints.
    let mut text = Vec::new();
    write_csv(&table, &mut text).expect("text");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_slice());
    Some(reader.records().map(|row| row.expect("CSV").iter().map(str::to_owned).collect()).collect())
}

/// Precision, recall and F1 of what is shared by two bags, added up.
fn measures(expected: &[String], found: &[String]) -> f64 {
    let mut bag: HashMap<&str, i64> = HashMap::new();
    for one in expected {
        *bag.entry(one).or_default() += 1;
    }
    let mut shared = 0.0;
    for one in found {
        let left = bag.entry(one).or_default();
        shared += f64::from(u8::from(*left > 0));
        *left -= 1;
    }
    if expected.is_empty() {
        return 3.0;
    }
    if shared == 0.0 {
        return 0.0;
    }
    let (precision, recall) = (shared / expected.len() as f64, shared / found.len() as f64);
    precision + recall + 2.0 * precision * recall / (precision + recall)
}

/// The benchmark's ten measures of one file, added up: loaded or not, header, records, cells.
fn score(case: &Case) -> f64 {
    let Some(found) = load(&case.bytes) else { return 0.0 };
    if case.expected.is_empty() {
        return 10.0;
    }
    let header = |rows: &[Vec<String>]| rows.first().cloned().unwrap_or_default();
    let records = |rows: &[Vec<String>]| rows.iter().skip(1).map(|row| row.concat()).collect::<Vec<_>>();
    let lower = |rows: &[Vec<String>]| -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| cell.to_lowercase()).collect()).collect()
    };
    let (expected, lowered) = (lower(&case.expected), lower(&found));
    1.0 + measures(&header(&expected), &header(&lowered))
        + measures(&records(&expected), &records(&lowered))
        + measures(&case.expected.concat(), &found.concat())
}

/// The class of a case: its name without places.
fn class(name: &str) -> String {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_owned()
}

/// What a class of pollutions scores: its mean, and its least case.
struct Class {
    name: String,
    sum: f64,
    count: f64,
    least: f64,
    at: String,
}

/// The simple and the weighted score, and those of each class.
fn scores(cases: &[Case]) -> (f64, f64, Vec<Class>) {
    let (mut simple, mut weighted, mut weights) = (0.0, 0.0, 0.0);
    let mut classes: Vec<Class> = Vec::new();
    for case in cases {
        let score = score(case);
        simple += score;
        weighted += score * case.weight;
        weights += case.weight;
        let name = class(&case.name);
        let known = classes.iter().position(|class| class.name == name).unwrap_or(classes.len());
        if known == classes.len() {
            classes.push(Class { name, sum: 0.0, count: 0.0, least: f64::INFINITY, at: String::new() });
        }
        let class = &mut classes[known];
        class.sum += score;
        class.count += 1.0;
        if score < class.least {
            (class.least, class.at) = (score, case.name.clone());
        }
    }
    (simple / cases.len() as f64, weighted / weights, classes)
}

/// The whole benchmark: 2 290 files of 84 rows.
#[test]
#[ignore = "takes a while: cargo test --test dialect -- --ignored --nocapture"]
fn the_whole_benchmark() {
    let (simple, weighted, classes) = scores(&all_cases(83));
    for Class { name, sum, count, least, at } in &classes {
        println!("{name:<28} {:.4}  least {least:.4} ({at})", sum / count);
    }
    println!("simple {simple:.4} weighted {weighted:.4}");
    assert!(simple > 9.98 && weighted > 9.98, "{simple} {weighted}");
}

#[test]
fn every_pollution_in_every_place() {
    let (simple, weighted, classes) = scores(&all_cases(23));
    // Where two fields have run together, or every blank separates, what was meant cannot be known.
    let least = |class: &str| match class {
        "blank" | "apostrophe" => 8.5,
        "missing delimiter" => 9.2,
        "surplus delimiter" => 9.99,
        "blanks in row" => 9.7,
        _ => 10.0,
    };
    for class in &classes {
        assert!(class.least >= least(&class.name) - 1e-9, "{}: {}", class.at, class.least);
    }
    assert!(simple > 9.96 && weighted > 9.98, "{simple} {weighted}");
}

/// What is read of a text, header first.
fn read(text: impl AsRef<[u8]>) -> Vec<Vec<String>> {
    load(text.as_ref()).expect("a table")
}

fn check(text: impl AsRef<[u8]>, expected: &[&[&str]]) {
    let found = read(text.as_ref());
    assert_eq!(found, expected, "{}", String::from_utf8_lossy(text.as_ref()));
}

/// A stray quote in each row and column, under every usual delimiter.
#[test]
fn a_stray_quote_under_every_delimiter() {
    let rows = table(11);
    let clean = texts(&rows);
    for delimiter in [",", ";", "\t", "|", ", "] {
        let style = Style { delimiter: delimiter.to_owned(), end: "\n", ..Style::default() };
        for at in 0..rows.len() {
            for column in 0..9 {
                let mut written: Vec<String> = rows[at].iter().map(|cell| style.cell(cell)).collect();
                written[column].insert(0, '"');
                let line = |n: usize| if n == at { written.join(delimiter) } else { style.row(&rows[n]) };
                let lines: Vec<String> = (0..rows.len()).map(line).collect();
                let mut expected = clean.clone();
                expected[at][column].insert(0, '"');
                assert_eq!(read(lines.join("\n") + "\n"), expected, "{delimiter:?} row {at} column {column}");
            }
        }
    }
}

#[test]
fn another_delimiter_in_one_row() {
    let rows: Vec<String> = (0..9).map(|n| format!("{},x{n},{}", 2010 + n, n * 3)).collect();
    for other in [";", "\t", "|"] {
        for at in 0..=9 {
            let mut lines = vec!["year,code,amount".to_owned()];
            lines.extend(rows.clone());
            let clean = lines.join("\n");
            lines[at] = lines[at].replace(',', other);
            assert_eq!(read(lines.join("\n")), read(&clean), "{other:?} in row {at}");
        }
    }
}

#[test]
fn rows_of_other_widths_stay_as_they_are() {
    let text = "a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,,\n\n13\n,,\n14,15,16\n";
    let expected: &[&[&str]] = &[
        &["a", "b", "c"],
        &["1", "2", "3"],
        &["4", "5"],
        &["6", "7", "8", "9"],
        &["10", "11", "12"],
        &["13"],
        &["", "", ""],
        &["14", "15", "16"],
    ];
    check(text, expected);
}

#[test]
fn quotes_of_every_kind() {
    let doubled = "a,b\n\"x \"\"y\"\" z\",joh\"n\n\"\",\"1\n2\"\n";
    check(doubled, &[&["a", "b"], &["x \"y\" z", "joh\"n"], &["", "1\n2"]]);
    let apostrophes = "a;b\n'x; y';1\n'don''t; no';2\n'z';3\n";
    check(apostrophes, &[&["a", "b"], &["x; y", "1"], &["don't; no", "2"], &["z", "3"]]);
    let zero = "name,n\n\0Smith, Jo\0,1\n\0Blake, Al\0,2\n";
    check(zero, &[&["name", "n"], &["Smith, Jo", "1"], &["Blake, Al", "2"]]);
    let escaped = "name,n\n\"10\0\" pipe, thin\",1\n\"12\0\" pipe, wide\",2\n";
    check(escaped, &[&["name", "n"], &["10\" pipe, thin", "1"], &["12\" pipe, wide", "2"]]);
    let none = "a|b\nMen's, 10\"|x\nKids' \"best\"|y\n";
    check(none, &[&["a", "b"], &["Men's, 10\"", "x"], &["Kids' \"best\"", "y"]]);
}

#[test]
fn notes_above_and_below_are_no_rows() {
    let table = "year,partner,amount\n2020,Japan,5\n2021,Japan,6\n2022,Chile,7\n";
    let clean = read(table);
    let above =
        ["Trade, by partner\n", "Title\nSource: office, 2024\n\n", "Title,,\n,,\n", "\"Title, with\na break\",,\n\n"];
    for above in above {
        assert_eq!(read(format!("{above}{table}")), clean, "{above:?}");
    }
    for below in ["\nSource: the office\n", "Source: the office,,\n", ",,\n,,\nNote,,\nLast updated: today,,\n"] {
        assert_eq!(read(format!("{table}{below}")), clean, "{below:?}");
    }
}

#[test]
fn a_second_table_is_told_and_not_mixed_in() {
    let one = "year,partner,amount\n2020,Japan,5\n2021,Japan,6\n2022,Chile,7\n";
    let narrower = "\nport,tonnes\nKobe,12\nOsaka,13\n";
    let wider = "\nregion,ships,crews,days\nwest,1,2,3\neast,4,5,6\n";
    for other in [one, narrower, wider] {
        let text = format!("{one}{other}");
        let source = Source::Bytes { name: "t.csv".to_owned(), bytes: Arc::from(text.as_bytes()) };
        let (table, remarks) = cells_with_remarks(&source, &Options::default()).expect("a table");
        assert_eq!(table.rows.len(), 3, "{text}");
        assert!(remarks[0].contains("another table begins"), "{remarks:?}");
    }
}

/// The kinds of files that `csv-spectrum` collects.
#[test]
fn a_spectrum_of_small_files() {
    check(
        "first,last,address,city,zip\nJo,Dow,9 any st.,\"Anytown, WW\",08123\n",
        &[&["first", "last", "address", "city", "zip"], &["Jo", "Dow", "9 any st.", "Anytown, WW", "08123"]],
    );
    for end in ["\n", "\r\n", "\r"] {
        let empty = format!("a,b,c{end}1,\"\",\"\"{end}2,3,4{end}");
        check(empty, &[&["a", "b", "c"], &["1", "", ""], &["2", "3", "4"]]);
        check(format!("a,b,c{end}1,2,3{end}"), &[&["a", "b", "c"], &["1", "2", "3"]]);
        check(
            format!("a,b,c{end}1,2,3{end}\"Once upon {end}a time\",5,6{end}7,8,9{end}"),
            &[&["a", "b", "c"], &["1", "2", "3"], &[&format!("Once upon {end}a time"), "5", "6"], &["7", "8", "9"]],
        );
    }
    let lines = "a,b\n1,\"ha \n\"\"ha\"\" \nha\"\n3,4\n";
    check(lines, &[&["a", "b"], &["1", "ha \n\"ha\" \nha"], &["3", "4"]]);
    check("a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n", &[&["a", "b"], &["1", "ha \"ha\" ha"], &["3", "4"]]);
    let json = "{\"type\": \"Point\", \"coordinates\": [102.0, 0.5]}";
    check(format!("key,val\n1,\"{}\"\n", json.replace('"', "\"\"")), &[&["key", "val"], &["1", json]]);
    check("a,b,c\n1,2,3\n4,5,ʤ\n", &[&["a", "b", "c"], &["1", "2", "3"], &["4", "5", "ʤ"]]);
    let place = "37\u{b0}36'37.8\"N 121\u{b0}2'17.9\"W";
    check(
        format!("Phone,Place,City\n02095257564,{place},Modesto\n"),
        &[&["Phone", "Place", "City"], &["02095257564", place, "Modesto"]],
    );
    check(b"a,b,c\n1,2,3\n4,5,\xa9\n", &[&["a", "b", "c"], &["1", "2", "3"], &["4", "5", "\u{a9}"]]);
}

#[test]
fn next_to_nothing() {
    for nothing in ["", "\n", "\r\n\r\n", "\u{feff}", "  \n"] {
        check(nothing, &[]);
    }
    check("a,b", &[&["a", "b"]]);
    check("a,b\n1,2", &[&["a", "b"], &["1", "2"]]);
    check("\u{feff}\"a, x\",b\n1,2\n", &[&["a, x", "b"], &["1", "2"]]);
    check("a\none\ntwo words\n", &[&["a"], &["one"], &["two words"]]);
}

#[test]
fn decimal_commas_codes_and_late_changes() {
    check("code;v\n0101;1,5\n01;2,25\n", &[&["code", "v"], &["0101", "1,5"], &["01", "2,25"]]);
    let mut text = "code,v\n".to_owned();
    (0..60_000).for_each(|n| text += &format!("{n:05},{}\n", n * 3));
    text += "00x,\"n/a, see note\"\n";
    let rows = read(&text);
    assert_eq!(rows.len(), 60_002);
    assert_eq!(rows[60_001], ["00x", "n/a, see note"]);
    assert_eq!(rows[8], ["00007", "21"]);
}

/// A stray quote at the start of a large file, in its middle and in its last row.
#[test]
fn a_quote_that_is_never_closed_costs_its_row_only() {
    const ROWS: usize = 60_000;
    let row = |n: usize| [format!("{}", 1900 + n % 100), format!("c{n}"), format!("{}", n * 7)];
    for at in [0, 1, ROWS / 2, ROWS - 1] {
        let mut text = "year,code,v\n".to_owned();
        for n in 0..ROWS {
            let [year, code, value] = row(n);
            text += &format!("{year},{}{code},{value}\r\r\n", if n == at { "\"" } else { "" });
        }
        let found = read(&text);
        assert_eq!(found.len(), ROWS + 1, "{at}");
        assert_eq!(found[at + 1][1], format!("\"c{at}"));
        assert!((0..ROWS).filter(|n| *n != at).all(|n| found[n + 1] == row(n)), "{at}");
    }
}
