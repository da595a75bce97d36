//! Bad files, the built-in library and odd layouts, through the public door of the import room.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is not as it says")]

use std::path::PathBuf;
use std::sync::Arc;

use proptest::prelude::*;
use saldo::data::{AuditState, Axis, Dataset, Flow, Outcome, Period, Role, Unit};
use saldo::import::{
    ColumnRole, ImportError, Mapping, Opened, Options, Progress, Question, Source, Table, cells, library, open, stamp,
    write_csv,
};

fn source(name: &str, bytes: &[u8]) -> Source {
    Source::Bytes { name: name.to_owned(), bytes: Arc::from(bytes) }
}

fn try_open(bytes: impl AsRef<[u8]>) -> Result<Opened, ImportError> {
    open(&source("t.csv", bytes.as_ref()), &Options::default(), &Progress::new())
}

fn dataset(bytes: impl AsRef<[u8]>) -> Dataset {
    match try_open(bytes) {
        Ok(Opened::Dataset(dataset)) => {
            assert!(dataset.report.balances(), "{:?}", dataset.report);
            *dataset
        }
        other => panic!("no dataset: {other:?}"),
    }
}

fn question(bytes: impl AsRef<[u8]>) -> Question {
    match try_open(bytes) {
        Ok(Opened::Question(question)) => *question,
        other => panic!("no question: {other:?}"),
    }
}

/// The dataset that a person would see after having read why it is disputed.
fn disputed(bytes: impl AsRef<[u8]>) -> Dataset {
    match try_open(bytes) {
        Ok(Opened::Disputed(disputed)) => {
            assert_eq!(disputed.dataset.audit.state, AuditState::Disputed);
            disputed.dataset
        }
        other => panic!("not disputed: {other:?}"),
    }
}

/// The message of the error, which must hold all of the parts.
fn check_error(bytes: impl AsRef<[u8]>, parts: &[&str]) {
    let error = try_open(bytes).expect_err("an error").one_line();
    for part in parts {
        assert!(error.contains(part), "`{part}` is not in: {error}");
    }
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// The value of the one fact that a reporter's partner, sector and flow has in a period.
fn value(dataset: &Dataset, partner: &str, sector: &str, flow: Flow, period: Period) -> Option<String> {
    let partner = dataset.dimension(Axis::Partner).id_of(partner)?;
    let sector = dataset.dimension(Axis::Sector).id_of(sector)?;
    let fact = dataset.facts.iter().find(|fact| {
        fact.member(Axis::Partner) == partner
            && fact.member(Axis::Sector) == sector
            && fact.flow == flow
            && dataset.periods[usize::from(fact.period)] == period
    })?;
    (!fact.status.is_gap()).then(|| dataset.amount(i128::from(fact.value)).to_string())
}

fn reasons(dataset: &Dataset, outcome: Outcome) -> Vec<(String, u64, u64)> {
    let of = dataset.report.reasons.iter().filter(|reason| reason.outcome == outcome);
    of.map(|reason| (reason.reason.clone(), reason.count, reason.first_line)).collect()
}

const TIDY: &str = "period,reporter,partner,sector,flow,value\n";

#[test]
fn the_library_opens_and_balances() {
    assert_eq!(library::list().len(), 7);
    for entry in library::list() {
        let source = Source::parse(&format!("library:{}", entry.name));
        let Ok(Opened::Dataset(dataset)) = open(&source, &Options::default(), &Progress::new()) else {
            panic!("{} does not open", entry.name)
        };
        assert!(dataset.report.balances(), "{}", entry.name);
        assert_eq!(dataset.report.rows.rejected, 0, "{}", entry.name);
        assert_eq!(dataset.meta.id, entry.name);
        assert!(dataset.meta.default_view.is_some());
        assert!(dataset.report.warnings.iter().all(|w| !w.contains("describe")), "{:?}", dataset.report.warnings);
        for axis in Axis::ALL {
            for (id, member) in dataset.dimension(axis).iter() {
                assert!(dataset.has_facts(axis, id) || member.role != Role::Leaf, "{} {}", entry.name, member.code);
            }
        }
    }
}

#[test]
fn japans_narrow_digital_balance_of_2014() {
    let Ok(Opened::Dataset(dataset)) =
        open(&Source::Library("japan-digital".into()), &Options::default(), &Progress::new())
    else {
        panic!("no dataset")
    };
    assert_eq!(value(&dataset, "WLD", "narrow", Flow::Balance, Period::year(2014)).as_deref(), Some("-20225"));
    assert_eq!(value(&dataset, "WLD", "narrow", Flow::Balance, Period::year(2024)).as_deref(), Some("-64622"));
    assert_eq!(dataset.meta.unit, Unit::currency("JPY", 8));
    assert!(!dataset.gaps.is_empty());
}

#[test]
fn rows_of_another_frequency_are_left_out_with_the_sidecars_reason() {
    let Ok(Opened::Dataset(dataset)) =
        open(&Source::Library("japan-goods".into()), &Options::default(), &Progress::new())
    else {
        panic!("no dataset")
    };
    let left_out = reasons(&dataset, Outcome::LeftOut);
    assert_eq!(left_out.len(), 1);
    assert!(left_out[0].0.contains("first quarter only") && left_out[0].1 > 0, "{left_out:?}");
}

#[test]
fn files_that_are_no_tables_are_refused_by_name() {
    check_error("", &["t.csv", "empty", "Export it again"]);
    check_error("\n\n  \n", &["t.csv", "empty"]);
    check_error("\u{feff}", &["empty"]);
    check_error(TIDY, &["t.csv, line 1", "no rows below", "Export"]);
    check_error(b"\x89PNG\r\n\x1a\n....", &["t.csv", "a PNG picture", "CSV"]);
    check_error(b"PK\x03\x04...xl/workbook.xml", &["ZIP archive is damaged", "again"]);
    check_error(b"\x1f\x8b\x08\0\0", &["gzip stream is damaged", "too early"]);
    check_error(b"PAR1\x15\x04", &["the Parquet file is damaged"]);
    check_error("<html><body>404</body></html>", &["a web page", "download the table again"]);
    check_error(b"\xff\xfe\0\0a\0\0\0", &["UTF-32", "Save it again as UTF-8"]);
    check_error("date,event_name,description\n2025-01-01,A,B\n", &["a list of events"]);
}

#[test]
fn paths_that_cannot_be_read() {
    let try_path = |path: PathBuf| {
        open(&Source::Path(path), &Options::default(), &Progress::new()).expect_err("an error").one_line()
    };
    let missing = try_path(fixture("no-such-file.csv"));
    assert!(missing.contains("no-such-file.csv: no such file") && missing.contains("Check the path"), "{missing}");
    let folder = try_path(fixture(""));
    assert!(folder.contains("a folder") && folder.contains("Open a file inside it"), "{folder}");
    let error = open(&Source::parse("library:japan-god"), &Options::default(), &Progress::new()).expect_err("an error");
    assert!(error.one_line().contains("Did you mean library:japan-goods?"), "{error}");
    assert_eq!(stamp(&fixture("no-such-file.csv")), None);
}

#[test]
fn tables_without_numbers_or_periods() {
    check_error(
        "country,colour\nJapan,red\nChina,blue\n",
        &["t.csv, line 1", "no column holds numbers", "country, colour"],
    );
    check_error("country,exports\nJapan,5.5\nChina,6.5\n", &["t.csv, line 1", "no column holds years", "2024Q1"]);
}

#[test]
fn too_many_columns_and_too_long_rows() {
    let header: Vec<String> = (0..100_000).map(|n| format!("c{n}")).collect();
    let row = vec!["1"; 100_000].join(",");
    check_error(format!("{}\n{row}\n", header.join(",")), &["t.csv, line 1", "100000 columns", "20000"]);
}

#[test]
fn duplicates_and_contradictions() {
    let text = format!("{TIDY}2020,JPN,USA,A,export,5\n2020,JPN,USA,A,export,5.0\n2020,JPN,USA,A,export,6\n");
    let dataset = disputed(text);
    assert_eq!(dataset.report.rows.used, 1);
    assert_eq!(reasons(&dataset, Outcome::LeftOut)[0].2, 3);
    let rejected = reasons(&dataset, Outcome::Rejected);
    assert!(rejected[0].0.contains("contradicts an earlier row") && rejected[0].2 == 4, "{rejected:?}");
}

#[test]
fn a_total_that_its_parts_contradict_is_reported() {
    let rows = "2020,JPN,WLD,A,export,10\n2020,JPN,USA,A,export,8\n2020,JPN,CHN,A,export,7\n";
    let dataset = disputed(format!("{TIDY}{rows}"));
    let pair = dataset.report.reconciliations.first().expect("a comparison");
    assert_eq!((pair.published.to_string(), pair.parts.to_string()), ("10".to_owned(), "15".to_owned()));
    assert!(dataset.report.warnings.iter().any(|w| w.contains("more than the published total of 10")));
}

#[test]
fn a_file_that_is_cut_short_or_rewritten_has_another_stamp() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "a,b\n").expect("written");
    let before = stamp(&path);
    std::fs::write(&path, "a,b,c\n").expect("written");
    assert!(before.is_some() && before != stamp(&path));
}

#[test]
fn a_file_on_disk_opens() {
    let opened = open(&Source::Path(fixture("wide_by_flow.csv")), &Options::default(), &Progress::new());
    let Ok(Opened::Dataset(dataset)) = opened else { panic!("no dataset: {opened:?}") };
    assert_eq!(dataset.meta.unit, Unit::currency("USD", 6));
    assert_eq!((dataset.meta.id.as_str(), dataset.facts.len()), ("wide_by_flow", 4));
}

#[test]
fn wrong_cells_are_rejected_with_their_reason_and_line() {
    for (row, reason) in [
        ("1066,JPN,USA,A,export,5", "outside the years 1500 to 2200"),
        ("9999-01,JPN,USA,A,export,5", "outside the years 1500 to 2200"),
        ("spring,JPN,USA,A,export,5", "period is not understood"),
        (",JPN,USA,A,export,5", "period is empty"),
        ("2021,JPN,USA,A,export,NaN", "not a finite number"),
        ("2021,JPN,USA,A,export,-inf", "not a finite number"),
        ("2021,JPN,USA,A,export,1e99", "more digits"),
        ("2021,JPN,USA,A,export,99999999999999999999999999", "more digits"),
        ("2021,JPN,USA,A,export,many", "not a number"),
        ("2021,JPN,USA,A,sideways,5", "neither exports, imports nor a balance"),
        ("2021,JPN,,A,export,5", "partner is empty"),
        ("2021,JPN,USA,A,export,5,6,7", "more cells than the header"),
        ("2021,JPN,U\0A,A,export,5", "NUL byte"),
    ] {
        let dataset = dataset(format!("{TIDY}2020,JPN,USA,A,export,5\n{row}\n2022,JPN,USA,A,export,5\n"));
        let rejected = reasons(&dataset, Outcome::Rejected);
        assert_eq!((dataset.report.rows.used, rejected.len()), (2, 1), "{row}: {:?}", dataset.report);
        assert!(rejected[0].0.contains(reason) && rejected[0].2 == 3, "{row}: {rejected:?}");
    }
}

#[test]
fn a_figure_that_cannot_be_read_is_a_gap_and_no_zero() {
    let dataset =
        dataset(format!("{TIDY}2020,JPN,USA,A,export,5\n2020,JPN,CHN,A,export,abc\n2021,JPN,CHN,A,export,7\n"));
    assert_eq!((dataset.report.rows.used, dataset.report.rows.rejected), (2, 1));
    assert_eq!(dataset.facts.iter().filter(|fact| fact.status.is_gap()).count(), 1);
    let view = saldo::query::View { measure: saldo::query::Measure::Exports, ..saldo::query::View::default() };
    let answer = saldo::query::run(&dataset, &view);
    let point = &answer.trajectories.lines[0].points[0];
    assert_eq!(point.status, saldo::query::Status::Partial, "{:?}", answer.trajectories);
    let why = answer.trajectories.reason(point).expect("a reason").to_string();
    assert!(why.contains("not readable"), "{why}");
}

#[test]
fn a_file_of_which_no_row_can_be_used_says_why() {
    check_error(
        format!("{TIDY}2020,JPN,USA,A,export,many\n2021,JPN,USA,A,export,few\n"),
        &["t.csv, line 2", "none of the 2 rows", "not a number", "`value` as value"],
    );
}

#[test]
fn missing_values_are_gaps_with_a_reason() {
    let text = "period,reporter,partner,sector,flow,value,status\n2020,JPN,USA,A,export,5,ok\n\
                2021,JPN,USA,A,export,,missing\n2022,JPN,USA,A,export,c,\n2023,JPN,USA,A,export,,\n\
                2024,JPN,USA,A,export,7,estimated\n";
    let dataset = dataset(text);
    assert_eq!((dataset.report.rows.used, dataset.report.rows.left_out), (2, 3));
    assert_eq!(dataset.facts.iter().filter(|fact| fact.status.is_gap()).count(), 2);
    let reasons: Vec<String> = reasons(&dataset, Outcome::LeftOut).into_iter().map(|(reason, ..)| reason).collect();
    assert_eq!(reasons, ["no value (marked missing)", "no value (marked confidential)", "no value"]);
}

#[test]
fn a_gap_yields_to_a_figure_for_the_same_cell() {
    let dataset =
        dataset(format!("{TIDY}2020,JPN,USA,A,export,..\n2020,JPN,USA,A,export,7\n2021,JPN,USA,A,export,1\n"));
    assert_eq!((dataset.report.rows.used, dataset.report.rows.left_out, dataset.report.rows.rejected), (2, 1, 0));
    assert_eq!(value(&dataset, "USA", "A", Flow::Export, Period::year(2020)).as_deref(), Some("7"));
}

#[test]
fn a_file_cut_inside_a_quote_keeps_its_good_rows_and_names_the_line() {
    let dataset = dataset(format!("{TIDY}2020,JPN,USA,A,export,5\n2021,JPN,\"US"));
    assert_eq!((dataset.report.rows.used, dataset.report.rows.rejected), (1, 1));
    assert_eq!(reasons(&dataset, Outcome::Rejected)[0].2, 3);
    assert!(dataset.report.warnings.iter().any(|w| w.starts_with("line 3: a quote")), "{:?}", dataset.report.warnings);
    check_error(format!("{TIDY}\"2020,JPN,USA,A,export,5"), &["line 2"]);
}

#[test]
fn good_rows_around_a_stray_quote_survive() {
    let mut text = TIDY.to_owned();
    for year in 1900..2000 {
        text += &format!("{year},JPN,USA,{},export,5\n", if year == 1950 { "\"A" } else { "A" });
    }
    text += "2001,JPN,USA,\"A\",export,5\n";
    let dataset = dataset(text);
    assert_eq!((dataset.report.rows.used, dataset.report.rows.rejected), (100, 1));
    assert_eq!(reasons(&dataset, Outcome::Rejected)[0].2, 52);
}

#[test]
fn lines_are_physical_lines() {
    let dataset = dataset(format!("{TIDY}2020,JPN,USA,\"A\nB\",export,5\r\n\r\n2021,JPN,USA,A,export,many\n"));
    assert_eq!(reasons(&dataset, Outcome::Rejected)[0].2, 5);
}

#[test]
fn encodings() {
    let text = "年,相手国,輸出入,金額\n2020,アメリカ,輸出,5\n2021,中国,輸入,6\n";
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, encoding) in [(text.as_bytes(), "UTF-8"), (&*cp932, "Shift_JIS"), (&*utf16, "UTF-16LE")] {
        let dataset = dataset(bytes);
        assert_eq!(dataset.report.encoding, encoding);
        assert_eq!(
            value(&dataset, "USA", "TOTAL", Flow::Export, Period::year(2020)).as_deref(),
            Some("5"),
            "{encoding}"
        );
        assert!(dataset.dimension(Axis::Partner).id_of("CHN").is_some());
    }
    let latin = b"year,partner,flow,value\n2020,C\xF4te d'Ivoire,export,5\n2021,T\xFCrkiye,export,6\n";
    let dataset = dataset(latin);
    assert!(dataset.report.warnings.iter().any(|w| w.contains("windows-1252")));
    assert!(dataset.dimension(Axis::Partner).id_of("CIV").is_some());
}

#[test]
fn invalid_utf8_far_below_is_noticed() {
    let mut bytes = b"year,partner,flow,value\n".to_vec();
    for year in 0..60_000u32 {
        bytes.extend_from_slice(format!("{},P{},export,5\n", 1900 + year % 100, year / 100).as_bytes());
    }
    bytes.extend_from_slice(b"2020,T\xFCrkiye,export,6\n");
    let dataset = dataset(bytes);
    assert_eq!(dataset.report.encoding, "windows-1252");
    assert!(dataset.dimension(Axis::Partner).id_of("TUR").is_some());
}

#[test]
fn wide_by_period() {
    let text = "Title of it (million US$)\n\nCountry,Flow,2019,2020,2021\nJapan,Exports,1,2,..\nJapan,Imports,3,,5\n";
    let dataset = dataset(text);
    assert_eq!(dataset.meta.unit, Unit::currency("USD", 6));
    assert_eq!(dataset.report.format, "generic wide table");
    assert_eq!(value(&dataset, "WLD", "TOTAL", Flow::Import, Period::year(2021)).as_deref(), Some("5"));
    assert_eq!(value(&dataset, "WLD", "TOTAL", Flow::Import, Period::year(2020)), None);
    assert!(dataset.dimension(Axis::Reporter).id_of("JPN").is_some());
}

#[test]
fn wide_by_flow_and_flow_times_period() {
    let dataset_ = dataset("Year,Partner,Exports (EUR),Imports (EUR)\n2020,US,\"1,000\",2\n2021,CN,3,4\n");
    assert_eq!(value(&dataset_, "USA", "TOTAL", Flow::Export, Period::year(2020)).as_deref(), Some("1000"));
    assert_eq!(dataset_.meta.unit, Unit::currency("EUR", 0));
    let dataset_ = dataset("Partner,Export 2020,Import 2020,Export 2021\nUS,1,2,3\nCN,4,5,6\n");
    assert_eq!(value(&dataset_, "CHN", "TOTAL", Flow::Export, Period::year(2021)).as_deref(), Some("6"));
    let two_rows =
        "year,2000,2000,2001,2001\nflow,Export,Import,Export,Import\nCountry,,,,\nJapan,1,2,3,4\nChina,5,6,7,8\n";
    let dataset_ = dataset(two_rows);
    assert_eq!(value(&dataset_, "WLD", "TOTAL", Flow::Import, Period::year(2001)).as_deref(), Some("4"));
}

#[test]
fn semicolons_and_decimal_commas() {
    let dataset =
        dataset("Jahr;Land;Warenstrom;Wert in Mio. EUR\n2020;Frankreich;Ausfuhr;1.234,5\n2021;Polen;Einfuhr;-7,25\n");
    assert_eq!(dataset.meta.unit, Unit::currency("EUR", 6));
    assert_eq!(value(&dataset, "WLD", "TOTAL", Flow::Export, Period::year(2020)).as_deref(), Some("1234.5"));
    assert_eq!(dataset.report.delimiter, "semicolon");
}

#[test]
fn codes_beside_names_totals_and_trees() {
    let text = "Year,Reporter Code,Reporter,Partner Code,Partner,Flow,HS Code,Commodity,Value\n\
                2020,392,Japan,0,World,Export,TOTAL,All goods,100\n2020,392,Japan,842,USA,Export,TOTAL,All goods,60\n\
                2020,392,Japan,842,USA,Export,1,Animals,40\n2020,392,Japan,842,USA,Export,0101,Horses,30\n\
                2020,392,Japan,842,USA,Export,010121,Breeding,20\n2020,392,Japan,899,Areas nes,Export,01,Animals,1\n";
    let dataset = dataset(text);
    let (partners, sectors) = (dataset.dimension(Axis::Partner), dataset.dimension(Axis::Sector));
    assert_eq!(partners.get(partners.id_of("WLD").expect("the world")).role, Role::Total);
    assert_eq!(partners.get(partners.id_of("899").expect("its own code")).label, "Areas nes");
    let parent =
        |code: &str| sectors.get(sectors.id_of(code).expect(code)).parent.map(|id| sectors.get(id).code.clone());
    assert_eq!(parent("010121").as_deref(), Some("0101"));
    assert_eq!(parent("0101").as_deref(), Some("01"));
    assert_eq!(parent("01").as_deref(), Some("TOTAL"));
}

#[test]
fn groups_are_known_with_their_listed_members() {
    let dataset = dataset(format!("{TIDY}2020,JPN,EU,A,export,9\n2020,JPN,DEU,A,export,5\n2020,JPN,FRA,A,export,4\n"));
    let partners = dataset.dimension(Axis::Partner);
    let group = partners.get(partners.id_of("EU").expect("the group"));
    assert_eq!((group.role, group.contains.len()), (Role::Group, 2));
}

#[test]
fn what_cannot_be_known_is_asked() {
    let asked = question("year,partner,value\n2020,Japan,5\n2021,China,6\n");
    assert_eq!(asked.problems, ["Is this exports, imports or a balance?"]);
    let mapping = Mapping { default_flow: Some(Flow::Import), ..asked.mapping.clone() };
    assert_eq!(asked.try_mapping(&mapping).expect("a dataset").facts.len(), 2);
    let options = Options { mapping: Some(mapping), ..Options::default() };
    let Ok(Opened::Dataset(dataset)) = open(&asked.source, &options, &Progress::new()) else { panic!("no dataset") };
    assert_eq!(value(&dataset, "JPN", "TOTAL", Flow::Import, Period::year(2020)).as_deref(), Some("5"));

    let asked = question("date,partner,flow,value\n03/04/2024,Japan,export,5\n05/06/2024,China,export,6\n");
    assert!(asked.problems[0].contains("`03/04/2024`"), "{:?}", asked.problems);
    let asked = question("year,partner,flow,value\n2020,Japan,1,5\n2021,China,2,6\n");
    assert!(asked.problems[0].contains("`1`, `2`"), "{:?}", asked.problems);
    let mapping =
        Mapping { flow_words: vec![("1".into(), Flow::Export), ("2".into(), Flow::Import)], ..asked.mapping.clone() };
    assert_eq!(asked.try_mapping(&mapping).expect("a dataset").flows().count_ones(), 2);
    let without = Mapping { columns: vec![ColumnRole::Ignore; 4], ..Mapping::default() };
    assert!(matches!(asked.try_mapping(&without), Err(ImportError::NoNumericColumn { line: 1, .. })));
    let short = Mapping { columns: Vec::new(), ..Mapping::default() };
    let error = open(&asked.source, &Options { mapping: Some(short), ..Options::default() }, &Progress::new())
        .expect_err("an error");
    assert!(error.one_line().contains("the mapping has 0 columns and the table 4"), "{error}");
}

#[test]
fn a_sidecar_beside_the_file_is_honoured_and_its_errors_are_placed() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("mine.csv");
    std::fs::write(&table, format!("{TIDY}2020,JPN,USA,A,export,5\n2020Q1,JPN,USA,A,export,2\n")).expect("written");
    let sidecar = folder.path().join("mine.json");
    let open_it = || open(&Source::Path(table.clone()), &Options::default(), &Progress::new());
    let text = r#"{"title":"Mine","frequency":"year","unit":{"currency":"EUR","multiplier":1000},
        "sectors":[{"code":"A","label":"Apples"}]}"#;
    std::fs::write(&sidecar, text).expect("written");
    let Ok(Opened::Dataset(dataset)) = open_it() else { panic!("no dataset") };
    assert_eq!((dataset.meta.title.as_str(), &dataset.meta.unit), ("Mine", &Unit::currency("EUR", 3)));
    assert_eq!(reasons(&dataset, Outcome::LeftOut)[0].0, "another frequency: a quarter in a dataset of years");
    assert!(dataset.report.warnings.iter().any(|w| w.contains("does not describe the partner `USA`")));
    std::fs::write(&sidecar, "{\n\"title\": }").expect("written");
    let error = open_it().expect_err("an error").one_line();
    assert!(error.contains("mine.json, line 2, column 10"), "{error}");
}

#[test]
fn a_cancelled_job_stops() {
    let progress = Progress::new();
    progress.cancel();
    let opened = open(&Source::parse("library:japan-goods"), &Options::default(), &progress);
    assert!(matches!(opened, Err(ImportError::Cancelled { .. })), "{opened:?}");
}

#[test]
fn progress_ends_at_the_whole() {
    let progress = Progress::new();
    open(&Source::parse("library:us-goods"), &Options::default(), &progress).expect("a dataset");
    assert_eq!(progress.fraction(), Some(1.0));
}

#[test]
fn cells_as_read() {
    let text = "\u{feff}Title;;\r\n\r\nyear;\"a \"\"b\"\"\";x,y\r\n2020;\"1\r\n2\";3;\r\n2021;;4;\r\n";
    let table = cells(&source("t.csv", text.as_bytes())).expect("a table");
    let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    let expected = Table {
        header: row(&["year", "a \"b\"", "x,y"]),
        rows: vec![row(&["2020", "1\r\n2", "3"]), row(&["2021", "", "4"])],
    };
    assert_eq!(table, expected);
    let mut out = Vec::new();
    write_csv(&table, &mut out).expect("CSV");
    assert_eq!(cells(&source("u.csv", &out)).expect("a table"), expected);
}

#[test]
fn leading_zeros_stay_and_surplus_fields_do_not_shift() {
    let dataset = dataset("year,partner,product,flow,value\n2020,US,0101,export,5,\n2021,US,0102,export,6,\n");
    assert!(dataset.dimension(Axis::Sector).id_of("0101").is_some());
    assert_eq!(dataset.report.rows.used, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever the bytes: no panic, and every row is accounted for.
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(Opened::Dataset(dataset)) = try_open(&bytes) {
            prop_assert!(dataset.report.balances());
        }
        let _ = cells(&source("t", &bytes));
    }

    /// The same below a good header, with cells that look like a table's.
    #[test]
    fn any_cells(text in "([0-9]{0,4}|\"|\n|\r|,|;|JPN|USA|export|import|A|-|\\.|\\.\\.|NaN|\0|é|c|2020Q1){0,120}") {
        match try_open(format!("{TIDY}2020,JPN,USA,A,export,5\n{text}")) {
            Ok(Opened::Dataset(dataset)) => prop_assert!(dataset.report.balances(), "{:?}", dataset.report),
            // Rows that lack a label are many among so few.
            Ok(Opened::Disputed(disputed)) => prop_assert!(disputed.dataset.report.balances()),
            Ok(Opened::Question(_) | Opened::Choice(_)) => prop_assert!(false, "a question for a tidy table"),
            Err(_) => {}
        }
        for header in ["year,partner,Exports,Imports\n", "partner,flow,2019,2020\n"] {
            if let Ok(Opened::Dataset(dataset)) = try_open(format!("{header}{text}")) {
                prop_assert!(dataset.report.balances(), "{:?}", dataset.report);
            }
        }
    }
}

#[test]
fn halves_that_are_opened_at_once_are_one_dataset() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("written");
        Source::Path(folder.path().join(name))
    };
    let open = |source: &Source| open(source, &Options::default(), &Progress::new());
    let exports = file("exports.csv", "country,year,value (US$ million)\nJapan,2023,5\nJapan,2024,6\n");
    let imports = file("imports.csv", "country,year,value (US$ million)\nJapan,2023,7\nJapan,2024,8.5\n");
    let both = Source::Several(vec![exports.clone(), imports]);
    assert_eq!(Source::parse(&both.name()), both);
    let Ok(Opened::Dataset(dataset)) = open(&both) else { panic!("no dataset: {:?}", open(&both)) };
    assert_eq!((dataset.report.rows.used, dataset.report.container.as_str()), (4, "2 files"));
    let sum = |flow| -> i64 { dataset.facts.iter().filter(|fact| fact.flow == flow).map(|fact| fact.value).sum() };
    assert_eq!((sum(Flow::Export), sum(Flow::Import), dataset.decimals), (110, 155, 1));
    for (name, text, why) in [
        ("exports again.csv", "country,year,value (US$ million)\nJapan,2023,5\n", "tell the same flow"),
        ("imports in yen.csv", "country,year,value (million yen)\nJapan,2023,5\n", "formats or units"),
        ("notes.csv", "a,b\nc,d\n", "no single table"),
    ] {
        let error = open(&Source::Several(vec![exports.clone(), file(name, text)])).expect_err("an error").one_line();
        assert!(error.contains(why) && error.contains("one by one"), "{error}");
    }
}

#[test]
fn numbers_for_countries_are_known_by_their_system() {
    let text = "year,reporter_code,partner_code,flow,value\n2022,392,842,export,5\n2022,392,156,export,6\n\
                2022,392,276,import,7\n2022,392,251,import,8\n2022,392,757,import,9\n";
    let dataset = dataset(text);
    let mut codes: Vec<&str> =
        dataset.dimension(Axis::Partner).iter().map(|(_, member)| member.code.as_str()).collect();
    codes.retain(|code| *code != "WLD");
    assert_eq!(codes, ["USA", "CHN", "DEU", "FRA", "CHE"], "UN Comtrade's numbers");
    assert_eq!(dataset.dimension(Axis::Reporter).get(0).code, "JPN");
}

#[test]
fn the_products_of_baci_have_the_names_of_the_file_beside_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("BACI_HS17_Y2023_V202501.csv", "t,i,j,k,v,q\n2023,392,842,870323,5000,100\n2023,842,392,10121,50.5,NA\n");
    write("product_codes_HS17_V202501.csv", "code,description\n870323,\"Vehicles, spark-ignition\"\n010121,Horses\n");
    write("product_codes_HS92_V202501.csv", "code,description\n870323,Something else\n");
    let source = Source::Path(folder.path().join("BACI_HS17_Y2023_V202501.csv"));
    let Ok(Opened::Dataset(dataset)) = open(&source, &Options::default(), &Progress::new()) else {
        panic!("no dataset")
    };
    let sectors = dataset.dimension(Axis::Sector);
    let label = |code: &str| sectors.get(sectors.id_of(code).expect(code)).label.as_str();
    assert_eq!((label("870323"), label("010121")), ("Vehicles, spark-ignition", "Horses"));
}

#[test]
fn rows_within_quotes_are_the_text_of_a_note_and_are_told_of() {
    let text = "year,partner,exports,note\n2020,CHN,10,plain\n\
        2020,USA,20,\"As revised:\n2019,USA,7,old\n2020,USA,25,older\n2021,USA,99,forecast\"\n2021,CHN,30,\n";
    let dataset = dataset(text);
    assert_eq!((dataset.report.rows.read, dataset.report.rows.used), (3, 3));
    assert_eq!(dataset.facts.len(), 3);
    let told = |text: &String| text.starts_with("line 3: a field in quotes holds lines that look like rows");
    assert!(dataset.report.warnings.iter().any(told), "{:?}", dataset.report.warnings);
}

#[test]
fn days_and_decimal_commas_under_the_names_of_the_tidy_form_are_read() {
    let rows = |row: &dyn Fn(u32) -> String| TIDY.to_owned() + &(1..=24).map(row).collect::<String>();
    let days = rows(&|n| format!("01/{:02}/{},JPN,CHN,goods,export,{n}\n", (n - 1) % 12 + 1, 2020 + (n - 1) / 12));
    let months = dataset(days);
    assert_eq!((months.report.rows.used, months.periods.len()), (24, 24));
    assert_eq!(value(&months, "CHN", "goods", Flow::Export, Period::month(2021, 2)).as_deref(), Some("14"));
    let commas = rows(&|n| format!("{};JPN;CHN;goods;export;30308{n:02},5\n", 2000 + n)).replace(",value", ";value");
    let commas = dataset(commas.replace("period,reporter,partner,sector,flow", "period;reporter;partner;sector;flow"));
    assert_eq!(value(&commas, "CHN", "goods", Flow::Export, Period::year(2003)).as_deref(), Some("3030803.5"));
}
