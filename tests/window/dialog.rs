//! Questions about a file: what its columns mean, which of its tables, and what follows from the answer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use saldo::app::{Command, Dialog};
use saldo::data::Axis;
use saldo::import::Source;
use saldo::query::{GroupBy, Measure};
use saldo::session::Change;
use saldo::ui::Window;

use crate::hands::{Answers, click, give, has_name, in_table, names, press, wait, window, window_with, write};

#[test]
fn unclear_columns_are_asked_about_and_the_answer_is_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let text =
        "country;year;amount\nGermany;2020;1.234,5\nFrance;2020;2.000,0\nGermany;2021;1.300,0\nFrance;2021;1.999,1\n";
    let path = write(folder.path(), "amounts.csv", text);
    let saved = folder.path().join("columns.json");
    let answers = Answers { open: Vec::new(), save: Some(saved.clone()) };
    let mut harness = window_with(vec![Source::Path(path.clone())], answers, [1400.0, 900.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    let Some(Dialog::Mapping(question)) = harness.state().app().model().dialog.clone() else { panic!("no question") };
    assert!(question.outcome.is_err());
    let mut mapping = question.mapping.clone();
    mapping.default_flow = Some(saldo::data::Flow::Export);
    give(&mut harness, Command::EditMapping(Box::new(mapping)));
    let Some(Dialog::Mapping(question)) = harness.state().app().model().dialog.clone() else { panic!("no question") };
    assert!(question.outcome.is_ok(), "{:?}", question.outcome);
    click(&mut harness, "Save columns…");
    wait(&mut harness, "saving", |window| window.app().model().toast.is_some());
    let kept = saldo::import::read_mapping(&saved).expect("the columns");
    assert_eq!(kept, question.mapping);
    click(&mut harness, "Open with these columns");
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("amounts.csv"));
    click(&mut harness, "Table tab");
    assert_eq!(in_table(&harness, "Germany", "2020"), "1,234.5");
    assert_eq!(harness.state().app().model().settings.mappings.len(), 1);
}

#[test]
fn numbers_that_stand_for_flows_are_asked_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "time,region,kind,amount (million USD)\n2020,Germany,1,100\n2020,Germany,2,80\n2021,Germany,1,110\n2021,Germany,2,95\n";
    let path = write(folder.path(), "kinds.csv", text);
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    let mut mapping = question(&harness).mapping.clone();
    mapping.columns[2] = saldo::import::ColumnRole::Flow;
    mapping.default_flow = None;
    give(&mut harness, Command::EditMapping(Box::new(mapping.clone())));
    assert!(has_name(&harness, "Meaning of 1") && has_name(&harness, "Meaning of 2"));
    mapping.flow_words = vec![("1".to_owned(), saldo::data::Flow::Import), ("2".to_owned(), saldo::data::Flow::Export)];
    give(&mut harness, Command::EditMapping(Box::new(mapping)));
    assert!(question(&harness).outcome.is_ok(), "{:?}", question(&harness).outcome);
    click(&mut harness, "Open with these columns");
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("kinds.csv"));
    click(&mut harness, "Table tab");
    assert_eq!(in_table(&harness, "Total", "2020"), "\u{2212}20");
}

/// The question that the window asks about columns.
fn question(harness: &Harness<'static, Window>) -> Box<saldo::app::MappingDialog> {
    match harness.state().app().model().dialog.clone() {
        Some(Dialog::Mapping(question)) => question,
        other => panic!("no question but {other:?}"),
    }
}

/// Waits until what the file becomes is worked out.
fn tried(harness: &mut Harness<'static, Window>) -> Arc<saldo::app::Trial> {
    wait(harness, "the trial", |window| match &window.app().model().dialog {
        Some(Dialog::Mapping(dialog)) => dialog.trial.is_some() && !dialog.trying,
        _ => false,
    });
    question(harness).trial.expect("a trial").expect("figures")
}

/// Chooses from a menu.
fn choose(harness: &mut Harness<'static, Window>, menu: &str, item: &str) {
    // A menu that was used before is still open: only a pointer's click closes it.
    if !names(harness).iter().any(|name| name == item) {
        click(harness, menu);
    }
    let node = harness.query_all_by(|node| node.label().is_some_and(|label| label == item)).last();
    node.unwrap_or_else(|| panic!("{menu} does not offer {item}: {:?}", names(harness))).click_accesskit();
    harness.run();
}

/// Types into the field of this name.
fn type_into(harness: &mut Harness<'static, Window>, field: &str, text: &str) {
    let node = harness.query_all_by(|node| node.label().is_some_and(|label| label == field)).next();
    node.unwrap_or_else(|| panic!("no field {field}")).focus();
    harness.run();
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run();
}

const SHOPS: &str = "Monat;Laden;Betrag\n\
    01/02/2024;Nord;1.000,5\n01/02/2024;Sued;2.000,25\n01/02/2024;Kette;3.000,75\n\
    01/03/2024;Nord;1.100,5\n01/03/2024;Sued;2.200,25\n01/03/2024;Kette;3.300,75\n";

#[test]
fn the_dialog_says_everything_that_holds_for_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "shops.csv", SHOPS);
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    choose(&mut harness, "Role of column Laden", "partner (name)");
    choose(&mut harness, "Flow of all values", "imports");
    choose(&mut harness, "Multiplier of all values", "thousands");
    choose(&mut harness, "Currency of all values", "euros (EUR)");
    type_into(&mut harness, "Reporter of all rows", "germ");
    click(&mut harness, "Reporter Germany");
    click(&mut harness, "How the file is written");
    choose(&mut harness, "Decimal sign", "decimal comma: 1.234,5");
    choose(&mut harness, "Order of dates", "day first: 31/12/2024");
    let trial = tried(&mut harness);
    assert_eq!(trial.lines[0].values, [Some(6001.5), Some(6601.5)], "the total is counted beside its parts");
    click(&mut harness, "Totals and groups");
    type_into(&mut harness, "Search for a total among all members", "kett");
    choose(&mut harness, "partner Kette is", "total of all");
    let trial = tried(&mut harness);
    assert_eq!(trial.lines[0].values, [Some(3000.75), Some(3300.75)]);
    assert!(has_name(&harness, "Preview in million euros: imports 3.00 in Feb 2024 to 3.30 in Mar 2024"));
    assert!(has_name(&harness, "Of all 6 rows: 6 used"));
    let mapping = question(&harness).mapping;
    assert_eq!(mapping.unit, Some(saldo::data::Unit::currency("EUR", 3)));
    assert_eq!(mapping.default_reporter.as_deref(), Some("Germany"));
    click(&mut harness, "Open with these columns");
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("shops.csv"));
    let dataset = Arc::clone(harness.state().app().model().dataset());
    assert_eq!(dataset.dimension(Axis::Reporter).members()[0].code, "DEU");
    assert_eq!(dataset.meta.unit.words(), "thousand euros");
    give(&mut harness, Command::Change(Change::Measure(Measure::Imports)));
    give(&mut harness, Command::Change(Change::By(GroupBy::None)));
    click(&mut harness, "Table tab");
    assert_eq!(in_table(&harness, "Total", "Feb 2024"), "3,000.75");
}

#[test]
fn a_unit_that_is_no_money_is_kept_and_any_currency_can_be_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "year,partner,tonnes\n2020,Japan,5\n2020,China,6\n2021,Japan,7\n2021,China,8\n";
    let path = write(folder.path(), "weights.csv", text);
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    let mut mapping = question(&harness).mapping.clone();
    mapping.unit = Some(saldo::data::Unit::other("tonnes", 0));
    give(&mut harness, Command::EditMapping(Box::new(mapping)));
    choose(&mut harness, "Multiplier of all values", "thousands");
    assert_eq!(question(&harness).mapping.unit, Some(saldo::data::Unit::other("tonnes", 3)));
    choose(&mut harness, "Currency of all values", "not stated");
    choose(&mut harness, "Multiplier of all values", "units");
    assert_eq!(question(&harness).mapping.unit, None);
    type_into(&mut harness, "Currency code of all values", "isk");
    assert_eq!(question(&harness).mapping.unit, Some(saldo::data::Unit::currency("ISK", 0)));
}

#[test]
fn another_encoding_is_tried_without_losing_what_was_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("japan.csv");
    let text = "年月,国名,金額\n2024-01,アメリカ合衆国,5\n2024-02,中華人民共和国,7\n";
    std::fs::write(&path, saldo::import::encoding_named("cp932").expect("known").encode(text).0).expect("written");
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    assert_eq!(question(&harness).question.encoding(), "Shift_JIS");
    choose(&mut harness, "Flow of all values", "exports");
    click(&mut harness, "How the file is written");
    choose(&mut harness, "Encoding", "windows-1252 (Western European)");
    wait(&mut harness, "reading anew", |window| match &window.app().model().dialog {
        Some(Dialog::Mapping(dialog)) => dialog.question.encoding() == "windows-1252",
        _ => false,
    });
    assert!(!question(&harness).question.table.header[0].contains('年'));
    choose(&mut harness, "Encoding", "EUC-JP (Japanese)");
    wait(&mut harness, "reading anew", |window| match &window.app().model().dialog {
        Some(Dialog::Mapping(dialog)) => dialog.question.encoding() == "EUC-JP",
        _ => false,
    });
    choose(&mut harness, "Encoding", "Shift_JIS (Japanese, CP932)");
    wait(&mut harness, "reading anew", |window| match &window.app().model().dialog {
        Some(Dialog::Mapping(dialog)) => dialog.question.encoding() == "Shift_JIS",
        _ => false,
    });
    assert_eq!(question(&harness).question.table.header[0], "年月");
    assert_eq!(question(&harness).mapping.default_flow, Some(saldo::data::Flow::Export), "the choice stands");
    assert_eq!(tried(&mut harness).lines[0].values, [Some(5.0), Some(7.0)]);
}

/// An archive of two tables, neither of which says whether it is exports or imports.
fn archive(folder: &Path) -> PathBuf {
    let path = folder.join("halves.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let text = "year,partner,amount\n2020,Japan,5\n2021,Japan,6\n";
    for (name, text) in [("a.csv", text.to_owned()), ("b.csv", text.replace("Japan", "China"))] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        std::io::Write::write_all(&mut archive, text.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive");
    path
}

#[test]
fn the_dialog_leads_back_to_the_other_tables_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = archive(folder.path());
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    let asked = |harness: &mut Harness<'static, Window>| {
        wait(harness, "the choice", |window| matches!(window.app().model().dialog, Some(Dialog::Choice(_))));
    };
    asked(&mut harness);
    click(&mut harness, "Table b.csv");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    wait(&mut harness, "the question", |window| matches!(window.app().model().dialog, Some(Dialog::Mapping(_))));
    assert!(has_name(&harness, "b.csv"));
    click(&mut harness, "Other tables");
    asked(&mut harness);
    let Some(Dialog::Choice(dialog)) = &harness.state().app().model().dialog else { panic!("no choice") };
    assert_eq!(dialog.choice.parts[dialog.marked].name, "b.csv", "the table at hand is marked");
}

#[test]
fn the_choice_keeps_that_the_size_has_no_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = archive(folder.path());
    let mut harness = window("us-goods");
    give(&mut harness, Command::OpenLarge(Source::Path(path)));
    wait(&mut harness, "the choice", |window| matches!(window.app().model().dialog, Some(Dialog::Choice(_))));
    let Some(Dialog::Choice(dialog)) = &harness.state().app().model().dialog else { panic!("no choice") };
    assert!(dialog.no_size_limit);
    give(&mut harness, Command::OpenPart);
    wait(&mut harness, "the question", |window| matches!(window.app().model().dialog, Some(Dialog::Mapping(_))));
    assert!(question(&harness).no_size_limit);
}

#[test]
fn columns_that_were_recognised_can_be_asked_about_and_the_answer_holds_the_next_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "year,partner,exports (USD)\n2020,Japan,5\n2021,Japan,6\n";
    let path = write(folder.path(), "wide.csv", text);
    let mut harness = window_with(vec![Source::Path(path.clone())], Answers::default(), [1500.0, 950.0]);
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("wide.csv"));
    click(&mut harness, "About tab");
    click(&mut harness, "Columns of the file");
    wait(&mut harness, "the question", |window| matches!(window.app().model().dialog, Some(Dialog::Mapping(_))));
    choose(&mut harness, "Currency of all values", "yen (JPY)");
    give(&mut harness, Command::UseMapping);
    wait(&mut harness, "opening", |window| window.app().model().dataset().meta.unit.words() == "yen");
    give(&mut harness, Command::OpenLibrary("us-goods".to_owned()));
    wait(&mut harness, "the library", |window| window.app().model().session.document().source == "library:us-goods");
    give(&mut harness, Command::OpenFiles(vec![path]));
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("wide.csv"));
    assert_eq!(harness.state().app().model().dataset().meta.unit.words(), "yen", "the answer is remembered");
}

#[test]
fn answers_to_two_questions_are_two_short_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "Period,Commodity,Province,Country,State,Value ($)\n1/1/2024,Sheep,Ontario,United States,N/A,898447\n\
                1/1/2024,Spinach,Ontario,United States,N/A,23891079\n1/2/2024,Sheep,Ontario,United States,N/A,287844\n";
    let path = write(folder.path(), "ontario.csv", text);
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [900.0, 600.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    let before = question(&harness).mapping.clone();
    assert!(!names(&harness).iter().any(|name| name.contains("; All values")), "{:?}", names(&harness));
    click(&mut harness, "All values are imports");
    assert_eq!(question(&harness).mapping, before, "half an answer changes nothing");
    click(&mut harness, "\u{201c}Province\u{201d} trades with");
    let dialog = question(&harness);
    let answer = dialog.question.choices.iter().find(|answer| answer.label.ends_with("imports")).expect("an answer");
    assert_eq!(dialog.mapping, answer.mapping);
    click(&mut harness, "All values are exports");
    assert!(question(&harness).outcome.is_ok(), "{:?}", question(&harness).outcome);
    assert_eq!(question(&harness).mapping.default_flow, Some(saldo::data::Flow::Export));
}
