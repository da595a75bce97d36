//! What a person says of a file's columns: kept in JSON, honoured by the reader, by the command line and from memory.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is not as it says")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use saldo::data::{Axis, Dataset, DateOrder, Flow, Proposed, Role, Unit};
use saldo::import::{
    ColumnRole, DecimalSign, ENCODINGS, Mapping, Opened, Options, Progress, Question, Source, StatedMember, ask,
    encoding_named, fingerprint, open, rows_at,
};
use saldo::query::{Measure, View, trajectories};

/// Shops are no countries, and nothing in their names says which of them is the sum of the others.
const SHOPS: &str = "Monat;Laden;Einfuhr\n\
    01/02/2024;Nord;1.000,5\n01/02/2024;Süd;2.000,25\n01/02/2024;Kette;3.000,75\n01/02/2024;Markt;900,0\n\
    01/03/2024;Nord;1.100,5\n01/03/2024;Süd;2.200,25\n01/03/2024;Kette;3.300,75\n01/03/2024;Markt;800,0\n";

fn bytes(name: &str, text: &[u8]) -> Source {
    Source::Bytes { name: name.to_owned(), bytes: Arc::from(text) }
}

/// The text in an encoding.
fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    encoding_named(encoding).expect(encoding).encode(text).0.into_owned()
}

fn said(axis: Axis, member: &str, role: Role) -> StatedMember {
    StatedMember { axis, member: member.to_owned(), role }
}

/// Everything that the dialog can say.
fn shops() -> Mapping {
    Mapping {
        columns: vec![ColumnRole::Period, ColumnRole::PartnerName, ColumnRole::Value],
        decimal_sign: DecimalSign::Comma,
        date_order: Some(DateOrder::DayFirst),
        default_flow: Some(Flow::Import),
        default_reporter: Some("DEU".to_owned()),
        members: vec![
            said(Axis::Partner, "Kette", Role::Total),
            said(Axis::Partner, "Markt", Role::Group),
            said(Axis::Partner, "Süd", Role::Leaf),
        ],
        unit: Some(Unit::currency("EUR", 3)),
        encoding: Some("windows-1252".to_owned()),
        ..Mapping::default()
    }
}

fn opened(source: &Source, options: &Options) -> Dataset {
    match open(source, options, &Progress::new()) {
        Ok(Opened::Dataset(dataset)) => *dataset,
        other => panic!("no dataset: {other:?}"),
    }
}

fn asked(source: &Source, options: &Options) -> Question {
    match ask(source, options, &Progress::new()) {
        Ok(Opened::Question(question)) => *question,
        other => panic!("no question: {other:?}"),
    }
}

fn imports(dataset: &Dataset) -> Vec<String> {
    let view = View { measure: Measure::Imports, ..View::default() };
    let all = trajectories(dataset, &view);
    all.lines[0].points.iter().map(|point| point.value.expect("a value").to_string()).collect()
}

fn role(dataset: &Dataset, code: &str) -> Role {
    let partners = dataset.dimension(Axis::Partner);
    partners.get(partners.id_of(code).expect(code)).role
}

#[test]
fn everything_said_of_a_file_is_honoured() {
    let source = bytes("shops.csv", &encoded(SHOPS, "windows-1252"));
    let dataset = opened(&source, &Options { mapping: Some(shops()), ..Options::default() });
    assert_eq!(dataset.report.encoding, "windows-1252");
    assert_eq!(dataset.periods.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2024-02", "2024-03"]);
    assert_eq!(dataset.meta.unit, Unit::currency("EUR", 3));
    assert_eq!(dataset.dimension(Axis::Reporter).members()[0].code, "DEU");
    assert_eq!((role(&dataset, "Kette"), role(&dataset, "Markt")), (Role::Total, Role::Group));
    assert_eq!(imports(&dataset), ["3000.75", "3300.75"]);
    // Without a word on its members arithmetic asks: the sum would count two shops twice.
    let silent = Mapping { members: Vec::new(), ..shops() };
    let held = open(&source, &Options { mapping: Some(silent), ..Options::default() }, &Progress::new());
    let Ok(Opened::Disputed(held)) = held else { panic!("not disputed: {held:?}") };
    let member = |proposed: Proposed| match proposed {
        Proposed::Member { member, .. } => Some(member),
        Proposed::OtherSign(_) | Proposed::EndsWith { .. } => None,
    };
    let proposed: Vec<String> =
        held.dataset.audit.disputes().filter_map(|check| member(check.proposes.clone()?)).collect();
    assert_eq!(proposed, ["Kette"]);
    // A total that is said to be a part is counted as one.
    let text = SHOPS.replace("Kette", "World");
    let part = Mapping { members: vec![said(Axis::Partner, "World", Role::Leaf)], encoding: None, ..shops() };
    let part = Options { mapping: Some(part), accept_disputed: true, ..Options::default() };
    let dataset = opened(&bytes("w.csv", text.as_bytes()), &part);
    assert_eq!(imports(&dataset), ["6901.5", "7401.5"]);
}

#[test]
fn dates_and_numbers_are_read_as_said() {
    let text = "day,partner,value\n01/02/2024,Japan,\"1,234\"\n02/01/2024,Japan,\"2,345\"\n";
    let columns = vec![ColumnRole::Period, ColumnRole::PartnerName, ColumnRole::Value];
    let base = Mapping { columns, default_flow: Some(Flow::Import), ..Mapping::default() };
    for (order, sign, expected) in [
        (DateOrder::DayFirst, DecimalSign::Comma, [("2024-01", "2.345"), ("2024-02", "1.234")]),
        (DateOrder::MonthFirst, DecimalSign::Comma, [("2024-01", "1.234"), ("2024-02", "2.345")]),
        (DateOrder::MonthFirst, DecimalSign::Point, [("2024-01", "1234"), ("2024-02", "2345")]),
    ] {
        let mapping = Mapping { date_order: Some(order), decimal_sign: sign, ..base.clone() };
        let dataset =
            opened(&bytes("d.csv", text.as_bytes()), &Options { mapping: Some(mapping), ..Options::default() });
        let periods: Vec<String> = dataset.periods.iter().map(ToString::to_string).collect();
        let values: Vec<(String, String)> = periods.into_iter().zip(imports(&dataset)).collect();
        assert_eq!(values, expected.map(|(period, value)| (period.to_owned(), value.to_owned())), "{order:?} {sign:?}");
    }
}

#[test]
fn a_group_is_not_counted_beside_its_parts_whatever_it_was_taken_for() {
    let text = "year,partner,sector,value\n2020,Japan,01,10\n2020,Japan,0101,6\n2020,Japan,0102,4\n2020,Japan,02,5\n";
    let columns = vec![ColumnRole::Period, ColumnRole::PartnerName, ColumnRole::Sector, ColumnRole::Value];
    let base = Mapping { columns, default_flow: Some(Flow::Import), ..Mapping::default() };
    let sum = |members: Vec<StatedMember>| {
        let mapping = Mapping { members, ..base.clone() };
        let source = bytes("d.csv", text.as_bytes());
        imports(&opened(&source, &Options { mapping: Some(mapping), ..Options::default() }))
    };
    assert_eq!(sum(Vec::new()), ["15"], "the chapter and its items are one");
    assert_eq!(sum(vec![said(Axis::Sector, "01", Role::Group)]), ["15"], "the items are counted in its place");
    assert_eq!(sum(vec![said(Axis::Sector, "01", Role::Group), said(Axis::Sector, "0101", Role::Memo)]), ["9"]);
}

#[test]
fn an_answer_is_remembered_by_the_header() {
    let source = bytes("shops.csv", &encoded(SHOPS, "windows-1252"));
    let header: Vec<String> = ["Monat", "Laden", "Einfuhr"].map(str::to_owned).to_vec();
    let remembered = Arc::new(BTreeMap::from([(fingerprint(&header), shops())]));
    let options = Options { remembered, ..Options::default() };
    assert_eq!(imports(&opened(&source, &options)), ["3000.75", "3300.75"]);
    assert_eq!(asked(&source, &options).mapping, shops(), "asked again, the answer stands as it was given");
    // For a table that it does not fit it is not used.
    let other = Mapping { columns: vec![ColumnRole::Value], ..shops() };
    let options = Options { remembered: Arc::new(BTreeMap::from([(fingerprint(&header), other)])), ..options };
    assert!(matches!(open(&source, &options, &Progress::new()), Ok(Opened::Question(_) | Opened::Disputed(_))));
}

#[test]
fn a_question_is_asked_again_in_another_encoding() {
    let japanese = "年月,国名,輸入額\n2024-01,アメリカ合衆国,5\n2024-02,中華人民共和国,7\n";
    let source = bytes("t.csv", &encoded(japanese, "Shift_JIS"));
    let first = asked(&source, &Options { encoding: Some("windows-1252".to_owned()), ..Options::default() });
    assert_eq!(first.encoding(), "windows-1252");
    assert!(!first.table.header[0].contains('年'));
    let chosen = Mapping {
        columns: vec![ColumnRole::Period, ColumnRole::PartnerName, ColumnRole::ValueFor(Flow::Import)],
        unit: Some(Unit::currency("JPY", 8)),
        encoding: Some("cp932".to_owned()),
        ..first.mapping.clone()
    };
    let again = first.again(&chosen, &Progress::new()).expect("a question");
    assert_eq!((again.encoding(), again.table.header[0].as_str()), ("Shift_JIS", "年月"));
    assert_eq!(again.mapping, chosen, "as many columns as before: what was chosen stays");
    let tried = again.try_rows(&chosen, 1, &Progress::new()).expect("rows");
    assert_eq!((tried.whole, tried.dataset.report.rows.read), (false, 1));
    let tried = again.try_rows(&chosen, 20_000, &Progress::new()).expect("rows");
    assert_eq!((tried.whole, imports(&tried.dataset)), (true, vec!["5".to_owned(), "7".to_owned()]));
    assert!(first.again(&Mapping { encoding: Some("runes".to_owned()), ..chosen }, &Progress::new()).is_err());
}

#[test]
fn another_row_can_be_the_header() {
    let text = "a,b,c\nyear,partner,exports\n2020,Japan,5\n2021,Japan,6\n";
    let first = asked(&bytes("t.csv", text.as_bytes()), &Options::default());
    assert_eq!((first.header_row(), first.table.header[0].as_str()), (0, "a"));
    let below = Mapping { header_row: Some(1), ..first.mapping.clone() };
    let second = first.again(&below, &Progress::new()).expect("a question");
    assert_eq!(
        (second.header_row(), second.table.header.as_slice()),
        (1, ["year", "partner", "exports"].map(str::to_owned).as_slice())
    );
    // Split at another place it has another width, and what was chosen for three columns is not kept.
    let delimiter = Mapping { delimiter: Some(';'), ..first.mapping.clone() };
    let other = first.again(&delimiter, &Progress::new()).expect("a question");
    assert_eq!((other.table.header.len(), other.mapping.columns.len(), other.mapping.delimiter), (1, 1, Some(';')));
    assert!(!other.problems.is_empty());
}

#[test]
fn every_encoding_that_is_offered_is_known() {
    for (name, _) in ENCODINGS {
        let found = encoding_named(name).expect(name);
        assert_eq!(found.name().to_lowercase(), name.to_lowercase());
    }
}

#[test]
fn rows_are_shown_as_they_stand_in_the_file() {
    let text = "title\n\nyear,partner,exports\n2020,Japan,5\n2021,\"two\nlines\",6\n2022,,x\n";
    let rows = rows_at(&bytes("t.csv", text.as_bytes()), &Options::default(), &[5, 7, 99], &Progress::new());
    let rows = rows.expect("rows");
    assert_eq!(rows.header, ["year", "partner", "exports"]);
    assert_eq!(rows.rows[0], (5, ["2021", "two\nlines", "6"].map(str::to_owned).to_vec()));
    assert_eq!(rows.rows[1], (7, ["2022", "", "x"].map(str::to_owned).to_vec()));
    assert_eq!((rows.rows.len(), rows.missing, rows.width()), (2, 1, 3));
    assert_eq!(rows.text(), "line\tyear\tpartner\texports\n5\t2021\ttwo lines\t6\n7\t2022\t\tx\n");
}

/// What the program prints, line by line.
fn printed(arguments: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_saldo")).args(arguments).output().expect("saldo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
}

#[test]
fn the_command_line_takes_all_of_it_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(Path::new(&at("shops.csv")), encoded(SHOPS, "windows-1252")).expect("written");
    // By hand, as the README shows it.
    let json = r#"{
        "columns": ["period", "partner-name", "value"],
        "decimal_sign": "comma", "date_order": "month-first", "default_flow": "import", "default_reporter": "DEU",
        "members": [
            {"axis": "partner", "member": "Kette", "role": "total"},
            {"axis": "partner", "member": "Markt", "role": "group"}
        ],
        "unit": {"kind": {"currency": "EUR"}, "exponent": 3}, "encoding": "windows-1252"
    }"#;
    std::fs::write(Path::new(&at("columns.json")), json).expect("written");
    // January the second and the third are one month with two values: the later ones are rejected.
    let month_first = ["2024-01,all,Total,3000.75,ok,thousand euros"];
    let day_first = ["2024-02,all,Total,3000.75,ok,thousand euros", "2024-03,all,Total,3300.75,ok,thousand euros"];
    let query = |more: &[&str]| {
        let (columns, file) = (at("columns.json"), at("shops.csv"));
        let base = ["query", "--measure", "imports", "--mapping", &columns, &file];
        printed(&[&base, more].concat())
    };
    assert_eq!(query(&["--accept-disputed"])[1..], month_first);
    std::fs::write(Path::new(&at("columns.json")), json.replace("month-first", "day-first")).expect("written");
    assert_eq!(query(&[])[1..], day_first);
    let by_partner = query(&["--by", "partner"]);
    assert!(by_partner.iter().any(|line| line.contains("Süd") && line.contains("2000.25")), "{by_partner:?}");
}
