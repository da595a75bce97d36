//! Large files: answered beside the window, seen before they are read, kept.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use saldo::app::Command;
use saldo::data::Axis;
use saldo::import::Source;
use saldo::query::Measure;
use saldo::session::Change;
use saldo::ui::Window;

use crate::hands::{Answers, click, give, has_name, names, press, view, wait, window, window_with, write};

#[test]
fn keeping_large_files_can_be_switched_off_and_what_is_kept_cleared() {
    let mut harness = window("us-goods");
    let said = |harness: &Harness<'_, Window>| harness.state().app().model().toast.clone().map(|toast| toast.text);
    give(&mut harness, Command::KeepLarge(false));
    assert!(harness.state().app().model().settings.no_cache);
    assert_eq!(said(&harness).as_deref(), Some("Large files are read anew each time"));
    // This window keeps nothing, so there is nothing of the user's that a test could clear.
    give(&mut harness, Command::ClearKept);
    assert_eq!(said(&harness).as_deref(), Some("Nothing is kept"));
}

/// So many figures that their answers are computed beside the window, of other countries and goods than the library's.
fn many_figures() -> String {
    let mut text = String::from("partner,sector,flow");
    (0..300).for_each(|month| text += &format!(",{}-{:02}", 2000 + month / 12, month % 12 + 1));
    for row in 0..1_700 {
        text += &format!("\nP{},S{},{}", row % 85, row / 170, if row % 170 < 85 { "export" } else { "import" });
        (0..300).for_each(|month| text += &format!(",{}", (row * 7 + month) % 1000));
    }
    text
}

#[test]
fn a_large_file_follows_another_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "many.csv", &many_figures());
    let mut harness = window("us-goods");
    give(&mut harness, Command::OpenFiles(vec![path]));
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("many.csv"));
    let bars = |harness: &Harness<'_, Window>| {
        let model = harness.state().app().model();
        (model.evaluation.answer.member_totals.of(Axis::Partner).len(), model.dataset().dimension(Axis::Partner).len())
    };
    let (drawn, listed) = bars(&harness);
    assert!(drawn == listed && listed >= 85, "{drawn} bars for {listed} partners");
    assert!(harness.state().app().model().dataset().facts.len() > 500_000);
    // A change of its view is computed beside the window, and the last picture stays until then.
    // Looked at before the next frame: by then the answer may be there.
    let before = Arc::clone(&harness.state().app().model().evaluation);
    harness.state_mut().send(Command::Change(Change::Measure(Measure::Exports)));
    let model = harness.state().app().model();
    assert!(model.updating && Arc::ptr_eq(&model.evaluation, &before));
    wait(&mut harness, "the answer", |window| !window.app().model().updating);
    assert!(!Arc::ptr_eq(&harness.state().app().model().evaluation, &before));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    wait(&mut harness, "the answer", |window| !window.app().model().updating);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    let (drawn, listed) = bars(&harness);
    assert_eq!(drawn, listed, "back at the first dataset");
    assert!(harness.state().app().model().session.document().source.contains("us-goods"));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    let (drawn, listed) = bars(&harness);
    assert!(drawn == listed && listed >= 85, "{drawn} bars for {listed} partners");
}

/// So many rows that a part of them is seen before the rest is read, also where several tests run at once.
const ROWS: u64 = 960_000;

/// Rows of several blocks.
fn many_rows() -> String {
    let mut text = String::from("period,reporter,partner,sector,flow,value\n");
    for row in 0..ROWS {
        let flow = if row % 2 == 0 { "export" } else { "import" };
        text += &format!("{},JPN,P{:02},S{:03},{flow},{}\n", 2000 + row / 2 % 20, row / 40 % 60, row / 2400, row % 977);
    }
    text
}

/// Opens a file and waits until its first rows are seen, before the rest is read.
fn open_and_look(harness: &mut Harness<'static, Window>, path: &Path) {
    harness.state_mut().show_early_after(Duration::ZERO);
    give(harness, Command::OpenFiles(vec![path.to_owned()]));
    // No frame more than needed: the rest is read in a few of them.
    let start = Instant::now();
    while harness.state().app().model().loading.is_none() {
        assert!(start.elapsed() < Duration::from_mins(2), "the first rows were not seen");
        std::thread::sleep(Duration::from_millis(1));
        harness.step();
    }
    let named = |name: &String| name.starts_with("Loading: ") && name.ends_with("% read, figures are not complete");
    assert!(names(harness).iter().any(named), "{:?}", names(harness));
}

fn source(harness: &Harness<'static, Window>) -> String {
    harness.state().app().model().session.document().source.clone()
}

#[test]
fn a_large_file_is_seen_before_it_is_read_and_says_that_it_is_not_complete() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "rows.csv", &many_rows());
    let saved = folder.path().join("saved.csv");
    let answers = Answers { save: Some(saved.clone()), ..Answers::default() };
    let mut harness = window_with(vec![Source::Library("us-goods".to_owned())], answers, [1500.0, 950.0]);
    open_and_look(&mut harness, &path);
    let shown = harness.state().figure();
    assert!(shown.title.starts_with("Not complete: the first "), "{}", shown.title);
    assert!(shown.alt.contains("Not complete: the first "), "{}", shown.alt);
    let model = harness.state().app().model();
    let loading = model.loading.as_ref().expect("first rows");
    assert!((1..ROWS).contains(&loading.rows), "{}", loading.rows);
    assert!(loading.evaluation.findings.is_empty() && !loading.evaluation.answer.trajectories.lines.is_empty());
    // Nothing of it is kept, changed or written.
    assert!(model.session.document().source.contains("us-goods") && model.session.undo_label().is_none());
    let before = view(&harness);
    let export = Command::Export(saldo::app::ExportKind::Csv);
    for command in [Command::Change(Change::Measure(Measure::Turnover)), export, Command::SaveSession, Command::Undo] {
        harness.state_mut().send(command);
    }
    assert_eq!(view(&harness), before);
    assert!(!harness.state().app().model().jobs.iter().any(|job| job.name.contains("place")));
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("rows.csv"));
    assert!(!has_name(&harness, "Loading"), "{:?}", names(&harness));
    assert!(!harness.state().figure().title.contains("omplete"), "{}", harness.state().figure().title);
    let model = harness.state().app().model();
    assert!(model.loading.is_none() && model.toast.is_none() && !saved.exists());
    assert_eq!(model.dataset().report.rows.read, ROWS);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(source(&harness).contains("us-goods"), "one step back");
    assert!(harness.state().app().model().session.undo_label().is_none());
}

#[test]
fn what_was_open_comes_back_where_a_large_file_is_cancelled() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "rows.csv", &many_rows());
    let mut harness = window("us-goods");
    let title = harness.state().figure().title.clone();
    open_and_look(&mut harness, &path);
    click(&mut harness, "Cancel loading rows.csv");
    harness.run_steps(3);
    assert!(!has_name(&harness, "Loading") && harness.state().app().model().loading.is_none());
    assert!(harness.state().app().model().jobs.iter().all(|job| !job.listed));
    assert_eq!(harness.state().figure().title, title);
    assert!(source(&harness).contains("us-goods") && harness.state().app().model().session.undo_label().is_none());
}
