//! Files: opened, chosen among, not usable, changed meanwhile, and saved.

use std::path::Path;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use saldo::app::{Command, Dialog, ExportKind};
use saldo::data::Axis;
use saldo::import::Source;
use saldo::query::{GroupBy, Measure};
use saldo::session::Change;
use saldo::ui::Window;

use crate::hands::{
    Answers, SMALL, click, give, has_name, in_table, names, press, view, wait, window_on, window_with, write,
};

#[test]
fn a_file_that_cannot_be_used_leaves_what_was_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "picture.csv", "\u{89}PNG\r\n");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n\0\0").expect("written");
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1200.0, 800.0]);
    wait(&mut harness, "the message", |window| window.app().model().dialog.is_some());
    let Some(Dialog::Error(report)) = harness.state().app().model().dialog.clone() else { panic!("no message") };
    assert!(report.title.contains("picture.csv"), "{report:?}");
    assert!(report.detail.contains("PNG"), "{report:?}");
    assert!(has_name(&harness, "Title: Japan\u{2019}s digital trade"));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().app().model().dialog.is_none());
}

#[test]
fn a_file_with_several_tables_asks_which() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("halves.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let second = SMALL.replace("USA", "DEU");
    for (name, text) in [("readme.txt", "Two tables.\n"), ("a.csv", SMALL), ("b.csv", &second)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        std::io::Write::write_all(&mut archive, text.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive");
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the choice", |window| window.app().model().dialog.is_some());
    let marked = |harness: &Harness<'static, Window>| match &harness.state().app().model().dialog {
        Some(Dialog::Choice(dialog)) => dialog.choice.parts[dialog.marked].name.clone(),
        other => panic!("no choice: {other:?}"),
    };
    assert_eq!(marked(&harness), "a.csv");
    click(&mut harness, "Table readme.txt");
    assert_eq!(marked(&harness), "readme.txt");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(marked(&harness), "b.csv");
    click(&mut harness, "Open this table");
    wait(&mut harness, "opening", |window| {
        window.app().model().session.document().source.ends_with("halves.zip#b.csv")
    });
    let model = harness.state().app().model();
    assert!(model.dataset().dimension(Axis::Partner).id_of("DEU").is_some());
    assert_eq!(model.dataset().report.container, "zip: b.csv");
}

#[test]
fn figures_tables_and_sessions_are_saved_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    for (command, name, start) in [
        (Command::Export(ExportKind::Svg), "figure.svg", "<svg"),
        (Command::Export(ExportKind::Csv), "numbers.csv", "period,code,label,value,status,unit\n2014,narrow"),
        (Command::Export(ExportKind::EventsCsv), "events.csv", "date,"),
        (Command::SaveSession, "meeting.saldo.json", "{"),
    ] {
        let path = folder.path().join(name);
        let mut harness =
            window_with(Vec::new(), Answers { open: Vec::new(), save: Some(path.clone()) }, [1200.0, 800.0]);
        give(&mut harness, command);
        wait(&mut harness, name, |window| window.app().model().toast.is_some());
        let text = std::fs::read_to_string(&path).expect(name);
        assert!(text.starts_with(start), "{name}: {}", &text[..60.min(text.len())]);
    }
    // A session is one by what it holds, too.
    std::fs::copy(folder.path().join("meeting.saldo.json"), folder.path().join("meeting")).expect("a copy");
    for name in ["meeting.saldo.json", "meeting"] {
        let session = Source::Path(folder.path().join(name));
        let mut harness = window_with(vec![session], Answers::default(), [1200.0, 800.0]);
        wait(&mut harness, "opening the session", |window| window.app().model().session.undo_label().is_some());
        assert!(harness.state().app().model().dialog.is_none());
        assert_eq!(view(&harness).by, GroupBy::Sector);
    }
}

#[test]
fn each_kind_of_export_is_saved_as_what_it_is_called() {
    let folder = tempfile::tempdir().expect("a folder");
    let saved = |kind: ExportKind, name: &str| {
        let path = folder.path().join(name);
        let answers = Answers { open: Vec::new(), save: Some(path.clone()) };
        let mut harness = window_with(Vec::new(), answers, [1200.0, 800.0]);
        give(&mut harness, Command::Export(kind));
        wait(&mut harness, name, |window| window.app().model().toast.is_some());
        std::fs::read(&path).expect(name)
    };
    let svg = String::from_utf8(saved(ExportKind::Svg, "figure.svg")).expect("text");
    let png = saved(ExportKind::Png, "figure.png");
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    // The same picture at twice its size.
    let side = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    let size = format!("<svg width=\"{}\" height=\"{}\"", side(16) / 2, side(20) / 2);
    assert!(svg.starts_with(&size), "{size} of {}", &svg[..80]);
    let pdf = saved(ExportKind::Pdf, "figure.pdf");
    assert!(pdf.starts_with(b"%PDF-") && pdf.trim_ascii_end().ends_with(b"%%EOF"));
    let events: serde_json::Value =
        serde_json::from_slice(&saved(ExportKind::EventsJson, "events.json")).expect("JSON");
    let events = events.as_array().expect("a list");
    assert!(events.iter().any(|event| event["date"] == "2025-04-02"), "{} events", events.len());
}

#[test]
fn a_figure_is_the_same_from_the_window_and_from_its_session() {
    let folder = tempfile::tempdir().expect("a folder");
    let (figure, session) = (folder.path().join("figure.svg"), folder.path().join("meeting.saldo.json"));
    let answers = |path: &Path| Answers { open: Vec::new(), save: Some(path.to_owned()) };
    let us = || vec![Source::Library("us-goods".to_owned())];
    // What is done once is done alike in both windows: colours are given as partners come and go.
    let shown = |path: &Path| {
        let mut harness = window_with(us(), answers(path), [1200.0, 800.0]);
        give(&mut harness, Command::Change(Change::By(GroupBy::Partner)));
        give(&mut harness, Command::Change(Change::Top(4)));
        for code in ["MEX", "CHN", "CAN", "MEX"] {
            give(&mut harness, Command::Change(Change::Toggle { axis: Axis::Partner, code: code.to_owned() }));
        }
        let pin = harness.state().app().model().evaluation.findings[0].pin();
        give(&mut harness, Command::Change(Change::Pin(pin)));
        harness
    };
    for (path, command) in [(&figure, Command::Export(ExportKind::Svg)), (&session, Command::SaveSession)] {
        let mut harness = shown(path);
        give(&mut harness, command);
        wait(&mut harness, "saving", |window| window.app().model().toast.is_some());
    }
    let again = folder.path().join("again.svg");
    let mut saldo = std::process::Command::new(env!("CARGO_BIN_EXE_saldo"));
    let said = saldo.arg("render").arg(&session).arg("--output").arg(&again).output().expect("saldo starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert!(std::fs::read(&figure).expect("exported") == std::fs::read(&again).expect("rendered"));
}

#[test]
fn a_changed_file_is_offered_for_reload() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "small.csv", SMALL);
    let mut harness = window_with(vec![Source::Path(path.clone())], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("small.csv"));
    write(
        folder.path(),
        "small.csv",
        &SMALL.replace("150.5", "151.75").replace("\n2023,JPN,USA,goods,import,130.25", ""),
    );
    wait(&mut harness, "noticing", |window| window.app().model().changed_on_disk);
    click(&mut harness, "Reload file");
    wait(&mut harness, "reloading", |window| window.app().model().dataset().report.rows.read == 7);
    give(&mut harness, Command::Change(Change::By(GroupBy::Partner)));
    click(&mut harness, "Table tab");
    assert_eq!(in_table(&harness, "China", "2022"), "\u{2212}51.75");
}

#[test]
fn rows_that_were_not_used_are_shown_as_they_stand_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(
        folder.path(),
        "small.csv",
        &SMALL.replace("2022,JPN,USA,goods,import,120", "20x2,JPN,USA,goods,import,120"),
    );
    let mut harness = window_with(vec![Source::Path(path.clone())], Answers::default(), [1500.0, 950.0]);
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("small.csv"));
    click(&mut harness, "About tab");
    click(&mut harness, "Show those rows");
    let shown =
        |window: &Window| matches!(&window.app().model().dialog, Some(Dialog::Rows(rows)) if rows.rows.is_some());
    wait(&mut harness, "the rows", shown);
    assert!(has_name(&harness, "1 row rejected"), "{:?}", names(&harness));
    assert!(has_name(&harness, "20x2") && has_name(&harness, "reporter"));
    let Some(Dialog::Rows(dialog)) = &harness.state().app().model().dialog else { panic!("no rows") };
    let rows = dialog.rows.clone().expect("rows").expect("rows");
    assert_eq!((rows.rows[0].0, rows.missing), (5, 0));
    click(&mut harness, "Copy rows");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().app().model().dialog.is_none());
    // A file that is another by now is not shown for the one that was read.
    write(folder.path(), "small.csv", SMALL);
    give(&mut harness, Command::ShowRows(0));
    wait(&mut harness, "the rows", shown);
    assert!(names(&harness).iter().any(|name| name.contains("small.csv has changed since it was read")));
    std::fs::remove_file(&path).expect("removed");
    give(&mut harness, Command::ShowRows(0));
    wait(&mut harness, "the rows", shown);
    assert!(names(&harness).iter().any(|name| name.contains("small.csv is no longer where it was")));
}

#[test]
fn files_chosen_together_are_one_dataset_or_come_one_after_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let exports = write(folder.path(), "exports.csv", "country,year,value (US$)\nJapan,2023,5\nJapan,2024,6\n");
    let imports = write(folder.path(), "imports.csv", "country,year,value (US$)\nJapan,2023,7\nJapan,2024,9\n");
    let yen = write(folder.path(), "imports in yen.csv", "country,year,value (yen)\nJapan,2023,7\nJapan,2024,9\n");
    let answers = Answers { open: vec![exports.clone(), imports], save: None };
    let mut harness = window_with(Vec::new(), answers, [1400.0, 900.0]);
    click(&mut harness, "Open files");
    let source = |window: &Window| window.app().model().session.document().source.clone();
    wait(&mut harness, "both halves", |window| source(window).contains(" + "));
    let document = harness.state().app().model().session.document().clone();
    assert_eq!((document.dataset.facts.len(), document.dataset.flows().count_ones()), (4, 2));
    // What is no half of it is opened by itself, and so is the first.
    give(&mut harness, Command::OpenFiles(vec![exports, yen]));
    wait(&mut harness, "one of them", |window| !source(window).contains(" + ") && window.app().model().jobs.is_empty());
    assert!(harness.state().app().model().dialog.is_none());
}

#[test]
fn what_was_shown_when_the_window_closed_can_be_opened_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("settings.json");
    let open = || window_on(Vec::new(), Some(settings.clone()), Answers::default(), [1500.0, 950.0]);
    let mut first = open();
    give(&mut first, Command::RestoreLast);
    assert!(first.state().app().model().toast.is_some(), "nothing was kept yet");
    give(&mut first, Command::Change(Change::Measure(Measure::Imports)));
    let view = first.state().app().model().document().view().clone();
    first.state().app().keep_work();
    let mut second = open();
    assert_ne!(*second.state().app().model().document().view(), view);
    give(&mut second, Command::RestoreLast);
    wait(&mut second, "opening", |window| *window.app().model().document().view() == view);
    assert!(second.state().app().model().settings.recent.is_empty(), "it is no file of the user's");
}
