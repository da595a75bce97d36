//! What proves the figures, what disputes them, and what can be done about a file that was not opened.

use std::path::Path;
use std::sync::Arc;

use egui_kittest::Harness;
use saldo::app::{Command, Dialog};
use saldo::data::AuditState;
use saldo::import::Source;
use saldo::ui::Window;

use crate::hands::{Answers, SMALL, click, give, has_name, names, wait, window, window_with, write};

/// Four years of two partners and a world that is `off` more than both.
fn world(off: i64) -> String {
    let mut text = "year,partner,exports (USD),net weight (kg)\n".to_owned();
    for year in 2020..2024 {
        let (japan, china) = (1000 + year * 3, 2500 + year * 7);
        text += &format!("{year},Japan,{japan},11\n{year},China,{china},12\n{year},World,{},23\n", japan + china + off);
    }
    text
}

fn open_as(folder: &Path, name: &str, text: &str) -> Harness<'static, Window> {
    let path = write(folder, name, text);
    window_with(vec![Source::Path(path)], Answers::default(), [1500.0, 950.0])
}

fn is_open(name: &'static str) -> impl Fn(&Window) -> bool {
    move |window| window.app().model().session.document().source.ends_with(name)
}

fn asked(window: &Window) -> bool {
    matches!(window.app().model().dialog, Some(Dialog::Mapping(_) | Dialog::Disputed(_)))
}

#[test]
fn what_proves_a_file_stands_beside_its_title_and_in_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open_as(folder.path(), "whole.csv", &world(0));
    wait(&mut harness, "opening", is_open("whole.csv"));
    assert!(!has_name(&harness, "\u{201c}World\u{201d} against"));
    click(&mut harness, "Audit: proved");
    assert!(has_name(&harness, "4 published totals agree"), "{:?}", names(&harness));
    assert!(has_name(&harness, "\u{201c}World\u{201d} against the sum of 2 partners"));
    click(&mut harness, "About tab");
    for words in ["WHAT PROVES IT", "COLUMNS OF THE FILE", "net weight (kg)", "left out: ", "used: partner"] {
        assert!(has_name(&harness, words), "{words}: {:?}", names(&harness));
    }
    let library = window("japan-digital");
    assert!(has_name(&library, "Audit: unproved"));
}

#[test]
fn disputed_figures_are_shown_only_where_a_person_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open_as(folder.path(), "short.csv", &world(-1500));
    wait(&mut harness, "the dispute", asked);
    assert!(!is_open("short.csv")(harness.state()), "nothing is shown of it");
    assert!(has_name(&harness, "The figures of this file are disputed"));
    for words in ["published", "computed", "difference", "\u{2212}1,500", "disputed: 0 of 4 agree"] {
        assert!(has_name(&harness, words), "{words}: {:?}", names(&harness));
    }
    click(&mut harness, "Open as it is");
    wait(&mut harness, "opening", is_open("short.csv"));
    assert!(harness.state().app().model().dialog.is_none());
    // The word says what is disputed.
    assert!(has_name(&harness, "Audit: disputed: \u{201c}World\u{201d} is not the sum of 2 partners ("));
    // It is not asked again for the same dispute, and for another it is.
    give(&mut harness, Command::OpenLibrary("us-goods".to_owned()));
    wait(&mut harness, "the library", |window| window.app().model().session.document().source == "library:us-goods");
    give(&mut harness, Command::OpenFiles(vec![folder.path().join("short.csv")]));
    wait(&mut harness, "opening", is_open("short.csv"));
    assert!(harness.state().app().model().dialog.is_none());
}

#[test]
fn an_exported_figure_says_that_it_is_disputed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open_as(folder.path(), "short.csv", &world(-1500));
    wait(&mut harness, "the dispute", asked);
    click(&mut harness, "Open as it is");
    wait(&mut harness, "opening", is_open("short.csv"));
    let model = harness.state().app().model();
    let figure = saldo::story::figure(&model.evaluation, &saldo::story::Layout::default());
    let footer =
        figure.texts.iter().any(|text| text.text.starts_with("disputed: \u{201c}World\u{201d} against the sum"));
    assert!(footer, "{:?}", figure.texts.iter().map(|text| &text.text).collect::<Vec<_>>());
}

#[test]
fn a_session_keeps_that_a_dispute_was_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "short.csv", &world(-1500));
    let saved = folder.path().join("meeting.saldo.json");
    let answers = Answers { open: Vec::new(), save: Some(saved.clone()) };
    let mut harness = window_with(vec![Source::Path(path)], answers, [1500.0, 950.0]);
    wait(&mut harness, "the dispute", asked);
    click(&mut harness, "Open as it is");
    wait(&mut harness, "opening", is_open("short.csv"));
    give(&mut harness, Command::SaveSession);
    wait(&mut harness, "saving", |window| window.app().model().toast.is_some());
    // Another window knows nothing of what was said in the first but by the session.
    let mut again = window_with(vec![Source::Path(saved)], Answers::default(), [1500.0, 950.0]);
    wait(&mut again, "opening", is_open("short.csv"));
    assert!(again.state().app().model().dialog.is_none());
    assert!(has_name(&again, "Audit: disputed"));
}

#[test]
fn a_file_that_is_disputed_when_it_is_reloaded_leaves_the_old_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open_as(folder.path(), "changing.csv", &world(0));
    wait(&mut harness, "opening", is_open("changing.csv"));
    let before = Arc::clone(harness.state().app().model().dataset());
    write(folder.path(), "changing.csv", &world(-1700));
    give(&mut harness, Command::Reload);
    wait(&mut harness, "the dispute", asked);
    assert!(Arc::ptr_eq(&before, harness.state().app().model().dataset()), "the old picture stays");
    assert!(has_name(&harness, "Audit: proved"));
    click(&mut harness, "Open as it is");
    let disputed = |window: &Window| window.app().model().dataset().audit.state == AuditState::Disputed;
    wait(&mut harness, "the new figures", disputed);
    assert!(has_name(&harness, "Audit: disputed"));
}

#[test]
fn an_answer_that_settles_the_dispute_opens_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open_as(folder.path(), "short.csv", &world(-1500));
    wait(&mut harness, "the dispute", asked);
    let tried = |window: &Window| matches!(&window.app().model().dialog, Some(Dialog::Mapping(dialog)) if dialog.trial.is_some() && !dialog.trying);
    wait(&mut harness, "the trial", tried);
    assert!(has_name(&harness, "What it becomes"));
    assert!(
        names(&harness).iter().any(|name| name.contains("disputed: \u{201c}World\u{201d}")),
        "{:?}",
        names(&harness)
    );
    let Some(Dialog::Mapping(dialog)) = harness.state().app().model().dialog.clone() else { panic!("no question") };
    let mut mapping = dialog.mapping.clone();
    mapping.members.push(saldo::import::StatedMember {
        axis: saldo::data::Axis::Partner,
        member: "WLD".to_owned(),
        role: saldo::data::Role::Leaf,
    });
    give(&mut harness, Command::EditMapping(Box::new(mapping)));
    wait(&mut harness, "the trial", tried);
    click(&mut harness, "Open with these columns");
    wait(&mut harness, "an answer", |window| is_open("short.csv")(window) || asked(window));
}

#[test]
fn a_refusal_offers_the_next_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |window: &Window| matches!(window.app().model().dialog, Some(Dialog::Error(_)));
    // A list of events is opened as one.
    let events = "date,title,category\n2020-01-02,First,policy\n2021-03-04,Second,policy\n";
    let mut harness = open_as(folder.path(), "events.csv", events);
    wait(&mut harness, "the refusal", refused);
    click(&mut harness, "Open it as events");
    wait(&mut harness, "the events", |window| {
        window.app().model().document().events.iter().any(|event| event.title == "Second")
    });
    assert!(harness.state().app().model().dialog.is_none());
    // Columns that nobody recognises can be named.
    let mut harness = open_as(folder.path(), "notime.csv", "partner,exports (USD)\nJapan,5\nChina,6\nGermany,8\n");
    wait(&mut harness, "an answer", |window| window.app().model().dialog.is_some());
    if refused(harness.state()) {
        click(&mut harness, "Say what the columns are");
        wait(&mut harness, "the question", |window| matches!(window.app().model().dialog, Some(Dialog::Mapping(_))));
    }
    // A broken description beside the table does not keep it closed.
    write(folder.path(), "small.json", "{\"title\": ");
    let mut harness = open_as(folder.path(), "small.csv", SMALL);
    wait(&mut harness, "the refusal", refused);
    click(&mut harness, "Open without the sidecar");
    wait(&mut harness, "opening", is_open("small.csv"));
    // A table that is none of an archive's leads to the others.
    let path = folder.path().join("two.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    for name in ["a.csv", "b.csv"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        std::io::Write::write_all(&mut archive, SMALL.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive");
    let source = Source::parse(&format!("{}#c.csv", path.display()));
    let mut harness = window_with(vec![source], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the refusal", refused);
    click(&mut harness, "Choose another table");
    wait(&mut harness, "the choice", |window| matches!(window.app().model().dialog, Some(Dialog::Choice(_))));
}

#[test]
fn a_question_is_answered_by_one_of_its_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "year,partner,value (USD)\n2022,Japan,100\n2023,Japan,110\n";
    let mut harness = open_as(folder.path(), "which.csv", text);
    wait(&mut harness, "the question", asked);
    let chosen = |harness: &Harness<'static, Window>| match &harness.state().app().model().dialog {
        Some(Dialog::Mapping(dialog)) => dialog.mapping.default_flow,
        _ => None,
    };
    let Some(Dialog::Mapping(dialog)) = &harness.state().app().model().dialog else { panic!("no question") };
    let answers: Vec<String> = dialog.question.choices.iter().map(|answer| answer.label.clone()).collect();
    assert!(answers.len() > 1, "{answers:?}");
    let wanted = dialog.question.choices.iter().find(|answer| Some(&answer.mapping) != Some(&dialog.mapping));
    let (label, flow) = wanted.map(|answer| (answer.label.clone(), answer.mapping.default_flow)).expect("another");
    assert_ne!(chosen(&harness), flow, "the proposed answer stands first");
    click(&mut harness, &label);
    assert_eq!(chosen(&harness), flow);
    click(&mut harness, "Open with these columns");
    wait(&mut harness, "opening", is_open("which.csv"));
}
