//! What is kept of a person's work when things go wrong: no dialog for files, damaged sessions and settings, an end
//! without goodbye.

use std::path::{Path, PathBuf};

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use saldo::app::{Chooser, Command, Dialog, NoDialog};
use saldo::import::Source;
use saldo::query::Measure;
use saldo::session::{Change, SessionFile};
use saldo::ui::Window;

use crate::hands::{Answers, SMALL, click, give, has_name, press, wait, window_on, window_with, write};

const SIZE: [f32; 2] = [1500.0, 950.0];

/// A desktop without dialogs for files.
struct Bare;

impl Chooser for Bare {
    fn open(&self, _: &str, _: &[&str]) -> Result<Vec<PathBuf>, NoDialog> {
        Err(NoDialog)
    }

    fn save(&self, _: &str, _: &str) -> Result<Option<PathBuf>, NoDialog> {
        Err(NoDialog)
    }
}

fn typed(harness: &mut Harness<'static, Window>, path: &Path) {
    wait(harness, "the question", |window| matches!(window.app().model().dialog, Some(Dialog::Path(_))));
    give(harness, Command::EditPath(path.display().to_string()));
}

#[test]
fn without_a_dialog_for_files_a_path_is_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = write(folder.path(), "small.csv", SMALL);
    let mut harness = window_on(Vec::new(), None, Bare, SIZE);
    give(&mut harness, Command::Open);
    typed(&mut harness, folder.path());
    assert!(has_name(&harness, "This is a folder."));
    typed(&mut harness, &table);
    give(&mut harness, Command::UsePath);
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("small.csv"));
    let saved = folder.path().join("meeting.saldo.json");
    give(&mut harness, Command::SaveSession);
    typed(&mut harness, &saved);
    give(&mut harness, Command::UsePath);
    wait(&mut harness, "saving", |window| window.app().model().toast.is_some());
    assert!(SessionFile::load(&saved).is_ok());
    // What is there is replaced by a click on the word that says so, and by nothing else.
    std::fs::write(&saved, "mine").expect("written");
    give(&mut harness, Command::SaveSession);
    typed(&mut harness, &saved);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(std::fs::read_to_string(&saved).expect("text"), "mine");
    assert!(has_name(&harness, "There is such a file. It will be replaced."));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().app().model().dialog.is_none());
}

#[test]
fn a_session_that_cannot_be_read_is_an_error_and_no_list_of_events() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = r#"{"saldo_session": 1, "source": "library:us-goods", "view": {"measure": "tax"},
        "events": [{"date": "2025-04-02", "title": "Tariffs"}]}"#;
    let path = write(folder.path(), "s.saldo.json", text);
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1200.0, 800.0]);
    let before = harness.state().app().model().session.document().events.len();
    wait(&mut harness, "the message", |window| window.app().model().dialog.is_some());
    let Some(Dialog::Error(report)) = harness.state().app().model().dialog.clone() else { panic!("no message") };
    assert!(report.detail.contains("not a Saldo session: line 1, column 76: view.measure: unknown"), "{report:?}");
    assert_eq!(harness.state().app().model().session.document().events.len(), before);
}

#[test]
fn the_buttons_of_a_long_message_are_in_the_window() {
    let folder = tempfile::tempdir().expect("a folder");
    // A session of ten thousand files that are not there.
    let files: Vec<String> = (0..10_000).map(|n| format!("/nowhere/part_{n}.csv")).collect();
    let text = format!(r#"{{"saldo_session": 1, "source": "{}", "view": {{}}, "events": []}}"#, files.join(" + "));
    let path = write(folder.path(), "s.saldo.json", &text);
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [820.0, 560.0]);
    wait(&mut harness, "the message", |window| window.app().model().dialog.is_some());
    harness.run_steps(4);
    let close = harness.get_by_label("Close").rect();
    assert!(close.max.y < 560.0 && close.min.y > 0.0, "{close:?}");
}

#[test]
fn damaged_settings_are_told_of_and_set_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = write(folder.path(), "settings.json", r#"{"theme": "sepia", "no_cache": true}"#);
    let harness = window_on(Vec::new(), Some(settings), Answers::default(), SIZE);
    let model = harness.state().app().model();
    assert!(model.settings.no_cache);
    let told = model.toast.as_ref().map(|toast| toast.text.clone()).unwrap_or_default();
    assert!(told.contains("theme") && told.contains("settings.json.aside-"), "{told}");
}

#[test]
fn what_a_window_showed_that_was_not_closed_is_offered() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("settings.json");
    let mut first = window_on(Vec::new(), Some(settings.clone()), Answers::default(), SIZE);
    give(&mut first, Command::Change(Change::Measure(Measure::Imports)));
    let view = first.state().app().model().document().view().clone();
    // It goes without being closed.
    drop(first);
    let mut second = window_on(Vec::new(), Some(settings.clone()), Answers::default(), SIZE);
    assert!(has_name(&second, "Saldo ended without being closed. It showed library:japan-digital."));
    click(&mut second, "Open what was shown");
    wait(&mut second, "opening", |window| *window.app().model().document().view() == view);
    assert!(second.state().app().model().left_over.is_none());
    second.state().app().keep_work();
    drop(second);
    let third = window_on(Vec::new(), Some(settings), Answers::default(), SIZE);
    assert!(!has_name(&third, "Saldo ended without being closed"));
}

#[test]
fn notices_stand_one_below_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("settings.json");
    let mut first = window_on(Vec::new(), Some(settings.clone()), Answers::default(), SIZE);
    give(&mut first, Command::Change(Change::Measure(Measure::Imports)));
    drop(first);
    let path = write(folder.path(), "small.csv", SMALL);
    let mut harness = window_on(vec![Source::Path(path)], Some(settings), Answers::default(), SIZE);
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("small.csv"));
    write(folder.path(), "small.csv", &SMALL.replace("150.5", "151.75"));
    wait(&mut harness, "noticing", |window| window.app().model().changed_on_disk);
    let rect = |name: &str| harness.get_by_label(name).rect();
    let (changed, left) = (rect("Reload file"), rect("Open what was shown"));
    assert!(changed.bottom() < left.top(), "{changed:?} {left:?}");
}
